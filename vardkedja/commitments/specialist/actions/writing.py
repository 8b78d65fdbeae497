"""The sender's side before the office: write, delete, sign, change, send (SVR-09, 16 to 18, 20, 25, 29 to 34, 40)."""

import uuid
from typing import Any

from django.db import IntegrityError

from vardkedja.commitments.specialist import papers
from vardkedja.commitments.specialist.actions.common import (
    DRAFT,
    SEND,
    TELL,
    refuse,
    see,
    target,
    task,
    writing,
)
from vardkedja.commitments.specialist.content import Content, differences, of_case
from vardkedja.commitments.specialist.facts import (
    Standing,
    at_signing,
    entry_reasons,
    referral_facts,
    standing,
)
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.models import KIND, AskedBenefit, Assessment, Specialist
from vardkedja.kernel import clock, terms, verbs
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import Conflict, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals.models import Referral
from vardkedja.rules import specialist_signing as rules
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.specialist_workflow import Event, State

NEXT = "select nextval('commitments_svr_number')"


@verb
def save(
    content: Content,
    *,
    by: Actor,
    faults: list[Reason] | None = None,
    key: uuid.UUID | None = None,
    case_uuid: uuid.UUID | None = None,
    version: int | None = None,
    new_uuid: uuid.UUID | None = None,
    draft_uuid: uuid.UUID | None = None,
) -> uuid.UUID:
    """Spara: make or change an Utkast. Incomplete is fine, but a patient of the region is needed (SVR-16, SVR-03).

    Gives the case's uuid. Raises Refused with every reason, Conflict, Missing, Denied; AlreadyDone for a repeated key.
    """
    if case_uuid is None:
        return _save_new(content, by, faults or [], key, new_uuid or uuid.uuid4(), draft_uuid)
    case = see(by, Event.SAVE, case_uuid, version, key, content.as_json())
    stands = standing(content, case.from_id, clock.today())
    _judge_draft(content, stands, case.region, faults or [])
    write = _change(by, Event.SAVE, case, content, stands)
    write.also(_HAND_TO, stands.doctor[0] if stands.doctor else None)
    write.send(changes=differences(of_case(case), content), patient_id=case.patient_id)
    return case.uuid


_HAND_TO = (
    "update kernel_task set staff_id = %s::bigint where case_id = (select id from c) and node = 'svr_draft'"
    " and done_at is null"
)


def _judge_draft(content: Content, stands: Standing, region: str, faults: list[Reason]) -> None:
    facts = referral_facts(content, stands, clock.today(), region)
    decision = rules.save(facts, terms.current())
    found = [*faults, *entry_reasons(content, stands)]
    refuse(Event.SAVE, [decision] if stands.patient.answer and stands.patient.answer.given else [], found)


def _change(
    by: Actor, event: Event, case: Case, content: Content, stands: Standing, *, signed: bool = False, **more: Any
) -> Write:
    """A write that puts the content into the case's rows; `more` are columns of Specialist. `signed`: a signature covers it."""
    state = target(case, event)
    place = stands.to_place
    answer = stands.patient.answer
    patient = recognise(answer)[0].pk if answer and answer.given else case.patient_id
    to = {"other_unit_id": place.pk if place else None, "patient_id": patient}
    write = writing(by, event, case, state, **to, **_headline(stands))
    referral, specialist = columns(content, stands)
    write.change(Referral, **referral).change(Specialist, **specialist, **more)
    write.delete(AskedBenefit, supplement=False)
    _benefits(write, content, by.staff_id if signed else None)
    return write.delete(Draft, staff_id=by.staff_id)


def _headline(stands: Standing) -> dict[str, str]:
    return {"headline": stands.to_place.name if stands.to_place else ""}


def columns(content: Content, stands: Standing) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of Referral and of Specialist that a form's content fills."""
    same = (
        *(
            "care_form",
            "specialty",
            "diagnosis",
            "measure",
            "admission_on",
            "admission_time",
            "period_from",
            "period_to",
        ),
        *("reason", "nhv", "explanation", "guarantee_stated", "listed_since", "guarantee_on", "listed_here"),
        *("lodging_wished", "informed", "informed_reason"),
    )
    referral = {
        "question": content.complaints,
        "phone": content.phone,
        "doctor_id": stands.doctor[0] if stands.doctor else None,
    }
    specialist = {name: getattr(content, name) for name in same}
    acute = stands.acute.pk if stands.acute else None
    return referral, specialist | {"box": content.box, "acute_id": acute}


def _benefits(write: Write, content: Content, signed_by: int | None) -> None:
    for asked in content.asked:
        signed: dict[str, Any] = {"signed_at": write.at, "signed_by_id": signed_by} if signed_by else {}
        row: dict[str, Any] = {"uuid": uuid.uuid4(), "kind": asked.kind, "reason": asked.reason, "supplement": False}
        write.insert(AskedBenefit, **row, **signed)


