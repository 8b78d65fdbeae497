"""A real server with the demo's story in a database of its own, and a real browser, for each file of journeys."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect, sync_playwright
from psycopg import sql

from tests.journeys.steps import Visitor
from vardkedja.web.config import ROOT
from vardkedja.web.postgres import APP, DATABASE, OWNER
from vardkedja.web.settings import EMBEDDED

HOST = "127.0.0.1"
WITHIN = 60  # seconds for the server to answer
PATIENCE = 15_000  # milliseconds that something expected on a page may take on a busy machine
OURS = (sys.executable, "-P", "-m", "vardkedja")
QUIET = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-default-apps", "--disable-domain-reliability", "--no-first-run", "--no-default-browser-check"),
    *("--disable-features=Translate,OptimizationHints,MediaRouter", "--force-color-profile=srgb"),
    f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {HOST}",
)


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, database_name: str) -> Iterator[str]:
    """The address of a server of our own, with the demo loaded; it is ended afterwards."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"journeys_{worker}"
    _copy(name)
    call_command("collectstatic", interactive=False, verbosity=0)
    addresses = {"DATABASE_URL": EMBEDDED.url(APP, name), "DATABASE_OWNER_URL": EMBEDDED.url(OWNER, name)}
    environment = os.environ | addresses | {"PYTHONPATH": str(ROOT)}
    subprocess.run([*OURS, "demo"], cwd=ROOT, env=environment, check=True)
    # The socket is opened here and handed over: what is asked before the server is up waits in line for it.
    with socket.create_server((HOST, 0)) as door:
        port, live = door.getsockname()[1], _free_port()
        environment |= {"VARDKEDJA_PORT": str(port), "VARDKEDJA_LIVE_PORT": str(live)}
        processes = [_start(door.fileno(), environment)]
    # Beside it, as in an installation: the worker, which passes on what has changed, and what tells the open pages of it.
    told = subprocess.Popen(
        [*OURS, "live"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    processes += [told, subprocess.Popen([*OURS, "worker"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)]
    try:
        _demand_answer(port)
        assert any(b"running on" in line for line in told.stderr or ()), "the live updates did not begin"
        yield f"http://{HOST}:{port}"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            _wait(process)
        if told.stderr:
            told.stderr.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("Chromium saknas. På Debian och Ubuntu: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        try:
            yield running
        finally:
            running.close()


@pytest.fixture
def visit(server: str, browser: Browser) -> Iterator[Visitor]:
    """Opens windows for people; afterwards every window is closed, and none may have had an error in its console."""
    visitor = Visitor(browser, server)
    yield visitor
    visitor.close()
    assert visitor.errors == []


def _copy(name: str) -> None:
    """A database of our own, from the one that every test database is copied from."""
    with psycopg.connect(EMBEDDED.url("postgres", "postgres"), autocommit=True) as connection:
        names = [sql.Identifier(word) for word in (name, DATABASE, OWNER)]
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(names[0]))
        connection.execute(sql.SQL("create database {} template {} owner {}").format(*names))


def _start(door: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "gunicorn", "vardkedja.web.wsgi:application", "--worker-class", "gthread"),
            *("--threads", "8", "--bind", f"fd://{door}", "--log-level", "warning", "--no-control-socket"),
        ],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        pass_fds=(door,),
    )


def _demand_answer(port: int) -> None:
    with contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=WITHIN)) as connection:
        connection.request("GET", "/levande/")
        answer = connection.getresponse()
        assert answer.status < 500, answer.status


def _free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes]) -> None:
    """Wait until a process that was asked to end has ended."""
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
