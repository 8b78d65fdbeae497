"""The public check of a printed commitment: number and code, no sign-in, nothing about the patient (X-03, X-11, SVR-36)."""

import datetime
import uuid
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from vardkedja.commitments import actions, checking
from vardkedja.commitments.actions import checking as verbs
from vardkedja.commitments.checking import Asked, CheckFailure
from vardkedja.commitments.specialist.tests import samples as svr
from vardkedja.commitments.tests import samples as rus
from vardkedja.kernel import clock
from vardkedja.kernel.cases import Case
from vardkedja.kernel.documents import Document
from vardkedja.kernel.paper.codes import check_code

pytestmark = pytest.mark.django_db
WRONG = "Numret och koden stämmer inte"
RUS_PAPER, SVR_PAPER = "remiss", "betalningsforbindelse"


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def paper(case: uuid.UUID, kind: str, version: int | None = None) -> tuple[str, str]:
    """Number and code as they are printed on a version of the paper; the newest without one."""
    found = Document.objects.filter(case__uuid=case, kind=kind).order_by("-version")
    document = (found if version is None else found.filter(version=version))[0].content["document"]
    letter = "B" if document["id"].startswith("S") else ""
    return document["id"], check_code(document["id"], document["version"], settings.SIGNING_KEY, letter)


def ask(number: str, code: str, address: str = "192.0.2.1") -> HttpResponse:
    return Client().post("/kontrollera/", {"number": number, "code": code}, REMOTE_ADDR=address)


def told(number: str, code: str) -> str:
    """The status in words, or "" when the two do not match."""
    page = ask(number, code)
    assert page.status_code == (422 if WRONG in page.content.decode() else 200)
    text = page.content.decode()
    words = ("Ännu inte giltig", "Makulerad eller ersatt", "Utgången", "Giltig")
    return next((word for word in words if f"</svg>{word}</span>" in text), "")


@pytest.mark.parametrize(
    ("day", "word"),
    [
        ("2025-06-03", "Ännu inte giltig"),
        ("2025-06-04", "Giltig"),
        ("2025-07-04", "Giltig"),
        ("2025-07-05", "Utgången"),
    ],
)
def test_a_specialist_commitment_says_what_it_is_worth(day: str, word: str) -> None:
    """SVR-36, X-11: valid 2025-06-04 to 2025-07-04, both included, by number and code."""
    number, code = paper(svr.issued(), SVR_PAPER)
    with clock.stopped_at(f"{day} 12:00"):
        assert told(number, code) == word


def test_the_kalmar_form_says_what_it_is_worth() -> None:
    """RUS-28, RUS-38, X-11: valid to its last day, over the day after, and nothing once it is cancelled."""
    case = rus.issued()
    number, code = paper(case, RUS_PAPER)
    last = rus.found(case).last_day
    assert last is not None
    for day, word in ((last, "Giltig"), (last + datetime.timedelta(1), "Utgången")):
        with clock.stopped_at(f"{day} 12:00"):
            assert told(number, code) == word
    actions.cancel(case, by=rus.doctor(), reason="Fel mottagare.")
    assert told(number, code) == "Makulerad eller ersatt"


def test_an_older_version_is_replaced() -> None:
    """SVR-36: after a change of period the first paper's code says so, and the second's is valid with the new days."""
    case = svr.issued()
    svr.extended(case, svr.later(70))
    with clock.stopped_at("2025-06-10 09:00"):
        assert told(*paper(case, SVR_PAPER, 1)) == "Makulerad eller ersatt"
        assert told(*paper(case, SVR_PAPER, 2)) == "Giltig"
        assert "2025-07-14" in ask(*paper(case, SVR_PAPER, 2)).content.decode()


@pytest.mark.parametrize(("day", "word"), [("2025-06-09", "Giltig"), ("2025-06-10", "Makulerad eller ersatt")])
def test_a_revoked_one_is_valid_until_the_day_of_the_ruling(day: str, word: str) -> None:
    """SVR-37: revoked on 5 May from 10 June: the day before still valid."""
    from vardkedja.commitments.specialist.actions import deciding
    from vardkedja.demo.cast import actor

    case = svr.issued()
    ends = datetime.date(2025, 6, 10)
    deciding.revoke(case, by=actor(svr.HENRIK), reason="Vården ges i regionen.", from_day=ends)
    with clock.stopped_at(f"{day} 12:00"):
        assert told(*paper(case, SVR_PAPER)) == word


def test_a_wrong_number_and_a_wrong_code_are_answered_alike() -> None:
    """X-03, X-06: nobody learns which numbers exist; a draft's or another paper's code is a wrong one too."""
    number, code = paper(svr.issued(), SVR_PAPER)
    other = "0" if code[0] != "0" else "1"
    approved = svr.approved()
    kept = Case.objects.values_list("number", flat=True).get(uuid=approved)
    tries = [
        ("S2025-999999", code),
        (number, f"{other}{code[1:]}"),
        ("inte ett nummer", code),
        (number, "kort"),
        (kept, check_code(kept, 1, settings.SIGNING_KEY, "B")),
        (number.removeprefix("S"), check_code(number.removeprefix("S"), 1, settings.SIGNING_KEY)),
        (f"VK1:V:{number}:1:{code.replace('-', '')}", ""),
        (f"VK1:B:{number}:2:{code.replace('-', '')}", ""),
    ]
    pages = [ask(*one) for one in tries]
    assert [page.status_code for page in pages] == [422] * len(tries)
    assert all(page.content.decode().count(WRONG) == 2 for page in pages)  # the summary and the field
    assert CheckFailure.objects.count() == len(tries)
    assert told(number, code) == "Ännu inte giltig"


