"""Which characters the paper's letters have. The set is the one in glyphs.typ, computed from the font."""

import functools
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).resolve().parent / "glyphs.typ"
BREAKS = "\n\r\t"


class Unprintable(NamedTuple):
    """A character that cannot be printed: itself, its code with its name, and where it stands."""

    char: str
    name: str
    position: int


def unprintable(text: str) -> tuple[Unprintable, ...]:
    """Every character of the text that has no letter in the font, in order."""
    composed = unicodedata.normalize("NFC", text)
    return tuple(Unprintable(match[0], _name(match[0]), match.start()) for match in _unknown().finditer(composed))


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'styrtecken').lower()}"


@functools.lru_cache(maxsize=1)
def _unknown() -> re.Pattern[str]:
    listed = "".join(re.findall(r'"([^"]+)"', LIST.read_text(encoding="utf-8").split("#let known", 1)[1]))
    known = re.sub(r"\\\\u\{([0-9a-f]+)\}", lambda match: re.escape(chr(int(match[1], 16))), listed)
    return re.compile(f"[^{known}{BREAKS}]")
