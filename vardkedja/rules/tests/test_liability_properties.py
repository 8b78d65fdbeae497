"""What holds for every month, case and sequence, and a second counting that shares no code with the first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.asking import ask
from vardkedja.rules.decision import plain
from vardkedja.rules.law import Terms
from vardkedja.rules.liability_basis import BasisFacts, basis
from vardkedja.rules.liability_charge import charge
from vardkedja.rules.liability_days import Month, Notice, days, received_on
from vardkedja.rules.liability_ladder import State, ladder
from vardkedja.rules.liability_month import Case, month
from vardkedja.rules.liability_statistics import MonthCases, figures
from vardkedja.rules.named.shapes import without_nulls
from vardkedja.rules.tests.test_liability_days import NOON, turns

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST = date(2025, 1, 1)
MONTHS = [Month(2025, number) for number in range(1, 10)]


def over(*named: tuple[str, str]) -> Terms:
    """The shipped terms with several readings laid over, in force since 2000."""
    return Terms(overlay=[row for name, value in named for row in law.read(NOON.format(name=name, value=value), "own")])


def _case(name: str, gaps: list[tuple[int, int, str]]) -> Case:
    """Notices after one another: days until the next one is received, and how long it lasts."""
    notices, at = [], FIRST
    for gap, stay, end in gaps:
        start = at + timedelta(days=gap)
        at = start + timedelta(days=stay)
        notices.append(Notice(start, at, end))
    return Case(name, tuple(notices))


GAPS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 35), st.sampled_from(["home", "recall", "death"])), max_size=3
)
CASES = st.lists(GAPS, max_size=6).map(lambda every: [_case(f"A{number}", gaps) for number, gaps in enumerate(every)])
POPULATIONS = pytest.mark.parametrize("population", ["ready", "all", "discharged"])


@given(GAPS)
def test_days_by_month_sum_to_the_stays_of_a_case(gaps: list[tuple[int, int, str]]) -> None:
    """LNK-113, LNK-114, LNK-164: over nine months a case has just the days of its notices."""
    notices = _case("A", gaps).notices
    assert sum(days(notices, at).result["days"] for at in MONTHS) == sum(stay for _, stay, _ in gaps)


@POPULATIONS
@given(CASES, st.randoms())
def test_the_order_of_cases_and_notices_changes_nothing(population: str, cases: list[Case], random: object) -> None:
    """LNK-114, LNK-125, LNK-127, LNK-132: the average, the charged days, the money and the figures."""
    terms = over(("liability.population", f'"{population}"'))
    shuffle: Callable[[list[object]], None] = random.shuffle  # type: ignore[attr-defined]
    mixed = []
    for case in cases:
        notices = list(case.notices)
        shuffle(notices)  # type: ignore[arg-type]
        mixed.append(Case(case.id, tuple(notices)))
    shuffle(mixed)  # type: ignore[arg-type]
    for at in MONTHS[:3]:
        first, second = month(cases, at, terms).result, month(mixed, at, terms).result
        assert [first[name] for name in ("cases", "days", "average")] == [
            second[name] for name in ("cases", "days", "average")
        ]
        assert sorted(first["contributions"], key=str) == sorted(second["contributions"], key=str)
        assert sum(row["days"] for row in first["contributions"]) == first["days"]
        one, other = (charge(each, at, Decimal(10), terms).result for each in (cases, mixed))
        assert (one["days"], one["amount"]) == (other["days"], other["amount"])
        assert sorted(one["cases"], key=str) == sorted(other["cases"], key=str)
        assert figures("0763", (MonthCases(month=str(at), cases=tuple(cases)),), terms).result == (
            figures("0763", (MonthCases(month=str(at), cases=tuple(mixed)),), terms).result
        )


@POPULATIONS
@given(CASES, st.integers(1, 28))
def test_adding_a_zero_day_case_never_raises_the_mean(population: str, cases: list[Case], day: int) -> None:
    """LNK-114, R-45: under every population."""
    terms = over(("liability.population", f'"{population}"'))
    zero = Case("zero", (Notice(date(2025, 2, day), date(2025, 2, day), "home"),))
    before, after = (month(each, Month(2025, 2), terms).result for each in (cases, [*cases, zero]))
    assert after["average"] <= before["average"]
    assert (after["cases"], after["days"]) == (before["cases"] + 1, before["days"])


@pytest.mark.parametrize("how", ["beyond", "all", "fraction"])
@given(CASES)
def test_no_case_is_charged_more_days_than_it_has(how: str, cases: list[Case]) -> None:
    """LNK-125, R-51: in each month, by every reading, and each day once."""
    terms = over(("liability.chargeable", f'"{how}"'))
    for at in MONTHS[:4]:
        own = {case.id: days(case.notices, at).result["days"] for case in cases}
        found = charge(cases, at, Decimal(1), terms).result["cases"]
        for row in found:
            assert 0 < Fraction(str(row["days"])) <= own[row["id"]]
            assert len(set(row["dates"])) == len(row["dates"]) <= own[row["id"]]
            assert {(day.year, day.month) for day in row["dates"]} == {(at.year, at.number)}


@given(CASES)
def test_the_rows_of_a_basis_are_its_charge(cases: list[Case]) -> None:
    """LNK-127: row by row the same days and money as the whole month."""
    for at in MONTHS[:3]:
        facts = BasisFacts(
            municipality="0763",
            month=str(at),
            state=State.BETALNING,
            charged=(str(at),),
            cases=tuple(cases),
            plan_versions=(2,),
            price=Decimal("7.5"),
        )
        found, whole = basis(facts).result, charge(cases, at, Decimal("7.5")).result
        assert sum(row["days"] for row in found["rows"]) == found["days"] == whole["days"]
        assert sum(row["amount"] for row in found["rows"]) == found["total"] == whole["amount"]


AVERAGES = st.lists(st.sampled_from([Fraction(0), Fraction("2.4"), Fraction(601, 250), Fraction(3)]), max_size=20)
READINGS = pytest.mark.parametrize(
    ("mixed", "after"),
    [(mixed, after) for mixed in ("close", "charge_exceeding") for after in ("stay", "restart")],
)


def rows(averages: list[Fraction]) -> list[tuple[Month, Fraction]]:
    found, at = [], Month(2024, 12)
    for average in averages:
        found.append((at, average))
        at = at.next
    return found


@READINGS
@given(AVERAGES)
def test_what_is_charged_exceeds_and_is_never_one_of_the_first_two(
    mixed: str, after: str, averages: list[Fraction]
) -> None:
    """LNK-121, LNK-122, R-49, R-50: whatever the sequence and the reading: once each, never a month that led
    to a warning or a plan, and never before the follow-up month of a plan.
    """
    terms = over(("liability.mixed_months", f'"{mixed}"'), ("liability.after_payment", f'"{after}"'))
    given_in = dict((str(at), average) for at, average in rows(averages))
    steps = ladder(rows(averages), terms).result["steps"]
    charged = [name for step in steps for name in step["charged"]]
    assert len(set(charged)) == len(charged)
    assert all(given_in[name] > Fraction("2.4") for name in charged)
    led_to_it = {step["month"] for step in steps if step["state"] in ("normal", "varning", "handlingsplan")}
    assert not led_to_it & set(charged)
    demanded = [step["month"] for step in steps if step["state"] == "handlingsplan"]
    assert all(any(plan < name for plan in demanded) for name in charged)
    assert all(step["state"] == "betalning" for step in steps if step["charged"])


@READINGS
@given(AVERAGES, st.integers(0, 20))
def test_a_later_month_never_changes_an_earlier_step(
    mixed: str, after: str, averages: list[Fraction], length: int
) -> None:
    """LNK-122, LNK-129: what was said at the end of a month stands, whatever follows."""
    terms = over(("liability.mixed_months", f'"{mixed}"'), ("liability.after_payment", f'"{after}"'))
    whole = ladder(rows(averages), terms)
    part = ladder(rows(averages)[:length], terms)
    assert part.result["steps"] == whole.result["steps"][:length]
    assert part.steps == whole.steps[:length]


@given(CASES, AVERAGES)
def test_a_decision_made_again_from_its_inputs_is_the_same(cases: list[Case], averages: list[Fraction]) -> None:
    """LNK-113, LNK-114, LNK-122, LNK-125: days, average, charge and ladder."""
    decisions = [month(cases, MONTHS[1]), charge(cases, MONTHS[1], Decimal(9)), ladder(rows(averages))]
    for decision in (*decisions, *(days(case.notices, MONTHS[1]) for case in cases)):
        stored = msgspec.json.decode(msgspec.json.encode(plain(decision.inputs)))
        assert ask(decision.rule, without_nulls(stored)) == decision


def stepping(sent: datetime, ended: date) -> tuple[date, dict[tuple[int, int], int]]:
    """The received day, and the days by month, from the wall clock: one local noon after another, no code of ours."""
    wall = sent.astimezone(STOCKHOLM)
    at = datetime.combine(wall.date(), time(12), tzinfo=STOCKHOLM)
    if wall.replace(second=0, microsecond=0, tzinfo=None) > at.replace(tzinfo=None):
        at = datetime.combine(wall.date() + timedelta(days=1), time(12), tzinfo=STOCKHOLM)
    received, found = at.date(), dict[tuple[int, int], int]()
    instant = at.timestamp()
    while True:
        instant += 24 * 60 * 60  # an hour off at most, so it stays near the middle of the next day
        day = datetime.fromtimestamp(instant, STOCKHOLM).date()
        if day > ended:
            return received, found
        found[day.year, day.month] = found.get((day.year, day.month), 0) + 1


LONG = over(
    ("liability.noon", '{ limit = "12:00", at_limit = "same_day" }'),
    ("liability.month_split", '"each_month"'),
    ("liability.removing_ends", '["error"]'),
)


def test_days_by_a_second_counting_around_every_turn() -> None:
    """LNK-54, LNK-113, LNK-114: for every day that a notice sent within 48 hours of a clock change or a turn of the year
    2024 to 2036 can be received on, and every end up to 40 days later, month by month.
    """
    compared = 0
    for turn in turns():
        seen = set()
        # Every minute is tried for the received day in the test of noon; here each minute around each noon and midnight.
        for minute in (turn + timedelta(minutes=number) for number in range(-48 * 60, 48 * 60 + 1)):
            wall = minute.astimezone(STOCKHOLM)
            if (wall.hour, wall.minute) not in {(0, 0), (2, 30), (11, 59), (12, 0), (12, 1), (23, 59)}:
                continue
            received, _ = stepping(minute, date.min)
            assert received_on(minute, LONG) == received
            if received in seen:
                continue
            seen.add(received)
            for stay in range(41):
                ended = received + timedelta(days=stay)
                _, expected = stepping(minute, ended)
                at = Month(received.year, received.month)
                while at.first <= ended:
                    found = days([Notice(received, ended, "home")], at, LONG).result
                    assert found == {"days": expected.get((at.year, at.number), 0), "counted": True}
                    compared += 1
                    at = at.next
        assert len(seen) > 3
    assert compared > 39 * 4 * 41
