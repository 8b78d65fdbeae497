"""The permanent care contact: who appoints, on what ground, and the doctor of a patient in danger (LNK-24 to LNK-27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vardkedja.rules.calendar import elapsed_minutes, local
from vardkedja.rules.datewords import age_words
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge import clock_words, day_of
from vardkedja.rules.discharge_parties import UnitKind
from vardkedja.rules.discharge_rights import CaseRole, Operation, RightFacts, may
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.plans import KRONOBERG
from vardkedja.rules.words import book

BOOK = book("plans_contacts")
TASK_OWNER = "verksamhetschef"


class Ground(StrEnum):
    """Why a contact is appointed (LNK-26): the patient asks for it, or it is necessary for one of four things."""

    REQUEST = "patientens_begaran"
    SAFETY = "trygghet"
    CONTINUITY = "kontinuitet"
    COORDINATION = "samordning"
    SECURITY = "sakerhet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact. ``unit`` is the clinic, centre or municipal unit that has named the person; ``since`` the first day."""

    name: str
    unit: str
    role: str = ""
    phone: str = ""
    since: date | None = None
    licensed_doctor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointFacts:
    """An appointment as it is written on the day ``on``. ``requested_at`` is when the patient asked."""

    on: date
    by: UnitKind
    role: CaseRole
    contact: Contact
    grounds: tuple[Ground, ...] = ()
    requested_at: datetime | None = None


