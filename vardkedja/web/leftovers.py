"""What `kill -9` leaves of a PostgreSQL server: a pid file whose process is gone, and for a moment its children.

PostgreSQL clears most of it away by itself. It cannot when the process is a zombie that nobody collects (the first
process of many containers does not), or when another program has been given the number: it refuses to start for ever.
"""

import contextlib
import os
import time
from pathlib import Path

CHILDREN_END_WITHIN = 10  # seconds; they notice by themselves that the server is gone


def clear(pgdata: Path) -> None:
    """Make a start possible in a data folder whose server was killed. Does nothing when it runs or stopped well.

    The pid file is only taken away when no process has the server's shared memory any more: two servers in one folder
    would destroy the data.
    """
    file = pgdata / "postmaster.pid"
    try:
        lines = file.read_text().splitlines()
        pid, memory = int(lines[0]), int(lines[6].split()[1])
    except (OSError, ValueError, IndexError):
        return
    if is_server(pid) or not Path("/proc/sysvipc/shm").exists():
        return
    last = time.monotonic() + CHILDREN_END_WITHIN
    while _attached(memory):
        if time.monotonic() > last:
            return
        time.sleep(0.1)
    with contextlib.suppress(FileNotFoundError):
        file.unlink()


def is_server(pid: int) -> bool:
    """Whether the process is a PostgreSQL server that lives. Without /proc: whether there is such a process."""
    if Path("/proc/self/stat").exists():
        with contextlib.suppress(OSError):
            name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
            return name == "postgres" and rest.split()[0] not in "ZX"
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _attached(memory: int) -> int:
    """How many processes have the System V shared memory with this id."""
    for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[1]) == memory:
            return int(fields[6])
    return 0
