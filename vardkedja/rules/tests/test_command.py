"""The command line of the rules. RUS-23, X-20, X-35: one program, JSON in and out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from vardkedja.rules.named.table import NAMED

GOOD = {"from": "2025-06-04", "count": 3}


def run(*arguments: str, facts: object = None, text: str | None = None) -> subprocess.CompletedProcess[str]:
    body = text if text is not None else json.dumps(facts)
    command = [sys.executable, "-m", "vardkedja", "rule", *arguments]
    return subprocess.run(command, input=body, capture_output=True, text=True, encoding="utf-8", check=False)


def test_one_decision() -> None:
    """X-19: outcome, result, reasons and inputs; null is the same as absent."""
    answer = run("calendar.working_days", facts=GOOD)
    decision = json.loads(answer.stdout)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert decision["outcome"] == "computed"
    assert decision["result"] == {"date": "2025-06-10"}
    assert decision["inputs"] == GOOD
    assert decision["rule"] == "calendar.working_days"
    assert run("commitments.validity", facts={"issued_on": "2025-01-31", "ground": None}).returncode == 0


def test_a_refusal_and_an_open_question_are_decisions() -> None:
    """RUS-25, X-20: exit status 0, with the weight of each reason."""
    refused = run("commitments.validity", facts={"issued_on": "2025-01-31", "valid_from": "2025-06-01"})
    unclear = run("calendar.red_days", facts={"year": 2041})
    assert (refused.returncode, unclear.returncode) == (0, 0)
    reason = json.loads(refused.stdout)["reasons"][0]
    assert (reason["code"], reason["weight"]) == ("RUS-25.no_end", "refuse")
    assert "RUS-remiss instruktion" in reason["source"]
    assert json.loads(unclear.stdout)["outcome"] == "unclear"


def test_a_batch_is_one_start() -> None:
    """X-19: an array in, an array out, in the same order; an empty array too."""
    answer = run("calendar.working_days", facts=[GOOD, GOOD | {"count": 1}])
    assert [item["result"]["date"] for item in json.loads(answer.stdout)] == ["2025-06-10", "2025-06-05"]
    assert json.loads(run("calendar.working_days", facts=[]).stdout) == []


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ({"from": "2025-02-30", "count": -1, "x": 1}, ["$.from:", "$.count:", "$.x:"]),
        ([GOOD, {"count": "3"}, 4], ["$[1].from:", "$[1].count:", "$[2]:"]),
        ({"from": "2025-06-04", "count": 2.5}, ["$.count:"]),
        ({"from": "2025-06-04", "count": True}, ["$.count:"]),
        (7, ["$:"]),
    ],
)
def test_every_fault_has_a_line(facts: object, lines: list[str]) -> None:
    """X-35: exit status 2, one line per fault, and nothing on standard output."""
    answer = run("calendar.working_days", facts=facts)
    assert (answer.returncode, answer.stdout) == (2, "")
    found = answer.stderr.splitlines()
    assert len(found) == len(lines)
    assert all(line.startswith(start) for line, start in zip(found, lines, strict=True))


def test_faults_deep_inside() -> None:
    """X-35: wrong words, a missing object, an instant without offset; unknown fields at any depth."""
    facts = {
        "issuer": "skane",
        "issued_at": "2025-02-03T10:00:00",
        "patient": {"identifier_kind": "personnummer", "age": 5},
        "grounds": ["akut", "annat"],
        "care_form": "dagkirurgi",
        "signed_by": {"role": "lakare"},
        "admitted_at": "2025-W06-1",
    }
    answer = run("commitments.issue", facts=facts)
    starts = [line.split(":")[0] for line in answer.stderr.splitlines()]
    assert sorted(starts) == sorted(
        ["$.issuer", "$.issued_at", "$.patient.age", "$.receiver", "$.grounds[1]", "$.care_form", "$.signed_by.unit"]
        + ["$.admitted_at"]
    )


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"year": NaN}'])
def test_what_is_not_json(text: str) -> None:
    """X-35: one line, exit status 2."""
    answer = run("calendar.red_days", text=text)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert len(answer.stderr.splitlines()) == 1


def test_list_and_unknown_names() -> None:
    """X-35: every name with one line; an unknown name is a fault."""
    listed = run("--list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(NAMED)
    assert run("no.such.rule", facts={}).returncode == 2
    assert run().returncode == 2


@pytest.mark.parametrize("name", NAMED)
def test_schema(name: str) -> None:
    """X-35: JSON Schema of the facts and of the result."""
    schema = json.loads(run("--schema", name).stdout)
    assert set(schema) == {"facts", "result"}
    title = schema["facts"]["$ref"].rpartition("/")[2]
    assert schema["facts"]["$defs"][title]["additionalProperties"] is False


def test_the_rules_load_no_web() -> None:
    """X-41: asking a rule imports neither Django nor a database driver."""
    code = (
        "import sys, vardkedja.rules.named.command, vardkedja.rules.commitments\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg')])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
