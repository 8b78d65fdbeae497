"""The lists: who sees what, numbers that equal lists, order, filters, pages (SVR-34, SVR-38, X-06, X-17)."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vardkedja.commitments.specialist import worklists
from vardkedja.commitments.specialist.actions import assessing, between, writing
from vardkedja.commitments.specialist.tests import samples
from vardkedja.commitments.specialist.tests.list_rows import (
    EVERY_STAGE,
    FOLKE,
    at,
    copies,
    number,
    numbers,
    rows,
    target,
)
from vardkedja.commitments.specialist.worklists import NODES, Filters
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.worklists import CAP, PAGE
from vardkedja.web.tests.client import signed_in

ADDRESS = "/specialistvard/"


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def seen(who: str, **asked: Any) -> str:
    answer = signed_in(who).get(ADDRESS, asked)
    assert answer.status_code == 200
    return answer.content.decode()


# --- who sees what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "those"),
    [
        ("draft", {samples.YASMIN, samples.CASPER}),
        ("signed", {samples.YASMIN, samples.CASPER}),
        ("sent", {samples.YASMIN, samples.CASPER, samples.HENRIK}),
        ("completing", {samples.YASMIN, samples.CASPER, samples.HENRIK}),
        ("rejected", {samples.YASMIN, samples.CASPER, samples.HENRIK}),
        ("withdrawn", {samples.YASMIN, samples.CASPER, samples.HENRIK}),
        ("approved", {samples.YASMIN, samples.CASPER, samples.HENRIK, samples.OTTILIA}),
        ("issued", {samples.YASMIN, samples.CASPER, samples.HENRIK, samples.OTTILIA}),
        ("outside", {samples.HENRIK}),
    ],
)
def test_who_finds_a_case(stage: str, those: set[str]) -> None:
    """X-06, SVR-34: the sending unit always, the office once it is sent, the receiver once it is granted; nobody else."""
    case = number(getattr(samples, stage)())
    everybody = {samples.YASMIN, samples.CASPER, samples.HENRIK, samples.OTTILIA, samples.NILS, samples.SELMA, FOLKE}
    assert {who for who in everybody if numbers(who) == [case]} == those
    assert all(numbers(who) == [] for who in everybody - those)


def test_an_office_sees_its_own_region_only() -> None:
    """X-06: the same officer in another region finds nothing, in no list and no number."""
    at("2025-05-01 09:00", samples.sent)
    here = actor(samples.HENRIK)
    there = replace(here, region="03")
    assert worklists.counts(here)["bedoma"] == 1
    assert set(worklists.counts(there).values()) == {0}
    assert worklists.listed(there, "alla", Filters()).rows == []


def test_without_a_grant_there_is_no_list() -> None:
    """X-05: who has nothing to do with specialist referrals is told so, and has no numbers."""
    assert signed_in("linnea.bramyr").get(ADDRESS).status_code == 403
    assert worklists.counts(actor("linnea.bramyr")) == {}


# --- numbers, order, pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [samples.YASMIN, samples.CASPER, samples.HENRIK, samples.MEHDI, samples.OTTILIA])
def test_every_number_is_the_length_of_its_list(who: str) -> None:
    """X-17: cases at every stage; for each list, everybody's and only mine, with and without a filter."""
    for stage in EVERY_STAGE:
        getattr(samples, stage)()
    me = actor(who)
    for more in ({}, {"staff": me.staff_id}, {"box": "patientens_val"}, {"box": "akut"}, {"state": "rejected"}):
        counted = worklists.counts(me, filters=Filters(**more))
        assert counted == {node.word: len(rows(who, node.word, **more)) for node in worklists.nodes_for(me)}
    assert worklists.counts(me, mine_only=True) == worklists.counts(me, filters=Filters(staff=me.staff_id))


def test_each_stage_waits_in_the_list_of_whose_turn_it_is() -> None:
    """SVR-34, SVR-12, SVR-35: from signing to the decision, in the sender's lists and in the office's."""
    made = {stage: number(getattr(samples, stage)()) for stage in ("draft", "signed", "sent", "completing", "rejected")}
    made["approved"] = number(samples.approved())
    sender = {"signera": "draft", "skicka": "signed", "komplettera": "completing"}
    office = {"bedoma": "sent", "vantar": "completing", "utfarda": "approved"}
    for who, lists in ((samples.YASMIN, sender), (samples.HENRIK, office)):
        assert {word: numbers(who, word) for word in lists} == {word: [made[one]] for word, one in lists.items()}
    decided = {made["rejected"], made["approved"]}
    assert set(numbers(samples.YASMIN, "beslut")) == set(numbers(samples.HENRIK, "brev")) == decided