def test_what_is_typed_may_look_as_people_type() -> None:
    """SVR-36, X-35: any case, with or without dash, O for 0 and I or L for 1, and the QR code's text in either field."""
    number, code = "S2025-000123", "7X25-F091"
    whole = Asked("svr", number, code)
    for typed in ((number, code), (" s2025000123 ", "7x25f091"), ("S2025–OOOl23", "7X25 FO9I"), (number, "7x25-f09l")):
        assert checking.read(*typed) == whole, typed
    qr = "VK1:B:S2025-000123:1:7X25F091"
    scanned = Asked("svr", number, code, 1)
    assert checking.read(qr, "") == checking.read("", qr.lower()) == scanned
    assert checking.read("VK1:R:2025-000123:2:7X25F091", "") == Asked("rus", "2025-000123", code, 2)
    nothing = Asked("", "", "")
    for typed in (("VK1:R:S2025-000123:1:7X25F091", ""), (number, "7X25-F0U1"), ("٢٠٢٥-000123", code), ("", "")):
        assert checking.read(*typed) == nothing, typed


def test_the_text_of_the_qr_code_is_enough() -> None:
    """SVR-36: pasted into the field for the number, with no code; the answer names the number and not the code."""
    number, code = paper(svr.issued(), SVR_PAPER)
    page = ask(f"VK1:B:{number}:1:{code.replace('-', '')}", "")
    text = page.content.decode()
    assert "Ännu inte giltig" in text
    assert number in text
    assert code not in text
    assert code.replace("-", "") not in text


def test_nothing_about_the_patient_is_told() -> None:
    """X-03, X-07: neither name, number, provider nor care stands on the page, whoever asks."""
    case = svr.issued()
    seen = svr.seen(case)
    text = ask(*paper(case, SVR_PAPER)).content.decode()
    assert "Ännu inte giltig" in text
    for secret in (seen.given, seen.family, seen.identifier, seen.diagnosis, seen.measure, seen.to_clinic, "Uppsala"):
        assert secret
        assert secret not in text


def test_an_empty_field_is_asked_for_and_is_no_try() -> None:
    """X-35: each missing field has its sentence."""
    page = ask("", "")
    assert page.status_code == 422
    assert "Skriv numret som står på papperet." in page.content.decode()
    assert "Skriv koden som står på papperet." in page.content.decode()
    assert CheckFailure.objects.count() == 0


def test_ten_wrong_within_a_quarter_means_waiting() -> None:
    """X-05: the tenth wrong one is judged, the next try is not, right or wrong; a quarter after the first it is."""
    number, code = paper(svr.issued(), SVR_PAPER)
    for minute in range(10):
        with clock.stopped_at(f"2025-06-10 10:0{minute}"):
            assert told(number, code) == "Giltig"  # a right one forgets no wrong one
            assert told(number, "00000000") == ""
    with clock.stopped_at("2025-06-10 10:14"):
        early = ask(number, code)
        assert ask(number, code, "192.0.2.2").status_code == 200
    assert early.status_code == 429
    assert "Vänta till 10:15 och försök igen." in early.content.decode()
    assert "Giltig" not in early.content.decode()
    with clock.stopped_at("2025-06-10 10:15"):
        assert told(number, code) == "Giltig"


def test_many_addresses_together_wait_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """X-05: so that a swarm cannot guess; tries that no longer count are gone from the table."""
    monkeypatch.setattr(verbs, "EVERYWHERE", 3)
    for place in range(1, 4):
        assert ask("S2025-999999", "00000000", f"192.0.2.{place}").status_code == 422
    assert ask("S2025-999999", "00000000", "192.0.2.9").status_code == 429
    with clock.stopped_at("2025-05-05 09:15"):
        assert ask("S2025-999999", "00000000", "192.0.2.9").status_code == 422
    assert CheckFailure.objects.count() == 1


def test_one_network_is_one_place() -> None:
    """X-05: a subscriber has all addresses of an IPv6 network; what is no address is a place of its own. No address is kept."""
    key = checking.address_key
    assert key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9") != key("2001:db8:1:3::1")
    assert key("192.0.2.1") != key("192.0.2.2")
    assert key("") == key("unix:") != key("192.0.2.1")
    assert "192.0.2.1" not in key("192.0.2.1")


def test_a_try_is_logged_without_number_and_code() -> None:
    """X-07: what was answered and from where, as a hash; neither what was typed nor the code."""
    number, code = paper(svr.issued(), SVR_PAPER)
    with structlog.testing.capture_logs() as logged:
        ask(number, code)
        ask(number, "00000000")
    lines = [line for line in logged if line["event"] == "commitment_check"]
    assert [line["answer"] for line in lines] == ["not_yet", "wrong"]
    assert all(set(line) == {"event", "answer", "origin", "log_level"} for line in lines)


def test_the_form_is_a_post_from_our_own_page() -> None:
    """X-05: nothing is read from the address, and another site's form is refused."""
    number, code = paper(svr.issued(), SVR_PAPER)
    page = Client().get(f"/kontrollera/?number={number}&code={code}")
    assert page.status_code == 200
    assert number not in page.content.decode()
    bare = Client(enforce_csrf_checks=True).post("/kontrollera/", {"number": number, "code": code})
    assert bare.status_code == 403
