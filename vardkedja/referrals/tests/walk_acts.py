"""Every verb on a consultation as an act that anybody can try, with what its row in the tables asks for."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.referrals.actions import (
    answering,
    arriving,
    forwarding,
    monitoring,
    receiving,
    replies,
    sending,
    transcribing,
    writing,
)
from vardkedja.referrals.actions.arriving import Paper
from vardkedja.referrals.actions.monitoring import Call
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.messages import Message
from vardkedja.referrals.tests.samples import AMIR, BORAS, GUSTAV, content, staff, unit
from vardkedja.rules.access import Permission as P
from vardkedja.rules.referrals import Event, InEvent

SENDER, RECEIVER = "sender", "receiver"


@dataclass(frozen=True)
class Tried:
    """One try: which case, who, and a paper that the sender's unit has scanned."""

    case: uuid.UUID
    by: Actor
    scan: uuid.UUID

    @property
    def paper(self) -> Paper:
        return Paper(scan=self.scan, received_on=clock.today(), waiting="8 veckor")


@dataclass(frozen=True)
class Act:
    """What a row asks for: the event, the permission, whose it is, and what the rules refuse although the table has it."""

    event: Event | InEvent
    needs: P
    run: Callable[[Tried], object]
    owner: str = ""  # signer or assessor; "" for anybody at the side
    refused: Callable[[Consultation], bool] = lambda own: False

    @property
    def side(self) -> str:
        return RECEIVER if isinstance(self.event, InEvent) else SENDER


def _started(own: Consultation) -> bool:
    return own.reception is None or own.reception.state in ("completion", "in_progress", "answered")


def _on_paper(own: Consultation) -> bool:
    return own.reception is None


def _not_asked(own: Consultation) -> bool:
    return not Message.objects.filter(case=own.case, kind="recall_request").exists()


def _alone(own: Consultation) -> bool:
    """At Borås there is one who assesses."""
    return own.reception is not None and own.reception.unit.slug == BORAS and own.reception.assessor_id is not None


def _no_longer_watched(own: Consultation) -> bool:
    return own.watch_ended_at is not None


def _soon() -> datetime.date:
    return clock.today() + datetime.timedelta(days=7)


def _call() -> Call:
    return Call(clock.today(), "phone", "sekreterare", "Svarar snart")


def _other_assessor(t: Tried) -> uuid.UUID:
    """Nadja at Borås, when it has come there; else Gustav, who is not the assessor."""
    at = Consultation.objects.select_related("reception__unit").get(case__uuid=t.case).reception
    return staff("nadja.falkenvik" if at and at.unit.slug == BORAS else GUSTAV)


def _beyond(t: Tried) -> uuid.UUID:
    at = Consultation.objects.select_related("reception__unit").get(case__uuid=t.case).reception
    return unit("lidkoping-ortopedkliniken" if at and at.unit.slug == BORAS else BORAS)


