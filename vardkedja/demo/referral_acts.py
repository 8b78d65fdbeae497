"""What a step in a tale of referrals makes its person do on either side, by calling the verbs."""

import datetime
import functools
import uuid
from dataclasses import replace as changed

from vardkedja.demo.cast import actor
from vardkedja.demo.referral_telling import Consult
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.register.load import PersonRow, population
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
from vardkedja.referrals.actions.monitoring import Call
from vardkedja.referrals.content import Content
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Dictation

WEEK = 7
FRIDAY = 4


@functools.lru_cache(maxsize=64)
def who(username: str) -> Actor:
    """The actor of a member of the cast; asked once, since nobody's assignments change while the story is told."""
    return actor(username)


@functools.lru_cache(maxsize=1)
def people() -> dict[str, PersonRow]:
    """The demo's population register by number."""
    return {row.number: row for row in population()}


def unit_of(slug: str) -> Unit:
    """A unit by its slug."""
    return Unit.objects.get(slug=slug)


def _staff(username: str) -> uuid.UUID:
    return Staff.objects.values_list("uuid", flat=True).get(username=username)


def week(weeks: int) -> tuple[datetime.date, str]:
    """The Friday some weeks ahead, and the week in words."""
    day = clock.today() + datetime.timedelta(weeks * WEEK)
    friday = day + datetime.timedelta(FRIDAY - day.weekday())
    return friday, f"vecka {friday.isocalendar().week}"


