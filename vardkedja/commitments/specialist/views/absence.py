"""Frånvaro at the region's office: who is away, so that a colleague may decide meanwhile and nothing waits for them (SVR-35)."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.kernel import absence_verbs as verbs
from vardkedja.kernel import absences, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look.forms import Errors, day, errors, typed
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.verbs import Refused

MODULE, FIELDS = "svr", ("staff", "first_day", "last_day")
AHEAD = datetime.timedelta(days=365)  # how far the page looks forward
DONE = {"registrerad": "Frånvaron är registrerad.", "borttagen": "Frånvaron är borttagen."}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The page; and what is done on it: register or remove an absence."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _show(request, actor, {}, Errors())
    given = typed(request.POST, FIELDS)
    removes = request.POST.get("gor") == "ta-bort"
    try:
        if removes:
            _remove(request, actor)
        else:
            wish = verbs.Away(actor.unit_id, an_id(given["staff"]), day(given["first_day"]), day(given["last_day"]))
            verbs.register_absence(wish, by=actor, module=MODULE)
    except Refused as refused:
        return _show(request, actor, given, errors(refused.reasons, FIELDS), status=422)
    return HttpResponseRedirect(f"{request.path}?klart={'borttagen' if removes else 'registrerad'}")


def _remove(request: HttpRequest, actor: Actor) -> None:
    chosen = an_id(request.POST.get("franvaro", ""))
    if chosen is None:
        raise Http404
    verbs.remove_absence(chosen, by=actor, module=MODULE)


def _show(request: HttpRequest, actor: Actor, given: dict[str, str], wrong: Errors, status: int = 200) -> HttpResponse:
    today = clock.today()
    people = absences.colleagues(actor.unit_id, MODULE, today)
    found = absences.away([one.staff_id for one in people], actor.unit_id, today, today + AHEAD)
    shown: dict[str, Any] = {
        "today": today,
        "absences": found,
        "choices": [(str(one.uuid), f"{one.name}, {one.title}") for one in people],
        "given": {name: given.get(name, "") for name in FIELDS},
        "wrong": wrong,
        "done": DONE.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "commitments/svr/absence.html", shown, status=status)
