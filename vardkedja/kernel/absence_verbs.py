"""Registering absence and handing out work (Dela ut): the verbs (REM-41 to REM-45, X-21).

Neither is about a patient, so the history stands under a subject of its own and nothing of care is written.
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from vardkedja.kernel import clock, notices, terms
from vardkedja.kernel.absences import Absence, Colleague, HandOut, away, colleagues
from vardkedja.kernel.access import Actor, Staff, demand
from vardkedja.kernel.history import note
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.rules.access import ROLES, Permission, role_may
from vardkedja.rules.decision import Reason, Weight
from vardkedja.rules.referral_absence import hand_out as judged
from vardkedja.rules.referral_facts import HandOutFacts
from vardkedja.rules.referrals import NODE_WORDS, Node
from vardkedja.rules.words import book

BOOK = book("absence")
MODULE = "rem"
READS = {"rem": Permission.REM_READ, "svr": Permission.SVR_OFFICE}  # who may see and register absence, module by module
PAGE = "/remisser/franvaro/"
# What work in a node ends in is bound to a role: a deputy without it gets the node, not the right.
BOUND = {Node.SIGN: Permission.REM_SIGN, Node.ANSWER: Permission.REM_ASSESS}


@dataclass(frozen=True)
class Away:
    """An absence as it was typed; None where nothing, or no day, was given. `staff` is the person's address id."""

    unit_id: int
    staff: uuid.UUID | None
    first_day: datetime.date | None
    last_day: datetime.date | None


@dataclass(frozen=True)
class Wish:
    """A hand-out as it was typed; None where nothing, or no day, was given. `nodes` all eight: the whole Mitt arbete."""

    unit_id: int
    owner: uuid.UUID | None
    deputy: uuid.UUID | None
    nodes: tuple[str, ...]
    first_day: datetime.date | None
    last_day: datetime.date | None
    decided_on: datetime.date | None
    agreement: str


# --- absence -------------------------------------------------------------------------------------------------------


def may_for_others(by: Actor) -> bool:
    """Whether the actor registers others' absence: secretaries and heads; the officers of a region's office each other's."""
    office = by.may(Permission.REM_WRITE) and by.may(Permission.REM_TRANSCRIBE)
    return office or by.may(Permission.REM_DECIDE) or by.may(Permission.SVR_OFFICE)


@verb
def register_absence(wish: Away, *, by: Actor, module: str = MODULE) -> Absence:
    """Register that somebody is away from a unit, first and last day included (REM-45). Raises Refused with every reason."""
    _at_unit(by, READS[module], wish.unit_id, module)
    who = _found(wish.staff, wish.unit_id, module)
    reasons = [BOOK.reason("REM-45.person")] if who is None else []
    if who and who.staff_id != by.staff_id and not may_for_others(by):
        reasons.append(BOOK.reason("REM-45.others"))
    reasons += _days(wish)
    if who and wish.first_day and wish.last_day:
        Staff.objects.select_for_update().get(pk=who.staff_id)  # two absences of one person are judged one by one
        for other in away([who.staff_id], wish.unit_id, wish.first_day, wish.last_day):
            parts = {"who": who.name, "first": str(other.first_day), "last": str(other.last_day)}
            reasons.append(BOOK.reason("REM-45.overlap", **parts))
    if reasons:
        raise Refused("Frånvaron registrerades inte", reasons)
    assert who and wish.first_day and wish.last_day  # noqa: PT018 - one statement about one thing
    absence = Absence.objects.create(
        staff_id=who.staff_id,
        unit_id=wish.unit_id,
        first_day=wish.first_day,
        last_day=wish.last_day,
        registered_at=clock.now(),
        registered_by_id=by.staff_id,
    )
    days = {"first_day": [None, str(wish.first_day)], "last_day": [None, str(wish.last_day)]}
    note(by, "franvaro.registrerad", f"absence:{absence.uuid}", {"staff": [None, who.name], **days})
    return absence


@verb
def remove_absence(absence_uuid: uuid.UUID, *, by: Actor, module: str = MODULE) -> None:
    """Take an absence away: it was wrong, or the person is back. Raises Missing, or Refused when it is not the actor's to do."""
    demand(by, READS[module])
    mine = Absence.objects.filter(uuid=absence_uuid, unit_id__in=by.units_of(module))
    absence = mine.select_related("removed_by").first()
    if absence is None:
        raise Missing
    if absence.staff_id != by.staff_id and not may_for_others(by):
        raise Refused("Frånvaron togs inte bort", [BOOK.reason("REM-45.others")])
    at = clock.now()
    standing = Absence.objects.filter(pk=absence.pk, removed_at__isnull=True)
    if not standing.update(removed_at=at, removed_by_id=by.staff_id):
        absence.refresh_from_db()
        remover = absence.removed_by.name if absence.removed_by else ""
        raise Refused("Frånvaron togs inte bort", [BOOK.reason("REM-45.removed", who=remover)])
    note(by, "franvaro.borttagen", f"absence:{absence.uuid}", {"removed_at": [None, at.isoformat()]})


