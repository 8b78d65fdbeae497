"""The states of a discharge case, and the steps between them (LNK-07 to LNK-74; the names are ours, R-18)."""

from __future__ import annotations

from enum import StrEnum

from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


class State(StrEnum):
    """Where the case stands."""

    ADMITTED = "inpatient"
    PLANNING = "planning"
    READY = "ready"
    DISCHARGED = "discharged"
    CLOSED = "case_closed"
    DECEASED = "patient_deceased"


class Event(StrEnum):
    """What moves it, or is done in it."""

    ADMISSION_MESSAGE = "admission_message"
    RECEIVE = "receive"
    ESTIMATE = "estimate"
    READY_NOTICE = "ready_notice"
    WELCOME_HOME = "welcome_home"
    TRANSPORT = "transport"
    STAFF = "staff"
    RECALL = "recall"
    DISCHARGE = "discharge"
    CLOSE_WITHOUT_SIP = "close_without_sip"
    CLOSE_AFTER_SIP = "close_after_sip"
    DEATH = "death"
    CLOSE_DEATH = "close_death"


class By(StrEnum):
    """Who takes a step."""

    INPATIENT = "inpatient_care"
    DOCTOR = "inpatient_doctor"
    RECEIVERS = "municipality_or_primary_care"
    MUNICIPALITY = "municipality"
    PRIMARY_CARE = "regional_primary_care"
    PRINCIPAL = "overall_principal"
    COORDINATOR = "discharge_coordinator"


_OPEN = (State.ADMITTED, State.PLANNING, State.READY, State.DISCHARGED)
_READY = ("LNK-53", "LNK-55", "LNK-83", "LNK-87", "LNK-97")
_LEAVING = ("LNK-35", "LNK-51", "LNK-60", "LNK-61", "LNK-66", "LNK-90", "LNK-95")
_ESTIMATE = ("LNK-28", "LNK-29")
_HOME = ("LNK-56", "LNK-57")

WORKFLOW = Workflow(
    "Samordningsärende vid utskrivning",
    (
        Row(State.ADMITTED, "Inskriven", By.RECEIVERS),
        Row(State.PLANNING, "Planering pågår", By.INPATIENT),
        Row(State.READY, "Utskrivningsklar", By.MUNICIPALITY),
        Row(State.DISCHARGED, "Utskriven", By.PRIMARY_CARE),
        Row(State.DECEASED, "Avliden", By.COORDINATOR),
        Row(State.CLOSED, "Avslutad", By.PRIMARY_CARE, last="Ärendet är stängt. Nästa vårdtillfälle får ett eget."),
    ),
    (
        Step(
            *(None, Event.ADMISSION_MESSAGE, State.ADMITTED, By.INPATIENT, "Skicka inskrivningsmeddelande"),
            ("LNK-07", "LNK-12", "LNK-13", "LNK-31"),
        ),
        Step(State.ADMITTED, Event.RECEIVE, State.PLANNING, By.RECEIVERS, "Ta emot", ("LNK-16",)),
        *(
            Step(state, Event.ESTIMATE, state, By.INPATIENT, "Ändra beräknad tidpunkt", _ESTIMATE)
            for state in (State.ADMITTED, State.PLANNING)
        ),
        # Also before anybody has opened the admission message: a receipt that is missing does not keep the patient.
        *(
            Step(state, Event.READY_NOTICE, State.READY, By.INPATIENT, "Meddela utskrivningsklar", _READY)
            for state in (State.ADMITTED, State.PLANNING)
        ),
        Step(State.READY, Event.WELCOME_HOME, State.READY, By.MUNICIPALITY, "Välkommen hem", _HOME),
        Step(State.READY, Event.TRANSPORT, State.READY, By.INPATIENT, "Transport bokad", ("LNK-58",)),
        Step(State.READY, Event.STAFF, State.READY, By.MUNICIPALITY, "Personal möter upp", ("LNK-59",)),
        Step(State.READY, Event.RECALL, State.PLANNING, By.DOCTOR, "Återkalla utskrivningsklar", ("LNK-70", "LNK-71")),
        Step(State.READY, Event.DISCHARGE, State.DISCHARGED, By.INPATIENT, "Skriv ut", _LEAVING),
        Step(
            *(State.DISCHARGED, Event.CLOSE_WITHOUT_SIP, State.CLOSED, By.PRIMARY_CARE, "Avsluta, ingen SIP"),
            ("LNK-49",),
        ),
        Step(
            *(State.DISCHARGED, Event.CLOSE_AFTER_SIP, State.CLOSED, By.PRINCIPAL, "Avsluta efter uppföljd SIP"),
            ("LNK-49",),
        ),
        *(
            Step(state, Event.DEATH, State.DECEASED, By.INPATIENT, "Meddela att patienten är avliden", ("LNK-73",))
            for state in _OPEN
        ),
        Step(State.DECEASED, Event.CLOSE_DEATH, State.CLOSED, By.COORDINATOR, "Avsluta", ("LNK-74",)),
    ),
)

OPEN = frozenset(_OPEN)


def state_word(state: str) -> str:
    """The Swedish word."""
    return WORKFLOW.word(state)
