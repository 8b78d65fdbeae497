"""Two people in one referral at the same moment, with real commits: one wins, the other is told, nothing is half-done."""

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.referrals.actions import answering, arriving, forwarding, monitoring, papers, receiving, sending
from vardkedja.referrals.actions.arriving import Paper
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Scan
from vardkedja.referrals.reading import Read
from vardkedja.referrals.tests import invariants
from vardkedja.referrals.tests.at_once import Act, at_once
from vardkedja.referrals.tests.samples import (
    AMIR,
    BEATRICE,
    BORAS,
    EVALENA,
    GUSTAV,
    LOVISA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    assigned,
    confirmed,
    handed_out,
    history,
    last,
    me,
    message,
    nodes,
    paper_confirmed,
    receptions,
    scanned,
    seen,
    sent,
    sent_on_paper,
    staff,
    states,
    to_send,
    unit,
)


@pytest.fixture(autouse=True)
def _now(real_commits: str) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def rounds(make: Callable[[], uuid.UUID], race: Callable[[uuid.UUID], None], times: int = 4) -> None:
    """The same race several times, each over a case of its own, which is whole afterwards."""
    for _ in range(times):
        case = make()
        race(case)
        invariants.check(case)


def verbs(case: uuid.UUID) -> list[str]:
    return [row.verb.removeprefix("rem.") for row in history(case)]


def confirm(case: uuid.UUID, by: Actor, **given: Any) -> Act:
    return lambda: receiving.confirm(case, by=by, waiting="8 veckor", **given)


def assign(case: uuid.UUID, to: uuid.UUID, by: Actor, **given: Any) -> Act:
    return lambda: receiving.assign(case, by=by, assessor=to, **given)


def test_two_assessors_set_at_once() -> None:
    """REM-21, REM-22, X-37: from the same page one is set and the other is told; whoever it is has the only task."""
    lovisa, beatrice, shirin, gustav = me(LOVISA), me(BEATRICE), staff(SHIRIN), staff(GUSTAV)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(assign(case, shirin, lovisa), assign(case, gustav, beatrice))
        assert set(came_to) <= {"done", "Conflict"}
        assert "done" in came_to
        rows = [row for row in history(case) if row.verb == "rem.assign"]
        assert len(rows) == came_to.count("done")
        ours = [who for node, slug, who in nodes(case) if (node, slug) == ("answer", MOLNDAL)]
        assert ours == [receptions(case)[0].assessor.username]
        if len(rows) == 2:  # one after the other: the second saw the first
            assert rows[1].changes["assessor"][0] == rows[0].changes["assessor"][1]

    rounds(sent, race)


def test_the_same_assessor_twice_at_once_is_one() -> None:
    """REM-22: two who set the same one: the second reads that it is so already."""
    lovisa, beatrice, shirin = me(LOVISA), me(BEATRICE), staff(SHIRIN)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(assign(case, shirin, lovisa), assign(case, shirin, beatrice))
        assert sorted(came_to) == ["Refused", "done"]
        assert "är redan ansvarig bedömare" in next(one.words for one in came_to if one == "Refused")
        assert verbs(case).count("assign") == 1

    rounds(sent, race)


def test_forward_against_answer() -> None:
    """REM-37, X-37: answered it is not forwarded, forwarded it is not answered; the loser reads which it was."""
    lovisa, shirin, boras = me(LOVISA), me(SHIRIN), unit(BORAS)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(
            lambda: forwarding.forward(case, by=lovisa, to_unit=boras, reason="Rygg", text="Vidare"),
            lambda: answering.answer(case, by=shirin, kind="final", text="Operation i maj."),
        )
        assert sorted(came_to) in (["Refused", "done"], ["Denied", "done"])
        kinds = set(Message.objects.filter(case__uuid=case).values_list("kind", flat=True))
        if came_to[0] == "done":
            assert (states(case), kinds) == (("sent", "not_assessed"), {"forward_notice"})
            assert "Borås" in came_to[1].words
        else:
            assert (states(case), kinds) == (("answered", "answered"), {"final"})
            assert "Besvarad remiss kan inte vidarebefordras" in came_to[0].words

    rounds(assigned, race)


