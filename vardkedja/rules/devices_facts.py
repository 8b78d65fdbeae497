"""What is known about a device for a patient from elsewhere, and the words for it (HJM-01 to 26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from vardkedja.rules.calendar import day_of

SKANE = "12"
# Done at an instant, on a day, or at a time that is not told; None and False: not done.
Mark = datetime | date | bool | None


class LivesIn(StrEnum):
    """Where the patient lives (HJM-01)."""

    SKANE = "skane"
    OTHER_REGION = "other_region"
    ABROAD = "abroad"


class Area(StrEnum):
    """The nine areas of devices."""

    MOBILITY = "rorelse"
    COMMUNICATION = "kommunikation_kognition"
    VISION = "syn"
    ORTHOPAEDICS = "ortopedi"
    MEDICAL = "medicinteknik"
    HEARING = "horsel"
    DIABETES = "diabetes"
    INCONTINENCE = "inkontinens"
    NUTRITION = "nutrition"


class Route(StrEnum):
    """Which way a prescription goes."""

    ORDINARY = "ordinary"
    DIRECT = "direct"
    HOME_REGION = "home_region"
    HEARING = "hearing"
    REGISTRATION = "registration"
    SHORT_STAY = "short_stay"
    ABROAD = "abroad"


class Gate(StrEnum):
    """What must be done before the device is prescribed, or before it is handed out."""

    AGREEMENT = "agreement"
    COMMITMENT = "commitment"
    PAYER_CHECK = "payer_check"
    REGISTERED = "registered"
    CLEARED = "cleared"


class Form(StrEnum):
    """Whether the device is rented or bought (HJM-11, 30)."""

    RENT = "hyra"
    BUY = "kop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The home region's answer (HJM-10, 11).

    ``amount`` None: no limit was said. ``matches``: it is about this device and this patient. ``while_staying``: rent for
    as long as the stay lasts; None: the time is not told.
    """

    decided_on: date
    form: str
    granted: bool = True
    amount: Fraction | None = None
    matches: bool = True
    rent_to: date | None = None
    while_staying: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """The home region's payment commitment; both days included. ``matches``: this patient, issued by the home region."""

    valid_from: date
    valid_to: date
    matches: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts:
    """A prescription as it stands at ``on``, which may be an instant, a day, or not told.

    ``opened_on`` is the first day of this case: a payer check from before it belongs to an earlier one.
    """

    residence: str
    area: str
    price: Fraction
    accessories: Fraction = Fraction(0)
    adaptation: Fraction = Fraction(0)
    advanced: bool = False
    agreement: Agreement | None = None
    commitment: Commitment | None = None
    registered: Mark = None
    cleared: Mark = None
    payer_checked: Mark = None
    short_stay: bool = False
    opened_on: date | None = None
    on: datetime | date | None = None

    @property
    def cost(self) -> Fraction:
        """The device with its accessories and its adaptation (HJM-06)."""
        return self.price + self.accessories + self.adaptation

    @property
    def day(self) -> date | None:
        """The day of ``on``."""
        return None if self.on is None else day_of(self.on)


def done(mark: Mark, on: datetime | date | None) -> bool:
    """Whether something is done at ``on``: by the instant where both are known, else by the day."""
    if mark is None or isinstance(mark, bool):
        return bool(mark)
    if on is None:
        return True
    if isinstance(mark, datetime) and isinstance(on, datetime):
        return mark <= on
    return day_of(mark) <= day_of(on)
