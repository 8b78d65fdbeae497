"""The form of a specialist referral, of both entrances: what is typed is kept in a draft before anything else happens."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from vardkedja.commitments.acute import look as admissions
from vardkedja.commitments.specialist import look
from vardkedja.commitments.specialist.actions import registering, writing
from vardkedja.commitments.specialist.actions.registering import Request
from vardkedja.commitments.specialist.actions.writing import save as save_draft
from vardkedja.commitments.specialist.content import Content, of_case, read, unread
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.views import formpage
from vardkedja.kernel import clock, drafts
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.cases import Case as CaseRow
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.typed import an_id, day
from vardkedja.kernel.verbs import AlreadyDone, Conflict, Refused
from vardkedja.referrals import receivers, standing
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_facts import CareForm, Ground
from vardkedja.rules.decision import Reason
from vardkedja.rules.specialist_workflow import WORKFLOW, Event, State

KIND = "svr"
VERBS = ("spara", "signera", "registrera")


def new(request: HttpRequest) -> HttpResponse:
    """A new form gets an address of its own, so that it can be left and come back to."""
    asked = request.GET.urlencode()
    where = reverse("svr-form", args=[uuid.uuid4()])
    return HttpResponseRedirect(f"{where}?{asked}" if asked else where)


def form(request: HttpRequest, draft_uuid: uuid.UUID) -> HttpResponse:
    """The form of something that is not saved yet; the case takes the draft's id when it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(Permission.SVR_OFFICE):
        demand(actor, Permission.SVR_WRITE)
    found = look.at(actor, draft_uuid)  # there is a case already when signing it straight away was refused
    if request.method == "GET" and found:
        return HttpResponseRedirect(reverse("svr-case", args=[draft_uuid]))
    draft = drafts.mine(actor, draft_uuid)
    if request.method == "POST":
        return _posted(request, actor, draft_uuid, found)
    content = read(draft.data)[0] if draft else _first(request, actor)
    return formpage.show(request, actor, draft_uuid, content, None, typed=draft.data if draft else {})


def _first(request: HttpRequest, actor: Actor) -> Content:
    """A new form: a doctor's own name, and what an emergency admission that it comes from already knows (SVR-25)."""
    own = next((a for a in standing.doctors(actor.unit_id, clock.today(), "svr") if a.staff_id == actor.staff_id), None)
    if actor.may(Permission.SVR_OFFICE):  # what comes from outside is planned inpatient care that the patient chooses
        return Content(boxes=(str(Ground.PATIENTENS_VAL),), care_form=str(CareForm.SLUTEN))
    content = Content(doctor=own.staff.uuid if own else None)
    asked = an_id(request.GET.get("akut", ""))
    acute = admissions.at(actor, asked) if asked else None
    if acute is None:
        return content
    content.number, content.specialty, content.acute = acute.identifier, acute.specialty, acute.uuid
    content.boxes, content.care_form = (str(Ground.AKUT),), str(CareForm.SLUTEN)
    return content


