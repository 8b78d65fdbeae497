"""What goes between the sides of a consultation: confirmations, answers, requests, notices; and contacts by telephone."""

import uuid

from django.db import models
from django.db.models import Q

from vardkedja.kernel.access import Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.referrals.consultations import Reception


class Message(Classed):
    """One message. `to_side` is who shall read it: `sender` or `receiver`. A message is never changed after it was sent.

    Waiting time: `wait_words` as they were written, `wait_on` the day somebody entered (REM-50); `proposed_on` the
    monitoring day it proposes, `accepted_*` when the monitor took it. `voided_*`: it was filed in the wrong place.
    """

    care = ("text", "wait_words", "accepted", "void_reason")

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    reception = models.ForeignKey(Reception, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    to_side = models.CharField(max_length=10)
    state = models.CharField(max_length=10)  # draft, to_sign, to_send, sent, void
    channel = models.CharField(max_length=12)  # electronic, paper, fax, post, phone
    text = models.TextField(blank=True)
    accepted = models.BooleanField(null=True)  # of a confirmation: the referral is accepted
    wait_words = models.CharField(max_length=200, blank=True)
    wait_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    send_by = models.DateField(null=True)
    proposed_on = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_for = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    sent_on = models.DateField(null=True)  # for paper from outside: the day on the paper, when known
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    received_on = models.DateField(null=True)  # the day it reached the side it is for
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    attested_at = models.DateTimeField(null=True)
    attested_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    attested_for = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    in_reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_side__in=("sender", "receiver")), name="message_to_a_side"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False, sent_by__isnull=False), name="message_sent_whole"
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="message_voided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(attested_at__isnull=True, attested_by__isnull=True)
                | Q(attested_at__isnull=False, attested_by__isnull=False),
                name="message_attested_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["case", "written_at"], name="message_of_case")]


class Contact(Classed):
    """A contact with the other unit: called function and number, what was said, what came of it (REM-13, X-22)."""

    care = ("content", "outcome")

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    contacted_on = models.DateField()
    channel = models.CharField(max_length=12)  # phone, electronic, fax, post
    answered_function = models.CharField(max_length=120)
    number = models.CharField(max_length=40, blank=True)
    content = models.CharField(max_length=1000, blank=True)
    outcome = models.CharField(max_length=300)
    watch_until = models.DateField(null=True)  # the monitoring day that was set because of it
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
