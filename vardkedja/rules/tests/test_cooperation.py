"""Both sides' keeping of the routine beside the worked cases of lnk-samverkan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.cooperation import (
    COUNTED,
    WORKFLOW,
    Event,
    Measure,
    Occasion,
    OpenMatter,
    State,
    StepFacts,
    escalations,
    keeping,
    take_step,
)
from vardkedja.rules.discharge_parties import PartyKind

DAY = date(2025, 3, 10)
LADDER = {
    (None, "contact", "cooperation_contact"),
    ("cooperation_contact", "write_plan", "cooperation_plan"),
    ("cooperation_plan", "invoice", "cooperation_invoicing"),
    ("cooperation_contact", "close", "cooperation_closed"),
    ("cooperation_plan", "close", "cooperation_closed"),
    ("cooperation_invoicing", "close", "cooperation_closed"),
}


occasions = st.builds(
    lambda pair, day, missed: Occasion(party=pair[0], measure=pair[1], on=day, missed=missed),
    st.sampled_from([(party, measure) for party, measures in COUNTED.items() for measure in measures]),
    st.dates(date(2025, 2, 20), date(2025, 4, 10)),
    st.booleans(),
)


@given(st.lists(occasions, max_size=30))
def test_both_sides_are_always_counted(given_occasions: list[Occasion]) -> None:
    """LNK-134: one row for each measure of each side, nothing lost, nothing counted twice, nothing outside the days."""
    first, last = date(2025, 3, 1), date(2025, 3, 31)
    decision = keeping(tuple(given_occasions), first, last)
    rows = decision.result["rows"]
    assert [(row["party"], row["measure"]) for row in rows] == [
        *(("region", measure) for measure in Measure),
        ("municipality", "missing_document"),
        ("municipality", "missing_answer"),
    ]
    within = [one for one in given_occasions if first <= one.on <= last]
    assert sum(row["total"] for row in rows) == len(within)
    assert sum(row["missed"] for row in rows) == sum(one.missed for one in within)
    assert all(0 <= row["missed"] <= row["total"] for row in rows)
    assert (decision.outcome, decision.rule) == ("computed", "cooperation.keeping")
    assert decision.say == "Båda sidors följsamhet 1 mars 2025–31 mars 2025."
    assert [source.clause for source in decision.sources] == ["Principer, ömsesidigt ansvar"]


def test_twelve_of_eighty_messages_late() -> None:
    """LNK-134: the example, beside the municipality's figures."""
    late = [
        Occasion(measure=Measure.LATE_NOTICE, party=PartyKind.REGION, on=DAY, missed=number < 12)
        for number in range(80)
    ]
    rows = keeping(tuple(late), DAY, DAY).result["rows"]
    assert rows[0] == {"measure": "late_admission_message", "party": "region", "missed": 12, "total": 80}
    assert rows[-1] == {"measure": "missing_answer", "party": "municipality", "missed": 0, "total": 0}


@pytest.mark.parametrize("party", list(PartyKind))
@pytest.mark.parametrize("measure", list(Measure))
def test_a_measure_of_the_region_is_not_counted_for_a_municipality(party: PartyKind, measure: Measure) -> None:
    """LNK-134: only the hospitals send admission messages and recall notices."""
    decision = keeping((Occasion(measure=measure, party=party, on=DAY),), DAY, DAY)
    allowed = party is PartyKind.REGION or measure in (Measure.NO_DOCUMENT, Measure.NO_ANSWER)
    assert decision.codes == (() if allowed else ("LNK-134.other_party",))
    assert decision.inputs == {
        "first": DAY,
        "last": DAY,
        "occasions": [{"measure": measure, "party": party, "on": DAY, "missed": False}],
    }
    if not allowed:
        assert decision.say == decision.reasons[0].text
        assert decision.rule == "cooperation.keeping"


def test_the_ladder_has_these_steps_and_no_others() -> None:
    """LNK-135: contact, plan, invoicing; no step is skipped, and every state can be closed."""
    assert {(step.source, step.event, step.target) for step in WORKFLOW.steps} == LADDER
    assert WORKFLOW.faults() == ()
    assert [WORKFLOW.word(state) for state in State] == [
        "Kontakt mellan ansvariga chefer",
        "Handlingsplan",
        "Fakturering",
        "Avslutad",
    ]
    assert [step.by for step in WORKFLOW.steps] == ["heads", "failing_party", "region", "heads", "heads", "heads"]
    assert {step.guard for step in WORKFLOW.steps} == {("LNK-135",)}
    assert {step.label for step in WORKFLOW.allowed(State.INVOICING)} == {"Avsluta, rutinen följs"}


