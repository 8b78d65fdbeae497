"""The journey's heart: from draft to issued (RUS-05, RUS-11, RUS-24, RUS-35…RUS-38)."""

import pytest

from vardkedja.commitments import actions, look
from vardkedja.commitments.tests.samples import doctor, form, issued, saved
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import Refused

pytestmark = pytest.mark.django_db


def test_rus_24_the_three_months_run_from_issue_not_from_the_draft() -> None:
    """RUS-24, RUS-23: draft 10 January, issued 31 January, valid through 30 April."""
    with clock.stopped_at("2025-01-10 09:00"):
        case_uuid = saved()
    with clock.stopped_at("2025-01-31 10:41"):
        actions.issue(case_uuid, by=doctor())
        case = look.at(doctor(), case_uuid)
        assert case is not None
        assert (case.state, str(case.first_day), str(case.last_day)) == ("issued", "2025-01-31", "2025-04-30")


def test_rus_35_a_secretary_is_refused_and_a_doctor_issues() -> None:
    """RUS-35: secretary writes, doctor signs; the secretary pressing issue is told who can."""
    with clock.stopped_at("2025-02-03 10:00"):
        secretary = actor("annika.hjalmarsson")
        case_uuid = saved(by=secretary)
        with pytest.raises(Refused) as refused:
            actions.issue(case_uuid, by=secretary)
        assert [reason.code for reason in refused.value.reasons] == ["RUS-35.role"]
        actions.issue(case_uuid, by=doctor())
        assert History.objects.filter(verb="rus.issue", staff__username="johan.akerhielm").count() == 1


def test_rus_37_issue_signs_dates_locks_and_leaves_a_paper_a_task_and_a_log_row() -> None:
    """RUS-37, X-07, X-08, X-09."""
    with clock.stopped_at("2025-02-03 10:00"):
        case_uuid = issued()
        case = look.at(doctor(), case_uuid)
        assert case is not None
        paper = Document.objects.get(case_id=case.id, kind="remiss")
        assert paper.intact()
        assert paper.content["validity"]["last_day"] == "2025-05-03"
        assert list(Task.objects.filter(case_id=case.id, done_at__isnull=True).values_list("node", flat=True)) == [
            "post"
        ]
        assert AccessLog.objects.filter(action="rus.issue", patients__contains=[case.patient_id]).count() == 1


def test_rus_38_an_issued_referral_cannot_be_saved_over() -> None:
    """RUS-38, X-13: locked after issue."""
    with clock.stopped_at("2025-02-03 10:00"):
        case_uuid = issued()
        with pytest.raises(Refused) as refused:
            actions.save(form(question="Annan fråga"), by=doctor(), case_uuid=case_uuid)
        assert refused.value.reasons[0].code == "RUS-38.locked"


def test_rus_05_a_patient_who_moved_out_is_refused_at_issue_and_the_draft_stays() -> None:
    """RUS-05: saved 10 March in Kalmar county, moved 20 March, refused 21 March, still readable."""
    from vardkedja.kernel.people.models import RegisterEntry

    mover = RegisterEntry.objects.filter(registered_from="2025-03-20", previous_municipality__region_id="08").first()
    assert mover is not None
    with clock.stopped_at("2025-03-10 09:00"):
        case_uuid = saved(form(number=mover.number))
    with clock.stopped_at("2025-03-21 09:00"):
        with pytest.raises(Refused) as refused:
            actions.issue(case_uuid, by=doctor())
        assert "RUS-05.moved" in [reason.code for reason in refused.value.reasons]
        case = look.at(doctor(), case_uuid)
        assert case is not None
        assert case.state == "draft"
