"""The average of a calendar month, as an exact fraction, and whether it exceeds the limit (LNK-114 to 116, 164)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from vardkedja.rules.datewords import count
from vardkedja.rules.decision import Decision, Outcome, Reason, Source, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import (
    BOOK,
    KRONOBERG,
    Counting,
    Month,
    Notice,
    faults,
    month_value,
    reading,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One inpatient episode with its ready notices (LNK-164).

    ``noticed``: the admission notice was sent, and the invitation where a plan is needed; None when it is not told.
    """

    id: str
    notices: tuple[Notice, ...] = ()
    noticed: bool | None = None

    def as_facts(self) -> dict[str, object]:
        """As it is written in facts; ``noticed`` only where it is told."""
        facts: dict[str, object] = {"id": self.id, "notices": self.notices}
        return facts if self.noticed is None else facts | {"noticed": self.noticed}


class Population(StrEnum):
    """Which cases a month's average is about (R-45, and the agreements of other regions)."""

    READY = "ready"
    ALL = "all"
    DISCHARGED = "discharged"
    NOTICED = "noticed"


def month(cases: Sequence[Case], of: Month, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """The average of one municipality's month (LNK-114, 115, 116).

    Result: ``cases`` (how many), ``days``, ``average``, ``exceeds``, ``contributions`` (id and days of each). Not met
    when the notices of a case contradict each other or a case stands twice; unclear when no value is in force. An
    agreement whose limit is not known gives all but ``exceeds``, and is unclear.
    """
    rule = "liability.month"
    inputs = {"month": str(of), "cases": tuple(cases)}
    try:
        population = month_value("liability.population", of, terms, party)
        chosen = Population(reading(population, population.value, tuple(Population), of.last))
        counting = Counting.of(of, terms, party, [notice for case in cases for notice in case.notices])
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Genomsnittet går inte att räkna ut.")
    sources = [population.source, *counting.sources]
    reasons = case_faults(cases, counting)
    if any(reason.weight == "refuse" for reason in reasons):
        return met(rule, reasons, inputs=inputs, sources=sources, say="Rätta ärendena först.")
    if chosen is Population.NOTICED and (untold := [case.id for case in cases if case.noticed is None]):
        unclear = [BOOK.reason("LNK-114.noticed", id=name) for name in untold]
        return met(rule, unclear=unclear, inputs=inputs, sources=sources, say="Genomsnittet går inte att räkna ut.")
    counted = _counted(cases, chosen, counting)
    total = sum(counted.values())
    average = Fraction(total, len(counted)) if counted else Fraction(0)
    contributions = [{"id": name, "days": days} for name, days in counted.items()]
    beside = judged(of, of.words.capitalize(), average, terms, party)
    return met(
        rule,
        reasons,
        unclear=beside.unclear,
        result={
            **{"cases": len(counted), "days": total, "average": average},
            **({} if beside.unclear else {"exceeds": beside.exceeds}),
            "contributions": contributions,
        },
        inputs=inputs,
        steps=[*_steps(total, len(counted), average), *beside.steps],
        say=beside.say,
        sources=[*beside.sources, *sources],
        outcome=Outcome.COMPUTED,
    )


def _counted(cases: Sequence[Case], population: Population, counting: Counting) -> dict[str, int]:
    """The days of each case that is counted, by its id."""
    if population is Population.READY:  # the shortest way: a month may hold many
        return {case.id: days for case in cases if (days := counting.sum(case.notices)) is not None}
    found = [(case, counting.sum(case.notices)) for case in cases]
    return {case.id: days or 0 for case, days in found if _belongs(population, case, days, counting)}


def _belongs(population: Population, case: Case, days: int | None, counting: Counting) -> bool:
    """Whether a case with ``days`` days in the month, None for one that is not in it, is counted there."""
    if population is Population.ALL:
        return True
    if population is Population.DISCHARGED:
        return any(counting.left_in(notice) for notice in case.notices)
    return days is not None and case.noticed is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An average beside its limit; ``unclear`` holds what is missing when there is no limit."""

    say: str
    exceeds: bool = False
    unclear: tuple[Reason, ...] = ()
    steps: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


def judged(of: Month, about: str, average: Fraction, terms: Terms, party: str) -> Judged:
    """The average of ``about`` (words for the period) by the limit of its last month ``of`` (LNK-115)."""
    try:
        threshold = month_value("liability.threshold", of, terms, party)
    except NotInForce as missing:
        said = f"{about}: {swedish(str(two_decimals(average)))} dagar i genomsnitt. Gränsen är inte känd."
        return Judged(say=said, unclear=(missing.reason,))
    limit = Fraction(str(threshold.value))
    step = f"Gränsen är {swedish(str(threshold.value))}. Talet avrundas inte. Lika med gränsen är inom den."
    said = "överskrider" if average > limit else "inom"
    return Judged(
        say=f"{about}: {shown(average, limit)} dagar i genomsnitt, {said} gränsen.",
        exceeds=average > limit,
        steps=(step,),
        sources=(threshold.source,),
    )


def case_faults(cases: Sequence[Case], counting: Counting) -> list[Reason]:
    """What is wrong with the cases, and what is odd."""
    reasons = [reason for case in cases for reason in faults(case.notices, counting, case.id)]
    if len({case.id for case in cases}) < len(cases):
        times = Counter(case.id for case in cases)
        reasons += [BOOK.reason("LNK-164.twice", id=name) for name, number in times.items() if number > 1]
    return reasons


def shown(average: Fraction, limit: Fraction) -> str:
    """Two decimals for reading; marked when the exact value exceeds and the rounded one does not show it (LNK-115)."""
    rounded = two_decimals(average)
    hidden = average > limit and Fraction(rounded) <= limit
    return f"{swedish(str(rounded))} (>{swedish(str(_decimal(limit)))})" if hidden else swedish(str(rounded))


def two_decimals(value: Fraction) -> Decimal:
    """Rounded half up, for reading only: nothing is decided by it."""
    hundredths = (value * 100 + Fraction(1, 2)).__floor__()
    return Decimal(hundredths).scaleb(-2).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def swedish(number: str) -> str:
    """2,40"""
    return number.replace(".", ",")


def _steps(total: int, size: int, average: Fraction) -> list[str]:
    if not size:
        return ["Ingen patient räknas i månaden. Genomsnittet är 0."]
    return [f"{count(total, 'dag', 'dagar')} delat på {count(size, 'patient', 'patienter')} är {average}."]
