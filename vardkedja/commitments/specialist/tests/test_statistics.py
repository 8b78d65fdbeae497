"""The office's statistics: hand-counted cases, as of a day, and files (SVR-06, SVR-35, X-32, X-43)."""

import csv
import datetime
import io
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vardkedja.commitments.specialist import statistics
from vardkedja.commitments.specialist.actions import assessing, between, deciding
from vardkedja.commitments.specialist.statistics import Group, Load
from vardkedja.commitments.specialist.tests import samples
from vardkedja.commitments.specialist.tests.list_rows import at, copies, target
from vardkedja.commitments.specialist.views import statistics_files
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.web.tests.client import signed_in

PAGE = "/specialistvard/statistik/"
MAY = datetime.date(2025, 5, 1)
TODAY = datetime.date(2025, 6, 20)
CHOICE, INITIATIVE = "patientens_val", "hemregion"
HENRIK, MEHDI = "Henrik Wallenius Grip", "Mehdi Sundhage"


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at(f"{TODAY} 08:00"):
        yield


def month(first: datetime.date = MAY, as_of: datetime.date = TODAY) -> statistics.Month:
    return statistics.year(actor(samples.HENRIK), first, as_of)[-1]


def loads(first: datetime.date = MAY, as_of: datetime.date = TODAY) -> dict[str, Load]:
    return {one.name: one for one in statistics.loads(actor(samples.HENRIK), first, as_of)}


def decided(
    came: str, opened: str, on: str, outcome: str = "reject", by: str = samples.HENRIK, **bent: Any
) -> uuid.UUID:
    """A case that came on one day, was opened on another and decided on a third."""
    case = at(f"{came} 10:00", samples.sent, what=at(f"{came} 10:00", samples.content, **bent))
    at(f"{opened} 10:00", assessing.start, case, by=actor(by))
    at(f"{on} 10:00", getattr(deciding, outcome), case, by=actor(by), reason="Indikationen är inte densamma.")
    return case


# --- hand-counted --------------------------------------------------------------------------------------------------


def test_a_month_counted_by_hand() -> None:
    """SVR-35: received and decided by alternative and outcome, with the median and the longest handling time."""
    decided("2025-05-02", "2025-05-05", "2025-05-06")
    decided("2025-05-02", "2025-05-05", "2025-05-12", "dismiss")
    at("2025-05-08 10:00", samples.issued)
    at("2025-05-09 10:00", samples.approved)
    at("2025-05-10 10:00", samples.sent, samples.GUNVOR, at("2025-05-10 10:00", samples.initiative))
    at("2025-05-11 10:00", samples.withdrawn)
    at("2025-05-12 10:00", samples.outside)
    at("2025-05-13 10:00", samples.draft)
    found = month()
    choice = Group(received=6, approved=2, rejected=1, dismissed=1, unknown=4, days=[0, 0, 4, 10])
    assert found.groups[CHOICE] == replace(choice, days=found.groups[CHOICE].days)
    assert sorted(found.groups[CHOICE].days) == choice.days
    assert (found.groups[CHOICE].median, found.groups[CHOICE].longest) == (2, 10)
    assert found.groups[INITIATIVE] == Group(received=1)
    assert (found.whole.received, found.whole.decided, found.whole.past_target) == (7, 4, None)


def test_the_first_decision_is_the_one_that_is_counted() -> None:
    """SVR-35, SVR-37: lodging decided afterwards is no second decision; a revocation is counted by itself, in its month."""
    case = at("2025-05-08 10:00", samples.issued, samples.GUNVOR, at("2025-05-08 10:00", samples.initiative))
    lodged = {"granted": False, "nights": None, "reason": "Patienten bor nära."}
    at("2025-05-20 10:00", samples.issuing.lodge, case, by=actor(samples.HENRIK), **lodged)
    reason = "Vården ges i regionen."
    day = datetime.date(2025, 6, 10)
    at("2025-06-05 10:00", deciding.revoke, case, by=actor(samples.HENRIK), reason=reason, from_day=day)
    assert month().whole == Group(received=1, approved=1, unknown=1, days=[0])
    assert month(TODAY).whole == Group(revoked=1)


@pytest.mark.parametrize(
    ("came", "first"), [("2025-04-30 23:59", (1, 0)), ("2025-05-01 00:00", (0, 1)), ("2025-05-31 23:59", (0, 1))]
)
def test_the_ends_of_a_month(came: str, first: tuple[int, int]) -> None:
    """SVR-35, X-26: by the day in Stockholm it came; midnight between the months on both sides."""
    at(came, samples.sent)
    assert (month(datetime.date(2025, 4, 1)).whole.received, month().whole.received) == first


@pytest.mark.parametrize(("on", "late"), [("2025-05-31", 0), ("2025-06-01", 1)])
def test_past_the_target(on: str, late: int) -> None:
    """SVR-06: came 1 May with a target of 30 days: decided on the 31st is in time, the day after is past it."""
    at("2025-01-10 09:00", target, 30)
    decided("2025-05-01", "2025-05-02", on)
    found = month(datetime.date.fromisoformat(on)).whole
    assert (found.late, found.past_target, found.unknown) == (late, late, 0)


