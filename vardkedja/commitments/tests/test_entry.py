"""Who may write, about whom, from and to which unit: what is refused when a draft is begun (RUS-02…RUS-12)."""

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from vardkedja.commitments import actions, worklists
from vardkedja.commitments.content import Content, read
from vardkedja.commitments.models import Commitment
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import KARL, codes, doctor, form, found, receiver, saved, sent, unit
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied, Grant
from vardkedja.kernel.cases import Case
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.models import Person, RegisterEntry
from vardkedja.kernel.verbs import Refused
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:42"):
        yield


@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (samples.IN_VAXJO, "RUS-04.elsewhere", "Patienten tillhör Region Kronoberg"),
        (samples.EMIGRATED, "RUS-04.emigrated", "inte längre folkbokförd i Sverige"),
        (samples.DEAD, "RUS-04.deceased", "har avlidit"),
        (samples.UNKNOWN, "RUS-04.not_found", "finns inte i folkbokföringen"),
        (samples.COORDINATION, "RUS-04.identifier", "inte på samordningsnummer"),
        ("991234561239", "RUS-06", ""),
        ("19900101-K238", "RUS-04.identifier", "inte på reservnummer"),
    ],
)
def test_rus_04_only_residents_of_the_county(number: str, code: str, told: str) -> None:
    """RUS-04, RUS-06, X-28: each refusal at entry says why; the same form for a resident is saved."""
    with pytest.raises(Refused) as refused:
        saved(form(number=number))
    assert any(reason.code.startswith(code) for reason in refused.value.reasons), refused.value.reasons
    assert told in " ".join(f"{reason.head} {reason.text}" for reason in refused.value.reasons)
    assert Case.objects.count() == Person.objects.count() == 0
    assert found(saved(form())).state == "draft"


@pytest.mark.parametrize(
    ("number", "last_day", "next_day", "code"),
    [
        ("19660505-9838", "2025-03-09", "2025-03-10", "RUS-04.emigrated"),
        ("19510717-9938", "2025-02-26", "2025-02-27", "RUS-04.deceased"),
        (samples.MOVES_OUT, "2025-03-19", "2025-03-20", "RUS-04.elsewhere"),
    ],
)
def test_rus_04_counts_the_day_itself(number: str, last_day: str, next_day: str, code: str) -> None:
    """RUS-04, X-02, X-28: the day before it is allowed, the day itself refused; the look-up is kept with its time."""
    with clock.stopped_at(f"{next_day} 00:01"):
        assert codes(lambda: saved(form(number=number))) == [code]
    with clock.stopped_at(f"{last_day} 23:59"):
        kept = found(saved(form(number=number))).residence["saved"]
    assert kept["region"] == "08"
    assert kept["at"].startswith(f"{last_day}T22:59")


def test_x_02_somebody_who_moved_in_is_a_resident_from_that_day() -> None:
    """X-02, RUS-04: Växjö through 19 March, Kalmar from 20 March; both addresses stay in the history."""
    with clock.stopped_at("2025-03-19 10:00"):
        assert codes(lambda: saved(form(number=samples.MOVES_IN))) == ["RUS-04.elsewhere"]
    with clock.stopped_at("2025-03-21 10:00"):
        case = found(saved(form(number=samples.MOVES_IN)))
    rows = Person.objects.get(pk=case.patient_id).residences.order_by("valid_from")
    assert [(row.municipality_id, str(row.valid_from)) for row in rows] == [
        ("0780", "2008-01-10"),
        ("0880", "2025-03-20"),
    ]


def test_x_02_before_the_first_registration_nobody_is_a_resident() -> None:
    """X-02, RUS-04: registered in Kalmar from 1 October 2024, not on 30 September."""
    with clock.stopped_at("2024-09-30 10:00"):
        assert codes(lambda: saved(form(number="19950411-9992", doctor=None))) == ["RUS-04.not_found"]
    with clock.stopped_at("2024-10-01 10:00"):
        assert found(saved(form(number="19950411-9992"))).state == "draft"


