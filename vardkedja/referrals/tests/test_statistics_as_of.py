"""Statistics as of a day: what is registered later changes nothing; and the days without a check (REM-48, X-32, X-43)."""

import datetime
from collections.abc import Iterator

import pytest

from vardkedja.kernel import clock
from vardkedja.referrals import statistics
from vardkedja.referrals.actions import checks, monitoring, papers, routine
from vardkedja.referrals.actions.monitoring import Call
from vardkedja.referrals.messages import Message
from vardkedja.referrals.routine_questions import routine_of
from vardkedja.referrals.routines import DailyCheck
from vardkedja.referrals.statistics import Counter
from vardkedja.referrals.tests import samples
from vardkedja.referrals.tests.statistics_rows import MARCH, TO, at, counter, month, unit


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-06-05 08:00"):
        yield


# --- unchecked days ------------------------------------------------------------------------------------------------


def test_days_that_nobody_checked() -> None:
    """REM-48, REM-14, REM-18, REM-20: checked Thursday 5 and Monday 9 June; the red Friday and the weekend are no days."""
    evalena = samples.me(samples.EVALENA)
    for day in (2, 3, 4, 5, 9):
        at(f"2025-06-{day:02} 09:00", checks.check_day, "watch", by=evalena)
    june = datetime.date(2025, 6, 1)

    def unchecked(name: str, as_of: int) -> list[int]:
        return [one.day.day for one in month(first=june, as_of=datetime.date(2025, 6, as_of)).lists[name]]

    assert unchecked("unchecked_watch", 10) == []
    assert unchecked("unchecked_watch", 11) == [10]
    assert unchecked("unchecked_attest", 4) == [2, 3]
    assert unchecked("unchecked_answer", 1) == []
    assert counter("unchecked_attest", first=june, as_of=datetime.date(2025, 6, 4)) == Counter(2)


def test_a_check_is_known_from_the_moment_it_is_made() -> None:
    """REM-48, X-32: as of the evening before, the day is not over; a unit without a routine has no days to check."""
    day = datetime.date(2025, 3, 3)
    assert counter("unchecked_watch", as_of=day) == Counter()
    assert counter("unchecked_watch", as_of=datetime.date(2025, 3, 4)) == Counter(1)
    at("2025-03-03 09:00", checks.check_day, "watch", by=samples.me(samples.EVALENA))
    assert counter("unchecked_watch", as_of=datetime.date(2025, 3, 4)) == Counter()
    DailyCheck.objects.update(checked_at=clock.now())  # as if it had been written down in June
    assert counter("unchecked_watch", as_of=datetime.date(2025, 3, 4)) == Counter(1)
    assert counter("unchecked_watch", "narhalsan-sekreterarpoolen") == Counter()


def test_a_routine_that_was_widened_later_does_not_reach_back() -> None:
    """REM-48, X-32, R-30: on 7 April the unit decides to check every day; March as of 5 April still has working days."""
    before = month().lists["unchecked_watch"]
    own = routine_of(unit(samples.BJORKDALEN))
    assert own is not None
    wish = routine.RoutineForm(provider_kind="narhalsan", attest_roles=["lakare"], every_day=True)
    with clock.stopped_at("2025-04-07 10:00"):
        routine.decide(wish, by=samples.me(samples.KERSTIN), version=routine.version_of(own))
    assert month().lists["unchecked_watch"] == before
    assert len(before) == 21
    assert counter("unchecked_watch", as_of=datetime.date(2025, 4, 7)) == Counter(31)


# --- as of a day ---------------------------------------------------------------------------------------------------


def test_march_as_of_the_fifth_of_april_is_the_same_in_june() -> None:
    """X-32, X-43: what is registered afterwards about March changes March as of today and not as of 5 April."""
    paper = at("2025-03-03 10:00", samples.sent_on_paper)
    electronic = at("2025-03-04 10:00", samples.assigned, at("2025-03-04 09:00", samples.sent))
    at("2025-03-20 10:00", samples.paper_confirmed, paper)
    at("2025-03-21 10:00", samples.confirmed, electronic)
    then = {slug: month(slug) for slug in (samples.BJORKDALEN, samples.MOLNDAL)}
    day = datetime.date(2025, 3, 10)
    at("2025-04-07 10:00", samples.paper_confirmed, paper, received_on=day)
    at("2025-04-08 10:00", samples.scanned, arrived_on=day, late_reason="Låg i fel fack")
    call = Call(contacted_on=day, channel="phone", answered_function="Sekreterare", outcome="Svar kommer")
    with clock.stopped_at("2025-04-09 10:00"):
        monitoring.contact(paper, call, by=samples.me(samples.EVALENA))
        samples.answered(electronic)
        samples.answered(electronic, text="Rättat svar.")
    assert {slug: month(slug) for slug in then} == then
    today = month(as_of=datetime.date(2025, 6, 5)).counters
    assert then[samples.BJORKDALEN].counters["confirmed_there"] == Counter(2, 0, 2)
    assert (today["confirmed_there"], today["contacts"], today["scans"]) == (
        Counter(2, 1, 1),
        Counter(1),
        Counter(2, 1, 1),
    )


def test_a_message_that_was_filed_wrong_counts_until_it_was_taken_back() -> None:
    """X-32, X-43: a confirmation that turns out to be another patient's is gone from the day somebody moved it."""
    case = at("2025-03-03 10:00", samples.sent_on_paper)
    scan = at("2025-03-05 10:00", samples.scanned, samples.EVALENA, "confirmation")
    letter = samples.Paper(scan=scan, received_on=datetime.date(2025, 3, 5), waiting="8 veckor")
    evalena = samples.me(samples.EVALENA)
    at("2025-03-05 10:00", samples.arriving.register_confirmation, case, letter, by=evalena)
    at("2025-04-07 10:00", papers.take_loose, case, scan, by=evalena, reason="Fel patient")
    assert Message.objects.get(case__uuid=case).state == "void"
    assert counter("confirmed_there") == Counter(1, 1)
    assert counter("confirmed_there", as_of=datetime.date(2025, 4, 7)) == Counter()


def test_an_empty_month() -> None:
    """REM-48: a month with nothing in it has every number, all of them nought; so has one that has not begun."""
    empty = month(first=datetime.date(2023, 2, 1))
    assert empty.counters == dict.fromkeys(statistics.MEASURES, Counter())
    assert not any(empty.lists.values())
    ahead = month(first=datetime.date(2025, 5, 1))
    assert ahead.counters == empty.counters


def test_twelve_months_are_the_months_one_by_one() -> None:
    """REM-48: the picture's numbers are those of each month, over the turn of the year."""
    for day in ("2024-12-31 23:59", "2025-01-01 00:00", "2025-03-03 10:00"):
        at(day, samples.sent)
    year = statistics.year(unit(samples.BJORKDALEN), MARCH, TO)
    assert [one.first.isoformat()[:7] for one in year][::11] == ["2024-04", "2025-03"]
    assert [one.counters["sent"].number for one in year][-4:] == [1, 1, 0, 1]
    assert all(one.counters == month(first=one.first).counters for one in year)
