"""The care plan of open compulsory care: content, both sides, approval, signatures and court (LNK-105 to LNK-110)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.psychiatric import LegalForm, application
from vardkedja.rules.words import book

BOOK = book("psychiatric_plan")


class Side(StrEnum):
    """Who takes an active part in the plan (LNK-106)."""

    INPATIENT = "inpatient_care"
    SOCIAL = "social_services"
    MUNICIPAL = "municipal_primary_care"


SIDE_WORDS = {Side.INPATIENT: "slutenvården", Side.SOCIAL: "socialtjänsten", Side.MUNICIPAL: "kommunal primärvård"}
MUNICIPALITY = (Side.SOCIAL, Side.MUNICIPAL)
STATEMENT = "Alla som deltog har fått planen uppläst och godkänt innehållet via videolänk."


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service from one side: the assessed need, the service, and the unit that answers for it."""

    side: Side
    need: str
    service: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMeasure:
    """A measure by somebody outside region and municipality."""

    by: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """The day a side recorded that it takes part, or why the plan is completed without it."""

    side: Side
    recorded_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody involved in the plan; ``approved``: orally, over video link."""

    name: str
    title: str
    signed: bool = False
    approved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """The plan as it is to be completed. ``no_need``: sides from which no service is needed, which is an answer too."""

    services: tuple[Service, ...]
    participation: tuple[Participation, ...]
    actors: tuple[Actor, ...]
    digital: bool = False
    no_need: tuple[Side, ...] = ()
    others: tuple[OtherMeasure, ...] = ()


def complete(facts: PlanFacts) -> Decision:
    """Whether the care plan may be completed, with everything it lacks (LNK-105 to LNK-108).

    Result: ``statement``, the sentence a plan carries when all have signed or approved over video link (absent otherwise),
    and ``escalate``, the sides that are silent with a reason given: the plan is completed, flagged, and the matter goes on
    (LNK-135).
    """
    reasons = _content(facts) + _sides(facts.participation) + _actors(facts)
    result: dict[str, object] = {"escalate": _silent(facts.participation, reasoned=True)}
    answered = all(actor.signed or actor.approved for actor in facts.actors)
    if facts.digital and answered and any(actor.approved for actor in facts.actors):
        result["statement"] = STATEMENT
    return met(
        "psychiatric.complete",
        reasons,
        result=result,
        inputs=_inputs(facts),
        say=reasons[0].text if reasons else "Vårdplanen kan färdigställas.",
        sources=(BOOK.sources["content"], BOOK.sources["sides"], BOOK.sources["approval"]),
    )


def _content(facts: PlanFacts) -> list[Reason]:
    """What the plan says too little about (LNK-105)."""
    reasons = []
    sides = {service.side for service in facts.services} | set(facts.no_need)
    if Side.INPATIENT not in sides:
        reasons.append(BOOK.reason("LNK-105.no_inpatient"))
    if not sides & set(MUNICIPALITY):
        reasons.append(BOOK.reason("LNK-105.no_municipal"))
    for service in facts.services:
        name = service.service.strip()
        if not name:
            reasons.append(BOOK.reason("LNK-105.no_service"))
        if not service.need.strip():
            reasons.append(BOOK.reason("LNK-105.no_need", service=name or "utan namn"))
        if not service.unit.strip():
            reasons.append(BOOK.reason("LNK-105.no_unit", service=name or "utan namn"))
    if any(not other.by.strip() or not other.measure.strip() for other in facts.others):
        reasons.append(BOOK.reason("LNK-105.other_measure"))
    return reasons


def _silent(participation: Iterable[Participation], reasoned: bool) -> tuple[Side, ...]:
    """The sides that have recorded nothing, with or without a reason for completing the plan without them."""
    given = tuple(participation)
    active = {entry.side for entry in given if entry.recorded_on}
    excused = {entry.side for entry in given if entry.reason.strip()}
    return tuple(side for side in Side if side not in active and (side in excused) is reasoned)


def _sides(participation: Iterable[Participation]) -> list[Reason]:
    """The sides that do not take part (LNK-106)."""
    given = tuple(participation)
    reasons = []
    if missing := _silent(given, reasoned=False):
        reasons.append(BOOK.reason("LNK-106.missing", sides=_and(SIDE_WORDS[side] for side in missing)))
    if excused := _silent(given, reasoned=True):
        reasons.append(BOOK.reason("LNK-106.without", sides=_and(SIDE_WORDS[side] for side in excused)))
    return reasons


def _actors(facts: PlanFacts) -> list[Reason]:
    """Names, titles, and who has neither signed nor approved (LNK-107, LNK-108)."""
    reasons = []
    if not facts.actors:
        reasons.append(BOOK.reason("LNK-108.nobody"))
    for number, actor in enumerate(facts.actors, 1):
        if not full_name(actor.name):
            reasons.append(BOOK.reason("LNK-108.name", number=str(number)))
        if not actor.title.strip():
            reasons.append(BOOK.reason("LNK-108.title", number=str(number)))
        if facts.digital and not actor.signed and not actor.approved:
            reasons.append(BOOK.reason("LNK-107.not_approved", number=str(number)))
        elif not facts.digital and not actor.signed:
            reasons.append(BOOK.reason("LNK-107.not_signed", number=str(number)))
    return reasons


def full_name(name: str) -> bool:
    """Whether a name has a first name and a surname, neither of them only initials (LNK-108)."""
    parts = name.split()
    return len(parts) > 1 and not _initials(parts[0]) and not _initials(parts[-1])


def _initials(part: str) -> bool:
    """``E``, ``E.``, ``E.M.`` and ``K-E``."""
    return all(len(piece) <= 1 for piece in re.split(r"[.-]", part))


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} och {last}" if first else last


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitFacts:
    """An application with its plan as it is marked sent to the court on the day ``sent_on``."""

    form: LegalForm
    sent_on: date
    plan_version: int | None = None
    consultant_signed: bool = False
    patient_signed: bool = False
    patient_reason: str = ""
    board_required: bool = False
    board_decided_on: date | None = None


def submit(facts: SubmitFacts) -> Decision:
    """Whether the application may be marked sent to the administrative court (LNK-104, LNK-109, LNK-110).

    The senior consultant signs, and the patient, or the reason why not is recorded, which is a flag. A decision of the
    board that is required first has been made by the day of sending.
    """
    first = application(facts.form, facts.plan_version)
    reasons = list(first.reasons)
    if not facts.consultant_signed:
        reasons.append(BOOK.reason("LNK-109.no_consultant"))
    if not facts.patient_signed:
        reasons.append(BOOK.reason("LNK-109.reason" if facts.patient_reason.strip() else "LNK-109.no_patient"))
    if facts.board_required and facts.board_decided_on is None:
        reasons.append(BOOK.reason("LNK-110.no_decision"))
    elif facts.board_required and facts.board_decided_on and facts.board_decided_on > facts.sent_on:
        reasons.append(BOOK.reason("LNK-110.later", decided=plain_date(facts.board_decided_on)))
    return met(
        "psychiatric.submit",
        reasons,
        result=first.result,
        inputs={
            "form": facts.form,
            "plan_version": facts.plan_version,
            "sent_on": facts.sent_on,
            "consultant_signed": facts.consultant_signed,
            "patient_signed": facts.patient_signed,
            "patient_reason": bool(facts.patient_reason.strip()),
            "board_required": facts.board_required,
            "board_decided_on": facts.board_decided_on,
        },
        say=reasons[0].text if reasons else "Ansökan kan markeras som skickad till förvaltningsrätten.",
        sources=(*first.sources, BOOK.sources["signatures"], BOOK.sources["prompt"]),
    )


def inquiry(asked_on: date, on: date, done_on: date | None = None) -> Decision:
    """The municipality's prompt task to investigate the needs, on the day ``on`` (LNK-110).

    Result: ``days`` since it was asked for, through the day it was done, and ``open``. An open task is flagged; the
    source gives no number of days. Not met when a day is before the task.
    """
    inputs = {"asked_on": asked_on, "on": on, "done_on": done_on}
    until = min(done_on or on, on)
    if until < asked_on:
        reason = BOOK.reason("LNK-110.before", asked=plain_date(asked_on))
        return met("psychiatric.inquiry", (reason,), inputs=inputs, say=reason.text)
    days = (until - asked_on).days
    is_open = done_on is None or done_on > on
    reasons = [BOOK.reason("LNK-110.prompt", days=count(days, "dag", "dagar"))] if is_open else []
    return met(
        "psychiatric.inquiry",
        reasons,
        result={"days": days, "open": is_open},
        inputs=inputs,
        say=reasons[0].text if reasons else f"Utredningen tog {count(days, 'dag', 'dagar')}.",
        sources=(BOOK.sources["prompt"],),
        outcome=Outcome.COMPUTED,
    )


def _inputs(facts: PlanFacts) -> dict[str, object]:
    """What was used, without names and without the patient's own matters."""
    return {
        "services": [
            {
                "side": service.side,
                "need": bool(service.need.strip()),
                "service": bool(service.service.strip()),
                "unit": service.unit,
            }
            for service in facts.services
        ],
        "no_need": facts.no_need,
        "others": len(facts.others),
        "participation": [
            {"side": entry.side, "recorded_on": entry.recorded_on, "reason": bool(entry.reason.strip())}
            for entry in facts.participation
        ],
        "actors": [
            {"title": actor.title, "signed": actor.signed, "approved": actor.approved} for actor in facts.actors
        ],
        "digital": facts.digital,
    }
