"""When the medical responsibility is taken over, and who closes a case with or without a plan (LNK-46, LNK-49)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vardkedja.rules.calendar import elapsed_minutes, local
from vardkedja.rules.decision import Decision, Outcome, Reason, Source, met
from vardkedja.rules.discharge import clock_words, day_of
from vardkedja.rules.discharge_parties import UnitKind
from vardkedja.rules.discharge_rights import PREFIX, CaseRole, Operation, RightFacts, may
from vardkedja.rules.discharge_workflow import WORKFLOW as CASE
from vardkedja.rules.discharge_workflow import By, Event
from vardkedja.rules.discharge_workflow import State as CaseState
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.plans import KRONOBERG
from vardkedja.rules.plans_workflow import WORKFLOW, State
from vardkedja.rules.words import book

BOOK = book("plans_closing")
STARTED = (State.RELEVANT, State.CALLED)
DRAWN_UP = (State.ESTABLISHED, State.FOLLOWED_UP, State.CLOSED)
FOLLOWED_UP = (State.FOLLOWED_UP, State.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """A doctor in outpatient care has taken over, as recorded at ``confirmed_at``."""

    doctor: str
    unit: str
    confirmed_at: datetime | None = None
    by_inpatient_doctor: bool = False


def take_over(facts: TakeOver) -> Decision:
    """Whether it may be recorded that a named outpatient doctor has taken over; the inpatient doctor does it (LNK-46)."""
    reasons = _take_over(facts)
    return met(
        "plans.take_over",
        reasons,
        inputs=_take_over_inputs(facts),
        say=reasons[0].text if reasons else "Övertagandet kan antecknas.",
        sources=(BOOK.sources["doctor"],),
    )


def _take_over(facts: TakeOver) -> list[Reason]:
    reasons = []
    if not facts.by_inpatient_doctor:
        reasons.append(BOOK.reason("LNK-46.not_inpatient"))
    if not facts.doctor.strip():
        reasons.append(BOOK.reason("LNK-46.no_doctor"))
    if not facts.unit.strip():
        reasons.append(BOOK.reason("LNK-46.no_unit"))
    if facts.confirmed_at is None:
        reasons.append(BOOK.reason("LNK-46.no_time"))
    return reasons


def responsible(ward: str, at: datetime, taken_over: TakeOver | None = None) -> Decision:
    """Which unit is shown as medically responsible at the instant ``at`` (LNK-46).

    Result: ``unit`` and ``doctor`` (None: the ward's own). The ward stays, also after the discharge, until the minute
    that a takeover was confirmed; one that may not be recorded does not count. Unclear outside the calendar.
    """
    rule = "plans.medical_responsibility"
    inputs = {"ward": ward, "at": at, "taken_over": _take_over_inputs(taken_over) if taken_over else None}
    confirmed = taken_over.confirmed_at if taken_over else None
    try:
        for instant in (at, confirmed or at):
            day_of(instant)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Ansvaret går inte att avgöra för tiden.")
    result: dict[str, object] = {"unit": ward, "doctor": None}
    say = f"Det medicinska ansvaret ligger kvar på {ward}."
    if taken_over and confirmed and not _take_over(taken_over) and elapsed_minutes(confirmed, at) >= 0:
        result = {"unit": taken_over.unit, "doctor": taken_over.doctor}
        moment = clock_words(local(confirmed))
        say = f"{taken_over.doctor}, {taken_over.unit}, har det medicinska ansvaret sedan {moment}."
    return met(rule, result=result, inputs=inputs, say=say, sources=(BOOK.sources["doctor"],), outcome=Outcome.COMPUTED)


def _take_over_inputs(facts: TakeOver) -> dict[str, object]:
    return {
        "doctor": facts.doctor,
        "unit": facts.unit,
        "confirmed_at": facts.confirmed_at,
        "by_inpatient_doctor": facts.by_inpatient_doctor,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFacts:
    """A case that is to be closed on the day ``on``.

    ``drawn_up``: the plan has been established at some time, also when a new call is out. ``principal`` is the one of
    the unit that closes, ``overall`` the one with overall responsibility for the plan.
    """

    on: date
    case: CaseState
    plan: State
    by: UnitKind
    role: CaseRole
    principal: str = ""
    overall: str = ""
    drawn_up: bool = False


def close(facts: CloseFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the case may be closed by this unit, with every reason (LNK-49).

    A case that has not become a plan is closed by regional primary care; one that has, by the principal with overall
    responsibility, when the plan is followed up. Result: ``event``, the step of the case. A plan that was begun and
    not drawn up is flagged. Who closes is dated data (R-44, and the table of rights); unclear without it.
    """
    rule, inputs = "plans.close", _close_inputs(facts)
    with_plan = facts.drawn_up or facts.plan in DRAWN_UP
    event = Event.CLOSE_AFTER_SIP if with_plan else Event.CLOSE_WITHOUT_SIP
    try:
        refusals, sources = _closer(facts, with_plan, region, terms)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Det går inte att pröva vem som avslutar.")
    reasons = []
    if facts.case is CaseState.DECEASED:
        reasons.append(BOOK.reason("LNK-49.deceased"))
    elif CASE.next(facts.case, event) is None:
        reasons.append(BOOK.reason("LNK-49.state", state=CASE.word(facts.case).lower()))
    state = WORKFLOW.word(facts.plan).lower()
    if with_plan and facts.plan not in FOLLOWED_UP:
        reasons.append(BOOK.reason("LNK-49.not_followed_up", state=state))
    reasons += refusals
    if not with_plan and facts.plan in STARTED:
        reasons.append(BOOK.reason("LNK-49.started", state=state))
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    return met(
        rule,
        reasons,
        result={"event": event},
        inputs=inputs,
        say=refused[0] if refused else "Ärendet kan avslutas.",
        sources=sources,
    )


def _closer(
    facts: CloseFacts, with_plan: bool, region: str, terms: Terms
) -> tuple[tuple[Reason, ...], tuple[Source, ...]]:
    """Why this unit may not close, and where that stands. Raises NotInForce."""
    if with_plan:
        who = terms.value("plans.closes_with", facts.on, region)
        if who.value == By.PRINCIPAL:
            return _principal(facts.principal.strip(), facts.overall.strip()), (who.source,)
    asked = RightFacts(operation=Operation.CLOSE_WITHOUT_PLAN, role=facts.role, unit_kind=facts.by, on=facts.on)
    terms.value(PREFIX + asked.operation, facts.on, region)
    right = may(asked, region, terms)
    return right.refusals, right.sources


def _principal(principal: str, overall: str) -> tuple[Reason, ...]:
    """Why a unit of this principal may not close a case with a plan."""
    if not overall:
        return (BOOK.reason("LNK-49.no_principal"),)
    return () if principal == overall else (BOOK.reason("LNK-49.other_principal"),)


def _close_inputs(facts: CloseFacts) -> dict[str, object]:
    return {
        "on": facts.on,
        "case": facts.case,
        "plan": facts.plan,
        "by": facts.by,
        "role": facts.role,
        "principal": facts.principal,
        "overall": facts.overall,
        "drawn_up": facts.drawn_up,
    }
