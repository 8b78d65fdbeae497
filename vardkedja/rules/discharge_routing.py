"""Where messages of a discharge case go, and what their receipt begins (LNK-08, LNK-16, LNK-17, LNK-18)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from vardkedja.rules.calendar import elapsed_minutes
from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge_parties import KIND_WORDS, UnitKind
from vardkedja.rules.discharge_workflow import WORKFLOW, Event, State
from vardkedja.rules.words import book

BOOK = book("discharge_routing")


class Side(StrEnum):
    """A side that the patient consents to, each for itself."""

    MUNICIPALITY = "municipality"
    OUTPATIENT = "outpatient_care"


SIDE_WORDS = {Side.MUNICIPALITY: "kommunen", Side.OUTPATIENT: "öppenvården"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SideConsent:
    """Consent for one side, and when it was withdrawn."""

    given: bool = False
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingFacts:
    """A message of ``sent_at`` and the units of the patient; an empty name: the unit is not known.

    ``exception``: the exception for compulsory care is used and was found to hold (LNK-09).
    """

    sent_at: datetime
    social_services: str
    municipal_primary_care: str
    regional_primary_care: str
    municipality: SideConsent = field(default_factory=SideConsent)
    outpatient: SideConsent = field(default_factory=SideConsent)
    exception: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A unit that the message went to, and who opened it when."""

    unit: str
    received_at: datetime | None = None
    received_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationVersion:
    """A version of the municipality's patient information, with what it must tell."""

    version: str
    on: date
    services: bool = True
    reason: bool = True


def recipients(facts: RoutingFacts) -> Decision:
    """The units that a message goes to (LNK-17), as far as the patient has consented (LNK-08).

    Result: ``recipients``, each with ``kind`` and ``unit``. A side without consent gets nothing; one whose consent is
    withdrawn gets nothing from that minute on, and keeps what it was sent before. Each is flagged, as is a unit that is
    not known. Not met when nobody is left.
    """
    reasons: list[Reason] = []
    found: list[dict[str, str]] = []
    open_sides = []
    for side, consent in ((Side.MUNICIPALITY, facts.municipality), (Side.OUTPATIENT, facts.outpatient)):
        closed = _closed(side, consent, facts)
        if closed:
            reasons.append(closed)
        else:
            open_sides.append(side)
    for side, kind, unit in (
        (Side.MUNICIPALITY, UnitKind.SOCIAL_SERVICES, facts.social_services),
        (Side.MUNICIPALITY, UnitKind.MUNICIPAL_PRIMARY, facts.municipal_primary_care),
        (Side.OUTPATIENT, UnitKind.REGIONAL_PRIMARY, facts.regional_primary_care),
    ):
        if side in open_sides and unit.strip():
            found.append({"kind": kind, "unit": unit.strip()})
        elif side in open_sides:
            reasons.append(BOOK.reason("LNK-17.unknown", kind=KIND_WORDS[kind]))
    if not found:
        reasons.append(BOOK.reason("LNK-17.nobody"))
    return met(
        "discharge.recipients",
        reasons,
        result={"recipients": tuple(found)},
        inputs=_routing_inputs(facts),
        say=f"Meddelandet går till {count(len(found), 'mottagare', 'mottagare')}.",
        sources=(BOOK.sources["recipients"],),
    )


def _closed(side: Side, consent: SideConsent, facts: RoutingFacts) -> Reason | None:
    """Why nothing goes to the side, or None when it does."""
    if side is Side.MUNICIPALITY and facts.exception:
        return None
    if not consent.given:
        return BOOK.reason("LNK-08.not_given", side=SIDE_WORDS[side])
    if consent.withdrawn_at is not None and elapsed_minutes(consent.withdrawn_at, facts.sent_at) >= 0:
        return BOOK.reason("LNK-08.withdrawn", side=SIDE_WORDS[side])
    return None


