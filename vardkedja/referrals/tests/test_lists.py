"""The work lists: the nodes of both desks, order, rows, filters, paging and the log (REM-10, 18, 21, 24, 30, 45, X-17)."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from vardkedja.kernel import clock
from vardkedja.kernel.absences import Absence, HandOut
from vardkedja.kernel.access import Grant
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.worklists import PAGE
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.tests import list_rows as rows
from vardkedja.referrals.tests.list_rows import (
    AMIR,
    BJORKDALEN,
    EVALENA,
    GUSTAV,
    KERSTIN,
    LOVISA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
)
from vardkedja.referrals.worklists import DESKS, MINE, OURS, name_of
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def seen(username: str, address: str) -> str:
    answer = signed_in(username).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def listed(username: str, address: str) -> list[str]:
    """The numbers of the referrals in a list, in its order."""
    page = seen(username, address)
    numbers = [number for number in Case.objects.values_list("number", flat=True) if f"rad-{number}-" in page]
    return sorted(numbers, key=lambda number: page.index(f"rad-{number}-"))


def test_rem_24_the_eight_nodes_have_exactly_their_names() -> None:
    """REM-24, REM-10: both desks' lists bear the names of the source."""
    assert [name_of(MINE, shelf) for shelf in DESKS[MINE].values()] == [
        *("Att signera", "Att vidimera", "Att skicka", "Att besvara", "Att färdigställa", "Fråga/svar via Webcert"),
        *("Fråga/Svar", "Att bevaka"),
    ]
    assert [name_of(OURS, shelf) for shelf in DESKS[OURS].values()][:3] == [
        *("Att bevaka", "Att vidimera", "Inkorg konsultationsärenden"),
    ]
    for desk, shelves in DESKS.items():
        for word, shelf in shelves.items():
            page = seen(OSKAR, f"/remisser/{desk}/?lista={word}")
            assert f"<h1>{name_of(desk, shelf)}</h1>" in page
            assert "inget väntar" in page


def test_rem_10_one_confirmation_is_one_row_in_each_of_two_nodes() -> None:
    """REM-10, REM-18: in the monitor's Att vidimera and the unit's, with its age; attested it is gone from both."""
    case = rows.referral("confirmed", in_state="in_progress")
    arrived = clock.today() - 2 * DAY
    sent = rows.message(case, "confirmation", received_on=arrived)
    task = rows.task(case, "attest", BJORKDALEN, OSKAR, item=sent.uuid, days=-2, dated=False)
    lists = ((OSKAR, "/remisser/mitt/?lista=vidimera"), (EVALENA, "/remisser/vart/?lista=vidimera"))
    for who, address in lists:
        page = seen(who, address)
        assert page.count(f"rad-{case.number}-") == 1
        assert "Remissbekräftelse, 2 dagar" in page
    assert listed(AMIR, "/remisser/mitt/?lista=vidimera") == []
    Task.objects.filter(pk=task.pk).update(done_at=clock.now(), done_by_id=rows.staff(OSKAR))
    for who, address in lists:
        assert listed(who, address) == []


def test_x_17_late_first_then_by_deadline_with_what_a_line_shows() -> None:
    """X-17: overdue, today, tomorrow, whatever order they were made in; patient, age, deadline, state, responsible, flags."""
    made = {}
    for days in (1, -3, 0):
        made[days] = rows.referral("sent", in_state="not_assessed", priority="urgent", received_at=None)
        rows.task(made[days], "watch", BJORKDALEN, OSKAR, days=days)
    assert listed(EVALENA, "/remisser/vart/?lista=bevaka") == [made[day].number for day in (-3, 0, 1)]
    page = seen(EVALENA, "/remisser/vart/?lista=bevaka")
    for text in (
        *("Gun-Britt Påhittman", "19420317-2384, 82 år", "3 dagar sen", "Till Ortopedmottagningen", "Skickad"),
        *("Oskar Fagerström Nyberg", "Brådskande", "Ingen har tagit emot", "Försenade", 'data-live="list"'),
    ):
        assert text in page, text
    assert "Hemlig fråga" not in page


def test_rem_21_no_assessor_stands_first_and_is_flagged() -> None:
    """REM-21, REM-20: before an older case that has one; both in the inbox, under their heads."""
    owned = rows.referral("sent", in_state="not_assessed", assessor_id=rows.staff(SHIRIN))
    rows.task(owned, "answer", MOLNDAL, SHIRIN, days=-5)
    free = rows.referral("sent", in_state="not_assessed")
    rows.task(free, "answer", MOLNDAL, days=14)
    assert listed(LOVISA, "/remisser/vart/?lista=inkorg") == [free.number, owned.number]
    page = seen(LOVISA, "/remisser/vart/?lista=inkorg")
    assert "Ingen bedömare" in page
    assert page.index(">Utan bedömare<span>") < page.index(">Försenade<span>")
    assert listed(LOVISA, "/remisser/vart/?lista=inkorg&visa=utan") == [free.number]
    assert listed(EVALENA, "/remisser/vart/?lista=inkorg") == []


