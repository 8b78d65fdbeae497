"""Leave home on trial, beyond the worked cases."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.discharge_leave_rules import Ending, Home, LeaveFacts, LeavePlanFacts, end_of_leave, plan
from vardkedja.rules.discharge_medicines import Packing
from vardkedja.rules.discharge_ready import ReadyFacts, ready
from vardkedja.rules.law import Terms

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
MINUTE = timedelta(minutes=1)
START, END = datetime(2025, 3, 7, 15, tzinfo=UTC), datetime(2025, 3, 9, 17, tzinfo=UTC)
LEAVE = LeaveFacts(at=START + timedelta(hours=20), from_at=START, to_at=END)
PLAN = LeavePlanFacts(
    from_at=START,
    to_at=END,
    place=Home.ORDINARY,
    responsible="Doktor A",
    forms=(Packing.BAG,),
    covered_from=date(2025, 3, 7),
    covered_through=date(2025, 3, 9),
    needs=False,
)


def overlay(name: str, value: str) -> Terms:
    """The agreement with one value changed."""
    text = (
        'title = "Prov"\nchecked = 2026-11-21\nparty = "07"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2020-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


@given(st.integers(-3000, 6000), st.none() | st.integers(-3000, 6000))
def test_a_leave_is_open_from_its_start_through_its_end_unless_it_has_ended(minutes: int, ended: int | None) -> None:
    """LNK-97, R-56: the minute of the end in the same step closes it; only an open leave stops."""
    ended_at = None if ended is None else START + ended * MINUTE
    facts = replace(LEAVE, at=START + minutes * MINUTE, ended_at=ended_at, ending=Ending.RETURN)
    decision = end_of_leave(facts)
    closed = ended is not None and ended <= minutes
    still_open = not closed and 0 <= minutes <= (END - START) / MINUTE
    assert decision.result == {"open": still_open}
    assert decision.stops is still_open
    flags = () if closed else ("LNK-97.planned",) if minutes < 0 else ("LNK-97.return_not_recorded",)
    assert decision.codes == (("LNK-97.still_open",) if still_open else flags)


@pytest.mark.parametrize("ending", [*Ending, None])
@pytest.mark.parametrize("doctor", ["Doktor A", " "])
def test_only_a_decision_needs_a_doctor(ending: Ending | None, doctor: str) -> None:
    """LNK-97, R-56: by return or by decision; how is always said."""
    decision = end_of_leave(replace(LEAVE, ended_at=LEAVE.at, ending=ending, doctor=doctor))
    needs = ending is Ending.DECISION and doctor == " "
    assert decision.codes == (("LNK-97.no_ending",) if ending is None else ("LNK-97.no_doctor",) if needs else ())
    assert decision.result == {"open": False}


def test_the_ready_notice_is_told_whether_the_leave_is_open() -> None:
    """LNK-97, R-56: refused while it is open, allowed with a leave that was ended in the same step."""
    notice = ReadyFacts(sent_at=LEAVE.at, doctor="Doktor A", estimated_on=date(2025, 3, 8))
    for facts in (LEAVE, replace(LEAVE, ended_at=LEAVE.at, ending=Ending.DECISION, doctor="Doktor A")):
        decision = end_of_leave(facts)
        sent = ready(replace(notice, leave_open=bool(decision.result["open"])))
        assert sent.stops is decision.stops
    ended = replace(LEAVE, ended_at=LEAVE.at, ending=Ending.RETURN)
    assert end_of_leave(ended).say == "Permissionen är avslutad."
    assert end_of_leave(ended).sources[0].basis == "reading R-56"
    assert end_of_leave(ended).inputs == {
        "at": LEAVE.at,
        "from_at": START,
        "to_at": END,
        "ended_at": LEAVE.at,
        "ending": "return",
        "doctor": "",
    }
    assert (
        end_of_leave(LEAVE).say
        == "Avsluta permissionen i samma steg, när patienten är tillbaka eller genom läkarens beslut."
    )


@given(st.dates(FIRST, LAST), st.integers(0, 20), st.integers(-3, 3), st.integers(-3, 3))
def test_medicines_cover_every_day_of_the_leave_and_no_red_day_more(
    first: date, length: int, before: int, after: int
) -> None:
    """LNK-98: from the first day through the last, whatever the days are called."""
    last = first + timedelta(days=length)
    facts = replace(
        PLAN,
        from_at=datetime(first.year, first.month, first.day, 11, tzinfo=UTC),
        to_at=datetime(last.year, last.month, last.day, 12, tzinfo=UTC),
        covered_from=first - timedelta(days=before),
        covered_through=last + timedelta(days=after),
    )
    decision = plan(facts)
    expected = (("LNK-98.starts_late", before < 0), ("LNK-98.ends_early", after < 0))
    assert decision.codes == tuple(code for code, wrong in expected if wrong)
    assert decision.result["medicines_through"] == last


def test_the_days_of_a_leave_are_swedish_days() -> None:
    """LNK-98: a leave that ends at 00.30 in Sweden needs medicines for that day too."""
    late = replace(PLAN, to_at=datetime(2025, 3, 9, 23, 30, tzinfo=UTC))
    assert plan(late).codes == ("LNK-98.ends_early",)
    assert plan(replace(late, covered_through=date(2025, 3, 10))).codes == ()
    early = replace(PLAN, from_at=datetime(2025, 3, 6, 23, 0, tzinfo=UTC))
    assert plan(early).codes == ()
    assert plan(replace(early, from_at=early.from_at - MINUTE)).codes == ("LNK-98.starts_late",)


@pytest.mark.parametrize("forms", [forms for size in range(4) for forms in itertools.combinations(Packing, size)])
def test_every_packing_on_leave(forms: tuple[Packing, ...]) -> None:
    """LNK-98: bags or a dosette; original packs only where the agreement names them."""
    codes = ("LNK-98.other_form",) if Packing.ORIGINAL in forms else () if forms else ("LNK-98.no_form",)
    assert plan(replace(PLAN, forms=forms)).codes == codes
    every = overlay("discharge.leave_packing", '["medicine_bag", "dosette", "original_pack"]')
    assert plan(replace(PLAN, forms=forms), terms=every).codes == (() if forms else ("LNK-98.no_form",))


@pytest.mark.parametrize("needs", [True, False, None])
@pytest.mark.parametrize(
    ("agreement", "none_needed", "cost"), list(itertools.product(("avtal", " "), (True, False), ("kliniken", " ")))
)
@pytest.mark.parametrize("municipality", ["Alvesta", " "])
def test_needs_on_leave_ask_for_an_agreement_or_a_choice(
    needs: bool | None, agreement: str, none_needed: bool, cost: str, municipality: str
) -> None:
    """LNK-99: refused only with needs and neither; what else is missing is a warning."""
    facts = replace(
        PLAN,
        needs=needs,
        agreement=agreement,
        no_agreement_needed=none_needed,
        cost_carrier=cost,
        municipality=municipality,
    )
    decision = plan(facts)
    expected = (
        ("LNK-99.unknown", needs is None),
        ("LNK-99.no_municipality", needs is True and municipality == " "),
        ("LNK-99.no_cost", needs is True and agreement == "avtal" and cost == " "),
        ("LNK-99.no_agreement", needs is True and agreement == " " and not none_needed),
    )
    assert decision.codes == tuple(code for code, wrong in expected if wrong)
    assert decision.stops is ("LNK-99.no_agreement" in decision.codes)
    assert {reason.weight for reason in decision.reasons} <= {"refuse", "warn"}


def test_a_plan_answers_with_every_reason_and_says_the_refusal() -> None:
    """LNK-97, LNK-98, LNK-99, X-19: all reasons in the order of the form; a warning alone is not said."""
    nothing = plan(LeavePlanFacts(from_at=END, to_at=START))
    assert nothing.codes == (
        "LNK-97.reversed",
        "LNK-97.no_place",
        "LNK-97.no_responsible",
        "LNK-98.no_form",
        "LNK-98.no_cover",
        "LNK-99.unknown",
    )
    assert nothing.say == nothing.reasons[0].text
    warned = plan(replace(PLAN, needs=None, medicines=False, forms=(), covered_from=None))
    assert (warned.codes, warned.say) == (("LNK-99.unknown",), "Permissionen kan planeras.")
    assert warned.result == {
        "medical_responsibility": "inpatient_care",
        "episode_open": True,
        "medicines_through": None,
    }
    refused = plan(replace(PLAN, needs=True, agreement="", municipality=""))
    assert refused.codes == ("LNK-99.no_municipality", "LNK-99.no_agreement")
    assert refused.say == refused.reasons[1].text
    assert plan(replace(PLAN, responsible=" ")).codes == ("LNK-97.no_responsible",)
    whole = plan(PLAN)
    assert whole.steps == ("Slutenvården har det medicinska ansvaret och vårdtillfället fortsätter.",)
    assert [source.clause for source in whole.sources] == ["Permission, läkemedlen är fördelade"]
    assert whole.inputs == {
        "from_at": START,
        "to_at": END,
        "place": "ordinary_housing",
        "responsible": "Doktor A",
        "medicines": True,
        "forms": (Packing.BAG,),
        "covered_from": date(2025, 3, 7),
        "covered_through": date(2025, 3, 9),
        "needs": False,
        "municipality": "",
        "agreement": "",
        "no_agreement_needed": False,
        "cost_carrier": "",
    }


def test_a_leave_outside_the_agreement_is_unclear_and_names_what_is_missing() -> None:
    """LNK-98, LNK-140, X-20: by its first day; another region; the end of the calendar."""
    for day in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        start = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        decision = plan(replace(PLAN, from_at=start, to_at=start + timedelta(days=1)))
        assert (decision.outcome, decision.codes, dict(decision.result)) == ("unclear", ("LAW.missing",), {})
        assert "förpackning för läkemedel vid permission" in decision.reasons[0].text
        assert decision.say == "Permissionen går inte att pröva."
    for day in (FIRST, LAST):
        start = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        assert plan(replace(PLAN, from_at=start, to_at=start + timedelta(days=1))).outcome == "not_met"
    assert plan(PLAN, region="01").outcome == "unclear"
    last = datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))
    assert plan(replace(PLAN, to_at=last)).codes == ("X-20.missing_year",)
