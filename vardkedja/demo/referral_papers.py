"""The papers and the register's news in a tale of referrals: letters are drawn, scanned, linked or left lying."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import replace as changed

from vardkedja.demo.letters import Letter, scanned
from vardkedja.demo.referral_acts import Acts, people, unit_of, week, who
from vardkedja.demo.telling import Step
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.documents import Document
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.actions import load_register
from vardkedja.referrals import look
from vardkedja.referrals.actions import arriving, papers, posting, registering
from vardkedja.referrals.actions.arriving import Paper
from vardkedja.referrals.look import Case
from vardkedja.referrals.reading import Read

HEADS = {"confirmation": "Remissbekräftelse", "answer": "Remissvar", "other": "Brev"}


class Told(Acts):
    """A tale with its papers too."""

    def do(self, step: Step) -> None:
        """Do one step, at the time the clock shows."""
        body: Callable[..., None] = getattr(self, f"_{step.verb}")
        if step.who:
            body(who(step.who), **step.given)
        else:
            body(**step.given)

    def _paper_confirmation(self, by: Actor, weeks: int) -> None:
        last, words = week(weeks)
        text = f"Vi har tagit emot er remiss. Patienten kallas under {words}."
        paper = Paper(self._scan(by, "confirmation", text), clock.today(), waiting=words, wait_on=last)
        arriving.register_confirmation(self.uuid, paper, by=by)

    def _paper_answer(self, by: Actor, kind: str, text: str, end: bool = False) -> None:
        paper = Paper(self._scan(by, "answer", text, coded=True), clock.today(), text)
        arriving.register_answer(self.uuid, kind, paper, by=by, end_monitoring=end)

    def _loose_paper(self, by: Actor, kind: str, text: str, coded: bool) -> None:
        """A paper about the case that nobody has linked yet."""
        self._scan(by, kind, text, coded=coded)

    def _linked_paper(self, by: Actor, text: str) -> None:
        papers.link(self._scan(by, "other", text), self.uuid, by=by)

    def _loose_referral(self, by: Actor, sender: str) -> None:
        """A paper referral that nobody has registered yet."""
        papers.scan(self._referral_letter(unit_of(sender)), by=by, kind="referral", arrived_on=clock.today())

    def _register(self, by: Actor, sender: str, late: int = 0, late_reason: str = "") -> None:
        arrived, unit = clock.today() - datetime.timedelta(late), unit_of(sender)
        letter = self._referral_letter(unit, late + 2)
        scan = papers.scan(letter, by=by, kind="referral", arrived_on=arrived, late_reason=late_reason)
        registering.register_paper(
            by=by,
            number=self.tale.patient,
            scan=scan,
            arrived_on=arrived,
            sender_unit=unit.uuid,
            referred_on=arrived - datetime.timedelta(2),
            question=self.tale.question,
            priority=self.tale.priority,
            late_reason=late_reason,
            new_uuid=self.uuid,
        )

    def _post(self, by: Actor, kind: str) -> None:
        posting.post(self.uuid, self._message(kind).uuid, by=by, sent_on=clock.today())

    # --- the register ----------------------------------------------------------------------------------------------

    def _dies(self) -> None:
        load_register([changed(people()[self.tale.patient], deceased_on=clock.today())])

    def _protected(self) -> None:
        load_register([changed(people()[self.tale.patient], protected=True)])

    def _moves(self, municipality: str, street: str) -> None:
        row = people()[self.tale.patient]
        moved = changed(
            row,
            municipality=municipality,
            registered_from=clock.today(),
            street=street,
            postcode="",
            town="",
            previous_municipality=row.municipality,
            previous_from=row.registered_from,
        )
        load_register([moved])

    def _seen(self, by: Actor) -> Case:
        case = look.at(by, self.uuid)
        assert case is not None
        return case

    def _scan(self, by: Actor, kind: str, text: str, *, coded: bool = False) -> uuid.UUID:
        """A paper from the receiver, scanned today; with our own code when it came back on our print."""
        case = self._seen(by)
        printed = Document.objects.filter(case_id=case.id, kind="remiss").order_by("-version").first()
        letter = Letter(
            sender=case.to_name,
            address=f"{case.to_street}, {case.to_postcode} {case.to_town}",
            heading=HEADS[kind],
            lines=(self._about(), f"Er remiss {case.sent_on}.", text),
            signed="Med vänlig hälsning, sekreteraren",
            code=(case.number, printed.version) if coded and printed else None,
        )
        return papers.scan(scanned(letter, HEADS[kind].lower()), by=by, kind=kind, arrived_on=clock.today())

    def _about(self) -> str:
        row = people()[self.tale.patient]
        return f"Angående {row.given} {row.family}, {row.number}."

    def _referral_letter(self, unit: Unit, days: int = 1) -> Read:
        day = clock.today() - datetime.timedelta(days)
        letter = Letter(
            sender=unit.name,
            address=f"{unit.street}, {unit.postcode} {unit.town}",
            heading=f"Remiss till {unit_of(self.tale.to_unit).name}",
            lines=(f"Datum {day}.", self._about(), self.tale.question),
            signed="Ansvarig läkare",
        )
        return scanned(letter, "remiss")
