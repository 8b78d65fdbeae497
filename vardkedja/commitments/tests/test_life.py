"""From Utkast to the end: saved, issued, posted, cancelled, replaced, and the certificate beside it (RUS-05, 11, 28, 36…47)."""

import datetime
import uuid
from collections.abc import Iterator

import pytest

from vardkedja.commitments import actions
from vardkedja.commitments.models import Certificate, Commitment
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import codes, doctor, form, found, issued, saved
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.notices import Notice
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.verbs import AlreadyDone, Conflict, KeyReused, Missing
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-03 10:00"):
        yield


def covered(case_uuid: uuid.UUID, day: str, form: str = "oppen") -> bool:
    """The validity answer's page."""
    page = signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/galler/?dag={day}&vardform={form}").content.decode()
    assert ("Ja, den gäller" in page) is not ("Nej, den gäller inte" in page)
    return "Ja, den gäller" in page


def test_rus_05_residence_is_asked_again_at_issue_and_both_answers_are_kept() -> None:
    """RUS-05, X-02: saved 10 March; issued 19 March while still registered, refused and locked from 20 March."""
    with clock.stopped_at("2025-03-10 09:00"):
        in_time, late = (saved(form(number=samples.MOVES_OUT)) for _ in range(2))
    with clock.stopped_at("2025-03-19 23:59"):
        kept = found(actions.issue(in_time, by=doctor())).residence
    assert (kept["saved"]["at"][:10], kept["issued"]["at"][:10]) == ("2025-03-10", "2025-03-19")
    with clock.stopped_at("2025-03-21 09:00"):
        client = signed_in(samples.DOCTOR)
        answer = client.post(f"/rus/{late}/skriv/", samples.sent(number=samples.MOVES_OUT) | {"do": "utfarda"})
        assert answer.status_code == 422
        case = found(late)
        assert (case.state, case.locked) == ("draft", "Patienten har flyttat sedan utkastet sparades")
        page = client.get(f"/rus/{late}/skriv/").content.decode()
        assert "Utkastet kan läsas men inte utfärdas." in page
        assert "Proteslossning" in page
        assert codes(lambda: actions.issue(late, by=doctor())) == ["RUS-05.moved"]


def test_rus_11_a_deleted_draft_leaves_a_gap() -> None:
    """RUS-11: numbers follow each other, and a deleted one is never given again; an issued one cannot be deleted."""
    first, second = saved(), saved()
    numbers = [found(one).number for one in (first, second)]
    actions.delete(second, by=doctor())
    third = found(issued()).number
    serial = [int(number.split("-")[1]) for number in (*numbers, third)]
    assert serial == [serial[0], serial[0] + 1, serial[0] + 2]
    assert third.startswith("2025-")
    assert Case.objects.get(uuid=second).state == "deleted"
    assert codes(lambda: actions.delete(Case.objects.get(number=third).uuid, by=doctor())) == ["RUS-38.locked"]


def test_rus_36_any_author_of_the_unit_goes_on_with_it_and_nobody_else() -> None:
    """RUS-36, X-06, X-08: a colleague changes it, old and new value are in the history; another unit finds nothing."""
    case_uuid = saved()
    actions.save(form(question="Ny fråga"), by=actor(samples.SECRETARY), case_uuid=case_uuid)
    row = History.objects.filter(case_id=found(case_uuid).id).latest("id")
    assert row.changes["question"] == ["Proteslossning, vänster höft. Fråga: omoperation?", "Ny fråga"]
    assert (row.staff.username, row.role, row.at) == (samples.SECRETARY, "sekreterare", clock.now())
    with pytest.raises(Missing):
        actions.save(form(), by=actor("staffan.brunngard"), case_uuid=case_uuid)


