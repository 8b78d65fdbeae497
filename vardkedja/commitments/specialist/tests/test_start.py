"""Min dag and the search field for specialist referrals and emergency admissions (SVR-34, X-16, X-17)."""

import uuid
from collections.abc import Iterator

import pytest

from vardkedja.commitments.specialist.tests import samples
from vardkedja.commitments.specialist.tests.list_rows import at, number
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Task
from vardkedja.kernel.people.models import Person
from vardkedja.web.tests.client import signed_in


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-31 09:00"):
        yield


def test_the_start_page_tells_of_the_queue() -> None:
    """SVR-34, X-17: what waits for the unit and for me, and what may not be left lying, each a link to its list."""
    at("2025-05-01 09:00", samples.completing)
    mine = samples.opened()
    samples.approved()
    page = signed_in(samples.HENRIK).get("/").content.decode()
    for address in ("?lista=bedoma", "?lista=bedoma&amp;vems=mina", "?lista=utfarda", "ko/?visa=komplettering"):
        assert f'href="/specialistvard/{address}"' in page
    assert "ko/?visa=utan-forbindelse" in page
    assert "ko/?visa=tysta" not in page
    Task.objects.filter(case__uuid=mine).delete()
    assert "ko/?visa=tysta" in signed_in(samples.HENRIK).get("/").content.decode()


def test_the_start_page_of_a_sender() -> None:
    """X-17, SVR-35: the sender's own lists, never the office's."""
    samples.rejected()
    page = signed_in(samples.CASPER).get("/").content.decode()
    assert 'href="/specialistvard/?lista=beslut&amp;vems=mina"' in page
    assert "/specialistvard/ko/?" not in page


def test_searching_by_number_and_by_patient() -> None:
    """X-16, X-07: a number leads to the list, a personal number to everything of the patient within reach, logged."""
    case = samples.opened()
    found = number(case)
    for who, there in ((samples.HENRIK, True), (samples.CASPER, True), (samples.SELMA, False)):
        client = signed_in(who)
        where = client.post("/sok/", {"q": found.lower()})["Location"]
        assert where == f"/specialistvard/?lista=alla&nummer={found}"
        assert (f"rad-{found}" in client.get(where).content.decode()) is there
        where = client.post("/sok/", {"q": samples.ARVID})["Location"]
        assert "9851" not in where
        assert (f"rad-{found}" in client.get(where).content.decode()) is there
        assert AccessLog.objects.filter(action="search.patient", staff__username=who).exists() is there


@pytest.mark.parametrize("typed", ["S2025-999999", "A2025-999999", "s2025-1", "Arvid", ""])
def test_a_number_that_is_not_there(typed: str) -> None:
    """X-16, X-35: nothing is found, in words, whatever is typed."""
    samples.sent()
    client = signed_in(samples.HENRIK)
    page = client.get(client.post("/sok/", {"q": typed})["Location"]).content.decode()
    assert "Inga ärenden stämmer" in page or "Det går inte att söka på det" in page
    assert "rad-S" not in page


def test_a_patient_without_cases() -> None:
    """X-16: somebody that nobody here has a case for gives the same words as somebody unknown."""
    page = signed_in(samples.HENRIK).get("/sok/", {"patient": str(uuid.uuid4())}).content.decode()
    assert "Inga ärenden för personen" in page


def test_an_emergency_admission_is_found() -> None:
    """X-16, X-06: by its number straight to its page, and among what a patient has; another hospital finds neither."""
    case = samples.acute_case()
    found, patient = number(case), Person.objects.values_list("uuid", flat=True).get()
    for who, there in ((samples.CASPER, True), (samples.HENRIK, True), (samples.SELMA, False)):
        client = signed_in(who)
        where = client.post("/sok/", {"q": found})["Location"]
        assert (where == f"/specialistvard/akut/{case}/") is there
        assert client.get(where).status_code == 200
        page = client.get("/sok/", {"patient": str(patient)}).content.decode()
        assert (f">{found}</a>" in page) is there
