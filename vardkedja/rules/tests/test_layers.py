"""Act, agreement and unit routine over one another: who decides each field, and what lies beneath."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from vardkedja.rules import law
from vardkedja.rules.law import NotInForce, Terms
from vardkedja.rules.layers import FIELDS, Follows, Level, Place, agreement_party, arrangement, lay

UNIT, OTHER = "ward-4", "ward-5"
DAY = date(2025, 3, 3)
VAXJO = Place(region="07", municipality="0780", on=DAY, unit=UNIT)
ENTRY = """
[[entry]]
name = "{name}"
label = "prov"
from = {start}
party = "{party}"
value = {value}
unit = "prov"
clause = "prov"
basis = "found"
"""


def over(*entries: tuple[str, str, str, str]) -> Terms:
    """The shipped values with entries of name, party, first day and value laid over them."""
    written = "".join(
        ENTRY.format(name=name, party=party, start=start, value=value) for name, party, start, value in entries
    )
    return Terms(overlay=law.read(f'title = "Prov"\nchecked = 2026-11-22\n{written}', "own"))


def fields(facts: Place, terms: Terms = law.SHIPPED) -> dict[str, dict[str, Any]]:
    """The answer by field."""
    decision = arrangement(facts, terms)
    return {row["name"]: row for row in cast(tuple[dict[str, Any], ...], decision.result["fields"])}


def levels(facts: Place, terms: Terms = law.SHIPPED) -> dict[str, Level | None]:
    """The level that decides each field."""
    return {name: row["level"] for name, row in fields(facts, terms).items()}


def test_each_field_keeps_its_own_source_and_what_lies_beneath() -> None:
    """LNK-133, LNK-140, X-19: hours from the agreement with the act under it; the first chargeable day from the act."""
    found = fields(VAXJO)
    hours = found["discharge.admission_hours"]
    assert (hours["value"], hours["unit"], hours["level"], hours["label"]) == (
        *(24, "timmar", Level.AGREEMENT),
        "tid för inskrivningsmeddelandet",
    )
    assert hours["source"] == "Lokalt samverkansavtal Kronoberg, Inskrivningsmeddelande, inom 24 timmar"
    assert hours["beneath"] == [
        {
            "level": Level.ACT,
            "value": 24,
            "unit": "timmar",
            "source": "Lag (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård, 2 kap. 1–3 §§",
        }
    ]
    assert found["discharge.consent_first"]["value"] is True
    assert [row["value"] for row in found["discharge.consent_first"]["beneath"]] == [False]
    start = found["statute.liability_start"]
    assert (start["level"], start["beneath"]) == (Level.ACT, [])
    assert found["liability.threshold"]["value"] == "2.4"


def test_a_field_that_nobody_sets_has_no_level() -> None:
    """LNK-64, D-53, LNK-126: the unit has no hour of its own, and the year has no amount: nothing is taken for granted."""
    found = fields(VAXJO)
    for name in ("discharge.forenoon_hour", "liability.amount"):
        assert {key: found[name][key] for key in ("level", "value", "unit", "source", "beneath")} == {
            **{"level": None, "value": None, "unit": None, "source": None},
            "beneath": [],
        }
    steps = arrangement(VAXJO).steps
    assert "belopp per vårddag: ingen nivå anger något." in steps
    assert "enhetens tid för tidig förmiddag: ingen nivå anger något." in steps
    amount = fields(Place(region="07", municipality="0780", on=date(2023, 12, 31)))["liability.amount"]
    assert (amount["level"], amount["value"]) == (Level.ACT, "10500")


def test_the_steps_name_the_level_and_what_it_lies_over() -> None:
    """X-35: read aloud, a line per field."""
    decision = arrangement(VAXJO)
    assert decision.steps[0] == (
        "tid för inskrivningsmeddelandet: överenskommelse, Lokalt samverkansavtal Kronoberg, Inskrivningsmeddelande, "
        "inom 24 timmar. Under ligger lag."
    )
    assert len(decision.steps) == len(FIELDS)
    assert decision.say == "Vad som gäller 3 mars 2025: avtalets genomsnitt gäller."


def test_a_unit_sets_its_own_hour_and_nothing_else() -> None:
    """LNK-64, D-53: the hour is the unit's; the noon limit is not, whatever somebody enters; another unit has none."""
    terms = over(
        ("discharge.forenoon_hour", UNIT, "2025-01-01", '"10:00"'),
        ("liability.noon", UNIT, "2025-01-01", '{ limit = "15:00", at_limit = "same_day" }'),
    )
    own = fields(VAXJO, terms)
    assert (own["discharge.forenoon_hour"]["level"], own["discharge.forenoon_hour"]["value"]) == (Level.UNIT, "10:00")
    assert own["liability.noon"]["value"]["limit"] == "12:00"
    assert own["liability.noon"]["beneath"] == []
    assert levels(Place(region="07", municipality="0780", on=DAY, unit=OTHER), terms)["discharge.forenoon_hour"] is None
    assert levels(Place(region="07", municipality="0780", on=DAY), terms)["discharge.forenoon_hour"] is None


