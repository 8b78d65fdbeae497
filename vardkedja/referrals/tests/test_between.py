"""What goes between the sides: recall, a changed version, completion, questions (REM-21, 25; R2, R3, R8)."""

import pytest

from vardkedja.kernel.access import Denied
from vardkedja.kernel.documents import Document
from vardkedja.kernel.verbs import Conflict, Missing
from vardkedja.referrals.actions import answering, monitoring, receiving, sending
from vardkedja.referrals.messages import Message
from vardkedja.referrals.tests.samples import (
    BJORKDALEN,
    EVALENA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    answered,
    assigned,
    codes,
    confirmed,
    forwarded,
    last,
    me,
    message,
    nodes,
    outgoing,
    receptions,
    seen,
    sent_on_paper,
    states,
    task,
)

pytestmark = pytest.mark.django_db


def test_the_sender_takes_back_what_nobody_has_begun_with() -> None:
    """REM-21 (derived), R3: with a reason; both sides are closed and no list has it."""
    case = assigned()
    assert codes(lambda: sending.recall(case, by=me(EVALENA), reason=" ")) == ["REM-21.no_reason"]
    sending.recall(case, by=me(EVALENA), reason="Patienten vill vänta")
    assert (states(case), nodes(case)) == (("recalled", "recalled"), [])
    assert receptions(case)[0].close_reason == last(case).note == "Patienten vill vänta"
    assert outgoing(case).watch_ended_at is not None
    assert codes(lambda: receiving.confirm(case, by=me(SHIRIN), waiting="8 veckor")) == ["X-13.confirm"]


def test_a_recall_leaves_what_is_unread_to_be_read() -> None:
    """REM-18, REM-19: a notice that nobody has attested stays in Att vidimera when the referral is taken back."""
    case = forwarded()
    sending.recall(case, by=me(EVALENA), reason="Patienten vill vänta")
    assert nodes(case) == [("attest", BJORKDALEN, OSKAR)]


def test_after_the_start_the_sender_asks() -> None:
    """REM-21 (derived): a recall is refused with what to do; the question reaches the assessor."""
    untouched, going = assigned(), confirmed()
    assert codes(lambda: sending.ask_recall(untouched, by=me(EVALENA), reason="Fel")) == ["REM-21.not_started"]
    assert codes(lambda: sending.recall(going, by=me(EVALENA), reason="Fel")) == ["X-13.recall"]
    asked = assigned()
    receiving.request_completion(asked, by=me(SHIRIN), text="Röntgen?")
    assert codes(lambda: sending.recall(asked, by=me(EVALENA), reason="Fel")) == ["REM-21.started"]
    assert codes(lambda: sending.ask_recall(going, by=me(EVALENA), reason="")) == ["REM-21.no_reason"]
    sending.ask_recall(going, by=me(EVALENA), reason="Fel patient")
    asked_for = message(going, "recall_request")
    assert (task(going, "questions").item, task(going, "questions").staff.username) == (asked_for.uuid, SHIRIN)
    assert states(going) == ("confirmed", "in_progress")


def test_nobody_outside_is_asked_through_the_system() -> None:
    """REM-21 (derived): a receiver on paper is called; the system claims to have asked nobody (X-40)."""
    case = sent_on_paper()
    assert codes(lambda: sending.ask_recall(case, by=me(OSKAR), reason="Fel")) == ["REM-21.outside"]
    assert codes(lambda: sending.recall(case, by=me(OSKAR), reason="Fel")) == ["REM-21.started"]
    assert codes(lambda: sending.complete(case, by=me(OSKAR), text="Mer")) == ["REM-25.outside"]
    assert not Message.objects.filter(case__uuid=case).exists()


def test_what_is_sent_is_changed_as_a_new_version_until_it_is_assessed() -> None:
    """X-13, R3, R8: question and reason, signed again; the first paper is kept; after assessment it is too late."""
    case, asked = assigned(), assigned()
    assert codes(lambda: sending.change_sent(case, by=me(OSKAR), question=" ", reason="")) == [
        *("REM-05.no_question", "REM-21.no_reason"),
    ]
    with pytest.raises(Denied):
        sending.change_sent(case, by=me(EVALENA), question="Höger höft", reason="Fel sida")
    sending.change_sent(case, by=me(OSKAR), question="Höger höft", reason="Fel sida")
    papers = Document.objects.filter(case__uuid=case, kind="remiss").order_by("version")
    assert [paper.content["question"] == "Höger höft" for paper in papers] == [False, True]
    assert task(case, "answer").flag == "Komplettering inkommen"
    assert (message(case, "completion").text, seen(case).question) == ("Fel sida", "Höger höft")
    receiving.request_completion(asked, by=me(SHIRIN), text="Röntgen?")
    assert codes(lambda: sending.change_sent(asked, by=me(OSKAR), question="Ny", reason="Fel")) == ["REM-21.assessed"]


