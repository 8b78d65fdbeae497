"""An emergency admission outside the home region: the contact, the flags of the day, and who decides (SVR-21 to 27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from vardkedja.rules.acute_workflow import Direction
from vardkedja.rules.calendar import add_days
from vardkedja.rules.datewords import count, long_date, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, Weight, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import region_name
from vardkedja.rules.words import book

BOOK = book("acute")
TRANSFER, CONTINUE = "transfer", "continue"
# The decision is a doctor's; a head of unit is asked as one, as on the other forms.
DECIDING_ROLES = ("lakare", "verksamhetschef")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteFacts:
    """An admission as it stands (SVR-22, 23, 27).

    ``decided`` is blank, TRANSFER or CONTINUE. ``commitments`` are first and last day, both included. ``referral_sent``
    concerns a patient of ours elsewhere.
    """

    direction: str
    admitted_on: date
    contacted_on: date | None = None
    decided: str = ""
    possible_from: date | None = None
    transferred_on: date | None = None
    ended_on: date | None = None
    commitments: tuple[tuple[date, date], ...] = ()
    referral_sent: bool = False
    deceased: bool = False

    def closed(self, on: date) -> bool:
        """Whether nothing more is asked for: transferred, discharged or dead (X-28)."""
        ends = (day for day in (self.transferred_on, self.ended_on) if day is not None)
        return self.deceased or any(day <= on for day in ends)

    def covered(self, on: date) -> bool:
        """Whether a commitment applies that day."""
        return any(first <= on <= last for first, last in self.commitments)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the register has it: the name, the region's code, whether it is a hospital clinic."""

    name: str
    region: str
    hospital: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingFacts:
    """Transfer or continue, decided on the day ``on`` (SVR-23, 24). ``home`` is the code of the patient's region."""

    direction: str
    home: str
    on: date
    decision: str = ""
    motive: str = ""
    contacted_on: date | None = None
    contacted: Place | None = None
    role: str = ""
    unit: Place | None = None


def contact(
    admitted_on: date, contacted_on: date | None = None, on: date | None = None, terms: Terms = SHIPPED
) -> Decision:
    """The last day to contact the home region, and whether that was late (SVR-21).

    Result: ``latest``, ``late``, ``highlight_from``, ``late_from``. Without a contact ``late`` is judged on the day
    ``on``; without that too it is false, for nothing late is known. Lateness is a flag: a late contact is kept (X-42).
    Not met for a contact before the admission or after ``on``; unclear when no limit is in force.
    """
    rule = "commitments.acute_contact"
    inputs = {"admitted_on": admitted_on, "contacted_on": contacted_on, "on": on}
    try:
        limit = terms.value("riksavtal.emergency_days", admitted_on)
        highlight = terms.value("acute.highlight_day", admitted_on)
        days = cast(int, limit.value)
        latest = add_days(admitted_on, days)
        dates = {
            "highlight_from": add_days(admitted_on, cast(int, highlight.value)),
            "late_from": add_days(latest, 1),
        }
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Sista dagen går inte att räkna ut.")
    judged = contacted_on or on
    late = judged is not None and judged > latest
    reasons = _contact_reasons(admitted_on, contacted_on, on, latest)
    return met(
        rule,
        reasons,
        result={"latest": latest, "late": late} | dates,
        inputs=inputs,
        steps=(
            f"Inskrivningsdagen {long_date(admitted_on)} räknas inte.",
            f"{count(days, 'dag', 'dagar')} fram är {long_date(latest)}, hela dagen.",
        ),
        say=reasons[0].text if reasons else f"Sista dagen att kontakta hemregionen är {plain_date(latest)}.",
        sources=(limit.source, highlight.source),
        outcome=Outcome.COMPUTED,
    )


def _contact_reasons(admitted_on: date, contacted_on: date | None, on: date | None, latest: date) -> list[Reason]:
    parts = {"admitted": plain_date(admitted_on), "latest": plain_date(latest)}
    if contacted_on is None:
        return [BOOK.reason("SVR-21.late" if on and on > latest else "SVR-21.not_contacted", **parts)]
    parts["day"] = plain_date(contacted_on)
    codes = []
    if contacted_on < admitted_on:
        codes.append("SVR-21.before")
    if on and contacted_on > on:
        codes.append("SVR-21.future")
    elif contacted_on > latest:  # a contact that has not been cannot have been late
        codes.append("SVR-21.late_contact")
    return [BOOK.reason(code, **parts) for code in codes]


def standing(facts: AcuteFacts, on: date, terms: Terms = SHIPPED) -> tuple[Reason, ...]:
    """The flags of the day (SVR-21, 22, 23, 25, 26, 27). They are worked out anew each day and stop nothing.

    A contact that came late stays flagged. All else is asked for only while the patient is admitted. A value that is
    missing for the day of admission is the only flag.
    """
    dates = contact(facts.admitted_on, terms=terms)
    if dates.outcome is Outcome.UNCLEAR:
        return dates.reasons
    latest = cast(date, dates.result["latest"])
    flags = _contact_flags(facts, on, latest, cast(date, dates.result["highlight_from"]))
    if facts.closed(on):
        return tuple(flags)
    if not facts.decided and on > latest:
        flags.append(BOOK.reason("SVR-23.undecided"))
    if facts.decided != CONTINUE and facts.possible_from and facts.possible_from < on:
        flags.append(BOOK.reason("SVR-23.transferable", day=plain_date(facts.possible_from)))
    # The days up to the last one for the contact are also those that are covered without a commitment. A patient of
    # another region who stays beyond them needs cover whatever is decided.
    stays = facts.decided == CONTINUE or (facts.direction == Direction.HERE and on > latest)
    if stays and not facts.covered(on):
        flags.append(_cover_flag(facts, on))
    return tuple(flags)


