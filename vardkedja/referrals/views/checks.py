"""Beside the lists: the daily check, dictations that wait, patients who are not told, and the links to guideline and help."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look import words
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals import waiting
from vardkedja.referrals.actions import checks
from vardkedja.referrals.routine_questions import help_links
from vardkedja.referrals.worklists import DESKS, OURS

KINDS = {"referral": "Remiss", "reply": "Remissvar", "other": "Annat diktat"}


@require_POST
def check(request: HttpRequest, word: str) -> HttpResponse:
    """Dagens kontroll är gjord; then back to the list."""
    shelf = DESKS[OURS].get(word)
    if shelf is None or not shelf.check:
        raise Http404
    checks.check_day(str(shelf.node), by=request.actor)  # type: ignore[attr-defined]
    return HttpResponseRedirect(f"/remisser/vart/?lista={word}")


@require_safe
def dictations(request: HttpRequest) -> HttpResponse:
    """The dictations that wait to be written, those with a referral or an answer first (REM-03, REM-04)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = waiting.dictations(actor)
    patients = [one.patient_id for one in found if one.patient_id]
    accesslog.record(actor, "rem.list.diktat", patients, request=request.id)  # type: ignore[attr-defined]
    lines = [_dictation(one) for one in found]
    groups = [
        {"name": name, "rows": [line for line in lines if line["first"] is first]}
        for first, name in ((True, "Remiss eller remissvar, skrivs först"), (False, "Andra diktat"))
    ]
    page = {"groups": [part for part in groups if part["rows"]], "count": len(found), "most": waiting.SHOWN}
    done = "Diktatet är utskrivet." if request.GET.get("klart") == "utskrivet" else ""
    return render(request, "referrals/dictations.html", page | {"unit": actor.unit_name, "done": done})


@require_safe
def untold(request: HttpRequest) -> HttpResponse:
    """What the unit has answered without recording that the patient was told (REM-27); in a list, only how many."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = waiting.untold(actor)
    if request.headers.get("HX-Request"):
        return render(request, "referrals/_untold.html", {"count": len(found), "most": waiting.SHOWN})
    patients = [one.patient_id for one in found]
    accesslog.record(actor, "rem.list.oinformerade", patients, request=request.id)  # type: ignore[attr-defined]
    today = clock.today()
    rows = [
        {
            **{"href": f"/remisser/{one.case_uuid}/", "name": f"{one.given} {one.family}".strip()},
            **{"number": one.identifier or "", "case": one.number, "who": one.assessor},
            "when": f"Besvarad {words.day(clock.local(one.answered_at), today)}",
        }
        for one in found
    ]
    return render(request, "referrals/untold.html", {"rows": rows, "unit": actor.unit_name})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Guideline, routines and quick guide for units of this kind (REM-47); in a list, only the links."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    links = help_links(Unit.objects.get(pk=actor.unit_id))
    part = bool(request.headers.get("HX-Request"))
    return render(request, "referrals/_help.html" if part else "referrals/help.html", {"links": links})


def _dictation(one: waiting.Dictation) -> dict[str, Any]:
    now = clock.local(clock.now())
    return {
        "id": str(one.uuid),
        "first": one.first,
        "kind": KINDS.get(one.kind, "Diktat"),
        "whom": f"{one.given} {one.family}".strip() if one.patient_id else one.patient_words,
        "identifier": one.identifier or "",
        "case_href": f"/remisser/{one.case_uuid}/" if one.case_uuid else "",
        "case": one.case_number or "",
        "where": f"{one.unit}, hos {one.pool}" if one.pool else one.unit,
        "at": words.cap(words.moment(one.dictated_at, now)),
        "age": _age((now.date() - clock.local(one.dictated_at).date()).days),
        "by": one.dictated_by,
        "number": one.number,
        "note": one.note,
        "send_by": one.send_by,
    }


def _age(days: int) -> str:
    return "sedan idag" if days <= 0 else "1 dag" if days == 1 else f"{days} dagar"
