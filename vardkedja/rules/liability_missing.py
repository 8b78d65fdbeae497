"""A plan that is missing: the state follows the months all the same, and the matter is escalated (LNK-124)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from vardkedja.rules.datewords import count
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import KRONOBERG, Month, month_value, reading
from vardkedja.rules.liability_ladder import State, ladder
from vardkedja.rules.liability_plan import BOOK


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed month with its exact average."""

    month: str
    average: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A plan that was handed in: the month that led to it, and the day."""

    demanded_after: str
    submitted_on: date


def missing_plans(
    months: tuple[Closed, ...],
    on: date,
    delivered: tuple[Delivered, ...] = (),
    terms: Terms = SHIPPED,
    party: str = KRONOBERG,
) -> Decision:
    """The state by the closed months alone, and the plans of it that are missing on a day (LNK-124).

    Result: ``state``, ``plans``: demanded_after, version, due, submitted_on, missing, and age in days for each plan
    since the state was last normal. A plan is missing from the last day of the first month it is for. Unclear when the
    state is, or no value is in force.
    """
    rule = "liability.missing_plans"
    inputs = {
        "months": [{"month": row.month, "average": row.average} for row in months],
        "on": on,
        "delivered": [{"demanded_after": row.demanded_after, "submitted_on": row.submitted_on} for row in delivered],
    }
    walked = ladder([(Month.of(row.month), row.average) for row in months], terms, party)
    if walked.stops:
        open_questions = walked.reasons if walked.outcome is Outcome.UNCLEAR else ()
        return met(rule, walked.refusals, unclear=open_questions, inputs=inputs, say=walked.say)
    handed = {row.demanded_after: row.submitted_on for row in delivered if row.submitted_on <= on}
    steps = cast(list[dict[str, object]], walked.result["steps"])
    try:
        plans = [_plan(month, version, handed, on, terms, party) for month, version in _demanded(steps)]
    except NotInForce as missing:
        return met(
            rule, unclear=(missing.reason,), inputs=inputs, say="Det går inte att avgöra vilken plan som saknas."
        )
    absent = [plan for plan in plans if plan["missing"]]
    reasons = [_escalated(plan) for plan in absent]
    return met(
        rule,
        reasons,
        result={"state": steps[-1]["state"] if steps else State.NORMAL, "plans": plans},
        inputs=inputs,
        steps=walked.steps,
        say=f"{walked.say} {count(len(absent), 'handlingsplan', 'handlingsplaner')} saknas.",
        sources=walked.sources,
        outcome=Outcome.COMPUTED,
    )


def _demanded(steps: Iterable[Mapping[str, object]]) -> list[tuple[Month, int]]:
    """The months that led to a plan, with its version, since the state was last normal."""
    found: list[tuple[Month, int]] = []
    before = State.NORMAL
    for step in steps:
        state = State(str(step["state"]))
        if state in (State.NORMAL, State.VARNING):
            found = []
        elif state is not before and state in (State.HANDLINGSPLAN, State.REVIDERAD_1):
            found.append((Month.of(str(step["month"])), len(found) + 1))
        before = state
    return found


def _plan(
    after: Month, version: int, handed: Mapping[str, date], on: date, terms: Terms, party: str
) -> dict[str, object]:
    """What one demanded plan shows on a day. Raises NotInForce."""
    start = month_value("liability.missing_plan_from", after, terms, party)
    chosen = reading(start, start.value, ("first_month", "demanded"), after.last)
    due = after.next.last
    since = due if chosen == "first_month" else after.last
    submitted = handed.get(str(after))
    missing = submitted is None and on >= due
    return {
        **{"demanded_after": str(after), "version": version, "due": due, "submitted_on": submitted},
        **{"missing": missing, "age": (on - since).days if missing else 0},
    }


def _escalated(plan: Mapping[str, object]) -> Reason:
    month, days = Month.of(str(plan["demanded_after"])), count(cast(int, plan["age"]), "dag", "dagar")
    return BOOK.reason("LNK-124.missing", version=str(plan["version"]), month=month.words, age=days)