def appoint(facts: AppointFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether a contact may be appointed, with every reason (LNK-24, LNK-26).

    Who may is asked of the table of rights: regional primary care, which includes specialised outpatient care. Name,
    unit, first day and ground are needed, and the time of a patient's request. A missing role or phone is flagged.
    """
    contact = facts.contact
    asked = RightFacts(operation=Operation.APPOINT_CONTACT, role=facts.role, unit_kind=facts.by, on=facts.on)
    right = may(asked, region, terms)
    reasons = list(right.refusals)
    if not contact.name.strip():
        reasons.append(BOOK.reason("LNK-24.no_name"))
    if not contact.role.strip():
        reasons.append(BOOK.reason("LNK-24.no_role"))
    if not contact.unit.strip():
        reasons.append(BOOK.reason("LNK-24.no_unit"))
    if not contact.phone.strip():
        reasons.append(BOOK.reason("LNK-24.no_phone"))
    if contact.since is None:
        reasons.append(BOOK.reason("LNK-24.no_day"))
    if not facts.grounds:
        reasons.append(BOOK.reason("LNK-26.no_ground"))
    elif Ground.REQUEST in facts.grounds and facts.requested_at is None:
        reasons.append(BOOK.reason("LNK-26.no_time"))
    inputs = {
        "on": facts.on,
        "by": facts.by,
        "role": facts.role,
        "contact": _input(contact),
        "grounds": facts.grounds,
        "requested_at": facts.requested_at,
    }
    unclear = right.reasons if right.outcome is Outcome.UNCLEAR else ()
    stopped = [reason.text for reason in reasons if reason.weight == "refuse"]
    stopped += [reason.text for reason in unclear]
    say = stopped[0] if stopped else "Den fasta vårdkontakten kan utses."
    return met(
        "plans.appoint",
        reasons,
        unclear=unclear,
        inputs=inputs,
        say=say,
        sources=(BOOK.sources["appoint"], BOOK.sources["ground"], *right.sources),
    )


def decline(grounds: tuple[Ground, ...]) -> Decision:
    """Whether the need of a contact may be declined: never when the patient has asked for one (LNK-26).

    Result: ``may_decline``, which is also whether the page offers it. A ground must be recorded first.
    """
    reasons = []
    if not grounds:
        reasons.append(BOOK.reason("LNK-26.no_ground"))
    elif Ground.REQUEST in grounds:
        reasons.append(BOOK.reason("LNK-26.requested"))
    say = reasons[0].text if reasons else "Behovet får avböjas, eftersom patienten inte har begärt en vårdkontakt."
    return met(
        "plans.decline",
        reasons,
        result={"may_decline": not reasons},
        inputs={"grounds": grounds},
        say=say,
        sources=(BOOK.sources["ground"],),
    )


def without_contact(received_at: datetime, at: datetime, appointed_at: datetime | None = None) -> Decision:
    """Whether a case of regional primary care is listed as without a contact at the instant ``at``, and since when.

    LNK-24. Result: ``listed`` and, when it is, ``minutes`` since the admission message was received. No limit of hours
    is set, so the age is shown and never late. Unclear outside the calendar.
    """
    rule = "plans.without_contact"
    inputs = {"received_at": received_at, "at": at, "appointed_at": appointed_at}
    try:
        for instant in (received_at, at, appointed_at or at):
            day_of(instant)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Tiden går inte att räkna ut.")
    minutes = elapsed_minutes(received_at, at)
    appointed = appointed_at is not None and elapsed_minutes(appointed_at, at) >= 0
    listed = minutes >= 0 and not appointed
    reasons: list[Reason] = []
    result: dict[str, object] = {"listed": listed}
    if listed:
        result["minutes"] = minutes
        reasons.append(BOOK.reason("LNK-24.none", received=clock_words(local(received_at)), age=age_words(minutes)))
    return met(
        rule,
        reasons,
        result=result,
        inputs=inputs,
        say=reasons[0].text if reasons else "Ingen fast vårdkontakt saknas.",
        sources=(BOOK.sources["appoint"],),
        outcome=Outcome.COMPUTED,
    )


def shown(contacts: tuple[Contact, ...]) -> Decision:
    """Every contact of the patient, and whether they share a thread (LNK-25).

    Result: ``contacts``, by unit and name, the same list for each of them, and ``shared_thread`` when they are at more
    than one unit.
    """
    ordered = sorted(contacts, key=lambda contact: (_key(contact.unit), _key(contact.name)))
    units = {_key(contact.unit) for contact in contacts}
    shared = len(units) > 1
    if shared:
        say = "Vårdkontakterna ser varandra och har en gemensam tråd."
    else:
        say = "Vårdkontakterna finns på en enhet." if contacts else "Ingen fast vårdkontakt är utsedd."
    return met(
        "plans.contacts",
        result={"contacts": tuple(_input(contact) for contact in ordered), "shared_thread": shared},
        inputs={"contacts": len(contacts)},
        say=say,
        sources=(BOOK.sources["several"],),
        outcome=Outcome.COMPUTED,
    )


def _key(text: str) -> str:
    return text.strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerFacts:
    """A life-threatening condition, established at an instant, and the contacts that are named at the instant ``at``."""

    established_at: datetime
    by_treating_doctor: bool
    at: datetime
    contacts: tuple[Contact, ...] = ()


def doctor_as_contact(facts: DangerFacts) -> Decision:
    """Whether the task to make a licensed doctor the patient's contact may be closed (LNK-27).

    The task belongs to the head of unit, and begins when a treating doctor has established the condition. Result:
    ``task_for``, ``task_open`` and ``minutes`` since the condition was established: as soon as possible is measured,
    not limited. Not met while no licensed doctor is contact; a contact counts from the first day. Without a treating
    doctor behind it there is no task.
    """
    rule = "plans.doctor_as_contact"
    inputs = {
        "established_at": facts.established_at,
        "by_treating_doctor": facts.by_treating_doctor,
        "at": facts.at,
        "contacts": tuple(_input(contact) for contact in facts.contacts),
    }
    try:
        day_of(facts.established_at)
        today = day_of(facts.at)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Tiden går inte att räkna ut.")
    if not facts.by_treating_doctor or elapsed_minutes(facts.established_at, facts.at) < 0:
        reason = BOOK.reason("LNK-27.not_established")
        return met(rule, (reason,), result={"task_open": False}, inputs=inputs, say=reason.text)
    named = [contact for contact in facts.contacts if contact.since is not None and contact.since <= today]
    reasons = []
    if not named:
        reasons.append(BOOK.reason("LNK-27.no_contact"))
    elif not any(contact.licensed_doctor for contact in named):
        reasons.append(BOOK.reason("LNK-27.not_doctor"))
    minutes = elapsed_minutes(facts.established_at, facts.at)
    return met(
        rule,
        reasons,
        result={"task_for": TASK_OWNER, "task_open": bool(reasons), "minutes": minutes},
        inputs=inputs,
        steps=(
            f"Tillståndet konstaterades {clock_words(local(facts.established_at))}, {age_words(minutes)} tidigare.",
        ),
        say=reasons[0].text if reasons else "En legitimerad läkare är fast vårdkontakt. Uppgiften kan avslutas.",
        sources=(BOOK.sources["danger"],),
    )


def _input(contact: Contact) -> dict[str, object]:
    return {
        "name": contact.name,
        "unit": contact.unit,
        "role": contact.role,
        "phone": contact.phone,
        "since": contact.since,
        "licensed_doctor": contact.licensed_doctor,
    }
