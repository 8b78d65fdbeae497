"""What comes in on paper or by voice: scanned papers, and dictations (X-15, REM-03, REM-04, REM-15, REM-23)."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.messages import Message


class ScanQuerySet(models.QuerySet["Scan"]):
    def visible_to(self, actor: Actor) -> "ScanQuerySet":
        """Papers that a unit of the actor's scanned and has not linked, and those of a case that the actor may know of."""
        theirs = Consultation.objects.visible_to(actor).filter(case_id=OuterRef("case_id"))
        return self.filter(Q(unit_id__in=actor.rem_units, case__isnull=True) | Exists(theirs))

    def waiting(self, actor: Actor) -> "ScanQuerySet":
        """Those that wait at the actor's units to be linked."""
        return self.filter(unit_id__in=actor.rem_units, case__isnull=True, discarded_at__isnull=True)


class Scan(Classed):
    """One scanned paper, kept as it came. Without a case it is "ej kopplad". `code` is our own printed code when one was read.

    `found` holds what the reading proposes (patient's number, sender, date) until a person confirms; nothing files itself.
    """

    personal = ("data", "previews", "found", "name")
    care = ("data", "previews", "found")

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)  # referral, confirmation, answer, other
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    format = models.CharField(max_length=8)
    size = models.IntegerField()
    pages = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    previews = models.BinaryField(default=b"")  # the first page as PNG; the rest is drawn when it is asked for
    code = models.CharField(max_length=60, blank=True)
    found = models.JSONField(default=dict)
    arrived_on = models.DateField()
    late_reason = models.CharField(max_length=300, blank=True)
    scanned_at = models.DateTimeField()
    scanned_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    linked_at = models.DateTimeField(null=True)
    linked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    discard_reason = models.CharField(max_length=300, blank=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(linked_at__isnull=False, linked_by__isnull=False),
                name="scan_linked_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "arrived_on", "uuid"],
                condition=Q(case__isnull=True, discarded_at__isnull=True),
                name="scan_not_linked",
            ),
            models.Index(fields=["sha256"], name="scan_sha256"),
        ]


class DictationQuerySet(models.QuerySet["Dictation"]):
    def visible_to(self, actor: Actor) -> "DictationQuerySet":
        """The dictations of the actor's units, and of a pool where the actor works."""
        return self.filter(Q(unit_id__in=actor.rem_units) | Q(pool_id__in=actor.rem_units))


class Dictation(Classed):
    """A dictation with its age and owner. One that holds a referral or an answer goes before every other (REM-03).

    `case` is empty for an ordinary one. `pool` is the secretaries' pool it was sent to; its deadline goes with it (REM-04).
    """

    personal = ("patient_words",)
    care = ("patient_words", "note")

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    pool = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10)  # referral, reply, other
    first = models.BooleanField()  # holds a referral or an answer
    number = models.CharField(max_length=40)  # where the recording lies, as the dictation system calls it
    patient_words = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField(null=True)
    send_by = models.DateField(null=True)
    dictated_at = models.DateTimeField()
    dictated_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = DictationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "-first", "dictated_at"], condition=Q(written_at__isnull=True), name="dictation_waiting"
            ),
            models.Index(
                fields=["pool", "-first", "dictated_at"], condition=Q(written_at__isnull=True), name="dictation_in_pool"
            ),
        ]
