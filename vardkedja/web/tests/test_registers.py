"""The register of receivers: found as one types, changed with its history, asked for and answered (X-04, RUS-10)."""

import html
import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, units
from vardkedja.kernel.access import Denied
from vardkedja.kernel.history import History
from vardkedja.kernel.notices import Notice
from vardkedja.kernel.organisations import Unit, UnitRequest
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.unit_form import UnitForm
from vardkedja.kernel.verbs import Refused
from vardkedja.web.tests.client import form_of, signed_in

TOR = "tor.svanviken"
MAILBOX = "rusfaktoror.utomlansvard@regionkalmar.se"


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-02-03 09:00"):
        yield


def typed(**other: str) -> dict[str, str]:
    """The form of a new unit, filled in."""
    return {
        **{"institution": "Halmstads sjukhus", "clinic": "Ortopedi Oskarström", "kind": "hospital_clinic"},
        **{"funding": "public", "region": "13", "municipality": "1380", "street": "Provvägen 9", "postcode": "31330"},
        **{"town": "Oskarström", "channel": "post", "valid_from": "2025-02-03"},
    } | other


def asked(username: str = "annika.hjalmarsson") -> UnitRequest:
    """A request from a draft, in Västervik."""
    return units.ask(
        **{"institution": "Halmstads sjukhus", "clinic": "Ortopedi Oskarström", "address": "Provvägen 9, Oskarström"},
        **{"draft_uuid": uuid.UUID(int=7), "by": actor(username)},
    )


@pytest.mark.parametrize("query", ["ogonmott vastervik", "Ögonmottagningen", "VÄSTERVIKS ögon", "ögon västervik"])
def test_a_unit_is_found_as_it_is_typed(db: None, query: str) -> None:
    """X-04: beginnings of words, in any order, with or without dots."""
    page = signed_in(TOR).get("/register/", {"q": query}).content.decode()
    assert "Ögonmottagningen" in page
    assert "Kirurgkliniken" not in page


def test_the_whole_register_is_there_a_page_at_a_time(db: None) -> None:
    """X-04: every unit stands on exactly one page, in Swedish order, ended ones too."""
    browser, address, seen = signed_in(TOR), "/register/", []
    while address:
        page = html.unescape(browser.get(address).content.decode())
        seen += re.findall(r'<th scope="row"><a href="/register/([0-9a-f-]{36})/">', page)
        later = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = f"/register/{later[1]}" if later else ""
    assert seen == [str(found) for found in Unit.objects.order_by("sort_key", "id").values_list("uuid", flat=True)]


