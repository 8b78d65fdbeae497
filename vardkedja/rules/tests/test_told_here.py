"""The calendar's edges, dates in words, a workflow as a picture, and what is said of a commitment. T-6, T-7, X-13, X-20."""

from __future__ import annotations

from datetime import date

import pytest

from vardkedja.rules import datewords
from vardkedja.rules.calendar import MissingYear
from vardkedja.rules.commitment_facts import Commitment, IssueFacts
from vardkedja.rules.commitment_rules import agreement_reasons, ground_reasons
from vardkedja.rules.commitment_validity import covers, move_flag
from vardkedja.rules.decision import Decision, Outcome, Source, Weight, Who, computed, met
from vardkedja.rules.law import NotInForce
from vardkedja.rules.workflow import State, Step, Workflow

DAY = date(2025, 3, 4)
SHORT = ("1 jan", "1 feb", "1 mars", "1 apr", "1 maj", "1 jun", "1 jul", "1 aug", "1 sep", "1 okt", "1 nov", "1 dec")
LONG = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november")


@pytest.mark.parametrize(
    ("year", "day"),
    [(2041, date(2041, 1, 1)), (0, date(1, 1, 1)), (-7, date(1, 1, 1)), (10_000, date(9999, 1, 1)), (2, date(2, 1, 1))],
)
def test_a_missing_year_is_a_missing_rule(year: int, day: date) -> None:
    """X-20: the year, its first day within the calendar of dates, and what is missing in Swedish."""
    missing = MissingYear(year)
    assert isinstance(missing, NotInForce)
    assert (missing.year, missing.day, missing.name) == (year, day, "calendar.years")
    assert (missing.label, missing.party) == ("kalendern", None)
    assert str(missing) == f"calendar.years {day.isoformat()}"
    reason = missing.reason
    assert (reason.code, reason.head) == ("X-20.missing_year", f"Kalendern saknar år {year}")
    assert reason.text == (
        f"Kalendern saknar år {year}. Dagen går därför inte att räkna ut. Be förvaltaren lägga till året."
    )
    assert reason.source == Source("Vårdkedja, räkneregler", "år som kalendern omfattar")
    assert (reason.weight, reason.who) == (Weight.FLAG, Who.SOMEONE_ELSE)


@pytest.mark.parametrize(("number", "short"), list(enumerate(SHORT, start=1)))
def test_every_month_in_words(number: int, short: str) -> None:
    """X-35: short, plain, and without the year."""
    first = date(2025, number, 1)
    month = (*LONG, "december")[number - 1]
    assert datewords.short_date(first).split(" ", 1)[1] == short
    assert datewords.plain_date(first) == f"1 {month} 2025"
    assert datewords.day_month(first) == f"1 {month}"
    assert datewords.long_date(first).endswith(f"dag 1 {month} 2025")


