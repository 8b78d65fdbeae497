"""The outbox: what shall happen after a commit, once, also if the machine stops in between. The worker empties it."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, models, transaction

from vardkedja.kernel import clock
from vardkedja.kernel.fields import Classed

ATTEMPTS = 8


class Outbox(Classed):
    """One errand. `payload` holds ids only."""

    name = models.CharField(max_length=60)
    payload = models.JSONField()
    put_at = models.DateTimeField()
    put_by = models.ForeignKey("kernel.Staff", models.PROTECT, null=True, related_name="+")
    attempts = models.IntegerField(default=0)
    next_try = models.DateTimeField()
    failure = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try", "id"], condition=models.Q(sent_at__isnull=True), name="outbox_waiting"),
        ]


def put(name: str, payload: dict[str, Any], *, staff_id: int | None = None) -> None:
    """Put an errand in the outbox, in the caller's transaction."""
    at = clock.now()
    Outbox.objects.create(name=name, payload=payload, put_at=at, put_by_id=staff_id, next_try=at)


def empty(handlers: Mapping[str, Callable[[dict[str, Any]], None]], limit: int = 100) -> int:
    """Run what is due, each errand in a transaction of its own; gives how many were done. A failure waits longer each time."""
    done = 0
    for _ in range(limit):
        with transaction.atomic():
            errand = (
                Outbox.objects.select_for_update(skip_locked=True)
                .filter(sent_at__isnull=True, next_try__lte=clock.now(), attempts__lt=ATTEMPTS)
                .order_by("next_try", "id")
                .first()
            )
            if errand is None:
                return done
            _run(errand, handlers)
            done += 1
    return done


def _run(errand: Outbox, handlers: Mapping[str, Callable[[dict[str, Any]], None]]) -> None:
    try:
        with transaction.atomic():
            handlers[errand.name](errand.payload)
    except Exception as error:  # any failure is kept with the errand, and a person sees it in the list of failures
        errand.attempts += 1
        errand.failure = f"{type(error).__name__}: {error}"[:300]
        errand.next_try = clock.now() + datetime.timedelta(seconds=5 * 2**errand.attempts)
        errand.save(update_fields=["attempts", "failure", "next_try"])
    else:
        errand.sent_at, errand.sent_by, errand.failure = clock.now(), "worker", ""
        errand.save(update_fields=["sent_at", "sent_by", "failure"])


def waiting() -> int:
    """How many errands are not done yet; for the figures."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from kernel_outbox where sent_at is null")
        return cursor.fetchone()[0]
