"""Outpatient care in another region by the patient's own choice: what to tell the patient (SVR-01, 02, 04)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.decision import Decision, Outcome, Reason, Source, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import region_code, region_name
from vardkedja.rules.text import folded
from vardkedja.rules.words import book

BOOK = book("care_choice")
HOME, CARE = "home", "care"
WHOSE = {HOME: "hemregionen", CARE: "vårdregionen"}
EVERY_OTHER = "*"  # in a region's table of specialties: every one that is not named


def outpatient(home: str, care_region: str, specialty: str, on: date, terms: Terms = SHIPPED) -> Decision:
    """What applies when a patient of ``home`` seeks outpatient care in ``care_region`` (SVR-01, 02, 04).

    Result: ``free`` (may be sought), ``commitment`` (needed), ``referral_required``, ``required_by`` (``home``,
    ``care``), and ``travel``, ``lodging``, ``other`` as the home region's rules say. What is not known is left out:
    unclear, with the region to ask. One region that requires a referral is enough, whatever the other does.
    Not met in the own region.
    """
    rule = "care.outpatient"
    inputs = {"home": home, "care_region": care_region, "specialty": specialty, "on": on}
    codes = {HOME: region_code(home), CARE: region_code(care_region)}
    ours, theirs = codes[HOME], codes[CARE]
    if ours is None or theirs is None:
        unknown = BOOK.reason("SVR-01.unknown_region", region=(home if ours is None else care_region) or "tomt")
        return met(rule, unclear=(unknown,), inputs=inputs, say="Det går inte att avgöra vad som gäller.")
    if ours == theirs:
        own = BOOK.reason("SVR-01.own_region", region=region_name(ours))
        return met(rule, (own,), inputs=inputs, say=own.text)
    answers = {whose: _required(code, specialty, on, terms) for whose, code in ((HOME, ours), (CARE, theirs))}
    reasons, unclear, referral = _referral(answers, {HOME: ours, CARE: theirs}, specialty)
    costs, cost_source = _costs(ours, on, terms)
    if not costs:
        unclear.append(BOOK.reason("SVR-04.unknown", region=region_name(ours)))
    return met(
        rule,
        reasons,
        unclear=unclear,
        result={"free": True, "commitment": False} | referral | costs,
        inputs=inputs,
        steps=(
            f"Patienten får söka öppen vård i {region_name(theirs)}.",
            "Ingen betalningsförbindelse behövs för öppen vård.",
            _words(referral),
            *(("Resor, logi och andra omkostnader ersätts inte.",) if set(costs.values()) == {"no"} else ()),
        ),
        say=f"Patienten får söka vården utan betalningsförbindelse. {_words(referral)}",
        sources=(BOOK.sources["right"], BOOK.sources["commitment"], *cost_source),
        outcome=Outcome.COMPUTED,
    )


def _required(region: str, specialty: str, on: date, terms: Terms) -> bool | None:
    """Whether the region requires a referral for the specialty; None when that is not entered."""
    name = folded(specialty)
    try:
        table = cast(Mapping[str, bool], terms.value("care.referral_required", on, region).value)
    except NotInForce:
        return None
    if not name:
        return None
    named = {folded(key): required for key, required in table.items()}
    return named.get(name, named.get(EVERY_OTHER))


def _referral(
    answers: Mapping[str, bool | None], codes: Mapping[str, str], specialty: str
) -> tuple[list[Reason], list[Reason], dict[str, object]]:
    """The reasons, the open questions, and the part of the result that they give."""
    by = [whose for whose, required in answers.items() if required]
    unknown = [whose for whose, required in answers.items() if required is None]
    if not specialty.strip():
        return [], [BOOK.reason("SVR-02.no_specialty")], {}
    questions = [_reason("SVR-02.unknown", [whose], codes, specialty) for whose in unknown]
    if by:
        required = _reason("SVR-02.required", by, codes, specialty)
        return [required, *questions], [], {"referral_required": True, "required_by": tuple(by)}
    if unknown:
        return [], questions, {}
    return [], [], {"referral_required": False, "required_by": ()}


def _reason(code: str, whose: list[str], codes: Mapping[str, str], specialty: str) -> Reason:
    words = " och ".join(WHOSE[one] for one in whose)
    regions = " och ".join(region_name(codes[one]) for one in whose)
    return BOOK.reason(code, whose=words, regions=regions, specialty=specialty.strip())


def _costs(home: str, on: date, terms: Terms) -> tuple[dict[str, str], tuple[Source, ...]]:
    """Travel, lodging and other expenses by the home region's rules for the patient's own choice; empty when unknown."""
    try:
        entry = terms.value("svr.benefits", on, home)
    except NotInForce:
        return {}, ()
    by_box = cast(Mapping[str, Mapping[str, str]], entry.value)
    return dict(by_box.get(Ground.PATIENTENS_VAL, {})), (entry.source,)


def _words(referral: Mapping[str, object]) -> str:
    if "referral_required" not in referral:
        return "Remisskravet är inte känt."
    if not referral["referral_required"]:
        return "Ingen remiss krävs."
    by = cast(tuple[str, ...], referral["required_by"])
    return f"Remiss krävs ({' och '.join(WHOSE[one] for one in by)})."
