"""Care at the end of life, beyond the worked cases."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.discharge_ready import Place, ReadyFacts, ready
from vardkedja.rules.law import Terms
from vardkedja.rules.plans_end_of_life import (
    CertificateFacts,
    ChoiceFacts,
    Told,
    VilsDocument,
    VilsFacts,
    certificate,
    choice,
    decide,
    information,
)

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
VILS = VilsFacts(
    assessed_at=datetime(2025, 5, 1, 8, tzinfo=UTC),
    life_threatening=True,
    short_survival=True,
    nothing_more=True,
    doctor="Doktor A",
    doctor_responsible=True,
    record_reference="anteckning",
)


def overlay(name: str, value: str, party: str = 'party = "07"') -> Terms:
    """The agreement with one value changed."""
    text = (
        f'title = "Prov"\nchecked = 2026-11-21\n{party}\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2000-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


@pytest.mark.parametrize("boxes", list(itertools.product((True, False, None), repeat=3)))
def test_all_three_criteria_are_needed(boxes: tuple[bool, bool, bool]) -> None:
    """LNK-81: every answer to the three, and one reason for each that is not confirmed."""
    codes = ("LNK-81.no_diagnosis", "LNK-81.survival", "LNK-81.more_possible")
    first, second, third = boxes
    decision = decide(replace(VILS, life_threatening=first, short_survival=second, nothing_more=third))
    assert decision.codes == tuple(code for code, box in zip(codes, boxes, strict=True) if not box)
    assert decision.result["decided"] is all(boxes)


@given(st.integers(0, 400))
def test_the_limit_of_survival_is_below_and_never_on(days: int) -> None:
    """LNK-81, D-46: 28 days as shipped, another number by another line."""
    facts = replace(VILS, survival_days=days)
    assert decide(facts).result["decided"] is (days < 28)
    shorter = decide(facts, terms=overlay("plans.vils_survival_days", "10"))
    assert shorter.result["decided"] is (days < 10)
    assert shorter.steps == ("Förväntad överlevnad ska vara kortare än 10 dagar.",)


def test_the_days_outside_the_agreement_are_unclear_and_name_what_is_missing() -> None:
    """LNK-81, D-46, LNK-140: the day before the first, the day after the last, and another region."""
    before, after = datetime(2024, 11, 3, 12, tzinfo=UTC), datetime(2027, 11, 4, 12, tzinfo=UTC)
    for instant, region in ((before, "07"), (after, "07"), (VILS.assessed_at, "01")):
        decision = decide(replace(VILS, assessed_at=instant), region)
        assert (decision.outcome, decision.codes, dict(decision.result)) == ("unclear", ("LAW.missing",), {})
        assert "förväntad överlevnad" in decision.reasons[0].text
        assert decision.say == "Bedömningen går inte att pröva."
    for instant in (before + timedelta(days=1), after - timedelta(days=1)):
        assert decide(replace(VILS, assessed_at=instant)).outcome == "met"


def test_nothing_is_taken_for_granted() -> None:
    """LNK-81, LNK-82, LNK-83: what is not said is not confirmed, and no notice is known to stand."""
    bare = VilsFacts(assessed_at=VILS.assessed_at, doctor="Doktor A", record_reference="anteckning")
    assert decide(bare).codes == (
        "LNK-81.no_diagnosis",
        "LNK-81.survival",
        "LNK-81.more_possible",
        "LNK-82.not_responsible",
    )
    assert choice(ChoiceFacts(vils_valid=True)).codes == ("LNK-83.not_chosen",)
    assert choice(ChoiceFacts(vils_valid=True, chosen_by=" ")).inputs["chosen_by"] is False


def test_the_limit_is_the_one_of_the_swedish_day() -> None:
    """LNK-81, D-46, LNK-140: an assessment at 23.30 in UTC the evening before is of the first day."""
    assert decide(replace(VILS, assessed_at=datetime(2024, 11, 3, 22, 59, tzinfo=UTC))).outcome == "unclear"
    assert decide(replace(VILS, assessed_at=datetime(2024, 11, 3, 23, 0, tzinfo=UTC))).outcome == "met"


def test_the_decision_says_what_it_rests_on() -> None:
    """LNK-81, LNK-82, X-19: sentence, step, source and inputs; the first of several reasons is said."""
    decision = decide(VILS)
    assert decision.say == "Vård i livets slut kan beslutas."
    assert decision.steps == ("Förväntad överlevnad ska vara kortare än 28 dagar.",)
    assert [source.clause for source in decision.sources] == ["Vård i livets slut, förväntad överlevnad"]
    assert decision.inputs == {
        "assessed_at": VILS.assessed_at,
        "life_threatening": True,
        "short_survival": True,
        "nothing_more": True,
        "survival_days": None,
        "doctor": "Doktor A",
        "doctor_responsible": True,
        "record_reference": "anteckning",
    }
    nothing = decide(VilsFacts(assessed_at=VILS.assessed_at, doctor=" ", doctor_responsible=True))
    assert nothing.codes[3:] == ("LNK-82.no_doctor", "LNK-82.no_reference")
    assert nothing.say == nothing.reasons[0].text


@pytest.mark.parametrize("valid", [True, False])
@pytest.mark.parametrize("place", [Place.HOSPITAL, Place.MUNICIPALITY, None])
def test_the_choice_and_the_ready_notice_agree(valid: bool, place: Place | None) -> None:
    """LNK-83, LNK-131, R-63: a notice is refused exactly when the choice says so, and then no liability arises."""
    chosen = choice(ChoiceFacts(vils_valid=valid, place=place))
    notice = ready(
        ReadyFacts(
            sent_at=datetime(2025, 5, 5, 8, tzinfo=UTC),
            doctor="Doktor A",
            estimated_on=date(2025, 5, 5),
            place=place,
            vils_valid=valid,
        )
    )
    allowed = not (valid and place is Place.HOSPITAL)
    assert chosen.result == {"ready_allowed": allowed, "liability_arises": allowed}
    assert notice.stops is not allowed


def test_a_choice_of_hospital_ranks_above_the_notice_that_stands() -> None:
    """LNK-83, R-63: sentences, sources and inputs of a recorded choice."""
    facts = ChoiceFacts(
        vils_valid=True, place=Place.HOSPITAL, chosen_by="patienten", chosen_at=datetime(2025, 5, 2, 9, tzinfo=UTC)
    )
    decision = choice(facts)
    assert decision.say == "Patienten vårdas på sjukhus. Utskrivningsklar skickas inte."
    assert [source.clause for source in decision.sources] == ["Vård i livets slut, patienten väljer"]
    assert decision.inputs == {
        "vils_valid": True,
        "place": "sjukhus",
        "chosen_by": True,
        "chosen_at": facts.chosen_at,
        "notice_in_force": False,
    }
    assert choice(replace(facts, place=Place.MUNICIPALITY)).say == "Planeringen fortsätter."
    assert choice(replace(facts, notice_in_force=True)).codes == ("LNK-83.notice_stands",)
    assert choice(ChoiceFacts(vils_valid=False)).codes == ()


@pytest.mark.parametrize("patient", [True, False, None])
@pytest.mark.parametrize("told", [Told.TOLD, Told.NOT_TOLD, Told.NO_RELATIVES, None])
@pytest.mark.parametrize("by", ["Doktor A", " "])
def test_information_is_complete_in_every_way_that_leaves_nobody_out(
    patient: bool | None, told: Told | None, by: str
) -> None:
    """LNK-84: flags only, one for each that is missing, and no name among the inputs."""
    decision = information(patient, told, by)
    missing = (
        ("LNK-84.patient", not patient),
        ("LNK-84.relatives", told in (Told.NOT_TOLD, None)),
        ("LNK-84.no_author", by == " "),
    )
    assert decision.codes == tuple(code for code, absent in missing if absent)
    assert decision.result["complete"] is (decision.codes == ())
    assert decision.outcome == "met"
    assert decision.inputs == {"patient": patient, "relatives": told, "by": by == "Doktor A"}
    assert decision.say == (decision.reasons[0].text if decision.codes else "Patient och anhöriga är informerade.")
    assert decision.sources[0].clause == "Vård i livets slut, patient och anhöriga informeras"


@given(st.lists(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=5, unique=True), st.randoms())
def test_the_certificate_falls_to_the_latest_author_by_the_day_of_death(days: list[date], shuffle: object) -> None:
    """LNK-86: whatever order the documents come in; a document after the death gives nobody a task."""
    documents = [VilsDocument(doctor=f"Doktor {day}", signed_on=day) for day in days]
    shuffle.shuffle(documents)  # type: ignore[attr-defined]
    died = date(2025, 6, 30)
    before = [day for day in days if day <= died]
    expected = f"Doktor {max(before)}" if before else None
    decision = certificate(CertificateFacts(documents=tuple(documents), died_on=died))
    assert decision.result == {"doctor": expected, "open": bool(before)}


def test_the_certificate_is_moved_only_with_a_reason() -> None:
    """LNK-86: sentences, inputs and sources; spaces are neither a reason nor another doctor."""
    document = VilsDocument(doctor="Doktor A ", signed_on=date(2025, 5, 1))
    facts = CertificateFacts(documents=(document,), died_on=date(2025, 5, 8))
    decision = certificate(facts)
    assert decision.say == "Doktor A ska skriva dödsorsaksintyget."
    assert [source.clause for source in decision.sources] == ["Vård i livets slut, dödsorsaksintyget"]
    assert certificate(replace(facts, assigned_to=" Doktor A ")).codes == ()
    assert certificate(replace(facts, assigned_to="  ")).result["doctor"] == "Doktor A"
    moved = replace(facts, assigned_to="Doktor B", reason=" ")
    assert certificate(moved).codes == ("LNK-86.no_reason",)
    assert certificate(moved).inputs["reason"] is False
    assert certificate(moved).say == certificate(moved).reasons[0].text
    assert certificate(replace(moved, reason="ledig")).inputs == {
        "documents": [{"doctor": "Doktor A ", "signed_on": date(2025, 5, 1)}],
        "died_on": date(2025, 5, 8),
        "assigned_to": "Doktor B",
        "reason": True,
        "done_on": None,
    }
    none = certificate(replace(facts, died_on=None, assigned_to="Doktor B"))
    assert (none.result, none.codes) == ({"doctor": None, "open": False}, ())
    assert none.say == "Ingen läkare har uppgiften att skriva dödsorsaksintyg."
    assert certificate(replace(facts, done_on=date(2025, 5, 9))).say == "Dödsorsaksintyget är skrivet."
