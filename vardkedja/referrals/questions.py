"""The questions behind the work lists, compiled once for each shape (X-17): open tasks first, then what a line shows.

Tasks are read in the order of an index and the reading stops at a page. Whatever a filter asks is asked of one task at a
time, in a select of its own, never as a join: the planner cannot then turn the list around and sort it. And it is asked as
"is not null": of that the planner expects nearly every row to fit, and so it reads in order until the page is full.
"""

import functools

from vardkedja.kernel import worklists
from vardkedja.kernel.query import Compiled, Marker

LIMIT = worklists.PAGE + 1
INBOX = "answer"
_REM = "(select 1 from kernel_case c where c.id = t.case_id and c.kind = 'rem') is not null"

_RECEPTION = (
    "(select {what} from referrals_consultation k join referrals_reception r on r.uuid = k.reception_id"
    " where k.case_id = t.case_id)"
)
# Nobody at the receiving unit has done anything yet.
UNRECEIVED = _RECEPTION.format(what="r.received_at is null and r.channel = 'electronic' and r.closed_at is null")
# The lead time has passed: no confirmation or answer, or an answer that was decided and not sent (REM-30).
_UNCONFIRMED = _RECEPTION.format(what="r.confirm_by < %s::date and r.state in ('not_assessed', 'completion')")
_ANSWER_KEPT = (
    "(select true from referrals_message m where m.case_id = t.case_id and m.send_by < %s::date and m.sent_at is null"
    " and m.state in ('draft', 'to_sign', 'to_send') and m.kind in ('partial', 'preliminary', 'final') limit 1)"
)
OVERRUN = f"coalesce({_UNCONFIRMED} or {_ANSWER_KEPT}, false)"
# Whoever has the task is away and nobody has taken over (REM-45).
AWAY = (
    "coalesce((select true from kernel_absence a where a.staff_id = t.staff_id and a.unit_id = t.unit_id"
    " and a.removed_at is null and a.first_day <= %s::date and a.last_day >= %s::date limit 1), false)"
    " and (select true from kernel_handout h where h.owner_id = t.staff_id and h.unit_id = t.unit_id"
    " and t.node = any(h.nodes) and h.ended_at is null and h.first_day <= %s::date and h.last_day >= %s::date"
    " limit 1) is null"
)
# Asked once a page: who is away at the actor's units today. Only for their tasks is AWAY then asked.
_ANY_AWAY = (
    "t.staff_id = any((select array(select a.staff_id from kernel_absence a"
    " where a.unit_id = any((select %s::bigint[])::bigint[]) and a.removed_at is null"
    " and a.first_day <= %s::date and a.last_day >= %s::date))::bigint[])"
)
_STATE = "(select c.state from kernel_case c where c.id = t.case_id) = '{}'"
_IN_STATE = _RECEPTION.format(what="r.state = '{}'")
_TODAY = Marker("today")
_WAITING = "(t.sort_on < %s::date or (t.node in ('watch', 'answer') and " + UNRECEIVED + "))"

# What a filter asks of a task `t`, and what fills its blanks. The names stand in addresses.
FILTERS: dict[str, tuple[str, tuple[Marker, ...]]] = {
    "sena": ("t.sort_on < %s::date", (_TODAY,)),
    "idag": ("t.sort_on = %s::date", (_TODAY,)),
    "vecka": ("t.sort_on >= %s::date and t.sort_on <= %s::date", (_TODAY, Marker("sunday"))),
    "utan": ("t.staff_id is null", ()),
    "akuta": ("(select k.priority from referrals_consultation k where k.case_id = t.case_id) = 'urgent'", ()),
    "obekraftade": (_STATE.format("sent"), ()),
    "bekraftade": (_STATE.format("confirmed"), ()),
    "delbesvarade": (_STATE.format("partial"), ()),
    "ej-mottagna": (UNRECEIVED, ()),
    "ledtid": (OVERRUN, (_TODAY, _TODAY)),
    "franvarande": (AWAY, (_TODAY,) * 4),
    "vem": ("t.staff_id = (select s.id from kernel_staff s where s.uuid = %s::uuid)", (Marker("vem"),)),
    "enhet": (
        "(select (select u.id from kernel_unit u where u.uuid = %s::uuid) in (c.unit_id, c.other_unit_id)"
        " from kernel_case c where c.id = t.case_id)",
        (Marker("enhet"),),
    ),
    # The silence list: what should have been done, and hand-overs that nobody has received.
    "tyst": (_WAITING, (_TODAY,)),
    "ofardig": ("t.node = 'finish'", ()),
    "osignerad": ("t.node = 'sign'", ()),
    "oskickad": ("t.node = 'send'", ()),
    "ej-mottagen": ("t.node in ('watch', 'answer') and " + UNRECEIVED, ()),
    "utan-bedomare": ("t.node = 'answer' and t.staff_id is null", ()),
    "ej-bedomd": (f"t.node = 'answer' and t.staff_id is not null and not {_IN_STATE.format('in_progress')}", ()),
    "ej-bekraftad": (f"t.node = 'watch' and {_STATE.format('sent')}", ()),
    "ej-besvarad": (
        f"(t.node = 'answer' and {_IN_STATE.format('in_progress')}"
        f" or t.node = 'watch' and not {_STATE.format('sent')})",
        (),
    ),
    "ej-last": ("t.node = 'attest'", ()),
    "obesvarad-fraga": ("t.node in ('questions', 'webcert')", ()),
}

