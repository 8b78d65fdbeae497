"""The silence list, the daily checks, dictations and search (REM-03, REM-04, REM-14, REM-18, REM-20, X-16, X-39)."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import Missing
from vardkedja.referrals import daily
from vardkedja.referrals.actions.checks import check_day
from vardkedja.referrals.papers_in import Dictation, Scan
from vardkedja.referrals.routines import DailyCheck, UnitRoutine
from vardkedja.referrals.silence import KINDS, told_next
from vardkedja.referrals.tests import list_rows as rows
from vardkedja.referrals.tests.list_rows import BJORKDALEN, EVALENA, LOVISA, MOLNDAL, OSKAR, POOL, SHIRIN, ULLABRITT
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def seen(username: str, address: str) -> str:
    answer = signed_in(username).get(address)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def silent(username: str, kind: str = "") -> set[str]:
    """The numbers in the silence list, or in one kind of it."""
    page = seen(username, f"/remisser/tyst/?slag={kind}")
    return {number for number in Case.objects.values_list("number", flat=True) if f"rad-{number}-" in page}


@pytest.mark.parametrize(
    ("kind", "state", "in_state", "node", "who"),
    [
        ("ofardig", "draft", "", "finish", OSKAR),
        ("osignerad", "to_sign", "", "sign", OSKAR),
        ("oskickad", "to_send", "", "send", OSKAR),
        ("ej-bekraftad", "sent", "not_assessed", "watch", OSKAR),
        ("ej-besvarad", "confirmed", "in_progress", "watch", OSKAR),
        ("ej-last", "answered", "answered", "attest", OSKAR),
        ("obesvarad-fraga", "confirmed", "in_progress", "questions", OSKAR),
        ("utan-bedomare", "sent", "not_assessed", "answer", ""),
        ("ej-bedomd", "sent", "not_assessed", "answer", SHIRIN),
        ("ej-besvarad", "confirmed", "in_progress", "answer", SHIRIN),
    ],
)
def test_x_39_what_has_passed_its_day_is_listed_by_kind(
    kind: str, state: str, in_state: str, node: str, who: str
) -> None:
    """X-39, REM-15: from the day after its deadline, however long ago, under its kind and no other; not on the day."""
    at = MOLNDAL if node == "answer" else BJORKDALEN
    reader = LOVISA if node == "answer" else EVALENA
    old, today = (rows.referral(state, in_state=in_state) for _ in range(2))
    rows.task(old, node, at, who, days=-900)
    rows.task(today, node, at, who, days=0)
    assert silent(reader) == {old.number}
    assert {one for one in KINDS if silent(reader, one)} == {kind}
    page = seen(reader, "/remisser/tyst/")
    assert f"{KINDS[kind]}<span>1</span>" in page
    assert "Senast idag 10:00, Oskar Fagerström Nyberg" in page
    assert f"{KINDS[kind]} <b>1</b>" in seen(reader, "/remisser/tyst/antal/")


def test_x_39_a_hand_over_that_nobody_has_received_is_listed_at_both_sides() -> None:
    """X-39: from the sending, although its monitoring day is far off; received it is gone."""
    case = rows.referral("sent", in_state="not_assessed", received_at=None, received_by_id=None)
    rows.task(case, "watch", BJORKDALEN, OSKAR, days=14)
    rows.task(case, "answer", MOLNDAL, SHIRIN, days=14)
    assert silent(EVALENA, "ej-mottagen") == silent(LOVISA, "ej-mottagen") == {case.number}
    rows.Reception.objects.update(received_at=clock.now(), received_by_id=rows.staff(SHIRIN))
    assert silent(EVALENA) == silent(LOVISA) == set()
    assert "Inget har tystnat" in seen(EVALENA, "/remisser/tyst/")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2025-03-04", ("secretaries", "2025-03-05")),
        ("2025-03-05", ("head", "2025-03-10")),
        ("2025-03-09", ("head", "2025-03-10")),
        ("2025-03-10", None),
    ],
)
def test_x_39_who_is_told_next_by_working_days(today: str, expected: tuple[str, str] | None) -> None:
    """X-39: the responsible at once, the secretaries after two working days, the head after five (over a weekend)."""
    found = told_next(datetime.date(2025, 3, 3), datetime.date.fromisoformat(today))
    assert found == (expected and (expected[0], datetime.date.fromisoformat(expected[1])))


def test_x_39_papers_and_dictations_that_wait_stand_in_the_list() -> None:
    """X-39, REM-15: a paper without a referral, and a dictation whose last day has passed; not one that has time left."""
    who = rows.staff(EVALENA)
    Scan.objects.create(
        **{"unit_id": rows.unit(BJORKDALEN), "kind": "answer", "name": "hemligt.pdf", "data": b"x", "format": "pdf"},
        **{"size": 1, "pages": 1, "sha256": "0" * 64, "arrived_on": clock.today(), "scanned_at": clock.now()},
        scanned_by_id=who,
    )
    dictated("DIKTAT 1", send_by=clock.today() - DAY)
    dictated("DIKTAT 2", send_by=clock.today())
    page = seen(EVALENA, "/remisser/tyst/")
    assert "Remissvar" in page
    assert "hemligt" not in page
    assert "Dikterat idag 10:00" in page
    assert page.count("Dikterat idag") == 1


def dictated(number: str, *, first: bool = True, at: str = "", pool: bool = False, **columns: Any) -> None:
    given: dict[str, Any] = {"kind": "referral" if first else "other", "patient_words": "Påhittad patient"}
    Dictation.objects.create(
        unit_id=rows.unit(BJORKDALEN),
        pool_id=rows.unit(POOL) if pool else None,
        first=first,
        number=number,
        dictated_at=f"2025-03-04T{at}:00+01:00" if at else clock.now(),
        dictated_by_id=rows.staff(OSKAR),
        **(given | columns),
    )


def test_rem_03_dictations_with_a_referral_come_before_every_other() -> None:
    """REM-03: the referral of 11:00 before the ordinary one of 08:00; within each, by time."""
    for number, first, at in (("DIKTAT 1", False, "08:00"), ("DIKTAT 2", True, "11:00"), ("DIKTAT 3", True, "09:00")):
        dictated(number, first=first, at=at)
    page = seen(EVALENA, "/remisser/diktat/")
    assert page.index("DIKTAT 3") < page.index("DIKTAT 2") < page.index("DIKTAT 1")
    assert "08:00" in page


def test_rem_04_the_pool_sees_what_is_sent_to_it_with_its_last_day() -> None:
    """REM-04: the pool's secretary and the unit see it; what is not sent to the pool stays at the unit, nurses see none."""
    case = rows.referral("draft")
    dictated("DIKTAT 1", pool=True, send_by=datetime.date(2025, 3, 12), case=case)
    dictated("DIKTAT 2", first=False)
    page = seen(ULLABRITT, "/remisser/diktat/")
    assert "DIKTAT 1" in page
    assert "ons 12 mars" in page
    assert "Gun-Britt Påhittman" in page
    assert "DIKTAT 2" not in page
    assert AccessLog.objects.filter(action="rem.list.diktat", patients__contains=[case.patient_id]).exists()
    pool = rows.Unit.objects.get(slug=POOL)
    assert f"hos {pool.name}" in seen(EVALENA, "/remisser/diktat/")
    assert signed_in("jenny.ekvall").get("/remisser/diktat/").status_code == 403


