"""The acute care ward (AVA) and the municipalities: annex 2 and whom to call (LNK-150, LNK-151, LNK-153 to LNK-155)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import add_months, wall_minute
from vardkedja.rules.datewords import long_date, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, Source, met
from vardkedja.rules.discharge import KRONOBERG, day_of, is_of_kind
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("observation_contacts")
# Whom the municipality turns to outside daytime.
COUNTERPART = "shift_leading_nurse"


class Function(StrEnum):
    """Whom the ward contacts in the municipality."""

    MUNICIPAL_NURSE = "municipal_nurse"
    OCCUPATIONAL_THERAPIST = "occupational_therapist"
    PHYSIOTHERAPIST = "physiotherapist"
    COORDINATOR = "home_care_coordinator"
    NEEDS_ASSESSOR = "needs_assessor"
    ON_CALL = "on_call_function"


class Period(StrEnum):
    """Weekday daytime, or evenings, nights, weekends and red days."""

    DAYTIME = "weekday_daytime"
    ON_CALL = "on_call_time"


# --- the annex -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexFacts:
    """The annex as it is stored, on the day ``on``. Functions, not names, have prepared and approved it.

    ``revised_on`` is the day of the latest revision, ``changed_on`` that of a change of the routine, where known.
    """

    on: date
    title: str
    unit: str
    prepared_by: str
    approved_by: str
    revised_on: date | None = None
    changed_on: date | None = None


def annex(facts: AnnexFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the annex is whole, still valid, and to be revised (LNK-150, D-52, R-58).

    Result: ``valid_to``, ``valid``, ``revise`` and, where a revision is known, ``revise_by``. After its last day it is
    readable, marked and flagged, never refused. Refused: a title, a unit or a function that is missing.
    """
    rule, inputs = "observation.annex", _annex_inputs(facts)
    try:
        ends = terms.value("observation.annex_valid_to", facts.on, region)
        interval = terms.value("observation.annex_revision_years", facts.on, region)
        years = cast(int, interval.value)
        latest = add_months(facts.revised_on, 12 * years) if facts.revised_on else None
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Bilagans giltighet går inte att avgöra.")
    last = cast(date, ends.value)
    flags = []
    if facts.on > last:
        flags.append(BOOK.reason("LNK-150.ended", last=plain_date(last)))
    if facts.revised_on and latest and facts.on > latest:
        parts = {"revised": plain_date(facts.revised_on), "latest": plain_date(latest)}
        flags.append(BOOK.reason("LNK-150.revision", **parts))
    if facts.changed_on and (facts.revised_on is None or facts.revised_on < facts.changed_on):
        flags.append(BOOK.reason("LNK-150.changed", changed=plain_date(facts.changed_on)))
    reasons = _unnamed(facts) + flags
    return met(
        rule,
        reasons,
        result={"valid_to": last, "valid": facts.on <= last, "revise": bool(flags)}
        | ({"revise_by": latest} if latest else {}),
        inputs=inputs,
        say=reasons[0].text if reasons else f"Bilagan gäller till och med {plain_date(last)}.",
        sources=(ends.source, interval.source),
    )


def _unnamed(facts: AnnexFacts) -> list[Reason]:
    given = {
        "LNK-150.title": facts.title,
        "LNK-150.unit": facts.unit,
        "LNK-150.prepared_by": facts.prepared_by,
        "LNK-150.approved_by": facts.approved_by,
    }
    return [BOOK.reason(code) for code, text in given.items() if not text.strip()]


def _annex_inputs(facts: AnnexFacts) -> dict[str, object]:
    return {
        "on": facts.on,
        "title": facts.title,
        "unit": facts.unit,
        "prepared_by": facts.prepared_by,
        "approved_by": facts.approved_by,
        "revised_on": facts.revised_on,
        "changed_on": facts.changed_on,
    }


# --- whom to call --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCare:
    """Home care that the patient has, and whether it is needed; ``private`` providers are treated alike (LNK-154)."""

    existing: bool = False
    needed: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """A patient of the ward ``unit`` at the instant ``at``. ``municipal_care``: has or needs municipal primary care."""

    at: datetime
    unit: str
    municipal_care: bool = False
    aids: bool = False
    home_care: HomeCare = HomeCare()


