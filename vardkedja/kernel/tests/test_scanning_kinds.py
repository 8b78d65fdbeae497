"""What a file is, by its content (X-15), and the proposal from the text of a paper (X-15, REM-15, REM-23)."""

import datetime
import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from vardkedja.kernel.paper.codes import check_code
from vardkedja.kernel.scanning import kinds, ocr, suggest
from vardkedja.kernel.scanning.kinds import Kind, Limits
from vardkedja.rules.decision import Weight

LIMITS = Limits()
TODAY = datetime.date(2025, 3, 10)
KEY = b"only-for-tests"
NUMBER = "2025-000207"


def drawn(form: str) -> bytes:
    kept = io.BytesIO()
    Image.new("L", (40, 40), "white").save(kept, form)
    return kept.getvalue()


FORMATS = {kind: drawn(kind.word) for kind in Kind}


@pytest.mark.parametrize("kind", Kind)
def test_x_15_each_accepted_format_is_known_by_its_content_whatever_it_is_called(kind: Kind) -> None:
    """X-15: the content decides; a name that promises another format is remarked on and stops nothing."""
    other = "brev.pdf" if kind is not Kind.PDF else "brev.JPG"
    for name in (f"brev.{kind}", other, "brev", "", "brev.docx"):
        assert kinds.judge(FORMATS[kind], name, LIMITS) is kind
    assert kinds.misnamed(kind, f"brev.{kind.word}") is None
    assert kinds.misnamed(kind, "brev") is None
    remark = kinds.misnamed(kind, other)
    assert remark is not None
    assert (remark.code, remark.weight) == ("X-15.misnamed", Weight.FLAG)
    assert kind.word in remark.text


def test_x_15_blanks_before_a_pdf_do_no_harm() -> None:
    """X-15: some machines begin with an empty line; before a picture it is no picture."""
    assert kinds.judge(b"\xef\xbb\xbf\r\n " + FORMATS[Kind.PDF], "a.pdf", LIMITS) is Kind.PDF
    assert isinstance(kinds.judge(b"\n" + FORMATS[Kind.JPEG], "a.jpg", LIMITS), list)


def archive() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        made.writestr("word/document.xml", "<w:document/>")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<!DOCTYPE html><html><p>Svar</p></html>", "webbsida"),
        (b"<html>%PDF-1.7\n%%EOF</html>", "webbsida"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        ("Remissvar för åtgärd".encode(), "textfil"),
        (archive(), "zip"),
        (b"MZ\x90\x00\x03", "program"),
        (b"#!/bin/sh\n", "program"),
        (drawn("GIF"), "GIF"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"\x01\x02\x03", "okänt format"),
    ],
)
def test_x_15_another_format_is_refused_in_words_with_the_list_of_what_is_accepted(data: bytes, what: str) -> None:
    """X-15: scan of unknown format is refused with the list of accepted formats, also when it is called .pdf."""
    for name, said in (("svar.pdf", ".pdf"), ("svar.bin", "PDF, JPEG, PNG och TIFF")):
        found = kinds.judge(data, name, LIMITS)
        assert isinstance(found, list)
        assert [reason.code for reason in found] == ["X-15.format"]
        assert what in found[0].text
        assert said in found[0].text


def test_x_15_which_formats_are_accepted_is_configuration() -> None:
    """X-15: a region that takes PDF alone refuses a JPEG and says so."""
    only = replace(LIMITS, kinds=(Kind.PDF,))
    assert kinds.judge(FORMATS[Kind.PDF], "a.pdf", only) is Kind.PDF
    found = kinds.judge(FORMATS[Kind.JPEG], "a.jpg", only)
    assert isinstance(found, list)
    assert "JPEG" in found[0].text
    assert "tar emot PDF." in found[0].text


def test_x_15_an_empty_file_and_one_above_the_size_are_refused() -> None:
    """X-15: exactly the size is taken, one byte more is not, and both sizes are named."""
    data = FORMATS[Kind.PNG]
    fits = replace(LIMITS, size=len(data))
    assert kinds.judge(data, "a.png", fits) is Kind.PNG
    assert kinds.judge(data + b"\x00", "a.png", fits) != Kind.PNG
    big = kinds.judge(data.ljust(20_000_001, b"\x00"), "a.png", LIMITS)
    assert isinstance(big, list)
    assert big[0].code == "X-15.too_big"
    assert "20,1 MB" in big[0].text
    assert "20 MB" in big[0].text
    for empty in (b"", b"\x00" * 10):
        found = kinds.judge(empty, "a.pdf", LIMITS)
        assert isinstance(found, list)
        assert found[0].code == "X-15.empty"


LETTER = """Kustens lasarett, Ortopedmottagningen
Till: Medicinkliniken, Exempelstad
Oskarshamn den 7 mars 2025
Patient: 19550612-9997   tfn 0480-123 45 67
Besök 2025-02-28, svar 07/03-2025, prov 2025.03.01, åter 2025-04-02, 2025-02-30.
Med vänlig hälsning"""


