"""Signing in: one click in the demo and never outside it, a password otherwise; a new session each time (X-05)."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from vardkedja.kernel import clock, signin
from vardkedja.kernel.access import Assignment, Session, Staff
from vardkedja.kernel.organisations import Unit
from vardkedja.web.tests.client import signed_in

RIGHT = "en lång mening som lösenord"
WRONG = "Användarnamnet eller lösenordet stämmer inte"


@pytest.fixture
def doctor(db: None) -> Staff:
    """Johan, with a password."""
    person = Staff.objects.get(username="johan.akerhielm")
    signin.set_password(person, RIGHT, by=None)
    return person


@pytest.fixture
def in_service(settings: Any) -> None:
    """Not the demo."""
    settings.DEMO = False


def send(name: str, password: str, **more: str) -> HttpResponse:
    return Client().post("/logga-in/", {"username": name, "password": password, **more})


def cookie(response: HttpResponse) -> str:
    return response.cookies[settings.SESSION_COOKIE].value


def test_one_click_signs_in_as_the_person_in_the_demo(db: None) -> None:
    """X-05: the session acts in the assignment that was clicked; the page groups people by region."""
    page = Client().get("/valj-person/")
    assert page.status_code == 200
    text = page.content.decode()
    assert text.index("Region Kalmar län") < text.index("Västra Götalandsregionen") < text.index("Region Uppsala")
    johan = Assignment.objects.get(staff__username="johan.akerhielm")
    answer = Client().post("/valj-person/?next=/behorigheter/", {"person": str(johan.uuid)})
    assert (answer.status_code, answer["Location"]) == (302, "/behorigheter/")
    assert Session.objects.get().assignment == johan
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE] = cookie(answer)
    assert "Johan Bergqvist Åkerhielm" in browser.get("/behorigheter/").content.decode()


def test_the_click_is_never_there_outside_the_demo(db: None, in_service: None) -> None:
    """X-05: the page of people does not exist then, neither to look at nor to post to."""
    johan = Assignment.objects.get(staff__username="johan.akerhielm")
    assert Client().get("/valj-person/").status_code == 404
    assert Client().post("/valj-person/", {"person": str(johan.uuid)}).status_code == 404
    assert Session.objects.count() == 0


def test_in_the_demo_the_password_page_leads_to_the_people(db: None) -> None:
    """X-05: and where the person was going is kept."""
    assert Client().get("/logga-in/?next=/rus/")["Location"] == "/valj-person/?next=%2Frus%2F"
    assert send("johan.akerhielm", RIGHT)["Location"] == "/valj-person/?next=%2F"


def test_a_password_signs_in_and_a_wrong_one_does_not(doctor: Staff, in_service: None) -> None:
    """X-05: unknown name, wrong password, closed account and no password at all give the same answer."""
    page = Client().get("/logga-in/")
    assert page.status_code == 200
    assert "Lösenord" in page.content.decode()
    assert send(" Johan.Akerhielm ", RIGHT, next="/rus/")["Location"] == "/rus/"
    assert Session.objects.count() == 1
    Staff.objects.filter(username="saga.osterhult").update(active=False, password=doctor.password)
    tries = [("johan.akerhielm", "fel"), ("finns.inte", RIGHT), ("saga.osterhult", RIGHT), ("annika.hjalmarsson", "")]
    answers = [send(name, password) for name, password in tries]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert all(WRONG in answer.content.decode() for answer in answers)
    assert Session.objects.count() == 1


@pytest.mark.parametrize("name", ["johan.akerhielm", "finns.inte"])
def test_five_wrong_within_a_quarter_means_waiting(doctor: Staff, in_service: None, name: str) -> None:
    """X-05: the fifth wrong one is judged, the sixth try is not, known name or not; a quarter later it is."""
    for minute in range(5):
        with clock.stopped_at(f"2025-03-04 10:0{minute}"):
            assert send(name, "fel").status_code == 422
    with clock.stopped_at("2025-03-04 10:14"):
        early = send(name.upper(), RIGHT)
    assert early.status_code == 429
    assert "Vänta till 10:15" in early.content.decode()
    assert Session.objects.count() == 0
    with clock.stopped_at("2025-03-04 10:15"):
        late = send(name, RIGHT)
    assert late.status_code == (302 if name == doctor.username else 422)


def test_a_right_password_forgets_the_wrong_ones(doctor: Staff, in_service: None) -> None:
    """X-05: four wrong, one right, four wrong: never a wait."""
    with clock.stopped_at("2025-03-04 10:00"):
        answers = [send("johan.akerhielm", word).status_code for word in ["fel"] * 4 + [RIGHT] + ["fel"] * 4]
    assert answers == [422] * 4 + [302] + [422] * 4


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/rus/?lista=a", "/rus/?lista=a"),
        ("https://exempel.se/", "/"),
        ("//exempel.se/", "/"),
        ("javascript:x", "/"),
        ("", "/"),
    ],
)
def test_next_is_a_page_of_ours_or_the_start(doctor: Staff, in_service: None, asked: str, led: str) -> None:
    """X-05: signing in leads nowhere else."""
    assert send("johan.akerhielm", RIGHT, next=asked)["Location"] == led


def test_signing_in_again_begins_a_new_session_and_ends_the_old(doctor: Staff, in_service: None) -> None:
    """X-05: the old secret opens nothing afterwards."""
    browser = signed_in("johan.akerhielm")
    before = browser.cookies[settings.SESSION_COOKIE].value
    answer = browser.post("/logga-in/", {"username": "johan.akerhielm", "password": RIGHT})
    assert cookie(answer) != before
    assert answer.cookies[settings.SESSION_COOKIE]["max-age"] == ""
    assert Session.objects.count() == 1
    old = Client()
    old.cookies[settings.SESSION_COOKIE] = before
    assert old.get("/behorigheter/").status_code == 302
    assert browser.get("/behorigheter/").status_code == 200


def second_assignment() -> Assignment:
    """Johan also works at the surgical clinic in Kalmar, since 1 March 2025."""
    return Assignment.objects.create(
        staff=Staff.objects.get(username="johan.akerhielm"),
        unit=Unit.objects.get(slug="kalmar-kirurgkliniken"),
        role="lakare",
        title="jourläkare",
        valid_from="2025-03-01",
    )


def test_with_several_assignments_one_is_chosen(doctor: Staff, in_service: None) -> None:
    """X-05: the change begins a new session; another person's, or one that has not begun, cannot be chosen."""
    other = second_assignment()
    with clock.stopped_at("2025-02-28 23:59"):
        assert send("johan.akerhielm", RIGHT, next="/rus/")["Location"] == "/rus/"
    with clock.stopped_at("2025-03-01 00:00"):
        assert send("johan.akerhielm", RIGHT, next="/rus/")["Location"] == "/uppdrag/?next=%2Frus%2F"
        browser = signed_in("johan.akerhielm")
        before = browser.cookies[settings.SESSION_COOKIE].value
        assert "Jourläkare" in browser.get("/uppdrag/").content.decode()
        strange = Assignment.objects.get(staff__username="saga.osterhult")
        assert browser.post("/uppdrag/", {"assignment": str(strange.uuid)})["Location"] == "/uppdrag/"
        assert browser.cookies[settings.SESSION_COOKIE].value == before
        answer = browser.post("/uppdrag/", {"assignment": str(other.uuid), "next": "/rus/"})
        assert answer["Location"] == "/rus/"
        assert cookie(answer) != before
        assert Session.objects.filter(assignment=other).count() == 1
        assert "Jourläkare, Kirurgkliniken" in browser.get("/behorigheter/").content.decode()


