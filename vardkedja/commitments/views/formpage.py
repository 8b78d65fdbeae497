"""What the form's page shows: the content, what the registers know, what is missing, and what the rules say about it now."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from vardkedja.commitments import present
from vardkedja.commitments.actions.issuing import judge
from vardkedja.commitments.content import LABELS, Content, Fault
from vardkedja.commitments.facts import SIGNERS, Standing, doctors, extra_reasons, standing
from vardkedja.commitments.look import Case, content_of
from vardkedja.kernel import clock, drafts, terms
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Region, Unit
from vardkedja.kernel.verbs import Refused
from vardkedja.rules import commitment_rules, commitment_validity
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_facts import AGREEMENT_WORDS, GROUND_WORDS, KALMAR
from vardkedja.rules.decision import Decision, Reason, Weight, Who
from vardkedja.rules.law import NotInForce

SECTION_CHOICES = (("4.2", "4.2"), ("4.3", "4.3"), ("4.4", "4.4"), ("other", "Annat avsnitt i kap 4"))


def blank(actor: Actor) -> Content:
    """A new form: the actor's own unit when there is a grant for it, and the actor as doctor when that is the role."""
    unit = Unit.objects.filter(pk=actor.unit_id, pk__in=actor.rus_units).values_list("uuid", flat=True).first()
    doctor = Staff.objects.values_list("uuid", flat=True).get(pk=actor.staff_id) if actor.role in SIGNERS else None
    return Content(from_unit=unit, doctor=doctor)


def page(
    actor: Actor,
    draft_uuid: uuid.UUID,
    content: Content,
    case: Case | None,
    *,
    draft: Draft | None = None,
    faults: Sequence[Fault] = (),
    key: uuid.UUID | None = None,
    refused: Refused | None = None,
    warnings: Sequence[Reason] = (),
    conflict: bool = False,
) -> dict[str, Any]:
    """Everything for `commitments/form.html`."""
    today = clock.today()
    stands = standing(content, actor, today)
    if stands.answer and stands.answer.protected:
        content.phone = ""
        content.raw.pop("phone", None)
    following = _agreement(stands, today)
    if following and not content.agreements and not following.stops:
        content.agreement = str(following.result["agreement"])
        content.agreements = (content.agreement,)
    decision = judge(content, stands, actor, case)
    found = [*extra_reasons(content, stands), *decision.reasons]
    missing = [reason for reason in found if reason.weight is Weight.REFUSE]
    validity, emergency = _validity(content, today), _emergency(content, decision, today)
    shown = list(refused.reasons) if refused else []
    return {
        "content": content,
        "case": case,
        "stands": stands,
        "draft_uuid": draft_uuid,
        "key": key or uuid.uuid4(),
        "draft": draft,
        "faults": faults,
        "refused": refused,
        "warnings": warnings,
        "conflict": conflict,
        "patient": present.patient(case) if case else present.first_met(stands.answer),
        "errors": present.errors(shown) | {fault.field: fault.text for fault in faults if fault.field},
        "summary": present.summary(shown) if refused else [(f.field, f.text) for f in faults],
        "yours": present.stops([r for r in shown if r.who is Who.YOU], decision),
        "others_do": present.stops([r for r in shown if r.who is not Who.YOU], decision),
        "explained": {reason.code: present.why_of(reason, decision) for reason in warnings},
        "missing": present.summary(missing),
        "person": _person(stands),
        "person_errors": [reason for reason in missing if reason.field in ("number", "person")],
        "agreements": _agreement_choices(following),
        "grounds": [{"value": str(code), "label": words} for code, words in GROUND_WORDS.items()],
        "sections": SECTION_CHOICES,
        "validity": validity,
        "validity_why": present.why(validity),
        "emergency": emergency,
        "emergency_why": present.why(emergency) if emergency else None,
        "approval": _approval_words(content, case, today),
        "regions": [(region.code, region.name) for region in Region.objects.exclude(code=KALMAR).order_by("name")],
        "doctors": [(a.staff.uuid, f"{a.staff.name}, {a.title}") for a in _doctors(stands, today)],
        "units": list(Unit.objects.filter(pk__in=actor.rus_units).order_by("sort_key")),
        "others": drafts.others_writing(actor, drafts.Case(pk=case.id)) if case else [],
        "theirs": _conflict_rows(content, case) if conflict and case else [],
        "first": _first(case) if conflict else "",
        "unsaved": _unsaved(content, case, draft),
        "may_sign": actor.may(Permission.RUS_SIGN) and not (case and case.locked),
        "info_link": _text("rus.info_link", today),
        "mailbox": _text("rus.register_mailbox", today),
        "hits": None,
        "typed_receiver": "",
        "notice": "",
        "request_errors": [],
        "asked": {},
        "labels": LABELS,
    }


