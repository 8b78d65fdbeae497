"""An absent colleague's work: laid over in one step, nothing lost to a race, and what nobody covers is listed."""

import contextlib
import datetime
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from vardkedja.demo.cast import actor
from vardkedja.kernel import absence_verbs as verbs
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied, Staff
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.history import History
from vardkedja.kernel.notices import Notice
from vardkedja.kernel.verbs import Conflict, Missing, Refused
from vardkedja.kernel.write import Write
from vardkedja.referrals.actions.absence import Moved
from vardkedja.referrals.actions.moving import moved
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.tests.absence_rows import (
    BEATRICE,
    JENNY,
    codes,
    incoming,
    lay_over,
    of_bjorkdalen,
    owners,
    shown,
    who,
)
from vardkedja.referrals.tests.list_rows import (
    AMIR,
    BJORKDALEN,
    EVALENA,
    GUSTAV,
    KERSTIN,
    LOVISA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    referral,
    staff,
    task,
    unit,
)


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-10 08:00"):
        yield


# --- laid over -----------------------------------------------------------------------------------------------------


def test_five_open_cases_are_moved_in_one_step(db: None) -> None:
    """REM-39: doctor B ill: five cases to C in one step: five rows; C has them in Att besvara, B has none; state as before."""
    cases = incoming(5)
    kept = incoming(1, assessor=BEATRICE)[0]
    result = lay_over()
    assert (sorted(result.moved), result.skipped) == (sorted(case.number for case in cases), [])
    assert owners("answer") == [GUSTAV] * 5 + [BEATRICE]
    rows = History.objects.filter(verb="rem.assign").order_by("pk")
    assert [row.case_id for row in rows] == [case.pk for case in cases]
    assert {(row.staff.username, row.note) for row in rows} == {(LOVISA, "Frånvaro")}
    names = dict(Staff.objects.values_list("username", "name"))
    assert rows[0].changes == {"assessor": [names[SHIRIN], names[GUSTAV]]}
    received = Reception.objects.exclude(case_id=kept.pk)
    assert {(one.assessor_id, one.assigned_by_id, one.state) for one in received} == {
        (staff(GUSTAV), staff(LOVISA), "not_assessed")
    }
    assert set(Consultation.objects.values_list("monitor_id", flat=True)) == {staff(OSKAR)}
    assert [notice.staff.username for notice in Notice.objects.all()] == [GUSTAV]
    assert AccessLog.objects.filter(action="rem.assign").count() == 5


def test_a_changed_monitor_leaves_the_sender(db: None) -> None:
    """REM-40: A to D: the case stands in D's Att bevaka, with what is to be attested; the sender of record is the same."""
    (case,) = incoming(1)
    task(case, "attest", BJORKDALEN, OSKAR, item=uuid.uuid4())
    task(case, "attest", BJORKDALEN, OSKAR, item=uuid.uuid4())
    assert of_bjorkdalen(JENNY, picked=shown([case], "watch")).moved == [case.number]
    row = Consultation.objects.get(case=case)
    assert (row.monitor_id, row.sent_by_id) == (staff(JENNY), staff(OSKAR))
    assert owners("watch") == [JENNY]
    assert owners("attest") == [JENNY, JENNY]
    assert owners("answer") == [SHIRIN]
    assert History.objects.get(case=case).verb == "rem.change_monitor"


def test_other_nodes_move_only_their_task(db: None) -> None:
    """REM-39: a draft to finish and a referral to sign go to a colleague; neither assessor nor monitor is touched."""
    draft, ready = referral("draft"), referral("to_sign")
    task(draft, "finish", BJORKDALEN, OSKAR)
    task(ready, "sign", BJORKDALEN, OSKAR)
    assert len(of_bjorkdalen().moved) == 2
    assert owners("finish") == owners("sign") == [AMIR]
    assert set(Consultation.objects.values_list("monitor_id", flat=True)) == {None}
    assert {row.verb for row in History.objects.all()} == {"rem.hand_over"}


def test_one_case_is_given_to_another_or_to_the_pool(db: None) -> None:
    """REM-22, REM-24: the assessor and the task change together, also to nobody; the tasks of other cases stay."""
    case, other = incoming(2)
    for version, to in ((1, GUSTAV), (2, "")):
        write = Write(actor(LOVISA), "rem.assign", case_id=case.pk, version=version).change_case()
        moved(write, "answer", case.pk, staff(to) if to else None)
        write.send()
        assert owners("answer") == [to, SHIRIN]
        assert Reception.objects.get(case=case).assessor_id == (staff(to) if to else None)
    assert Reception.objects.get(case=case).state == "not_assessed"
    assert Reception.objects.get(case=other).assessor_id == staff(SHIRIN)
    stale = Write(actor(LOVISA), "rem.assign", case_id=case.pk, version=1).change_case()
    moved(stale, "answer", case.pk, staff(GUSTAV))
    with pytest.raises(Conflict):
        stale.send()
    assert owners("answer") == ["", SHIRIN]


def test_who_may_lay_over_and_what_it_asks_for(db: None) -> None:
    """REM-39: another of the unit with the permission; a receiver of the unit, a reason, something to move."""
    cases = incoming(1)
    with pytest.raises(Missing):
        lay_over(by=EVALENA)
    with pytest.raises(Denied):
        lay_over(by="ullabritt.moren")
    assert codes(lambda: lay_over(reason=" ")) == ["REM-39.reason"]
    assert codes(lambda: lay_over(SHIRIN)) == ["REM-39.same"]
    assert codes(lambda: lay_over(AMIR)) == ["REM-39.to"]
    assert codes(lambda: lay_over(picked={})) == ["REM-39.nothing"]
    assert owners("answer") == [SHIRIN]
    assert lay_over(picked=shown(cases)).moved == [cases[0].number]


