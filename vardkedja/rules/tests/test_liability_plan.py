"""The action plan: its table, who may, what is missing, and both readings of the mixed months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from vardkedja.rules import law
from vardkedja.rules.law import Terms
from vardkedja.rules.liability_days import Month
from vardkedja.rules.liability_ladder import TABLES, WORKFLOW, Event, State, chosen, ladder
from vardkedja.rules.liability_missing import Closed, Delivered, missing_plans
from vardkedja.rules.liability_plan import WORKFLOW as PLANS
from vardkedja.rules.liability_plan import Event as PlanEvent
from vardkedja.rules.liability_plan import PlanFacts, PresentFacts, present, submit
from vardkedja.rules.liability_plan import State as PlanState
from vardkedja.rules.tests.test_liability_days import NOON, other

PLAN = PlanFacts(
    demanded_after="2025-02",
    version=1,
    author_role="verksamhetschef",
    measures=("Fler platser",),
    submitted_on=date(2025, 3, 6),
)
OPEN = (PlanState.DEMANDED, PlanState.SUBMITTED, PlanState.PRESENTED, PlanState.ACTIVE)


def closed(*averages: str) -> tuple[Closed, ...]:
    return tuple(
        Closed(month=f"2025-{number:02}", average=Fraction(text)) for number, text in enumerate(averages, start=1)
    )


def walk(averages: str, terms: Terms) -> list[tuple[str, str, list[str]]]:
    months = [(Month(2025, number), Fraction(text)) for number, text in enumerate(averages.split(), start=1)]
    steps = ladder(months, terms).result["steps"]
    return [(step["state"], step["event"], step["charged"]) for step in steps]  # type: ignore[attr-defined]


def test_the_states_of_a_plan() -> None:
    """LNK-123: Begärd, Inlämnad, Redovisad, Aktiv, and Avslutad or Reviderad; a new version begins again."""
    assert PLANS.faults() == ()
    assert [PLANS.word(state) for state in PlanState] == [
        *("Begärd", "Inlämnad", "Redovisad", "Aktiv", "Avslutad", "Reviderad"),
    ]
    acts = (PlanEvent.DEMAND, PlanEvent.SUBMIT, PlanEvent.PRESENT, PlanEvent.ACTIVATE)
    forward = list(zip((None, *OPEN[:3]), acts, strict=True))
    found = [PLANS.next(state, event) for state, event in forward]
    assert [step.target for step in found if step] == list(OPEN)
    every = {(step.source, step.event) for step in PLANS.steps}
    assert every - set(forward) == {(state, event) for state in OPEN for event in (PlanEvent.WITHIN, PlanEvent.EXCEEDS)}


@pytest.mark.parametrize("state", OPEN)
def test_the_months_decide_over_a_plan_in_any_state(state: PlanState) -> None:
    """LNK-123, LNK-124: also a plan that nobody has written is closed or revised by the month."""
    assert PLANS.next(state, PlanEvent.WITHIN).target == PlanState.CLOSED  # type: ignore[union-attr]
    assert PLANS.next(state, PlanEvent.EXCEEDS).target == PlanState.REVISED  # type: ignore[union-attr]


@pytest.mark.parametrize("state", list(PlanState))
def test_only_a_demanded_plan_is_handed_in_and_only_one_handed_in_is_presented(state: PlanState) -> None:
    """LNK-118, LNK-123: every state against both acts."""
    handed = submit(replace(PLAN, state=state))
    assert handed.codes == (() if state is PlanState.DEMANDED else ("LNK-118.state",))
    shown = present(
        PresentFacts(state=state, presented_on=date(2025, 3, 14), participants=("forvaltningschef", "sjukhuschef"))
    )
    assert shown.codes == (() if state is PlanState.SUBMITTED else ("LNK-123.state",))


@pytest.mark.parametrize("role", ["verksamhetschef", "forvaltningschef", "lakare", "Verksamhetschef", ""])
def test_who_may_write_a_plan(role: str) -> None:
    """LNK-118: the head of operations and nobody else; another list is a change of data."""
    decision = submit(replace(PLAN, author_role=role))
    assert decision.codes == (() if role == "verksamhetschef" else ("LNK-118.author",))
    assert bool(decision.result) is (role == "verksamhetschef")
    others = submit(replace(PLAN, author_role=role), other("liability.plan_authors", '["forvaltningschef"]'))
    assert others.codes == (() if role == "forvaltningschef" else ("LNK-118.author",))


@pytest.mark.parametrize("mask", range(8))
def test_who_presents_a_plan(mask: int) -> None:
    """LNK-123: every set of the three roles; one of each side is needed."""
    roles = ("forvaltningschef", "sjukhuschef", "halso_och_sjukvardsdirektor")
    there = tuple(role for number, role in enumerate(roles) if mask & 1 << number)
    decision = present(
        PresentFacts(state=PlanState.SUBMITTED, presented_on=date(2025, 3, 14), participants=(*there, "lakare"))
    )
    missing = [] if mask & 1 else ["LNK-123.no_municipality"]
    missing += [] if mask & 6 else ["LNK-123.no_region"]
    assert list(decision.codes) == missing
    assert decision.result == ({} if missing else {"state": "action_plan_presented"})


def test_what_a_plan_says() -> None:
    """LNK-118: the words of a plan that goes through, its sources, and the measures only as a number."""
    decision = submit(replace(PLAN, previous=("Något annat", "  ")))
    assert decision.say == "Handlingsplanen, version 1, är inlämnad."
    assert decision.inputs == {
        "demanded_after": "2025-02",
        "version": 1,
        "author_role": "verksamhetschef",
        "state": "action_plan_demanded",
        "submitted_on": date(2025, 3, 6),
        "measures": 1,
        "previous": 1,
    }
    assert [source.clause for source in decision.sources] == [
        "Betalningsansvar, handlingsplan av kommunens verksamhetschef",
        "Betalningsansvar, överskrider 2,4 kalenderdagar",
        "Betalningsansvar, kommande månad och kommande två månader",
    ]
    shown = present(
        PresentFacts(
            state=PlanState.SUBMITTED,
            submitted_on=date(2025, 3, 6),
            presented_on=date(2025, 3, 14),
            participants=("forvaltningschef", "sjukhuschef"),
        )
    )
    assert shown.say == "Handlingsplanen är redovisad 14 mars 2025."
    assert shown.inputs == {
        "state": "action_plan_submitted",
        "submitted_on": date(2025, 3, 6),
        "presented_on": date(2025, 3, 14),
        "participants": ("forvaltningschef", "sjukhuschef"),
    }


def test_a_missing_plan_is_shown_with_its_day_and_its_age() -> None:
    """LNK-124, LNK-136: demanded after February, none on 31 March, and one month and one day later; both versions."""
    months = closed("3.0", "3.0", "2.7")
    first = {"demanded_after": "2025-02", "version": 1, "due": date(2025, 3, 31), "submitted_on": None}
    second = {"demanded_after": "2025-03", "version": 2, "due": date(2025, 4, 30), "submitted_on": None}
    for on, ages in ((date(2025, 3, 31), (0, None)), (date(2025, 4, 29), (29, None)), (date(2025, 5, 1), (31, 1))):
        decision = missing_plans(months, on)
        assert decision.result == {
            "state": State.REVIDERAD_1,
            "plans": [
                row | {"missing": age is not None, "age": age or 0}
                for row, age in zip((first, second), ages, strict=True)
            ],
        }
        assert decision.codes == ("LNK-124.missing",) * sum(age is not None for age in ages)
        assert decision.say.endswith(("1 handlingsplan saknas.", "2 handlingsplaner saknas."))
    assert missing_plans(months[:2], date(2025, 3, 30)).say == "Läget är handlingsplan. 0 handlingsplaner saknas."


def test_the_other_day_a_missing_plan_is_counted_from_is_a_change_of_data() -> None:
    """LNK-124, R-54: from the month that led to it; a plan is not missing any sooner."""
    months, demanded = closed("3.0", "3.0"), other("liability.missing_plan_from", '"demanded"')
    assert missing_plans(months, date(2025, 3, 30), terms=demanded).codes == ()
    found = missing_plans(months, date(2025, 3, 31), terms=demanded)
    assert [plan["age"] for plan in found.result["plans"]] == [31]  # type: ignore[attr-defined]
    unknown = missing_plans(months, date(2025, 3, 31), terms=other("liability.missing_plan_from", '"some"'))
    assert (unknown.outcome, unknown.codes, unknown.result) == ("unclear", ("LAW.missing",), {})


def test_a_plan_handed_in_late_is_shown_with_its_day() -> None:
    """LNK-124: missing until the day it is handed in, and never after."""
    delivered = (Delivered(demanded_after="2025-02", submitted_on=date(2025, 4, 2)),)
    before = missing_plans(closed("3", "3", "2.7"), date(2025, 4, 1), delivered)
    after = missing_plans(closed("3", "3", "2.7"), date(2025, 4, 2), delivered)
    assert (before.codes, after.codes) == (("LNK-124.missing",), ())
    assert [plan["submitted_on"] for plan in after.result["plans"]] == [date(2025, 4, 2), None]  # type: ignore[attr-defined]
    assert after.inputs["delivered"] == [{"demanded_after": "2025-02", "submitted_on": date(2025, 4, 2)}]


def test_a_second_round_begins_with_version_one() -> None:
    """LNK-124, LNK-122: a good month closes the first round, and its plans are nobody's matter any more."""
    plans = missing_plans(closed("3", "3", "2.7", "2", "3", "3"), date(2025, 6, 30)).result["plans"]
    assert [(plan["demanded_after"], plan["version"]) for plan in plans] == [("2025-06", 1)]  # type: ignore[attr-defined]
    again = missing_plans(closed("3", "3", "1.9", "3"), date(2025, 6, 30)).result
    assert again == {"state": State.VARNING, "plans": []}


