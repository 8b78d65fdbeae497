"""The pages: list, form, case and acts, for those who may see them; what was typed is kept, and who looked is logged."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from vardkedja.commitments.acute.tests import samples
from vardkedja.commitments.acute.tests.samples import (
    CARING_DOCTOR,
    DOCTOR,
    NURSE,
    OFFICER,
    SECRETARY,
    STRANGER,
    contacted,
    decided,
    found,
    here,
    out,
    refer,
)
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.ruledocuments import RuleDocument
from vardkedja.web.tests.client import form_of, signed_in

pytestmark = pytest.mark.django_db
LIST = "/specialistvard/akut/"
WRITE = "Skriv specialistvårdsremiss, Akutvård"


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-15 09:00"):
        yield


def page(case_uuid: uuid.UUID, name: str = DOCTOR) -> str:
    answer = signed_in(name).get(f"{LIST}{case_uuid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def typed(**bent: Any) -> dict[str, str]:
    """What a browser sends for a new admission of ours with its contact."""
    whole = {
        "do": "registrera",
        "direction": "out",
        "number": samples.FATIMA,
        "hospital": "Gävle sjukhus",
        "caring_region": "21",
        "admitted_on": "2025-02-10",
        "admitted_time": "13.30",
        "contacted_on": "2025-02-11",
        "contacted_time": "",
        "body": "Medicinkliniken",
        "function": "bakjour",
        "contacted_hospital": str(samples.hospital()),
        "idempotency_key": str(uuid.uuid4()),
    }
    return whole | bent


def act(case_uuid: uuid.UUID, what: str, name: str = DOCTOR, **given: str) -> HttpResponse:
    """Open an act's page, fill in what is given, and press the button."""
    client, address = signed_in(name), f"{LIST}{case_uuid}/gor/{what}/"
    shown = client.get(address)
    assert shown.status_code == 200
    return client.post(address, form_of(shown) | given)


def test_svr_22_registered_from_the_form_with_the_contact_in_one_step() -> None:
    """SVR-22: the page of the case says so; the same form again leads to the same case (X-38)."""
    client, sent = signed_in(SECRETARY), typed()
    shown = client.get(f"{LIST}ny/?riktning=out")
    assert form_of(shown)["contacted_hospital"] == str(samples.hospital())
    assert "Hämta" in shown.content.decode()
    places = {client.post(f"{LIST}ny/", sent)["Location"] for _ in range(2)}
    assert len(places) == 1
    answer = client.get(places.pop()).content.decode()
    for words in ("Det är gjort.", "Kontakt tagen, beslut saknas", "Gävle sjukhus, Region Gävleborg", "klockan 13:30"):
        assert words in answer
    assert Case.objects.filter(kind="svr_acute").count() == 1


def test_svr_22_the_form_shows_the_patient_and_the_home_region_before_anything_is_registered() -> None:
    """SVR-22, X-07: looked up from the register; logged when the person is known."""
    here("2025-02-10")
    client, before = signed_in(NURSE), AccessLog.objects.filter(action="svr_acute.form").count()
    answer = client.post(f"{LIST}ny/", {"do": "hamta", "direction": "here", "number": samples.LO}).content.decode()
    assert "Lo Videhult" in answer
    assert "Region Uppsala" in answer
    assert AccessLog.objects.filter(action="svr_acute.form").count() == before + 1
    assert Case.objects.filter(kind="svr_acute").count() == 1


@pytest.mark.parametrize(
    ("bent", "words"),
    [
        ({"admitted_on": "tionde februari"}, "är inget datum"),
        ({"admitted_on": ""}, "Inskrivningsdag saknas"),
        ({"admitted_time": "halv två"}, "Klockslaget går inte att läsa"),
        ({"contacted_on": "2025-02-30"}, "är inget datum"),
        ({"contacted_on": "", "body": "Medicinkliniken"}, "Dag för kontakten saknas"),
        ({"number": "123"}, "ersonnummer"),
        ({"number": samples.LO}, "Patienten tillhör inte Region Stockholm"),
        ({"direction": ""}, "Vems patient saknas"),
        ({"direction": "x" * 3000}, "Texten är för lång"),
        ({"contacted_hospital": "inget"}, "Kontaktat sjukhus saknas"),
        ({"hospital": "Gävle\x00"}, "styrtecken"),
        ({"caring_region": "<b>"}, "Vårdande region saknas"),
    ],
)
def test_x_35_what_cannot_be_read_is_said_and_the_rest_is_kept(bent: dict[str, str], words: str) -> None:
    """X-35, X-36: 422, the reason at the top and all that was typed still there; nothing is registered."""
    answer = signed_in(DOCTOR).post(f"{LIST}ny/", typed(specialty="Bäckenfraktur", **bent))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert words in shown
    assert "Bäckenfraktur" in shown
    assert 'value="<b>"' not in shown
    assert len(set(re.findall(r'<li><a href="#(\w+)"', shown))) == len(re.findall(r'<li><a href="#\w+"', shown))
    assert Case.objects.filter(kind="svr_acute").count() == 0


