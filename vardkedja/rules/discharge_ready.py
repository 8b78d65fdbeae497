"""The ready notice and the municipality's answer to it (LNK-53 to LNK-57)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import add_days, is_red_day, is_weekend, wall_minute
from vardkedja.rules.datewords import long_date, plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.discharge import KRONOBERG, day_of
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import received_on
from vardkedja.rules.words import book

BOOK = book("discharge_ready")


class Place(StrEnum):
    """Where a patient at the end of life has chosen to be cared for (LNK-83)."""

    HOSPITAL = "sjukhus"
    MUNICIPALITY = "kommun"


class Missing(StrEnum):
    """After what a new estimate is missing (LNK-71, LNK-87)."""

    RECALL = "recall"
    INFECTION = "infection"


MISSING_CODES = {Missing.RECALL: "LNK-71.missing", Missing.INFECTION: "LNK-87.missing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFacts:
    """A ready notice of the instant ``sent_at``. ``place`` is the choice when care at the end of life is decided."""

    sent_at: datetime
    doctor: str
    estimated_on: date | None = None
    place: Place | None = None
    vils_valid: bool = False
    leave_open: bool = False
    estimate_missing_after: Missing | None = None


def ready(facts: ReadyFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether a ready notice may be sent, the day it counts as received, and the target day home (LNK-53 to LNK-57).

    Result: ``received_on`` and ``target_home_on``, also for a notice that is refused. A target day that falls on a
    weekend or red day is flagged, not moved. Unclear without an agreement or a calendar for the day.
    """
    rule, inputs = "discharge.ready", _inputs(facts)
    try:
        sent_on = day_of(facts.sent_at)
        received = received_on(facts.sent_at, terms, region)
        noon = terms.value("liability.noon", sent_on, region)
        target_days = terms.value("discharge.home_days", sent_on, region)
        target = add_days(received, cast(int, target_days.value))
        reasons = _refusals(facts, sent_on) + _target(target, terms)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Meddelandet går inte att pröva.")
    moment = f"{long_date(sent_on)} kl. {wall_minute(facts.sent_at):%H.%M}"
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    return met(
        rule,
        reasons,
        result={"received_on": received, "target_home_on": target},
        inputs=inputs,
        steps=(
            f"Meddelandet {moment} räknas som inkommet {long_date(received)}.",
            f"Måldag för hemgång är {long_date(target)}.",
        ),
        say=refused[0] if refused else f"Meddelandet räknas som inkommet {long_date(received)}.",
        sources=(noon.source, target_days.source),
    )


def _refusals(facts: ReadyFacts, sent_on: date) -> list[Reason]:
    """What stops the notice, and a choice of place that has run out."""
    reasons = []
    if not facts.doctor.strip():
        reasons.append(BOOK.reason("LNK-53.no_doctor"))
    if facts.estimate_missing_after:
        reasons.append(BOOK.reason(MISSING_CODES[facts.estimate_missing_after]))
    elif facts.estimated_on is None:
        reasons.append(BOOK.reason("LNK-55.none"))
    elif facts.estimated_on != sent_on:
        parts = {"estimated": plain_date(facts.estimated_on), "sent": plain_date(sent_on)}
        reasons.append(BOOK.reason("LNK-55.other_day", **parts))
    if facts.place is Place.HOSPITAL:
        reasons.append(BOOK.reason("LNK-83.hospital" if facts.vils_valid else "LNK-83.expired"))
    if facts.leave_open:
        reasons.append(BOOK.reason("LNK-97.open"))
    return reasons


def _target(target: date, terms: Terms) -> list[Reason]:
    """A note when home-going on the target day needs an agreement. Raises MissingYear."""
    if is_weekend(target):
        return [BOOK.reason("LNK-61.weekend", target=long_date(target).capitalize())]
    if is_red_day(target, terms):
        return [BOOK.reason("LNK-61.red", target=long_date(target).capitalize())]
    return []


def welcome_home(sent_at: datetime, day: date | None = None, at: time | None = None) -> Decision:
    """Whether the municipality's answer to the notice of ``sent_at`` may be given (LNK-56).

    Date and time are needed, and the date is the day of the notice or later.
    """
    rule, inputs = "discharge.welcome_home", {"sent_at": sent_at, "day": day, "at": at and at.isoformat("minutes")}
    try:
        sent_on = day_of(sent_at)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Svaret går inte att pröva.")
    reasons = []
    if day is None:
        reasons.append(BOOK.reason("LNK-56.no_day"))
    elif day < sent_on:
        reasons.append(BOOK.reason("LNK-56.before", notice=plain_date(sent_on)))
    if at is None:
        reasons.append(BOOK.reason("LNK-56.no_time"))
    say = reasons[0].text if reasons else "Svaret kan lämnas."
    return met(rule, reasons, inputs=inputs, say=say, sources=(BOOK.sources["welcome"],))


def _inputs(facts: ReadyFacts) -> dict[str, object]:
    return {
        "sent_at": facts.sent_at,
        "doctor": facts.doctor,
        "estimated_on": facts.estimated_on,
        "vils": {"choice": facts.place, "valid": facts.vils_valid} if facts.place else None,
        "leave_open": facts.leave_open,
        "estimate_missing_after": facts.estimate_missing_after,
    }
