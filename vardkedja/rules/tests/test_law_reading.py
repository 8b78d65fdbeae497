"""How a law file is read, entry by entry, and what is said of one that cannot be used. X-19, X-36, D-64."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import cast

import pytest

from vardkedja.rules import law
from vardkedja.rules.decision import Source, Weight, Who
from vardkedja.rules.law import LawFault, LawValue, NotInForce, Terms

HEAD = 'title = "Avtal"\nchecked = 2026-11-21\n'
WHOLE = """
[[entry]]
name = "x.days"
label = "antal dagar"
from = 2025-01-01
to = 2025-06-30
value = 7
unit = "dagar"
clause = "3 §"
basis = "reading R-06"
checked = 2026-01-02
party = "07"
rows = ["D-06", "D-64"]
"""
LEAST = """
[[entry]]
name = "x.days"
label = "antal dagar"
from = 2025-01-01
value = 7
unit = "dagar"
clause = "3 §"
basis = "found"
"""


def test_an_entry_is_read_whole() -> None:
    """X-19: every key has its place, with a checked day and a party of its own."""
    assert law.read(HEAD + WHOLE, "test") == (
        LawValue(
            name="x.days",
            value=7,
            unit="dagar",
            start=date(2025, 1, 1),
            end=date(2025, 6, 30),
            source=Source("Avtal", "3 §", date(2025, 1, 1), date(2026, 1, 2), "reading R-06"),
            label="antal dagar",
            party="07",
            rows=("D-06", "D-64"),
        ),
    )


def test_an_entry_takes_the_rest_from_the_file() -> None:
    """X-19: the file's checked day and party; no end, no rows; without a party it is for everybody."""
    [found] = law.read('party = "08"\n' + HEAD + LEAST, "test")
    source = Source("Avtal", "3 §", date(2025, 1, 1), date(2026, 11, 21), "found")
    assert found == LawValue("x.days", 7, "dagar", date(2025, 1, 1), None, source, "antal dagar", "08", ())
    assert law.read(HEAD + LEAST, "test")[0].party is None
    assert law.read('party = "08"\n' + HEAD + WHOLE, "test")[0].party == "07"
    assert law.read(HEAD, "test") == ()


def test_an_entry_may_apply_one_day() -> None:
    """X-19: from and to the same day."""
    [found] = law.read(HEAD + WHOLE.replace("2025-06-30", "2025-01-01"), "test")
    assert (found.start, found.end) == (date(2025, 1, 1), date(2025, 1, 1))
    terms = Terms(base=[found])
    assert terms.value("x.days", date(2025, 1, 1), "07") is found
    assert terms.own("x.days", date(2025, 1, 2), "07") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LEAST, "test: title is missing"),
        ('title = ""\n' + LEAST, "test: title is missing"),
        (HEAD + LEAST.replace('name = "x.days"\n', ""), "test: ?: name is missing"),
        (HEAD + LEAST.replace('label = "antal dagar"\n', ""), "test: x.days: label is missing"),
        (HEAD + LEAST.replace("from = 2025-01-01\n", ""), "test: x.days: from is missing"),
        (HEAD + LEAST.replace("value = 7\n", ""), "test: x.days: value is missing"),
        (HEAD + LEAST.replace('unit = "dagar"\n', ""), "test: x.days: unit is missing"),
        (HEAD + LEAST.replace('clause = "3 §"\n', ""), "test: x.days: clause is missing"),
        (HEAD + LEAST.replace('basis = "found"\n', ""), "test: x.days: basis is missing"),
        (HEAD + LEAST + "more = 1\nextra = 2\n", "test: x.days: unknown key extra, more"),
        (HEAD + LEAST + 'to = "2025-06-30"\n', "test: x.days: from, to and checked are dates"),
        (HEAD + LEAST + 'checked = "2026"\n', "test: x.days: from, to and checked are dates"),
        ('title = "Avtal"\n' + LEAST, "test: x.days: from, to and checked are dates"),
        (
            HEAD + LEAST.replace("from = 2025-01-01", "from = 2025-01-01T00:00:00"),
            "test: x.days: from, to and checked are dates",
        ),
        (HEAD + LEAST + "to = 2024-12-31\n", "test: x.days: to is before from"),
        (
            HEAD + LEAST.replace('"found"', '"reading R-' + '6"'),
            "test: x.days: basis is found, derived or reading R-nn",
        ),
        (HEAD + LEAST.replace("= 7", "= [1, 2.5]"), "test: x.days: write decimals as text"),
        (HEAD + LEAST.replace("= 7", "= { a = { b = 2.5 } }"), "test: x.days: write decimals as text"),
    ],
)
def test_what_is_wrong_with_an_entry_is_named(text: str, said: str) -> None:
    """X-19, X-36: the file, the entry and the fault."""
    with pytest.raises(LawFault) as fault:
        law.read(text, "test")
    assert str(fault.value) == said


