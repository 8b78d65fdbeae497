"""The end of a stay at the acute care ward (AVA): the contacts that are logged, and the medicines (LNK-151 to LNK-155)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.discharge import KRONOBERG
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.observation_contacts import (
    BOOK,
    ContactFacts,
    Function,
    Period,
    by_day,
    contact_inputs,
    contacts,
    free_day,
)


class Caller(StrEnum):
    """Who makes the contact at the ward."""

    NURSE = "sjukskoterska"
    PARAMEDICAL = "paramedical"


class ListSystem(StrEnum):
    """Where the medication list is kept (LNK-152)."""

    PASCAL = "pascal"
    COSMIC = "cosmic"


# Who is not told to make the contact, and what is missing: the time, and the report, the aid or the answer.
WRONG_CALLER = {Function.MUNICIPAL_NURSE: "LNK-151.caller", Function.ON_CALL: "LNK-155.caller"}
NO_TIME = {
    Function.MUNICIPAL_NURSE: "LNK-151.no_time",
    Function.OCCUPATIONAL_THERAPIST: "LNK-153.no_time",
    Function.PHYSIOTHERAPIST: "LNK-153.no_time",
    Function.ON_CALL: "LNK-155.no_time",
}
NO_NOTE = {
    Function.MUNICIPAL_NURSE: "LNK-151.no_report",
    Function.OCCUPATIONAL_THERAPIST: "LNK-153.no_aid",
    Function.PHYSIOTHERAPIST: "LNK-153.no_aid",
    Function.ON_CALL: "LNK-155.no_outcome",
}
SOURCES = {
    Function.MUNICIPAL_NURSE: "call",
    Function.OCCUPATIONAL_THERAPIST: "aids",
    Function.PHYSIOTHERAPIST: "aids",
    Function.COORDINATOR: "home_care",
    Function.NEEDS_ASSESSOR: "home_care",
    Function.ON_CALL: "on_call",
}
NOT_CALLED = {
    Function.MUNICIPAL_NURSE: "LNK-151.not_called",
    Function.OCCUPATIONAL_THERAPIST: "LNK-153.occupational_therapist",
    Function.PHYSIOTHERAPIST: "LNK-153.physiotherapist",
    Function.COORDINATOR: "LNK-154.coordinator",
    Function.NEEDS_ASSESSOR: "LNK-154.needs_assessor",
    Function.ON_CALL: "LNK-155.not_called",
}
# After the stay has ended, until the contact is logged.
FLAGGED = {
    Function.MUNICIPAL_NURSE: "LNK-151.flagged",
    Function.OCCUPATIONAL_THERAPIST: "LNK-153.occupational_therapist_flagged",
    Function.PHYSIOTHERAPIST: "LNK-153.physiotherapist_flagged",
    Function.COORDINATOR: "LNK-154.coordinator_flagged",
    Function.NEEDS_ASSESSOR: "LNK-154.needs_assessor_flagged",
    Function.ON_CALL: "LNK-155.flagged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact to be logged. ``note`` is what was reported, which aid, or what the function on call answered.

    ``adl``: whether an assessment of daily activities was made in support, where anybody has said.
    """

    function: Function
    by: Caller = Caller.NURSE
    at: datetime | None = None
    note: str = ""
    adl: bool | None = None


