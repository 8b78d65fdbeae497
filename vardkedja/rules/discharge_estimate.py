"""The estimated day of discharge: whose it is, why it changes, the first round, the history (LNK-15, LNK-28 to 30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from vardkedja.rules.calendar import add_days, elapsed_minutes
from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge import clock_words, day_of, hours_after
from vardkedja.rules.discharge_workflow import WORKFLOW, Event, State
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import KRONOBERG
from vardkedja.rules.words import book

BOOK = book("discharge_estimate")


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateFacts:
    """An estimate as it is sent. ``old_on`` is the one before it; ``after_round``: the update after the first round."""

    new_on: date | None = None
    doctor: str
    entered_by: str
    old_on: date | None = None
    why: str = ""
    plan: str = ""
    after_round: bool = False
    state: State = State.PLANNING


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """The first round, the message that updates the estimate after it, and the instant that is asked about."""

    admitted_at: datetime
    at: datetime
    round_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One estimate of the history."""

    on: date
    at: datetime
    doctor: str
    why: str = ""


def estimate(facts: EstimateFacts) -> Decision:
    """Whether the estimate may be set, changed or sent anew, with every reason (LNK-28, LNK-29, LNK-15).

    Result: ``changed``, true when the day is another than before. A date and a doctor are always needed; a change needs
    why and the continued planning; the update after the first round needs the planned care, the day changed or not.
    Only before the ready notice.
    """
    reasons = []
    if facts.state is State.READY:
        reasons.append(BOOK.reason("LNK-28.ready"))
    elif WORKFLOW.next(facts.state, Event.ESTIMATE) is None:
        reasons.append(BOOK.reason("LNK-28.state", state=WORKFLOW.word(facts.state).lower()))
    if facts.new_on is None:
        reasons.append(BOOK.reason("LNK-28.no_date"))
    if not facts.doctor.strip():
        reasons.append(BOOK.reason("LNK-28.no_doctor"))
    if not facts.entered_by.strip():
        reasons.append(BOOK.reason("LNK-28.no_author"))
    changed = facts.old_on is not None and facts.new_on is not None and facts.new_on != facts.old_on
    reasons += _comment(facts, changed)
    set_on = plain_date(facts.new_on) if facts.new_on else ""
    return met(
        "discharge.estimate",
        reasons,
        result={"changed": changed},
        inputs={
            "old_on": facts.old_on,
            "new_on": facts.new_on,
            "doctor": facts.doctor,
            "entered_by": facts.entered_by,
            "why": bool(facts.why.strip()),
            "plan": bool(facts.plan.strip()),
            "after_round": facts.after_round,
            "state": facts.state,
        },
        say=reasons[0].text if reasons else f"Beräknad utskrivning är {set_on}.",
        sources=(BOOK.sources["estimate"],),
    )


def _comment(facts: EstimateFacts, changed: bool) -> list[Reason]:
    """What the comment box lacks."""
    reasons = []
    if changed and not facts.why.strip():
        reasons.append(BOOK.reason("LNK-29.no_why"))
    if changed and not facts.plan.strip():
        reasons.append(BOOK.reason("LNK-29.no_plan"))
    elif facts.after_round and not facts.plan.strip():
        reasons.append(BOOK.reason("LNK-15.no_care"))
    return reasons


def after_round(facts: RoundFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """The day by which the estimate is updated after the first round, and whether that is missing (LNK-15).

    Result: ``due_on`` once there has been a round, and ``missing``, flagged from the day after. A message from before
    the round is no update. Not met for a round before the admission. Unclear without an agreement for the day.
    """
    rule = "discharge.after_round"
    inputs = {
        "admitted_at": facts.admitted_at,
        "round_at": facts.round_at,
        "updated_at": facts.updated_at,
        "at": facts.at,
    }
    if facts.round_at is None:
        say = "Ingen rond är registrerad än."
        return met(rule, result={"missing": False}, inputs=inputs, say=say, outcome=Outcome.COMPUTED)
    try:
        admitted, first_round = _clock(facts.admitted_at), _clock(facts.round_at)
        limit = terms.value("discharge.round_update_days", day_of(facts.round_at), region)
        due_on = add_days(day_of(facts.round_at), cast(int, limit.value))
        late = day_of(facts.at) > due_on
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Dagen går inte att räkna ut.")
    if elapsed_minutes(facts.admitted_at, facts.round_at) < 0:
        before = BOOK.reason("LNK-15.round_before", admitted=admitted)
        return met(rule, (before,), inputs=inputs, say=before.text)
    updated = facts.updated_at is not None and elapsed_minutes(facts.round_at, facts.updated_at) >= 0
    lacking = late and not updated
    done = "Beräknad tidpunkt är uppdaterad efter ronden."
    say = done if updated else f"Beräknad tidpunkt uppdateras senast {plain_date(due_on)}."
    return met(
        rule,
        [BOOK.reason("LNK-15.missing", due=plain_date(due_on))] if lacking else (),
        result={"due_on": due_on, "missing": lacking},
        inputs=inputs,
        steps=(f"Första ronden var {first_round}.",),
        say=say,
        sources=(limit.source,),
        outcome=Outcome.COMPUTED,
    )


def _clock(instant: datetime) -> str:
    """The minute on the wall clock in Stockholm. Raises MissingYear."""
    return clock_words(hours_after(instant, 0))


def history(estimates: tuple[Estimate, ...]) -> Decision:
    """Every estimate with its time, doctor and reason, the current one first (LNK-30). ``estimates``: as entered.

    Result: ``rows``, newest first, and ``current_on``, absent without an estimate. Of two from the same instant the one
    entered last is the newer.
    """
    numbered = sorted(enumerate(estimates), key=lambda pair: (pair[1].at, pair[0]), reverse=True)
    rows = tuple({"on": item.on, "at": item.at, "doctor": item.doctor, "why": item.why} for _, item in numbered)
    result: dict[str, object] = {"rows": rows}
    say = "Ingen beräknad tidpunkt är satt."
    if numbered:
        current = numbered[0][1].on
        result["current_on"] = current
        say = f"Beräknad utskrivning är {plain_date(current)}. {count(len(rows) - 1, 'ändring', 'ändringar')}."
    return met(
        "discharge.estimate_history",
        result=result,
        inputs={"estimates": [(item.on, item.at, item.doctor, bool(item.why.strip())) for item in estimates]},
        say=say,
        sources=(BOOK.sources["history"],),
        outcome=Outcome.COMPUTED,
    )
