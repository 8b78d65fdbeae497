"""Random histories of verbs: after every step the case waits where it should, and every step is one row (property test)."""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from vardkedja.commitments.specialist.actions import assessing, between, deciding, issuing
from vardkedja.commitments.specialist.actions.assessing import Supplied
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.models import Specialist
from vardkedja.commitments.specialist.tests import invariants
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.commitments.specialist.tests.walk_acts import ACTS, who_does
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Denied
from vardkedja.kernel.verbs import Missing, Refused
from vardkedja.rules.specialist_workflow import By, Event

pytestmark = pytest.mark.django_db
Run = Callable[[uuid.UUID, Actor], object]
DONE = ("read", "answered", "letter", "changed")
# What brings the case further is drawn more often than what leaves it where it is or ends it.
ONWARD = (Event.SIGN, Event.SEND, Event.OPEN, Event.ASSESS, Event.ASK, Event.COMPLETE, Event.APPROVE, Event.ISSUE)
# The same acts done in other ways: in two steps, with an answer of no, by halves.
OTHERWISE: dict[Event, list[Run]] = {
    Event.APPROVE: [lambda c, by: deciding.approve(c, s.terms(issue=False), by=by)],
    Event.LODGE: [lambda c, by: issuing.lodge(c, by=by, granted=False, nights=None, reason="Bor nära")],
    Event.EXTEND: [lambda c, by: issuing.extend(c, Period(s.later(31), s.later(31)), by=by, reason="Kortare")],
    Event.ASSESS: [lambda c, by: assessing.assess(c, s.found(same_kind=None, funding="none"), by=by)],
    Event.ASSIGN: [lambda c, by: assessing.assign(c, by=by, officer=s.staff(s.MEHDI))],
    Event.ASK: [lambda c, by: assessing.ask(c, by=by, items=("Patientens diagnos", "Provsvar"), text="Tack")],
    Event.COMPLETE: [
        lambda c, by: assessing.complete(
            c, Supplied(supplied_by="provider", received_on=clock.today(), diagnosis="Ny", text="Ja"), by=by
        )
    ],
}
FIRST: dict[str, Callable[[], uuid.UUID]] = {
    "a choice": s.draft,
    "a choice, assessed": s.assessed,
    "initiative": lambda: s.sent(s.GUNVOR, s.initiative(companion="Ser inte", informed=False, informed_reason="Sövd")),
    "outpatient": lambda: s.sent(s.GUNVOR, s.initiative(care_form="oppen")),
    "guarantee": lambda: s.sent(what=s.guarantee()),
    "from outside": s.outside,
    "approved": s.approved,
    "issued": s.issued,
}


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


@dataclass
class Story:
    """One case and what has happened to it."""

    case: uuid.UUID
    done: list[str] = field(default_factory=list)

    def who(self, event: Event, state: str, dice: int) -> Actor:
        """Somebody at the side whose act it is: mostly who may, sometimes a colleague."""
        own = Specialist.objects.select_related("case__unit").get(case__uuid=self.case)
        whose = who_does(event, state)
        if whose is By.OFFICE or own.entrance == "outside" or (whose is By.BOTH and dice % 2):
            return actor((s.HENRIK, s.HENRIK, s.MEHDI, s.INGALILL)[dice % 4])
        skin = own.case.unit.slug == "solna-hudkliniken"
        signers, others = ((s.GUNVOR,), s.SELMA) if skin else ((s.CASPER, s.MAUD), s.YASMIN)
        signs = whose is By.SIGNER or dice % 3
        return actor(signers[dice % len(signers)] if signs else others)

    def runs(self, event: Event, dice: int) -> Run:
        ways = [ACTS[event].run, *OTHERWISE.get(event, [])]
        return ways[dice % len(ways)]

    def step(self, pick: int, dice: int) -> None:
        state, before = s.stand(self.case), len(s.history(self.case))
        possible = [event for event in ACTS if who_does(event, state)]
        names = [*possible, *[event for event in possible if event in ONWARD] * 4, DONE[dice % len(DONE)]]
        name = names[pick % len(names)]
        try:
            with transaction.atomic():
                if isinstance(name, Event):
                    self.runs(name, dice)(self.case, self.who(name, state, dice))
                else:
                    by = actor(s.HENRIK) if name in ("letter", "changed") else self.who(Event.SAVE, "draft", 1)
                    between.done(self.case, name, by=by, on=clock.today() if name == "letter" else None)
        except (Refused, Denied, Missing):
            assert len(s.history(self.case)) == before  # nothing is written of what did not happen
            return
        self.done.append(str(name))
        invariants.check(self.case)
        assert len(s.history(self.case)) == before + 1, self.done


# A history is told by its seed: it takes seconds, and a smaller one would be another. The message says what was done.
@settings(
    max_examples=16,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 10**9))
def test_nothing_is_ever_out_of_sight(seed: int) -> None:
    """SVR-34 to SVR-37, X-06, X-08, X-10, X-38: always a task, a letter for each decision, a commitment only when issued."""
    dice = random.Random(seed)
    with transaction.atomic():
        story = Story(FIRST[dice.choice(sorted(FIRST))]())
        invariants.check(story.case)
        begun = len(s.history(story.case))
        for _ in range(14):
            story.step(dice.randrange(1000), dice.randrange(12))
        assert len(s.history(story.case)) == begun + len(story.done)
        transaction.set_rollback(True)
