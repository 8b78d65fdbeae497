"""The states of a specialistvårdsremiss and of an emergency admission. SVR-06 to SVR-37, X-13, R-18."""

from __future__ import annotations

from datetime import date

import pytest

from vardkedja import requirements
from vardkedja.rules import acute_workflow, specialist_workflow
from vardkedja.rules.specialist_workflow import ASIDE, WORKFLOW, Event, State, display_state, state_word
from vardkedja.rules.workflow import Workflow

TABLES = (WORKFLOW, acute_workflow.WORKFLOW)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_tables_have_no_dead_ends(table: Workflow) -> None:
    """SVR-37, X-13, R-18: every state has a word and an owner, can be reached from the start, and leads on or says why not."""
    assert table.faults() == ()
    reached, waiting = set(), [step.target for step in table.allowed(None)]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [step.target for step in table.allowed(state)]
    assert reached == {code for code, state in table.states.items() if not state.derived}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_guard_is_a_requirement(table: Workflow) -> None:
    """X-35: what guards a step stands in the catalogue."""
    known = {written for ids in requirements.catalogue().values() for written in ids}
    guards = {guard for step in table.steps for guard in step.guard}
    assert guards
    assert guards <= known


# Every step of the catalogue's table, and some that it does not have.
STEPS = [
    (None, Event.SAVE, State.DRAFT),
    (None, Event.REGISTER, State.SENT),
    (State.DRAFT, Event.SIGN, State.SIGNED),
    (State.SIGNED, Event.SEND, State.SENT),
    (State.SENT, Event.OPEN, State.ASSESSING),
    (State.ASSESSING, Event.ASK, State.COMPLETING),
    (State.COMPLETING, Event.COMPLETE, State.ASSESSING),
    (State.ASSESSING, Event.APPROVE, State.APPROVED),
    (State.ASSESSING, Event.REJECT, State.REJECTED),
    (State.ASSESSING, Event.DISMISS, State.DISMISSED),
    (State.SENT, Event.DISMISS, State.DISMISSED),
    (State.APPROVED, Event.ISSUE, State.ISSUED),
    (State.APPROVED, Event.REVOKE, State.REVOKED),
    (State.ISSUED, Event.REVOKE, State.REVOKED),
    *(
        (state, Event.WITHDRAW, State.WITHDRAWN)
        for state in (State.SIGNED, State.SENT, State.ASSESSING, State.COMPLETING)
    ),
    *((state, Event.WITHDRAW, None) for state in (State.APPROVED, State.ISSUED, State.REJECTED, State.DISMISSED)),
    (State.DRAFT, Event.SEND, None),
    (State.SENT, Event.APPROVE, None),
    (State.COMPLETING, Event.APPROVE, None),
    (State.ASSESSING, Event.ISSUE, None),
    (State.REJECTED, Event.ISSUE, None),
    (State.WITHDRAWN, Event.OPEN, None),
    (State.REVOKED, Event.ISSUE, None),
]


@pytest.mark.parametrize(("source", "event", "target"), STEPS)
def test_steps(source: State | None, event: Event, target: State | None) -> None:
    """SVR-12, SVR-34, SVR-37, X-13: what is not in the table does not happen; after the decision only the office revokes."""
    step = WORKFLOW.next(source, event)
    assert (step.target if step else None) == target


def test_what_is_done_beside_the_table() -> None:
    """SVR-20, SVR-38, SVR-40: those events move nothing, in states that exist."""
    moving = {step.event for step in WORKFLOW.steps}
    for event, (states, by) in ASIDE.items():
        assert event not in moving
        assert states <= set(WORKFLOW.states)
        assert by
    assert set(Event) == moving | set(ASIDE)
    for event, states in acute_workflow.ASIDE.items():
        assert event not in {step.event for step in acute_workflow.WORKFLOW.steps}
        assert states <= acute_workflow.OPEN


def test_a_commitment_runs_out_the_day_after() -> None:
    """SVR-26, SVR-36: valid on its last day, expired the next; only an issued one; never without a last day."""
    last = date(2025, 3, 4)
    assert display_state(State.ISSUED, last, last) is State.ISSUED
    assert display_state(State.ISSUED, last, date(2025, 3, 5)) is State.EXPIRED
    assert display_state(State.REVOKED, last, date(2025, 3, 5)) is State.REVOKED
    assert display_state(State.ISSUED, None, date(2025, 3, 5)) is State.ISSUED


def test_words() -> None:
    """R-18: the Swedish words of the catalogue."""
    assert state_word(State.COMPLETING) == "Komplettering begärd"
    assert state_word(specialist_workflow.State.ISSUED) == "Betalningsförbindelse utfärdad"
    assert acute_workflow.state_word(acute_workflow.State.CONTINUES) == "Vårdas vidare"
