"""Ordering and removing grants (RUS-02, RUS-03, X-05): only the nearest manager, only with an order in the portal.

There is no permission for this: being somebody's nearest manager is what gives the right.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Assignment, Grant, Staff
from vardkedja.kernel.history import note
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.rules.access import MODULE_OF
from vardkedja.rules.decision import Reason
from vardkedja.rules.words import book

BOOK = book("access")
MODULES = {"rus": "RUS-remiss", "rem": "Remisser", "svr": "Specialistvårdsremiss"}
assert set(MODULES) == set(MODULE_OF.values())


@dataclass(frozen=True)
class Order:
    """What a manager orders; None where nothing was given. `valid_to` None is until further notice.

    `unreadable` names the days that were given in a form that is no day.
    """

    staff: Staff | None
    unit: Unit | None
    module: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    order_reference: str
    ordered_on: datetime.date | None
    unreadable: frozenset[str] = frozenset()


def team(manager_id: int) -> QuerySet[Assignment]:
    """The assignments that a person is nearest manager of and that hold today or later."""
    going = Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today())
    found = Assignment.objects.filter(going, manager_id=manager_id, staff__active=True).exclude(staff_id=manager_id)
    return found.select_related("staff", "unit").order_by("staff__name", "pk")


@verb
def order(wish: Order, *, by: Actor) -> Grant:
    """Register a grant that has been ordered. Raises Refused with every reason (RUS-03)."""
    if wish.staff:  # two orders for one person are judged one after the other
        Staff.objects.select_for_update().get(pk=wish.staff.pk)
    reasons = [*_who(wish, by), *_what(wish), *_overlap(wish)]
    if reasons:
        raise Refused("Behörigheten läggs inte upp", reasons)
    assert wish.staff and wish.unit and wish.valid_from and wish.ordered_on  # noqa: PT018 - one statement about one thing
    grant = Grant.objects.create(
        staff=wish.staff,
        unit=wish.unit,
        module=wish.module,
        valid_from=wish.valid_from,
        valid_to=wish.valid_to,
        order_reference=wish.order_reference.strip(),
        ordered_on=wish.ordered_on,
        ordered_by_id=by.staff_id,
        registered_at=clock.now(),
        registered_by_id=by.staff_id,
    )
    note(by, "behorighet.bestalld", subject(grant), {name: [None, value] for name, value in _told(grant).items()})
    return grant


@verb
def remove(grant: Grant, *, by: Actor) -> None:
    """Take a grant away, at once, also for sessions that are open (X-05). Raises Refused."""
    if not may_remove(grant, by):
        raise Refused("Behörigheten tas inte bort", [BOOK.reason("RUS-03.remove")])
    at = clock.now()
    changed = Grant.objects.filter(pk=grant.pk, removed_at__isnull=True).update(
        removed_at=at, removed_by_id=by.staff_id
    )
    if not changed:
        removed = Grant.objects.select_related("removed_by").get(pk=grant.pk)
        who = removed.removed_by.name if removed.removed_by else ""
        raise Refused("Behörigheten tas inte bort", [BOOK.reason("RUS-03.removed", who=who)])
    note(by, "behorighet.borttagen", subject(grant), {"removed_at": [None, at.isoformat()]})


def may_remove(grant: Grant, by: Actor) -> bool:
    """The person's nearest manager at the grant's unit, also of an ended assignment; or who ordered it."""
    if grant.staff_id == by.staff_id:
        return False
    ruled = Assignment.objects.filter(staff_id=grant.staff_id, unit_id=grant.unit_id, manager_id=by.staff_id)
    return grant.ordered_by_id == by.staff_id or ruled.exists()


def subject(grant: Grant) -> str:
    """What the grant is called in the history."""
    return f"behorighet/{grant.uuid}"


def _who(wish: Order, by: Actor) -> list[Reason]:
    if wish.staff is None or wish.unit is None:
        return [BOOK.reason("RUS-03.person")]
    if wish.staff.pk == by.staff_id:
        return [BOOK.reason("RUS-03.self")]
    if not team(by.staff_id).filter(staff=wish.staff, unit=wish.unit).exists():
        return [BOOK.reason("RUS-03.not_manager", person=wish.staff.name, unit=wish.unit.name)]
    return []


def _what(wish: Order) -> list[Reason]:
    codes = []
    if wish.module not in MODULES:
        codes.append("module")
    if wish.valid_from is None:
        codes.append("valid_from")
    elif wish.valid_to and wish.valid_to < wish.valid_from:
        codes.append("dates")
    if "valid_to" in wish.unreadable:
        codes.append("valid_to")
    if not wish.order_reference.strip():
        codes.append("reference")
    if wish.ordered_on is None:
        codes.append("ordered_on")
    elif wish.ordered_on > clock.today():
        codes.append("ordered_later")
    return [BOOK.reason(f"RUS-03.{code}") for code in codes]


def _overlap(wish: Order) -> list[Reason]:
    if wish.staff is None or wish.unit is None or wish.valid_from is None:
        return []
    others = Grant.objects.filter(staff=wish.staff, unit=wish.unit, module=wish.module, removed_at__isnull=True)
    others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=wish.valid_from)).order_by("valid_from")
    if wish.valid_to:
        others = others.filter(valid_from__lte=wish.valid_to)
    return [
        BOOK.reason("RUS-03.overlap", person=wish.staff.name, unit=wish.unit.name, period=period(other))
        for other in others
    ]


def period(grant: Grant) -> str:
    """The grant's days in words: "från 2024-01-01", "2024-01-01 till 2025-06-30"."""
    return f"{grant.valid_from} till {grant.valid_to}" if grant.valid_to else f"från {grant.valid_from}"


def _told(grant: Grant) -> dict[str, str]:
    return {
        "person": grant.staff.name,
        "unit": grant.unit.name,
        "module": grant.module,
        "valid_from": str(grant.valid_from),
        "valid_to": str(grant.valid_to or ""),
        "order_reference": grant.order_reference,
        "ordered_on": str(grant.ordered_on),
    }
