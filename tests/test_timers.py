"""What happens by itself, and what is written about it: the outbox (RUS-10, RUS-48), the seals (X-07), the logs (X-03)."""

import datetime
import io
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import procrastinate
import pytest
import structlog
from django.db import connection
from procrastinate.testing import InMemoryConnector

from tests.tree import product
from vardkedja.demo.cast import actor
from vardkedja.kernel import accesslog, clock, drafts, notices, outbox
from vardkedja.kernel.access import Assignment, Session
from vardkedja.kernel.accesslog import LogSeal
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.organisations import UnitRequest
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.verbs import Idempotency
from vardkedja.web import logs, timers

JOHAN, TOR = "johan.akerhielm", "tor.svanviken"
SECRET = "Åke Exempelsson"


@pytest.fixture
def log_lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """A function that gives what was logged as JSON; afterwards the test run's own logging is back."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    logs.set_up("INFO", written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def ask_for_a_receiver() -> UnitRequest:
    """A wish for a receiver in Kalmar, with its errand in the outbox."""
    johan = actor(JOHAN)
    wish = UnitRequest.objects.create(
        institution="Exempelkliniken",
        requested_at=clock.now(),
        requested_by_id=johan.staff_id,
        requested_unit_id=johan.unit_id,
    )
    outbox.put("mail.register", {"request": str(wish.uuid), "to": ""})
    return wish


@pytest.mark.django_db
def test_a_wish_for_a_receiver_reaches_the_administrators() -> None:
    """RUS-10, X-18: a notice to their unit, once, that names neither the wish nor anybody."""
    timers.empty_outbox()
    ask_for_a_receiver()
    assert timers.empty_outbox() == 1
    assert timers.empty_outbox() == 0
    told = [notice for notice in notices.for_actor(actor(TOR)) if notice.address == "/register/"]
    assert len(told) == 1
    assert "Exempelkliniken" not in told[0].text
    assert not [notice for notice in notices.for_actor(actor(JOHAN)) if notice.address == "/register/"]


@pytest.mark.django_db
def test_a_change_in_the_register_is_taken_to_the_commitments(monkeypatch: pytest.MonkeyPatch) -> None:
    """RUS-48: the errand's payload reaches the verb that flags; what is done is not done again."""
    timers.empty_outbox()
    flagged: list[dict] = []
    monkeypatch.setattr(timers.actions, "flag_change", flagged.append)
    payload = {"person": 1, "moved_to": "06", "fields": []}
    outbox.put("person.changed", payload)
    assert timers.empty_outbox() == 1
    assert flagged == [payload]
    assert timers.empty_outbox() == 0


@pytest.mark.django_db
def test_an_errand_that_fails_waits_and_is_kept() -> None:
    """X-39: it is tried again later, and says what was wrong."""
    timers.empty_outbox()
    outbox.put("no.such.errand", {})
    timers.empty_outbox()
    errand = Outbox.objects.get(name="no.such.errand")
    assert (errand.attempts, errand.sent_at) == (1, None)
    assert errand.next_try > clock.now()
    assert errand.failure.startswith("KeyError")


def test_every_errand_has_a_handler() -> None:
    """RUS-10, RUS-48: what the verbs put in the outbox somebody takes out."""
    text = "\n".join(product().values())
    assert set(timers.HANDLERS) == {
        name for name in ("live", "mail.register", "person.changed", "svr.acute") if f'"{name}", {{' in text
    }