def test_rem_24_the_case_lands_with_its_assessor() -> None:
    """REM-24: in Att besvara of the assessor, and of nobody else, whether confirmed or not."""
    for state in ("not_assessed", "in_progress"):
        case = rows.referral("sent", in_state=state)
        rows.task(case, "answer", MOLNDAL, SHIRIN)
        assert case.number in listed(SHIRIN, "/remisser/mitt/?lista=besvara")
        assert case.number not in listed(GUSTAV, "/remisser/mitt/?lista=besvara")


def test_rem_27_a_patient_who_is_not_told_is_flagged() -> None:
    """REM-27: confirmed without a way stands flagged in the inbox; answered, it stands in a list of its own until told."""
    going = rows.referral("confirmed", in_state="in_progress")
    rows.task(going, "answer", MOLNDAL, SHIRIN)
    done = rows.referral("answered", in_state="answered")
    assert "Patienten inte informerad" in seen(LOVISA, "/remisser/vart/?lista=inkorg")
    assert done.number in seen(LOVISA, "/remisser/oinformerade/")
    for case in (going, done):
        reception = Consultation.objects.get(case=case).reception
        assert reception is not None
        reception.told_way, reception.told_on = "kallelse", clock.today()
        reception.save()
    assert "Patienten inte informerad" not in seen(LOVISA, "/remisser/vart/?lista=inkorg")
    assert done.number not in seen(LOVISA, "/remisser/oinformerade/")


@pytest.mark.parametrize(("days", "over"), [(-1, True), (0, False)])
def test_rem_30_lead_time_overruns_are_listed(days: int, over: bool) -> None:
    """REM-30: from the day after the last one, without confirmation; or an answer decided and not sent. Not before."""
    day = clock.today() + days * DAY
    silent = rows.referral("sent", in_state="not_assessed", confirm_by=day)
    rows.task(silent, "answer", MOLNDAL, SHIRIN)
    kept = rows.referral("confirmed", in_state="in_progress", confirm_by=clock.today() - 9 * DAY)
    rows.task(kept, "answer", MOLNDAL, SHIRIN)
    rows.message(kept, "final", state="to_sign", send_by=day)
    found = listed(LOVISA, "/remisser/vart/?lista=inkorg&visa=ledtid")
    assert found == ([silent.number, kept.number] if over else [])
    assert ("Över ledtid</span>" in seen(LOVISA, "/remisser/vart/?lista=inkorg")) is over


def test_rem_45_work_of_somebody_away_is_shown_until_it_is_handed_out() -> None:
    """REM-45, REM-43: flagged and listed from the first day; with a hand-out the deputy has it, marked whose and how long."""
    case = rows.referral("sent", in_state="not_assessed")
    rows.task(case, "watch", BJORKDALEN, OSKAR, days=3)
    day = clock.today()
    head = rows.staff(KERSTIN)
    Absence.objects.create(
        staff_id=rows.staff(OSKAR),
        unit_id=rows.unit(BJORKDALEN),
        **{"first_day": day, "last_day": day + DAY, "registered_at": clock.now(), "registered_by_id": head},
    )
    away = "/remisser/vart/?lista=bevaka&visa=franvarande"
    assert listed(EVALENA, away) == [case.number]
    assert "Bevakare frånvarande" in seen(EVALENA, "/remisser/vart/?lista=bevaka")
    with clock.stopped_at("2025-03-03 10:00"):
        assert listed(EVALENA, away) == []
    assert listed(AMIR, "/remisser/mitt/?lista=bevaka") == []
    HandOut.objects.create(
        unit_id=rows.unit(BJORKDALEN),
        owner_id=rows.staff(OSKAR),
        deputy_id=rows.staff(AMIR),
        nodes=["watch"],
        **{
            "first_day": day,
            "last_day": day + DAY,
            "decided_by_id": head,
            "decided_on": day,
            "agreement": "Enligt plan",
        },
        **{"registered_at": clock.now(), "registered_by_id": head},
    )
    assert listed(EVALENA, away) == []
    assert listed(AMIR, "/remisser/mitt/?lista=bevaka") == [case.number]
    assert "för Oskar Fagerström Nyberg t.o.m. ons 5 mars" in seen(AMIR, "/remisser/mitt/?lista=bevaka")
    assert listed(AMIR, "/remisser/mitt/?lista=vidimera") == []
    with clock.stopped_at("2025-03-06 00:00"):
        assert listed(AMIR, "/remisser/mitt/?lista=bevaka") == []