def test_recall_against_confirm() -> None:
    """REM-21, R3: recalled it is not confirmed, confirmed it is not recalled but asked for; the loser reads which it was."""
    evalena, shirin = me(EVALENA), me(SHIRIN)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(lambda: sending.recall(case, by=evalena, reason="Fel"), confirm(case, shirin))
        assert sorted(came_to) == ["Refused", "done"]
        if came_to[0] == "done":
            assert (states(case), nodes(case)) == (("recalled", "recalled"), [])
            assert "återkallad" in came_to[1].words
        else:
            assert states(case) == ("confirmed", "in_progress")
            assert "bekräftad" in came_to[0].words
            sending.ask_recall(case, by=evalena, reason="Fel")
        assert Message.objects.filter(case__uuid=case, kind="confirmation").count() == (came_to[1] == "done")

    rounds(assigned, race)


def test_recall_against_assign() -> None:
    """REM-21, REM-22: assigning starts nothing, so the recall always wins; an assigner who comes second reads why."""
    evalena, lovisa, shirin = me(EVALENA), me(LOVISA), staff(SHIRIN)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(lambda: sending.recall(case, by=evalena, reason="Fel"), assign(case, shirin, lovisa))
        assert came_to[0] == "done"
        assert came_to[1] in ("done", "Refused")
        if came_to[1] == "Refused":
            assert "återkallad" in came_to[1].words
        assert (states(case), nodes(case)) == (("recalled", "recalled"), [])

    rounds(sent, race)


def test_recall_against_forward() -> None:
    """REM-21, REM-38: forwarded and not begun with it is still recalled, there; recalled it is not forwarded."""
    evalena, lovisa, boras = me(EVALENA), me(LOVISA), unit(BORAS)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(
            lambda: sending.recall(case, by=evalena, reason="Fel"),
            lambda: forwarding.forward(case, by=lovisa, to_unit=boras, reason="Rygg", text="Vidare"),
        )
        assert came_to[0] == "done"
        assert states(case) == ("recalled", "recalled")
        assert [row.state for row in receptions(case)] == (
            ["forwarded", "recalled"] if came_to[1] == "done" else ["recalled"]
        )
        assert came_to[1] == "done" or "återkallad" in came_to[1].words

    rounds(assigned, race)


def test_one_reply_attested_twice_at_once() -> None:
    """REM-18: one attests, the other reads that it is done."""
    oskar, amir = me(OSKAR), me(AMIR)

    def race(case: uuid.UUID) -> None:
        item = message(case, "confirmation").uuid
        acts = [lambda who=who: arriving.attest(case, item, by=who) for who in (oskar, amir)]
        came_to = at_once(*acts)
        assert sorted(came_to) == ["Refused", "done"]
        assert "Redan vidimerat" in next(one.words for one in came_to if one == "Refused")
        winner = (OSKAR, AMIR)[came_to.index("done")]
        assert message(case, "confirmation").attested_by.username == winner == last(case).staff.username
        assert verbs(case).count("attest") == 1

    rounds(paper_confirmed, race)


def test_two_secretaries_link_the_same_paper() -> None:
    """REM-15, X-15: it becomes one reply on one referral; the other reads that it is taken, and that case is untouched."""
    evalena, kerstin = me(EVALENA), me("kerstin.almgard")

    def race(case: uuid.UUID) -> None:
        other, came = sent_on_paper(), Paper(scan=scanned(), received_on=clock.today())
        both = (case, other)
        came_to = at_once(
            *[
                lambda one=one, who=who: arriving.register_answer(one, "final", came, by=who)
                for one, who in zip(both, (evalena, kerstin), strict=True)
            ]
        )
        assert sorted(came_to) == ["Refused", "done"]
        assert "redan kopplat" in next(one.words for one in came_to if one == "Refused")
        won, lost = both if came_to[0] == "done" else both[::-1]
        assert Scan.objects.get(pk=came.scan).case.uuid == won
        assert (states(won)[0], states(lost)[0]) == ("answered", "sent")
        assert not Message.objects.filter(case__uuid=lost).exists()

    rounds(sent_on_paper, race)


