"""The look: everything that a verb, the form and the case page need to know about one case, in one visible_to statement."""

import datetime
import functools
import json
import uuid
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from vardkedja.commitments.content import Content
from vardkedja.commitments.models import Approval, Commitment, reach_of, values_of, visibility
from vardkedja.kernel import query, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.query import Blank


class Case(NamedTuple):
    """One RUS case as it stands. Names ending in _uuid are what addresses carry; ids are the database's own."""

    id: int
    uuid: uuid.UUID
    number: str
    state: str
    version: int
    opened_at: datetime.datetime
    changed_at: datetime.datetime
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
    to_exception: str | None
    to_valid_to: datetime.date | None
    question: str
    phone: str
    doctor_uuid: uuid.UUID | None
    doctor_id: int | None
    doctor_name: str | None
    consulted: str
    agreement: str
    ground: str
    section: str
    three_months: bool
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    first_day: datetime.date | None
    last_day: datetime.date | None
    outpatient_only: bool
    other_region: str | None
    home_region_agreement: bool
    reinvoice: bool
    reinvoice_causes: list[str]
    admitted_on: datetime.date | None
    unavailable_confirmed: bool
    guarantee_stated: bool
    guarantee_on: datetime.date | None
    certificate: bool
    residence: dict[str, Any]
    locked: str
    issued_on: datetime.date | None
    issued_at: datetime.datetime | None
    issued_name: str | None
    posted_on: datetime.date | None
    posted_name: str | None
    enclosures: str
    cancelled_at: datetime.datetime | None
    cancel_reason: str
    replaces: str | None
    moved_on: datetime.date | None
    moved_to: str
    approval: dict[str, Any] | None
    certificate_row: dict[str, Any] | None
    replaced_by: str | None
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
    def patient_address(self) -> list[str]:
        """The registered address, or nothing when identity is protected (X-03)."""
        if self.protected:
            return []
        return [line for line in (self.care_of, self.street, f"{self.postcode} {self.town}".strip()) if line]


_PATHS: dict[str, str] = {
    "id": "case_id",
    "uuid": "case__uuid",
    "number": "case__number",
    "state": "case__state",
    "version": "case__version",
    "opened_at": "case__opened_at",
    "changed_at": "case__changed_at",
    "region": "case__region_id",
    "patient_id": "case__patient_id",
    "patient_uuid": "case__patient__uuid",
    **{name: f"case__patient__{name}" for name in ("given", "family", "birth_date", "sex", "protected", "deceased_on")},
    **{name: f"case__patient__{name}" for name in ("care_of", "street", "postcode", "town")},
    **{
        f"from_{name}": f"case__unit__{name}"
        for name in ("id", "uuid", "institution", "clinic", "street", "postcode", "town")
    },
    **{
        f"to_{name}": f"case__other_unit__{name}"
        for name in ("id", "uuid", "institution", "clinic", "street", "postcode", "town")
    },
    "to_region": "case__other_unit__region_id",
    "to_region_name": "case__other_unit__region__name",
    "to_municipality": "case__other_unit__municipality_id",
    "to_funding": "case__other_unit__funding",
    "to_exception": "case__other_unit__agreement_exception",
    "to_valid_to": "case__other_unit__valid_to",
    "question": "referral__question",
    "phone": "referral__phone",
    "consulted": "referral__consulted",
    "doctor_uuid": "referral__doctor__uuid",
    "doctor_id": "referral__doctor_id",
    "doctor_name": "referral__doctor__name",
    "other_region": "other_region_id",
    "issued_name": "issued_by__name",
    "posted_name": "posted_by__name",
    "replaces": "replaces__case__number",
}
_JSON = tuple(Case._fields.index(name) for name in ("residence", "approval", "certificate_row"))
_ANNOTATED = {"identifier", "approval", "certificate_row", "replaced_by", "rules"}


