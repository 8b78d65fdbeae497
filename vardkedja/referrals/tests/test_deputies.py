"""Handed-out work: exactly the nodes, exactly the days, in the deputy's own name på uppdrag av (REM-41 to 44, X-21)."""

import datetime

import pytest

from vardkedja.kernel.access import Denied
from vardkedja.kernel.documents import Document
from vardkedja.referrals.actions import (
    answering,
    arriving,
    forwarding,
    monitoring,
    receiving,
    replies,
    sending,
    writing,
)
from vardkedja.referrals.tests.samples import (
    AMIR,
    BEATRICE,
    EVALENA,
    GUSTAV,
    LOVISA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    answered,
    assigned,
    codes,
    denied,
    handed_out,
    last,
    me,
    message,
    on,
    outgoing,
    paper_confirmed,
    sent,
    staff,
    states,
    to_send,
    to_sign,
    unit,
)

pytestmark = pytest.mark.django_db
Day = datetime.date.fromisoformat


def out(*nodes: str, days: int = 30) -> None:
    """Oskar's nodes at Björkdalen to Amir, from today."""
    handed_out(OSKAR, AMIR, *nodes, days=days)


def received(*nodes: str, days: int = 30) -> None:
    """Shirin's nodes at Mölndal to Gustav, from today."""
    handed_out(SHIRIN, GUSTAV, *nodes, by=BEATRICE, slug=MOLNDAL, days=days)


def test_a_deputy_signs_in_the_own_name() -> None:
    """REM-44: "B på uppdrag av A": the signer is B, A is named, on the case, in the history and on the paper."""
    case = to_sign()
    assert "Oskar" in denied(lambda: writing.sign(case, by=me(AMIR)))
    out("sign")
    writing.sign(case, by=me(AMIR))
    stored, paper = outgoing(case), Document.objects.get(case__uuid=case)
    assert (stored.signed_by.username, stored.signed_for.username) == (AMIR, OSKAR)
    assert (last(case).staff.username, last(case).on_behalf_of.username) == (AMIR, OSKAR)
    assert paper.signed_by.username == AMIR
    assert "Oskar Fagerström Nyberg" in str(paper.content["signature"])


@pytest.mark.parametrize("node", ["attest", "watch", "send", "finish", "answer"])
def test_another_node_is_no_right_to_sign(node: str) -> None:
    """REM-43: outside the scope it is refused, with whose it is."""
    case = to_sign()
    out(node)
    assert "inte utdelat till dig" in denied(lambda: writing.sign(case, by=me(AMIR)))


def test_a_right_that_the_role_lacks_is_not_handed_out() -> None:
    """X-21: a secretary with Att signera gets the node, not the right; neither does one with Att besvara assess."""
    case = to_sign()
    assert codes(lambda: handed_out(OSKAR, EVALENA, "sign")) != []
    with pytest.raises(Denied):
        writing.sign(case, by=me(EVALENA))
    assert states(case)[0] == "to_sign"


def test_the_period_has_two_ends() -> None:
    """REM-42, REM-43: through the last day 23.59; the day after at 00.00 the deputy has nothing; nor the day before."""
    with on("2025-07-01"):
        early, within, after = to_sign(), to_sign(), to_sign()
        out("sign", days=30)
    with on("2025-06-30 23:59"):
        assert "inte utdelat" in denied(lambda: writing.sign(early, by=me(AMIR)))
    with on("2025-07-31 23:59"):
        writing.sign(within, by=me(AMIR))
    with on("2025-08-01 00:00"):
        assert "inte utdelat" in denied(lambda: writing.sign(after, by=me(AMIR)))
        writing.sign(after, by=me(OSKAR))


def test_the_owner_keeps_the_right() -> None:
    """REM-43 (derived): handing out takes nothing from the owner, who then acts on nobody's behalf."""
    case = to_sign()
    out("sign")
    writing.sign(case, by=me(OSKAR))
    assert (outgoing(case).signed_for, last(case).on_behalf_of) == (None, None)


