"""The lists of the Kalmar form: by node, by search, and their numbers. Every question begins in the actor's reach."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from vardkedja.commitments import questions
from vardkedja.commitments.models import reach_of, values_of
from vardkedja.kernel import clock, query, swedish, worklists
from vardkedja.kernel.access import Actor


@dataclass(frozen=True)
class Node:
    """One list: its word in the address, name, what is in it, what to do, what an empty one says, and for whom it is."""

    word: str
    node: str
    name: str
    hint: str
    empty: str
    reaches: tuple[str, ...]


NODES: dict[str, Node] = {
    node.word: node
    for node in (
        Node(
            "utkast",
            "finish",
            "Att färdigställa",
            "Skriv klart och lämna till läkare för underskrift.",
            "Här hamnar utkast tills de är utfärdade eller borttagna.",
            ("units",),
        ),
        Node(
            "vantar",
            "approve",
            "Väntar på godkännande",
            "Hemlandstinget ska svara innan remissen kan utfärdas.",
            "Här står remisser på kap 4.2–4.4 tills hemlandstinget har svarat.",
            ("units", "approve"),
        ),
        Node(
            "klara",
            "issue",
            "Klara att utfärda",
            "Godkända. Läkare eller verksamhetschef utfärdar.",
            "Här står godkända remisser tills de är utfärdade.",
            ("units",),
        ),
        Node(
            "ej-postade",
            "post",
            "Ej postade",
            "Posta till mottagaren och registrera dagen.",
            "Här står utfärdade remisser tills postningen är registrerad.",
            ("units",),
        ),
        Node(
            "flyttade",
            "moved",
            "Patienten har flyttat eller avlidit",
            "Remissen gäller som utfärdad. Kontrollera och kvittera.",
            "Här flaggas utfärdade remisser när patienten flyttar ur länet eller avlider.",
            ("units", "region"),
        ),
    )
}
ALL = "alla"


class Row(NamedTuple):
    """One line: what is shown, and the two last columns that the list is sorted on."""

    uuid: uuid.UUID
    number: str
    state: str
    headline: str
    given: str
    family: str
    identifier: str
    birth_date: datetime.date | None
    patient_id: int
    protected: bool
    last_day: datetime.date | None
    issued_on: datetime.date | None
    since: datetime.datetime
    flag: str
    from_name: str
    writer: str
    reinvoice: bool
    sort_on: Any
    sort_id: int


@dataclass(frozen=True)
class Filters:
    """What is asked for in a search, as it stands in the address (RUS-42)."""

    patient: uuid.UUID | None = None
    unit: int | None = None
    staff: int | None = None
    number: str = ""
    receiver: str = ""
    agreement: str = ""
    ground: str = ""
    state: str = ""
    issued_from: datetime.date | None = None
    issued_to: datetime.date | None = None
    valid_on: datetime.date | None = None
    reinvoice: bool = False

    @property
    def shape(self) -> tuple[str, ...]:
        """Which filters are set; the question is compiled once per shape."""
        return tuple(name for name in self.__dataclass_fields__ if getattr(self, name))

    def values(self) -> dict[str, Any]:
        words = swedish.search_patterns(self.receiver) or ["nothing"]  # signs alone match no receiver
        return {
            **{name: getattr(self, name) for name in self.shape},
            "receiver": words,
            "number": f"{self.number}%",
        }


def listed(actor: Actor, word: str, filters: Filters, after: str = "") -> worklists.Page:
    """A page of a node's list, or of every case (`alla`), within the actor's reach."""
    place = worklists.decode(after) if after else None
    node = NODES[word].node if word in NODES else ""
    compiled = questions.page(reach_of(actor), node, filters.shape, place is not None)
    return worklists.page(compiled, _values(actor, filters, place), slice(-2, None))


def counts(actor: Actor, *, mine_only: bool = False) -> dict[str, int]:
    """The numbers of the nodes that are for the actor, in one statement, each from its list's own question.

    `mine_only` counts what waits for the actor in person, a part of what waits for the unit.
    """
    reach = reach_of(actor)
    mine = [node for node in NODES.values() if reach in node.reaches]
    if not mine:
        return {}
    filters = list_filter(actor, reach, mine_only)
    numbers = questions.numbers(reach, tuple(node.node for node in mine), filters.shape)
    rows = query.fetch(numbers, _values(actor, filters, None))
    return {node.word: row[0] for node, row in zip(mine, rows, strict=True)}


def list_filter(actor: Actor, reach: str, mine_only: bool = False) -> Filters:
    """A node's list is the unit's own, also for a flag; an approver answers for the whole region."""
    unit = actor.unit_id if reach in ("units", "region") else None
    return Filters(unit=unit, staff=actor.staff_id if mine_only else None)


def _values(actor: Actor, filters: Filters, place: tuple[str, int] | None) -> dict[str, Any]:
    at = {"after": place[0], "after_id": place[1]} if place else {}
    return values_of(actor) | filters.values() | at | {"today": clock.today()}
