"""The questions behind the statistics: every fact of a unit in some months, as it was known at an instant (REM-48, X-32).

A fact counts from its registration, never from when it happened: what was registered later does not change an earlier
answer. Read from the unit's cases by their latest change, and from its receptions by their arrival, both by index.
"""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from vardkedja.kernel import clock, query
from vardkedja.rules.law import NotInForce, Terms

BACK = 400  # how many days before the months a limit may have begun to run
_FIRST = datetime.date(1900, 1, 1)


class Span(NamedTuple):
    """Whose facts, from the first day of the earliest month to the last day of the latest, as of the end of a day."""

    unit_id: int
    first: datetime.date
    last: datetime.date
    as_of: datetime.date


class Count(NamedTuple):
    """How many facts of a measure fall in a month; `verdict` is in, late, open (no limit is known) or "" (has none)."""

    name: str
    month: datetime.date
    verdict: str
    number: int


class Fact(NamedTuple):
    """One fact: its day in the month, the last day for it, the day it was done, and the case (None: no case yet)."""

    name: str
    day: datetime.date
    due: datetime.date | None
    done: datetime.date | None
    verdict: str
    case_uuid: Any
    number: str


_LOCAL = "({} at time zone 'Europe/Stockholm')::date"
_KNOWN = "m.sent_at < %(until)s and (m.voided_at is null or m.voided_at >= %(until)s)"
_LIMIT = (
    "(select l.n from unnest(%(from_days)s::date[], %({})s::int[]) as l(day, n) where l.day <= {}"
    " order by l.day desc limit 1)"
)
# What the receiver wrote: a paper that the sender registered has a day of arrival and is on paper.
_OURS = f"m.to_side = 'sender' and {_KNOWN} and (m.channel = 'electronic' or m.received_on is null)"
_MONTHS = "generate_series(%(first)s::date::timestamp, %(last)s::date::timestamp, interval '1 month') as g(at)"
_END = "least((g.at + interval '1 month') at time zone 'Europe/Stockholm', %(until)s)"

_FACTS = f"""
with sent as materialized (
 select c.id, c.uuid, c.number, k.sent_on, k.send_by, k.channel
 from kernel_case c join referrals_consultation k on k.case_id = c.id
 where c.unit_id = %(unit)s and c.kind = 'rem' and c.changed_at >= %(begin)s and k.sent_at < %(until)s
), here as materialized (
 select r.uuid, r.case_id, c.uuid as case_uuid, c.number, r.state, r.channel, r.arrived_on, r.arrived_at, r.confirm_by,
  r.closed_at, r.assessor_id, least(r.assigned_at, r.assessed_at) as assigned_at
 from referrals_reception r join kernel_case c on c.id = r.case_id
 where r.unit_id = %(unit)s and r.arrived_on <= %(last)s and r.arrived_at < %(until)s
  and (c.changed_at >= %(begin)s or r.closed_at is null)
), facts as (
 select 'sent' as name, s.sent_on as day, s.send_by as due, s.sent_on as done, true as limited, s.uuid, s.number
 from sent s
 union all
 select 'confirmed_there', f.day, s.sent_on + 7 * {_LIMIT.format("weeks", "s.sent_on")}, f.day, true, s.uuid, s.number
 from sent s cross join lateral (select min(m.received_on) as day from referrals_message m where m.case_id = s.id
  and m.kind = 'confirmation' and m.to_side = 'sender' and {_KNOWN}
  and not (m.channel = 'paper' and s.channel = 'electronic')) f
 union all
 select 'contacts', t.contacted_on, null::date, t.contacted_on, false, s.uuid, s.number
 from sent s join referrals_contact t on t.case_id = s.id where t.registered_at < %(until)s
 union all
 select 'confirmed_here', f.day, h.confirm_by, f.day, true, h.case_uuid, h.number
 from here h cross join lateral (select min(m.sent_on) as day from referrals_message m where m.case_id = h.case_id
  and m.reception_id = h.uuid and m.kind in ('confirmation', 'partial', 'preliminary', 'final') and {_OURS}) f
 union all
 select 'replies', m.sent_on, m.send_by, m.sent_on, true, h.case_uuid, h.number
 from here h join referrals_message m on m.case_id = h.case_id and m.reception_id = h.uuid
 where m.kind in ('partial', 'preliminary', 'final') and {_OURS}
 union all
 select 'forwarded', {_LOCAL.format("h.closed_at")}, null, {_LOCAL.format("h.closed_at")}, false, h.case_uuid, h.number
 from here h where h.state = 'forwarded' and h.closed_at < %(until)s
 union all
 select 'unassigned', g.at::date, null, {_LOCAL.format("h.arrived_at")}, false, h.case_uuid, h.number
 from here h cross join {_MONTHS}
 where g.at::date <= %(as_of)s and h.arrived_at < {_END} and (h.closed_at is null or h.closed_at >= {_END})
  and not coalesce(h.assessor_id is not null and h.assigned_at < {_END}, false)
  and not exists (select from kernel_history y where y.case_id = h.case_id and y.verb = 'rem.assign'
   and y.at >= h.arrived_at and y.at < {_END})
 union all
 select 'scans', p.arrived_on, p.arrived_on + {_LIMIT.format("scan_days", "p.arrived_on")},
  {_LOCAL.format("p.scanned_at")}, true, c.uuid, coalesce(c.number, '')
 from referrals_scan p left join kernel_case c on c.id = p.case_id and p.linked_at < %(until)s
 where p.unit_id = %(unit)s and p.scanned_at < %(until)s and (p.discarded_at is null or p.discarded_at >= %(until)s)
  and p.arrived_on between %(first)s and %(last)s
 union all
 select 'registered', h.arrived_on, h.arrived_on + {_LIMIT.format("scan_days", "h.arrived_on")},
  {_LOCAL.format("h.arrived_at")}, true, h.case_uuid, h.number
 from here h where h.channel = 'paper'
), judged as (
 select name, day, due, done, case when not limited then '' when due is null then 'open'
  when done <= due then 'in' else 'late' end as verdict, uuid, number
 from facts where day between %(first)s and %(last)s
)
"""
_COUNTS = f"{_FACTS} select name, date_trunc('month', day)::date, verdict, count(*) from judged group by 1, 2, 3"
_LINES = f"""
{_FACTS} select name, day, due, done, verdict, uuid, number from judged where name = any(%(names)s::text[])
order by name, done, number, due
"""
_CHECKS = """
select r.since, coalesce((select (y.changes->'every_day'->>0)::boolean from kernel_history y
  where y.subject = 'enhetsrutin/' || u.uuid and y.at >= %(until)s and jsonb_exists(y.changes, 'every_day')
  and y.changes->'every_day'->>0 is not null order by y.id limit 1), r.every_day),
 array(select c.node || ' ' || c.day from referrals_dailycheck c where c.unit_id = u.id and c.node = any(%(nodes)s::text[])
  and c.day between %(first)s and %(last)s and c.checked_at < %(until)s)
from kernel_unit u join referrals_unitroutine r on r.unit_id = u.id where u.id = %(unit)s
"""


