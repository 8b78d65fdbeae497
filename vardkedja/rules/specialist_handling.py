"""How long a case has been at the region's office, against the region's own target (queue view, SVR-06 handling days)."""

from __future__ import annotations

from datetime import date
from typing import cast

from vardkedja.rules.calendar import add_days
from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms

TARGET = "svr.handling_days"


def handling(received_on: date, on: date, region: str, terms: Terms = SHIPPED) -> Decision:
    """The age in calendar days on ``on`` and the last day by the region's target.

    Result: ``days``, and ``target``, ``due``, ``over`` (days past it, 0 when none) where the region has entered a target.
    Unclear without one: no source sets it, so none is guessed.
    """
    rule, days = "specialist.handling", max((on - received_on).days, 0)
    inputs: dict[str, object] = {"received_on": received_on, "on": on, "region": region}
    steps = (f"Kom {plain_date(received_on)}. Till {plain_date(on)} är det {count(days, 'dag', 'dagar')}.",)
    try:
        entry = terms.value(TARGET, received_on, region)
    except NotInForce:
        missing = NotInForce(TARGET, received_on, label="mål för handläggningstid")
        say = "Regionen har inte infört något mål för handläggningstid."
        return met(rule, unclear=(missing.reason,), result={"days": days}, inputs=inputs, steps=steps, say=say)
    target = cast(int, entry.value)
    due = add_days(received_on, target)
    return met(
        rule,
        result={"days": days, "target": target, "due": due, "over": max((on - due).days, 0)},
        inputs=inputs,
        steps=(*steps, f"Regionens mål är {count(target, 'dag', 'dagar')}, alltså senast {plain_date(due)}."),
        say=f"Beslut senast {plain_date(due)} enligt regionens mål.",
        sources=(entry.source,),
    )
