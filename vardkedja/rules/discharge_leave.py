"""The states of a leave home on trial, beside the discharge case (LNK-97 to LNK-99)."""

from __future__ import annotations

from enum import StrEnum

from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


class State(StrEnum):
    """Where the leave stands. Inpatient care keeps the medical responsibility through them all."""

    NONE = "no_leave"
    PLANNED = "leave_planned"
    ONGOING = "leave_ongoing"
    ENDED = "leave_ended"


class Event(StrEnum):
    """What moves it. A leave also ends by decision while the patient is at home (R-56)."""

    OPEN_CASE = "open_case"
    PLAN = "plan"
    BEGIN = "begin"
    RETURN = "return"
    END_BY_DECISION = "end_by_decision"


class By(StrEnum):
    """Who takes a step."""

    INPATIENT = "inpatient_care"
    DOCTOR = "inpatient_doctor"


WORKFLOW = Workflow(
    "Permission",
    (
        Row(State.NONE, "Ingen permission", By.INPATIENT),
        Row(State.PLANNED, "Planerad", By.INPATIENT),
        Row(State.ONGOING, "Pågår", By.INPATIENT),
        Row(State.ENDED, "Avslutad", By.INPATIENT, last="Patienten är tillbaka, eller läkaren har avslutat den."),
    ),
    (
        Step(None, Event.OPEN_CASE, State.NONE, By.INPATIENT, "Öppna ärendet"),
        Step(State.NONE, Event.PLAN, State.PLANNED, By.INPATIENT, "Planera permission", ("LNK-98", "LNK-99")),
        Step(State.PLANNED, Event.BEGIN, State.ONGOING, By.INPATIENT, "Patienten går hem på prov", ("LNK-97",)),
        Step(State.ONGOING, Event.RETURN, State.ENDED, By.INPATIENT, "Patienten är tillbaka", ("LNK-97",)),
        Step(State.ONGOING, Event.END_BY_DECISION, State.ENDED, By.DOCTOR, "Avsluta genom beslut", ("LNK-97",)),
    ),
)


def state_word(state: str) -> str:
    """The Swedish word."""
    return WORKFLOW.word(state)
