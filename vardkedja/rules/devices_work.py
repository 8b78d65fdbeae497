"""Work around a device case: who is found, activated and told, who sees what, and the lists (HJM-13, 21, 22, 26, 35, 43, 44)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import cast

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, computed, met
from vardkedja.rules.devices import payer_reasons
from vardkedja.rules.devices_case import deactivate
from vardkedja.rules.devices_facts import SKANE, day_of, done
from vardkedja.rules.devices_workflow import By
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import region_code, region_name
from vardkedja.rules.words import book

BOOK = book("devices_work")
# Our own sentence for the mail: it has room for the number of the request and for nothing else (HJM-21).
FEEDBACK = "Registreringen är klar för begäran {request}. Logga in för att fortsätta."
REQUEST_ID = re.compile(r"[0-9A-Za-zÅÄÖåäö][0-9A-Za-zÅÄÖåäö/-]*")
# The shape that personnummer, co-ordination numbers and reserve numbers share.
PERSON = re.compile(r"[0-9]{6}[-+]?[0-9A-Za-z]{4}")


class NextStep(StrEnum):
    """What follows on a search for the patient in webSesam (HJM-13)."""

    SEND = "send_request"
    WAIT = "await_registration"
    CONTINUE = "continue_case"


class OfficeTask(StrEnum):
    """What VO Hjälpmedel is asked to do for a patient who returns (HJM-22, 26)."""

    ACTIVATE = "activate"
    CHANGE_PAYER = "change_payer"


class WorkList(StrEnum):
    """The lists of VO Hjälpmedel, then those of the prescriber (HJM-44)."""

    REGISTER = "to_register"
    ACTIVATE = "to_activate"
    DEACTIVATE = "to_deactivate"
    SUM = "sum_to_calculate"
    HOME_REGION = "waiting_home_region"
    REGISTRATION = "waiting_registration"
    READY = "ready_to_hand_out"


OWNERS = {
    By.OFFICE: (WorkList.REGISTER, WorkList.ACTIVATE, WorkList.DEACTIVATE, WorkList.SUM),
    By.PRESCRIBER: (WorkList.HOME_REGION, WorkList.REGISTRATION, WorkList.READY),
}


def search(on: date, found_on: date | None = None, requested_on: date | None = None) -> Decision:
    """What follows when the patient is sought in webSesam (HJM-13).

    ``found_on``: the day of the hit. ``requested_on``: the day registration was asked for. Result: ``next`` and
    ``contact``, whom the request goes to. Not met while the prescription waits; after a hit nothing is entered anew.
    """
    inputs = {"on": on, "found_on": found_on, "requested_on": requested_on}
    if done(found_on, on):
        result: dict[str, object] = {"next": NextStep.CONTINUE, "contact": None}
        return met("devices.search", result=result, inputs=inputs, say="Patienten finns. Fortsätt ärendet.")
    sent = done(requested_on, on)
    reason = BOOK.reason("HJM-13.waiting" if sent else "HJM-13.no_hit")
    return met(
        "devices.search",
        [reason],
        result={"next": NextStep.WAIT if sent else NextStep.SEND, "contact": "administration"},
        inputs=inputs,
        say=reason.text,
    )


def contact(function: str, on: date, terms: Terms = SHIPPED) -> Decision:
    """How a function of VO Hjälpmedel is reached on ``on`` (HJM-43). Result: ``name`` and its channels.

    Unclear for a function that has no contact, and for a day without contacts.
    """
    inputs = {"function": function, "on": on}
    try:
        known = terms.value("devices.contacts", on, SKANE)
    except NotInForce as missing:
        return met("devices.contact", unclear=[missing.reason], inputs=inputs, say=missing.reason.head)
    found = cast(Mapping[str, Mapping[str, object]], known.value).get(function)
    if found is None:
        reason = BOOK.reason("HJM-43.unknown")
        return met("devices.contact", unclear=[reason], inputs=inputs, say=reason.text)
    say = f"Kontakta {found['name']}."
    return computed("devices.contact", dict(found), inputs=inputs, say=say, sources=(known.source,))


def feedback(request: str, email: str, sent_at: datetime, registered_at: datetime | None = None) -> Decision:
    """The mail to the prescriber when the patient is registered (HJM-21). Result: ``to`` and ``text``.

    The text holds the number of the request and nothing about the patient; a number that could be a person's is refused.
    """
    inputs = {"request": request, "email": bool(email.strip()), "sent_at": sent_at, "registered_at": registered_at}
    reasons = []
    if not email.strip():
        reasons.append(BOOK.reason("HJM-21.no_email"))
    if not done(registered_at, sent_at):
        reasons.append(BOOK.reason("HJM-21.not_registered"))
    if PERSON.search(request) or not REQUEST_ID.fullmatch(request):
        reasons.append(BOOK.reason("HJM-21.personal"))
        inputs["request"] = None
    return met(
        "devices.feedback",
        reasons,
        result={} if reasons else {"to": email.strip(), "text": FEEDBACK.format(request=request)},
        inputs=inputs,
        say=reasons[0].text if reasons else "Återkopplingen kan skickas.",
        sources=(BOOK.sources["feedback"],),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturningFacts:
    """A patient whom Sesam knows from before, in a case opened on ``opened_on``, as it stands at ``on``.

    ``region`` is the one that the check found to pay, ``payer`` the one that Sesam holds. ``inactive``: the patient was
    inactivated when the case was opened.
    """

    area: str
    on: datetime
    opened_on: date
    checked_on: date | None = None
    region: str = ""
    payer: str = ""
    inactive: bool = False
    called_at: datetime | None = None
    caller: str = ""
    activated_at: datetime | None = None


def returning(facts: ReturningFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether a patient who returns may be prescribed a new device (HJM-22, 26, 45).

    The payer is checked for this case and right in Sesam, and an inactivated patient is activated, by phone. Result:
    ``ask`` (what VO Hjälpmedel is asked to do), ``may_prescribe`` and ``send_anew``: the data is never sent again.
    """
    inputs: dict[str, object] = {name: getattr(facts, name) for name in ReturningFacts.__dataclass_fields__}
    inputs["caller"] = bool(facts.caller.strip())
    try:
        areas = terms.value("devices.areas", day_of(facts.on), SKANE)
    except NotInForce as missing:
        nothing = {"ask": [], "may_prescribe": False, "send_anew": False}
        return met(
            "devices.returning", unclear=[missing.reason], result=nothing, inputs=inputs, say=missing.reason.head
        )
    row = cast(Mapping[str, Mapping[str, object]], areas.value)[facts.area]
    payer = _payer(facts) if row["payer_check"] else []
    activation = _activation(facts) if facts.inactive else []
    reasons = activation + payer
    ask = [OfficeTask.ACTIVATE] if facts.inactive and not done(facts.activated_at, facts.on) else []
    if any(reason.code == "HJM-26.change_payer" for reason in payer):
        ask.append(OfficeTask.CHANGE_PAYER)
    return met(
        "devices.returning",
        reasons,
        result={"ask": ask, "may_prescribe": not reasons, "send_anew": False},
        inputs=inputs,
        say=reasons[0].text if reasons else "Hjälpmedlet får förskrivas på nytt.",
        sources=(areas.source,),
    )


