"""One run of wrk against a target, with the processor time that the target and the database took for it."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Target:
    """A server under load: its address on loopback, its process, and for each operation a file of requests."""

    name: str
    port: int
    pid: int
    requests: dict[str, Path]
    once: frozenset[str] = frozenset()  # operations whose requests can be sent only once
    at: dict[str, int] = field(default_factory=dict)  # where in a file the next run begins


@dataclass(frozen=True)
class Run:
    """What one run gave: requests a second, milliseconds, failures, processor milliseconds a request."""

    n: int
    rps: float
    p50: float
    p99: float
    failed: int
    kb: float
    cpu_server: float
    cpu_database: float


def processor_time(pid: int) -> float:
    """Seconds of processor time of a process tree, with the children that have ended."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return total / TICK


def run(target: Target, operation: str, database_pid: int, *, clients: int, seconds: float) -> Run:
    """Send the operation's requests for some seconds. Raises RuntimeError when requests that work only once run out."""
    start = target.at.get(operation, 0)
    url = f"http://127.0.0.1:{target.port}"
    environment = os.environ | {"REQUESTS": str(target.requests[operation]), "START": str(start), "ORIGIN": url}
    if operation not in target.once:
        environment["START"] = "0"
    before = processor_time(target.pid), processor_time(database_pid)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "20s", "-s", str(HERE / "load.lua"), url],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    after = processor_time(target.pid), processor_time(database_pid)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    if operation in target.once:
        target.at[operation] = start + found["n"] + clients * 3
        with target.requests[operation].open() as file:
            if sum(1 for _ in file) < target.at[operation]:
                raise RuntimeError(
                    f"{target.name}: {operation} ran out of requests; store more cases or run fewer seconds"
                )
    share = 1000 / max(1, found["n"])
    return Run(
        **{name: found[name] for name in ("n", "rps", "p50", "p99", "kb")},
        failed=found["refused"] + found["broken"],
        cpu_server=(after[0] - before[0]) * share,
        cpu_database=(after[1] - before[1]) * share,
    )
