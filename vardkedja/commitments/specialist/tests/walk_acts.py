"""Every verb on a specialist referral as an act that anybody can try, and what the table and the sides say of a try."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from vardkedja.commitments.specialist.actions import assessing, between, deciding, issuing, sending, writing
from vardkedja.commitments.specialist.actions.assessing import Supplied
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.models import Assessment, Specialist
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.rules.access import Permission as P
from vardkedja.rules.access import role_may
from vardkedja.rules.specialist_workflow import ASIDE, AT_OFFICE, SEEN_BY_RECEIVER, WORKFLOW, By, Event

Run = Callable[[uuid.UUID, Actor], object]


@dataclass(frozen=True)
class Stands:
    """A case as it is stored, and who has it at the office."""

    own: Specialist
    officer_id: int | None

    @property
    def choice(self) -> bool:
        return self.own.box == "patientens_val"

    @property
    def outside(self) -> bool:
        return self.own.entrance == "outside"


def stands(case: uuid.UUID) -> Stands:
    own = Specialist.objects.select_related("case").get(case__uuid=case)
    return Stands(own, Assessment.objects.values_list("officer_id", flat=True).get(case=own.case))


def _never(there: Stands, by: Actor) -> bool:
    return False


@dataclass(frozen=True)
class Act:
    """An event, how it is done, and what the rules refuse although the table has it. `owned`: only by who has the case."""

    event: Event
    run: Run
    refused: Callable[[Stands, Actor], bool] = _never
    owned: bool = False

    @property
    def signs(self) -> bool:
        return self.event in (Event.SIGN, Event.SUPPLEMENT)


def _supply(case: uuid.UUID, by: Actor) -> object:
    given = Supplied(supplied_by="patient", received_on=clock.today(), text="Här är det.")
    return assessing.complete(case, given, by=by)


def _period() -> Period:
    return Period(s.later(30), s.later(61))


ACTS: dict[Event, Act] = {
    act.event: act
    for act in (
        Act(Event.SAVE, lambda c, by: writing.save(s.content(phone="08-1"), by=by, case_uuid=c)),
        Act(Event.DELETE, lambda c, by: writing.delete(c, by=by)),
        Act(Event.SIGN, lambda c, by: writing.sign(c, by=by)),
        Act(Event.CHANGE, lambda c, by: sending.change(c, by=by)),
        Act(Event.SEND, lambda c, by: sending.send(c, by=by)),
        Act(Event.OPEN, lambda c, by: assessing.start(c, by=by)),
        Act(Event.ASSIGN, lambda c, by: assessing.assign(c, by=by)),
        Act(Event.ASSESS, lambda c, by: assessing.assess(c, s.found(), by=by)),
        Act(Event.ASK, lambda c, by: assessing.ask(c, by=by, items=("Röntgenutlåtande",))),
        Act(Event.COMPLETE, _supply),
        Act(
            Event.SUPPLEMENT,
            lambda c, by: between.supplement(c, by=by, kind="companion", reason="Ser inte"),
            lambda there, by: there.choice or by.role != "verksamhetschef",
        ),
        Act(
            Event.TELL,
            lambda c, by: between.tell(c, by=by, told_on=clock.today()),
            lambda there, by: there.own.informed is True,
        ),
        Act(
            Event.QUESTION,
            lambda c, by: between.question(c, by=by, text="Hur går det?"),
            lambda there, by: there.outside,
        ),
        Act(
            Event.APPROVE,
            lambda c, by: deciding.approve(c, s.terms(), by=by),
            lambda there, by: there.outside,
            owned=True,
        ),
        Act(Event.REJECT, lambda c, by: deciding.reject(c, by=by, reason="Skäl"), owned=True),
        Act(Event.DISMISS, lambda c, by: deciding.dismiss(c, by=by, reason="Skäl"), owned=True),
        Act(Event.ISSUE, lambda c, by: issuing.issue(c, _period(), by=by)),
        Act(Event.EXTEND, lambda c, by: issuing.extend(c, _period(), by=by, reason="Längre")),
        Act(
            Event.LODGE,
            lambda c, by: issuing.lodge(c, by=by, granted=True, nights=2, reason=""),
            lambda there, by: there.choice,
        ),
        Act(
            Event.REVOKE,
            lambda c, by: deciding.revoke(c, by=by, reason="Skäl", from_day=s.later(30)),
        ),
        Act(Event.WITHDRAW, lambda c, by: between.withdraw(c, by=by, reason="Skäl")),
    )
}


def who_does(event: Event, state: str) -> By | None:
    """Whose the event is in the state; None when neither the table nor the list of what is done aside has it."""
    if event in ASIDE:
        states, by = ASIDE[event]
        return by if state in states else None
    step = WORKFLOW.next(state, event)
    return By(step.by) if step else None


def permitted(act: Act, by: Actor) -> bool:
    """Whether the role, with a grant today, does this kind of thing."""
    if act.signs:
        return bool(by.svr_units) and role_may(by.role, P.SVR_SIGN)
    return bool(by.svr_units) and (role_may(by.role, P.SVR_OFFICE) or role_may(by.role, P.SVR_WRITE))


def knows(there: Stands, by: Actor) -> set[str]:
    """The sides on which the actor may know of the case."""
    case, sides = there.own.case, set()
    if role_may(by.role, P.SVR_OFFICE):
        return {"office"} if by.region == case.region_id and case.state in AT_OFFICE else set()
    if case.unit_id in by.svr_units and not there.outside:
        sides.add("sender")
    if case.other_unit_id in by.svr_units and case.state in SEEN_BY_RECEIVER:
        sides.add("receiver")
    return sides


def expected(act: Act, there: Stands, by: Actor) -> str:
    """What the table, the roles and the stored sides say that a try comes to."""
    sides = knows(there, by)
    if not permitted(act, by):
        return "Denied"
    if not sides:
        return "Missing"
    whose = who_does(act.event, there.own.case.state)
    if whose is None:
        return "Refused"
    may = {By.OFFICE: {"office"}, By.BOTH: {"office", "sender"}}.get(whose, {"sender"})
    if not may & sides:
        return "Denied"
    if act.owned and there.officer_id not in (None, by.staff_id):
        return "Denied"
    return "Refused" if act.refused(there, by) else "done"
