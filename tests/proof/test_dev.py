"""`bin/dev`'s work for real, with data of its own: it answers, says where it runs, ends everything, and survives `kill -9`."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.tree import ROOT
from vardkedja.web import leftovers, run
from vardkedja.web.postgres import APP, Cluster

READY = "Avsluta med Ctrl-C."


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that the database's user reaches; what still runs in it afterwards is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="vardkedja-test-"))
    folder.chmod(0o755)
    yield folder
    if (folder / "postgres" / "cluster.json").exists():
        Cluster(folder / "postgres").stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind((run.HOST, 0))
        return probe.getsockname()[1]


class Running:
    """A `bin/dev`: `said` is what it printed until it was ready or ended."""

    def __init__(self, data: Path, port: int) -> None:
        given = {name: value for name, value in os.environ.items() if not name.startswith(("VARDKEDJA_", "DATABASE_"))}
        given |= {
            "VARDKEDJA_DATA": str(data),
            "VARDKEDJA_PORT": str(port),
            "VARDKEDJA_DEMO": "0",
            "PYTHONPATH": str(ROOT),
        }
        self.child = subprocess.Popen(
            [sys.executable, "-P", "-m", "vardkedja", "dev"],
            **{"cwd": ROOT, "env": given, "stdin": subprocess.DEVNULL, "text": True},
            **{"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT},
        )
        self.pid, self.said = self.child.pid, []
        for line in self.child.stdout:
            self.said.append(line.rstrip())
            if line.startswith(READY):
                break

    def end(self) -> int:
        """Wait for it to end by itself, or after a signal; gives the exit status."""
        self.said += self.child.stdout.read().splitlines()
        return self.child.wait(60)


@pytest.fixture
def start(data: Path) -> Iterator[Callable[[int], Running]]:
    """A function that starts it on a port; whatever runs afterwards is ended."""
    started: list[Running] = []

    def begin(port: int) -> Running:
        started.append(Running(data, port))
        return started[-1]

    yield begin
    for running in started:
        running.child.terminate()
        running.end()
        running.child.stdout.close()


def answers(port: int) -> int:
    """The status of the page that says that it lives; 0 when nobody listens."""
    connection = http.client.HTTPConnection(run.HOST, port, timeout=10)
    try:
        connection.request("GET", "/levande/")
        return connection.getresponse().status
    except ConnectionRefusedError:
        return 0
    finally:
        connection.close()


def postmaster(data: Path) -> int:
    return int((data / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def words_of(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def ask(data: Path, statement: str) -> list[tuple]:
    with psycopg.connect(Cluster(data / "postgres").url(APP)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_it_runs_once_survives_and_ends_everything(data: Path, port: int, start: Callable[[int], Running]) -> None:
    """X-25: committed data survive `kill -9` of all of it; a second start says where; nothing is left behind.

    First all of it is killed, then only the worker (which ends the rest), at last it is asked to end.
    """
    first = start(port)
    assert first.said[-1] == READY, first.said
    assert answers(port) == 200
    second = start(port)
    assert second.end() == 1
    assert second.said == [f"Vårdkedja kör redan på http://127.0.0.1:{port} (process {first.pid})."]
    ask(
        data,
        "insert into kernel_history (verb, subject, at, role, changes, note) select 'prov', 'prov', now(), '', '{}', ''",
    )
    for pid in (postmaster(data), *children_of(first.pid), first.pid):
        os.kill(pid, signal.SIGKILL)
    first.end()

    third = start(port)
    assert third.said[-1] == READY, third.said
    assert ask(data, "select count(*) from kernel_history where subject = 'prov'") == [(1,)]
    server, (worker,) = postmaster(data), [pid for pid in children_of(third.pid) if b"worker" in words_of(pid)]
    os.kill(worker, signal.SIGKILL)
    assert third.end() == 1
    assert "Arbetaren avslutades oväntat (kod -9). Raderna ovan säger varför." in third.said
    assert answers(port) == 0
    assert not leftovers.is_server(server)

    fourth = start(port)
    assert answers(port) == 200
    server, children = postmaster(data), children_of(fourth.pid)
    assert leftovers.is_server(server)
    assert len(children) == 3
    fourth.child.terminate()
    assert fourth.end() == 0
    assert answers(port) == 0
    assert not leftovers.is_server(server)
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []


def test_a_busy_port_is_one_sentence(data: Path, port: int, start: Callable[[int], Running]) -> None:
    """Something else has the port: nothing is started."""
    with socket.socket() as other:
        other.bind((run.HOST, port))
        other.listen()
        refused = start(port)
        assert refused.end() == 1
    assert refused.said == [
        f"Port {port} används av något annat på den här datorn. Sätt VARDKEDJA_PORT till en ledig port."
    ]
    assert not (data / "postgres").exists()


def test_another_database_needs_both_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@localhost/x")
    with pytest.raises(run.NotNow, match="DATABASE_OWNER_URL"), run.database():
        raise AssertionError("unreachable")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@localhost/x")
    with run.database():
        assert os.environ["DATABASE_URL"].startswith("postgresql://app")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(run.NotNow, match="VARDKEDJA_DATA"), run.only_one(tmp_path / "file", 8000):
        raise AssertionError("unreachable")
    with run.only_one(tmp_path / "folder", 8000):
        assert run._held(tmp_path / "folder")
    assert not run._held(tmp_path / "folder")


def test_a_pid_file_of_another_program_is_taken_away(tmp_path: Path) -> None:
    """The number was given to somebody else after a crash: this very process. Without shared memory it goes; else it stays."""
    file = tmp_path / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n/x\n1\n5432\n\n127.0.0.1\n 1 2147483000\nready\n")
    assert not leftovers.is_server(os.getpid())
    leftovers.clear(tmp_path)
    assert not file.exists()
    file.write_text("rubbish")
    leftovers.clear(tmp_path)
    assert file.exists()


def test_a_running_server_keeps_its_pid_file(database_name: str) -> None:
    pgdata = Path(os.environ["VARDKEDJA_DATA"]) / "postgres" / "data"
    assert leftovers.is_server(int((pgdata / "postmaster.pid").read_text().split()[0]))
    leftovers.clear(pgdata)
    assert (pgdata / "postmaster.pid").exists()
