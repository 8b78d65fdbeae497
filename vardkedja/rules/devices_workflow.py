"""The states of a device prescription for a patient from elsewhere, and the steps between them (HJM-01 to 46)."""

from __future__ import annotations

from enum import StrEnum

from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


class State(StrEnum):
    """Where the prescription is."""

    CHECKING = "checking"
    WAITING = "waiting_home_region"
    MAY_PRESCRIBE = "may_prescribe"
    DOCUMENTS_SENT = "documents_sent"
    REGISTERED = "device_registered"
    PRESCRIBED = "prescribed"
    PRESCRIBED_CLEARED = "prescribed_cleared"
    HANDED_OUT = "handed_out"
    INVOICED = "invoiced"
    CLOSED = "device_closed"
    NOT_REACHED = "not_reached"
    DECLINED = "device_declined"
    CANCELLED = "device_cancelled"


class Event(StrEnum):
    """What happens to it."""

    OPEN = "open"
    DIRECT = "direct"
    ASK = "ask_home_region"
    AGREE = "agree"
    AGREE_LMN = "agree_lmn"
    DECLINE = "decline"
    SEND = "send_documents"
    REGISTER = "register"
    CLEAR = "clear"
    PRESCRIBE = "prescribe"
    HAND_OUT = "hand_out"
    INVOICE = "invoice"
    CLOSE = "close"
    NOT_REACHED = "not_reached"
    CANCEL = "cancel"


class By(StrEnum):
    """Who takes a step."""

    PRESCRIBER = "prescriber"
    OFFICE = "device_office"
    SYSTEM = "system"


_P, _O, _S = By.PRESCRIBER, By.OFFICE, By.SYSTEM
_BEFORE_HAND_OUT = (
    State.CHECKING,
    State.WAITING,
    State.MAY_PRESCRIBE,
    State.DOCUMENTS_SENT,
    State.REGISTERED,
    State.PRESCRIBED,
    State.PRESCRIBED_CLEARED,
)
_SEND = ("HJM-19", "HJM-20", "HJM-27", "HJM-28", "HJM-29", "HJM-31", "HJM-33")
_PRESCRIBE = ("HJM-08", "HJM-23", "HJM-30", "HJM-32", "HJM-45")

# Prescribed is two states: without the clearance where one is needed, and with all that a hand-out needs. Declined can be
# cancelled by no one: it is over. A patient who returns gets a new case (HJM-26, 40).
WORKFLOW = Workflow(
    "Hjälpmedel till patient utanför Skåne",
    (
        Row(State.CHECKING, "Regelkontroll", _P),
        Row(State.WAITING, "Väntar på hemregion", _P),
        Row(State.MAY_PRESCRIBE, "Får förskrivas", _P),
        Row(State.DOCUMENTS_SENT, "Underlag skickat", _O),
        Row(State.REGISTERED, "Registrerad", _O),
        Row(State.PRESCRIBED, "Förskriven, klartecken saknas", _O),
        Row(State.PRESCRIBED_CLEARED, "Förskriven", _P),
        Row(State.HANDED_OUT, "Utlämnad", _P),
        Row(State.INVOICED, "Fakturerad", _O),
        Row(State.CLOSED, "Avslutad", _P, last="Kommer patienten tillbaka öppnas ett nytt ärende."),
        Row(State.NOT_REACHED, "Avslutad – ej kontaktbar", _P, last="Patienten har inte gått att nå."),
        Row(State.DECLINED, "Nekad", _P, last="Hemregionen har sagt nej."),
        Row(State.CANCELLED, "Avbruten", _P, last="Avbruten före utlämning. Skälet står i historiken."),
    ),
    (
        Step(None, Event.OPEN, State.CHECKING, _P, "Öppna ärende", ("HJM-01", "HJM-02", "HJM-03")),
        Step(State.CHECKING, Event.DIRECT, State.MAY_PRESCRIBE, _S, "Förskriv direkt", ("HJM-04", "HJM-08", "HJM-12")),
        Step(State.CHECKING, Event.ASK, State.WAITING, _P, "Kontakta hemregionen", ("HJM-05", "HJM-07", "HJM-14")),
        Step(
            *(State.WAITING, Event.AGREE, State.MAY_PRESCRIBE, _P, "Registrera överenskommelse"),
            ("HJM-10", "HJM-11", "HJM-15", "HJM-16"),
        ),
        Step(
            *(State.WAITING, Event.AGREE_LMN, State.CHECKING, _P, "Registrera överenskommelse, patienten registreras"),
            ("HJM-10", "HJM-11", "HJM-23"),
        ),
        Step(State.WAITING, Event.DECLINE, State.DECLINED, _P, "Registrera nej", ("HJM-10",)),
        Step(State.CHECKING, Event.SEND, State.DOCUMENTS_SENT, _P, "Skicka underlag", _SEND),
        Step(State.DOCUMENTS_SENT, Event.REGISTER, State.REGISTERED, _O, "Registrera patienten", ("HJM-32", "HJM-34")),
        Step(State.REGISTERED, Event.CLEAR, State.MAY_PRESCRIBE, _O, "Ge klartecken", ("HJM-18", "HJM-37")),
        Step(State.REGISTERED, Event.PRESCRIBE, State.PRESCRIBED, _P, "Förskriv", _PRESCRIBE),
        Step(State.PRESCRIBED, Event.CLEAR, State.PRESCRIBED_CLEARED, _O, "Ge klartecken", ("HJM-18", "HJM-37")),
        Step(State.MAY_PRESCRIBE, Event.PRESCRIBE, State.PRESCRIBED_CLEARED, _P, "Förskriv", ("HJM-16", *_PRESCRIBE)),
        Step(
            *(State.PRESCRIBED_CLEARED, Event.HAND_OUT, State.HANDED_OUT, _P, "Lämna ut"),
            ("HJM-18", "HJM-27", "HJM-32", "HJM-37"),
        ),
        Step(
            *(State.HANDED_OUT, Event.INVOICE, State.INVOICED, _S, "Registrera faktura eller kvitto"),
            ("HJM-12", "HJM-24", "HJM-36", "HJM-37", "HJM-46"),
        ),
        Step(State.INVOICED, Event.CLOSE, State.CLOSED, _O, "Avsluta", ("HJM-25", "HJM-38")),
        Step(State.HANDED_OUT, Event.NOT_REACHED, State.NOT_REACHED, _P, "Avsluta, går inte att nå", ("HJM-39",)),
        Step(State.INVOICED, Event.NOT_REACHED, State.NOT_REACHED, _P, "Avsluta, går inte att nå", ("HJM-39",)),
        *(Step(state, Event.CANCEL, State.CANCELLED, _P, "Avbryt") for state in _BEFORE_HAND_OUT),
    ),
)
