"""The pages answer, with what was typed kept, and nobody else's case is seen."""

import uuid
from datetime import date

import pytest
from django.test import Client

from vardkedja.commitments import actions, look
from vardkedja.commitments.tests.samples import KARL, doctor, form, issued, saved
from vardkedja.commitments.tests.test_paper import text_of
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.history import History
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(db: None):  # noqa: ANN202
    with clock.stopped_at("2025-03-04 10:42"):
        yield


def fields(**bent: object) -> dict[str, object]:
    """What a browser sends for the whole form."""
    sent = {
        name: value
        for name, value in form(**bent).as_json().items()
        if value and name not in ("agreements", "grounds", "raw")
    }
    return {name: "on" if value is True else value for name, value in sent.items()}


def test_rus_36_a_new_form_is_kept_from_the_first_key_and_spara_makes_the_utkast() -> None:
    """RUS-36: the draft holds what is typed; Spara makes the case and takes the draft away."""
    client, draft_uuid = signed_in("annika.hjalmarsson"), uuid.uuid4()
    assert client.get(f"/rus/skriv/{draft_uuid}/").status_code == 200
    answer = client.post(f"/rus/skriv/{draft_uuid}/kladd/", {"question": "Ont i"})
    assert answer.json() == {"saved": "10:42"}
    assert Draft.objects.get(uuid=draft_uuid).data["question"] == "Ont i"
    assert b"Ont i" in client.get(f"/rus/skriv/{draft_uuid}/").content
    answer = client.post(f"/rus/skriv/{draft_uuid}/", fields() | {"do": "spara"})
    assert answer.status_code == 302
    assert Draft.objects.count() == 0
    assert "Utkast" in client.get(answer["Location"]).content.decode()


