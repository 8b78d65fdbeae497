"""The words that the story is told with: a tale of one referral is a row of steps: a moment, a person and a verb.

Moments count working days back from the day the demo is loaded, so that the lists look alive on any day.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vardkedja.kernel import clock
from vardkedja.rules.calendar import is_working_day

DAY = datetime.timedelta(days=1)

JOHAN, ORJAN, ELIN, CHIEF = "johan.akerhielm", "orjan.kallstrom", "elin.stahlbrandt", "larsgoran.petersson"
ANNIKA, MONIKA = "annika.hjalmarsson", "monika.hagebyhn"
STAFFAN, INES, GUDRUN = "staffan.brunngard", "ines.vinterang", "gudrun.laxvik"
VIVEKA, SAGA, ELLINOR, TOR = (*("viveka.adalsmo", "saga.osterhult", "ellinor.granhyttan", "tor.svanviken"),)
VASTERVIK, KIRURGEN, OGON, OSKARSHAMN = (
    *("vastervik-ortopedkliniken", "kalmar-kirurgkliniken", "kalmar-ogonkliniken", "oskarshamn-medicinkliniken"),
)


class Moment(NamedTuple):
    """A clock time some working days ago; or, with zero days, a number of minutes ago."""

    days: int
    at: str = ""
    minutes: int = 0

    def instant(self, now: datetime.datetime) -> datetime.datetime:
        """The moment, seen from now."""
        if not self.days:
            return now - datetime.timedelta(minutes=self.minutes)
        day, left = clock.local(now).date(), self.days
        while left:
            day -= DAY
            left -= is_working_day(day)
        return datetime.datetime.combine(day, datetime.time.fromisoformat(self.at), clock.STOCKHOLM)


def ago(days: int, at: str) -> Moment:
    """That many working days ago, at a clock time."""
    return Moment(days, at)


def today(minutes: int) -> Moment:
    """That many minutes ago."""
    return Moment(0, "", minutes)


class Step(NamedTuple):
    """What one person did: when, who (a username, "" for the population register), which verb, and with what."""

    moment: Moment
    who: str
    verb: str
    given: dict[str, Any]


@dataclass(frozen=True)
class Tale:
    """One referral: a name of its own, the patient's number, units by slug, the text, what was done, other fields."""

    name: str
    patient: str
    from_unit: str
    to_unit: str
    question: str
    steps: tuple[Step, ...]
    fields: dict[str, Any] = field(default_factory=dict)
    doctor: str = ""


def save(moment: Moment, who: str, **changed: Any) -> Step:
    """Save the Utkast; the second time with changed fields."""
    return Step(moment, who, "save", changed)


def issue(moment: Moment, who: str, *confirmed: str) -> Step:
    """Issue, having confirmed the warnings with those codes."""
    return Step(moment, who, "issue", {"confirmed": frozenset(confirmed)})


def stopped(moment: Moment, who: str) -> Step:
    """Try to issue, and be refused because the patient has moved; the draft is locked."""
    return Step(moment, who, "stopped", {})


def post(moment: Moment, who: str, enclosures: str = "") -> Step:
    """Register that the paper was posted."""
    return Step(moment, who, "post", {"enclosures": enclosures})


def ask(moment: Moment, who: str) -> Step:
    """Ask for the home region's approval."""
    return Step(moment, who, "request_approval", {})


def withdraw(moment: Moment, who: str) -> Step:
    """Take the request for approval back."""
    return Step(moment, who, "withdraw_request", {})


def approve(moment: Moment, who: str, conditions: str = "", evidence: str = "") -> Step:
    """Approve for the home region; with evidence it is recorded from a stamped paper."""
    return Step(moment, who, "answer", {"approved": True, "conditions": conditions, "evidence": evidence})


def decline(moment: Moment, who: str, reason: str) -> Step:
    """Decline for the home region."""
    return Step(moment, who, "answer", {"approved": False, "reason": reason})


def cancel(moment: Moment, who: str, reason: str) -> Step:
    """Cancel an issued referral."""
    return Step(moment, who, "cancel", {"reason": reason})


def replace(moment: Moment, who: str) -> Step:
    """Begin a new draft that replaces the cancelled one; the steps after it are about the new one."""
    return Step(moment, who, "replace", {})


def delete(moment: Moment, who: str) -> Step:
    """Delete a draft."""
    return Step(moment, who, "delete", {})


def handle(moment: Moment, who: str) -> Step:
    """Acknowledge the flag that the patient has moved or died."""
    return Step(moment, who, "handle_move", {})


def moves(moment: Moment, **address: str) -> Step:
    """The patient moves; the population register gets a new municipality (a code) and address."""
    return Step(moment, "", "moves", address)


def dies(moment: Moment) -> Step:
    """The patient dies."""
    return Step(moment, "", "dies", {})


def types(moment: Moment, who: str, **typed: Any) -> Step:
    """Type in the form and leave it without saving."""
    return Step(moment, who, "types", typed)


def wishes(moment: Moment, who: str, institution: str, clinic: str, address: str = "") -> Step:
    """Ask for a receiver that the register lacks, from what is being typed."""
    return Step(moment, who, "wishes", {"institution": institution, "clinic": clinic, "address": address})


def answers_wish(moment: Moment, who: str, reason: str) -> Step:
    """The register's administrator says why the receiver is not added."""
    return Step(moment, who, "answers_wish", {"reason": reason})
