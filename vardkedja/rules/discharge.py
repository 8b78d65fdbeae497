"""What a stay in hospital is measured by: the weekend's preliminary day, the medicines sent along, observation (LNK)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import cast

from vardkedja.rules.calendar import (
    MissingYear,
    add_days,
    add_hours,
    add_working_days,
    is_red_day,
    is_weekend,
    local,
    local_day,
    within_hours,
)
from vardkedja.rules.datewords import count, long_date, plain_date
from vardkedja.rules.decision import Decision, Outcome, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import KRONOBERG
from vardkedja.rules.words import book

BOOK = book("discharge")
WEEKEND, RED = "weekend", "red"
TUESDAY = 2


def day_of(instant: datetime) -> date:
    """The calendar day in Stockholm. Raises MissingYear at the ends of the calendar."""
    try:
        return local_day(instant)
    except OverflowError:
        raise MissingYear(instant.year) from None


def hours_after(start: datetime, hours: int) -> datetime:
    """The last minute of a limit of so many elapsed hours, on the wall clock in Stockholm (T-2). Raises MissingYear."""
    try:
        return local(add_hours(start, hours)).replace(second=0, microsecond=0)
    except OverflowError:
        raise MissingYear(start.year) from None


def clock_words(instant: datetime) -> str:
    """4 mars 2025 kl. 20.00"""
    return f"{plain_date(instant.date())} kl. {instant:%H.%M}"


def preliminary(sent_at: datetime, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """The preliminary discharge date that an admission message of that instant carries (LNK-14).

    Result: ``accepted``, the dates a message of a Saturday or Sunday may carry (empty: any); on those days and on red
    weekdays also ``proposed_on`` and ``update_on``, the day whose first round updates it. Any date where no agreement sets
    one: the act does not. Unclear before the act, or without a calendar for the day.
    """
    rule, inputs = "discharge.preliminary", {"sent_at": sent_at}
    try:
        sent_on = day_of(sent_at)
        limit = terms.value("discharge.weekend_working_days", sent_on, region)
        weekend = is_weekend(sent_on)
        if not limit.value or not (weekend or is_red_day(sent_on, terms)):
            day_kind = "Meddelandet är från en vardag." if limit.value else "Ingen dag är avtalad för helger."
            say = f"{day_kind} Datumet väljs fritt."
            result: dict[str, object] = {"accepted": ()}
            return met(rule, result=result, inputs=inputs, say=say, sources=(limit.source,), outcome=Outcome.COMPUTED)
        tuesday = add_days(sent_on, 7 + TUESDAY - sent_on.isoweekday())
        monday = add_days(tuesday, -1)
        # The source names Tuesday without exception; only a red day for the first round moves the proposal.
        moved = not weekend or is_red_day(monday, terms)
        proposed = add_working_days(sent_on, cast(int, limit.value), terms) if moved else tuesday
        update = add_working_days(sent_on, 1, terms) if moved else monday
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Datumet går inte att räkna ut.")
    accepted = tuple(sorted({proposed, tuesday})) if weekend else ()
    steps = [f"Meddelandet är från {long_date(sent_on)}."]
    if moved:
        steps.append("Första ronden är nästa arbetsdag, utskrivningen föreslås till arbetsdagen därefter.")
    steps.append(f"Datumet uppdateras vid första ronden {long_date(update)}.")
    return met(
        rule,
        result={"proposed_on": proposed, "accepted": accepted, "update_on": update},
        inputs=inputs,
        steps=steps,
        say=f"Preliminärt utskrivningsdatum är {long_date(proposed)}.",
        sources=(limit.source,),
        outcome=Outcome.COMPUTED,
    )


def medicines(
    discharged_on: date,
    changed: bool = True,
    agreed_otherwise: bool = False,
    region: str = KRONOBERG,
    terms: Terms = SHIPPED,
) -> Decision:
    """The last day that medicines sent along shall last, and the number of days (LNK-92, LNK-94).

    Result: ``days`` after the day of discharge and ``through``; 0 days and no last day when nothing was changed and
    nothing agreed. When a weekend or red day falls in the days, they are extended until they hold as many working days.
    """
    rule = "discharge.medicines"
    inputs = {"discharged_on": discharged_on, "changed": changed, "agreed_otherwise": agreed_otherwise}
    try:
        limit = terms.value("discharge.medicine_days", discharged_on, region)
        longer = terms.value("discharge.medicine_extended_by", discharged_on, region)
        wanted = cast(int, limit.value)
        through = add_days(discharged_on, wanted)
        spanned = [discharged_on + timedelta(days=number) for number in range(1, wanted + 1)]
        kinds = cast(tuple[str, ...], longer.value)
        extended = any(is_of_kind(day, kinds, terms) for day in spanned)
        if extended:
            through = add_working_days(discharged_on, wanted, terms)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Dagarna går inte att räkna ut.")
    if not changed and not agreed_otherwise:
        reason = BOOK.reason("LNK-94.nothing")
        result: dict[str, object] = {"days": 0}
        return met(rule, (reason,), result=result, inputs=inputs, say=reason.text, outcome=Outcome.COMPUTED)
    days = (through - discharged_on).days
    steps = [f"Utskrivningsdagen {long_date(discharged_on)} räknas inte."]
    if extended:
        steps.append(f"Helg eller röd dag infaller, så {count(wanted, 'arbetsdag', 'arbetsdagar')} ska rymmas.")
    steps.append(f"{count(days, 'dag', 'dagar')} räcker till och med {long_date(through)}.")
    return met(
        rule,
        result={"through": through, "days": days},
        inputs=inputs,
        steps=steps,
        say=f"Läkemedel skickas med för {count(days, 'dag', 'dagar')}, t.o.m. {plain_date(through)}.",
        sources=(limit.source,),
        outcome=Outcome.COMPUTED,
    )


def is_of_kind(day: date, kinds: tuple[str, ...], terms: Terms) -> bool:
    """Whether the day is of one of the kinds, ``weekend`` and ``red``. Raises MissingYear."""
    return (WEEKEND in kinds and is_weekend(day)) or (RED in kinds and is_red_day(day, terms))


def observation(
    started_at: datetime,
    at: datetime,
    outbreak: bool = False,
    medical_indication: bool | None = None,
    region: str = KRONOBERG,
    terms: Terms = SHIPPED,
) -> Decision:
    """The last minute of an observation, and whether it has passed at the instant ``at`` (LNK-32, LNK-33).

    Result: ``latest``, on the wall clock in Stockholm, and ``exceeded``. Beyond it a flag says what to do: admit, or end
    the observation when the indication is not medical; during an outbreak nothing is demanded. Not met when ``at`` is
    before the start.
    """
    rule = "discharge.observation"
    inputs = {"started_at": started_at, "at": at, "outbreak": outbreak, "medical_indication": medical_indication}
    try:
        limit = terms.value("discharge.observation_hours", day_of(started_at), region)
        hours = cast(int, limit.value)
        latest = hours_after(started_at, hours)
        day_of(at)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Tiden går inte att räkna ut.")
    exceeded = not within_hours(started_at, at, hours)
    reasons = []
    if at < started_at:
        reasons.append(BOOK.reason("LNK-32.before"))
    elif exceeded:
        code = "LNK-32.end" if medical_indication is False else "LNK-33.outbreak" if outbreak else "LNK-32.admit"
        reasons.append(BOOK.reason(code, latest=clock_words(latest)))
    return met(
        rule,
        reasons,
        result={"latest": latest, "exceeded": exceeded},
        inputs=inputs,
        steps=(f"{count(hours, 'timme', 'timmar')} efter starten är {clock_words(latest)}. Minuten räknas med.",),
        say=reasons[0].text if reasons else f"Observationen får pågå till {clock_words(latest)}.",
        sources=(limit.source,),
        outcome=Outcome.COMPUTED,
    )