@pytest.mark.django_db
def test_clearing_takes_what_is_over_and_no_draft() -> None:
    """X-05: sessions and keys go after thirty days, not before; what somebody wrote is never cleared."""
    johan = actor(JOHAN)
    for days in (29, 31):
        at = clock.now() - datetime.timedelta(days=days)
        session = {"created_at": at, "created_by_id": johan.staff_id, "seen_at": at, "seen_by_id": johan.staff_id}
        Session.objects.create(token_hash=bytes([days]), assignment_id=johan.assignment_id, **session)
        Idempotency.objects.create(
            key=uuid.UUID(int=days), staff_id=johan.staff_id, verb="prov", asked="", answer=uuid.uuid4(), used_at=at
        )
    clock.set_to(clock.now() - datetime.timedelta(days=400))
    draft = drafts.keep(johan, "rus", uuid.uuid4(), {}, None, 0)
    clock.set_to(None)
    timers.clear()
    assert [bytes(key) for key in Session.objects.values_list("token_hash", flat=True)] == [bytes([29])]
    assert list(Idempotency.objects.values_list("key", flat=True)) == [uuid.UUID(int=29)]
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.django_db
def test_a_broken_seal_is_an_error_in_the_log(log_lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """X-07: verifying says nothing when all is well, and one line per broken batch."""
    monkeypatch.setattr(accesslog, "verify", lambda: [])
    timers.verify()
    assert log_lines() == []
    monkeypatch.setattr(accesslog, "verify", lambda: ["Loggens parti 1–9 stämmer inte med sin försegling."])
    timers.verify()
    (line,) = log_lines()
    assert (line["level"], line["event"]) == ("error", "access log broken")


def test_sealing_closes_a_batch(real_commits: str) -> None:
    """X-07: what was logged before is in a batch afterwards."""
    johan = actor(JOHAN)
    accesslog.record(johan, "prov", [1], request=uuid.uuid4())
    connection.close()
    before = LogSeal.objects.count()
    for _ in range(100_000):  # a transaction open elsewhere on the server holds the newest row back a moment
        timers.seal()
        if LogSeal.objects.count() > before:
            break
    assert LogSeal.objects.count() == before + 1
    assert accesslog.verify() == []


@pytest.mark.django_db
def test_only_administrators_of_today_are_told() -> None:
    """RUS-10: by role, region and day; an assignment that ended yesterday does not count."""
    tor = actor(TOR)
    assert timers._administrators("08") == [tor.unit_id]
    assert timers._administrators("99") == []
    theirs = Assignment.objects.filter(role="registeradministrator", unit_id=tor.unit_id)
    theirs.update(valid_to=clock.today())
    assert timers._administrators("08") == [tor.unit_id]
    theirs.update(valid_to=clock.today() - datetime.timedelta(days=1))
    assert timers._administrators("08") == []


def test_the_timers_are_registered_once_each() -> None:
    """The worker knows every timer, and a turn that waits is not put in the queue twice."""
    app = procrastinate.App(connector=InMemoryConnector())
    timers.ready(app)
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert {name: periodic[name] for name in (timer.name for timer in timers.TIMERS)} == {
        **{"timers.empty_outbox": "* * * * * */5", "timers.seal": "* * * * *"},
        **{"timers.verify": "10 2 * * *", "timers.clear": "40 2 * * *", "timers.tell_silence": "0 5 * * *"},
        "timers.flag_admissions": "5 * * * *",
    }
    assert all(app.tasks[timer.name].queueing_lock == timer.name for timer in timers.TIMERS)


def test_an_error_is_logged_without_its_text(log_lines) -> None:
    """X-03: what somebody wrote about a patient may stand in an error's text, and never in the log."""
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger("prov").exception("broken", request="r1")
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/rus/")
    first, second = log_lines()
    for line in (first, second):
        assert line["kind"] == "ValueError"
        assert "test_an_error_is_logged" in line["where"][0]
        assert SECRET not in json.dumps(line, ensure_ascii=False)
    assert (first["event"], first["request"], second["event"]) == ("broken", "r1", "Internal Server Error: /rus/")


def test_statements_are_not_logged(log_lines) -> None:
    """X-03: the database library's own lines would hold the values."""
    logging.getLogger("django.db.backends").info("select %s", SECRET)
    logging.getLogger("django").warning("kept")
    assert [line["event"] for line in log_lines()] == ["kept"]
