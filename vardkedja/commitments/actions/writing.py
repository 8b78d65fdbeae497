"""Writing: save a draft, delete it, lock it when the patient has moved, begin a new referral that replaces a cancelled one."""

import uuid
from typing import Any

from django.db import IntegrityError

from vardkedja.commitments.actions.after import cancelled
from vardkedja.commitments.actions.common import (
    NODES,
    certificate_columns,
    columns,
    differences,
    faults_as_reasons,
    refuse,
    see,
    task_columns,
    voided,
    voids_approval,
    writing,
)
from vardkedja.commitments.content import Content, Fault
from vardkedja.commitments.facts import Standing, extra_reasons, issue_facts, standing
from vardkedja.commitments.look import Case, content_of
from vardkedja.commitments.models import KIND, Certificate, Commitment
from vardkedja.kernel import clock, terms, verbs
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import Conflict, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals.models import Referral
from vardkedja.rules import commitments as rules
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_facts import KALMAR
from vardkedja.rules.commitment_workflow import Event, State
from vardkedja.rules.decision import Reason, Source

NOT_SAVED = "Utkastet sparades inte"
# The referring doctor is whom an Utkast waits for; without one the unit's pool has it.
HAND_TO = (
    "update kernel_task set staff_id = %s::bigint, unit_id = %s::bigint"
    " where case_id = (select id from c) and node = 'finish' and done_at is null"
)
VOID_APPROVAL = (
    "update commitments_approval set voided_at = %s, voided_by_id = %s"
    " where commitment_id = (select id from c) and voided_at is null"
)


@verb
def save(
    content: Content,
    *,
    by: Actor,
    faults: list[Fault] | None = None,
    key: uuid.UUID | None = None,
    case_uuid: uuid.UUID | None = None,
    version: int | None = None,
    new_uuid: uuid.UUID | None = None,
    draft_uuid: uuid.UUID | None = None,
) -> uuid.UUID:
    """Spara: make or change an Utkast (RUS-36). Incomplete is fine, but a patient of the county is needed (RUS-04, RUS-07).

    Gives the case's uuid. Raises Refused with every reason, Conflict, Missing, Denied; AlreadyDone for a repeated key.
    """
    if case_uuid is None:
        return _save_new(content, by, faults or [], key, new_uuid or uuid.uuid4(), draft_uuid)
    case = see(by, Permission.RUS_WRITE, Event.SAVE, case_uuid, version, key, content.as_json())
    stands = standing(content, by, clock.today())
    refuse(NOT_SAVED, _entry_reasons(content, stands, faults or [], case))
    stays = case.state == State.READY and not voids_approval(case, content)
    write = change(by, Event.SAVE, case, content, stands, state=State.READY if stays else State.DRAFT)
    write.send(changes=differences(content_of(case), content) | voided(case, content), patient_id=case.patient_id)
    return case.uuid


def change(
    by: Actor,
    event: Event,
    case: Case,
    content: Content,
    stands: Standing,
    *,
    state: State = State.DRAFT,
    looked_up: str = "saved",
    **more: Any,
) -> Write:
    """A write that puts the content into the case's rows and the case into a state; `more` are columns of Commitment.

    Another content than the one approved voids the approval and leaves Klar att utfärda (RUS-20, RUS-21).
    """
    assert stands.from_place is not None
    write = writing(by, event, case)
    referral, commitment = columns(content, stands, write, confirmed=case.unavailable_confirmed)
    place = stands.to_place
    write.change_case(
        state=str(state),
        unit_id=stands.from_place.id,
        other_unit_id=place.id if place else None,
        headline=place.name if place else "",
        patient_id=_person_of(case, stands),
    )
    write.change(Referral, **referral).change(Commitment, **commitment, **_residence(case, stands, looked_up), **more)
    _certify(write, content, case)
    write.delete(Draft, staff_id=by.staff_id)
    if voids_approval(case, content):
        write.also(VOID_APPROVAL, write.at, by.staff_id)
    if case.state == State.READY and state == State.DRAFT:
        write.close_tasks()
        write.insert(Task, **task_columns(NODES[State.DRAFT], stands.from_place.id, staff_id=referral["doctor_id"]))
    elif state == State.DRAFT:
        write.also(HAND_TO, referral["doctor_id"], stands.from_place.id)
    return write


