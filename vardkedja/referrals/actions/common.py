"""What every verb on a consultation begins with: see it, may I, on which side, does the table allow it, has it turned."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from vardkedja.kernel import absences, clock, verbs
from vardkedja.kernel.access import Actor, Denied, demand
from vardkedja.kernel.typed import control_signs
from vardkedja.kernel.verbs import Conflict, Missing, Refused
from vardkedja.kernel.write import Write
from vardkedja.referrals import look
from vardkedja.referrals.look import Case
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Decision, Reason, Source, Who
from vardkedja.rules.referrals import (
    INCOMING,
    OUTGOING,
    SENDER_HEARS,
    Event,
    InEvent,
    MessageKind,
    Node,
    in_word,
    out_word,
)

ROUTINE = Source("Remisshantering i AsynjaVisph, bilaga till Riktlinje Remisshantering", "arbetsgång")
SENDER, RECEIVER = "sender", "receiver"
ELECTRONIC = "electronic"
NOT_DONE = {
    Event.SEND: "Remissen skickades inte",
    Event.SIGN: "Remissen signerades inte",
    Event.FINISH: "Remissen lämnades inte till signering",
    Event.DELETE: "Remissen makulerades inte",
    Event.RECALL: "Remissen återkallades inte",
    InEvent.CONFIRM: "Bekräftelsen skickades inte",
    InEvent.ANSWER: "Svaret skickades inte",
    InEvent.PARTIAL: "Delsvaret skickades inte",
    InEvent.PRELIMINARY: "Preliminärsvaret skickades inte",
    InEvent.FORWARD: "Remissen vidarebefordrades inte",
    InEvent.REJECT: "Remissen avvisades inte",
    InEvent.ASSIGN: "Bedömaren ändrades inte",
}


def see(
    by: Actor,
    permission: Permission,
    event: Event | InEvent,
    case_uuid: uuid.UUID,
    *,
    turn: int | None = None,
    key: uuid.UUID | None = None,
    asked: Any = None,
) -> Case:
    """The case that a verb acts on, from the side that the event belongs to.

    Raises Denied, Missing, Refused (the table of states does not allow it now, or the other side has it), Conflict (both
    sides have moved on since `turn` was read), AlreadyDone.
    """
    demand(by, permission)
    sql, values = look.statement(by, case_uuid)
    row = verbs.look(by, f"rem.{event}", key, [str(case_uuid), turn, asked], case_uuid, sql, values)
    if row is None:
        raise Missing
    case = Case(*row)
    side = RECEIVER if isinstance(event, InEvent) else SENDER
    if side not in case.side_of(by):
        raise Denied(_other_side(case, side))
    if not allowed(case, event):
        raise Refused(not_done(event), [not_from_here(case, event)])
    if turn is not None and turn != case.turn:
        raise Conflict
    return case


def allowed(case: Case, event: Event | InEvent) -> bool:
    """Whether the table of the event's side has the event from the state that the case is in."""
    if isinstance(event, InEvent):
        return case.in_state is not None and INCOMING.next(case.in_state, event) is not None
    return OUTGOING.next(case.state, event) is not None


def target(case: Case, event: Event | InEvent) -> str:
    """The state that the event leads to; the table has been asked already."""
    step = INCOMING.next(case.in_state, event) if isinstance(event, InEvent) else OUTGOING.next(case.state, event)
    assert step is not None
    return str(step.target)


def not_from_here(case: Case, event: Event | InEvent) -> Reason:
    """Why the table of states does not allow the event now, in words."""
    shown = in_word(case.in_state or "") if isinstance(event, InEvent) else out_word(case.state)
    answered = isinstance(event, InEvent) and event == InEvent.FORWARD and case.in_state == "answered"
    head = "Besvarad remiss kan inte vidarebefordras" if answered else f"Det går inte när den är {shown.lower()}"
    text = f"{case.number} är {shown.lower()} sedan {clock.local(case.changed_at):%Y-%m-%d %H:%M}, {case.changed_name}."
    code = "REM-37.answered" if answered else f"X-13.{event}"
    return Reason(code=code, head=head, text=f"{text} Öppna ärendet och se vad som kan göras nu.", source=ROUTINE)


def not_done(event: Event | InEvent) -> str:
    """The heading of a refusal."""
    return NOT_DONE.get(event, "Det gick inte")


def _other_side(case: Case, side: str) -> str:
    if side == RECEIVER:
        return f"Det här gör mottagaren, {case.to_name}." if case.receiver_inside else "Mottagaren arbetar inte här."
    return f"Det här gör avsändaren, {case.from_name}."


