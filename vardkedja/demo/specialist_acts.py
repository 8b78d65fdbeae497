"""What a step in a tale of specialist referrals makes its person do, by calling the verbs."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any

from vardkedja.commitments.specialist.actions import (
    assessing,
    between,
    deciding,
    issuing,
    registering,
    sending,
    writing,
)
from vardkedja.commitments.specialist.actions.assessing import Found, Supplied
from vardkedja.commitments.specialist.actions.deciding import Terms
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.actions.registering import Request
from vardkedja.commitments.specialist.content import Content
from vardkedja.commitments.specialist.look import Case, at
from vardkedja.demo.referral_acts import people, unit_of, who
from vardkedja.demo.specialist_telling import CHOICE, Wish
from vardkedja.demo.telling import DAY, Step
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.people.actions import load_register

DATES = ("period_from", "period_to", "listed_since", "guarantee_on")


class Told:
    """One tale while it is told; `today` is the day the demo is loaded. Each method that a step names is one act."""

    def __init__(self, tale: Wish, case_uuid: uuid.UUID, today: datetime.date, admission: uuid.UUID | None) -> None:
        self.tale, self.uuid, self.today, self.admission = tale, case_uuid, today, admission

    def do(self, step: Step) -> None:
        """Do one step, at the time the clock shows."""
        body: Callable[..., None] = getattr(self, f"_{step.verb}")
        if step.who:
            body(who(step.who), **step.given)
        else:
            body(**step.given)

    def _day(self, days: int | None) -> datetime.date | None:
        return None if days is None else self.today + days * DAY

    # --- the sender ------------------------------------------------------------------------------------------------

    def _content(self, **bent: Any) -> Content:
        tale = self.tale
        more = {name: self._day(value) if name in DATES else value for name, value in tale.more.items()}
        whole: dict[str, Any] = {
            "number": tale.patient,
            "to_unit": unit_of(tale.to_unit).uuid if tale.to_unit else None,
            "boxes": (tale.box,) if tale.box else (),
            "care_form": "sluten",
            "specialty": tale.specialty,
            **dict(zip(("complaints", "diagnosis", "measure"), tale.basis, strict=True)),
            "admission_on": self._day(tale.admission),
            "informed": True,
            "doctor": _staff(tale.doctor) if tale.doctor else None,
            "acute": self.admission,
        }
        return Content(**whole | more | bent)

    def _write(self, by: Actor) -> None:
        writing.save(self._content(), by=by, new_uuid=self.uuid)

    def _sign(self, by: Actor) -> None:
        writing.sign(self.uuid, by=by)

    def _change(self, by: Actor) -> None:
        sending.change(self.uuid, by=by)

    def _delete(self, by: Actor) -> None:
        writing.delete(self.uuid, by=by)

    def _send(self, by: Actor, channel: str = "electronic") -> None:
        sending.send(self.uuid, by=by, channel=channel)

    def _withdraw(self, by: Actor, reason: str) -> None:
        between.withdraw(self.uuid, by=by, reason=reason)

    def _supplement(self, by: Actor, kind: str, reason: str) -> None:
        between.supplement(self.uuid, by=by, kind=kind, reason=reason)

    def _tell(self, by: Actor) -> None:
        between.tell(self.uuid, by=by, told_on=clock.today())

    def _question(self, by: Actor, text: str) -> None:
        between.question(self.uuid, by=by, text=text)

    def _read(self, by: Actor) -> None:
        between.done(self.uuid, "read", by=by)

    # --- the office ------------------------------------------------------------------------------------------------

    def _register(self, by: Actor, kind: str, name: str) -> None:
        content = self._content(informed=None, doctor=None)
        asked = Request(source_kind=kind, source_name=name, received_on=clock.today())
        registering.register(content, asked, by=by, new_uuid=self.uuid)

    def _open(self, by: Actor) -> None:
        assessing.start(self.uuid, by=by)

    def _assign(self, by: Actor, to: str) -> None:
        assessing.assign(self.uuid, by=by, officer=_staff(to))

    def _assess(self, by: Actor, **bent: Any) -> None:
        choice = self.tale.box == CHOICE
        found = Found(
            same_kind=True if choice else None,
            same_indication=True if choice else None,
            funding="direct" if choice else "",
            funding_region=unit_of(self.tale.to_unit).region_id if choice else "",
            admission_on=self._day(self.tale.admission),
        )
        assessing.assess(self.uuid, changed(found, **bent), by=by)

    def _ask(self, by: Actor, items: tuple[str, ...], text: str) -> None:
        assessing.ask(self.uuid, by=by, items=items, text=text)

    def _complete(self, by: Actor, **given: Any) -> None:
        supplied = Supplied(**{"supplied_by": "sender", "received_on": clock.today(), **given})
        assessing.complete(self.uuid, supplied, by=by)

    def _approve(self, by: Actor, stay: int = 10, conditions: str = "", *, issue: bool = True) -> None:
        first = self._day(self.tale.admission)
        last = None if first is None else first + stay * DAY
        given = Terms(conditions=conditions, period_from=first, period_to=last, issue=issue)
        if self.admission:  # the planned care period is on the referral
            given = Terms(conditions=conditions, issue=issue)
        deciding.approve(self.uuid, given, by=by)

    def _reject(self, by: Actor, reason: str) -> None:
        deciding.reject(self.uuid, by=by, reason=reason)

    def _dismiss(self, by: Actor, reason: str) -> None:
        deciding.dismiss(self.uuid, by=by, reason=reason)

    def _revoke(self, by: Actor, reason: str) -> None:
        deciding.revoke(self.uuid, by=by, reason=reason, from_day=self._seen(by).first_day or clock.today())

    def _extend(self, by: Actor, days: int, reason: str) -> None:
        case = self._seen(by)
        assert case.last_day is not None
        issuing.extend(self.uuid, Period(case.first_day, case.last_day + days * DAY), by=by, reason=reason)

    def _lodge(self, by: Actor, nights: int, reason: str) -> None:
        issuing.lodge(self.uuid, by=by, granted=bool(nights), nights=nights or None, reason=reason)

    def _letter(self, by: Actor) -> None:
        between.done(self.uuid, "letter", by=by, on=clock.today())

    def _seen(self, by: Actor) -> Case:
        case = at(by, self.uuid)
        assert case is not None
        return case

    # --- the register ----------------------------------------------------------------------------------------------

    def _dies(self) -> None:
        load_register([changed(people()[self.tale.patient], deceased_on=clock.today())])

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


def _staff(username: str) -> uuid.UUID:
    return Staff.objects.values_list("uuid", flat=True).get(username=username)
