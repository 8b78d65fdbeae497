"""The sender's watch: its day, re-prioritisation, contacts, another monitor, and its end (REM-11 to 13, 17, 40, 49, 50)."""

import datetime
import uuid

import pytest

from vardkedja.kernel.access import Grant
from vardkedja.kernel.verbs import Missing
from vardkedja.referrals.actions import arriving, monitoring
from vardkedja.referrals.actions.monitoring import Call
from vardkedja.referrals.messages import Contact
from vardkedja.referrals.tests.samples import (
    AMIR,
    BJORKDALEN,
    EVALENA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    answered,
    assigned,
    codes,
    confirmed,
    last,
    me,
    message,
    nodes,
    on,
    outgoing,
    paper_answered,
    paper_confirmed,
    sent,
    sent_on_paper,
    staff,
    states,
    task,
    to_send,
)

pytestmark = pytest.mark.django_db
Day = datetime.date.fromisoformat


def until(case: uuid.UUID) -> str:
    """The day of the watch, on the case and on its task."""
    row = task(case, "watch")
    assert row.due == row.sort_on == outgoing(case).watch_until
    return str(row.due)


def test_the_watch_is_moved_to_any_day_with_its_cause() -> None:
    """REM-11: to Friday 16 May, or a Sunday; old and new day, cause and who; a past day or no cause is refused."""
    with on("2025-03-10"):
        case = paper_confirmed(waiting="vecka 20")

        def move(day: str, cause: str = "väntetid vecka 20") -> uuid.UUID:
            return monitoring.move_date(case, by=me(EVALENA), until=Day(day), cause=cause)

        assert codes(lambda: move("2025-03-09")) == ["REM-11.past"]
        assert codes(lambda: move("2025-05-16", " ")) == ["REM-11.no_cause"]
        assert until(case) == "2025-03-24"
        move("2025-03-10")  # today is the boundary
        move("2025-05-18")
        move("2025-05-16")
    assert (until(case), outgoing(case).watch_cause) == ("2025-05-16", "väntetid vecka 20")
    assert last(case).changes == {"watch_until": ["2025-05-18", "2025-05-16"]}
    assert (last(case).staff.username, states(case)[0]) == (EVALENA, "confirmed")


def test_a_stated_day_is_a_proposal_until_the_monitor_accepts() -> None:
    """REM-49, REM-50: confirmed 10 March "besök senast 2025-05-09": Bekräftad, watched until 17 March, then 9 May."""
    with on("2025-03-03"):
        case = assigned()
    with on("2025-03-10"):
        confirmed(case, waiting="besök senast 2025-05-09", wait_on=Day("2025-05-09"))
        said = message(case, "confirmation")
        assert (states(case)[0], until(case)) == ("confirmed", "2025-03-17")
        assert (str(said.proposed_on), said.accepted_at) == ("2025-05-09", None)
        monitoring.move_date(
            case, by=me(OSKAR), until=Day("2025-05-09"), cause="väntetid enligt bekräftelsen", message_uuid=said.uuid
        )
    said.refresh_from_db()
    assert (until(case), said.accepted_by.username, str(said.wait_on)) == ("2025-05-09", OSKAR, "2025-05-09")
    assert said.wait_words == "besök senast 2025-05-09"


def test_only_a_confirmation_of_the_case_proposes_a_day() -> None:
    """REM-50: a message of another case, or an answer, is no stated waiting time; the watch stands."""
    case, other = confirmed(), confirmed()
    answered(case, kind="partial")
    before = until(case)
    for stranger in (message(other, "confirmation"), message(case, "partial")):
        with pytest.raises(Missing):
            monitoring.move_date(
                case, by=me(OSKAR), until=Day("2030-01-01"), cause="väntetid", message_uuid=stranger.uuid
            )
    assert until(case) == before


