"""Regeldokument: the region's guidelines, routines and agreements; what is overdue comes first (X-33, REM-46, REM-47)."""

import datetime
import uuid
from dataclasses import fields
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from vardkedja.kernel import clock, ruledocument_verbs, ruledocuments, swedish, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look import words
from vardkedja.kernel.ruledocument_verbs import DAYS, NAMES, DocumentForm
from vardkedja.kernel.ruledocuments import KINDS, PROVIDER_KINDS, RuleDocument
from vardkedja.kernel.verbs import Conflict, Refused
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Decision
from vardkedja.rules.law import Terms
from vardkedja.rules.regions import region_name
from vardkedja.web.office.forms import Errors, day, errors, typed, unreadable

TEXTS = tuple(field.name for field in fields(DocumentForm) if field.default == "" and field.name in NAMES)
LABELS = {
    "title": "Titel",
    "kind": "Används till",
    "link": "Adress",
    "owner_function": "Dokumentansvarig",
    "approved_by_body": "Godkänd av",
    "version": "Version",
    "created_on": "Skapad",
    "revised_on": "Reviderad",
    "checked_on": "Senast kontrollerad",
    "valid_from": "Gäller från",
    "valid_to": "Gäller till",
    "provider_kinds": "Gäller för",
}
DONE = {"tillagt": "Dokumentet finns nu i listan.", "andrat": "Ändringen är sparad."}
# How the state of a document is shown, by the code of its first reason.
STATES = {
    "REM-46.overdue": ("late", "Kontrollen är försenad"),
    "X-33.ended": ("late", "Giltigheten har passerat"),
    "X-33.undated": ("wait", "Kontrolldag saknas"),
    "LAW.missing": ("wait", "Går inte att avgöra"),
}
ORDER = {"late": 0, "wait": 1, "done": 2}
FACTS = {"checked_on": "Senast kontrollerad", "valid_to": "Gäller till"}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The region's documents: overdue ones first, then those that nobody has checked, then by title."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now, today = terms.current(), clock.today()
    rows = [_row(one, now, today) for one in ruledocuments.of_region(actor.region)]
    shown = {
        "rows": sorted(rows, key=lambda row: (ORDER[row["tone"]], swedish.sort_key(row["title"]))),
        "overdue": sum(row["tone"] == "late" for row in rows),
        "region": region_name(actor.region),
        "edits": actor.may(Permission.RULES_ENTER),
        "done": DONE.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "web/documents.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a document."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _form(request, _texts(DocumentForm()))
    given = _given(request)
    try:
        ruledocument_verbs.add(_wish(given), by=actor)
    except Refused as refused:
        return _form(request, given, errors(refused.reasons, NAMES), status=422)
    return HttpResponseRedirect("/regeldokument/?klart=tillagt")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, document_uuid: uuid.UUID) -> HttpResponse:
    """Change a document of one's own region. Somebody was first: theirs beside mine, and nothing typed is lost."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = ruledocuments.of_region(actor.region).filter(uuid=document_uuid).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _form(request, _texts(ruledocument_verbs.as_form(row)), row=row)
    given = _given(request)
    try:
        ruledocument_verbs.change(row, _wish(given), by=actor, read_at=request.POST.get("read_at", ""))
    except Refused as refused:
        return _form(request, given, errors(refused.reasons, NAMES), row=row, status=422)
    except Conflict:
        return _form(request, given, row=row, clash=True, status=409)
    return HttpResponseRedirect("/regeldokument/?klart=andrat")


def _row(one: RuleDocument, now: Terms, today: datetime.date) -> dict[str, Any]:
    decision = one.judged(today, now)
    tone, word = STATES[decision.codes[0]] if decision.codes else ("done", "Aktuellt")
    return {
        **{"uuid": str(one.uuid), "title": one.title, "link": one.link, "kind": KINDS.get(one.kind, one.kind)},
        **{"owner": one.owner_function, "approved": one.approved_by_body, "version": one.version},
        "days": [(LABELS[name], getattr(one, name)) for name in DAYS if getattr(one, name)],
        "kinds": _kinds(one.provider_kinds),
        **{"tone": tone, "word": word, "why": _why(decision)},
    }


def _why(decision: Decision) -> dict[str, Any]:
    """What the Varför? of a document shows."""
    facts = [(FACTS[name], value) for name, value in decision.as_dict()["inputs"].items() if value]  # type: ignore[attr-defined]
    sources = [source.as_dict() for source in decision.sources]
    return {"say": decision.say, "steps": list(decision.steps), "facts": facts, "sources": sources}


def _given(request: HttpRequest) -> dict[str, Any]:
    chosen = [text.replace("\0", "") for text in request.POST.getlist("provider_kinds")]
    return {**typed(request.POST, (*TEXTS, *DAYS)), "provider_kinds": chosen}


def _wish(given: dict[str, Any]) -> DocumentForm:
    return DocumentForm(
        title=given["title"],
        kind=given["kind"],
        link=given["link"],
        owner_function=given["owner_function"],
        approved_by_body=given["approved_by_body"],
        version=given["version"],
        created_on=day(given["created_on"]),
        revised_on=day(given["revised_on"]),
        checked_on=day(given["checked_on"]),
        valid_from=day(given["valid_from"]),
        valid_to=day(given["valid_to"]),
        provider_kinds=given["provider_kinds"],
        unreadable=unreadable(given, *DAYS),
    )


def _texts(form: DocumentForm) -> dict[str, Any]:
    """The form as a browser would send it."""
    days = {name: str(getattr(form, name) or "") for name in DAYS}
    return {name: getattr(form, name) for name in TEXTS} | days | {"provider_kinds": list(form.provider_kinds)}


def _form(
    request: HttpRequest,
    given: dict[str, Any],
    wrong: Errors | None = None,
    *,
    row: RuleDocument | None = None,
    clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "title": row.title if row else "",
        **{"given": given, "labels": LABELS, "wrong": wrong or Errors()},
        "read_at": ruledocument_verbs.stamp(row) if row else "",
        "kinds": list(KINDS.items()),
        "providers": list(PROVIDER_KINDS.items()),
        "clash": _clash(row, given) if clash and row else None,
        "last": _last(row) if row else "",
    }
    return render(request, "web/document.html", shown, status=status)


def _clash(row: RuleDocument, given: dict[str, Any]) -> dict[str, Any]:
    """What somebody else saved, beside what was typed: the fields that differ."""
    theirs = _texts(ruledocument_verbs.as_form(row))
    pairs = [(name, _word(name, given[name]), _word(name, theirs[name])) for name in LABELS]
    return {"who": _last(row), "rows": [(LABELS[name], mine, saved) for name, mine, saved in pairs if mine != saved]}


def _word(name: str, value: Any) -> str:
    if name == "provider_kinds":
        return _kinds(value)
    return KINDS.get(value, value) if name == "kind" else str(value)


def _kinds(codes: list[str]) -> str:
    return ", ".join(PROVIDER_KINDS.get(code, code) for code in codes) or "Alla"


def _last(row: RuleDocument) -> str:
    """Who changed or entered the document, and when."""
    who, at = (row.changed_by, row.changed_at) if row.changed_at else (row.entered_by, row.entered_at)
    return f"{who.name if who else 'Följde med Vårdkedja'}, {words.moment(at, clock.local(clock.now()))}"
