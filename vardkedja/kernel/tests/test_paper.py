"""What every printed document shares: which letters can be printed, the code on it, and the press (X-14)."""

import io
import os
import signal
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import ImageFilter

from vardkedja.commitments import papers
from vardkedja.kernel.paper import codes, glyphs
from vardkedja.kernel.paper.render import PaperError, Press

SECRET = b"only-for-tests"


def test_x_14_letters_that_the_paper_has_pass_and_the_others_are_named_with_their_place() -> None:
    """X-14: Swedish, Polish, Greek and Russian letters are printed; an emoji and a control character are not."""
    assert glyphs.unprintable("Åsa Łukasz Ωμέγα Иванова – 5 µg\n\tny rad") == ()
    found = glyphs.unprintable("ont 😀 i\x07")
    assert [(sign.char, sign.position) for sign in found] == [("😀", 4), ("\x07", 7)]
    assert found[0].name == "U+1F600 grinning face"


def test_x_14_twenty_thousand_letters_are_judged() -> None:
    """X-14: the longest question that fits in the form."""
    assert glyphs.unprintable("Smärta i höft. " * 1333 + "😀")[0].position == 1333 * 15


def test_x_14_the_check_code_follows_id_and_version_and_cannot_be_made_without_the_secret() -> None:
    """X-14: same id and version, same code; anything else gives another."""
    code = codes.check_code("2025-000207", 1, SECRET)
    assert codes.check_code("2025-000207", 1, SECRET) == code
    others = {
        codes.check_code("2025-000208", 1, SECRET),
        codes.check_code("2025-000207", 2, SECRET),
        codes.check_code("2025-000207", 1, b"another"),
    }
    assert code not in others
    assert len(others) == 3
    assert len(code) == 9
    assert not set("ILOU") & set(code)


def photocopy(pdf: bytes, dpi: int = 150) -> list[str]:
    """What a reader finds in a grey, slightly crooked and blurred copy of the first page."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=dpi / 72).to_pil().convert("L")
    crooked = page.rotate(1.5, fillcolor=255, expand=True).filter(ImageFilter.GaussianBlur(0.6))
    return [found.text for found in zxingcpp.read_barcodes(crooked)]


def blank_press() -> Press:
    return Press(papers.settings.FONT_DIR)


def test_x_25_the_blank_forms_print_without_any_data() -> None:
    """X-25: the day the network is down; the referral has a back page for the question."""
    press = blank_press()
    try:
        for form, pages in (("reservblankett", 2), ("reserv-anhorigintyg", 1)):
            made = press.print(papers.FORMS / f"{form}.typ", {"document": {"form_version": "Blankett 1, 2025-01"}})
            assert len(pypdfium2.PdfDocument(io.BytesIO(made))) == pages
    finally:
        press.close()


def test_x_14_the_press_starts_anew_when_its_child_was_killed() -> None:
    """X-14: a killed child costs a moment, not the print."""
    press, blank = blank_press(), {"document": {"form_version": "Blankett 1, 2025-01"}}
    try:
        first = press.print(papers.FORMS / "reserv-anhorigintyg.typ", blank)
        assert press.pool is not None
        for child in list(press.pool._processes):
            os.kill(child, signal.SIGKILL)
        again = press.print(papers.FORMS / "reserv-anhorigintyg.typ", blank)
        assert first[:5] == again[:5] == b"%PDF-"
    finally:
        press.close()


def test_x_14_a_form_that_cannot_be_printed_says_so_in_words(tmp_path: Path) -> None:
    """X-14: a broken form is a sentence for a person, never half a paper."""
    press = blank_press()
    try:
        with pytest.raises(PaperError, match="skriv"):
            press.print(papers.FORMS / "no-such-form.typ", {})
    finally:
        press.close()
