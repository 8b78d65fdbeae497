"""Residence checked by hand when the population register is down: two people, one day (X-40, X-03)."""

from collections.abc import Iterator

import pytest

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.people import register
from vardkedja.kernel.people.actions import confirm_manual_check, recognise
from vardkedja.kernel.people.models import ManualCheck
from vardkedja.kernel.verbs import Refused
from vardkedja.web.tests.client import signed_in

NUMBER, PAGE = "195506129997", "/folkbokforing/for-hand/"
ANNIKA, MONIKA = "annika.hjalmarsson", "monika.hagebyhn"


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The population register does not answer."""

    class Silent:
        def find(self, number: str, day: object) -> None:
            raise register.Unavailable

    monkeypatch.setattr(register, "REGISTER", Silent())


def typed(**other: str) -> dict[str, str]:
    """The form, filled in."""
    return {
        **{"person": "19550612-9997", "given": "Karl-Erik", "family": "Svantesson Rydholm", "municipality": "0883"},
        **{"street": "Kastanjegränd 14 B", "postcode": "593 00", "town": "Västervik"},
        "evidence": "Ringde skattekontoret 031-390 06 20 kl. 9.50",
    } | other


def enter() -> ManualCheck:
    """A check that Annika has entered."""
    signed_in(ANNIKA).post(PAGE, typed())
    return ManualCheck.objects.get()


def test_two_people_stand_in_for_the_register(db: None, down: None) -> None:
    """X-40: entered by one: no answer; confirmed by a colleague: residence with both names as the source."""
    check = enter()
    with pytest.raises(register.Unavailable):
        register.look_up(NUMBER, clock.today())
    answer = signed_in(MONIKA).post(PAGE, {"gor": "bekrafta", "check": str(check.uuid)})
    assert answer["Location"] == f"{PAGE}?klart=bekraftad"
    found = register.look_up(NUMBER, clock.today())
    assert found is not None
    assert (found.region, found.municipality_name) == ("08", "Västervik")
    assert found.source == "kontroll för hand av Annika Hjalmarsson och Monika Hagebyhn"


def test_nobody_confirms_the_own_check(db: None) -> None:
    """X-40: refused on the page and in the verb; a colleague gets through."""
    check = enter()
    refused = signed_in(ANNIKA).post(PAGE, {"gor": "bekrafta", "check": str(check.uuid)})
    assert refused.status_code == 422
    assert "Någon annan bekräftar" in refused.content.decode()
    assert ManualCheck.objects.get().confirmed_at is None
    assert signed_in(MONIKA).post(PAGE, {"gor": "bekrafta", "check": str(check.uuid)}).status_code == 302
    again = signed_in(MONIKA).post(PAGE, {"gor": "bekrafta", "check": str(check.uuid)})
    assert "Monika Hagebyhn har bekräftat den" in again.content.decode()


def test_a_check_is_the_units_and_the_days(db: None) -> None:
    """X-40: another unit neither sees nor confirms it; the day after it is too late, the same evening not."""
    check = enter()
    assert "Karl-Erik" not in signed_in("ines.vinterang").get(PAGE).content.decode()
    elsewhere = signed_in("ines.vinterang").post(PAGE, {"gor": "bekrafta", "check": str(check.uuid)})
    assert elsewhere.status_code == 404
    with clock.stopped_at("2025-03-05 00:00"), pytest.raises(Refused) as late:
        confirm_manual_check(check, by=actor(MONIKA))
    assert [reason.code for reason in late.value.reasons] == ["X-40.day"]
    with clock.stopped_at("2025-03-04 23:59"):
        confirm_manual_check(check, by=actor(MONIKA))
    assert ManualCheck.objects.get().confirmed_by_id == actor(MONIKA).staff_id


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"person": "19550612-9998"}, "Ogiltigt personnummer"),
        ({"person": ""}, "Personnummer saknas"),
        ({"person": "19550672-2387"}, "Personnummer behövs"),
        ({"given": ""}, "Förnamn saknas"),
        ({"family": " "}, "Efternamn saknas"),
        ({"municipality": "9999"}, "Kommun saknas"),
        ({"evidence": ""}, "Underlag saknas"),
        ({"evidence": "x" * 301}, "Texten är för lång"),
        ({"protected": "ja"}, "Adressen ska inte stå här"),
    ],
)
def test_a_check_is_whole_or_refused(db: None, wrong: dict[str, str], said: str) -> None:
    """X-40, X-03, RUS-06: what was typed stands left; the same form without the fault goes through."""
    browser = signed_in(ANNIKA)
    answer = browser.post(PAGE, typed(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Svantesson Rydholm" in answer.content.decode() or "family" in wrong
    assert browser.post(PAGE, typed()).status_code == 302


def test_a_protected_person_has_no_address(db: None, down: None) -> None:
    """X-03: without an address it goes through, and the answer is marked."""
    without = typed(protected="ja", street="", postcode="", town="")
    assert signed_in(ANNIKA).post(PAGE, without).status_code == 302
    check = ManualCheck.objects.get()
    confirm_manual_check(check, by=actor(MONIKA))
    found = register.look_up(NUMBER, clock.today())
    assert found is not None
    assert found.protected
    assert not any(found.address)
    assert "Skyddade personuppgifter" in signed_in(MONIKA).get(PAGE).content.decode()


def test_a_patient_on_the_page_is_in_the_log(db: None) -> None:
    """X-07: everybody shown whom the system knows; a page without patients writes nothing."""
    answer = register.look_up(NUMBER, clock.today())
    assert answer is not None
    person, _ = recognise(answer)
    signed_in(MONIKA).get(PAGE)
    assert AccessLog.objects.count() == 0
    enter()
    signed_in(MONIKA).get(PAGE)
    row = AccessLog.objects.latest("id")
    assert (row.action, row.patients) == ("folkbokforing.lista", [person.pk])


def test_the_page_is_for_those_who_write(db: None) -> None:
    """RUS-02: without a grant today it is closed."""
    assert signed_in("axel.gullregner").get(PAGE).status_code == 403
    with clock.stopped_at("2025-09-01 00:00"):
        assert signed_in("axel.gullregner").get(PAGE).status_code == 200
