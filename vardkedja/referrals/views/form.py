"""The form of a referral: new, or a draft of the unit. What is typed is kept in a draft before anything else happens."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vardkedja.kernel import accesslog, clock, drafts
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Case as CaseRow
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.verbs import AlreadyDone, Conflict, Refused
from vardkedja.referrals import look, present, receivers, standing
from vardkedja.referrals.actions import transcribing, writing
from vardkedja.referrals.actions.writing import save as save_draft
from vardkedja.referrals.content import PRIORITIES, REQUEST_KINDS, Content, differences, of_case, read
from vardkedja.referrals.look import Case
from vardkedja.referrals.routine_questions import routine_of
from vardkedja.rules import referral_deadlines
from vardkedja.rules.decision import Reason
from vardkedja.rules.referrals import OUTGOING, Event, State

KIND = "rem"
VERBS = ("spara", "klar", "signera", "diktera")  # signera: a doctor's own referral goes all the way


def new(request: HttpRequest) -> HttpResponse:
    """A new form gets an address of its own, so that it can be left and come back to."""
    return HttpResponseRedirect(reverse("rem-form", args=[uuid.uuid4()]))


def form(request: HttpRequest, draft_uuid: uuid.UUID) -> HttpResponse:
    """The form of something that is not saved yet; the case takes the draft's id when it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = look.at(actor, draft_uuid)  # there is a case already when handing it on straight away was refused
    if request.method == "GET" and found:
        return HttpResponseRedirect(reverse("rem-edit", args=[draft_uuid]))
    draft = drafts.mine(actor, draft_uuid)
    if request.method == "POST":
        return _posted(request, actor, draft_uuid, found)
    blank = Content(decided_on=clock.today(), doctor=_own_doctor(actor))
    return _show(request, actor, draft_uuid, read(draft.data)[0] if draft else blank, None)


