"""A leave home on trial: what its plan must hold, and what it stops (LNK-97, LNK-98, LNK-99)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import cast

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.discharge import KRONOBERG, day_of
from vardkedja.rules.discharge_medicines import Packing
from vardkedja.rules.discharge_workflow import By
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("discharge_leave_rules")


class Home(StrEnum):
    """Where the patient goes on leave."""

    ORDINARY = "ordinary_housing"
    SPECIAL = "special_housing"


class Ending(StrEnum):
    """How a leave ended (R-56)."""

    RETURN = "return"
    DECISION = "end_by_decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveFacts:
    """An act (ready notice or discharge) of the instant ``at`` and the leave that was planned and perhaps ended."""

    at: datetime
    from_at: datetime
    to_at: datetime
    ended_at: datetime | None = None
    ending: Ending | None = None
    doctor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavePlanFacts:
    """A leave as it is planned. ``needs`` is about services; ``agreement`` a reference, ``no_agreement_needed`` the choice."""

    from_at: datetime
    to_at: datetime
    place: Home | None = None
    responsible: str = ""
    medicines: bool = True
    forms: tuple[Packing, ...] = ()
    covered_from: date | None = None
    covered_through: date | None = None
    needs: bool | None = None
    municipality: str = ""
    agreement: str = ""
    no_agreement_needed: bool = False
    cost_carrier: str = ""


def end_of_leave(facts: LeaveFacts) -> Decision:
    """Whether a ready notice or a discharge may go through as far as the leave goes (LNK-97, R-56).

    Result: ``open``. A leave is open from its start through its planned end unless it has ended, by return or by a
    doctor's decision, at the latest in the same step. A return that was never recorded, and a leave still to come, are
    flags.
    """
    open_leave, reasons = False, []
    if facts.ended_at is not None and facts.ended_at <= facts.at:
        reasons += _ending(facts)
    elif facts.at < facts.from_at:
        reasons.append(BOOK.reason("LNK-97.planned"))
    elif facts.at > facts.to_at:
        reasons.append(BOOK.reason("LNK-97.return_not_recorded"))
    else:
        open_leave = True
        reasons.append(BOOK.reason("LNK-97.still_open"))
    return met(
        "discharge_leave_rules.end_of_leave",
        reasons,
        result={"open": open_leave},
        inputs={
            "at": facts.at,
            "from_at": facts.from_at,
            "to_at": facts.to_at,
            "ended_at": facts.ended_at,
            "ending": facts.ending,
            "doctor": facts.doctor,
        },
        say=reasons[0].text if reasons else "Permissionen är avslutad.",
        sources=(BOOK.sources["open"],),
    )


def _ending(facts: LeaveFacts) -> list[Reason]:
    """What an entry of the end lacks."""
    if facts.ending is None:
        return [BOOK.reason("LNK-97.no_ending")]
    if facts.ending is Ending.DECISION and not facts.doctor.strip():
        return [BOOK.reason("LNK-97.no_doctor")]
    return []


def plan(facts: LeavePlanFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether a leave may be planned, with every reason (LNK-97, LNK-98, LNK-99).

    Result: ``medical_responsibility``, which stays at inpatient care, ``episode_open`` and ``medicines_through``, the last
    day of the leave: weekends and red days add nothing. Unclear without an agreement for the first day.
    """
    rule, inputs = "discharge_leave_rules.plan", _inputs(facts)
    try:
        first, last = day_of(facts.from_at), day_of(facts.to_at)
        packing = terms.value("discharge.leave_packing", first, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Permissionen går inte att pröva.")
    reasons = _leave(facts)
    if facts.medicines:
        reasons += _medicines(facts, first, last, cast(tuple[str, ...], packing.value))
    reasons += _services(facts)
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    return met(
        rule,
        reasons,
        result={
            "medical_responsibility": By.INPATIENT,
            "episode_open": True,
            "medicines_through": last if facts.medicines else None,
        },
        inputs=inputs,
        steps=("Slutenvården har det medicinska ansvaret och vårdtillfället fortsätter.",),
        say=refused[0] if refused else "Permissionen kan planeras.",
        sources=(packing.source,),
    )


def _leave(facts: LeavePlanFacts) -> list[Reason]:
    reasons = []
    if facts.to_at <= facts.from_at:
        reasons.append(BOOK.reason("LNK-97.reversed"))
    if facts.place is None:
        reasons.append(BOOK.reason("LNK-97.no_place"))
    if not facts.responsible.strip():
        reasons.append(BOOK.reason("LNK-97.no_responsible"))
    return reasons


def _medicines(facts: LeavePlanFacts, first: date, last: date, allowed: tuple[str, ...]) -> list[Reason]:
    """Packing and cover: from the first day through the last, and no longer (LNK-92 is not used)."""
    reasons = []
    if not facts.forms:
        reasons.append(BOOK.reason("LNK-98.no_form"))
    elif not set(facts.forms) <= set(allowed):
        reasons.append(BOOK.reason("LNK-98.other_form"))
    if facts.covered_from is None or facts.covered_through is None:
        reasons.append(BOOK.reason("LNK-98.no_cover"))
        return reasons
    if facts.covered_from > first:
        reasons.append(BOOK.reason("LNK-98.starts_late", first=plain_date(first)))
    if facts.covered_through < last:
        reasons.append(BOOK.reason("LNK-98.ends_early", last=plain_date(last)))
    return reasons


def _services(facts: LeavePlanFacts) -> list[Reason]:
    """Needs during the leave, and the agreement on them."""
    if facts.needs is None:
        return [BOOK.reason("LNK-99.unknown")]
    if not facts.needs:
        return []
    reasons = []
    if not facts.municipality.strip():
        reasons.append(BOOK.reason("LNK-99.no_municipality"))
    if facts.agreement.strip():
        if not facts.cost_carrier.strip():
            reasons.append(BOOK.reason("LNK-99.no_cost"))
    elif not facts.no_agreement_needed:
        reasons.append(BOOK.reason("LNK-99.no_agreement"))
    return reasons


def _inputs(facts: LeavePlanFacts) -> dict[str, object]:
    return {
        "from_at": facts.from_at,
        "to_at": facts.to_at,
        "place": facts.place,
        "responsible": facts.responsible,
        "medicines": facts.medicines,
        "forms": facts.forms,
        "covered_from": facts.covered_from,
        "covered_through": facts.covered_through,
        "needs": facts.needs,
        "municipality": facts.municipality,
        "agreement": facts.agreement,
        "no_agreement_needed": facts.no_agreement_needed,
        "cost_carrier": facts.cost_carrier,
    }
