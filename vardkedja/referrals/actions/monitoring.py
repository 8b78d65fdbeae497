"""The sender's watch: its day, contacts, another monitor, re-prioritisation, and the end of it (REM-11 to REM-13, REM-40)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import covering
from vardkedja.referrals.actions.common import (
    RECEIVER,
    changes,
    fault,
    message,
    noon,
    not_done,
    on_behalf,
    refuse,
    see,
    unwritable,
    warn,
    writing,
)
from vardkedja.referrals.actions.moving import colleague, moved
from vardkedja.referrals.actions.telling import close_questions, live, tell_receiver
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Contact, Message
from vardkedja.rules import referral_deadlines, referral_rules
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.referral_facts import CLOSE_WORDS, CloseReason
from vardkedja.rules.referrals import Event, MessageKind, Node

CHANNELS = {"phone": "Telefon", "electronic": "Elektroniskt", "fax": "Fax", "post": "Post"}

NO_LONGER_WATCHED = "Avsändaren bevakar inte längre"


@verb
def move_date(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    until: datetime.date,
    cause: str,
    message_uuid: uuid.UUID | None = None,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Flytta bevakningen to any day, with the cause; `message_uuid` is the confirmation whose day is accepted (REM-11, 49)."""
    asked = [str(until), cause, str(message_uuid)]
    case = see(by, Permission.REM_WRITE, Event.MOVE_DATE, case_uuid, turn=turn, key=key, asked=asked)
    refuse(Event.MOVE_DATE, referral_rules.move_date(until, cause, clock.today()), unwritable(cause=cause))
    write = watching(by, Event.MOVE_DATE, case)
    watch(write, until, cause)
    if message_uuid:
        stated = Message.objects.filter(uuid=message_uuid, case_id=case.id, to_side="sender", state="sent")
        if not stated.filter(kind=MessageKind.CONFIRMATION).exists():
            raise Missing
        write.change_row(Message, message_uuid, accepted_at=write.at, accepted_by_id=by.staff_id, wait_on=until)
    write.send(changes=changes(watch_until=(case.watch_until, until)), note=cause.strip(), patient_id=case.patient_id)
    return case.uuid


def watching(by: Actor, event: Event, case: Case) -> Write:
    """A write on the sender's watch, on behalf of the monitor when it is handed out."""
    write = writing(by, event, case)
    write.on_behalf_of = on_behalf(by, case.monitor_id, case.from_id, Node.WATCH)
    return write


def watch(write: Write, until: datetime.date, cause: str, **more: Any) -> None:
    """Set the watch's day; `more` are other columns of Consultation, since a row is changed once per statement."""
    write.change(Consultation, watch_until=until, watch_cause=cause.strip()[:200], **more)
    write.change_tasks(str(Node.WATCH), due=until, sort_on=until)


