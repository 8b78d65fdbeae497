"""What holds for every device case: its gates told a second time, price, documents, payers, urgency, and the days of the law."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.devices import route
from vardkedja.rules.devices_abroad import AbroadFacts, abroad
from vardkedja.rules.devices_countries import Document
from vardkedja.rules.devices_facts import Agreement, Area, Commitment, LivesIn, RouteFacts
from vardkedja.rules.devices_hand_out import CaseAbroad, hand_out
from vardkedja.rules.devices_record import OrderFacts

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2025, 3, 5, 10, 0, tzinfo=STOCKHOLM)
DAY = NOW.date()
DAYS = st.sampled_from([DAY - timedelta(1), DAY, DAY + timedelta(1)])
MARKS = st.one_of(
    st.none(), st.booleans(), DAYS, st.sampled_from([NOW - timedelta(minutes=1), NOW, NOW + timedelta(minutes=1)])
)
AMOUNTS = st.sampled_from(
    [Fraction(amount) for amount in ("0", "0.01", "1600", "8500", "9999.99", "10000", "10000.01")]
)
AGREEMENTS = st.builds(
    Agreement,
    decided_on=DAYS,
    form=st.sampled_from(["hyra", "kop", "", "lån"]),
    granted=st.booleans(),
    matches=st.booleans(),
    amount=st.none() | AMOUNTS,
    rent_to=st.none() | DAYS,
    while_staying=st.sampled_from([None, True, False]),
)
COMMITMENTS = st.builds(Commitment, valid_from=DAYS, valid_to=DAYS, matches=st.booleans())
FACTS = st.builds(
    RouteFacts,
    residence=st.sampled_from(list(map(str, LivesIn))),
    area=st.sampled_from(list(map(str, Area))),
    price=AMOUNTS,
    accessories=AMOUNTS,
    adaptation=AMOUNTS,
    advanced=st.booleans(),
    agreement=st.none() | AGREEMENTS,
    commitment=st.none() | COMMITMENTS,
    registered=MARKS,
    cleared=MARKS,
    payer_checked=MARKS,
    short_stay=st.booleans(),
    opened_on=st.none() | DAYS,
    on=st.just(NOW),
)
KINDS = list(law.value("devices.certificates", DAY).value)  # type: ignore[call-overload]
DOCUMENTS = st.builds(
    Document,
    kind=st.sampled_from([*KINDS, "brev"]),
    valid_from=st.none() | DAYS,
    valid_to=st.none() | DAYS,
    issued_on=st.none() | st.sampled_from([DAY - timedelta(15), DAY - timedelta(14)]),
    attached_on=st.none() | DAYS,
)
ABROAD = st.builds(
    AbroadFacts,
    country=st.sampled_from(["DE", "NO", "DZ", "AU", "CA-QC", "CA", "US", "TR", "Atlantis"]),
    on=st.just(DAY),
    status=st.sampled_from(["", "eu_ehic", "eu_no_proof", "expat_se", "asylum", "nordic", "eu_s3"]),
    documents=st.lists(DOCUMENTS, max_size=5).map(tuple),
    last_region=st.sampled_from(["", "Region Skåne"]),
    opened_on=st.none() | DAYS,
)


def was(mark: object) -> bool:
    """Whether a mark is done by NOW, in a second way: written out by kind."""
    if isinstance(mark, datetime):
        return mark.timestamp() <= NOW.timestamp()
    if isinstance(mark, date):
        return mark.toordinal() <= DAY.toordinal()
    return mark is True


def agreed(facts: RouteFacts) -> bool:
    """HJM-10, HJM-11: yes to this device and patient, by today, for the whole cost, with rent or purchase settled."""
    held = facts.agreement
    if held is None or not (held.granted and held.matches) or held.decided_on > DAY:
        return False
    if held.amount is not None and facts.price + facts.accessories + facts.adaptation > held.amount:
        return False
    endless = held.rent_to is None and held.while_staying is False
    return held.form == "kop" or (held.form == "hyra" and not endless)


def committed(facts: RouteFacts) -> bool:
    """HJM-15: the home region's, for the patient, on its days."""
    held = facts.commitment
    return held is not None and held.matches and held.valid_from <= DAY <= held.valid_to


