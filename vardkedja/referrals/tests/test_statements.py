"""How many SQL statements referrals cost: few, and as many for one row as for many (X-07, X-17, REM-06, REM-25)."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from vardkedja.kernel import clock
from vardkedja.referrals.tests import samples as s
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:42"):
        yield


def counted(act: Callable[[], HttpResponse], status: int) -> list[str]:
    """The statements that a request runs, transactions' own left out."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(" ".join(sql.split())[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = act()
    assert answer.status_code == status
    return [sql for sql in seen if not sql.upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def shown(client: Client, address: str) -> list[str]:
    """The statements of a page; it is shown once before, so that what is remembered is."""
    client.get(address)
    return counted(lambda: client.get(address), 200)


def done(client: Client, case: uuid.UUID, what: str, **typed: str) -> list[str]:
    """The statements of an act that is done."""
    form = {**typed, "turn": str(s.outgoing(case).turn), "idempotency_key": str(uuid.uuid4())}
    return counted(lambda: client.post(f"/remisser/{case}/gor/{what}/", form), 302)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/remisser/vart/?lista=bevaka", 4),  # who asks, the page, the log, the daily check
        ("/remisser/vart/?lista=signera", 2),  # nobody is shown, so nobody is logged
        ("/remisser/mitt/?lista=bevaka", 4),  # who asks, what is handed out, the page, the log
        ("/remisser/vart/?lista=bevaka&visa=obekraftade", 4),
    ],
)
def test_x_17_a_list_costs_as_many_statements_however_many_rows(address: str, most: int) -> None:
    """X-17, X-07: as many with one row as with four; the numbers come after the page."""
    client = signed_in(s.OSKAR)
    s.sent()
    one = shown(client, address)
    for _ in range(3):
        s.sent()
    assert len(shown(client, address)) == len(one) == most, one


def test_x_07_the_inbox_costs_the_same_with_work_that_waits_and_that_is_assigned() -> None:
    """X-07, REM-21: the receiver's inbox, one row and three."""
    client = signed_in(s.SHIRIN)
    s.sent()
    one = shown(client, "/remisser/vart/?lista=inkorg")
    s.assigned()
    s.confirmed()
    assert len(shown(client, "/remisser/vart/?lista=inkorg")) == len(one) == 4, one


def test_rem_06_sending_costs_three_statements_whatever_is_stored() -> None:
    """REM-06: who asks, the look with the key, the write."""
    client = signed_in(s.OSKAR)
    first = done(client, s.to_send(), "skicka", channel="electronic")
    for _ in range(3):
        s.sent()
    assert len(done(client, s.to_send(), "skicka", channel="electronic")) == len(first) == 3, first


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("bekrafta", {"waiting": "8 veckor"}),
        ("svara", {"kind": "final", "text": "Operation planeras i maj."}),
        ("fraga", {"text": "Är höften röntgad?"}),
    ],
)
def test_rem_25_confirming_answering_and_asking_cost_four_statements(what: str, typed: dict[str, str]) -> None:
    """REM-25, REM-28: who asks, the look with the key, the write, and what was typed thrown away."""
    client = signed_in(s.SHIRIN)
    first = done(client, _ready(what), what, **typed)
    for _ in range(3):
        s.answered()
    assert len(done(client, _ready(what), what, **typed)) == len(first) == 4, first


def _ready(what: str) -> uuid.UUID:
    return s.confirmed() if what == "fraga" else s.assigned()


def test_x_38_the_same_answer_once_more_is_answered_from_its_key() -> None:
    """X-38: who asks, the look, the kept answer, and what was typed thrown away; nothing is written twice."""
    client, case = signed_in(s.SHIRIN), s.assigned()
    form = {"kind": "final", "text": "Operation i maj.", "turn": str(s.outgoing(case).turn)}
    form["idempotency_key"] = str(uuid.uuid4())
    address = f"/remisser/{case}/gor/svara/"
    assert client.post(address, form).status_code == 302
    assert len(counted(lambda: client.post(address, form), 302)) == 4


def test_x_07_a_refused_act_shows_the_patient_and_is_logged_first() -> None:
    """X-07, X-35: a refusal looks again and logs before the page is made; what is done shows nobody."""
    client, case = signed_in(s.SHIRIN), s.assigned()
    form = {"kind": "final", "text": "", "turn": str(s.outgoing(case).turn)}
    seen = counted(lambda: client.post(f"/remisser/{case}/gor/svara/", form), 422)
    assert any(sql.startswith("insert into kernel_accesslog") for sql in seen), seen
    assert not any("kernel_accesslog" in sql[:30] for sql in done(client, case, "svara", kind="final", text="I maj."))


def test_x_07_the_case_page_costs_eleven_statements_with_a_short_and_a_long_history() -> None:
    """X-07: a case with one message and a case with four, for the same reader."""
    client = signed_in(s.OSKAR)
    short = s.confirmed()
    long = s.confirmed()
    for _ in range(3):
        s.answered(long, "partial")
    one, many = shown(client, f"/remisser/{short}/"), shown(client, f"/remisser/{long}/")
    assert len(many) == len(one) == 11, (one, many)
