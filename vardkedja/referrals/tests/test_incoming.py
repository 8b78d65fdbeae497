"""The receiver takes in, sets the assessor, confirms, tells the patient, asks for more (REM-21 to 28, 30, 39)."""

import datetime
import uuid

import pytest

from vardkedja.kernel.access import Denied, Grant
from vardkedja.kernel.documents import Document
from vardkedja.kernel.verbs import AlreadyDone, Missing
from vardkedja.referrals.actions import answering, forwarding, monitoring, posting, receiving, sending
from vardkedja.referrals.messages import Message
from vardkedja.referrals.tests.samples import (
    BEATRICE,
    BJORKDALEN,
    BORAS,
    EVALENA,
    GUSTAV,
    JOAKIM,
    LOVISA,
    MOLNDAL,
    NADJA,
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
    sent,
    staff,
    states,
    task,
    unit,
)

pytestmark = pytest.mark.django_db
Day = datetime.date.fromisoformat


def confirm(case: uuid.UUID, by: str = SHIRIN, **given: object) -> uuid.UUID:
    return receiving.confirm(case, by=me(by), **{"waiting": "8 veckor", **given})


def test_without_an_assessor_nothing_goes_out() -> None:
    """REM-21: neither confirmed, answered, asked, ended nor forwarded until one is set; then it is."""
    case = sent()
    acts = {
        "confirm": lambda: confirm(case),
        "answer": lambda: answering.answer(case, by=me(SHIRIN), kind="final", text="Svar"),
        "completion": lambda: receiving.request_completion(case, by=me(SHIRIN), text="Röntgen?"),
        "interrupt": lambda: answering.interrupt(case, by=me(SHIRIN), reason="Fel"),
        "reject": lambda: answering.reject(case, by=me(SHIRIN), reason="Fel", no_right_unit=True),
        "forward": lambda: forwarding.forward(case, by=me(LOVISA), to_unit=unit(BORAS), reason="Rygg", text="Vidare"),
    }
    for act in acts.values():
        assert codes(act) == ["REM-21.no_assessor"]
    assert states(case) == ("sent", "not_assessed")
    assigned(case)
    acts["confirm"]()
    assert states(case) == ("confirmed", "in_progress")


def test_assigning_keeps_the_state_and_moves_the_work() -> None:
    """REM-22, REM-24: to B, then to C: still Ej bedömd, two rows that say who; C has it in Att besvara and B has not."""
    with on("2025-03-04"):
        case = sent()
        assigned(case, SHIRIN)
    first = receptions(case)[0]
    with on("2025-03-05"):
        assigned(case, GUSTAV)
    arrived = receptions(case)[0]
    assert states(case) == ("sent", "not_assessed")
    assert nodes(case) == [("answer", MOLNDAL, GUSTAV), ("watch", BJORKDALEN, OSKAR)]
    rows = [row for row in history(case) if row.verb == "rem.assign"]
    assert [row.changes["assessor"] for row in rows] == [
        [None, "Shirin Mohammadi-Karlström"],
        ["Shirin Mohammadi-Karlström", "Gustav Brännmark"],
    ]
    assert (arrived.assessor.username, arrived.assigned_by.username) == (GUSTAV, LOVISA)
    assert arrived.received_at == first.received_at is not None  # the first act takes it in
    assert task(case, "answer").sort_on == task(case, "answer").due


def test_an_assessor_is_a_doctor_at_the_unit_with_a_grant() -> None:
    """REM-21, X-05: a secretary, a doctor elsewhere, one without a grant, and the same again are refused."""
    case = sent()
    for who in (LOVISA, OSKAR):
        assert codes(lambda who=who: assigned(case, who)) == ["REM-21.not_here"]
    Grant.objects.filter(staff__username=GUSTAV).update(valid_to="2024-12-31")
    assert codes(lambda: assigned(case, GUSTAV)) == ["REM-21.not_here"]
    assert receptions(case)[0].assessor is None
    assigned(case, SHIRIN)
    assert codes(lambda: assigned(case, SHIRIN)) == ["REM-22.same"]
    assigned(case, BEATRICE)


def test_the_work_stays_with_the_assessor_until_it_is_answered() -> None:
    """REM-24: only confirmed stays in Att besvara; answered is gone."""
    case = confirmed()
    assert task(case, "answer").staff.username == SHIRIN
    answered(case)
    assert [node for node, slug, _ in nodes(case) if slug == MOLNDAL] == []


