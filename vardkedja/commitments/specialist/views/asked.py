"""What an address asks of the lists: filters that are read, said when they cannot be, and kept from page to page."""

import functools
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from vardkedja.commitments.specialist.models import reach_of
from vardkedja.commitments.specialist.worklists import OFFICE, Filters
from vardkedja.kernel import absences, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.typed import an_id
from vardkedja.rules.regions import REGIONS
from vardkedja.rules.specialist_facts import BOX_WORDS
from vardkedja.rules.specialist_workflow import AT_OFFICE, WORKFLOW, State

NOBODY, OUTSIDE = "ingen", "utifran"
KEPT = ("nummer", "grund", "sjukhus", "handlaggare", "region", "lage", "patient", "vems")
UNCLEAR = "Det går inte att söka på det. Skriv ett helt personnummer eller ett nummer, som S2025-000123."
NO_PATIENT = "Adressen pekar inte ut någon patient. Sök på nytt."
NO_OFFICER = "Handläggaren finns inte. Välj i listan."
BOXES = [(str(box), word) for box, word in BOX_WORDS.items()]
PLACES = [(code, names[1]) for code, names in REGIONS.items()]


def filters(asked: QueryDict, actor: Actor) -> tuple[Filters, list[str]]:
    """The filters in an address, and what in it could not be read."""
    faults = [UNCLEAR] if asked.get("oklart") else []
    patient, officer = an_id(asked.get("patient", "")), an_id(asked.get("handlaggare", ""))
    if asked.get("patient") and patient is None:
        faults.append(NO_PATIENT)
    if asked.get("handlaggare", NOBODY) not in ("", NOBODY) and officer is None:
        faults.append(NO_OFFICER)
    hospital = asked.get("sjukhus", "").strip()[:160]
    number = "".join(
        sign for sign in asked.get("nummer", "").upper() if sign.isascii() and sign.isalnum() or sign == "-"
    )
    return Filters(
        staff=actor.staff_id if asked.get("vems") == "mina" else None,
        patient=patient,
        number=number[:20],
        box=_known(asked, "grund", dict(BOXES)),
        hospital="" if hospital == OUTSIDE else hospital.replace("\x00", ""),
        outside=hospital == OUTSIDE,
        officer=officer,
        unassigned=asked.get("handlaggare") == NOBODY,
        region=_known(asked, "region", dict(PLACES)),
        state=_known(asked, "lage", dict(states(reach_of(actor)))),
    ), faults


def _known(asked: QueryDict, name: str, choices: dict[str, str]) -> str:
    return asked.get(name, "") if asked.get(name) in choices else ""


def kept(asked: QueryDict, **other: str) -> str:
    """The address's question with its filters kept and something else asked for; "" leaves a part out."""
    parts = {name: asked[name] for name in KEPT if asked.get(name)} | other
    return urlencode({name: value for name, value in parts.items() if value})


def searched(asked: QueryDict) -> bool:
    """Whether anything but "only mine" is asked for."""
    return any(asked.get(name) for name in KEPT if name != "vems")


@functools.lru_cache(maxsize=4)
def states(reach: str) -> tuple[tuple[str, str], ...]:
    """The states to choose among: the office's own, or all that a unit may have."""
    seen = AT_OFFICE | {State.EXPIRED} if reach == OFFICE else set(State) - {State.DELETED}
    return tuple((str(state), WORKFLOW.word(state)) for state in State if state in seen)


def choices(actor: Actor) -> dict[str, Any]:
    """What the fields of the search panel offer; hospitals and officers for the office only."""
    reach = reach_of(actor)
    found: dict[str, Any] = {"grund": BOXES, "region": PLACES, "lage": states(reach), "sjukhus": [], "handlaggare": []}
    if reach == OFFICE:
        inside = Unit.objects.filter(region_id=actor.region, channel="inside").exclude(kind="administration")
        hospitals = inside.order_by("institution").values_list("institution", flat=True).distinct()
        found["sjukhus"] = [*((name, name) for name in hospitals), (OUTSIDE, "Begäran utifrån")]
        officers = absences.colleagues(actor.unit_id, "svr", clock.today())
        found["handlaggare"] = [*((str(one.uuid), one.name) for one in officers), (NOBODY, "Ingen")]
    return found
