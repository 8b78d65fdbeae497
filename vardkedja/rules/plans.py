"""The plan of a child or an adult, and the document for care at the end of life (LNK-76, LNK-85)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import add_days, add_months
from vardkedja.rules.datewords import count, long_date, plain_date
from vardkedja.rules.decision import Decision, Outcome, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import KRONOBERG
from vardkedja.rules.words import book

BOOK = book("plans")


class PlanKind(StrEnum):
    """What a coordinated plan is called."""

    SIP = "sip"
    CHILD = "barnens_basta_plan"


KIND_WORDS = {PlanKind.SIP: "Samordnad individuell plan (SIP)", PlanKind.CHILD: "Barnens bästa plan"}


def kind(birth_date: date, on: date, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """What a plan drawn up on the day ``on`` is called (LNK-76).

    Result: ``kind``, the child's through the last day of the month of the 18th birthday. Not met for a day before
    birth.
    """
    rule, inputs = "plans.kind", {"birth_date": birth_date, "on": on}
    if on < birth_date:
        reason = BOOK.reason("LNK-76.before", on=plain_date(on), birth=plain_date(birth_date))
        return met(rule, (reason,), inputs=inputs, say=reason.text)
    try:
        limit = terms.value("plans.child_years", on, region)
        last = _month_end(add_months(birth_date, 12 * cast(int, limit.value)))
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Planens namn går inte att avgöra.")
    found = PlanKind.CHILD if on <= last else PlanKind.SIP
    return met(
        rule,
        result={"kind": found},
        inputs=inputs,
        steps=(f"Barnens bästa plan används till och med {long_date(last)}.",),
        say=f"Planen heter {KIND_WORDS[found]}.",
        sources=(limit.source,),
        outcome=Outcome.COMPUTED,
    )


def _month_end(day: date) -> date:
    """The last day of the month. Raises MissingYear."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def vils(signed_on: date, on: date, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """The last day of a document for care at the end of life, and whether it is valid on the day ``on`` (LNK-85).

    Result: ``through``, ``valid`` and ``days_left``: 0 on the last day and whenever it is not valid. The signing day is
    not counted, but valid. A flag reminds two days before the last day, and when it has run out.
    """
    rule, inputs = "plans.vils", {"signed_on": signed_on, "on": on}
    try:
        limit = terms.value("plans.vils_days", signed_on, region)
        reminder = cast(int, terms.value("plans.vils_reminder_days", signed_on, region).value)
        days = cast(int, limit.value)
        through = add_days(signed_on, days)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Giltigheten går inte att räkna ut.")
    valid = signed_on <= on <= through
    days_left = (through - on).days if valid else 0
    parts = {"through": plain_date(through), "signed": plain_date(signed_on)}
    reasons = []
    if on < signed_on:
        reasons.append(BOOK.reason("LNK-85.before", **parts))
    elif not valid:
        reasons.append(BOOK.reason("LNK-85.expired", **parts))
    elif days_left <= reminder:
        reasons.append(BOOK.reason("LNK-85.soon", **parts))
    return met(
        rule,
        reasons,
        result={"through": through, "valid": valid, "days_left": days_left},
        inputs=inputs,
        steps=(
            f"Dagen för underskriften, {long_date(signed_on)}, räknas inte.",
            f"{count(days, 'dag', 'dagar')} fram är {long_date(through)}, hela dagen.",
        ),
        say=reasons[0].text if reasons else f"Underlaget gäller t.o.m. {plain_date(through)}.",
        sources=(limit.source,),
        outcome=Outcome.COMPUTED,
    )
