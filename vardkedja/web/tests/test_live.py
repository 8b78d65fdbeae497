"""Live updates for real: the process as it runs, a real NOTIFY, streams read over a socket (X-05, X-18)."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from conftest import CLUSTER
from tests.tree import ROOT
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, outbox
from vardkedja.kernel.access import Grant, Session
from vardkedja.kernel.outbox import Outbox
from vardkedja.web import timers
from vardkedja.web.front import POLICY
from vardkedja.web.postgres import APP, OWNER
from vardkedja.web.settings import origins_of
from vardkedja.web.tests.client import signed_in
from vardkedja.web.who import token_hash

JOHAN, TOR = "johan.akerhielm", "tor.svanviken"
HOST, PAGES = "127.0.0.1", "http://127.0.0.1:8000"
# The command as it is, with the minute between two judgements made short.
PROGRAM = (
    "import django; django.setup(); from vardkedja.web import live; "
    "live.JUDGE_EVERY = live.PING_EVERY = 0.2; live.serve()"
)


class Process:
    """The live process on a port of its own, ready."""

    def __init__(self, database: str) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        given = {
            "DATABASE_URL": CLUSTER.url(APP, database),
            "DATABASE_OWNER_URL": CLUSTER.url(OWNER, database),
            "VARDKEDJA_PORT": "8000",
            "VARDKEDJA_LIVE_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        self.child = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM], cwd=ROOT, env=os.environ | given, stderr=subprocess.PIPE, text=True
        )
        assert self.child.stderr is not None
        self.said: list[str] = []
        for line in self.child.stderr:
            self.said.append(line)
            if "running on" in line:
                return
        raise AssertionError(self.said)

    def end(self) -> int:
        self.child.send_signal(signal.SIGTERM)
        status = self.child.wait(20)
        self.said += self.child.stderr or ()
        if self.child.stderr:
            self.child.stderr.close()
        return status


class Stream:
    """One browser's stream; `status` is what it was answered with."""

    def __init__(
        self, port: int, token: str = "", *, origin: str = PAGES, path: str = "/live/", how: str = "GET"
    ) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=20)
        headers = {"Origin": origin} if origin else {}
        if token:
            headers["Cookie"] = f"{settings.SESSION_COOKIE}={token}"
        self.connection.request(how, path, headers=headers)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def event(self) -> tuple[str, str]:
        """The next event's name and data, past the pings; empty when the stream has ended."""
        name, pings = "", 0
        for raw in iter(self.answer.readline, b""):
            line = raw.decode().rstrip("\n")
            pings += line == ":"
            assert pings < 50, "nothing was said, and the stream goes on"
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: "):
                return name, line.removeprefix("data: ")
        return "", ""

    def case(self) -> dict[str, object]:
        name, data = self.event()
        assert name == "case"
        return json.loads(data)

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


@pytest.fixture
def process(real_commits: str) -> Iterator[Process]:
    running = Process(real_commits)
    yield running
    if running.child.poll() is None:
        running.end()


@pytest.fixture
def stream(process: Process) -> Iterator[Callable[..., Stream]]:
    """Opens streams, which are closed afterwards."""
    opened: list[Stream] = []

    def begin(token: str = "", **how: str) -> Stream:
        opened.append(Stream(process.port, token, **how))
        return opened[-1]

    yield begin
    for one in opened:
        one.close()


def token_of(username: str) -> str:
    return signed_in(username).cookies[settings.SESSION_COOKIE].value


def change(*units: int, by: int | None = None, staff: tuple[int, ...] = ()) -> str:
    """A case has changed, as a verb says it; gives the case."""
    case = str(uuid.uuid4())
    outbox.put("live", {"case": case, "units": list(units), "staff": list(staff), "by": by})
    return case


def granted(username: str, unit_id: int) -> Grant:
    """A grant to referrals at a unit, from today."""
    today, boss = clock.today(), actor(TOR).staff_id
    return Grant.objects.create(
        staff_id=actor(username).staff_id,
        unit_id=unit_id,
        module="rem",
        valid_from=today,
        order_reference="prov",
        ordered_on=today,
        ordered_by_id=boss,
        registered_at=clock.now(),
        registered_by_id=boss,
    )


def test_a_change_reaches_those_whom_it_concerns(stream: Callable[..., Stream]) -> None:
    """X-18: by unit, by grant and by person; nobody else; the case's id and nothing more; one's own is marked."""
    johan, tor = actor(JOHAN), actor(TOR)
    assert tor.unit_id not in {johan.unit_id, *johan.rus_units}
    at_johan, at_tor = stream(token_of(JOHAN)), stream(token_of(TOR))
    assert (at_johan.status, at_tor.status) == (200, 200)
    theirs, ours = change(tor.unit_id), change(johan.unit_id, by=tor.staff_id)
    own, person = change(johan.unit_id, by=johan.staff_id), change(staff=(johan.staff_id,))
    last = change(tor.unit_id, johan.unit_id)
    assert timers.empty_outbox() == 5
    assert [at_johan.case() for _ in range(4)] == [
        {"case": ours, "mine": False},
        {"case": own, "mine": True},
        {"case": person, "mine": False},
        {"case": last, "mine": False},
    ]
    assert [at_tor.case()["case"] for _ in range(2)] == [theirs, last]


def test_the_worker_passes_a_change_on_by_itself(stream: Callable[..., Stream]) -> None:
    """X-18: the worker's thread tells within its half second, also after an errand that failed; and ends when told to."""
    johan, stop = actor(JOHAN), threading.Event()
    at_johan = stream(token_of(JOHAN))
    outbox.put("unknown", {})
    worker = threading.Thread(target=timers.empty_often, args=(stop,))
    worker.start()
    try:
        case, asked = change(johan.unit_id), clock.now()
        assert at_johan.case()["case"] == case
        assert (clock.now() - asked).total_seconds() < 2
    finally:
        stop.set()
        worker.join(10)
    assert not worker.is_alive()
    assert Outbox.objects.get(name="unknown").attempts == 1


