"""The coordinated plan itself: whether it is relevant, what it must hold, what it shows and cites (LNK-35 to LNK-50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from vardkedja.rules.decision import Decision, Outcome, Reason, Weight, met
from vardkedja.rules.discharge_workflow import OPEN
from vardkedja.rules.discharge_workflow import State as CaseState
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.plans import KRONOBERG, PlanKind, kind
from vardkedja.rules.plans_workflow import WORKFLOW, Event, State
from vardkedja.rules.words import book

BOOK = book("plans_sip")

# What a plan must hold, in the order of the form; a child's perspective and a doctor only where they are asked for.
NEEDED = {
    "needs": "LNK-42.no_needs",
    "wishes": "LNK-42.no_wishes",
    "integrity": "LNK-42.no_integrity",
    "dignity": "LNK-42.no_dignity",
    "participation": "LNK-42.no_participation",
    "best_time": "LNK-42.no_best_time",
    "contacts": "LNK-43.no_contact",
    "doctor_contact": "LNK-43.no_doctor",
    "principal": "LNK-43.no_principal",
    "child_perspective": "LNK-43.no_child",
    "services": "LNK-43.no_services",
    "others": "LNK-43.no_others",
    "goals_short": "LNK-43.no_goals_short",
    "goals_long": "LNK-43.no_goals_long",
    "follow_up_how": "LNK-43.no_how",
    "follow_up_by": "LNK-43.no_who",
    "follow_up_on": "LNK-43.no_when",
    "next_caller": "LNK-43.no_caller",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service of region or municipality, with the units that are named as responsible for it."""

    what: str
    units: tuple[str, ...] = ()
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherService:
    """A service by somebody else than region or municipality."""

    actor: str
    what: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """A treating doctor."""

    name: str
    unit: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """A plan that is to be established on the day ``on``. ``no_others``: nobody else does anything ("inga")."""

    state: State
    on: date
    birth_date: date
    needs: str = ""
    wishes: str = ""
    integrity: bool = False
    dignity: bool = False
    participation: bool = False
    best_time: bool = False
    contacts: tuple[str, ...] = ()
    doctor_contact_needed: bool = False
    doctor_contact: str = ""
    principal: str = ""
    child_perspective: str = ""
    services: tuple[Service, ...] = ()
    others: tuple[OtherService, ...] = ()
    no_others: bool = False
    goals_short: str = ""
    goals_long: str = ""
    follow_up_how: str = ""
    follow_up_by: str = ""
    follow_up_on: date | None = None
    next_caller: str = ""


def relevance(case: CaseState, plan: State, relevant: bool | None = None) -> Decision:
    """Record whether a plan is relevant; it may be changed both ways until there is a call (LNK-35).

    Result: ``state``, what the plan becomes. The same answer again changes nothing. Not met without an answer, in a
    case that is not open, and for no once a call has been sent.
    """
    inputs = {"case": case, "plan": plan, "relevant": relevant}
    reasons, state = [], plan
    if case not in OPEN:
        reasons.append(BOOK.reason("LNK-35.not_open"))
    if relevant is None:
        reasons.append(BOOK.reason("LNK-35.no_answer"))
    else:
        step = WORKFLOW.next(plan, Event.RELEVANT if relevant else Event.NOT_RELEVANT)
        if step:
            state = State(step.target)
        elif not relevant and plan is not State.NOT_RELEVANT:
            reasons.append(BOOK.reason("LNK-35.called", state=WORKFLOW.word(plan).lower()))
    return met(
        "plans.relevance",
        reasons,
        result={"state": plan if reasons else state},
        inputs=inputs,
        say=reasons[0].text if reasons else f"Planen är {WORKFLOW.word(state).lower()}.",
        sources=(BOOK.sources["relevance"],),
    )


def complex_case(is_complex: bool, reason: str) -> Decision:
    """The mark of a complex case, where the plan should be drawn up before discharge (LNK-40).

    Result: ``first``. A mark without a reason is flagged. That a plan is missing is warned of at the discharge.
    """
    reasons = [BOOK.reason("LNK-40.no_reason")] if is_complex and not reason.strip() else []
    say = "Planen bör upprättas före utskrivningen." if is_complex else "Ärendet är inte komplext."
    return met(
        "plans.complex",
        reasons,
        result={"first": is_complex},
        inputs={"complex": is_complex, "reason": bool(reason.strip())},
        say=say,
        sources=(BOOK.sources["complex"],),
    )


