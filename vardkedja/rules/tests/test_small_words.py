"""Regions as people write them, ages, reasons as they are stored, and facts that may be null. RUS-47, X-19, X-27, X-35."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from vardkedja.rules.calendar import age, wall_minute
from vardkedja.rules.datewords import age_words
from vardkedja.rules.decision import Decision, Outcome, Reason, Source, Weight, Who, computed, plain
from vardkedja.rules.named.shapes import Facts, schema
from vardkedja.rules.regions import REGIONS, region_code, region_name, region_short
from vardkedja.rules.replay import FAULTY, USAGE, main
from vardkedja.rules.words import book


@pytest.mark.parametrize("code", REGIONS)
def test_every_region_is_found_by_code_and_names(code: str) -> None:
    """RUS-47: the code, both names, the county, and written without Swedish letters or with a dash."""
    short, full = REGIONS[code]
    plain = full.casefold().replace("å", "a").replace("ä", "a").replace("ö", "o")
    for written in (
        code,
        short,
        full,
        full.upper(),
        f"{short}s län",
        f"{short}s landsting",
        plain,
        full.replace(" ", "_"),
    ):
        assert region_code(written) == code
    assert (region_name(code), region_short(code)) == (full, short)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("VGR", "14"),
        ("Västra-Götaland", "14"),
        ("Västra Götalands län", "14"),
        ("vastra gotaland", "14"),
        ("Regionen Södermanland", "04"),
        ("Landstinget Södermanlands lan", "04"),
        ("Jämtland-Härjedalen", "23"),
        ("jonkopings lan", "06"),
        ("Jonkoping lan", "06"),
        ("08 ", None),
        ("Atlantis", None),
        ("", None),
        (None, None),
    ],
)
def test_other_ways_of_writing_a_region(written: str | None, code: str | None) -> None:
    """RUS-47: the words around the name do not count; what is no region is none."""
    assert region_code(written) == code


def test_an_unknown_region_is_shown_as_it_was_written() -> None:
    """RUS-47: nothing is guessed."""
    assert (region_name("99"), region_short("99")) == ("99", "99")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        *((0, "0 minuter"), (1, "1 minut"), (59, "59 minuter"), (60, "1 timme"), (119, "1 timme"), (120, "2 timmar")),
        *((1439, "23 timmar"), (1440, "1 dag"), (2879, "1 dag"), (2880, "2 dagar")),
    ],
)
def test_an_age_in_its_largest_whole_unit(minutes: int, words: str) -> None:
    """X-35: minutes to an hour, hours to a day, then days."""
    assert age_words(minutes) == words


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        ("2007-05-20", "2025-05-19", 17),
        ("2007-05-20", "2025-05-20", 18),
        ("2004-02-29", "2025-02-27", 20),
        ("2004-02-29", "2025-02-28", 21),
        ("2004-02-29", "2024-02-28", 19),
        ("2004-02-29", "2024-02-29", 20),
        ("2004-03-29", "2025-03-28", 20),
        ("2004-01-29", "2025-02-28", 21),
    ],
)
def test_whole_years_on_a_day(birth: str, on: str, years: int) -> None:
    """X-27: the day before the birthday and on it; born on a leap day, the 28th where there is none."""
    assert age(date.fromisoformat(birth), date.fromisoformat(on)) == years
    with pytest.raises(ValueError, match="^the day is before birth$"):
        age(date(2025, 1, 2), date(2025, 1, 1))


def test_a_minute_has_no_seconds_and_no_parts_of_them() -> None:
    """T-1: 12:00:59.9 is 12.00."""
    assert wall_minute(datetime(2025, 7, 1, 10, 0, 59, 900_000, tzinfo=UTC)) == time(12, 0)


def test_a_reason_as_it_is_stored() -> None:
    """X-19: every part by its name, the source as one string."""
    reason = Reason("X-01.y", "Text.", Source("Avtal", "3 §"), Weight.WARN, "falt", Who.SOMEONE_ELSE, "Rubrik")
    assert reason.as_dict() == {
        **{"code": "X-01.y", "weight": "warn", "text": "Text.", "source": "Avtal, 3 §", "field": "falt"},
        **{"who": "someone_else", "head": "Rubrik"},
    }
    assert reason.requirement == "X-01"
    assert Source("Avtal", "3 §", date(2025, 1, 2), date(2026, 1, 2), "derived").as_dict() == {
        **{"title": "Avtal", "clause": "3 §", "from": "2025-01-02", "checked": "2026-01-02", "basis": "derived"},
    }
    assert (str(Source("Avtal")), Source("Avtal").as_dict()["from"]) == ("Avtal", None)


class Optional(Facts, frozen=True):
    """One fact that is needed and two that are not."""

    needed: int
    left_out: int = 3
    nothing: str | None = None


class AllOptional(Facts, frozen=True):
    """Nothing is needed."""

    many: list[int] = []


class Answer(msgspec.Struct):
    """A result, where a field of its own is not a fact."""

    number: int = 3


def test_a_fact_that_may_be_left_out_may_be_null() -> None:
    """X-35: written once; a fact that is needed may not be null, and a result is as it is."""
    facts = schema(Optional)["$defs"]["Optional"]
    assert facts["required"] == ["needed"]
    assert facts["properties"] == {
        "needed": {"type": "integer"},
        "left_out": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": 3},
        "nothing": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
    }
    assert schema(AllOptional)["$defs"]["AllOptional"]["properties"] == {
        "many": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}], "default": []},
    }
    assert schema(Answer)["$defs"]["Answer"]["properties"] == {"number": {"type": "integer", "default": 3}}


def test_replay_without_one_file_says_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """X-19: the whole sentence, for none and for two."""
    for arguments in ([], [str(tmp_path), str(tmp_path)]):
        assert main(arguments) == FAULTY
        assert capsys.readouterr() == ("", f"{USAGE}\n")


class Told:
    """Something with facts of its own."""

    def as_facts(self) -> dict[str, object]:
        return {"day": date(2025, 3, 4), "parts": (Fraction(7, 2), Decimal("1.50"), time(12, 0))}


def test_facts_as_json_knows_them() -> None:
    """X-19, X-36: days in ISO 8601, exact numbers as text, and nothing that JSON has no form for."""
    assert plain({"told": Told(), 1: None, "who": Who.YOU, "yes": True}) == {
        **{"told": {"day": "2025-03-04", "parts": ["7/2", "1.50", "12:00:00"]}, "1": None, "who": "you", "yes": True},
    }
    assert type(plain(Who.YOU)) is str
    with pytest.raises(TypeError, match="^no JSON form for float$"):
        plain(1.5)


def test_a_computation_keeps_all_it_was_given() -> None:
    """X-19: facts, steps, sentence and sources."""
    source = Source("Avtal")
    found = computed("x", {"a": 1}, inputs={"b": 2}, steps=["c"], say="D.", sources=[source, source])
    assert found == Decision("x", Outcome.COMPUTED, {"a": 1}, (), {"b": 2}, ("c",), "D.", (source,))


def test_a_message_keeps_its_headline_field_and_who() -> None:
    """X-35: the parts of the words are filled in, both in the headline and in the text."""
    found = book("acute").reason("SVR-24.role", region="Region Uppsala")
    assert (found.code, found.head, found.field) == ("SVR-24.role", "Beslutet kräver läkare", "doctor")
    assert (found.weight, found.who) == (Weight.REFUSE, Who.SOMEONE_ELSE)
    assert found.text == "Läkare på sjukhus i Region Uppsala beslutar. Be en läkare fatta beslutet."
    assert found.source == book("acute").sources["decides"]
