"""Two people at the same moment, with real commits: one wins, the other is told, and nothing is done twice (X-37, X-38)."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from vardkedja.commitments import actions
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import answer, doctor, form, found, saved
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import AlreadyDone, Conflict, KeyReused, Missing, Refused

Act = Callable[[], Any]


def at_once(*acts: Act) -> list[str]:
    """Run every act in a thread of its own, all let go at the same moment; gives what each came to."""
    gate, came_to = threading.Barrier(len(acts)), ["" for _ in acts]

    def run(place: int, act: Act) -> None:
        try:
            gate.wait(10)
            act()
            came_to[place] = "done"
        except (Conflict, Refused, Missing, AlreadyDone, KeyReused) as told:
            came_to[place] = type(told).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return came_to


@pytest.fixture
def _now(real_commits: str):  # noqa: ANN202
    with clock.stopped_at("2025-03-04 10:00"):
        yield


@pytest.fixture
def johan(_now: None) -> Actor:
    return doctor()


@pytest.fixture
def lars(_now: None) -> Actor:
    return actor("larsgoran.petersson")


def rounds(
    make: Callable[[], uuid.UUID], race: Callable[[uuid.UUID], list[str]], times: int = 4
) -> list[tuple[str, ...]]:
    """The outcomes of several races, each over a case of its own, in no order."""
    return [tuple(sorted(race(make()))) for _ in range(times)]


def verbs_of(case_uuid: uuid.UUID) -> Counter[str]:
    return Counter(History.objects.filter(case__uuid=case_uuid).values_list("verb", flat=True))


def test_rus_37_one_key_is_one_issue(johan: Actor) -> None:
    """RUS-37, X-38: the same click four times at once: one issue, one paper, the rest get its answer."""

    def race(case_uuid: uuid.UUID) -> list[str]:
        key = uuid.uuid4()
        came_to = at_once(*[lambda: actions.issue(case_uuid, by=johan, key=key)] * 4)
        assert Document.objects.filter(case__uuid=case_uuid).count() == verbs_of(case_uuid)["rus.issue"] == 1
        return came_to

    for came_to in rounds(saved, race):
        assert came_to == ("AlreadyDone",) * 3 + ("done",)


def test_rus_37_two_who_issue_at_once_make_one_issue(johan: Actor, lars: Actor) -> None:
    """RUS-37, X-37: two keys, two signers: one signature stands, the other is told."""

    def race(case_uuid: uuid.UUID) -> list[str]:
        came_to = at_once(
            *[lambda who=who: actions.issue(case_uuid, by=who, key=uuid.uuid4()) for who in (johan, lars)]
        )
        assert Document.objects.filter(case__uuid=case_uuid).count() == 1
        assert Task.objects.filter(case__uuid=case_uuid, done_at=None).count() == 1
        return came_to

    for came_to in rounds(saved, race):
        assert came_to in (("Conflict", "done"), ("Refused", "done"))


def test_x_37_two_saves_of_one_version_are_one_save(johan: Actor, lars: Actor) -> None:
    """X-37: exactly one is taken; the version moved one step."""

    def race(case_uuid: uuid.UUID) -> list[str]:
        came_to = at_once(
            lambda: actions.save(form(question="Ett"), by=johan, case_uuid=case_uuid, version=1),
            lambda: actions.save(form(question="Två"), by=lars, case_uuid=case_uuid, version=1),
        )
        assert found(case_uuid).version == 2
        assert found(case_uuid).question == ("Ett" if came_to[0] == "done" else "Två")
        return came_to

    for came_to in rounds(saved, race):
        assert came_to == ("Conflict", "done")


def test_x_37_save_against_issue(johan: Actor, lars: Actor) -> None:
    """X-37, RUS-38: what is signed is what stands: never a paper with another text than the case."""

    def race(case_uuid: uuid.UUID) -> list[str]:
        came_to = at_once(
            lambda: actions.save(form(question="Ny"), by=johan, case_uuid=case_uuid, version=1),
            lambda: actions.issue(case_uuid, by=lars, version=1),
        )
        for paper in Document.objects.filter(case__uuid=case_uuid):
            assert paper.content["question"] == found(case_uuid).question
        return came_to

    for came_to in rounds(saved, race):
        assert came_to in (("Conflict", "done"), ("Refused", "done"))


def test_x_37_approve_against_withdraw(johan: Actor) -> None:
    """X-37, RUS-20: the answer or the withdrawal, never both."""

    def make() -> uuid.UUID:
        case_uuid = saved(form(ground="patientens_val", section="4.3"))
        actions.request_approval(case_uuid, by=johan)
        return case_uuid

    def race(case_uuid: uuid.UUID) -> list[str]:
        came_to = at_once(lambda: answer(case_uuid), lambda: actions.withdraw_request(case_uuid, by=johan))
        state = Case.objects.get(uuid=case_uuid).state
        assert state == ("ready" if came_to[0] == "done" else "draft")
        assert Task.objects.filter(case__uuid=case_uuid, done_at=None).count() == 1
        return came_to

    for came_to in rounds(make, race):
        assert came_to in (
            ("Conflict", "done"),
            ("Refused", "done"),
            ("Missing", "done"),
        )  # a draft is not the approver's


def test_x_37_cancel_against_post(johan: Actor, lars: Actor) -> None:
    """X-37, RUS-38, RUS-40: one of them; a posted one can be cancelled afterwards, a cancelled one is not posted."""

    def race(case_uuid: uuid.UUID) -> list[str]:
        came_to = at_once(
            lambda: actions.cancel(case_uuid, by=johan, reason="Fel klinik"),
            lambda: actions.post(case_uuid, by=lars, posted_on=clock.today()),
        )
        row = Case.objects.get(uuid=case_uuid)
        done = verbs_of(case_uuid)
        assert row.state == ("cancelled" if done["rus.cancel"] else "posted")
        assert row.version == 2 + done["rus.cancel"] + done["rus.post"]
        return came_to

    for came_to in rounds(samples.issued, race):
        assert came_to in (("Conflict", "done"), ("Refused", "done"), ("done", "done"))


def test_x_38_the_first_save_of_a_form_from_two_tabs_is_one_case(johan: Actor) -> None:
    """X-38, RUS-11: the same new form saved twice at once under two keys: one case, the other tab is told."""
    for _ in range(4):
        new = uuid.uuid4()
        acts = [
            lambda new=new: actions.save(form(), by=johan, new_uuid=new, key=uuid.uuid4()),
            lambda new=new: actions.save(form(question="Andra fliken"), by=johan, new_uuid=new, key=uuid.uuid4()),
        ]
        assert sorted(at_once(*acts)) == ["Conflict", "done"]
        assert Case.objects.filter(uuid=new).count() == 1


def test_rus_11_numbers_are_unique_under_many_at_once(johan: Actor, lars: Actor) -> None:
    """RUS-11: eight drafts about one patient at the same time: eight numbers, one person."""
    assert at_once(*[lambda who=who: actions.save(form(), by=who) for who in (johan, lars) * 4]) == ["done"] * 8
    numbers = Case.objects.values_list("number", flat=True)
    assert len(set(numbers)) == len(numbers) == 8
    assert Case.objects.values("patient_id").distinct().count() == 1


def test_rus_38_one_cancelled_referral_gets_one_replacement(johan: Actor, lars: Actor) -> None:
    """RUS-38, X-37: two who begin the new one at once: one is begun, the other told."""

    def make() -> uuid.UUID:
        case_uuid = samples.issued()
        actions.cancel(case_uuid, by=johan, reason="Fel klinik")
        return case_uuid

    def race(case_uuid: uuid.UUID) -> list[str]:
        return at_once(*[lambda who=who: actions.replace(case_uuid, by=who) for who in (johan, lars)])

    for came_to in rounds(make, race, 3):
        assert came_to in (("Conflict", "done"), ("Refused", "done"))
