"""Every worked case, asked through the named rules where the rule has a name there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from importlib import resources

import pytest

from vardkedja.rules import (
    agreements_between,
    asking,
    calendar,
    care_choice,
    care_guarantee,
    referral_deadlines,
)
from vardkedja.rules.commitment_validity import emergency
from vardkedja.rules.decision import Decision, plain
from vardkedja.rules.named.command import decide
from vardkedja.rules.named.shapes import faults
from vardkedja.rules.named.table import NAMED

FILES = sorted(
    (item for item in (resources.files("vardkedja.rules") / "cases").iterdir() if item.name.endswith(".toml")),
    key=lambda item: item.name,
)
DIRECT: dict[str, Callable[..., object]] = {
    "commitments.emergency": emergency,
    "calendar.add_hours": lambda start, hours: calendar.local(calendar.add_hours(datetime.fromisoformat(start), hours)),
    "calendar.add_days": calendar.add_days,
    "calendar.last_day_of_period_years": calendar.last_day_of_period_years,
    "calendar.deadline": calendar.deadline,
    "calendar.age": calendar.age,
    "referrals.reply_by": referral_deadlines.reply_by,
    "referrals.confirm_by": lambda arrived_on, sent_on=None: referral_deadlines.confirm_by(sent_on, arrived_on),
    "referrals.same_day": referral_deadlines.same_day,
    "referrals.wait_date": lambda words, on: plain(referral_deadlines.wait_date(words, on)) or "",
    "referrals.covered_days": lambda **facts: plain(referral_deadlines.covered_days(**facts)),
    "referrals.attest_age": referral_deadlines.attest_age,
    "agreements.between": agreements_between.agreement_between,
    "agreements.chapter": agreements_between.chapter,
    "care.outpatient": care_choice.outpatient,
    "guarantee.clock": care_guarantee.clock,
}


def cases() -> Iterator[object]:
    for item in FILES:
        for case in tomllib.loads(item.read_text(encoding="utf-8"))["case"]:
            yield pytest.param(case, id=f"{item.name}: {case['id']} [{' '.join(case['requirements'])}]")


def ask(case: dict[str, object]) -> object:
    facts, rule = case["facts"], case["rule"]
    if rule in DIRECT:
        return DIRECT[rule](**facts)
    if rule not in NAMED:
        return asking.ask(rule, plain(facts))
    written = plain(facts)
    assert list(faults(written, NAMED[rule].facts)) == []
    return decide(NAMED[rule], written)


@pytest.mark.parametrize("case", list(cases()))
def test_worked_case(case: dict[str, object]) -> None:
    """RUS-04, RUS-13 to RUS-35, X-11, X-19, X-20, X-27, REM-05 to REM-50, D-01 to D-29, D-64: each case names what it proves."""
    answer = ask(case)
    if "equals" in case:
        assert (answer.isoformat() if isinstance(answer, date) else answer) == case["equals"]
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


def test_there_are_cases_for_every_named_rule_of_this_core() -> None:
    """RUS-23, RUS-28, X-20: an empty folder of cases proves nothing."""
    asked = {case.values[0]["rule"] for case in cases()}
    assert set(NAMED) <= asked
    assert set(DIRECT) <= asked
