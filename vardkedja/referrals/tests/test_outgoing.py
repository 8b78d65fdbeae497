"""Writing, signing, sending and taking back: what is stored, who has it next, and what is refused (REM-05, 06, 44)."""

import datetime
import uuid

import pytest

from vardkedja.kernel.access import Denied
from vardkedja.kernel.documents import Document
from vardkedja.kernel.verbs import AlreadyDone, Conflict, KeyReused, Missing
from vardkedja.referrals.actions import receiving, sending, writing
from vardkedja.referrals.tests.samples import (
    AMIR,
    BJORKDALEN,
    EVALENA,
    GUSTAV,
    JOAKIM,
    LOVISA,
    MOLNDAL,
    OSKAR,
    OUTSIDE,
    SHIRIN,
    codes,
    content,
    denied,
    dies,
    history,
    last,
    me,
    nodes,
    on,
    outgoing,
    receptions,
    seen,
    sent,
    staff,
    states,
    task,
    to_send,
    to_sign,
    unit,
    written,
)

pytestmark = pytest.mark.django_db
Day = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("decided", "last_day"),
    [
        ("2025-03-07", "2025-03-12"),  # a Friday
        ("2025-06-04", "2025-06-10"),  # 6 June is red
        ("2025-04-17", "2025-04-24"),  # Easter
        ("2025-12-22", "2025-12-30"),  # Christmas
        ("2025-03-08", "2025-03-12"),  # a Saturday
    ],
)
def test_the_last_day_to_send_follows_the_decision(decided: str, last_day: str) -> None:
    """REM-05: the third working day, on the case and on whatever task the referral waits in."""
    with on(decided):
        for case, node in ((written(), "finish"), (to_sign(), "sign"), (to_send(), "send")):
            assert str(outgoing(case).send_by) == str(task(case, node).due) == str(task(case, node).sort_on) == last_day


def test_sent_on_the_last_day_is_in_time_and_the_day_after_is_late() -> None:
    """REM-05, X-42: decided Friday 7 March; sent Wednesday 12 at 23.59 in time, Thursday 00.00 flagged and still sent."""
    with on("2025-03-07"):
        in_time, late = to_send(), to_send()
    with on("2025-03-12 23:59"):
        sending.send(in_time, by=me(OSKAR))
    with on("2025-03-13 00:00"):
        sending.send(late, by=me(OSKAR))
    assert "late" not in last(in_time).changes
    assert last(late).changes["late"] == [None, "skulle ha skickats 2025-03-12"]
    assert str(outgoing(late).sent_on) == "2025-03-13"


def test_a_draft_moves_its_day_with_the_decision() -> None:
    """REM-05, X-08: another decision day is another last day, in the history with old and new value."""
    with on("2025-03-07"):
        case = written()
        writing.save(case, content(decided_on=Day("2025-03-05"), question="Ny fråga"), by=me(EVALENA))
        assert str(task(case, "finish").due) == str(outgoing(case).send_by) == "2025-03-10"
        changed = last(case).changes
        assert changed["decided_on"] == ["2025-03-07", "2025-03-05"]
        assert changed["question"][1] == "Ny fråga"
        assert last(case).staff.username == EVALENA


def test_a_referral_that_lacks_something_is_not_done_for_signing() -> None:
    """REM-05: every reason at once; whole it goes to its doctor's Att signera and nowhere else."""
    with on("2025-03-07"):
        bare = written(to_unit=None, question=" ", doctor=None, decided_on=None)
        assert codes(lambda: writing.finish(bare, by=me(EVALENA))) == [
            *("REM-06.no_receiver", "REM-05.no_question", "REM-05.no_doctor", "REM-05.no_decision"),
        ]
        tomorrow = written(decided_on=Day("2025-03-08"))
        assert codes(lambda: writing.finish(tomorrow, by=me(EVALENA))) == ["REM-05.future"]
        assert nodes(bare) == [("finish", BJORKDALEN, OSKAR)]
        case = written()
        writing.finish(case, by=me(EVALENA))
        assert (seen(case).state, nodes(case)) == ("to_sign", [("sign", BJORKDALEN, OSKAR)])


