"""The two tables of a referral, walked whole. REM transitions, REM-22, REM-26, REM-37, X-13."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vardkedja.rules import referrals
from vardkedja.rules.referral_fhir import IN_STATES, MESSAGE_CODES, OUT_STATES, VERSION_REASONS, Mapped
from vardkedja.rules.referrals import (
    INCOMING,
    MESSAGE_OF,
    MESSAGE_WORDS,
    NODE_WORDS,
    OUTGOING,
    RECEIVER_HEARS,
    SENDER_HEARS,
    STARTED,
    UNIT_NODE_WORDS,
    By,
    Event,
    InEvent,
    InState,
    MessageKind,
    Node,
    State,
    in_word,
    out_word,
)
from vardkedja.rules.workflow import Step

# Every event that leads somewhere from a state. What does not stand here is refused.
OUT: dict[State | None, dict[str, State]] = {
    None: {Event.WRITE: State.DRAFT, Event.DICTATE: State.DRAFT, InEvent.REGISTER: State.OUTSIDE},
    State.DRAFT: {Event.SAVE: State.DRAFT, Event.FINISH: State.TO_SIGN, Event.DELETE: State.DELETED},
    State.TO_SIGN: {Event.CHANGE: State.DRAFT, Event.SIGN: State.TO_SEND, Event.DELETE: State.DELETED},
    State.TO_SEND: {Event.CHANGE: State.DRAFT, Event.SEND: State.SENT, Event.DELETE: State.DELETED},
    State.SENT: {
        Event.CONFIRMATION: State.CONFIRMED,
        Event.PARTIAL_ANSWER: State.PARTIAL,
        Event.FINAL_ANSWER: State.ANSWERED,
        Event.RECALL: State.RECALLED,
        Event.INTERRUPTED: State.INTERRUPTED,
        Event.REJECTED: State.REJECTED,
        Event.CLOSE: State.ENDED,
    },
    State.CONFIRMED: {
        Event.REPRIORITISE: State.SENT,
        Event.PARTIAL_ANSWER: State.PARTIAL,
        Event.FINAL_ANSWER: State.ANSWERED,
        Event.INTERRUPTED: State.INTERRUPTED,
        Event.REJECTED: State.REJECTED,
        Event.CLOSE: State.ENDED,
    },
    State.PARTIAL: {
        Event.FINAL_ANSWER: State.ANSWERED,
        Event.INTERRUPTED: State.INTERRUPTED,
        Event.REJECTED: State.REJECTED,
        Event.CLOSE: State.ENDED,
    },
    State.ANSWERED: {Event.END: State.ENDED},
}
WATCH = {Event.MOVE_DATE, Event.CHANGE_MONITOR, Event.CONTACT, Event.ASK_RECALL, Event.COMPLETE, Event.FORWARDED}
LATE = {
    *(Event.CONFIRMATION, Event.PARTIAL_ANSWER, Event.FINAL_ANSWER),
    *(Event.FORWARDED, Event.INTERRUPTED, Event.REJECTED),
}
OUT_STAYS: dict[State | None, set[Event]] = {
    State.SENT: WATCH | {Event.CHANGE_SENT, Event.ATTEST},
    State.CONFIRMED: WATCH | {Event.CONFIRMATION, Event.ATTEST},
    State.PARTIAL: WATCH | {Event.CONFIRMATION, Event.PARTIAL_ANSWER, Event.ATTEST},
    State.ANSWERED: {Event.FINAL_ANSWER, Event.CONFIRMATION, Event.MOVE_DATE, Event.CHANGE_MONITOR, Event.ATTEST},
    State.ENDED: LATE | {Event.ATTEST},
    State.RECALLED: {Event.ATTEST},
    State.INTERRUPTED: {Event.ATTEST},
    State.REJECTED: {Event.ATTEST},
}
IN: dict[InState | None, dict[InEvent, InState]] = {
    None: {InEvent.ARRIVE: InState.NOT_ASSESSED, InEvent.REGISTER: InState.NOT_ASSESSED},
    InState.NOT_ASSESSED: {
        InEvent.CONFIRM: InState.IN_PROGRESS,
        InEvent.PARTIAL: InState.IN_PROGRESS,
        InEvent.PRELIMINARY: InState.IN_PROGRESS,
        InEvent.ANSWER: InState.ANSWERED,
        InEvent.REQUEST_COMPLETION: InState.COMPLETION,
        InEvent.INTERRUPT: InState.INTERRUPTED,
        InEvent.REJECT: InState.REJECTED,
        InEvent.FORWARD: InState.FORWARDED,
        InEvent.RECALLED: InState.RECALLED,
    },
    InState.COMPLETION: {
        InEvent.WITHDRAW_REQUEST: InState.NOT_ASSESSED,
        InEvent.COMPLETED: InState.NOT_ASSESSED,
        InEvent.CONFIRM: InState.IN_PROGRESS,
        InEvent.ANSWER: InState.ANSWERED,
        InEvent.FORWARD: InState.FORWARDED,
        InEvent.INTERRUPT: InState.INTERRUPTED,
        InEvent.REJECT: InState.REJECTED,
    },
    InState.IN_PROGRESS: {
        InEvent.ANSWER: InState.ANSWERED,
        InEvent.FORWARD: InState.FORWARDED,
        InEvent.INTERRUPT: InState.INTERRUPTED,
    },
}
IN_STAYS: dict[InState | None, set[InEvent]] = {
    InState.NOT_ASSESSED: {InEvent.ASSIGN, InEvent.TELL},
    InState.COMPLETION: {InEvent.ASSIGN, InEvent.TELL, InEvent.REFUSE_RECALL},
    InState.IN_PROGRESS: {
        *(InEvent.ASSIGN, InEvent.TELL, InEvent.CONFIRM, InEvent.PARTIAL, InEvent.PRELIMINARY),
        *(InEvent.ASK, InEvent.REFUSE_RECALL, InEvent.COMPLETED),
    },
    InState.ANSWERED: {InEvent.ANSWER, InEvent.TELL},
}


def target(step: Step | None) -> str | None:
    return step.target if step else None


@pytest.mark.parametrize("event", [*Event, InEvent.REGISTER], ids=str)
@pytest.mark.parametrize("state", [None, *State], ids=str)
def test_every_state_and_event_of_the_sender(state: State | None, event: str) -> None:
    """REM-05, 06, 08, 12, 16, 17, 19, 40: a step leads where the table says, and nowhere else."""
    expected = OUT.get(state, {}).get(event, state if event in OUT_STAYS.get(state, ()) else None)
    assert target(OUTGOING.next(state, event)) == expected


@pytest.mark.parametrize("event", InEvent, ids=str)
@pytest.mark.parametrize("state", [None, *InState], ids=str)
def test_every_state_and_event_of_the_receiver(state: InState | None, event: InEvent) -> None:
    """REM-20 to 26, 31, 37, 39: a step leads where the table says, and nowhere else; what is answered stays so."""
    expected = IN.get(state, {}).get(event, state if event in IN_STAYS.get(state, ()) else None)
    assert target(INCOMING.next(state, event)) == expected


def test_both_tables_are_whole() -> None:
    """X-13: every state has a word, an owner and a way out or a reason to be last; owners and actors are known."""
    for table in (OUTGOING, INCOMING):
        assert table.faults() == ()
        assert {step.by for step in table.steps} <= set(By)
        assert {state.owner for state in table.states.values()} <= set(By)
        assert all(step.guard for step in table.steps)
    assert set(OUTGOING.states) == set(State)
    assert set(INCOMING.states) == set(InState)


def test_the_source_has_its_own_words() -> None:
    """REM-22, REM-26, REM-41: Ej bedömd, Pågår and the labels of the nodes stand as in the source."""
    assert (in_word(InState.NOT_ASSESSED), in_word(InState.IN_PROGRESS)) == ("Ej bedömd", "Pågår")
    assert out_word(State.PARTIAL) == "Delbesvarad"
    assert list(NODE_WORDS.values()) == [
        *("Att signera", "Att vidimera", "Att skicka", "Att besvara"),
        *("Att färdigställa", "Fråga/svar via Webcert", "Fråga/Svar", "Att bevaka"),
    ]
    assert UNIT_NODE_WORDS[Node.ANSWER] == "Inkorg konsultationsärenden"
    assert set(MESSAGE_WORDS) == set(MessageKind)


def test_a_changed_assessor_monitor_or_attestation_moves_no_state() -> None:
    """REM-19, REM-22, REM-39, REM-40: assigning, telling, attesting and watching keep the state."""
    quiet = {
        *(Event.ATTEST, Event.MOVE_DATE, Event.CHANGE_MONITOR, Event.CONTACT, Event.ASK_RECALL),
        *(InEvent.ASSIGN, InEvent.TELL, InEvent.ASK, InEvent.REFUSE_RECALL),
    }
    for step in (*OUTGOING.steps, *INCOMING.steps):
        assert step.event not in quiet or step.source == step.target


def together() -> Iterator[tuple[State, InState]]:
    """Every pair of states that a referral inside the system can come to, from sent; forwarding begins a new one."""
    seen = {(State.SENT, InState.NOT_ASSESSED)}
    todo = list(seen)
    while todo:
        out, inside = pair = todo.pop()
        yield pair
        for after in (*_received(out, inside), *_sent(out, inside)):
            if after not in seen:
                seen.add(after)
                todo.append(after)


def _received(out: State, inside: InState) -> Iterator[tuple[State, InState]]:
    """What the receiver may do, and what it is to the sender. A step that the sender cannot hear is a fault."""
    for step in INCOMING.allowed(inside):
        if step.event in RECEIVER_HEARS.values():
            continue
        heard = SENDER_HEARS.get(InEvent(step.event))
        there = OUTGOING.next(out, heard) if heard else None
        assert heard is None or there is not None, f"{step.event} from {inside} while the sender is {out}"
        fresh = InState.NOT_ASSESSED if step.event == InEvent.FORWARD else InState(step.target)
        yield State(there.target) if there else out, fresh


def _sent(out: State, inside: InState) -> Iterator[tuple[State, InState]]:
    """What the sender may do; a step that the receiver cannot hear is not offered."""
    for step in OUTGOING.allowed(out):
        if step.event in SENDER_HEARS.values():
            continue
        heard = RECEIVER_HEARS.get(Event(step.event))
        here = INCOMING.next(inside, heard) if heard else None
        if heard is None or here is not None:
            yield State(step.target), InState(here.target) if here else inside


def test_whatever_one_side_does_the_other_can_hear() -> None:
    """REM-10, REM-28, REM-36, REM-38: no pair of states in which the receiver's act has no place at the sender."""
    pairs = set(together())
    assert (State.CONFIRMED, InState.IN_PROGRESS) in pairs
    assert (State.PARTIAL, InState.NOT_ASSESSED) in pairs
    assert all(out is State.RECALLED for out, inside in pairs if inside is InState.RECALLED)
    assert not {(State.ANSWERED, inside) for inside in STARTED - {InState.ANSWERED}} & pairs


