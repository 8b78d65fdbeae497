"""The paper: what was signed is printed again and again; a draft prints with a watermark and is not kept."""

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from vardkedja.commitments import look, papers
from vardkedja.commitments.actions.issuing import judge
from vardkedja.commitments.facts import standing
from vardkedja.commitments.look import Case, content_of
from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.documents import Document
from vardkedja.kernel.paper.render import PaperError
from vardkedja.rules.access import Permission


def referral(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """REMISS/BETALNINGSFÖRBINDELSE as PDF."""
    return _paper(request, case_uuid, "remiss")


def certificate(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """ANHÖRIGINTYG as PDF."""
    return _paper(request, case_uuid, "anhorigintyg")


def blank(request: HttpRequest, form: str) -> HttpResponse:
    """An empty form for the day the network is down (X-25); holds no patient data."""
    if form not in papers.BLANKS:
        raise Http404
    made = papers.PRESS.print(papers.FORMS / f"{form}.typ", {"document": {"form_version": papers.FORM_VERSION}})
    return HttpResponse(made, content_type="application/pdf")


def _paper(request: HttpRequest, case_uuid: uuid.UUID, form: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = look.at(actor, case_uuid)
    if case is None:
        raise Http404
    content, as_of = _content(actor, case, form)
    accesslog.record(actor, f"rus.print.{form}", [case.patient_id], case_id=case.id, request=request.id)  # type: ignore[attr-defined]
    made = papers.pdf(form, content, case, status=papers.status_of(case), as_of=as_of)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{form}-{case.number}.pdf"'
    return response


def _content(actor: Actor, case: Case, form: str) -> tuple[dict[str, Any], datetime.datetime]:
    """What stands on the paper: as signed, or as the draft is now. Ekonomiservice gets the form without diagnosis, question."""
    signed = Document.objects.filter(case_id=case.id, kind=form).order_by("-version").first()
    if signed is not None:
        if not signed.intact():
            raise PaperError("Underskriften stämmer inte med innehållet. Skriv inte ut. Kontakta förvaltaren.")
        content, as_of = dict(signed.content), signed.signed_at
    elif case.issued_on is not None or (form == "anhorigintyg" and not case.certificate):
        raise Http404
    else:
        typed = content_of(case)
        stands = standing(typed, actor, clock.today())
        decision = judge(typed, stands, None, case)
        content = papers.referral(case, typed, stands, None, decision)
        if form == "anhorigintyg":
            content = papers.certificate(case, typed, stands, None)
        as_of = case.changed_at
    if actor.may(Permission.RUS_READ_REGION) and "question" in content:
        content["question"] = "Visas inte för Ekonomiservice."
    return content, as_of
