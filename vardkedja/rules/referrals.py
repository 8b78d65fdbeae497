"""The two sides of a referral: the steps between their states, and what each side's step is to the other.

The sender's and the receiver's states are two facts, never one: a referral can be sent and not received, answered and
not read.
"""

from __future__ import annotations

from vardkedja.rules.referral_terms import (
    MESSAGE_WORDS,
    NODE_WORDS,
    UNIT_NODE_WORDS,
    By,
    Event,
    InEvent,
    InState,
    MessageKind,
    Node,
    State,
)
from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow

__all__ = [
    "INCOMING",
    "MESSAGE_OF",
    "MESSAGE_WORDS",
    "NODE_WORDS",
    "OUTGOING",
    "RECEIVER_HEARS",
    "SENDER_HEARS",
    "STARTED",
    "UNIT_NODE_WORDS",
    "By",
    "Event",
    "InEvent",
    "InState",
    "MessageKind",
    "Node",
    "State",
    "in_word",
    "out_word",
]

# --- the sender's side ---------------------------------------------------------------------------------------------

_WATCHED = (State.SENT, State.CONFIRMED, State.PARTIAL)
_ATTESTED = (*_WATCHED, State.ANSWERED, State.ENDED, State.RECALLED, State.INTERRUPTED, State.REJECTED)
_UNSENT = (State.DRAFT, State.TO_SIGN, State.TO_SEND)


def _each(
    sources: tuple[State, ...], event: Event, by: By, label: str, *guard: str, target: State | None = None
) -> tuple[Step, ...]:
    """The same step from several states; without a target the state stays."""
    return tuple(Step(source, event, target or source, by, label, guard) for source in sources)


