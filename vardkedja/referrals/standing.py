"""What a content points at, looked up once per act: the patient in the register, the receiver, the doctor, the unit's routine."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db.models import Exists, OuterRef, Q

from vardkedja.kernel import query
from vardkedja.kernel.access import Assignment, Grant
from vardkedja.kernel.people import register
from vardkedja.kernel.people.register import Asked
from vardkedja.referrals.content import FORM, LABELS, Content
from vardkedja.rules.decision import Reason, Who

SIGNERS = ("lakare", "verksamhetschef")


class Place(NamedTuple):
    """A unit as a referral needs it. `handles` is whether it works with referrals in the system."""

    id: int
    uuid: uuid.UUID
    institution: str
    clinic: str
    channel: str
    region: str
    provider_id: int | None
    open: bool
    handles: bool

    @property
    def name(self) -> str:
        return f"{self.clinic}, {self.institution}" if self.clinic else self.institution

    @property
    def inside(self) -> bool:
        """Whether the unit gets referrals electronically."""
        return self.channel == "inside" and self.handles


_PLACE = """
select u.id, u.uuid, u.institution, u.clinic, u.channel, u.region_id, u.provider_id,
       (u.valid_from is null or u.valid_from <= %(day)s::date) and (u.valid_to is null or u.valid_to >= %(day)s::date),
       exists (select 1 from referrals_unitroutine r where r.unit_id = u.id)
from kernel_unit u where u.uuid = %(unit)s::uuid
"""
_DOCTOR = """
select a.staff_id, s.name, a.title from kernel_assignment a join kernel_staff s on s.id = a.staff_id
where a.unit_id = %(unit)s::bigint and s.uuid = %(doctor)s::uuid and s.active and a.role = any(%(signers)s::text[])
  and (a.valid_from is null or a.valid_from <= %(day)s::date) and (a.valid_to is null or a.valid_to >= %(day)s::date)
  and exists (select 1 from kernel_grant g where g.staff_id = a.staff_id and g.unit_id = a.unit_id and g.module = %(module)s
    and g.removed_at is null and g.valid_from <= %(day)s::date and (g.valid_to is null or g.valid_to >= %(day)s::date))
order by a.id limit 1
"""


@dataclass(frozen=True)
class Standing:
    """What a content points at."""

    patient: Asked
    to_place: Place | None
    doctor: tuple[int, str, str] | None  # staff id, name, title


def standing(content: Content, unit_id: int, day: datetime.date) -> Standing:
    """Look up the patient, the receiver and the doctor."""
    return Standing(
        register.asked(content.number, day),
        place(content.to_unit, day) if content.to_unit else None,
        doctor(content.doctor, unit_id, day),
    )


def doctor(
    chosen: uuid.UUID | None, unit_id: int, day: datetime.date, module: str = "rem"
) -> tuple[int, str, str] | None:
    """Who signs at a unit that day, by the id that addresses carry: staff id, name, title. None: nobody who may."""
    if chosen is None:
        return None
    asked = {"unit": unit_id, "doctor": chosen, "day": day, "signers": list(SIGNERS), "module": module}
    rows = query.run(_DOCTOR, asked)
    return rows[0] if rows else None


def place(unit: uuid.UUID, day: datetime.date) -> Place | None:
    """A unit by the id that addresses carry; None when there is none."""
    rows = query.run(_PLACE, {"unit": unit, "day": day})
    return Place(*rows[0]) if rows else None


class Pointing(Protocol):
    """A content as far as it points at somebody."""

    number: str
    to_unit: uuid.UUID | None
    doctor: uuid.UUID | None


class Pointed(Protocol):
    """What a content points at, as far as it was found."""

    @property
    def patient(self) -> Asked: ...
    @property
    def to_place(self) -> object | None: ...
    @property
    def doctor(self) -> tuple[int, str, str] | None: ...


def entry_reasons(content: Pointing, stands: Pointed) -> list[Reason]:
    """What stops a draft from being saved: a patient is needed, and what is pointed at must exist (X-01)."""
    reasons = list(stands.patient.reasons)
    if not content.number:
        reasons.append(_needed("number", "Personnummer saknas", "En remiss behöver en patient för att kunna sparas."))
    if stands.patient.down:
        text = "Folkbokföringen svarar inte just nu. Texten finns kvar. Försök igen om en stund."
        reasons.append(_needed("number", "Personuppgifterna kunde inte hämtas", text, other=True))
    elif stands.patient.answer and not stands.patient.answer.given:
        text = "Kontrollera numret. Registret känner ingen med det numret."
        reasons.append(_needed("number", "Personen finns inte i folkbokföringen", text))
    if content.to_unit and stands.to_place is None:
        reasons.append(_needed("to_unit", f"{LABELS['to_unit']} finns inte i registret", "Välj ur listan."))
    if content.doctor and stands.doctor is None:
        text = "Välj en läkare som arbetar på enheten idag."
        reasons.append(_needed("doctor", "Läkaren kan inte skriva under här", text))
    return reasons


def doctors(unit_id: int, day: datetime.date, module: str = "rem") -> Sequence[Assignment]:
    """Who can stand as referrer, or assess, at a unit that day: doctors with a grant there."""
    return [one for one in workers(unit_id, day, module) if one.role in SIGNERS]


def workers(unit_id: int, day: datetime.date, module: str = "rem") -> Sequence[Assignment]:
    """Who works at a unit that day and has a grant to the module there, by name."""
    granted = Grant.objects.filter(_holds(day), staff_id=OuterRef("staff_id"), unit_id=unit_id, module=module)
    going = Assignment.objects.filter(_holds(day), Exists(granted.filter(removed_at__isnull=True)), unit_id=unit_id)
    return list(going.filter(staff__active=True).select_related("staff").order_by("staff__name", "pk"))


def _holds(day: datetime.date) -> Q:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _needed(name: str, head: str, text: str, *, other: bool = False) -> Reason:
    who = Who.SOMEONE_ELSE if other else Who.YOU
    return Reason(code=f"X-01.{name}", head=head, text=text, source=FORM, field=name, who=who)
