"""The average of a calendar month, as an exact fraction, and whether it exceeds the limit (LNK-114 to 116, 164)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from vardkedja.rules.datewords import count
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.liability_days import (
    BOOK,
    KRONOBERG,
    Counting,
    Month,
    Notice,
    as_facts,
    faults,
    month_value,
    reading,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One inpatient episode with its ready notices (LNK-164)."""

    id: str
    notices: tuple[Notice, ...] = ()


def month(cases: Sequence[Case], of: Month, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """The average of one municipality's month (LNK-114, 115, 116).

    Result: ``cases`` (how many), ``days``, ``average``, ``exceeds``, ``contributions`` (id and days of each). Not met
    when the notices of a case contradict each other or a case stands twice; unclear when no value is in force.
    """
    rule = "liability.month"
    inputs = {"month": str(of), "cases": [case_facts(case) for case in cases]}
    try:
        counting = Counting.of(of, terms, party)
        threshold = month_value("liability.threshold", of, terms, party)
        population = month_value("liability.population", of, terms, party)
        everyone = reading(population, population.value, ("ready", "all"), of.last) == "all"
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Genomsnittet går inte att räkna ut.")
    sources = (threshold.source, population.source, *counting.sources)
    reasons = case_faults(cases, counting)
    if any(reason.weight == "refuse" for reason in reasons):
        return met(rule, reasons, inputs=inputs, sources=sources, say="Rätta ärendena först.")
    found = [(case.id, counting.sum(case.notices)) for case in cases]
    counted = [(name, days or 0) for name, days in found if everyone or days is not None]
    total = sum(days for _, days in counted)
    average = Fraction(total, len(counted)) if counted else Fraction(0)
    limit = Fraction(str(threshold.value))
    return met(
        rule,
        reasons,
        result={
            "cases": len(counted),
            "days": total,
            "average": average,
            "exceeds": average > limit,
            "contributions": [{"id": name, "days": days} for name, days in counted],
        },
        inputs=inputs,
        steps=_steps(total, len(counted), average, threshold),
        say=f"{of.words.capitalize()}: {shown(average, limit)} dagar i genomsnitt, "
        f"{'överskrider' if average > limit else 'inom'} gränsen.",
        sources=sources,
        outcome=Outcome.COMPUTED,
    )


def case_faults(cases: Sequence[Case], counting: Counting) -> list[Reason]:
    """What is wrong with the cases, and what is odd."""
    reasons = [reason for case in cases for reason in faults(case.notices, counting, case.id)]
    if len({case.id for case in cases}) < len(cases):
        times = Counter(case.id for case in cases)
        reasons += [BOOK.reason("LNK-164.twice", id=name) for name, number in times.items() if number > 1]
    return reasons


def case_facts(case: Case) -> dict[str, object]:
    """A case as it is written in facts."""
    return {"id": case.id, "notices": [as_facts(notice) for notice in case.notices]}


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


def _steps(total: int, size: int, average: Fraction, threshold: LawValue) -> list[str]:
    if not size:
        return ["Ingen patient räknas i månaden. Genomsnittet är 0."]
    patients = count(size, "patient", "patienter")
    return [
        f"{count(total, 'dag', 'dagar')} delat på {patients} är {average}.",
        f"Gränsen är {swedish(str(threshold.value))}. Talet avrundas inte. Lika med gränsen är inom den.",
    ]
