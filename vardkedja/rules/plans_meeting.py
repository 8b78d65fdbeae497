"""The call to a coordinated plan, its meetings, and its follow-up (LNK-36 to LNK-41, LNK-48)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vardkedja.rules.calendar import elapsed_minutes
from vardkedja.rules.datewords import count, long_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge_parties import UnitKind
from vardkedja.rules.discharge_rights import CaseRole, Operation, RightFacts, may
from vardkedja.rules.law import SHIPPED, Terms
from vardkedja.rules.plans import KRONOBERG
from vardkedja.rules.plans_workflow import WORKFLOW, Event, State
from vardkedja.rules.words import book

BOOK = book("plans_meeting")


class Side(StrEnum):
    """Which side of a discharge case a unit stands on; an actor outside region and municipalities is outside."""

    PRIMARY_CARE = "regional_primary_care"
    MUNICIPALITY = "municipality"
    INPATIENT = "inpatient_care"
    OUTSIDE = "outside"


SIDES = {
    UnitKind.INPATIENT: Side.INPATIENT,
    UnitKind.REGIONAL_PRIMARY: Side.PRIMARY_CARE,
    UnitKind.MUNICIPAL_PRIMARY: Side.MUNICIPALITY,
    UnitKind.SOCIAL_SERVICES: Side.MUNICIPALITY,
    UnitKind.OTHER: Side.OUTSIDE,
}


class Form(StrEnum):
    """How a meeting is held (LNK-41): mixed when some take part digitally and others on the spot."""

    PHYSICAL = "physical"
    DIGITAL = "digital"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who is called, and whether digitally. ``outside``: an actor outside region and municipalities."""

    name: str
    digital: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting of the plan."""

    at: datetime | None = None
    place: str = ""
    link: str = ""
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """A call as it is sent on the day ``on``, by somebody in ``role`` at a unit of the kind ``by``."""

    on: date
    plan: State
    by: UnitKind
    role: CaseRole
    caller: str
    meetings: tuple[Meeting, ...] = ()
    consulted_patient: bool = False
    consulted_actors: bool = False


def call_due(plan: State, assessable: bool) -> Decision:
    """Whether a call is due, and whose task it is: regional primary care's (LNK-36).

    It is due when the plan is relevant, nobody has called, and the patient's needs can be assessed. Result: ``due`` and
    ``task_for``, None when it is not due.
    """
    due = plan is State.RELEVANT and assessable
    return met(
        "plans.call_due",
        result={"due": due, "task_for": Side.PRIMARY_CARE if due else None},
        inputs={"plan": plan, "assessable": assessable},
        say="Det är dags att kalla till SIP." if due else "Ingen kallelse till SIP väntar.",
        sources=(BOOK.sources["call"],),
        outcome=Outcome.COMPUTED,
    )


def call(facts: CallFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the call may be sent, with every reason (LNK-36, LNK-37, LNK-38, LNK-41).

    Who may call is asked of the table of rights. Result: ``caller``, the side that is recorded; ``forms``, one for
    each meeting (None without participants); ``external``, who is outside, and ``external_task_for``, the side that
    reaches them: the one that calls, None when nobody is outside. Missing consultation, participants, or a place or
    link that some need are flagged.
    """
    rule, inputs = "plans.call", _call_inputs(facts)
    asked = RightFacts(operation=Operation.CALL_PLAN, role=facts.role, unit_kind=facts.by, on=facts.on)
    right = may(asked, region, terms)
    if right.outcome is Outcome.UNCLEAR:
        return met(rule, unclear=right.reasons, inputs=inputs, say="Det går inte att pröva vem som får kalla.")
    reasons = _when(facts.plan) + list(right.refusals)
    if not facts.caller.strip():
        reasons.append(BOOK.reason("LNK-36.no_caller"))
    if not facts.meetings:
        reasons.append(BOOK.reason("LNK-36.no_meeting"))
    for number, meeting in enumerate(facts.meetings, start=1):
        reasons += _meeting(meeting, str(number))
    if not facts.consulted_patient:
        reasons.append(BOOK.reason("LNK-36.patient"))
    if not facts.consulted_actors:
        reasons.append(BOOK.reason("LNK-36.actors"))
    people = (person for meeting in facts.meetings for person in meeting.participants if person.outside)
    external = tuple(dict.fromkeys(person.name for person in people))
    side = SIDES[facts.by]
    result = {
        "caller": side,
        "forms": tuple(form(meeting.participants) for meeting in facts.meetings),
        "external": external,
        "external_task_for": side if external else None,
    }
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    say = refused[0] if refused else f"Kallelsen till {count(len(facts.meetings), 'möte', 'möten')} kan skickas."
    return met(rule, reasons, result=result, inputs=inputs, say=say, sources=right.sources)


def _when(plan: State) -> list[Reason]:
    """Why there is nothing to call to now."""
    if WORKFLOW.next(plan, Event.CALL):
        return []
    return [BOOK.reason("LNK-36.not_relevant", state=WORKFLOW.word(plan).lower())]


