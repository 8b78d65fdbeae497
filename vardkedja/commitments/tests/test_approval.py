"""The home region's approval on Kap 4.2–4.4 (RUS-20, RUS-21, X-10): asked for, given, declined, taken back, voided."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.commitments import actions
from vardkedja.commitments.models import Approval
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import answer, approved, codes, doctor, form, found, saved
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import Missing
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def kap4(**bent: Any):  # noqa: ANN202
    return form(**{"ground": "patientens_val", "section": "4.3", "unavailable_confirmed": False} | bent)


def open_nodes(case_uuid: object) -> list[str]:
    return list(Task.objects.filter(case__uuid=case_uuid, done_at__isnull=True).values_list("node", flat=True))


@pytest.mark.parametrize("section", ["4.2", "4.3", "4.4"])
def test_rus_20_asked_given_and_issued(section: str) -> None:
    """RUS-20: draft, awaiting, ready, issued; the list's row moves along; before it is given no issue."""
    case_uuid = saved(kap4(section=section))
    assert codes(lambda: actions.issue(case_uuid, by=doctor())) == ["RUS-20.missing"]
    actions.request_approval(case_uuid, by=doctor())
    assert (found(case_uuid).state, open_nodes(case_uuid)) == ("awaiting_approval", ["approve"])
    assert codes(lambda: actions.issue(case_uuid, by=doctor())) == ["X-13.issue"]
    answer(case_uuid)
    assert (found(case_uuid).state, open_nodes(case_uuid)) == ("ready", ["issue"])
    actions.issue(case_uuid, by=doctor())
    assert (found(case_uuid).state, open_nodes(case_uuid)) == ("issued", ["post"])


@pytest.mark.parametrize("agreement", ["riksavtal", "regionavtal", "mellanlansavtal"])
def test_rus_20_the_duty_is_the_same_under_each_agreement(agreement: str) -> None:
    """RUS-20: one ground list for all three agreements."""
    slug = {"riksavtal": "malmo-ortopedkliniken", "regionavtal": "linkoping-ryggkirurgiska-kliniken"}
    to_unit = samples.unit(slug.get(agreement, "vaxjo-ortopedkliniken"))
    case_uuid = saved(kap4(agreement=agreement, to_unit=to_unit))
    assert codes(lambda: actions.issue(case_uuid, by=doctor())) == ["RUS-20.missing"]


def test_rus_21_other_sections_and_grounds_need_none_and_cannot_ask() -> None:
    """RUS-21: the block is closed; asking is refused, issuing is not."""
    case_uuid = saved(kap4(section="other"))
    assert codes(lambda: actions.request_approval(case_uuid, by=doctor())) == ["RUS-20.not_needed"]
    actions.issue(case_uuid, by=doctor())
    assert found(case_uuid).state == "issued"


def test_rus_20_asking_needs_all_other_fields() -> None:
    """RUS-20, RUS-07: everything missing is listed; approval and signature are not, for they come after."""
    case_uuid = saved(kap4(question="", doctor=None))
    assert codes(lambda: actions.request_approval(case_uuid, by=doctor())) == ["RUS-33.blank", "RUS-07.doctor"]
    assert codes(lambda: actions.request_approval(saved(kap4(question="Ont 😀")), by=doctor())) == ["X-14.unprintable"]
    actions.save(kap4(), by=doctor(), case_uuid=case_uuid)
    actions.request_approval(case_uuid, by=actor(samples.SECRETARY))
    assert found(case_uuid).state == "awaiting_approval"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"decided_on": datetime.date(2025, 3, 5)}, ["RUS-20.future"]),
        ({"decided_on": datetime.date(2025, 3, 4)}, []),
        ({"signed": False}, ["RUS-20.unsigned"]),
        ({"name": " "}, ["RUS-20.who"]),
        ({"approved": False}, ["RUS-20.no_reason"]),
        ({"approved": False, "reason": "Vården finns i Kalmar", "signed": False}, []),
        ({"name": "Karin 😀"}, ["X-14.unprintable"]),
        ({"conditions": "a\x00b"}, ["RUS-07.unreadable"]),
    ],
)
def test_rus_20_an_answer_needs_its_day_signature_name_and_reason(given: dict[str, Any], expected: list[str]) -> None:
    """RUS-20: future day, no signature, nobody's name, a refusal without reason; what cannot be printed is refused here."""
    case_uuid = saved(kap4())
    actions.request_approval(case_uuid, by=doctor())
    if expected:
        assert codes(lambda: answer(case_uuid, **given)) == expected
        assert (found(case_uuid).state, Approval.objects.count()) == ("awaiting_approval", 0)
    else:
        answer(case_uuid, **given)
        assert found(case_uuid).state == ("ready" if given.get("approved", True) else "draft")


def test_x_10_the_unit_records_a_stamped_paper_and_names_it() -> None:
    """X-10, X-24, RUS-20: without naming the paper refused; with it stored as a record of its own, nothing signed."""
    case_uuid = saved(kap4())
    actions.request_approval(case_uuid, by=doctor())
    assert codes(lambda: answer(case_uuid, by=samples.SECRETARY, stamp=True)) == ["X-10.no_evidence"]
    answer(case_uuid, by=samples.SECRETARY, stamp=True, evidence="Brev 2025-03-03")
    row = Approval.objects.select_related("recorded_by").get()
    assert (row.stamp, row.evidence, row.recorded_by.username) == (True, "Brev 2025-03-03", samples.SECRETARY)
    assert (row.organisation_id, row.approver_name, row.approver_role) == ("08", "Ellinor Granhyttan", "handläggare")
    assert Document.objects.count() == 0
    assert found(case_uuid).issued_name is None


