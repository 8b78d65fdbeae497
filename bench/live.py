"""Live updates under many open pages, one command: .venv/bin/python bench/live.py

Options: --clients 500 --near 50 --seconds 60. Starts a database and a live process, opens the streams, and prints one line:
the process's share of a core and memory while nothing happens, the time from NOTIFY to the last of the near streams,
and what the worker's half-second look into the outbox costs. See README.md.
"""

import argparse
import asyncio
import contextlib
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import psycopg  # noqa: E402
from load import processor_time  # noqa: E402
from serving import free_port, new_database  # noqa: E402

from vardkedja.web.postgres import APP, OWNER, Cluster  # noqa: E402

LOOKS, ROUNDS = 400, 30


def stored(count: int, near: int) -> tuple[list[str], int]:
    """The cast, and a session for each stream: those that are near in one unit, the others elsewhere; the tokens and the unit."""
    import django

    django.setup()
    from vardkedja.demo import cast
    from vardkedja.kernel import clock
    from vardkedja.kernel.access import Session
    from vardkedja.web import database, settings
    from vardkedja.web.who import token_hash

    database.prepare(settings.OWNER_URL, settings.APP_URL)
    cast.load_cast()
    here, there = cast.actor("johan.akerhielm"), cast.actor("tor.svanviken")
    tokens, at = [secrets.token_urlsafe(32) for _ in range(count)], clock.now()
    for place, token in enumerate(tokens):
        who = here if place < near else there
        Session.objects.create(
            token_hash=token_hash(token), assignment_id=who.assignment_id, created_at=at, seen_at=at,
            created_by_id=who.staff_id, seen_by_id=who.staff_id,
        )  # fmt: skip
    return tokens, here.unit_id


@contextlib.contextmanager
def live(port: int) -> Iterator[int]:
    """The live process; gives its number."""
    command = [sys.executable, "-P", "-m", "vardkedja", "live"]
    given = {"VARDKEDJA_LIVE_PORT": str(port), "PYTHONPATH": str(HERE.parent)}
    child = subprocess.Popen(command, env=os.environ | given)
    try:
        yield child.pid
    finally:
        child.terminate()
        child.wait(20)


async def opened(port: int, token: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream, tried until the process is up."""
    for _ in range(200):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.1)
    writer.write(f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: vk_session={token}\r\n\r\n".encode())
    status = await reader.readline()
    if b" 200 " not in status:
        raise RuntimeError(status)
    await reader.readuntil(b"retry: 3000\n\n")
    return reader, writer


async def told(near: list[asyncio.StreamReader], unit: int, database: str) -> tuple[float, float]:
    """Milliseconds from NOTIFY until the last near stream has it: the median and the worst."""
    found = []
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        for _ in range(ROUNDS):
            case = str(uuid.uuid4())
            waiting = [asyncio.create_task(reader.readuntil(case.encode())) for reader in near]
            await asyncio.sleep(0)
            begun = time.perf_counter()
            payload = f'{{"case": "{case}", "units": [{unit}]}}'
            await connection.execute("select pg_notify('vardkedja_live', %s)", (payload,))
            await asyncio.wait_for(asyncio.gather(*waiting), 10)
            found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found), max(found)


def looks(server: int) -> tuple[float, float]:
    """Milliseconds of processor that one look into an empty outbox costs: Python, and the database."""
    from vardkedja.web import timers

    timers.empty_outbox()
    before = time.process_time(), processor_time(server)
    for _ in range(LOOKS):
        timers.empty_outbox()
    after = time.process_time(), processor_time(server)
    return (after[0] - before[0]) * 1000 / LOOKS, (after[1] - before[1]) * 1000 / LOOKS


async def measured(chosen: argparse.Namespace, pid: int, port: int, tokens: list[str], unit: int) -> str:
    """The line about the live process."""
    empty = None
    streams = []
    for token in tokens:
        streams.append(await opened(port, token))
        empty = empty or memory(pid)
    before = processor_time(pid), time.perf_counter()
    await asyncio.sleep(chosen.seconds)
    share = (processor_time(pid) - before[0]) / (time.perf_counter() - before[1])
    full = memory(pid)
    median, worst = await told([reader for reader, _ in streams[: chosen.near]], unit, os.environ["DATABASE_URL"])
    for _, writer in streams:
        writer.close()
    return (
        f"{chosen.clients} idle streams: {share * 100:.2f} % of a core, {full / 1024:.0f} MB "
        f"({(full - (empty or 0)) / chosen.clients:.0f} kB a stream); "
        f"to the last of {chosen.near}: {median:.1f} ms (worst of {ROUNDS} {worst:.1f})"
    )


def memory(pid: int) -> int:
    """Resident memory in kB."""
    return next(
        int(line.split()[1]) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--near", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="vardkedja-bench-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "postgres")
    cluster.start()
    try:
        new_database(cluster, "live")
        os.environ |= {
            **{"DATABASE_URL": cluster.url(APP, "live"), "DATABASE_OWNER_URL": cluster.url(OWNER, "live")},
            **{"VARDKEDJA_DATA": str(folder / "data"), "VARDKEDJA_SECRET": "bench", "VARDKEDJA_LOG_LEVEL": "WARNING"},
            "DJANGO_SETTINGS_MODULE": "vardkedja.web.settings",
        }
        tokens, unit = stored(chosen.clients, chosen.near)
        port = free_port()
        with live(port) as pid:
            line = asyncio.run(measured(chosen, pid, port, tokens, unit))
        python, database = looks(int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0]))
        print(f"{line}; outbox looked at twice a second: {python:.2f} + {database:.2f} ms of processor a look", end="")
        print(f", {(python + database) * 2 / 10:.2f} % of a core")
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
