"""Tables of the specialist referral: what the sender wrote, what the office assessed and decided, what was asked between them."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Region, Unit
from vardkedja.kernel.query import Blank, OneOf
from vardkedja.referrals.models import Referral
from vardkedja.rules.access import Permission
from vardkedja.rules.specialist_workflow import AT_OFFICE, SEEN_BY_RECEIVER, State

KIND = "svr"


class SpecialistQuerySet(models.QuerySet["Specialist"]):
    def visible_to(self, actor: Actor) -> "SpecialistQuerySet":
        """The referrals that the actor may know of; the only way in (X-06)."""
        return self.filter(visibility(reach_of(actor), values_of(actor)))


def reach_of(actor: Actor) -> str:
    """How far the actor sees: `office` (what has been sent to the region), `units` (own units' cases), `none`."""
    if actor.may(Permission.SVR_OFFICE):
        return "office"
    return "units" if actor.may(Permission.SVR_READ) else "none"


def values_of(actor: Actor) -> dict[str, Any]:
    """What fills the blanks of a compiled question for this actor."""
    return {"units": list(actor.svr_units), "region": actor.region}


def visibility(reach: str, values: dict[str, Any] | None = None) -> Q:
    """The condition for a reach. A receiving provider sees what has been decided for it, never a request that waits."""
    region: Any = values["region"] if values else Blank("region", models.CharField(max_length=2))
    units: Any = values["units"] if values else "units"
    if reach == "office":
        sent = ~Q(case__state=State.WITHDRAWN) | Q(sent_at__isnull=False)  # what was taken back before it was sent
        return Q(case__region_id=region, case__state__in=sorted(AT_OFFICE)) & sent
    if reach == "units":
        received = Q(OneOf("case__other_unit_id", units)) & Q(case__state__in=sorted(SEEN_BY_RECEIVER))
        return Q(OneOf("case__unit_id", units)) & ~Q(entrance="outside") | received
    return Q(pk__isnull=True)


class Specialist(Classed):
    """What stands on the referral (SVR-33). The patient and the units stand on the case, the complaints on the referral.

    Of a request from outside (entrance `outside`) the case's unit is the office, and `source_name` who asked.
    """

    care = (
        *("box", "care_form", "specialty", "diagnosis", "measure", "admission_on", "admission_time", "period_from"),
        *(
            "period_to",
            "reason",
            "nhv",
            "explanation",
            "guarantee_stated",
            "listed_since",
            "guarantee_on",
            "listed_here",
        ),
        *("lodging_wished", "informed", "informed_reason"),
    )
    personal = ("at_signing", "source_name")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="+")
    entrance = models.CharField(max_length=10)
    source_kind = models.CharField(max_length=10, blank=True)  # of an outside request: provider or patient
    source_name = models.CharField(max_length=160, blank=True)
    box = models.CharField(max_length=20, blank=True)
    care_form = models.CharField(max_length=10, blank=True)
    specialty = models.CharField(max_length=80, blank=True)
    diagnosis = models.CharField(max_length=500, blank=True)
    measure = models.CharField(max_length=500, blank=True)
    admission_on = models.DateField(null=True)
    admission_time = models.TimeField(null=True)  # in Stockholm; empty when only the day is known
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    reason = models.CharField(max_length=30, blank=True)
    nhv = models.BooleanField(default=False)
    explanation = models.CharField(max_length=1000, blank=True)
    guarantee_stated = models.BooleanField(default=False)
    listed_since = models.DateField(null=True)
    guarantee_on = models.DateField(null=True)
    listed_here = models.BooleanField(null=True)
    acute = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="+"
    )  # the emergency admission it comes from
    lodging_wished = models.BooleanField(default=False)
    informed = models.BooleanField(null=True)
    informed_reason = models.CharField(max_length=300, blank=True)
    informed_at = models.DateTimeField(null=True)
    informed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    at_signing = models.JSONField(default=dict)  # what the register said then, and in which role who signed
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=12, blank=True)  # electronic, post
    received_on = models.DateField(null=True)  # the day it reached the region

    objects = SpecialistQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(entrance__in=("provider", "outside")), name="svr_entrance"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="svr_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(signed_at__isnull=False) | Q(entrance="outside"),
                name="svr_sent_after_signing",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | Q(informed__isnull=True)
                | Q(informed=True)
                | ~Q(informed_reason=""),
                name="svr_untold_why",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_to__gte=F("period_from")),
                name="svr_period_order",
            ),
        ]


class Assessment(Classed):
    """The office's side of a case: who has it, what was found (SVR-07, 08, 11), what besides the care was granted."""

    care = ("same_kind_note", "same_indication_note", "own_text", "indications_met", "same_indication", "same_kind")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    officer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    same_kind = models.BooleanField(null=True)
    same_kind_note = models.CharField(max_length=300, blank=True)
    same_indication = models.BooleanField(null=True)
    same_indication_note = models.CharField(max_length=300, blank=True)
    funding = models.CharField(max_length=20, blank=True)
    funding_region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", db_index=False)
    agreement_reference = models.CharField(max_length=120, blank=True)
    own_text = models.TextField(blank=True)
    own_on = models.DateField(null=True)
    own_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    indications_met = models.BooleanField(null=True)
    lodging_granted = models.BooleanField(null=True)
    lodging_nights = models.IntegerField(null=True)

    objects: "models.Manager[Assessment]" = models.Manager()


class AskedBenefit(Classed):
    """A benefit on medical indication (SVR-20): on the signed referral, or in a signed supplement."""

    care = ("kind", "reason")

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12)
    reason = models.CharField(max_length=500)
    supplement = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)

    objects: "models.Manager[AskedBenefit]" = models.Manager()


class Completion(Classed):
    """What the office asks for, item by item, and what came (SVR-12, SVR-13)."""

    care = ("items", "text", "answer")

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    items = ArrayField(models.CharField(max_length=80))
    text = models.CharField(max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    received_on = models.DateField(null=True)
    supplied_by = models.CharField(max_length=20, blank=True)  # sender, patient, provider
    answer = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)

    objects: "models.Manager[Completion]" = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(received_on__isnull=True), name="svr_one_open_completion"
            )
        ]


class Ruling(Classed):
    """A decision of the region: a record of its own, nobody's signature on the referral (SVR-35, X-10). Never changed."""

    insert_only = True
    care = ("reason", "conditions", "failed")

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    outcome = models.CharField(max_length=10)
    failed = ArrayField(models.CharField(max_length=300), default=list)  # each rule that failed, id and words
    reason = models.CharField(max_length=1000, blank=True)
    next_steps = models.CharField(max_length=2000, blank=True)  # the region's text as it was that day
    conditions = models.CharField(max_length=1000, blank=True)
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    care_form = models.CharField(max_length=10, blank=True)
    benefits = ArrayField(models.CharField(max_length=300), default=list)
    from_day = models.DateField(null=True)  # of a revocation: from which day
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    on_behalf_of = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    function = models.CharField(max_length=160)

    objects: "models.Manager[Ruling]" = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome="approved") | ~Q(reason=""), name="svr_refused_with_reason")
        ]


class Question(Classed):
    """A line of the case's thread between the sender and the office (SVR-38)."""

    care = ("text",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    to_office = models.BooleanField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)

    objects: "models.Manager[Question]" = models.Manager()
