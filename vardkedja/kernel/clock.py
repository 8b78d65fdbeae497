"""The only place that knows the time. Instants in UTC; days and clock times in Europe/Stockholm (T-1, T-8)."""

import contextlib
import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_set_to: datetime.datetime | None = None


def now() -> datetime.datetime:
    """The present instant, in UTC."""
    return _set_to or datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """The present day in Sweden."""
    return local(now()).date()


def local(instant: datetime.datetime) -> datetime.datetime:
    """The same instant as a wall clock in Sweden shows it."""
    return instant.astimezone(STOCKHOLM)


def set_to(instant: datetime.datetime | None) -> None:
    """Stop the clock at an instant, or let it go (None). For tests and for replaying a case."""
    global _set_to
    _set_to = instant.astimezone(datetime.UTC) if instant else None


@contextlib.contextmanager
def stopped_at(text: str) -> Iterator[None]:
    """The clock stopped at a Swedish wall-clock time, such as "2025-03-04 10:42"."""
    before = _set_to
    set_to(datetime.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM))
    try:
        yield
    finally:
        set_to(before)
