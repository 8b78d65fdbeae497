"""Lists and search of specialist referrals. Fifty rows, every patient in them logged before the answer (X-07, X-17)."""

import datetime
import functools
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import require_safe
from markupsafe import Markup

from vardkedja.commitments.specialist import present, worklists
from vardkedja.commitments.specialist.models import reach_of
from vardkedja.commitments.specialist.questions import ALL
from vardkedja.commitments.specialist.views import asked
from vardkedja.commitments.specialist.worklists import OFFICE, Row
from vardkedja.kernel import accesslog, clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.worklists import words as number_words
from vardkedja.rules.calendar import age
from vardkedja.rules.law import Terms
from vardkedja.rules.specialist_facts import BOX_WORDS, Entrance
from vardkedja.rules.specialist_handling import handling
from vardkedja.rules.specialist_workflow import BEFORE_DECISION, State

PAGE = "/specialistvard/"
HEADS = ("Hos regionen", "Patient", "Från och till", "Läge", "Ansvarig")
WITH_TARGET = ("Beslut senast", *HEADS[1:])
NOBODY = "Ingen än"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One list (`lista`), or every case that the actor may know of; the filters of the address hold in both."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    filters, faults = asked.filters(request.GET, actor)
    words = {node.word for node in worklists.nodes_for(actor)}
    word = request.GET.get("lista", "")
    word = word if word in words else ALL
    page = worklists.listed(actor, word, filters, request.GET.get("efter", ""))
    rows = [] if faults else [Row(*row) for row in page.rows]  # what cannot be read is not searched for
    accesslog.record(actor, f"svr.list.{word}", [row.patient_id for row in rows], request=request.id)  # type: ignore[attr-defined]
    return render(request, "commitments/svr/list.html", _page(request, actor, word, faults, rows, page.later))


@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """The row of lists with their numbers, in place of those without."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    filters, _ = asked.filters(request.GET, actor)
    numbers = worklists.counts(actor, filters=replace(filters, staff=None), mine_only=bool(filters.staff))
    shown = {"chips": chips(request, actor, numbers), "more": _whose(request)}
    return render(request, "commitments/_chips.html", shown)


def chips(request: HttpRequest, actor: Actor, numbers: dict[str, int] | None = None) -> list[dict[str, Any]]:
    """The lists that are for the actor, each with the filters of the address kept; `numbers` by the list's word."""
    here = request.GET.get("lista") or ALL
    found = [
        {
            "label": node.name,
            "count": number_words(numbers[node.word]) if numbers else None,
            "href": f"{PAGE}?{asked.kept(request.GET, lista=node.word)}",
            "current": node.word == here,
        }
        for node in worklists.nodes_for(actor)
    ]
    every = {"label": "Alla", "count": None, "href": f"{PAGE}?{asked.kept(request.GET, lista=ALL)}"}
    return [*found, every | {"current": here == ALL}]


def _whose(request: HttpRequest) -> list[dict[str, Any]]:
    """The second row of filters: everybody's, or only mine."""
    mine = request.GET.get("vems") == "mina"
    word = request.GET.get("lista") or ALL
    ours, own = (f"{PAGE}?{asked.kept(request.GET, lista=word, vems=whose)}" for whose in ("", "mina"))
    return [
        {"label": "Enhetens", "count": None, "href": ours, "current": not mine},
        {"label": "Bara mina", "count": None, "href": own, "current": mine},
    ]


def _page(
    request: HttpRequest, actor: Actor, word: str, faults: list[str], rows: list[Row], later: str
) -> dict[str, Any]:
    node = worklists.NODES.get(word)
    searching = asked.searched(request.GET)
    here = asked.kept(request.GET, lista=word)
    heads, lines = table(rows, actor)
    return {
        "node": node,
        "title": node.name if node else "Sökresultat" if searching else "Specialistvårdsremisser",
        "chips": chips(request, actor),
        "more": _whose(request),
        "numbers": here,
        "heads": heads,
        "rows": lines,
        "length": len(rows),
        "shown": f"{len(rows)} rader" if later or "efter" in request.GET else f"{len(rows)} rader, alla visas",
        "later": f"?{here}&efter={later}" if later and rows else "",
        "earlier": f"?{here}" if "efter" in request.GET else "",
        "asked": {name: request.GET.get(name, "") for name in (*asked.KEPT, "lista")},
        "choices": asked.choices(actor),
        "faults": faults,
        "searching": searching,
        "office": reach_of(actor) == OFFICE,
    }


