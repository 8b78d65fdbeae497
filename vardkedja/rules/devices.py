"""A device for a patient who is registered in another region: which way it goes, and its gates (HJM-01 to 26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import cast

from vardkedja.rules.commitment_facts import CareForm
from vardkedja.rules.commitment_facts import Commitment as Promise
from vardkedja.rules.commitment_validity import covers
from vardkedja.rules.datewords import money, plain_date
from vardkedja.rules.decision import Decision, Reason, Source, met
from vardkedja.rules.devices_facts import (
    SKANE,
    Agreement,
    Commitment,
    Form,
    Gate,
    LivesIn,
    Mark,
    Route,
    RouteFacts,
    day_of,
    done,
)
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("devices")
RULE = "devices.route"
# Where no day is told, the values that are still in force are read.
STILL = date.max
# What the rule for every payment commitment says about the day, in the words of devices.
OUTSIDE = {"RUS-28.before": "HJM-15.not_yet", "RUS-28.after": "HJM-15.expired"}


@dataclass(frozen=True, slots=True)
class Values:
    """The values of the day: the limit, whether the limit itself needs contact, and the row of the area."""

    limit: Fraction
    at_limit: bool
    area: Mapping[str, object]
    sources: tuple[Source, ...]

    def has(self, word: str) -> bool:
        """Whether the row of the area says yes."""
        return bool(self.area[word])


def route(facts: RouteFacts, terms: Terms = SHIPPED) -> Decision:
    """Which way a prescription goes, and what is done and missing (HJM-01, 04 to 07, 10 to 18, 23, 26, 45).

    Result: ``route``, ``steps`` (ordered; ``step``, ``state``: done or missing, ``before``: prescribe or hand_out),
    ``may_prescribe``, ``may_hand_out``, ``payer``, ``cost``, ``system``. Not met while it may not be prescribed; unclear
    when a value is missing for the day.
    """
    if facts.residence == LivesIn.SKANE:
        return _closed(Route.ORDINARY, "HJM-01.wrong_class", facts)
    if facts.short_stay and facts.area == "inkontinens" and facts.residence == LivesIn.OTHER_REGION:
        return _closed(Route.SHORT_STAY, "HJM-17.short_stay", facts)
    try:
        values = read_values(facts, terms)
    except NotInForce as missing:
        return met(
            RULE,
            unclear=(missing.reason,),
            result={"may_prescribe": False, "may_hand_out": False},
            inputs=_inputs(facts),
            say="Vägen går inte att avgöra.",
        )
    reasons = {gate: gate_reasons(gate, facts, values) for gate in gates(facts, values)}
    missing_gates = {gate for gate, found in reasons.items() if any(reason.weight != "flag" for reason in found)}
    uncleared = Gate.CLEARED in reasons and not done(facts.cleared, facts.on)
    may_prescribe = not missing_gates
    may_hand_out = may_prescribe and not uncleared
    shown = [reason for found in reasons.values() for reason in found]
    if facts.residence == LivesIn.ABROAD:
        shown.append(BOOK.reason("HJM-27.country"))
    return met(
        RULE,
        shown,
        result={
            "route": _way(facts, values),
            "steps": [
                {
                    "step": gate,
                    "state": "missing" if gate in missing_gates or (gate is Gate.CLEARED and uncleared) else "done",
                    "before": "hand_out" if gate is Gate.CLEARED else "prescribe",
                }
                for gate in reasons
            ],
            "may_prescribe": may_prescribe,
            "may_hand_out": may_hand_out,
            "payer": "by_country" if facts.residence == LivesIn.ABROAD else "home_region",
            "cost": facts.cost,
            "system": values.area["system"],
        },
        inputs=_inputs(facts),
        steps=_cost_steps(facts, values),
        say=_say(may_prescribe, may_hand_out),
        sources=values.sources,
    )


def read_values(facts: RouteFacts, terms: Terms) -> Values:
    """The values of the day. Raises NotInForce."""
    day = facts.day or STILL
    limit = terms.value("devices.cost_limit", day, SKANE)
    at_limit = terms.value("devices.contact_at_limit", day, SKANE)
    areas = terms.value("devices.areas", day, SKANE)
    return Values(
        Fraction(cast(str, limit.value)),
        cast(bool, at_limit.value),
        cast(Mapping[str, Mapping[str, object]], areas.value)[facts.area],
        (limit.source, at_limit.source, areas.source),
    )


def needs_contact(facts: RouteFacts, values: Values) -> tuple[str, ...]:
    """The codes of why the home region is asked first; empty when it is not (HJM-05, 07, 14)."""
    if values.has("home_region"):
        return ("HJM-14.no_approval",)
    over = facts.cost > values.limit or (values.at_limit and facts.cost == values.limit)
    return (("HJM-07.advanced",) if facts.advanced else ()) + (("HJM-05.cost",) if over else ())


def gates(facts: RouteFacts, values: Values) -> tuple[Gate, ...]:
    """The gates of this prescription, in order. Every area needs registration when the patient lives abroad (HJM-32)."""
    if facts.residence == LivesIn.ABROAD:
        return (Gate.REGISTERED, Gate.CLEARED)
    wanted = {
        Gate.AGREEMENT: bool(needs_contact(facts, values)),
        Gate.COMMITMENT: values.has("commitment"),
        Gate.PAYER_CHECK: values.has("payer_check"),
        Gate.REGISTERED: values.has("registration"),
        Gate.CLEARED: values.has("registration"),
    }
    return tuple(gate for gate, needed in wanted.items() if needed)


def gate_reasons(gate: Gate, facts: RouteFacts, values: Values) -> list[Reason]:
    """Why a gate is shut, or what to think of though it is open. A missing clearance does not stop the prescription."""
    if gate is Gate.AGREEMENT:
        return _agreement(facts, values)
    if gate is Gate.COMMITMENT:
        return commitment_reasons(facts.commitment, facts.day)
    if gate is Gate.PAYER_CHECK:
        return payer_reasons(facts.payer_checked, facts.on, facts.opened_on)
    if gate is Gate.REGISTERED:
        code = "HJM-32.not_registered" if facts.residence == LivesIn.ABROAD else "HJM-23.not_registered"
        return [] if done(facts.registered, facts.on) else [BOOK.reason(code)]
    return [] if done(facts.cleared, facts.on) else [BOOK.reason("HJM-18.no_clearance")]


def _agreement(facts: RouteFacts, values: Values) -> list[Reason]:
    agreement = facts.agreement
    if agreement is None:
        return [
            BOOK.reason(code, cost=money(facts.cost), limit=money(values.limit))
            for code in needs_contact(facts, values)
        ]
    reasons = []
    if not agreement.granted:
        reasons.append(BOOK.reason("HJM-10.declined"))
    if not agreement.matches:
        reasons.append(BOOK.reason("HJM-10.other"))
    if facts.day and agreement.decided_on > facts.day:
        code = "HJM-16.later" if values.has("home_region") else "HJM-10.later"
        reasons.append(BOOK.reason(code, decided=plain_date(agreement.decided_on), day=plain_date(facts.day)))
    if agreement.amount is not None and agreement.amount < facts.cost:
        reasons.append(BOOK.reason("HJM-10.amount", amount=money(agreement.amount), cost=money(facts.cost)))
    return reasons + form_reasons(agreement)


def form_reasons(agreement: Agreement) -> list[Reason]:
    """Rent or buy between the regions (HJM-11): a rent has an end, or lasts as long as the stay."""
    if agreement.form not in tuple(Form):
        return [BOOK.reason("HJM-11.no_form")]
    if agreement.form == Form.BUY or agreement.rent_to is not None:
        return []
    return [BOOK.reason("HJM-11.no_end" if agreement.while_staying is False else "HJM-11.ask_end")]


def commitment_reasons(held: Commitment | None, day: date | None) -> list[Reason]:
    """Why a payment commitment does not pay for hearing on the day (HJM-15). The days are judged where all commitments are."""
    if held is None:
        return [BOOK.reason("HJM-15.no_commitment")]
    reasons = [] if held.matches else [BOOK.reason("HJM-15.other")]
    if held.valid_to < held.valid_from:
        return [*reasons, BOOK.reason("HJM-15.turned")]
    if day is None:
        return reasons
    codes = covers(Promise(held.valid_from, held.valid_to, receiver=""), day, "", CareForm.OPPEN).codes
    parts = {"first": plain_date(held.valid_from), "last": plain_date(held.valid_to), "day": plain_date(day)}
    return reasons + [BOOK.reason(OUTSIDE[code], **parts) for code in codes]


def payer_reasons(mark: Mark, on: datetime | date | None, opened_on: date | None) -> list[Reason]:
    """Who pays is checked for the case that was opened on ``opened_on``, no later than at ``on`` (HJM-26, 45)."""
    if not done(mark, on):
        return [BOOK.reason("HJM-45.not_checked")]
    if mark is None or isinstance(mark, bool):
        return []
    checked = day_of(mark)
    if opened_on and checked < opened_on:
        return [BOOK.reason("HJM-26.old_check", checked=plain_date(checked))]
    if opened_on is None and on and checked < day_of(on):
        return [BOOK.reason("HJM-26.earlier_day", checked=plain_date(checked))]
    return []


def _way(facts: RouteFacts, values: Values) -> Route:
    if facts.residence == LivesIn.ABROAD:
        return Route.ABROAD
    if values.has("home_region"):
        return Route.HEARING
    if values.has("registration"):
        return Route.REGISTRATION
    return Route.HOME_REGION if needs_contact(facts, values) else Route.DIRECT


def _closed(way: Route, code: str, facts: RouteFacts) -> Decision:
    """A way that is not prescribed here at all."""
    reason = BOOK.reason(code)
    nothing: dict[str, object] = {"steps": [], "may_prescribe": False, "may_hand_out": False, "payer": None}
    return met(RULE, [reason], result={"route": way} | nothing, inputs=_inputs(facts), say=reason.text)


def _cost_steps(facts: RouteFacts, values: Values) -> tuple[str, ...]:
    if facts.residence == LivesIn.ABROAD:
        return ()
    parts = (("hjälpmedlet", facts.price), ("tillbehör", facts.accessories), ("anpassning", facts.adaptation))
    spelled = " + ".join(f"{name} {money(part)}" for name, part in parts if part or name == "hjälpmedlet")
    return (
        f"Kostnad: {spelled} = {money(facts.cost)} kr.",
        f"Gränsen för att förskriva utan kontakt är {money(values.limit)} kr.",
    )


def _say(may_prescribe: bool, may_hand_out: bool) -> str:
    if not may_prescribe:
        return "Hjälpmedlet får inte förskrivas än."
    return (
        "Hjälpmedlet får förskrivas och lämnas ut." if may_hand_out else "Hjälpmedlet får förskrivas, inte lämnas ut."
    )


def _inputs(facts: RouteFacts) -> dict[str, object]:
    return {
        "residence": facts.residence,
        "area": facts.area,
        "price": facts.price,
        "accessories": facts.accessories,
        "adaptation": facts.adaptation,
        "advanced": facts.advanced,
        "agreement": _parts(
            facts.agreement, ("decided_on", "form", "granted", "amount", "matches", "rent_to", "while_staying")
        ),
        "commitment": _parts(facts.commitment, ("valid_from", "valid_to", "matches")),
        "registered": facts.registered,
        "cleared": facts.cleared,
        "payer_checked": facts.payer_checked,
        "short_stay": facts.short_stay,
        "opened_on": facts.opened_on,
        "on": facts.on,
    }


def _parts(item: object, names: tuple[str, ...]) -> dict[str, object] | None:
    return None if item is None else {name: getattr(item, name) for name in names}
