"""What the tests of the statistics share: March at Björkdalen as of 5 April, and acts at an instant."""

import datetime
import uuid
from typing import Any

from vardkedja.kernel import clock
from vardkedja.kernel.cases import Case
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals import statistics
from vardkedja.referrals.actions import sending
from vardkedja.referrals.statistics import Counter, Month
from vardkedja.referrals.tests import samples

MARCH, TO = datetime.date(2025, 3, 1), datetime.date(2025, 4, 5)


def unit(slug: str) -> int:
    return Unit.objects.values_list("pk", flat=True).get(slug=slug)


def month(slug: str = samples.BJORKDALEN, first: datetime.date = MARCH, as_of: datetime.date = TO) -> Month:
    return statistics.month(unit(slug), first, as_of)


def counter(name: str, slug: str = samples.BJORKDALEN, **other: Any) -> Counter:
    """One number of March; it is as long as its list, since both are the same facts."""
    found = month(slug, **other)
    assert len(found.lists[name]) == found.counters[name].number
    return found.counters[name]


def number(case: uuid.UUID) -> str:
    return Case.objects.values_list("number", flat=True).get(uuid=case)


def decided(on: str, at: str, **other: Any) -> uuid.UUID:
    """A referral that was decided on a day and sent at an instant."""
    with clock.stopped_at(f"{on} 09:00"):
        case = samples.to_send(**other)
    with clock.stopped_at(at):
        return sending.send(case, by=samples.me(samples.OSKAR))


def at(text: str, act: Any, *given: Any, **named: Any) -> Any:
    with clock.stopped_at(text):
        return act(*given, **named)