def test_the_act_does_not_set_what_is_agreed() -> None:
    """LNK-117: a limit for everybody would be nobody's agreement, and is not asked for."""
    text = ENTRY.format(name="liability.threshold", party="", start="2020-01-01", value='"9"').replace(
        'party = ""\n', ""
    )
    terms = Terms(overlay=law.read(f'title = "Prov"\nchecked = 2026-11-22\n{text}', "own"))
    outside = Place(region="07", municipality="0880", on=DAY)
    assert terms.value("liability.threshold", DAY).value == "9"
    assert levels(outside, terms)["liability.threshold"] is None
    assert fields(VAXJO, terms)["liability.threshold"]["value"] == "2.4"


def test_who_leaves_is_under_the_act_from_that_day() -> None:
    """LNK-133, R-55: Markaryd leaves on the first of January; handling still follows the region where the patient is."""
    terms = over(("liability.regime", "0767", "2026-01-01", '"statute"'))
    for on, regime, party in ((date(2025, 12, 31), "average", "07"), (date(2026, 1, 1), "statute", None)):
        place = Place(region="07", municipality="0767", on=on)
        decision = arrangement(place, terms)
        assert decision.result["regime"] == regime
        assert agreement_party(place, terms) == party
        found = levels(place, terms)
        assert (found["liability.threshold"] is None) is (regime == "statute")
        assert found["discharge.consent_first"] is Level.AGREEMENT
        assert found["liability.regime"] is Level.AGREEMENT
    assert agreement_party(Place(region="07", municipality="0780", on=date(2026, 1, 1)), terms) == "07"


@pytest.mark.parametrize(
    ("region", "municipality", "handling", "paying"),
    [
        ("07", "0780", Level.AGREEMENT, Level.AGREEMENT),
        ("07", "0880", Level.AGREEMENT, None),
        ("08", "0780", Level.ACT, Level.AGREEMENT),
        ("08", "0880", Level.ACT, None),
    ],
)
def test_handling_follows_the_region_and_paying_the_municipality(
    region: str, municipality: str, handling: Level, paying: Level | None
) -> None:
    """LNK-133, R-80: a patient of another county is cared for as the region does, and paid for by the act."""
    found = levels(Place(region=region, municipality=municipality, on=DAY))
    assert found["discharge.sbar"] is handling
    assert found["liability.threshold"] is paying


def test_an_entry_that_nobody_understands_decides_nothing() -> None:
    """LNK-133: what binds the municipality cannot be told, so nothing of it is."""
    terms = over(("liability.regime", "0780", "2025-01-01", '"something"'))
    decision = arrangement(VAXJO, terms)
    assert (decision.outcome, decision.result, decision.codes) == ("unclear", {}, ("LAW.missing",))
    assert decision.say == "Det går inte att avgöra vad som gäller."
    with pytest.raises(NotInForce, match="liability.regime 2025-03-03"):
        agreement_party(VAXJO, terms)
    with pytest.raises(NotInForce):
        lay(VAXJO, terms)


def test_a_regions_own_version_lies_over_the_shipped_one() -> None:
    """X-19: from its day, with its own source, at the same level."""
    terms = over(("discharge.admission_hours", "07", "2025-03-03", "12"))
    assert fields(VAXJO, terms)["discharge.admission_hours"]["value"] == 12
    before = Place(region="07", municipality="0780", on=date(2025, 3, 2))
    assert fields(before, terms)["discharge.admission_hours"]["value"] == 24


def test_every_field_has_a_name_in_the_law_files() -> None:
    """X-19: no field of the table is a slip; the unit's own fields have no shipped value."""
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    shipped = {entry.name for entry in law.shipped()}
    assert {field.name for field in FIELDS if field.name not in shipped} == {
        field.name for field in FIELDS if field.levels == (Level.UNIT,)
    }
    assert all(field.label for field in FIELDS if field.name not in shipped)
    assert {field.follows for field in FIELDS} == set(Follows)
    assert all(list(field.levels) == sorted(field.levels, key=list(Level).index) for field in FIELDS)
