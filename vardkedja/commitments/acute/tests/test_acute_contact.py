"""Registering an admission and the contact within seven days, in both directions, through the verbs (SVR-21, SVR-22)."""

import datetime
from collections.abc import Iterator

import pytest

from vardkedja.commitments.acute.actions import anew, moving
from vardkedja.commitments.acute.actions.contacting import contact as contact_verb
from vardkedja.commitments.acute.actions.registering import register
from vardkedja.commitments.acute.models import Acute
from vardkedja.commitments.acute.tests import samples
from vardkedja.commitments.acute.tests.samples import (
    DOCTOR,
    NURSE,
    SECRETARY,
    codes,
    contact,
    contacted,
    day,
    flags,
    found,
    here,
    ours,
    out,
    task,
    theirs,
    who,
)
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied, Grant
from vardkedja.kernel.cases import Case
from vardkedja.kernel.decisions import Decision
from vardkedja.kernel.history import History
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.people.models import RegisterEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-11 09:00"):
        yield


def test_svr_21_the_last_day_is_the_seventh_after_the_admission() -> None:
    """SVR-21, R-06: admitted 2025-02-10, the task is due 2025-02-17 at the caring unit."""
    case_uuid = here("2025-02-10")
    waiting = task(case_uuid)
    assert (waiting.due, waiting.sort_on, waiting.flag) == (day("2025-02-17"), day("2025-02-17"), "")
    assert waiting.unit.slug == samples.SODER
    assert found(case_uuid, NURSE).state == "admitted"


@pytest.mark.parametrize(
    ("at", "late"), [("2025-02-17 23:00", False), ("2025-02-17 23:59", False), ("2025-02-18 00:00", True)]
)
def test_svr_21_the_seventh_day_is_in_time_to_its_end_and_the_eighth_is_late(at: str, *, late: bool) -> None:
    """SVR-21: 2025-02-17 23:59 in time, 2025-02-18 00:00 late; a late contact is stored and flagged, never stopped."""
    case_uuid = here("2025-02-10")
    with clock.stopped_at(at):
        moment = clock.local(clock.now())
        contacted(case_uuid, str(moment.date()), NURSE, time=moment.time())
        case = found(case_uuid, NURSE)
    assert (case.state, case.contact_on) == ("contacted", moment.date())
    assert ("SVR-21.late_contact" in flags(case_uuid, "2025-02-18", NURSE)) is late
    history = History.objects.filter(case_id=case.id, verb="svr_acute.contact").get()
    assert ("late" in history.changes) is late
    stored = Decision.objects.filter(case_id=case.id, rule="commitments.acute_contact").get()
    assert stored.body["result"]["late"] is late


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-02-14", []),
        ("2025-02-15", ["SVR-21.highlight"]),
        ("2025-02-17", ["SVR-21.highlight"]),
        ("2025-02-18", ["SVR-21.late", "SVR-23.undecided", "SVR-27.missing"]),
    ],
)
def test_svr_21_highlighted_from_day_five_and_late_from_day_eight(on: str, expected: list[str]) -> None:
    """SVR-21: admitted 2025-02-10 without a contact."""
    case_uuid = here("2025-02-10")
    assert flags(case_uuid, on, NURSE) == expected
    with clock.stopped_at(f"{on} 06:00"):
        anew.flag_anew()
    heads = {
        "": "",
        "SVR-21.highlight": "Hemregionen är inte kontaktad",
        "SVR-21.late": "Kontakten med hemregionen är sen",
    }
    assert task(case_uuid).flag == heads[expected[0] if expected else ""]


def test_svr_22_our_contact_for_a_patient_from_uppsala() -> None:
    """SVR-22: admitted at Södersjukhuset 2025-03-31, our contact is due 2025-04-07, the home region is the register's."""
    with clock.stopped_at("2025-03-31 20:00"):
        case_uuid = here("2025-03-31")
    case = found(case_uuid, NURSE)
    assert (case.home, case.direction, case.unit_institution) == ("03", "here", "Södersjukhuset")
    assert task(case_uuid).due == day("2025-04-07")


