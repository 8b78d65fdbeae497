"""The register of units and receivers: search, add, change, and answer what staff have asked for (X-04, RUS-10)."""

import uuid
from dataclasses import fields, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from vardkedja.kernel import clock, units
from vardkedja.kernel.access import Actor
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Municipality, Unit, UnitRequest
from vardkedja.kernel.register.rows import Channel, Funding, UnitKind
from vardkedja.kernel.unit_form import AGREEMENTS, NAMES, UnitForm, as_form
from vardkedja.kernel.verbs import Conflict, Refused
from vardkedja.rules.regions import REGIONS
from vardkedja.web.office.forms import Errors, day, errors, typed, unreadable

Choices = dict[str, list[tuple[str, str]]]
SHOWN = 50
DAYS = ("valid_from", "valid_to")
LABELS = {
    "institution": "Inrättning",
    "clinic": "Klinik eller motsvarande",
    "kind": "Slag",
    "funding": "Finansiering",
    "provider": "Vårdgivare",
    "organisation_number": "Organisationsnummer",
    "region": "Region",
    "municipality": "Kommun",
    "agreement_region": "Region som har avtal",
    "agreement_exception": "Annat avtal som får väljas",
    "agreement_exception_reference": "Underlag för det andra avtalet",
    "hsa_id": "HSA-id",
    "street": "Gatuadress eller box",
    "postcode": "Postnummer",
    "town": "Postort",
    "phone": "Telefon",
    "opening_hours": "Öppettider",
    "channel": "Hur enheten nås",
    "valid_from": "Första dagen",
    "valid_to": "Sista dagen",
    "merged_into": "Har gått upp i",
}
KINDS = {
    UnitKind.HOSPITAL_CLINIC: "Sjukhusklinik",
    UnitKind.HEALTH_CENTRE: "Hälsocentral eller vårdcentral",
    UnitKind.PRIVATE_PROVIDER: "Privat vårdgivare",
    UnitKind.ADMINISTRATION: "Förvaltning",
    UnitKind.MUNICIPALITY: "Kommun",
}
FUNDINGS = {Funding.PUBLIC: "Offentlig", Funding.PRIVATE_AGREEMENT: "Privat med avtal"}
CHANNELS = {Channel.INSIDE: "Arbetar i Vårdkedja", Channel.POST: "Får papper med posten"}
EXCEPTIONS = dict(zip(AGREEMENTS, ("Riksavtal", "Regionavtal", "Mellanlänsavtal"), strict=True))
VIEWS = {"": "Alla", "oppna": "Går att välja idag", "slut": "Har upphört"}
DONE = {"tillagd": "Enheten finns nu i registret.", "andrad": "Ändringen är sparad.", "svar": "Svaret är skickat."}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Open requests first, then the register: searched in, and a page at a time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query, view, after = (request.GET.get(name, "") for name in ("q", "visa", "efter"))
    found = _only(Unit.objects.found_by(query).select_related("region"), view)
    rows = list(_after(found, after)[: SHOWN + 1])
    more = f"?{urlencode({'q': query, 'visa': view, 'efter': str(rows[SHOWN - 1].uuid)})}" if len(rows) > SHOWN else ""
    shown = {
        **{
            "requests": _open_requests(actor),
            "q": query,
            "view": view,
            "later": more,
            "listed": [_row(one) for one in rows[:SHOWN]],
        },
        "chips": [_chip(query, key, label, key == view) for key, label in VIEWS.items()],
        "total": found.count(),
        "done": DONE.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "web/register.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a unit; `fraga` is the request that it answers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = _request(actor, request.GET.get("fraga", "") or request.POST.get("fraga", ""))
    if request.method != "POST":
        start = UnitForm(valid_from=clock.today(), channel=Channel.POST)
        if asked:
            start = replace(start, institution=asked.institution, clinic=asked.clinic, street=asked.address[:120])
        return _form(request, _texts(start), asked=asked)
    try:
        unit = units.add(_wish(request), by=actor, answers=asked)
    except Refused as refused:
        return _form(request, typed(request.POST, NAMES), errors(refused.reasons, NAMES), asked=asked, status=422)
    return HttpResponseRedirect(f"/register/{unit.uuid}/?klart={'svar' if asked else 'tillagd'}")


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, unit_uuid: uuid.UUID) -> HttpResponse:
    """Show and change one unit. Somebody was first: theirs beside mine, and nothing typed is lost."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    one = _unit(unit_uuid)
    if request.method != "POST":
        return _form(request, _texts(as_form(one)), unit=one)
    version = request.POST.get("version", "")
    try:
        units.change(one, _wish(request), by=actor, version=int(version) if version.isdigit() else -1)
    except Refused as refused:
        wrong = errors(refused.reasons, NAMES)
        return _form(request, typed(request.POST, NAMES), wrong, unit=one, version=version, status=422)
    except Conflict:
        return _form(request, typed(request.POST, NAMES), unit=_unit(unit_uuid), conflict=True, status=409)
    return HttpResponseRedirect(f"/register/{one.uuid}/?klart=andrad")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, request_uuid: uuid.UUID) -> HttpResponse:
    """One request for a receiver: answer with a unit of the register, or with why not."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = _request(actor, str(request_uuid))
    if asked is None:
        raise Http404
    if request.method != "POST":
        return _ask_page(request, asked)
    given = typed(request.POST, ("outcome", "unit", "reason"))
    chosen = Unit.objects.filter(uuid=given["unit"]).first() if _is_uuid(given["unit"]) else None
    try:
        units.answer(asked, by=actor, outcome=given["outcome"], unit=chosen, reason=given["reason"])
    except Refused as refused:
        return _ask_page(request, asked, given["reason"], errors(refused.reasons, ("reason",)), status=422)
    return HttpResponseRedirect("/register/?klart=svar")


