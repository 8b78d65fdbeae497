"""How a unit works with referrals: its kind and local routine, designated staff, forwarding order, daily checks."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vardkedja.kernel.access import Staff
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit


class UnitRoutine(Classed):
    """What a unit has decided for itself. A unit that has a row handles referrals.

    `provider_kind`: narhalsan, habilitering_halsa, regionhalsan, hjalpmedelscentralen, private, hospital (REM-02).
    `attest_roles` who may attest (D-30); `every_day` widens the daily checks from working days (R-30).
    """

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    provider_kind = models.CharField(max_length=24)
    attest_roles = ArrayField(models.CharField(max_length=40), default=list)
    every_day = models.BooleanField(default=False)
    pool = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    since = models.DateField()  # the first day that is checked daily
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")


class Designated(Classed):
    """A secretary or other person that a unit has designated for the tasks with referrals, with dates (REM-01)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="designated_ends_after_start"
            ),
        ]


class ForwardingOrder(Classed):
    """An order of electronic forwarding to some units, placed with the system's keeper; counts when done (REM-32, 33)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    targets = ArrayField(models.BigIntegerField())  # ids of Unit
    order_text = models.TextField()
    reference = models.CharField(max_length=80, blank=True)
    ordered_on = models.DateField()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    done_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_at__isnull=True, done_by__isnull=True)
                | Q(done_on__gte=F("ordered_on"), done_at__isnull=False, done_by__isnull=False),
                name="order_done_whole",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-done_on"], name="forwarding_order_of_unit")]


class DailyCheck(Classed):
    """That somebody went through a list on a day; twice the same day counts once (REM-14, 18, 20)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    node = models.CharField(max_length=20)  # watch, attest, answer
    day = models.DateField()
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "node", "day"], name="one_check_a_day")]
