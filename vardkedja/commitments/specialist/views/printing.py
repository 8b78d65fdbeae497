"""The papers of a case as PDF: what was signed, a draft with its watermark, the cover for the post."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse

from vardkedja.commitments.specialist import look, papers
from vardkedja.commitments.specialist.content import of_case
from vardkedja.commitments.specialist.facts import standing
from vardkedja.commitments.specialist.look import Case
from vardkedja.kernel import accesslog, clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.documents import Document
from vardkedja.kernel.paper.render import PaperError
from vardkedja.rules.law import NotInForce
from vardkedja.rules.specialist_workflow import State


def document(request: HttpRequest, case_uuid: uuid.UUID, kind: str, version: int) -> HttpResponse:
    """A signed paper, the same content at every print; one that no longer applies says so."""
    case = _seen(request, case_uuid)
    row = Document.objects.filter(case_id=case.id, kind=kind, version=version).first()
    sides = case.sides_of(request.actor)  # type: ignore[attr-defined]
    if row is None or (sides == {"receiver"} and kind not in ("beslut", "betalningsforbindelse")):
        raise Http404
    if not row.intact():
        raise PaperError("Underskriften stämmer inte med innehållet. Skriv inte ut. Kontakta förvaltaren.")
    notice = _notice(case, kind, version)
    return _answer(papers.pdf(kind, row.content, case, as_of=row.signed_at, notice=notice), case, kind)


def draft(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """The referral as it stands, when nobody has signed it; it says that it is not sent."""
    case = _seen(request, case_uuid)
    if case.state != State.DRAFT:
        raise Http404
    content = of_case(case)
    shown = papers.referral(case, content, standing(content, case.from_id, clock.today()), None)
    return _answer(papers.pdf("remiss", shown, case, as_of=case.changed_at), case, "utkast")


def cover(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """Försättsbladet with the region's box address (SVR-34)."""
    case = _seen(request, case_uuid)
    if "sender" not in case.sides_of(request.actor) or case.signed_at is None:  # type: ignore[attr-defined]
        raise Http404
    try:
        office = terms.terms(case.rules).value("svr.office", clock.today(), case.region).value
    except NotInForce:
        raise Http404 from None
    shown = papers.cover(case, dict(office))  # type: ignore[call-overload]
    return _answer(papers.pdf("forsattsblad", shown, case, as_of=case.changed_at), case, "forsattsblad")


def _seen(request: HttpRequest, case_uuid: uuid.UUID) -> Case:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = look.at(actor, case_uuid)
    if case is None:
        raise Http404
    accesslog.record(actor, "svr.print", [case.patient_id], case_id=case.id, request=request.id)  # type: ignore[attr-defined]
    return case


def _notice(case: Case, kind: str, version: int) -> str:
    if kind == "remiss":
        return papers.NOT_VALID.get(case.state, "")
    if kind != "betalningsforbindelse":
        return ""
    if case.state == State.REVOKED:
        from_day = (case.ruling or {}).get("from_day")
        return f"{papers.NOT_VALID['revoked']} {from_day}." if from_day else papers.NOT_VALID["revoked"]
    newer = Document.objects.filter(case_id=case.id, kind=kind, version__gt=version).exists()
    return papers.NOT_VALID["replaced"] if newer else ""


def _answer(pdf: bytes, case: Case, kind: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{kind}-{case.number}.pdf"'
    return answer
