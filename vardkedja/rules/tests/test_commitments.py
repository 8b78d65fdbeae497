"""The parts of issue that only a form has, and what surrounds them. RUS-05 to RUS-48."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.commitment_facts import (
    Approval,
    Commitment,
    Form,
    Ground,
    IssueFacts,
    Person,
    Receiver,
    Signer,
)
from vardkedja.rules.commitment_rules import travel_facts
from vardkedja.rules.commitment_validity import (
    BOOK,
    covers,
    days_left,
    emergency,
    move_flag,
    three_months_box,
    validity,
)
from vardkedja.rules.commitment_workflow import State, display_state
from vardkedja.rules.commitments import issue, request_approval
from vardkedja.rules.decision import Who

DAY = date(2025, 3, 4)
FORM = Form(from_unit="Ortopedkliniken", name="A", address="B", doctor="C", question="D", three_months=True)
FACTS = IssueFacts(
    on=DAY,
    person=Person("08", registered_at_save="08"),
    receiver=Receiver("05"),
    agreements=("regionavtal",),
    grounds=("hemregion",),
    unavailable_confirmed=True,
    signer=Signer("lakare"),
    form=FORM,
)
APPROVED = Approval(DAY, approved=True, signed=True)


def with_form(**changes: object) -> IssueFacts:
    return replace(FACTS, form=replace(FORM, **changes))


def test_the_complete_form_is_issued() -> None:
    """RUS-07, RUS-34: optional fields may be empty."""
    decision = issue(FACTS)
    assert decision.outcome == "met"
    assert decision.reasons == ()
    assert decision.say == "Remissen kan utfärdas och gäller t.o.m. onsdag 4 juni 2025."


def test_every_missing_field_is_listed_at_once() -> None:
    """RUS-07, RUS-33, RUS-46: in the order of the form."""
    empty = IssueFacts(on=DAY, person=None, receiver=None, form=Form(certificate=True))
    codes = issue(empty).codes
    assert {"RUS-07.person", "RUS-07.from_unit", "RUS-07.to_unit", "RUS-07.doctor"} <= set(codes)
    assert {"RUS-33.blank", "RUS-46.no_name", "RUS-13.none", "RUS-16.none", "RUS-35.unsigned"} <= set(codes)
    assert codes[0] == "RUS-07.person"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"from_unit": " "}, "RUS-07.from_unit"),
        ({"name": ""}, "RUS-07.name"),
        ({"address": ""}, "RUS-07.address"),
        ({"doctor": "\t"}, "RUS-07.doctor"),
        ({"question": "  \n "}, "RUS-33.blank"),
        ({"certificate": True, "relative_name": " "}, "RUS-46.no_name"),
        ({"paying_region": "05"}, "RUS-12.other"),
        ({"reinvoice": True}, "RUS-32.no_cause"),
        ({"reinvoice": True, "reinvoice_causes": ("pengar",)}, "RUS-32.unknown_cause"),
    ],
)
def test_one_field_amiss_is_one_reason(changes: dict[str, object], code: str) -> None:
    """RUS-07, RUS-12, RUS-32, RUS-33, RUS-46: each names its field."""
    decision = issue(with_form(**changes))
    assert decision.codes == (code,)
    assert decision.outcome == "not_met"


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "", "protected": True},
        {"certificate": True, "relative_name": "E"},
        {"certificate": False, "relative_name": ""},
        {"reinvoice": True, "reinvoice_causes": ("platsbrist",)},
        {"reinvoice": True, "reinvoice_causes": ("kompetens", "platsbrist")},
        {"three_months": None},
    ],
)
def test_what_is_complete_again_goes_through(changes: dict[str, object]) -> None:
    """RUS-32, RUS-46, X-03: the same fields filled; a protected person needs no address."""
    assert issue(with_form(**changes)).outcome == "met"


def test_the_box_and_the_dates_exclude_each_other() -> None:
    """RUS-27: a date unticks the box; both together are refused."""
    assert three_months_box(None, None)
    assert not three_months_box(None, DAY)
    assert not three_months_box(DAY, None)
    dated = replace(FACTS, valid_to=date(2025, 12, 31))
    assert issue(dated).codes == ("RUS-27.both",)
    assert issue(replace(dated, form=replace(FORM, three_months=False))).outcome == "met"


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person("10", registered_at_save="08"), "RUS-05.moved"),
        (Person("10"), "RUS-04.elsewhere"),
        (Person(None), "RUS-04.not_found"),
        (Person(None, emigrated=True), "RUS-04.emigrated"),
        (Person("08", deceased=True), "RUS-04.deceased"),
        (Person("08", "lma"), "RUS-04.identifier"),
    ],
)
def test_residence_at_issue(person: Person, code: str) -> None:
    """RUS-04, RUS-05, X-28: who moved since the draft was saved is told so."""
    assert issue(replace(FACTS, person=person)).codes == (code,)


def test_reasons_say_who_can_act() -> None:
    """RUS-20, RUS-35: approval and signature belong to someone else, the rest to the person at the page."""
    facts = replace(
        FACTS, grounds=("patientens_val",), section="4.3", signer=Signer("sekreterare"), agreements=("riksavtal",)
    )
    decision = issue(facts)
    who = {reason.code: reason.who for reason in decision.reasons}
    assert who == {
        "RUS-14.other": Who.YOU,
        "RUS-20.missing": Who.SOMEONE_ELSE,
        "RUS-35.role": Who.SOMEONE_ELSE,
    }
    assert decision.say == "Remissen kan inte utfärdas. Tre saker hindrar."


def test_approval_can_be_asked_for_when_only_it_and_the_signature_are_missing() -> None:
    """RUS-20: all other fields complete, and only where approval is needed."""
    choice = replace(FACTS, grounds=("patientens_val",), section="4.2", signer=None)
    assert request_approval(choice).outcome == "met"
    assert request_approval(replace(choice, agreements=())).codes == ("RUS-13.none",)
    assert request_approval(replace(choice, section="other")).codes == ("RUS-20.not_needed",)
    assert issue(replace(choice, signer=FACTS.signer, approval=APPROVED)).outcome == "met"


def test_travel_is_said_only_on_patients_choice() -> None:
    """RUS-22, D-11: care yes, travel no, accommodation no; the other grounds say nothing."""
    assert travel_facts("patientens_val", DAY) == {"care": True, "travel": False, "accommodation": False}
    for ground in ("hemregion", "vardgaranti", "akut", None):
        assert set(travel_facts(ground, DAY).values()) == {None}


@pytest.mark.parametrize(
    ("municipality", "region", "agreement"),
    [
        (None, "13", "riksavtal"),
        ("1380", "13", "riksavtal"),
        (None, "05", "regionavtal"),
        (None, "07", "mellanlansavtal"),
    ],
)
def test_agreement_follows_the_receiver(municipality: str | None, region: str, agreement: str) -> None:
    """RUS-14: the result names it whatever was chosen."""
    facts = replace(FACTS, receiver=Receiver(region, municipality), agreements=())
    assert issue(facts).result["agreement"] == agreement


issue_days = st.dates(date(2000, 1, 1), date(2040, 9, 30))
dates = st.none() | st.dates(date(2019, 1, 1), date(2031, 12, 31))


@given(issue_days, dates, dates, st.sampled_from([None, *Ground]))
def test_validity_is_a_period_or_a_refusal(
    issued: date, start: date | None, end: date | None, ground: Ground | None
) -> None:
    """RUS-23, RUS-25, RUS-26: every answer is either a period in order, or has a reason that refuses."""
    decision = validity(issued, start, end, ground)
    if decision.outcome == "met":
        first, last = decision.result["valid_from"], decision.result["valid_to"]
        assert first <= last
        assert decision.result["three_months"] is three_months_box(start, end)
        assert last >= issued or "RUS-26.past_care" in decision.codes
        commitment = Commitment(first, last, "A")
        assert covers(commitment, last, "A", "sluten").outcome == "met"
        assert covers(commitment, last + timedelta(days=1), "A", "sluten").outcome == "not_met"
        assert covers(commitment, first - timedelta(days=1), "A", "sluten").outcome == "not_met"
    else:
        assert decision.refusals
        assert not decision.result


@given(issue_days, st.integers(-30, 60))
def test_emergency_days_without_cover(admitted: date, later: int) -> None:
    """RUS-19, D-06: seven days after the admission day are covered; each later day until the referral is not."""
    start = admitted + timedelta(days=8 + later)
    decision = emergency(admitted, start)
    assert decision.result["covered_through"] == admitted + timedelta(days=7)
    assert decision.result["uncovered_days"] == max(later, 0)
    assert bool(decision.warnings) is (later > 0)


def test_expired_is_shown_from_the_day_after() -> None:
    """RUS-28: only issued and posted referrals expire, and nothing is stored."""
    last = date(2025, 4, 30)
    for state in (State.ISSUED, State.POSTED):
        assert display_state(state, last, last) is state
        assert display_state(state, last, last + timedelta(days=1)) is State.EXPIRED
    assert display_state(State.CANCELLED, last, last + timedelta(days=1)) is State.CANCELLED
    assert display_state(State.DRAFT, None, last) is State.DRAFT


def test_days_left() -> None:
    """X-12: 0 on the last day, none after it."""
    last = date(2025, 4, 30)
    assert days_left(last, date(2025, 4, 29)) == 1
    assert days_left(last, last) == 0
    assert days_left(last, date(2025, 5, 1)) is None


def test_a_move_after_issue_is_flagged() -> None:
    """RUS-48: from the day of the move while the referral is valid; a move after it is of no concern."""
    last, moved = date(2025, 4, 30), date(2025, 3, 20)
    assert move_flag(last, moved, "10", moved - timedelta(days=1)) is None
    flag = move_flag(last, moved, "10", moved)
    assert flag is not None
    assert flag.weight == "flag"
    assert "Region Blekinge" in flag.text
    assert move_flag(last, last + timedelta(days=1), "10", date(2025, 6, 1)) is None
    assert covers(Commitment(date(2025, 1, 31), last, "A"), date(2025, 4, 10), "A", "oppen").outcome == "met"


def test_messages_are_whole_sentences_with_a_field() -> None:
    """X-35: a headline, sentences, a field and a source each; no exclamation marks, no rule ids."""
    for code, words in BOOK.messages.items():
        assert words.head
        assert words.field, code
        assert words.text.endswith((".", "}")), code
        assert "!" not in words.head + words.text
        assert "RUS-" not in words.text.replace("RUS-remiss", "")
