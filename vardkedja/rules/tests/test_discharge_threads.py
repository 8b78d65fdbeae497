"""Recipients, threads, questions and the estimated day of a discharge case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.discharge_estimate import Estimate, EstimateFacts, RoundFacts, after_round, estimate, history
from vardkedja.rules.discharge_routing import Receipt, RoutingFacts, SideConsent, planning, recipients
from vardkedja.rules.discharge_threads import (
    ActorFacts,
    PostFacts,
    Question,
    StatementFacts,
    actor,
    open_questions,
    post,
    services_missing,
    statement,
)
from vardkedja.rules.discharge_workflow import State
from vardkedja.rules.law import Terms

NOON = datetime(2025, 3, 4, 11, 0, tzinfo=UTC)
FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
MINUTE = timedelta(minutes=1)
PROFESSIONS = (
    "sjukskoterska",
    "needs_assessor",
    "physiotherapist",
    "occupational_therapist",
    "care_coordinator",
    "discharge_coordinator",
    "dietist",
)
REHAB = ("physiotherapist", "occupational_therapist")
UNITS = {"social_services": "S", "municipal_primary_care": "M", "regional_primary_care": "V"}
OTHER_VALUE = """title = "Egna värden"
checked = 2026-11-22
party = "07"
[[entry]]
name = "{name}"
label = "eget"
from = 2024-11-04
unit = "trådar"
clause = "1"
basis = "found"
value = {value}
"""


def overlay(name: str, value: str) -> Terms:
    return Terms(overlay=law.read(OTHER_VALUE.format(name=name, value=value), "own"))


def test_every_profession_keeps_to_its_own_thread() -> None:
    """LNK-19, LNK-22: every profession in every thread, with and without a question there."""
    for profession in PROFESSIONS:
        own = "rehab" if profession in REHAB else profession
        for thread in (*PROFESSIONS, "rehab"):
            facts = {"profession": profession, "thread": thread, "text": "Hej", "at": NOON, "name": "A", "phone": "0"}
            written = post(PostFacts(**facts))
            assert written.codes == (() if thread == own else ("LNK-19.other_thread",))
            assert written.result == {"own": own}
            assert post(PostFacts(**facts, answers_in=thread)).codes == ()
            silent = post(PostFacts(**{**facts, "phone": " ", "name": " "}, answers_in=thread))
            asked = thread == own and "coordinator" in own
            assert silent.codes == (("LNK-22.no_name", "LNK-22.no_phone") if asked else ())
            assert silent.outcome == "met"


def test_a_post_shows_what_it_was_judged_by_and_not_what_it_says() -> None:
    """LNK-19, LNK-21: the text, the name and the phone are only there or not."""
    facts = {"profession": "dietist", "thread": "dietist", "text": "Hej", "at": NOON, "name": "A", "phone": " "}
    answer = post(PostFacts(**facts))
    assert answer.inputs == {**facts, "text": True, "name": True, "phone": False, "answers_in": ""}
    assert answer.say == "Inlägget går ut i tråden dietist."
    seen = actor(ActorFacts(name="A", profession="dietist", unit="E", phone=" "))
    assert seen.inputs == {"name": True, "profession": "dietist", "unit": "E", "phone": False}
    stated = statement(StatementFacts(thread="rehab", services="Hemtjänst"))
    assert stated.inputs == {"thread": "rehab", "services": True, "none": False}
    assert stated.say == "Insatserna är angivna i rehabtråden."


def test_the_lists_of_threads_are_values() -> None:
    """LNK-19, LNK-20, LNK-22: another list in the data changes the answer."""
    shared = overlay("discharge.threads_shared", '{ dietist = "rehab" }')
    facts = PostFacts(profession="dietist", thread="rehab", text="Hej", at=NOON)
    assert post(facts).codes == ("LNK-19.other_thread",)
    assert post(facts, terms=shared).codes == ()
    phones = overlay("discharge.threads_phone", '["dietist"]')
    own = PostFacts(profession="dietist", thread="dietist", text="Hej", at=NOON, name="A")
    assert post(own, terms=phones).codes == ("LNK-22.no_phone",)
    stating = overlay("discharge.threads_services", '["dietist"]')
    assert services_missing(FIRST, (), FIRST, terms=stating).result == {"missing": ("dietist",), "days": 0}


def test_outside_the_agreement_is_unclear_by_name() -> None:
    """LNK-15, LNK-19, LNK-20, LNK-140: the first and the last day answer, the day before and after do not."""
    for day, inside in ((date(2024, 11, 3), False), (FIRST, True), (LAST, True), (date(2027, 11, 4), False)):
        instant = datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)
        answers = (
            (post(PostFacts(profession="a", thread="a", text="x", at=instant)), "trådar som flera yrken delar"),
            (services_missing(day, (), day), "trådar där insatserna i nuläget anges"),
            (after_round(RoundFacts(admitted_at=instant, round_at=instant, at=instant)), "efter första ronden"),
        )
        for answer, label in answers:
            assert (answer.outcome != "unclear") is inside
            assert inside or (answer.codes == ("LAW.missing",) and label in answer.reasons[0].text)
    assert post(PostFacts(profession="a", thread="a", text="x", at=NOON), region="01").outcome == "unclear"
    assert services_missing(FIRST, (), FIRST, region="01").outcome == "unclear"
    assert after_round(RoundFacts(admitted_at=NOON, round_at=NOON, at=NOON), region="01").outcome == "unclear"


@given(st.booleans(), st.booleans(), st.none() | st.integers(-3, 3), st.none() | st.integers(-3, 3), st.booleans())
def test_a_side_gets_the_message_only_with_consent_that_holds(
    municipality: bool, outpatient: bool, gone_there: int | None, gone_here: int | None, exception: bool
) -> None:
    """LNK-08, LNK-17: from the minute of the withdrawal on nothing more goes out; the exception is the municipality's."""
    withdrawn = [None if minutes is None else NOON + minutes * MINUTE for minutes in (gone_there, gone_here)]
    answer = recipients(
        RoutingFacts(
            sent_at=NOON,
            **UNITS,
            municipality=SideConsent(given=municipality, withdrawn_at=withdrawn[0]),
            outpatient=SideConsent(given=outpatient, withdrawn_at=withdrawn[1]),
            exception=exception,
        )
    )
    there = exception or (municipality and (gone_there is None or gone_there > 0))
    here = outpatient and (gone_here is None or gone_here > 0)
    units = tuple(row["unit"] for row in answer.result["recipients"])
    assert units == (("S", "M") if there else ()) + (("V",) if here else ())
    assert answer.outcome == ("met" if there or here else "not_met")
    assert ("LNK-17.nobody" in answer.codes) is not (there or here)
    assert answer.say == f"Meddelandet går till {len(units)} mottagare."
    assert answer.inputs == {
        "sent_at": NOON,
        **UNITS,
        "municipality": {"given": municipality, "withdrawn_at": withdrawn[0]},
        "outpatient": {"given": outpatient, "withdrawn_at": withdrawn[1]},
        "exception": exception,
    }


