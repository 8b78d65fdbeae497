"""Issuing the commitment of a specialistvårdsremiss, and what else is granted. SVR-04 to SVR-36."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from vardkedja.rules.commitment_facts import Receiver
from vardkedja.rules.specialist_benefits import NO, NOT_BY_REFERRAL, NOTHING, UNDECIDED, YES, benefits
from vardkedja.rules.specialist_deciding import approve
from vardkedja.rules.specialist_facts import Approval, AskedBenefit, Assessment
from vardkedja.rules.specialist_issuing import extend, issue
from vardkedja.rules.tests.specialist_to_decide import AKUT, APPROVED, BEFORE, CHOICE, FOUND, GUARANTEE, HOME, codes

# --- the commitment ------------------------------------------------------------------------------------------------


def test_a_commitment_is_limited_to_the_period() -> None:
    """SVR-26, SVR-36: Akutvård has its period, planned care none of its own, and neither gets three months."""
    akut, choice = issue(AKUT, None, None, BEFORE), issue(CHOICE, FOUND, APPROVED, BEFORE)
    assert akut.result == {
        "agreement": "riksavtal",
        "valid_from": date(2025, 5, 5),
        "valid_to": date(2025, 5, 9),
        "afterwards": True,
    }
    assert choice.result == {"agreement": "riksavtal", "afterwards": False}
    assert akut.say == choice.say == "Betalningsförbindelsen kan utfärdas."


def test_approval_is_asked_for_by_the_patients_choice_and_a_no_binds_everybody() -> None:
    """SVR-05, SVR-35: missing, declined, unsigned, dated later than the issue."""
    no = replace(APPROVED, approved=False)
    assert codes(issue(CHOICE, FOUND, None, BEFORE)) == ["SVR-05.missing"]
    for facts in (CHOICE, HOME, GUARANTEE, AKUT):
        assert codes(issue(facts, FOUND, APPROVED, BEFORE)) == []
        assert codes(issue(facts, FOUND, no, BEFORE)) == ["SVR-05.declined"]
        assert codes(issue(facts, FOUND, replace(APPROVED, signed=False), BEFORE)) == ["SVR-05.unsigned"]
        earlier = BEFORE - timedelta(minutes=1)
        assert codes(issue(facts, FOUND, APPROVED, earlier)) == ["SVR-05.future"]
    for facts in (HOME, GUARANTEE, AKUT):
        assert issue(facts, None, None, BEFORE).outcome == "met"


def test_the_application_was_in_time_and_the_case_was_not() -> None:
    """SVR-06: received 2 May, admitted 5 May, opened 7 May: refused all the same, and yesterday it was not."""
    for facts in (replace(CHOICE, admission=date(2025, 5, 5)), replace(HOME, admission=date(2025, 5, 5))):
        approval = Approval(date(2025, 5, 4), approved=True)
        assert codes(issue(facts, FOUND, approval, date(2025, 5, 4))) == []
        assert codes(issue(facts, FOUND, approval, date(2025, 5, 7))) == ["SVR-06.started"]


def test_receiver_and_agreement() -> None:
    """SVR-33, X-41: Gotland is in the same collaborative region; the own region is no other region."""
    assert issue(replace(CHOICE, receiver=Receiver("09")), FOUND, APPROVED, BEFORE).result["agreement"] == "regionavtal"
    assert codes(issue(replace(CHOICE, receiver=Receiver("01")), FOUND, APPROVED, BEFORE)) == ["SVR-33.own_region"]
    assert codes(issue(replace(CHOICE, receiver=None), FOUND, APPROVED, BEFORE)) == ["SVR-33.to_unit"]
    assert issue(replace(CHOICE, receiver=Receiver("99")), FOUND, APPROVED, BEFORE).outcome == "unclear"


OLD = (date(2025, 2, 18), date(2025, 3, 4))


@pytest.mark.parametrize(
    ("box", "new", "refused"),
    [
        ("hemregion", (OLD[0], date(2025, 3, 10)), []),
        ("hemregion", (OLD[0], OLD[0]), []),
        ("hemregion", (OLD[0], date(2025, 2, 17)), ["SVR-36.reversed"]),
        ("hemregion", OLD, ["SVR-36.unchanged"]),
        ("hemregion", (OLD[0], None), ["SVR-36.blank"]),
        ("hemregion", (None, OLD[1]), ["SVR-36.blank"]),
        ("akut", (OLD[0], date(2025, 3, 10)), ["SVR-26.new_referral"]),
    ],
)
def test_a_changed_period(box: str, new: tuple[date | None, date | None], refused: list[str]) -> None:
    """SVR-26, SVR-36: from 4 to 10 March is a new version; Akutvård asks for a new referral."""
    decision = extend(box, *OLD, *new)
    assert codes(decision) == refused
    assert decision.result == ({} if refused else {"valid_from": new[0], "valid_to": new[1]})


# --- benefits ------------------------------------------------------------------------------------------------------

DAY = date(2025, 5, 5)


def granted(box: str, *asked: AskedBenefit, lodging: bool | None = None, approved: bool = True) -> dict[str, object]:
    answer = dict(benefits(box, approved, asked, DAY, lodging_granted=lodging).result)
    answer.pop("sentences", None)
    return answer


def test_benefits_by_box_after_approval() -> None:
    """SVR-04, SVR-10, SVR-19, SVR-31, R-17, R-21, D-14: nothing before approval, and lodging is its own decision."""
    for box in ("patientens_val", "hemregion", "akut", "vardgaranti"):
        assert granted(box, approved=False) == {}
    assert granted("patientens_val", lodging=True) == {"travel": NO, "lodging": NO}
    assert granted("akut", lodging=True) == {"travel": NO, "lodging": NO}
    for box in ("hemregion", "vardgaranti"):
        assert granted(box) == {"travel": YES, "lodging": UNDECIDED}
        assert granted(box, lodging=True) == {"travel": YES, "lodging": YES}
        assert granted(box, lodging=False) == {"travel": YES, "lodging": NO}


def test_benefits_as_they_are_printed() -> None:
    """SVR-10, SVR-31, D-67, R-17: a right that does not exist is said so, and one nobody has judged is not."""
    assert benefits("patientens_val", True, (), DAY).result["sentences"] == (NOTHING,)
    assert benefits("akut", True, (), DAY).result["sentences"] == (NOT_BY_REFERRAL,)
    assert benefits("vardgaranti", True, (), DAY).result["sentences"] == (
        "Resor enligt regelverket för sjukresor: ja.",
        "Standardenkelrum på mellanklasshotell: ej beslutad.",
    )


def test_what_was_added_after_signing_needs_a_signed_supplement() -> None:
    """SVR-20: the hospital phones to add a companion: not granted; signed by the same authority: granted."""
    late = AskedBenefit("companion", "F", signed=False)
    decision = benefits("hemregion", True, (late,), DAY)
    assert (decision.outcome, decision.codes) == ("not_met", ("SVR-20.unsigned",))
    assert decision.result["companion"] == NO
    assert granted("hemregion", replace(late, signed=True))["companion"] == YES
    assert granted("hemregion", replace(late, signed=True, reason=" "))["companion"] == NO
    assert granted("hemregion", late, replace(late, signed=True))["companion"] == YES


def test_a_benefit_the_box_does_not_have_is_refused() -> None:
    """SVR-10, SVR-20: a companion on the patient's choice."""
    asked = (AskedBenefit("companion", "F"),)
    assert benefits("patientens_val", True, asked, DAY).codes == ("SVR-10.benefit",)
    assert granted("patientens_val", *asked)["companion"] == NO
    assert benefits("vardgaranti", True, asked, DAY).codes == ("SVR-20.not_offered",)


def test_the_day_before_the_rules_is_unclear() -> None:
    """D-14, X-19: benefits, approval and issue on 2023-12-18 and the day after."""
    before, first = date(2023, 12, 18), date(2023, 12, 19)
    early = replace(HOME, admission=date(2024, 1, 8))
    for act in (
        lambda day: benefits("hemregion", True, (), day),
        lambda day: approve(early, Assessment(), day),
        lambda day: issue(early, None, None, day),
    ):
        assert act(before).outcome == "unclear"
        assert act(first).outcome == "met"
