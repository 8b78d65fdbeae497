"""The payment commitment of Region Kalmar län: can this referral be issued today, and if not, why (RUS)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vardkedja.rules.commitment_facts import GROUND_WORDS, Ground, IssueFacts
from vardkedja.rules.commitment_rules import (
    agreement_for,
    agreement_reasons,
    approval_reasons,
    form_reasons,
    ground_reasons,
    missing_fields,
    needs_approval,
    reimbursement_reasons,
    residence,
    signer_reasons,
    travel_facts,
)
from vardkedja.rules.commitment_validity import BOOK, emergency, number_word, validity
from vardkedja.rules.datewords import long_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms

UNKNOWN_REGION = "RUS-14.unknown_region"
Check = Callable[[], list[Reason]]


def issue(facts: IssueFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether the referral can be issued on ``facts.on``, with every reason in the order of the form.

    Result: ``agreement`` (the one that follows from the receiver), ``valid_from``, ``valid_to``, ``three_months``,
    ``approval_needed``, and ``care``, ``travel``, ``accommodation``; a part that cannot be worked out is left out.
    Unclear when a value is missing for the day and nothing else refuses.
    """
    parts = _parts(facts, terms)
    following = next((part.result.get("agreement") for part in parts if "agreement" in part.result), None)
    checks: tuple[Check, ...] = (
        lambda: missing_fields(facts),
        lambda: form_reasons(facts, terms),
        lambda: agreement_reasons(facts, None if following is None else str(following)),
        lambda: ground_reasons(facts),
        lambda: reimbursement_reasons(facts),
        lambda: approval_reasons(facts, terms),
        lambda: signer_reasons(facts, terms),
    )
    reasons, unclear = _gather(checks)
    for part in parts:
        (unclear if part.outcome is Outcome.UNCLEAR else reasons).extend(part.reasons)
    result = {name: item for part in parts for name, item in part.result.items() if name != "region"}
    try:
        result["approval_needed"] = needs_approval(facts.ground, facts.section, facts.on, terms)
        result |= travel_facts(facts.ground, facts.on, terms)
    except NotInForce as missing:
        unclear.append(missing.reason)
    decision = met(
        "commitments.issue",
        sorted(dict.fromkeys(reasons), key=_place),
        unclear=dict.fromkeys(unclear),
        result=result,
        inputs=_inputs(facts),
        steps=[step for part in parts for step in part.steps],
        sources=[source for part in parts for source in part.sources],
    )
    return _with_answer(decision)


def request_approval(facts: IssueFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether approval can be asked for: it is needed, and all else but approval and signature is in order (RUS-20)."""
    decision = issue(facts, terms)
    kept = [reason for reason in decision.reasons if reason.requirement not in ("RUS-20", "RUS-35")]
    # What is not in the book is a value that is missing for the day.
    unclear = [reason for reason in kept if reason.code not in BOOK.messages or reason.code == UNKNOWN_REGION]
    reasons = [reason for reason in kept if reason not in unclear]
    needed = decision.result.get("approval_needed")
    if needed is False:
        reasons.append(BOOK.reason("RUS-20.not_needed"))
    return met(
        "commitments.request_approval",
        reasons,
        unclear=unclear,
        result={} if needed is None else {"approval_needed": needed},
        inputs=decision.inputs,
        say=_approval_answer(needed, blocked=bool(unclear) or any(reason.weight == "refuse" for reason in reasons)),
        sources=decision.sources,
    )


def _approval_answer(needed: object, *, blocked: bool) -> str:
    if needed is None:
        return "Det går inte att avgöra om godkännande behövs. En uppgift saknas."
    if not needed:
        return "Godkännande behövs inte för den här grunden."
    return "Godkännande kan inte begäras än. Rätta först det som hindrar." if blocked else "Godkännande kan begäras."


def _parts(facts: IssueFacts, terms: Terms) -> list[Decision]:
    """The decisions that have a result or steps of their own."""
    parts = []
    if facts.person:
        parts.append(residence(facts.person, facts.on, terms))
    if facts.receiver:
        parts.append(agreement_for(facts.receiver.region, facts.receiver.municipality, facts.on, terms))
    period = validity(facts.on, facts.valid_from, facts.valid_to, facts.ground, terms)
    parts.append(period)
    if facts.ground == Ground.AKUT:
        first = period.result.get("valid_from")
        parts.append(emergency(facts.admitted_on, first, terms))  # type: ignore[arg-type]
    return parts


def _gather(checks: tuple[Check, ...]) -> tuple[list[Reason], list[Reason]]:
    reasons: list[Reason] = []
    unclear: list[Reason] = []
    for check in checks:
        try:
            reasons += check()
        except NotInForce as missing:
            unclear.append(missing.reason)
    return reasons, unclear


# The order of the form, so that the reasons come as the eye travels.
_FIELDS = (
    *("person", "from_unit", "to_unit", "question", "agreement", "ground", "section", "unavailable_confirmed"),
    *("guarantee_stated", "guarantee_on", "admitted_on", "three_months", "valid_from", "valid_to", "other_region"),
    *("reinvoice_causes", "doctor", "signer", "approval", "relative_name"),
)
_ORDER = {name: place for place, name in enumerate(_FIELDS)}


def _place(reason: Reason) -> tuple[bool, int]:
    return reason.weight != "refuse", _ORDER.get(reason.field, len(_ORDER))


def _with_answer(decision: Decision) -> Decision:
    number = len(decision.refusals)
    if number:
        things = "sak" if number == 1 else "saker"
        say = f"Remissen kan inte utfärdas. {number_word(number).capitalize()} {things} hindrar."
    elif decision.outcome is Outcome.UNCLEAR:
        say = "Det går inte att avgöra om remissen kan utfärdas. En uppgift saknas."
    else:
        say = f"Remissen kan utfärdas och gäller t.o.m. {long_date(decision.result['valid_to'])}."  # type: ignore[arg-type]
    return replace(decision, say=say)


def _inputs(facts: IssueFacts) -> dict[str, object]:
    """The facts used, without the free text of the form."""
    person, receiver = facts.person, facts.receiver
    return {
        "issued_on": facts.on,
        "registered_region": person.registered_region if person else None,
        "receiver_region": receiver.region if receiver else None,
        "receiver_private": receiver.private if receiver else None,
        "agreements": facts.agreements,
        "grounds": facts.grounds,
        "ground_words": [GROUND_WORDS[Ground(code)] for code in facts.grounds],
        "section": facts.section or None,
        "admitted_on": facts.admitted_on,
        "guarantee_on": facts.guarantee_on,
        "valid_from": facts.valid_from,
        "valid_to": facts.valid_to,
        "approval_on": facts.approval.decided_on if facts.approval else None,
        "signer_role": facts.signer.role if facts.signer else None,
    }
