"""What reaches the sender: paper confirmations and answers registered with their scan, and attestation (REM-07 to REM-19)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from vardkedja.kernel import clock, query
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals.actions.common import (
    ELECTRONIC,
    SENDER,
    changes,
    fault,
    message,
    noon,
    on_behalf,
    refuse,
    see,
    task,
    unwritable,
    writing,
)
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.referrals.routine_questions import attest_roles
from vardkedja.rules import referral_rules
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.referral_facts import ConfirmationFacts
from vardkedja.rules.referrals import Event, InState, MessageKind, Node, State

OPEN = (InState.NOT_ASSESSED, InState.COMPLETION, InState.IN_PROGRESS)
LINK = """
update referrals_scan set case_id = (select id from c), message_id = %s, kind = %s, linked_at = %s, linked_by_id = %s
where uuid = %s
"""
_FREE = """
select arrived_on from referrals_scan where uuid = %s::uuid and unit_id = any(%s::bigint[]) and case_id is null
and discarded_at is null for update
"""


@dataclass(frozen=True)
class Paper:
    """A paper that is registered on a referral: the scan, the day it arrived, what it says."""

    scan: uuid.UUID | None
    received_on: datetime.date | None
    text: str = ""
    waiting: str = ""
    not_stated: bool = False
    wait_on: datetime.date | None = None


def free_scan(scan: uuid.UUID | None, by: Actor) -> list[Reason]:
    """What is wrong with linking a scan: none chosen, or somebody has linked it meanwhile. Holds it until the commit."""
    if scan is None:
        return [
            fault("REM-15.no_scan", "scan", "Skannat papper saknas", "Välj det skannade pappret, eller skanna det.")
        ]
    if not query.run(_FREE, (scan, list(by.rem_units))):
        text = "Pappret är redan kopplat till ett ärende, eller finns på en annan enhet."
        return [fault("REM-15.taken", "scan", "Pappret kan inte kopplas", text)]
    return []


@verb
def register_confirmation(
    case_uuid: uuid.UUID,
    paper: Paper,
    *,
    by: Actor,
    end_monitoring: bool = False,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera bekräftelse that came on paper: a typed reply with its waiting time; the watch stands (REM-07, REM-08).

    On a referral that was sent electronically the scan is kept with the case and changes nothing else (REM-09).
    """
    asked = [str(paper), end_monitoring]
    case = see(by, Permission.REM_WRITE, Event.CONFIRMATION, case_uuid, turn=turn, key=key, asked=asked)
    decision = referral_rules.confirmation(
        ConfirmationFacts(
            on=clock.today(),
            received_on=paper.received_on,
            waiting=paper.waiting,
            not_stated=paper.not_stated,
            unit=case.to_name,
            accepted=True,
        )
    )
    ending = referral_rules.end_monitoring(MessageKind.CONFIRMATION, end_monitoring)
    extra = free_scan(paper.scan, by) + list(ending.refusals) + unwritable(waiting=paper.waiting, text=paper.text)
    refuse(Event.CONFIRMATION, decision, extra)
    text = "\n".join(part for part in (str(decision.result["text"]), paper.text.strip()) if part)
    columns = _columns(by, case, MessageKind.CONFIRMATION, paper, text) | {
        "accepted": True,
        "wait_words": paper.waiting.strip() or referral_rules.NOT_STATED,
        "wait_on": paper.wait_on,
        "proposed_on": paper.wait_on,
    }
    if (
        case.channel == ELECTRONIC
    ):  # the case's own state is changed by the receiver's confirmation, not by a scan of it
        write = Write(by, "rem.confirmation_scan", case_id=case.id, version=case.version).change_case(state=case.state)
    else:
        write = writing(by, Event.CONFIRMATION, case)
    _file(write, by, case, columns, paper, "confirmation")
    write.send(note=text, event_at=noon(columns["received_on"]), patient_id=case.patient_id)
    return case.uuid


