"""The days of a referral, as properties and on the boundaries. REM-05, 06, 11 to 15, 18, 20, 23, 29, 30, 50, X-20."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.calendar import deadline, is_working_day, local_day
from vardkedja.rules.law import Terms
from vardkedja.rules.referral_deadlines import (
    attest_age,
    confirm_by,
    covered_days,
    deadlines,
    reply_by,
    same_day,
    wait_date,
)

FIRST, LAST = date(2021, 6, 1), date(2040, 10, 1)
DAYS = st.dates(FIRST, LAST)
ONE = timedelta(days=1)


def day(decision: object, name: str) -> date:
    return cast(date, decision.result[name])  # type: ignore[attr-defined]


def between(start: date, end: date) -> int:
    """Working days after ``start`` through ``end``, counted one by one."""
    return sum(is_working_day(start + n * ONE) for n in range(1, (end - start).days + 1))


@given(DAYS)
def test_the_last_day_to_send_is_the_third_working_day(decided_on: date) -> None:
    """REM-05, D-21, R-22: a working day, exactly three of them on, and every skipped day is named."""
    decision = deadlines(decided_on=decided_on)
    send_by = day(decision, "send_by")
    assert is_working_day(send_by)
    assert between(decided_on, send_by) == 3
    skipped = (send_by - decided_on).days - 3
    assert len(decision.steps) == 2 + skipped
    assert decision.sources[0].clause.startswith("A.1")


@given(DAYS, st.integers(1, 60))
def test_a_later_decision_never_gives_an_earlier_day(decided_on: date, later: int) -> None:
    """REM-05, REM-29: both limits are monotone, and the reply is counted like the referral."""
    second = decided_on + later * ONE
    assert day(deadlines(decided_on=decided_on), "send_by") <= day(deadlines(decided_on=second), "send_by")
    assert day(reply_by(decided_on), "reply_by") == day(deadlines(decided_on=decided_on), "send_by")


@given(DAYS)
def test_the_watch_is_fourteen_days(sent_on: date) -> None:
    """REM-06, REM-12, REM-13, REM-30, R-23, R-24: 14 days from each beginning, overdue the day after, never moved."""
    watch = deadlines(sent_on=sent_on)
    assert day(watch, "monitor_until") - sent_on == 14 * ONE
    assert day(watch, "overdue_from") - sent_on == 15 * ONE
    assert day(deadlines(reprioritised_on=sent_on), "monitor_until") - sent_on == 14 * ONE
    assert day(confirm_by(sent_on, sent_on + ONE), "confirm_by") - sent_on == 14 * ONE


@given(DAYS, st.integers(0, 40), st.integers(0, 40), st.integers(0, 400))
def test_what_happened_last_sets_the_watch(sent_on: date, asked: int, confirmed: int, wait: int) -> None:
    """REM-11, REM-12: a confirmation after the request counts; one before or on its day does not."""
    until = sent_on + (confirmed + wait) * ONE
    decision = deadlines(
        sent_on=sent_on,
        reprioritised_on=sent_on + asked * ONE,
        confirmed_on=sent_on + confirmed * ONE,
        confirmed_until=until,
    )
    expected = until if confirmed > asked else sent_on + (asked + 14) * ONE
    assert day(decision, "monitor_until") == expected


@pytest.mark.parametrize(
    ("sent", "late"),
    [
        (datetime(2025, 3, 11, 12, 0, tzinfo=UTC), False),
        (datetime(2025, 3, 12, 22, 59, tzinfo=UTC), False),
        (datetime(2025, 3, 12, 23, 0, tzinfo=UTC), True),
    ],
)
def test_sent_on_the_boundary(sent: datetime, late: bool) -> None:
    """REM-05: decided on Friday 7 March, 23:59 on Wednesday is in time and 00:00 on Thursday is late."""
    send_by = day(deadlines(decided_on=date(2025, 3, 7)), "send_by")
    assert (local_day(sent) > send_by) is late
    assert (sent > deadline(send_by)) is late


@pytest.mark.parametrize(("arrived", "overdue"), [(16, False), (17, False), (18, True)])
def test_confirmed_on_the_boundary(arrived: int, overdue: bool) -> None:
    """REM-06, REM-13: sent 3 March; 17 March is in time, 18 March overdue."""
    watch = deadlines(sent_on=date(2025, 3, 3))
    assert (date(2025, 3, arrived) >= day(watch, "overdue_from")) is overdue


@pytest.mark.parametrize(
    ("scanned", "late"),
    [
        (datetime(2025, 3, 7, 7, 30, tzinfo=UTC), False),
        (datetime(2025, 3, 7, 22, 59, tzinfo=UTC), False),
        (datetime(2025, 3, 7, 23, 0, tzinfo=UTC), True),
    ],
)
def test_scanned_on_the_boundary(scanned: datetime, late: bool) -> None:
    """REM-15, REM-23: the paper came on 7 March; 23:59 that day is in time, 00:00 the next is late and still stored."""
    decision = same_day(date(2025, 3, 7), local_day(scanned))
    assert decision.result["late"] is late
    assert not decision.stops


@given(DAYS, st.integers(0, 40), st.sets(st.integers(0, 40)), st.booleans())
def test_unchecked_days(start: date, length: int, checked: set[int], every_day: bool) -> None:
    """REM-14, REM-18, REM-20, R-30: each day that should be checked is either checked or named, and no other day is."""
    end = start + length * ONE
    days = {start + n * ONE for n in checked}
    missing = covered_days(days, start, end, every_day=every_day)
    for n in range(length + 1):
        this = start + n * ONE
        due = every_day or is_working_day(this)
        assert (this in missing) == (due and this not in days)
    assert list(missing) == sorted(set(missing))
    assert all(start <= this <= end for this in missing)


def test_a_period_that_has_not_begun_has_no_unchecked_day() -> None:
    """REM-14: asked the first morning, with yesterday as the end, nothing is missed."""
    assert covered_days((), date(2025, 3, 4), date(2025, 3, 3)) == ()


@given(st.integers(0, 99).map(lambda weeks: f"ca {weeks} v") | st.text("0123456789 vecka-/.", max_size=14), DAYS)
def test_words_never_give_a_day_that_has_been(words: str, on: date) -> None:
    """REM-50: a proposal is today or later; a length gives none."""
    proposal = wait_date(words, on)
    assert proposal is None or proposal >= on
    if words.startswith("ca"):
        assert proposal is None


@given(st.integers(1, 52), DAYS)
def test_a_week_proposes_its_friday(week: int, on: date) -> None:
    """REM-11: a Friday of that week, within a year; none when this week's Friday is over."""
    proposal = wait_date(f"vecka {week}", on)
    if proposal is None:
        assert on.isocalendar().week == week
        assert on.isoweekday() > 5
    else:
        assert proposal.isoweekday() == 5
        assert proposal.isocalendar().week == week
        assert (proposal - on).days <= 371


