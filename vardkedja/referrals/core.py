"""The shared core that every referral has, whoever pays (X-41). The patient and the units stand on the case."""

from django.db import models

from vardkedja.kernel.access import Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed


class Referral(Classed):
    """What one unit asks of another about a patient. `phone` is the number to reach the patient on, as the author left it."""

    personal = ("phone",)
    care = ("question", "consulted")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    question = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    doctor = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    consulted = models.CharField(max_length=200, blank=True)
    referred_on = models.DateField(null=True)
