"""The decision: before the care, on the right grounds, recorded with its letter, by whoever has the case."""

import datetime
import uuid
from collections.abc import Callable, Iterator

import pytest

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist.actions import assessing, deciding, issuing
from vardkedja.commitments.specialist.actions.assessing import Found
from vardkedja.commitments.specialist.actions.deciding import Terms
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.commitments.specialist.views.case import benefits
from vardkedja.demo.cast import actor
from vardkedja.kernel import absence_verbs, clock
from vardkedja.kernel.decisions import Decision

pytestmark = pytest.mark.django_db
HERE, DANDERYD = s.IVA, "danderyd-ortopedkliniken"
MAY_5, ONE = datetime.date(2025, 5, 5), datetime.time(13)


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-04-01 09:00"):
        yield


def approve(case: uuid.UUID, by: str = s.HENRIK, **bent: object) -> uuid.UUID:
    whole = {"period_from": MAY_5, "period_to": datetime.date(2025, 5, 9), "issue": False}
    return deciding.approve(case, Terms(**whole | bent), by=actor(by))  # type: ignore[arg-type]


def judged(time: datetime.time | None = ONE, **bent: object) -> uuid.UUID:
    """Patient's choice, assessed, with admission on 5 May 2025."""
    when = {"admission_on": MAY_5, "admission_time": time}
    return s.assessed(what=s.content(**when), seen=s.found(**when | bent))


# The decision's time, whether the admission's time of day is known, and what is refused.
BOUNDARIES = [
    ("2025-05-05 09:00", ONE, []),
    ("2025-05-05 12:59", ONE, []),
    ("2025-05-05 13:00", ONE, ["SVR-05.late", "SVR-06.started"]),
    ("2025-05-05 13:01", ONE, ["SVR-05.late", "SVR-06.started"]),
    ("2025-05-06 09:00", ONE, ["SVR-05.late", "SVR-06.started"]),
    ("2025-05-04 23:59", None, []),
    ("2025-05-05 00:00", None, ["SVR-05.late"]),
    ("2025-05-06 00:00", None, ["SVR-05.late", "SVR-06.started"]),
]


@pytest.mark.parametrize(("at", "time", "codes"), BOUNDARIES)
def test_the_decision_comes_before_the_admission(at: str, time: datetime.time | None, codes: list[str]) -> None:
    """SVR-05, SVR-06, R-15: 12:59 for 13:00 is before, 13:00 is not; with the day alone it takes an earlier day."""
    case = judged(time)
    with clock.stopped_at(at):
        if codes:
            assert s.codes(lambda: approve(case)) == codes
        else:
            approve(case)
            assert s.rulings(case)[0].decided_at == clock.now()
    assert s.stand(case) == ("assessing" if codes else "approved")


@pytest.mark.parametrize(
    ("at", "time", "codes"),
    [
        ("2025-05-05 12:59", ONE, []),
        ("2025-05-05 13:00", ONE, ["SVR-06.started"]),
        ("2025-05-05 13:01", ONE, ["SVR-06.started"]),
        ("2025-05-04 23:59", None, []),
        ("2025-05-06 00:00", None, ["SVR-06.started"]),
    ],
)
def test_nothing_is_issued_once_the_care_has_begun(at: str, time: datetime.time | None, codes: list[str]) -> None:
    """SVR-06: approved in time and issued later, the commitment stops at the same instant."""
    case = approve(judged(time))
    with clock.stopped_at(at):
        if codes:
            period = Period(MAY_5, s.later(9))
            refused = s.told(lambda: issuing.issue(case, period, by=actor(s.HENRIK)))
            assert [reason.code for reason in refused.reasons if reason.weight == "refuse"] == codes
            assert refused.reasons[0].head == "Betalningsförbindelse utfärdas inte i efterhand"
        else:
            issuing.issue(case, Period(MAY_5, s.later(9)), by=actor(s.HENRIK))
    assert Commitment.objects.filter(case__uuid=case).exists() == (not codes)


