"""What the form's page shows: what the register and the rules answer to what is typed, and other cases of the patient's."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vardkedja.commitments.specialist import duplicates, present, rulepages
from vardkedja.commitments.specialist.actions.registering import SOURCE_KINDS
from vardkedja.commitments.specialist.content import LABELS, Content, differences, of_case
from vardkedja.commitments.specialist.facts import referral_facts, standing
from vardkedja.commitments.specialist.look import Case
from vardkedja.kernel import accesslog, clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.people.register import Answer
from vardkedja.referrals import present as referrals
from vardkedja.referrals import standing as people
from vardkedja.rules import agreements_between, specialist_signing
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.decision import Decision, Reason, Weight
from vardkedja.rules.specialist_facts import BOX_WORDS, ENTRANCE_WORDS, REASON_WORDS, Entrance

FIELDS = (
    *(name for name in LABELS if name != "box"),
    *("nhv", "guarantee_stated", "lodging_wished", "informed", "listed_here", "acute"),
    *("source_kind", "source_name", "received_on"),
)
BOX_HELP = {
    Ground.PATIENTENS_VAL: "Planerad sluten vård som patienten väljer. Godkänns innan vården. Resor och logi ersätts inte.",
    Ground.HEMREGION: "Vården finns inte i regionen, eller experter utanför behöver bedöma. Verksamhetschef signerar.",
    Ground.AKUT: "Patienten är akut inskriven i en annan region och ska vårdas vidare där.",
    Ground.VARDGARANTI: "Ni kan inte uppfylla vårdgarantin för åtgärden som patienten är uppsatt för.",
}


def show(
    request: HttpRequest,
    actor: Actor,
    draft_uuid: uuid.UUID,
    content: Content,
    case: Case | None,
    *,
    reasons: list[Reason] | None = None,
    hits: Any = None,
    what: str = "",
    conflict: bool = False,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the form, with everything typed."""
    reasons = [reason for reason in reasons or [] if reason.weight is not Weight.FLAG]  # a flag is nothing to put right
    today, outside = clock.today(), actor.may(Permission.SVR_OFFICE)
    unit_id = case.from_id if case else actor.unit_id
    stands = standing(content, unit_id, today)
    number = stands.patient.number
    known = PersonIdentifier.objects.filter(value=number or "-").values_list("person_id", flat=True)
    accesslog.record(actor, "svr.form", list(known[:1]), case_id=case.id if case else None, request=request.id)  # type: ignore[attr-defined]
    decision = _judged(actor, content, stands, case, outside)
    person = stands.patient.answer if stands.patient.answer and stands.patient.answer.given else None
    posted = request.POST if request.method == "POST" else typed or {}
    shown = {
        "case": case,
        "draft_uuid": draft_uuid,
        "content": content,
        "outside": outside,
        "entrance": ENTRANCE_WORDS[Entrance.OUTSIDE if outside else Entrance.PROVIDER],
        "patient": present.patient(case) if case else _head(person),
        "person": person,
        "to_place": stands.to_place,
        "acute": stands.acute,
        "agreement": _agreement(actor, stands),
        "boxes": [{"value": str(g), "label": BOX_WORDS[g], "help": BOX_HELP[g]} for g in BOX_WORDS],
        "why_reasons": [{"value": str(code), "label": words} for code, words in REASON_WORDS.items()],
        "doctors": [(str(a.staff.uuid), f"{a.staff.name}, {a.title}") for a in people.doctors(unit_id, today, "svr")],
        "duplicates": duplicates.others(actor, number, case.uuid if case else draft_uuid),
        "left": _left(decision),
        "hits": hits,
        "typed_receiver": request.POST.get("to_search", "") if hits is not None else "",
        "errors": referrals.errors(reasons or []),
        "summary": referrals.summary(reasons or [], FIELDS + ("box",)),
        "whys": [(reason.head, referrals.reason_why(reason)) for reason in reasons or []],
        "what": what,
        "conflict": differences(of_case(case), content) if conflict and case else {},
        "conflict_who": f"{case.changed_name}, {present.when(case.changed_at)}" if conflict and case else "",
        "labels": LABELS,
        "key": uuid.uuid4(),
        "posted": posted,
        "source_kinds": [{"value": code, "label": words} for code, words in SOURCE_KINDS.items()],
        "saved": "sparat" in request.GET,
        "from_name": case.from_name if case else actor.unit_name,
        "may_sign": actor.may(Permission.SVR_SIGN) and not outside,
        "today": today,
        "rule_pages": rulepages.documents_for(case.region if case else actor.region, today),
    }
    return render(request, "commitments/svr/form.html", shown, status=status)


def left(request: HttpRequest, actor: Actor, content: Content) -> HttpResponse:
    """The part of the page that says what is left, for a form that is being typed."""
    outside = actor.may(Permission.SVR_OFFICE)
    stands = standing(content, actor.unit_id, clock.today())
    shown = {"left": _left(_judged(actor, content, stands, None, outside)), "outside": outside}
    return render(request, "commitments/svr/_left.html", shown)


def _judged(actor: Actor, content: Content, stands: Any, case: Case | None, outside: bool) -> Decision:
    """What the rules say of the form as it stands, as if the present person signed."""
    region = case.region if case else actor.region
    entrance = Entrance.OUTSIDE if outside else Entrance.PROVIDER
    facts = referral_facts(content, stands, clock.today(), region, signer=None if outside else actor, entrance=entrance)
    return (specialist_signing.register if outside else specialist_signing.sign)(facts, terms.current())


def _left(decision: Decision) -> list[dict[str, Any]]:
    """What is left before it can be signed: each refusal with its field and its Varför?."""
    return [
        {"id": reason.field, "what": reason.head or reason.text, "why": referrals.reason_why(reason)}
        for reason in dict.fromkeys(decision.refusals)
    ]


def _agreement(actor: Actor, stands: Any) -> dict[str, Any] | None:
    if stands.to_place is None:
        return None
    unit = stands.to_place
    found = agreements_between.agreement_between(actor.region, unit.region_id, unit.municipality_id, clock.today())
    return {"say": found.say, "why": present.why(found)}


def _head(answer: Answer | None) -> dict[str, Any] | None:
    """The head line of somebody whom only the register has told us of."""
    if answer is None:
        return None
    facts = [("Skyddad identitet", "must")] if answer.protected else [(answer.municipality_name, "wide")]
    return {"name": f"{answer.given} {answer.family}", "number": answer.number, "facts": facts, "href": ""}
