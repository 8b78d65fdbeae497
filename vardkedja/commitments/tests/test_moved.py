"""After issue the patient moves, dies, or gets a protected identity: flagged where it matters, still valid (RUS-48, X-28)."""

from collections.abc import Iterator

import pytest

from vardkedja.commitments import actions, worklists
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import codes, doctor, form, found, issued, saved
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.cases import Task
from vardkedja.kernel.history import History
from vardkedja.kernel.people.actions import load_register
from vardkedja.kernel.people.models import RegisterEntry
from vardkedja.kernel.register import load
from vardkedja.web import timers
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def later() -> None:
    """The register is loaded again and the outbox emptied, 9 April 2025."""
    load_register(load.population(later=True))
    timers.empty_outbox()


def flags() -> set[tuple[str, str]]:
    found_now = Task.objects.filter(node="moved", done_at__isnull=True).select_related("unit")
    return {(task.unit.slug, task.flag) for task in found_now}


UNIT, FINANCE_UNIT = "vastervik-ortopedkliniken", "kalmar-ekonomiservice"


def test_rus_48_moved_after_issue_is_flagged_and_still_valid() -> None:
    """RUS-48: to the issuing unit and Ekonomiservice, with where and when; the answer for later care is still yes."""
    case_uuid, draft = issued(form(number=samples.LEAVES_IN_APRIL)), saved(form(number=samples.LEAVES_IN_APRIL))
    with clock.stopped_at("2025-04-09 08:00"):
        assert flags() == set()
        later()
        assert flags() == {(slug, "Flyttat till Region Jönköpings län") for slug in (UNIT, FINANCE_UNIT)}
        case = found(case_uuid)
        assert (case.state, str(case.moved_on), case.moved_to) == ("issued", "2025-04-01", "Region Jönköpings län")
        page = signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/galler/?dag=2025-04-10").content.decode()
        assert "Ja, den gäller" in page
        assert codes(lambda: actions.issue(draft, by=doctor())) == ["RUS-05.moved"]


def test_rus_48_each_unit_handles_its_own_flag_once() -> None:
    """RUS-48, X-37: who handled it and when is kept; a second time, or by a unit without the flag, is refused."""
    case_uuid = issued(form(number=samples.LEAVES_IN_APRIL))
    with clock.stopped_at("2025-04-09 08:00"):
        assert codes(lambda: actions.handle_move(case_uuid, by=doctor())) == ["RUS-48.no_flag"]
        later()
        assert worklists.counts(doctor())["flyttade"] == worklists.counts(actor(samples.FINANCE))["flyttade"] == 1
        actions.handle_move(case_uuid, by=doctor())
        assert flags() == {(FINANCE_UNIT, "Flyttat till Region Jönköpings län")}
        task = Task.objects.select_related("done_by").get(node="moved", done_at__isnull=False)
        assert (task.done_by.username, task.done_at) == (samples.DOCTOR, clock.now())
        assert codes(lambda: actions.handle_move(case_uuid, by=doctor())) == ["RUS-48.no_flag"]
        assert signed_in(samples.FINANCE).post(f"/rus/{case_uuid}/gor/kvittera/").status_code == 302
        assert flags() == set()
        assert found(case_uuid).state == "issued"


@pytest.mark.parametrize(("day", "flagged"), [("2025-06-04", True), ("2025-06-05", False)])
def test_rus_48_only_while_it_is_valid(day: str, flagged: bool) -> None:
    """RUS-48: known on the last valid day it is flagged, the day after not; nor what is cancelled."""
    issued(form(number=samples.LEAVES_IN_APRIL))
    gone = issued(form(number=samples.LEAVES_IN_APRIL))
    actions.cancel(gone, by=doctor(), reason="Fel klinik")
    with clock.stopped_at(f"{day} 08:00"):
        later()
        assert Task.objects.filter(node="moved").count() == (2 if flagged else 0)


