"""Going home: plan, aids, transport, who meets, who has been told and phoned (LNK-51, 52, 58, 59, 62 to 65)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import wall_minute
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, computed, met
from vardkedja.rules.discharge import KRONOBERG, day_of
from vardkedja.rules.discharge_workflow import WORKFLOW, By, Event, State
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("discharge_homegoing")
MUNICIPALITY = "kommunen"


class Relatives(StrEnum):
    """What is recorded of the relatives (LNK-63)."""

    TOLD = "relatives_told"
    NONE = "no_relatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The municipality's discharge plan: made, and given to the patient. ``handed_over`` None: not answered."""

    plan_made: bool = False
    handed_over: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aids:
    """The need of aids, and who assessed it and when."""

    need: bool
    profession: str = ""
    assessed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """A booking in the thread of the ready notice. ``goes_at`` None: no time given."""

    state: State
    by: By
    booked_at: datetime
    goes_at: datetime | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A logged phone call: which function, on which number, when, by whom, about what."""

    function: str
    number: str
    called_at: datetime | None = None
    by: str
    content: str


@dataclass(frozen=True, slots=True)
class PhoneList:
    """A list of phone numbers, with the day that stands on it."""

    name: str
    dated: date


def hand_over(facts: HandOver) -> Decision:
    """Whether the discharge plan is answered for: handed over, or not and why (LNK-51).

    A plan that the municipality has not made is a flag: it is the municipality's to make. Result: ``handed_over``.
    """
    reasons = []
    if facts.handed_over is None:
        reasons.append(BOOK.reason("LNK-51.blank"))
    elif facts.handed_over and not facts.plan_made:
        reasons.append(BOOK.reason("LNK-51.no_plan"))
    elif not facts.handed_over and not facts.reason.strip():
        reasons.append(BOOK.reason("LNK-51.no_reason"))
    if not facts.plan_made and not facts.handed_over:
        reasons.append(BOOK.reason("LNK-51.not_made"))
    inputs = {"plan_made": facts.plan_made, "handed_over": facts.handed_over, "reason": bool(facts.reason.strip())}
    return met(
        "discharge.hand_over",
        reasons,
        result={"handed_over": facts.handed_over},
        inputs=inputs,
        say=_say(reasons, "Överlämnandet av utskrivningsplanen är angivet."),
        sources=(BOOK.sources["plan"],),
    )


def aids(assessed: Aids, leaving_on: date, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the need of aids is assessed before the patient leaves on ``leaving_on`` (LNK-52).

    Refused: another profession, no day, or a day after the leaving. A need that nobody has assessed is a flag.
    """
    rule = "discharge.aids"
    inputs = {
        "need": assessed.need,
        "profession": assessed.profession,
        "assessed_on": assessed.assessed_on,
        "leaving_on": leaving_on,
    }
    try:
        assessors = terms.value("discharge.aids_assessors", leaving_on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Bedömningen går inte att pröva.")
    may = cast(tuple[str, ...], assessors.value)
    reasons = []
    if assessed.need and not assessed.profession.strip():
        reasons.append(BOOK.reason("LNK-52.not_assessed"))
    elif assessed.need:
        if assessed.profession.strip().casefold() not in may:
            reasons.append(BOOK.reason("LNK-52.profession", professions=", ".join(may)))
        if assessed.assessed_on is None:
            reasons.append(BOOK.reason("LNK-52.no_day"))
        elif assessed.assessed_on > leaving_on:
            reasons.append(BOOK.reason("LNK-52.after", leaving=plain_date(leaving_on)))
    say = _say(reasons, "Behovet av hjälpmedel är bedömt." if assessed.need else "Det finns inget behov av hjälpmedel.")
    return met(rule, reasons, inputs=inputs, say=say, sources=(assessors.source,))


def transport(facts: Transport) -> Decision:
    """Whether a booked transport may be reported in the thread of the ready notice (LNK-58).

    Inpatient care reports it, while a ready notice is in force; a time is needed, not before the booking.
    Result: ``visible_from``, when all actors of the case see it.
    """
    step = WORKFLOW.next(facts.state, Event.TRANSPORT)
    reasons = []
    if step is None:
        reasons.append(BOOK.reason("LNK-58.no_thread"))
    if facts.by is not By.INPATIENT:
        reasons.append(BOOK.reason("LNK-58.not_inpatient"))
    if facts.goes_at is None:
        reasons.append(BOOK.reason("LNK-58.no_time"))
    elif facts.goes_at < facts.booked_at:
        reasons.append(BOOK.reason("LNK-58.before"))
    return met(
        "discharge.transport",
        reasons,
        result={"visible_from": facts.booked_at},
        inputs={
            "state": facts.state,
            "by": facts.by,
            "booked_at": facts.booked_at,
            "goes_at": facts.goes_at,
            "kind": facts.kind,
        },
        say=_say(reasons, "Transporten visas i tråden för alla aktörer."),
        sources=(BOOK.sources["transport"],),
    )


def staff(needed: bool, who: str = "", at: time | None = None) -> Decision:
    """Whether the statement that staff meet the patient at home is whole: needed, then also who (LNK-59)."""
    reasons = [BOOK.reason("LNK-59.no_who")] if needed and not who.strip() else []
    return met(
        "discharge.staff",
        reasons,
        inputs={"needed": needed, "who": bool(who.strip()), "at": at},
        say=_say(reasons, "Personal möter upp." if needed else "Ingen personal behöver möta upp."),
        sources=(BOOK.sources["staff"],),
    )


def told(welcome_home: bool, patient: bool = False, relatives: Relatives | None = None) -> Decision:
    """A warning while the municipality's decision is ready but patient or relatives are not told (LNK-63).

    ``relatives`` None: nothing recorded.
    """
    reasons = []
    if welcome_home and not patient:
        reasons.append(BOOK.reason("LNK-63.patient"))
    if welcome_home and relatives is None:
        reasons.append(BOOK.reason("LNK-63.relatives"))
    return met(
        "discharge.told",
        reasons,
        inputs={"welcome_home": welcome_home, "patient": patient, "relatives": relatives},
        say=_say(reasons, "Patient och anhöriga är underrättade." if welcome_home else "Kommunen har inte svarat än."),
        sources=(BOOK.sources["told"],),
    )


def call(facts: Call) -> Decision:
    """Whether a phone call may be logged: function, number, time, who called and what was said (LNK-62)."""
    missing = [word for word, given in _call_parts(facts).items() if not given]
    reasons = [BOOK.reason("LNK-62.incomplete", missing=", ".join(missing))] if missing else []
    return met(
        "discharge.call",
        reasons,
        inputs={**_call_parts(facts), "called_at": facts.called_at},
        say=_say(reasons, "Samtalet är loggat."),
        sources=(BOOK.sources["phone"],),
    )


def _call_parts(facts: Call) -> dict[str, bool]:
    return {
        "funktion": bool(facts.function.strip()),
        "nummer": bool(facts.number.strip()),
        "tidpunkt": facts.called_at is not None,
        "vem som ringde": bool(facts.by.strip()),
        "innehåll": bool(facts.content.strip()),
    }


def same_day_change(
    planned_on: date,
    changed_at: datetime,
    moved_to: date | None = None,
    concerned: tuple[str, ...] = (),
    calls: tuple[Call, ...] = (),
) -> Decision:
    """Whether an acute change of the home-going is still to be phoned; it is saved whatever the answer (LNK-62).

    The day of the change is compared with the planned day and the day it is moved to. The municipality is always
    called, and the other actors ``concerned``; only whole logged calls about this change count. Result: ``must_call``
    and ``not_called``.
    """
    rule = "discharge.same_day_change"
    inputs = {"planned_on": planned_on, "changed_at": changed_at, "moved_to": moved_to, "concerned": concerned}
    try:
        must_call = day_of(changed_at) in (planned_on, moved_to)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Ändringen går inte att pröva.")
    called = {logged.function.strip().casefold() for logged in calls if call(logged).outcome is Outcome.MET}
    everybody = dict.fromkeys((MUNICIPALITY, *concerned)) if must_call else {}
    left = tuple(function for function in everybody if function.strip().casefold() not in called)
    reasons = [BOOK.reason("LNK-62.not_called", functions=", ".join(left))] if left else []
    return met(
        rule,
        reasons,
        result={"must_call": must_call, "not_called": left},
        inputs={**inputs, "called": sorted(called)},
        say=_say(reasons, "Alla berörda är uppringda." if must_call else "Ändringen behöver inte ringas."),
        sources=(BOOK.sources["phone"],),
        outcome=Outcome.COMPUTED,
    )


def forenoon(planned_at: datetime, unit: str, terms: Terms = SHIPPED) -> Decision:
    """Whether a planned home-going is later than the hour the unit calls an early forenoon (LNK-64).

    Result: ``recommend``, True when a recommendation is shown; it never asks for a confirmation. ``unit`` is whose
    entry is read (D-53). Without an entry of its own it is unclear, and nothing is recommended.
    """
    rule, inputs = "discharge.forenoon", {"planned_at": planned_at, "unit": unit}
    try:
        entry = terms.value("discharge.forenoon_hour", day_of(planned_at), unit)
    except NotInForce:
        reason = BOOK.reason("LNK-64.no_hour")
        return met(rule, unclear=(reason,), inputs=inputs, say=reason.text)
    hour = time.fromisoformat(str(entry.value))
    later = wall_minute(planned_at) > hour
    early = "Hemgången är planerad till tidig förmiddag."
    say = f"Hemgång bör ske tidig förmiddag, senast kl. {hour:%H.%M}." if later else early
    return computed(
        rule, {"recommend": later}, inputs=inputs, say=say, sources=(entry.source, BOOK.sources["forenoon"])
    )


def phone_lists(lists: tuple[PhoneList, ...], on: date) -> Decision:
    """The phone lists to link on the day ``on``: the latest of each name, with its day (LNK-65).

    Result: ``lists`` by name, each with ``name`` and ``dated``. None at all is a flag.
    """
    latest: dict[str, date] = {}
    for item in sorted(lists, key=lambda item: (item.name, item.dated)):
        if item.dated <= on:
            latest[item.name] = item.dated
    reasons = [] if latest else [BOOK.reason("LNK-65.none")]
    current = [f"{name}, daterad {plain_date(dated)}" for name, dated in latest.items()]
    return met(
        "discharge.phone_lists",
        reasons,
        result={"lists": tuple({"name": name, "dated": dated} for name, dated in latest.items())},
        inputs={"lists": [{"name": item.name, "dated": item.dated} for item in lists], "on": on},
        say=_say(reasons, f"Aktuella telefonlistor: {'; '.join(current)}."),
        sources=(BOOK.sources["lists"],),
        outcome=Outcome.COMPUTED,
    )


def _say(reasons: Iterable[Reason], otherwise: str) -> str:
    return next((reason.text for reason in reasons), otherwise)
