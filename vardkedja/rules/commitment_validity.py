"""When a payment commitment applies: the period at issue, and the answer for one day of care."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from vardkedja.rules.calendar import add_days, add_months
from vardkedja.rules.commitment_facts import KALMAR, CareForm, Commitment, Ground, Status
from vardkedja.rules.datewords import count, day_month, long_date, plain_date
from vardkedja.rules.decision import Decision, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import region_code, region_name
from vardkedja.rules.text import folded
from vardkedja.rules.words import book

BOOK = book("commitments")

# How months are counted, by the name in the law file (D-03). The first is the one in force.
MONTH_COUNTS: dict[str, Callable[[date, int], date]] = {
    "clip_inclusive": add_months,
    "clip_exclusive": lambda start, months: add_days(add_months(start, months), -1),
}
NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def number_word(number: int) -> str:
    """tre; 13 and more in figures."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def three_months_box(valid_from: date | None, valid_to: date | None) -> bool:
    """Whether the three-month box is ticked: exactly when both dates are blank (RUS-27)."""
    return valid_from is None and valid_to is None


def validity(
    issued_on: date,
    valid_from: date | None = None,
    valid_to: date | None = None,
    ground: str | None = None,
    terms: Terms = SHIPPED,
) -> Decision:
    """The first and last valid day of a referral issued on ``issued_on`` (RUS-23 to RUS-26).

    Result: ``valid_from``, ``valid_to`` (both included), ``three_months``. Not met when the period is impossible,
    unclear when no default is in force.
    """
    rule = "commitments.validity"
    inputs: dict[str, object] = {
        "issued_on": issued_on,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "ground": ground,
    }
    if three_months_box(valid_from, valid_to):
        try:
            return _default_validity(rule, issued_on, inputs, terms)
        except NotInForce as missing:
            return met(rule, unclear=(missing.reason,), inputs=inputs, say="Giltigheten går inte att räkna ut.")
    if valid_to is None:
        return met(rule, (BOOK.reason("RUS-25.no_end"),), inputs=inputs, say="Perioden saknar slut.")
    start = valid_from or issued_on
    reasons = _period_reasons(issued_on, start, valid_to, ground, stated=valid_from is not None)
    decision = met(
        rule,
        reasons,
        result={"valid_from": start, "valid_to": valid_to, "three_months": False},
        inputs=inputs,
        steps=_own_steps(issued_on, valid_from, valid_to),
        say=f"Giltig {_through(start, valid_to)}: de datum som är ifyllda gäller.",
        sources=(BOOK.sources["validity_other"],),
    )
    if decision.refusals:
        return met(rule, reasons, inputs=inputs, say=f"Perioden är inte möjlig. {decision.refusals[0].head}.")
    return decision


def _default_validity(rule: str, issued_on: date, inputs: dict[str, object], terms: Terms) -> Decision:
    length = terms.value("rus.default_validity", issued_on, KALMAR)
    counting = terms.value("calendar.month_end", issued_on)
    months = cast(int, length.value)
    how = MONTH_COUNTS.get(str(counting.value))
    if how is None:
        raise NotInForce("calendar.month_end", issued_on, label=counting.label)
    end = how(issued_on, months)
    length_words = f"{number_word(months)} {'månad' if months == 1 else 'månader'}"
    steps, why = _month_steps(issued_on, end, length_words, inclusive=counting.value == "clip_inclusive")
    return met(
        rule,
        result={"valid_from": issued_on, "valid_to": end, "three_months": True},
        inputs=inputs,
        steps=steps,
        say=f"Giltig t.o.m. {plain_date(end)}: {length_words} från utfärdandet {day_month(issued_on)}{why}.",
        sources=(length.source, counting.source),
    )


def _month_steps(issued_on: date, end: date, length: str, *, inclusive: bool) -> tuple[tuple[str, ...], str]:
    first = f"{length.capitalize()} räknas från dagen den utfärdas, {plain_date(issued_on)}."
    if not inclusive:
        return (first, f"Dagen före är den sista, {plain_date(end)}."), "; slutdagen räknas inte med"
    last = f"Sista dagen räknas med, hela {long_date(end)}."
    if end.day == issued_on.day:
        return (first, f"{day_month(end)} finns i kalendern, så dagen behöver inte flyttas.", last), ""
    missing = f"Den {issued_on.day}:e finns inte i slutmånaden, därför gäller månadens sista dag, {day_month(end)}."
    return (first, missing, last), "; dagen finns inte, därför månadens sista"


def _own_steps(issued_on: date, valid_from: date | None, valid_to: date) -> tuple[str, ...]:
    start = (
        f"Fr o m är ifyllt: {plain_date(valid_from)}."
        if valid_from
        else f"Fr o m är tomt, så den gäller från utfärdandet {plain_date(issued_on)}."
    )
    return (start, f"T o m är ifyllt: {plain_date(valid_to)}. Dagen räknas med.")


