"""What every rule answers with: an outcome, its result, every reason, and where the reasons come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol, runtime_checkable


class Outcome(StrEnum):
    """The four answers a rule can give. ``unclear`` sends the case to a person."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"
    COMPUTED = "computed"


@runtime_checkable
class Written(Protocol):
    """Something that knows how it is written in facts; written first when a decision is shown or stored."""

    def as_facts(self) -> Mapping[str, object]:
        """Its facts by name."""


class Weight(StrEnum):
    """What a reason does: stops, asks for a confirmation, or only marks."""

    REFUSE = "refuse"
    WARN = "warn"
    FLAG = "flag"


class Who(StrEnum):
    """Who can put a reason right: the person at the page, or somebody in another role."""

    YOU = "you"
    SOMEONE_ELSE = "someone_else"


@dataclass(frozen=True, slots=True)
class Source:
    """An act, agreement or instruction, by its title, with the clause and the version that was read.

    ``start`` is the first day of the version, ``checked`` the day somebody last compared it with the original,
    ``basis`` one of ``found``, ``derived`` or ``reading R-nn``.
    """

    title: str
    clause: str = ""
    start: date | None = None
    checked: date | None = None
    basis: str = "found"

    def __str__(self) -> str:
        return f"{self.title}, {self.clause}" if self.clause else self.title

    def as_dict(self) -> dict[str, object]:
        """JSON-ready: ``title``, ``clause``, ``from``, ``checked``, ``basis``."""
        return {
            "title": self.title,
            "clause": self.clause,
            "from": plain(self.start),
            "checked": plain(self.checked),
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, for staff.

    ``code`` is stable: requirement id, dot, word (``RUS-13.none``). ``head`` is a short headline, ``text`` the Swedish
    sentences that say what, why and what to do. ``field`` names the form field the reason belongs to.
    """

    code: str
    text: str
    source: Source
    weight: Weight = Weight.REFUSE
    field: str = ""
    who: Who = Who.YOU
    head: str = ""

    @property
    def requirement(self) -> str:
        """The requirement id in front of the dot."""
        return self.code.partition(".")[0]

    def as_dict(self) -> dict[str, object]:
        """JSON-ready, with the source as one string."""
        return {
            "code": self.code,
            "weight": str(self.weight),
            "text": self.text,
            "source": str(self.source),
            "field": self.field,
            "who": str(self.who),
            "head": self.head,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of one rule.

    ``say`` is the answer in one Swedish sentence, ``steps`` how it was counted, ``inputs`` the facts that were used.
    """

    rule: str
    outcome: Outcome
    result: Mapping[str, object] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    inputs: Mapping[str, object] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    say: str = ""
    sources: tuple[Source, ...] = ()

    @property
    def stops(self) -> bool:
        """True when the act must not go through: refused, or unclear."""
        return self.outcome in (Outcome.NOT_MET, Outcome.UNCLEAR)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """The reasons that stop."""
        return tuple(reason for reason in self.reasons if reason.weight is Weight.REFUSE)

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """The reasons that ask for a confirmation."""
        return tuple(reason for reason in self.reasons if reason.weight is Weight.WARN)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all reasons, in the order of the form."""
        return tuple(reason.code for reason in self.reasons)

    def as_dict(self) -> dict[str, object]:
        """JSON-ready: dates as ISO 8601, decimals and fractions as strings."""
        return {
            "rule": self.rule,
            "outcome": str(self.outcome),
            "result": plain(self.result),
            "reasons": [reason.as_dict() for reason in self.reasons],
            "inputs": plain(self.inputs),
            "steps": list(self.steps),
            "say": self.say,
            "sources": [source.as_dict() for source in self.sources],
        }


def met(
    rule: str,
    reasons: Iterable[Reason] = (),
    *,
    unclear: Iterable[Reason] = (),
    result: Mapping[str, object] | None = None,
    inputs: Mapping[str, object] | None = None,
    steps: Iterable[str] = (),
    say: str = "",
    sources: Iterable[Source] = (),
    outcome: Outcome = Outcome.MET,
) -> Decision:
    """Build a decision from its reasons.

    One ``refuse`` makes it not met. Without a refusal, a reason in ``unclear`` (a value that is missing) makes it
    unclear. Otherwise the outcome is ``outcome``: met, or computed for rules that only work something out.
    """
    given, open_questions = tuple(reasons), tuple(unclear)
    if any(reason.weight is Weight.REFUSE for reason in given):
        outcome = Outcome.NOT_MET
    elif open_questions:
        outcome = Outcome.UNCLEAR
    every = given + open_questions
    named = dict.fromkeys((*sources, *(reason.source for reason in every)))
    return Decision(rule, outcome, result or {}, every, inputs or {}, tuple(steps), say, tuple(named))


def computed(
    rule: str,
    result: Mapping[str, object],
    *,
    inputs: Mapping[str, object] | None = None,
    steps: Iterable[str] = (),
    say: str = "",
    sources: Iterable[Source] = (),
) -> Decision:
    """A decision that only works something out."""
    return met(rule, result=result, inputs=inputs, steps=steps, say=say, sources=sources, outcome=Outcome.COMPUTED)


def plain(value: object) -> object:
    """Turn facts and results into what JSON knows: text, whole numbers, booleans, null, lists and objects."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    if isinstance(value, Written):  # asked last: the question is slow
        return plain(value.as_facts())
    raise TypeError(f"no JSON form for {type(value).__name__}")
