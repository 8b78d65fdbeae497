"""What may not stand anywhere in the tree, and what must: no machine paths, no registry addresses, no tests put to sleep.

Samples are put together at run time, so that this file holds none of what it looks for.
"""

import ast
import datetime
import json
import os
import re
import tomllib
from collections.abc import Mapping

import pytest

from tests.tree import ROOT, dotted, files, name_of, parsed, proofs
from vardkedja.rules.identity import parse_personal

BINARY = {".png", ".jpg", ".ttf", ".woff2", ".pdf", ".ico", ".pyc"}
_HOSTS = (
    "pypi" + r"\.org",
    "python" + r"hosted\.org",
    "npm" + r"js\.(org|com)",
    "yarn" + r"pkg\.com",
    "arti" + "factory",
    "nexus" + r"\.",
)
PATHS = re.compile("|".join([r"(?<![\w.])/" + r"(root|home/\w|work/|Users/|mnt/|opt/)", *_HOSTS, "see" + r"d 00\d"]))


def misplaced(text: str) -> list[str]:
    """Paths of a machine, addresses of package registries, and sources called by number."""
    return [
        f"line {number}: {line.strip()[:80]}" for number, line in enumerate(text.splitlines(), 1) if PATHS.search(line)
    ]


def test_nothing_tells_of_a_machine() -> None:
    """The tree reads the same wherever it lies."""
    found = {name_of(path): path.read_text(encoding="utf-8") for path in files() if path.suffix not in BINARY}
    assert len(found) > 150
    assert {name: faults for name, text in found.items() if (faults := misplaced(text))} == {}


def test_a_machine_path_is_found() -> None:
    slash = "/"
    for text in (
        f"{slash}root{slash}x",
        f"cd {slash}work{slash}main",
        f"{slash}home{slash}eva",
        "https://pypi" + ".org/simple",
        "see" + "d 001",
    ):
        assert misplaced(text), text
    for text in ("#!/usr/bin/env bash", "/var/lib/vardkedja", "/static/work.css", "docs/homework/", "a/root.py"):
        assert misplaced(text) == [], text


ASLEEP = {
    "pytest.skip",
    "pytest.mark.skip",
    "pytest.mark.skipif",
    "pytest.mark.xfail",
    "pytest.xfail",
    "pytest.importorskip",
}
ASLEEP |= {"unittest.skip", "time.sleep", "pytest.mark.flaky"}
WAITS = {"conftest.py"}  # processes wait there for one another to make the database


def asleep(text: str) -> list[str]:
    """Tests that are skipped, expected to fail, or wait by the clock."""
    tree = parsed(text)
    marks = [f"line {node.lineno}: {dotted(node)}" for node in ast.walk(tree) if dotted(node) in ASLEEP]
    return marks + [f"line {node.lineno}: wait_for_timeout" for node in ast.walk(tree) if _waits(node)]


def _waits(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "wait_for_timeout"


def test_no_test_is_asleep() -> None:
    """A skipped check counts as failed, and none waits by the clock."""
    found = proofs()
    assert len(found) > 20
    assert {name: faults for name, text in found.items() if name not in WAITS and (faults := asleep(text))} == {}


def test_a_sleeping_test_is_found() -> None:
    mark = "ski" + "p"
    for text in (
        f"@pytest.mark.{mark}\ndef test_a(): ...",
        f"pytest.{mark}('x')",
        "time." + "sleep(1)",
        "page.wait_for_" + "timeout(5)",
    ):
        assert asleep(text), text
    assert asleep("@pytest.mark.journey\ndef test_a(): ...") == []


def proves_nothing(text: str) -> list[str]:
    """Test functions without an assertion of their own or of a helper that says so by its name."""
    return [
        f"line {node.lineno}: {node.name}"
        for node in ast.walk(parsed(text))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not any(map(_asserts, ast.walk(node)))
    ]


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    called = dotted(node.func) if isinstance(node, ast.Call) else ""
    return called in ("pytest.raises", "pytest.warns") or called.rpartition(".")[2].startswith(
        ("assert", "expect", "must")
    )


def test_every_test_asserts_something() -> None:
    assert {name: faults for name, text in proofs().items() if (faults := proves_nothing(text))} == {}


def test_an_empty_test_is_found() -> None:
    assert proves_nothing("def test_a():\n    run()")
    assert proves_nothing("def test_a():\n    assert run()") == []
    assert proves_nothing("def test_a():\n    with pytest.raises(ValueError):\n        run()") == []


OFFICIAL = "1212121212"  # the authorities' own test person
NUMBER = re.compile(r"(?<![\d-])((?:18|19|20)\d{6}-?\d{4}|\d{6}[-+]\d{4})(?![\d-])")


def real_people(text: str) -> list[str]:
    """Personal numbers with a right check digit that are not from the series for testing (238, 239, 980 and on)."""
    found = []
    for match in NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0])[-10:]
        serial = int(digits[6:9])
        if digits == OFFICIAL or serial in (238, 239) or serial >= 980 or _check_digit(digits[:9]) != int(digits[9]):
            continue
        month, day = int(digits[2:4]), int(digits[4:6])
        if 1 <= month <= 12 and 1 <= day <= 31 or 1 <= month <= 12 and 61 <= day <= 91:
            found.append(match[0])
    return found


