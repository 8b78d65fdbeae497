"""The receiver register as the forms use it: search by what is typed (RUS-09, X-04)."""

import datetime
from collections.abc import Sequence

from vardkedja.kernel.organisations import Unit

HITS = 12


def search(typed: str, day: datetime.date) -> Sequence[Unit]:
    """Units that can be chosen on the day and match every word typed; nothing for an empty search."""
    if not typed.strip():
        return []
    found = Unit.objects.open_on(day).exclude(kind="administration").found_by(typed)
    return list(found.select_related("region")[:HITS])
