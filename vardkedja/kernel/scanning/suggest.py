"""A proposal from what stands on a paper: patient, day, sender, and our own codes. A person confirms it (X-15, REM-15)."""

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from vardkedja.kernel.paper.codes import ALPHABET, check_code
from vardkedja.rules.identity import Identity, parse_personal

NUMBER = re.compile(r"(?<![\w+-])(?:[0-9]{2})?[0-9]{6}[ \u00a0]?[-+\u2010-\u2014\u2212]?[ \u00a0]?[0-9A-Z]{4}(?!\w)")
# Eight digits alone are most often a telephone number, so that an LMA number is only taken after its own name.
LMA = re.compile(r"\bLMA\b[^0-9\n]{0,30}([0-9]{2}-?[0-9]{6})(?!\w)")
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
DATES = (
    re.compile(
        r"(?<![\w.-])(?P<year>[0-9]{4})(?P<sign>[-.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})(?![\w-])"
    ),
    re.compile(r"(?<![\w/])(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})[- ]+(?P<year>[0-9]{4})(?!\w)"),
    re.compile(
        rf"(?<!\w)(?P<day>[0-9]{{1,2}})(?::e)? +(?P<name>{'|'.join(MONTHS)})[a-z]*\.? +(?P<year>[0-9]{{4}})(?!\w)", re.I
    ),
)
PLACES = re.compile(r"sjukhus|lasarett|vårdcentral|hälsocentral|mottagning|klinik", re.IGNORECASE)
TO = re.compile(r"\W*((remiss(en)? )?till|mottagare|mottagande\b.*?)\b\s*:?", re.IGNORECASE)
LONGEST, MOST = 200, 20
CODE = re.compile(rf"VK1:([A-Z]):([0-9A-Z-]{{1,40}}):(0|[1-9][0-9]{{0,5}}):([{ALPHABET}]{{8}})")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a free-form letter seems to say, each list in the order of the paper. Nothing is filed by it."""

    numbers: tuple[Identity, ...] = ()
    dates: tuple[date, ...] = ()
    sender_words: str = ""


@dataclass(frozen=True, slots=True)
class PaperCode:
    """Our own code on a paper: the form's letter, the case number, the version, and the check code as it is printed.

    The check code binds number and version. The letter only says which form it was; what the case is, the case says.
    """

    letter: str
    number: str
    version: int
    check: str


def codes_found(texts: Iterable[str], key: bytes) -> list[PaperCode]:
    """Our own codes among the texts, each once (REM-15). ``key`` is the signing key of this installation.

    A code that is somebody else's, was changed or was made with another key is left out without a word: it is only ink.
    """
    found = []
    for text in texts:
        if not (match := CODE.fullmatch(text)):
            continue
        letter, number, version, check = match[1], match[2], int(match[3]), f"{match[4][:4]}-{match[4][4:]}"
        if hmac.compare_digest(check, check_code(number, version, key)):
            found.append(PaperCode(letter, number, version, check))
    return list(dict.fromkeys(found))


def from_text(text: str, today: date) -> Suggestion:
    """The personal numbers that hold together, the days up to today and the lines that name a sender (X-15)."""
    return Suggestion(
        tuple(dict.fromkeys(_numbers(text, today)))[:MOST],
        tuple(dict.fromkeys(_dates(text, today)))[:MOST],
        _sender(text),
    )


def _numbers(text: str, today: date) -> Iterator[Identity]:
    written = [(match.start(), match[0]) for match in NUMBER.finditer(text)]
    written += [(match.start(), match[1]) for match in LMA.finditer(text)]
    for _, number in sorted(written):
        found = parse_personal(number, today)
        if isinstance(found, Identity):
            yield found


def _dates(text: str, today: date) -> Iterator[date]:
    """A letter is not written tomorrow: days that lie ahead are appointments, and are left out."""
    matches = sorted((match for form in DATES for match in form.finditer(text)), key=re.Match.start)
    for match in matches:
        parts = match.groupdict()
        month = int(parts["month"]) if "month" in parts else MONTHS.index(parts["name"][:3].lower()) + 1
        try:
            found = date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            continue
        if found <= today:
            yield found


def _sender(text: str) -> str:
    """The first three lines that name a place of care, without those that say who the letter is to."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    named = [line for line in lines if PLACES.search(line) and not TO.match(line)]
    return ", ".join(list(dict.fromkeys(named))[:3])[:LONGEST]