def _contact_flags(facts: AcuteFacts, on: date, latest: date, highlight_from: date) -> list[Reason]:
    here = facts.direction == Direction.HERE
    last = plain_date(latest)
    if facts.contacted_on:
        if facts.contacted_on <= latest:
            return []
        code = "SVR-21.late_contact" if here else "SVR-22.late_contact"
        return [BOOK.reason(code, latest=last, day=plain_date(facts.contacted_on))]
    if facts.closed(on) or on < highlight_from:
        return []
    late, soon = ("SVR-21.late", "SVR-21.highlight") if here else ("SVR-22.late", "SVR-22.highlight")
    return [BOOK.reason(late if on > latest else soon, latest=last)]


def _cover_flag(facts: AcuteFacts, on: date) -> Reason:
    """No commitment applies today: none is registered, or the last one has run out."""
    over = [last for _, last in facts.commitments if last < on]
    if facts.direction == Direction.HERE:
        code = "SVR-27.ran_out" if over else "SVR-27.missing"
    elif over:
        code = "SVR-26.ran_out"
    else:
        code = "SVR-23.no_commitment" if facts.referral_sent else "SVR-25.not_sent"
    return BOOK.reason(code, day=plain_date(on), last=plain_date(max(over)) if over else "")


def decide(facts: DecidingFacts, terms: Terms = SHIPPED) -> Decision:
    """Whether transfer or continued care may be decided (SVR-23, 24).

    Both directions: a decision, its motive, and a contact no later than the decision. For a patient of ours elsewhere
    also a doctor at a hospital of the home region, after contact with one of its emergency hospitals. While no list of
    those is entered, every hospital of the region will do, with a flag. Other regions decide about their own patients
    by their own routines, so for a patient here who decided is not judged.
    """
    reasons = []
    if facts.decision not in (TRANSFER, CONTINUE):
        reasons.append(BOOK.reason("SVR-23.no_decision"))
    if not facts.motive.strip():
        reasons.append(BOOK.reason("SVR-23.no_motive"))
    if facts.contacted_on is None:
        reasons.append(BOOK.reason("SVR-24.no_contact"))
    elif facts.contacted_on > facts.on:
        parts = {"contacted": plain_date(facts.contacted_on), "day": plain_date(facts.on)}
        reasons.append(BOOK.reason("SVR-24.contact_after", **parts))
    if facts.direction == Direction.OUT:
        reasons += _hospital_reasons(facts, terms) + _doctor_reasons(facts)
    return met(
        "acute.decide",
        reasons,
        inputs={
            "direction": facts.direction,
            "home": facts.home,
            "on": facts.on,
            "decision": facts.decision,
            "contacted_on": facts.contacted_on,
            "contacted_hospital": facts.contacted.name if facts.contacted else None,
            "role": facts.role,
            "unit": facts.unit.name if facts.unit else None,
        },
        say=next((reason.text for reason in reasons if reason.weight is Weight.REFUSE), "Beslutet kan fattas."),
        sources=(BOOK.sources["decides"],),
    )


def _hospital_reasons(facts: DecidingFacts, terms: Terms) -> list[Reason]:
    """One of the home region's emergency hospitals was contacted."""
    if facts.contacted is None or not facts.contacted.name.strip():
        return [BOOK.reason("SVR-24.no_hospital")]
    parts = {"hospital": facts.contacted.name, "region": region_name(facts.home)}
    here = facts.contacted.region == facts.home and facts.contacted.hospital
    try:
        listed = cast(tuple[str, ...], terms.value("svr.emergency_hospitals", facts.on, facts.home).value)
    except NotInForce:  # the source does not say which they are
        return [BOOK.reason("SVR-24.no_list" if here else "SVR-24.not_emergency", **parts)]
    name = facts.contacted.name.casefold()
    if here and any(name.startswith(hospital.casefold()) for hospital in listed):
        return []
    return [BOOK.reason("SVR-24.not_emergency", **parts)]


def _doctor_reasons(facts: DecidingFacts) -> list[Reason]:
    """A doctor at a hospital of the home region decides; the caring region alone does not."""
    region = region_name(facts.home)
    reasons = []
    if facts.role not in DECIDING_ROLES:
        reasons.append(BOOK.reason("SVR-24.role", region=region))
    if facts.unit is None or facts.unit.region != facts.home:
        reasons.append(BOOK.reason("SVR-24.elsewhere", region=region))
    elif not facts.unit.hospital:
        reasons.append(BOOK.reason("SVR-24.no_clinic", region=region, unit=facts.unit.name))
    return reasons
