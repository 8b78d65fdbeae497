"""What a referral is judged by, one question each: sending, confirming, watching, answering, recalling, attesting.

Each gives a decision with every reason. Rules take no part in who is asking; rights are judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import cast

from vardkedja.rules.access import ROLES
from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.referral_deadlines import BOOK, VGR
from vardkedja.rules.referral_facts import (
    AnswerFacts,
    ArrivalFacts,
    Channel,
    CloseReason,
    ConfirmationFacts,
    RejectFacts,
    SendFacts,
)
from vardkedja.rules.referral_terms import MessageKind
from vardkedja.rules.words import book

RECEIVING = book("referrals_receiving")
MARK = "REMISSBEKRÄFTELSE"
NOT_STATED = "ej angiven"
_PARTS = (MessageKind.PARTIAL, MessageKind.PRELIMINARY)


def _answer(rule: str, reasons: Sequence[Reason], say: str, result: dict[str, object] | None = None) -> Decision:
    """The decision; a refusal says its reasons instead of ``say``."""
    said = " ".join(f"{reason.head}." for reason in met(rule, reasons).refusals)
    return met(rule, reasons, result=None if said else result, say=said or say)


# --- the sender ----------------------------------------------------------------------------------------------------


def send(facts: SendFacts) -> Decision:
    """Whether a signed referral can leave today (REM-05, REM-06, X-28). Lateness is no hindrance (X-42)."""
    reasons = []
    if facts.deceased:
        reasons.append(BOOK.reason("X-28.deceased"))
    if not facts.receiver_chosen:
        reasons.append(BOOK.reason("REM-06.no_receiver"))
    elif not facts.receiver_open:
        reasons.append(BOOK.reason("REM-06.receiver_closed"))
    elif facts.channel == Channel.ELECTRONIC and not facts.receiver_inside:
        reasons.append(BOOK.reason("REM-06.channel"))
    if not facts.question.strip():
        reasons.append(BOOK.reason("REM-05.no_question"))
    if facts.decided_on is None:
        reasons.append(BOOK.reason("REM-05.no_decision"))
    elif facts.decided_on > facts.on:
        reasons.append(BOOK.reason("REM-05.future", **_days(facts.decided_on, facts.on)))
    if not facts.monitor_chosen:
        reasons.append(BOOK.reason("REM-06.no_monitor"))
    return _answer("referrals.send", reasons, "Remissen kan skickas.")


def confirmation(facts: ConfirmationFacts) -> Decision:
    """Whether a confirmation is whole (REM-07, REM-28). Result: ``text``, the marking that the system puts in."""
    reasons = []
    if facts.received_on is None:
        reasons.append(BOOK.reason("REM-07.no_day"))
    elif facts.received_on > facts.on:
        reasons.append(BOOK.reason("REM-07.future", **_days(facts.received_on, facts.on)))
    if not facts.unit.strip():
        reasons.append(BOOK.reason("REM-28.unit"))
    if facts.accepted is None:
        reasons.append(BOOK.reason("REM-28.accepted"))
    if not facts.waiting.strip() and not facts.not_stated:
        reasons.append(BOOK.reason("REM-07.no_wait"))
    if facts.waiting.strip() and facts.not_stated:
        reasons.append(BOOK.reason("REM-07.both"))
    return _answer(
        "referrals.confirmation", reasons, "Bekräftelsen är hel.", {"text": confirmation_text(facts.waiting)}
    )


def confirmation_text(waiting: str) -> str:
    """REMISSBEKRÄFTELSE – väntetid 8 veckor; the mark cannot be left out (REM-07)."""
    return f"{MARK} – väntetid {waiting.strip() or NOT_STATED}"


def end_monitoring(kind: str, answer: bool) -> Decision:
    """The question whether the watch ends, asked when a MessageKind has come (REM-08, REM-16, REM-17). Result: ``ends``.

    Only a final answer ends it. A confirmation or a part of an answer takes no Ja.
    """
    reasons = []
    if answer and kind != MessageKind.FINAL:
        reasons.append(BOOK.reason("REM-16.ends" if kind in _PARTS else "REM-08.ends"))
    say = "Bevakningen avslutas." if answer else "Bevakningen ligger kvar."
    return _answer("referrals.end_monitoring", reasons, say, {"ends": answer})


def move_date(new: date, cause: str, on: date) -> Decision:
    """Whether the watch can be moved to ``new``, any day of the week (REM-11)."""
    reasons = []
    if new < on:
        reasons.append(BOOK.reason("REM-11.past", **_days(new, on)))
    if not cause.strip():
        reasons.append(BOOK.reason("REM-11.no_cause"))
    return _answer("referrals.move_date", reasons, f"Bevakningen flyttas till {plain_date(new)}.")


def recall(started: bool) -> Decision:
    """Whether the sender can take the referral back alone: until the receiver has started."""
    reasons = (BOOK.reason("REM-21.started"),) if started else ()
    return _answer("referrals.recall", reasons, "Remissen kan återkallas.")


def ask_recall(started: bool) -> Decision:
    """Whether the sender asks the receiver to let the referral be taken back: once the receiver has started."""
    reasons = () if started else (BOOK.reason("REM-21.not_started"),)
    return _answer("referrals.ask_recall", reasons, "Mottagaren kan tillfrågas om återkallelse.")


def close(reason: str, text: str = "") -> Decision:
    """Whether a watch can end without an answer: a reason from the list, in words when it is "annat skäl"."""
    known = [str(code) for code in CloseReason]
    reasons = []
    if reason not in known:
        reasons.append(BOOK.reason("REM-08.close_reason"))
    elif reason == CloseReason.OTHER and not text.strip():
        reasons.append(BOOK.reason("REM-08.close_text"))
    return _answer("referrals.close", reasons, "Bevakningen kan avslutas utan svar.")


def attest(own_unit: bool, role: str, roles: Collection[str]) -> Decision:
    """Whether this role attests for its unit (REM-18). ``roles`` is the unit's routine (D-30)."""
    reasons = []
    if not own_unit:
        reasons.append(BOOK.reason("REM-18.unit"))
    elif not roles:
        reasons.append(BOOK.reason("REM-18.no_roles"))
    elif role not in roles:
        reasons.append(BOOK.reason("REM-18.role", roles=_role_names(roles)))
    return _answer("referrals.attest", reasons, "Svaret kan vidimeras.")