def paid_by(facts: RouteFacts) -> bool:
    """HJM-26, HJM-45: checked by now, and not for an earlier case."""
    mark = facts.payer_checked
    if not was(mark):
        return False
    checked = mark.date() if isinstance(mark, datetime) else mark
    return not isinstance(checked, date) or facts.opened_on is None or checked >= facts.opened_on


# What each area asks of a patient of another region before prescription, from the area table; then before hand-out.
BEFORE_PRESCRIPTION: dict[str, tuple[Callable[[RouteFacts], bool], ...]] = {
    **dict.fromkeys(("rorelse", "kommunikation_kognition", "syn", "ortopedi", "medicinteknik"), ()),
    "horsel": (agreed, committed, paid_by),
    **dict.fromkeys(("diabetes", "inkontinens", "nutrition"), (paid_by, lambda facts: was(facts.registered))),
}
SESAM_LMN = {"diabetes", "inkontinens", "nutrition"}


def gates(facts: RouteFacts) -> tuple[bool, bool]:
    """Whether it may be prescribed and handed out by HJM-01 to HJM-26, HJM-32 and HJM-45, read from the catalogue."""
    if facts.residence == "skane":
        return False, False
    if facts.residence == "abroad":
        return was(facts.registered), was(facts.registered) and was(facts.cleared)
    if facts.area == "inkontinens" and facts.short_stay:
        return False, False
    dear = facts.price + facts.accessories + facts.adaptation >= 10_000
    prescribe = all(gate(facts) for gate in BEFORE_PRESCRIPTION[facts.area])
    prescribe = prescribe and (agreed(facts) or not (dear or facts.advanced))
    return prescribe, prescribe and (was(facts.cleared) or facts.area not in SESAM_LMN)


@given(FACTS)
def test_the_gates_are_those_of_the_catalogue(facts: RouteFacts) -> None:
    """HJM-01, HJM-04 to HJM-07, HJM-10, HJM-11, HJM-14 to HJM-18, HJM-23, HJM-26, HJM-32, HJM-45: open exactly when all are."""
    result = route(facts).result
    assert (result["may_prescribe"], result["may_hand_out"]) == gates(facts)
    assert result["may_prescribe"] or not result["may_hand_out"]


WHOLE = RouteFacts(
    residence="other_region",
    area="rorelse",
    price=Fraction(10000),
    agreement=Agreement(decided_on=DAY, form="kop"),
    commitment=Commitment(valid_from=DAY, valid_to=DAY),
    registered=NOW,
    cleared=NOW,
    payer_checked=NOW,
    opened_on=DAY,
    on=NOW,
)


@pytest.mark.parametrize("residence", ["other_region", "abroad"])
@pytest.mark.parametrize("area", list(Area))
def test_each_gate_alone_stops_where_it_stands(residence: str, area: Area) -> None:
    """HJM-05, HJM-14, HJM-15, HJM-18, HJM-23, HJM-32, HJM-45: one gate is shut at a time in a case that is otherwise whole."""
    whole = replace(WHOLE, residence=residence, area=area)
    assert gates(whole) == (True, True)
    assert (route(whole).result["may_prescribe"], route(whole).result["may_hand_out"]) == (True, True)
    for name in ("agreement", "commitment", "registered", "cleared", "payer_checked"):
        shut = replace(whole, **{name: None})
        assert (route(shut).result["may_prescribe"], route(shut).result["may_hand_out"]) == gates(shut)
        gate = "payer_check" if name == "payer_checked" else name
        assert (steps(shut).get(gate) == "missing") is (gates(shut) != (True, True))


def steps(facts: RouteFacts) -> dict[str, str]:
    """Each gate with its state."""
    shown: Any = route(facts).result["steps"]
    return {str(step["step"]): step["state"] for step in shown}


@given(FACTS, st.sampled_from(["price", "accessories", "adaptation"]), AMOUNTS)
def test_a_higher_price_never_removes_a_step(facts: RouteFacts, part: str, more: Fraction) -> None:
    """HJM-05, HJM-06, D-57: whichever part of the cost grows, every gate stays, what was missing is, and nothing opens."""
    dearer = replace(facts, **{part: getattr(facts, part) + more})
    before, after = steps(facts), steps(dearer)
    assert before.keys() <= after.keys()
    assert {name for name in before if before[name] == "missing"} <= {
        name for name in after if after[name] == "missing"
    }
    for act in ("may_prescribe", "may_hand_out"):
        assert route(facts).result[act] or not route(dearer).result[act]


