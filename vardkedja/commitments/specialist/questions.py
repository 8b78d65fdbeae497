"""The questions behind the lists and the queue, compiled once for each shape; all of them begin in a reach (X-06)."""

import functools
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, TruncDate

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist.actions.common import ASSESS
from vardkedja.commitments.specialist.models import KIND, Assessment, Completion, Specialist, visibility
from vardkedja.kernel import clock, query, worklists
from vardkedja.kernel.cases import Task
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.query import Blank, Compiled, Marker
from vardkedja.rules.commitment_facts import CareForm
from vardkedja.rules.specialist_facts import Entrance
from vardkedja.rules.specialist_workflow import BEFORE_DECISION, State

LIMIT = worklists.PAGE + 1
ALL = "alla"
# The shelves of the office's queue; their names stand in addresses.
OPEN, WAITED, UNCOMMITTED, SILENT = "fore-beslut", "komplettering", "utan-forbindelse", "tysta"
BEFORE = sorted(map(str, BEFORE_DECISION))
_NOT_SENT = [str(State.DRAFT), str(State.SIGNED)]
_TEXT, _DAY, _ID = models.CharField(max_length=200), models.DateField(), models.BigIntegerField()

COLUMNS = (
    *("case__uuid", "case__number", "case__state", "box", "entrance", "source_name"),
    *("case__patient__given", "case__patient__family", "identifier", "case__patient__birth_date", "case__patient_id"),
    *("case__patient__protected", "case__unit__institution", "case__unit__clinic"),
    *("case__other_unit__institution", "case__other_unit__clinic", "received_on", "last_day"),
    *("responsible", "since", "flag", "sort_on", "sort_id"),
)


@functools.lru_cache(maxsize=512)
def page(reach: str, source: str, shape: tuple[str, ...], after: bool) -> Compiled:
    """A page of a node's list, of a shelf of the queue, or (ALL) of every case. `after` begins it later."""
    rows: Any = _sorted(_begun(reach, source, shape), source)
    if after:
        kind = models.DateTimeField() if source == ALL else _DAY
        place, same = Blank("after", kind), Blank("after_id", _ID)
        beyond = Q(sort_on__lt=place) if source == ALL else Q(sort_on__gt=place)
        tied = Q(sort_id__lt=same) if source == ALL else Q(sort_id__gt=same)
        rows = rows.filter(beyond | Q(sort_on=place) & tied)
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    rows = rows.annotate(identifier=Subquery(current), last_day=_of_case(Commitment, "last_day"))
    order = ("-sort_on", "-sort_id") if source == ALL else ("sort_on", "sort_id")
    return query.compiled(rows.order_by(*order).values_list(*COLUMNS), f" limit {LIMIT}")


@functools.lru_cache(maxsize=128)
def numbers(reach: str, sources: tuple[str, ...], shape: tuple[str, ...]) -> Compiled:
    """How long the lists are, one row with a number for each, to 201: the lists' own conditions."""
    parts: list[str] = []
    markers: list[Any] = []
    for source in sources:
        one = query.compiled(_begun(reach, source, shape).values_list("pk"), f" limit {worklists.CAP + 1}")
        parts.append(f"(select count(*) from ({one.sql}) listed)")
        markers += one.parameters
    return Compiled(f"select {', '.join(parts)}", tuple(markers))


@functools.lru_cache(maxsize=64)
def tally(reach: str, shape: tuple[str, ...]) -> Compiled:
    """Every case before decision: the day it came, box, hospital ("" of a request from outside), officer, how many such."""
    officer = Assessment.objects.filter(case_id=OuterRef("case_id"))
    rows = _begun(reach, OPEN, shape).annotate(
        hospital=_hospital(),
        officer_id=Subquery(officer.values("officer_id")[:1]),
        officer_uuid=Subquery(officer.values("officer__uuid")[:1]),
        officer_name=Subquery(officer.values("officer__name")[:1]),
    )
    columns = ("received_on", "box", "hospital", "officer_id", "officer_uuid", "officer_name")
    return query.compiled(
        rows.order_by().values(*columns).annotate(many=models.Count("pk")).values_list(*columns, "many")
    )


def _begun(reach: str, source: str, shape: tuple[str, ...]) -> QuerySet:
    """The list's condition, within the reach: what is counted and what is shown begin here."""
    rows: Any = Specialist.objects.filter(visibility(reach), case__kind=KIND)
    if source == ALL:
        rows = rows.exclude(case__state=str(State.DELETED))
    elif source in SHELVES:
        rows = rows.filter(SHELVES[source]())
    else:
        rows = rows.filter(**_task(source, shape))
    for name in shape:
        rows = rows.filter(_FILTERS[name]()) if name in _FILTERS else rows
    if "staff" in shape and (source == ALL or source in SHELVES):
        rows = rows.filter(Exists(_assessments(officer_id=Blank("staff", _ID))))
    return rows


