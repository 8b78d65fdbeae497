"""Work that changes hands: who is assessor, who is monitor, and whose the open tasks are (REM-22, REM-24, REM-39, REM-40).

Used by the verbs for one case and by the bulk change, so that a case and its tasks never say two things.
"""

import uuid
from collections.abc import Sequence

from vardkedja.kernel import clock, query
from vardkedja.kernel.write import Write
from vardkedja.referrals.consultations import Consultation
from vardkedja.rules.referrals import Node

# The new monitor also reads what comes in; the new assessor also signs what is written out and answers the sender.
MOVED_WITH = {
    Node.WATCH: (Node.WATCH, Node.ATTEST),
    Node.ANSWER: (Node.ANSWER, Node.SIGN, Node.QUESTIONS),
}

_ASSESSOR = """
update referrals_reception set assessor_id = %s::bigint, assigned_at = %s::timestamptz, assigned_by_id = %s::bigint,
 received_at = coalesce(received_at, %s::timestamptz), received_by_id = coalesce(received_by_id, %s::bigint)
where uuid = (select q.reception_id from referrals_consultation q, c where q.case_id = c.id)
"""
_TASKS = """
update kernel_task set staff_id = %s::bigint, sort_on = coalesce(due, sort_on) from c
where case_id = c.id and case_id = %s::bigint and done_at is null and node = any(%s::text[])
"""
_OF_SENDER = " and unit_id = (select o.unit_id from kernel_case o, c where o.id = c.id)"
_OF_RECEIVER = """
 and unit_id = (select r.unit_id from referrals_reception r join referrals_consultation q on q.reception_id = r.uuid, c
 where q.case_id = c.id)"""
_OF_UNIT, _OF_OWNER = " and unit_id = %s::bigint", " and staff_id = %s::bigint"

_COLLEAGUE = """
select s.id, s.name from kernel_staff s join kernel_assignment a on a.staff_id = s.id and a.unit_id = %(unit)s::bigint
where s.uuid = %(staff)s::uuid and s.active and a.role = any(coalesce(%(roles)s::text[], array[a.role]))
  and (a.valid_from is null or a.valid_from <= %(day)s::date) and (a.valid_to is null or a.valid_to >= %(day)s::date)
  and exists (select 1 from kernel_grant g where g.staff_id = s.id and g.unit_id = a.unit_id and g.module = 'rem'
    and g.removed_at is null and g.valid_from <= %(day)s::date and (g.valid_to is null or g.valid_to >= %(day)s::date))
limit 1
"""


def colleague(staff: uuid.UUID, unit_id: int, roles: Sequence[str] | None = None) -> tuple[int, str] | None:
    """Somebody who can be given work at a unit today, as id and name: works there, in one of `roles`, with a grant (X-05)."""
    asked = {"staff": staff, "unit": unit_id, "roles": list(roles) if roles else None, "day": clock.today()}
    rows = query.run(_COLLEAGUE, asked)
    return rows[0] if rows else None


def moved(
    write: Write,
    node: str,
    case_id: int,
    to_staff: int | None,
    *,
    from_staff: int | None = None,
    unit_id: int | None = None,
) -> None:
    """Add to the write that one case's work in a node is another's from now on; `to_staff` None gives it to the pool.

    `answer` sets the present reception's assessor, which also takes it in, and moves the receiver's tasks in answer, sign
    and questions (from now on they sort on their deadline); `watch` sets the monitor and moves the sender's tasks in both
    watch and attest; every other node moves its tasks only. The sender of record never changes.
    With `from_staff` only that person's tasks move, with `unit_id` only those at that unit.

    The write must begin with the case (`change_case`), whose version decides whether any of it happens. PostgreSQL
    changes a row once per statement: the same write must not also change the monitor's row (`change(Consultation, ...)`
    after a move in `watch`), the reception's row (after one in `answer`) or close the tasks that are moved.
    """
    assert write.by is not None
    if node == Node.ANSWER:
        write.also(_ASSESSOR, to_staff, *(write.at, write.by.staff_id) * 2)
    if node == Node.WATCH:
        write.change(Consultation, monitor_id=to_staff)
    side = _OF_RECEIVER if node == Node.ANSWER else _OF_SENDER if node == Node.WATCH else ""
    sql = _TASKS + side + (_OF_UNIT if unit_id else "") + (_OF_OWNER if from_staff else "")
    nodes = [str(one) for one in MOVED_WITH.get(Node(node), (node,))]
    write.also(sql, to_staff, case_id, nodes, *([unit_id] if unit_id else []), *([from_staff] if from_staff else []))
