"""The office before its decision: open, take or give a case, assess, ask for what is missing, take what came."""

import datetime
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from vardkedja.commitments.specialist.actions.common import (
    ASSESS,
    COMPLETE,
    SENT,
    WAIT,
    fault,
    live,
    refuse,
    see,
    target,
    task,
    unwritable,
    writing,
)
from vardkedja.commitments.specialist.facts import office_of, stored_facts
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.models import Assessment, Completion, Specialist
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import standing as people
from vardkedja.referrals.models import Referral
from vardkedja.rules import specialist_deciding as rules
from vardkedja.rules.decision import Reason
from vardkedja.rules.regions import region_code
from vardkedja.rules.specialist_facts import FUNDING_WORDS
from vardkedja.rules.specialist_handling import handling
from vardkedja.rules.specialist_workflow import Event, State

BASIS = {
    "complaints": "Bedömning av patientens besvär",
    "diagnosis": "Patientens diagnos",
    "measure": "Planerad åtgärd",
}
SUPPLIERS = {"sender": "Avsändaren", "patient": "Patienten", "provider": "Patientens vårdgivare"}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the officer has found, as typed on the assessment's page. None: not answered."""

    same_kind: bool | None = None
    same_kind_note: str = ""
    same_indication: bool | None = None
    same_indication_note: str = ""
    funding: str = ""
    funding_region: str = ""
    agreement_reference: str = ""
    own_text: str = ""
    indications_met: bool | None = None
    admission_on: datetime.date | None = None
    admission_time: datetime.time | None = None


def due_for(case: Case) -> datetime.date | None:
    """The last day by the region's target, when there is one."""
    if case.received_on is None:
        return None
    found = handling(case.received_on, clock.today(), case.region, terms.terms(case.rules))
    return found.result.get("due")  # type: ignore[return-value]


def office_unit(case: Case) -> int:
    """The office that has the case."""
    office = office_of(case.region, clock.today(), terms.terms(case.rules))
    return office.pk if office else case.from_id


@verb
def start(case_uuid: uuid.UUID, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None) -> uuid.UUID:
    """Börja bedöma: the case gets a responsible officer and leaves the inbox. Nobody can withdraw it unseen after that."""
    case = see(by, Event.OPEN, case_uuid, version, key, None)
    write = writing(by, Event.OPEN, case, target(case, Event.OPEN))
    officer = case.officer_id or by.staff_id
    write.change_tasks(ASSESS, staff_id=officer).close_tasks(SENT)
    write.change(Assessment, opened_at=write.at, opened_by_id=by.staff_id, officer_id=officer)
    live(write, case.uuid, case.from_id, office_unit(case))
    write.send(changes={"state": [case.state, str(State.ASSESSING)]}, patient_id=case.patient_id)
    return case.uuid


@verb
def assign(
    case_uuid: uuid.UUID, *, by: Actor, officer: uuid.UUID | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Ta ärendet, or give it to a colleague at the office; the task follows. Raises Refused when nobody such works there."""
    case = see(by, Event.ASSIGN, case_uuid, None, key, str(officer))
    chosen = _officer(by, officer)
    if chosen is None:
        text = "Välj någon som arbetar på enheten idag."
        refuse(Event.ASSIGN, (), [fault("SVR-35.officer", "officer", "Handläggaren finns inte här", text)])
    assert chosen is not None
    write = writing(by, Event.ASSIGN, case).change(Assessment, officer_id=chosen)
    write.change_tasks(ASSESS, WAIT, staff_id=chosen)
    live(write, case.uuid, office_unit(case))
    name = Staff.objects.values_list("name", flat=True).get(pk=chosen)
    write.send(changes={"officer": [case.officer_name, name]}, patient_id=case.patient_id)
    return case.uuid


def _officer(by: Actor, officer: uuid.UUID | None) -> int | None:
    if officer is None:
        return by.staff_id
    colleagues = people.workers(by.unit_id, clock.today(), "svr")
    return next((one.staff_id for one in colleagues if one.staff.uuid == officer), None)


@verb
def assess(
    case_uuid: uuid.UUID, found: Found, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Spara bedömningen: what has been found so far; it need not be whole (SVR-07, 08, 11). A blank admission stays."""
    case = see(by, Event.ASSESS, case_uuid, version, key, repr(found))
    refuse(Event.ASSESS, [rules.start(stored_facts(case, clock.today()))], _faults(found))
    write = writing(by, Event.ASSESS, case)
    columns = asdict(found)
    admission = {name: columns.pop(name) for name in ("admission_on", "admission_time")}
    if found.admission_on is None:  # a time belongs to its day: both stay, or both are put right
        admission = {name: getattr(case, name) for name in admission}
    columns["funding_region_id"] = region_code(columns.pop("funding_region"))
    own = bool(found.own_text.strip())
    fresh = own and found.own_text != case.own_text
    if fresh or not own:
        columns |= {"own_on": clock.today() if own else None, "own_by_id": by.staff_id if own else None}
    if case.officer_id is None:
        columns["officer_id"] = by.staff_id
        write.change_tasks(ASSESS, staff_id=by.staff_id)
    write.change(Assessment, **columns).change(Specialist, **admission)
    write.send(changes=_changed(case, found), patient_id=case.patient_id)
    return case.uuid


def _changed(case: Case, found: Found) -> dict[str, Any]:
    new = asdict(found)
    old = {name: getattr(case, name) for name in new}
    old["funding_region"] = old["funding_region"] or ""
    return {name: [_plain(old[name]), _plain(new[name])] for name in new if old[name] != new[name]}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | str) else str(value)


