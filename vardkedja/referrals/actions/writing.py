"""Writing a referral: a draft, done for signature, signed, taken back, deleted (REM-05, REM-44)."""

import uuid
from typing import Any

from django.db import IntegrityError

from vardkedja.kernel import clock, terms, verbs
from vardkedja.kernel.access import Actor, Denied, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import Conflict, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import papers
from vardkedja.referrals.actions.common import demand_own, fault, not_done, see, task, writing
from vardkedja.referrals.actions.telling import close_dictations
from vardkedja.referrals.consultations import KIND, Consultation
from vardkedja.referrals.content import Content, differences, of_case
from vardkedja.referrals.core import Referral
from vardkedja.referrals.look import Case
from vardkedja.referrals.papers_in import Dictation
from vardkedja.referrals.standing import Place, Standing, entry_reasons, standing
from vardkedja.rules import referral_deadlines
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.referrals import Event, Node, State

NOT_SAVED = "Remissen sparades inte"


@verb
def write(
    content: Content,
    *,
    by: Actor,
    faults: list[Reason] | None = None,
    key: uuid.UUID | None = None,
    new_uuid: uuid.UUID | None = None,
    draft_uuid: uuid.UUID | None = None,
) -> uuid.UUID:
    """Skriv remiss: make a draft from the actor's unit. Incomplete is fine, but a patient is needed.

    Gives the case's uuid. Raises Refused with every reason, Denied; AlreadyDone for a repeated key.
    """
    return begin(Event.WRITE, content, by, faults or [], key, new_uuid or uuid.uuid4(), draft_uuid=draft_uuid)


@verb
def begin(
    event: Event,
    content: Content,
    by: Actor,
    faults: list[Reason],
    key: uuid.UUID | None,
    made: uuid.UUID,
    *,
    draft_uuid: uuid.UUID | None = None,
    dictation: dict[str, Any] | None = None,
) -> uuid.UUID:
    """Make the draft, with the dictation that it comes from when there is one; what `write` and `dictate` share."""
    demand(by, Permission.REM_WRITE)
    if by.unit_id not in by.rem_units:
        raise Denied("Du har ingen behörighet till Remisser på den enhet som du arbetar på nu. Byt uppdrag.")
    row = verbs.look(by, f"rem.{event}", key, content.as_json(), made, "select nextval('referrals_number')", ())
    assert row is not None
    stands = standing(content, by.unit_id, clock.today())
    reasons = [*faults, *entry_reasons(content, stands)]
    if reasons:
        raise Refused(NOT_SAVED, reasons)
    assert stands.patient.answer is not None
    person, _ = recognise(stands.patient.answer)
    decision = _send_by(content, by.region)
    new = new_case(by, event, person, made, row[0], unit_id=by.unit_id, state=str(State.DRAFT), **_to(stands.to_place))
    new.insert(Referral, **_referral(content, stands))
    new.insert(Consultation, keys=("case_id", "referral_id"), **_consultation(content, decision), **BLANK)
    owner = None if dictation else by.staff_id
    pool = dictation["pool_id"] if dictation and dictation["pool_id"] else by.unit_id
    new.insert(Task, **task(Node.FINISH, pool, owner, due=decision.result.get("send_by")))  # type: ignore[arg-type]
    if dictation:
        new.insert(Dictation, **dictation | {"send_by": decision.result.get("send_by")})
    if content.decided_on:
        new.decided(decision, day=clock.today())
    if draft_uuid:
        new.also("delete from kernel_draft where uuid = %s and staff_id = %s", draft_uuid, by.staff_id)
    try:
        new.send(changes=differences(Content(), content), patient_id=person.pk)
    except IntegrityError as error:  # the same form was saved meanwhile, from another tab
        if "kernel_case_uuid" in str(error):
            raise Conflict from error
        raise
    return made


