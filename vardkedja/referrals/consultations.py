"""The consultation case (konsultationsärende): the sender's side with its monitoring, and each receiving unit's side.

The outgoing state stands on the case. Forwarding closes one reception and opens the next; the sender's side stays.
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.query import OneOf
from vardkedja.referrals.core import Referral
from vardkedja.rules.access import Permission

KIND = "rem"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, actor: Actor) -> "ConsultationQuerySet":
        """The cases that the actor may know of: sent from, received by or waiting at a unit of the actor's (X-06)."""
        if not (actor.may(Permission.REM_READ) or actor.may(Permission.REM_TRANSCRIBE)):
            return self.none()
        return self.filter(visibility(list(actor.rem_units)))


def visibility(units: Any) -> Q:
    """The condition on a consultation for some units: a list of ids, or the name of a blank to be filled per request.

    A unit that has forwarded a referral still sees it; a unit sees what it has something to do in (a secretaries' pool).
    """
    received = Reception.objects.filter(OneOf("unit_id", units), case_id=OuterRef("case_id"))
    waiting = Task.objects.filter(OneOf("unit_id", units), case_id=OuterRef("case_id"), done_at__isnull=True)
    return Q(OneOf("case__unit_id", units)) | Q(Exists(received)) | Q(Exists(waiting))


class Reception(Classed):
    """One receiving unit's side. `state` is the incoming state; `received_*` is the first act there, not the arrival.

    `arrived_on` is the day the referral reached the unit; for paper it may be earlier than the registration (REM-23).
    """

    care = ("assessment", "forward_reason", "close_reason", "priority")

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    place = models.IntegerField(default=1)  # 1 for the first receiver, 2 after it was forwarded once
    state = models.CharField(max_length=20)
    channel = models.CharField(max_length=12)  # electronic, paper, fax, post
    arrived_on = models.DateField()
    arrived_at = models.DateTimeField()
    arrived_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", db_index=False
    )  # sender, or who registered it
    late_reason = models.CharField(max_length=300, blank=True)
    confirm_by = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    assessor = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    assigned_at = models.DateTimeField(null=True)
    assigned_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    assessment = models.TextField(blank=True)
    priority = models.CharField(max_length=20, blank=True)
    assessed_at = models.DateTimeField(null=True)
    assessed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    told_way = models.CharField(max_length=20, blank=True)  # kallelse, kopia, annat
    told_on = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    forwarded_to = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    forward_reason = models.CharField(max_length=500, blank=True)
    close_reason = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "place"], name="one_reception_each_place"),
            models.CheckConstraint(
                condition=~Q(state="forwarded") | (Q(forwarded_to__isnull=False) & ~Q(forward_reason="")),
                name="forwarded_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("not_assessed", "completion"), closed_at__isnull=True)
                | Q(state="in_progress", closed_at__isnull=True, assessor__isnull=False, assessed_at__isnull=False)
                | Q(state="answered", closed_at__isnull=False, assessor__isnull=False, assessed_at__isnull=False)
                | Q(state__in=("forwarded", "interrupted", "rejected", "recalled"), closed_at__isnull=False),
                name="reception_state_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-arrived_on", "-uuid"], name="reception_of_unit"),
            models.Index(
                fields=["unit", "arrived_on", "uuid"],
                condition=Q(state="answered", told_on__isnull=True),
                name="reception_untold",
            ),
        ]


class Consultation(Classed):
    """What a consultation has beside the shared referral: decision, sending, monitoring, and the present reception.

    `turn` grows with every act that both sides must know of; a form that was opened at an earlier turn is told what happened.
    """

    care = ("request_kind", "priority", "close_reason")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="+")
    turn = models.IntegerField(default=1)
    request_kind = models.CharField(max_length=12, default="service")  # service, takeover (of vårdansvar)
    priority = models.CharField(max_length=12, default="normal")  # normal, urgent
    sender_name = models.CharField(max_length=200, blank=True)  # a sender that the register lacks
    decided_on = models.DateField(null=True)
    send_by = models.DateField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_for = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=12, blank=True)
    sent_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    monitor = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    watch_until = models.DateField(null=True)
    watch_cause = models.CharField(max_length=200, blank=True)
    watch_ended_at = models.DateTimeField(null=True)
    watch_ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    close_reason = models.CharField(max_length=300, blank=True)
    reception = models.ForeignKey(Reception, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True, sent_on__isnull=True)
                | Q(
                    sent_at__isnull=False,
                    sent_by__isnull=False,
                    sent_on__isnull=False,
                    monitor__isnull=False,
                    watch_until__isnull=False,
                ),
                name="sent_with_monitor",
            ),
            models.CheckConstraint(
                condition=Q(watch_until__isnull=True) | Q(watch_until__gte=F("sent_on")), name="watch_after_sending"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="signed_by_somebody",
            ),
        ]
