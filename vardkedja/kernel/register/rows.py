"""The rows of the register files, as facts: read by load.py, used by whoever fills the database or tests a rule."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class UnitKind(StrEnum):
    """What a unit is (units.csv, column kind)."""

    HOSPITAL_CLINIC = "hospital_clinic"
    HEALTH_CENTRE = "health_centre"
    PRIVATE_PROVIDER = "private_provider"
    ADMINISTRATION = "administration"
    MUNICIPALITY = "municipality"


class Funding(StrEnum):
    """Who pays for a unit: the public owner, or a region by agreement with a private provider (RUS-30)."""

    PUBLIC = "public"
    PRIVATE_AGREEMENT = "private_agreement"


class Channel(StrEnum):
    """How a unit is reached: it works in this installation, or it gets paper by post (RUS-40)."""

    INSIDE = "inside"
    POST = "post"


class NumberKind(StrEnum):
    """Which kind of number a person of the population register has."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"


class ResidenceStatus(StrEnum):
    """What the population register says about a person on a day (RUS-04)."""

    REGISTERED = "registered"
    EMIGRATED = "emigrated"
    DECEASED = "deceased"
    NOT_REGISTERED = "not_registered"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region. `collaborative_region` is None where it follows the municipality instead (Halland)."""

    code: str
    name: str
    county: str
    organisation_number: str
    collaborative_region: str | None
    price_list: str | None


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality. `collaborative_region` is set only where the region's own is split.

    `long_name` ("Kalmar kommun") is filled for Kalmar and Kronoberg counties.
    """

    code: str
    name: str
    region: str
    collaborative_region: str | None
    long_name: str | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the organisation register (X-04, RUS-09).

    `region` is the region where the unit lies; `agreement_region` the region whose care agreement a private
    provider has. `agreement_exception` is the agreement that a documented exception allows beside the one
    that follows from geography (RUS-14): riksavtal, regionavtal or mellanlansavtal.
    """

    id: str
    institution: str
    clinic: str
    kind: UnitKind
    funding: Funding
    region: str
    municipality: str
    agreement_region: str | None
    provider_organisation_number: str | None
    hsa_id: str
    street: str
    postcode: str
    town: str
    opening_hours: str
    channel: Channel
    valid_from: date
    valid_to: date | None
    merged_into: str | None
    agreement_exception: str | None
    agreement_exception_reference: str | None
    phone: str | None

    def active_on(self, day: date) -> bool:
        """True when the unit can be chosen on the day; both ends of its period count (X-04)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the embedded population register, with the latest move.

    `number` is YYYYMMDD-NNNC. `municipality` is None for a person who has never been registered here.
    `replaced_by` holds the number that follows this one; link them, never overwrite (X-01).
    """

    number: str
    kind: NumberKind
    given: str
    family: str
    care_of: str | None
    street: str | None
    postcode: str | None
    town: str | None
    municipality: str | None
    registered_from: date | None
    previous_municipality: str | None
    previous_from: date | None
    protected: bool
    deceased_on: date | None
    emigrated_on: date | None
    replaced_by: str | None
    phone: str | None

    @property
    def name(self) -> str:
        """Given and family names as one text."""
        return f"{self.given} {self.family}"

    def residence_on(self, day: date) -> ResidenceStatus:
        """What the register says on the day. The day of death and of emigration count as gone (RUS-04, X-02)."""
        if self.replaced_by is not None:
            return ResidenceStatus.REPLACED
        if self.deceased_on is not None and self.deceased_on <= day:
            return ResidenceStatus.DECEASED
        if self.emigrated_on is not None and self.emigrated_on <= day:
            return ResidenceStatus.EMIGRATED
        return (
            ResidenceStatus.NOT_REGISTERED
            if self._municipality_before_exit(day) is None
            else ResidenceStatus.REGISTERED
        )

    def municipality_on(self, day: date) -> str | None:
        """Municipality code on the day; None when not registered anywhere that day (X-02)."""
        if self.residence_on(day) is not ResidenceStatus.REGISTERED:
            return None
        return self._municipality_before_exit(day)

    def _municipality_before_exit(self, day: date) -> str | None:
        if self.registered_from is not None and self.registered_from <= day:
            return self.municipality
        if self.previous_from is not None and self.previous_from <= day:
            return self.previous_municipality
        return None


@dataclass(frozen=True, slots=True)
class CastRow:
    """One of the named staff of demo and tests. `username` is unique.

    The grant (`grant_module`, `grant_from`, `grant_to`, `grant_reference`) is for `unit`, ordered by `manager`
    (RUS-02, RUS-03); `grant_module` None means no grant, `grant_to` None means until further notice.
    """

    username: str
    name: str
    title: str
    role: str
    unit: str
    manager: str | None
    hsa_id: str
    grant_module: str | None
    grant_from: date | None
    grant_to: date | None
    grant_reference: str | None
    description: str


@dataclass(frozen=True, slots=True)
class RuleDocumentRow:
    """A rule document that ships with the system (X-33). `uuid` is its name for ever; days are None where unknown."""

    uuid: UUID
    region: str
    kind: str
    title: str
    version: str
    link: str
    owner_function: str
    approved_by_body: str
    created_on: date | None
    revised_on: date | None
    checked_on: date | None
    valid_from: date | None
    valid_to: date | None
    provider_kinds: tuple[str, ...]
