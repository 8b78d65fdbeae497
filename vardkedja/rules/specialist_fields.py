"""The fields of a specialistvårdsremiss: what is missing, and what belongs to another alternative (SVR-09, 13, 33, 40)."""

from __future__ import annotations

from vardkedja.rules.commitment_facts import CareForm, Ground
from vardkedja.rules.decision import Reason
from vardkedja.rules.specialist_facts import Basis, Entrance, ReferralFacts
from vardkedja.rules.specialist_rules import BOOK

BASIS_WORDS = {
    "complaints": "bedömning av patientens besvär",
    "diagnosis": "diagnos",
    "measure": "planerad åtgärd",
}
_CODES = {"complaints": "SVR-13.complaints", "diagnosis": "SVR-13.diagnosis", "measure": "SVR-13.measure"}
_CHOICE_CODES = _CODES | {"complaints": "SVR-09.need", "measure": "SVR-09.measure"}


def missing_basis(basis: Basis) -> tuple[str, ...]:
    """What the medical basis lacks, in words, in the order of the form; empty when it is whole (SVR-13)."""
    return tuple(BASIS_WORDS[name] for name in _lacking(basis))


def basis_reasons(basis: Basis) -> list[Reason]:
    """One reason for each thing the medical basis lacks (SVR-13)."""
    return [BOOK.reason(_CODES[name]) for name in _lacking(basis)]


def _lacking(basis: Basis) -> list[str]:
    return [name for name in BASIS_WORDS if not str(getattr(basis, name)).strip()]


def written_basis_reasons(facts: ReferralFacts) -> list[Reason]:
    """The basis on the referral; patient's choice asks by name for care need and planned measure (SVR-09, SVR-13)."""
    codes = _CHOICE_CODES if facts.box == Ground.PATIENTENS_VAL else _CODES
    return [BOOK.reason(codes[name]) for name in _lacking(facts.basis)]


def missing_fields(facts: ReferralFacts) -> list[Reason]:
    """Every mandatory field that is empty (SVR-33); a request from outside is no referral and asks for less (SVR-14)."""
    outside = facts.entrance == Entrance.OUTSIDE
    planned = facts.box is not None and facts.box != Ground.AKUT
    empty = {
        "SVR-33.sending_unit": not outside and not facts.sending_unit.strip(),
        "SVR-33.to_unit": facts.receiver is None,
        "SVR-33.care_form": facts.care_form not in tuple(CareForm),
        "SVR-33.specialty": not outside and not facts.specialty.strip(),
        "SVR-33.admission": not outside and planned and facts.admission is None,
    }
    return [BOOK.reason(code) for code, missing in empty.items() if missing]


def closed_reasons(facts: ReferralFacts) -> list[Reason]:
    """Fields of an alternative that is not chosen are empty (SVR-33)."""
    if facts.box is None:
        return []
    guarantee = facts.guarantee_stated or facts.listed_since or facts.guarantee_on or facts.listed_here
    filled = {
        "SVR-33.closed_period": (Ground.AKUT, facts.period_from or facts.period_to),
        "SVR-33.closed_reason": (Ground.HEMREGION, facts.reason or facts.nhv or facts.explanation.strip()),
        "SVR-33.closed_guarantee": (Ground.VARDGARANTI, guarantee),
    }
    return [BOOK.reason(code) for code, (box, value) in filled.items() if value and facts.box != box]


def informed_reasons(facts: ReferralFacts) -> list[Reason]:
    """Whether the patient knows what is not paid; "nej" needs a reason and is flagged until told (SVR-40)."""
    if facts.informed is None:
        return [BOOK.reason("SVR-40.blank")]
    if facts.informed:
        return []
    return [BOOK.reason("SVR-40.not_told" if facts.informed_reason.strip() else "SVR-40.no_reason")]
