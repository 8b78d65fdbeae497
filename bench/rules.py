"""How fast the rules answer: .venv/bin/python bench/rules.py

A hundred thousand stays through `liability.month` beside a plain dictionary loop over the same rows, in turn in one
process; processor time, medians of the rounds. Then ten thousand facts in one batch on the command line.
Options: --stays 100000 --rounds 7 --batch 10000. Writes nothing.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from vardkedja.rules.liability_days import Month, Notice  # noqa: E402
from vardkedja.rules.liability_month import Case, month  # noqa: E402

MONTH = Month(2025, 3)
WANTED_A_SECOND, WANTED_RATIO, WANTED_BATCH = 50_000, 0.3, 3.0


def stays(number: int) -> list[dict[str, object]]:
    """Rows as a database gives them: some before the month, some over its end, some still open, some withdrawn."""
    chance = random.Random(2025)
    rows: list[dict[str, object]] = []
    for place in range(number):
        received = date(2025, 2, 20) + timedelta(days=chance.randrange(45))
        ended = None if chance.random() < 0.02 else received + timedelta(days=chance.randrange(9))
        end = "" if ended is None else "error" if chance.random() < 0.01 else "home"
        rows.append({"id": f"c{place}", "received_on": received, "ended_on": ended, "end": end})
    return rows


def plain_loop(rows: list[dict[str, object]]) -> tuple[int, int]:
    """The floor: the same count written as one loop over dictionaries, without reasons, sources, readings or inputs."""
    first, last = date(2025, 3, 1), date(2025, 3, 31)
    before = first - timedelta(days=1)
    total = counted = 0
    contributions = []
    for row in rows:
        if row["end"] == "error":
            continue
        received, ended = row["received_on"], row["ended_on"]
        if received > last or (ended is not None and ended < first):
            continue
        stop = last if ended is None or ended > last else ended
        days = (stop - max(received, before)).days
        total += days
        counted += 1
        contributions.append({"id": row["id"], "days": days})
    return total, counted


def taken(work: Callable[[], object]) -> float:
    """Processor seconds of one go."""
    start = time.process_time()
    work()
    return time.process_time() - start


def batch(number: int) -> float:
    """Processor seconds of the command line for one batch, start of the program included."""
    facts = [{"id": "a", "notices": [{"received_on": "2025-03-03", "ended_on": "2025-03-05", "end": "home"}]}]
    written = json.dumps([{"month": "2025-03", "cases": facts}] * number)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [str(ROOT / "bin" / "vardkedja"), "rule", "liability.month"],
        input=written,
        capture_output=True,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if len(json.loads(done.stdout)) != number:
        raise SystemExit("the batch did not answer every one")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--stays", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--batch", type=int, default=10_000)
    chosen = options.parse_args()
    rows = stays(chosen.stays)
    cases = [Case(row["id"], (Notice(row["received_on"], row["ended_on"], row["end"]),)) for row in rows]
    decision = month(cases, MONTH)
    total, counted = plain_loop(rows)
    if (decision.result["days"], decision.result["cases"]) != (total, counted):
        raise SystemExit(f"not the same count: {decision.result['days']}, {total}")
    if decision.result["average"] != Fraction(total, counted):
        raise SystemExit("not the same average")
    ours, floor = [], []
    for _ in range(chosen.rounds):
        ours.append(taken(lambda: month(cases, MONTH)))
        floor.append(taken(lambda: plain_loop(rows)))
    rule, loop = statistics.median(ours), statistics.median(floor)
    whole = statistics.median(batch(chosen.batch) for _ in range(3))
    print(
        f"load {os.getloadavg()[0]:.1f}, {chosen.rounds} rounds, {chosen.stays} stays, {counted} of them in the month\n"
    )
    print("| what | wanted | measured |\n|---|---|---|")
    print(f"| stays a second of processor time | ≥ {WANTED_A_SECOND} | {chosen.stays / rule:.0f} |")
    print(f"| × the plain loop ({chosen.stays / loop:.0f} a second) | ≥ {WANTED_RATIO} | {loop / rule:.2f} |")
    print(f"| processor seconds for a batch of {chosen.batch} on the command line | < {WANTED_BATCH} | {whole:.2f} |")


if __name__ == "__main__":
    main()