def _payer(facts: ReturningFacts) -> list[Reason]:
    unchecked = payer_reasons(facts.checked_on, facts.on, facts.opened_on)
    if unchecked:
        return unchecked
    region, held = region_code(facts.region), region_code(facts.payer)
    if region is None:
        return [BOOK.reason("HJM-45.no_region")]
    if region != held:
        parts = {"region": region_name(region), "held": region_name(held) if held else "ingen"}
        return [BOOK.reason("HJM-26.change_payer", **parts)]
    return []


def _activation(facts: ReturningFacts) -> list[Reason]:
    if not done(facts.called_at, facts.on):
        return [BOOK.reason("HJM-22.not_called")]
    reasons = [] if facts.caller.strip() else [BOOK.reason("HJM-22.no_caller")]
    if not done(facts.activated_at, facts.on):
        reasons.append(BOOK.reason("HJM-22.not_activated"))
    elif facts.activated_at and facts.called_at and facts.activated_at < facts.called_at:
        reasons.append(BOOK.reason("HJM-22.turned"))
    return reasons


def instruction(role: str) -> Decision:
    """Whether the instruction for registration may be read: by VO Hjälpmedel only (HJM-35)."""
    reasons = [] if role == By.OFFICE else [BOOK.reason("HJM-35.office_only")]
    say = reasons[0].text if reasons else "Instruktionen kan visas."
    return met("devices.instruction", reasons, inputs={"role": role}, say=say, sources=(BOOK.sources["instruction"],))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCase:
    """A case with the days of what was asked and answered. ``ready_on``: the day from which it may be handed out."""

    item: str
    residence: str
    area: str
    home_region_asked: date | None = None
    home_region_answered: date | None = None
    registration_sent: date | None = None
    registered: date | None = None
    activation_asked: date | None = None
    activated: date | None = None
    sum_asked: date | None = None
    sum_reported: date | None = None
    ready_on: date | None = None
    handed_out: date | None = None
    invoiced_on: date | None = None
    deactivated: date | None = None
    open_prescriptions: int = 0


