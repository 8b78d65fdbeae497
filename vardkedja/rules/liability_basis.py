"""What is invoiced for a payment month, and what happens when a closed month is corrected (LNK-127, 129)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.liability_charge import charge
from vardkedja.rules.liability_days import KRONOBERG, Counting, Month
from vardkedja.rules.liability_ladder import WORKFLOW, State, ladder
from vardkedja.rules.liability_missing import Closed
from vardkedja.rules.liability_month import Case, month, swedish, two_decimals
from vardkedja.rules.liability_regime import Regime, regime
from vardkedja.rules.words import book

BOOK = book("liability_basis")


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisFacts:
    """One municipality and month. ``state`` and ``charged`` are what the ladder gave when the last month was closed;
    ``made``: the months that already have a basis; ``price`` per day stands in for the regulation's.
    """

    municipality: str
    month: str
    state: State
    charged: tuple[str, ...]
    cases: tuple[Case, ...]
    plan_versions: tuple[int, ...] = ()
    made: tuple[str, ...] = ()
    price: Decimal | None = None


def basis(facts: BasisFacts, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """Whether an invoice basis may be made for the month, and what stands in it (LNK-127).

    Result when met: ``municipality``, ``month``, ``rows`` (id, received_on, ended_on, days, dates, amount of each charged
    notice), ``days``, ``total``, ``plan_versions``, ``average``. Not met with every reason; unclear, with the rows but
    no amounts, when a day has no amount. A plan that nobody handed in is a flag: the months decide (LNK-124).
    """
    rule, of = "liability.basis", Month.of(facts.month)
    inputs = _basis_inputs(facts)
    counted = month(facts.cases, of, terms, party)
    charged = charge(facts.cases, of, facts.price, terms, party)
    # Both name the same faults of the cases.
    found = tuple(dict.fromkeys((*counted.reasons, *charged.reasons)))
    faults = [reason for reason in found if reason.code != "LAW.missing"]
    reasons = _may(facts, of) + faults + _by_the_act(facts, of, terms, party)
    if counted.result.get("exceeds") is False:
        reasons.append(BOOK.reason("LNK-127.within", month=of.words))
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    result: dict[str, object] = {}
    if not refused and "days" in charged.result:
        result = {
            **{"municipality": facts.municipality, "month": facts.month},
            **{"rows": _rows(facts, of, terms, party), "days": charged.result["days"]},
            **{"plan_versions": facts.plan_versions, "average": counted.result.get("average")},
        }
        if "amount" in charged.result:
            result["total"] = charged.result["amount"]
    return met(
        rule,
        reasons,
        unclear=[reason for reason in found if reason.code == "LAW.missing"],
        result=result,
        inputs=inputs,
        steps=charged.steps,
        say=refused[0] if refused else charged.say,
        sources=(BOOK.sources["basis"], *charged.sources),
    )


def _may(facts: BasisFacts, of: Month) -> list[Reason]:
    """The reasons of the state, of the month, and of what must be told."""
    reasons = []
    if facts.state is not State.BETALNING:
        reasons.append(BOOK.reason("LNK-127.state", state=WORKFLOW.word(facts.state).lower()))
    elif facts.month not in facts.charged:
        reasons.append(BOOK.reason("LNK-127.not_charged", month=of.words))
    if facts.month in facts.made:
        reasons.append(BOOK.reason("LNK-127.second", month=of.words))
    if not facts.municipality.strip():
        reasons.append(BOOK.reason("LNK-127.no_municipality"))
    if not facts.plan_versions:
        reasons.append(BOOK.reason("LNK-127.no_plan"))
    return reasons


def _by_the_act(facts: BasisFacts, of: Month, terms: Terms, party: str) -> list[Reason]:
    """A notice that the act decides for is charged by the act, and never here too (LNK-133)."""
    municipality = facts.municipality.strip()
    try:
        counting = Counting.of(of, terms, party)
    except NotInForce:  # told with the average
        return []
    return [
        BOOK.reason("LNK-133.by_the_act", id=case.id, received=plain_date(notice.received_on))
        for case in facts.cases
        for notice in case.notices
        if municipality
        and counting.days(notice) is not None
        and regime(municipality, notice.received_on, terms).result.get("regime") is not Regime.AVERAGE
    ]


def _rows(facts: BasisFacts, of: Month, terms: Terms, party: str) -> list[dict[str, object]]:
    """Each notice with charged days, counted alone: the ordinal begins again with each notice (LNK-164)."""
    rows = []
    for case in facts.cases:
        for notice in case.notices:
            alone = charge([Case(case.id, (notice,))], of, facts.price, terms, party).result
            for found in cast(Sequence[dict[str, object]], alone["cases"]):
                row = {"id": case.id, "received_on": notice.received_on, "ended_on": notice.ended_on}
                row |= {"days": found["days"], "dates": found["dates"]}
                rows.append(row | ({"amount": alone["amount"]} if "amount" in alone else {}))
    return rows


def _basis_inputs(facts: BasisFacts) -> dict[str, object]:
    names = ("municipality", "month", "state", "charged", "plan_versions", "made", "price")
    told = {name: getattr(facts, name) for name in names}
    return told | {"cases": facts.cases}


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFacts:
    """A closed month whose average is another after a change. ``months``: every closed month as it was closed.

    ``reference`` and ``decided_on``: the decision of the county management group to let the state follow; ``on``: the
    day that is asked about.
    """

    months: tuple[Closed, ...]
    month: str
    average: Fraction
    on: date
    reference: str = ""
    decided_on: date | None = None


def correction(facts: CorrectionFacts, terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """A correction with old and new average; the state stays until the decision that changes it (LNK-129).

    Result: ``old_average``, ``new_average``, ``state_as_closed``, ``state_as_corrected``, ``changes`` (whether a state or
    a charged month would be another), ``decided``, and ``state``, the one that applies on the day. Not met for a month
    that is not closed, or a decision without reference or day; unclear when the ladder is.
    """
    rule, of = "liability.correction", Month.of(facts.month)
    inputs = _correction_inputs(facts)
    old = {row.month: row.average for row in facts.months}
    reasons = _decision(facts)
    if facts.month not in old:
        reasons.append(BOOK.reason("LNK-129.not_closed", month=of.words))
    if reasons:
        return met(rule, reasons, inputs=inputs, say=reasons[0].text)
    before = ladder([(Month.of(row.month), row.average) for row in facts.months], terms, party)
    corrected = old | {facts.month: facts.average}
    after = ladder([(Month.of(name), average) for name, average in corrected.items()], terms, party)
    if before.stops or after.stops:
        stopping = before if before.stops else after
        unclear = stopping.reasons if stopping.outcome is Outcome.UNCLEAR else ()
        return met(rule, stopping.refusals, unclear=unclear, inputs=inputs, say=stopping.say)
    changes = before.result != after.result
    decided = facts.decided_on is not None and facts.decided_on <= facts.on
    figures = {"old": _figure(old[facts.month]), "new": _figure(facts.average)}
    shown_as = BOOK.reason("LNK-129.corrected", month=of.words, **figures)
    states = [cast(list[dict[str, object]], walked.result["steps"])[-1]["state"] for walked in (before, after)]
    reasons = [shown_as]
    if changes and not decided:
        reasons.append(BOOK.reason("LNK-129.undecided"))
    return met(
        rule,
        reasons,
        result={
            **{"old_average": old[facts.month], "new_average": facts.average},
            **{"state_as_closed": states[0], "state_as_corrected": states[1]},
            **{"changes": changes, "decided": decided, "state": states[decided]},
        },
        inputs=inputs,
        say=shown_as.text,
        sources=after.sources,
        outcome=Outcome.COMPUTED,
    )


def _figure(average: Fraction) -> str:
    return swedish(str(two_decimals(average)))


def _decision(facts: CorrectionFacts) -> list[Reason]:
    """A decision has both a reference and a day."""
    if facts.decided_on is not None and not facts.reference.strip():
        return [BOOK.reason("LNK-129.no_reference", decided=plain_date(facts.decided_on))]
    if facts.decided_on is None and facts.reference.strip():
        return [BOOK.reason("LNK-129.no_day")]
    return []


def _correction_inputs(facts: CorrectionFacts) -> dict[str, object]:
    names = ("month", "average", "on", "reference", "decided_on")
    months = [{"month": row.month, "average": row.average} for row in facts.months]
    return {name: getattr(facts, name) for name in names} | {"months": months}
