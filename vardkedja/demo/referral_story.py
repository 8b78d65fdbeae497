"""The demo's story of referrals: the people of Västra Götaland do what the tales say, by calling the verbs.

Told on any day, it leaves a working morning behind: every state, every list and every kind of paper holds something.
"""

import datetime
import functools
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from vardkedja.demo.referral_acts import who
from vardkedja.demo.referral_papers import Told
from vardkedja.demo.referral_routines import absences, checks, since
from vardkedja.demo.referral_tales_in import INCOMING
from vardkedja.demo.referral_tales_other import OTHER
from vardkedja.demo.referral_tales_out import OUTGOING
from vardkedja.demo.referral_tales_paper import ON_PAPER
from vardkedja.kernel import clock
from vardkedja.web import timers

TALES = (*OUTGOING, *INCOMING, *OTHER, *ON_PAPER)
SPACE = uuid.UUID("3d0c9a52-8a0f-4d0e-9b54-5e1f0c7a1b6d")  # the cases have the same addresses each time


class Event(NamedTuple):
    """Something that happens at an instant; `place` keeps what happens at once in the order of the tales.

    `news` is whether the register has something new, which must be told before anybody does more.
    """

    instant: datetime.datetime
    place: int
    act: Callable[[], Any]
    news: bool = False


def address(name: str) -> uuid.UUID:
    """The uuid of the tale's case."""
    return uuid.uuid5(SPACE, name)


def tell() -> None:
    """Tell every tale, with the daily checks and the absences, in the order they happened."""
    now = clock.now()
    since(now)
    who.cache_clear()
    events = [Event(instant, -1, act) for instant, act in (*checks(now), *absences(now))]
    for place, tale in enumerate(TALES):
        told = Told(tale, address(tale.name))
        for step in tale.steps:
            act = functools.partial(told.do, step)
            events.append(Event(step.moment.instant(now), place, act, news=not step.who))
    for event in sorted(events, key=lambda found: found[:2]):
        with clock.stopped_at(clock.local(event.instant).replace(tzinfo=None).isoformat()):
            event.act()
            if event.news:
                timers.empty_outbox()
    while timers.empty_outbox():
        pass
