"""Which rules decide a municipality's payment liability: the agreement's average, or the act (LNK-133, 140)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import reading


class Regime(StrEnum):
    """The average of the agreement, or each notice by the act."""

    AVERAGE = "average"
    STATUTE = "statute"


def regime(municipality: str, received_on: date, terms: Terms = SHIPPED) -> Decision:
    """What decides for a notice received that day; ``municipality`` is the responsible one's code. Result: ``regime``.

    The act decides where no agreement binds the municipality: outside the county, before and after it, or once the
    municipality has left (LNK-133, R-80). Unclear before the act, and for an entry that says something else.
    """
    rule = "liability.regime"
    inputs = {"municipality": municipality, "received_on": received_on}
    try:
        entry = terms.value("liability.regime", received_on, municipality)
        chosen = Regime(reading(entry, entry.value, tuple(Regime), received_on))
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Det går inte att avgöra vad som gäller.")
    step = f"Uppgiften för kommunen gäller från {plain_date(entry.start)}."
    if entry.party is None:
        step = "Inget avtal binder kommunen den dagen: lagen gäller."
    said = "Avtalets genomsnitt gäller." if chosen is Regime.AVERAGE else "Lagen gäller, ett meddelande i taget."
    return met(
        rule,
        result={"regime": chosen},
        inputs=inputs,
        steps=(step,),
        say=said,
        sources=(entry.source,),
        outcome=Outcome.COMPUTED,
    )
