"""Medicines on the way to and from hospital, beside the days of LNK-92 (LNK-88, LNK-89, LNK-91, LNK-93, LNK-96)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import cast

from vardkedja.rules.datewords import count
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.discharge import KRONOBERG
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("discharge_medicines")


class Item(StrEnum):
    """What accompanies the patient (LNK-88)."""

    MEDICATION_LIST = "medication_list"
    EYE_DROPS = "eye_drops"
    INHALATION = "inhalation"
    LICENCE = "licence_preparation"


ITEM_WORDS = {
    Item.MEDICATION_LIST: "aktuell läkemedelslista",
    Item.EYE_DROPS: "ögondroppar",
    Item.INHALATION: "inhalationspreparat",
    Item.LICENCE: "licenspreparat",
}


class Answer(StrEnum):
    """Whether an item accompanies the patient."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Journey(StrEnum):
    """To hospital or home from it."""

    ADMISSION = "admission"
    DISCHARGE = "discharge"


class Responsible(StrEnum):
    """Who answers for medicines that are to be there (LNK-88, LNK-89)."""

    SENDER = "sender"
    WARD = "ward"
    MUNICIPAL_NURSE = "municipal_nurse"


class Packing(StrEnum):
    """How medicines are packed (LNK-91, LNK-98)."""

    BAG = "medicine_bag"
    ORIGINAL = "original_pack"
    DOSETTE = "dosette"


