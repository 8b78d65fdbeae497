"""The facts that the rules for a referral read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Channel(StrEnum):
    """How something leaves the unit."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    FAX = "fax"
    POST = "post"


CHANNEL_WORDS = {
    Channel.ELECTRONIC: "Elektroniskt",
    Channel.PAPER: "På papper",
    Channel.FAX: "Med fax",
    Channel.POST: "Med post",
}


class CloseReason(StrEnum):
    """Why a watch ends without an answer."""

    DECEASED = "deceased"
    CARE_ELSEWHERE = "care_elsewhere"
    DECLINED = "declined"
    NOT_NEEDED = "not_needed"
    REPLACED = "replaced"
    NO_ANSWER = "no_answer"
    OTHER = "other"


CLOSE_WORDS = {
    CloseReason.DECEASED: "Patienten är avliden",
    CloseReason.CARE_ELSEWHERE: "Patienten får vården på annat håll",
    CloseReason.DECLINED: "Patienten vill inte längre",
    CloseReason.NOT_NEEDED: "Vården behövs inte längre",
    CloseReason.REPLACED: "En ny remiss ersätter den här",
    CloseReason.NO_ANSWER: "Mottagaren svarar inte trots kontakt",
    CloseReason.OTHER: "Annat skäl",
}


@dataclass(frozen=True, slots=True)
class SendFacts:
    """A signed referral that is about to leave on ``on``.

    ``channel`` is a Channel. ``receiver_inside`` means that the receiver works in the system.
    """

    on: date
    receiver_chosen: bool
    monitor_chosen: bool
    decided_on: date | None
    question: str
    channel: str = Channel.ELECTRONIC
    receiver_open: bool = True
    receiver_inside: bool = True
    deceased: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmationFacts:
    """A confirmation that is written, or registered from paper. ``not_stated`` is the choice "ej angiven"."""

    on: date
    received_on: date | None
    waiting: str = ""
    not_stated: bool = False
    unit: str = ""
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """A reply of a MessageKind that is about to be sent. ``answered``: a final answer has gone before."""

    kind: str
    text: str
    assessor_set: bool
    forwarding_notice: bool = False
    answered: bool = False
    patient_told: bool = True


@dataclass(frozen=True, slots=True)
class ArrivalFacts:
    """A paper referral that is registered on ``on``."""

    on: date
    arrived_on: date | None
    scan: bool
    patient_chosen: bool
    sender: str
    referred_on: date | None = None


@dataclass(frozen=True, slots=True)
class ForwardFacts:
    """A referral that is about to go on to another unit.

    ``activated`` and ``targets`` are the order that is marked done, ``target`` one unit by the same kind of id. None for
    ``message`` and ``reason`` means that they are not judged yet, as when a page asks whether the button is open.
    """

    answered: bool
    activated: bool
    targets: tuple[str, ...]
    target: str
    message: str | None = None
    reason: str | None = None
    electronic: bool = True
    assessor_set: bool = True
    same_unit: bool = False
    target_open: bool = True
    other_provider: bool = False
    consent: bool = False


@dataclass(frozen=True, slots=True)
class RejectFacts:
    """A referral that is about to be rejected. ``no_right_unit`` is the statement that no right unit is known."""

    assessor_set: bool
    no_right_unit: bool
    reason: str


@dataclass(frozen=True, slots=True)
class HandOutFacts:
    """A decision on ``on`` to lay the work of one person over to another (REM-41 to REM-43).

    ``handed_on`` is true when some of the work is the owner's only by another hand-out. ``away`` is when the receiver is
    absent within the period, as words for a sentence.
    """

    on: date
    owner: str
    receiver: str
    nodes: tuple[str, ...]
    start: date | None
    end: date | None
    decided_on: date | None
    by_manager: bool
    handed_on: bool = False
    away: str = ""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A hand-out that stands."""

    nodes: tuple[str, ...]
    start: date
    end: date
