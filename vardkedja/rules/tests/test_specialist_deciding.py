"""Deciding on a specialistvårdsremiss, issuing its commitment, and what else is granted. SVR-03 to SVR-36."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from vardkedja.rules.commitment_facts import Person
from vardkedja.rules.decision import Weight
from vardkedja.rules.specialist_deciding import approve, missing_basis, reject_reasons, start
from vardkedja.rules.specialist_facts import (
    Assessment,
    Basis,
    ReferralFacts,
)
from vardkedja.rules.specialist_issuing import issue
from vardkedja.rules.tests.specialist_to_decide import (
    ADMITTED,
    AKUT,
    APPROVED,
    BEFORE,
    CHOICE,
    FOUND,
    GUARANTEE,
    HOME,
    OUTSIDE,
    OWN,
    SUMMER,
    codes,
)

# --- the medical basis ---------------------------------------------------------------------------------------------


def test_assessment_waits_for_a_whole_basis() -> None:
    """SVR-12, SVR-13: diagnosis and measure without the assessment of complaints: that item only is asked for."""
    lacking = replace(OUTSIDE, basis=Basis(diagnosis="B", measure="C"))
    decision = start(lacking)
    assert (decision.outcome, decision.codes) == ("not_met", ("SVR-13.complaints",))
    assert decision.result["missing"] == ("bedömning av patientens besvär",)
    assert start(OUTSIDE).outcome == "met"
    assert start(OUTSIDE).result["missing"] == ()
    assert missing_basis(Basis()) == ("bedömning av patientens besvär", "diagnos", "planerad åtgärd")
    assert missing_basis(Basis(complaints=" ", diagnosis="B", measure="\n")) == (
        "bedömning av patientens besvär",
        "planerad åtgärd",
    )


# --- approval ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", [CHOICE, HOME, GUARANTEE, AKUT], ids=lambda facts: facts.box)
def test_a_whole_case_is_approved(facts: ReferralFacts) -> None:
    """SVR-05, SVR-07, SVR-08, SVR-13: only the patient's choice asks for kind, indication and funding."""
    decision = approve(facts, FOUND if facts is CHOICE else Assessment(), BEFORE)
    assert (decision.outcome, decision.reasons) == ("met", ())
    assert decision.say == "Begäran kan godkännas."


@pytest.mark.parametrize(
    ("at", "admission", "refused"),
    [
        (BEFORE, ADMITTED, []),
        (ADMITTED, ADMITTED, ["SVR-05.late", "SVR-06.started"]),
        (ADMITTED + timedelta(minutes=1), ADMITTED, ["SVR-05.late", "SVR-06.started"]),
        (datetime(2025, 5, 5, 10, 59, tzinfo=UTC), ADMITTED, []),
        (datetime(2025, 5, 5, 11, 0, tzinfo=UTC), ADMITTED, ["SVR-05.late", "SVR-06.started"]),
        (datetime(2025, 5, 5, 9, 0, tzinfo=SUMMER), ADMITTED, []),
        (date(2025, 5, 4), date(2025, 5, 5), []),
        (date(2025, 5, 5), date(2025, 5, 5), ["SVR-05.late"]),
        (date(2025, 5, 6), date(2025, 5, 5), ["SVR-05.late", "SVR-06.started"]),
        (BEFORE, date(2025, 5, 5), ["SVR-05.late"]),
        (BEFORE, date(2025, 5, 6), []),
        (date(2025, 5, 5), ADMITTED, ["SVR-05.late"]),
        (datetime(2025, 5, 4, 22, 30, tzinfo=UTC), date(2025, 5, 5), ["SVR-05.late"]),
        (datetime(2025, 5, 4, 21, 30, tzinfo=UTC), date(2025, 5, 5), []),
    ],
)
def test_the_decision_comes_before_the_care(
    at: datetime | date, admission: datetime | date, refused: list[str]
) -> None:
    """SVR-05, SVR-06, R-15, T-1: a minute before, the same minute, a minute after; days where no time is known."""
    assert codes(approve(replace(CHOICE, admission=admission), FOUND, at)) == refused


def test_nothing_after_the_fact_in_any_planned_box() -> None:
    """SVR-06, SVR-26, D-16: care that has begun is refused in three boxes and settled in Akutvård."""
    late = datetime(2025, 5, 7, 9, 0, tzinfo=SUMMER)
    for facts in (HOME, GUARANTEE):
        decision = approve(facts, Assessment(), late)
        assert codes(decision) == ["SVR-06.started"]
        assert decision.reasons[0].head == "Betalningsförbindelse utfärdas inte i efterhand"
    assert codes(approve(CHOICE, FOUND, late)) == ["SVR-05.late", "SVR-06.started"]
    assert approve(AKUT, Assessment(), late).outcome == "met"


