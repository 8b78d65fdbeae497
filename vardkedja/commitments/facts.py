"""From a form's content to the facts that the rules read: who the patient is, what kind the receiver is, who signs.

`Standing` gathers what the content points at (register answer, units, doctor), looked up once per request.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from vardkedja.commitments.content import Content
from vardkedja.commitments.look import Case
from vardkedja.kernel import query
from vardkedja.kernel.access import Actor, Assignment
from vardkedja.kernel.people import register
from vardkedja.kernel.people.register import Answer
from vardkedja.rules import commitment_facts as rule_facts
from vardkedja.rules.decision import Reason, Source, Weight, Who

SIGNERS = ("lakare", "verksamhetschef")


@dataclass(frozen=True)
class Place:
    """A unit as the form needs it."""

    id: int
    uuid: uuid.UUID
    institution: str
    clinic: str
    address: tuple[str, ...]
    region: str
    region_name: str
    municipality: str | None
    private: bool
    exception: str
    open: bool

    @property
    def name(self) -> str:
        return f"{self.clinic}, {self.institution}" if self.clinic else self.institution


@dataclass(frozen=True)
class Standing:
    """What a content points at. `register_down` says that the population register did not answer."""

    answer: Answer | None
    number: str
    number_reasons: tuple[Reason, ...]
    register_down: bool
    from_place: Place | None
    to_place: Place | None
    doctor: tuple[int, str, str] | None  # staff id, name, title


# The units that a form points at, and its doctor: one statement, since every issue asks for it.
_PLACES = """
select u.id, u.uuid, u.institution, u.clinic, u.street, u.postcode, u.town, u.region_id, r.name, u.municipality_id,
       u.funding <> 'public', u.agreement_exception,
       (u.valid_from is null or u.valid_from <= %(day)s::date) and (u.valid_to is null or u.valid_to >= %(day)s::date),
       d.staff_id, d.name, d.title
from kernel_unit u join kernel_region r on r.code = u.region_id left join lateral (
    select a.staff_id, s.name, a.title from kernel_assignment a join kernel_staff s on s.id = a.staff_id
    where a.unit_id = u.id and u.uuid = %(from_unit)s::uuid and s.uuid = %(doctor)s::uuid and s.active
      and a.role = any(%(signers)s::text[]) and (a.valid_from is null or a.valid_from <= %(day)s::date)
      and (a.valid_to is null or a.valid_to >= %(day)s::date) order by a.id limit 1) d on true