# --- the receiver --------------------------------------------------------------------------------------------------


def register_paper(facts: ArrivalFacts) -> Decision:
    """Whether the arrival of a paper referral is whole (REM-23). Late is stored, see ``same_day``."""
    reasons = []
    if not facts.patient_chosen:
        reasons.append(RECEIVING.reason("REM-23.no_patient"))
    if not facts.sender.strip():
        reasons.append(RECEIVING.reason("REM-23.no_sender"))
    if facts.arrived_on is None:
        reasons.append(RECEIVING.reason("REM-23.no_day"))
    elif facts.arrived_on > facts.on:
        reasons.append(RECEIVING.reason("REM-23.future", **_days(facts.arrived_on, facts.on)))
    elif facts.referred_on and facts.referred_on > facts.arrived_on:
        parts = {"written": plain_date(facts.referred_on), "arrived": plain_date(facts.arrived_on)}
        reasons.append(RECEIVING.reason("REM-23.order", **parts))
    if not facts.scan:
        reasons.append(RECEIVING.reason("REM-23.no_scan"))
    return _answer("referrals.register_paper", reasons, "Ankomsten kan registreras.")


def needs_assessor(assessor_set: bool) -> Decision:
    """Whether the receiver can act: a responsible assessor is set (REM-21)."""
    return _answer("referrals.needs_assessor", _assessor(assessor_set), "Ansvarig bedömare är utsedd.")


def answer(facts: AnswerFacts) -> Decision:
    """Whether a reply can be sent (REM-21, REM-27, REM-29, REM-37). A patient not told is a flag."""
    reasons = _assessor(facts.assessor_set)
    if facts.forwarding_notice:
        reasons.append(RECEIVING.reason("REM-37.notice"))
    if facts.answered and facts.kind in _PARTS:
        reasons.append(RECEIVING.reason("REM-29.after_final"))
    if not facts.text.strip():
        reasons.append(RECEIVING.reason("REM-29.no_text"))
    if not facts.patient_told:
        reasons.append(RECEIVING.reason("REM-27.not_told"))
    return _answer("referrals.answer", reasons, "Svaret kan skickas.")