def work_lists(cases: tuple[WorkCase, ...], on: date, terms: Terms = SHIPPED) -> Decision:
    """The lists of VO Hjälpmedel and of the prescriber, and in which of them each case stands on ``on`` (HJM-44).

    Result: by role, then by list, the rows ``item``, ``since`` and ``age_days``, oldest first. What is answered on a day
    stands in no list from that day. Unclear when it is not known which areas are deactivated.
    """
    rows: dict[WorkList, list[tuple[date, str]]] = {name: [] for name in WorkList}
    unclear: list[Reason] = []
    for case in cases:
        for name, asked, answered in _spans(case):
            if asked and done(asked, on) and not done(answered, on):
                rows[name].append((asked, case.item))
        if done(case.invoiced_on, on) and not done(case.deactivated, on):
            found = deactivate(
                *(case.residence, case.area, By.OFFICE, on, case.invoiced_on, case.open_prescriptions), terms=terms
            )
            unclear += found.reasons if found.outcome is Outcome.UNCLEAR else ()
            if found.outcome is Outcome.MET and case.invoiced_on:
                rows[WorkList.DEACTIVATE].append((case.invoiced_on, case.item))
    shown: dict[str, object] = {
        owner: {
            name: [{"item": item, "since": since, "age_days": (on - since).days} for since, item in sorted(rows[name])]
            for name in names
        }
        for owner, names in OWNERS.items()
    }
    return met(
        "devices.work_lists",
        unclear=dict.fromkeys(unclear),
        result=shown,
        inputs={"items": [case.item for case in cases], "on": on},
        say=f"Listorna gäller {plain_date(on)}.",
        sources=(BOOK.sources["lists"],),
        outcome=Outcome.COMPUTED,
    )


def _spans(case: WorkCase) -> tuple[tuple[WorkList, date | None, date | None], ...]:
    """Each list with the day that puts the case there and the day that takes it away."""
    return (
        (WorkList.REGISTER, case.registration_sent, case.registered),
        (WorkList.ACTIVATE, case.activation_asked, case.activated),
        (WorkList.SUM, case.sum_asked, case.sum_reported),
        (WorkList.HOME_REGION, case.home_region_asked, case.home_region_answered),
        (WorkList.REGISTRATION, case.registration_sent, case.registered),
        (WorkList.READY, case.ready_on, case.handed_out),
    )
