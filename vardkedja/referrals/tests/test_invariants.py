"""Random histories of verbs: after every step nothing is out of sight, and every step is one row (property test)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Denied
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import Missing, Refused
from vardkedja.referrals.actions import arriving, papers, posting, replies, transcribing
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Dictation, Scan
from vardkedja.referrals.tests import samples
from vardkedja.referrals.tests.invariants import check
from vardkedja.referrals.tests.samples import EVALENA, JOAKIM, LOVISA, NADJA, OSKAR, SHIRIN, on, scanned
from vardkedja.referrals.tests.walk_acts import ACTS, RECEIVER, SENDER, Tried
from vardkedja.rules.referrals import INCOMING, OUTGOING

pytestmark = pytest.mark.django_db
ENDS_THE_WATCH = {"end", "close", "recall", "interrupt", "reject", "attest with a yes", "paper answer with a yes"}
NEEDS_A_PAPER = {"confirmation", "partial_answer", "final_answer", "paper answer with a yes", "link"}
FIRST = ("sent", "to_send", "written", "assigned", "registered", "sent_on_paper", "dictated", "confirmed")


def dictated() -> uuid.UUID:
    return transcribing.dictate(samples.content(question=""), by=actor(OSKAR), number="Band 1", to_pool=True)


def message(t: Tried, **which: object) -> uuid.UUID:
    """The oldest message of a sort, or one that is nowhere."""
    found = Message.objects.filter(case__uuid=t.case, **which).order_by("written_at").first()
    return found.uuid if found else uuid.uuid4()


def unread(t: Tried, **which: object) -> uuid.UUID:
    return message(t, to_side="sender", state="sent", attested_at=None, **which)


def a_scan(t: Tried) -> uuid.UUID:
    found = Scan.objects.filter(case__uuid=t.case).first()
    return found.uuid if found else uuid.uuid4()


def a_dictation(t: Tried) -> uuid.UUID:
    found = Dictation.objects.filter(case__uuid=t.case, written_at=None).first()
    return found.uuid if found else uuid.uuid4()


MORE: dict[str, tuple[str, Callable[[Tried], object]]] = {
    "attest": (SENDER, lambda t: arriving.attest(t.case, unread(t), by=t.by)),
    "attest with a yes": (
        SENDER,
        lambda t: arriving.attest(t.case, unread(t, kind="final"), by=t.by, end_monitoring=True),
    ),
    "paper answer with a yes": (
        SENDER,
        lambda t: arriving.register_answer(t.case, "final", t.paper, by=t.by, end_monitoring=True),
    ),
    "post": (
        RECEIVER,
        lambda t: posting.post(t.case, message(t, state="to_send"), by=t.by, sent_on=clock.today()),
    ),
    "sign_reply": (RECEIVER, lambda t: replies.sign_reply(t.case, message(t, state="to_sign"), by=t.by)),
    "transcribe": (SENDER, lambda t: transcribing.transcribe(a_dictation(t), by=t.by, text="Utskrivet")),
    "transcribe_there": (RECEIVER, lambda t: transcribing.transcribe(a_dictation(t), by=t.by, text="Utskrivet")),
    "link": (SENDER, lambda t: papers.link(t.scan, t.case, by=t.by)),
    "take_loose": (SENDER, lambda t: papers.take_loose(t.case, a_scan(t), by=t.by, reason="Fel patient")),
    "take_loose_there": (RECEIVER, lambda t: papers.take_loose(t.case, a_scan(t), by=t.by, reason="Fel patient")),
}
STEPS = {name: (act.side, act.run) for name, act in ACTS.items()} | MORE


def possible(case: uuid.UUID) -> list[str]:
    """The steps that the tables have from where the case stands, and those that no table knows."""
    out, there = samples.states(case)
    flows = {SENDER: (OUTGOING, out), RECEIVER: (INCOMING, there)}
    rows = [name for name, act in ACTS.items() if flows[act.side][0].next(flows[act.side][1], act.event)]
    return rows + list(MORE)


@dataclass
class Story:
    """One case and what has happened to it."""

    case: uuid.UUID
    done: list[str] = field(default_factory=list)

    def who(self, side: str, name: str, dice: int) -> Actor:
        """Somebody at the side: mostly whose the work is, sometimes the secretary."""
        if side == SENDER:
            return actor((OSKAR, OSKAR, EVALENA)[dice % 3]) if name != "transcribe" else actor(EVALENA)
        now = Consultation.objects.select_related("reception__assessor", "reception__unit").get(case__uuid=self.case)
        at_boras = now.reception is not None and now.reception.unit.slug == samples.BORAS
        doctor, secretary = (NADJA, JOAKIM) if at_boras else (SHIRIN, LOVISA)
        if now.reception and now.reception.assessor:
            doctor = now.reception.assessor.username
        return actor(secretary if name.startswith("transcribe") or dice % 3 == 2 else doctor)

    def step(self, pick: int, dice: int) -> None:
        names = possible(self.case)
        name = names[pick % len(names)]
        side, run = STEPS[name]
        watched, before = self.watched(), len(samples.history(self.case))
        try:
            with transaction.atomic():
                scan = scanned(EVALENA) if name in NEEDS_A_PAPER else uuid.uuid4()
                run(Tried(self.case, self.who(side, name, dice), scan))
        except (Refused, Denied, Missing):
            assert len(samples.history(self.case)) == before  # nothing is written of what did not happen
            return
        self.done.append(name)
        check(self.case)
        assert len(samples.history(self.case)) == before + 1
        assert self.watched() or not watched or name in ENDS_THE_WATCH, (self.done, "the watch is lost")

    def watched(self) -> bool:
        return Task.objects.filter(case__uuid=self.case, node="watch", done_at=None).exists()


# Not made smaller when one fails: a history takes seconds, and the message says what was done.
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    first=st.sampled_from(FIRST),
    steps=st.lists(st.tuples(st.integers(0, 999), st.integers(0, 2)), min_size=15, max_size=25),
)
def test_nothing_is_ever_out_of_sight(first: str, steps: list[tuple[int, int]]) -> None:
    """REM-05 to REM-40, X-08, X-38: no open case without a task, no task in two places, no watch that ends by itself."""
    with on("2025-03-04"), transaction.atomic():
        story = Story(dictated() if first == "dictated" else getattr(samples, first)())
        check(story.case)
        for pick, dice in steps:
            story.step(pick, dice)
        assert len(samples.history(story.case)) > len(story.done)
        transaction.set_rollback(True)
