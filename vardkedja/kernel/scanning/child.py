"""The child that opens a file from outside: it counts, draws and looks for codes, and can do nothing else (X-15).

Run as ``python -P -m vardkedja.kernel.scanning.child`` with its task as JSON in the only argument and the file on standard
input. Answers with one line of JSON on standard output, then the previews as PNG, one after the other. Once the file has
been taken in the child can open nothing more: no file, no socket, no process.
"""

import ctypes
import io
import json
import math
import os
import resource
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]
import zxingcpp
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
# Named here so that they are loaded before the doors close: they are otherwise fetched when first needed.
DECODERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin)
DOTS = 200 / 72  # a page is drawn with 200 dots an inch, as a good scan
LONGEST_SIDE = 3400  # dots, of what is searched for codes: A3 at 200 dots an inch
ENLARGED = 1.6
CODE_LENGTH, MOST_CODES = 300, 50
PASSWORD, SECURITY = 4, 5  # what PDFium answers for a locked file
PR_SET_PDEATHSIG = 1


class Refused(Exception):
    """The file is not taken; the word is the last part of a code in the words of scanning, the rest fills in its text."""

    def __init__(self, word: str, **parts: int) -> None:
        super().__init__(word)
        self.answer: dict[str, Any] = {"refused": word, "parts": parts}


@dataclass
class Found:
    """What has been read so far."""

    pages: int
    codes: list[str] = field(default_factory=list)
    previews: list[bytes] = field(default_factory=list)


def main() -> None:
    """Read the file on standard input and answer on standard output."""
    task = json.loads(sys.argv[1])
    _bind(task)
    data = sys.stdin.buffer.read()
    _shut()
    answer, previews = _answer(data, task)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.writelines(previews)
    sys.stdout.buffer.flush()


def _answer(data: bytes, task: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The line of JSON, and the previews that follow it."""
    try:
        found = read(data, task)
    except Refused as refused:
        return refused.answer, []
    except MemoryError:
        return Refused("unreadable").answer, []
    except Exception:  # a decoder fails in any way it likes on a broken file, and each of them means the same
        return Refused("corrupt").answer, []
    sizes = [len(preview) for preview in found.previews]
    return {"pages": found.pages, "codes": found.codes, "previews": sizes}, found.previews


def read(data: bytes, task: dict[str, Any]) -> Found:
    """Pages, codes and previews of the file. Raises Refused, or whatever the decoder raises on a broken file."""
    count, pictures = _pdf(data, task) if task["kind"] == "pdf" else _picture(data, task)
    if count > task["pages"]:
        raise Refused("pages", pages=count, most=task["pages"])
    found = Found(count)
    for picture in pictures:
        if len(found.previews) == task["previews"]:
            break
        grey = _grey(picture)
        found.codes += [text for text in _texts(grey) if text not in found.codes]
        found.previews.append(_preview(grey, task["height"]))
    del found.codes[MOST_CODES:]
    return found


def _bind(task: dict[str, Any]) -> None:
    """Die with the parent, stand back for the pages, and stay within processor time, memory and no disk at all."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != task["parent"]:  # it was gone before we asked
            os._exit(1)
    os.nice(10)
    _limit(resource.RLIMIT_CPU, task["cpu"])
    _limit(resource.RLIMIT_AS, task["memory"])
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # `_picture` measures every picture before it is unpacked


def _shut() -> None:
    """No descriptor more: what is open stays open, no file or socket is opened from here on."""
    _limit(resource.RLIMIT_NOFILE, 0)


def _limit(what: int, most: int) -> None:
    try:
        resource.setrlimit(what, (most, most))
    except (ValueError, OSError):
        if sys.platform == "linux":  # elsewhere some limits are unknown, and the parent's patience is what remains
            raise


def _pdf(data: bytes, task: dict[str, Any]) -> tuple[int, Iterator[Image.Image]]:
    """The number of pages, and the pages drawn one at a time."""
    try:
        document = pypdfium2.PdfDocument(data)
        document.init_forms()  # what is filled in on a form is drawn too
    except pypdfium2.PdfiumError as failed:
        raise Refused("encrypted" if failed.err_code in (PASSWORD, SECURITY) else "corrupt") from None
    # A file that was cut off is mended by guessing, and a page may be gone without anybody seeing it.
    if b"%%EOF" not in data[-2048:] or not len(document):
        raise Refused("corrupt")
    return len(document), (_drawn(document[number], task) for number in range(len(document)))


def _drawn(page: pypdfium2.PdfPage, task: dict[str, Any]) -> Image.Image:
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        _measure(picture.get_px_size(), task["pixels"])  # one that does not fit in memory would be left out in silence
    scale = min(DOTS, LONGEST_SIDE / max(page.get_size()))
    try:
        return page.render(scale=scale, grayscale=True).to_pil().copy()
    finally:
        page.close()


def _picture(data: bytes, task: dict[str, Any]) -> tuple[int, Iterator[Image.Image]]:
    """The number of pages, and the pictures unpacked one at a time. Only TIFF has more than one page."""
    picture = Image.open(io.BytesIO(data), formats=[task["kind"].upper()])
    _measure(picture.size, task["pixels"])
    return getattr(picture, "n_frames", 1) if task["kind"] == "tiff" else 1, _frames(picture, task)


def _frames(picture: Image.Image, task: dict[str, Any]) -> Iterator[Image.Image]:
    for number in range(getattr(picture, "n_frames", 1) if task["kind"] == "tiff" else 1):
        picture.seek(number)
        _measure(picture.size, task["pixels"])
        picture.load()
        yield ImageOps.exif_transpose(picture)


def _measure(size: tuple[int, int], most: int) -> None:
    """Refuse before unpacking: a small file may hold a picture that fills the memory."""
    wide, high = size
    if wide * high > most:
        raise Refused("too_large_picture", wide=wide, high=high, most=most // 1_000_000)


def _grey(picture: Image.Image) -> Image.Image:
    """Grey on white paper, at most as large as is useful."""
    if picture.has_transparency_data:
        if picture.mode != "P":  # a palette cannot be made smaller, and needs less
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clear = picture.convert("RGBA")
        picture = Image.new("RGBA", clear.size, "white")
        picture.alpha_composite(clear)
    elif picture.mode.startswith("I"):  # sixteen bits for each dot
        picture = picture.convert("I").point(lambda value: value * (1 / 256))
    grey = picture.convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return grey


def _texts(grey: Image.Image) -> list[str]:
    """The QR codes on a page, whichever way it lies. A small or worn code is often read when the page is enlarged."""
    found = _codes(grey)
    if not found:
        size = (math.ceil(grey.width * ENLARGED), math.ceil(grey.height * ENLARGED))
        found = _codes(grey.resize(size, Image.Resampling.BICUBIC))
    return found


def _codes(grey: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(grey, formats=QR)
    return list(dict.fromkeys(code.text for code in found if len(code.text) <= CODE_LENGTH))


def _preview(grey: Image.Image, height: int) -> bytes:
    small = grey.copy()
    small.thumbnail((2 * height, height))
    kept = io.BytesIO()
    small.save(kept, "PNG")
    return kept.getvalue()


if __name__ == "__main__":
    main()
