"""The states of a coordinated individual plan, beside the discharge case (LNK-35 to LNK-49)."""

from __future__ import annotations

from enum import StrEnum

from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


class State(StrEnum):
    """Where the plan stands."""

    NOT_ASSESSED = "plan_not_assessed"
    NOT_RELEVANT = "plan_not_relevant"
    RELEVANT = "plan_relevant"
    CALLED = "plan_called"
    ESTABLISHED = "plan_established"
    FOLLOWED_UP = "plan_followed_up"
    CLOSED = "plan_closed"


class Event(StrEnum):
    """What moves it."""

    OPEN_CASE = "open_case"
    NOT_RELEVANT = "not_relevant"
    RELEVANT = "relevant"
    CALL = "call"
    ESTABLISH = "establish"
    FOLLOW_UP = "follow_up"
    CLOSE = "close"


class By(StrEnum):
    """Who takes a step. Who records whether a plan is relevant is not said, so any actor of the case may."""

    ANY = "any_actor"
    CALLER = "primary_care_municipality_or_inpatient"
    JOINT = "participants"
    RESPONSIBLE = "follow_up_responsible"
    PRINCIPAL = "overall_principal"


_CALL = ("LNK-36", "LNK-37", "LNK-38")
_NO, _YES = "Ange att SIP inte är aktuell", "Ange att SIP är aktuell"

WORKFLOW = Workflow(
    "Samordnad individuell plan",
    (
        Row(State.NOT_ASSESSED, "Ej bedömd", By.ANY),
        Row(State.NOT_RELEVANT, "Ej aktuell", By.ANY),
        Row(State.RELEVANT, "Aktuell", By.CALLER),
        Row(State.CALLED, "Kallad", By.JOINT),
        Row(State.ESTABLISHED, "Upprättad", By.RESPONSIBLE),
        Row(State.FOLLOWED_UP, "Uppföljd", By.PRINCIPAL),
        Row(State.CLOSED, "Avslutad", By.PRINCIPAL, last="Planen är uppföljd och avslutad."),
    ),
    (
        Step(None, Event.OPEN_CASE, State.NOT_ASSESSED, By.ANY, "Öppna ärendet"),
        Step(State.NOT_ASSESSED, Event.NOT_RELEVANT, State.NOT_RELEVANT, By.ANY, _NO, ("LNK-35",)),
        Step(State.NOT_ASSESSED, Event.RELEVANT, State.RELEVANT, By.ANY, _YES, ("LNK-35",)),
        Step(State.NOT_RELEVANT, Event.RELEVANT, State.RELEVANT, By.ANY, _YES, ("LNK-35",)),
        Step(State.RELEVANT, Event.NOT_RELEVANT, State.NOT_RELEVANT, By.ANY, _NO, ("LNK-35",)),
        Step(State.RELEVANT, Event.CALL, State.CALLED, By.CALLER, "Kalla till SIP", _CALL),
        Step(State.CALLED, Event.ESTABLISH, State.ESTABLISHED, By.JOINT, "Upprätta planen", ("LNK-42", "LNK-43")),
        Step(State.ESTABLISHED, Event.FOLLOW_UP, State.FOLLOWED_UP, By.RESPONSIBLE, "Följ upp", ("LNK-48",)),
        Step(State.FOLLOWED_UP, Event.CALL, State.CALLED, By.CALLER, "Kalla till nytt möte", _CALL),
        Step(State.FOLLOWED_UP, Event.CLOSE, State.CLOSED, By.PRINCIPAL, "Avsluta planen", ("LNK-49",)),
    ),
)


def state_word(state: str) -> str:
    """The Swedish word."""
    return WORKFLOW.word(state)
