"""What the units of the story do beside the cases: the daily checks, with one missed here and there, and absences."""

import datetime
import functools
from collections.abc import Callable, Iterator
from typing import Any

from vardkedja.demo import referral_acts
from vardkedja.demo.referral_telling import (
    AMIR,
    BEATRICE,
    BJORKDALEN,
    BORAS,
    EVALENA,
    GUSTAV,
    HUD,
    JOAKIM,
    LIDKOPING,
    LOVISA,
    MOLNDAL,
    RUNA,
    SHIRIN,
    TORUN,
)
from vardkedja.demo.telling import DAY, ago
from vardkedja.kernel import absence_verbs, clock
from vardkedja.kernel.absence_verbs import Away, Wish
from vardkedja.kernel.access import Staff
from vardkedja.referrals.actions.checks import check_day
from vardkedja.referrals.daily import NODES
from vardkedja.referrals.routines import UnitRoutine
from vardkedja.rules.calendar import is_working_day
from vardkedja.rules.referrals import Node

Happening = tuple[datetime.datetime, Callable[[], Any]]
# unit: who checks, and for how many working days back the unit has worked with referrals here
CHECKED = {BJORKDALEN: (EVALENA, 30), MOLNDAL: (LOVISA, 30), BORAS: (JOAKIM, 5), LIDKOPING: (RUNA, 3), HUD: (TORUN, 3)}
MISSED = {(EVALENA, Node.WATCH, 6), (LOVISA, Node.ANSWER, 9), (LOVISA, Node.ATTEST, 9)}  # by working days back
AWAY_DAYS, GUSTAVS = 6, (Node.ANSWER, Node.SIGN, Node.QUESTIONS)


def since(now: datetime.datetime) -> None:
    """The units began to use the lists some weeks ago, so that no day before is missed."""
    for slug, (_, days) in CHECKED.items():
        first = clock.local(ago(days, "08:00").instant(now)).date()
        UnitRoutine.objects.filter(unit__slug=slug).update(since=first)


def checks(now: datetime.datetime) -> Iterator[Happening]:
    """The lists are gone through every working day but a few; not yet today."""
    for who, days in CHECKED.values():
        for back in range(days, 0, -1):
            instant = ago(back, "08:10").instant(now)
            yield instant, functools.partial(_check, who, back)


def _check(who: str, back: int) -> None:
    for node in NODES:
        if (who, node, back) not in MISSED:
            check_day(node, by=referral_acts.who(who))


def absences(now: datetime.datetime) -> Iterator[Happening]:
    """Shirin is away and her work is handed out to Gustav; Amir is away and nobody has his."""
    last = clock.local(now).date() + AWAY_DAYS * DAY
    while not is_working_day(last):
        last += DAY
    yield ago(2, "07:40").instant(now), functools.partial(_away, LOVISA, SHIRIN, last)
    yield ago(2, "08:30").instant(now), functools.partial(_hand_out, last)
    yield ago(1, "07:35").instant(now), functools.partial(_away, EVALENA, AMIR, last)


def _away(registrar: str, who: str, last: datetime.date) -> None:
    by = referral_acts.who(registrar)
    person = Staff.objects.get(username=who)
    absence_verbs.register_absence(Away(by.unit_id, person.uuid, clock.today(), last), by=by)


def _hand_out(last: datetime.date) -> None:
    by, today = referral_acts.who(BEATRICE), clock.today()
    owner, deputy = (Staff.objects.get(username=who).uuid for who in (SHIRIN, GUSTAV))
    words = "Gustav tar Shirins bedömningar, svar och frågor till dess att hon är tillbaka. Beslutat efter samtal."
    nodes = tuple(str(node) for node in GUSTAVS)
    absence_verbs.hand_out(Wish(by.unit_id, owner, deputy, nodes, today, last, today, words), by=by)
