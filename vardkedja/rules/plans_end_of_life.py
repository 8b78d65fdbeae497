"""Care at the end of life: the decision, the choice of place, the information, the certificate (LNK-81 to LNK-86)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import cast

from vardkedja.rules.datewords import count
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge import day_of
from vardkedja.rules.discharge_ready import Place
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.plans import KRONOBERG
from vardkedja.rules.words import book

BOOK = book("plans_end_of_life")


class Told(StrEnum):
    """Whether the relatives were informed (LNK-84)."""

    TOLD = "told"
    NOT_TOLD = "not_told"
    NO_RELATIVES = "no_relatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class VilsFacts:
    """The assessment of the instant ``assessed_at``. ``survival_days`` is known only when a number was given."""

    assessed_at: datetime
    life_threatening: bool | None = None
    short_survival: bool | None = None
    nothing_more: bool | None = None
    survival_days: int | None = None
    doctor: str = ""
    doctor_responsible: bool = False
    record_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceFacts:
    """Where the patient wants to be cared for. ``notice_in_force``: a ready notice has been sent and not recalled."""

    vils_valid: bool
    place: Place | None = None
    chosen_by: str = ""
    chosen_at: datetime | None = None
    notice_in_force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VilsDocument:
    """A document for care at the end of life: who wrote it and the day it was signed."""

    doctor: str
    signed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """The documents of the case, the day of death, and a doctor who is to write the certificate instead."""

    documents: tuple[VilsDocument, ...]
    died_on: date | None = None
    assigned_to: str = ""
    reason: str = ""
    done_on: date | None = None


def decide(facts: VilsFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether care at the end of life may be decided (LNK-81, LNK-82).

    Result: ``decided``. All three criteria are confirmed, a number of days given is below the limit, and the responsible
    doctor has documented the assessment in the record. Unclear without an agreement for the day.
    """
    rule, inputs = "plans_end_of_life.decide", _vils_inputs(facts)
    try:
        limit = terms.value("plans.vils_survival_days", day_of(facts.assessed_at), region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Bedömningen går inte att pröva.")
    days = cast(int, limit.value)
    reasons = _criteria(facts, days) + _documented(facts)
    return met(
        rule,
        reasons,
        result={"decided": not reasons},
        inputs=inputs,
        steps=(f"Förväntad överlevnad ska vara kortare än {count(days, 'dag', 'dagar')}.",),
        say=reasons[0].text if reasons else "Vård i livets slut kan beslutas.",
        sources=(limit.source,),
    )


def _criteria(facts: VilsFacts, days: int) -> list[Reason]:
    reasons = []
    if not facts.life_threatening:
        reasons.append(BOOK.reason("LNK-81.no_diagnosis"))
    # A number that reaches the limit overrides the box: the two then contradict each other.
    if not facts.short_survival or (facts.survival_days is not None and facts.survival_days >= days):
        reasons.append(BOOK.reason("LNK-81.survival", days=count(days, "dag", "dagar")))
    if not facts.nothing_more:
        reasons.append(BOOK.reason("LNK-81.more_possible"))
    return reasons


def _documented(facts: VilsFacts) -> list[Reason]:
    reasons = []
    if not facts.doctor.strip():
        reasons.append(BOOK.reason("LNK-82.no_doctor"))
    elif not facts.doctor_responsible:
        reasons.append(BOOK.reason("LNK-82.not_responsible"))
    if not facts.record_reference.strip():
        reasons.append(BOOK.reason("LNK-82.no_reference"))
    return reasons


def choice(facts: ChoiceFacts) -> Decision:
    """Whether the patient's choice of place may be recorded, and what follows from it (LNK-83).

    Result: ``ready_allowed`` and ``liability_arises``, both false while the patient has chosen hospital and the document
    is valid. No choice made is a flag; so is a ready notice that still stands after a choice of hospital.
    """
    hospital = facts.vils_valid and facts.place is Place.HOSPITAL
    reasons = []
    if not facts.place:
        if facts.vils_valid:
            reasons.append(BOOK.reason("LNK-83.not_chosen"))
    else:
        if not facts.vils_valid:
            reasons.append(BOOK.reason("LNK-83.no_decision"))
        if not facts.chosen_by.strip():
            reasons.append(BOOK.reason("LNK-83.no_author"))
        if facts.chosen_at is None:
            reasons.append(BOOK.reason("LNK-83.no_time"))
    if hospital and facts.notice_in_force:
        reasons.append(BOOK.reason("LNK-83.notice_stands"))
    say = "Patienten vårdas på sjukhus. Utskrivningsklar skickas inte." if hospital else "Planeringen fortsätter."
    return met(
        "plans_end_of_life.choice",
        reasons,
        result={"ready_allowed": not hospital, "liability_arises": not hospital},
        inputs={
            "vils_valid": facts.vils_valid,
            "place": facts.place,
            "chosen_by": bool(facts.chosen_by.strip()),
            "chosen_at": facts.chosen_at,
            "notice_in_force": facts.notice_in_force,
        },
        say=reasons[0].text if reasons else say,
        sources=(BOOK.sources["choice"],),
    )


def information(patient: bool | None = None, relatives: Told | None = None, by: str = "") -> Decision:
    """Whether it is recorded that patient and relatives know what hospital and municipality can offer (LNK-84).

    Result: ``complete``. What is missing is a flag. A patient without relatives is complete without them.
    """
    reasons = []
    if not patient:
        reasons.append(BOOK.reason("LNK-84.patient"))
    if relatives not in (Told.TOLD, Told.NO_RELATIVES):
        reasons.append(BOOK.reason("LNK-84.relatives"))
    if not by.strip():
        reasons.append(BOOK.reason("LNK-84.no_author"))
    return met(
        "plans_end_of_life.information",
        reasons,
        result={"complete": not reasons},
        inputs={"patient": patient, "relatives": relatives, "by": bool(by.strip())},
        say=reasons[0].text if reasons else "Patient och anhöriga är informerade.",
        sources=(BOOK.sources["information"],),
    )


def certificate(facts: CertificateFacts) -> Decision:
    """Who is to write the certificate of the cause of death (LNK-86).

    Result: ``doctor`` and ``open``. The task falls to the doctor of the latest document signed by the day of death, valid
    or not; without a death or a document there is no task. Another doctor takes over only with a reason.
    """
    died = facts.died_on
    written = [document for document in facts.documents if died and document.signed_on <= died]
    author = max(written, key=lambda document: document.signed_on).doctor.strip() if written else ""
    other = facts.assigned_to.strip()
    reasons = []
    if author and other and other != author:
        if facts.reason.strip():
            author = other
        else:
            reasons.append(BOOK.reason("LNK-86.no_reason"))
    task = bool(author) and facts.done_on is None
    say = (
        f"{author} ska skriva dödsorsaksintyget."
        if author
        else "Ingen läkare har uppgiften att skriva dödsorsaksintyg."
    )
    return met(
        "plans_end_of_life.certificate",
        reasons,
        result={"doctor": author or None, "open": task},
        inputs={
            "documents": [{"doctor": one.doctor, "signed_on": one.signed_on} for one in facts.documents],
            "died_on": died,
            "assigned_to": other,
            "reason": bool(facts.reason.strip()),
            "done_on": facts.done_on,
        },
        say=reasons[0].text if reasons else "Dödsorsaksintyget är skrivet." if facts.done_on else say,
        sources=(BOOK.sources["certificate"],),
        outcome=Outcome.COMPUTED,
    )


def _vils_inputs(facts: VilsFacts) -> dict[str, object]:
    return {
        "assessed_at": facts.assessed_at,
        "life_threatening": facts.life_threatening,
        "short_survival": facts.short_survival,
        "nothing_more": facts.nothing_more,
        "survival_days": facts.survival_days,
        "doctor": facts.doctor,
        "doctor_responsible": facts.doctor_responsible,
        "record_reference": facts.record_reference,
    }
