"""The lists of specialist referrals: by node, by search, and their numbers. Every question begins in the actor's reach."""

import datetime
import uuid
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from vardkedja.commitments.specialist import questions
from vardkedja.commitments.specialist.actions import common
from vardkedja.commitments.specialist.models import reach_of, values_of
from vardkedja.commitments.specialist.questions import ALL
from vardkedja.kernel import clock, query, worklists
from vardkedja.kernel.access import Actor

SENDER, OFFICE = "units", "office"
WAITED_DAYS = 14  # a completion that has waited longer is shown by itself; no source calls it late


@dataclass(frozen=True)
class Node:
    """One list: its word in the address, name, what to do, what an empty one says, and for which reaches it is."""

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
            *("signera", common.DRAFT, "Att färdigställa och signera"),
            "Skriv klart. Ansvarig läkare eller verksamhetschef signerar.",
            "Här hamnar utkast tills de är signerade eller borttagna.",
            (SENDER,),
        ),
        Node(
            *("skicka", common.SEND, "Att skicka"),
            "Signerade. Skicka till regionen.",
            "Här står signerade remisser tills de är skickade.",
            (SENDER,),
        ),
        Node(
            *("skickade", common.SENT, "Skickade, inte mottagna"),
            "Regionen har inte börjat bedöma dem. Ni svarar för patienten så länge.",
            "Här står skickade remisser tills regionen har börjat bedöma dem.",
            (SENDER,),
        ),
        Node(
            *("komplettera", common.COMPLETE, "Komplettering att lämna"),
            "Regionen behöver det här för att kunna besluta.",
            "Här hamnar remisser när regionen ber om något mer.",
            (SENDER,),
        ),
        Node(
            *("beslut", common.DECISION, "Beslut att läsa"),
            "Läs beslutet och kvittera.",
            "Här hamnar regionens beslut tills ni har läst dem.",
            (SENDER,),
        ),
        Node(
            *("beratta", common.TELL, "Patienten ska få veta"),
            "Berätta vilka kostnader som inte ersätts och registrera dagen.",
            "Här står remisser där patienten inte fick veta kostnaderna vid signeringen.",
            (SENDER,),
        ),
        Node(
            *("bedoma", common.ASSESS, "Att bedöma"),
            "De utan handläggare står först, sedan de som kom först.",
            "Här hamnar remisser och begäran utifrån när de har kommit in.",
            (OFFICE,),
        ),
        Node(
            *("vantar", common.WAIT, "Väntar på komplettering"),
            "Avsändaren, patienten eller patientens vårdgivare ska lämna uppgifter.",
            "Här står ärenden tills den begärda kompletteringen har kommit.",
            (OFFICE,),
        ),
        Node(
            *("utfarda", common.ISSUE, "Att utfärda"),
            "Godkända för sluten vård. Utfärda betalningsförbindelsen.",
            "Här står godkända ärenden tills betalningsförbindelsen är utfärdad.",
            (OFFICE,),
        ),
        Node(
            *("brev", common.LETTER, "Brev att skicka"),
            "Skicka brevet till patienten och registrera dagen.",
            "Här står beslut tills brevet till patienten är skickat.",
            (OFFICE,),
        ),
        Node(
            *("fragor", common.QUESTION, "Frågor"),
            "Svara i ärendet, eller kvittera.",
            "Här hamnar frågor och svar mellan er och den andra sidan.",
            (SENDER, OFFICE),
        ),
        Node(
            *("andringar", common.CHANGED, "Ändringar att ta ställning till"),
            "Något har ändrats efter beslutet. Ta ställning och kvittera.",
            "Här hamnar tillägg och ändrade uppgifter som kommer efter beslutet.",
            (OFFICE,),
        ),
    )
}


class Row(NamedTuple):
    """One line: what is shown, and the two last columns that the list is sorted on."""

    uuid: uuid.UUID
    number: str
    state: str
    box: str
    entrance: str
    source_name: str
    given: str
    family: str
    identifier: str
    birth_date: datetime.date | None
    patient_id: int
    protected: bool
    from_institution: str
    from_clinic: str
    to_institution: str | None
    to_clinic: str | None
    received_on: datetime.date | None
    last_day: datetime.date | None
    responsible: str | None
    since: datetime.datetime | None
    flag: str
    sort_on: Any
    sort_id: int


@dataclass(frozen=True)
class Filters:
    """What is asked for, as it stands in the address. `staff` is "only mine"; `days` are days of arrival."""

    staff: int | None = None
    patient: uuid.UUID | None = None
    number: str = ""
    box: str = ""
    hospital: str = ""
    outside: bool = False
    officer: uuid.UUID | None = None
    officers: tuple[int, ...] | None = None
    unassigned: bool = False
    region: str = ""
    state: str = ""
    days: tuple[datetime.date, ...] | None = None

    @property
    def shape(self) -> tuple[str, ...]:
        """Which filters are set; the question is compiled once per shape."""
        return tuple(name for name in self.__dataclass_fields__ if getattr(self, name) not in (None, "", False))

    def values(self) -> dict[str, Any]:
        """What fills the blanks of the filters."""
        named = {name: getattr(self, name) for name in self.shape if name != "region"}
        named |= {name: list(named[name]) for name in ("days", "officers") if name in named}
        return named | {"region_to": self.region, "number": f"{self.number}%"}


def listed(actor: Actor, word: str, filters: Filters, after: str = "") -> worklists.Page:
    """A page of a node's list, of a shelf of the queue, or of every case (`alla`), within the actor's reach."""
    place = worklists.decode(after) if after else None
    if place and (word == ALL) == (len(place[0]) == 10):
        place = None  # the place is of another list
    source = NODES[word].node if word in NODES else word
    compiled = questions.page(reach_of(actor), source, filters.shape, place is not None)
    return worklists.page(compiled, values(actor, filters, place), slice(-2, None))


def counts(actor: Actor, *, mine_only: bool = False, filters: Filters | None = None) -> dict[str, int]:
    """The numbers of the nodes that are for the actor, in one statement, each from its list's own condition (X-17).

    `mine_only` counts what waits for the actor in person, a part of what waits for the unit.
    """
    nodes = nodes_for(actor)
    asked = filters or Filters()
    asked = replace(asked, staff=actor.staff_id) if mine_only else asked
    found = numbers(actor, tuple(node.node for node in nodes), asked)
    return {node.word: found[node.node] for node in nodes}


def numbers(actor: Actor, sources: tuple[str, ...], filters: Filters) -> dict[str, int]:
    """How long some lists or shelves are, by source, in one statement."""
    if not sources:
        return {}
    row = query.fetch(questions.numbers(reach_of(actor), sources, filters.shape), values(actor, filters))[0]
    return dict(zip(sources, row, strict=True))


def nodes_for(actor: Actor) -> list[Node]:
    """The lists that are for the actor, in their order."""
    reach = reach_of(actor)
    return [node for node in NODES.values() if reach in node.reaches]


def values(actor: Actor, filters: Filters, place: tuple[str, int] | None = None) -> dict[str, Any]:
    """What fills the blanks of a question for the actor: a node's list is the unit's that the actor works at."""
    at = {"after": place[0], "after_id": place[1]} if place else {}
    begins = datetime.datetime.combine(
        clock.today() - datetime.timedelta(days=WAITED_DAYS), datetime.time(), clock.STOCKHOLM
    )
    mine = {"unit": actor.unit_id, "today": clock.today(), "asked_before": begins}
    return values_of(actor) | filters.values() | at | mine