def test_only_its_doctor_signs() -> None:
    """REM-44, X-09: a secretary may not, a colleague is told whose it is; the doctor's signature is bound to the content."""
    case = to_sign()
    with pytest.raises(Denied):
        writing.sign(case, by=me(EVALENA))
    assert "Oskar Fagerström Nyberg" in denied(lambda: writing.sign(case, by=me(AMIR)))
    writing.sign(case, by=me(OSKAR))
    assert (seen(case).state, nodes(case)) == ("to_send", [("send", BJORKDALEN, OSKAR)])
    stored, paper = outgoing(case), Document.objects.get(case__uuid=case, kind="remiss")
    assert (stored.signed_by.username, stored.signed_for) == (OSKAR, None)
    assert paper.intact()
    assert paper.content["question"] == seen(case).question


def test_a_version_that_moved_is_not_signed() -> None:
    """X-09: what is signed is what was shown: another version is a conflict."""
    case = to_sign()
    version = seen(case).version
    with pytest.raises(Conflict):
        writing.sign(case, by=me(OSKAR), version=version - 1)
    writing.sign(case, by=me(OSKAR), version=version)


def test_a_change_takes_the_signature_away() -> None:
    """X-09: back to the draft of whoever changes; the signature no longer counts, the paper that was signed is kept."""
    case = to_send()
    writing.change(case, by=me(EVALENA))
    assert (seen(case).state, nodes(case)) == ("draft", [("finish", BJORKDALEN, EVALENA)])
    assert outgoing(case).signed_at is None
    assert last(case).changes["signed_by"][1] is None
    assert Document.objects.filter(case__uuid=case).count() == 1
    assert codes(lambda: sending.send(case, by=me(OSKAR))) == ["X-13.send"]


@pytest.mark.parametrize("make", [written, to_sign, to_send])
def test_what_was_never_sent_is_made_void_and_leaves_every_list(make) -> None:  # noqa: ANN001
    """X-13: the row and number stay, no task does; what is sent is not made void."""
    case, gone = make(), make()
    writing.delete(gone, by=me(EVALENA))
    assert (seen(gone).state, nodes(gone)) == ("deleted", [])
    assert nodes(case) != []
    assert codes(lambda: writing.delete(sent(), by=me(EVALENA))) == ["X-13.delete"]


@pytest.mark.parametrize(("day", "until"), [("2025-03-03", "2025-03-17"), ("2025-12-18", "2026-01-01")])
def test_sending_sets_the_watch_without_asking(day: str, until: str) -> None:
    """REM-06: two weeks from sending, also on a red day; the sender watches; both sides have one task each."""
    with on(day):
        case = sent()
    stored, arrived = outgoing(case), receptions(case)[0]
    assert (str(stored.sent_on), stored.sent_by.username, stored.monitor.username) == (day, OSKAR, OSKAR)
    assert (str(stored.watch_until), stored.watch_cause) == (until, "väntar på remissbekräftelse")
    watch, answer = task(case, "watch"), task(case, "answer")
    assert (str(watch.due), str(watch.sort_on), watch.staff.username) == (until, until, OSKAR)
    assert (answer.unit.slug, answer.staff, str(answer.sort_on), str(answer.due)) == (MOLNDAL, None, day, until)
    assert states(case) == ("sent", "not_assessed")
    assert (arrived.received_at, str(arrived.arrived_on), arrived.channel) == (None, day, "electronic")
    assert nodes(case) == [("answer", MOLNDAL, ""), ("watch", BJORKDALEN, OSKAR)]


