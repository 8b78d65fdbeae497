"""What the sender of a referral is judged by. REM-05 to REM-08, 11, 16 to 18, 21, X-28."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vardkedja.rules.decision import Decision
from vardkedja.rules.law import value
from vardkedja.rules.referral_facts import (
    CHANNEL_WORDS,
    CLOSE_WORDS,
    Channel,
    CloseReason,
    ConfirmationFacts,
    SendFacts,
)
from vardkedja.rules.referral_rules import (
    ask_recall,
    attest,
    close,
    confirmation,
    end_monitoring,
    move_date,
    recall,
    send,
)
from vardkedja.rules.referral_terms import MessageKind

DAY = date(2025, 3, 10)
EARLIER, LATER = date(2025, 3, 7), date(2025, 3, 11)
SEND = SendFacts(on=DAY, receiver_chosen=True, monitor_chosen=True, decided_on=EARLIER, question="Höftsmärta")
CONFIRM = ConfirmationFacts(on=DAY, received_on=DAY, waiting="8 veckor", unit="Ortopedmottagningen", accepted=True)


def refused(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.refusals]


def test_a_whole_referral_can_be_sent() -> None:
    """REM-06, X-42: however late the decision was."""
    assert send(SEND).outcome == "met"
    assert send(replace(SEND, decided_on=date(2024, 1, 1))).outcome == "met"
    assert send(replace(SEND, decided_on=DAY)).outcome == "met"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"monitor_chosen": False}, ["REM-06.no_monitor"]),
        ({"receiver_chosen": False}, ["REM-06.no_receiver"]),
        ({"receiver_open": False}, ["REM-06.receiver_closed"]),
        ({"receiver_inside": False}, ["REM-06.channel"]),
        ({"question": "  "}, ["REM-05.no_question"]),
        ({"decided_on": None}, ["REM-05.no_decision"]),
        ({"decided_on": LATER}, ["REM-05.future"]),
        ({"deceased": True}, ["X-28.deceased"]),
        ({"monitor_chosen": False, "question": ""}, ["REM-05.no_question", "REM-06.no_monitor"]),
    ],
)
def test_a_referral_that_lacks_something_is_not_sent(change: dict[str, object], codes: list[str]) -> None:
    """REM-05, REM-06, X-28: every reason, each with its field."""
    decision = send(replace(SEND, **change))  # type: ignore[arg-type]
    assert refused(decision) == codes
    assert all(reason.field for reason in decision.refusals)


@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.FAX, Channel.POST])
def test_paper_reaches_a_unit_outside(channel: Channel) -> None:
    """REM-06, X-24: only the electronic way asks that the receiver is inside."""
    outside = replace(SEND, receiver_inside=False)
    assert send(replace(outside, channel=channel)).outcome == "met"
    assert send(outside).outcome == "not_met"
    assert set(CHANNEL_WORDS) == set(Channel)


def test_a_confirmation_is_marked_by_the_system() -> None:
    """REM-07, REM-28: the marking stands before the stated waiting time."""
    decision = confirmation(CONFIRM)
    assert decision.outcome == "met"
    assert decision.result["text"] == "REMISSBEKRÄFTELSE – väntetid 8 veckor"
    silent = confirmation(replace(CONFIRM, waiting="", not_stated=True))
    assert silent.result["text"] == "REMISSBEKRÄFTELSE – väntetid ej angiven"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"waiting": " "}, ["REM-07.no_wait"]),
        ({"not_stated": True}, ["REM-07.both"]),
        ({"received_on": None}, ["REM-07.no_day"]),
        ({"received_on": LATER}, ["REM-07.future"]),
        ({"unit": ""}, ["REM-28.unit"]),
        ({"accepted": None}, ["REM-28.accepted"]),
    ],
)
def test_a_confirmation_that_lacks_something_is_refused(change: dict[str, object], codes: list[str]) -> None:
    """REM-07, REM-28: an empty waiting time unless "ej angiven" is chosen; a confirmation that says no is whole."""
    decision = confirmation(replace(CONFIRM, **change))  # type: ignore[arg-type]
    assert refused(decision) == codes
    assert not decision.result
    assert confirmation(replace(CONFIRM, accepted=False)).outcome == "met"


@pytest.mark.parametrize(
    ("kind", "yes"),
    [
        (MessageKind.CONFIRMATION, ["REM-08.ends"]),
        (MessageKind.PARTIAL, ["REM-16.ends"]),
        (MessageKind.PRELIMINARY, ["REM-16.ends"]),
        (MessageKind.FINAL, []),
    ],
)
def test_only_a_final_answer_ends_the_watch(kind: MessageKind, yes: list[str]) -> None:
    """REM-08, REM-16, REM-17, R-26: Nej is always taken, Ja only for a final answer."""
    assert refused(end_monitoring(kind, answer=True)) == yes
    no = end_monitoring(kind, answer=False)
    assert no.outcome == "met"
    assert no.result == {"ends": False}


def test_why_ja_is_refused_is_said_in_the_words_of_the_routine() -> None:
    """REM-08: the sentence of the catalogue."""
    text = end_monitoring(MessageKind.CONFIRMATION, answer=True).reasons[0].text
    assert "bekräftelse är inte svar; bevakningen ligger kvar" in text


def test_the_watch_moves_to_any_day_from_today() -> None:
    """REM-11: also a Saturday, with a cause; never to a day that has been."""
    assert move_date(DAY, "Väntetid", DAY).outcome == "met"
    assert move_date(date(2025, 5, 17), "Väntetid", DAY).outcome == "met"
    assert refused(move_date(EARLIER, "Väntetid", DAY)) == ["REM-11.past"]
    assert refused(move_date(DAY, " ", DAY)) == ["REM-11.no_cause"]


def test_recall_before_the_receiver_starts_and_a_question_after() -> None:
    """REM-21, X-42: one of the two is always open, never both."""
    assert recall(started=False).outcome == ask_recall(started=True).outcome == "met"
    assert refused(recall(started=True)) == ["REM-21.started"]
    assert refused(ask_recall(started=False)) == ["REM-21.not_started"]


@pytest.mark.parametrize("reason", CloseReason)
def test_a_watch_ends_without_answer_for_a_listed_reason(reason: CloseReason) -> None:
    """REM-08, REM-13: a reason from the list; "annat skäl" in words."""
    assert close(reason, "Patienten ringde").outcome == "met"
    assert refused(close(reason)) == (["REM-08.close_text"] if reason is CloseReason.OTHER else [])
    assert refused(close("bara så")) == ["REM-08.close_reason"]
    assert set(CLOSE_WORDS) == set(CloseReason)


def test_who_attests() -> None:
    """REM-18, D-30: at the own unit, with a role of its routine; the roles are named in Swedish."""
    roles = value("referrals.attest_roles", DAY).value
    assert attest(True, "lakare", roles).outcome == "met"  # type: ignore[arg-type]
    assert refused(attest(False, "lakare", roles)) == ["REM-18.unit"]  # type: ignore[arg-type]
    decision = attest(True, "sekreterare", roles)  # type: ignore[arg-type]
    assert refused(decision) == ["REM-18.role"]
    assert "Läkare, Verksamhetschef" in decision.reasons[0].text
    assert attest(True, "sekreterare", ("sekreterare",)).outcome == "met"
    assert refused(attest(True, "lakare", ())) == ["REM-18.no_roles"]
