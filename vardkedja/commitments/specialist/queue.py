"""The office's queue: every case before decision, how old it is, who has it, and what must not be left lying (SVR-34, X-17).

Beside the cases themselves: completions that have waited, approved inpatient care without a commitment, letters that are
not sent, and cases that stand in nobody's list. A number is the length of the list that it opens.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from vardkedja.commitments.specialist import questions, worklists
from vardkedja.commitments.specialist.actions.common import LETTER
from vardkedja.commitments.specialist.models import reach_of
from vardkedja.commitments.specialist.questions import OPEN, SILENT, UNCOMMITTED, WAITED
from vardkedja.commitments.specialist.worklists import WAITED_DAYS, Filters, Row
from vardkedja.kernel import absences, clock, query, swedish, terms
from vardkedja.kernel.access import Actor
from vardkedja.rules.law import Terms
from vardkedja.rules.specialist_facts import BOX_WORDS
from vardkedja.rules.specialist_handling import handling

LATE, UNASSIGNED, AWAY = "sena", "utan-handlaggare", "borta"
UNSENT = "brev"  # the list of the letters, letter by letter
# The age buckets: their words in addresses, and the first and last day of age (both included).
AGES: dict[str, tuple[int, int | None]] = {"0-7": (0, 7), "8-14": (8, 14), "15-30": (15, 30), "over-30": (31, None)}
AGE_WORDS = {"0-7": "0–7 dagar", "8-14": "8–14 dagar", "15-30": "15–30 dagar", "over-30": "Mer än 30 dagar"}


class Shelf(NamedTuple):
    """One of the queue's lists: its name, what to do with it, and whether it is left out when nothing stands in it."""

    name: str
    hint: str
    quiet: bool = False


SHELVES: dict[str, Shelf] = {
    OPEN: Shelf("Före beslut", "Allt som väntar på beslut, det som kom först står först."),
    LATE: Shelf("Förbi regionens mål", "Beslut skulle ha fattats enligt regionens eget mål.", quiet=True),
    UNASSIGNED: Shelf("Utan handläggare", "Ta ärendet eller ge det till någon."),
    AWAY: Shelf("Handläggaren är borta, ta över", "Ta över ärendet så att det inte blir liggande.", quiet=True),
    WAITED: Shelf(
        f"Komplettering, mer än {WAITED_DAYS} dagar", "Den som begärdes först står först. Påminn eller avgör ändå."
    ),
    UNCOMMITTED: Shelf("Godkända utan betalningsförbindelse", "Sluten vård som är godkänd och inte utfärdad."),
    UNSENT: Shelf("Brev som inte är skickade", "Skicka brevet till patienten och registrera dagen."),
    SILENT: Shelf("Tysta ärenden", "Står inte i någons lista. Öppna ärendet och gör det som ska göras.", quiet=True),
}


class Kind(NamedTuple):
    """Cases before decision that are alike in everything the pictures show; `many` of them."""

    received_on: datetime.date
    box: str
    hospital: str
    officer_id: int | None
    officer_uuid: uuid.UUID | None
    officer_name: str | None
    many: int


class Bar(NamedTuple):
    """One line of a picture: its word in the address, its name, how many, and how many of them are past the target."""

    word: str
    name: str
    many: int
    late: int


@dataclass(frozen=True)
class Absent:
    """An officer who is away today, until which day, and how many cases before decision stand with that person."""

    uuid: uuid.UUID
    name: str
    last_day: datetime.date
    many: int


