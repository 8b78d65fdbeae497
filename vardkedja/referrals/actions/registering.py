"""Ankomstregistrering: a paper referral from a sender outside the system, with its scan (REM-23)."""

import datetime
import uuid
from typing import Any

from vardkedja.kernel import clock, terms, verbs
from vardkedja.kernel.access import Actor, Denied, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.people import register
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.referrals.actions.arriving import LINK, free_scan
from vardkedja.referrals.actions.common import noon, task, unwritable
from vardkedja.referrals.actions.sending import EMPTY_RECEPTION
from vardkedja.referrals.actions.writing import BLANK, new_case
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.core import Referral
from vardkedja.referrals.standing import place
from vardkedja.rules import referral_deadlines, referral_rules
from vardkedja.rules.access import Permission
from vardkedja.rules.referral_facts import ArrivalFacts
from vardkedja.rules.referrals import InEvent, InState, Node, State


@verb
def register_paper(
    *,
    by: Actor,
    number: str,
    scan: uuid.UUID | None,
    arrived_on: datetime.date | None,
    sender_unit: uuid.UUID | None = None,
    sender_name: str = "",
    referred_on: datetime.date | None = None,
    question: str = "",
    request_kind: str = "service",
    priority: str = "normal",
    late_reason: str = "",
    key: uuid.UUID | None = None,
    new_uuid: uuid.UUID | None = None,
) -> uuid.UUID:
    """Ankomstregistrering av pappersremiss: with its scan, on the day it came; late is stored and flagged (REM-23).

    The sender is a unit of the register, or a name when the register lacks it. Gives the case's uuid.
    """
    demand(by, Permission.REM_WRITE)
    if by.unit_id not in by.rem_units:
        raise Denied("Du har ingen behörighet till Remisser på den enhet som du arbetar på nu. Byt uppdrag.")
    made = new_uuid or uuid.uuid4()
    asked = [number, str(scan), str(arrived_on), str(sender_unit), sender_name, question]
    row = verbs.look(by, "rem.register", key, asked, made, "select nextval('referrals_number')", ())
    assert row is not None
    today = clock.today()
    patient = register.asked(number, today)
    sender = place(sender_unit, today) if sender_unit else None
    facts = ArrivalFacts(
        on=today,
        arrived_on=arrived_on,
        scan=scan is not None,
        patient_chosen=bool(patient.answer and patient.answer.given),
        sender=sender.name if sender else sender_name,
        referred_on=referred_on,
    )
    decision = referral_rules.register_paper(facts)
    reasons = [*patient.reasons, *unwritable(sender_name=sender_name, question=question, late_reason=late_reason)]
    reasons += decision.reasons
    reasons += free_scan(scan, by) if scan else []
    if arrived_on and not decision.stops:
        back = referral_rules.backdated(arrived_on, today, late_reason, by.region, terms.current())
        reasons += [*back.refusals]
    if reasons:
        raise Refused("Ankomsten registrerades inte", reasons, [decision])
    assert arrived_on is not None
    assert patient.answer is not None
    person, _ = recognise(patient.answer)
    days = referral_deadlines.confirm_by(referred_on, arrived_on, region=by.region, terms=terms.current())
    places = {"unit_id": sender.id if sender else by.unit_id, "other_unit_id": by.unit_id, "headline": by.unit_name}
    write = new_case(by, InEvent.REGISTER, person, made, row[0], state=str(State.OUTSIDE), **places)
    arrived: dict[str, Any] = EMPTY_RECEPTION | {
        "uuid": uuid.uuid4(),
        "unit_id": by.unit_id,
        "place": 1,
        "state": str(InState.NOT_ASSESSED),
        "channel": "paper",
        "arrived_on": arrived_on,
        "arrived_at": write.at,
        "arrived_by_id": by.staff_id,
        "received_at": write.at,
        "received_by_id": by.staff_id,
        "late_reason": late_reason.strip()[:300],
        "confirm_by": days.result.get("confirm_by"),
    }
    write.insert(Referral, question=question.strip(), phone="", consulted="", referred_on=referred_on)
    write.insert(Reception, **arrived)
    name = "" if sender else sender_name.strip()[:200]
    kind_of = {"request_kind": request_kind, "priority": priority, "reception_id": arrived["uuid"]}
    write.insert(Consultation, keys=("case_id", "referral_id"), **BLANK | {"sender_name": name} | kind_of)
    due = arrived["confirm_by"]
    write.insert(Task, **task(Node.ANSWER, by.unit_id, None, due=due, sort_on=arrived_on))
    write.also(LINK, None, "referral", write.at, by.staff_id, scan)
    write.decided(decision, days, day=today)
    write.send(
        changes={"arrived_on": [None, str(arrived_on)]} | ({"late": [None, late_reason]} if arrived_on < today else {}),
        event_at=noon(arrived_on),
        patient_id=person.pk,
    )
    return made
