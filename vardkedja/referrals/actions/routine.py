"""A head of unit decides how the unit works with referrals: its kind and local routine, and who is designated.

Subjects in the history: enhetsrutin/<unit> and utsedd/<designation>.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Denied, Staff, demand
from vardkedja.kernel.history import note
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.ruledocuments import PROVIDER_KINDS
from vardkedja.kernel.verbs import Conflict, Refused, verb
from vardkedja.referrals import routine_questions as ask
from vardkedja.referrals.routines import Designated, UnitRoutine
from vardkedja.rules.access import Permission
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Reason
from vardkedja.rules.words import book

BOOK = book("referral_routine")
NARHALSAN = "narhalsan"


@dataclass(frozen=True)
class RoutineForm:
    """The routine as it is typed: codes of kind and roles, whether every day is checked, and the pool if any.

    `pool_unknown` is true when a pool was asked for that does not exist.
    """

    provider_kind: str
    attest_roles: Sequence[str]
    every_day: bool = False
    pool: Unit | None = None
    pool_unknown: bool = False


@dataclass(frozen=True)
class DesignationForm:
    """Who is to be designated and when; None where nothing was given. `unreadable` names the days that are no days."""

    staff: Staff | None
    first_day: datetime.date | None
    last_day: datetime.date | None = None
    unreadable: frozenset[str] = frozenset()


@verb
def decide(wish: RoutineForm, *, by: Actor, version: str) -> UnitRoutine:
    """Set the routine of the actor's unit (REM-02, REM-04, D-30, R-30). `version` is what was read, "" for none yet.

    Raises Refused with every reason, or Conflict when somebody else was first.
    """
    unit = deciding(by)
    mine = UnitRoutine.objects.filter(unit=unit).select_related("pool").first()
    if version_of(mine) != version:
        raise Conflict
    reasons = _faults(wish, unit)
    if reasons:
        raise Refused("Rutinen sparas inte", reasons)
    before = _told(mine) if mine else {}
    row = mine or UnitRoutine(unit=unit, since=clock.today())
    row.provider_kind, row.attest_roles = wish.provider_kind, sorted(set(wish.attest_roles))
    row.every_day, row.pool = wish.every_day, wish.pool
    changed = {name: [before.get(name), value] for name, value in _told(row).items() if before.get(name) != value}
    if changed:
        row.changed_at, row.changed_by_id = clock.now(), by.staff_id
        row.save(force_insert=mine is None)
        note(by, "enhetsrutin.bestamd", f"enhetsrutin/{unit.uuid}", changed)
    return row


@verb
def designate(wish: DesignationForm, *, by: Actor) -> Designated:
    """Designate somebody with a grant at the actor's unit for the tasks with referrals (REM-01). Raises Refused."""
    unit = deciding(by)
    reasons = [*_no_routine(unit), *_designation_faults(wish, unit)]
    if reasons:
        raise Refused("Personen utses inte", reasons)
    assert wish.staff and wish.first_day  # noqa: PT018 - one statement about one thing
    row = Designated.objects.create(
        unit=unit,
        staff=wish.staff,
        first_day=wish.first_day,
        last_day=wish.last_day,
        decided_at=clock.now(),
        decided_by_id=by.staff_id,
    )
    told = {"person": wish.staff.name, "first_day": str(row.first_day), "last_day": str(row.last_day or "")}
    note(by, "utsedd.utsedd", subject(row), {name: [None, value] for name, value in told.items()})
    return row


