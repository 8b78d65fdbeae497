"""Decisions as they were made: the rule's answer with reasons, sources and inputs, stored with the case. Never changed."""

from django.db import models

from vardkedja.kernel.access import Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed


class Decision(Classed):
    """`body` is the rule core's decision as JSON; `day` is the day the rule was read on."""

    insert_only = True
    care = ("body",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=60)
    day = models.DateField()
    outcome = models.CharField(max_length=10)
    body = models.JSONField()
    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["case", "rule", "-id"], name="decision_of_case")]
