"""Every state on both sides × every verb × every role: done only where the tables, the permission and the side say so."""

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction

from vardkedja.kernel.access import Actor, Denied
from vardkedja.kernel.verbs import Missing, Refused
from vardkedja.referrals.actions import answering, arriving, monitoring, receiving, sending, writing
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.messages import Message
from vardkedja.referrals.tests import invariants, samples
from vardkedja.referrals.tests.samples import (
    AMIR,
    EVALENA,
    GUSTAV,
    JOAKIM,
    KERSTIN,
    LOVISA,
    NADJA,
    OSKAR,
    OUTSIDE,
    SHIRIN,
    answered,
    assigned,
    confirmed,
    forwarded,
    me,
    on,
    paper_answered,
    paper_confirmed,
    registered,
    scanned,
    sent,
    sent_on_paper,
)
from vardkedja.referrals.tests.walk_acts import ACTS, RECEIVER, Act, Tried
from vardkedja.rules.access import Permission, role_may
from vardkedja.rules.referrals import INCOMING, OUTGOING, InState, State

pytestmark = pytest.mark.django_db
ROLES = {
    "sender's secretary": EVALENA,
    "sender's doctor, author and monitor": OSKAR,
    "sender's other doctor": AMIR,
    "sender's head": KERSTIN,
    "receiver's secretary": LOVISA,
    "receiver's doctor, assessor": SHIRIN,
    "receiver's other doctor": GUSTAV,
    "another unit": NADJA,
    "pool secretary": "ullabritt.moren",
}


def then(make: Callable[[], uuid.UUID], *acts: Callable[[uuid.UUID], object]) -> Callable[[], uuid.UUID]:
    """A case that is made and then acted on."""

    def build() -> uuid.UUID:
        case = make()
        for act in acts:
            act(case)
        return case

    return build


def _asked(case: uuid.UUID) -> None:
    receiving.request_completion(case, by=me(SHIRIN), text="Röntgen?")


def _recall_asked(case: uuid.UUID) -> None:
    sending.ask_recall(case, by=me(EVALENA), reason="Fel")


STATES: dict[str, Callable[[], uuid.UUID]] = {
    "draft": samples.written,
    "to_sign": samples.to_sign,
    "to_send": samples.to_send,
    "deleted": then(samples.written, lambda c: writing.delete(c, by=me(OSKAR))),
    "sent, nobody assesses": sent,
    "sent, assigned": assigned,
    "sent, completion asked": then(assigned, _asked),
    "sent, in progress": then(confirmed, lambda c: monitoring.reprioritise(c, by=me(OSKAR), reason="Ökat")),
    "confirmed": confirmed,
    "confirmed, recall asked": then(confirmed, _recall_asked),
    "partial": lambda: answered(kind="partial"),
    "answered": answered,
    "ended, answered": then(answered, lambda c: monitoring.end(c, by=me(OSKAR))),
    "ended, in progress": then(confirmed, lambda c: monitoring.close(c, by=me(OSKAR), reason="declined")),
    "recalled": then(assigned, lambda c: sending.recall(c, by=me(EVALENA), reason="Fel")),
    "interrupted": then(assigned, lambda c: answering.interrupt(c, by=me(SHIRIN), reason="Fel")),
    "rejected": then(assigned, lambda c: answering.reject(c, by=me(SHIRIN), reason="Fel", no_right_unit=True)),
    "forwarded": forwarded,
    "forwarded, assigned there": then(forwarded, lambda c: assigned(c, NADJA, JOAKIM)),
    "forwarded on paper": lambda: forwarded(to=OUTSIDE, channel="post", consent=True),
    "on paper, sent": sent_on_paper,
    "on paper, confirmed": paper_confirmed,
    "on paper, answered": paper_answered,
    "from outside, new": registered,
    "from outside, in progress": lambda: confirmed(assigned(registered())),
    "from outside, answered": lambda: answered(assigned(registered())),
}


@dataclass(frozen=True)
class Stands:
    """A case as it is stored, and the units that it has been received at."""

    own: Consultation
    received: frozenset[int]


def stands(case: uuid.UUID) -> Stands:
    own = Consultation.objects.select_related("case__unit", "reception__unit", "referral").get(case__uuid=case)
    return Stands(own, frozenset(Reception.objects.filter(case=own.case).values_list("unit_id", flat=True)))


