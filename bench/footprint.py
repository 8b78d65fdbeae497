"""What a server weighs and how soon it answers: memory of its processes, and time from its start to the first real answer."""

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asked_referrals import get
from load import Target, run
from serving import CLIENTS

PATIENCE = 60  # seconds to wait for a first answer


@dataclass(frozen=True)
class Footprint:
    """Seconds to the first real answer; megabytes of the whole process tree and of its workers alone, after some load."""

    start: float
    pss: float
    rss: float
    workers_pss: float
    workers: int


def processes(pid: int) -> list[int]:
    """A process and all below it, itself first."""
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def megabytes(pid: int, what: str) -> float:
    """`Pss` (shared memory divided among those who share it) or `Rss` of one process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in lines if row.startswith(f"{what}:")) / 1024


def first_answer(port: int, path: str, who: str) -> None:
    """Wait until the server answers the request with what was asked for. Raises RuntimeError when it never does."""
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        try:
            if get(port, path, who)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.01)
    raise RuntimeError(f"{path} was never answered")


def weighed(
    server: AbstractContextManager[Any], operation: str, requests: Path, first: tuple[str, str], database: int
) -> Footprint:
    """Start a server (a context that gives its port and process), time its first answer, load it and weigh it."""
    begun = time.perf_counter()
    with server as (port, pid):
        first_answer(port, *first)
        start = time.perf_counter() - begun
        run(Target("weighed", port, pid, {operation: requests}), operation, database, clients=CLIENTS, seconds=2)
        every = processes(pid)
        workers = every[1:] or every
        return Footprint(
            start=start,
            pss=sum(megabytes(one, "Pss") for one in every),
            rss=sum(megabytes(one, "Rss") for one in every),
            workers_pss=sum(megabytes(one, "Pss") for one in workers),
            workers=len(workers),
        )


def live_process(pid: int) -> float:
    """Megabytes (PSS) of the process for live updates, alone."""
    return sum(megabytes(one, "Pss") for one in processes(pid))
