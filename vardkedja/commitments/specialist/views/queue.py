"""Kö och beslut: the office's cases before decision, their age and who has them, and what must not be left lying."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardkedja.commitments.specialist import queue as work
from vardkedja.commitments.specialist.questions import OPEN
from vardkedja.commitments.specialist.queue import AGE_WORDS, SHELVES, Bar, Queue
from vardkedja.commitments.specialist.views import asked, lists
from vardkedja.commitments.specialist.worklists import Filters
from vardkedja.kernel import accesslog
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.worklists import words as number_words
from vardkedja.rules.access import Permission

PAGE = "/specialistvard/ko/"
NO_TARGET = "Regionen har inte infört något mål för handläggningstid. Därför visas bara hur länge ärendena har väntat."


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The pictures and numbers, and under them the list that one of them opens (`visa`, `alder` and the filters)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    demand(actor, Permission.SVR_OFFICE)
    filters, faults = asked.filters(request.GET, actor)
    whole = work.queue(actor)
    found = whole if filters == Filters() else work.queue(actor, filters)
    shelf = request.GET.get("visa", "")
    shelf = shelf if shelf in SHELVES else OPEN
    age = request.GET.get("alder", "") if request.GET.get("alder") in AGE_WORDS else ""
    rows, later = ([], "") if faults else work.listed(actor, found, shelf, filters, request.GET.get("efter", ""), age)
    accesslog.record(actor, f"svr.queue.{shelf}", [row.patient_id for row in rows], request=request.id)  # type: ignore[attr-defined]
    here = asked.kept(request.GET, visa=shelf, alder=age)
    heads, lines = lists.table(rows, actor)
    shown: dict[str, Any] = {
        "shelf": SHELVES[shelf],
        "part": AGE_WORDS.get(age, ""),
        "chips": _chips(request, found, shelf, age),
        "target": found.target or not found.kinds,
        "no_target": NO_TARGET,
        "pictures": _pictures(whole),
        "absent": [
            {
                "name": one.name,
                "last_day": one.last_day,
                "many": one.many,
                "href": f"?{urlencode({'handlaggare': one.uuid})}",
            }
            for one in whole.absent
        ],
        "heads": heads,
        "rows": lines,
        "length": len(rows),
        "shown": f"{len(rows)} rader" if later or "efter" in request.GET else f"{len(rows)} rader, alla visas",
        "later": f"?{here}&efter={later}" if later else "",
        "earlier": f"?{here}" if "efter" in request.GET else "",
        "asked": {name: request.GET.get(name, "") for name in (*asked.KEPT, "visa")},
        "choices": asked.choices(actor),
        "faults": faults,
        "searching": asked.searched(request.GET),
    }
    return render(request, "commitments/svr/queue.html", shown)


def _chips(request: HttpRequest, found: Queue, shelf: str, age: str) -> list[dict[str, Any]]:
    """The queue's lists with their numbers under the filters of the address; a quiet one only when something is in it."""
    return [
        {
            "label": one.name,
            "count": number_words(found.numbers[word]),
            "href": f"{PAGE}?{asked.kept(request.GET, visa=word)}",
            "current": word == shelf and not age,
            "tone": "late" if one.quiet and found.numbers[word] else "",
        }
        for word, one in SHELVES.items()
        if not one.quiet or found.numbers[word] or word == shelf
    ]


def _pictures(found: Queue) -> list[dict[str, Any]]:
    """Four pictures of what is before decision: age, alternative, hospital, officer. Every bar leads to its cases."""
    officers = [
        bar._replace(name=bar.name or "Utan handläggare", word=bar.word or asked.NOBODY) for bar in found.officers()
    ]
    hospitals = [
        bar._replace(name=bar.name or "Begäran utifrån", word=bar.word or asked.OUTSIDE) for bar in found.hospitals()
    ]
    return [
        _picture("alder", "Hur länge de har väntat", found.ages()),
        _picture("grund", "Alternativ", found.boxes()),
        _picture("sjukhus", "Varifrån", hospitals),
        _picture("handlaggare", "Handläggare", officers),
    ]


def _picture(name: str, title: str, bars: list[Bar]) -> dict[str, Any]:
    """Lying bars in per cent of the longest; a single case is still to be seen beside thousands."""
    peak = max((bar.many for bar in bars), default=0)
    return {
        "id": f"bild-{name}",
        "title": title,
        "bars": [
            {
                "name": bar.name,
                "many": bar.many,
                "late": bar.late,
                "wide": _wide(bar.many, peak),
                "late_wide": _wide(bar.late, peak),
                "href": f"{PAGE}?{urlencode({name: bar.word})}#lista",
            }
            for bar in bars
        ],
    }


def _wide(many: int, peak: int) -> float:
    return max(round(100 * many / peak, 1), 1.0) if many else 0.0
