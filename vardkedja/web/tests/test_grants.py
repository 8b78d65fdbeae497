"""Grants: ordered by the nearest manager with an order in Behörighetsportalen, counted by the day, gone at once."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, grants
from vardkedja.kernel.access import Assignment, Grant
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import Refused
from vardkedja.web.tests.client import signed_in

NOOMI, CHIEF = "noomi.fagelmo", "larsgoran.petersson"


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def typed(username: str = NOOMI, **other: str) -> dict[str, str]:
    """The order form, filled in for a person's first assignment."""
    assignment = Assignment.objects.filter(staff__username=username).order_by("pk")[0]
    return {
        **{"person": str(assignment.uuid), "module": "rus", "valid_from": "2025-03-04", "valid_to": "2025-12-31"},
        **{"order_reference": "BP-EXEMPEL-900", "ordered_on": "2025-03-03"},
    } | other


def test_the_manager_orders_and_the_history_shows_who_and_the_reference(db: None) -> None:
    """RUS-03, X-08: the manager of the same unit orders; the audit row holds manager and reference."""
    answer = signed_in(CHIEF).post("/behorigheter/bestall/", typed())
    assert answer["Location"] == "/behorigheter/?klart=bestalld"
    grant = Grant.objects.get(staff__username=NOOMI)
    assert (grant.unit.slug, grant.order_reference) == ("vastervik-ortopedkliniken", "BP-EXEMPEL-900")
    assert grant.ordered_by.username == grant.registered_by.username == CHIEF
    row = History.objects.get(subject=f"behorighet/{grant.uuid}")
    assert row.staff.username == CHIEF
    assert row.changes["order_reference"] == [None, "BP-EXEMPEL-900"]
    assert row.changes["person"] == [None, "Noomi Fågelmo"]


def test_nobody_orders_for_oneself(db: None) -> None:
    """RUS-03: neither the one without a grant nor the manager; what was typed stands left."""
    for username in (NOOMI, CHIEF):
        answer = signed_in(username).post("/behorigheter/bestall/", typed(username))
        assert answer.status_code == 422
        assert "Du kan inte beställa behörighet åt dig själv. Din närmaste chef gör det." in answer.content.decode()
        assert "BP-EXEMPEL-900" in answer.content.decode()
    assert not Grant.objects.filter(order_reference="BP-EXEMPEL-900").exists()


@pytest.mark.parametrize("username", ["annika.hjalmarsson", "gudrun.laxvik", "marianne.ulvbjelke"])
def test_only_the_nearest_manager_orders(db: None, username: str) -> None:
    """RUS-03: a colleague, another clinic's manager and the manager's manager are refused."""
    answer = signed_in(username).post("/behorigheter/bestall/", typed())
    assert answer.status_code == 422
    assert "Du är inte närmaste chef" in answer.content.decode()
    assert not Grant.objects.filter(staff__username=NOOMI).exists()


def test_a_manager_of_an_ended_assignment_orders_no_more(db: None) -> None:
    """RUS-03: on the assignment's last day yes, the day after no."""
    Assignment.objects.filter(staff__username=NOOMI).update(valid_to="2025-03-04")
    assert signed_in(CHIEF).post("/behorigheter/bestall/", typed(valid_to="2025-03-04")).status_code == 302
    with clock.stopped_at("2025-03-05 00:00"):
        late = typed(valid_from="2025-03-05")
        assert signed_in(CHIEF).post("/behorigheter/bestall/", late).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"order_reference": " "}, "Beställningens nummer saknas"),
        ({"valid_from": "i morgon"}, "Första dagen saknas"),
        ({"valid_to": "2025-13-01"}, "Sista dagen går inte att läsa"),
        ({"valid_to": "2025-03-03"}, "Sista dagen ligger före den första"),
        ({"ordered_on": ""}, "Beställningsdag saknas"),
        ({"ordered_on": "2025-03-05"}, "Beställningsdagen ligger framåt"),
        ({"module": "hjm"}, "Modul saknas"),
        ({"person": "x"}, "Person saknas"),
    ],
)
def test_an_order_is_whole_or_refused(db: None, wrong: dict[str, str], said: str) -> None:
    """RUS-03: each field on its own; the same form without the fault goes through."""
    browser = signed_in(CHIEF)
    answer = browser.post("/behorigheter/bestall/", typed(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert browser.post("/behorigheter/bestall/", typed()).status_code == 302


def test_every_reason_is_told_at_once(db: None) -> None:
    """RUS-03: an empty form names all that is missing."""
    nothing = grants.Order(None, None, "", None, None, "", None)
    with pytest.raises(Refused) as refused:
        grants.order(nothing, by=actor(CHIEF))
    codes = [reason.code.split(".")[1] for reason in refused.value.reasons]
    assert codes == ["person", "module", "valid_from", "reference", "ordered_on"]


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("2025-06-30", "2025-09-30", 422),
        ("2025-07-01", "2025-09-30", 302),
        ("2023-01-01", "2023-12-31", 302),
        ("2023-01-01", "2024-01-01", 422),
        ("2025-01-01", "", 422),
    ],
)
def test_two_grants_never_hold_the_same_day(db: None, first: str, last: str, status: int) -> None:
    """X-05: Bodil's grant holds 2024-01-01 through 2025-06-30; both ends count."""
    form = typed("bodil.timmermo", valid_from=first, valid_to=last)
    assert signed_in(CHIEF).post("/behorigheter/bestall/", form).status_code == status


