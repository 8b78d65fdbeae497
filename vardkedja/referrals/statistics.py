"""Statistics per unit and month: what was counted, as of a day, and the cases behind each number (REM-48, X-32, X-43).

Nothing is stored for it. Every number is worked out from what the verbs stored, with the instant of its registration, so
that the same question gives the same answer whenever it is asked. Numbers and days only: who the patients are is not asked.
"""

import calendar
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vardkedja.kernel import terms
from vardkedja.referrals import statistics_questions as questions
from vardkedja.referrals.statistics_questions import Fact, Span
from vardkedja.rules.calendar import MissingYear
from vardkedja.rules.decision import Source
from vardkedja.rules.law import NotInForce, Terms
from vardkedja.rules.referral_deadlines import covered_days

MONTHS = 12
NODES = ("watch", "attest", "answer")
SENDING, RECEIVING, PAPERS, CHECKS = "När vi skickar", "När vi tar emot", "Papper som kommer in", "Daglig kontroll"
VERDICTS = {"in": "I tid", "late": "För sent", "open": "Utan känd gräns", "": ""}
ROUTINE = Source("Remisshantering i AsynjaVisph, bilaga till Riktlinje Remisshantering", "arbetsgång")


class Measure(NamedTuple):
    """What is counted. `limited`: in time and late apart. `bad`: each one is something that should not have happened.

    `value` names the rule value with the limit, "" where the routine itself is the source.
    """

    name: str
    title: str
    what: str
    group: str
    value: str = ""
    limited: bool = False
    bad: bool = False


_CHECK = (
    "Dagar när listan skulle ha kontrollerats och ingen har registrerat det. Dagen räknas från och med dagen efter, "
    "när den är över."
)
MEASURES: dict[str, Measure] = {
    one.name: one
    for one in (
        Measure(
            "sent",
            "Skickade remisser",
            "Remisser som enheten skickade i månaden. I tid är senast tredje arbetsdagen efter beslutet att remittera.",
            *(SENDING, "referrals.send_days", True),
        ),
        Measure(
            "confirmed_there",
            "Bekräftelser på våra remisser",
            "Mottagarens första bekräftelse, efter dagen den kom hit. I tid är inom två veckor från dagen vi skickade. "
            "En skannad bekräftelse på en elektronisk remiss räknas inte.",
            *(SENDING, "referrals.confirmation_weeks", True),
        ),
        Measure(
            "contacts",
            "Kontakter med mottagare",
            "Kontakter som enheten tog med mottagare som inte hade hört av sig, efter dagen för kontakten.",
            SENDING,
        ),
        Measure(
            "confirmed_here",
            "Våra bekräftelser",
            "Vår första bekräftelse eller vårt första svar på en remiss hit. I tid är inom två veckor från dagen "
            "avsändaren skickade, eller från ankomsten när den dagen är okänd.",
            *(RECEIVING, "referrals.lead_confirmation_weeks", True),
        ),
        Measure(
            "replies",
            "Våra svar",
            "Delsvar, preliminärsvar och slutsvar som enheten skickade. I tid är senast tredje arbetsdagen efter "
            "beslutet om svaret.",
            *(RECEIVING, "referrals.reply_days", True),
        ),
        Measure(
            "forwarded",
            "Vidarebefordrade",
            "Remisser som enheten vidarebefordrade till en annan enhet i månaden.",
            RECEIVING,
        ),
        Measure(
            "unassigned",
            "Utan bedömare",
            "Remisser hit som inte hade någon ansvarig bedömare när månaden tog slut, eller vid slutet av dagen som "
            "statistiken gäller.",
            *(RECEIVING, "", False, True),
        ),
        Measure(
            "scans",
            "Skannade papper",
            "Alla papper som enheten skannade, efter dagen de kom. I tid är samma dag.",
            *(PAPERS, "referrals.same_day", True),
        ),
        Measure(
            "registered",
            "Registrerade pappersremisser",
            "Ankomstregistrerade pappersremisser, efter dagen de kom. I tid är samma dag.",
            *(PAPERS, "referrals.same_day", True),
        ),
        Measure(
            "unchecked_watch", "Okontrollerade dagar, Att bevaka", _CHECK, CHECKS, "referrals.daily_checks", bad=True
        ),
        Measure(
            "unchecked_attest", "Okontrollerade dagar, Att vidimera", _CHECK, CHECKS, "referrals.daily_checks", bad=True
        ),
        Measure(
            "unchecked_answer", "Okontrollerade dagar, Inkorgen", _CHECK, CHECKS, "referrals.daily_checks", bad=True
        ),
    )
}
UNCHECKED = {f"unchecked_{node}": node for node in NODES}