def test_what_is_bound_to_a_role_goes_to_that_role(db: None) -> None:
    """X-21: assessment and signature are not laid over to a secretary or a nurse; monitoring is."""
    incoming(1)
    task(referral("to_sign"), "sign", BJORKDALEN, OSKAR)
    assert codes(lambda: lay_over(LOVISA)) == ["REM-39.role"]
    assert codes(lambda: of_bjorkdalen(JENNY)) == ["REM-39.role"]
    watched = {(one.case.uuid, "watch"): one.case.version for one in Task.objects.filter(node="watch")}
    assert len(of_bjorkdalen(JENNY, picked=watched).moved) == 1


def test_a_receiver_who_is_away_asks_for_a_yes(db: None) -> None:
    """REM-45: away now, and a deadline inside the absence, are said once each; confirmed, the work is moved."""
    incoming(2)
    verbs.register_absence(
        verbs.Away(unit(BJORKDALEN), who(AMIR), clock.today(), clock.today() + datetime.timedelta(days=14)),
        by=actor(AMIR),
    )
    found = codes(of_bjorkdalen)
    assert found == ["REM-45.away", "REM-45.due"]
    assert owners("watch") == [OSKAR, OSKAR]
    assert len(of_bjorkdalen(confirmed=frozenset(found)).moved) == 2


# --- races ---------------------------------------------------------------------------------------------------------


def test_a_case_that_was_changed_meanwhile_is_skipped_and_named(db: None) -> None:
    """REM-39: one of three was changed after the page was shown, one is done: the third is moved, the others are as they were."""
    cases = incoming(3)
    picked = shown(cases)
    Case.objects.filter(pk=cases[0].pk).update(version=2)
    Task.objects.filter(case=cases[1], node="answer").update(done_at=clock.now(), done_by_id=staff(SHIRIN))
    result = lay_over(picked=picked)
    assert (result.moved, sorted(result.skipped)) == ([cases[2].number], [cases[0].number, cases[1].number])
    assert owners("answer") == [SHIRIN, GUSTAV]
    assert Reception.objects.get(case=cases[0]).assessor_id == staff(SHIRIN)
    assert History.objects.count() == 1


def test_two_at_once_lose_nothing(real_commits: str) -> None:
    """REM-39: two colleagues lay the same work over to two others: each case goes once, whole, and both hear what came of it."""
    with clock.stopped_at("2025-03-10 08:00"):
        incoming(6)
        answers: list[Any] = []
        start = threading.Barrier(2)

        def run(to: str, by: str) -> None:
            start.wait()
            try:
                answers.append(lay_over(to, by))
            except Refused as refused:
                answers.append(refused)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=pair) for pair in ((GUSTAV, LOVISA), (BEATRICE, GUSTAV))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    done = [one for one in answers if isinstance(one, Moved)]
    assert len(answers) == 2
    assert sum(len(one.moved) for one in done) == History.objects.filter(verb="rem.assign").count() == 6
    assert_whole()


def assert_whole() -> None:
    """Every open task is somebody's, and says the same as the case's assessor and monitor."""
    open_tasks = list(Task.objects.filter(done_at__isnull=True).select_related("case"))
    assert all(one.staff_id for one in open_tasks)
    for one in open_tasks:
        row = Consultation.objects.select_related("reception").get(case=one.case)
        if one.node == "answer":
            assert row.reception.assessor_id == one.staff_id
        elif one.node in ("watch", "attest"):
            assert row.monitor_id == one.staff_id
    places = [(one.case_id, one.node, one.unit_id, one.item) for one in open_tasks]
    assert len(places) == len(set(places))


def test_every_open_task_has_one_owner_after_any_moves(db: None) -> None:
    """REM-24, REM-39, REM-40: whatever is laid over to whom, in any order: as many open tasks as before, each one person's."""
    cases = incoming(3)
    for case in cases:
        task(case, "attest", BJORKDALEN, OSKAR, item=uuid.uuid4())
    before = Task.objects.filter(done_at__isnull=True).count()
    doctors = {MOLNDAL: [SHIRIN, GUSTAV, BEATRICE], BJORKDALEN: [OSKAR, AMIR, KERSTIN, JENNY]}
    steps = st.sampled_from([MOLNDAL, BJORKDALEN]).flatmap(
        lambda at: st.tuples(
            st.just(at),
            st.permutations(doctors[at]),
            st.sets(st.integers(0, 2)),
            st.sampled_from(["answer", "watch", ""]),
        )
    )

    @settings(max_examples=20, deadline=None, database=None)
    @given(st.lists(steps, max_size=4))
    def holds(moves: list[tuple[str, list[str], set[int], str]]) -> None:
        for at, (owner, to, *_), places, node in moves:
            chosen = [Case.objects.get(pk=cases[place].pk) for place in sorted(places)]
            picked = shown(chosen, node) if node else None
            by = LOVISA if at == MOLNDAL else EVALENA
            with contextlib.suppress(Refused):  # there was nothing left to move
                lay_over(to, by, unit_id=unit(at), owner=who(owner), picked=picked)
            assert Task.objects.filter(done_at__isnull=True).count() == before
            assert_whole()

    holds()