def test_a_removed_grant_is_in_nobodys_way(db: None) -> None:
    """X-05: after the removal the same days can be ordered anew."""
    grants.remove(Grant.objects.get(staff__username="bodil.timmermo"), by=actor(CHIEF))
    assert signed_in(CHIEF).post("/behorigheter/bestall/", typed("bodil.timmermo")).status_code == 302


def test_a_removal_takes_effect_at_once_for_an_open_session(db: None) -> None:
    """X-05, RUS-02: session open since 09:00, grant removed 10:00, next action 10:01 refused."""
    grant = Grant.objects.get(staff__username="annika.hjalmarsson")
    with clock.stopped_at("2025-03-04 09:00"):
        open_session = signed_in("annika.hjalmarsson")
        assert open_session.get("/folkbokforing/for-hand/").status_code == 200
    with clock.stopped_at("2025-03-04 10:00"):
        answer = signed_in(CHIEF).post(f"/behorigheter/{grant.uuid}/ta-bort/")
        assert answer["Location"] == "/behorigheter/?klart=borttagen"
    with clock.stopped_at("2025-03-04 10:01"):
        refused = open_session.get("/folkbokforing/for-hand/")
    assert refused.status_code == 403
    assert "Behörighet saknas" in refused.content.decode()
    row = History.objects.get(subject=f"behorighet/{grant.uuid}", verb="behorighet.borttagen")
    assert row.staff.username == CHIEF


def test_a_grant_holds_through_its_last_day(db: None) -> None:
    """RUS-02: valid through 2025-06-30; on 2025-07-01 00:01 it is "behörighet saknas"."""
    for moment, status in (("2025-06-30 23:59", 200), ("2025-07-01 00:01", 403)):
        with clock.stopped_at(moment):
            answer = signed_in("bodil.timmermo").get("/folkbokforing/for-hand/")
        assert answer.status_code == status
    assert "Behörighet saknas" in answer.content.decode()


@pytest.mark.parametrize("username", ["bodil.timmermo", "annika.hjalmarsson", "gudrun.laxvik"])
def test_somebody_elses_grant_cannot_be_removed(db: None, username: str) -> None:
    """X-05: the same answer as for one that does not exist; the manager gets through."""
    grant = Grant.objects.get(staff__username="bodil.timmermo")
    assert signed_in(username).post(f"/behorigheter/{grant.uuid}/ta-bort/").status_code == 404
    with pytest.raises(Refused):
        grants.remove(grant, by=actor(username))
    assert signed_in(CHIEF).post(f"/behorigheter/{grant.uuid}/ta-bort/").status_code == 302


def test_a_second_removal_says_who_was_first(db: None) -> None:
    """X-05: nothing is written over."""
    grant = Grant.objects.get(staff__username="bodil.timmermo")
    browser = signed_in(CHIEF)
    browser.post(f"/behorigheter/{grant.uuid}/ta-bort/")
    again = browser.post(f"/behorigheter/{grant.uuid}/ta-bort/")
    assert again.status_code == 422
    assert "Lars-Göran Petersson tog bort den" in again.content.decode()


def test_the_page_shows_ones_own_and_ones_staff(db: None) -> None:
    """RUS-03: the manager sees the staff and a form; a secretary sees only her own, with who ordered and where."""
    chief = signed_in(CHIEF).get("/behorigheter/").content.decode()
    assert "Axel Gullregner" in chief
    assert "Lägg upp en beställd behörighet" in chief
    assert "Saga Österhult" not in chief
    own = signed_in("annika.hjalmarsson").get("/behorigheter/").content.decode()
    assert "BP-EXEMPEL-002" in own
    assert "Lars-Göran Petersson" in own
    assert "Lägg upp en beställd behörighet" not in own
    assert "Axel Gullregner" not in own
    none = signed_in(NOOMI).get("/behorigheter/").content.decode()
    assert "Du har ingen behörighet till RUS-remiss" in none


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at the same time, each in a connection of its own; gives what each answered or raised."""
    answers: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        start.wait()
        try:
            answers[place] = acts[place]()
        except Refused as refused:
            answers[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_orders_at_once_make_one_grant(real_commits: str) -> None:
    """X-05: the rule about overlapping holds when two managers' clicks meet."""
    assignment = Assignment.objects.select_related("staff", "unit").get(staff__username=NOOMI)
    day = clock.today()
    wish = grants.Order(assignment.staff, assignment.unit, "rus", day, None, "BP-EXEMPEL-901", day)
    chief = actor(CHIEF)
    answers = at_once(*[lambda: grants.order(wish, by=chief)] * 4)
    assert sum(isinstance(answer, Grant) for answer in answers) == 1
    assert Grant.objects.filter(staff=assignment.staff).count() == 1