def test_the_same_day_without_a_time_is_for_a_person_to_check() -> None:
    """SVR-06: nobody knows whether the care has begun, so it is marked and not refused."""
    decision = approve(replace(HOME, admission=date(2025, 5, 5)), Assessment(), BEFORE)
    assert (decision.outcome, decision.codes) == ("met", ("SVR-06.same_day",))
    unknown = approve(replace(OUTSIDE, admission=None), OWN, BEFORE)
    assert (unknown.outcome, unknown.codes) == ("met", ("SVR-05.no_admission",))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"same_kind": None}, ["SVR-07.kind_unanswered"]),
        ({"same_kind": False}, ["SVR-07.kind"]),
        ({"same_indication": None}, ["SVR-07.indication_unanswered"]),
        ({"same_indication": False}, ["SVR-07.indication"]),
        ({"funding": ""}, ["SVR-08.unanswered"]),
        ({"funding": "none"}, ["SVR-08.not_funded"]),
        ({"funding_region": " "}, ["SVR-08.region"]),
        ({"funding": "via_agreement"}, ["SVR-08.reference"]),
        ({"funding": "via_agreement", "agreement_reference": "F"}, []),
    ],
)
def test_same_care_and_a_region_that_pays(changes: dict[str, object], refused: list[str]) -> None:
    """SVR-07, SVR-08: each confirmation, and the route with its region and agreement; asked for the patient's choice."""
    found = replace(FOUND, **changes)
    assert codes(approve(CHOICE, found, BEFORE)) == refused
    assert codes(approve(HOME, found, BEFORE)) == []


def test_a_rejection_says_which_rule_failed() -> None:
    """SVR-07, SVR-08, SVR-35: stricter limit in the region; not funded by a region."""
    decision = approve(CHOICE, replace(FOUND, same_indication=False, funding="none"), BEFORE)
    assert reject_reasons(decision) == (
        ("SVR-07", "Vården har inte samma indikationer"),
        ("SVR-08", "Ej regionfinansierad"),
    )
    assert reject_reasons(approve(CHOICE, FOUND, BEFORE)) == ()
    assert reject_reasons(approve(replace(HOME, care_form="oppen"), Assessment(), BEFORE)) == ()


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"own_text": " "}, ["SVR-11.missing"]),
        ({"own_on": None}, ["SVR-11.missing"]),
        ({"indications_met": None}, ["SVR-11.unanswered"]),
        ({"indications_met": False}, ["SVR-11.not_met"]),
        ({}, []),
    ],
)
def test_a_request_from_outside_is_assessed_by_the_office(changes: dict[str, object], refused: list[str]) -> None:
    """SVR-11: a clinic in Halland; stored 2025-03-10 with the indications met. A provider here has assessed already."""
    found = replace(OWN, **changes)
    assert codes(approve(OUTSIDE, found, BEFORE)) == refused
    assert codes(approve(CHOICE, found, BEFORE)) == []


def test_basis_receiver_and_box_are_asked_for_again() -> None:
    """SVR-13, SVR-32, SVR-33: what a request from outside may still lack."""
    bare = replace(OUTSIDE, basis=Basis(diagnosis="B", measure="C"), receiver=None)
    assert codes(approve(bare, OWN, BEFORE)) == ["SVR-33.to_unit", "SVR-13.complaints"]
    assert "SVR-32.none" in codes(approve(replace(OUTSIDE, boxes=()), OWN, BEFORE))


def test_outpatient_care_is_approved_on_the_providers_initiative_only() -> None:
    """SVR-03, R-14: travel follows the approval; no commitment is issued in any box."""
    for facts in (CHOICE, GUARANTEE, AKUT):
        assert codes(approve(replace(facts, care_form="oppen"), FOUND, BEFORE)) == ["SVR-03.outpatient"]
    visit = replace(HOME, care_form="oppen")
    assert approve(visit, Assessment(), BEFORE).codes == ("SVR-03.travel_only",)
    for facts in (CHOICE, HOME, GUARANTEE, AKUT):
        assert codes(issue(replace(facts, care_form="oppen"), FOUND, APPROVED, BEFORE)) == ["SVR-03.outpatient"]


def test_a_move_after_signing_is_marked() -> None:
    """SVR-16, X-02: registered here at signing and not now is for the officer; never registered here is refused."""
    moved, stranger = Person("08", registered_at_save="01"), Person("08")
    for facts in (CHOICE, OUTSIDE):
        decision = approve(replace(facts, person=moved), OWN, BEFORE)
        assert (decision.outcome, decision.codes) == ("met", ("SVR-16.moved",))
        assert codes(approve(replace(facts, person=stranger), OWN, BEFORE)) == ["SVR-16.elsewhere"]
    assert issue(replace(CHOICE, person=moved), FOUND, APPROVED, BEFORE).outcome == "met"


def test_a_death_stops_planned_care_only() -> None:
    """X-28, SVR-26: emergency care already given is settled, with a mark."""
    dead = Person(None, deceased=True)
    assert codes(approve(replace(CHOICE, person=dead), FOUND, BEFORE)) == ["X-28.deceased"]
    assert codes(issue(replace(HOME, person=dead), None, APPROVED, BEFORE)) == ["X-28.deceased"]
    for decision in (
        approve(replace(AKUT, person=dead), Assessment(), BEFORE),
        issue(replace(AKUT, person=dead), None, None, BEFORE),
    ):
        assert (decision.outcome, decision.codes) == ("met", ("X-28.settlement",))
        assert decision.reasons[0].weight is Weight.FLAG
