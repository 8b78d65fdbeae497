"""From warning to payment, month by month, for one municipality (LNK-116, 117, 119 to 122, 124, 130)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from vardkedja.rules.decision import Decision, Outcome, Source, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms, shipped
from vardkedja.rules.liability_days import BOOK, KRONOBERG, Month, month_value, reading
from vardkedja.rules.liability_month import shown
from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


class State(StrEnum):
    """Where a municipality stands when a month is closed."""

    NORMAL = "normal"
    VARNING = "varning"
    HANDLINGSPLAN = "handlingsplan"
    REVIDERAD_1 = "reviderad_1"
    REVIDERAD_2 = "reviderad_2"
    BETALNING = "betalning"


class Event(StrEnum):
    """What the closed month was. ``partial`` moves nothing: the agreement covers only a part of it.

    ``within_after_exceeds``: within, as the second month after a revision, when the first one exceeded.
    """

    BEGIN = "begin"
    WITHIN = "within"
    EXCEEDS = "exceeds"
    PARTIAL = "partial"
    WITHIN_AFTER_EXCEEDS = "within_after_exceeds"


class By(StrEnum):
    """Who acts in a state."""

    REGION = "region"
    MUNICIPALITY = "municipality"


_CLOSED = "Inom gränsen: handlingsplanen avslutas, ingen faktura"
_DEMANDED = "Överskrider två månader i rad: handlingsplan begärs"
_ONE_LEFT = "Överskrider: en månad återstår"
_PARTLY = "Inom gränsen: betalning för de månader som överskred"
_GUARD = ("LNK-122",)

_ROWS = (
    Row(State.NORMAL, "Normalt", By.REGION),
    Row(State.VARNING, "Varning", By.REGION),
    Row(State.HANDLINGSPLAN, "Handlingsplan", By.MUNICIPALITY),
    Row(State.REVIDERAD_1, "Reviderad handlingsplan, första månaden", By.MUNICIPALITY),
    Row(State.REVIDERAD_2, "Reviderad handlingsplan, andra månaden", By.MUNICIPALITY),
    Row(State.BETALNING, "Betalning", By.REGION),
)
_Way = tuple[State | None, Event, State, str, tuple[str, ...]]
_REVISED = "Överskrider: handlingsplanen revideras"
_PAID = "Överskrider: betalning för de tre månaderna"
_BEFORE_REVISION: tuple[_Way, ...] = (
    (None, Event.BEGIN, State.NORMAL, "Överenskommelsen börjar gälla", ("LNK-130",)),
    (State.NORMAL, Event.WITHIN, State.NORMAL, "Inom gränsen", _GUARD),
    (State.NORMAL, Event.EXCEEDS, State.VARNING, "Överskrider: varning", _GUARD),
    (State.VARNING, Event.WITHIN, State.NORMAL, "Inom gränsen: räkningen börjar om", ("LNK-117",)),
    (State.VARNING, Event.EXCEEDS, State.HANDLINGSPLAN, _DEMANDED, ("LNK-117",)),
    (State.HANDLINGSPLAN, Event.WITHIN, State.NORMAL, _CLOSED, ("LNK-119",)),
    (State.HANDLINGSPLAN, Event.EXCEEDS, State.REVIDERAD_1, _REVISED, ("LNK-120", "LNK-124")),
)
_AFTER_PAYMENT: tuple[_Way, ...] = (
    (State.BETALNING, Event.WITHIN, State.NORMAL, _CLOSED, _GUARD),
    (State.BETALNING, Event.EXCEEDS, State.BETALNING, "Överskrider: betalning för månaden", _GUARD),
)
# What one good and one bad month after the revision lead to, by the reading in the data. "close": a good month
# closes the plan. "charge_exceeding": the months that exceeded are charged when both months are known.
_MIXED: dict[str, tuple[_Way, ...]] = {
    "close": (
        (State.REVIDERAD_1, Event.WITHIN, State.NORMAL, _CLOSED, _GUARD),
        (State.REVIDERAD_1, Event.EXCEEDS, State.REVIDERAD_2, _ONE_LEFT, _GUARD),
        (State.REVIDERAD_2, Event.WITHIN, State.NORMAL, _CLOSED, _GUARD),
        (State.REVIDERAD_2, Event.EXCEEDS, State.BETALNING, _PAID, ("LNK-121",)),
    ),
    "charge_exceeding": (
        (State.REVIDERAD_1, Event.WITHIN, State.REVIDERAD_2, "Inom gränsen: en månad återstår", _GUARD),
        (State.REVIDERAD_1, Event.EXCEEDS, State.REVIDERAD_2, _ONE_LEFT, _GUARD),
        (State.REVIDERAD_2, Event.WITHIN, State.NORMAL, "Båda inom gränsen: handlingsplanen avslutas", _GUARD),
        (State.REVIDERAD_2, Event.WITHIN_AFTER_EXCEEDS, State.BETALNING, _PARTLY, _GUARD),
        (State.REVIDERAD_2, Event.EXCEEDS, State.BETALNING, "Överskrider: betalning för månaderna", ("LNK-121",)),
    ),
}
TABLES = {
    mixed: Workflow(
        "Betalningsansvar enligt genomsnitt",
        _ROWS,
        (
            Step(source, event, target, By.REGION, label, guard)
            for source, event, target, label, guard in (*_BEFORE_REVISION, *ways, *_AFTER_PAYMENT)
        ),
    )
    for mixed, ways in _MIXED.items()
}


def chosen(entries: Iterable[LawValue], party: str = KRONOBERG) -> Workflow:
    """The table of the reading that stands last among ``entries``: the one that is shown and printed (LNK-122, R-49)."""
    readings = [entry for entry in entries if entry.name == "liability.mixed_months" and entry.party == party]
    return TABLES[str(max(readings, key=lambda entry: entry.start).value)]


WORKFLOW = chosen(shipped())

# The states whose exceeding month may be charged: the months that led to the plan never are (LNK-121).
_CANDIDATES = (State.HANDLINGSPLAN, State.REVIDERAD_1, State.REVIDERAD_2, State.BETALNING)
# What the table above is made for. Other values in the agreement need another table, and decide nothing here.
_MONTHS_TO_PLAN, _FOLLOW_UP = 2, (1, 2)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What one month is judged by."""

    limit: Fraction
    whole: bool
    restart: bool
    table: Workflow
    sources: tuple[Source, ...]

    @classmethod
    def of(cls, month: Month, terms: Terms, party: str) -> _Terms:
        """Raises NotInForce, also for a value or reading that the table is not made for."""
        threshold = month_value("liability.threshold", month, terms, party)
        trigger = month_value("liability.months_to_plan", month, terms, party)
        follow_up = month_value("liability.follow_up", month, terms, party)
        mixed = month_value("liability.mixed_months", month, terms, party)
        after = month_value("liability.after_payment", month, terms, party)
        for entry, made_for in ((trigger, _MONTHS_TO_PLAN), (follow_up, _FOLLOW_UP)):
            if entry.value != made_for:
                raise NotInForce(entry.name, month.last, party, entry.label)
        table = TABLES[reading(mixed, mixed.value, TABLES, month.last)]
        then = reading(after, after.value, ("stay", "restart"), month.last)
        sources = tuple(entry.source for entry in (threshold, trigger, follow_up, mixed, after))
        return cls(Fraction(str(threshold.value)), _whole(threshold, month), then == "restart", table, sources)


