"""The facts that the rules for a payment commitment read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

KALMAR = "08"


class Agreement(StrEnum):
    """Box 1, 2 or 3 on the form."""

    RIKSAVTAL = "riksavtal"
    REGIONAVTAL = "regionavtal"
    MELLANLANSAVTAL = "mellanlansavtal"


class Ground(StrEnum):
    """The four grounds on the form."""

    HEMREGION = "hemregion"
    VARDGARANTI = "vardgaranti"
    AKUT = "akut"
    PATIENTENS_VAL = "patientens_val"


class Status(StrEnum):
    """What a commitment is to somebody who relies on it."""

    UTFARDAD = "utfardad"
    MAKULERAD = "makulerad"
    ERSATT = "ersatt"


class CareForm(StrEnum):
    """Outpatient or inpatient care."""

    OPPEN = "oppen"
    SLUTEN = "sluten"


AGREEMENT_WORDS = {
    Agreement.RIKSAVTAL: "riksavtal",
    Agreement.REGIONAVTAL: "regionavtal",
    Agreement.MELLANLANSAVTAL: "mellanlänsavtal",
}
GROUND_WORDS = {
    Ground.HEMREGION: "Kap 2 Vård efter initiativ från hemlandsting",
    Ground.VARDGARANTI: "Kap 2 Vårdgaranti",
    Ground.AKUT: "Kap 3 Akutvård",
    Ground.PATIENTENS_VAL: "Kap 4 Patientens val",
}


@dataclass(frozen=True, slots=True)
class Person:
    """What the population register says on the day; ``registered_region`` is a code or name, None when not found.

    ``registered_at_save`` is what it said when the draft was saved (RUS-05).
    """

    registered_region: str | None
    identifier_kind: str = "personnummer"
    deceased: bool = False
    emigrated: bool = False
    registered_at_save: str | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """The receiving unit as the register has it; ``private`` means private with a care agreement."""

    region: str
    municipality: str | None = None
    private: bool = False
    agreement_exception: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """The home region's answer (RUS-20)."""

    decided_on: date
    approved: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class Signer:
    """Who presses issue; ``referring_unit`` is False for somebody at another unit."""

    role: str
    referring_unit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The parts of the form that only a form has; left out when a rule is asked without one."""

    from_unit: str = ""
    name: str = ""
    address: str = ""
    protected: bool = False
    paying_region: str = KALMAR
    doctor: str = ""
    consulted: str = ""
    question: str = ""
    three_months: bool | None = None
    reinvoice: bool = False
    reinvoice_causes: tuple[str, ...] = ()
    certificate: bool = False
    relative_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFacts:
    """Everything that decides whether a referral can be issued on the day ``on``.

    ``agreements`` and ``grounds`` are tuples, so that a form with no box or two boxes can be asked. ``other_region`` is
    None when field 15 is untouched and blank when it is ticked without a region. ``person`` and ``receiver`` are None
    while they are not chosen.
    """

    on: date
    person: Person | None
    receiver: Receiver | None
    agreements: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    section: str = ""
    unavailable_confirmed: bool = False
    guarantee_stated: bool = False
    guarantee_on: date | None = None
    admitted_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    other_region: str | None = None
    home_region_agreement: bool = False
    approval: Approval | None = None
    signer: Signer | None = None
    form: Form | None = None

    @property
    def ground(self) -> str | None:
        """The one ground, or None when there is none or more than one."""
        return self.grounds[0] if len(set(self.grounds)) == 1 else None


@dataclass(frozen=True, slots=True)
class Commitment:
    """An issued commitment as somebody who relies on it sees it (X-11)."""

    valid_from: date
    valid_to: date
    receiver: str
    outpatient_only: bool = False
    status: str = Status.UTFARDAD
    patient: str | None = None
