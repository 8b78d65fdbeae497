"""What waits beside the tasks: dictations, papers that are not linked, patients who have not been told (REM-03, 15, 27)."""

import datetime
import uuid
from typing import NamedTuple

from vardkedja.kernel import query
from vardkedja.kernel.access import Actor
from vardkedja.kernel.query import Compiled, Marker

SHOWN = 200
_UNIT = Marker("unit")


class Dictation(NamedTuple):
    """One waiting dictation. `patient_id` is None for one without a case: then `patient_words` says whom it is about."""

    uuid: uuid.UUID
    kind: str
    first: bool
    number: str
    patient_words: str
    note: str
    send_by: datetime.date | None
    dictated_at: datetime.datetime
    dictated_by: str
    unit: str
    pool: str | None
    case_uuid: uuid.UUID | None
    case_number: str | None
    patient_id: int | None
    given: str | None
    family: str | None
    identifier: str | None


_NAME = "case when {0}.clinic = '' then {0}.institution else {0}.clinic || ', ' || {0}.institution end"
_ORDER = f"order by first desc, dictated_at limit {SHOWN}"
# Those with a referral or an answer before every other, then by time (REM-03); a pool's own beside the unit's.
DICTATIONS = Compiled(
    "select d.uuid, d.kind, d.first, d.number, d.patient_words, d.note, d.send_by, d.dictated_at, q.*"
    f" from ((select * from referrals_dictation where unit_id = %s::bigint and written_at is null {_ORDER})"
    f" union all (select * from referrals_dictation where pool_id = %s::bigint and written_at is null {_ORDER})"
    f" {_ORDER}) d"
    f" cross join lateral (select s.name as author, {_NAME.format('u')} as unit_name, {_NAME.format('o')} as pool_name,"
    " c.uuid as case_uuid, c.number as case_number, p.id as patient_id, p.given, p.family,"
    " (select i.value from kernel_personidentifier i where i.person_id = p.id and i.current limit 1) as identifier"
    " from kernel_staff s join kernel_unit u on u.id = d.unit_id left join kernel_unit o on o.id = d.pool_id"
    " left join kernel_case c on c.id = d.case_id left join kernel_person p on p.id = c.patient_id"
    " where s.id = d.dictated_by_id limit 1) q order by d.first desc, d.dictated_at",
    (_UNIT, _UNIT),
)


class Paper(NamedTuple):
    """A scanned paper without a case. Nothing of its content is shown in a list."""

    uuid: uuid.UUID
    kind: str
    arrived_on: datetime.date
    scanned_at: datetime.datetime
    scanned_by: str


UNLINKED = Compiled(
    "select n.uuid, n.kind, n.arrived_on, n.scanned_at,"
    " (select s.name from kernel_staff s where s.id = n.scanned_by_id)"
    " from referrals_scan n where n.unit_id = %s::bigint and n.case_id is null and n.discarded_at is null"
    f" order by n.arrived_on, n.uuid limit {SHOWN + 1}",
    (_UNIT,),
)


class Untold(NamedTuple):
    """A reception that was answered, and whose patient is not recorded as told."""

    case_uuid: uuid.UUID
    number: str
    given: str
    family: str
    identifier: str | None
    patient_id: int
    arrived_on: datetime.date
    answered_at: datetime.datetime
    assessor: str


UNTOLD = Compiled(
    "select c.uuid, c.number, p.given, p.family,"
    " (select i.value from kernel_personidentifier i where i.person_id = p.id and i.current limit 1),"
    " p.id, r.arrived_on, r.closed_at, s.name"
    " from referrals_reception r join kernel_case c on c.id = r.case_id join kernel_person p on p.id = c.patient_id"
    " join kernel_staff s on s.id = r.assessor_id"
    " where r.unit_id = %s::bigint and r.state = 'answered' and r.told_on is null"
    f" order by r.arrived_on, r.uuid limit {SHOWN + 1}",
    (_UNIT,),
)


def _unit_of(actor: Actor) -> dict[str, int]:
    return {"unit": actor.unit_id if actor.unit_id in actor.rem_units else 0}


def dictations(actor: Actor) -> list[Dictation]:
    """The waiting dictations of the actor's unit, or of the pool where the actor works; at most SHOWN."""
    found = [Dictation(*row) for row in query.fetch(DICTATIONS, _unit_of(actor))]
    return list(dict.fromkeys(found))  # a pool's own dictation is found twice


def unlinked(actor: Actor) -> list[Paper]:
    """The unit's papers that are not linked to a referral, the oldest first; at most SHOWN + 1."""
    return [Paper(*row) for row in query.fetch(UNLINKED, _unit_of(actor))]


def untold(actor: Actor) -> list[Untold]:
    """What the unit has answered without recording that the patient was told, the oldest first (REM-27)."""
    return [Untold(*row) for row in query.fetch(UNTOLD, _unit_of(actor))]
