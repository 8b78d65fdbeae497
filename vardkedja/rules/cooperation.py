"""When the agreed routine is not kept: both sides' measures, the steps, and their age (LNK-134 to LNK-136)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Outcome, met
from vardkedja.rules.discharge_parties import PartyKind
from vardkedja.rules.words import book
from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow

BOOK = book("cooperation")


class State(StrEnum):
    """How far a matter about the routine has gone."""

    CONTACT = "cooperation_contact"
    PLAN = "cooperation_plan"
    INVOICING = "cooperation_invoicing"
    CLOSED = "cooperation_closed"


class Event(StrEnum):
    """What is done about it."""

    CONTACT = "contact"
    WRITE_PLAN = "write_plan"
    INVOICE = "invoice"
    CLOSE = "close"


class By(StrEnum):
    """Who takes a step: the heads of both sides, the side that fails, or the region."""

    HEADS = "heads"
    FAILING = "failing_party"
    REGION = "region"


class Measure(StrEnum):
    """What is counted about the keeping of the process."""

    LATE_NOTICE = "late_admission_message"
    NO_DOCUMENT = "missing_document"
    NO_ANSWER = "missing_answer"
    RECALL = "recalled_notice"


WORKFLOW = Workflow(
    "Brister i överenskommen rutin",
    (
        Row(State.CONTACT, "Kontakt mellan ansvariga chefer", By.HEADS),
        Row(State.PLAN, "Handlingsplan", By.FAILING),
        Row(State.INVOICING, "Fakturering", By.REGION),
        Row(State.CLOSED, "Avslutad", By.HEADS, last="Rutinen följs. En ny brist börjar om med kontakt."),
    ),
    (
        Step(None, Event.CONTACT, State.CONTACT, By.HEADS, "Ta kontakt", ("LNK-135",)),
        Step(State.CONTACT, Event.WRITE_PLAN, State.PLAN, By.FAILING, "Skriv handlingsplan", ("LNK-135",)),
        Step(State.PLAN, Event.INVOICE, State.INVOICING, By.REGION, "Fakturera kommunen", ("LNK-135",)),
        *(
            Step(state, Event.CLOSE, State.CLOSED, By.HEADS, "Avsluta, rutinen följs", ("LNK-135",))
            for state in (State.CONTACT, State.PLAN, State.INVOICING)
        ),
    ),
)

# Which measures are counted for which side: the region's hospitals send and recall the notices.
COUNTED = {
    PartyKind.REGION: tuple(Measure),
    PartyKind.MUNICIPALITY: (Measure.NO_DOCUMENT, Measure.NO_ANSWER),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One time that something was due from a side; ``missed``: late, missing or recalled."""

    measure: Measure
    party: PartyKind
    on: date
    missed: bool = False