def test_the_same_paper_scanned_at_two_desks_at_once() -> None:
    """X-15: one is kept, the other is told that it is scanned already."""
    evalena, oskar = me(EVALENA), me(OSKAR)
    for _ in range(4):
        data = uuid.uuid4().bytes
        read = Read("papper.pdf", data, "pdf", uuid.UUID(bytes=data).hex * 2, 1, b"", "")
        acts = [
            lambda who=who, read=read: papers.scan(read, by=who, kind="answer", arrived_on=clock.today())
            for who in (evalena, oskar)
        ]
        came_to = at_once(*acts)
        assert sorted(came_to) == ["Refused", "done"]
        assert "redan skannat" in next(one.words for one in came_to if one == "Refused")
        assert Scan.objects.filter(sha256=read.sha256).count() == 1


def test_a_hand_out_that_ends_in_the_middle_of_work() -> None:
    """REM-43: the page was opened on the last day; after midnight the deputy is told, and nothing is stored."""
    case = assigned()
    handed_out(SHIRIN, GUSTAV, "answer", by=BEATRICE, slug=MOLNDAL, days=0)
    gustav, before = me(GUSTAV), history(case)
    clock.set_to(datetime.datetime(2025, 3, 5, 0, 0, tzinfo=clock.STOCKHOLM))
    (told,) = at_once(confirm(case, gustav))
    assert told == "Denied"
    assert "Shirin" in told.words
    assert "Arbetet är inte utdelat till dig" in told.words
    assert (history(case), states(case)) == (before, ("sent", "not_assessed"))


@pytest.mark.parametrize("what", ["send", "confirm", "contact"])
def test_one_key_three_times_at_once_is_one(what: str) -> None:
    """X-38: the same click three times at once: one message and one row; the rest get its answer."""
    oskar, shirin, key = me(OSKAR), me(SHIRIN), uuid.uuid4()
    call = monitoring.Call(clock.today(), "phone", "sekreterare", "Svarar snart")
    case = {"send": to_send, "confirm": assigned, "contact": sent}[what]()
    act: Act = {
        "send": lambda: sending.send(case, by=oskar, key=key),
        "confirm": confirm(case, shirin, key=key),
        "contact": lambda: monitoring.contact(case, call, by=oskar, key=key),
    }[what]
    assert sorted(at_once(act, act, act)) == ["AlreadyDone", "AlreadyDone", "done"]
    assert verbs(case).count(what) == 1
    assert Message.objects.filter(case__uuid=case).count() == (what == "confirm")
    assert len(receptions(case)) == 1
    invariants.check(case)


def test_one_turn_is_one_act() -> None:
    """X-37: two answers from pages of the same turn: one is sent, the other keeps its text and is told."""
    shirin = me(SHIRIN)

    def race(case: uuid.UUID) -> None:
        turn = seen(case).turn
        acts = [
            lambda text=text: answering.answer(case, by=shirin, kind="partial", text=text, turn=turn)
            for text in ("Ett", "Två")
        ]
        came_to = at_once(*acts)
        assert sorted(came_to) == ["Conflict", "done"]
        assert message(case, "partial").text == ("Ett", "Två")[came_to.index("done")]
        assert Message.objects.filter(case__uuid=case, kind="partial").count() == 1

    rounds(confirmed, race)


def test_confirm_against_another_assessor() -> None:
    """REM-24, REM-39: confirmed by the old one and then moved, or moved and the old one is told whose it is."""
    shirin, lovisa, gustav = me(SHIRIN), me(LOVISA), staff(GUSTAV)

    def race(case: uuid.UUID) -> None:
        came_to = at_once(confirm(case, shirin), assign(case, gustav, lovisa))
        assert came_to[1] == "done"
        assert came_to[0] in ("done", "Denied")
        assert came_to[0] == "done" or "Gustav" in came_to[0].words
        assert receptions(case)[0].assessor.username == GUSTAV
        assert states(case)[1] == ("in_progress" if came_to[0] == "done" else "not_assessed")

    rounds(assigned, race)