OUTGOING = Workflow(
    "Konsultationsärende, avsändarens sida",
    (
        Row(State.DRAFT, "Under skrivning", By.AUTHOR_UNIT),
        Row(State.TO_SIGN, "Att signera", By.SIGNER),
        Row(State.TO_SEND, "Att skicka", By.AUTHOR_UNIT),
        Row(State.SENT, "Skickad", By.MONITOR),
        Row(State.CONFIRMED, "Bekräftad", By.MONITOR),
        Row(State.PARTIAL, "Delbesvarad", By.MONITOR),
        Row(State.ANSWERED, "Besvarad", By.MONITOR),
        Row(State.ENDED, "Bevakning avslutad", By.UNIT, last="Det som kommer in efteråt läggs till och vidimeras."),
        Row(State.DELETED, "Makulerad", By.AUTHOR_UNIT, last="Remissen skickades aldrig. Skriv en ny om den behövs."),
        Row(State.RECALLED, "Återkallad", By.AUTHOR_UNIT, last="Mottagaren hade inte börjat. Skriv en ny om du vill."),
        Row(State.INTERRUPTED, "Avbruten", By.UNIT, last="Efter ett avbrott följer inget svar. Skriv en ny remiss."),
        Row(State.REJECTED, "Avvisad", By.UNIT, last="Efter en avvisning följer inget svar. Skriv en ny remiss."),
        Row(State.OUTSIDE, "Avsändare utanför systemet", By.RECEIVER_SIDE, last="Avsändaren bevakar i eget system."),
    ),
    (
        Step(None, Event.WRITE, State.DRAFT, By.AUTHOR, "Skriv remiss", ("REM-05",)),
        Step(None, Event.DICTATE, State.DRAFT, By.AUTHOR, "Diktera remiss", ("REM-03", "REM-04", "REM-05")),
        Step(None, InEvent.REGISTER, State.OUTSIDE, By.RECEIVER_SIDE, "Registrera pappersremiss", ("REM-23",)),
        Step(State.DRAFT, Event.SAVE, State.DRAFT, By.AUTHOR_UNIT, "Spara", ("REM-05",)),
        Step(State.DRAFT, Event.FINISH, State.TO_SIGN, By.AUTHOR_UNIT, "Klar för signering", ("REM-05",)),
        Step(State.TO_SIGN, Event.SIGN, State.TO_SEND, By.SIGNER, "Signera remissen", ("REM-44",)),
        *_each(_UNSENT[1:], Event.CHANGE, By.AUTHOR_UNIT, "Ändra remissen", "X-09", target=State.DRAFT),
        *_each(_UNSENT, Event.DELETE, By.AUTHOR_UNIT, "Makulera", "X-07", target=State.DELETED),
        Step(State.TO_SEND, Event.SEND, State.SENT, By.AUTHOR_UNIT, "Skicka remissen", ("REM-05", "REM-06", "X-28")),
        *_each(
            _WATCHED[:2],
            Event.CONFIRMATION,
            By.UNIT,
            "Registrera bekräftelse",
            *("REM-07", "REM-08", "REM-09", "REM-10", "REM-49", "REM-50"),
            target=State.CONFIRMED,
        ),
        *_each((State.PARTIAL,), Event.CONFIRMATION, By.UNIT, "Registrera bekräftelse", "REM-07", "REM-08", "REM-16"),
        Step(State.CONFIRMED, Event.REPRIORITISE, State.SENT, By.AUTHOR_UNIT, "Begär omprioritering", ("REM-12",)),
        *_each(_WATCHED, Event.PARTIAL_ANSWER, By.UNIT, "Registrera delsvar", "REM-15", "REM-16", target=State.PARTIAL),
        *_each(_WATCHED, Event.FINAL_ANSWER, By.UNIT, "Registrera slutsvar", "REM-15", "REM-17", target=State.ANSWERED),
        *_each((State.ANSWERED,), Event.FINAL_ANSWER, By.UNIT, "Registrera rättat svar", "REM-15", "REM-17"),
        *_each((*_WATCHED, State.ANSWERED), Event.MOVE_DATE, By.UNIT, "Flytta bevakningen", "REM-11", "REM-50"),
        *_each((*_WATCHED, State.ANSWERED), Event.CHANGE_MONITOR, By.UNIT, "Byt bevakare", "REM-40"),
        *_each(_WATCHED, Event.CONTACT, By.UNIT, "Registrera kontakt", "REM-13"),
        *_each(_WATCHED, Event.ASK_RECALL, By.AUTHOR_UNIT, "Be om återkallelse", "REM-21"),
        *_each(_WATCHED, Event.COMPLETE, By.AUTHOR_UNIT, "Skicka komplettering", "REM-25"),
        *_each(_WATCHED, Event.FORWARDED, By.RECEIVER_SIDE, "Mottagaren har vidarebefordrat", "REM-36", "REM-38"),
        *_each(
            _WATCHED, Event.INTERRUPTED, By.RECEIVER_SIDE, "Mottagaren har avbrutit", "REM-25", target=State.INTERRUPTED
        ),
        *_each(_WATCHED, Event.REJECTED, By.RECEIVER_SIDE, "Mottagaren har avvisat", "REM-31", target=State.REJECTED),
        *_each(_WATCHED, Event.CLOSE, By.UNIT, "Avsluta utan svar", "REM-08", "REM-16", target=State.ENDED),
        Step(State.SENT, Event.RECALL, State.RECALLED, By.AUTHOR_UNIT, "Återkalla", ("REM-21",)),
        Step(State.SENT, Event.CHANGE_SENT, State.SENT, By.AUTHOR_UNIT, "Skicka ändrad remiss", ("REM-21",)),
        Step(State.ANSWERED, Event.END, State.ENDED, By.UNIT, "Avsluta bevakningen", ("REM-17",)),
        # What reaches the sender after the end changes nothing, but it is kept and read like all else.
        *_each((State.ANSWERED, State.ENDED), Event.CONFIRMATION, By.UNIT, "Lägg till bekräftelse", "REM-10"),
        *_each((State.ENDED,), Event.PARTIAL_ANSWER, By.UNIT, "Lägg till delsvar", "REM-15"),
        *_each((State.ENDED,), Event.FINAL_ANSWER, By.UNIT, "Lägg till slutsvar", "REM-15"),
        *_each((State.ENDED,), Event.FORWARDED, By.RECEIVER_SIDE, "Mottagaren har vidarebefordrat", "REM-36"),
        *_each((State.ENDED,), Event.INTERRUPTED, By.RECEIVER_SIDE, "Mottagaren har avbrutit", "REM-25"),
        *_each((State.ENDED,), Event.REJECTED, By.RECEIVER_SIDE, "Mottagaren har avvisat", "REM-31"),
        *_each(_ATTESTED, Event.ATTEST, By.UNIT, "Vidimera", "REM-18", "REM-19"),
    ),
)

