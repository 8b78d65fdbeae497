"""The days at the office against the region's own target."""

from __future__ import annotations

from datetime import date

import pytest

from vardkedja.rules import law
from vardkedja.rules.law import Terms
from vardkedja.rules.specialist_handling import handling


def target(days: int) -> Terms:
    """Terms where the region has entered a target of so many days."""
    entry = (
        'title = "Beslut om handläggning"\nchecked = 2025-01-01\nparty = "01"\n[[entry]]\nname = "svr.handling_days"\n'
        f'label = "mål"\nfrom = 2025-03-03\nvalue = {days}\nunit = "dagar"\nclause = "mål"\nbasis = "found"\n'
    )
    return Terms(overlay=law.read(entry, "own"))


TERMS = target(14)
CAME = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("on", "days", "over"),
    [
        (date(2025, 3, 2), 0, 0),
        (CAME, 0, 0),
        (date(2025, 3, 4), 1, 0),
        (date(2025, 3, 16), 13, 0),
        (date(2025, 3, 17), 14, 0),
        (date(2025, 3, 18), 15, 1),
        (date(2025, 3, 19), 16, 2),
    ],
)
def test_days_are_counted_against_the_regions_target(on: date, days: int, over: int) -> None:
    """SVR-06: calendar days; the last day is in time, and the day after is one over."""
    decision = handling(CAME, on, "01", TERMS)
    assert (decision.rule, decision.outcome, decision.reasons) == ("specialist.handling", "met", ())
    assert decision.result == {"days": days, "target": 14, "due": date(2025, 3, 17), "over": over}
    assert decision.inputs == {"received_on": CAME, "on": on, "region": "01"}


def test_the_answer_in_words() -> None:
    """SVR-06, X-19: how it was counted, the last day, and whose target it is."""
    decision = handling(CAME, date(2025, 3, 10), "01", TERMS)
    assert decision.steps == (
        "Kom 3 mars 2025. Till 10 mars 2025 är det 7 dagar.",
        "Regionens mål är 14 dagar, alltså senast 17 mars 2025.",
    )
    assert decision.say == "Beslut senast 17 mars 2025 enligt regionens mål."
    day = handling(CAME, date(2025, 3, 4), "01", target(1))
    assert day.steps == (
        "Kom 3 mars 2025. Till 4 mars 2025 är det 1 dag.",
        "Regionens mål är 1 dag, alltså senast 4 mars 2025.",
    )
    assert [str(source) for source in decision.sources] == ["Beslut om handläggning, mål"]


def test_the_target_is_that_of_the_day_it_came() -> None:
    """SVR-06, X-19, X-41: the day before the first has no target, and neither has another region; the days are told."""
    for came, region in ((date(2025, 3, 2), "01"), (CAME, "12")):
        decision = handling(came, date(2025, 3, 10), region, TERMS)
        assert (decision.outcome, decision.codes) == ("unclear", ("LAW.missing",))
        assert decision.result == {"days": (date(2025, 3, 10) - came).days}
        assert f"mål för handläggningstid för {came.isoformat()}" in decision.reasons[0].text
