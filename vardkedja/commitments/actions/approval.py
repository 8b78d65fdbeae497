"""The home region's approval on Kap 4.2–4.4: asked for, withdrawn, recorded as given or declined (RUS-20, RUS-21, X-10)."""

import datetime
import uuid
from dataclasses import dataclass

from vardkedja.commitments import papers
from vardkedja.commitments.actions.common import NODES, refuse, see, task_columns, unwritable, waiting_for, writing
from vardkedja.commitments.facts import extra_reasons, issue_facts, standing
from vardkedja.commitments.look import content_of
from vardkedja.commitments.models import Approval
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.rules import commitments as rules
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_workflow import Event, State
from vardkedja.rules.decision import Reason, Source

NOT_ASKED = "Godkännande begärdes inte"
NOT_RECORDED = "Svaret registrerades inte"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the home region answered: by somebody signed in here, or on a stamped paper that is recorded here."""

    approved: bool
    decided_on: datetime.date
    name: str
    role: str
    signed: bool
    stamp: bool = False
    reason: str = ""
    conditions: str = ""
    evidence: str = ""


@verb
def request_approval(
    case_uuid: uuid.UUID, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Begär godkännande: the ground needs it and all other fields are complete."""
    case = see(by, Permission.RUS_WRITE, Event.REQUEST_APPROVAL, case_uuid, version, key, None)
    content = content_of(case)
    stands = standing(content, by, clock.today())
    facts = issue_facts(content, stands, None, clock.today(), case._replace(approval=None))
    decision = rules.request_approval(facts, terms.terms(case.rules))
    refuse(NOT_ASKED, [*extra_reasons(content, stands), *decision.reasons, *papers.unprintable(content)])
    if decision.stops:
        raise Refused(NOT_ASKED, list(decision.reasons) or [_not_needed(decision.say)], [decision])
    write = writing(by, Event.REQUEST_APPROVAL, case).change_case(state=str(State.AWAITING)).close_tasks()
    write.insert(Task, **task_columns(NODES[State.AWAITING], case.from_id))
    write.decided(decision, day=clock.today()).send(patient_id=case.patient_id)
    return case.uuid


@verb
def withdraw_request(
    case_uuid: uuid.UUID, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Ta tillbaka begäran: back to Utkast, before the home region has answered."""
    case = see(by, Permission.RUS_WRITE, Event.WITHDRAW, case_uuid, version, key, None)
    write = writing(by, Event.WITHDRAW, case).change_case(state=str(State.DRAFT)).close_tasks()
    task = task_columns(NODES[State.DRAFT], case.from_id, staff_id=case.doctor_id)
    write.insert(Task, **task).send(patient_id=case.patient_id)
    return case.uuid


@verb
def record_answer(
    case_uuid: uuid.UUID, answer: Answer, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Record the home region's answer. An approval leads to Klar att utfärda, a refusal with its reason back to Utkast.

    Given by an approver signed in (permission to approve), or recorded from a stamped paper by the author's unit, which
    then names the paper as evidence.
    """
    event = Event.APPROVE if answer.approved else Event.DECLINE
    permission = Permission.RUS_APPROVE if by.may(Permission.RUS_APPROVE) else Permission.RUS_WRITE
    case = see(by, permission, event, case_uuid, version, key, repr(answer))
    refuse(NOT_RECORDED, _faults(answer, by))
    after = State.READY if answer.approved else State.DRAFT
    write = writing(by, event, case).change_case(state=str(after)).close_tasks()
    flag = "" if answer.approved else "Avslag"
    write.insert(Task, **task_columns(NODES[after], case.from_id, staff_id=case.doctor_id, flag=flag))
    columns = {
        "uuid": uuid.uuid4(),
        "organisation_id": case.region,
        "approver_name": answer.name,
        "approver_role": answer.role,
        "outcome": "approved" if answer.approved else "declined",
        "decided_on": answer.decided_on,
        "signed": answer.signed,
        "stamp": answer.stamp,
        "reason": answer.reason,
        "conditions": answer.conditions,
        "evidence": answer.evidence,
        "content_hash": content_of(case).fingerprint(),
        "recorded_at": write.at,
        "recorded_by_id": by.staff_id,
    }
    voided = {} if answer.approved else {"voided_at": write.at, "voided_by_id": by.staff_id}
    write.insert(Approval, keys=("commitment_id",), **columns, **voided)
    write.send(changes={"state": [case.state, str(after)]}, note=answer.reason, patient_id=case.patient_id)
    return case.uuid


def _faults(answer: Answer, by: Actor) -> list[Reason]:
    texts = ("name", "role", "reason", "conditions", "evidence")
    faults = unwritable(**{name: getattr(answer, name) for name in texts})
    faults += papers.unprintable_texts({"name": ("Namnet", answer.name), "role": ("Befattningen", answer.role)})
    if answer.decided_on > clock.today():
        faults.append(
            _fault("RUS-20.future", "decided_on", "Datumet ligger i framtiden", "Ange den dag beslutet togs.")
        )
    if answer.approved and not answer.signed:
        text = "Ett godkännande gäller bara med underskrift. Kryssa i att det är undertecknat, eller registrera avslag."
        faults.append(_fault("RUS-20.unsigned", "signed", "Underskriften saknas", text))
    if not answer.name.strip() or not answer.role.strip():
        faults.append(_fault("RUS-20.who", "name", "Den som beslutade saknas", "Ange namn och befattning."))
    if not answer.approved and not answer.reason.strip():
        faults.append(_fault("RUS-20.no_reason", "reason", "Skäl saknas", "Ange varför hemlandstinget avslår."))
    if not by.may(Permission.RUS_APPROVE) and not answer.evidence.strip():
        text = "Ange vilket papper du registrerar från, till exempel diarienummer eller brevets datum."
        faults.append(_fault("X-10.no_evidence", "evidence", "Underlag saknas", text))
    return faults


def _fault(code: str, field: str, head: str, text: str) -> Reason:
    source = Source("RUS-remiss instruktion, Region Kalmar län", "Godkännande av hemlandsting")
    return Reason(code=code, head=head, text=text, source=source, field=field)


def _not_needed(say: str) -> Reason:
    return waiting_for("Godkännande behövs inte", say, "RUS-21.not_needed")
