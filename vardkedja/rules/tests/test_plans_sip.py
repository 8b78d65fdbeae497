"""The coordinated plan: every field and state, other readings, and what an answer holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import plans_sip
from vardkedja.rules.discharge_workflow import OPEN
from vardkedja.rules.discharge_workflow import State as CaseState
from vardkedja.rules.law import SHIPPED, LawValue, Terms
from vardkedja.rules.plans_sip import (
    NEEDED,
    Doctor,
    OtherService,
    PlanFacts,
    Service,
    complex_case,
    establish,
    legal_basis,
    relevance,
    shown,
)
from vardkedja.rules.plans_workflow import State

DAY = date(2025, 3, 12)
FULL = PlanFacts(
    state=State.CALLED,
    on=DAY,
    birth_date=date(1940, 5, 20),
    needs="behov",
    wishes="önskemål",
    integrity=True,
    dignity=True,
    participation=True,
    best_time=True,
    contacts=("Anna",),
    principal="0780",
    services=(Service(what="hemtjänst", units=("Hemtjänsten",)),),
    no_others=True,
    goals_short="kort",
    goals_long="lång",
    follow_up_how="möte",
    follow_up_by="Anna",
    follow_up_on=date(2025, 6, 12),
    next_caller="Anna",
)


def overlay(name: str, value: object, party: str | None = "07") -> Terms:
    """The shipped values with another reading of one of them."""
    entry = SHIPPED.value(name, DAY, "07")
    return Terms([LawValue(name, value, entry.unit, entry.start, entry.end, entry.source, entry.label, party)])


@pytest.mark.parametrize(("case", "plan", "answer"), list(product(CaseState, State, (True, False, None))))
def test_relevance_goes_both_ways_until_there_is_a_call(case: CaseState, plan: State, answer: bool | None) -> None:
    """LNK-35: every state of the case and of the plan, and every answer."""
    decision = relevance(case, plan, answer)
    expected = [] if case in OPEN else ["LNK-35.not_open"]
    begun = plan not in (State.NOT_ASSESSED, State.NOT_RELEVANT, State.RELEVANT)
    if answer is None:
        expected.append("LNK-35.no_answer")
    elif begun and answer is False:
        expected.append("LNK-35.called")
    assert list(decision.codes) == expected
    moved = plan if begun or expected else State.RELEVANT if answer else State.NOT_RELEVANT
    assert decision.result == {"state": moved}
    assert decision.inputs == {"case": case, "plan": plan, "relevant": answer}
    assert decision.rule == "plans.relevance"
    assert decision.sources == (plans_sip.BOOK.sources["relevance"],)


def test_the_sentences_about_relevance_and_complex_cases() -> None:
    """LNK-35, LNK-40: the state by its word; the mark is kept without the words of the reason."""
    assert relevance(CaseState.READY, State.NOT_ASSESSED, relevant=True).say == "Planen är aktuell."
    called = relevance(CaseState.READY, State.CALLED, relevant=False)
    assert called.say == "Planens läge är kallad. När en kallelse har skickats går det inte att svara nej."
    marked = complex_case(is_complex=True, reason="skäl")
    assert marked.inputs == {"complex": True, "reason": True}
    assert marked.say == "Planen bör upprättas före utskrivningen."
    assert (marked.rule, marked.sources) == ("plans.complex", (plans_sip.BOOK.sources["complex"],))
    plain = complex_case(is_complex=False, reason=" ")
    assert plain.inputs == {"complex": False, "reason": False}
    assert plain.say == "Ärendet är inte komplext."


@given(st.sets(st.sampled_from(sorted(NEEDED))))
def test_every_field_that_is_empty_is_named_in_the_order_of_the_form(emptied: set[str]) -> None:
    """LNK-42, LNK-43: a child's plan, where a doctor is needed and others do something, so that all fields are asked."""
    whole = replace(
        FULL,
        birth_date=date(2015, 5, 20),
        child_perspective="skolan",
        doctor_contact_needed=True,
        doctor_contact="Cia",
        no_others=False,
        others=(OtherService(actor="Försäkringskassan", what="möte"),),
    )
    blank = PlanFacts(state=State.CALLED, on=DAY, birth_date=whole.birth_date)
    facts = replace(whole, **{name: getattr(blank, name) for name in emptied})
    decision = establish(facts)
    left = tuple(name for name in NEEDED if name in emptied)
    assert decision.result == {"missing": left, "kind": "barnens_basta_plan"}
    assert decision.codes == tuple(NEEDED[name] for name in left)
    assert decision.outcome == ("not_met" if left else "met")
    assert decision.inputs["given"] == {name: name not in emptied for name in NEEDED} | {
        "follow_up_on": facts.follow_up_on
    }


