"""A referral at each stage, made by the verbs. Björkdalen sends, Mölndal receives; the people are invented."""

import datetime
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from vardkedja.demo.cast import actor
from vardkedja.kernel import absence_verbs, clock
from vardkedja.kernel.access import Actor, Denied, Staff
from vardkedja.kernel.cases import Task
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import Refused
from vardkedja.referrals import look
from vardkedja.referrals.actions import (
    answering,
    arriving,
    forwarding,
    papers,
    receiving,
    registering,
    sending,
    writing,
)
from vardkedja.referrals.actions.arriving import Paper
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.content import Content
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.referrals.reading import Read

BIRGIT, LEIF, DRAGAN = "19491028-9901", "19660808-9832", "19720719-9873"
BJORKDALEN, MOLNDAL, BORAS, LIDKOPING = (
    *("bjorkdalen-vardcentral", "molndal-ortopedmottagningen"),
    *("boras-ortopedkliniken", "lidkoping-ortopedkliniken"),
)
OUTSIDE = "fiktiva-huslakarna"  # a unit that works on paper
EVALENA, OSKAR, AMIR, KERSTIN = "evalena.abrahamsson", "oskar.nyberg", "amir.sandhov", "kerstin.almgard"
LOVISA, SHIRIN, GUSTAV, BEATRICE = "lovisa.tegelmo", "shirin.karlstrom", "gustav.brannmark", "beatrice.lindhyttan"
JOAKIM, NADJA, RUNA, TORUN = "joakim.sjohagen", "nadja.falkenvik", "runa.ekeblom", "torun.gyllenbo"


def unit(slug: str) -> uuid.UUID:
    """The address id of a unit by its slug."""
    return Unit.objects.values_list("uuid", flat=True).get(slug=slug)


def staff(username: str) -> uuid.UUID:
    """The address id of a person."""
    return Staff.objects.values_list("uuid", flat=True).get(username=username)


def content(**bent: Any) -> Content:
    """A referral that is whole, decided today."""
    whole = Content(
        number=BIRGIT,
        to_unit=unit(MOLNDAL),
        question="Belastningssmärta vänster höft i två år. Fråga: operation?",
        doctor=staff(OSKAR),
        decided_on=clock.today(),
    )
    return replace(whole, **bent)


def written(by: str = OSKAR, **bent: Any) -> uuid.UUID:
    return writing.write(content(**bent), by=actor(by))


def to_sign(by: str = OSKAR, **bent: Any) -> uuid.UUID:
    return writing.finish(written(by, **bent), by=actor(by))


def to_send(by: str = OSKAR, **bent: Any) -> uuid.UUID:
    return writing.sign(to_sign(by, **bent), by=actor(OSKAR))


def sent(by: str = OSKAR, **bent: Any) -> uuid.UUID:
    """Sent electronically to Mölndal, watched by the sender."""
    return sending.send(to_send(by, **bent), by=actor(by))


def sent_on_paper(by: str = OSKAR, channel: str = "post", **bent: Any) -> uuid.UUID:
    """Sent by post to a unit outside the system."""
    return sending.send(to_send(by, **{"to_unit": unit(OUTSIDE), **bent}), by=actor(by), channel=channel)


def assigned(case: uuid.UUID | None = None, to: str = SHIRIN, by: str = LOVISA) -> uuid.UUID:
    return receiving.assign(case or sent(), by=actor(by), assessor=staff(to))


def confirmed(case: uuid.UUID | None = None, **given: Any) -> uuid.UUID:
    return receiving.confirm(case or assigned(), by=actor(SHIRIN), **{"waiting": "8 veckor", **given})


def answered(case: uuid.UUID | None = None, kind: str = "final", **given: Any) -> uuid.UUID:
    given = {"text": "Operation planeras i maj.", **given}
    return answering.answer(case or assigned(), by=actor(SHIRIN), kind=kind, **given)


def scanned(
    by: str = EVALENA, kind: str = "answer", arrived_on: datetime.date | None = None, **given: Any
) -> uuid.UUID:
    """A scanned paper that is not linked."""
    data = given.pop("data", uuid.uuid4().bytes)
    read = Read("papper.pdf", data, "pdf", uuid.UUID(bytes=data[:16]).hex * 2, 1, b"", given.pop("code", ""))
    return papers.scan(read, by=actor(by), kind=kind, arrived_on=arrived_on or clock.today(), **given)


def paper(by: str = EVALENA, kind: str = "answer", **given: Any) -> Paper:
    """A paper from outside, as it is registered on a referral."""
    return Paper(scan=scanned(by, kind), **{"received_on": clock.today(), **given})


