"""Enhetens rutin: what the unit has decided, who is designated, where it may forward; the head of unit changes it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.look import words
from vardkedja.kernel.look.forms import Errors, day, errors, typed, unreadable
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.ruledocuments import PROVIDER_KINDS
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.verbs import Conflict, Refused
from vardkedja.referrals import routine_questions as ask
from vardkedja.referrals.actions import routine as verbs
from vardkedja.referrals.routines import Designated, UnitRoutine

ROUTINE = ("provider_kind", "every_day", "pool")
PERSON = ("person", "first_day", "last_day")
LABELS = {
    "provider_kind": "Enheten är",
    "attest_roles": "Får vidimera",
    "every_day": "Listorna kontrolleras",
    "pool": "Sekreterarpool",
}
DONE = {
    "rutin": "Rutinen är sparad.",
    "utsedd": "Personen är utsedd.",
    "avslutad": "Ändringen är sparad.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest) -> HttpResponse:
    """The page; and what the head of unit does on it: decide the routine, designate somebody, end a designation."""
    if request.method != "POST":
        return _page(request)
    deed = {"rutin": _decide, "utse": _designate, "avsluta": _end}.get(request.POST.get("gor", ""))
    if deed is None:
        raise Http404
    return deed(request)


def _decide(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given: dict[str, Any] = typed(request.POST, ROUTINE)
    given["attest_roles"] = [text.replace("\0", "") for text in request.POST.getlist("attest_roles")]
    pool = _pool(given["pool"])
    wish = verbs.RoutineForm(
        provider_kind=given["provider_kind"],
        attest_roles=given["attest_roles"],
        every_day=given["every_day"] == "ja",
        pool=pool,
        pool_unknown=bool(given["pool"]) and pool is None,
    )
    try:
        verbs.decide(wish, by=actor, version=request.POST.get("version", ""))
    except Refused as refused:
        return _page(request, routine=given, wrong={"rutin": errors(refused.reasons, LABELS)}, status=422)
    except Conflict:
        return _page(request, routine=given, clash=True, status=409)
    return HttpResponseRedirect("/remisser/enheten/?klart=rutin")


def _designate(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = typed(request.POST, PERSON)
    wish = verbs.DesignationForm(
        staff=_colleague(given["person"], actor),
        first_day=day(given["first_day"]),
        last_day=day(given["last_day"]),
        unreadable=unreadable(given, "last_day"),
    )
    try:
        verbs.designate(wish, by=actor)
    except Refused as refused:
        return _page(request, person=given, wrong={"utse": errors(refused.reasons, PERSON)}, status=422)
    return HttpResponseRedirect("/remisser/enheten/?klart=utsedd")


def _end(request: HttpRequest) -> HttpResponse:
    """End a designation; one of another unit does not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found_id = an_id(request.POST.get("uppdrag", ""))
    row = ask.designations(actor.unit_id).filter(uuid=found_id).first() if found_id else None
    if row is None:
        raise Http404
    ref = str(row.uuid)
    text = request.POST.get("sista", "").replace("\0", "").strip()
    withdrawn = request.POST.get("ta-tillbaka") == "ja"
    try:
        verbs.end(row, None if withdrawn else day(text), by=actor)
    except Refused as refused:
        found = refused.reasons
        wrong = Errors([(f"sista-{ref}", one.head) for one in found], {"sista": " ".join(one.text for one in found)})
        return _page(request, ending={ref: text}, wrong={ref: wrong}, status=422)
    return HttpResponseRedirect("/remisser/enheten/?klart=avslutad")


