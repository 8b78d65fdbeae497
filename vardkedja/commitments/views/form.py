"""The form: new or an Utkast. One address takes every button; what is typed is kept in a draft before anything else happens."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vardkedja.commitments import actions, look
from vardkedja.commitments.content import Content, Fault, from_json, read
from vardkedja.commitments.facts import standing
from vardkedja.commitments.look import Case, content_of
from vardkedja.commitments.views import formpage
from vardkedja.kernel import accesslog, clock, drafts, units
from vardkedja.kernel.access import Actor
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.verbs import AlreadyDone, Conflict, KeyReused, Refused
from vardkedja.referrals import receivers
from vardkedja.rules.commitment_workflow import WORKFLOW, Event

KIND = "rus"
ANYWAY = "utfarda-anda"  # issue, having seen and accepted the warnings
VERBS = ("spara", "utfarda", "begar", ANYWAY)


def new(request: HttpRequest) -> HttpResponse:
    """A new form gets an address of its own, so that it can be left and come back to."""
    return HttpResponseRedirect(reverse("rus-form", args=[uuid.uuid4()]))


def form(request: HttpRequest, draft_uuid: uuid.UUID) -> HttpResponse:
    """The form of something that is not saved yet."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    draft = drafts.mine(actor, draft_uuid)
    # A new case takes its draft's id, so that a form sent once more finds the case that it made.
    case = look.at(actor, draft.case.uuid if draft and draft.case else draft_uuid)
    if case and request.method == "GET":
        return HttpResponseRedirect(reverse("rus-edit", args=[case.uuid]))
    # Without a version it is the first Spara, or that one again, or another tab's: judged as new, so that nothing is saved over.
    return _form(request, actor, draft_uuid, draft, case if _version(request) is not None else None)


