"""The page of the statistics and its files: what stands there, who gets in, and what a spreadsheet is given (REM-48, X-32)."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from vardkedja.kernel import clock
from vardkedja.kernel.access import Grant
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.models import Person
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.statistics_questions import Fact
from vardkedja.referrals.tests import samples
from vardkedja.referrals.views import statistics_files
from vardkedja.web.tests.client import signed_in

PAGE = "/remisser/statistik/"
MARCH = f"{PAGE}?manad=2025-03&per=2025-04-05"


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-06-05 08:00"):
        yield


def sent_in_march() -> str:
    """Two referrals that were sent in March, one of them late: its number."""
    with clock.stopped_at("2025-03-03 10:00"):
        late = samples.to_send()
        samples.sent()
    with clock.stopped_at("2025-03-07 10:00"):
        samples.sending.send(late, by=samples.me(samples.OSKAR))
    return Case.objects.get(uuid=late).number


def shown(address: str = MARCH, who: str = samples.EVALENA) -> str:
    answer = signed_in(who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def at_unit(slug: str) -> str:
    return f"{MARCH}&enhet={samples.unit(slug)}"


def table(answer: Any) -> list[dict[str, str]]:
    """The lines of a CSV answer, as a spreadsheet reads them."""
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_page_shows_the_month_and_its_picture() -> None:
    """REM-48: the numbers, the picture with its words for who does not see it, the rules behind, the months beside."""
    sent_in_march()
    text = shown()
    for words in (
        "Statistik, mars 2025",
        "Så som det var känt i slutet av lördag 5 april 2025.",
        "Skickade remisser från april 2024 till mars 2025. Mars 2025: 2, varav 1 för sent. Flest en månad: 2.",
        "A.1 Remissen skickas senast 3 arbetsdagar efter beslut",
        "manad=2025-02&amp;per=2025-04-05",
        "manad=2025-04&amp;per=2025-04-05",
    ):
        assert words in text
    assert text.count('<figure class="vk-column">') == 12
    assert "style=" not in text
    assert "Utan känd gräns" not in text
    Consultation.objects.filter(sent_on__isnull=False).update(send_by=None)
    assert "Utan känd gräns" in shown()


def test_a_number_opens_the_list_of_its_cases() -> None:
    """REM-48: the late one alone behind its number, as a link to the case; the page says nothing about who it is."""
    late = sent_in_march()
    logged = AccessLog.objects.count()
    (href,) = re.findall(r'<a href="(\?[^"]*lista=sent&amp;del=late)#lista"', shown())
    text = shown(PAGE + href.replace("&amp;", "&"))
    assert f'href="/remisser/{Case.objects.get(number=late).uuid}/">{late}</a>' in text
    assert text.count('class="vk-id" href="/remisser/') == 1
    assert "tor 6 mars 2025" in text
    assert shown(f"{MARCH}&lista=sent").count('class="vk-id" href="/remisser/') == 2
    for name in Person.objects.values_list("family", flat=True):
        assert name not in text
    assert AccessLog.objects.count() == logged


def test_days_without_a_check_have_no_case() -> None:
    """REM-48, REM-14: behind the unchecked days stand the days."""
    text = shown(f"{MARCH}&lista=unchecked_watch")
    assert "mån 31 mars 2025" in text
    assert "21 i listan." in text


def test_the_usual_answer_is_this_month_today() -> None:
    """REM-48, X-32: without a choice the present month as of today; the next one is not offered."""
    text = shown(PAGE)
    assert "Statistik, juni 2025" in text
    assert "torsdag 5 juni 2025" in text
    assert "manad=2025-05" in text
    assert "manad=2025-07" not in text


@pytest.mark.parametrize(
    "given",
    ["manad=2025-07", "manad=mars", "manad=1999-12", "manad=2025-13", "per=2025-06-06", "per=idag", "per=0001-01-01"],
)
def test_what_cannot_be_read_is_said_at_the_field(given: str) -> None:
    """REM-48, X-35: a month or a day that is none, or has not come: said at the field, and the usual answer stands."""
    text = shown(f"{PAGE}?{given}")
    assert "Den kan inte ligga i framtiden." in text
    assert 'aria-invalid="true"' in text
    assert "Statistik, juni 2025" in text


def test_an_empty_month_is_a_page_too() -> None:
    """REM-48: a month with nothing in it: noughts, and an empty list says so."""
    text = shown(f"{PAGE}?manad=2023-02&per=2023-03-01&lista=replies")
    assert text.count("0 alla månader") == 12
    assert "<rect class=" not in text
    assert "Inga i månaden." in text


# --- who gets in ---------------------------------------------------------------------------------------------------


def test_another_units_statistics_do_not_exist() -> None:
    """REM-48, X-05: Mölndal's secretary sees Mölndal; Björkdalen's numbers and files are not there for her."""
    sent_in_march()
    assert "Ortopedmottagningen" in shown(who=samples.LOVISA)
    lovisa = signed_in(samples.LOVISA)
    for form in ("", "csv/", "xlsx/"):
        address = at_unit(samples.BJORKDALEN).replace(PAGE, PAGE + form)
        assert lovisa.get(address).status_code == 404
        assert signed_in(samples.EVALENA).get(address).status_code == 200
    assert lovisa.get(f"{PAGE}?enhet=nej").status_code == 404
    assert lovisa.get(f"{MARCH}&lista=nej").status_code == 404
    assert lovisa.get(f"{PAGE}pdf/").status_code == 404


def test_the_regions_administrator_sees_every_unit_and_opens_no_case() -> None:
    """REM-48, X-32: who enters rule values may choose any unit of the region with a routine; numbers, and no links."""
    late = sent_in_march()
    text = shown(f"{at_unit(samples.BJORKDALEN)}&lista=sent", "cornelia.askdal")
    assert late in text
    assert 'class="vk-id"' not in text
    for slug in (samples.MOLNDAL, samples.BORAS):
        assert str(samples.unit(slug)) in text
    assert str(samples.unit(samples.OUTSIDE)) not in text
    assert signed_in("cornelia.askdal").get(at_unit(samples.OUTSIDE)).status_code == 404


def test_without_a_grant_there_is_nothing() -> None:
    """REM-48, X-05: for somebody without a grant to referrals the page and its files do not exist; nor is it to be posted to."""
    for form in ("", "csv/", "xlsx/"):
        assert signed_in("mirjam.runesson").get(PAGE + form).status_code == 404
        assert signed_in(samples.EVALENA).post(PAGE + form).status_code == 405
    grants = Grant.objects.filter(staff__username=samples.EVALENA, module="rem")
    grants.update(removed_at=clock.now(), removed_by=F("staff"))
    assert signed_in(samples.EVALENA).get(PAGE).status_code == 404


def test_it_costs_the_same_whatever_is_in_it() -> None:
    """REM-48: the page asks as many questions for three referrals as for none, with and without a list."""

    def asked(address: str) -> int:
        client = signed_in(samples.EVALENA)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    addresses = (MARCH, f"{MARCH}&lista=sent", MARCH.replace(PAGE, f"{PAGE}xlsx/"))
    shown()
    before = [asked(address) for address in addresses]
    sent_in_march()
    with clock.stopped_at("2025-03-10 10:00"):
        samples.confirmed()
    assert [asked(address) for address in addresses] == before


# --- files ---------------------------------------------------------------------------------------------------------


def test_the_csv_has_every_month_and_number() -> None:
    """REM-48, X-32: twelve months, twelve numbers; as of 5 April it is the same file in June, byte for byte."""
    sent_in_march()
    address = MARCH.replace(PAGE, f"{PAGE}csv/")
    answer = signed_in(samples.EVALENA).get(address)
    assert answer["Content-Disposition"] == (
        'attachment; filename="remisser-bjorkdalen-vardcentral-2025-03-per-2025-04-05.csv"'
    )
    rows = table(answer)
    assert len(rows) == 144
    (sent,) = [row for row in rows if (row["Månad"], row["Mått"]) == ("2025-03", "Skickade remisser")]
    assert (sent["Antal"], sent["I tid"], sent["För sent"], sent["Gäller per"]) == ("2", "1", "1", "2025-04-05")
    with clock.stopped_at("2025-04-05 20:00"):
        assert signed_in(samples.EVALENA).get(address).content == answer.content


def test_the_csv_of_a_list_has_its_cases() -> None:
    """REM-48: the list's file has the number, the days and the judgement, and no identity."""
    late = sent_in_march()
    (row,) = table(signed_in(samples.EVALENA).get(MARCH.replace(PAGE, f"{PAGE}csv/") + "&lista=sent&del=late"))
    assert (row["Ärende"], row["Senast"], row["Gjort"]) == (late, "2025-03-06", "2025-03-07")
    assert row["Bedömning"] == "För sent"
    assert set(row) == set(statistics_files.LINES)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_file_cannot_hold_a_formula(text: str) -> None:
    """X-32: a unit or a number that begins like a formula is text in CSV and in Excel; an ordinary hyphen is left alone."""
    about = statistics_files.About(text, "enhet", datetime.date(2025, 3, 1), datetime.date(2025, 4, 5))
    fact = Fact("sent", about.first, None, about.first, "in", None, text)
    (row,) = table(statistics_files.lines(about, [fact]))
    assert (row["Enhet"], row["Ärende"]) == (f"'{text}", f"'{text}")
    book = zipfile.ZipFile(io.BytesIO(statistics_files.workbook(about, [], [fact]).content))
    assert b"<f>" not in b"".join(book.read(name) for name in book.namelist())
    assert statistics_files.harmless("K2025-000001") == "K2025-000001"


def test_a_unit_named_like_a_formula_is_harmless_in_the_file() -> None:
    """X-32: the same through the page, with what the register holds."""
    Unit.objects.filter(slug=samples.BJORKDALEN).update(institution="=HYPERLINK(1)", clinic="")
    rows = table(signed_in(samples.EVALENA).get(MARCH.replace(PAGE, f"{PAGE}csv/")))
    assert {row["Enhet"] for row in rows} == {"'=HYPERLINK(1)"}


def test_excel_has_three_sheets() -> None:
    """REM-48: the month, the twelve months and the cases, with numbers as numbers and days as days."""
    late = sent_in_march()
    answer = signed_in(samples.EVALENA).get(MARCH.replace(PAGE, f"{PAGE}xlsx/"))
    assert answer["Content-Type"] == statistics_files.TYPES["xlsx"]
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == ["Månaden", "Tolv månader", "Ärenden"]
    assert late in book.read("xl/sharedStrings.xml").decode()
    month, year = (book.read(f"xl/worksheets/sheet{place}.xml").decode() for place in (1, 2))
    assert (month.count("<row "), year.count("<row ")) == (13, 145)
    assert '<c r="E2"><v>2</v></c>' in month