def _save_new(
    content: Content,
    by: Actor,
    faults: list[Fault],
    key: uuid.UUID | None,
    case_uuid: uuid.UUID,
    draft_uuid: uuid.UUID | None,
) -> uuid.UUID:
    demand(by, Permission.RUS_WRITE)
    sql = "select nextval('commitments_number')"
    row = verbs.look(by, "rus.save", key, content.as_json(), case_uuid, sql, ())
    assert row is not None
    stands = standing(content, by, clock.today())
    refuse(NOT_SAVED, _entry_reasons(content, stands, faults, None))
    assert stands.answer is not None
    person, _ = recognise(stands.answer)
    write = _insert(by, content, stands, person, case_uuid, row[0], draft_uuid)
    try:
        write.send(changes=differences(Content(), content), patient_id=person.pk)
    except IntegrityError as error:  # the same form was saved meanwhile, from another tab
        if "kernel_case_uuid" in str(error):
            raise Conflict from error
        raise
    return case_uuid


def _insert(
    by: Actor,
    content: Content,
    stands: Standing,
    person: Person,
    case_uuid: uuid.UUID,
    number: int,
    draft_uuid: uuid.UUID | None = None,
    replaces: int | None = None,
) -> Write:
    assert stands.from_place is not None
    write = Write(by, f"rus.{Event.SAVE}")
    place = stands.to_place
    write.new_case(
        uuid=case_uuid,
        kind=KIND,
        number=f"{clock.today().year}-{number:06d}",
        patient_id=person.pk,
        region_id=by.region,
        unit_id=stands.from_place.id,
        other_unit_id=place.id if place else None,
        state=str(State.DRAFT),
        headline=place.name if place else "",
    )
    referral, commitment = columns(content, stands, write, confirmed=False)
    write.insert(Referral, **referral)
    more = _residence(None, stands) | {
        "payer_id": KALMAR,
        "locked": "",
        "enclosures": "",
        "cancel_reason": "",
        "moved_to": "",
    }
    write.insert(Commitment, keys=("case_id", "referral_id"), **commitment, **more, replaces_id=replaces)
    if content.certificate:
        write.insert(Certificate, **certificate_columns(content))
    write.insert(Task, **task_columns(NODES[State.DRAFT], stands.from_place.id, staff_id=referral["doctor_id"]))
    if draft_uuid:
        write.also("delete from kernel_draft where uuid = %s and staff_id = %s", draft_uuid, by.staff_id)
    return write


def _certify(write: Write, content: Content, case: Case) -> None:
    """The certificate follows its box: made, changed, or taken away while it is a draft (RUS-44, RUS-45)."""
    if content.certificate and case.certificate_row is None:
        write.insert(Certificate, **certificate_columns(content))
    elif content.certificate:
        write.change(Certificate, **certificate_columns(content))
    elif case.certificate_row is not None:
        write.delete(Certificate)


def _entry_reasons(content: Content, stands: Standing, faults: list[Fault], case: Case | None) -> list[Reason]:
    """What stops a save: no or a wrong number, a patient who is not of the county, a field that cannot be read."""
    reasons = faults_as_reasons(faults) + [r for r in extra_reasons(content, stands) if r.field in _AT_ENTRY]
    if not content.number:
        reasons.append(
            _needed("number", "Personnummer saknas", "Ett utkast behöver ett personnummer för att kunna sparas.")
        )
    if stands.from_place is None and not content.from_unit:
        reasons.append(_needed("from_unit", "Remiss från saknas", "Välj en enhet som du har behörighet till."))
    if stands.answer is not None:
        facts = issue_facts(content, stands, None, clock.today(), case)
        assert facts.person is not None
        reasons += rules.residence(facts.person, clock.today(), terms.current()).reasons
    return reasons


