"""Handing out work for a time, working on somebody's behalf, and designated staff (REM-01, REM-41 to REM-45)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import cast

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.referral_deadlines import VGR
from vardkedja.rules.referral_facts import HandedOut, HandOutFacts
from vardkedja.rules.referral_terms import NODE_WORDS, Node
from vardkedja.rules.words import book

BOOK = book("referrals_absence")

# First and last day; None is open.
Period = tuple[date, date | None]


def hand_out_nodes(on: date, region: str = VGR, terms: Terms = SHIPPED) -> tuple[Node, ...]:
    """The nodes that can be handed out (D-29); all of them where a region has not said otherwise."""
    try:
        codes = cast(tuple[str, ...], terms.value("referrals.hand_out_nodes", on, region).value)
    except NotInForce:
        return tuple(Node)
    return tuple(Node(code) for code in codes)


def hand_out(facts: HandOutFacts, region: str = VGR, terms: Terms = SHIPPED) -> Decision:
    """Whether the work can be handed out, with every reason (REM-41, REM-42, REM-43).

    Result: ``nodes``, ``start``, ``end``: active from the start of the first day through the end of the last. A receiver
    who is away in the period is a warning.
    """
    reasons = _person_reasons(facts)
    reasons += _scope_reasons(facts, hand_out_nodes(facts.on, region, terms))
    reasons += _period_reasons(facts) + _decision_reasons(facts)
    inputs = {"on": facts.on, "nodes": facts.nodes, "start": facts.start, "end": facts.end}
    decision = met("referrals.hand_out", reasons, inputs=inputs)
    if decision.stops:
        return replace(decision, say=decision.refusals[0].text)
    start, end = cast(date, facts.start), cast(date, facts.end)
    say = f"Arbetet är utdelat från {plain_date(start)} till och med {plain_date(end)}."
    return replace(decision, result={"nodes": facts.nodes, "start": start, "end": end}, say=say)


def _person_reasons(facts: HandOutFacts) -> list[Reason]:
    reasons = []
    if not facts.receiver:
        reasons.append(BOOK.reason("REM-41.no_receiver"))
    elif facts.receiver == facts.owner:
        reasons.append(BOOK.reason("REM-41.self"))
    elif facts.away:
        reasons.append(BOOK.reason("REM-41.receiver_away", days=facts.away))
    return reasons


def _scope_reasons(facts: HandOutFacts, allowed: tuple[Node, ...]) -> list[Reason]:
    reasons = [BOOK.reason("REM-41.unknown_node", node=_word(node)) for node in facts.nodes if node not in allowed]
    if not facts.nodes:
        reasons.append(BOOK.reason("REM-41.no_scope"))
    if facts.handed_on:
        reasons.append(BOOK.reason("REM-43.handed_on"))
    return reasons


def _period_reasons(facts: HandOutFacts) -> list[Reason]:
    reasons = []
    if facts.start is None:
        reasons.append(BOOK.reason("REM-42.no_start"))
    if facts.end is None:
        reasons.append(BOOK.reason("REM-42.no_end"))
    elif facts.start and facts.end < facts.start:
        parts = {"start": plain_date(facts.start), "end": plain_date(facts.end)}
        reasons.append(BOOK.reason("REM-42.reversed", **parts))
    elif facts.end < facts.on:
        reasons.append(BOOK.reason("REM-42.over", end=plain_date(facts.end)))
    return reasons


def _decision_reasons(facts: HandOutFacts) -> list[Reason]:
    reasons = []
    if not facts.by_manager:
        reasons.append(BOOK.reason("REM-42.no_manager"))
    if facts.decided_on is None:
        reasons.append(BOOK.reason("REM-42.no_decision_day"))
    elif facts.decided_on > facts.on:
        parts = {"day": plain_date(facts.decided_on), "today": plain_date(facts.on)}
        reasons.append(BOOK.reason("REM-42.future_decision", **parts))
    return reasons


def hand_out_active(start: date, end: date, on: date) -> bool:
    """Whether the work is handed out on the local day; both ends are whole days (REM-42)."""
    return start <= on <= end


def act_for(handed: HandedOut, node: str, on: date) -> Decision:
    """Whether the receiver may act in the node on the day (REM-43). Reading is judged the same way."""
    reasons = []
    if node not in handed.nodes:
        reasons.append(BOOK.reason("REM-43.scope", node=_word(node)))
    if on < handed.start:
        reasons.append(BOOK.reason("REM-43.before", start=plain_date(handed.start)))
    if on > handed.end:
        reasons.append(BOOK.reason("REM-43.after", end=plain_date(handed.end)))
    say = reasons[0].text if reasons else f"Du arbetar på uppdrag till och med {plain_date(handed.end)}."
    return met("referrals.act_for", reasons, inputs={"node": node, "on": on}, say=say)


def on_behalf(signer: str, owner: str) -> str:
    """B på uppdrag av A: the signature is the signer's own (REM-44)."""
    return signer if signer == owner else f"{signer} på uppdrag av {owner}"


def is_designated(periods: Iterable[Period], on: date) -> bool:
    """Whether a unit has designated staff on the day (REM-01). A unit that has not is flagged to its manager."""
    return any(start <= on and (end is None or on <= end) for start, end in periods)


def _word(node: str) -> str:
    return next((word for known, word in NODE_WORDS.items() if known == node), node)
