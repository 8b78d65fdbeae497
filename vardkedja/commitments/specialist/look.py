"""The look: what a verb and the pages need to know about one specialist referral, in one statement within the actor's reach."""

import datetime
import functools
import json
import uuid
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist.models import (
    AskedBenefit,
    Assessment,
    Completion,
    Ruling,
    Specialist,
    reach_of,
    values_of,
    visibility,
)
from vardkedja.kernel import clock, query, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.query import Blank
from vardkedja.rules.access import Permission


class Case(NamedTuple):
    """One specialist referral as it stands. `from_` is the sending unit (of an outside request: the office)."""

    id: int
    uuid: uuid.UUID
    number: str
    state: str
    version: int
    opened_at: datetime.datetime
    changed_at: datetime.datetime
    changed_name: str
    author_id: int
    region: str
    region_name: str
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
    from_uuid: uuid.UUID
    from_institution: str
    from_clinic: str
    from_street: str
    from_postcode: str
    from_town: str
    to_id: int | None
    to_uuid: uuid.UUID | None
    to_institution: str | None
    to_clinic: str | None
    to_street: str | None
    to_postcode: str | None
    to_town: str | None
    to_region: str | None
    to_region_name: str | None
    to_municipality: str | None
    to_funding: str | None
    to_valid_to: datetime.date | None
    complaints: str
    phone: str
    doctor_uuid: uuid.UUID | None
    doctor_id: int | None
    doctor_name: str | None
    entrance: str
    source_kind: str
    source_name: str
    box: str
    care_form: str
    specialty: str
    diagnosis: str
    measure: str
    admission_on: datetime.date | None
    admission_time: datetime.time | None
    period_from: datetime.date | None
    period_to: datetime.date | None
    reason: str
    nhv: bool
    explanation: str
    guarantee_stated: bool
    listed_since: datetime.date | None
    guarantee_on: datetime.date | None
    listed_here: bool | None
    acute_uuid: uuid.UUID | None
    lodging_wished: bool
    informed: bool | None
    informed_reason: str
    at_signing: dict[str, Any]
    signed_at: datetime.datetime | None
    signed_name: str | None
    sent_at: datetime.datetime | None
    channel: str
    received_on: datetime.date | None
    officer_id: int | None
    officer_name: str | None
    same_kind: bool | None
    same_kind_note: str
    same_indication: bool | None
    same_indication_note: str
    funding: str
    funding_region: str | None
    agreement_reference: str
    own_text: str
    own_on: datetime.date | None
    own_name: str | None
    indications_met: bool | None
    lodging_granted: bool | None
    lodging_nights: int | None
    first_day: datetime.date | None
    last_day: datetime.date | None
    issued_at: datetime.datetime | None
    cancelled_at: datetime.datetime | None
    benefits: list[dict[str, Any]]
    completion: dict[str, Any] | None
    ruling: dict[str, Any] | None
    rules: int

    @property
    def patient_name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def from_name(self) -> str:
        return f"{self.from_clinic}, {self.from_institution}" if self.from_clinic else self.from_institution

    @property
    def to_name(self) -> str:
        return ", ".join(part for part in (self.to_clinic, self.to_institution) if part)

    @property
    def sender_words(self) -> str:
        """Who asked: the sending unit, or for a request from outside whoever it was."""
        return self.source_name if self.outside else self.from_name

    @property
    def outside(self) -> bool:
        return self.entrance == "outside"

    @property
    def admission(self) -> datetime.datetime | datetime.date | None:
        """The planned admission: an instant when its time is known, else a day (R-15)."""
        if self.admission_on is None or self.admission_time is None:
            return self.admission_on
        return datetime.datetime.combine(self.admission_on, self.admission_time, clock.STOCKHOLM)

    @property
    def address(self) -> list[str]:
        """The registered address, or nothing when identity is protected (X-03)."""
        if self.protected:
            return []
        return [line for line in (self.care_of, self.street, f"{self.postcode} {self.town}".strip()) if line]

    def sides_of(self, actor: Actor) -> frozenset[str]:
        """The sides that the actor works on: `sender`, `office`, `receiver`."""
        sides = set()
        if actor.may(Permission.SVR_OFFICE) and actor.region == self.region:
            sides.add("office")
        if self.from_id in actor.svr_units and not self.outside:
            sides.add("sender")
        if self.to_id in actor.svr_units:
            sides.add("receiver")
        return frozenset(sides)


