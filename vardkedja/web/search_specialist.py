"""The search field at the top for specialist referrals and emergency admissions: by number, or everything of a patient."""

import re
import uuid
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from markupsafe import Markup

from vardkedja.commitments.acute.models import Acute
from vardkedja.commitments.specialist import worklists
from vardkedja.commitments.specialist.questions import ALL
from vardkedja.commitments.specialist.views import lists
from vardkedja.commitments.specialist.worklists import Filters, Row
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.worklists import PAGE
from vardkedja.rules.acute_workflow import state_word

NUMBER = re.compile(r"[SA][0-9]{4}-[0-9]{6}")


class Admission(NamedTuple):
    """One emergency admission of a patient, as a line of what was found."""

    uuid: uuid.UUID
    number: str
    state: str
    patient_id: int
    given: str
    family: str
    identifier: str
    institution: str
    elsewhere: str


def address(actor: Actor, number: str) -> str:
    """Where a number leads: an admission to its page when it is within reach, everything else to the list, searched."""
    if number.startswith("A"):
        found = Acute.objects.visible_to(actor).filter(case__number=number).values_list("case__uuid", flat=True).first()
        if found:
            return f"/specialistvard/akut/{found}/"
    return f"/specialistvard/?lista={ALL}&nummer={number}"


def of_patient(actor: Actor, patient: uuid.UUID) -> tuple[dict[str, Any], list[int]]:
    """(What the page of a patient shows, the patients shown), within the actor's reach."""
    rows = [Row(*row) for row in worklists.listed(actor, ALL, Filters(patient=patient)).rows]
    admissions = _admissions(actor, patient)
    heads, lines = lists.table(rows, actor)
    shown = {
        "svr": lines,
        "svr_count": len(rows),
        "svr_heads": heads,
        "acute_heads": ("Nummer", "Patient", "Läge", "Hos oss", "Vårdas på"),
        "acute_rows": [_line(one) for one in admissions],
    }
    return shown, [row.patient_id for row in rows] + [one.patient_id for one in admissions]


def _admissions(actor: Actor, patient: uuid.UUID) -> list[Admission]:
    current = PersonIdentifier.objects.filter(person=OuterRef("case__patient_id"), current=True).values("value")[:1]
    found = Acute.objects.visible_to(actor).filter(case__patient__uuid=patient).order_by("-case_id")
    columns = ("case__uuid", "case__number", "case__state", "case__patient_id", "case__patient__given")
    more = ("case__patient__family", "identifier", "case__unit__institution", "elsewhere")
    rows = found.annotate(identifier=Subquery(current)).values_list(*columns, *more)
    return [Admission(*row) for row in rows[:PAGE]]


def _line(one: Admission) -> list[Any]:
    link = Markup('<a href="/specialistvard/akut/{}/">{}</a>').format(one.uuid, one.number)
    return [link, f"{one.given} {one.family}", state_word(one.state), one.institution, one.elsewhere]
