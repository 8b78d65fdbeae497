"""Ordering electronic forwarding: at most ten units, counted from the day it is done, by portal or by e-mail."""

import datetime
from collections.abc import Iterator, Sequence
from html import unescape
from urllib.parse import quote

import pytest
from django.http import HttpResponse

from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Denied
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import Refused
from vardkedja.referrals import routine_questions as ask
from vardkedja.referrals.actions import routine_orders as verbs
from vardkedja.referrals.models import ForwardingOrder, UnitRoutine
from vardkedja.web.tests.client import signed_in

HEAD, DOCTOR, PRIVATE = "kerstin.almgard", "oskar.nyberg", "milos.hagvall"
PAGE = "/remisser/enheten/vidarebefordran/"
THREE = ("boras-ortopedkliniken", "lidkoping-ortopedkliniken", "uddevalla-ortopedkliniken")


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-03-03 10:00"):
        yield


@pytest.fixture
def clinic(db: None) -> Unit:
    return Unit.objects.get(slug="bjorkdalen-vardcentral")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def ordered(slugs: Sequence[str] = THREE, username: str = HEAD, on: str = "2025-03-03") -> HttpResponse:
    """A head of unit registers an order."""
    targets = [str(one.uuid) for one in Unit.objects.filter(slug__in=slugs)]
    return signed_in(username).post(PAGE, {"gor": "bestall", "targets": targets, "ordered_on": on})


def closed(on: str, reference: str = "SP-EXEMPEL-900", username: str = HEAD) -> HttpResponse:
    """The latest order of the unit is registered as done."""
    row = ForwardingOrder.objects.filter(unit_id=actor(username).unit_id).latest("id")
    typed = {"gor": "klar", "bestallning": str(row.uuid), "done_on": on, "reference": reference}
    return signed_in(username).post(PAGE, typed)


def named(number: int, clinic: Unit) -> list[str]:
    """The first so many units that can be named."""
    found = ask.possible_targets(clinic.pk, "14", clock.today()).order_by("pk").values_list("slug", flat=True)
    assert len(found) > 10
    return list(found[:number])


def test_forwarding_counts_from_the_day_the_order_is_done(clinic: Unit) -> None:
    """REM-32: ordered 2025-03-03, done 2025-03-06: not activated on 2025-03-05, activated on 2025-03-06."""
    assert ordered()["Location"] == f"{PAGE}?klart=bestalld"
    assert ask.forwarding(clinic.pk, day("2025-03-03")) == (False, ())
    with clock.stopped_at("2025-03-06 09:00"):
        assert closed("2025-03-06")["Location"] == f"{PAGE}?klart=klar"
    assert ask.forwarding(clinic.pk, day("2025-03-05")) == (False, ())
    activated, targets = ask.forwarding(clinic.pk, day("2025-03-06"))
    assert activated
    assert {unit.slug for unit in Unit.objects.filter(pk__in=targets)} == set(THREE)
    row = ForwardingOrder.objects.get(unit=clinic)
    assert (row.reference, row.done_by.username, row.ordered_by.username) == ("SP-EXEMPEL-900", HEAD, HEAD)
    told = History.objects.filter(subject=verbs.subject(row)).order_by("id")
    assert [one.verb for one in told] == ["vidarebefordran.bestalld", "vidarebefordran.klar"]
    assert told[1].changes["done_on"] == [None, "2025-03-06"]


def test_an_order_is_not_done_before_it_is_placed_nor_in_advance(clinic: Unit) -> None:
    """REM-32: the day before the order and the day after today are refused, as is an empty reference; the days between hold."""
    ordered()
    with clock.stopped_at("2025-03-06 09:00"):
        assert "Dagen ligger före beställningen" in closed("2025-03-02").content.decode()
        assert "Dagen ligger framåt" in closed("2025-03-07").content.decode()
        answer = closed("", "")
        assert "Dagen går inte att läsa" in answer.content.decode()
        assert "Ärendets nummer saknas" in answer.content.decode()
        assert answer.status_code == 422
        assert not ask.forwarding(clinic.pk, day("2025-03-06"))[0]
        assert closed("2025-03-03").status_code == 302
        assert "Beställningen är redan klar" in closed("2025-03-04").content.decode()
    assert ask.forwarding(clinic.pk, day("2025-03-03"))[0]


