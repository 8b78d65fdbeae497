"""The receiver's ends: answers, interruption, rejection; replies written out and signed (REM-16, 25, 26, 27, 29, 31, 37, 44)."""

import datetime
import uuid

import pytest

from vardkedja.kernel.access import Denied
from vardkedja.kernel.documents import Document
from vardkedja.kernel.verbs import Missing
from vardkedja.referrals.actions import answering, monitoring, replies
from vardkedja.referrals.messages import Message
from vardkedja.referrals.tests.samples import (
    BJORKDALEN,
    EVALENA,
    GUSTAV,
    LOVISA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    answered,
    assigned,
    codes,
    confirmed,
    denied,
    forwarded,
    history,
    last,
    me,
    message,
    nodes,
    on,
    outgoing,
    receptions,
    registered,
    states,
    task,
)

pytestmark = pytest.mark.django_db
Day = datetime.date.fromisoformat


def reply(case: uuid.UUID, kind: str = "final", **given: object) -> uuid.UUID:
    """A reply that Lovisa has written out; gives the message."""
    replies.write_reply(case, by=me(LOVISA), kind=kind, **{"text": "Operation i maj.", **given})
    return message(case, kind).uuid


def test_a_direct_answer_logs_that_it_was_assessed() -> None:
    """REM-25, REM-26: from Ej bedömd to Besvarad, with who assessed and when; signed, sent, kept as a paper."""
    with on("2025-03-05"):
        case = answered()
    arrived, said = receptions(case)[0], message(case, "final")
    assert states(case) == ("answered", "answered")
    assert (arrived.assessed_by.username, arrived.closed_by.username) == (SHIRIN, SHIRIN)
    assert arrived.confirmed_at is None
    assert (said.signed_by.username, said.sent_by.username, str(said.sent_on)) == (SHIRIN, SHIRIN, "2025-03-05")
    assert Document.objects.get(case__uuid=case, kind="svar-final").content["text"] == "Operation planeras i maj."
    assert nodes(case) == [("attest", BJORKDALEN, OSKAR), ("watch", BJORKDALEN, OSKAR)]


@pytest.mark.parametrize("kind", ["partial", "preliminary"])
def test_a_part_of_an_answer_keeps_both_sides_open(kind: str) -> None:
    """REM-16: Pågår and Delbesvarad; the assessor keeps the work, the watch its day; a confirmation is no longer needed."""
    with on("2025-04-01"):
        case = answered(kind=kind)
    assert states(case) == ("partial", "in_progress")
    assert nodes(case) == [
        *(("answer", MOLNDAL, SHIRIN), ("attest", BJORKDALEN, OSKAR)),
        ("watch", BJORKDALEN, OSKAR),
    ]
    assert str(task(case, "watch").due) == "2025-04-15"
    assert receptions(case)[0].assessed_at is not None


def test_a_final_answer_leaves_the_watch_to_the_monitor() -> None:
    """REM-17: the receiver's answer asks, and ends nothing by itself."""
    case = answered(confirmed())
    assert outgoing(case).watch_ended_at is None
    assert task(case, "watch").staff.username == OSKAR


def test_an_answer_has_text_kind_and_a_day_that_has_come() -> None:
    """REM-25, REM-29: each is refused with its code and nothing is sent; decided today is the boundary."""
    with on("2025-04-30"):
        case = assigned()

        def say(**bent: object) -> uuid.UUID:
            facts = {"kind": "final", "text": "Svar", "decided_on": Day("2025-04-30"), **bent}
            return answering.answer(case, by=me(SHIRIN), **facts)

        assert "REM-29.no_text" in codes(lambda: say(text=" "))
        assert codes(lambda: say(kind="question")) == codes(lambda: say(kind="dove")) == ["REM-16.kind"]
        assert "REM-29.future" in codes(lambda: say(decided_on=Day("2025-05-01")))
        assert (states(case), Message.objects.filter(case__uuid=case).count()) == (("sent", "not_assessed"), 0)
        say()


def test_the_last_day_of_a_reply_follows_the_decision() -> None:
    """REM-29: decided Wednesday 30 April: Tuesday 6 May, since 1 May is red; on the reply and on its task."""
    with on("2025-04-30"):
        direct, written = answered(), assigned()
        item = reply(written)
    assert str(message(direct, "final").send_by) == "2025-05-06"
    row = task(written, "sign")
    assert (str(row.due), row.item, row.staff.username) == ("2025-05-06", item, SHIRIN)
    assert str(message(written, "final").send_by) == "2025-05-06"


