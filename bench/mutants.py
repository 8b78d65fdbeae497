"""Change the rules a little, in thousands of ways, and see that a test falls: .venv/bin/python bench/mutants.py [MODULE ...]

Runs mutmut over vardkedja/rules (or only the modules named, such as `liability_days discharge_ready`) in a copy under
.data/mutants, with the tests of the rules and the type checker as judges. Prints how many of the changes were caught,
per module. The survivors are in survivors.txt in the copy; with what was changed, when modules are named.
Options: --children 2; --again (keep the copy: only what was not tried is tried); --tests test_x.py (only these tests);
--folder NAME (another copy under .data). What the survivors are and why: docs/proof.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = "vardkedja/rules"
# Started as a program of its own, so a changed module would not be seen; and what reads the files of the whole tree.
NOT_HERE = f"{RULES}/tests/test_command.py"
CAUGHT = {"killed", "caught by type check", "timeout", "suspicious", "segfault"}
SETTINGS = f"""
[tool.mutmut]
source_paths = ["{RULES}"]
only_mutate = [ONLY]
do_not_mutate = ["{RULES}/tests/*"]
also_copy = ["vardkedja", "docs"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist", "-p", "no:playwright", \
"--import-mode=importlib", "--hypothesis-seed=0", "--ignore={NOT_HERE}"]
pytest_add_cli_args_test_selection = [TESTS]
type_check_command = ["mypy", "--output", "json", "{RULES}"]
timeout_multiplier = 30.0
[tool.pytest.ini_options]
pythonpath = ["."]
[tool.mypy]
python_version = "3.11"
check_untyped_defs = true
disallow_untyped_defs = true
exclude = ["/tests/"]
"""


def prepare(folder: Path, modules: list[str], tests: list[str]) -> None:
    """A copy of what the tests of the rules need, and nothing that needs a database."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / RULES, folder / RULES, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("vardkedja/__init__.py", "vardkedja/requirements.py"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "docs", folder / "docs")
    only = [f"{RULES}/{name}.py" for name in modules] or [f"{RULES}/*.py"]
    chosen = [f"{RULES}/tests/{name}" for name in tests] or [f"{RULES}/tests"]
    settings = SETTINGS.replace("ONLY", json.dumps(only)[1:-1]).replace("TESTS", json.dumps(chosen)[1:-1])
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")


def run(folder: Path, children: int) -> None:
    """One run of mutmut in the copy, its progress on standard error."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", str(children)]
    subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, stdout=sys.stderr, check=False)


def results(folder: Path) -> list[tuple[str, str]]:
    """Each change by its name, and what became of it."""
    command = [str(Path(sys.executable).parent / "mutmut"), "results", "--all", "true"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return [
        (name.strip(), fate.strip()) for name, _, fate in (line.partition(": ") for line in told.splitlines()) if fate
    ]


def shown(folder: Path, name: str) -> str:
    """What one change did, as the lines before and after."""
    command = [str(Path(sys.executable).parent / "mutmut"), "show", name]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    return "\n".join([name, *(line for line in told.splitlines() if line[:2] in ("- ", "+ ")), ""])


def main() -> None:
    """Run, count and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("modules", nargs="*")
    options.add_argument("--children", type=int, default=os.cpu_count() or 1)
    options.add_argument("--again", action="store_true")
    options.add_argument("--tests", nargs="*", default=[])
    options.add_argument("--folder", default="mutants")
    chosen = options.parse_args()
    folder = ROOT / ".data" / chosen.folder
    if not chosen.again:
        prepare(folder, chosen.modules, chosen.tests)
    run(folder, chosen.children)
    found = results(folder)
    per: dict[str, Counter[str]] = {}
    for name, fate in found:
        per.setdefault(name.split(".x", 1)[0].removeprefix("vardkedja.rules."), Counter())[fate] += 1
    print("| module | changes | caught | survived | not tried |\n|---|---|---|---|---|")
    for module, fates in sorted(per.items()):
        caught = sum(number for fate, number in fates.items() if fate in CAUGHT)
        tried = caught + fates["survived"] + fates["no tests"]
        share = f" ({caught * 100 // tried} %)" if tried else ""
        print(f"| {module} | {fates.total()} | {caught}{share} | {tried - caught} | {fates.total() - tried} |")
    survivors = [name for name, fate in found if fate in ("survived", "no tests")]
    told = [shown(folder, name) for name in survivors] if chosen.modules else survivors  # a second each
    (folder / "survivors.txt").write_text("\n".join(told), encoding="utf-8")
    total = Counter(fate for _, fate in found)
    caught = sum(number for fate, number in total.items() if fate in CAUGHT)
    print(f"\n{caught} of {caught + len(survivors)} changes were caught. {dict(total)}")


if __name__ == "__main__":
    main()