def _whole(threshold: LawValue, month: Month) -> bool:
    """Whether the agreement covers the whole month (LNK-130)."""
    return threshold.start <= month.first and (threshold.end is None or month.last <= threshold.end)


def ladder(months: Sequence[tuple[Month, Fraction]], terms: Terms = SHIPPED, party: str = KRONOBERG) -> Decision:
    """The state after each closed month, and the months that are charged then (LNK-122).

    ``months`` are month and exact average, in any order; before the first the state is taken to be normal. Result:
    ``steps``: month, state, event, charged. Not met when a month stands twice. Unclear, with the steps so far, when a
    month between is missing or no value is in force: what a month was is never guessed.
    """
    rule = "liability.ladder"
    inputs = {"months": [{"month": str(month), "average": average} for month, average in months]}
    ordered = sorted(months)
    every = [month for month, _ in ordered]
    twice = sorted({str(month) for month, after in zip(every, every[1:], strict=False) if month == after})
    if twice:
        reasons = [BOOK.reason("LNK-122.twice", month=Month.of(text).words) for text in twice]
        return met(rule, reasons, inputs=inputs, say="Rätta månaderna först.")
    walk = _Walk(terms, party)
    unclear = []
    try:
        for month, average in ordered:
            if walk.expected not in (None, month):
                unclear = [BOOK.reason("LNK-117.gap", month=walk.expected.words if walk.expected else "")]
                break
            walk.close(month, average)
    except NotInForce as missing:
        unclear = [missing.reason]
    return met(
        rule,
        unclear=unclear,
        result={"steps": walk.steps},
        inputs=inputs,
        steps=walk.said,
        say="Läget går inte att avgöra för alla månader." if unclear else _say(walk),
        sources=walk.sources,
        outcome=Outcome.COMPUTED,
    )