@verb
def register_answer(
    case_uuid: uuid.UUID,
    kind: str,
    paper: Paper,
    *,
    by: Actor,
    end_monitoring: bool = False,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera svar that came on paper: partial, preliminary or final; only a final one may end the watch (REM-15 to 17)."""
    if kind not in (MessageKind.PARTIAL, MessageKind.PRELIMINARY, MessageKind.FINAL):
        raise Refused("Svaret registrerades inte", [fault("REM-16.kind", "kind", "Välj slag av svar", "")])
    final = kind == MessageKind.FINAL
    event = Event.FINAL_ANSWER if final else Event.PARTIAL_ANSWER
    asked = [kind, str(paper), end_monitoring]
    case = see(by, Permission.REM_WRITE, event, case_uuid, turn=turn, key=key, asked=asked)
    extra = free_scan(paper.scan, by) + unwritable(text=paper.text)
    if paper.received_on is None or paper.received_on > clock.today():
        text = "Fyll i dagen då pappret kom. Den kan inte ligga i framtiden."
        extra.append(fault("REM-15.day", "received_on", "Ankomstdag saknas eller är fel", text))
    kept = case.channel == ELECTRONIC and case.in_state in OPEN
    if kept and end_monitoring:
        text = f"{case.to_name} har ärendet öppet här. Pappret sparas i ärendet, och bevakningen ligger kvar tills de svarar."
        extra.append(fault("REM-15.open", "end_monitoring", "Mottagaren har inte svarat i ärendet", text))
    refuse(event, referral_rules.end_monitoring(MessageKind(kind), end_monitoring), extra)
    columns = _columns(by, case, MessageKind(kind), paper, paper.text.strip())
    if kept:  # the receiver's own answer changes the state; a paper beside it is kept and read
        write = Write(by, "rem.answer_scan", case_id=case.id, version=case.version).change_case(state=case.state)
    else:
        write = writing(by, event, case, **({"state": str(State.ENDED)} if end_monitoring else {}))
    if end_monitoring and case.watch_ended_at is None:
        write.close_tasks(str(Node.WATCH))
        write.change(Consultation, turn=case.turn + 1, watch_ended_at=write.at, watch_ended_by_id=by.staff_id)
    _file(write, by, case, columns, paper, "answer")
    write.send(
        changes=changes(end_monitoring=(None, end_monitoring)),
        event_at=noon(columns["received_on"]),
        patient_id=case.patient_id,
    )
    return case.uuid


def _columns(by: Actor, case: Case, kind: MessageKind, paper: Paper, text: str) -> dict[str, Any]:
    return message(kind, SENDER, by, case, channel="paper", text=text, sent_on=None, received_on=paper.received_on)


def _file(write: Write, by: Actor, case: Case, columns: dict[str, Any], paper: Paper, kind: str) -> None:
    """The message, its scan, and a row in Att vidimera, which is the monitor's and the unit's at once (REM-10)."""
    write.insert(Message, **columns)
    write.also(LINK, columns["uuid"], kind, write.at, by.staff_id, paper.scan)
    sort_on = columns["received_on"]
    write.insert(Task, **task(Node.ATTEST, case.from_id, case.monitor_id, item=columns["uuid"], sort_on=sort_on))


@verb
def attest(
    case_uuid: uuid.UUID,
    message_uuid: uuid.UUID,
    *,
    by: Actor,
    end_monitoring: bool | None = None,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Vidimera a message; it leaves Att vidimera, and nothing else changes (REM-18, REM-19).

    With a final answer the watch may be ended in the same breath: `end_monitoring` True (REM-17); never with another.
    """
    asked = [str(message_uuid), end_monitoring]
    case = see(by, Permission.REM_READ, Event.ATTEST, case_uuid, turn=turn, key=key, asked=asked)
    row = Message.objects.filter(uuid=message_uuid, case_id=case.id, to_side=SENDER, state="sent").first()
    if row is None:
        raise Missing
    roles = attest_roles(case.from_id, clock.today())
    decision = referral_rules.attest(case.from_id in by.rem_units, by.role, roles)
    extra = list(referral_rules.end_monitoring(row.kind, bool(end_monitoring)).refusals)
    if row.attested_at:
        text = "Någon har redan vidimerat det. Inget mer behövs."
        extra.append(fault("REM-18.done", "", "Redan vidimerat", text))
    if row.kind == MessageKind.FINAL and end_monitoring and case.state not in (State.ANSWERED, State.ENDED):
        text = f"{case.to_name} har ärendet öppet här. Bevakningen ligger kvar tills de svarar."
        extra.append(fault("REM-15.open", "end_monitoring", "Mottagaren har inte svarat i ärendet", text))
    refuse(Event.ATTEST, decision, extra)
    ends = bool(end_monitoring) and case.state == State.ANSWERED
    write = writing(by, Event.ATTEST, case, **({"state": str(State.ENDED)} if ends else {}))
    write.on_behalf_of = on_behalf(by, case.monitor_id, case.from_id, Node.ATTEST)
    columns = {"attested_at": write.at, "attested_by_id": by.staff_id, "attested_for_id": write.on_behalf_of}
    write.change_row(Message, row.uuid, **columns)
    write.close_tasks(str(Node.ATTEST), item=row.uuid)
    if ends:
        write.change(Consultation, watch_ended_at=write.at, watch_ended_by_id=by.staff_id)
        write.close_tasks(str(Node.WATCH))
    write.send(
        changes=changes(state=(case.state, "ended" if ends else case.state)), note=row.kind, patient_id=case.patient_id
    )
    return case.uuid
