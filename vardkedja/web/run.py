"""Running Vårdkedja on one machine: the database around a command, and `bin/dev`, which ends everything it started."""

import contextlib
import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn

from vardkedja.web import leftovers
from vardkedja.web.config import ROOT, Config, read
from vardkedja.web.postgres import Cluster

HOST = "127.0.0.1"
WEB = (
    *("gunicorn", "vardkedja.web.wsgi:application", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
    *("--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket", "--preload"),
)
WORKER, LIVE = ("vardkedja", "worker"), ("vardkedja", "live")
START_WITHIN, STOP_WITHIN = 60, 15  # seconds


class NotNow(Exception):
    """It cannot run here and now; the text is one sentence for a person."""


def _config() -> Config:
    return read(dict(os.environ))


@contextlib.contextmanager
def database(*, ours: bool = False) -> Iterator[None]:
    """The database, answering. The embedded server is started when it is not running and DATABASE_URL is not set.

    Afterwards it is stopped by whoever started it; with `ours` always, and otherwise never under a `bin/dev` that runs.
    """
    config = _config()
    if config.database_url:
        if not config.database_owner_url:
            raise NotNow(
                "DATABASE_URL är satt, men inte DATABASE_OWNER_URL. Sätt adressen för rollen som äger tabellerna."
            )
        yield
        return
    cluster = Cluster(config.data / "postgres")
    leftovers.clear(cluster.folder / "data")
    started = cluster.start()
    try:
        yield
    finally:
        if ours or (started and not _held(config.data)):
            cluster.stop()


def _held(data: Path) -> bool:
    """Whether a `bin/dev` runs in the data folder."""
    try:
        with (data / "running").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextlib.contextmanager
def only_one(data: Path, port: int) -> Iterator[None]:
    """Hold the data folder; `kill -9` lets go too. Raises NotNow, with where the other one runs, when it is held."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        file: IO[str] = (data / "running").open("a+")
    except OSError as error:
        raise NotNow(
            f"Det går inte att skriva i {data}. Sätt VARDKEDJA_DATA till en mapp som du får skriva i."
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            pid, _, where = file.read().partition(" ")
            raise NotNow(f"Vårdkedja kör redan på http://{HOST}:{where or port} (process {pid or 'okänd'}).") from error
        file.truncate(0)
        file.write(f"{os.getpid()} {port}")
        file.flush()
        yield
        file.truncate(0)


def demand_free(port: int, setting: str = "VARDKEDJA_PORT") -> None:
    """Raise NotNow, with the setting that moves it, when something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            text = f"Port {port} används av något annat på den här datorn. Sätt {setting} till en ledig port."
            raise NotNow(text) from error


def dev() -> int:
    """Set up, run web, worker and live updates until Ctrl-C or SIGTERM, then end them and the database. Gives the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    config = _config()
    with only_one(config.data, config.port):
        demand_free(config.port)
        demand_free(config.live_port or config.port + 1, "VARDKEDJA_LIVE_PORT")
        print("Databasen: startar ...", flush=True)
        with database(ours=True):
            _set_up()
            children = {
                "Webben": _start(*WEB, "--bind", f"{HOST}:{config.port}"),
                "Arbetaren": _start(*WORKER),
                "Direktuppdateringen": _start(*LIVE),
            }
            try:
                _await_answer(config.port, children)
                _tell(config)
                _watch(children, config)
            finally:
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not stop the stopping
                print("\nStänger av ...", flush=True)
                _end(children)


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


def _set_up() -> None:
    # Imported when the database answers: the settings read its address once.
    from vardkedja.web import command

    command.setup([])
    from vardkedja.web.settings import DEMO

    if DEMO:
        command.demo(["--first"])


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    """A child of ours, in a session of its own so that Ctrl-C reaches only us; on Linux it ends when we are killed."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def end_with_parent() -> None:
        if libc is not None:
            libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG

    return subprocess.Popen(
        [sys.executable, "-P", "-m", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,
    )


def _await_answer(port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    last = time.monotonic() + START_WITHIN
    while time.monotonic() < last:
        _demand_alive(children)
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/levande/")
            status = connection.getresponse().status
            if status >= 500:
                raise NotNow(f"Webben svarar med fel ({status}). Raderna ovan säger varför.")
            return
        time.sleep(0.2)
    raise NotNow(f"Webben svarade inte inom {START_WITHIN} sekunder.")


def _watch(children: dict[str, subprocess.Popen[bytes]], config: Config) -> NoReturn:
    """Wait until a signal ends us; raises NotNow when a child, or the embedded server, ended by itself."""
    postmaster = None if config.database_url else _postmaster(config)
    while True:
        _demand_alive(children)
        if postmaster is not None and not leftovers.is_server(postmaster):
            raise NotNow("Databasen avslutades oväntat. Starta om med bin/dev; det som är sparat finns kvar.")
        time.sleep(0.3)


def _demand_alive(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise NotNow(f"{name} avslutades oväntat (kod {child.returncode}). Raderna ovan säger varför.")


def _postmaster(config: Config) -> int:
    return int((config.data / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def _end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all of them to end, wait, and kill what is left."""
    for child in children.values():
        child.terminate()
    last = time.monotonic() + STOP_WITHIN
    for child in children.values():
        try:
            child.wait(max(0.1, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _tell(config: Config) -> None:
    """Print where it runs, where the data lie, and whom to sign in as."""
    from vardkedja.web.settings import DEMO

    print(f"\nVårdkedja kör på http://{HOST}:{config.port}")
    print(f"Data ligger i {config.data}")
    if DEMO:
        print("Logga in med ett klick, till exempel som:")
        rows = _handful()
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)] if rows else []
        for name, title, unit in rows:
            print(f"  {name:<{widths[0]}}  {title:<{widths[1]}}  {unit}")
    print("Avsluta med Ctrl-C.", flush=True)


def _handful() -> list[tuple[str, str, str]]:
    """One person of each role that can do something today: name, title, unit."""
    from vardkedja.kernel import clock
    from vardkedja.kernel.access import Assignment, actor_for
    from vardkedja.rules.access import ROLES, Permission

    found = []
    for role in ROLES:
        for assignment in Assignment.objects.filter(role=role, staff__active=True).order_by("pk")[:20]:
            actor = actor_for(assignment.pk, clock.today())
            if actor and any(actor.may(permission) for permission in Permission):
                found.append((actor.name, actor.title, actor.unit_name))
                break
    return found
