"""The states of a referral and the steps between them. RUS-20, RUS-36 to RUS-40, X-13."""

from __future__ import annotations

import pytest

from vardkedja.rules.commitment_workflow import WORKFLOW, Event, State
from vardkedja.rules.workflow import State as Row
from vardkedja.rules.workflow import Step, Workflow


def test_the_workflow_has_no_dead_ends() -> None:
    """RUS-36, RUS-38: every state has a word, an owner and a way out or a reason to be last."""
    assert WORKFLOW.faults() == ()
    assert [WORKFLOW.word(state) for state in State][:3] == ["Utkast", "Raderad", "Väntar på godkännande"]


@pytest.mark.parametrize(
    ("source", "event", "target"),
    [
        (None, Event.SAVE, State.DRAFT),
        (State.DRAFT, Event.DELETE, State.DELETED),
        (State.AWAITING, Event.WITHDRAW, State.DRAFT),
        (State.AWAITING, Event.APPROVE, State.READY),
        (State.AWAITING, Event.DECLINE, State.DRAFT),
        (State.READY, Event.CHANGE, State.DRAFT),
        (State.READY, Event.DELETE, State.DELETED),
        (State.READY, Event.ISSUE, State.ISSUED),
        (State.ISSUED, Event.POST, State.POSTED),
        (State.POSTED, Event.CANCEL, State.CANCELLED),
        (State.ISSUED, Event.SAVE, None),
        (State.ISSUED, Event.DELETE, None),
        (State.AWAITING, Event.ISSUE, None),
        (State.CANCELLED, Event.CANCEL, None),
        (State.DELETED, Event.SAVE, None),
    ],
)
def test_steps_of_the_workflow(source: State | None, event: Event, target: State | None) -> None:
    """RUS-20, RUS-36, RUS-38, RUS-40, X-13: what is not in the table does not happen."""
    step = WORKFLOW.next(source, event)
    assert (step.target if step else None) == target


def test_a_table_with_faults_is_told_so() -> None:
    """X-13: no word, a dead end, a state nobody reaches, an event that leads two ways."""
    rows = (Row("a", "A", "unit"), Row("b", "", "unit"), Row("c", "C", "unit", last="slut"))
    steps = (Step(None, "go", "a", "x", "Gå"), Step("a", "go", "b", "x", "Gå"), Step("a", "go", "a", "x", "Gå"))
    faults = " ".join(Workflow("test", rows, steps).faults())
    for part in ("b has no word", "b needs a way out", "c cannot be reached", "go leads two ways from a"):
        assert part in faults


def test_the_diagram_has_every_state_and_step() -> None:
    """X-13: the picture in the documents is printed from the table."""
    diagram = WORKFLOW.diagram()
    assert diagram.startswith("stateDiagram-v2\n")
    assert all(f'state "{state.word}" as {state.code}' in diagram for state in WORKFLOW.states.values())
    assert diagram.count("-->") == len(WORKFLOW.steps) + 2
