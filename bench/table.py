"""The one table: figures, goals, and whether they were met."""

from collections.abc import Mapping
from typing import Any

from load import Run

RATIO = {"issue": 0.6, "list": 0.5}
WORDS = {
    **{
        "list": "list of 50, all logged",
        "issue": "issue from the form",
        "search": "search",
        "all": "list of all, 50 shown",
    },
    "chips": "the numbers that a list fetches after the page",
    **{"many": "list, a thousand units (rows not remembered)", "finance": "search, the whole region"},
}
Medians = Mapping[tuple[str, str], Run]
Goal = tuple[str, float, str, float]  # what, measured, >= or <=, wanted


def table(
    medians: Medians, results: Mapping[tuple[str, str], list[Run]], inside: Mapping[str, Any], large: str, small: str
) -> str:
    """Markdown: a row per operation, then the goals."""
    lines = row_head()
    for (operation, name), run in medians.items():
        floor = medians.get((operation, "floor")) if name != "floor" else None
        lines.append(run_row(f"{WORDS[operation]}: {name}", run, floor, results[operation, name]))
    return "\n".join([*lines, "", *_goals(medians, inside, large, small)])


def row_head() -> list[str]:
    """The head of a table of runs."""
    return [
        "| | /s | × floor | p50 ms | p99 ms | p99 ÷ p50 | CPU ms server + db | × floor's | kB | failed |",
        "|" + "---|" * 10,
    ]


def run_row(name: str, run: Run, floor: Run | None, runs: list[Run]) -> str:
    """A row: the medians, beside the floor's when there is one; `runs` give the spread."""
    spread = f"{run.rps:.0f} ({min(one.rps for one in runs):.0f}–{max(one.rps for one in runs):.0f})"
    ratio = f"{run.rps / floor.rps:.2f}" if floor else ""
    cost = f"{run.cpu_server:.2f} + {run.cpu_database:.2f}"
    share = f"{cpu(run) / cpu(floor):.2f}" if floor else ""
    cells = (
        name,
        spread,
        ratio,
        f"{run.p50:.1f}",
        f"{run.p99:.1f}",
        f"{run.p99 / run.p50:.1f}",
    )
    return "| " + " | ".join((*cells, cost, share, f"{run.kb:.1f}", str(run.failed))) + " |"


def cpu(run: Run) -> float:
    """Processor milliseconds of server and database together."""
    return run.cpu_server + run.cpu_database


def _goals(medians: Medians, inside: Mapping[str, Any], large: str, small: str) -> list[str]:
    found: list[Goal] = []
    for operation, least in RATIO.items():
        mine, floor = medians.get((operation, large)), medians.get((operation, "floor"))
        if mine and floor:
            found += [
                (f"{WORDS[operation]}: × the floor's requests a second", mine.rps / floor.rps, ">=", least),
                (f"{WORDS[operation]}: × the floor's processor time", cpu(mine) / cpu(floor), "<=", 1.6),
                (f"{WORDS[operation]}: p99 ÷ p50", mine.p99 / mine.p50, "<=", 5),
                (f"{WORDS[operation]}: p99 ÷ the floor's p99", mine.p99 / floor.p99, "<=", 1.5),
            ]
    for operation in ("list", "search", "all", "finance"):
        one, other = medians.get((operation, large)), medians.get((operation, small))
        if one and other:
            found.append((f"{WORDS[operation]}: p50, many stored ÷ few", one.p50 / other.p50, "<=", 1.25))
    found.append(("processor ms to print a form", inside["print"], "<=", 50))
    alone = [(WORDS[name], inside[name]) for name in ("list", "issue", "search")]
    told = [f"{words}: {one['statements']} statements, {one['python']:.2f} ms of processor" for words, one in alone]
    return [*goals_table(found), "", "In one process, without a server: " + "; ".join(told) + "."]


def goals_table(found: list[Goal]) -> list[str]:
    """The goals, what was measured, and whether they were met."""
    lines = ["| goal | measured | wanted | |", "|---|---|---|---|"]
    for words, value, sign, goal in found:
        met = value >= goal if sign == ">=" else value <= goal
        lines.append(
            f"| {words} | {value:.2f} | {'≥' if sign == '>=' else '≤'} {goal:g} | {'met' if met else 'missed'} |"
        )
    return lines
