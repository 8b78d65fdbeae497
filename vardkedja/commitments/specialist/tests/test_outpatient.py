"""Outpatient care in another region by choice: what applies, why, and a text for the patient (SVR-01, SVR-02, SVR-04)."""

import datetime
from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, rulevalues
from vardkedja.kernel.cases import Case
from vardkedja.kernel.rulevalues import Entry
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-03 09:00"):
        yield


def asked(region: str = "03", specialty: str = "Ortopedi", who: str = s.YASMIN) -> HttpResponse:
    return signed_in(who).get("/specialistvard/oppenvard/", {"region": region, "specialitet": specialty})


def required(*lines: str) -> None:
    """The home region's referral requirements, entered and approved."""
    entry = Entry("care.referral_required", ["\n".join(lines)], datetime.date(2025, 1, 1), None, "Regionens beslut")
    row = rulevalues.enter(entry, by=actor("klara.ostmyr"))
    rulevalues.approve(row, by=actor("jon.talludden"))


def test_an_outpatient_visit_in_uppsala_is_information_and_no_case() -> None:
    """SVR-01, SVR-03, SVR-04: free to seek, no commitment, nothing reimbursed; each with its source; nothing is stored."""
    before = Case.objects.count()
    page = asked()
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Får sökas fritt", "Ingen betalningsförbindelse", "Resor, logi och annat ersätts inte"):
        assert words in text
    assert text.count("Varför?") == 4
    assert "Patientlagen (2014:821)" in text
    assert "Du får välja öppen vård i Region Uppsala." in text
    assert "Region Stockholm ersätter inte resor, logi och andra omkostnader." in text
    assert Case.objects.count() == before


def test_what_is_not_known_is_asked_about() -> None:
    """SVR-02, X-19: no region has entered its requirements, so the page says whom to ask and guesses nothing."""
    text = asked().content.decode()
    assert "Remisskrav oklart, fråga regionen" in text
    assert "Ingen remiss krävs" not in text
    assert "Fråga mottagningen om du behöver en remiss för Ortopedi." in text


@pytest.mark.parametrize(
    ("specialty", "word"),
    [("ortopedi", "Remiss krävs (hemregionen)"), ("hud", "Remisskrav oklart, fråga regionen")],
)
def test_the_region_that_requires_a_referral_is_named(specialty: str, word: str) -> None:
    """SVR-02: one that requires it is enough; one that does not require it leaves the other to be asked."""
    required("Ortopedi: ja", "Alla andra: nej")
    text = asked(specialty=specialty).content.decode()
    assert word in text
    assert ("Du behöver en remiss för ortopedi." in text) is (specialty == "ortopedi")


@pytest.mark.parametrize(
    ("region", "specialty", "said"),
    [
        ("01", "Ortopedi", ["Välj en annan region än den egna."]),
        ("99", "Ortopedi", ["Välj en annan region än den egna."]),
        ("03", " ", ["Skriv specialiteten."]),
        ("", "Ortopedi", ["Välj en annan region än den egna."]),
        ("01", "", ["Välj en annan region än den egna.", "Skriv specialiteten."]),
    ],
)
def test_every_field_that_is_missing_is_asked_for(region: str, specialty: str, said: list[str]) -> None:
    """SVR-01, SVR-02, X-35: the own region is no choice of another; both fields are told at once."""
    page = asked(region, specialty)
    assert page.status_code == 422
    assert all(words in page.content.decode() for words in said)
    assert "Får sökas fritt" not in page.content.decode()


def test_the_page_begins_empty_and_leads_back() -> None:
    """SVR-01, X-05: nothing chosen, nothing answered; a link back; only for those who work with these referrals."""
    page = signed_in(s.YASMIN).get("/specialistvard/oppenvard/")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'href="/specialistvard/"' in text
    assert "Får sökas fritt" not in text
    assert '<option value="01"' not in text
    assert signed_in("klara.ostmyr").get("/specialistvard/oppenvard/").status_code == 403


def test_a_region_without_rules_on_costs_says_so() -> None:
    """SVR-04, X-41: what Stockholm does not reimburse is not said of Uppsala."""
    text = asked("01", who=s.OTTILIA).content.decode()
    assert "Resor och logi oklart, fråga regionen" in text
    assert "ersätter inte resor" not in text
