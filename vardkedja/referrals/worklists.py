"""The work lists of referrals: Mitt arbete and Vårt arbete over the same tasks, page by page, with their numbers.

A person's list holds the person's own tasks, and those handed out to the person now (REM-43). A unit's list holds every
task of the unit where the person works, whoever has it. Both ask for a grant at the unit (X-06).
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from vardkedja.kernel import absences, clock, query, worklists
from vardkedja.kernel.absences import Deputy
from vardkedja.kernel.access import Actor
from vardkedja.referrals import questions
from vardkedja.rules.referrals import NODE_WORDS, UNIT_NODE_WORDS, Node

MINE, OURS = "mitt", "vart"
_DAYS = ("sena", "idag", "vecka", "akuta")
_POOL = ("utan", "franvarande")


@dataclass(frozen=True)
class Shelf:
    """One list: its word in the address, node, what to do, what an empty one says, heads of the first and last column.

    `shows` are the filters it offers, `check` that it is checked every working day.
    """

    word: str
    node: Node
    hint: str
    empty: str
    due: str
    who: str
    shows: tuple[str, ...] = _DAYS
    check: bool = False


_SIGN = Shelf(
    "signera", Node.SIGN, "Läs igenom och signera.", "Här står det som är skrivet och väntar på signatur.",
    "Skickas senast", "Signeras av",
)  # fmt: skip
_SEND = Shelf(
    "skicka", Node.SEND, "Signerat. Skicka det.", "Här står det som är signerat och inte skickat.",
    "Skickas senast", "Ansvarig",
)  # fmt: skip
_FINISH = Shelf(
    "fardigstalla", Node.FINISH, "Skriv klart och lämna till signering.",
    "Här står påbörjade remisser och svar, och diktat som hör till dem.", "Skickas senast", "Ansvarig",
)  # fmt: skip
_ATTEST = Shelf(
    "vidimera", Node.ATTEST, "Läs och vidimera. Det avslutar inte bevakningen.",
    "Här står svar och bekräftelser tills de är vidimerade.", "Kom in", "Bevakare",
)  # fmt: skip
_WATCH = Shelf(
    "bevaka", Node.WATCH, "Sök efter bekräftelse eller svar. Finns inget: kontakta mottagaren.",
    "Här står skickade remisser tills bevakningen är avslutad. Just nu väntar ingen patient på svar.",
    "Bevakas till", "Bevakare",
    shows=(*_DAYS, "obekraftade", "bekraftade", "delbesvarade", "ej-mottagna"),
)  # fmt: skip
_ANSWER = Shelf(
    "besvara", Node.ANSWER, "Bedöm, bekräfta och besvara.",
    "Här står remisser som du är ansvarig bedömare för. Just nu väntar ingen patient på din bedömning.",
    "Bekräfta eller svara senast", "Bedömare", shows=(*_DAYS, "ledtid"),
)  # fmt: skip
_INBOX = Shelf(
    "inkorg", Node.ANSWER, "Utse bedömare för dem som saknar.",
    "Här hamnar remisser till enheten tills de är besvarade eller vidarebefordrade. "
    "Just nu väntar ingen patient på er bedömning.",
    "Bekräfta eller svara senast", "Bedömare", shows=("utan", *_DAYS, "ledtid", "franvarande"), check=True,
)  # fmt: skip
_WEBCERT = Shelf(
    "webcert", Node.WEBCERT, "Frågor om intyg läses och besvaras i Webcert.",
    "Frågor om intyg läses och besvaras i Webcert. Här visas de när Webcert är anslutet.",
    "Svar senast", "Ansvarig",
)  # fmt: skip
_QUESTIONS = Shelf(
    "fragor", Node.QUESTIONS, "Svara, eller läs svaret på din fråga.",
    "Här står frågor och svar mellan dig och den andra enheten.", "Svar senast", "Ansvarig",
)  # fmt: skip


def _of_unit(shelf: Shelf, check: bool = False) -> Shelf:
    shows = (*shelf.shows, *(name for name in _POOL if name not in shelf.shows))
    return Shelf(shelf.word, shelf.node, shelf.hint, shelf.empty, shelf.due, shelf.who, shows, check)


_OWN = (_SIGN, _ATTEST, _SEND, _ANSWER, _FINISH, _WEBCERT, _QUESTIONS, _WATCH)
_UNIT = (
    *(_of_unit(_WATCH, True), _of_unit(_ATTEST, True), _INBOX),
    *(_of_unit(_FINISH), _of_unit(_SIGN), _of_unit(_SEND), _of_unit(_QUESTIONS)),
)
DESKS: dict[str, dict[str, Shelf]] = {
    MINE: {shelf.word: shelf for shelf in _OWN},
    OURS: {shelf.word: shelf for shelf in _UNIT},
}


def name_of(desk: str, shelf: Shelf) -> str:
    """What the list is called at a desk; a unit's Att besvara is its inbox."""
    return (UNIT_NODE_WORDS if desk == OURS else NODE_WORDS)[shelf.node]