def keeping(occasions: tuple[Occasion, ...], first: date, last: date) -> Decision:
    """How both sides kept the process in the days ``first`` through ``last`` (LNK-134).

    Result: ``rows``: measure, party, missed, total, one for every measure of each side, also with nothing to count, so
    that one side is never shown alone. Not met when a measure is given for a side that it is not counted for, or when
    the days are turned round.
    """
    rule = "cooperation.keeping"
    inputs = {
        "first": first,
        "last": last,
        "occasions": [
            {"measure": one.measure, "party": one.party, "on": one.on, "missed": one.missed} for one in occasions
        ],
    }
    reasons = []
    if last < first:
        reasons.append(BOOK.reason("LNK-134.period"))
    if any(one.measure not in COUNTED[one.party] for one in occasions):
        reasons.append(BOOK.reason("LNK-134.other_party"))
    if reasons:
        return met(rule, reasons, inputs=inputs, say=reasons[0].text)
    within = [one for one in occasions if first <= one.on <= last]
    rows = []
    for party, measures in COUNTED.items():
        for measure in measures:
            counted = [one for one in within if (one.party, one.measure) == (party, measure)]
            missed = sum(one.missed for one in counted)
            rows.append({"measure": measure, "party": party, "missed": missed, "total": len(counted)})
    return met(
        rule,
        result={"rows": tuple(rows)},
        inputs=inputs,
        say=f"Båda sidors följsamhet {plain_date(first)}–{plain_date(last)}.",
        sources=(BOOK.sources["mutual"],),
        outcome=Outcome.COMPUTED,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """A step in a matter that stands in ``state`` (None: new); ``party`` is the side that does not keep the routine."""

    event: Event
    party: PartyKind
    on: date
    state: State | None = None
    failing: bool = True
    parties: tuple[str, ...] = ()
    issue: str = ""
    outcome: str = ""
    previous_on: date | None = None


def take_step(facts: StepFacts) -> Decision:
    """Whether a step may be taken: contact, action plan, invoicing, in that order (LNK-135).

    Only a municipality is invoiced. Contact, plan and invoicing are for a side that still fails, closing for one that
    does not. Result: ``state`` after the step, absent when the step does not exist. An outcome that is not stored yet
    is a flag.
    """
    step = WORKFLOW.next(facts.state, facts.event)
    reasons = []
    if step is None:
        labels = " eller ".join(f"”{one.label}”" for one in WORKFLOW.allowed(facts.state))
        reasons.append(BOOK.reason("LNK-135.order", allowed=labels) if labels else BOOK.reason("LNK-135.closed"))
    if facts.event is Event.INVOICE and facts.party is PartyKind.REGION:
        reasons.append(BOOK.reason("LNK-135.region"))
    if facts.event is Event.CLOSE and facts.failing:
        reasons.append(BOOK.reason("LNK-135.failing"))
    if facts.event is not Event.CLOSE and not facts.failing:
        reasons.append(BOOK.reason("LNK-135.kept"))
    if facts.previous_on and facts.on < facts.previous_on:
        reasons.append(BOOK.reason("LNK-135.before", previous=plain_date(facts.previous_on)))
    if len({name.strip() for name in facts.parties if name.strip()}) < 2:
        reasons.append(BOOK.reason("LNK-135.no_parties"))
    if not facts.issue.strip():
        reasons.append(BOOK.reason("LNK-135.no_issue"))
    if not facts.outcome.strip():
        reasons.append(BOOK.reason("LNK-135.no_outcome"))
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    return met(
        "cooperation.take_step",
        reasons,
        result={"state": State(step.target)} if step else {},
        inputs={
            "state": facts.state,
            "event": facts.event,
            "party": facts.party,
            "on": facts.on,
            "failing": facts.failing,
            "parties": facts.parties,
            "issue": bool(facts.issue.strip()),
            "outcome": bool(facts.outcome.strip()),
            "previous_on": facts.previous_on,
        },
        say=refused[0] if refused else f"Steget {plain_date(facts.on)} kan registreras.",
        sources=(BOOK.sources["steps"],),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatter:
    """A matter that is not closed: its reference, its owner, the step it stands at, and the day it was opened."""

    reference: str
    owner: str
    step: str
    opened_on: date


def escalations(matters: tuple[OpenMatter, ...], on: date) -> Decision:
    """The open matters on the day ``on``, oldest first, with their age in days (LNK-136).

    They are those of the steps above and the plans of the liability that were not delivered (LNK-124). Result:
    ``rows``: reference, owner, step, opened_on, days. A matter without an owner is flagged. Not met when a matter was
    opened later.
    """
    rule = "cooperation.escalations"
    ordered = sorted(matters, key=lambda matter: (matter.opened_on, matter.reference))
    rows: tuple[Mapping[str, object], ...] = tuple(
        {
            "reference": matter.reference,
            "owner": matter.owner,
            "step": matter.step,
            "opened_on": matter.opened_on,
            "days": (on - matter.opened_on).days,
        }
        for matter in ordered
    )
    inputs = {"matters": [matter.reference for matter in ordered], "on": on}
    later = [matter for matter in ordered if matter.opened_on > on]
    if later:
        reasons = [BOOK.reason("LNK-136.later", opened=plain_date(matter.opened_on)) for matter in later]
        return met(rule, reasons, inputs=inputs, say=reasons[0].text)
    reasons = [BOOK.reason("LNK-136.no_owner", reference=one.reference) for one in ordered if not one.owner.strip()]
    return met(
        rule,
        reasons,
        result={"rows": rows},
        inputs=inputs,
        say=f"Öppet: {count(len(rows), 'ärende', 'ärenden')}.",
        sources=(BOOK.sources["steps"],),
        outcome=Outcome.COMPUTED,
    )
