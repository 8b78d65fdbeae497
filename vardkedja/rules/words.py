"""Coded messages: one TOML file per subject in ``words/``, with headline, sentences, source, field and who can act."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vardkedja.rules.decision import Reason, Source, Weight, Who


@dataclass(frozen=True, slots=True)
class Words:
    """One message. ``head`` and ``text`` take named parts in braces."""

    head: str
    text: str
    source: Source
    field: str
    weight: Weight
    who: Who


@dataclass(frozen=True, slots=True)
class Book:
    """The messages and the sources of one subject."""

    messages: dict[str, Words]
    sources: dict[str, Source]

    def reason(self, code: str, **parts: str) -> Reason:
        """The reason with this code, its braces filled in. Raises KeyError for a code that has no words."""
        words = self.messages[code]
        return Reason(
            code=code,
            head=words.head.format(**parts),
            text=words.text.format(**parts),
            source=words.source,
            weight=words.weight,
            field=words.field,
            who=words.who,
        )


@cache
def book(subject: str) -> Book:
    """The messages of ``words/<subject>.toml``."""
    file = resources.files("vardkedja.rules") / "words" / f"{subject}.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    sources = {
        key: Source(raw["title"], raw["clause"], raw["from"], raw["checked"], raw["basis"])
        for key, raw in document.pop("source").items()
    }
    messages = {
        f"{requirement}.{word}": Words(
            head=raw["head"],
            text=raw["text"],
            source=sources[raw["source"]],
            field=raw.get("field", ""),
            weight=Weight(raw.get("weight", "refuse")),
            who=Who(raw.get("who", "you")),
        )
        for requirement, group in document.items()
        for word, raw in group.items()
    }
    return Book(messages, sources)