def edit(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """The form of a draft; anybody who writes at the unit may (one draft of what is typed each)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = look.at(actor, case_uuid)
    if case is None or "sender" not in case.side_of(actor):
        raise Http404
    if OUTGOING.next(case.state, Event.SAVE) is None and request.method == "GET":
        return HttpResponseRedirect(reverse("rem-case", args=[case_uuid]))
    draft = Draft.objects.filter(case_id=case.id, staff_id=actor.staff_id).first()
    draft_uuid = draft.uuid if draft else uuid.uuid4()
    if request.method == "POST":
        return _posted(request, actor, draft_uuid, case)
    return _show(request, actor, draft_uuid, read(draft.data)[0] if draft else of_case(case), case)


@require_POST
def autosave(request: HttpRequest, draft_uuid: uuid.UUID) -> HttpResponse:
    """Keep what is typed, from the first key. Answers {"saved": "10:42"}; never touches the case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case_uuid = an_id(request.GET.get("case", ""))
    case = look.at(actor, case_uuid) if case_uuid else None
    kept = _keep(request, actor, draft_uuid, case)
    return JsonResponse({"saved": clock.local(kept.typed_at).strftime("%H:%M")})


def found_receivers(request: HttpRequest) -> HttpResponse:
    """Receivers that match what is typed, as choices; `onward` is the field after the receiver in the form that asks."""
    typed = request.GET.get("to_search", "")
    assert request.resolver_match is not None
    onward = {"svr-receivers": "specialty"}.get(request.resolver_match.url_name or "", "question")
    found = {"hits": receivers.search(typed, clock.today()), "typed": typed, "onward": onward}
    return render(request, "referrals/_receivers.html", found)


def _keep(request: HttpRequest, actor: Actor, draft_uuid: uuid.UUID, case: Case | None) -> Draft:
    """What is typed, as it is typed, in the actor's own draft."""
    data = {name: request.POST.get(name, "")[:20_000] for name in FIELDS}
    row = CaseRow(pk=case.id) if case else None
    return drafts.keep(actor, KIND, draft_uuid, data, row, case.version if case else 0)


FINISHES = ("klar", "signera")
FIELDS = ("number", "to_unit", "question", "phone", "doctor", "decided_on", "request_kind", "priority")


def _posted(request: HttpRequest, actor: Actor, draft_uuid: uuid.UUID, case: Case | None) -> HttpResponse:
    content, faults = read(request.POST)
    do, _, chosen = request.POST.get("do", "spara").partition(":")
    if do == "kasta":
        drafts.discard(actor, draft_uuid)
        return HttpResponseRedirect(reverse("rem-case", args=[case.uuid]) if case else reverse("rem-mine"))
    if do in VERBS:
        return _write(request, actor, draft_uuid, content, faults, case, do)
    _keep(request, actor, draft_uuid, case)
    if do == "valj":
        content.to_unit = an_id(chosen)
        return _show(request, actor, draft_uuid, content, case, keep=True)
    hits = receivers.search(request.POST.get("to_search", ""), clock.today()) if do == "sok" else None
    return _show(request, actor, draft_uuid, content, case, hits=hits, reasons=faults)


def _write(
    request: HttpRequest,
    actor: Actor,
    draft_uuid: uuid.UUID,
    content: Content,
    faults: list[Reason],
    case: Case | None,
    do: str,
) -> HttpResponse:
    """Spara, Klar för signering or Diktera. A refusal or a conflict shows everything typed again."""
    key = an_id(request.POST.get("idempotency_key", "")) or uuid.uuid4()
    try:
        made = _done(request, actor, draft_uuid, content, faults, case, do, key)
    except AlreadyDone as before:
        made = before.answer
    except Refused as refused:
        fresh = look.at(actor, case.uuid if case else draft_uuid)
        return _show(
            request, actor, draft_uuid, content, fresh, reasons=list(refused.reasons), what=refused.what, status=422
        )
    except Conflict:
        fresh = look.at(actor, case.uuid if case else draft_uuid)
        if fresh is None or fresh.state != State.DRAFT:
            raise
        return _show(request, actor, draft_uuid, content, fresh, conflict=True, status=409)
    if do == "spara":
        return HttpResponseRedirect(reverse("rem-edit", args=[made]) + "?sparat=1")
    if do == "signera":
        return _onward(actor, made)
    return HttpResponseRedirect(f"{reverse('rem-case', args=[made])}?klart={do}")


def _onward(actor: Actor, made: uuid.UUID) -> HttpResponse:
    """Sign the doctor's own referral and go to sending it, where the way and the monitor stand filled in."""
    case = look.at(actor, made)
    if case is None or case.state != State.TO_SIGN:
        return HttpResponseRedirect(reverse("rem-case", args=[made]))
    writing.sign(made, by=actor)
    return HttpResponseRedirect(reverse("rem-act", args=[made, "skicka"]))


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
    if do == "diktera" and case is None:
        return transcribing.dictate(
            content,
            by=actor,
            number=request.POST.get("dictation", "")[:40],
            note_words=request.POST.get("note", "")[:300],
            to_pool=bool(request.POST.get("to_pool")),
            key=key,
            new_uuid=draft_uuid,
        )
    if case is None:
        first = uuid.uuid5(key, "save") if do in FINISHES else key
        try:
            made = writing.write(
                content, by=actor, faults=faults, key=first, new_uuid=draft_uuid, draft_uuid=draft_uuid
            )
        except AlreadyDone as before:
            made = before.answer
        return writing.finish(made, by=actor, key=key) if do in FINISHES else made
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    if do in FINISHES:
        if faults:
            raise Refused("Remissen lämnades inte till signering", faults)
        if version is not None and version != case.version:
            raise Conflict
        return writing.finish(case.uuid, by=actor, key=key, content=content)
    return save_draft(case.uuid, content, by=actor, faults=faults, version=version, key=key)


def _show(
    request: HttpRequest,
    actor: Actor,
    draft_uuid: uuid.UUID,
    content: Content,
    case: Case | None,
    *,
    reasons: list[Reason] | None = None,
    hits: Any = None,
    what: str = "",
    keep: bool = False,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    if keep:
        drafts.keep(actor, KIND, draft_uuid, content.as_json(), CaseRow(pk=case.id) if case else None, 0)
    today = clock.today()
    unit_id = case.from_id if case else actor.unit_id
    stands = standing.standing(content, unit_id, today)
    known = PersonIdentifier.objects.filter(value=stands.patient.number or "-").values_list("person_id", flat=True)
    accesslog.record(actor, "rem.form", list(known[:1]), case_id=case.id if case else None, request=request.id)  # type: ignore[attr-defined]
    routine = routine_of(unit_id)
    shown = {
        "case": case,
        "draft_uuid": draft_uuid,
        "content": content,
        "patient": present.patient(case) if case else None,
        "person": stands.patient.answer if stands.patient.answer and stands.patient.answer.given else None,
        "to_place": stands.to_place,
        "doctors": [(str(a.staff.uuid), f"{a.staff.name}, {a.title}") for a in standing.doctors(unit_id, today)],
        "kinds": list(REQUEST_KINDS.items()),
        "priorities": list(PRIORITIES.items()),
        "hits": hits,
        "typed_receiver": request.POST.get("to_search", "") if hits is not None else "",
        "errors": present.errors(reasons or []),
        "summary": present.summary(reasons or [], (*FIELDS, "dictation", "to_pool")),
        "what": what,
        "conflict": differences(of_case(case), content) if conflict and case else {},
        "conflict_who": f"{case.changed_name}, {present.when(case.changed_at)}" if conflict and case else "",
        "key": uuid.uuid4(),
        "days": _days(content, actor.region),
        "pool": routine.pool if routine else None,
        "posted": request.POST,
        "saved": "sparat" in request.GET,
        "from_name": case.from_name if case else actor.unit_name,
        "own": content.doctor is not None and content.doctor == _own_doctor(actor),
    }
    return render(request, "referrals/form.html", shown, status=status)


def _days(content: Content, region: str) -> dict[str, Any] | None:
    """The Varför? of the last day to send, as it is with the decision day that stands in the form."""
    if content.decided_on is None:
        return None
    decision = referral_deadlines.deadlines(decided_on=content.decided_on, region=region)
    return {"day": decision.result.get("send_by"), "why": present.why(decision)}


def _own_doctor(actor: Actor) -> uuid.UUID | None:
    """The doctor's own name stands in a new form; a secretary chooses."""
    if actor.role not in standing.SIGNERS:
        return None
    found = (a for a in standing.doctors(actor.unit_id, clock.today()) if a.staff_id == actor.staff_id)
    return next((a.staff.uuid for a in found), None)
