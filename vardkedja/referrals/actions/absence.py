"""Lägg över: an absent colleague's open work is given to another in one step (REM-39, REM-40)."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vardkedja.kernel import clock, notices, query
from vardkedja.kernel.absence_verbs import MODULE, PAGE, bound
from vardkedja.kernel.absences import Colleague, colleagues
from vardkedja.kernel.access import Actor, Staff, demand
from vardkedja.kernel.cases import Case
from vardkedja.kernel.verbs import Conflict, Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals.actions.moving import MOVED_WITH, moved
from vardkedja.referrals.consultations import KIND
from vardkedja.referrals.covering import BOOK, warnings_of
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason, Weight
from vardkedja.rules.referrals import Event, InEvent, Node

HAND_OVER = "hand_over"
Place = tuple[uuid.UUID, str]  # a case and a node of it
WHAT = {Node.ANSWER: "assessor", Node.WATCH: "monitor"}


@dataclass(frozen=True)
class Handover:
    """What is laid over: from whom to whom at a unit, why, and which tasks.

    `picked` maps case and node to the version of the case as it was shown; None is everything that is open now.
    """

    unit_id: int
    owner: uuid.UUID
    to: uuid.UUID | None
    reason: str
    picked: dict[Place, int] | None = None


@dataclass(frozen=True)
class Moved:
    """What came of it: the numbers of the cases that were moved, and of those that somebody else changed meanwhile."""

    moved: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


class _Task(NamedTuple):
    """What the owner has to do in one case and node, and the case as it stands."""

    case_uuid: uuid.UUID
    node: str
    due: datetime.date | None
    case_id: int
    number: str
    version: int
    patient_id: int

    @property
    def place(self) -> Place:
        return self.case_uuid, self.node


_TASKS = """
select c.uuid, t.node, min(t.due), c.id, c.number, c.version, c.patient_id
from kernel_task t join kernel_case c on c.id = t.case_id and c.kind = %s
where t.staff_id = %s and t.unit_id = %s and t.done_at is null group by c.id, t.node order by c.id, t.node
"""


@verb
def hand_over(wish: Handover, *, by: Actor, confirmed: frozenset[str] = frozenset()) -> Moved:
    """Give an absent colleague's open work to another: one history row per case, all in one transaction (REM-39, REM-40).

    A case that was changed since it was shown is left as it is and named in `skipped`. Raises Refused with every reason;
    those that only warn (the receiver is away) go through once their codes are in `confirmed`.
    """
    demand(by, Permission.REM_WRITE)
    if wish.unit_id not in by.rem_units:
        raise Missing
    owner = Staff.objects.filter(uuid=wish.owner).first()
    if owner is None:
        raise Missing
    to = next((one for one in colleagues(wish.unit_id, MODULE, clock.today()) if one.uuid == wish.to), None)
    tasks = [_Task(*row) for row in query.run(_TASKS, (KIND, owner.pk, wish.unit_id))]
    chosen = tasks if wish.picked is None else [task for task in tasks if task.place in wish.picked]
    lost = _lost(wish, tasks)
    reasons = _reasons(wish, owner, to, chosen, nothing=not chosen and not lost)
    stops = [reason for reason in reasons if reason.weight is Weight.REFUSE]
    if stops or any(reason.code not in confirmed for reason in reasons):
        raise Refused("Arbetet lades inte över", reasons)
    assert to is not None
    result = Moved(skipped=lost)
    for case_id in dict.fromkeys(task.case_id for task in chosen):
        _one(wish, owner, to, [task for task in chosen if task.case_id == case_id], result, by)
    if result.moved:
        notices.send(_words(len(result.moved), owner.name), staff_id=to.staff_id, address=PAGE, by=by)
    return result


def _one(wish: Handover, owner: Staff, to: Colleague, tasks: Sequence[_Task], result: Moved, by: Actor) -> None:
    """Move one case's tasks, unless the case has gone on since it was shown."""
    first, nodes = tasks[0], _nodes(tasks)
    read = first.version if wish.picked is None else min(wish.picked[task.place] for task in tasks)
    write = Write(by, _verb(nodes), case_id=first.case_id, version=read).change_case()
    for node in nodes:
        moved(write, node, first.case_id, to.staff_id, from_staff=owner.pk, unit_id=wish.unit_id)
    changes = {WHAT.get(Node(node), f"task.{node}"): [owner.name, to.name] for node in nodes}
    try:
        write.send(changes=changes, note=wish.reason.strip(), patient_id=first.patient_id)
    except Conflict:
        result.skipped.extend({first.number} - set(result.skipped))
    else:
        result.moved.append(first.number)


def _nodes(tasks: Iterable[_Task]) -> list[str]:
    """The nodes to move, without those that go with another of them."""
    nodes = list(dict.fromkeys(task.node for task in tasks))
    follows = {str(other) for node in nodes for other in MOVED_WITH.get(Node(node), ()) if other != node}
    return [node for node in nodes if node not in follows]


def _verb(nodes: Sequence[str]) -> str:
    """The same name in the history as the verb for one case has."""
    if Node.ANSWER in nodes:
        return f"rem.{InEvent.ASSIGN}"
    return f"rem.{Event.CHANGE_MONITOR}" if Node.WATCH in nodes else f"rem.{HAND_OVER}"


def _lost(wish: Handover, tasks: Sequence[_Task]) -> list[str]:
    """The numbers of the unit's cases where the picked work is done or another's by now."""
    gone = {case_uuid for case_uuid, _ in set(wish.picked or ()) - {task.place for task in tasks}}
    found = Case.objects.filter(uuid__in=gone, kind=KIND, tasks__unit_id=wish.unit_id).order_by("number")
    return list(found.values_list("number", flat=True).distinct())


def _reasons(
    wish: Handover, owner: Staff, to: Colleague | None, chosen: Sequence[_Task], *, nothing: bool
) -> list[Reason]:
    reasons = []
    if to is None:
        reasons.append(BOOK.reason("REM-39.to"))
    elif to.staff_id == owner.pk:
        reasons.append(BOOK.reason("REM-39.same"))
    elif parts := bound(to.role, [task.node for task in chosen]):
        reasons.append(BOOK.reason("REM-39.role", who=to.name, **parts))
    if not wish.reason.strip():
        reasons.append(BOOK.reason("REM-39.reason"))
    if nothing:
        reasons.append(BOOK.reason("REM-39.nothing"))
    if to is not None and to.staff_id != owner.pk:
        reasons += warnings_of(to.staff_id, wish.unit_id, [task.due for task in chosen], clock.today())
    return reasons


def _words(count: int, name: str) -> str:
    return f"Du har tagit över {'ett ärende' if count == 1 else f'{count} ärenden'} från {name}."
