"""Tyst för länge: what nobody has touched when somebody should have, who must act and who is told next (X-39)."""

import datetime
from typing import NamedTuple

from vardkedja.kernel import query
from vardkedja.referrals.worklists import Row
from vardkedja.rules.calendar import MissingYear, add_working_days

# The kinds, in the order of a referral's way, by the word in the address; the filters of the same names are in questions.
KINDS: dict[str, str] = {
    "ofardig": "Inte färdigskriven",
    "osignerad": "Osignerad",
    "oskickad": "Oskickad",
    "ej-mottagen": "Ingen har tagit emot",
    "utan-bedomare": "Utan bedömare",
    "ej-bedomd": "Ej bedömd",
    "ej-bekraftad": "Ej bekräftad",
    "ej-besvarad": "Ej besvarad",
    "ej-last": "Ej läst eller vidimerad",
    "obesvarad-fraga": "Obesvarad fråga",
}
# Who is told, and from how many working days after the deadline. The steps are our own: no source gives them.
STEPS: tuple[tuple[int, str], ...] = ((0, "responsible"), (2, "secretaries"), (5, "head"))
WORDS = {"responsible": "den ansvariga", "secretaries": "enhetens sekreterare", "head": "verksamhetschefen"}


class People(NamedTuple):
    """Who stands behind the steps at a unit: names, "" where nobody is known."""

    secretaries: str
    head: str


_PEOPLE = """
select coalesce((select string_agg(s.name, ', ' order by s.name) from referrals_designated d
  join kernel_staff s on s.id = d.staff_id where d.unit_id = %(unit)s and d.first_day <= %(day)s
  and (d.last_day is null or d.last_day >= %(day)s)), ''),
 coalesce((select string_agg(s.name, ', ' order by s.name) from kernel_assignment a
  join kernel_staff s on s.id = a.staff_id where a.unit_id = %(unit)s and a.role = 'verksamhetschef' and s.active
  and (a.valid_from is null or a.valid_from <= %(day)s) and (a.valid_to is null or a.valid_to >= %(day)s)), '')
"""


def people(unit_id: int, day: datetime.date) -> People:
    """The designated staff and the head of a unit on a day."""
    return People(*query.run(_PEOPLE, {"unit": unit_id, "day": day})[0])


def kind_of(row: Row) -> str:
    """The kind a row is shown under: the first that says what is missing."""
    if row.node in ("watch", "answer") and row.unreceived:
        return "ej-mottagen"
    plain = {"finish": "ofardig", "sign": "osignerad", "send": "oskickad", "attest": "ej-last"}
    if row.node in plain:
        return plain[row.node]
    if row.node == "answer":
        late = "ej-besvarad" if row.in_state == "in_progress" else "ej-bedomd"
        return late if row.staff_id else "utan-bedomare"
    if row.node == "watch":
        return "ej-bekraftad" if row.state == "sent" else "ej-besvarad"
    return "obesvarad-fraga"


def told_next(deadline: datetime.date, today: datetime.date) -> tuple[str, datetime.date] | None:
    """The next step after the ones that are reached: who, and from which day. None when all are reached.

    Outside the calendar's years the day is unknown and nobody is named.
    """
    try:
        days = [(step, add_working_days(deadline, late) if late else deadline) for late, step in STEPS]
    except MissingYear:
        return None
    return next(((step, day) for step, day in days if day > today), None)
