"""Forwarding, and handing out work. REM-01, 02, 31 to 37, 41 to 44."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from vardkedja.rules.calendar import local_day
from vardkedja.rules.decision import Decision
from vardkedja.rules.referral_absence import (
    act_for,
    hand_out,
    hand_out_active,
    hand_out_nodes,
    is_designated,
    on_behalf,
)
from vardkedja.rules.referral_facts import ForwardFacts, HandedOut, HandOutFacts
from vardkedja.rules.referral_forwarding import forward, forwarding_order, order_path
from vardkedja.rules.referral_terms import Node

DAY = date(2025, 3, 6)
FORWARD = ForwardFacts(
    answered=False,
    activated=True,
    targets=("Ortopedi", "Kirurgi"),
    target="Ortopedi",
    message="Remissen går till Ortopedi, som utför undersökningen.",
    reason="Annan specialitet",
)
OUT = HandOutFacts(
    on=date(2025, 6, 16),
    owner="a",
    receiver="b",
    nodes=(Node.ATTEST, Node.WATCH),
    start=date(2025, 7, 1),
    end=date(2025, 7, 31),
    decided_on=date(2025, 6, 16),
    by_manager=True,
)
HANDED = HandedOut((Node.ATTEST, Node.WATCH), date(2025, 7, 1), date(2025, 7, 31))


def refused(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.refusals]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"target": "ortopedi "}, []),
        ({"answered": True}, ["REM-37.answered"]),
        ({"activated": False}, ["REM-32.not_activated"]),
        ({"target": "Öron"}, ["REM-33.outside"]),
        ({"target": " "}, ["REM-31.no_target"]),
        ({"same_unit": True}, ["REM-31.same_unit"]),
        ({"target_open": False}, ["REM-31.closed"]),
        ({"assessor_set": False}, ["REM-21.no_assessor"]),
        ({"reason": ""}, ["REM-31.no_reason"]),
        ({"message": " "}, ["REM-36.no_message"]),
        ({"message": None, "reason": None}, []),
        ({"other_provider": True}, ["REM-31.consent"]),
        ({"other_provider": True, "consent": True}, []),
        ({"activated": False, "message": ""}, ["REM-32.not_activated", "REM-36.no_message"]),
    ],
)
def test_electronic_forwarding(change: dict[str, object], codes: list[str]) -> None:
    """REM-21, REM-31, REM-32, REM-33, REM-36, REM-37: every reason at once."""
    assert refused(forward(replace(FORWARD, **change), DAY)) == codes  # type: ignore[arg-type]


def test_paper_is_always_a_way() -> None:
    """REM-31, REM-32: not activated and outside the list goes on paper, with the same message; answered goes nowhere."""
    paper = replace(FORWARD, electronic=False, activated=False, targets=(), target="Öron")
    assert forward(paper, DAY).outcome == "met"
    assert refused(forward(replace(paper, electronic=True), DAY)) == ["REM-32.not_activated", "REM-33.outside"]
    assert refused(forward(replace(paper, message=""), DAY)) == ["REM-36.no_message"]
    assert refused(forward(replace(paper, answered=True), DAY)) == ["REM-37.answered"]


@pytest.mark.parametrize(("number", "codes"), [(9, []), (10, []), (11, ["REM-33.too_many"]), (0, ["REM-33.empty"])])
def test_ten_units_can_be_ordered(number: int, codes: list[str]) -> None:
    """REM-33, D-25, R-34: the eleventh is refused; one is replaced by a new order of ten."""
    units = [f"E{place}" for place in range(number)]
    assert refused(forwarding_order(units, "egen", DAY)) == codes
    if number == 10:
        assert forwarding_order([*units[:-1], "E99"], "egen", DAY).outcome == "met"


def test_an_order_names_each_unit_once_and_not_its_own() -> None:
    """REM-33."""
    assert refused(forwarding_order(["A", "A"], "egen", DAY)) == ["REM-33.twice"]
    assert refused(forwarding_order(["A", "egen"], "egen", DAY)) == ["REM-33.self"]


def test_the_number_is_one_regions() -> None:
    """REM-33, R-34: a region without a value has no limit; the duty to forward stands anyway."""
    units = [f"E{place}" for place in range(11)]
    assert forwarding_order(units, "egen", DAY, region="08").outcome == "met"
    assert forwarding_order(units, "egen", DAY).outcome == "not_met"


@pytest.mark.parametrize("kind", ["narhalsan", "habilitering_halsa", "regionhalsan", "hjalpmedelscentralen"])
def test_the_way_of_a_unit_of_the_region(kind: str) -> None:
    """REM-02, REM-34, D-28: the path in the portal and all three units; no mailbox."""
    decision = order_path(kind, ["Ortopedi", "Kirurgi", "Öron"], DAY)
    text = str(decision.result["text"])
    assert decision.result["way"] == "portal"
    assert "mailbox" not in decision.result
    assert "Program och licenser → Hälso- och sjukvård → AsynjaVisph → Vidarebefordra remiss" in text
    assert all(f"- {unit}" in text for unit in ("Ortopedi", "Kirurgi", "Öron"))


def test_the_way_of_a_private_unit() -> None:
    """REM-02, REM-35, D-28: a mail with the units; no path."""
    decision = order_path("private", ["Ortopedi"], DAY)
    assert decision.result["way"] == "mail"
    assert "@" in str(decision.result["mailbox"])
    assert "path" not in decision.result
    assert "Serviceportalen" not in str(decision.result["text"])
    assert "- Ortopedi" in str(decision.result["text"])


def test_a_kind_without_a_way_is_unclear() -> None:
    """REM-02, REM-34: a person asks; nobody guesses. The same for a region without a value."""
    assert order_path("hospital", ["Ortopedi"], DAY).outcome == "unclear"
    assert order_path("narhalsan", ["Ortopedi"], DAY, region="08").outcome == "unclear"


# --- handing out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"nodes": tuple(Node)}, []),
        ({"nodes": ()}, ["REM-41.no_scope"]),
        ({"nodes": ("annat",)}, ["REM-41.unknown_node"]),
        ({"receiver": "a"}, ["REM-41.self"]),
        ({"receiver": ""}, ["REM-41.no_receiver"]),
        ({"end": None}, ["REM-42.no_end"]),
        ({"start": None}, ["REM-42.no_start"]),
        ({"end": date(2025, 6, 30)}, ["REM-42.reversed"]),
        ({"end": date(2025, 7, 1)}, []),
        ({"start": date(2025, 6, 1), "end": date(2025, 6, 15)}, ["REM-42.over"]),
        ({"start": date(2025, 6, 1), "end": date(2025, 6, 16)}, []),
        ({"by_manager": False}, ["REM-42.no_manager"]),
        ({"decided_on": None}, ["REM-42.no_decision_day"]),
        ({"decided_on": date(2025, 6, 17)}, ["REM-42.future_decision"]),
        ({"handed_on": True}, ["REM-43.handed_on"]),
        ({"end": None, "by_manager": False}, ["REM-42.no_end", "REM-42.no_manager"]),
    ],
)
def test_handing_out_work(change: dict[str, object], codes: list[str]) -> None:
    """REM-41, REM-42, REM-43, R-33: a manager's decision, an explicit scope, an end; and every reason at once."""
    decision = hand_out(replace(OUT, **change))  # type: ignore[arg-type]
    assert refused(decision) == codes
    assert bool(decision.result) is not bool(codes)


