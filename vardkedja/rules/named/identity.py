"""Named rules for identity numbers."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from vardkedja.rules import identity
from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import Facts

Kind = Literal["personnummer", "samordningsnummer", "reservnummer", "lma"]


class ParseFacts(Facts, frozen=True):
    """A number as written, and the day it is read."""

    value: str
    on: date


class ParseResult(msgspec.Struct):
    """The parts of the number; empty when it is invalid."""

    kind: Kind | None = None
    canonical: str | None = None
    birth_date: date | None = None
    sex: Literal["kvinna", "man"] | None = None
    issuer: Literal["nationell", "stockholm", "vastra_gotaland", "varmland"] | None = None


def parse(facts: ParseFacts) -> Decision:
    """RUS-06, X-01."""
    return identity.parse(facts.value, facts.on)
