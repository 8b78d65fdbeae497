"""The register files hold what their readers and the tests of other subjects build on.

An id stands only where the reading itself proves part of a requirement; the other tests guard the data that the
proofs of other subjects start from.
"""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from vardkedja.kernel.register import load
from vardkedja.kernel.register.rows import Channel, Funding, NumberKind, PersonRow, ResidenceStatus, UnitKind

HSA_ID = re.compile(r"SE\d{10}-DEMO\d{4}")
SERIALS = {238, 239, *range(980, 1000)}
MOVE_DAY = date(2025, 3, 20)

REGIONS = {row.code: row for row in load.regions()}
MUNICIPALITIES = {row.code: row for row in load.municipalities()}
UNITS = {row.id: row for row in load.units()}
CAST = {row.username: row for row in load.cast()}


def check_digit_fits(number: str) -> bool:
    """Luhn over the last ten digits, written apart from the product's own."""
    digits = [int(c) for c in number[2:].replace("-", "")]
    doubled = [sum(divmod(d * 2, 10)) if place % 2 == 0 else d for place, d in enumerate(digits)]
    return sum(doubled) % 10 == 0


def organisation_number_fits(number: str) -> bool:
    return check_digit_fits("16" + number)


def person(given: str) -> PersonRow:
    """The one person with that given name and a number of his or her own."""
    found = [p for p in load.population() if p.given == given and p.replaced_by is None]
    assert len(found) == 1
    return found[0]


def test_all_regions_and_municipalities_of_sweden() -> None:
    """Every municipality lies in a region that exists, 21 and 290 in all."""
    assert len(REGIONS) == len(load.regions()) == 21
    assert len(MUNICIPALITIES) == len(load.municipalities()) == 290
    assert all(m.region == m.code[:2] and m.region in REGIONS for m in MUNICIPALITIES.values())
    sizes = Counter(m.region for m in MUNICIPALITIES.values())
    assert {r: sizes[r] for r in ("01", "07", "08", "09", "12", "13", "14")} == {
        "01": 26,
        "07": 8,
        "08": 12,
        "09": 1,
        "12": 33,
        "13": 6,
        "14": 49,
    }
    assert MUNICIPALITIES["0880"].long_name == "Kalmar kommun"


def test_organisation_numbers_of_regions_have_their_check_digit() -> None:
    """Organisation numbers of the 21 regions are well formed and unlike each other."""
    numbers = [r.organisation_number for r in load.regions()]
    assert all(re.fullmatch(r"\d{6}-\d{4}", n) and organisation_number_fits(n) for n in numbers)
    assert len(set(numbers)) == 21


def test_halland_is_split_between_two_collaborative_regions() -> None:
    """The collaborative region is known for each municipality, from itself or from its region."""
    for m in load.municipalities():
        own, regional = m.collaborative_region, REGIONS[m.region].collaborative_region
        assert (own is None) != (regional is None), m.name
    halland = {m.name: m.collaborative_region for m in load.municipalities() if m.region == "13"}
    assert halland == {
        "Hylte": "Lund/Malmö",
        "Halmstad": "Lund/Malmö",
        "Laholm": "Lund/Malmö",
        "Falkenberg": "Göteborg",
        "Varberg": "Göteborg",
        "Kungsbacka": "Göteborg",
    }
    assert {c for c, r in REGIONS.items() if r.collaborative_region == "Linköping"} == {"05", "06", "08"}


def test_x_04_every_unit_has_its_place_and_an_id_of_its_own() -> None:
    """X-04: code, kind, region, address and dates of every unit; region and municipality agree."""
    units = load.units()
    assert len(units) >= 120
    assert len(UNITS) == len(units) == len({u.hsa_id for u in units}) == len({(u.institution, u.clinic) for u in units})
    for u in units:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", u.id)
        assert MUNICIPALITIES[u.municipality].region == u.region, u.id
        assert HSA_ID.fullmatch(u.hsa_id), u.id
        assert re.fullmatch(r"\d{3} \d{2}", u.postcode), u.id
        assert u.valid_to is None or u.valid_from <= u.valid_to, u.id
        payer = REGIONS[u.agreement_region or u.region].organisation_number.replace("-", "")
        assert u.hsa_id.startswith(f"SE{payer}-"), u.id
    assert {u.region for u in units if u.kind is UnitKind.HOSPITAL_CLINIC} == set(REGIONS)


def test_private_units_and_only_they_name_an_agreement_region() -> None:
    """A private provider with an agreement says whose agreement it is, a public unit does not."""
    private = [u for u in load.units() if u.funding is Funding.PRIVATE_AGREEMENT]
    assert all(u.agreement_region in REGIONS and u.kind is UnitKind.PRIVATE_PROVIDER for u in private)
    assert all(u.agreement_region is None for u in load.units() if u.funding is Funding.PUBLIC)
    assert UNITS["privat-ortopedklinik-halland"].agreement_region == "13"
    assert UNITS["glasrikets-rehabklinik"].agreement_region == "08"
    assert {u.channel for u in private} == {Channel.INSIDE, Channel.POST}


