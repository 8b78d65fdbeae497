"""Who is acting: staff, their assignments, grants and sessions; and the one question "may I" (X-05, RUS-02, RUS-03)."""

import datetime
import uuid
from dataclasses import dataclass, field

from django.db import connection, models
from django.db.models import Q

from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit
from vardkedja.rules.access import MODULE_OF, ROLES, SENTENCES, Permission, role_may


class Staff(Classed):
    """Somebody who works: signs in, acts, is logged."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    hsa_id = models.CharField(max_length=64, blank=True)
    password = models.CharField(max_length=200, blank=True)  # a hash; empty means that sign-in with password is closed
    active = models.BooleanField(default=True)
    story = models.CharField(max_length=200, blank=True)  # what the person does, for the demo's page of people


class Assignment(Classed):
    """Medarbetaruppdrag: a person in a role at a unit, with dates and nearest manager."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    manager = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)


class Grant(Classed):
    """Behörighet to a module at a unit, ordered by the nearest manager, with dates (RUS-02, RUS-03, X-05)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    module = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    order_reference = models.CharField(max_length=80)
    ordered_on = models.DateField()
    ordered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ordered_by=models.F("staff")), name="grant_not_for_oneself"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="grant_removed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="grant_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["staff", "module"], name="grant_of_staff")]


class Session(Classed):
    """A signed-in browser acting in one assignment; the cookie holds a secret whose hash is the key."""

    token_hash = models.BinaryField(primary_key=True)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    last_visit = models.DateTimeField(
        null=True
    )  # when the person was here before this session, for "since you were here"


@dataclass(frozen=True)
class Actor:
    """Who acts now: a person in an assignment, with the units that the person has a grant for today, module by module."""

    staff_id: int
    name: str
    assignment_id: int
    role: str
    title: str
    unit_id: int
    unit_name: str
    region: str
    rus_units: tuple[int, ...]
    rem_units: tuple[int, ...] = ()
    svr_units: tuple[int, ...] = ()
    last_visit: datetime.datetime | None = None
    session: bytes = field(default=b"", repr=False)

    def may(self, permission: Permission) -> bool:
        """Role first; a module's permission also asks for a grant that is valid today."""
        if not role_may(self.role, permission):
            return False
        module = MODULE_OF.get(permission)
        return bool(self.units_of(module)) if module else True

    def units_of(self, module: str) -> tuple[int, ...]:
        """The units where the actor has a grant for the module (`rus`, `rem`, `svr`) today."""
        return {"rus": self.rus_units, "rem": self.rem_units, "svr": self.svr_units}[module]

    @property
    def all_units(self) -> tuple[int, ...]:
        """The units where the actor has a grant for any module today."""
        return tuple(sorted({*self.rus_units, *self.rem_units, *self.svr_units}))

    @property
    def may_hold_rus(self) -> bool:
        """Whether the role works with RUS at all, so that a missing grant is worth saying."""
        return role_may(self.role, Permission.RUS_READ)

    @property
    def role_name(self) -> str:
        found = ROLES.get(self.role)
        return found.name if found else self.role


MODULE_WORDS = {"rus": "RUS", "rem": "Remisser", "svr": "Specialistvårdsremiss"}


class Denied(Exception):
    """The actor may not do this kind of thing; the text says what and why, in Swedish."""


def demand(actor: Actor, permission: Permission) -> None:
    """Raise Denied with a sentence unless the actor holds the permission."""
    if actor.may(permission):
        return
    what = SENTENCES[permission]
    if role_may(actor.role, permission):
        raise Denied(
            f"Behörighet saknas. {what} kräver en behörighet till {MODULE_WORDS[MODULE_OF[permission]]} som gäller idag. "
            "Din närmaste chef beställer den i Behörighetsportalen."
        )
    raise Denied(f"Behörighet saknas. {what} ingår inte i rollen {actor.role_name}.")


def _units_of(module: str) -> str:
    return (
        f"array(select g.unit_id from kernel_grant g where g.staff_id = s.id and g.module = '{module}'"
        " and g.removed_at is null and g.valid_from <= %(today)s and (g.valid_to is null or g.valid_to >= %(today)s)"
        " order by g.unit_id)"
    )


_MODULES = {module: _units_of(module) for module in MODULE_WORDS}
# One statement answers who is asking. Rights are read on every request: a grant removed at 10:00 is gone at 10:00.
_WHO = """
select s.id, s.name, a.id, a.role, a.title, u.id,
       case when u.clinic = '' then u.institution else u.clinic || ', ' || u.institution end, u.region_id,
       {rus}, {last_visit}, {seen_at}, {rem}, {svr}
from {source} join kernel_staff s on s.id = a.staff_id join kernel_unit u on u.id = a.unit_id
where {where} and s.active and (a.valid_from is null or a.valid_from <= %(today)s)
  and (a.valid_to is null or a.valid_to >= %(today)s)
"""
WHO_BY_SESSION = _WHO.format(
    **_MODULES,
    last_visit="k.last_visit",
    seen_at="k.seen_at",
    source="kernel_session k join kernel_assignment a on a.id = k.assignment_id",
    where="k.token_hash = %(token)s and k.seen_at > %(oldest)s",
)
WHO_BY_ASSIGNMENT = _WHO.format(
    **_MODULES,
    last_visit="null::timestamptz",
    seen_at="null::timestamptz",
    source="kernel_assignment a",
    where="a.id = %(assignment)s",
)


def actor_for(assignment_id: int, today: datetime.date) -> Actor | None:
    """The actor of an assignment as of a day; None when the assignment does not hold that day."""
    with connection.cursor() as cursor:
        cursor.execute(WHO_BY_ASSIGNMENT, {"assignment": assignment_id, "today": today})
        row = cursor.fetchone()
    return actor_from(row) if row else None


def actor_from(row: tuple, session: bytes = b"") -> Actor:
    """An Actor from a row of the WHO statements."""
    staff_id, name, assignment_id, role, title, unit_id, unit_name, region, rus_units, last_visit = row[:10]
    return Actor(
        staff_id=staff_id,
        name=name,
        assignment_id=assignment_id,
        role=role,
        title=title,
        unit_id=unit_id,
        unit_name=unit_name,
        region=region,
        rus_units=tuple(rus_units),
        rem_units=tuple(row[11]),
        svr_units=tuple(row[12]),
        last_visit=last_visit,
        session=session,
    )
