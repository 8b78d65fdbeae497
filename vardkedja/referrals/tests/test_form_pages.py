"""The form of a referral, scanning, registering and printing, as a browser gets them."""

import datetime
import re
import uuid

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from vardkedja.kernel import clock
from vardkedja.kernel.drafts import Draft
from vardkedja.referrals.actions import answering
from vardkedja.referrals.papers_in import Dictation, Scan
from vardkedja.referrals.tests import samples as s
from vardkedja.referrals.tests.test_case_page import text_of
from vardkedja.web.tests.client import form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_day():
    with clock.stopped_at("2025-03-07 10:00"):
        yield


def filled(browser, address: str, **typed: str) -> dict[str, str]:
    """What a browser would send when the form is filled in."""
    whole = {
        "number": s.BIRGIT,
        "to_unit": str(s.unit(s.MOLNDAL)),
        "question": "Höftsmärta. Fråga: operation?",
        "doctor": str(s.staff(s.OSKAR)),
        "decided_on": "2025-03-07",
    }
    return form_of(browser.get(address)) | whole | typed


def test_a_secretary_writes_a_doctor_signs() -> None:
    """REM-05: the form says the last day to send; done for signature it waits with the doctor."""
    browser, address = signed_in(s.EVALENA), f"/remisser/skriv/{uuid.uuid4()}/"
    page = browser.get(address)
    assert "Skickas senast onsdag 12 mars 2025" in text_of(page)
    answer = browser.post(address, filled(browser, address, do="klar"))
    assert answer.status_code == 302
    case = uuid.UUID(answer["Location"].split("/")[2])
    assert s.nodes(case) == [("sign", s.BJORKDALEN, s.OSKAR)]


def test_a_doctor_signs_and_goes_on_to_send() -> None:
    """REM-06: a doctor's own referral is signed from the form and leads to sending it, where the watch comes by itself."""
    browser, address = signed_in(s.OSKAR), f"/remisser/skriv/{uuid.uuid4()}/"
    answer = browser.post(address, filled(browser, address, do="signera"))
    assert answer["Location"].endswith("/gor/skicka/")
    case = uuid.UUID(answer["Location"].split("/")[2])
    answer = browser.post(answer["Location"], form_of(browser.get(answer["Location"])) | {"channel": "electronic"})
    assert answer.status_code == 302
    assert s.seen(case).watch_until == datetime.date(2025, 3, 21)


def test_what_is_missing_is_said_and_nothing_is_lost() -> None:
    """REM-05, X-35: every fault at once, with the text still there; the draft itself can always be saved."""
    browser, address = signed_in(s.OSKAR), f"/remisser/skriv/{uuid.uuid4()}/"
    typed = filled(browser, address, do="klar", to_unit="", question="", doctor="")
    page = browser.post(address, typed)
    assert page.status_code == 422
    said = text_of(page)
    assert [
        word for word in ("Mottagare saknas", "Frågeställning saknas", "Remittent saknas") if word not in said
    ] == []
    assert s.BIRGIT in page.content.decode()


def test_typing_is_kept_from_the_first_key_and_thrown_away_on_request() -> None:
    """X-35: a draft is kept without being saved; Kasta takes it away."""
    browser, draft = signed_in(s.OSKAR), uuid.uuid4()
    address = f"/remisser/skriv/{draft}/"
    typed = filled(browser, address, question="Halv men")
    assert browser.post(f"{address}kladd/", typed).json() == {"saved": "10:00"}
    assert "Halv men" in browser.get(address).content.decode()
    assert browser.post(address, typed | {"do": "kasta"}).status_code == 302
    assert not Draft.objects.filter(uuid=draft).exists()


