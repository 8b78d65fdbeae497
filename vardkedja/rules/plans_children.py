"""What a plan for a child must hold, the guardians' part in it, and who answers for a child's aids (LNK-77 to LNK-80)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import add_days, add_months, age
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.plans import KRONOBERG, PlanKind, kind
from vardkedja.rules.words import book

BOOK = book("plans_children")


class Principal(StrEnum):
    """Who answers for aids and rehabilitation (LNK-80)."""

    REGION = "region"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """One guardian: whether he or she took part, and the particular obstacle otherwise."""

    took_part: bool | None = None
    obstacle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianFacts:
    """A discharge plan or coordinated plan of the day ``on``. ``obstacle`` holds for all guardians, or for none known."""

    birth_date: date
    on: date
    guardians: tuple[Guardian, ...] = ()
    obstacle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPlanFacts:
    """A coordinated plan of the day ``on`` as it is written; ``participates`` is the decision, ``motive`` its reason."""

    birth_date: date
    on: date
    view: str = ""
    view_not_sought: str = ""
    best_interests: str = ""
    participates: bool | None = None
    motive: str = ""
    guardians: tuple[Guardian, ...] = ()
    obstacle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A child who is a relative of the patient: whether an offer to take part was made, and why not."""

    offered: bool | None = None
    motive: str = ""


def birthday(birth_date: date, years: int, terms: Terms = SHIPPED) -> date:
    """The day somebody turns ``years``; born 29 February: the day the dated rule says. Raises NotInForce."""
    day = add_months(birth_date, 12 * years)
    return day if age(birth_date, day, terms) >= years else add_days(day, 1)


def _last_day(name: str, birth_date: date, on: date, region: str, terms: Terms) -> tuple[date, LawValue]:
    """The last day before the birthday that the value names, and the value in force on the day. Raises NotInForce."""
    limit = terms.value(name, on, region)
    return add_days(birthday(birth_date, cast(int, limit.value), terms), -1), limit


