"""The look's words: days, moments, deadlines, money and counts in Swedish."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from vardkedja.kernel.look import words

TODAY = date(2025, 3, 4)
NOW = datetime(2025, 3, 4, 9, 42, tzinfo=UTC)  # 10:42 in Stockholm


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 19), ("13 dagar sen", "late")),
        (date(2025, 3, 2), ("2 dagar sen", "late")),
        (date(2025, 3, 3), ("1 dag sen", "late")),
        (date(2025, 3, 4), ("idag", "soon")),
        (date(2025, 3, 5), ("i morgon", "soon")),
        (date(2025, 3, 6), ("om 2 dagar", "")),
        (date(2025, 3, 17), ("om 13 dagar", "")),
        (date(2025, 3, 18), ("om 2 veckor", "")),
        (date(2025, 3, 24), ("om 2 veckor", "")),
        (date(2025, 3, 25), ("om 3 veckor", "")),
    ],
)
def test_x17_deadline_in_words_and_tone(day: date, expected: tuple[str, str]) -> None:
    """X-17: a list item shows its deadline; late is late from the day after, soon is today and tomorrow."""
    assert words.deadline(day, TODAY) == expected


def test_x35_days_are_written_in_swedish() -> None:
    """X-35: the year is left out only when it is this year's."""
    assert words.day(date(2025, 3, 5), TODAY) == "ons 5 mars"
    assert words.day(date(2024, 12, 31), TODAY) == "tis 31 dec 2024"
    assert words.day(date(2025, 3, 5)) == "ons 5 mars 2025"
    assert words.long_day(date(2025, 3, 5)) == "onsdag 5 mars 2025"


def test_x35_instants_are_shown_in_stockholm() -> None:
    """X-35: half past eleven at night in UTC is the next day here, in winter and in summer."""
    assert words.day(datetime(2025, 3, 4, 22, 59, tzinfo=UTC), TODAY) == "tis 4 mars"
    assert words.day(datetime(2025, 3, 4, 23, 0, tzinfo=UTC), TODAY) == "ons 5 mars"
    assert words.clock(datetime(2025, 7, 1, 8, 42, tzinfo=UTC)) == "10:42"
    assert words.stamp(NOW) == "2025-03-04 10:42"
    with pytest.raises(ValueError, match="time zone"):
        words.clock(datetime(2025, 3, 4, 10, 42))  # noqa: DTZ001 - the naive instant is what is refused


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2025, 3, 2, 22, 59, tzinfo=UTC), "sön 2 mars 23:59"),
        (datetime(2025, 3, 2, 23, 0, tzinfo=UTC), "i går 00:00"),
        (datetime(2025, 3, 4, 13, 20, tzinfo=UTC), "idag 14:20"),
        (datetime(2025, 3, 5, 22, 59, tzinfo=UTC), "i morgon 23:59"),
        (datetime(2025, 3, 5, 23, 0, tzinfo=UTC), "tor 6 mars 00:00"),
    ],
)
def test_x35_moments_are_told_from_now(value: datetime, expected: str) -> None:
    """X-35: near days by name, others by date."""
    assert words.moment(value, NOW) == expected


def test_x36_money_is_decimal_with_ore() -> None:
    """X-36: amounts show kronor and öre; a float is refused."""
    assert words.money(Decimal("0.1") + Decimal("0.2")) == "0,30\u00a0kr"
    assert words.money(Decimal("-1846.5")) == "\u22121\u00a0846,50\u00a0kr"
    with pytest.raises(TypeError):
        words.money(0.3)  # type: ignore[arg-type]


def test_x01_identities_are_parted_before_the_last_four() -> None:
    """X-01: twelve characters are parted; an LMA number is left as it is."""
    assert words.pnr("195506129997") == "19550612-9997"
    assert words.pnr("12345678") == "12345678"


@pytest.mark.parametrize(
    ("you", "others", "expected"),
    [
        (1, 0, "En sak hindrar. Du kan rätta den nu."),
        (0, 1, "En sak hindrar. Den behöver någon annan göra."),
        (2, 0, "Två saker hindrar. Du kan rätta alla nu."),
        (2, 2, "Fyra saker hindrar. Två kan du rätta nu, två behöver någon annan göra."),
        (0, 13, "13 saker hindrar. Alla behöver någon annan göra."),
    ],
)
def test_x35_refusal_says_how_many_and_who(you: int, others: int, expected: str) -> None:
    """X-35: errors state what was refused; the lead says who can put it right."""
    assert words.refusal_lead(you, others) == expected
