"""The list of open admissions: what presses first, fifty at a time, every patient in them logged before the answer."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vardkedja.commitments.acute import present, pressing, worklists
from vardkedja.commitments.acute.look import Case, facts
from vardkedja.commitments.acute.worklists import DIRECTIONS
from vardkedja.kernel import accesslog, clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.rules.access import Permission
from vardkedja.rules.acute_workflow import State
from vardkedja.rules.calendar import age

HEADS = ("Kontakt senast", "Patient", "Vårdas på", "Läge", "Flagga")
CHIPS = {"": "Alla", "vara": "Våra patienter i andra regioner", "hos-oss": "Andra regioners patienter hos oss"}


def listing(request: HttpRequest) -> HttpResponse:
    """The open admissions within the actor's reach, of one direction or both."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    word = request.GET.get("riktning", "")
    word = word if word in DIRECTIONS else ""
    after, today = request.GET.get("efter", ""), clock.today()
    page = worklists.listed(actor, DIRECTIONS.get(word, ""), after)
    patients = [case.patient_id for case in page.cases]
    accesslog.record(actor, "svr_acute.list", patients, request=request.id)  # type: ignore[attr-defined]
    asked = {"riktning": word} if word else {}
    lines = [row(case, today) for case in page.cases]
    shown = f"{len(lines)} rader" + ("" if page.later or after else ", alla visas")
    context = {
        "chips": [{"label": CHIPS[one], "count": None, "href": _address(one), "current": one == word} for one in CHIPS],
        "heads": HEADS,
        "groups": _groups(lines),
        "today": today,
        "shown": shown,
        "later": f"?{urlencode(asked | {'efter': page.later})}" if page.later else "",
        "earlier": f"?{urlencode(asked)}" if after else "",
        "filtered": bool(word or after),
        "may_register": actor.may(Permission.SVR_WRITE),
    }
    return render(request, "commitments/acute/list.html", context)


def _address(word: str) -> str:
    return f"?riktning={word}" if word else "?"


def _groups(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What asks for something above the rest. Judged on the day that the page is shown, so that no flag is a day old."""
    asks = [line for line in lines if line["asks"]]
    rest = [line for line in lines if not line["asks"]]
    return [
        {"name": "Behöver åtgärd", "count": len(asks), "hint": "Flaggorna räknas om varje dag.", "rows": asks},
        {"name": "Inget brådskar", "count": len(rest), "hint": "", "rows": rest},
    ]


def row(case: Case, today: datetime.date) -> dict[str, Any]:
    """One line: the patient, the direction and the hospital, which day it is, the flags."""
    flags = pressing.flags(case, today)
    tone, word = present.state(case)
    word = present.SHORT_STATES.get(State(case.state), word)
    marks = [(present.tone(one), present.short(one)) for one in flags]
    latest = pressing.last_contact_day(facts(case), terms.terms(case.rules))
    last = f" av {(latest - case.admitted_on).days}" if latest and today <= latest else ""
    return {
        "id": case.number,
        "href": f"/specialistvard/akut/{case.uuid}/",
        "due": None if case.contact_on or case.dead else latest,
        "no_due": "Kontakt tagen" if case.contact_on else "Ingen frist",
        "name": case.patient_name,
        "number": case.identifier or "",
        "age": age(case.birth_date, today) if case.birth_date else None,
        "matter": case.where,
        "place": f"{'Vår patient' if case.out else f'Patient från {case.home_name}'}, {case.number}",
        "tone": tone,
        "word": word,
        "note": f"Dag {present.day_number(case, today)}{last}",
        "who": "",
        "flags": [
            *marks,
            *([("quiet", "Avliden")] if case.dead else []),
            *([("quiet", "Skyddad identitet")] if case.protected else []),
        ],
        "asks": case.dead or any(map(pressing.asks, flags)),
    }