@pytest.mark.parametrize(("number", "status"), [(10, 302), (11, 422)])
def test_ten_units_and_not_eleven(clinic: Unit, number: int, status: int) -> None:
    """REM-33, D-25: ten units are saved, the eleventh is refused, and all eleven stay ticked."""
    answer = ordered(named(number, clinic))
    assert answer.status_code == status
    if status == 422:
        page = answer.content.decode()
        assert "För många enheter" in page
        assert page.count('name="targets"') >= 11
        assert page.count(" checked") == 11
    assert ForwardingOrder.objects.filter(unit=clinic).exists() == (status == 302)


def test_a_new_order_replaces_the_list_when_it_is_done(clinic: Unit) -> None:
    """REM-33: one unit is replaced by a new order; until that is done the earlier list counts."""
    ten = named(11, clinic)
    ordered(ten[:10])
    closed("2025-03-03")
    with clock.stopped_at("2025-03-10 09:00"):
        assert ordered([*ten[:9], ten[10]], on="2025-03-10").status_code == 302
        before = ask.forwarding(clinic.pk, day("2025-03-10"))[1]
        closed("2025-03-10")
        after = ask.forwarding(clinic.pk, day("2025-03-10"))[1]
    gone, new = (Unit.objects.get(slug=slug).pk for slug in ten[9:])
    assert (gone in before, new in before, gone in after, new in after) == (True, False, False, True)
    assert ask.forwarding(clinic.pk, day("2025-03-09"))[1] == before


@pytest.mark.parametrize(
    ("slugs", "on", "head"),
    [
        ((), "2025-03-03", "Listan är tom"),
        (("bjorkdalen-vardcentral",), "2025-03-03", "Den egna enheten står i listan"),
        (("fiktiva-huslakarna",), "2025-03-03", "En enhet går inte att välja"),
        (("vastervik-ortopedkliniken",), "2025-03-03", "En enhet går inte att välja"),
        (("vgr-remissforvaltning",), "2025-03-03", "En enhet går inte att välja"),
        (THREE, "2025-03-04", "Beställningsdagen ligger framåt"),
        (THREE, "i dag", "Beställningsdagen går inte att läsa"),
    ],
)
def test_what_cannot_be_ordered(clinic: Unit, slugs: tuple[str, ...], on: str, head: str) -> None:
    """REM-33, REM-32: no unit, the own one, one outside the system, the region or the care, or a day that is not yet."""
    answer = ordered(slugs, on=on)
    assert answer.status_code == 422
    assert head in answer.content.decode()
    assert ordered().status_code == 302


@pytest.mark.parametrize("kind", ["narhalsan", "regionhalsan", "habilitering_halsa", "hjalpmedelscentralen"])
def test_units_of_the_region_order_in_the_portal(clinic: Unit, kind: str) -> None:
    """REM-34, REM-02: the path through Serviceportalen and all three units; no mail."""
    UnitRoutine.objects.filter(unit=clinic).update(provider_kind=kind)
    ordered()
    text = ForwardingOrder.objects.get(unit=clinic).order_text
    path = (
        "Beställa och hantera → Sök produkter och tjänster efter kategori → Program och licenser → Hälso- och sjukvård"
    )
    assert f"Serviceportalen: {path} → AsynjaVisph → Vidarebefordra remiss" in text
    page = signed_in(HEAD).get(PAGE).content.decode()
    for slug in THREE:
        name = Unit.objects.get(slug=slug).name
        assert name in text
        assert name in page
    assert "mailto:" not in page