BOTH = ("Förvaltningschefen", "Hälso- och sjukvårdsdirektören")


@pytest.mark.parametrize("state", [None, *State])
@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("party", list(PartyKind))
@pytest.mark.parametrize("failing", [True, False])
def test_every_step_from_every_state(state: State | None, event: Event, party: PartyKind, failing: bool) -> None:
    """LNK-135: what may be done, by order, by side, and by whether the routine is still not kept."""
    facts = StepFacts(
        state=state, event=event, party=party, on=DAY, failing=failing, parties=BOTH, issue="Svar", outcome="Möte"
    )
    decision = take_step(facts)
    target = next((end for start, moved, end in LADDER if (start, moved) == (state, event)), None)
    expected = []
    if target is None:
        expected.append("LNK-135.closed" if state is State.CLOSED else "LNK-135.order")
    if (event, party) == (Event.INVOICE, PartyKind.REGION):
        expected.append("LNK-135.region")
    if event is Event.CLOSE and failing:
        expected.append("LNK-135.failing")
    if event is not Event.CLOSE and not failing:
        expected.append("LNK-135.kept")
    assert list(decision.codes) == expected
    assert decision.result == ({"state": target} if target else {})
    assert decision.say == (decision.reasons[0].text if expected else "Steget 10 mars 2025 kan registreras.")


def test_what_a_step_keeps() -> None:
    """LNK-135: parties and day are kept; the issue and the outcome only as given or not; both are asked for."""
    bare = StepFacts(event=Event.CONTACT, party=PartyKind.MUNICIPALITY, on=DAY, previous_on=DAY - timedelta(days=1))
    decision = take_step(bare)
    assert decision.codes == ("LNK-135.no_parties", "LNK-135.no_issue", "LNK-135.no_outcome")
    assert decision.say == decision.reasons[0].text
    assert decision.inputs == {
        "state": None,
        "event": "contact",
        "party": "municipality",
        "on": DAY,
        "failing": True,
        "parties": (),
        "issue": False,
        "outcome": False,
        "previous_on": DAY - timedelta(days=1),
    }
    only_outcome = take_step(replace(bare, parties=BOTH, issue="Svar"))
    assert (only_outcome.outcome, only_outcome.codes) == ("met", ("LNK-135.no_outcome",))
    assert only_outcome.say == "Steget 10 mars 2025 kan registreras."
    assert only_outcome.rule == "cooperation.take_step"
    assert {"issue": True, "outcome": False}.items() <= only_outcome.inputs.items()
    assert [source.clause for source in only_outcome.sources] == [
        "Principer, kontakt, handlingsplan och fakturering"
    ] * 2


@given(st.lists(st.dates(date(2024, 1, 1), DAY), max_size=6))
def test_the_list_shows_the_oldest_first(opened: list[date]) -> None:
    """LNK-136, LNK-124: age in whole days."""
    matters = tuple(
        OpenMatter(reference=str(number), owner="Chefen", step="reviderad_1", opened_on=day)
        for number, day in enumerate(opened)
    )
    decision = escalations(matters, DAY)
    ages = [row["days"] for row in decision.result["rows"]]
    assert ages == sorted(((DAY - day).days for day in opened), reverse=True)
    assert decision.codes == ()
    assert decision.say == f"Öppet: {len(opened)} {'ärende' if len(opened) == 1 else 'ärenden'}."
    assert (decision.outcome, decision.rule) == ("computed", "cooperation.escalations")
    assert sorted(decision.inputs["matters"]) == sorted(str(number) for number in range(len(opened)))
    assert decision.inputs["on"] == DAY


def test_matters_that_cannot_be_listed() -> None:
    """LNK-136: a matter of tomorrow stops the list, each without an owner is named."""
    good = OpenMatter(reference="A", owner=" ", step="cooperation_plan", opened_on=DAY)
    other = replace(good, reference="B", owner="")
    assert [reason.text for reason in escalations((good, other), DAY).reasons] == [
        "Ange vem som ansvarar för ärendet A.",
        "Ange vem som ansvarar för ärendet B.",
    ]
    late = escalations((good, other), DAY - timedelta(days=1))
    assert late.codes == ("LNK-136.later", "LNK-136.later")
    assert late.say == "Ärendet öppnades 10 mars 2025. Välj den dagen eller en senare."
    assert late.inputs == {"matters": ["A", "B"], "on": DAY - timedelta(days=1)}
    assert late.rule == "cooperation.escalations"
