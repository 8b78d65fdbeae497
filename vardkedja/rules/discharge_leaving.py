"""The one gate of a discharge: everything that stops it, asks for a confirmation or marks it (LNK-23 to LNK-97)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import is_red_day, wall_minute
from vardkedja.rules.datewords import long_date
from vardkedja.rules.decision import Decision, Outcome, Reason, Source, met
from vardkedja.rules.discharge import KRONOBERG, day_of
from vardkedja.rules.discharge_documents import Paper, complete
from vardkedja.rules.discharge_homegoing import Aids, HandOver, Relatives, aids, hand_over, told
from vardkedja.rules.discharge_workflow import WORKFLOW, Event, State
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_days import reading
from vardkedja.rules.words import book

BOOK = book("discharge_leaving")
RED_READINGS = ("warn", "refuse", "nothing")


class AcuteRolls(StrEnum):
    """New acute rolls of a dose patient (LNK-90)."""

    SENT = "rolls_sent"
    ORDERED = "rolls_ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A patient with dose-dispensed medicines. ``list_updated`` None: not answered."""

    changed: bool
    agreed_otherwise: bool = False
    list_updated: bool | None = None
    acute_rolls: AcuteRolls | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """The medicines at home: who gives them, where they are, and from which day it works."""

    who: str = ""
    where: str = ""
    works_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What is recorded of an hour or day that asks for more: an agreement with the municipality, and that it is safe."""

    agreement: bool = False
    safe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveFacts:
    """A discharge at ``leaving_at``. What is left out is not recorded; ``dose`` None: not a dose patient."""

    leaving_at: datetime
    state: State
    sip_relevant: bool | None = None
    complex_case: bool = False
    sip_established: bool = False
    open_questions: tuple[str, ...] = ()
    leave_open: bool = False
    agreed: Agreed = Agreed()
    plan: HandOver = HandOver()
    aids: Aids | None = None
    welcome_home: bool = False
    patient_told: bool = False
    relatives: Relatives | None = None
    papers: tuple[Paper, ...] = ()
    override: str = ""
    dose: Dose | None = None
    handling: Handling = Handling()


def leave(facts: LeaveFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the patient may be discharged, with every reason.

    LNK-23, 35, 40, 51, 52, 60, 61, 63, 66, 90, 95 and 97. Result: ``sip_relevant``. Refused, asked and flagged as the
    weight of each reason says. Unclear without an agreement or a calendar for the day, when nothing else refuses it.
    """
    rule = "discharge.leave"
    try:
        leaving_on = day_of(facts.leaving_at)
    except NotInForce as missing:
        inputs = {"leaving_at": facts.leaving_at}
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Utskrivningen går inte att pröva.")
    parts = [
        hour(facts.leaving_at, facts.agreed, region, terms),
        hand_over(facts.plan),
        told(facts.welcome_home, facts.patient_told, facts.relatives),
        complete(facts.papers, facts.override),
        *([aids(facts.aids, leaving_on, region, terms)] if facts.aids else []),
        *([dose(facts.dose)] if facts.dose else []),
        handling(facts.handling, leaving_on),
    ]
    reasons, unclear = _case(facts), list[Reason]()
    for part in parts:
        (unclear if part.outcome is Outcome.UNCLEAR else reasons).extend(part.reasons)
    weights = ("refuse", "warn")
    first = next((reason.text for weight in weights for reason in reasons if reason.weight == weight), "")
    return met(
        rule,
        reasons,
        unclear=unclear,
        result={"sip_relevant": facts.sip_relevant},
        inputs=_inputs(facts, parts),
        say=first or ("Utskrivningen går inte att pröva." if unclear else "Patienten kan skrivas ut."),
        sources=dict.fromkeys(source for part in parts for source in part.sources),
    )


def _case(facts: LeaveFacts) -> list[Reason]:
    """What the case itself says: its state, the coordinated plan, the leave and the open questions."""
    reasons = []
    if WORKFLOW.next(facts.state, Event.DISCHARGE) is None:
        reasons.append(BOOK.reason("LNK-53.not_ready"))
    if facts.leave_open:
        reasons.append(BOOK.reason("LNK-97.at_discharge"))
    if facts.sip_relevant is None:
        reasons.append(BOOK.reason("LNK-35.at_discharge"))
    if facts.complex_case and not facts.sip_established:
        reasons.append(BOOK.reason("LNK-40.at_discharge"))
    if facts.open_questions:
        reasons.append(BOOK.reason("LNK-23.at_discharge", questions="; ".join(facts.open_questions)))
    return reasons


