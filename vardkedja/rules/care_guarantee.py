"""The clock of the care guarantee: the last day, and how far it is (SVR-29)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import add_days
from vardkedja.rules.datewords import count, long_date, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("care_guarantee")
Period = tuple[date, date]


class Kind(StrEnum):
    """The four promises. Each begins with an event of its own: see ``START_WORDS``."""

    G0 = "G0"
    G3 = "G3"
    G90V = "G90V"
    G90T = "G90T"


KIND_WORDS = {
    Kind.G0: "Kontakt med primärvården",
    Kind.G3: "Medicinsk bedömning i primärvården",
    Kind.G90V: "Besök i den planerade specialiserade vården",
    Kind.G90T: "Planerad behandling",
}
START_WORDS = {
    Kind.G0: "patienten söker kontakt",
    Kind.G3: "patienten kontaktade primärvården",
    Kind.G90V: "remissen skrevs, eller patienten själv kontaktade den specialiserade vården",
    Kind.G90T: "behandlingen beslutades",
}


def clock(
    kind: Kind,
    started_on: date,
    on: date,
    not_counted: tuple[Period, ...] = (),
    met_on: date | None = None,
    terms: Terms = SHIPPED,
) -> Decision:
    """The last day of the guarantee, and how it stands on the day ``on`` (SVR-29).

    Calendar days; the first day is not counted. ``not_counted`` are first and last day, both included, of time that
    does not count; time that goes on is given through today. Result: ``latest``, ``passed``, ``not_counted`` (days),
    and while the care is not given ``days_left`` (0 on the last day) or ``days_over``. Once ``met_on`` has come the
    clock stands still and ``passed`` says whether it came too late. Not met for dates in the wrong order; unclear when
    no limit is in force on the first day.
    """
    rule = "guarantee.clock"
    inputs = {"kind": kind, "started_on": started_on, "on": on, "not_counted": not_counted, "met_on": met_on}
    wrong = _wrong_order(started_on, not_counted, met_on)
    if wrong:
        return met(rule, wrong, inputs=inputs, say=wrong[0].text)
    try:
        limit = terms.value(f"guarantee.{Kind(kind)}", started_on)
        days = cast(int, limit.value)
        latest = _latest(started_on, days, not_counted)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Garantitiden går inte att räkna ut.")
    stopped = met_on is not None and met_on <= on
    judged = met_on if stopped and met_on else on
    over = (judged - latest).days
    skipped = (latest - started_on).days - days
    return met(
        rule,
        _reasons(latest, over, met_on if stopped else None),
        result={"latest": latest, "passed": over > 0, "not_counted": skipped} | ({} if stopped else _distance(over)),
        inputs=inputs,
        steps=_steps(Kind(kind), started_on, days, skipped, latest),
        say=f"Garantitidens sista dag är {plain_date(latest)}.",
        sources=(limit.source, *((BOOK.sources["not_counted"],) if skipped else ())),
        outcome=Outcome.COMPUTED,
    )


def _wrong_order(started_on: date, not_counted: tuple[Period, ...], met_on: date | None) -> list[Reason]:
    reasons = [
        BOOK.reason("SVR-29.reversed", first=plain_date(first), last=plain_date(last))
        for first, last in not_counted
        if last < first
    ]
    if met_on and met_on < started_on:
        reasons.append(BOOK.reason("SVR-29.before", met=plain_date(met_on), start=plain_date(started_on)))
    return reasons


def _latest(started_on: date, days: int, not_counted: tuple[Period, ...]) -> date:
    """The day when ``days`` counted days have gone. Each day that does not count moves it one day on, once."""
    latest = add_days(started_on, days)
    counted_from = add_days(started_on, 1)
    for first, last in sorted(not_counted):
        begins = max(first, counted_from)
        if begins <= latest and begins <= last:
            latest = add_days(latest, (last - begins).days + 1)
            counted_from = add_days(last, 1)
    return latest


def _distance(over: int) -> dict[str, int]:
    return {"days_over": over} if over > 0 else {"days_left": -over}


def _reasons(latest: date, over: int, met_on: date | None) -> list[Reason]:
    if over <= 0:
        return []
    parts = {"latest": plain_date(latest), "days": count(over, "dag", "dagar")}
    if met_on:
        return [BOOK.reason("SVR-29.late", met=plain_date(met_on), **parts)]
    return [BOOK.reason("SVR-29.passed", **parts)]


def _steps(kind: Kind, started_on: date, days: int, skipped: int, latest: date) -> list[str]:
    steps = [f"Tiden räknas från den dag då {START_WORDS[kind]}: {plain_date(started_on)}."]
    if skipped:
        steps.append(f"{count(skipped, 'dag', 'dagar')} räknas inte.")
    steps.append(f"{count(days, 'dag', 'dagar')} fram är {long_date(latest)}. Dagen räknas med.")
    return steps
