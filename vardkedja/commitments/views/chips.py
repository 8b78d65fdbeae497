"""The row of filters above a list. Its numbers are fetched after the page, so that a list costs its own question only.

Without script the filters stand without numbers; Min dag has them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vardkedja.commitments import worklists
from vardkedja.commitments.models import reach_of
from vardkedja.commitments.worklists import ALL, NODES
from vardkedja.kernel.access import Actor
from vardkedja.kernel.worklists import words as number_words
from vardkedja.rules.access import Permission


def row(
    actor: Actor, word: str, *, plain: bool, reinvoice: bool, numbers: dict[str, int] | None = None
) -> list[dict[str, Any]]:
    """The filters that are for the actor; `word` is the present list, `plain` that nothing is searched for in it."""
    reach = reach_of(actor)
    chips = [
        {
            "label": node.name,
            "count": number_words(numbers[key]) if numbers and key in numbers else None,
            "href": f"/rus/?lista={key}",
            "current": key == word,
        }
        for key, node in NODES.items()
        if reach in node.reaches
    ]
    chips.append({"label": "Alla", "count": None, "href": "/rus/", "current": word == ALL and plain})
    if actor.may(Permission.RUS_READ_REGION):
        words, href = "Vidarefaktureras Östergötland", "/rus/?vidare=1"
        chips.append({"label": words, "count": None, "href": href, "current": reinvoice})
    return chips


def whose(actor: Actor, word: str, mine: bool) -> list[dict[str, Any]]:
    """The second row of filters in a unit's list: the unit's, or only mine."""
    if word == ALL or reach_of(actor) != "units":
        return []
    return [
        {"label": "Enhetens", "count": None, "href": f"/rus/?lista={word}", "current": not mine},
        {"label": "Bara mina", "count": None, "href": f"/rus/?lista={word}&vems=mina", "current": mine},
    ]


def counted(request: HttpRequest) -> HttpResponse:
    """The same filters with their numbers, in place of those without."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = request.GET
    word = asked.get("lista", ALL)
    plain, reinvoice = "sokt" not in asked, asked.get("vidare") == "1"
    page = {
        "chips": row(actor, word, plain=plain, reinvoice=reinvoice, numbers=worklists.counts(actor)),
        "more": whose(actor, word, asked.get("vems") == "mina"),
    }
    return render(request, "commitments/_chips.html", page)
