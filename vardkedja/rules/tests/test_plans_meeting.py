"""The call to a plan, its meetings and its follow-up: every side and state, and what an answer holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import plans_meeting
from vardkedja.rules.calendar import STOCKHOLM
from vardkedja.rules.discharge_parties import UnitKind
from vardkedja.rules.discharge_rights import CaseRole
from vardkedja.rules.law import SHIPPED, Terms
from vardkedja.rules.plans_meeting import (
    CallFacts,
    External,
    Form,
    Meeting,
    Participant,
    Side,
    Unconnected,
    call,
    call_due,
    complete,
    follow_up,
    form,
    involved,
)
from vardkedja.rules.plans_workflow import State

DAY = date(2025, 3, 12)
AT = datetime(2025, 3, 12, 10, 0, tzinfo=STOCKHOLM)
MINUTE = timedelta(minutes=1)
CALL = CallFacts(
    on=DAY,
    plan=State.RELEVANT,
    by=UnitKind.REGIONAL_PRIMARY,
    role=CaseRole.CARE_COORDINATOR,
    caller="Anna",
    meetings=(Meeting(at=AT, place="Avdelning 4", participants=(Participant(name="Patienten"),)),),
    consulted_patient=True,
    consulted_actors=True,
)


@pytest.mark.parametrize(("unit", "role"), list(product(UnitKind, CaseRole)))
def test_who_may_call(unit: UnitKind, role: CaseRole) -> None:
    """LNK-36, LNK-37: the contact or the coordinator in primary care, anybody of municipality and inpatient care."""
    decision = call(replace(CALL, by=unit, role=role))
    expected: tuple[str, ...] = ()
    if unit is UnitKind.OTHER:
        expected = ("LNK-03.unit",)
    elif unit is UnitKind.REGIONAL_PRIMARY and role not in (CaseRole.CARE_CONTACT, CaseRole.CARE_COORDINATOR):
        expected = ("LNK-03.role",)
    assert decision.codes == expected
    sides = {
        UnitKind.INPATIENT: "inpatient_care",
        UnitKind.REGIONAL_PRIMARY: "regional_primary_care",
        UnitKind.MUNICIPAL_PRIMARY: "municipality",
        UnitKind.SOCIAL_SERVICES: "municipality",
        UnitKind.OTHER: "outside",
    }
    assert decision.result["caller"] == sides[unit]


def test_who_may_call_is_data() -> None:
    """LNK-37, X-20: another agreement may let only one kind of unit call; a region without one is unclear."""
    shipped = SHIPPED.value("discharge.rights.call_plan", DAY, "07")
    only = {**shipped.value, "any_of": ({"units": ("social_services",), "roles": ()},)}
    terms = Terms([replace(shipped, value=only)])
    assert call(replace(CALL, by=UnitKind.SOCIAL_SERVICES), terms=terms).codes == ()
    assert call(CALL, terms=terms).codes == ("LNK-03.unit",)
    other = call(CALL, region="01")
    assert (other.outcome, other.codes) == ("unclear", ("LAW.missing",))
    assert other.say == "Det går inte att pröva vem som får kalla."
    assert (other.rule, other.inputs["by"]) == ("plans.call", UnitKind.REGIONAL_PRIMARY)


def test_what_the_answer_about_a_call_holds() -> None:
    """LNK-36, LNK-38: the facts, the source, one sentence; nobody outside means no task."""
    decision = call(CALL)
    assert decision.inputs == {
        "on": DAY,
        "plan": State.RELEVANT,
        "by": UnitKind.REGIONAL_PRIMARY,
        "role": CaseRole.CARE_COORDINATOR,
        "meetings": ({"at": AT, "people": 1},),
        "consulted": {"patient": True, "actors": True},
    }
    assert decision.result == {
        "caller": Side.PRIMARY_CARE,
        "forms": (Form.PHYSICAL,),
        "external": (),
        "external_task_for": None,
    }
    assert (decision.rule, decision.say) == ("plans.call", "Kallelsen till 1 möte kan skickas.")
    assert decision.sources == (SHIPPED.value("discharge.rights.call_plan", DAY, "07").source,)
    two = call(replace(CALL, meetings=(*CALL.meetings, Meeting(place="Avdelning 4"))))
    assert two.codes == ("LNK-36.no_time", "LNK-36.no_participants")
    assert two.say == "Ange datum och klockslag för möte 2."
    assert two.result["forms"] == (Form.PHYSICAL, None)
    flagged = call(replace(CALL, consulted_patient=False, meetings=CALL.meetings * 2))
    assert (flagged.codes, flagged.say) == (("LNK-36.patient",), "Kallelsen till 2 möten kan skickas.")
    assert call(replace(CALL, consulted_actors=False)).codes == ("LNK-36.actors",)
    said = {"meetings": CALL.meetings}
    bare = CallFacts(on=DAY, plan=State.RELEVANT, by=UnitKind.INPATIENT, role=CaseRole.NURSE, caller="Anna", **said)
    assert call(bare).codes == ("LNK-36.patient", "LNK-36.actors")
    early = call(replace(CALL, plan=State.NOT_ASSESSED))
    assert early.say.startswith("Planens läge är ej bedömd. Det går att kalla när SIP är aktuell")


@given(st.lists(st.booleans(), max_size=5), st.booleans(), st.booleans())
def test_a_place_for_those_there_and_a_link_for_the_others(digital: list[bool], place: bool, link: bool) -> None:
    """LNK-36, LNK-41: one of them is needed; the one that some participants lack is flagged."""
    people = tuple(Participant(name="Anna", digital=one) for one in digital)
    held = form(people)
    kinds = {True: Form.DIGITAL, False: Form.PHYSICAL}
    assert held == (None if not digital else kinds[digital[0]] if len(set(digital)) == 1 else Form.MIXED)
    meeting = Meeting(at=AT, place="Avdelning 4" if place else " ", link="länk" if link else " ", participants=people)
    expected = []
    if not place and not link:
        expected.append("LNK-36.no_place")
    elif not place and False in digital:
        expected.append("LNK-41.no_place")
    elif not link and True in digital:
        expected.append("LNK-41.no_link")
    if not digital:
        expected.append("LNK-36.no_participants")
    assert list(call(replace(CALL, meetings=(meeting,))).codes) == expected


@given(st.lists(st.lists(st.sampled_from(["A", "B", "C"]), max_size=3), min_size=1, max_size=3))
def test_each_outside_actor_is_one_task_of_the_caller(meetings: list[list[str]]) -> None:
    """LNK-38: named once, in the order they appear, whatever the number of meetings."""
    made = tuple(
        Meeting(at=AT, place="Avdelning 4", participants=(Participant(name="Patienten"), *_outside(names)))
        for names in meetings
    )
    decision = call(replace(CALL, by=UnitKind.SOCIAL_SERVICES, meetings=made))
    names = tuple(dict.fromkeys(name for group in meetings for name in group))
    assert decision.result["external"] == names
    assert decision.result["external_task_for"] == (Side.MUNICIPALITY if names else None)


def _outside(names: list[str]) -> tuple[Participant, ...]:
    return tuple(Participant(name=name, outside=True) for name in names)


@given(st.lists(st.booleans(), max_size=5))
def test_a_call_is_complete_when_everybody_outside_is_reached(sent: list[bool]) -> None:
    """LNK-38: one reason that names all who are left."""
    external = tuple(External(actor=f"Aktör {n}", sent_at=AT if one else None) for n, one in enumerate(sent))
    decision = complete(external)
    left = tuple(f"Aktör {n}" for n, one in enumerate(sent) if not one)
    assert decision.result == {"left": left}
    assert decision.codes == (("LNK-38.not_sent",) if left else ())
    assert decision.inputs == {"external": tuple({"actor": one.actor, "sent_at": one.sent_at} for one in external)}
    assert (decision.rule, decision.sources) == ("plans.call_complete", (plans_meeting.BOOK.sources["external"],))
    all_sent = "Kallelsen är skickad till alla externa aktörer."
    not_sent = f"Kallelsen är inte skickad till {', '.join(left)}. Skicka den och ange när."
    assert decision.say == (not_sent if left else all_sent)


@pytest.mark.parametrize(("plan", "assessable"), list(product(State, (True, False))))
def test_a_call_is_due_when_the_plan_is_relevant_and_needs_are_known(plan: State, assessable: bool) -> None:
    """LNK-36: every state; the task is regional primary care's."""
    decision = call_due(plan, assessable)
    due = plan is State.RELEVANT and assessable
    assert decision.result == {"due": due, "task_for": Side.PRIMARY_CARE if due else None}
    assert decision.say == ("Det är dags att kalla till SIP." if due else "Ingen kallelse till SIP väntar.")
    assert decision.inputs == {"plan": plan, "assessable": assessable}
    assert (decision.rule, decision.outcome) == ("plans.call_due", "computed")
    assert decision.sources == (plans_meeting.BOOK.sources["call"],)


