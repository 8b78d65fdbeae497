"""The spine: a case that every subject hangs on, and the tasks that say whose turn it is."""

import uuid

from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from vardkedja.kernel.access import Staff
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Region, Unit
from vardkedja.kernel.people.models import Person


class Case(Classed):
    """One case. A subject's own table is one-to-one with it and points down; `state` and `headline` are written by its verbs.

    `number` is what people say (never reused); `uuid` is what addresses carry. `headline` holds no care data.
    Here, and in what hangs on a case, a foreign key that nobody asks by has no index: each write would pay for it.
    """

    personal = ("patient",)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=20, unique=True)
    patient = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", db_index=False
    )  # whose agreement the case runs under
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)  # who answers for it
    other_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # whom it goes to
    state = models.CharField(max_length=30)
    headline = models.CharField(max_length=340, blank=True)
    version = models.IntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "kind", "state", "-changed_at", "-id"], name="case_of_unit"),
            models.Index(fields=["unit", "kind", "-changed_at", "-id"], name="case_of_unit_any"),
            models.Index(fields=["region", "kind", "-changed_at", "-id"], name="case_of_region"),
            models.Index(fields=["patient", "kind"], name="case_of_patient"),
        ]


class Task(Classed):
    """Something that somebody must do: a node's row. `staff` empty means that the unit's pool owns it.

    `item` is the message or paper it is about, where a node may hold several of one case.
    `sort_on` is the deadline, or for a task without one the day it began to wait, so that late and old come first.
    """

    care = ("flag",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    node = models.CharField(max_length=40)
    item = models.UUIDField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    due = models.DateField(null=True)
    sort_on = models.DateField()
    since = models.DateTimeField()
    flag = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "node", "unit", "item"],
                condition=Q(done_at__isnull=True),
                nulls_distinct=False,
                name="one_open_task",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="task_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "node", "sort_on", "id"], condition=Q(done_at__isnull=True), name="task_open"),
            models.Index(
                fields=["staff", "node", "sort_on", "id"], condition=Q(done_at__isnull=True), name="task_open_mine"
            ),
            models.Index(fields=["unit", "sort_on", "id"], condition=Q(done_at__isnull=True), name="task_open_unit"),
            models.Index(  # the inbox: what has nobody first
                F("unit"),
                ExpressionWrapper(Q(staff__isnull=False), models.BooleanField()),
                F("sort_on"),
                F("id"),
                condition=Q(done_at__isnull=True, node="answer"),
                name="task_inbox",
            ),
        ]