def test_a_confirmation_sets_going() -> None:
    """REM-25, REM-26: 5 March: Pågår, with assessment, priority, who and when; signed, on paper too."""
    with on("2025-03-05"):
        case = assigned()
        confirm(case, assessment="Bör opereras", priority="hög")
    arrived = receptions(case)[0]
    assert states(case) == ("confirmed", "in_progress")
    assert (arrived.assessment, arrived.priority) == ("Bör opereras", "hög")
    assert arrived.assessed_at == arrived.confirmed_at == last(case).at
    assert str(arrived.assessed_at.date()) == "2025-03-05"
    said = message(case, "confirmation")
    assert (said.signed_by.username, said.signed_at) == (SHIRIN, said.sent_at)
    assert Document.objects.get(case__uuid=case, kind="bekraftelse").intact()


def test_a_confirmation_reaches_the_sender_whole() -> None:
    """REM-10, REM-28, REM-49: accepted, waiting time and day, in Att vidimera; it does not end the watch."""
    with on("2025-03-10"):
        case = assigned()
        before = outgoing(case).watch_until
        confirm(case, wait_on=Day("2025-05-09"))
    said, row = message(case, "confirmation"), task(case, "attest")
    assert (said.accepted, said.wait_words, str(said.proposed_on)) == (True, "8 veckor", "2025-05-09")
    assert (said.text, str(said.received_on)) == ("REMISSBEKRÄFTELSE – väntetid 8 veckor", "2025-03-10")
    assert said.reception_id == receptions(case)[0].pk
    assert (row.item, row.unit.slug, row.staff.username) == (said.uuid, BJORKDALEN, OSKAR)
    assert outgoing(case).watch_until == task(case, "watch").due == before
    assert str(task(case, "answer").due) == "2025-05-09"


def test_a_confirmation_that_lacks_something_is_not_sent() -> None:
    """REM-28, REM-50: no waiting time, both, a day that has passed; today is the boundary."""
    with on("2025-03-10"):
        case = assigned()
        assert codes(lambda: confirm(case, waiting=" ")) == ["REM-07.no_wait"]
        assert codes(lambda: confirm(case, not_stated=True)) == ["REM-07.both"]
        assert codes(lambda: confirm(case, wait_on=Day("2025-03-09"))) == ["REM-50.past"]
        assert not Message.objects.filter(case__uuid=case).exists()
        confirm(case, wait_on=Day("2025-03-10"))


def test_only_the_assessor_assesses() -> None:
    """REM-21, REM-25: a colleague is told whose it is, a secretary may not; after the change of assessor it is turned round."""
    case = assigned()
    assert "Shirin" in denied(lambda: confirm(case, GUSTAV))
    with pytest.raises(Denied):
        confirm(case, LOVISA)
    assigned(case, GUSTAV)
    assert "Gustav" in denied(lambda: confirm(case, SHIRIN))
    confirm(case, GUSTAV)


def test_another_assessor_while_it_goes_on() -> None:
    """REM-39: Pågår stays; with the case go what is written out to be signed, and what the sender asks."""
    from vardkedja.referrals.actions import replies

    case = confirmed()
    sending.ask_recall(case, by=me(EVALENA), reason="Fel patient")
    replies.write_reply(case, by=me(LOVISA), kind="final", text="Svar")
    receiving.assign(case, by=me(LOVISA), assessor=staff(GUSTAV), reason="Shirin är sjuk")
    assert states(case) == ("confirmed", "in_progress")
    assert [(node, who) for node, slug, who in nodes(case) if slug == MOLNDAL] == [
        *(("answer", GUSTAV), ("questions", GUSTAV), ("sign", GUSTAV)),
    ]
    assert [who for node, slug, who in nodes(case) if slug == BJORKDALEN] == [OSKAR, OSKAR]
    assert last(case).note == "Shirin är sjuk"


def test_how_the_patient_was_told_may_follow() -> None:
    """REM-27: confirmed 5 March with nothing recorded is sent; kallelse dated 6 March is recorded with way, day and who."""
    with on("2025-03-05"):
        case = confirmed()
    assert receptions(case)[0].told_way == ""
    with on("2025-03-06"):
        receiving.tell(case, by=me(LOVISA), way="kallelse", on=Day("2025-03-06"))
    arrived = receptions(case)[0]
    assert (arrived.told_way, str(arrived.told_on), arrived.told_by.username) == ("kallelse", "2025-03-06", LOVISA)
    receiving.tell(case, by=me(LOVISA), way="telefon", on=Day("2025-03-07"))
    assert last(case).changes["told"] == ["kallelse", "telefon"]
    assert states(case) == ("confirmed", "in_progress")