def _check_digit(nine: str) -> int:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(nine)]
    return -sum(number // 10 + number % 10 for number in doubled) % 10


def test_no_number_can_be_somebodys() -> None:
    """X-01, X-03: invented people have numbers from the series published for testing."""
    found = {name_of(path): path.read_text(encoding="utf-8") for path in files() if path.suffix not in BINARY}
    del found["package-lock.json"]
    locks = {name for name in found if name.endswith(".lock")}
    assert {name: numbers for name, text in found.items() if name not in locks and (numbers := real_people(text))} == {}


def test_a_number_outside_the_series_is_found() -> None:
    def number(serial: int) -> str:
        nine = f"900101{serial:03}"
        return f"19{nine[:6]}-{nine[6:]}{_check_digit(nine)}"

    assert not isinstance(parse_personal(number(238).replace("-", ""), datetime.date(2025, 1, 1)), list)
    assert real_people(f"{number(238)} {number(239)} {number(980)}") == []
    assert real_people(number(123))
    assert real_people(number(123).replace("-", ""))
    assert real_people(number(979)[2:])
    assert real_people(number(123)[:-1] + str((int(number(123)[-1]) + 1) % 10)) == []


def pins(lock: str) -> dict[str, str]:
    """Package and pinned version in a lock of Python packages."""
    return {
        match[1].lower(): match[2]
        for match in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", lock, re.MULTILINE)
    }


def wrong_lock(lock: str) -> list[str]:
    """Packages without a hash, and lines that name an address."""
    parts = re.split(r"\n(?=\S)", lock.strip())
    loose = [part.splitlines()[0] for part in parts if not part.startswith("#") and "--hash=sha256:" not in part]
    return loose + [
        line for line in lock.splitlines() if "://" in line or line.startswith(("-i", "--index", "--extra", "--find"))
    ]


@pytest.mark.parametrize("name", ["base", "dev"])
def test_python_packages_are_pinned(name: str) -> None:
    """Every package with its hash, none with an address, and every direct one there."""
    lock = (ROOT / "requirements" / f"{name}.lock").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = project["dependencies"] + (project["optional-dependencies"]["dev"] if name == "dev" else [])
    assert wrong_lock(lock) == []
    assert {re.split(r"[\[=<>]", package)[0].lower() for package in direct} - pins(lock).keys() == set()


def test_both_locks_agree() -> None:
    """What runs is what is tested."""
    base, dev = (pins((ROOT / "requirements" / f"{name}.lock").read_text()) for name in ("base", "dev"))
    assert len(base) > 15
    assert {package: version for package, version in base.items() if dev.get(package) != version} == {}


def test_a_loose_lock_is_found() -> None:
    pinned = "a==1 \\\n    --hash=sha256:00\nb==2 \\\n    --hash=sha256:11\n"
    assert wrong_lock(pinned) == []
    assert pins(pinned) == {"a": "1", "b": "2"}
    assert wrong_lock("a==1\n" + pinned)
    assert wrong_lock("--index" + "-url https://x\n" + pinned)


def wrong_package_lock(lock: Mapping[str, Mapping[str, Mapping[str, str]]]) -> list[str]:
    """Packages with an address, or without a hash."""
    packages = {name: told for name, told in lock["packages"].items() if name}
    return [name for name, told in packages.items() if "resolved" in told or not told.get("integrity")]


def test_npm_packages_are_pinned() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert len(lock["packages"]) > 3
    assert wrong_package_lock(lock) == []
    assert wrong_package_lock({"packages": {"": {}, "a": {"integrity": "x"}}}) == []
    assert wrong_package_lock({"packages": {"a": {"resolved": "x", "integrity": "x"}, "b": {}}}) == ["a", "b"]


def unexplained(project: str) -> list[str]:
    """Lines of a list of dependencies that do not say what the package is for."""
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    return [line.strip() for part in lists for line in part.splitlines() if not re.search(r"\",\s+# \w", line)]


def test_every_dependency_says_what_it_is_for() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    assert project.count("# ") > 25
    assert unexplained(project) == []
    assert unexplained('dependencies = [\n  "a",  # for a\n]\n') == []
    assert unexplained('dependencies = [\n  "a",\n]\n') == ['"a",']


def test_the_commands_can_be_run() -> None:
    """A fresh copy of the tree starts with them."""
    commands = ["bin/setup", "bin/dev", "bin/check", "bin/vardkedja", ".ci/run"]
    assert [name for name in commands if not os.access(ROOT / name, os.X_OK)] == []
