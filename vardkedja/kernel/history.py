"""History: one row per verb on a case, old and new values, never changed (X-08). Written by `verbs.Write`."""

from typing import Any

from django.db import models

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Assignment, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit


class History(Classed):
    """`at` is when it was registered, `event_at` when it happened (X-26). `changes` maps a field to [old, new]."""

    insert_only = True
    care = ("changes", "note")

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    subject = models.CharField(
        max_length=120, blank=True
    )  # what changed when it is no case: a unit, a grant, a rule value
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    event_at = models.DateTimeField(null=True)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", db_index=False
    )  # null: the system itself
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=40, blank=True)
    on_behalf_of = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="history_of_case"),
            models.Index(fields=["subject", "-id"], condition=~models.Q(subject=""), name="history_of_subject"),
        ]


def note(by: Actor | None, verb: str, subject: str, changes: dict[str, Any]) -> None:
    """Write a row about something that is no case, in the caller's transaction."""
    who = (
        {"staff_id": by.staff_id, "assignment_id": by.assignment_id, "unit_id": by.unit_id, "role": by.role}
        if by
        else {}
    )
    History.objects.create(verb=verb, subject=subject, at=clock.now(), changes=changes, **who)
