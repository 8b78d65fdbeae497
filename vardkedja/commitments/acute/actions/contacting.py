"""The contact with the home region: what is recorded of it, and when it cannot be (SVR-21, SVR-22). A late one is kept."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from vardkedja.commitments.acute.actions.common import fault, noon, refuse, see, target, unwritable, writing
from vardkedja.commitments.acute.models import Acute
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import verb
from vardkedja.rules import acute as rules
from vardkedja.rules.acute_workflow import Direction, Event, State
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.law import Terms

LONGEST = {"body": 160, "function": 120}


@dataclass(frozen=True, kw_only=True)
class Contact:
    """The contact as it is typed. `body` and `function`: whom it was with, `hospital` our emergency hospital that was called."""

    on: datetime.date | None
    time: datetime.time | None = None
    body: str = ""
    function: str = ""
    hospital: uuid.UUID | None = None

    def as_json(self) -> dict[str, str]:
        return {name: str(value or "") for name, value in vars(self).items()}

    def columns(self, hospital: Unit | None) -> dict[str, Any]:
        """The columns of Acute that it fills."""
        return {
            "contact_on": self.on,
            "contact_time": self.time,
            "contact_body": self.body.strip(),
            "contact_function": self.function.strip(),
            "contact_hospital_id": hospital.pk if hospital else None,
        }


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A contact against an admission: the rule's decision, what else is wrong, the hospital that it points at."""

    decision: Decision | None
    faults: list[Reason]
    hospital: Unit | None

    @property
    def late(self) -> bool:
        return self.decision is not None and bool(self.decision.result.get("late"))


def hospitals(region: str) -> list[Unit]:
    """The hospital clinics of a region that are open today, by name."""
    found = Unit.objects.open_on(clock.today()).filter(region_id=region, kind="hospital_clinic")
    return list(found.order_by("sort_key", "pk"))


def judge(
    given: Contact, direction: str, region: str, admitted: tuple[datetime.date, datetime.time | None], pack: Terms
) -> Judged:
    """Judge a contact against the admission's day and time."""
    faults = unwritable(LONGEST, body=given.body, function=given.function)
    if not given.body.strip():
        faults.append(fault("SVR-21.body", "body", "Vem kontakten togs med saknas", "Skriv vem ni talade med."))
    if not given.function.strip():
        text = "Skriv vilken funktion personen har, till exempel bakjour."
        faults.append(fault("SVR-21.function", "function", "Funktion saknas", text))
    hospital = None
    if direction == Direction.OUT:
        hospital = next((one for one in hospitals(region) if one.uuid == given.hospital), None)
        if hospital is None:
            text = "Välj sjukhuset som vårdande region kontaktade."
            faults.append(fault("SVR-22.hospital", "contacted_hospital", "Kontaktat sjukhus saknas", text))
    if given.on is None:
        faults.append(fault("SVR-21.no_day", "contacted_on", "Dag för kontakten saknas", "Skriv som ÅÅÅÅ-MM-DD."))
        return Judged(decision=None, faults=faults, hospital=hospital)
    faults += _hours(given, admitted)
    decision = rules.contact(admitted[0], given.on, clock.today(), pack)
    return Judged(decision=decision, faults=faults, hospital=hospital)


def _hours(given: Contact, admitted: tuple[datetime.date, datetime.time | None]) -> list[Reason]:
    """The same day the hour tells: not before the admission, not later than now."""
    now = clock.local(clock.now())
    if given.time is None:
        return []
    if given.on == admitted[0] and admitted[1] and given.time < admitted[1]:
        text = f"Patienten skrevs in klockan {admitted[1]:%H:%M} samma dag. Rätta klockslaget."
        return [fault("SVR-21.before", "contacted_time", "Kontakten är före inskrivningen", text)]
    if given.on == now.date() and given.time > now.time():
        text = "Klockslaget har inte varit. Rätta det."
        return [fault("SVR-21.future", "contacted_time", "Kontakten har inte varit", text)]
    return []


@verb
def contact(
    case_uuid: uuid.UUID, given: Contact, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Registrera kontakt: our unit's with the home region, or the caring region's with us. Late is flagged, never stopped."""
    case = see(by, Event.CONTACT, case_uuid, version, key, given.as_json())
    pack = terms.terms(case.rules)
    judged = judge(given, case.direction, case.region, (case.admitted_on, case.admitted_time), pack)
    refuse(Event.CONTACT, [judged.decision] if judged.decision else [], judged.faults)
    assert judged.decision is not None
    assert given.on is not None
    write = writing(by, Event.CONTACT, case, target(case, Event.CONTACT), contacted_on=given.on)
    write.change(Acute, **given.columns(judged.hospital)).decided(judged.decision, day=clock.today())
    write.send(
        changes=told(judged) | {"state": [case.state, str(State.CONTACTED)]},
        event_at=noon(given.on, given.time),
        patient_id=case.patient_id,
    )
    return case.uuid


def told(judged: Judged) -> dict[str, Any]:
    """What the history says of a contact: that it was late, when it was."""
    return {"late": [None, True]} if judged.late else {}
