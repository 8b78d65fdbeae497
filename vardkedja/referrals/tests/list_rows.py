"""Rows for the tests of the work lists, straight into the tables: a case with its reception, tasks and messages."""

import datetime
import uuid
from typing import Any

from vardkedja.kernel import clock
from vardkedja.kernel.access import Staff
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.models import Person, PersonIdentifier
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.core import Referral
from vardkedja.referrals.messages import Message
from vardkedja.rules.referrals import InState

BJORKDALEN, MOLNDAL, POOL = "bjorkdalen-vardcentral", "molndal-ortopedmottagningen", "narhalsan-sekreterarpoolen"
EVALENA, OSKAR, AMIR, KERSTIN = "evalena.abrahamsson", "oskar.nyberg", "amir.sandhov", "kerstin.almgard"
LOVISA, SHIRIN, GUSTAV = "lovisa.tegelmo", "shirin.karlstrom", "gustav.brannmark"
ULLABRITT = "ullabritt.moren"
_CLOSED = (InState.ANSWERED, InState.FORWARDED, InState.INTERRUPTED, InState.REJECTED, InState.RECALLED)


def unit(slug: str) -> int:
    """A unit's id by its slug."""
    return Unit.objects.values_list("pk", flat=True).get(slug=slug)


def staff(username: str) -> int:
    """A person's id by the name to sign in with."""
    return Staff.objects.values_list("pk", flat=True).get(username=username)


def person(number: str = "194203172384", **columns: Any) -> int:
    """An invented patient's id, made the first time it is asked for."""
    known = PersonIdentifier.objects.filter(value=number).values_list("person_id", flat=True).first()
    if known:
        return known
    given: dict[str, Any] = {"given": "Gun-Britt", "family": "Påhittman", "birth_date": datetime.date(1942, 3, 17)}
    made = Person.objects.create(sort_key="pahittman", search_key="pahittman", **(given | columns))
    PersonIdentifier.objects.create(person=made, kind="personnummer", value=number, current=True, since=clock.now())
    return made.pk


def referral(
    state: str = "sent",
    *,
    from_unit: str = BJORKDALEN,
    to_unit: str = MOLNDAL,
    by: str = OSKAR,
    patient: int | None = None,
    sent_on: datetime.date | None = None,
    priority: str = "normal",
    in_state: str = "",
    **reception: Any,
) -> Case:
    """A referral between two units; with `in_state` the receiving unit's side too, whose columns may be given."""
    now, who, today = clock.now(), staff(by), clock.today()
    case = Case.objects.create(
        kind="rem",
        number=f"K{today.year}-{Case.objects.count() + 1:06d}",
        patient_id=patient or person(),
        region_id="14",
        unit_id=unit(from_unit),
        other_unit_id=unit(to_unit),
        state=state,
        headline="Ortopedmottagningen, Mölndal",
        **{"opened_at": now, "opened_by_id": who, "changed_at": now, "changed_by_id": who},
    )
    core = Referral.objects.create(case=case, question="Hemlig fråga om knä")
    row = Consultation(case=case, referral=core, priority=priority)
    if state not in ("draft", "to_sign", "to_send", "outside"):
        sent = sent_on or today
        row.sent_on, row.sent_at, row.sent_by_id, row.monitor_id = sent, now, who, who
        row.watch_until = sent + datetime.timedelta(days=14)
    if in_state:
        row.reception = received(case, in_state, **reception)
    row.save(force_insert=True)
    return case


def received(case: Case, in_state: str, **columns: Any) -> Reception:
    """The receiving unit's side of a case, whole for its state unless columns are given."""
    now, today = clock.now(), clock.today()
    who = staff(SHIRIN)
    given: dict[str, Any] = {
        "unit_id": case.other_unit_id,
        "channel": "electronic",
        "arrived_on": today,
        "arrived_at": now,
        "arrived_by_id": case.opened_by_id,
        "confirm_by": today + datetime.timedelta(days=14),
        "received_at": now,
        "received_by_id": who,
    }
    if in_state in ("in_progress", "answered"):
        given |= {"assessor_id": who, "assessed_at": now, "assessed_by_id": who}
    if in_state in _CLOSED:
        given |= {"closed_at": now, "closed_by_id": who}
    return Reception.objects.create(case=case, state=in_state, **(given | columns))


def task(
    case: Case,
    node: str,
    at: str,
    who: str = "",
    *,
    days: int = 0,
    item: uuid.UUID | None = None,
    dated: bool = True,
) -> Task:
    """An open task of a unit, and of a person with `who`; `days` from today is its deadline, or when it began to wait."""
    day = clock.today() + datetime.timedelta(days=days)
    return Task.objects.create(
        case=case,
        node=node,
        unit_id=unit(at),
        staff_id=staff(who) if who else None,
        item=item,
        due=day if dated else None,
        sort_on=day,
        since=clock.now(),
    )


def message(case: Case, kind: str, *, to_side: str = "sender", state: str = "sent", **columns: Any) -> Message:
    """A message between the sides; sent and received today unless columns say otherwise."""
    now, who = clock.now(), staff(SHIRIN)
    given: dict[str, Any] = {"channel": "electronic", "written_at": now, "written_by_id": who}
    if state == "sent":
        given |= {"sent_at": now, "sent_by_id": who, "sent_on": clock.today(), "received_on": clock.today()}
    return Message.objects.create(case=case, kind=kind, to_side=to_side, state=state, **(given | columns))
