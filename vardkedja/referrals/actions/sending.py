"""From the sender to the receiver: send, recall, ask for recall, change what was sent, complete (REM-05, REM-06)."""

import uuid
from typing import Any

from vardkedja.kernel import clock, notices, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import papers
from vardkedja.referrals.actions.common import (
    ELECTRONIC,
    RECEIVER,
    SENDER,
    changes,
    fault,
    message,
    noon,
    not_done,
    on_behalf,
    refuse,
    see,
    task,
    unwritable,
    writing,
)
from vardkedja.referrals.actions.moving import colleague
from vardkedja.referrals.actions.telling import close_questions, drop_unfinished, live, tell_receiver
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.core import Referral
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.rules import referral_deadlines, referral_rules
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Decision
from vardkedja.rules.referral_facts import Channel, SendFacts
from vardkedja.rules.referrals import STARTED, Event, InState, MessageKind, Node

AWAITS = "väntar på remissbekräftelse"


@verb
def send(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    channel: str = ELECTRONIC,
    monitor: uuid.UUID | None = None,
    no_monitor: bool = False,
    enclosures: str = "",
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skicka remissen, electronically or on paper, by fax or post; the watch is set two weeks ahead without asking (REM-06).

    `monitor` is a colleague (staff uuid) who shall watch, else the sender. Late is flagged, never stopped (X-42).
    """
    asked = [channel, str(monitor), no_monitor, enclosures]
    case = see(by, Permission.REM_WRITE, Event.SEND, case_uuid, turn=turn, key=key, asked=asked)
    today = clock.today()
    watcher = _monitor(monitor, case, by)
    facts = SendFacts(
        on=today,
        receiver_chosen=case.to_id is not None,
        monitor_chosen=watcher is not None and not no_monitor,
        decided_on=case.decided_on,
        question=case.question,
        channel=channel,
        receiver_open=case.receiver_open(today),
        receiver_inside=case.receiver_electronic,
        deceased=case.deceased_on is not None,
    )
    extra = [] if channel in list(Channel) else [fault("REM-06.channel", "channel", "Välj hur remissen skickas", "")]
    refuse(Event.SEND, referral_rules.send(facts), [*extra, *unwritable(enclosures=enclosures)])
    assert watcher is not None
    days = referral_deadlines.deadlines(
        decided_on=case.decided_on, sent_on=today, region=case.from_region, terms=terms.terms(case.rules)
    )
    _write_sent(by, case, channel, watcher, days, enclosures.strip()[:200])
    return case.uuid


def _write_sent(by: Actor, case: Case, channel: str, watcher: int, days: Decision, enclosures: str) -> None:
    today, until = clock.today(), days.result.get("monitor_until")
    write = writing(by, Event.SEND, case)
    write.on_behalf_of = on_behalf(by, case.author_id, case.from_id, Node.SEND)
    arrived = arrival(case, by, str(channel)) if channel == ELECTRONIC else None
    if arrived:
        write.insert(Reception, **arrived)
    write.change(
        Consultation,
        channel=str(channel),
        sent_on=today,
        sent_at=write.at,
        sent_by_id=by.staff_id,
        monitor_id=watcher,
        watch_until=until or today,
        watch_cause=AWAITS,
        reception_id=arrived["uuid"] if arrived else None,
        turn=case.turn + 1,
    )
    write.close_tasks(str(Node.SEND))
    write.insert(Task, **task(Node.WATCH, case.from_id, watcher, due=until or today))  # type: ignore[arg-type]
    if arrived:
        assert case.to_id is not None
        write.insert(Task, **inbox(case.to_id, arrived))
        live(write, case)
    write.decided(days, day=today)
    late = case.send_by is not None and today > case.send_by
    write.send(
        changes=changes(state=(case.state, "sent"), channel=("", str(channel)), enclosures=("", enclosures))
        | ({"late": [None, f"skulle ha skickats {case.send_by}"]} if late else {}),
        patient_id=case.patient_id,
    )


def arrival(case: Case, by: Actor, channel: str, *, place: int = 1, unit_region: str | None = None) -> dict[str, Any]:
    """The columns of a reception that begins today: nobody has taken it in yet (REM-21, REM-30)."""
    today = clock.today()
    sent_on = case.sent_on or today
    region = unit_region or case.to_region or case.from_region
    decision = referral_deadlines.confirm_by(sent_on, today, region=region, terms=terms.terms(case.rules))
    return EMPTY_RECEPTION | {
        "uuid": uuid.uuid4(),
        "unit_id": case.to_id,
        "place": place,
        "state": str(InState.NOT_ASSESSED),
        "channel": channel,
        "arrived_on": today,
        "arrived_at": clock.now(),
        "arrived_by_id": by.staff_id,
        "confirm_by": decision.result.get("confirm_by"),
    }


EMPTY_RECEPTION: dict[str, Any] = {
    **{"late_reason": "", "assessment": "", "priority": "", "told_way": "", "forward_reason": "", "close_reason": ""},
}


def inbox(unit_id: int, arrived: dict[str, Any]) -> dict[str, Any]:
    """The columns of the inbox's task: nobody's yet, so it waits since its arrival; the deadline is the confirmation's."""
    return task(Node.ANSWER, unit_id, None, due=arrived["confirm_by"], sort_on=arrived["arrived_on"])


def _monitor(chosen: uuid.UUID | None, case: Case, by: Actor) -> int | None:
    if chosen is None:
        return by.staff_id
    found = colleague(chosen, case.from_id)
    return found[0] if found else None


@verb
def recall(
    case_uuid: uuid.UUID, *, by: Actor, reason: str, turn: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Återkalla: take back what the receiver has not begun to assess; afterwards only `ask_recall` (R3)."""
    case = see(by, Permission.REM_WRITE, Event.RECALL, case_uuid, turn=turn, key=key, asked=reason)
    started = case.in_state in STARTED or not case.receiver_inside
    extra = unwritable(reason=reason)
    if not reason.strip():
        extra.append(fault("REM-21.no_reason", "reason", "Skäl saknas", "Skriv varför remissen återkallas."))
    refuse(Event.RECALL, referral_rules.recall(started), extra)
    assert case.in_id is not None
    write = writing(by, Event.RECALL, case)
    write.close_tasks(str(Node.WATCH), str(Node.ANSWER), str(Node.QUESTIONS))  # what is unread is still attested
    drop_unfinished(write, "Remissen återkallades innan svaret var signerat.")
    write.change(Consultation, turn=case.turn + 1, watch_ended_at=write.at, watch_ended_by_id=by.staff_id)
    closed = {"state": str(InState.RECALLED), "close_reason": reason.strip()[:500], "closed_at": write.at}
    write.change_row(Reception, case.in_id, **closed, closed_by_id=by.staff_id)
    live(write, case)
    if case.in_assessor_id:
        text = f"{case.number} är återkallad av avsändaren."
        notices.send(text, staff_id=case.in_assessor_id, case_id=case.id, address=f"/remisser/{case.uuid}/", by=by)
    write.send(changes={"state": [case.state, "recalled"]}, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


@verb
def ask_recall(
    case_uuid: uuid.UUID, *, by: Actor, reason: str, turn: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Be om återkallelse: ask a receiver who has started to let the referral be taken back."""
    case = see(by, Permission.REM_WRITE, Event.ASK_RECALL, case_uuid, turn=turn, key=key, asked=reason)
    started = case.in_state in STARTED
    extra = unwritable(reason=reason)
    if not case.receiver_inside:
        text = "Mottagaren arbetar utanför systemet. Kontakta dem och registrera kontakten."
        extra.append(fault("REM-21.outside", "", "Frågan kan inte skickas härifrån", text))
    if not reason.strip():
        extra.append(fault("REM-21.no_reason", "reason", "Skäl saknas", "Skriv varför ni vill återkalla remissen."))
    refuse(Event.ASK_RECALL, referral_rules.ask_recall(started or not case.receiver_inside), extra)
    write = writing(by, Event.ASK_RECALL, case).change(Consultation, turn=case.turn + 1)
    tell_receiver(write, case, message(MessageKind.RECALL_REQUEST, RECEIVER, by, case, text=reason.strip()), asks=True)
    write.send(note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


@verb
def change_sent(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    question: str,
    reason: str,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skicka ändrad remiss: a new version of the question, until the receiver has assessed it (R3, R8)."""
    case = see(by, Permission.REM_SIGN, Event.CHANGE_SENT, case_uuid, turn=turn, key=key, asked=[question, reason])
    if case.in_state != InState.NOT_ASSESSED:
        text = "Mottagaren har börjat bedöma remissen, eller fått den på papper. Skicka en komplettering i stället."
        raise Refused(not_done(Event.CHANGE_SENT), [fault("REM-21.assessed", "", "För sent att ändra", text)])
    write = _new_version(by, Event.CHANGE_SENT, case, question, reason)
    _tell(write, by, case, reason)
    write.change(Consultation, turn=case.turn + 1, signed_at=write.at, signed_by_id=by.staff_id)
    write.send(
        changes=changes(question=(case.question, question.strip())), note=reason.strip(), patient_id=case.patient_id
    )
    return case.uuid


def _new_version(by: Actor, event: Event, case: Case, question: str, reason: str) -> Write:
    """A write with another question, signed again as the next version of the paper."""
    extra = unwritable(question=question, reason=reason)
    if not question.strip():
        extra.append(fault("REM-05.no_question", "question", "Frågeställning saknas", "Skriv vad du frågar om."))
    if not reason.strip():
        extra.append(fault("REM-21.no_reason", "reason", "Skäl saknas", "Skriv vad som har ändrats."))
    refuse(event, None, [*extra, *papers.unprintable_text("question", "Frågeställning", question)])
    write = writing(by, event, case).change(Referral, question=question.strip())
    paper = papers.referral(case._replace(question=question.strip()), by, write.at)
    return write.insert(Document, kind="remiss", version=case.version + 1, **signed_columns(paper, by, write.at))


def _tell(write: Write, by: Actor, case: Case, text: str, **more: Any) -> None:
    """A completion to the receiver: it stands in the inbox again, with a flag that says so."""
    columns = message(MessageKind.COMPLETION, RECEIVER, by, case, text=text.strip(), **more)
    tell_receiver(write, case, columns, asks=False)
    write.change_tasks(str(Node.ANSWER), flag="Komplettering inkommen")


@verb
def complete(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    text: str,
    request: uuid.UUID | None = None,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skicka komplettering: what the receiver asked for (`request`), or more that it should know (KOM → AR, R2)."""
    case = see(by, Permission.REM_WRITE, Event.COMPLETE, case_uuid, turn=turn, key=key, asked=[text, str(request)])
    extra = unwritable(text=text)
    if not text.strip():
        extra.append(fault("REM-25.no_text", "text", "Texten saknas", "Skriv det som mottagaren behöver veta."))
    if not case.receiver_inside:
        words = "Mottagaren arbetar utanför systemet. Skicka på papper och registrera kontakten."
        extra.append(fault("REM-25.outside", "", "Kompletteringen kan inte skickas härifrån", words))
    refuse(Event.COMPLETE, None, extra)
    if request and not Message.objects.filter(uuid=request, case_id=case.id, to_side=SENDER).exists():
        raise Missing
    write = writing(by, Event.COMPLETE, case).change(Consultation, turn=case.turn + 1)
    _tell(write, by, case, text, in_reply_to_id=request)
    close_questions(write, case.from_id, MessageKind.COMPLETION_REQUEST, MessageKind.QUESTION)
    if case.in_state == InState.COMPLETION:
        assert case.in_id is not None
        write.change_row(Reception, case.in_id, state=str(InState.NOT_ASSESSED))
    write.send(event_at=noon(clock.today()), note=text.strip(), patient_id=case.patient_id)
    return case.uuid
