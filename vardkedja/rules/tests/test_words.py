"""Every coded message of discharge, plans, liability and devices is whole, and comes up in a worked case or a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vardkedja.rules import words
from vardkedja.rules.tests import decided

WORDS = Path(words.__file__).parent / "words"
BUILT = sorted(
    file.stem
    for file in WORDS.glob("*.toml")
    if file.stem.partition("_")[0]
    in {"agreement", "cooperation", "deviations", "devices", "discharge", "liability"}
    | {"observation", "operation", "patient", "plans", "psychiatric"}
)
CODE = re.compile(r"\"((?:LNK|HJM)-\d+\.[a-z_0-9]+)\"")


def told() -> set[str]:
    """Every code that a worked case answers with, or a test expects."""
    tests = Path(__file__).parent.glob("test_*.py")
    expected = {code for file in tests for code in CODE.findall(file.read_text(encoding="utf-8"))}
    return expected | {
        str(code) for file in decided.files() for case in decided.written(file) for code in case.get("reasons", ())
    }


@pytest.mark.parametrize("subject", BUILT)
def test_every_message_is_whole_and_comes_up(subject: str) -> None:
    """X-35, X-42: a headline, text that ends as a sentence, no requirement id, no exclamation mark; a case or a test for each."""
    messages = words.book(subject).messages
    assert messages
    assert set(messages) - told() == set()
    for code, message in messages.items():
        assert message.head, code
        assert not message.head.endswith("."), code
        assert message.text.endswith((".", "}")), code
        assert not re.search(r"!|\b(?:LNK|HJM|R|D)-\d", message.head + message.text), code
