"""Tables of the emergency admission away from home, and of a commitment that another region has given us."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Region, Unit
from vardkedja.kernel.query import Blank, OneOf
from vardkedja.rules.access import Permission

KIND = "svr_acute"


class AcuteQuerySet(models.QuerySet["Acute"]):
    def visible_to(self, actor: Actor) -> "AcuteQuerySet":
        """The admissions that the actor may know of: the unit's own; the office sees the region's (X-06)."""
        return self.filter(visibility(reach_of(actor), {"units": list(actor.svr_units), "region": actor.region}))


def reach_of(actor: Actor) -> str:
    """`office`, `units` or `none`."""
    if actor.may(Permission.SVR_OFFICE):
        return "office"
    return "units" if actor.may(Permission.SVR_READ) else "none"


def visibility(reach: str, values: dict[str, Any] | None = None) -> Q:
    """The condition for a reach; without values it holds blanks."""
    region: Any = values["region"] if values else Blank("region", models.CharField(max_length=2))
    units: Any = values["units"] if values else "units"
    if reach == "office":
        return Q(case__region_id=region)
    if reach == "units":
        return Q(OneOf("case__unit_id", units))
    return Q(pk__isnull=True)


class Acute(Classed):
    """One admission. The case's unit answers for it here: the emergency hospital that was contacted, or the caring unit.

    `home` is the patient's region, `elsewhere` the other side: for our patient the caring hospital, for another region's
    patient whom we contact there.
    """

    care = (
        *("admitted_on", "admitted_time", "motive", "possible_from", "transferred_on", "end_reason", "decision"),
        *("contact_on", "contact_time", "ended_on", "specialty"),
    )

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    direction = models.CharField(max_length=5)
    home = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    elsewhere = models.CharField(max_length=200, blank=True)
    specialty = models.CharField(max_length=80, blank=True)
    admitted_on = models.DateField()
    admitted_time = models.TimeField(null=True)
    contact_on = models.DateField(null=True)
    contact_time = models.TimeField(null=True)
    contact_body = models.CharField(max_length=160, blank=True)
    contact_function = models.CharField(max_length=120, blank=True)
    contact_hospital = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    decision = models.CharField(max_length=10, blank=True)  # transfer, continue
    motive = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_name = models.CharField(max_length=160, blank=True)  # of another region's patient: who decided there
    decided_function = models.CharField(max_length=160, blank=True)
    possible_from = models.DateField(null=True)
    transferred_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = AcuteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=("out", "here")), name="acute_direction"),
            models.CheckConstraint(condition=Q(decision="") | ~Q(motive=""), name="acute_decided_with_motive"),
            models.CheckConstraint(
                condition=Q(transferred_on__isnull=True) | Q(transferred_on__gte=F("admitted_on")),
                name="acute_transferred_after_admission",
            ),
        ]


class OutsideCommitment(Classed):
    """A commitment that the home region has issued for its patient here (SVR-27, X-11)."""

    personal = ("number",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="outside_commitment_period")
        ]
