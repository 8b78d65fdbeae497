"""The unit's routine and its designated people: decided by the head, read by all, flagged when nobody is designated."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied, Grant, Staff
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import Refused
from vardkedja.referrals import routine_questions as ask
from vardkedja.referrals.actions import routine as verbs
from vardkedja.referrals.models import Designated, UnitRoutine
from vardkedja.web.tests.client import form_of, signed_in

HEAD, SECRETARY, DOCTOR = "kerstin.almgard", "evalena.abrahamsson", "oskar.nyberg"
PAGE = "/remisser/enheten/"


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


@pytest.fixture
def clinic(db: None) -> Unit:
    return Unit.objects.get(slug="bjorkdalen-vardcentral")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def decided(**other: Any) -> HttpResponse:
    """Kerstin sends the routine's form, as it was when she opened it, with something changed."""
    browser = signed_in(HEAD)
    form = form_of(browser.get(PAGE), "form-rutin") | {"attest_roles": ["lakare"]}
    return browser.post(PAGE, form | other)


def designated(username: str, first: str, last: str = "") -> HttpResponse:
    """Kerstin designates somebody."""
    person = Staff.objects.get(username=username)
    typed = {"gor": "utse", "person": str(person.uuid), "first_day": first, "last_day": last}
    return signed_in(HEAD).post(PAGE, typed)


def ended(row: Designated, last: str, **other: str) -> HttpResponse:
    return signed_in(HEAD).post(PAGE, {"gor": "avsluta", "uppdrag": str(row.uuid), "sista": last} | other)


def test_nobody_designated_is_flagged_from_the_day_after(clinic: Unit) -> None:
    """REM-01: the only designated person ends 2025-03-31: nothing that day, flagged to the head from 2025-04-01."""
    assert ended(Designated.objects.get(unit=clinic), "2025-03-31")["Location"] == f"{PAGE}?klart=avslutad"
    with clock.stopped_at("2025-03-31 23:59"):
        assert ask.undesignated(actor(HEAD), clock.today()) == []
        assert "Ingen är utsedd" not in signed_in(HEAD).get(PAGE).content.decode()
    with clock.stopped_at("2025-04-01 00:00"):
        (said,) = ask.undesignated(actor(HEAD), clock.today())
        assert said == (
            "Ingen är utsedd att sköta remisserna vid Vårdcentral, Närhälsan Björkdalen."
            " Den senaste var utsedd till och med 31 mars 2025."
        )
        assert said in signed_in(HEAD).get(PAGE).content.decode()
        assert ask.undesignated(actor(DOCTOR), clock.today()) == []


def test_somebody_else_designated_takes_the_flag_away(clinic: Unit) -> None:
    """REM-01: with another person from 2025-04-01 nothing is flagged."""
    ended(Designated.objects.get(unit=clinic), "2025-03-31")
    assert designated("jenny.ekvall", "2025-04-01")["Location"] == f"{PAGE}?klart=utsedd"
    with clock.stopped_at("2025-04-01 08:00"):
        assert ask.undesignated(actor(HEAD), clock.today()) == []
    row = History.objects.filter(verb="utsedd.utsedd").latest("id")
    assert row.changes["person"] == [None, "Jenny Björnlund Ekvall"]
    assert row.staff.username == HEAD


def test_a_designated_person_without_a_grant_does_not_count(clinic: Unit) -> None:
    """REM-01: a grant that ends 2025-03-10 leaves the unit without anybody from 2025-03-11, and the page says why."""
    Grant.objects.filter(staff__username=SECRETARY, unit=clinic).update(valid_to=day("2025-03-10"))
    assert ask.designated_on(clinic.pk, day("2025-03-10")).exists()
    assert not ask.designated_on(clinic.pk, day("2025-03-11")).exists()
    with clock.stopped_at("2025-03-11 08:00"):
        assert len(ask.undesignated(actor(HEAD), clock.today())) == 1
        assert "Saknar behörighet" in signed_in(HEAD).get(PAGE).content.decode()


