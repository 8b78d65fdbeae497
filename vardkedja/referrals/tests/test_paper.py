"""What comes to the sender on paper: confirmations and answers with their scan (REM-07 to 10, 15 to 17, 50)."""

import datetime
import uuid

import pytest

from vardkedja.kernel.verbs import AlreadyDone, Missing
from vardkedja.referrals.actions import arriving
from vardkedja.referrals.actions.arriving import Paper
from vardkedja.referrals.papers_in import Scan
from vardkedja.referrals.tests.samples import (
    BJORKDALEN,
    EVALENA,
    LOVISA,
    OSKAR,
    OUTSIDE,
    answered,
    assigned,
    codes,
    confirmed,
    denied,
    forwarded,
    last,
    me,
    message,
    nodes,
    on,
    outgoing,
    paper,
    paper_answered,
    paper_confirmed,
    registered,
    scanned,
    seen,
    sent,
    sent_on_paper,
    states,
    task,
)

pytestmark = pytest.mark.django_db
Day = datetime.date.fromisoformat


def watching(case: uuid.UUID) -> tuple[str, str]:
    """Until which day, and in whose Att bevaka."""
    row = task(case, "watch")
    assert row.due == row.sort_on == outgoing(case).watch_until
    return str(row.due), row.staff.username


def test_a_paper_confirmation_is_a_reply_with_its_mark() -> None:
    """REM-07: typed, with day, waiting time and the mark that the system puts in; the scan hangs on it."""
    with on("2025-03-03"):
        case = sent_on_paper()
    with on("2025-03-10"):
        came = paper(EVALENA, "confirmation", waiting="8 veckor", text="Remissen är accepterad.")
        arriving.register_confirmation(case, came, by=me(EVALENA))
    stored = message(case, "confirmation")
    assert stored.text == "REMISSBEKRÄFTELSE – väntetid 8 veckor\nRemissen är accepterad."
    assert (str(stored.received_on), stored.channel, stored.wait_words) == ("2025-03-10", "paper", "8 veckor")
    scan = Scan.objects.get(pk=came.scan)
    assert (scan.message_id, scan.kind, scan.linked_by.username) == (stored.uuid, "confirmation", EVALENA)
    assert (states(case)[0], watching(case)) == ("confirmed", ("2025-03-17", OSKAR))
    assert str(last(case).event_at.date()) == "2025-03-10"


def test_a_confirmation_without_waiting_time_says_so_or_is_refused() -> None:
    """REM-07: empty is refused; "ej angiven" is a choice; both at once, no day or a day to come are refused."""
    case = sent_on_paper()
    came = paper(EVALENA, "confirmation")

    def register(**bent: object) -> uuid.UUID:
        facts = {"scan": came.scan, "received_on": came.received_on, **bent}
        return arriving.register_confirmation(case, Paper(**facts), by=me(EVALENA))

    tomorrow = came.received_on + datetime.timedelta(days=1)
    assert codes(register) == ["REM-07.no_wait"]
    assert codes(lambda: register(waiting="8 v", not_stated=True)) == ["REM-07.both"]
    assert codes(lambda: register(received_on=None, not_stated=True)) == ["REM-07.no_day"]
    assert codes(lambda: register(received_on=tomorrow, not_stated=True)) == ["REM-07.future"]
    assert codes(lambda: register(scan=None, not_stated=True)) == ["REM-15.no_scan"]
    assert states(case)[0] == "sent"
    register(not_stated=True)
    assert message(case, "confirmation").text == "REMISSBEKRÄFTELSE – väntetid ej angiven"


def test_a_confirmation_takes_no_yes() -> None:
    """REM-08: Ja is refused with words, and nothing is stored; Nej is Bekräftad, still in Att bevaka."""
    with on("2025-03-03"):
        case = sent_on_paper()
    with on("2025-03-10"):
        came = paper(EVALENA, "confirmation", waiting="8 veckor")

        def register(end: bool) -> uuid.UUID:
            return arriving.register_confirmation(case, came, by=me(EVALENA), end_monitoring=end)

        assert codes(lambda: register(True)) == ["REM-08.ends"]
        assert (states(case)[0], nodes(case)) == ("sent", [("watch", BJORKDALEN, OSKAR)])
        register(False)
    assert (states(case)[0], watching(case)) == ("confirmed", ("2025-03-17", OSKAR))


