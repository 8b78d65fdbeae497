"""The search field at the top for specialist referrals and emergency admissions: by number, or everything of a patient."""

import re
import uuid
from typing import Any

from markupsafe import Markup

from vardkedja.commitments.acute import finding
from vardkedja.commitments.acute.finding import Admission
from vardkedja.commitments.specialist import worklists
from vardkedja.commitments.specialist.questions import ALL
from vardkedja.commitments.specialist.views import lists
from vardkedja.commitments.specialist.worklists import Filters, Row
from vardkedja.kernel.access import Actor
from vardkedja.rules.acute_workflow import state_word

NUMBER = re.compile(r"[SA][0-9]{4}-[0-9]{6}")


def address(actor: Actor, number: str) -> str:
    """Where a number leads: an admission to its page when it is within reach, everything else to the list, searched."""
    found = finding.numbered(actor, number) if number.startswith("A") else None
    return f"/specialistvard/akut/{found}/" if found else f"/specialistvard/?lista={ALL}&nummer={number}"


def of_patient(actor: Actor, patient: uuid.UUID) -> tuple[dict[str, Any], list[int]]:
    """(What the page of a patient shows, the patients shown), within the actor's reach."""
    rows = [Row(*row) for row in worklists.listed(actor, ALL, Filters(patient=patient)).rows]
    admissions = finding.of_patient(actor, patient)
    heads, lines = lists.table(rows, actor)
    shown = {
        "svr": lines,
        "svr_count": len(rows),
        "svr_heads": heads,
        "acute_heads": ("Nummer", "Patient", "Läge", "Hos oss", "Vårdas på"),
        "acute_rows": [_line(one) for one in admissions],
    }
    return shown, [row.patient_id for row in rows] + [one.patient_id for one in admissions]


def _line(one: Admission) -> list[Any]:
    link = Markup('<a href="/specialistvard/akut/{}/">{}</a>').format(one.uuid, one.number)
    return [link, f"{one.given} {one.family}", state_word(one.state), one.institution, one.elsewhere]