where u.uuid in (%(from_unit)s::uuid, %(to_unit)s::uuid)
"""


def standing(content: Content, actor: Actor, day: datetime.date) -> Standing:
    """Look up everything the content points at: the register (one query), the units and the doctor (one query)."""
    asked = {"from_unit": content.from_unit, "to_unit": content.to_unit, "doctor": content.doctor}
    found = {row[1]: row for row in query.run(_PLACES, asked | {"day": day, "signers": list(SIGNERS)})}
    row = found.get(content.from_unit) if content.from_unit else None
    mine = row if row and row[0] in actor.rus_units else None
    to = found.get(content.to_unit) if content.to_unit else None
    asked_for = register.asked(content.number, day)
    return Standing(
        asked_for.answer,
        asked_for.number,
        asked_for.reasons,
        asked_for.down,
        _place(mine) if mine else None,
        _place(to) if to else None,
        (mine[13], mine[14], mine[15]) if mine and mine[13] else None,
    )


def _place(row: tuple) -> Place:
    """A Place from a row of the statement."""
    unit_id, address_id, institution, clinic, street, postcode, town, region, region_name, municipality = row[:10]
    return Place(
        id=unit_id,
        uuid=address_id,
        institution=institution,
        clinic=clinic,
        address=tuple(line for line in (street, f"{postcode} {town}".strip()) if line),
        region=region,
        region_name=region_name,
        municipality=municipality,
        private=row[10],
        exception=row[11],
        open=row[12],
    )


def doctors(unit_id: int, day: datetime.date) -> Sequence[Assignment]:
    """Who can stand as referring doctor at a unit that day."""
    found = Assignment.objects.filter(unit_id=unit_id, role__in=SIGNERS, staff__active=True).select_related("staff")
    held = [
        a for a in found if (a.valid_from is None or a.valid_from <= day) and (a.valid_to is None or a.valid_to >= day)
    ]
    return sorted(held, key=lambda a: a.staff.name)


def issue_facts(
    content: Content, stands: Standing, actor: Actor | None, day: datetime.date, case: Case | None
) -> rule_facts.IssueFacts:
    """The facts for `rules.commitments.issue` on the day; `actor` is who would sign, None while nobody is about to."""
    answer, receiver = stands.answer, stands.to_place
    return rule_facts.IssueFacts(
        on=day,
        person=_person_facts(answer, case, day) if answer else None,
        receiver=_receiver(receiver, content) if receiver else None,
        agreements=content.agreements,
        grounds=content.grounds,
        section=content.section if content.ground == "patientens_val" else "",
        unavailable_confirmed=content.unavailable_confirmed,
        guarantee_stated=content.guarantee_stated,
        guarantee_on=content.guarantee_on,
        admitted_on=content.admitted_on,
        valid_from=content.valid_from,
        valid_to=content.valid_to,
        other_region=content.other_region if content.reimbursement == "other_region" else None,
        home_region_agreement=content.reimbursement == "home_region",
        approval=_approval(case),
        signer=_signer(actor, stands.from_place),
        form=_form(content, stands),
    )


def _receiver(place: Place, content: Content) -> rule_facts.Receiver:
    """The receiver; a documented exception counts for the one agreement that it names (RUS-14)."""
    excepted = place.exception if place.exception == content.agreement else ""
    return rule_facts.Receiver(place.region, place.municipality, place.private, excepted)


def _signer(actor: Actor | None, from_place: Place | None) -> rule_facts.Signer | None:
    if actor is None:
        return None
    return rule_facts.Signer(actor.role, from_place is not None and actor.unit_id == from_place.id)


def _person_facts(answer: Answer, case: Case | None, on: datetime.date) -> rule_facts.Person:
    before = (case.residence.get("saved") or {}).get("region") if case else None
    return rule_facts.Person(
        registered_region=answer.region,
        identifier_kind=answer.kind,
        deceased=answer.deceased_on is not None and answer.deceased_on <= on,
        emigrated=answer.emigrated_on is not None and answer.region is None,
        registered_at_save=before,
    )


def _approval(case: Case | None) -> rule_facts.Approval | None:
    if case is None or case.approval is None:
        return None
    stored = case.approval
    day = datetime.date.fromisoformat(stored["decided_on"])
    return rule_facts.Approval(day, stored["outcome"] == "approved", stored["signed"])


def _form(content: Content, stands: Standing) -> rule_facts.Form:
    answer = stands.answer
    return rule_facts.Form(
        from_unit=stands.from_place.name if stands.from_place else "",
        name=f"{answer.given} {answer.family}".strip() if answer else "",
        address=" ".join(answer.address).strip() if answer else "",
        protected=answer.protected if answer else False,
        doctor=stands.doctor[1] if stands.doctor else "",
        consulted=content.consulted,
        question=content.question,
        three_months=content.validity == "three_months",
        reinvoice=content.reinvoice,
        reinvoice_causes=content.reinvoice_causes,
        certificate=content.certificate,
        relative_name=content.relative_name,
    )


def extra_reasons(content: Content, stands: Standing) -> list[Reason]:
    """What the rules cannot know: a number that is wrong, a register that is down, a unit that is closed."""
    reasons = list(stands.number_reasons)
    if stands.register_down:
        reasons.append(_reason("X-40.register_down", "number", "Folkbokföringen svarar inte", _DOWN, Who.SOMEONE_ELSE))
    if stands.answer and stands.answer.protected and content.phone:
        text = "Identiteten är skyddad, och då sparas inget telefonnummer. Ta bort numret."
        reasons.append(_reason("X-03.phone", "phone", "Telefon kan inte anges", text))
    if stands.to_place and not stands.to_place.open:
        text = f"{stands.to_place.name} är stängd i registret idag. Välj en mottagare som finns nu."
        reasons.append(_reason("X-04.closed", "to_unit", "Mottagaren finns inte längre", text))
    if content.to_unit and stands.to_place is None:
        reasons.append(_reason("RUS-09.unknown", "to_unit", "Mottagaren finns inte i registret", "Välj ur listan."))
    if content.from_unit and stands.from_place is None:
        text = "Du har inte behörighet till den enheten. Välj en enhet som du har behörighet till."
        reasons.append(_reason("RUS-08.other_unit", "from_unit", "Fel enhet i Remiss från", text))
    elif stands.from_place and not stands.from_place.open:
        text = f"{stands.from_place.name} är stängd i registret idag."
        reasons.append(_reason("X-04.closed_from", "from_unit", "Din enhet är stängd i registret", text))
    return reasons


_DOWN = (
    "Uppgifterna om folkbokföring kan inte hämtas. Kontrollera för hand och låt en kollega bekräfta, "
    "eller försök igen om en stund. Utkastet är sparat."
)
_SOURCE = Source("RUS-remiss instruktion", "Fyll i fälten")


def _reason(code: str, field: str, head: str, text: str, who: Who = Who.YOU) -> Reason:
    return Reason(code=code, head=head, text=text, source=_SOURCE, weight=Weight.REFUSE, field=field, who=who)
