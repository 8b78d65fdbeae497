"""Writing a specialistvårdsremiss: can the draft be kept, can it be signed, can a request from outside be registered."""

from __future__ import annotations

from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.law import SHIPPED, Terms
from vardkedja.rules.specialist_boxes import (
    benefit_reasons,
    decider_reasons,
    guarantee_reasons,
    initiative_reasons,
    listed_reasons,
    period_reasons,
    signer_reasons,
)
from vardkedja.rules.specialist_facts import Entrance, ReferralFacts
from vardkedja.rules.specialist_fields import closed_reasons, informed_reasons, missing_fields, written_basis_reasons
from vardkedja.rules.specialist_rules import (
    BOOK,
    Check,
    box_reasons,
    judge,
    outpatient_reasons,
    patient_reasons,
    residence_at_signing,
)


def save(facts: ReferralFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether a draft can be kept on ``facts.on``, with every reason (SVR-03, SVR-16, SVR-32, X-28).

    Much may be empty. Refused: no patient or one who is not registered here, two alternatives, outpatient care by the
    patient's choice. Result is empty.
    """
    on = facts.on
    checks: tuple[Check, ...] = (
        lambda: patient_reasons(facts),
        lambda: residence_at_signing(facts, on, terms),
        lambda: box_reasons(facts, on, terms, needed=False),
        lambda: outpatient_reasons(facts, on, terms) if facts.box == Ground.PATIENTENS_VAL else [],
    )
    return judge("specialist.save", checks, what="Utkastet", can="sparas", facts=facts, on=on)


def sign(facts: ReferralFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether the referral can be signed on ``facts.on``, with every reason in the order of the form.

    SVR-03, 09, 10, 13, 15 to 18, 20, 25, 29, 30, 32, 33, 40, X-28. A request from outside needs no signature, sending
    unit, basis or answer about costs (SVR-14). Flags: outpatient care without a commitment, a patient not yet told.
    """
    return judge("specialist.sign", _checks(facts, terms), what="Remissen", can="signeras", facts=facts, on=facts.on)


def register(facts: ReferralFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether a request from outside can be registered as a case without a referral (SVR-11, SVR-14).

    Refused for a patient whom a provider of the region has assessed: that provider writes the referral. A patient who
    is not registered here is only flagged, so that the request can be dismissed.
    """
    checks = (lambda: _referral_reasons(facts), *_checks(facts, terms))
    return judge("specialist.register", checks, what="Begäran", can="registreras", facts=facts, on=facts.on)


def _referral_reasons(facts: ReferralFacts) -> list[Reason]:
    return [BOOK.reason("SVR-14.no_referral")] if facts.entrance != Entrance.OUTSIDE else []


def _checks(facts: ReferralFacts, terms: Terms) -> tuple[Check, ...]:
    on = facts.on
    every: tuple[Check, ...] = (
        lambda: patient_reasons(facts),
        lambda: residence_at_signing(facts, on, terms),
        lambda: missing_fields(facts),
        lambda: box_reasons(facts, on, terms),
        lambda: outpatient_reasons(facts, on, terms),
        lambda: closed_reasons(facts),
        lambda: initiative_reasons(facts),
        lambda: period_reasons(facts),
        lambda: decider_reasons(facts),
        lambda: guarantee_reasons(facts),
        lambda: listed_reasons(facts),
        lambda: benefit_reasons(facts.box, facts.benefits, on, terms, facts.region),
    )
    if facts.entrance == Entrance.OUTSIDE:
        return every
    return (
        *every,
        lambda: written_basis_reasons(facts),
        lambda: informed_reasons(facts),
        lambda: signer_reasons(facts, on, terms, needed=True),
    )


def supplement(facts: ReferralFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether a benefit can be added to a signed referral: a medical reason, and the same authority signs (SVR-20).

    ``facts.benefits`` holds the one that is added, ``facts.signer`` who adds it.
    """
    on = facts.on
    checks: tuple[Check, ...] = (
        lambda: patient_reasons(facts),
        lambda: benefit_reasons(facts.box, facts.benefits, on, terms, facts.region),
        lambda: signer_reasons(facts, on, terms, needed=True),
    )
    return judge("specialist.supplement", checks, what="Tillägget", can="signeras", facts=facts, on=on)


def alive(facts: ReferralFacts) -> Decision:
    """Whether anything new may be sent or issued for the patient: not for who has died, but for what is settled (X-28)."""
    return judge(
        "specialist.alive", (lambda: patient_reasons(facts),), what="Ärendet", can="gå vidare", facts=facts, on=facts.on
    )
