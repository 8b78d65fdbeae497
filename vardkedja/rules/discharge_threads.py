"""The professions' threads in a discharge case: posts, present services, actors and questions (LNK-19 to LNK-23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from vardkedja.rules.calendar import local
from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Outcome, met
from vardkedja.rules.discharge import day_of
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import KRONOBERG
from vardkedja.rules.words import book

BOOK = book("discharge_threads")

THREAD_WORDS = {
    "sjukskoterska": "sjukskötersketråden",
    "needs_assessor": "biståndshandläggarnas tråd",
    "rehab": "rehabtråden",
    "care_coordinator": "vårdkoordinatorernas tråd",
    "discharge_coordinator": "utskrivningssamordnarnas tråd",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts:
    """A post. ``answers_in``: the thread of the question it answers, empty for a post of its own.

    ``name`` and ``phone`` are what the author has given so far in the thread.
    """

    profession: str
    thread: str
    text: str
    at: datetime
    answers_in: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFacts:
    """Which services the patient has now, or that there are none."""

    thread: str
    services: str = ""
    none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFacts:
    """A municipal actor of the case, as entered under Aktörer."""

    name: str
    profession: str
    unit: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question in a thread, and when it was answered."""

    number: str
    thread: str
    asked_at: datetime
    answered_at: datetime | None = None


def thread_name(thread: str) -> str:
    """What a thread is called in a sentence: the agreement's own, or the thread of the profession it is named after."""
    return THREAD_WORDS.get(thread, f"tråden {thread}")


def thread_of(profession: str, on: date, region: str = KRONOBERG, terms: Terms = SHIPPED) -> str:
    """The thread of a profession: one that it shares, or one named after it (LNK-19). Raises NotInForce."""
    shared = cast(Mapping[str, str], terms.value("discharge.threads_shared", on, region).value)
    return shared.get(profession, profession)