def test_x_35_a_time_with_a_zone_is_read_as_the_hour_that_was_typed() -> None:
    """X-35: 13:30+02:00 is half past one here, and no fault of the server."""
    answer = signed_in(DOCTOR).post(f"{LIST}ny/", typed(admitted_time="13:30+02:00", contacted_time="10:00+02:00"))
    assert answer.status_code == 302
    assert "klockan 13:30" in page(uuid.UUID(answer["Location"].split("/")[3]))


def test_svr_21_the_case_page_shows_the_days_and_what_presses_with_its_why() -> None:
    """SVR-21, X-32: day five of seven, highlighted; the picture has its words, each flag its Varför?."""
    case_uuid = here("2025-02-10")
    shown = page(case_uuid, NURSE)
    for words in ("Dag 5 av 7. Kontakt är inte tagen.", "Hemregionen är inte kontaktad", "Din tur: registrera kontakt"):
        assert words in shown
    assert shown.count('<rect class="b-all"') == 6
    assert shown.count("<circle class") == 0
    assert "Varför?" in shown
    assert "Kontakt senast mån 17 feb, om 2 dagar" in shown
    contacted(case_uuid, "2025-02-12", NURSE)
    shown = page(case_uuid, NURSE)
    assert "Dag 5 av 7. Kontakt togs dag 2." in shown
    assert shown.count("<circle class") == 1
    with clock.stopped_at("2025-02-20 09:00"):
        shown = page(case_uuid, NURSE)
        assert "Dag 10, efter dag 7 som var den sista för kontakt" in shown
        assert shown.count('<rect class="b-all"') == 9


def test_svr_21_a_late_contact_is_marked_in_the_history() -> None:
    """SVR-21, SVR-22: stored, and said to be late on the page."""
    with clock.stopped_at("2025-02-18 00:00"):
        case_uuid = out("2025-02-10", "2025-02-18")
        shown = page(case_uuid)
    assert "Vårdande region tog kontakt för sent" in shown
    assert "Kontakt togs dag 8, för sent." in shown


def test_svr_24_the_acts_of_a_doctor_from_contact_to_transfer_through_the_pages() -> None:
    """SVR-21 to 24: contact by a secretary, decision and transfer by a doctor; the secretary is told who decides."""
    case_uuid = out("2025-02-10")
    given = {"contacted_on": "2025-02-11", "contacted_time": "08.15", "function": "bakjour"}
    assert act(case_uuid, "kontakt-till-oss", SECRETARY, **given).status_code == 302
    shown = page(case_uuid, SECRETARY)
    assert "Väntar på läkare eller verksamhetschef på Ortopedkliniken, Danderyds sjukhus" in shown
    assert "/gor/besluta-overforing/" not in shown
    assert act(case_uuid, "besluta-overforing", SECRETARY, motive="Stabil.").status_code == 403
    assert act(case_uuid, "besluta-overforing", motive="Stabil.").status_code == 302
    assert "Be förvaltaren lägga in vilka sjukhus som är akutsjukhus" in page(case_uuid)
    assert act(case_uuid, "mojlig", SECRETARY, possible_from="2025-02-14").status_code == 302
    assert act(case_uuid, "overford", SECRETARY, transferred_on="2025-02-15").status_code == 302
    shown = page(case_uuid)
    for words in ("Överförd", "Inget mer att göra", "Casper Ärtholmen", "Stabil."):
        assert words in shown


def test_svr_27_the_home_region_s_decision_and_commitment_through_the_pages() -> None:
    """SVR-27: the nurse records both; the period stands on the page."""
    case_uuid = here("2025-02-10", "2025-02-11")
    who_there = {"decided_name": "Alva Påhittsson", "decided_function": "bakjour"}
    given = {"motive": "Kan inte flyttas.", **who_there}
    assert act(case_uuid, "hemregionen-fortsatt-vard", NURSE, **given).status_code == 302
    assert "Hemregionens betalningsförbindelse saknas" in page(case_uuid, NURSE)
    period = {"number": "U-17", "first_day": "2025-02-10", "last_day": "2025-02-28"}
    assert act(case_uuid, "betalningsforbindelse", NURSE, **period).status_code == 302
    shown = page(case_uuid, NURSE)
    assert "U-17, Region Uppsala, 2025-02-10 t.o.m. 2025-02-28" in shown
    assert "Hemregionens betalningsförbindelse saknas" not in shown
    assert WRITE not in shown


