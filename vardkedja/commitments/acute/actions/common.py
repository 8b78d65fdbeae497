"""What every verb on an emergency admission begins with: see it, may I, does the table allow it, has it moved."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from vardkedja.commitments.acute import look
from vardkedja.commitments.acute.look import Case
from vardkedja.commitments.acute.pressing import Pressing, changed
from vardkedja.commitments.specialist.actions.common import live
from vardkedja.kernel import clock, verbs
from vardkedja.kernel.access import Actor, Denied, demand
from vardkedja.kernel.typed import control_signs
from vardkedja.kernel.verbs import Conflict, Missing, Refused
from vardkedja.kernel.write import Write
from vardkedja.rules.access import Permission
from vardkedja.rules.acute_workflow import ASIDE, OPEN, WORKFLOW, Event, State, state_word
from vardkedja.rules.decision import Decision, Reason, Source, Who

PREFIX = "svr_acute"  # of the verbs' names, in the history and the log
NODE = "acute"
SOURCE = Source("Valfrihet – patientens val, Region Stockholm", "Akutvård", datetime.date(2023, 12, 19))
NOT_DONE = {
    Event.REGISTER: "Inskrivningen registrerades inte",
    Event.CONTACT: "Kontakten registrerades inte",
    Event.DECIDE_TRANSFER: "Beslutet registrerades inte",
    Event.DECIDE_CONTINUE: "Beslutet registrerades inte",
    Event.POSSIBLE: "Dagen registrerades inte",
    Event.COMMITMENT: "Betalningsförbindelsen registrerades inte",
    Event.TRANSFER: "Överföringen registrerades inte",
    Event.END: "Inskrivningen avslutades inte",
    Event.VOID: "Inskrivningen ändrades inte",
}
DECIDING = (Event.DECIDE_TRANSFER, Event.DECIDE_CONTINUE)
AFTER_DEATH = (Event.CONTACT, Event.COMMITMENT, Event.TRANSFER, Event.END, Event.VOID)  # what has happened already


def need(event: Event, direction: str) -> Permission:
    """What the act asks of a person. A doctor decides about our patients; about others the home region has decided."""
    signs = event in DECIDING and direction == "out"
    return Permission.SVR_SIGN if signs else Permission.SVR_WRITE


def possible(case: Case, event: Event) -> bool:
    """Whether the table, or the list of what is done aside, has the event in the case's state, for its direction."""
    if event is Event.COMMITMENT and case.out:  # our own region's is issued on the referral (SVR-26)
        return False
    if event in ASIDE:
        return State(case.state) in ASIDE[event]
    return WORKFLOW.next(case.state, event) is not None


def see(by: Actor, event: Event, case_uuid: uuid.UUID, version: int | None, key: uuid.UUID | None, asked: Any) -> Case:
    """The case that a verb acts on. Raises Denied, Missing, Conflict, Refused (the table does not allow it) or AlreadyDone."""
    demand(by, Permission.SVR_WRITE)
    sql, values = look.statement(by, case_uuid)
    row = verbs.look(by, f"{PREFIX}.{event}", key, [str(case_uuid), asked], case_uuid, sql, values)
    if row is None:
        raise Missing
    case = look.from_row(row)
    if not possible(case, event):
        raise Refused(NOT_DONE[event], [not_from_here(case, event)])
    if case.unit_id not in by.svr_units:
        raise Denied(f"Det här gör {case.unit_name}.")
    demand(by, need(event, case.direction))
    if case.dead and event not in AFTER_DEATH:
        text = f"Patienten är avliden {case.deceased_on}. Avsluta inskrivningen."
        raise Refused(NOT_DONE[event], [fault("X-28.deceased", "", "Patienten är avliden", text)])
    if version is not None and version != case.version:
        raise Conflict
    return case


def not_from_here(case: Case, event: Event) -> Reason:
    """Why the table does not allow the event now, in words."""
    shown = state_word(case.state)
    text = (
        f"{case.number}: {shown.lower()} sedan {clock.local(case.changed_at):%Y-%m-%d %H:%M}, {case.changed_name}. "
        "Öppna ärendet och se vad som kan göras nu."
    )
    return fault(f"X-13.{event}", "", f"Det går inte i läget {shown.lower()}", text)


def target(case: Case, event: Event) -> str:
    """The state that the event leads to; the table has been asked already."""
    step = WORKFLOW.next(case.state, event)
    assert step is not None
    return str(step.target)


def writing(by: Actor, event: Event, case: Case, state: str | None = None, **facts: object) -> Write:
    """A write on the case at the version that was read, with its task as it will be.

    `state`: where it goes, its own when none is given. `facts`: what the write changes among the facts of the rules.
    """
    goes_to = state or case.state
    write = Write(by, f"{PREFIX}.{event}", case_id=case.id, version=case.version).change_case(state=goes_to)
    if State(goes_to) in OPEN:
        write.change_tasks(NODE, **changed(case, clock.today(), **facts)._asdict())
    else:
        write.close_tasks(NODE)
    live(write, case.uuid, case.unit_id)
    return write


def task(unit_id: int, found: Pressing) -> dict[str, Any]:
    """The columns of the one open task, which began to wait now."""
    return {"node": NODE, "item": None, "unit_id": unit_id, "staff_id": None, "since": clock.now()} | found._asdict()


def refuse(event: Event, decisions: Iterable[Decision] = (), extra: Iterable[Reason] = ()) -> None:
    """Raise Refused with every reason when a decision stops or a reason was found beside it."""
    stopping = [decision for decision in decisions if decision.stops]
    reasons = [*extra, *(reason for decision in stopping for reason in decision.refusals or decision.reasons)]
    if reasons or stopping:
        raise Refused(NOT_DONE[event], reasons, stopping)


def fault(code: str, field: str, head: str, text: str, *, other: bool = False) -> Reason:
    """A refusal that is about what was typed."""
    who = Who.SOMEONE_ELSE if other else Who.YOU
    return Reason(code=code, head=head, text=text, source=SOURCE, field=field, who=who)


def unwritable(longest: dict[str, int], **texts: str) -> list[Reason]:
    """A refusal for each text, by its field, that holds invisible control signs or is longer than there is room for."""
    found = []
    for name, text in texts.items():
        if signs := control_signs(text):
            head = f"Texten innehåller osynliga styrtecken ({signs})"
            found.append(fault("X-35.unreadable", name, head, "Skriv om texten."))
        if len(text.strip()) > longest[name]:
            found.append(fault("X-35.long", name, "Texten är för lång", f"Högst {longest[name]} tecken får plats."))
    return found


def noon(day: datetime.date, at: datetime.time | None = None) -> datetime.datetime:
    """The instant of something whose day is known, and perhaps its time."""
    return datetime.datetime.combine(day, at or datetime.time(12), clock.STOCKHOLM)


def not_before_admission(case: Case, day: datetime.date | None, code: str, field: str, what: str) -> list[Reason]:
    """Refusals for a day that is missing, or before the patient was admitted."""
    if day is None:
        return [fault(f"{code}_no_day", field, f"{what} saknas", "Skriv dagen som ÅÅÅÅ-MM-DD.")]
    if day < case.admitted_on:
        text = f"Patienten skrevs in {case.admitted_on}. Rätta datumet."
        return [fault(f"{code}_before", field, f"{what} är före inskrivningen", text)]
    return []


def not_to_come(day: datetime.date | None, code: str, field: str, what: str) -> list[Reason]:
    """A refusal for a day that has not been."""
    if day is None or day <= clock.today():
        return []
    return [fault(f"{code}_future", field, f"{what} har inte varit", "Skriv idag eller en dag som har varit.")]