def guardians(facts: GuardianFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the guardians' part in a discharge plan or a coordinated plan is recorded (LNK-78).

    Result: ``required`` and ``through``, the day before the 18th birthday. A guardian takes part or has a particular
    obstacle; who is not mentioned at all is refused too.
    """
    rule = "plans_children.guardians"
    inputs = {"birth_date": facts.birth_date, "on": facts.on, **_guardian_inputs(facts.guardians, facts.obstacle)}
    if facts.on < facts.birth_date:
        reason = BOOK.reason("LNK-78.before", on=plain_date(facts.on), birth=plain_date(facts.birth_date))
        return met(rule, (reason,), inputs=inputs, say=reason.text)
    try:
        through, limit = _last_day("plans.guardian_years", facts.birth_date, facts.on, region, terms)
    except NotInForce as missing:
        say = "Det går inte att avgöra om vårdnadshavare ska medverka."
        return met(rule, unclear=(missing.reason,), inputs=inputs, say=say)
    required = facts.on <= through
    reasons = _absent(facts) if required else []
    say = "Vårdnadshavarnas medverkan är antecknad." if required else "Vårdnadshavare behöver inte medverka."
    return met(
        rule,
        reasons,
        result={"required": required, "through": through},
        inputs=inputs,
        steps=(f"Vårdnadshavare ska medverka till och med {plain_date(through)}.",),
        say=reasons[0].text if reasons else say,
        sources=(limit.source,),
    )


def _absent(facts: GuardianFacts) -> list[Reason]:
    """Guardians who are missing without an obstacle."""
    if facts.obstacle.strip():
        return []
    if not facts.guardians:
        return [BOOK.reason("LNK-78.none")]
    if all(guardian.took_part or guardian.obstacle.strip() for guardian in facts.guardians):
        return []
    return [BOOK.reason("LNK-78.absent")]


def child_plan(facts: ChildPlanFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether a coordinated plan may be drawn up as far as the child goes (LNK-76, LNK-77, LNK-78).

    Result: ``kind``, ``guardians_required`` and ``guardians_through``. The child's view, best interests and part in the
    planning are asked for in Barnens bästa plan, the guardians until the 18th birthday. A plan of an adult passes.
    """
    rule, inputs = "plans_children.child_plan", _plan_inputs(facts)
    named = kind(facts.birth_date, facts.on, region, terms)
    if named.stops:
        return replace(named, rule=rule, inputs=inputs)
    asked = guardians(
        GuardianFacts(birth_date=facts.birth_date, on=facts.on, guardians=facts.guardians, obstacle=facts.obstacle),
        region,
        terms,
    )
    if asked.outcome is Outcome.UNCLEAR:
        return replace(asked, rule=rule, inputs=inputs)
    reasons = (*(_voice(facts) if named.result["kind"] is PlanKind.CHILD else ()), *asked.reasons)
    return met(
        rule,
        reasons,
        result={
            "kind": named.result["kind"],
            "guardians_required": asked.result["required"],
            "guardians_through": asked.result["through"],
        },
        inputs=inputs,
        steps=(*named.steps, *asked.steps),
        say=reasons[0].text if reasons else named.say,
        sources=(*named.sources, *asked.sources),
    )


def _voice(facts: ChildPlanFacts) -> list[Reason]:
    """What the plan lacks about the child itself."""
    reasons = []
    if not facts.view.strip() and not facts.view_not_sought.strip():
        reasons.append(BOOK.reason("LNK-77.no_view"))
    if not facts.best_interests.strip():
        reasons.append(BOOK.reason("LNK-77.no_best_interests"))
    if facts.participates is None:
        reasons.append(BOOK.reason("LNK-77.no_decision"))
    if not facts.motive.strip():
        reasons.append(BOOK.reason("LNK-77.no_motive"))
    return reasons


def relatives(children: tuple[Relative, ...]) -> Decision:
    """Whether an offer to take part is recorded for each child who is a relative of the patient (LNK-79).

    Result: ``complete``. An offer not recorded, and one not made without a motive, is a flag: nothing stops.
    """
    reasons = []
    if any(child.offered is None for child in children):
        reasons.append(BOOK.reason("LNK-79.blank"))
    if any(child.offered is False and not child.motive.strip() for child in children):
        reasons.append(BOOK.reason("LNK-79.no_motive"))
    return met(
        "plans_children.relatives",
        reasons,
        result={"complete": not reasons},
        inputs={"children": [{"offered": child.offered, "motive": bool(child.motive.strip())} for child in children]},
        say=reasons[0].text if reasons else "Uppgifterna om barn som anhöriga är fullständiga.",
        sources=(BOOK.sources["relative"],),
    )


def aids(
    birth_date: date,
    on: date,
    assigned_to: Principal | None = None,
    region: str = KRONOBERG,
    terms: Terms = SHIPPED,
) -> Decision:
    """Who answers on the day ``on`` for individual technical aids, and for rehabilitation by a physiotherapist or an
    occupational therapist (LNK-80).

    Result: ``responsible``, the region through the day before the 18th birthday, afterwards nobody named (the ordinary
    routine), and ``through``. Giving them to the municipality before the birthday is refused.
    """
    rule, inputs = "plans_children.aids", {"birth_date": birth_date, "on": on, "assigned_to": assigned_to}
    if on < birth_date:
        reason = BOOK.reason("LNK-80.before", on=plain_date(on), birth=plain_date(birth_date))
        return met(rule, (reason,), inputs=inputs, say=reason.text)
    try:
        through, limit = _last_day("plans.region_aids_years", birth_date, on, region, terms)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Ansvaret går inte att avgöra.")
    child = on <= through
    reasons = []
    if child and assigned_to is Principal.MUNICIPALITY:
        reasons.append(BOOK.reason("LNK-80.municipality", through=plain_date(through)))
    say = "Regionen ansvarar för hjälpmedel och rehabilitering." if child else "Ordinarie rutin för hjälpmedel gäller."
    return met(
        rule,
        reasons,
        result={"responsible": Principal.REGION if child else None, "through": through},
        inputs=inputs,
        steps=(f"Regionen ansvarar till och med {plain_date(through)}.",),
        say=reasons[0].text if reasons else say,
        sources=(limit.source,),
    )


def _guardian_inputs(present: tuple[Guardian, ...], obstacle: str) -> dict[str, object]:
    """The guardians' part, without anybody's words."""
    rows = [{"took_part": one.took_part, "obstacle": bool(one.obstacle.strip())} for one in present]
    return {"guardians": rows, "obstacle": bool(obstacle.strip())}


def _plan_inputs(facts: ChildPlanFacts) -> dict[str, object]:
    """What was used, without the child's own words."""
    return {
        "birth_date": facts.birth_date,
        "on": facts.on,
        "view": bool(facts.view.strip()),
        "view_not_sought": bool(facts.view_not_sought.strip()),
        "best_interests": bool(facts.best_interests.strip()),
        "participates": facts.participates,
        "motive": bool(facts.motive.strip()),
        **_guardian_inputs(facts.guardians, facts.obstacle),
    }
