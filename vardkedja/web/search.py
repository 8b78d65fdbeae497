"""The search field at the top, one for every module (X-16): a patient's cases, or a case by its number.

A personal number comes by POST and goes on as the person's random id, so that it never stands in an address.
"""

import re
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from markupsafe import Markup

from vardkedja.commitments import worklists
from vardkedja.commitments.views import lists
from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.worklists import PAGE
from vardkedja.referrals import finding
from vardkedja.referrals.views import finding as referrals
from vardkedja.rules.access import Permission
from vardkedja.rules.identity import parse_personal
from vardkedja.web import search_specialist

RUS_NUMBER = re.compile(r"[0-9]{4}(-[0-9]{0,6})?")
WHOLE = re.compile(r"K?[0-9]{4}-[0-9]{6}")


def search(request: HttpRequest) -> HttpResponse:
    """What is typed leads to the list of the module it belongs to; a patient to one page when the actor has both modules."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rus, rem, svr = (actor.may(one) for one in (Permission.RUS_READ, Permission.REM_READ, Permission.SVR_READ))
    if not (rem or svr):
        demand(actor, Permission.RUS_READ)  # says what is missing
    if request.method != "POST":
        many = svr or rus and rem
        return _patient(request, actor) if many else HttpResponseRedirect("/rus/" if rus else "/remisser/sok/")
    typed = request.POST.get("q", "").strip()
    identity = parse_personal(typed, clock.today()) if typed else []
    if not isinstance(identity, list):
        where = "/sok/" if svr or rus and rem else "/rus/" if rus else "/remisser/sok/"
        return _found(request, actor, identity.canonical, where)
    number = typed.upper()
    if svr and search_specialist.NUMBER.fullmatch(number):
        return HttpResponseRedirect(search_specialist.address(actor, number))
    if rem and WHOLE.fullmatch(number) and (number.startswith("K") or not rus):
        return _go("/remisser/sok/", nummer=f"K{number.removeprefix('K')}")
    if rus:
        return _go("/rus/", **({"remissid": typed} if RUS_NUMBER.fullmatch(typed) else {"oklart": "1"}))
    return _go("/remisser/sok/" if rem else "/specialistvard/", oklart="1")


def _found(request: HttpRequest, actor: Actor, canonical: str, where: str) -> HttpResponse:
    found = PersonIdentifier.objects.filter(value=canonical).values_list("person__uuid", "person_id").first()
    if found:
        accesslog.record(actor, _action(actor), [found[1]], request=request.id)  # type: ignore[attr-defined]
    return _go(where, patient=str(found[0] if found else uuid.uuid4()))


def _action(actor: Actor) -> str:
    """What the access log calls the search: the first module that the actor works with."""
    if actor.may(Permission.RUS_READ):
        return "rus.search"
    return "rem.search" if actor.may(Permission.REM_READ) else "svr.search"


def _patient(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A patient's cases in every module, each within its own reach."""
    try:
        patient = uuid.UUID(request.GET.get("patient", ""))
    except ValueError:
        patient = uuid.uuid4()
    page = worklists.listed(actor, worklists.ALL, worklists.Filters(patient=patient))
    commitments = [worklists.Row(*row) for row in page.rows]
    consultations = finding.found(actor, finding.Wish(patient=patient))[:PAGE]
    specialist, in_specialist = search_specialist.of_patient(actor, patient)
    shown_to = [row.patient_id for row in commitments] + [row.patient_id for row in consultations]
    patients = list(dict.fromkeys(shown_to + in_specialist))
    accesslog.record(actor, "search.patient", patients, request=request.id)  # type: ignore[attr-defined]
    today = clock.today()
    shown: dict[str, Any] = {
        "patient": patient,
        "rus": Markup("").join(lists.row_html(row, today, True) for row in commitments),
        "rus_count": len(commitments),
        "rus_heads": lists.HEADS,
        "rem": referrals.html(consultations, actor),
        "rem_count": len(consultations),
        "rem_heads": referrals.HEADS,
        **specialist,
    }
    return render(request, "web/found.html", shown)


def _go(where: str, **asked: str) -> HttpResponse:
    return HttpResponseRedirect(f"{where}?{urlencode(asked)}")
