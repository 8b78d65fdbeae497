"""The access log: who read what about whom, doing what, from which unit, when (X-07). Written before the answer leaves.

Insert-only by database rights. Batches are sealed into a hash chain; no feature reads the log except the extract.
"""

import hashlib
import uuid
from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import DatabaseError, connection, models, transaction
from django.db.backends.utils import CursorWrapper

from vardkedja.kernel import clock, query
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit


class AccessLog(Classed):
    """One look or act. `patients` are ids of Person; contents stay out. `xid` orders rows for the sealer."""

    insert_only = True
    personal = ("patients",)

    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=40)
    action = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    patients = ArrayField(models.BigIntegerField())
    case_id = models.BigIntegerField(null=True)
    request = models.UUIDField(default=uuid.uuid4)

    class Meta:
        indexes = [GinIndex(fields=["patients"], name="log_of_patient", fastupdate=True)]


class LogSeal(Classed):
    """A closed batch of log rows: `digest` covers the rows and the digest before, so that a changed or lost row is found."""

    insert_only = True

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    rows = models.IntegerField()
    horizon = models.BigIntegerField(unique=True)  # transactions older than this are in this batch or an earlier one
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=40, default="system")


class LogUnwritable(Exception):
    """The log row could not be written: nothing about the patient may leave (503)."""


_INSERT = (
    "insert into kernel_accesslog (at, staff_id, unit_id, role, action, purpose, patients, case_id, request)"
    " values (%s, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint, %s) returning id"
)


def record(
    actor: Actor,
    action: str,
    patients: Sequence[int],
    *,
    case_id: int | None = None,
    request: uuid.UUID,
    purpose: str = "",
) -> None:
    """Write one row, in a commit of its own, before rendering. An empty list of patients writes nothing."""
    if not patients:
        return
    row = (
        clock.now(),
        actor.staff_id,
        actor.unit_id,
        actor.role,
        action,
        purpose or PURPOSE,
        list(patients),
        case_id,
        request,
    )
    try:
        query.run(_INSERT, row)
    except DatabaseError as error:
        raise LogUnwritable from error


PURPOSE = "vård och behandling"  # patientdatalagen 2 kap 4 § 1; subjects with another purpose will pass their own

_ROWS = """
select id, at, staff_id, unit_id, role, action, purpose, patients, case_id, request from kernel_accesslog
where xid >= (%s::bigint)::text::xid8 and xid < (%s::bigint)::text::xid8 order by id
"""


def _digest(before: str, rows: Sequence[tuple]) -> str:
    chain = hashlib.sha256(before.encode())
    for row in rows:
        chain.update(repr([str(value) for value in row]).encode())
    return chain.hexdigest()


def seal() -> int:
    """Close a batch of everything committed since the last one; gives the number of rows in it (0: nothing to seal)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(7714001)")  # one sealer at a time
        return _seal(cursor)


def _seal(cursor: CursorWrapper) -> int:
    last = LogSeal.objects.order_by("-horizon").first()
    cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    (horizon,) = cursor.fetchone()
    cursor.execute(_ROWS, (last.horizon if last else 0, horizon))
    rows = cursor.fetchall()
    if not rows:
        return 0
    LogSeal.objects.create(
        first_id=rows[0][0],
        last_id=rows[-1][0],
        rows=len(rows),
        horizon=horizon,
        digest=_digest(last.digest if last else "", rows),
        sealed_at=clock.now(),
    )
    return len(rows)


def verify() -> list[str]:
    """Recount every seal; gives one Swedish sentence per batch that no longer agrees (empty: all is well)."""
    faults, before, since = [], "", 0
    for found in LogSeal.objects.order_by("horizon"):
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, (since, found.horizon))
            rows = cursor.fetchall()
        if _digest(before, rows) != found.digest:
            faults.append(f"Loggens parti {found.first_id}–{found.last_id} stämmer inte med sin försegling.")
        before, since = found.digest, found.horizon
    return faults
