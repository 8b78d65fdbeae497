"""Dictations: with their age and owner, those that hold a referral or an answer before all others (REM-03, REM-04)."""

import datetime
import uuid
from dataclasses import replace
from typing import Any

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Denied, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.history import note
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import look, papers
from vardkedja.referrals.actions.answering import EVENTS, later, reply_days
from vardkedja.referrals.actions.common import SENDER, fault, message, refuse, see, task, unwritable
from vardkedja.referrals.actions.receiving import assess
from vardkedja.referrals.actions.writing import begin, missing
from vardkedja.referrals.content import Content, of_case
from vardkedja.referrals.core import Referral
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Dictation
from vardkedja.referrals.routine_questions import routine_of
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.referrals import Event, MessageKind, Node, State

NOT_DICTATED = "Diktatet registrerades inte"
NOT_WRITTEN = "Diktatet skrevs inte ut"


@verb
def dictate(
    content: Content,
    *,
    by: Actor,
    number: str,
    note_words: str = "",
    to_pool: bool = False,
    key: uuid.UUID | None = None,
    new_uuid: uuid.UUID | None = None,
) -> uuid.UUID:
    """Diktera remiss: a draft whose text is on a recording; it goes first among the dictations (REM-03).

    `number` is where the recording lies. With `to_pool` it goes to the unit's secretaries' pool and keeps its deadline
    (REM-04). Gives the case's uuid.
    """
    dictation = _dictation(by, "referral", number, note_words) | {"pool_id": _pool(by, to_pool)}
    made = new_uuid or uuid.uuid4()
    return begin(Event.DICTATE, content, by, _faults(number, note_words), key, made, dictation=dictation)


