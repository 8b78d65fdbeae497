"""Frånvaro och utdelning: who is away when, whose work waits, what is handed out, what nobody covers (REM-41 to REM-45)."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.kernel import absence_verbs as verbs
from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.absences import Absence, Colleague, HandOut, colleagues
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look.forms import Errors, day, errors, typed
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.verbs import Refused
from vardkedja.kernel.worklists import CAP, words
from vardkedja.referrals import covering
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason, Weight
from vardkedja.rules.referrals import NODE_WORDS

AWAY = ("staff", "first_day", "last_day")
GIVEN = ("owner", "to_staff", "scope", "start", "end", "decided_on", "agreement")
HAND_OUT = (*GIVEN, "nodes")
ENDED_SHOWN = datetime.timedelta(days=30)  # how long a hand-out that is over stays on the page
DONE = {
    "registrerad": "Frånvaron är registrerad.",
    "borttagen": "Frånvaron är borttagen.",
    "utdelad": "Arbetet är utdelat. Båda har fått besked.",
    "avslutad": "Utdelningen är avslutad. Båda har fått besked.",
    "lagt-over": "Arbetet är lagt över.",
}


def unit_of(actor: Actor) -> int:
    """The unit whose absences the actor sees: the assignment's, else the first one there is a grant for."""
    return actor.unit_id if actor.unit_id in actor.rem_units else actor.rem_units[0]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The page; and what is done on it: register or remove an absence, end a hand-out."""
    if request.method != "POST":
        return _page(request, {}, Errors())
    deed = {"registrera": _register, "ta-bort": _remove, "avsluta": _end}.get(request.POST.get("gor", ""))
    if deed is None:
        raise Http404
    return deed(request)


def _register(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = typed(request.POST, AWAY)
    wish = verbs.Away(
        unit_id=unit_of(actor),
        staff=an_id(given["staff"]),
        first_day=day(given["first_day"]),
        last_day=day(given["last_day"]),
    )
    try:
        verbs.register_absence(wish, by=actor)
    except Refused as refused:
        return _page(request, given, errors(refused.reasons, AWAY), status=422)
    return HttpResponseRedirect("/remisser/franvaro/?klart=registrerad")


def _remove(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = an_id(request.POST.get("franvaro", ""))
    if chosen is None:
        raise Http404
    try:
        verbs.remove_absence(chosen, by=actor)
    except Refused as refused:
        return _page(request, {}, errors(refused.reasons), status=422)
    return HttpResponseRedirect("/remisser/franvaro/?klart=borttagen")


def _end(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = an_id(request.POST.get("utdelning", ""))
    if chosen is None:
        raise Http404
    try:
        verbs.end_hand_out(chosen, by=actor)
    except Refused as refused:
        return _page(request, {}, errors(refused.reasons), status=422)
    return HttpResponseRedirect("/remisser/franvaro/?klart=avslutad")


def _page(request: HttpRequest, given: dict[str, str], wrong: Errors, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    unit_id, today = unit_of(actor), clock.today()
    waiting = covering.uncovered(unit_id, today)
    accesslog.record(actor, "rem.absence", sorted({row.patient_id for row in waiting}), request=request.id)  # type: ignore[attr-defined]
    people = colleagues(unit_id, verbs.MODULE, today)
    manager = {one.staff_id: verbs.is_manager(actor, one, unit_id) for one in people}
    mine = [one for one in people if verbs.may_for_others(actor) or one.staff_id == actor.staff_id]
    default = {"staff": next((str(one.uuid) for one in mine if one.staff_id == actor.staff_id), "")}
    shown = {
        "today": today,
        "waiting": waiting[:CAP],
        "waiting_count": words(len(waiting)),
        "nodes": NODE_WORDS,
        "absences": [_absent(one, actor, unit_id, today) for one in covering.absences(unit_id, today)],
        "handouts": [_handed(one, manager, today) for one in covering.hand_outs(unit_id, today - ENDED_SHOWN)],
        "choices": [(str(one.uuid), one.name) for one in mine],
        "decides": actor.may(Permission.REM_DECIDE),
        "writes": actor.may(Permission.REM_WRITE),
        "given": {name: given.get(name, default.get(name, "")) for name in AWAY},
        "wrong": wrong,
        "done": DONE.get(request.GET.get("klart", ""), "") if request.method != "POST" else "",
    }
    return render(request, "referrals/absence.html", shown, status=status)


def _absent(one: Absence, actor: Actor, unit_id: int, today: datetime.date) -> dict[str, Any]:
    """One line of the absences, with the person's open work node by node and how much is due meanwhile."""
    work = covering.open_work(one.staff_id, unit_id, one.first_day, one.last_day)
    return {
        "uuid": str(one.uuid),
        "staff": str(one.staff.uuid),
        "name": one.staff.name,
        "period": f"{one.first_day} – {one.last_day}",
        "now": one.first_day <= today,
        "work": [(NODE_WORDS[row.node], row.tasks) for row in work],  # type: ignore[index]
        "due": sum(row.due for row in work),
        "removable": one.staff_id == actor.staff_id or verbs.may_for_others(actor),
    }


