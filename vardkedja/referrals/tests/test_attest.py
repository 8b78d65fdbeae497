"""Vidimera: who may, once, what it removes and what it never changes (REM-10, 17, 18, 19)."""

import datetime

import pytest

from vardkedja.kernel.access import Denied
from vardkedja.kernel.verbs import Missing
from vardkedja.referrals.actions import arriving, monitoring, papers
from vardkedja.referrals.routines import UnitRoutine
from vardkedja.referrals.tests.samples import (
    AMIR,
    BJORKDALEN,
    EVALENA,
    KERSTIN,
    OSKAR,
    SHIRIN,
    TORUN,
    answered,
    codes,
    confirmed,
    forwarded,
    last,
    me,
    message,
    nodes,
    on,
    outgoing,
    paper_answered,
    paper_confirmed,
    states,
    task,
)

pytestmark = pytest.mark.django_db


def test_attesting_removes_the_row_and_nothing_else() -> None:
    """REM-19: confirmation attested 11 March: gone from Att vidimera; state and monitoring 16 May unchanged."""
    with on("2025-03-10"):
        case = paper_confirmed()
        monitoring.move_date(case, by=me(OSKAR), until=datetime.date(2025, 5, 16), cause="väntetid")
    before = outgoing(case)
    with on("2025-03-11"):
        arriving.attest(case, message(case, "confirmation").uuid, by=me(OSKAR))
    row = message(case, "confirmation")
    assert (row.attested_by.username, row.attested_at.date(), row.attested_for) == (
        *(OSKAR, datetime.date(2025, 3, 11)),
        None,
    )
    assert nodes(case) == [("watch", BJORKDALEN, OSKAR)]
    after = outgoing(case)
    assert (after.watch_until, after.watch_cause, after.case.state) == (
        *(before.watch_until, before.watch_cause),
        "confirmed",
    )
    assert (last(case).verb, last(case).note) == ("rem.attest", "confirmation")


def test_the_units_routine_says_who_attests() -> None:
    """REM-18, D-30: a doctor by default; a secretary once the unit has chosen so; another unit never."""
    case = paper_confirmed()
    item = message(case, "confirmation").uuid
    assert codes(lambda: arriving.attest(case, item, by=me(EVALENA))) == ["REM-18.role"]
    with pytest.raises(Missing):
        arriving.attest(case, item, by=me(TORUN))
    UnitRoutine.objects.filter(unit__slug=BJORKDALEN).update(attest_roles=["sekreterare"])
    assert codes(lambda: arriving.attest(case, item, by=me(OSKAR))) == ["REM-18.role"]
    arriving.attest(case, item, by=me(EVALENA))
    assert message(case, "confirmation").attested_by.username == EVALENA


def test_a_unit_without_a_choice_follows_the_value_for_all() -> None:
    """REM-18, D-30: an empty routine falls back on the shared roles."""
    UnitRoutine.objects.filter(unit__slug=BJORKDALEN).update(attest_roles=[])
    case = paper_confirmed()
    assert codes(lambda: arriving.attest(case, message(case, "confirmation").uuid, by=me(EVALENA))) == ["REM-18.role"]
    arriving.attest(case, message(case, "confirmation").uuid, by=me(KERSTIN))


def test_the_receiver_does_not_attest_its_own_answer() -> None:
    """REM-18: the reader is the sender's side."""
    case = answered()
    with pytest.raises(Denied):
        arriving.attest(case, message(case, "final").uuid, by=me(SHIRIN))
    assert message(case, "final").attested_at is None


def test_each_reply_is_attested_once_and_by_itself() -> None:
    """REM-18: two replies are two rows; the second time somebody is told that it is done."""
    case = answered(confirmed())
    item = message(case, "confirmation").uuid
    arriving.attest(case, item, by=me(OSKAR))
    assert task(case, "attest").item == message(case, "final").uuid
    assert codes(lambda: arriving.attest(case, item, by=me(AMIR))) == ["REM-18.done"]
    assert message(case, "confirmation").attested_by.username == OSKAR


@pytest.mark.parametrize("kind", ["partial", "preliminary"])
def test_only_with_a_final_answer_the_watch_ends_in_the_same_breath(kind: str) -> None:
    """REM-08, REM-16, REM-17: Ja is refused with a confirmation or a part; with a final answer it ends the watch."""
    confirmation, part, whole = confirmed(), answered(kind=kind), answered()
    for case, which, code in ((confirmation, "confirmation", "REM-08.ends"), (part, kind, "REM-16.ends")):
        item = message(case, which).uuid
        assert codes(lambda c=case, i=item: arriving.attest(c, i, by=me(OSKAR), end_monitoring=True)) == [code]
        assert [node for node, slug, _ in nodes(case) if slug == BJORKDALEN] == ["attest", "watch"]
    arriving.attest(whole, message(whole, "final").uuid, by=me(OSKAR), end_monitoring=True)
    assert (states(whole), nodes(whole)) == (("ended", "answered"), [])
    assert outgoing(whole).watch_ended_by.username == OSKAR


def test_a_final_answer_attested_without_a_yes_is_still_watched() -> None:
    """REM-17, REM-19: Nej, or no answer to the question, leaves Att bevaka."""
    for choice in (False, None):
        case = answered()
        arriving.attest(case, message(case, "final").uuid, by=me(OSKAR), end_monitoring=choice)
        assert (states(case)[0], nodes(case)) == ("answered", [("watch", BJORKDALEN, OSKAR)])


def test_who_ended_the_watch_stays_when_the_answer_is_read_later() -> None:
    """REM-17, X-08: ended by the secretary on 1 April; attesting with a yes the day after changes no day and no name."""
    with on("2025-04-01"):
        case = paper_answered(end=True)
    with on("2025-04-02"):
        arriving.attest(case, message(case, "final").uuid, by=me(OSKAR), end_monitoring=True)
    stored = outgoing(case)
    assert (stored.watch_ended_by.username, str(stored.watch_ended_at.date())) == (EVALENA, "2025-04-01")
    assert nodes(case) == []


def test_what_was_filed_in_the_wrong_place_is_not_attested() -> None:
    """REM-18: a reply that was taken loose is nobody's to read."""
    from vardkedja.referrals.papers_in import Scan

    case = paper_answered()
    item = message(case, "final").uuid
    papers.take_loose(case, Scan.objects.get(case__uuid=case).uuid, by=me(EVALENA), reason="Fel patient")
    with pytest.raises(Missing):
        arriving.attest(case, item, by=me(OSKAR))


def test_a_notice_of_forwarding_is_read_like_a_reply() -> None:
    """REM-18, REM-36: the notice waits in Att vidimera; a message of another case is missing."""
    case, other = forwarded(), confirmed()
    with pytest.raises(Missing):
        arriving.attest(case, message(other, "confirmation").uuid, by=me(OSKAR))
    arriving.attest(case, message(case, "forward_notice").uuid, by=me(OSKAR))
    assert [node for node, _, _ in nodes(case)] == ["answer", "watch"]
