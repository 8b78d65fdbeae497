"""What decides a municipality's payment liability."""

from __future__ import annotations

from datetime import date

import pytest

from vardkedja.rules import law
from vardkedja.rules.law import Terms
from vardkedja.rules.liability_regime import regime

EIGHT = ("0760", "0761", "0763", "0764", "0765", "0767", "0780", "0781")
LEAVES = """title = "Uppsägning"
checked = 2026-11-21
[[entry]]
name = "liability.regime"
label = "vad som styr betalningsansvaret"
from = 2026-01-01
value = "{value}"
unit = "avtal eller lag"
clause = "1"
basis = "found"
party = "0767"
"""


@pytest.mark.parametrize("municipality", EIGHT)
def test_the_eight_are_bound_from_the_first_day_through_the_last(municipality: str) -> None:
    """LNK-140, LNK-133, D-31, D-32: 2024-11-04 through 2027-11-03; the act before and after."""
    for day, expected in (
        (date(2024, 11, 3), "statute"),
        (date(2024, 11, 4), "average"),
        (date(2027, 11, 3), "average"),
        (date(2027, 11, 4), "statute"),
    ):
        decision = regime(municipality, day)
        assert decision.result == {"regime": expected}
        assert decision.sources
        assert decision.say


def test_outside_the_county_the_act_decides() -> None:
    """LNK-133, R-80: the agreement binds only its parties."""
    assert regime("0880", date(2025, 3, 3)).result == {"regime": "statute"}
    assert regime("0764", date(2025, 3, 3)).result == {"regime": "average"}


def test_a_municipality_that_leaves_is_alone_in_it() -> None:
    """LNK-133, LNK-140: Markaryd leaves from 2026-01-01; what it received before stays in the average model."""
    left = Terms(overlay=law.read(LEAVES.format(value="statute"), "own"))
    assert regime("0767", date(2025, 12, 31), left).result == {"regime": "average"}
    assert regime("0767", date(2026, 1, 1), left).result == {"regime": "statute"}
    assert regime("0764", date(2026, 1, 1), left).result == {"regime": "average"}


def test_an_entry_that_says_something_else_decides_nothing() -> None:
    """LNK-133: an unknown regime is unclear, by name."""
    odd = Terms(overlay=law.read(LEAVES.format(value="both"), "own"))
    assert regime("0767", date(2025, 12, 31), odd).outcome == "computed"
    decision = regime("0767", date(2026, 1, 1), odd)
    assert decision.outcome == "unclear"
    assert "both" in decision.reasons[0].text