def test_a_deputy_assesses_answers_and_signs_replies() -> None:
    """REM-43, REM-44: with Att besvara handed out each act of the assessor is the deputy's, på uppdrag av."""
    case, direct, written = assigned(), assigned(), assigned()
    replies.write_reply(written, by=me(LOVISA), kind="final", text="Svar")
    item = message(written, "final").uuid
    assert "Shirin" in denied(lambda: receiving.confirm(case, by=me(GUSTAV), waiting="8 veckor"))
    received("answer")
    receiving.confirm(case, by=me(GUSTAV), waiting="8 veckor")
    receiving.ask(case, by=me(GUSTAV), text="Allergi?")
    answering.answer(direct, by=me(GUSTAV), kind="final", text="Svar")
    replies.sign_reply(written, item, by=me(GUSTAV))
    for one, kind in ((case, "confirmation"), (direct, "final"), (written, "final")):
        said = message(one, kind)
        assert (said.signed_by.username, said.signed_for.username) == (GUSTAV, SHIRIN)
        assert last(one).on_behalf_of.username == SHIRIN


@pytest.mark.parametrize("node", ["attest", "watch", "questions", "sign"])
def test_another_node_is_no_right_to_assess(node: str) -> None:
    """REM-43: outside the scope nothing of the assessor's is the deputy's."""
    case = assigned()
    received(node)
    for act in (
        lambda: receiving.confirm(case, by=me(GUSTAV), waiting="8 veckor"),
        lambda: receiving.request_completion(case, by=me(GUSTAV), text="Röntgen?"),
        lambda: answering.answer(case, by=me(GUSTAV), kind="final", text="Svar"),
        lambda: answering.interrupt(case, by=me(GUSTAV), reason="Avböjt"),
        lambda: answering.reject(case, by=me(GUSTAV), reason="Fel", no_right_unit=True),
    ):
        assert "inte utdelat till dig" in denied(act)
    assert states(case) == ("sent", "not_assessed")


def test_the_watch_and_the_reading_are_done_on_behalf_of() -> None:
    """REM-43: moved, contacted, asked, ended and attested by the deputy, each with whose it is; without hand-out without."""
    case, own = paper_confirmed(), paper_confirmed()
    out("watch", "attest")
    acts = (
        lambda c: monitoring.move_date(c, by=me(AMIR), until=Day("2030-01-01"), cause="väntetid"),
        lambda c: arriving.attest(c, message(c, "confirmation").uuid, by=me(AMIR)),
        lambda c: monitoring.reprioritise(c, by=me(AMIR), reason="Ökat"),
        lambda c: monitoring.close(c, by=me(AMIR), reason="declined"),
    )
    for act in acts:
        act(case)
        assert last(case).on_behalf_of.username == OSKAR
    assert message(case, "confirmation").attested_for.username == OSKAR
    monitoring.change_monitor(own, by=me(EVALENA), monitor=staff(AMIR))
    monitoring.move_date(own, by=me(AMIR), until=Day("2030-01-01"), cause="väntetid")
    assert last(own).on_behalf_of is None


def test_a_colleague_who_works_from_the_units_list_acts_as_oneself() -> None:
    """REM-43: Vårt arbete is the unit's: a colleague without a hand-out moves the date in the own name."""
    case = sent()
    monitoring.move_date(case, by=me(AMIR), until=Day("2030-01-01"), cause="kontakt")
    assert (last(case).staff.username, last(case).on_behalf_of) == (AMIR, None)


def test_sending_and_forwarding_for_somebody() -> None:
    """REM-43: Att skicka and Att besvara carry their owner's name when the deputy sends or forwards."""
    case, incoming = to_send(), assigned()
    out("send")
    received("answer")
    sending.send(case, by=me(AMIR))
    forwarding.forward(incoming, by=me(GUSTAV), to_unit=unit("boras-ortopedkliniken"), reason="Rygg", text="Vidare")
    assert last(case).on_behalf_of.username == OSKAR
    assert last(incoming).on_behalf_of.username == SHIRIN


def test_what_is_handed_out_ends_in_the_middle_of_work() -> None:
    """REM-43: what was done stays; the next step is refused with words, and the work is its owner's."""
    with on("2025-07-31 23:50"):
        case = assigned()
        received("answer", days=0)
        receiving.confirm(case, by=me(GUSTAV), waiting="8 veckor")
    with on("2025-08-01 00:10"):
        words = denied(lambda: answering.answer(case, by=me(GUSTAV), kind="final", text="Svar"))
        assert "Shirin" in words
        assert "inte utdelat till dig" in words
        assert states(case) == ("confirmed", "in_progress")
        answered(case)
    assert message(case, "confirmation").signed_by.username == GUSTAV
