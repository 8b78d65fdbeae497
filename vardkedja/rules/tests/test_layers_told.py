"""What is said when the levels cannot tell what binds a municipality. LNK-133."""

from __future__ import annotations

from datetime import date

import pytest

from vardkedja.rules import law
from vardkedja.rules.law import NotInForce, Terms
from vardkedja.rules.layers import Place, agreement_party

TEXT = """
title = "Prov"
checked = 2026-11-22
[[entry]]
name = "liability.regime"
label = "prov"
from = 2025-01-01
party = "0780"
value = "something"
unit = "prov"
clause = "prov"
basis = "found"
"""


def test_what_cannot_be_told_is_named_with_its_municipality() -> None:
    """LNK-133, X-19: the value, the day, the municipality, and the Swedish name of what is missing."""
    terms = Terms(overlay=law.read(TEXT, "own"))
    with pytest.raises(NotInForce) as caught:
        agreement_party(Place(region="07", municipality="0780", on=date(2025, 3, 3)), terms)
    missing = caught.value
    assert (missing.name, missing.day, missing.party) == ("liability.regime", date(2025, 3, 3), "0780")
    assert missing.label == terms.label("liability.regime")
    assert missing.label != "liability.regime"
