"""Who decides, what is flagged afterwards, the home region's commitment, the transfer, a death (SVR-23, 24, 27, X-28)."""

from collections.abc import Iterator

import pytest

from vardkedja.commitments.acute.actions import anew, moving
from vardkedja.commitments.acute.models import Acute
from vardkedja.commitments.acute.tests import samples
from vardkedja.commitments.acute.tests.samples import (
    DOCTOR,
    HEAD,
    NURSE,
    SECRETARY,
    codes,
    day,
    decided,
    dies,
    flags,
    found,
    here,
    out,
    refer,
    task,
    who,
)
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.people.register import EmbeddedRegister

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-15 09:00"):
        yield


def test_svr_23_decision_motive_day_and_transfer_are_kept() -> None:
    """SVR-23: admitted in Gävle 2025-02-10, transferable from 2025-02-14, transferred 2025-02-15: stored and closed."""
    case_uuid = out("2025-02-10", "2025-02-11")
    decided(case_uuid, "transfer", motive="Andas själv, stabil.")
    moving.possible_from(case_uuid, day("2025-02-14"), by=who(SECRETARY))
    assert flags(case_uuid, "2025-02-15") == ["SVR-23.transferable"]
    moving.transfer(case_uuid, day("2025-02-15"), by=who(SECRETARY))
    case = found(case_uuid)
    assert (case.state, case.decision, case.motive) == ("transferred", "transfer", "Andas själv, stabil.")
    assert (case.possible_from, case.transferred_on) == (day("2025-02-14"), day("2025-02-15"))
    assert flags(case_uuid, "2025-02-20") == []
    assert not Task.objects.filter(case_id=case.id, done_at__isnull=True).exists()


def test_svr_23_open_without_a_decision_is_flagged_from_day_eight() -> None:
    """SVR-23: 2025-02-17 not yet, 2025-02-18 flagged, and each day after; the task says so each morning."""
    case_uuid = out("2025-02-10", "2025-02-11")
    assert (flags(case_uuid, "2025-02-17"), task(case_uuid).flag) == ([], "")
    assert task(case_uuid).sort_on == day("2025-02-18")
    for on in ("2025-02-18", "2025-02-25"):
        assert flags(case_uuid, on) == ["SVR-23.undecided"]
        with clock.stopped_at(f"{on} 05:00"):
            anew.flag_anew()
        assert task(case_uuid).flag == "Beslut saknas"


def test_svr_23_continued_care_without_a_commitment_is_flagged_daily() -> None:
    """SVR-23, SVR-25: first that no referral is sent, then that no commitment applies; the referral's own state decides."""
    case_uuid = out("2025-02-10", "2025-02-11")
    decided(case_uuid, "continue")
    assert (flags(case_uuid, "2025-02-15"), task(case_uuid).flag) == (["SVR-25.not_sent"], "Remissen är inte skickad")
    draft = refer(case_uuid, sent=False)
    assert (flags(case_uuid, "2025-02-16"), found(case_uuid).specialist_uuid) == (["SVR-25.not_sent"], draft.uuid)
    Case.objects.filter(pk=draft.pk).update(state="deleted")
    assert found(case_uuid).specialist_uuid is None
    sent = refer(case_uuid, sent=True)
    assert flags(case_uuid, "2025-02-16") == ["SVR-23.no_commitment"]
    assert found(case_uuid).specialist_uuid == sent.uuid
    assert anew.flag_anew(case_uuid) == 1
    assert task(case_uuid).flag == "Betalningsförbindelse saknas"


@pytest.mark.parametrize("doctor", [DOCTOR, HEAD])
def test_svr_24_a_doctor_at_a_hospital_of_the_region_decides_in_the_own_name(doctor: str) -> None:
    """SVR-24: the decision holds the contacted hospital, the doctor, the time and the decision."""
    case_uuid = out("2025-02-10", "2025-02-11")
    decided(case_uuid, "continue", doctor)
    case = found(case_uuid)
    assert (case.state, case.decided_name) == ("continues", who(doctor).name)
    assert case.decided_at == clock.now()
    assert case.hospital_institution == "Danderyds sjukhus"
    assert case.decided_function.endswith(who(doctor).unit_name)


