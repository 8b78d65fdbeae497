"""Which agreement applies between two regions, and the chapter of the national one."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from vardkedja.rules import law
from vardkedja.rules.agreements_between import agreement_between, chapter
from vardkedja.rules.commitment_facts import Agreement
from vardkedja.rules.commitment_rules import agreement_for
from vardkedja.rules.law import Terms
from vardkedja.rules.regions import REGIONS

DAY = date(2025, 3, 3)
HALLAND = "13"
BEFORE_SHIPPED = date(1999, 12, 31)


@pytest.mark.parametrize(("home", "region"), list(product(REGIONS, REGIONS)))
def test_every_pair_has_an_answer_that_is_the_same_both_ways(home: str, region: str) -> None:
    """SVR-33: 21 times 21 pairs; only the own region is refused, only the divided region asks for a municipality."""
    there, back = agreement_between(home, region, None, DAY), agreement_between(region, home, None, DAY)
    assert (there.outcome, there.result, there.codes) == (back.outcome, back.result, back.codes)
    if home == region:
        assert there.codes == ("SVR-33.own_region",)
    elif there.outcome == "unclear":
        assert there.codes == ("SVR-33.split",)
        assert HALLAND in (home, region)
    else:
        assert there.outcome == "computed"
        assert there.result["agreement"] in set(Agreement)


@pytest.mark.parametrize(
    ("home", "region", "agreement"),
    [
        ("01", "09", "regionavtal"),
        ("03", "21", "regionavtal"),
        ("22", "25", "regionavtal"),
        ("07", "12", "regionavtal"),
        ("01", "03", "riksavtal"),
        ("01", "24", "riksavtal"),
        ("Region Stockholm", "Uppsala", "riksavtal"),
        ("08", "07", "mellanlansavtal"),
        ("10", "08", "mellanlansavtal"),
        ("10", "05", "riksavtal"),
        ("01", "13", "riksavtal"),
    ],
)
def test_the_agreement_follows_from_the_two_regions(home: str, region: str, agreement: str) -> None:
    """SVR-33, D-04: within a collaborative region, between two regions that have one, otherwise the national one."""
    decision = agreement_between(home, region, None, DAY)
    assert decision.outcome == "computed"
    assert decision.result == {"agreement": agreement}
    assert decision.sources


@pytest.mark.parametrize(
    ("other", "municipality", "agreement"),
    [
        *(("14", code, "regionavtal") for code in ("1382", "1383", "1384")),
        *(("14", code, "riksavtal") for code in ("1315", "1380", "1381")),
        *(("12", code, "regionavtal") for code in ("1315", "1380", "1381")),
        *(("12", code, "riksavtal") for code in ("1382", "1383", "1384")),
    ],
)
def test_halland_is_divided_by_municipality(other: str, municipality: str, agreement: str) -> None:
    """SVR-33: the three northern belong with Göteborg and the three southern with Lund/Malmö, whoever is the home region."""
    received = agreement_between(other, HALLAND, municipality, DAY)
    sent = agreement_between(HALLAND, other, None, DAY, home_municipality=municipality)
    assert received.result == sent.result == {"agreement": agreement}


@pytest.mark.parametrize("municipality", [None, "", "1399"])
def test_halland_without_a_municipality_asks_for_it(municipality: str | None) -> None:
    """SVR-33: nothing is guessed where the part decides, and nothing is asked where both parts answer the same."""
    decision = agreement_between("14", HALLAND, municipality, DAY)
    assert (decision.outcome, decision.result) == ("unclear", {})
    assert "Göteborg och Lund/Malmö" in decision.reasons[0].text
    assert agreement_between("25", HALLAND, municipality, DAY).result == {"agreement": "riksavtal"}


@pytest.mark.parametrize(("home", "region"), [("01", "99"), ("", "03"), ("Norge", "03")])
def test_an_unknown_region_decides_nothing(home: str, region: str) -> None:
    """SVR-33: the reason names what was written."""
    decision = agreement_between(home, region, None, DAY)
    assert decision.codes == ("SVR-33.unknown_region",)
    assert decision.outcome == "unclear"
    assert (home if home != "01" else region) in decision.reasons[0].text


@pytest.mark.parametrize("region", [code for code in REGIONS if code != "08"])
def test_kalmar_gets_the_answer_of_its_own_form(region: str) -> None:
    """SVR-33, RUS-14, X-41: two rules read the same neighbours and members and never disagree."""
    assert agreement_between("08", region, None, DAY).result == agreement_for(region, None, DAY).result


def test_a_region_enters_an_agreement_of_its_own() -> None:
    """SVR-33: from its first day, for both regions, without code; a day earlier the national agreement applies."""
    own = law.read(
        'title = "Avtal mellan två regioner"\nchecked = 2026-11-21\n[[entry]]\nname = "agreements.mellanlan"\n'
        'party = "01"\nlabel = "mellanlänsavtal"\nfrom = 2025-03-03\nvalue = ["03"]\nunit = "regionkoder"\n'
        'clause = "parter"\nbasis = "found"\n',
        "own",
    )
    terms = Terms(overlay=own)
    assert agreement_between("01", "03", None, DAY, terms).result == {"agreement": "mellanlansavtal"}
    assert agreement_between("03", "01", None, DAY, terms).result == {"agreement": "mellanlansavtal"}
    assert agreement_between("03", "01", None, DAY, terms).sources[0].title == "Avtal mellan två regioner"
    assert agreement_between("01", "03", None, date(2025, 3, 2), terms).result == {"agreement": "riksavtal"}
    assert agreement_between("01", "04", None, DAY, terms).result == {"agreement": "riksavtal"}


def test_a_day_without_the_list_of_collaborative_regions_is_unclear() -> None:
    """SVR-33, X-19: the day before the first, and the first."""
    assert agreement_between("01", "09", None, BEFORE_SHIPPED).codes == ("LAW.missing",)
    assert agreement_between("01", "09", None, date(2000, 1, 1)).result == {"agreement": "regionavtal"}


@pytest.mark.parametrize(
    ("ground", "number"),
    [
        ("hemregion", "2"),
        ("vardgaranti", "2"),
        ("akut", "3"),
        ("patientens_val", "4"),
        ("medicinsk_service", "5"),
        ("hjalpmedel", "6"),
        ("transporter", "7"),
    ],
)
def test_chapters_have_no_known_number_from_september_2025(ground: str, number: str) -> None:
    """SVR-36: the last day with numbers, and the first that shows the title only and asks a person."""
    last, first = chapter(ground, date(2025, 8, 31)), chapter(ground, date(2025, 9, 1))
    assert (last.outcome, last.result["number"]) == ("computed", number)
    assert first.outcome == "unclear"
    assert first.result == {"title": last.result["title"]}
    assert first.codes == ("SVR-33.chapter",)
    assert not first.refusals
    assert str(first.result["title"]) in first.reasons[0].text


def test_a_chapter_that_is_not_known_is_unclear() -> None:
    """SVR-36: a day before the list, and a ground that is not in it."""
    assert chapter("akut", BEFORE_SHIPPED).codes == ("LAW.missing",)
    assert chapter("turism", DAY).codes == ("SVR-33.no_chapter",)
    assert chapter("akut", DAY).outcome == "computed"