def test_the_scan_of_a_confirmation_of_an_electronic_referral_changes_nothing() -> None:
    """REM-09: kept with its referral, to be attested; neither reply state nor watch moves, on either side."""
    with on("2025-03-03"):
        case = sent()
    before = (states(case), watching(case))
    with on("2025-03-10"):
        paper_confirmed(case)
    assert (states(case), watching(case)) == before
    assert last(case).verb == "rem.confirmation_scan"
    assert Scan.objects.get(case__uuid=case).kind == "confirmation"
    assert task(case, "attest").item == message(case, "confirmation").uuid
    assert codes(lambda: paper_answered(case, end=True)) == ["REM-15.open"]


@pytest.mark.parametrize("make", [sent_on_paper, sent])
def test_one_paper_is_one_row_for_the_monitor_and_the_unit(make) -> None:  # noqa: ANN001
    """REM-10: on paper and electronically: one row in Att vidimera, the monitor's and the unit's; attesting removes it."""
    case = paper_confirmed(make())
    row = task(case, "attest")
    assert (row.staff.username, row.unit.slug) == (OSKAR, BJORKDALEN)
    arriving.attest(case, row.item, by=me(OSKAR))
    assert "attest" not in [node for node, _, _ in nodes(case)]


def test_words_and_day_of_a_waiting_time_are_kept_apart() -> None:
    """REM-50: "ca 8 v" is stored as words, without a date; a day is one that somebody typed."""
    case = paper_confirmed(waiting="ca 8 v")
    stored = message(case, "confirmation")
    assert (stored.wait_words, stored.wait_on, stored.proposed_on, stored.accepted_at) == ("ca 8 v", None, None, None)
    paper_confirmed(case, waiting="ca 8 v", wait_on=Day("2027-05-05"))
    assert str(message(case, "confirmation").proposed_on) == "2027-05-05"


@pytest.mark.parametrize("kind", ["partial", "preliminary"])
def test_a_part_of_an_answer_leaves_the_watch(kind: str) -> None:
    """REM-16: scanned 1 April, monitored until 15 April: unchanged, open, Delbesvarad; Ja is refused."""
    with on("2025-04-01"):
        case = sent_on_paper()
        assert watching(case) == ("2025-04-15", OSKAR)
        assert codes(lambda: paper_answered(case, kind, end=True)) == ["REM-16.ends"]
        assert states(case)[0] == "sent"
        paper_answered(case, kind)
    assert (states(case)[0], watching(case)) == ("partial", ("2025-04-15", OSKAR))
    assert task(case, "attest").item == message(case, kind).uuid


def test_a_final_answer_asks_and_takes_yes_or_no() -> None:
    """REM-17: Ja is gone from Att bevaka and stays in Att vidimera; Nej remains in both."""
    with on("2025-04-01"):
        yes, no = paper_answered(end=True), paper_answered(end=False)
    assert (states(yes)[0], nodes(yes)) == ("ended", [("attest", BJORKDALEN, OSKAR)])
    assert outgoing(yes).watch_ended_by.username == EVALENA
    assert (states(no)[0], nodes(no)) == ("answered", [("attest", BJORKDALEN, OSKAR), ("watch", BJORKDALEN, OSKAR)])
    assert outgoing(no).watch_ended_at is None


def test_what_comes_after_the_end_is_kept_and_read() -> None:
    """REM-15, REM-18: a later answer changes neither the state nor who ended the watch when; it is to be attested."""
    with on("2025-04-01"):
        case = paper_answered(end=True)
        arriving.attest(case, message(case, "final").uuid, by=me(OSKAR))
    ended = outgoing(case).watch_ended_at
    with on("2025-04-03"):
        paper_answered(case, end=True)
    assert (states(case)[0], outgoing(case).watch_ended_at) == ("ended", ended)
    assert nodes(case) == [("attest", BJORKDALEN, OSKAR)]


