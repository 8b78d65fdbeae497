"""Every state, every act, every role: done, refused by the table, not allowed, or not seen (X-05, X-06, X-13)."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from vardkedja.commitments.acute import choices
from vardkedja.commitments.acute.actions import contacting, deciding, moving
from vardkedja.commitments.acute.actions.common import possible
from vardkedja.commitments.acute.tests.samples import (
    CARING_DOCTOR,
    DOCTOR,
    HEAD,
    NURSE,
    OFFICER,
    SECRETARY,
    STRANGER,
    contact,
    day,
    decided,
    found,
    here,
    out,
    seen,
    who,
)
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import AlreadyDone, Conflict, KeyReused, Missing, Refused
from vardkedja.rules.acute_workflow import ASIDE, WORKFLOW, Direction, Event, State

pytestmark = pytest.mark.django_db
NOW = "2025-02-15 09:00"
WHO = {"name": "Alva Påhittsson", "function": "bakjour"}
DO: dict[Event, Callable[..., uuid.UUID]] = {
    Event.CONTACT: lambda case, by, **how: contacting.contact(case, contact("2025-02-12"), by=by, **how),
    Event.DECIDE_TRANSFER: lambda case, by, **how: deciding.decide(
        case, "transfer", by=by, motive="Stabil.", **WHO, **how
    ),
    Event.DECIDE_CONTINUE: lambda case, by, **how: deciding.decide(
        case, "continue", by=by, motive="Kan inte flyttas.", **WHO, **how
    ),
    Event.POSSIBLE: lambda case, by, **how: moving.possible_from(case, day("2025-02-14"), by=by, **how),
    Event.COMMITMENT: lambda case, by, **how: moving.commitment(
        case,
        moving.Outside(number="U-17", region="03", first_day=day("2025-02-18"), last_day=day("2025-02-28")),
        by=by,
        **how,
    ),
    Event.TRANSFER: lambda case, by, **how: moving.transfer(case, day("2025-02-14"), by=by, **how),
    Event.END: lambda case, by, **how: moving.end(case, day("2025-02-14"), by=by, reason="Utskriven", **how),
    Event.VOID: lambda case, by, **how: moving.void(case, by=by, reason="Fel patient", **how),
}
ROLES = {"out": (SECRETARY, DOCTOR, HEAD, OFFICER, STRANGER), "here": (NURSE, CARING_DOCTOR, OFFICER, STRANGER)}


@pytest.fixture(autouse=True)
def _february() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


def in_state(direction: str, state: State) -> uuid.UUID:
    """An admission that has come to a state."""
    begin, by = (out, DOCTOR) if direction == "out" else (here, CARING_DOCTOR)
    case_uuid = begin("2025-02-10", "" if state in (State.ADMITTED, State.VOID, State.ENDED) else "2025-02-11")
    if state in (State.TO_TRANSFER, State.TRANSFERRED):
        decided(case_uuid, "transfer", by)
    if state is State.CONTINUES:
        decided(case_uuid, "continue", by)
    last = {State.TRANSFERRED: Event.TRANSFER, State.ENDED: Event.END, State.VOID: Event.VOID}.get(state)
    if last:
        DO[last](case_uuid, who(by))
    return case_uuid


def expected(direction: str, state: State, event: Event, role: str) -> str:
    """What the table and the roles say, worked out here from the tables themselves."""
    if role == STRANGER:
        return "missing"
    if role == OFFICER:
        return "denied"
    aside = event in ASIDE and state in ASIDE[event] and not (event is Event.COMMITMENT and direction == "out")
    if not (aside or WORKFLOW.next(state, event)):
        return "refused"
    doctors = {DOCTOR, HEAD, CARING_DOCTOR}
    deciding_here = direction == "out" and event in (Event.DECIDE_TRANSFER, Event.DECIDE_CONTINUE)
    return "denied" if deciding_here and role not in doctors else "done"


def outcome(act: Callable[[], Any]) -> str:
    try:
        act()
    except Missing:
        return "missing"
    except Denied:
        return "denied"
    except Refused as refused:
        return "refused" if [one.code.split(".")[0] for one in refused.reasons] == ["X-13"] else str(refused.reasons)
    return "done"


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("state", list(State))
def test_x_13_every_act_in_every_state_for_every_role(direction: str, state: State) -> None:
    """X-05, X-06, X-13, SVR-23, SVR-24: the table and the roles say what is done; all else leaves everything as it was."""
    case_uuid = in_state(str(direction), state)
    reader = DOCTOR if direction == "out" else CARING_DOCTOR
    for role in ROLES[str(direction)]:
        for event, act in DO.items():
            before = found(case_uuid, reader).version
            point = transaction.savepoint()
            said = outcome(lambda act=act, role=role: act(case_uuid, who(role)))
            assert (role, event, said) == (role, event, expected(str(direction), state, event, role))
            assert (found(case_uuid, reader).version == before) is (said != "done")
            transaction.savepoint_rollback(point)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("state", list(State))
def test_x_13_the_page_offers_what_the_verb_would_do(direction: str, state: State) -> None:
    """X-13, X-05: every act that is offered without a reason against it is one that the verbs allow, and no other."""
    case_uuid = in_state(str(direction), state)
    for role in ROLES[str(direction)][:-1]:
        case = seen(case_uuid, role)
        assert case is not None
        may = {one.event for one in choices.choices(who(role), case) if not one.why_not}
        listed = {one.event for one in choices.choices(who(role), case)}
        assert may == {event for event in DO if expected(str(direction), state, event, role) == "done"}
        assert listed == {event for event in DO if possible(case, event)}


def test_x_06_another_region_and_another_unit_see_nothing() -> None:
    """X-06: the unit and the region's office see it; a colleague at another hospital and another region do not."""
    case_uuid = out("2025-02-10", "2025-02-11")
    for name in (DOCTOR, HEAD, SECRETARY, OFFICER):
        assert found(case_uuid, name).number.startswith("A2025-")
    assert [seen(case_uuid, name) for name in (STRANGER, CARING_DOCTOR, "johan.akerhielm")] == [None, None, None]


def test_x_37_who_read_an_older_version_is_told() -> None:
    """X-37: transfer decided by one, continued care by another who read the case before: a conflict, nothing changed."""
    case_uuid = out("2025-02-10", "2025-02-11")
    read = found(case_uuid).version
    DO[Event.DECIDE_TRANSFER](case_uuid, who(DOCTOR), version=read)
    with pytest.raises(Conflict):
        DO[Event.DECIDE_CONTINUE](case_uuid, who(HEAD), version=read)
    assert found(case_uuid).decision == "transfer"


def test_x_38_the_same_form_twice_is_one_act() -> None:
    """X-38: the same key answers the same case; with another text it is refused."""
    case_uuid, key = out("2025-02-10", "2025-02-11"), uuid.uuid4()
    how = {"by": who(DOCTOR), "key": key}
    deciding.decide(case_uuid, "continue", motive="Kan inte flyttas.", **how)
    with pytest.raises(AlreadyDone):
        deciding.decide(case_uuid, "continue", motive="Kan inte flyttas.", **how)
    with pytest.raises(KeyReused):
        deciding.decide(case_uuid, "continue", motive="Något annat.", **how)
    assert History.objects.filter(verb="svr_acute.decide_continue").count() == 1
