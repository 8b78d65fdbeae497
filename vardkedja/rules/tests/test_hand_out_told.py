"""What a hand-out abroad tells: its facts, its sentence, its sources; and a few edges of other rules, to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from vardkedja.rules.care_guarantee import Kind, clock
from vardkedja.rules.devices_abroad import abroad
from vardkedja.rules.devices_hand_out import hand_out
from vardkedja.rules.law import Terms
from vardkedja.rules.plans_children import ChildPlanFacts, child_plan
from vardkedja.rules.tests.test_devices_abroad import CASE, DAY

MINUTE = timedelta(minutes=1)


def test_a_hand_out_tells_what_it_was_judged_by() -> None:
    """HJM-27, HJM-32, X-35: the country's facts and the case's own, the sentence, and the country's sources."""
    decision = hand_out(CASE)
    country = abroad(CASE.country)
    assert decision.inputs == {
        **country.inputs,
        "at": CASE.at,
        "checked_on": DAY,
        "form": "hyra",
        "agreed_on": DAY,
        "registered": True,
        "scanned": True,
        "cleared": True,
        "sum_reported": None,
        "advice": False,
    }
    assert decision.say == "Hjälpmedlet får lämnas ut."
    assert decision.sources == country.sources
    assert decision.sources
    refused = hand_out(replace(CASE, cleared=None))
    assert refused.say == refused.reasons[0].text


@pytest.mark.parametrize(
    ("field", "code"), [("registered", "HJM-32.not_registered"), ("cleared", "HJM-32.no_clearance")]
)
def test_a_mark_counts_from_its_minute(field: str, code: str) -> None:
    """HJM-32: done at the minute of the hand-out counts, a minute later does not."""
    same: Any = {field: CASE.at}
    later: Any = {field: CASE.at + MINUTE}
    assert hand_out(replace(CASE, **same)).codes == ()
    assert hand_out(replace(CASE, **later)).codes == (code,)


def test_a_hand_out_is_judged_by_the_rows_it_is_given() -> None:
    """HJM-27, HJM-28: without any row nothing is handed out, and the check has nothing to stand on."""
    decision = hand_out(CASE, Terms(base=[]))
    assert decision.outcome == "not_met"
    assert "HJM-28.no_row" in decision.codes
    assert decision.result["may_hand_out"] is False


@pytest.mark.parametrize(("met_after", "stopped"), [(-1, True), (0, True), (1, False)])
def test_the_guarantee_stands_still_from_the_day_it_is_met(met_after: int, stopped: bool) -> None:
    """SVR-29: met on the day that is asked about counts; met the day after is still to come."""
    on = date(2025, 3, 10)
    decision = clock(Kind.G90V, date(2025, 3, 3), on, met_on=on + timedelta(days=met_after))
    assert ("days_left" not in decision.result) is stopped


def test_an_obstacle_is_asked_for_in_the_plan_too() -> None:
    """LNK-78, LNK-77: a recorded obstacle stands in for the guardian's part in the plan of a child."""
    facts = ChildPlanFacts(birth_date=date(2015, 5, 20), on=DAY, view_not_sought="Tio år, ej tillfrågad")
    without, given = child_plan(facts), child_plan(replace(facts, obstacle="Okänd vistelseort"))
    assert [code for code in without.codes if code not in given.codes] != []
    assert {code for code in without.codes if code not in given.codes} == {
        code for code in without.codes if code.startswith("LNK-78")
    }
