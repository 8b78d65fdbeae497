"""The states of an emergency admission away from home, and the steps between them (SVR-21 to SVR-28; the table is ours).

Two directions, one table: ``out`` a patient of the region admitted elsewhere, whose region contacts one of our emergency
hospitals; ``here`` a patient of another region admitted here, whose home region our unit contacts.
"""

from __future__ import annotations

from enum import StrEnum

from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


class Direction(StrEnum):
    """Whose patient it is (SVR-22)."""

    OUT = "out"
    HERE = "here"


class State(StrEnum):
    """Where the admission stands."""

    ADMITTED = "admitted"
    CONTACTED = "contacted"
    TO_TRANSFER = "to_transfer"
    CONTINUES = "continues"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    VOID = "void"


class Event(StrEnum):
    """What moves it, or is done in it."""

    REGISTER = "register"
    CONTACT = "contact"
    DECIDE_TRANSFER = "decide_transfer"
    DECIDE_CONTINUE = "decide_continue"
    POSSIBLE = "possible"
    COMMITMENT = "commitment"
    REFER = "refer"
    TRANSFER = "transfer"
    END = "end"
    VOID = "void"


class By(StrEnum):
    """Who takes a step."""

    UNIT = "unit"
    DOCTOR = "hospital_doctor"


DIRECTION_WORDS = {
    Direction.OUT: "Vår patient, inskriven i en annan region",
    Direction.HERE: "En annan regions patient, inskriven hos oss",
}
_END = "Avsluta, patienten är utskriven"
_OPEN = (State.ADMITTED, State.CONTACTED, State.TO_TRANSFER, State.CONTINUES)

WORKFLOW = Workflow(
    "Akut inskriven utanför hemregionen",
    (
        Row(State.ADMITTED, "Inskriven, hemregionen inte kontaktad", By.UNIT),
        Row(State.CONTACTED, "Kontakt tagen, beslut saknas", By.DOCTOR),
        Row(State.TO_TRANSFER, "Ska överföras", By.UNIT),
        Row(State.CONTINUES, "Vårdas vidare", By.UNIT),
        Row(State.TRANSFERRED, "Överförd", By.UNIT, last="Patienten är i hemregionen."),
        Row(State.ENDED, "Avslutad", By.UNIT, last="Patienten är utskriven eller avliden."),
        Row(State.VOID, "Felregistrerad", By.UNIT, last="Registrerad av misstag. Skälet står i historiken."),
    ),
    (
        Step(None, Event.REGISTER, State.ADMITTED, By.UNIT, "Registrera inskrivning", ("SVR-21", "SVR-22")),
        Step(State.ADMITTED, Event.CONTACT, State.CONTACTED, By.UNIT, "Registrera kontakt", ("SVR-21", "SVR-22")),
        Step(State.CONTACTED, Event.DECIDE_TRANSFER, State.TO_TRANSFER, By.DOCTOR, "Besluta överföring", ("SVR-24",)),
        Step(State.CONTACTED, Event.DECIDE_CONTINUE, State.CONTINUES, By.DOCTOR, "Besluta fortsatt vård", ("SVR-24",)),
        Step(State.TO_TRANSFER, Event.DECIDE_CONTINUE, State.CONTINUES, By.DOCTOR, "Ändra till fortsatt vård"),
        Step(State.TO_TRANSFER, Event.TRANSFER, State.TRANSFERRED, By.UNIT, "Registrera överföring", ("SVR-23",)),
        Step(State.CONTINUES, Event.DECIDE_TRANSFER, State.TO_TRANSFER, By.DOCTOR, "Ändra till överföring"),
        *(Step(state, Event.END, State.ENDED, By.UNIT, _END) for state in _OPEN),
        *(Step(state, Event.VOID, State.VOID, By.UNIT, "Felregistrerad") for state in _OPEN[:2]),
    ),
)

OPEN = frozenset(_OPEN)
# What is done without moving it: in which states.
ASIDE: dict[Event, frozenset[State]] = {
    Event.POSSIBLE: OPEN - {State.ADMITTED},
    Event.COMMITMENT: OPEN,  # whoever stays beyond the seven days needs one, whatever is decided (SVR-27)
    Event.REFER: frozenset((State.CONTINUES,)),
}


def state_word(state: str) -> str:
    """The Swedish word."""
    return WORKFLOW.word(state)
