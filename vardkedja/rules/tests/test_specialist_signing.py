"""Writing, signing and registering a specialistvårdsremiss. SVR-03 to SVR-40, X-28."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vardkedja.rules.commitment_facts import Person
from vardkedja.rules.decision import Weight
from vardkedja.rules.specialist_facts import Basis, Entrance, ReferralFacts, Signer
from vardkedja.rules.specialist_signing import register, save, sign
from vardkedja.rules.tests.specialist_to_sign import AKUT, BOXES, CHOICE, DAY, GUARANTEE, HOME, OUTSIDE, refusals


@pytest.mark.parametrize("facts", BOXES.values(), ids=BOXES)
def test_a_whole_referral_is_signed_in_every_box(facts: ReferralFacts) -> None:
    """SVR-09, SVR-15, SVR-25, SVR-29, SVR-30, SVR-32, SVR-33: nothing is asked for that the box does not need."""
    decision = sign(facts)
    assert (decision.outcome, decision.reasons) == ("met", ())
    assert decision.say == "Remissen kan signeras."
    assert save(facts).outcome == "met"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": None}, "SVR-33.number"),
        ({"sending_unit": " "}, "SVR-33.sending_unit"),
        ({"receiver": None}, "SVR-33.to_unit"),
        ({"care_form": ""}, "SVR-33.care_form"),
        ({"specialty": "\n"}, "SVR-33.specialty"),
        ({"admission": None}, "SVR-33.admission"),
        ({"boxes": ()}, "SVR-32.none"),
        ({"boxes": ("vardgaranti", "patientens_val")}, "SVR-32.many"),
        ({"boxes": ("nagot_annat",)}, "SVR-32.unknown"),
        ({"informed": None}, "SVR-40.blank"),
        ({"informed": False}, "SVR-40.no_reason"),
        ({"informed": False, "informed_reason": " "}, "SVR-40.no_reason"),
        ({"signer": None}, "SVR-17.unsigned"),
        ({"signer": Signer("sjukskoterska")}, "SVR-17.doctor"),
        ({"signer": Signer("lakare", sending_unit=False)}, "SVR-17.unit"),
    ],
)
def test_one_field_amiss_is_one_reason(changes: dict[str, object], code: str) -> None:
    """SVR-17, SVR-32, SVR-33, SVR-40, R-13, R-20: each names its field."""
    decision = sign(replace(CHOICE, **changes))
    assert [reason.code for reason in decision.refusals] == [code]
    assert decision.refusals[0].field
    assert decision.outcome == "not_met"


def test_all_reasons_come_in_the_order_of_the_form() -> None:
    """SVR-32, SVR-33, SVR-40: an empty form says everything at once."""
    empty = sign(ReferralFacts(on=DAY))
    fields = [reason.field for reason in empty.reasons]
    assert fields[:4] == ["number", "sending_unit", "to_unit", "box"]
    assert {"care_form", "specialty", "complaints", "diagnosis", "measure", "informed"} <= set(fields)
    assert empty.say == "Remissen kan inte signeras. Tio saker hindrar."


@pytest.mark.parametrize(
    ("basis", "choice", "other"),
    [
        (Basis(complaints="A", diagnosis="B"), "SVR-09.measure", "SVR-13.measure"),
        (Basis(diagnosis="B", measure="C"), "SVR-09.need", "SVR-13.complaints"),
        (Basis(complaints="A", measure="C"), "SVR-13.diagnosis", "SVR-13.diagnosis"),
        (Basis(complaints="A", diagnosis="B", measure="  "), "SVR-09.measure", "SVR-13.measure"),
    ],
)
def test_the_basis_is_whole(basis: Basis, choice: str, other: str) -> None:
    """SVR-09, SVR-13: care need filled and planned measure empty is refused, in every box."""
    assert refusals(replace(CHOICE, basis=basis)) == [choice]
    for facts in (HOME, AKUT, GUARANTEE):
        assert refusals(replace(facts, basis=basis)) == [other]


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person("Uppsala"), "SVR-16.elsewhere"),
        (Person("08", registered_at_save="01"), "SVR-16.elsewhere"),
        (Person(None), "SVR-16.not_found"),
        (Person(None, emigrated=True), "SVR-16.emigrated"),
        (Person(None, "samordningsnummer"), "SVR-16.identifier"),
        (Person("01", "lma"), "SVR-16.identifier"),
        (Person("01", deceased=True), "X-28.deceased"),
        (Person(None, deceased=True), "X-28.deceased"),
    ],
)
def test_residence_is_asked_at_create_and_at_signing(person: Person, code: str) -> None:
    """SVR-16, X-02, X-28: a draft is not kept either, for whom nothing can be signed."""
    for facts in (CHOICE, HOME, GUARANTEE):
        assert refusals(replace(facts, person=person)) == [code]
        assert save(replace(facts, person=person)).codes == (code,)


def test_residence_is_told_in_words() -> None:
    """SVR-16: which county is asked for, where the patient is, and the region's own document."""
    reason = sign(replace(CHOICE, person=Person("Region Uppsala"))).reasons[0]
    assert reason.text.startswith(
        "Patienten är inte folkbokförd i Stockholms län. Folkbokföringen visar Region Uppsala"
    )
    assert "folkbokförd i Stockholms län" in reason.source.clause