@verb
def end(designation: Designated, last_day: datetime.date | None, *, by: Actor) -> None:
    """Give a designation a last day; one that has not begun and gets no last day is taken back. Raises Refused."""
    unit = deciding(by)
    row = Designated.objects.filter(pk=designation.pk, unit=unit).first()
    if row is None or row.last_day != designation.last_day:
        raise Refused("Uppdraget avslutas inte", [BOOK.reason("REM-01.ended")])
    before = str(row.last_day or "")
    if last_day is None and row.first_day > clock.today():
        note(by, "utsedd.tillbakatagen", subject(row), {"first_day": [str(row.first_day), None]})
        row.delete()
        return
    if last_day is None or last_day < row.first_day:
        code = "last_day" if last_day is None else "dates"
        raise Refused("Uppdraget avslutas inte", [BOOK.reason(f"REM-01.{code}")])
    row.last_day, row.ended_at, row.ended_by_id = last_day, clock.now(), by.staff_id
    row.save(update_fields=["last_day", "ended_at", "ended_by_id"])
    note(by, "utsedd.avslutad", subject(row), {"last_day": [before, str(last_day)]})


def version_of(row: UnitRoutine | None) -> str:
    """What a form that is opened now was read at."""
    return row.changed_at.isoformat() if row and row.changed_at else "0" if row else ""


def subject(row: Designated) -> str:
    """What the designation is called in the history."""
    return f"utsedd/{row.uuid}"


def deciding(by: Actor) -> Unit:
    """The actor's unit, when the actor decides there; verbs about one unit wait for each other. Raises Denied."""
    demand(by, Permission.REM_DECIDE)
    if not ask.decides(by):
        raise Denied("Du kan bara bestämma om den enhet där du är inloggad, med behörighet till Remisser där.")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('enhetsrutin', %s))", [by.unit_id])
    return Unit.objects.get(pk=by.unit_id)


def _faults(wish: RoutineForm, unit: Unit) -> list[Reason]:
    codes = []
    if wish.provider_kind not in PROVIDER_KINDS:
        codes.append("REM-02.kind")
    if not wish.attest_roles or not set(wish.attest_roles) <= set(ask.attesting_roles()):
        codes.append("D-30.roles")
    pool_fits = wish.pool is None or (
        wish.provider_kind == NARHALSAN and ask.pools(unit.region_id).filter(pk=wish.pool.pk).exists()
    )
    if wish.pool_unknown or not pool_fits:
        codes.append("REM-04.pool")
    return [BOOK.reason(code) for code in codes]


def _no_routine(unit: Unit) -> list[Reason]:
    return [] if ask.routine_of(unit.pk) else [BOOK.reason("REM-01.no_routine")]


def _designation_faults(wish: DesignationForm, unit: Unit) -> list[Reason]:
    codes = []
    if wish.staff is None:
        codes.append("person")
    if wish.first_day is None:
        codes.append("first_day")
    if "last_day" in wish.unreadable:
        codes.append("last_day")
    if wish.first_day and wish.last_day and wish.last_day < wish.first_day:
        codes.append("dates")
    reasons = [BOOK.reason(f"REM-01.{code}") for code in codes]
    if wish.staff and wish.first_day:
        reasons += _grant_and_overlap(wish.staff, unit, wish.first_day, wish.last_day)
    return reasons


def _grant_and_overlap(
    staff: Staff, unit: Unit, first_day: datetime.date, last_day: datetime.date | None
) -> list[Reason]:
    reasons = []
    if not ask.granted(unit.pk, first_day).filter(staff=staff, staff__active=True).exists():
        reasons.append(BOOK.reason("REM-01.grant", person=staff.name, day=plain_date(first_day)))
    others = Designated.objects.filter(unit=unit, staff=staff).order_by("first_day")
    others = others.filter(Q(last_day__isnull=True) | Q(last_day__gte=first_day))
    if last_day:
        others = others.filter(first_day__lte=last_day)
    return reasons + [BOOK.reason("REM-01.overlap", person=staff.name, period=period(other)) for other in others]


def period(row: Designated) -> str:
    """The designation's days in words."""
    return f"{row.first_day} till {row.last_day}" if row.last_day else f"från {row.first_day}"


def _told(row: UnitRoutine) -> dict[str, object]:
    return {
        "provider_kind": row.provider_kind,
        "attest_roles": list(row.attest_roles),
        "every_day": row.every_day,
        "pool": row.pool.name if row.pool else "",
    }
