"""The admission message: consent, SBAR, the preliminary day and the 24 hours (LNK-07 to LNK-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from vardkedja.rules.calendar import elapsed_minutes, within_hours
from vardkedja.rules.datewords import count, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge import BOOK, KRONOBERG, clock_words, day_of, hours_after, preliminary
from vardkedja.rules.law import SHIPPED, NotInForce, Terms

# The grounds of LNK-09, with the forms of compulsory care that each is about.
GROUNDS = {
    "OSL 25:12": ("lpt", "lrv"),
    "OSL 26:9": ("lpt", "lrv"),
    "LPT § 43": ("lpt",),
    "LRV § 24": ("lrv",),
}
COMPULSORY = ("lpt", "lrv")
SBAR_CODES = ("LNK-12.s", "LNK-12.b", "LNK-12.a", "LNK-12.r")


@dataclass(frozen=True, slots=True)
class Consent:
    """The patient's consent for each side, to give and to fetch."""

    municipality: bool
    outpatient: bool


@dataclass(frozen=True, slots=True)
class WithoutConsent:
    """Information given without consent: the ground, and whether the need is recorded."""

    ground: str
    need: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """The message as it is written. ``sbar`` holds the four parts by letter; ``sent_at`` None: not sent yet.

    ``at`` is the instant that is asked about while it is not sent.
    """

    admitted_at: datetime
    consent: Consent
    sbar: tuple[str, str, str, str]
    preliminary_on: date | None = None
    need_identified_at: datetime | None = None
    sent_at: datetime | None = None
    at: datetime | None = None
    legal_form: str = "hsl"
    exception: WithoutConsent | None = None


