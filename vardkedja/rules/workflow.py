"""A workflow is a table: from which state, by which event, to which state, by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """A state with its Swedish word and whose turn it is; ``last`` says why nothing follows. Derived: never stored."""

    code: str
    word: str
    owner: str
    last: str = ""
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One row: ``source`` None is the start. ``label`` is the verb on the button, ``guard`` the requirement ids."""

    source: str | None
    event: str
    target: str
    by: str
    label: str
    guard: tuple[str, ...] = ()


class Workflow:
    """States and the steps between them. A step that is not in the table does not exist."""

    def __init__(self, name: str, states: Iterable[State], steps: Iterable[Step]) -> None:
        self.name = name
        self.states = {state.code: state for state in states}
        self.steps = tuple(steps)
        self._by_source: dict[str | None, tuple[Step, ...]] = {
            source: tuple(step for step in self.steps if step.source == source) for source in (None, *self.states)
        }

    def next(self, state: str | None, event: str) -> Step | None:
        """The step that ``event`` takes from ``state``, or None when the table has none."""
        return next((step for step in self._by_source.get(state, ()) if step.event == event), None)

    def allowed(self, state: str | None) -> tuple[Step, ...]:
        """The steps that leave ``state``, in the order of the table."""
        return self._by_source.get(state, ())

    def word(self, state: str) -> str:
        """The Swedish word of a state."""
        return self.states[state].word

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the table, one sentence each; empty when every state has a word, an owner and a way on.

        A state without a way out says why it is last; a stored state can be reached; no event leads two ways.
        """
        found = []
        for state in self.states.values():
            if not state.word or not state.owner:
                found.append(f"{state.code} has no word or no owner")
            leaves = any(step.target != state.code for step in self.allowed(state.code))
            if leaves == bool(state.last):
                found.append(f"{state.code} needs a way out, or a reason to be last, and not both")
            if not state.derived and all(step.target != state.code for step in self.steps):
                found.append(f"{state.code} cannot be reached")
        for step in self.steps:
            if step.target not in self.states or not (step.source is None or step.source in self.states):
                found.append(f"{step.event} names an unknown state")
            if not step.by or not step.label:
                found.append(f"{step.event} from {step.source} has no one to do it or no label")
            if sum((other.source, other.event) == (step.source, step.event) for other in self.steps) > 1:
                found.append(f"{step.event} leads two ways from {step.source}")
        return tuple(found)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram with Swedish words."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{state.word}" as {state.code}' for state in self.states.values()]
        lines += [f"    {step.source or '[*]'} --> {step.target}: {step.label}" for step in self.steps]
        for state in self.states.values():
            if state.last and not state.derived:
                lines.append(f"    {state.code} --> [*]")
            if state.derived:
                lines.append(f"    note right of {state.code}: {state.last}")
        return "\n".join(lines) + "\n"
