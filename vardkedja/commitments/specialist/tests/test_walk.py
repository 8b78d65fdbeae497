"""Every state × every verb × every role: done only where the table, the permission and the side say so, and offered there."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from vardkedja.commitments.specialist import choices, look
from vardkedja.commitments.specialist.actions import assessing, deciding, writing
from vardkedja.commitments.specialist.actions.assessing import Found
from vardkedja.commitments.specialist.tests import invariants
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.commitments.specialist.tests.walk_acts import ACTS, Act, expected, stands, who_does
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Denied
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import Missing, Refused
from vardkedja.rules.specialist_workflow import ASIDE, WORKFLOW, Event, State

pytestmark = pytest.mark.django_db
Make = Callable[[], uuid.UUID]
# Danderyd sends the patient's choice, Karolinska on its own initiative; each is "another unit" to the other.
ROLES = {
    "Danderyd, secretary": s.YASMIN,
    "Danderyd, doctor": s.CASPER,
    "Danderyd, head": s.MAUD,
    "Karolinska, secretary": s.SELMA,
    "Karolinska, doctor": s.PARISA,
    "Karolinska, head": s.GUNVOR,
    "the officer who has it": s.HENRIK,
    "another officer": s.MEHDI,
    "the receiver": s.OTTILIA,
    "another region's unit": s.NILS,
    "Kalmar": s.JOHAN,
}


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def initiative(what: str) -> uuid.UUID:
    """On Karolinska's initiative, the patient not told yet."""
    content = s.initiative(informed=False, informed_reason="Sövd")
    if what == "draft":
        return s.draft(s.SELMA, content)
    if what in ("signed", "sent"):
        return (s.signed if what == "signed" else s.sent)(s.GUNVOR, content)
    case = assessing.assess(s.opened(s.GUNVOR, content), Found(admission_on=s.later(30)), by=actor(s.HENRIK))
    if what == "assessing":
        return case
    return deciding.approve(case, s.terms(issue=what == "issued"), by=actor(s.HENRIK))


def outside(what: str) -> uuid.UUID:
    case = s.outside()
    if what != "sent":
        assessing.start(case, by=actor(s.HENRIK))
    if what == "completing":
        assessing.ask(case, by=actor(s.HENRIK), items=("Utlåtande",))
    return case


STATES: dict[str, Make] = {
    "draft": s.draft,
    "deleted": lambda: writing.delete(s.draft(), by=actor(s.YASMIN)),
    "signed": s.signed,
    "sent": s.sent,
    "assessing": s.assessed,
    "completing": s.completing,
    "approved": s.approved,
    "issued": s.issued,
    "rejected": s.rejected,
    "dismissed": s.dismissed,
    "revoked": s.revoked,
    "withdrawn": s.withdrawn,
    **{
        f"initiative, {what}": lambda what=what: initiative(what)
        for what in ("signed", "sent", "assessing", "approved", "issued")
    },
    **{f"from outside, {what}": lambda what=what: outside(what) for what in ("sent", "assessing", "completing")},
}


def came_to(act: Act, case: uuid.UUID, by: Actor) -> str:
    """Try it; what was done leaves everything in order, in that person's name, and is taken back."""
    try:
        with transaction.atomic():
            act.run(case, by)
            invariants.check(case)
            assert s.history(case)[-1].staff_id == by.staff_id
            transaction.set_rollback(True)
    except (Refused, Denied, Missing) as told:
        return type(told).__name__
    return "done"


def offered(case: uuid.UUID, by: Actor) -> set[Event]:
    """The acts that the case page lets the actor begin."""
    seen = look.at(by, case)
    if seen is None:
        return set()
    here = Task.objects.filter(case__uuid=case, unit_id=by.unit_id, done_at__isnull=True)
    waiting = Counter(here.values_list("node", flat=True))
    found = choices.choices(by, seen, waiting, away=choices.officer_away(by, seen))
    return {one.event for one in found if one.event and not one.why_not}


def actors() -> dict[str, Actor]:
    return {role: actor(name) for role, name in ROLES.items()} | {"another region's officer": s.elsewhere_officer()}


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_a_state(state: str) -> None:
    """SVR-37, X-05, X-06, X-13: each try is done, refused, denied or missing, exactly as the table and the sides say."""
    case = STATES[state]()
    invariants.check(case)
    there, wrong, seen = stands(case), [], Counter[str]()
    for role, by in actors().items():
        for event, act in ACTS.items():
            should, found = expected(act, there, by), came_to(act, case, by)
            seen[found] += 1
            if should != found:
                wrong.append(f"{role}: {event} came to {found}, not {should}")
    assert wrong == []
    assert sum(seen.values()) == len(ACTS) * (len(ROLES) + 1)
    ended = ("deleted", "dismissed", "revoked", "withdrawn")
    assert (seen["done"] > 0) == (state not in (*ended, "rejected"))


# What the page offers and the rules may still stop, each with its reasons: what must be found, or another's signature.
MAY_BE_STOPPED = {Event.APPROVE, Event.SUPPLEMENT}


@pytest.mark.parametrize("state", STATES)
def test_the_page_offers_what_the_verb_does(state: str) -> None:
    """X-35, SVR-35: nothing that is not the actor's is offered, and everything that can be done now is."""
    case = STATES[state]()
    there = stands(case)
    for role, by in actors().items():
        shown = offered(case, by)
        can = {event for event, act in ACTS.items() if expected(act, there, by) == "done"}
        assert can <= shown, role
        assert shown - can <= MAY_BE_STOPPED, role


def test_every_state_and_every_event_is_walked() -> None:
    """X-13: no state of the table, no row and nothing that is done aside is left out of the walk."""
    assert {s.stand(make()) for make in STATES.values()} == {str(state) for state in State} - {"expired"}
    rows = {step.event for step in WORKFLOW.steps} | set(ASIDE)
    assert {str(event) for event in ACTS} == {str(event) for event in rows} - {"register"}
    assert {str(event) for event in Event} == {str(event) for event in rows}


# The catalogue's own table, as it stands there; what is not listed is refused.
TABLE = {
    ("draft", "sign"): "sender",
    ("signed", "send"): "sender",
    ("sent", "open"): "office",
    ("assessing", "ask"): "office",
    ("completing", "complete"): "both",
    ("assessing", "approve"): "office",
    ("assessing", "reject"): "office",
    ("assessing", "dismiss"): "office",
    ("sent", "dismiss"): "office",
    ("approved", "issue"): "office",
    ("issued", "revoke"): "office",
    ("approved", "revoke"): "office",
    **{(state, "withdraw"): "sender" for state in ("signed", "sent", "assessing", "completing")},
}
# Beside it: ways out that the catalogue's table lacks (a draft is deleted, not withdrawn), and a new version.
ADDED = {
    ("draft", "save"): "sender",
    ("draft", "delete"): "sender",
    ("signed", "change"): "sender",
    ("assessing", "assess"): "office",
    ("completing", "dismiss"): "office",
    ("issued", "extend"): "office",
}


def test_the_table_is_the_catalogues() -> None:
    """SVR-37, R-18: every listed step is there with who takes it, and no step beside those that are explained."""
    words = {"sender": "sender", "signer": "sender", "office": "office", "sender_or_office": "both"}
    found = {}
    for state in State:
        for event in set(Event) - set(ASIDE):
            whose = who_does(event, state)
            if whose:
                found[(str(state), str(event))] = words[whose]
    assert found == TABLE | ADDED