# What a line shows beside the task itself: the columns of worklists.Row, in its order.
_SHOWN = """
select c.uuid, c.number, c.state, c.headline, c.unit_id, coalesce(nullif(k.sender_name, ''), f.name) as from_name,
 o.name as to_name, p.given, p.family,
 (select i.value from kernel_personidentifier i where i.person_id = c.patient_id and i.current limit 1) as identifier,
 p.birth_date, c.patient_id, p.protected, p.deceased_on, s.uuid as staff_uuid, s.name as staff_name, k.priority,
 r.state as in_state, r.unit_id as in_unit_id, r.received_at is null and r.channel = 'electronic' as unreceived,
 r.assessed_at is not null and r.told_on is null as untold, r.confirm_by,
 m.kind as message, m.to_side, coalesce(m.received_on, m.sent_on) as arrived_on, c.changed_at,
 (select w.name from kernel_staff w where w.id = c.changed_by_id) as changed_by,
 t.node = 'watch' and (select true from kernel_task a where a.case_id = c.id and a.node = 'attest'
  and a.unit_id = t.unit_id and a.done_at is null limit 1) is not null as unread,
 t.node = 'answer' and {overrun} as overrun, {away} as away,
 case when c.unit_id = t.unit_id then o.uuid else f.uuid end as other_uuid
from (select * from kernel_case where id = t.case_id limit 1) c
"""
# Each of these is one row by its key, in a select that ends there: no plan goes through a whole table to find it.
_BESIDE = {
    "k": "select * from referrals_consultation where case_id = t.case_id",
    "p": "select * from kernel_person where id = c.patient_id",
    "f": "select uuid, {name} as name from kernel_unit u where u.id = c.unit_id",
    "o": "select uuid, {name} as name from kernel_unit u where u.id = c.other_unit_id",
    "r": "select * from referrals_reception where uuid = k.reception_id",
    "s": "select uuid, name from kernel_staff where id = t.staff_id",
    "m": "select * from referrals_message where uuid = t.item",
}
_NAME = "case when u.clinic = '' then u.institution else u.clinic || ', ' || u.institution end"
SHOWN = Compiled(
    " ".join(_SHOWN.split()).format(overrun=OVERRUN, away=f"({_ANY_AWAY} and {AWAY})")
    + "".join(f" left join lateral ({sql.format(name=_NAME)} limit 1) {name} on true" for name, sql in _BESIDE.items()),
    (*(_TODAY,) * 2, Marker("units"), *(_TODAY,) * 6),
)
_TASK = "t.id, t.sort_on, t.case_id, t.unit_id, t.staff_id, t.node, t.item, t.due, t.since, t.flag"
_OWNED = f"{_TASK}, (t.staff_id is not null) as owned"


@functools.lru_cache(maxsize=512)
def ids(node: str, shape: tuple[str, ...], owners: int = -1, after: bool = False, limit: int = LIMIT) -> Compiled:
    """The open tasks of a list, in its order. `node` "" is every node; `shape` names the filters that are set.

    `owners` -1 asks for a unit's tasks, 0 for one's own, n for one's own and those of n others whose work is handed out.
    """
    if owners < 0:
        return _one("t.unit_id = %s::bigint", (Marker("unit"),), node, shape, after, limit)
    granted = "nullif(t.unit_id = any((select %s::bigint[])::bigint[]), false) is not null"
    mine = _where(f"t.staff_id = %s::bigint and {granted}", node, shape, after)
    parts, markers = [mine[0]], (Marker("staff"), Marker("units"), *mine[1])
    for place in range(owners):
        theirs = _where("t.staff_id = %s::bigint and t.unit_id = %s::bigint", node, shape, after)
        parts.append(theirs[0])
        markers += (Marker(f"owner{place}"), Marker(f"unit{place}"), *theirs[1])
    begun = f"order by t.sort_on, t.id limit {limit}"  # each part in its order, so that they are merged and not sorted
    found = " union all ".join(f"(select {_TASK} from kernel_task t where {part} {begun})" for part in parts)
    return Compiled(f"select {_TASK} from ({found}) t {begun}", markers)


