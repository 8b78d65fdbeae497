"""Law as data. D-01 to D-11, D-64, D-68, X-19, X-36."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vardkedja.rules import law
from vardkedja.rules.calendar import add_months
from vardkedja.rules.commitment_facts import IssueFacts, Person, Receiver, Signer
from vardkedja.rules.commitment_validity import validity
from vardkedja.rules.commitments import issue
from vardkedja.rules.law import LawFault, NotInForce, Terms

HEAD = 'title = "Avtal"\nchecked = 2026-11-21\n'
ENTRY = """
[[entry]]
name = "x.days"
label = "antal dagar"
from = {start}
{more}
value = {value}
unit = "dagar"
clause = "1"
basis = "found"
"""


def entry(start: str, value: str = "7", more: str = "") -> str:
    return ENTRY.format(start=start, value=value, more=more)


def test_every_value_has_a_source_and_a_checked_day() -> None:
    """D-01 to D-11, D-64: title, clause, basis, a day it was checked, and a Swedish name."""
    assert law.shipped()
    for value in law.shipped():
        assert value.source.title
        assert value.source.clause
        assert value.source.checked
        assert value.source.basis
        assert value.label
        assert value.unit


def test_every_row_of_the_catalogue_that_is_built_has_a_value() -> None:
    """D-01 to D-16, D-19, D-21, D-22, D-23, D-24, D-25, D-26, D-27, D-28, D-29, D-30,
    D-31, D-32, D-33, D-34, D-35, D-36, D-37, D-38, D-39, D-40, D-41, D-42, D-43, D-44, D-45, D-46, D-47, D-48, D-49,
    D-50, D-51, D-52, D-54, D-56,
    D-57, D-58, D-59, D-60, D-61, D-63, D-64, D-65, D-67, D-68, D-69.
    """
    rows = {row for value in law.shipped() for row in value.rows}
    numbers = (
        *range(1, 17),
        19,
        *range(21, 31),
        *range(31, 53),
        54,
        56,
        *range(57, 62),
        63,
        64,
        65,
        67,
        68,
        69,
    )
    assert rows == {f"D-{number:02}" for number in numbers}


QUARTERS = [add_months(date(2000, 1, 1), 3 * number) for number in range(41 * 4)]


@pytest.mark.parametrize("day", QUARTERS, ids=str)
def test_an_ordinary_case_computes_every_quarter_since_the_rules_began(day: date) -> None:
    """RUS-23, X-19: no gap between two versions of any value the ordinary case reads."""
    facts = IssueFacts(
        on=day,
        person=Person("08"),
        receiver=Receiver("05"),
        agreements=("regionavtal",),
        grounds=("akut",),
        admitted_on=day,
        signer=Signer("lakare"),
    )
    decision = issue(facts)
    assert decision.outcome == "met"
    assert decision.result["valid_to"] == add_months(day, 3)


def test_a_value_runs_from_its_first_through_its_last_day() -> None:
    """X-19: both ends are included, and the day outside has no value."""
    terms = Terms(base=law.read(HEAD + entry("2025-01-01", more="to = 2025-06-30"), "test"))
    assert terms.value("x.days", date(2025, 1, 1)).value == 7
    assert terms.value("x.days", date(2025, 6, 30)).value == 7
    for outside in (date(2024, 12, 31), date(2025, 7, 1)):
        with pytest.raises(NotInForce) as caught:
            terms.value("x.days", outside)
        assert outside.isoformat() in caught.value.reason.text
        assert "antal dagar" in caught.value.reason.text


def test_a_day_outside_every_value_is_refused_by_its_name() -> None:
    """LNK-140, D-44: the day before the first and the day after the last of every name and party, or another takes over."""
    refused = 0
    for entry in law.shipped():
        for day in (entry.start - timedelta(days=1), entry.end and entry.end + timedelta(days=1)):
            found, missing = _asked(entry, day) if day else (None, None)
            if missing:
                refused += 1
                assert missing.reason.code == "LAW.missing"
                assert f"Det finns ingen uppgift om {entry.label} för {missing.day.isoformat()}." in missing.reason.text
                assert (missing.name, missing.day, missing.party) == (entry.name, day, entry.party)
            if found:
                assert found is not entry
                assert found.start <= day <= (found.end or day)
    assert refused > 100


def _asked(entry: law.LawValue, day: date) -> tuple[law.LawValue | None, NotInForce | None]:
    try:
        return law.value(entry.name, day, entry.party), None
    except NotInForce as missing:
        return None, missing


def test_two_values_on_one_day_are_refused_at_load() -> None:
    """X-19: the next version begins the day after the last, not on it."""
    follows = entry("2025-01-01", more="to = 2025-06-30") + entry("2025-07-01", "8")
    overlaps = entry("2025-01-01", more="to = 2025-07-01") + entry("2025-07-01", "8")
    assert Terms(base=law.read(HEAD + follows, "test")).value("x.days", date(2025, 7, 1)).value == 8
    with pytest.raises(LawFault, match="two entries"):
        Terms(base=law.read(HEAD + overlaps, "test"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD + entry("2025-01-01", "2.4"), "decimals as text"),
        (HEAD + entry("2025-01-01", more="to = 2024-12-31"), "before from"),
        (HEAD + entry("2025-01-01", more='colour = "red"'), "unknown key"),
        (HEAD + entry("2025-01-01").replace('clause = "1"', ""), "clause is missing"),
        (HEAD + entry("2025-01-01").replace('"found"', '"guess"'), "basis"),
        (entry("2025-01-01"), "title is missing"),
        ('title = "Avtal"\n' + entry("2025-01-01"), "checked"),
    ],
)
def test_an_incomplete_entry_is_refused_at_load(text: str, fault: str) -> None:
    """X-36, D-01: a float, a period turned round, a missing clause, basis or checked day."""
    assert law.read(HEAD + entry("2025-01-01", '"2.4"'), "test")[0].value == "2.4"
    with pytest.raises(LawFault, match=fault):
        law.read(text, "test")


def test_a_region_lays_its_own_version_over_the_shipped() -> None:
    """D-02, RUS-23: from its first day the region's value wins, with its own source; before it the shipped applies."""
    own = law.read(
        HEAD.replace("Avtal", "Beslut 2025")
        + entry("2025-07-01", "2").replace("x.days", "rus.default_validity")
        + 'party = "08"\n',
        "own",
    )
    terms = Terms(overlay=own)
    before, after = date(2025, 6, 30), date(2025, 7, 1)
    assert validity(before, terms=terms).result["valid_to"] == date(2025, 9, 30)
    assert validity(after, terms=terms).result["valid_to"] == date(2025, 9, 1)
    assert validity(after, terms=terms).sources[0].title == "Beslut 2025"
    assert validity(after).result["valid_to"] == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("how", "last", "outcome"),
    [
        ("clip_inclusive", date(2025, 4, 30), "met"),
        ("clip_exclusive", date(2025, 4, 29), "met"),
        ("?", None, "unclear"),
    ],
)
def test_the_other_reading_of_month_ends_is_a_change_of_data(how: str, last: date | None, outcome: str) -> None:
    """D-03, RUS-23: how months are counted is chosen by name; an unknown name decides nothing."""
    own = law.read(HEAD + entry("2025-01-01", f'"{how}"').replace("x.days", "calendar.month_end"), "own")
    decision = validity(date(2025, 1, 31), terms=Terms(overlay=own))
    assert decision.outcome == outcome
    assert decision.result.get("valid_to") == last


def test_values_are_read_only_and_lookups_are_the_same_object() -> None:
    """D-09: nobody changes a value in passing."""
    first = law.value("rus.reinvoicing", date(2025, 1, 1), "08")
    assert first is law.value("rus.reinvoicing", date(2025, 1, 1) + timedelta(days=1), "08")
    with pytest.raises(TypeError):
        first.value["region"] = "06"  # type: ignore[index]
