"""Another open request for the same patient, through either entrance: shown as soon as the patient is chosen."""

import uuid
from typing import NamedTuple

from vardkedja.commitments.specialist.models import Specialist
from vardkedja.kernel.access import Actor
from vardkedja.rules.specialist_facts import BOX_WORDS
from vardkedja.rules.specialist_workflow import SHARED, State


class Other(NamedTuple):
    """An open case of the patient's: what it is, whose, and its address when the actor may open it."""

    number: str
    words: str
    where: str
    href: str


OPEN = (State.DRAFT, State.SIGNED, *SHARED)


def others(actor: Actor, number: str, but: uuid.UUID | None = None) -> list[Other]:
    """The patient's other open cases that the actor may know of, latest first (X-06); never more than ten."""
    if not number:
        return []
    seen = Specialist.objects.visible_to(actor).filter(case__patient__identifiers__value=number, case__state__in=OPEN)
    rows = (
        seen.exclude(case__uuid=but or uuid.uuid4())
        .select_related("case", "case__unit")
        .order_by("-case_id")
        .distinct()[:10]
    )
    return [
        Other(
            row.case.number,
            BOX_WORDS[row.box] if row.box else "alternativ inte valt",  # type: ignore[index]
            row.source_name or row.case.unit.name,
            f"/specialistvard/{row.case.uuid}/",
        )
        for row in rows
    ]
