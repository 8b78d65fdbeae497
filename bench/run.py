"""The whole measurement, one command: .venv/bin/python bench/run.py

Options: --rounds 3 --seconds 4 --small 1000 --large 100000 --keep FOLDER --only list,issue.
Starts a database of its own, fills it, starts the floor and the product, loads them in turn and prints one table. See README.md.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import asked  # noqa: E402
import psycopg  # noqa: E402
import table  # noqa: E402
from load import Run, Target, run  # noqa: E402

from vardkedja.web.postgres import APP, OWNER, Cluster  # noqa: E402

CLIENTS, WARM = 8, 3
GUNICORN = (
    *("gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
    *("--log-level", "warning", "--no-control-socket"),
)
Results = dict[tuple[str, str], list[Run]]


@dataclass(frozen=True)
class Stored:
    """A filled database: its name, its facts for the requests, the product's environment on it."""

    name: str
    facts: Path
    environment: dict[str, str]


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def new_database(cluster: Cluster, name: str) -> bool:
    """Make a database; False when a kept one is there."""
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
            return False
        connection.execute(f"create database {name} owner {OWNER}")  # type: ignore[arg-type]
    return True


def filled(cluster: Cluster, folder: Path, cases: int) -> Stored:
    """The product's database with so many cases."""
    name = f"bench_{cases}"
    environment = {
        **{"DATABASE_URL": cluster.url(APP, name), "DATABASE_OWNER_URL": cluster.url(OWNER, name)},
        **{"VARDKEDJA_DATA": str(folder / "data"), "VARDKEDJA_SECRET": "bench", "VARDKEDJA_LOG_LEVEL": "WARNING"},
        "DJANGO_SETTINGS_MODULE": "vardkedja.web.settings",
    }
    stored = Stored(name, folder / f"{name}.json", environment)
    if new_database(cluster, name):
        say(f"storing {cases} cases")
        command = [sys.executable, str(HERE / "seed.py"), str(cases), str(stored.facts)]
        subprocess.run(command, env=os.environ | environment, check=True)
    return stored


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(
    name: str, command: tuple[str, ...], environment: dict[str, str], folder: Path, port: int
) -> Iterator[subprocess.Popen]:
    """A server's process, listening."""
    with (folder / f"{name}.log").open("w") as log:
        child = subprocess.Popen(command, cwd=folder, env=os.environ | environment, stdout=log, stderr=log)
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                if child.poll() is not None:
                    raise RuntimeError(f"{name} ended: {(folder / f'{name}.log').read_text()[-800:]}")
                time.sleep(0.1)
            yield child
        finally:
            child.terminate()
            child.wait(20)


def floor_command(folder: Path, port: int) -> tuple[tuple[str, ...], str]:
    """How the floor is served: by granian when it can be had, else by gunicorn; and where granian lies."""
    extra = folder / "floor-packages"
    if not extra.exists():
        say("fetching granian for the floor")
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", str(extra), "granian"], check=False)
    if (extra / "granian").exists():
        options = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws")
        options += ("--workers", "2", "--blocking-threads", "4")
        return (sys.executable, "-m", "granian", *options, "app:application"), str(extra)
    say("granian is not to be had: the floor runs under gunicorn")
    return (sys.executable, "-m", *GUNICORN, "--bind", f"127.0.0.1:{port}", "app:application"), ""


@contextlib.contextmanager
def the_floor(cluster: Cluster, folder: Path, rows: int) -> Iterator[Target]:
    address = cluster.url(OWNER, "floor").removeprefix("postgresql://")
    (user, _, rest), port = address.partition(":"), free_port()
    password, _, place = rest.partition("@")
    database_port = place.partition(":")[2].partition("/")[0]
    environment = {"FLOOR_DB": f"127.0.0.1,{database_port},{user},{password},floor"}
    if new_database(cluster, "floor"):
        say(f"storing {rows} rows in the floor's table")
        subprocess.run(
            [sys.executable, str(HERE / "floor" / "app.py"), str(rows)], env=os.environ | environment, check=True
        )
    command, packages = floor_command(folder, port)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE / "floor"), packages)))
    with serving("floor", command, environment, folder, port) as child:
        yield Target("floor", port, child.pid, asked.floor(folder))


@contextlib.contextmanager
def the_product(stored: Stored, folder: Path) -> Iterator[Target]:
    port = free_port()
    command = (sys.executable, "-m", *GUNICORN, "--bind", f"127.0.0.1:{port}", "vardkedja.web.wsgi:application")
    environment = stored.environment | {"PYTHONPATH": str(HERE.parent)}
    with serving(stored.name, command, environment, folder, port) as child:
        yield Target(
            stored.name, port, child.pid, asked.write(folder, stored.facts, port, drafts(stored)), frozenset({"issue"})
        )


