"""What a write says to the other side, and to the sides' own lists when something is answered or over."""

import uuid
from collections.abc import Mapping
from typing import Any

from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.write import Write
from vardkedja.referrals import papers
from vardkedja.referrals.actions.common import task
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.rules.referrals import MessageKind, Node

# The verb itself signs these and makes their paper.
SIGNED = (MessageKind.CONFIRMATION, MessageKind.PARTIAL, MessageKind.PRELIMINARY, MessageKind.FINAL)


def tell_sender(write: Write, case: Case, columns: Mapping[str, Any], node: Node = Node.ATTEST) -> None:
    """Deliver a message to the sender: into the monitor's node when the sender reads here, else onto paper to be posted."""
    if case.sender_inside:
        write.insert(Message, **columns)
        write.insert(Task, **task(node, case.from_id, case.monitor_id, item=columns["uuid"]))
        live(write, case)
    else:
        assert write.by is not None
        assert case.to_id is not None
        unsent = {"state": "to_send", "channel": "paper", "sent_at": None, "sent_by_id": None, "sent_on": None}
        signed = {"signed_at": write.at, "signed_by_id": write.by.staff_id}
        write.insert(Message, **{**columns, **signed, **unsent, "received_on": None})
        if columns["kind"] not in SIGNED:
            paper = papers.reply(case, MessageKind(columns["kind"]), columns, write.by, write.at)
            bound = signed_columns(paper, write.by, write.at)
            write.insert(Document, kind="meddelande", version=case.version + 1, **bound)
        due = columns.get("send_by")
        write.insert(Task, **task(Node.SEND, case.to_id, write.by.staff_id, due=due, item=columns["uuid"]))


def tell_receiver(write: Write, case: Case, columns: Mapping[str, Any], *, asks: bool) -> None:
    """Deliver a message to the receiver: a question into Fråga/svar, anything else as a flag on the work that waits."""
    write.insert(Message, **columns)
    assert case.to_id is not None
    if asks:
        write.insert(Task, **task(Node.QUESTIONS, case.to_id, case.in_assessor_id, item=columns["uuid"]))
    live(write, case)


_QUESTIONS = """
update kernel_task set done_at = %s, done_by_id = %s where case_id = (select id from c) and done_at is null
and node = 'questions' and unit_id = %s
and item in (select m.uuid from referrals_message m where m.case_id = (select id from c) and m.kind = any(%s::text[]))
"""


_WRITTEN = """
update referrals_dictation set written_at = %s, written_by_id = %s
where case_id = (select id from c) and written_at is null
"""


def close_dictations(write: Write) -> None:
    """Mark the case's waiting dictations done: nobody shall write out what the case has gone on without."""
    assert write.by is not None
    write.also(_WRITTEN, write.at, write.by.staff_id)


_UNSIGNED = """
update referrals_message set state = 'void', voided_at = %s, voided_by_id = %s, void_reason = %s
where case_id = (select id from c) and state = 'to_sign' and uuid is distinct from %s::uuid
"""


def drop_unfinished(write: Write, why: str, *, signed: uuid.UUID | None = None) -> None:
    """Replies that wait to be written out or signed go no further; `signed` is the one that is signed in this write."""
    assert write.by is not None
    write.close_tasks(str(Node.FINISH), str(Node.SIGN))  # also the pool's
    close_dictations(write)
    write.also(_UNSIGNED, write.at, write.by.staff_id, why, signed)


def close_questions(write: Write, unit_id: int, *kinds: MessageKind) -> None:
    """Mark a unit's open questions of some kinds done: what this write does is the answer to them."""
    assert write.by is not None
    write.also(_QUESTIONS, write.at, write.by.staff_id, unit_id, [str(kind) for kind in kinds])


def live(write: Write, case: Case) -> None:
    """Let open pages at the other unit know that the case has moved; sent after the commit, without patient data."""
    units = sorted({case.from_id, *([case.to_id] if case.to_id else [])})
    write.errand("live", {"case": str(case.uuid), "units": units, "by": write.by.staff_id if write.by else None})
