"""The demo's story of specialist referrals: Region Stockholm's people do what the tales say, by calling the verbs.

Told on any day, it leaves a working morning behind: every state, every list and both directions of emergency admissions.
"""

import datetime
import functools
import uuid
from collections.abc import Iterator

from vardkedja.commitments.acute.actions import anew
from vardkedja.demo.referral_acts import who
from vardkedja.demo.referral_story import Event
from vardkedja.demo.specialist_acts import Told
from vardkedja.demo.specialist_acute_acts import ToldStay
from vardkedja.demo.specialist_tales_acute import FROM_STAY, REFERRED, STAYS
from vardkedja.demo.specialist_tales_decided import DECIDED
from vardkedja.demo.specialist_tales_office import OFFICE
from vardkedja.demo.specialist_tales_past import PAST
from vardkedja.demo.specialist_tales_sender import SENDER
from vardkedja.demo.specialist_telling import INGALILL, JON, KLARA, MEHDI
from vardkedja.demo.telling import DAY, ago
from vardkedja.kernel import absence_verbs, clock, rulevalues
from vardkedja.kernel.access import Staff
from vardkedja.kernel.agreements import RuleValue
from vardkedja.kernel.rulevalues import Entry
from vardkedja.rules.calendar import is_working_day
from vardkedja.web import timers

TALES = (*PAST, *SENDER, *OFFICE, *DECIDED, *REFERRED)
SPACE = uuid.UUID("a4f6c1d2-6b0e-4f52-9d0b-2c7e51f3a8b4")  # the cases have the same addresses each time
BEGAN = 130  # working days ago: before the first tale
AWAY_DAYS = 6
EXAMPLE = "Exempel för demonstration"
NEXT_STEPS = """Tala med din läkare om vilken vård som finns för dig. Läkaren kan skicka en ny remiss om något har ändrats.
Har du frågor om beslutet kan du kontakta Enheten för individuella vårdärenden."""
# name: the value as it is typed. Invented: no source says what the region has decided.
VALUES = {"svr.handling_days": "30", "svr.next_steps": NEXT_STEPS}


def address(name: str) -> uuid.UUID:
    """The uuid of the tale's case."""
    return uuid.uuid5(SPACE, name)


def tell() -> None:
    """Tell every tale, with the region's own values and the absence, in the order they happened."""
    now = clock.now()
    who.cache_clear()
    for event in sorted([*_around(now), *_tales(now)], key=lambda found: found[:2]):
        with clock.stopped_at(clock.local(event.instant).replace(tzinfo=None).isoformat()):
            event.act()
            if event.news:
                timers.empty_outbox()
    anew.flag_anew()  # as every morning
    while timers.empty_outbox():
        pass


def _tales(now: datetime.datetime) -> Iterator[Event]:
    today = clock.local(now).date()
    for place, stay in enumerate(STAYS):
        lying = ToldStay(stay, address(stay.name), today)
        for step in stay.steps:
            yield Event(step.moment.instant(now), place, functools.partial(lying.do, step))
    for place, tale in enumerate(TALES, len(STAYS)):
        stay_uuid = address(FROM_STAY[tale.name]) if tale.name in FROM_STAY else None
        told = Told(tale, address(tale.name), today, stay_uuid)
        for step in tale.steps:
            yield Event(step.moment.instant(now), place, functools.partial(told.do, step), news=not step.who)


def _around(now: datetime.datetime) -> Iterator[Event]:
    """What happens beside the cases: the region's values are entered and approved, and Mehdi is away since yesterday."""
    yield Event(ago(BEGAN, "09:00").instant(now), -1, _enter)
    yield Event(ago(BEGAN - 1, "09:00").instant(now), -1, _approve)
    last = clock.local(now).date() + AWAY_DAYS * DAY
    while not is_working_day(last):
        last += DAY
    yield Event(ago(1, "07:40").instant(now), -1, functools.partial(_away, last))


def _enter() -> None:
    for name, text in VALUES.items():
        rulevalues.enter(Entry(name, [text], clock.today(), None, EXAMPLE), by=who(KLARA))


def _approve() -> None:
    for row in RuleValue.objects.filter(name__in=VALUES, region_id=who(JON).region, approved_at__isnull=True):
        rulevalues.approve(row, by=who(JON))


def _away(last: datetime.date) -> None:
    by = who(INGALILL)
    mehdi = Staff.objects.values_list("uuid", flat=True).get(username=MEHDI)
    absence_verbs.register_absence(absence_verbs.Away(by.unit_id, mehdi, clock.today(), last), by=by, module="svr")
