"""The words of a referral: states of the two sides, events, who takes a step, nodes and messages.

Names of states are ours where the source has none (R-18).
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The sender's side. OUTSIDE is a paper from somebody who does not work here: only the receiver's side lives."""

    DRAFT = "draft"
    TO_SIGN = "to_sign"
    TO_SEND = "to_send"
    SENT = "sent"
    CONFIRMED = "confirmed"
    PARTIAL = "partial"
    ANSWERED = "answered"
    ENDED = "ended"
    DELETED = "deleted"
    RECALLED = "recalled"
    INTERRUPTED = "interrupted"
    REJECTED = "rejected"
    OUTSIDE = "outside"


class InState(StrEnum):
    """The receiver's side, one for each unit that has had the referral."""

    NOT_ASSESSED = "not_assessed"
    COMPLETION = "completion"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    FORWARDED = "forwarded"
    INTERRUPTED = "interrupted"
    REJECTED = "rejected"
    RECALLED = "recalled"


class Event(StrEnum):
    """What happens on the sender's side."""

    WRITE = "write"
    DICTATE = "dictate"
    SAVE = "save"
    FINISH = "finish"
    CHANGE = "change"
    DELETE = "delete"
    SIGN = "sign"
    SEND = "send"
    CONFIRMATION = "confirmation"
    MOVE_DATE = "move_date"
    REPRIORITISE = "reprioritise"
    CONTACT = "contact"
    CHANGE_MONITOR = "change_monitor"
    PARTIAL_ANSWER = "partial_answer"
    FINAL_ANSWER = "final_answer"
    END = "end"
    CLOSE = "close"
    RECALL = "recall"
    ASK_RECALL = "ask_recall"
    CHANGE_SENT = "change_sent"
    COMPLETE = "complete"
    FORWARDED = "forwarded"
    INTERRUPTED = "interrupted"
    REJECTED = "rejected"
    ATTEST = "attest"


class InEvent(StrEnum):
    """What happens on the receiver's side."""

    ARRIVE = "arrive"
    REGISTER = "register"
    ASSIGN = "assign"
    CONFIRM = "confirm"
    PARTIAL = "partial"
    PRELIMINARY = "preliminary"
    ANSWER = "answer"
    TELL = "tell"
    REQUEST_COMPLETION = "request_completion"
    WITHDRAW_REQUEST = "withdraw_request"
    COMPLETED = "completed"
    FORWARD = "forward"
    INTERRUPT = "interrupt"
    REJECT = "reject"
    RECALLED = "recalled"
    REFUSE_RECALL = "refuse_recall"
    ASK = "ask"


class By(StrEnum):
    """Who takes a step; grants and roles are judged elsewhere.

    UNIT is anybody at the side's unit with the permission. A step on the sender's side by RECEIVER_SIDE is the
    receiver's own act; when the receiver works outside the system, the sender's unit registers the paper.
    """

    AUTHOR = "author"
    AUTHOR_UNIT = "author_unit"
    SIGNER = "signer"
    MONITOR = "monitor"
    ASSESSOR = "assessor"
    UNIT = "unit"
    SENDER_SIDE = "sender_side"
    RECEIVER_SIDE = "receiver_side"
    MANAGER = "manager"
    SYSTEM = "system"


class Node(StrEnum):
    """The shelves of Mitt arbete, in the order of the source (REM-41)."""

    SIGN = "sign"
    ATTEST = "attest"
    SEND = "send"
    ANSWER = "answer"
    FINISH = "finish"
    WEBCERT = "webcert"
    QUESTIONS = "questions"
    WATCH = "watch"


NODE_WORDS = {
    Node.SIGN: "Att signera",
    Node.ATTEST: "Att vidimera",
    Node.SEND: "Att skicka",
    Node.ANSWER: "Att besvara",
    Node.FINISH: "Att färdigställa",
    Node.WEBCERT: "Fråga/svar via Webcert",
    Node.QUESTIONS: "Fråga/Svar",
    Node.WATCH: "Att bevaka",
}
# In Vårt arbete the tasks of Att besvara are the unit's inbox.
UNIT_NODE_WORDS = {**NODE_WORDS, Node.ANSWER: "Inkorg konsultationsärenden"}


class MessageKind(StrEnum):
    """What one side says to the other. The codes of the national contract are in ``referral_fhir``."""

    CONFIRMATION = "confirmation"
    PARTIAL = "partial"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    COMPLETION_REQUEST = "completion_request"
    COMPLETION = "completion"
    FORWARD_NOTICE = "forward_notice"
    INTERRUPTION = "interruption"
    REJECTION = "rejection"
    RECALL_REQUEST = "recall_request"
    RECALL_REFUSAL = "recall_refusal"
    REPRIORITISATION = "reprioritisation"
    QUESTION = "question"
    REPLY = "reply"


MESSAGE_WORDS = {
    MessageKind.CONFIRMATION: "Remissbekräftelse",
    MessageKind.PARTIAL: "Delsvar",
    MessageKind.PRELIMINARY: "Preliminärsvar",
    MessageKind.FINAL: "Slutsvar",
    MessageKind.COMPLETION_REQUEST: "Begäran om komplettering",
    MessageKind.COMPLETION: "Komplettering",
    MessageKind.FORWARD_NOTICE: "Meddelande om vidarebefordran",
    MessageKind.INTERRUPTION: "Meddelande om avbruten remiss",
    MessageKind.REJECTION: "Meddelande om avvisad remiss",
    MessageKind.RECALL_REQUEST: "Begäran om återkallelse",
    MessageKind.RECALL_REFUSAL: "Nej till återkallelse",
    MessageKind.REPRIORITISATION: "Begäran om omprioritering",
    MessageKind.QUESTION: "Fråga",
    MessageKind.REPLY: "Svar på fråga",
}