CHARGE = other("liability.mixed_months", '"charge_exceeding"')


@pytest.mark.parametrize(
    ("averages", "close", "charge"),
    [
        ("3 3 2.7 2.2", ("normal", "within", []), ("reviderad_2", "within", [])),
        ("3 3 2.7 2.2 3", ("varning", "exceeds", []), ("betalning", "exceeds", ["2025-03", "2025-05"])),
        ("3 3 2.7 2.2 2.4", ("normal", "within", []), ("normal", "within", [])),
        ("3 3 2.7 2.6 2.4", ("normal", "within", []), ("betalning", "within", ["2025-03", "2025-04"])),
        ("3 3 2.7 2.6 2.4 2.5", ("varning", "exceeds", []), ("betalning", "exceeds", ["2025-06"])),
        ("3 3 2.7 2.6 2.4 2.4", ("normal", "within", []), ("normal", "within", [])),
        (
            "3 3 2.7 2.6 2.5",
            ("betalning", "exceeds", ["2025-03", "2025-04", "2025-05"]),
            ("betalning", "exceeds", ["2025-03", "2025-04", "2025-05"]),
        ),
        ("3 3 2.4", ("normal", "within", []), ("normal", "within", [])),
        (
            "3 3 2.7 2 2 3 3 3 2 3",
            ("varning", "exceeds", []),
            ("betalning", "exceeds", ["2025-08", "2025-10"]),
        ),
    ],
)
def test_both_readings_of_one_good_and_one_bad_month(
    averages: str, close: tuple[str, str, list[str]], charge: tuple[str, str, list[str]]
) -> None:
    """LNK-122, R-49, D-43: a good month closes, or the months that exceeded are charged; a changed line decides."""
    assert walk(averages, law.SHIPPED)[-1] == close
    assert walk(averages, CHARGE)[-1] == charge