def test_what_the_answer_about_a_plan_holds() -> None:
    """LNK-43, LNK-50: the facts without the patient's words, the sources of the content and of the kind."""
    decision = establish(FULL)
    assert decision.rule == "plans.establish"
    assert decision.say == "Planen kan upprättas."
    assert {key: decision.inputs[key] for key in decision.inputs if key != "given"} == {
        "state": State.CALLED,
        "on": DAY,
        "birth_date": date(1940, 5, 20),
        "doctor_contact_needed": False,
        "no_others": True,
        "units": (1,),
    }
    assert "behov" not in str(decision.as_dict()["inputs"])
    assert decision.sources[:2] == (plans_sip.BOOK.sources["content"], plans_sip.BOOK.sources["wishes"])
    assert SHIPPED.value("plans.child_years", DAY, "07").source in decision.sources
    relevant = establish(replace(FULL, state=State.RELEVANT, goals_long=""))
    assert relevant.codes == ("LNK-43.state", "LNK-43.no_goals_long")
    assert relevant.say == "Planens läge är aktuell. Den kan upprättas när en kallelse har skickats."
    assert establish(replace(FULL, needs="")).say == "Beskriv patientens behov."
    early = establish(replace(FULL, follow_up_on=DAY - timedelta(days=1)))
    assert (early.codes, early.say) == (("LNK-48.before",), "Planen kan upprättas.")


def test_a_plan_of_another_age_limit_or_region() -> None:
    """LNK-43, LNK-76, X-20: the limit is data; a region without one is unclear, and refusals still show first."""
    young = replace(FULL, birth_date=date(2007, 3, 20), on=date(2025, 4, 1))
    assert establish(young).codes == ()
    assert establish(young, terms=overlay("plans.child_years", 21)).codes == ("LNK-43.no_child",)
    other = establish(FULL, region="01")
    assert (other.outcome, other.codes) == ("unclear", ("LAW.missing",))
    assert "Barnens bästa plan" in other.say
    assert other.result == {"missing": ()}
    assert establish(replace(FULL, needs=""), region="01").say == "Beskriv patientens behov."


@given(st.lists(st.sampled_from(["A", "a ", "B", "C", " "]), max_size=4))
def test_a_service_has_exactly_one_responsible_unit(units: list[str]) -> None:
    """LNK-44: blanks are nobody and the same unit twice is one."""
    decision = establish(replace(FULL, services=(FULL.services[0], Service(what="prov", units=tuple(units)))))
    different = len({unit.strip().lower() for unit in units} - {""})
    code = {0: "LNK-44.no_unit", 1: None}.get(different, "LNK-44.two_units")
    assert decision.codes == ((code,) if code else ())
    assert decision.inputs["units"] == (1, len(units))
    if code:
        assert "insats 2" in decision.say.lower()


def test_everything_entered_is_shown_in_the_order_it_was_entered() -> None:
    """LNK-45, LNK-47: all doctors, both lists of services; an incomplete doctor is shown and flagged by number."""
    doctors = (Doctor(name="Dan", unit="Vårdcentralen", area="allmänmedicin"), Doctor(name="Cia", area="kardiologi"))
    decision = shown(
        doctors,
        (Service(what=" hemtjänst ", units=("Norr",)),),
        (OtherService(actor="Försäkringskassan", what="möte"),),
    )
    assert decision.result == {
        "doctors": ("Dan, Vårdcentralen, allmänmedicin", "Cia, kardiologi"),
        "services": ("hemtjänst, Norr",),
        "others": ("Försäkringskassan, möte",),
    }
    assert decision.codes == ("LNK-45.incomplete",)
    assert decision.say == "Läkare 2 saknar namn, enhet eller område. Lägg till det som saknas."
    assert decision.inputs == {"doctors": 2, "services": 1, "others": 1}
    assert (decision.rule, decision.outcome) == ("plans.shown", "computed")
    assert set(decision.sources) == {plans_sip.BOOK.sources["doctors"], plans_sip.BOOK.sources["others"]}
    assert shown().result == {"doctors": (), "services": (), "others": ()}
    assert shown(doctors[:1]).say == "Alla behandlande läkare och insatser visas."


@given(st.dates(date(2024, 11, 4), date(2040, 1, 1)))
def test_a_plan_cites_both_acts_and_the_social_one_of_its_day(on: date) -> None:
    """LNK-50: one day on each side of the first of July 2025, and every other day since the agreement."""
    decision = legal_basis(on)
    act = "2001:453" if on < date(2025, 7, 1) else "2025:400"
    cites = decision.result["cites"]
    assert [("2017:30" in cites[0]), (act in cites[1]), len(cites)] == [True, True, 2]
    assert decision.say == f"Planen stöder sig på {cites[0]} och {cites[1]}."
    assert decision.sources == tuple(
        SHIPPED.value(name, on).source for name in ("plans.basis_health", "plans.basis_social")
    )
    assert (decision.rule, decision.inputs) == ("plans.legal_basis", {"on": on})


def test_the_citation_is_configured_text() -> None:
    """LNK-50: another text is another value; before the first day it is unclear what to cite."""
    terms = overlay("plans.basis_social", "Ny lag 1 §", None)
    assert legal_basis(DAY, terms).result["cites"][1] == "Ny lag 1 §"
    before = legal_basis(date(2024, 11, 3))
    assert before.say == "Planens lagstöd går inte att ange för dagen."
    assert (before.rule, before.inputs) == ("plans.legal_basis", {"on": date(2024, 11, 3)})