class Row(NamedTuple):
    """One line: the case, patient and reception, then the task, and what the list is sorted on last."""

    uuid: uuid.UUID
    number: str
    state: str
    headline: str
    case_unit_id: int
    from_name: str
    to_name: str | None
    given: str
    family: str
    identifier: str | None
    birth_date: datetime.date | None
    patient_id: int
    protected: bool
    deceased_on: datetime.date | None
    staff_uuid: uuid.UUID | None
    staff_name: str | None
    priority: str
    in_state: str | None
    in_unit_id: int | None
    unreceived: bool | None
    untold: bool | None
    confirm_by: datetime.date | None
    message: str | None
    to_side: str | None
    arrived_on: datetime.date | None
    changed_at: datetime.datetime
    changed_by: str
    unread: bool
    overrun: bool
    away: bool
    other_uuid: uuid.UUID | None
    unit_id: int
    staff_id: int | None
    node: str
    due: datetime.date | None
    since: datetime.datetime
    flag: str
    sort_on: datetime.date
    task_id: int


@dataclass(frozen=True)
class Filters:
    """What is asked for in a list, as it stands in the address: a filter, one person, one other unit."""

    show: str = ""
    who: uuid.UUID | None = None
    unit: uuid.UUID | None = None

    @property
    def shape(self) -> tuple[str, ...]:
        asked = (self.show, "vem" if self.who else "", "enhet" if self.unit else "")
        return tuple(name for name in asked if name)


@dataclass(frozen=True)
class Page:
    """Rows to show, and where the next page begins ("" when there is none)."""

    rows: list[Row]
    later: str


def listed(
    actor: Actor, desk: str, node: str, filters: Filters, after: str = "", deputies: Sequence[Deputy] = ()
) -> Page:
    """A page of a list. `deputies` is what is handed out to the actor now (`handed_out`)."""
    place = _place(after)
    theirs = [one for one in deputies if node in one.nodes] if desk == MINE else []
    compiled = questions.page(node, filters.shape, _owners(desk, theirs), place is not None)
    found = query.fetch(compiled, _values(actor, filters, theirs) | (place or {}))
    rows = [Row(*row) for row in found[: worklists.PAGE]]
    later = ""
    if len(found) > worklists.PAGE:
        last = rows[-1]
        later = f"{int(last.staff_id is not None)}{worklists.encode((last.sort_on, last.task_id))}"
    return Page(rows, later)


def handed_out(actor: Actor) -> list[Deputy]:
    """The work that is handed out to the actor today."""
    return absences.handed_to(actor, clock.today())


def node_counts(actor: Actor, desks: Sequence[str], deputies: Sequence[Deputy]) -> dict[tuple[str, str], list[int]]:
    """How many wait in each list of some desks and how many of them are late, by (desk, word), in one statement."""
    lists = [(desk, shelf) for desk in desks for shelf in DESKS[desk].values()]
    values: dict[str, Any] = _values(actor, Filters(), ())
    asked = []
    for desk, shelf in lists:
        theirs = [one for one in deputies if shelf.node in one.nodes] if desk == MINE else []
        asked.append((str(shelf.node), (), _owners(desk, theirs), tuple(theirs)))
    row = _counted(asked, values)
    return {(desk, shelf.word): number for (desk, shelf), number in zip(lists, row, strict=True)}


