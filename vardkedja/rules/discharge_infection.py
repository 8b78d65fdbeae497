"""Contagion: the exception during an outbreak, and what symptoms of infection lead to (LNK-33, LNK-87)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vardkedja.rules import discharge
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, met
from vardkedja.rules.discharge import KRONOBERG, day_of
from vardkedja.rules.discharge_ready import Missing
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("discharge_infection")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbreak:
    """A recorded outbreak of contagious disease: which, its first and last day, and who decided."""

    name: str
    first_on: date
    last_on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomFacts:
    """Symptoms seen at ``seen_at``, and what was sent about them; ``ready_at`` and ``recalled_at`` are the latest."""

    seen_at: datetime
    posted_at: datetime | None = None
    estimated_at: datetime | None = None
    ready_at: datetime | None = None
    recalled_at: datetime | None = None


def exception(outbreak: Outbreak, on: date) -> Decision:
    """Whether the exception of an outbreak may be used on the day ``on`` (LNK-33).

    Result: ``applies``. The outbreak is named, has a first and a last day and somebody who decided; the day is within.
    """
    reasons = []
    if not outbreak.name.strip():
        reasons.append(BOOK.reason("LNK-33.no_name"))
    if not outbreak.decided_by.strip():
        reasons.append(BOOK.reason("LNK-33.no_decider"))
    if outbreak.last_on is None:
        reasons.append(BOOK.reason("LNK-33.no_end"))
    elif outbreak.last_on < outbreak.first_on:
        reasons.append(BOOK.reason("LNK-33.reversed"))
    elif not outbreak.first_on <= on <= outbreak.last_on:
        parts = {"first": plain_date(outbreak.first_on), "last": plain_date(outbreak.last_on)}
        reasons.append(BOOK.reason("LNK-33.outside", **parts))
    return met(
        "discharge_infection.exception",
        reasons,
        result={"applies": not reasons},
        inputs={
            "outbreak": outbreak.name,
            "first_on": outbreak.first_on,
            "last_on": outbreak.last_on,
            "decided_by": outbreak.decided_by,
            "on": on,
        },
        say=reasons[0].text if reasons else "Undantaget vid utbrott gäller dagen.",
        sources=(BOOK.sources["outbreak"],),
    )


def observation(
    started_at: datetime,
    at: datetime,
    outbreaks: tuple[Outbreak, ...] = (),
    medical_indication: bool | None = None,
    region: str = KRONOBERG,
    terms: Terms = SHIPPED,
) -> Decision:
    """The answer of ``discharge.observation`` with the recorded outbreaks (LNK-32, LNK-33).

    What counts is the day of ``at``: an observation that lasts beyond the outbreak is to end in admission again.
    """
    try:
        on = day_of(at)
        covered = any(exception(outbreak, on).result["applies"] for outbreak in outbreaks)
    except NotInForce:
        covered = False
    return discharge.observation(started_at, at, covered, medical_indication, region, terms)


def symptoms(facts: SymptomFacts) -> Decision:
    """What remains to be done after symptoms of infection (LNK-87).

    Result: ``flagged`` until the post in the nurse thread and the new estimate both are sent, ``delivered_at``, the
    instant of the post (it waits for nothing), and ``estimate_missing``, what ``discharge.ready`` is to be told. What was
    sent before the symptoms does not count.
    """
    posted = facts.posted_at if facts.posted_at is not None and facts.posted_at >= facts.seen_at else None
    estimated = facts.estimated_at is not None and facts.estimated_at >= facts.seen_at
    reasons = []
    if posted is None:
        reasons.append(BOOK.reason("LNK-87.no_post"))
    if not estimated:
        if _in_force(facts):
            reasons.append(BOOK.reason("LNK-87.recall"))
        reasons.append(BOOK.reason("LNK-87.no_estimate"))
    return met(
        "discharge_infection.symptoms",
        reasons,
        result={
            "flagged": bool(reasons),
            "delivered_at": posted,
            "estimate_missing": None if estimated else Missing.INFECTION,
        },
        inputs=_inputs(facts),
        say=reasons[0].text if reasons else "Kommunen är underrättad och ny beräknad tidpunkt är skickad.",
        sources=(BOOK.sources["symptoms"],),
    )


def new_estimate(facts: SymptomFacts) -> Decision:
    """Whether the new estimated day after symptoms may be sent (LNK-55, LNK-87): a notice in force is recalled first."""
    reasons = [BOOK.reason("LNK-87.recall_first")] if _in_force(facts) else []
    say = reasons[0].text if reasons else "Ny beräknad tidpunkt kan skickas."
    inputs, sources = _inputs(facts), (BOOK.sources["recall"],)
    return met("discharge_infection.new_estimate", reasons, inputs=inputs, say=say, sources=sources)


def _in_force(facts: SymptomFacts) -> bool:
    """Whether the latest ready notice still stands; a recall of the same instant ends it."""
    return facts.ready_at is not None and (facts.recalled_at is None or facts.recalled_at < facts.ready_at)


def _inputs(facts: SymptomFacts) -> dict[str, object]:
    return {
        "seen_at": facts.seen_at,
        "posted_at": facts.posted_at,
        "estimated_at": facts.estimated_at,
        "ready_at": facts.ready_at,
        "recalled_at": facts.recalled_at,
    }
