"""The home region's two papers before a prescription: its agreement, and its payment commitment (HJM-10, 11, 14 to 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vardkedja.rules.commitment_facts import CareForm, Status
from vardkedja.rules.commitment_facts import Commitment as Promise
from vardkedja.rules.commitment_validity import covers
from vardkedja.rules.datewords import money
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.devices import BOOK, OUTSIDE, commitment_reasons, gate_reasons, needs_contact, read_values
from vardkedja.rules.devices_facts import Agreement, Commitment, Gate, LivesIn, RouteFacts
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import region_code, region_name

# What the rule for every payment commitment finds, in the words of devices; its days are OUTSIDE.
FOUND = {
    "X-11.patient": "HJM-15.other_patient",
    "X-11.receiver": "HJM-15.other_receiver",
    "RUS-38.cancelled": "HJM-15.withdrawn",
    "RUS-38.replaced": "HJM-15.withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """An order of the day ``on`` for a patient of another region, and the home region's answer."""

    area: str
    price: Fraction
    on: date
    accessories: Fraction = Fraction(0)
    adaptation: Fraction = Fraction(0)
    advanced: bool = False
    agreement: Agreement | None = None


def agreement(facts: OrderFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether the home region's agreement is enough for the order (HJM-05 to 07, 10, 11, 14, 16).

    Result: ``needed``. Met when none is needed. Unclear when a value is missing for the day.
    """
    order = RouteFacts(
        residence=LivesIn.OTHER_REGION,
        area=facts.area,
        price=facts.price,
        accessories=facts.accessories,
        adaptation=facts.adaptation,
        advanced=facts.advanced,
        agreement=facts.agreement,
        on=facts.on,
    )
    inputs = {name: getattr(facts, name) for name in ("area", "price", "accessories", "adaptation", "advanced", "on")}
    held = facts.agreement
    inputs["agreement"] = held and {name: getattr(held, name) for name in Agreement.__dataclass_fields__}
    try:
        values = read_values(order, terms)
    except NotInForce as missing:
        return met("devices.agreement", unclear=[missing.reason], inputs=inputs, say=missing.reason.head)
    needed = bool(needs_contact(order, values))
    reasons = gate_reasons(Gate.AGREEMENT, order, values) if needed else []
    stopped = any(reason.weight == "refuse" for reason in reasons)
    return met(
        "devices.agreement",
        reasons,
        result={"needed": needed},
        inputs=inputs,
        say=reasons[0].text if stopped else _enough(needed),
        sources=values.sources,
    )


def _enough(needed: bool) -> str:
    return "Överenskommelsen räcker." if needed else "Ingen överenskommelse behövs."


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A payment commitment as it is attached. ``receiver`` blank: no unit is named on it. ``amount`` None: no limit."""

    number: str
    region: str
    patient: str
    valid_from: date
    valid_to: date
    file: bool = True
    stored_by: str = ""
    receiver: str = ""
    amount: Fraction | None = None
    status: str = Status.UTFARDAD


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """What the paper is compared with: this patient, home region, prescribing unit, cost, and the prescribing day."""

    patient: str
    home_region: str
    unit: str
    on: date
    cost: Fraction = Fraction(0)
    paper: Paper | None = None


def commitment(facts: PaperFacts) -> Decision:
    """Whether the attached commitment pays for hearing: this patient, the home region, the prescribing day (HJM-15).

    The commitment itself is judged by the rule for every payment commitment, whatever region issued it (X-11).
    """
    inputs: dict[str, object] = {"home_region": facts.home_region, "on": facts.on, "cost": facts.cost, "paper": None}
    paper = facts.paper
    if paper is None:
        reasons = commitment_reasons(None, facts.on)
    else:
        reasons = _paper_reasons(facts, paper)
        inputs["paper"] = {
            "region": paper.region,
            "valid_from": paper.valid_from,
            "valid_to": paper.valid_to,
            "file": paper.file,
            "amount": paper.amount,
            "status": paper.status,
        }
    stopped = any(reason.weight == "refuse" for reason in reasons)
    say = reasons[0].text if stopped else "Betalningsförbindelsen gäller för förskrivningen."
    return met("devices.commitment", reasons, inputs=inputs, say=say, sources=(BOOK.sources["hearing"],))


def as_fact(facts: PaperFacts) -> Commitment | None:
    """The paper as ``devices.route`` reads it: its days, and whether all else about it is right."""
    paper = facts.paper
    if paper is None:
        return None
    days = {*OUTSIDE.values(), "HJM-15.turned"}
    others = [reason for reason in commitment(facts).refusals if reason.code not in days]
    return Commitment(valid_from=paper.valid_from, valid_to=paper.valid_to, matches=not others)


def _paper_reasons(facts: PaperFacts, paper: Paper) -> list[Reason]:
    written = {"fil": paper.file, "nummer": paper.number.strip(), "patient": paper.patient.strip()}
    reasons = [BOOK.reason("HJM-15.incomplete", field=field) for field, there in written.items() if not there]
    promise = Promise(
        paper.valid_from, paper.valid_to, paper.receiver or facts.unit, False, paper.status, paper.patient
    )
    found = covers(promise, facts.on, facts.unit, CareForm.OPPEN, facts.patient).codes
    reasons += [BOOK.reason(FOUND[code]) for code in found if code not in OUTSIDE]
    issuer, home = region_code(paper.region), region_code(facts.home_region)
    if issuer is None or issuer != home:
        parts = {
            "issuer": region_name(issuer or paper.region or "okänd"),
            "home": region_name(home or facts.home_region),
        }
        reasons.append(BOOK.reason("HJM-15.other_region", **parts))
    reasons += commitment_reasons(Commitment(valid_from=paper.valid_from, valid_to=paper.valid_to), facts.on)
    if paper.stored_by != facts.unit:
        reasons.append(BOOK.reason("HJM-15.stored"))
    if paper.amount is not None and paper.amount < facts.cost:
        reasons.append(BOOK.reason("HJM-15.amount", amount=money(paper.amount), cost=money(facts.cost)))
    return reasons
