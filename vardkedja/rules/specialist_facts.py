"""The facts that the rules for a specialistvårdsremiss read: the referral, the office's assessment, the decision (SVR)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from vardkedja.rules.commitment_facts import Ground, Person, Receiver

STOCKHOLM = "01"


class Entrance(StrEnum):
    """How the request reached the region (SVR-14)."""

    PROVIDER = "provider"  # a provider of the region has assessed the patient and writes the referral
    OUTSIDE = "outside"  # a provider outside, or the patient, asks; nobody of the region has assessed


class Reason(StrEnum):
    """Why care is sought outside on the provider's initiative (SVR-15)."""

    MISSING = "saknas_i_regionen"
    EXPERTS = "nytt_expertutlatande"


class Funding(StrEnum):
    """How the care is funded (SVR-08)."""

    DIRECT = "direct"
    VIA_AGREEMENT = "via_agreement"
    NONE = "none"


class Benefit(StrEnum):
    """What a patient may get besides the care (SVR-10, 19, 20, 31, D-67). Travel and lodging follow the box."""

    TRAVEL = "travel"
    LODGING = "lodging"
    COMPANION = "companion"
    ALONE = "alone"
    OTHER = "other"


class Outcome(StrEnum):
    """What the region decided (SVR-35)."""

    APPROVED = "approved"
    REJECTED = "rejected"
    DISMISSED = "dismissed"
    REVOKED = "revoked"


BOX_WORDS = {
    Ground.PATIENTENS_VAL: "Patientens val",
    Ground.HEMREGION: "Vård efter initiativ av vårdgivare i Region Stockholm",
    Ground.AKUT: "Akutvård",
    Ground.VARDGARANTI: "Vårdgaranti",
}
ENTRANCE_WORDS = {
    Entrance.PROVIDER: "Via vårdgivare i regionen",
    Entrance.OUTSIDE: "Via vårdgivare utanför regionen eller patienten",
}
REASON_WORDS = {
    Reason.MISSING: "Vårduppdraget finns inte hos någon vårdgivare i regionen",
    Reason.EXPERTS: "Ny medicinsk bedömning av experter utanför regionen",
}
FUNDING_WORDS = {
    Funding.DIRECT: "Direkt av en annan region",
    Funding.VIA_AGREEMENT: "Genom en regions avtal med privat vårdgivare",
    Funding.NONE: "Inte regionfinansierad",
}
BENEFIT_WORDS = {
    Benefit.TRAVEL: "Resor enligt regelverket för sjukresor",
    Benefit.LODGING: "Standardenkelrum på mellanklasshotell",
    Benefit.COMPANION: "Medföljande",
    Benefit.ALONE: "Ensamåkning",
    Benefit.OTHER: "Annan förmån",
}


@dataclass(frozen=True, slots=True)
class AskedBenefit:
    """A benefit asked for on the referral, with the medical reason; ``signed`` once a signature covers it (SVR-20)."""

    kind: str
    reason: str = ""
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the role, whether at the unit that sends, which hospital that unit belongs to."""

    role: str
    sending_unit: bool = True
    hospital: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The medical basis (SVR-09, 12, 13)."""

    complaints: str = ""
    diagnosis: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFacts:
    """What stands on the referral (SVR-33). ``boxes`` is a tuple, so that no box or two can be asked (SVR-32).

    ``listed_here`` is whether the sending unit is where the patient is listed for the measure (SVR-30). ``admission`` is
    the planned admission: an instant when its time is known, else a day. ``period`` is from and to, both included.
    """

    on: date
    region: str = STOCKHOLM
    entrance: str = Entrance.PROVIDER
    person: Person | None = None
    sending_unit: str = ""
    receiver: Receiver | None = None
    boxes: tuple[str, ...] = ()
    care_form: str = ""
    specialty: str = ""
    basis: Basis = field(default_factory=Basis)
    admission: datetime | date | None = None
    period_from: date | None = None
    period_to: date | None = None
    reason: str = ""
    nhv: bool = False
    explanation: str = ""
    guarantee_stated: bool = False
    listed_since: date | None = None
    guarantee_on: date | None = None
    listed_here: bool | None = None
    decided_by_hospital_doctor: bool | None = None
    benefits: tuple[AskedBenefit, ...] = ()
    informed: bool | None = None
    informed_reason: str = ""
    signer: Signer | None = None

    @property
    def box(self) -> str | None:
        """The one box, or None when there is none or more than one."""
        return self.boxes[0] if len(set(self.boxes)) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the office has found (SVR-07, 08, 11). None: not answered yet."""

    same_kind: bool | None = None
    same_indication: bool | None = None
    funding: str = ""
    funding_region: str = ""
    agreement_reference: str = ""
    own_text: str = ""
    own_on: date | None = None
    indications_met: bool | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """The region's decision (SVR-05, 35): when, what, and whether it is signed."""

    decided_at: datetime | date
    approved: bool
    signed: bool = True