def test_another_region_has_no_days_until_it_enters_its_own() -> None:
    """D-21, D-23, X-19: unclear without a value; with the region's own, its own number and source."""
    facts = {"decided_on": date(2025, 3, 7), "sent_on": date(2025, 3, 10)}
    without = deadlines(**facts, region="08")  # type: ignore[arg-type]
    assert without.outcome == "unclear"
    assert without.result == {}
    assert len(without.reasons) == 2
    own = law.read(
        'title = "Egen rutin"\nchecked = 2026-01-01\nparty = "08"\n'
        '[[entry]]\nname = "referrals.send_days"\nlabel = "tid"\nfrom = 2025-01-01\nvalue = 1\nunit = "arbetsdagar"\n'
        'clause = "1"\nbasis = "found"\n',
        "own",
    )
    decision = deadlines(decided_on=date(2025, 3, 7), region="08", terms=Terms(overlay=own))
    assert day(decision, "send_by") == date(2025, 3, 10)
    assert decision.sources[0].title == "Egen rutin"
    assert same_day(date(2025, 3, 7), date(2025, 3, 9), "08").outcome == "unclear"
    assert confirm_by(None, date(2025, 3, 7), "08").outcome == "unclear"


def test_the_end_of_time_is_unclear_not_an_error() -> None:
    """X-20: a day that no calendar has names the year and stops nothing else."""
    decision = deadlines(confirmed_on=date(9999, 1, 1), confirmed_until=date.max)
    assert decision.outcome == "unclear"
    assert decision.result == {"monitor_until": date.max}
    assert "10000" in decision.reasons[0].text
    assert deadlines(sent_on=date(9999, 12, 30)).outcome == "unclear"


def test_the_age_of_what_waits_to_be_attested() -> None:
    """REM-18: scanned 3 March and not attested 5 March is two days old."""
    assert attest_age(date(2025, 3, 3), date(2025, 3, 5)) == 2
    assert attest_age(date(2025, 3, 3), date(2025, 3, 3)) == 0