class Acts:
    """One tale while it is told. Each method that a step names is what one person does in the case."""

    def __init__(self, tale: Consult, case_uuid: uuid.UUID) -> None:
        self.tale, self.uuid = tale, case_uuid

    def _message(self, kind: str) -> Message:
        """The case's latest message of a kind."""
        return Message.objects.filter(case__uuid=self.uuid, kind=kind).order_by("-written_at")[0]

    # --- the sender ------------------------------------------------------------------------------------------------

    def _content(self) -> Content:
        tale, today = self.tale, clock.today()
        return Content(
            number=tale.patient,
            to_unit=unit_of(tale.to_unit).uuid if tale.to_unit else None,
            question=tale.question,
            doctor=_staff(tale.doctor) if tale.doctor else None,
            decided_on=None if tale.decided is None else today - datetime.timedelta(tale.decided),
            request_kind=tale.request_kind,
            priority=tale.priority,
        )

    def _write(self, by: Actor) -> None:
        writing.write(self._content(), by=by, new_uuid=self.uuid)

    def _dictate(self, by: Actor, number: str, words: str = "", to_pool: bool = False) -> None:
        content = changed(self._content(), question="")
        transcribing.dictate(content, by=by, number=number, note_words=words, to_pool=to_pool, new_uuid=self.uuid)

    def _dictate_other(self, by: Actor, number: str, words: str) -> None:
        name = people()[self.tale.patient]
        transcribing.dictate_other(by=by, number=number, patient_words=f"{name.given} {name.family}", note_words=words)

    def _transcribe(self, by: Actor, text: str = "") -> None:
        waits = Dictation.objects.get(case__uuid=self.uuid, written_at__isnull=True)
        transcribing.transcribe(waits.uuid, by=by, text=text or self.tale.question)

    def _finish(self, by: Actor) -> None:
        writing.finish(self.uuid, by=by)

    def _sign(self, by: Actor) -> None:
        writing.sign(self.uuid, by=by)

    def _change(self, by: Actor) -> None:
        writing.change(self.uuid, by=by)

    def _delete(self, by: Actor) -> None:
        writing.delete(self.uuid, by=by)

    def _send(self, by: Actor, channel: str = "electronic", monitor: str = "", enclosures: str = "") -> None:
        watcher = _staff(monitor) if monitor else None
        sending.send(self.uuid, by=by, channel=channel, monitor=watcher, enclosures=enclosures)

    def _change_sent(self, by: Actor, more: str, reason: str) -> None:
        sending.change_sent(self.uuid, by=by, question=f"{self.tale.question} {more}", reason=reason)

    def _recall(self, by: Actor, reason: str) -> None:
        sending.recall(self.uuid, by=by, reason=reason)

    def _ask_recall(self, by: Actor, reason: str) -> None:
        sending.ask_recall(self.uuid, by=by, reason=reason)

    def _complete(self, by: Actor, text: str, answers: str) -> None:
        sending.complete(self.uuid, by=by, text=text, request=self._message(answers).uuid)

    def _accept(self, by: Actor) -> None:
        """Move the watch to the day that the confirmation proposes."""
        said = self._message("confirmation")
        cause = f"väntetid enligt bekräftelsen: {said.wait_words}"
        assert said.proposed_on is not None
        monitoring.move_date(self.uuid, by=by, until=said.proposed_on, cause=cause, message_uuid=said.uuid)

    def _move_date(self, by: Actor, days: int, cause: str) -> None:
        until = clock.today() + datetime.timedelta(days)
        monitoring.move_date(self.uuid, by=by, until=until, cause=cause)

    def _reprioritise(self, by: Actor, reason: str) -> None:
        monitoring.reprioritise(self.uuid, by=by, reason=reason)

    def _contact(self, by: Actor, answered: str, outcome: str, days: int | None = None) -> None:
        today = clock.today()
        until = None if days is None else today + datetime.timedelta(days)
        monitoring.contact(self.uuid, Call(today, "phone", answered, outcome, watch_until=until), by=by)

    def _change_monitor(self, by: Actor, to: str, reason: str) -> None:
        monitoring.change_monitor(self.uuid, by=by, monitor=_staff(to), reason=reason)

    def _attest(self, by: Actor, kind: str, end: bool | None = None) -> None:
        arriving.attest(self.uuid, self._message(kind).uuid, by=by, end_monitoring=end)

    def _end(self, by: Actor) -> None:
        monitoring.end(self.uuid, by=by)

    def _close(self, by: Actor, reason: str, text: str = "") -> None:
        monitoring.close(self.uuid, by=by, reason=reason, text=text)

    # --- the receiver ----------------------------------------------------------------------------------------------

    def _assign(self, by: Actor, to: str) -> None:
        receiving.assign(self.uuid, by=by, assessor=_staff(to))

    def _confirm(self, by: Actor, weeks: int, told: str, assessment: str = "Bedöms vid besök.") -> None:
        last, words = week(weeks)
        on = clock.today() if told else None
        receiving.confirm(
            self.uuid, by=by, waiting=words, wait_on=last, assessment=assessment, told_way=told, told_on=on
        )

    def _tell(self, by: Actor, way: str) -> None:
        receiving.tell(self.uuid, by=by, way=way, on=clock.today())

    def _answer(self, by: Actor, kind: str, text: str) -> None:
        answering.answer(self.uuid, by=by, kind=kind, text=text)

    def _write_reply(self, by: Actor, text: str) -> None:
        replies.write_reply(self.uuid, by=by, kind="final", text=text)

    def _dictate_reply(self, by: Actor, number: str) -> None:
        transcribing.dictate_reply(self.uuid, by=by, number=number, decided_on=clock.today())

    def _request_completion(self, by: Actor, text: str) -> None:
        receiving.request_completion(self.uuid, by=by, text=text)

    def _ask(self, by: Actor, text: str) -> None:
        receiving.ask(self.uuid, by=by, text=text)

    def _refuse_recall(self, by: Actor, text: str) -> None:
        answering.refuse_recall(self.uuid, by=by, text=text)

    def _forward(self, by: Actor, to: str, reason: str) -> None:
        text = "Remissen har gått vidare till en enhet som kan ta hand om den."
        forwarding.forward(self.uuid, by=by, to_unit=unit_of(to).uuid, reason=reason, text=text)

    def _interrupt(self, by: Actor, reason: str) -> None:
        answering.interrupt(self.uuid, by=by, reason=reason)

    def _reject(self, by: Actor, reason: str) -> None:
        answering.reject(self.uuid, by=by, reason=reason, no_right_unit=True)
