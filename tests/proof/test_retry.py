"""What PostgreSQL asks to have again is done again from the top, and nothing else is (X-37)."""

import pytest
from django.db import OperationalError, connection
from psycopg import errors

from vardkedja.kernel import verbs
from vardkedja.kernel.access import Staff
from vardkedja.kernel.verbs import verb

JOHAN = "johan.akerhielm"


def test_a_serialization_failure_is_tried_again_from_the_top(real_commits: str) -> None:
    """X-37: at most five times, and what an earlier try wrote is gone."""
    times: list[int] = []

    @verb
    def lucky_at_last(until: int) -> int:
        times.append(Staff.objects.filter(name="Försök").count())
        Staff.objects.filter(username=JOHAN).update(name="Försök")
        if len(times) < until:
            raise OperationalError from errors.DeadlockDetected()
        return len(times)

    assert lucky_at_last(3) == 3
    assert times == [0, 0, 0]
    times.clear()
    Staff.objects.filter(username=JOHAN).update(name="Johan")
    with pytest.raises(OperationalError):
        lucky_at_last(9)
    assert len(times) == verbs.ATTEMPTS
    assert not connection.in_atomic_block


def test_another_database_error_is_not_tried_again(real_commits: str) -> None:
    """X-37: only what PostgreSQL asks to have again."""
    times = []

    @verb
    def down() -> None:
        times.append(1)
        raise OperationalError("down")

    with pytest.raises(OperationalError):
        down()
    assert len(times) == 1
