"""Invoice bases, corrections, closing a month, the figures before a meeting, and days outside every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from vardkedja.rules import law
from vardkedja.rules.law import NotInForce, Terms
from vardkedja.rules.liability_basis import BasisFacts, CorrectionFacts, basis, correction
from vardkedja.rules.liability_days import Month, Notice
from vardkedja.rules.liability_ladder import State
from vardkedja.rules.liability_missing import Closed
from vardkedja.rules.liability_month import Case
from vardkedja.rules.liability_statistics import VERSIONS, MonthCases, before_meeting, close, figures
from vardkedja.rules.tests.test_liability_days import NOON, other
from vardkedja.rules.tests.test_liability_money import national, ten
from vardkedja.rules.tests.test_liability_regime import LEAVES

THREE = ("2025-03", "2025-04", "2025-05")
BASIS = BasisFacts(
    municipality="0767",
    month="2025-03",
    state=State.BETALNING,
    charged=THREE,
    cases=tuple(ten()),
    plan_versions=(1, 2),
    price=Decimal(10000),
)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("month", ["2025-02", *THREE])
def test_a_basis_only_when_payment_falls_and_only_for_its_months(state: State, month: str) -> None:
    """LNK-127, LNK-121: every state, and three months of four."""
    decision = basis(replace(BASIS, state=state, month=month))
    refused = [reason.code for reason in decision.refusals]
    if state is not State.BETALNING:
        assert refused == ["LNK-127.state"]
    else:
        assert refused == ([] if month in THREE else ["LNK-127.not_charged"])
    assert ("total" in decision.result) is (not refused)


def test_three_bases_and_no_fourth() -> None:
    """LNK-127: payment at the end of May gives March, April and May once each."""
    made: tuple[str, ...] = ()
    for month in THREE:
        assert basis(replace(BASIS, month=month, made=made)).outcome == "met"
        made = (*made, month)
    for month in THREE:
        assert basis(replace(BASIS, month=month, made=made)).refusals[0].code == "LNK-127.second"


def test_a_basis_with_amounts_of_its_own_year() -> None:
    """LNK-127, LNK-126: the regulation's amount is used where it is known, and every row adds up to the total."""
    terms = national("liability.amount", '"10000.50"', 2025)
    decision = basis(replace(BASIS, price=None), terms)
    rows = decision.result["rows"]
    assert [row["amount"] for row in rows] == [Decimal("10000.5") * days for days in (5, 4, 3, 1)]  # type: ignore[attr-defined]
    assert decision.result["total"] == Decimal("130006.5")
    assert [source.title for source in decision.sources][:1] == ["Lokalt samverkansavtal Kronoberg"]
    assert decision.say == "Mars 2025: 4 patienter, 13 dagar, 130 006,50 kronor."
    assert decision.steps[0] == "A0: 5 debiterade dagar."


def test_a_basis_without_amount_shows_the_days_and_no_money() -> None:
    """LNK-127, LNK-126: unclear, with the rows that a person needs and without any amount."""
    decision = basis(replace(BASIS, price=None))
    assert decision.outcome == "unclear"
    assert "total" not in decision.result
    assert [sorted(row) for row in decision.result["rows"]] == [  # type: ignore[attr-defined]
        ["dates", "days", "ended_on", "id", "received_on"]
    ] * 4


def test_a_municipality_that_leaves_is_charged_by_the_average_only_for_what_it_received_before() -> None:
    """LNK-127, LNK-133: Markaryd leaves from 2026-01-01; a notice received that day is never in a basis, its neighbour's is."""
    left = Terms(overlay=law.read(LEAVES.format(value="statute"), "own"))
    for municipality, day, codes in (
        (" 0767 ", date(2025, 12, 31), []),
        (" 0767 ", date(2026, 1, 1), ["LNK-133.by_the_act"]),
        ("0764", date(2026, 1, 1), []),
    ):
        stay = (Case("A", (Notice(day, date(2026, 1, 9), "home"),)),)
        facts = replace(BASIS, municipality=municipality, month="2026-01", charged=("2026-01",), cases=stay)
        decision = basis(facts, left)
        assert [reason.code for reason in decision.reasons] == codes
        assert ("total" in decision.result) is (not codes)


def test_a_basis_from_its_inputs_is_the_same() -> None:
    """LNK-127: what is stored is enough to make it again."""
    first = basis(BASIS)
    assert basis(BasisFacts(**first.inputs)) == first  # type: ignore[arg-type]


def closed(*averages: str) -> tuple[Closed, ...]:
    return tuple(
        Closed(month=f"2025-{number:02}", average=Fraction(text)) for number, text in enumerate(averages, start=1)
    )


