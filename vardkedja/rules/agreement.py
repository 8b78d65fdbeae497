"""The agreement itself: information to staff, termination, follow-up, and its references (LNK-139, 141 to 143)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import add_months
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_regime import Regime, regime
from vardkedja.rules.regions import KRONOBERG
from vardkedja.rules.words import book

BOOK = book("agreement")


class Scope(StrEnum):
    """Whom a termination is for."""

    ALL = "all_parties"
    ONE = "one_municipality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A party's word that its staff are informed of the version that began on ``version_from``."""

    version_from: date
    by: str
    on: date


def informed(
    party: str, on: date, confirmation: Confirmation | None = None, region: str = KRONOBERG, terms: Terms = SHIPPED
) -> Decision:
    """Whether a party has confirmed, by the day ``on``, that its staff know the agreement that binds it (LNK-139).

    ``party`` is the code of the region or municipality. Result: ``bound``, ``confirmed`` and ``due_on``. From the due
    day a party that has not confirmed is flagged, as is a confirmation of another version; one without a name does not
    count. A party that no agreement binds that day owes nothing. Unclear without a time to confirm.
    """
    rule = "agreement.informed"
    inputs: dict[str, object] = {"party": party, "on": on, "confirmation": None}
    if confirmation:
        given = {"version_from": confirmation.version_from, "by": bool(confirmation.by.strip()), "on": confirmation.on}
        inputs["confirmation"] = given
    binding = regime(party, on, terms)
    if binding.outcome is Outcome.UNCLEAR or binding.result["regime"] is Regime.STATUTE:
        unclear = binding.reasons if binding.outcome is Outcome.UNCLEAR else ()
        return met(
            rule,
            unclear=unclear,
            result={} if unclear else {"bound": False},
            inputs=inputs,
            say="Informationsplikten går inte att pröva." if unclear else "Ingen överenskommelse binder parten.",
            sources=binding.sources,
            outcome=Outcome.COMPUTED,
        )
    try:
        start = terms.value("liability.regime", on, party).start  # the party's own: it is bound
        months = terms.value("agreement.information_months", on, region)
        due = add_months(start, cast(int, months.value))
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Informationsplikten går inte att pröva.")
    confirmed, reasons = _confirmed(confirmation if confirmation and confirmation.on <= on else None, start)
    if not confirmed and on >= due:
        reasons.append(BOOK.reason("LNK-139.due", due=plain_date(due)))
    return met(
        rule,
        reasons,
        result={"bound": True, "confirmed": confirmed, "due_on": due},
        inputs=inputs,
        say=reasons[0].text if reasons else _say(confirmed, due),
        sources=(months.source,),
        outcome=Outcome.COMPUTED,
    )


def _confirmed(given: Confirmation | None, start: date) -> tuple[bool, list[Reason]]:
    """Whether what was given confirms the version of ``start``, and why not."""
    reasons = []
    if given and given.version_from != start:
        reasons.append(BOOK.reason("LNK-139.other_version", start=plain_date(start)))
    if given and not given.by.strip():
        reasons.append(BOOK.reason("LNK-139.no_name"))
    return given is not None and not reasons, reasons


def _say(confirmed: bool, due: date) -> str:
    if confirmed:
        return "Medarbetarna är informerade om överenskommelsen."
    return f"Parten bekräftar före {plain_date(due)} att medarbetarna är informerade."


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminationFacts:
    """A termination; ``party`` is the municipality that leaves, for a termination of one."""

    scope: Scope
    from_on: date | None = None
    reference: str = ""
    party: str = ""


