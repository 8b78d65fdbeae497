"""Other regions' ways of counting as a change of data, and which municipality is liable."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.decision import plain
from vardkedja.rules.law import Terms
from vardkedja.rules.liability_days import Counting, Month, Notice
from vardkedja.rules.liability_month import Case, month
from vardkedja.rules.liability_party import Housing, PartyFacts, liable
from vardkedja.rules.liability_period import MonthSum, free_days, period
from vardkedja.rules.tests.test_liability_days import NOON, other

MARCH = Month(2025, 3)
OLD_ACT = "5 kap. 2 §, med hänvisning till socialtjänstlagen (2001:453)"


def stay(name: str, first: date, last: date | None, end: str = "home", noticed: bool | None = None) -> Case:
    return Case(name, (Notice(first, last, end if last else ""),), noticed)


CASES = [
    stay("A", date(2025, 3, 3), date(2025, 3, 7)),
    stay("B", date(2025, 2, 25), date(2025, 3, 2)),
    stay("C", date(2025, 3, 28), date(2025, 4, 2)),
    stay("D", date(2025, 3, 30), None),
    stay("E", date(2025, 3, 30), date(2025, 3, 31), "recall"),
    stay("F", date(2025, 3, 10), date(2025, 3, 12), "death"),
    stay("G", date(2025, 3, 10), date(2025, 3, 12), "error"),
    stay("H", date(2025, 3, 31), date(2025, 3, 31)),
    stay("I", date(2025, 3, 1), date(2025, 3, 1)),
    Case("J"),
    Case("K", (Notice(date(2025, 3, 5), None, "home"),)),
]


def test_those_who_left_in_the_month_is_a_change_of_data() -> None:
    """LNK-114, R-45: home or dead in the month, on its first and last day; not recalled, in error, or still there."""
    left = month(CASES[:10], MARCH, other("liability.population", '"discharged"')).result
    assert left["contributions"] == [
        *({"id": "A", "days": 4}, {"id": "B", "days": 2}, {"id": "F", "days": 2}, {"id": "H", "days": 0}),
        {"id": "I", "days": 0},
    ]
    assert (left["average"], left["exceeds"]) == (Fraction(8, 5), False)
    counting = Counting.of(MARCH)
    assert [case.id for case in CASES if any(map(counting.left_in, case.notices))] == ["A", "B", "F", "H", "I"]


def test_those_with_both_notices_is_a_change_of_data() -> None:
    """LNK-114: a ready notice in the month, and the other notices sent; one that is not told is asked for by name."""
    terms = other("liability.population", '"noticed"')
    told = [stay("A", date(2025, 3, 3), date(2025, 3, 7), noticed=True)]
    told += [stay("B", date(2025, 3, 3), date(2025, 3, 9), noticed=False), Case("C", (), True)]
    assert month(told, MARCH, terms).result["contributions"] == [{"id": "A", "days": 4}]
    untold = month([*told, Case("X"), Case("Y")], MARCH, terms)
    assert (untold.outcome, untold.codes, untold.result) == ("unclear", ("LNK-114.noticed",) * 2, {})
    assert [reason.text.partition(":")[0] for reason in untold.reasons] == ["Ärende X", "Ärende Y"]
    assert month([*told, Case("X")], MARCH).outcome == "computed"


def test_what_is_told_of_the_notices_is_kept() -> None:
    """LNK-114: only where it is told, so that what was stored before reads the same."""
    facts = month([Case("A"), Case("B", (), True), Case("C", (), False)], MARCH).inputs["cases"]
    assert plain(facts) == [
        {"id": "A", "notices": []},
        {"id": "B", "notices": [], "noticed": True},
        {"id": "C", "notices": [], "noticed": False},
    ]


def test_an_agreement_without_a_limit_says_what_it_can() -> None:
    """LNK-114, LNK-115: the mean is told, whether it exceeds is not, and the reason names the limit."""
    decision = month([stay("A", date(2025, 3, 3), date(2025, 3, 7))], MARCH, party="01")
    assert decision.outcome == "unclear"
    assert decision.say == "Mars 2025: 4,00 dagar i genomsnitt. Gränsen är inte känd."
    assert decision.steps == ("4 dagar delat på 1 patient är 4.",)
    assert [reason.text for reason in decision.reasons] == [
        "Det finns ingen uppgift om gräns för genomsnittet för 2025-03-31. Frågan går därför inte att avgöra. "
        "Be förvaltaren lägga in det som gällde den dagen."
    ]
    limit = law.read(NOON.format(name="liability.threshold", value='"4"').replace('"07"', '"01"'), "own")
    with_limit = month([stay("A", date(2025, 3, 3), date(2025, 3, 7))], MARCH, Terms(overlay=limit), "01")
    assert (with_limit.outcome, with_limit.result["exceeds"]) == ("computed", False)


@pytest.mark.parametrize("last", [date(2025, 3, 30), date(2025, 3, 31), date(2025, 4, 1), date(2026, 3, 30)])
def test_a_split_that_is_not_known_matters_only_over_the_end_of_a_month(last: date) -> None:
    """LNK-114: within one month of one year it is the same, otherwise unclear by name."""
    decision = month([stay("A", date(2025, 3, 28), last, noticed=True)], MARCH, party="14")
    within = last <= date(2025, 3, 31)
    assert decision.result.get("days") == ((last - date(2025, 3, 28)).days if within else None)
    named = "gräns för genomsnittet" if within else "hur dagar fördelas på månader"
    assert [named in reason.text for reason in decision.reasons] == [True]


QUARTER = tuple(
    MonthSum(month=f"2025-0{number}", cases=cases, days=days)
    for number, cases, days in ((1, 10, 20), (2, 5, 20), (3, 1, 9))
)


def entries(party: str, *named: tuple[str, str]) -> Terms:
    """Values for a party laid over the shipped ones."""
    text = [NOON.format(name=name, value=value).replace('"07"', f'"{party}"') for name, value in named]
    return Terms(overlay=[row for part in text for row in law.read(part, "own")])


def test_both_ways_to_put_months_together() -> None:
    """LNK-114: all days by all persons, or the mean of the three means; a reading nobody has built decides nothing."""
    pooled = period(QUARTER, entries("14", ("liability.threshold", '"3"')), "14")
    assert pooled.result == {
        **{"months": ["2025-01", "2025-02", "2025-03"], "cases": 16, "days": 49, "average": Fraction(49, 16)},
        "exceeds": True,
    }
    assert pooled.say == "Januari 2025 till och med mars 2025: 3,06 dagar i genomsnitt, överskrider gränsen."
    assert pooled.steps == ("Januari 2025: 2.", "Februari 2025: 4.", "Mars 2025: 9.")
    means = period(QUARTER, entries("14", ("liability.period_mean", '"mean_of_months"')), "14")
    assert (means.outcome, means.result["average"]) == ("unclear", Fraction(5))
    assert period(QUARTER, entries("14", ("liability.period_mean", '"some"')), "14").result == {}
    assert period(QUARTER, entries("14", ("liability.period_months", "2")), "14").codes == ("LNK-114.period",)


def test_three_months_in_kronoberg_is_a_change_of_data() -> None:
    """LNK-114: with three months, how they are put together must be known too; one month needs nothing."""
    three = ("liability.period_months", "3")
    missing = period(QUARTER, entries("07", three))
    assert missing.outcome == "unclear"
    assert "hur flera månader vägs samman" in missing.reasons[0].text
    both = period(QUARTER, entries("07", three, ("liability.period_mean", '"pooled"')))
    assert (both.outcome, both.result["exceeds"]) == ("computed", True)
    one = period(QUARTER[:1])
    assert (one.say, one.result["average"]) == ("Januari 2025: 2,00 dagar i genomsnitt, inom gränsen.", Fraction(2))
    assert one.inputs == {"months": [{"month": "2025-01", "cases": 10, "days": 20}]}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), min_size=3, max_size=3), st.permutations(range(3)))
def test_the_order_of_the_months_changes_nothing(sums: list[tuple[int, int]], order: list[int]) -> None:
    """LNK-114: the mean of the period lies between those of its months, whatever order they are given in."""
    given_in = [
        MonthSum(month=f"2025-0{number + 1}", cases=cases, days=days if cases else 0)
        for number, (cases, days) in enumerate(sums)
    ]
    found = period(tuple(given_in), party="14").result
    assert period(tuple(given_in[number] for number in order), party="14").result == found
    counted = [row.average for row in given_in if row.cases]
    if counted:
        assert min(counted) <= found["average"] <= max(counted)  # type: ignore[operator]
    else:
        assert found["average"] == 0


def test_a_month_without_cases_is_nought_in_the_mean_of_the_months() -> None:
    """LNK-114, LNK-116: the mean of three months, of which one is empty."""
    months = (*QUARTER[:2], MonthSum(month="2025-03", cases=0, days=0))
    means = period(months, entries("14", ("liability.period_mean", '"mean_of_months"')), "14")
    assert means.result["average"] == Fraction(2)
    assert means.steps[2] == "Mars 2025: 0."


def test_free_days_of_the_agreement() -> None:
    """LNK-114: five in psychiatric care in Stockholm; no other number is known anywhere."""
    assert free_days("2025-03", True, party="01").say == "5 fria dagar efter utskrivningsklar."
    known = {
        (party, psychiatric): free_days("2025-03", psychiatric, party=party).outcome
        for party in ("01", "07", "14")
        for psychiatric in (True, False)
    }
    assert [key for key, outcome in known.items() if outcome == "computed"] == [("01", True)]
    assert free_days("2025-03", True, party="14").inputs == {"month": "2025-03", "psychiatric": True}


HOUSING = Housing(decided_by="0767", located_in="0780")


@pytest.mark.parametrize(
    ("day", "clause"),
    [
        (date(2018, 1, 1), OLD_ACT),
        (date(2025, 6, 30), OLD_ACT),
        (
            date(2025, 7, 1),
            "5 kap. 2 §, med hänvisning till socialtjänstlagen (2025:400) "
            "8 kap. 4 §, 8 kap. 11 § eller 26 kap. 1 § första stycket 2",
        ),
    ],
)
def test_the_social_services_act_of_the_day(day: date, clause: str) -> None:
    """LNK-04: the earlier act through 2025-06-30, the new one from 2025-07-01; before the act nothing is known."""
    decision = liable(PartyFacts(received_on=day, registered_in="0780", housing=HOUSING))
    assert decision.result["municipality"] == "0767"
    assert decision.sources[0].clause == clause
    before = liable(PartyFacts(received_on=date(2018, 1, 1) - timedelta(days=1), registered_in="0780", housing=HOUSING))
    assert (before.outcome, before.result) == ("unclear", {})
    assert "vem som svarar efter ett beslut om särskilt boende i en annan kommun" in before.reasons[0].text


def test_the_rules_of_the_liable_municipality_decide() -> None:
    """LNK-04, LNK-133, R-80: the agreement or the act by the municipality that is liable, and not by the other."""
    for decided_by, expected in (("0767", "average"), ("0880", "statute")):
        housing = Housing(decided_by=decided_by, located_in="0780")
        facts = PartyFacts(received_on=date(2025, 3, 3), registered_in="0780", staying_in="0780", housing=housing)
        found = liable(facts)
        assert found.result == {"municipality": decided_by, "regime": expected, "staying_in": "0780"}
        assert found.inputs["housing"] == {"decided_by": decided_by, "located_in": "0780"}
        said = "Avtalets genomsnitt gäller." if expected == "average" else "Lagen gäller, ett meddelande i taget."
        assert found.say == f"Kommun {decided_by} svarar. {said}"
    plain = liable(PartyFacts(received_on=date(2025, 3, 3), registered_in=" 0880 ", staying_in=" 0880 "))
    assert plain.result == {"municipality": "0880", "regime": "statute"}
    assert plain.sources[0].clause == "5 kap. 2 §"
    spaced = Housing(decided_by=" 0767 ", located_in=" 0780 ")
    facts = PartyFacts(received_on=date(2025, 3, 3), registered_in="0780", staying_in=" 0765 ", housing=spaced)
    assert liable(facts).result == {"municipality": "0767", "regime": "average", "staying_in": "0765"}
    at_home = Housing(decided_by="0767 ", located_in=" 0767")
    facts = PartyFacts(received_on=date(2025, 3, 3), registered_in="0780", housing=at_home)
    assert liable(facts).result == {"municipality": "0780", "regime": "average"}
    odd = entries("0780", ("liability.regime", '"both"'))
    assert liable(PartyFacts(received_on=date(2025, 3, 3), registered_in="0780"), odd).outcome == "unclear"
    moved = other("statute.placement", '"housing_municipality"')
    assert liable(PartyFacts(received_on=date(2025, 3, 3), registered_in="0780", housing=HOUSING), moved).result != {}