@dataclass(frozen=True)
class Queue:
    """What the pictures and the numbers show. `target` is whether the region has entered a target for any of the cases."""

    kinds: Sequence[Kind]
    late_days: frozenset[datetime.date]
    absent: Sequence[Absent]
    away_ids: tuple[int, ...]
    numbers: dict[str, int]
    target: bool
    today: datetime.date

    def ages(self) -> list[Bar]:
        """The age buckets, also those that are empty."""
        return [self._bar(word, AGE_WORDS[word], lambda kind: _bucket(kind, self.today), word) for word in AGES]

    def boxes(self) -> list[Bar]:
        """By the alternative in the field Remiss."""
        return [self._bar(str(box), name, lambda kind: kind.box, str(box)) for box, name in BOX_WORDS.items()]

    def hospitals(self) -> list[Bar]:
        """By sending hospital, in Swedish order; "" is requests from outside."""
        names = sorted({kind.hospital for kind in self.kinds}, key=swedish.sort_key)
        return [self._bar(name, name, lambda kind: kind.hospital, name) for name in names]

    def officers(self) -> list[Bar]:
        """By officer, those that nobody has first; the word is the officer's address id."""
        found = {kind.officer_uuid: kind.officer_name or "" for kind in self.kinds}
        by_name = sorted(found, key=lambda one: swedish.sort_key(found[one]))
        return [self._bar(str(one or ""), found[one], lambda kind: kind.officer_uuid, one) for one in by_name]

    def days_of_age(self, word: str) -> frozenset[datetime.date]:
        """The days of arrival in an age bucket."""
        return frozenset(kind.received_on for kind in self.kinds if _bucket(kind, self.today) == word)

    def _bar(self, word: str, name: str, of: Callable[[Kind], object], wanted: object) -> Bar:
        fits = [kind for kind in self.kinds if of(kind) == wanted]
        late = sum(kind.many for kind in fits if kind.received_on in self.late_days)
        return Bar(word, name, sum(kind.many for kind in fits), late)


def _bucket(kind: Kind, today: datetime.date) -> str:
    days = max((today - kind.received_on).days, 0)
    return next(word for word, (first, last) in AGES.items() if first <= days and (last is None or days <= last))


def queue(actor: Actor, filters: Filters | None = None) -> Queue:
    """The queue as it is now, within the office's reach and the filters."""
    asked, today, pack = filters or Filters(), clock.today(), terms.current()
    compiled = questions.tally(reach_of(actor), asked.shape)
    kinds = [Kind(*row) for row in query.fetch(compiled, worklists.values(actor, asked))]
    days = {day: _judged(day, today, actor.region, pack) for day in {kind.received_on for kind in kinds}}
    absent, ids = _absent(actor, kinds, today)
    numbers = worklists.numbers(actor, (WAITED, UNCOMMITTED, SILENT, LETTER), asked)
    numbers[UNSENT] = numbers.pop(LETTER)
    late = frozenset(day for day, over in days.items() if over)
    numbers |= {
        OPEN: sum(kind.many for kind in kinds),
        LATE: sum(kind.many for kind in kinds if kind.received_on in late),
        UNASSIGNED: sum(kind.many for kind in kinds if kind.officer_id is None),
        AWAY: sum(kind.many for kind in kinds if kind.officer_id in ids),
    }
    target = any(over is not None for over in days.values())
    return Queue(kinds, late, absent, ids, numbers, target, today)


def listed(
    actor: Actor, found: Queue, shelf: str, filters: Filters, after: str = "", age: str = ""
) -> tuple[list[Row], str]:
    """(rows, where the next page begins) of a shelf; an age bucket narrows what is before decision."""
    source = shelf
    if shelf in (OPEN, LATE, UNASSIGNED, AWAY):
        source = OPEN
        days: frozenset[datetime.date] | None = found.days_of_age(age) if age else None
        if shelf == LATE:
            days = found.late_days if days is None else days & found.late_days
        if shelf == UNASSIGNED:
            filters = replace(filters, unassigned=True)
        if shelf == AWAY:
            filters = replace(filters, officers=found.away_ids)
        filters = replace(filters, days=None if days is None else tuple(sorted(days)))
    page = worklists.listed(actor, source, filters, after)
    return [Row(*row) for row in page.rows], page.later


def silent(actor: Actor) -> list[Row]:
    """Cases within reach that somebody must do something with and that stand in nobody's list. It should be empty."""
    return [Row(*row) for row in worklists.listed(actor, SILENT, Filters()).rows]


def _judged(received_on: datetime.date, today: datetime.date, region: str, pack: Terms) -> int | None:
    """Days past the region's target, 0 when none; None where the region has entered no target."""
    return cast(int | None, handling(received_on, today, region, pack).result.get("over"))


def _absent(actor: Actor, kinds: Iterable[Kind], today: datetime.date) -> tuple[list[Absent], tuple[int, ...]]:
    many: dict[int, int] = {}
    for kind in kinds:
        if kind.officer_id is not None:
            many[kind.officer_id] = many.get(kind.officer_id, 0) + kind.many
    away = {one.staff_id: one for one in absences.away(many, actor.unit_id, today, today)} if many else {}
    found = [Absent(one.staff.uuid, one.staff.name, one.last_day, many[one.staff_id]) for one in away.values()]
    return sorted(found, key=lambda one: swedish.sort_key(one.name)), tuple(sorted(away))
