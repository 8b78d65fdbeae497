"""The whole answer at each step of writing a specialistvårdsremiss: rule, sentence, reasons in order, facts used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from vardkedja.rules.commitment_facts import Person
from vardkedja.rules.decision import Decision
from vardkedja.rules.specialist_facts import AskedBenefit, Entrance, ReferralFacts, Signer
from vardkedja.rules.specialist_signing import alive, register, save, sign, supplement
from vardkedja.rules.tests.specialist_to_sign import AKUT, CHOICE, DAY, GUARANTEE, HOME, KAROLINSKA, OUTSIDE

COMPANION = (AskedBenefit("companion", "E"),)
DEAD = Person("01", deceased=True)
INPUTS = {
    "on": DAY,
    "region": "01",
    "entrance": "provider",
    "registered_region": "01",
    "receiver_region": "03",
    "boxes": ("hemregion",),
    "care_form": "sluten",
    "admission": date(2025, 4, 7),
    "period_from": None,
    "period_to": None,
    "signer_role": "verksamhetschef",
    "signer_hospital": KAROLINSKA,
}


@pytest.mark.parametrize(
    ("act", "facts", "rule", "say"),
    [
        (save, HOME, "specialist.save", "Utkastet kan sparas."),
        (sign, HOME, "specialist.sign", "Remissen kan signeras."),
        (supplement, replace(HOME, benefits=COMPANION), "specialist.supplement", "Tillägget kan signeras."),
        (alive, HOME, "specialist.alive", "Ärendet kan gå vidare."),
    ],
)
def test_a_step_that_can_be_taken(
    act: Callable[[ReferralFacts], Decision], facts: ReferralFacts, rule: str, say: str
) -> None:
    """SVR-15, SVR-20, SVR-33: nothing is asked for, and the facts used are told without the free text of the form."""
    decision = act(facts)
    assert (decision.rule, decision.outcome, decision.reasons, decision.say) == (rule, "met", (), say)
    assert decision.inputs == INPUTS
    assert decision.result == {}


@pytest.mark.parametrize(
    ("act", "rule", "what"),
    [
        (save, "specialist.save", "Utkastet kan inte sparas"),
        (sign, "specialist.sign", "Remissen kan inte signeras"),
        (supplement, "specialist.supplement", "Tillägget kan inte signeras"),
        (alive, "specialist.alive", "Ärendet kan inte gå vidare"),
    ],
)
def test_no_step_is_taken_for_a_patient_who_has_died(
    act: Callable[[ReferralFacts], Decision], rule: str, what: str
) -> None:
    """X-28: one reason, the same everywhere, in the sentence of the step."""
    decision = act(replace(HOME, person=DEAD))
    assert (decision.rule, decision.outcome, decision.codes) == (rule, "not_met", ("X-28.deceased",))
    assert decision.say == f"{what}. En sak hindrar."


def test_what_is_settled_after_a_death_goes_on() -> None:
    """X-28, SVR-26: emergency care already given, with a mark."""
    assert (alive(replace(AKUT, person=DEAD)).outcome, alive(replace(AKUT, person=DEAD)).codes) == (
        "met",
        ("X-28.settlement",),
    )
    assert alive(replace(AKUT, person=None)).codes == ("SVR-33.number",)


def test_a_request_from_outside_is_registered() -> None:
    """SVR-11, SVR-14: rule, sentence and facts; a provider of the region is told to write the referral, first of all."""
    decision = register(OUTSIDE)
    assert (decision.rule, decision.outcome, decision.reasons) == ("specialist.register", "met", ())
    assert decision.say == "Begäran kan registreras."
    assert decision.inputs == INPUTS | {
        "entrance": "outside",
        "receiver_region": "13",
        "boxes": ("patientens_val",),
        "admission": None,
        "signer_role": None,
        "signer_hospital": None,
    }
    own = register(replace(CHOICE, entrance=Entrance.PROVIDER))
    assert (own.outcome, own.codes) == ("not_met", ("SVR-14.no_referral",))
    assert own.say == "Begäran kan inte registreras. En sak hindrar."


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"benefits": COMPANION}, ()),
        ({"benefits": (AskedBenefit("companion"),)}, ("SVR-20.reason",)),
        ({"benefits": COMPANION, "signer": None}, ("SVR-17.unsigned",)),
        ({"benefits": COMPANION, "signer": Signer("lakare", hospital=KAROLINSKA)}, ("SVR-17.role",)),
        ({"benefits": COMPANION, "person": None}, ("SVR-33.number",)),
    ],
)
def test_a_supplement_is_signed_by_the_same_authority(changes: dict[str, object], codes: tuple[str, ...]) -> None:
    """SVR-20, SVR-17: a medical reason, and the head of unit signs again."""
    assert supplement(replace(HOME, **changes)).codes == codes


def test_a_supplement_needs_a_signature_and_a_benefit_of_the_alternative() -> None:
    """SVR-10, SVR-20, SVR-17: in the alternatives that a doctor of the unit signs."""
    assert supplement(replace(CHOICE, benefits=COMPANION)).codes == ("SVR-10.benefit",)
    assert supplement(replace(GUARANTEE, benefits=COMPANION)).codes == ("SVR-20.not_offered",)
    assert supplement(replace(GUARANTEE, signer=None)).codes == ("SVR-17.unsigned",)
    assert supplement(replace(GUARANTEE, signer=Signer("sekreterare"))).codes == ("SVR-17.doctor",)


def missing(decision: Decision) -> list[str]:
    return [reason.source.clause for reason in decision.reasons if reason.code == "LAW.missing"]


ASKED = {
    save: ["svr.home_region", "svr.boxes"],
    sign: ["svr.home_region", "svr.boxes", "svr.benefits", "svr.signers"],
    supplement: ["svr.benefits", "svr.signers"],
    alive: [],
}


@pytest.mark.parametrize(("act", "names"), ASKED.items())
def test_a_region_without_rules_misses_each_of_them_once(
    act: Callable[[ReferralFacts], Decision], names: list[str]
) -> None:
    """X-19, X-41: what the step asks of the region's own rules, and nothing from the first region."""
    elsewhere = replace(HOME, region="12", benefits=COMPANION)
    assert missing(act(elsewhere)) == names
    assert missing(act(replace(HOME, on=date(2023, 12, 18), benefits=COMPANION))) == names


