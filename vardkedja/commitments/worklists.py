"""The lists of the Kalmar form: by node, by search, and their numbers. Every question begins in the actor's reach."""

import datetime
import functools
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from vardkedja.commitments.models import KIND, Commitment, reach_of, values_of, visibility
from vardkedja.kernel import clock, query, swedish, worklists
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.query import Blank, Compiled


@dataclass(frozen=True)
class Node:
    """One list: its word in the address, name, what is in it, what to do, what an empty one says, and for whom it is."""

    word: str
    node: str
    name: str
    hint: str
    empty: str
    reaches: tuple[str, ...]


NODES: dict[str, Node] = {
    node.word: node
    for node in (
        Node(
            "utkast",
            "finish",
            "Att färdigställa",
            "Skriv klart och lämna till läkare för underskrift.",
            "Här hamnar utkast tills de är utfärdade eller borttagna.",
            ("units",),
        ),
        Node(
            "vantar",
            "approve",
            "Väntar på godkännande",
            "Hemlandstinget ska svara innan remissen kan utfärdas.",
            "Här står remisser på kap 4.2–4.4 tills hemlandstinget har svarat.",
            ("units", "approve"),
        ),
        Node(
            "klara",
            "issue",
            "Klara att utfärda",
            "Godkända. Läkare eller verksamhetschef utfärdar.",
            "Här står godkända remisser tills de är utfärdade.",
            ("units",),
        ),
        Node(
            "ej-postade",
            "post",
            "Ej postade",
            "Posta till mottagaren och registrera dagen.",
            "Här står utfärdade remisser tills postningen är registrerad.",
            ("units",),
        ),
        Node(
            "flyttade",
            "moved",
            "Patienten har flyttat eller avlidit",
            "Remissen gäller som utfärdad. Kontrollera och kvittera.",
            "Här flaggas utfärdade remisser när patienten flyttar ur länet eller avlider.",
            ("units", "region"),
        ),
    )
}
ALL = "alla"


class Row(NamedTuple):
    """One line: what is shown, and the two last columns that the list is sorted on."""

    uuid: uuid.UUID
    number: str
    state: str
    headline: str
    given: str
    family: str
    identifier: str
    birth_date: datetime.date | None
    patient_id: int
    protected: bool
    last_day: datetime.date | None
    issued_on: datetime.date | None
    since: datetime.datetime
    flag: str
    from_name: str
    writer: str
    reinvoice: bool
    sort_on: Any
    sort_id: int


@dataclass(frozen=True)
class Filters:
    """What is asked for in a search, as it stands in the address (RUS-42)."""

    patient: uuid.UUID | None = None
    unit: int | None = None
    staff: int | None = None
    number: str = ""
    receiver: str = ""
    agreement: str = ""
    ground: str = ""
    state: str = ""
    issued_from: datetime.date | None = None
    issued_to: datetime.date | None = None
    valid_on: datetime.date | None = None
    reinvoice: bool = False

    @property
    def shape(self) -> tuple[str, ...]:
        """Which filters are set; the question is compiled once per shape."""
        return tuple(name for name in self.__dataclass_fields__ if getattr(self, name))

    def values(self) -> dict[str, Any]:
        words = swedish.search_patterns(self.receiver) or ["nothing"]  # signs alone match no receiver
        return {
            **{name: getattr(self, name) for name in self.shape},
            "receiver": words,
            "number": f"{self.number}%",
        }


def listed(actor: Actor, word: str, filters: Filters, after: str = "") -> worklists.Page:
    """A page of a node's list, or of every case (`alla`), within the actor's reach."""
    place = worklists.decode(after) if after else None
    compiled = _question(reach_of(actor), word, filters.shape, place is not None, worklists.PAGE + 1)
    return worklists.page(compiled, _values(actor, filters, place), slice(-2, None))


def count(actor: Actor, word: str, filters: Filters) -> int:
    """How long the list is, to 201."""
    compiled = _question(reach_of(actor), word, filters.shape, False, worklists.CAP + 1)
    return worklists.counted(compiled, _values(actor, filters, None))


def counts(actor: Actor, *, mine_only: bool = False) -> dict[str, int]:
    """The numbers of the nodes that are for the actor, in one statement, each from its list's own question.

    `mine_only` counts what waits for the actor in person, a part of what waits for the unit.
    """
    reach = reach_of(actor)
    mine = [node for node in NODES.values() if reach in node.reaches]
    if not mine:
        return {}
    filters = list_filter(actor, reach, mine_only)
    rows = query.fetch(_numbers(reach, filters.shape), _values(actor, filters, None))
    return {node.word: row[0] for node, row in zip(mine, rows, strict=True)}


def list_filter(actor: Actor, reach: str, mine_only: bool = False) -> Filters:
    """A node's list is the unit's own, also for a flag; an approver answers for the whole region."""
    unit = actor.unit_id if reach in ("units", "region") else None
    return Filters(unit=unit, staff=actor.staff_id if mine_only else None)


def _values(actor: Actor, filters: Filters, place: tuple[str, int] | None) -> dict[str, Any]:
    at = {"after": place[0], "after_id": place[1]} if place else {}
    return values_of(actor) | filters.values() | at | {"today": clock.today()}


_COLUMNS = (
    *("case__uuid", "case__number", "case__state", "case__headline", "case__patient__given", "case__patient__family"),
    *(
        "identifier",
        "case__patient__birth_date",
        "case__patient_id",
        "case__patient__protected",
        "last_day",
        "issued_on",
    ),
    *("waiting_since", "waiting_flag", "case__unit__clinic", "case__changed_by__name", "reinvoice"),
)


