"""What is done with a case from its page: each act has a small page that says what will happen, and a button."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from vardkedja.commitments import actions, look, present
from vardkedja.commitments.actions.approval import Answer
from vardkedja.commitments.look import Case
from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.verbs import AlreadyDone, Refused
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_workflow import WORKFLOW, Event, State
from vardkedja.rules.decision import Reason, Source


@dataclass(frozen=True)
class Act:
    """One act: its words, what it says before, and the verb it calls with what was typed."""

    title: str
    button: str
    tells: str
    event: Event | None
    run: Callable[[HttpRequest, Actor, Case, dict[str, Any]], uuid.UUID]
    fields: tuple[str, ...] = ()


def _delete(request: HttpRequest, actor: Actor, case: Case, given: dict[str, Any]) -> uuid.UUID:
    return actions.delete(case.uuid, by=actor, **given)


def _withdraw(request: HttpRequest, actor: Actor, case: Case, given: dict[str, Any]) -> uuid.UUID:
    return actions.withdraw_request(case.uuid, by=actor, **given)


def _post(request: HttpRequest, actor: Actor, case: Case, given: dict[str, Any]) -> uuid.UUID:
    return actions.post(
        case.uuid,
        by=actor,
        posted_on=_day(request, "posted_on", "Postad"),
        enclosures=request.POST.get("enclosures", "")[:200],
        **given,
    )


def _cancel(request: HttpRequest, actor: Actor, case: Case, given: dict[str, Any]) -> uuid.UUID:
    return actions.cancel(case.uuid, by=actor, reason=request.POST.get("reason", ""), **given)


def _replace(request: HttpRequest, actor: Actor, case: Case, given: dict[str, Any]) -> uuid.UUID:
    return actions.replace(case.uuid, by=actor, key=given["key"])


def _handle(request: HttpRequest, actor: Actor, case: Case, given: dict[str, Any]) -> uuid.UUID:
    return actions.handle_move(case.uuid, by=actor, **given)


def _answer(request: HttpRequest, actor: Actor, case: Case, given: dict[str, Any]) -> uuid.UUID:
    signed_in = actor.may(Permission.RUS_APPROVE)
    answer = Answer(
        approved=request.POST.get("outcome") == "approved",
        decided_on=_day(request, "decided_on", "Beslutsdatum"),
        name=actor.name if signed_in else request.POST.get("name", "").strip()[:160],
        role=f"{actor.title}, {actor.unit_name}"[:120] if signed_in else request.POST.get("role", "").strip()[:120],
        signed=signed_in or "signed" in request.POST,
        stamp="stamp" in request.POST,
        reason=request.POST.get("reason", "").strip()[:500],
        conditions=request.POST.get("conditions", "").strip()[:500],
        evidence=request.POST.get("evidence", "").strip()[:200],
    )
    return actions.record_answer(case.uuid, answer, by=actor, **given)


ACTS: dict[str, Act] = {
    "ta-bort": Act(
        "Ta bort utkastet",
        "Ta bort utkastet",
        "Utkastet tas bort och numret används aldrig igen. Det går inte att ångra.",
        Event.DELETE,
        _delete,
    ),
    "ta-tillbaka": Act(
        "Ta tillbaka begäran",
        "Ta tillbaka begäran",
        "Remissen blir ett utkast igen och kan ändras.",
        Event.WITHDRAW,
        _withdraw,
    ),
    "posta": Act(
        "Registrera postning",
        "Registrera postning",
        "Remissen är postad till mottagaren.",
        Event.POST,
        _post,
        ("posted_on", "enclosures"),
    ),
    "makulera": Act(
        "Makulera remissen",
        "Makulera remissen",
        "Remissen slutar gälla nu. Ett anhörigintyg makuleras också. Går inte att ångra.",
        Event.CANCEL,
        _cancel,
        ("reason",),
    ),
    "ersatt": Act(
        "Skriv en ny som ersätter",
        "Skapa ett nytt utkast",
        "Ett nytt utkast får samma innehåll och hänvisar till den makulerade.",
        None,
        _replace,
    ),
    "kvittera": Act(
        "Kvittera flaggan",
        "Kvittera",
        "Ni har tagit ställning till ändringen i folkbokföringen. Remissen gäller som utfärdad.",
        None,
        _handle,
    ),
    "svara": Act(
        "Hemlandstingets svar",
        "Registrera svaret",
        "Godkännande gör remissen klar att utfärda. Avslag lämnar tillbaka den som utkast.",
        Event.APPROVE,
        _answer,
        ("outcome", "decided_on", "name", "role", "signed", "stamp", "reason", "conditions", "evidence"),
    ),
}


def act(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Show what an act does and what it needs; on POST do it. A refusal shows everything typed again, with the reasons."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen, case = ACTS.get(what), look.at(actor, case_uuid)
    if chosen is None or case is None:
        raise Http404
    accesslog.record(actor, f"rus.{what}", [case.patient_id], case_id=case.id, request=request.id)  # type: ignore[attr-defined]
    if request.method != "POST":
        return _show(request, actor, case, what, chosen)
    try:
        done = chosen.run(request, actor, case, {"version": _version(request), "key": _key(request)})
    except AlreadyDone as before:
        done = before.answer
    except Refused as refused:
        return _show(request, actor, case, what, chosen, refused)
    if what == "ta-bort":
        return HttpResponseRedirect(reverse("rus-list"))
    return HttpResponseRedirect(reverse("rus-edit" if what == "ersatt" else "rus-case", args=[done]))


def _show(
    request: HttpRequest, actor: Actor, case: Case, what: str, chosen: Act, refused: Refused | None = None
) -> HttpResponse:
    possible = chosen.event is None or WORKFLOW.next(case.state, chosen.event) is not None
    if not possible and refused is None:
        return HttpResponseRedirect(reverse("rus-case", args=[case.uuid]))
    reasons = list(refused.reasons) if refused else []
    page = {
        "case": case,
        "patient": present.patient(case),
        "act": chosen,
        "what": what,
        "posted": request.POST,
        "key": _key(request),
        "errors": present.errors(reasons),
        "summary": present.summary(reasons),
        "refused": refused,
        "today": clock.today(),
        "signed_in": actor.may(Permission.RUS_APPROVE),
        "issued": case.state != State.DRAFT,
    }
    return render(request, "commitments/act.html", page, status=422 if refused else 200)


def _version(request: HttpRequest) -> int | None:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("idempotency_key", ""))
    except ValueError:
        return uuid.uuid4()


def _day(request: HttpRequest, name: str, label: str) -> datetime.date:
    """A day that was typed. Raises Refused when it cannot be read, so that no other day is taken in its place."""
    try:
        return datetime.date.fromisoformat(request.POST.get(name, "").strip())
    except ValueError:
        text = "Skriv som ÅÅÅÅ-MM-DD, till exempel 2025-06-01."
        source = Source("RUS-remiss instruktion, Region Kalmar län", "datum")
        reason = Reason(code="RUS-07.unreadable", head=f"{label} är inget datum", text=text, source=source, field=name)
        raise Refused("Det gick inte", [reason]) from None
