"""The form's page: asking for a receiver, guidance, days counted aloud, wording (RUS-10, RUS-43, X-12, X-19, X-35)."""

import re
import uuid
from collections.abc import Iterator

import pytest
import structlog

from vardkedja.commitments import actions
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import codes, doctor, form, found, issued, posted, saved, sent
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, notices, rulevalues, units
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.organisations import Unit, UnitRequest
from vardkedja.kernel.rulevalues import Entry
from vardkedja.kernel.unit_form import UnitForm
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-03 09:00"):
        yield


NEW_UNIT = UnitForm(
    **{
        "institution": "Bohusläns specialistsjukhus",
        "clinic": "Handkirurgi",
        "kind": "hospital_clinic",
        "funding": "public",
    },
    **{"region": "14", "municipality": "1485", "street": "Exempelgatan 9", "postcode": "451 80", "town": "Uddevalla"},
    **{"channel": "post", "valid_from": clock.datetime.date(2025, 2, 3)},
)


def test_rus_10_a_missing_receiver_is_asked_for_and_chosen_once_it_is_added() -> None:
    """RUS-10, RUS-09: asked 09:00 from a draft that stays; not there yet; added 13:00: told, led back, chosen."""
    client, draft = signed_in(samples.SECRETARY), uuid.uuid4()
    asked = sent(to_unit=None) | {"do": "begar-mottagare", "request_institution": "Bohusläns specialistsjukhus"}
    without = asked | {"request_institution": ""}
    assert client.post(f"/rus/skriv/{draft}/", without).status_code == 422
    page = client.post(f"/rus/skriv/{draft}/", asked).content.decode()
    assert "Begäran är skickad till registerförvaltaren" in page
    assert Draft.objects.get(uuid=draft).data["question"] == sent()["question"]
    assert "Handkirurgi" not in client.get("/rus/mottagare/?to_search=bohuslän").content.decode()
    with clock.stopped_at("2025-02-03 13:00"):
        added = units.add(NEW_UNIT, by=actor("tor.svanviken"), answers=UnitRequest.objects.get())
        (told,) = notices.for_actor(actor(samples.SECRETARY))
        assert "Bohusläns specialistsjukhus" in told.text
        client = signed_in(samples.SECRETARY)
        assert sent()["question"] in client.get(told.address).content.decode()
        assert "Handkirurgi" in client.get("/rus/mottagare/?to_search=bohuslän").content.decode()
        chosen = client.post(told.address, asked | {"do": f"valj:{added.uuid}"}).content.decode()
        assert "Handkirurgi, Bohusläns specialistsjukhus" in chosen
        assert "Föreslaget" in chosen  # RUS-14: riksavtal follows


def test_rus_10_a_request_from_an_utkast_leads_back_to_it() -> None:
    """RUS-10, RUS-36: asked for from a saved draft, then saved: the notice's address opens the same Utkast."""
    case_uuid, client = saved(form(to_unit=None)), signed_in(samples.DOCTOR)
    client.post(f"/rus/{case_uuid}/skriv/", sent() | {"do": "begar-mottagare", "request_institution": "Bohus"})
    client.post(f"/rus/{case_uuid}/skriv/", sent() | {"do": "spara", "version": "1"})
    units.add(NEW_UNIT, by=actor("tor.svanviken"), answers=UnitRequest.objects.get())
    (told,) = notices.for_actor(doctor())
    answer = client.get(told.address, follow=True)
    assert answer.request["PATH_INFO"] == f"/rus/{case_uuid}/skriv/"


def test_rus_43_a_changed_link_shows_at_once() -> None:
    """RUS-43: entered by one and approved by another: the form has the new link, without anything else."""
    client, link = signed_in(samples.DOCTOR), "https://www.exempel.se/ny-sida/"
    address = f"/rus/skriv/{uuid.uuid4()}/"
    assert "kopt-var" in client.get(address).content.decode()
    entry = Entry("rus.info_link", [link], clock.today(), None, "Regionens beslut")
    row = rulevalues.enter(entry, by=actor("tor.svanviken"))
    assert link not in client.get(address).content.decode()
    rulevalues.approve(row, by=actor("ulrika.segelvik"))
    assert f'href="{link}"' in client.get(address).content.decode()


