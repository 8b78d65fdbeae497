"""Min dag: what needs me now, what needs my unit, what has changed. Each number is the length of the list it opens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vardkedja.commitments import worklists
from vardkedja.kernel import accesslog, clock, notices
from vardkedja.kernel.access import Actor
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.look import words
from vardkedja.kernel.organisations import UnitRequest
from vardkedja.kernel.worklists import words as number_words
from vardkedja.rules.access import Permission
from vardkedja.web import start_referrals, start_specialist


def start(request: HttpRequest) -> HttpResponse:
    """The start page of whoever is signed in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = clock.today()
    kept = _kept(actor)
    accesslog.record(actor, "start", [draft.case.patient_id for draft in kept if draft.case], request=request.id)  # type: ignore[attr-defined]
    referrals, specialist = start_referrals.parts(actor), start_specialist.parts(actor)
    page: dict[str, Any] = {
        "date": f"{words.long_day(today).capitalize()}, vecka {today.isocalendar().week}",
        "lead": referrals.lead,
        "told": referrals.told,
        "unit": referrals.unit
        + [_line(word, number) for word, number in worklists.counts(actor).items()]
        + specialist.unit,
        "silent": referrals.silent + specialist.silent,
        "mine": referrals.mine + _own(actor) + specialist.mine + [_draft(draft) for draft in kept],
        "register": _register(actor),
        "notices": notices.for_actor(actor),
        "grantless": not actor.all_units and actor.may_hold_rus,
    }
    return render(request, "web/start.html", page)


def _own(actor: Actor) -> list[dict[str, Any]]:
    """What waits for the actor in person among the Kalmar forms."""
    found = worklists.counts(actor, mine_only=True)
    return [_line(word, number, "&vems=mina") for word, number in found.items() if number]


def _line(word: str, number: int, whose: str = "") -> dict[str, Any]:
    node = worklists.NODES[word]
    return {
        "count": number_words(number),
        "label": node.name,
        "href": f"/rus/?lista={word}{whose}",
        "note": node.hint if number else "",
    }


def _kept(actor: Actor) -> list[Draft]:
    """What the person has typed and not saved, newest first."""
    kinds = {"rus": Permission.RUS_WRITE, "rem": Permission.REM_WRITE, "rem.act": Permission.REM_READ}
    mine = [kind for kind, need in kinds.items() if actor.may(need)]
    if not mine:
        return []
    found = Draft.objects.filter(staff_id=actor.staff_id).filter(kind__in=mine).select_related("case")
    return list(found.order_by("-typed_at")[:8])


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "count": 1,
        "label": f"Remiss {draft.case.number}" if draft.case else "Påbörjad remiss, inte sparad",
        "href": _draft_href(draft),
        "note": f"Skrivet {words.moment(draft.typed_at, clock.local(clock.now()))}",
    }


def _draft_href(draft: Draft) -> str:
    if draft.kind == "rem.act" and draft.case:
        return f"/remisser/{draft.case.uuid}/gor/{draft.data.get('gor', '')}/"
    base = "/remisser/" if draft.kind == "rem" else "/rus/"
    return f"{base}{draft.case.uuid}/skriv/" if draft.case else f"{base}skriv/{draft.uuid}/"


def _register(actor: Actor) -> list[dict[str, Any]]:
    if not actor.may(Permission.REGISTER_ADMIN):
        return []
    waiting = UnitRequest.objects.filter(outcome="open", requested_unit__region_id=actor.region).count()
    return [
        {
            "count": waiting,
            "label": "Mottagare att lägga till",
            "href": "/register/",
            "note": "Begärda från RUS-remisser",
        }
    ]
