"""Mitt arbete and Vårt arbete: fifty lines a page, every patient logged, filters and place in the address (X-17)."""

import itertools
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.absences import Deputy
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look import words
from vardkedja.kernel.worklists import words as number_words
from vardkedja.referrals import daily, worklists
from vardkedja.referrals.views.rows import GROUPS, group_of, row_html
from vardkedja.referrals.worklists import DESKS, MINE, OURS, Filters, Row, Shelf, name_of
from vardkedja.rules.access import Permission
from vardkedja.rules.referrals import Node

DESK_NAMES = {MINE: "Mitt arbete", OURS: "Vårt arbete"}
LABELS = {
    "sena": "Försenade",
    "idag": "Idag",
    "vecka": "Den här veckan",
    "akuta": "Brådskande",
    "utan": "Utan ansvarig",
    "obekraftade": "Utan bekräftelse",
    "bekraftade": "Bekräftade",
    "delbesvarade": "Delbesvarade",
    "ej-mottagna": "Ingen har tagit emot",
    "ledtid": "Över ledtid",
    "franvarande": "Frånvarande utan utdelning",
}
NAMED_DAYS = 5


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Mitt arbete: one's own tasks, and what is handed out to one now."""
    return _desk(request, MINE)


@require_safe
def ours(request: HttpRequest) -> HttpResponse:
    """Vårt arbete: every task of the unit where one works."""
    return _desk(request, OURS)


@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """The filters with their numbers and the whole selects, in place of those that came with the page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = request.GET.get("bord", MINE)
    desk = desk if desk in DESKS else MINE
    shelf, filters = shelf_of(request, desk), filters_of(request)
    deputies = worklists.handed_out(actor) if desk == MINE else []
    of_nodes = worklists.node_counts(actor, (desk,), deputies)
    of_filters = worklists.filter_counts(actor, desk, shelf.node, shelf.shows, filters, deputies)
    people, units = worklists.choices(actor, desk, shelf.node)
    numbers = {word: number[0] for (_, word), number in of_nodes.items()}
    page = _filter_part(desk, shelf, filters, people, units, numbers, of_filters)
    return render(request, "referrals/_filters.html", page)


def shelf_of(request: HttpRequest, desk: str) -> Shelf:
    """The list that is asked for, else the desk's first."""
    shelves = DESKS[desk]
    return shelves.get(request.GET.get("lista", ""), next(iter(shelves.values())))


def first_with_work(actor: Actor, desk: str, deputies: Sequence[Deputy]) -> Shelf:
    """Where the desk opens: its first list that holds something, else its first."""
    counts = worklists.node_counts(actor, (desk,), deputies)
    shelves = DESKS[desk]
    return next((shelf for word, shelf in shelves.items() if counts[desk, word][0]), next(iter(shelves.values())))