def _task(node: str, shape: tuple[str, ...]) -> dict[str, Any]:
    condition: dict[str, Any] = {"case__tasks__node": node, "case__tasks__done_at__isnull": True}
    condition["case__tasks__unit_id"] = Blank("unit", _ID)
    if "staff" in shape:
        condition["case__tasks__staff_id"] = Blank("staff", _ID)
    return condition


def _sorted(rows: QuerySet, source: str) -> QuerySet:
    """What the list is sorted on, since when a line has waited, and who has it."""
    officer = _of_case(Assessment, "officer__name")
    if source == ALL:
        waits = Case(When(case__state__in=_NOT_SENT, then=F("case__changed_at")), default=None)
        told: dict[str, Any] = {"sort_on": F("case__changed_at"), "since": waits}
        return rows.annotate(sort_id=F("case_id"), responsible=officer, flag=models.Value(""), **told)
    if source in SHELVES:
        came: Any = F("received_on")
        if source == WAITED:
            asked = _open_completions().values("asked_at")[:1]
            came = TruncDate(Subquery(asked), tzinfo=clock.STOCKHOLM)
        since = Cast(F("received_on"), models.DateTimeField())
        told = {"sort_on": came, "since": since, "sort_id": F("case_id")}
        return rows.annotate(responsible=officer, flag=models.Value(""), **told)
    told = {"sort_on": F("case__tasks__sort_on"), "since": F("case__tasks__since"), "flag": F("case__tasks__flag")}
    if source == ASSESS:
        # Nobody's first, then by the day it came, which is the order of the target's last days.
        # A century is taken from the day of what has nobody, so that the list still goes by one key.
        ahead = Case(When(case__tasks__staff__isnull=True, then=36525), default=0)
        told["sort_on"] = models.ExpressionWrapper(F("received_on") - ahead, output_field=_DAY)
    return rows.annotate(sort_id=F("case__tasks__id"), responsible=F("case__tasks__staff__name"), **told)


def _of_case(model: type[models.Model], column: str) -> Subquery:
    return Subquery(model._default_manager.filter(case_id=OuterRef("case_id")).values(column)[:1])


def _assessments(**more: Any) -> QuerySet:
    return Assessment.objects.filter(case_id=OuterRef("case_id"), **more)


def _open_completions(**more: Any) -> QuerySet:
    return Completion.objects.filter(case_id=OuterRef("case_id"), received_on__isnull=True, **more)


def _hospital() -> Case:
    return Case(When(entrance=str(Entrance.OUTSIDE), then=models.Value("")), default=F("case__unit__institution"))


def _uncommitted() -> Q:
    """Approved inpatient care for which no commitment has been issued."""
    issued = Q(Exists(Commitment.objects.filter(case_id=OuterRef("case_id"))))
    return Q(case__state=str(State.APPROVED), care_form=str(CareForm.SLUTEN)) & ~issued


def _silent() -> Q:
    """Somebody must do something, and it stands in nobody's list: it should never be so."""
    waits = Q(Exists(Task.objects.filter(case_id=OuterRef("case_id"), done_at__isnull=True)))
    return (Q(case__state__in=[*_NOT_SENT, *BEFORE]) | _uncommitted()) & ~waits


SHELVES: dict[str, Any] = {
    OPEN: lambda: Q(case__state__in=BEFORE),
    WAITED: lambda: (
        Q(case__state=str(State.COMPLETING))
        & Q(Exists(_open_completions(asked_at__lt=Blank("asked_before", models.DateTimeField()))))
    ),
    UNCOMMITTED: _uncommitted,
    SILENT: _silent,
}


def _raw(sql: str, *markers: str) -> Q:
    return Q(RawSQL(sql, [Marker(name) for name in markers], models.BooleanField()))


# The state as it is shown: Utgången is worked out from the day.
_SHOWN_STATE = (
    "case when kernel_case.state = 'issued' and (select k.last_day from commitments_commitment k"
    " where k.case_id = kernel_case.id) < %s::date then 'expired' else kernel_case.state end = %s"
)
_FILTERS: dict[str, Any] = {
    "patient": lambda: Q(case__patient__uuid=Blank("patient", models.UUIDField())),
    "number": lambda: _raw("kernel_case.number like %s", "number"),
    "box": lambda: Q(box=Blank("box", _TEXT)),
    "hospital": lambda: Q(case__unit__institution=Blank("hospital", _TEXT)) & ~Q(entrance=str(Entrance.OUTSIDE)),
    "outside": lambda: Q(entrance=str(Entrance.OUTSIDE)),
    "officer": lambda: Q(Exists(_assessments(officer__uuid=Blank("officer", models.UUIDField())))),
    "officers": lambda: Q(Exists(_assessments().filter(query.OneOf("officer_id", "officers")))),
    "unassigned": lambda: ~Q(Exists(_assessments(officer__isnull=False))),
    "region": lambda: Q(case__other_unit__region_id=Blank("region_to", _TEXT)),
    "days": lambda: Q(query.OneOf("received_on", "days", "date")),
    "state": lambda: _raw(_SHOWN_STATE, "today", "state"),
}