def establish(facts: PlanFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the plan may be set to established, with everything that is missing (LNK-42, LNK-43, LNK-44, LNK-47).

    Result: ``missing``, the fields that stop it, in the order of the form, and ``kind`` of plan where it is known.
    A child's plan needs the child's perspective. Unclear when the kind is unclear and nothing else stops it. Not met
    for a plan that nobody has been called to.
    """
    named = kind(facts.birth_date, facts.on, region, terms)
    child = named.result.get("kind") is PlanKind.CHILD
    reasons = _content(facts, child) + _services(facts.services) + _others(facts.others)
    if facts.follow_up_on and facts.follow_up_on < facts.on:
        reasons.append(BOOK.reason("LNK-48.before"))
    missing = tuple(dict.fromkeys(reason.field for reason in reasons if reason.weight is Weight.REFUSE))
    if WORKFLOW.next(facts.state, Event.ESTABLISH) is None:
        reasons.insert(0, BOOK.reason("LNK-43.state", state=WORKFLOW.word(facts.state).lower()))
    unclear = named.reasons if named.outcome is Outcome.UNCLEAR else ()
    reasons += named.refusals
    stopped = [reason.text for reason in reasons if reason.weight is Weight.REFUSE]
    stopped += [reason.text for reason in unclear]
    return met(
        "plans.establish",
        reasons,
        unclear=unclear,
        result={"missing": missing} | dict(named.result),
        inputs=_inputs(facts),
        say=stopped[0] if stopped else "Planen kan upprättas.",
        sources=(BOOK.sources["content"], BOOK.sources["wishes"], *named.sources),
    )


def _content(facts: PlanFacts, child: bool) -> list[Reason]:
    """A reason for every field that is empty."""
    asked = set(NEEDED)
    if not child:
        asked.discard("child_perspective")
    if not facts.doctor_contact_needed:
        asked.discard("doctor_contact")
    if facts.no_others:
        asked.discard("others")
    return [BOOK.reason(code) for name, code in NEEDED.items() if name in asked and _empty(getattr(facts, name))]


def _empty(value: object) -> bool:
    """Nothing given, not considered, or only blanks."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, tuple):
        return all(_empty(item) for item in value)
    return value is None or value is False


def _services(services: tuple[Service, ...]) -> list[Reason]:
    """Each service is named and has exactly one responsible unit; the same unit twice is one (LNK-44)."""
    reasons = []
    for number, service in enumerate(services, start=1):
        units = {unit.strip().casefold() for unit in service.units if unit.strip()}
        if not service.what.strip():
            reasons.append(BOOK.reason("LNK-44.no_service", number=str(number)))
        if not units:
            reasons.append(BOOK.reason("LNK-44.no_unit", number=str(number)))
        elif len(units) > 1:
            reasons.append(BOOK.reason("LNK-44.two_units", number=str(number)))
    return reasons


def _others(others: tuple[OtherService, ...]) -> list[Reason]:
    """Each service by others has the actor's name, and says what it is (LNK-47)."""
    reasons = []
    for number, other in enumerate(others, start=1):
        if not other.actor.strip():
            reasons.append(BOOK.reason("LNK-47.no_actor", number=str(number)))
        if not other.what.strip():
            reasons.append(BOOK.reason("LNK-47.no_service", number=str(number)))
    return reasons


def shown(
    doctors: tuple[Doctor, ...] = (), services: tuple[Service, ...] = (), others: tuple[OtherService, ...] = ()
) -> Decision:
    """What the plan shows on the page and on paper: all doctors, and the services in two lists (LNK-45, LNK-47).

    Result: ``doctors``, ``services`` with who is responsible, and ``others`` with the actor's name, each as entered. A
    doctor without name, unit or area is shown and flagged.
    """
    reasons = []
    for number, doctor in enumerate(doctors, start=1):
        if not all(part.strip() for part in (doctor.name, doctor.unit, doctor.area)):
            reasons.append(BOOK.reason("LNK-45.incomplete", number=str(number)))
    return met(
        "plans.shown",
        reasons,
        result={
            "doctors": tuple(_line(doctor.name, doctor.unit, doctor.area) for doctor in doctors),
            "services": tuple(_line(service.what, *service.units, service.person) for service in services),
            "others": tuple(_line(other.actor, other.what, other.contact) for other in others),
        },
        inputs={"doctors": len(doctors), "services": len(services), "others": len(others)},
        say=reasons[0].text if reasons else "Alla behandlande läkare och insatser visas.",
        sources=(BOOK.sources["doctors"], BOOK.sources["others"]),
        outcome=Outcome.COMPUTED,
    )


def _line(*parts: str) -> str:
    return ", ".join(part.strip() for part in parts if part.strip())


def legal_basis(on: date, terms: Terms = SHIPPED) -> Decision:
    """The sections that a plan drawn up on the day ``on`` cites, of both acts, with the first day of each (LNK-50).

    Result: ``cites`` and ``versions``, in the same order. Unclear for a day without an entry.
    """
    rule, inputs = "plans.legal_basis", {"on": on}
    try:
        found = [terms.value(name, on) for name in ("plans.basis_health", "plans.basis_social")]
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Planens lagstöd går inte att ange för dagen.")
    cites = tuple(cast(str, entry.value) for entry in found)
    return met(
        rule,
        result={"cites": cites, "versions": tuple(entry.start for entry in found)},
        inputs=inputs,
        say=f"Planen stöder sig på {cites[0]} och {cites[1]}.",
        sources=(entry.source for entry in found),
        outcome=Outcome.COMPUTED,
    )


def _inputs(facts: PlanFacts) -> dict[str, object]:
    """What was used, without the patient's own words."""
    given = {name: not _empty(getattr(facts, name)) for name in NEEDED}
    return {
        "state": facts.state,
        "on": facts.on,
        "birth_date": facts.birth_date,
        "doctor_contact_needed": facts.doctor_contact_needed,
        "no_others": facts.no_others,
        "given": given | {"follow_up_on": facts.follow_up_on},
        "units": tuple(len(service.units) for service in facts.services),
    }