def table(rows: list[Row], actor: Actor) -> tuple[tuple[str, ...], Markup]:
    """The heads and the lines of a list. Against the region's target, where it has entered one, for the office only."""
    today, office = clock.today(), reach_of(actor) == OFFICE
    pack = terms.current() if office and rows else None
    last = {day: due_by(day, actor.region, pack) for day in {row.received_on for row in rows}} if pack else {}
    lines = Markup("").join(row_html(row, today, last.get(row.received_on)) for row in rows)
    return WITH_TARGET if any(last.values()) else HEADS, lines


def due_by(received_on: datetime.date | None, region: str, pack: Terms) -> datetime.date | None:
    """The last day for a decision by the region's target; None when the region has entered none."""
    if received_on is None:
        return None
    return handling(received_on, received_on, region, pack).result.get("due")  # type: ignore[return-value]


@functools.lru_cache(maxsize=4096)
def row_html(row: Row, today: datetime.date, due: datetime.date | None = None) -> Markup:
    """One line as HTML, remembered under everything that stands in it. `due` is the region's target, None when it has none."""
    tone, word = present.state(row.state, row.last_day)
    waits = row.state in BEFORE_DECISION
    shown = {
        "id": row.number,
        "href": f"{PAGE}{row.uuid}/",
        "due": due if waits else None,
        "no_due": _age(row.received_on, today) if waits else "Inte inskickad" if row.state in _WITH_SENDER else "",
        "name": f"{row.given} {row.family}".strip(),
        "number": row.identifier or "",
        "age": age(row.birth_date, today) if row.birth_date else None,
        "matter": f"{_from(row)} till {_to(row)}",
        "place": f"{row.number}, {_BOX.get(row.box, 'inget alternativ valt')}",
        "tone": tone,
        "word": word,
        "note": _waited(row, today, waits, due),
        "who": row.responsible or NOBODY,
        "flags": [
            *([("late", row.flag)] if row.flag else []),
            *([("quiet", "Skyddad identitet")] if row.protected else []),
        ],
    }
    return Markup(_macro("look/list.html", "row")(shown, today, HEADS[-1]))


_WITH_SENDER = (State.DRAFT, State.SIGNED)
_BOX = {str(box): word for box, word in BOX_WORDS.items()}


def _from(row: Row) -> str:
    if row.entrance == Entrance.OUTSIDE:
        return row.source_name
    return ", ".join(part for part in (row.from_clinic, row.from_institution) if part)


def _to(row: Row) -> str:
    return ", ".join(part for part in (row.to_clinic, row.to_institution) if part) or "mottagare inte vald"


def _age(received_on: datetime.date | None, today: datetime.date) -> str:
    """How long it has been at the region, in calendar days from the day it came."""
    days = (today - received_on).days if received_on else 0
    return "Kom idag" if days <= 0 else "1 dag" if days == 1 else f"{days} dagar"


def _waited(row: Row, today: datetime.date, waits: bool, due: datetime.date | None) -> str:
    """How long it has waited in its list; beside a target's day, how long it has been at the region."""
    if waits and due:
        return _age(row.received_on, today)
    if row.since is None:
        return ""
    days = (today - clock.local(row.since).date()).days
    return "sedan idag" if days <= 0 else "sedan i går" if days == 1 else f"sedan {days} dagar"


@functools.lru_cache(maxsize=2)
def _macro(template: str, name: str) -> Any:
    return getattr(get_template(template).template.module, name)  # type: ignore[attr-defined]
