"""A device for a patient who lives abroad: what the country's row gives, who pays, what is missing (HJM-27 to 41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.devices_countries import Document, Entitlement, RentOrBuy, Row, Table, table_of
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("devices_abroad")
RULE = "devices.abroad"
CHECKLIST, LAST_REGION, NO_PROOF, EXPAT = "checklist", "last_region", "eu_no_proof", "expat_se"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbroadFacts:
    """The patient's country and status, and the documents on the day of the prescription.

    ``status`` blank: what the documents show. ``opened_on``: documents attached earlier belong to an earlier case.
    """

    country: str
    on: date
    status: str = ""
    documents: tuple[Document, ...] = ()
    last_region: str = ""
    opened_on: date | None = None


def abroad(facts: AbroadFacts, terms: Terms = SHIPPED) -> Decision:
    """What applies to a patient who lives abroad (HJM-28 to 31, 33, 37, 40, 41).

    Result: ``entitlement``, ``payer``, ``missing`` (codes), ``rent_or_buy``, ``status``, ``row_version``. Not met when a
    document is missing or the country has no row; unclear when the rules or the payer are not known.
    """
    try:
        table = table_of(facts.on, terms)
    except NotInForce as missing:
        return met(RULE, unclear=(missing.reason,), result=_nothing(), inputs=_inputs(facts), say=missing.reason.head)
    code = table.country(facts.country)
    if code is None:
        reason = BOOK.reason("HJM-28.country_rule", country=facts.country)
        return met(RULE, [reason], result=_nothing(), inputs=_inputs(facts), say=reason.text)
    name = table.country_name(code)
    rows = _candidates(facts, table, code)
    if facts.status in table.not_settled or (not rows and _not_settled(facts, table, code)):
        return _unsettled(facts, table, name)
    if not rows:
        reason = BOOK.reason("HJM-28.status", country=name, status=facts.status)
        return met(RULE, [reason], result=_nothing(), inputs=_inputs(facts), say=reason.text)
    return _judged(facts, table, rows, name)


def _unsettled(facts: AbroadFacts, table: Table, name: str) -> Decision:
    """The rules are not known. The checklist goes to VO Hjälpmedel all the same (HJM-33)."""
    sent = CHECKLIST in _held(facts, table)
    reason = BOOK.reason("HJM-28.not_settled", country=name)
    return met(
        RULE,
        [] if sent else [BOOK.reason("HJM-33.documents")],
        unclear=[reason],
        result=_nothing() | {"missing": [] if sent else [CHECKLIST]},
        inputs=_inputs(facts),
        say=reason.text,
    )


def _held(facts: AbroadFacts, table: Table) -> set[str | None]:
    """The codes of the documents that count on the day."""
    counting = (item for item in facts.documents if table.counts(item, facts.on, facts.opened_on))
    return {table.certificate(item.kind) for item in counting}


def _not_settled(facts: AbroadFacts, table: Table, code: str) -> bool:
    """The handbooks say too little about the country."""
    known = {row.status for row in table.rows.values()}
    return "not_settled" in table.groups(code) and (not facts.status or facts.status in known)


def _candidates(facts: AbroadFacts, table: Table, code: str) -> list[Row]:
    """The rows that may apply: the stated one, or all that documents alone can show.

    Who states no proof, and a Swede living in the EU, has what the documents show (HJM-01).
    """
    rows = table.rows_of(code)
    in_eu = "eu" in table.groups(code)
    if not facts.status or (in_eu and facts.status in (NO_PROOF, EXPAT)):
        return [row for row in rows.values() if not row.stated]
    return [row for row in rows.values() if row.status == facts.status]


def _judged(facts: AbroadFacts, table: Table, rows: list[Row], name: str) -> Decision:
    held = _held(facts, table)
    complete = [row for row in rows if not _lacking(row, held)]
    # The most is given; among equals the first in the table.
    row = max(complete, key=lambda row: row.entitlement.rank) if complete else _usual(rows)
    lacking = _lacking(row, held)
    given: Row | None = row
    if lacking:
        given = table.rows.get(row.instead)
        if facts.status == NO_PROOF:
            lacking = ()
    reasons, unclear = _reasons(facts, table, row, given, lacking, name)
    missing = [alternatives[0] for alternatives in lacking]
    if CHECKLIST not in held:
        reasons.append(BOOK.reason("HJM-33.documents"))
        missing.append(CHECKLIST)
    if row.status == EXPAT and not facts.last_region.strip():
        missing.append(LAST_REGION)
    return met(
        RULE,
        reasons,
        unclear=unclear,
        result={
            "entitlement": given.entitlement if given else Entitlement.NONE,
            "payer": (given.payer or None) if given else None,
            "missing": missing,
            "rent_or_buy": given.rent_or_buy if given else None,
            "status": given.status if given else row.status,
            "row_version": table.version,
        },
        inputs=_inputs(facts),
        steps=(f"{name}: raden som gäller är från {plain_date(table.version)}.",),
        say=_say(given, reasons),
        sources=table.sources,
    )


def _reasons(
    facts: AbroadFacts,
    table: Table,
    row: Row,
    given: Row | None,
    lacking: tuple[tuple[str, ...], ...],
    name: str,
) -> tuple[list[Reason], list[Reason]]:
    """What stops or is to be thought of, and what is not known."""
    otherwise = (
        "Utan intyg betalar patienten hela kostnaden." if given else "Utan intyg finns ingen rätt till hjälpmedel."
    )
    reasons = [
        BOOK.reason(
            "HJM-29.documents",
            day=plain_date(facts.on),
            certificates=_one_of([table.certificate_name(code) for code in alternatives]),
            otherwise=otherwise,
        )
        for alternatives in lacking
    ]
    reasons += [
        BOOK.reason("HJM-29.not_counted", document=table.shown(document.kind))
        for document in facts.documents
        if not table.counts(document, facts.on, facts.opened_on)
    ]
    unclear: list[Reason] = []
    if row.status == EXPAT:
        known = bool(facts.last_region.strip())
        (unclear if known else reasons).append(BOOK.reason("HJM-31.advice" if known else "HJM-31.region"))
    elif given and not given.payer:
        unclear.append(BOOK.reason("HJM-41.payer", country=name))
    if given and given.rent_or_buy is RentOrBuy.TO_AGREE:
        reasons.append(BOOK.reason("HJM-30.agree"))
    if given and given.entitlement is Entitlement.FULL_COST:
        reasons.append(BOOK.reason("HJM-37.full_cost"))
    return reasons, unclear


def _one_of(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} eller {last}" if first else last


def _usual(rows: list[Row]) -> Row:
    """What a visitor is asked for when nothing is shown: the last usual row, or the only one there is."""
    return ([row for row in rows if row.usual] or rows)[-1]


def _lacking(row: Row, held: set[str | None]) -> tuple[tuple[str, ...], ...]:
    return tuple(alternatives for alternatives in row.certificates if not held.intersection(alternatives))


SAYINGS = {
    Entitlement.NONE: "Patienten har inte visat någon rätt till hjälpmedel.",
    Entitlement.FULL_COST: "Patienten kan få hjälpmedel och betalar hela kostnaden.",
    Entitlement.REGION_LEFT: "Regionen patienten lämnade styr kostnaden.",
    Entitlement.ACUTE: "Patienten kan få hjälpmedel som hör till akut vård.",
    Entitlement.ASYLUM: "Patienten kan få hjälpmedel som asylsökande.",
    Entitlement.NECESSARY: "Patienten kan få nödvändiga hjälpmedel.",
    Entitlement.COVERED_CARE: "Patienten kan få hjälpmedel som hör till den vård konventionen omfattar.",
    Entitlement.PLANNED_CARE: "Hjälpmedlet kan lånas ut som en del av den planerade vården.",
    Entitlement.AS_RESIDENT: "Patienten får hjälpmedel som den som bor i Sverige.",
}


def _say(given: Row | None, reasons: list[Reason]) -> str:
    """What stops it; otherwise what the patient may have."""
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    return refused[0] if refused else SAYINGS[given.entitlement if given else Entitlement.NONE]


def _nothing() -> dict[str, object]:
    return {"entitlement": Entitlement.NONE, "payer": None, "missing": [], "rent_or_buy": None}


def _inputs(facts: AbroadFacts) -> dict[str, object]:
    return {
        "country": facts.country,
        "status": facts.status,
        "on": facts.on,
        "last_region": facts.last_region,
        "opened_on": facts.opened_on,
        "documents": [
            {
                "kind": document.kind,
                "valid_from": document.valid_from,
                "valid_to": document.valid_to,
                "issued_on": document.issued_on,
                "attached_on": document.attached_on,
            }
            for document in facts.documents
        ],
    }
