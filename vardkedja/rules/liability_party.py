"""Which municipality is liable for a patient, and by what rules (2017:612 5 kap. 2 §; LNK-04, 133, R-80)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vardkedja.rules.decision import Decision, Outcome, Source, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import BOOK, reading
from vardkedja.rules.liability_regime import regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Housing:
    """A decision on special housing: the municipality that decided it, and the one where the housing is."""

    decided_by: str
    located_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """The patient on the day the ready notice is received; municipalities by their codes."""

    received_on: date
    registered_in: str = ""
    staying_in: str = ""
    housing: Housing | None = None


def liable(facts: PartyFacts, terms: Terms = SHIPPED) -> Decision:
    """The municipality that is liable: of registration, or that placed the patient elsewhere (5:2; LNK-04).

    Result: ``municipality``, ``staying_in`` when it is another one, and ``regime``: what decides for the liable one,
    which outside the county is the act (LNK-133, R-80). Who merely stays in another municipality changes nothing.
    Not met without a registered municipality or a placing one; unclear where no value is in force.
    """
    rule, inputs = "liability.liable", _inputs(facts)
    placing, located = _housing(facts.housing)
    reasons, sources = [], [BOOK.sources["registered"]]
    municipality = facts.registered_in.strip()
    try:
        if facts.housing and not (placing and located):
            reasons.append(BOOK.reason("LNK-04.no_placing"))
        elif placing != located:
            sources = [_placement(facts.received_on, terms)]
            if placing != municipality:
                reasons.append(BOOK.reason("LNK-04.placed"))
            municipality = placing
        elif not municipality:
            reasons.append(BOOK.reason("LNK-04.no_registered"))
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Det går inte att avgöra vem som svarar.")
    if any(reason.weight == "refuse" for reason in reasons):
        return met(rule, reasons, inputs=inputs, sources=sources, say="Komplettera uppgifterna om kommunen.")
    decides = regime(municipality, facts.received_on, terms)
    if decides.outcome is Outcome.UNCLEAR:
        return met(rule, reasons, unclear=decides.reasons, inputs=inputs, sources=sources, say=decides.say)
    result = {"municipality": municipality, "regime": decides.result["regime"]}
    if facts.staying_in.strip() not in ("", municipality):
        result["staying_in"] = facts.staying_in.strip()
    return met(
        rule,
        reasons,
        result=result,
        inputs=inputs,
        steps=decides.steps,
        say=f"Kommun {municipality} svarar. {decides.say}",
        sources=(*sources, *decides.sources),
        outcome=Outcome.COMPUTED,
    )


def _housing(housing: Housing | None) -> tuple[str, str]:
    return (housing.decided_by.strip(), housing.located_in.strip()) if housing else ("", "")


def _placement(on: date, terms: Terms) -> Source:
    """Where it stands that the deciding municipality stays liable. Raises NotInForce."""
    entry = terms.value("statute.placement", on)
    reading(entry, entry.value, ("deciding_municipality",), on)
    return entry.source


def _inputs(facts: PartyFacts) -> dict[str, object]:
    housing = facts.housing
    return {
        "received_on": facts.received_on,
        "registered_in": facts.registered_in,
        "staying_in": facts.staying_in,
        "housing": {"decided_by": housing.decided_by, "located_in": housing.located_in} if housing else None,
    }