def test_a_receiver_who_is_away_is_a_warning() -> None:
    """REM-41, REM-45: the manager may still decide so."""
    decision = hand_out(replace(OUT, away="7–11 juli"))
    assert decision.outcome == "met"
    assert [reason.code for reason in decision.warnings] == ["REM-41.receiver_away"]
    assert "7–11 juli" in decision.warnings[0].text
    assert not hand_out(OUT).warnings


def test_eight_nodes_can_be_handed_out() -> None:
    """REM-41, D-29: the eight of the source, in its order; the same where a region has said nothing."""
    assert hand_out_nodes(DAY) == hand_out_nodes(DAY, "08") == tuple(Node)
    assert len(Node) == 8


@pytest.mark.parametrize(
    ("at", "active"),
    [
        (datetime(2025, 6, 30, 21, 59, tzinfo=UTC), False),
        (datetime(2025, 6, 30, 22, 0, tzinfo=UTC), True),
        (datetime(2025, 7, 31, 21, 59, tzinfo=UTC), True),
        (datetime(2025, 7, 31, 22, 0, tzinfo=UTC), False),
    ],
)
def test_handed_out_through_the_last_minute(at: datetime, active: bool) -> None:
    """REM-42, REM-43: from 1 July 00:00 to 31 July 23:59 in Stockholm; 1 August 00:00 there is nothing."""
    on = local_day(at)
    assert hand_out_active(HANDED.start, HANDED.end, on) is active
    assert (act_for(HANDED, Node.WATCH, on).outcome == "met") is active


def test_acting_outside_what_is_handed_out_is_refused() -> None:
    """REM-43: exactly the handed-out nodes, exactly in the period."""
    inside = date(2025, 7, 15)
    assert act_for(HANDED, Node.ATTEST, inside).outcome == "met"
    decision = act_for(HANDED, Node.SIGN, inside)
    assert refused(decision) == ["REM-43.scope"]
    assert "Att signera" in decision.reasons[0].text
    assert refused(act_for(HANDED, Node.WATCH, date(2025, 6, 30))) == ["REM-43.before"]
    assert refused(act_for(HANDED, Node.WATCH, date(2025, 8, 1))) == ["REM-43.after"]


def test_a_signature_on_behalf_is_the_signers_own() -> None:
    """REM-44."""
    assert on_behalf("B", "A") == "B på uppdrag av A"
    assert on_behalf("A", "A") == "A"


def test_a_unit_without_designated_staff() -> None:
    """REM-01: designated through 31 March, flagged from 1 April; an open end is no end."""
    periods = [(date(2024, 1, 1), date(2025, 3, 31))]
    assert is_designated(periods, date(2025, 3, 31))
    assert not is_designated(periods, date(2025, 4, 1))
    assert is_designated([*periods, (date(2025, 4, 1), None)], date(2025, 4, 1))
    assert not is_designated([], DAY)