CORRECTED = CorrectionFacts(
    months=closed("3", "3", "2.7", "2.45"), month="2025-04", average=Fraction("2.38"), on=date(2025, 6, 2)
)


def test_a_correction_keeps_what_was_closed_and_can_be_made_again() -> None:
    """LNK-129: the words, the inputs, and that the months that were closed are as they were."""
    decision = correction(CORRECTED)
    assert decision.say == ("Genomsnittet för april 2025 var 2,45 när månaden avslutades. Efter rättelsen är det 2,38.")
    told = dict(decision.inputs)
    months = tuple(Closed(**row) for row in told.pop("months"))  # type: ignore[attr-defined]
    assert months == CORRECTED.months
    assert correction(CorrectionFacts(months=months, **told)) == decision  # type: ignore[arg-type]


def test_a_correction_follows_the_terms_and_the_party_it_is_asked_with() -> None:
    """LNK-129, D-40: another limit, and a party without an agreement."""
    assert correction(CORRECTED, other("liability.threshold", '"3"')).result["changes"] is False
    assert correction(CORRECTED, party="08").outcome == "unclear"
    assert correction(CORRECTED).result["changes"] is True


@pytest.mark.parametrize("day", range(1, 6))
def test_the_state_changes_on_the_day_of_the_decision(day: int) -> None:
    """LNK-129: kept until 3 June, changed from it; decided on 3 June."""
    facts = replace(CORRECTED, on=date(2025, 6, day), reference="LG 2025:14", decided_on=date(2025, 6, 3))
    found = correction(facts).result
    assert (found["decided"], found["state"]) == ((True, State.NORMAL) if day >= 3 else (False, State.REVIDERAD_2))


def closing(days: str = "7", roles: str = '["statistik"]') -> Terms:
    entries = [("liability.closing_days", days), ("liability.closing_roles", roles)]
    return Terms(
        overlay=[row for name, value in entries for row in law.read(NOON.format(name=name, value=value), "own")]
    )


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2025, 3, 30), ("LNK-114.not_over",)),
        (date(2025, 3, 31), ("LNK-114.not_over",)),
        (date(2025, 4, 1), ("LNK-114.early",)),
        (date(2025, 4, 6), ("LNK-114.early",)),
        (date(2025, 4, 7), ()),
        (date(2025, 4, 8), ()),
    ],
)
def test_a_month_is_closed_from_the_configured_day(day: date, codes: tuple[str, ...]) -> None:
    """LNK-114, D-66: with a day and a role entered, from that day and by that role."""
    decision = close("2025-03", day, "statistik", closing())
    assert decision.codes == codes
    assert decision.result == {"closes_on": date(2025, 4, 7)}
    assert close("2025-03", day, "lakare", closing()).codes == (*codes, "LNK-114.role")
    assert decision.say == ("Mars 2025 kan avslutas." if not codes else decision.reasons[0].text)


def test_a_month_cannot_be_closed_while_a_value_is_not_entered() -> None:
    """LNK-114, D-66: the day, then the role, is named as what is missing; nothing is guessed."""
    decision = close("2025-03", date(2025, 4, 7), "statistik")
    assert (decision.outcome, decision.result) == ("unclear", {})
    assert "dag då en månad avslutas för 2025-03-31" in decision.reasons[0].text
    day = Terms(overlay=law.read(NOON.format(name="liability.closing_days", value="7"), "own"))
    without_role = close("2025-03", date(2025, 4, 7), "statistik", day)
    assert without_role.outcome == "unclear"
    assert "vem som avslutar en månad för 2025-03-31" in without_role.reasons[0].text
    assert without_role.say == "Det går inte att avgöra när månaden avslutas, och av vem."
    assert close("2025-03", date(2025, 3, 31), "statistik").say == decision_text("2025-03")
    assert close("2025-03", date(2025, 4, 1), "statistik", closing("0")).codes == ()


def decision_text(month: str) -> str:
    return close(month, date(2025, 3, 31), "statistik", closing()).reasons[0].text


def test_figures_before_a_meeting_day_by_day() -> None:
    """LNK-132: missing from 1 April, in time through 7 April, late on the day of the meeting."""
    meeting = date(2025, 4, 8)
    days = [date(2025, 3, 30) + timedelta(days=number) for number in range(12)]
    missing = [before_meeting(meeting, day) for day in days]
    assert [decision.codes for decision in missing] == [()] * 2 + [("LNK-132.missing",)] * 10
    assert [decision.result["in_time"] for decision in missing] == [None] * 9 + [False] * 3
    made = [before_meeting(meeting, date(2025, 4, 9), day) for day in days]
    assert [decision.codes for decision in made] == [
        *[("LNK-132.incomplete",)] * 2,
        *[()] * 7,
        *[("LNK-132.late",)] * 2,
        ("LNK-132.missing",),
    ]
    assert [decision.result["in_time"] for decision in made] == [False] * 2 + [True] * 7 + [False] * 3
    assert made[2].say == "Statistiken till mötet gäller till och med mars 2025."
    assert before_meeting(meeting, meeting, date(2025, 4, 2), "2025-04").codes == ()


