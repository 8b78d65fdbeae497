"""Lists that people work from: fifty rows at a time by key, and numbers from the list's own question, exact to 200."""

import base64
import binascii
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vardkedja.kernel import query
from vardkedja.kernel.query import Compiled

PAGE = 50
CAP = 200


@dataclass(frozen=True)
class Page:
    """Rows to show and where the next page begins ("" when there is none)."""

    rows: Sequence[tuple]
    later: str


def page(compiled: Compiled, values: Mapping[str, Any], key: slice) -> Page:
    """One page: the question was compiled with a literal limit of PAGE + 1; `key` are the row's columns that it sorts on."""
    rows = query.fetch(compiled, values)
    if len(rows) <= PAGE:
        return Page(rows, "")
    return Page(rows[:PAGE], encode(rows[PAGE - 1][key]))


def counted(compiled: Compiled, values: Mapping[str, Any]) -> int:
    """How many rows the list has, counted to CAP + 1 through its own question."""
    capped = Compiled(f"select count(*) from ({compiled.sql}) listed", compiled.parameters)
    return query.fetch(capped, values)[0][0]


def words(count: int) -> int | str:
    """The number as it is shown: 201 and more are "200+"."""
    return count if count <= CAP else f"{CAP}+"


def encode(key: Sequence[Any]) -> str:
    """A place in a list, for the address."""
    text = "|".join(part.isoformat() if isinstance(part, datetime.date) else str(part) for part in key)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(text: str) -> tuple[str, int] | None:
    """The place in an address: what is sorted on, as text, and the id. None when somebody has changed it."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        sort_on, _, row_id = raw.partition("|")
        day = len(sort_on) == 10
        at = datetime.date.fromisoformat(sort_on) if day else datetime.datetime.fromisoformat(sort_on)
        at = at.astimezone(datetime.UTC) if isinstance(at, datetime.datetime) else at
        return (at.isoformat(), int(row_id)) if 0 <= int(row_id) < 2**63 else None
    except (ValueError, OverflowError, binascii.Error):
        return None