@pytest.mark.parametrize(("first", "code"), [("2024-01-01", "REM-01.overlap"), ("2023-12-31", "REM-01.grant")])
def test_only_somebody_with_a_grant_that_day_is_designated(clinic: Unit, first: str, code: str) -> None:
    """REM-01: Eva-Lena's grant begins 2024-01-01: the day before is refused for it, that day only as a repetition."""
    wish = verbs.DesignationForm(Staff.objects.get(username=SECRETARY), day(first), day("2024-01-02"))
    with pytest.raises(Refused) as refused:
        verbs.designate(wish, by=actor(HEAD))
    assert code in [reason.code for reason in refused.value.reasons]
    assert ("REM-01.grant" in [reason.code for reason in refused.value.reasons]) == (first < "2024-01-01")


def test_every_fault_is_said_and_what_was_typed_stays(clinic: Unit) -> None:
    """REM-01: days the wrong way round, then no day at all; the head reads all of it with the text left."""
    answer = designated("jenny.ekvall", "2025-04-02", "2025-04-01")
    assert answer.status_code == 422
    assert "Sista dagen ligger före den första" in answer.content.decode()
    assert form_of(answer, "form-utse")["first_day"] == "2025-04-02"
    empty = signed_in(HEAD).post(PAGE, {"gor": "utse", "last_day": "snart"}).content.decode()
    for head in ("Person saknas", "Första dagen saknas", "Sista dagen går inte att läsa"):
        assert head in empty
    assert designated("jenny.ekvall", "2025-04-01", "2025-04-01").status_code == 302


def test_what_has_not_begun_can_be_taken_back_and_what_has_can_only_end(clinic: Unit) -> None:
    """REM-01, X-08: a designation from tomorrow is taken back and stays in the history; today's needs a last day."""
    designated("jenny.ekvall", "2025-03-05")
    row = Designated.objects.get(staff__username="jenny.ekvall")
    assert ended(row, "", **{"ta-tillbaka": "ja"}).status_code == 302
    assert not Designated.objects.filter(pk=row.pk).exists()
    assert History.objects.filter(subject=verbs.subject(row), verb="utsedd.tillbakatagen").exists()
    begun = Designated.objects.get(unit=clinic)
    answer = ended(begun, "", **{"ta-tillbaka": "ja"})
    assert answer.status_code == 422
    assert "Sista dagen går inte att läsa" in answer.content.decode()
    assert ended(begun, "2023-12-31").status_code == 422
    assert ended(begun, "2024-01-01").status_code == 302


def test_the_routine_is_the_units_own(clinic: Unit) -> None:
    """REM-02, REM-04, D-30, R-30: kind, attesting roles, days and pool are stored with who and when."""
    pool = Unit.objects.get(slug="narhalsan-sekreterarpoolen")
    answer = decided(attest_roles=["lakare", "sjukskoterska"], every_day="ja", pool=str(pool.uuid))
    assert answer["Location"] == f"{PAGE}?klart=rutin"
    own = UnitRoutine.objects.get(unit=clinic)
    assert (own.attest_roles, own.every_day, own.pool) == (["lakare", "sjukskoterska"], True, pool)
    assert own.changed_by.username == HEAD
    assert ask.attest_roles(clinic.pk, clock.today()) == ("lakare", "sjukskoterska")
    changes = History.objects.get(verb="enhetsrutin.bestamd").changes
    assert changes == {
        "attest_roles": [["lakare", "verksamhetschef"], ["lakare", "sjukskoterska"]],
        "every_day": [False, True],
    }
    page = signed_in(DOCTOR).get(PAGE).content.decode()
    assert "Läkare, Sjuksköterska" in page
    assert "Alla dagar" in page


def test_a_unit_without_a_choice_follows_the_shared_roles(clinic: Unit) -> None:
    """D-30: doctors and heads attest where the unit has not decided; the unit's own choice goes before."""
    UnitRoutine.objects.filter(unit=clinic).update(attest_roles=[])
    assert ask.attest_roles(clinic.pk, clock.today()) == ("lakare", "verksamhetschef")
    UnitRoutine.objects.filter(unit=clinic).update(attest_roles=["sekreterare"])
    assert ask.attest_roles(clinic.pk, clock.today()) == ("sekreterare",)


def test_what_does_not_hold_is_refused_with_every_reason(clinic: Unit) -> None:
    """REM-02, REM-04, D-30: no kind, no role, and a pool for a private unit; the same form without them is saved."""
    pool = str(Unit.objects.get(slug="narhalsan-sekreterarpoolen").uuid)
    answer = decided(provider_kind="", attest_roles=[], pool=pool)
    assert answer.status_code == 422
    page = answer.content.decode()
    for head in ("Slag av vårdgivare saknas", "Roller som vidimerar saknas", "Sekreterarpoolen går inte att välja"):
        assert head in page
    assert decided(provider_kind="private", pool=pool).status_code == 422
    assert decided(pool=str(clinic.uuid)).status_code == 422
    assert decided(provider_kind="private", pool="").status_code == 302


