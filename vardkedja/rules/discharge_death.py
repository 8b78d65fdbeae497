"""A death in inpatient care: the message, and the closing of the case (LNK-73, LNK-74)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from vardkedja.rules.calendar import wall_minute
from vardkedja.rules.decision import Decision, met
from vardkedja.rules.discharge import KRONOBERG, day_of
from vardkedja.rules.discharge_workflow import WORKFLOW, By, Event, State
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import End
from vardkedja.rules.words import book

BOOK = book("discharge_death")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathFacts:
    """The general message of a death, as it is written. ``state`` is where the case stands."""

    state: State
    title: str
    sent_at: datetime
    died_on: date | None = None
    died_at: time | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A task, call or reminder of the case. ``after_death``: it is there because of the death (LNK-86)."""

    name: str
    after_death: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts:
    """Who closes the case, where it stands, the day of death, and what is open in it."""

    by: By
    state: State
    died_on: date
    items: tuple[Item, ...] = ()


def death_message(facts: DeathFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the message of a death may be sent (LNK-73).

    Its title is the agreement's, and date and time are needed. Result: ``recipients`` in the municipality. Unclear
    without an agreement for the day.
    """
    rule, died_at = "discharge.death_message", facts.died_at
    inputs = {
        "state": facts.state,
        "title": facts.title,
        "sent_at": facts.sent_at,
        "died_on": facts.died_on,
        "died_at": died_at and died_at.isoformat("minutes"),
    }
    try:
        sent_on = day_of(facts.sent_at)
        title = terms.value("discharge.death_title", sent_on, region)
        recipients = terms.value("discharge.death_recipients", sent_on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Meddelandet går inte att pröva.")
    reasons = []
    if WORKFLOW.next(facts.state, Event.DEATH) is None:
        reasons.append(BOOK.reason("LNK-73.not_open"))
    if facts.title.strip().casefold() != str(title.value):
        reasons.append(BOOK.reason("LNK-73.title", title=str(title.value)))
    if facts.died_on is None:
        reasons.append(BOOK.reason("LNK-73.no_date"))
    if died_at is None:
        reasons.append(BOOK.reason("LNK-73.no_time"))
    latest = (sent_on, wall_minute(facts.sent_at))
    if facts.died_on and (facts.died_on, (died_at or time()).replace(second=0, microsecond=0)) > latest:
        reasons.append(BOOK.reason("LNK-73.later"))
    return met(
        rule,
        reasons,
        result={"recipients": cast(tuple[str, ...], recipients.value)},
        inputs=inputs,
        say=reasons[0].text if reasons else "Meddelandet kan skickas till kommunen.",
        sources=(title.source, recipients.source),
    )


def close_death(facts: ClosingFacts) -> Decision:
    """Whether the case of a patient who has died may be closed, and what that does (LNK-74).

    Only a discharge coordinator closes it, after the message. Result, when it may: ``cancelled`` and ``kept``, the open
    items by name, and ``count_ends`` on ``count_ends_on``, the day of death.
    """
    step = WORKFLOW.next(facts.state, Event.CLOSE_DEATH)
    reasons = []
    if step is None:
        reasons.append(BOOK.reason("LNK-74.not_deceased"))
    if facts.by is not By.COORDINATOR:
        reasons.append(BOOK.reason("LNK-74.role"))
    kept = tuple(item.name for item in facts.items if item.after_death)
    result: dict[str, object] = {
        "cancelled": tuple(item.name for item in facts.items if not item.after_death),
        "kept": kept,
        "count_ends": End.DEATH,
        "count_ends_on": facts.died_on,
    }
    say = "Ärendet avslutas. Öppna uppgifter, kallelser och påminnelser avbryts."
    return met(
        "discharge.close_death",
        reasons,
        result={} if reasons else result,
        inputs={
            "by": facts.by,
            "state": facts.state,
            "died_on": facts.died_on,
            "items": [{"name": item.name, "after_death": item.after_death} for item in facts.items],
        },
        say=reasons[0].text if reasons else f"{say} Detta finns kvar: {', '.join(kept)}." if kept else say,
        sources=(BOOK.sources["closing"],),
    )
