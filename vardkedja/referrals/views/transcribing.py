"""Writing out a dictation: the recording's number, whose it is, until when, and the text."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from vardkedja.kernel import accesslog
from vardkedja.kernel.access import Actor
from vardkedja.kernel.verbs import Refused
from vardkedja.referrals import look, present
from vardkedja.referrals.actions import transcribing
from vardkedja.referrals.papers_in import Dictation
from vardkedja.rules.decision import Reason


def write(request: HttpRequest, dictation_uuid: uuid.UUID) -> HttpResponse:
    """One dictation; on POST its text."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = (
        Dictation.objects.visible_to(actor)
        .filter(uuid=dictation_uuid, written_at__isnull=True)
        .select_related("case", "dictated_by", "unit")
        .first()
    )
    if row is None:
        raise Http404
    case = look.at(actor, row.case.uuid) if row.case else None
    if case:
        accesslog.record(actor, "rem.dictation", [case.patient_id], case_id=case.id, request=request.id)  # type: ignore[attr-defined]
    reasons: list[Reason] = []
    if request.method == "POST":
        try:
            text, kind = request.POST.get("text", "")[:20_000], request.POST.get("kind", "final")
            transcribing.transcribe(row.uuid, by=actor, text=text, kind=kind)
            return HttpResponseRedirect(reverse("rem-dictations") + "?klart=utskrivet")
        except Refused as refused:
            reasons = list(refused.reasons)
    page = {
        "row": row,
        "case": case,
        "patient": present.patient(case) if case else None,
        "posted": request.POST,
        "errors": present.errors(reasons),
        "summary": present.summary(reasons, ("text",)),
        "since": present.when(row.dictated_at),
    }
    return render(request, "referrals/transcribe.html", page, status=422 if reasons else 200)
