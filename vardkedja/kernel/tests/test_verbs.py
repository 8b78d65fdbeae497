"""The verb: transaction, retry, idempotency key; and the lock of versions (X-08, X-37, X-38)."""

import uuid

import pytest
from django.db import OperationalError
from psycopg import errors

from vardkedja.demo.cast import actor
from vardkedja.kernel import verbs
from vardkedja.kernel.access import Staff
from vardkedja.kernel.verbs import AlreadyDone, Idempotency, KeyReused, verb

pytestmark = pytest.mark.django_db
JOHAN, ANNIKA = "johan.akerhielm", "annika.hjalmarsson"


def look(key: uuid.UUID | None, asked: object = "a", who: str = JOHAN, answer: uuid.UUID | None = None) -> tuple | None:
    """One look under a key."""
    made = answer or uuid.uuid4()
    return verbs.look(
        actor(who), "test", key, asked, made, "select id, name from kernel_staff where username = %s", [who]
    )


def test_the_first_asks_and_the_same_again_is_given_the_same_answer() -> None:
    """X-38: the second and the third are told what the first made, whatever they would have made themselves."""
    key, answer = uuid.uuid4(), uuid.uuid4()
    assert look(key, answer=answer) is not None
    for _ in range(2):
        with pytest.raises(AlreadyDone) as done:
            look(key)
        assert done.value.answer == answer
    assert Idempotency.objects.count() == 1


def test_another_body_under_the_key_is_refused_and_another_person_s_key_is_another() -> None:
    """X-38: a key is a person's own and belongs to one body."""
    key = uuid.uuid4()
    look(key, {"text": "a"})
    with pytest.raises(KeyReused):
        look(key, {"text": "b"})
    assert look(key, {"text": "b"}, who=ANNIKA) is not None
    assert look(None) == look(None)


def test_nothing_to_see_is_none_and_takes_the_key_with_it_only_when_it_commits() -> None:
    """X-38: a missing row is None with and without a key."""
    sql = "select id, name from kernel_staff where username = 'nobody'"
    for key in (None, uuid.uuid4()):
        assert verbs.look(actor(JOHAN), "test", key, "a", uuid.uuid4(), sql, []) is None


def test_a_verb_that_raises_leaves_nothing() -> None:
    """X-08: object, history and key are one transaction."""
    key = uuid.uuid4()

    @verb
    def half_done() -> None:
        look(key)
        Staff.objects.filter(username=JOHAN).update(name="Halv")
        raise ValueError

    with pytest.raises(ValueError):
        half_done()
    assert Staff.objects.get(username=JOHAN).name != "Halv"
    assert not Idempotency.objects.filter(key=key).exists()


def test_a_serialization_failure_inside_an_outer_transaction_is_not_retried() -> None:
    """X-37: the outer transaction is broken then; the error goes on up."""
    times = []

    @verb
    def unlucky() -> None:
        times.append(1)
        raise OperationalError from errors.SerializationFailure()

    with pytest.raises(OperationalError):
        unlucky()
    assert len(times) == 1