def test_x_04_ended_merged_and_planned_units() -> None:
    """X-04: a unit is offered through its last day and not the day after."""
    ended = UNITS["kungsbacka-ortopedmottagningen-ended"]
    assert ended.active_on(date(2025, 3, 31))
    assert not ended.active_on(date(2025, 4, 1))
    planned = UNITS["sundets-handkirurgi-planned"]
    assert not planned.active_on(date(2025, 5, 31))
    assert planned.active_on(date(2025, 6, 1))
    merged = UNITS["karlshamn-ogonmottagningen-merged"]
    assert merged.merged_into == "karlskrona-ogonkliniken"
    assert merged.valid_to is not None
    assert UNITS[merged.merged_into].active_on(merged.valid_to + timedelta(days=1))


def test_an_exception_names_its_agreement_and_its_reference() -> None:
    """A documented exception has both parts."""
    exceptions = [u for u in load.units() if u.agreement_exception or u.agreement_exception_reference]
    assert [(u.id, u.agreement_exception) for u in exceptions] == [("varnamo-ogonkliniken", "mellanlansavtal")]
    assert all(u.agreement_exception_reference for u in exceptions)


@pytest.mark.parametrize("later", [False, True])
def test_x_01_every_number_is_valid_and_from_the_test_series(later: bool) -> None:
    """X-01: check digit, series, date and kind of every number; nobody twice."""
    people = load.population(later=later)
    assert len(people) >= 200
    assert len({p.number for p in people}) == len(people)
    for p in people:
        assert re.fullmatch(r"\d{8}-\d{4}", p.number), p.number
        assert check_digit_fits(p.number), p.number
        assert int(p.number[9:12]) in SERIALS, p.number
        day = int(p.number[6:8])
        assert (day > 60) == (p.kind is NumberKind.SAMORDNINGSNUMMER), p.number
        born = date(int(p.number[:4]), int(p.number[4:6]), day % 60)
        assert 1925 <= born.year <= 2025
        assert p.registered_from is None or born <= p.registered_from, p.number


@pytest.mark.parametrize("later", [False, True])
def test_x_02_every_registered_person_has_a_municipality_and_an_address(later: bool) -> None:
    """X-02: municipalities exist, moves are in order, phones are from the series kept for examples."""
    people = load.population(later=later)
    for p in people:
        parts = (p.municipality, p.registered_from, p.street, p.postcode, p.town)
        assert all(parts) or not any(parts), p.number
        assert p.municipality is None or p.municipality in MUNICIPALITIES
        assert (p.municipality is None) == (p.kind is NumberKind.SAMORDNINGSNUMMER), p.number
        assert (p.previous_municipality is None) == (p.previous_from is None), p.number
        if p.previous_from is not None:
            assert p.previous_municipality in MUNICIPALITIES
            assert p.registered_from is not None
            assert p.previous_from < p.registered_from
        assert p.phone is None or re.fullmatch(r"070-174 06 \d\d", p.phone), p.number
    phones = [p.phone for p in people if p.phone]
    assert len(set(phones)) == len(phones)
    homes = Counter(p.municipality[:2] for p in people if p.municipality)
    assert set(homes) == set(REGIONS)
    assert homes["08"] > len(people) / 2


def test_names_in_the_population_tell_people_apart() -> None:
    """No two people share their whole name, except one person under two numbers."""
    names = Counter(p.name for p in load.population())
    assert [n for n, count in names.items() if count > 1] == ["Tomasz Wiśniewski-Źródlak"]


def test_the_register_holds_every_reason_to_refuse() -> None:
    """Registered elsewhere, emigrated, deceased, co-ordination number; and protected."""
    people = load.population()
    today = date(2025, 3, 4)
    found = Counter(p.residence_on(today) for p in people)
    assert found[ResidenceStatus.DECEASED] >= 3
    assert found[ResidenceStatus.EMIGRATED] >= 2
    assert found[ResidenceStatus.NOT_REGISTERED] >= 2
    assert found[ResidenceStatus.REPLACED] == 1
    assert sum(p.deceased_on is not None for p in people) >= 4
    assert sum(p.emigrated_on is not None for p in people) >= 3
    assert sum(p.protected for p in people) >= 3


@pytest.mark.parametrize(
    ("given", "before", "after"),
    [("Pernilla", "0880", "1080"), ("Gustaf", "0881", "0780"), ("Hedvig", "0780", "0880")],
)
def test_x_02_moves_are_read_on_the_day_asked_for(given: str, before: str, after: str) -> None:
    """X-02: the municipality the day before the move and on the day of the move."""
    moved = person(given)
    assert moved.municipality_on(MOVE_DAY - timedelta(days=1)) == before
    assert moved.municipality_on(MOVE_DAY) == after


