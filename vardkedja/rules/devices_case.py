"""What else is judged in a device case: scope, product, registration request, invoices, who pays, the end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from vardkedja.rules.datewords import money, plain_date
from vardkedja.rules.decision import Decision, computed, met
from vardkedja.rules.devices_facts import SKANE, LivesIn
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("devices_case")
SPECIAL_FOOD = "special_food"
OFFICE = "device_office"


def scope(item: str, area: str, rights: Collection[str]) -> Decision:
    """Whether this is prescribed here, by this prescriber (HJM-02, 03). ``rights``: the areas the prescriber holds."""
    reasons = []
    if item == SPECIAL_FOOD:
        reasons.append(BOOK.reason("HJM-03.special_food"))
    elif area not in rights:
        reasons.append(BOOK.reason("HJM-02.no_right"))
    inputs = {"item": item, "area": area, "rights": sorted(rights)}
    say = reasons[0].text if reasons else "Hjälpmedlet kan förskrivas här."
    return met("devices.scope", reasons, inputs=inputs, say=say, sources=(BOOK.sources["classify"],))


def product(on: date, allowed_from: date | None = None, removed_on: date | None = None) -> Decision:
    """Whether the device instructions of the day allow the product (HJM-08).

    ``allowed_from`` None: the product is in no instruction that is entered. From ``removed_on`` it is refused.
    """
    inputs = {"on": on, "allowed_from": allowed_from, "removed_on": removed_on}
    gone = removed_on is not None and on >= removed_on
    if allowed_from is not None and on >= allowed_from and not gone:
        return met("devices.product", inputs=inputs, say="Produkten är tillåten.", sources=(BOOK.sources["product"],))
    reason = BOOK.reason("HJM-08.product", day=plain_date(on))
    return met("devices.product", [reason], inputs=inputs, say=reason.text)


def request(fields: Mapping[str, str], channel: str, on: date, terms: Terms = SHIPPED) -> Decision:
    """Whether a request to register the patient in Sesam LMN is complete and goes a safe way (HJM-19, 20).

    Result: ``missing``, the codes of the mandatory fields that are empty.
    """
    inputs = {"fields": sorted(name for name, text in fields.items() if text.strip()), "channel": channel, "on": on}
    try:
        wanted = terms.value("devices.request_fields", on, SKANE)
        channels = terms.value("devices.request_channels", on, SKANE)
    except NotInForce as found:
        return met(
            "devices.request", unclear=[found.reason], result={"missing": []}, inputs=inputs, say=found.reason.head
        )
    labels = cast(Mapping[str, str], wanted.value)
    missing = [name for name in labels if not fields.get(name, "").strip()]
    reasons = [BOOK.reason("HJM-19.missing", field=labels[name]) for name in missing]
    if channel not in cast(tuple[str, ...], channels.value):
        reasons.append(BOOK.reason("HJM-20.channel"))
    return met(
        "devices.request",
        reasons,
        result={"missing": missing},
        inputs=inputs,
        say=reasons[0].text if reasons else "Uppgifterna kan skickas.",
        sources=(wanted.source, channels.source),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the cost and who pays it; a blank payer is not known."""

    name: str
    payer: str
    amount: Fraction


def payers(parts: Collection[Part]) -> Decision:
    """Whether every part of the cost has exactly one payer (HJM-41). Result: the sum of each payer."""
    reasons = []
    for name in dict.fromkeys(part.name for part in parts):
        named = {part.payer.strip() for part in parts if part.name == name}
        if "" in named:
            reasons.append(BOOK.reason("HJM-41.no_payer", part=name))
        elif len(named) > 1:
            reasons.append(BOOK.reason("HJM-41.two_payers", part=name))
    if not parts:
        reasons.append(BOOK.reason("HJM-41.no_payer", part="kostnaden"))
    sums: dict[str, Fraction] = {}
    for part in parts:
        sums[part.payer] = sums.get(part.payer, Fraction(0)) + part.amount
    return met(
        "devices.payers",
        reasons,
        result={} if reasons else sums,
        inputs={"parts": [{"name": part.name, "payer": part.payer, "amount": part.amount} for part in parts]},
        say=reasons[0].text if reasons else "Varje del av kostnaden har en betalare.",
        sources=(BOOK.sources["payment"],),
    )