_AT_ENTRY = ("number", "person", "phone", "from_unit", "to_unit")


def _needed(field: str, head: str, text: str) -> Reason:
    source = Source("RUS-remiss instruktion, Region Kalmar län", "blankettens fält")
    return Reason(code=f"RUS-07.{field}", head=head, text=text, source=source, field=field)


def _person_of(case: Case, stands: Standing) -> int:
    """The case's patient, brought up to date with the register's answer when it says something new."""
    answer = stands.answer
    if answer is None:
        return case.patient_id
    known = (
        case.identifier,
        case.given,
        case.family,
        (case.care_of, case.street, case.postcode, case.town),
        case.protected,
    )
    if known == (answer.number, answer.given, answer.family, answer.address, answer.protected):
        return case.patient_id
    return recognise(answer)[0].pk


def _residence(case: Case | None, stands: Standing, when: str = "saved") -> dict[str, Any]:
    """What the register said, kept with the time of the look-up (RUS-05); a new answer does not hide an older one."""
    before = dict(case.residence) if case else {}
    answer = stands.answer
    if answer is not None:
        before[when] = {
            "region": answer.region,
            "municipality": answer.municipality,
            "name": answer.municipality_name,
            "at": clock.now().isoformat(),
            "source": answer.source,
        }
    return {"residence": before}


@verb
def delete(case_uuid: uuid.UUID, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None) -> uuid.UUID:
    """Ta bort: an Utkast, or one that is Klar att utfärda, never issued. The row stays as Raderad; its number is not reused."""
    case = see(by, Permission.RUS_WRITE, Event.DELETE, case_uuid, version, key, None)
    write = writing(by, Event.DELETE, case).change_case(state=str(State.DELETED)).close_tasks()
    write.also(VOID_APPROVAL, write.at, by.staff_id)
    write.change(Commitment, replaces_id=None)  # what it was to replace can be replaced by another
    write.delete(Draft).send(patient_id=case.patient_id)
    return case.uuid


@verb
def lock(case_uuid: uuid.UUID, why: str, *, by: Actor) -> None:
    """Note on a draft that it can no longer be issued, and why: the patient has moved out (RUS-05). It stays readable."""
    case = see(by, Permission.RUS_WRITE, Event.SAVE, case_uuid, None, None, None)
    if case.locked != why:
        write = writing(by, Event.SAVE, case).change_case(state=case.state).change(Commitment, locked=why[:300])
        write.also("update kernel_task set flag = 'Flyttat' where case_id = (select id from c) and done_at is null")
        write.send(changes={"locked": [case.locked, why]}, patient_id=case.patient_id)


@verb
def replace(
    case_uuid: uuid.UUID, *, by: Actor, key: uuid.UUID | None = None, new_uuid: uuid.UUID | None = None
) -> uuid.UUID:
    """Begin a new Utkast with the content of a cancelled referral, referring to it (RUS-38). Gives the new case's uuid."""
    demand(by, Permission.RUS_WRITE)
    made = new_uuid or uuid.uuid4()
    old = cancelled(by, case_uuid, key, made)
    content = content_of(old)
    stands = standing(content, by, clock.today())
    refuse(NOT_SAVED, _entry_reasons(content, stands, [], None))
    assert stands.answer is not None
    person, _ = recognise(stands.answer)
    number = verbs.look(by, "rus.save", None, None, made, "select nextval('commitments_number')", ())
    assert number is not None
    write = _insert(by, content, stands, person, made, number[0], replaces=old.id)
    try:
        write.send(changes={"replaces": [None, old.number]}, note=f"Ersätter {old.number}", patient_id=person.pk)
    except IntegrityError as error:  # somebody else began one meanwhile
        if "replaced_once" in str(error):
            raise Conflict from error
        raise
    return made
