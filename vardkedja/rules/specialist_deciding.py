"""The region's decision on a specialistvårdsremiss: can assessment start, can it be approved, why is it rejected (SVR).

The commitment that follows is in `specialist_issuing`, benefits besides the care in `specialist_benefits`.
"""

from __future__ import annotations

from datetime import date, datetime

from vardkedja.rules.calendar import day_of
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.law import SHIPPED, Terms
from vardkedja.rules.specialist_facts import Assessment, Entrance, Funding, ReferralFacts
from vardkedja.rules.specialist_fields import basis_reasons, missing_basis
from vardkedja.rules.specialist_rules import (
    BOOK,
    Check,
    box_reasons,
    judge,
    outpatient_reasons,
    patient_reasons,
    residence_since,
)
from vardkedja.rules.specialist_timing import DECIDING, late_reasons, started_reasons

__all__ = ["approve", "funding_reasons", "missing_basis", "reject_reasons", "start"]


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
        lambda: funding_reasons(facts, assessment),
    )
    return judge("specialist.approve", checks, what="Begäran", can="godkännas", facts=facts, on=on)


def reject_reasons(decision: Decision) -> tuple[tuple[str, str], ...]:
    """The rules that failed, for the record of a rejection: requirement id and words, each once (SVR-35)."""
    return tuple(dict.fromkeys((reason.requirement, reason.head) for reason in decision.refusals))


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
    codes = []
    if not found.same_kind:
        codes.append("SVR-07.kind" if found.same_kind is False else "SVR-07.kind_unanswered")
    if not found.same_indication:
        codes.append("SVR-07.indication" if found.same_indication is False else "SVR-07.indication_unanswered")
    return [DECIDING.reason(code) for code in codes]


def funding_reasons(facts: ReferralFacts, found: Assessment | None, *, route_only: bool = False) -> list[Reason]:
    """A region pays, directly or through its agreement (SVR-08). ``route_only``: which region and agreement is settled."""
    if facts.box != Ground.PATIENTENS_VAL:
        return []
    found = found or Assessment()
    if found.funding not in (Funding.DIRECT, Funding.VIA_AGREEMENT):
        return [DECIDING.reason("SVR-08.not_funded" if found.funding == Funding.NONE else "SVR-08.unanswered")]
    reasons = []
    if not route_only and not found.funding_region.strip():
        reasons.append(DECIDING.reason("SVR-08.region"))
    if not route_only and found.funding == Funding.VIA_AGREEMENT and not found.agreement_reference.strip():
        reasons.append(DECIDING.reason("SVR-08.reference"))
    return reasons