@functools.lru_cache(maxsize=256)
def _question(reach: str, word: str, shape: tuple[str, ...], after: bool, limit: int) -> Compiled:
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    rows: Any = Commitment.objects.filter(visibility(reach)).annotate(identifier=Subquery(current))
    node = NODES.get(word)
    if node:
        rows = rows.filter(**_node_condition(node.node, shape)).annotate(
            waiting_since=F("case__tasks__since"), waiting_flag=F("case__tasks__flag")
        )
        sort_on, sort_id, ascending, kind = "case__tasks__sort_on", "case__tasks__id", True, "date"
    else:
        rows = rows.filter(case__kind=KIND).annotate(waiting_since=F("case__changed_at"), waiting_flag=models.Value(""))
        if reach == "units":
            rows = rows.exclude(case__state="deleted")
        if reach == "units" and not shape:
            rows = rows.filter(_among_latest(after, limit))
        if "unit" in shape:
            rows = rows.filter(case__unit_id=Blank("unit", models.BigIntegerField()))
        sort_on, sort_id, ascending, kind = "case__changed_at", "case_id", False, "timestamptz"
    rows = _filtered(rows, shape)
    order = (sort_on, sort_id) if ascending else (f"-{sort_on}", f"-{sort_id}")
    compiled = query.compiled(rows.order_by(*order).values_list(*_COLUMNS, sort_on, sort_id))
    if after:
        compiled = _beginning_after(compiled, sort_on, ascending, kind)
    return Compiled(f"{compiled.sql} limit {limit}", compiled.parameters)


@functools.lru_cache(maxsize=64)
def _numbers(reach: str, shape: tuple[str, ...]) -> Compiled:
    """How long each of the lists for a reach is, to 201: their common condition, without what a line shows."""
    rows = Commitment.objects.filter(visibility(reach)).filter(
        **_node_condition(RawSQL("n.node", (), models.CharField()), shape)
    )
    one = query.compiled(rows.order_by("case__tasks__sort_on", "case__tasks__id").values_list("pk"))
    counted = f"select count(*) from ({one.sql} limit {worklists.CAP + 1}) listed"
    nodes = ", ".join(f"({place}, '{node.node}')" for place, node in enumerate(NODES.values()) if reach in node.reaches)
    return Compiled(f"select ({counted}) from (values {nodes}) n(place, node) order by n.place", one.parameters)


def _among_latest(after: bool, limit: int) -> Q:
    """The condition that a case is among the first of its unit, read from the index: a page is not a whole unit."""
    begin = "and (changed_at, id) < (%s::timestamptz, %s::bigint) " if after else ""
    latest = (
        "kernel_case.id = any(array(select k.id from unnest((select %s::bigint[])) u(id) cross join lateral"
        f" (select id from kernel_case where unit_id = u.id and kind = '{KIND}' and state <> 'deleted' {begin}"
        f"order by changed_at desc, id desc limit {limit}) k))"
    )
    markers = ("units", "after", "after_id") if after else ("units",)
    return Q(RawSQL(latest, [query.Marker(name) for name in markers], models.BooleanField()))


def _node_condition(node: Any, shape: tuple[str, ...]) -> dict[str, Any]:
    condition: dict[str, Any] = {"case__tasks__node": node, "case__tasks__done_at__isnull": True}
    if "unit" in shape:
        condition["case__tasks__unit_id"] = Blank("unit", models.BigIntegerField())
    if "staff" in shape:
        condition["case__tasks__staff_id"] = Blank("staff", models.BigIntegerField())
    return condition


def _beginning_after(compiled: Compiled, sort_on: str, ascending: bool, kind: str) -> Compiled:
    """The row comparison goes where the planner can use the index: into the condition, before the order."""
    table = ("kernel_task.sort_on", "kernel_task.id") if ascending else ("kernel_case.changed_at", "kernel_case.id")
    sign = ">" if ascending else "<"
    before, order, rest = compiled.sql.rpartition(" ORDER BY ")
    sql = f"{before} and ({table[0]}, {table[1]}) {sign} (%s::{kind}, %s::bigint){order}{rest}"
    return Compiled(sql, (*compiled.parameters, query.Marker("after"), query.Marker("after_id")))


def _filtered(rows: QuerySet, shape: tuple[str, ...]) -> QuerySet:
    text, day = models.CharField(max_length=200), models.DateField()
    conditions = {
        "patient": Q(case__patient__uuid=Blank("patient", models.UUIDField())),
        "agreement": Q(agreement=Blank("agreement", text)),
        "ground": Q(ground=Blank("ground", text)),
        "issued_from": Q(issued_on__gte=Blank("issued_from", day)),
        "issued_to": Q(issued_on__lte=Blank("issued_to", day)),
        "valid_on": Q(first_day__lte=Blank("valid_on", day), last_day__gte=Blank("valid_on", day))
        & ~Q(case__state="cancelled"),
        "reinvoice": Q(reinvoice=True),
        "number": Q(RawSQL("kernel_case.number like %s", [query.Marker("number")], models.BooleanField())),
        "receiver": Q(
            RawSQL(
                "kernel_case.other_unit_id in (select id from kernel_unit where search_key like all(%s::text[]))",
                [query.Marker("receiver")],
                models.BooleanField(),
            )
        ),
    }
    for name in shape:
        if name == "state":
            rows = rows.filter(_in_state())
        elif name in conditions:
            rows = rows.filter(conditions[name])
    return rows


def _in_state() -> Q:
    """The state as it is shown: Utgången is worked out from the day (RUS-28)."""
    shown = (
        "case when kernel_case.state in ('issued', 'posted') and commitments_commitment.last_day < %s::date"
        " then 'expired' else kernel_case.state end = %s"
    )
    return Q(RawSQL(shown, [query.Marker("today"), query.Marker("state")], models.BooleanField()))