def test_a_private_provider_orders_by_mail(db: None) -> None:
    """REM-35, REM-02: a mail to the support mailbox with the three units; no path through the portal."""
    assert ordered(username=PRIVATE).status_code == 302
    page = unescape(signed_in(PRIVATE).get(PAGE).content.decode())
    assert 'href="mailto:isittjanstpvg@vgregion.se?subject=' in page
    for slug in THREE:
        assert quote(Unit.objects.get(slug=slug).name) in page
    assert "Serviceportalen" not in page


def test_a_kind_without_a_way_says_so(db: None) -> None:
    """REM-34, REM-35: the source names no way for a hospital: the order is registered, and the page sends you to ask."""
    head = "beatrice.lindhyttan"
    assert ordered(THREE[:1], head).status_code == 302
    page = signed_in(head).get(PAGE).content.decode()
    assert "Det finns ingen uppgift om hur en enhet av det här slaget beställer." in page
    assert Unit.objects.get(slug=THREE[0]).name in ForwardingOrder.objects.latest("id").order_text


def test_searching_keeps_what_is_ticked(clinic: Unit) -> None:
    """REM-33: without script: a search shows other units, and those already chosen stay ticked."""
    chosen = Unit.objects.get(slug=THREE[0])
    typed = {"gor": "sok", "enhet": "uddevalla", "targets": [str(chosen.uuid)], "ordered_on": "2025-03-03"}
    page = signed_in(HEAD).post(PAGE, typed).content.decode()
    assert f'value="{chosen.uuid}" checked' in page
    assert str(Unit.objects.get(slug=THREE[2]).uuid) in page
    assert str(Unit.objects.get(slug=THREE[1]).uuid) not in page
    assert not ForwardingOrder.objects.filter(unit=clinic).exists()


def test_only_the_head_orders_and_only_for_the_own_unit(clinic: Unit) -> None:
    """REM-32, X-05, X-06: a doctor reads without a form; another unit's order does not exist."""
    ordered()
    page = signed_in(DOCTOR).get(PAGE)
    assert page.status_code == 200
    assert "form-bestall" not in page.content.decode()
    assert ordered(username=DOCTOR).status_code == 403
    row = ForwardingOrder.objects.get(unit=clinic)
    with pytest.raises(Denied):
        verbs.done(row, day("2025-03-03"), "SP-EXEMPEL-900", by=actor(DOCTOR))
    typed = {"gor": "klar", "bestallning": str(row.uuid), "done_on": "2025-03-03", "reference": "A"}
    assert signed_in(PRIVATE).post(PAGE, typed).status_code == 404
    assert signed_in(HEAD).post(PAGE, typed).status_code == 302


def test_no_order_without_a_routine(clinic: Unit) -> None:
    """REM-02: a unit whose kind nobody has decided cannot order; when it is decided it can."""
    UnitRoutine.objects.filter(unit=clinic).delete()
    wish = verbs.OrderForm(list(Unit.objects.filter(slug__in=THREE)), day("2025-03-03"))
    with pytest.raises(Refused) as refused:
        verbs.order(wish, by=actor(HEAD))
    assert [reason.code for reason in refused.value.reasons] == ["REM-01.no_routine"]
    UnitRoutine.objects.create(unit=clinic, provider_kind="narhalsan", since=day("2025-03-03"))
    assert verbs.order(wish, by=actor(HEAD)).unit == clinic


def test_the_casts_orders_lead_where_they_should(db: None) -> None:
    """REM-32: Mölndal and Borås have done orders, the private clinic has none."""
    found = {
        slug: ask.forwarding(Unit.objects.get(slug=slug).pk, clock.today())
        for slug in ("molndal-ortopedmottagningen", "boras-ortopedkliniken", "exempelkliniken-hud")
    }
    assert [(on, len(targets)) for on, targets in found.values()] == [(True, 3), (True, 2), (False, 0)]