def test_rus_37_and_38_nothing_changes_an_issued_referral() -> None:
    """RUS-37, RUS-38, X-13: save, issue, delete, ask and withdraw are refused for what is issued; the draft beside takes them."""
    locked, draft = issued(), saved()
    for verb in (
        lambda case: actions.save(form(question="Annat"), by=doctor(), case_uuid=case),
        lambda case: actions.issue(case, by=doctor()),
        lambda case: actions.delete(case, by=doctor()),
    ):
        assert codes(lambda verb=verb: verb(locked)) == ["RUS-38.locked"]
    assert codes(lambda: actions.request_approval(locked, by=doctor())) == ["RUS-38.locked"]
    assert Document.objects.filter(case_id=found(locked).id).count() == 1
    actions.save(form(question="Annat"), by=doctor(), case_uuid=draft)
    assert found(draft).question == "Annat"


def test_x_38_the_same_key_three_times_is_one_issue() -> None:
    """X-38, RUS-37: one issue, one number, one paper; the same answer again. Another body under the key is refused."""
    case_uuid, key = saved(), uuid.uuid4()
    assert actions.issue(case_uuid, by=doctor(), key=key) == case_uuid
    for _ in range(2):
        with pytest.raises(AlreadyDone) as again:
            actions.issue(case_uuid, by=doctor(), key=key)
        assert again.value.answer == case_uuid
    with pytest.raises(KeyReused):
        actions.issue(case_uuid, by=doctor(), key=key, content=form(question="Annat"))
    assert (Document.objects.count(), History.objects.filter(verb="rus.issue").count()) == (1, 1)


def test_x_37_who_read_an_older_version_is_told() -> None:
    """X-37: the second save on version 1 is a conflict; on the version that now stands it is taken."""
    case_uuid = saved()
    actions.save(form(question="Först"), by=actor(samples.SECRETARY), case_uuid=case_uuid, version=1)
    with pytest.raises(Conflict):
        actions.save(form(question="Sist"), by=doctor(), case_uuid=case_uuid, version=1)
    with pytest.raises(Conflict):
        actions.issue(case_uuid, by=doctor(), version=1)
    assert found(case_uuid).question == "Först"
    actions.save(form(question="Sist"), by=doctor(), case_uuid=case_uuid, version=2)
    assert (found(case_uuid).question, found(case_uuid).version) == ("Sist", 3)


@pytest.mark.parametrize(
    ("day", "valid"), [("2025-02-02", False), ("2025-02-03", True), ("2025-05-03", True), ("2025-05-04", False)]
)
def test_rus_28_valid_from_the_first_through_the_last_day(day: str, valid: bool) -> None:
    """RUS-28: yes on the last day, no the day after, no before it begins."""
    assert covered(issued(), day) is valid


def test_rus_29_outpatient_only_does_not_pay_for_a_bed() -> None:
    """RUS-29: with the box an admission is not covered, without it both are."""
    boxed, plain = issued(form(outpatient_only=True)), issued()
    assert [covered(boxed, "2025-02-10", form) for form in ("oppen", "sluten")] == [True, False]
    assert [covered(plain, "2025-02-10", form) for form in ("oppen", "sluten")] == [True, True]


def test_rus_28_expired_is_worked_out_from_the_day_and_never_stored() -> None:
    """RUS-28, X-12: Utfärdad with 0 days left on the last day, Utgången the day after; what is stored is the same."""
    case_uuid = issued()
    with clock.stopped_at("2025-05-03 23:59"):
        page = signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/").content.decode()
        assert "0 dagar kvar" in page
        assert "Utgången" not in page
    with clock.stopped_at("2025-05-04 00:00"):
        assert "Utgången" in signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/").content.decode()
    assert Case.objects.get(uuid=case_uuid).state == "issued"


