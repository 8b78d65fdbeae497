"""What happens by itself: the outbox is emptied, the access log is sealed and verified, what is over is cleared away.

The timers run in the worker (`python -m vardkedja worker`), on procrastinate, whose queue lies in the same database.
Any number of workers may run: each turn of a timer is handed out once, and what it does is safe side by side.
"""

import datetime
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import procrastinate
import structlog
from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from vardkedja.commitments import actions
from vardkedja.commitments.acute.actions import anew, moving
from vardkedja.commitments.specialist.actions import people as specialist
from vardkedja.kernel import accesslog, clock, notices, outbox
from vardkedja.kernel.access import Assignment, Session
from vardkedja.kernel.organisations import Region, UnitRequest
from vardkedja.kernel.verbs import Idempotency
from vardkedja.referrals.actions import escalating, people
from vardkedja.web import logs, settings

OFTEN, SELDOM = 0.5, 5.0  # seconds between two looks into the outbox; the longer after a failure
KEPT = datetime.timedelta(days=30)  # sessions that ended, and keys of forms that were sent
log = structlog.get_logger("timers")


def _person_changed(payload: dict[str, Any]) -> None:
    """The register says something new about a person: flag the open papers of every subject (RUS-48, X-28)."""
    actions.flag_change(payload)
    people.flag_person(payload)
    specialist.flag_person(payload)
    moving.flag_person(payload)


def _receiver_wished(payload: dict[str, Any]) -> None:
    """Somebody wishes for a receiver that the register lacks (RUS-10): tell the region's register administrators.

    `payload`: request (the wish's uuid). There is no mail server, so it is a notice. It names nobody; the list does.
    """
    wish = UnitRequest.objects.select_related("requested_unit").get(uuid=payload["request"])
    text = "En mottagare saknas i registret. Önskemålet finns i listan."
    for unit_id in _administrators(wish.requested_unit.region_id):
        notices.send(text, unit_id=unit_id, address="/register/")


def _administrators(region: str) -> list[int]:
    """The units where a region's register administrators work today."""
    today = clock.today()
    found = Assignment.objects.filter(role="registeradministrator", unit__region_id=region, staff__active=True)
    found = found.exclude(valid_from__gt=today).exclude(valid_to__lt=today)
    return list(found.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def _live(payload: dict[str, Any]) -> None:
    """A case has changed: tell the open pages (X-18). Said here and not in the verb, where it would take a lock for everybody.

    `payload`: case (its uuid), units and staff whom it concerns, by (who did it); see changed.py.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [settings.LIVE_CHANNEL, json.dumps(payload)])


def _admission(payload: dict[str, Any]) -> None:
    """A referral was sent, decided or taken back: work out the admission that it comes from. `payload`: case (its uuid)."""
    anew.flag_anew(uuid.UUID(payload["case"]))


HANDLERS: dict[str, Callable[[dict[str, Any]], None]] = {
    "person.changed": _person_changed,
    "mail.register": _receiver_wished,
    "live": _live,
    "svr.acute": _admission,
}


def empty_outbox() -> int:
    """Do what waits in the outbox; gives how many errands were tried."""
    return outbox.empty(HANDLERS)


def empty_often(stop: threading.Event) -> None:
    """Look into the outbox twice a second until told to stop, so that open pages hear at once of what others do.

    Runs in a thread of the worker, with a connection of its own. The timer beside it catches what this one missed.
    """
    wait = OFTEN
    while not stop.wait(wait):
        try:
            empty_outbox()
            wait = OFTEN
        except Exception as error:  # a database that is away comes back; nobody would start this thread anew
            log.warning("outbox not emptied", exc_info=error)
            connection.close()
            wait = SELDOM
    connection.close()


def seal() -> None:
    """Close a batch of the access log."""
    accesslog.seal()


def verify() -> None:
    """Recount the seals of the access log; a batch that no longer agrees is an error in the log and a notice to people."""
    for fault in accesslog.verify():
        log.error("access log broken", batch=fault)
        for region in Region.objects.values_list("code", flat=True):
            for unit_id in _administrators(region):
                notices.send(fault, unit_id=unit_id)


def clear() -> None:
    """Delete sessions nobody has used and idempotency keys from more than thirty days ago. Drafts are never deleted."""
    before = clock.now() - KEPT
    sessions, _ = Session.objects.filter(seen_at__lt=before).delete()
    keys, _ = Idempotency.objects.filter(used_at__lt=before).delete()
    log.info("cleared", sessions=sessions, keys=keys)


def tell_silence() -> None:
    """Tell the secretaries and the heads how much is silent at their units; on working days only."""
    log.info("told of silence", notices=escalating.tell_silence())


def flag_admissions() -> None:
    """Work out the flags of open emergency admissions for the new day (SVR-21, SVR-23, SVR-27)."""
    log.info("flagged admissions", changed=anew.flag_anew())


@dataclass(frozen=True)
class Timer:
    """What to do and when, as cron in UTC; a sixth field is seconds."""

    body: Callable[[], Any]
    cron: str

    @property
    def name(self) -> str:
        return f"timers.{self.body.__name__}"


TIMERS = (
    Timer(empty_outbox, "* * * * * */5"),
    Timer(seal, "* * * * *"),
    Timer(verify, "10 2 * * *"),
    Timer(clear, "40 2 * * *"),
    Timer(tell_silence, "0 5 * * *"),
    Timer(flag_admissions, "5 * * * *"),
)
AT_START = (verify,)


def ready(app: procrastinate.App) -> None:
    """Register the timers; called by procrastinate when Django is set up."""
    for timer in TIMERS:
        task = app.task(name=timer.name, queueing_lock=timer.name)(_turn(timer.body))
        app.periodic(cron=timer.cron)(task)
    stalled = app.task(name="timers.finish_stalled", queueing_lock="stalled")(_finish_stalled(app))
    app.periodic(cron="*/5 * * * *")(stalled)


def _turn(body: Callable[[], Any]) -> Callable[[int], None]:
    def turn(timestamp: int) -> None:
        body()

    return turn


def _finish_stalled(app: procrastinate.App) -> Callable[[int], Any]:
    async def finish_stalled(timestamp: int) -> None:
        """Turns whose worker was killed: the next turn does the work, the row only takes place."""
        for job in await app.job_manager.get_stalled_jobs():
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    return finish_stalled


def work() -> None:
    """Run the timers until SIGTERM or Ctrl-C."""
    from procrastinate.contrib.django import app  # there is none before Django is set up

    assert isinstance(app.connector, DjangoConnector)
    logs.set_up(settings.CONFIG.log_level)
    for body in AT_START:
        try:
            app.configure_task(f"timers.{body.__name__}").defer(timestamp=0)
        except AlreadyEnqueued:
            log.info("already waiting", timer=body.__name__)
    threading.Thread(target=empty_often, args=(threading.Event(),), name="outbox", daemon=True).start()
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(concurrency=4, delete_jobs="always", shutdown_graceful_timeout=10)
