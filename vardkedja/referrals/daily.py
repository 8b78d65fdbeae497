"""The daily checks of a unit's lists: made today or not, by whom, and the days that were missed (REM-14, REM-18, REM-20)."""

import datetime
import functools
from dataclasses import dataclass

from vardkedja.kernel import clock, query
from vardkedja.rules.calendar import MissingYear, is_working_day
from vardkedja.rules.referral_deadlines import covered_days

NODES = ("watch", "attest", "answer")
NEAR = 60  # how many days back missed days are named; earlier ones are counted
FAR = 366  # how many days back they are counted


@dataclass(frozen=True)
class Daily:
    """The state of one list's check. `missed` are the unchecked days of the last NEAR, `earlier` how many came before."""

    done: bool
    at: datetime.datetime | None
    by: str
    missed: tuple[datetime.date, ...]
    earlier: int


_CHECKS = """
select r.since, coalesce(r.every_day, false),
 array(select c.day from referrals_dailycheck c where c.unit_id = %(unit)s and c.node = %(node)s
  and c.day >= %(from)s order by c.day), l.checked_at, l.name
from (select %(unit)s::bigint as id) u left join referrals_unitroutine r on r.unit_id = u.id
left join lateral (select c.checked_at, s.name from referrals_dailycheck c join kernel_staff s on s.id = c.checked_by_id
 where c.unit_id = u.id and c.node = %(node)s order by c.day desc limit 1) l on true
"""
_TODAY = """
select coalesce(r.every_day, false), array(select c.node from referrals_dailycheck c where c.unit_id = u.id and c.day = %s)
from (select %s::bigint as id) u left join referrals_unitroutine r on r.unit_id = u.id
"""


def state(unit_id: int, node: str) -> Daily:
    """Whether a unit's list is checked today, who checked it last, and which days nobody did."""
    today = clock.today()
    asked = {"unit": unit_id, "node": node, "from": today - datetime.timedelta(days=FAR)}
    since, every_day, days, at, by = query.run(_CHECKS, asked)[0]
    missed: tuple[datetime.date, ...] = ()
    if since:
        missed = _missed(tuple(days), max(since, asked["from"]), today, every_day)
    near = today - datetime.timedelta(days=NEAR)
    recent = tuple(day for day in missed if day >= near)
    return Daily(today in days, at, by or "", recent, len(missed) - len(recent))


def unchecked(unit_id: int) -> tuple[str, ...]:
    """The lists that should be checked today and that nobody has checked; none on a day without a check."""
    today = clock.today()
    every_day, done = query.run(_TODAY, (today, unit_id))[0]
    try:
        due = every_day or is_working_day(today)
    except MissingYear:
        due = True
    return tuple(node for node in NODES if node not in done) if due else ()


@functools.lru_cache(maxsize=256)
def _missed(
    checked: tuple[datetime.date, ...], since: datetime.date, today: datetime.date, every_day: bool
) -> tuple[datetime.date, ...]:
    """Remembered, since a list is opened more often than it is checked. Outside the calendar's years: none is flagged."""
    yesterday = today - datetime.timedelta(days=1)
    if since > yesterday:
        return ()
    try:
        return covered_days(frozenset(checked), since, yesterday, every_day=every_day)
    except MissingYear:
        return ()
