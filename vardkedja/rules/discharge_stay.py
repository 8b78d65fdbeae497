"""Which stays have a coordinated discharge case at all (LNK-31)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import cast

from vardkedja.rules.decision import Decision, met
from vardkedja.rules.discharge import KRONOBERG
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("discharge_stay")


class Stay(StrEnum):
    """Where in the hospital the patient is. The last two are an outpatient visit each."""

    WARD = "vardavdelning"
    EMERGENCY_WARD = "akutvardsavdelning"
    OBSERVATION = "observationsplats"


def open_case(stay: Stay, on: date, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether a case may be opened for a stay that begins on the day ``on`` (LNK-31).

    Not met on an emergency care ward or in an observation bed: there one phones. Unclear without an agreement.
    """
    rule, inputs = "discharge.open_case", {"stay": stay, "on": on}
    try:
        outside = terms.value("discharge.stays_outside", on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Vistelsen går inte att pröva.")
    reasons = [BOOK.reason("LNK-31.phone")] if stay in cast(tuple[str, ...], outside.value) else []
    say = reasons[0].text if reasons else "Ett samordningsärende får öppnas."
    return met(rule, reasons, inputs=inputs, say=say, sources=(outside.source,))