def test_svr_24_the_caring_region_alone_does_not_decide() -> None:
    """SVR-24: without our contact the table refuses; a secretary who was told what their doctor decided may not enter it."""
    case_uuid = out("2025-02-10")
    assert codes(lambda: decided(case_uuid, "continue")) == ["X-13.decide_continue"]
    samples.contacted(case_uuid, "2025-02-11")
    with pytest.raises(Denied):
        decided(case_uuid, "continue", SECRETARY)
    assert found(case_uuid).decision == ""


def test_svr_24_a_doctor_outside_a_hospital_does_not_decide() -> None:
    """SVR-24: the deciding unit and the contacted one are hospitals of the region; both rules are named."""
    case_uuid = out("2025-02-10", "2025-02-11")
    Unit.objects.filter(slug=samples.DANDERYD).update(kind="health_centre")
    assert codes(lambda: decided(case_uuid, "transfer")) == ["SVR-24.not_emergency", "SVR-24.no_clinic"]


def test_svr_23_a_decision_needs_the_condition_as_its_motive() -> None:
    """SVR-23: blank, too long or with control signs is refused; the home region's decision also says who decided."""
    ours = out("2025-02-10", "2025-02-11")
    for motive, code in ((" ", "SVR-23.no_motive"), ("x" * 1001, "X-35.long"), ("Sta\x07bil", "X-35.unreadable")):
        assert codes(lambda motive=motive: decided(ours, "transfer", motive=motive)) == [code]
    theirs = here("2025-02-10", "2025-02-11")
    nameless = codes(lambda: decided(theirs, "continue", name="", function=" "))
    assert nameless == ["SVR-24.decided_name", "SVR-24.decided_function"]
    assert {found(ours).state, found(theirs, NURSE).state} == {"contacted"}


def test_svr_24_the_home_region_s_decision_is_recorded_with_name_and_function() -> None:
    """SVR-24, SVR-23: for another region's patient a nurse records it; who decided there is kept, not who recorded."""
    case_uuid = here("2025-02-10", "2025-02-11")
    decided(case_uuid, "transfer", NURSE)
    case = found(case_uuid, NURSE)
    assert (case.state, case.decided_name) == ("to_transfer", "Alva Påhittsson")
    assert Acute.objects.get(case_id=case.id).decided_by_id is None
    assert History.objects.get(case_id=case.id, verb="svr_acute.decide_transfer").staff_id == who(NURSE).staff_id


def test_svr_23_a_decision_can_be_changed_until_the_patient_is_moved() -> None:
    """SVR-23: transfer to continued and back; the history keeps both, with their motives."""
    case_uuid = out("2025-02-10", "2025-02-11")
    decided(case_uuid, "transfer", motive="Stabil.")
    decided(case_uuid, "continue", motive="Sämre i natt.")
    assert found(case_uuid).state == "continues"
    decided(case_uuid, "transfer", motive="Bättre igen.")
    moving.transfer(case_uuid, day("2025-02-15"), by=who(DOCTOR))
    assert codes(lambda: decided(case_uuid, "continue")) == ["X-13.decide_continue"]
    notes = History.objects.filter(verb__startswith="svr_acute.decide").order_by("id").values_list("note", flat=True)
    assert list(notes) == ["Stabil.", "Sämre i natt.", "Bättre igen."]


