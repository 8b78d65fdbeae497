"""What a region may set itself, and how each value is typed, read and told back: one line per hospital, box or specialty.

A value has the shape that the shipped files have, so that a rule cannot tell who entered it (D-10, D-12 to D-19).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from vardkedja.kernel.paper.glyphs import unprintable
from vardkedja.rules.decision import Reason
from vardkedja.rules.regions import region_name
from vardkedja.rules.specialist_facts import BOX_WORDS
from vardkedja.rules.words import book

BOOK = book("values")
LONGEST_NAME, LONGEST_TEXT, MOST_LINES = 160, 2000, 200
FEWEST_LETTERS = 3  # rules compare by how a name begins: shorter ones would fit too much
BOXES = {str(box): word.removesuffix(" i Region Stockholm") for box, word in BOX_WORDS.items()}
EVERY_OTHER, EVERY_OTHER_WORDS = "*", "Alla andra"
YES_NO = {"ja": True, "nej": False}
SIGNERS = {
    "ansvarig läkare på enheten": "doctor_of_unit",
    "verksamhetschef vid angivet sjukhus": "head_at_hospital",
}
BENEFITS = {"resor": "travel", "logi": "lodging", "annat": "other"}
BENEFIT_ANSWERS = {
    **{"ja": "yes", "nej": "no", "möjligt": "possible"},
    **{"om det står på remissen": "stated", "inte angivet": "silent"},
}
OFFICE = {
    **{"Enhet": "unit", "Namn": "name", "Förvaltning": "body", "Box": "box", "Postnummer": "postcode", "Ort": "town"}
}
OFFICE_NEEDS = ("Enhet", "Namn")
COLON = re.compile(r":(?!t\b)")  # not the one in S:t


class Kind(StrEnum):
    """What form a value has. Those from `text` on are typed as text, most of them with a line for each part."""

    LINK = "link"
    MAILBOX = "mailbox"
    MONTHS = "months"
    REGIONS = "regions"
    ROLES = "roles"
    DAYS = "days"
    YEARS = "years"
    HOME = "home"
    BOXES = "boxes"
    AFTERWARDS = "afterwards"
    YES_NO = "yes_no"
    TEXT = "text"
    NAMES = "names"
    HOSPITALS = "hospitals"
    SIGNERS = "signers"
    BENEFITS = "benefits"
    OFFICE = "office"
    SPECIALTIES = "specialties"


class Setting(NamedTuple):
    """A value that a region may set: its kind; and where no pack need ship it, its Swedish name and unit."""

    kind: Kind
    label: str = ""
    unit: str = ""


# The first are set by a region whose pack ships them, the others by every region.
SETTINGS = {
    "rus.info_link": Setting(Kind.LINK),
    "rus.register_mailbox": Setting(Kind.MAILBOX),
    "rus.default_validity": Setting(Kind.MONTHS),
    "rus.regionavtal_members": Setting(Kind.REGIONS),
    "rus.mellanlan_neighbours": Setting(Kind.REGIONS),
    "rus.signer_roles": Setting(Kind.ROLES),
    "svr.home_region": Setting(Kind.HOME, "hemregion för specialistvårdsremiss", "regionkod"),
    "svr.office": Setting(Kind.OFFICE, "enhet som prövar specialistvårdsremisser", "kontakt"),
    "svr.boxes": Setting(Kind.BOXES, "alternativ i fältet Remiss", "alternativ"),
    "svr.signers": Setting(Kind.SIGNERS, "vem som signerar för varje alternativ", "sätt att signera"),
    "svr.signing_hospitals": Setting(
        Kind.HOSPITALS, "sjukhus vars verksamhetschef signerar", "sjukhus och specialiteter"
    ),
    "svr.benefits": Setting(Kind.BENEFITS, "förmåner för varje alternativ", "ja, nej, möjlig eller ej angivet"),
    "svr.outpatient_commitment": Setting(Kind.YES_NO, "betalningsförbindelse för öppenvård", "ja eller nej"),
    "svr.afterwards": Setting(Kind.AFTERWARDS, "betalningsförbindelse i efterhand", "ja eller nej"),
    "svr.emergency_hospitals": Setting(Kind.NAMES, "akutsjukhus som andra regioner kontaktar", "sjukhus"),
    "svr.handling_days": Setting(Kind.DAYS, "mål för handläggningstid av specialistvårdsremiss", "dagar"),
    "svr.next_steps": Setting(Kind.TEXT, "vad patienten kan göra efter ett avslag", "text"),
    "care.referral_required": Setting(Kind.SPECIALTIES, "remisskrav till öppen vård", "specialiteter"),
    "referrals.rule_document_years": Setting(Kind.YEARS, "tid mellan kontroller av ett styrande dokument", "år"),
}
KINDS = {name: setting.kind for name, setting in SETTINGS.items()}
EVERY_REGION = tuple(name for name, setting in SETTINGS.items() if setting.label)
Read = tuple[Any, list[Reason]]


def read_lines(kind: Kind, text: str) -> Read:
    """The value of a kind that is typed as text; or None and every line that is wrong."""
    if kind is Kind.TEXT:
        return _text(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return None, [BOOK.reason("D-10.empty")]
    if len(lines) > MOST_LINES:
        return None, [BOOK.reason("D-10.many", most=str(MOST_LINES))]
    return LINES[kind](lines)


def read_number(text: str, among: range) -> int | None:
    """A whole number of the range, or None."""
    right = text.isascii() and text.isdigit() and len(text) < 5 and int(text) in among
    return int(text) if right else None


def _text(text: str) -> Read:
    """It stands on a letter: only signs that the paper has."""
    whole = "\n".join(text.strip().splitlines())
    if not whole or len(whole) > LONGEST_TEXT:
        return None, [BOOK.reason("D-10.text", most=str(LONGEST_TEXT))]
    signs = ", ".join(dict.fromkeys(f"{sign.char} ({sign.name})" for sign in unprintable(whole)))
    return (None, [BOOK.reason("D-10.signs", signs=signs[:300])]) if signs else (whole, [])


def _names(lines: Sequence[str]) -> Read:
    """Hospitals, a line each."""
    wrong = [_wrong(line, "Skriv sjukhusets hela namn.") for line in lines if not _is_name(line)]
    return (None, [*wrong, *_twice(lines)]) if wrong or _twice(lines) else (list(lines), [])


def _hospitals(lines: Sequence[str]) -> Read:
    """ "Sjukhus: specialitet, specialitet", or the hospital alone for every specialty."""
    found, wrong = [], []
    for line in lines:
        hospital, *rest = (part.strip() for part in COLON.split(line, maxsplit=1))
        specialties = [one.strip() for one in ",".join(rest).split(",")] if rest else []
        if not all(map(_is_name, (hospital, *specialties))):
            wrong.append(_wrong(line, "Skriv sjukhuset, och efter kolon de specialiteter som det är begränsat till."))
        found.append({"hospital": hospital, "specialties": specialties})
    wrong += _twice([str(row["hospital"]) for row in found])
    return (None, wrong) if wrong else (found, [])


def _signers(lines: Sequence[str]) -> Read:
    """ "Akutvård: ansvarig läkare på enheten"."""
    return _table(lines, _box, _among(SIGNERS), f"Skriv alternativet, kolon och {' eller '.join(SIGNERS)}.")


def _benefits(lines: Sequence[str]) -> Read:
    """ "Vårdgaranti: resor ja, logi möjligt, annat inte angivet"."""
    advice = (
        "Skriv alternativet, kolon och svar för resor, logi och annat, till exempel resor ja, logi möjligt, annat nej."
    )
    return _table(lines, _box, _benefit_row, advice)


def _benefit_row(text: str) -> dict[str, str] | None:
    row = {}
    for part in text.split(","):
        what, _, answer = part.strip().casefold().partition(" ")
        if what in BENEFITS and answer.strip() in BENEFIT_ANSWERS:
            row[BENEFITS[what]] = BENEFIT_ANSWERS[answer.strip()]
    return row if len(row) == len(BENEFITS) == len(text.split(",")) else None


def _specialties(lines: Sequence[str]) -> Read:
    """ "Ortopedi: ja", "Alla andra: nej"."""

    def key(text: str) -> str | None:
        if text.casefold() == EVERY_OTHER_WORDS.casefold():
            return EVERY_OTHER
        return text if _is_name(text) else None

    return _table(lines, key, _among(YES_NO), "Skriv specialiteten, kolon och ja eller nej.")


def _office(lines: Sequence[str]) -> Read:
    """ "Enhet: Remissenheten"; the unit and its name are needed."""
    by_word = {word.casefold(): field for word, field in OFFICE.items()}
    advice = f"Skriv {', '.join(OFFICE)}, kolon och uppgiften."
    found, wrong = _pairs(
        lines, lambda text: by_word.get(text.casefold()), lambda text: text[:LONGEST_NAME] or None, advice
    )
    wrong += [BOOK.reason("D-19.missing", what=word) for word in OFFICE_NEEDS if OFFICE[word] not in found]
    return (None, wrong) if wrong else ({field: found.get(field, "") for field in OFFICE.values()}, [])


def _table(lines: Sequence[str], key: Callable[[str], str | None], value: Callable[[str], Any], advice: str) -> Read:
    found, wrong = _pairs(lines, key, value, advice)
    return (None, wrong) if wrong else (found, [])


def _pairs(
    lines: Sequence[str], key: Callable[[str], str | None], value: Callable[[str], Any], advice: str
) -> tuple[dict[str, Any], list[Reason]]:
    """Lines "key: value" as a table, and a reason for every line that cannot be read or comes twice."""
    found: dict[str, Any] = {}
    wrong, keys = [], []
    for line in lines:
        left, _, right = line.partition(":")
        known, read = key(left.strip()), value(right.strip())
        if known is None or read is None:
            wrong.append(_wrong(line, advice))
        else:
            found[known] = read
            keys.append(left.strip())
    return found, [*wrong, *_twice(keys)]


def _box(text: str) -> str | None:
    return next((box for box, word in BOXES.items() if word.casefold() == text.casefold()), None)


def _among(words: Mapping[str, Any]) -> Callable[[str], Any]:
    return lambda text: words.get(text.casefold())


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and text.isprintable() and sum(sign.isalnum() for sign in text) >= FEWEST_LETTERS


def _wrong(line: str, advice: str) -> Reason:
    return BOOK.reason("D-10.line", line=line[:80], advice=advice)


def _twice(names: Sequence[str]) -> list[Reason]:
    folded = [" ".join(name.casefold().split()) for name in names]
    again = [name for place, name in enumerate(names) if folded[place] in folded[:place]]
    return [BOOK.reason("D-10.twice", name=name[:80]) for name in again]


LINES: dict[Kind, Callable[[Sequence[str]], Read]] = {
    Kind.NAMES: _names,
    Kind.HOSPITALS: _hospitals,
    Kind.SIGNERS: _signers,
    Kind.BENEFITS: _benefits,
    Kind.OFFICE: _office,
    Kind.SPECIALTIES: _specialties,
}


def told_lines(kind: Kind, value: Any) -> list[str]:
    """A value as the lines it would be typed in; one line for what is no table."""
    match kind:
        case Kind.NAMES:
            return [str(name) for name in value]
        case Kind.HOSPITALS:
            return [": ".join(filter(None, (row["hospital"], ", ".join(row["specialties"])))) for row in value]
        case Kind.SIGNERS:
            return [f"{BOXES[box]}: {_word(SIGNERS, way)}" for box, way in value.items()]
        case Kind.BENEFITS:
            return [f"{BOXES[box]}: {_benefit_words(row)}" for box, row in value.items()]
        case Kind.SPECIALTIES:
            named = {EVERY_OTHER_WORDS if key == EVERY_OTHER else key: answer for key, answer in value.items()}
            return [f"{name}: {_word(YES_NO, answer)}" for name, answer in named.items()]
        case Kind.OFFICE:
            return [f"{word}: {value[field]}" for word, field in OFFICE.items() if value.get(field)]
        case Kind.AFTERWARDS:
            return [f"{BOXES[box]}: {_word(YES_NO, answer)}" for box, answer in value.items()]
        case Kind.BOXES:
            return [BOXES[box] for box in value]
        case Kind.YES_NO:
            return [_word(YES_NO, value)]
        case Kind.HOME:
            return [region_name(str(value))]
    return [str(value)]


def _benefit_words(row: Mapping[str, str]) -> str:
    return ", ".join(f"{word} {_word(BENEFIT_ANSWERS, row.get(field, 'silent'))}" for word, field in BENEFITS.items())


def _word(words: Mapping[str, Any], value: Any) -> str:
    return next((word for word, meant in words.items() if meant == value), str(value))