def seen_now(stored: Stored) -> None:
    """Let every session have been seen just now, as that of somebody who works is: then it is not written."""
    with psycopg.connect(stored.environment["DATABASE_OWNER_URL"]) as connection:
        connection.execute("update kernel_session set seen_at = now()")


def measured(
    plan: list[tuple[str, list[Target]]], databases: dict[str, Stored], postmaster: int, rounds: int, seconds: float
) -> Results:
    """All operations on all targets in turn, several rounds; a short first one warms up and is not counted."""
    results: Results = {}
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}, load {os.getloadavg()[0]:.1f}")
        for operation, who in plan:
            for target in who:
                if target.name in databases:
                    seen_now(databases[target.name])
                done = run(target, operation, postmaster, clients=CLIENTS, seconds=seconds if number else WARM)
                if number:
                    results.setdefault((operation, target.name), []).append(done)
    return results


def median(runs: list[Run]) -> Run:
    """The medians of several runs; what failed is summed."""
    values = {item.name: statistics.median(getattr(one, item.name) for one in runs) for item in fields(Run)}
    return Run(**values | {"failed": sum(one.failed for one in runs), "n": sum(one.n for one in runs)})


def drafts(stored: Stored) -> set[str]:
    """The cases that still can be issued: those of a kept database may have been used."""
    with psycopg.connect(stored.environment["DATABASE_OWNER_URL"]) as connection:
        return {
            row[0] for row in connection.execute("select uuid::text from kernel_case where state = 'draft'").fetchall()
        }


def counted(stored: Stored) -> dict[str, int]:
    """What the database says was done: cases issued, and lists of fifty logged."""
    with psycopg.connect(stored.environment["DATABASE_OWNER_URL"]) as connection:
        issued = connection.execute("select count(*) from kernel_history where verb = 'rus.issue'").fetchone()
        listed = connection.execute(
            "select count(*) from kernel_accesslog where action = 'rus.list.ej-postade' and cardinality(patients) = 50"
        ).fetchone()
    return {"issue": issued[0] if issued else 0, "list": listed[0] if listed else 0}


def proved(before: dict[str, int], after: dict[str, int], results: Results, name: str) -> None:
    """Say whether the answers were real: an issue is a row in the history, a list is fifty logged patients."""
    for operation in ("issue", "list"):
        answered = sum(one.n for one in results[operation, name])
        done = after[operation] - before[operation]
        if done < answered:
            raise RuntimeError(f"{operation}: {answered} answers counted, but the database says {done}")
        say(f"{operation}: {answered} answers counted, {done} done according to the database (warming up included)")


def main() -> None:
    options = argparse.ArgumentParser(description="Measure the product against the framework's floor.")
    for name, value in (("rounds", 3), ("seconds", 4), ("small", 1000), ("large", 100_000)):
        options.add_argument(f"--{name}", type=int, default=value)
    options.add_argument("--keep", type=Path, help="a folder whose databases are made once and used again")
    options.add_argument("--only", default="", help="operations, with commas")
    chosen = options.parse_args()
    folder: Path = chosen.keep or Path(tempfile.mkdtemp(prefix="vardkedja-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    cluster = Cluster(folder / "postgres", durable=True)
    started = cluster.start()
    try:
        _measure(cluster, folder, chosen)
    finally:
        if started:
            cluster.stop()
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _measure(cluster: Cluster, folder: Path, chosen: argparse.Namespace) -> None:
    small, large = filled(cluster, folder, chosen.small), filled(cluster, folder, chosen.large)
    postmaster = int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
    with (
        the_floor(cluster, folder, chosen.large) as floor,
        the_product(small, folder) as few,
        the_product(large, folder) as many,
    ):
        plan = [
            *(("list", [floor, many, few]), ("issue", [floor, many]), ("search", [many, few])),
            *(("chips", [many]), ("all", [many, few]), ("many", [many]), ("finance", [many, few])),
        ]
        plan = [row for row in plan if not chosen.only or row[0] in chosen.only.split(",")]
        before = counted(large)
        results = measured(plan, {one.name: one for one in (small, large)}, postmaster, chosen.rounds, chosen.seconds)
        if not chosen.only:
            proved(before, counted(large), results, large.name)
    inside = subprocess.run(
        [sys.executable, str(HERE / "inside.py"), str(folder), large.name],
        env=os.environ | large.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    medians = {key: median(runs) for key, runs in results.items()}
    print(table.table(medians, results, json.loads(inside.stdout), large.name, small.name))


if __name__ == "__main__":
    main()
