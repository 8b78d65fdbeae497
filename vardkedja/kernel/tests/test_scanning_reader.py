"""Reading of a paper in a child with limits: pages, previews and codes (X-15, REM-15)."""

import hashlib
import io
import json
import random
import threading
import time
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image, ImageDraw

from vardkedja.commitments import papers
from vardkedja.kernel.paper import codes
from vardkedja.kernel.scanning import reader, suggest
from vardkedja.kernel.scanning.kinds import Kind, Limits
from vardkedja.kernel.scanning.reader import Paper

LIMITS = Limits()
KEY = b"only-for-tests"
NUMBER = "2025-000207"
TEXT = f"VK1:R:{NUMBER}:1:{codes.check_code(NUMBER, 1, KEY).replace('-', '')}"
A4 = (1654, 2339)  # at 200 dots an inch


def paper(text: str = TEXT) -> Image.Image:
    """A page with some lines and a code 24 mm wide at the top."""
    page = Image.new("L", A4, "white")
    pen = ImageDraw.Draw(page)
    for line in range(30):
        pen.text((150, 500 + 50 * line), "Remissvar, höftled, kontroll om tre månader. " * 3, fill=0, font_size=24)
    rows = codes.qr_rows(text)
    code = Image.new("L", (len(rows), len(rows)))
    code.putdata([0 if cell == "1" else 255 for row in rows for cell in row])
    page.paste(code.resize((189, 189), Image.Resampling.NEAREST), (1300, 120))
    return page


def photocopied(page: Image.Image, turn: float = 2, scale: float = 0.6, dirt: float = 0.2) -> Image.Image:
    """A copy that is smaller, crooked and dirty."""
    small = page.resize((int(page.width * scale), int(page.height * scale)), Image.Resampling.LANCZOS)
    sheet = Image.new("L", page.size, 250)
    sheet.paste(small, (200, 300))
    copy = sheet.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=245, expand=True)
    noise = Image.frombytes("L", copy.size, random.Random(7).randbytes(copy.width * copy.height))
    return Image.blend(copy, noise, dirt)


def file_of(*pages: Image.Image, form: str = "PDF", **how: object) -> bytes:
    kept = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if pages[1:] else {}
    pages[0].save(kept, form, **more, **how)
    return kept.getvalue()


def blank_pdf(pages: int, **how: object) -> bytes:
    kept = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(kept, **how)
    return kept.getvalue()


def read(data: bytes, kind: Kind = Kind.PDF, limits: Limits = LIMITS) -> Paper:
    found = reader.read(data, kind, limits)
    assert isinstance(found, Paper), found
    return found


def refused(data: bytes, kind: Kind = Kind.PDF, limits: Limits = LIMITS) -> tuple[str, str]:
    """Code and text of the one reason."""
    found = reader.read(data, kind, limits)
    assert isinstance(found, list)
    (reason,) = found
    return reason.code, reason.text


@pytest.mark.parametrize("kind", Kind)
def test_x_15_each_format_is_read_with_its_code_and_a_preview(kind: Kind) -> None:
    """X-15, REM-15: pages, the file's hash, the printed code, and a picture at most 1 400 dots high."""
    data = file_of(paper(), form=kind.word)
    found = read(data, kind)
    assert (found.kind, found.pages, found.codes) == (kind, 1, (TEXT,))
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    (preview,) = found.previews
    assert preview.startswith(b"\x89PNG")
    assert Image.open(io.BytesIO(preview)).height == 1400


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_rem_15_the_code_is_found_on_a_photocopy_whichever_way_it_lies(turned: int) -> None:
    """REM-15: 60 % of its size, 2 degrees crooked, dirty, and laid in the scanner in any direction."""
    copy = photocopied(paper()).rotate(turned, expand=True)
    found = read(file_of(copy, form="JPEG", quality=60), Kind.JPEG)
    (code,) = suggest.codes_found(found.codes, KEY)
    assert (code.letter, code.number, code.version) == ("R", NUMBER, 1)


def test_rem_15_a_code_that_is_seven_millimetres_wide_and_dirty_is_found() -> None:
    """REM-15: 30 % of its size; it is read when the page is enlarged."""
    copy = photocopied(paper(), scale=0.3, dirt=0.35)
    assert read(file_of(copy, form="PNG"), Kind.PNG).codes == (TEXT,)


def test_rem_15_our_own_printed_referral_is_recognised() -> None:
    """REM-15: the paper as it is printed; the same paper with a code from elsewhere is read but not taken as ours."""
    data = json.loads((papers.FORMS / "exempel" / "remiss.json").read_text())
    for text, ours in ((TEXT, 1), (TEXT[:-8] + "00000000", 0), ("https://exempel.se", 0)):
        data["document"] |= {"date": "2025-01-31T10:41:07+01:00", "qr": {"text": text, "rows": codes.qr_rows(text)}}
        found = read(papers.PRESS.print(papers.FORMS / "remiss.typ", data))
        assert found.codes == (text,)
        assert len(suggest.codes_found(found.codes, KEY)) == ours