def test_death_and_emigration_count_from_their_day() -> None:
    """Registered the day before, gone on the day."""
    dead, gone = person("Rut"), person("Torvald")
    assert dead.residence_on(date(2025, 3, 17)) is ResidenceStatus.REGISTERED
    assert dead.residence_on(date(2025, 3, 18)) is ResidenceStatus.DECEASED
    assert gone.municipality_on(date(2025, 3, 9)) == "0883"
    assert gone.residence_on(date(2025, 3, 10)) is ResidenceStatus.EMIGRATED
    assert gone.municipality_on(date(2025, 3, 10)) is None


def test_x_01_a_changed_number_points_to_the_new_one() -> None:
    """X-01: the old co-ordination number is linked to the personal number that replaced it."""
    numbers = {p.number: p for p in load.population()}
    old = [p for p in numbers.values() if p.replaced_by]
    assert len(old) == 1
    assert old[0].replaced_by is not None
    new = numbers[old[0].replaced_by]
    assert old[0].kind is NumberKind.SAMORDNINGSNUMMER
    assert (new.kind, new.name) == (NumberKind.PERSONNUMMER, old[0].name)


def test_the_later_register_differs_in_five_people() -> None:
    """Two have moved out of the county, one has died, one is protected, one is new."""
    before = {p.number: p for p in load.population()}
    after = {p.number: p for p in load.population(later=True)}
    new = after.keys() - before.keys()
    changed = {n for n in before if before[n] != after[n]}
    assert (len(new), len(changed)) == (1, 4)
    assert before.keys() <= after.keys()
    assert all(before[n].municipality in MUNICIPALITIES and before[n].municipality[:2] == "08" for n in changed)  # type: ignore[index]
    moved = [after[n] for n in changed if after[n].municipality != before[n].municipality]
    assert sorted(str(p.municipality)[:2] for p in moved) == ["06", "12"]
    assert all(p.previous_municipality == before[p.number].municipality for p in moved)
    assert sum(after[n].deceased_on != before[n].deceased_on for n in changed) == 1
    assert sum(after[n].protected != before[n].protected for n in changed) == 1


def test_staff_have_a_unit_a_manager_and_an_id_of_their_own() -> None:
    """Role, unit, manager; ids are demo ids of the unit's region and shared with no unit."""
    assert len(CAST) == len(load.cast()) == len({c.name for c in load.cast()}) == len({c.hsa_id for c in load.cast()})
    unit_ids = {u.hsa_id for u in load.units()}
    for c in load.cast():
        assert c.unit in UNITS, c.username
        assert c.hsa_id not in unit_ids
        assert HSA_ID.fullmatch(c.hsa_id), c.username
        assert c.manager is None or (c.manager in CAST and c.manager != c.username), c.username
        number = REGIONS[UNITS[c.unit].region].organisation_number.replace("-", "")
        assert c.hsa_id.startswith(f"SE{number}-"), c.username


def test_every_grant_has_a_manager_who_ordered_it() -> None:
    """Module, first day, manager and reference come together or not at all."""
    for c in load.cast():
        parts = (c.grant_module, c.grant_from, c.grant_reference)
        assert all(parts) or not any(parts), c.username
        assert c.grant_module in (None, "rus", "rem", "svr")
        assert c.grant_module is None or c.manager is not None, c.username
        assert c.grant_to is None or c.grant_from is not None


def test_the_cast_covers_every_kind_of_grant() -> None:
    """One grant that ends 2025-06-30, one that starts later, one person without; somebody in every role."""
    assert CAST["bodil.timmermo"].grant_to == date(2025, 6, 30)
    assert CAST["axel.gullregner"].grant_from == date(2025, 9, 1)
    assert CAST["noomi.fagelmo"].grant_module is None
    granted = {c.role for c in load.cast() if c.grant_module}
    assert granted >= {"lakare", "sekreterare", "sjukskoterska", "verksamhetschef", "godkannare", "ekonomi"}
    assert CAST["tor.svanviken"].role == CAST["ulrika.segelvik"].role == "registeradministrator"


def test_somebody_without_a_grant_works_in_every_region() -> None:
    """A doctor or secretary in each of the 21 regions, inside the installation, with no grant to RUS."""
    outside = {
        UNITS[c.unit].region
        for c in load.cast()
        if c.role in ("lakare", "sekreterare") and c.grant_module != "rus" and UNITS[c.unit].channel is Channel.INSIDE
    }
    assert outside == set(REGIONS)


def test_receivers_of_the_examples_exist() -> None:
    """The receivers that the examples name, with their regions."""
    by_region = {
        "linkoping-ortopedkliniken": "05",
        "vaxjo-ortopedkliniken": "07",
        "lund-ortopedkliniken": "12",
        "karlskrona-ortopedkliniken": "10",
        "jonkoping-ortopedkliniken": "06",
        "oskarshamn-medicinkliniken": "08",
        "halmstad-ortopedkliniken": "13",
    }
    assert {unit: UNITS[unit].region for unit in by_region} == by_region
