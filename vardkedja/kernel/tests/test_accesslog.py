"""The access log: complete, insert-only, sealed (X-07)."""

import uuid

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from vardkedja.demo.cast import actor
from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.accesslog import AccessLog, LogSeal


def look(patients: list[int]) -> None:
    accesslog.record(actor("johan.akerhielm"), "list", patients, request=uuid.uuid4())


def test_x_07_a_look_leaves_a_row_and_an_empty_list_none(db: None) -> None:
    look([])
    assert AccessLog.objects.count() == 0
    look([11, 12])
    row = AccessLog.objects.get()
    assert (row.patients, row.role, row.action) == ([11, 12], "lakare", "list")
    assert AccessLog.objects.filter(patients__contains=[12]).count() == 1


@pytest.mark.parametrize("statement", ["update kernel_accesslog set action = 'x'", "delete from kernel_accesslog"])
def test_x_07_the_application_can_neither_change_nor_delete_a_row(db: None, statement: str) -> None:
    look([11])
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AccessLog.objects.count() == 1


def test_x_07_the_row_cannot_be_written_is_its_own_failure(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accesslog, "_INSERT", "insert into no_such_table values (" + "%s," * 8 + "%s)")
    with pytest.raises(accesslog.LogUnwritable), transaction.atomic():
        look([11])


def sealed_at_last(rows: int) -> int:
    """Seal until the rows are in: a transaction still open elsewhere on the server holds the newest rows back a moment."""
    done = 0
    for _ in range(100_000):
        done += accesslog.seal()
        if done >= rows:
            break
    return done


def test_x_07_a_seal_covers_the_rows_and_finds_a_changed_one(real_commits: str) -> None:
    """X-07: each batch is chained to the one before; a row changed behind the application's back is found."""
    from conftest import CLUSTER

    with clock.stopped_at("2025-03-04 10:42"):
        for patient in (1, 2, 3):
            look([patient])
        assert sealed_at_last(3) == 3
        look([4])
        assert sealed_at_last(1) == 1
    assert accesslog.seal() == 0
    assert accesslog.verify() == []
    assert LogSeal.objects.count() >= 2
    with psycopg.connect(CLUSTER.url("postgres", real_commits)) as superuser:
        superuser.execute("update kernel_accesslog set patients = '{9}' where patients = '{2}'")
    assert len(accesslog.verify()) == 1