def test_the_table_that_is_printed_is_the_one_of_the_data() -> None:
    """LNK-122, R-49: the shipped reading, or the one of a changed line; every table is whole."""
    assert WORKFLOW is TABLES["close"]
    line = NOON.format(name="liability.mixed_months", value='"charge_exceeding"')
    assert chosen(law.read(line, "own")) is TABLES["charge_exceeding"]
    later = law.read(line.replace("2000-01-01", "2027-11-04"), "own")
    earlier = law.read(line.replace("2000-01-01", "2020-01-01"), "own")
    elsewhere = law.read(line.replace('"07"', '"08"').replace("2000-01-01", "2030-01-01"), "own")
    assert chosen((*later, *law.shipped(), *elsewhere)) is TABLES["charge_exceeding"]
    assert chosen((*law.shipped(), *earlier, *elsewhere)) is TABLES["close"]
    for table in TABLES.values():
        assert table.faults() == ()
        assert list(table.states) == list(State)
        for state in State:
            assert {step.event for step in table.allowed(state)} >= {Event.WITHIN, Event.EXCEEDS}


def test_the_words_of_the_other_table() -> None:
    """LNK-122, R-49: what each month is said to be under the reading that charges."""
    averages = ("3", "3", "2.7", "2.6", "2.4")
    said = ladder(
        [(Month(2025, number), Fraction(text)) for number, text in enumerate(averages, start=1)], CHARGE
    ).steps
    assert said[2:] == (
        "Mars 2025: 2,70 dagar. Överskrider: handlingsplanen revideras.",
        "April 2025: 2,60 dagar. Överskrider: en månad återstår.",
        "Maj 2025: 2,40 dagar. Inom gränsen: betalning för de månader som överskred.",
    )
