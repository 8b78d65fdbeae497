"""From a signed referral to the office: changed instead, or sent (SVR-34, X-09)."""

import uuid

from vardkedja.commitments.specialist.actions.common import (
    ASSESS,
    DRAFT,
    SEND,
    SENT,
    fault,
    live,
    refuse,
    see,
    target,
    task,
    tell_admission,
    writing,
)
from vardkedja.commitments.specialist.facts import office_of, stored_facts
from vardkedja.commitments.specialist.models import Specialist
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import verb
from vardkedja.rules import specialist_signing as rules
from vardkedja.rules.specialist_handling import handling
from vardkedja.rules.specialist_workflow import Event, State


@verb
def change(case_uuid: uuid.UUID, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None) -> uuid.UUID:
    """Ändra: a signed referral that is not sent becomes an Utkast again, and the signature falls (X-09)."""
    case = see(by, Event.CHANGE, case_uuid, version, key, None)
    write = writing(by, Event.CHANGE, case, target(case, Event.CHANGE)).close_tasks()
    write.change(Specialist, signed_at=None, signed_by_id=None)
    write.also(
        "update commitments_askedbenefit set signed_at = null, signed_by_id = null where case_id = (select id from c)"
    )
    write.insert(Task, **task(DRAFT, case.from_id, case.doctor_id))
    write.send(changes={"state": [case.state, str(State.DRAFT)]}, patient_id=case.patient_id)
    return case.uuid


@verb
def send(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    channel: str = "electronic",
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skicka till regionen: into the office's list; by post also prints the cover with the box address (SVR-34)."""
    case = see(by, Event.SEND, case_uuid, version, key, channel)
    office = office_of(case.region, clock.today(), terms.terms(case.rules))
    faults = []
    if office is None:
        text = f"{case.region_name} har inte infört vilken enhet som prövar remisser. Be förvaltaren föra in den."
        faults.append(fault("SVR-34.no_office", "", "Mottagande enhet i regionen saknas", text, other=True))
    if channel not in ("electronic", "post"):
        faults.append(fault("SVR-34.channel", "channel", "Sätt att skicka saknas", "Välj elektroniskt eller post."))
    refuse(Event.SEND, [rules.alive(stored_facts(case, clock.today()))], faults)
    assert office is not None
    write = writing(by, Event.SEND, case, target(case, Event.SEND)).close_tasks(SEND)
    write.change(Specialist, sent_at=write.at, sent_by_id=by.staff_id, channel=channel, received_on=clock.today())
    due = handling(clock.today(), clock.today(), case.region, terms.terms(case.rules)).result.get("due")
    write.insert(Task, **task(SENT, case.from_id))  # the sender answers for it until the office has begun
    write.insert(Task, **task(ASSESS, office.pk, due=due))  # type: ignore[arg-type]
    live(write, case.uuid, office.pk)
    tell_admission(write, case)
    write.send(changes={"state": [case.state, str(State.SENT)], "channel": ["", channel]}, patient_id=case.patient_id)
    return case.uuid
