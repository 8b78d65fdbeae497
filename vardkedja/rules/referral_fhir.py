"""How other systems name the states and messages of a referral: FHIR R4, and the national referral contract.

One row for each state of each side. ``business_status`` alone tells the states of a side apart; the two FHIR statuses are
the nearest there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from vardkedja.rules.referral_terms import Event, InEvent, InState, MessageKind, State


@dataclass(frozen=True, slots=True)
class Mapped:
    """``service_request`` is ServiceRequest.status, ``task`` Task.status; ``contract`` a code of the contract, or ""."""

    service_request: str
    task: str
    business_status: str
    contract: str = ""


OUT_STATES: dict[State, Mapped] = {
    State.DRAFT: Mapped("draft", "draft", "draft"),
    State.TO_SIGN: Mapped("draft", "draft", "awaiting-signature"),
    State.TO_SEND: Mapped("active", "ready", "awaiting-sending"),
    State.SENT: Mapped("active", "requested", "sent", "NR"),
    State.CONFIRMED: Mapped("active", "accepted", "confirmed", "BEK"),
    State.PARTIAL: Mapped("active", "in-progress", "partial-outcome", "DSV"),
    State.ANSWERED: Mapped("completed", "completed", "answered", "SSV"),
    State.ENDED: Mapped("completed", "completed", "monitoring-ended"),
    State.DELETED: Mapped("entered-in-error", "entered-in-error", "annulled"),
    State.RECALLED: Mapped("revoked", "cancelled", "recalled"),
    State.INTERRUPTED: Mapped("revoked", "cancelled", "interrupted", "AVB"),
    State.REJECTED: Mapped("revoked", "rejected", "rejected", "AVV"),
    State.OUTSIDE: Mapped("unknown", "received", "sender-outside"),
}

IN_STATES: dict[InState, Mapped] = {
    InState.NOT_ASSESSED: Mapped("active", "received", "not-assessed", "NR"),
    InState.COMPLETION: Mapped("active", "received", "awaiting-information", "KOM"),
    InState.IN_PROGRESS: Mapped("active", "in-progress", "in-progress", "BEK"),
    InState.ANSWERED: Mapped("completed", "completed", "answered", "SSV"),
    InState.FORWARDED: Mapped("active", "cancelled", "forwarded", "VID"),
    InState.INTERRUPTED: Mapped("revoked", "cancelled", "interrupted", "AVB"),
    InState.REJECTED: Mapped("revoked", "rejected", "rejected", "AVV"),
    InState.RECALLED: Mapped("revoked", "cancelled", "recalled"),
}

# The contract has confirmation types and outcome types; the rest travels as free messages.
MESSAGE_CODES: dict[MessageKind, str] = {
    MessageKind.CONFIRMATION: "BEK",
    MessageKind.PARTIAL: "DSV",
    MessageKind.PRELIMINARY: "PSV",
    MessageKind.FINAL: "SSV",
    MessageKind.COMPLETION_REQUEST: "KOM",
    MessageKind.COMPLETION: "AR",
    MessageKind.FORWARD_NOTICE: "VID",
    MessageKind.INTERRUPTION: "AVB",
    MessageKind.REJECTION: "AVV",
    MessageKind.RECALL_REQUEST: "",
    MessageKind.RECALL_REFUSAL: "",
    MessageKind.REPRIORITISATION: "",
    MessageKind.QUESTION: "",
    MessageKind.REPLY: "",
}

# Why there is a new version of the referral: new, changed, forwarded.
VERSION_REASONS: dict[Event | InEvent, str] = {
    Event.SEND: "NR",
    Event.CHANGE_SENT: "AR",
    Event.COMPLETE: "AR",
    InEvent.FORWARD: "VR",
}
