"""`bin/check`: every check with one summary at the end. Any failure, warning or skipped test gives exit status 1.

`bin/check NAME ...` runs only those named. Nothing of the caller's settings reaches a check: VARDKEDJA_* and
DATABASE_* are taken out of the environment, so that a test never touches an installation.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vardkedja.web.config import ROOT
from vardkedja.web.postgres import Cluster

BIN = Path(sys.executable).parent
PYTHON = (sys.executable, "-P")
PYTEST = (*PYTHON, "-m", "pytest", "-q", "-n", "2", "--durations=5")
WITHIN = 18 * 60  # seconds for everything; the server gives 20 minutes
STOP_WITHIN = 20  # seconds that an interrupted check has to end what it started
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Check:
    """One check. `tests` means that pytest's closing line must say that something passed and nothing else happened."""

    name: str
    what: str
    command: tuple[str, ...]
    tests: bool = False
    browser: bool = False


@dataclass(frozen=True)
class Result:
    """How it went: seconds, what is wrong ("" when nothing is), and pytest's closing line."""

    check: Check
    seconds: float
    fault: str
    line: str = ""


CHECKS = (
    Check("format", "ruff: formatering", (*PYTHON, "-m", "ruff", "format", "--check", ".")),
    Check("ruff", "ruff: lint", (*PYTHON, "-m", "ruff", "check", ".")),
    Check("mypy", "mypy: typer", (*PYTHON, "-m", "mypy")),
    Check("imports", "import-linter: importerna går nedåt", (*PYTHON, str(BIN / "lint-imports"))),
    Check("templates", "djlint: sidmallar", (*PYTHON, "-m", "djlint", "vardkedja", "--lint", "--quiet")),
    Check("migrations", "migreringarna är hela", (*PYTHON, "-W", "error", "-m", "vardkedja.web.missing_migrations")),
    Check("diagrams", "diagrammen stämmer", (*PYTHON, "-m", "vardkedja", "diagram", "--check")),
    Check("requirements", "kraven finns", (*PYTHON, "-m", "vardkedja", "requirements")),
    Check("tests", "pytest: tester", (*PYTEST, "--ignore=tests/journeys"), tests=True),
    Check("journeys", "pytest: resor i webbläsare", (*PYTEST, "tests/journeys"), tests=True, browser=True),
)


def main(names: Sequence[str]) -> int:
    """Run the checks with these names (none: all) and print the summary; gives the exit status."""
    known = {check.name: check for check in CHECKS}
    if unknown := [name for name in names if name not in known]:
        print(f"Okänd kontroll: {', '.join(unknown)}. Det finns: {', '.join(known)}.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _interrupt)
    last = time.monotonic() + WITHIN
    results: list[Result] = []
    folder = Path(tempfile.mkdtemp(prefix="vardkedja-check-"))
    folder.chmod(0o755)  # the database's user goes through it
    try:
        for check in [known[name] for name in names] or CHECKS:
            print(f"\n== {check.name}: {check.what}", flush=True)
            results.append(run(check, last, folder))
    except KeyboardInterrupt:
        print("\nAvbruten.", flush=True)
        return 130
    finally:
        sweep(folder)
    print(summary(results), flush=True)
    return 1 if any(result.fault for result in results) else 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def sweep(folder: Path) -> None:
    """Stop the databases that a killed check left in the folder, and delete it."""
    for left in folder.glob("*/postgres/data/postmaster.pid"):
        Cluster(left.parent.parent).stop()
    shutil.rmtree(folder, ignore_errors=True)


def run(check: Check, last: float, folder: Path) -> Result:
    """Run one check with `folder` for what it makes, showing what it prints; it is stopped at `last` (monotonic)."""
    begun = time.monotonic()
    if check.browser and (missing := _demand_browser()):
        print(missing, flush=True)
        return Result(check, time.monotonic() - begun, missing)
    child = subprocess.Popen(
        check.command,
        cwd=ROOT,
        env=environment(dict(os.environ)) | {"TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    lines: list[str] = []
    reader = threading.Thread(target=_show, args=(child, lines), daemon=True)
    reader.start()
    try:
        code: int | None = child.wait(max(1.0, last - time.monotonic()))
    except subprocess.TimeoutExpired:
        code = None
    finally:
        if child.returncode is None:
            _stop(child)
    reader.join(5)
    if child.stdout is not None:
        child.stdout.close()
    return Result(check, time.monotonic() - begun, *judge(check, code, lines))


def _show(child: subprocess.Popen[str], lines: list[str]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        lines.append(line.rstrip())


def _stop(child: subprocess.Popen[str]) -> None:
    """As Ctrl-C would, so that it can end its own children; then by force, all of its session."""
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(signal.SIGINT)
        try:
            child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def environment(given: dict[str, str]) -> dict[str, str]:
    """The environment of a check: without settings of an installation; the project first on the path."""
    kept = {name: value for name, value in given.items() if not name.startswith(("VARDKEDJA_", "DATABASE_", "PYTEST_"))}
    return kept | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "vardkedja.web.settings"}


_CLOSING = re.compile(r"^=*\s*(?P<told>(?:\d+ \w+(?:, )?)+ in \S+.*?)\s*=*$")

_COUNTED = re.compile(r"(?P<number>\d+) (?P<what>[a-z]+)(?=,| in )")


def judge(check: Check, code: int | None, lines: Sequence[str]) -> tuple[str, str]:
    """What is wrong, "" when nothing is, and pytest's closing line when the check is one of tests."""
    closing = next((found["told"] for line in reversed(lines) if (found := _CLOSING.match(line))), "")
    if code is None:
        return "hann inte bli klar", closing
    if code != 0:
        return f"slutade med kod {code}", closing
    if check.tests:
        told = {what: number for number, what in _COUNTED.findall(closing)}
        if told.get("passed", "0") == "0":
            return "inga tester kördes", closing
        if len(told) > 1:
            return f"allt skulle ha körts och gått bra: {closing}", closing
    return "", closing


def summary(results: Sequence[Result]) -> str:
    """The closing lines: one per check, pytest's own lines, and the verdict."""
    rows = [
        f"{result.check.name:<14}{result.seconds:>7.1f} s  {'FEL: ' + result.fault if result.fault else 'ok'}"
        for result in results
    ]
    told = [f"{result.check.name}: {result.line}" for result in results if result.line]
    wrong = sum(bool(result.fault) for result in results)
    seconds = sum(result.seconds for result in results)
    verdict = f"{wrong} av {len(results)} kontroller gav fel" if wrong else f"Alla {len(results)} kontroller är ok"
    return "\n".join(["", "== Sammanfattning", *rows, *told, f"{verdict} ({seconds:.0f} s)."])


def _demand_browser() -> str:
    """Chromium, installed when we may; gives "" or the sentence that says what to do."""
    if any(map(shutil.which, CHROMIUM)):
        return ""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Chromium saknas och installeras ...", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
        ):
            if subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL).returncode != 0:
                break
        if any(map(shutil.which, CHROMIUM)):
            return ""
    return "Chromium saknas. Kör: sudo apt-get update && sudo apt-get install chromium"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