def test_x_15_a_letter_gives_number_days_and_sender_to_confirm() -> None:
    """X-15, REM-23: patient, the days up to today, each once and in order, and who wrote; not the receiver."""
    found = suggest.from_text(LETTER, TODAY)
    assert [number.display for number in found.numbers] == ["19550612-9997"]
    assert [day.isoformat() for day in found.dates] == ["2025-03-07", "2025-02-28", "2025-03-01"]
    assert found.sender_words == "Kustens lasarett, Ortopedmottagningen"


@pytest.mark.parametrize("written", ["195506129997", "550612-9997", "550612 - 9997", "19550612–9997", "19550612 9997"])
def test_x_15_a_number_is_found_however_it_is_written(written: str) -> None:
    """X-15: with and without century, dash and spaces."""
    found = suggest.from_text(f"Pnr: {written}, ring", TODAY)
    assert [number.canonical for number in found.numbers] == ["195506129997"]


def test_x_15_digits_that_are_no_number_are_not_proposed() -> None:
    """X-15: a wrong check digit, part of something longer, a telephone; an LMA number only after its name."""
    assert suggest.from_text("550612-9990 1550612-99975 tfn 12345678", TODAY).numbers == ()
    assert [number.canonical for number in suggest.from_text("LMA-kort nr 12-345678", TODAY).numbers] == ["12345678"]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2025-03-10", ["2025-03-10"]),
        ("2025-03-11", []),
        ("1 jan. 2025, 29 februari 2024", ["2025-01-01", "2024-02-29"]),
        ("29 februari 2025, 2025-13-01, 31/4 2024", []),
        ("7:e Maj 2024", ["2024-05-07"]),
        ("7/3 2025", ["2025-03-07"]),
        ("2025-03.07 195503-07", []),
    ],
)
def test_x_15_days_are_real_and_not_ahead(written: str, days: list[str]) -> None:
    """X-15: today is proposed, tomorrow is not; a day that is not in the calendar is none."""
    assert [day.isoformat() for day in suggest.from_text(written, TODAY).dates] == days


@pytest.mark.parametrize("line", ["Till: Ortopedkliniken", "Remiss till Ortopedkliniken", "Mottagande enhet: kliniken"])
def test_x_15_who_the_letter_is_to_is_not_its_sender(line: str) -> None:
    """X-15: a line that begins with the receiver is left out, one that only names a place is not."""
    assert suggest.from_text(line, TODAY).sender_words == ""
    assert suggest.from_text(f"{line}\n  Hamnens  vårdcentral", TODAY).sender_words == "Hamnens vårdcentral"


def test_x_15_an_empty_or_very_long_text_gives_a_short_proposal_at_once() -> None:
    """X-15: nothing in, nothing out; a hundred thousand signs of noise are soon read."""
    assert suggest.from_text("", TODAY) == suggest.Suggestion()
    noise = suggest.from_text("klinik " * 15_000 + "\n" + "2025-03-0" * 10_000, TODAY)
    assert len(noise.sender_words) == 200


def code(number: str = NUMBER, version: int = 1, key: bytes = KEY) -> str:
    return f"VK1:R:{number}:{version}:{check_code(number, version, key).replace('-', '')}"


def test_rem_15_our_own_code_is_taken_and_a_forged_or_foreign_one_is_not() -> None:
    """REM-15: the reply finds its referral by a code that only this installation can have printed."""
    found = suggest.codes_found([code(), code(), "otherwise"], KEY)
    assert found == [suggest.PaperCode("R", NUMBER, 1, check_code(NUMBER, 1, KEY))]
    good = code()
    for bad in (
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        good.replace("000207", "000208"),
        good.replace(":1:", ":2:"),
        good.replace(":1:", ":01:"),
        good.lower(),
        good + "\n",
        "x" + good,
        code(key=b"another"),
    ):
        assert suggest.codes_found([bad], KEY) == [], bad


def test_x_15_reading_of_text_answers_with_text_or_none_and_never_raises() -> None:
    """X-15: on a machine with the engine there is a text, without it None; what is no picture is None with either."""
    assert isinstance(ocr.text([FORMATS[Kind.PNG]]), str | None)
    assert ocr.text([b"no picture"]) is None


def test_x_15_the_list_of_languages_is_read() -> None:
    """X-15: the heading is no language, and `swe` is only itself."""
    listed = 'List of available languages in "/usr/share/tessdata/" (2):\neng\nswe\n\n'
    assert ocr.languages(listed) == {"eng", "swe"}
    assert "swe" not in ocr.languages("swe_frak\nList of swe\n")


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ('[ "$1" = --list-langs ] && echo swe || { cat >/dev/null; echo Remissvar; }', "Remissvar\n\nRemissvar"),
        ('[ "$1" = --list-langs ] && echo eng || echo Remissvar', None),
        ('[ "$1" = --list-langs ] && echo swe || exit 1', None),
        ('[ "$1" = --list-langs ] && echo swe || while :; do :; done', None),
        ("exit 1", None),
    ],
)
def test_x_15_an_engine_that_fails_hangs_or_lacks_swedish_gives_none(
    engine: str, expected: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X-15: whatever the program does, the person can read the paper as without it."""
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n{engine}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert ocr.text([b"one", b"two"], patience=2.0) == expected
