"""Finding emergency admissions, also those that are closed: by number, or all of a patient, within the actor's reach (X-16)."""

import uuid
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from vardkedja.commitments.acute.models import Acute
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.worklists import PAGE


class Admission(NamedTuple):
    """One admission, as a line of what was found."""

    uuid: uuid.UUID
    number: str
    state: str
    patient_id: int
    given: str
    family: str
    identifier: str
    institution: str
    elsewhere: str


def numbered(actor: Actor, number: str) -> uuid.UUID | None:
    """The admission with a number, when the actor may know of it."""
    found = Acute.objects.visible_to(actor).filter(case__number=number)
    return found.values_list("case__uuid", flat=True).first()


def of_patient(actor: Actor, patient: uuid.UUID) -> list[Admission]:
    """A patient's admissions, the latest first."""
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    found = Acute.objects.visible_to(actor).filter(case__patient__uuid=patient).order_by("-case_id")
    columns = ("case__uuid", "case__number", "case__state", "case__patient_id", "case__patient__given")
    more = ("case__patient__family", "identifier", "case__unit__institution", "elsewhere")
    rows = found.annotate(identifier=Subquery(current)).values_list(*columns, *more)
    return [Admission(*row) for row in rows[:PAGE]]
