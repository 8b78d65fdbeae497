"""Every worked case, asked through the named rules where the rule has a name there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from vardkedja.rules import asking, calendar, referral_deadlines
from vardkedja.rules.decision import Decision, plain
from vardkedja.rules.named.table import NAMED
from vardkedja.rules.replay import differences
from vardkedja.rules.tests import decided

# Asked through a small change of shape. They answer with a plain value.
DIRECT: dict[str, Callable[..., object]] = {
    "calendar.add_hours": lambda start, hours: calendar.local(calendar.add_hours(datetime.fromisoformat(start), hours)),
    "referrals.wait_date": lambda words, on: plain(referral_deadlines.wait_date(words, on)) or "",
}


def cases() -> Iterator[object]:
    for file in decided.files():
        for case in decided.written(file):
            yield pytest.param(case, file, id=f"{file.name}: {case['id']} [{' '.join(case['requirements'])}]")


def ask(case: dict[str, object]) -> object:
    facts, rule = case["facts"], case["rule"]
    return DIRECT[rule](**facts) if rule in DIRECT else asking.ask(rule, plain(facts))


@pytest.mark.parametrize(("case", "file"), list(cases()))
def test_worked_case(case: dict[str, object], file: Path) -> None:
    """RUS-04, RUS-13 to RUS-35, X-11, X-19, X-20, X-27, REM-05 to REM-50, D-01 to D-29, D-64: each case names what it proves."""
    answer = ask(case)
    if "equals" in case:
        assert plain(answer) == plain(case["equals"])
        return
    assert isinstance(answer, Decision)
    assert str(answer.outcome) == case["outcome"]
    assert sorted(answer.codes) == sorted(case.get("reasons", []))
    shown = answer.as_dict()["result"]
    expected = plain(case.get("result", {}))
    assert {name: shown.get(name) for name in expected} == expected
    assert not shown.keys() & set(case.get("absent", ()))
    if "text" in case:
        assert any(case["text"] in reason.text for reason in answer.reasons)
    assert answer.say
    assert case["rule"] in DIRECT or decided.as_stored(case, answer) == decided.stored(file)[case["id"]]


@pytest.mark.parametrize("file", decided.files(), ids=lambda file: file.name)
def test_what_the_cases_answered_can_be_replayed(file: Path) -> None:
    """X-19, X-35: no case without its stored answer, none stored without a case, and none that differs today."""
    stored = list(decided.stored(file).values())
    told = [case["id"] for case in decided.written(file) if "equals" not in case and case["rule"] not in DIRECT]
    assert len(set(told)) == len(told)
    assert [answer["case"] for answer in stored] == told
    assert differences(stored) == []


def test_there_are_cases_for_every_named_rule_of_this_core() -> None:
    """RUS-23, RUS-28, X-20: an empty folder of cases proves nothing."""
    asked = {case["rule"] for file in decided.files() for case in decided.written(file)}
    assert set(NAMED) <= asked
    assert set(DIRECT) <= asked
