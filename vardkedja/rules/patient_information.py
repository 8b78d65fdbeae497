"""The patient information form: who fills which zone, its due day, and its journey with the patient (LNK-156 to 163)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import cast

from vardkedja.rules.calendar import add_months
from vardkedja.rules.datewords import count, long_date, plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.discharge import KRONOBERG, day_of
from vardkedja.rules.law import SHIPPED, LawValue, NotInForce, Terms
from vardkedja.rules.words import book

BOOK = book("patient_information")
# What is printed in an empty white field, and in an empty reason when a nurse was there.
UNKNOWN, NOT_STATED = "okänt", "ej angiven"
UNKNOWN_SOURCE = "okänd"


class Zone(StrEnum):
    """The zones of the form (LNK-156)."""

    DARK_GREY = "dark_grey"
    LIGHT_GREY = "light_grey"
    WHITE = "white"


class Editor(StrEnum):
    """As whom somebody fills in the form. A kontaktman who goes along fills the white fields as the person present."""

    CONTACT_PERSON = "kontaktman"
    NURSE = "sjukskoterska"
    PRESENT = "person_present"


REFUSED = {
    Zone.DARK_GREY: "LNK-156.dark_grey",
    Zone.LIGHT_GREY: "LNK-156.light_grey",
    Zone.WHITE: "LNK-156.white",
}


# --- the fields and who fills them ---------------------------------------------------------------------------------


def _rows(entry: LawValue) -> tuple[Mapping[str, str], ...]:
    return cast(tuple[Mapping[str, str], ...], entry.value)


def edit(field: str, editor: Editor, on: date, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether ``editor`` may change the field on the day ``on`` (LNK-156).

    Result: ``zone``, absent for a field that the form of the day does not have. Unclear without a form for the day.
    """
    rule, inputs = "patient_information.edit", {"field": field, "editor": editor, "on": on}
    try:
        form = terms.value("patient_information.fields", on, region)
        editors = terms.value("patient_information.editors", on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Det går inte att avgöra vem som får ändra.")
    row = next((row for row in _rows(form) if row["field"] == field), None)
    if row is None:
        reason = BOOK.reason("LNK-162.unknown", field=field)
        return met(rule, (reason,), inputs=inputs, say=reason.text, sources=(form.source,))
    zone = Zone(row["zone"])
    allowed = editor in cast(Mapping[str, tuple[str, ...]], editors.value)[zone]
    reasons = [] if allowed else [BOOK.reason(REFUSED[zone], label=row["label"])]
    return met(
        rule,
        reasons,
        result={"zone": zone},
        inputs=inputs,
        say="Ändringen kan sparas." if allowed else reasons[0].text,
        sources=(editors.source,),
    )


def fields(present: tuple[str, ...], on: date, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """Whether a form has exactly the fields of the version in force on the day ``on`` (LNK-162, R-59).

    Result: ``equal``, ``version`` (its first day) and ``zones``, the fields in order by zone. Not met with one reason
    for each field that is missing or unknown.
    """
    rule, inputs = "patient_information.fields", {"present": present, "on": on}
    try:
        form = terms.value("patient_information.fields", on, region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Blanketten saknas för dagen.")
    rows = _rows(form)
    known = {row["field"] for row in rows}
    reasons = [BOOK.reason("LNK-162.missing", label=row["label"]) for row in rows if row["field"] not in present]
    reasons += [BOOK.reason("LNK-162.unknown", field=field) for field in present if field not in known]
    return met(
        rule,
        reasons,
        result={
            "equal": not reasons,
            "version": form.start,
            "zones": {zone: tuple(row["field"] for row in rows if row["zone"] == zone) for zone in Zone},
        },
        inputs=inputs,
        say=reasons[0].text if reasons else "Blanketten har de fält som gäller.",
        sources=(form.source,),
    )


def phones(mobile: str = "", landline: str = "") -> Decision:
    """The numbers in the order they are shown: a mobile first, and one of them is enough (LNK-157). Result: ``phones``."""
    given = tuple(number.strip() for number in (mobile, landline) if number.strip())
    return met(
        "patient_information.phones",
        result={"phones": given},
        inputs={"mobile": bool(mobile.strip()), "landline": bool(landline.strip())},
        say=f"{given[0]} visas först." if given else "Inget telefonnummer är angivet.",
        sources=(BOOK.sources["mobile"],),
        outcome=Outcome.COMPUTED,
    )


def hypersensitivity(entry: str, source: str) -> Decision:
    """Whether an entry about hypersensitivity may be saved: with its source, also when none is known (LNK-158).

    A source that is unknown is accepted and flagged, so that a known risk is never lost. An empty entry needs none.
    """
    named = source.strip()
    reasons = []
    if entry.strip() and not named:
        reasons.append(BOOK.reason("LNK-158.no_source"))
    elif entry.strip() and named.casefold() == UNKNOWN_SOURCE:
        reasons.append(BOOK.reason("LNK-158.unknown_source"))
    return met(
        "patient_information.hypersensitivity",
        reasons,
        inputs={"entry": bool(entry.strip()), "source": named},
        say=reasons[0].text if reasons else "Uppgiften kan sparas.",
        sources=(BOOK.sources["hypersensitivity"],),
    )


# --- the due day ---------------------------------------------------------------------------------------------------


def due(
    updated_on: date, on: date, changed_on: date | None = None, region: str = KRONOBERG, terms: Terms = SHIPPED
) -> Decision:
    """When the form is to be updated next, and whether that day has passed on the day ``on`` (LNK-159, D-50).

    ``changed_on`` is the day of a change that somebody knows of; one after the update is flagged until it is entered.
    Result: ``due``, ``overdue``, and ``by``, whose task it is. The reference day of the interval is the update.
    """
    rule, inputs = "patient_information.due", {"updated_on": updated_on, "on": on, "changed_on": changed_on}
    try:
        interval = terms.value("patient_information.months", updated_on, region)
        months = cast(int, interval.value)
        last = add_months(updated_on, months)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Nästa uppdatering går inte att räkna ut.")
    parts = {"updated": plain_date(updated_on), "due": plain_date(last)}
    reasons = []
    if on < updated_on:
        reasons.append(BOOK.reason("LNK-159.before", **parts))
    if on > last:
        reasons.append(BOOK.reason("LNK-159.overdue", **parts))
    if changed_on and updated_on < changed_on <= on:
        reasons.append(BOOK.reason("LNK-159.changed", changed=plain_date(changed_on), **parts))
    return met(
        rule,
        reasons,
        result={"due": last, "overdue": on > last, "by": Editor.CONTACT_PERSON},
        inputs=inputs,
        steps=(f"{count(months, 'månad', 'månader')} efter {long_date(updated_on)} är {long_date(last)}.",),
        say=reasons[0].text if reasons else f"Uppdatera patientinformationen senast {plain_date(last)}.",
        sources=(interval.source,),
        outcome=Outcome.COMPUTED,
    )


# --- the patient leaves --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureFacts:
    """The form as the patient leaves. ``filled`` holds the fields that have a value, ``version`` the day of its content.

    ``name`` and ``role`` are those of the person present.
    """

    leaves_at: datetime
    filled: tuple[str, ...] = ()
    name: str = ""
    role: str = ""
    nurse_present: bool = False
    version: date | None = None
    printed_at: datetime | None = None
    sent_at: datetime | None = None


def departure(facts: DepartureFacts, region: str = KRONOBERG, terms: Terms = SHIPPED) -> Decision:
    """What is printed in the white fields, and what to store on the case, when the patient leaves (LNK-160, 161, 163).

    Result: ``filled`` and ``empty`` (the white fields that have a value, and the words printed in the others),
    ``version`` and ``given_at``, the first time the form was printed or sent. Nothing refuses: the patient cannot wait.
    Unclear without a form for the day.
    """
    rule, inputs = "patient_information.departure", _inputs(facts)
    try:
        form = terms.value("patient_information.fields", day_of(facts.leaves_at), region)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Blanketten saknas för dagen.")
    white = [row["field"] for row in _rows(form) if row["zone"] == Zone.WHITE]
    empty = {field: UNKNOWN for field in white if field not in facts.filled}
    reasons = _present(facts)
    if facts.nurse_present and "reason" in empty:
        empty["reason"] = NOT_STATED
        reasons += [BOOK.reason("LNK-161.no_reason"), BOOK.reason("LNK-161.flagged")]
    given = [instant for instant in (facts.printed_at, facts.sent_at) if instant]
    if facts.version is None:
        reasons.append(BOOK.reason("LNK-163.no_version"))
    if not given:
        reasons.append(BOOK.reason("LNK-163.not_given"))
    return met(
        rule,
        reasons,
        result={
            "filled": tuple(field for field in white if field in facts.filled),
            "empty": empty,
            "version": facts.version,
            "given_at": min(given, default=None),
        },
        inputs=inputs,
        say=f"{len(white) - len(empty)} av {len(white)} vita fält är ifyllda. Blanketten kan skrivas ut.",
        sources=(form.source,),
    )


def _present(facts: DepartureFacts) -> list[Reason]:
    reasons = []
    if not facts.name.strip():
        reasons.append(BOOK.reason("LNK-160.no_name"))
    if not facts.role.strip():
        reasons.append(BOOK.reason("LNK-160.no_role"))
    return reasons


def _inputs(facts: DepartureFacts) -> dict[str, object]:
    return {
        "leaves_at": facts.leaves_at,
        "filled": facts.filled,
        "person": {"name": bool(facts.name.strip()), "role": facts.role.strip()},
        "nurse_present": facts.nurse_present,
        "version": facts.version,
        "printed_at": facts.printed_at,
        "sent_at": facts.sent_at,
    }