# --- the receiver's side -------------------------------------------------------------------------------------------

_NEW, _ASKED, _GOING, _DONE = InState.NOT_ASSESSED, InState.COMPLETION, InState.IN_PROGRESS, InState.ANSWERED
_OPEN = (_NEW, _ASKED, _GOING)


def _each_in(
    sources: tuple[InState, ...], event: InEvent, by: By, label: str, *guard: str, target: InState | None = None
) -> tuple[Step, ...]:
    """The same step from several states; without a target the state stays."""
    return tuple(Step(source, event, target or source, by, label, guard) for source in sources)


INCOMING = Workflow(
    "Konsultationsärende, mottagarens sida",
    (
        Row(_NEW, "Ej bedömd", By.UNIT),
        Row(_ASKED, "Komplettering begärd", By.SENDER_SIDE),
        Row(_GOING, "Pågår", By.ASSESSOR),
        Row(_DONE, "Besvarad", By.UNIT, last="Ett rättat svar kan följa. Svaret kan inte göras om till annat."),
        Row(InState.FORWARDED, "Vidarebefordrad", By.UNIT, last="Remissen finns hos nästa enhet."),
        Row(InState.INTERRUPTED, "Avbruten", By.UNIT, last="Efter ett avbrott följer inget svar."),
        Row(InState.REJECTED, "Avvisad", By.UNIT, last="Efter en avvisning följer inget svar."),
        Row(InState.RECALLED, "Återkallad", By.UNIT, last="Avsändaren tog tillbaka remissen innan den bedömdes."),
    ),
    (
        Step(None, InEvent.ARRIVE, _NEW, By.SYSTEM, "Ta emot remissen", ("REM-20", "REM-38")),
        Step(None, InEvent.REGISTER, _NEW, By.UNIT, "Registrera pappersremiss", ("REM-23",)),
        *_each_in(_OPEN, InEvent.ASSIGN, By.UNIT, "Utse bedömare", "REM-21", "REM-22", "REM-39"),
        *_each_in((*_OPEN, _DONE), InEvent.TELL, By.UNIT, "Registrera besked till patienten", "REM-27"),
        *_each_in(
            _OPEN,
            InEvent.CONFIRM,
            By.ASSESSOR,
            "Skicka bekräftelse",
            *("REM-21", "REM-25", "REM-26", "REM-27", "REM-28"),
            target=_GOING,
        ),
        *_each_in((_NEW, _GOING), InEvent.PARTIAL, By.ASSESSOR, "Skicka delsvar", "REM-16", "REM-21", target=_GOING),
        *_each_in(
            (_NEW, _GOING), InEvent.PRELIMINARY, By.ASSESSOR, "Skicka preliminärsvar", "REM-16", "REM-21", target=_GOING
        ),
        *_each_in(_OPEN, InEvent.ANSWER, By.ASSESSOR, "Skicka slutsvar", "REM-21", "REM-29", "REM-37", target=_DONE),
        *_each_in((_DONE,), InEvent.ANSWER, By.ASSESSOR, "Skicka rättat svar", "REM-21", "REM-37"),
        Step(_NEW, InEvent.REQUEST_COMPLETION, _ASKED, By.ASSESSOR, "Begär komplettering", ("REM-21",)),
        Step(_ASKED, InEvent.WITHDRAW_REQUEST, _NEW, By.ASSESSOR, "Ta tillbaka begäran", ("REM-21",)),
        Step(_ASKED, InEvent.COMPLETED, _NEW, By.SENDER_SIDE, "Ta emot komplettering", ("REM-22",)),
        *_each_in((_GOING,), InEvent.COMPLETED, By.SENDER_SIDE, "Ta emot komplettering", "REM-22"),
        *_each_in(
            _OPEN,
            InEvent.FORWARD,
            By.UNIT,
            "Vidarebefordra",
            *("REM-21", "REM-31", "REM-32", "REM-33", "REM-36", "REM-37", "REM-38"),
            target=InState.FORWARDED,
        ),
        *_each_in(_OPEN, InEvent.INTERRUPT, By.ASSESSOR, "Avbryt", "REM-21", "REM-25", target=InState.INTERRUPTED),
        *_each_in((_NEW, _ASKED), InEvent.REJECT, By.ASSESSOR, "Avvisa", "REM-21", "REM-31", target=InState.REJECTED),
        Step(_NEW, InEvent.RECALLED, InState.RECALLED, By.SENDER_SIDE, "Avsändaren återkallar", ("REM-21",)),
        *_each_in((_ASKED, _GOING), InEvent.REFUSE_RECALL, By.ASSESSOR, "Svara nej till återkallelse", "REM-21"),
        *_each_in((_GOING,), InEvent.ASK, By.ASSESSOR, "Ställ fråga", "REM-21"),
    ),
)