def paper_confirmed(case: uuid.UUID | None = None, by: str = EVALENA, **given: Any) -> uuid.UUID:
    given = {"waiting": "8 veckor", **given}
    return arriving.register_confirmation(case or sent_on_paper(), paper(by, "confirmation", **given), by=actor(by))


def paper_answered(
    case: uuid.UUID | None = None, kind: str = "final", end: bool = False, by: str = EVALENA, **given: Any
) -> uuid.UUID:
    return arriving.register_answer(case or sent_on_paper(), kind, paper(by, **given), by=actor(by), end_monitoring=end)


def registered(by: str = LOVISA, **given: Any) -> uuid.UUID:
    """A paper referral that has been arrival-registered at Mölndal."""
    facts = {"number": LEIF, "arrived_on": clock.today(), "sender_unit": unit(OUTSIDE), **given}
    facts.setdefault("scan", scanned(by, "referral"))
    return registering.register_paper(by=actor(by), **facts)


def seen(case: uuid.UUID, by: str = OSKAR) -> Case:
    """The case as somebody sees it now."""
    found = look.at(actor(by), case)
    assert found is not None
    return found


def nodes(case: uuid.UUID) -> list[tuple[str, str, str]]:
    """The open tasks: node, unit's slug, owner's username ("" for the pool)."""
    rows = Task.objects.filter(case__uuid=case, done_at__isnull=True).order_by("node", "id")
    return [(t.node, t.unit.slug, t.staff.username if t.staff else "") for t in rows.select_related("unit", "staff")]


def message(case: uuid.UUID, kind: str) -> Message:
    """The case's latest message of a kind."""
    return Message.objects.filter(case__uuid=case, kind=kind).order_by("-written_at")[0]


def codes(act: Callable[[], Any]) -> list[str]:
    """The codes of the reasons that an act is refused with, in order. Fails when it is not refused."""
    try:
        act()
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    raise AssertionError("it was not refused")


def me(username: str) -> Actor:
    return actor(username)


def task(case: uuid.UUID, node: str) -> Task:
    """The one open task of a node."""
    return Task.objects.select_related("staff", "unit").get(case__uuid=case, node=node, done_at__isnull=True)


def history(case: uuid.UUID) -> list[History]:
    """What has been done to the case, in order."""
    return list(History.objects.filter(case__uuid=case).order_by("id").select_related("staff", "on_behalf_of"))


def last(case: uuid.UUID) -> History:
    return history(case)[-1]


def outgoing(case: uuid.UUID) -> Consultation:
    """The sender's side as it is stored."""
    return Consultation.objects.select_related("monitor", "sent_by", "signed_by").get(case__uuid=case)


def receptions(case: uuid.UUID) -> list[Reception]:
    """Every receiving unit's side, the first first."""
    return list(Reception.objects.filter(case__uuid=case).order_by("place").select_related("unit", "assessor"))


def states(case: uuid.UUID) -> tuple[str, str]:
    """The sender's state and the state of the present, else the latest, reception ("" before sending)."""
    found = receptions(case)
    return outgoing(case).case.state, found[-1].state if found else ""


def on(day: str) -> AbstractContextManager[None]:
    """The clock stopped at ten in the morning, or at the time that follows the day."""
    return clock.stopped_at(day if " " in day else f"{day} 10:00")


def forwarded(case: uuid.UUID | None = None, to: str = BORAS, by: str = LOVISA, **given: Any) -> uuid.UUID:
    facts = {"reason": "Ryggen bedöms i Borås", "text": "Remissen har gått vidare.", **given}
    return forwarding.forward(case or assigned(), by=actor(by), to_unit=unit(to), **facts)


def handed_out(owner: str, deputy: str, *nodes: str, by: str = KERSTIN, slug: str = BJORKDALEN, days: int = 30) -> None:
    """A manager's decision today, for today and some days on."""
    today = clock.today()
    until, where = today + datetime.timedelta(days), Unit.objects.get(slug=slug).pk
    wish = absence_verbs.Wish(where, staff(owner), staff(deputy), nodes, today, until, today, "Enligt samtal.")
    absence_verbs.hand_out(wish, by=actor(by))


def denied(act: Callable[[], Any]) -> str:
    """The words that an act is denied with. Fails when it is not denied."""
    try:
        act()
    except Denied as no:
        return str(no)
    raise AssertionError("it was not denied")


def dies(case: uuid.UUID, day: str) -> None:
    """The register has told that the case's patient has died."""
    Person.objects.filter(pk=seen(case).patient_id).update(deceased_on=day)