def test_two_write_in_the_same_draft() -> None:
    """X-37: who saves second sees theirs beside mine, and may save again."""
    case = s.written()
    mine, theirs, address = signed_in(s.OSKAR), signed_in(s.EVALENA), f"/remisser/{case}/skriv/"
    opened = form_of(mine.get(address))
    other = form_of(theirs.get(address)) | {"question": "Evalenas text", "do": "spara"}
    assert theirs.post(address, other).status_code == 302
    page = mine.post(address, opened | {"question": "Oskars text", "do": "spara"})
    assert page.status_code == 409
    assert "Evalenas text" in page.content.decode()
    assert "Oskars text" in page.content.decode()
    assert mine.post(address, form_of(page) | {"do": "spara"}).status_code == 302
    assert s.seen(case).question == "Oskars text"


def test_a_dictation_from_the_form_goes_to_the_pool() -> None:
    """REM-03, REM-04: dictated instead of written; the pool sees it first in its list and writes it out."""
    browser, address = signed_in(s.OSKAR), f"/remisser/skriv/{uuid.uuid4()}/"
    typed = filled(browser, address, do="diktera", question="", dictation="", to_pool="on")
    assert browser.post(address, typed).status_code == 422
    assert browser.post(address, typed | {"dictation": "Band 77"}).status_code == 302
    row = Dictation.objects.get(number="Band 77")
    pool = signed_in("ullabritt.moren")
    assert "Band 77" in text_of(pool.get("/remisser/diktat/"))
    page = pool.get(f"/remisser/diktat/{row.uuid}/")
    assert "onsdag 12 mars 2025" in text_of(page)
    assert pool.post(f"/remisser/diktat/{row.uuid}/", form_of(page) | {"text": "Höftsmärta."}).status_code == 302
    assert s.nodes(row.case.uuid) == [("sign", s.BJORKDALEN, s.OSKAR)]
    assert pool.get(f"/remisser/diktat/{row.uuid}/").status_code == 404


def test_a_paper_answer_finds_its_referral_by_the_printed_code() -> None:
    """REM-15, X-15: what we printed and got back leads to its referral; registered, it is in Att vidimera."""
    case = s.sent_on_paper()
    browser = signed_in(s.EVALENA)
    printed = browser.get(f"/remisser/{case}/remiss.pdf")
    assert printed["Content-Type"] == "application/pdf"
    sheet = SimpleUploadedFile("svar.pdf", printed.content)
    answer = browser.post("/remisser/skanna/", {"file": sheet, "kind": "answer", "arrived_on": "2025-03-07"})
    assert answer["Location"] == f"/remisser/{case}/gor/registrera-svar/"
    typed = form_of(browser.get(answer["Location"]))
    assert typed["scan"] == str(Scan.objects.get(code=s.seen(case).number).uuid)
    assert browser.post(answer["Location"], typed | {"kind": "final", "end_monitoring": "nej"}).status_code == 302
    assert ("attest", s.BJORKDALEN, s.OSKAR) in s.nodes(case)
    again = SimpleUploadedFile("svar.pdf", printed.content)
    page = browser.post("/remisser/skanna/", {"file": again, "kind": "answer", "arrived_on": "2025-03-07"})
    assert page.status_code == 422
    assert "redan skannat" in text_of(page)


def test_what_is_no_paper_is_refused_in_words() -> None:
    """X-15: another format, and no file at all."""
    browser = signed_in(s.LOVISA)
    sheet = SimpleUploadedFile("remiss.pdf", b"PK\x03\x04" + b"0" * 200)
    page = browser.post("/remisser/skanna/", {"file": sheet, "kind": "referral", "arrived_on": "2025-03-07"})
    assert (page.status_code, "PDF, JPEG, PNG och TIFF" in text_of(page)) == (422, True)
    page = browser.post("/remisser/skanna/", {"kind": "referral", "arrived_on": "2025-03-07"})
    assert (page.status_code, "Filen saknas" in text_of(page)) == (422, True)


