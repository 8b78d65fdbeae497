"""Taking back a ready notice, the new estimate, and a death: what the worked cases do not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.discharge_death import ClosingFacts, DeathFacts, Item, close_death, death_message
from vardkedja.rules.discharge_ready import Missing, ReadyFacts, ready
from vardkedja.rules.discharge_recall import RecallFacts, RecallKind, age_words, estimate_task, recall
from vardkedja.rules.discharge_workflow import OPEN, By, Event, State
from vardkedja.rules.law import Terms
from vardkedja.rules.liability_days import End

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOTICE = datetime(2025, 3, 3, 11, 0, tzinfo=STOCKHOLM)
RECALLED = datetime(2025, 3, 5, 10, 0, tzinfo=STOCKHOLM)
NEVER = datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("America/New_York"))
RECALL = RecallFacts(
    state=State.READY,
    notice_at=NOTICE,
    recalled_at=RECALLED,
    doctor="Läkare A",
    reason="Feber",
    kind=RecallKind.CHANGED,
    estimated_on=date(2025, 3, 7),
)
DEATH = DeathFacts(
    state=State.READY,
    title="avliden",
    sent_at=datetime(2025, 3, 6, 4, 10, tzinfo=STOCKHOLM),
    died_on=date(2025, 3, 6),
    died_at=time(3, 40),
)
CLOSING = ClosingFacts(by=By.COORDINATOR, state=State.DECEASED, died_on=date(2025, 3, 6))


def overlay(name: str, value: str) -> Terms:
    """The agreement with one value changed."""
    text = (
        'title = "Prov"\nchecked = 2026-11-21\nparty = "07"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2020-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


@pytest.mark.parametrize(
    ("state", "doctor", "reason", "kind"),
    list(product(State, ("Läkare A", " "), ("Feber", " "), (None, *RecallKind))),
)
def test_a_recall_needs_a_notice_a_doctor_a_reason_and_a_kind(
    state: State, doctor: str, reason: str, kind: RecallKind | None
) -> None:
    """LNK-70: every state with everything given or not; all reasons at once, and no effect of a refused one."""
    expected = []
    if state is State.DISCHARGED:
        expected.append("LNK-70.discharged")
    elif state is not State.READY:
        expected.append("LNK-70.no_notice")
    if doctor == " ":
        expected.append("LNK-70.no_doctor")
    if reason == " ":
        expected.append("LNK-70.no_reason")
    if kind is None:
        expected.append("LNK-70.no_kind")
    decision = recall(replace(RECALL, state=state, doctor=doctor, reason=reason, kind=kind))
    assert list(decision.codes) == expected
    assert decision.outcome == ("not_met" if expected else "met")
    assert bool(decision.result) is not bool(expected)


@given(st.integers(-5000, 5000), st.integers(-9, 9), st.booleans())
def test_a_missing_estimate_never_stops_a_recall(minutes: int, days: int, given_day: bool) -> None:
    """LNK-70, LNK-71, R-75: at any time after the notice; an estimate of an earlier day is none."""
    at = NOTICE + timedelta(minutes=minutes)
    estimate = at.date() + timedelta(days=days) if given_day else None
    decision = recall(replace(RECALL, recalled_at=at, estimated_on=estimate))
    if minutes < 0:
        assert decision.codes == ("LNK-70.before",)
        return
    wanted = () if given_day and days >= 0 else ("LNK-71.past",) if given_day else ("LNK-71.no_estimate",)
    assert (decision.outcome, decision.codes) == ("met", wanted)
    assert decision.result["estimate_missing"] is bool(wanted)


def test_what_a_recall_does() -> None:
    """LNK-72, LNK-128: back to planning, answer and transport void, the count ends by the kind."""
    for kind, end in ((RecallKind.CHANGED, End.RECALL), (RecallKind.ERRONEOUS, End.ERROR)):
        decision = recall(replace(RECALL, kind=kind, welcome_home=True, transport=True))
        assert decision.result == {
            "to": State.PLANNING,
            "voided": (Event.WELCOME_HOME, Event.TRANSPORT),
            "notify": By.MUNICIPALITY,
            "count_ends": end,
            "estimate_missing": False,
        }
    assert decision.say == "Utskrivningsklar återkallas. Planeringen fortsätter."
    assert decision.sources
    assert decision.inputs == {
        "state": State.READY,
        "notice_at": NOTICE,
        "recalled_at": RECALLED,
        "doctor": "Läkare A",
        "reason": True,
        "kind": RecallKind.ERRONEOUS,
        "estimated_on": date(2025, 3, 7),
        "welcome_home": True,
        "transport": True,
    }
    assert recall(replace(RECALL, reason=" ")).inputs["reason"] is False
    outside = recall(replace(RECALL, recalled_at=NEVER))
    assert (outside.outcome, outside.codes) == ("unclear", ("X-20.missing_year",))
    assert outside.say == "Återkallandet går inte att pröva."


def test_no_ready_notice_until_the_new_estimate_is_there() -> None:
    """LNK-71, LNK-55: refused meanwhile; with an estimate of its day it goes."""
    notice = ReadyFacts(sent_at=RECALLED, doctor="Läkare A", estimated_on=date(2025, 3, 5))
    waiting = replace(notice, estimate_missing_after=Missing.RECALL)
    assert ready(waiting).codes == ("LNK-71.missing",)
    assert ready(notice).outcome == "met"


@given(st.integers(0, 5000), st.none() | st.integers(-5000, 5000))
def test_the_task_is_open_with_its_age_until_the_estimate(minutes: int, estimated: int | None) -> None:
    """LNK-71, R-75: from the minute of the recall to the minute of the estimate; an earlier estimate is not new."""
    at = RECALLED + timedelta(minutes=minutes)
    given_at = None if estimated is None else RECALLED + timedelta(minutes=estimated)
    decision = estimate_task(RECALLED, at, given_at)
    closed = estimated is not None and 0 <= estimated <= minutes
    assert decision.result == ({"open": False} if closed else {"open": True, "since": RECALLED, "minutes": minutes})
    assert decision.codes == (() if closed else ("LNK-71.waiting",))
    assert decision.inputs == {"recalled_at": RECALLED, "at": at, "estimated_at": given_at}
    if closed:
        assert decision.say == "Ny beräknad tidpunkt är angiven."


def test_the_age_is_said_in_the_largest_whole_unit() -> None:
    """LNK-71: minutes, hours, days, on both sides of each."""
    words = {0: "0 minuter", 1: "1 minut", 59: "59 minuter", 60: "1 timme", 119: "1 timme", 120: "2 timmar"}
    words |= {1439: "23 timmar", 1440: "1 dag", 2879: "1 dag", 2880: "2 dagar"}
    assert {minutes: age_words(minutes) for minutes in words} == words
    for pair in ((NEVER, RECALLED), (RECALLED, NEVER)):
        outside = estimate_task(*pair)
        assert (outside.outcome, outside.codes) == ("unclear", ("X-20.missing_year",))
    assert outside.say == "Uppgiftens ålder går inte att räkna ut."


@pytest.mark.parametrize("state", list(State))
def test_a_death_is_told_in_every_open_case(state: State) -> None:
    """LNK-73: before and after the discharge, and not twice."""
    decision = death_message(replace(DEATH, state=state))
    assert decision.codes == (() if state in OPEN else ("LNK-73.not_open",))


@given(st.integers(-3000, 3000))
def test_a_death_is_not_later_than_its_message(minutes: int) -> None:
    """LNK-73, T-1: by the minute on the wall, over the midnights."""
    at = DEATH.sent_at + timedelta(minutes=minutes)
    decision = death_message(replace(DEATH, died_on=at.date(), died_at=at.time().replace(second=59)))
    assert decision.codes == (("LNK-73.later",) if minutes > 0 else ())


def test_title_and_recipients_are_values_of_the_agreement() -> None:
    """LNK-73: another title is another line; before the first and after the last day it names what is missing."""
    other = overlay("discharge.death_title", '"dödsfall"')
    assert death_message(DEATH, terms=other).codes == ("LNK-73.title",)
    assert death_message(replace(DEATH, title="Dödsfall"), terms=other).codes == ()
    one = overlay("discharge.death_recipients", '["social_services"]')
    assert death_message(DEATH, terms=one).result == {"recipients": ("social_services",)}
    for day in (date(2024, 11, 3), date(2027, 11, 4)):
        missing = death_message(replace(DEATH, sent_at=datetime(day.year, day.month, day.day, 5, 0, tzinfo=STOCKHOLM)))
        assert missing.outcome == "unclear"
        assert "rubrik på meddelandet om dödsfall" in missing.reasons[0].text
        assert missing.say == "Meddelandet går inte att pröva."
    assert death_message(DEATH, region="01").outcome == "unclear"
    assert death_message(replace(DEATH, sent_at=NEVER)).codes == ("X-20.missing_year",)
    decision = death_message(DEATH)
    assert decision.say == "Meddelandet kan skickas till kommunen."
    assert decision.inputs == {
        "state": State.READY,
        "title": "avliden",
        "sent_at": DEATH.sent_at,
        "died_on": date(2025, 3, 6),
        "died_at": "03:40",
    }


@pytest.mark.parametrize("by", list(By))
@pytest.mark.parametrize("state", list(State))
def test_only_a_coordinator_closes_after_a_death(by: By, state: State) -> None:
    """LNK-74: every role and every state; a refused closing cancels nothing."""
    expected = ["LNK-74.not_deceased"] * (state is not State.DECEASED) + ["LNK-74.role"] * (by is not By.COORDINATOR)
    decision = close_death(replace(CLOSING, by=by, state=state))
    assert list(decision.codes) == expected
    assert bool(decision.result) is not bool(expected)


@given(st.lists(st.builds(Item, st.sampled_from(["uppgift", "kallelse", "påminnelse"]), st.booleans())))
def test_everything_open_is_cancelled_but_what_the_death_asks_for(items: list[Item]) -> None:
    """LNK-74, LNK-86: nothing is lost on the way, and the count ends on the day of death."""
    decision = close_death(replace(CLOSING, items=tuple(items)))
    assert decision.result == {
        "cancelled": tuple(item.name for item in items if not item.after_death),
        "kept": tuple(item.name for item in items if item.after_death),
        "count_ends": End.DEATH,
        "count_ends_on": date(2025, 3, 6),
    }
    assert decision.inputs == {
        "by": By.COORDINATOR,
        "state": State.DECEASED,
        "died_on": date(2025, 3, 6),
        "items": [{"name": item.name, "after_death": item.after_death} for item in items],
    }
    kept = [item.name for item in items if item.after_death]
    left = f" Detta finns kvar: {', '.join(kept)}." if kept else ""
    assert decision.say == f"Ärendet avslutas. Öppna uppgifter, kallelser och påminnelser avbryts.{left}"