def test_a_stream_is_for_a_session_on_our_own_pages(process: Process, stream: Callable[..., Stream]) -> None:
    """X-05: 401 without a session that holds, 403 from another site, 404 and 405 elsewhere; the page's origin is named."""
    token = token_of(JOHAN)
    assert stream().status == 401
    assert stream("made-up").status == 401
    assert stream(token, origin="http://127.0.0.1:9999").status == 403
    assert stream(token, origin="null").status == 403
    assert stream(token, path="/").status == 404
    assert stream(token, how="POST").status == 405
    good, same = stream(token), stream(token, origin="")
    assert (good.status, same.status) == (200, 200)
    assert good.answer.headers["Access-Control-Allow-Origin"] == PAGES
    assert good.answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert good.answer.headers["Cache-Control"] == "no-store"
    assert same.answer.headers["Access-Control-Allow-Origin"] is None
    assert process.end() == 0  # the streams that are open end, and do not hold it up
    assert not [line for line in process.said if "Cancel" in line]
    assert (good.event(), same.event()) == (("", ""), ("", ""))


def test_a_removed_grant_and_an_ended_session_end_the_stream(stream: Callable[..., Stream]) -> None:
    """X-05: whose grant or session is gone hears nothing more; whose is not goes on; anew it is as the rights are now."""
    tor, johan = actor(TOR), actor(JOHAN)
    grant = granted(JOHAN, tor.unit_id)
    token, other = token_of(JOHAN), token_of(TOR)
    at_johan, at_tor = stream(token), stream(other)
    first = change(tor.unit_id)
    timers.empty_outbox()
    assert at_johan.case()["case"] == first
    Grant.objects.filter(pk=grant.pk).update(removed_at=clock.now(), removed_by=tor.staff_id)
    assert at_johan.event() == ("", "")
    anew = stream(token)
    second, third = change(tor.unit_id), change(johan.unit_id)
    timers.empty_outbox()
    assert anew.case()["case"] == third
    assert [at_tor.case()["case"] for _ in range(2)] == [first, second]
    Session.objects.filter(token_hash=token_hash(other)).delete()
    assert at_tor.event() == ("", "")
    assert stream(other).status == 401


def test_six_streams_a_session(stream: Callable[..., Stream]) -> None:
    """X-05: the seventh is refused, another session's is not; when one is closed there is room again."""
    token = token_of(JOHAN)
    six = [stream(token) for _ in range(6)]
    assert {one.status for one in six} == {200}
    assert stream(token).status == 429
    assert stream(token_of(JOHAN)).status == 200
    six[0].close()
    assert 200 in (stream(token).status for _ in range(200))


def test_a_lost_database_comes_back(process: Process, stream: Callable[..., Stream]) -> None:
    """X-25: streams stay, are asked to look for what they missed, hear what comes then; what is no change is passed by."""
    johan, token = actor(JOHAN), token_of(JOHAN)
    at_johan = stream(token)
    with psycopg.connect(CLUSTER.url("postgres", "postgres"), autocommit=True) as server:
        ended = server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'vardkedja live'"
        )
        assert len(ended.fetchall()) == 2
    assert at_johan.event() == ("again", "{}")
    assert stream(token).status == 200
    with connections["default"].cursor() as cursor:
        cursor.execute("select pg_notify(%s, 'nonsense'), pg_notify(%s, '{}')", [settings.LIVE_CHANNEL] * 2)
    case = change(johan.unit_id)
    timers.empty_outbox()
    assert at_johan.case()["case"] == case


@pytest.mark.django_db
def test_what_happened_since_is_told_to_who_asks() -> None:
    """X-05, X-18: without a stream the same is told by a page: whom it concerns, after the instant, each case once."""
    johan, tor, client = actor(JOHAN), actor(TOR), signed_in(JOHAN)
    with clock.stopped_at("2025-03-04 10:00"):
        change(johan.unit_id)
        before = clock.now()
    with clock.stopped_at("2025-03-04 10:01"):
        change(tor.unit_id)
        case = change(johan.unit_id, by=tor.staff_id)
        outbox.put("live", {"case": case, "units": [johan.unit_id], "by": tor.staff_id})
    answer = client.get("/andrat/", {"sedan": before.isoformat()})
    assert answer.json()["cases"] == [{"case": case, "mine": False}]
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/andrat/", {"sedan": answer.json()["now"]}).json()["cases"] == []
    for odd in ("", "nonsense", "2025-03-04", "2025-03-04T10:00", "2025-99-04T10:00Z"):
        assert client.get("/andrat/", {"sedan": odd}).json()["cases"] == []
    client.cookies.clear()
    assert client.get("/andrat/").status_code == 302


def test_a_page_may_connect_to_its_own_live_updates_only() -> None:
    """X-05: on the next port of the same host; through a proxy at no other origin, or at the one that is set."""
    hosts = ["http://localhost", "http://127.0.0.1"]
    assert origins_of(":8001/live/", hosts) == ("http://localhost:8001", "http://127.0.0.1:8001")
    assert origins_of("/live/", hosts) == ()
    assert origins_of("https://live.exempel.se/live/", hosts) == ("https://live.exempel.se",)
    assert origins_of(settings.LIVE_URL, ["http://localhost", "http://127.0.0.1"]) == settings.LIVE_SOURCES
    assert f"connect-src 'self' {' '.join(settings.LIVE_SOURCES)};" in POLICY
