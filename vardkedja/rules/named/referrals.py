"""Named rules for referrals. They answer by the values of Västra Götaland, whose routine the rules are from."""

from __future__ import annotations

from datetime import date

import msgspec

from vardkedja.rules import referral_deadlines
from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import Facts, Text
from vardkedja.rules.referral_facts import ForwardFacts as Forwarding
from vardkedja.rules.referral_forwarding import forward as forward_of

# The facts have no day, so the number of targets is the last one that is known.
NEWEST = date.max


class Confirmed(Facts, frozen=True):
    """A confirmation: the day it came, and the day it states."""

    on: date
    until: date | None = None


class DeadlinesFacts(Facts, frozen=True):
    """What has happened to the referral so far."""

    decided_on: date | None = None
    sent_on: date | None = None
    reprioritised_on: date | None = None
    confirmed: Confirmed | None = None


class DeadlinesResult(msgspec.Struct):
    """Last day to send, last day of the watch, and the day it is overdue; what is not known is left out."""

    send_by: date | None = None
    monitor_until: date | None = None
    overdue_from: date | None = None


class ForwardFacts(Facts, frozen=True):
    """An electronic forwarding: the order that is done, and the unit it is to go to."""

    answered: bool
    activated: bool
    targets: list[Text]
    target: Text


class ForwardResult(msgspec.Struct):
    """Nothing but the outcome and its reasons."""


def deadlines(facts: DeadlinesFacts) -> Decision:
    """REM-05, 06, 11, 12, 13."""
    confirmed = facts.confirmed
    return referral_deadlines.deadlines(
        decided_on=facts.decided_on,
        sent_on=facts.sent_on,
        reprioritised_on=facts.reprioritised_on,
        confirmed_on=confirmed.on if confirmed else None,
        confirmed_until=confirmed.until if confirmed else None,
    )


def forward(facts: ForwardFacts) -> Decision:
    """REM-32, 33, 37."""
    return forward_of(
        Forwarding(
            answered=facts.answered, activated=facts.activated, targets=tuple(facts.targets), target=facts.target
        ),
        on=NEWEST,
    )
