"""Regions, municipalities, care providers and units: one register with codes, kinds, addresses and validity (X-04)."""

import datetime
import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from vardkedja.kernel import swedish
from vardkedja.kernel.fields import Classed


class Region(Classed):
    """One of the 21 regions; the code is the county code."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=80)
    organisation_number = models.CharField(max_length=11)
    collaborative_region = models.CharField(max_length=40)  # empty where municipalities differ (Halland)


class Municipality(Classed):
    """One of the 290 municipalities; the collaborative region is the municipality's own (Halland is split)."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    collaborative_region = models.CharField(max_length=40)


class CareProvider(Classed):
    """A legal entity that provides care."""

    name = models.CharField(max_length=200, unique=True)
    organisation_number = models.CharField(max_length=11, blank=True)


class UnitQuerySet(models.QuerySet["Unit"]):
    def open_on(self, day: datetime.date) -> "UnitQuerySet":
        """Units that can be chosen on the day: started, and not ended before it (X-04)."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def found_by(self, typed: str) -> "UnitQuerySet":
        """Units whose institution, clinic or town holds every word typed, in Swedish order."""
        found: Any = self
        for pattern in swedish.search_patterns(typed):
            found = found.extra(where=["search_key like %s"], params=[pattern])
        return found.order_by("sort_key", "id")


class Unit(Classed):
    """A clinic, health centre, private provider or office. `channel` is `inside` or `post` (no electronic answer expected)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(max_length=80, unique=True)
    institution = models.CharField(max_length=160)
    clinic = models.CharField(max_length=160, blank=True)
    provider = models.ForeignKey(CareProvider, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=30)
    funding = models.CharField(max_length=30)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    agreement_region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    agreement_exception = models.CharField(max_length=20, blank=True)  # another agreement that may be chosen (RUS-14)
    agreement_exception_reference = models.CharField(max_length=200, blank=True)
    hsa_id = models.CharField(max_length=64, blank=True)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    opening_hours = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    sort_key = models.CharField(max_length=1400)
    search_key = models.CharField(max_length=1400)
    version = models.IntegerField(default=1)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="unit_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(channel__in=("inside", "post")), name="unit_channel"),
        ]

    @property
    def name(self) -> str:
        """Clinic and institution, as people say it."""
        return f"{self.clinic}, {self.institution}" if self.clinic else self.institution

    @property
    def address_lines(self) -> list[str]:
        return [line for line in (self.street, f"{self.postcode} {self.town}".strip()) if line]

    @property
    def private(self) -> bool:
        return self.funding != "public"

    def set_keys(self) -> None:
        """Fill in the stored keys for order and search from the names."""
        self.sort_key = swedish.sort_key(f"{self.institution} {self.clinic}")
        self.search_key = swedish.search_key(f"{self.clinic} {self.institution} {self.town}")


class UnitRequest(Classed):
    """A wish for a receiver that the register lacks (RUS-10): asked from a draft, answered by the register's administrator."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.CharField(max_length=160)
    clinic = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=300, blank=True)
    draft_uuid = models.UUIDField(null=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("kernel.Staff", models.PROTECT, related_name="+")
    requested_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, default="open")  # open, added, declined
    answer = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("kernel.Staff", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", answered_at__isnull=True, answered_by__isnull=True)
                | Q(outcome__in=("added", "declined"), answered_at__isnull=False, answered_by__isnull=False),
                name="unit_request_answer",
            )
        ]
        indexes = [models.Index(fields=["outcome", "requested_at"], name="unit_request_open")]