def test_reprioritisation_waits_two_weeks_for_a_new_confirmation() -> None:
    """REM-12: monitored until 16 May, requested 10 March: 24 March, Skickad, and the assessor has a question."""
    with on("2025-03-03"):
        case = assigned()
    with on("2025-03-10"):
        confirmed(case)
        monitoring.move_date(case, by=me(OSKAR), until=Day("2025-05-16"), cause="väntetid")
        assert codes(lambda: monitoring.reprioritise(case, by=me(OSKAR), reason=" ")) == ["REM-12.no_reason"]
        assert until(case) == "2025-05-16"
        monitoring.reprioritise(case, by=me(OSKAR), reason="Smärtan har ökat")
        assert (until(case), states(case)) == ("2025-03-24", ("sent", "in_progress"))
        assert outgoing(case).watch_cause == "omprioritering begärd, väntar på ny remissbekräftelse"
        asked = task(case, "questions")
        assert (asked.item, asked.staff.username) == (message(case, "reprioritisation").uuid, SHIRIN)
        confirmed(case, waiting="3 veckor")
    assert states(case) == ("confirmed", "in_progress")
    assert "questions" not in [node for node, _, _ in nodes(case)]  # the new confirmation is the answer
    assert until(case) == "2025-03-24"


def test_reprioritisation_follows_a_confirmation_only() -> None:
    """REM-12: nothing to refuse before a confirmation; to a receiver on paper the way is stored (X-24)."""
    assert codes(lambda: monitoring.reprioritise(sent(), by=me(OSKAR), reason="Ökat")) == ["X-13.reprioritise"]
    case = paper_confirmed()
    monitoring.reprioritise(case, by=me(OSKAR), reason="Ökat", channel="fax")
    assert (message(case, "reprioritisation").channel, states(case)[0]) == ("fax", "sent")
    assert [node for node, _, _ in nodes(case)] == ["attest", "watch"]


def test_a_contact_with_a_silent_receiver_is_recorded() -> None:
    """REM-13, X-22: day, channel, function, number, content and outcome, who; a new day for the watch."""
    with on("2025-03-03"):
        case = sent_on_paper()
    with on("2025-03-18"):
        assert until(case) < "2025-03-18"  # overdue from today, and nothing else has changed
        call = Call(
            Day("2025-03-18"), "phone", "sekreterare", "Svarar före fredag", "031-000 00", "Frågade", Day("2025-03-21")
        )
        monitoring.contact(case, call, by=me(EVALENA))
    row = Contact.objects.get(case__uuid=case)
    assert (row.channel, row.answered_function, row.number, row.content, row.outcome, row.registered_by.username) == (
        *("phone", "sekreterare", "031-000 00", "Frågade"),
        *("Svarar före fredag", EVALENA),
    )
    assert (until(case), states(case)[0], outgoing(case).watch_cause) == (
        "2025-03-21",
        "sent",
        "efter kontakt 2025-03-18",
    )


def test_a_contact_is_whole_and_has_happened() -> None:
    """REM-13: everything that is missing at once; a day to come is refused; without a new day the watch stands."""
    with on("2025-03-18"):
        case = sent()
        bad = Call(Day("2025-03-19"), "dove", " ", "", watch_until=Day("2025-03-17"))
        assert codes(lambda: monitoring.contact(case, bad, by=me(EVALENA))) == [
            *("REM-13.who", "REM-13.outcome", "REM-13.future", "REM-11.past", "REM-13.channel"),
        ]
        assert not Contact.objects.filter(case__uuid=case).exists()
        before = until(case)
        monitoring.contact(case, Call(Day("2025-03-18"), "fax", "sekreterare", "Inget svar"), by=me(EVALENA))
        assert until(case) == before
        done = paper_answered()
        call = Call(Day("2025-03-18"), "fax", "sekreterare", "Inget svar")
        assert codes(lambda: monitoring.contact(done, call, by=me(EVALENA))) == ["X-13.contact"]


def test_another_monitor_takes_watch_and_reading_and_the_sender_stays() -> None:
    """REM-40: A to D: both nodes are D's, who sent it is unchanged; old and new in the history."""
    case = paper_confirmed()
    monitoring.change_monitor(case, by=me(EVALENA), monitor=staff(AMIR), reason="Oskar är borta")
    assert nodes(case) == [("attest", BJORKDALEN, AMIR), ("watch", BJORKDALEN, AMIR)]
    assert (outgoing(case).sent_by.username, outgoing(case).monitor.username) == (OSKAR, AMIR)
    assert last(case).changes == {"monitor": ["Oskar Fagerström Nyberg", "Amir Sandhov"]}
    assert last(case).note == "Oskar är borta"