def test_a_form_from_an_earlier_turn_is_told() -> None:
    """X-37: the receiver has confirmed since the page was opened: a conflict, not a second act."""
    case = assigned()
    turn = seen(case).turn
    confirmed(case)
    with pytest.raises(Conflict):
        sending.ask_recall(case, by=me(EVALENA), reason="Fel", turn=turn)
    sending.ask_recall(case, by=me(EVALENA), reason="Fel", turn=seen(case).turn)


def test_a_request_for_completion_is_the_senders_turn() -> None:
    """REM-25 (derived), R2: a question to the sender, the assessor keeps the case; the completion puts it back at Ej bedömd."""
    case = assigned()
    assert codes(lambda: receiving.request_completion(case, by=me(SHIRIN), text=" ")) == ["REM-25.no_text"]
    receiving.request_completion(case, by=me(SHIRIN), text="Röntgen?")
    asked = message(case, "completion_request")
    assert (states(case), task(case, "answer").flag) == (("sent", "completion"), "Väntar på komplettering")
    assert (task(case, "questions").item, task(case, "questions").unit.slug) == (asked.uuid, BJORKDALEN)
    assert codes(lambda: sending.complete(case, by=me(EVALENA), text="")) == ["REM-25.no_text"]
    with pytest.raises(Missing):  # a request of another case
        sending.complete(case, by=me(EVALENA), text="Se bild", request=message(confirmed(), "confirmation").uuid)
    sending.complete(case, by=me(EVALENA), text="Se bild", request=asked.uuid)
    assert (states(case), task(case, "answer").flag) == (("sent", "not_assessed"), "Komplettering inkommen")
    assert message(case, "completion").in_reply_to_id == asked.uuid
    assert nodes(case) == [("answer", MOLNDAL, SHIRIN), ("watch", BJORKDALEN, OSKAR)]


def test_a_request_is_taken_back_or_passed_over() -> None:
    """REM-25 (derived): withdrawn, confirmed without waiting, answered, or no longer watched: the question is gone."""
    back, over, done, left = assigned(), assigned(), assigned(), assigned()
    for case in (back, over, done, left):
        receiving.request_completion(case, by=me(SHIRIN), text="Röntgen?")
    receiving.withdraw_request(back, by=me(SHIRIN))
    receiving.confirm(over, by=me(SHIRIN), waiting="8 veckor")
    answered(done)
    monitoring.close(left, by=me(OSKAR), reason="declined")
    assert [states(case)[1] for case in (back, over, done, left)] == [
        *("not_assessed", "in_progress", "answered", "completion"),
    ]
    assert task(back, "answer").flag == task(over, "answer").flag == ""
    for case in (back, over, done, left):
        assert "questions" not in [node for node, _, _ in nodes(case)]
    assert codes(lambda: receiving.withdraw_request(back, by=me(SHIRIN))) == ["X-13.withdraw_request"]


def test_a_question_waits_for_its_answer_and_no_longer_than_the_case() -> None:
    """REM-25 (derived): asked in Pågår, answered by the sender, or left behind when the receiver is done with the case."""
    replied, over, gone = confirmed(), confirmed(), confirmed()
    assert codes(lambda: receiving.ask(assigned(), by=me(SHIRIN), text="Allergi?")) == ["X-13.ask"]
    ended = confirmed()
    monitoring.close(ended, by=me(OSKAR), reason="declined")
    assert codes(lambda: receiving.ask(ended, by=me(SHIRIN), text="Allergi?")) == ["REM-25.not_watched"]
    for case in (replied, over, gone):
        receiving.ask(case, by=me(SHIRIN), text="Allergi?")
        assert task(case, "questions").staff.username == OSKAR
    sending.complete(replied, by=me(EVALENA), text="Nej")
    answered(over)
    forwarded(gone)
    for case in (replied, over, gone):
        assert "questions" not in [node for node, _, _ in nodes(case)]
    assert states(replied) == ("confirmed", "in_progress")


def test_a_recall_that_is_asked_for_is_answered_or_the_case_ended() -> None:
    """REM-21 (derived): no with a text reaches the sender; without a request there is nothing to answer; else interrupt."""
    case, ended = confirmed(), confirmed()
    assert codes(lambda: answering.refuse_recall(case, by=me(SHIRIN), text="Nej")) == ["REM-21.not_asked"]
    for one in (case, ended):
        sending.ask_recall(one, by=me(EVALENA), reason="Fel patient")
    assert codes(lambda: answering.refuse_recall(case, by=me(SHIRIN), text="")) == ["REM-25.no_text"]
    answering.refuse_recall(case, by=me(SHIRIN), text="Tid är bokad")
    assert (states(case), message(case, "recall_refusal").text) == (("confirmed", "in_progress"), "Tid är bokad")
    assert sorted(node for node, _, _ in nodes(case)) == ["answer", "attest", "attest", "watch"]
    assert codes(lambda: answering.refuse_recall(case, by=me(SHIRIN), text="Nej")) == ["REM-21.not_asked"]
    answering.interrupt(ended, by=me(SHIRIN), reason="Enligt begäran")
    assert "questions" not in [node for node, _, _ in nodes(ended)]
