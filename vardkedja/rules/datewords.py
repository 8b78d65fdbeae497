"""Dates, ages and amounts in Swedish words, for sentences and lists."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

HOUR, DAY = 60, 24 * 60  # minutes
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
WEEKDAYS_SHORT = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
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
MONTHS_SHORT = ("jan", "feb", "mars", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def long_date(day: date) -> str:
    """onsdag 4 juni 2025"""
    return f"{WEEKDAYS[day.weekday()]} {plain_date(day)}"


def plain_date(day: date) -> str:
    """4 juni 2025"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_month(day: date) -> str:
    """4 juni"""
    return f"{day.day} {MONTHS[day.month - 1]}"


def short_date(day: date) -> str:
    """ons 4 jun"""
    return f"{WEEKDAYS_SHORT[day.weekday()]} {day.day} {MONTHS_SHORT[day.month - 1]}"


def count(number: int, one: str, many: str) -> str:
    """1 dag, 2 dagar"""
    return f"{number} {one if number == 1 else many}"


def age_words(minutes: int) -> str:
    """The largest whole unit of an age: 59 minuter, 23 timmar, 2 dagar."""
    if minutes < HOUR:
        return count(minutes, "minut", "minuter")
    if minutes < DAY:
        return count(minutes // HOUR, "timme", "timmar")
    return count(minutes // DAY, "dag", "dagar")


def money(amount: Fraction) -> str:
    """An amount in kronor: 10 000 or 9 999,99; a part that is no whole öre is written as a fraction."""
    whole, rest = divmod(amount, 1)
    ore = rest * 100
    if ore.denominator != 1:
        return str(amount)
    kronor = f"{int(whole):,}".replace(",", " ")
    return kronor if not ore else f"{kronor},{int(ore):02}"