def _handed(one: HandOut, manager: dict[int, bool], today: datetime.date) -> dict[str, Any]:
    tone, word = _state(one, today)
    return {
        "uuid": str(one.uuid),
        "owner": one.owner.name,
        "deputy": one.deputy.name,
        "nodes": covering.named(one.nodes),
        "period": f"{one.first_day} – {one.last_day}",
        "tone": tone,
        "word": word,
        "decided_by": one.decided_by.name,
        "decided_on": one.decided_on,
        "agreement": one.agreement,
        "ended_at": one.ended_at,
        "ended_by": one.ended_by.name if one.ended_by else "",
        "endable": tone != "stop" and manager.get(one.owner_id, any(manager.values())),
    }


def _state(one: HandOut, today: datetime.date) -> tuple[str, str]:
    """The tone and the word of a hand-out on the day."""
    if one.ended_at or one.last_day < today:
        return "stop", "Har slutat"
    return ("wait", "Har inte börjat") if one.first_day > today else ("done", "Pågår")


@require_http_methods(["GET", "HEAD", "POST"])
def hand_out(request: HttpRequest) -> HttpResponse:
    """Dela ut: the form, and the decision of the responsible manager (REM-41, REM-42). Warnings ask once more."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    unit_id = unit_of(actor)
    people = colleagues(unit_id, verbs.MODULE, clock.today())
    if request.method != "POST":
        return _form(request, people, _suggested(request, unit_id), Errors())
    given: dict[str, Any] = typed(request.POST, GIVEN)
    given["nodes"] = [node for node in request.POST.getlist("nodes") if node in set(NODE_WORDS)]
    wish = verbs.Wish(
        unit_id=unit_id,
        owner=an_id(given["owner"]),
        deputy=an_id(given["to_staff"]),
        nodes=tuple(NODE_WORDS) if given["scope"] == "all" else tuple(given["nodes"]),
        first_day=day(given["start"]),
        last_day=day(given["end"]),
        decided_on=day(given["decided_on"]),
        agreement=given["agreement"][:500],
    )
    try:
        verbs.hand_out(wish, by=actor, confirmed=frozenset(request.POST.getlist("confirmed")))
    except Refused as refused:
        stops = [reason for reason in refused.reasons if reason.weight is Weight.REFUSE]
        warned = () if stops else refused.reasons
        return _form(request, people, given, errors(stops, HAND_OUT), warned, status=422)
    return HttpResponseRedirect("/remisser/franvaro/?klart=utdelad")


def _suggested(request: HttpRequest, unit_id: int) -> dict[str, Any]:
    """What the form holds from the start: the person asked for, and the days of the absence that goes on or comes next."""
    today, chosen = clock.today(), an_id(request.GET.get("person", ""))
    given = {"decided_on": str(today), "owner": str(chosen or "")}
    found = next((one for one in covering.absences(unit_id, today) if one.staff.uuid == chosen), None)
    if found:
        given |= {"start": str(max(found.first_day, today)), "end": str(found.last_day)}
    return given


def _form(
    request: HttpRequest,
    people: list[Colleague],
    given: dict[str, Any],
    wrong: Errors,
    warned: Sequence[Reason] = (),
    status: int = 200,
) -> HttpResponse:
    choices = [(str(one.uuid), f"{one.name}, {one.title}") for one in people]
    shown = {
        "choices": choices,
        "nodes": [{"value": str(node), "label": word} for node, word in NODE_WORDS.items()],
        "given": {name: given.get(name, "") for name in HAND_OUT},
        "wrong": wrong,
        "warned": warned,
    }
    return render(request, "referrals/absence_hand_out.html", shown, status=status)
