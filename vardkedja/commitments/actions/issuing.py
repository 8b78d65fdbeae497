"""Issuing: Spara och skriv ut. Validates, signs, dates, locks, in one step; the paper is printed from what was locked."""

import uuid
from dataclasses import dataclass
from typing import Any

from vardkedja.commitments import papers
from vardkedja.commitments.actions.common import NODES, differences, faults_as_reasons, see, task_columns, voided
from vardkedja.commitments.actions.writing import change
from vardkedja.commitments.content import Content, Fault
from vardkedja.commitments.facts import Standing, extra_reasons, issue_facts, standing
from vardkedja.commitments.look import Case, content_of
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.rules import commitments as rules
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_workflow import Event, State
from vardkedja.rules.decision import Decision, Reason, Weight

NOT_ISSUED = "Remissen utfärdades inte"


@dataclass
class NeedsConfirmation(Exception):
    """Nothing refuses, but there are warnings that the signer has not confirmed yet."""

    warnings: list[Reason]


@verb
def issue(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    content: Content | None = None,
    faults: list[Fault] | None = None,
    version: int | None = None,
    key: uuid.UUID | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> uuid.UUID:
    """Utfärda: the act of issue (RUS-37), with the content as it stands in the form (None: as stored).

    `confirmed` holds the codes of the warnings that the signer has accepted. Gives the case's uuid. Raises Refused with
    every reason and the decisions, NeedsConfirmation, Conflict, Missing, Denied; AlreadyDone for a repeated key.
    """
    case = see(by, Permission.RUS_WRITE, Event.ISSUE, case_uuid, version, key, content.as_json() if content else None)
    stored = content_of(case)
    content = content or stored
    stands = standing(content, by, clock.today())
    decision = judge(content, stands, by, case)
    reasons = faults_as_reasons(faults or []) + extra_reasons(content, stands) + list(decision.reasons)
    reasons += papers.unprintable(content)
    if decision.stops or any(reason.weight is Weight.REFUSE for reason in reasons):
        raise Refused(NOT_ISSUED, reasons, [decision])
    open_warnings = [reason for reason in reasons if reason.weight is Weight.WARN and reason.code not in confirmed]
    if open_warnings:
        raise NeedsConfirmation(open_warnings)
    _write(by, case, stored, content, stands, decision, confirmed)
    return case.uuid


def judge(content: Content, stands: Standing, signer: Actor | None, case: Case | None) -> Decision:
    """The rule's answer for issuing today; an approval counts only for the content it was given on (RUS-20)."""
    facts = issue_facts(
        content, stands, signer, clock.today(), case if _approval_stands(content, case) else _unapproved(case)
    )
    return rules.issue(facts, terms.terms(case.rules) if case else terms.current())


def _approval_stands(content: Content, case: Case | None) -> bool:
    return bool(case and case.approval and case.approval["content_hash"] == content.fingerprint())


def _unapproved(case: Case | None) -> Case | None:
    return case._replace(approval=None) if case else None


def _write(
    by: Actor,
    case: Case,
    stored: Content,
    content: Content,
    stands: Standing,
    decision: Decision,
    confirmed: frozenset[str],
) -> None:
    today, result = clock.today(), decision.result
    write = change(
        by,
        Event.ISSUE,
        case,
        content,
        stands,
        state=State.ISSUED,
        looked_up="issued",
        first_day=result["valid_from"],
        last_day=result["valid_to"],
        care_cost=result.get("care"),
        travel=result.get("travel"),
        accommodation=result.get("accommodation"),
        locked="",
        issued_on=today,
        issued_at=clock.now(),
        issued_by_id=by.staff_id,
    )
    assert stands.from_place is not None
    paper = papers.referral(case, content, stands, by, decision)
    write.insert(Document, kind="remiss", version=case.version + 1, **signed_columns(paper, by, write.at))
    if content.certificate:
        slip = papers.certificate(case, content, stands, by)
        write.insert(Document, kind="anhorigintyg", version=case.version + 1, **signed_columns(slip, by, write.at))
    write.close_tasks().insert(Task, **task_columns(NODES[State.ISSUED], stands.from_place.id))
    write.decided(decision, day=today)
    changes: dict[str, Any] = differences(stored, content) | {"state": [case.state, str(State.ISSUED)]}
    changes |= voided(case, content)
    if confirmed:
        changes["confirmed"] = [None, sorted(confirmed)]
    write.send(changes=changes, patient_id=case.patient_id)
