"""Min dag for whoever works with referrals: the eight nodes, the unit's lists with their checks, and what has gone silent."""

from dataclasses import dataclass, field
from typing import Any

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look import words
from vardkedja.kernel.worklists import CAP
from vardkedja.kernel.worklists import words as number_words
from vardkedja.referrals import covering, daily, silence, waiting, worklists
from vardkedja.referrals.routine_questions import undesignated
from vardkedja.referrals.worklists import DESKS, MINE, OURS
from vardkedja.rules.access import Permission

_PAGE = {MINE: "/remisser/mitt/", OURS: "/remisser/vart/"}


@dataclass
class Parts:
    """What the start page shows of referrals: a sentence, sentences that must be seen, and lines for its tallies."""

    lead: str = ""
    told: list[str] = field(default_factory=list)
    mine: list[dict[str, Any]] = field(default_factory=list)
    unit: list[dict[str, Any]] = field(default_factory=list)
    silent: list[dict[str, Any]] = field(default_factory=list)


def parts(actor: Actor) -> Parts:
    """Everything of referrals on the actor's start page; empty for whoever has nothing to do with them."""
    found = Parts()
    if actor.may(Permission.REM_READ):
        numbers = worklists.node_counts(actor, (MINE, OURS), worklists.handed_out(actor))
        undone = daily.unchecked(actor.unit_id)
        found.mine = [_line(MINE, word, numbers[MINE, word]) for word in DESKS[MINE]]
        found.unit = [
            _line(OURS, word, numbers[OURS, word], shelf.node in undone)
            for word, shelf in DESKS[OURS].items()
            if shelf.check
        ]
        found.unit += _uncovered(actor)
        found.silent = _silent(actor)
        found.told = undesignated(actor, clock.today())
        late = sum(number[1] for (desk, _), number in numbers.items() if desk == MINE)
        found.lead = _lead(late, undone if actor.may(Permission.REM_WRITE) else ())
    if actor.may(Permission.REM_TRANSCRIBE):
        found.unit += _dictations(actor)
    return found


def _line(desk: str, word: str, number: list[int], unchecked: bool = False) -> dict[str, Any]:
    shelf, (count, late) = DESKS[desk][word], number
    note = "Dagens kontroll är inte gjord" if unchecked else shelf.hint if count else ""
    line = {"count": number_words(count), "label": worklists.name_of(desk, shelf), "note": note}
    line["href"] = f"{_PAGE[desk]}?lista={word}"
    if late:
        line |= {"tone": "late", "word": f"{number_words(late)} {'försenad' if late == 1 else 'försenade'}"}
    return line


def _uncovered(actor: Actor) -> list[dict[str, Any]]:
    """Work whose owner is away and that nobody has taken over (REM-45)."""
    count = len(covering.uncovered(actor.unit_id, clock.today(), CAP + 1))
    return _some(count, "Frånvarande utan utdelning", "/remisser/franvaro/", "Ge arbetet till någon annan")


def _silent(actor: Actor) -> list[dict[str, Any]]:
    """The silence list by kind, and papers without a referral."""
    numbers = worklists.silent_counts(actor, tuple(silence.KINDS))
    lines = [
        line
        for kind, label in silence.KINDS.items()
        for line in _some(numbers[kind], label, f"/remisser/tyst/?slag={kind}", "")
    ]
    papers = len(waiting.unlinked(actor))
    return lines + _some(papers, "Papper som inte är kopplade", "/remisser/papper/", "Koppla till rätt remiss")


def _dictations(actor: Actor) -> list[dict[str, Any]]:
    found = waiting.dictations(actor)
    first = sum(one.first for one in found)
    note = f"{first} med remiss eller remissvar, skrivs först" if first else ""
    return [
        {"count": number_words(len(found)), "label": "Diktat att skriva ut", "href": "/remisser/diktat/", "note": note}
    ]


def _some(count: int, label: str, href: str, note: str) -> list[dict[str, Any]]:
    return [{"count": number_words(count), "label": label, "href": href, "note": note}] if count else []


def _lead(late: int, undone: tuple[str, ...]) -> str:
    """Two sentences at most: what is late with me, and which of the unit's checks are not made."""
    said = []
    if late:
        many = words.cap(words.count(late)) if late <= CAP else f"Över {CAP}"
        said.append("En sak är försenad hos dig." if late == 1 else f"{many} saker är försenade hos dig.")
    names = [worklists.name_of(OURS, shelf) for shelf in DESKS[OURS].values() if shelf.check and shelf.node in undone]
    if names:
        told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"
        said.append(f"Enhetens kontroll av {told} är inte gjord idag.")
    return " ".join(said)
