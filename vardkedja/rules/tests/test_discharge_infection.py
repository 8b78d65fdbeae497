"""Outbreaks and symptoms of infection, beyond the worked cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import discharge, law
from vardkedja.rules.discharge_infection import (
    Outbreak,
    SymptomFacts,
    exception,
    new_estimate,
    observation,
    symptoms,
)
from vardkedja.rules.discharge_ready import Missing, ReadyFacts, ready
from vardkedja.rules.law import Terms

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
MINUTE = timedelta(minutes=1)
OUTBREAK = Outbreak(
    name="vinterkräksjuka", first_on=date(2025, 2, 1), last_on=date(2025, 2, 14), decided_by="Verksamhetschef C"
)
SEEN = SymptomFacts(seen_at=datetime(2025, 3, 5, 7, tzinfo=UTC))


def overlay(name: str, value: str) -> Terms:
    """The agreement with one value changed."""
    text = (
        'title = "Prov"\nchecked = 2026-11-21\nparty = "07"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2020-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


@given(st.dates(date(2025, 1, 1), date(2025, 3, 31)))
def test_the_exception_applies_on_the_days_of_the_outbreak(on: date) -> None:
    """LNK-33: first and last day included."""
    within = date(2025, 2, 1) <= on <= date(2025, 2, 14)
    decision = exception(OUTBREAK, on)
    assert decision.result == {"applies": within}
    assert decision.codes == (() if within else ("LNK-33.outside",))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"name": " "}, ("LNK-33.no_name",)),
        ({"decided_by": " "}, ("LNK-33.no_decider",)),
        ({"last_on": None}, ("LNK-33.no_end",)),
        ({"last_on": date(2025, 1, 31)}, ("LNK-33.reversed",)),
        ({"decided_by": "", "last_on": date(2025, 2, 5)}, ("LNK-33.no_decider", "LNK-33.outside")),
    ],
)
def test_an_outbreak_that_is_not_recorded_whole_gives_no_exception(
    changes: dict[str, object], codes: tuple[str, ...]
) -> None:
    """LNK-33: which, when, and decided by whom; the demand for admission then stands."""
    outbreak = replace(OUTBREAK, **changes)  # type: ignore[arg-type]
    decision = exception(outbreak, date(2025, 2, 10))
    assert (decision.codes, decision.result) == (codes, {"applies": False})
    assert decision.say == decision.reasons[0].text
    end = datetime(2025, 2, 10, 11, tzinfo=UTC)
    assert observation(end - timedelta(hours=40), end, (outbreak,)).codes == ("LNK-32.admit",)


def test_the_exception_says_what_it_rests_on() -> None:
    """LNK-33, X-19: sentence, source and inputs."""
    decision = exception(OUTBREAK, date(2025, 2, 10))
    assert decision.say == "Undantaget vid utbrott gäller dagen."
    assert [source.clause for source in decision.sources] == [
        "Observation, undantag vid utbrott av smittsamma sjukdomar"
    ]
    assert decision.inputs == {
        "outbreak": "vinterkräksjuka",
        "first_on": date(2025, 2, 1),
        "last_on": date(2025, 2, 14),
        "decided_by": "Verksamhetschef C",
        "on": date(2025, 2, 10),
    }


@given(st.integers(0, 60 * 24 * 30), st.integers(0, 60 * 80))
def test_an_observation_differs_only_inside_the_outbreak(begin: int, length: int) -> None:
    """LNK-32, LNK-33: the same answer as without outbreaks on every other day, and the outbreak's on its days."""
    start = datetime(2025, 1, 25, tzinfo=UTC) + begin * MINUTE
    end = start + length * MINUTE
    within = date(2025, 2, 1) <= end.astimezone(ZoneInfo("Europe/Stockholm")).date() <= date(2025, 2, 14)
    assert observation(start, end, (OUTBREAK,)) == discharge.observation(start, end, outbreak=within)
    assert observation(start, end) == discharge.observation(start, end)
    assert observation(start, end, (OUTBREAK,), False) == discharge.observation(start, end, within, False)


