"""Days, months and hours. T-1 to T-7, X-20, X-27, D-03, D-64."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import calendar
from vardkedja.rules.datewords import long_date, short_date
from vardkedja.rules.law import Terms, shipped

YEARS = range(2000, 2041)
days = st.dates(date(2000, 1, 1), date(2040, 11, 30))


@pytest.mark.parametrize("year", YEARS)
def test_red_days_agree_with_an_independent_calendar(year: int) -> None:
    """T-7, D-64: the shipped rules against the library `holidays`, Sundays included, for every supported year."""
    witness = set(holidays.Sweden(years=year, include_sundays=True))
    assert {day.date for day in calendar.red_days(year)} == witness


def test_red_days_have_names() -> None:
    """T-7: holidays by name, every other Sunday as such, and a day that is two holidays has both names."""
    named = {day.date: day.name for day in calendar.red_days(2008)}
    assert named[date(2008, 5, 1)] == "Första maj och Kristi himmelsfärdsdag"
    assert named[date(2008, 1, 13)] == "Söndag"
    assert calendar.red_day_name(date(2025, 6, 6)) == "Sveriges nationaldag"
    assert calendar.red_day_name(date(2025, 6, 7)) is None


def test_the_national_day_became_red_in_2005() -> None:
    """D-64: Whit Monday was red through 2004, 6 June from 2005."""
    assert calendar.is_red_day(date(2004, 5, 31))
    assert not calendar.is_red_day(date(2005, 5, 16))
    assert calendar.is_working_day(date(2003, 6, 6))
    assert not calendar.is_working_day(date(2005, 6, 6))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 6, 20), False),
        (date(2025, 6, 19), True),
        (date(2025, 12, 24), False),
        (date(2025, 12, 23), True),
        (date(2025, 12, 31), False),
        (date(2025, 12, 30), True),
        (date(2025, 6, 7), False),
        (date(2025, 6, 9), True),
    ],
)
def test_working_days_and_eves(day: date, works: bool) -> None:
    """T-6: Midsummer Eve, Christmas Eve, New Year's Eve and Saturdays are no working days; the days beside them are."""
    assert calendar.is_working_day(day) is works


@given(days, st.integers(1, 10))
def test_the_counted_working_day_is_one_and_the_number_fits(start: date, number: int) -> None:
    """T-6: the answer is a working day after the start, with exactly that many working days on the way."""
    end = calendar.add_working_days(start, number)
    way = [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]
    assert calendar.is_working_day(end)
    assert sum(calendar.is_working_day(day) for day in way) == number
    assert len(calendar.free_days_between(start, end)) == len(way) - number


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_keep_the_day_or_clip_it(start: date, months: int) -> None:
    """T-4, D-03: the month is exact; the day is the same, or the last of a shorter month."""
    end = calendar.add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 20))
def test_a_period_of_years_ends_the_day_before_its_anniversary(start: date, years: int) -> None:
    """T-5: the first day counts."""
    after = calendar.last_day_of_period_years(start, years) + timedelta(days=1)
    assert (after.month, after.day) == (start.month, start.day) or (start.month, start.day, after.day) == (2, 29, 1)
    assert after.year == start.year + years


FIRST, LAST = datetime(2000, 1, 2), datetime(2039, 12, 30)  # noqa: DTZ001 - bounds carry no zone


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)), st.integers(0, 72))
def test_hours_are_counted_in_utc(start: datetime, hours: int) -> None:
    """T-2: met at exactly the limit, missed one minute later, whatever the wall clock does."""
    end = calendar.add_hours(start, hours)
    assert calendar.within_hours(start, end, hours)
    assert not calendar.within_hours(start, end + timedelta(minutes=1), hours)
    assert calendar.elapsed_minutes(start, end) == hours * 60


@given(st.dates(date(2000, 1, 1), date(2037, 12, 31)), st.times())
def test_a_deadline_is_the_wall_clock_time_or_the_first_minute_after(day: date, at: time) -> None:
    """T-1: the wall clock shows the deadline at the instant; only in the missing hour does it show a later minute."""
    shown = calendar.local(calendar.deadline(day, at))
    minute = at.replace(second=0, microsecond=0)
    assert shown.date() == day
    assert shown.time() == minute or (minute.hour == 2 and shown.time() == time(3, 0))


def test_noon_lasts_a_minute() -> None:
    """T-1: 12:00:59 is 12.00, 12:01:00 is not."""
    noon = datetime(2025, 7, 1, 10, 0, 59, tzinfo=UTC)
    assert calendar.wall_minute(noon) == time(12, 0)
    assert calendar.wall_minute(noon + timedelta(seconds=1)) == time(12, 1)


def test_an_instant_without_offset_is_refused() -> None:
    """T-2: nobody guesses a time zone."""
    with pytest.raises(ValueError, match="offset"):
        calendar.local(datetime(2025, 1, 1, 12, 0))  # noqa: DTZ001


def test_a_missing_year_is_named() -> None:
    """X-20: a calendar that lacks 2029 answers with that year; the decided day lies in 2028."""
    short = [entry for entry in shipped() if entry.name != "calendar.years"]
    years = next(entry for entry in shipped() if entry.name == "calendar.years")
    cut = type(years)(years.name, years.value, years.unit, years.start, date(2028, 12, 31), years.source, years.label)
    terms = Terms(base=[*short, cut])
    assert calendar.add_working_days(date(2028, 12, 27), 2, terms) == date(2028, 12, 29)
    with pytest.raises(calendar.MissingYear) as caught:
        calendar.add_working_days(date(2028, 12, 28), 3, terms)
    assert caught.value.year == 2029
    assert "2029" in caught.value.reason.text


@pytest.mark.parametrize(("days_on", "year"), [(10**9, 10_000), (-(10**9), 0)])
def test_beyond_the_calendar_is_a_missing_year(days_on: int, year: int) -> None:
    """X-20: no overflow escapes."""
    with pytest.raises(calendar.MissingYear) as caught:
        calendar.add_days(date(2025, 1, 1), days_on)
    assert caught.value.year == year


def test_no_age_before_birth() -> None:
    """X-27: the day of birth is age 0; the day before has none."""
    assert calendar.age(date(2007, 5, 20), date(2007, 5, 20)) == 0
    with pytest.raises(ValueError, match="before birth"):
        calendar.age(date(2007, 5, 20), date(2007, 5, 19))


def test_date_words() -> None:
    """X-35: dates in Swedish, long and short."""
    assert long_date(date(2025, 6, 4)) == "onsdag 4 juni 2025"
    assert short_date(date(2025, 6, 4)) == "ons 4 jun"
    assert short_date(date(2025, 3, 5)) == "ons 5 mars"
