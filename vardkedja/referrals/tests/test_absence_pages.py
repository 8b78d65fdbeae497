"""The pages of absence, hand-out and work that is laid over: what stands on them, who gets in, who was shown."""

from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.kernel import clock
from vardkedja.kernel.absences import Absence, HandOut
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case
from vardkedja.referrals.tests.absence_rows import BEATRICE, incoming, owners, who
from vardkedja.referrals.tests.list_rows import EVALENA, GUSTAV, LOVISA, OSKAR, SHIRIN
from vardkedja.web.tests.client import form_of, signed_in

PAGE = "/remisser/franvaro/"


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-07-10 08:00"):
        yield


def registered(username: str, by: str, first: str = "2025-07-01", last: str = "2025-07-31") -> Any:
    typed = {"gor": "registrera", "staff": str(who(username)), "first_day": first, "last_day": last}
    return signed_in(by).post(PAGE, typed)


def handed(by: str = BEATRICE, **other: Any) -> Any:
    typed = {"owner": str(who(SHIRIN)), "to_staff": str(who(GUSTAV)), "scope": "all", "start": "2025-07-10"}
    typed |= {"end": "2025-07-31", "decided_on": "2025-07-10", "agreement": "Enligt samtal."}
    return signed_in(by).post(f"{PAGE}dela-ut/", typed | other)


def move_page(username: str = SHIRIN) -> str:
    return f"{PAGE}lagg-over/{who(username)}/"


def test_the_page_shows_who_is_away_and_what_nobody_does(db: None) -> None:
    """REM-41, REM-45: an absence registered by the secretary; open work by node; the uncovered case, with its patient logged."""
    (case,) = incoming(1)
    assert "Ingen är registrerad som borta." in signed_in(LOVISA).get(PAGE).content.decode()
    assert registered(SHIRIN, LOVISA)["Location"] == f"{PAGE}?klart=registrerad"
    text = signed_in(LOVISA).get(f"{PAGE}?klart=registrerad").content.decode()
    for words in ("Frånvaron är registrerad.", "Att besvara: 1", "Arbetet är inte utdelat.", case.number, "Lägg över"):
        assert words in text
    row = AccessLog.objects.filter(action="rem.absence").latest("id")
    assert row.patients == [case.patient_id]


def test_a_refused_absence_keeps_what_was_typed(db: None) -> None:
    """REM-45: a doctor registers for a colleague: refused, by name at the field, with the days left as they were typed."""
    answer = registered(SHIRIN, GUSTAV)
    assert answer.status_code == 422
    assert "Du kan bara registrera din egen frånvaro" in answer.content.decode()
    assert form_of(answer)["first_day"] == "2025-07-01"
    assert registered(GUSTAV, GUSTAV, last="sedan").status_code == 422
    assert not Absence.objects.exists()
    assert registered(GUSTAV, GUSTAV).status_code == 302


def test_an_absence_is_removed_from_the_page(db: None) -> None:
    """REM-45: removed by the one who is away; another unit's does not exist."""
    registered(SHIRIN, SHIRIN)
    given = {"gor": "ta-bort", "franvaro": str(Absence.objects.get().uuid)}
    assert signed_in(OSKAR).post(PAGE, given).status_code == 404
    assert signed_in(SHIRIN).post(PAGE, {"gor": "ta-bort", "franvaro": "nej"}).status_code == 404
    assert signed_in(SHIRIN).post(PAGE, given)["Location"] == f"{PAGE}?klart=borttagen"
    assert signed_in(SHIRIN).post(PAGE, given).status_code == 422
    assert signed_in(SHIRIN).post(PAGE, {"gor": "annat"}).status_code == 404


