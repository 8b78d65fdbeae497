"""The whole measurement, one command: .venv/bin/python bench/run.py

Options: --rounds 3 --seconds 4 --small 1000 --large 100000 --keep FOLDER --only list,issue.
Starts a database of its own, fills it, starts the floor and the product, loads them in turn and prints one table. See README.md.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import asked  # noqa: E402
import table  # noqa: E402
from load import Target  # noqa: E402
from serving import (  # noqa: E402
    Results,
    Stored,
    bench_cluster,
    filled,
    measured,
    median,
    product_server,
    say,
    the_floor,
)

from vardkedja.web.postgres import Cluster  # noqa: E402


@contextlib.contextmanager
def the_product(stored: Stored, folder: Path) -> Iterator[Target]:
    with product_server(stored, folder) as (port, pid):
        requests = asked.write(folder, stored.facts, port, drafts(stored))
        yield Target(stored.name, port, pid, requests, frozenset({"issue"}))


def drafts(stored: Stored) -> set[str]:
    """The cases that still can be issued: those of a kept database may have been used."""
    with stored.connected() as connection:
        return {
            row[0] for row in connection.execute("select uuid::text from kernel_case where state = 'draft'").fetchall()
        }


def counted(stored: Stored) -> dict[str, int]:
    """What the database says was done: cases issued, and lists of fifty logged."""
    with stored.connected() as connection:
        issued = connection.execute("select count(*) from kernel_history where verb = 'rus.issue'").fetchone()
        listed = connection.execute(
            "select count(*) from kernel_accesslog where action = 'rus.list.ej-postade' and cardinality(patients) = 50"
        ).fetchone()
    return {"issue": issued[0] if issued else 0, "list": listed[0] if listed else 0}


def proved(before: dict[str, int], after: dict[str, int], results: Results, name: str) -> None:
    """Say whether the answers were real: an issue is a row in the history, a list is fifty logged patients."""
    for operation in ("issue", "list"):
        answered = sum(one.n for one in results[operation, name])
        done = after[operation] - before[operation]
        if done < answered:
            raise RuntimeError(f"{operation}: {answered} answers counted, but the database says {done}")
        say(f"{operation}: {answered} answers counted, {done} done according to the database (warming up included)")


def main() -> None:
    options = argparse.ArgumentParser(description="Measure the product against the framework's floor.")
    for name, value in (("rounds", 3), ("seconds", 4), ("small", 1000), ("large", 100_000)):
        options.add_argument(f"--{name}", type=int, default=value)
    options.add_argument("--keep", type=Path, help="a folder whose databases are made once and used again")
    options.add_argument("--only", default="", help="operations, with commas")
    chosen = options.parse_args()
    with bench_cluster(chosen.keep) as (cluster, folder, postmaster):
        _measure(cluster, folder, postmaster, chosen)


def _measure(cluster: Cluster, folder: Path, postmaster: int, chosen: argparse.Namespace) -> None:
    small, large = (
        filled(cluster, folder, f"bench_{cases}", cases, "seed.py") for cases in (chosen.small, chosen.large)
    )
    with (
        the_floor(cluster, folder, chosen.large, asked.floor(folder, chosen.large)) as floor,
        the_product(small, folder) as few,
        the_product(large, folder) as many,
    ):
        plan = [
            *(("list", [floor, many, few]), ("issue", [floor, many]), ("search", [many, few])),
            *(("chips", [many]), ("all", [many, few]), ("many", [many]), ("finance", [many, few])),
        ]
        plan = [row for row in plan if not chosen.only or row[0] in chosen.only.split(",")]
        before = counted(large)
        results = measured(plan, {one.name: one for one in (small, large)}, postmaster, chosen.rounds, chosen.seconds)
        if not chosen.only:
            proved(before, counted(large), results, large.name)
    inside = subprocess.run(
        [sys.executable, str(HERE / "inside.py"), str(folder), large.name],
        env=os.environ | large.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    medians = {key: median(runs) for key, runs in results.items()}
    print(table.table(medians, results, json.loads(inside.stdout), large.name, small.name))


if __name__ == "__main__":
    main()
