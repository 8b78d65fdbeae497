"""The named people of the demo and the tests: staff, assignments and grants, and the patients' register."""

import datetime

from vardkedja.demo import routines
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Assignment, Grant, Staff, actor_for
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.actions import load_register
from vardkedja.kernel.register import install, load

EARLIEST = datetime.date(2024, 1, 1)


def load_cast() -> None:
    """Units, staff with assignments and grants, and the population register. Safe to run again."""
    install.places()
    install.rule_documents()
    install.units()
    units = {unit.slug: unit.pk for unit in Unit.objects.all()}
    for row in load.cast():
        known: dict[str, str] = {"name": row.name, "hsa_id": row.hsa_id, "story": row.description}
        Staff.objects.update_or_create(username=row.username, defaults=known)
    staff = {person.username: person.pk for person in Staff.objects.all()}
    for row in load.cast():
        who, unit, manager = staff[row.username], units[row.unit], staff.get(row.manager or "")
        Assignment.objects.update_or_create(
            staff_id=who, unit_id=unit, role=row.role, defaults={"title": row.title, "manager_id": manager}
        )
        if row.grant_module:
            _grant(row, who, unit, manager)
    routines.load_routines()
    load_register(load.population())


def _grant(row: load.CastRow, staff_id: int, unit_id: int, manager_id: int | None) -> None:
    assert row.grant_from is not None
    assert manager_id is not None
    Grant.objects.get_or_create(
        staff_id=staff_id,
        unit_id=unit_id,
        module=row.grant_module,
        valid_from=row.grant_from,
        defaults={
            "valid_to": row.grant_to,
            "order_reference": row.grant_reference or "",
            "ordered_on": min(row.grant_from, EARLIEST),
            "ordered_by_id": manager_id,
            "registered_at": clock.now(),
        },
    )


def actor(username: str) -> Actor:
    """The actor of a member of the cast, in the person's first assignment, as of today."""
    assignment = Assignment.objects.filter(staff__username=username).order_by("pk").first()
    found = actor_for(assignment.pk, clock.today()) if assignment else None
    if found is None:
        raise LookupError(f"nobody in the cast is called {username}")
    return found
