"""Absence and hand-out (Dela ut): who is away, and who does whose work meanwhile (REM-41 to REM-45, X-21)."""

import datetime
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vardkedja.kernel import query, swedish
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit


class Absence(Classed):
    """Somebody is away from a unit, first and last day included. Why is nobody's business here."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="absence_removed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["unit", "last_day"], name="absence_of_unit")]


class HandOut(Classed):
    """A manager's decision that one person does another's work in some nodes, from and to a day (both included).

    `agreement` says in words what was agreed. It ends by itself after its last day, or when a manager ends it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    nodes = ArrayField(models.CharField(max_length=40))
    first_day = models.DateField()
    last_day = models.DateField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    agreement = models.CharField(max_length=500)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="handout_ends_after_start"),
            models.CheckConstraint(condition=~Q(owner=F("deputy")), name="handout_to_somebody_else"),
            models.CheckConstraint(condition=Q(nodes__len__gt=0), name="handout_has_scope"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="handout_ended_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["deputy", "last_day"], name="handout_to_deputy"),
            models.Index(fields=["unit", "last_day"], name="handout_of_unit"),
        ]


class Deputy(NamedTuple):
    """One hand-out in force: whose work, at which unit, in which nodes, until which day."""

    owner_id: int
    owner_name: str
    unit_id: int
    nodes: tuple[str, ...]
    last_day: datetime.date


_MINE = """
select h.owner_id, s.name, h.unit_id, h.nodes, h.last_day from kernel_handout h join kernel_staff s on s.id = h.owner_id
where h.deputy_id = %s and h.ended_at is null and h.first_day <= %s and h.last_day >= %s and h.unit_id = any(%s::bigint[])
order by s.name, h.id
"""


def handed_to(actor: Actor, day: datetime.date) -> list[Deputy]:
    """The work that is handed out to the actor on the day, at units where the actor has a grant; [] for nearly everybody."""
    units = list(actor.all_units)
    rows = query.run(_MINE, (actor.staff_id, day, day, units))
    return [Deputy(owner, name, unit, tuple(nodes), last) for owner, name, unit, nodes, last in rows]


def owner_for(deputies: Iterable[Deputy], owner_id: int | None, unit_id: int, node: str) -> int | None:
    """The owner on whose behalf a task of (owner, unit, node) may be done by whom `deputies` are for; None: not theirs."""
    found = (one for one in deputies if one.owner_id == owner_id and one.unit_id == unit_id and node in one.nodes)
    return next((one.owner_id for one in found), None)


def away(staff_ids: Iterable[int], unit_id: int, first: datetime.date, last: datetime.date) -> list[Absence]:
    """The absences of some people at a unit that touch the days from `first` to `last`, both included."""
    found = Absence.objects.filter(staff_id__in=list(staff_ids), unit_id=unit_id, removed_at__isnull=True)
    return list(found.filter(first_day__lte=last, last_day__gte=first).select_related("staff").order_by("first_day"))


class Colleague(NamedTuple):
    """Somebody with a grant to a module at a unit, in the role held there; `manager_id` is the nearest manager."""

    staff_id: int
    uuid: uuid.UUID
    name: str
    title: str
    role: str
    manager_id: int | None


_COLLEAGUES = """
select distinct on (s.id) s.id, s.uuid, s.name, a.title, a.role, a.manager_id
from kernel_grant g join kernel_staff s on s.id = g.staff_id and s.active
join kernel_assignment a on a.staff_id = s.id and (a.valid_from is null or a.valid_from <= %(day)s)
 and (a.valid_to is null or a.valid_to >= %(day)s)
where g.unit_id = %(unit)s and g.module = %(module)s and g.removed_at is null and g.valid_from <= %(day)s
 and (g.valid_to is null or g.valid_to >= %(day)s)
order by s.id, a.unit_id = g.unit_id desc, a.id
"""


def colleagues(unit_id: int, module: str, day: datetime.date) -> list[Colleague]:
    """Everybody who works with a module (`rem`, `rus`) at the unit on the day, by name."""
    rows = [Colleague(*row) for row in query.run(_COLLEAGUES, {"unit": unit_id, "module": module, "day": day})]
    return sorted(rows, key=lambda one: swedish.sort_key(one.name))
