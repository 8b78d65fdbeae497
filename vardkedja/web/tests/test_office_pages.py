"""What is the same for everybody: help, downtime, the manual, the sign of life; and a notice that has been read."""

from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client

from vardkedja.demo.cast import actor
from vardkedja.kernel import notices
from vardkedja.kernel.notices import Notice
from vardkedja.web.office import manual, pages
from vardkedja.web.tests.client import signed_in


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/tangenter/", "Allt går att göra utan mus"),
        ("/tillganglighet/", "WCAG 2.2"),
        ("/reserv/", "Tomma blanketter"),
        ("/lathund/", "Lathund"),
    ],
)
def test_a_page_for_everybody(db: None, page: str, said: str) -> None:
    """X-25, X-35: signed in or not; the day's list is only offered to those who may see it."""
    assert said in Client().get(page).content.decode()
    assert said in signed_in("noomi.fagelmo").get(page).content.decode()


def test_downtime_offers_the_list_to_those_who_may_see_it(db: None) -> None:
    """X-25, RUS-02: with a grant yes, without no."""
    assert "Enhetens RUS-remisser" in signed_in("annika.hjalmarsson").get("/reserv/").content.decode()
    assert "Enhetens RUS-remisser" not in signed_in("noomi.fagelmo").get("/reserv/").content.decode()


def test_the_sign_of_life_asks_the_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """X-25: "ok", or 503 when the database does not answer."""
    answer = Client().get("/levande/")
    assert (answer.status_code, answer.content) == (200, b"ok")

    class Gone:
        def cursor(self) -> None:
            raise DatabaseError

    monkeypatch.setattr(pages, "connection", Gone())
    assert Client().get("/levande/").status_code == 503


def test_a_notice_is_read_once_by_those_it_is_to(db: None) -> None:
    """X-18: another person's is the same as none; who was first stays; then the page goes on or back."""
    johan, annika = actor("johan.akerhielm"), actor("annika.hjalmarsson")
    notices.send("Mottagaren finns nu.", staff_id=johan.staff_id, address="/rus/")
    notice = Notice.objects.get()
    address = f"/notis/{notice.uuid}/last/"
    assert signed_in("annika.hjalmarsson").post(address).status_code == 404
    assert Notice.objects.get().read_at is None
    browser = signed_in("johan.akerhielm")
    assert browser.get(address).status_code == 405
    assert browser.post(address, {"next": "/behorigheter/"})["Location"] == "/behorigheter/"
    assert browser.post(address, {"gor": "oppna"})["Location"] == "/rus/"
    assert Notice.objects.get().read_by_id == johan.staff_id
    notices.send("Till alla vid enheten.", unit_id=annika.unit_id)
    assert len(notices.for_actor(annika)) == 1
    shared = Notice.objects.get(staff=None)
    assert signed_in("annika.hjalmarsson").post(f"/notis/{shared.uuid}/last/").status_code == 302
    assert notices.for_actor(johan) == []


def test_the_manual_is_written_in_plain_marks() -> None:
    """X-35: headings, lists, links, pictures; everything else is text, and text is escaped."""
    shown = manual.as_html(
        "# Rubrik\n\nFörst **viktigt** och `RUS`.\n\n## Steg\n1. Öppna [listan](/rus/).\n2. Skriv\n   klart.\n\n"
        "- ett\n- två\n\n![Listan](listan.png)\n\n<script>x</script> [x](javascript:y)"
    )
    assert "Rubrik" not in shown
    assert "<p>Först <strong>viktigt</strong> och <code>RUS</code>.</p>" in shown
    assert '<h2>Steg</h2><ol class="vk-steps"><li><span>Öppna <a href="/rus/">listan</a>.</span></li>' in shown
    assert "<li><span>Skriv klart.</span></li></ol>" in shown
    assert '<ul class="vk-list-plain"><li><span>ett</span></li><li><span>två</span></li></ul>' in shown
    assert '<img class="vk-picture" src="/lathund/bild/listan.png" alt="Listan">' in shown
    assert "<p>&lt;script&gt;x&lt;/script&gt; [x](javascript:y)</p>" in shown


def test_a_chapter_is_a_page_and_nothing_else_is(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """X-35: only files of the manual's own folder."""
    (tmp_path / "01-borja.md").write_text("# Börja här\n\nLogga in.\n", encoding="utf-8")
    (tmp_path / "bilder").mkdir()
    (tmp_path / "bilder" / "listan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "hemligt.txt").write_text("nej", encoding="utf-8")
    monkeypatch.setattr(manual, "FOLDER", tmp_path)
    browser = Client()
    assert "Börja här" in browser.get("/lathund/").content.decode()
    assert "Logga in." in browser.get("/lathund/01-borja/").content.decode()
    picture = browser.get("/lathund/bild/listan.png")
    assert (picture["Content-Type"], b"".join(picture)[:4]) == ("image/png", b"\x89PNG")
    wrong = ["/lathund/hemligt/", "/lathund/02-finns-inte/", "/lathund/bild/hemligt.png", "/lathund/../settings/"]
    assert [browser.get(page).status_code for page in wrong] == [404] * 4
