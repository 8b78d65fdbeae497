"""Regeldokument: everybody reads their region's, overdue first; who enters rule values adds and changes them."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, ruledocument_verbs, ruledocuments
from vardkedja.kernel.access import Denied
from vardkedja.kernel.history import History
from vardkedja.kernel.register import install
from vardkedja.kernel.ruledocument_verbs import DocumentForm
from vardkedja.kernel.ruledocuments import RuleDocument
from vardkedja.web.tests.client import form_of, signed_in

KEEPER, NURSE, KALMAR = "cornelia.askdal", "jenny.ekvall", "tor.svanviken"
ANNEX = "Bilaga till Riktlinje Remisshantering"


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


@pytest.fixture
def annex(db: None) -> RuleDocument:
    return RuleDocument.objects.get(title=ANNEX)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def typed(**other: Any) -> dict[str, Any]:
    """A new document, filled in."""
    made = {
        "title": "Lokal rutin",
        "kind": "other",
        "link": "https://www.exempel.se/rutin/",
        "checked_on": "2025-03-01",
    }
    return made | {"owner_function": "Vårdadministration", "version": "1"} | other


def changed(row: RuleDocument, **other: Any) -> HttpResponse:
    """Cornelia opens a document, changes something and saves."""
    browser = signed_in(KEEPER)
    address = f"/regeldokument/{row.uuid}/"
    return browser.post(address, form_of(browser.get(address)) | other)


def test_the_guideline_stands_as_the_source_says(annex: RuleDocument) -> None:
    """REM-46: owner function, approving body, created, revised and last checked."""
    assert (annex.owner_function, annex.approved_by_body) == ("AsynjaVisph förvaltning", "Chefsläkaravdelningen")
    days = annex.created_on, annex.revised_on, annex.checked_on
    assert days == (day("2019-04-24"), day("2021-06-01"), day("2023-12-15"))
    page = signed_in(NURSE).get("/regeldokument/").content.decode()
    for text in (ANNEX, "AsynjaVisph förvaltning", "Chefsläkaravdelningen", "2019-04-24", "2021-06-01", "2023-12-15"):
        assert text in page


@pytest.mark.parametrize(("today", "late"), [("2024-12-15", False), ("2024-12-16", True)])
def test_overdue_is_flagged_from_the_day_after_the_interval(annex: RuleDocument, today: str, late: bool) -> None:
    """REM-46: checked 2023-12-15: nothing on 2024-12-15, flagged and first in the list on 2024-12-16, with Varför?."""
    with clock.stopped_at(f"{today} 12:00"):
        page = signed_in(NURSE).get("/regeldokument/").content.decode()
    assert ("Kontrollen är försenad" in page) == late
    first = page.index("<tbody>")
    assert (page.index(ANNEX, first) < page.index("Funktionsbeskrivning vidarebefordring", first)) == late
    assert ("skulle kontrolleras igen senast 15 december 2024" in page) == late


def test_every_known_document_is_there_with_its_days(db: None) -> None:
    """X-33: the shipped documents of each region, dated and undated."""
    known = {
        (one.region_id, one.title.partition(":")[0]): (one.revised_on, one.checked_on, one.valid_from, one.valid_to)
        for one in RuleDocument.objects.all()
    }
    undated = (None, None, None, None)
    assert known["08", "RUS-remiss instruktion"] == known["08", "Köpt vård"] == undated
    assert known["12", "Förskrivning till patienter som bor utanför Skåne"] == undated
    page = day("2023-12-19")
    assert known["01", "Valfrihet – patientens val"] == (page, page, None, None)
    agreement = "Lokalt samverkansavtal Kronoberg"
    assert known["07", agreement] == (None, None, day("2024-11-04"), day("2027-11-03"))
    assert known["07", f"{agreement}, bilaga 2"] == (None, None, None, day("2025-03-01"))


@pytest.mark.parametrize(("today", "overdue"), [("2025-03-01", []), ("2025-03-02", ["bilaga 2"])])
def test_the_overdue_list_of_kronoberg(db: None, today: str, overdue: list[str]) -> None:
    """X-33: on 2025-03-02 the overdue list holds annex 2; on 2025-03-01 it does not. What has ended can still be read."""
    from vardkedja.kernel import terms

    rows = ruledocuments.of_region("07")
    late = [one.title for one in rows if one.judged(day(today), terms.current()).result["overdue"]]
    assert [title.partition(":")[0].rpartition(", ")[2] for title in late] == overdue
    assert len(rows) == 2


def test_everybody_reads_the_own_region_and_nobody_else_changes(annex: RuleDocument) -> None:
    """X-33, X-05, X-06: a nurse reads; only the keeper of rules opens the form; another region's document does not exist."""
    page = signed_in(NURSE).get("/regeldokument/").content.decode()
    assert "/regeldokument/nytt/" not in page
    assert "Köpt vård" not in page
    assert "Köpt vård" in signed_in(KALMAR).get("/regeldokument/").content.decode()
    for username, status in ((NURSE, 403), (KALMAR, 404), (KEEPER, 200)):
        assert signed_in(username).get(f"/regeldokument/{annex.uuid}/").status_code == status
    with pytest.raises(Denied):
        ruledocument_verbs.add(DocumentForm("A", "other", "", "B"), by=actor(NURSE))