def _period_reasons(issued_on: date, start: date, end: date, ground: str | None, *, stated: bool) -> list[Reason]:
    parts = {"start": plain_date(start), "end": plain_date(end), "issued": plain_date(issued_on)}
    emergency = ground == Ground.AKUT
    reasons = []
    if end < start and (stated or emergency):
        reasons.append(BOOK.reason("RUS-26.reversed", **parts))
    if end < issued_on:
        reasons.append(BOOK.reason("RUS-26.past_care" if emergency else "RUS-26.past", **parts))
    return reasons


def _through(start: date, end: date) -> str:
    return plain_date(start) if start == end else f"{plain_date(start)} t.o.m. {plain_date(end)}"


def emergency(admitted_on: date | None, first_valid_day: date | None = None, terms: Terms = SHIPPED) -> Decision:
    """Which days of emergency care are covered without a referral, and which are not covered at all (RUS-19).

    Result: ``covered_through``, ``first_day_needing_cover``, ``uncovered_days``. Warns when the admission day is blank
    or the referral starts too late.
    """
    rule = "commitments.emergency"
    inputs = {"admitted_on": admitted_on, "first_valid_day": first_valid_day}
    if admitted_on is None:
        return met(rule, (BOOK.reason("RUS-19.no_date"),), inputs=inputs, say="Inskrivningsdatum saknas.")
    try:
        limit = terms.value("riksavtal.emergency_days", admitted_on)
        covered = add_days(admitted_on, cast(int, limit.value))
        first = add_days(covered, 1)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Dagarna går inte att räkna ut.")
    gap = max((first_valid_day - first).days, 0) if first_valid_day else 0
    reasons = []
    if gap and first_valid_day:
        days = count(gap, "dag", "dagar")
        reasons.append(BOOK.reason("RUS-19.gap", days=days, first=plain_date(first), start=plain_date(first_valid_day)))
    return met(
        rule,
        reasons,
        result={"covered_through": covered, "first_day_needing_cover": first, "uncovered_days": gap},
        inputs=inputs,
        steps=(
            f"Inskrivningsdagen {long_date(admitted_on)} räknas inte.",
            f"{count(cast(int, limit.value), 'dag', 'dagar')} fram är {long_date(covered)}, hela dagen.",
            f"Från {long_date(first)} behövs remissen.",
        ),
        say=f"Vården är täckt utan remiss t.o.m. {plain_date(covered)}. Remissen behövs från {plain_date(first)}.",
        sources=(limit.source,),
    )


def covers(
    commitment: Commitment, on: date, receiver: str, care_form: CareForm | str, patient: str | None = None
) -> Decision:
    """Whether the commitment pays for this care on this day (RUS-28, RUS-29, RUS-38, X-11).

    Met or not met with every reason. ``patient`` is compared only when both sides have one.
    """
    parts = {"day": plain_date(on), "start": plain_date(commitment.valid_from), "end": plain_date(commitment.valid_to)}
    reasons = []
    if commitment.status == Status.MAKULERAD:
        reasons.append(BOOK.reason("RUS-38.cancelled"))
    if commitment.status == Status.ERSATT:
        reasons.append(BOOK.reason("RUS-38.replaced"))
    if commitment.patient and patient and _number(commitment.patient) != _number(patient):
        reasons.append(BOOK.reason("X-11.patient"))
    if folded(commitment.receiver) != folded(receiver):
        reasons.append(BOOK.reason("X-11.receiver", named=commitment.receiver, asked=receiver))
    if on < commitment.valid_from:
        reasons.append(BOOK.reason("RUS-28.before", **parts))
    if on > commitment.valid_to:
        reasons.append(BOOK.reason("RUS-28.after", **parts))
    if commitment.outpatient_only and care_form == CareForm.SLUTEN:
        reasons.append(BOOK.reason("RUS-29.outpatient_only"))
    say = reasons[0].text if reasons else f"Betalningsförbindelsen gäller {plain_date(on)}."
    return met(
        "commitments.covers",
        reasons,
        inputs={
            "valid_from": commitment.valid_from,
            "valid_to": commitment.valid_to,
            "issued_to": commitment.receiver,
            "outpatient_only": commitment.outpatient_only,
            "status": commitment.status,
            "on": on,
            "receiver": receiver,
            "care_form": care_form,
        },
        steps=(f"Perioden är {_through(commitment.valid_from, commitment.valid_to)}, båda dagarna räknas med.",),
        say=say,
        sources=(BOOK.sources["validity"],),
    )


def days_left(valid_to: date, today: date) -> int | None:
    """Whole days left: 0 on the last day, None when the period is over (X-12)."""
    left = (valid_to - today) // timedelta(days=1)
    return left if left >= 0 else None


def move_flag(valid_to: date, moved_on: date, region: str, today: date) -> Reason | None:
    """The flag for a patient who moved while the referral is valid; the referral stays valid (RUS-48)."""
    if not moved_on <= today or moved_on > valid_to:
        return None
    name = region_name(region_code(region) or region)
    return BOOK.reason("RUS-48.moved", region=name, day=plain_date(moved_on), end=plain_date(valid_to))


def _number(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
