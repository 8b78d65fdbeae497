"""The measurement of referrals, one command: .venv/bin/python bench/referrals.py

Options: --small 1000 --large 1000000 --seconds 3 --rounds 3 --keep FOLDER --only lists,acts,footprint
--lists bevaka --json FILE.
To try it: --small 1000 --large 20000 --seconds 2 --rounds 1. It starts a database of its own, fills it twice, loads the floor
and the product in turn, prints one table and writes the figures as JSON. See README.md.
"""

# ruff: noqa: PLC0415  (a database is chosen before the product is imported)

import argparse
import contextlib
import dataclasses
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import asked  # noqa: E402
import asked_referrals  # noqa: E402
import footprint  # noqa: E402
from load import Run, Target  # noqa: E402
from serving import (  # noqa: E402
    Plan,
    Results,
    Stored,
    bench_cluster,
    filled,
    free_port,
    measured,
    median,
    product_server,
    say,
    the_floor,
)
from table import Goal, goals_table, row_head, run_row  # noqa: E402

from vardkedja.web.postgres import Cluster  # noqa: E402

ONCE = frozenset({"send", "answer", "question"})
# What the product does, beside what of the floor, and how much of the floor's pace it must hold.
BESIDE = {"list": ("list", 0.5), "send": ("issue", 0.6), "answer": ("message", 0.4), "question": ("message", 0.4)}
GROWTH, AGAIN = (
    1.25,
    3,
)  # what a list may cost more when a thousand times as many are stored; rounds more for those near it
NEAR = 1.1


def listed(
    few: Target, many: Target, databases: dict[str, Stored], postmaster: int, chosen: argparse.Namespace
) -> Results:
    """Every list on both databases in turn; those near the goal are measured some rounds more, and all rounds count."""
    seconds = min(chosen.seconds, 2)
    names = [name for name in many.requests if name not in ONCE and name in few.requests and chosen.lists in name]
    plan: Plan = [(name, [few, many]) for name in names]
    say(f"{len(plan)} lists, about {len(plan) * 2 * seconds * (chosen.rounds + 0.5) / 60:.0f} minutes")
    results = measured(plan, databases, postmaster, chosen.rounds, seconds, warm=1)
    near = [(name, who) for name, who in plan if growth(results, name, few, many) > NEAR]
    if near:
        say(f"{len(near)} of them once more")
        for key, runs in measured(near, databases, postmaster, AGAIN, seconds, warm=0).items():
            results[key] += runs
    return results


def growth(results: Results, name: str, few: Target, many: Target) -> float:
    """How many times as long a list takes with many stored, at the median."""
    return median(results[name, many.name]).p50 / median(results[name, few.name]).p50


def beside_the_floor(
    floor: Target, many: Target, databases: dict[str, Stored], postmaster: int, chosen: argparse.Namespace
) -> Results:
    """The list of fifty, sending, answering and asking beside what the floor does, in turn, with proof that it was done."""
    target = dataclasses.replace(many, requests=many.requests | {"list": many.requests[asked_referrals.PAGE]})
    stored = databases[many.name]
    plan: Plan = []
    for name, (of_floor, _) in BESIDE.items():
        plan += [(name, [dataclasses.replace(floor, requests={name: floor.requests[of_floor]}), target])]
    before = asked_referrals.counted(stored)
    results = measured(plan, databases, postmaster, chosen.rounds, chosen.seconds)
    after = asked_referrals.counted(stored)
    for name in BESIDE:
        answered, done = sum(one.n for one in results[name, many.name]), after[name] - before[name]
        if done < answered:
            raise RuntimeError(f"{name}: {answered} answers counted, but the database says {done}")
        say(f"{name}: {answered} answers counted, {done} done according to the database (warming up included)")
    return results