def test_rus_20_declined_goes_back_with_its_reason() -> None:
    """RUS-20: back to Utkast with flag and reason; it can be changed and asked for again."""
    case_uuid = saved(kap4())
    actions.request_approval(case_uuid, by=doctor())
    answer(case_uuid, approved=False, reason="Vården finns i Kalmar")
    assert (found(case_uuid).state, open_nodes(case_uuid)) == ("draft", ["finish"])
    assert "Vården finns i Kalmar" in signed_in(samples.SECRETARY).get(f"/rus/{case_uuid}/").content.decode()
    assert codes(lambda: actions.issue(case_uuid, by=doctor())) == ["RUS-20.missing"]
    actions.request_approval(case_uuid, by=doctor())
    answer(case_uuid)
    assert found(case_uuid).state == "ready"


def test_rus_36_the_request_can_be_taken_back_until_it_is_answered() -> None:
    """RUS-36, RUS-20: withdrawn to Utkast; after the answer it cannot be."""
    case_uuid = saved(kap4())
    actions.request_approval(case_uuid, by=doctor())
    assert codes(lambda: actions.save(kap4(question="Ny"), by=doctor(), case_uuid=case_uuid)) == ["X-13.save"]
    actions.withdraw_request(case_uuid, by=actor(samples.SECRETARY))
    assert (found(case_uuid).state, open_nodes(case_uuid)) == ("draft", ["finish"])
    ready = approved()
    assert codes(lambda: actions.withdraw_request(ready, by=doctor())) == ["X-13.withdraw"]


def test_rus_20_changed_content_voids_the_approval() -> None:
    """RUS-20, RUS-21, X-08: Klar att utfärda becomes Utkast, the approval is kept as voided with who and when, in history."""
    case_uuid = approved()
    actions.save(kap4(question="En annan fråga"), by=doctor(), case_uuid=case_uuid)
    row = Approval.objects.select_related("voided_by").get()
    assert (found(case_uuid).state, open_nodes(case_uuid)) == ("draft", ["finish"])
    assert (row.voided_by.username, row.voided_at) == (samples.DOCTOR, clock.now())
    assert History.objects.filter(case_id=found(case_uuid).id).latest("id").changes["approval"] == [
        "approved",
        "voided",
    ]
    assert codes(lambda: actions.issue(case_uuid, by=doctor())) == ["RUS-20.missing"]


def test_rus_20_what_is_not_changed_stands() -> None:
    """RUS-20: saved again with only another phone, and the number written another way: still approved, still ready."""
    case_uuid = approved()
    again = kap4(phone="070-174 06 44", number="195506129997")
    actions.save(again, by=doctor(), case_uuid=case_uuid)
    assert (found(case_uuid).state, open_nodes(case_uuid)) == ("ready", ["issue"])
    actions.issue(case_uuid, by=doctor(), content=again)
    paper = Document.objects.get(case_id=found(case_uuid).id, kind="remiss")
    assert paper.content["approval"]["name"] == "Ellinor Granhyttan"


def test_rus_21_another_ground_voids_the_approval_and_closes_the_block() -> None:
    """RUS-21: Kap 4 to Kap 3, in a save and in the very act of issue: voided, and nothing in the block on the paper."""
    akut = form(ground="akut", admitted_on=datetime.date(2025, 3, 1))
    saved_away, issued_away = approved(), approved()
    actions.save(akut, by=doctor(), case_uuid=saved_away)
    actions.issue(saved_away, by=doctor())
    actions.issue(issued_away, by=doctor(), content=akut)
    for case_uuid in (saved_away, issued_away):
        case = found(case_uuid)
        assert (case.state, case.ground, case.approval) == ("issued", "akut", None)
        paper = Document.objects.get(case_id=case.id, kind="remiss")
        assert paper.content["approval"] == {"date": None, "name": None, "role": None, "stamp": False}
    assert Approval.objects.filter(voided_at__isnull=True).count() == 0


def test_rus_20_changed_text_in_the_act_of_issue_is_refused_and_the_approval_stands() -> None:
    """RUS-20: nothing slips in after the approval; unchanged it is issued."""
    case_uuid = approved()
    assert codes(lambda: actions.issue(case_uuid, by=doctor(), content=kap4(question="Annat"))) == ["RUS-20.missing"]
    actions.issue(case_uuid, by=doctor(), content=kap4())
    assert found(case_uuid).state == "issued"


def test_rus_20_only_the_home_region_s_approver_or_the_author_s_unit_answers() -> None:
    """RUS-20, X-05: finance has no right, another unit knows of nothing, the approver sees only patient's choice."""
    case_uuid, other = saved(kap4()), saved(form())
    actions.request_approval(case_uuid, by=doctor())
    with pytest.raises(Denied):
        answer(case_uuid, by=samples.FINANCE)
    with pytest.raises(Missing):
        answer(case_uuid, by="staffan.brunngard", evidence="Brev")
    with pytest.raises(Missing):
        answer(other)
    with pytest.raises(Denied):
        actions.request_approval(case_uuid, by=actor(samples.APPROVER))
    answer(case_uuid)
    assert found(case_uuid, actor(samples.APPROVER)).state == "ready"


def test_rus_36_ready_can_be_deleted_and_its_approval_goes_with_it() -> None:
    """RUS-36: the exit that the table lacked; no approval is left standing."""
    case_uuid = approved()
    actions.delete(case_uuid, by=doctor())
    assert (found(case_uuid).state, open_nodes(case_uuid)) == ("deleted", [])
    assert Approval.objects.filter(voided_at__isnull=True).count() == 0