@given(st.lists(st.none() | st.integers(0, 300), max_size=5))
def test_each_unit_begins_at_its_own_receipt(opened: list[int | None]) -> None:
    """LNK-16: who has opened has begun, at that instant; the others are flagged; the first receipt moves the case."""
    receipts = tuple(
        Receipt(
            unit=str(number),
            received_at=None if minutes is None else NOON + minutes * MINUTE,
            received_by="A",
        )
        for number, minutes in enumerate(opened)
    )
    answer = planning(NOON, receipts, NOON + 61 * MINUTE)
    begun = {str(number): NOON + minutes * MINUTE for number, minutes in enumerate(opened) if minutes is not None}
    assert answer.result["started"] == begun
    assert answer.result["unopened"] == tuple(str(n) for n, minutes in enumerate(opened) if minutes is None)
    assert answer.result["state"] == (State.PLANNING if begun else State.ADMITTED)
    assert answer.codes == ("LNK-16.unopened",) * opened.count(None)
    assert all("1 timme 1 minut sedan" in reason.text for reason in answer.reasons)
    assert answer.outcome == "met"


def test_an_age_is_never_below_zero() -> None:
    """LNK-16: asked before the message was sent, it has waited no time."""
    early = planning(NOON, (Receipt(unit="A"),), NOON - 90 * MINUTE)
    assert "0 timmar 0 minuter" in early.reasons[0].text


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=6))
def test_open_questions_are_those_without_an_answer(asked: list[tuple[int, bool]]) -> None:
    """LNK-23: none is lost, none is shown twice, the oldest first."""
    questions = tuple(
        Question(number=str(n), thread="rehab", asked_at=NOON + hours * 60 * MINUTE, answered_at=NOON if done else None)
        for n, (hours, done) in enumerate(asked)
    )
    answer = open_questions(questions)
    waiting = sorted((hours, str(n)) for n, (hours, done) in enumerate(asked) if not done)
    assert answer.result == {"open": tuple(number for _, number in waiting)}
    assert answer.codes == ("LNK-23.unanswered",) * len(waiting)
    assert answer.outcome == "computed"