def on_behalf(by: Actor, owner_id: int | None, unit_id: int, node: Node) -> int | None:
    """Whose handed-out work this is, for the history; None for one's own or the unit's (REM-43)."""
    if owner_id is None or owner_id == by.staff_id:
        return None
    return absences.owner_for(absences.handed_to(by, clock.today()), owner_id, unit_id, str(node))


def demand_own(by: Actor, owner_id: int | None, owner: str | None, unit_id: int, node: Node, what: str) -> int | None:
    """For what only its owner or the owner's deputy does: gives on whose behalf. Raises Denied with who can (REM-43, 44)."""
    if owner_id is None or owner_id == by.staff_id:
        return None
    found = on_behalf(by, owner_id, unit_id, node)
    if found is None:
        raise Denied(
            f"{what} gör {owner}. Arbetet är inte utdelat till dig. Byt ansvarig, eller be chefen dela ut det."
        )
    return found


def writing(by: Actor, event: Event | InEvent, case: Case, **columns: Any) -> Write:
    """A write on the case at the version that was read, with the sender's state that the event leads to.

    `columns` are more of the case's own. What both sides must know of also moves `turn` (the verb changes Consultation).
    """
    heard = SENDER_HEARS.get(event) if isinstance(event, InEvent) else event
    state = {"state": target(case, heard)} if heard and OUTGOING.next(case.state, heard) else {"state": case.state}
    return Write(by, f"rem.{event}", case_id=case.id, version=case.version).change_case(**(state | columns))


def task(
    node: Node,
    unit_id: int,
    staff_id: int | None,
    *,
    due: datetime.date | None = None,
    sort_on: datetime.date | None = None,
    item: uuid.UUID | None = None,
    flag: str = "",
) -> dict[str, Any]:
    """The columns of an open task. Without a deadline it sorts on today, the day it begins to wait."""
    return {
        "node": str(node),
        "item": item,
        "unit_id": unit_id,
        "staff_id": staff_id,
        "due": due,
        "sort_on": sort_on or due or clock.today(),
        "since": clock.now(),
        "flag": flag,
    }


def message(
    kind: MessageKind, to_side: str, by: Actor, case: Case, *, state: str = "sent", **given: Any
) -> dict[str, Any]:
    """The columns of a message written now; one that is sent now unless `state` says otherwise."""
    at = clock.now()
    sent = {"sent_at": at, "sent_by_id": by.staff_id, "sent_on": clock.today(), "received_on": clock.today()}
    return {
        "uuid": uuid.uuid4(),
        "reception_id": case.in_id,
        "kind": str(kind),
        "to_side": to_side,
        "state": state,
        "channel": ELECTRONIC,
        "text": "",
        "wait_words": "",
        "void_reason": "",
        "written_at": at,
        "written_by_id": by.staff_id,
        **(sent if state == "sent" else {}),
        **given,
    }


def refuse(event: Event | InEvent, decision: Decision | None, extra: Iterable[Reason] = ()) -> None:
    """Raise Refused with every reason when the decision stops or a reason was found beside it."""
    reasons = [*extra, *(decision.reasons if decision else ())]
    if list(extra) or (decision and decision.stops):
        raise Refused(not_done(event), reasons, [decision] if decision else ())


def warn(event: Event | InEvent, warnings: Iterable[Reason], confirmed: frozenset[str]) -> None:
    """Raise Refused with what has to be confirmed first, unless all of it is."""
    left = [reason for reason in warnings if reason.code not in confirmed]
    if left:
        raise Refused(not_done(event), left)


def fault(code: str, field: str, head: str, text: str, *, other: bool = False) -> Reason:
    """A refusal that is about what was typed."""
    who = Who.SOMEONE_ELSE if other else Who.YOU
    return Reason(code=code, head=head, text=text, source=ROUTINE, field=field, who=who)


def unwritable(**texts: str) -> list[Reason]:
    """A refusal for each text, by its field, that holds invisible control signs; they cannot be stored."""
    return [
        fault("X-35.unreadable", name, f"Texten innehåller osynliga styrtecken ({signs})", "Skriv om texten.")
        for name, text in texts.items()
        if (signs := control_signs(text))
    ]


def noon(day: datetime.date) -> datetime.datetime:
    """The instant that stands for an event of which only the day is known."""
    return datetime.datetime.combine(day, datetime.time(12), clock.STOCKHOLM)


def changes(**pairs: Sequence[Any]) -> dict[str, list[Any]]:
    """Old and new values for the history, as JSON; what did not change is left out (X-08)."""
    return {name: [_plain(old), _plain(new)] for name, (old, new) in pairs.items() if old != new}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