def counts(span: Span, terms: Terms, region: str) -> list[Count]:
    """How many facts there are of each measure, month and verdict; what there is none of is left out."""
    return [Count(*row) for row in query.run(_COUNTS, _values(span, terms, region))]


def lines(span: Span, names: list[str], terms: Terms, region: str) -> list[Fact]:
    """The facts of some measures, one by one: exactly those that `counts` counts, the earliest first."""
    return [Fact(*row) for row in query.run(_LINES, _values(span, terms, region) | {"names": names})]


def checks(
    span: Span, nodes: tuple[str, ...]
) -> tuple[datetime.date, bool, dict[str, frozenset[datetime.date]]] | None:
    """From which day the unit's lists are checked, whether every day is, and the checked days of each list.

    As it was decided at the instant: a routine that was changed afterwards is read back from the history. None for a
    unit that has no routine.
    """
    asked = {"unit": span.unit_id, "nodes": list(nodes), "first": span.first, "last": span.last, "until": until(span)}
    rows = query.run(_CHECKS, asked)
    if not rows:
        return None
    since, every_day, found = rows[0]
    pairs = [text.split(" ") for text in found]
    days = {node: frozenset(datetime.date.fromisoformat(day) for n, day in pairs if n == node) for node in nodes}
    return since, every_day, days


def until(span: Span) -> datetime.datetime:
    """The end of the day that is asked about: what was registered from this instant on is not known."""
    return _midnight(span.as_of + datetime.timedelta(days=1))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), clock.STOCKHOLM)


def _values(span: Span, terms: Terms, region: str) -> dict[str, Any]:
    limits = list(_limits(span, terms, region))
    return {
        "unit": span.unit_id,
        "first": span.first,
        "last": span.last,
        "as_of": span.as_of,
        "begin": _midnight(span.first),
        "until": until(span),
        "from_days": [day for day, _, _ in limits],
        "weeks": [weeks for _, weeks, _ in limits],
        "scan_days": [days for _, _, days in limits],
    }


def _limits(span: Span, terms: Terms, region: str) -> Iterator[tuple[datetime.date, int | None, int | None]]:
    """The limits that this module works out itself, from each day that one of them is another; None where none applies."""
    before: tuple[int | None, int | None] | None = None
    day = span.first - datetime.timedelta(days=BACK)
    while day <= span.last:
        weeks = _limit("referrals.confirmation_weeks", day, terms, region)
        found = weeks, _limit("referrals.same_day", day, terms, region)
        if found != before:
            yield (day if before else _FIRST, *found)
        before, day = found, day + datetime.timedelta(days=1)


def _limit(name: str, day: datetime.date, terms: Terms, region: str) -> int | None:
    try:
        value = terms.value(name, day, region).value
    except NotInForce:
        return None
    return value if isinstance(value, int) else None