def hour(leaving_at: datetime, agreed: Agreed, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the patient may leave at that hour of that day (LNK-60, LNK-61).

    After the latest hour, and on Saturdays and Sundays, an agreement and that it is safe are needed; on a red weekday
    their absence is a warning, unless the dated data reads it otherwise (R-40). Unclear without an agreement or a
    calendar for the day.
    """
    rule = "discharge.leaving_hour"
    inputs = {"leaving_at": leaving_at, "agreement": agreed.agreement, "safe": agreed.safe}
    sources: list[Source] = []
    reasons: list[Reason] = []
    try:
        leaving_on = day_of(leaving_at)
        limit = terms.value("discharge.leave_by", leaving_on, region)
        latest = time.fromisoformat(str(limit.value))
        sources.append(limit.source)
        wanted = _wanted(agreed)
        if wanted and wall_minute(leaving_at) > latest:
            reasons.append(BOOK.reason("LNK-60.late", latest=f"{latest:%H.%M}", wanted=wanted))
        code, source = _day(leaving_on, region, terms)
        sources.append(source)
        if code and wanted:
            reasons.append(BOOK.reason(code, day=long_date(leaving_on).capitalize(), wanted=wanted))
    except NotInForce as missing:
        say = "Tiden för hemgång går inte att pröva."
        return met(rule, reasons, unclear=(missing.reason,), inputs=inputs, say=say, sources=sources)
    say = reasons[0].text if reasons else "Patienten får lämna vården vid den tiden."
    return met(rule, reasons, inputs=inputs, say=say, sources=sources)


def _wanted(agreed: Agreed) -> str:
    """What is not recorded, in words; empty when all is."""
    found = []
    if not agreed.agreement:
        found.append("överenskommelse med kommunen")
    if not agreed.safe:
        found.append("att det sker tryggt och säkert")
    return " och ".join(found)


def _day(on: date, region: str, terms: Terms) -> tuple[str, Source]:
    """The code for a day that asks for an agreement, empty for other days, and the source. Raises NotInForce."""
    days = terms.value("discharge.agreement_days", on, region)
    red = terms.value("discharge.agreement_red_day", on, region)
    how = reading(red, red.value, RED_READINGS, on)
    if on.isoweekday() in cast(tuple[int, ...], days.value):
        return "LNK-61.agreement", days.source
    if how == "nothing" or not is_red_day(on, terms):
        return "", days.source
    return ("LNK-61.agreement" if how == "refuse" else "LNK-61.red_weekday"), red.source


def dose(facts: Dose) -> Decision:
    """Whether the medicines of a dose patient are ready for the discharge (LNK-90, LNK-94).

    When nothing was changed and nothing else agreed neither rolls nor an answer about the list are asked for, but a
    list that is said not to be updated is refused all the same.
    """
    demanded = facts.changed or facts.agreed_otherwise
    reasons = []
    if facts.list_updated is False or (demanded and not facts.list_updated):
        reasons.append(BOOK.reason("LNK-90.list"))
    if demanded and facts.acute_rolls is None:
        reasons.append(BOOK.reason("LNK-90.rolls"))
    return met(
        "discharge.dose",
        reasons,
        inputs={
            "changed": facts.changed,
            "agreed_otherwise": facts.agreed_otherwise,
            "list_updated": facts.list_updated,
            "acute_rolls": facts.acute_rolls,
        },
        say=reasons[0].text if reasons else "Dosläkemedlen är klara för hemgången.",
        sources=(BOOK.sources["dose"],),
    )


def handling(stated: Handling, leaving_on: date) -> Decision:
    """Whether the medicines are said to work from the day the patient comes home: who, where and from when (LNK-95)."""
    reasons = []
    if not stated.who.strip():
        reasons.append(BOOK.reason("LNK-95.who"))
    if not stated.where.strip():
        reasons.append(BOOK.reason("LNK-95.where"))
    if stated.works_from is None:
        reasons.append(BOOK.reason("LNK-95.no_day"))
    elif stated.works_from > leaving_on:
        reasons.append(BOOK.reason("LNK-95.later", day=long_date(leaving_on)))
    return met(
        "discharge.handling",
        reasons,
        inputs={
            "who": bool(stated.who.strip()),
            "where": bool(stated.where.strip()),
            "works_from": stated.works_from,
            "leaving_on": leaving_on,
        },
        say=reasons[0].text if reasons else "Läkemedelshanteringen fungerar från hemkomsten.",
        sources=(BOOK.sources["handling"],),
    )


def _inputs(facts: LeaveFacts, parts: Iterable[Decision]) -> dict[str, object]:
    """What was used: the facts of the case, and those of each part under its rule. Questions by number only."""
    return {
        "leaving_at": facts.leaving_at,
        "state": facts.state,
        "sip_relevant": facts.sip_relevant,
        "complex_case": facts.complex_case,
        "sip_established": facts.sip_established,
        "open_questions": len(facts.open_questions),
        "leave_open": facts.leave_open,
        **{part.rule: part.inputs for part in parts},
    }