def test_rus_38_cancelled_at_once_and_replaced_by_a_new_number() -> None:
    """RUS-38, RUS-28: a reason is needed; from that moment it is not valid; the new one names the old, once."""
    old = issued()
    assert covered(old, "2025-02-10")
    assert codes(lambda: actions.replace(old, by=doctor())) == ["RUS-38.locked"]
    assert codes(lambda: actions.cancel(old, by=doctor(), reason=" ")) == ["RUS-38.no_reason"]
    actions.cancel(old, by=actor(samples.SECRETARY), reason="Fel klinik")
    row = Commitment.objects.select_related("cancelled_by").get(case__uuid=old)
    assert (row.cancelled_by.username, row.cancelled_at, row.cancel_reason) == (
        samples.SECRETARY,
        clock.now(),
        "Fel klinik",
    )
    assert not covered(old, "2025-02-10")
    new = found(actions.replace(old, by=doctor()))
    assert (new.state, new.replaces, new.question) == ("draft", found(old).number, found(old).question)
    assert new.number != found(old).number
    assert codes(lambda: actions.replace(old, by=doctor())) == ["RUS-38.replaced"]
    assert codes(lambda: actions.cancel(old, by=doctor(), reason="Igen")) == ["RUS-38.locked"]


def test_rus_38_a_deleted_replacement_can_be_begun_anew() -> None:
    """RUS-38, RUS-11: the deleted draft keeps its number, and the cancelled referral can still be replaced."""
    old = issued()
    actions.cancel(old, by=doctor(), reason="Fel klinik")
    first = actions.replace(old, by=doctor())
    actions.delete(first, by=doctor())
    second = found(actions.replace(old, by=doctor()))
    assert second.replaces == found(old).number
    assert second.number != Case.objects.get(uuid=first).number


def test_rus_40_posted_with_day_and_enclosures() -> None:
    """RUS-40, X-24: a draft cannot be posted; before the issue day and in the future are refused; the certificate is named."""
    case_uuid = issued(form(certificate=True, relative_name="Vera Fagerholt"))
    assert codes(lambda: actions.post(saved(), by=doctor(), posted_on=DAY(2025, 2, 3))) == ["X-13.post"]
    assert codes(lambda: actions.post(case_uuid, by=doctor(), posted_on=DAY(2025, 2, 2))) == ["RUS-40.before_issue"]
    assert codes(lambda: actions.post(case_uuid, by=doctor(), posted_on=DAY(2025, 2, 4))) == ["RUS-40.future"]
    actions.post(case_uuid, by=actor(samples.SECRETARY), posted_on=DAY(2025, 2, 3), enclosures="röntgensvar")
    case = found(case_uuid)
    assert (case.state, case.posted_name, case.enclosures) == (
        "posted",
        "Annika Hjalmarsson",
        "anhörigintyg; röntgensvar",
    )
    assert "anhörigintyg; röntgensvar" in signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/").content.decode()
    assert codes(lambda: actions.post(case_uuid, by=doctor(), posted_on=DAY(2025, 2, 3))) == ["RUS-38.locked"]


def test_x_42_a_late_posting_is_recorded_with_both_times() -> None:
    """X-42, X-43, RUS-40: posted after it ran out: stored with its true day beside the registration; listed until then."""
    case_uuid = issued()
    with clock.stopped_at("2025-06-01 12:00"):
        client = signed_in(samples.SECRETARY)
        assert found(case_uuid).number in client.get("/rus/?lista=ej-postade").content.decode()
        actions.post(case_uuid, by=doctor(), posted_on=DAY(2025, 2, 5))
        row = History.objects.filter(case_id=found(case_uuid).id).latest("id")
        assert (clock.local(row.event_at).date(), clock.local(row.at).date()) == (DAY(2025, 2, 5), DAY(2025, 6, 1))
        assert found(case_uuid).number not in client.get("/rus/?lista=ej-postade").content.decode()


def test_rus_41_and_x_41_issue_sends_nothing_to_finance_and_starts_no_monitoring() -> None:
    """RUS-41, X-41: nothing in the outbox, no notice, one task: to post it, without a deadline of two weeks."""
    case_uuid = issued()
    assert (Outbox.objects.count(), Notice.objects.count()) == (0, 0)
    assert list(Task.objects.filter(case__uuid=case_uuid, done_at=None).values_list("node", "due")) == [("post", None)]
    assert actor(samples.FINANCE).unit_id not in Task.objects.values_list("unit_id", flat=True)


