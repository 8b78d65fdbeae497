"""One statement with everything that a verb changes: object, version, history, log, decisions, tasks, errands.

Two statements between BEGIN and COMMIT (the look and this one) is what keeps a verb near the bare framework's cost; the SQL
of each shape is built once and prepared by the server.
"""

import functools
import uuid
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from vardkedja.kernel import clock, query
from vardkedja.kernel.access import Actor
from vardkedja.kernel.accesslog import PURPOSE, AccessLog
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.decisions import Decision as StoredDecision
from vardkedja.kernel.history import History
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.verbs import Overtaken
from vardkedja.rules.decision import Decision


class Write:
    """One statement with everything a verb changes. The case comes first; if its version moved, nothing is written.

    `case` is an existing case (id, version read) or None for a new one. `at` is the registration time.
    """

    def __init__(
        self, by: Actor | None, verb_name: str, *, case_id: int | None = None, version: int | None = None
    ) -> None:
        self.by, self.verb_name, self.case_id, self.version = by, verb_name, case_id, version
        self.at = clock.now()
        self.on_behalf_of: int | None = None  # whose handed-out work this is (REM-43)
        self.parts: list[str] = []
        self.values: list[Any] = []

    def change_case(self, **columns: Any) -> "Write":
        """Change the case's columns and bump its version, on condition that the version read still stands."""
        columns |= {"changed_at": self.at} | ({"changed_by_id": self.by.staff_id} if self.by else {})
        self.parts.append(_case_update(tuple(columns)))
        self.values += [*map(_value, columns.values()), self.case_id, self.version]
        return self

    def new_case(self, **columns: Any) -> "Write":
        """Insert the case that everything else in this write belongs to."""
        assert self.by is not None
        who = self.by.staff_id
        columns |= {
            "version": 1,
            "opened_at": self.at,
            "opened_by_id": who,
            "changed_at": self.at,
            "changed_by_id": who,
        }
        self.parts.append(_insert(Case, tuple(columns), first=True))
        self.values += map(_value, columns.values())
        return self

    def change(self, model: type[models.Model], **columns: Any) -> "Write":
        """Change the row of a table that is one-to-one with the case."""
        self.parts.append(_update(model, tuple(columns)))
        self.values += map(_value, columns.values())
        return self

    def insert(self, model: type[models.Model], *, keys: tuple[str, ...] = ("case_id",), **columns: Any) -> "Write":
        """Insert a row that belongs to the case; `keys` are the columns that hold the case's id."""
        self.parts.append(_insert(model, tuple(columns), keys=keys))
        self.values += map(_value, columns.values())
        return self

    def also(self, part: str, *values: Any) -> "Write":
        """A statement of the verb's own; `(select id from c)` in it is the case's id."""
        self.parts.append(part)
        self.values += values
        return self

    def delete(self, model: type[models.Model], **where: Any) -> "Write":
        """Delete the case's rows in a table."""
        self.parts.append(_delete(model, tuple(where)))
        self.values += map(_value, where.values())
        return self

    def change_row(self, model: type[models.Model], row: uuid.UUID, **columns: Any) -> "Write":
        """Change one of the case's rows in a table whose key is a uuid."""
        self.parts.append(_update_row(model, tuple(columns)))
        self.values += [*map(_value, columns.values()), row]
        return self

    def change_tasks(
        self, *nodes: str, unit_id: int | None = None, item: uuid.UUID | None = None, **columns: Any
    ) -> "Write":
        """Change the case's open tasks in some nodes (of one unit, about one message or paper)."""
        which, values = _which(nodes, unit_id, item)
        self.parts.append(_task_update(tuple(columns)) + which)
        self.values += [*columns.values(), *values]
        return self

    def close_tasks(self, *nodes: str, unit_id: int | None = None, item: uuid.UUID | None = None) -> "Write":
        """Mark the case's open tasks done, all of them or those of some nodes (of one unit, about one message or paper)."""
        assert self.by is not None
        return self.change_tasks(*nodes, unit_id=unit_id, item=item, done_at=self.at, done_by_id=self.by.staff_id)

    def decided(self, *decisions: Decision, day: Any) -> "Write":
        """Store rule decisions with the case."""
        for decision in decisions:
            self.parts.append(_insert(StoredDecision, ("rule", "day", "outcome", "body", "at", "staff_id")))
            body = Jsonb(decision.as_dict())
            self.values += [
                decision.rule,
                day,
                str(decision.outcome),
                body,
                self.at,
                self.by.staff_id if self.by else None,
            ]
        return self

    def errand(self, name: str, payload: dict[str, Any]) -> "Write":
        """Put something in the outbox, to happen once after the commit."""
        columns = ("name", "payload", "put_at", "put_by_id", "attempts", "next_try", "failure", "sent_by")
        self.parts.append(_insert(Outbox, columns, keys=()))
        self.values += [name, Jsonb(payload), self.at, self.by.staff_id if self.by else None, 0, self.at, "", ""]
        return self

    def send(
        self,
        *,
        changes: dict[str, Any] | None = None,
        note: str = "",
        event_at: Any = None,
        patient_id: int | None = None,
    ) -> None:
        """Write history (and, for a person, the access log) and run the statement. Raises Overtaken when the version moved."""
        by = self.by
        who = (by.staff_id, by.assignment_id, by.unit_id, by.role) if by else (None, None, None, "system")
        self.parts.append(_insert(History, _HISTORY))
        self.values += [self.verb_name, "", self.at, event_at, *who, Jsonb(changes or {}), note, self.on_behalf_of]
        if by and patient_id:
            self.parts.append(_LOG)
            self.values += [
                self.at,
                by.staff_id,
                by.unit_id,
                by.role,
                self.verb_name,
                PURPOSE,
                [patient_id],
                uuid.uuid4(),
            ]
        if query.run(_statement(tuple(self.parts)), self.values)[0][0] != 1:
            raise Overtaken


