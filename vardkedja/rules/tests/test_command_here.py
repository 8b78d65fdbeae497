"""The command line of the rules, asked within one process. RUS-23, X-19, X-20, X-35."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest

from vardkedja.rules.named.command import decide, main
from vardkedja.rules.named.shapes import (
    convert,
    schema,
)
from vardkedja.rules.named.table import NAMED

GOOD = {"from": "2025-06-04", "count": 3}
USAGE = "Skriv: rule NAMN < fakta.json, rule --list eller rule --schema NAMN"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """The exit status, and what was written, as text."""

    def command(*arguments: str, text: str | None = None) -> tuple[int, str, str]:
        stdin = io.TextIOWrapper(io.BytesIO((text or "").encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", None if text is None else stdin)
        status = main(arguments)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return command


def test_a_decision_is_written_whole_and_indented(run: Run) -> None:
    """X-19, X-35: two spaces, a line end, and the facts as they came, without those that are null."""
    status, out, err = run("calendar.working_days", text=json.dumps(GOOD))
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert out == json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
    assert answer["rule"] == "calendar.working_days"
    assert (answer["outcome"], answer["result"], answer["inputs"]) == ("computed", {"date": "2025-06-10"}, GOOD)
    facts = {"admitted_on": "2025-02-10", "contacted_on": None}
    status, out, err = run("commitments.acute_contact", text=json.dumps(facts))
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert answer["inputs"] == {"admitted_on": "2025-02-10"}
    assert answer["result"] == {"latest": "2025-02-17", "late": False}


def test_a_list_is_answered_with_a_list(run: Run) -> None:
    """X-19: in the same order, also when it holds one or none."""
    status, out, err = run("calendar.working_days", text=json.dumps([GOOD | {"count": 1}, GOOD]))
    assert (status, err) == (0, "")
    assert [answer["result"]["date"] for answer in json.loads(out)] == ["2025-06-05", "2025-06-10"]
    assert [answer["inputs"] for answer in json.loads(out)] == [GOOD | {"count": 1}, GOOD]
    assert run("calendar.working_days", text="[]") == (0, "[]\n", "")
    assert len(json.loads(run("calendar.working_days", text=json.dumps([GOOD]))[1])) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "$: indata är inte JSON\n"),
        ("{", "$: indata är inte JSON\n"),
        ("[" * 100_000, "$: indata är inte JSON\n"),
        ("7", "$: ska vara ett objekt\n"),
        ('"x"', "$: ska vara ett objekt\n"),
        (
            '{"from": "2025-02-30", "count": -1, "x": 1}',
            "$.from: ska vara ett datum, ÅÅÅÅ-MM-DD\n$.count: ska vara ett heltal, minst 0\n$.x: okänt fält\n",
        ),
        (
            json.dumps([GOOD, {"count": "3"}, 4]),
            "$[1].from: saknas\n$[1].count: ska vara ett heltal, minst 0\n$[2]: ska vara ett objekt\n",
        ),
    ],
)
def test_facts_that_do_not_fit_are_told_line_by_line(run: Run, text: str, said: str) -> None:
    """X-35: exit status 2, nothing on standard output, a line with its path for every fault."""
    assert run("calendar.working_days", text=text) == (2, "", said)


def test_bytes_that_are_no_text_are_not_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """X-35: another encoding than UTF-8 is told like any other fault."""
    stdin = io.TextIOWrapper(io.BytesIO('{"from": "å"}'.encode("latin-1")))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["calendar.working_days"]) == 2
    assert capsys.readouterr() == ("", "$: indata är inte JSON\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), USAGE),
        (("no.such.rule",), f"no.such.rule: ingen sådan regel. {USAGE}"),
        (("--help",), USAGE),
        (("--list", "calendar.red_days"), USAGE),
        (("calendar.red_days", "--schema"), USAGE),
        (("--schema",), USAGE),
        (("--schema", "no.such.rule"), f"no.such.rule: ingen sådan regel. {USAGE}"),
        (("--schema", "calendar.red_days", "more"), USAGE),
    ],
)
def test_what_cannot_be_asked_is_told_how_to(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """X-35: one line on standard error, exit status 2; nothing is read."""
    assert run(*arguments) == (2, "", f"{said}\n")


def test_the_list_has_every_name_in_one_column(run: Run) -> None:
    """X-35: the name, two spaces after the longest, and what the rule answers."""
    status, out, err = run("--list")
    width = max(len(name) for name in NAMED)
    assert (status, err) == (0, "")
    assert out.splitlines() == [f"{name.ljust(width)}  {named.line}" for name, named in NAMED.items()]
    assert out.endswith("\n")


def test_the_schema_of_facts_and_result(run: Run) -> None:
    """X-35: JSON Schema of both, with the days and the instants."""
    status, out, err = run("--schema", "discharge.ready")
    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "facts": schema(NAMED["discharge.ready"].facts),
        "result": schema(NAMED["discharge.ready"].result),
    }


def test_a_decision_keeps_the_facts_as_they_came() -> None:
    """X-19: not the ones the rule reckons with; all else is the rule's own."""
    named = NAMED["calendar.working_days"]
    found, own = decide(named, GOOD), named.answer(convert(GOOD, named.facts))
    assert found.inputs == GOOD
    assert found.as_dict() | {"inputs": None} == own.as_dict() | {"inputs": None}