def test_svr_23_a_refused_act_shows_the_text_again_and_a_draft_is_kept() -> None:
    """X-36, SVR-23: what is typed is kept from the first key; an empty motive is refused at its field."""
    case_uuid = out("2025-02-10", "2025-02-11")
    client, address = signed_in(DOCTOR), f"{LIST}{case_uuid}/gor/besluta-fortsatt-vard/"
    assert client.post(f"{address}kladd/", {"motive": "Kan inte"}).json() == {"saved": "09:00"}
    assert form_of(client.get(address))["motive"] == "Kan inte"
    refused = client.post(address, form_of(client.get(address)) | {"motive": " "})
    assert refused.status_code == 422
    assert "Motivering saknas" in refused.content.decode()
    assert client.post(address, form_of(client.get(address))).status_code == 302
    assert (Draft.objects.count(), found(case_uuid).motive) == (0, "Kan inte")


def test_x_37_who_opened_the_page_before_somebody_decided_is_told_what_happened() -> None:
    """X-37: 409 with what was done meanwhile, and the text still in the form."""
    case_uuid = out("2025-02-10", "2025-02-11")
    client, address = signed_in("maud.ekskogh"), f"{LIST}{case_uuid}/gor/besluta-fortsatt-vard/"
    opened = form_of(client.get(address)) | {"motive": "Kan inte flyttas."}
    decided(case_uuid, "transfer")
    answer = client.post(address, opened)
    assert answer.status_code == 409
    assert "Överföring beslutades" in answer.content.decode()
    assert "Kan inte flyttas." in answer.content.decode()


def test_svr_28_the_directive_is_linked_when_transfer_is_decided() -> None:
    """SVR-28: the dated rule document on our patient's page when the decision is transfer; never otherwise."""
    RuleDocument.objects.filter(title__startswith="Direktiv nr 46").delete()
    case_uuid = out("2025-02-10", "2025-02-11")
    assert "Direktiv nr 46" not in page(case_uuid)
    decided(case_uuid, "transfer")
    assert "Dokumentet är inte inlagt" in page(case_uuid)
    about = {"region_id": "01", "kind": "transfer", "owner_function": "", "entered_at": clock.now()}
    link = "https://exempel.invalid/direktiv-46"
    RuleDocument.objects.create(title="Direktiv nr 46", version="2", link=link, checked_on="2023-12-19", **about)
    shown = page(case_uuid)
    assert link in shown
    assert "version 2, kontrollerad 2023-12-19" in shown
    decided(case_uuid, "continue")
    assert "Direktiv nr 46" not in page(case_uuid)
    other = here("2025-02-10", "2025-02-11")
    decided(other, "transfer")
    assert "Direktiv nr 46" not in page(other, NURSE)


def test_svr_25_continued_care_leads_to_the_referral_and_then_to_its_page() -> None:
    """SVR-25: the button until one exists, then a link to it; a rejected one brings the button back. Not for the office."""
    case_uuid = out("2025-02-10", "2025-02-11")
    assert WRITE not in page(case_uuid)
    decided(case_uuid, "continue")
    shown = page(case_uuid)
    assert f'href="/specialistvard/ny/?akut={case_uuid}"' in shown
    assert "Din tur: skriv remissen" in shown
    assert WRITE not in page(case_uuid, OFFICER)
    referral = refer(case_uuid, sent=False)
    shown = page(case_uuid)
    assert WRITE not in shown
    assert f'href="/specialistvard/{referral.uuid}/"' in shown
    Case.objects.filter(pk=referral.pk).update(state="rejected")
    assert WRITE in page(case_uuid)


@pytest.mark.parametrize("path", ["", "gor/avsluta/"])
def test_x_06_somebody_else_s_case_is_the_same_404_as_nothing(path: str) -> None:
    """X-06: typed by hand, another region's address and a made-up one answer alike; so does an act that does not exist."""
    case_uuid = out("2025-02-10", "2025-02-11")
    for name in (STRANGER, CARING_DOCTOR):
        stranger = signed_in(name)
        theirs, none = stranger.get(f"{LIST}{case_uuid}/{path}"), stranger.get(f"{LIST}{uuid.uuid4()}/{path}")
        assert theirs.status_code == none.status_code == 404
    assert signed_in(DOCTOR).get(f"{LIST}{case_uuid}/gor/hitta-pa/").status_code == 404
    assert signed_in(STRANGER).post(f"{LIST}{case_uuid}/gor/avsluta/kladd/", {"reason": "x"}).status_code == 404


def test_x_05_the_office_reads_but_registers_nothing() -> None:
    """X-05: the officer sees the case and who does what, and is refused the form."""
    case_uuid = out("2025-02-10", "2025-02-11")
    shown = page(case_uuid, OFFICER)
    assert "Det görs på enheten som ansvarar." in shown
    assert "/gor/" not in shown
    assert signed_in(OFFICER).get(f"{LIST}ny/").status_code == 403
    assert act(case_uuid, "avsluta", OFFICER, reason="Utskriven", ended_on="2025-02-14").status_code == 403