@pytest.mark.parametrize(("word", "node"), [("bevaka", "watch"), ("vidimera", "attest"), ("inkorg", "answer")])
def test_rem_14_the_daily_check_counts_once_a_day(word: str, node: str) -> None:
    """REM-14, REM-18, REM-20: who and when are kept; twice the same day is one check and one row of history."""
    before = seen(EVALENA, f"/remisser/vart/?lista={word}")
    assert "Dagens kontroll är inte gjord" in before
    client = signed_in(EVALENA)
    for _ in range(2):
        assert client.post(f"/remisser/kontroll/{word}/").status_code == 302
    kept = DailyCheck.objects.get(unit_id=rows.unit(BJORKDALEN), node=node)
    assert (kept.day, kept.checked_by.username) == (clock.today(), EVALENA)
    assert History.objects.filter(verb="rem.kontroll").count() == 1
    after = seen(EVALENA, f"/remisser/vart/?lista={word}")
    assert "Dagens kontroll är gjord." in after
    assert "Idag 10:00, Eva-Lena Abrahamsson" in after
    assert "Dagens kontroll är inte gjord" in seen(LOVISA, f"/remisser/vart/?lista={word}")


def test_rem_14_who_may_not_check_is_refused() -> None:
    """REM-14: the pool's secretary may not; a list without a daily check has none."""
    with pytest.raises(Denied):
        check_day("watch", by=actor(ULLABRITT))
    with pytest.raises(Missing):
        check_day("sign", by=actor(EVALENA))
    assert signed_in(EVALENA).post("/remisser/kontroll/signera/").status_code == 404
    assert signed_in(ULLABRITT).post("/remisser/kontroll/bevaka/").status_code == 403


