"""The paper: what was signed is printed again and again; a draft prints with a watermark and is not kept."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse

from vardkedja.kernel import accesslog
from vardkedja.kernel.access import Actor
from vardkedja.kernel.documents import Document
from vardkedja.kernel.paper.render import PaperError
from vardkedja.referrals import look, papers
from vardkedja.referrals.look import Case
from vardkedja.rules.referrals import State

STATUS = {State.DELETED: "makulerad", State.RECALLED: "aterkallad"}
FORMS = {
    "remiss": "remiss",
    "bekraftelse": "svar",
    "svar-final": "svar",
    "svar-partial": "svar",
    "svar-preliminary": "svar",
    "meddelande": "svar",
}


def document(request: HttpRequest, case_uuid: uuid.UUID, kind: str, version: int) -> HttpResponse:
    """One signed paper of the case, as it was signed."""
    case, found = _case(request, case_uuid), None
    if kind in FORMS:
        found = Document.objects.filter(case_id=case.id, kind=kind, version=version).first()
    if found is None:
        raise Http404
    return _printed(request, case, found)


def latest_reply(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """The latest signed confirmation or answer, to be posted."""
    case = _case(request, case_uuid)
    found = Document.objects.filter(case_id=case.id).exclude(kind="remiss").order_by("-version").first()
    if found is None:
        raise Http404
    return _printed(request, case, found)


def referral(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """The referral: as it was last signed, or the draft as it stands, with a watermark."""
    case = _case(request, case_uuid)
    signed = Document.objects.filter(case_id=case.id, kind="remiss").order_by("-version").first()
    if signed is not None and case.state != State.DRAFT:
        return _printed(request, case, signed)
    if not case.sender_inside:
        raise Http404
    made = papers.pdf(
        "remiss", papers.referral(case, None, case.changed_at), case, status="utkast", as_of=case.changed_at
    )
    return _answer(request, case, made, "remiss")


def _case(request: HttpRequest, case_uuid: uuid.UUID) -> Case:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = look.at(actor, case_uuid)
    if case is None:
        raise Http404
    return case


def _printed(request: HttpRequest, case: Case, found: Document) -> HttpResponse:
    if not found.intact():
        raise PaperError("Underskriften stämmer inte med innehållet. Skriv inte ut. Kontakta förvaltaren.")
    form = FORMS[found.kind]
    status = STATUS.get(State(case.state), "signerad") if form == "remiss" else "signerad"
    made = papers.pdf(form, found.content, case, status=status, as_of=found.signed_at)
    return _answer(request, case, made, found.kind)


def _answer(request: HttpRequest, case: Case, made: bytes, name: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    accesslog.record(actor, f"rem.print.{name}", [case.patient_id], case_id=case.id, request=request.id)  # type: ignore[attr-defined]
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{case.number}.pdf"'
    return response
