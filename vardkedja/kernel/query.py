"""A query built once and filled per request: building it costs more than running it.

Write the query with `Blank("name")` where a value goes, compile it once per shape, then `fetch(compiled, values)`.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, Expression, F
from psycopg.types.datetime import TimestamptzLoader


@dataclass(frozen=True)
class Marker:
    """Stands among a compiled query's parameters for a value that comes with the request."""

    name: str


class Blank(Expression):
    """A place in a query for a value that comes later; `output_field` says what it will be."""

    def __init__(self, name: str, output_field: models.Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return f"%s::{self.output_field.db_type(connection)}", [Marker(self.name)]


class OneOf(Expression):
    """The condition `column = any(array)`: one statement whatever the length; `values` is a list or a Blank's name.

    The array stands in a select of its own, where the planner does not look into it: a plan made for any array is then
    as good as one made for this array, and PostgreSQL keeps it instead of planning anew each time.
    """

    conditional = True

    def __init__(self, column: str, values: Any, kind: str = "bigint") -> None:
        super().__init__(output_field=BooleanField())
        self.column: Any = F(column)
        self.values, self.kind = values, kind

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, expressions: Any) -> None:
        (self.column,) = expressions

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = compiler.compile(self.column)
        value = Marker(self.values) if isinstance(self.values, str) else list(self.values)
        return f"{sql} = any((select %s::{self.kind}[])::{self.kind}[])", [*params, value]


@dataclass(frozen=True)
class Compiled:
    """SQL and its parameters, some of them markers."""

    sql: str
    parameters: tuple[Any, ...]


def compiled(query: models.QuerySet, tail: str = "") -> Compiled:
    """The query's SQL; `tail` (such as a literal limit) is put after it. Limits are literals: as parameters they misled
    the planner."""
    sql, parameters = query.query.sql_with_params()
    return Compiled(sql + tail, tuple(parameters))


def fetch(query: Compiled, values: Mapping[str, Any]) -> list[tuple]:
    """The rows, with the blanks filled in."""
    return run(query.sql, [values[value.name] if isinstance(value, Marker) else value for value in query.parameters])


def run(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple]:
    """Run a statement with %s, or %(name)s, for its values, and give the rows that it answers with (it must answer with rows).

    The driver reads a long statement through for its blanks every time; here it is numbered once and remembered.
    """
    if connection.queries_logged:  # somebody wants to read the statements with their values
        with connection.cursor() as logged:
            logged.execute(sql, values)
            return logged.fetchall()
    connection.ensure_connection()
    numbered, names = _named(sql) if isinstance(values, Mapping) else (_numbered(sql), ())
    raw = psycopg.RawCursor(connection.connection)
    raw.adapters.register_loader(
        "timestamptz", TimestamptzLoader
    )  # the driver's own, in C; Django's is Python, per value
    with CursorWrapper(raw, connection) as cursor:
        cursor.execute(numbered, [values[name] for name in names] if isinstance(values, Mapping) else values)
        return cursor.fetchall()


@functools.lru_cache(maxsize=512)
def _numbered(sql: str) -> str:
    """The statement as PostgreSQL itself writes it: $1, $2, ... in the place of each %s."""
    parts = [part.replace("%%", "%") for part in sql.split("%s")]
    return "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], start=1)) + parts[-1]


@functools.lru_cache(maxsize=64)
def _named(sql: str) -> tuple[str, tuple[str, ...]]:
    """The same for a statement with names, and the names in the order of their numbers."""
    names = tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
    numbered = re.sub(r"%\((\w+)\)s", lambda blank: f"${names.index(blank[1]) + 1}", sql)
    return numbered.replace("%%", "%"), names
