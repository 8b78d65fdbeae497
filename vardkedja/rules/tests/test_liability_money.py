"""The ladder, the charged days, the amounts, and the act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.law import Terms
from vardkedja.rules.liability_charge import charge
from vardkedja.rules.liability_days import Month, Notice
from vardkedja.rules.liability_ladder import WORKFLOW, Event, State, ladder
from vardkedja.rules.liability_month import Case
from vardkedja.rules.liability_statute import StatuteFacts, statute
from vardkedja.rules.tests.test_liability_days import NOON, other

MARCH = Month(2025, 3)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
AVERAGES = st.lists(st.fractions(0, 5, max_denominator=20), max_size=24)


def months(averages: list[Fraction]) -> list[tuple[Month, Fraction]]:
    found, at = [], Month(2025, 1)
    for average in averages:
        found.append((at, average))
        at = at.next
    return found


def test_every_state_has_both_events() -> None:
    """LNK-122: each row of the table has a column for within and one for exceeds."""
    for state in State:
        assert WORKFLOW.next(state, Event.WITHIN).target == State.NORMAL  # type: ignore[union-attr]
        assert WORKFLOW.next(state, Event.EXCEEDS).target != State.NORMAL  # type: ignore[union-attr]
    assert WORKFLOW.faults() == ()


@given(AVERAGES)
def test_the_ladder_by_a_second_way(averages: list[Fraction]) -> None:
    """LNK-121, LNK-122: from the length of the run of exceeding months alone; the first two are never charged."""
    run, expected = 0, []
    for number, average in enumerate(averages):
        run = run + 1 if average > Fraction("2.4") else 0
        names = [str(month) for month, _ in months(averages)]
        charged = names[number - 2 : number + 1] if run == 5 else [names[number]] if run > 5 else []
        expected.append((list(State)[min(run, 5)], charged))
    steps = ladder(months(averages)).result["steps"]
    assert [(step["state"], step["charged"]) for step in steps] == expected


@given(AVERAGES, st.randoms())
def test_the_ladder_takes_months_in_any_order_and_charges_none_twice(averages: list[Fraction], random: object) -> None:
    """LNK-121: the order of the rows is not the order of time, and a month is charged once."""
    mixed = months(averages)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    steps = ladder(mixed).result["steps"]
    assert steps == ladder(months(averages)).result["steps"]
    charged = [name for step in steps for name in step["charged"]]
    assert len(charged) == len(set(charged))


SIX = [Fraction(3)] * 7


def test_the_other_reading_after_payment_is_a_change_of_data() -> None:
    """LNK-122, R-50, D-43: each further month is charged, or a new count begins."""
    stay, restart = ladder(months(SIX)), ladder(months(SIX), other("liability.after_payment", '"restart"'))
    assert [step["charged"] for step in stay.result["steps"]][5:] == [["2025-06"], ["2025-07"]]
    assert [step["state"] for step in restart.result["steps"]][4:] == ["betalning", "varning", "handlingsplan"]
    assert [step["charged"] for step in restart.result["steps"]][5:] == [[], []]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("liability.months_to_plan", "3"),
        ("liability.follow_up", "[1, 3]"),
        ("liability.mixed_months", '"charge"'),
        ("liability.after_payment", '"?"'),
    ],
)
def test_a_ladder_that_the_table_is_not_made_for_is_unclear(name: str, value: str) -> None:
    """LNK-122, D-41, D-42, R-49: other numbers of months, or a reading nobody has built, decide nothing."""
    assert ladder(months(SIX)).outcome == "computed"
    refused = ladder(months(SIX), other(name, value))
    assert (refused.outcome, refused.result) == ("unclear", {"steps": []})


def test_another_threshold_is_a_change_of_data() -> None:
    """LNK-117, D-40: the limit is the agreement's."""
    assert ladder(months(SIX[:1]), other("liability.threshold", '"3"')).result["steps"][0]["state"] == "normal"
    assert ladder(months(SIX[:1])).result["steps"][0]["state"] == "varning"