def test_opened_too_late_it_is_dismissed_with_the_rule() -> None:
    """SVR-06, SVR-35: received 2 May, admitted on the 5th, opened on the 7th: refused, dismissed, the failed rule stored."""
    with clock.stopped_at("2025-05-02 09:00"):
        case = s.sent(what=s.content(admission_on=MAY_5))
    with clock.stopped_at("2025-05-07 09:00"):
        by = actor(s.HENRIK)
        assessing.start(case, by=by)
        assessing.assess(case, s.found(admission_on=MAY_5), by=by)
        give = {"period_to": s.later(9), "issue": True}
        assert "SVR-06.started" in s.codes(lambda: approve(case, **give))
        assert Commitment.objects.filter(case__uuid=case).count() == 0
        deciding.dismiss(case, by=by, reason="Vården är redan given.")
        (row,) = s.rulings(case)
    assert s.stand(case) == "dismissed"
    assert "SVR-06 Betalningsförbindelse utfärdas inte i efterhand" in row.failed
    assert (str(s.seen(case, s.HENRIK).received_on), str(row.decided_at.date())) == ("2025-05-02", "2025-05-07")


UNFOUND: dict[str, tuple[dict[str, object], list[str]]] = {
    "the kind not answered": ({"same_kind": None}, ["SVR-07.kind_unanswered"]),
    "another kind": ({"same_kind": False}, ["SVR-07.kind"]),
    "the indication not answered": ({"same_indication": None}, ["SVR-07.indication_unanswered"]),
    "a stricter limit": ({"same_indication": False}, ["SVR-07.indication"]),
    "funding not answered": ({"funding": ""}, ["SVR-08.unanswered"]),
    "a private clinic without agreement": ({"funding": "none"}, ["SVR-08.not_funded"]),
    "no region": ({"funding_region": ""}, ["SVR-08.region"]),
    "an agreement without reference": ({"funding": "via_agreement"}, ["SVR-08.reference"]),
}


@pytest.mark.parametrize("name", UNFOUND)
def test_what_the_office_must_have_found(name: str) -> None:
    """SVR-07, SVR-08: without it approval is refused; put right it is approved."""
    wrong, codes = UNFOUND[name]
    case = judged(**wrong)
    assert s.codes(lambda: approve(case)) == codes
    right: dict[str, object] = {"funding": "via_agreement", "agreement_reference": "RH 2024-17"}
    put = s.found(admission_on=MAY_5, **right)  # type: ignore[arg-type]
    assessing.assess(case, put, by=actor(s.HENRIK))
    assert s.stand(approve(case)) == "approved"


def test_a_rejection_states_the_rule_and_reaches_the_sender() -> None:
    """SVR-08, SVR-35: "SVR-08 Ej regionfinansierad" is stored, with reason, who, function and when; and a letter."""
    case, by = judged(funding="none"), actor(s.HENRIK)
    assert s.codes(lambda: deciding.reject(case, by=by, reason="")) == ["SVR-35.no_reason"]
    deciding.reject(case, by=by, reason="Ingen region betalar.")
    (row,) = s.rulings(case)
    assert (row.outcome, row.failed, row.reason) == (
        "rejected",
        ["SVR-08 Ej regionfinansierad"],
        "Ingen region betalar.",
    )
    assert (row.decided_by.username, row.decided_at, row.on_behalf_of) == (s.HENRIK, clock.now(), None)
    assert row.function == "handläggare, " + by.unit_name
    assert s.nodes(case) == {("svr_decision", DANDERYD), ("svr_letter", HERE)}
    (letter,) = s.papers_of(case, "beslut")
    assert letter.intact()
    assert "Ingen region betalar." in str(letter.content)
    assert Decision.objects.filter(case__uuid=case, rule="specialist.approve").count() == 1


def test_an_approval_holds_its_conditions() -> None:
    """SVR-35, SVR-10: outcome, period, care form, conditions and benefits; of the patient's choice nothing is paid."""
    case = approve(judged(), conditions="Uppföljning i regionen.")
    (row,) = s.rulings(case)
    assert (row.outcome, row.care_form, row.conditions) == ("approved", "sluten", "Uppföljning i regionen.")
    assert (row.period_from, str(row.period_to)) == (MAY_5, "2025-05-09")
    assert row.benefits == ["Resor, logi och andra omkostnader ersätts inte."]
    assert s.nodes(case) == {("svr_issue", HERE), ("svr_decision", DANDERYD), ("svr_letter", HERE)}
    assert "ersätts inte" in str(s.papers_of(case, "beslut")[0].content)


def test_no_benefit_is_entered_on_a_choice() -> None:
    """SVR-10: lodging is refused at approval, and afterwards; without it the same is approved."""
    case = judged()
    assert s.codes(lambda: approve(case, lodging=True, nights=2)) == ["SVR-10.lodging"]
    approve(case)
    by = actor(s.HENRIK)
    assert s.codes(lambda: issuing.lodge(case, by=by, granted=True, nights=2, reason="")) == ["SVR-10.lodging"]


