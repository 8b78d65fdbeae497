"""The clock of the care guarantee."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.care_guarantee import KIND_WORDS, START_WORDS, Kind, clock
from vardkedja.rules.law import Terms

START = date(2024, 10, 1)
LATEST = date(2024, 12, 30)
LIMITS = {Kind.G0: 0, Kind.G3: 3, Kind.G90V: 90, Kind.G90T: 90}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_promise_has_its_limit_in_calendar_days(kind: Kind) -> None:
    """SVR-29: the last day, the day before it begins to be passed, and the day after."""
    last = START + timedelta(days=LIMITS[kind])
    on_it, after = clock(kind, START, last), clock(kind, START, last + timedelta(days=1))
    assert (on_it.result["latest"], on_it.result["days_left"], on_it.result["passed"]) == (last, 0, False)
    assert (after.result["days_over"], after.result["passed"]) == (1, True)
    assert after.codes == ("SVR-29.passed",)
    assert not after.refusals
    assert KIND_WORDS[kind]
    assert any(START_WORDS[kind] in step for step in on_it.steps)


def test_the_example_of_the_knee() -> None:
    """SVR-29: listed since 1 October 2024, guarantee 30 December 2024."""
    assert clock("G90T", START, START).result == {"latest": LATEST, "passed": False, "not_counted": 0, "days_left": 90}


@pytest.mark.parametrize(
    ("periods", "latest", "skipped"),
    [
        ((), LATEST, 0),
        (((date(2024, 12, 30), date(2024, 12, 30)),), date(2024, 12, 31), 1),
        (((date(2024, 12, 31), date(2025, 1, 31)),), LATEST, 0),
        (((date(2024, 9, 1), date(2024, 10, 1)),), LATEST, 0),
        (((date(2024, 9, 1), date(2024, 10, 2)),), date(2024, 12, 31), 1),
        (((date(2024, 11, 1), date(2024, 11, 10)), (date(2024, 11, 5), date(2024, 11, 20))), date(2025, 1, 19), 20),
        (((date(2024, 11, 1), date(2024, 11, 30)), (date(2024, 11, 5), date(2024, 11, 6))), date(2025, 1, 29), 30),
        (((date(2025, 1, 2), date(2025, 1, 3)), (date(2024, 11, 1), date(2024, 11, 10))), date(2025, 1, 11), 12),
    ],
    ids=["none", "last day", "after", "before", "second day", "overlap", "inside", "reached by another"],
)
def test_time_that_does_not_count_moves_the_last_day_once(
    periods: tuple[tuple[date, date], ...], latest: date, skipped: int
) -> None:
    """SVR-29: both ends included, the first day never counted, nothing counted twice, in whatever order it is given."""
    for order in (periods, periods[::-1]):
        result = clock(Kind.G90T, START, START, order).result
        assert (result["latest"], result["not_counted"]) == (latest, skipped)


SPANS = st.lists(st.tuples(st.integers(-30, 200), st.integers(0, 40)), max_size=4)


@given(spans=SPANS)
def test_exactly_the_days_of_the_limit_are_counted(spans: list[tuple[int, int]]) -> None:
    """SVR-29: from the day after the start through the last day, 90 days lie outside all periods."""
    periods = tuple((START + timedelta(days=a), START + timedelta(days=a + b)) for a, b in spans)
    latest = clock(Kind.G90T, START, START, periods).result["latest"]
    assert isinstance(latest, date)
    days = [START + timedelta(days=number) for number in range(1, (latest - START).days + 1)]
    counted = [day for day in days if not any(first <= day <= last for first, last in periods)]
    assert len(counted) == 90
    assert counted[-1] == latest


@pytest.mark.parametrize(
    ("met_on", "passed", "codes"),
    [(START, False, ()), (LATEST, False, ()), (date(2024, 12, 31), True, ("SVR-29.late",))],
)
def test_care_that_is_given_stops_the_clock(met_on: date, passed: bool, codes: tuple[str, ...]) -> None:
    """SVR-29: judged by the day it was given, however long after it is asked; a booked day stops nothing."""
    result = clock(Kind.G90T, START, date(2025, 6, 1), met_on=met_on)
    assert (result.result["passed"], result.codes) == (passed, codes)
    assert not {"days_left", "days_over"} & set(result.result)
    booked = clock(Kind.G90T, START, date(2024, 12, 29), met_on=date(2024, 12, 30))
    assert booked.result["days_left"] == 1


def test_dates_in_the_wrong_order_are_refused() -> None:
    """SVR-29: a period that ends before it begins, care before the start; one day and the start itself are fine."""
    one_day = (date(2024, 11, 2), date(2024, 11, 2))
    turned = (date(2024, 11, 2), date(2024, 11, 1))
    assert clock(Kind.G90T, START, START, (one_day,), met_on=START).outcome == "computed"
    refused = clock(Kind.G90T, START, START, (turned,), met_on=date(2024, 9, 30))
    assert refused.outcome == "not_met"
    assert refused.codes == ("SVR-29.reversed", "SVR-29.before")


def test_a_day_without_a_limit_is_unclear() -> None:
    """SVR-29, X-19: the last day before the limit, and its first; far ahead the calendar ends."""
    assert clock(Kind.G90T, date(1999, 12, 31), START).codes == ("LAW.missing",)
    assert clock(Kind.G90T, date(2000, 1, 1), START).result["latest"] == date(2000, 3, 31)
    assert clock(Kind.G0, date(9999, 12, 31), date(9999, 12, 31)).outcome == "unclear"


def test_a_new_limit_is_data() -> None:
    """SVR-29: a stronger guarantee begins a day; what began the day before keeps the earlier limit."""
    own = law.read(
        'title = "Ny vårdgaranti"\nchecked = 2026-11-21\n[[entry]]\nname = "guarantee.G90T"\nlabel = "vårdgaranti"\n'
        'from = 2027-01-01\nvalue = 60\nunit = "dagar"\nclause = "1 §"\nbasis = "found"\n',
        "own",
    )
    terms, eve, first = Terms(overlay=own), date(2026, 12, 31), date(2027, 1, 1)
    assert clock(Kind.G90T, eve, eve, terms=terms).result["latest"] == eve + timedelta(days=90)
    assert clock(Kind.G90T, first, first, terms=terms).result["latest"] == first + timedelta(days=60)
