"""What every verb on a specialist referral begins with: see it, may I, does the table allow it, has it moved."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from vardkedja.commitments.specialist import look
from vardkedja.commitments.specialist.content import FORM
from vardkedja.commitments.specialist.look import Case
from vardkedja.kernel import absences, clock, verbs
from vardkedja.kernel.access import Actor, Denied, demand
from vardkedja.kernel.typed import control_signs
from vardkedja.kernel.verbs import Conflict, Missing, Refused
from vardkedja.kernel.write import Write
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Decision, Reason, Who
from vardkedja.rules.specialist_workflow import ASIDE, WORKFLOW, By, Event, State, display_state, state_word

# The nodes of the work lists (kernel tasks); what they are called stands in specialist/worklists.py.
DRAFT, SEND, SENT, ASSESS, ISSUE = "svr_draft", "svr_send", "svr_sent", "svr_assess", "svr_issue"
COMPLETE, WAIT, DECISION, LETTER = "svr_complete", "svr_wait", "svr_decision", "svr_letter"
TELL, QUESTION, CHANGED = "svr_tell", "svr_question", "svr_changed"
# What a decision leaves nobody to do; a patient who is to be told and an open question remain.
OFFICE_WORK = (SENT, ASSESS, WAIT, COMPLETE, ISSUE)
LONGEST = 1000  # characters in a reason or a condition
NOT_DONE = {
    Event.SAVE: "Utkastet sparades inte",
    Event.SIGN: "Remissen signerades inte",
    Event.SEND: "Remissen skickades inte",
    Event.REGISTER: "Begäran registrerades inte",
    Event.APPROVE: "Remissen godkändes inte",
    Event.REJECT: "Avslaget registrerades inte",
    Event.DISMISS: "Ärendet avvisades inte",
    Event.ISSUE: "Betalningsförbindelsen utfärdades inte",
    Event.EXTEND: "Perioden ändrades inte",
    Event.WITHDRAW: "Remissen återkallades inte",
    Event.REVOKE: "Beslutet upphävdes inte",
}
# Which side does what, and the permission it asks for.
OFFICE_PERMISSION, SENDER_PERMISSION = Permission.SVR_OFFICE, Permission.SVR_WRITE
SIGNED_EVENTS = (Event.SIGN, Event.SUPPLEMENT)


def sides_for(event: Event, state: str) -> frozenset[str]:
    """The sides that may do it: `sender`, `office`."""
    step = WORKFLOW.next(state, event)
    by = step.by if step else ASIDE[event][1] if event in ASIDE else By.BOTH
    return {
        By.OFFICE: frozenset(("office",)),
        By.BOTH: frozenset(("office", "sender")),
    }.get(By(by), frozenset(("sender",)))


def permission_for(event: Event, by: Actor) -> Permission:
    """What the act asks of a person: the office's own permission when that is what the person works with."""
    if event in SIGNED_EVENTS:
        return Permission.SVR_SIGN
    return OFFICE_PERMISSION if by.may(OFFICE_PERMISSION) else SENDER_PERMISSION


def see(by: Actor, event: Event, case_uuid: uuid.UUID, version: int | None, key: uuid.UUID | None, asked: Any) -> Case:
    """The case that a verb acts on. Raises Denied, Missing, Conflict, Refused (the table does not allow it) or AlreadyDone."""
    demand(by, permission_for(event, by))
    sql, values = look.statement(by, case_uuid)
    row = verbs.look(by, f"svr.{event}", key, [str(case_uuid), asked], case_uuid, sql, values)
    if row is None:
        raise Missing
    case = look.from_row(row)
    if not possible(case, event):
        raise Refused(not_done(event), [not_from_here(case, event)])
    if not sides_for(event, case.state) & case.sides_of(by):
        raise Denied(_other_side(case, event))
    if version is not None and version != case.version:
        raise Conflict
    return case


def possible(case: Case, event: Event) -> bool:
    """Whether the table, or the list of what is done aside, has the event in the case's state."""
    if event in ASIDE:
        return State(case.state) in ASIDE[event][0]
    return WORKFLOW.next(case.state, event) is not None


def target(case: Case, event: Event) -> str:
    """The state that the event leads to; the table has been asked already."""
    step = WORKFLOW.next(case.state, event)
    assert step is not None
    return str(step.target)