def test_a_target_approved_afterwards_does_not_change_the_past() -> None:
    """SVR-06, X-20: the statistics of a past day are reckoned with what was known that day."""
    decided("2025-05-01", "2025-05-05", "2025-05-12")
    at("2025-06-02 09:00", target, 5)
    assert month(as_of=datetime.date(2025, 6, 1)).whole.past_target is None
    assert month(as_of=datetime.date(2025, 6, 2)).whole.past_target == 1


def test_without_a_target_nobody_knows_what_is_late() -> None:
    """SVR-06: decided before the target's first day: not counted as late, and not as in time either."""
    at("2025-01-10 09:00", target, 5, "2025-05-10")
    decided("2025-05-01", "2025-05-02", "2025-05-30")
    assert (month().whole.unknown, month().whole.past_target) == (1, None)
    decided("2025-05-12", "2025-05-12", "2025-05-30")
    assert (month().whole.unknown, month().whole.past_target) == (1, 1)


def test_dismissed_because_the_care_had_begun() -> None:
    """SVR-06: came 2 May, admitted 5 May, opened and dismissed 7 May: flagged, five handling days; in time is not flagged."""
    decided("2025-05-02", "2025-05-07", "2025-05-07", "dismiss", admission_on=datetime.date(2025, 5, 5))
    decided("2025-05-02", "2025-05-04", "2025-05-04", "dismiss", admission_on=datetime.date(2025, 5, 5))
    decided("2025-05-02", "2025-05-07", "2025-05-07", "reject", admission_on=datetime.date(2025, 5, 5))
    found = month().groups[CHOICE]
    assert (found.begun, found.dismissed, found.rejected, sorted(found.days)) == (1, 2, 1, [2, 5, 5])


def test_the_work_of_each_officer() -> None:
    """SVR-35: opened and decided by whom, with the median, and what is going on; what nobody has is last."""
    decided("2025-05-02", "2025-05-05", "2025-05-06")
    decided("2025-05-02", "2025-05-05", "2025-05-07", by=samples.MEHDI)
    at("2025-05-08 10:00", samples.opened)
    at("2025-05-08 10:00", samples.sent)
    at("2025-05-08 10:00", samples.withdrawn)
    assert statistics.loads(actor(samples.HENRIK), MAY, TODAY) == [
        Load(HENRIK, opened=2, decided=1, ongoing=1, days=[4]),
        Load(MEHDI, opened=1, decided=1, ongoing=0, days=[5]),
        Load("", ongoing=1),
    ]
    assert loads()[MEHDI].median == 5


# --- as of a day ---------------------------------------------------------------------------------------------------


def test_what_is_registered_later_changes_nothing() -> None:
    """X-32, SVR-06: the answer for 10 May is the same before and after what was done from 11 May on."""
    case = at("2025-05-02 10:00", samples.opened)
    as_of = datetime.date(2025, 5, 10)
    before = month(as_of=as_of), loads(as_of=as_of)
    assert (before[0].whole, before[1][HENRIK].ongoing) == (Group(received=1), 1)
    at("2025-05-11 00:00", assessing.assign, case, by=actor(samples.MEHDI))
    at("2025-05-11 10:00", deciding.reject, case, by=actor(samples.MEHDI), reason="Indikationen är inte densamma.")
    at("2025-05-11 10:00", samples.sent)
    assert (month(as_of=as_of), loads(as_of=as_of)) == before
    assert month().whole.decided == 1
    assert loads()[MEHDI].decided == 1


def test_the_end_of_the_day_itself() -> None:
    """X-32: decided a minute before midnight is known that day, at midnight it is not."""
    case, other = (at("2025-05-02 10:00", samples.opened) for _ in range(2))
    at("2025-05-10 23:59", deciding.dismiss, case, by=actor(samples.HENRIK), reason="Vården är redan given.")
    at("2025-05-11 00:00", deciding.dismiss, other, by=actor(samples.HENRIK), reason="Vården är redan given.")
    assert month(as_of=datetime.date(2025, 5, 10)).whole.dismissed == 1
    assert month(as_of=datetime.date(2025, 5, 11)).whole.dismissed == 2


def test_a_request_from_outside_counts_from_its_registration() -> None:
    """X-43, SVR-14: it came in May and was registered in June: May as of the last of May does not know of it."""
    asked = samples.Request(source_kind="patient", source_name="Patienten", received_on=datetime.date(2025, 5, 20))
    what = at("2025-06-02 10:00", samples.content, informed=None, doctor=None)
    at("2025-06-02 10:00", samples.registering.register, what, asked, by=actor(samples.HENRIK))
    assert month(as_of=datetime.date(2025, 6, 1)).whole.received == 0
    assert month(as_of=datetime.date(2025, 6, 2)).whole.received == 1


