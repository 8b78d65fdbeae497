"""The office's queue: age, target, who has what, who is away, what may not be left lying (SVR-06, SVR-12, SVR-34, SVR-35)."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vardkedja.commitments.specialist import queue as work
from vardkedja.commitments.specialist.actions import assessing, between
from vardkedja.commitments.specialist.questions import OPEN, SILENT, UNCOMMITTED, WAITED
from vardkedja.commitments.specialist.queue import AWAY, LATE, SHELVES, UNASSIGNED, UNSENT
from vardkedja.commitments.specialist.tests import samples
from vardkedja.commitments.specialist.tests.list_rows import EVERY_STAGE, at, away, copies, number, target
from vardkedja.commitments.specialist.worklists import Filters
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.absences import Absence
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Task
from vardkedja.web.tests.client import signed_in

ADDRESS = "/specialistvard/ko/"


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-31 09:00"):
        yield


def seen(**asked: str) -> str:
    answer = signed_in(samples.HENRIK).get(ADDRESS, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def on(shelf: str, age: str = "") -> list[str]:
    """The numbers on a shelf, in its order."""
    me = actor(samples.HENRIK)
    rows, later = work.listed(me, work.queue(me), shelf, Filters(), "", age)
    assert not later
    return [row.number for row in rows]


def lengths() -> dict[str, int]:
    return work.queue(actor(samples.HENRIK)).numbers


def test_every_number_is_the_length_of_its_shelf() -> None:
    """SVR-34, X-17: cases at every stage, one late, one officer away: each number and each bar is what it opens."""
    for stage in EVERY_STAGE:
        at("2025-05-01 09:00", getattr(samples, stage))
    samples.sent(samples.GUNVOR, samples.initiative())
    at("2025-04-01 09:00", target, 10)
    away(samples.HENRIK)
    found = work.queue(actor(samples.MEHDI))
    for shelf in SHELVES:
        rows, later = work.listed(actor(samples.MEHDI), found, shelf, Filters())
        assert (shelf, len(rows), later) == (shelf, found.numbers[shelf], "")
    assert {shelf: bool(number) for shelf, number in found.numbers.items()} == dict.fromkeys(SHELVES, True) | {
        SILENT: False
    }
    for bars in (found.ages(), found.boxes(), found.hospitals(), found.officers()):
        assert sum(bar.many for bar in bars) == found.numbers[OPEN]
        assert sum(bar.late for bar in bars) == found.numbers[LATE]


def test_the_oldest_stands_first() -> None:
    """SVR-34, SVR-12: by the day it came, also while a completion is awaited; a decided case is not there."""
    middle = number(at("2025-05-10 09:00", samples.completing))
    old, new = (number(at(f"2025-05-{day} 09:00", samples.sent)) for day in ("02", "20"))
    at("2025-05-01 09:00", samples.rejected)
    at("2025-05-01 09:00", samples.withdrawn)
    samples.draft()
    assert on(OPEN) == [old, middle, new]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, "0-7"), (7, "0-7"), (8, "8-14"), (14, "8-14"), (15, "15-30"), (30, "15-30"), (31, "over-30"), (90, "over-30")],
)
def test_the_buckets_of_age(days: int, bucket: str) -> None:
    """SVR-34: calendar days from the day it came, each bucket with both its ends, and the bar leads to the case."""
    case = number(at(f"{samples.later(-days)} 23:00", samples.sent))
    found = work.queue(actor(samples.HENRIK))
    assert {bar.word: bar.many for bar in found.ages()} == dict.fromkeys(work.AGES, 0) | {bucket: 1}
    assert {word: on(OPEN, word) for word in work.AGES} == dict.fromkeys(work.AGES, []) | {bucket: [case]}
    page = seen(alder=bucket)
    assert f"rad-{case}" in page
    assert f"rad-{case}" not in seen(alder="8-14" if bucket == "0-7" else "0-7")


@pytest.mark.parametrize(("days", "late"), [(30, False), (31, True)])
def test_past_the_regions_target(days: int, late: bool) -> None:
    """SVR-06: a target of 30 days: on the thirtieth day it is in time, the day after it is late and stands by itself."""
    at("2025-01-10 09:00", target, 30)
    case = number(at(f"{samples.later(-days)} 09:00", samples.sent))
    assert on(LATE) == ([case] if late else [])
    page = seen()
    assert ("Förbi regionens mål <b>1</b>" in page) is late
    assert work_words() not in page


def work_words() -> str:
    from vardkedja.commitments.specialist.views.queue import NO_TARGET

    return NO_TARGET


def test_without_a_target_nothing_is_late() -> None:
    """SVR-06: the region has entered no target: that is said, and only the age is shown."""
    at("2025-01-10 09:00", samples.sent)
    page = seen()
    assert work_words() in page
    assert "141 dagar" in page
    assert lengths()[LATE] == 0
    assert 'data-tone="late"' not in page


def test_what_nobody_has_is_named() -> None:
    """SVR-35: cases without an officer are a bar and a list of their own."""
    mine, nobodys = number(samples.opened()), number(samples.sent())
    assert on(UNASSIGNED) == [nobodys]
    page = seen(handlaggare="ingen")
    assert f"rad-{nobodys}" in page
    assert f"rad-{mine}" not in page
    assert "Utan handläggare" in page


def test_an_officer_who_is_away() -> None:
    """SVR-35, REM-43: the first and the last day away the cases are to be taken over, the day after they are not."""
    mine, hers = number(samples.opened()), number(samples.opened(officer=samples.MEHDI))
    away(samples.HENRIK, days=2)
    assert on(AWAY) == [mine]
    page = seen()
    assert "Henrik Wallenius Grip är borta till och med" in page
    assert "Handläggaren är borta, ta över" in page
    with clock.stopped_at("2025-06-01 23:59"):
        assert on(AWAY) == [mine]
    with clock.stopped_at("2025-06-02 00:00"):
        assert on(AWAY) == []
        assert "ta över" not in seen()
    Absence.objects.all().delete()
    assert on(AWAY) == []
    assert set(on(OPEN)) == {mine, hers}


@pytest.mark.parametrize(("days", "there"), [(14, False), (15, True)])
def test_completions_that_have_waited(days: int, there: bool) -> None:
    """SVR-12: asked for more than fourteen days ago stands by itself, the longest first, and is not called late."""
    newer = number(at(f"{samples.later(-days)} 00:00", samples.completing))
    older = number(at(f"{samples.later(-days - 5)} 23:59", samples.completing))
    assert on(WAITED) == [older, *([newer] if there else [])]
    assert "Försenad" not in seen(visa=WAITED)


def test_a_completion_that_came_is_no_longer_awaited() -> None:
    """SVR-12: from the day it came the case is under assessment, in the queue and not among what is awaited."""
    case = at("2025-05-01 09:00", samples.completing)
    given = assessing.Supplied(supplied_by="sender", received_on=clock.today(), text="Utlåtandet bifogas.")
    assert on(WAITED) == [number(case)]
    assessing.complete(case, given, by=actor(samples.CASPER))
    assert on(WAITED) == []
    assert on(OPEN) == [number(case)]


def test_approved_without_a_commitment() -> None:
    """SVR-36: inpatient care that was approved and not issued is listed; outpatient care gets no commitment (SVR-03)."""
    approved = number(samples.approved())
    samples.issued()
    outpatient = samples.initiative(care_form="oppen")
    case = samples.assessed(samples.GUNVOR, outpatient)
    samples.deciding.approve(case, samples.terms(issue=False), by=actor(samples.HENRIK))
    assert on(UNCOMMITTED) == [approved]


def test_letters_that_are_not_sent() -> None:
    """SVR-35: a decision's letter stands there until the day it was sent is registered."""
    case = samples.rejected()
    assert on(UNSENT) == [number(case)]
    between.done(case, "letter", by=actor(samples.HENRIK), on=clock.today())
    assert on(UNSENT) == []


