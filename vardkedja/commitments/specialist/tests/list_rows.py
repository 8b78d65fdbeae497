"""Help for the tests of lists, queue and statistics: what a list holds, copies by the hundred, a target, an absence."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from vardkedja.commitments.specialist import worklists
from vardkedja.commitments.specialist.models import Assessment, Specialist
from vardkedja.commitments.specialist.tests import samples
from vardkedja.commitments.specialist.worklists import Filters, Row
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, rulevalues
from vardkedja.kernel.absences import Absence
from vardkedja.kernel.access import Staff
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals.models import Referral

KLARA, JON, FOLKE = "klara.ostmyr", "jon.talludden", "folke.rimnas"
EVERY_STAGE = (
    *("draft", "signed", "sent", "opened", "issued", "approved", "rejected", "dismissed"),
    *("completing", "withdrawn", "revoked", "outside"),
)


def at(moment: str, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What is done, at another moment."""
    with clock.stopped_at(moment):
        return act(*given, **named)


def number(case: uuid.UUID) -> str:
    """The number that people say."""
    return Case.objects.values_list("number", flat=True).get(uuid=case)


def numbers(who: str, word: str = "alla", **asked: Any) -> list[str]:
    """The numbers in a list, in its order, as somebody sees it: every page of it."""
    return [row.number for row in rows(who, word, **asked)]


def rows(who: str, word: str = "alla", **asked: Any) -> list[Row]:
    """The rows of a list, every page of it."""
    found, after = [], ""
    while True:
        page = worklists.listed(actor(who), word, Filters(**asked), after)
        found += [Row(*row) for row in page.rows]
        if not page.later:
            return found
        after = page.later


def copies(case: uuid.UUID, many: int) -> None:
    """So many more like it, straight into the tables."""
    original = Case.objects.get(uuid=case)
    last = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for place in range(1, many + 1):
        copy = Case.objects.get(pk=original.pk)
        copy.pk, copy.uuid, copy.number = last + place, uuid.uuid4(), f"S2025-9{last + place:05d}"
        copy.save(force_insert=True)
        for model in (Referral, Specialist, Assessment):
            row: Any = model._default_manager.get(pk=original.pk)
            row.pk = row.case_id = copy.pk
            if model is Specialist:
                row.referral_id = copy.pk
            row.save(force_insert=True)
        for task in Task.objects.filter(case_id=original.pk):
            task.pk, task.case_id = None, copy.pk
            task.save(force_insert=True)


def target(days: int, first: str = "2025-01-01") -> None:
    """The region enters a target for the handling time, and somebody else approves it."""
    entry = rulevalues.Entry("svr.handling_days", [str(days)], datetime.date.fromisoformat(first), None, "Beslut")
    rulevalues.approve(rulevalues.enter(entry, by=actor(KLARA)), by=actor(JON))


def away(who: str, days: int = 3) -> None:
    """Somebody is away from the office from today, so many days."""
    person, unit = Staff.objects.get(username=who), Unit.objects.get(slug=samples.IVA)
    Absence.objects.create(
        staff=person,
        unit=unit,
        first_day=clock.today(),
        last_day=samples.later(days - 1),
        registered_at=clock.now(),
        registered_by=person,
    )