def planning(sent_at: datetime, receipts: tuple[Receipt, ...], at: datetime) -> Decision:
    """For which units planning has begun, each at its own receipt, and who has not opened the message (LNK-16).

    Result: ``started``, unit and instant; ``unopened``, flagged with the age; ``state``, Planering pågår from the first
    receipt. Refused: a receipt without a name, or from before the message was sent.
    """
    reasons = []
    started: dict[str, datetime] = {}
    unopened = []
    for receipt in receipts:
        if receipt.received_at is None:
            unopened.append(receipt.unit)
            age = _age(elapsed_minutes(sent_at, at))
            reasons.append(BOOK.reason("LNK-16.unopened", unit=receipt.unit, age=age))
        elif elapsed_minutes(sent_at, receipt.received_at) < 0:
            reasons.append(BOOK.reason("LNK-16.before", unit=receipt.unit))
        elif not receipt.received_by.strip():
            reasons.append(BOOK.reason("LNK-16.no_one", unit=receipt.unit))
        else:
            started[receipt.unit] = receipt.received_at
    step = WORKFLOW.next(State.ADMITTED, Event.RECEIVE)
    return met(
        "discharge.planning",
        reasons,
        result={
            "started": started,
            "unopened": tuple(unopened),
            "state": step.target if started and step else State.ADMITTED,
        },
        inputs={
            "sent_at": sent_at,
            "receipts": [(item.unit, item.received_at, item.received_by) for item in receipts],
            "at": at,
        },
        say=f"Planeringen är påbörjad hos {len(started)} av {len(receipts)}.",
        sources=(BOOK.sources["receipt"],),
    )


def _age(minutes: int) -> str:
    """2 timmar 5 minuter"""
    hours, rest = divmod(max(minutes, 0), 60)
    return f"{count(hours, 'timme', 'timmar')} {count(rest, 'minut', 'minuter')}"


def accompanying(versions: tuple[InformationVersion, ...], opened_on: date, by_municipality: bool) -> Decision:
    """The patient information that a case shows when it opens (LNK-18): the latest from that day or before.

    Result: ``version`` and ``on``, absent without any. Flags when the municipality sent the patient and the information
    is missing, or lacks earlier services or the reason for the visit.
    """
    earlier = [item for item in versions if item.on <= opened_on]
    inputs = {
        "versions": [(item.version, item.on, item.services, item.reason) for item in versions],
        "opened_on": opened_on,
        "by_municipality": by_municipality,
    }
    reasons, result = [], dict[str, object]()
    say = "Ingen patientinformation följer med."
    if earlier:
        # Of two versions of one day the one entered last is shown.
        shown = max(enumerate(earlier), key=lambda pair: (pair[1].on, pair[0]))[1]
        result = {"version": shown.version, "on": shown.on}
        say = f"Patientinformation från {plain_date(shown.on)} visas i ärendet."
        if not shown.services:
            reasons.append(BOOK.reason("LNK-18.no_services"))
        if not shown.reason:
            reasons.append(BOOK.reason("LNK-18.no_reason"))
    elif by_municipality:
        reasons.append(BOOK.reason("LNK-18.none"))
    return met(
        "discharge.accompanying",
        reasons,
        result=result,
        inputs=inputs,
        say=say,
        sources=(BOOK.sources["information"],),
        outcome=Outcome.COMPUTED,
    )


def _routing_inputs(facts: RoutingFacts) -> dict[str, object]:
    return {
        "sent_at": facts.sent_at,
        "social_services": facts.social_services,
        "municipal_primary_care": facts.municipal_primary_care,
        "regional_primary_care": facts.regional_primary_care,
        "municipality": {"given": facts.municipality.given, "withdrawn_at": facts.municipality.withdrawn_at},
        "outpatient": {"given": facts.outpatient.given, "withdrawn_at": facts.outpatient.withdrawn_at},
        "exception": facts.exception,
    }
