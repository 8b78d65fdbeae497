"""The days a payment month charges, and what they cost (LNK-125, 126, 164)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vardkedja.rules.datewords import count, money
from vardkedja.rules.decision import Decision, Outcome, Source, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.liability_days import KRONOBERG, Counting, Month, Notice, month_value, reading
from vardkedja.rules.liability_month import Case, case_faults, swedish

READINGS = ("beyond", "all", "fraction")


@dataclass(frozen=True, slots=True)
class _Charging:
    """How the days of a month are charged."""

    counting: Counting
    limit: Fraction
    how: str
    sources: tuple[Source, ...]

    @classmethod
    def of(cls, month: Month, terms: Terms, party: str) -> _Charging:
        """Raises NotInForce."""
        threshold = month_value("liability.threshold", month, terms, party)
        chargeable = month_value("liability.chargeable", month, terms, party)
        how = reading(chargeable, chargeable.value, READINGS, month.last)
        counting = Counting.of(month, terms, party)
        sources = (threshold.source, chargeable.source, *counting.sources)
        return cls(counting, Fraction(str(threshold.value)), how, sources)

    def parts(self, notice: Notice) -> dict[date, Fraction]:
        """What each day of the notice is charged as; the ordinal begins again with each notice (LNK-164)."""
        days = self.counting.days(notice)
        if not days:
            return {}
        start = notice.received_on.toordinal()
        end = self.counting.last if notice.ended_on is None else notice.ended_on.toordinal()
        last = end if self.counting.whole_stay else min(end, self.counting.last)
        ordinals = range(last - start - days + 1, last - start + 1)
        charged = {date.fromordinal(start + nth): self._part(nth, last - start) for nth in ordinals}
        return {day: part for day, part in charged.items() if part}

    def _part(self, nth: int, whole: int) -> Fraction:
        """The part of the nth day that is charged, of a stay that is ``whole`` days so far."""
        if self.how == "all":
            return Fraction(int(whole > self.limit))
        if self.how == "beyond":
            return Fraction(int(nth > self.limit))
        return min(Fraction(1), max(Fraction(0), nth - self.limit))


def charge(
    cases: Sequence[Case],
    month: Month,
    price: Decimal | None = None,
    terms: Terms = SHIPPED,
    party: str = KRONOBERG,
) -> Decision:
    """The days that are charged if ``month`` is a payment month (LNK-125), and the amount (LNK-126).

    ``price`` per day stands in for the regulation's. Result: ``cases``: id, days and dates of each that is charged,
    ``days``, ``amount`` in kronor. Unclear, without an amount, when a day has none in the regulation; not met when the
    notices contradict each other.
    """
    rule = "liability.charge"
    inputs: dict[str, object] = {"month": str(month), "cases": tuple(cases)}
    if price is not None:
        inputs["price"] = price
    try:
        charging = _Charging.of(month, terms, party)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Dagarna går inte att räkna.")
    reasons = case_faults(cases, charging.counting)
    if any(reason.weight == "refuse" for reason in reasons):
        return met(rule, reasons, inputs=inputs, sources=charging.sources, say="Rätta ärendena först.")
    rows, parts = _rows(cases, charging)
    total = sum((part for _, part in parts), Fraction(0))
    result: dict[str, object] = {"cases": rows, "days": _number(total)}
    steps = [f"{row['id']}: {_said(row['days'], 'debiterad dag', 'debiterade dagar')}." for row in rows]
    try:
        amount, sources = _amount(parts, price, terms)
    except NotInForce as missing:
        said = f"{month.words.capitalize()}: beloppet är okänt, och dagarna kan inte faktureras."
        return met(
            rule,
            reasons,
            unclear=(missing.reason,),
            result=result,
            inputs=inputs,
            steps=steps,
            say=said,
            sources=charging.sources,
        )
    people = count(len(rows), "patient", "patienter")
    return met(
        rule,
        reasons,
        result=result | {"amount": _decimal(amount)},
        inputs=inputs,
        steps=steps,
        say=f"{month.words.capitalize()}: {people}, {_said(_number(total), 'dag', 'dagar')}, {money(amount)} kronor.",
        sources=(*charging.sources, *sources),
        outcome=Outcome.COMPUTED,
    )


def _rows(cases: Sequence[Case], charging: _Charging) -> tuple[list[dict[str, object]], list[tuple[date, Fraction]]]:
    """What each charged case shows, and every charged day."""
    rows: list[dict[str, object]] = []
    every: list[tuple[date, Fraction]] = []
    for case in cases:
        found = sorted(part for notice in case.notices for part in charging.parts(notice).items())
        if found:
            days = sum((part for _, part in found), Fraction(0))
            rows.append({"id": case.id, "days": _number(days), "dates": [day for day, _ in found]})
            every += found
    return rows, every


def _amount(
    parts: Sequence[tuple[date, Fraction]], price: Decimal | None, terms: Terms
) -> tuple[Fraction, tuple[Source, ...]]:
    """The amount of every day by its own year, and where the amounts stand. Raises NotInForce."""
    if price is not None:
        return sum((part * Fraction(price) for _, part in parts), Fraction(0)), ()
    entries: dict[int, LawValue] = {}
    amount = Fraction(0)
    for day, part in parts:
        if day.year not in entries:
            entries[day.year] = terms.value("liability.amount", day)
        amount += part * Fraction(str(entries[day.year].value))
    return amount, tuple(entry.source for entry in entries.values())


def _number(value: Fraction) -> object:
    """Whole days as a whole number, otherwise an exact decimal."""
    return value.numerator if value.denominator == 1 else _decimal(value)


def _said(number: object, one: str, many: str) -> str:
    """1 dag, 11,4 dagar"""
    return f"{swedish(str(number))} {one if number == 1 else many}"


def _decimal(value: Fraction) -> Decimal:
    """Exact: days and prices are decimals, so their products are too."""
    return Decimal(value.numerator) / Decimal(value.denominator)
