"""When a month is closed and by whom, and the figures before each county meeting (LNK-114, 132)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from vardkedja.rules.calendar import add_days
from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.liability_basis import BOOK
from vardkedja.rules.liability_days import KRONOBERG, Counting, Month, month_value
from vardkedja.rules.liability_ladder import State, ladder
from vardkedja.rules.liability_month import Case, month

LABELS = {
    "liability.closing_days": "dag då en månad avslutas",
    "liability.closing_roles": "vem som avslutar en månad",
}


def close(month: str, on: date, role: str, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """Whether somebody in ``role`` may close ``month`` on a day (LNK-114, D-66).

    Result: ``closes_on``, so many days after the month's last. Not met before that day, and for another role; unclear,
    by its name, while the day or the role is not entered. A month that is not over is never closed.
    """
    rule, of = "liability.close", Month.of(month)
    inputs = {"month": month, "on": on, "role": role}
    reasons = [BOOK.reason("LNK-114.not_over", last=plain_date(of.last))] if on <= of.last else []
    try:
        days = _entered("liability.closing_days", of, terms, party)
        roles = _entered("liability.closing_roles", of, terms, party)
        closes_on = add_days(of.last, cast(int, days.value))
    except NotInForce as missing:
        said = reasons[0].text if reasons else "Det går inte att avgöra när månaden avslutas, och av vem."
        return met(rule, reasons, unclear=(missing.reason,), inputs=inputs, say=said)
    if not reasons and on < closes_on:
        reasons.append(BOOK.reason("LNK-114.early", day=plain_date(closes_on)))
    if role not in cast(tuple[str, ...], roles.value):
        reasons.append(BOOK.reason("LNK-114.role"))
    return met(
        rule,
        reasons,
        result={"closes_on": closes_on},
        inputs=inputs,
        say=reasons[0].text if reasons else f"{of.words.capitalize()} kan avslutas.",
        sources=(days.source, roles.source),
    )


def _entered(name: str, of: Month, terms: Terms, party: str) -> LawValue:
    """The value of the month. Raises NotInForce with the value's own words: none may have been entered."""
    try:
        return month_value(name, of, terms, party)
    except NotInForce:
        raise NotInForce(name, of.last, party, LABELS[name]) from None


def before_meeting(meeting_on: date, on: date, produced_on: date | None = None, through: str = "") -> Decision:
    """Whether a municipality's figures are there before a meeting (LNK-132). ``through``: their last month.

    Result: ``through``, the last whole month before the meeting, and ``in_time``: None while there is still time. Late,
    missing and incomplete figures are flagged; nothing is stopped.
    """
    rule = "liability.before_meeting"
    inputs = {"meeting_on": meeting_on, "on": on, "produced_on": produced_on, "through": through}
    last_day = add_days(meeting_on.replace(day=1), -1)
    expected = Month(last_day.year, last_day.month)
    parts = {"meeting": plain_date(meeting_on), "month": expected.words}
    reasons: list[Reason] = []
    in_time: bool | None = True
    if produced_on is None or produced_on > on:
        in_time = None if on < meeting_on else False
        reasons += [BOOK.reason("LNK-132.missing", **parts)] if on > last_day else []
    elif produced_on >= meeting_on:
        in_time = False
        reasons.append(BOOK.reason("LNK-132.late", **parts))
    elif produced_on <= last_day or (through and Month.of(through) < expected):
        in_time = False
        reasons.append(BOOK.reason("LNK-132.incomplete", **parts))
    return met(
        rule,
        reasons,
        result={"through": str(expected), "in_time": in_time},
        inputs=inputs,
        say=reasons[0].text if reasons else f"Statistiken till mötet gäller till och med {expected.words}.",
        sources=(BOOK.sources["statistics"],),
        outcome=Outcome.COMPUTED,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCases:
    """A closed month with the cases of one municipality."""

    month: str
    cases: tuple[Case, ...] = ()


def figures(
    municipality: str, months: tuple[MonthCases, ...], terms: Terms = SHIPPED, party: str = KRONOBERG
) -> Decision:
    """What a county meeting is shown about one municipality, month by month (LNK-132).

    Result: ``months`` (month, ready, zero_days, days, average, maximum, exceeds), ``exceeding`` months in order,
    ``state``, ``plan_version`` (0: no plan). ``months`` begin with the first the agreement covers. Not met when cases
    contradict each other; unclear, with the months that could be counted, when no value is in force.
    """
    rule = "liability.figures"
    ordered = sorted(months, key=lambda row: row.month)
    inputs = {
        "municipality": municipality,
        "months": [{"month": row.month, "cases": row.cases} for row in months],
    }
    rows: list[dict[str, object]] = []
    for given in ordered:
        counted = month(given.cases, Month.of(given.month), terms, party)
        if counted.stops:
            unclear = counted.reasons if counted.outcome is Outcome.UNCLEAR else ()
            said = f"{Month.of(given.month).words.capitalize()}: {counted.say}"
            return met(rule, counted.refusals, unclear=unclear, result={"months": rows}, inputs=inputs, say=said)
        rows.append(_row(given, counted, terms, party))
    walked = ladder([(Month.of(str(row["month"])), cast(Fraction, row["average"])) for row in rows], terms, party)
    if walked.stops:
        unclear = walked.reasons if walked.outcome is Outcome.UNCLEAR else ()
        return met(rule, walked.refusals, unclear=unclear, result={"months": rows}, inputs=inputs, say=walked.say)
    steps = cast(list[dict[str, object]], walked.result["steps"])
    state = State(str(steps[-1]["state"])) if steps else State.NORMAL
    exceeding = [row["month"] for row in rows if row["exceeds"]]
    return met(
        rule,
        result={"months": rows, "exceeding": exceeding, "state": state, "plan_version": VERSIONS[state]},
        inputs=inputs,
        steps=walked.steps,
        say=f"{count(len(exceeding), 'månad', 'månader')} överskrider. {walked.say}",
        sources=(BOOK.sources["statistics"], *walked.sources),
        outcome=Outcome.COMPUTED,
    )


# The version of the plan that a state stands for.
VERSIONS = {
    **{State.NORMAL: 0, State.VARNING: 0, State.HANDLINGSPLAN: 1},
    **{State.REVIDERAD_1: 2, State.REVIDERAD_2: 2, State.BETALNING: 2},
}


def _row(given: MonthCases, counted: Decision, terms: Terms, party: str) -> dict[str, object]:
    """The figures of a month that could be counted: ready are those with days of their own in it, 0 included."""
    of = Month.of(given.month)
    counting = Counting.of(of, terms, party, [notice for case in given.cases for notice in case.notices])
    days = [found for case in given.cases if (found := counting.sum(case.notices)) is not None]
    return {
        **{"month": given.month, "ready": len(days), "zero_days": days.count(0), "days": counted.result["days"]},
        **{"average": counted.result["average"], "maximum": max(days, default=0), "exceeds": counted.result["exceeds"]},
    }
