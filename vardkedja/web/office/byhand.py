"""Checking residence by hand while the population register does not answer: one enters, a colleague confirms (X-40)."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.organisations import Municipality
from vardkedja.kernel.people.actions import ByHand, confirm_manual_check, enter_manual_check
from vardkedja.kernel.people.models import ManualCheck, PersonIdentifier
from vardkedja.kernel.verbs import Refused
from vardkedja.rules.regions import region_short
from vardkedja.web.office.forms import Errors, errors, typed

FIELDS = ("person", "given", "family", "street", "postcode", "town", "municipality", "evidence", "protected")
DONE = {
    "infort": "Kontrollen är införd. Den räknas när en kollega har bekräftat den.",
    "bekraftad": "Kontrollen är bekräftad och räknas idag.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: HttpRequest) -> HttpResponse:
    """Enter a check, and confirm a colleague's; with the day's checks at the unit."""
    if request.method != "POST":
        return _page(request, {})
    return _confirm(request) if request.POST.get("gor") == "bekrafta" else _enter(request)


def _enter(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = typed(request.POST, FIELDS)
    texts = {name: given[name] for name in FIELDS if name not in ("person", "protected")}
    try:
        found = ByHand(number=given["person"], protected=given["protected"] == "ja", **texts)
        enter_manual_check(found, by=actor)
    except Refused as refused:
        return _page(request, given, errors(refused.reasons, FIELDS), status=422)
    return HttpResponseRedirect("/folkbokforing/for-hand/?klart=infort")


def _confirm(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        check = ManualCheck.objects.get(uuid=uuid.UUID(request.POST.get("check", "")), unit_id=actor.unit_id)
        confirm_manual_check(check, by=actor)
    except (ValueError, ManualCheck.DoesNotExist) as missing:
        raise Http404 from missing
    except Refused as refused:
        return _page(request, {}, errors(refused.reasons), status=422)
    return HttpResponseRedirect("/folkbokforing/for-hand/?klart=bekraftad")


def _page(request: HttpRequest, given: dict[str, str], wrong: Errors | None = None, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = ManualCheck.objects.filter(unit_id=actor.unit_id, day=clock.today())
    found = list(today.select_related("municipality", "entered_by", "confirmed_by").order_by("entered_at", "pk"))
    shown_numbers = [check.number for check in found]
    known = PersonIdentifier.objects.filter(value__in=shown_numbers).values_list("person_id", flat=True)
    accesslog.record(actor, "folkbokforing.lista", sorted(set(known)), request=request.id)  # type: ignore[attr-defined]
    shown = {
        **{"given": {name: given.get(name, "") for name in FIELDS}, "wrong": wrong or Errors()},
        "checks": [_row(check, actor) for check in found],
        "places": [
            (code, f"{name} ({region_short(region)})")
            for code, name, region in Municipality.objects.order_by("code").values_list("code", "name", "region_id")
        ],
        "done": DONE.get(request.GET.get("klart", ""), "") if request.method != "POST" else "",
    }
    return render(request, "web/byhand.html", shown, status=status)


def _row(check: ManualCheck, actor: Actor) -> dict[str, Any]:
    address = [line for line in (check.street, f"{check.postcode} {check.town}".strip()) if line]
    return {
        **{"uuid": str(check.uuid), "number": check.number, "name": f"{check.given} {check.family}"},
        **{"address": ["Skyddade personuppgifter"] if check.protected else address, "place": check.municipality.name},
        **{"evidence": check.evidence, "entered_by": check.entered_by.name, "entered_at": check.entered_at},
        **{"confirmed_by": check.confirmed_by.name if check.confirmed_by else "", "confirmed_at": check.confirmed_at},
        "mine": check.entered_by_id == actor.staff_id,
    }
