"""Finding referrals: by patient, number, state, the other unit and date, within the actor's units (X-06, X-16)."""

import datetime
import functools
import uuid
from dataclasses import dataclass
from typing import Any

from vardkedja.kernel import clock, query, swedish
from vardkedja.kernel.access import Actor
from vardkedja.kernel.query import Compiled, Marker
from vardkedja.referrals import questions
from vardkedja.referrals.worklists import Row

LIMIT = questions.LIMIT
_UNIT, _UNITS = Marker("unit"), Marker("units")
_MINE = "any((select %s::bigint[])::bigint[])"
_VISIBLE = (
    f"(c.unit_id = {_MINE} or exists (select from referrals_reception v where v.case_id = c.id and v.unit_id = {_MINE})"
    f" or exists (select from kernel_task v where v.case_id = c.id and v.unit_id = {_MINE} and v.done_at is null))"
)
# A found case stands where a task does in a work list, with the monitor or the assessor as the one responsible.
_AS_TASK = (
    "c.id, c.changed_at, c.changed_at::date as sort_on, c.id as case_id, %s::bigint as unit_id,"
    " (select case when c.unit_id = %s::bigint then k.monitor_id else (select r.assessor_id from referrals_reception r"
    " where r.uuid = k.reception_id) end from referrals_consultation k where k.case_id = c.id) as staff_id,"
    " '' as node, null::uuid as item, null::date as due, c.changed_at as since, '' as flag"
)
_OTHER = "in (select u.id from kernel_unit u where u.search_key like all(%s::text[]))"
SENT, RECEIVED = "ut", "in"


@dataclass(frozen=True)
class Wish:
    """What is searched for. With a patient or a number everything visible is searched, else the unit's own.

    `way` is SENT or RECEIVED; `state` is of that side; `other` names the other unit; the days are when it was last
    changed (sent) or arrived (received).
    """

    patient: uuid.UUID | None = None
    number: str = ""
    way: str = SENT
    state: str = ""
    other: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None

    @property
    def shape(self) -> tuple[str, ...]:
        return tuple(name for name in ("state", "other", "first", "last") if getattr(self, name))


def found(actor: Actor, wish: Wish) -> list[Row]:
    """The referrals that fit, the latest first; at most one more than a page. Only what the actor may know of."""
    if wish.patient or wish.number:
        compiled = by_key("patient" if wish.patient else "number")
    else:
        compiled = by_unit(wish.way, wish.shape)
    rows = query.fetch(compiled, _values(actor, wish))
    return [Row(*row) for row in rows]


@functools.lru_cache(maxsize=2)
def by_key(key: str) -> Compiled:
    """By the patient's random id, or by the referral's number."""
    asked = {
        "patient": "c.patient_id = (select p.id from kernel_person p where p.uuid = %s::uuid)",
        "number": "c.number = %s",
    }[key]
    sql = (
        f"select {_AS_TASK} from kernel_case c where {asked} and c.kind = 'rem' and c.state <> 'deleted' and {_VISIBLE}"
        f" order by c.changed_at desc, c.id desc limit {LIMIT}"
    )
    return _shown(Compiled(sql, (_UNIT, _UNIT, Marker(key), *(_UNITS,) * 3)), "t.changed_at desc, t.id desc")


@functools.lru_cache(maxsize=64)
def by_unit(way: str, shape: tuple[str, ...]) -> Compiled:
    """What the unit has sent, or received, in the order of an index."""
    sent = way == SENT
    conditions = {
        "state": "c.state = %s" if sent else "r.state = %s",
        "other": f"c.other_unit_id {_OTHER}" if sent else f"c.unit_id {_OTHER}",
        "first": "c.changed_at >= %s::timestamptz" if sent else "r.arrived_on >= %s::date",
        "last": "c.changed_at < %s::timestamptz" if sent else "r.arrived_on <= %s::date",
    }
    # The days begin and end the reading of the index; what is asked of a row does not make the planner sort (questions.py).
    spans = ("first", "last")
    where = "".join(
        f" and {conditions[name]}" if name in spans else f" and nullif({conditions[name]}, false) is not null"
        for name in shape
    )
    names = {"first": "first_at", "last": "last_at"} if sent else {}
    markers = (_UNIT, _UNIT, _UNIT, *(Marker(names.get(name, name)) for name in shape))
    if sent:
        sql = (
            f"select {_AS_TASK} from kernel_case c where c.unit_id = %s::bigint and c.kind = 'rem'"
            f" and c.state <> 'deleted' and c.state <> 'outside'{where}"
            f" order by c.changed_at desc, c.id desc limit {LIMIT}"
        )
        return _shown(Compiled(sql, markers), "t.changed_at desc, t.id desc")
    sql = (
        f"select {_AS_TASK}, r.arrived_on, r.uuid as reception from referrals_reception r"
        " cross join lateral (select * from kernel_case where id = r.case_id limit 1) c"
        f" where r.unit_id = %s::bigint{where}"
        f" order by r.arrived_on desc, r.uuid desc limit {LIMIT}"
    )
    return _shown(Compiled(sql, markers), "t.arrived_on desc, t.reception desc")


def _shown(asked: Compiled, order: str) -> Compiled:
    sql = (
        f"select q.*, t.unit_id, t.staff_id, t.node, t.due, t.since, t.flag, t.sort_on, t.id from ({asked.sql}) t"
        f" cross join lateral ({questions.SHOWN.sql}) q order by {order}"
    )
    return Compiled(sql, (*asked.parameters, *questions.SHOWN.parameters))


def _values(actor: Actor, wish: Wish) -> dict[str, Any]:
    day = datetime.timedelta(days=1)
    return {
        "unit": actor.unit_id if actor.unit_id in actor.rem_units else 0,
        "units": list(actor.rem_units),
        "patient": wish.patient,
        "number": wish.number,
        "state": wish.state,
        "other": swedish.search_patterns(wish.other) or ["nothing"],
        "first": wish.first,
        "last": wish.last,
        "first_at": f"{wish.first} 00:00 Europe/Stockholm" if wish.first else None,
        "last_at": f"{wish.last + day} 00:00 Europe/Stockholm" if wish.last else None,
        "today": clock.today(),
    }