def log_contact(facts: Contact) -> Decision:
    """Whether the contact may be logged (LNK-151, LNK-153 to LNK-155).

    Only the nurse calls the municipality's nurse and the function on call; about aids the paramedical staff too. Time
    and content are asked for except about home care. An assessment of daily activities is never asked for.
    """
    codes = []
    if facts.by is not Caller.NURSE and facts.function in WRONG_CALLER:
        codes.append(WRONG_CALLER[facts.function])
    if facts.at is None and facts.function in NO_TIME:
        codes.append(NO_TIME[facts.function])
    if not facts.note.strip() and facts.function in NO_NOTE:
        codes.append(NO_NOTE[facts.function])
    reasons = [BOOK.reason(code) for code in codes]
    return met(
        "observation.log_contact",
        reasons,
        inputs={
            "function": facts.function,
            "by": facts.by,
            "at": facts.at,
            "note": bool(facts.note.strip()),
            "adl": facts.adl,
        },
        say=reasons[0].text if reasons else "Kontakten kan sparas.",
        sources=(BOOK.sources[SOURCES[facts.function]],),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMedicine:
    """A medicine that was started during the stay (LNK-152)."""

    name: str
    hard_to_get: bool = False
    agreed: bool = False
    sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingFacts:
    """The end of a stay. ``patient.at`` is the instant it ends, ``logged`` whom a logged contact has reached.

    ``ended``: it has ended already, and what is left is to be flagged. ``dose``: the patient's medicines are dose-dispensed.
    """

    patient: ContactFacts
    list_updated: bool
    logged: tuple[Function, ...] = ()
    ended: bool = False
    dose: bool = False
    new_medicines: tuple[NewMedicine, ...] = ()


def ending(facts: EndingFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether a stay may end, and after it what is still to be done (LNK-151 to LNK-155).

    A medication list that is not updated refuses; a contact that is not logged asks for a confirmation, and afterwards
    is flagged until it is logged. Outside daytime the function on call takes the
    place of the others; while nobody has entered the hours, either will do. Result: ``system``, ``missing`` (functions)
    and ``not_called``, the mark "ej ringt". Unclear without an agreement or a calendar for the day.
    """
    rule, inputs = "observation.ending", _inputs(facts)
    system = ListSystem.PASCAL if facts.dose else ListSystem.COSMIC
    try:
        missing = _not_logged(facts, region, terms)
    except NotInForce as unknown:
        return met(rule, unclear=(unknown.reason,), inputs=inputs, say="Avslutet går inte att pröva.")
    not_called = facts.ended and Function.MUNICIPAL_NURSE in missing
    if facts.ended:
        reasons = [BOOK.reason(FLAGGED[function]) for function in missing]
    else:
        reasons = _medicines(facts, system) + [BOOK.reason(NOT_CALLED[function]) for function in missing]
    return met(
        rule,
        reasons,
        result={"system": system, "missing": missing, "not_called": not_called},
        inputs=inputs,
        say=reasons[0].text if reasons else _done(facts),
        sources=(BOOK.sources["call"], BOOK.sources["medicines"]),
    )


def _not_logged(facts: EndingFacts, region: str, terms: Terms) -> tuple[Function, ...]:
    """Whom nobody has contacted, of those who should be. Raises NotInForce."""
    free_day(facts.patient, region, terms)  # the hours of the unit may be unknown, the agreement and the calendar not
    period = contacts(facts.patient, region, terms).result.get("period")
    asked = by_day(facts.patient)
    if asked and period is Period.ON_CALL:
        asked = (Function.ON_CALL,)
    elif period is None and Function.ON_CALL in facts.logged:
        asked = ()
    return tuple(function for function in asked if function not in facts.logged)


def _medicines(facts: EndingFacts, system: ListSystem) -> list[Reason]:
    """A list that is not updated, and a new medicine that the patient cannot get hold of (LNK-152)."""
    reasons = []
    if not facts.list_updated:
        reasons.append(BOOK.reason("LNK-152.pascal" if system is ListSystem.PASCAL else "LNK-152.cosmic"))
    for medicine in facts.new_medicines:
        if medicine.hard_to_get and not medicine.agreed:
            reasons.append(BOOK.reason("LNK-152.not_agreed", medicine=medicine.name))
        elif medicine.hard_to_get and not medicine.sent:
            reasons.append(BOOK.reason("LNK-152.not_sent", medicine=medicine.name))
    return reasons


def _done(facts: EndingFacts) -> str:
    return "Inget är kvar att göra." if facts.ended else "Vistelsen kan avslutas."


def _inputs(facts: EndingFacts) -> dict[str, object]:
    return {
        "patient": contact_inputs(facts.patient),
        "list_updated": facts.list_updated,
        "logged": facts.logged,
        "ended": facts.ended,
        "dose": facts.dose,
        "new_medicines": [
            {"hard_to_get": medicine.hard_to_get, "agreed": medicine.agreed, "sent": medicine.sent}
            for medicine in facts.new_medicines
        ],
    }
