"""The receiver: take in, set the assessor, confirm, tell the patient, ask for completion (REM-20 to REM-28, REM-39)."""

import datetime
import uuid
from typing import Any

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import covering, papers
from vardkedja.referrals.actions.common import (
    SENDER,
    changes,
    demand_own,
    fault,
    message,
    not_done,
    refuse,
    see,
    unwritable,
    warn,
    writing,
)
from vardkedja.referrals.actions.moving import colleague, moved
from vardkedja.referrals.actions.telling import close_questions, live, tell_sender
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.look import Case
from vardkedja.referrals.standing import SIGNERS
from vardkedja.rules import referral_rules
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.referral_facts import ConfirmationFacts
from vardkedja.rules.referrals import InEvent, InState, MessageKind, Node

TOLD_WAYS = {"kallelse": "Kallelse", "kopia": "Kopia av bekräftelsen", "telefon": "Telefon", "annat": "På annat sätt"}


@verb
def assign(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    assessor: uuid.UUID,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Utse bedömare, or another one; the state stays (REM-21, 22, 24, 39). `assessor` is a doctor's staff uuid.

    Somebody who is away, or whose absence the deadline falls in, goes through once the warnings' codes are in `confirmed`.
    """
    case = see(by, Permission.REM_WRITE, InEvent.ASSIGN, case_uuid, turn=turn, key=key, asked=[str(assessor), reason])
    assert case.to_id is not None
    found = colleague(assessor, case.to_id, SIGNERS)
    faults = unwritable(reason=reason)
    if found is None:
        text = "Välj en läkare som arbetar på enheten idag, med behörighet till Remisser."
        faults.append(fault("REM-21.not_here", "assessor", "Läkaren kan inte bedöma här", text))
    refuse(InEvent.ASSIGN, None, faults)
    assert found is not None
    staff_id, name = found
    if staff_id == case.in_assessor_id:
        text = f"{name} är redan ansvarig bedömare."
        raise Refused(not_done(InEvent.ASSIGN), [fault("REM-22.same", "assessor", "Ingen ändring", text)])
    warn(InEvent.ASSIGN, covering.warnings(staff_id, case.to_id, case.in_confirm_by, clock.today()), confirmed)
    write = writing(by, InEvent.ASSIGN, case)
    moved(write, Node.ANSWER, case.id, staff_id)
    write.send(changes=changes(assessor=(case.in_assessor_name, name)), note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


def assess(by: Actor, case: Case, what: str) -> int | None:
    """What only the responsible assessor does, or who has the work handed out. Gives on whose behalf (REM-21, REM-43).

    Raises Refused when nobody is assessor yet, Denied with who it is.
    """
    decision = referral_rules.needs_assessor(case.in_assessor_id is not None)
    if decision.stops:
        raise Refused(what, decision.reasons, [decision])
    assert case.to_id is not None
    return demand_own(by, case.in_assessor_id, case.in_assessor_name, case.to_id, Node.ANSWER, "Bedömningen")


def reception_columns(
    by: Actor, case: Case, write: Write, *, assessment: str = "", priority: str = ""
) -> dict[str, Any]:
    """The columns of a reception that has been assessed now, unless it was before; the first act also takes it in."""
    columns: dict[str, Any] = {}
    if case.in_assessed_at is None:
        columns |= {"assessed_at": write.at, "assessed_by_id": by.staff_id}
    if case.in_received_at is None:
        columns |= {"received_at": write.at, "received_by_id": by.staff_id}
    if assessment:
        columns["assessment"] = assessment
    if priority:
        columns["priority"] = priority
    return columns


@verb
def confirm(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    waiting: str,
    not_stated: bool = False,
    wait_on: datetime.date | None = None,
    assessment: str = "",
    priority: str = "",
    told_way: str = "",
    told_on: datetime.date | None = None,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skicka bekräftelse after the assessment: the case is Pågår, the sender gets it to attest (REM-25, 26, 28, 49).

    `waiting` is the waiting time in words, `wait_on` the last day of it when one is given; the sender's watch is proposed
    it and stays until the monitor accepts. How the patient was told may come later; it is flagged meanwhile (REM-27).
    """
    asked = [waiting, not_stated, str(wait_on), assessment, priority, told_way, str(told_on)]
    case = see(by, Permission.REM_ASSESS, InEvent.CONFIRM, case_uuid, turn=turn, key=key, asked=asked)
    owner = assess(by, case, not_done(InEvent.CONFIRM))
    today = clock.today()
    facts = ConfirmationFacts(
        on=today, received_on=today, waiting=waiting, not_stated=not_stated, unit=case.to_name, accepted=True
    )
    decision = referral_rules.confirmation(facts)
    extra = unwritable(waiting=waiting, assessment=assessment) + _told_faults(told_way, told_on)
    if wait_on and wait_on < today:
        text = "Väntetiden kan inte ta slut före idag."
        extra.append(fault("REM-50.past", "wait_on", "Dagen har redan varit", text))
    text = str(decision.result.get("text", ""))
    refuse(InEvent.CONFIRM, decision, [*extra, *papers.unprintable_text("waiting", "Väntetid", waiting)])
    write = writing(by, InEvent.CONFIRM, case).change(Consultation, turn=case.turn + 1)
    write.on_behalf_of = owner
    columns = reception_columns(by, case, write, assessment=assessment.strip(), priority=priority)
    columns |= {"state": str(InState.IN_PROGRESS), "confirmed_at": write.at, "confirmed_by_id": by.staff_id}
    assert case.in_id is not None
    assert case.to_id is not None
    write.change_row(Reception, case.in_id, **columns, **_told(by, write, told_way, told_on))
    sent = message(
        MessageKind.CONFIRMATION,
        SENDER,
        by,
        case,
        text=text,
        accepted=True,
        wait_words=waiting.strip() or referral_rules.NOT_STATED,
        wait_on=wait_on,
        proposed_on=wait_on,
        **signed(by, write, owner),
    )
    paper = papers.reply(case, MessageKind.CONFIRMATION, sent, by, write.at)
    write.insert(Document, kind="bekraftelse", version=case.version + 1, **signed_columns(paper, by, write.at))
    tell_sender(write, case, sent)
    due = wait_on or case.in_confirm_by
    write.change_tasks(str(Node.ANSWER), due=wait_on, sort_on=due or today, flag="")
    close_questions(write, case.to_id, MessageKind.REPRIORITISATION)
    if case.in_state == InState.COMPLETION:  # assessed without waiting for what was asked for
        close_questions(write, case.from_id, MessageKind.COMPLETION_REQUEST)
    write.send(changes=changes(state=(case.in_state, "in_progress")), note=text, patient_id=case.patient_id)
    return case.uuid


def signed(by: Actor, write: Write, owner: int | None) -> dict[str, Any]:
    """The columns of a message that is signed as it is sent (REM-44)."""
    return {"signed_at": write.at, "signed_by_id": by.staff_id, "signed_for_id": owner}


def _told_faults(way: str, on: datetime.date | None) -> list[Reason]:
    if way and way not in TOLD_WAYS:
        return [fault("REM-27.way", "told_way", "Välj hur patienten fick besked", "")]
    if way and on is None:
        return [fault("REM-27.day", "told_on", "Dagen för beskedet saknas", "Fyll i dagen då patienten fick besked.")]
    return []


def _told(by: Actor, write: Write, way: str, on: datetime.date | None) -> dict[str, Any]:
    if not way:
        return {}
    return {"told_way": way, "told_on": on, "told_at": write.at, "told_by_id": by.staff_id}


@verb
def tell(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    way: str,
    on: datetime.date,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera besked till patienten: how and which day; the flag in the daily check goes away (REM-27)."""
    case = see(by, Permission.REM_WRITE, InEvent.TELL, case_uuid, turn=turn, key=key, asked=[way, str(on)])
    refuse(InEvent.TELL, None, _told_faults(way or "?", on))
    assert case.in_id is not None
    write = writing(by, InEvent.TELL, case)
    write.change_row(Reception, case.in_id, **_told(by, write, way, on))
    write.send(
        changes=changes(told=(case.in_told_way or "", way), told_on=(case.in_told_on, on)), patient_id=case.patient_id
    )
    return case.uuid


@verb
def request_completion(
    case_uuid: uuid.UUID, *, by: Actor, text: str, turn: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Begär komplettering: the sender's side gets a question to answer; the assessor keeps the case (KOM)."""
    return _ask(InEvent.REQUEST_COMPLETION, MessageKind.COMPLETION_REQUEST, case_uuid, by, text, turn, key)


@verb
def ask(
    case_uuid: uuid.UUID, *, by: Actor, text: str, turn: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Ställ fråga to the sender about a case that goes on."""
    return _ask(InEvent.ASK, MessageKind.QUESTION, case_uuid, by, text, turn, key)


def _ask(
    event: InEvent,
    kind: MessageKind,
    case_uuid: uuid.UUID,
    by: Actor,
    text: str,
    turn: int | None,
    key: uuid.UUID | None,
) -> uuid.UUID:
    case = see(by, Permission.REM_ASSESS, event, case_uuid, turn=turn, key=key, asked=text)
    owner = assess(by, case, not_done(event))
    extra = unwritable(text=text)
    if not text.strip():
        extra.append(fault("REM-25.no_text", "text", "Texten saknas", "Skriv vad ni behöver veta."))
    if case.watch_ended_at is not None:  # the sender's side has no step that answers it
        words = f"{case.from_name} bevakar inte längre remissen och kan inte svara här. Kontakta dem på annat sätt."
        extra.append(fault("REM-25.not_watched", "", "Avsändaren har avslutat bevakningen", words))
    refuse(event, None, extra)
    write = writing(by, event, case).change(Consultation, turn=case.turn + 1)
    write.on_behalf_of = owner
    assert case.in_id is not None
    if event is InEvent.REQUEST_COMPLETION:
        taken = {} if case.in_received_at else {"received_at": write.at, "received_by_id": by.staff_id}
        write.change_row(Reception, case.in_id, state=str(InState.COMPLETION), **taken)
        write.change_tasks(str(Node.ANSWER), flag="Väntar på komplettering")
    tell_sender(write, case, message(kind, SENDER, by, case, text=text.strip()), Node.QUESTIONS)
    write.send(note=text.strip(), patient_id=case.patient_id)
    return case.uuid


@verb
def withdraw_request(
    case_uuid: uuid.UUID, *, by: Actor, turn: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Ta tillbaka begäran om komplettering: assess with what there is."""
    case = see(by, Permission.REM_ASSESS, InEvent.WITHDRAW_REQUEST, case_uuid, turn=turn, key=key)
    owner = assess(by, case, not_done(InEvent.WITHDRAW_REQUEST))
    write = writing(by, InEvent.WITHDRAW_REQUEST, case).change(Consultation, turn=case.turn + 1)
    write.on_behalf_of = owner
    assert case.in_id is not None
    write.change_row(Reception, case.in_id, state=str(InState.NOT_ASSESSED))
    write.change_tasks(str(Node.ANSWER), flag="")
    close_questions(write, case.from_id, MessageKind.COMPLETION_REQUEST)
    live(write, case)
    write.send(patient_id=case.patient_id)
    return case.uuid
