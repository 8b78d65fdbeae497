"""Texts as they are compared."""

from __future__ import annotations


def folded(text: str) -> str:
    """Without letter case and spare spaces, so that two ways to write one name are equal."""
    return " ".join(text.casefold().split())
