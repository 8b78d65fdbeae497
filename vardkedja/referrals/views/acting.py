"""The page of an act, for every subject: what will happen, its fields and a button; what is typed is kept from the first key.

A refusal shows everything typed again with the reasons; when the other side was first, what happened stands above it.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from vardkedja.kernel import accesslog, clock, drafts
from vardkedja.kernel.access import Actor, Denied
from vardkedja.kernel.cases import Case as CaseRow
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.history import History
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.verbs import AlreadyDone, Conflict, Refused
from vardkedja.referrals import present
from vardkedja.referrals.actions.common import fault
from vardkedja.referrals.views.actfields import Source
from vardkedja.referrals.views.given import Act, Given
from vardkedja.rules.decision import Reason, Weight

WHAT, LONGEST = "gor", 20_000  # a draft of an act's page says which act it is of
RECENT = 5  # how much of what happened is told to somebody who was second


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One subject's acts: how its case is seen, what its addresses and its log are called, its words.

    `turn` is what the form carries to tell that somebody was first; `toward` whom the act is about besides the patient.
    """

    prefix: str
    acts: Mapping[str, Act]
    at: Callable[[Actor, uuid.UUID], Any]
    url: str
    over: str
    path: str
    patient: Callable[[Any], dict[str, Any]]
    turn: Callable[[Any], int]
    toward: Callable[[Any, str], str]
    event_words: Mapping[str, str]
    scans: bool = False

    @property
    def kind(self) -> str:
        return f"{self.prefix}.act"

    def page(self, request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
        """Show what an act does and what it needs; on POST do it."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        chosen = self.acts.get(what)
        if chosen is None:
            raise Http404
        if request.method != "POST":
            return self._show(request, actor, self._seen(request, actor, case_uuid, what), what, chosen)
        try:  # the verb sees the case, judges and logs, in one transaction
            done = chosen.run(Given(request.POST, case_uuid, actor))
        except AlreadyDone as before:
            done = before.answer
        except Refused as refused:
            case = self._seen(request, actor, case_uuid, what)
            return self._show(request, actor, case, what, chosen, refused.what, list(refused.reasons), status=422)
        except (Conflict, Denied) as stopped:
            case = self._seen(request, actor, case_uuid, what)
            # Whoever was second may perhaps not do it at all any more: after a forwarding, for one.
            told = [str(stopped)] if isinstance(stopped, Denied) else []
            if told and request.POST.get("turn", "") in ("", str(self.turn(case))):
                reasons = [fault("X-05.may", "", told[0], "")]
                return self._show(request, actor, case, what, chosen, reasons=reasons, status=403)
            happened = [*told, *self._happened(case, request)]
            return self._show(request, actor, case, what, chosen, happened=happened, status=409)
        if _keeps(chosen):
            drafts.discard_in(actor, case_uuid, self.kind, {WHAT: what})
        return HttpResponseRedirect(f"{reverse(chosen.after or self.url, args=[done])}?klart={what}")

    def autosave(self, request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
        """Keep what is typed on an act's page, from the first key. Answers {"saved": "10:42"}; never touches the case."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        chosen, case = self.acts.get(what), self.at(actor, case_uuid)
        if chosen is None or case is None:
            raise Http404
        typed = {field.name: request.POST.get(field.name, "")[:LONGEST] for field in chosen.fields}
        row = CaseRow(pk=case.id)
        kept = drafts.keep(actor, self.kind, uuid.uuid4(), typed | {WHAT: what}, row, case.version)
        return JsonResponse({"saved": clock.local(kept.typed_at).strftime("%H:%M")})

    def _seen(self, request: HttpRequest, actor: Actor, case_uuid: uuid.UUID, what: str) -> Any:
        """The case as it will be shown now, logged. Raises Http404 when the actor may not know of it."""
        case = self.at(actor, case_uuid)
        if case is None:
            raise Http404
        request_id = request.id  # type: ignore[attr-defined]
        accesslog.record(actor, f"{self.prefix}.{what}", [case.patient_id], case_id=case.id, request=request_id)
        return case

    def _show(
        self,
        request: HttpRequest,
        actor: Actor,
        case: Any,
        what: str,
        chosen: Act,
        refused: str = "",
        reasons: list[Reason] | None = None,
        happened: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        about = an_id(request.GET.get("besked", "") or request.POST.get("besked", ""))
        source = Source(case, actor, about, an_id(request.GET.get("papper", "")))
        kept = self._kept(actor, case, what) if request.method != "POST" else None
        typed: Mapping[str, str] | QueryDict
        typed = request.POST if request.method == "POST" else kept.data if kept else {}
        fields = [field.filled(source, typed) for field in chosen.fields if field.when is None or field.when(source)]
        names = [field["name"] for field in fields]
        page: dict[str, Any] = {
            "case": case,
            "patient": self.patient(case),
            "act": chosen,
            "what": what,
            "base": f"{self.path}{case.uuid}/",
            "over": f"{self.over} {case.number}",
            "scans": self.scans,
            "fields": fields,
            "about": about or "",
            "key": uuid.uuid4(),  # a form that is shown again after a refusal may be sent under a new one
            "turn": self.turn(case),
            "errors": present.errors(reasons or []),
            "summary": present.summary(reasons or [], names),
            "refused": refused,
            "warnings": [r.code for r in reasons or [] if all(one.weight is Weight.WARN for one in reasons or [])],
            "toward": self.toward(case, what),
            "whys": [(reason.head, present.reason_why(reason)) for reason in reasons or []],
            "happened": happened or [],
            "kept": f"Det du skrev {present.when(kept.typed_at)} finns kvar." if kept else "",
            "keeps": _keeps(chosen),
            "said": chosen.shows(source) if chosen.shows else "",
            "today": clock.today(),
            "opened": clock.now().isoformat(),
        }
        return render(request, "referrals/act.html", page, status=status)

    def _kept(self, actor: Actor, case: Any, what: str) -> Draft | None:
        """What the actor typed on this act's page and did not send; of another act in the case it is none of this one's."""
        found = Draft.objects.filter(staff_id=actor.staff_id, case_id=case.id, kind=self.kind).first()
        return found if found and found.data.get(WHAT) == what else None

    def _happened(self, case: Any, request: HttpRequest) -> list[str]:
        """What was done since the page was opened, the latest first, in words."""
        found = History.objects.filter(case_id=case.id).select_related("staff", "unit").order_by("-id")
        opened = parse_datetime(request.POST.get("opened", "")) if request.POST.get("opened") else None
        rows = (found.filter(at__gte=opened) if opened and opened.tzinfo else found)[:RECENT]
        return [
            f"{self.event_words.get(row.verb, row.verb)} {present.when(row.at)}"
            + (f", {row.staff.name}, {row.unit.name}" if row.staff and row.unit else "")
            for row in rows
        ]


def _keeps(chosen: Act) -> bool:
    """Whether what is typed on the act's page is kept from the first key: where there is a text to write."""
    return any(field.kind == "area" for field in chosen.fields)