_HISTORY = (
    *("verb", "subject", "at", "event_at", "staff_id", "assignment_id", "unit_id", "role", "changes", "note"),
    "on_behalf_of_id",
)
_LOG = (
    f"insert into {AccessLog._meta.db_table} (at, staff_id, unit_id, role, action, purpose, patients, case_id, request)"
    " select %s, %s::bigint, %s::bigint, %s, %s, %s, %s::bigint[], c.id, %s::uuid from c"
).replace("select %s,", "select %s::timestamptz,")


def _value(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


@functools.lru_cache(maxsize=256)
def _statement(parts: tuple[str, ...]) -> str:
    named = [f"{'c' if place == 0 else f'w{place}'} as ({part})" for place, part in enumerate(parts)]
    return "with " + ", ".join(named) + " select count(*) from c"


@functools.lru_cache(maxsize=256)
def _column(model: type[models.Model], name: str) -> tuple[str, str]:
    """The quoted column and the type its value is cast to."""
    field = next(field for field in model._meta.concrete_fields if name == field.column)
    return f'"{field.column}"', str(field.db_type(connection))


@functools.lru_cache(maxsize=256)
def _insert(
    model: type[models.Model], columns: tuple[str, ...], *, first: bool = False, keys: tuple[str, ...] = ("case_id",)
) -> str:
    pairs = [_column(model, name) for name in columns]
    names = ", ".join(name for name, _ in pairs)
    casts = ", ".join(f"%s::{kind}" for _, kind in pairs)
    table = model._meta.db_table
    if first:
        return f"insert into {table} ({names}) values ({casts}) returning id"
    return (
        f"insert into {table} ({', '.join([*keys, names])}) select {', '.join(['c.id'] * len(keys) + [casts])} from c"
    )


@functools.lru_cache(maxsize=64)
def _case_update(columns: tuple[str, ...]) -> str:
    sets = ", ".join(f"{name} = %s::{kind}" for name, kind in (_column(Case, column) for column in columns))
    return f"update kernel_case set {sets}, version = version + 1 where id = %s and version = %s returning id"


@functools.lru_cache(maxsize=64)
def _update(model: type[models.Model], columns: tuple[str, ...]) -> str:
    sets = ", ".join(f"{name} = %s::{kind}" for name, kind in (_column(model, column) for column in columns))
    return f"update {model._meta.db_table} set {sets} where case_id = (select id from c)"


@functools.lru_cache(maxsize=64)
def _update_row(model: type[models.Model], columns: tuple[str, ...]) -> str:
    return f"{_update(model, columns)} and {model._meta.pk.column} = %s"


@functools.lru_cache(maxsize=64)
def _task_update(columns: tuple[str, ...]) -> str:
    return f"{_update(Task, columns)} and done_at is null"


def _which(nodes: tuple[str, ...], unit_id: int | None, item: uuid.UUID | None) -> tuple[str, list[Any]]:
    """The condition that picks some of a case's tasks, and its values."""
    picked: list[tuple[str, Any]] = []
    if nodes:
        picked.append((" and node = any(%s)", list(nodes)))
    if unit_id:
        picked.append((" and unit_id = %s", unit_id))
    if item:
        picked.append((" and item = %s", item))
    return "".join(part for part, _ in picked), [value for _, value in picked]


@functools.lru_cache(maxsize=64)
def _delete(model: type[models.Model], columns: tuple[str, ...]) -> str:
    also = "".join(f" and {name} = %s::{kind}" for name, kind in (_column(model, column) for column in columns))
    return f"delete from {model._meta.db_table} where case_id = (select id from c){also}"