def test_svr_22_an_incoming_contact_that_is_late_is_stored_and_flagged_for_the_caring_region() -> None:
    """SVR-22: ours admitted in Umeå 2025-03-31, their contact dated 2025-04-08; registered and contacted in one step."""
    with clock.stopped_at("2025-04-08 14:00"):
        case_uuid = out("2025-03-31", "2025-04-08", hospital="Norrlands universitetssjukhus", caring_region="24")
    case = found(case_uuid)
    assert (case.state, case.contact_on) == ("contacted", day("2025-04-08"))
    assert case.elsewhere == "Norrlands universitetssjukhus, Region Västerbotten"
    assert (case.hospital_name, case.contact_function) == ("Ortopedkliniken, Danderyds sjukhus", "bakjour")
    assert flags(case_uuid, "2025-04-08")[-1] == "SVR-22.late_contact"
    assert task(case_uuid).due is None


def test_svr_22_registered_without_a_contact_it_waits_for_the_caring_region() -> None:
    """SVR-22: learned of in another way; the incoming contact is registered later."""
    case_uuid = out("2025-02-10", by=SECRETARY)
    assert flags(case_uuid, "2025-02-15") == ["SVR-22.highlight"]
    contacted(case_uuid, "2025-02-11", SECRETARY)
    assert found(case_uuid).state == "contacted"
    assert (task(case_uuid).due, task(case_uuid).flag) == (None, "")


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"number": samples.LO}, "SVR-22.not_ours"),
        ({"number": "19900101-9810"}, "X-01.unknown"),
        ({"number": ""}, "X-01.number"),
        ({"direction": "sideways"}, "SVR-22.direction"),
        ({"admitted_on": None}, "SVR-21.admitted"),
        ({"admitted_on": datetime.date(2025, 2, 12)}, "SVR-21.admitted_future"),
        ({"hospital": " "}, "SVR-22.elsewhere"),
        ({"caring_region": "01"}, "SVR-22.region"),
        ({"caring_region": "99"}, "SVR-22.region"),
        ({"specialty": "Orto\x00pedi"}, "X-35.unreadable"),
        ({"specialty": "x" * 81}, "X-35.long"),
    ],
)
def test_svr_22_what_is_wrong_with_an_admission_of_ours_is_refused_by_name(bent: dict, code: str) -> None:
    """SVR-22, X-35: only our own residents are ours elsewhere; nothing is stored."""
    assert code in codes(lambda: register(ours("2025-02-10", **bent), by=who(DOCTOR)))
    assert Acute.objects.count() == 0


@pytest.mark.parametrize(("number", "code"), [(samples.FATIMA, "SVR-22.ours"), ("19780309-9915", "SVR-22.no_home")])
def test_svr_22_a_resident_or_somebody_without_a_home_region_is_not_another_region_s(number: str, code: str) -> None:
    """SVR-22: who lives in Stockholm has nobody else to be contacted, who has emigrated has no home region."""
    assert codes(lambda: register(theirs("2025-02-10", number=number), by=who(NURSE))) == [code]


