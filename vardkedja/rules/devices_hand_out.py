"""The gates of a prescription and a hand-out to a patient who lives abroad (HJM-27, 29 to 34, 37, 40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.devices_abroad import BOOK, AbroadFacts, abroad
from vardkedja.rules.devices_countries import Entitlement, RentOrBuy, table_of
from vardkedja.rules.devices_facts import Form, LivesIn, Mark, day_of, done
from vardkedja.rules.devices_workflow import By, State
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
    return list(row_check(day_of(case.at), case.checked_on, terms).reasons)


def row_check(on: date, checked_on: date | None = None, terms: Terms = SHIPPED) -> Decision:
    """Whether the check of the rules for the country still stands on ``on`` (HJM-27).

    Not met when none is made by then, when newer rows have begun since, or when there are no rows for the day. Result:
    ``row_version``, the first day of the rows that apply.
    """
    rule, inputs = "devices.row_check", {"checked_on": checked_on, "on": on}
    reasons, result = [], {}
    try:
        result["row_version"] = version = table_of(on, terms).version
    except NotInForce as missing:
        reasons.append(BOOK.reason("HJM-28.no_row", day=plain_date(missing.day)))
        version = date.min
    if checked_on is None or checked_on > on:
        reasons = [BOOK.reason("HJM-27.not_checked")]
    elif checked_on < version:
        reasons.append(BOOK.reason("HJM-27.newer_row", checked=plain_date(checked_on), version=plain_date(version)))
    say = reasons[0].text if reasons else "Kontrollen av landets regler gäller."
    return met(rule, reasons, result=result, inputs=inputs, say=say, sources=(BOOK.sources["rules"],))


def _agreed(case: CaseAbroad, found: Decision) -> list[Reason]:
    """Rent or buy is agreed with the patient (HJM-30), where the row leaves it to them."""
    settled = found.result.get("rent_or_buy") in (RentOrBuy.LOAN_IN_CARE, RentOrBuy.AS_RESIDENT)
    found_now = rent_or_buy(case.form, case.agreed_on, day_of(case.at))
    return [] if settled else list(found_now.refusals)


def rent_or_buy(
    form: str, agreed_on: date | None, on: date, rent_from: date | None = None, rent_to: date | None = None
) -> Decision:
    """Whether rent or purchase is agreed with the patient by ``on`` (HJM-30).

    A rent whose days are not told is only marked: it lasts as long as the stay.
    """
    inputs = {"form": form, "agreed_on": agreed_on, "on": on, "rent_from": rent_from, "rent_to": rent_to}
    reasons = []
    if form not in tuple(Form) or agreed_on is None or agreed_on > on:
        reasons.append(BOOK.reason("HJM-30.not_agreed"))
    elif form == Form.RENT and (rent_from is None or rent_to is None):
        reasons.append(BOOK.reason("HJM-30.no_period"))
    elif form == Form.RENT and rent_from and rent_to and rent_to < rent_from:
        reasons.append(BOOK.reason("HJM-30.turned"))
    stopped = any(reason.weight == "refuse" for reason in reasons)
    say = reasons[0].text if stopped else "Hyra eller köp är avtalat med patienten."
    return met("devices.rent_or_buy", reasons, inputs=inputs, say=say, sources=(BOOK.sources["agree"],))


def register(by: str, scanned_by: str = "", registered_by: str = "", residence: str = LivesIn.ABROAD) -> Decision:
    """Whether a registration in Sesam is complete (HJM-32, 34).

    ``by`` is the role, ``registered_by`` and ``scanned_by`` tell the persons apart. Result: ``state``, which stays until
    the documents of a patient who lives abroad are scanned. A scan by a colleague of the registrar is only marked.
    """
    reasons = []
    if by != By.OFFICE:
        reasons.append(BOOK.reason("HJM-32.wrong_role"))
    if residence == LivesIn.ABROAD and not scanned_by.strip():
        reasons.append(BOOK.reason("HJM-34.not_scanned"))
    elif residence == LivesIn.ABROAD and scanned_by != registered_by:
        reasons.append(BOOK.reason("HJM-34.colleague"))
    stopped = any(reason.weight == "refuse" for reason in reasons)
    return met(
        "devices.register",
        reasons,
        result={"state": State.DOCUMENTS_SENT if stopped else State.REGISTERED},
        inputs={"by": by, "residence": residence, "scanned_by": scanned_by, "registered_by": registered_by},
        say=reasons[0].text if stopped else "Patienten är registrerad.",
        sources=(BOOK.sources["abroad_registration"],),
    )
