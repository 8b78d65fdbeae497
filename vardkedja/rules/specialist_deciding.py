"""The region's decision on a specialistvårdsremiss and the commitment that follows: may assessment start, approve, issue.

Benefits besides the care are judged in `specialist_benefits`.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from vardkedja.rules.agreements_between import agreement_between
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.specialist_boxes import guarantee_reasons, initiative_reasons, period_reasons, signer_reasons
from vardkedja.rules.specialist_facts import Approval, Assessment, Entrance, Funding, ReferralFacts
from vardkedja.rules.specialist_fields import basis_reasons, missing_basis
from vardkedja.rules.specialist_rules import (
    BOOK,
    Check,
    box_reasons,
    commitment_reasons,
    day_of,
    judge,
    outpatient_reasons,
    patient_reasons,
    residence_since,
)
from vardkedja.rules.specialist_timing import (
    DECIDING,
    approval_reasons,
    late_reasons,
    may_be_issued_afterwards,
    started_reasons,
)

__all__ = ["approve", "extend", "issue", "missing_basis", "reject_reasons", "start"]


def start(facts: ReferralFacts) -> Decision:
    """Whether assessment may start: the medical basis is whole, or each thing it lacks is named (SVR-12, SVR-13).

    Result: ``missing``, what to ask for in words.
    """
    return judge(
        "specialist.start",
        (lambda: basis_reasons(facts.basis),),
        what="Bedömningen",
        can="påbörjas",
        facts=facts,
        on=facts.on,
        result={"missing": missing_basis(facts.basis)},
    )


def approve(facts: ReferralFacts, assessment: Assessment, at: datetime | date, terms: Terms = SHIPPED) -> Decision:
    """Whether the region can approve at ``at``, with every reason (SVR-03, 05 to 08, 11, 13, 16, 32, X-28).

    ``facts.person.registered_at_save`` is the region the patient was registered in at signing: who has moved since is
    flagged, not refused. Flags also: a death in emergency care, outpatient care without a commitment, an admission
    whose day or time of day is not known. Result is empty.
    """
    on = day_of(at)
    checks: tuple[Check, ...] = (
        lambda: patient_reasons(facts),
        lambda: residence_since(facts, on, terms),
        lambda: [BOOK.reason("SVR-33.to_unit")] if facts.receiver is None else [],
        lambda: box_reasons(facts, on, terms),
        lambda: outpatient_reasons(facts, on, terms),
        lambda: basis_reasons(facts.basis),
        lambda: _admission_reasons(facts),
        lambda: late_reasons(facts, at),
        lambda: started_reasons(facts, at, terms),
        lambda: _own_assessment_reasons(facts, assessment),
        lambda: _same_reasons(facts, assessment),
        lambda: _funding_reasons(facts, assessment),
    )
    return judge("specialist.approve", checks, what="Begäran", can="godkännas", facts=facts, on=on)


def reject_reasons(decision: Decision) -> tuple[tuple[str, str], ...]:
    """The rules that failed, for the record of a rejection: requirement id and words, each once (SVR-35)."""
    return tuple(dict.fromkeys((reason.requirement, reason.head) for reason in decision.refusals))


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
        lambda: _funding_reasons(facts, assessment, route_only=True),
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


# --- what the officer finds ----------------------------------------------------------------------------------------


def _admission_reasons(facts: ReferralFacts) -> list[Reason]:
    """A planned admission nobody knows is looked up by the officer; a request from outside may lack it (SVR-05)."""
    planned = facts.box is not None and facts.box != Ground.AKUT
    return [DECIDING.reason("SVR-05.no_admission")] if planned and facts.admission is None else []


def _own_assessment_reasons(facts: ReferralFacts, found: Assessment) -> list[Reason]:
    """Without an assessment in the region, the office has stored its own, and the indications are met (SVR-11)."""
    if facts.entrance != Entrance.OUTSIDE:
        return []
    if not found.own_text.strip() or found.own_on is None:
        return [DECIDING.reason("SVR-11.missing")]
    if found.indications_met is None:
        return [DECIDING.reason("SVR-11.unanswered")]
    return [] if found.indications_met else [DECIDING.reason("SVR-11.not_met")]


def _same_reasons(facts: ReferralFacts, found: Assessment) -> list[Reason]:
    """Both confirmed: the same kind of care, on the same indications (SVR-07)."""
    if facts.box != Ground.PATIENTENS_VAL:
        return []
    answers = {"kind": found.same_kind, "indication": found.same_indication}
    codes = [name if answer is False else f"{name}_unanswered" for name, answer in answers.items() if not answer]
    return [DECIDING.reason(f"SVR-07.{code}") for code in codes]


def _funding_reasons(facts: ReferralFacts, found: Assessment | None, *, route_only: bool = False) -> list[Reason]:
    """A region pays, directly or through its agreement (SVR-08). ``route_only``: which region and agreement is settled."""
    if facts.box != Ground.PATIENTENS_VAL:
        return []
    route = found.funding if found else ""
    if found is None or route not in (Funding.DIRECT, Funding.VIA_AGREEMENT):
        return [DECIDING.reason("SVR-08.not_funded" if route == Funding.NONE else "SVR-08.unanswered")]
    reasons = []
    if not route_only and not found.funding_region.strip():
        reasons.append(DECIDING.reason("SVR-08.region"))
    if not route_only and route == Funding.VIA_AGREEMENT and not found.agreement_reference.strip():
        reasons.append(DECIDING.reason("SVR-08.reference"))
    return reasons


# --- the commitment ------------------------------------------------------------------------------------------------


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
