"""The log extract: everybody who saw a patient at the own unit, a row each; the look-up is a row too (X-07)."""

import csv
import io
import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from vardkedja.demo.cast import actor
from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.people.register import look_up
from vardkedja.web.office import log
from vardkedja.web.tests.client import signed_in

CHIEF, NUMBER, OTHER = "larsgoran.petersson", "195506129997", "196109249802"


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-04-01 10:00"):
        yield


@pytest.fixture
def patient(db: None) -> Person:
    """Karl-Erik, whom three at the clinic opened in March, and one at another clinic."""
    answer = look_up(NUMBER, clock.today())
    assert answer is not None
    person, _ = recognise(answer)
    days = {"johan.akerhielm": 3, "annika.hjalmarsson": 10, "orjan.kallstrom": 31, "staffan.brunngard": 12}
    for username, day in days.items():
        with clock.stopped_at(f"2025-03-{day:02} 09:00"):
            accesslog.record(actor(username), "rus.case", [person.pk], request=uuid.uuid4())
    return person


def ask(number: str = NUMBER, purpose: str = "patient", who: str = CHIEF, **more: str) -> HttpResponse:
    return signed_in(who).post("/logg/", {"number": number, "purpose": purpose, **more})


def test_three_who_opened_the_case_are_three_rows(patient: Person) -> None:
    """X-07: who, in which role, at which unit, when, doing what; and the extract itself is the fourth row."""
    answer = ask()
    text = answer.content.decode()
    for name, day in (("Johan Bergqvist Åkerhielm", "03"), ("Annika Hjalmarsson", "10"), ("Örjan Källström", "31")):
        assert name in text
        assert f"2025-03-{day}</span> 09:00" in text
    assert text.count("Öppnade remissen") == 3
    assert "Staffan Brunngårdh" not in text
    assert "Ortopedkliniken, Västerviks sjukhus" in text
    row = AccessLog.objects.latest("id")
    assert (row.action, row.patients, row.purpose) == ("logg.utdrag", [patient.pk], "Patienten har begärt utdraget")
    assert text.count("Tog ut loggen") == 1


def test_another_units_rows_are_another_managers(patient: Person) -> None:
    """X-07, X-06: the manager of the surgeons sees the one look that was made there."""
    text = ask(who="gudrun.laxvik").content.decode()
    assert "Staffan Brunngårdh" in text
    assert "Johan Bergqvist Åkerhielm" not in text


def test_a_person_nobody_has_looked_at_and_one_that_is_unknown_look_the_same(patient: Person) -> None:
    """X-07: the page does not tell who is known."""
    nobody = ask(number="197901019997").content.decode()
    never = ask(number=OTHER).content.decode()
    said = "Ingen vid din enhet har sett eller hanterat uppgifter om personen."
    assert said in nobody
    assert said in never


def test_the_number_is_a_number_and_the_purpose_is_of_the_list(patient: Person) -> None:
    """X-07: refused with both reasons, and then nothing is looked up or logged."""
    before = AccessLog.objects.count()
    refused = ask(number="19550612-9998", purpose="nyfiken")
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Ogiltigt personnummer" in text
    assert "Syfte saknas" in text
    assert "19550612-9998" in text
    assert AccessLog.objects.count() == before
    assert ask(number="550612-9997").status_code == 200


def test_the_number_never_stands_in_an_address(patient: Person) -> None:
    """X-07: a number in the address is not read; the form sends it in the body."""
    page = signed_in(CHIEF).get("/logg/", {"number": NUMBER, "purpose": "patient"})
    assert NUMBER not in page.content.decode()
    assert "Öppnade remissen" not in page.content.decode()
    assert AccessLog.objects.filter(action="logg.utdrag").count() == 0


def test_the_extract_comes_as_a_table_for_a_spreadsheet(patient: Person) -> None:
    """X-07: the same rows; the file's name says nothing about who it is about."""
    answer = ask(gor="csv")
    assert answer["Content-Disposition"] == 'attachment; filename="loggutdrag-2025-04-01.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(log.HEADS)
    assert [row[1] for row in rows[1:]] == [
        *("Lars-Göran Petersson", "Örjan Källström", "Annika Hjalmarsson", "Johan Bergqvist Åkerhielm")
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    """X-07: what begins as a formula begins with an apostrophe instead; other text is left alone."""
    assert log.harmless(f"{start}SUM(A1)") == f"'{start}SUM(A1)"
    assert log.harmless(f"Anna{start}") == f"Anna{start}"


def test_the_log_is_read_by_managers_only(patient: Person) -> None:
    """X-07: a doctor is refused."""
    assert ask(who="johan.akerhielm").status_code == 403
    assert AccessLog.objects.filter(action="logg.utdrag").count() == 0


def test_without_a_log_row_there_is_no_extract(patient: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """X-07: when the look-up cannot be logged, nothing is shown."""

    def unwritable(*_: object, **__: object) -> None:
        raise accesslog.LogUnwritable

    monkeypatch.setattr(accesslog, "record", unwritable)
    answer = ask()
    assert answer.status_code == 503
    assert "Johan" not in answer.content.decode()
