"""Self-care: the assessment, and the certificate before it is handed over (LNK-100, LNK-101)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.words import book

BOOK = book("discharge_selfcare")


class Care(StrEnum):
    """What a measure is after the assessment (LNK-100)."""

    SELF_CARE = "self_care"
    HEALTH_CARE = "health_care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One measure and who assessed it. ``licensed``: the assessor holds a licence; ``safe`` None: not answered."""

    measure: str = ""
    assessor: str = ""
    profession: str = ""
    licensed: bool = False
    safe: bool | None = None
    plan: str = ""
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A self-care certificate: who wrote it, and its day."""

    author: str
    dated: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverFacts:
    """An assessed measure that is handed over on a day; ``help_needed`` None: not answered."""

    assessment: Assessment
    on: date
    help_needed: bool | None = None
    certificate: Certificate | None = None


def assess(facts: Assessment) -> Decision:
    """Whether a measure is self-care (LNK-100).

    Result: ``care``, absent while the assessment is refused. A measure that is not safe stays health care, with a flag,
    and needs no plan.
    """
    reasons = _assessed(facts)
    if facts.safe is False:
        reasons.append(BOOK.reason("LNK-100.not_safe"))
    elif facts.safe:
        reasons += _planned(facts)
    care = Care.SELF_CARE if facts.safe else Care.HEALTH_CARE
    refused = any(reason.weight == "refuse" for reason in reasons)
    return met(
        "discharge_selfcare.assess",
        reasons,
        result={} if refused else {"care": care},
        inputs=_inputs(facts),
        say=reasons[0].text if reasons else "Åtgärden är egenvård.",
        sources=(BOOK.sources["assessment"],),
    )


def _assessed(facts: Assessment) -> list[Reason]:
    reasons = []
    if not facts.measure.strip():
        reasons.append(BOOK.reason("LNK-100.no_measure"))
    if not facts.assessor.strip() or not facts.profession.strip():
        reasons.append(BOOK.reason("LNK-100.no_assessor"))
    if not facts.licensed:
        reasons.append(BOOK.reason("LNK-100.not_licensed"))
    if facts.safe is None:
        reasons.append(BOOK.reason("LNK-100.no_answer"))
    return reasons


def _planned(facts: Assessment) -> list[Reason]:
    reasons = []
    if not facts.plan.strip():
        reasons.append(BOOK.reason("LNK-100.no_plan"))
    if facts.follow_up_on is None:
        reasons.append(BOOK.reason("LNK-100.no_follow_up"))
    return reasons


def hand_over(facts: HandOverFacts) -> Decision:
    """Whether an assessed measure may be handed over as self-care (LNK-100, LNK-101).

    Everything that stops the assessment stops the hand-over. When help is needed a certificate by the person who assessed
    is there by the day. A measure that is not safe is not handed over.
    """
    assessed = facts.assessment
    reasons = _assessed(assessed)
    if assessed.safe is False:
        reasons.append(BOOK.reason("LNK-101.not_safe"))
    elif assessed.safe:
        reasons += _planned(assessed)
    if facts.help_needed is None:
        reasons.append(BOOK.reason("LNK-101.help_unknown"))
    elif facts.help_needed:
        reasons += _certified(facts)
    written = facts.certificate
    return met(
        "discharge_selfcare.hand_over",
        reasons,
        inputs={
            "assessment": _inputs(assessed),
            "on": facts.on,
            "help_needed": facts.help_needed,
            "certificate": {"author": written.author, "dated": written.dated} if written else None,
        },
        say=reasons[0].text if reasons else "Egenvården kan lämnas över.",
        sources=(BOOK.sources["certificate"],),
    )


def _certified(facts: HandOverFacts) -> list[Reason]:
    written = facts.certificate
    if written is None:
        return [BOOK.reason("LNK-101.no_certificate")]
    reasons = []
    if written.author.strip() != facts.assessment.assessor.strip():
        reasons.append(BOOK.reason("LNK-101.other_author"))
    if written.dated > facts.on:
        reasons.append(BOOK.reason("LNK-101.later"))
    return reasons


def _inputs(facts: Assessment) -> dict[str, object]:
    return {
        "measure": bool(facts.measure.strip()),
        "assessor": facts.assessor,
        "profession": facts.profession,
        "licensed": facts.licensed,
        "safe": facts.safe,
        "plan": bool(facts.plan.strip()),
        "follow_up_on": facts.follow_up_on,
    }
