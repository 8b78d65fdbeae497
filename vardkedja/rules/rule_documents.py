"""When a rule document is to be checked again, and whether it is overdue (X-33, REM-46)."""

from __future__ import annotations

from datetime import date
from typing import cast

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Source, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("rule_documents")
INTERVAL = "referrals.rule_document_years"


def overdue(
    checked_on: date | None, valid_to: date | None, today: date, region: str | None = None, terms: Terms = SHIPPED
) -> Decision:
    """Whether a document is overdue: from the day after its next check was due, or after its last day (D-65).

    Result: ``overdue``, and ``next_check`` where a checked day is known. Both reasons are given when both hold. A
    document that nobody has checked is not overdue, it says so. Unclear when no interval is in force.
    """
    rule, inputs = "documents.overdue", {"checked_on": checked_on, "valid_to": valid_to}
    reasons, steps, sources = [], [], list[Source]()
    result: dict[str, object] = {}
    if valid_to:
        steps.append(f"Dokumentet gäller till och med {plain_date(valid_to)}.")
        if today > valid_to:
            reasons.append(BOOK.reason("X-33.ended", last=plain_date(valid_to)))
    if checked_on:
        try:
            interval = terms.value(INTERVAL, today, region)
        except NotInForce as missing:
            return met(
                rule,
                reasons,
                unclear=(missing.reason,),
                result={"overdue": bool(reasons)},
                inputs=inputs,
                steps=steps,
                say="Nästa kontroll går inte att räkna ut.",
            )
        years = cast(int, interval.value)
        latest = _years_after(checked_on, years)
        result["next_check"] = latest
        steps.append(f"Det kontrollerades {plain_date(checked_on)}. {years} år senare är {plain_date(latest)}.")
        sources.append(interval.source)
        if today > latest:
            reasons.append(BOOK.reason("REM-46.overdue", checked=plain_date(checked_on), latest=plain_date(latest)))
    result["overdue"] = bool(reasons)
    if not checked_on and not valid_to:
        reasons.append(BOOK.reason("X-33.undated"))
    say = " ".join(reason.text for reason in reasons) or _say(result, valid_to)
    return met(rule, reasons, result=result, inputs=inputs, steps=steps, say=say, sources=sources)


def _say(result: dict[str, object], valid_to: date | None) -> str:
    if "next_check" in result:
        return f"Kontrolleras igen senast {plain_date(cast(date, result['next_check']))}."
    return f"Gäller till och med {plain_date(cast(date, valid_to))}."


def _years_after(day: date, years: int) -> date:
    """The same date some years on; 29 February becomes the 28th where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