def edit(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """The form of a draft; anybody who writes at the unit may."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = look.at(actor, case_uuid)
    if case is None or "sender" not in case.sides_of(actor):
        raise Http404
    if WORKFLOW.next(case.state, Event.SAVE) is None and request.method == "GET":
        return HttpResponseRedirect(reverse("svr-case", args=[case_uuid]))
    draft = Draft.objects.filter(case_id=case.id, staff_id=actor.staff_id, kind=KIND).first()
    draft_uuid = draft.uuid if draft else uuid.uuid4()
    if request.method == "POST":
        return _posted(request, actor, draft_uuid, case)
    content = read(draft.data)[0] if draft else of_case(case)
    return formpage.show(request, actor, draft_uuid, content, case)


@require_POST
def autosave(request: HttpRequest, draft_uuid: uuid.UUID) -> HttpResponse:
    """Keep what is typed, from the first key. Answers {"saved": "10:42"}; never touches the case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case_uuid = an_id(request.GET.get("case", ""))
    case = look.at(actor, case_uuid) if case_uuid else None
    kept = _keep(request, actor, draft_uuid, case)
    return JsonResponse({"saved": clock.local(kept.typed_at).strftime("%H:%M")})


def parts(request: HttpRequest, draft_uuid: uuid.UUID) -> HttpResponse:
    """What is left before it can be signed, as what is typed stands in the draft now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    draft = drafts.mine(actor, draft_uuid)
    if draft is None:
        raise Http404
    return formpage.left(request, actor, read(draft.data)[0])


def _keep(
    request: HttpRequest, actor: Actor, draft_uuid: uuid.UUID, case: Case | None, to_unit: uuid.UUID | None = None
) -> Draft:
    """What is typed, as it is typed, in the actor's own draft; `to_unit` when it was chosen in a list just now."""
    data: dict[str, Any] = {name: request.POST.get(name, "")[:20_000] for name in formpage.FIELDS}
    data["box"] = request.POST.getlist("box")[:4]
    if to_unit:
        data["to_unit"] = str(to_unit)
    row = CaseRow(pk=case.id) if case else None
    return drafts.keep(actor, KIND, draft_uuid, data, row, case.version if case else 0)


def _posted(request: HttpRequest, actor: Actor, draft_uuid: uuid.UUID, case: Case | None) -> HttpResponse:
    content, faults = read(request.POST)
    do, _, chosen = request.POST.get("do", "spara").partition(":")
    if do == "kasta":
        drafts.discard(actor, draft_uuid)
        return HttpResponseRedirect(reverse("svr-case", args=[case.uuid]) if case else reverse("svr-list"))
    if do in VERBS:
        return _write(request, actor, draft_uuid, content, faults, case, do)
    if do == "valj":
        content.to_unit = an_id(chosen)
    _keep(request, actor, draft_uuid, case, to_unit=content.to_unit)
    hits = receivers.search(request.POST.get("to_search", ""), clock.today()) if do == "sok" else None
    return formpage.show(request, actor, draft_uuid, content, case, hits=hits, reasons=faults)


def _write(
    request: HttpRequest,
    actor: Actor,
    draft_uuid: uuid.UUID,
    content: Content,
    faults: list[Reason],
    case: Case | None,
    do: str,
) -> HttpResponse:
    """Spara, Signera or Registrera. A refusal or a conflict shows everything typed again."""
    key = an_id(request.POST.get("idempotency_key", "")) or uuid.uuid4()
    try:
        made = _done(request, actor, draft_uuid, content, faults, case, do, key)
    except AlreadyDone as before:
        made = before.answer
    except Refused as refused:
        fresh = look.at(actor, case.uuid if case else draft_uuid)
        reasons = list(refused.reasons)
        return formpage.show(request, actor, draft_uuid, content, fresh, reasons=reasons, what=refused.what, status=422)
    except Conflict:
        fresh = look.at(actor, case.uuid if case else draft_uuid)
        if fresh is None or fresh.state != State.DRAFT:
            raise
        return formpage.show(request, actor, draft_uuid, content, fresh, conflict=True, status=409)
    if do == "spara":
        return HttpResponseRedirect(reverse("svr-edit", args=[made]) + "?sparat=1")
    if do == "signera":
        return HttpResponseRedirect(reverse("svr-act", args=[made, "skicka"]))
    return HttpResponseRedirect(f"{reverse('svr-case', args=[made])}?klart={do}")


def _done(
    request: HttpRequest,
    actor: Actor,
    draft_uuid: uuid.UUID,
    content: Content,
    faults: list[Reason],
    case: Case | None,
    do: str,
    key: uuid.UUID,
) -> uuid.UUID:
    if do == "registrera":
        asked, wrong = _request(request)
        return registering.register(
            content, asked, by=actor, faults=[*faults, *wrong], key=key, new_uuid=draft_uuid, draft_uuid=draft_uuid
        )
    signs = do == "signera"
    if signs and faults:
        raise Refused("Remissen signerades inte", faults)
    if case is None:
        first = uuid.uuid5(key, "save") if signs else key
        try:
            made = save_draft(content, by=actor, faults=faults, key=first, new_uuid=draft_uuid, draft_uuid=draft_uuid)
        except AlreadyDone as before:
            made = before.answer
        return writing.sign(made, by=actor, key=key) if signs else made
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    if signs:
        return writing.sign(case.uuid, by=actor, content=content, version=version, key=key)
    return save_draft(content, case_uuid=case.uuid, by=actor, faults=faults, version=version, key=key)


def _request(request: HttpRequest) -> tuple[Request, list[Reason]]:
    """Who asked from outside, as typed; a day that cannot be read is a reason of its own."""
    received, wrong = None, []
    try:
        received = day(request.POST.get("received_on", ""))
    except ValueError:
        wrong.append(
            unread("received_on", "Ankomstdagen är inget datum", "Skriv som ÅÅÅÅ-MM-DD, till exempel 2025-06-01.")
        )
    asked = Request(
        source_kind=request.POST.get("source_kind", ""),
        source_name=request.POST.get("source_name", "").strip()[:160],
        received_on=received,
    )
    return asked, wrong
