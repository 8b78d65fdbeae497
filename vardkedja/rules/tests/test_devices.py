"""A device for a patient of another region: route and gates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.datewords import money
from vardkedja.rules.devices import route
from vardkedja.rules.devices_facts import Agreement, Area, Commitment, LivesIn, RouteFacts, done
from vardkedja.rules.devices_workflow import WORKFLOW, Event, State
from vardkedja.rules.law import Terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = date(2025, 3, 5)
WALKER = RouteFacts(residence="other_region", area="rorelse", price=Fraction(4000), on=DAY)
DEAR = replace(WALKER, price=Fraction(12000), agreement=Agreement(decided_on=DAY, form="kop"))
HEARING = replace(
    WALKER,
    area="horsel",
    agreement=Agreement(decided_on=DAY, form="kop"),
    commitment=Commitment(valid_from=DAY, valid_to=DAY),
    payer_checked=True,
)
PUMP = replace(WALKER, area="diabetes", payer_checked=True, registered=True, cleared=True)


def codes(facts: RouteFacts) -> tuple[str, ...]:
    return route(facts).codes


def agreed(**changes: Any) -> RouteFacts:
    assert DEAR.agreement
    return replace(DEAR, agreement=replace(DEAR.agreement, **changes))


def committed(**changes: Any) -> RouteFacts:
    assert HEARING.commitment
    return replace(HEARING, commitment=replace(HEARING.commitment, **changes))


def test_an_agreement_is_for_this_device_and_enough() -> None:
    """HJM-10: declined, another device or patient, 12 000 kr for an order of 12 500 kr; the same amount is enough."""
    assert route(DEAR).outcome == "met"
    assert codes(agreed(granted=False)) == ("HJM-10.declined",)
    assert codes(agreed(matches=False)) == ("HJM-10.other",)
    assert codes(agreed(amount=Fraction(12000))) == ()
    assert codes(replace(agreed(amount=Fraction(12000)), price=Fraction(12500))) == ("HJM-10.amount",)
    assert codes(agreed(decided_on=DAY + timedelta(1))) == ("HJM-10.later",)
    assert codes(replace(agreed(decided_on=DAY + timedelta(1)), on=None)) == ()


def test_a_rent_has_an_end_or_lasts_as_long_as_the_stay() -> None:
    """HJM-11: an end date; as long as the stay, with a reminder; neither; a purchase needs no dates."""
    assert codes(agreed(form="hyra", rent_to=date(2025, 8, 31))) == ()
    assert codes(agreed(form="hyra", while_staying=True)) == ("HJM-11.ask_end",)
    assert route(agreed(form="hyra", while_staying=True)).outcome == "met"
    assert codes(agreed(form="hyra", while_staying=False)) == ("HJM-11.no_end",)
    assert codes(agreed(form="kop", while_staying=False)) == ()
    assert codes(agreed(form="")) == ("HJM-11.no_form",)


def test_a_commitment_for_hearing_applies_on_the_day() -> None:
    """HJM-15: its only day, the days around it, turned dates, another patient or region."""
    assert route(HEARING).result["may_hand_out"] is True
    assert codes(committed(valid_from=DAY + timedelta(1), valid_to=DAY + timedelta(1))) == ("HJM-15.not_yet",)
    assert codes(committed(valid_from=DAY - timedelta(1), valid_to=DAY - timedelta(1))) == ("HJM-15.expired",)
    assert codes(committed(valid_to=DAY - timedelta(1))) == ("HJM-15.turned",)
    assert codes(committed(matches=False)) == ("HJM-15.other",)
    assert codes(replace(HEARING, commitment=None)) == ("HJM-15.no_commitment",)
    assert codes(replace(committed(valid_to=DAY), on=None)) == ()


def test_incontinence_for_a_short_stay_has_its_own_routine() -> None:
    """HJM-17, R-72: marked as short it leaves this way; not marked it is registered; other areas do not change."""
    aids = replace(PUMP, area="inkontinens")
    assert route(aids).result["route"] == "registration"
    short = route(replace(aids, short_stay=True))
    assert (short.result["route"], short.codes) == ("short_stay", ("HJM-17.short_stay",))
    assert short.result["may_hand_out"] is False
    assert route(replace(PUMP, short_stay=True)).result["route"] == "registration"
    assert route(replace(aids, short_stay=True, residence="abroad")).result["route"] == "abroad"


def test_a_payer_check_belongs_to_the_case() -> None:
    """HJM-26, HJM-45: checked 3 March and prescribed the 4th stands; the case of September needs a check of its own."""
    facts = replace(PUMP, payer_checked=date(2025, 3, 3), on=date(2025, 3, 4), opened_on=date(2025, 3, 3))
    assert route(facts).codes == ()
    later = replace(facts, on=date(2025, 9, 1), opened_on=date(2025, 9, 1))
    assert route(later).codes == ("HJM-26.old_check",)
    assert route(later).outcome == "not_met"
    assert route(replace(facts, payer_checked=None)).codes == ("HJM-45.not_checked",)


@pytest.mark.parametrize(
    ("mark", "on", "expected"),
    [
        (None, DAY, False),
        (False, DAY, False),
        (True, None, True),
        (DAY, None, True),
        (DAY, DAY, True),
        (DAY + timedelta(1), DAY, False),
        (datetime(2025, 3, 5, 10, 0, tzinfo=STOCKHOLM), datetime(2025, 3, 5, 9, 59, tzinfo=STOCKHOLM), False),
        (datetime(2025, 3, 5, 10, 0, tzinfo=STOCKHOLM), datetime(2025, 3, 5, 10, 0, tzinfo=STOCKHOLM), True),
        (datetime(2025, 3, 5, 10, 0, tzinfo=STOCKHOLM), DAY, True),
        (datetime(2025, 3, 5, 23, 30, tzinfo=ZoneInfo("UTC")), DAY, False),
    ],
)
def test_what_is_done_is_judged_by_the_instant_or_the_day(mark: Any, on: Any, expected: bool) -> None:
    """HJM-18, HJM-23: not done, done without a time, the same minute, and a day in Stockholm that has turned."""
    assert done(mark, on) is expected


def test_urgency_is_no_fact_of_the_rule() -> None:
    """HJM-09: acute and planned get the same answer, for the rule is never told which."""
    assert "urgency" not in route(WALKER).inputs
    assert route(WALKER) == route(replace(WALKER))


def test_the_limit_is_data() -> None:
    """HJM-05, R-65, D-57: the other reading of exactly 10 000 kr is a changed line, not a changed function."""
    text = (
        'title = "Prov"\nchecked = 2026-11-21\nparty = "12"\n[[entry]]\nname = "devices.contact_at_limit"\n'
        'label = "vid gränsen"\nfrom = 2025-01-01\nvalue = false\nunit = "ja eller nej"\nclause = "1"\nbasis = "found"\n'
    )
    terms = Terms(overlay=law.read(text, "test"))
    at, over = (replace(WALKER, price=Fraction(price)) for price in ("10000", "10000.01"))
    assert [route(at).outcome, route(at, terms).outcome] == ["not_met", "met"]
    assert [route(over).outcome, route(over, terms).outcome] == ["not_met", "not_met"]


@pytest.mark.parametrize(
    ("amount", "written"),
    [("10000", "10 000"), ("9999.99", "9 999,99"), ("0.5", "0,50"), ("1/3", "1/3"), ("1234567", "1 234 567")],
)
def test_money_is_exact(amount: str, written: str) -> None:
    """HJM-06: whole kronor, öre, and a part that is no whole öre."""
    assert money(Fraction(amount)) == written


MARKS = st.sampled_from([None, False, True, DAY - timedelta(1), DAY, DAY + timedelta(1)])
AGREEMENTS = st.one_of(
    st.none(),
    st.builds(
        Agreement,
        decided_on=st.sampled_from([DAY, DAY + timedelta(1)]),
        form=st.sampled_from(["hyra", "kop", ""]),
        granted=st.booleans(),
        matches=st.booleans(),
        amount=st.sampled_from([None, Fraction(9000), Fraction(99999)]),
        while_staying=st.sampled_from([None, True, False]),
    ),
)
DAYS = st.sampled_from([DAY - timedelta(1), DAY, DAY + timedelta(1)])
COMMITMENTS = st.one_of(st.none(), st.builds(Commitment, valid_from=DAYS, valid_to=DAYS, matches=st.booleans()))
FACTS = st.builds(
    RouteFacts,
    residence=st.sampled_from([str(word) for word in LivesIn]),
    area=st.sampled_from([str(word) for word in Area]),
    price=st.sampled_from([Fraction(1), Fraction(5000), Fraction("9999.99"), Fraction(10000), Fraction(20000)]),
    accessories=st.sampled_from([Fraction(0), Fraction("0.01"), Fraction(5000)]),
    advanced=st.booleans(),
    agreement=AGREEMENTS,
    commitment=COMMITMENTS,
    registered=MARKS,
    cleared=MARKS,
    payer_checked=MARKS,
    on=st.just(DAY),
)


@given(FACTS)
def test_no_route_leads_to_a_hand_out_without_its_gates(facts: RouteFacts) -> None:
    """HJM-04, HJM-05, HJM-07, HJM-14, HJM-15, HJM-18, HJM-23, HJM-32, HJM-45: told apart from the rule, in plain words."""
    decision = route(facts)
    if not decision.result["may_hand_out"]:
        return
    assert decision.result["may_prescribe"] is True
    assert facts.residence != "skane"
    lmn = facts.area in ("diabetes", "inkontinens", "nutrition")
    if lmn or facts.residence == "abroad":
        assert facts.registered in (True, DAY, DAY - timedelta(1))
        assert facts.cleared in (True, DAY, DAY - timedelta(1))
    if facts.residence == "abroad":
        return
    if facts.area == "horsel" or facts.advanced or facts.price + facts.accessories >= 10000:
        assert facts.agreement
        assert facts.agreement.granted
        assert facts.agreement.matches
        assert facts.agreement.decided_on <= DAY
    if facts.area == "horsel":
        assert facts.commitment
        assert facts.commitment.valid_from <= DAY <= facts.commitment.valid_to
        assert facts.commitment.matches
    if lmn or facts.area == "horsel":
        assert facts.payer_checked not in (None, False)


@given(FACTS)
def test_the_outcome_and_the_steps_say_the_same(facts: RouteFacts) -> None:
    """HJM-42: refused with a reason exactly when it may not be prescribed; every step done exactly at a hand-out."""
    decision: Any = route(facts)
    assert (decision.outcome == "met") is decision.result["may_prescribe"]
    assert bool(decision.refusals) is not decision.result["may_prescribe"]
    if facts.residence != "skane":
        every = all(step["state"] == "done" for step in decision.result["steps"])
        assert every is decision.result["may_hand_out"]
    assert decision == route(facts)


def reached(without: set[Event]) -> set[str | None]:
    """The states that can be reached without these events."""
    found: set[str | None] = {None}
    while True:
        more = {step.target for step in WORKFLOW.steps if step.source in found and step.event not in without} - found
        if not more:
            return found
        found |= more


def test_the_table_hands_out_only_past_a_gate() -> None:
    """HJM-12, HJM-18, HJM-27, HJM-32: without the direct way, an agreement and a clearance nothing is handed out."""
    gates = {Event.DIRECT, Event.AGREE, Event.CLEAR}
    assert State.HANDED_OUT not in reached(gates)
    assert State.PRESCRIBED in reached(gates)
    for gate in gates:
        assert State.HANDED_OUT in reached(gates - {gate})
    assert WORKFLOW.faults() == ()
    assert WORKFLOW.next(State.PRESCRIBED, Event.HAND_OUT) is None
    assert WORKFLOW.next(State.HANDED_OUT, Event.CANCEL) is None
