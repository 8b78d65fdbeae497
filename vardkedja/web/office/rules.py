"""Regelvärden: what a region sets itself, what applies today and why, earlier and coming versions (RUS-43, D-10)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.kernel import clock, rulevalues, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.agreements import RuleValue
from vardkedja.kernel.rulevalues import KINDS, Entry, Kind
from vardkedja.kernel.verbs import Refused
from vardkedja.rules import law
from vardkedja.rules.access import ROLES
from vardkedja.rules.law import LawValue, NotInForce
from vardkedja.rules.regions import REGIONS, region_name
from vardkedja.web.office.forms import Errors, day, errors, typed, unreadable

FIELDS = ("name", "valid_from", "valid_to", "source")
HELP = {
    Kind.LINK: "Hela adressen, som börjar med https://",
    Kind.MAILBOX: "En funktionsbrevlåda, inte en persons egen adress.",
    Kind.MONTHS: "Antal månader.",
    Kind.REGIONS: "Kryssa i alla som gäller, också de som redan gjorde det.",
    Kind.ROLES: "Kryssa i alla som gäller, också de som redan gjorde det.",
}
DONE = {
    "infort": "Versionen är införd. Den gäller när en kollega har godkänt den.",
    "godkant": "Versionen är godkänd och räknas från nu.",
    "tillbaka": "Versionen är tillbakatagen.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def values(request: HttpRequest) -> HttpResponse:
    """The page; and what is done on it: enter, approve, withdraw."""
    if request.method != "POST":
        return _page(request)
    deed = request.POST.get("gor", "")
    if deed == "infor":
        return _enter(request)
    row = _waiting(request)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        if deed == "godkann":
            rulevalues.approve(row, by=actor)
        elif deed == "ta-tillbaka":
            rulevalues.withdraw(row, by=actor)
        else:
            raise Http404
    except Refused as refused:
        return _page(request, wrong=errors(refused.reasons), status=422)
    return HttpResponseRedirect(f"/regler/?klart={'godkant' if deed == 'godkann' else 'tillbaka'}")


def _enter(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = typed(request.POST, FIELDS)
    chosen = [text.replace("\0", "") for text in request.POST.getlist("value")]
    entry = Entry(
        name=given["name"],
        value=chosen,
        valid_from=day(given["valid_from"]),
        valid_to=day(given["valid_to"]),
        source=given["source"],
        unreadable=unreadable(given, "valid_to"),
    )
    try:
        rulevalues.enter(entry, by=actor)
    except Refused as refused:
        wrong = errors(refused.reasons, ("value", *FIELDS[1:]), f"-{given['name']}")
        return _page(request, given | {"value": chosen}, wrong, status=422)
    return HttpResponseRedirect("/regler/?klart=infort")


def _waiting(request: HttpRequest) -> RuleValue:
    """The version that is acted on; one of another region does not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        found = rulevalues.versions(actor.region).filter(uuid=uuid.UUID(request.POST.get("version", ""))).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, given: dict[str, Any] | None = None, wrong: Errors | None = None, status: int = 200
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = list(rulevalues.versions(actor.region))
    now = terms.current()
    shown = {
        "items": [_item(name, actor.region, now, own, given or {}) for name in rulevalues.names_of(actor.region)],
        "waiting": [
            _version(row) | {"mine": row.entered_by_id == actor.staff_id} for row in own if not row.approved_at
        ],
        "regions": [(code, region_name(code)) for code in REGIONS],
        "roles": list(rulevalues.signing_roles().items()),
        **{"wrong": wrong or Errors(), "none_wrong": Errors()},
        "region": region_name(actor.region),
        "done": DONE.get(request.GET.get("klart", ""), "") if request.method != "POST" else "",
    }
    return render(request, "web/rules.html", shown, status=status)


def _item(name: str, region: str, now: law.Terms, own: list[RuleValue], given: dict[str, Any]) -> dict[str, Any]:
    """One value: what applies today with its source, its other versions, and the form when a version is typed."""
    today = clock.today()
    shipped = [entry for entry in law.shipped() if entry.name == name and entry.party == region]
    try:
        applies: LawValue | None = now.value(name, today, region)
    except NotInForce:
        applies = None
    kind = KINDS.get(name)
    mine = given if given.get("name") == name else {}
    return {
        **{"name": name, "label": shipped[0].label, "unit": shipped[0].unit, "kind": str(kind) if kind else ""},
        **{"today": told(name, applies.value) if applies else "", "help": HELP[kind] if kind else ""},
        "source": applies.source.as_dict() if applies else None,
        "versions": _versions(name, own, shipped),
        "value": mine.get("value", []),
        "given": {field: mine.get(field, "") for field in ("valid_from", "valid_to", "source")},
        "open": bool(mine),
    }


def _versions(name: str, own: list[RuleValue], shipped: list[LawValue]) -> list[list[str]]:
    """Every approved version and those that came with Vårdkedja, latest first day first: the cells of a table."""
    rows = [
        [rulevalues.period(row), told(name, row.value), row.source, f"{row.entered_by.name}, {row.approved_by.name}"]
        for row in own
        if row.name == name and row.approved_by
    ]
    return rows + [
        [f"från {one.start}", told(name, one.value), str(one.source), "Följde med Vårdkedja"] for one in shipped
    ]


def _version(row: RuleValue) -> dict[str, Any]:
    label = next((entry.label for entry in law.shipped() if entry.name == row.name), row.name)
    return {
        **{"uuid": str(row.uuid), "label": label, "value": told(row.name, row.value), "period": rulevalues.period(row)},
        **{"source": row.source, "entered_by": row.entered_by.name, "entered_at": row.entered_at},
    }


def told(name: str, value: object) -> str:
    """A value in words: regions and roles by name, months counted."""
    kind = KINDS.get(name)
    if name == "rus.home_region" and isinstance(value, str):
        return region_name(value)
    if kind is Kind.REGIONS and isinstance(value, list | tuple):
        return ", ".join(region_name(str(code)) for code in value)
    if kind is Kind.ROLES and isinstance(value, list | tuple):
        return ", ".join(ROLES[str(code)].name if str(code) in ROLES else str(code) for code in value)
    if kind is Kind.MONTHS:
        return f"{value} {'månad' if value == 1 else 'månader'}"
    return _parts(name, value) if isinstance(value, Mapping) else str(value)


def _parts(name: str, value: Mapping[str, Any]) -> str:
    """Values with parts of their own, which a region cannot change here."""
    if name == "rus.reinvoicing":
        return f"{region_name(value['region'])}: {' eller '.join(value['causes'])}"
    words = {"care": "vård", "travel": "resa", "accommodation": "boende"}
    return ", ".join(f"{words.get(part, part)}: {'ja' if paid else 'nej'}" for part, paid in value.items())
