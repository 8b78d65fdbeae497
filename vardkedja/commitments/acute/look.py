"""The look: what a verb and the pages need to know about one emergency admission, in one statement within the actor's reach."""

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

from vardkedja.commitments.acute.models import Acute, OutsideCommitment, reach_of, visibility
from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist.models import Specialist
from vardkedja.kernel import clock, query, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.query import Blank
from vardkedja.rules import acute as rules
from vardkedja.rules.acute_workflow import Direction, State
from vardkedja.rules.specialist_workflow import State as ReferralState

GONE = (str(ReferralState.DELETED), str(ReferralState.WITHDRAWN))


class Case(NamedTuple):
    """One admission as it stands. `unit_` answers for it here; `hospital_` is the emergency hospital that was contacted.

    `outside` are the home region's commitments (SVR-27), `periods` those of the referrals that it led to (SVR-26).
    """

    id: int
    uuid: uuid.UUID
    number: str
    state: str
    version: int
    opened_at: datetime.datetime
    changed_at: datetime.datetime
    changed_name: str
    region: str
    patient_id: int
    patient_uuid: uuid.UUID
    given: str
    family: str
    birth_date: datetime.date | None
    sex: str
    protected: bool
    deceased_on: datetime.date | None
    identifier: str
    unit_id: int
    unit_institution: str
    unit_clinic: str
    direction: str
    home: str
    home_name: str
    elsewhere: str
    specialty: str
    admitted_on: datetime.date
    admitted_time: datetime.time | None
    contact_on: datetime.date | None
    contact_time: datetime.time | None
    contact_body: str
    contact_function: str
    hospital_institution: str | None
    hospital_clinic: str | None
    hospital_region: str | None
    hospital_kind: str | None
    decision: str
    motive: str
    decided_at: datetime.datetime | None
    decided_name: str
    decided_function: str
    possible_from: datetime.date | None
    transferred_on: datetime.date | None
    ended_on: datetime.date | None
    end_reason: str
    outside: list[dict[str, Any]]
    periods: list[dict[str, Any]]
    specialist_uuid: uuid.UUID | None
    specialist_number: str | None
    specialist_state: str | None
    specialist_sent: bool
    rules: int

    @property
    def patient_name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def unit_name(self) -> str:
        return f"{self.unit_clinic}, {self.unit_institution}" if self.unit_clinic else self.unit_institution

    @property
    def hospital_name(self) -> str:
        return ", ".join(part for part in (self.hospital_clinic, self.hospital_institution) if part)

    @property
    def out(self) -> bool:
        """Whether it is our patient elsewhere."""
        return self.direction == Direction.OUT

    @property
    def where(self) -> str:
        """Where the patient lies."""
        return self.elsewhere if self.out else self.unit_name

    @property
    def dead(self) -> bool:
        """Whether the patient has died, as of today."""
        return self.deceased_on is not None and self.deceased_on <= clock.today()

    @property
    def void(self) -> bool:
        return self.state == State.VOID


_JSON = [Case._fields.index(name) for name in ("outside", "periods")]
_PATHS: dict[str, str] = {
    "id": "case_id",
    **{name: f"case__{name}" for name in ("uuid", "number", "state", "version", "opened_at", "changed_at")},
    "changed_name": "case__changed_by__name",
    "region": "case__region_id",
    "patient_id": "case__patient_id",
    "patient_uuid": "case__patient__uuid",
    **{name: f"case__patient__{name}" for name in ("given", "family", "birth_date", "sex", "protected", "deceased_on")},
    **{f"unit_{name}": f"case__unit__{name}" for name in ("id", "institution", "clinic")},
    "home": "home_id",
    "home_name": "home__name",
    **{f"hospital_{name}": f"contact_hospital__{name}" for name in ("institution", "clinic", "kind")},
    "hospital_region": "contact_hospital__region_id",
    **{f"specialist_{name}": f"referral_{name}" for name in ("uuid", "number", "state", "sent")},
}
COLUMNS = [F(_PATHS.get(name, name)) for name in Case._fields]


def rows(within: models.Q) -> models.QuerySet:
    """The admissions within a reach (`models.visibility`), with everything that a Case holds."""
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    given = OutsideCommitment._default_manager.filter(case_id=OuterRef("case_id")).order_by().values("case_id")
    outside = JSONBAgg(
        JSONObject(number="number", region="region__name", first_day="first_day", last_day="last_day"),
        order_by=("first_day", "id"),
    )
    led_to = Specialist.objects.filter(acute_id=OuterRef("case_id")).exclude(case__state__in=GONE)
    latest = led_to.order_by("-case_id")
    issued = Commitment.objects.filter(
        case__in=Specialist.objects.filter(acute_id=OuterRef(OuterRef("case_id"))).values("case_id"),
        issued_at__isnull=False,
        cancelled_at__isnull=True,
    )
    periods = issued.order_by().annotate(one=models.Value(1)).values("one")
    own = JSONBAgg(JSONObject(first_day="first_day", last_day="last_day"), order_by="first_day")
    found = Acute.objects.filter(within)
    return found.annotate(
        identifier=Subquery(current),
        outside=Subquery(given.annotate(all=outside).values("all")),
        periods=Subquery(periods.annotate(all=own).values("all")),
        **{f"referral_{name}": Subquery(latest.values(f"case__{name}")[:1]) for name in ("uuid", "number", "state")},
        referral_sent=models.Exists(led_to.filter(sent_at__isnull=False)),
        rules=RawSQL(f"({terms.TAG})", (), output_field=models.BigIntegerField()),
    )


@functools.lru_cache(maxsize=4)
def _compiled(reach: str) -> query.Compiled:
    one = rows(visibility(reach)).filter(case__uuid=Blank("uuid", models.UUIDField()))
    return query.compiled(one.values_list(*COLUMNS))


def values_of(actor: Actor) -> dict[str, Any]:
    """What fills the blanks of a compiled question for this actor."""
    return {"units": list(actor.svr_units), "region": actor.region}


def from_row(row: tuple) -> Case:
    """A Case from a row of the statement; JSON comes as text from the database's own cursor."""
    values = list(row)
    for place in _JSON:
        found = values[place]
        values[place] = (json.loads(found) if isinstance(found, str) else found) or []
    return Case(*values)


def statement(actor: Actor, case_uuid: uuid.UUID) -> tuple[str, list[Any]]:
    """The SQL and its values, for `verbs.look`."""
    question, values = _compiled(reach_of(actor)), values_of(actor) | {"uuid": case_uuid}
    return question.sql, [values[p.name] if isinstance(p, query.Marker) else p for p in question.parameters]


def at(actor: Actor, case_uuid: uuid.UUID) -> Case | None:
    """The case, when the actor may know of it; None is the same for missing and not yours."""
    found = query.fetch(_compiled(reach_of(actor)), values_of(actor) | {"uuid": case_uuid})
    return from_row(found[0]) if found else None


def facts(case: Case) -> rules.AcuteFacts:
    """The admission as the rules read it."""
    covers = case.periods if case.out else case.outside
    days = [tuple(datetime.date.fromisoformat(one[end]) for end in ("first_day", "last_day")) for one in covers]
    return rules.AcuteFacts(
        direction=case.direction,
        admitted_on=case.admitted_on,
        contacted_on=case.contact_on,
        decided=case.decision,
        possible_from=case.possible_from,
        transferred_on=case.transferred_on,
        ended_on=case.ended_on,
        commitments=tuple((first, last) for first, last in days),
        referral_sent=case.specialist_sent,
        deceased=case.dead,
    )
