"""What plain forms share: days as they are typed, and reasons as errors at their fields."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vardkedja.rules.decision import Reason


def day(text: str) -> datetime.date | None:
    """The day that was typed: 2025-03-04 or 20250304. None when the text is empty or no day."""
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        return None


def unreadable(typed: Mapping[str, str], *names: str) -> frozenset[str]:
    """Those of the named fields that hold something that is no day."""
    return frozenset(name for name in names if typed.get(name, "").strip() and day(typed[name]) is None)


@dataclass(frozen=True)
class Errors:
    """Reasons for a form: `summary` for the top, (field, what), and `at` with the sentences of each field."""

    summary: list[tuple[str, str]] = field(default_factory=list)
    at: dict[str, str] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        """The sentences of one field, or nothing."""
        return self.at.get(name, "")


def errors(reasons: Iterable[Reason], known: Iterable[str] = (), suffix: str = "") -> Errors:
    """Every reason, at its field and together. `known` are the fields on the page: another field's reason gets no link.

    `suffix` is what stands after the field's name in its id, on pages with several forms.
    """
    names, found = frozenset(known), Errors()
    for reason in reasons:
        here = reason.field if reason.field in names else ""
        ref, words = (f"{here}{suffix}", reason.head) if here else ("", f"{reason.head}. {reason.text}")
        found.summary.append((ref, words))
        found.at[here] = f"{found.at[here]} {reason.text}" if here in found.at else reason.text
    return found


def typed(post: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """What stands in the named fields, without spaces around it and without NUL, which the database cannot hold."""
    return {name: str(post.get(name, "")).replace("\0", "").strip() for name in names}
