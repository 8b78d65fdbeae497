"""The region's decision: approve, reject, dismiss, and the commitment that follows (SVR-03, 05 to 08, 26, 35, 36, X-10)."""

import datetime
import uuid
from dataclasses import dataclass

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist import papers, texts
from vardkedja.commitments.specialist.actions import ruling
from vardkedja.commitments.specialist.actions.assessing import office_unit
from vardkedja.commitments.specialist.actions.common import (
    ISSUE,
    OFFICE_WORK,
    fault,
    on_behalf,
    refuse,
    required,
    see,
    target,
    task,
    too_long,
    unwritable,
    writing,
)
from vardkedja.commitments.specialist.actions.issuing import Period, commit, judge, lodging_faults
from vardkedja.commitments.specialist.facts import assessment_of, stored_facts
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.models import Assessment
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import verb
from vardkedja.rules import specialist_deciding as rules
from vardkedja.rules.commitment_facts import CareForm
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.specialist_facts import Approval, Outcome
from vardkedja.rules.specialist_workflow import Event, State


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is approved: the conditions in words, the period, and whether lodging is granted (SVR-19, SVR-35)."""

    conditions: str = ""
    period_from: datetime.date | None = None
    period_to: datetime.date | None = None
    lodging: bool | None = None
    nights: int | None = None
    issue: bool = True  # issue the commitment in the same act; it cannot be issued once the care has begun (SVR-06)


@verb
def approve(
    case_uuid: uuid.UUID, given: Terms, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Godkänn, with conditions when there are any; for inpatient care the commitment is issued in the same act.

    On behalf of a colleague who is away. Raises Refused with every reason, each with its rule.
    """
    case = see(by, Event.APPROVE, case_uuid, version, key, repr(given))
    behalf, now, pack = on_behalf(by, case), clock.now(), terms.terms(case.rules)
    facts = stored_facts(case, clock.today())
    decision = rules.approve(facts, assessment_of(case), now, pack)
    inpatient = case.care_form == CareForm.SLUTEN
    period = Period(given.period_from or case.period_from or case.admission_on, given.period_to or case.period_to)
    issues = given.issue and inpatient
    judged, wrong = judge(case, period, Approval(now, approved=True), pack) if issues else (decision, [])
    refuse(
        Event.APPROVE, [decision, *([judged] if issues and not decision.stops else [])], [*_faults(given, case), *wrong]
    )
    granted = texts.benefits(case, facts, pack, approved=True, lodging=given.lodging)
    state = State.ISSUED if issues else State.APPROVED
    write = writing(by, Event.APPROVE, case, str(state)).close_tasks(*OFFICE_WORK)
    write.on_behalf_of = behalf
    write.change(Assessment, lodging_granted=given.lodging, lodging_nights=given.nights if given.lodging else None)
    between = (period.first, period.last) if inpatient else (None, None)
    ruled = ruling.columns(Outcome.APPROVED, case, conditions=given.conditions, period=between, benefits=granted)
    ruling.record(write, by, case, ruled, texts.letter(case, ruled))
    if issues:
        commit(write, by, case, period, granted, judged, pack)
    elif inpatient:
        write.insert(Task, **task(ISSUE, office_unit(case), case.officer_id or by.staff_id))
    write.decided(decision, day=clock.today())
    changes = {"state": [case.state, str(State.APPROVED), *([str(State.ISSUED)] if issues else [])]}
    write.send(changes=changes, note=given.conditions, patient_id=case.patient_id)
    return case.uuid


@verb
def reject(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    reason: str,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Avslå, with the reason and the rules that failed, and the region's text on what the patient can do next (SVR-35)."""
    case = see(by, Event.REJECT, case_uuid, version, key, reason)
    behalf, pack = on_behalf(by, case), terms.terms(case.rules)
    refuse(Event.REJECT, (), [*required(reason=reason), *papers.unprintable_texts(reason=reason)])
    decision = rules.approve(stored_facts(case, clock.today()), assessment_of(case), clock.now(), pack)
    return _close(by, Event.REJECT, Outcome.REJECTED, case, reason, behalf, decision)


@verb
def dismiss(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    reason: str,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Avvisa: the case is not tried (care already given, outpatient choice, not resident, a completion that never came)."""
    case = see(by, Event.DISMISS, case_uuid, version, key, reason)
    behalf = on_behalf(by, case)
    refuse(Event.DISMISS, (), [*required(reason=reason), *papers.unprintable_texts(reason=reason)])
    pack = terms.terms(case.rules)
    decision = rules.approve(stored_facts(case, clock.today()), assessment_of(case), clock.now(), pack)
    return _close(by, Event.DISMISS, Outcome.DISMISSED, case, reason, behalf, decision)


def _close(
    by: Actor, event: Event, outcome: Outcome, case: Case, reason: str, behalf: int | None, decision: Decision
) -> uuid.UUID:
    """Write a decision that ends the case; what the rules say of it that moment is stored as the failed rules."""
    failed = [f"{one.requirement} {one.head}"[:300] for one in decision.refusals]
    write = writing(by, event, case, target(case, event)).close_tasks(*OFFICE_WORK)
    write.on_behalf_of = behalf
    ruled = ruling.columns(outcome, case, reason=reason, failed=failed)
    ruling.record(write, by, case, ruled, texts.letter(case, ruled))
    write.decided(decision, day=clock.today())
    changes = {"state": [case.state, target(case, event)], "failed": [None, failed]}
    write.send(changes=changes, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


@verb
def revoke(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    reason: str,
    from_day: datetime.date | None,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Upphäv: after the decision only the region can, with the reason and from which day (SVR-37)."""
    case = see(by, Event.REVOKE, case_uuid, version, key, [reason, str(from_day)])
    faults = [*required(reason=reason), *papers.unprintable_texts(reason=reason)]
    if from_day is None:
        faults.append(fault("SVR-37.from", "from_day", "Från vilken dag saknas", "Skriv dagen som ÅÅÅÅ-MM-DD."))
    elif case.first_day and from_day < case.first_day:
        text = f"Betalningsförbindelsen gäller från {case.first_day}. Upphäv från den dagen eller senare."
        faults.append(fault("SVR-37.before", "from_day", "Dagen är före första giltiga dag", text))
    refuse(Event.REVOKE, (), faults)
    write = writing(by, Event.REVOKE, case, target(case, Event.REVOKE)).close_tasks(*OFFICE_WORK)
    ruled = ruling.columns(Outcome.REVOKED, case, reason=reason, from_day=from_day)
    ruling.record(write, by, case, ruled, texts.letter(case, ruled))
    if case.issued_at:
        write.change(Commitment, cancelled_at=write.at, cancelled_by_id=by.staff_id, cancel_reason=reason.strip()[:500])
    changes = {"state": [case.state, str(State.REVOKED)], "from_day": [None, str(from_day)]}
    write.send(changes=changes, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


def _faults(given: Terms, case: Case) -> list[Reason]:
    texts_of = {"conditions": given.conditions}
    faults = [*unwritable(**texts_of), *too_long(**texts_of), *papers.unprintable_texts(**texts_of)]
    if given.lodging is not None:
        faults += lodging_faults(case, "lodging", given.lodging, given.nights)
    return faults
