"""Transfer or continued care: decided by a doctor here for our patient, by the home region for its own (SVR-23, SVR-24)."""

import uuid

from vardkedja.commitments.acute.actions.common import DECIDING, fault, refuse, see, target, unwritable, writing
from vardkedja.commitments.acute.look import Case
from vardkedja.commitments.acute.models import Acute
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import verb
from vardkedja.rules import acute as rules
from vardkedja.rules.acute_workflow import Direction
from vardkedja.rules.decision import Reason

EVENTS = dict(zip((rules.TRANSFER, rules.CONTINUE), DECIDING, strict=True))
LONGEST = {"motive": 1000, "decided_name": 160, "decided_function": 160}
HOSPITAL = "hospital_clinic"  # the register's kind of a unit at a hospital


@verb
def decide(
    case_uuid: uuid.UUID,
    decision: str,
    *,
    by: Actor,
    motive: str,
    name: str = "",
    function: str = "",
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Besluta överföring eller fortsatt vård, with the patient's condition as motive. It can be changed until it is done.

    `out`: the signed-in doctor decides. `here`: the home region has decided; `name` and `function` say who there.
    """
    event = EVENTS[decision]
    case = see(by, event, case_uuid, version, key, [decision, motive, name, function])
    judged = rules.decide(_facts(case, decision, motive, by), terms.terms(case.rules))
    refuse(event, [judged], _faults(case, motive, name, function))
    state = target(case, event)
    write = writing(by, event, case, state, decided=decision)
    who = (by.name, f"{by.title}, {by.unit_name}"[:160]) if case.out else (name.strip(), function.strip())
    write.change(
        Acute,
        decision=decision,
        motive=motive.strip(),
        decided_at=write.at,
        decided_by_id=by.staff_id if case.out else None,
        decided_name=who[0],
        decided_function=who[1],
    )
    changes = {"state": [case.state, state], "decision": [case.decision, decision]}
    write.decided(judged, day=clock.today()).send(changes=changes, note=motive.strip(), patient_id=case.patient_id)
    return case.uuid


def _facts(case: Case, decision: str, motive: str, by: Actor) -> rules.DecidingFacts:
    contacted = None
    if case.hospital_institution:  # the list of emergency hospitals names hospitals, not their clinics
        at_hospital = case.hospital_kind == HOSPITAL
        contacted = rules.Place(case.hospital_institution, case.hospital_region or "", at_hospital)
    unit = Unit.objects.get(pk=by.unit_id)
    return rules.DecidingFacts(
        direction=case.direction,
        home=case.home,
        on=clock.today(),
        decision=decision,
        motive=motive,
        contacted_on=case.contact_on,
        contacted=contacted,
        role=by.role,
        unit=rules.Place(unit.name, unit.region_id, unit.kind == HOSPITAL),
    )


def _faults(case: Case, motive: str, name: str, function: str) -> list[Reason]:
    found = unwritable(LONGEST, motive=motive, decided_name=name, decided_function=function)
    if case.direction == Direction.HERE:
        for field, text, head in (("decided_name", name, "Namn"), ("decided_function", function, "Funktion")):
            if not text.strip():
                words = f"Skriv vem i {case.home_name} som har beslutat."
                found.append(fault(f"SVR-24.{field}", field, f"{head} på den som beslutade saknas", words))
    return found