@verb
def reprioritise(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    reason: str,
    channel: str = "electronic",
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Begär omprioritering: the waiting time is not accepted; the watch is two weeks from today, for a new answer (REM-12)."""
    case = see(by, Permission.REM_WRITE, Event.REPRIORITISE, case_uuid, turn=turn, key=key, asked=[reason, channel])
    extra = unwritable(reason=reason)
    if not reason.strip():
        text = "Skriv varför väntetiden inte kan godtas."
        extra.append(fault("REM-12.no_reason", "reason", "Skäl saknas", text))
    refuse(Event.REPRIORITISE, None, extra)
    today = clock.today()
    days = referral_deadlines.deadlines(
        sent_on=case.sent_on, reprioritised_on=today, region=case.from_region, terms=terms.terms(case.rules)
    )
    until = days.result.get("monitor_until") or today
    assert isinstance(until, datetime.date)
    write = watching(by, Event.REPRIORITISE, case)
    watch(write, until, "omprioritering begärd, väntar på ny remissbekräftelse", turn=case.turn + 1)
    told = message(MessageKind.REPRIORITISATION, RECEIVER, by, case, text=reason.strip())
    if case.receiver_inside:
        tell_receiver(write, case, told, asks=True)
    else:
        write.insert(Message, **told | {"channel": channel if channel in CHANNELS else "post"})
    write.decided(days, day=today)
    write.send(changes=changes(watch_until=(case.watch_until, until)), note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


@dataclass(frozen=True)
class Call:
    """A contact with the receiving unit (REM-13, X-22)."""

    contacted_on: datetime.date
    channel: str
    answered_function: str
    outcome: str
    number: str = ""
    content: str = ""
    watch_until: datetime.date | None = None


@verb
def contact(
    case_uuid: uuid.UUID, call: Call, *, by: Actor, turn: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Registrera kontakt with a receiver that has not confirmed or answered; may set a new day for the watch (REM-13)."""
    case = see(by, Permission.REM_WRITE, Event.CONTACT, case_uuid, turn=turn, key=key, asked=str(call))
    refuse(Event.CONTACT, None, _call_faults(call))
    write = watching(by, Event.CONTACT, case)
    if call.watch_until:
        watch(write, call.watch_until, f"efter kontakt {call.contacted_on}")
    write.insert(
        Contact,
        contacted_on=call.contacted_on,
        channel=call.channel,
        answered_function=call.answered_function.strip(),
        number=call.number.strip(),
        content=call.content.strip(),
        outcome=call.outcome.strip(),
        watch_until=call.watch_until,
        registered_at=write.at,
        registered_by_id=by.staff_id,
    )
    moved_to = call.watch_until or case.watch_until
    write.send(
        changes=changes(watch_until=(case.watch_until, moved_to)),
        note=call.outcome.strip(),
        event_at=noon(call.contacted_on),
        patient_id=case.patient_id,
    )
    return case.uuid


def _call_faults(call: Call) -> list[Reason]:
    today = clock.today()
    found = unwritable(answered_function=call.answered_function, outcome=call.outcome, content=call.content)
    if not call.answered_function.strip():
        text = "Skriv funktionen, till exempel sekreterare på mottagningen."
        found.append(fault("REM-13.who", "answered_function", "Vem svarade?", text))
    if not call.outcome.strip():
        found.append(fault("REM-13.outcome", "outcome", "Vad blev det av?", "Skriv vad ni kom överens om."))
    if call.contacted_on > today:
        found.append(fault("REM-13.future", "contacted_on", "Dagen ligger i framtiden", "Registrera när det har hänt."))
    if call.watch_until and call.watch_until < today:
        found.append(fault("REM-11.past", "watch_until", "Bevakningsdagen har redan varit", "Välj idag eller senare."))
    if call.channel not in CHANNELS:
        found.append(fault("REM-13.channel", "channel", "Välj hur kontakten togs", ""))
    return found


@verb
def change_monitor(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    monitor: uuid.UUID,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Byt bevakare; who sent the referral stays as it was (REM-40). `monitor` is a colleague's staff uuid.

    Somebody who is away, or whose absence the day falls in, goes through once the warnings' codes are in `confirmed`.
    """
    case = see(by, Permission.REM_WRITE, Event.CHANGE_MONITOR, case_uuid, turn=turn, key=key, asked=str(monitor))
    found = colleague(monitor, case.from_id)
    faults = unwritable(reason=reason)
    if found is None:
        text = "Välj någon som arbetar på enheten idag, med behörighet till Remisser."
        faults.append(fault("REM-40.not_here", "monitor", "Personen kan inte bevaka här", text))
    refuse(Event.CHANGE_MONITOR, None, faults)
    assert found is not None
    staff_id, name = found
    if staff_id == case.monitor_id:
        head, text = "Ingen ändring", f"{name} är redan bevakare."
        raise Refused(not_done(Event.CHANGE_MONITOR), [fault("REM-40.same", "monitor", head, text)])
    warn(Event.CHANGE_MONITOR, covering.warnings(staff_id, case.from_id, case.watch_until, clock.today()), confirmed)
    write = writing(by, Event.CHANGE_MONITOR, case)
    moved(write, Node.WATCH, case.id, staff_id)
    write.send(changes=changes(monitor=(case.monitor_name, name)), note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


@verb
def end(case_uuid: uuid.UUID, *, by: Actor, turn: int | None = None, key: uuid.UUID | None = None) -> uuid.UUID:
    """Avsluta bevakningen of a referral that has its final answer (REM-17)."""
    case = see(by, Permission.REM_WRITE, Event.END, case_uuid, turn=turn, key=key)
    write = watching(by, Event.END, case)
    write.change(Consultation, watch_ended_at=write.at, watch_ended_by_id=by.staff_id).close_tasks(str(Node.WATCH))
    write.send(changes=changes(state=(case.state, "ended")), patient_id=case.patient_id)
    return case.uuid


@verb
def close(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Avsluta utan svar, with a reason from the list: the only way to end a watch that has no final answer.

    A receiver inside keeps its own case, with a flag; what it has asked of the sender is no longer asked.
    """
    case = see(by, Permission.REM_WRITE, Event.CLOSE, case_uuid, turn=turn, key=key, asked=[reason, text])
    refuse(Event.CLOSE, referral_rules.close(reason, text), unwritable(text=text))
    said = ". ".join(part for part in (CLOSE_WORDS[CloseReason(reason)], text.strip()) if part)
    write = watching(by, Event.CLOSE, case)
    write.change(
        Consultation,
        watch_ended_at=write.at,
        watch_ended_by_id=by.staff_id,
        close_reason=said[:300],
        turn=case.turn + 1,
    )
    write.close_tasks(str(Node.WATCH))
    if case.receiver_inside:
        close_questions(write, case.from_id, MessageKind.COMPLETION_REQUEST, MessageKind.QUESTION)
        write.change_tasks(str(Node.ANSWER), flag=NO_LONGER_WATCHED)
        live(write, case)
    write.send(changes=changes(state=(case.state, "ended")), note=said, patient_id=case.patient_id)
    return case.uuid
