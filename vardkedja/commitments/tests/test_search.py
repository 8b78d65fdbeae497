"""Lists and search (RUS-33, RUS-40, RUS-42, X-03, X-06, X-07, X-16, X-17): who finds what, by which key, in which order."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from vardkedja.commitments import actions
from vardkedja.commitments.models import Commitment
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import KARL, approved, doctor, form, found, issued, saved, unit
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Task
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.models import Person, PersonIdentifier
from vardkedja.kernel.worklists import PAGE
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-03 10:00"):
        yield


def hits(client: Client, **asked: Any) -> set[str]:
    """The numbers of the referrals that a search shows."""
    page = client.get("/rus/", asked).content.decode()
    return {number for number in Commitment.objects.values_list("case__number", flat=True) if number in page}


@pytest.fixture
def three() -> dict[str, str]:
    """Three issued referrals that differ in everything that can be searched for, and one draft: name to number."""
    with clock.stopped_at("2025-01-10 10:00"):
        first = issued(form(reinvoice=True, reinvoice_causes=("platsbrist",)))
    to_growth = form(to_unit=unit("vaxjo-ortopedkliniken"), agreement="mellanlansavtal", number=samples.PROTECTED)
    second = issued(to_growth)
    kalmar = {
        "from_unit": unit("kalmar-kirurgkliniken"),
        "doctor": None,
        "ground": "patientens_val",
        "section": "other",
    }
    third = saved(form(**kalmar), by=actor("staffan.brunngard"))
    surgeon = samples.Staff.objects.values_list("uuid", flat=True).get(username="staffan.brunngard")
    actions.issue(third, by=actor("staffan.brunngard"), content=form(**kalmar | {"doctor": surgeon}))
    made = {"first": first, "second": second, "third": third, "draft": saved()}
    return {
        name: Commitment.objects.values_list("case__number", flat=True).get(case__uuid=one)
        for name, one in made.items()
    }


def test_rus_42_finance_finds_by_every_key(three: dict[str, str]) -> None:
    """RUS-42, RUS-32: id, receiver, referring unit, agreement, ground, issue date, validity, status, re-invoicing; no draft."""
    client = signed_in(samples.FINANCE)
    everything = {three["first"], three["second"], three["third"]}
    surgery = Unit.objects.get(slug="kalmar-kirurgkliniken").pk
    searches: list[tuple[dict[str, Any], set[str]]] = [
        ({}, everything),
        ({"remissid": three["second"]}, {three["second"]}),
        ({"mottagare": "växjö ortop"}, {three["second"]}),
        ({"enhet": surgery}, {three["third"]}),
        ({"avtal": "mellanlansavtal"}, {three["second"]}),
        ({"grund": "patientens_val"}, {three["third"]}),
        ({"utfardad_till": "2025-01-10"}, {three["first"]}),
        ({"utfardad_fran": "2025-01-11"}, {three["second"], three["third"]}),
        ({"galler": "2025-04-10"}, everything),
        ({"galler": "2025-04-11"}, {three["second"], three["third"]}),
        ({"lage": "issued"}, everything),
        ({"lage": "cancelled"}, set()),
        ({"vidare": "1"}, {three["first"]}),
        ({"avtal": "regionavtal", "vidare": "1"}, {three["first"]}),
        ({"mottagare": "%"}, set()),
    ]
    for asked, expected in searches:
        assert hits(client, **asked) == expected, asked
    with clock.stopped_at("2025-04-11 10:00"):
        assert hits(signed_in(samples.FINANCE), lage="expired") == {three["first"]}


def test_rus_42_a_personal_number_finds_the_patient_without_standing_in_the_address(three: dict[str, str]) -> None:
    """RUS-42, X-16, X-07: by POST; the address holds a random id, every hit is logged; an unknown number finds nothing."""
    client = signed_in(samples.FINANCE)
    answer = client.post("/sok/", {"q": KARL})
    assert "9997" not in answer["Location"]
    assert hits(client, **{"patient": answer["Location"].split("=")[1]}) == {three["first"], three["third"]}
    person = PersonIdentifier.objects.get(value=KARL.replace("-", "")).person_id
    assert {"rus.search", "rus.list.alla"} <= set(
        AccessLog.objects.filter(patients__contains=[person], staff__username=samples.FINANCE).values_list(
            "action", flat=True
        )
    )
    unknown = client.post("/sok/", {"q": samples.UNKNOWN})["Location"]
    assert hits(client, patient=unknown.split("=")[1]) == set()


@pytest.mark.parametrize(
    "typed", ["19550612-9998", "550612-9998", "Karl-Erik", "1955", "2025-0", "  ", "\x00", "²" * 40]
)
def test_rus_42_what_is_mistyped_never_stands_in_the_address(three: dict[str, str], typed: str) -> None:
    """RUS-42, X-35: a wrong check digit or a name is answered with words; the beginning of a Remissid finds."""
    client = signed_in(samples.SECRETARY)
    where = client.post("/sok/", {"q": typed})["Location"]
    if typed in ("1955", "2025-0"):
        assert where == f"/rus/?remissid={typed}"
        assert bool(hits(client, remissid=typed)) is (typed == "2025-0")
    else:
        assert where == "/rus/?oklart=1"
        assert "Skriv ett helt personnummer" in client.get(where).content.decode()


def test_rus_42_authors_find_their_own_units_with_drafts(three: dict[str, str]) -> None:
    """RUS-42, X-06: orthopaedics sees its own, with drafts; surgery sees its own; another region nothing at all."""
    assert hits(signed_in(samples.SECRETARY)) == {three["first"], three["second"], three["draft"]}
    assert hits(signed_in("ines.vinterang")) == {three["third"]}
    assert signed_in("linnea.bramyr").get("/rus/").status_code == 403


def test_x_01_the_old_number_still_finds_the_person() -> None:
    """X-01: linked, not overwritten: the reserve number leads to the case that was opened under the new one."""
    case = found(saved())
    PersonIdentifier.objects.create(
        person_id=case.patient_id, kind="reservnummer", value="19550612K238", current=False, since=clock.now()
    )
    client = signed_in(samples.SECRETARY)
    where = client.post("/sok/", {"q": "19550612-K238"})["Location"]
    assert hits(client, patient=where.split("=")[1]) == {case.number}


def test_rus_33_and_42_finance_reads_no_question_anywhere() -> None:
    """RUS-33, RUS-42: not in its lists, the case's page, the history or the paper; the unit reads it; no draft is there."""
    secret = "Proteslossning"
    draft, case_uuid = saved(), saved()
    actions.save(form(question=f"{secret} igen"), by=doctor(), case_uuid=case_uuid)
    actions.issue(case_uuid, by=doctor())
    client = signed_in(samples.FINANCE)
    for path in ("", f"{case_uuid}/", f"{case_uuid}/galler/"):
        answer = client.get(f"/rus/{path}")
        assert answer.status_code == 200
        assert secret not in answer.content.decode()
    assert secret not in samples.printed(client.get(f"/rus/{case_uuid}/remiss.pdf").content)
    assert client.get(f"/rus/{draft}/").status_code == client.get(f"/rus/{uuid.uuid4()}/").status_code == 404
    assert secret in signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/").content.decode()


