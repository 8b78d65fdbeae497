"""The name of a plan and the validity of the document for care at the end of life."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.plans import kind, vils

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)


@given(st.dates(date(1920, 1, 1), LAST), st.dates(FIRST, LAST))
def test_the_childs_plan_ends_with_the_month_of_the_birthday(birth: date, on: date) -> None:
    """LNK-76, R-35: by years and months alone, a second way; the day in the month changes nothing."""
    decision = kind(birth, on)
    if on < birth:
        assert decision.codes == ("LNK-76.before",)
        return
    child = (on.year, on.month) <= (birth.year + 18, birth.month)
    assert decision.result["kind"] == ("barnens_basta_plan" if child else "sip")


@given(st.dates(FIRST, LAST), st.integers(-20, 40))
def test_a_document_is_valid_on_fifteen_days(signed: date, after: int) -> None:
    """LNK-85, R-42: the signing day and the fourteen that follow; a flag never stops."""
    decision = vils(signed, signed + timedelta(days=after))
    assert decision.result["through"] == signed + timedelta(days=14)
    assert decision.result["valid"] is (0 <= after <= 14)
    assert decision.result["days_left"] == (14 - after if 0 <= after <= 14 else 0)
    assert bool(decision.codes) is not (0 <= after <= 11)
    assert decision.outcome == "computed"


def test_days_that_cannot_be_counted_are_unclear() -> None:
    """LNK-76, LNK-85, X-20: other regions have entered nothing."""
    assert kind(date(2007, 5, 20), date(2025, 5, 31), region="01").outcome == "unclear"
    assert vils(date(2025, 5, 1), date(2025, 5, 1), region="01").outcome == "unclear"
