"""Verbs: every write that a person makes. One operation = one transaction = object, version, history, log, outbox, key.

A verb is a function under `@verb`. Inside: look at the facts, demand the permission, ask the transition table and the rule
(raising `Refused` with all reasons), then send one `Write` (write.py). Retries repeat nothing, since errands wait in the outbox.
"""

import functools
import hashlib
import json
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, models, transaction
from psycopg import errors

from vardkedja.kernel import clock, query
from vardkedja.kernel.access import Actor
from vardkedja.kernel.fields import Classed
from vardkedja.rules.decision import Decision, Reason

P = ParamSpec("P")
R = TypeVar("R")
ATTEMPTS = 5
AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)


class Idempotency(Classed):
    """A key that a verb has been asked under, what was asked (a hash) and which case answered it."""

    key = models.UUIDField()
    staff = models.ForeignKey("kernel.Staff", models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=40)
    asked = models.CharField(max_length=64)
    answer = models.UUIDField()
    used_at = models.DateTimeField()
    used_by = models.CharField(max_length=10, default="staff")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "staff"], name="idempotency_key_once")]


@dataclass
class Refused(Exception):
    """The rules say no: what was refused (a heading), every reason, and the decisions that show how they were reached."""

    what: str
    reasons: Sequence[Reason]
    decisions: Sequence[Decision] = ()


class Missing(Exception):
    """There is no such thing, or the actor may not know of it: the answer is the same (404)."""


class Conflict(Exception):
    """Somebody else was first: the case is no longer at the version that was read."""


class Overtaken(Conflict):
    """Somebody else wrote between this verb's look and its write; looking again tells what may be done now."""


@dataclass
class AlreadyDone(Exception):
    """The same key with the same body: the answer it had (the case's uuid)."""

    answer: uuid.UUID


class KeyReused(Exception):
    """The same key with another body."""


def verb(body: Callable[P, R]) -> Callable[P, R]:
    """Run the body in a transaction, again from the top (at most five times) when PostgreSQL asks for it.

    Also when somebody else wrote meanwhile: the second look sees what they did, and answers by the table of states.
    """

    @functools.wraps(body)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return body(*args, **kwargs)
            except OperationalError as error:
                if not isinstance(error.__cause__, AGAIN) or attempt == ATTEMPTS or connection.in_atomic_block:
                    raise
                time.sleep(random.uniform(0, 0.02 * 2**attempt))
            except Overtaken:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    run.is_verb = True  # type: ignore[attr-defined]
    return run


_KEY = """
insert into kernel_idempotency (key, staff_id, verb, asked, answer, used_at, used_by)
values (%s, %s, %s, %s, %s, %s, 'staff') on conflict (key, staff_id) do nothing returning 1
"""
_KEPT = "select asked, answer from kernel_idempotency where key = %s and staff_id = %s"


def look(
    by: Actor, verb_name: str, key: uuid.UUID | None, asked: Any, answer: uuid.UUID, sql: str, values: Sequence[Any]
) -> tuple | None:
    """The first statement of a verb: take the idempotency key and read the facts in one look.

    `sql` selects at most one row with `values` in it; the row is the result, None when nothing is there or visible.
    Raises AlreadyDone (same key and body) or KeyReused (same key, another body). Without a key only the row is read.
    """
    if key is None:
        return next(iter(query.run(sql, values)), None)
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
    keyed = f"with k as ({_KEY}) select n.fresh, q.* from (select count(*) fresh from k) n left join ({sql}) q on true"
    row = query.run(keyed, (key, by.staff_id, verb_name, digest, answer, clock.now(), *values))[0]
    if not row[0]:
        ((before, answered),) = query.run(_KEPT, (key, by.staff_id))
        if before != digest:
            raise KeyReused
        raise AlreadyDone(answered)
    return None if all(value is None for value in row[1:]) else row[1:]
