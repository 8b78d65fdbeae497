"""Lists and search. Fifty rows, every patient in them logged before the answer; filters and place stand in the address."""

import datetime
import functools
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from markupsafe import Markup

from vardkedja.commitments import present, worklists
from vardkedja.commitments.models import reach_of
from vardkedja.commitments.views import chips
from vardkedja.commitments.worklists import ALL, NODES, Filters, Row
from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.organisations import Unit
from vardkedja.rules.access import Permission
from vardkedja.rules.calendar import age
from vardkedja.rules.commitment_facts import AGREEMENT_WORDS, GROUND_WORDS
from vardkedja.rules.commitment_workflow import WORKFLOW, State

HEADS = ("Giltig t.o.m.", "Patient", "Till", "Läge", "Senast ändrad av")
STATES = [(str(state), WORKFLOW.word(state)) for state in State if state is not State.DELETED]
SEARCHED = (
    "remissid",
    "mottagare",
    "avtal",
    "grund",
    "lage",
    "galler",
    "utfardad_fran",
    "utfardad_till",
    "enhet",
    "vidare",
    "patient",
)
CHOICES = {
    "avtal": [(str(code), text.capitalize()) for code, text in AGREEMENT_WORDS.items()],
    "grund": [(str(code), text) for code, text in GROUND_WORDS.items()],
    "lage": STATES,
}