_JSON = [Case._fields.index(name) for name in ("at_signing", "benefits", "completion", "ruling")]
_UNIT = ("id", "uuid", "institution", "clinic", "street", "postcode", "town")
_OFFICE = (
    *("same_kind", "same_kind_note", "same_indication", "same_indication_note", "agreement_reference", "own_text"),
    *("own_on", "indications_met", "lodging_granted", "lodging_nights", "funding", "officer_id"),
)
_PATHS: dict[str, str] = {
    "id": "case_id",
    **{name: f"case__{name}" for name in ("uuid", "number", "state", "version", "opened_at", "changed_at")},
    "changed_name": "case__changed_by__name",
    "author_id": "case__opened_by_id",
    "region": "case__region_id",
    "region_name": "case__region__name",
    "patient_id": "case__patient_id",
    "patient_uuid": "case__patient__uuid",
    **{name: f"case__patient__{name}" for name in ("given", "family", "birth_date", "sex", "protected", "deceased_on")},
    **{name: f"case__patient__{name}" for name in ("care_of", "street", "postcode", "town")},
    **{f"from_{name}": f"case__unit__{name}" for name in _UNIT},
    **{f"to_{name}": f"case__other_unit__{name}" for name in (*_UNIT, "funding", "valid_to")},
    "to_region": "case__other_unit__region_id",
    "to_region_name": "case__other_unit__region__name",
    "to_municipality": "case__other_unit__municipality_id",
    "complaints": "referral__question",
    "phone": "referral__phone",
    "doctor_uuid": "referral__doctor__uuid",
    "doctor_id": "referral__doctor_id",
    "doctor_name": "referral__doctor__name",
    "acute_uuid": "acute__uuid",
    "signed_name": "signed_by__name",
    **{name: f"office_{name}" for name in (*_OFFICE, "funding_region", "officer_name", "own_name")},
    **{name: f"commitment_{name}" for name in ("first_day", "last_day", "issued_at", "cancelled_at")},
}


def _of_case(model: type[models.Model], column: str) -> Subquery:
    return Subquery(model._default_manager.filter(case_id=OuterRef("case_id")).values(column)[:1])


@functools.lru_cache(maxsize=4)
def _compiled(reach: str) -> query.Compiled:
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    asked = AskedBenefit.objects.filter(case_id=OuterRef("case_id")).order_by().values("case_id")
    listed = JSONBAgg(
        JSONObject(kind="kind", reason="reason", supplement="supplement", signed_at="signed_at"), order_by="id"
    )
    open_one = Completion.objects.filter(case_id=OuterRef("case_id"), received_on__isnull=True)
    latest = Ruling.objects.filter(case_id=OuterRef("case_id")).order_by("-id")
    ruled = JSONObject(
        **{name: name for name in ("outcome", "reason", "conditions", "decided_at", "failed", "from_day", "benefits")},
        name="decided_by__name",
        function="function",
        next_steps="next_steps",
    )
    office = {name: name for name in _OFFICE} | {
        "funding_region": "funding_region_id",
        "officer_name": "officer__name",
        "own_name": "own_by__name",
    }
    rows = Specialist.objects.filter(visibility(reach), case__uuid=Blank("uuid", models.UUIDField()))
    rows = rows.annotate(
        **{f"office_{name}": _of_case(Assessment, column) for name, column in office.items()},
        **{
            f"commitment_{name}": _of_case(Commitment, name)
            for name in ("first_day", "last_day", "issued_at", "cancelled_at")
        },
        identifier=Subquery(current),
        benefits=Subquery(asked.annotate(all=listed).values("all")),
        completion=Subquery(
            open_one.values(made=JSONObject(uuid="uuid", items="items", text="text", asked_at="asked_at"))[:1]
        ),
        ruling=Subquery(latest.values(made=ruled)[:1]),
        rules=RawSQL(f"({terms.TAG})", (), output_field=models.BigIntegerField()),
    )
    return query.compiled(rows.values_list(*(F(_PATHS.get(name, name)) for name in Case._fields)))


def _values(actor: Actor, case_uuid: uuid.UUID) -> dict[str, Any]:
    return values_of(actor) | {"uuid": case_uuid}


def from_row(row: tuple) -> Case:
    """A Case from a row of the statement; JSON comes as text from the database's own cursor."""
    values = list(row)
    for place in _JSON:
        if isinstance(values[place], str):
            values[place] = json.loads(values[place])
    case = Case(*values)
    return case._replace(benefits=case.benefits or [])


def statement(actor: Actor, case_uuid: uuid.UUID) -> tuple[str, list[Any]]:
    """The SQL and its values, for `verbs.look`."""
    question, values = _compiled(reach_of(actor)), _values(actor, case_uuid)
    return question.sql, [values[p.name] if isinstance(p, query.Marker) else p for p in question.parameters]


def at(actor: Actor, case_uuid: uuid.UUID) -> Case | None:
    """The case, when the actor may know of it; None is the same for missing and not yours."""
    rows = query.fetch(_compiled(reach_of(actor)), _values(actor, case_uuid))
    return from_row(rows[0]) if rows else None
