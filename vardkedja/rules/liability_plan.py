"""The action plan: its states, what it holds, and who presents it (LNK-118, 120, 123)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import KRONOBERG, Month, month_value
from vardkedja.rules.liability_ladder import By
from vardkedja.rules.text import folded
from vardkedja.rules.words import book
from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow

BOOK = book("liability_plan")


class State(StrEnum):
    """Where one version of a plan stands (LNK-123)."""

    DEMANDED = "action_plan_demanded"
    SUBMITTED = "action_plan_submitted"
    PRESENTED = "action_plan_presented"
    ACTIVE = "action_plan_active"
    CLOSED = "action_plan_closed"
    REVISED = "action_plan_revised"


class Event(StrEnum):
    """What moves it. The two last follow the month's result, whatever has been written (LNK-124)."""

    DEMAND = "demand_plan"
    SUBMIT = "submit_plan"
    PRESENT = "present_plan"
    ACTIVATE = "activate_plan"
    WITHIN = "month_within"
    EXCEEDS = "month_exceeds"


_OPEN = (State.DEMANDED, State.SUBMITTED, State.PRESENTED, State.ACTIVE)
_TEXTS = ("LNK-118", "LNK-120")

WORKFLOW = Workflow(
    "Handlingsplan",
    (
        Row(State.DEMANDED, "Begärd", By.MUNICIPALITY),
        Row(State.SUBMITTED, "Inlämnad", By.MUNICIPALITY),
        Row(State.PRESENTED, "Redovisad", By.MUNICIPALITY),
        Row(State.ACTIVE, "Aktiv", By.MUNICIPALITY),
        Row(State.CLOSED, "Avslutad", By.REGION, last="Kommunen är inom gränsen."),
        Row(State.REVISED, "Reviderad", By.REGION, last="En ny version är begärd. Den följer samma steg."),
    ),
    (
        Step(None, Event.DEMAND, State.DEMANDED, By.REGION, "Begär handlingsplan", ("LNK-117", "LNK-120")),
        Step(State.DEMANDED, Event.SUBMIT, State.SUBMITTED, By.MUNICIPALITY, "Lämna in", _TEXTS),
        Step(State.SUBMITTED, Event.PRESENT, State.PRESENTED, By.MUNICIPALITY, "Redovisa", ("LNK-123",)),
        Step(State.PRESENTED, Event.ACTIVATE, State.ACTIVE, By.MUNICIPALITY, "Börja genomföra", ("LNK-123",)),
        *(
            Step(source, Event.WITHIN, State.CLOSED, By.REGION, "Månaden är inom gränsen", ("LNK-119", "LNK-124"))
            for source in _OPEN
        ),
        *(
            Step(source, Event.EXCEEDS, State.REVISED, By.REGION, "Månaden överskrider", ("LNK-120", "LNK-124"))
            for source in _OPEN
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """A version of a plan as it is handed in. ``demanded_after``: the month that led to it; ``previous``: the measures
    of the version before.
    """

    demanded_after: str
    version: int
    author_role: str
    measures: tuple[str, ...]
    previous: tuple[str, ...] = ()
    state: State = State.DEMANDED
    submitted_on: date | None = None


def submit(facts: PlanFacts, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """Whether a plan may be handed in, with every reason (LNK-118, 120).

    Result: ``state``, ``version``, ``months`` the measures are for, ``limit`` they aim at. Unclear when no value is
    in force for the month that led to the plan.
    """
    rule, after = "liability.submit_plan", Month.of(facts.demanded_after)
    inputs = _inputs(facts)
    try:
        authors = month_value("liability.plan_authors", after, terms, party)
        limit = month_value("liability.threshold", after, terms, party)
        follow_up = month_value("liability.follow_up", after, terms, party)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Handlingsplanen går inte att pröva.")
    lengths = cast(tuple[int, ...], follow_up.value)
    reasons = []
    if WORKFLOW.next(facts.state, Event.SUBMIT) is None:
        reasons.append(BOOK.reason("LNK-118.state", state=WORKFLOW.word(facts.state).lower()))
    if facts.author_role not in cast(tuple[str, ...], authors.value):
        reasons.append(BOOK.reason("LNK-118.author"))
    if not 1 <= facts.version <= len(lengths):
        reasons.append(BOOK.reason("LNK-118.version", most=str(len(lengths))))
    if facts.submitted_on is None:
        reasons.append(BOOK.reason("LNK-118.no_day"))
    elif facts.submitted_on <= after.last:
        reasons.append(BOOK.reason("LNK-118.early", month=after.words))
    reasons += _measures(facts)
    refused = any(reason.weight == "refuse" for reason in reasons)
    result: dict[str, object] = {}
    if not refused:
        months = _months_after(after, lengths[facts.version - 1])
        result = {"state": State.SUBMITTED, "version": facts.version, "months": months, "limit": limit.value}
    return met(
        rule,
        reasons,
        result=result,
        inputs=inputs,
        say=reasons[0].text if reasons else f"Handlingsplanen, version {facts.version}, är inlämnad.",
        sources=(authors.source, limit.source, follow_up.source),
    )


def _measures(facts: PlanFacts) -> list[Reason]:
    """Measures are there, and a revision has at least one that the version before did not have."""
    given, before = _plain(facts.measures), _plain(facts.previous)
    if not given:
        return [BOOK.reason("LNK-118.no_measures")]
    if facts.version > 1 and not before:
        return [BOOK.reason("LNK-120.no_previous")]
    if before and given <= before:
        return [BOOK.reason("LNK-120.same_measures")]
    return []


def _plain(measures: Iterable[str]) -> set[str]:
    """Without letter case and spacing: a copy with another space is still a copy."""
    return {folded(measure) for measure in measures} - {""}


def _months_after(month: Month, length: int) -> list[str]:
    found = []
    for _ in range(length):
        month = month.next
        found.append(str(month))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentFacts:
    """A plan as it is presented: its state, when it was handed in, the day, and the roles of those who took part."""

    state: State
    submitted_on: date | None = None
    presented_on: date | None = None
    participants: tuple[str, ...] = ()


def present(facts: PresentFacts, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """Whether a plan is presented: handed in, with a day, and both sides among the participants (LNK-123).

    Result: ``state``. Unclear when it is not known who presents on that day.
    """
    rule = "liability.present_plan"
    names = ("state", "submitted_on", "presented_on", "participants")
    inputs: dict[str, object] = {name: getattr(facts, name) for name in names}
    if facts.presented_on is None:
        reason = BOOK.reason("LNK-123.no_day")
        return met(rule, [reason], inputs=inputs, say=reason.text)
    try:
        sides = terms.value("liability.plan_presenters", facts.presented_on, party)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Redovisningen går inte att pröva.")
    roles = cast(Mapping[str, tuple[str, ...]], sides.value)
    reasons = []
    if WORKFLOW.next(facts.state, Event.PRESENT) is None:
        reasons.append(BOOK.reason("LNK-123.state", state=WORKFLOW.word(facts.state).lower()))
    if facts.submitted_on is not None and facts.presented_on < facts.submitted_on:
        reasons.append(BOOK.reason("LNK-123.before", submitted=plain_date(facts.submitted_on)))
    if not set(facts.participants) & set(roles[By.MUNICIPALITY]):
        reasons.append(BOOK.reason("LNK-123.no_municipality"))
    if not set(facts.participants) & set(roles[By.REGION]):
        reasons.append(BOOK.reason("LNK-123.no_region"))
    return met(
        rule,
        reasons,
        result={} if reasons else {"state": State.PRESENTED},
        inputs=inputs,
        say=reasons[0].text if reasons else f"Handlingsplanen är redovisad {plain_date(facts.presented_on)}.",
        sources=(sides.source,),
    )


def _inputs(facts: PlanFacts) -> dict[str, object]:
    """What was used; of the measures how many, not what they say."""
    names = ("demanded_after", "version", "author_role", "state", "submitted_on")
    counted = {"measures": len(_plain(facts.measures)), "previous": len(_plain(facts.previous))}
    return {name: getattr(facts, name) for name in names} | counted
