"""What is done with a case from its page: each act has a small page that says what will happen, its fields and a button.

A refusal shows everything typed again with the reasons; when the other side was first, what happened stands above it.
"""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from vardkedja.kernel import accesslog, clock, drafts
from vardkedja.kernel.access import Actor, Denied
from vardkedja.kernel.cases import Case as CaseRow
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.history import History
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.verbs import AlreadyDone, Conflict, Refused
from vardkedja.referrals import look, present
from vardkedja.referrals.actions.common import fault
from vardkedja.referrals.look import Case
from vardkedja.referrals.views import actfields, receiver_acts, sender_acts
from vardkedja.referrals.views.given import Act, Given
from vardkedja.rules.decision import Reason, Weight

ACTS: dict[str, Act] = sender_acts.ACTS | receiver_acts.ACTS
KIND, WHAT, LONGEST = "rem.act", "gor", 20_000  # a draft of an act's page says which act it is of
RECENT = 5  # how much of what happened is told to somebody who was second


def act(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Show what an act does and what it needs; on POST do it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = ACTS.get(what)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return _show(request, actor, _seen(request, actor, case_uuid, what), what, chosen)
    try:  # the verb sees the case, judges and logs, in one transaction
        done = chosen.run(Given(request.POST, case_uuid, actor))
    except AlreadyDone as before:
        done = before.answer
    except Refused as refused:
        case = _seen(request, actor, case_uuid, what)
        return _show(request, actor, case, what, chosen, refused.what, list(refused.reasons), status=422)
    except (Conflict, Denied) as stopped:
        case = _seen(request, actor, case_uuid, what)
        # Whoever was second may perhaps not do it at all any more: after a forwarding, for one.
        told = [str(stopped)] if isinstance(stopped, Denied) else []
        if told and request.POST.get("turn", "") in ("", str(case.turn)):
            return _show(request, actor, case, what, chosen, reasons=[fault("X-05.may", "", told[0], "")], status=403)
        return _show(request, actor, case, what, chosen, happened=[*told, *_happened(case, request)], status=409)
    if _keeps(chosen):
        drafts.discard_in(actor, case_uuid, KIND, {WHAT: what})
    return HttpResponseRedirect(f"{reverse('rem-case', args=[done])}?klart={what}")


def _seen(request: HttpRequest, actor: Actor, case_uuid: uuid.UUID, what: str) -> Case:
    """The case as it will be shown now, logged. Raises Http404 when the actor may not know of it."""
    case = look.at(actor, case_uuid)
    if case is None:
        raise Http404
    accesslog.record(actor, f"rem.{what}", [case.patient_id], case_id=case.id, request=request.id)  # type: ignore[attr-defined]
    return case


def _keeps(chosen: Act) -> bool:
    """Whether what is typed on the act's page is kept from the first key: where there is a text to write."""
    return any(field.kind == "area" for field in chosen.fields)


@require_POST
def autosave(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Keep what is typed on an act's page, from the first key. Answers {"saved": "10:42"}; never touches the case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen, case = ACTS.get(what), look.at(actor, case_uuid)
    if chosen is None or case is None:
        raise Http404
    typed = {field.name: request.POST.get(field.name, "")[:LONGEST] for field in chosen.fields}
    row = CaseRow(pk=case.id)
    kept = drafts.keep(actor, KIND, uuid.uuid4(), typed | {WHAT: what}, row, case.version)
    return JsonResponse({"saved": clock.local(kept.typed_at).strftime("%H:%M")})


def _kept(actor: Actor, case: Case, what: str) -> Draft | None:
    """What the actor typed on this act's page and did not send; of another act in the case it is none of this one's."""
    found = Draft.objects.filter(staff_id=actor.staff_id, case_id=case.id, kind=KIND).first()
    return found if found and found.data.get(WHAT) == what else None


def _show(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    what: str,
    chosen: Act,
    refused: str = "",
    reasons: list[Reason] | None = None,
    happened: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    about = an_id(request.GET.get("besked", "") or request.POST.get("besked", ""))
    source = actfields.Source(case, actor, about, an_id(request.GET.get("papper", "")))
    kept = _kept(actor, case, what) if request.method != "POST" else None
    typed = request.POST if request.method == "POST" else kept.data if kept else {}
    fields = [field.filled(source, typed) for field in chosen.fields]
    names = [field["name"] for field in fields]
    page: dict[str, Any] = {
        "case": case,
        "patient": present.patient(case),
        "act": chosen,
        "what": what,
        "fields": fields,
        "about": about or "",
        "key": _key(request),
        "turn": case.turn,
        "errors": present.errors(reasons or []),
        "summary": present.summary(reasons or [], names),
        "refused": refused,
        "warnings": [r.code for r in reasons or [] if all(one.weight is Weight.WARN for one in reasons or [])],
        "toward": case.from_name if what in receiver_acts.ACTS else case.to_name,
        "whys": [(reason.head, present.reason_why(reason)) for reason in reasons or []],
        "happened": happened or [],
        "kept": f"Det du skrev {present.when(kept.typed_at)} finns kvar." if kept else "",
        "keeps": _keeps(chosen),
        "said": chosen.shows(source) if chosen.shows else "",
        "today": clock.today(),
        "opened": clock.now().isoformat(),
    }
    return render(request, "referrals/act.html", page, status=status)


def _happened(case: Case, request: HttpRequest) -> list[str]:
    """What was done since the page was opened, the latest first, in words."""
    found = History.objects.filter(case_id=case.id).select_related("staff", "unit").order_by("-id")
    opened = parse_datetime(request.POST.get("opened", "")) if request.POST.get("opened") else None
    rows = (found.filter(at__gte=opened) if opened and opened.tzinfo else found)[:RECENT]
    return [
        f"{present.EVENT_WORDS.get(row.verb, row.verb)} {present.when(row.at)}"
        + (f", {row.staff.name}, {row.unit.name}" if row.staff and row.unit else "")
        for row in rows
    ]


def _key(request: HttpRequest) -> uuid.UUID:
    """The form's own key; a form that is shown again after a conflict or a refusal may be sent under a new one."""
    return uuid.uuid4()
