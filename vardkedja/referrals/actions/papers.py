"""Papers that come in: scan, link what is neither answer nor confirmation, take loose, throw away (X-15, REM-15)."""

import datetime
import uuid
from typing import Any

from vardkedja.kernel import clock, query, terms
from vardkedja.kernel.access import Actor, Denied, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.history import note
from vardkedja.kernel.verbs import Conflict, Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import look
from vardkedja.referrals.actions.arriving import LINK, free_scan
from vardkedja.referrals.actions.common import fault, task, unwritable
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Scan
from vardkedja.referrals.reading import Read
from vardkedja.rules import referral_deadlines, referral_rules
from vardkedja.rules.access import Permission
from vardkedja.rules.referrals import InState, MessageKind, Node, State

KINDS = {
    "referral": "Pappersremiss",
    "confirmation": "Remissbekräftelse",
    "answer": "Remissvar",
    "other": "Annat papper",
}
NOT_SCANNED = "Pappret togs inte emot"
NOT_MOVED = "Pappret flyttades inte"
_TWIN = """
select s.uuid, s.sha256 = %(sha256)s from referrals_scan s
where s.unit_id = %(unit)s and s.discarded_at is null and (s.sha256 = %(sha256)s or (s.code <> '' and s.code = %(code)s))
order by s.scanned_at desc limit 1
"""

# The same paper from two desks at once: the second waits and then sees the first.
_ONE_BY_ONE = "select pg_advisory_xact_lock(hashtextextended(%s, %s))"


class SeenBefore(Exception):
    """A paper with the same printed code has been scanned here; another of the same kind needs a yes."""


