"""What every worked case answered, whole: outcome, result, reasons, words, steps, sources, and the facts used.

A changed sentence, source or number then shows as a changed line to read and approve. The files can be replayed like any
stored decisions. `python -m vardkedja.rules.tests.decided [NAME ...]` writes them anew (all, or of the files named).
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from vardkedja.rules.asking import ask
from vardkedja.rules.decision import Decision, plain

CASES = Path(__file__).resolve().parent.parent / "cases"
DECIDED = CASES / "decided"


@cache
def written(file: Path) -> tuple[dict[str, Any], ...]:
    """The cases of one file."""
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["case"])


def files() -> list[Path]:
    """The files of worked cases."""
    return sorted(CASES.glob("*.toml"))


@cache
def stored(file: Path) -> dict[str, dict[str, object]]:
    """What the cases of one file answered, by id; empty when nothing is stored."""
    place = DECIDED / f"{file.stem}.json"
    if not place.exists():
        return {}
    return {str(answer["case"]): answer for answer in json.loads(place.read_text(encoding="utf-8"))}


def as_stored(case: Mapping[str, Any], answer: Decision) -> dict[str, object]:
    """One answer as it is stored."""
    return {"case": case["id"], "asked": case["rule"], "facts": plain(case["facts"]), **answer.as_dict()}


def answers(file: Path) -> Iterator[dict[str, object]]:
    """What the cases of a file answer now; those that answer with a plain value are told in the case itself."""
    for case in written(file):
        answer = ask(case["rule"], plain(case["facts"])) if "equals" not in case else None
        if isinstance(answer, Decision):
            yield as_stored(case, answer)


def main(names: Sequence[str] = ()) -> None:
    """Write the files anew: all, or those with these names (without ending)."""
    DECIDED.mkdir(exist_ok=True)
    for file in files():
        if names and file.stem not in names:
            continue
        lines = [json.dumps(answer, ensure_ascii=False) for answer in answers(file)]
        (DECIDED / f"{file.stem}.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
