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
from vardkedja.kernel.rulekinds import BOXES, KINDS, LINES, Kind, told_lines
from vardkedja.kernel.rulevalues import Entry
from vardkedja.kernel.verbs import Refused
from vardkedja.rules import law
from vardkedja.rules.access import ROLES
from vardkedja.rules.law import LawValue, NotInForce
from vardkedja.rules.regions import REGIONS, region_name
from vardkedja.web.office.forms import Errors, day, errors, typed, unreadable

FIELDS = ("name", "valid_from", "valid_to", "source")
ALL_THAT_APPLY = "Kryssa i alla som gäller, också de som redan gjorde det."
HELP = {
    Kind.LINK: "Hela adressen, som börjar med https://",
    Kind.MAILBOX: "En funktionsbrevlåda, inte en persons egen adress.",
    Kind.MONTHS: "Antal månader.",
    Kind.DAYS: "Antal dagar, från 1 till 365. Alla dagar räknas.",
    Kind.YEARS: "Antal år, från 1 till 10.",
    Kind.REGIONS: ALL_THAT_APPLY,
    Kind.ROLES: ALL_THAT_APPLY,
    Kind.BOXES: ALL_THAT_APPLY,
    Kind.HOME: "Remisser skrivs för den som är folkbokförd i regionen.",
    Kind.AFTERWARDS: "Kryssa i de alternativ där den får utfärdas när vården redan har börjat. Inget kryss betyder aldrig.",
    Kind.YES_NO: "",
    Kind.TEXT: "Står i beslutet till patienten.",
    Kind.NAMES: "Ett sjukhus på varje rad, som det heter i registret.",
    Kind.HOSPITALS: "Ett sjukhus på varje rad. Efter kolon de specialiteter som det är begränsat till, med komma emellan.",
    Kind.SIGNERS: "En rad för varje alternativ: ansvarig läkare på enheten, eller verksamhetschef vid angivet sjukhus.",
    Kind.BENEFITS: "En rad för varje alternativ. Svara ja, nej, möjligt, om det står på remissen eller inte angivet.",
    Kind.OFFICE: "En rad var: Enhet (som den heter i registret), Namn, Förvaltning, Box, Postnummer, Ort.",
    Kind.SPECIALTIES: "En rad för varje specialitet med ja eller nej. Raden Alla andra gäller dem som inte nämns.",
}
# How the field looks: ticks, one choice, a number, a text of several lines; else one line.
TICKS = (Kind.REGIONS, Kind.ROLES, Kind.BOXES, Kind.AFTERWARDS, Kind.HOME)
NUMBERS, SEVERAL = (Kind.MONTHS, Kind.DAYS, Kind.YEARS), (Kind.TEXT, *LINES)
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
    label, unit = rulevalues.label_and_unit(name, region)
    lines = "\n".join(told_lines(kind, applies.value)) if applies and kind in SEVERAL else ""
    return {
        **{"name": name, "label": label, "unit": unit, "kind": str(kind) if kind else "", "look": look(kind)},
        **{"today": told(name, applies.value) if applies else "", "help": HELP[kind] if kind else ""},
        **{"source": applies.source.as_dict() if applies else None, "choices": _choices(kind, region)},
        "never": applies is None and not shipped and not any(row.name == name and row.approved_at for row in own),
        "versions": _versions(name, own, shipped),
        "value": mine.get("value", [lines] if lines else []),
        "given": {field: mine.get(field, "") for field in ("valid_from", "valid_to", "source")},
        "open": bool(mine),
    }


def look(kind: Kind | None) -> str:
    """How the field for a kind looks: ticks, radio, number, area, line."""
    if kind is Kind.YES_NO:
        return "radio"
    looks = {"ticks": TICKS, "number": NUMBERS, "area": SEVERAL}
    return next((name for name, kinds in looks.items() if kind in kinds), "line")


def _choices(kind: Kind | None, region: str) -> list[tuple[str, str]]:
    """What can be ticked: code and words."""
    match kind:
        case Kind.REGIONS:
            return [(code, region_name(code)) for code in REGIONS]
        case Kind.ROLES:
            return list(rulevalues.signing_roles().items())
        case Kind.BOXES | Kind.AFTERWARDS:
            return list(BOXES.items())
        case Kind.HOME:
            return [(region, region_name(region))]
        case Kind.YES_NO:
            return [("ja", "Ja"), ("nej", "Nej")]
    return []


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
    label, _ = rulevalues.label_and_unit(row.name, row.region_id)
    return {
        **{"uuid": str(row.uuid), "label": label, "value": told(row.name, row.value), "period": rulevalues.period(row)},
        **{"source": row.source, "entered_by": row.entered_by.name, "entered_at": row.entered_at},
    }


def told(name: str, value: object) -> str:
    """A value in words: regions and roles by name, numbers counted, tables a line after the other."""
    kind = KINDS.get(name)
    if name == "rus.home_region" and isinstance(value, str):
        return region_name(value)
    if kind is Kind.REGIONS and isinstance(value, list | tuple):
        return ", ".join(region_name(str(code)) for code in value)
    if kind is Kind.ROLES and isinstance(value, list | tuple):
        return ", ".join(ROLES[str(code)].name if str(code) in ROLES else str(code) for code in value)
    if kind in NUMBERS:
        one, many = COUNTED[kind]
        return f"{value} {one if value == 1 else many}"
    if kind:
        return "; ".join(told_lines(kind, value))
    return _parts(name, value) if isinstance(value, Mapping) else str(value)


COUNTED = {Kind.MONTHS: ("månad", "månader"), Kind.DAYS: ("dag", "dagar"), Kind.YEARS: ("år", "år")}


def _parts(name: str, value: Mapping[str, Any]) -> str:
    """Values with parts of their own, which a region cannot change here."""
    if name == "rus.reinvoicing":
        return f"{region_name(value['region'])}: {' eller '.join(value['causes'])}"
    words = {"care": "vård", "travel": "resa", "accommodation": "boende"}
    return ", ".join(f"{words.get(part, part)}: {'ja' if paid else 'nej'}" for part, paid in value.items())
