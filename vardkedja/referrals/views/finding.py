"""Searching among referrals: every hit within reach, every patient shown logged (X-16)."""

import datetime
import re
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.worklists import PAGE
from vardkedja.referrals import finding
from vardkedja.referrals.finding import RECEIVED, SENT, Wish
from vardkedja.referrals.views.rows import last_sign, row_html
from vardkedja.referrals.worklists import Row
from vardkedja.rules.referrals import InState, State, in_word, out_word

NUMBER = re.compile(r"K[0-9]{4}-[0-9]{6}")
HEADS = ("Senast ändrad", "Patient", "Gäller", "Läge", "Ansvarig")
STATES = [
    (SENT, "Skickade, alla lägen"),
    *((f"{SENT}-{one}", f"Skickade: {out_word(one)}") for one in State if one not in (State.DELETED, State.OUTSIDE)),
    (RECEIVED, "Mottagna, alla lägen"),
    *((f"{RECEIVED}-{one}", f"Mottagna: {in_word(one)}") for one in InState),
]


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """What a search finds, and the panel to search with."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wish, faults = read(request)
    rows = [] if faults else finding.found(actor, wish)  # what cannot be read is not searched for
    more, rows = len(rows) > PAGE, rows[:PAGE]
    accesslog.record(actor, "rem.list.sok", [row.patient_id for row in rows], request=request.id)  # type: ignore[attr-defined]
    shown = (
        f"{len(rows)} rader, de senaste. Begränsa med läge eller datum." if more else f"{len(rows)} rader, alla visas"
    )
    page = {
        "rows": html(rows, actor),
        "heads": HEADS,
        "length": len(rows),
        "shown": shown,
        "faults": faults,
        "states": STATES,
        "asked": {name: request.GET.get(name, "") for name in ("nummer", "lage", "enhet", "fran", "till")},
    }
    return render(request, "referrals/found.html", page)


def html(rows: list[Row], actor: Actor) -> Markup:
    """The lines of what was found."""
    today = clock.today()
    lines = []
    for row in rows:
        who = "Du" if row.staff_id == actor.staff_id else row.staff_name or "Ingen än"
        lines.append(row_html(row, today, who, HEADS[-1], last_sign(row)))
    return Markup("").join(lines)


def read(request: HttpRequest) -> tuple[Wish, list[str]]:
    """What is asked for in the address; what cannot be read is said, not guessed."""
    asked, faults = request.GET, []
    if asked.get("oklart"):
        faults.append(
            "Det går inte att söka på det. Skriv ett helt personnummer eller ett remissnummer, som K2025-000123."
        )
    days: dict[str, datetime.date | None] = {}
    for name in ("fran", "till"):
        try:
            days[name] = datetime.date.fromisoformat(asked[name]) if asked.get(name) else None
        except ValueError:
            days[name] = None
            faults.append(f"{asked[name][:20]} är inget datum. Skriv som ÅÅÅÅ-MM-DD.")
    try:
        patient = uuid.UUID(asked["patient"]) if asked.get("patient") else None
    except ValueError:
        patient = uuid.uuid4()
    number = asked.get("nummer", "").strip().upper()
    if number and not NUMBER.fullmatch(number):
        faults.append("Ett remissnummer skrivs som K2025-000123.")
    way, _, state = asked.get("lage", SENT).partition("-") if asked.get("lage") in dict(STATES) else (SENT, "", "")
    wish: dict[str, Any] = {"patient": patient, "number": number[:20], "way": way, "state": state}
    return Wish(**wish, other=asked.get("enhet", "").strip()[:80], first=days["fran"], last=days["till"]), faults
