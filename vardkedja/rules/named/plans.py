"""Named rules for plans."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from vardkedja.rules import plans
from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import Facts


class KindFacts(Facts, frozen=True):
    """The birth date, and the day the plan is drawn up."""

    birth_date: date
    on: date


class KindResult(msgspec.Struct):
    """What the plan is called."""

    kind: Literal["sip", "barnens_basta_plan"] | None = None


class VilsFacts(Facts, frozen=True):
    """The day a document for care at the end of life was signed, and the day that is asked about."""

    signed_on: date
    on: date


class VilsResult(msgspec.Struct):
    """The last valid day, whether the day is valid, and the days that are left after it."""

    through: date | None = None
    valid: bool | None = None
    days_left: int | None = None


def kind(facts: KindFacts) -> Decision:
    """LNK-76."""
    return plans.kind(facts.birth_date, facts.on)


def vils(facts: VilsFacts) -> Decision:
    """LNK-85."""
    return plans.vils(facts.signed_on, facts.on)
