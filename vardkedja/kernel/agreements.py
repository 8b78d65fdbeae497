"""A region's own later versions of rules that are data, laid over the shipped packs. Entered by one, approved by another.

A value applies from its day until the next version's day, so that two versions can never overlap; none is ever edited.
"""

import uuid

from django.db import models
from django.db.models import Q

from vardkedja.kernel.access import Staff
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Region


class RuleValue(Classed):
    """One version of one named value for one region; it counts once it is approved."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    value = models.JSONField()
    unit_of_value = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "region", "valid_from"],
                condition=Q(approved_at__isnull=False),
                name="one_value_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (Q(approved_at__isnull=False) & ~Q(approved_by=models.F("entered_by"))),
                name="rule_value_by_two",
            ),
        ]
