"""Every named rule: its facts, its result, one line about it, and the function that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vardkedja.rules.decision import Decision
from vardkedja.rules.named import acute, calendar, commitments, identity, referrals


@dataclass(frozen=True, slots=True)
class Named:
    """One named rule."""

    facts: type
    result: type
    line: str
    answer: Callable[[Any], Decision]


NAMED: dict[str, Named] = {
    "calendar.working_days": Named(
        calendar.WorkingDaysFacts,
        calendar.WorkingDaysResult,
        "Den N:te arbetsdagen efter ett datum.",
        calendar.working_days,
    ),
    "calendar.red_days": Named(
        calendar.RedDaysFacts, calendar.RedDaysResult, "Årets röda dagar med namn.", calendar.red_days
    ),
    "identity.parse": Named(
        identity.ParseFacts, identity.ParseResult, "Vad ett personnummer eller reservnummer säger.", identity.parse
    ),
    "commitments.validity": Named(
        commitments.ValidityFacts,
        commitments.ValidityResult,
        "Första och sista giltiga dag för en betalningsförbindelse.",
        commitments.validity,
    ),
    "commitments.issue": Named(
        commitments.IssueFacts,
        commitments.IssueResult,
        "Om en betalningsförbindelse får utfärdas, med alla skäl.",
        commitments.issue,
    ),
    "commitments.covers": Named(
        commitments.CoversFacts,
        commitments.CoversResult,
        "Om en betalningsförbindelse gäller för viss vård en viss dag.",
        commitments.covers,
    ),
    "commitments.acute_contact": Named(
        acute.ContactFacts,
        acute.ContactResult,
        "Sista dagen att kontakta hemregionen efter en akut inskrivning.",
        acute.acute_contact,
    ),
    "referrals.deadlines": Named(
        referrals.DeadlinesFacts,
        referrals.DeadlinesResult,
        "När en remiss ska skickas och hur länge den bevakas.",
        referrals.deadlines,
    ),
    "referrals.forward": Named(
        referrals.ForwardFacts,
        referrals.ForwardResult,
        "Om en remiss får vidarebefordras elektroniskt till en enhet.",
        referrals.forward,
    ),
}
