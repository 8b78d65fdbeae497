"""Between the sides: withdraw, a signed supplement, telling the patient, questions, what is read or sent (SVR-20, 37, 38, 40)."""

import datetime
import uuid
from typing import Any

from vardkedja.commitments.specialist import papers
from vardkedja.commitments.specialist.actions.assessing import office_unit
from vardkedja.commitments.specialist.actions.common import (
    ASSESS,
    CHANGED,
    DECISION,
    LETTER,
    QUESTION,
    TELL,
    fault,
    live,
    permission_for,
    refuse,
    required,
    see,
    target,
    task,
    tell_admission,
    unwritable,
    writing,
)
from vardkedja.commitments.specialist.facts import supplement_facts
from vardkedja.commitments.specialist.look import Case, from_row, statement
from vardkedja.commitments.specialist.models import AskedBenefit, Question, Specialist
from vardkedja.kernel import clock, terms, verbs
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.rules import specialist_signing as rules
from vardkedja.rules.decision import Reason
from vardkedja.rules.specialist_facts import AskedBenefit as Asked
from vardkedja.rules.specialist_facts import Benefit
from vardkedja.rules.specialist_workflow import BEFORE_DECISION, Event, State


@verb
def withdraw(
    case_uuid: uuid.UUID, *, by: Actor, reason: str = "", version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Återkalla: the sender takes it back before the decision; afterwards only the region can revoke (SVR-37)."""
    case = see(by, Event.WITHDRAW, case_uuid, version, key, reason)
    refuse(Event.WITHDRAW, (), required(reason=reason))
    write = writing(by, Event.WITHDRAW, case, target(case, Event.WITHDRAW)).close_tasks()
    live(write, case.uuid, office_unit(case), case.from_id)
    tell_admission(write, case)
    changes = {"state": [case.state, str(State.WITHDRAWN)]}
    write.send(changes=changes, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


@verb
def supplement(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    kind: str,
    reason: str,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Signera ett tillägg: a benefit with its medical reason, signed by the same authority as the referral (SVR-20).

    A telephone call after signing grants nothing. Judged by the same rule as the signature.
    """
    case = see(by, Event.SUPPLEMENT, case_uuid, None, key, [kind, reason])
    faults = [*required(reason=reason), *papers.unprintable_texts(reason=reason)]
    if kind not in (Benefit.COMPANION, Benefit.ALONE, Benefit.OTHER):
        faults.append(fault("SVR-20.kind", "kind", "Förmånen saknas", "Välj vilken förmån tillägget gäller."))
    decision = rules.supplement(supplement_facts(case, by, Asked(kind, reason.strip())), terms.terms(case.rules))
    refuse(Event.SUPPLEMENT, [decision], faults)
    write = writing(by, Event.SUPPLEMENT, case)
    row: dict[str, Any] = {"uuid": uuid.uuid4(), "kind": kind, "reason": reason.strip()[:500], "supplement": True}
    write.insert(AskedBenefit, **row, signed_at=write.at, signed_by_id=by.staff_id)
    paper = papers.supplement(case, kind, reason.strip(), by)
    write.insert(Document, kind="tillagg", version=case.version + 1, **signed_columns(paper, by, write.at))
    if case.state not in BEFORE_DECISION:
        write.insert(Task, **task(CHANGED, office_unit(case), case.officer_id, item=row["uuid"], flag="Nytt tillägg"))
    live(write, case.uuid, office_unit(case))
    write.send(changes={"benefit": [None, kind]}, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


@verb
def tell(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    told_on: datetime.date | None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera att patienten har fått veta vad som inte ersätts; the flag of the signature is lifted (SVR-40)."""
    case = see(by, Event.TELL, case_uuid, None, key, str(told_on))
    faults: list[Reason] = []
    if told_on is None or told_on > clock.today():
        faults.append(
            fault("SVR-40.day", "told_on", "Dagen saknas", "Skriv dagen som patienten fick veta, senast idag.")
        )
    if case.informed:
        faults.append(fault("SVR-40.already", "", "Det är redan registrerat", "Patienten har fått veta."))
    refuse(Event.TELL, (), faults)
    assert told_on is not None
    write = writing(by, Event.TELL, case).close_tasks(TELL)
    write.change(Specialist, informed=True, informed_at=write.at, informed_by_id=by.staff_id)
    at = datetime.datetime.combine(told_on, datetime.time(12), clock.STOCKHOLM)
    write.send(changes={"informed": [case.informed, True]}, event_at=at, patient_id=case.patient_id)
    return case.uuid


@verb
def question(case_uuid: uuid.UUID, *, by: Actor, text: str, key: uuid.UUID | None = None) -> uuid.UUID:
    """Fråga eller svara i ärendet: into the other side's list, and what waited here is answered by it (SVR-38)."""
    case = see(by, Event.QUESTION, case_uuid, None, key, text)
    faults = unwritable(text=text)
    if not text.strip():
        faults.append(fault("SVR-38.empty", "text", "Texten saknas", "Skriv din fråga eller ditt svar."))
    office = "office" in case.sides_of(by)
    if office and case.outside:
        words = (
            "Begäran kom utifrån. Ring eller skriv till den som frågade, och registrera svaret som en komplettering."
        )
        faults.append(fault("SVR-38.outside", "", "Avsändaren arbetar inte i Vårdkedja", words))
    refuse(Event.QUESTION, (), faults)
    write = writing(by, Event.QUESTION, case)
    row: dict[str, Any] = {"uuid": uuid.uuid4(), "text": text.strip(), "unit_id": by.unit_id, "to_office": not office}
    write.insert(Question, **row, written_at=write.at, written_by_id=by.staff_id)
    here, there = (office_unit(case), case.from_id) if office else (case.from_id, office_unit(case))
    write.close_tasks(QUESTION, unit_id=here)
    waits_for = case.doctor_id if office else case.officer_id
    write.insert(Task, **task(QUESTION, there, waits_for, item=row["uuid"]))
    live(write, case.uuid, there)
    write.send(changes={"question": [None, str(row["uuid"])]}, patient_id=case.patient_id)
    return case.uuid


# What is read, handled or sent without moving the case: the node it closes, and the day that is registered with it.
DONE = {"read": DECISION, "answered": QUESTION, "letter": LETTER, "changed": CHANGED}


@verb
def done(
    case_uuid: uuid.UUID,
    what: str,
    *,
    by: Actor,
    on: datetime.date | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Kvittera: the decision is read, a question needs no answer, the letter is sent (`on`), a change is dealt with.

    Closes what waits at the actor's unit. Raises Refused when nothing of the kind waits there.
    """
    node = DONE[what]
    case = _seen(by, case_uuid, key, [what, str(on)])
    waiting = Task.objects.filter(case_id=case.id, node=node, unit_id=by.unit_id, done_at__isnull=True)
    if not waiting.exists():
        text = "Det är redan gjort, eller ligger på en annan enhet."
        raise Refused("Det gick inte", [fault("X-13.nothing", "", "Inget väntar här", text)])
    if what == "letter" and (on is None or on > clock.today()):
        text = "Skriv dagen som brevet skickades, idag eller tidigare."
        raise Refused("Det gick inte", [fault("SVR-35.sent", "on", "Dagen saknas", text)])
    write = Write(by, f"svr.{what}", case_id=case.id, version=case.version).change_case(state=case.state)
    write.close_tasks(node, unit_id=by.unit_id)
    more: dict[str, Any] = {}
    if on:
        more["event_at"] = datetime.datetime.combine(on, datetime.time(12), clock.STOCKHOLM)
    write.send(patient_id=case.patient_id, **more)
    return case.uuid


def _seen(by: Actor, case_uuid: uuid.UUID, key: uuid.UUID | None, asked: Any) -> Case:
    demand(by, permission_for(Event.QUESTION, by))
    sql, values = statement(by, case_uuid)
    row = verbs.look(by, "svr.done", key, [str(case_uuid), asked], case_uuid, sql, values)
    if row is None:
        raise Missing
    return from_row(row)


def waiting_flag(case: Case) -> str:
    """The node that the office's flag on a change stands in, for a case in its present state."""
    return ASSESS if case.state in BEFORE_DECISION else CHANGED