def test_x_17_filters_survive_paging_and_numbers_agree() -> None:
    """X-17, X-07: every row once over two pages, all logged in one row a page; the filter stays; the chip says as many."""
    for place in range(PAGE + 5):
        case = rows.referral("sent", priority="urgent" if place % 2 == 0 else "normal", in_state="not_assessed")
        rows.task(case, "answer", MOLNDAL, SHIRIN if place % 3 else "", days=place - 20)
    everything, address = set(Case.objects.values_list("number", flat=True)), "/remisser/vart/?lista=inkorg"
    first = seen(LOVISA, address)
    later = first.split('rel="next"')[0].split('href="')[-1].split('"')[0].replace("&amp;", "&")
    pages = [listed(LOVISA, address), listed(LOVISA, f"/remisser/vart/{later}")]
    assert [len(one) for one in pages] == [PAGE, 5]
    assert set(pages[0]) | set(pages[1]) == everything
    logged = AccessLog.objects.filter(action="rem.list.vart.inkorg").values_list("patients", flat=True)
    assert sorted({len(one) for one in logged}) == [5, PAGE]
    page = seen(LOVISA, "/remisser/antal/?bord=vart&lista=inkorg&visa=akuta")
    assert "Brådskande <b>28</b>" in page
    assert "Alla <b>55</b>" in page
    assert "visa=sena" in page
    assert "Närhälsan Björkdalen" in page
    assert len(listed(LOVISA, f"{address}&visa=akuta")) == 28


def test_x_17_a_list_is_narrowed_to_a_person_and_a_unit() -> None:
    """X-17: by assessor and by the other unit, by their random ids; an unknown one finds nothing."""
    mine, other = rows.referral("sent", in_state="not_assessed"), rows.referral("sent", in_state="not_assessed")
    rows.task(mine, "answer", MOLNDAL, SHIRIN)
    rows.task(other, "answer", MOLNDAL, GUSTAV)
    ids = {name: rows.Staff.objects.values_list("uuid", flat=True).get(username=name) for name in (SHIRIN, GUSTAV)}
    sender = rows.Unit.objects.values_list("uuid", flat=True).get(slug=BJORKDALEN)
    address = "/remisser/vart/?lista=inkorg"
    assert listed(LOVISA, f"{address}&vem={ids[SHIRIN]}") == [mine.number]
    assert listed(LOVISA, f"{address}&vem={ids[GUSTAV]}&enhet={sender}") == [other.number]
    assert listed(LOVISA, f"{address}&enhet={uuid.uuid4()}") == []
    assert len(listed(LOVISA, f"{address}&vem=trasig&efter=0trasig")) == 2


def test_x_06_a_unit_sees_its_own_and_a_grant_that_ended_shows_nothing() -> None:
    """X-06, X-05: another unit's list is empty; without a grant the address is refused."""
    case = rows.referral("sent", in_state="not_assessed")
    rows.task(case, "watch", BJORKDALEN, OSKAR)
    assert listed(EVALENA, "/remisser/vart/?lista=bevaka") == [case.number]
    assert listed(LOVISA, "/remisser/vart/?lista=bevaka") == []
    Grant.objects.filter(staff__username=EVALENA).update(valid_to=clock.today() - DAY)
    assert signed_in(EVALENA).get("/remisser/vart/").status_code == 403


def test_x_17_no_other_modules_tasks_stand_in_the_lists() -> None:
    """X-17: a node that two modules share shows its own cases only."""
    case = rows.referral("draft")
    rows.task(case, "finish", BJORKDALEN, OSKAR)
    assert listed(OSKAR, "/remisser/mitt/?lista=fardigstalla") == [case.number]
    Case.objects.filter(pk=case.pk).update(kind="rus")
    assert listed(OSKAR, "/remisser/mitt/?lista=fardigstalla") == []


@pytest.mark.parametrize(
    ("username", "address", "statements"),
    [
        (EVALENA, "/remisser/vart/?lista=bevaka", 4),
        (EVALENA, "/remisser/vart/?lista=skicka", 3),
        (OSKAR, "/remisser/mitt/?lista=bevaka", 4),
    ],
)
def test_x_17_a_list_costs_as_much_with_three_rows_as_with_one(username: str, address: str, statements: int) -> None:
    """X-17, X-07: who asks, the page, the log; and the daily check, or what is handed out to me."""
    client = signed_in(username)
    run: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        run.append(sql)
        return execute(sql, params, many, context)

    counts = []
    for _ in range(3):
        case = rows.referral("sent", in_state="not_assessed")
        for node in ("watch", "send"):
            rows.task(case, node, BJORKDALEN, OSKAR)
        client.get(address)
        run.clear()
        with connection.execute_wrapper(note):
            client.get(address)
        counts.append(len([sql for sql in run if not sql.upper().startswith(("SAVEPOINT", "RELEASE"))]))
    assert counts == [statements] * 3