@pytest.mark.parametrize("area", list(Area))
@pytest.mark.parametrize(("cost", "direct"), [("9999.99", True), ("10000.00", False), ("10000.01", False)])
def test_the_boundary_of_the_cost_in_every_area(area: Area, cost: str, direct: bool) -> None:
    """HJM-04, HJM-05, R-65, D-57: the grid row, whole and split in three parts; hearing asks whatever the cost."""
    price = Fraction(cost)
    for facts in (
        RouteFacts(residence="other_region", area=area, price=price, on=DAY),
        RouteFacts(
            residence="other_region", area=area, price=price - 2, accessories=Fraction(1), adaptation=Fraction(1)
        ),
    ):
        assert ("agreement" in steps(facts)) is (area == "horsel" or not direct)
        assert ("HJM-05.cost" in route(facts).codes) is (area != "horsel" and not direct)


@given(FACTS)
def test_acute_or_planned_is_the_same(facts: RouteFacts) -> None:
    """HJM-09: no fact of any rule of the way can tell urgency, and the same facts have one answer."""
    for kind in (RouteFacts, OrderFacts, Agreement, Commitment, AbroadFacts, CaseAbroad):
        names = {field.name for field in dataclasses.fields(kind)}
        assert not names & {"urgency", "urgent", "acute", "planned", "emergency"}
    assert route(facts) == route(replace(facts))


def rebuilt(inputs: Mapping[str, Any]) -> RouteFacts:
    """The facts as the decision has kept them."""
    kept = dict(inputs)
    kept["agreement"] = kept["agreement"] and Agreement(**kept["agreement"])
    kept["commitment"] = kept["commitment"] and Commitment(**kept["commitment"])
    return RouteFacts(**kept)


@given(FACTS)
def test_the_route_comes_again_from_its_inputs(facts: RouteFacts) -> None:
    """HJM-27, HJM-42, X-19: a stored decision can be counted again, and is the same to the letter."""
    decision = route(facts)
    assert route(rebuilt(decision.inputs)) == decision


@given(ABROAD)
def test_a_country_decision_comes_again_from_its_inputs(facts: AbroadFacts) -> None:
    """HJM-27, HJM-28, X-19: documents with their days are kept too."""
    decision = abroad(facts)
    kept: dict[str, Any] = dict(decision.inputs)
    kept["documents"] = tuple(Document(**document) for document in kept["documents"])
    assert abroad(AbroadFacts(**kept)) == decision


@given(ABROAD, DOCUMENTS)
def test_a_document_never_takes_an_entitlement_away(facts: AbroadFacts, more: Document) -> None:
    """HJM-28, HJM-29, HJM-40: one more document, old or new, valid or not, gives as much or more."""
    before: Any = abroad(facts)
    for documents in ((*facts.documents, more), (more, *facts.documents)):
        after: Any = abroad(replace(facts, documents=documents))
        assert after.result["entitlement"].rank >= before.result["entitlement"].rank
        assert not (before.outcome == "met" and after.outcome != "met")


@given(
    ABROAD,
    MARKS,
    MARKS,
    MARKS,
    st.none() | DAYS,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "hyra", "kop"]),
)
def test_a_hand_out_abroad_follows_a_prescription(
    country: AbroadFacts,
    registered: Any,
    cleared: Any,
    reported: Any,
    day: date | None,
    scanned: bool,
    advice: bool,
    form: str,
) -> None:
    """HJM-27, HJM-32, HJM-34, HJM-37: may hand out implies may prescribe, and registration, scan, clearance and check."""
    case = CaseAbroad(
        country=country,
        at=NOW,
        checked_on=day,
        form=form,
        agreed_on=day,
        registered=registered,
        scanned=scanned,
        cleared=cleared,
        sum_reported=reported,
        advice=advice,
    )
    result = hand_out(case).result
    assert result["may_prescribe"] or not result["may_hand_out"]
    if result["may_prescribe"]:
        assert scanned
        assert was(registered)
        assert was(day)
        assert result["missing"] == []
    assert result["may_hand_out"] is (
        bool(result["may_prescribe"]) and was(cleared) and (result["entitlement"] != "full_cost" or was(reported))
    )
