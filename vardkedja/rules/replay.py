"""Decisions that were stored with their facts, asked again of the present rules; what differs, by source (LNK-129).

`bin/vardkedja replay FILE` reads decisions as `bin/vardkedja rule` writes them. Exit status 0: all are equal. 1: some
differ, or can no longer be asked. 2: the file is not decisions.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import msgspec

from vardkedja.rules.asking import UnknownRule, WrongFacts, ask
from vardkedja.rules.decision import Decision

USAGE = "Skriv: replay FIL, där filen är beslut som rule har skrivit."
EQUAL, DIFFERENT, FAULTY = 0, 1, 2
NOT_ASKED = "Går inte att pröva igen"


@dataclass(frozen=True, slots=True)
class Difference:
    """One stored decision that the present rules answer otherwise.

    ``place`` is its number in the file, from 1; ``part`` what differs; ``sources`` where the difference comes from.
    """

    place: int
    rule: str
    part: str
    before: object
    now: object
    sources: tuple[str, ...]


def differences(stored: Sequence[Mapping[str, object]]) -> list[Difference]:
    """Everything that differs, in the order of the decisions.

    A stored decision holds ``rule``, its facts as ``inputs``, and what was answered. One that was asked by a function's
    name, with facts of another shape than its inputs, holds those beside as ``asked`` and ``facts``.
    """
    return [
        found
        for place, decision in enumerate(stored, start=1)
        for found in _compare(place, str(decision["rule"]), decision)
    ]


def _compare(place: int, rule: str, before: Mapping[str, object]) -> Iterable[Difference]:
    facts = cast(Mapping[str, object], before["facts"] if "facts" in before else before["inputs"])
    try:
        answer = ask(str(before.get("asked", rule)), facts)
    except (UnknownRule, WrongFacts) as fault:
        yield Difference(place, rule, NOT_ASKED, None, str(fault), (NOT_ASKED,))
        return
    now = cast(Decision, answer).as_dict()
    then, today = _parts(before), _parts(now)
    for part in dict.fromkeys((*then, *today)):
        if then.get(part) != today.get(part):
            yield Difference(place, rule, part, then.get(part), today.get(part), _sources(before, now))


def _parts(decision: Mapping[str, object]) -> dict[str, object]:
    """What is compared: the outcome, each part of the result, and each reason by its code."""
    result = cast(Mapping[str, object], decision.get("result") or {})
    reasons = cast(Iterable[Mapping[str, object]], decision.get("reasons") or ())
    parts: dict[str, object] = {"outcome": decision.get("outcome")}
    parts |= {f"result.{name}": value for name, value in result.items()}
    for reason in reasons:
        told = cast(list[object], parts.setdefault(f"reason {reason['code']}", []))
        told.append([reason[key] for key in ("weight", "text", "source")])
    return parts


def _sources(before: Mapping[str, object], now: Mapping[str, object]) -> tuple[str, ...]:
    """The sources that only one of the answers rests on; when they rest on the same, all of them."""
    then, today = _named(before), _named(now)
    return tuple(sorted(then ^ today or then | today))


def _named(decision: Mapping[str, object]) -> frozenset[str]:
    whole = cast(Iterable[Mapping[str, object]], decision.get("sources", ()))
    reasons = cast(Iterable[Mapping[str, object]], decision.get("reasons", ()))
    return frozenset(
        [f"{row['title']}, {row['clause']} ({row['basis']}, från {row['from']})" for row in whole]
        or [str(row["source"]) for row in reasons]
    )


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit status."""
    try:
        stored = _read(arguments)
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"{fault}\n")
        return FAULTY
    found = differences(stored)
    changed = len({difference.place for difference in found})
    sys.stdout.write(f"{len(stored)} beslut: {len(stored) - changed} lika, {changed} skiljer sig.\n")
    for source in sorted({source for difference in found for source in difference.sources}):
        sys.stdout.write(f"\n{source}\n")
        for difference in found:
            if source in difference.sources:
                sys.stdout.write(_line(difference))
    return DIFFERENT if found else EQUAL


def _line(difference: Difference) -> str:
    before, now = (msgspec.json.encode(value).decode() for value in (difference.before, difference.now))
    return f"  {difference.place}. {difference.rule}, {difference.part}: {before} -> {now}\n"


def _read(arguments: Sequence[str]) -> list[Mapping[str, object]]:
    """The decisions of the file. Raises OSError and ValueError."""
    if len(arguments) != 1:
        raise ValueError(USAGE)
    try:
        read = msgspec.json.decode(Path(arguments[0]).read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ValueError(f"{arguments[0]} är inte JSON. {USAGE}") from None
    stored = read if isinstance(read, list) else [read]
    for place, decision in enumerate(stored, start=1):
        if not isinstance(decision, dict) or "rule" not in decision or not {"inputs", "facts"} & decision.keys():
            raise ValueError(f"Nummer {place} i {arguments[0]} är inte ett beslut med sina fakta. {USAGE}")
    return stored