def edit(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """The form of an Utkast, or of one that is Klar att utfärda; any author of the unit may (RUS-36)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    do = request.POST.get("do", "spara")
    if request.method == "POST" and do in VERBS:  # the verb looks at the case itself
        return _write(request, actor, None, *read(request.POST), case_uuid, do)
    case = look.at(actor, case_uuid)
    if case is None:
        raise Http404
    if request.method != "POST" and WORKFLOW.next(case.state, Event.ISSUE) is None:
        return HttpResponseRedirect(reverse("rus-case", args=[case.uuid]))
    draft = Draft.objects.filter(case_id=case.id, staff_id=actor.staff_id).first()
    return _form(request, actor, draft.uuid if draft else uuid.uuid4(), draft, case)


@require_POST
def autosave(request: HttpRequest, draft_uuid: uuid.UUID) -> HttpResponse:
    """Keep what is typed, from the first key. Answers {"saved": "10:42"}; never touches the case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    content, _ = read(request.POST)
    case = _case_in(request, actor)
    kept = _keep(actor, draft_uuid, content, request, case)
    return JsonResponse({"saved": clock.local(kept.typed_at).strftime("%H:%M")})


def parts(request: HttpRequest, draft_uuid: uuid.UUID) -> HttpResponse:
    """The parts of the form that follow from what is typed: fetched after each autosave, swapped in place."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    draft = drafts.mine(actor, draft_uuid)
    if draft is None:
        return HttpResponse(status=204)
    case = look.at(actor, draft.case.uuid) if draft.case else None
    page = formpage.page(actor, draft.uuid, from_json(draft.data), case, draft=draft)
    _log(request, page, case)
    return render(request, "commitments/_form_parts.html", page)


def found_receivers(request: HttpRequest) -> HttpResponse:
    """Receivers that match what is typed, as choices."""
    hits = receivers.search(request.GET.get("to_search", ""), clock.today())
    return render(request, "referrals/_receivers.html", {"hits": hits, "typed": request.GET.get("to_search", "")})


def _form(
    request: HttpRequest, actor: Actor, draft_uuid: uuid.UUID, draft: Draft | None, case: Case | None
) -> HttpResponse:
    if request.method == "POST":
        return _posted(request, actor, draft_uuid, case)
    content = from_json(draft.data) if draft else content_of(case) if case else formpage.blank(actor)
    return _show(request, formpage.page(actor, draft_uuid, content, case, draft=draft), case)


def _posted(request: HttpRequest, actor: Actor, draft_uuid: uuid.UUID, case: Case | None) -> HttpResponse:
    content, faults = read(request.POST)
    do, _, chosen = request.POST.get("do", "spara").partition(":")
    draft = _keep(actor, draft_uuid, content, request, case) if do not in VERBS else None
    if do == "valj":
        content.to_unit = _uuid(chosen)
        draft = _keep(actor, draft_uuid, content, request, case)
    if do == "kasta":
        drafts.discard(actor, draft_uuid)
        return HttpResponseRedirect(reverse("rus-case", args=[case.uuid]) if case else reverse("rus-list"))
    if do == "begar-mottagare":
        return _ask_for_receiver(request, actor, draft_uuid, content, case)
    if do in VERBS:
        return _write(request, actor, draft_uuid, content, faults, case.uuid if case else None, do)
    shown = formpage.page(actor, draft_uuid, content, case, draft=draft, faults=faults, key=_key(request))
    shown["hits"] = receivers.search(request.POST.get("to_search", ""), clock.today()) if do == "sok" else None
    shown["typed_receiver"] = "" if do == "valj" else request.POST.get("to_search", "")
    return _show(request, shown, case)


def _write(
    request: HttpRequest,
    actor: Actor,
    draft_uuid: uuid.UUID | None,
    content: Content,
    faults: list[Fault],
    case_uuid: uuid.UUID | None,
    do: str,
) -> HttpResponse:
    """Spara, Utfärda or Begär godkännande; a refusal or a conflict shows the form again with everything typed in it.

    Without `draft_uuid` the draft is the actor's in the case, looked up when it is needed.
    """
    accepted, do = do == ANYWAY, "utfarda" if do == ANYWAY else do
    version, key, made = _version(request), _key(request), case_uuid or draft_uuid
    assert made is not None
    try:
        if case_uuid is None:
            first_key = uuid.uuid5(key, "save") if do != "spara" else key
            made = _once(
                actions.save,
                content,
                by=actor,
                faults=faults,
                key=first_key,
                new_uuid=draft_uuid,
                draft_uuid=draft_uuid,
            )
            version = None
        elif do != "utfarda":
            _once(
                actions.save,
                content,
                by=actor,
                faults=faults,
                key=uuid.uuid5(key, "save"),
                case_uuid=made,
                version=version,
            )
            version = None
        if do == "utfarda":
            confirmed = frozenset(request.POST.getlist("confirmed") if accepted else ())
            values = {"content": content, "faults": faults, "version": version, "key": key, "confirmed": confirmed}
            _once(actions.issue, made, by=actor, **values)
        elif do == "begar":
            _once(actions.request_approval, made, by=actor, key=key)
    except Refused as refused:
        if do == "utfarda" and case_uuid is None:
            refused = _whole_refusal(refused, content, actor)
        _lock_when_moved(actor, made, refused)
        return _again(request, actor, draft_uuid, made, content, 422, faults=faults, refused=refused)
    except actions.NeedsConfirmation as asked:
        return _again(request, actor, draft_uuid, made, content, 422, warnings=asked.warnings)
    except (Conflict, KeyReused):
        return _again(request, actor, draft_uuid, made, content, 409, conflict=True)
    after = "?utfardad=1" if do == "utfarda" else ""
    return HttpResponseRedirect(reverse("rus-case", args=[made]) + after)


def _own_draft(actor: Actor, case_uuid: uuid.UUID) -> uuid.UUID:
    """The address of the actor's draft in the case, or of a new one."""
    mine = Draft.objects.filter(case__uuid=case_uuid, staff_id=actor.staff_id)
    return mine.values_list("uuid", flat=True).first() or uuid.uuid4()


def _once(verb: Any, *args: Any, **kwargs: Any) -> uuid.UUID:
    """Run a verb; a repeated key gives the same answer again (X-38)."""
    try:
        return verb(*args, **kwargs)
    except AlreadyDone as done:
        return done.answer


def _again(
    request: HttpRequest,
    actor: Actor,
    draft_uuid: uuid.UUID | None,
    made: uuid.UUID,
    content: Content,
    status: int,
    **why: Any,
) -> HttpResponse:
    """The form once more, with everything typed kept in the actor's draft, and why it is shown again."""
    case = look.at(actor, made)
    draft_uuid = draft_uuid or _own_draft(actor, made)
    _keep(actor, draft_uuid, content, request, case)
    return _show(request, formpage.page(actor, draft_uuid, content, case, **why), case, status=status)


def _whole_refusal(refused: Refused, content: Content, actor: Actor) -> Refused:
    """A new form that could not even be saved is told everything that stops an issue, not the first step only (RUS-07)."""
    stands = standing(content, actor, clock.today())
    rest = actions.judge(content, stands, actor, None).refusals
    return Refused(actions.NOT_ISSUED, [*refused.reasons, *rest])


def _lock_when_moved(actor: Actor, made: uuid.UUID, refused: Refused) -> None:
    moved = [reason.head for reason in refused.reasons if reason.code == "RUS-05.moved"]
    if moved and look.at(actor, made):
        actions.lock(made, moved[0], by=actor)


def _ask_for_receiver(
    request: HttpRequest, actor: Actor, draft_uuid: uuid.UUID, content: Content, case: Case | None
) -> HttpResponse:
    draft = _keep(actor, draft_uuid, content, request, case)
    names = ("request_institution", "request_clinic", "request_address")
    institution, clinic, address = (request.POST.get(name, "").strip() for name in names)
    shown = formpage.page(actor, draft_uuid, content, case, draft=draft, key=_key(request))
    to = case.uuid if case else draft_uuid  # where the answer leads back to
    try:
        units.ask(institution=institution, clinic=clinic, address=address, draft_uuid=to, by=actor)
    except Refused as refused:
        shown |= {"request_errors": [reason.head for reason in refused.reasons]}
        shown |= {"asked": {"institution": institution, "clinic": clinic, "address": address}}
        return _show(request, shown, case, status=422)
    shown["notice"] = "Begäran är skickad till registerförvaltaren. Du får besked här när mottagaren finns att välja."
    return _show(request, shown, case)


def _show(request: HttpRequest, page: dict[str, Any], case: Case | None, status: int = 200) -> HttpResponse:
    _log(request, page, case)
    page["here"] = reverse("rus-edit", args=[case.uuid]) if case else request.path
    return render(request, "commitments/form.html", page, status=status)


def _log(request: HttpRequest, page: dict[str, Any], case: Case | None) -> None:
    """Whoever the form shows is logged, also a person whom the register showed for the first time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    patients = {case.patient_id} if case else set()
    answer = page["stands"].answer
    if answer and answer.given:
        known = PersonIdentifier.objects.filter(value=answer.number).values_list("person_id", flat=True).first()
        patients.add(known or recognise(answer)[0].pk)
    case_id = case.id if case else None
    accesslog.record(actor, "rus.form", sorted(patients), case_id=case_id, request=request.id)  # type: ignore[attr-defined]


def _keep(actor: Actor, draft_uuid: uuid.UUID, content: Content, request: HttpRequest, case: Case | None) -> Draft:
    stored = drafts.Case.objects.filter(pk=case.id).first() if case else None
    return drafts.keep(actor, KIND, draft_uuid, content.as_json(), stored, _version(request) or 0)


def _case_in(request: HttpRequest, actor: Actor) -> Case | None:
    named = _uuid(request.GET.get("case", ""))
    return look.at(actor, named) if named else None


def _key(request: HttpRequest) -> uuid.UUID:
    return _uuid(request.POST.get("idempotency_key", "")) or uuid.uuid4()


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _version(request: HttpRequest) -> int | None:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None