def test_rus_37_the_doctor_issues_from_the_form_and_finds_the_paper() -> None:
    """RUS-37: Utfärda och skriv ut from a form that was never saved."""
    client, draft_uuid = signed_in("johan.akerhielm"), uuid.uuid4()
    answer = client.post(
        f"/rus/skriv/{draft_uuid}/", fields() | {"do": "utfarda", "idempotency_key": str(uuid.uuid4())}
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    page = client.get(answer["Location"]).content.decode()
    assert "Utfärdad" in page
    assert "Remissen är utfärdad och låst" in page
    assert "Varför?" in page


def test_rus_07_a_refusal_lists_everything_and_keeps_what_was_typed() -> None:
    """RUS-07, RUS-13, RUS-16: every missing field at once, 422, the text still there."""
    client, draft_uuid = signed_in("johan.akerhielm"), uuid.uuid4()
    sent = {"number": KARL, "from_unit": fields()["from_unit"], "consulted": "Kollega på jour", "do": "utfarda"}
    answer = client.post(f"/rus/skriv/{draft_uuid}/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for head in ("Remissen utfärdades inte", "Kollega på jour"):
        assert head in page


@pytest.mark.parametrize("path", ["", "skriv/", "galler/", "remiss.pdf", "gor/makulera/"])
def test_x_06_another_units_case_is_the_same_404_as_nothing(path: str) -> None:
    """X-06, RUS-42: typed by hand, somebody else's address and a made-up one answer alike."""
    case_uuid = issued()
    stranger = signed_in("staffan.brunngard")
    theirs, none = stranger.get(f"/rus/{case_uuid}/{path}"), stranger.get(f"/rus/{uuid.uuid4()}/{path}")
    assert theirs.status_code == none.status_code == 404


def test_x_07_the_case_page_and_the_list_log_the_patient_before_they_are_shown() -> None:
    """X-07."""
    case_uuid = issued()
    case = look.at(doctor(), case_uuid)
    assert case is not None
    before = AccessLog.objects.count()
    client = signed_in("annika.hjalmarsson")
    assert client.get(f"/rus/{case_uuid}/").status_code == 200
    assert client.get("/rus/").status_code == 200
    seen = AccessLog.objects.filter(patients__contains=[case.patient_id]).values_list("action", flat=True)
    assert {"rus.case", "rus.list.alla"} <= set(seen)
    assert AccessLog.objects.count() == before + 2


def test_rus_02_without_a_grant_every_page_says_so() -> None:
    """RUS-02: behörighet saknas, search included."""
    client: Client = signed_in("noomi.fagelmo")
    assert client.get("/rus/").status_code == 403
    bodil = signed_in("bodil.timmermo")
    assert bodil.get("/rus/").status_code == 200
    with clock.stopped_at("2025-07-01 00:01"):
        page = signed_in("bodil.timmermo").get("/rus/")
        assert page.status_code == 403
        assert "ehörighet saknas" in page.content.decode()


def test_saved_draft_opens_for_a_colleague() -> None:
    """RUS-36: any author of the same unit can reopen it."""
    case_uuid = saved()
    page = signed_in("annika.hjalmarsson").get(f"/rus/{case_uuid}/skriv/")
    assert page.status_code == 200
    assert "Proteslossning" in page.content.decode()


def test_rus_36_a_session_lost_in_the_middle_of_writing_loses_nothing() -> None:
    """RUS-36: signed out when Spara is pressed, the page holds everything and sends it again after signing in."""
    draft_uuid, sent = uuid.uuid4(), fields(question="Lång fråga som inte får försvinna") | {"do": "spara"}
    out = Client().post(f"/rus/skriv/{draft_uuid}/", sent, headers={"Origin": "http://testserver"})
    assert out.status_code == 401
    assert "Lång fråga som inte får försvinna" in out.content.decode()
    assert signed_in("annika.hjalmarsson").post(f"/rus/skriv/{draft_uuid}/", sent).status_code == 302
    strange = Client().post(f"/rus/skriv/{draft_uuid}/", sent, headers={"Origin": "http://other.invalid"})
    assert (strange.status_code, strange["Location"][:10]) == (302, "/logga-in/")


def test_x_37_two_edit_the_same_draft_and_the_later_sees_both_texts() -> None:
    """X-37, RUS-36: the loser's text stays in the form beside the winner's, and can be saved over it knowingly."""
    case_uuid = saved()
    first, second = signed_in("annika.hjalmarsson"), signed_in("johan.akerhielm")
    sent = fields(question="Annikas text") | {"do": "spara", "version": "1", "idempotency_key": str(uuid.uuid4())}
    assert first.post(f"/rus/{case_uuid}/skriv/", sent).status_code == 302
    sent = fields(question="Johans text") | {"do": "spara", "version": "1", "idempotency_key": str(uuid.uuid4())}
    late = second.post(f"/rus/{case_uuid}/skriv/", sent)
    assert late.status_code == 409
    page = late.content.decode()
    assert "Annikas text" in page
    assert "Johans text" in page
    assert "Annika Hjalmarsson" in page
    again = second.post(f"/rus/{case_uuid}/skriv/", sent | {"version": "2", "idempotency_key": str(uuid.uuid4())})
    assert again.status_code == 302


def test_x_07_a_person_the_register_shows_for_the_first_time_is_logged_too() -> None:
    """X-07: looking somebody up in the form leaves a row, also when we have never met the person."""
    client = signed_in("annika.hjalmarsson")
    page = client.post(f"/rus/skriv/{uuid.uuid4()}/", {"number": KARL, "do": "hamta"}).content.decode()
    assert "Svantesson Rydholm" in page
    row = AccessLog.objects.get(action="rus.form")
    assert list(row.patients) == [PersonIdentifier.objects.get(value="195506129997").person_id]


def test_rus_19_a_warning_is_confirmed_on_the_same_page_and_kept_in_the_history() -> None:
    """RUS-19, X-42: admitted long ago; the first press asks, the second issues, and the history says what was confirmed."""
    client, draft_uuid = signed_in("johan.akerhielm"), uuid.uuid4()
    sent = fields(ground="akut", admitted_on=date(2025, 2, 1)) | {"do": "utfarda", "idempotency_key": str(uuid.uuid4())}
    asked = client.post(f"/rus/skriv/{draft_uuid}/", sent)
    assert asked.status_code == 422
    assert "Utfärda ändå" in asked.content.decode()
    version = look.at(doctor(), draft_uuid).version  # type: ignore[union-attr]
    answer = client.post(
        f"/rus/{draft_uuid}/skriv/", sent | {"do": "utfarda-anda", "confirmed": "RUS-19.gap", "version": str(version)}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert History.objects.get(verb="rus.issue").changes["confirmed"] == [None, ["RUS-19.gap"]]


def test_x_25_the_blank_forms_are_there_for_everybody_and_nothing_else_is() -> None:
    """X-25: printed before the network goes down, without signing in."""
    for form_name in ("reservblankett", "reserv-anhorigintyg"):
        assert Client().get(f"/reserv/{form_name}.pdf").content[:5] == b"%PDF-"
    assert Client().get("/reserv/remiss.pdf").status_code == 404


def test_rus_33_the_papers_of_an_issued_referral_print_and_finance_gets_it_without_the_question() -> None:
    """RUS-33, RUS-37, RUS-42: the same paper for the unit; for Ekonomiservice without diagnosis and question."""
    case_uuid = issued(form(question="Hemlig diagnos", certificate=True, relative_name="Bo Bengtsson"))
    own = signed_in("annika.hjalmarsson").get(f"/rus/{case_uuid}/remiss.pdf").content
    finance = signed_in("mirjam.runesson").get(f"/rus/{case_uuid}/remiss.pdf").content
    assert "Hemlig diagnos" in text_of(own)
    assert "Hemlig diagnos" not in text_of(finance)
    assert "UTKAST" not in text_of(own)
    assert "Bo Bengtsson" in text_of(signed_in("annika.hjalmarsson").get(f"/rus/{case_uuid}/anhorigintyg.pdf").content)


def test_rus_20_the_doctor_issues_an_approved_referral_from_the_form_as_the_browser_sends_it() -> None:
    """RUS-20: number with a dash, a date left from another ground: the content is the same and the approval stands."""
    case_uuid = saved(form(ground="patientens_val", section="4.3", unavailable_confirmed=False))
    actions.request_approval(case_uuid, by=doctor())
    client = signed_in("ellinor.granhyttan")
    answer = {"outcome": "approved", "decided_on": "2025-03-04", "reason": "", "conditions": ""}
    assert client.post(f"/rus/{case_uuid}/gor/svara/", answer).status_code == 302
    sent = fields(ground="patientens_val", section="4.3", unavailable_confirmed=False, admitted_on=date(2025, 2, 1))
    case = look.at(doctor(), case_uuid)
    assert case is not None
    posted = sent | {"do": "utfarda", "version": str(case.version), "idempotency_key": str(uuid.uuid4())}
    issue = signed_in("johan.akerhielm").post(f"/rus/{case_uuid}/skriv/", posted)
    assert issue.status_code == 302, issue.content.decode()[:3000]
