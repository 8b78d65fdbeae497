"""Forwarding a referral: whether it may go on, the order that opens it, and how to place the order (REM-31 to REM-37)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from vardkedja.rules.decision import Decision, Reason, computed, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.referral_deadlines import VGR
from vardkedja.rules.referral_facts import ForwardFacts
from vardkedja.rules.referral_rules import needs_assessor
from vardkedja.rules.text import folded
from vardkedja.rules.words import book

BOOK = book("referrals_forwarding")


def forward(facts: ForwardFacts, on: date, region: str = VGR, terms: Terms = SHIPPED) -> Decision:
    """Whether the referral can go on to the target, with every reason. Result: nothing.

    Electronically only when an order is done and lists the target; on paper always, with the same message (REM-32).
    """
    reasons = []
    if facts.answered:
        reasons.append(BOOK.reason("REM-37.answered"))
    reasons += needs_assessor(facts.assessor_set).reasons
    reasons += _target_reasons(facts)
    if facts.electronic:
        reasons += _electronic_reasons(facts, on, region, terms)
    if facts.reason is not None and not facts.reason.strip():
        reasons.append(BOOK.reason("REM-31.no_reason"))
    if facts.message is not None and not facts.message.strip():
        reasons.append(BOOK.reason("REM-36.no_message"))
    inputs = {
        "answered": facts.answered,
        "activated": facts.activated,
        "targets": facts.targets,
        "target": facts.target,
        "electronic": facts.electronic,
    }
    way = "elektroniskt" if facts.electronic else "på papper"
    say = reasons[0].text if reasons else f"Remissen kan vidarebefordras {way}."
    return met("referrals.forward", reasons, inputs=inputs, say=say, sources=(BOOK.sources["forward"],))


def _target_reasons(facts: ForwardFacts) -> list[Reason]:
    reasons = []
    if not facts.target.strip():
        reasons.append(BOOK.reason("REM-31.no_target"))
    elif facts.same_unit:
        reasons.append(BOOK.reason("REM-31.same_unit"))
    elif not facts.target_open:
        reasons.append(BOOK.reason("REM-31.closed"))
    if facts.other_provider and not facts.consent:
        reasons.append(BOOK.reason("REM-31.consent"))
    return reasons


def _electronic_reasons(facts: ForwardFacts, on: date, region: str, terms: Terms) -> list[Reason]:
    reasons = []
    if not facts.activated:
        reasons.append(BOOK.reason("REM-32.not_activated"))
    listed = {folded(target) for target in facts.targets}
    if facts.target.strip() and folded(facts.target) not in listed:
        reasons.append(BOOK.reason("REM-33.outside"))
    return reasons + _too_many(len(listed), on, region, terms)


def forwarding_order(targets: Sequence[str], own: str, on: date, region: str = VGR, terms: Terms = SHIPPED) -> Decision:
    """Whether these units can be ordered to forward to (REM-33). ``own`` is the ordering unit, by the same kind of id."""
    reasons = []
    if not targets:
        reasons.append(BOOK.reason("REM-33.empty"))
    if own in targets:
        reasons.append(BOOK.reason("REM-33.self"))
    if any(times > 1 for times in Counter(targets).values()):
        reasons.append(BOOK.reason("REM-33.twice"))
    reasons += _too_many(len(set(targets)), on, region, terms)
    say = reasons[0].text if reasons else "Listan kan beställas."
    return met("referrals.forwarding_order", reasons, inputs={"targets": len(targets), "on": on}, say=say)


def _too_many(number: int, on: date, region: str, terms: Terms) -> list[Reason]:
    """The number is the limit of one region's system; a region without a value has none (R-34)."""
    try:
        limit = cast(int, terms.value("referrals.forward_targets", on, region).value)
    except NotInForce:
        return []
    return [BOOK.reason("REM-33.too_many", number=str(number), limit=str(limit))] if number > limit else []


def order_path(kind: str, units: Sequence[str], on: date, region: str = VGR, terms: Terms = SHIPPED) -> Decision:
    """How a unit of this kind orders electronic forwarding to ``units``, by name (REM-02, REM-34, REM-35).

    Result: ``way`` (portal or mail), ``text``; ``path``, a list, or ``mailbox``. Unclear for a kind without a way.
    """
    rule = "referrals.order_path"
    inputs = {"kind": kind, "units": tuple(units), "on": on}
    try:
        entry = terms.value("referrals.order_path", on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Det finns ingen uppgift om vägen.")
    ways = cast(Mapping[str, Any], entry.value)
    if kind in ways["portal_kinds"]:
        path = f"Gå till {ways['portal']}: {' → '.join(ways['path'])}."
        result = {"way": "portal", "path": ways["path"], "text": f"{path}\n\n{_units(units)}"}
        say = f"Beställ i {ways['portal']}."
    elif kind in ways["mail_kinds"]:
        result = {"way": "mail", "mailbox": ways["mailbox"], "text": _units(units)}
        say = f"Beställ med e-post till {ways['mailbox']}."
    else:
        reason = BOOK.reason("REM-34.kind")
        return met(rule, unclear=(reason,), inputs=inputs, say=reason.head + ".")
    return computed(rule, result, inputs=inputs, say=say, sources=(entry.source,))


def _units(units: Sequence[str]) -> str:
    lines = "\n".join(f"- {unit}" for unit in units)
    return f"Vi vill kunna vidarebefordra remisser elektroniskt till:\n{lines}"