@functools.lru_cache(maxsize=512)
def page(node: str, shape: tuple[str, ...], owners: int = -1, after: bool = False) -> Compiled:
    """A page of a list: what SHOWN gives, then the task, then what the list is sorted on."""
    found = ids(node, shape, owners, after)
    order = _order(node, owners)
    sql = (
        f"select q.*, t.unit_id, t.staff_id, t.node, t.due, t.since, t.flag, t.sort_on, t.id from ({found.sql}) t"
        f" cross join lateral ({SHOWN.sql}) q order by {order}"
    )
    return Compiled(sql, (*found.parameters, *SHOWN.parameters))


@functools.lru_cache(maxsize=256)
def numbers(lists: tuple[tuple[str, tuple[str, ...], int], ...]) -> Compiled:
    """How long some lists are, to 201, and how many of that are late: one row with an array of two for each list.

    Each is (node, shape, owners). The values that differ between them cannot: only what the shapes name is set.
    """
    parts, markers = [], []
    for node, shape, owners in lists:
        found = ids(node, shape, owners, limit=worklists.CAP + 1)
        late = "count(*) filter (where n.sort_on < %s::date)"
        parts.append(f"(select array[count(*), {late}] from ({found.sql}) n)")
        markers += [_TODAY, *found.parameters]
    return Compiled("select " + ", ".join(parts), tuple(markers))


@functools.lru_cache(maxsize=64)
def choices(node: str, owners: int = -1) -> Compiled:
    """Whom and which units a list can be narrowed to, from its first 500 tasks: (kind, uuid, name), kind `vem` or `enhet`."""
    found = ids(node, (), owners, limit=500)
    sql = (
        f"with t as materialized ({found.sql}),"
        " o as (select case when c.unit_id = t.unit_id then c.other_unit_id else c.unit_id end as id"
        " from t cross join lateral (select unit_id, other_unit_id from kernel_case where id = t.case_id limit 1) c)"
        " select 'vem', s.uuid, s.name from kernel_staff s where s.id in (select staff_id from t)"
        f" union all select 'enhet', u.uuid, {_NAME} from kernel_unit u where u.id in (select id from o)"
    )
    return Compiled(sql, found.parameters)


def _one(
    whose: str, markers: tuple[Marker, ...], node: str, shape: tuple[str, ...], after: bool, limit: int
) -> Compiled:
    where, asked = _where(whose, node, shape, after, inbox=node == INBOX)
    order = "t.sort_on, t.id"
    if node == INBOX:
        order = f"(t.staff_id is not null), {order}"
    return Compiled(
        f"select {_OWNED} from kernel_task t where {where} order by {order} limit {limit}", (*markers, *asked)
    )


def _order(node: str, owners: int) -> str:
    """A unit's inbox has what nobody is responsible for first (REM-21); every other list goes by its day (X-17)."""
    return f"{'t.owned, ' if node == INBOX and owners < 0 else ''}t.sort_on, t.id"


def _where(
    whose: str, node: str, shape: tuple[str, ...], after: bool, inbox: bool = False
) -> tuple[str, tuple[Marker, ...]]:
    """The condition on a task and its blanks; those of `whose` are the caller's."""
    parts = [whose, "t.done_at is null", *([f"t.node = '{node}'"] if node else []), _REM]
    markers: list[Marker] = []
    for name in shape:
        sql, blanks = FILTERS[name]
        parts.append(f"nullif({sql}, false) is not null")
        markers += blanks
    if after and inbox:
        parts.append("((t.staff_id is not null), t.sort_on, t.id) > (%s::boolean, %s::date, %s::bigint)")
        markers += [Marker("after_owned"), Marker("after"), Marker("after_id")]
    elif after:
        parts.append("(t.sort_on, t.id) > (%s::date, %s::bigint)")
        markers += [Marker("after"), Marker("after_id")]
    return " and ".join(parts), tuple(markers)
