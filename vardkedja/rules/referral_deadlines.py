"""The days of a referral: when it is to be sent, how long it is watched, when it is to be confirmed and answered.

Lateness is flagged, never a hindrance (X-42). Without a value for the region and day, or outside the calendar, the
answer is unclear and a person sets the day by hand (X-20).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import cast

from vardkedja.rules.calendar import ONE_DAY, RedDay, add_days, add_working_days, free_days_between, is_working_day
from vardkedja.rules.datewords import count, long_date
from vardkedja.rules.decision import Decision, Reason, Source, computed, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.words import book

VGR = "14"
BOOK = book("referrals")
WEEK = 7
FRIDAY = 5

# A day, the steps that led to it, and the source of the number.
Counted = tuple[date, tuple[str, ...], tuple[Source, ...]]


def deadlines(
    *,
    decided_on: date | None = None,
    sent_on: date | None = None,
    reprioritised_on: date | None = None,
    confirmed_on: date | None = None,
    confirmed_until: date | None = None,
    region: str = VGR,
    terms: Terms = SHIPPED,
) -> Decision:
    """The sender's days (REM-05, 06, 11, 12, 13). Days that nothing is known of are left out.

    Result: ``send_by``, the last day to send; ``monitor_until``, the last day of the watch; ``overdue_from``, the day
    after. The latest of sending, confirmation with a stated day and request for re-prioritisation sets the watch; on
    one day the request comes after the confirmation that it does not accept. Unclear keeps the days that could be
    worked out.
    """
    result: dict[str, object] = {}
    steps: list[str] = []
    sources: list[Source] = []
    unclear: list[Reason] = []
    watch = _watch(sent_on, reprioritised_on, confirmed_on, confirmed_until, region, terms)
    for name, how in (("send_by", _sending(decided_on, region, terms)), ("monitor_until", watch)):
        try:
            found = how()
        except NotInForce as missing:
            unclear.append(missing.reason)
            continue
        if found:
            result[name] = found[0]
            steps += found[1]
            sources += found[2]
    _overdue(result, steps, unclear)
    inputs = {
        "decided_on": decided_on,
        "sent_on": sent_on,
        "reprioritised_on": reprioritised_on,
        "confirmed_on": confirmed_on,
        "confirmed_until": confirmed_until,
    }
    rule = "referrals.deadlines"
    if unclear:
        say = "Alla dagar går inte att räkna ut. Sätt dem som saknas för hand."
        return met(rule, unclear=dict.fromkeys(unclear), result=result, inputs=inputs, steps=steps, say=say)
    return computed(rule, result, inputs=inputs, steps=steps, say=_say(result), sources=dict.fromkeys(sources))


def reply_by(decided_on: date, region: str = VGR, terms: Terms = SHIPPED) -> Decision:
    """The last day to send a reply after the decision on it (REM-29). Result: ``reply_by``."""
    words = "svaret"
    return _one(
        "referrals.reply_by", "reply_by", lambda: _working("referrals.reply_days", decided_on, region, terms, words)
    )


def confirm_by(sent_on: date | None, arrived_on: date, region: str = VGR, terms: Terms = SHIPPED) -> Decision:
    """The last day to confirm: from the sender's sending day, or from arrival when it is unknown (REM-30).

    Result: ``confirm_by``.
    """
    start, words = (sent_on, "Remissen skickades") if sent_on else (arrived_on, "Sändningsdagen är okänd. Remissen kom")
    name = "referrals.lead_confirmation_weeks"
    return _one("referrals.confirm_by", "confirm_by", lambda: _weeks(name, start, region, terms, words))


def same_day(arrived_on: date, scanned_on: date, region: str = VGR, terms: Terms = SHIPPED) -> Decision:
    """Whether a paper was scanned in time, by the local dates of arrival and scan (REM-15, REM-23, R-31).

    Result: ``latest``, ``late``, ``days_late``. Late is a flag. Refused when the scan is before the arrival.
    """
    rule, inputs = "referrals.same_day", {"arrived_on": arrived_on, "scanned_on": scanned_on}
    parts = {"arrived": long_date(arrived_on), "scanned": long_date(scanned_on)}
    if scanned_on < arrived_on:
        reason = BOOK.reason("REM-15.before_arrival", **parts)
        return met(rule, (reason,), inputs=inputs, say=reason.text)
    try:
        limit = terms.value("referrals.same_day", arrived_on, region)
        latest = add_days(arrived_on, _number(limit))
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Det går inte att avgöra om pappret är sent.")
    days = max((scanned_on - latest).days, 0)
    reasons = (BOOK.reason("REM-15.late", **parts),) if days else ()
    result = {"latest": latest, "late": bool(days), "days_late": days}
    say = f"Skannat {count(days, 'dag', 'dagar')} för sent." if days else "Skannat i tid."
    return met(rule, reasons, result=result, inputs=inputs, say=say, sources=(limit.source,))


def covered_days(
    checked: Collection[date], start: date, end: date, *, every_day: bool = False, terms: Terms = SHIPPED
) -> tuple[date, ...]:
    """The days from ``start`` through ``end`` when the list should have been checked and was not (REM-14, 18, 20).

    Working days, or every day when the unit has widened it (R-30). Ask with yesterday as ``end``: today is not over.
    Raises MissingYear.
    """
    days = (start + number * ONE_DAY for number in range((end - start).days + 1))
    return tuple(day for day in days if day not in checked and (every_day or is_working_day(day, terms)))


def attest_age(arrived_on: date, today: date) -> int:
    """How many days a reply has waited to be attested (REM-18)."""
    return (today - arrived_on).days


# --- a stated waiting time -----------------------------------------------------------------------------------------

_WEEK = re.compile(r"\b(?:vecka|v\.?)\s*(\d{1,2})\b(?:,?\s+(?:av\s+|år\s+)?(\d{4})\b)?")
_DAY = re.compile(r"\b(\d{4}-\d\d-\d\d)\b")


def wait_date(words: str, on: date) -> date | None:
    """A proposal for the watch from the words of a confirmation, or None (REM-11, REM-50).

    One calendar week gives the Friday of that week, in the year stated or the next time the week comes after ``on``;
    one written date gives that date. A length ("ca 8 v"), two times or anything else gives none. Nothing is stored of
    it until a person accepts it.
    """
    text = words.casefold()
    week, day = _WEEK.search(text), _DAY.search(text)
    found = day or week
    if found is None or re.search(r"\d", text[: found.start()] + text[found.end() :]):
        return None
    try:
        proposal = date.fromisoformat(day.group(1)) if day else _friday(cast(re.Match[str], week), on)
    except ValueError:
        return None
    return proposal if proposal >= on else None


def _friday(week: re.Match[str], on: date) -> date:
    """Raises ValueError for a week that the year lacks."""
    number = int(week.group(1))
    if week.group(2):
        return date.fromisocalendar(int(week.group(2)), number, FRIDAY)
    year, this_week, _ = on.isocalendar()
    return date.fromisocalendar(year if number >= this_week else year + 1, number, FRIDAY)


# --- counting ------------------------------------------------------------------------------------------------------


def _number(value: LawValue) -> int:
    return cast(int, value.value)


def _working(name: str, decided_on: date, region: str, terms: Terms, what: str) -> Counted:
    limit = terms.value(name, decided_on, region)
    day = add_working_days(decided_on, _number(limit), terms)
    steps = [f"Beslutet om {what} togs {long_date(decided_on)}. Den dagen räknas inte."]
    steps += [
        f"{long_date(free.date).capitalize()} räknas inte{_called(free)}."
        for free in free_days_between(decided_on, day, terms)
    ]
    steps.append(f"{count(_number(limit), 'arbetsdag', 'arbetsdagar')} efter beslutet är {long_date(day)}, hela dagen.")
    return day, tuple(steps), (limit.source,)


def _called(free: RedDay) -> str:
    """The name of the day, unless it only says the weekday again."""
    return "" if long_date(free.date).startswith(free.name.casefold()) else f": {free.name}"


def _weeks(name: str, start: date, region: str, terms: Terms, words: str) -> Counted:
    limit = terms.value(name, start, region)
    day = add_days(start, WEEK * _number(limit))
    weeks = count(_number(limit), "vecka", "veckor")
    last = f"{weeks} fram är {long_date(day)}, hela dagen. Dagen flyttas inte för helg."
    return day, (f"{words} {long_date(start)}.", last), (limit.source,)


def _sending(decided_on: date | None, region: str, terms: Terms) -> Callable[[], Counted | None]:
    def how() -> Counted | None:
        return None if decided_on is None else _working("referrals.send_days", decided_on, region, terms, "remissen")

    return how


def _watch(
    sent_on: date | None,
    reprioritised_on: date | None,
    confirmed_on: date | None,
    confirmed_until: date | None,
    region: str,
    terms: Terms,
) -> Callable[[], Counted | None]:
    """The watch, by what happened last."""
    asked_again = reprioritised_on is not None and (confirmed_on is None or reprioritised_on >= confirmed_on)

    def how() -> Counted | None:
        if confirmed_on and confirmed_until and not asked_again:
            stated = (
                f"Bekräftelsen {long_date(confirmed_on)} anger {long_date(confirmed_until)}. Bevakningen flyttas dit."
            )
            return confirmed_until, (stated,), (BOOK.sources["waiting"],)
        if reprioritised_on:
            words = "Omprioritering begärdes"
            return _weeks("referrals.reprioritisation_weeks", reprioritised_on, region, terms, words)
        return _weeks("referrals.confirmation_weeks", sent_on, region, terms, "Remissen skickades") if sent_on else None

    return how


def _overdue(result: dict[str, object], steps: list[str], unclear: list[Reason]) -> None:
    until = cast(date | None, result.get("monitor_until"))
    if until is None:
        return
    try:
        first = add_days(until, 1)
    except NotInForce as missing:
        unclear.append(missing.reason)
        return
    result["overdue_from"] = first
    steps.append(f"Bevakningen är försenad från {long_date(first)}.")


def _say(result: dict[str, object]) -> str:
    said = []
    if "send_by" in result:
        said.append(f"Skicka senast {long_date(cast(date, result['send_by']))}.")
    if "monitor_until" in result:
        said.append(f"Bevakas till och med {long_date(cast(date, result['monitor_until']))}.")
    return " ".join(said) or "Inga dagar är kända, så det finns inget att räkna."


def _one(rule: str, name: str, how: Callable[[], Counted]) -> Decision:
    """A decision with one day."""
    try:
        day, steps, sources = how()
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), say="Dagen går inte att räkna ut. Sätt den för hand.")
    return computed(rule, {name: day}, steps=steps, say=f"Senast {long_date(day)}.", sources=sources)