def admission_notice(facts: NoticeFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether the message may be sent, with every reason, and whether it was late (LNK-07 to LNK-14).

    Result: ``latest``, 24 hours after the admission, and ``late``. A need that was identified after those 24 hours is
    measured and not late. Lateness and a consent for one side are flags. A message not sent yet is late when ``at`` is,
    and the rule of the weekend is not tried. Where no agreement applies the act does, which asks for neither consent
    nor SBAR (2017:612 2 kap. 1–3 §§). Unclear before the act, or without a calendar for the day.
    """
    rule = "discharge.admission_notice"
    inputs = _inputs(facts)
    try:
        limit = terms.value("discharge.admission_hours", day_of(facts.admitted_at), region)
        hours = cast(int, limit.value)
        latest = hours_after(facts.admitted_at, hours)
        consent = terms.value("discharge.consent_first", day_of(facts.admitted_at), region)
        sbar = terms.value("discharge.sbar", day_of(facts.admitted_at), region)
        timing, late = _timing(facts, hours, latest)
        reasons = _consent(facts) if consent.value else []
        reasons += timing
        reasons += _sbar(facts.sbar) if sbar.value else []
        day_reasons, unclear = _day(facts, region, terms)
        reasons += day_reasons
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Meddelandet går inte att pröva.")
    if late and any(reason.code == "LNK-07.none" for reason in reasons):
        reasons.append(BOOK.reason("LNK-07.late", latest=clock_words(latest)))
    return met(
        rule,
        reasons,
        unclear=unclear,
        result={"latest": latest, "late": late},
        inputs=inputs,
        steps=(f"{count(hours, 'timme', 'timmar')} efter inskrivningen är {clock_words(latest)}. Minuten räknas med.",),
        say=reasons[0].text if reasons else f"Meddelandet får skickas. Det ska ske senast {clock_words(latest)}.",
        sources=(limit.source, consent.source, sbar.source),
    )


def _consent(facts: NoticeFacts) -> list[Reason]:
    """Consent, or what stands in for it towards the municipality."""
    exception = facts.exception
    refused = without_consent(exception, facts.legal_form) if exception else []
    consent, reasons = facts.consent, list(refused)
    municipality = consent.municipality
    if exception and not refused and not municipality:
        reasons.append(BOOK.reason("LNK-09.used", ground=exception.ground.strip()))
        municipality = True
    if not municipality and not consent.outpatient:
        reasons.append(BOOK.reason("LNK-07.none"))
    elif not consent.outpatient:
        reasons.append(BOOK.reason("LNK-08.municipality"))
    elif not municipality:
        reasons.append(BOOK.reason("LNK-08.outpatient"))
    return reasons


def without_consent(exception: WithoutConsent, legal_form: str) -> list[Reason]:
    """Why information may not be given without consent; empty when it may (LNK-09)."""
    reasons = []
    if legal_form not in COMPULSORY:
        reasons.append(BOOK.reason("LNK-09.form"))
    grounds = {_bare(ground): forms for ground, forms in GROUNDS.items()}
    ground = _bare(exception.ground)
    if not ground:
        reasons.append(BOOK.reason("LNK-09.no_ground"))
    elif ground not in grounds or (legal_form in COMPULSORY and legal_form not in grounds[ground]):
        fitting = [name for name, forms in GROUNDS.items() if legal_form in forms or legal_form not in COMPULSORY]
        reasons.append(BOOK.reason("LNK-09.unknown_ground", grounds=", ".join(fitting)))
    if not exception.need:
        reasons.append(BOOK.reason("LNK-09.no_need"))
    return reasons


def _bare(ground: str) -> str:
    """A ground without spaces, section signs and case."""
    return "".join(letter for letter in ground.casefold() if letter not in "§ ")


def _timing(facts: NoticeFacts, hours: int, latest: datetime) -> tuple[list[Reason], bool]:
    """The reasons of the clock, and whether the 24 hours were missed. Raises NotInForce."""
    sent, need = facts.sent_at, facts.need_identified_at
    moment = facts.at if sent is None else sent
    if moment is None:
        return [], False
    day_of(moment)
    if moment < facts.admitted_at:
        return [BOOK.reason("LNK-10.before")] if sent else [], False
    reasons = []
    late = not within_hours(facts.admitted_at, moment, hours)
    if need is not None:
        day_of(need)
        # Nobody can be late with a message about a need that was not there; from then on the time is measured.
        late = late and within_hours(facts.admitted_at, need, hours)
        delay = elapsed_minutes(need, moment)
        if sent and need > facts.admitted_at and delay > 0:
            reasons.append(BOOK.reason("LNK-11.delay", minutes=count(delay, "minut", "minuter")))
    if late:
        reasons.append(BOOK.reason("LNK-10.late", latest=clock_words(latest)))
    return reasons, late


def _sbar(parts: tuple[str, str, str, str]) -> list[Reason]:
    return [BOOK.reason(code) for code, text in zip(SBAR_CODES, parts, strict=True) if not text.strip()]


def _day(facts: NoticeFacts, region: str, terms: Terms) -> tuple[list[Reason], tuple[Reason, ...]]:
    """The reasons of the preliminary day, and what makes it unclear. Raises NotInForce."""
    chosen, admitted_on = facts.preliminary_on, day_of(facts.admitted_at)
    if chosen is None:
        return [BOOK.reason("LNK-13.none")], ()
    reasons = []
    if chosen < admitted_on:
        reasons.append(BOOK.reason("LNK-13.before", day=plain_date(chosen), admitted=plain_date(admitted_on)))
    if facts.sent_at is None:
        return reasons, ()
    weekend = preliminary(facts.sent_at, region, terms)
    if weekend.outcome is Outcome.UNCLEAR:
        return reasons, weekend.reasons
    accepted = cast(tuple[date, ...], weekend.result["accepted"])
    if accepted and chosen not in accepted:
        days = " eller ".join(plain_date(day) for day in accepted)
        reasons.append(BOOK.reason("LNK-14.other_day", accepted=days))
    return reasons, ()


def _inputs(facts: NoticeFacts) -> dict[str, object]:
    """What was used, without the patient's own words."""
    exception = facts.exception
    return {
        "admitted_at": facts.admitted_at,
        "need_identified_at": facts.need_identified_at,
        "sent_at": facts.sent_at,
        "at": facts.at,
        "consent": {"municipality": facts.consent.municipality, "outpatient": facts.consent.outpatient},
        "sbar": {letter: bool(text.strip()) for letter, text in zip("sbar", facts.sbar, strict=True)},
        "preliminary_on": facts.preliminary_on,
        "legal_form": facts.legal_form,
        "exception": {"ground": exception.ground, "need": exception.need} if exception else None,
    }
