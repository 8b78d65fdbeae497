"""A reply that a secretary writes out after dictation and the assessor signs (REM-03, REM-29, REM-44)."""

import datetime
import uuid

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import papers
from vardkedja.referrals.actions.answering import EVENTS, close, later, reply_days
from vardkedja.referrals.actions.common import (
    SENDER,
    changes,
    fault,
    message,
    not_done,
    refuse,
    see,
    task,
    unwritable,
    writing,
)
from vardkedja.referrals.actions.receiving import assess, reception_columns, signed
from vardkedja.referrals.actions.telling import close_dictations, live
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.messages import Message
from vardkedja.rules import referral_rules
from vardkedja.rules.access import Permission
from vardkedja.rules.referral_facts import AnswerFacts
from vardkedja.rules.referrals import InState, MessageKind, Node


@verb
def write_reply(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    kind: str,
    text: str,
    decided_on: datetime.date | None = None,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skriv ut svaret for the assessor to sign: it waits in Att signera, with three working days since the decision (REM-29).

    Gives the case's uuid. For a secretary who writes after dictation.
    """
    if kind not in EVENTS:
        raise Refused("Svaret sparades inte", [fault("REM-16.kind", "kind", "Välj slag av svar", "")])
    event = EVENTS[MessageKind(kind)]
    case = see(by, Permission.REM_WRITE, event, case_uuid, turn=turn, key=key, asked=[kind, text, str(decided_on)])
    extra = unwritable(text=text) + papers.unprintable_text("text", "Svar", text) + later(decided_on)
    facts = AnswerFacts(kind=MessageKind(kind), text=text, assessor_set=case.in_assessor_id is not None)
    refuse(event, referral_rules.answer(facts), extra)
    assert case.to_id is not None
    days = reply_days(case, decided_on or clock.today())
    write = Write(by, "rem.write_reply", case_id=case.id, version=case.version).change_case(state=case.state)
    due = days.result.get("reply_by")
    written = message(
        MessageKind(kind),
        SENDER,
        by,
        case,
        state="to_sign",
        text=text.strip(),
        decided_on=decided_on or clock.today(),
        send_by=due,
    )
    write.insert(Message, **written)
    write.insert(Task, **task(Node.SIGN, case.to_id, case.in_assessor_id, due=due, item=written["uuid"]))  # type: ignore[arg-type]
    _written(write)
    write.decided(days, day=clock.today())
    write.send(patient_id=case.patient_id)
    return case.uuid


def _written(write: Write) -> None:
    """A dictation of a reply in the case, if one waited, has been written out."""
    close_dictations(write)
    write.close_tasks(str(Node.FINISH))  # also the pool's


@verb
def sign_reply(
    case_uuid: uuid.UUID,
    message_uuid: uuid.UUID,
    *,
    by: Actor,
    text: str | None = None,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Signera och skicka a reply that somebody has written out; a deputy signs på uppdrag av (REM-44)."""
    row = Message.objects.filter(uuid=message_uuid, case__uuid=case_uuid, state="to_sign").first()
    if row is None:
        raise Missing
    kind, event = MessageKind(row.kind), EVENTS[MessageKind(row.kind)]
    case = see(by, Permission.REM_SIGN, event, case_uuid, turn=turn, key=key, asked=[str(message_uuid), text])
    owner = assess(by, case, not_done(event))
    text = row.text if text is None else text
    facts = AnswerFacts(kind=kind, text=text, assessor_set=True, answered=case.in_state == InState.ANSWERED)
    refuse(event, referral_rules.answer(facts), unwritable(text=text) + papers.unprintable_text("text", "Svar", text))
    write = writing(by, event, case).change(Consultation, turn=case.turn + 1)
    write.on_behalf_of = owner
    inside = case.sender_inside
    sent = {"sent_at": write.at, "sent_by_id": by.staff_id, "sent_on": clock.today(), "received_on": clock.today()}
    write.change_row(
        Message,
        row.uuid,
        state="sent" if inside else "to_send",
        text=text.strip(),
        channel="electronic" if inside else "paper",
        **signed(by, write, owner),
        **(sent if inside else {}),
    )
    paper = papers.reply(case, kind, {"text": text.strip()}, by, write.at)
    write.insert(Document, kind=f"svar-{kind}", version=case.version + 1, **signed_columns(paper, by, write.at))
    columns = reception_columns(by, case, write)
    assert case.in_id is not None
    if kind == MessageKind.FINAL:
        close(write, by, case, InState.ANSWERED, columns, signed_reply=row.uuid)
    else:
        write.change_row(Reception, case.in_id, state=str(InState.IN_PROGRESS), **columns)
        write.close_tasks(str(Node.SIGN), unit_id=case.to_id, item=row.uuid)
    if inside:
        write.insert(Task, **task(Node.ATTEST, case.from_id, case.monitor_id, item=row.uuid))
        live(write, case)
    else:
        assert case.to_id is not None
        write.insert(Task, **task(Node.SEND, case.to_id, by.staff_id, due=row.send_by, item=row.uuid))
    write.send(
        changes=changes(state=(case.in_state, "answered" if kind == MessageKind.FINAL else "in_progress")),
        patient_id=case.patient_id,
    )
    return case.uuid