def test_another_monitor_is_a_colleague_at_the_unit() -> None:
    """REM-06: chosen among the unit's own; nobody, or somebody elsewhere, is refused and nothing is sent."""
    case = to_send()
    for act in (
        lambda: sending.send(case, by=me(OSKAR), no_monitor=True),
        lambda: sending.send(case, by=me(OSKAR), monitor=staff(SHIRIN)),
    ):
        assert codes(act) == ["REM-06.no_monitor"]
    assert (seen(case).state, receptions(case)) == ("to_send", [])
    sending.send(case, by=me(OSKAR), monitor=staff(EVALENA))
    assert task(case, "watch").staff.username == outgoing(case).monitor.username == EVALENA
    assert outgoing(case).sent_by.username == OSKAR


def test_a_unit_outside_gets_it_on_paper_only() -> None:
    """REM-06, X-24: electronically to a unit outside is refused; by post it leaves no task that nobody here can do."""
    case = to_send(to_unit=unit(OUTSIDE))
    assert codes(lambda: sending.send(case, by=me(EVALENA))) == ["REM-06.channel"]
    assert codes(lambda: sending.send(case, by=me(EVALENA), channel="dove")) == ["REM-06.channel"]
    sending.send(case, by=me(EVALENA), channel="fax", enclosures="Röntgensvar")
    assert (outgoing(case).channel, receptions(case)) == ("fax", [])
    assert nodes(case) == [("watch", BJORKDALEN, EVALENA)]
    assert last(case).changes["enclosures"] == ["", "Röntgensvar"]


def test_a_unit_that_has_closed_gets_nothing() -> None:
    """REM-06: a receiver that closed yesterday is refused, one that closes today is not."""
    from vardkedja.kernel.organisations import Unit

    for closes, expected in (("2025-03-06", ["REM-06.receiver_closed"]), ("2025-03-07", [])):
        with on("2025-03-07"):
            case = to_send()
            Unit.objects.filter(slug=MOLNDAL).update(valid_to=closes)
            if expected:
                assert codes(lambda case=case: sending.send(case, by=me(OSKAR))) == expected
            else:
                sending.send(case, by=me(OSKAR))
            Unit.objects.filter(slug=MOLNDAL).update(valid_to=None)


def test_nothing_new_goes_out_about_somebody_who_has_died() -> None:
    """X-28: not done for signing, not signed, not sent; what is kept can still be made void."""
    draft, unsigned, unsent = written(), to_sign(), to_send()
    dies(draft, "2025-03-01")
    for act in (
        lambda: writing.finish(draft, by=me(OSKAR)),
        lambda: writing.sign(unsigned, by=me(OSKAR)),
        lambda: sending.send(unsent, by=me(OSKAR)),
    ):
        assert codes(act) == ["X-28.deceased"]
    for case in (draft, unsigned, unsent):
        writing.delete(case, by=me(OSKAR))


def test_one_key_is_one_sending() -> None:
    """X-38: the same send three times is one reception and one history row; the key with another body is refused."""
    case, key = to_send(), uuid.uuid4()
    sending.send(case, by=me(OSKAR), key=key)
    for _ in range(2):
        with pytest.raises(AlreadyDone) as told:
            sending.send(case, by=me(OSKAR), key=key)
        assert told.value.answer == case
    with pytest.raises(KeyReused):
        sending.send(case, by=me(OSKAR), channel="post", key=key)
    assert [row.verb for row in history(case)].count("rem.send") == len(receptions(case)) == 1


def test_a_unit_without_a_side_knows_of_nothing() -> None:
    """X-06: missing, not denied, for a third unit; denied with who does it for the other side, or for lack of the right."""
    case = sent()
    with pytest.raises(Missing):
        sending.recall(case, by=me(JOAKIM), reason="Fel")
    assert "Skriva, skicka" in denied(lambda: sending.recall(case, by=me("ullabritt.moren"), reason="Fel"))
    assert "Björkdalen" in denied(lambda: sending.recall(case, by=me(LOVISA), reason="Fel"))
    assert "Mölndal" in denied(lambda: receiving.assign(case, by=me(EVALENA), assessor=staff(GUSTAV)))
