"""What comes in wrong: a clear Swedish sentence, the same answer again, or the same 404 as nothing; and nothing is lost."""

import base64
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.commitments import actions
from vardkedja.commitments.content import QUESTION_MAX, read
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import KARL, doctor, form, found, issued, posted, saved, sent
from vardkedja.kernel import clock
from vardkedja.kernel.cases import Case
from vardkedja.kernel.drafts import Draft
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:42"):
        yield


def new_form() -> str:
    return f"/rus/skriv/{uuid.uuid4()}/"


@pytest.mark.parametrize(("length", "taken"), [(QUESTION_MAX, True), (QUESTION_MAX + 1, False)])
def test_rus_33_a_question_of_twenty_thousand_characters_fits_and_one_more_is_kept(length: int, taken: bool) -> None:
    """RUS-33, RUS-36: 20 000 are saved, 20 001 refused at the field with every character still in it."""
    text = "Å" * (length - 4) + "SLUT"
    answer = signed_in(samples.DOCTOR).post(new_form(), sent() | {"question": text, "do": "spara"})
    if taken:
        assert answer.status_code == 302
        assert found(Case.objects.get().uuid).question == text
    else:
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"{length} tecken långt. Högst {QUESTION_MAX} får plats" in page
        assert text in page
        assert Draft.objects.get().data["raw"]["question"] == text