def test_an_answer_without_word_to_the_patient_is_sent() -> None:
    """REM-27: not stopped; the way stays empty, which is what the daily check lists."""
    case = answered()
    assert (states(case)[1], receptions(case)[0].told_way) == ("answered", "")


def test_answering_is_never_a_way_to_forward() -> None:
    """REM-37: a reply that its author calls a forwarding notice is refused with a pointer; an answered case is not forwarded."""
    case = assigned()
    notice = codes(
        lambda: answering.answer(case, by=me(SHIRIN), kind="final", text="Vänd er till Borås", forwarding_notice=True)
    )
    assert "REM-37.notice" in notice
    assert states(case) == ("sent", "not_assessed")
    with on("2027-03-05 10:00"):
        answered(case)
    with on("2027-03-05 10:05"):
        assert codes(lambda: forwarded(case)) == ["REM-37.answered"]
    assert len(receptions(case)) == 1
    assert states(forwarded(confirmed())) == ("confirmed", "not_assessed")


def test_an_answer_is_corrected_by_another_and_nothing_else() -> None:
    """REM-16, R7: a corrected final answer is read like the first, which is kept; a part afterwards is refused."""
    case = answered()
    answered(case, text="Rättelse: operation i juni.")
    assert [row.text for row in Message.objects.filter(case__uuid=case).order_by("written_at")] == [
        *("Operation planeras i maj.", "Rättelse: operation i juni."),
    ]
    assert [node for node, _, _ in nodes(case)] == ["attest", "attest", "watch"]
    assert codes(lambda: answered(case, "partial")) == ["X-13.partial"]
    monitoring.end(case, by=me(OSKAR))
    answered(case, text="Rättelse igen.")
    assert states(case) == ("ended", "answered")


@pytest.mark.parametrize("make", [assigned, confirmed])
def test_an_interruption_ends_both_sides(make) -> None:  # noqa: ANN001
    """REM-25 (derived), R6: with a reason that the sender reads; nothing follows."""
    case = make()
    assert codes(lambda: answering.interrupt(case, by=me(SHIRIN), reason=" ")) == ["REM-25.no_reason"]
    answering.interrupt(case, by=me(SHIRIN), reason="Patienten har avböjt")
    assert states(case) == ("interrupted", "interrupted")
    assert message(case, "interruption").text == receptions(case)[0].close_reason == "Patienten har avböjt"
    assert {node for node, _, _ in nodes(case)} == {"attest"}
    assert outgoing(case).watch_ended_by.username == SHIRIN
    assert codes(lambda: answered(case)) == ["X-13.answer"]


def test_rejected_only_when_there_is_nowhere_to_forward() -> None:
    """REM-31: without that statement, or a reason, refused; once it goes on it cannot be rejected."""
    case = assigned()

    def reject(one: uuid.UUID, reason: str = "Utanför uppdraget", nowhere: bool = True) -> uuid.UUID:
        return answering.reject(one, by=me(SHIRIN), reason=reason, no_right_unit=nowhere)

    assert codes(lambda: reject(case, nowhere=False)) == ["REM-31.nowhere"]
    assert codes(lambda: reject(case, "")) == ["REM-31.reject_reason"]
    assert codes(lambda: reject(confirmed())) == ["X-13.reject"]
    reject(case)
    assert (states(case), {node for node, _, _ in nodes(case)}) == (("rejected", "rejected"), {"attest"})
    assert message(case, "rejection").text == "Utanför uppdraget"


def test_an_end_that_comes_after_the_watch_changes_nothing_of_it() -> None:
    """X-08: closed without answer 1 April; interrupted 2 April: who ended the watch when is as it was; it is still read."""
    with on("2025-04-01"):
        case = confirmed()
        monitoring.close(case, by=me(OSKAR), reason="declined")
    with on("2025-04-02"):
        answering.interrupt(case, by=me(SHIRIN), reason="Patienten har avböjt")
    stored = outgoing(case)
    assert (states(case), stored.watch_ended_by.username) == (("ended", "interrupted"), OSKAR)
    assert str(stored.watch_ended_at.date()) == "2025-04-01"
    assert {node for node, _, _ in nodes(case)} == {"attest"}


