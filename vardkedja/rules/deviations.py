"""Deviations in the planning, and disputes between the principals (LNK-137, LNK-138)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, met
from vardkedja.rules.words import book

BOOK = book("deviations")


class Subject(StrEnum):
    """What a dispute is about."""

    RESPONSIBILITY = "responsibility"
    LIABILITY = "liability"
    COOPERATION = "cooperation"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationFacts:
    """A deviation that concerns the planning. ``parties`` are all concerned, across principals."""

    kind: str
    parties: tuple[str, ...]
    happened_at: datetime | None = None
    informed: tuple[str, ...] = ()
    reference: str = ""
    closing: bool = False
    analysed_on: date | None = None
    reviewed_on: date | None = None


def deviation(facts: DeviationFacts) -> Decision:
    """Whether a deviation may be stored, or closed (LNK-137).

    Kind, time and concerned parties are needed; a missing reference to the region's own system is a flag. It is not
    closed while a concerned party is not informed; until then that is a flag. Result: ``not_informed``, and the days
    ``analysed_on`` and ``reviewed_on`` of a joint analysis and a review, which may be recorded at any time.
    """
    reasons = []
    if not facts.kind.strip():
        reasons.append(BOOK.reason("LNK-137.no_kind"))
    if facts.happened_at is None:
        reasons.append(BOOK.reason("LNK-137.no_time"))
    if not any(name.strip() for name in facts.parties):
        reasons.append(BOOK.reason("LNK-137.no_parties"))
    missing = tuple(name for name in dict.fromkeys(facts.parties) if name.strip() and name not in facts.informed)
    if missing:
        names = ", ".join(missing)
        reasons.append(
            BOOK.reason("LNK-137.closing", parties=names)
            if facts.closing
            else BOOK.reason("LNK-137.inform", parties=names)
        )
    if not facts.reference.strip():
        reasons.append(BOOK.reason("LNK-137.no_reference"))
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    done = "Avvikelsen kan avslutas." if facts.closing else "Avvikelsen kan sparas."
    return met(
        "deviations.deviation",
        reasons,
        result={"not_informed": missing, "analysed_on": facts.analysed_on, "reviewed_on": facts.reviewed_on},
        inputs={
            "kind": facts.kind,
            "happened_at": facts.happened_at,
            "parties": facts.parties,
            "informed": facts.informed,
            "reference": facts.reference,
            "closing": facts.closing,
        },
        say=refused[0] if refused else done,
        sources=(BOOK.sources["deviation"],),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFacts:
    """A dispute between ``principals``; ``represented`` are those that have appointed somebody from the group."""

    subject: Subject
    principals: tuple[str, ...]
    opened_on: date
    represented: tuple[str, ...] = ()
    solved_on: date | None = None
    feedback_on: date | None = None


def dispute(matter: DisputeFacts, on: date) -> Decision:
    """Whether what is recorded about a dispute holds, and whether it is open on the day ``on`` (LNK-138).

    Refused: solved without feedback to the parties, feedback before the solution, a solution before the opening, a
    principal without a representative when it is solved. Result: ``open`` and ``days`` since the opening, through the
    feedback. The source sets no number of days; while it is open, the age is shown and a missing representative is a
    flag.
    """
    reasons = []
    missing = ", ".join(name for name in matter.principals if name not in matter.represented)
    if missing:
        reasons.append(
            BOOK.reason("LNK-138.no_representative", principals=missing)
            if matter.solved_on
            else BOOK.reason("LNK-138.appoint", principals=missing)
        )
    if matter.solved_on and matter.solved_on < matter.opened_on:
        reasons.append(BOOK.reason("LNK-138.before", opened=plain_date(matter.opened_on)))
    if matter.solved_on and matter.feedback_on is None:
        reasons.append(BOOK.reason("LNK-138.no_feedback"))
    if matter.feedback_on and (matter.solved_on is None or matter.feedback_on < matter.solved_on):
        reasons.append(BOOK.reason("LNK-138.feedback_before"))
    if on < matter.opened_on:
        reasons.append(BOOK.reason("LNK-138.day", opened=plain_date(matter.opened_on)))
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    is_open = bool(refused) or matter.feedback_on is None or matter.feedback_on > on
    until = on if is_open or matter.feedback_on is None else matter.feedback_on
    days = (until - matter.opened_on).days
    return met(
        "deviations.dispute",
        reasons,
        result={"open": is_open} if on < matter.opened_on else {"open": is_open, "days": days},
        inputs={
            "subject": matter.subject,
            "principals": matter.principals,
            "represented": matter.represented,
            "opened_on": matter.opened_on,
            "solved_on": matter.solved_on,
            "feedback_on": matter.feedback_on,
            "on": on,
        },
        say=refused[0] if refused else _say(is_open, days),
        sources=(BOOK.sources["dispute"],),
    )


def _say(is_open: bool, days: int) -> str:
    so_far = count(days, "dag", "dagar")
    return f"Tvisten har varit öppen i {so_far}." if is_open else f"Tvisten avslutades efter {so_far}."


def send_basis(on: date, disputed: DisputeFacts | None = None) -> Decision:
    """Whether an invoice basis may be sent on: not while a dispute about it is open (LNK-138).

    Result: ``disputed``, the mark it carries.
    """
    is_open = disputed is not None and disputed.opened_on <= on and bool(dispute(disputed, on).result["open"])
    reasons = [BOOK.reason("LNK-138.disputed", opened=plain_date(disputed.opened_on))] if disputed and is_open else []
    return met(
        "deviations.send_basis",
        reasons,
        result={"disputed": is_open},
        inputs={"on": on, "opened_on": disputed.opened_on if disputed else None},
        say=reasons[0].text if reasons else "Ingen öppen tvist hindrar att underlaget skickas.",
        sources=(BOOK.sources["meanwhile"],),
    )