def _days(wish: Away) -> list[Reason]:
    codes = []
    if wish.first_day is None:
        codes.append("first_day")
    if wish.last_day is None:
        codes.append("last_day")
    elif wish.first_day and wish.last_day < wish.first_day:
        codes.append("dates")
    return [BOOK.reason(f"REM-45.{code}") for code in codes]


# --- hand-out ------------------------------------------------------------------------------------------------------


@verb
def hand_out(wish: Wish, *, by: Actor, confirmed: frozenset[str] = frozenset()) -> HandOut:
    """Lay somebody's nodes over to another for a period, on the responsible manager's decision (REM-41, REM-42).

    Raises Refused with every reason; those that only warn go through once their codes are in `confirmed`.
    """
    _at_unit(by, Permission.REM_DECIDE, wish.unit_id)
    owner, deputy = _found(wish.owner, wish.unit_id), _found(wish.deputy, wish.unit_id)
    if owner:  # two hand-outs of one person's work are judged one by one
        Staff.objects.select_for_update().get(pk=owner.staff_id)
    reasons = _reasons(wish, owner, deputy, by)
    stops = [reason for reason in reasons if reason.weight is Weight.REFUSE]
    if stops or any(reason.code not in confirmed for reason in reasons):
        raise Refused("Arbetet delades inte ut", reasons)
    assert owner and deputy and wish.first_day and wish.last_day and wish.decided_on  # noqa: PT018 - one statement
    made = HandOut.objects.create(
        unit_id=wish.unit_id,
        owner_id=owner.staff_id,
        deputy_id=deputy.staff_id,
        nodes=list(wish.nodes),
        first_day=wish.first_day,
        last_day=wish.last_day,
        decided_by_id=by.staff_id,
        decided_on=wish.decided_on,
        agreement=wish.agreement.strip(),
        registered_at=clock.now(),
        registered_by_id=by.staff_id,
    )
    note(
        by,
        "utdelning.beslutad",
        subject(made),
        {"owner": [None, owner.name], "deputy": [None, deputy.name], **_told(made)},
    )
    days = f"{made.first_day} till {made.last_day}"
    _tell(owner.staff_id, f"Ditt arbete är utdelat till {deputy.name} {days}.", by)
    _tell(deputy.staff_id, f"Du har fått arbete utdelat från {owner.name}, {days}.", by)
    return made


@verb
def end_hand_out(hand_out_uuid: uuid.UUID, *, by: Actor) -> None:
    """End a hand-out before its last day: the deputy has nothing from now on. Raises Missing, or Refused."""
    demand(by, Permission.REM_DECIDE)
    found = HandOut.objects.filter(uuid=hand_out_uuid, unit_id__in=by.rem_units).select_related("owner", "deputy")
    one = found.first()
    if one is None:
        raise Missing
    if not is_manager(by, _found(one.owner.uuid, one.unit_id), one.unit_id):
        raise Refused("Utdelningen avslutades inte", [BOOK.reason("REM-42.not_manager")])
    at = clock.now()
    standing = HandOut.objects.filter(pk=one.pk, ended_at__isnull=True, last_day__gte=clock.today())
    if not standing.update(ended_at=at, ended_by_id=by.staff_id):
        raise Refused("Utdelningen avslutades inte", [BOOK.reason("REM-42.ended")])
    note(by, "utdelning.avslutad", subject(one), {"ended_at": [None, at.isoformat()]})
    _tell(one.owner_id, f"Utdelningen av ditt arbete till {one.deputy.name} är avslutad.", by)
    _tell(one.deputy_id, f"Utdelningen till dig från {one.owner.name} är avslutad.", by)


def is_manager(by: Actor, owner: Colleague | None, unit_id: int) -> bool:
    """Whether the actor decides over the owner's work: the nearest manager, or the head of that very unit (REM-42)."""
    if not by.may(Permission.REM_DECIDE):
        return False
    return by.unit_id == unit_id or (owner is not None and owner.manager_id == by.staff_id)


def subject(made: HandOut) -> str:
    """What the hand-out is called in the history."""
    return f"handout:{made.uuid}"