def test_emergency_care_already_given_is_settled_after_a_death() -> None:
    """X-28, SVR-26: a flag in Akutvård, a refusal elsewhere."""
    decision = sign(replace(AKUT, person=Person(None, deceased=True)))
    assert (decision.outcome, decision.codes) == ("met", ("X-28.settlement",))
    assert decision.reasons[0].weight is Weight.FLAG


def test_outpatient_care() -> None:
    """SVR-03, R-14: refused for the patient's choice already as a draft; on the provider's initiative only flagged."""
    for facts in (CHOICE, AKUT, GUARANTEE):
        assert refusals(replace(facts, care_form="oppen")) == ["SVR-03.outpatient"]
    assert save(replace(CHOICE, care_form="oppen")).codes == ("SVR-03.outpatient",)
    assert save(replace(GUARANTEE, care_form="oppen")).outcome == "met"
    visit = sign(replace(HOME, care_form="oppen"))
    assert (visit.outcome, visit.codes) == ("met", ("SVR-03.travel_only",))


def test_a_draft_may_be_empty_but_not_impossible() -> None:
    """SVR-16, SVR-32: two boxes are refused at once, none is not."""
    draft = ReferralFacts(on=DAY, person=Person("01"))
    assert save(draft).outcome == "met"
    assert save(replace(draft, boxes=("akut", "vardgaranti"))).codes == ("SVR-32.many",)
    assert "Akutvård och Vårdgaranti" in save(replace(draft, boxes=("akut", "vardgaranti"))).reasons[0].text
    assert save(replace(draft, person=None)).codes == ("SVR-33.number",)


def test_a_patient_who_could_not_be_told_is_flagged() -> None:
    """SVR-40: "nej" with a reason is signed; the reason is no refusal."""
    decision = sign(replace(AKUT, informed=False, informed_reason="Patienten är sövd"))
    assert (decision.outcome, decision.codes) == ("met", ("SVR-40.not_told",))
    assert decision.reasons[0].weight is Weight.FLAG


def test_two_entrances() -> None:
    """SVR-11, SVR-12, SVR-14: a request from outside needs no referral, a provider of the region does."""
    assert register(OUTSIDE).outcome == "met"
    assert register(replace(OUTSIDE, entrance=Entrance.PROVIDER)).codes[0] == "SVR-14.no_referral"
    assert register(replace(OUTSIDE, boxes=("vardgaranti",))).codes[0] == "SVR-14.box"
    assert register(replace(OUTSIDE, care_form="oppen")).codes == ("SVR-03.outpatient",)
    assert register(replace(OUTSIDE, receiver=None)).codes == ("SVR-33.to_unit",)
    assert sign(OUTSIDE).outcome == "met"


def test_a_request_for_somebody_registered_elsewhere_is_kept_to_be_dismissed() -> None:
    """SVR-14, SVR-16: registered with a flag; a referral for the same patient is refused."""
    stranger = Person("08")
    for decision in (register(replace(OUTSIDE, person=stranger)), save(replace(OUTSIDE, person=stranger))):
        assert (decision.outcome, decision.codes) == ("met", ("SVR-16.not_resident",))
    assert sign(replace(CHOICE, person=stranger)).outcome == "not_met"


def test_the_day_before_the_rules_is_unclear() -> None:
    """D-12, X-19: 2023-12-19 is the first day; the day before nothing can be decided."""
    for act in (save, sign):
        before, first = act(replace(HOME, on=date(2023, 12, 18))), act(replace(HOME, on=date(2023, 12, 19)))
        assert (before.outcome, first.outcome) == ("unclear", "met")
        assert "2023-12-18" in before.reasons[0].text
    assert sign(replace(HOME, on=date(2023, 12, 18), explanation="")).outcome == "not_met"
