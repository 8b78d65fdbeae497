"""The leaflet before a planned operation: what the worked cases do not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.law import Terms
from vardkedja.rules.operation_leaflet import LeafletFacts, directory, leaflet, swedish_order

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
ORDER = ("Alvesta", "Lessebo", "Ljungby", "Markaryd", "Tingsryd", "Uppvidinge", "Växjö", "Älmhult")
CODES = ("0764", "0761", "0781", "0767", "0763", "0760", "0780", "0765")
FACTS = LeafletFacts(
    called_on=date(2025, 3, 3),
    municipality="0781",
    health_centre="Vårdcentralen Alvesta",
    coordinator="Vårdkoordinatorn",
)
TEXTS = (
    "operation.leaflet_home_care",
    "operation.leaflet_aids",
    "operation.leaflet_must_contact",
    "operation.leaflet_coordination",
)


def overlay(name: str, value: str, start: str = "2025-01-01") -> Terms:
    """The agreement with one value changed from the day."""
    text = (
        'title = "Prov"\nchecked = 2026-11-21\nparty = "07"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = {start}\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


def names(decision: object) -> list[str]:
    result: Mapping[str, Any] = decision.result  # type: ignore[attr-defined]
    return [row["name"] for row in result["directory"]]


@given(st.sampled_from(CODES), st.dates(FIRST, LAST))
def test_the_patients_municipality_is_first_and_the_others_stay_in_order(code: str, on: date) -> None:
    """LNK-149, D-54: each of the eight, on any day of the agreement; the list and the leaflet agree."""
    own = ORDER[CODES.index(code)]
    decision = directory(code, on)
    assert names(decision) == [own, *(name for name in ORDER if name != own)]
    assert (decision.codes, decision.outcome, decision.say) == ((), "computed", "Listan har 8 kommuner.")
    assert decision.inputs == {"municipality": code, "on": on}
    assert names(leaflet(replace(FACTS, called_on=on, municipality=code))) == names(decision)


def test_a_list_in_any_order_is_shown_in_swedish_order() -> None:
    """LNK-149: å, ä and ö come after z, in that order, whatever the case of the letters."""
    towns = ("Alvesta", "Växjö", "Ystad", "Zinkgruvan", "Åseda", "Älmhult", "Öland")
    for mixed in permutations(towns):
        assert sorted(mixed, key=swedish_order) == list(towns)
    assert swedish_order("ÅÄÖ") == swedish_order("åäö")
    rows = ", ".join(
        f'{{ code = "{code}", name = "{name}", phone = "1" }}' for code, name in zip("abc", "öåz", strict=True)
    )
    terms = overlay("operation.directory", f"[{rows}]")
    assert names(directory("x", date(2025, 3, 3), terms=terms)) == ["z", "å", "ö"]
    assert directory("x", date(2025, 3, 3), terms=terms).codes == ("LNK-149.outside",)
    assert names(directory("a", date(2025, 3, 3), terms=terms)) == ["ö", "z", "å"]


def test_the_numbers_are_configuration() -> None:
    """LNK-149, D-54: a number that changes is a new line from its day; the last shipped day stays as it was."""
    terms = overlay("operation.directory", '[{ code = "0781", name = "Ljungby", phone = "1" }]')
    assert directory("0781", date(2025, 1, 1), terms=terms).result == {
        "directory": ({"code": "0781", "name": "Ljungby", "phone": "1"},)
    }
    assert directory("0781", date(2025, 1, 1), terms=terms).say == "Listan har 1 kommun."
    assert len(names(directory("0781", date(2024, 12, 31), terms=terms))) == 8
    assert directory("0781", date(2024, 12, 31), terms=terms).sources[0].start == FIRST
    assert len(names(directory("0781", date(2035, 1, 1)))) == 8


@pytest.mark.parametrize("region", ["01", "08"])
def test_another_region_has_no_leaflet(region: str) -> None:
    """LNK-144, LNK-149: nobody has entered one, and the answer says which text is missing."""
    decision = leaflet(FACTS, region=region)
    assert (decision.outcome, decision.codes) == ("unclear", ("LAW.missing",))
    assert "texten om hemtjänst inför operation" in decision.reasons[0].text
    assert decision.result == {}
    assert directory("0781", date(2025, 3, 3), region=region).outcome == "unclear"


@pytest.mark.parametrize("lacking", TEXTS)
def test_every_text_is_needed(lacking: str) -> None:
    """LNK-145, LNK-146, LNK-147, LNK-148: without one of them the leaflet is unclear, and names it."""
    left = [entry for entry in law.shipped() if entry.name != lacking]
    decision = leaflet(FACTS, terms=Terms(base=left))
    assert decision.outcome == "unclear"
    assert lacking in decision.reasons[0].text


def test_the_leaflet_carries_the_version_of_its_latest_text() -> None:
    """LNK-144, LNK-145: a text from 2025 makes a new version; the duty counts only where it is printed."""
    text = '{ head = "Hemtjänst", lines = ["Ring."], examples = [] }'
    decision = leaflet(FACTS, terms=overlay("operation.leaflet_home_care", text, "2025-02-01"))
    parts: Any = decision.result["parts"]
    assert [part["version"] for part in parts] == [date(2025, 2, 1), FIRST, FIRST]
    assert decision.result["version"] == date(2025, 2, 1)
    assert decision.say == "Informationsbladet har tre delar. Texten gäller från 1 februari 2025."
    terms = overlay("operation.leaflet_must_contact", '"Ring alltid."', "2025-02-01")
    assert leaflet(FACTS, terms=terms).result["version"] == FIRST
    asked = leaflet(replace(FACTS, must_contact=True), terms=terms)
    assert asked.result["version"] == date(2025, 2, 1)
    assert len(asked.sources) == 5
    assert len(leaflet(FACTS, terms=terms).sources) == 4


@pytest.mark.parametrize("must", [True, False])
def test_only_the_part_about_aids_tells_that_contact_is_a_must(must: bool) -> None:
    """LNK-147: on, the text is the last line of that part; off, it is nowhere."""
    parts: Any = leaflet(replace(FACTS, must_contact=must)).result["parts"]
    found = [part["part"] for part in parts if any("Gör alltid det." in line for line in part["lines"])]
    assert found == (["aids"] if must else [])
    assert len(parts[1]["lines"]) == 2 + must


def test_the_time_is_i_god_tid_and_no_number() -> None:
    """LNK-145: the deadline is in words."""
    parts: Any = leaflet(FACTS).result["parts"]
    text = " ".join(parts[0]["lines"])
    assert "i god tid" in text
    assert not any(sign.isdigit() for sign in text)


def test_the_coordinator_is_trimmed_and_not_among_the_inputs() -> None:
    """LNK-148: the part names both; what was decided on says only that there was one."""
    decision = leaflet(replace(FACTS, health_centre=" Vårdcentralen Alvesta ", coordinator=" Vårdkoordinatorn "))
    parts: Any = decision.result["parts"]
    assert (parts[2]["health_centre"], parts[2]["coordinator"]) == ("Vårdcentralen Alvesta", "Vårdkoordinatorn")
    assert "health_centre" not in parts[0]
    assert decision.inputs["coordinator"] is True
    assert leaflet(replace(FACTS, coordinator=" ")).inputs["coordinator"] is False


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ()),
        ({"sent_with_call": True}, ()),
        ({"sent_with_call": False}, ("LNK-144.not_sent",)),
        ({"sent_with_call": False, "health_centre": ""}, ("LNK-144.not_sent", "LNK-148.no_centre")),
        ({"health_centre": "", "municipality": "1"}, ("LNK-148.no_centre", "LNK-149.outside")),
        ({"planned": False, "health_centre": "", "municipality": "1", "sent_with_call": False}, ()),
    ],
)
def test_nothing_stops_the_leaflet(changes: dict[str, Any], codes: tuple[str, ...]) -> None:
    """LNK-144, LNK-148, LNK-149: reasons in order, never a refusal; no leaflet for what is not a planned operation."""
    decision = leaflet(replace(FACTS, **changes))
    assert (decision.codes, decision.outcome, decision.refusals) == (codes, "computed", ())
    assert decision.result["due"] is changes.get("planned", True)
    assert decision.inputs["planned"] is changes.get("planned", True)
