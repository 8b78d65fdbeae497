"""The look: what a verb and the case page need to know about one consultation, in one statement within the actor's reach."""

import datetime
import functools
import uuid
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import RawSQL

from vardkedja.kernel import query, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.query import Blank
from vardkedja.referrals.consultations import Consultation, visibility
from vardkedja.referrals.routines import UnitRoutine
from vardkedja.rules.access import Permission

INSIDE = "inside"
OUTSIDE = "outside"


class Case(NamedTuple):
    """One consultation as it stands. `from_` is the sender's unit, `to_` the receiving unit now, `in_` its reception.

    `to_handles` is whether that unit works with referrals in the system.
    """

    id: int
    uuid: uuid.UUID
    number: str
    state: str
    version: int
    turn: int
    opened_at: datetime.datetime
    changed_at: datetime.datetime
    changed_name: str
    author_id: int
    author_name: str
    region: str
    patient_id: int
    patient_uuid: uuid.UUID
    given: str
    family: str
    birth_date: datetime.date | None
    sex: str
    protected: bool
    deceased_on: datetime.date | None
    care_of: str
    street: str
    postcode: str
    town: str
    identifier: str
    from_id: int
    from_institution: str
    from_clinic: str
    from_channel: str
    from_region: str
    from_street: str
    from_postcode: str
    from_town: str
    from_hsa_id: str
    to_id: int | None
    to_uuid: uuid.UUID | None
    to_institution: str | None
    to_clinic: str | None
    to_channel: str | None
    to_region: str | None
    to_valid_from: datetime.date | None
    to_valid_to: datetime.date | None
    to_handles: bool
    to_street: str | None
    to_postcode: str | None
    to_town: str | None
    question: str
    phone: str
    doctor_id: int | None
    doctor_uuid: uuid.UUID | None
    doctor_name: str | None
    referred_on: datetime.date | None
    request_kind: str
    priority: str
    sender_name: str
    decided_on: datetime.date | None
    send_by: datetime.date | None
    signed_at: datetime.datetime | None
    signed_name: str | None
    channel: str
    sent_on: datetime.date | None
    sent_at: datetime.datetime | None
    sent_name: str | None
    monitor_id: int | None
    monitor_name: str | None
    watch_until: datetime.date | None
    watch_cause: str
    watch_ended_at: datetime.datetime | None
    close_reason: str
    in_id: uuid.UUID | None
    in_place: int | None
    in_state: str | None
    in_channel: str | None
    in_arrived_on: datetime.date | None
    in_confirm_by: datetime.date | None
    in_received_at: datetime.datetime | None
    in_assessor_id: int | None
    in_assessor_name: str | None
    in_assessed_at: datetime.datetime | None
    in_confirmed_at: datetime.datetime | None
    in_told_way: str | None
    in_told_on: datetime.date | None
    rules: int

    @property
    def patient_name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def from_name(self) -> str:
        """Who sent it: the unit, or for a sender that the register lacks the name on the paper."""
        if self.sender_name:
            return self.sender_name
        return f"{self.from_clinic}, {self.from_institution}" if self.from_clinic else self.from_institution

    @property
    def to_name(self) -> str:
        return ", ".join(part for part in (self.to_clinic, self.to_institution) if part)

    @property
    def sender_inside(self) -> bool:
        """Whether the sender reads its messages here."""
        return self.state != OUTSIDE

    def receiver_open(self, day: datetime.date) -> bool:
        """Whether the receiving unit exists on a day."""
        after = self.to_valid_from is None or self.to_valid_from <= day
        return self.to_id is not None and after and (self.to_valid_to is None or day <= self.to_valid_to)

    @property
    def receiver_electronic(self) -> bool:
        """Whether the receiving unit gets referrals electronically: it works with them in the system."""
        return self.to_channel == INSIDE and self.to_handles

    @property
    def receiver_inside(self) -> bool:
        """Whether the receiver works with it here."""
        return self.in_id is not None

    @property
    def request_id(self) -> str:
        """The id that the national e-referral contract uses: the sender's HSA-id and our number."""
        return f"{self.from_hsa_id}#{self.number}"

    def side_of(self, actor: Actor) -> frozenset[str]:
        """The sides that the actor works on: `sender`, `receiver`, both or none (a unit that has forwarded it)."""
        sides = {"sender"} if self.from_id in actor.rem_units and self.sender_inside else set()
        if self.in_id is not None and self.to_id in actor.rem_units:
            sides.add("receiver")
        return frozenset(sides)