def by_day(facts: ContactFacts) -> tuple[Function, ...]:
    """Whom to contact on a weekday in daytime, in order; empty when nothing is needed (LNK-151, 153, 154)."""
    home_care = facts.home_care
    wanted = {
        Function.MUNICIPAL_NURSE: facts.municipal_care,
        Function.OCCUPATIONAL_THERAPIST: facts.aids,
        Function.PHYSIOTHERAPIST: facts.aids,
        Function.COORDINATOR: home_care.existing,
        Function.NEEDS_ASSESSOR: home_care.needed and not home_care.existing,
    }
    return tuple(function for function, needed in wanted.items() if needed)


def contacts(facts: ContactFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whom the ward contacts at that instant: the ordinary functions, or the one on call (LNK-151, 153 to 155, R-76).

    Result: ``daytime_functions`` always; ``period`` and ``functions`` when the period is known; outside daytime
    ``counterpart``, whom the municipality turns to, and ``on_call_list``, the unit's own. Unclear while the unit has
    not entered its hours of daytime, or its list (D-53).
    """
    rule, inputs = "observation.contacts", contact_inputs(facts)
    ordinary = by_day(facts)
    result: dict[str, object] = {"daytime_functions": ordinary}
    sources = list[Source]()
    try:
        period, source = _period(facts, region, terms)
        sources.append(source)
        functions = ordinary if period is Period.DAYTIME else (Function.ON_CALL,)
        result |= {"period": period, "functions": functions}
        if period is Period.ON_CALL:
            result["counterpart"] = COUNTERPART
            on_call = _of_unit("observation.on_call_list", "avdelningens lista över jourfunktioner", facts, terms)
            result["on_call_list"] = on_call.value
            sources.append(on_call.source)
    except NotInForce as missing:
        say = "Det går inte att avgöra vem som ska kontaktas."
        return met(rule, result=result, unclear=(missing.reason,), inputs=inputs, say=say, sources=sources)
    when = f"{long_date(day_of(facts.at))} kl. {wall_minute(facts.at):%H.%M}"
    return met(
        rule,
        result=result,
        inputs=inputs,
        steps=(f"{when} är {'vardag dagtid' if period is Period.DAYTIME else 'jourtid'}.".capitalize(),),
        say="Kontakta jourfunktionen enligt listan." if period is Period.ON_CALL else "Kontakta kommunen som vanligt.",
        sources=sources,
        outcome=Outcome.COMPUTED,
    )


def _period(facts: ContactFacts, region: str, terms: Terms) -> tuple[Period, Source]:
    """The period of the instant, and what decides it. The last minute of daytime is daytime. Raises NotInForce."""
    free = free_day(facts, region, terms)
    if free:
        return Period.ON_CALL, free
    hours = _of_unit("observation.daytime", "avdelningens tider för vardag dagtid", facts, terms)
    limits = cast(Mapping[str, str], hours.value)
    first, last = (time.fromisoformat(limits[end]) for end in ("first", "last"))
    within = first <= wall_minute(facts.at) <= last
    return Period.DAYTIME if within else Period.ON_CALL, hours.source


def free_day(facts: ContactFacts, region: str, terms: Terms) -> Source | None:
    """What makes the whole day one for the function on call: a weekend or a red day (R-76). Raises NotInForce."""
    day = day_of(facts.at)
    kinds = terms.value("observation.on_call_days", day, region)
    chosen = cast(tuple[str, ...], kinds.value)
    return kinds.source if is_of_kind(day, chosen, terms) else None


def _of_unit(name: str, label: str, facts: ContactFacts, terms: Terms) -> LawValue:
    """What the unit has entered for the day. Raises NotInForce that names what is missing in Swedish."""
    day = day_of(facts.at)
    try:
        return terms.value(name, day, facts.unit)
    except NotInForce:
        raise NotInForce(name, day, facts.unit, label) from None


def contact_inputs(facts: ContactFacts) -> dict[str, object]:
    """The facts that were used, for a decision."""
    home_care = facts.home_care
    return {
        "at": facts.at,
        "unit": facts.unit,
        "municipal_care": facts.municipal_care,
        "aids": facts.aids,
        "home_care": {"existing": home_care.existing, "needed": home_care.needed, "private": home_care.private},
    }
