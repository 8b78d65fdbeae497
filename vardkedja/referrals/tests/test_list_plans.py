"""The plans of the work lists (X-17): no list sorts or scans a table, whatever filter and page."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from conftest import CLUSTER, copy_template
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, query
from vardkedja.kernel.cases import Task
from vardkedja.kernel.query import Compiled, Marker
from vardkedja.referrals import finding, questions, waiting
from vardkedja.referrals.tests import list_rows as rows
from vardkedja.referrals.worklists import DESKS, OURS
from vardkedja.web.postgres import OWNER

pytestmark = pytest.mark.django_db
MANY = 600  # longer than what is counted; a shorter list than a page may well be sorted
VALUES: dict[str, Any] = {
    "today": "2025-03-04",
    "sunday": "2025-03-09",
    "after": "2025-03-01",
    "after_id": 5,
    "after_owned": False,
    "vem": "00000000-0000-4000-8000-000000000000",
    "enhet": "00000000-0000-4000-8000-000000000000",
}


@pytest.fixture(scope="module")
def filled(database_name: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Some hundred cases with a task in each node, committed and analysed; the database is copied anew afterwards."""
    with django_db_blocker.unblock(), clock.stopped_at("2025-03-04 10:00"):
        for place in range(MANY):
            case = rows.referral("sent", in_state="not_assessed")
            days = place % 40 - 20
            rows.task(case, "watch", rows.BJORKDALEN, rows.OSKAR, days=days)
            rows.task(case, "attest", rows.BJORKDALEN, rows.OSKAR, days=days)
            rows.task(case, "answer", rows.MOLNDAL, rows.SHIRIN if place % 3 else "", days=days)
        with psycopg.connect(CLUSTER.url(OWNER, database_name), autocommit=True) as owner:
            owner.execute("analyze")
        connections.close_all()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        copy_template(database_name)


@pytest.fixture
def stored(filled: None, db: None) -> Iterator[dict[str, Any]]:
    """The values that fill the questions; tables are not scanned where an index will do."""
    with clock.stopped_at("2025-03-04 10:00"):
        who = actor(rows.EVALENA)
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
        yield VALUES | {
            "staff": who.staff_id,
            "units": [who.unit_id],
            "unit": who.unit_id,
            **{f"owner{place}": rows.staff(rows.OSKAR) for place in range(2)},
            **{f"unit{place}": who.unit_id for place in range(2)},
        }


def nodes_of(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The kind of each step of a plan and the table it reads."""
    yield plan["Node Type"], plan.get("Relation Name", "")
    for part in plan.get("Plans", ()):
        yield from nodes_of(part)


def faults(asked: Compiled, values: dict[str, Any]) -> list[str]:
    """Steps that sort or scan a whole table: in the plan for these values, and in the one that is kept for any values."""
    given = [values[part.name] if isinstance(part, Marker) else part for part in asked.parameters]
    numbered = query._numbered(asked.sql)
    with connection.cursor() as cursor:
        cursor.execute(f"explain (format json) {asked.sql}", given)
        found = [cursor.fetchone()[0]]
        cursor.execute(f"explain (generic_plan, format json) {numbered}")
        found.append(cursor.fetchone()[0])
    plans = [(json.loads(one) if isinstance(one, str) else one)[0]["Plan"] for one in found]
    steps = [step for plan in plans for step in nodes_of(plan)]
    return [f"{kind} {table}" for kind, table in steps if "Sort" in kind or kind == "Seq Scan"]


def asked_lists() -> list[tuple[str, tuple[str, ...], int]]:
    """Every list with every filter that it offers, and with a person and a unit chosen."""
    found = []
    for desk, shelves in DESKS.items():
        for shelf in shelves.values():
            for owners in (-1,) if desk == OURS else (0, 2):
                for show in ("", *shelf.shows):
                    found.append((str(shelf.node), (show,) if show else (), owners))
                found += [(str(shelf.node), (name,), owners) for name in ("vem", "enhet")]
    return found


def test_no_list_sorts_or_scans_whatever_filter_and_page(stored: dict[str, Any]) -> None:
    """X-17, RUS-42: first and later pages of every list with every filter, also with work that is handed out."""
    wrong = {}
    for node, shape, owners in asked_lists():
        for after in (False, True):
            found = faults(questions.page(node, shape, owners, after), stored)
            if found:
                wrong[(node, shape, owners, after)] = found
    assert wrong == {}


def test_the_silence_list_neither_sorts_nor_scans(stored: dict[str, Any]) -> None:
    """X-39: all of it and each kind, first page and later."""
    from vardkedja.referrals.silence import KINDS

    shapes = [("tyst",), *(("tyst", kind) for kind in KINDS)]
    asked = [questions.page("", shape, -1, after) for shape in shapes for after in (False, True)]
    assert [found for one in asked if (found := faults(one, stored))] == []


def test_the_numbers_neither_sort_nor_scan(stored: dict[str, Any]) -> None:
    """X-17: counted through the lists' own questions."""
    lists = tuple(one for one in asked_lists() if one[2] != 2)
    assert faults(questions.numbers(lists), stored) == []


def test_dictations_and_papers_neither_sort_nor_scan(stored: dict[str, Any]) -> None:
    """REM-03, REM-15: read in the order of an index."""
    assert [found for one in (waiting.DICTATIONS, waiting.UNLINKED) if (found := faults(one, stored))] == []


@pytest.mark.parametrize("way", [finding.SENT, finding.RECEIVED])
def test_a_search_within_the_unit_neither_sorts_nor_scans(stored: dict[str, Any], way: str) -> None:
    """X-16: the latest first, also by state, in the order of an index (a unit's name is looked up in the register first)."""
    unit = rows.unit(rows.BJORKDALEN if way == finding.SENT else rows.MOLNDAL)
    values = stored | {"unit": unit, "state": "sent"}
    for shape in ((), ("state",)):
        assert faults(finding.by_unit(way, shape), values) == [], shape


def test_a_plan_that_sorts_is_found(stored: dict[str, Any]) -> None:
    """The check itself: a sort and a scan are seen."""
    assert faults(Compiled("select id from kernel_task order by flag", ()), stored)
    assert Task.objects.count() == MANY * 3
