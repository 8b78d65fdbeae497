"""What is always true of a stored consultation, whatever has been done to it; asked after every step of a test."""

import uuid

from vardkedja.kernel.access import Assignment
from vardkedja.kernel.cases import Task
from vardkedja.kernel.history import History
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.messages import Message
from vardkedja.rules.referrals import INCOMING, OUTGOING

UNSENT = {"draft": "finish", "to_sign": "sign", "to_send": "send"}
WATCHED = ("sent", "confirmed", "partial", "answered")
ENDED = ("ended", "recalled", "interrupted", "rejected")
ASKED_OF_SENDER = ("completion_request", "question")
ASKED_OF_RECEIVER = ("recall_request", "reprioritisation")
LATE_NODES = {"attest", "send"}  # what may be left when both sides are at their end
CORRECTING = {"finish", "sign"}  # and when a corrected answer is being written


def check(case_uuid: uuid.UUID) -> None:
    """Fail with what is wrong, when something is."""
    own = Consultation.objects.select_related("case", "reception").get(case__uuid=case_uuid)
    tasks = list(Task.objects.filter(case=own.case, done_at__isnull=True).select_related("unit"))
    messages = list(Message.objects.filter(case=own.case))
    _tasks(tasks)
    _sender(own, tasks)
    _receiver(own, tasks)
    _nothing_forgotten(own, tasks)
    for message in messages:
        _message(own, message, [task for task in tasks if task.item == message.uuid])
    _questions(own, tasks, {message.uuid: message for message in messages})
    assert History.objects.filter(case=own.case).count() == own.case.version  # one row for each step


def _tasks(tasks: list[Task]) -> None:
    """One owner or the pool, one place each, sorted by the deadline."""
    places = [(task.node, task.unit_id, task.item) for task in tasks]
    assert len(set(places)) == len(places)
    for task in tasks:
        if task.staff_id:
            assert Assignment.objects.filter(staff_id=task.staff_id, unit_id=task.unit_id).exists(), task.node
            assert task.due is None or task.sort_on == task.due, task.node
        assert task.sort_on is not None


def _sender(own: Consultation, tasks: list[Task]) -> None:
    state = own.case.state
    at_home = [task for task in tasks if task.node in ("finish", "sign", "send") and task.item is None]
    assert [task.node for task in at_home] == ([UNSENT[state]] if state in UNSENT else []) or _back_from_dictation(
        own, tasks
    )
    watch = [task for task in tasks if task.node == "watch"]
    if state in WATCHED:
        assert [(task.unit_id, task.staff_id, task.due) for task in watch] == [
            (own.case.unit_id, own.monitor_id, own.watch_until)
        ]
    else:
        assert watch == [], state
    assert (own.watch_ended_at is not None) == (state in ENDED)
    assert (own.sent_at is not None) == (state in (*WATCHED, *ENDED))
    assert state in ("draft", "to_sign", "deleted", "outside") or own.signed_at is not None


def _back_from_dictation(own: Consultation, tasks: list[Task]) -> bool:
    """A draft that came back from who wrote it out waits as that dictation's."""
    return own.case.state == "draft" and [task.node for task in tasks] == ["finish"]


def _receiver(own: Consultation, tasks: list[Task]) -> None:
    now = own.reception
    work = [(task.unit_id, task.staff_id) for task in tasks if task.node == "answer"]
    if now is not None and not INCOMING.states[now.state].last:
        assert work == [(now.unit_id, now.assessor_id)]
        assert now.closed_at is None
    else:
        assert work == []
    others = Reception.objects.filter(case=own.case).exclude(pk=own.reception_id)
    assert all(row.closed_at and row.state == "forwarded" for row in others)
    mirrored = {"recalled", "interrupted", "rejected"}
    if own.case.state in mirrored:
        assert now is not None
        assert now.state == own.case.state


def _nothing_forgotten(own: Consultation, tasks: list[Task]) -> None:
    outgoing_open = not OUTGOING.states[own.case.state].last
    incoming_open = own.reception is not None and not INCOMING.states[own.reception.state].last
    if outgoing_open or incoming_open:
        assert tasks, own.case.state
    else:
        answered = own.reception is not None and own.reception.state == "answered"
        assert {task.node for task in tasks} <= LATE_NODES | (CORRECTING if answered else set()), own.case.state


def _message(own: Consultation, message: Message, tasks: list[Task]) -> None:
    """Where a message must wait, and nowhere else."""
    assert (message.sent_at is not None) == (message.state == "sent") or message.state == "void"
    nodes = sorted(task.node for task in tasks)
    if message.state == "to_sign":
        assert nodes == ["sign"]
    elif message.state == "to_send":
        assert nodes == ["send"]
    elif message.state == "void":
        assert nodes == []
    elif message.to_side == "receiver" or message.kind in ASKED_OF_SENDER:
        assert nodes in ([], ["questions"])
    elif own.case.state == "outside" or message.attested_at:
        assert nodes == []
    else:
        assert nodes == ["attest"], message.kind


def _questions(own: Consultation, tasks: list[Task], messages: dict[uuid.UUID, Message]) -> None:
    """An open question is one that the side can still answer."""
    open_there = own.reception is not None and own.reception.closed_at is None
    for task in (one for one in tasks if one.node == "questions"):
        asked = messages[task.item]  # type: ignore[index]
        assert open_there
        if asked.to_side == "receiver":
            assert asked.kind in ASKED_OF_RECEIVER
            assert (task.unit_id, task.staff_id) == (own.reception.unit_id, own.reception.assessor_id)  # type: ignore[union-attr]
        else:
            assert asked.kind in ASKED_OF_SENDER
            assert task.unit_id == own.case.unit_id
            assert own.case.state in WATCHED
