"""Rule documents: guidelines, routines, directives and quick guides, with validity and the next check (X-33, REM-46, 47)."""

import datetime
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vardkedja.kernel.access import Staff
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Region
from vardkedja.rules import rule_documents
from vardkedja.rules.decision import Decision
from vardkedja.rules.law import Terms

KINDS = {
    "guideline": "Riktlinje",
    "confirmation": "Rutin för remissbekräftelse",
    "forwarding": "Funktionsbeskrivning för vidarebefordran",
    "quick_guide": "Lathund",
    "transfer": "Överföring av patienter",
    "other": "Annat",
}
# What sort of provider a unit is; a document may be narrowed to some of them (REM-02, REM-47).
PROVIDER_KINDS = {
    "narhalsan": "Närhälsan",
    "habilitering_halsa": "Habilitering & Hälsa",
    "regionhalsan": "Regionhälsan",
    "hjalpmedelscentralen": "Hjälpmedelscentralen",
    "private": "Privat vårdgivare",
    "hospital": "Sjukhus",
}


class RuleDocument(Classed):
    """One document as a region keeps it. `kind` is what it is for: see KINDS.

    `provider_kinds` narrows it to units of some kinds (empty: all). A document is overdue from the day after
    `checked_on` plus the region's interval, or after `valid_to`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    link = models.CharField(max_length=300, blank=True)
    owner_function = models.CharField(max_length=160)
    approved_by_body = models.CharField(max_length=160, blank=True)
    version = models.CharField(max_length=40, blank=True)
    created_on = models.DateField(null=True)
    revised_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    provider_kinds = ArrayField(models.CharField(max_length=30), default=list)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")  # null: shipped
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rule_document_ends_after_start",
            ),
            models.UniqueConstraint(fields=["region", "title", "version"], name="one_rule_document"),
        ]

    def judged(self, today: datetime.date, terms: Terms) -> Decision:
        """Whether the document is overdue on a day, and why (X-33, REM-46)."""
        return rule_documents.overdue(self.checked_on, self.valid_to, today, self.region_id, terms)


def of_region(region: str) -> models.QuerySet[RuleDocument]:
    """The documents of a region, by title."""
    found = RuleDocument.objects.filter(region_id=region).select_related("entered_by", "changed_by")
    return found.order_by("title", "version", "pk")
