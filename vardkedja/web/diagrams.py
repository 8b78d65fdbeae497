"""The state diagrams in docs/workflows, printed from the tables; a check keeps them equal.

Pages that do not say that they are printed are written by hand, and left alone.
"""

from vardkedja.rules import (
    acute_workflow,
    commitment_workflow,
    cooperation,
    devices_workflow,
    discharge_leave,
    discharge_workflow,
    liability_ladder,
    liability_plan,
    plans_workflow,
    referrals,
    specialist_workflow,
)
from vardkedja.rules.workflow import Workflow
from vardkedja.web.config import ROOT

FOLDER = ROOT / "docs" / "workflows"
PRINTED = "Printed from the table in the rules by `bin/vardkedja diagram`. Change the table, not this page."

# File name -> table. A test holds that every workflow of the rules stands here.
WORKFLOWS: dict[str, Workflow] = {
    "rus": commitment_workflow.WORKFLOW,
    "rem-outgoing": referrals.OUTGOING,
    "rem-incoming": referrals.INCOMING,
    "svr": specialist_workflow.WORKFLOW,
    "svr-acute": acute_workflow.WORKFLOW,
    "liability-ladder": liability_ladder.WORKFLOW,
    "liability-plan": liability_plan.WORKFLOW,
    "lnk": discharge_workflow.WORKFLOW,
    "lnk-sip": plans_workflow.WORKFLOW,
    "lnk-leave": discharge_leave.WORKFLOW,
    "lnk-cooperation": cooperation.WORKFLOW,
    "hjm": devices_workflow.WORKFLOW,
}


def page(workflow: Workflow) -> str:
    """The Markdown page of a workflow: the diagram, and each step with who takes it and what guards it."""
    rows = [
        " | ".join(
            [
                *(f"| {_word(workflow, step.source)}", step.label, _word(workflow, step.target)),
                *(f"`{step.by}`", f"{', '.join(step.guard)} |"),
            ]
        )
        for step in workflow.steps
    ]
    last = [f"- {state.word}: {state.last}" for state in workflow.states.values() if state.last]
    return "\n".join(
        [
            *(f"# {workflow.name}: states and steps", ""),
            *(PRINTED, ""),
            *("```mermaid", workflow.diagram().rstrip(), "```", ""),
            *("| From | Step | To | By | Guarded by |", "|---|---|---|---|---|", *rows, ""),
            *("Where nothing follows:", "", *last, ""),
        ]
    )


def _word(workflow: Workflow, state: str | None) -> str:
    return "–" if state is None else workflow.word(state)


def pages() -> dict[str, str]:
    """File name -> what shall stand in it."""
    return {f"{name}.md": page(workflow) for name, workflow in WORKFLOWS.items()}


def _there() -> dict[str, str]:
    """File name -> what stands in it, for pages that are printed or should be."""
    found = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md")}
    return {name: text for name, text in found.items() if PRINTED in text or name in pages()}


def write() -> None:
    """Write every page, and delete printed ones that no table makes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for name in _there().keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def faults() -> list[str]:
    """One Swedish sentence per page that differs from its table, is missing or belongs to none."""
    wanted, there = pages(), _there()
    differing = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    return [f"docs/workflows/{name} stämmer inte med tabellen. Kör bin/vardkedja diagram." for name in differing]