def _meeting(meeting: Meeting, number: str) -> list[Reason]:
    """What is missing for one meeting: a time, and a place or a link."""
    reasons, place, link = [], bool(meeting.place.strip()), bool(meeting.link.strip())
    held = form(meeting.participants)
    if meeting.at is None:
        reasons.append(BOOK.reason("LNK-36.no_time", number=number))
    if not place and not link:
        reasons.append(BOOK.reason("LNK-36.no_place", number=number))
    elif not place and held in (Form.PHYSICAL, Form.MIXED):
        reasons.append(BOOK.reason("LNK-41.no_place", number=number))
    elif not link and held in (Form.DIGITAL, Form.MIXED):
        reasons.append(BOOK.reason("LNK-41.no_link", number=number))
    if held is None:
        reasons.append(BOOK.reason("LNK-36.no_participants", number=number))
    return reasons


def form(participants: tuple[Participant, ...]) -> Form | None:
    """How a meeting with these participants is held; None without participants (LNK-41)."""
    digital = {person.digital for person in participants}
    if len(digital) > 1:
        return Form.MIXED
    return None if not digital else Form.DIGITAL if digital == {True} else Form.PHYSICAL


@dataclass(frozen=True, slots=True, kw_only=True)
class External:
    """An actor outside region and municipalities, and when the call was sent there."""

    actor: str
    sent_at: datetime | None = None


def complete(external: tuple[External, ...]) -> Decision:
    """Whether the call may be marked complete: it has been sent to every external actor (LNK-38).

    Result: ``left``, the actors it has not been sent to, in order.
    """
    left = tuple(one.actor for one in external if one.sent_at is None)
    reasons = [BOOK.reason("LNK-38.not_sent", actors=", ".join(left))] if left else []
    return met(
        "plans.call_complete",
        reasons,
        result={"left": left},
        inputs={"external": tuple({"actor": one.actor, "sent_at": one.sent_at} for one in external)},
        say=reasons[0].text if reasons else "Kallelsen är skickad till alla externa aktörer.",
        sources=(BOOK.sources["external"],),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconnected:
    """An actor without access to the system, the profession that involves it, and whether that is confirmed."""

    actor: str
    responsible: str = ""
    confirmed: bool = False


def involved(actors: tuple[Unconnected, ...], meeting_at: datetime, at: datetime) -> Decision:
    """Which actors without access are not known to be involved at the instant ``at`` (LNK-39).

    A missing profession is flagged at once, a missing confirmation from the minute of the meeting. Result: ``open``,
    the actors that are not confirmed.
    """
    reasons, begun = [], elapsed_minutes(meeting_at, at) >= 0
    for one in actors:
        if not one.responsible.strip():
            reasons.append(BOOK.reason("LNK-39.no_responsible", actor=one.actor))
        elif begun and not one.confirmed:
            reasons.append(BOOK.reason("LNK-39.unconfirmed", actor=one.actor, responsible=one.responsible))
    return met(
        "plans.involved",
        reasons,
        result={"open": tuple(one.actor for one in actors if not (one.responsible.strip() and one.confirmed))},
        inputs={"actors": len(actors), "meeting_at": meeting_at, "at": at},
        say=reasons[0].text if reasons else "Inget återstår för aktörer utan behörighet just nu.",
        sources=(BOOK.sources["access"],),
    )


# --- follow-up -----------------------------------------------------------------------------------------------------


def follow_up(
    plan: State,
    on: date,
    responsible: str,
    caller: str = "",
    follow_up_on: date | None = None,
    new_meeting: bool = False,
) -> Decision:
    """Who has a task of the established plan on the day ``on`` (LNK-48).

    The named responsible has one from the day of the follow-up until the plan is followed up; the named caller has one
    when a new meeting is needed. Result: ``follow_up_for`` and ``call_for``, None when there is no task. Not met when
    the plan does not say who or when.
    """
    inputs = {"plan": plan, "on": on, "follow_up_on": follow_up_on, "new_meeting": new_meeting}
    waiting, reasons = plan is State.ESTABLISHED, []
    if waiting and follow_up_on is None:
        reasons.append(BOOK.reason("LNK-48.no_day"))
    if waiting and not responsible.strip():
        reasons.append(BOOK.reason("LNK-48.no_responsible"))
    if new_meeting and not caller.strip():
        reasons.append(BOOK.reason("LNK-48.no_caller"))
    due = waiting and follow_up_on is not None and on >= follow_up_on
    responsible_now = responsible.strip() if due else ""
    caller_now = caller.strip() if new_meeting else ""
    tasks = ["Det är dags att följa upp planen."] if due else []
    tasks += ["Det är dags att kalla till nytt möte."] if new_meeting else []
    return met(
        "plans.follow_up",
        reasons,
        result={"follow_up_for": responsible_now or None, "call_for": caller_now or None},
        inputs=inputs,
        steps=(f"Planen följs upp {long_date(follow_up_on)}.",) if follow_up_on else (),
        say=reasons[0].text if reasons else " ".join(tasks) or "Ingen uppgift väntar i dag.",
        sources=(BOOK.sources["follow_up"],),
    )


def _call_inputs(facts: CallFacts) -> dict[str, object]:
    return {
        "on": facts.on,
        "plan": facts.plan,
        "by": facts.by,
        "role": facts.role,
        "meetings": tuple({"at": meeting.at, "people": len(meeting.participants)} for meeting in facts.meetings),
        "consulted": {"patient": facts.consulted_patient, "actors": facts.consulted_actors},
    }