def test_x_02_the_home_region_is_where_the_patient_lived_on_the_day_of_admission() -> None:
    """X-02, SVR-22: moved from Uppsala to Stockholm 2025-02-11; admitted the day before, Uppsala is the home region."""
    moved = {"previous_municipality_id": "0380", "previous_from": "1991-04-19", "municipality_id": "0180"}
    RegisterEntry.objects.filter(number=samples.LO.replace("-", "")).update(**moved, registered_from="2025-02-11")
    assert codes(lambda: register(theirs("2025-02-11"), by=who(NURSE))) == ["SVR-22.ours"]
    assert found(here("2025-02-10"), NURSE).home == "03"


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"on": None}, "SVR-21.no_day"),
        ({"on": datetime.date(2025, 2, 9)}, "SVR-21.before"),
        ({"on": datetime.date(2025, 2, 12)}, "SVR-21.future"),
        ({"on": datetime.date(2025, 2, 11), "time": datetime.time(9, 1)}, "SVR-21.future"),
        ({"on": datetime.date(2025, 2, 10), "time": datetime.time(12, 59)}, "SVR-21.before"),
        ({"body": ""}, "SVR-21.body"),
        ({"function": " "}, "SVR-21.function"),
        ({"hospital": None}, "SVR-22.hospital"),
        ({"function": "x" * 121}, "X-35.long"),
    ],
)
def test_svr_21_what_is_wrong_with_a_contact_is_refused_by_name(bent: dict, code: str) -> None:
    """SVR-21, SVR-22: at registration and afterwards alike."""
    admission = ours("2025-02-10", admitted_time=datetime.time(13))
    assert codes(lambda: register(admission, by=who(DOCTOR), contact=contact("2025-02-11", **bent))) == [code]
    case_uuid = register(admission, by=who(DOCTOR))
    given = contact("2025-02-11", **bent)
    assert codes(lambda: contact_verb(case_uuid, given, by=who(DOCTOR))) == [code]
    assert found(case_uuid).state == "admitted"


def test_svr_21_the_same_minute_as_the_admission_is_a_contact_in_time() -> None:
    """SVR-21: not before the admission, not later than now; both boundaries belong."""
    case_uuid = here("2025-02-10", admitted_time=datetime.time(13))
    contacted(case_uuid, "2025-02-10", NURSE, time=datetime.time(13))
    other = here("2025-02-10", number=samples.LOKE)
    contacted(other, "2025-02-11", NURSE, time=datetime.time(9))
    assert {found(one, NURSE).state for one in (case_uuid, other)} == {"contacted"}


def test_x_14_the_same_patient_is_open_once_at_a_unit() -> None:
    """X-14: a second open one is refused; after the first is void a new one is taken, and so is another unit's."""
    first = out("2025-02-10")
    assert codes(lambda: out("2025-02-10")) == ["X-14.twice"]
    out("2025-02-10", by="folke.rimnas")
    moving.void(first, by=who(DOCTOR), reason="Fel patient")
    assert found(out("2025-02-10")).number > found(first).number


def test_svr_22_a_grant_at_another_unit_is_not_one_here() -> None:
    """SVR-22, X-05: who has no grant where he works cannot register there, since he would not see it himself."""
    here_id, there_id = who(DOCTOR).unit_id, who(NURSE).unit_id
    Grant.objects.filter(staff_id=who(DOCTOR).staff_id, unit_id=here_id).update(unit_id=there_id)
    with pytest.raises(Denied):
        out("2025-02-10")
    assert Case.objects.filter(kind="svr_acute").count() == 0


def test_x_28_registered_after_the_death_it_is_told_and_asks_for_nothing() -> None:
    """X-28: admitted before the death: kept, without a deadline. Admitted after it: refused."""
    samples.dies(samples.LO, "2025-02-10")
    assert codes(lambda: register(theirs("2025-02-11"), by=who(NURSE))) == ["X-28.deceased"]
    case_uuid = here("2025-02-10")
    assert (task(case_uuid).due, task(case_uuid).flag) == (None, "Avliden")
    assert flags(case_uuid, "2025-02-20", NURSE) == []


def test_x_18_open_pages_at_the_unit_hear_of_it_without_patient_data() -> None:
    """X-18: one live errand for each write."""
    case_uuid = here("2025-02-10")
    contacted(case_uuid, "2025-02-11", NURSE)
    told = [row.payload for row in Outbox.objects.filter(name="live").order_by("id")]
    assert told == [{"case": str(case_uuid), "units": [who(NURSE).unit_id], "by": who(NURSE).staff_id}] * 2
