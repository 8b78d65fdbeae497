"""What each alternative in the field Remiss asks for: signer, reason, period, care guarantee, benefits (SVR-10 to SVR-30)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Reason
from vardkedja.rules.law import LawValue, Terms
from vardkedja.rules.specialist_facts import (
    BENEFIT_WORDS,
    STOCKHOLM,
    AskedBenefit,
    Benefit,
    Entrance,
    ReferralFacts,
    Signer,
)
from vardkedja.rules.specialist_facts import Reason as Why
from vardkedja.rules.specialist_rules import box_word, cite
from vardkedja.rules.words import book

BOXES = book("specialist_boxes")
HEAD_AT_HOSPITAL = "head_at_hospital"
HEAD = "verksamhetschef"
RESPONSIBLE = ("lakare", HEAD)


# --- who signs -----------------------------------------------------------------------------------------------------


def signer_reasons(facts: ReferralFacts, on: date, terms: Terms, *, needed: bool) -> list[Reason]:
    """The right person for the alternative has signed (SVR-17, SVR-18, R-13).

    ``needed``: a signature must be there whatever the alternative. Otherwise only a head at a listed hospital must have
    signed, and anybody else who has signed must have been allowed to. A request from outside has no signature (SVR-14).
    """
    if facts.box is None or facts.entrance == Entrance.OUTSIDE:
        return []
    ways = terms.value("svr.signers", on, facts.region)
    way = cast(Mapping[str, str], ways.value).get(facts.box)
    if way == HEAD_AT_HOSPITAL:
        listed = terms.value("svr.signing_hospitals", on, facts.region)
        return [cite(listed, reason) for reason in _head_reasons(facts, listed)]
    if facts.signer is None:
        who = "Ansvarig läkare på den enhet som skickar remissen signerar."
        return [cite(ways, BOXES.reason("SVR-17.unsigned", who_signs=who))] if needed else []
    return [cite(ways, reason) for reason in _doctor_reasons(facts.signer)]


def _doctor_reasons(signer: Signer) -> list[Reason]:
    reasons = []
    if signer.role not in RESPONSIBLE:
        reasons.append(BOXES.reason("SVR-17.doctor"))
    if not signer.sending_unit:
        reasons.append(BOXES.reason("SVR-17.unit"))
    return reasons


def _head_reasons(facts: ReferralFacts, listed: LawValue) -> list[Reason]:
    rows = cast(tuple[Mapping[str, object], ...], listed.value)
    hospitals = " eller ".join(str(row["hospital"]) for row in rows)
    signer = facts.signer
    if signer is None:
        who = f"Verksamhetschef vid {hospitals} signerar."
        return [BOXES.reason("SVR-17.unsigned", who_signs=who)]
    reasons = []
    if signer.role != HEAD:
        reasons.append(BOXES.reason("SVR-17.role"))
    row = next((row for row in rows if _begins(signer.hospital, str(row["hospital"]))), None)
    if row is None:
        return [*reasons, BOXES.reason("SVR-17.hospital", hospitals=hospitals)]
    specialties = cast(tuple[str, ...], row["specialties"])
    if specialties and not any(_begins(facts.specialty, start) for start in specialties):
        specialty = facts.specialty.strip() or "en tom specialitet"
        reasons.append(BOXES.reason("SVR-18.specialty", hospital=str(row["hospital"]), specialty=specialty))
    return reasons


def _begins(written: str, listed: str) -> bool:
    """Whether a name as written begins with the listed one; neither case, signs nor spaces count."""
    return _letters(written).startswith(_letters(listed))


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


# --- what the chosen alternative asks ------------------------------------------------------------------------------


def initiative_reasons(facts: ReferralFacts) -> list[Reason]:
    """One of the two reasons, with an explanation (SVR-15)."""
    if facts.box != Ground.HEMREGION:
        return []
    reasons = []
    if not facts.reason:
        reasons.append(BOXES.reason("SVR-15.reason"))
    elif facts.reason not in tuple(Why):
        reasons.append(BOXES.reason("SVR-15.unknown"))
    if (facts.reason or facts.nhv) and not facts.explanation.strip():
        reasons.append(BOXES.reason("SVR-15.explanation"))
    return reasons


def period_reasons(facts: ReferralFacts) -> list[Reason]:
    """Continued emergency care has a whole period that does not end before it begins; one day is one (SVR-25, SVR-26)."""
    if facts.box != Ground.AKUT:
        return []
    start, end = facts.period_from, facts.period_to
    if start is None and end is None:
        return [BOXES.reason("SVR-25.no_period")]
    if start is None or end is None:
        return [BOXES.reason("SVR-25.no_start" if start is None else "SVR-25.no_end")]
    return [BOXES.reason("SVR-25.reversed", start=plain_date(start), end=plain_date(end))] if end < start else []


def decider_reasons(facts: ReferralFacts) -> list[Reason]:
    """Who decided on continued care sends the referral (SVR-25)."""
    wrong = facts.box == Ground.AKUT and facts.decided_by_hospital_doctor is False
    return [BOXES.reason("SVR-25.sender")] if wrong else []


def guarantee_reasons(facts: ReferralFacts) -> list[Reason]:
    """The provider states that the guarantee cannot be kept; a blank day is asked about, not refused (SVR-29)."""
    if facts.box != Ground.VARDGARANTI:
        return []
    reasons = []
    if not facts.guarantee_stated:
        reasons.append(BOXES.reason("SVR-29.unstated"))
    if facts.guarantee_on is None:
        reasons.append(BOXES.reason("SVR-29.no_date"))
    return reasons


def listed_reasons(facts: ReferralFacts) -> list[Reason]:
    """The provider where the patient is listed for the measure sends it (SVR-29, SVR-30)."""
    if facts.box != Ground.VARDGARANTI:
        return []
    reasons = []
    if not facts.listed_here:
        reasons.append(BOXES.reason("SVR-30.unanswered" if facts.listed_here is None else "SVR-30.elsewhere"))
    if facts.listed_since is None:
        reasons.append(BOXES.reason("SVR-29.no_listing"))
    return reasons


# --- benefits ------------------------------------------------------------------------------------------------------


def benefit_row(box: str, on: date, terms: Terms, region: str = STOCKHOLM) -> tuple[LawValue, Mapping[str, str]]:
    """What the alternative says of ``travel``, ``lodging`` and ``other`` benefits; silent when it is not listed (D-14)."""
    table = terms.value("svr.benefits", on, region)
    return table, cast(Mapping[str, Mapping[str, str]], table.value).get(box, {})


def offered(row: Mapping[str, str], kind: str) -> str:
    """yes, no, possible, stated or silent, for one benefit."""
    return row.get(kind if kind in (Benefit.TRAVEL, Benefit.LODGING) else "other", "silent")


def benefit_reasons(
    box: str | None, asked: tuple[AskedBenefit, ...], on: date, terms: Terms, region: str = STOCKHOLM
) -> list[Reason]:
    """What is asked for can be had in the alternative, with its medical reason where one must be stated (SVR-10, SVR-20)."""
    if box is None or not asked:
        return []
    table, row = benefit_row(box, on, terms, region)
    reasons = []
    for benefit in asked:
        words = {"benefit": benefit_word(benefit.kind), "box": box_word(box)}
        answer = offered(row, benefit.kind)
        if answer in ("no", "silent"):
            code = "SVR-10.benefit" if answer == "no" else "SVR-20.not_offered"
            reasons.append(cite(table, BOXES.reason(code, **words)))
        elif answer == "stated" and not benefit.reason.strip():
            reasons.append(BOXES.reason("SVR-20.reason", benefit=words["benefit"].lower()))
    return reasons


def benefit_word(kind: str) -> str:
    """Medföljande"""
    return BENEFIT_WORDS.get(Benefit(kind), kind) if kind in tuple(Benefit) else kind
