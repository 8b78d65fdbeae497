"""The words that the story of specialist referrals is told with: who asks, whom for, and what each did, step by step.

A number in the place of a date is days from the day the demo is loaded.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from vardkedja.demo.referral_telling import does
from vardkedja.demo.telling import DAY, Moment, Step, ago
from vardkedja.kernel import clock
from vardkedja.rules.calendar import is_working_day

# Danderyd: orthopaedics and medicine.
YASMIN, CASPER, MAUD = "yasmin.ljungstrand", "casper.artholmen", "maud.ekskogh"
FOLKE, TOVA = "folke.rimnas", "tova.hasselmark"
# Karolinska, Södersjukhuset, S:t Erik, a private provider.
SELMA, PARISA, GUNVOR = "selma.bjorkhaga", "parisa.lonn", "gunvor.hjelmsater"
NADIA, ELOF, BERIT, RASMUS = "nadia.gransten", "elof.skarsund", "berit.alsjo", "rasmus.vikmark"
# The office, and who keeps the region's own rules.
HENRIK, MEHDI, INGALILL = "henrik.grip", "mehdi.sundhage", "ingalill.karrfors"
KLARA, JON = "klara.ostmyr", "jon.talludden"
UPPSALA, UPPSALA_ORTOPED, UPPSALA_OGON = "uppsala-medicinkliniken", "uppsala-ortopedkliniken", "uppsala-ogonkliniken"
UMEA, LUND_ORTOPED = "umea-medicinkliniken", "lund-ortopedkliniken"
HAND = "linkoping-hand-och-plastikkirurgiska-kliniken"
CHOICE, INITIATIVE, EMERGENCY, GUARANTEE = "patientens_val", "hemregion", "akut", "vardgaranti"


@dataclass(frozen=True)
class Wish:
    """One specialist referral, or request from outside: a name of its own, the patient, the receiver, the basis, what was done.

    `basis` is complaints, diagnosis and planned measure; `admission` the planned day; `more` the form's other fields.
    """

    name: str
    patient: str
    to_unit: str
    specialty: str
    basis: tuple[str, str, str]
    steps: tuple[Step, ...]
    box: str = CHOICE
    doctor: str = CASPER
    admission: int | None = 40
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stay:
    """One emergency admission away from home: a name of its own, the patient, the day of admission, what was done.

    `hospital` and `region` are empty for another region's patient here.
    """

    name: str
    patient: str
    admitted: int
    steps: tuple[Step, ...]
    hospital: str = ""
    region: str = ""
    specialty: str = "Internmedicin"


class Calendar(Moment):
    """A clock time that many calendar days ago; an office is not open on the days in between, so it works before them."""

    def instant(self, now: datetime.datetime) -> datetime.datetime:
        """The moment, seen from now; with `minutes` set, on a working day."""
        day = clock.local(now).date() - self.days * DAY
        while self.minutes and not is_working_day(day):
            day -= DAY
        return datetime.datetime.combine(day, datetime.time.fromisoformat(self.at), clock.STOCKHOLM)


def back(days: int, at: str) -> Calendar:
    """That many calendar days ago: hospitals have patients on Sundays too."""
    return Calendar(days, at)


def office(days: int, at: str) -> Calendar:
    """That many calendar days ago, or the working day before it."""
    return Calendar(days, at, 1)


def signed(days: int, at: str, by: str, doctor: str) -> tuple[Step, ...]:
    """Written, and signed half an hour later."""
    return does(ago(days, at), by, "write"), does(ago(days, _plus(at, 30)), doctor, "sign")


def sent(days: int, at: str, by: str = YASMIN, doctor: str = CASPER, channel: str = "electronic") -> tuple[Step, ...]:
    """Written, signed and sent, the same day."""
    return *signed(days, at, by, doctor), does(ago(days, _plus(at, 40)), by, "send", channel=channel)


def opened(days: int, at: str, by: str = HENRIK) -> Step:
    """The office begins to assess, and has got an officer."""
    return does(ago(days, at), by, "open")


def assessed(days: int, at: str, by: str = HENRIK, **found: Any) -> tuple[Step, ...]:
    """Opened, and the assessment saved half an hour later; `found` differs from a yes to everything."""
    return opened(days, at, by), does(ago(days, _plus(at, 30)), by, "assess", **found)


def approved(days: int, at: str, by: str = HENRIK, **given: Any) -> Step:
    """Approved; `stay` is the number of days of the commitment, which is issued in the same act unless `issue` is False."""
    return does(ago(days, at), by, "approve", **given)


def filed(days: int, at: str, by: str = HENRIK, reader: str = YASMIN) -> tuple[Step, ...]:
    """The letter is sent and the sender has read the decision; nobody is to read what was asked from outside."""
    letter = does(ago(days, at), by, "letter")
    return (letter, does(ago(days, _plus(at, 50)), reader, "read")) if reader else (letter,)


def _plus(at: str, minutes: int) -> str:
    """A clock time some minutes later the same day."""
    time = datetime.datetime.fromisoformat(f"2000-01-01 {at}") + datetime.timedelta(minutes=minutes)
    return f"{time:%H:%M}"
