"""Named rules for the calendar."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from vardkedja.rules import calendar
from vardkedja.rules.datewords import count, long_date
from vardkedja.rules.decision import Decision, Source, computed, met
from vardkedja.rules.law import SHIPPED, NotInForce
from vardkedja.rules.named.shapes import Facts

LISTED = 20  # of the days that are skipped; a longer list is only counted


class WorkingDaysFacts(Facts, frozen=True, rename={"start": "from"}):
    """``from`` is not counted."""

    start: date
    count: Annotated[int, msgspec.Meta(ge=0)]


class WorkingDaysResult(msgspec.Struct):
    """The count-th working day after ``from``."""

    date: date | None = None


class RedDaysFacts(Facts, frozen=True):
    """A calendar year."""

    year: int


class Day(msgspec.Struct):
    """A red day and its name."""

    date: date
    name: str


class RedDaysResult(msgspec.Struct):
    """The red days of the year in order."""

    days: list[Day] = []


def working_days(facts: WorkingDaysFacts) -> Decision:
    """T-6."""
    rule = "calendar.working_days"
    try:
        day = calendar.add_working_days(facts.start, facts.count)
        skipped = calendar.free_days_between(facts.start, day)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), say="Dagen går inte att räkna ut.")
    steps = [f"{long_date(facts.start).capitalize()} räknas inte."]
    steps += [f"{long_date(free.date).capitalize()}: {free.name}, ingen arbetsdag." for free in skipped[:LISTED]]
    if len(skipped) > LISTED:
        steps.append(f"Därtill {count(len(skipped) - LISTED, 'ledig dag', 'lediga dagar')}.")
    steps.append(f"{count(facts.count, 'arbetsdag', 'arbetsdagar')} fram är {long_date(day)}.")
    say = f"{count(facts.count, 'arbetsdag', 'arbetsdagar')} efter {long_date(facts.start)} är {long_date(day)}."
    return computed(rule, {"date": day}, steps=steps, say=say, sources=_sources())


def red_days(facts: RedDaysFacts) -> Decision:
    """T-7."""
    rule = "calendar.red_days"
    try:
        days = calendar.red_days(facts.year)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), say="Dagarna går inte att räkna ut.")
    result = {"days": [{"date": day.date, "name": day.name} for day in days]}
    return computed(rule, result, say=f"År {facts.year} har {len(days)} röda dagar.", sources=_sources())


def _sources() -> tuple[Source, ...]:
    on = date(2025, 1, 1)
    return tuple(SHIPPED.value(name, on).source for name in ("red_day.nyarsdagen", "eve.julafton"))