def test_the_head_hands_out_and_ends_it_early(db: None) -> None:
    """REM-41, REM-42: the head decides on the page; a doctor gets no form; it is listed, and ended with two steps."""
    incoming(1)
    registered(SHIRIN, LOVISA)
    assert signed_in(GUSTAV).get(f"{PAGE}dela-ut/").status_code == 403
    suggested = form_of(signed_in(BEATRICE).get(f"{PAGE}dela-ut/?person={who(SHIRIN)}"))
    assert (suggested["owner"], suggested["start"], suggested["end"]) == (str(who(SHIRIN)), "2025-07-10", "2025-07-31")
    assert handed(GUSTAV).status_code == 403
    assert handed()["Location"] == f"{PAGE}?klart=utdelad"
    text = signed_in(BEATRICE).get(PAGE).content.decode()
    assert "Hela Mitt arbete" in text
    assert "Allt arbete har någon som är här, eller en ersättare." in text
    given = {"gor": "avsluta", "utdelning": str(HandOut.objects.get().uuid)}
    assert signed_in(GUSTAV).post(PAGE, given).status_code == 403
    assert signed_in(BEATRICE).post(PAGE, given)["Location"] == f"{PAGE}?klart=avslutad"
    text = signed_in(BEATRICE).get(PAGE).content.decode()
    assert "Avslutad i förtid" in text
    assert "tog slut 2025-07-10" in text


def test_a_hand_out_says_what_is_missing_and_asks_twice_about_a_warning(db: None) -> None:
    """REM-42, X-21: no scope and no end stop it, everything typed stays; a warning is confirmed with the second press."""
    answer = handed(scope="", end="")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Noder saknas" in text
    assert "Sista dag saknas" in text
    assert form_of(answer)["agreement"] == "Enligt samtal."
    assert handed(scope="some", nodes=["okand"]).status_code == 422
    answer = handed(to_staff=str(who(LOVISA)))
    assert answer.status_code == 422
    assert "Dela ut ändå" in answer.content.decode()
    assert not HandOut.objects.exists()
    assert handed(to_staff=str(who(LOVISA)), confirmed=form_of(answer)["confirmed"]).status_code == 302
    assert len(HandOut.objects.get().nodes) == 8


def test_ticked_cases_are_laid_over_and_a_changed_one_is_named(db: None) -> None:
    """REM-39: two of three ticked, one of them changed meanwhile: one moved, one named and left, the third never touched."""
    cases = incoming(3)
    client = signed_in(LOVISA)
    page = client.get(move_page()).content.decode()
    assert all(case.number in page for case in cases)
    assert sorted(AccessLog.objects.get(action="rem.hand_over").patients) == sorted({case.patient_id for case in cases})
    typed = {"picked": [f"{case.uuid}:answer:{case.version}" for case in cases[:2]], "to": str(who(GUSTAV))}
    typed |= {"reason": "Frånvaro", "gor": "valda"}
    Case.objects.filter(pk=cases[0].pk).update(version=2)
    answer = client.post(move_page(), typed)
    assert answer.status_code == 409
    assert cases[0].number in answer.content.decode()
    assert owners("answer") == [SHIRIN, GUSTAV, SHIRIN]
    typed["picked"] = [f"{cases[2].uuid}:answer:{cases[2].version}"]
    assert client.post(move_page(), typed)["Location"] == f"{PAGE}?klart=lagt-over"
    assert owners("answer") == [SHIRIN, GUSTAV, GUSTAV]
    assert client.post(move_page(), typed | {"gor": "alla"}).status_code == 302
    assert owners("answer") == [GUSTAV] * 3


def test_what_laying_over_asks_for_and_of_whom(db: None) -> None:
    """REM-39, REM-45: nothing ticked and no reason are said; a receiver away is confirmed; another unit's person is unknown."""
    (case,) = incoming(1)
    registered(GUSTAV, GUSTAV)
    client = signed_in(LOVISA)
    answer = client.post(move_page(), {"picked": ["skräp", "a:b:c"], "gor": "valda"})
    assert answer.status_code == 422
    for words in ("Mottagare saknas", "Orsak saknas", "Inget är valt"):
        assert words in answer.content.decode()
    typed = {
        "picked": f"{case.uuid}:answer:{case.version}",
        "to": str(who(GUSTAV)),
        "reason": "Frånvaro",
        "gor": "valda",
    }
    answer = client.post(move_page(), typed)
    assert answer.status_code == 422
    assert "Lägg över ändå" in answer.content.decode()
    assert form_of(answer)["picked"] == typed["picked"]
    assert client.post(move_page(), typed | {"confirmed": ["REM-45.away"]}).status_code == 422
    assert client.post(move_page(), typed | {"confirmed": ["REM-45.away", "REM-45.due"]}).status_code == 302
    assert client.get(move_page(OSKAR)).status_code == 404
    assert signed_in(EVALENA).get(move_page()).status_code == 404
    assert client.get(f"{PAGE}lagg-over/{case.uuid}/").status_code == 404