def test_rus_48_moving_back_home_flags_nothing_new() -> None:
    """RUS-48: out of the county is flagged; back again is not a move out."""
    case_uuid = issued(form(number=samples.LEAVES_IN_APRIL))
    with clock.stopped_at("2025-04-09 08:00"):
        later()
        actions.handle_move(case_uuid, by=doctor())
    with clock.stopped_at("2025-04-20 08:00"):
        row = next(row for row in load.population(later=True) if row.number == samples.LEAVES_IN_APRIL)
        home = {"municipality": "0880", "registered_from": clock.today(), "previous_municipality": "0680"}
        from dataclasses import replace

        load_register([replace(row, **home, previous_from=row.registered_from)])
        timers.empty_outbox()
        assert flags() == {(FINANCE_UNIT, "Flyttat till Region Jönköpings län")}


def test_x_28_death_flags_what_is_issued_and_stops_what_is_not() -> None:
    """X-28, RUS-04: the issued one stays with a flag; the draft cannot be issued, no new one begun."""
    case_uuid, draft = issued(form(number=samples.DIES_IN_APRIL)), saved(form(number=samples.DIES_IN_APRIL))
    with clock.stopped_at("2025-04-09 08:00"):
        later()
        assert flags() == {(UNIT, "Avliden"), (FINANCE_UNIT, "Avliden")}
        assert found(case_uuid).state == "issued"
        assert codes(lambda: actions.issue(draft, by=doctor())) == ["RUS-04.deceased"]
        assert codes(lambda: saved(form(number=samples.DIES_IN_APRIL))) == ["RUS-04.deceased"]
        timers.empty_outbox()
        assert Task.objects.filter(node="moved").count() == 2


def test_x_28_a_death_is_seen_on_a_flag_that_waits_already() -> None:
    """X-28, RUS-48: moved, then dead before anybody handled the flag: the flag says the latest, history says both."""
    case_uuid = issued(form(number=samples.LEAVES_IN_APRIL))
    with clock.stopped_at("2025-04-09 08:00"):
        later()
        from dataclasses import replace

        row = next(row for row in load.population(later=True) if row.number == samples.LEAVES_IN_APRIL)
        load_register([replace(row, deceased_on=clock.today())])
        timers.empty_outbox()
        assert flags() == {(UNIT, "Avliden"), (FINANCE_UNIT, "Avliden")}
        told = History.objects.filter(case__uuid=case_uuid, verb="rus.flagged").order_by("id")
        assert [row.changes["flag"][1] for row in told] == ["Flyttat till Region Jönköpings län", "Avliden"]


def test_x_03_protected_after_issue_shows_no_address_anywhere() -> None:
    """X-03: neither on the form's page, the case, the lists, nor a new print of a paper signed before."""
    row = RegisterEntry.objects.get(number=samples.UNPROTECTED_UNTIL_APRIL.replace("-", ""))
    case_uuid = issued(form(number=samples.UNPROTECTED_UNTIL_APRIL, phone="070-174 06 55"))
    draft = saved(form(number=samples.UNPROTECTED_UNTIL_APRIL, phone="070-174 06 55"))
    client = signed_in(samples.DOCTOR)
    assert row.street in samples.printed(client.get(f"/rus/{case_uuid}/remiss.pdf").content)
    assert row.street in client.get(f"/rus/{draft}/skriv/").content.decode()
    with clock.stopped_at("2025-04-09 08:00"):
        later()
        client = signed_in(samples.DOCTOR)
        pages = [
            client.get(f"/rus/{path}").content.decode()
            for path in (f"{draft}/skriv/", f"{draft}/", f"{case_uuid}/", "")
        ]
        pages += [samples.printed(client.get(f"/rus/{one}/remiss.pdf").content) for one in (case_uuid, draft)]
        for page in pages:
            assert row.street not in page
            assert "070-174 06 55" not in page
        assert "Skyddad identitet" in pages[0]
