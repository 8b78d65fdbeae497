"""Dagens kontroll: that somebody went through a unit's list today (REM-14, REM-18, REM-20)."""

from vardkedja.kernel import clock, query
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.history import note
from vardkedja.kernel.verbs import Missing, verb
from vardkedja.referrals.daily import NODES
from vardkedja.rules.access import Permission

_CHECK = """
insert into referrals_dailycheck (unit_id, node, day, checked_at, checked_by_id) values (%s, %s, %s, %s, %s)
on conflict (unit_id, node, day) do nothing returning id
"""


@verb
def check_day(node: str, *, by: Actor) -> bool:
    """Record that the list of a node is checked today at the actor's unit; a second time the same day changes nothing.

    Gives whether this was the first. Raises Denied, or Missing for a list that is not checked daily or a unit without
    a grant.
    """
    demand(by, Permission.REM_WRITE)
    if node not in NODES or by.unit_id not in by.rem_units:
        raise Missing
    today = clock.today()
    first = bool(query.run(_CHECK, (by.unit_id, node, today, clock.now(), by.staff_id)))
    if first:
        note(by, "rem.kontroll", f"kontroll/{by.unit_id}/{node}", {"day": [None, today.isoformat()]})
    return first