def test_a_written_reply_waits_for_the_assessor_and_is_sent_by_the_signature() -> None:
    """REM-29, REM-44: the secretary writes, only the assessor signs; then it is sent, once, with the text as signed."""
    case = assigned()
    item = reply(case)
    assert (states(case), message(case, "final").state) == (("sent", "not_assessed"), "to_sign")
    with pytest.raises(Denied):
        replies.sign_reply(case, item, by=me(LOVISA))
    assert "Shirin" in denied(lambda: replies.sign_reply(case, item, by=me(GUSTAV)))
    replies.sign_reply(case, item, by=me(SHIRIN), text="Operation i juni.")
    said = message(case, "final")
    assert (said.state, said.text, said.signed_by.username) == ("sent", "Operation i juni.", SHIRIN)
    assert (states(case), task(case, "attest").item) == (("answered", "answered"), item)
    assert nodes(case) == [("attest", BJORKDALEN, OSKAR), ("watch", BJORKDALEN, OSKAR)]
    with pytest.raises(Missing):
        replies.sign_reply(case, item, by=me(SHIRIN))


def test_a_signed_part_keeps_the_case_going() -> None:
    """REM-16: a part that is signed leaves the assessor the case; another reply that waits still waits."""
    case = assigned()
    part, whole = reply(case, "partial"), reply(case)
    replies.sign_reply(case, part, by=me(SHIRIN))
    assert states(case) == ("partial", "in_progress")
    assert task(case, "sign").item == whole
    assert task(case, "attest").item == part


def test_a_written_reply_has_an_assessor_a_kind_a_text_and_a_day() -> None:
    """REM-21, REM-29: refused before an assessor is set, without text, with an unknown kind or a day to come."""
    from vardkedja.referrals.tests.samples import sent

    with on("2025-04-30"):
        case = assigned()
        assert codes(lambda: reply(sent())) == ["REM-21.no_assessor"]
        assert codes(lambda: reply(case, text=" ")) == ["REM-29.no_text"]
        assert codes(lambda: reply(case, decided_on=Day("2025-05-01"))) == ["REM-29.future"]
        assert codes(lambda: reply(case, "dove")) == ["REM-16.kind"]
        item = reply(case)
        assert "REM-29.no_text" in codes(lambda: replies.sign_reply(case, item, by=me(SHIRIN), text=" "))


def test_what_is_not_signed_goes_no_further_when_the_case_ends() -> None:
    """REM-29 (derived): answered, forwarded, interrupted or recalled meanwhile: the unsigned reply is void, with the reason."""
    from vardkedja.referrals.actions import sending

    ends = {
        "besvarad": lambda case: answered(case),
        "vidarebefordrad": lambda case: forwarded(case),
        "avbruten": lambda case: answering.interrupt(case, by=me(SHIRIN), reason="Avböjt"),
        "återkallades": lambda case: sending.recall(case, by=me(EVALENA), reason="Fel"),
    }
    for word, act in ends.items():
        case = assigned()
        item = reply(case)
        act(case)
        left = Message.objects.get(pk=item)
        assert left.state == "void"
        assert word in left.void_reason
        assert "sign" not in [node for node, _, _ in nodes(case)]
        with pytest.raises(Missing):
            replies.sign_reply(case, item, by=me(SHIRIN))


def test_a_reply_to_a_sender_outside_waits_to_be_posted() -> None:
    """REM-29, X-24: signed, not sent, with its last day in Att skicka; late is flagged when it is posted."""
    from vardkedja.referrals.actions import posting

    with on("2025-04-30"):
        case = assigned(registered())
        item = reply(case)
        replies.sign_reply(case, item, by=me(SHIRIN))
        direct = answered(assigned(registered(number="19720719-9873")))
    for one in (case, direct):
        row = task(one, "send")
        assert (str(row.due), states(one)) == ("2025-05-06", ("outside", "answered"))
        assert message(one, "final").state == "to_send"
        assert message(one, "final").sent_at is None
    with on("2025-05-07"):
        posting.post(case, item, by=me(LOVISA), sent_on=Day("2025-05-06"))
        posting.post(direct, message(direct, "final").uuid, by=me(LOVISA), sent_on=Day("2025-05-07"))
    assert "late" not in last(case).changes
    assert last(direct).changes["late"] == [None, "skulle ha skickats 2025-05-06"]
    assert nodes(case) == nodes(direct) == []


def test_every_act_is_one_row_of_who_and_when() -> None:
    """X-08: written, finished, signed, sent, assigned, confirmed, answered, ended: eight rows, each by its own."""
    case = answered(confirmed())
    monitoring.end(case, by=me(OSKAR))
    assert [(row.verb.removeprefix("rem."), row.staff.username) for row in history(case)] == [
        *(("write", OSKAR), ("finish", OSKAR), ("sign", OSKAR), ("send", OSKAR)),
        *(("assign", LOVISA), ("confirm", SHIRIN), ("answer", SHIRIN), ("end", OSKAR)),
    ]