@pytest.mark.parametrize("table", [OUT_STATES, IN_STATES])
def test_every_state_has_one_row_in_other_systems(table: dict[str, Mapped]) -> None:
    """X-38, REM-26: each state maps to one row, and no two states of a side to the same."""
    assert set(table) in (set(State), set(InState))
    assert len(set(table.values())) == len(table)
    assert len({row.business_status for row in table.values()}) == len(table)


def test_messages_have_the_codes_of_the_contract() -> None:
    """REM-16, REM-28, REM-36: BEK, DSV, PSV, SSV, KOM, VID, AVB and AVV each stand for one kind."""
    assert set(MESSAGE_CODES) == set(MessageKind)
    codes = [code for code in MESSAGE_CODES.values() if code]
    assert sorted(codes) == sorted({"BEK", "VID", "KOM", "AVB", "AVV", "DSV", "PSV", "SSV", "AR"})
    assert set(VERSION_REASONS.values()) == {"NR", "AR", "VR"}
    assert set(MESSAGE_OF.values()) == set(MessageKind) - {MessageKind.REPLY}


def test_one_step_from_several_states() -> None:
    """REM-08, REM-21: each state has its own row, with the guard, and without a target the state stays."""
    assert referrals._each((State.SENT, State.PARTIAL), Event.CLOSE, By.UNIT, "Avsluta", "X", target=State.ENDED) == (
        Step(State.SENT, Event.CLOSE, State.ENDED, By.UNIT, "Avsluta", ("X",)),
        Step(State.PARTIAL, Event.CLOSE, State.ENDED, By.UNIT, "Avsluta", ("X",)),
    )
    assert referrals._each_in((InState.COMPLETION,), InEvent.ASSIGN, By.UNIT, "Utse", "X", "Y") == (
        Step(InState.COMPLETION, InEvent.ASSIGN, InState.COMPLETION, By.UNIT, "Utse", ("X", "Y")),
    )