def post(facts: PostFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the post may be written in the thread (LNK-19), and what a coordinator is asked for (LNK-22).

    Result: ``own``, the author's own thread. Elsewhere only an answer to a question in that thread goes through. A
    coordinator's name or phone that is missing flags the coordinator's own thread; the post goes out.
    """
    rule, inputs = "discharge.post", _post_inputs(facts)
    try:
        on = day_of(facts.at)
        own = thread_of(facts.profession.strip(), on, region, terms)
        known_by_phone = terms.value("discharge.threads_phone", on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Inlägget går inte att pröva.")
    reasons = []
    if not facts.profession.strip():
        reasons.append(BOOK.reason("LNK-19.no_profession"))
    if not facts.text.strip():
        reasons.append(BOOK.reason("LNK-19.empty"))
    if facts.answers_in and facts.answers_in != facts.thread:
        reasons.append(BOOK.reason("LNK-19.no_question", thread=thread_name(facts.answers_in)))
    elif facts.thread != own and not facts.answers_in and facts.profession.strip():
        reasons.append(BOOK.reason("LNK-19.other_thread", thread=thread_name(own)))
    if facts.thread == own and own in cast(tuple[str, ...], known_by_phone.value):
        reasons += [BOOK.reason("LNK-22.no_name")] if not facts.name.strip() else []
        reasons += [BOOK.reason("LNK-22.no_phone")] if not facts.phone.strip() else []
    refused = [reason.text for reason in reasons if reason.weight == "refuse"]
    return met(
        rule,
        reasons,
        result={"own": own},
        inputs=inputs,
        say=refused[0] if refused else f"Inlägget går ut i {thread_name(facts.thread)}.",
        sources=(BOOK.sources["threads"],),
    )


def statement(facts: StatementFacts) -> Decision:
    """Whether a statement of the patient's present services is whole: services, or that there are none (LNK-20)."""
    given, reasons = bool(facts.services.strip()), []
    if given and facts.none:
        reasons.append(BOOK.reason("LNK-20.both"))
    elif not given and not facts.none:
        reasons.append(BOOK.reason("LNK-20.empty"))
    return met(
        "discharge.statement",
        reasons,
        inputs={"thread": facts.thread, "services": given, "none": facts.none},
        say=reasons[0].text if reasons else f"Insatserna är angivna i {thread_name(facts.thread)}.",
        sources=(BOOK.sources["services"],),
    )


def services_missing(
    received_on: date, stated: tuple[str, ...], on: date, region: str = KRONOBERG, terms: Terms = SHIPPED
) -> Decision:
    """The threads that lack a statement of present services on the day ``on`` (LNK-20). ``stated``: those that have it.

    Result: ``missing`` in the agreement's order, and ``days`` since the message was received. One flag for each. Not
    met for a day before the message was received.
    """
    rule, inputs = "discharge.services_missing", {"received_on": received_on, "stated": stated, "on": on}
    if on < received_on:
        before = BOOK.reason("LNK-20.before", received=plain_date(received_on))
        return met(rule, (before,), inputs=inputs, say=before.text)
    try:
        entry = terms.value("discharge.threads_services", on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Det går inte att avgöra vad som saknas.")
    lacking = tuple(thread for thread in cast(tuple[str, ...], entry.value) if thread not in stated)
    days = (on - received_on).days
    since = count(days, "dag", "dagar")
    return met(
        rule,
        [BOOK.reason("LNK-20.missing", thread=thread_name(thread), days=since) for thread in lacking],
        result={"missing": lacking, "days": days},
        inputs=inputs,
        say=f"Trådar utan uppgift om insatser: {len(lacking)}." if lacking else "Insatserna är angivna i alla trådar.",
        sources=(entry.source,),
        outcome=Outcome.COMPUTED,
    )


def actor(facts: ActorFacts) -> Decision:
    """Whether a municipal actor may be entered (LNK-21): name, profession, unit and phone are all needed."""
    reasons = []
    if not facts.name.strip():
        reasons.append(BOOK.reason("LNK-21.no_name"))
    if not facts.profession.strip():
        reasons.append(BOOK.reason("LNK-21.no_profession"))
    if not facts.unit.strip():
        reasons.append(BOOK.reason("LNK-21.no_unit"))
    if not facts.phone.strip():
        reasons.append(BOOK.reason("LNK-21.no_phone"))
    return met(
        "discharge.actor",
        reasons,
        inputs={
            "name": bool(facts.name.strip()),
            "profession": facts.profession,
            "unit": facts.unit,
            "phone": bool(facts.phone.strip()),
        },
        say=reasons[0].text if reasons else "Aktören kan läggas till.",
        sources=(BOOK.sources["actors"],),
    )


def open_questions(questions: tuple[Question, ...]) -> Decision:
    """The questions that have no answer, the oldest first (LNK-23). Result: ``open``, their numbers. One flag for each.

    At discharge they are a warning that lists them.
    """
    waiting = sorted(
        (item for item in questions if item.answered_at is None),
        key=lambda item: (item.asked_at, item.number),
    )
    return met(
        "discharge.open_questions",
        [
            BOOK.reason(
                "LNK-23.unanswered", thread=thread_name(item.thread), asked=plain_date(local(item.asked_at).date())
            )
            for item in waiting
        ],
        result={"open": tuple(item.number for item in waiting)},
        inputs={"questions": [(item.number, item.thread, item.asked_at, item.answered_at) for item in questions]},
        say=f"Obesvarade frågor: {len(waiting)}." if waiting else "Alla frågor är besvarade.",
        sources=(BOOK.sources["questions"],),
        outcome=Outcome.COMPUTED,
    )


def _post_inputs(facts: PostFacts) -> dict[str, object]:
    return {
        "profession": facts.profession,
        "thread": facts.thread,
        "text": bool(facts.text.strip()),
        "at": facts.at,
        "answers_in": facts.answers_in,
        "name": bool(facts.name.strip()),
        "phone": bool(facts.phone.strip()),
    }
