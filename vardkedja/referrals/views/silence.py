"""Tyst för länge: everything at the unit that should have been done, the oldest first, without a limit backwards (X-39)."""

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look import words
from vardkedja.kernel.worklists import words as number_words
from vardkedja.referrals import silence, waiting, worklists
from vardkedja.referrals.silence import KINDS, WORDS, People
from vardkedja.referrals.views.rows import last_sign, row_html
from vardkedja.referrals.worklists import Row

HEADS = ("Skulle vara klart", "Patient", "Gäller", "Läge och senaste livstecken", "Vem gör något nu")
PAPERS = {"referral": "Remiss", "confirmation": "Remissbekräftelse", "answer": "Remissvar", "other": "Annat papper"}


@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    """The page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind, after = _kind(request), request.GET.get("efter", "")
    page = worklists.silent(actor, kind, after)
    papers = waiting.unlinked(actor) if not kind and not after else []
    today = clock.today()
    late = [one for one in waiting.dictations(actor) if _waits(one, today)] if not kind and not after else []
    patients = [row.patient_id for row in page.rows] + [one.patient_id for one in late if one.patient_id]
    accesslog.record(actor, "rem.list.tyst", patients, request=request.id)  # type: ignore[attr-defined]
    asked = {"slag": kind} if kind else {}
    people = silence.people(actor.unit_id, today)
    return render(
        request,
        "referrals/silence.html",
        {
            "chips": chips(kind, None),
            "numbers": urlencode(asked),
            "heads": HEADS,
            "unit": actor.unit_name,
            "groups": _groups(page.rows, people, actor, today),
            "papers": [_paper(one, today) for one in papers],
            "dictations": [_dictation(one, today) for one in late],
            "kind": KINDS.get(kind, ""),
            "shown": f"{len(page.rows)} rader" + ("" if page.later or after else ", alla visas"),
            "later": f"?{urlencode(asked | {'efter': page.later})}" if page.later else "",
            "earlier": f"?{urlencode(asked)}" if after else "",
            "steps": _steps(),
        },
    )


@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """The kinds with their numbers, in place of those without."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = worklists.silent_counts(actor, tuple(KINDS))
    return render(request, "referrals/_chips.html", {"chips": chips(_kind(request), found)})


def chips(kind: str, numbers: dict[str, int] | None) -> list[dict[str, Any]]:
    """The kinds to choose among."""
    return [
        {
            "label": label,
            "count": None
            if numbers is None
            else "0"
            if key == kind and not numbers[key]
            else number_words(numbers[key]),
            "href": f"/remisser/tyst/?slag={key}" if key else "/remisser/tyst/",
            "current": key == kind,
        }
        for key, label in (("", "Allt"), *KINDS.items())
    ]


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("slag", "")
    return asked if asked in KINDS else ""


def _groups(rows: Sequence[Row], people: People, actor: Actor, today: datetime.date) -> list[dict[str, Any]]:
    """The lines by kind, in the order of a referral's way."""
    found: dict[str, list[Markup]] = {kind: [] for kind in KINDS}
    for row in rows:
        now = "Du" if row.staff_id == actor.staff_id else row.staff_name or "Enheten, ingen än"
        who = Markup('{}<small class="vk-list__in">{}</small>').format(now, _next(row, people, today))
        found[silence.kind_of(row)].append(row_html(row, today, who, HEADS[-1], last_sign(row)))
    return [
        {"name": KINDS[kind], "count": len(lines), "rows": Markup("").join(lines)}
        for kind, lines in found.items()
        if lines
    ]


def _next(row: Row, people: People, today: datetime.date) -> str:
    """Who is told next, and from which day."""
    step = silence.told_next(row.sort_on, today)
    if step is None:
        return f"Chefen ska känna till det: {people.head}" if people.head else "Verksamhetschefen ska känna till det"
    name = {"secretaries": people.secretaries, "head": people.head}.get(step[0], "")
    return f"Nästa: {name or WORDS[step[0]]}, {words.day(step[1], today)}"


def _steps() -> str:
    """The steps in words, from the same table."""
    said = [f"{WORDS[who]} {'genast' if late == 0 else f'efter {late} arbetsdagar'}" for late, who in silence.STEPS]
    return f"{', '.join(said)}."


def _waits(one: waiting.Dictation, today: datetime.date) -> bool:
    """A dictation has waited too long when its last day has passed, or without one when a day has."""
    return (one.send_by or clock.local(one.dictated_at).date()) < today


def _paper(one: waiting.Paper, today: datetime.date) -> list[str]:
    return [
        PAPERS.get(one.kind, "Papper"),
        f"Kom {words.day(one.arrived_on, today)}",
        f"Skannat {words.moment(one.scanned_at, clock.local(clock.now()))} av {one.scanned_by}",
    ]


def _dictation(one: waiting.Dictation, today: datetime.date) -> list[str]:
    whom = f"{one.given} {one.family}".strip() if one.patient_id else one.patient_words or "Patient inte angiven"
    due = f"Skickas senast {words.day(one.send_by, today)}" if one.send_by else "Ingen frist"
    return [whom, f"Dikterat {words.moment(one.dictated_at, clock.local(clock.now()))} av {one.dictated_by}", due]
