"""The payment commitment that follows an approved specialistvårdsremiss: can it be issued, can its period change (SVR)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from vardkedja.rules.agreements_between import agreement_between
from vardkedja.rules.calendar import day_of
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.specialist_boxes import guarantee_reasons, initiative_reasons, period_reasons, signer_reasons
from vardkedja.rules.specialist_deciding import funding_reasons
from vardkedja.rules.specialist_facts import Approval, Assessment, ReferralFacts
from vardkedja.rules.specialist_rules import (
    BOOK,
    Check,
    box_reasons,
    commitment_reasons,
    judge,
    patient_reasons,
    residence_since,
)
from vardkedja.rules.specialist_timing import DECIDING, approval_reasons, may_be_issued_afterwards, started_reasons


def issue(
    facts: ReferralFacts,
    assessment: Assessment | None,
    approval: Approval | None,
    at: datetime | date,
    terms: Terms = SHIPPED,
) -> Decision:
    """Whether a commitment can be issued at ``at``, with every reason (SVR-03, 05, 06, 08, 15 to 18, 25, 26, 29, 32).

    A missing approval stops only the patient's choice, a declined one every alternative. There is no default validity:
    without a period on the referral the result has no days. Result: ``agreement``, ``valid_from`` and ``valid_to`` when
    given, ``afterwards`` (whether the alternative allows it); what cannot be worked out is left out.
    """
    on = day_of(at)
    checks: tuple[Check, ...] = (
        lambda: patient_reasons(facts),
        lambda: residence_since(facts, on, terms),
        lambda: [BOOK.reason("SVR-33.to_unit")] if facts.receiver is None else [],
        lambda: box_reasons(facts, on, terms),
        lambda: commitment_reasons(facts, on, terms),
        lambda: approval_reasons(facts, approval, at),
        lambda: started_reasons(facts, at, terms),
        lambda: initiative_reasons(facts),
        lambda: _period_reasons(facts),
        lambda: guarantee_reasons(facts),
        lambda: funding_reasons(facts, assessment, route_only=True),
        lambda: signer_reasons(facts, on, terms, needed=False),
    )
    parts = _agreement(facts, on, terms)
    result = {name: item for part in parts for name, item in part.result.items() if name == "agreement"}
    result |= _result(facts, on, terms)
    return judge(
        "commitments.issue",
        checks,
        what="Betalningsförbindelsen",
        can="utfärdas",
        facts=facts,
        on=on,
        parts=parts,
        result=result,
    )


def extend(
    box: str | None, old_from: date | None, old_to: date | None, new_from: date | None, new_to: date | None
) -> Decision:
    """Whether an issued commitment can get another period, as a new version (SVR-26, SVR-36).

    Emergency care needs a new referral instead. Result: ``valid_from``, ``valid_to``.
    """
    reasons = []
    if box == Ground.AKUT:
        reasons.append(DECIDING.reason("SVR-26.new_referral"))
    elif new_from is None or new_to is None:
        reasons.append(DECIDING.reason("SVR-36.blank"))
    elif new_to < new_from:
        reasons.append(_reversed(new_from, new_to))
    elif (old_from, old_to) == (new_from, new_to):
        reasons.append(DECIDING.reason("SVR-36.unchanged"))
    return met(
        "specialist.extend",
        reasons,
        result={} if reasons else {"valid_from": new_from, "valid_to": new_to},
        inputs={"box": box, "old_from": old_from, "old_to": old_to, "new_from": new_from, "new_to": new_to},
        say=f"Perioden kan inte ändras. {reasons[0].text}" if reasons else "Perioden kan ändras.",
    )


def _agreement(facts: ReferralFacts, on: date, terms: Terms) -> list[Decision]:
    if facts.receiver is None:
        return []
    home = facts.region
    return [agreement_between(home, facts.receiver.region, facts.receiver.municipality, on, terms)]


def _period_reasons(facts: ReferralFacts) -> list[Reason]:
    """Whole for emergency care; for planned care a period may be left out but not be impossible (SVR-25, SVR-36)."""
    if facts.box == Ground.AKUT:
        return period_reasons(facts)
    start, end = facts.period_from, facts.period_to
    return [_reversed(start, end)] if start and end and end < start else []


def _reversed(start: date, end: date) -> Reason:
    return DECIDING.reason("SVR-36.reversed", start=plain_date(start), end=plain_date(end))


def _result(facts: ReferralFacts, on: date, terms: Terms) -> dict[str, object]:
    result: dict[str, object] = {}
    if facts.period_from:
        result["valid_from"] = facts.period_from
    if facts.period_to:
        result["valid_to"] = facts.period_to
    with suppress(NotInForce):  # the checks ask for values of the same pack, and say that they are missing
        result["afterwards"] = may_be_issued_afterwards(facts.box, on, terms, facts.region)
    return result
