"""Personal identity numbers, reserve numbers, LMA numbers, organisation numbers and HSA ids: form and check digit.

Whether a number is in use is not known here; only the population register knows that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vardkedja.rules.decision import Decision, Reason, Source, met
from vardkedja.rules.words import book

RULE = "identity.parse"


class Kind(StrEnum):
    """The kinds of number a person can be known by."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    RESERVNUMMER = "reservnummer"
    LMA = "lma"


class Issuer(StrEnum):
    """Who issues a reserve number."""

    NATIONAL = "nationell"
    STOCKHOLM = "stockholm"
    VASTRA_GOTALAND = "vastra_gotaland"
    VARMLAND = "varmland"


@dataclass(frozen=True, slots=True)
class Identity:
    """A number that holds together.

    ``canonical`` has 12 characters, an LMA number 8. ``birth_date`` is what the number says: it may be a nearby day,
    so it is never the only source of a birth date. ``verified`` is False where the check digit is the issuer's own and
    could not be checked.
    """

    kind: Kind
    canonical: str
    birth_date: date | None = None
    sex: str | None = None
    issuer: Issuer | None = None
    verified: bool = True

    @property
    def display(self) -> str:
        """As it is written on a form: 19550612-9997."""
        return f"{self.canonical[:-4]}-{self.canonical[-4:]}" if len(self.canonical) == 12 else self.canonical


BOOK = book("identity")

SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-"})
PERSONAL = re.compile(r"(?P<century>[0-9]{2})?(?P<day>[0-9]{6})(?P<sign>[-+]?)(?P<rest>[0-9]{4})")
NATIONAL_RESERVE = re.compile(r"[0-9]{8}-?[A-HJ-NPR-UX-Z]{2}[A-Z0-9][0-9]")
LIKE_NATIONAL = re.compile(r"(00|2[2-9]|[3-9][0-9])[0-9]{6}-?[A-Z]{2}[A-Z0-9][A-Z0-9]")
STOCKHOLM_RESERVE = re.compile(r"99[0-9]{6}-?[0-9]{4}")
WESTERN_RESERVE = re.compile(r"(18|19|20)[0-9]{6}-?[KMX][0-9]{3}")
VARMLAND_RESERVE = re.compile(r"(18|19|20)[0-9]{6}-?[A-Z]{2}[0-9]{2}")
LMA = re.compile(r"[0-9]{2}-?[0-9]{6}")
HSA_ID = re.compile(r"SE([0-9]{10}|[0-9]{12})-[A-Za-z0-9]+")
ORGANISATION = re.compile(r"(16)?([0-9]{6})-?([0-9]{4})")
WESTERN_SEX = {"K": "kvinna", "M": "man"}


def parse(value: str, on: date) -> Decision:
    """Rule ``identity.parse``: met with the parts of the number, or not met with the reason."""
    found = parse_personal(value, on)
    inputs = {"value": value, "on": on}
    if isinstance(found, list):
        return met(RULE, found, inputs=inputs, say=f"{found[0].head}.")
    result: dict[str, object] = {"kind": found.kind, "canonical": found.canonical}
    for name in ("birth_date", "sex", "issuer"):
        part = getattr(found, name)
        if part is not None:
            result[name] = part
    flags = () if found.verified else (BOOK.reason("RUS-06.local_check"),)
    checked = "Kontrollsiffran stämmer." if found.verified and found.kind is not Kind.LMA else "Bara formen är prövad."
    return met(
        RULE,
        flags,
        result=result,
        inputs=inputs,
        steps=(f"Numret har formen av {_WITH_ARTICLE[found.kind]}.", checked),
        say=f"{found.display} är {_WITH_ARTICLE[found.kind]}.",
        sources=(_source(found.kind),),
    )


def parse_personal(value: str, on: date) -> Identity | list[Reason]:
    """The identity that the text is, or the reasons why it is none.

    Takes 10 or 12 digits with or without dash, plus or spaces, reserve numbers and LMA numbers. Ten digits without a
    plus mean somebody who turns at most 99 in the year of ``on``.
    """
    text = SPACES.sub("", value).translate(DASHES).upper()
    if not text:
        return [BOOK.reason("RUS-06.empty")]
    bare = text.replace("-", "")
    if STOCKHOLM_RESERVE.fullmatch(text):
        return _stockholm(bare, on)
    if match := PERSONAL.fullmatch(text):
        return _personal(match, on)
    if LMA.fullmatch(text):
        return Identity(Kind.LMA, bare)
    if LIKE_NATIONAL.fullmatch(text):
        return _national(text, bare, on)
    if WESTERN_RESERVE.fullmatch(text):
        return _dated_reserve(bare, Issuer.VASTRA_GOTALAND, WESTERN_SEX.get(bare[8]), on)
    if VARMLAND_RESERVE.fullmatch(text):
        return _dated_reserve(bare, Issuer.VARMLAND, None, on)
    return [BOOK.reason("RUS-06.form")]


