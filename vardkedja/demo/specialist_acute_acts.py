"""What a step in a tale of an emergency admission makes its person do, by calling the verbs."""

import datetime
import uuid
from collections.abc import Callable

from vardkedja.commitments.acute.actions import contacting, deciding, moving, registering
from vardkedja.commitments.acute.actions.contacting import Contact
from vardkedja.commitments.acute.actions.moving import Outside
from vardkedja.commitments.acute.actions.registering import Admission
from vardkedja.demo.referral_acts import people, unit_of, who
from vardkedja.demo.specialist_telling import Stay
from vardkedja.demo.telling import DAY, Step
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor

HOSPITAL = "danderyd-medicinkliniken"  # the emergency hospital that the caring region calls


class ToldStay:
    """One admission while it is told; `today` is the day the demo is loaded."""

    def __init__(self, tale: Stay, case_uuid: uuid.UUID, today: datetime.date) -> None:
        self.tale, self.uuid, self.today = tale, case_uuid, today

    def do(self, step: Step) -> None:
        """Do one step, at the time the clock shows."""
        body: Callable[..., None] = getattr(self, f"_{step.verb}")
        body(who(step.who), **step.given)

    def _register(self, by: Actor, body: str = "", function: str = "") -> None:
        """Registered, with the contact when a body is given."""
        tale = self.tale
        admission = Admission(
            direction="out" if tale.hospital else "here",
            number=tale.patient,
            admitted_on=self.today + tale.admitted * DAY,
            hospital=tale.hospital,
            caring_region=tale.region,
            specialty=tale.specialty,
        )
        given = self._contacted(body, function) if body else None
        registering.register(admission, by=by, contact=given, new_uuid=self.uuid)

    def _contacted(self, body: str, function: str) -> Contact:
        hospital = unit_of(HOSPITAL).uuid if self.tale.hospital else None
        return Contact(on=clock.today(), body=body, function=function, hospital=hospital)

    def _contact(self, by: Actor, body: str, function: str) -> None:
        contacting.contact(self.uuid, self._contacted(body, function), by=by)

    def _decide(self, by: Actor, decision: str, motive: str, name: str = "", function: str = "") -> None:
        deciding.decide(self.uuid, decision, by=by, motive=motive, name=name, function=function)

    def _possible(self, by: Actor, days: int) -> None:
        moving.possible_from(self.uuid, self.today + days * DAY, by=by)

    def _commitment(self, by: Actor, number: str, first: int, last: int) -> None:
        first_day, last_day = self.today + first * DAY, self.today + last * DAY
        home = people()[self.tale.patient].municipality or ""
        moving.commitment(
            self.uuid, Outside(number=number, region=home[:2], first_day=first_day, last_day=last_day), by=by
        )

    def _transfer(self, by: Actor) -> None:
        moving.transfer(self.uuid, clock.today(), by=by)

    def _end(self, by: Actor, reason: str) -> None:
        moving.end(self.uuid, clock.today(), by=by, reason=reason)

    def _void(self, by: Actor, reason: str) -> None:
        moving.void(self.uuid, by=by, reason=reason)
