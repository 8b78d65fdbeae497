"""Statistics of the region's office per month and alternative, as it was known on a day (SVR-06, SVR-35, X-43).

Nothing is stored for it: every number is worked out from what the verbs stored, with the instant of its registration. What
was registered after the day does not count, so the same question gives the same answer whenever it is asked.
"""

import datetime
import functools
import re
import statistics as numbers
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from vardkedja.commitments.specialist.models import Specialist, reach_of, values_of, visibility
from vardkedja.kernel import clock, query, swedish, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.query import Compiled, Marker
from vardkedja.referrals.statistics import before, end_of
from vardkedja.rules.law import Terms
from vardkedja.rules.specialist_facts import BOX_WORDS, Outcome
from vardkedja.rules.specialist_handling import handling

MONTHS = 12
_DECIDED = (Outcome.APPROVED, Outcome.REJECTED, Outcome.DISMISSED)


class Fact(NamedTuple):
    """So many alike: `name` is received, decided (the first decision of a case), revoked, opened or ongoing."""

    name: str
    day: datetime.date
    box: str
    outcome: str
    received_on: datetime.date
    begun: bool
    officer: str
    many: int


@dataclass
class Group:
    """The numbers of an alternative in a month. `days` are the handling days of each first decision.

    `late` counts those past the region's target and `unknown` those for which the region had entered none.
    """

    received: int = 0
    approved: int = 0
    rejected: int = 0
    dismissed: int = 0
    revoked: int = 0
    begun: int = 0
    late: int = 0
    unknown: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def decided(self) -> int:
        """First decisions."""
        return self.approved + self.rejected + self.dismissed

    @property
    def median(self) -> float | None:
        """The median of the handling days: from the day it came to the day of the first decision."""
        return numbers.median(self.days) if self.days else None

    @property
    def longest(self) -> int | None:
        return max(self.days, default=None)

    @property
    def past_target(self) -> int | None:
        """How many were decided after the region's target; None when no decision had one."""
        return None if self.unknown == self.decided else self.late


@dataclass(frozen=True)
class Month:
    """A month: its numbers by alternative, and all together."""

    first: datetime.date
    groups: dict[str, Group]
    whole: Group


@dataclass
class Load:
    """An officer's month: cases opened, first decisions made, and what was going on at the end of the day asked about."""

    name: str
    opened: int = 0
    decided: int = 0
    ongoing: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def median(self) -> float | None:
        return numbers.median(self.days) if self.days else None


def year(actor: Actor, last: datetime.date, as_of: datetime.date, months: int = MONTHS) -> list[Month]:
    """The months up to and with `last` (any day in it), the earliest first, as they were known at the end of `as_of`."""
    firsts = [before(last, back) for back in range(months - 1, -1, -1)]
    facts, pack = _facts(actor, firsts[0], end_of(last), as_of), terms.known_at(after_day(as_of))
    found: dict[tuple[datetime.date, str], Group] = {}
    whole = {first: Group() for first in firsts}
    for fact in facts:
        first = fact.day.replace(day=1)
        for group in (found.setdefault((first, fact.box), Group()), whole[first]):
            _count(group, fact, actor.region, pack)
    boxes = [*map(str, BOX_WORDS), *sorted({box for _, box in found} - set(map(str, BOX_WORDS)))]
    return [Month(one, {box: found.get((one, box), Group()) for box in boxes}, whole[one]) for one in firsts]


def after_day(day: datetime.date) -> datetime.datetime:
    """The instant that the day after begins, in Stockholm."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), clock.STOCKHOLM)


def loads(actor: Actor, first: datetime.date, as_of: datetime.date) -> list[Load]:
    """Work per officer in a month, in Swedish order; what nobody had is last, with the name ""."""
    found: dict[str, Load] = {}
    for fact in _facts(actor, first, end_of(first), as_of, of_officers=True):
        load = found.setdefault(fact.officer, Load(fact.officer))
        if fact.name == "opened":
            load.opened += fact.many
        elif fact.name == "ongoing":
            load.ongoing += fact.many
        elif fact.name == "decided":
            load.decided += fact.many
            load.days += [_days(fact)] * fact.many
    return sorted(found.values(), key=lambda one: (not one.name, swedish.sort_key(one.name)))


def box_word(box: str) -> str:
    """The alternative in words; a request that came without one says so."""
    return {str(one): word for one, word in BOX_WORDS.items()}.get(box, "Inget alternativ valt")


def _count(group: Group, fact: Fact, region: str, pack: Terms) -> None:
    if fact.name == "received":
        group.received += fact.many
    elif fact.name == "revoked":
        group.revoked += fact.many
    elif fact.name == "decided" and fact.outcome in _DECIDED:
        setattr(group, fact.outcome, getattr(group, fact.outcome) + fact.many)
        group.days += [_days(fact)] * fact.many
        group.begun += fact.many if fact.begun and fact.outcome == Outcome.DISMISSED else 0
        over = cast(int | None, handling(fact.received_on, fact.day, region, pack).result.get("over"))
        group.unknown += fact.many if over is None else 0
        group.late += fact.many if over else 0


def _days(fact: Fact) -> int:
    return max((fact.day - fact.received_on).days, 0)


# --- the facts -----------------------------------------------------------------------------------------------------

_LOCAL = "({} at time zone 'Europe/Stockholm')::date"
_BEFORE = "{} < %(until)s::timestamptz"
# The first decision of a case, among those made before the end of the day. Later ones, such as on lodging, are not it.
_FIRST = (
    "select * from (select distinct on (r.case_id) r.* from commitments_ruling r join mine on mine.case_id = r.case_id"
    f" where {_BEFORE.format('r.decided_at')} order by r.case_id, r.id) d"
)
_MONTHLY = f"""
select 'received', m.received_on, m.box, '', m.received_on, false, '' from mine m
where {_BEFORE.format("m.registered_at")}
union all
select 'decided', {_LOCAL.format("d.decided_at")}, m.box, d.outcome, m.received_on,
 exists (select from unnest(d.failed) f where f like 'SVR-06%%'), (select s.name from kernel_staff s where s.id = d.decided_by_id)
