"""The patient information form: what the worked cases do not show."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.law import Terms
from vardkedja.rules.patient_information import (
    DepartureFacts,
    Editor,
    Zone,
    departure,
    due,
    edit,
    fields,
    hypersensitivity,
    phones,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
DAY = date(2025, 3, 3)
DARK = ("patient", "address", "phone", "municipality", "unit", "contact_person", "relatives", "guardian", "services")
LIGHT = ("hypersensitivity", "hypersensitivity_source", "nurse", "municipal_care")
WHITE = ("leaves_at", "from_to", "reason", "condition", "medicines", "aids", "valuables", "reported_to")
MAY = {
    Editor.CONTACT_PERSON: {Zone.DARK_GREY},
    Editor.NURSE: {Zone.DARK_GREY, Zone.LIGHT_GREY, Zone.WHITE},
    Editor.PRESENT: {Zone.WHITE},
}
LEAVING = DepartureFacts(
    leaves_at=datetime(2025, 3, 3, 10, 0, tzinfo=STOCKHOLM),
    filled=WHITE,
    name="Person A",
    role="undersköterska",
    version=date(2025, 1, 15),
    printed_at=datetime(2025, 3, 3, 9, 50, tzinfo=STOCKHOLM),
)


def overlay(name: str, value: str) -> Terms:
    """The agreement with one value changed."""
    text = (
        'title = "Prov"\nchecked = 2026-11-21\nparty = "07"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2025-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


# --- zones and fields ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "editor"), list(product((*DARK, *LIGHT, *WHITE), Editor)))
def test_every_field_and_everybody_who_may_change_it(field: str, editor: Editor) -> None:
    """LNK-156: the nurse may change all; the kontaktman only dark grey; the person present only white."""
    zone = Zone.DARK_GREY if field in DARK else Zone.LIGHT_GREY if field in LIGHT else Zone.WHITE
    decision = edit(field, editor, DAY)
    allowed = zone in MAY[editor]
    assert decision.result == {"zone": zone}
    assert decision.codes == (() if allowed else (f"LNK-156.{zone}",))
    assert decision.outcome == ("met" if allowed else "not_met")
    assert decision.say == ("Ändringen kan sparas." if allowed else decision.reasons[0].text)
    assert decision.inputs == {"field": field, "editor": editor, "on": DAY}


def test_a_refusal_names_the_field_as_the_form_does() -> None:
    """LNK-156, LNK-162: the label, not the name in the code."""
    refused = edit("hypersensitivity", Editor.CONTACT_PERSON, DAY)
    assert refused.reasons[0].text == "Fältet Överkänslighet är ljusgrått. Det ändras bara av sjuksköterska."
    assert edit("shoe_size", Editor.NURSE, DAY).say == (
        "Fältet shoe_size finns inte i den version av blanketten som gäller."
    )


def test_who_may_is_a_value_of_the_agreement() -> None:
    """LNK-156: a nurse who may not touch the dark grey is a changed line; before its day the shipped one applies."""
    value = '{ dark_grey = ["kontaktman"], light_grey = ["sjukskoterska"], white = ["kontaktman"] }'
    terms = overlay("patient_information.editors", value)
    assert edit("phone", Editor.NURSE, DAY, terms=terms).codes == ("LNK-156.dark_grey",)
    assert edit("aids", Editor.CONTACT_PERSON, DAY, terms=terms).codes == ()
    assert edit("phone", Editor.NURSE, date(2024, 12, 31), terms=terms).codes == ()


def test_the_form_is_the_version_of_its_day() -> None:
    """LNK-162, R-59: with another field list the same form is neither whole nor known; the version is its first day."""
    assert fields((*DARK, *LIGHT, *WHITE), DAY).result == {
        "equal": True,
        "version": FIRST,
        "zones": {Zone.DARK_GREY: DARK, Zone.LIGHT_GREY: LIGHT, Zone.WHITE: WHITE},
    }
    terms = overlay("patient_information.fields", '[{ zone = "white", field = "reason", label = "Orsak" }]')
    decision = fields(("phone",), DAY, terms=terms)
    assert decision.codes == ("LNK-162.missing", "LNK-162.unknown")
    assert decision.say == "Fältet Orsak finns i den version som gäller men saknas här."
    assert decision.result["version"] == date(2025, 1, 1)
    assert fields(("reason",), DAY, terms=terms).say == "Blanketten har de fält som gäller."


@pytest.mark.parametrize("on", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_outside_the_agreement_every_answer_names_what_is_missing(on: date) -> None:
    """LNK-156, LNK-159, LNK-160, LNK-162, LNK-140: the day before the first and the day after the last."""
    leaving = replace(LEAVING, leaves_at=datetime(on.year, on.month, on.day, 12, tzinfo=STOCKHOLM))
    decisions = {
        "fälten i patientinformationen": (edit("phone", Editor.NURSE, on), fields((), on), departure(leaving)),
        "tid mellan uppdateringar av patientinformationen": (due(on, on),),
    }
    for label, found in decisions.items():
        for decision in found:
            assert (decision.outcome, decision.codes, decision.result) == ("unclear", ("LAW.missing",), {})
            assert f"{label} för {on.isoformat()}" in decision.reasons[0].text
    left = [entry for entry in law.shipped() if entry.name != "patient_information.editors"]
    assert edit("phone", Editor.NURSE, DAY, terms=Terms(base=left)).outcome == "unclear"


@pytest.mark.parametrize("on", [FIRST, LAST])
def test_the_first_and_the_last_day_are_inside(on: date) -> None:
    """LNK-156, LNK-159, LNK-160, LNK-162, LNK-140: both ends of the agreement."""
    leaving = replace(LEAVING, leaves_at=datetime(on.year, on.month, on.day, 12, tzinfo=STOCKHOLM))
    assert edit("phone", Editor.NURSE, on).outcome == "met"
    assert fields((*DARK, *LIGHT, *WHITE), on).outcome == "met"
    assert departure(leaving).outcome == "met"
    assert due(on, on).outcome == "computed"


# --- phones and hypersensitivity -----------------------------------------------------------------------------------


def test_a_mobile_is_first_and_the_numbers_are_not_stored() -> None:
    """LNK-157: the order, what is said, and inputs without the numbers themselves."""
    both = phones(" 070-174 06 05 ", "0470-00 00 00")
    assert both.result == {"phones": ("070-174 06 05", "0470-00 00 00")}
    assert (both.inputs, both.say) == ({"mobile": True, "landline": True}, "070-174 06 05 visas först.")
    landline = phones(landline="0470-00 00 00")
    assert (landline.inputs, landline.say) == ({"mobile": False, "landline": True}, "0470-00 00 00 visas först.")
    assert phones("070-174 06 05").inputs == {"mobile": True, "landline": False}
    assert (phones().say, phones(" ", " ").result) == ("Inget telefonnummer är angivet.", {"phones": ()})


def test_what_the_patient_does_not_tolerate_is_not_among_the_inputs() -> None:
    """LNK-158: that there is an entry, and its source."""
    decision = hypersensitivity("penicillin", " journal ")
    assert decision.inputs == {"entry": True, "source": "journal"}
    assert decision.say == "Uppgiften kan sparas."
    assert hypersensitivity(" ", "").inputs == {"entry": False, "source": ""}
    flagged = hypersensitivity("penicillin", "okänd")
    assert (flagged.refusals, flagged.say) == ((), flagged.reasons[0].text)
    assert hypersensitivity(" ", " ").outcome == "met"


# --- the due day ---------------------------------------------------------------------------------------------------


@given(st.dates(FIRST, LAST), st.integers(0, 120))
def test_the_form_is_due_on_the_same_day_three_months_later(updated: date, after: int) -> None:
    """LNK-159, D-50, T-4: by year and month a second way; the last day of a month where the number is missing."""
    year, month = (updated.year, updated.month + 3) if updated.month <= 9 else (updated.year + 1, updated.month - 9)
    last = date(year, month, min(updated.day, monthrange(year, month)[1]))
    decision = due(updated, updated + timedelta(days=after))
    assert decision.result == {"due": last, "overdue": updated + timedelta(days=after) > last, "by": "kontaktman"}
    assert decision.codes == (("LNK-159.overdue",) if decision.result["overdue"] else ())
    assert decision.outcome == "computed"


def test_another_interval_is_another_line() -> None:
    """LNK-159, D-50: one month, in words too; the interval is that of the update and not of the day it is asked."""
    terms = overlay("patient_information.months", "1")
    decision = due(date(2025, 1, 31), date(2025, 3, 1), terms=terms)
    assert (decision.result["due"], decision.codes) == (date(2025, 2, 28), ("LNK-159.overdue",))
    assert decision.steps == ("1 månad efter fredag 31 januari 2025 är fredag 28 februari 2025.",)
    assert due(date(2024, 12, 31), DAY, terms=terms).result["due"] == date(2025, 3, 31)
    assert due(date(2024, 12, 31), DAY).steps == ("3 månader efter tisdag 31 december 2024 är måndag 31 mars 2025.",)
    assert due(date(2024, 12, 31), DAY).say == "Uppdatera patientinformationen senast 31 mars 2025."
    assert due(date(2025, 1, 31), DAY, region="01").outcome == "unclear"


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        (None, ()),
        (date(2025, 1, 14), ()),
        (date(2025, 1, 15), ()),
        (date(2025, 1, 16), ("LNK-159.changed",)),
        (date(2025, 3, 3), ("LNK-159.changed",)),
        (date(2025, 3, 4), ()),
    ],
)
def test_a_change_is_flagged_from_the_day_after_the_update(changed: date | None, codes: tuple[str, ...]) -> None:
    """LNK-159: a change that the update holds, one that it does not, and one that is still to come."""
    decision = due(date(2025, 1, 15), DAY, changed)
    assert decision.codes == codes
    assert decision.result == {"due": date(2025, 4, 15), "overdue": False, "by": "kontaktman"}
    assert decision.inputs["changed_on"] == changed


# --- the patient leaves --------------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(WHITE)), st.booleans())
def test_every_empty_white_field_is_printed_with_a_word(filled: set[str], nurse: bool) -> None:
    """LNK-160, LNK-161: whatever is filled, the form prints; only a nurse is asked for the reason."""
    decision = departure(replace(LEAVING, filled=tuple(filled), nurse_present=nurse))
    asked = nurse and "reason" not in filled
    words = {field: "okänt" for field in WHITE if field not in filled}
    assert decision.result["empty"] == words | ({"reason": "ej angiven"} if asked else {})
    assert decision.result["filled"] == tuple(field for field in WHITE if field in filled)
    assert decision.codes == (("LNK-161.no_reason", "LNK-161.flagged") if asked else ())
    assert [str(reason.weight) for reason in decision.reasons] == (["warn", "flag"] if asked else [])
    assert decision.outcome == "met"
    assert decision.say == f"{len(filled)} av 8 vita fält är ifyllda. Blanketten kan skrivas ut."


@pytest.mark.parametrize(
    ("printed", "sent", "given_at"),
    [(9, None, 9), (None, 11, 11), (9, 11, 9), (11, 9, 9), (None, None, None)],
)
def test_the_first_time_the_form_left_is_stored(printed: int | None, sent: int | None, given_at: int | None) -> None:
    """LNK-163: printed or sent, whichever came first, with its version; neither asks for a confirmation."""
    at = {hour: datetime(2025, 3, 3, hour, tzinfo=STOCKHOLM) for hour in (9, 11)}
    facts = replace(LEAVING, printed_at=at.get(printed or 0), sent_at=at.get(sent or 0))
    decision = departure(facts)
    assert decision.result["given_at"] == at.get(given_at or 0)
    assert decision.result["version"] == date(2025, 1, 15)
    assert decision.codes == (() if given_at else ("LNK-163.not_given",))
    assert decision.refusals == ()
    assert (decision.inputs["printed_at"], decision.inputs["sent_at"]) == (facts.printed_at, facts.sent_at)


def test_everything_that_is_missing_is_told_at_once_and_nothing_stops() -> None:
    """LNK-160, LNK-161, LNK-163: the patient leaves all the same; no name among the inputs."""
    bare = DepartureFacts(leaves_at=LEAVING.leaves_at, nurse_present=True)
    decision = departure(bare)
    assert decision.codes == (
        "LNK-160.no_name",
        "LNK-160.no_role",
        "LNK-161.no_reason",
        "LNK-161.flagged",
        "LNK-163.no_version",
        "LNK-163.not_given",
    )
    assert (decision.outcome, decision.result["version"], decision.result["given_at"]) == ("met", None, None)
    assert departure(LEAVING).inputs["person"] == {"name": True, "role": "undersköterska"}
    assert departure(LEAVING).inputs["nurse_present"] is False
    assert decision.inputs["person"] == {"name": False, "role": ""}
    assert departure(DepartureFacts(leaves_at=LEAVING.leaves_at)).codes[2:] == (
        "LNK-163.no_version",
        "LNK-163.not_given",
    )


def test_the_form_at_the_ends_of_the_calendar_is_unclear() -> None:
    """LNK-160, X-20: an instant whose day in Stockholm does not exist is an open question, not a fault."""
    last = datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))
    assert departure(replace(LEAVING, leaves_at=last)).outcome == "unclear"
    late = [replace(entry, end=None) if entry.name.startswith("patient_") else entry for entry in law.shipped()]
    assert due(date.max, date.max, terms=Terms(base=late)).codes == ("X-20.missing_year",)
