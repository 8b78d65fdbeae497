"""Text as people type it: signs that cannot be stored, days, and addresses' ids. Nothing here guesses."""

import datetime
import re
import uuid

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def control_signs(text: str) -> str:
    """The invisible control characters of a text by their codes, "" when it has none."""
    return ", ".join(sorted({f"U+{ord(sign):04X}" for sign in CONTROL.findall(text)}))


def day(text: str) -> datetime.date | None:
    """A day typed as ÅÅÅÅ-MM-DD or ÅÅÅÅMMDD. Raises ValueError for anything else; None for nothing."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", text, re.ASCII):
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


def an_id(text: str) -> uuid.UUID | None:
    """An id from an address or a form; None when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
