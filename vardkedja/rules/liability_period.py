"""Averages by the agreements of other regions: several months together, and free days (domain 3.4; LNK-114, 115)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from vardkedja.rules.datewords import count
from vardkedja.rules.decision import Decision, Outcome, Source, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import BOOK, KRONOBERG, Month, month_value, reading
from vardkedja.rules.liability_month import judged


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSum:
    """A counted month: how many cases, and their days together."""

    month: str
    cases: int
    days: int

    @property
    def average(self) -> Fraction:
        """The average of the month alone; 0 for a month without cases (LNK-116)."""
        return Fraction(self.days, self.cases) if self.cases else Fraction(0)


def period(months: tuple[MonthSum, ...], terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """The average that decides, over as many months in a row as the agreement counts together (LNK-114, 115).

    The agreement in force in the last month decides how. Result: ``months``, ``cases``, ``days``, ``average``,
    ``exceeds``. A case that is counted in two of the months is two cases here. Not met for another number of months or
    months not in a row; unclear, with all but ``exceeds``, when the limit is not known.
    """
    rule = "liability.period"
    rows = sorted(months, key=lambda row: row.month)
    inputs = {"months": [{"month": row.month, "cases": row.cases, "days": row.days} for row in months]}
    if not rows:
        return met(rule, [BOOK.reason("LNK-114.no_months")], inputs=inputs, say="Ingen månad är angiven.")
    every = [Month.of(row.month) for row in rows]
    last = every[-1]
    try:
        length = month_value("liability.period_months", last, terms, party)
        size = cast(int, length.value)
        how, sources = _how(size, last, terms, party)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Genomsnittet går inte att räkna ut.")
    sources = (length.source, *sources)
    in_row = all(month.next == after for month, after in zip(every, every[1:], strict=False))
    if len(rows) != size or not in_row:
        reason = BOOK.reason("LNK-114.period", months=count(size, "månad", "månader i rad"))
        return met(rule, [reason], inputs=inputs, sources=sources, say=reason.text)
    cases, days = sum(row.cases for row in rows), sum(row.days for row in rows)
    if how == "pooled":
        average = Fraction(days, cases) if cases else Fraction(0)
    else:
        average = sum((row.average for row in rows), Fraction(0)) / size
    beside = judged(last, _about(every), average, terms, party)
    result = {"months": [str(month) for month in every], "cases": cases, "days": days, "average": average}
    return met(
        rule,
        unclear=beside.unclear,
        result=result if beside.unclear else result | {"exceeds": beside.exceeds},
        inputs=inputs,
        steps=[*(f"{month.words.capitalize()}: {row.average}." for month, row in zip(every, rows, strict=True))],
        say=beside.say,
        sources=(*beside.sources, *sources),
        outcome=Outcome.COMPUTED,
    )


def _how(size: int, last: Month, terms: Terms, party: str) -> tuple[str, tuple[Source, ...]]:
    """How the months are put together; one month needs no reading. Raises NotInForce."""
    if size == 1:
        return "pooled", ()
    entry = month_value("liability.period_mean", last, terms, party)
    return reading(entry, entry.value, ("pooled", "mean_of_months"), last.last), (entry.source,)


def _about(every: Sequence[Month]) -> str:
    first, last = every[0].words.capitalize(), every[-1].words
    return first if len(every) == 1 else f"{first} till och med {last}"


def free_days(month: str, psychiatric: bool, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """The free days of the agreement after ready, in psychiatric or somatic care, for a month (LNK-114).

    Result: ``free_days``. Unclear, by its name, where the agreement is not known to have any.
    """
    rule, of = "liability.free_days", Month.of(month)
    inputs = {"month": month, "psychiatric": psychiatric}
    name = "liability.psychiatric_free_days" if psychiatric else "liability.somatic_free_days"
    label = "fria dagar i psykiatrisk vård" if psychiatric else "fria dagar i somatisk vård"
    try:
        entry = month_value(name, of, terms, party)
    except NotInForce:
        missing = NotInForce(name, of.last, party, label)
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="De fria dagarna är inte kända.")
    days = cast(int, entry.value)
    return met(
        rule,
        result={"free_days": days},
        inputs=inputs,
        say=f"{count(days, 'fri dag', 'fria dagar')} efter utskrivningsklar.",
        sources=(entry.source,),
        outcome=Outcome.COMPUTED,
    )
