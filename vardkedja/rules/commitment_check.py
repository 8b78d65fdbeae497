"""What a printed commitment is worth on a day, for whoever holds the paper (X-11, SVR-36, SVR-37, RUS-28, RUS-38)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vardkedja.rules.calendar import add_days
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, computed

VALID, NOT_YET, WITHDRAWN, OVER = "valid", "not_yet", "withdrawn", "over"
WORDS = {
    VALID: "Giltig",
    NOT_YET: "Ännu inte giltig",
    WITHDRAWN: "Makulerad eller ersatt",
    OVER: "Utgången",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """One version of a printed commitment: first and last day, both included.

    ``void``: replaced by a later version, or cancelled as a whole. ``revoked_from``: the day from which the region has
    revoked it; the days before still count (SVR-37).
    """

    first: date
    last: date
    void: bool = False
    revoked_from: date | None = None


def status(paper: Printed, on: date) -> Decision:
    """What the paper is worth on the day ``on``.

    Result: ``status``, one of VALID, NOT_YET, WITHDRAWN and OVER; ``first_day`` and ``last_day``, the days on which it
    applies or applied, both None when there are none. A revocation cuts the period: its last day is the day before.
    """
    first, last, revoked = paper.first, paper.last, paper.revoked_from
    if paper.void or (revoked is not None and revoked <= first):
        return _answer(paper, on, WITHDRAWN, None, None, "Papperet är makulerat eller har ersatts av ett nyare.")
    if revoked is not None and revoked <= last:
        last = add_days(revoked, -1)
    applies = f"{plain_date(first)} till och med {plain_date(last)}"
    if revoked is not None and revoked <= on:
        say = f"Upphävd från {plain_date(revoked)}. Gällde {applies}."
        return _answer(paper, on, WITHDRAWN, first, last, say)
    if on < first:
        return _answer(paper, on, NOT_YET, first, last, f"Gäller från {applies}.")
    if on > last:
        return _answer(paper, on, OVER, first, last, f"Gällde {applies}.")
    return _answer(paper, on, VALID, first, last, f"Gäller {applies}.")


def _answer(paper: Printed, on: date, word: str, first: date | None, last: date | None, say: str) -> Decision:
    return computed(
        "commitments.check",
        {"status": word, "first_day": first, "last_day": last},
        inputs={"first": paper.first, "last": paper.last, "void": paper.void, "revoked_from": paper.revoked_from},
        steps=(f"Frågan gäller {plain_date(on)}. Första och sista dagen räknas med.", say),
        say=say,
    )