def _save_new(
    content: Content,
    by: Actor,
    faults: list[Reason],
    key: uuid.UUID | None,
    case_uuid: uuid.UUID,
    draft_uuid: uuid.UUID | None,
) -> uuid.UUID:
    demand(by, Permission.SVR_WRITE)
    row = verbs.look(by, "svr.save", key, content.as_json(), case_uuid, NEXT, ())
    assert row is not None
    stands = standing(content, by.unit_id, clock.today())
    _judge_draft(content, stands, by.region, faults)
    assert stands.patient.answer is not None
    person, _ = recognise(stands.patient.answer)
    write = begin(by, Event.SAVE, State.DRAFT, content, stands, person, case_uuid, row[0])
    write.insert(Task, **task(DRAFT, by.unit_id, stands.doctor[0] if stands.doctor else None))
    if draft_uuid:
        write.also("delete from kernel_draft where uuid = %s", draft_uuid)
    try:
        write.send(changes=differences(Content(), content), patient_id=person.pk)
    except IntegrityError as error:  # the same form was saved meanwhile, from another tab
        if "kernel_case_uuid" in str(error):
            raise Conflict from error
        raise
    return case_uuid


def begin(
    by: Actor,
    event: Event,
    state: State,
    content: Content,
    stands: Standing,
    person: Person,
    case_uuid: uuid.UUID,
    number: int,
    **more: Any,
) -> Write:
    """A write with a new case and its rows; `more` are columns of Specialist. The tasks are the caller's."""
    write = Write(by, f"svr.{event}")
    place = stands.to_place
    write.new_case(
        uuid=case_uuid,
        kind=KIND,
        number=f"S{clock.today().year}-{number:06d}",
        patient_id=person.pk,
        region_id=by.region,
        unit_id=stands.unit.pk,
        other_unit_id=place.pk if place else None,
        state=str(state),
        **_headline(stands),
    )
    referral, specialist = columns(content, stands)
    write.insert(Referral, **{"consulted": ""} | referral)
    defaults = {"entrance": "provider", "source_kind": "", "source_name": "", "at_signing": {}, "channel": ""}
    write.insert(Specialist, keys=("case_id", "referral_id"), **defaults | specialist | more)
    blank = ("same_kind_note", "same_indication_note", "funding", "agreement_reference", "own_text")
    nothing: dict[str, Any] = dict.fromkeys(blank, "")
    write.insert(Assessment, **nothing)
    _benefits(write, content, None)
    return write


@verb
def delete(case_uuid: uuid.UUID, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None) -> uuid.UUID:
    """Ta bort utkastet: it was never signed. The number is not used again."""
    case = see(by, Event.DELETE, case_uuid, version, key, None)
    write = writing(by, Event.DELETE, case, target(case, Event.DELETE)).close_tasks()
    write.delete(Draft).send(patient_id=case.patient_id)
    return case.uuid


@verb
def sign(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    content: Content | None = None,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Signera, in one's own name: the referral as it stands, or as `content` has it. Raises Refused with every reason.

    Who was not told what is not reimbursed is flagged until told (SVR-40).
    """
    case = see(by, Event.SIGN, case_uuid, version, key, content.as_json() if content else None)
    content = content or of_case(case)
    stands = standing(content, case.from_id, clock.today())
    pack = terms.terms(case.rules)
    facts = referral_facts(content, stands, clock.today(), case.region, signer=by)
    decision = rules.sign(facts, pack)
    refuse(Event.SIGN, [decision], [*entry_reasons(content, stands), *papers.unprintable(content)])
    answer = stands.patient.answer
    assert answer is not None
    write = _change(
        by,
        Event.SIGN,
        case,
        content,
        stands,
        signed=True,
        signed_at=clock.now(),
        signed_by_id=by.staff_id,
        at_signing=at_signing(answer, facts),
        informed_at=clock.now() if content.informed else None,
        informed_by_id=by.staff_id if content.informed else None,
    )
    paper = papers.referral(case, content, stands, by)
    write.insert(Document, kind="remiss", version=case.version + 1, **signed_columns(paper, by, write.at))
    write.close_tasks().insert(Task, **task(SEND, case.from_id))
    if content.informed is False:
        write.insert(Task, **task(TELL, case.from_id, by.staff_id, flag="Patienten ska få veta"))
    write.decided(decision, day=clock.today())
    changes = differences(of_case(case), content) | {"state": [case.state, str(State.SIGNED)]}
    write.send(changes=changes, note=content.informed_reason, patient_id=case.patient_id)
    return case.uuid
