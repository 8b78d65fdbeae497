"""The case page and its acts, as a browser gets them: what may be done now, why not, who can; and nothing typed is lost."""

import html
import re
import uuid

import pytest
from django.http import HttpResponse

from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals.actions import forwarding, receiving
from vardkedja.referrals.messages import Message
from vardkedja.referrals.tests import samples as s
from vardkedja.web.tests.client import form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_day():
    with clock.stopped_at("2025-03-03 10:00"):
        yield


def text_of(answer: HttpResponse) -> str:
    """The page's words without tags, spaces folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def buttons(answer: HttpResponse, case: uuid.UUID) -> set[str]:
    """The acts that the page leads to."""
    return set(re.findall(rf"/remisser/{case}/gor/([a-z-]+)/", answer.content.decode()))


def test_each_person_sees_what_may_be_done_and_who_does_the_rest() -> None:
    """REM-21, X-05: the actions a person may take now; for the rest why not and who can."""
    case = s.assigned()
    page = signed_in(s.SHIRIN).get(f"/remisser/{case}/")
    assert {"bekrafta", "svara", "vidarebefordra", "begar-komplettering"} <= buttons(page, case)
    page = signed_in(s.GUSTAV).get(f"/remisser/{case}/")
    assert "svara" not in buttons(page, case)
    assert "Shirin Mohammadi-Karlström, eller den som får arbetet utdelat" in text_of(page)
    page = signed_in(s.LOVISA).get(f"/remisser/{case}/")
    assert {"bedomare", "skriv-svar", "besked"} <= buttons(page, case)
    assert "Ingår inte i rollen Medicinsk sekreterare" in text_of(page)
    page = signed_in(s.OSKAR).get(f"/remisser/{case}/")
    assert {"aterkalla", "kontakt", "flytta-bevakning"} <= buttons(page, case)
    assert "svara" not in buttons(page, case)


def test_without_an_assessor_the_page_says_so() -> None:
    """REM-21: an answer cannot be given until an assessor is set, and the page says what to do first."""
    case = s.sent()
    page = signed_in(s.SHIRIN).get(f"/remisser/{case}/")
    assert buttons(page, case) & {"svara", "bekrafta", "vidarebefordra"} == set()
    assert "Utse bedömare först" in text_of(page)
    assert "Enhetens tur: utse ansvarig bedömare" in text_of(page)


def test_five_different_facts() -> None:
    """REM-26, X-39: sent, received, accepted, answered and read are five facts, each with its own time."""
    case = s.sent()

    def missing() -> list[str]:
        said = text_of(signed_in(s.OSKAR).get(f"/remisser/{case}/"))
        found = re.findall(r"(Skickad|Mottagen|Bekräftad|Besvarad|Läst) (inte än|\S+ \S+)", said)
        return [word for word, at in found if at == "inte än"]

    assert missing() == ["Mottagen", "Bekräftad", "Besvarad", "Läst"]
    s.assigned(case)
    assert missing() == ["Bekräftad", "Besvarad", "Läst"]
    s.answered(s.confirmed(case))
    assert missing() == ["Läst"]


def test_reading_a_case_is_logged_and_another_unit_gets_nothing() -> None:
    """X-06, X-07: the look is in the log before the answer; a unit that has nothing to do with it gets a 404."""
    case = s.sent()
    patient = s.seen(case).patient_id
    assert signed_in(s.EVALENA).get(f"/remisser/{case}/").status_code == 200
    assert AccessLog.objects.filter(action="rem.case", patients=[patient]).count() == 1
    assert signed_in(s.NADJA).get(f"/remisser/{case}/").status_code == 404
    for what in ("svara", "kontakt", "finns-inte"):
        assert signed_in(s.NADJA).get(f"/remisser/{case}/gor/{what}/").status_code == 404
    assert AccessLog.objects.filter(patients=[patient], staff__username=s.NADJA).count() == 0


def test_an_act_from_its_page_and_a_refusal_that_keeps_the_text() -> None:
    """REM-29, X-35: a refused answer shows the reason at its field and everything typed again; whole, it is sent."""
    case = s.assigned()
    browser, address = signed_in(s.SHIRIN), f"/remisser/{case}/gor/svara/"
    typed = form_of(browser.get(address)) | {"text": "Operation planeras.", "decided_on": "igår", "kind": "final"}
    page = browser.post(address, typed)
    assert page.status_code == 422
    assert "Operation planeras." in page.content.decode()
    assert "Beslutsdagen är inget datum" in text_of(page)
    assert s.seen(case, s.SHIRIN).in_state == "not_assessed"
    page = browser.post(address, form_of(page) | {"decided_on": "2025-03-03"})
    assert page.status_code == 302
    assert s.message(case, "final").text == "Operation planeras."


def test_somebody_was_first_and_no_text_is_lost() -> None:
    """X-37: a form that was opened before the other side acted is told what happened, with the text kept; then it goes."""
    case = s.assigned()
    browser, address = signed_in(s.SHIRIN), f"/remisser/{case}/gor/svara/"
    typed = form_of(browser.get(address)) | {"text": "Ett långt svar.", "kind": "final"}
    receiving.request_completion(case, by=s.me(s.SHIRIN), text="Skicka röntgen.")
    page = browser.post(address, typed)
    assert page.status_code == 409
    assert "Någon annan hann före" in text_of(page)
    assert "Komplettering begärdes" in text_of(page)
    assert "Ett långt svar." in page.content.decode()
    assert Message.objects.filter(case__uuid=case, kind="final").count() == 0
    assert browser.post(address, form_of(page)).status_code == 302
    assert s.message(case, "final").text == "Ett långt svar."


def test_forwarded_meanwhile_the_old_unit_is_told_in_words() -> None:
    """REM-37, REM-38: who answers after a colleague has forwarded reads that, and where it went, and keeps the text."""
    case = s.assigned()
    browser, address = signed_in(s.SHIRIN), f"/remisser/{case}/gor/svara/"
    typed = form_of(browser.get(address)) | {"text": "För sent.", "kind": "final"}
    to = Unit.objects.get(slug=s.BORAS).uuid
    forwarding.forward(case, by=s.me(s.SHIRIN), to_unit=to, reason="Protes.", text="Skickad vidare.")
    page = browser.post(address, typed)
    assert page.status_code == 409
    assert "Ortopedkliniken, Södra Älvsborgs sjukhus Borås" in text_of(page)
    assert form_of(page)["text"].strip() == "För sent."
    assert signed_in(s.SHIRIN).get(f"/remisser/{case}/").status_code == 200  # the trail can still be read


def test_the_same_form_twice_is_done_once() -> None:
    """X-38: a repeated send gives the same answer, and one message."""
    case = s.assigned()
    browser, address = signed_in(s.SHIRIN), f"/remisser/{case}/gor/svara/"
    typed = form_of(browser.get(address)) | {"text": "Svar.", "kind": "final"}
    first, second = browser.post(address, typed), browser.post(address, typed)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Message.objects.filter(case__uuid=case, kind="final").count() == 1


def test_what_is_typed_in_an_act_is_kept_and_goes_when_it_is_sent() -> None:
    """X-35: an answer that was begun stands there the next time, on Min dag too, and is gone once sent."""
    case = s.assigned()
    browser, address = signed_in(s.SHIRIN), f"/remisser/{case}/gor/svara/"
    typed = form_of(browser.get(address)) | {"text": "Påbörjat svar"}
    assert browser.post(f"{address}kladd/", typed).json() == {"saved": "10:00"}
    assert "Påbörjat svar" in browser.get(address).content.decode()
    assert address in browser.get("/").content.decode()
    assert "Påbörjat svar" not in signed_in(s.LOVISA).get(f"/remisser/{case}/gor/skriv-svar/").content.decode()
    browser.post(address, form_of(browser.get(address)) | {"kind": "final"})
    assert not Draft.objects.filter(case__uuid=case).exists()


def test_one_press_attests_and_takes_the_proposed_day() -> None:
    """REM-18, REM-49: a confirmation is attested from the case page, and its day accepted, without another page."""
    case = s.confirmed(wait_on=clock.today().replace(month=5, day=9))
    browser = signed_in(s.OSKAR)
    page = browser.get(f"/remisser/{case}/")
    assert "Flytta bevakningen till fre 9 maj" in text_of(page)
    given = {"besked": s.message(case, "confirmation").uuid, "turn": s.seen(case).turn}
    moved = given | {"until": "2025-05-09", "cause": "väntetid"}
    assert browser.post(f"/remisser/{case}/gor/flytta-bevakning/", moved).status_code == 302
    assert str(s.seen(case).watch_until) == "2025-05-09"
    assert browser.post(f"/remisser/{case}/gor/vidimera/", given).status_code == 302
    assert s.message(case, "confirmation").attested_by.username == s.OSKAR
    assert s.nodes(case) == [
        ("answer", s.MOLNDAL, s.SHIRIN),
        ("watch", s.BJORKDALEN, s.OSKAR),
    ]


def test_an_ended_unit_is_said_on_the_page() -> None:
    """X-04: a referral to a unit that has ended says so and what to do."""
    case = s.sent()
    Unit.objects.filter(slug=s.MOLNDAL).update(valid_to="2025-03-02")
    assert "Enheten upphörde 2025-03-02" in text_of(signed_in(s.OSKAR).get(f"/remisser/{case}/"))