class _Walk:
    """The state as the months are closed one by one."""

    def __init__(self, terms: Terms, party: str) -> None:
        self.terms, self.party = terms, party
        self.state = State.NORMAL
        self.expected: Month | None = None
        self.candidates: list[str] = []
        self.steps: list[dict[str, object]] = []
        self.said: list[str] = []
        self.sources: dict[Source, None] = {}

    def close(self, month: Month, average: Fraction) -> None:
        """Close one month. Raises NotInForce."""
        judged = _Terms.of(month, self.terms, self.party)
        self.sources |= dict.fromkeys(judged.sources)
        figure = f"{month.words.capitalize()}: {shown(average, judged.limit)} dagar."
        self.expected = month.next
        if not judged.whole:
            self._add(month, Event.PARTIAL, (), f"{figure} Månaden ingår bara delvis och ändrar inte läget.")
            return
        event = Event.EXCEEDS if average > judged.limit else Event.WITHIN
        source = State.NORMAL if judged.restart and self.state is State.BETALNING else self.state
        step = self._step(judged.table, source, event)
        if event is Event.EXCEEDS and source in _CANDIDATES:
            self.candidates.append(str(month))
        self.state = State(step.target)
        if self.state is State.NORMAL:
            self.candidates = []
        charged: Iterable[str] = ()
        if self.state is State.BETALNING:
            charged, self.candidates = self.candidates, []
        self._add(month, event, charged, f"{figure} {step.label}.")

    def _step(self, table: Workflow, source: State, event: Event) -> Step:
        """The row of the table. Only the reading that charges the months that exceeded asks what the first one was."""
        step = table.next(source, event)
        if event is Event.WITHIN and len(self.candidates) > 1:
            step = table.next(source, Event.WITHIN_AFTER_EXCEEDS) or step
        assert step is not None  # noqa: S101 - the table has both events for every state, which a test holds
        return step

    def _add(self, month: Month, event: Event, charged: Iterable[str], said: str) -> None:
        self.steps.append({"month": str(month), "state": self.state, "event": event, "charged": list(charged)})
        self.said.append(said)


def _say(walk: _Walk) -> str:
    if not walk.steps:
        return "Ingen månad är avslutad."
    return f"Läget är {WORKFLOW.word(walk.state)[0].lower()}{WORKFLOW.word(walk.state)[1:]}."
