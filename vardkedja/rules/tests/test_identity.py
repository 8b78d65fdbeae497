"""Identity numbers. RUS-06, X-01."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from personnummer import personnummer

from vardkedja.rules import identity
from vardkedja.rules.identity import Identity, Kind

ON = date(2025, 3, 4)
births = st.dates(date(1900, 1, 1), ON)
# Only serials of the test series, so that no real person's number is made.
serials = st.sampled_from([238, 239, *range(980, 1000)])


def number(birth: date, serial: int, add: int = 0) -> str:
    """Twelve digits with a correct check digit; ``add`` 60 makes a coordination number."""
    short = f"{birth:%y%m}{birth.day + add:02}{serial:03}"
    return f"{birth.year // 100}{short}{identity.check_digit(short)}"


@given(births, serials, st.sampled_from([0, 60]))
def test_valid_numbers_agree_with_the_witness(birth: date, serial: int, add: int) -> None:
    """RUS-06: what we accept the library `personnummer` accepts, and reads alike."""
    text = number(birth, serial, add)
    found, witness = identity.parse_personal(text, ON), personnummer.parse(text)
    assert isinstance(found, Identity)
    assert (found.kind is Kind.SAMORDNINGSNUMMER) == witness.is_coordination_number() == (add == 60)
    assert (found.sex == "man") == witness.is_male()
    assert (found.birth_date, found.canonical) == (birth, text)


@given(births, serials, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_refused_like_the_witness(birth: date, serial: int, place: int, step: int) -> None:
    """RUS-06: change one digit of a valid number and both agree on the outcome."""
    text = number(birth, serial)
    wrong = text[:place] + str((int(text[place]) + step) % 10) + text[place + 1 :]
    found = identity.parse_personal(wrong, ON)
    if place >= 2:
        assert isinstance(found, list)
    if isinstance(found, Identity):
        assert personnummer.valid(wrong)


@given(births, serials, st.sampled_from(["", "-", " ", " - ", "\u2013"]))
def test_every_way_of_writing_gives_the_same_number(birth: date, serial: int, sign: str) -> None:
    """RUS-06, X-01: 12 digits with or without dash or spaces, and 10 digits with the right sign."""
    text = number(birth, serial)
    century = "+" if ON.year - birth.year >= 100 else "-"
    for written in (text[:8] + sign + text[8:], text[2:8] + century + text[8:], f" {text[:6]} {text[6:]} "):
        found = identity.parse_personal(written, ON)
        assert isinstance(found, Identity)
        assert found.canonical == text
        assert found.display == f"{text[:8]}-{text[8:]}"


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(text: str) -> None:
    """RUS-06: no text breaks the reading, and a refusal has a reason."""
    decision = identity.parse(text, ON)
    assert decision.outcome in ("met", "not_met")
    assert decision.result or decision.refusals


@given(births, st.integers(0, 99999))
def test_stockholm_reserve_numbers(birth: date, serial: int) -> None:
    """X-01: the check digit covers positions 5 to 11; another last digit is refused."""
    body = f"99{birth.year}{serial:05}"
    right = identity.check_digit(body[4:])
    found = identity.parse_personal(body + right, ON)
    wrong = identity.parse_personal(body + str((int(right) + 1) % 10), ON)
    assert isinstance(found, Identity)
    assert found.issuer is identity.Issuer.STOCKHOLM
    assert isinstance(wrong, list)
    assert wrong[0].code == "RUS-06.reserve_check"


def test_a_check_we_do_not_know_is_said_so() -> None:
    """X-01: a reserve number whose check is the region's own is read but not verified."""
    found = identity.parse_personal("19800101AB12", ON)
    assert isinstance(found, Identity)
    assert (found.issuer, found.verified) == (identity.Issuer.VARMLAND, False)
    assert identity.parse("19800101AB12", ON).codes == ("RUS-06.local_check",)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("232100-0073", "2321000073"),
        ("16232100-0073", "2321000073"),
        ("232100 0073", "2321000073"),
        ("232100-0074", None),
        ("112100-0073", None),
        ("23210-0073", None),
    ],
)
def test_organisation_numbers(written: str, digits: str | None) -> None:
    """X-04: ten digits, the third at least 2, and a check digit."""
    assert identity.organisation_number(written) == digits


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("SE2321000073-1000", True),
        ("SE165565594230-1000", True),
        ("SE2321000073-" + "A" * 18, True),
        ("SE2321000073-" + "A" * 19, False),
        ("SE2321000073-10Å", False),
        ("SE232100007-1000", False),
    ],
)
def test_hsa_ids(written: str, fits: bool) -> None:
    """X-04: form and length; there is no check digit."""
    assert (identity.hsa_id(written) == written) is fits