@pytest.mark.parametrize("stage", EVERY_STAGE)
def test_nothing_waits_in_silence(stage: str) -> None:
    """SVR-34, X-17: at every stage the verbs leave a task where somebody has something to do; without it the case is shown."""
    case = getattr(samples, stage)()
    side = samples.YASMIN if stage in ("draft", "signed") else samples.HENRIK
    waits = stage in ("draft", "signed", "sent", "opened", "completing", "outside", "approved")
    assert work.silent(actor(side)) == []
    Task.objects.filter(case__uuid=case).delete()
    assert [row.uuid for row in work.silent(actor(side))] == ([case] if waits else [])
    assert ("Tysta ärenden" in seen()) is (waits and side == samples.HENRIK)


def test_the_queue_is_the_offices_own() -> None:
    """X-05, X-06: a sender is refused, another region's office finds nothing."""
    samples.sent()
    assert signed_in(samples.CASPER).get(ADDRESS).status_code == 403
    there = work.queue(replace(actor(samples.HENRIK), region="03"))
    assert not there.kinds
    assert set(there.numbers.values()) == {0}


def test_the_queue_is_logged_and_paged() -> None:
    """X-07, X-17: more than a page: the next one begins where this ends; everybody shown is logged."""
    copies(samples.sent(), 55)
    page = seen(sjukhus="Danderyds sjukhus")
    later = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")
    assert "sjukhus=Danderyds" in later
    second = signed_in(samples.HENRIK).get(f"{ADDRESS}{later}").content.decode()
    assert (page.count("rad-"), second.count("rad-")) == (50, 6)
    logged = AccessLog.objects.filter(action=f"svr.queue.{OPEN}").order_by("id").values_list("patients", flat=True)
    assert [len(one) for one in logged] == [50, 6]


@pytest.mark.parametrize("asked", [{}, {"grund": "patientens_val", "visa": "utan-handlaggare"}])
def test_statements_do_not_grow_with_the_queue(asked: dict[str, str]) -> None:
    """X-17: as many statements for a whole page as for one row."""
    case, client = samples.sent(), signed_in(samples.HENRIK)
    client.get(ADDRESS, asked)
    counts = []
    for many in (0, 30):
        copies(case, many)
        with CaptureQueriesContext(connection) as found:
            client.get(ADDRESS, asked)
        counts.append(len(found))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    "asked", [{"alder": "x"}, {"visa": "x"}, {"efter": "x"}, {"handlaggare": "x"}, {"sjukhus": "\x00"}]
)
def test_what_cannot_be_read_is_no_error(asked: dict[str, str]) -> None:
    """X-35: a tampered address shows a page, and what could not be read is said."""
    samples.sent()
    page = seen(**asked)
    assert "Kö och beslut" in page
    assert ("Handläggaren finns inte" in page) is ("handlaggare" in asked)


def test_an_empty_queue_says_so() -> None:
    """SVR-34: no cases: no bars to follow, and words for it; no talk of a target that is not needed."""
    page = seen()
    assert "Inget väntar här" in page
    assert work_words() not in page
    assert lengths() == dict.fromkeys(SHELVES, 0)


def test_the_days_of_an_age_are_those_of_the_queue() -> None:
    """SVR-34: an age bucket is asked by the days that its cases came."""
    at("2025-05-29 09:00", samples.sent)
    found = work.queue(actor(samples.HENRIK))
    assert found.days_of_age("0-7") == {datetime.date(2025, 5, 29)}