def test_rus_44_and_45_the_certificate_follows_its_box_and_its_referral() -> None:
    """RUS-44, RUS-45, RUS-46: none without the box; made, taken away, made again; issued together; then the box is locked."""
    relative = {"certificate": True, "relative_name": "Vera Fagerholt", "relation": "dotter"}
    case_uuid, client = saved(), signed_in(samples.DOCTOR)
    assert client.get(f"/rus/{case_uuid}/anhorigintyg.pdf").status_code == 404
    actions.save(form(**relative), by=doctor(), case_uuid=case_uuid)
    assert Certificate.objects.get(case__uuid=case_uuid).relative_name == "Vera Fagerholt"
    actions.save(form(relative_name="Vera Fagerholt"), by=doctor(), case_uuid=case_uuid)
    assert Certificate.objects.count() == 0
    nameless = form(**relative | {"relative_name": " "})
    assert codes(lambda: actions.issue(case_uuid, by=doctor(), content=nameless)) == ["RUS-46.no_name"]
    actions.issue(case_uuid, by=doctor(), content=form(**relative))
    papers = Document.objects.filter(case__uuid=case_uuid).order_by("kind")
    assert [paper.kind for paper in papers] == ["anhorigintyg", "remiss"]
    assert len({paper.content["document"]["id"] for paper in papers}) == 1
    assert codes(lambda: actions.save(form(), by=doctor(), case_uuid=case_uuid)) == ["RUS-38.locked"]
    actions.cancel(case_uuid, by=doctor(), reason="Fel klinik")
    assert found(case_uuid).cancelled_at is not None
    assert found(case_uuid).certificate_row["relative_name"] == "Vera Fagerholt"


def test_rus_47_codes_are_stored() -> None:
    """RUS-47: regions are stored as the codes that every module uses."""
    case = found(issued(form(to_unit=samples.unit("vaxjo-ortopedkliniken"), agreement="mellanlansavtal")))
    assert (case.to_region, case.region) == ("07", "08")
    assert Commitment.objects.values_list("payer_id", flat=True).get() == "08"


def test_rus_42_finance_and_approver_can_do_nothing_to_it() -> None:
    """RUS-42: Ekonomiservice does not edit, cancel, post, delete or issue, also by its own hand at the address."""
    case_uuid, finance = issued(), actor(samples.FINANCE)
    for verb in (
        lambda: actions.cancel(case_uuid, by=finance, reason="x"),
        lambda: actions.post(case_uuid, by=finance, posted_on=DAY(2025, 2, 3)),
        lambda: actions.save(form(), by=finance, case_uuid=case_uuid),
        lambda: actions.issue(case_uuid, by=finance),
        lambda: actions.replace(case_uuid, by=finance),
    ):
        with pytest.raises(Denied):
            verb()
    client = signed_in(samples.FINANCE)
    assert client.post(f"/rus/{case_uuid}/gor/makulera/", {"reason": "x"}).status_code == 403
    assert client.get(f"/rus/{case_uuid}/skriv/").status_code == 403
    assert found(case_uuid).state == "issued"


def test_x_07_every_verb_leaves_a_log_row_about_the_patient() -> None:
    """X-07, X-08: save, issue, post, cancel: one row in the log and one in the history each, by whom, from where."""
    case_uuid = issued()
    actions.post(case_uuid, by=doctor(), posted_on=DAY(2025, 2, 3))
    actions.cancel(case_uuid, by=doctor(), reason="Fel klinik")
    done = ["rus.save", "rus.issue", "rus.post", "rus.cancel"]
    rows = AccessLog.objects.filter(patients__contains=[found(case_uuid).patient_id]).order_by("id")
    assert [row.action for row in rows] == done
    assert {(row.staff_id, row.unit_id, row.role, row.at) for row in rows} == {
        (doctor().staff_id, doctor().unit_id, "lakare", clock.now())
    }
    assert list(History.objects.filter(case__uuid=case_uuid).order_by("id").values_list("verb", flat=True)) == done
