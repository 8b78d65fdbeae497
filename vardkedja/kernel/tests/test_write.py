"""One statement with everything a verb changes: all of it or none (X-07, X-08, X-37)."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.decisions import Decision as StoredDecision
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import Conflict
from vardkedja.kernel.write import Write
from vardkedja.rules.decision import computed

pytestmark = pytest.mark.django_db


@pytest.fixture
def johan(db: None) -> Actor:
    return actor("johan.akerhielm")


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(given="Prov", family="Prov", sort_key="", search_key="")


def task(node: str = "finish", **more: Any) -> dict[str, Any]:
    unit = Unit.objects.get(slug="vastervik-ortopedkliniken").pk
    return {"node": node, "unit_id": unit, "sort_on": clock.today(), "since": clock.now(), "flag": ""} | more


def new(johan: Actor, person: Person) -> Case:
    """A case, made by a write."""
    write = Write(johan, "prov.ny").new_case(
        **{"uuid": uuid.uuid4(), "kind": "prov", "number": f"P-{uuid.uuid4().hex[:8]}", "patient_id": person.pk},
        **{"region_id": "08", "unit_id": johan.unit_id, "other_unit_id": None, "state": "draft", "headline": ""},
    )
    write.insert(Task, **task()).send(changes={"state": [None, "draft"]}, patient_id=person.pk)
    return Case.objects.latest("id")


def test_object_history_log_task_decision_and_errand_are_written_together(johan: Actor, person: Person) -> None:
    """X-07, X-08: who, from which unit, in which role, when; old and new; event time beside registration time."""
    with clock.stopped_at("2025-03-04 10:00"):
        case = new(johan, person)
        write = Write(johan, "prov.andra", case_id=case.pk, version=1).change_case(state="ready").close_tasks("finish")
        write.insert(Task, **task("issue")).errand("prov.arende", {"case": case.pk})
        write.decided(computed("prov.regel", {"day": clock.today()}), day=clock.today())
        at = datetime.datetime(2025, 3, 1, 12, tzinfo=clock.STOCKHOLM)
        write.send(changes={"state": ["draft", "ready"]}, note="därför", event_at=at, patient_id=person.pk)
    case.refresh_from_db()
    assert (case.state, case.version, case.changed_by_id) == ("ready", 2, johan.staff_id)
    row = History.objects.filter(case=case).latest("id")
    assert (row.staff_id, row.unit_id, row.role, row.assignment_id) == (
        *(johan.staff_id, johan.unit_id, "lakare"),
        johan.assignment_id,
    )
    assert (row.changes, row.note, row.event_at) == ({"state": ["draft", "ready"]}, "därför", at)
    assert clock.local(row.at).isoformat()[:16] == "2025-03-04T10:00"
    assert AccessLog.objects.filter(case_id=case.pk, patients=[person.pk], action="prov.andra").count() == 1
    assert list(Task.objects.filter(case=case, done_at=None).values_list("node", flat=True)) == ["issue"]
    assert StoredDecision.objects.get(case=case).body["result"] == {"day": "2025-03-04"}
    assert Outbox.objects.get(name="prov.arende").payload == {"case": case.pk}


def test_when_the_version_has_moved_nothing_at_all_is_written(johan: Actor, person: Person) -> None:
    """X-37: conflict: no task, no errand, no decision, no history, no log; at the right version all of it."""
    case = new(johan, person)
    before = [model.objects.count() for model in (Task, Outbox, StoredDecision, History, AccessLog)]

    def write(version: int) -> None:
        one = Write(johan, "prov.andra", case_id=case.pk, version=version).change_case(state="ready")
        one.insert(Task, **task("issue")).errand("prov.arende", {}).decided(computed("prov", {}), day=clock.today())
        one.send(patient_id=person.pk)

    with pytest.raises(Conflict):
        write(2)
    assert [model.objects.count() for model in (Task, Outbox, StoredDecision, History, AccessLog)] == before
    write(1)
    assert [model.objects.count() for model in (Task, Outbox, StoredDecision, History, AccessLog)] == [
        n + 1 for n in before
    ]


def test_only_one_unit_s_task_is_closed_when_it_says_so(johan: Actor, person: Person) -> None:
    """RUS-48: a flag is closed for the unit that handled it."""
    case, other = new(johan, person), Unit.objects.get(slug="kalmar-ekonomiservice").pk
    write = Write(None, "prov.flagga", case_id=case.pk, version=1).change_case(state="draft")
    write.insert(Task, **task("moved")).insert(Task, **task("moved", unit_id=other)).send(changes={})
    assert AccessLog.objects.filter(action="prov.flagga").count() == 0  # the system looked at nobody
    again = Write(johan, "prov.kvittera", case_id=case.pk, version=2).change_case(state="draft")
    again.close_tasks("moved", unit_id=johan.unit_id).send(patient_id=person.pk)
    left = Task.objects.filter(case=case, done_at=None).values_list("node", "unit_id")
    assert set(left) == {("finish", johan.unit_id), ("moved", other)}


def test_one_open_task_of_a_kind_is_a_constraint(johan: Actor, person: Person) -> None:
    """X-37: the database itself refuses the second."""
    case = new(johan, person)
    write = Write(johan, "prov.igen", case_id=case.pk, version=1).change_case(state="draft").insert(Task, **task())
    with pytest.raises(IntegrityError), transaction.atomic():
        write.send()
    assert Task.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("table", ["kernel_history", "kernel_accesslog", "kernel_document", "kernel_decision"])
@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}", "truncate {}"])
def test_x_08_the_application_cannot_change_what_is_only_added(
    johan: Actor, person: Person, table: str, change: str
) -> None:
    """X-08, X-07, X-09: history, log, documents and decisions: insert only, by the rights of the database."""
    new(johan, person)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        assert cursor.fetchone()[0] >= 0
