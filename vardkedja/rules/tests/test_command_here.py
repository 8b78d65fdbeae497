"""The command line of the rules and the shapes of their facts, asked within one process. RUS-23, X-19, X-20, X-35."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Literal

import msgspec
import pytest

from vardkedja.rules.named.command import decide, main
from vardkedja.rules.named.shapes import Facts, Mark, Moment, Text, convert, faults, schema, without_nulls
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
    day_or_instant = [{"format": "date"}, {"format": "date-time"}]
    assert schema(Moment) == {"type": "string", "anyOf": day_or_instant}
    assert schema(Mark) == {"anyOf": [{"type": "boolean"}, {"type": "string", "anyOf": day_or_instant}]}
    with pytest.raises(NotImplementedError):
        schema(complex)


def test_a_decision_keeps_the_facts_as_they_came() -> None:
    """X-19: not the ones the rule reckons with; all else is the rule's own."""
    named = NAMED["calendar.working_days"]
    found, own = decide(named, GOOD), named.answer(convert(GOOD, named.facts))
    assert found.inputs == GOOD
    assert found.as_dict() | {"inputs": None} == own.as_dict() | {"inputs": None}


# --- the shapes of facts -------------------------------------------------------------------------------------------


class Inner(Facts, frozen=True):
    """An object within another."""

    name: Text


class Outer(Facts, frozen=True, kw_only=True, rename={"start": "from"}):
    """One field of each shape."""

    start: date
    at: datetime | None = None
    when: Moment | None = None
    done: Mark | None = None
    word: str | None = None
    number: int | None = None
    least: Annotated[int, msgspec.Meta(ge=2)] | None = None
    yes: bool | None = None
    choice: Literal["a", "b"] | None = None
    inner: Inner | None = None
    many: list[Inner] = []
    days: list[date] | None = None
    either: int | bool | None = None
    money: complex | None = None


DAY = {"from": "2025-03-04"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"from": "2025-02-29"}, "$.from: ska vara ett datum, ÅÅÅÅ-MM-DD"),
        ({"from": 20250304}, "$.from: ska vara ett datum, ÅÅÅÅ-MM-DD"),
        ({"at": "nu"}, "$.at: ska vara en tidpunkt med offset"),
        ({"when": "2025-03-04T10"}, "$.when: ska vara ett datum eller en tidpunkt med offset"),
        ({"when": 7}, "$.when: ska vara ett datum eller en tidpunkt med offset"),
        ({"when": True}, "$.when: ska vara ett datum eller en tidpunkt med offset"),
        ({"done": "ja"}, "$.done: ska vara true, false, ett datum eller en tidpunkt med offset"),
        ({"done": 1}, "$.done: ska vara true, false, ett datum eller en tidpunkt med offset"),
        ({"word": 1}, "$.word: ska vara text"),
        ({"number": "1"}, "$.number: ska vara ett heltal"),
        ({"number": True}, "$.number: ska vara ett heltal"),
        ({"least": 1}, "$.least: ska vara ett heltal, minst 2"),
        ({"yes": 1}, "$.yes: ska vara true eller false"),
        ({"choice": "c"}, "$.choice: ska vara ett av a, b"),
        ({"inner": []}, "$.inner: ska vara ett objekt"),
        ({"inner": {}}, "$.inner.name: saknas"),
        ({"inner": {"name": ""}}, "$.inner.name: ska vara text, inte tom"),
        ({"inner": {"name": "x", "age": 5}}, "$.inner.age: okänt fält"),
        ({"many": {}}, "$.many: ska vara en lista"),
        ({"many": [{"name": "x"}, {}]}, "$.many[1].name: saknas"),
        ({"days": ["2025-03-04", "x"]}, "$.days[1]: ska vara ett datum, ÅÅÅÅ-MM-DD"),
        ({"either": "x"}, "$.either: ska vara av rätt slag"),
        ({"money": "x"}, "$.money: ska vara av rätt slag"),
        ({"start": "2025-03-04"}, "$.start: okänt fält"),
    ],
)
def test_each_shape_says_what_it_should_have_been(more: dict[str, object], said: str) -> None:
    """X-35: a line with the path and the shape, in Swedish; the rest of the facts have no fault."""
    assert list(faults(DAY | more, Outer)) == [said]
    assert list(faults(DAY | more, Outer, "$[3]")) == [said.replace("$", "$[3]", 1)]