def test_a_unit_is_added_and_can_be_chosen(db: None) -> None:
    """X-04, X-08: from its first day, not before; the history holds what was entered."""
    answer = signed_in(TOR).post("/register/ny/", typed())
    unit = Unit.objects.get(clinic="Ortopedi Oskarström")
    assert answer["Location"] == f"/register/{unit.uuid}/?klart=tillagd"
    assert (unit.postcode, unit.region_id, unit.version) == ("313 30", "13", 1)
    assert Unit.objects.found_by("oskarstrom").open_on(clock.today()).get() == unit
    with clock.stopped_at("2025-02-02 12:00"):
        assert not Unit.objects.found_by("oskarstrom").open_on(clock.today()).exists()
    row = History.objects.get(subject=f"enhet/{unit.uuid}")
    assert row.changes["clinic"] == ["", "Ortopedi Oskarström"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"institution": ""}, "Inrättning saknas"),
        ({"kind": "kiosk"}, "Slag saknas"),
        ({"funding": ""}, "Finansiering saknas"),
        ({"region": "99"}, "Region saknas"),
        ({"municipality": "0880"}, "Kommunen ligger i en annan region"),
        ({"funding": "private_agreement", "agreement_region": "13"}, "Vårdgivare saknas"),
        ({"funding": "private_agreement", "provider": "Provkliniken AB"}, "Avtalsregion saknas"),
        ({"organisation_number": "556000-0002"}, "Organisationsnumret stämmer inte"),
        ({"agreement_exception": "eget"}, "Avtalet går inte att läsa"),
        ({"agreement_exception": "regionavtal"}, "Undantaget saknar underlag"),
        ({"hsa_id": "12345"}, "HSA-id stämmer inte"),
        ({"street": ""}, "Adress saknas"),
        ({"postcode": "3133"}, "Postnumret stämmer inte"),
        ({"town": ""}, "Postort saknas"),
        ({"channel": "fax"}, "Kanal saknas"),
        ({"valid_from": ""}, "Första dagen går inte att läsa"),
        ({"valid_to": "snart"}, "Sista dagen går inte att läsa"),
        ({"valid_to": "2025-02-02"}, "Sista dagen ligger före den första"),
        ({"merged_into": "00000000-0000-0000-0000-000000000000"}, "Enheten kan inte gå upp i den valda"),
        ({"clinic": "x" * 161}, "Texten är för lång"),
        ({"institution": "Västerviks sjukhus", "clinic": "ortopedkliniken"}, "Enheten finns redan"),
    ],
)
def test_a_unit_is_whole_or_refused(db: None, wrong: dict[str, str], said: str) -> None:
    """X-04: what was typed stands left; the same form without the fault goes through."""
    browser = signed_in(TOR)
    answer = browser.post("/register/ny/", typed(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Provvägen 9" in answer.content.decode() or wrong == {"street": ""}
    assert browser.post("/register/ny/", typed()).status_code == 302


def unit_form(browser: Client, unit: Unit, **other: str) -> dict[str, str]:
    """What the unit's page holds, as a browser would send it back."""
    return form_of(browser.get(f"/register/{unit.uuid}/")) | other


def test_a_unit_that_ended_yesterday_cannot_be_chosen_today(db: None) -> None:
    """X-04, X-08: ended 2025-03-31: open that day, not 2025-04-01; old and new value stand in the history."""
    unit = Unit.objects.get(slug="kalmar-kirurgkliniken")
    browser = signed_in(TOR)
    answer = browser.post(
        f"/register/{unit.uuid}/", unit_form(browser, unit, valid_to="2025-03-31", phone="031-390 06 11")
    )
    assert answer["Location"] == f"/register/{unit.uuid}/?klart=andrad"
    for moment, there in (("2025-03-31 23:59", True), ("2025-04-01 00:00", False)):
        with clock.stopped_at(moment):
            assert Unit.objects.open_on(clock.today()).filter(pk=unit.pk).exists() is there
    row = History.objects.get(subject=f"enhet/{unit.uuid}")
    assert row.changes == {"valid_to": ["", "2025-03-31"], "phone": ["", "031-390 06 11"]}
    assert row.staff.username == TOR
    assert "2025-03-31" in browser.get(f"/register/{unit.uuid}/").content.decode()


def test_a_unit_merges_into_another_but_not_in_a_ring(db: None) -> None:
    """X-04: a merged unit needs a last day, and cannot take up the one that took it up."""
    first, second = Unit.objects.filter(slug__in=("kalmar-kirurgkliniken", "kalmar-ogonkliniken")).order_by("slug")
    browser = signed_in(TOR)
    without_end = browser.post(f"/register/{first.uuid}/", unit_form(browser, first, merged_into=str(second.uuid)))
    assert "Sista dagen saknas" in without_end.content.decode()
    whole = unit_form(browser, first, merged_into=str(second.uuid), valid_to="2025-12-31")
    assert browser.post(f"/register/{first.uuid}/", whole).status_code == 302
    ring = browser.post(
        f"/register/{second.uuid}/", unit_form(browser, second, merged_into=str(first.uuid), valid_to="2025-12-31")
    )
    assert "Enheten kan inte gå upp i den valda" in ring.content.decode()
    assert Unit.objects.get(pk=first.pk).merged_into == second


def test_the_later_of_two_changes_sees_both(db: None) -> None:
    """X-04, X-37: the loser's text is kept and shown beside the winner's; sent again it goes through."""
    unit = Unit.objects.get(slug="kalmar-kirurgkliniken")
    tor, ulrika = signed_in(TOR), signed_in("ulrika.segelvik")
    mine = unit_form(tor, unit, phone="031-390 06 12")
    assert ulrika.post(f"/register/{unit.uuid}/", unit_form(ulrika, unit, phone="031-390 06 13")).status_code == 302
    answer = tor.post(f"/register/{unit.uuid}/", mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Ulrika Segelvik" in text
    assert '<th scope="row">Telefon</th><td>031-390 06 12</td><td>031-390 06 13</td>' in text
    again = form_of(answer)
    assert again["phone"] == "031-390 06 12"
    assert tor.post(f"/register/{unit.uuid}/", again).status_code == 302
    assert Unit.objects.get(pk=unit.pk).phone == "031-390 06 12"


def test_a_missing_receiver_is_asked_for_from_the_draft(db: None) -> None:
    """RUS-10, D-10: the request is stored and an errand goes to the region's mailbox; asked again it is one request."""
    request = asked()
    assert asked() == request
    assert (request.outcome, request.requested_by.username) == ("open", "annika.hjalmarsson")
    errand = Outbox.objects.get(name="mail.register")
    assert errand.payload == {"request": str(request.uuid), "to": MAILBOX}
    assert not Unit.objects.found_by("oskarstrom").exists()


def test_a_request_needs_a_name_and_somebody_who_writes(db: None) -> None:
    """RUS-10, RUS-02: an empty institution is refused, and so is somebody without a grant."""
    with pytest.raises(Refused) as refused:
        units.ask(institution=" ", clinic="", address="", draft_uuid=None, by=actor("annika.hjalmarsson"))
    assert [reason.code for reason in refused.value.reasons] == ["RUS-10.institution"]
    with pytest.raises(Denied):
        asked("jonna.utterbacken")
    assert UnitRequest.objects.count() == 0


def test_the_request_is_answered_by_adding_and_the_author_is_told(db: None) -> None:
    """RUS-10: asked 09:00, added 13:00, the author is told where the draft is and can choose it."""
    request = asked()
    with clock.stopped_at("2025-02-03 13:00"):
        browser = signed_in(TOR)
        assert "Ortopedi Oskarström" in browser.get("/register/").content.decode()
        start = browser.get(f"/register/ny/?fraga={request.uuid}")
        assert form_of(start)["clinic"] == "Ortopedi Oskarström"
        answer = browser.post("/register/ny/", typed(fraga=str(request.uuid)))
    request.refresh_from_db()
    assert answer.status_code == 302
    assert (request.outcome, request.unit.clinic) == ("added", "Ortopedi Oskarström")
    notice = Notice.objects.get()
    assert notice.staff.username == "annika.hjalmarsson"
    assert notice.text == "Mottagaren du frågade efter finns nu: Ortopedi Oskarström, Halmstads sjukhus."
    assert notice.address == f"/rus/skriv/{uuid.UUID(int=7)}/"
    assert Unit.objects.found_by("oskarstrom").open_on(clock.today()).exists()


def test_the_request_is_answered_with_one_that_exists_or_with_why_not(db: None) -> None:
    """RUS-10: an ended unit is no answer, an empty reason neither; an answered request is not answered again."""
    request, browser = asked(), signed_in(TOR)
    address = f"/register/fraga/{request.uuid}/"
    ended = Unit.objects.filter(valid_to__lt=clock.today())[0]
    assert browser.post(address, {"outcome": "added", "unit": str(ended.uuid)}).status_code == 422
    empty = browser.post(address, {"outcome": "declined", "reason": " "})
    assert "Skälet saknas" in empty.content.decode()
    assert (
        browser.post(address, {"outcome": "declined", "reason": "Vårdas i Varberg."})["Location"]
        == "/register/?klart=svar"
    )
    assert Notice.objects.get().text == "Mottagaren du frågade efter lades inte till: Vårdas i Varberg."
    open_unit = Unit.objects.get(slug="kalmar-kirurgkliniken")
    again = browser.post(address, {"outcome": "added", "unit": str(open_unit.uuid)})
    assert again.status_code == 422
    assert "Tor Svanviken har redan svarat" in again.content.decode()
    assert Notice.objects.count() == 1


def test_the_register_is_its_administrators(db: None) -> None:
    """X-05: a doctor neither sees the pages nor gets past the verb."""
    browser = signed_in("johan.akerhielm")
    assert [browser.get(page).status_code for page in ("/register/", "/register/ny/")] == [403, 403]
    with pytest.raises(Denied):
        units.add(UnitForm(), by=actor("johan.akerhielm"))