RESPONSIBLE = {Journey.ADMISSION: Responsible.SENDER, Journey.DISCHARGE: Responsible.WARD}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistFacts:
    """What accompanies the patient on the day ``on``: an answer for each item."""

    on: date
    journey: Journey
    answers: Mapping[Item, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PouchFacts:
    """The pouch deliveries of a patient who is admitted; ``dose_patient`` None: not asked."""

    admitted_at: datetime
    dose_patient: bool | None = None
    on_hold_at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingFacts:
    """How medicines sent along on the day of discharge are packed."""

    discharged_on: date
    dose_patient: bool
    sent: bool
    forms: tuple[Packing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A near-medicine product and the days its material lasts."""

    name: str
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialFacts:
    """Near-medicine material that is sent along. ``need_stated``: the municipal nurse has done so in the nurse thread."""

    discharged_on: date
    products: tuple[Product, ...] = ()
    in_nursing_summary: bool = False
    need_stated: bool = False


def accompanying(facts: ChecklistFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the medicines on the checklist accompany the patient (LNK-88).

    Result: ``responsible`` (the sender to hospital, the ward home), ``not_sent`` and ``unanswered``, in the order of the
    list. Both are flags at the responsible: the patient's journey cannot wait. Unclear without an agreement for the day.
    """
    rule = "discharge_medicines.accompanying"
    inputs = {"on": facts.on, "journey": facts.journey, "answers": dict(facts.answers)}
    try:
        listed = terms.value("discharge.medicine_checklist", facts.on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Checklistan går inte att pröva.")
    items = [Item(item) for item in cast(tuple[str, ...], listed.value)]
    not_sent = tuple(item for item in items if facts.answers.get(item) is Answer.NO)
    unanswered = tuple(item for item in items if item not in facts.answers)
    reasons = []
    if not_sent:
        reasons.append(BOOK.reason("LNK-88.not_sent", items=_item_words(not_sent)))
    if unanswered:
        reasons.append(BOOK.reason("LNK-88.unanswered", items=_item_words(unanswered)))
    return met(
        rule,
        reasons,
        result={"responsible": RESPONSIBLE[facts.journey], "not_sent": not_sent, "unanswered": unanswered},
        inputs=inputs,
        say=reasons[0].text if reasons else "Checklistan är besvarad och inget saknas.",
        sources=(listed.source,),
    )


def _item_words(items: tuple[Item, ...]) -> str:
    return ", ".join(ITEM_WORDS[item] for item in items)


def pouches(facts: PouchFacts) -> Decision:
    """Whether the deliveries of dose pouches are put on hold in Pascal after an admission (LNK-89).

    Result: ``task_for``, the municipal nurse until a whole entry is made; otherwise nobody. Not on hold, and
    not known whether the patient has dose-dispensed medicines, are flags. An entry needs somebody who made it.
    """
    reasons = []
    on_hold = facts.on_hold_at is not None
    if facts.dose_patient is None:
        reasons.append(BOOK.reason("LNK-89.unknown"))
    elif facts.dose_patient and not on_hold:
        reasons.append(BOOK.reason("LNK-89.not_on_hold"))
    elif facts.dose_patient and not facts.by.strip():
        reasons.append(BOOK.reason("LNK-89.no_author"))
    waiting = bool(facts.dose_patient and reasons)
    say = "Dospåsarna är vilande i Pascal." if facts.dose_patient else "Patienten har inga dosdispenserade läkemedel."
    return met(
        "discharge_medicines.pouches",
        reasons,
        result={"task_for": Responsible.MUNICIPAL_NURSE if waiting else None},
        inputs={
            "admitted_at": facts.admitted_at,
            "dose_patient": facts.dose_patient,
            "on_hold_at": facts.on_hold_at,
            "by": bool(facts.by.strip()),
        },
        say=reasons[0].text if reasons else say,
        sources=(BOOK.sources["pouches"],),
    )


def packing(facts: PackingFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the packing of medicines sent along is recorded, and is one the agreement names (LNK-91).

    Dose-dispensed patients (LNK-90) and stays where nothing is sent pass. Unclear without an agreement for the day.
    """
    rule = "discharge_medicines.packing"
    inputs = {
        "discharged_on": facts.discharged_on,
        "dose_patient": facts.dose_patient,
        "sent": facts.sent,
        "forms": facts.forms,
    }
    try:
        allowed = terms.value("discharge.medicine_packing", facts.discharged_on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Förpackningen går inte att pröva.")
    reasons = []
    if facts.sent and not facts.dose_patient:
        if not facts.forms:
            reasons.append(BOOK.reason("LNK-91.no_form"))
        elif not set(facts.forms) <= set(cast(tuple[str, ...], allowed.value)):
            reasons.append(BOOK.reason("LNK-91.other_form"))
    say = reasons[0].text if reasons else "Förpackningen hindrar inte utskrivning."
    return met(rule, reasons, inputs=inputs, say=say, sources=(allowed.source,))


def additional(medicine: str, duration: str) -> Decision:
    """Whether a need of more medicine may be posted in the nurse thread (LNK-93): which, and for how long."""
    reasons = []
    if not medicine.strip():
        reasons.append(BOOK.reason("LNK-93.no_medicine"))
    if not duration.strip():
        reasons.append(BOOK.reason("LNK-93.no_duration"))
    return met(
        "discharge_medicines.additional",
        reasons,
        inputs={"medicine": bool(medicine.strip()), "duration": bool(duration.strip())},
        say=reasons[0].text if reasons else "Behovet kan skrivas i sjukskötersketråden.",
        sources=(BOOK.sources["additional"],),
    )


def material(facts: MaterialFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether near-medicine material may be sent along (LNK-96).

    Result: ``max_days``. Each product has a name and at most 14 days. A nursing summary without the products, and a need
    that the municipal nurse has not stated, are flags. Unclear without an agreement for the day of discharge.
    """
    rule = "discharge_medicines.material"
    inputs = {
        "discharged_on": facts.discharged_on,
        "products": [{"name": bool(product.name.strip()), "days": product.days} for product in facts.products],
        "in_nursing_summary": facts.in_nursing_summary,
        "need_stated": facts.need_stated,
    }
    try:
        limit = terms.value("discharge.material_days", facts.discharged_on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Materialet går inte att pröva.")
    days = cast(int, limit.value)
    reasons = _products(facts, days) if facts.products else []
    return met(
        rule,
        reasons,
        result={"max_days": days},
        inputs=inputs,
        steps=(f"Material skickas med för högst {count(days, 'dag', 'dagar')}.",),
        say=reasons[0].text if reasons else "Materialet kan skickas med.",
        sources=(limit.source,),
    )


def _products(facts: MaterialFacts, days: int) -> list[Reason]:
    reasons = []
    if any(not product.name.strip() for product in facts.products):
        reasons.append(BOOK.reason("LNK-96.no_product"))
    if any(product.days is None or product.days < 1 for product in facts.products):
        reasons.append(BOOK.reason("LNK-96.no_days"))
    if any(product.days is not None and product.days > days for product in facts.products):
        reasons.append(BOOK.reason("LNK-96.too_long", days=count(days, "dag", "dagar")))
    if not facts.in_nursing_summary:
        reasons.append(BOOK.reason("LNK-96.not_in_summary"))
    if not facts.need_stated:
        reasons.append(BOOK.reason("LNK-96.need_not_stated"))
    return reasons
