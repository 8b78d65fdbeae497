"""Days after a ready notice, and the average of a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.asking import ask
from vardkedja.rules.decision import plain
from vardkedja.rules.law import NotInForce, Terms
from vardkedja.rules.liability_days import End, Month, Notice, days, received_on
from vardkedja.rules.liability_month import Case, month, shown, two_decimals
from vardkedja.rules.named.shapes import without_nulls

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MARCH, APRIL = Month(2025, 3), Month(2025, 4)
# Shipped terms, with the agreement stretched so that every turn of the year can be tried.
NOON = """title = "Avtal"
checked = 2026-11-21
[[entry]]
name = "{name}"
label = "prov"
from = 2000-01-01
value = {value}
unit = "prov"
clause = "1"
basis = "found"
party = "07"
"""
STARTS = st.dates(date(2024, 12, 1), date(2027, 6, 30))


def other(name: str, value: str) -> Terms:
    """The shipped terms with another reading laid over."""
    return Terms(overlay=law.read(NOON.format(name=name, value=value), "own"))


ANY_YEAR = other("liability.noon", '{ limit = "12:00", at_limit = "same_day" }')


def turns() -> Iterator[datetime]:
    """Clock changes and turns of the year 2024 to 2036, as instants."""
    for year in range(2024, 2037):
        for number in (3, 10):
            last = date(year, number, 31)
            sunday = last - timedelta(days=last.isoweekday() % 7)
            yield datetime(sunday.year, sunday.month, sunday.day, 1, tzinfo=UTC)
        yield datetime(year, 12, 31, 23, tzinfo=UTC)


def second_way(instant: datetime) -> date:
    """From the offset that summer time has by the rule of the calendar, and no time zone: the noon of each day."""
    year = instant.year
    changes = []
    for number in (3, 10):
        last = date(year, number, 31)
        changes.append(datetime(year, number, 31 - last.isoweekday() % 7, 1, tzinfo=UTC))
    summer = changes[0] <= instant < changes[1]
    minutes = int((instant - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() // 60) + (120 if summer else 60)
    whole, rest = divmod(minutes, 24 * 60)
    return date(2000, 1, 1) + timedelta(days=whole + (rest > 12 * 60))


@pytest.mark.parametrize("turn", list(turns()), ids=lambda turn: turn.date().isoformat())
def test_noon_by_a_second_way_around_every_turn(turn: datetime) -> None:
    """LNK-54: every minute 48 hours around each clock change and each turn of the year 2024 to 2036."""
    minutes = [turn + timedelta(minutes=number) for number in range(-48 * 60, 48 * 60 + 1)]
    found = [received_on(minute, ANY_YEAR) for minute in minutes]
    assert found == [second_way(minute) for minute in minutes]
    assert len(set(found)) > 3


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2025-03-03T11:59:00", "2025-03-03"),
        ("2025-03-03T12:00:00", "2025-03-03"),
        ("2025-03-03T12:00:59", "2025-03-03"),
        ("2025-03-03T12:01:00", "2025-03-04"),
        ("2025-03-14T12:01:00", "2025-03-15"),
        ("2025-12-31T13:00:00", "2026-01-01"),
    ],
)
def test_noon(sent: str, day: str) -> None:
    """LNK-54, D-36, R-38: 12.00 itself is the same day; the other reading is a change of data."""
    instant = datetime.fromisoformat(sent).replace(tzinfo=STOCKHOLM)
    assert received_on(instant).isoformat() == day
    later = other("liability.noon", '{ limit = "12:00", at_limit = "next_day" }')
    moved = "2025-03-04" if "T12:00" in sent else day
    assert received_on(instant, later).isoformat() == moved


def test_noon_outside_the_agreement_is_not_known() -> None:
    """LNK-54, LNK-130: the first and last day of the agreement, and the days outside."""
    for day in (date(2024, 11, 4), date(2027, 11, 3)):
        assert received_on(datetime(day.year, day.month, day.day, 9, tzinfo=STOCKHOLM)) == day
    for day in (date(2024, 11, 3), date(2027, 11, 4)):
        with pytest.raises(NotInForce):
            received_on(datetime(day.year, day.month, day.day, 9, tzinfo=STOCKHOLM))


def test_an_unknown_reading_decides_nothing() -> None:
    """LNK-114, D-43: a reading nobody has built is unclear, by its name."""
    notice = Notice(date(2025, 3, 3), date(2025, 3, 5), "home")
    assert days([notice], MARCH).result["days"] == 2
    for name, value in (("liability.month_split", '"half"'), ("liability.removing_ends", '["fever"]')):
        assert days([notice], MARCH, other(name, value)).outcome == "unclear"
    assert month([], MARCH, other("liability.population", '"some"')).outcome == "unclear"
    with pytest.raises(NotInForce):
        received_on(
            datetime(2025, 3, 3, 9, tzinfo=STOCKHOLM),
            other("liability.noon", '{ limit = "12:00", at_limit = "never" }'),
        )


@given(STARTS, st.integers(0, 120), st.sampled_from([End.HOME, End.RECALL, End.DEATH]))
def test_days_by_month_sum_to_the_stay(start: date, stay: int, end: End) -> None:
    """LNK-113, LNK-114: whatever months it runs over, nothing is lost and nothing counted twice."""
    notice = Notice(start, start + timedelta(days=stay), end)
    at, total, in_months = Month(start.year, start.month), 0, []
    for _ in range(6):
        result = days([notice], at).result
        total += result["days"]
        in_months.append(result["counted"])
        at = at.next
    assert total == stay
    assert in_months[0]
    assert in_months == sorted(in_months, reverse=True)


@given(STARTS, st.integers(0, 90) | st.none(), st.integers(0, 5))
def test_days_by_a_second_way(start: date, stay: int | None, ahead: int) -> None:
    """LNK-114: the definition read word by word, one calendar day at a time."""
    end = None if stay is None else start + timedelta(days=stay)
    at = Month(start.year, start.month)
    for _ in range(ahead):
        at = at.next
    day, found = at.first, 0
    while day.month == at.number:
        found += start < day <= (end or day)
        day += timedelta(days=1)
    counted = start <= at.last and (end is None or end >= at.first)
    notice = Notice(start, end, "home" if end else "")
    assert days([notice], at).result == {"days": found, "counted": counted}


TINGSRYD = [
    Case(name, (Notice(date(2025, 3, first), date(2025, 3, first) + timedelta(days=stay), "home"),))
    for name, first, stay in (("P1", 3, 2), ("P2", 4, 1), ("P3", 6, 4), ("P4", 15, 4), ("P5", 28, 5), ("P6", 20, 0))
]


def test_the_table_with_its_alternatives_is_a_change_of_data() -> None:
    """LNK-114, D-43, R-45, R-46: Tingsryd in March 2025, and the other readings on the same data."""
    assert month(TINGSRYD, MARCH).result["average"] == Fraction(14, 6)
    never = [Case(f"N{number}") for number in range(4)]
    everyone = month([*TINGSRYD, *never], MARCH, other("liability.population", '"all"')).result
    assert (everyone["average"], everyone["cases"]) == (Fraction(14, 10), 10)
    leaving = other("liability.month_split", '"month_of_leaving"')
    assert month(TINGSRYD, MARCH, leaving).result["average"] == Fraction(11, 5)
    assert month(TINGSRYD, APRIL, leaving).result["contributions"] == [{"id": "P5", "days": 5}]
    open_still = Case("O", (Notice(date(2025, 3, 3)),))
    assert month([open_still], MARCH, leaving).result["cases"] == 0


def test_noon_the_other_way_moves_one_patient() -> None:
    """LNK-114, R-38: P3 sent at 12:00 has 3 days when 12.00 counts as after, and the sum is 13."""
    later = other("liability.noon", '{ limit = "12:00", at_limit = "next_day" }')
    start = received_on(datetime(2025, 3, 6, 12, tzinfo=STOCKHOLM), later)
    moved = [case if case.id != "P3" else Case("P3", (Notice(start, date(2025, 3, 10), "home"),)) for case in TINGSRYD]
    assert month(moved, MARCH).result["average"] == Fraction(13, 6)


def test_the_other_reading_of_recalls_is_a_change_of_data() -> None:
    """LNK-128, R-52: a recall keeps the days that passed, an error removes them; the data says which."""
    recall = Notice(date(2025, 3, 3), date(2025, 3, 5), "recall")
    assert days([recall], MARCH).result == {"days": 2, "counted": True}
    removing = other("liability.removing_ends", '["error", "recall"]')
    assert days([recall], MARCH, removing).result == {"days": 0, "counted": False}


@pytest.mark.parametrize(
    ("average", "text"),
    [
        (Fraction(601, 250), "2,40 (>2,4)"),
        (Fraction(12, 5), "2,40"),
        (Fraction(7, 3), "2,33"),
        (Fraction(241, 100), "2,41"),
        (Fraction(2399, 1000), "2,40"),
        (Fraction(0), "0,00"),
    ],
)
def test_the_rounded_figure_is_marked_when_it_hides_the_answer(average: Fraction, text: str) -> None:
    """LNK-115, R-47: two decimals for reading; the exact fraction decides."""
    assert shown(average, Fraction("2.4")) == text


def test_half_a_hundredth_is_shown_upwards() -> None:
    """LNK-115, R-47: for reading only."""
    assert [str(two_decimals(Fraction(text))) for text in ("2.395", "2.3949", "2.385", "0")] == [
        *("2.40", "2.39", "2.39", "0.00"),
    ]


def test_what_days_and_averages_are_said_to_be() -> None:
    """LNK-113, LNK-114, LNK-115: the sentences, at the limit, over it, and for a case that is not counted."""
    start = date(2025, 3, 3)
    stays = [Case(str(stay), (Notice(start, start + timedelta(days=stay), "home"),)) for stay in (2, 3)]
    assert month([*stays, *TWO], MARCH).say == "Mars 2025: 2,40 dagar i genomsnitt, inom gränsen."
    assert month(stays, MARCH).say == "Mars 2025: 2,50 dagar i genomsnitt, överskrider gränsen."
    assert month(stays, MARCH).steps == (
        "5 dagar delat på 2 patienter är 5/2.",
        "Gränsen är 2,4. Talet avrundas inte. Lika med gränsen är inom den.",
    )
    assert month([], MARCH).steps[0] == "Ingen patient räknas i månaden. Genomsnittet är 0."
    one = days([Notice(start, date(2025, 3, 4), "home")], MARCH)
    assert one.say == "1 dag i mars 2025."
    assert one.steps == (
        "Inkommen 3 mars 2025, till och med 4 mars 2025: 1 dag. Dagen efter inkommen är den första som räknas.",
    )
    later = days([Notice(start, date(2025, 3, 4), "home")], APRIL)
    assert (later.say, later.steps[0].partition(": ")[2]) == (
        "Ärendet räknas inte i april 2025.",
        "hör inte till månaden. Dagen efter inkommen är den första som räknas.",
    )
    removed = days([Notice(start, date(2025, 3, 4), "error")], MARCH)
    assert (removed.say, removed.steps) == (
        "Ärendet räknas inte i mars 2025.",
        ("Inkommen 3 mars 2025: borttagen, räknas inte.",),
    )


TWO = [
    Case(name, (Notice(date(2025, 3, 3), date(2025, 3, 3) + timedelta(days=stay), "home"),))
    for name, stay in (("X", 2), ("Y", 2), ("Z", 3))
]


def test_601_days_for_250_patients_exceed() -> None:
    """LNK-115: 601/250 exceeds, 600/250 does not."""
    start = date(2025, 3, 3)
    stays = [3] * 101 + [2] * 149

    def average(all_stays: list[int]) -> dict[str, object]:
        cases = [
            Case(str(number), (Notice(start, start + timedelta(days=stay), "home"),))
            for number, stay in enumerate(all_stays)
        ]
        return dict(month(cases, MARCH).result)

    assert average(stays)["average"] == Fraction(601, 250)
    assert average(stays)["exceeds"] is True
    assert average([*stays[1:], 2])["exceeds"] is False


def test_months() -> None:
    """LNK-114: a month is written with year and number, and knows its first and last day and the next."""
    assert (Month.of("2028-02").first, Month.of("2028-02").last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert str(Month.of("2025-12").next) == "2026-01"
    assert Month.of("9999-12").last == date.max
    for wrong in ("2025-13", "2025-3", "0000-01", "2025-03-01"):
        with pytest.raises(ValueError, match=wrong):
            Month.of(wrong)


def test_a_decision_from_its_inputs_is_the_same() -> None:
    """LNK-114: what is stored is enough to count again."""
    first = month(TINGSRYD, MARCH)
    assert ask("liability.month", without_nulls(plain(first.inputs))) == first


def test_a_patient_who_left_one_day_before_is_counted_and_two_days_before_is_asked_about() -> None:
    """LNK-114: an afternoon notice counts from the next day, so the day before is in order; the day before that is not."""
    received = date(2025, 3, 5)
    one, two = (days([Notice(received, received - timedelta(days=number), "home")], MARCH) for number in (1, 2))
    assert (one.codes, one.result) == ((), {"days": 0, "counted": True})
    assert two.codes == ("LNK-114.left_before",)