def test_every_fault_at_once_and_none_where_all_fits() -> None:
    """X-35: the missing one too, in the order of the fields, unknown ones last."""
    assert list(faults({"x": 1, "yes": "ja", "word": 2}, Outer)) == [
        *("$.from: saknas", "$.word: ska vara text", "$.yes: ska vara true eller false", "$.x: okänt fält"),
    ]
    every = DAY | {
        **{"at": "2025-03-04T10:00:00+01:00", "when": "2025-03-04", "done": True, "word": "", "number": -1},
        **{"least": 2, "yes": False, "choice": "b", "inner": {"name": "x"}, "many": [], "days": [], "either": 1},
    }
    assert list(faults(every, Outer)) == []
    assert list(faults([DAY], list[Outer])) == []
    assert list(faults(None, Outer | None)) == ["$: ska vara ett objekt"]


def test_null_is_absent_at_every_depth() -> None:
    """X-19: in objects and in lists of objects; false, nothing and an empty text are facts."""
    written = {"a": None, "b": [{"c": None, "d": 0}, None], "e": {"f": None, "g": False, "h": ""}}
    assert without_nulls(written) == {"b": [{"d": 0}, None], "e": {"g": False, "h": ""}}
    assert without_nulls(None) is None


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("2025-03-04", date(2025, 3, 4), None),
        ("2025-03-04T23:30:00Z", date(2025, 3, 5), datetime(2025, 3, 4, 23, 30, tzinfo=UTC)),
        ("2025-03-04t23:30z", date(2025, 3, 5), datetime(2025, 3, 4, 23, 30, tzinfo=UTC)),
        ("2025-03-04 00:30:00.25+01:00", date(2025, 3, 4), datetime(2025, 3, 3, 23, 30, 0, 250000, tzinfo=UTC)),
        ("2025-07-01T23:30-02:00", date(2025, 7, 2), datetime(2025, 7, 2, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_day_or_an_instant(text: str, day: date, at: datetime | None) -> None:
    """X-19, T-1: the day is the one in Stockholm; the instant is kept when one was written."""
    found = convert(text, Moment)
    assert (found.day, found.at) == (day, at)
    mark = convert(text, Mark)
    assert mark.value == (at or day)
    assert type(mark.value) is (date if at is None else datetime)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-03-4",
        "2025-W10-2",
        "2025-03-04T10:00",
        "2025-03-04T10:00:00",
        "2025-03-04x10:00Z",
        "2025-03-04T10:00+01",
    ]
    + [
        "2025-03-04T10:00:00.1234567Z",
        "2025-03-04T10Z",
        "2025-13-01",
        "2025-03-04T25:00Z",
        "٢٠٢٥-03-04",
        "2025-03-04\n",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    """X-35, T-1: an instant without offset is no instant."""
    with pytest.raises(ValueError) as fault:  # noqa: PT011 - the message is the text or Python's own
        Moment(text)
    assert list(faults(text, Moment)) == ["$: ska vara ett datum eller en tidpunkt med offset"], fault


def test_done_or_not_is_kept_as_such() -> None:
    """X-19: true is not a day."""
    assert convert(True, Mark).value is True
    assert convert(False, Mark).value is False
    with pytest.raises(ValueError, match="en tidpunkt skrivs som text"):
        convert(7, Moment)
    with pytest.raises(ValueError, match="en tidpunkt skrivs som text"):
        convert(7, Mark)
