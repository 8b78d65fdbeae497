"""The shapes that facts may have, and every fault of facts that do not fit. X-19, X-35, T-1."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

import msgspec
import pytest

from vardkedja.rules.named.shapes import (
    MOMENT,
    Facts,
    Mark,
    Moment,
    Text,
    convert,
    describe,
    faults,
    schema,
    without_nulls,
)


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
    short: Annotated[int, msgspec.Meta(le=9)] | None = None
    yes: bool | None = None
    choice: Literal["a", "b"] | None = None
    inner: Inner | None = None
    many: list[Inner] = []
    days: list[date] | None = None
    either: int | bool | None = None
    money: complex | None = None


NO_TIME = "month must be|hour must be"
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
        ({"short": "abc"}, "$.short: ska vara ett heltal"),
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
    with pytest.raises(ValueError, match=NO_TIME if MOMENT.fullmatch(text) else f"^{re.escape(text)}$"):
        Moment(text)
    assert list(faults(text, Moment)) == ["$: ska vara ett datum eller en tidpunkt med offset"]


def test_done_or_not_is_kept_as_such() -> None:
    """X-19: true is not a day."""
    assert convert(True, Mark).value is True
    assert convert(False, Mark).value is False
    with pytest.raises(ValueError, match="^en tidpunkt skrivs som text$"):
        convert(7, Moment)
    with pytest.raises(ValueError, match="^en tidpunkt skrivs som text$"):
        convert(7, Mark)


def test_the_schema_of_a_moment_and_a_mark() -> None:
    """X-35: a day or an instant, and for what is done or not also a boolean."""
    day_or_instant = [{"format": "date"}, {"format": "date-time"}]
    assert schema(Moment) == {"type": "string", "anyOf": day_or_instant}
    assert schema(Mark) == {"anyOf": [{"type": "boolean"}, {"type": "string", "anyOf": day_or_instant}]}
    with pytest.raises(NotImplementedError):
        describe(str)
