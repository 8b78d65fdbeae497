"""Papers as they come out of the scanner: invented letters on invented letterheads, a little askew, some with our own code."""

import functools
import hashlib
import io
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from vardkedja.kernel import clock
from vardkedja.kernel.paper.codes import check_code, qr_rows
from vardkedja.kernel.scanning import suggest
from vardkedja.referrals.reading import Read

WIDTH, HEIGHT, MARGIN = 990, 1400, 104  # A4 at 120 dots to the inch, as high as a preview may be
PAPER, INK, PALE = 247, 38, 120
DOT = 5  # the side of one square of the code
GREYS = [level // 17 * 17 for level in range(256)]  # sixteen shades are enough, and small to keep


@dataclass(frozen=True)
class Letter:
    """What stands on a paper: the sender's name and address, a heading, the lines of the text, and who wrote it.

    `code` is the number and version of the referral whose printed code it carries, else None.
    """

    sender: str
    address: str
    heading: str
    lines: tuple[str, ...]
    signed: str
    code: tuple[str, int] | None = None

    @property
    def text(self) -> str:
        """All of it, as a machine that can read would give it."""
        return "\n".join((self.sender, self.address, self.heading, *self.lines, self.signed))


def scanned(letter: Letter, name: str) -> Read:
    """The paper as it is kept: the file, its first page, the code if it has one, and what a reading of it proposes."""
    data = _png(_draw(letter))
    number = letter.code[0] if letter.code else ""
    sha256 = hashlib.sha256(data).hexdigest()
    return Read(f"{name}.png", data, "png", sha256, 1, data, number, {} if number else _found(letter.text))


def _found(text: str) -> dict[str, object]:
    said = suggest.from_text(text, clock.today())
    return {
        "numbers": [one.canonical for one in said.numbers],
        "dates": [day.isoformat() for day in said.dates],
        "sender": said.sender_words,
    }


def _draw(letter: Letter) -> Image.Image:
    page = Image.new("L", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((MARGIN, MARGIN), letter.sender, INK, _font(29, bold=True))
    pen.text((MARGIN, MARGIN + 42), letter.address, PALE, _font(18))
    pen.line((MARGIN, MARGIN + 78, WIDTH - MARGIN, MARGIN + 78), PALE, 2)
    pen.text((MARGIN, MARGIN + 184), letter.heading, INK, _font(26, bold=True))
    down = MARGIN + 248
    for line in _wrapped(letter.lines):
        pen.text((MARGIN, down), line, INK, _font(21))
        down += 34
    pen.text((MARGIN, down + 70), letter.signed, INK, _font(21))
    if letter.code:
        _stamp(pen, *letter.code)
    return page.rotate(0.7, Image.Resampling.BILINEAR, fillcolor=PAPER - 4)


def _wrapped(lines: tuple[str, ...]) -> list[str]:
    """The lines, broken where the paper ends."""
    font, done = _font(21), []
    for line in lines:
        row = ""
        for word in line.split():
            if row and font.getlength(f"{row} {word}") > WIDTH - 2 * MARGIN:
                done.append(row)
                row = ""
            row = f"{row} {word}".strip()
        done.append(row)
    return done


def _stamp(pen: ImageDraw.ImageDraw, number: str, version: int) -> None:
    """The code of our own printed referral in the corner, with its number under it."""
    check = check_code(number, version, settings.SIGNING_KEY)
    rows = qr_rows(f"VK1:K:{number}:{version}:{check.replace('-', '')}")
    left, top = WIDTH - MARGIN - len(rows) * DOT, MARGIN + 104
    for down, row in enumerate(rows):
        for along, cell in enumerate(row):
            if cell == "1":
                x, y = left + along * DOT, top + down * DOT
                pen.rectangle((x, y, x + DOT - 1, y + DOT - 1), 0)
    pen.text((left, top + len(rows) * DOT + 12), number, INK, _font(16))


def _png(page: Image.Image) -> bytes:
    into = io.BytesIO()
    page.point(GREYS).save(into, "PNG")
    return into.getvalue()


@functools.lru_cache(maxsize=8)
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "600SemiBold" if bold else "400Regular"
    return ImageFont.truetype(settings.FONT_DIR / name / f"SourceSans3_{name}.ttf", size)
