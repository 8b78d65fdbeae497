"""Compulsory psychiatric care: its legal form, who decides, and what an application carries (LNK-102 to LNK-104)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from vardkedja.rules.commitment_facts import CareForm
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("psychiatric")


class LegalForm(StrEnum):
    """What the care rests on; LRV with or without special discharge review."""

    VOLUNTARY = "hsl"
    LPT = "lpt"
    LRV_REVIEW = "lrv_sup"
    LRV = "lrv_utan_sup"


class Matter(StrEnum):
    """What is decided about compulsory care."""

    CESSATION = "upphorande"
    EXTENSION = "forlangning"


class Decider(StrEnum):
    """Who has decided."""

    DOCTOR = "lakare"
    CHIEF_PHYSICIAN = "chefslakare"
    ADMINISTRATIVE_COURT = "forvaltningsratt"
    COURT = "domstol"


# The form as the messages of the discharge know it: the review makes no difference there.
NOTICE_FORMS = {
    LegalForm.VOLUNTARY: "hsl",
    LegalForm.LPT: "lpt",
    LegalForm.LRV_REVIEW: "lrv",
    LegalForm.LRV: "lrv",
}
FORM_WORDS = {
    LegalForm.VOLUNTARY: "frivillig vård",
    LegalForm.LPT: "LPT",
    LegalForm.LRV_REVIEW: "LRV med särskild utskrivningsprövning",
    LegalForm.LRV: "LRV utan särskild utskrivningsprövning",
}
DECIDER_WORDS = {
    Decider.DOCTOR: "läkare",
    Decider.CHIEF_PHYSICIAN: "chefsläkaren",
    Decider.ADMINISTRATIVE_COURT: "förvaltningsrätten",
    Decider.COURT: "domstol",
}
MATTER_WORDS = {Matter.CESSATION: "att vården upphör", Matter.EXTENSION: "att vården förlängs"}
ACT_WORDS = {"lpt": "öppen psykiatrisk tvångsvård", "lrv": "öppen rättspsykiatrisk vård"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """The legal form as a case field. ``actor``: the reader's unit is an actor of the case."""

    form: LegalForm
    setting: CareForm = CareForm.SLUTEN
    valid_from: date | None = None
    reference: str = ""
    actor: bool = True


def legal_form(facts: FormFacts) -> Decision:
    """Who sees the legal form, and which rules of planning it leads to (LNK-102).

    Result: ``shown``, to actors only, and ``notice_form``, the form as the messages know it; every form follows the
    same rules of planning. A compulsory form without its first day or its decision is flagged.
    """
    reasons = []
    if facts.form is not LegalForm.VOLUNTARY:
        if facts.valid_from is None:
            reasons.append(BOOK.reason("LNK-102.no_day"))
        if not facts.reference.strip():
            reasons.append(BOOK.reason("LNK-102.no_reference"))
    inputs = {
        "form": facts.form,
        "setting": facts.setting,
        "valid_from": facts.valid_from,
        "reference": bool(facts.reference.strip()),
        "actor": facts.actor,
    }
    return met(
        "psychiatric.legal_form",
        reasons,
        result={"shown": facts.actor, "notice_form": NOTICE_FORMS[facts.form]},
        inputs=inputs,
        say="Planeringen följer samma regler som vid frivillig vård.",
        sources=(BOOK.sources["same_rules"],),
    )


def decision_maker(
    form: LegalForm,
    matter: Matter,
    decided_by: Decider,
    decided_on: date,
    assessed: bool = False,
    terms: Terms = SHIPPED,
) -> Decision:
    """Whether a decision that compulsory care ends or is extended comes from the one who may decide it (LNK-103).

    ``assessed``: the doctor's assessment is recorded; where it is missing, a flag. Not met for voluntary care and for
    another decider. Where the source names nobody, the decision is recorded with a flag (R-66). Result: ``by``, who may
    decide, and ``validated``. Unclear when no rule is in force that day.
    """
    rule = "psychiatric.decision_maker"
    inputs: dict[str, object] = {"form": form, "matter": matter, "decided_by": decided_by}
    inputs |= {"decided_on": decided_on, "assessed": assessed}
    if form is LegalForm.VOLUNTARY:
        reason = BOOK.reason("LNK-103.voluntary")
        return met(rule, (reason,), inputs=inputs, say=reason.text)
    try:
        entry = terms.value(f"psychiatric.decider.{form}.{matter}", decided_on)
        assessment = terms.value("psychiatric.assessment", decided_on)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Beslutet går inte att pröva.")
    value = cast(Mapping[str, object], entry.value)
    by, validated = cast(tuple[str, ...], value["by"]), bool(value["validated"])
    reasons = _by_whom(form, matter, decided_by, by if validated else None)
    needed = cast(Mapping[str, str], assessment.value).get(form)
    if needed and not assessed:
        reasons.append(BOOK.reason("LNK-103.no_assessment", assessment=needed))
    return met(
        rule,
        reasons,
        result={"by": by, "validated": validated},
        inputs=inputs,
        say=reasons[0].text if reasons else f"Beslutet {plain_date(decided_on)} kan registreras.",
        sources=(entry.source, assessment.source),
    )


def _by_whom(form: LegalForm, matter: Matter, decided_by: Decider, by: tuple[str, ...] | None) -> list[Reason]:
    """Why the decision is not theirs to make; ``by`` None: nobody knows whose it is."""
    parts = {"form": FORM_WORDS[form], "matter": MATTER_WORDS[matter]}
    if by is None:
        return [BOOK.reason("LNK-103.not_validated", **parts)]
    if decided_by not in by:
        named = " eller ".join(DECIDER_WORDS[Decider(one)] for one in by)
        return [BOOK.reason("LNK-103.other_decider", by=named, **parts)]
    return []


def application(form: LegalForm, plan_version: int | None = None) -> Decision:
    """Whether an application for open compulsory care may go to the court: only with its care plan (LNK-104).

    Result: ``kind``, ``lpt`` or ``lrv``, absent for voluntary care, which is refused.
    """
    inputs = {"form": form, "plan_version": plan_version}
    kind = NOTICE_FORMS[form]
    reasons = []
    if form is LegalForm.VOLUNTARY:
        reasons.append(BOOK.reason("LNK-104.voluntary"))
    elif plan_version is None:
        reasons.append(BOOK.reason("LNK-104.no_plan", kind=ACT_WORDS[kind]))
    return met(
        "psychiatric.application",
        reasons,
        result={"kind": kind} if form is not LegalForm.VOLUNTARY else {},
        inputs=inputs,
        say=reasons[0].text if reasons else f"Vårdplanen, version {plan_version}, följer med ansökan.",
        sources=(BOOK.sources["application"],),
    )