def test_rem_14_unchecked_working_days_are_flagged() -> None:
    """REM-14, REM-20: nothing over 6-8 June (red day, weekend); Tuesday 10 June is flagged on the 11th, not on the 10th."""
    unit = rows.unit(BJORKDALEN)
    UnitRoutine.objects.update_or_create(
        unit_id=unit, defaults={"provider_kind": "narhalsan", "since": datetime.date(2025, 6, 5)}
    )
    for day in ("2025-06-05", "2025-06-09"):
        DailyCheck.objects.create(
            unit_id=unit, node="watch", day=day, checked_at=clock.now(), checked_by_id=rows.staff(EVALENA)
        )
    with clock.stopped_at("2025-06-10 10:00"):
        assert daily.state(unit, "watch").missed == ()
    with clock.stopped_at("2025-06-11 10:00"):
        assert daily.state(unit, "watch").missed == (datetime.date(2025, 6, 10),)
        assert "Ingen kontroll gjordes tis 10 juni." in seen(EVALENA, "/remisser/vart/?lista=bevaka")
    with clock.stopped_at("2025-10-01 10:00"):
        found = daily.state(unit, "watch")
        assert found.missed[0] >= datetime.date(2025, 8, 2)
        assert found.earlier > 0
        assert f"och {found.earlier + len(found.missed) - 5} dagar tidigare" in seen(
            EVALENA, "/remisser/vart/?lista=bevaka"
        )


def test_x_16_a_personal_number_finds_the_patients_referrals_at_both_sides_only() -> None:
    """X-16, X-06: sender and receiver find it, a third unit does not; the number never stands in the address; hits are logged."""
    case = rows.referral("sent", in_state="not_assessed")
    for who, there in ((OSKAR, True), (SHIRIN, True), ("runa.ekeblom", False)):
        where = signed_in(who).post("/sok/", {"q": "19420317-2384"})["Location"]
        assert where.startswith("/remisser/sok/?patient=")
        assert "2384" not in where
        assert (case.number in seen(who, where)) is there
    logged = AccessLog.objects.filter(action="rem.list.sok", patients__contains=[case.patient_id])
    assert logged.count() == 2


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("K2025-000001", "/remisser/sok/?nummer=K2025-000001"),
        ("k2025-000001", "/remisser/sok/?nummer=K2025-000001"),
        ("2025-000001", "/remisser/sok/?nummer=K2025-000001"),
        ("Gun-Britt", "/remisser/sok/?oklart=1"),
        ("19420317-2385", "/remisser/sok/?oklart=1"),
    ],
)
def test_x_16_a_number_leads_to_the_referral_and_what_is_mistyped_nowhere(typed: str, where: str) -> None:
    """X-16, X-35: a name or a wrong check digit never stands in the address, and is answered with words."""
    case = rows.referral("sent", in_state="not_assessed")
    client = signed_in(OSKAR)
    assert client.post("/sok/", {"q": typed})["Location"] == where
    page = client.get(where).content.decode()
    assert (case.number in page and "rad-" in page) is ("nummer" in where)
    assert ("Skriv ett helt personnummer" in page) is ("oklart" in where)


def test_x_16_a_search_by_state_unit_and_day_within_ones_unit() -> None:
    """X-16: what the unit has sent, and received, by state, the other unit and day; a deleted draft is not there."""
    sent = rows.referral("sent", in_state="in_progress")
    rows.referral("deleted")
    for who, asked, there in (
        (OSKAR, "", True),
        (OSKAR, "?lage=ut-sent&enhet=ortoped&fran=2025-03-04&till=2025-03-04", True),
        (OSKAR, "?lage=ut-confirmed", False),
        (OSKAR, "?fran=2025-03-05", False),
        (OSKAR, "?lage=in", False),
        (SHIRIN, "?lage=in-in_progress&enhet=björkdalen&fran=2025-03-04&till=2025-03-04", True),
        (SHIRIN, "?lage=in&till=2025-03-03", False),
    ):
        page = seen(who, f"/remisser/sok/{asked}")
        assert (f"rad-{sent.number}-" in page) is there, asked
        assert page.count('id="rad-') == int(there)


def test_x_16_whoever_has_both_modules_gets_one_page() -> None:
    """X-16: hits from the modules that the actor has access to, together; whoever has neither is refused."""
    from vardkedja.kernel.access import Grant

    case = rows.referral("sent", in_state="not_assessed")
    who = actor(OSKAR)
    held = Grant.objects.get(staff_id=who.staff_id, module="rem")
    held.pk, held.uuid, held.module = None, uuid.uuid4(), "rus"
    held.save(force_insert=True)
    client = signed_in(OSKAR)
    where = client.post("/sok/", {"q": "194203172384"})["Location"]
    assert where.startswith("/sok/?patient=")
    assert case.number in client.get(where).content.decode()
    assert signed_in("cornelia.askdal").post("/sok/", {"q": "194203172384"}).status_code == 403
