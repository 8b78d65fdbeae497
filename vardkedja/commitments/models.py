"""Tables of the payment commitment (X-11): the Kalmar form's fields, approvals by the home region, the relative's certificate.

The specialist referral's own tables lie in `specialist` and `acute`, and are gathered here for Django.
"""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vardkedja.commitments.acute.models import Acute, OutsideCommitment
from vardkedja.commitments.checking import CheckFailure
from vardkedja.commitments.specialist.models import (
    AskedBenefit,
    Assessment,
    Completion,
    Question,
    Ruling,
    Specialist,
)
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Region
from vardkedja.kernel.query import Blank, OneOf
from vardkedja.referrals.models import Referral
from vardkedja.rules.access import Permission

__all__ = [
    "Acute",
    "Approval",
    "AskedBenefit",
    "Assessment",
    "Certificate",
    "CheckFailure",
    "Commitment",
    "Completion",
    "OutsideCommitment",
    "Question",
    "Ruling",
    "Specialist",
]
KIND = "rus"
ISSUED_STATES = ("issued", "posted", "cancelled")


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, actor: Actor) -> "CommitmentQuerySet":
        """The commitments that the actor may know of; the only way in (X-06, RUS-02, RUS-42)."""
        return self.filter(visibility(reach_of(actor), values_of(actor)))


def reach_of(actor: Actor) -> str:
    """How far the actor sees: `units` (own units' cases), `region` (what is issued), `approve` (patient's choice), `none`."""
    if actor.may(Permission.RUS_READ_REGION):
        return "region"
    if actor.may(Permission.RUS_APPROVE):
        return "approve"
    if actor.may(Permission.RUS_READ):
        return "units"
    return "none"


def values_of(actor: Actor) -> dict[str, Any]:
    """What fills the blanks of a compiled question for this actor."""
    return {"units": list(actor.rus_units), "region": actor.region}


def visibility(reach: str, values: dict[str, Any] | None = None) -> Q | OneOf:
    """The condition for a reach. Without values it holds blanks, to be compiled once and filled per request."""
    region: Any = values["region"] if values else Blank("region", models.CharField(max_length=2))
    units: Any = values["units"] if values else "units"
    if reach == "units":
        return Q(OneOf("case__unit_id", units)) & Q(case__kind=KIND)
    if reach == "region":
        return Q(case__region_id=region, case__kind=KIND) & Q(case__state__in=ISSUED_STATES)
    if reach == "approve":
        return Q(
            case__region_id=region,
            case__kind=KIND,
            ground="patientens_val",
            case__state__in=("awaiting_approval", "ready", *ISSUED_STATES),
        )
    return Q(pk__isnull=True)


class Commitment(Classed):
    """One promise to pay. `first_day`/`last_day` are set at issue; *Utgången* is worked out from the day, never stored."""

    personal = ("residence",)
    care = ("ground", "section", "admitted_on", "guarantee_on", "cancel_reason")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    referral = models.OneToOneField(Referral, models.PROTECT, null=True, related_name="+")
    payer = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    agreement = models.CharField(max_length=20, blank=True)
    ground = models.CharField(max_length=20, blank=True)
    section = models.CharField(max_length=10, blank=True)
    three_months = models.BooleanField(default=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    outpatient_only = models.BooleanField(default=False)
    other_region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", db_index=False)
    home_region_agreement = models.BooleanField(default=False)
    reinvoice = models.BooleanField(default=False)
    reinvoice_causes = ArrayField(models.CharField(max_length=20), default=list)
    care_cost = models.BooleanField(null=True)
    travel = models.BooleanField(null=True)
    accommodation = models.BooleanField(null=True)
    admitted_on = models.DateField(null=True)
    unavailable_confirmed = models.BooleanField(default=False)
    unavailable_confirmed_at = models.DateTimeField(null=True)
    unavailable_confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    guarantee_stated = models.BooleanField(default=False)
    guarantee_on = models.DateField(null=True)
    certificate = models.BooleanField(default=False)
    residence = models.JSONField(default=dict)  # region, municipality and look-up time at save and at issue (RUS-05)
    locked = models.CharField(max_length=300, blank=True)  # why a draft can no longer be issued (RUS-05)
    issued_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    posted_on = models.DateField(null=True)
    posted_at = models.DateTimeField(null=True)
    posted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    enclosures = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    cancel_reason = models.CharField(max_length=500, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    moved_on = models.DateField(null=True)  # the patient moved out of the county while this was valid (RUS-48)
    moved_to = models.CharField(max_length=80, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(three_months=False) | Q(valid_from__isnull=True, valid_to__isnull=True),
                name="default_or_other_validity",
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="validity_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(
                    issued_at__isnull=True, issued_by__isnull=True, issued_on__isnull=True, last_day__isnull=True
                )
                | Q(issued_at__isnull=False, issued_by__isnull=False, issued_on__isnull=False, last_day__isnull=False),
                name="issued_whole",
            ),
            models.CheckConstraint(
                condition=Q(posted_at__isnull=True, posted_by__isnull=True, posted_on__isnull=True)
                | Q(posted_on__gte=F("issued_on"), posted_at__isnull=False, posted_by__isnull=False),
                name="posted_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
                name="cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(unavailable_confirmed=False)
                | Q(unavailable_confirmed_at__isnull=False, unavailable_confirmed_by__isnull=False),
                name="unavailable_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reinvoice=False) | Q(reinvoice_causes__len__gt=0) | Q(issued_at__isnull=True),
                name="reinvoice_has_cause",
            ),
            models.UniqueConstraint(fields=["replaces"], condition=Q(replaces__isnull=False), name="replaced_once"),
        ]
        indexes = [
            models.Index(fields=["last_day"], name="commitment_last_day"),
            models.Index(fields=["case"], condition=Q(reinvoice=True), name="commitment_reinvoice"),
        ]


class Approval(Classed):
    """The home region's answer on Kap 4.2–4.4: a record of its own, not a signature (X-10, RUS-20, RUS-21)."""

    care = ("reason", "conditions")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="approvals")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Region, models.PROTECT, related_name="+")
    approver_name = models.CharField(max_length=160)
    approver_role = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10)  # approved, declined
    decided_on = models.DateField()
    signed = models.BooleanField()
    stamp = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    conditions = models.CharField(max_length=500, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    content_hash = models.CharField(max_length=64)  # of the content that was approved
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(outcome="declined") | ~Q(reason=""), name="declined_with_reason"),
            models.CheckConstraint(condition=~Q(outcome="approved") | Q(signed=True), name="approved_with_signature"),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(outcome="approved", voided_at__isnull=True),
                name="one_standing_approval",
            ),
        ]


class Certificate(Classed):
    """Anhörigintyg, bound to its referral's Remissid and life cycle (RUS-44…46)."""

    personal = ("relative_name", "relative_number", "relation")
    care = ("reason",)

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    relative_name = models.CharField(max_length=160, blank=True)
    relative_number = models.CharField(max_length=20, blank=True)
    relation = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