def test_told_has_a_way_from_the_list_and_a_day() -> None:
    """REM-27: an unknown way, none, or no day is refused, also in the confirmation; both together are stored with it."""
    case = assigned()
    assert codes(lambda: receiving.tell(case, by=me(LOVISA), way="", on=Day("2025-03-06"))) == ["REM-27.way"]
    assert codes(lambda: confirm(case, told_way="dove", told_on=Day("2025-03-06"))) == ["REM-27.way"]
    assert codes(lambda: confirm(case, told_way="kopia")) == ["REM-27.day"]
    confirm(case, told_way="kopia", told_on=Day("2025-03-06"))
    assert receptions(case)[0].told_way == "kopia"


def test_the_days_run_from_the_senders_sending() -> None:
    """REM-30: sent 3 March: 17 March, also after it was forwarded on the 6th; on paper: its own day, else the arrival."""
    with on("2025-03-03"):
        case = assigned()
    with on("2025-03-06"):
        forwarded(case)
        known, unknown = registered(referred_on=Day("2025-03-03")), registered(number="19720719-9873")
    assert [str(row.confirm_by) for row in receptions(case)] == ["2025-03-17", "2025-03-17"]
    assert str(task(case, "answer").due) == "2025-03-17"
    assert str(receptions(known)[0].confirm_by) == str(task(known, "answer").due) == "2025-03-17"
    assert str(receptions(unknown)[0].confirm_by) == "2025-03-20"


def test_to_a_sender_outside_it_goes_by_post() -> None:
    """REM-25, REM-28, X-24: the confirmation waits in Att skicka until somebody says how and when it left."""
    with on("2025-03-10"):
        case = assigned(registered())
        confirm(case)
        said = message(case, "confirmation")
        assert (said.state, said.sent_at, said.sent_on) == ("to_send", None, None)
        assert nodes(case) == [("answer", MOLNDAL, SHIRIN), ("send", MOLNDAL, SHIRIN)]
        assert states(case) == ("outside", "in_progress")
    with on("2025-03-12"):

        def post(day: str | None, channel: str = "post") -> uuid.UUID:
            sent_on = Day(day) if day else None
            return posting.post(case, said.uuid, by=me(LOVISA), sent_on=sent_on, channel=channel, enclosures="Kallelse")

        for day in (None, "2025-03-09", "2025-03-13"):
            assert codes(lambda day=day: post(day)) == ["X-24.day"]
        assert codes(lambda: post("2025-03-12", "electronic")) == ["X-24.channel"]
        post("2025-03-10")
        with pytest.raises(Missing):
            post("2025-03-10")
    said.refresh_from_db()
    assert (said.state, said.channel, str(said.sent_on), said.sent_by.username) == (
        "sent",
        "post",
        "2025-03-10",
        LOVISA,
    )
    assert last(case).changes["enclosures"] == ["", "Kallelse"]
    assert nodes(case) == [("answer", MOLNDAL, SHIRIN)]


def test_only_the_unit_where_it_waits_posts_it() -> None:
    """X-05: the notice waits at the unit that forwarded; the next unit has no part in it."""
    case = forwarded(assigned(registered()))
    told = message(case, "forward_notice")
    with pytest.raises(Missing):
        posting.post(case, told.uuid, by=me(JOAKIM), sent_on=datetime.date.today())  # noqa: DTZ011
    posting.post(case, told.uuid, by=me(LOVISA), sent_on=told.written_at.date())
    assert [node for node, _, _ in nodes(case)] == ["answer"]


def test_one_key_is_one_confirmation() -> None:
    """X-38: the same confirmation three times is one message and one paper."""
    case, key = assigned(), uuid.uuid4()
    confirm(case, key=key)
    for _ in range(2):
        with pytest.raises(AlreadyDone):
            confirm(case, key=key)
    assert Message.objects.filter(case__uuid=case).count() == 1


def test_forwarded_and_confirmed_there() -> None:
    """REM-26, REM-38: the next unit assesses for itself; the sender is confirmed by it and monitors as before."""
    case = forwarded()
    assigned(case, NADJA, JOAKIM)
    confirm(case, NADJA)
    monitoring.move_date(case, by=me(OSKAR), until=Day("2030-01-01"), cause="väntetid")
    assert states(case) == ("confirmed", "in_progress")
    assert nodes(case)[-1] == ("watch", BJORKDALEN, OSKAR)
