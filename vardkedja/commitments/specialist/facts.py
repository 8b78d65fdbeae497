"""From a form's content, or a stored case, to the facts that the rules read; and the office that decides for a region."""

import datetime
from dataclasses import asdict, dataclass, replace
from typing import Any

from vardkedja.commitments.acute.models import Acute
from vardkedja.commitments.specialist.content import FORM, Content, of_case
from vardkedja.commitments.specialist.look import Case
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people import register
from vardkedja.kernel.people.register import Answer, Asked
from vardkedja.referrals import standing as people
from vardkedja.rules import specialist_facts as rule_facts
from vardkedja.rules.commitment_facts import Ground, Person, Receiver
from vardkedja.rules.decision import Reason
from vardkedja.rules.law import NotInForce, Terms

MODULE = "svr"


@dataclass(frozen=True)
class Standing:
    """What a content points at, looked up once per act: the patient in the register, the receiver, the signer, the unit."""

    patient: Asked
    unit: Unit
    to_place: Unit | None
    doctor: tuple[int, str, str] | None  # who shall sign: staff id, name, title
    acute: Acute | None = None


def standing(content: Content, unit_id: int, day: datetime.date) -> Standing:
    """Look up everything the content points at."""
    units = Unit.objects.select_related("region")
    mine = Acute.objects.filter(case__unit_id=unit_id).select_related("case__patient")
    return Standing(
        register.asked(content.number, day),
        units.get(pk=unit_id),
        units.filter(uuid=content.to_unit).first() if content.to_unit else None,
        people.doctor(content.doctor, unit_id, day, MODULE),
        mine.filter(case__uuid=content.acute).first() if content.acute else None,
    )


def person_facts(answer: Answer, day: datetime.date) -> Person:
    """What the register says, as the rules read it."""
    return Person(
        registered_region=answer.region,
        identifier_kind=answer.kind,
        deceased=answer.deceased_on is not None and answer.deceased_on <= day,
        emigrated=answer.emigrated_on is not None and answer.region is None,
    )


def receiver_facts(unit: Unit) -> Receiver:
    """The receiving provider, as the rules read it."""
    return Receiver(unit.region_id, unit.municipality_id, unit.funding != "public")


def referral_facts(
    content: Content,
    stands: Standing,
    day: datetime.date,
    region: str,
    *,
    signer: Actor | None = None,
    entrance: str = rule_facts.Entrance.PROVIDER,
) -> rule_facts.ReferralFacts:
    """The facts for the rules of signing; `signer` is who would sign, None while nobody is about to."""
    answer = stands.patient.answer
    return rule_facts.ReferralFacts(
        on=day,
        region=region,
        entrance=entrance,
        person=person_facts(answer, day) if answer else None,
        sending_unit=stands.unit.name,
        receiver=receiver_facts(stands.to_place) if stands.to_place else None,
        boxes=content.boxes,
        care_form=content.care_form,
        specialty=content.specialty,
        basis=rule_facts.Basis(complaints=content.complaints, diagnosis=content.diagnosis, measure=content.measure),
        admission=_admission(content),
        period_from=content.period_from,
        period_to=content.period_to,
        reason=content.reason,
        nhv=content.nhv,
        explanation=content.explanation,
        guarantee_stated=content.guarantee_stated,
        listed_since=content.listed_since,
        guarantee_on=content.guarantee_on,
        listed_here=content.listed_here,
        decided_by_hospital_doctor=_decided_here(content, stands),
        benefits=content.asked,
        informed=content.informed,
        informed_reason=content.informed_reason,
        signer=_signer(signer, stands) if signer else None,
    )


def _admission(content: Content) -> datetime.datetime | datetime.date | None:
    if content.admission_on is None or content.admission_time is None:
        return content.admission_on
    return datetime.datetime.combine(content.admission_on, content.admission_time, clock.STOCKHOLM)