def test_a_monitor_works_at_the_unit() -> None:
    """REM-40: the one who already is, and somebody elsewhere, are refused; the receiver's tasks are never moved by it."""
    case = assigned()
    for who, code in ((OSKAR, "REM-40.same"), (SHIRIN, "REM-40.not_here")):
        assert codes(lambda who=who: monitoring.change_monitor(case, by=me(EVALENA), monitor=staff(who))) == [code]
    monitoring.change_monitor(case, by=me(EVALENA), monitor=staff(AMIR))
    assert nodes(case) == [("answer", MOLNDAL, SHIRIN), ("watch", BJORKDALEN, AMIR)]


def test_who_cannot_open_the_referral_does_not_watch_it() -> None:
    """REM-40, X-05: a colleague whose grant has been removed is no monitor, neither at sending nor afterwards."""
    from vardkedja.referrals.actions import sending

    case, unsent = sent(), to_send()
    Grant.objects.filter(staff__username=AMIR).update(valid_to="2024-12-31")
    assert codes(lambda: monitoring.change_monitor(case, by=me(EVALENA), monitor=staff(AMIR))) == ["REM-40.not_here"]
    assert codes(lambda: sending.send(unsent, by=me(OSKAR), monitor=staff(AMIR))) == ["REM-06.no_monitor"]


def test_the_watch_of_an_answered_referral_ends() -> None:
    """REM-17: Besvarad ends; before a final answer it does not; the unread answer stays to be read."""
    case, early = answered(), answered(kind="partial")
    assert codes(lambda: monitoring.end(early, by=me(OSKAR))) == ["X-13.end"]
    monitoring.end(case, by=me(OSKAR))
    assert (states(case), nodes(case)) == (("ended", "answered"), [("attest", BJORKDALEN, OSKAR)])
    assert outgoing(case).watch_ended_by.username == OSKAR
    assert task(early, "watch").done_at is None


def test_a_watch_ends_without_an_answer_only_for_a_reason() -> None:
    """REM-08, REM-16: from the list, in words when it is another; the receiver's own case goes on."""
    case = confirmed()
    for reason, text, code in (("", "", "close_reason"), ("tired", "", "close_reason"), ("other", " ", "close_text")):
        assert codes(lambda r=reason, t=text: monitoring.close(case, by=me(OSKAR), reason=r, text=t)) == [
            f"REM-08.{code}"
        ]
    assert states(case)[0] == "confirmed"
    monitoring.close(case, by=me(OSKAR), reason="other", text="Flyttat utomlands")
    assert outgoing(case).close_reason == last(case).note == "Annat skäl. Flyttat utomlands"
    assert states(case) == ("ended", "in_progress")
    assert nodes(case) == [("answer", MOLNDAL, SHIRIN), ("attest", BJORKDALEN, OSKAR)]
    assert task(case, "answer").flag == "Avsändaren bevakar inte längre"
    answered(case)
    assert states(case) == ("ended", "answered")
    assert [node for node, _, _ in nodes(case)] == ["attest", "attest"]
    assert codes(lambda: monitoring.close(answered(), by=me(OSKAR), reason="deceased")) == ["X-13.close"]


def test_a_death_is_a_reason_to_end_and_ends_nothing_by_itself() -> None:
    """X-28: the watch stands until somebody ends it, with the reason from the list."""
    from vardkedja.referrals.tests.samples import dies

    case = sent_on_paper()
    dies(case, "2025-03-01")
    assert states(case)[0] == "sent"
    monitoring.close(case, by=me(OSKAR), reason="deceased")
    assert (states(case)[0], nodes(case)) == ("ended", [])


def test_overdue_changes_no_state() -> None:
    """REM-13, X-42: sent 3 March; on 17 March in time, on 18 March late; a confirmation that is late is taken all the same."""
    with on("2025-03-03"):
        case = sent_on_paper()
    with on("2025-03-18"):
        paper_confirmed(case)
        assert (states(case)[0], until(case)) == ("confirmed", "2025-03-17")
        arriving.attest(case, message(case, "confirmation").uuid, by=me(OSKAR))
    assert until(case) == "2025-03-17"