def not_from_here(case: Case, event: Event) -> Reason:
    """Why the table does not allow the event now, in words."""
    shown = state_word(display_state(State(case.state), case.last_day, clock.today())).lower()
    text = f"{case.number} är {shown} sedan {clock.local(case.changed_at):%Y-%m-%d %H:%M}, {case.changed_name}."
    code = "SVR-37.decided" if event is Event.WITHDRAW else f"X-13.{event}"
    more = " Efter beslut kan bara regionen upphäva." if event is Event.WITHDRAW else ""
    return fault(
        code, "", f"Det går inte när den är {shown}", f"{text}{more} Öppna ärendet och se vad som kan göras nu."
    )


def not_done(event: Event) -> str:
    """The heading of a refusal."""
    return NOT_DONE.get(event, "Det gick inte")


def _other_side(case: Case, event: Event) -> str:
    if "office" in sides_for(event, case.state):
        return f"Det här gör {case.region_name}, som prövar remissen."
    return f"Det här gör avsändaren, {case.from_name}."


def on_behalf(by: Actor, case: Case) -> int | None:
    """Whose case an officer decides: nobody's, one's own, or that of a colleague who is away today (SVR-35, REM-43).

    Raises Denied when the colleague is at work: the case is then taken over first, so that two do not decide it.
    """
    if case.officer_id in (None, by.staff_id):
        return None
    assert case.officer_id is not None
    today = clock.today()
    if absences.away([case.officer_id], by.unit_id, today, today):
        return case.officer_id
    raise Denied(f"{case.officer_name} har ärendet och är inte borta idag. Ta över ärendet först, eller fråga.")


def writing(by: Actor, event: Event, case: Case, state: str | None = None, **columns: Any) -> Write:
    """A write on the case at the version that was read, in the state that it goes to (its own when none is given)."""
    write = Write(by, f"svr.{event}", case_id=case.id, version=case.version)
    return write.change_case(state=state or case.state, **columns)


def task(
    node: str,
    unit_id: int,
    staff_id: int | None = None,
    *,
    due: datetime.date | None = None,
    item: uuid.UUID | None = None,
    flag: str = "",
) -> dict[str, Any]:
    """The columns of an open task that began to wait now."""
    return {
        "node": node,
        "item": item,
        "unit_id": unit_id,
        "staff_id": staff_id,
        "due": due,
        "sort_on": due or clock.today(),
        "since": clock.now(),
        "flag": flag,
    }


def live(write: Write, case_uuid: uuid.UUID, *units: int | None) -> None:
    """Let open pages at the units know that the case has moved; sent after the commit, without patient data."""
    told = sorted({unit for unit in units if unit})
    by = write.by.staff_id if write.by else None
    write.errand("live", {"case": str(case_uuid), "units": told, "by": by})


def tell_admission(write: Write, case: Case) -> None:
    """Let the emergency admission that the referral comes from be worked out anew after the commit (SVR-25, SVR-26)."""
    if case.acute_uuid:
        write.errand("svr.acute", {"case": str(case.acute_uuid)})


def refuse(event: Event, decisions: Iterable[Decision] = (), extra: Iterable[Reason] = ()) -> None:
    """Raise Refused with every reason when a decision stops or a reason was found beside it."""
    stopping = [decision for decision in decisions if decision.stops]
    reasons = [*extra, *(reason for decision in stopping for reason in decision.reasons)]
    if reasons or stopping:
        raise Refused(not_done(event), reasons, stopping)


def fault(code: str, field: str, head: str, text: str, *, other: bool = False) -> Reason:
    """A refusal that is about what was typed."""
    who = Who.SOMEONE_ELSE if other else Who.YOU
    return Reason(code=code, head=head, text=text, source=FORM, field=field, who=who)


def unwritable(**texts: str) -> list[Reason]:
    """A refusal for each text, by its field, that holds invisible control signs; they cannot be stored."""
    return [
        fault("X-35.unreadable", name, f"Texten innehåller osynliga styrtecken ({signs})", "Skriv om texten.")
        for name, text in texts.items()
        if (signs := control_signs(text))
    ]


def required(**texts: str) -> list[Reason]:
    """A refusal for each text, by its field, that is empty or cannot be stored."""
    empty = [
        fault("SVR-35.no_reason", name, "Skäl saknas", "Skriv varför. Den som läser beslutet ska förstå det.")
        for name, text in texts.items()
        if not text.strip()
    ]
    return [*empty, *unwritable(**texts), *too_long(**texts)]


def too_long(**texts: str) -> list[Reason]:
    """A refusal for each text, by its field, that has no room: what is stored is what is printed, never cut."""
    return [
        fault("X-35.long", name, "Texten är för lång", f"Högst {LONGEST} tecken får plats. Den har {len(text)}.")
        for name, text in texts.items()
        if len(text) > LONGEST
    ]
