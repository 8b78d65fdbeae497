"""When a rule document is overdue: by its checked day and the interval, or by its last day."""

import datetime

import pytest

from vardkedja.rules.decision import Outcome
from vardkedja.rules.law import LawValue, Terms, shipped
from vardkedja.rules.rule_documents import INTERVAL, overdue

CHECKED, ENDS = datetime.date(2023, 12, 15), datetime.date(2025, 3, 1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(("today", "codes"), [("2024-12-15", ()), ("2024-12-16", ("REM-46.overdue",))])
def test_overdue_the_day_after_the_next_check(today: str, codes: tuple[str, ...]) -> None:
    """REM-46, D-65: checked 2023-12-15 with one year between: overdue from 2024-12-16, with the day and the source."""
    found = overdue(CHECKED, None, day(today), "14")
    assert found.codes == codes
    assert found.result == {"overdue": bool(codes), "next_check": day("2024-12-15")}
    assert found.steps == ("Det kontrollerades 15 december 2023. 1 år senare är 15 december 2024.",)
    assert [source.title for source in found.sources][0] == "Vårdkedja, egna värden för remisser"


@pytest.mark.parametrize(("today", "codes"), [("2025-03-01", ()), ("2025-03-02", ("X-33.ended",))])
def test_overdue_the_day_after_the_last_day(today: str, codes: tuple[str, ...]) -> None:
    """X-33: annex 2, valid to 2025-03-01, is in the overdue list on 2025-03-02 and not on 2025-03-01."""
    found = overdue(None, ENDS, day(today), "07")
    assert (found.codes, found.result["overdue"]) == (codes, bool(codes))


def test_both_reasons_are_given() -> None:
    """X-33, REM-46: a document that has ended and that nobody has checked in time says both."""
    assert overdue(CHECKED, ENDS, day("2025-03-02"), "14").codes == ("X-33.ended", "REM-46.overdue")


def test_an_undated_document_says_so_and_is_not_overdue() -> None:
    """X-33: without checked day and last day there is nothing to be late against."""
    found = overdue(None, None, day("2025-03-02"), "08")
    assert found.codes == ("X-33.undated",)
    assert found.result["overdue"] is False


def test_a_checked_leap_day_comes_back_on_the_28th() -> None:
    """REM-46: checked 29 February 2024, next check 28 February 2025."""
    assert overdue(day("2024-02-29"), None, day("2025-02-28"), "14").result["next_check"] == day("2025-02-28")
    assert overdue(day("2024-02-29"), None, day("2025-03-01"), "14").result["overdue"] is True


def test_a_region_may_have_an_interval_of_its_own() -> None:
    """D-65, X-33: with two years, a page checked 2023-12-19 is overdue from 2025-12-20; without a value it is unclear."""
    (one,) = [value for value in shipped() if value.name == INTERVAL]
    two = LawValue(INTERVAL, 2, one.unit, day("2000-01-01"), None, one.source, one.label, "01")
    asked = day("2023-12-19"), None
    assert overdue(*asked, day("2025-12-19"), "01", Terms([two])).codes == ()
    assert overdue(*asked, day("2025-12-20"), "01", Terms([two])).codes == ("REM-46.overdue",)
    assert overdue(*asked, day("2025-12-20"), "01", Terms(base=[two])).codes == ("REM-46.overdue",)
    assert overdue(*asked, day("2025-12-20"), "14", Terms(base=[two])).outcome is Outcome.UNCLEAR