def expected(act: Act, there: Stands, by: Actor) -> str:
    """What the tables, the roles and the stored sides say that a try comes to."""
    own, units = there.own, set(by.rem_units)
    if not role_may(by.role, act.needs) or not units:
        return "Denied"
    if not units & {own.case.unit_id, *there.received}:
        return "Missing"
    if act.side == RECEIVER:
        here = own.reception is not None and own.reception.unit_id in units
        step = own.reception and INCOMING.next(own.reception.state, act.event)
    else:
        here = own.case.unit_id in units and own.case.state != "outside"
        step = OUTGOING.next(own.case.state, act.event)
    if not here:
        return "Denied"
    if step is None:
        return "Refused"
    if act.owner == "assessor" and own.reception.assessor_id != by.staff_id:  # type: ignore[union-attr]
        return "Denied" if own.reception.assessor_id else "Refused"  # type: ignore[union-attr]
    if act.owner == "signer" and own.referral.doctor_id != by.staff_id:
        return "Denied"
    return "Refused" if act.refused(own) else "done"


def came_to(act: Act, tried: Tried, should: str, *, look: bool = True) -> str:
    """Try it; what was done as it should leaves everything in order (`look`), and is taken back."""
    try:
        if should != "done":
            act.run(tried)
            return "done"
        with transaction.atomic():
            act.run(tried)
            if look:
                invariants.check(tried.case)
            assert samples.last(tried.case).staff_id == tried.by.staff_id
            transaction.set_rollback(True)
    except (Refused, Denied, Missing) as told:
        return type(told).__name__
    return "done"


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_a_state(state: str) -> None:
    """REM-05 to REM-38, X-05, X-13: each try is done, refused, denied or missing, exactly as the tables say."""
    with on("2025-03-04"):
        case, scan = STATES[state](), scanned(EVALENA)
        invariants.check(case)
        there, actors = stands(case), {role: me(username) for role, username in ROLES.items()}
        wrong, seen = [], Counter[str]()
        for name, act in ACTS.items():
            looked = False  # who did it makes no difference to what is stored, but for the name
            for role, by in actors.items():
                should = expected(act, there, by)
                found = came_to(act, Tried(case, by, scan), should, look=not looked)
                looked = looked or found == "done"
                seen[found] += 1
                if should != found:
                    wrong.append(f"{role}: {name} came to {found}, not {should}")
    assert wrong == []
    assert sum(seen.values()) == len(ACTS) * len(ROLES)
    assert seen["done"] or state in ("deleted", "recalled", "interrupted", "rejected", "forwarded on paper")


@pytest.mark.parametrize("state", [name for name in STATES if name not in ("draft", "to_sign", "to_send", "deleted")])
def test_who_attests_in_a_state(state: str) -> None:
    """REM-18, REM-19: whoever the unit's routine names at the sender's unit, one message once; nobody else ever."""
    with on("2025-03-04"):
        case = STATES[state]()
        unread = Message.objects.filter(case__uuid=case, to_side="sender", state="sent").order_by("written_at").first()
        item = unread.uuid if unread else uuid.uuid4()
        there = stands(case)
        act = Act(OUTGOING_ATTEST, Permission.REM_READ, lambda t: arriving.attest(t.case, item, by=t.by))
        for username in ROLES.values():
            by = me(username)
            should = expected(act, there, by)
            if should == "done":
                names = by.role in ("lakare", "verksamhetschef")
                should = "Missing" if unread is None else "done" if names else "Refused"
            assert came_to(act, Tried(case, by, item), should) == should, username


OUTGOING_ATTEST = next(step.event for step in OUTGOING.allowed(State.ANSWERED) if step.event == "attest")


def test_every_state_and_every_event_is_walked() -> None:
    """REM-05 to REM-38: no state and no row of the two tables is left out of the walk."""
    with on("2025-03-04"):
        stood = [samples.states(make()) for make in STATES.values()]
    assert {outgoing for outgoing, _ in stood} == {str(state) for state in State}
    assert {incoming for _, incoming in stood} - {""} == {str(state) for state in InState}
    tried = {act.event for act in ACTS.values()} | {OUTGOING_ATTEST}
    by_the_other_side = {"arrive", "register", "completed", "recalled", "forwarded", "interrupted", "rejected"}
    begins = {"write", "dictate"}
    rows = {str(step.event) for flow in (OUTGOING, INCOMING) for step in flow.steps}
    assert rows - {str(event) for event in tried} == by_the_other_side | begins
