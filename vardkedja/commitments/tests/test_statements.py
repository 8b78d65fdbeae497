"""How many SQL statements a page costs: few, and as many for one row as for fifty (the measured goals of RUS-42 and RUS-37)."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import issued, saved, sent
from vardkedja.kernel import clock
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
LIST = "/rus/?lista=ej-postade"


@pytest.fixture(autouse=True)
def _march(db: None) -> Any:
    with clock.stopped_at("2025-03-04 10:42"):
        yield


def counted(act: Callable[[], Any]) -> list[str]:
    """The statements that an act runs, transactions' own left out; it is done once before, so that what is remembered is."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(" ".join(sql.split())[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return [sql for sql in seen if not sql.upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def listed(client: Client, address: str) -> list[str]:
    client.get(address)
    return counted(lambda: client.get(address))


@pytest.mark.parametrize("address", [LIST, "/rus/", "/rus/?remissid=2025-0", "/rus/?lage=issued"])
def test_rus_42_a_list_costs_three_statements_however_many_rows(address: str) -> None:
    """RUS-42, X-07: who asks, the page, the log (the numbers come after the page); as many with one row as with three."""
    client = signed_in(samples.DOCTOR)
    issued()
    one = listed(client, address)
    issued()
    issued()
    assert len(listed(client, address)) == len(one) == 3, one


def test_x_07_an_empty_list_logs_nobody() -> None:
    """X-07: without patients there is nothing to log, so one statement less."""
    assert len(listed(signed_in(samples.DOCTOR), LIST)) == 2


def issue(client: Client) -> list[str]:
    """Utfärda from the form of an Utkast."""
    case_uuid = saved()
    form = sent() | {"do": "utfarda", "version": "1", "idempotency_key": str(uuid.uuid4())}
    answers = []
    run = counted(lambda: answers.append(client.post(f"/rus/{case_uuid}/skriv/", form)))
    assert answers[0].status_code == 302
    return run


def test_rus_37_an_issue_costs_five_statements_whatever_is_stored() -> None:
    """RUS-37: who asks, the look with the key, the units and the doctor, the register, the write."""
    client = signed_in(samples.DOCTOR)
    first = issue(client)
    for _ in range(3):
        issued()
    assert len(issue(client)) == 5, first


def test_x_38_the_same_form_once_more_costs_less_than_the_first() -> None:
    """X-38: a repeated key is answered from the key alone."""
    client, case_uuid = signed_in(samples.DOCTOR), saved()
    form = sent() | {"do": "utfarda", "version": "1", "idempotency_key": str(uuid.uuid4())}
    assert client.post(f"/rus/{case_uuid}/skriv/", form).status_code == 302
    assert len(counted(lambda: client.post(f"/rus/{case_uuid}/skriv/", form))) == 3