@verb
def dictate_reply(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    number: str,
    decided_on: datetime.date,
    note_words: str = "",
    to_pool: bool = False,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Diktera svar: it waits among the dictations, first, with three working days since the decision (REM-03, REM-29)."""
    event = EVENTS[MessageKind.FINAL]
    case = see(by, Permission.REM_ASSESS, event, case_uuid, turn=turn, key=key, asked=[number, str(decided_on)])
    owner = assess(by, case, NOT_DICTATED)
    refuse(event, None, _faults(number, note_words) + later(decided_on))
    assert case.to_id is not None
    due: Any = reply_days(case, decided_on).result.get("reply_by")
    row = _dictation(by, "reply", number, note_words) | {"pool_id": _pool(by, to_pool), "send_by": due}
    row |= {"decided_on": decided_on}
    write = Write(by, "rem.dictate_reply", case_id=case.id, version=case.version).change_case(state=case.state)
    write.on_behalf_of = owner
    write.insert(Dictation, **row)
    write.insert(Task, **task(Node.FINISH, row["pool_id"] or case.to_id, None, due=due, item=row["uuid"]))
    write.send(changes={"decided_on": [None, str(decided_on)]}, patient_id=case.patient_id)
    return case.uuid


@verb
def dictate_other(*, by: Actor, number: str, patient_words: str = "", note_words: str = "") -> uuid.UUID:
    """An ordinary dictation, without a case: it waits after those that hold referrals and answers (REM-03)."""
    demand(by, Permission.REM_WRITE)
    faults = _faults(number, note_words) + unwritable(patient_words=patient_words)
    if faults:
        raise Refused(NOT_DICTATED, faults)
    row = _dictation(by, "other", number, note_words) | {"patient_words": patient_words.strip()[:120]}
    Dictation.objects.create(**row)
    note(by, "rem.dictate_other", f"dictation/{row['uuid']}", {})
    return row["uuid"]


def _dictation(by: Actor, kind: str, number: str, words: str) -> dict[str, Any]:
    return {
        "uuid": uuid.uuid4(),
        "unit_id": by.unit_id,
        "kind": kind,
        "first": kind != "other",
        "number": number.strip()[:40],
        "patient_words": "",
        "note": words.strip()[:300],
        "dictated_at": clock.now(),
        "dictated_by_id": by.staff_id,
    }


def _faults(number: str, words: str) -> list[Reason]:
    faults = unwritable(number=number, note=words)
    if not number.strip():
        text = "Skriv numret på inspelningen, så att den som skriver ut hittar den."
        faults.append(fault("REM-03.no_number", "dictation", "Diktatets nummer saknas", text))
    return faults


def _pool(by: Actor, to_pool: bool) -> int | None:
    if not to_pool:
        return None
    routine = routine_of(by.unit_id)
    if routine is None or routine.pool_id is None:
        text = "Enheten har ingen sekreterarpool. Lämna diktatet till enhetens egna sekreterare."
        raise Refused(NOT_DICTATED, [fault("REM-04.no_pool", "to_pool", "Ingen pool", text)])
    return routine.pool_id


@verb
def transcribe(
    dictation_uuid: uuid.UUID, *, by: Actor, text: str = "", kind: str = "final", version: int | None = None
) -> uuid.UUID | None:
    """Skriv ut ett diktat: at the unit, or in the pool that has it.

    A referral that then is whole goes on to signature, else back to its author; a reply goes to its assessor's signature;
    an ordinary dictation is only marked as written. Gives the case's uuid, None without a case.
    """
    demand(by, Permission.REM_TRANSCRIBE)
    row = Dictation.objects.select_for_update().filter(uuid=dictation_uuid, written_at__isnull=True).first()
    if row is None or not {row.unit_id, row.pool_id} & set(by.rem_units):
        raise Missing
    if row.case_id is None:
        Dictation.objects.filter(pk=row.pk).update(written_at=clock.now(), written_by_id=by.staff_id)
        note(by, "rem.transcribe", f"dictation/{row.uuid}", {})
        return None
    case = look.at(by, row.case.uuid)  # type: ignore[union-attr]
    if case is None:
        raise Denied("Ärendet har ändrats medan du skrev. Gå tillbaka till listan.")
    faults = unwritable(text=text) + papers.unprintable_text("text", "Text", text)
    if not text.strip():
        faults.append(fault("REM-03.no_text", "text", "Texten saknas", "Skriv ut det som är dikterat."))
    if faults:
        raise Refused(NOT_WRITTEN, faults)
    write = Write(by, "rem.transcribe", case_id=case.id, version=case.version)
    if row.kind == "referral":
        _written_referral(write, case, text.strip(), row)
    else:
        _written_reply(write, by, case, text.strip(), kind, row)
    done = {"written_at": write.at, "written_by_id": by.staff_id}
    write.change_row(Dictation, row.uuid, **done)
    write.send(changes={"text": [None, len(text.strip())]}, patient_id=case.patient_id)
    return case.uuid


def _written_referral(write: Write, case: Case, text: str, row: Dictation) -> None:
    whole = not missing(replace(of_case(case), question=text), case) and case.state == State.DRAFT
    write.change_case(state=str(State.TO_SIGN if whole else State.DRAFT)).change(Referral, question=text)
    write.close_tasks(str(Node.FINISH))
    if whole:
        write.insert(Task, **task(Node.SIGN, case.from_id, case.doctor_id, due=case.send_by))
    else:
        # another item than the one just closed, since both stand in the same node of the same case
        write.insert(Task, **task(Node.FINISH, case.from_id, case.author_id, due=case.send_by, item=row.uuid))


def _written_reply(write: Write, by: Actor, case: Case, text: str, kind: str, row: Dictation) -> None:
    assert case.to_id is not None
    kind = kind if kind in EVENTS else str(MessageKind.FINAL)
    write.change_case(state=case.state)
    decided = row.decided_on
    written = message(
        MessageKind(kind), SENDER, by, case, state="to_sign", text=text, decided_on=decided, send_by=row.send_by
    )
    write.insert(Message, **written).close_tasks(str(Node.FINISH), item=row.uuid)
    due = row.send_by
    write.insert(Task, **task(Node.SIGN, case.to_id, case.in_assessor_id, due=due, item=written["uuid"]))
