"""Days, working days, months and hours: how every deadline is counted (T-1 to T-8, X-19, X-20).

No function asks what time it is. Days are dates; instants carry an offset. Years outside the shipped calendar raise
MissingYear, which makes a decision unclear.
"""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from vardkedja.rules.decision import Reason, Source, Weight, Who
from vardkedja.rules.law import SHIPPED, NotInForce, Terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
SATURDAY = 6


class MissingYear(NotInForce):
    """The calendar does not cover ``year`` (X-20)."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__("calendar.years", date(min(max(year, 1), 9999), 1, 1), label="kalendern")

    @property
    def reason(self) -> Reason:
        """A reason that names the missing year."""
        return Reason(
            code="X-20.missing_year",
            head=f"Kalendern saknar år {self.year}",
            text=f"Kalendern saknar år {self.year}. Dagen går därför inte att räkna ut. "
            "Be förvaltaren lägga till året.",
            source=Source("Vårdkedja, räkneregler", "år som kalendern omfattar"),
            weight=Weight.FLAG,
            who=Who.SOMEONE_ELSE,
        )


@dataclass(frozen=True, slots=True)
class RedDay:
    """A red day and its Swedish name (T-7)."""

    date: date
    name: str


# --- red days and working days -------------------------------------------------------------------------------------


def red_days(year: int, terms: Terms = SHIPPED) -> tuple[RedDay, ...]:
    """Every red day of the year in order: public holidays by name, and the other Sundays as "Söndag" (T-7).

    Raises MissingYear.
    """
    red = _free_days(year, terms)[0]
    return tuple(RedDay(day, red[day]) for day in sorted(red))


def red_day_name(day: date, terms: Terms = SHIPPED) -> str | None:
    """The name of the red day, or None on other days. Raises MissingYear."""
    return _free_days(day.year, terms)[0].get(day)


def is_red_day(day: date, terms: Terms = SHIPPED) -> bool:
    """Sunday or public holiday (T-7). Raises MissingYear."""
    return day in _free_days(day.year, terms)[0]


def is_weekend(day: date) -> bool:
    """Saturday or Sunday (T-7)."""
    return day.isoweekday() >= SATURDAY


def is_working_day(day: date, terms: Terms = SHIPPED) -> bool:
    """Monday to Friday, not red, not Midsummer Eve, Christmas Eve or New Year's Eve (T-6). Raises MissingYear."""
    red, eves = _free_days(day.year, terms)
    return not is_weekend(day) and day not in red and day not in eves


def add_working_days(start: date, count: int, terms: Terms = SHIPPED) -> date:
    """The count-th working day after ``start``, which is itself not counted (T-6). Raises MissingYear."""
    if count < 0:
        raise ValueError("count is zero or more")
    day = start
    while count:
        day = add_days(day, 1)
        count -= is_working_day(day, terms)
    return day


def free_days_between(start: date, end: date, terms: Terms = SHIPPED) -> tuple[RedDay, ...]:
    """The days after ``start`` through ``end`` that are not working days, with what they are called.

    Raises MissingYear.
    """
    found, day = [], add_days(start, 1)
    while day <= end:
        if not is_working_day(day, terms):
            red, eves = _free_days(day.year, terms)
            found.append(RedDay(day, red.get(day) or eves.get(day) or "lördag"))
        day += ONE_DAY
    return tuple(found)


@lru_cache(maxsize=256)
def _free_days(year: int, terms: Terms) -> tuple[Mapping[date, str], Mapping[date, str]]:
    """Red days and working-day eves of one year, by date."""
    if not 1 <= year <= 9999:
        raise MissingYear(year)
    try:
        terms.value("calendar.years", date(year, 1, 1))
    except NotInForce:
        raise MissingYear(year) from None
    red = _named_days(year, "red_day.", terms)
    day = _weekday_from(date(year, 1, 1), 7)
    while day.year == year:
        red.setdefault(day, "Söndag")
        day += timedelta(days=7)
    return red, _named_days(year, "eve.", terms)


def _named_days(year: int, prefix: str, terms: Terms) -> dict[date, str]:
    days: dict[date, str] = {}
    for name in terms.names(prefix):
        try:
            entry = terms.value(name, date(year, 12, 31))
        except NotInForce:
            continue
        day = _day_of(year, cast(Mapping[str, Any], entry.value))
        days[day] = f"{days[day]} och {entry.label}" if day in days else entry.label
    return days


