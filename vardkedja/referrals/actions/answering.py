"""The receiver's ends: answer in part or finally, interrupt, reject, say no to a recall (REM-16, 17, 25, 29, 31, 37)."""

import datetime
import uuid

from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import papers
from vardkedja.referrals.actions.common import (
    SENDER,
    changes,
    fault,
    message,
    not_done,
    refuse,
    see,
    unwritable,
    writing,
)
from vardkedja.referrals.actions.receiving import assess, reception_columns, signed
from vardkedja.referrals.actions.telling import close_questions, drop_unfinished, tell_sender
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.rules import referral_deadlines, referral_rules
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.referral_facts import AnswerFacts, RejectFacts
from vardkedja.rules.referrals import InEvent, InState, MessageKind, Node, in_word

EVENTS = {
    MessageKind.PARTIAL: InEvent.PARTIAL,
    MessageKind.PRELIMINARY: InEvent.PRELIMINARY,
    MessageKind.FINAL: InEvent.ANSWER,
}


@verb
def answer(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    kind: str,
    text: str,
    decided_on: datetime.date | None = None,
    forwarding_notice: bool = False,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skicka svar: `kind` partial, preliminary or final. Written, signed and sent by the assessor in one act (REM-25, 29).

    A final answer ends the receiver's work; the sender's monitor is asked whether the watch ends (REM-17). A second final
    answer corrects the first (R7). To a sender outside the system it goes on paper: it waits in Att skicka.
    """
    event = EVENTS.get(MessageKind(kind)) if kind in list(MessageKind) else None
    if event is None:
        raise Refused("Svaret skickades inte", [fault("REM-16.kind", "kind", "Välj slag av svar", "")])
    asked = [kind, text, str(decided_on), forwarding_notice]
    case = see(by, Permission.REM_ASSESS, event, case_uuid, turn=turn, key=key, asked=asked)
    owner = assess(by, case, not_done(event))
    today = clock.today()
    decided_on = decided_on or today
    facts = AnswerFacts(
        kind=MessageKind(kind),
        text=text,
        assessor_set=True,
        forwarding_notice=forwarding_notice,
        answered=case.in_state == InState.ANSWERED,
        patient_told=bool(case.in_told_way),
    )
    extra = unwritable(text=text) + papers.unprintable_text("text", "Svar", text) + later(decided_on)
    refuse(event, referral_rules.answer(facts), extra)
    _write_answer(by, case, event, MessageKind(kind), text.strip(), decided_on, owner)
    return case.uuid


def later(decided_on: datetime.date | None) -> list[Reason]:
    """A refusal for a reply that is decided on a day to come (REM-29)."""
    if decided_on is None or decided_on <= clock.today():
        return []
    return [fault("REM-29.future", "decided_on", "Beslutsdagen ligger i framtiden", "Fyll i dagen för beslutet.")]


def reply_days(case: Case, decided_on: datetime.date) -> Decision:
    """The last day to send a reply that was decided on a day (REM-29)."""
    region = case.to_region or case.from_region
    return referral_deadlines.reply_by(decided_on, region=region, terms=terms.terms(case.rules))


def _write_answer(
    by: Actor, case: Case, event: InEvent, kind: MessageKind, text: str, decided_on: datetime.date, owner: int | None
) -> None:
    days = reply_days(case, decided_on)
    write = writing(by, event, case).change(Consultation, turn=case.turn + 1)
    write.on_behalf_of = owner
    sent = message(
        kind,
        SENDER,
        by,
        case,
        text=text,
        decided_on=decided_on,
        send_by=days.result.get("reply_by"),
        **signed(by, write, owner),
    )
    paper = papers.reply(case, kind, sent, by, write.at)
    write.insert(Document, kind=f"svar-{kind}", version=case.version + 1, **signed_columns(paper, by, write.at))
    columns = reception_columns(by, case, write)
    if kind == MessageKind.FINAL:
        close(write, by, case, InState.ANSWERED, columns)
    else:
        assert case.in_id is not None
        write.change_row(Reception, case.in_id, state=str(InState.IN_PROGRESS), **columns)
    tell_sender(write, case, sent)
    write.decided(days, day=clock.today())
    after = "answered" if kind == MessageKind.FINAL else "in_progress"
    write.send(changes=changes(state=(case.in_state, after)), patient_id=case.patient_id)


def close(
    write: Write,
    by: Actor,
    case: Case,
    state: InState,
    columns: dict | None = None,
    *,
    signed_reply: uuid.UUID | None = None,
) -> None:
    """The receiver is done with it: the reception is closed, and with it the unit's work and both sides' open questions."""
    assert case.in_id is not None
    assert case.to_id is not None
    done = {"state": str(state), "closed_at": write.at, "closed_by_id": by.staff_id}
    write.change_row(Reception, case.in_id, **done, **(columns or {}))
    write.close_tasks(str(Node.ANSWER), str(Node.QUESTIONS), unit_id=case.to_id)
    drop_unfinished(write, f"Ärendet blev {in_word(state).lower()} innan svaret var signerat.", signed=signed_reply)
    if case.sender_inside:
        close_questions(write, case.from_id, MessageKind.COMPLETION_REQUEST, MessageKind.QUESTION)


@verb
def interrupt(
    case_uuid: uuid.UUID, *, by: Actor, reason: str, turn: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Avbryt: the case ends without an answer, with a reason that the sender reads; nothing may follow (AVB, R6)."""
    case = see(by, Permission.REM_ASSESS, InEvent.INTERRUPT, case_uuid, turn=turn, key=key, asked=reason)
    owner = assess(by, case, not_done(InEvent.INTERRUPT))
    refuse(InEvent.INTERRUPT, referral_rules.interrupt(True, reason), unwritable(reason=reason))
    _end(by, case, InEvent.INTERRUPT, InState.INTERRUPTED, MessageKind.INTERRUPTION, reason.strip(), owner)
    return case.uuid


@verb
def reject(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    reason: str,
    no_right_unit: bool,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Avvisa: only when there is nowhere to forward; nothing may follow (AVV, R6, REM-31)."""
    case = see(by, Permission.REM_ASSESS, InEvent.REJECT, case_uuid, turn=turn, key=key, asked=[reason, no_right_unit])
    owner = assess(by, case, not_done(InEvent.REJECT))
    facts = RejectFacts(assessor_set=True, no_right_unit=no_right_unit, reason=reason)
    refuse(InEvent.REJECT, referral_rules.reject(facts), unwritable(reason=reason))
    _end(by, case, InEvent.REJECT, InState.REJECTED, MessageKind.REJECTION, reason.strip(), owner)
    return case.uuid


def _end(
    by: Actor, case: Case, event: InEvent, state: InState, kind: MessageKind, reason: str, owner: int | None
) -> None:
    write = writing(by, event, case)
    write.on_behalf_of = owner
    watched = case.sender_inside and case.watch_ended_at is None
    ended = {"watch_ended_at": write.at, "watch_ended_by_id": by.staff_id} if watched else {}
    write.change(Consultation, turn=case.turn + 1, **ended)
    columns = reception_columns(by, case, write) | {"close_reason": reason[:500]}
    close(write, by, case, state, columns)
    if case.sender_inside:
        write.close_tasks(str(Node.WATCH), str(Node.QUESTIONS), unit_id=case.from_id)
    tell_sender(write, case, message(kind, SENDER, by, case, text=reason, **signed(by, write, owner)))
    write.send(changes=changes(state=(case.in_state, str(state))), note=reason, patient_id=case.patient_id)


@verb
def refuse_recall(
    case_uuid: uuid.UUID, *, by: Actor, text: str, turn: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Svara nej till återkallelse: the case goes on, and the sender reads why."""
    case = see(by, Permission.REM_ASSESS, InEvent.REFUSE_RECALL, case_uuid, turn=turn, key=key, asked=text)
    owner = assess(by, case, not_done(InEvent.REFUSE_RECALL))
    extra = unwritable(text=text)
    if not text.strip():
        extra.append(fault("REM-25.no_text", "text", "Texten saknas", "Skriv varför remissen inte kan tas tillbaka."))
    if not _asked_back(case):
        words = "Avsändaren har inte bett om att få tillbaka remissen, eller har redan fått svar."
        extra.append(fault("REM-21.not_asked", "", "Ingen begäran att svara på", words))
    refuse(InEvent.REFUSE_RECALL, None, extra)
    assert case.to_id is not None
    write = writing(by, InEvent.REFUSE_RECALL, case).change(Consultation, turn=case.turn + 1)
    write.on_behalf_of = owner
    close_questions(write, case.to_id, MessageKind.RECALL_REQUEST)
    tell_sender(write, case, message(MessageKind.RECALL_REFUSAL, SENDER, by, case, text=text.strip()))
    write.send(note=text.strip(), patient_id=case.patient_id)
    return case.uuid


def _asked_back(case: Case) -> bool:
    """Whether a request from the sender to take the referral back waits for an answer."""
    asked = Message.objects.filter(case_id=case.id, kind=MessageKind.RECALL_REQUEST).values("uuid")
    return Task.objects.filter(case_id=case.id, item__in=asked, done_at__isnull=True).exists()