from ({_FIRST}) d join mine m on m.case_id = d.case_id
union all
select 'revoked', {_LOCAL.format("r.decided_at")}, m.box, r.outcome, m.received_on, false, ''
from commitments_ruling r join mine m on m.case_id = r.case_id
where r.outcome = 'revoked' and {_BEFORE.format("r.decided_at")}
"""
# Who had a case at the instant: whoever it was last given to, else whoever opened it.
_HAD_IT = f"""
coalesce((select y.changes->'officer'->>1 from kernel_history y where y.case_id = m.case_id and y.verb = 'svr.assign'
 and {_BEFORE.format("y.at")} order by y.id desc limit 1),
 (select s.name from commitments_assessment a join kernel_staff s on s.id = a.opened_by_id
 where a.case_id = m.case_id and {_BEFORE.format("a.opened_at")}), '')
"""
_PERSONAL = f"""
select 'opened', {_LOCAL.format("a.opened_at")}, m.box, '', m.received_on, false,
 (select s.name from kernel_staff s where s.id = a.opened_by_id)
from commitments_assessment a join mine m on m.case_id = a.case_id where {_BEFORE.format("a.opened_at")}
union all
select 'ongoing', %(last)s::date, m.box, '', m.received_on, false, {_HAD_IT} from mine m
where {_BEFORE.format("m.registered_at")}
 and not exists (select from commitments_ruling r where r.case_id = m.case_id and {_BEFORE.format("r.decided_at")})
 and not exists (select from kernel_history y where y.case_id = m.case_id and y.verb = 'svr.withdraw'
  and {_BEFORE.format("y.at")})
"""


def _facts(
    actor: Actor, first: datetime.date, last: datetime.date, as_of: datetime.date, *, of_officers: bool = False
) -> list[Fact]:
    """Everything that falls on the days from `first` to `last`, alike counted together, within the actor's reach."""
    sql = f"{_MONTHLY} union all {_PERSONAL}" if of_officers else _MONTHLY
    rows = query.fetch(_compiled(reach_of(actor), sql), values_of(actor) | _values(first, last, as_of))
    return [Fact(*row) for row in rows]


@functools.lru_cache(maxsize=8)
def _compiled(reach: str, facts: str) -> Compiled:
    sent = Specialist.objects.filter(visibility(reach), received_on__isnull=False)
    mine = query.compiled(sent.values_list("case_id", "box", "received_on", "sent_at", "case__opened_at"))
    rest = _numbered(
        f" facts(name, day, box, outcome, received_on, begun, officer) as ({facts})"
        " select name, day, box, outcome, received_on, begun, coalesce(officer, ''), count(*) from facts"
        " where day between %(first)s::date and %(last)s::date group by 1, 2, 3, 4, 5, 6, 7"
    )
    begin = (
        "with mine as materialized (select case_id, box, received_on, coalesce(sent_at, opened_at) as registered_at"
        f" from ({mine.sql}) sent(case_id, box, received_on, sent_at, opened_at)),"
    )
    return Compiled(begin + rest.sql, (*mine.parameters, *rest.parameters))


def _numbered(sql: str) -> Compiled:
    """A statement with named blanks as one whose blanks stand in their order."""
    named = re.compile(r"%\((\w+)\)s")
    return Compiled(named.sub("%s", sql), tuple(Marker(name) for name in named.findall(sql)))


def _values(first: datetime.date, last: datetime.date, as_of: datetime.date) -> dict[str, Any]:
    return {"first": first, "last": last, "until": after_day(as_of)}
