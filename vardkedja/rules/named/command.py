"""The command line of the rules: ``rule NAME``, ``rule --list``, ``rule --schema NAME``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import msgspec

from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import convert, faults, schema, without_nulls
from vardkedja.rules.named.table import NAMED, Named

USAGE = "Skriv: rule NAMN < fakta.json, rule --list eller rule --schema NAMN"
DECIDED, FAULTY = 0, 2


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit status. 0 for every decision, 2 for facts that do not fit."""
    if list(arguments) == ["--list"]:
        width = max(map(len, NAMED))
        for name, named in NAMED.items():
            sys.stdout.write(f"{name:<{width}}  {named.line}\n")
        return DECIDED
    wants_schema = len(arguments) == 2 and arguments[0] == "--schema"
    if not wants_schema and len(arguments) != 1:
        return _fault([USAGE])
    name = arguments[-1]
    if name not in NAMED:
        return _fault([f"{name}: ingen sådan regel. {USAGE}" if not name.startswith("-") else USAGE])
    if wants_schema:
        _write({"facts": schema(NAMED[name].facts), "result": schema(NAMED[name].result)})
        return DECIDED
    return _answer(name, sys.stdin.buffer.read())


def _answer(name: str, text: bytes) -> int:
    try:
        facts = without_nulls(msgspec.json.decode(text))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _fault(["$: indata är inte JSON"])
    many = isinstance(facts, list)
    cases = cast(list[object], facts) if many else [facts]
    named = NAMED[name]
    found = [
        line for place, case in enumerate(cases) for line in faults(case, named.facts, f"$[{place}]" if many else "$")
    ]
    if found:
        return _fault(found)
    answers = [decide(named, case).as_dict() for case in cases]
    _write(answers if many else answers[0])
    return DECIDED


def decide(named: Named, facts: object) -> Decision:
    """The decision on facts that fit; ``inputs`` are the facts as they came."""
    decision = named.answer(convert(facts, named.facts))
    return replace(decision, inputs=cast(dict[str, object], facts))


def _write(answer: object) -> None:
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(answer), indent=2) + b"\n")
    sys.stdout.buffer.flush()


def _fault(lines: Sequence[str]) -> int:
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return FAULTY