def terminate(facts: TerminationFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether a termination may be recorded, and whom the act decides for from then on (LNK-141, LNK-133).

    For all: a decision of the county management group is needed. For one: a bound municipality, and only it is
    affected. Result: ``affects``, ``all`` or the municipality's code, and ``regime``.
    """
    reasons = []
    unclear: tuple[Reason, ...] = ()
    party = facts.party.strip()
    if facts.from_on is None:
        reasons.append(BOOK.reason("LNK-141.no_day"))
    if facts.scope is Scope.ALL:
        if not facts.reference.strip():
            reasons.append(BOOK.reason("LNK-141.no_decision"))
    elif not party:
        reasons.append(BOOK.reason("LNK-141.no_party"))
    elif party == region:
        reasons.append(BOOK.reason("LNK-141.region"))
    elif facts.from_on:
        binding = regime(party, facts.from_on, terms)
        unclear = binding.reasons
        if not unclear and binding.result["regime"] is Regime.STATUTE:
            reasons.append(BOOK.reason("LNK-141.not_bound", day=plain_date(facts.from_on)))
    stopped = (*reasons, *unclear)
    return met(
        "agreement.terminate",
        reasons,
        unclear=unclear,
        result={} if stopped else {"affects": "all" if facts.scope is Scope.ALL else party, "regime": Regime.STATUTE},
        inputs={
            "scope": facts.scope,
            "from_on": facts.from_on,
            "reference": bool(facts.reference.strip()),
            "party": party,
        },
        say=stopped[0].text if stopped else "Uppsägningen kan registreras. Lagen gäller från den dagen.",
        sources=(BOOK.sources["termination"],),
    )


def follow_up(
    previous_on: date,
    on: date,
    needed_on: date | None = None,
    region: str = KRONOBERG,
    terms: Terms = SHIPPED,
) -> Decision:
    """When the agreement is to be followed up next, and whether to remind on the day ``on`` (LNK-142, D-51).

    ``previous_on``: the last follow-up, or the first day of the agreement; ``needed_on``: an earlier day that the group
    has asked for. Result: ``due_on`` and ``remind_on``. A flag reminds from the first through the due day, another says
    overdue after it. Unclear when no interval is in force on ``previous_on``.
    """
    rule = "agreement.follow_up"
    inputs = {"previous_on": previous_on, "on": on, "needed_on": needed_on}
    try:
        years = terms.value("agreement.follow_up_years", previous_on, region)
        months = terms.value("agreement.reminder_months", previous_on, region)
        ordinary = add_months(previous_on, 12 * cast(int, years.value))
        due = min(needed_on or ordinary, ordinary)
        remind = add_months(due, -cast(int, months.value))
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Dagen går inte att räkna ut.")
    reasons = []
    if on > due:
        reasons.append(BOOK.reason("LNK-142.overdue", due=plain_date(due)))
    elif on >= remind:
        reasons.append(BOOK.reason("LNK-142.soon", due=plain_date(due)))
    return met(
        rule,
        reasons,
        result={"due_on": due, "remind_on": remind},
        inputs=inputs,
        steps=(f"Senaste gången var {plain_date(previous_on)}.", f"Påminnelsen kommer {plain_date(remind)}."),
        say=reasons[0].text if reasons else f"Uppföljningen ska vara gjord {plain_date(due)}.",
        sources=(years.source, months.source),
        outcome=Outcome.COMPUTED,
    )


def followed_up(previous_on: date, done_on: date, outcome: str) -> Decision:
    """Whether a follow-up may be recorded as done: with its outcome, on a day after the previous (LNK-142)."""
    reasons = []
    if done_on <= previous_on:
        reasons.append(BOOK.reason("LNK-142.before", previous=plain_date(previous_on)))
    if not outcome.strip():
        reasons.append(BOOK.reason("LNK-142.no_outcome"))
    return met(
        "agreement.followed_up",
        reasons,
        inputs={"previous_on": previous_on, "done_on": done_on, "outcome": bool(outcome.strip())},
        say=reasons[0].text if reasons else f"Uppföljningen {plain_date(done_on)} kan registreras.",
        sources=(BOOK.sources["follow_up"],),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The day of the version of an act that somebody has checked."""

    number: str
    day: date


def references(
    on: date, versions: tuple[Version, ...] = (), region: str = KRONOBERG, terms: Terms = SHIPPED
) -> Decision:
    """The acts that the agreement refers to, with number, title and version (LNK-143).

    Result: ``rows``: number, title, listed, version_on; first the agreement's own list in its order, then what it names
    only in its text (``listed`` false). The agreement gives no version days: one that is not entered is None, and
    flagged. Unclear without an agreement that day.
    """
    rule = "agreement.references"
    inputs = {"on": on, "versions": {version.number: version.day for version in versions}}
    try:
        listed = terms.value("agreement.references", on, region)
        in_text = terms.value("agreement.references_in_text", on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Referenslistan går inte att visa.")
    known = {version.number: version.day for version in versions}
    rows = tuple(
        {
            "number": act["number"],
            "title": act["title"],
            "listed": entry is listed,
            "version_on": known.get(act["number"]),
        }
        for entry in (listed, in_text)
        for act in cast(tuple[Mapping[str, str], ...], entry.value)
    )
    without = [str(row["number"]) for row in rows if row["version_on"] is None]
    reasons = [BOOK.reason("LNK-143.no_version", numbers=", ".join(without))] if without else []
    return met(
        rule,
        reasons,
        result={"rows": rows},
        inputs=inputs,
        say=f"Överenskommelsen hänvisar till {len(rows)} författningar.",
        sources=(listed.source, in_text.source),
        outcome=Outcome.COMPUTED,
    )
