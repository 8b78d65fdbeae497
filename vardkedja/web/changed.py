"""What has happened to whom: the rule for who hears of a change, and a small address that tells it to browsers that ask.

A change is an errand `live` in the outbox, put there by the verb that made it. The worker passes it on to live.py, which keeps
a stream to each open page. A browser whose stream cannot be had asks here instead, now and then. Neither tells more
than a case's random id: what a person then sees is fetched, judged and logged as any page.
"""

import datetime
import uuid
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime

from vardkedja.kernel import clock, query
from vardkedja.kernel.access import Actor

SETTLED = datetime.timedelta(seconds=2)  # how long a verb may take between its time and its commit
_SINCE = """
select payload::text from kernel_outbox
where id > (select coalesce(max(id), 0) - 2000 from kernel_outbox) and name = 'live' and put_at > %(since)s::timestamptz
order by id
"""


class Note(msgspec.Struct, frozen=True):
    """A change: the case, the units and people whom it concerns, and who made it (empty for the system)."""

    case: uuid.UUID
    units: tuple[int, ...] = ()
    staff: tuple[int, ...] = ()
    by: int | None = None


def units_of(actor: Actor) -> frozenset[int]:
    """The units whose changes an actor hears of: where the person works, and where a grant holds today."""
    return frozenset((actor.unit_id, *actor.all_units))


def concerns(note: Note, units: frozenset[int], staff_id: int) -> bool:
    """Whether a change concerns somebody."""
    return not units.isdisjoint(note.units) or staff_id in note.staff


def told(note: Note, staff_id: int) -> dict[str, Any]:
    """What is said of a change: the case, and whether the one who hears it made it."""
    return {"case": str(note.case), "mine": note.by == staff_id}


def changed(request: HttpRequest) -> HttpResponse:
    """What has happened since an instant (`sedan`), for the actor; and the instant to ask from the next time.

    It looks through the last 2 000 errands by their key, and no further back.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    since = _instant(request.GET.get("sedan", "")) or now
    notes = [msgspec.json.decode(payload, type=Note) for (payload,) in query.run(_SINCE, {"since": since})]
    mine = units_of(actor)
    cases = {(note.case, note.by): told(note, actor.staff_id) for note in notes if concerns(note, mine, actor.staff_id)}
    return JsonResponse({"now": (now - SETTLED).isoformat(), "cases": list(cases.values())})


def _instant(text: str) -> datetime.datetime | None:
    """The instant that a text says, with its zone; None for everything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
