"""Taking back a ready notice, and the new estimate it asks for (LNK-70 to LNK-72)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vardkedja.rules.calendar import elapsed_minutes
from vardkedja.rules.datewords import age_words, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge import day_of
from vardkedja.rules.discharge_workflow import WORKFLOW, By, Event, State
from vardkedja.rules.law import NotInForce
from vardkedja.rules.liability_days import End
from vardkedja.rules.words import book

BOOK = book("discharge_recall")


class RecallKind(StrEnum):
    """Why a notice is taken back: the patient changed, or it should never have been sent."""

    CHANGED = "changed_condition"
    ERRONEOUS = "erroneous_notice"


# How the count of the notice ends (LNK-128).
ENDS = {RecallKind.CHANGED: End.RECALL, RecallKind.ERRONEOUS: End.ERROR}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallFacts:
    """A recall at ``recalled_at`` of the notice of ``notice_at``.

    ``welcome_home`` and ``transport`` say whether an answer and a booking stand in the thread.
    """

    state: State
    notice_at: datetime
    recalled_at: datetime
    doctor: str
    reason: str
    kind: RecallKind | None = None
    estimated_on: date | None = None
    welcome_home: bool = False
    transport: bool = False


def recall(facts: RecallFacts) -> Decision:
    """Whether a ready notice may be taken back, and what that does (LNK-70, LNK-71, LNK-72).

    Only from ready for discharge, by the treating doctor's decision, with reason and kind. A missing new estimate is a
    flag and never stops it. Result, when it may: ``to`` the next state, ``voided`` the parts of the thread that no
    longer apply, ``notify``, ``count_ends``, and ``estimate_missing``.
    """
    rule, inputs = "discharge.recall", _inputs(facts)
    try:
        recalled_on = day_of(facts.recalled_at)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Återkallandet går inte att pröva.")
    step = WORKFLOW.next(facts.state, Event.RECALL)
    reasons = _refusals(facts)
    sources = (BOOK.sources["recall"],)
    if step is None or facts.kind is None or reasons:
        return met(rule, reasons, inputs=inputs, say=reasons[0].text, sources=sources)
    estimate = _estimate(facts.estimated_on, recalled_on)
    answers = ((Event.WELCOME_HOME, facts.welcome_home), (Event.TRANSPORT, facts.transport))
    return met(
        rule,
        estimate,
        result={
            "to": step.target,
            "voided": tuple(event for event, given in answers if given),
            "notify": By.MUNICIPALITY,
            "count_ends": ENDS[facts.kind],
            "estimate_missing": bool(estimate),
        },
        inputs=inputs,
        say=estimate[0].text if estimate else "Utskrivningsklar återkallas. Planeringen fortsätter.",
        sources=sources,
    )


def _refusals(facts: RecallFacts) -> list[Reason]:
    reasons = []
    if facts.state is State.DISCHARGED:
        reasons.append(BOOK.reason("LNK-70.discharged"))
    elif WORKFLOW.next(facts.state, Event.RECALL) is None:
        reasons.append(BOOK.reason("LNK-70.no_notice"))
    elif facts.recalled_at < facts.notice_at:
        reasons.append(BOOK.reason("LNK-70.before"))
    if not facts.doctor.strip():
        reasons.append(BOOK.reason("LNK-70.no_doctor"))
    if not facts.reason.strip():
        reasons.append(BOOK.reason("LNK-70.no_reason"))
    if facts.kind is None:
        reasons.append(BOOK.reason("LNK-70.no_kind"))
    return reasons


def _estimate(estimated_on: date | None, recalled_on: date) -> list[Reason]:
    """A new estimate that is not given, or lies in the past and so is none."""
    if estimated_on is None:
        return [BOOK.reason("LNK-71.no_estimate")]
    if estimated_on < recalled_on:
        return [BOOK.reason("LNK-71.past", day=plain_date(recalled_on))]
    return []


def estimate_task(recalled_at: datetime, at: datetime, estimated_at: datetime | None = None) -> Decision:
    """The task to give a new estimate after a recall without one, as it stands at the instant ``at`` (LNK-71, R-75).

    Result: ``open``, ``since`` and ``minutes``, its age. ``estimated_at`` is when the estimate was given; one
    given before the recall is not new. Not met for an instant before the recall.
    """
    rule = "discharge.estimate_task"
    inputs = {"recalled_at": recalled_at, "at": at, "estimated_at": estimated_at}
    try:
        for instant in (recalled_at, at):
            day_of(instant)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Uppgiftens ålder går inte att räkna ut.")
    sources = (BOOK.sources["estimate"],)
    if at < recalled_at:
        early = BOOK.reason("LNK-71.early")
        return met(rule, (early,), inputs=inputs, say=early.text, sources=sources)
    given = estimated_at is not None and recalled_at <= estimated_at <= at
    minutes = elapsed_minutes(recalled_at, at)
    reasons = [] if given else [BOOK.reason("LNK-71.waiting", age=age_words(minutes))]
    result: dict[str, object] = {"open": False} if given else {"open": True, "since": recalled_at, "minutes": minutes}
    return met(
        rule,
        reasons,
        result=result,
        inputs=inputs,
        say=reasons[0].text if reasons else "Ny beräknad tidpunkt är angiven.",
        sources=sources,
        outcome=Outcome.COMPUTED,
    )


def _inputs(facts: RecallFacts) -> dict[str, object]:
    """What was used, without the words of the reason."""
    return {
        "state": facts.state,
        "notice_at": facts.notice_at,
        "recalled_at": facts.recalled_at,
        "doctor": facts.doctor,
        "reason": bool(facts.reason.strip()),
        "kind": facts.kind,
        "estimated_on": facts.estimated_on,
        "welcome_home": facts.welcome_home,
        "transport": facts.transport,
    }
