"""Tables for patients (X-01, X-02, X-03, X-28)."""

import uuid

from django.db import models
from django.db.models import Q

from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Municipality, Region


class Person(Classed):
    """A patient, once, whatever numbers the person has had. Address and phone are hidden when identity is protected."""

    personal = (
        *(
            "uuid",
            "given",
            "family",
            "sort_key",
            "search_key",
            "birth_date",
            "sex",
            "care_of",
            "street",
            "postcode",
            "town",
            "phone",
        ),
        *("protected", "deceased_on", "emigrated_on"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given = models.CharField(max_length=120)
    family = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=1400)
    search_key = models.CharField(max_length=1400)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=6, blank=True)
    care_of = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    protected = models.BooleanField(default=False)
    deceased_on = models.DateField(null=True)
    emigrated_on = models.DateField(null=True)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def address_lines(self) -> list[str]:
        """The registered address, or nothing at all when identity is protected (X-03)."""
        if self.protected:
            return []
        return [line for line in (self.care_of, self.street, f"{self.postcode} {self.town}".strip()) if line]


class PersonIdentifier(Classed):
    """A number that has meant this person; exactly one is current."""

    personal = ("person", "value", "kind", "current")

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20)  # personnummer, samordningsnummer, reservnummer, lma
    value = models.CharField(max_length=12)
    current = models.BooleanField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="identifier_is_one_person"),
            models.UniqueConstraint(fields=["person"], condition=Q(current=True), name="one_current_identifier"),
        ]
        indexes = [models.Index(fields=["value"], name="identifier_value", opclasses=["varchar_pattern_ops"])]


class Residence(Classed):
    """Where a person is registered (folkbokförd) from a day, and how we know; the latest from-day on or before a day counts."""

    personal = ("person", "municipality", "region", "valid_from")

    person = models.ForeignKey(Person, models.PROTECT, related_name="residences")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")  # null: abroad
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    source = models.CharField(max_length=80)
    known_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "valid_from"], name="one_residence_from_a_day")]


class RegisterEntry(Classed):
    """One row of the embedded population register, as loaded from its file; read only through `register.py`."""

    personal = (
        *(
            "number",
            "kind",
            "given",
            "family",
            "care_of",
            "street",
            "postcode",
            "town",
            "municipality",
            "registered_from",
        ),
        *("previous_municipality", "previous_from", "protected", "deceased_on", "emigrated_on", "replaced_by", "phone"),
    )

    number = models.CharField(primary_key=True, max_length=12)
    kind = models.CharField(max_length=20)
    given = models.CharField(max_length=120)
    family = models.CharField(max_length=160)
    care_of = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=80, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    registered_from = models.DateField(null=True)
    previous_municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    previous_from = models.DateField(null=True)
    protected = models.BooleanField(default=False)
    deceased_on = models.DateField(null=True)
    emigrated_on = models.DateField(null=True)
    replaced_by = models.CharField(max_length=12, blank=True)
    phone = models.CharField(max_length=30, blank=True)


class ManualCheck(Classed):
    """Residence checked by hand when the register does not answer: entered by one person, confirmed by another (X-40)."""

    personal = ("number", "given", "family", "care_of", "street", "postcode", "town", "municipality", "protected")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=12)
    given = models.CharField(max_length=120)
    family = models.CharField(max_length=160)
    care_of = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=80, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    protected = models.BooleanField(default=False)
    evidence = models.CharField(max_length=300)
    day = models.DateField()
    unit = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("kernel.Staff", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("kernel.Staff", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=models.F("entered_by"))),
                name="manual_check_by_two",
            )
        ]
        indexes = [models.Index(fields=["number", "day"], name="manual_check_number")]
