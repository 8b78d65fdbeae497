"""The text on a drawn page, by the local program tesseract in Swedish when it is installed (X-15)."""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence

PROGRAM = "tesseract"
LANGUAGE = "swe"
PATIENCE = 60.0  # seconds, for all pages together
LONGEST = 100_000  # characters


def text(previews: Sequence[bytes], patience: float = PATIENCE) -> str | None:
    """The text on the pages, in order, or None when it could not be read.

    Takes PNG pictures and how many seconds to wait. None when the program or its Swedish is not installed, when it fails
    and when it takes too long: then the person reads the paper, as without it. Never raises.
    """
    program = shutil.which(PROGRAM)
    until = time.monotonic() + patience
    if program is None or LANGUAGE not in languages(_run([program, "--list-langs"], b"", until) or ""):
        return None
    read = []
    for preview in previews:
        page = _run([program, "stdin", "stdout", "-l", LANGUAGE], preview, until)
        if page is None:
            return None
        read.append(page.strip())
    return "\n\n".join(read)[:LONGEST]


def languages(listed: str) -> set[str]:
    """The languages in what the program lists: a heading, then one on each line."""
    return {line.strip() for line in listed.splitlines() if line.strip() and " " not in line.strip()}


def _run(command: list[str], given: bytes, until: float) -> str | None:
    """What the program writes; None when it fails or time is out. One thread, so that the pages keep their share."""
    try:
        done = subprocess.run(
            command,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
            | {name: os.environ[name] for name in ("TESSDATA_PREFIX",) if name in os.environ},
            timeout=max(until - time.monotonic(), 0.01),
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", errors="replace")
