"""The tables of the discharge case, the plan and the leave, against the catalogue's list of transitions."""

from __future__ import annotations

import pytest

from vardkedja.rules import discharge_leave, discharge_workflow, plans_workflow
from vardkedja.rules.workflow import Workflow

CASE = {
    (None, "admission_message", "Inskriven"),
    ("Inskriven", "receive", "Planering pågår"),
    ("Inskriven", "estimate", "Inskriven"),
    ("Planering pågår", "estimate", "Planering pågår"),
    ("Inskriven", "ready_notice", "Utskrivningsklar"),
    ("Planering pågår", "ready_notice", "Utskrivningsklar"),
    ("Utskrivningsklar", "welcome_home", "Utskrivningsklar"),
    ("Utskrivningsklar", "transport", "Utskrivningsklar"),
    ("Utskrivningsklar", "staff", "Utskrivningsklar"),
    ("Utskrivningsklar", "recall", "Planering pågår"),
    ("Utskrivningsklar", "discharge", "Utskriven"),
    ("Utskriven", "close_without_sip", "Avslutad"),
    ("Utskriven", "close_after_sip", "Avslutad"),
    ("Inskriven", "death", "Avliden"),
    ("Planering pågår", "death", "Avliden"),
    ("Utskrivningsklar", "death", "Avliden"),
    ("Utskriven", "death", "Avliden"),
    ("Avliden", "close_death", "Avslutad"),
}
PLAN = {
    (None, "open_case", "Ej bedömd"),
    ("Ej bedömd", "not_relevant", "Ej aktuell"),
    ("Ej bedömd", "relevant", "Aktuell"),
    ("Ej aktuell", "relevant", "Aktuell"),
    ("Aktuell", "not_relevant", "Ej aktuell"),
    ("Aktuell", "call", "Kallad"),
    ("Kallad", "establish", "Upprättad"),
    ("Upprättad", "follow_up", "Uppföljd"),
    ("Uppföljd", "call", "Kallad"),
    ("Uppföljd", "close", "Avslutad"),
}
LEAVE = {
    (None, "open_case", "Ingen permission"),
    ("Ingen permission", "plan", "Planerad"),
    ("Planerad", "begin", "Pågår"),
    ("Pågår", "return", "Avslutad"),
    ("Pågår", "end_by_decision", "Avslutad"),
}


@pytest.mark.parametrize(
    ("workflow", "listed"),
    [(discharge_workflow.WORKFLOW, CASE), (plans_workflow.WORKFLOW, PLAN), (discharge_leave.WORKFLOW, LEAVE)],
    ids=["case", "plan", "leave"],
)
def test_what_is_listed_is_allowed_and_nothing_else(
    workflow: Workflow, listed: set[tuple[str | None, str, str]]
) -> None:
    """LNK-49, R-18: every state with every event."""
    events = {step.event for step in workflow.steps}
    found = set()
    for state in (None, *workflow.states):
        for event in events:
            step = workflow.next(state, event)
            if step is not None:
                found.add((state and workflow.word(state), str(event), workflow.word(step.target)))
    assert found == listed


def test_only_the_one_whose_task_it_is_takes_the_step() -> None:
    """LNK-49, LNK-53, R-18: closing without a plan, closing after death, recall, ready notice."""
    workflow, state, event = discharge_workflow.WORKFLOW, discharge_workflow.State, discharge_workflow.Event
    expected = {
        (state.DISCHARGED, event.CLOSE_WITHOUT_SIP): "regional_primary_care",
        (state.DISCHARGED, event.CLOSE_AFTER_SIP): "overall_principal",
        (state.DECEASED, event.CLOSE_DEATH): "discharge_coordinator",
        (state.READY, event.RECALL): "inpatient_doctor",
        # A nurse may send it; the facts name the doctor who decided (LNK-53).
        (state.ADMITTED, event.READY_NOTICE): "inpatient_care",
        (state.PLANNING, event.READY_NOTICE): "inpatient_care",
    }
    steps = {pair: workflow.next(*pair) for pair in expected}
    assert {pair: step and str(step.by) for pair, step in steps.items()} == expected


def test_every_open_case_can_end() -> None:
    """LNK-49, R-18: from each open state there is a way to the closed one, and death is one step away."""
    workflow, closed = discharge_workflow.WORKFLOW, discharge_workflow.State.CLOSED
    for state in discharge_workflow.OPEN:
        reached = {str(state)}
        seen: set[str] = set()
        while reached - seen:
            seen |= reached
            reached |= {step.target for one in seen for step in workflow.allowed(one)}
        assert closed in reached, state
        assert workflow.next(state, discharge_workflow.Event.DEATH), state


@pytest.mark.parametrize("module", [discharge_workflow, discharge_leave, plans_workflow])
def test_every_state_has_its_word(module: object) -> None:
    """R-18: the words are the table's."""
    states = module.State  # type: ignore[attr-defined]
    words = [module.state_word(state) for state in states]  # type: ignore[attr-defined]
    assert all(words)
    assert len(set(words)) == len(states)
