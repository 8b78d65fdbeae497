"""What the patient gets besides the care, as it is printed on the decision (SVR-04, 10, 19, 20, 31, D-14, D-67)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.specialist_boxes import benefit_reasons, benefit_row, benefit_word, offered
from vardkedja.rules.specialist_facts import STOCKHOLM, AskedBenefit, Benefit
from vardkedja.rules.specialist_timing import DECIDING

# The words of the extract, as they are shown and stored.
YES, NO, UNDECIDED = "ja", "nej", "ej beslutad"
NOTHING = "Resor, logi och andra omkostnader ersätts inte."
NOT_BY_REFERRAL = "Resor och logi beviljas inte genom remissen."


def benefits(
    box: str,
    approved: bool,
    asked: tuple[AskedBenefit, ...],
    on: date,
    terms: Terms = SHIPPED,
    lodging_granted: bool | None = None,
    region: str = STOCKHOLM,
) -> Decision:
    """What is granted in the alternative ``box`` on the day, once the referral is approved (SVR-19).

    Result: ``travel``, ``lodging`` and each other benefit that was asked for, as YES, NO or UNDECIDED, and ``sentences``
    to print; empty before approval. Lodging that is possible is a decision of its own, ``lodging_granted`` (R-21). What
    the source is silent about is not granted (R-17). Not met when something asked for is refused: not signed, without
    its reason, or not offered.
    """
    rule = "specialist.benefits"
    inputs = {"box": box, "approved": approved, "asked": [item.kind for item in asked], "on": on, "region": region}
    if not approved:
        return met(rule, inputs=inputs, say="Inget är beviljat före godkännandet.")
    try:
        table, row = benefit_row(box, on, terms, region)
        refused = benefit_reasons(box, asked, on, terms, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Förmånerna går inte att avgöra.")
    answers = {
        str(Benefit.TRAVEL): YES if offered(row, Benefit.TRAVEL) == "yes" else NO,
        str(Benefit.LODGING): _lodging(offered(row, Benefit.LODGING), lodging_granted),
    }
    for item in asked:
        if item.kind not in (Benefit.TRAVEL, Benefit.LODGING):
            answers[item.kind] = YES if YES in (answers.get(item.kind), _stated(row, item)) else NO
    sentences = _sentences(row, answers)
    return met(
        rule,
        [*refused, *_unsigned(row, asked, answers)],
        result=answers | {"sentences": sentences},
        inputs=inputs,
        say=" ".join(sentences),
        sources=(table.source,),
    )


def _lodging(answer: str, granted: bool | None) -> str:
    if answer != "possible":
        return YES if answer == "yes" else NO
    return UNDECIDED if granted is None else YES if granted else NO


def _stated(row: Mapping[str, str], item: AskedBenefit) -> str:
    """Granted when it stands on the signed referral with its medical reason (SVR-20)."""
    return YES if offered(row, item.kind) == "stated" and item.signed and item.reason.strip() else NO


def _unsigned(row: Mapping[str, str], asked: tuple[AskedBenefit, ...], answers: Mapping[str, str]) -> list[Reason]:
    """What no signature covers, unless a signed supplement has granted it since (SVR-20)."""
    stated = [item for item in asked if not item.signed and offered(row, item.kind) == "stated"]
    late = [item for item in stated if answers[item.kind] != YES]
    return [DECIDING.reason("SVR-20.unsigned", benefit=benefit_word(item.kind)) for item in late]


def _sentences(row: Mapping[str, str], answers: Mapping[str, str]) -> tuple[str, ...]:
    if set(answers.values()) == {NO}:
        return (NOTHING if offered(row, Benefit.TRAVEL) == "no" else NOT_BY_REFERRAL,)
    return tuple(f"{benefit_word(kind)}: {answer}." for kind, answer in answers.items())
