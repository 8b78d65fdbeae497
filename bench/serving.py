"""What every measurement needs: databases of its own, the floor and the product as servers, rounds of load in turn."""

import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import psycopg  # noqa: E402
from load import Run, Target, run  # noqa: E402

from vardkedja.web.postgres import APP, OWNER, Cluster  # noqa: E402

CLIENTS, WARM = 8, 3
SUPER = "postgres"
GUNICORN = (
    *("gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
    *("--log-level", "warning", "--no-control-socket"),
)
Results = dict[tuple[str, str], list[Run]]
Plan = list[tuple[str, list[Target]]]


@dataclass(frozen=True)
class Stored:
    """A filled database: its name, its facts for the requests, the product's environment on it."""

    name: str
    facts: Path
    environment: dict[str, str]

    def connected(self) -> psycopg.Connection:
        """A connection as the owner."""
        return psycopg.connect(self.environment["DATABASE_OWNER_URL"])


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def bench_cluster(keep: Path | None) -> Iterator[tuple[Cluster, Path, int]]:
    """A durable database server in a folder, with its process; the folder is thrown away unless it is to be kept."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended then too
    folder = keep or Path(tempfile.mkdtemp(prefix="vardkedja-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    cluster = Cluster(folder / "postgres", durable=True)
    started = cluster.start()
    try:
        yield cluster, folder, int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
    finally:
        if started:
            cluster.stop()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def new_database(cluster: Cluster, name: str) -> bool:
    """Make a database; False when a kept one is there."""
    with psycopg.connect(cluster.url(SUPER, "postgres"), autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
            return False
        connection.execute(f"create database {name} owner {OWNER}")  # type: ignore[arg-type]
    return True


def filled(cluster: Cluster, folder: Path, name: str, cases: int, program: str) -> Stored:
    """The product's database with so many cases, filled by a program unless a kept one is there."""
    environment = {
        **{"DATABASE_URL": cluster.url(APP, name), "DATABASE_OWNER_URL": cluster.url(OWNER, name)},
        **{"VARDKEDJA_DATA": str(folder / "data"), "VARDKEDJA_SECRET": "bench", "VARDKEDJA_LOG_LEVEL": "WARNING"},
        "DJANGO_SETTINGS_MODULE": "vardkedja.web.settings",
    }
    stored = Stored(name, folder / f"{name}.json", environment)
    if new_database(cluster, name):
        say(f"storing {cases} cases")
        command = [sys.executable, str(HERE / program), str(cases), str(stored.facts)]
        own = {"BENCH_SUPER_URL": cluster.url(SUPER, name)}  # for the seeding alone
        subprocess.run(command, env=os.environ | environment | own, check=True)
    return stored


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(
    name: str, command: tuple[str, ...], environment: dict[str, str], folder: Path, port: int
) -> Iterator[subprocess.Popen]:
    """A server's process, listening. Its compiled modules are kept in the folder, as an installed one's are beside them."""
    given = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | environment
    given["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    with (folder / f"{name}.log").open("w") as log:
        child = subprocess.Popen(command, cwd=folder, env=given, stdout=log, stderr=log)
        try:
            for _ in range(1000):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                if child.poll() is not None:
                    raise RuntimeError(f"{name} ended: {(folder / f'{name}.log').read_text()[-800:]}")
                time.sleep(0.02)
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
def the_floor(cluster: Cluster, folder: Path, rows: int, requests: Mapping[str, Path]) -> Iterator[Target]:
    """The floor as a server over its own database of so many rows."""
    name = f"floor_{rows}"
    address = cluster.url(OWNER, name).removeprefix("postgresql://")
    (user, _, rest), port = address.partition(":"), free_port()
    password, _, place = rest.partition("@")
    database_port = place.partition(":")[2].partition("/")[0]
    environment = {"FLOOR_DB": f"127.0.0.1,{database_port},{user},{password},{name}"}
    if new_database(cluster, name):
        say(f"storing {rows} rows in the floor's table")
        subprocess.run(
            [sys.executable, str(HERE / "floor" / "app.py"), str(rows)], env=os.environ | environment, check=True
        )
    command, packages = floor_command(folder, port)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE / "floor"), packages)))
    with serving("floor", command, environment, folder, port) as child:
        yield Target("floor", port, child.pid, dict(requests))


@contextlib.contextmanager
def product_server(stored: Stored, folder: Path) -> Iterator[tuple[int, int]]:
    """The product as a server over a filled database: its port and its process."""
    port = free_port()
    command = (
        sys.executable,
        "-m",
        *GUNICORN,
        "--preload",
        "--bind",
        f"127.0.0.1:{port}",
        "vardkedja.web.wsgi:application",
    )
    environment = stored.environment | {"PYTHONPATH": str(HERE.parent)}
    with serving(stored.name, command, environment, folder, port) as child:
        yield port, child.pid


def seen_now(stored: Stored) -> None:
    """Let every session have been seen just now, as that of somebody who works is: then it is not written."""
    with stored.connected() as connection:
        connection.execute("update kernel_session set seen_at = now() where seen_at < now() - interval '20 seconds'")


def measured(
    plan: Plan,
    databases: Mapping[str, Stored],
    postmaster: int,
    rounds: int,
    seconds: float,
    warm: float = WARM,
) -> Results:
    """All operations on all targets in turn, several rounds; a short first one warms up and is not counted.

    Without `warm` there is no such round.
    """
    results: Results = {}
    for number in range(0 if warm else 1, rounds + 1):
        say(f"round {number} of {rounds}, load {os.getloadavg()[0]:.1f}")
        for operation, who in plan:
            for target in who:
                if target.name in databases:
                    seen_now(databases[target.name])
                done = run(target, operation, postmaster, clients=CLIENTS, seconds=seconds if number else warm)
                if number:
                    results.setdefault((operation, target.name), []).append(done)
    return results


def median(runs: list[Run]) -> Run:
    """The medians of several runs; what failed is summed."""
    values = {item.name: statistics.median(getattr(one, item.name) for one in runs) for item in fields(Run)}
    return Run(**values | {"failed": sum(one.failed for one in runs), "n": sum(one.n for one in runs)})
