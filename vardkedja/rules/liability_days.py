"""Days after a ready notice, by calendar month: how payment liability is counted (LNK-54, 113, 114, 128, 164)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import add_days, add_months, local_day, wall_minute
from vardkedja.rules.datewords import MONTHS, count, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, Source, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.regions import KRONOBERG
from vardkedja.rules.words import book

BOOK = book("liability")
# The end of what has not ended: later than every day of the calendar.
OPEN = date.max.toordinal() + 1
MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")


class End(StrEnum):
    """Why the count of a notice ended (LNK-114, 128)."""

    HOME = "home"
    RECALL = "recall"
    ERROR = "error"
    DEATH = "death"


@dataclass(frozen=True, slots=True)
class Notice:
    """A ready notice: the day it counts as received, and the day it ended; neither end nor day while it is open."""

    received_on: date
    ended_on: date | None = None
    end: str = ""

    def as_facts(self) -> dict[str, object]:
        """As it is written in facts; what is not there is null."""
        return {"received_on": self.received_on, "ended_on": self.ended_on, "end": self.end or None}


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, text: str) -> Month:
        """2025-03. Raises ValueError."""
        if not MONTH.fullmatch(text):
            raise ValueError(text)
        return cls(int(text[:4]), int(text[5:]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.number, 31) if self.number == len(MONTHS) else self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        """The month after. Raises MissingYear."""
        day = add_months(self.first, 1)
        return Month(day.year, day.month)

    @property
    def words(self) -> str:
        """mars 2025"""
        return f"{MONTHS[self.number - 1]} {self.year}"


def received_on(sent_at: datetime, terms: Terms = SHIPPED, party: str = KRONOBERG) -> date:
    """The day a notice sent at ``sent_at`` counts as received: the same, or the next after noon (LNK-54).

    Raises NotInForce.
    """
    day, minute = local_day(sent_at), wall_minute(sent_at)
    noon = terms.value("liability.noon", day, party)
    rule = cast(Mapping[str, str], noon.value)
    at_limit = reading(noon, rule["at_limit"], ("same_day", "next_day"), day)
    limit = time.fromisoformat(rule["limit"])
    late = minute > limit or (minute == limit and at_limit == "next_day")
    return add_days(day, 1) if late else day


def month_value(name: str, month: Month, terms: Terms, party: str) -> LawValue:
    """The value for a month: the one on its last day, otherwise on its first (LNK-130). Raises NotInForce."""
    try:
        return terms.value(name, month.last, party)
    except NotInForce as missing:
        try:
            return terms.value(name, month.first, party)
        except NotInForce:
            raise missing from None


def _value(name: str, month: Month, terms: Terms, party: str, needed: bool) -> LawValue | None:
    """The value for the month, None for one that is missing and not needed. Raises NotInForce."""
    try:
        return month_value(name, month, terms, party)
    except NotInForce:
        if needed:
            raise
        return None


def _over_months(notice: Notice) -> bool:
    """Whether the days of a notice may fall in more than one month."""
    end = notice.ended_on
    return end is None or (end.year, end.month) != (notice.received_on.year, notice.received_on.month)


def reading(entry: LawValue, chosen: object, known: Iterable[str], on: date) -> str:
    """The reading that is chosen in the data. Raises NotInForce for one that nobody has built: it decides nothing."""
    if chosen not in tuple(known):
        raise NotInForce(entry.name, on, entry.party, f"{entry.label}, läsningen {chosen}")
    return str(chosen)


@dataclass(frozen=True, slots=True)
class Counting:
    """How the days of one month are counted: its first and last day as numbers, and the readings in force."""

    month: Month
    first: int
    last: int
    whole_stay: bool
    removing: frozenset[str]
    sources: tuple[Source, ...]

    @classmethod
    def of(
        cls, month: Month, terms: Terms = SHIPPED, party: str = KRONOBERG, notices: Iterable[Notice] | None = None
    ) -> Counting:
        """The readings of the month. Raises NotInForce.

        With ``notices``, a reading that none of them turns on may be missing: an agreement that is not wholly known
        still counts a stay within one month that ended with going home.
        """
        given = None if notices is None else list(notices)
        over = given is None or any(_over_months(notice) for notice in given)
        ended = given is None or any(notice.end not in ("", End.HOME) for notice in given)
        split = _value("liability.month_split", month, terms, party, over)
        removing = _value("liability.removing_ends", month, terms, party, ended)
        how, ends = "each_month", frozenset[str]()
        if split:
            how = reading(split, split.value, ("each_month", "month_of_leaving"), month.last)
        if removing:
            every = cast(tuple[object, ...], removing.value)
            ends = frozenset(reading(removing, end, tuple(End), month.last) for end in every)
        sources = tuple(entry.source for entry in (split, removing) if entry is not None)
        first, last = month.first.toordinal(), month.last.toordinal()
        return cls(month, first, last, how == "month_of_leaving", ends, sources)

    def left_in(self, notice: Notice) -> bool:
        """Whether the patient left, home or by death, in the month."""
        if notice.end not in (End.HOME, End.DEATH) or notice.end in self.removing or notice.ended_on is None:
            return False
        return self.first <= notice.ended_on.toordinal() <= self.last

    def days(self, notice: Notice) -> int | None:
        """The days of a notice in the month, 0 included; None when it does not belong to the month at all.

        The received day is not counted, the end day is. Who left before the received day counts 0 on leaving.
        """
        if notice.end in self.removing:
            return None
        start = notice.received_on.toordinal()
        end = notice.ended_on.toordinal() if notice.ended_on else OPEN
        if end < start:
            start = end
        if self.whole_stay:
            return end - start if self.first <= end <= self.last else None
        if start > self.last or end < self.first:
            return None
        stop = end if end < self.last else self.last
        return stop - start if start >= self.first else stop - self.first + 1

    def sum(self, notices: Sequence[Notice]) -> int | None:
        """The days of a case in the month; None when no notice of it belongs to the month (LNK-164)."""
        if len(notices) == 1:  # nearly every case, and a month may hold many
            return self.days(notices[0])
        found = [days for notice in notices if (days := self.days(notice)) is not None]
        return sum(found) if found else None


def faults(notices: Sequence[Notice], counting: Counting, who: str = "") -> list[Reason]:
    """What is wrong with the notices of one case, and what is odd: ends without a day, days counted twice."""
    reasons = []
    for notice in notices:
        if notice.ended_on is None:
            if notice.end and notice.end not in counting.removing:
                reasons.append(_about("LNK-113.no_end_day", who, notice))
        elif notice.ended_on < notice.received_on and _far_before(notice) and notice.end not in counting.removing:
            reasons.append(_about("LNK-114.left_before", who, notice, ended=plain_date(notice.ended_on)))
    if len(notices) > 1:
        kept = [notice for notice in notices if notice.end not in counting.removing]
        reasons += [_about("LNK-164.overlap", who, notice) for notice in _counted_twice(kept)]
    return reasons


def _far_before(notice: Notice) -> bool:
    """An afternoon notice counts from the next day, so the patient may leave one day before it."""
    return notice.ended_on is not None and (notice.received_on - notice.ended_on).days > 1


def _about(code: str, who: str, notice: Notice, **parts: str) -> Reason:
    name = f"Ärende {who}: " if who else ""
    return BOOK.reason(code, who=name, received=plain_date(notice.received_on), **parts)


def _counted_twice(kept: list[Notice]) -> list[Notice]:
    """Those that begin before another has ended: one day belongs to one notice."""
    found, reached = [], date.min
    for notice in sorted(kept, key=lambda notice: (notice.received_on, notice.ended_on or date.max)):
        end = notice.ended_on or date.max
        if notice.received_on < min(reached, end):
            found.append(notice)
        reached = max(reached, end)
    return found


def days(notices: Sequence[Notice], month: Month, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """The days of one case in the month, and whether it counts there (LNK-113, 128, 164).

    Result: ``days``, ``counted``. Not met when the notices contradict each other; unclear when no value is in force.
    """
    rule = "liability.days"
    inputs = {"notices": tuple(notices), "month": str(month)}
    try:
        counting = Counting.of(month, terms, party)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Dagarna går inte att räkna.")
    reasons = faults(notices, counting)
    found = counting.sum(notices)
    refused = any(reason.weight == "refuse" for reason in reasons)
    said = count(found, "dag", "dagar") if found is not None else "Ärendet räknas inte"
    return met(
        rule,
        reasons,
        result={} if refused else {"days": found or 0, "counted": found is not None},
        inputs=inputs,
        steps=[_step(notice, counting) for notice in notices],
        say="Rätta meddelandena först." if refused else f"{said} i {month.words}.",
        sources=counting.sources,
        outcome=Outcome.COMPUTED,
    )


def _step(notice: Notice, counting: Counting) -> str:
    start = plain_date(notice.received_on)
    if notice.end in counting.removing:
        return f"Inkommen {start}: borttagen, räknas inte."
    until = f"till och med {plain_date(notice.ended_on)}" if notice.ended_on else "pågår"
    found = counting.days(notice)
    said = "hör inte till månaden" if found is None else count(found, "dag", "dagar")
    return f"Inkommen {start}, {until}: {said}. Dagen efter inkommen är den första som räknas."
