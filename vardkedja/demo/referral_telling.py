"""The words that the story of referrals is told with: who writes, whom it goes to, and what each did, step by step."""

import datetime
from dataclasses import dataclass
from typing import Any

from vardkedja.demo.telling import Moment, Step, ago

EVALENA, OSKAR, AMIR = "evalena.abrahamsson", "oskar.nyberg", "amir.sandhov"
JENNY, KERSTIN, ULLABRITT = "jenny.ekvall", "kerstin.almgard", "ullabritt.moren"
LOVISA, SHIRIN, GUSTAV, BEATRICE = "lovisa.tegelmo", "shirin.karlstrom", "gustav.brannmark", "beatrice.lindhyttan"
JOAKIM, NADJA, RUNA = "joakim.sjohagen", "nadja.falkenvik", "runa.ekeblom"
TORUN, MILOS = "torun.gyllenbo", "milos.hagvall"
BJORKDALEN, MOLNDAL, BORAS, LIDKOPING, HUD = (
    *("bjorkdalen-vardcentral", "molndal-ortopedmottagningen", "boras-ortopedkliniken"),
    *("lidkoping-ortopedkliniken", "exempelkliniken-hud"),
)
# Units that get their referrals on paper.
HUSLAKARNA, UDDEVALLA, NEURO, HAND = (
    *("fiktiva-huslakarna", "uddevalla-ortopedkliniken"),
    *("goteborg-neurokirurgiska-kliniken", "goteborg-handkirurgiska-kliniken"),
)


@dataclass(frozen=True)
class Consult:
    """One referral: a name of its own, the patient's number, the receiver's slug, the text, and what was done.

    `decided` is how many days before its first step the doctor decided to refer; None leaves the day open.
    """

    name: str
    patient: str
    to_unit: str
    question: str
    steps: tuple[Step, ...]
    from_unit: str = BJORKDALEN
    doctor: str = OSKAR
    decided: int | None = 0
    priority: str = "normal"
    request_kind: str = "service"


def does(moment: Moment, who: str, verb: str, **given: Any) -> Step:
    """What one person did; "" for the population register. The verbs are those of referral_story."""
    return Step(moment, who, verb, given)


def to_sign(days: int, at: str, by: str = OSKAR) -> tuple[Step, ...]:
    """Written some working days ago, and left to be signed."""
    return does(ago(days, at), by, "write"), does(ago(days, _plus(at, 6)), by, "finish")


def to_send(days: int, at: str, by: str = OSKAR, doctor: str = OSKAR) -> tuple[Step, ...]:
    """Written and signed, the same day."""
    return *to_sign(days, at, by), does(ago(days, _plus(at, 25)), doctor, "sign")


def sent(days: int, at: str, by: str = OSKAR, doctor: str = OSKAR, **given: Any) -> tuple[Step, ...]:
    """Written, signed and sent, the same day; the monitor is the sender unless `monitor` says another."""
    return *to_send(days, at, by, doctor), does(ago(days, _plus(at, 31)), by, "send", **given)


def assigned(days: int, at: str, to: str = SHIRIN, by: str = LOVISA) -> Step:
    """The receiving unit sets the assessor."""
    return does(ago(days, at), by, "assign", to=to)


def confirmed(days: int, at: str, weeks: int, by: str = SHIRIN, told: str = "kallelse") -> Step:
    """Confirmed, with the week in which the patient can come; `told` is how the patient was told, "" for not yet."""
    return does(ago(days, at), by, "confirm", weeks=weeks, told=told)


def read(days: int, at: str, by: str = OSKAR) -> tuple[Step, ...]:
    """The sender reads the confirmation, and watches until the week that it states."""
    return does(ago(days, at), by, "attest", kind="confirmation"), does(ago(days, _plus(at, 2)), by, "accept")


def _plus(at: str, minutes: int) -> str:
    """A clock time some minutes later the same day."""
    time = datetime.datetime.fromisoformat(f"2000-01-01 {at}") + datetime.timedelta(minutes=minutes)
    return f"{time:%H:%M}"