@verb
def scan(
    paper: Read,
    *,
    by: Actor,
    kind: str,
    arrived_on: datetime.date | None,
    late_reason: str = "",
    again: bool = False,
    new_uuid: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skanna: keep a paper that has been read, as it came; it is "ej kopplad" until somebody links it (X-15).

    The same file is refused; a paper with the same printed code asks for a yes (`again`), raising SeenBefore. Later than
    the day of arrival is flagged, and from the region's limit on wants a reason (X-26, R-31). Gives the scan's uuid.
    """
    demand(by, Permission.REM_WRITE)
    if by.unit_id not in by.rem_units:
        raise Denied("Du har ingen behörighet till Remisser på den enhet som du arbetar på nu. Byt uppdrag.")
    today = clock.today()
    reasons = unwritable(late_reason=late_reason)
    if kind not in KINDS:
        reasons.append(fault("X-15.kind", "kind", "Välj vad det är för papper", ""))
    if arrived_on is None:
        text = "Fyll i dagen då pappret kom till enheten."
        reasons.append(fault("REM-15.no_day", "arrived_on", "Ankomstdag saknas", text))
    else:
        reasons += referral_rules.backdated(arrived_on, today, late_reason, by.region, terms.current()).refusals
    query.run(_ONE_BY_ONE, (paper.sha256, by.unit_id))
    twins = query.run(_TWIN, {"unit": by.unit_id, "sha256": paper.sha256, "code": paper.code})
    if twins and twins[0][1]:
        text = (
            "Samma fil är redan inskannad på enheten. Sök fram den bland papper som inte är kopplade, eller i ärendet."
        )
        reasons.append(fault("X-15.twice", "file", "Pappret är redan skannat", text))
    if reasons:
        raise Refused(NOT_SCANNED, reasons)
    if twins and not again:
        raise SeenBefore
    assert arrived_on is not None
    late = referral_deadlines.same_day(arrived_on, today, by.region, terms.current()).result.get("late")
    made = new_uuid or uuid.uuid4()
    Scan.objects.create(
        uuid=made,
        unit_id=by.unit_id,
        kind=kind,
        name=paper.name[:200],
        data=paper.data,
        format=paper.format,
        size=len(paper.data),
        pages=paper.pages,
        sha256=paper.sha256,
        previews=paper.preview,
        code=paper.code,
        found=paper.found,
        arrived_on=arrived_on,
        late_reason=late_reason.strip()[:300],
        scanned_at=clock.now(),
        scanned_by_id=by.staff_id,
    )
    note(by, "rem.scan", f"scan/{made}", {"arrived_on": [None, str(arrived_on)], "late": [None, bool(late)]})
    return made


@verb
def link(scan_uuid: uuid.UUID, case_uuid: uuid.UUID, *, by: Actor, key: uuid.UUID | None = None) -> uuid.UUID:
    """Koppla a paper that is neither answer, confirmation nor referral to a case that the unit has a side in."""
    demand(by, Permission.REM_WRITE)
    case = look.at(by, case_uuid)
    if case is None or not case.side_of(by):
        raise Missing
    faults = free_scan(scan_uuid, by)
    if faults:
        raise Refused("Pappret kopplades inte", faults)
    write = Write(by, "rem.link", case_id=case.id, version=case.version).change_case(state=case.state)
    write.also(LINK, None, "other", write.at, by.staff_id, scan_uuid)
    write.send(changes={"scan": [None, str(scan_uuid)]}, patient_id=case.patient_id)
    return case.uuid


@verb
def discard(scan_uuid: uuid.UUID, *, by: Actor, reason: str) -> None:
    """Ta bort a paper that belongs to nobody here, with a reason. The row stays."""
    demand(by, Permission.REM_WRITE)
    faults = free_scan(scan_uuid, by) + unwritable(reason=reason)
    if not reason.strip():
        faults.append(fault("X-15.no_reason", "reason", "Skäl saknas", "Skriv varför pappret tas bort."))
    if faults:
        raise Refused("Pappret togs inte bort", faults)
    done = {"discarded_at": clock.now(), "discarded_by_id": by.staff_id, "discard_reason": reason.strip()[:300]}
    Scan.objects.filter(uuid=scan_uuid).update(**done)
    note(by, "rem.discard", f"scan/{scan_uuid}", {"reason": [None, reason.strip()[:300]]})


@verb
def take_loose(
    case_uuid: uuid.UUID, scan_uuid: uuid.UUID, *, by: Actor, reason: str, version: int | None = None
) -> uuid.UUID:
    """Flytta: a paper lies with the wrong patient or case. It is "ej kopplad" again, and what it caused is undone.

    Either side may, with a reason. A reply that it was becomes void and the case stands as without it; a paper referral
    that nobody has assessed is closed as wrongly registered, so that it can be registered again.
    """
    demand(by, Permission.REM_WRITE)
    case = look.at(by, case_uuid)
    found = Scan.objects.filter(uuid=scan_uuid, case_id=case.id).select_related("message").first() if case else None
    if case is None or found is None or not case.side_of(by):
        raise Missing
    if version is not None and version != case.version:
        raise Conflict
    faults = [*referral_rules.move_scan(reason).refusals, *unwritable(reason=reason)]
    if found.kind == "referral" and case.in_state != InState.NOT_ASSESSED:
        text = "Remissen är redan bedömd. Avbryt ärendet med skäl, och registrera pappret på rätt patient."
        faults.append(fault("REM-23.assessed", "", "För sent att flytta pappret", text))
    if faults:
        raise Refused(NOT_MOVED, faults)
    _loosen(by, case, found, reason.strip()[:300])
    return case.uuid


def _loosen(by: Actor, case: Case, found: Scan, reason: str) -> None:
    write = Write(by, "rem.take_loose", case_id=case.id, version=case.version)
    state = _state_without(case, found)
    write.change_case(state=str(state))
    write.also(
        "update referrals_scan set case_id = null, message_id = null, linked_at = null, linked_by_id = null"
        " where uuid = %s and case_id = (select id from c)",
        found.uuid,
    )
    if found.message_id:
        void = {"state": "void", "voided_at": write.at, "voided_by_id": by.staff_id, "void_reason": reason}
        write.change_row(Message, found.message_id, **void).close_tasks(str(Node.ATTEST), item=found.message_id)
        if case.state == State.ENDED and state != State.ENDED:
            write.change(Consultation, watch_ended_at=None, watch_ended_by_id=None, turn=case.turn + 1)
            watch = task(Node.WATCH, case.from_id, case.monitor_id, due=case.watch_until)
            write.insert(Task, **watch)
    elif found.kind == "referral":
        assert case.in_id is not None
        closed = {"state": str(InState.INTERRUPTED), "close_reason": f"Felregistrerad. {reason}", "closed_at": write.at}
        write.change_row(Reception, case.in_id, **closed, closed_by_id=by.staff_id).close_tasks()
        write.also(_UNSENT, write.at, by.staff_id, f"Felregistrerad. {reason}"[:300])
    changes: dict[str, Any] = {"scan": [str(found.uuid), None]}
    write.send(changes=changes | {"state": [case.state, str(state)]}, note=reason, patient_id=case.patient_id)


# What was written about the wrong patient and has not left the unit never does.
_UNSENT = """
update referrals_message set state = 'void', voided_at = %s, voided_by_id = %s, void_reason = %s
where case_id = (select id from c) and state in ('to_sign', 'to_send')
"""


def _state_without(case: Case, found: Scan) -> State:
    """The sender's state as it would be had the paper's message never come; what else has come decides."""
    state = State(case.state)
    if found.message_id is None or state not in (State.CONFIRMED, State.PARTIAL, State.ANSWERED, State.ENDED):
        return state
    gone = found.message.kind if found.message else ""
    if state is State.ENDED and (gone != MessageKind.FINAL or case.close_reason):
        return state  # it was not this paper that ended the watch
    rest = Message.objects.filter(case_id=case.id, to_side="sender", state="sent").exclude(pk=found.message_id)
    kinds = {kind for kind, channel in rest.values_list("kind", "channel") if not _only_kept(case, kind, channel)}
    if MessageKind.FINAL in kinds:
        return state
    if kinds & {MessageKind.PARTIAL, MessageKind.PRELIMINARY}:
        return State.PARTIAL
    return State.CONFIRMED if MessageKind.CONFIRMATION in kinds else State.SENT


def _only_kept(case: Case, kind: str, channel: str) -> bool:
    """Whether a message is a scanned confirmation of an electronic referral, which changes nothing (REM-09)."""
    return kind == MessageKind.CONFIRMATION and case.channel == "electronic" and channel == "paper"