def weights(
    cluster: Cluster, folder: Path, stored: Stored, floor_files: dict[str, Path], page: Path, postmaster: int, rows: int
) -> dict[str, dict[str, float]]:
    """Memory and start of floor and product, each alone and three times in turn; and the live process's memory."""

    @contextlib.contextmanager
    def floor() -> Iterator[tuple[int, int]]:
        with the_floor(cluster, folder, rows, floor_files) as target:
            yield target.port, target.pid

    path, who = page.read_text().splitlines()[0].split("\t")[1:4:2]
    floor_path = floor_files["list"].read_text().splitlines()[0].split("\t")[1]
    found: dict[str, list[footprint.Footprint]] = {"floor": [], "product": []}
    for _ in range(3):
        found["floor"].append(footprint.weighed(floor(), "list", floor_files["list"], (floor_path, ""), postmaster))
        server = product_server(stored, folder)
        found["product"].append(footprint.weighed(server, "list", page, (path, who), postmaster))
    names = [field.name for field in dataclasses.fields(footprint.Footprint)]
    medians = {
        server: {name: statistics.median(getattr(one, name) for one in runs) for name in names}
        for server, runs in found.items()
    }
    return medians | {"live": {"pss": live_weight(stored)}}


def live_weight(stored: Stored) -> float:
    """Megabytes of the process for live updates, up and without anybody listening."""
    from live import live

    os.environ |= stored.environment
    port = free_port()
    with live(port) as pid:
        until = time.perf_counter() + footprint.PATIENCE
        while time.perf_counter() < until:
            with contextlib.suppress(OSError):
                asked_referrals.get(port, "/live/")
                break
            time.sleep(0.05)
        return footprint.live_process(pid)


def goals(results: dict[str, Results], weighed: dict[str, Any], few: str, many: str) -> list[Goal]:
    """What was wanted and what came of it: the lists' growth first (the worst of them), then the floor, then the weight."""
    found: list[Goal] = []
    lists = results.get("lists", {})
    names = [name for name, where in lists if where == many]
    grown = {name: median(lists[name, many]).p50 / median(lists[name, few]).p50 for name in names}
    for kind, these in (
        ("first page", [name for name in names if "page" not in name and "numbers" not in name]),
        ("deepest page", [name for name in names if "page" in name]),
        ("numbers of a desk", [name for name in names if "numbers" in name]),
    ):
        if these:
            worst = max(these, key=lambda name: grown[name])
            middle = statistics.median(grown[name] for name in these)
            words = f"lists, {kind}: p50, many stored ÷ few, the worst of {len(these)} ({worst}; the middle one {middle:.2f})"
            found.append((words, grown[worst], "<=", GROWTH))
    slow = {name: spread(median(lists[name, where])) for name, where in lists if where == many}
    if slow:
        worst = max(slow, key=lambda name: slow[name])
        found.append((f"lists: p99 ÷ p50, the worst ({worst})", slow[worst], "<=", 5))
    for name, (of_floor, least) in BESIDE.items():
        runs = results.get("acts", {})
        if (name, many) in runs:
            mine, floor = median(runs[name, many]), median(runs[name, "floor"])
            found.append((f"{name}: × the floor's {of_floor}", mine.rps / floor.rps, ">=", least))
            found.append((f"{name}: p99 ÷ p50", spread(mine), "<=", 5))
    if weighed:
        mine, floor = weighed["product"], weighed["floor"]
        found.append(
            ("memory (PSS) of two workers and their parent ÷ the floor's", mine["pss"] / floor["pss"], "<=", 1.7)
        )
        found.append(("start to first real answer ÷ the floor's", mine["start"] / floor["start"], "<=", 2))
    return found


def spread(run: Run) -> float:
    """p99 ÷ p50."""
    return run.p99 / run.p50


