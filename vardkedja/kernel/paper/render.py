"""The press: one child process with a typst compiler, so that a form being printed does not hold up the pages."""

import functools
import json
import multiprocessing
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TimedOut
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
STANDARDS: Any = ["a-2a", "ua-1"]
LONGEST = 10.0  # seconds

_compiler: typst.Compiler | None = None


class PaperError(Exception):
    """The form could not be printed now; the text is a plain Swedish sentence."""


class Press:
    """Prints forms. The child starts at the first print, runs niced, and is replaced when it dies."""

    def __init__(self, font_dir: Path) -> None:
        self.font_dir = font_dir
        self.pool: ProcessPoolExecutor | None = None
        self.lock = threading.Lock()

    def print(self, form: Path, data: dict[str, Any]) -> bytes:
        """The PDF of a form with its data: the same bytes for the same data. Raises PaperError."""
        for attempt in (1, 2):
            pool = self._started()
            try:
                return pool.submit(_print, str(form), json.dumps(data), str(self.font_dir)).result(LONGEST)
            except BrokenProcessPool as broken:
                self.close()
                if attempt == 2:
                    raise PaperError("Utskriften avbröts. Försök igen om en stund.") from broken
            except TimedOut as late:
                self.close()
                raise PaperError("Utskriften tog för lång tid. Försök igen om en stund.") from late
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End the child; the next print starts a new one."""
        with self.lock:
            pool, self.pool = self.pool, None
        if pool:
            for child in list((pool._processes or {}).values()):  # a child that hangs would outlive its pool
                child.kill()
            pool.shutdown(wait=False, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        with self.lock:
            if self.pool is None:
                context = multiprocessing.get_context("spawn")
                self.pool = ProcessPoolExecutor(1, mp_context=context, initializer=os.nice, initargs=(19,))
            return self.pool


@functools.cache
def the_press() -> Press:
    """The one press of this process."""
    return Press(settings.FONT_DIR)


def _print(form: str, data: str, font_dir: str) -> bytes:
    """In the child: compile with the one compiler of this process."""
    global _compiler
    if _compiler is None:
        _compiler = typst.Compiler(root=str(ROOT), font_paths=[font_dir], ignore_system_fonts=True)
    try:
        made = _compiler.compile(input=form, format="pdf", sys_inputs={"data": data}, pdf_standards=STANDARDS)
    except RuntimeError as failed:  # the compiler's own words are for those who write the forms
        print(f"{Path(form).name}: {failed}", file=sys.stderr)
        raise PaperError("Papperet gick inte att skriva ut. Kontakta förvaltaren.") from None
    assert isinstance(made, bytes)
    return made