def test_a_paper_referral_is_registered_and_goes_to_an_assessor() -> None:
    """REM-23, REM-24: with its scan, the sender from the register; then the page asks for the assessor."""
    browser, scan = signed_in(s.LOVISA), s.scanned(s.LOVISA, "referral")
    page = browser.get(f"/remisser/registrera/?papper={scan}")
    typed = form_of(page) | {"number": s.LEIF, "sender_unit": str(s.unit(s.OUTSIDE)), "do": "registrera"}
    assert typed["arrived_on"] == "2025-03-07"
    refused = browser.post("/remisser/registrera/", typed | {"scan": ""})
    assert refused.status_code == 422
    answer = browser.post("/remisser/registrera/", typed)
    assert answer["Location"].endswith("/gor/bedomare/")
    case = uuid.UUID(answer["Location"].split("/")[2])
    assert s.nodes(case) == [("answer", s.MOLNDAL, "")]
    form = form_of(browser.get(answer["Location"])) | {"assessor": str(s.staff(s.SHIRIN))}
    assert browser.post(answer["Location"], form).status_code == 302
    assert s.nodes(case) == [("answer", s.MOLNDAL, s.SHIRIN)]


def test_a_paper_is_seen_only_by_those_who_may_know_of_it() -> None:
    """X-06, X-15: an unlinked paper by its unit; a linked one by the case's sides; sent from the side, never inline."""
    scan = s.scanned(s.LOVISA, "referral")
    address = f"/remisser/papper/{scan}/"
    assert signed_in(s.LOVISA).get(address)["Content-Disposition"].startswith("attachment")
    assert signed_in(s.EVALENA).get(address).status_code == 404
    s.registered(scan=scan)
    assert signed_in(s.SHIRIN).get(address).status_code == 200
    assert signed_in(s.NADJA).get(address).status_code == 404


def test_the_paper_says_what_was_signed() -> None:
    """X-14, X-09: a draft prints with a watermark; the signed version prints as it was signed."""
    case, browser = s.written(), signed_in(s.OSKAR)
    assert "UTKAST" in words_of(browser.get(f"/remisser/{case}/remiss.pdf").content)
    case = s.to_send()
    words = words_of(browser.get(f"/remisser/{case}/remiss.pdf").content)
    assert "UTKAST" not in words
    assert "Fråga: operation?" in words
    assert "Oskar Fagerström Nyberg" in words
    assert signed_in(s.NADJA).get(f"/remisser/{case}/remiss.pdf").status_code == 404


def words_of(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_a_reply_to_a_sender_outside_is_printed_and_its_posting_registered() -> None:
    """X-24, REM-29: the answer waits in Att skicka until somebody has sent it; then the day and the way are kept."""
    case = s.answered(s.assigned(s.registered()))
    browser, message = signed_in(s.LOVISA), s.message(case, "final")
    assert (message.state, ("send", s.MOLNDAL, s.SHIRIN) in s.nodes(case)) == ("to_send", True)
    assert "Operation planeras i maj." in words_of(browser.get(f"/remisser/{case}/senaste-svar.pdf").content)
    address = f"/remisser/{case}/gor/skickat/?besked={message.uuid}"
    assert browser.post(address, form_of(browser.get(address)) | {"sent_on": "2025-03-08"}).status_code == 422
    assert browser.post(address, form_of(browser.get(address)) | {"channel": "post"}).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.channel, str(message.sent_on)) == ("sent", "post", "2025-03-07")
    assert s.nodes(case) == []


def test_a_message_to_a_sender_outside_has_a_paper_of_its_own() -> None:
    """X-24, REM-36: what is forwarded, asked or interrupted reaches a sender outside on paper: printed, then registered."""
    case = s.assigned(s.registered())
    answering.interrupt(case, by=s.me(s.SHIRIN), reason="Patienten är redan opererad.")
    browser, message = signed_in(s.LOVISA), s.message(case, "interruption")
    page = browser.get(f"/remisser/{case}/").content.decode()
    (address,) = set(re.findall(rf"/remisser/{case}/meddelande-\d+\.pdf", page))
    words = words_of(browser.get(address).content)
    assert "Patienten är redan opererad." in words
    assert "MEDDELANDE OM AVBRUTEN REMISS" in words
    assert (message.state, s.nodes(case)) == ("to_send", [("send", s.MOLNDAL, s.SHIRIN)])