def told(results: dict[str, Results], weighed: dict[str, Any], few: str, many: str) -> str:
    """All of it in Markdown: what was done beside the floor, every list, memory and start, and the goals."""
    lines = []
    acts = results.get("acts", {})
    if acts:
        lines += row_head()
        for (name, where), runs in acts.items():
            floor = median(acts[name, "floor"]) if where != "floor" else None
            lines.append(run_row(f"{name}: {where}", median(runs), floor, runs))
        lines.append("")
    lists = results.get("lists", {})
    if lists:
        lines += ["| list | p50 ms, few stored | many | × | p99 ÷ p50 | failed |", "|" + "---|" * 6]
        for name in [name for name, where in lists if where == many]:
            one, other = median(lists[name, few]), median(lists[name, many])
            cells = (f"{one.p50:.1f}", f"{other.p50:.1f}", f"{other.p50 / one.p50:.2f}", f"{spread(other):.1f}")
            lines.append("| " + " | ".join((name, *cells, str(one.failed + other.failed))) + " |")
        lines.append("")
    for name, weight in weighed.items():
        said = ", ".join(f"{what} {value:.1f}" for what, value in weight.items())
        lines.append(f"{name}: {said} (seconds, MB)")
    return "\n".join([*lines, "", *goals_table(goals(results, weighed, few, many))])


def main() -> None:
    options = argparse.ArgumentParser(
        description="Measure referrals against the framework's floor, and few against many."
    )
    for name, value in (("rounds", 3), ("seconds", 3), ("small", 1000), ("large", 1_000_000)):
        options.add_argument(f"--{name}", type=int, default=value)
    options.add_argument("--keep", type=Path, help="a folder whose databases are made once and used again")
    options.add_argument("--only", default="lists,acts,footprint", help="parts, with commas")
    options.add_argument("--lists", default="", help="only lists with this in the name, such as bevaka")
    options.add_argument("--json", type=Path, default=HERE / "results" / "referrals.json")
    chosen = options.parse_args()
    with bench_cluster(chosen.keep) as (cluster, folder, postmaster):
        _measure(cluster, folder, postmaster, chosen)


def _measure(cluster: Cluster, folder: Path, postmaster: int, chosen: argparse.Namespace) -> None:
    small, large = (
        filled(cluster, folder, f"rem_{count}", count, "seed_referrals.py") for count in (chosen.small, chosen.large)
    )
    import django

    os.environ |= large.environment
    django.setup()
    parts, rows = chosen.only.split(","), min(chosen.large, 100_000)
    floor_files = asked.floor(folder, rows)
    within = chosen.lists if "lists" in parts else asked_referrals.PAGE
    databases = {one.name: one for one in (small, large)}
    results: dict[str, Results] = {}
    with (
        the_floor(cluster, folder, rows, floor_files) as floor,
        product_server(small, folder) as (few_port, few_pid),
        product_server(large, folder) as (many_port, many_pid),
    ):
        few = Target(small.name, few_port, few_pid, asked_referrals.lists(small, folder, few_port, within))
        of_many = asked_referrals.lists(large, folder, many_port, within)
        many = Target(large.name, many_port, many_pid, of_many | asked_referrals.acts(large, folder), ONCE)
        if "lists" in parts:
            results["lists"] = listed(few, many, databases, postmaster, chosen)
        if "acts" in parts:
            results["acts"] = beside_the_floor(floor, many, databases, postmaster, chosen)
    weighed = {}
    if "footprint" in parts:
        weighed = weights(cluster, folder, large, floor_files, of_many[asked_referrals.PAGE], postmaster, rows)
    print(told(results, weighed, small.name, large.name))
    kept(chosen.json, results, weighed, goals(results, weighed, small.name, large.name))


def kept(path: Path, results: dict[str, Results], weighed: dict[str, Any], reached: list[Goal]) -> None:
    """Write every figure as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    runs = [
        {"part": part, "operation": name, "where": where, "runs": [dataclasses.asdict(one) for one in found]}
        for part, some in results.items()
        for (name, where), found in some.items()
    ]
    wanted = [dict(zip(("goal", "measured", "sign", "wanted"), one, strict=True)) for one in reached]
    path.write_text(json.dumps({"goals": wanted, "footprint": weighed, "runs": runs}, ensure_ascii=False, indent=1))
    say(f"figures in {path}")


if __name__ == "__main__":
    main()