def test_a_question_waits_with_the_other_side() -> None:
    """SVR-38: the sender's question stands in the office's list, the answer in the sender's."""
    case = samples.opened()
    between.question(case, by=actor(samples.CASPER), text="När kommer beslutet?")
    assert (len(rows(samples.HENRIK, "fragor")), len(rows(samples.YASMIN, "fragor"))) == (1, 0)
    between.question(case, by=actor(samples.HENRIK), text="I morgon.")
    assert (len(rows(samples.HENRIK, "fragor")), len(rows(samples.YASMIN, "fragor"))) == (0, 1)


def test_what_the_patient_has_not_been_told_is_listed_until_told() -> None:
    """SVR-40: signed with "nej" and a reason stands as Patienten ska få veta, also after it was sent."""
    untold = samples.content(informed=False, informed_reason="Patienten är nedsövd.")
    case = samples.sent(what=untold)
    assert numbers(samples.YASMIN, "beratta") == [number(case)]
    assert "Patienten ska få veta" in seen(samples.YASMIN, lista="beratta")
    between.tell(case, by=actor(samples.CASPER), told_on=clock.today())
    assert numbers(samples.YASMIN, "beratta") == []


def test_nobodys_comes_first_then_what_came_first() -> None:
    """SVR-34, X-17: in Att bedöma a case without an officer stands before an older one that somebody has."""
    old_mine, old = (number(at("2025-04-01 09:00", one)) for one in (samples.opened, samples.sent))
    new_mine, new = (number(at("2025-04-20 09:00", one)) for one in (samples.opened, samples.sent))
    assert numbers(samples.HENRIK, "bedoma") == [old, new, old_mine, new_mine]
    assert numbers(samples.HENRIK, "bedoma", unassigned=True) == [old, new]
    assert numbers(samples.HENRIK, "bedoma", staff=actor(samples.HENRIK).staff_id) == [old_mine, new_mine]
    assert numbers(samples.HENRIK, "bedoma", staff=actor(samples.MEHDI).staff_id) == []


def test_every_case_latest_changed_first() -> None:
    """X-17: the list of everything has what was changed last at the top, and no deleted draft."""
    first, second = (at(f"2025-05-0{day} 09:00", samples.sent) for day in (1, 2))
    at("2025-05-03 09:00", assessing.start, first, by=actor(samples.HENRIK))
    writing.delete(samples.draft(), by=actor(samples.YASMIN))
    assert numbers(samples.YASMIN) == numbers(samples.HENRIK) == [number(first), number(second)]