def filters_of(request: HttpRequest) -> Filters:
    """The filters in the address; what is unknown or unreadable is not set."""
    show = request.GET.get("visa", "")
    return Filters(show if show in LABELS else "", _uuid(request.GET.get("vem")), _uuid(request.GET.get("enhet")))


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _desk(request: HttpRequest, desk: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    deputies = worklists.handed_out(actor) if desk == MINE else []
    asked_for = shelf_of(request, desk) if "lista" in request.GET else first_with_work(actor, desk, deputies)
    shelf, filters, after = asked_for, filters_of(request), request.GET.get("efter", "")
    page = worklists.listed(actor, desk, shelf.node, filters, after, deputies)
    patients = [row.patient_id for row in page.rows]
    accesslog.record(actor, f"rem.list.{desk}.{shelf.word}", patients, request=request.id)  # type: ignore[attr-defined]
    asked = address(shelf, filters)
    shown = f"{len(page.rows)} rader" + ("" if page.later or after else ", alla visas")
    return render(
        request,
        "referrals/list.html",
        _filter_part(desk, shelf, filters, *_choices_of(page.rows, filters), None, None)
        | {
            "title": name_of(desk, shelf),
            "over": f"{DESK_NAMES[desk]}, {actor.unit_name}" if desk == OURS else DESK_NAMES[desk],
            "hint": shelf.hint,
            "heads": (shelf.due, "Patient", "Gäller", "Läge", shelf.who),
            "groups": _groups(actor, desk, shelf, page.rows, deputies),
            "empty": _empty(desk, shelf, filters),
            "shown": shown,
            "later": f"?{urlencode(asked | {'efter': page.later})}" if page.later else "",
            "earlier": f"?{urlencode(asked)}" if after else "",
            "check": _check(actor, shelf) if shelf.check else None,
            "inbox": desk == OURS and shelf.node == Node.ANSWER,
            "handed": [_handed(one) for one in deputies if shelf.node in one.nodes],
        },
    )


def address(shelf: Shelf, filters: Filters) -> dict[str, str]:
    """What stands in the address of a list with its filters."""
    asked = {"lista": shelf.word, "visa": filters.show, "vem": filters.who or "", "enhet": filters.unit or ""}
    return {name: str(value) for name, value in asked.items() if value}


def _groups(
    actor: Actor, desk: str, shelf: Shelf, rows: Sequence[Row], deputies: Sequence[Deputy]
) -> list[dict[str, Any]]:
    """The lines under their heads, in the list's order."""
    today, inbox = clock.today(), desk == OURS and shelf.node == Node.ANSWER
    until = {(one.owner_id, one.unit_id): _handed(one) for one in deputies if shelf.node in one.nodes}
    found = []
    for key, part in itertools.groupby(rows, lambda row: group_of(row, today, inbox)):
        lines = [row_html(row, today, _who(row, actor, until), shelf.who) for row in part]
        name, hint = GROUPS[key]
        late = ("Påminn bedömaren, eller byt." if inbox else shelf.hint) if key == "sena" else hint
        name = "Från tidigare dagar" if key == "sena" and shelf.node == Node.ATTEST else name
        found.append({"name": name, "count": len(lines), "hint": late, "rows": Markup("").join(lines)})
    return found


def _who(row: Row, actor: Actor, until: dict[tuple[int, int], str]) -> str:
    if row.staff_id is None:
        return "Ingen än"
    if row.staff_id == actor.staff_id:
        return "Du"
    return until.get((row.staff_id, row.unit_id), row.staff_name or "")


def _handed(one: Deputy) -> str:
    return f"för {one.owner_name} t.o.m. {words.day(one.last_day, clock.today())}"


def _filter_part(
    desk: str,
    shelf: Shelf,
    filters: Filters,
    people: Sequence[tuple[str, str]],
    units: Sequence[tuple[str, str]],
    of_nodes: dict[str, int] | None,
    of_filters: dict[str, int] | None,
) -> dict[str, Any]:
    """What _filters.html shows: the lists of the desk, the filters of this list, and the two selects."""
    base = f"/remisser/{desk}/"
    lists = [
        {
            "label": name_of(desk, one),
            "count": _number(of_nodes[word], word == shelf.word) if of_nodes else None,
            "href": f"{base}?lista={word}",
            "current": word == shelf.word,
        }
        for word, one in DESKS[desk].items()
    ]
    chips = [
        {
            "label": LABELS.get(show, "Alla"),
            "count": _number(of_filters[show], show == filters.show) if of_filters else None,
            "href": f"{base}?{urlencode(address(shelf, Filters(show, filters.who, filters.unit)))}",
            "current": show == filters.show,
            "tone": "late" if show in ("sena", "ledtid") else "",
        }
        for show in ("", *shelf.shows)
    ]
    return {
        "base": base,
        "lists": lists,
        "chips": chips,
        "asked": address(shelf, filters),
        "numbers": urlencode(address(shelf, filters) | {"bord": desk}),
        "people": people if desk == OURS else [],
        "units": units,
        "who_label": shelf.who,
    }


def _number(count: int, current: bool) -> int | str:
    """The number on a filter; as text on the present one, which is not dimmed although it is empty."""
    return str(count) if current and not count else number_words(count)


def _choices_of(rows: Sequence[Row], filters: Filters) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The people and units on the page, to choose among until the whole selects have come."""
    people = {str(row.staff_uuid): row.staff_name or "" for row in rows if row.staff_uuid}
    units = {
        str(row.other_uuid): (row.to_name if row.case_unit_id == row.unit_id else row.from_name) or ""
        for row in rows
        if row.other_uuid
    }
    for chosen, known in ((filters.who, people), (filters.unit, units)):
        if chosen:
            known.setdefault(str(chosen), "Den valda")
    return sorted(people.items(), key=lambda one: one[1]), sorted(units.items(), key=lambda one: one[1])


def _empty(desk: str, shelf: Shelf, filters: Filters) -> dict[str, str]:
    if filters.shape:
        text = "Inget i listan stämmer med det du har valt. Visa alla, eller välj något annat."
        return {"title": "Inga rader med det valet", "text": text, "tone": "wait"}
    return {"title": f"{name_of(desk, shelf)}: inget väntar", "text": shelf.empty, "tone": "done"}


def _check(actor: Actor, shelf: Shelf) -> dict[str, Any]:
    """The daily check of the list: done or not, by whom, and the days that nobody made it."""
    found = daily.state(actor.unit_id, shelf.node)
    today, now = clock.today(), clock.local(clock.now())
    last = f"{words.cap(words.moment(found.at, now))}, {found.by}" if found.at else ""
    days = [words.day(day, today) for day in found.missed[-NAMED_DAYS:]]
    earlier = found.earlier + max(0, len(found.missed) - NAMED_DAYS)
    more = f" och {earlier} {'dag' if earlier == 1 else 'dagar'} tidigare" if earlier else ""
    return {
        "done": found.done,
        "who": last if found.done or not last else f"Senast {words.moment(found.at, now)}, {found.by}",  # type: ignore[arg-type]
        "missed": f"Ingen kontroll gjordes {', '.join(days)}{more}." if days else "",
        "href": f"/remisser/kontroll/{shelf.word}/",
        "may": actor.may(Permission.REM_WRITE),
    }