def test_an_answer_has_a_kind_a_day_and_a_scan() -> None:
    """REM-15, REM-16: each is refused by its own code, and the paper stays "ej kopplad"."""
    case, came = sent_on_paper(), paper()

    def register(kind: str = "final", **bent: object) -> uuid.UUID:
        return arriving.register_answer(
            case, kind, Paper(**{"scan": came.scan, "received_on": came.received_on, **bent}), by=me(EVALENA)
        )

    tomorrow = came.received_on + datetime.timedelta(days=1)
    assert codes(lambda: register("confirmation")) == ["REM-16.kind"]
    assert codes(lambda: register(received_on=None)) == codes(lambda: register(received_on=tomorrow)) == ["REM-15.day"]
    assert codes(lambda: register(scan=None)) == ["REM-15.no_scan"]
    assert Scan.objects.get(pk=came.scan).case_id is None
    register()
    assert Scan.objects.get(pk=came.scan).case.uuid == case


def test_a_paper_is_linked_once_and_by_its_own_unit() -> None:
    """REM-15, X-15: a linked paper, or one that another unit scanned, is not taken."""
    case, came = sent_on_paper(), paper()
    arriving.register_answer(case, "partial", came, by=me(EVALENA))
    elsewhere = Paper(scan=scanned(LOVISA), received_on=came.received_on)
    for taken in (came, elsewhere):
        assert codes(lambda taken=taken: arriving.register_answer(case, "final", taken, by=me(EVALENA))) == [
            "REM-15.taken"
        ]
    assert states(case)[0] == "partial"


def test_an_answer_on_paper_does_not_speak_for_a_receiver_who_has_it_open() -> None:
    """X-40: the receiver's case is its own: the paper is kept and read, the state waits for the receiver's answer."""
    case = assigned()
    paper_answered(case)
    assert (states(case), last(case).verb) == (("sent", "not_assessed"), "rem.answer_scan")
    item = task(case, "attest").item
    assert codes(lambda: arriving.attest(case, item, by=me(OSKAR), end_monitoring=True)) == ["REM-15.open"]
    answered(case)
    arriving.attest(case, item, by=me(OSKAR), end_monitoring=True)
    assert states(case) == ("ended", "answered")


def test_a_paper_answer_from_where_it_was_forwarded_on_paper_counts() -> None:
    """REM-15, REM-32: sent on by post to a unit outside, the answer can only come on paper, and it is the answer."""
    case = forwarded(to=OUTSIDE, channel="post", consent=True)
    paper_answered(case)
    assert states(case) == ("answered", "forwarded")


def test_one_key_is_one_registration() -> None:
    """X-38: the same paper registered three times under one key is one message."""
    case, came, key = sent_on_paper(), paper(), uuid.uuid4()
    arriving.register_answer(case, "partial", came, by=me(EVALENA), key=key)
    for _ in range(2):
        with pytest.raises(AlreadyDone):
            arriving.register_answer(case, "partial", came, by=me(EVALENA), key=key)
    assert outgoing(case).case.version == seen(case).version
    assert message(case, "partial").state == "sent"
    assert [node for node, _, _ in nodes(case)] == ["attest", "watch"]


def test_only_the_sender_registers_what_comes_to_it() -> None:
    """X-05, X-06: the receiver is told whose it is; a third unit finds nothing; a case from outside has no such side."""
    case = sent()
    came = Paper(scan=scanned(LOVISA), received_on=datetime.date(2026, 1, 1))
    assert "Björkdalen" in denied(lambda: arriving.register_answer(case, "final", came, by=me(LOVISA)))
    with pytest.raises(Missing):
        arriving.register_answer(case, "final", came, by=me("joakim.sjohagen"))
    outside = registered()
    assert "avsändaren" in denied(lambda: arriving.register_answer(outside, "final", came, by=me(LOVISA)))


def test_a_confirmation_after_a_part_of_an_answer_is_no_step_back() -> None:
    """REM-16 (derived): Delbesvarad stays; after the final answer Besvarad stays, and both are read."""
    part, whole = paper_answered(kind="partial"), paper_answered()
    for case, state in ((part, "partial"), (whole, "answered")):
        paper_confirmed(case)
        assert states(case)[0] == state
        assert [node for node, _, _ in nodes(case)] == ["attest", "attest", "watch"]
    assert states(confirmed())[0] == "confirmed"
