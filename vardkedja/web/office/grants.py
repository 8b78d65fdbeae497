"""Mina behörigheter: one's own assignments and grants; and for a manager, those of the staff (RUS-02, RUS-03)."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from vardkedja.kernel import clock, grants
from vardkedja.kernel.access import Actor, Assignment, Grant
from vardkedja.kernel.verbs import Refused
from vardkedja.rules.access import ROLES
from vardkedja.web.office.forms import Errors, day, errors, typed, unreadable

FIELDS = ("person", "module", "valid_from", "valid_to", "order_reference", "ordered_on")
DONE = {
    "bestalld": "Behörigheten är upplagd.",
    "borttagen": "Behörigheten är borttagen. Den gäller inte längre, inte heller för den som är inloggad.",
}


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request, {"module": "rus", "ordered_on": clock.today().isoformat()}, Errors())


@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Register a grant that is ordered in Behörighetsportalen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = typed(request.POST, FIELDS)
    whom = _assignment(given["person"])
    wish = grants.Order(
        staff=whom.staff if whom else None,
        unit=whom.unit if whom else None,
        module=given["module"],
        **{name: day(given[name]) for name in ("valid_from", "valid_to", "ordered_on")},
        order_reference=given["order_reference"],
        unreadable=unreadable(given, "valid_to"),
    )
    try:
        grants.order(wish, by=actor)
    except Refused as refused:
        return _page(request, given, errors(refused.reasons, FIELDS), status=422)
    return HttpResponseRedirect("/behorigheter/?klart=bestalld")


@require_POST
def remove(request: HttpRequest, grant_uuid: uuid.UUID) -> HttpResponse:
    """Take a grant away; one that is not the actor's to remove does not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    grant = Grant.objects.filter(uuid=grant_uuid).first()
    if grant is None or not grants.may_remove(grant, actor):
        raise Http404
    try:
        grants.remove(grant, by=actor)
    except Refused as refused:
        return _page(request, {"module": "rus"}, errors(refused.reasons, FIELDS), status=422)
    return HttpResponseRedirect("/behorigheter/?klart=borttagen")


def _assignment(asked: str) -> Assignment | None:
    try:
        return Assignment.objects.filter(uuid=uuid.UUID(asked)).select_related("staff", "unit").first()
    except ValueError:
        return None


def _page(request: HttpRequest, given: dict[str, str], wrong: Errors, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    people = list(grants.team(actor.staff_id))
    own = Assignment.objects.filter(staff_id=actor.staff_id).select_related("unit", "manager").order_by("pk")
    shown = {
        "assignments": [_assigned(one) for one in own],
        "grants": [_granted(one) for one in _grants({actor.staff_id})],
        "team": _team(people),
        "choices": [(str(one.uuid), f"{one.staff.name}, {one.unit.name}") for one in people],
        "modules": list(grants.MODULES.items()),
        "given": {name: given.get(name, "") for name in FIELDS},
        "wrong": wrong,
        "done": DONE.get(request.GET.get("klart", ""), "") if request.method != "POST" else "",
    }
    return render(request, "web/grants.html", shown, status=status)


def _grants(staff_ids: Iterable[int]) -> Iterable[Grant]:
    found = Grant.objects.filter(staff_id__in=list(staff_ids)).order_by("-valid_from", "-pk")
    return found.select_related("staff", "unit", "ordered_by", "removed_by")


def _team(people: list[Assignment]) -> list[dict[str, Any]]:
    """One entry per assignment, with the grants the person has at that unit."""
    held: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for grant in _grants({one.staff_id for one in people}):
        held.setdefault((grant.staff_id, grant.unit_id), []).append(_granted(grant))
    return [
        _assigned(one) | {"name": one.staff.name, "grants": held.get((one.staff_id, one.unit_id), [])} for one in people
    ]


def _assigned(one: Assignment) -> dict[str, Any]:
    return {
        **{"title": one.title, "unit": one.unit.name, "role": ROLES[one.role].name if one.role in ROLES else ""},
        **{"manager": one.manager.name if one.manager else "", "period": _period(one.valid_from, one.valid_to)},
    }


def _granted(grant: Grant) -> dict[str, Any]:
    tone, word = _state(grant)
    return {
        **{"uuid": str(grant.uuid), "module": grants.MODULES.get(grant.module, grant.module), "unit": grant.unit.name},
        **{"period": _period(grant.valid_from, grant.valid_to), "tone": tone, "word": word, "name": grant.staff.name},
        **{"ordered_by": grant.ordered_by.name, "reference": grant.order_reference},
        "ordered_on": grant.ordered_on.isoformat(),
        **{"removed_at": grant.removed_at, "removed_by": grant.removed_by.name if grant.removed_by else ""},
        "removable": grant.removed_at is None and word != "Har upphört",
    }


def _state(grant: Grant) -> tuple[str, str]:
    """The tone and the word of a grant today."""
    today = clock.today()
    if grant.removed_at:
        return "stop", "Borttagen"
    if grant.valid_from > today:
        return "wait", "Har inte börjat"
    if grant.valid_to and grant.valid_to < today:
        return "stop", "Har upphört"
    return "done", "Gäller"


def _period(start: datetime.date | None, end: datetime.date | None) -> str:
    if start and end:
        return f"{start} – {end}"
    if start:
        return f"från {start}"
    return f"till {end}" if end else "tills vidare"