def new_case(by: Actor, event: Any, person: Person, made: uuid.UUID, number: int, **columns: Any) -> Write:
    """A write that begins with a new consultation, with more `columns` of the case; the number is what people say."""
    return Write(by, f"rem.{event}").new_case(
        uuid=made,
        kind=KIND,
        number=f"K{clock.today().year}-{number:06d}",
        patient_id=person.pk,
        region_id=by.region,
        **columns,
    )


BLANK = {"turn": 1, "sender_name": "", "channel": "", "watch_cause": "", "close_reason": ""}


@verb
def save(
    case_uuid: uuid.UUID,
    content: Content,
    *,
    by: Actor,
    faults: list[Reason] | None = None,
    turn: int | None = None,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Spara: change a draft. `version` is the case's as it was when the form was opened; Conflict when it has moved."""
    case = see(by, Permission.REM_WRITE, Event.SAVE, case_uuid, turn=turn, key=key, asked=content.as_json())
    if version is not None and version != case.version:
        raise Conflict
    change, _ = _changed(by, Event.SAVE, case, content, faults or [])
    change.change_tasks(str(Node.FINISH), **_due(content, by.region))
    change.send(changes=differences(of_case(case), content), patient_id=case.patient_id)
    return case.uuid


def _changed(
    by: Actor, event: Event, case: Case, content: Content, faults: list[Reason], **more: Any
) -> tuple[Write, Decision]:
    """A write with the content in the case's rows; refuses what cannot be stored."""
    stands = standing(content, case.from_id, clock.today())
    reasons = [*faults, *entry_reasons(content, stands)]
    if reasons:
        raise Refused(NOT_SAVED, reasons)
    person_id = case.patient_id
    if stands.patient.number != case.identifier:
        assert stands.patient.answer is not None
        person_id = recognise(stands.patient.answer)[0].pk
    decision = _send_by(content, by.region)
    change = writing(by, event, case, patient_id=person_id, **_to(stands.to_place))
    change.change(Referral, **_referral(content, stands))
    change.change(Consultation, **_consultation(content, decision), **more)
    change.delete(Draft, staff_id=by.staff_id)
    return change, decision


@verb
def finish(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    turn: int | None = None,
    key: uuid.UUID | None = None,
    content: Content | None = None,
) -> uuid.UUID:
    """Klar för signering: hand the draft to its doctor. Raises Refused with everything that is missing."""
    asked = content.as_json() if content else None
    case = see(by, Permission.REM_WRITE, Event.FINISH, case_uuid, turn=turn, key=key, asked=asked)
    content = content or of_case(case)
    reasons = missing(content, case)
    if reasons:
        raise Refused(not_done(Event.FINISH), reasons)
    change, decision = _changed(by, Event.FINISH, case, content, [])
    doctor = standing(content, case.from_id, clock.today()).doctor
    assert doctor is not None
    change.close_tasks(str(Node.FINISH))
    close_dictations(change)
    change.insert(Task, **task(Node.SIGN, case.from_id, doctor[0], due=decision.result.get("send_by")))  # type: ignore[arg-type]
    change.send(changes=differences(of_case(case), content), patient_id=case.patient_id)
    return case.uuid


def missing(content: Content, case: Case | None) -> list[Reason]:
    """What a referral must have before it is signed, one reason per field."""
    reasons = []
    if content.to_unit is None:
        reasons.append(
            fault("REM-06.no_receiver", "to_unit", "Mottagare saknas", "Välj den enhet som ska få remissen.")
        )
    if not content.question.strip():
        text = "Skriv vad du frågar om och varför."
        reasons.append(fault("REM-05.no_question", "question", "Frågeställning saknas", text))
    if content.doctor is None:
        reasons.append(fault("REM-05.no_doctor", "doctor", "Remittent saknas", "Välj läkaren som skriver under."))
    if content.decided_on is None:
        text = "Fyll i dagen då ni bestämde att remittera. De tre arbetsdagarna räknas från den."
        reasons.append(fault("REM-05.no_decision", "decided_on", "Beslutsdag saknas", text))
    elif content.decided_on > clock.today():
        text = "Beslutet kan inte ligga i framtiden."
        reasons.append(fault("REM-05.future", "decided_on", "Beslutsdagen ligger i framtiden", text))
    if case and case.deceased_on:
        text = f"Patienten avled {case.deceased_on}. Makulera remissen."
        reasons.append(fault("X-28.deceased", "number", "Patienten är avliden", text))
    return [*reasons, *papers.unprintable(content)]


@verb
def sign(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    turn: int | None = None,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Signera: bind the content to the signer, in the signer's own name; a deputy signs på uppdrag av (REM-44, X-09)."""
    case = see(by, Permission.REM_SIGN, Event.SIGN, case_uuid, turn=turn, key=key, asked=version)
    if version is not None and version != case.version:
        raise Conflict
    owner = demand_own(by, case.doctor_id, case.doctor_name, case.from_id, Node.SIGN, "Signera")
    reasons = missing(of_case(case), case)
    if reasons:
        raise Refused(not_done(Event.SIGN), reasons)
    change = writing(by, Event.SIGN, case)
    change.on_behalf_of = owner
    change.change(Consultation, signed_at=change.at, signed_by_id=by.staff_id, signed_for_id=owner)
    paper = papers.referral(case, by, change.at, on_behalf=case.doctor_name if owner else None)
    change.insert(Document, kind="remiss", version=case.version + 1, **signed_columns(paper, by, change.at))
    change.close_tasks(str(Node.SIGN))
    change.insert(Task, **task(Node.SEND, case.from_id, case.author_id, due=case.send_by))
    change.send(patient_id=case.patient_id)
    return case.uuid


@verb
def change(case_uuid: uuid.UUID, *, by: Actor, turn: int | None = None, key: uuid.UUID | None = None) -> uuid.UUID:
    """Ändra remissen: back to draft; a signature no longer counts (X-09)."""
    case = see(by, Permission.REM_WRITE, Event.CHANGE, case_uuid, turn=turn, key=key)
    back = writing(by, Event.CHANGE, case).close_tasks()
    back.change(Consultation, signed_at=None, signed_by_id=None, signed_for_id=None)
    back.insert(Task, **task(Node.FINISH, case.from_id, by.staff_id, due=case.send_by))
    changes = {"signed_by": [case.signed_name, None]} if case.signed_at else {}
    back.send(changes=changes, patient_id=case.patient_id)
    return case.uuid


@verb
def delete(case_uuid: uuid.UUID, *, by: Actor, turn: int | None = None, key: uuid.UUID | None = None) -> uuid.UUID:
    """Makulera: a referral that was never sent. The row stays, its number is not used again."""
    case = see(by, Permission.REM_WRITE, Event.DELETE, case_uuid, turn=turn, key=key)
    gone = writing(by, Event.DELETE, case).close_tasks().delete(Draft)
    close_dictations(gone)
    gone.send(changes={"state": [case.state, str(State.DELETED)]}, patient_id=case.patient_id)
    return case.uuid


def _to(place: Place | None) -> dict[str, Any]:
    return {"other_unit_id": place.id if place else None, "headline": place.name if place else ""}


def _referral(content: Content, stands: Standing) -> dict[str, Any]:
    return {
        "question": content.question,
        "phone": content.phone,
        "consulted": "",
        "doctor_id": stands.doctor[0] if stands.doctor else None,
    }


def _consultation(content: Content, decision: Decision) -> dict[str, Any]:
    return {
        "decided_on": content.decided_on,
        "send_by": decision.result.get("send_by"),
        "request_kind": content.request_kind,
        "priority": content.priority,
    }


def _send_by(content: Content, region: str) -> Decision:
    return referral_deadlines.deadlines(decided_on=content.decided_on, region=region, terms=terms.current())


def _due(content: Content, region: str) -> dict[str, Any]:
    """The columns of a task whose deadline follows the decision day."""
    due: Any = _send_by(content, region).result.get("send_by")
    return {"due": due, "sort_on": due or clock.today()}
