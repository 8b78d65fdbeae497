"""The gates of a prescription and a hand-out to a patient who lives abroad (HJM-27, 29 to 34, 37, 40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.devices_abroad import BOOK, AbroadFacts, abroad
from vardkedja.rules.devices_countries import Entitlement, RentOrBuy, table_of
from vardkedja.rules.devices_facts import Form, Mark, day_of, done
from vardkedja.rules.law import SHIPPED, NotInForce, Terms

RULE = "devices.hand_out"
# What somebody at VO Hjälpmedel has to answer, whatever else is missing.
NOT_KNOWN = ("HJM-28.not_settled", "HJM-31.advice", "HJM-41.payer", "LAW.missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAbroad:
    """A case as it stands at ``at``.

    ``checked_on``: the day the prescriber recorded which row applies. ``form``, ``agreed_on``: rent or buy, agreed with the
    patient. ``scanned``: the registrar has scanned the documents. ``sum_reported``: VO Hjälpmedel has given the full cost.
    ``advice``: VO Hjälpmedel has answered about a Swede living abroad, or about a row or a payer that is not known.
    """

    country: AbroadFacts
    at: datetime
    checked_on: date | None = None
    form: str = ""
    agreed_on: date | None = None
    registered: Mark = None
    scanned: bool = False
    cleared: Mark = None
    sum_reported: Mark = None
    advice: bool = False


def hand_out(case: CaseAbroad, terms: Terms = SHIPPED) -> Decision:
    """Whether the device may be prescribed and handed out to a patient who lives abroad.

    Result: ``may_prescribe``, ``may_hand_out`` and what the country gives. Not met while it may not be handed out.
    """
    found = abroad(case.country, terms)
    before = (
        [reason for reason in found.reasons if reason.weight == "refuse"] + _check(case, terms) + _agreed(case, found)
    )
    unknown = any(reason.code in NOT_KNOWN for reason in found.reasons)
    if unknown and not case.advice:
        before.append(BOOK.reason("HJM-28.no_advice"))
    if not (done(case.registered, case.at) and case.scanned):
        code = "HJM-34.not_scanned" if done(case.registered, case.at) else "HJM-32.not_registered"
        before.append(BOOK.reason(code))
    after = []
    if not done(case.cleared, case.at):
        after.append(BOOK.reason("HJM-32.no_clearance"))
    if found.result["entitlement"] == Entitlement.FULL_COST and not done(case.sum_reported, case.at):
        after.append(BOOK.reason("HJM-37.no_sum"))
    reasons = before + after
    return met(
        RULE,
        reasons,
        result={**found.result, "may_prescribe": not before, "may_hand_out": not reasons},
        inputs={
            **found.inputs,
            "at": case.at,
            "checked_on": case.checked_on,
            "form": case.form,
            "agreed_on": case.agreed_on,
            "registered": case.registered,
            "scanned": case.scanned,
            "cleared": case.cleared,
            "sum_reported": case.sum_reported,
            "advice": case.advice,
        },
        say=reasons[0].text if reasons else "Hjälpmedlet får lämnas ut.",
        sources=found.sources,
    )


def _check(case: CaseAbroad, terms: Terms) -> list[Reason]:
    """The row was checked, and is still the one that applies (HJM-27)."""
    today = day_of(case.at)
    if case.checked_on is None or case.checked_on > today:
        return [BOOK.reason("HJM-27.not_checked")]
    try:
        version = table_of(today, terms).version
    except NotInForce as missing:
        return [BOOK.reason("HJM-28.no_row", day=plain_date(missing.day))]
    if case.checked_on < version:
        return [BOOK.reason("HJM-27.newer_row", checked=plain_date(case.checked_on), version=plain_date(version))]
    return []


def _agreed(case: CaseAbroad, found: Decision) -> list[Reason]:
    """Rent or buy is agreed with the patient (HJM-30), where the row leaves it to them."""
    settled = found.result.get("rent_or_buy") in (RentOrBuy.LOAN_IN_CARE, RentOrBuy.AS_RESIDENT)
    agreed = case.form in tuple(Form) and case.agreed_on is not None and case.agreed_on <= day_of(case.at)
    return [] if settled or agreed else [BOOK.reason("HJM-30.not_agreed")]