ACTS: dict[str, Act] = {
    "save": Act(Event.SAVE, P.REM_WRITE, lambda t: writing.save(t.case, content(phone="031"), by=t.by)),
    "finish": Act(Event.FINISH, P.REM_WRITE, lambda t: writing.finish(t.case, by=t.by)),
    "sign": Act(Event.SIGN, P.REM_SIGN, lambda t: writing.sign(t.case, by=t.by), "signer"),
    "change": Act(Event.CHANGE, P.REM_WRITE, lambda t: writing.change(t.case, by=t.by)),
    "delete": Act(Event.DELETE, P.REM_WRITE, lambda t: writing.delete(t.case, by=t.by)),
    "send": Act(Event.SEND, P.REM_WRITE, lambda t: sending.send(t.case, by=t.by)),
    "confirmation": Act(
        Event.CONFIRMATION, P.REM_WRITE, lambda t: arriving.register_confirmation(t.case, t.paper, by=t.by)
    ),
    "partial_answer": Act(
        Event.PARTIAL_ANSWER, P.REM_WRITE, lambda t: arriving.register_answer(t.case, "partial", t.paper, by=t.by)
    ),
    "final_answer": Act(
        Event.FINAL_ANSWER, P.REM_WRITE, lambda t: arriving.register_answer(t.case, "final", t.paper, by=t.by)
    ),
    "move_date": Act(
        Event.MOVE_DATE, P.REM_WRITE, lambda t: monitoring.move_date(t.case, by=t.by, until=_soon(), cause="väntetid")
    ),
    "reprioritise": Act(
        Event.REPRIORITISE, P.REM_WRITE, lambda t: monitoring.reprioritise(t.case, by=t.by, reason="Ökat")
    ),
    "contact": Act(Event.CONTACT, P.REM_WRITE, lambda t: monitoring.contact(t.case, _call(), by=t.by)),
    "change_monitor": Act(
        Event.CHANGE_MONITOR, P.REM_WRITE, lambda t: monitoring.change_monitor(t.case, by=t.by, monitor=staff(AMIR))
    ),
    "end": Act(Event.END, P.REM_WRITE, lambda t: monitoring.end(t.case, by=t.by)),
    "close": Act(Event.CLOSE, P.REM_WRITE, lambda t: monitoring.close(t.case, by=t.by, reason="declined")),
    "recall": Act(Event.RECALL, P.REM_WRITE, lambda t: sending.recall(t.case, by=t.by, reason="Fel"), refused=_started),
    "ask_recall": Act(
        Event.ASK_RECALL,
        P.REM_WRITE,
        lambda t: sending.ask_recall(t.case, by=t.by, reason="Fel"),
        refused=lambda own: _on_paper(own) or not _started(own),
    ),
    "change_sent": Act(
        Event.CHANGE_SENT,
        P.REM_SIGN,
        lambda t: sending.change_sent(t.case, by=t.by, question="Ny", reason="Fel"),
        refused=_started,
    ),
    "complete": Act(
        Event.COMPLETE, P.REM_WRITE, lambda t: sending.complete(t.case, by=t.by, text="Se bild"), refused=_on_paper
    ),
    "assign": Act(
        InEvent.ASSIGN,
        P.REM_WRITE,
        lambda t: receiving.assign(t.case, by=t.by, assessor=_other_assessor(t)),
        refused=_alone,
    ),
    "confirm": Act(
        InEvent.CONFIRM, P.REM_ASSESS, lambda t: receiving.confirm(t.case, by=t.by, waiting="8 v"), "assessor"
    ),
    "tell": Act(InEvent.TELL, P.REM_WRITE, lambda t: receiving.tell(t.case, by=t.by, way="kallelse", on=clock.today())),
    "request_completion": Act(
        InEvent.REQUEST_COMPLETION,
        P.REM_ASSESS,
        lambda t: receiving.request_completion(t.case, by=t.by, text="Bild?"),
        "assessor",
        refused=_no_longer_watched,
    ),
    "ask": Act(
        InEvent.ASK,
        P.REM_ASSESS,
        lambda t: receiving.ask(t.case, by=t.by, text="Allergi?"),
        "assessor",
        refused=_no_longer_watched,
    ),
    "withdraw_request": Act(
        InEvent.WITHDRAW_REQUEST, P.REM_ASSESS, lambda t: receiving.withdraw_request(t.case, by=t.by), "assessor"
    ),
    "partial": Act(
        InEvent.PARTIAL,
        P.REM_ASSESS,
        lambda t: answering.answer(t.case, by=t.by, kind="partial", text="Svar"),
        "assessor",
    ),
    "preliminary": Act(
        InEvent.PRELIMINARY,
        P.REM_ASSESS,
        lambda t: answering.answer(t.case, by=t.by, kind="preliminary", text="Svar"),
        "assessor",
    ),
    "answer": Act(
        InEvent.ANSWER, P.REM_ASSESS, lambda t: answering.answer(t.case, by=t.by, kind="final", text="Svar"), "assessor"
    ),
    "write_reply": Act(
        InEvent.ANSWER,
        P.REM_WRITE,
        lambda t: replies.write_reply(t.case, by=t.by, kind="final", text="Svar"),
        refused=lambda own: own.reception is not None and own.reception.assessor_id is None,
    ),
    "dictate_reply": Act(
        InEvent.ANSWER,
        P.REM_ASSESS,
        lambda t: transcribing.dictate_reply(t.case, by=t.by, number="Band 1", decided_on=clock.today()),
        "assessor",
    ),
    "interrupt": Act(
        InEvent.INTERRUPT, P.REM_ASSESS, lambda t: answering.interrupt(t.case, by=t.by, reason="Fel"), "assessor"
    ),
    "reject": Act(
        InEvent.REJECT,
        P.REM_ASSESS,
        lambda t: answering.reject(t.case, by=t.by, reason="Fel", no_right_unit=True),
        "assessor",
    ),
    "refuse_recall": Act(
        InEvent.REFUSE_RECALL,
        P.REM_ASSESS,
        lambda t: answering.refuse_recall(t.case, by=t.by, text="Nej"),
        "assessor",
        refused=_not_asked,
    ),
    "forward": Act(
        InEvent.FORWARD,
        P.REM_WRITE,
        lambda t: forwarding.forward(t.case, by=t.by, to_unit=_beyond(t), reason="Rygg", text="Vidare"),
        refused=lambda own: own.reception is not None and own.reception.assessor_id is None,
    ),
}
