"""Reserve numbers, character by character, and the words of every kind of number. RUS-06, X-01."""

from __future__ import annotations

from datetime import date

import pytest

from vardkedja.rules.identity import Identity, Issuer, Kind, check_digit, organisation_number, parse, parse_personal

ON = date(2025, 3, 4)


def national(body: str) -> str:
    """Eleven characters with their check digit; only numbers that no person has are made."""
    return body + check_digit(body)


@pytest.mark.parametrize(
    ("body", "birth"),
    [
        ("22790101AA0", date(1979, 1, 1)),
        ("22791231AA0", date(1979, 12, 31)),
        ("23050607AA0", date(2005, 6, 7)),
        ("23250304AA0", ON),
        ("25790814AA0", date(1979, 8, 14)),
        ("98240229AA0", date(2024, 2, 29)),
        ("22792014AA0", None),
        ("22799914AA0", None),
        ("22790840AA0", None),
        ("22790859AA0", None),
        ("22793445AA0", None),
        ("22792031AA0", None),
        ("22791240AA0", None),
        ("00790101AA0", None),
        ("00791231AA0", None),
        ("00792040AA0", None),
        ("00799959AA0", None),
        ("24792014AA0", None),
    ],
)
def test_a_national_number_tells_the_birth_when_it_is_known(body: str, birth: date | None) -> None:
    """X-01: months up to 12 and days up to 31 are a day; from 20 and 40 they only fill the form, 00 says unknown."""
    assert parse_personal(national(body), ON) == Identity(
        Kind.RESERVNUMMER, national(body), birth, "kvinna", Issuer.NATIONAL, verified=True
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("22790014AA0", "RUS-06.reserve_form"),
        ("22791314AA0", "RUS-06.reserve_form"),
        ("22791914AA0", "RUS-06.reserve_form"),
        ("00790014AA0", "RUS-06.reserve_form"),
        ("00791314AA0", "RUS-06.reserve_form"),
        ("00791914AA0", "RUS-06.reserve_form"),
        ("22790800AA0", "RUS-06.reserve_form"),
        ("22790229AA0", "RUS-06.reserve_form"),
        ("22790832AA0", "RUS-06.reserve_form"),
        ("22790839AA0", "RUS-06.reserve_form"),
        ("22790860AA0", "RUS-06.reserve_form"),
        ("00790800AA0", "RUS-06.reserve_form"),
        ("00790832AA0", "RUS-06.reserve_form"),
        ("00790839AA0", "RUS-06.reserve_form"),
        ("00790860AA0", "RUS-06.reserve_form"),
        ("00791360AA0", "RUS-06.reserve_form"),
        ("23250305AA0", "RUS-06.future"),
        ("24790814AA0", "RUS-06.future"),
    ],
)
def test_a_national_number_outside_its_form_is_refused(body: str, code: str) -> None:
    """X-01: each limit of month and day from both sides; born the day after is not yet born."""
    found = parse_personal(national(body), ON)
    assert isinstance(found, list)
    assert [reason.code for reason in found] == [code]


@pytest.mark.parametrize(
    ("body", "sex"),
    [("22790814AA0", "kvinna"), ("22790814AA8", "kvinna"), ("22790814AA1", "man"), ("22790814AA9", "man")]
    + [("22790814AAB", None), ("22790814AAD", None), ("22790814AXC", None)],
)
def test_the_eleventh_character_tells_the_sex(body: str, sex: str | None) -> None:
    """X-01: odd man, even woman; a letter says nothing."""
    found = parse_personal(f"{national(body)[:8]}-{national(body)[8:]}".lower(), ON)
    assert isinstance(found, Identity)
    assert (found.sex, found.canonical, found.birth_date) == (sex, national(body), date(1979, 8, 14))


@pytest.mark.parametrize("wrong", ["22790814AA02", "22790814AA00", "00790814AA0X"])
def test_another_last_character_is_refused(wrong: str) -> None:
    """X-01: the check digit of a national number; a letter there is another form."""
    found = parse(wrong, ON)
    assert found.codes == (("RUS-06.reserve_form",) if wrong.endswith("X") else ("RUS-06.reserve_check",))
    assert found.say == "Ogiltigt reservnummer."