def test_x_15_a_tiff_and_a_pdf_with_several_pages_are_read_through() -> None:
    """X-15, REM-15: the code stands on the second page; every page has its preview."""
    pages = [Image.new("L", A4, "white"), paper(), Image.new("L", A4, "white")]
    for form, kind in (("TIFF", Kind.TIFF), ("PDF", Kind.PDF)):
        found = read(file_of(*pages, form=form), kind)
        assert (found.pages, len(found.previews), found.codes) == (3, 3, (TEXT,))


def test_x_15_more_pages_than_are_drawn_are_counted() -> None:
    """X-15: the first twelve are drawn, as many as are allowed are counted, one more is refused with both numbers."""
    limits = replace(LIMITS, pages=14)
    found = read(blank_pdf(14), limits=limits)
    assert (found.pages, len(found.previews)) == (14, 12)
    code, text = refused(blank_pdf(15), limits=limits)
    assert code == "X-15.pages"
    assert "15 sidor" in text
    assert "högst 14" in text


def test_x_15_two_thousand_pages_are_refused_soon() -> None:
    """X-15: the pages are counted, none is drawn."""
    began = time.monotonic()
    code, text = refused(blank_pdf(2000))
    assert code == "X-15.pages"
    assert "2000" in text
    assert "högst 200." in text
    assert time.monotonic() - began < 10


def test_x_15_a_photo_is_turned_as_the_camera_says() -> None:
    """X-15: the turn is written beside the picture, not in it."""
    about = Image.Exif()
    about[0x0112] = 6  # the camera lay on its side
    lying = paper().rotate(90, expand=True)
    assert lying.width > lying.height
    (preview,) = read(file_of(lying, form="JPEG", exif=about), Kind.JPEG).previews
    shown = Image.open(io.BytesIO(preview))
    assert shown.height > shown.width


def test_x_15_sixteen_bits_keep_their_shades() -> None:
    """X-15: half as bright is half as bright, not white."""
    for form, kind in (("PNG", Kind.PNG), ("TIFF", Kind.TIFF)):
        (preview,) = read(file_of(Image.new("I;16", (50, 50), 32_768), form=form), kind).previews
        assert Image.open(io.BytesIO(preview)).getpixel((5, 5)) == 128


def test_x_15_a_photo_with_a_second_picture_beside_it_is_one_page() -> None:
    """X-15: as many telephones make them; the name and the beginning of the file say JPEG."""
    found = read(file_of(paper(), Image.new("L", (50, 50)), form="MPO"), Kind.JPEG)
    assert (found.pages, found.codes) == (1, (TEXT,))


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_x_15_a_picture_in_any_colours_becomes_grey_on_white(mode: str) -> None:
    """X-15: fax black and white, palettes, clear background, print colours and sixteen bits."""
    page = paper()
    if mode == "I;16":
        page = page.convert("I").point(lambda value: value * 257).convert("I;16")
    elif mode == "LA":  # black ink on clear ground
        page = Image.merge("LA", [Image.new("L", page.size, 0), page.point(lambda value: 255 - value)])
    else:
        page = page.convert(mode)
    found = read(file_of(page, form="TIFF"), Kind.TIFF)
    assert found.codes == (TEXT,)
    assert Image.open(io.BytesIO(found.previews[0])).getpixel((5, 5)) > 240


def test_x_15_what_is_filled_in_on_a_form_is_drawn() -> None:
    """X-15: a field's black box, in the lower half of the page."""
    kept = io.BytesIO()
    with pikepdf.new() as made:
        shown = made.make_stream(b"0 0 0 rg 0 0 200 100 re f")
        shown.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": [0, 0, 200, 100]})
        box = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="a", V="x")
        box.update({"/Rect": [0, 0, 200, 100], "/F": 4, "/AP": pikepdf.Dictionary(N=shown)})
        written = made.make_indirect(box)
        made.add_blank_page(page_size=(200, 200)).Annots = pikepdf.Array([written])
        made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([written]))
        made.save(kept)
    drawn = Image.open(io.BytesIO(read(kept.getvalue()).previews[0]))
    assert (drawn.getpixel((50, drawn.height - 50)), drawn.getpixel((50, 50))) == (0, 255)


def test_x_15_a_page_of_any_size_is_drawn_within_bounds() -> None:
    """X-15: a page five metres wide costs no more than another."""
    kept = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(14_400, 14_400))
        made.add_blank_page(page_size=(3, 14_400))
        made.save(kept)
    assert [Image.open(io.BytesIO(one)).height for one in read(kept.getvalue()).previews] == [1400, 1400]


def test_x_15_several_papers_are_read_at_once() -> None:
    """X-15: from threads, as the pages do it."""
    data, answers = blank_pdf(2), []
    threads = [threading.Thread(target=lambda: answers.append(read(data).pages)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [2, 2, 2]