def test_two_entries_for_one_day_are_named() -> None:
    """X-19: by name, party and day; for different parties they are not in each other's way."""
    everybody, ours = law.read(HEAD + LEAST + LEAST.replace("2025-01-01", "2026-03-01") + 'party = "07"\n', "test")
    Terms(base=[everybody, ours])
    later = law.read(HEAD + LEAST.replace("2025-01-01", "2025-02-03"), "test")
    with pytest.raises(LawFault) as fault:
        Terms(base=[*later, everybody])
    assert str(fault.value) == "x.days (all): two entries apply 2025-02-03"
    with pytest.raises(LawFault) as fault:
        Terms(overlay=[ours, ours])
    assert str(fault.value) == "x.days (07): two entries apply 2026-03-01"


def test_lists_and_tables_cannot_be_changed_once_read() -> None:
    """X-36: a list is a tuple and a table read-only, at every depth."""
    found = law.frozen([{"a": [1, "x"]}, True], "test")
    assert found == ({"a": (1, "x")}, True)
    table = cast(tuple[Mapping[str, object], bool], found)[0]
    assert isinstance(table, MappingProxyType)
    assert table["a"] == (1, "x")


def test_what_is_missing_is_told_with_its_name_and_day() -> None:
    """X-19, X-35: a flag for the one who keeps the rules, with the Swedish name of the value."""
    terms = Terms(base=law.read(HEAD + WHOLE, "test"))
    with pytest.raises(NotInForce) as caught:
        terms.value("x.days", date(2025, 7, 1), "07")
    missing = caught.value
    assert (missing.name, missing.day, missing.party) == ("x.days", date(2025, 7, 1), "07")
    assert (missing.label, str(missing)) == ("antal dagar", "x.days 2025-07-01")
    reason = missing.reason
    assert reason.text == (
        "Det finns ingen uppgift om antal dagar för 2025-07-01. Frågan går därför inte att avgöra. Be förvaltaren lägga "
        "in det som gällde den dagen."
    )
    assert (reason.code, reason.head) == ("LAW.missing", "En regel saknas för dagen")
    assert (reason.weight, reason.who) == (Weight.FLAG, Who.SOMEONE_ELSE)
    assert reason.source == Source("Vårdkedja, regler som data", "x.days")
    assert NotInForce("y", date(2025, 1, 1)).label == "y"
    assert terms.label("y") == "y"


def test_names_by_their_beginning() -> None:
    """X-19: each once, sorted, from both layers."""
    below = law.read(HEAD + LEAST.replace("x.days", "x.b") + LEAST.replace("x.days", "y.a"), "test")
    over = law.read(HEAD + LEAST.replace("x.days", "x.a") + LEAST.replace("x.days", "x.b"), "test")
    assert Terms(over, below).names("x.") == ("x.a", "x.b")
    assert Terms(base=below).names("x.") == ("x.b",)