@pytest.mark.parametrize(
    ("written", "issuer", "sex"),
    [
        ("19800101K123", Issuer.VASTRA_GOTALAND, "kvinna"),
        ("19800101-M123", Issuer.VASTRA_GOTALAND, "man"),
        ("19800101x123", Issuer.VASTRA_GOTALAND, None),
        ("19800101AB12", Issuer.VARMLAND, None),
    ],
)
def test_reserve_numbers_of_the_western_regions(written: str, issuer: Issuer, sex: str | None) -> None:
    """X-01: birth and sex are read, the check digit is the region's own."""
    canonical = written.replace("-", "").upper()
    assert parse_personal(written, ON) == Identity(
        Kind.RESERVNUMMER, canonical, date(1980, 1, 1), sex, issuer, verified=False
    )
    found = parse(written, ON)
    assert found.codes == ("RUS-06.local_check",)
    assert found.steps == ("Numret har formen av ett reservnummer.", "Bara formen är prövad.")
    assert found.say == f"{canonical[:8]}-{canonical[8:]} är ett reservnummer."


@pytest.mark.parametrize("end", ["K123", "AB12"])
@pytest.mark.parametrize(
    ("birth", "codes"),
    [("20250304", ("RUS-06.local_check",)), ("20250305", ("RUS-06.future",)), ("20250229", ("RUS-06.date",))],
)
def test_the_day_in_a_western_number_is_a_day_that_has_been(birth: str, codes: tuple[str, ...], end: str) -> None:
    """X-01: today, tomorrow, and no day at all."""
    assert parse(birth + end, ON).codes == codes


@pytest.mark.parametrize(("year", "codes"), [(2025, ()), (2026, ("RUS-06.future",))])
def test_a_stockholm_number_has_only_the_year(year: int, codes: tuple[str, ...]) -> None:
    """X-01: this year is possible, the next is not; neither birth nor sex is told."""
    body = f"99{year}12345"
    text = body + check_digit(body[4:])
    found = parse(text, ON)
    assert found.codes == codes
    if not codes:
        assert parse_personal(text, ON) == Identity(
            Kind.RESERVNUMMER, text, issuer=Issuer.STOCKHOLM, birth_date=None, sex=None, verified=True
        )
        assert found.result == {"kind": "reservnummer", "canonical": text, "issuer": "stockholm"}


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("17991231-9990", ("RUS-06.check", "RUS-06.date")),
        ("19551312-9997", ("RUS-06.check", "RUS-06.date")),
        ("19550600-9997", ("RUS-06.check", "RUS-06.date")),
    ],
)
def test_what_is_wrong_is_told_together(written: str, codes: tuple[str, ...]) -> None:
    """RUS-06: check digit, serial and day at once."""
    assert parse(written, ON).codes == codes


def test_the_oldest_year_and_the_serial_that_is_not_used() -> None:
    """RUS-06: 1800 is read, 1799 is not; 000 is no serial, whatever else holds."""
    for year, codes in ((1800, ()), (1799, ("RUS-06.date",))):
        short = f"{year % 100:02}0101980"
        assert parse(f"{year}{short[2:]}{check_digit(short)}", ON).codes == codes
    assert parse("800101000" + check_digit("800101000"), ON).codes == ("RUS-06.serial",)
    days = f"{'800101000'}{(int(check_digit('800101000')) + 1) % 10}"
    assert parse(days, ON).codes == ("RUS-06.check", "RUS-06.serial")


@pytest.mark.parametrize(
    ("day", "born"), [("60", None), ("61", date(1980, 1, 1)), ("91", date(1980, 1, 31)), ("92", None)]
)
def test_a_coordination_number_adds_sixty_to_the_day(day: str, born: date | None) -> None:
    """RUS-06: 61 to 91; what is outside is no day."""
    short = f"8001{day}980"
    found = parse_personal(f"19{short}{check_digit(short)}", ON)
    if born is None:
        assert isinstance(found, list)
        assert [reason.code for reason in found] == ["RUS-06.date"]
    else:
        assert isinstance(found, Identity)
        assert (found.kind, found.birth_date, found.sex) == (Kind.SAMORDNINGSNUMMER, born, "kvinna")


@pytest.mark.parametrize(
    ("written", "digits"),
    [("232100\u20130073", "2321000073"), (" 16 232100 0073 ", "2321000073"), ("122100-0071", None), ("", None)],
)
def test_organisation_numbers_as_they_are_written(written: str, digits: str | None) -> None:
    """X-04: any dash and any spaces."""
    assert organisation_number(written) == digits


def test_nobody_has_the_birth_number_nought() -> None:
    """RUS-06: put together here, so that the number stands nowhere; the next one in the series for testing is read."""
    day = "19800101"
    refused = parse(f"{day}000{check_digit('800101' + '000')}", ON)
    assert [reason.code for reason in refused.reasons] == ["RUS-06.serial"]
    assert parse(f"{day}980{check_digit('800101' + '980')}", ON).outcome == "met"
