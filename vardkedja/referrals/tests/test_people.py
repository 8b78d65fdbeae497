"""What happens to open referrals when the register says that the patient died, moved, got another number or protection."""

import datetime
import uuid
from dataclasses import replace
from typing import Any

import pytest

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.history import History
from vardkedja.kernel.notices import Notice
from vardkedja.kernel.people.actions import load_register
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.register import load
from vardkedja.referrals.actions import receiving, writing
from vardkedja.referrals.actions.people import flag_person
from vardkedja.referrals.tests import samples
from vardkedja.web import timers

pytestmark = pytest.mark.django_db
ROW = next(row for row in load.population() if row.number == samples.BIRGIT)


def register(**says: Any) -> None:
    """The register says something else about Birgit, and the outbox is emptied."""
    load_register([replace(ROW, **says)])
    timers.empty_outbox()


def tasks(case: uuid.UUID) -> list[tuple[str, str, datetime.date | None]]:
    """The open tasks: node, flag and deadline."""
    rows = Task.objects.filter(case__uuid=case, done_at__isnull=True).order_by("node", "unit_id")
    return [(task.node, task.flag, task.due) for task in rows]


def flagged(case: uuid.UUID) -> list[dict[str, Any]]:
    """What the history says of each flagging."""
    return [row.changes for row in History.objects.filter(case__uuid=case, verb="rem.flagged").order_by("id")]


def notices() -> list[tuple[str, str]]:
    """What units have been told about cases: the unit's slug and the address."""
    rows = Notice.objects.filter(address__startswith="/remisser/", unit__isnull=False, staff__isnull=True)
    return list(rows.order_by("unit__slug").values_list("unit__slug", "address"))


def test_a_patient_who_has_died_has_no_deadlines_and_the_work_stays() -> None:
    """X-28: both sides see the day, nothing falls due, and a person is left to close it; a case that is over stays."""
    with samples.on("2026-03-02"):
        case, gone, other = samples.sent(), samples.written(), samples.sent(number=samples.LEIF)
        writing.delete(gone, by=actor(samples.OSKAR))
    with samples.on("2026-03-05"):
        register(deceased_on=datetime.date(2026, 3, 4))
        assert tasks(case) == [("answer", "Avliden 2026-03-04", None), ("watch", "Avliden 2026-03-04", None)]
        rows = Task.objects.filter(case__uuid=case, done_at__isnull=True)
        assert {row.sort_on for row in rows} == {clock.today()}
        assert {row.staff_id for row in rows} == {actor(samples.OSKAR).staff_id, None}
        assert samples.states(case) == ("sent", "not_assessed")
        assert flagged(case) == [{"flag": [None, "Avliden 2026-03-04"], "due": ["2026-03-16", None]}]
        assert notices() == [(slug, f"/remisser/{case}/") for slug in (samples.BJORKDALEN, samples.MOLNDAL)]
        assert tasks(gone) == flagged(gone) == []
        assert [flag for _, flag, _ in tasks(other)] == ["", ""]
        assert all(due for _, _, due in tasks(other))


def test_the_notice_and_the_errand_hold_no_patient_data() -> None:
    """X-18, X-28: who it is about stands on the case only."""
    case = samples.sent()
    register(deceased_on=clock.today())
    number = Case.objects.get(uuid=case).number
    said = {row.text for row in Notice.objects.filter(address=f"/remisser/{case}/")}
    assert said == {f"Folkbokföringen har en ny uppgift om patienten i {number}. Öppna ärendet och ta ställning."}


def test_a_patient_who_has_moved_is_flagged_and_keeps_the_deadlines() -> None:
    """X-28: another region stands on every open task, abroad too; a move inside the region is nothing."""
    case = samples.sent()
    before = tasks(case)
    register(municipality="1490", registered_from=clock.today(), previous_municipality="1481")
    assert tasks(case) == before
    register(municipality="0680", registered_from=clock.today(), previous_municipality="1490")
    words = "Har flyttat till Region Jönköpings län"
    assert tasks(case) == [(node, words, due) for node, _, due in before]
    assert flagged(case) == [{"flag": [None, words]}]
    person = Person.objects.get(pk=samples.seen(case).patient_id)
    assert flag_person({"person": person.pk, "moved_to": "", "fields": ["emigrated_on"]}) == 1
    assert tasks(case) == [(node, "Har flyttat utomlands", due) for node, _, due in before]


def test_protected_identity_says_no_more_where_the_patient_lives() -> None:
    """X-28: the flag takes the place of the region that stood there; when the protection ends the flag says so."""
    case = samples.sent()
    register(municipality="0680", registered_from=clock.today(), previous_municipality="1481")
    register(municipality="0680", registered_from=clock.today(), previous_municipality="1481", protected=True)
    assert {flag for _, flag, _ in tasks(case)} == {"Skyddad identitet"}
    moved = {"municipality": "0880", "registered_from": clock.today(), "previous_municipality": "0680"}
    register(**moved, protected=True)
    assert {flag for _, flag, _ in tasks(case)} == {"Har flyttat. Skyddad identitet"}
    register(**moved, protected=False)
    assert {flag for _, flag, _ in tasks(case)} == {"Inte längre skyddad identitet. Har flyttat"}


def test_a_new_number_is_flagged_and_other_news_is_not() -> None:
    """X-01, X-28: another number stands on the tasks; another address does not."""
    case = samples.sent()
    person = samples.seen(case).patient_id
    assert flag_person({"person": person, "moved_to": None, "fields": ["street", "town"]}) == 0
    assert flag_person({"person": person, "moved_to": None, "fields": ["number"]}) == 1
    assert {flag for _, flag, _ in tasks(case)} == {"Nytt personnummer"}
    assert len(flagged(case)) == 1


def test_a_flag_that_stood_there_is_kept_and_death_hides_it() -> None:
    """X-28, REM-25: what the receiver waits for stands after the news, as long as there is any point in it."""
    case = samples.assigned()
    receiving.request_completion(case, by=actor(samples.SHIRIN), text="Röntgenbilder saknas.")
    register(protected=True)
    flags = {node: flag for node, flag, _ in tasks(case)}
    assert flags["answer"] == "Skyddad identitet. Väntar på komplettering"
    assert flags["watch"] == "Skyddad identitet"
    register(protected=True, deceased_on=clock.today())
    assert {flag for _, flag, _ in tasks(case)} == {f"Avliden {clock.today()}"}
    register(protected=True)
    assert {flag for _, flag, _ in tasks(case)} == {"Uppgiften om dödsfall är borttagen"}


def test_said_twice_changes_nothing() -> None:
    """X-28: an errand that is run again flags, writes and tells nothing; the version stands."""
    case = samples.sent()
    person = samples.seen(case).patient_id
    for says, payload in (
        ({"protected": True}, {"moved_to": None, "fields": ["protected"]}),
        ({"deceased_on": clock.today()}, {"moved_to": None, "fields": ["deceased_on"]}),
    ):
        register(**says)
        stood = (Case.objects.get(uuid=case).version, tasks(case), len(flagged(case)), len(notices()))
        assert flag_person({"person": person, **payload}) == 0
        assert (Case.objects.get(uuid=case).version, tasks(case), len(flagged(case)), len(notices())) == stood
    assert len(flagged(case)) == 2
