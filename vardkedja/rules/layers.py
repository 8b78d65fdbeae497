"""Act, agreement and the unit's own routine, laid over one another field by field (LNK-133, LNK-140; 2017:612 4:5).

Each field is answered by the uppermost level that says something about it that day, and keeps the source it came from;
what lies beneath is told as well. A level that may not set a field is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.liability_regime import Regime, regime


class Level(StrEnum):
    """From the bottom up: the act with its regulations, the agreement, the unit's own routine."""

    ACT = "act"
    AGREEMENT = "agreement"
    UNIT = "unit_routine"


LEVEL_WORDS = {Level.ACT: "lag", Level.AGREEMENT: "överenskommelse", Level.UNIT: "enhetens rutin"}


class Follows(StrEnum):
    """Whose agreement decides a field: the region's where the patient is cared for, or the liable municipality's."""

    REGION = "cared_for_in"
    MUNICIPALITY = "liable_municipality"


@dataclass(frozen=True, slots=True)
class Field:
    """A field, whose agreement decides it, and the levels that may set it, from the bottom up.

    ``label`` is its Swedish name where no shipped value has one.
    """

    name: str
    follows: Follows
    levels: tuple[Level, ...]
    label: str = ""


_BOTH, _AGREED, _ACT, _UNIT = (Level.ACT, Level.AGREEMENT), (Level.AGREEMENT,), (Level.ACT,), (Level.UNIT,)

# The act lets the principals agree on another time or amount (4 kap. 5 §); its preconditions it keeps for itself.
FIELDS = (
    *(
        Field(name, Follows.REGION, levels)
        for name, levels in (
            ("discharge.admission_hours", _BOTH),
            ("discharge.consent_first", _BOTH),
            ("discharge.sbar", _BOTH),
            ("discharge.weekend_working_days", _BOTH),
            ("discharge.observation_hours", _AGREED),
            ("discharge.home_days", _AGREED),
            ("discharge.leave_by", _AGREED),
            ("discharge.agreement_days", _AGREED),
            ("discharge.medicine_days", _AGREED),
        )
    ),
    Field("discharge.forenoon_hour", Follows.REGION, _UNIT, "enhetens tid för tidig förmiddag"),
    Field("observation.daytime", Follows.REGION, _UNIT, "enhetens dagtid"),
    Field("observation.on_call_list", Follows.REGION, _UNIT, "enhetens jourlista"),
    *(
        Field(name, Follows.MUNICIPALITY, levels)
        for name, levels in (
            ("liability.regime", _BOTH),
            ("liability.noon", _AGREED),
            ("statute.liability_start", _ACT),
            ("statute.sip_invitation", _ACT),
            ("statute.last_day", _ACT),
            ("liability.threshold", _AGREED),
            ("liability.population", _AGREED),
            ("liability.month_split", _AGREED),
            ("liability.mixed_months", _AGREED),
            ("liability.after_payment", _AGREED),
            ("liability.chargeable", _AGREED),
            ("liability.amount", _BOTH),
        )
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a case belongs on a day: region of care and liable municipality by code, and the unit when one is meant."""

    region: str
    municipality: str
    on: date
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """A field with every level that says something, from the bottom up; the last one decides. Empty: nobody does."""

    field: Field
    label: str
    found: tuple[tuple[Level, LawValue], ...]

    def as_dict(self) -> dict[str, object]:
        """JSON-ready: ``label``, ``value``, ``level`` and ``source`` of what decides, and what lies ``beneath``."""
        said = [
            {"level": level, "value": entry.value, "unit": entry.unit, "source": str(entry.source)}
            for level, entry in reversed(self.found)
        ]
        top = said[0] if said else {"level": None, "value": None, "unit": None, "source": None}
        return {"name": self.field.name, "label": self.label, **top, "beneath": said[1:]}


def arrangement(facts: Place, terms: Terms = SHIPPED) -> Decision:
    """Everything that applies at a place on a day, field by field (LNK-133, LNK-140, X-19).

    Result: ``regime`` and ``fields``, each with value, level, source, and what it lies over; a field that nobody sets
    that day has no level. Unclear when it cannot be told what binds the municipality.
    """
    rule = "layers.arrangement"
    inputs = {"region": facts.region, "municipality": facts.municipality, "on": facts.on, "unit": facts.unit}
    bound = regime(facts.municipality, facts.on, terms)
    if bound.outcome is Outcome.UNCLEAR:
        return met(rule, unclear=bound.reasons, inputs=inputs, say=bound.say)
    fields = lay(facts, terms)
    return met(
        rule,
        result={"regime": bound.result["regime"], "fields": tuple(laid.as_dict() for laid in fields)},
        inputs=inputs,
        steps=[_step(laid) for laid in fields],
        say=f"Vad som gäller {plain_date(facts.on)}: {bound.say[0].lower()}{bound.say[1:]}",
        sources=(*bound.sources, *dict.fromkeys(laid.found[-1][1].source for laid in fields if laid.found)),
        outcome=Outcome.COMPUTED,
    )


def lay(facts: Place, terms: Terms = SHIPPED, fields: Sequence[Field] = FIELDS) -> tuple[Laid, ...]:
    """Each field with what every level that may set it says of it at the place. Raises NotInForce for a broken entry."""
    parties = {Follows.REGION: facts.region, Follows.MUNICIPALITY: agreement_party(facts, terms)}
    return tuple(_laid(field, parties[field.follows], facts, terms) for field in fields)


def agreement_party(facts: Place, terms: Terms = SHIPPED) -> str | None:
    """The party whose agreement decides liability: the region's, when the municipality is bound by it that day.

    None: outside every agreement, so the act decides. Raises NotInForce for an entry that says something else.
    """
    bound = regime(facts.municipality, facts.on, terms)
    if bound.outcome is Outcome.UNCLEAR:
        raise NotInForce("liability.regime", facts.on, facts.municipality, terms.label("liability.regime"))
    return facts.municipality[:2] if bound.result["regime"] is Regime.AVERAGE else None


def _laid(field: Field, party: str | None, facts: Place, terms: Terms) -> Laid:
    # What binds a municipality is written for the municipality itself.
    agreed = facts.municipality if field.name == "liability.regime" else party
    owners = {Level.ACT: None, Level.AGREEMENT: agreed, Level.UNIT: facts.unit}
    found = []
    for level in field.levels:
        owner = owners[level]
        if level is Level.ACT or owner:
            entry = terms.own(field.name, facts.on, owner)
            if entry is not None:
                found.append((level, entry))
    return Laid(field, field.label or terms.label(field.name), tuple(found))


def _step(laid: Laid) -> str:
    if not laid.found:
        return f"{laid.label}: ingen nivå anger något."
    level, entry = laid.found[-1]
    over = f" Under ligger {', '.join(LEVEL_WORDS[below] for below, _ in laid.found[:-1])}." if laid.found[:-1] else ""
    return f"{laid.label}: {LEVEL_WORDS[level]}, {entry.source}.{over}"