_UNIT = ("id", "institution", "clinic", "channel", "street", "postcode", "town")
_PATHS: dict[str, str] = {
    "id": "case_id",
    **{name: f"case__{name}" for name in ("uuid", "number", "state", "version", "opened_at", "changed_at")},
    "changed_name": "case__changed_by__name",
    "author_id": "case__opened_by_id",
    "author_name": "case__opened_by__name",
    "region": "case__region_id",
    "patient_id": "case__patient_id",
    "patient_uuid": "case__patient__uuid",
    **{name: f"case__patient__{name}" for name in ("given", "family", "birth_date", "sex", "protected", "deceased_on")},
    **{name: f"case__patient__{name}" for name in ("care_of", "street", "postcode", "town")},
    **{f"from_{name}": f"case__unit__{name}" for name in (*_UNIT, "hsa_id")},
    "from_region": "case__unit__region_id",
    **{f"to_{name}": f"case__other_unit__{name}" for name in (*_UNIT, "uuid", "valid_from", "valid_to")},
    "to_region": "case__other_unit__region_id",
    **{name: f"referral__{name}" for name in ("question", "phone", "doctor_id", "referred_on")},
    "doctor_uuid": "referral__doctor__uuid",
    "doctor_name": "referral__doctor__name",
    "signed_name": "signed_by__name",
    "sent_name": "sent_by__name",
    "monitor_name": "monitor__name",
    "in_id": "reception__uuid",
    "in_assessor_name": "reception__assessor__name",
    **{
        f"in_{name}": f"reception__{name}"
        for name in ("place", "state", "channel", "arrived_on", "confirm_by", "received_at", "assessor_id")
    },
    **{f"in_{name}": f"reception__{name}" for name in ("assessed_at", "confirmed_at", "told_way", "told_on")},
}


@functools.lru_cache(maxsize=1)
def _compiled() -> query.Compiled:
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    rows = Consultation.objects.filter(visibility("units"), case__uuid=Blank("uuid", models.UUIDField()))
    handles = UnitRoutine.objects.filter(unit_id=OuterRef("case__other_unit_id"))
    rows = rows.annotate(
        to_handles=Exists(handles),
        identifier=Subquery(current),
        rules=RawSQL(f"({terms.TAG})", (), output_field=models.BigIntegerField()),
    )
    return query.compiled(rows.values_list(*(_PATHS.get(name, name) for name in Case._fields)))


def _values(actor: Actor, case_uuid: uuid.UUID) -> dict[str, Any]:
    reads = actor.may(Permission.REM_READ) or actor.may(Permission.REM_TRANSCRIBE)
    return {"units": list(actor.rem_units) if reads else [], "uuid": case_uuid}


def statement(actor: Actor, case_uuid: uuid.UUID) -> tuple[str, list[Any]]:
    """The SQL and its values, for `verbs.look`."""
    question, values = _compiled(), _values(actor, case_uuid)
    return question.sql, [values[p.name] if isinstance(p, query.Marker) else p for p in question.parameters]


def at(actor: Actor, case_uuid: uuid.UUID) -> Case | None:
    """The case, when the actor may know of it; None is the same for missing and not yours."""
    rows = query.fetch(_compiled(), _values(actor, case_uuid))
    return Case(*rows[0]) if rows else None
