"""Who is invoiced for a device, by whom and through what, and the charge that is paid through Pasis (HJM-24, 36, 46)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import cast

from vardkedja.rules.datewords import money
from vardkedja.rules.decision import Decision, met
from vardkedja.rules.devices_case import Part, payers
from vardkedja.rules.devices_case import invoice as invoice_once
from vardkedja.rules.devices_facts import SKANE, LivesIn
from vardkedja.rules.devices_work import BOOK
from vardkedja.rules.devices_workflow import By, State
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import region_code

HOME_REGION, PATIENT, PASIS = "home_region", "patient", "Pasis"
DEVICE, OWN_CHARGE = "hjälpmedel", "egenavgift"


class ChargeKind(StrEnum):
    """What a patient who lives abroad pays at the prescriber's unit (HJM-36, 37)."""

    PATIENT = "patient_charge"
    OWN = "own_charge"
    FULL = "full_cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFacts:
    """A charge through Pasis. ``basis``: what it rests on. ``reported``: the sum that VO Hjälpmedel has given."""

    residence: str
    kind: str
    basis: str = ""
    amount: Fraction | None = None
    receipt: str = ""
    reported: Fraction | None = None


def charge(facts: ChargeFacts) -> Decision:
    """Whether a charge through Pasis is whole: its basis, amount and receipt reference (HJM-36, 37, R-71).

    Result: ``system`` and ``state``. The payment itself is not stored. A full cost is the sum that VO Hjälpmedel has given.
    """
    reasons = []
    if facts.residence != LivesIn.ABROAD:
        reasons.append(BOOK.reason("HJM-36.not_pasis"))
    if facts.kind not in tuple(ChargeKind):
        reasons.append(BOOK.reason("HJM-36.no_kind"))
    if not facts.basis.strip():
        reasons.append(BOOK.reason("HJM-36.no_basis"))
    if facts.amount is None or facts.amount <= 0:
        reasons.append(BOOK.reason("HJM-36.no_amount"))
    elif facts.kind == ChargeKind.FULL and facts.reported is None:
        reasons.append(BOOK.reason("HJM-37.not_reported"))
    elif facts.kind == ChargeKind.FULL and facts.reported is not None and facts.amount != facts.reported:
        parts = {"amount": money(facts.amount), "reported": money(facts.reported)}
        reasons.append(BOOK.reason("HJM-37.other_sum", **parts))
    if not facts.receipt.strip():
        reasons.append(BOOK.reason("HJM-36.no_receipt"))
    return met(
        "devices.charge",
        reasons,
        result={"system": PASIS, "state": State.HANDED_OUT if reasons else State.INVOICED},
        inputs={
            "residence": facts.residence,
            "kind": facts.kind,
            "basis": bool(facts.basis.strip()),
            "amount": facts.amount,
            "receipt": facts.receipt,
            "reported": facts.reported,
        },
        say=reasons[0].text if reasons else "Avgiften är registrerad.",
        sources=(BOOK.sources["pasis"],),
    )


def invoices(
    area: str, device: Fraction, on: date, own_charge: Fraction = Fraction(0), terms: Terms = SHIPPED
) -> Decision:
    """Who is invoiced for what when the patient lives in another region, by whom and through what (HJM-12, 24, 41, 46).

    Result: ``rows`` (``part``, ``payer``, ``amount``, ``system``, ``by``) and ``sums`` by payer. Unclear for an own charge
    in Sesam LMN, for which no way is known.
    """
    inputs = {"area": area, "device": device, "own_charge": own_charge, "on": on}
    try:
        areas = terms.value("devices.areas", on, SKANE)
    except NotInForce as missing:
        return met("devices.invoices", unclear=[missing.reason], inputs=inputs, say=missing.reason.head)
    row = cast(Mapping[str, Mapping[str, object]], areas.value)[area]
    parts = [Part(DEVICE, HOME_REGION, device)] + ([Part(OWN_CHARGE, PATIENT, own_charge)] if own_charge else [])
    by_office = bool(row["registration"])
    unclear = [BOOK.reason("HJM-46.own_charge")] if by_office and own_charge else []
    paid = payers(parts)
    rows = [
        {
            "part": part.name,
            "payer": part.payer,
            "amount": part.amount,
            "system": row["system"],
            "by": By.OFFICE if by_office else By.SYSTEM,
        }
        for part in parts
    ]
    return met(
        "devices.invoices",
        unclear=unclear,
        result={} if unclear else {"rows": rows, "sums": paid.result},
        inputs=inputs,
        steps=[f"{part.name.capitalize()}: {money(part.amount)} kr." for part in parts],
        say=unclear[0].text if unclear else "Varje del av kostnaden har en mottagare för fakturan.",
        sources=(areas.source, BOOK.sources["lmn" if by_office else "websesam"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFacts:
    """A reference that somebody in the role ``by`` registers. ``earlier``: the reference that the item has already."""

    area: str
    by: str
    on: date
    reference: str = ""
    region: str = ""
    earlier: str = ""


def lmn_invoice(facts: InvoiceFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether the invoice of a device in Sesam LMN is registered: by VO Hjälpmedel, to the home region (HJM-46, R-78).

    Result: ``shown``, whether the role has this step at all, and ``state``. Unclear when the areas are not known.
    """
    inputs: dict[str, object] = {name: getattr(facts, name) for name in InvoiceFacts.__dataclass_fields__}
    try:
        areas = terms.value("devices.areas", facts.on, SKANE)
    except NotInForce as missing:
        return met("devices.lmn_invoice", unclear=[missing.reason], inputs=inputs, say=missing.reason.head)
    in_lmn = bool(cast(Mapping[str, Mapping[str, object]], areas.value)[facts.area]["registration"])
    reasons = []
    if not in_lmn:
        reasons.append(BOOK.reason("HJM-46.not_lmn"))
    if facts.by != By.OFFICE:
        reasons.append(BOOK.reason("HJM-46.office_only"))
    if not facts.reference.strip():
        reasons.append(BOOK.reason("HJM-46.no_reference"))
    if region_code(facts.region) in (None, SKANE):
        reasons.append(BOOK.reason("HJM-46.no_region"))
    reasons += invoice_once(facts.reference, facts.earlier).reasons
    return met(
        "devices.lmn_invoice",
        reasons,
        result={
            "shown": in_lmn and facts.by == By.OFFICE,
            "state": State.HANDED_OUT if reasons else State.INVOICED,
        },
        inputs=inputs,
        say=reasons[0].text if reasons else "Fakturan till hemregionen är registrerad.",
        sources=(areas.source, BOOK.sources["lmn"]),
    )