def told(patient_told: bool) -> tuple[Reason, ...]:
    """The flag on a confirmation or reply while nobody has recorded how the patient was told (REM-27)."""
    return () if patient_told else (RECEIVING.reason("REM-27.not_told"),)


def close_without(confirmed: bool, replied: bool) -> Decision:
    """Whether an assessed referral is done with: only by a confirmation or a reply (REM-25)."""
    reasons = () if confirmed or replied else (RECEIVING.reason("REM-25.neither"),)
    return _answer("referrals.close_without", reasons, "Bedömningen är avslutad.")


def interrupt(assessor_set: bool, reason: str) -> Decision:
    """Whether the receiver can interrupt: with an assessor, and a reason that the sender reads."""
    reasons = _assessor(assessor_set)
    if not reason.strip():
        reasons.append(RECEIVING.reason("REM-25.no_reason"))
    return _answer("referrals.interrupt", reasons, "Remissen kan avbrytas.")


def reject(facts: RejectFacts) -> Decision:
    """Whether the receiver can reject: only when there is nowhere to forward, and with a reason (REM-31)."""
    reasons = _assessor(facts.assessor_set)
    if not facts.no_right_unit:
        reasons.append(RECEIVING.reason("REM-31.nowhere"))
    if not facts.reason.strip():
        reasons.append(RECEIVING.reason("REM-31.reject_reason"))
    return _answer("referrals.reject", reasons, "Remissen kan avvisas.")


# --- both ----------------------------------------------------------------------------------------------------------


def move_scan(reason: str) -> Decision:
    """Whether a scan that lies with the wrong patient or case can be moved: with a reason."""
    reasons = () if reason.strip() else (BOOK.reason("REM-15.move_reason"),)
    return _answer("referrals.move_scan", reasons, "Pappret kan flyttas.")


def backdated(
    event_on: date, registered_on: date, reason: str = "", region: str = VGR, terms: Terms = SHIPPED
) -> Decision:
    """Whether something that happened earlier can be registered today (X-26). Result: ``days`` between them."""
    rule = "referrals.backdated"
    try:
        limit = cast(int, terms.value("referrals.backdating_days", registered_on, region).value)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), say="Det går inte att avgöra om ett skäl behövs.")
    days = (registered_on - event_on).days
    parts = {"event": plain_date(event_on), "registered": plain_date(registered_on)}
    reasons = []
    if days < 0:
        reasons.append(BOOK.reason("X-26.future", **parts))
    if days > limit and not reason.strip():
        reasons.append(BOOK.reason("X-26.reason", limit=count(limit, "dag", "dagar"), **parts))
    return _answer(rule, reasons, "Händelsen kan registreras.", {"days": days})


def patient_flags(
    deceased_on: date | None = None, moved_on: date | None = None, region: str = ""
) -> tuple[Reason, ...]:
    """What an open referral shows of a patient who has died or moved meanwhile (X-28). Death hides the rest."""
    if deceased_on:
        return (BOOK.reason("X-28.deceased_open", day=plain_date(deceased_on)),)
    if moved_on:
        return (BOOK.reason("X-28.moved", region=region or "en annan region", day=plain_date(moved_on)),)
    return ()


def dictation_order(contains_referral: bool, waited_since: datetime) -> tuple[bool, datetime]:
    """The sort key of a dictation: those with a referral or reply first, then the oldest (REM-03)."""
    return not contains_referral, waited_since


def _role_names(roles: Collection[str]) -> str:
    return ", ".join(sorted(ROLES[role].name if role in ROLES else role for role in roles))


def _assessor(there: bool) -> list[Reason]:
    return [] if there else [RECEIVING.reason("REM-21.no_assessor")]


def _days(day: date, today: date) -> dict[str, str]:
    return {"day": plain_date(day), "today": plain_date(today)}