def other_box(make: Callable[[], object]) -> uuid.UUID:
    who = s.GUNVOR if make is s.initiative else s.CASPER
    return assessing.assess(s.opened(who, make()), Found(admission_on=s.later(30)), by=actor(s.HENRIK))  # type: ignore[arg-type]


@pytest.mark.parametrize("make", [s.initiative, s.guarantee])
def test_travel_after_approval_and_lodging_by_a_decision_of_its_own(make: Callable[[], object]) -> None:
    """SVR-19, SVR-31, R-21: before approval nothing; after it travel yes, lodging undecided; nights are asked for."""
    case, by = other_box(make), actor(s.HENRIK)
    assert benefits(s.seen(case, s.HENRIK))["lines"] == []
    approve(case)
    before = benefits(s.seen(case, s.HENRIK))["lines"]
    assert before[0] == "Resor enligt regelverket för sjukresor: ja."
    assert before[1].endswith(": ej beslutad.")
    for nights in (None, 0):
        assert s.codes(lambda nights=nights: issuing.lodge(case, by=by, granted=True, nights=nights, reason="")) == [
            "SVR-19.nights"
        ]
    assert s.codes(lambda: issuing.lodge(case, by=by, granted=False, nights=None, reason=" ")) == ["SVR-35.no_reason"]
    issuing.lodge(case, by=by, granted=True, nights=3, reason="")
    after = benefits(s.seen(case, s.HENRIK))["lines"]
    assert after[1:] == ["Standardenkelrum på mellanklasshotell: ja.", "Beviljade nätter: 3"]
    assert len(s.papers_of(case, "beslut")) == len(s.rulings(case)) == 2


def test_outpatient_care_is_approved_without_a_commitment() -> None:
    """SVR-03, R-14: on the provider's initiative travel follows the approval; a commitment cannot be issued."""
    with clock.stopped_at("2025-04-01 09:00"):
        case = s.opened(s.GUNVOR, s.initiative(care_form="oppen"))
        approve(case, issue=True)
    assert s.stand(case) == "approved"
    assert ("svr_issue", HERE) not in s.nodes(case)
    assert "ja." in s.rulings(case)[0].benefits[0]
    period = Period(MAY_5, s.later(60))
    assert s.codes(lambda: issuing.issue(case, period, by=actor(s.HENRIK))) == ["SVR-03.outpatient"]


ACTS = {
    "approve": approve,
    "reject": lambda case, by: deciding.reject(case, by=actor(by), reason="Skäl"),
    "dismiss": lambda case, by: deciding.dismiss(case, by=actor(by), reason="Skäl"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("first", "last", "away"),
    [
        ("2025-04-01", "2025-04-01", True),
        ("2025-03-20", "2025-04-01", True),
        ("2025-03-20", "2025-03-31", False),
        ("2025-04-02", "2025-04-09", False),
    ],
)
def test_a_colleague_decides_only_for_who_is_away_today(act: str, first: str, last: str, away: bool) -> None:
    """SVR-35, X-05: on the colleague's behalf, first and last day included; at work the other is told who has it."""
    case, run = judged(), ACTS[act]
    s.away(s.HENRIK, first, last)
    if away:
        run(case, s.MEHDI)
        (row,) = s.rulings(case)
        assert (row.decided_by.username, row.on_behalf_of.username) == (s.MEHDI, s.HENRIK)  # type: ignore[union-attr]
        assert s.history(case)[-1].on_behalf_of.username == s.HENRIK  # type: ignore[union-attr]
        return
    assert "Henrik Wallenius Grip har ärendet" in s.denied(lambda: run(case, s.MEHDI))
    assert s.rulings(case) == []
    run(case, s.HENRIK)
    assert s.rulings(case)[0].on_behalf_of is None


def test_an_absence_that_was_taken_away_counts_for_nothing() -> None:
    """SVR-35: back at work it is denied; taken over first it is the colleague's own decision."""
    case, row = judged(), s.away(s.HENRIK, "2025-04-01", "2025-04-01")
    absence_verbs.remove_absence(row.uuid, by=actor(s.INGALILL), module="svr")
    assert "inte borta idag" in s.denied(lambda: approve(case, s.MEHDI))
    assessing.assign(case, by=actor(s.MEHDI))
    approve(case, s.MEHDI)
    assert s.rulings(case)[0].on_behalf_of is None
