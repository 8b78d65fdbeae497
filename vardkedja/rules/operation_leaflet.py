"""The leaflet that goes with the call to a planned operation (LNK-144 to LNK-149)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge import KRONOBERG
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("operation_leaflet")
# The signs that follow z in the order of their codes, so that å, ä and ö come last, in that order.
_AFTER_Z = str.maketrans("åäö", "{|}")


class Part(StrEnum):
    """The parts of the leaflet, in order."""

    HOME_CARE = "home_care"
    AIDS = "aids"
    COORDINATION = "coordination"


TEXTS = {
    Part.HOME_CARE: "operation.leaflet_home_care",
    Part.AIDS: "operation.leaflet_aids",
    Part.COORDINATION: "operation.leaflet_coordination",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafletFacts:
    """The call of the day ``called_on``. ``municipality`` is the patient's, by code; ``coordinator`` how to reach one.

    ``must_contact``: the call tells the patient to contact the municipality about aids. ``sent_with_call`` None: the
    call has not gone yet.
    """

    called_on: date
    municipality: str
    planned: bool = True
    must_contact: bool = False
    health_centre: str = ""
    coordinator: str = ""
    sent_with_call: bool | None = None


def leaflet(facts: LeafletFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """What the leaflet of this call holds, and what is missing in it (LNK-144 to LNK-149).

    Result: ``due``, and for a planned operation ``parts`` (``part``, ``head``, ``lines``, ``examples``, ``version``;
    for coordination ``health_centre`` and ``coordinator`` too), ``directory``, ``must_contact`` and ``version``, the
    first day of the latest of its texts. Nothing stops the leaflet. Unclear when a text is missing for the day.
    """
    rule, inputs = "operation.leaflet", _inputs(facts)
    if not facts.planned:
        return met(
            rule,
            result={"due": False},
            inputs=inputs,
            say="Informationsbladet hör till en planerad operation och behövs inte här.",
            sources=(BOOK.sources["leaflet"],),
            outcome=Outcome.COMPUTED,
        )
    try:
        texts = {part: terms.value(name, facts.called_on, region) for part, name in TEXTS.items()}
        must = terms.value("operation.leaflet_must_contact", facts.called_on, region)
        numbers = terms.value("operation.directory", facts.called_on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Informationsbladet går inte att skriva ut.")
    used = [*texts.values(), numbers] + ([must] if facts.must_contact else [])
    version = max(entry.start for entry in used)
    listed = _listed(numbers, facts.municipality)
    return met(
        rule,
        _missing(facts) + _outside(listed, facts.municipality),
        result={
            "due": True,
            "parts": tuple(_part(part, entry, must, facts) for part, entry in texts.items()),
            "directory": listed,
            "must_contact": facts.must_contact,
            "version": version,
        },
        inputs=inputs,
        say=f"Informationsbladet har tre delar. Texten gäller från {plain_date(version)}.",
        sources=tuple(entry.source for entry in used),
        outcome=Outcome.COMPUTED,
    )


def _part(part: Part, entry: LawValue, must: LawValue, facts: LeafletFacts) -> Mapping[str, object]:
    """One part as it is printed. The part about aids ends with the duty to contact the municipality (LNK-147)."""
    text = cast(Mapping[str, object], entry.value)
    lines = cast(tuple[str, ...], text["lines"])
    if part is Part.AIDS and facts.must_contact:
        lines = (*lines, str(must.value))
    printed = {
        "part": part,
        "head": text["head"],
        "lines": lines,
        "examples": text["examples"],
        "version": entry.start,
    }
    if part is Part.COORDINATION:
        printed |= {"health_centre": facts.health_centre.strip(), "coordinator": facts.coordinator.strip()}
    return printed


def _missing(facts: LeafletFacts) -> list[Reason]:
    """A leaflet that did not go with its call, and a coordinator whom the patient cannot reach."""
    reasons = []
    if facts.sent_with_call is False:
        reasons.append(BOOK.reason("LNK-144.not_sent"))
    if not facts.health_centre.strip():
        reasons.append(BOOK.reason("LNK-148.no_centre"))
    elif not facts.coordinator.strip():
        reasons.append(BOOK.reason("LNK-148.no_coordinator", centre=facts.health_centre.strip()))
    return reasons


def directory(municipality: str, on: date, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """The switchboards on the day ``on``, the patient's municipality first (LNK-149, D-54).

    ``municipality`` is a code. Result: ``directory`` (``code``, ``name``, ``phone``), the others in Swedish
    alphabetical order. A municipality that is not listed is flagged. Unclear without a list for the day.
    """
    rule, inputs = "operation.directory", {"municipality": municipality, "on": on}
    try:
        numbers = terms.value("operation.directory", on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Telefonlistan saknas för dagen.")
    listed = _listed(numbers, municipality)
    return met(
        rule,
        _outside(listed, municipality),
        result={"directory": listed},
        inputs=inputs,
        say=f"Listan har {count(len(listed), 'kommun', 'kommuner')}.",
        sources=(numbers.source,),
        outcome=Outcome.COMPUTED,
    )


def _listed(numbers: LawValue, municipality: str) -> tuple[Mapping[str, str], ...]:
    rows = cast(tuple[Mapping[str, str], ...], numbers.value)
    return tuple(sorted(rows, key=lambda row: (row["code"] != municipality, swedish_order(row["name"]))))


def _outside(listed: tuple[Mapping[str, str], ...], municipality: str) -> list[Reason]:
    known = any(row["code"] == municipality for row in listed)
    return [] if known else [BOOK.reason("LNK-149.outside")]


def swedish_order(name: str) -> str:
    """A key that sorts names of municipalities in Swedish order: å, ä and ö last (LNK-149)."""
    return name.casefold().translate(_AFTER_Z)


def _inputs(facts: LeafletFacts) -> dict[str, object]:
    return {
        "called_on": facts.called_on,
        "municipality": facts.municipality,
        "planned": facts.planned,
        "must_contact": facts.must_contact,
        "health_centre": facts.health_centre,
        "coordinator": bool(facts.coordinator.strip()),
        "sent_with_call": facts.sent_with_call,
    }