def _ask_page(
    request: HttpRequest, asked: UnitRequest, reason: str = "", wrong: Errors | None = None, status: int = 200
) -> HttpResponse:
    query = request.GET.get("q", f"{asked.institution} {asked.clinic}".strip())
    found = Unit.objects.found_by(query).open_on(clock.today()).select_related("region")[:SHOWN] if query else []
    shown = {
        **{"asked": asked, "q": query, "rows": list(map(_row, found)), "reason": reason, "wrong": wrong or Errors()},
        "draft": asked.draft_uuid is not None,
    }
    return render(request, "web/register_answer.html", shown, status=status)


def _form(
    request: HttpRequest,
    given: dict[str, str],
    wrong: Errors | None = None,
    *,
    unit: Unit | None = None,
    asked: UnitRequest | None = None,
    version: str = "",
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    told = History.objects.filter(subject=units.subject(unit)) if unit else History.objects.none()
    history = list(told.select_related("staff").order_by("-id"))
    choices = _choices(unit)
    shown = {
        **{"unit": unit, "asked": asked, "given": given, "wrong": wrong or Errors(), "labels": LABELS},
        "version": version or (unit.version if unit else None),
        "rows": _beside(given, _texts(as_form(unit)), choices) if unit and conflict else [],
        "first": _first(history) if conflict else "",
        "history": [_told(row, choices) for row in history],
        "choices": choices,
        "done": DONE.get(request.GET.get("klart", ""), "") if request.method != "POST" else "",
    }
    return render(request, "web/register_unit.html", shown, status=status)


def _wish(request: HttpRequest) -> UnitForm:
    given = typed(request.POST, NAMES)
    values: dict[str, Any] = given | {name: day(given[name]) for name in DAYS}
    return UnitForm(**values, unreadable=unreadable(given, *DAYS))


def _texts(form: UnitForm) -> dict[str, str]:
    return {column.name: str(getattr(form, column.name) or "") for column in fields(form) if column.name in NAMES}


def _choices(unit: Unit | None) -> Choices:
    """The lists of the form, by field."""
    regions = [(code, full) for code, (_, full) in REGIONS.items()]
    places = Municipality.objects.values_list("code", "name", "region_id")
    others = Unit.objects.exclude(pk=unit.pk if unit else 0).order_by("sort_key", "id")
    return {
        "kind": [(str(key), words) for key, words in KINDS.items()],
        "funding": [(str(key), words) for key, words in FUNDINGS.items()],
        "channel": [(str(key), words) for key, words in CHANNELS.items()],
        "region": regions,
        "agreement_region": regions,
        "municipality": [(code, f"{name} ({REGIONS[region][0]})") for code, name, region in places.order_by("code")],
        "agreement_exception": list(EXCEPTIONS.items()),
        "merged_into": [(str(other.uuid), other.name) for other in others],
    }


def _words(name: str, value: str, choices: Choices) -> str:
    return dict(choices.get(name, [])).get(value, value) or "–"


def _beside(mine: dict[str, str], theirs: dict[str, str], choices: Choices) -> list[tuple[str, str, str]]:
    """The fields that differ: label, what was typed, what is saved."""
    return [
        (LABELS[name], _words(name, mine[name], choices), _words(name, theirs[name], choices))
        for name in NAMES
        if mine[name] != theirs[name]
    ]


def _first(history: list[History]) -> str:
    row = next((row for row in history if row.verb == "enhet.andrad"), None)
    return f"{row.staff.name}, {clock.local(row.at):%H:%M}," if row and row.staff else "Någon"


def _told(row: History, choices: Choices) -> dict[str, Any]:
    changes = [
        (LABELS[name], _words(name, old, choices), _words(name, new, choices))
        for name, (old, new) in row.changes.items()
        if name in LABELS
    ]
    return {
        **{"at": row.at, "who": row.staff.name if row.staff else "Vårdkedja", "changes": changes},
        "what": "Lades till" if row.verb == "enhet.tillagd" else "Ändrades",
    }


def _row(unit: Unit) -> dict[str, Any]:
    tone, word = _state(unit)
    return {
        **{"uuid": str(unit.uuid), "clinic": unit.clinic or unit.institution, "institution": unit.institution},
        **{"address": ", ".join(unit.address_lines), "region": unit.region.name, "private": unit.private},
        **{"tone": tone, "word": word, "post": unit.channel == Channel.POST},
    }


def _state(unit: Unit) -> tuple[str, str]:
    today = clock.today()
    if unit.valid_from and unit.valid_from > today:
        return "wait", f"Från {unit.valid_from}"
    if unit.valid_to and unit.valid_to < today:
        return "stop", f"Upphörde {unit.valid_to}"
    return ("soon", f"Till {unit.valid_to}") if unit.valid_to else ("done", "Går att välja")


def _only(found: QuerySet[Unit], view: str) -> Any:
    if view == "oppna":
        return found.filter(pk__in=Unit.objects.open_on(clock.today()).values("pk"))
    return found.filter(valid_to__lt=clock.today()) if view == "slut" else found


def _after(found: QuerySet[Unit], after: str) -> QuerySet[Unit]:
    last = Unit.objects.filter(uuid=after).first() if _is_uuid(after) else None
    return found.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk)) if last else found


def _chip(query: str, key: str, label: str, current: bool) -> dict[str, Any]:
    return {"label": label, "count": None, "href": f"?{urlencode({'q': query, 'visa': key})}", "current": current}


def _open_requests(actor: Actor) -> list[UnitRequest]:
    """What staff of the actor's region wait for, the oldest first."""
    waiting = UnitRequest.objects.filter(outcome="open", requested_unit__region_id=actor.region)
    return list(waiting.select_related("requested_by", "requested_unit").order_by("requested_at", "id"))


def _request(actor: Actor, asked: str) -> UnitRequest | None:
    mine = UnitRequest.objects.filter(requested_unit__region_id=actor.region)
    found = mine.select_related("requested_by", "requested_unit", "answered_by", "unit")
    return found.filter(uuid=asked).first() if _is_uuid(asked) else None


def _unit(unit_uuid: uuid.UUID) -> Unit:
    found = Unit.objects.filter(uuid=unit_uuid).select_related("provider", "merged_into").first()
    if found is None:
        raise Http404
    return found


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