def _page(
    request: HttpRequest,
    *,
    routine: dict[str, Any] | None = None,
    person: dict[str, str] | None = None,
    ending: dict[str, str] | None = None,
    wrong: dict[str, Errors] | None = None,
    clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today, own, wrong = clock.today(), ask.routine_of(actor.unit_id), wrong or {}
    shown = {
        "unit_name": actor.unit_name,
        "decides": ask.decides(actor),
        "facts": facts(own) if own else [],
        "missing": "" if own is None or ask.designated_on(actor.unit_id, today).exists() else _missing(actor),
        "people": [_designated(row, ending or {}, wrong) for row in ask.designations(actor.unit_id)],
        "colleagues": [(str(one.uuid), one.name) for one in ask.colleagues(actor.unit_id, today)],
        "forwarding": _forwarding(actor.unit_id),
        "links": ask.help_links(_unit(actor.unit_id)),
        **_choices(actor),
        "given": routine or _as_typed(own),
        "person": person or dict.fromkeys(PERSON, ""),
        "version": verbs.version_of(own),
        "clash": _clash(own, routine or {}) if clash and own else None,
        "open": bool(routine) or own is None,
        "adding": bool(person),
        "wrong": {name: wrong.get(name, Errors()) for name in ("rutin", "utse")},
        "summary": [line for found in wrong.values() for line in found.summary],
        "done": DONE.get(request.GET.get("klart", ""), "") if request.method != "POST" else "",
    }
    return render(request, "referrals/routine.html", shown, status=status)


def facts(own: UnitRoutine) -> list[tuple[str, str]]:
    """The routine in words, as names and values."""
    told = _words(
        {
            "provider_kind": own.provider_kind,
            "attest_roles": own.attest_roles,
            "every_day": "ja" if own.every_day else "nej",
            "pool": str(own.pool.uuid) if own.pool else "",
        },
        own.pool,
    )
    return [(LABELS[name], told[name]) for name in LABELS]


def _words(given: dict[str, Any], pool: Unit | None) -> dict[str, str]:
    roles = ask.attesting_roles()
    return {
        "provider_kind": PROVIDER_KINDS.get(given["provider_kind"], "Inget valt"),
        "attest_roles": ", ".join(roles.get(code, code) for code in given["attest_roles"]) or "Ingen vald",
        "every_day": "Alla dagar" if given["every_day"] == "ja" else "Arbetsdagar",
        "pool": pool.name if pool else "Ingen",
    }


def _clash(own: UnitRoutine, given: dict[str, Any]) -> dict[str, Any]:
    """What somebody else saved, beside what was typed."""
    mine = _words(given, _pool(given["pool"]))
    rows = [(label, mine[name], theirs) for (name, label), (_, theirs) in zip(LABELS.items(), facts(own), strict=True)]
    who = own.changed_by.name if own.changed_by else ""
    at = words.moment(own.changed_at, clock.local(clock.now())) if own.changed_at else ""
    return {"who": f"{who}, {at}", "rows": rows}


def _choices(actor: Actor) -> dict[str, Any]:
    return {
        "kinds": list(PROVIDER_KINDS.items()),
        "roles": list(ask.attesting_roles().items()),
        "pools": [(str(one.uuid), one.name) for one in ask.pools(actor.region)],
    }


def _as_typed(own: UnitRoutine | None) -> dict[str, Any]:
    if own is None:
        return {"provider_kind": "", "attest_roles": ["lakare", "verksamhetschef"], "every_day": "nej", "pool": ""}
    return {
        "provider_kind": own.provider_kind,
        "attest_roles": list(own.attest_roles),
        "every_day": "ja" if own.every_day else "nej",
        "pool": str(own.pool.uuid) if own.pool else "",
    }


def _designated(row: Designated, ending: dict[str, str], wrong: dict[str, Errors]) -> dict[str, Any]:
    today, ref = clock.today(), str(row.uuid)
    over = row.last_day is not None and row.last_day < today
    tone, word = (
        ("stop", "Har slutat") if over else ("wait", "Har inte börjat") if row.first_day > today else ("done", "Utsedd")
    )
    if word == "Utsedd" and not ask.designated_on(row.unit_id, today).filter(pk=row.pk).exists():
        tone, word = "late", "Saknar behörighet"
    return {
        **{"uuid": ref, "name": row.staff.name, "period": verbs.period(row), "tone": tone, "word": word},
        **{"by": row.decided_by.name if row.decided_by else "", "over": over, "future": row.first_day > today},
        **{"typed": ending.get(ref, ""), "error": wrong[ref]("sista") if ref in wrong else "", "open": ref in wrong},
    }


def _forwarding(unit_id: int) -> dict[str, Any]:
    activated, targets = ask.forwarding(unit_id, clock.today())
    names = [one.name for one in Unit.objects.filter(pk__in=targets).order_by("sort_key", "pk")]
    waiting = ask.orders(unit_id).filter(done_on__isnull=True).count()
    return {"activated": activated, "names": names, "waiting": waiting}


def _missing(actor: Actor) -> str:
    return ask.missing(actor.unit_id, actor.unit_name, clock.today())


def _unit(unit_id: int) -> Unit:
    return Unit.objects.get(pk=unit_id)


def _pool(text: str) -> Unit | None:
    found_id = an_id(text)
    return Unit.objects.filter(uuid=found_id).first() if found_id else None


def _colleague(text: str, actor: Actor) -> Staff | None:
    found_id = an_id(text)
    return ask.colleagues(actor.unit_id, clock.today()).filter(uuid=found_id).first() if found_id else None