def test_only_the_head_of_the_unit_decides(clinic: Unit) -> None:
    """REM-01, X-05: a doctor reads and has no forms; the verb refuses; nobody without a grant sees the page."""
    page = signed_in(DOCTOR).get(PAGE)
    assert page.status_code == 200
    assert "form-rutin" not in page.content.decode()
    assert signed_in(DOCTOR).post(PAGE, {"gor": "rutin"}).status_code == 403
    wish = verbs.RoutineForm("narhalsan", ["lakare"])
    with pytest.raises(Denied):
        verbs.decide(wish, by=actor(DOCTOR), version="0")
    assert verbs.decide(wish, by=actor(HEAD), version="0").attest_roles == ["lakare"]
    Grant.objects.filter(staff__username=HEAD).update(valid_to=day("2025-03-03"))
    assert signed_in(HEAD).get(PAGE).status_code == 403


def test_another_units_designation_does_not_exist(clinic: Unit) -> None:
    """X-06: the head of Björkdalen cannot end what Mölndal has decided."""
    other = Designated.objects.get(unit__slug="molndal-ortopedmottagningen")
    assert ended(other, "2025-03-31").status_code == 404
    other.refresh_from_db()
    assert other.last_day is None


def test_who_comes_second_reads_what_the_first_saved(clinic: Unit) -> None:
    """REM-02: two open forms: the second sees both versions, and nothing of it is stored."""
    browser = signed_in(HEAD)
    form = form_of(browser.get(PAGE), "form-rutin") | {"attest_roles": ["sekreterare"]}
    assert decided(every_day="ja").status_code == 302
    answer = browser.post(PAGE, form)
    assert answer.status_code == 409
    assert "Någon annan hann före" in answer.content.decode()
    assert UnitRoutine.objects.get(unit=clinic).attest_roles == ["lakare"]


def test_a_unit_that_begins_with_referrals_gets_its_routine(clinic: Unit) -> None:
    """REM-01: without a routine nothing is flagged and nobody is designated; the first one is checked from that day."""
    Designated.objects.filter(unit=clinic).delete()
    UnitRoutine.objects.filter(unit=clinic).delete()
    assert ask.undesignated(actor(HEAD), clock.today()) == []
    refused = designated("jenny.ekvall", "2025-03-04")
    assert "Bestäm först enhetens rutin" in refused.content.decode()
    assert decided(provider_kind="narhalsan").status_code == 302
    assert UnitRoutine.objects.get(unit=clinic).since == day("2025-03-04")
    assert len(ask.undesignated(actor(HEAD), clock.today())) == 1


@pytest.mark.parametrize(
    ("username", "guideline"),
    [("milos.hagvall", "Remisshantering för privata vårdgivare"), (HEAD, "Riktlinje Remisshantering")],
)
def test_help_links_follow_the_kind_of_provider(db: None, username: str, guideline: str) -> None:
    """REM-47, REM-02: a private unit has the private guideline, others the common one; the rest is for everybody."""
    links = ask.help_links(Unit.objects.get(pk=actor(username).unit_id))
    assert [(link["kind"], link["title"]) for link in links] == [
        ("guideline", guideline),
        ("confirmation", "Rutin Remissbekräftelse"),
        ("forwarding", "Funktionsbeskrivning vidarebefordring"),
        ("quick_guide", "Lathund AsynjaVisph"),
    ]
    page = signed_in(username).get(PAGE).content.decode()
    assert f">{guideline}</a>" in page
    assert page.count("Adressen är inte inlagd") == 2


@pytest.mark.parametrize(
    "kind", ["narhalsan", "habilitering_halsa", "regionhalsan", "hjalpmedelscentralen", "hospital"]
)
def test_every_other_kind_has_the_common_guideline(clinic: Unit, kind: str) -> None:
    """REM-47: only a private provider has another guideline."""
    UnitRoutine.objects.filter(unit=clinic).update(provider_kind=kind)
    assert ask.help_links(clinic)[0]["title"] == "Riktlinje Remisshantering"
