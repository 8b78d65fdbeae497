"""What the receiver of a referral is judged by, and what both sides are. REM-03, 15, 18, 21 to 31, X-26, X-28."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from vardkedja.rules.access import MODULE_OF, ROLES, Permission, role_may
from vardkedja.rules.decision import Decision, Weight
from vardkedja.rules.referral_facts import AnswerFacts, ArrivalFacts, RejectFacts
from vardkedja.rules.referral_rules import (
    answer,
    backdated,
    close_without,
    dictation_order,
    interrupt,
    move_scan,
    needs_assessor,
    patient_flags,
    register_paper,
    reject,
    told,
)
from vardkedja.rules.referral_terms import MessageKind
from vardkedja.rules.words import book

DAY = date(2025, 3, 10)
EARLIER, LATER = date(2025, 3, 7), date(2025, 3, 11)
ARRIVE = ArrivalFacts(on=DAY, arrived_on=EARLIER, scan=True, patient_chosen=True, sender="Vårdcentralen Ekbacken")
ANSWER = AnswerFacts(kind=MessageKind.FINAL, text="Artros, remitteras inte vidare.", assessor_set=True)
REJECT = RejectFacts(assessor_set=True, no_right_unit=True, reason="Ingen enhet utför undersökningen.")


def refused(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.refusals]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"arrived_on": DAY, "referred_on": DAY}, []),
        ({"scan": False}, ["REM-23.no_scan"]),
        ({"patient_chosen": False}, ["REM-23.no_patient"]),
        ({"sender": " "}, ["REM-23.no_sender"]),
        ({"arrived_on": None}, ["REM-23.no_day"]),
        ({"arrived_on": LATER}, ["REM-23.future"]),
        ({"referred_on": DAY}, ["REM-23.order"]),
    ],
)
def test_a_paper_is_registered_whole(change: dict[str, object], codes: list[str]) -> None:
    """REM-23: registration is refused without a scan; three days late it is stored with its true day."""
    assert refused(register_paper(replace(ARRIVE, **change))) == codes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"assessor_set": False}, ["REM-21.no_assessor"]),
        ({"forwarding_notice": True}, ["REM-37.notice"]),
        ({"text": " "}, ["REM-29.no_text"]),
        ({"answered": True}, []),
        ({"answered": True, "kind": MessageKind.PARTIAL}, ["REM-29.after_final"]),
        ({"answered": True, "kind": MessageKind.PRELIMINARY}, ["REM-29.after_final"]),
        ({"kind": MessageKind.PARTIAL}, []),
    ],
)
def test_what_an_answer_needs(change: dict[str, object], codes: list[str]) -> None:
    """REM-21, REM-29, REM-37: an assessor, words, and no forwarding in disguise; after a final only a final."""
    decision = answer(replace(ANSWER, **change))  # type: ignore[arg-type]
    assert refused(decision) == codes
    if "REM-37.notice" in codes:
        assert "Använd Vidarebefordra" in decision.reasons[0].text


def test_a_patient_not_told_flags_and_stops_nothing() -> None:
    """REM-27: sent and flagged; told, the flag is gone."""
    decision = answer(replace(ANSWER, patient_told=False))
    assert decision.outcome == "met"
    assert [(reason.code, reason.weight) for reason in decision.reasons] == [("REM-27.not_told", Weight.FLAG)]
    assert not answer(ANSWER).reasons
    assert [reason.code for reason in told(False)] == ["REM-27.not_told"]
    assert not told(True)


def test_a_case_needs_an_assessor_and_an_end() -> None:
    """REM-21, REM-25: nothing without an assessor, no closing without confirmation or reply."""
    assert needs_assessor(True).outcome == "met"
    assert refused(needs_assessor(False)) == ["REM-21.no_assessor"]
    assert close_without(confirmed=True, replied=False).outcome == "met"
    assert close_without(confirmed=False, replied=True).outcome == "met"
    assert refused(close_without(confirmed=False, replied=False)) == ["REM-25.neither"]
    assert interrupt(True, "Patienten har avstått").outcome == "met"
    assert refused(interrupt(False, " ")) == ["REM-21.no_assessor", "REM-25.no_reason"]


def test_reject_only_when_there_is_nowhere_to_forward() -> None:
    """REM-31: forwarding comes first; a rejection states that no right unit is known, and why."""
    assert reject(REJECT).outcome == "met"
    assert refused(reject(replace(REJECT, no_right_unit=False))) == ["REM-31.nowhere"]
    assert refused(reject(replace(REJECT, reason=""))) == ["REM-31.reject_reason"]
    assert refused(reject(replace(REJECT, assessor_set=False))) == ["REM-21.no_assessor"]


# --- both ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event_on", "reason", "codes"),
    [
        (DAY, "", []),
        (date(2025, 3, 9), "", []),
        (date(2025, 3, 8), "", ["X-26.reason"]),
        (EARLIER, "", ["X-26.reason"]),
        (EARLIER, "Skannern var trasig", []),
        (LATER, "Skannern var trasig", ["X-26.future"]),
    ],
)
def test_what_is_registered_afterwards(event_on: date, reason: str, codes: list[str]) -> None:
    """X-26, D-65: up to the limit of one day without a reason, beyond it with one, the future never."""
    assert refused(backdated(event_on, DAY, reason)) == codes


def test_without_a_limit_nobody_guesses() -> None:
    """X-19, X-26: before the value began the question is unclear."""
    assert backdated(date(1999, 1, 1), date(1999, 1, 2)).outcome == "unclear"


def test_a_scan_moves_with_a_reason() -> None:
    """REM-15, X-15."""
    assert move_scan("Fel patient").outcome == "met"
    assert refused(move_scan(" ")) == ["REM-15.move_reason"]


def test_a_patient_who_dies_or_moves_meanwhile() -> None:
    """X-28: death is shown and hides a move; nothing is shown of the others."""
    assert [reason.code for reason in patient_flags(deceased_on=DAY, moved_on=DAY)] == ["X-28.deceased_open"]
    moved = patient_flags(moved_on=DAY, region="Region Halland")
    assert [reason.code for reason in moved] == ["X-28.moved"]
    assert "Region Halland sedan 10 mars 2025" in moved[0].text
    assert patient_flags() == ()


def test_dictations_with_referrals_come_first() -> None:
    """REM-03: an ordinary dictation of 08:00 waits for one with a referral of 11:00; within a kind the oldest."""
    eight, nine, eleven = (datetime(2025, 3, 10, hour, tzinfo=UTC) for hour in (8, 9, 11))
    dictations = [(False, eight), (True, eleven), (False, nine)]
    assert sorted(dictations, key=lambda one: dictation_order(*one)) == [(True, eleven), (False, eight), (False, nine)]


def test_messages_are_whole_sentences() -> None:
    """X-35: a headline without a full stop, sentences, a source; no exclamation marks, no ids."""
    for subject in ("referrals", "referrals_receiving", "referrals_forwarding", "referrals_absence"):
        for code, words in book(subject).messages.items():
            assert words.head, code
            assert not words.head.endswith("."), code
            assert words.text.endswith("."), code
            assert "!" not in words.head + words.text, code
            assert "REM-" not in words.text, code


def test_who_may_what_as_such() -> None:
    """REM-01, REM-18, REM-21, REM-42: the pool reads and transcribes; only the head decides; all ask for a grant."""
    rem = [permission for permission in Permission if permission.value.startswith("rem.")]
    assert {MODULE_OF[permission] for permission in rem} == {"rem"}
    assert [permission for permission in rem if role_may("poolsekreterare", permission)] == [
        Permission.REM_READ,
        Permission.REM_TRANSCRIBE,
    ]
    assert [role for role in ROLES if role_may(role, Permission.REM_DECIDE)] == ["verksamhetschef"]
    assert {role for role in ROLES if role_may(role, Permission.REM_ASSESS)} == {"lakare", "verksamhetschef"}
    assert not role_may("godkannare", Permission.REM_READ)
