"""What a file is, judged by its content and never by its name, and the limits it is read within (X-15)."""

from dataclasses import dataclass
from enum import StrEnum

from vardkedja.rules.decision import Reason
from vardkedja.rules.words import book

BOOK = book("scanning")
MEGABYTE = 1_000_000


class Kind(StrEnum):
    """The kinds of file that can be read."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"

    @property
    def word(self) -> str:
        """As people write it: JPEG."""
        return self.value.upper()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be and cost; a region sets its own (X-15).

    ``size`` in bytes and ``pages`` bound the file, ``pixels`` one picture in it. ``previews`` pages are drawn and searched
    for codes, each at most ``height`` pixels high; the rest are only counted. ``seconds`` is the patience by the clock,
    ``cpu`` by the processor, ``memory`` in bytes what the reading child may take.
    """

    kinds: tuple[Kind, ...] = (Kind.PDF, Kind.JPEG, Kind.PNG, Kind.TIFF)
    size: int = 20 * MEGABYTE
    pages: int = 200
    pixels: int = 50_000_000
    previews: int = 12
    height: int = 1400
    seconds: int = 30
    cpu: int = 20
    memory: int = 1_000 * MEGABYTE


# How the content begins, and the kind.
BEGINNINGS = (
    (b"%PDF-", Kind.PDF),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    *((start, Kind.TIFF) for start in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")),
)
# What people try to send instead, so that the refusal can say what it was. The first that fits counts.
OTHERS = (
    (b"PK\x03\x04", "ett zip-arkiv eller ett Word-dokument"),
    (b"\xd0\xcf\x11\xe0", "ett äldre Word-dokument"),
    (b"MZ", "ett program"),
    (b"\x7fELF", "ett program"),
    (b"#!", "ett program"),
    (b"{\\rtf", "ett textdokument"),
    (b"GIF8", "en GIF-bild"),
    (b"BM", "en BMP-bild"),
    (b"RIFF", "en WebP-bild eller en inspelning"),
)
ENDINGS = {"pdf": Kind.PDF, "jpg": Kind.JPEG, "jpeg": Kind.JPEG, "png": Kind.PNG, "tif": Kind.TIFF, "tiff": Kind.TIFF}
BLANK = b"\xef\xbb\xbf \t\r\n"
LOOKED_AT = 4096


def judge(data: bytes, name: str, limits: Limits) -> Kind | list[Reason]:
    """The kind of the file, or the reasons why it is not taken (X-15).

    ``name`` never decides: a JPEG that is called .pdf is a JPEG, and `misnamed` says so. A file that is none of the
    accepted formats is refused with what it seems to be, what its name promised and the list of what is accepted.
    """
    if len(data) > limits.size:
        return [BOOK.reason("X-15.too_big", size=_megabytes(len(data)), most=_megabytes(limits.size))]
    if not data.strip(b"\x00"):
        return [BOOK.reason("X-15.empty")]
    kind = _kind(data)
    if kind in limits.kinds:
        return kind
    return [BOOK.reason("X-15.format", what=_what(data, kind), named=_named(name), accepted=accepted(limits))]


def misnamed(kind: Kind, name: str) -> Reason | None:
    """A remark when the name promises another known kind than the content is; it stops nothing."""
    promised = ENDINGS.get(_ending(name))
    if promised is None or promised is kind:
        return None
    return BOOK.reason("X-15.misnamed", ending=_ending(name), kind=kind.word)


def accepted(limits: Limits) -> str:
    """The accepted formats as people read them: PDF, JPEG, PNG och TIFF."""
    *most, last = (kind.word for kind in limits.kinds)
    return f"{', '.join(most)} och {last}" if most else last


def _kind(data: bytes) -> Kind | None:
    # Only blanks may stand before a PDF: a page that hides one further down is a page.
    start = data[:LOOKED_AT].lstrip(BLANK)
    for beginning, kind in BEGINNINGS:
        if (start if kind is Kind.PDF else data).startswith(beginning):
            return kind
    return None


def _what(data: bytes, kind: Kind | None) -> str:
    """What the content seems to be, for the refusal."""
    if kind:
        return f"en fil i formatet {kind.word}"
    for beginning, words in OTHERS:
        if data.startswith(beginning):
            return words
    if data[4:8] == b"ftyp":
        return "en HEIC-bild eller en film"
    start = data[:LOOKED_AT].lstrip(BLANK).lower()
    if b"<svg" in start:
        return "en SVG-bild"
    if start.startswith(b"<"):
        return "en webbsida eller en XML-fil"
    return "en fil i ett okänt format" if b"\x00" in start or _binary(start) else "en textfil"


def _binary(start: bytes) -> bool:
    return any(sign < 9 or 13 < sign < 32 for sign in start)


def _named(name: str) -> str:
    promised = ENDINGS.get(_ending(name))
    return f", trots att namnet slutar på .{_ending(name)}" if promised else ""


def _ending(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def _megabytes(size: int) -> str:
    """Rounded up, so that a file just above the limit never seems to be just as big: 20,1 MB."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10},{tenths % 10} MB" if tenths % 10 else f"{tenths // 10} MB"
