"""Who is away, whose work waits, and what is covered by nobody (REM-41, REM-43, REM-45, X-21): questions, no writes."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vardkedja.kernel import query
from vardkedja.kernel.absences import Absence, HandOut, away
from vardkedja.kernel.worklists import CAP
from vardkedja.rules.decision import Reason
from vardkedja.rules.referrals import NODE_WORDS
from vardkedja.rules.words import book

BOOK = book("absence")


class Open(NamedTuple):
    """How much open work somebody has in a node, and how much of it is due within some days."""

    node: str
    tasks: int
    due: int


_OPEN = """
select t.node, count(*), count(*) filter (where t.due between %(first)s and %(last)s)
from kernel_task t join kernel_case c on c.id = t.case_id and c.kind = 'rem'
where t.staff_id = %(staff)s and t.unit_id = %(unit)s and t.done_at is null group by t.node
"""


def open_work(staff_id: int, unit_id: int, first: datetime.date, last: datetime.date) -> list[Open]:
    """A person's open work at a unit, node by node in the order of Mitt arbete; `due` counts what is due in the days."""
    values = {"staff": staff_id, "unit": unit_id, "first": first, "last": last}
    found = {row[0]: Open(*row) for row in query.run(_OPEN, values)}
    return [found[node] for node in NODE_WORDS if node in found]


class Work(NamedTuple):
    """What somebody has to do in one case and node, with the version of the case; several papers make one row."""

    case_uuid: uuid.UUID
    number: str
    version: int
    patient_id: int
    patient: str
    protected: bool
    node: str
    due: datetime.date | None


_WORK = """
select c.uuid, c.number, c.version, c.patient_id, p.given || ' ' || p.family, p.protected, t.node, min(t.due)
from kernel_task t join kernel_case c on c.id = t.case_id and c.kind = 'rem' join kernel_person p on p.id = c.patient_id
where t.staff_id = %(staff)s and t.unit_id = %(unit)s and t.done_at is null
group by c.id, p.id, t.node order by min(t.sort_on), c.id, t.node limit %(limit)s
"""


def work_of(staff_id: int, unit_id: int, limit: int = CAP + 1) -> list[Work]:
    """A person's open work at a unit, late and old first."""
    return [Work(*row) for row in query.run(_WORK, {"staff": staff_id, "unit": unit_id, "limit": limit})]


class Uncovered(NamedTuple):
    """A task whose owner is away and that nobody does meanwhile. `deputy` had it, until `ended`, or is away as well."""

    case_uuid: uuid.UUID
    number: str
    patient_id: int
    patient: str
    protected: bool
    node: str
    due: datetime.date | None
    owner_uuid: uuid.UUID
    owner: str
    away_until: datetime.date
    deputy: str | None
    ended: datetime.date | None

    @property
    def why(self) -> str:
        """Why nobody has it, in words."""
        if self.deputy is None:
            return f"{self.owner} är borta till och med {self.away_until}. Arbetet är inte utdelat."
        if self.ended:
            return f"Utdelningen till {self.deputy} tog slut {self.ended}. {self.owner} är borta till och med {self.away_until}."
        return f"{self.owner} är borta till och med {self.away_until}, och det är {self.deputy} också, som har fått arbetet."


# `gone`: who is away on the day; `h`: the hand-out in force, else the last one that ended during the same absence.
_UNCOVERED = """
with gone as (
 select staff_id, min(first_day) first_day, max(last_day) last_day from kernel_absence
 where unit_id = %(unit)s and removed_at is null and first_day <= %(day)s and last_day >= %(day)s group by staff_id
)
select c.uuid, c.number, c.patient_id, p.given || ' ' || p.family, p.protected, t.node, t.due, s.uuid, s.name,
 gone.last_day, d.name, case when h.going then null else h.until end
from gone join kernel_task t on t.staff_id = gone.staff_id and t.unit_id = %(unit)s and t.done_at is null
join kernel_case c on c.id = t.case_id and c.kind = 'rem' join kernel_person p on p.id = c.patient_id
join kernel_staff s on s.id = t.staff_id
left join lateral (
 select k.deputy_id, k.going, k.until from (
  select deputy_id, ended_at is null and last_day >= %(day)s going, id,
   least(last_day, (ended_at at time zone 'Europe/Stockholm')::date) until
  from kernel_handout
  where owner_id = t.staff_id and unit_id = t.unit_id and nodes @> array[t.node]::varchar[] and first_day <= %(day)s
 ) k where k.going or k.until >= gone.first_day order by k.going desc, k.until desc, k.id desc limit 1
) h on true
left join kernel_staff d on d.id = h.deputy_id
where h.deputy_id is null or not h.going or h.deputy_id in (select staff_id from gone)
order by t.sort_on, t.id limit %(limit)s
"""


def uncovered(unit_id: int, on: datetime.date, limit: int = CAP + 1) -> list[Uncovered]:
    """The unit's open work whose assessor, monitor or other owner is away on the day without a deputy (REM-45).

    Work whose hand-out has ended while the owner is still away is in it from the day after, and says so. At most `limit` rows.
    """
    return [Uncovered(*row) for row in query.run(_UNCOVERED, {"unit": unit_id, "day": on, "limit": limit})]


def absences(unit_id: int, since: datetime.date) -> list[Absence]:
    """Who is away at the unit now or later, soonest first."""
    found = Absence.objects.filter(unit_id=unit_id, removed_at__isnull=True, last_day__gte=since)
    return list(found.select_related("staff", "registered_by").order_by("first_day", "staff__name", "pk"))


def hand_outs(unit_id: int, since: datetime.date) -> list[HandOut]:
    """The unit's hand-outs that hold on the day or later, or ended since then, newest first."""
    found = HandOut.objects.filter(unit_id=unit_id, last_day__gte=since)
    return list(found.select_related("owner", "deputy", "decided_by", "ended_by").order_by("-first_day", "-pk"))


def warnings(staff_id: int, unit_id: int, due: datetime.date | None, today: datetime.date) -> list[Reason]:
    """What to say before work at the unit is given to somebody who is away, or whose absence its deadline falls in.

    Warns and never stops: the caller asks for a confirmation. Ask before `assign`, a change of monitor and a hand-out.
    """
    return warnings_of(staff_id, unit_id, [due], today)


def warnings_of(
    staff_id: int, unit_id: int, dues: Iterable[datetime.date | None], today: datetime.date
) -> list[Reason]:
    """The same for work with several deadlines, in one question; each thing is said once."""
    days = sorted({due for due in dues if due})
    found = away([staff_id], unit_id, today, max([today, *days]))
    asked: list[datetime.date | None] = [*days] if days else [None]
    return list(dict.fromkeys(reason for one in found for due in asked for reason in _about(one, due, today)))


def _about(one: Absence, due: datetime.date | None, today: datetime.date) -> list[Reason]:
    who, first, last = one.staff.name, str(one.first_day), str(one.last_day)
    reasons = []
    if one.first_day <= today <= one.last_day:
        reasons.append(BOOK.reason("REM-45.away", who=who, last=last))
    if due and one.first_day <= due <= one.last_day:
        reasons.append(BOOK.reason("REM-45.due", who=who, due=str(due), first=first, last=last))
    return reasons


def named(nodes: Sequence[str]) -> str:
    """Nodes in words, in the order of Mitt arbete; all eight are "Hela Mitt arbete"."""
    if set(nodes) >= set(NODE_WORDS):
        return "Hela Mitt arbete"
    return ", ".join(word for node, word in NODE_WORDS.items() if node in nodes)