# What the receiver does is at once, in the same transaction, this on the sender's side.
SENDER_HEARS: dict[InEvent, Event] = {
    InEvent.CONFIRM: Event.CONFIRMATION,
    InEvent.PARTIAL: Event.PARTIAL_ANSWER,
    InEvent.PRELIMINARY: Event.PARTIAL_ANSWER,
    InEvent.ANSWER: Event.FINAL_ANSWER,
    InEvent.FORWARD: Event.FORWARDED,
    InEvent.INTERRUPT: Event.INTERRUPTED,
    InEvent.REJECT: Event.REJECTED,
}
# And the other way.
RECEIVER_HEARS: dict[Event, InEvent] = {
    Event.SEND: InEvent.ARRIVE,
    Event.RECALL: InEvent.RECALLED,
    Event.COMPLETE: InEvent.COMPLETED,
}
MESSAGE_OF: dict[Event | InEvent, MessageKind] = {
    InEvent.CONFIRM: MessageKind.CONFIRMATION,
    InEvent.PARTIAL: MessageKind.PARTIAL,
    InEvent.PRELIMINARY: MessageKind.PRELIMINARY,
    InEvent.ANSWER: MessageKind.FINAL,
    InEvent.REQUEST_COMPLETION: MessageKind.COMPLETION_REQUEST,
    InEvent.FORWARD: MessageKind.FORWARD_NOTICE,
    InEvent.INTERRUPT: MessageKind.INTERRUPTION,
    InEvent.REJECT: MessageKind.REJECTION,
    InEvent.REFUSE_RECALL: MessageKind.RECALL_REFUSAL,
    InEvent.ASK: MessageKind.QUESTION,
    Event.COMPLETE: MessageKind.COMPLETION,
    Event.ASK_RECALL: MessageKind.RECALL_REQUEST,
    Event.REPRIORITISE: MessageKind.REPRIORITISATION,
}

# Where the receiver has started: from here the sender asks for a recall instead of recalling.
STARTED = frozenset((_ASKED, _GOING, _DONE))


def in_word(state: str) -> str:
    """The Swedish word of a state on the receiver's side."""
    return INCOMING.word(state)


def out_word(state: str) -> str:
    """The Swedish word of a state on the sender's side."""
    return OUTGOING.word(State(state))