def _faults(found: Found) -> list[Reason]:
    texts = ("same_kind_note", "same_indication_note", "agreement_reference", "own_text")
    faults = unwritable(**{name: getattr(found, name) for name in texts})
    if found.funding and found.funding not in tuple(map(str, FUNDING_WORDS)):
        faults.append(
            fault("X-35.funding", "funding", "Finansieringen finns inte som val", "Välj ett av alternativen.")
        )
    if found.funding_region and region_code(found.funding_region) is None:
        faults.append(fault("X-35.region", "funding_region", "Regionen finns inte", "Välj ur listan."))
    return faults


@verb
def ask(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    items: tuple[str, ...],
    text: str = "",
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Begär komplettering: names each missing item (SVR-12, SVR-13). The sender has it meanwhile, or somebody outside."""
    case = see(by, Event.ASK, case_uuid, version, key, [items, text])
    faults = unwritable(text=text, items=" ".join(items))
    if not [item for item in items if item.strip()]:
        faults.append(
            fault("SVR-13.items", "items", "Vad som saknas är inte angivet", "Kryssa i eller skriv vad som saknas.")
        )
    refuse(Event.ASK, (), faults)
    write = writing(by, Event.ASK, case, target(case, Event.ASK)).close_tasks(ASSESS)
    asked = [item.strip()[:80] for item in items if item.strip()]
    row: dict[str, Any] = {"uuid": uuid.uuid4(), "items": asked, "text": text.strip(), "supplied_by": "", "answer": ""}
    write.insert(Completion, **row, asked_at=write.at, asked_by_id=by.staff_id)
    if not case.outside:
        write.insert(Task, **task(COMPLETE, case.from_id, case.doctor_id))
    write.insert(Task, **task(WAIT, office_unit(case), case.officer_id or by.staff_id))
    live(write, case.uuid, case.from_id)
    changes = {"state": [case.state, str(State.COMPLETING)], "items": [None, asked]}
    write.send(changes=changes, note=text.strip(), patient_id=case.patient_id)
    return case.uuid


@dataclass(frozen=True, kw_only=True)
class Supplied:
    """What came: who supplied it, the day it arrived, and the texts for the items of the basis that it answers."""

    supplied_by: str
    received_on: datetime.date | None
    complaints: str = ""
    diagnosis: str = ""
    measure: str = ""
    text: str = ""


@verb
def complete(
    case_uuid: uuid.UUID, given: Supplied, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Lämna komplettering: by the sender, or registered at the office as it came from the patient or a provider (SVR-12).

    Back under assessment on the day it arrived. Refused while an item of the basis that was asked for still is missing.
    """
    case = see(by, Event.COMPLETE, case_uuid, version, key, repr(given))
    given = _whole(case, by, given)
    refuse(Event.COMPLETE, (), _supply_faults(case, given))
    assert given.received_on is not None
    write = writing(by, Event.COMPLETE, case, target(case, Event.COMPLETE)).close_tasks(COMPLETE, WAIT)
    _fill_in(write, case, given)
    write.also(_ANSWERED, given.received_on, given.supplied_by, given.text.strip(), write.at, by.staff_id)
    write.insert(Task, **task(ASSESS, office_unit(case), case.officer_id, due=due_for(case)))
    live(write, case.uuid, office_unit(case), case.from_id)
    came = datetime.datetime.combine(given.received_on, datetime.time(12), clock.STOCKHOLM)
    changes = {"state": [case.state, str(State.ASSESSING)], "supplied_by": [None, given.supplied_by]}
    write.send(changes=changes, note=given.text.strip(), event_at=came, patient_id=case.patient_id)
    return case.uuid


_ANSWERED = """
update commitments_completion set received_on = %s, supplied_by = %s, answer = %s, recorded_at = %s, recorded_by_id = %s
where case_id = (select id from c) and received_on is null
"""


def _whole(case: Case, by: Actor, given: Supplied) -> Supplied:
    """A sender supplies it now; what is not typed anew stays as it is."""
    if "office" not in case.sides_of(by):
        given = Supplied(**asdict(given) | {"supplied_by": "sender", "received_on": clock.today()})
    kept = {name: getattr(given, name).strip() or getattr(case, name) for name in BASIS}
    return Supplied(**asdict(given) | kept)


def _fill_in(write: Write, case: Case, given: Supplied) -> None:
    """The basis as it now is; a signed referral itself stays as it was signed, in its document (X-09)."""
    write.change(Referral, question=given.complaints)
    write.change(Specialist, diagnosis=given.diagnosis[:500], measure=given.measure[:500])


def _supply_faults(case: Case, given: Supplied) -> list[Reason]:
    faults = unwritable(**{name: getattr(given, name) for name in (*BASIS, "text")})
    asked = (case.completion or {}).get("items", [])
    for name, words in BASIS.items():
        if words in asked and not getattr(given, name).strip():
            faults.append(fault("SVR-13.missing", name, f"{words} saknas", "Det här efterfrågades. Fyll i det."))
    if given.supplied_by not in SUPPLIERS:
        faults.append(fault("SVR-12.by", "supplied_by", "Vem som har lämnat uppgifterna saknas", "Välj i listan."))
    if given.received_on is None or given.received_on > clock.today():
        faults.append(
            fault("SVR-12.received", "received_on", "Ankomstdag saknas", "Skriv dagen som det kom, senast idag.")
        )
    if not any(item in BASIS.values() for item in asked) and not given.text.strip():
        faults.append(fault("SVR-12.text", "text", "Svar saknas", "Skriv det som efterfrågades."))
    return faults
