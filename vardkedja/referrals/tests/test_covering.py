"""What nobody covers: the work of somebody away without a hand-out, or after its end (REM-45)."""

import datetime
import uuid
from collections.abc import Iterator

import pytest

from vardkedja.demo.cast import actor
from vardkedja.kernel import absence_verbs as verbs
from vardkedja.kernel import clock
from vardkedja.referrals.covering import uncovered
from vardkedja.referrals.tests.absence_rows import BEATRICE, incoming, who
from vardkedja.referrals.tests.list_rows import BJORKDALEN, GUSTAV, MOLNDAL, OSKAR, SHIRIN, unit

JULY = (datetime.date(2025, 7, 1), datetime.date(2025, 7, 31))


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-10 08:00"):
        yield


def away(username: str, first: datetime.date, last: datetime.date, at: str = MOLNDAL) -> None:
    verbs.register_absence(verbs.Away(unit(at), who(username), first, last), by=actor(username))


def given_out(last: datetime.date, nodes: tuple[str, ...] = ("answer",)) -> uuid.UUID:
    """Beatrice hands Shirin's work to Gustav from 1 July."""
    wish = verbs.Wish(unit(MOLNDAL), who(SHIRIN), who(GUSTAV), nodes, JULY[0], last, clock.today(), "Enligt samtal.")
    return verbs.hand_out(wish, by=actor(BEATRICE), confirmed=frozenset({"REM-41.receiver_away"})).uuid


def listed(day: datetime.date, at: str = MOLNDAL) -> list[str]:
    return [row.node for row in uncovered(unit(at), day)]


def test_the_work_of_somebody_away_without_a_hand_out_is_listed(db: None) -> None:
    """REM-45: away 1–31 July without hand-out: all open cases from 1 July through 31 July, at that unit only."""
    incoming(2)
    incoming(1, assessor=BEATRICE)
    one = datetime.timedelta(days=1)
    away(SHIRIN, *JULY)
    assert listed(JULY[0] - one) == []
    assert listed(JULY[0]) == listed(JULY[1]) == ["answer", "answer"]
    assert listed(JULY[1] + one) == []
    assert listed(JULY[0], BJORKDALEN) == []
    away(OSKAR, *JULY, at=BJORKDALEN)
    assert listed(JULY[0], BJORKDALEN) == ["watch"] * 3  # the monitor's
    row = uncovered(unit(MOLNDAL), JULY[0])[0]
    assert row.why == f"{row.owner} är borta till och med 2025-07-31. Arbetet är inte utdelat."


def test_after_the_end_of_a_hand_out_the_pool_sees_it(db: None) -> None:
    """REM-43, REM-45: handed out to 15 July: quiet that day; from 16 July in the unit's list, saying when it ended."""
    incoming(1)
    away(SHIRIN, *JULY)
    given_out(datetime.date(2025, 7, 15))
    assert listed(datetime.date(2025, 7, 15)) == []
    (row,) = uncovered(unit(MOLNDAL), datetime.date(2025, 7, 16))
    assert row.ended == datetime.date(2025, 7, 15)
    assert "tog slut 2025-07-15" in row.why


def test_a_hand_out_ended_early_uncovers_the_work_at_once(db: None) -> None:
    """REM-43, REM-45: ended on 10 July: in the list that same day."""
    incoming(1)
    away(SHIRIN, *JULY)
    made = given_out(JULY[1])
    with clock.stopped_at("2025-07-10 12:00"):
        assert listed(clock.today()) == []
        verbs.end_hand_out(made, by=actor(BEATRICE))
        (row,) = uncovered(unit(MOLNDAL), clock.today())
    assert row.ended == datetime.date(2025, 7, 10)


def test_a_node_outside_the_scope_and_a_deputy_who_is_away_cover_nothing(db: None) -> None:
    """REM-41, REM-45: scope Att bevaka does not cover Att besvara; a deputy covers none of the days away."""
    incoming(1)
    away(SHIRIN, *JULY)
    made = given_out(JULY[1], ("watch",))
    assert listed(JULY[0]) == ["answer"]
    verbs.end_hand_out(made, by=actor(BEATRICE))
    away(GUSTAV, JULY[0], JULY[0])
    given_out(JULY[1])
    (row,) = uncovered(unit(MOLNDAL), JULY[0])
    assert row.ended is None
    assert row.why.endswith("som har fått arbetet.")
    assert listed(JULY[0] + datetime.timedelta(days=1)) == []