def test_rus_06_a_wrong_check_digit_is_named_and_fills_nothing() -> None:
    """RUS-06: nothing is filled in; the right digit fills name, address, payer and phone."""
    client = signed_in(samples.DOCTOR)
    wrong = client.post(
        "/rus/skriv/9d0f6b2e-0000-4000-8000-000000000001/", sent(number="19550612-9998") | {"do": "hamta"}
    )
    right = client.post("/rus/skriv/9d0f6b2e-0000-4000-8000-000000000002/", sent() | {"do": "hamta"}).content.decode()
    assert "personnummer" in wrong.content.decode()
    assert "Svantesson" not in wrong.content.decode()
    assert codes(lambda: saved(form(number="19550612-9998"))) == ["RUS-06.check"]
    for told in ("Karl-Erik Svantesson Rydholm", "Kastanjegränd 14 B", "Region Kalmar län", "070-174 06 05"):
        assert told in right


@pytest.mark.parametrize("name", ["name", "address", "payer", "remissid", "issued_on", "state", "signer"])
def test_rus_06_12_what_the_system_fills_in_cannot_be_sent(name: str) -> None:
    """RUS-06, RUS-12, X-13: a form with a field that is not the user's to set is refused with words; without it it is saved."""
    client, address = signed_in(samples.DOCTOR), "/rus/skriv/9d0f6b2e-0000-4000-8000-000000000003/"
    answer = client.post(address, sent() | {"do": "spara", name: "05"})
    assert answer.status_code == 422
    assert f"Fältet {name} fylls i av systemet och går inte att ändra." in answer.content.decode()
    assert Case.objects.count() == 0
    assert client.post(address, sent() | {"do": "spara"}).status_code == 302
    assert Commitment.objects.get().payer_id == "08"


def test_rus_06_the_phone_is_the_author_s_to_change() -> None:
    """RUS-06: the phone is kept as the author left it; the address that belongs to the register is not in the form's fields."""
    case = found(saved(form(phone="070-174 06 44")))
    assert case.phone == "070-174 06 44"
    assert case.street == "Kastanjegränd 14 B"


def test_rus_02_without_a_grant_valid_today_every_verb_and_list_is_refused() -> None:
    """RUS-02, X-05: grant through 30 June 2025; on 1 July at 00:01 it is over, for the same person."""
    with clock.stopped_at("2025-06-30 23:59"):
        case_uuid = saved(by=actor("bodil.timmermo"))
    with clock.stopped_at("2025-07-01 00:01"):
        late = actor("bodil.timmermo")
        with pytest.raises(Denied, match="Behörighet saknas"):
            saved(by=late)
        with pytest.raises(Denied):
            actions.delete(case_uuid, by=late)
        assert worklists.listed(late, "alla", worklists.Filters()).rows == []
        assert worklists.counts(late) == {}


def test_rus_02_before_the_grant_begins_it_does_not_count() -> None:
    """RUS-02: grant from 1 September 2025."""
    with clock.stopped_at("2025-08-31 23:59"), pytest.raises(Denied):
        saved(by=actor("axel.gullregner"))
    with clock.stopped_at("2025-09-01 00:00"):
        assert found(saved(by=actor("axel.gullregner"))).state == "draft"


def test_rus_08_another_unit_is_refused_until_there_is_a_grant_for_it() -> None:
    """RUS-08, RUS-02: orthopaedics in Västervik picks surgery in Kalmar; with a grant there it may."""
    theirs = form(from_unit=unit("kalmar-kirurgkliniken"))
    assert codes(lambda: saved(theirs)) == ["RUS-08.other_unit"]
    mine = Grant.objects.get(staff__username=samples.DOCTOR)
    mine.pk, mine.uuid, mine.unit = None, uuid.uuid4(), Unit.objects.get(slug="kalmar-kirurgkliniken")
    mine.save(force_insert=True)
    assert found(saved(theirs)).from_name == "Kirurgkliniken, Länssjukhuset i Kalmar"