def filter_counts(
    actor: Actor, desk: str, node: str, shows: Sequence[str], filters: Filters, deputies: Sequence[Deputy]
) -> dict[str, int]:
    """How long a list is under each of its filters ("" is none), with the person and unit that are chosen."""
    theirs = tuple(one for one in deputies if node in one.nodes) if desk == MINE else ()
    names = ("", *shows)
    shapes = [Filters(name, filters.who, filters.unit).shape for name in names]
    asked = [(node, shape, _owners(desk, theirs), theirs) for shape in shapes]
    row = _counted(asked, _values(actor, filters, ()))
    return {name: number[0] for name, number in zip(names, row, strict=True)}


def choices(actor: Actor, desk: str, node: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The people and the other units that a list can be narrowed to, as (uuid, name) by name."""
    rows = query.fetch(questions.choices(node, _owners(desk, ())), _values(actor, Filters(), ()))
    found = sorted(((name, str(key), kind) for kind, key, name in rows))
    people = [(key, name) for name, key, kind in found if kind == "vem"]
    return people, [(key, name) for name, key, kind in found if kind == "enhet"]


def silent(actor: Actor, kind: str, after: str = "") -> Page:
    """A page of the unit's silence list: everything that has waited too long, or one kind of it."""
    place = _place(after)
    compiled = questions.page("", ("tyst", kind) if kind else ("tyst",), -1, place is not None)
    found = query.fetch(compiled, _values(actor, Filters(), ()) | (place or {}))
    rows = [Row(*row) for row in found[: worklists.PAGE]]
    later = worklists.encode((rows[-1].sort_on, rows[-1].task_id)) if len(found) > worklists.PAGE else ""
    return Page(rows, f"1{later}" if later else "")


def silent_counts(actor: Actor, kinds: Sequence[str]) -> dict[str, int]:
    """How many are silent, in all ("") and of each kind."""
    asked = [("", ("tyst", kind) if kind else ("tyst",), -1, ()) for kind in ("", *kinds)]
    row = _counted(asked, _values(actor, Filters(), ()))
    return {kind: number[0] for kind, number in zip(("", *kinds), row, strict=True)}


Asked = tuple[str, tuple[str, ...], int, tuple[Deputy, ...]]


def _counted(asked: Sequence[Asked], values: dict[str, Any]) -> list[list[int]]:
    """One row with a pair for each list. Whose work is handed out differs from list to list, so it is filled in order."""
    compiled = questions.numbers(tuple((node, shape, owners) for node, shape, owners, _ in asked))
    given: list[Any] = []
    for node, shape, owners, theirs in asked:
        filled = values | _owner_values(theirs)
        markers = questions.ids(node, shape, owners, limit=worklists.CAP + 1).parameters
        given += [values["today"], *(filled[marker.name] for marker in markers)]
    return list(query.run(compiled.sql, given)[0])


def _owners(desk: str, theirs: Sequence[Deputy]) -> int:
    return len(theirs) if desk == MINE else -1


def _owner_values(theirs: Sequence[Deputy]) -> dict[str, int]:
    owners = {f"owner{place}": one.owner_id for place, one in enumerate(theirs)}
    return owners | {f"unit{place}": one.unit_id for place, one in enumerate(theirs)}


def _values(actor: Actor, filters: Filters, theirs: Sequence[Deputy]) -> dict[str, Any]:
    today = clock.today()
    return {
        "today": today,
        "sunday": today + datetime.timedelta(days=6 - today.weekday()),
        "staff": actor.staff_id,
        "units": list(actor.rem_units),
        "unit": actor.unit_id if actor.unit_id in actor.rem_units else 0,  # a unit without a grant has nothing to show
        "vem": filters.who,
        "enhet": filters.unit,
    } | _owner_values(theirs)


def _place(after: str) -> dict[str, Any] | None:
    """The place in an address, or None when there is none or somebody has changed it."""
    found = worklists.decode(after[1:]) if after[:1] in ("0", "1") and after else None
    return {"after_owned": after[0] == "1", "after": found[0], "after_id": found[1]} if found else None