@pytest.mark.parametrize(
    "name", ["phone", "consulted", "relative_name", "relation", "relative_reason", "relative_number"]
)
def test_rus_36_what_is_too_long_is_shown_whole(name: str) -> None:
    """RUS-36, X-35: a text that does not fit is refused by its label and shown to its last character."""
    text = "ab cd " * 90 + "SLUT"
    answer = signed_in(samples.DOCTOR).post(new_form(), sent(certificate=True) | {name: text, "do": "spara"})
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_rus_33_control_characters_are_named_and_taken_away() -> None:
    """RUS-33, X-35: refused once, by code, with the rest kept; sent again it is saved."""
    client, address = signed_in(samples.DOCTOR), new_form()
    answer = client.post(address, sent() | {"question": "Ont\x00 i\x1b knät", "do": "spara"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "osynliga styrtecken (U+0000, U+001B)" in page
    assert "Ont i knät" in page
    assert client.post(address, sent() | {"question": "Ont i knät", "do": "spara"}).status_code == 302


@pytest.mark.parametrize("what", ["makulera", "posta", "svara"])
def test_x_35_control_characters_in_an_act_are_refused_with_words(what: str) -> None:
    """X-35: a reason, an enclosure, an answer's name; nothing happens to the case."""
    case_uuid = issued()
    if what == "svara":
        case_uuid = saved(form(ground="patientens_val", section="4.2"))
        actions.request_approval(case_uuid, by=doctor())
    typed = {
        "reason": "a\x00b",
        "enclosures": "a\x00b",
        "name": "a\x00b",
        "posted_on": "2025-03-04",
        "decided_on": "2025-03-04",
    }
    answer = signed_in(samples.DOCTOR).post(f"/rus/{case_uuid}/gor/{what}/", typed)
    assert answer.status_code == 422
    assert "osynliga styrtecken (U+0000)" in answer.content.decode()
    assert found(case_uuid).version == 2


def test_x_14_what_cannot_be_printed_is_named_at_its_field_before_issue() -> None:
    """X-14: an emoji in the question may be saved, is refused by name at issue, and goes when it is taken away."""
    client, address = signed_in(samples.DOCTOR), new_form()
    answer = client.post(address, sent() | {"question": "Ont 😀 i knät", "do": "utfarda"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Diagnos, fråga har tecken som inte kan skrivas ut" in page
    assert "grinning face" in page
    case_uuid = Case.objects.get().uuid
    assert found(case_uuid).question == "Ont 😀 i knät"
    again = sent() | {"question": "Ont i knät", "do": "utfarda", "version": str(found(case_uuid).version)}
    assert client.post(address, again).status_code == 302
    assert found(case_uuid).state == "issued"


@pytest.mark.parametrize(
    "typed", ["2025-02-30", "30 februari", "2025-13-01", "20250230", "0000-00-00", "2025-06-01\x00"]
)
def test_rus_25_a_day_that_is_none_stays_as_typed(typed: str) -> None:
    """RUS-25, X-35: never another day in its place; refused at its field, kept in the field and in the draft."""
    client, address = signed_in(samples.DOCTOR), new_form()
    client.post(address + "kladd/", sent() | {"valid_to": typed})
    assert Draft.objects.get().data["valid_to"] is None
    answer = client.post(address, sent() | {"valid_to": typed, "do": "spara"})
    assert answer.status_code == 422
    assert "T.o.m. är inget datum" in answer.content.decode()
    assert f'value="{typed.replace(chr(0), "")}"' in answer.content.decode()
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    "bent",
    [
        {"to_unit": "inte-ett-uuid"},
        {"from_unit": "'; drop table"},
        {"doctor": "1"},
        {"other_region": "\x00\x00", "reimbursement": "other_region"},
        {"other_region": "99", "reimbursement": "other_region"},
        {"agreement": "guldavtal"},
        {"ground": "x" * 200_000},
        {"reinvoice_causes": ["kompetens", "lust"]},
    ],
)
def test_rus_09_and_12_a_choice_that_does_not_exist_is_refused_not_guessed(bent: dict[str, Any]) -> None:
    """RUS-09, RUS-12, RUS-13, RUS-16, RUS-32: 422 with the field's name, nothing saved; as it was offered it is saved."""
    client, address = signed_in(samples.DOCTOR), new_form()
    answer = client.post(address, sent() | bent | {"do": "spara"})
    assert answer.status_code == 422
    assert Case.objects.count() == 0
    assert client.post(address, sent() | {"do": "spara"}).status_code == 302


@pytest.mark.parametrize("version", ["abc", "²", "-1", "9" * 5000, "99999999999", "1.0", ""])
@pytest.mark.parametrize("do", ["spara", "hamta", "valj:", "valj:xyz", "konstigt"])
def test_x_37_a_version_that_is_no_number_is_no_version(version: str, do: str) -> None:
    """X-37, X-35: never an error page; what was typed is shown or saved."""
    case_uuid = saved()
    answer = signed_in(samples.DOCTOR).post(f"/rus/{case_uuid}/skriv/", sent() | {"version": version, "do": do})
    assert answer.status_code in (200, 302, 409)
    act = signed_in(samples.DOCTOR).post(
        f"/rus/{case_uuid}/gor/ta-bort/", {"version": version, "idempotency_key": "nyckel"}
    )
    assert act.status_code in (302, 409)


@pytest.mark.parametrize(
    "query",
    [
        *("enhet=²", "enhet=99999999999999999999", "patient=x", "galler=2025-02-30", "utfardad_fran=%00", "mottagare=%00"),
        *("remissid=%25%00", "avtal=x", "grund=x", "lage=x", "lista=x", "efter=x", "efter=%00", "mottagare=" + "a" * 9000),
        *("efter=" + base64.urlsafe_b64encode(place.encode()).decode().rstrip("=") for place in (
            *("2025-W01-1|1", "2025-01-01|99999999999999999999", "2025-01-01|-1", "x|1", "2025-01-01T10:00:00+00:00|1"),
            "9999-12-31T23:59:59.999999+23:59|1",
        )),
    ],
)  # fmt: skip
def test_x_16_a_search_that_cannot_be_read_is_a_search_without_it(query: str) -> None:
    """X-16, X-17: filters and places typed by hand: a page, not an error."""
    number = found(saved()).number
    client = signed_in(samples.SECRETARY)
    for path in (f"/rus/?{query}", f"/rus/?lista=utkast&{query}"):
        assert client.get(path).status_code == 200, path
    assert number in client.get("/rus/").content.decode()


def test_x_35_a_body_beyond_every_form_is_refused_at_the_door() -> None:
    """RUS-36: half a megabyte and thousands of fields: 400 with words; 200 kB in a field is kept."""
    client, address = signed_in(samples.DOCTOR), new_form()
    assert client.post(address, sent() | {"question": "x" * 600_000}).status_code == 400
    assert client.post(address, {f"f{number}": "" for number in range(300)}).status_code == 400
    assert client.post(address + "kladd/", sent() | {"question": "x" * 200_000}).status_code == 200
    assert len(Draft.objects.get().data["raw"]["question"]) == 200_000


@pytest.mark.parametrize(
    "where", ["/rus/{}/", "/rus/{}/skriv/", "/rus/{}/remiss.pdf", "/rus/{}/gor/makulera/", "/rus/{}/galler/"]
)
def test_x_06_another_region_s_address_typed_by_hand_is_the_same_as_nothing(where: str) -> None:
    """X-06: with a grant in another region: the same page, but for the request's id, as a made-up address."""
    from vardkedja.kernel.access import Assignment, Grant

    case_uuid, theirs = issued(), Assignment.objects.get(staff__username="linnea.bramyr")
    Grant.objects.create(
        **{"staff_id": theirs.staff_id, "unit_id": theirs.unit_id, "module": "rus", "valid_from": "2025-01-01"},
        **{
            "order_reference": "BP-EXEMPEL-901",
            "ordered_on": "2025-01-01",
            "ordered_by_id": 1,
            "registered_at": clock.now(),
        },
    )
    stranger = signed_in("linnea.bramyr")
    pages = [stranger.get(where.format(one)) for one in (case_uuid, uuid.uuid4())]
    ids = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|X-CSRFToken[^}]+|name=\"csrf[^>]+>")
    assert [page.status_code for page in pages] == [404, 404]
    assert len({ids.sub("", page.content.decode()) for page in pages}) == 1
    assert signed_in(samples.DOCTOR).get(where.format(case_uuid)).status_code in (200, 302)


@pytest.mark.parametrize(
    "address", ["/rus/1/", "/rus/inte-uuid/", "/rus/skriv/x/", "/rus/%00/", "/rus/1/gor/makulera/"]
)
def test_x_35_a_malformed_id_is_a_404(address: str) -> None:
    """X-35: not an error page."""
    assert signed_in(samples.DOCTOR).get(address).status_code == 404


def test_x_05_a_form_without_its_token_does_nothing() -> None:
    """X-05: from elsewhere it is refused; with the form's own token it is saved."""
    client, address = signed_in(samples.DOCTOR, checks_csrf=True), new_form()
    assert client.post(address, sent() | {"do": "spara"}).status_code == 403
    assert Case.objects.count() == 0
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())
    assert token is not None
    assert client.post(address, sent() | {"do": "spara", "csrfmiddlewaretoken": token[1]}).status_code == 302


def test_rus_06_read_names_every_fault_and_keeps_the_rest() -> None:
    """RUS-06, RUS-07: all faults at once, by field."""
    content, faults = read(
        posted({"number": KARL, "valid_to": "x", "admitted_on": "y", "name": "Z", "question": "q" * 20_001})
    )
    assert [fault.field for fault in faults] == ["", "question", "valid_to", "admitted_on"]
    assert (content.number, content.raw["valid_to"], content.raw["admitted_on"]) == (KARL, "x", "y")