def test_x_05_a_removed_grant_is_gone_at_the_next_request() -> None:
    """X-05, RUS-02: removed 10:00, session open since 09:00, next action refused."""
    with clock.stopped_at("2025-03-04 09:00"):
        client = signed_in(samples.SECRETARY)
        assert client.get("/rus/").status_code == 200
    with clock.stopped_at("2025-03-04 10:00"):
        Grant.objects.filter(staff__username=samples.SECRETARY).update(removed_at=clock.now(), removed_by=1)
    with clock.stopped_at("2025-03-04 10:01"):
        answer = client.get("/rus/")
        assert answer.status_code == 403
        assert "ehörighet saknas" in answer.content.decode()


def test_rus_09_only_a_receiver_of_the_register_is_taken() -> None:
    """RUS-09: an unknown id is refused; free text is no field at all, and finds nothing."""
    typed, faults = read(samples.posted(sent() | {"to_unit": "Ortopedi Oskarström"}))
    assert typed.to_unit is None
    assert [fault.field for fault in faults] == ["to_unit"]
    assert codes(lambda: saved(form(to_unit=uuid.UUID(int=7)))) == ["RUS-09.unknown"]
    client = signed_in(samples.DOCTOR)
    page = client.get("/rus/mottagare/?to_search=Ortopedi+Oskarström").content.decode()
    assert "Ingen mottagare i registret heter så" in page
    assert "Ryggkirurgiska kliniken" in client.get("/rus/mottagare/?to_search=rygg+linkö").content.decode()


@pytest.mark.parametrize(("day", "allowed"), [("2025-03-31", True), ("2025-04-01", False)])
def test_x_04_a_unit_that_ended_yesterday_cannot_be_chosen_today(day: str, allowed: bool) -> None:
    """X-04: ended 31 March. It is found and taken that day, neither the day after."""
    content = form(to_unit=unit(samples.OPEN_TO_MARCH), agreement="riksavtal")
    with clock.stopped_at(f"{day} 10:00"):
        hits = signed_in(samples.DOCTOR).get("/rus/mottagare/?to_search=kungsbacka+ortoped").content.decode()
        assert ("Ortopedmottagningen" in hits) is allowed
        if allowed:
            assert found(saved(content)).to_name.startswith("Ortopedmottagningen")
        else:
            assert codes(lambda: saved(content)) == ["X-04.closed"]


def test_x_04_the_ended_unit_stays_on_the_old_document() -> None:
    """X-04: issued to it in March, still named in May; a new draft to it is refused at issue."""
    content = form(to_unit=unit(samples.OPEN_TO_MARCH), agreement="riksavtal")
    old, draft = samples.issued(content), saved(content)
    with clock.stopped_at("2025-05-02 10:00"):
        assert found(old).to_name == "Ortopedmottagningen, Hallands sjukhus Kungsbacka"
        assert "Hallands sjukhus Kungsbacka" in signed_in(samples.DOCTOR).get(f"/rus/{old}/").content.decode()
        assert codes(lambda: actions.issue(draft, by=doctor())) == ["X-04.closed"]


def test_x_01_a_person_exists_once_whatever_number_form_is_typed() -> None:
    """X-01: ten digits, twelve digits, with and without dash are one person."""
    cases = {
        found(saved(form(number=typed))).patient_id for typed in (KARL, "550612-9997", "195506129997", "5506129997")
    }
    assert len(cases) == Person.objects.count() == 1


def test_rus_07_a_draft_needs_a_number_and_nothing_more() -> None:
    """RUS-07, RUS-36: only personnummer (and the unit that is filled in) can be saved; without personnummer not."""
    bare = Content(number=KARL, from_unit=unit("vastervik-ortopedkliniken"))
    assert codes(lambda: saved(replace(bare, number=""))) == ["RUS-07.number"]
    assert found(saved(bare)).state == "draft"


def test_rus_04_every_region_but_the_own_is_refused() -> None:
    """RUS-04: somebody from each other county in the register is refused by name of the region."""
    strangers = RegisterEntry.objects.filter(
        kind="personnummer", deceased_on=None, emigrated_on=None, previous_municipality=None
    )
    regions = {row.municipality.region_id: row for row in strangers.select_related("municipality") if row.municipality}
    assert len(regions) > 3
    for region, row in regions.items():
        if region != "08":
            assert codes(lambda number=row.number: saved(form(number=number))) == ["RUS-04.elsewhere"]
    assert receiver("05").region_id == "05"