def _agreement(stands: Standing, today: datetime.date) -> Decision | None:
    place = stands.to_place
    if place is None:
        return None
    return commitment_rules.agreement_for(place.region, place.municipality, today, terms.current())


def _agreement_choices(following: Decision | None) -> list[dict[str, Any]]:
    choices = []
    for number, (code, words) in enumerate(AGREEMENT_WORDS.items(), start=1):
        row: dict[str, Any] = {"value": str(code), "label": f"{number} {words.capitalize()}"}
        if following and following.result.get("agreement") == code:
            row |= {"help": f"Föreslaget. {following.say}", "why": present.why(following), "about": words}
        choices.append(row)
    return choices


def _person(stands: Standing) -> dict[str, Any] | None:
    answer = stands.answer
    if answer is None or not answer.given:
        return None
    address = "Skyddad" if answer.protected else ", ".join(part for part in _lines(answer.address) if part)
    home = f"{answer.municipality_name}, {answer.region_name}" if answer.region else "Inte folkbokförd i Sverige"
    if answer.protected and answer.region:
        home = answer.region_name  # the municipality would tell more than the rules need
    return {
        "source": f"Ifyllt från {answer.source} {present.when(clock.now())}",
        "facts": [
            *(("Namn", f"{answer.given} {answer.family}"), ("Adress", address or "saknas"), ("Folkbokförd", home)),
            ("Betalningsansvarigt landsting", "Region Kalmar län" if answer.region == KALMAR else "–"),
        ],
        "phone": "" if answer.protected else answer.phone,
        "protected": answer.protected,
    }


def _lines(address: tuple[str, str, str, str]) -> list[str]:
    care_of, street, postcode, town = address
    return [care_of, street, f"{postcode} {town}".strip()]


def _validity(content: Content, today: datetime.date) -> Decision:
    return commitment_validity.validity(
        today, content.valid_from, content.valid_to, content.ground or None, terms.current()
    )


def _emergency(content: Content, decision: Decision, today: datetime.date) -> Decision | None:
    if content.ground != "akut" or content.admitted_on is None:
        return None
    first = decision.result.get("valid_from")
    day = first if isinstance(first, datetime.date) else None
    return commitment_validity.emergency(content.admitted_on, day, terms.current())


def _approval_words(content: Content, case: Case | None, today: datetime.date) -> str:
    try:
        needed = commitment_rules.needs_approval(content.ground, content.section, today, terms.current())
    except NotInForce as missing:
        return missing.reason.text
    if not needed:
        return "Godkännande av hemlandsting behövs bara för Kap 4.2 till 4.4." if content.ground else ""
    if case and case.approval and case.approval["content_hash"] == content.fingerprint():
        given = f"Godkänt {case.approval['decided_on']} av {case.approval['approver_name']}."
        return f"{given} Ändras något behövs ett nytt godkännande."
    return "Hemlandstinget ska godkänna innan remissen kan utfärdas. Spara och begär godkännande."


def _doctors(stands: Standing, today: datetime.date) -> Sequence[Any]:
    return doctors(stands.from_place.id, today) if stands.from_place else []


def _conflict_rows(mine: Content, case: Case) -> list[tuple[str, str, str]]:
    """Mine beside theirs, field by field, where they differ."""
    theirs = content_of(case)
    names = [name for name in LABELS if hasattr(mine, name)]
    same = mine.number.replace("-", "")[-10:] == theirs.number[-10:]
    rows = [(LABELS[n], mine.shown(n), theirs.shown(n)) for n in names if not (n == "number" and same)]
    return [row for row in rows if row[1] != row[2]]


def _first(case: Case | None) -> str:
    """Who was first, and when."""
    last = History.objects.filter(case_id=case.id).select_related("staff").order_by("-id").first() if case else None
    return f"{last.staff.name}, {present.when(last.at)}," if last and last.staff else "Någon annan"


def _unsaved(content: Content, case: Case | None, draft: Draft | None) -> str:
    """A quiet line when the form opens on text that was typed but never saved into the Utkast."""
    if draft is None or case is None or content.fingerprint() == content_of(case).fingerprint():
        return ""
    return f"Det du skrev {present.when(draft.typed_at)} finns kvar här men är inte sparat i utkastet än."


def _text(name: str, today: datetime.date) -> str:
    try:
        return str(terms.current().value(name, today, KALMAR).value)
    except NotInForce:
        return ""