def test_who_had_the_case_that_day() -> None:
    """X-32, SVR-35: opened by one, given to another: each has it on the days that it stood with that person."""
    case = at("2025-05-02 10:00", samples.opened)
    at("2025-05-06 10:00", assessing.assign, case, by=actor(samples.MEHDI))
    at("2025-05-09 10:00", between.withdraw, case, by=actor(samples.CASPER), reason="Patienten har ångrat sig.")
    had = {
        day: [one.name for one in loads(as_of=datetime.date(2025, 5, day)).values() if one.ongoing]
        for day in (1, 5, 6, 9)
    }
    assert had == {1: [], 5: [HENRIK], 6: [MEHDI], 9: []}


# --- the page and its files ----------------------------------------------------------------------------------------


def shown(who: str = samples.HENRIK, **asked: str) -> str:
    answer = signed_in(who).get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_was_counted() -> None:
    """SVR-35, SVR-06: the month in numbers and pictures, that there is no target, and no patient anywhere."""
    decided("2025-05-02", "2025-05-05", "2025-05-06")
    decided("2025-05-02", "2025-05-05", "2025-05-07")
    page = shown(manad="2025-05", per="2025-06-01")
    for words in ("Statistik, maj 2025", "söndag 1 juni 2025", "4,5", HENRIK, "inte infört något mål", "<svg"):
        assert words in page
    assert "Arvid" not in page
    at("2025-01-10 09:00", target, 30)
    assert "inte infört något mål" not in shown(manad="2025-05", per="2025-06-01")


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}csv/", f"{PAGE}xlsx/"])
def test_only_the_office_sees_it(address: str) -> None:
    """X-05: a sender and a receiver are refused; another region's office counts nothing of ours."""
    at("2025-06-02 10:00", samples.sent)
    answers = [signed_in(who).get(address).status_code for who in (samples.HENRIK, samples.CASPER, samples.OTTILIA)]
    assert answers == [200, 403, 403]
    assert statistics.year(replace(actor(samples.HENRIK), region="03"), TODAY, TODAY)[-1].whole == Group()


@pytest.mark.parametrize("asked", [{"manad": "2025-13"}, {"manad": "2025-07"}, {"per": "2025-06-21"}, {"per": "x"}])
def test_what_cannot_be_read_is_said(asked: dict[str, str]) -> None:
    """X-35: a month or a day that is none, or not yet: said at the field, and the usual month is shown."""
    page = shown(**asked)
    assert "Den kan inte ligga i framtiden." in page
    assert "Statistik, juni 2025" in page
    assert "Den kan inte ligga i framtiden." not in shown(manad="2025-06", per="2025-06-20")


def test_the_csv_is_the_page() -> None:
    """SVR-35: twelve months with a line for each alternative and one for all; unknown is empty, a half has a comma."""
    decided("2025-05-02", "2025-05-05", "2025-05-06")
    decided("2025-05-02", "2025-05-05", "2025-05-07")
    answer = signed_in(samples.HENRIK).get(f"{PAGE}csv/?manad=2025-05&per=2025-06-01")
    assert answer["Content-Disposition"] == 'attachment; filename="specialistvard-2025-05-per-2025-06-01.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 12 * 5
    assert list(lines[-1].values()) == [
        "2025-05",
        "2025-06-01",
        "Alla",
        "2",
        "2",
        "0",
        "2",
        "0",
        "0",
        "4,5",
        "5",
        "",
        "0",
    ]
    assert lines[0]["Månad"] == "2024-06"


def test_the_workbook_has_three_sheets() -> None:
    """SVR-35: Excel with the month, the twelve months and the officers; what a spreadsheet would run is harmless."""
    decided("2025-05-02", "2025-05-05", "2025-05-06")
    answer = signed_in(samples.HENRIK).get(f"{PAGE}xlsx/?manad=2025-05")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        names = book.read("xl/workbook.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert [names.index(f'name="{sheet}"') > 0 for sheet in ("Månaden", "Tolv månader", "Handläggare")] == [True] * 3
    assert HENRIK in texts
    book = statistics_files.workbook(MAY, TODAY, [], [Load("=1+1")])
    with zipfile.ZipFile(io.BytesIO(book.content)) as kept:
        assert "'=1+1" in kept.read("xl/sharedStrings.xml").decode()
    assert signed_in(samples.HENRIK).get(f"{PAGE}pdf/").status_code == 404


def test_statements_do_not_grow_with_the_cases() -> None:
    """X-17: as many statements for thirty cases as for one."""
    case, client = at("2025-06-02 10:00", samples.sent), signed_in(samples.HENRIK)
    client.get(PAGE)
    counts = []
    for many in (0, 30):
        copies(case, many)
        with CaptureQueriesContext(connection) as found:
            client.get(PAGE)
        counts.append(len(found))
    assert counts[0] == counts[1] > 0
