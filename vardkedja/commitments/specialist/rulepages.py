"""The region's rule documents beside the form, and those on transfer beside an admission (SVR-28, SVR-39, D-20)."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from vardkedja.kernel import ruledocuments, terms
from vardkedja.kernel.ruledocuments import RuleDocument
from vardkedja.rules.decision import Decision

TRANSFER = "transfer"


class RulePage(NamedTuple):
    """A document as it is linked: `link` is "" where the region has entered none, a day None where it is not known."""

    title: str
    version: str
    link: str
    updated: datetime.date | None
    checked: datetime.date | None
    overdue: bool  # the next check is late, or the document has ended
    decision: Decision  # for Varför?


def documents_for(region: str, day: datetime.date) -> list[RulePage]:
    """What the form links: the region's documents by title, but for those that only concern a transfer (SVR-39)."""
    return _pages(ruledocuments.of_region(region).exclude(kind=TRANSFER), day)


def transfer_documents(region: str, day: datetime.date) -> list[RulePage]:
    """What an admission links once transfer is decided, and nothing else does (SVR-28)."""
    return _pages(ruledocuments.of_region(region).filter(kind=TRANSFER), day)


def _pages(rows: Iterable[RuleDocument], day: datetime.date) -> list[RulePage]:
    pack = terms.current()
    judged = [(row, row.judged(day, pack)) for row in rows]
    return [
        RulePage(
            row.title, row.version, row.link, row.revised_on, row.checked_on, bool(found.result.get("overdue")), found
        )
        for row, found in judged
    ]
