"""The states of a specialistvårdsremiss and the steps between them (SVR section, status transitions; names derived, R-18).

Exits are added where the catalogue's table has none: a draft can be deleted, a signed referral can be changed (its
signature falls), a completion that never comes can be dismissed with its reason, a decision can be made of anew only by
a new case. A change of period is a new version (SVR-36), except for Akutvård, which asks for a new referral (SVR-26).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


class State(StrEnum):
    """Stored states; EXPIRED is only shown, worked out from the day."""

    DRAFT = "draft"
    SIGNED = "signed"
    SENT = "sent"
    ASSESSING = "assessing"
    COMPLETING = "completing"
    APPROVED = "approved"
    ISSUED = "issued"
    REJECTED = "rejected"
    DISMISSED = "dismissed"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    EXPIRED = "expired"


class Event(StrEnum):
    """What moves a case, or is done in it."""

    SAVE = "save"
    DELETE = "delete"
    SIGN = "sign"
    CHANGE = "change"
    SEND = "send"
    REGISTER = "register"
    OPEN = "open"
    ASSIGN = "assign"
    ASSESS = "assess"
    ASK = "ask"
    COMPLETE = "complete"
    SUPPLEMENT = "supplement"
    TELL = "tell"
    QUESTION = "question"
    APPROVE = "approve"
    REJECT = "reject"
    DISMISS = "dismiss"
    ISSUE = "issue"
    EXTEND = "extend"
    LODGE = "lodge"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"


class By(StrEnum):
    """Who takes a step; grants and roles are judged elsewhere."""

    SENDER = "sender"
    SIGNER = "signer"
    OFFICE = "office"
    BOTH = "sender_or_office"


_SIGN = ("SVR-03", "SVR-09", *(f"SVR-{number}" for number in (10, 15, 16, 17, 18, 20, 25, 29, 30, 32, 33, 40)))
_APPROVE = ("SVR-03", "SVR-05", "SVR-06", "SVR-07", "SVR-08", "SVR-11", "SVR-13", "SVR-35")
_WITHDRAWN = "Avsändaren tog tillbaka den före beslut. En ny skrivs som ett nytt ärende."

WORKFLOW = Workflow(
    "Specialistvårdsremiss",
    (
        Row(State.DRAFT, "Utkast", By.SENDER),
        Row(State.SIGNED, "Signerad", By.SENDER),
        Row(State.SENT, "Inskickad", By.OFFICE),
        Row(State.ASSESSING, "Under bedömning", By.OFFICE),
        Row(State.COMPLETING, "Komplettering begärd", By.SENDER),
        Row(State.APPROVED, "Godkänd", By.OFFICE),
        Row(State.ISSUED, "Betalningsförbindelse utfärdad", By.OFFICE),
        Row(State.REJECTED, "Avslagen", By.OFFICE, last="Beslutet står. En ny begäran är ett nytt ärende."),
        Row(State.DISMISSED, "Avvisad", By.OFFICE, last="Ärendet prövas inte. Skälet står i beslutet."),
        Row(State.REVOKED, "Upphävd", By.OFFICE, last="Gäller inte från den dag som beslutet anger."),
        Row(State.WITHDRAWN, "Återkallad", By.SENDER, last=_WITHDRAWN),
        Row(State.DELETED, "Borttaget utkast", By.SENDER, last="Ett borttaget utkast har aldrig skickats."),
        Row(State.EXPIRED, "Utgången", By.OFFICE, last="Visas från dagen efter sista giltiga dag.", derived=True),
    ),
    (
        Step(None, Event.SAVE, State.DRAFT, By.SENDER, "Spara utkast", ("SVR-03", "SVR-16")),
        Step(None, Event.REGISTER, State.SENT, By.OFFICE, "Registrera begäran utifrån", ("SVR-11", "SVR-14")),
        Step(State.DRAFT, Event.SAVE, State.DRAFT, By.SENDER, "Spara utkast", ("SVR-03", "SVR-16")),
        Step(State.DRAFT, Event.SIGN, State.SIGNED, By.SIGNER, "Signera", _SIGN),
        Step(State.DRAFT, Event.DELETE, State.DELETED, By.SENDER, "Ta bort utkastet"),
        Step(State.SIGNED, Event.SEND, State.SENT, By.SENDER, "Skicka till regionen", ("SVR-34",)),
        Step(State.SIGNED, Event.CHANGE, State.DRAFT, By.SENDER, "Ändra, signeringen faller", ("X-09",)),
        Step(State.SIGNED, Event.WITHDRAW, State.WITHDRAWN, By.SENDER, "Återkalla", ("SVR-37",)),
        Step(State.SENT, Event.OPEN, State.ASSESSING, By.OFFICE, "Börja bedöma"),
        Step(State.SENT, Event.DISMISS, State.DISMISSED, By.OFFICE, "Avvisa", ("SVR-06", "SVR-35")),
        Step(State.SENT, Event.WITHDRAW, State.WITHDRAWN, By.SENDER, "Återkalla", ("SVR-37",)),
        Step(State.ASSESSING, Event.ASSESS, State.ASSESSING, By.OFFICE, "Spara bedömningen", ("SVR-13",)),
        Step(State.ASSESSING, Event.ASK, State.COMPLETING, By.OFFICE, "Begär komplettering", ("SVR-12", "SVR-13")),
        Step(State.ASSESSING, Event.APPROVE, State.APPROVED, By.OFFICE, "Godkänn", _APPROVE),
        Step(State.ASSESSING, Event.REJECT, State.REJECTED, By.OFFICE, "Avslå", ("SVR-35",)),
        Step(State.ASSESSING, Event.DISMISS, State.DISMISSED, By.OFFICE, "Avvisa", ("SVR-06", "SVR-35")),
        Step(State.ASSESSING, Event.WITHDRAW, State.WITHDRAWN, By.SENDER, "Återkalla", ("SVR-37",)),
        Step(State.COMPLETING, Event.COMPLETE, State.ASSESSING, By.BOTH, "Lämna komplettering", ("SVR-12",)),
        Step(State.COMPLETING, Event.DISMISS, State.DISMISSED, By.OFFICE, "Avvisa", ("SVR-35",)),
        Step(State.COMPLETING, Event.WITHDRAW, State.WITHDRAWN, By.SENDER, "Återkalla", ("SVR-37",)),
        Step(State.APPROVED, Event.ISSUE, State.ISSUED, By.OFFICE, "Utfärda", ("SVR-03", "SVR-06", "SVR-26")),
        Step(State.APPROVED, Event.REVOKE, State.REVOKED, By.OFFICE, "Upphäv", ("SVR-37",)),
        Step(State.ISSUED, Event.EXTEND, State.ISSUED, By.OFFICE, "Ändra perioden", ("SVR-26", "SVR-36")),
        Step(State.ISSUED, Event.REVOKE, State.REVOKED, By.OFFICE, "Upphäv", ("SVR-37",)),
    ),
)

BEFORE_DECISION = (State.SENT, State.ASSESSING, State.COMPLETING)
DECIDED = frozenset((State.APPROVED, State.ISSUED, State.REJECTED, State.DISMISSED, State.REVOKED))
AT_OFFICE = frozenset((*BEFORE_DECISION, *DECIDED, State.WITHDRAWN))
SEEN_BY_RECEIVER = frozenset((State.APPROVED, State.ISSUED, State.REVOKED))
SHARED = frozenset((*BEFORE_DECISION, State.APPROVED, State.ISSUED))
# What is done in a case without moving it: in which states, and by whom.
ASIDE: dict[Event, tuple[frozenset[State], By]] = {
    Event.ASSIGN: (frozenset(BEFORE_DECISION), By.OFFICE),
    Event.QUESTION: (SHARED, By.BOTH),
    Event.SUPPLEMENT: (frozenset((*BEFORE_DECISION, State.APPROVED, State.ISSUED)), By.SIGNER),
    Event.TELL: (frozenset((State.SIGNED, *SHARED, State.REJECTED, State.DISMISSED, State.REVOKED)), By.SENDER),
    Event.LODGE: (frozenset((State.APPROVED, State.ISSUED)), By.OFFICE),
}


def display_state(state: State, last_day: date | None, today: date) -> State:
    """The state to show: an issued commitment is expired from the day after its last valid day."""
    if state is State.ISSUED and last_day is not None and today > last_day:
        return State.EXPIRED
    return state


def state_word(state: str) -> str:
    """The Swedish word."""
    return WORKFLOW.word(state)
