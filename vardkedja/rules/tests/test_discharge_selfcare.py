"""Self-care, beyond the worked cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.discharge_selfcare import Assessment, Certificate, HandOverFacts, assess, hand_over

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
DAY = date(2025, 3, 5)
SAFE = Assessment(
    measure="insulin",
    assessor="Sköterska A",
    profession="sjuksköterska",
    licensed=True,
    safe=True,
    plan="två gånger om dagen",
    follow_up_on=date(2025, 6, 1),
)
HANDED = HandOverFacts(
    assessment=SAFE, on=DAY, help_needed=True, certificate=Certificate(author="Sköterska A", dated=DAY)
)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"measure": " "}, "LNK-100.no_measure"),
        ({"assessor": " "}, "LNK-100.no_assessor"),
        ({"profession": " "}, "LNK-100.no_assessor"),
        ({"licensed": False}, "LNK-100.not_licensed"),
        ({"safe": None}, "LNK-100.no_answer"),
        ({"plan": " "}, "LNK-100.no_plan"),
        ({"follow_up_on": None}, "LNK-100.no_follow_up"),
    ],
)
def test_each_thing_stops_the_assessment_and_the_hand_over_alone(changes: dict[str, object], code: str) -> None:
    """LNK-100, LNK-101: one reason each, and no answer to what the measure is."""
    assert assess(SAFE).codes == hand_over(HANDED).codes == ()
    changed = replace(SAFE, **changes)  # type: ignore[arg-type]
    decision = assess(changed)
    assert (decision.outcome, decision.codes, dict(decision.result)) == ("not_met", (code,), {})
    assert decision.say == decision.reasons[0].text
    other = replace(HANDED, assessment=changed, certificate=Certificate(author=changed.assessor, dated=DAY))
    assert hand_over(other).codes == (code,)


def test_what_is_not_safe_stays_health_care_and_is_not_handed_over() -> None:
    """LNK-100, LNK-101: without plan and follow-up; the assessment passes with a flag, the hand-over does not."""
    unsafe = replace(SAFE, safe=False, plan="", follow_up_on=None)
    decision = assess(unsafe)
    assert (decision.outcome, decision.codes, decision.result) == (
        "met",
        ("LNK-100.not_safe",),
        {"care": "health_care"},
    )
    assert hand_over(replace(HANDED, assessment=unsafe)).codes == ("LNK-101.not_safe",)
    assert assess(replace(unsafe, licensed=False)).result == {}


@given(st.integers(-30, 30))
def test_the_certificate_is_there_by_the_day_of_the_hand_over(days: int) -> None:
    """LNK-101: the same day is in time, the day after is not."""
    written = Certificate(author=" Sköterska A ", dated=DAY + timedelta(days=days))
    assert hand_over(replace(HANDED, certificate=written)).codes == (() if days <= 0 else ("LNK-101.later",))


def test_the_hand_over_answers_with_every_reason_and_what_was_used() -> None:
    """LNK-101, X-19: another author on a later day; sentences and inputs."""
    written = Certificate(author="Biträde B", dated=DAY + timedelta(days=1))
    assert hand_over(replace(HANDED, certificate=written)).codes == ("LNK-101.other_author", "LNK-101.later")
    assert hand_over(replace(HANDED, certificate=written, help_needed=False)).codes == ()
    whole = hand_over(HANDED)
    assert whole.say == "Egenvården kan lämnas över."
    assert whole.sources[0].clause == "Egenvård, egenvårdsintyg när hjälp behövs"
    assessment = {
        "measure": True,
        "assessor": "Sköterska A",
        "profession": "sjuksköterska",
        "licensed": True,
        "safe": True,
        "plan": True,
        "follow_up_on": date(2025, 6, 1),
    }
    assert whole.inputs == {
        "assessment": assessment,
        "on": DAY,
        "help_needed": True,
        "certificate": {"author": "Sköterska A", "dated": DAY},
    }
    bare = hand_over(replace(HANDED, certificate=None))
    assert (bare.codes, bare.inputs["certificate"]) == (("LNK-101.no_certificate",), None)
    assert bare.say == bare.reasons[0].text
    safe = assess(SAFE)
    assert (safe.say, safe.inputs) == ("Åtgärden är egenvård.", assessment)
    assert "lag (2022:1250)" in safe.sources[0].clause
    assert assess(replace(SAFE, measure=" ", plan=" ")).inputs == assessment | {"measure": False, "plan": False}
