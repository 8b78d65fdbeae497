"""Reads a paper from outside in a child process with limits, so that a hostile file harms nothing (X-15)."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vardkedja.kernel.scanning.kinds import BOOK, Kind, Limits
from vardkedja.rules.decision import Reason

ROOT = Path(__file__).resolve().parents[3]
CHILD = ["-P", "-B", "-m", "vardkedja.kernel.scanning.child"]
HEADER = 100_000  # bytes, the most that the first line of an answer takes
REFUSALS = {"encrypted", "corrupt", "pages", "too_large_picture", "unreadable"}


@dataclass(frozen=True, slots=True)
class Paper:
    """What was read: how many pages, the texts of the codes on the first of them, and those pages as PNG pictures.

    ``sha256`` is over the file as it came, so that the same file sent twice is recognised.
    """

    kind: Kind
    sha256: str
    pages: int
    codes: tuple[str, ...]
    previews: tuple[bytes, ...]


def read(data: bytes, kind: Kind, limits: Limits) -> Paper | list[Reason]:
    """The paper, or the reasons why the file could not be read (X-15). ``kind`` is what `kinds.judge` answered.

    Takes at most ``limits.seconds``. A child that is killed, runs out of something or answers nonsense gives a refusal
    that asks for another try.
    """
    return _taken(_ask(data, _task(kind, limits), limits), data, kind, limits)


def _task(kind: Kind, limits: Limits) -> str:
    return json.dumps(
        {
            **{"kind": str(kind), "pages": limits.pages, "pixels": limits.pixels, "previews": limits.previews},
            **{"height": limits.height, "cpu": limits.cpu, "memory": limits.memory, "parent": os.getpid()},
        }
    )


def _ask(data: bytes, task: str, limits: Limits) -> bytes:
    """What the child writes, cut off when it was killed. It takes in everything before it answers."""
    most = HEADER + limits.previews * 2 * limits.height * limits.height
    child = subprocess.Popen(
        [sys.executable, *CHILD, task],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},  # nothing of ours: no keys, no addresses
        cwd="/",
    )
    patience = threading.Timer(limits.seconds, child.kill)
    patience.daemon = True
    patience.start()
    try:
        with child:
            assert child.stdin is not None
            assert child.stdout is not None
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(data)
                child.stdin.flush()
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()
            answer = child.stdout.read(most + 1)
            if len(answer) > most:
                child.kill()
    finally:
        patience.cancel()
    return answer


def _taken(answer: bytes, data: bytes, kind: Kind, limits: Limits) -> Paper | list[Reason]:
    """The paper or the refusal in the answer; a refusal too when it is cut off, or not what our child writes."""
    try:
        return _paper(answer, data, kind, limits)
    except (ValueError, KeyError, TypeError):
        return [BOOK.reason("X-15.unreadable")]


def _paper(answer: bytes, data: bytes, kind: Kind, limits: Limits) -> Paper | list[Reason]:
    """The answer made into a paper. Raises ValueError, KeyError or TypeError when it is not whole."""
    first, _, rest = answer.partition(b"\n")
    header: dict[str, Any] = json.loads(first)
    if "refused" in header:
        return [_refusal(header)]
    sizes = [int(size) for size in header["previews"]]
    if sum(sizes) != len(rest) or len(sizes) != min(int(header["pages"]), limits.previews):
        raise ValueError("the answer was cut off")
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    return Paper(
        kind=kind,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=int(header["pages"]),
        codes=tuple(str(text) for text in header["codes"]),
        previews=tuple(rest[start : start + size] for start, size in zip(starts, sizes, strict=True)),
    )


def _refusal(header: dict[str, Any]) -> Reason:
    word = header["refused"] if header["refused"] in REFUSALS else "unreadable"
    return BOOK.reason(f"X-15.{word}", **{name: f"{int(value)}" for name, value in header["parts"].items()})