def bound(role: str, nodes: Iterable[str]) -> dict[str, str]:
    """Which of the nodes end in what another role must sign or decide, and the role, in words; {} when none does (X-21)."""
    wanted = set(nodes)
    found = [node for node, permission in BOUND.items() if node in wanted and not role_may(role, permission)]
    name = ROLES[role].name.lower() if role in ROLES else role
    return {"nodes": " och ".join(NODE_WORDS[node] for node in found), "role": name} if found else {}


def _reasons(wish: Wish, owner: Colleague | None, deputy: Colleague | None, by: Actor) -> list[Reason]:
    """Every reason against, and every warning, in the order of the form."""
    days = _absent(deputy, wish) if deputy else ""
    others = list(_overlapping(wish).select_related("owner", "deputy")) if owner else []
    on = [one for one in others if owner and one.deputy_id == owner.staff_id]
    facts = HandOutFacts(
        on=clock.today(),
        owner=str(wish.owner or ""),
        receiver=str(wish.deputy or ""),
        nodes=wish.nodes,
        start=wish.first_day,
        end=wish.last_day,
        decided_on=wish.decided_on,
        by_manager=owner is None or is_manager(by, owner, wish.unit_id),
        handed_on=bool(on),
        away=days,
    )
    reasons = [] if owner else [BOOK.reason("REM-42.owner")]
    reasons += judged(facts, by.region, terms.current()).reasons
    if wish.deputy and deputy is None:
        reasons.append(BOOK.reason("REM-41.no_grant"))
    if not wish.agreement.strip():
        reasons.append(BOOK.reason("REM-42.agreement"))
    if owner:
        reasons += [_already(one, wish) for one in others if one.owner_id == owner.staff_id]
        reasons += [_handing_on(one, owner, wish) for one in on]
    if deputy and (parts := bound(deputy.role, wish.nodes)):
        reasons.append(BOOK.reason("X-21.role", who=deputy.name, **parts))
    return reasons


def _overlapping(wish: Wish) -> QuerySet[HandOut]:
    """The unit's standing hand-outs of any of the nodes that share a day with the wish."""
    if not (wish.first_day and wish.last_day and wish.nodes):
        return HandOut.objects.none()
    found = HandOut.objects.filter(unit_id=wish.unit_id, ended_at__isnull=True, nodes__overlap=list(wish.nodes))
    return found.filter(first_day__lte=wish.last_day, last_day__gte=wish.first_day)


def _already(one: HandOut, wish: Wish) -> Reason:
    parts = {"nodes": _shared(one, wish), "first": str(one.first_day), "last": str(one.last_day)}
    return BOOK.reason("REM-42.overlap", who=one.deputy.name, **parts)


def _handing_on(one: HandOut, owner: Colleague, wish: Wish) -> Reason:
    parts = {"nodes": _shared(one, wish), "first": str(one.first_day), "last": str(one.last_day)}
    return BOOK.reason("REM-43.handing_on", who=owner.name, owner=one.owner.name, **parts)


def _shared(one: HandOut, wish: Wish) -> str:
    return ", ".join(word for node, word in NODE_WORDS.items() if node in one.nodes and node in wish.nodes)


def _absent(deputy: Colleague, wish: Wish) -> str:
    """When the deputy is away in the period, in words; empty for not at all."""
    if not (wish.first_day and wish.last_day and wish.first_day <= wish.last_day):
        return ""
    found = away([deputy.staff_id], wish.unit_id, wish.first_day, wish.last_day)
    return " och ".join(f"{one.first_day} till {one.last_day}" for one in found)


def _told(made: HandOut) -> dict[str, list[str | None]]:
    told = {name: str(getattr(made, name)) for name in ("first_day", "last_day", "decided_on", "agreement")}
    return {"nodes": [None, ", ".join(made.nodes)]} | {name: [None, text] for name, text in told.items()}


def _tell(staff_id: int, text: str, by: Actor) -> None:
    if staff_id != by.staff_id:
        notices.send(text, staff_id=staff_id, address=PAGE, by=by)


def _at_unit(by: Actor, permission: Permission, unit_id: int, module: str = MODULE) -> None:
    demand(by, permission)
    if unit_id not in by.units_of(module) or not Unit.objects.filter(pk=unit_id).exists():
        raise Missing


def _found(staff: uuid.UUID | None, unit_id: int, module: str = MODULE) -> Colleague | None:
    people = colleagues(unit_id, module, clock.today()) if staff else []
    return next((one for one in people if one.uuid == staff), None)