def organisation_number(value: str) -> str | None:
    """The ten digits of a Swedish organisation number, or None. Takes a dash and the prefix 16."""
    match = ORGANISATION.fullmatch(SPACES.sub("", value).translate(DASHES))
    if not match:
        return None
    digits = match[2] + match[3]
    return digits if int(digits[2]) >= 2 and check_digit(digits[:9]) == digits[9] else None


def hsa_id(value: str) -> str | None:
    """The HSA id as written, without spaces around it, or None when it has another form. It has no check digit."""
    text = value.strip()
    return text if len(text) <= 31 and HSA_ID.fullmatch(text) else None


def check_digit(characters: str) -> str:
    """Luhn over the characters, weights 2, 1, 2 ... from the left; a letter counts as its ASCII value."""
    total = 0
    for place, character in enumerate(characters):
        number = int(character) if character.isdigit() else ord(character)
        total += sum(map(int, str(number * (1 if place % 2 else 2))))
    return str(-total % 10)


# --- the kinds, one by one -----------------------------------------------------------------------------------------


def _personal(match: re.Match[str], on: date) -> Identity | list[Reason]:
    short = match["day"] + match["rest"]
    year = int(match["century"] + short[:2]) if match["century"] else _year(int(short[:2]), match["sign"], on)
    day = int(short[4:6])
    coordination = day > 60
    kind = Kind.SAMORDNINGSNUMMER if coordination else Kind.PERSONNUMMER
    codes = [] if check_digit(short[:9]) == short[9] else ["RUS-06.check"]
    if short[6:9] == "000":
        codes.append("RUS-06.serial")
    birth = _date(year, int(short[2:4]), day - 60 if coordination else day)
    if birth is None or not year >= 1800:
        return _reasons([*codes, "RUS-06.date"])
    if birth > on:
        codes.append("RUS-06.future")
    elif match["century"] and match["sign"] == "+" and on.year - year < 100:
        codes.append("RUS-06.plus")
    if codes:
        return _reasons(codes)
    return Identity(kind, f"{year:04}{short[2:]}", birth, "man" if int(short[8]) % 2 else "kvinna")


def _year(two_digits: int, sign: str, on: date) -> int:
    """The latest year with these digits in which the person turns at most 99, with plus at most 199."""
    latest = on.year - 100 if sign == "+" else on.year
    return latest - (latest - two_digits) % 100


def _national(text: str, bare: str, on: date) -> Identity | list[Reason]:
    """National reserve id: the first two characters give the century plus three times k, 00 when birth is unknown."""
    if not NATIONAL_RESERVE.fullmatch(text):
        return [BOOK.reason("RUS-06.reserve_form")]
    if check_digit(bare[:11]) != bare[11]:
        return [BOOK.reason("RUS-06.reserve_check")]
    century, month, day = int(bare[:2]), int(bare[4:6]), int(bare[6:8])
    month_fits = 1 <= month <= 12 or month >= 20
    day_fits = 1 <= day <= 31 or 40 <= day <= 59
    birth = None
    if century and month <= 12 and day <= 31:
        birth = _date(((century - 19) % 3 + 19) * 100 + int(bare[2:4]), month, day)
        day_fits = birth is not None
    if not (month_fits and day_fits):
        return [BOOK.reason("RUS-06.reserve_form")]
    if birth and birth > on:
        return [BOOK.reason("RUS-06.future")]
    sex = ("man" if int(bare[10]) % 2 else "kvinna") if bare[10].isdigit() else None
    return Identity(Kind.RESERVNUMMER, bare, birth, sex, Issuer.NATIONAL)


def _stockholm(bare: str, on: date) -> Identity | list[Reason]:
    """99, birth year, five digits and a check digit over positions 5 to 11."""
    if check_digit(bare[4:11]) != bare[11]:
        return [BOOK.reason("RUS-06.reserve_check")]
    if int(bare[2:6]) > on.year:
        return [BOOK.reason("RUS-06.future")]
    return Identity(Kind.RESERVNUMMER, bare, issuer=Issuer.STOCKHOLM)


def _dated_reserve(bare: str, issuer: Issuer, sex: str | None, on: date) -> Identity | list[Reason]:
    birth = _date(int(bare[:4]), int(bare[4:6]), int(bare[6:8]))
    if birth is None:
        return [BOOK.reason("RUS-06.date")]
    if birth > on:
        return [BOOK.reason("RUS-06.future")]
    return Identity(Kind.RESERVNUMMER, bare, birth, sex, issuer, verified=False)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _reasons(codes: list[str]) -> list[Reason]:
    return [BOOK.reason(code) for code in codes]


def _source(kind: Kind) -> Source:
    return BOOK.sources[_SOURCES.get(kind, "reserve")]


_SOURCES = {Kind.PERSONNUMMER: "population", Kind.SAMORDNINGSNUMMER: "coordination"}
_WITH_ARTICLE = {
    Kind.PERSONNUMMER: "ett personnummer",
    Kind.SAMORDNINGSNUMMER: "ett samordningsnummer",
    Kind.RESERVNUMMER: "ett reservnummer",
    Kind.LMA: "ett LMA-nummer",
}
