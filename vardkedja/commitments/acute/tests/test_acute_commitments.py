"""The commitment that continued care asks for: the home region's, registered here, or ours on the referral (SVR-26, SVR-27)."""

import datetime
from collections.abc import Iterator

import pytest

from vardkedja.commitments.acute.actions import moving
from vardkedja.commitments.acute.models import OutsideCommitment
from vardkedja.commitments.acute.tests import samples
from vardkedja.commitments.acute.tests.samples import (
    DOCTOR,
    NURSE,
    codes,
    covered,
    day,
    decided,
    flags,
    found,
    here,
    out,
    refer,
    task,
    who,
)
from vardkedja.commitments.models import Commitment
from vardkedja.kernel import clock
from vardkedja.kernel.access import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-15 09:00"):
        yield


def test_svr_26_the_referral_s_commitment_covers_its_period_and_no_day_more() -> None:
    """SVR-26: 2025-02-18 to 2025-03-04; on 2025-03-05 a new referral is asked for. A cancelled one covers nothing."""
    case_uuid = out("2025-02-10", "2025-02-11")
    decided(case_uuid, "continue")
    referral, at = refer(case_uuid, sent=True), clock.now()
    issued = Commitment.objects.create(
        case=referral,
        payer_id="01",
        ground="akut",
        first_day=day("2025-02-18"),
        last_day=day("2025-03-04"),
        issued_on=at.date(),
        issued_at=at,
        issued_by=Staff.objects.get(username=samples.OFFICER),
    )
    expected = {"2025-02-17": ["SVR-23.no_commitment"], "2025-02-18": [], "2025-03-04": []}
    expected["2025-03-05"] = ["SVR-26.ran_out"]
    assert {on: flags(case_uuid, on) for on in expected} == expected
    who_cancelled = {"cancelled_at": at, "cancelled_by": issued.issued_by, "cancel_reason": "Upphävd"}
    Commitment.objects.filter(pk=issued.pk).update(**who_cancelled)
    assert flags(case_uuid, "2025-02-20") == ["SVR-23.no_commitment"]


def test_svr_27_a_patient_who_stays_needs_the_home_region_s_commitment() -> None:
    """SVR-27: stays from 2025-04-08 without one: flagged daily; registered through 2025-04-20 the flag is back on the 21st."""
    with clock.stopped_at("2025-04-08 09:00"):
        case_uuid = here("2025-03-31", "2025-04-07")
        decided(case_uuid, "continue")
    for on in ("2025-04-08", "2025-04-09"):
        assert flags(case_uuid, on, NURSE) == ["SVR-27.missing"]
    with clock.stopped_at("2025-04-09 09:00"):
        covered(case_uuid, "2025-04-08", "2025-04-20")
    assert (task(case_uuid).flag, task(case_uuid).sort_on) == ("", day("2025-04-21"))
    assert flags(case_uuid, "2025-04-20", NURSE) == []
    assert flags(case_uuid, "2025-04-21", NURSE) == ["SVR-27.ran_out"]
    with clock.stopped_at("2025-04-21 09:00"):
        covered(case_uuid, "2025-04-21", "2025-04-30", number="U-2025-18")
    assert flags(case_uuid, "2025-04-21", NURSE) == []
    kept = found(case_uuid, NURSE).outside
    assert [(one["number"], one["region"], one["last_day"]) for one in kept] == [
        ("U-2025-17", "Region Uppsala", "2025-04-20"),
        ("U-2025-18", "Region Uppsala", "2025-04-30"),
    ]


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"number": ""}, "SVR-27.number"),
        ({"number": "x" * 41}, "X-35.long"),
        ({"region": "24"}, "SVR-27.home"),
        ({"region": "99"}, "SVR-27.region"),
        ({"first_day": None}, "SVR-27.first_day"),
        ({"last_day": None}, "SVR-27.last_day"),
        ({"last_day": datetime.date(2025, 2, 17)}, "SVR-27.period"),
        ({"first_day": datetime.date(2025, 2, 1), "last_day": datetime.date(2025, 2, 9)}, "SVR-27.before"),
    ],
)
def test_svr_27_what_is_wrong_with_a_commitment_is_refused_by_name(bent: dict, code: str) -> None:
    """SVR-27: number, region and period are needed, and the region is the patient's own. One day is a period."""
    case_uuid = here("2025-02-10", "2025-02-11")
    decided(case_uuid, "continue")
    assert codes(lambda: covered(case_uuid, "2025-02-18", "2025-02-28", **bent)) == [code]
    assert OutsideCommitment.objects.count() == 0
    covered(case_uuid, "2025-02-18", "2025-02-18")
    assert OutsideCommitment.objects.count() == 1


def test_svr_26_our_own_commitment_is_not_registered_by_hand() -> None:
    """SVR-26, SVR-27: for our patient elsewhere it comes with the referral."""
    case_uuid = out("2025-02-10", "2025-02-11")
    decided(case_uuid, "continue")
    given = moving.Outside(number="X", region="01", first_day=day("2025-02-18"), last_day=day("2025-02-20"))
    assert codes(lambda: moving.commitment(case_uuid, given, by=who(DOCTOR))) == ["X-13.commitment"]
