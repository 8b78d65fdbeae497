"""Deviations and disputes beside the worked cases of lnk-samverkan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.calendar import STOCKHOLM
from vardkedja.rules.deviations import DeviationFacts, DisputeFacts, Subject, deviation, dispute, send_basis


@given(st.sets(st.sampled_from("ABC")), st.sets(st.sampled_from("ABC")), st.booleans())
def test_a_deviation_is_not_closed_until_all_are_informed(parties: set[str], told: set[str], closing: bool) -> None:
    """LNK-137: every concerned party, whoever else was told."""
    facts = DeviationFacts(
        kind="Sent svar",
        happened_at=datetime(2025, 3, 3, 10, 0, tzinfo=STOCKHOLM),
        parties=tuple(sorted(parties)),
        informed=tuple(sorted(told)),
        reference="AVV-1",
        closing=closing,
    )
    decision = deviation(facts)
    missing = parties - told
    expected = ["LNK-137.no_parties"] * (not parties)
    expected += ["LNK-137.closing" if closing else "LNK-137.inform"] * bool(missing)
    assert list(decision.codes) == expected
    assert set(decision.result["not_informed"]) == missing
    assert (decision.outcome == "not_met") is (not parties or (closing and bool(missing)))
    if decision.outcome == "met":
        assert decision.say == f"Avvikelsen kan {'avslutas' if closing else 'sparas'}."
    else:
        assert decision.say == decision.reasons[0].text
    assert decision.inputs == {
        "kind": "Sent svar",
        "happened_at": facts.happened_at,
        "parties": facts.parties,
        "informed": facts.informed,
        "reference": "AVV-1",
        "closing": closing,
    }
    assert decision.rule == "deviations.deviation"


def test_a_deviation_that_says_little() -> None:
    """LNK-137: every reason at once, in the order of the form; nothing is informed or closed by default."""
    decision = deviation(DeviationFacts(kind="", parties=("A",)))
    assert decision.codes == ("LNK-137.no_kind", "LNK-137.no_time", "LNK-137.inform", "LNK-137.no_reference")
    assert decision.result == {"not_informed": ("A",), "analysed_on": None, "reviewed_on": None}
    assert str(decision.sources[0]) == "Lokalt samverkansavtal Kronoberg, Avvikelsehantering"
    assert decision.sources[0].basis == "found"


OPENED = date(2025, 3, 3)
MATTER = DisputeFacts(
    subject=Subject.LIABILITY,
    principals=("Regionen", "Kommunen"),
    represented=("Regionen", "Kommunen"),
    opened_on=OPENED,
)
offsets = st.none() | st.integers(-3, 12)


@given(offsets, offsets, st.integers(0, 15))
def test_a_dispute_is_open_until_the_feedback(solved: int | None, told: int | None, after: int) -> None:
    """LNK-138: closed by feedback on or after the solution; an invoice basis waits that long."""
    matter = replace(
        MATTER,
        solved_on=None if solved is None else OPENED + timedelta(days=solved),
        feedback_on=None if told is None else OPENED + timedelta(days=told),
    )
    on = OPENED + timedelta(days=after)
    decision = dispute(matter, on)
    expected = ["LNK-138.before"] * (solved is not None and solved < 0)
    expected += ["LNK-138.no_feedback"] * (solved is not None and told is None)
    expected += ["LNK-138.feedback_before"] * (told is not None and (solved is None or told < solved))
    assert list(decision.codes) == expected
    is_open = bool(expected) or told is None or told > after
    assert decision.result == {"open": is_open, "days": after if is_open else told}
    if not expected:
        days = decision.result["days"]
        so_far = f"{days} {'dag' if days == 1 else 'dagar'}"
        assert decision.say == (
            f"Tvisten har varit öppen i {so_far}." if is_open else f"Tvisten avslutades efter {so_far}."
        )
    else:
        assert decision.say == decision.reasons[0].text
    basis = send_basis(on, matter)
    assert basis.result == {"disputed": is_open}
    assert basis.codes == (("LNK-138.disputed",) if is_open else ())
    assert basis.inputs == {"on": on, "opened_on": OPENED}
    assert basis.rule == "deviations.send_basis"


def test_what_a_dispute_keeps() -> None:
    """LNK-138: every reason at once; the principals without a representative are named."""
    matter = replace(MATTER, represented=(), solved_on=OPENED - timedelta(days=1))
    decision = dispute(matter, OPENED - timedelta(days=2))
    assert decision.codes == (
        "LNK-138.no_representative",
        "LNK-138.before",
        "LNK-138.no_feedback",
        "LNK-138.day",
    )
    assert decision.reasons[0].text == "Ange vem ur ledningsgruppen som företrädde Regionen, Kommunen."
    assert decision.result == {"open": True}
    assert decision.inputs == {
        "subject": "liability",
        "principals": ("Regionen", "Kommunen"),
        "represented": (),
        "opened_on": OPENED,
        "solved_on": OPENED - timedelta(days=1),
        "feedback_on": None,
        "on": OPENED - timedelta(days=2),
    }
    assert decision.rule == "deviations.dispute"
    appoint = dispute(replace(MATTER, represented=("Kommunen",)), OPENED)
    assert (appoint.outcome, appoint.say) == ("met", "Tvisten har varit öppen i 0 dagar.")
    assert [source.basis for source in dispute(MATTER, OPENED).sources] == ["found"]
    assert [source.clause for source in appoint.sources] == ["Samverkansproblem och tvister"]


def test_a_basis_that_nobody_disputes_is_sent() -> None:
    """LNK-138: no dispute, and a dispute of tomorrow."""
    decision = send_basis(OPENED)
    assert decision.inputs == {"on": OPENED, "opened_on": None}
    assert decision.say == "Ingen öppen tvist hindrar att underlaget skickas."
    assert [source.basis for source in decision.sources] == ["derived"]
    assert send_basis(OPENED - timedelta(days=1), MATTER).outcome == "met"
    refused = send_basis(OPENED, MATTER)
    assert refused.say == "En tvist om underlaget öppnades 3 mars 2025. Skicka det när tvisten är avslutad."
