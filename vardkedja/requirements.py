"""Which requirements are proved: the catalogue in docs/requirements held against the ids that the tests name.

`python -m vardkedja requirements [MODULE ...]` prints, per module, how many of how many ids stand in a test or a worked
case, how many of those are proved in the rules, and how many there alone, for pages to prove the rest; then the ids
that are left. Exit status 0; 1 when a test names an id that the catalogue does not hold (file and line are
printed); 2 when there is no catalogue or no such module. No Django, no database.

An id counts only when written out in full (`X-` and two digits, and so on). Shorthand such as a bare second number
after a comma, and both ends of a range, do not count as proof; an end that does not exist is reported all the same.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ("RUS", "SVR", "REM", "LNK", "HJM", "X", "D", "T")
READINGS = "R"

# How a catalogue file introduces an id: a bold title, or the first cell of a table row.
_DEFINED = re.compile(r"^(?:\*\*|\| )([A-Z]+)-(\d+)(?: —| \|)", re.MULTILINE)
_PREFIXES = "|".join((*MODULES, READINGS))
_NAMED = re.compile(rf"(?<![\w-])(?P<id>(?:{_PREFIXES})-\d+)(?![\w])")
_RANGE = r"\s?(?:…|\.\.\.?|–)\s?"
_RANGE_BEFORE, _RANGE_AFTER = re.compile(_RANGE + r"\Z"), re.compile(_RANGE + r"(?:-?\d|[A-Z]+-\d)")
_RULES = "vardkedja/rules/"
_TESTS = ("tests/**/*.py", "vardkedja/**/tests/**/*.py", "vardkedja/rules/cases/*.toml")


@dataclass(frozen=True, slots=True)
class Mention:
    """An id as a test names it. `proves` is False for the ends of a range."""

    id: str
    file: str
    line: int
    proves: bool


def catalogue(root: Path = ROOT) -> dict[str, tuple[str, ...]]:
    """Ids by prefix (the modules and the readings R), in catalogue order, from docs/requirements/*.md.

    Raises ValueError when an id is introduced twice.
    """
    found: dict[str, list[str]] = {prefix: [] for prefix in (*MODULES, READINGS)}
    for file in sorted((root / "docs" / "requirements").glob("*.md")):
        for prefix, number in _DEFINED.findall(file.read_text(encoding="utf-8")):
            if prefix not in found:
                continue
            if (written := f"{prefix}-{number}") in found[prefix]:
                raise ValueError(f"{file.name}: {written} is introduced twice")
            found[prefix].append(written)
    return {prefix: tuple(sorted(ids, key=_order)) for prefix, ids in found.items()}


def mentions(root: Path = ROOT) -> Iterator[Mention]:
    """Every id named in a test file or a worked case, by file and line."""
    for file in sorted({file for pattern in _TESTS for file in root.glob(pattern)}):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            for match in _NAMED.finditer(line):
                ranged = _RANGE_BEFORE.search(line[: match.start()]) or _RANGE_AFTER.match(line[match.end() :])
                yield Mention(match["id"], file.relative_to(root).as_posix(), number, proves=not ranged)


def unknown(root: Path = ROOT) -> list[Mention]:
    """Mentions of ids that the catalogue does not hold."""
    known = {written for ids in catalogue(root).values() for written in ids}
    return [mention for mention in mentions(root) if mention.id not in known]


def main(argv: Sequence[str] = (), root: Path = ROOT) -> int:
    """Print the count for the modules named in `argv` (none = all); give the exit status."""
    known = catalogue(root)
    wanted = tuple(word.upper() for word in argv) or MODULES
    if wrong := [word for word in wanted if word not in MODULES]:
        print(f"no such module: {', '.join(wrong)} (there are {', '.join(MODULES)})", file=sys.stderr)
        return 2
    if not all(known[prefix] for prefix in wanted):
        print(f"no catalogue in {(root / 'docs' / 'requirements')}", file=sys.stderr)
        return 2
    proofs = [mention for mention in mentions(root) if mention.proves]
    in_rules = {mention.id for mention in proofs if mention.file.startswith(_RULES)}
    beyond = {mention.id for mention in proofs if not mention.file.startswith(_RULES)}
    for prefix in wanted:
        ids = set(known[prefix])
        left = [written for written in known[prefix] if written not in in_rules | beyond]
        line = f"{prefix:<4} {len(ids) - len(left):>3} of {len(ids):>3}"
        if ids & in_rules:
            line += f"   in the rules {len(ids & in_rules):>3}, only there {len((ids & in_rules) - beyond):>3}"
        print(line)
        if left:
            print(f"     left: {', '.join(left)}")
    strangers = unknown(root)
    for mention in strangers:
        print(f"{mention.file}:{mention.line}: {mention.id} is not in the catalogue", file=sys.stderr)
    return 1 if strangers else 0


def _order(written: str) -> int:
    return int(written.rpartition("-")[2])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