def full_cost(device: Fraction, labour: Fraction, other: Fraction, by: str) -> Decision:
    """The sum that VO Hjälpmedel reports for a patient who pays the whole cost (HJM-37)."""
    inputs = {"device": device, "labour": labour, "other": other, "by": by}
    if by != OFFICE:
        reason = BOOK.reason("HJM-37.wrong_role")
        return met("devices.full_cost", [reason], inputs=inputs, say=reason.text)
    total = device + labour + other
    return computed(
        "devices.full_cost",
        {"sum": total},
        inputs=inputs,
        steps=(f"{money(device)} + {money(labour)} + {money(other)} = {money(total)} kr.",),
        say=f"Patienten betalar {money(total)} kr.",
        sources=(BOOK.sources["payment"],),
    )


def invoice(reference: str, earlier: str = "") -> Decision:
    """Whether the home region is invoiced for a dispensed item: once (HJM-12). ``earlier``: the reference there is."""
    inputs = {"reference": reference, "earlier": earlier}
    if earlier:
        reason = BOOK.reason("HJM-12.second", earlier=earlier)
        return met("devices.invoice", [reason], inputs=inputs, say=reason.text)
    return met("devices.invoice", inputs=inputs, say="Hemregionen faktureras.", sources=(BOOK.sources["invoice"],))


def deactivate(
    residence: str,
    area: str,
    by: str,
    on: date,
    invoiced_on: date | None = None,
    open_prescriptions: int = 0,
    terms: Terms = SHIPPED,
) -> Decision:
    """Whether the patient is deactivated in Sesam (HJM-25, 38). Result: ``applies``. Abroad: in every area."""
    inputs = {"residence": residence, "area": area, "by": by, "on": on, "invoiced_on": invoiced_on}
    inputs["open_prescriptions"] = open_prescriptions
    try:
        areas = terms.value("devices.areas", on, SKANE)
    except NotInForce as found:
        return met("devices.deactivate", unclear=[found.reason], inputs=inputs, say=found.reason.head)
    row = cast(Mapping[str, Mapping[str, object]], areas.value)[area]
    reasons = []
    applies = residence == LivesIn.ABROAD or bool(row["deactivated"])
    if not applies:
        reasons.append(BOOK.reason("HJM-25.not_here"))
    if by != OFFICE:
        reasons.append(BOOK.reason("HJM-25.wrong_role"))
    if open_prescriptions:
        reasons.append(BOOK.reason("HJM-25.open"))
    if invoiced_on is None or on < invoiced_on:
        reasons.append(BOOK.reason("HJM-25.not_invoiced"))
    return met(
        "devices.deactivate",
        reasons,
        result={"applies": applies},
        inputs=inputs,
        say=reasons[0].text if reasons else "Patienten kan avaktiveras.",
        sources=(areas.source,),
    )


def not_reached(attempts: Collection[date], on: date, terms: Terms = SHIPPED) -> Decision:
    """Whether a case may be closed because the patient cannot be contacted (HJM-39)."""
    inputs = {"attempts": sorted(attempts), "on": on}
    try:
        least = terms.value("devices.contact_attempts", on, SKANE)
    except NotInForce as found:
        return met("devices.not_reached", unclear=[found.reason], inputs=inputs, say=found.reason.head)
    reasons = []
    if sum(day <= on for day in attempts) < cast(int, least.value):
        reasons.append(BOOK.reason("HJM-39.no_attempt"))
    say = reasons[0].text if reasons else "Ärendet kan avslutas."
    return met("devices.not_reached", reasons, inputs=inputs, say=say, sources=(least.source,))