def _day_of(year: int, how: Mapping[str, Any]) -> date:
    if how["rule"] == "easter":
        return easter_sunday(year) + timedelta(days=how["days"])
    first = date(year, how["month"], how["day"])
    return first if how["rule"] == "fixed" else _weekday_from(first, how["weekday"])


def _weekday_from(first: date, isoweekday: int) -> date:
    """The first such weekday on or after ``first``; Monday is 1."""
    return first + timedelta(days=(isoweekday - first.isoweekday()) % 7)


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    from_march = epact - weekday
    month = 3 + (from_march + 40) // 44
    return date(year, month, from_march + 28 - 31 * (month // 4))


# --- days, months, years -------------------------------------------------------------------------------------------


def add_days(start: date, days: int) -> date:
    """The last day of a limit of ``days`` days; the day of the event is not counted (T-3). Raises MissingYear."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        raise MissingYear(10_000 if days > 0 else 0) from None


def add_months(start: date, months: int) -> date:
    """Same day number ``months`` later, or the last day of that month when the number is missing (T-4, D-03).

    Raises MissingYear.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise MissingYear(year)
    return date(year, month + 1, min(start.day, month_lengths.monthrange(year, month + 1)[1]))


def last_day_of_period_years(start: date, years: int) -> date:
    """The last day of "from DATE for N years", where the first day counts (T-5). Raises MissingYear."""
    anniversary = add_months(start, 12 * years)
    return anniversary - ONE_DAY if anniversary.day == start.day else anniversary


def age(birth: date, on: date, terms: Terms = SHIPPED) -> int:
    """Whole years on the day (X-27); born 29 February: the day the dated rule says. Raises NotInForce."""
    if on < birth:
        raise ValueError("the day is before birth")
    month, day = birth.month, birth.day
    if (month, day) == (2, 29) and not month_lengths.isleap(on.year):
        rule = str(terms.value("age.leap_day", on).value)
        month, day = int(rule[:2]), int(rule[3:])
    return on.year - birth.year - ((on.month, on.day) < (month, day))


# --- hours and the clock on the wall -------------------------------------------------------------------------------


def local(instant: datetime) -> datetime:
    """The instant on the wall clock in Stockholm. Raises ValueError without an offset."""
    if instant.tzinfo is None:
        raise ValueError("an instant carries an offset")
    return instant.astimezone(STOCKHOLM)


def local_day(instant: datetime) -> date:
    """The calendar day in Stockholm."""
    return local(instant).date()


def day_of(moment: datetime | date) -> date:
    """The calendar day of an instant, in Stockholm, or of a day."""
    return local_day(moment) if isinstance(moment, datetime) else moment


def wall_minute(instant: datetime) -> time:
    """Hour and minute in Stockholm; 12:00:00 to 12:00:59 is 12.00 (T-1)."""
    return local(instant).time().replace(second=0, microsecond=0)


def add_hours(start: datetime, hours: int) -> datetime:
    """The instant ``hours`` elapsed hours later, in UTC (T-2)."""
    return local(start).astimezone(UTC) + timedelta(hours=hours)


def elapsed_minutes(start: datetime, end: datetime) -> int:
    """Whole minutes from the minute of ``start`` to the minute of ``end``, counted in UTC (T-1, T-2)."""
    return int((_to_minute(end) - _to_minute(start)) / ONE_MINUTE)


def within_hours(start: datetime, end: datetime, hours: int) -> bool:
    """True up to and including exactly ``hours`` h 00 min; false one minute later (T-2)."""
    return elapsed_minutes(start, end) <= hours * 60


def _to_minute(instant: datetime) -> datetime:
    return local(instant).astimezone(UTC).replace(second=0, microsecond=0)


def deadline(day: date, at: time = time(23, 59)) -> datetime:
    """The instant (UTC) of a wall-clock deadline in Stockholm.

    A time in the hour that spring skips becomes the first minute after it; one in the hour that autumn repeats means
    the later.
    """
    naive = datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None, fold=0))
    while not _exists(naive):
        naive += ONE_MINUTE
    return naive.replace(tzinfo=STOCKHOLM, fold=1).astimezone(UTC)


def _exists(naive: datetime) -> bool:
    there = naive.replace(tzinfo=STOCKHOLM).astimezone(UTC)
    return there.astimezone(STOCKHOLM).replace(tzinfo=None) == naive