def _decided_here(content: Content, stands: Standing) -> bool | None:
    """Whether a doctor of the sending unit has decided that this patient's care goes on elsewhere (SVR-24, SVR-25).

    `standing` finds only the unit's own admissions.
    """
    if content.box != Ground.AKUT:
        return None
    acute = stands.acute
    if acute is None or acute.direction != "out" or acute.decision != "continue":
        return False
    return acute.case.patient.identifiers.filter(value=stands.patient.number).exists()


def _signer(actor: Actor, stands: Standing) -> rule_facts.Signer:
    own = stands.unit if actor.unit_id == stands.unit.pk else Unit.objects.get(pk=actor.unit_id)
    return rule_facts.Signer(actor.role, actor.unit_id == stands.unit.pk, own.institution)


def stored_facts(case: Case, day: datetime.date) -> rule_facts.ReferralFacts:
    """The facts of a case that has been signed or registered: residence then (SVR-16) and now, death as it is known now.

    When the register does not answer, what it said at signing stands.
    """
    content = of_case(case)
    then = case.at_signing or {}
    answer = register.asked(case.identifier, day).answer
    person = Person(
        registered_region=answer.region if answer else then.get("region"),
        identifier_kind=then.get("kind", "personnummer"),
        deceased=_dead(case.deceased_on, day) or (answer is not None and _dead(answer.deceased_on, day)),
        registered_at_save=then.get("region"),
    )
    receiver = Receiver(case.to_region, case.to_municipality, case.to_funding != "public") if case.to_region else None
    signed = tuple(
        rule_facts.AskedBenefit(one["kind"], one["reason"], one["signed_at"] is not None) for one in case.benefits
    )
    stands = Standing(Asked(), Unit(institution=case.from_institution, clinic=case.from_clinic), None, None)
    facts = referral_facts(content, stands, day, case.region, entrance=case.entrance)
    signer = rule_facts.Signer(**then["signer"]) if then.get("signer") else None
    return replace(
        facts, person=person, receiver=receiver, benefits=signed, signer=signer, decided_by_hospital_doctor=None
    )


def _dead(deceased_on: datetime.date | None, day: datetime.date) -> bool:
    return deceased_on is not None and deceased_on <= day


def at_signing(answer: Answer, facts: rule_facts.ReferralFacts) -> dict[str, Any]:
    """What is kept of the moment of signing: where the register had the patient, and in which role who signed."""
    kept = {"region": answer.region, "name": answer.municipality_name, "kind": answer.kind}
    return kept | {"signer": asdict(facts.signer) if facts.signer else None}


def supplement_facts(case: Case, by: Actor, asked: rule_facts.AskedBenefit) -> rule_facts.ReferralFacts:
    """The facts for a signed supplement: one benefit, signed by whoever adds it (SVR-20)."""
    stands = Standing(Asked(), Unit.objects.get(pk=case.from_id), None, None)
    facts = stored_facts(case, clock.today())
    return replace(facts, benefits=(asked,), signer=_signer(by, stands))


def assessment_of(case: Case) -> rule_facts.Assessment:
    """What the office has found so far."""
    return rule_facts.Assessment(
        same_kind=case.same_kind,
        same_indication=case.same_indication,
        funding=case.funding,
        funding_region=case.funding_region or "",
        agreement_reference=case.agreement_reference,
        own_text=case.own_text,
        own_on=case.own_on,
        indications_met=case.indications_met,
    )


def office_of(region: str, day: datetime.date, pack: Terms | None = None) -> Unit | None:
    """The unit that decides for a region (SVR-34): named in the region's pack, found in the register. None: nobody is."""
    try:
        named = (pack or terms.current()).value("svr.office", day, region).value
    except NotInForce:
        return None
    open_now = Unit.objects.open_on(day).filter(region_id=region, kind="administration")
    return open_now.filter(clinic=named["unit"]).first()  # type: ignore[index]


def entry_reasons(content: Content, stands: Standing) -> list[Reason]:
    """What stops a draft from being saved: a patient is needed, and what is pointed at must exist (X-01)."""
    return [replace(reason, source=FORM) for reason in people.entry_reasons(content, stands)]
