"""Payment liability by the act itself, where no agreement applies (2017:612 ch. 5; LNK-133)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from vardkedja.rules.calendar import MissingYear, add_days, add_working_days, is_working_day, local_day, wall_minute
from vardkedja.rules.datewords import count, long_date, plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.liability_days import BOOK, reading

NOTHING: Mapping[str, object] = {"chargeable_days": 0, "dates": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatuteFacts:
    """One ready notice and what the act asks for around it.

    ``outpatient_missing``: services of the region's outpatient care are missing, or it is unclear whether they are.
    """

    sip_required: bool
    admission_notice_at: datetime | None = None
    ready_notice_at: datetime | None = None
    sip_invited_at: datetime | None = None
    outpatient_missing: bool = False
    recalled_at: datetime | None = None
    discharged_on: date | None = None

    @property
    def ended_on(self) -> date | None:
        """The day the count ends: recall or discharge, whichever comes first."""
        ends = [self.discharged_on, local_day(self.recalled_at) if self.recalled_at else None]
        return min((day for day in ends if day is not None), default=None)


def statute(facts: StatuteFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether the municipality is liable, from which day, and for which days (LNK-133).

    Result when met: ``liable_from``; once the patient has left or the notice is recalled also ``chargeable_days`` and
    ``dates``. Not met, and no days, with every condition that fails; unclear where the act is silent or no value is in force.
    """
    rule = "liability.statute"
    inputs = {name: value for name in facts.__dataclass_fields__ if (value := getattr(facts, name)) is not None}
    beyond = _beyond_the_calendar(facts)
    if beyond:
        return met(rule, unclear=(beyond.reason,), inputs=inputs, say="Betalningsansvaret går inte att avgöra.")
    reasons = _always(facts)
    if facts.ready_notice_at is None:
        return met(rule, reasons, result=NOTHING, inputs=inputs, say="Inget betalningsansvar har inträtt.")
    ready = local_day(facts.ready_notice_at)
    try:
        entry = terms.value("statute.liability_start", ready)
        start = _start(facts.ready_notice_at, entry)
        found, unclear = _invitation(facts, ready, terms)
        last = terms.value("statute.last_day", ready)
        charged = reading(last, last.value, ("not_charged", "charged"), ready) == "charged"
    except NotInForce as missing:
        return met(
            rule, reasons, unclear=(missing.reason,), inputs=inputs, say="Betalningsansvaret går inte att avgöra."
        )
    reasons += found
    if facts.admission_notice_at and facts.admission_notice_at > facts.ready_notice_at:
        unclear.append(BOOK.reason("LNK-133.admission_after_ready"))
    dates = _dates(start, facts.ended_on, charged)
    reasons += _ends(facts, ready, start, dates) + _transition(ready, terms)
    refused = any(reason.weight == "refuse" for reason in reasons)
    result: dict[str, object] = dict(NOTHING) if refused else {}
    if not refused and not unclear:
        result = {"liable_from": start}
        if dates is not None:
            result |= {"chargeable_days": len(dates), "dates": dates}
    return met(
        rule,
        reasons,
        unclear=unclear,
        result=result,
        inputs=inputs,
        steps=_steps(ready, start, dates),
        say=_say(refused, bool(unclear), start, dates),
        sources=(entry.source, last.source),
    )


def _beyond_the_calendar(facts: StatuteFacts) -> MissingYear | None:
    """An instant on the first or last day that can be written may be in another year in Stockholm."""
    for instant in (facts.admission_notice_at, facts.ready_notice_at, facts.sip_invited_at, facts.recalled_at):
        if instant is not None:
            try:
                local_day(instant)
            except OverflowError:
                return MissingYear(0 if instant.year == 1 else 10_000)
    return None


def _always(facts: StatuteFacts) -> list[Reason]:
    codes = []
    if facts.admission_notice_at is None:
        codes.append("LNK-133.no_admission")
    if facts.ready_notice_at is None:
        codes.append("LNK-133.no_ready")
    if facts.sip_required and facts.sip_invited_at is None:
        codes.append("LNK-133.no_invitation")
    if facts.outpatient_missing:
        codes.append("LNK-133.outpatient_missing")
    return [BOOK.reason(code) for code in codes]


def _start(sent_at: datetime, entry: LawValue) -> date:
    """The first day of liability. 12.00 itself is not after noon. Raises NotInForce."""
    rule = cast(Mapping[str, object], entry.value)
    after = wall_minute(sent_at) > time.fromisoformat(str(rule["noon"]))
    return add_days(local_day(sent_at), cast(int, rule["days"]) + cast(int, rule["after_noon"]) * after)


def _invitation(facts: StatuteFacts, ready: date, terms: Terms) -> tuple[list[Reason], list[Reason]]:
    """Refusals and open questions about the invitation. Raises NotInForce."""
    if not facts.sip_required or facts.sip_invited_at is None:
        return [], []
    latest = add_days(ready, cast(int, terms.value("statute.sip_invitation", ready).value))
    invited = local_day(facts.sip_invited_at)
    if invited <= latest:
        return [], []
    parts = {"invited": plain_date(invited), "latest": plain_date(latest)}
    if not is_working_day(latest, terms) and invited <= add_working_days(latest, 1, terms):
        return [], [BOOK.reason("LNK-133.invitation_after_free_day", **parts)]
    return [BOOK.reason("LNK-133.late_invitation", **parts)], []


def _dates(start: date, ended_on: date | None, charged: bool) -> tuple[date, ...] | None:
    """The chargeable days, None while the count is open. The last day is charged only by the other reading."""
    if ended_on is None:
        return None
    return tuple(map(date.fromordinal, range(start.toordinal(), ended_on.toordinal() + charged)))


def _ends(facts: StatuteFacts, ready: date, start: date, dates: tuple[date, ...] | None) -> list[Reason]:
    ended = facts.ended_on
    if ended is None or dates:
        return []
    if ended < ready:
        return [BOOK.reason("LNK-133.ended_before_ready", ended=plain_date(ended), ready=plain_date(ready))]
    if facts.recalled_at and local_day(facts.recalled_at) == ended:
        return [BOOK.reason("LNK-133.recalled", recalled=plain_date(ended))]
    return [BOOK.reason("LNK-133.no_days", ended=plain_date(ended), start=plain_date(start))]


def _transition(ready: date, terms: Terms) -> list[Reason]:
    try:
        days = terms.value("statute.psychiatric_days", ready)
    except NotInForce:  # the transitional rule has ended
        return []
    return [BOOK.reason("LNK-133.psychiatric_2018", days=str(days.value))]


def _steps(ready: date, start: date, dates: tuple[date, ...] | None) -> list[str]:
    free = count((start - ready).days, "dag", "dagar")
    steps = [f"Utskrivningsklar {long_date(ready)}. {free} fram är {long_date(start)}, helger inräknade."]
    if dates is not None:
        steps.append(f"{count(len(dates), 'dag', 'dagar')} från den dagen. Dagen för slutet räknas enligt läsningen.")
    return steps


def _say(refused: bool, unclear: bool, start: date, dates: tuple[date, ...] | None) -> str:
    if refused:
        return "Inget betalningsansvar har inträtt."
    if unclear:
        return "Betalningsansvaret går inte att avgöra."
    return "Inga dagar att betala." if dates == () else f"Betalningsansvar från {plain_date(start)}."