def test_rus_23_and_x_19_the_form_says_until_when_and_why() -> None:
    """X-19, RUS-23, RUS-19: the last day with the rule, its source and its steps; the emergency's days beside it."""
    client = signed_in(samples.DOCTOR)
    akut = sent(ground="akut") | {"admitted_on": "2025-01-27", "do": "hamta"}
    page = client.post(f"/rus/skriv/{uuid.uuid4()}/", akut).content.decode()
    for told in (
        "3 maj 2025",
        "Varför?",
        "Remissens giltighet",
        "täckt utan remiss t.o.m. 3 februari 2025",
        "Remissen behövs från 4 februari 2025",
    ):
        assert told in page, told


@pytest.mark.parametrize(
    ("day", "words"), [("2025-05-02", "1 dag"), ("2025-05-03", "0 dagar kvar"), ("2025-05-04", "Gick ut")]
)
def test_x_12_days_left_are_shown(day: str, words: str) -> None:
    """X-12: gäller till, days left: one, none on the last day, and over."""
    case_uuid = issued()
    with clock.stopped_at(f"{day} 12:00"):
        page = signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/").content.decode()
        assert words in page or (day == "2025-05-04" and "Utgången" in page)


def test_rus_44_the_certificate_opens_with_patient_and_id_filled() -> None:
    """RUS-44: the box opens the certificate's fields, bound to the Remissid and the patient."""
    case_uuid = saved(form(certificate=True, relative_name="Vera Fagerholt"))
    page = signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/skriv/").content.decode()
    assert re.search(rf"Hör till remiss\s+{found(case_uuid).number}, Karl-Erik Svantesson Rydholm", page)
    assert 'value="Vera Fagerholt"' in page


def test_rus_35_the_secretary_sees_who_can_issue_and_no_button_for_it() -> None:
    """RUS-35: the doctors of the unit by name; the doctor has the button."""
    case_uuid = saved()
    secretary = signed_in(samples.SECRETARY).get(f"/rus/{case_uuid}/skriv/").content.decode()
    assert 'value="utfarda"' not in secretary
    assert "Läkare eller verksamhetschef på enheten" in secretary
    assert 'value="utfarda"' in signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/skriv/").content.decode()
    answer = signed_in(samples.SECRETARY).post(f"/rus/{case_uuid}/skriv/", sent() | {"do": "utfarda", "version": "1"})
    assert answer.status_code == 422
    assert "läkare eller verksamhetschef" in answer.content.decode().lower()


def test_x_35_refusals_are_swedish_without_rule_ids() -> None:
    """X-35: what a person reads names no requirement; the reason's code does."""
    bare = saved(form(to_unit=None, question="", ground="", agreement=""))
    assert all(re.match(r"(RUS|X)-\d\d\.", code) for code in codes(lambda: actions.issue(bare, by=doctor())))
    with structlog.testing.capture_logs():
        page = signed_in(samples.DOCTOR).post(
            f"/rus/{bare}/skriv/", sent(to_unit=None) | {"question": "", "do": "utfarda"}
        )
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    assert "Remissen utfärdades inte" in text
    assert not re.search(r"\b(RUS|X)-\d\d\b", text)


def test_rus_31_fields_15_and_16_are_closed_for_a_public_receiver() -> None:
    """RUS-31, RUS-30: no such fields in the form for Linköping; open for the private clinic; forced in they are refused."""
    client = signed_in(samples.DOCTOR)
    public, private = saved(), saved(form(to_unit=samples.unit(samples.PRIVATE), agreement="riksavtal"))
    pages = [client.get(f"/rus/{one}/skriv/").content.decode() for one in (public, private)]
    assert ['name="reimbursement"' in page for page in pages] == [False, True]
    forced = sent() | {"reimbursement": "home_region", "do": "utfarda", "version": "1"}
    assert client.post(f"/rus/{public}/skriv/", forced).status_code == 422


def test_rus_09_the_parts_follow_what_is_typed() -> None:
    """RUS-06, RUS-14, X-07: after an autosave the parts show the person and what is left; the look is logged."""
    from vardkedja.kernel.accesslog import AccessLog

    client, draft = signed_in(samples.DOCTOR), uuid.uuid4()
    assert client.get(f"/rus/skriv/{draft}/delar/").status_code == 204
    client.post(f"/rus/skriv/{draft}/kladd/", sent(doctor=None, consulted=""))
    page = client.get(f"/rus/skriv/{draft}/delar/").content.decode()
    assert "Karl-Erik Svantesson Rydholm" in page
    assert "Remitterande läkare saknas" in page
    assert AccessLog.objects.filter(action="rus.form", staff_id=doctor().staff_id).exists()
    assert Unit.objects.filter(uuid=posted(sent())["to_unit"]).exists()