def test_the_day_of_a_question_is_the_day_in_stockholm() -> None:
    """LNK-23: asked 23.30 UTC on 3 March is 4 March on the wall clock."""
    late = Question(number="1", thread="dietist", asked_at=datetime(2025, 3, 3, 23, 30, tzinfo=UTC))
    assert "En fråga från 4 mars 2025 i tråden dietist" in open_questions((late,)).reasons[0].text


def test_only_before_the_ready_notice() -> None:
    """LNK-28: set and changed while the patient is admitted or planning goes on, in no other state."""
    for state in State:
        answer = estimate(EstimateFacts(new_on=FIRST, doctor="Läkare A", entered_by="B", state=state))
        allowed = state in (State.ADMITTED, State.PLANNING)
        stopped = "LNK-28.ready" if state is State.READY else "LNK-28.state"
        assert answer.codes == (() if allowed else (stopped,))


def test_an_estimate_says_everything_that_it_lacks_at_once() -> None:
    """LNK-15, LNK-28, LNK-29: every reason, in the order of the form; the comment is only there or not."""
    nothing = estimate(EstimateFacts(doctor="", entered_by="", after_round=True, state=State.READY))
    assert nothing.codes == (
        "LNK-28.ready",
        "LNK-28.no_date",
        "LNK-28.no_doctor",
        "LNK-28.no_author",
        "LNK-15.no_care",
    )
    whole = estimate(EstimateFacts(new_on=LAST, old_on=FIRST, doctor="A", entered_by="B", why="x", plan="y"))
    assert whole.say == "Beräknad utskrivning är 3 november 2027."
    assert whole.inputs == {
        "old_on": FIRST,
        "new_on": LAST,
        "doctor": "A",
        "entered_by": "B",
        "why": True,
        "plan": True,
        "after_round": False,
        "state": State.PLANNING,
    }


def test_the_time_after_the_round_is_a_value() -> None:
    """LNK-15: a day more in the data is a day more before the flag; said as long as it is not done."""
    longer = overlay("discharge.round_update_days", "1")
    facts = {"admitted_at": NOON, "round_at": NOON + 60 * MINUTE}
    for days, late, later in ((0, False, False), (1, True, False), (2, True, True)):
        asked = RoundFacts(**facts, at=NOON + timedelta(days=days))
        assert after_round(asked).result == {"due_on": date(2025, 3, 4), "missing": late}
        assert after_round(asked, terms=longer).result == {"due_on": date(2025, 3, 5), "missing": later}
    assert after_round(asked).say == "Beräknad tidpunkt uppdateras senast 4 mars 2025."
    done = after_round(RoundFacts(**facts, updated_at=NOON + 61 * MINUTE, at=NOON))
    assert done.say == "Beräknad tidpunkt är uppdaterad efter ronden."
    assert done.steps == ("Första ronden var 4 mars 2025 kl. 13.00.",)


def test_an_instant_beyond_the_calendar_is_unclear() -> None:
    """LNK-15, X-20: the last minutes of year 9999 have no day in Stockholm."""
    end = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    assert after_round(RoundFacts(admitted_at=NOON, round_at=NOON, at=end)).codes == ("X-20.missing_year",)
    assert post(PostFacts(profession="a", thread="a", text="x", at=end)).codes == ("X-20.missing_year",)


@given(st.lists(st.integers(0, 5), max_size=6))
def test_the_history_keeps_every_estimate_newest_first(hours: list[int]) -> None:
    """LNK-30: as many rows as estimates, by falling time; of one instant the one entered last comes first."""
    entered = tuple(
        Estimate(on=FIRST + timedelta(days=n), at=NOON + h * 60 * MINUTE, doctor="A", why="x")
        for n, h in enumerate(hours)
    )
    answer = history(entered)
    rows = answer.result["rows"]
    order = sorted(((h, n) for n, h in enumerate(hours)), reverse=True)
    assert [row["on"] for row in rows] == [FIRST + timedelta(days=n) for _, n in order]
    assert answer.result.get("current_on") == (rows[0]["on"] if rows else None)
    if len(hours) == 2:
        assert answer.say.endswith(". 1 ändring.")