@pytest.mark.parametrize(
    ("first", "last", "event"),
    [
        ("2025-01-01", "2025-01-31", "exceeds"),
        ("2025-01-02", "2025-01-31", "partial"),
        ("2025-01-01", "2025-01-30", "partial"),
        ("2024-12-31", "2025-02-01", "exceeds"),
    ],
)
def test_a_month_is_whole_from_its_first_through_its_last_day(first: str, last: str, event: str) -> None:
    """LNK-130, R-53: an agreement of just the month decides; a day less at either end does not."""
    text = NOON.format(name="liability.threshold", value='"2.4"').replace("2000-01-01", f"{first}\nto = {last}")
    # Nothing of the shipped agreement stands in for the days outside.
    shipped = [entry for entry in law.shipped() if entry.name != "liability.threshold"]
    terms = Terms(overlay=law.read(text, "own"), base=shipped)
    assert [step["event"] for step in ladder(months(SIX[:1]), terms).result["steps"]] == [event]


def ten() -> list[Case]:
    start = date(2025, 3, 3)
    stays = enumerate((7, 6, 5, 3, 2, 2, 1, 1, 0, 0))
    return [Case(f"A{number}", (Notice(start, start + timedelta(days=days), "home"),)) for number, days in stays]


@pytest.mark.parametrize(
    ("how", "days", "amount"),
    [("beyond", 13, "130000"), ("all", 21, "210000"), ("fraction", Decimal("11.4"), "114000")],
)
def test_the_other_readings_of_charged_days_are_a_change_of_data(how: str, days: object, amount: str) -> None:
    """LNK-125, R-51, D-43: 13 whole days, all 21, or 11.4."""
    decision = charge(ten(), MARCH, Decimal(10000), other("liability.chargeable", f'"{how}"'))
    assert decision.result["days"] == days
    assert decision.result["amount"] == Decimal(amount)
    assert len(decision.result["cases"]) == 4
    assert decision.say == f"Mars 2025: 4 patienter, {str(days).replace('.', ',')} dagar, {amount[:3]} 000 kronor."
    assert charge(ten(), MARCH, Decimal(10000), other("liability.chargeable", '"some"')).outcome == "unclear"


def test_the_whole_stay_in_the_month_of_leaving() -> None:
    """LNK-125, R-46: with that reading the charged days follow the stay to its month, and the month of ready has none."""
    stay = [Case("A", (Notice(date(2025, 2, 27), date(2025, 3, 4), "home"),))]
    leaving = other("liability.month_split", '"month_of_leaving"')
    assert charge(stay, MARCH, Decimal(1), leaving).result["days"] == 3
    assert charge(stay, Month(2025, 2), Decimal(1), leaving).result["days"] == 0


@pytest.mark.parametrize("how", ["beyond", "fraction"])
@given(st.dates(date(2025, 1, 1), date(2026, 1, 31)), st.integers(0, 100))
def test_charged_days_by_month_sum_to_those_of_the_stay(how: str, start: date, stay: int) -> None:
    """LNK-125: no day is charged twice and none is lost, whatever months the stay runs over."""
    terms = other("liability.chargeable", f'"{how}"')
    cases = [Case("A", (Notice(start, start + timedelta(days=stay), "home"),))]
    at, total = Month(start.year, start.month), Fraction(0)
    for _ in range(5):
        result = charge(cases, at, Decimal(1), terms).result
        total += Fraction(str(result["days"]))
        assert all((day.year, day.month) == (at.year, at.number) for row in result["cases"] for day in row["dates"])
        at = at.next
    assert total == max(Fraction(0), stay - (2 if how == "beyond" else Fraction("2.4")))


AMOUNTS = {2019: 7800, 2020: 8200, 2022: 9300, 2023: 10500}


@pytest.mark.parametrize("year", range(2017, 2030))
def test_each_year_has_its_own_amount_or_none(year: int) -> None:
    """LNK-126, D-44: the first and last day of the four known years; every other year blocks the money."""
    for day in (date(year, 1, 1), date(year, 12, 31)):
        if year in AMOUNTS:
            assert law.value("liability.amount", day).value == str(AMOUNTS[year])
        else:
            with pytest.raises(law.NotInForce):
                law.value("liability.amount", day)


