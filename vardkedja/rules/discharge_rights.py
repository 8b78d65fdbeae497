"""Who may do what in a discharge case: one table, in the agreement's own dated values (LNK-03).

The row of the profession's thread is tried in ``discharge_threads.post``; that only actors of the case read is tried in
``discharge_parties.access``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge_parties import BOOK, UnitKind
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import KRONOBERG

PREFIX = "discharge.rights."


class Operation(StrEnum):
    """What is done in a case and not by everybody. The agreement's value of each is named after it."""

    ADMISSION_NOTICE = "admission_notice"
    ESTIMATE = "estimate"
    READY = "ready"
    RECALL = "recall"
    APPOINT_CONTACT = "appoint_contact"
    CALL_PLAN = "call_plan"
    WELCOME_HOME = "welcome_home"
    TRANSPORT = "transport"
    DISCHARGE_PLAN = "discharge_plan"
    CLOSE_WITHOUT_PLAN = "close_without_plan"
    CLOSE_DEATH = "close_death"
    VILS = "vils"
    SELF_CARE = "self_care_certificate"
    ACTION_PLAN = "action_plan"


class CaseRole(StrEnum):
    """The professions and roles that the agreement names."""

    NURSE = "sjukskoterska"
    DOCTOR = "lakare"
    PHYSIOTHERAPIST = "physiotherapist"
    OCCUPATIONAL_THERAPIST = "occupational_therapist"
    OTHER_LICENSED = "other_licensed"
    NEEDS_ASSESSOR = "needs_assessor"
    DISCHARGE_COORDINATOR = "discharge_coordinator"
    CARE_COORDINATOR = "care_coordinator"
    CARE_CONTACT = "care_contact"
    HEAD = "verksamhetschef"
    OTHER = "other_staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightFacts:
    """Somebody who wants to do something. ``doctor`` is the doctor who decided; ``responsible``: this person is the
    doctor responsible for the patient; ``assessor``: this person made the assessment."""

    operation: Operation
    role: CaseRole
    unit_kind: UnitKind
    on: date
    doctor: str = ""
    responsible: bool = False
    assessor: bool = False


def may(facts: RightFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the role at a unit of that kind may do it that day, with every reason (LNK-03).

    What needs a doctor's decision is refused without the doctor's name. Unclear outside the years of the agreement.
    """
    rule, inputs = "discharge.may", _inputs(facts)
    try:
        entry = terms.value(PREFIX + facts.operation, facts.on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Rätten går inte att pröva.")
    row = cast(Mapping[str, object], entry.value)
    reasons = _who(row, facts.role, facts.unit_kind) + _person(row, facts)
    say = reasons[0].text if reasons else "Det får göras."
    return met(rule, reasons, inputs=inputs, say=say, sources=(entry.source,))


def operations(
    role: CaseRole, unit_kind: UnitKind, on: date, region: str = KRONOBERG, terms: Terms = SHIPPED
) -> Decision:
    """What the role at a unit of that kind may do that day (LNK-02, LNK-03). Result: ``operations``, in table order.

    A doctor's name and who made an assessment are tried when it is done. Unclear outside the years of the agreement.
    """
    rule, inputs = "discharge.operations", {"role": role, "unit_kind": unit_kind, "on": on}
    found, sources = [], []
    try:
        for operation in Operation:
            entry = terms.value(PREFIX + operation, on, region)
            if not _who(cast(Mapping[str, object], entry.value), role, unit_kind):
                found.append(operation)
                sources.append(entry.source)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Rätten går inte att pröva.")
    return met(
        rule,
        result={"operations": tuple(found)},
        inputs=inputs,
        say=f"Antal åtgärder som rollen får utföra: {len(found)}.",
        sources=sources or (BOOK.sources["rights"],),
        outcome=Outcome.COMPUTED,
    )


def _who(row: Mapping[str, object], role: CaseRole, unit_kind: UnitKind) -> list[Reason]:
    """Why this role at this kind of unit may not; a line without units or roles takes everybody."""
    lines = cast(tuple[Mapping[str, tuple[str, ...]], ...], row["any_of"])
    here = [line for line in lines if not line["units"] or unit_kind in line["units"]]
    who = str(row["who"])
    if not here:
        return [BOOK.reason("LNK-03.unit", who=who)]
    if not any(not line["roles"] or role in line["roles"] for line in here):
        return [BOOK.reason("LNK-03.role", who=who)]
    return []


def _person(row: Mapping[str, object], facts: RightFacts) -> list[Reason]:
    """What this person lacks, whatever the role."""
    reasons = []
    if row["doctor"] and not facts.doctor.strip():
        reasons.append(BOOK.reason("LNK-03.no_doctor"))
    if row["only"] == "responsible" and not facts.responsible:
        reasons.append(BOOK.reason("LNK-03.not_responsible"))
    if row["only"] == "assessor" and not facts.assessor:
        reasons.append(BOOK.reason("LNK-03.not_assessor"))
    return reasons


def _inputs(facts: RightFacts) -> dict[str, object]:
    return {
        "operation": facts.operation,
        "role": facts.role,
        "unit_kind": facts.unit_kind,
        "on": facts.on,
        "doctor": facts.doctor,
        "responsible": facts.responsible,
        "assessor": facts.assessor,
    }