def test_rus_32_the_list_of_what_is_to_be_reinvoiced(three: dict[str, str]) -> None:
    """RUS-32: Ekonomiservice has a list of it, and the cause stands on the case."""
    client = signed_in(samples.FINANCE)
    assert "Vidarefaktureras Östergötland" in client.get("/rus/").content.decode()
    case = Commitment.objects.get(case__number=three["first"]).case
    assert "platsbrist" in client.get(f"/rus/{case.uuid}/").content.decode()


def test_x_03_a_protected_identity_shows_no_address_and_is_marked() -> None:
    """X-03: form, case, list and paper hold neither address nor phone; a typed phone is refused, and issue works."""
    person = {"number": samples.PROTECTED}
    assert samples.codes(lambda: saved(form(**person, phone="070-174 06 10"))) == ["X-03.phone"]
    case_uuid = issued(form(**person))
    draft, client = saved(form(**person)), signed_in(samples.DOCTOR)
    pages = [client.get(f"/rus/{path}").content.decode() for path in ("", f"{case_uuid}/", f"{draft}/skriv/")]
    pages.append(samples.printed(client.get(f"/rus/{case_uuid}/remiss.pdf").content))
    for page in pages:
        assert "Märit" in page
        assert "Påhittsgatan 16" not in page
        assert "070-174 06 10" not in page
    assert "Skyddad identitet" in pages[0]
    assert "kyddad" in pages[3]


