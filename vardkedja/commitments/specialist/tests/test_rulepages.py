"""Rule documents beside the form and a transfer: dates as the source gives them, flagged when late (SVR-28, SVR-39)."""

import datetime

import pytest

from vardkedja.commitments.specialist.rulepages import documents_for, transfer_documents
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, rulevalues
from vardkedja.kernel.rulevalues import Entry

pytestmark = pytest.mark.django_db
PAGE = "Valfrihet – patientens val"
DIRECTIVE = "Direktiv nr 46 om överföring av stockholmspatienter som vårdats i andra regioner"
CHECKED = datetime.date(2023, 12, 19)


def two_years() -> None:
    """The region sets the interval to two years: Klara enters it, Jon approves."""
    with clock.stopped_at("2025-03-04 10:00"):
        entry = Entry("referrals.rule_document_years", ["2"], datetime.date(2024, 1, 1), None, "Regionens beslut")
        row = rulevalues.enter(entry, by=actor("klara.ostmyr"))
        rulevalues.approve(row, by=actor("jon.talludden"))


def test_the_form_links_the_referral_rules_and_the_guarantee_rules() -> None:
    """SVR-39, D-20: three documents; only the page's own days are in the source, and no link is made up."""
    found = {page.title: page for page in documents_for("01", datetime.date(2025, 3, 4))}
    assert set(found) == {PAGE, "Regler för remittering", "Vårdgarantins regler"}
    assert (found[PAGE].updated, found[PAGE].checked) == (CHECKED, CHECKED)
    for title in ("Regler för remittering", "Vårdgarantins regler"):
        page = found[title]
        assert (page.link, page.updated, page.checked, page.overdue) == ("", None, None, False)
        assert page.decision.codes == ("X-33.undated",)


def test_the_directive_belongs_to_a_transfer_alone() -> None:
    """SVR-28: it is linked where transfer is decided, not beside the form; another region has none of it."""
    day = datetime.date(2025, 3, 4)
    assert [page.title for page in transfer_documents("01", day)] == [DIRECTIVE]
    assert DIRECTIVE not in [page.title for page in documents_for("01", day)]
    assert transfer_documents("08", day) == []


@pytest.mark.parametrize(("day", "late"), [("2025-12-19", False), ("2025-12-20", True)])
def test_two_years_after_the_check_it_is_flagged(day: str, late: bool) -> None:
    """SVR-39, D-65: checked 2023-12-19 with an interval of two years: flagged from 2025-12-20, not the day before."""
    two_years()
    page = next(page for page in documents_for("01", datetime.date.fromisoformat(day)) if page.title == PAGE)
    assert page.overdue is late
    assert page.decision.codes == (("REM-46.overdue",) if late else ())


def test_another_region_keeps_its_own_interval() -> None:
    """X-41, D-65: what Stockholm sets does not move the day in Västra Götaland."""
    day = datetime.date(2024, 12, 16)
    before = [page.overdue for page in documents_for("14", day)]
    two_years()
    assert [page.overdue for page in documents_for("14", day)] == before
    assert any(before)