@pytest.mark.parametrize(("named", "confirmed", "after"), list(product((True, False), (True, False), (-1, 0, 1))))
def test_an_actor_without_access_is_confirmed_by_the_meeting(named: bool, confirmed: bool, after: int) -> None:
    """LNK-39: the minute before, of and after the meeting."""
    one = Unconnected(actor="Bolaget", responsible="sjuksköterska" if named else " ", confirmed=confirmed)
    decision = involved((one,), AT, AT + after * MINUTE)
    late = () if confirmed or after < 0 else ("LNK-39.unconfirmed",)
    assert decision.codes == (late if named else ("LNK-39.no_responsible",))
    assert decision.result == {"open": () if named and confirmed else ("Bolaget",)}
    assert decision.inputs == {"actors": 1, "meeting_at": AT, "at": AT + after * MINUTE}
    assert decision.outcome == "met"
    assert (decision.rule, decision.sources) == ("plans.involved", (plans_meeting.BOOK.sources["access"],))
    nothing = "Inget återstår för aktörer utan behörighet just nu."
    assert decision.say == (decision.reasons[0].text if decision.reasons else nothing)
    if not named:
        assert decision.say.startswith("Bolaget saknar behörighet.")


@given(st.sampled_from(State), st.integers(-3, 3) | st.none(), st.booleans(), st.booleans(), st.booleans())
def test_who_has_a_task_after_the_plan(plan: State, after: int | None, new: bool, who: bool, caller: bool) -> None:
    """LNK-48: the responsible from the day until it is followed up, the caller when a new meeting is needed."""
    due_on = None if after is None else DAY - timedelta(days=after)
    decision = follow_up(plan, DAY, " Anna " if who else " ", " Bo " if caller else " ", due_on, new)
    waiting = plan is State.ESTABLISHED
    expected = []
    if waiting and after is None:
        expected.append("LNK-48.no_day")
    if waiting and not who:
        expected.append("LNK-48.no_responsible")
    if new and not caller:
        expected.append("LNK-48.no_caller")
    assert list(decision.codes) == expected
    due = waiting and after is not None and after >= 0
    assert decision.result == {
        "follow_up_for": "Anna" if due and who else None,
        "call_for": "Bo" if new and caller else None,
    }
    assert decision.inputs == {"plan": plan, "on": DAY, "follow_up_on": due_on, "new_meeting": new}


def test_the_sentences_of_the_follow_up() -> None:
    """LNK-48: one sentence for each task, and the day in words."""
    due = follow_up(State.ESTABLISHED, DAY, "Anna", "Bo", DAY, new_meeting=True)
    assert due.say == "Det är dags att följa upp planen. Det är dags att kalla till nytt möte."
    assert due.steps == ("Planen följs upp onsdag 12 mars 2025.",)
    assert (due.rule, due.sources) == ("plans.follow_up", (plans_meeting.BOOK.sources["follow_up"],))
    later = follow_up(State.ESTABLISHED, DAY - timedelta(days=1), "Anna", "Bo", DAY)
    assert later.say == "Ingen uppgift väntar i dag."
    none = follow_up(State.ESTABLISHED, DAY, "Anna")
    assert (none.steps, none.say) == ((), "Planen har ingen dag för uppföljning. Ange den.")