def test_x_17_late_first_then_by_the_day_they_began_to_wait() -> None:
    """X-17: overdue, due today, due tomorrow, in that order, whatever order they were made in; the numbers agree."""
    due = {}
    for days in (1, -1, 0):
        case = found(issued())
        Task.objects.filter(case_id=case.id).update(sort_on=clock.today() + datetime.timedelta(days=days))
        due[days] = case.number
    page = signed_in(samples.SECRETARY).get("/rus/?lista=ej-postade").content.decode()
    assert page.index(due[-1]) < page.index(due[0]) < page.index(due[1])
    assert "<span>3</span>" in page.replace("\n", "") or ">3<" in page


def test_rus_40_not_posted_is_listed_from_issue_to_posting() -> None:
    """RUS-40, X-17: patient, number, to whom and since when stand on the line."""
    with clock.stopped_at("2025-02-01 10:00"):
        case_uuid = issued()
    client = signed_in(samples.SECRETARY)
    page = client.get("/rus/?lista=ej-postade").content.decode()
    for told in (
        found(case_uuid).number,
        "Karl-Erik Svantesson Rydholm",
        "sedan 2 dagar",
        "Universitetssjukhuset i Linköping",
    ):
        assert told in page
    actions.post(case_uuid, by=doctor(), posted_on=DAY(2025, 2, 3))
    assert found(case_uuid).number not in client.get("/rus/?lista=ej-postade").content.decode()


def test_rus_20_the_approver_sees_what_waits_and_no_more() -> None:
    """RUS-20, X-06: patient's choice that waits, not the rest of the region."""
    waiting = saved(form(ground="patientens_val", section="4.2"))
    actions.request_approval(waiting, by=doctor())
    ready, other = approved(), issued()
    client = signed_in(samples.APPROVER)
    numbers = {name: found(one).number for name, one in (("waiting", waiting), ("ready", ready), ("other", other))}
    assert hits(client, lista="vantar") == {numbers["waiting"]}
    assert hits(client) == {numbers["waiting"], numbers["ready"]}
    assert client.get(f"/rus/{other}/").status_code == 404


def test_x_17_page_after_page_holds_every_row_once() -> None:
    """X-17, X-07: more than a page: each row once, each patient shown is logged; a tampered place shows the first page."""
    case = found(saved())
    copies = PAGE + 5
    person = Person.objects.get(pk=case.patient_id)
    for _ in range(copies - 1):
        _copy(case.id)
    client = signed_in(samples.SECRETARY)
    first = client.get("/rus/?lista=utkast").content.decode()
    later = first.split("efter=")[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"/rus/?lista=utkast&efter={later}").content.decode()
    numbers = list(Commitment.objects.values_list("case__number", flat=True))
    assert [sum(number in page for page in (first, second)) for number in numbers] == [1] * copies
    assert sum(number in first for number in numbers) == PAGE
    rows = AccessLog.objects.filter(action="rus.list.utkast").order_by("id").values_list("patients", flat=True)
    assert [len(row) for row in rows] == [PAGE, 5]
    assert set(rows[0]) == {person.pk}


def _copy(case_id: int) -> None:
    """One more draft like it, straight into the tables."""
    from vardkedja.kernel.cases import Case
    from vardkedja.referrals.models import Referral

    case = Case.objects.get(pk=case_id)
    case.pk, case.uuid = None, uuid.uuid4()
    case.number = f"2025-9{Case.objects.count():05d}"
    case.save(force_insert=True)
    for model in (Referral, Commitment):
        row = model.objects.get(pk=case_id)
        row.pk = row.case_id = case.pk
        if model is Commitment:
            row.referral_id = case.pk
        row.save(force_insert=True)
    task = Task.objects.get(case_id=case_id)
    task.pk, task.case_id = None, case.pk
    task.save(force_insert=True)