def _annotations() -> dict[str, Any]:
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    standing = Approval.objects.filter(commitment=OuterRef("pk"), voided_at__isnull=True).order_by("-recorded_at")
    shown = (
        "approver_name",
        "approver_role",
        "outcome",
        "decided_on",
        "signed",
        "stamp",
        "reason",
        "conditions",
        "content_hash",
    )
    relative = ("relative_name", "relative_number", "relation", "reason", "period_from", "period_to")
    certificate = RawSQL(
        "(select jsonb_build_object("
        + ", ".join(f"'{name}', a.{name}" for name in relative)
        + ") from commitments_certificate a"
        " where a.case_id = commitments_commitment.case_id)",
        (),
        output_field=models.JSONField(),
    )
    later = Commitment.objects.filter(replaces=OuterRef("pk")).values("case__number")[:1]
    return {
        "identifier": Subquery(current),
        "approval": Subquery(standing.values(data=JSONObject(**{name: F(name) for name in shown}))[:1]),
        "certificate_row": certificate,
        "replaced_by": Subquery(later),
        "rules": RawSQL(f"({terms.TAG})", (), output_field=models.BigIntegerField()),
    }


@functools.lru_cache(maxsize=8)
def _compiled(reach: str) -> query.Compiled:
    names = Case._fields
    paths = [name if name in _ANNOTATED else _PATHS.get(name, name) for name in names]
    rows = Commitment.objects.filter(visibility(reach), case__uuid=Blank("uuid", models.UUIDField()))
    return query.compiled(rows.annotate(**_annotations()).values_list(*paths))


def statement(actor: Actor, case_uuid: uuid.UUID) -> tuple[str, list[Any]]:
    """The SQL and its values, for `verbs.look`."""
    question = _compiled(reach_of(actor))
    values = values_of(actor) | {"uuid": case_uuid}
    return question.sql, [values[p.name] if isinstance(p, query.Marker) else p for p in question.parameters]


def at(actor: Actor, case_uuid: uuid.UUID) -> Case | None:
    """The case, when the actor may know of it; None is the same for missing and not yours."""
    rows = query.fetch(_compiled(reach_of(actor)), values_of(actor) | {"uuid": case_uuid})
    return from_row(rows[0]) if rows else None


def from_row(row: tuple) -> Case:
    """A Case from a row of the statement; JSON comes as text from the database's own cursor."""
    values = list(row)
    for place in _JSON:
        if isinstance(values[place], str):
            values[place] = json.loads(values[place])
    return Case(*values)


def content_of(case: Case) -> Content:
    """The form's content as it is stored."""
    certificate = case.certificate_row or {}
    return Content(
        number=case.identifier,
        phone=case.phone,
        from_unit=case.from_uuid,
        to_unit=case.to_uuid,
        question=case.question,
        agreement=case.agreement,
        ground=case.ground,
        section=case.section,
        validity="three_months" if case.three_months else "other",
        valid_from=case.valid_from,
        valid_to=case.valid_to,
        outpatient_only=case.outpatient_only,
        other_region=case.other_region or "",
        reimbursement="other_region" if case.other_region else "home_region" if case.home_region_agreement else "",
        reinvoice=case.reinvoice,
        reinvoice_causes=tuple(case.reinvoice_causes),
        doctor=case.doctor_uuid,
        consulted=case.consulted,
        certificate=case.certificate,
        admitted_on=case.admitted_on,
        unavailable_confirmed=case.unavailable_confirmed,
        guarantee_stated=case.guarantee_stated,
        guarantee_on=case.guarantee_on,
        relative_name=certificate.get("relative_name", ""),
        relative_number=certificate.get("relative_number", ""),
        relation=certificate.get("relation", ""),
        relative_reason=certificate.get("reason", ""),
        relative_from=_day(certificate.get("period_from")),
        relative_to=_day(certificate.get("period_to")),
        agreements=(case.agreement,) if case.agreement else (),
        grounds=(case.ground,) if case.ground else (),
    )


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
