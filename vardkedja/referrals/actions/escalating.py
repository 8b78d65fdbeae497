"""Who is told next: each working morning the secretaries, and later the head, hear how much is silent at their unit (X-18)."""

import datetime

from vardkedja.kernel import absences, clock, notices, query
from vardkedja.kernel.notices import Notice
from vardkedja.kernel.verbs import verb
from vardkedja.referrals.silence import STEPS
from vardkedja.rules.calendar import ONE_DAY, is_working_day

PAGE = "/remisser/tyst/"
_SILENT = """
select t.unit_id, count(*) from kernel_task t join kernel_case c on c.id = t.case_id and c.kind = 'rem'
where t.done_at is null and t.sort_on <= %s::date group by t.unit_id order by t.unit_id
"""
_SECRETARIES = """
select d.staff_id from referrals_designated d join kernel_staff s on s.id = d.staff_id and s.active
where d.unit_id = %s and d.first_day <= %s and (d.last_day is null or d.last_day >= %s) order by d.staff_id
"""
_HEADS = """
select a.staff_id from kernel_assignment a join kernel_staff s on s.id = a.staff_id and s.active
where a.unit_id = %s and a.role = 'verksamhetschef' and (a.valid_from is null or a.valid_from <= %s)
  and (a.valid_to is null or a.valid_to >= %s) order by a.staff_id
"""
_WHO = {"secretaries": _SECRETARIES, "head": _HEADS}


@verb
def tell_silence() -> int:
    """One notice to each who is to be told today, with a number and nothing about any patient; gives how many were sent.

    Who is away is not told: the unit is, in their place. Asked twice on a day it tells nobody twice; on a day that is no
    working day it tells nobody.
    """
    today = clock.today()
    if not is_working_day(today):
        return 0
    told = 0
    for late, who in STEPS:
        if who not in _WHO:
            continue
        for unit_id, number in query.run(_SILENT, (working_days_before(today, late),)):
            what = "ett ärende" if number == 1 else f"{number} ärenden"
            silent = "tyst" if number == 1 else "tysta"
            text = f"{what.capitalize()} på enheten har varit {silent} i {late} arbetsdagar eller mer."
            told += sum(_tell(text, staff_id, unit_id, today) for staff_id in _receivers(who, unit_id, today))
    return told


def working_days_before(today: datetime.date, count: int) -> datetime.date:
    """The latest deadline that was passed at least so many working days ago."""
    day = today
    while count:
        count -= is_working_day(day)
        day -= ONE_DAY
    return day


def _receivers(who: str, unit_id: int, today: datetime.date) -> list[int | None]:
    """The people of a step; None is the unit itself, when all of them are away or there are none."""
    found = [row[0] for row in query.run(_WHO[who], (unit_id, today, today))]
    away = {one.staff_id for one in absences.away(found, unit_id, today, today)}
    here: list[int | None] = [staff_id for staff_id in found if staff_id not in away]
    return here or [None]


def _tell(text: str, staff_id: int | None, unit_id: int, today: datetime.date) -> bool:
    """Send it unless the same person or unit was told the same today."""
    morning = datetime.datetime.combine(today, datetime.time(), clock.STOCKHOLM)
    whom = {"staff_id": staff_id} if staff_id else {"staff": None, "unit_id": unit_id}
    if Notice.objects.filter(**whom, address=PAGE, text=text, sent_at__gte=morning).exists():
        return False
    notices.send(text, staff_id=staff_id, unit_id=None if staff_id else unit_id, address=PAGE)
    return True
