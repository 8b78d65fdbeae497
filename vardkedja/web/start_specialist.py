"""Min dag for specialist referrals: what waits for me and for the unit, and at the region's office what may not be left lying."""

from dataclasses import dataclass, field
from typing import Any

from vardkedja.commitments.acute import worklists as admissions
from vardkedja.commitments.specialist import queue, worklists
from vardkedja.commitments.specialist.questions import SILENT, UNCOMMITTED, WAITED
from vardkedja.commitments.specialist.queue import AWAY, LATE, SHELVES
from vardkedja.kernel.access import Actor
from vardkedja.kernel.worklists import words as number_words
from vardkedja.rules.access import Permission

PAGE = "/specialistvard/"
# The shelves of the queue that are no list of their own; of the others the lists already tell.
TOLD = (LATE, AWAY, WAITED, UNCOMMITTED, SILENT)


@dataclass
class Parts:
    """What the start page shows of specialist referrals: lines for its tallies."""

    mine: list[dict[str, Any]] = field(default_factory=list)
    unit: list[dict[str, Any]] = field(default_factory=list)
    silent: list[dict[str, Any]] = field(default_factory=list)


def parts(actor: Actor) -> Parts:
    """Everything of specialist referrals on the actor's start page; empty for whoever has nothing to do with them."""
    found = Parts()
    if not actor.may(Permission.SVR_READ):
        return found
    own = worklists.counts(actor, mine_only=True)
    found.mine = [_line(word, number, "&vems=mina") for word, number in own.items() if number]
    found.unit = [_line(word, number) for word, number in worklists.counts(actor).items()]
    found.unit += _some(admissions.count(actor), "Akut inskrivna", f"{PAGE}akut/", "")
    if actor.may(Permission.SVR_OFFICE):
        numbers = queue.queue(actor).numbers
        for word in TOLD:
            found.silent += _some(numbers[word], SHELVES[word].name, f"{PAGE}ko/?visa={word}", SHELVES[word].hint)
    return found


def _line(word: str, number: int, whose: str = "") -> dict[str, Any]:
    node = worklists.NODES[word]
    return {
        "count": number_words(number),
        "label": f"{node.name}, specialistvård" if word in ("skicka", "fragor") else node.name,
        "href": f"{PAGE}?lista={word}{whose}",
        "note": node.hint if number else "",
    }


def _some(count: int, label: str, href: str, note: str) -> list[dict[str, Any]]:
    return [{"count": number_words(count), "label": label, "href": href, "note": note}] if count else []
