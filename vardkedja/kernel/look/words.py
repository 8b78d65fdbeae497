"""Dates, times, deadlines, numbers and counts as Swedish words.

Pure: the day or instant to compare with is always an argument, and nothing depends on the locale of the process.
Instants must be aware; they are shown in Europe/Stockholm.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
# Months of five letters or fewer are written out, as in ordinary Swedish.
SHORT_MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
COUNTS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")

# A fortnight and more ahead is said in weeks; what is late is always counted in days.
WEEKS_FROM = 14
REMEMBERED = 4096
NBSP = "\u00a0"


def local(value: datetime) -> datetime:
    """Return an aware instant in Stockholm time. A naive one raises ValueError: nobody knows what it means."""
    if value.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be shown")
    return value.astimezone(STOCKHOLM)


def as_day(value: date | datetime) -> date:
    """Return the calendar day in Stockholm of a date or an aware instant."""
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime, today: date | datetime | None = None) -> str:
    """Return "ons 5 mars"; with the year unless `today` is given and lies in the same year."""
    return _day(as_day(value), None if today is None else as_day(today).year)


@lru_cache(maxsize=REMEMBERED)
def _day(value: date, year: int | None) -> str:
    words = f"{WEEKDAYS[value.weekday()][:3]} {value.day} {SHORT_MONTHS[value.month - 1]}"
    return words if value.year == year else f"{words} {value.year}"


def long_day(value: date | datetime) -> str:
    """Return "onsdag 5 mars 2025"."""
    return _long_day(as_day(value))


@lru_cache(maxsize=REMEMBERED)
def _long_day(value: date) -> str:
    return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


def clock(value: datetime) -> str:
    """Return "10:42"."""
    return local(value).strftime("%H:%M")


def stamp(value: datetime) -> str:
    """Return "2025-03-04 10:42", as on paper."""
    return local(value).strftime("%Y-%m-%d %H:%M")


def long_moment(value: datetime) -> str:
    """Return "onsdag 5 mars 2025 10:42"."""
    return f"{long_day(value)} {clock(value)}"


def moment(value: datetime, now: datetime) -> str:
    """Return "idag 14:20", "i går 08:12", "i morgon 09:00", else the day and the time."""
    distance = (as_day(value) - as_day(now)).days
    near = {-1: "i går", 0: "idag", 1: "i morgon"}.get(distance)
    return f"{near or day(value, now)} {clock(value)}"


@lru_cache(maxsize=REMEMBERED)
def deadline(value: date, today: date) -> tuple[str, str]:
    """Return a deadline in words and its tone: ("4 dagar sen", "late"), ("i morgon", "soon"), ("om 5 dagar", "").

    Remembered by value, so a list of fifty rows works it out once per day. Both arguments are dates, not instants.
    """
    days = (value - today).days
    if days < 0:
        return (f"{-days} dag sen" if days == -1 else f"{-days} dagar sen"), "late"
    if days == 0:
        return "idag", "soon"
    if days == 1:
        return "i morgon", "soon"
    return (f"om {days} dagar" if days < WEEKS_FROM else f"om {days // 7} veckor"), ""


def cap(text: str) -> str:
    """Return the text with its first letter as a capital and the rest as it was."""
    return text[:1].upper() + text[1:]


def pnr(value: str) -> str:
    """Return a twelve-character identity as "19550612-9997"; anything else comes back as it is."""
    return f"{value[:8]}-{value[8:]}" if len(value) == 12 and value.isalnum() else value


def money(value: Decimal) -> str:
    """Return "1 846,00 kr" with hard spaces. Only Decimal: a float raises TypeError (X-36)."""
    if not isinstance(value, Decimal):
        raise TypeError("money is Decimal")
    ore = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{ore:,.2f}".replace(",", NBSP).replace(".", ",").replace("-", "\u2212") + f"{NBSP}kr"


def count(number: int, gender: str = "n") -> str:
    """Return a small number as a word ("en", or "ett" when gender is "t"), a large one as digits."""
    if number == 1 and gender == "t":
        return "ett"
    return COUNTS[number] if 0 <= number < len(COUNTS) else str(number)


def refusal_lead(you: int, others: int) -> str:
    """Return how many things stand in the way and who can put them right, as one or two sentences."""
    total = you + others
    thing = "sak" if total == 1 else "saker"
    first = f"{cap(count(total))} {thing} hindrar."
    if not others:
        rest = "Du kan rätta den nu." if total == 1 else "Du kan rätta alla nu."
    elif not you:
        rest = "Den behöver någon annan göra." if total == 1 else "Alla behöver någon annan göra."
    else:
        rest = f"{cap(count(you))} kan du rätta nu, {count(others)} behöver någon annan göra."
    return f"{first} {rest}"
