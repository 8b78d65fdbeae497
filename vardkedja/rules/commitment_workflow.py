"""The states of a RUS referral and the steps between them (RUS section, status transitions).

Three exits are added to the catalogue's table, since those states had no way back: a request for approval can be
withdrawn, and a referral that is ready to issue can be deleted; one that awaits approval is withdrawn first.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


class State(StrEnum):
    """Stored states; EXPIRED is only shown, worked out from the day."""

    DRAFT = "draft"
    DELETED = "deleted"
    AWAITING = "awaiting_approval"
    READY = "ready"
    ISSUED = "issued"
    POSTED = "posted"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Event(StrEnum):
    """What moves a referral."""

    SAVE = "save"
    DELETE = "delete"
    REQUEST_APPROVAL = "request_approval"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    DECLINE = "decline"
    CHANGE = "change"
    ISSUE = "issue"
    POST = "post"
    CANCEL = "cancel"


class By(StrEnum):
    """Who takes a step; grants and roles are judged elsewhere."""

    AUTHOR = "author"
    AUTHOR_UNIT = "author_unit"
    APPROVER = "home_region_approver"
    SIGNER = "signer"


_FORM = ("RUS-07", "RUS-13", "RUS-14", "RUS-15", "RUS-16", "RUS-20", "RUS-25", "RUS-26", "RUS-30")
_ISSUE = ("RUS-05", *_FORM, "RUS-35", "RUS-46")
_PRINT = "Utfärda och skriv ut"

WORKFLOW = Workflow(
    "RUS-remiss",
    (
        Row(State.DRAFT, "Utkast", By.AUTHOR_UNIT),
        Row(State.AWAITING, "Väntar på godkännande", By.APPROVER),
        Row(State.READY, "Klar att utfärda", By.SIGNER),
        Row(State.ISSUED, "Utfärdad", By.AUTHOR_UNIT),
        Row(State.POSTED, "Postad", By.AUTHOR_UNIT),
        Row(State.CANCELLED, "Makulerad", By.AUTHOR_UNIT, last="En makulerad remiss ersätts av en ny."),
        Row(State.DELETED, "Raderad", By.AUTHOR_UNIT, last="Ett raderat utkast har aldrig varit utfärdat."),
        Row(State.EXPIRED, "Utgången", By.AUTHOR_UNIT, last="Visas från dagen efter sista giltiga dag.", derived=True),
    ),
    (
        Step(None, Event.SAVE, State.DRAFT, By.AUTHOR, "Spara utkast", ("RUS-02", "RUS-04")),
        Step(State.DRAFT, Event.SAVE, State.DRAFT, By.AUTHOR_UNIT, "Spara utkast", ("RUS-36",)),
        Step(State.DRAFT, Event.ISSUE, State.ISSUED, By.SIGNER, _PRINT, _ISSUE),
        Step(State.DRAFT, Event.REQUEST_APPROVAL, State.AWAITING, By.AUTHOR, "Begär godkännande", ("RUS-20",)),
        Step(State.DRAFT, Event.DELETE, State.DELETED, By.AUTHOR_UNIT, "Ta bort utkastet", ("RUS-36",)),
        Step(State.AWAITING, Event.APPROVE, State.READY, By.APPROVER, "Registrera godkännande", ("RUS-20",)),
        Step(State.AWAITING, Event.DECLINE, State.DRAFT, By.APPROVER, "Registrera avslag", ("RUS-20",)),
        Step(State.AWAITING, Event.WITHDRAW, State.DRAFT, By.AUTHOR_UNIT, "Ta tillbaka begäran", ("RUS-36",)),
        Step(State.READY, Event.ISSUE, State.ISSUED, By.SIGNER, _PRINT, _ISSUE),
        Step(State.READY, Event.CHANGE, State.DRAFT, By.AUTHOR_UNIT, "Ändra remissen", ("RUS-21", "RUS-36")),
        Step(State.READY, Event.DELETE, State.DELETED, By.AUTHOR_UNIT, "Ta bort remissen", ("RUS-36",)),
        Step(State.ISSUED, Event.POST, State.POSTED, By.AUTHOR, "Registrera postning", ("RUS-40",)),
        Step(State.ISSUED, Event.CANCEL, State.CANCELLED, By.AUTHOR_UNIT, "Makulera remissen", ("RUS-38",)),
        Step(State.POSTED, Event.CANCEL, State.CANCELLED, By.AUTHOR_UNIT, "Makulera remissen", ("RUS-38",)),
    ),
)

ISSUED_STATES = frozenset((State.ISSUED, State.POSTED))


def display_state(state: State, valid_to: date | None, today: date) -> State:
    """The state to show: an issued or posted referral is expired from the day after its last valid day (RUS-28)."""
    if state in ISSUED_STATES and valid_to is not None and today > valid_to:
        return State.EXPIRED
    return state


def state_word(state: State) -> str:
    """The Swedish word."""
    return WORKFLOW.word(state)