def test_everyone_in_the_population_is_not_ready() -> None:
    """LNK-132, R-45: with the other population the number ready is still those with a ready notice."""
    months = (MonthCases(month="2025-03", cases=(*ten(), Case("never"))),)
    row = figures("0763", months, other("liability.population", '"all"')).result["months"][0]  # type: ignore[index]
    assert (row["ready"], row["zero_days"], row["maximum"], row["average"]) == (10, 2, 7, Fraction(27, 11))
    decision = figures("0763", months)
    assert decision.result["months"][0]["average"] == Fraction(27, 10)  # type: ignore[index]
    assert decision.say == "1 månad överskrider. Läget är varning."
    assert decision.inputs["municipality"] == "0763"


def test_zero_day_patients_are_those_with_no_day() -> None:
    """LNK-132: one with no day, two with one day, and nobody for a month that is empty."""
    start = date(2025, 3, 3)
    cases = tuple(
        Case(str(number), (Notice(start, start + timedelta(days=stay), "home"),))
        for number, stay in enumerate((0, 1, 1))
    )
    row = figures("0763", (MonthCases(month="2025-03", cases=cases),)).result["months"][0]  # type: ignore[index]
    assert (row["ready"], row["zero_days"], row["days"], row["maximum"]) == (3, 1, 2, 1)


@pytest.mark.parametrize("state", list(State))
def test_the_version_of_the_plan_by_the_state(state: State) -> None:
    """LNK-132, LNK-122: none, the first, or the revised one, which stands during payment."""
    versions = {"normal": 0, "varning": 0, "handlingsplan": 1, "reviderad_1": 2, "reviderad_2": 2, "betalning": 2}
    assert VERSIONS[state] == versions[state]


def values() -> Iterator[object]:
    """Every value of liability in every agreement, with its unbroken periods."""
    grouped: dict[tuple[str, str | None], list[law.LawValue]] = {}
    for entry in law.shipped():
        if entry.name.startswith(("liability.", "statute.")) and entry.name != "liability.regime":
            grouped.setdefault((entry.name, entry.party), []).append(entry)
    for (name, party), entries in sorted(grouped.items(), key=str):
        yield pytest.param(name, party, entries, id=f"{name} {party or ''}")


@pytest.mark.parametrize(("name", "party", "entries"), list(values()))
def test_the_day_before_the_first_and_after_the_last_is_refused_by_name(
    name: str, party: str | None, entries: list[law.LawValue]
) -> None:
    """LNK-130, LNK-126, D-36, D-40 to D-45: each value and amount on its ends, and the days outside name what is missing."""
    taken = [(entry.start, entry.end or date.max) for entry in entries]
    for entry in entries:
        assert law.value(name, entry.start, party) is entry
        outside = [entry.start - timedelta(days=1)]
        if entry.end is not None:
            assert law.value(name, entry.end, party) is entry
            outside.append(entry.end + timedelta(days=1))
        for day in outside:
            if not any(start <= day <= end for start, end in taken):
                with pytest.raises(NotInForce) as caught:
                    law.value(name, day, party)
                text = caught.value.reason.text
                assert day.isoformat() in text
                # A name that several agreements have is known by the words of the first.
                assert any(row.label in text for row in law.shipped() if row.name == name)


def test_the_values_of_kronoberg_are_for_its_three_years() -> None:
    """LNK-130, LNK-140: from 2024-11-04 through 2027-11-03, each of them."""
    found = [entry for entry in law.shipped() if entry.name.startswith("liability.") and entry.party == "07"]
    assert {(entry.start, entry.end) for entry in found} == {(date(2024, 11, 4), date(2027, 11, 3))}
    assert {entry.name for entry in found} >= {
        *("liability.period_months", "liability.plan_authors", "liability.plan_presenters"),
        *("liability.missing_plan_from", "liability.mixed_months"),
    }


@pytest.mark.parametrize("month", [Month(2024, 10), Month(2027, 12)])
def test_nothing_is_made_for_a_month_outside_the_agreement(month: Month) -> None:
    """LNK-130: the month before the first and after the last with a day in it."""
    outside = replace(BASIS, month=str(month), charged=(str(month),))
    assert basis(outside).outcome == "unclear"
    assert figures("0763", (MonthCases(month=str(month)),)).outcome == "unclear"
    inside = month.next if month.year == 2024 else Month(2027, 11)
    assert figures("0763", (MonthCases(month=str(inside)),)).outcome == "computed"
