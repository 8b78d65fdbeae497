"""What others ask about a unit's way of working: its routine, who is designated, where it may forward, its help links."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from vardkedja.kernel import clock, ruledocuments, terms
from vardkedja.kernel.access import Actor, Assignment, Grant, Staff
from vardkedja.kernel.organisations import Unit, UnitQuerySet
from vardkedja.referrals.routines import Designated, ForwardingOrder, UnitRoutine
from vardkedja.rules.access import ROLES, Permission, role_may
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.law import NotInForce

POOL_ROLE = "poolsekreterare"
# What the work lists link to, in the order they are shown (REM-47).
HELP_KINDS = ("guideline", "confirmation", "forwarding", "quick_guide")


def routine_of(unit_id: int) -> UnitRoutine | None:
    """What the unit has decided for itself; None for a unit that does not handle referrals."""
    return UnitRoutine.objects.filter(unit_id=unit_id).select_related("unit", "pool", "changed_by").first()


def decides(actor: Actor) -> bool:
    """Whether the actor decides about the actor's own unit: its head, with a grant there (REM-01)."""
    return actor.may(Permission.REM_DECIDE) and actor.unit_id in actor.rem_units


def attest_roles(unit_id: int, on: datetime.date) -> tuple[str, ...]:
    """The roles that may attest at the unit: its own choice, else the ones that apply to everybody (D-30, REM-18)."""
    own = routine_of(unit_id)
    if own and own.attest_roles:
        return tuple(own.attest_roles)
    try:
        shared = terms.current().value("referrals.attest_roles", on, own.unit.region_id if own else None)
    except NotInForce:
        return ()
    return tuple(shared.value) if isinstance(shared.value, tuple | list) else ()


def attesting_roles() -> dict[str, str]:
    """The roles a unit may choose among: those that work with a unit's referrals, by code, with their names."""
    return {code: role.name for code, role in ROLES.items() if role_may(code, Permission.REM_WRITE)}


def pools(region: str) -> QuerySet[Unit]:
    """The secretaries' pools of a region: units where somebody works in the pool's role today (REM-04)."""
    today = clock.today()
    going = Assignment.objects.filter(_holds(today), unit_id=OuterRef("pk"), role=POOL_ROLE)
    return Unit.objects.open_on(today).filter(Exists(going), region_id=region).order_by("sort_key", "pk")


# --- designated staff (REM-01) -------------------------------------------------------------------------------------


def designations(unit_id: int) -> QuerySet[Designated]:
    """Everybody the unit has designated, now, before and later; the latest first day first."""
    found = Designated.objects.filter(unit_id=unit_id).select_related("staff", "decided_by", "ended_by")
    return found.order_by("-first_day", "-pk")


def designated_on(unit_id: int, day: datetime.date) -> QuerySet[Designated]:
    """Who is designated on the day. Somebody without a grant at the unit that day cannot do the work and does not count."""
    held = granted(unit_id, day).filter(staff_id=OuterRef("staff_id"))
    going = Q(first_day__lte=day) & (Q(last_day__isnull=True) | Q(last_day__gte=day))
    return designations(unit_id).filter(going, Exists(held), staff__active=True)


def granted(unit_id: int, day: datetime.date) -> QuerySet[Grant]:
    """The grants to referrals at the unit that hold on the day."""
    found = Grant.objects.filter(unit_id=unit_id, module="rem", removed_at__isnull=True, valid_from__lte=day)
    return found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def colleagues(unit_id: int, today: datetime.date) -> QuerySet[Staff]:
    """The people who can be designated: active, with a grant at the unit today or later."""
    grants = Grant.objects.filter(unit_id=unit_id, module="rem", removed_at__isnull=True, staff_id=OuterRef("pk"))
    grants = grants.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    return Staff.objects.filter(Exists(grants), active=True).order_by("name", "pk")


def undesignated(actor: Actor, today: datetime.date) -> list[str]:
    """For the start page of a head of unit: a sentence when nobody is designated at the unit today, else nothing (REM-01)."""
    if not decides(actor) or routine_of(actor.unit_id) is None or designated_on(actor.unit_id, today).exists():
        return []
    return [missing(actor.unit_id, actor.unit_name, today)]


def missing(unit_id: int, unit_name: str, today: datetime.date) -> str:
    """The sentence that says that nobody is designated, with the last day somebody was when that is known."""
    said = f"Ingen är utsedd att sköta remisserna vid {unit_name}."
    last = Designated.objects.filter(unit_id=unit_id, last_day__lt=today).order_by("-last_day").first()
    return (
        f"{said} Den senaste var utsedd till och med {plain_date(last.last_day)}." if last and last.last_day else said
    )


# --- forwarding (REM-32, 33) ---------------------------------------------------------------------------------------


def forwarding(unit_id: int, on: datetime.date) -> tuple[bool, tuple[int, ...]]:
    """Whether electronic forwarding from the unit is activated on the day, and the ids of the units it leads to.

    The latest order that was done on or before the day counts; an order that is placed and not done counts for nothing.
    """
    found = (
        ForwardingOrder.objects.filter(unit_id=unit_id, done_on__lte=on).order_by("-done_on", "-done_at", "-pk").first()
    )
    return (True, tuple(found.targets)) if found else (False, ())


def orders(unit_id: int) -> QuerySet[ForwardingOrder]:
    """The unit's orders, the latest first."""
    found = ForwardingOrder.objects.filter(unit_id=unit_id).select_related("ordered_by", "done_by")
    return found.order_by("-ordered_on", "-pk")


def possible_targets(unit_id: int, region: str, on: datetime.date) -> UnitQuerySet:
    """The units that can be named in an order: care units of the region that work inside and are open on the day."""
    inside = Unit.objects.open_on(on).filter(region_id=region, channel="inside")
    return inside.exclude(pk=unit_id).exclude(kind__in=("administration", "municipality"))


# --- help (REM-47) -------------------------------------------------------------------------------------------------


def help_links(unit: Unit) -> list[dict[str, Any]]:
    """The region's guideline, confirmation routine, forwarding description and quick guide, for units of this kind.

    Each is title, href ("" when the region has entered no address), kind, and whether the document is overdue. Without
    a routine the unit's kind is unknown, and only documents for every kind are shown.
    """
    own, today = routine_of(unit.pk), clock.today()
    found = ruledocuments.of_region(unit.region_id).filter(kind__in=HELP_KINDS)
    mine = [one for one in found if not one.provider_kinds or (own and own.provider_kind in one.provider_kinds)]
    now = terms.current()
    links = [
        {"title": one.title, "href": one.link, "kind": one.kind, "late": bool(one.judged(today, now).result["overdue"])}
        for one in mine
    ]
    return sorted(links, key=lambda link: HELP_KINDS.index(str(link["kind"])))


def _holds(day: datetime.date) -> Q:
    """Assignments that hold on the day."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return started & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
