"""`bin/check` itself: a check that is skipped, empty, late or unhappy is a failure, and nothing leaks into the tests."""

import sys
import time
from pathlib import Path

import pytest

from vardkedja.web import check
from vardkedja.web.check import Check, judge, run, summary

TESTS = Check("tests", "tester", ("x",), tests=True)


@pytest.mark.parametrize(
    "line", ["57 passed in 12.31s", "===== 57 passed in 72.31s (0:01:12) =====", "1 passed in 0.01s"]
)
def test_all_passed_is_well(line: str) -> None:
    fault, told = judge(TESTS, 0, ["...", line])
    assert fault == ""
    assert told in line


@pytest.mark.parametrize(
    "line",
    [
        *("56 passed, 1 skipped in 12.31s", "56 passed, 1 xfailed in 1.0s", "56 passed, 2 warnings in 1.0s"),
        *(
            "no tests ran in 0.01s",
            "1 skipped in 0.10s",
            "56 passed, 1 error in 1.0s",
            "3 passed, 4 deselected in 1s",
            "",
        ),
    ],
)
def test_anything_else_is_a_failure(line: str) -> None:
    assert judge(TESTS, 0, ["...", line])[0]


def test_the_exit_status_counts() -> None:
    plain = Check("ruff", "lint", ("x",))
    assert judge(plain, 0, [])[0] == ""
    assert judge(plain, 1, [])[0]
    assert judge(TESTS, 1, ["57 passed in 12.31s"])[0]
    assert judge(plain, None, [])[0]


def test_a_check_is_run_shown_and_stopped_in_time(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The same program with time enough and without."""
    slow = Check("slow", "prov", (sys.executable, "-c", "import threading; print('hej'); threading.Event().wait(0.1)"))
    stuck = Check("stuck", "prov", (sys.executable, "-c", "import threading; threading.Event().wait(60)"))
    assert run(slow, time.monotonic() + 30, tmp_path).fault == ""
    assert "hej" in capfd.readouterr().out
    result = run(stuck, time.monotonic() - 1, tmp_path)
    assert result.fault == "hann inte bli klar"
    assert result.seconds < 30


def test_settings_of_an_installation_do_not_leak() -> None:
    """X-07: a test never touches an installation's data."""
    given = {
        "PATH": "/bin",
        "DATABASE_URL": "x",
        "DATABASE_OWNER_URL": "x",
        "VARDKEDJA_DATA": "/x",
        "PYTEST_ADDOPTS": "-k a",
    }
    kept = check.environment(given)
    assert kept["PATH"] == "/bin"
    assert not [name for name in kept if name.startswith(("DATABASE_", "VARDKEDJA_", "PYTEST_"))]


def test_the_summary_ends_with_what_was_said() -> None:
    good = check.Result(TESTS, 1.0, "", "57 passed in 12.31s")
    bad = check.Result(Check("ruff", "lint", ("x",)), 0.5, "slutade med kod 1")
    assert "57 passed in 12.31s" in summary([good]).splitlines()[-2]
    assert summary([good]).splitlines()[-1].startswith("Alla 1 kontroller är ok")
    assert summary([good, bad]).splitlines()[-1].startswith("1 av 2 kontroller gav fel")


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["ruf"]) == 2
    assert "Okänd kontroll: ruf" in capsys.readouterr().err


def test_a_browser_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it may not be installed the sentence says what to run; where there is one nothing is said."""
    monkeypatch.setattr(check.shutil, "which", lambda name: None)
    monkeypatch.setattr(check.os, "geteuid", lambda: 1000)
    assert "apt-get install chromium" in check._demand_browser()
    assert run(Check("journeys", "prov", ("x",), tests=True, browser=True), 0, Path()).fault.startswith(
        "Chromium saknas"
    )
    monkeypatch.setattr(check.shutil, "which", lambda name: f"/bin/{name}" if name == "chromium" else None)
    assert check._demand_browser() == ""