@pytest.mark.parametrize(
    ("word", "who"), [("alla", samples.YASMIN), ("bedoma", samples.HENRIK), ("alla", samples.HENRIK)]
)
def test_page_after_page_holds_every_row_once(word: str, who: str) -> None:
    """X-17, X-07: more than a page: each row once, the filters kept, each patient shown logged."""
    copies(samples.sent(), PAGE + 4)
    client = signed_in(who)
    first = client.get(ADDRESS, {"lista": word, "grund": "patientens_val"}).content.decode()
    later = first.split('rel="next"')[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")
    assert "grund=patientens_val" in later
    second = client.get(f"{ADDRESS}{later}").content.decode()
    every = list(Case.objects.values_list("number", flat=True))
    assert [sum(f"rad-{one}" in page for page in (first, second)) for one in every] == [1] * (PAGE + 5)
    assert "efter=" not in second
    logged = AccessLog.objects.filter(action=f"svr.list.{word}").order_by("id").values_list("patients", flat=True)
    assert [len(one) for one in logged] == [PAGE, 5]
    assert set(logged[0]) == {Person.objects.get().pk}


@pytest.mark.parametrize("place", ["x", "MjAyNS0wNS0wNXwx", "MjAyNS0wNS0wNVQwOTowMDowMHwx", "%00"])
@pytest.mark.parametrize("word", ["alla", "bedoma"])
def test_a_tampered_place_is_no_error(word: str, place: str) -> None:
    """X-17, X-35: a place of another list, or of none, shows a page and not a fault."""
    samples.sent()
    assert signed_in(samples.HENRIK).get(f"{ADDRESS}?lista={word}&efter={place}").status_code == 200


def test_numbers_are_exact_to_two_hundred() -> None:
    """X-17: 200 is said as it is, one more is 200+."""
    copies(samples.sent(), CAP - 1)
    counted = f"{ADDRESS}antal/"
    assert f"<b>{CAP}</b>" in signed_in(samples.HENRIK).get(counted).content.decode()
    copies(uuid.UUID(str(Case.objects.values_list("uuid", flat=True)[0])), 1)
    assert f"<b>{CAP}+</b>" in signed_in(samples.HENRIK).get(counted).content.decode()
    assert worklists.counts(actor(samples.HENRIK))["bedoma"] == CAP + 1


@pytest.mark.parametrize("asked", [{"lista": "bedoma"}, {"lista": "alla", "grund": "patientens_val"}])
def test_statements_do_not_grow_with_the_rows(asked: dict[str, str]) -> None:
    """X-17: as many statements for a whole page as for one row."""
    case, client = samples.sent(), signed_in(samples.HENRIK)
    client.get(ADDRESS, asked)
    counts = []
    for many in (0, 30):
        copies(case, many)
        with CaptureQueriesContext(connection) as found:
            client.get(ADDRESS, asked)
        counts.append(len(found))
    assert counts[0] == counts[1] > 0


# --- what a line says, and filters ---------------------------------------------------------------------------------


def test_a_line_says_who_from_where_and_how_long() -> None:
    """SVR-34, X-03: patient, number, alternative, from and to, state, age, officer; a protected identity is marked."""
    at("2025-04-23 09:00", samples.opened, what=samples.content(number=samples.PROTECTED))
    page = seen(samples.HENRIK, lista="bedoma")
    told = ("Patientens val", "Ortopedkliniken, Danderyds sjukhus till Medicinkliniken, Akademiska sjukhuset")
    for words in (*told, "Under bedömning", "12 dagar", "Henrik Wallenius Grip", "Skyddad identitet", "Hos regionen"):
        assert words in page
    assert "Beslut senast" not in page


@pytest.mark.parametrize(("days", "words"), [(14, "Om 2 dagar"), (12, "Idag"), (11, "1 dag sen")])
def test_against_the_regions_target(days: int, words: str) -> None:
    """SVR-06: with a target, the last day for a decision; to the sender only how long it has been at the region."""
    at("2025-04-23 09:00", samples.sent)
    at("2025-04-01 09:00", target, days)
    assert words in seen(samples.HENRIK, lista="bedoma")
    page = seen(samples.YASMIN)
    assert "12 dagar" in page
    assert "Beslut senast" not in page


def test_filters() -> None:
    """X-16: by alternative, hospital, officer, receiver's region, state, number and patient, also together."""
    first = samples.opened()
    second = samples.sent(samples.GUNVOR, samples.initiative(to_unit=samples.unit(samples.UMEA), number=samples.MARGIT))
    third = samples.outside()
    made = {name: number(one) for name, one in (("first", first), ("second", second), ("third", third))}
    patient = Person.objects.get(pk=samples.seen(second, samples.HENRIK).patient_id).uuid
    everything = set(made.values())
    searches: list[tuple[dict[str, str], set[str]]] = [
        ({}, everything),
        ({"grund": "hemregion"}, {made["second"]}),
        ({"grund": "nonsens"}, everything),
        ({"sjukhus": "Danderyds sjukhus"}, {made["first"]}),
        ({"sjukhus": "utifran"}, {made["third"]}),
        ({"handlaggare": str(samples.staff(samples.HENRIK))}, {made["first"]}),
        ({"handlaggare": "ingen"}, {made["second"], made["third"]}),
        ({"region": "24"}, {made["second"]}),
        ({"lage": "assessing"}, {made["first"]}),
        ({"lage": "sent", "region": "03"}, {made["third"]}),
        ({"nummer": made["first"].lower()}, {made["first"]}),
        ({"nummer": "%"}, everything),
        ({"patient": str(patient)}, {made["second"]}),
        ({"patient": str(uuid.uuid4())}, set()),
        ({"patient": "x"}, set()),
        ({"vems": "mina"}, {made["first"]}),
    ]
    for asked, expected in searches:
        page = seen(samples.HENRIK, **asked)
        assert {one for one in everything if f"rad-{one}" in page} == expected, asked


@pytest.mark.parametrize(("day", "shown"), [("2025-07-04", "issued"), ("2025-07-05", "expired")])
def test_expired_is_found_from_the_day_after_the_last(day: str, shown: str) -> None:
    """SVR-36: the last valid day is 4 July; that day it is found as issued, the day after as expired."""
    case = number(samples.issued())
    with clock.stopped_at(f"{day} 09:00"):
        found = {state for state in ("issued", "expired") if numbers(samples.HENRIK, state=state) == [case]}
    assert found == {shown}


def test_the_filters_survive_the_row_of_lists() -> None:
    """X-17: from one list to the next with the same filters, and the numbers are counted under them."""
    samples.sent()
    page = seen(samples.HENRIK, lista="bedoma", grund="akut", vems="mina")
    assert f"{ADDRESS}?grund=akut&amp;vems=mina&amp;lista=vantar" in page
    numbered = signed_in(samples.HENRIK).get(f"{ADDRESS}antal/?lista=bedoma&grund=akut").content.decode()
    assert "<b>1</b>" not in numbered
    assert "<b>1</b>" in signed_in(samples.HENRIK).get(f"{ADDRESS}antal/").content.decode()


def test_an_empty_list_says_what_belongs_there() -> None:
    """X-17: each list that is empty says so, in words of its own."""
    for who in (samples.YASMIN, samples.HENRIK):
        for node in worklists.nodes_for(actor(who)):
            assert NODES[node.word].empty in seen(who, lista=node.word)