@pytest.mark.parametrize(
    ("on", "code"), [(None, "no_day"), ("2025-02-09", "before"), ("2025-02-16", "future"), ("2025-02-10", "")]
)
def test_svr_23_transfer_and_end_lie_between_the_admission_and_today(on: str | None, code: str) -> None:
    """SVR-23: the day of admission and today belong, the days outside are refused; a possible day may lie ahead."""
    case_uuid = out("2025-02-10", "2025-02-11")
    decided(case_uuid, "transfer")
    given = day(on) if on else None
    if code:
        assert codes(lambda: moving.transfer(case_uuid, given, by=who(DOCTOR))) == [f"SVR-23.transferred_{code}"]
        ended = codes(lambda: moving.end(case_uuid, given, by=who(DOCTOR), reason="Utskriven"))
        assert ended == [f"SVR-23.ended_{code}"]
    if code in ("no_day", "before"):
        assert codes(lambda: moving.possible_from(case_uuid, given, by=who(DOCTOR))) == [f"SVR-23.possible_{code}"]
    else:
        moving.possible_from(case_uuid, given, by=who(DOCTOR))
        assert found(case_uuid).possible_from == given
    if not code:
        moving.transfer(case_uuid, given, by=who(DOCTOR))
        assert found(case_uuid).state == "transferred"


@pytest.mark.parametrize("reason", ["", "  ", "fel\x00", "x" * 301])
def test_svr_23_ending_and_voiding_need_a_reason_that_can_be_kept(reason: str) -> None:
    """SVR-23, X-35: refused, and the admission is as it was; with a reason both are done and kept to read."""
    case_uuid = out("2025-02-10")
    assert len(codes(lambda: moving.void(case_uuid, by=who(DOCTOR), reason=reason))) == 1
    assert len(codes(lambda: moving.end(case_uuid, day("2025-02-12"), by=who(DOCTOR), reason=reason))) == 1
    moving.end(case_uuid, day("2025-02-12"), by=who(DOCTOR), reason="Utskriven till hemmet")
    other = out("2025-02-10")
    moving.void(other, by=who(DOCTOR), reason="Fel patient")
    assert (found(case_uuid).end_reason, found(other).state) == ("Utskriven till hemmet", "void")
    assert flags(other, "2025-02-20") == []


def test_x_28_a_death_ends_the_deadlines_and_flags_the_unit() -> None:
    """X-28: the open ones are flagged once, without a deadline; nothing is decided any more, what has happened is kept."""
    case_uuid, over = out("2025-02-10", "2025-02-11"), out("2025-02-10", by="folke.rimnas")
    moving.void(over, by=who("folke.rimnas"), reason="Dubbelt")
    dies(samples.FATIMA, "2025-02-14")
    answer = EmbeddedRegister().find(samples.FATIMA.replace("-", ""), clock.today())
    assert answer is not None
    person, change = recognise(answer)
    assert change is not None
    payload = {"person": person.pk, "fields": ["deceased_on"]}
    assert (moving.flag_person({"person": person.pk, "fields": ["street"]}), moving.flag_person(payload)) == (0, 1)
    assert moving.flag_person(payload) == 0
    assert (task(case_uuid).due, task(case_uuid).flag) == (None, "Avliden")
    assert flags(case_uuid, "2025-02-25") == []
    assert codes(lambda: decided(case_uuid, "continue")) == ["X-28.deceased"]
    assert codes(lambda: moving.possible_from(case_uuid, day("2025-02-15"), by=who(DOCTOR))) == ["X-28.deceased"]
    moving.end(case_uuid, day("2025-02-14"), by=who(DOCTOR), reason="Avliden")
    assert found(case_uuid).state == "ended"


def test_x_28_a_transfer_before_the_death_can_still_be_registered() -> None:
    """X-28, SVR-23: on the day of death it is kept, the day after it is refused."""
    case_uuid = out("2025-02-10", "2025-02-11")
    decided(case_uuid, "transfer")
    Case.objects.get(uuid=case_uuid).patient.__class__.objects.filter(pk=found(case_uuid).patient_id).update(
        deceased_on="2025-02-14"
    )
    assert codes(lambda: moving.transfer(case_uuid, day("2025-02-15"), by=who(DOCTOR))) == ["X-28.deceased"]
    moving.transfer(case_uuid, day("2025-02-14"), by=who(DOCTOR))
    assert found(case_uuid).transferred_on == day("2025-02-14")
