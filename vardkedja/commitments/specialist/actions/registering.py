"""The second entrance: the office registers a request from a provider outside, or from the patient (SVR-11, SVR-14)."""

import datetime
import uuid
from dataclasses import dataclass

from vardkedja.commitments.specialist.actions.common import ASSESS, fault, live, refuse, task
from vardkedja.commitments.specialist.actions.writing import NEXT, begin
from vardkedja.commitments.specialist.content import Content, differences
from vardkedja.commitments.specialist.facts import at_signing, entry_reasons, office_of, referral_facts, standing
from vardkedja.kernel import clock, terms, verbs
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.typed import control_signs
from vardkedja.kernel.verbs import verb
from vardkedja.rules import specialist_signing as rules
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.specialist_facts import Entrance
from vardkedja.rules.specialist_handling import handling
from vardkedja.rules.specialist_workflow import Event, State

SOURCE_KINDS = {"provider": "Vårdgivare utanför regionen", "patient": "Patienten själv"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asked from outside, and the day it arrived."""

    source_kind: str
    source_name: str
    received_on: datetime.date | None


@verb
def register(
    content: Content,
    request: Request,
    *,
    by: Actor,
    faults: list[Reason] | None = None,
    key: uuid.UUID | None = None,
    new_uuid: uuid.UUID | None = None,
    draft_uuid: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera begäran utifrån: no specialistvårdsremiss is asked for (SVR-14); the basis may come later (SVR-12).

    Gives the case's uuid. Raises Refused with every reason, Denied; AlreadyDone for a repeated key.
    """
    demand(by, Permission.SVR_OFFICE)
    case_uuid = new_uuid or uuid.uuid4()
    row = verbs.look(by, "svr.register", key, content.as_json(), case_uuid, NEXT, ())
    assert row is not None
    today, pack = clock.today(), terms.current()
    stands = standing(content, by.unit_id, today)
    facts = referral_facts(content, stands, today, by.region, entrance=Entrance.OUTSIDE)
    known = stands.patient.answer and stands.patient.answer.given
    office = office_of(by.region, today, pack)
    found = [*(faults or []), *entry_reasons(content, stands), *_who(request)]
    if office is None:
        text = "Be förvaltaren föra in vilken enhet som prövar remisser."
        found.append(fault("SVR-34.no_office", "", "Regionens prövande enhet saknas", text, other=True))
    refuse(Event.REGISTER, [rules.register(facts, pack)] if known else [], found)
    assert stands.patient.answer is not None
    assert office is not None
    assert request.received_on is not None
    person, _ = recognise(stands.patient.answer)
    answer = stands.patient.answer
    more = {
        "entrance": str(Entrance.OUTSIDE),
        "source_kind": request.source_kind,
        "source_name": request.source_name.strip()[:160],
        "received_on": request.received_on,
        "at_signing": at_signing(answer, facts),
    }
    write = begin(by, Event.REGISTER, State.SENT, content, stands, person, case_uuid, row[0], **more)
    due = handling(request.received_on, today, by.region, pack).result.get("due")
    write.insert(Task, **task(ASSESS, office.pk, due=due))  # type: ignore[arg-type]
    if draft_uuid:
        write.also("delete from kernel_draft where uuid = %s", draft_uuid)
    live(write, case_uuid, office.pk)
    received = datetime.datetime.combine(request.received_on, datetime.time(12), clock.STOCKHOLM)
    write.send(changes=differences(Content(), content), event_at=received, patient_id=person.pk)
    return case_uuid


def _who(request: Request) -> list[Reason]:
    found = []
    if request.source_kind not in SOURCE_KINDS:
        found.append(fault("SVR-14.source", "source_kind", "Vem som frågar saknas", "Välj vårdgivare eller patient."))
    if not request.source_name.strip():
        found.append(fault("SVR-14.name", "source_name", "Avsändarens namn saknas", "Skriv vem begäran kommer från."))
    if control_signs(request.source_name):
        found.append(fault("X-35.unreadable", "source_name", "Namnet innehåller osynliga styrtecken", "Skriv om det."))
    if request.received_on is None:
        found.append(fault("SVR-12.received", "received_on", "Ankomstdag saknas", "Skriv dagen som begäran kom."))
    elif request.received_on > clock.today():
        text = "Skriv dagen som begäran kom, idag eller tidigare."
        found.append(fault("SVR-12.received", "received_on", "Ankomstdagen ligger i framtiden", text))
    return found
