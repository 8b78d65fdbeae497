"""The questions behind the lists, compiled once for each shape; all of them begin in a reach (models.visibility)."""

import functools
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from vardkedja.commitments.models import KIND, Commitment, visibility
from vardkedja.kernel import query, worklists
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.query import Blank, Compiled, Marker

LIMIT = worklists.PAGE + 1

COLUMNS = (
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
def page(reach: str, node: str, shape: tuple[str, ...], after: bool) -> Compiled:
    """A page of a node's list, or (node "") of every case: COLUMNS, what it is sorted on and the id. `after` begins it later."""
    rows: Any = Commitment.objects.filter(visibility(reach))
    waiting: dict[str, Any]
    if node:
        rows = _filtered(rows.filter(**_node_condition(node, shape)), shape)
        waiting = {"waiting_since": F("case__tasks__since"), "waiting_flag": F("case__tasks__flag")}
        order = ("case__tasks__sort_on", "case__tasks__id")
    else:
        latest = _latest_of_units(after) if reach == "units" and not shape else _latest(reach, shape, after)
        rows = rows.filter(_among("commitments_commitment.case_id", latest))
        waiting = {"waiting_since": F("case__changed_at"), "waiting_flag": models.Value("")}
        order = ("-case__changed_at", "-case_id")
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    rows = rows.annotate(identifier=Subquery(current), **waiting).order_by(*order)
    shown = query.compiled(rows.values_list(*COLUMNS, *(name.removeprefix("-") for name in order)))
    return _limited(_after_task(shown) if node and after else shown)


@functools.lru_cache(maxsize=64)
def numbers(reach: str, nodes: tuple[str, ...], shape: tuple[str, ...]) -> Compiled:
    """How long the lists of the nodes are, a row each, to 201: the lists' own condition, without what a line shows."""
    of_node = _node_condition(RawSQL("n.node", (), models.CharField()), shape)
    one = query.compiled(Commitment.objects.filter(visibility(reach)).filter(**of_node).values_list("pk"))
    ordered = f"{one.sql} order by kernel_task.sort_on, kernel_task.id limit {worklists.CAP + 1}"
    listed = ", ".join(f"({place}, '{node}')" for place, node in enumerate(nodes))
    counted = f"select (select count(*) from ({ordered}) listed) from (values {listed}) n(place, node) order by n.place"
    return Compiled(counted, one.parameters)


def _latest(reach: str, shape: tuple[str, ...], after: bool) -> Compiled:
    """The ids of a page's cases, the latest changed first. By themselves, so that what a line shows is fetched for a page
    only, however many cases the conditions fit."""
    rows: Any = Commitment.objects.filter(visibility(reach)).filter(case__kind=KIND)
    if reach == "units":
        rows = rows.exclude(case__state="deleted")
    if "unit" in shape:
        rows = rows.filter(case__unit_id=Blank("unit", models.BigIntegerField()))
    found = query.compiled(_filtered(rows, shape).values_list("pk"))
    begin, markers = _beginning("kernel_case.", after)
    order = "order by kernel_case.changed_at desc, kernel_case.id desc"
    return _limited(Compiled(f"{found.sql} {begin} {order}", (*found.parameters, *markers)))


def _latest_of_units(after: bool) -> Compiled:
    """The same without conditions, unit by unit in the order of the index: a page does not sort through a large unit."""
    begin, markers = _beginning("", after)
    one_unit = f"select id from kernel_case where unit_id = u.id and kind = '{KIND}' and state <> 'deleted' {begin}"
    sql = (
        "select k.id from unnest((select %s::bigint[])) u(id) cross join lateral"
        f" ({one_unit} order by changed_at desc, id desc limit {LIMIT}) k"
    )
    return Compiled(sql, (Marker("units"), *markers))


def _among(column: str, ids: Compiled) -> Q:
    return Q(RawSQL(f"{column} = any(array({ids.sql}))", list(ids.parameters), models.BooleanField()))


def _limited(asked: Compiled) -> Compiled:
    return Compiled(f"{asked.sql} limit {LIMIT}", asked.parameters)


def _beginning(table: str, after: bool) -> tuple[str, tuple[Marker, ...]]:
    """The row comparison for a later page, latest first."""
    if not after:
        return "", ()
    compared = f"and ({table}changed_at, {table}id) < (%s::timestamptz, %s::bigint)"
    return compared, (Marker("after"), Marker("after_id"))


def _after_task(asked: Compiled) -> Compiled:
    """A later page of a node's list: the row comparison goes into the condition, where the index is used."""
    before, order, rest = asked.sql.rpartition(" ORDER BY ")
    begin = "and (kernel_task.sort_on, kernel_task.id) > (%s::date, %s::bigint)"
    return Compiled(f"{before} {begin}{order}{rest}", (*asked.parameters, Marker("after"), Marker("after_id")))


def _node_condition(node: Any, shape: tuple[str, ...]) -> dict[str, Any]:
    condition: dict[str, Any] = {"case__tasks__node": node, "case__tasks__done_at__isnull": True}
    if "unit" in shape:
        condition["case__tasks__unit_id"] = Blank("unit", models.BigIntegerField())
    if "staff" in shape:
        condition["case__tasks__staff_id"] = Blank("staff", models.BigIntegerField())
    return condition


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
        "number": Q(RawSQL("kernel_case.number like %s", [Marker("number")], models.BooleanField())),
        "receiver": Q(
            RawSQL(
                "kernel_case.other_unit_id in (select id from kernel_unit where search_key like all(%s::text[]))",
                [Marker("receiver")],
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
    return Q(RawSQL(shown, [Marker("today"), Marker("state")], models.BooleanField()))