def listing(request: HttpRequest) -> HttpResponse:
    """One list, or a search over all that the actor may know of."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    filters, faults = read_filters(request, actor)
    reach = reach_of(actor)
    word = request.GET.get("lista", "")
    word = word if word in NODES and reach in NODES[word].reaches else ALL
    asked = filters if word == ALL else worklists.list_filter(actor, reach, request.GET.get("vems") == "mina")
    page = worklists.listed(actor, word, asked, request.GET.get("efter", ""))
    rows = [Row(*row) for row in page.rows]
    accesslog.record(actor, f"rus.list.{word}", [row.patient_id for row in rows], request=request.id)  # type: ignore[attr-defined]
    return render(request, "commitments/list.html", _page(request, actor, word, filters, faults, rows, page.later))


def read_filters(request: HttpRequest, actor: Actor) -> tuple[Filters, list[str]]:
    """The filters in the address; what cannot be read is said, not guessed."""
    asked, faults = request.GET, []
    if asked.get("oklart"):
        faults.append("Det går inte att söka på det. Skriv ett helt personnummer eller ett remissid, som 2025-000123.")
    days: dict[str, datetime.date | None] = {}
    for name in ("utfardad_fran", "utfardad_till", "galler"):
        try:
            days[name] = datetime.date.fromisoformat(asked[name]) if asked.get(name) else None
        except ValueError:
            days[name] = None
            faults.append(f"{asked[name][:20]} är inget datum. Skriv som ÅÅÅÅ-MM-DD.")
    try:
        patient = uuid.UUID(asked["patient"]) if asked.get("patient") else None
    except ValueError:
        patient = uuid.uuid4()
    unit = asked.get("enhet", "")
    return Filters(
        patient=patient,
        unit=int(unit) if unit.isdecimal() and len(unit) < 10 else None,
        number="".join(sign for sign in asked.get("remissid", "") if sign.isdigit() or sign == "-")[:20],
        receiver=asked.get("mottagare", "").strip()[:80],
        agreement=asked.get("avtal", "") if asked.get("avtal") in AGREEMENT_WORDS else "",
        ground=asked.get("grund", "") if asked.get("grund") in GROUND_WORDS else "",
        state=asked.get("lage", "") if asked.get("lage") in dict(STATES) else "",
        issued_from=days["utfardad_fran"],
        issued_to=days["utfardad_till"],
        valid_on=days["galler"],
        reinvoice=asked.get("vidare") == "1",
    ), faults


def _page(
    request: HttpRequest, actor: Actor, word: str, filters: Filters, faults: list[str], rows: list[Row], later: str
) -> dict[str, Any]:
    today = clock.today()
    node = NODES.get(word)
    mine, plain = request.GET.get("vems") == "mina", not filters.shape
    numbers = {"lista": word} | ({"vems": "mina"} if mine else {}) | ({} if plain else {"sokt": "1"})
    numbers |= {"vidare": "1"} if filters.reinvoice else {}
    asked = {name: value for name, value in request.GET.items() if name != "efter" and value}
    many_units = reach_of(actor) != "units" or len(actor.rus_units) > 1
    return {
        "word": word,
        "node": node,
        "filters": filters,
        "faults": faults,
        "chips": chips.row(actor, word, plain=plain, reinvoice=filters.reinvoice),
        "numbers": urlencode(numbers),
        "heads": HEADS,
        "today": today,
        "title": node.name if node else "Sökresultat" if filters.shape else "RUS-remisser",
        "rows": Markup("".join(row_html(row, today, many_units) for row in rows)),
        "length": len(rows),
        "shown": f"{len(rows)} rader" if later or "efter" in request.GET else f"{len(rows)} rader, alla visas",
        "later": f"?{urlencode(asked | {'efter': later})}" if later else "",
        "earlier": f"?{urlencode(asked)}" if "efter" in request.GET else "",
        "search": search_html(
            tuple((name, asked[name]) for name in SEARCHED if name in asked),
            tuple(faults),
            bool(set(filters.shape) - {"patient", "reinvoice"}) and word == ALL,
            _units(actor),
        ),
        "more": chips.whose(actor, word, mine),
        "searching": bool(filters.shape) and word == ALL,
    }


@functools.lru_cache(maxsize=4096)
def row_html(row: Row, today: datetime.date, many_units: bool) -> Markup:
    """One line as HTML, remembered under everything that stands in it."""
    tone, word = present.state(row.state, row.last_day)
    over = tone == "stop"  # cancelled or expired: nothing to hurry for
    shown = {
        "id": row.number,
        "href": f"/rus/{row.uuid}/",
        "due": None if over else row.last_day,
        "name": f"{row.given} {row.family}".strip(),
        "number": row.identifier or "",
        "age": age(row.birth_date, today) if row.birth_date else None,
        "matter": row.headline or "Mottagare inte vald",
        "place": f"{row.number}, från {row.from_name}" if many_units else row.number,
        "no_due": "Gäller inte" if over else "Inte utfärdad",
        "tone": tone,
        "word": word,
        "note": _waited(row, today),
        "who": row.writer,
        "flags": [
            *([("late", row.flag)] if row.flag else []),
            *([("quiet", "Skyddad identitet")] if row.protected else []),
        ],
    }
    return Markup(_macro("look/list.html", "row")(shown, today, HEADS[-1]))


@functools.lru_cache(maxsize=256)
def search_html(
    asked: tuple[tuple[str, str], ...], faults: tuple[str, ...], searching: bool, units: tuple[tuple[int, str], ...]
) -> Markup:
    """The search panel as HTML, remembered under what stands in its fields."""
    return Markup(_macro("commitments/_search.html", "search")(dict(asked), CHOICES, faults, searching, units))


def _units(actor: Actor) -> tuple[tuple[int, str], ...]:
    """The referring units to choose among in a search; none when the actor has only one."""
    if actor.may(Permission.RUS_READ_REGION):
        found = Unit.objects.filter(region_id=actor.region, channel="inside").exclude(kind="administration")
    elif len(actor.rus_units) > 1:
        found = Unit.objects.filter(pk__in=actor.rus_units)
    else:
        return ()
    rows = found.order_by("sort_key").values_list("pk", "clinic", "institution")
    return tuple(
        (unit_id, f"{clinic}, {institution}" if clinic else institution) for unit_id, clinic, institution in rows
    )


@functools.lru_cache(maxsize=2)
def _macro(template: str, name: str) -> Any:
    return getattr(get_template(template).template.module, name)  # type: ignore[attr-defined]


def _waited(row: Row, today: datetime.date) -> str:
    days = (today - clock.local(row.since).date()).days
    if row.flag or row.state in (State.DRAFT, State.AWAITING, State.READY, State.ISSUED):
        return "sedan idag" if days <= 0 else "sedan i går" if days == 1 else f"sedan {days} dagar"
    return ""