def test_a_region_without_rules_registers_nothing() -> None:
    """X-19, X-41, SVR-14: a request from outside asks for no signature, so not who signs either."""
    request = replace(OUTSIDE, region="12", benefits=COMPANION)
    assert missing(register(request)) == ["svr.home_region", "svr.boxes", "svr.benefits"]
    assert register(request).say == "Det går inte att avgöra om begäran kan registreras. En uppgift saknas."


def test_a_draft_is_asked_only_what_cannot_be_put_right_later() -> None:
    """SVR-03, SVR-16, SVR-32: outpatient care stops a draft of the patient's choice only, on the day's own rules."""
    bare = ReferralFacts(on=DAY, person=Person("01"), care_form="oppen")
    assert save(bare).codes == ()
    assert save(replace(bare, boxes=("patientens_val",))).codes == ("SVR-03.outpatient",)
    for box in ("hemregion", "akut", "vardgaranti"):
        assert save(replace(bare, boxes=(box,))).codes == ()
    early = replace(bare, boxes=("patientens_val",), on=date(2023, 12, 18))
    assert missing(save(early)) == ["svr.home_region", "svr.boxes", "svr.outpatient_commitment"]


def test_an_empty_request_from_outside() -> None:
    """SVR-14, SVR-33: every reason at once, in the order of the form; no signature, unit, basis or answer about costs."""
    empty = register(ReferralFacts(on=DAY, entrance=Entrance.OUTSIDE))
    assert empty.codes == ("SVR-33.number", "SVR-33.to_unit", "SVR-32.none", "SVR-33.care_form")
    assert empty.say == "Begäran kan inte registreras. Fyra saker hindrar."


def test_an_empty_referral() -> None:
    """SVR-13, SVR-32, SVR-33, SVR-40: every reason at once, in the order of the form."""
    assert sign(ReferralFacts(on=DAY)).codes == (
        "SVR-33.number",
        "SVR-33.sending_unit",
        "SVR-33.to_unit",
        "SVR-32.none",
        "SVR-33.care_form",
        "SVR-33.specialty",
        "SVR-13.complaints",
        "SVR-13.diagnosis",
        "SVR-13.measure",
        "SVR-40.blank",
    )