@dataclass(frozen=True)
class Counter:
    """One number of a month: in time, late, and without a known limit; `number` is all of them."""

    number: int = 0
    inside: int = 0
    late: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Month:
    """A unit's month: the counters by measure, and the facts behind each of them (left out where only numbers were asked)."""

    first: datetime.date
    counters: Mapping[str, Counter]
    lists: Mapping[str, list[Fact]] = field(default_factory=dict)


def month(unit_id: int, first: datetime.date, as_of: datetime.date, region: str = "14") -> Month:
    """A month's numbers and the lists behind them, as they were known at the end of a day."""
    found = year(unit_id, first, as_of, region, months=1)[0]
    return Month(found.first, found.counters, lists(unit_id, first, as_of, list(MEASURES), region))


def year(
    unit_id: int, last: datetime.date, as_of: datetime.date, region: str = "14", months: int = MONTHS
) -> list[Month]:
    """The numbers of the months up to and with `last` (any day in it), the earliest first."""
    firsts = [before(last, back) for back in range(months - 1, -1, -1)]
    span, now = Span(unit_id, firsts[0], end_of(last), as_of), terms.current()
    parts: dict[tuple[datetime.date, str], dict[str, int]] = {}
    for one in questions.counts(span, now, region):
        parts.setdefault((one.month, one.name), {})[one.verdict] = one.number
    for fact in _unchecked(span, now):
        told = parts.setdefault((fact.day.replace(day=1), fact.name), {"": 0})
        told[""] += 1
    return [Month(day, {name: _counter(parts.get((day, name), {})) for name in MEASURES}) for day in firsts]


def lists(
    unit_id: int, first: datetime.date, as_of: datetime.date, names: list[str], region: str = "14"
) -> dict[str, list[Fact]]:
    """The facts behind some of a month's numbers, by measure: those of a measure with a limit that are late come first."""
    span, now = Span(unit_id, before(first, 0), end_of(first), as_of), terms.current()
    found: dict[str, list[Fact]] = {name: [] for name in names}
    asked = [name for name in names if name not in UNCHECKED]
    facts = questions.lines(span, asked, now, region) if asked else []
    if len(asked) < len(names):
        facts += [fact for fact in _unchecked(span, now) if fact.name in found]
    for fact in sorted(facts, key=lambda fact: fact.verdict != "late"):
        found[fact.name].append(fact)
    return found


def before(day: datetime.date, months: int) -> datetime.date:
    """The first day of the month so many months before the day's own (0: its own; -1: the next)."""
    place = day.year * 12 + day.month - 1 - months
    return datetime.date(place // 12, place % 12 + 1, 1)


def end_of(day: datetime.date) -> datetime.date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def source(measure: Measure, on: datetime.date, region: str, now: Terms) -> Source:
    """Where the limit of a measure comes from, as it is in force on a day."""
    try:
        return now.value(measure.value, on, region).source if measure.value else ROUTINE
    except NotInForce:
        return ROUTINE


def _counter(parts: Mapping[str, int]) -> Counter:
    inside, late, unknown = (parts.get(name, 0) for name in ("in", "late", "open"))
    return Counter(sum(parts.values()), inside, late, unknown)


def _unchecked(span: Span, now: Terms) -> Iterator[Fact]:
    """The days that are over and were not checked, list by list; outside the calendar's years none is counted."""
    told = questions.checks(span, NODES)
    if told is None:
        return
    since, every_day, checked = told
    start, end = max(since, span.first), min(span.last, span.as_of - datetime.timedelta(days=1))
    for name, node in UNCHECKED.items():
        try:
            days: Any = covered_days(checked[node], start, end, every_day=every_day, terms=now)
        except MissingYear:
            days = ()
        for day in days:
            yield Fact(name, day, None, day, "", None, "")