def test_without_an_assignment_today_nobody_gets_in(doctor: Staff, in_service: None) -> None:
    """X-05: the same person gets in on the last day of the assignment, and not the day after."""
    Assignment.objects.filter(staff=doctor).update(valid_to="2025-03-04")
    with clock.stopped_at("2025-03-04 23:59"):
        assert send("johan.akerhielm", RIGHT).status_code == 302
    with clock.stopped_at("2025-03-05 00:00"):
        late = send("johan.akerhielm", RIGHT)
    assert late.status_code == 422
    assert "inget uppdrag som gäller idag" in late.content.decode()


def test_signing_out_ends_the_session_on_the_server(db: None) -> None:
    """X-05: by POST only."""
    browser = signed_in("johan.akerhielm")
    secret = browser.cookies[settings.SESSION_COOKIE].value
    assert browser.get("/logga-ut/").status_code == 405
    assert browser.get("/behorigheter/").status_code == 200
    assert browser.post("/logga-ut/")["Location"] == "/logga-in/"
    assert Session.objects.count() == 0
    old = Client()
    old.cookies[settings.SESSION_COOKIE] = secret
    assert old.get("/behorigheter/")["Location"] == "/logga-in/?next=%2Fbehorigheter%2F"


def test_a_form_from_elsewhere_signs_nobody_in(db: None) -> None:
    """X-05: without the form's own token the click is refused."""
    johan = Assignment.objects.get(staff__username="johan.akerhielm")
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/valj-person/", {"person": str(johan.uuid)}).status_code == 403
    assert Session.objects.count() == 0
