"""Logs as events, a JSON line each on standard error. No patient data: an error is its kind and place, never its text.

`set_up` is called by each process that runs for long (wsgi.py, timers.py). What libraries log takes the same way.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

# Libraries that talk a lot when nothing is wrong; django.db.backends would write out the values of every statement.
QUIET = ("procrastinate", "django.db.backends", "psycopg", "psycopg.pool", "asyncio", "fontTools")

OWN_HANDLERS = ("gunicorn.error",)  # would print the text of an error


def set_up(level: str, stream: TextIO | None = None) -> None:
    """Let structlog and the standard library write JSON lines at `level` (DEBUG, INFO, ...) or above to `stream`."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in OWN_HANDLERS:
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def without_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its kind and the lines it passed: its text may hold what somebody wrote of a patient."""
    error = event.pop("exc_info", None)
    event.pop("exc_text", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    record = event.get("_record")
    if record is not None:  # the formatter would otherwise add the text back from the record itself
        record.exc_info = record.exc_text = None
    if isinstance(error, BaseException):
        event["kind"] = type(error).__name__
        event["where"] = [
            f"{frame.filename.rpartition('/vardkedja/')[2]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-8:]
        ]
    return event
