"""What a printed commitment is worth on a day. X-11, SVR-36, SVR-37, RUS-28, RUS-38."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vardkedja.rules.commitment_check import NOT_YET, OVER, VALID, WITHDRAWN, WORDS, Printed, status

PAPER = Printed(date(2025, 2, 18), date(2025, 3, 4))


def answered(paper: Printed, day: str) -> tuple[object, ...]:
    """Status, first day and last day, as text."""
    result = status(paper, date.fromisoformat(day)).result
    return result["status"], *(str(result[name]) for name in ("first_day", "last_day"))


@pytest.mark.parametrize(
    ("day", "word"),
    [("2025-02-17", NOT_YET), ("2025-02-18", VALID), ("2025-03-04", VALID), ("2025-03-05", OVER)],
)
def test_first_and_last_day_count(day: str, word: str) -> None:
    """SVR-26, SVR-36, RUS-28: 2025-02-18 to 2025-03-04, both included; the day after is not covered."""
    assert answered(PAPER, day) == (word, "2025-02-18", "2025-03-04")


@pytest.mark.parametrize("day", ["2025-02-17", "2025-02-18", "2025-03-05"])
def test_a_replaced_or_cancelled_paper_is_worth_nothing_any_day(day: str) -> None:
    """SVR-36, RUS-38: whatever the day, and no days are told."""
    assert answered(replace(PAPER, void=True), day) == (WITHDRAWN, "None", "None")


@pytest.mark.parametrize(
    ("day", "word"),
    [("2025-02-17", NOT_YET), ("2025-02-27", VALID), ("2025-02-28", WITHDRAWN), ("2025-03-05", WITHDRAWN)],
)
def test_a_revoked_one_counts_until_the_day_of_the_ruling(day: str, word: str) -> None:
    """SVR-37: revoked from 2025-02-28: valid on the 27th, not on the 28th; the last day told is the 27th."""
    revoked = replace(PAPER, revoked_from=date(2025, 2, 28))
    assert answered(revoked, day) == (word, "2025-02-18", "2025-02-27")


def test_revoked_from_its_first_day_it_never_applies() -> None:
    """SVR-37: not even announced as one that will apply; from the second day it applied one day."""
    never = replace(PAPER, revoked_from=PAPER.first)
    assert answered(never, "2025-02-17") == (WITHDRAWN, "None", "None")
    once = replace(PAPER, revoked_from=date(2025, 2, 19))
    assert answered(once, "2025-02-18") == (VALID, "2025-02-18", "2025-02-18")


def test_a_revocation_after_the_end_leaves_the_period() -> None:
    """SVR-37: it is over first, and withdrawn from the day of the ruling."""
    late = replace(PAPER, revoked_from=date(2025, 3, 10))
    assert answered(late, "2025-03-09") == (OVER, "2025-02-18", "2025-03-04")
    assert answered(late, "2025-03-10") == (WITHDRAWN, "2025-02-18", "2025-03-04")


def test_every_answer_has_its_word_and_its_reckoning() -> None:
    """X-35: four words, and a sentence with the days for each."""
    assert set(WORDS.values()) == {"Giltig", "Ännu inte giltig", "Makulerad eller ersatt", "Utgången"}
    found = status(PAPER, date(2025, 3, 4))
    assert found.say == "Gäller 18 februari 2025 till och med 4 mars 2025."
    assert found.steps[-1] == found.say