def test_every_weekday_in_words() -> None:
    """X-35: Monday first."""
    week = [date(2025, 3, day) for day in range(3, 10)]
    assert [datewords.short_date(day).split()[0] for day in week] == ["mån", "tis", "ons", "tors", "fre", "lör", "sön"]
    assert [datewords.long_date(day).split()[0] for day in week] == [
        *("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    ]
    assert [datewords.count(number, "dag", "dagar") for number in (0, 1, 2)] == ["0 dagar", "1 dag", "2 dagar"]


STATES = (
    State("draft", "Utkast", "unit"),
    State("sent", "Skickad", "unit", last="Allt är gjort."),
    State("old", "Utgången", "unit", last="Tiden har gått.", derived=True),
)
STEPS = (Step(None, "save", "draft", "lakare", "Spara"), Step("draft", "send", "sent", "lakare", "Skicka"))


def test_the_picture_of_a_workflow() -> None:
    """X-13: the start, each step with its label, the end, and a note where a state is only shown."""
    assert Workflow("test", STATES, STEPS).diagram() == (
        "stateDiagram-v2\n"
        '    state "Utkast" as draft\n'
        '    state "Skickad" as sent\n'
        '    state "Utgången" as old\n'
        "    [*] --> draft: Spara\n"
        "    draft --> sent: Skicka\n"
        "    sent --> [*]\n"
        "    note right of old: Tiden har gått.\n"
    )
    assert Workflow("test", STATES, STEPS).faults() == ()


def test_each_fault_of_a_table_has_its_sentence() -> None:
    """X-13: word or owner, way out, reach, unknown states, nobody to do it, two ways."""
    states = (
        *(State("a", "A", "unit"), State("b", "B", ""), State("c", "C", "unit", last="slut")),
        *(State("d", "D", "unit", last="slut"), State("e", "", "unit", last="slut", derived=True)),
    )
    steps = (
        *(Step(None, "go", "a", "x", "Gå"), Step("a", "go", "b", "", "Gå"), Step("a", "go", "a", "x", "")),
        *(
            Step("d", "up", "nowhere", "x", "Upp"),
            Step("gone", "up", "a", "x", "Upp"),
            Step("b", "stay", "b", "x", "Kvar"),
        ),
        Step(None, "stay", "d", "x", "In"),
    )
    workflow = Workflow("test", states, steps)
    assert workflow.faults() == (
        "b has no word or no owner",
        "b needs a way out, or a reason to be last, and not both",
        "c cannot be reached",
        "d needs a way out, or a reason to be last, and not both",
        "e has no word or no owner",
        "go from a has no one to do it or no label",
        "go leads two ways from a",
        "go from a has no one to do it or no label",
        "go leads two ways from a",
        "up names an unknown state",
        "up names an unknown state",
    )
    assert (workflow.name, workflow.word("a")) == ("test", "A")
    assert workflow.allowed("a") == steps[1:3]
    assert workflow.allowed(None) == (steps[0], steps[6])
    assert (workflow.allowed("gone"), workflow.next("gone", "up"), workflow.next("a", "up")) == ((), None, None)


def test_a_move_on_the_last_day_is_flagged_under_any_name_of_the_region() -> None:
    """RUS-48: the last valid day counts; the day after it does not, nor a move that is to come."""
    for region in ("10", "Blekinge", "Region Blekinge"):
        flag = move_flag(DAY, DAY, region, DAY)
        assert flag is not None
        assert flag.code == "RUS-48.moved"
        assert "Region Blekinge" in flag.text
    unknown = move_flag(DAY, DAY, "Atlantis", DAY)
    assert unknown is not None
    assert "Atlantis" in unknown.text
    assert move_flag(DAY, date(2025, 3, 5), "10", date(2025, 3, 6)) is None
    assert move_flag(DAY, DAY, "10", date(2025, 3, 3)) is None


def test_several_boxes_are_listed_with_commas_and_a_last_and() -> None:
    """RUS-13, RUS-16: three and two of them, each once."""
    chosen = IssueFacts(
        on=DAY,
        person=None,
        receiver=None,
        agreements=("riksavtal", "regionavtal", "mellanlansavtal", "riksavtal"),
        grounds=("akut", "vardgaranti"),
    )
    [reason] = agreement_reasons(chosen, None)
    assert reason.code == "RUS-13.many"
    assert "Riksavtal, regionavtal och mellanlänsavtal" in reason.text
    [reason] = ground_reasons(chosen)
    assert reason.code == "RUS-16.many"
    assert "Kap 3 Akutvård och Kap 2 Vårdgaranti" in reason.text


@pytest.mark.parametrize(
    ("patient", "same"), [("19121212-1212", True), ("191212121212", True), ("19121212 1213", False), ("1X9", False)]
)
def test_a_patient_is_the_same_however_the_number_is_written(patient: str, same: bool) -> None:
    """X-11: dash and spaces do not count."""
    commitment = Commitment(DAY, DAY, "Kliniken", patient="19121212 1212")
    decision = covers(commitment, DAY, "kliniken", "sluten", patient)
    assert decision.codes == (() if same else ("X-11.patient",))


def test_a_plain_computation_has_nothing_but_its_result() -> None:
    """X-19: empty lists rather than something made up."""
    assert computed("x", {"a": 1}) == Decision("x", Outcome.COMPUTED, {"a": 1}, (), {}, (), "", ())
    assert met("x") == Decision("x", Outcome.MET, {}, (), {}, (), "", ())