def national(name: str, value: str, year: int | None = None) -> Terms:
    """The shipped terms with a value for everybody laid over, for one year or from 2018."""
    text = f"""title = "Prov"
checked = 2026-11-21
[[entry]]
name = "{name}"
label = "prov"
from = {year or 2018}-01-01
{f"to = {year}-12-31" if year else ""}
value = {value}
unit = "prov"
clause = "1"
basis = "found"
"""
    return Terms(overlay=law.read(text, "own"))


def test_the_amount_is_that_of_the_year_of_the_day() -> None:
    """LNK-126: with an amount for 2025, March is priced; a month in 2026 is not."""
    terms = national("liability.amount", '"10000.50"', 2025)
    assert charge(ten(), MARCH, terms=terms).result["amount"] == Decimal("130006.5")
    later = [Case("A", (Notice(date(2026, 1, 3), date(2026, 1, 9), "home"),))]
    blocked = charge(later, Month(2026, 1), terms=terms)
    assert blocked.outcome == "unclear"
    assert blocked.result["days"] == 4
    assert "amount" not in blocked.result


def test_a_stay_over_the_year_is_priced_by_both_years_in_its_month_of_leaving() -> None:
    """LNK-126, R-46: each charged day costs what its own year says, and one unknown year blocks the whole."""
    stay = [Case("A", (Notice(date(2025, 12, 28), date(2026, 1, 2), "home"),))]
    leaving = other("liability.month_split", '"month_of_leaving"')
    assert charge(stay, Month(2026, 1), Decimal(1), leaving).result["cases"][0]["dates"] == [
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 1, 2),
    ]
    assert charge(stay, Month(2026, 1), terms=leaving).outcome == "unclear"


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.times(), st.integers(0, 30))
def test_the_act_by_a_second_way(ready: date, clock: time, stay: int) -> None:
    """LNK-133: day zero, one and two pass, one more after noon; every day from then until the day of leaving."""
    sent = datetime.combine(ready, clock, tzinfo=STOCKHOLM)
    late = (clock.hour, clock.minute) > (12, 0)
    facts = StatuteFacts(
        sip_required=False,
        admission_notice_at=sent - timedelta(days=1),
        ready_notice_at=sent,
        discharged_on=ready + timedelta(days=stay),
    )
    expected = [ready + timedelta(days=number) for number in range(stay) if number >= 3 + late]
    result = statute(facts).result
    assert list(result["dates"]) == expected
    assert result["chargeable_days"] == len(expected)
    assert result["liable_from"] == ready + timedelta(days=3 + late)


def test_the_other_reading_of_the_last_day_is_a_change_of_data() -> None:
    """LNK-133, R-55, D-45: the day of leaving is not charged; the other reading charges it."""
    sent = datetime(2025, 3, 3, 9, tzinfo=STOCKHOLM)
    facts = StatuteFacts(
        sip_required=False, admission_notice_at=sent, ready_notice_at=sent, discharged_on=date(2025, 3, 8)
    )
    assert statute(facts).result["chargeable_days"] == 2
    assert statute(facts, national("statute.last_day", '"charged"')).result["chargeable_days"] == 3


@pytest.mark.parametrize(
    ("written", "year"), [("0001-01-01T00:00:00+05:00", "år 0"), ("9999-12-31T23:59:59+00:00", "år 10000")]
)
def test_an_instant_beyond_the_calendar_is_unclear(written: str, year: str) -> None:
    """LNK-133, X-20: the day in Stockholm cannot be written, so nothing is decided by it."""
    known = datetime(2025, 3, 3, 9, tzinfo=STOCKHOLM)
    facts = StatuteFacts(sip_required=False, admission_notice_at=known, ready_notice_at=known)
    assert statute(facts).outcome == "met"
    decision = statute(replace(facts, ready_notice_at=datetime.fromisoformat(written)))
    assert decision.outcome == "unclear"
    assert year in decision.reasons[0].text