def test_an_observation_at_the_end_of_the_calendar_or_of_another_region_is_unclear() -> None:
    """LNK-33, X-20: a day in Stockholm that does not exist, and an agreement that is not there."""
    last = datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))
    start = datetime(2025, 2, 8, 12, tzinfo=UTC)
    assert observation(start, last, (OUTBREAK,)).codes == ("X-20.missing_year",)
    assert observation(start, start, (OUTBREAK,), region="01").outcome == "unclear"
    hours = overlay("discharge.observation_hours", "10")
    assert observation(start, start + timedelta(hours=11), (OUTBREAK,), terms=hours).codes == ("LNK-33.outbreak",)


OFFSETS = st.none() | st.integers(-2000, 2000)


@given(OFFSETS, OFFSETS, OFFSETS, OFFSETS)
def test_the_case_is_flagged_until_both_exist(
    posted: int | None, estimated: int | None, noticed: int | None, recalled: int | None
) -> None:
    """LNK-87: post and estimate from the symptoms on; the ready notice is stopped exactly while the estimate is missing."""

    def at(minutes: int | None) -> datetime | None:
        return None if minutes is None else SEEN.seen_at + minutes * MINUTE

    facts = replace(
        SEEN, posted_at=at(posted), estimated_at=at(estimated), ready_at=at(noticed), recalled_at=at(recalled)
    )
    has_post = posted is not None and posted >= 0
    has_estimate = estimated is not None and estimated >= 0
    stands = noticed is not None and (recalled is None or recalled < noticed)
    decision = symptoms(facts)
    assert decision.outcome == "met"
    assert decision.result == {
        "flagged": not (has_post and has_estimate),
        "delivered_at": facts.posted_at if has_post else None,
        "estimate_missing": None if has_estimate else Missing.INFECTION,
    }
    expected = (
        ("LNK-87.no_post", not has_post),
        ("LNK-87.recall", stands and not has_estimate),
        ("LNK-87.no_estimate", not has_estimate),
    )
    assert decision.codes == tuple(code for code, missing in expected if missing)
    assert new_estimate(facts).codes == (("LNK-87.recall_first",) if stands else ())


def test_the_ready_notice_is_refused_while_the_new_estimate_is_missing() -> None:
    """LNK-87: what the symptoms answer is what the notice is told; with the new estimate it goes."""
    sent = datetime(2025, 3, 6, 8, tzinfo=UTC)
    for estimated_at, codes in ((None, ("LNK-87.missing",)), (sent - timedelta(hours=1), ())):
        missing = symptoms(replace(SEEN, estimated_at=estimated_at)).result["estimate_missing"]
        assert missing is None or isinstance(missing, Missing)
        notice = ReadyFacts(
            sent_at=sent, doctor="Doktor A", estimated_on=date(2025, 3, 6), estimate_missing_after=missing
        )
        assert ready(notice).codes == codes


def test_symptoms_say_what_to_do_and_what_was_used() -> None:
    """LNK-55, LNK-87, X-19: sentences, sources and inputs."""
    done = replace(SEEN, posted_at=SEEN.seen_at, estimated_at=SEEN.seen_at)
    assert symptoms(done).say == "Kommunen är underrättad och ny beräknad tidpunkt är skickad."
    assert symptoms(SEEN).say == symptoms(SEEN).reasons[0].text
    assert symptoms(done).inputs == {
        "seen_at": SEEN.seen_at,
        "posted_at": SEEN.seen_at,
        "estimated_at": SEEN.seen_at,
        "ready_at": None,
        "recalled_at": None,
    }
    assert new_estimate(done).inputs == symptoms(done).inputs
    assert new_estimate(done).say == "Ny beräknad tidpunkt kan skickas."
    assert symptoms(done).sources[0].clause == "Vid utbrott av smittsam sjukdom, meddelande till kommunen"
    assert new_estimate(done).sources[0].clause == "Utskrivningsklar, samma datum som beräknad tidpunkt"
    stands = replace(done, ready_at=SEEN.seen_at)
    assert new_estimate(stands).say == new_estimate(stands).reasons[0].text
    assert new_estimate(replace(stands, recalled_at=SEEN.seen_at)).codes == ()
