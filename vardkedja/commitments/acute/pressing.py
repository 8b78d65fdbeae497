"""What presses in an admission: the flags of the day, and from them the deadline, the place in the list and the task's flag."""

import datetime
from dataclasses import replace
from typing import NamedTuple, cast

from vardkedja.commitments.acute.look import Case, facts
from vardkedja.kernel import terms
from vardkedja.rules import acute as rules
from vardkedja.rules.decision import Outcome, Reason
from vardkedja.rules.law import Terms

AHEAD = 31  # how many days ahead a flag is looked for; the rule that raises it is asked day by day
DEAD = "Avliden"


class Pressing(NamedTuple):
    """The columns of the task: its deadline if any, what the list is sorted on, and the most important flag."""

    due: datetime.date | None
    sort_on: datetime.date
    flag: str


def flags(case: Case, day: datetime.date) -> tuple[Reason, ...]:
    """The flags of the day (SVR-21 to 27), what asks for something first; none for one registered by mistake."""
    return () if case.void else _ordered(facts(case), day, terms.terms(case.rules))


def pressing(found: rules.AcuteFacts, day: datetime.date, pack: Terms) -> Pressing:
    """What presses, from a day on. Of somebody who has died nothing is asked (X-28)."""
    if found.deceased:
        return Pressing(None, day, DEAD)
    standing = _ordered(found, day, pack)
    latest = None if found.contacted_on else last_contact_day(found, pack)
    first = _first_day(found, day, pack)
    return Pressing(latest, latest or first, standing[0].head[:60] if standing else "")


def last_contact_day(found: rules.AcuteFacts, pack: Terms) -> datetime.date | None:
    """The last day for the contact; None when no limit is in force."""
    decision = rules.contact(found.admitted_on, terms=pack)
    return None if decision.outcome is Outcome.UNCLEAR else cast(datetime.date, decision.result["latest"])


def asks(reason: Reason) -> bool:
    """Whether a flag asks for something; that a contact came late is only told."""
    return not reason.code.endswith(".late_contact")


def _ordered(found: rules.AcuteFacts, day: datetime.date, pack: Terms) -> tuple[Reason, ...]:
    return tuple(sorted(rules.standing(found, day, pack), key=lambda reason: not asks(reason)))


def _first_day(found: rules.AcuteFacts, day: datetime.date, pack: Terms) -> datetime.date:
    """The first day from now on when something is asked for; the last day that was looked at when there is none."""
    ahead = [day + datetime.timedelta(days=number) for number in range(AHEAD + 1)]
    return next((one for one in ahead if any(map(asks, rules.standing(found, one, pack)))), ahead[-1])


def changed(case: Case, day: datetime.date, **columns: object) -> Pressing:
    """What presses once some of the facts are others."""
    return pressing(replace(facts(case), **columns), day, terms.terms(case.rules))  # type: ignore[arg-type]