def test_a_new_checked_day_takes_the_flag_away(annex: RuleDocument) -> None:
    """REM-46, X-08: checked anew 2025-03-04: the flag goes, and the history holds old and new."""
    assert "Kontrollen är försenad" in signed_in(NURSE).get("/regeldokument/").content.decode()
    assert changed(annex, checked_on="2025-03-04")["Location"] == "/regeldokument/?klart=andrat"
    assert "Kontrollen är försenad" not in signed_in(NURSE).get("/regeldokument/").content.decode()
    row = History.objects.get(subject=f"regeldokument/{annex.uuid}")
    assert row.changes == {"checked_on": ["2023-12-15", "2025-03-04"]}
    assert row.staff.username == KEEPER


def test_a_document_is_added_and_narrowed(db: None) -> None:
    """X-33, REM-47: stored with everything typed; the same title and version once more is refused, another version not."""
    keeper = signed_in(KEEPER)
    answer = keeper.post("/regeldokument/nytt/", typed(provider_kinds=["private", "narhalsan"], valid_to="2026-03-01"))
    assert answer["Location"] == "/regeldokument/?klart=tillagt"
    row = RuleDocument.objects.get(title="Lokal rutin")
    assert (row.region_id, row.provider_kinds, row.valid_to) == ("14", ["narhalsan", "private"], day("2026-03-01"))
    assert row.entered_by.username == KEEPER
    assert "Dokumentet finns redan" in keeper.post("/regeldokument/nytt/", typed()).content.decode()
    assert keeper.post("/regeldokument/nytt/", typed(version="2")).status_code == 302


@pytest.mark.parametrize(
    ("spoilt", "head"),
    [
        ({"title": ""}, "Titel saknas"),
        ({"title": "a" * 201}, "Titel saknas"),
        ({"kind": "dikt"}, "Slag saknas"),
        ({"link": "javascript:alert(1)"}, "Adressen går inte att använda"),
        ({"link": "http://www.exempel.se/"}, "Adressen går inte att använda"),
        ({"owner_function": ""}, "Dokumentansvarig saknas"),
        ({"version": "1" * 41}, "Texten är för lång"),
        ({"checked_on": "i våras"}, "Dagen går inte att läsa"),
        ({"checked_on": "2025-03-05"}, "Dagen ligger framåt"),
        ({"valid_from": "2025-03-02", "valid_to": "2025-03-01"}, "Sista dagen ligger före den första"),
        ({"created_on": "2025-03-02", "revised_on": "2025-03-01"}, "Revideringen ligger före tillkomsten"),
        ({"provider_kinds": ["tandvard"]}, "Slag av vårdgivare finns inte"),
    ],
)
def test_what_does_not_hold_is_refused(db: None, spoilt: dict[str, Any], head: str) -> None:
    """X-33: each fault at its field with what was typed left; the same form without it is stored."""
    keeper = signed_in(KEEPER)
    answer = keeper.post("/regeldokument/nytt/", typed(**spoilt))
    assert answer.status_code == 422
    assert head in answer.content.decode()
    assert "Vårdadministration" in answer.content.decode() or "owner_function" in spoilt
    assert keeper.post("/regeldokument/nytt/", typed(valid_from="2025-03-01", valid_to="2025-03-01")).status_code == 302


def test_who_comes_second_reads_what_the_first_saved(annex: RuleDocument) -> None:
    """X-33: two open forms: the second sees the field that differs, and what it typed is left in the form."""
    browser, address = signed_in(KEEPER), f"/regeldokument/{annex.uuid}/"
    form = form_of(browser.get(address)) | {"checked_on": "2025-02-01"}
    changed(annex, checked_on="2025-03-04")
    answer = browser.post(address, form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Någon annan hann före" in page
    assert form_of(answer)["checked_on"] == "2025-02-01"
    annex.refresh_from_db()
    assert annex.checked_on == day("2025-03-04")
    assert browser.post(address, form_of(answer)).status_code == 302


def test_installing_again_changes_nothing(annex: RuleDocument) -> None:
    """X-33: a shipped document that somebody has changed, also by title, stays as it is."""
    changed(annex, checked_on="2025-03-04", title="Remisshantering, bilaga")
    before = list(RuleDocument.objects.order_by("pk").values())
    install.rule_documents()
    assert list(RuleDocument.objects.order_by("pk").values()) == before
    annex.delete()
    install.rule_documents()
    assert RuleDocument.objects.filter(title=ANNEX).count() == 1
