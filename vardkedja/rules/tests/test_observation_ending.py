"""The log of the ward's contacts and the end of a stay: what the worked cases do not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from vardkedja.rules import law
from vardkedja.rules.law import Terms
from vardkedja.rules.observation_contacts import BOOK, ContactFacts, Function, HomeCare, contacts
from vardkedja.rules.observation_ending import Caller, Contact, EndingFacts, NewMedicine, ending, log_contact

STOCKHOLM = ZoneInfo("Europe/Stockholm")
THURSDAY = datetime(2025, 6, 5, 11, 0, tzinfo=STOCKHOLM)
PATIENT = ContactFacts(
    at=THURSDAY, unit="ava", municipal_care=True, aids=True, home_care=HomeCare(existing=True, needed=True)
)
ORDINARY = (
    Function.MUNICIPAL_NURSE,
    Function.OCCUPATIONAL_THERAPIST,
    Function.PHYSIOTHERAPIST,
    Function.COORDINATOR,
)
FLAGGED = (
    "LNK-151.flagged",
    "LNK-153.occupational_therapist_flagged",
    "LNK-153.physiotherapist_flagged",
    "LNK-154.coordinator_flagged",
)
ENTRY = """
[[entry]]
name = "observation.{name}"
party = "ava"
label = "prov"
from = 2025-01-01
value = {value}
unit = "prov"
clause = "prov"
basis = "reading"
"""
ENTERED = Terms(
    overlay=law.read(
        'title = "Prov"\nchecked = 2026-11-21\n'
        + ENTRY.format(name="daytime", value='{ first = "07:30", last = "16:00" }')
        + ENTRY.format(name="on_call_list", value='"Jourlista A"'),
        "own",
    )
)


@pytest.mark.parametrize(("function", "by"), list(product(Function, Caller)))
def test_who_may_make_which_contact(function: Function, by: Caller) -> None:
    """LNK-151, LNK-153, LNK-154, LNK-155: the nurse all of them; paramedical staff about aids and home care."""
    decision = log_contact(Contact(function=function, by=by, at=THURSDAY, note="Rollator"))
    refused = by is Caller.PARAMEDICAL and function in (Function.MUNICIPAL_NURSE, Function.ON_CALL)
    assert decision.outcome == ("not_met" if refused else "met")
    assert [code.endswith(".caller") for code in decision.codes] == [True] * refused
    assert decision.say == (decision.reasons[0].text if refused else "Kontakten kan sparas.")


@pytest.mark.parametrize("adl", [True, False, None])
def test_the_log_keeps_no_words_about_the_patient(adl: bool | None) -> None:
    """LNK-151, LNK-155: whether there was a report, and the assessment of daily activities, which is never asked for."""
    decision = log_contact(Contact(function=Function.ON_CALL, at=THURSDAY, note="Kan åka hem", adl=adl))
    assert decision.outcome == "met"
    assert decision.inputs == {
        "function": Function.ON_CALL,
        "by": Caller.NURSE,
        "at": THURSDAY,
        "note": True,
        "adl": adl,
    }
    assert decision.sources == (BOOK.sources["on_call"],)
    empty = log_contact(Contact(function=Function.NEEDS_ASSESSOR))
    assert (empty.outcome, empty.inputs["note"]) == ("met", False)
    assert empty.sources == (BOOK.sources["home_care"],)


@pytest.mark.parametrize("number", range(16))
def test_in_daytime_each_function_that_is_not_logged_is_asked_for(number: int) -> None:
    """LNK-151, LNK-153, LNK-154: any part of the log; in daytime the function on call takes nobody's place."""
    logged = tuple(function for place, function in enumerate(ORDINARY) if number >> place & 1)
    facts = EndingFacts(patient=PATIENT, list_updated=True, logged=(*logged, Function.ON_CALL))
    decision = ending(facts, terms=ENTERED)
    assert decision.result["missing"] == tuple(function for function in ORDINARY if function not in logged)
    assert len(decision.warnings) == len(decision.codes) == 4 - len(logged)
    assert decision.outcome == "met"


def test_outside_daytime_only_the_function_on_call_is_asked_for() -> None:
    """LNK-151, LNK-155: in the evening the ordinary contacts do not count; with no need nobody is asked for."""
    evening = replace(PATIENT, at=THURSDAY + timedelta(hours=8))
    facts = EndingFacts(patient=evening, list_updated=True, logged=ORDINARY)
    assert ending(facts, terms=ENTERED).codes == ("LNK-155.not_called",)
    assert ending(replace(facts, logged=(Function.ON_CALL,)), terms=ENTERED).codes == ()
    nothing = EndingFacts(patient=ContactFacts(at=evening.at, unit="ava"), list_updated=True)
    assert ending(nothing, terms=ENTERED).result["missing"] == ()
    after = ending(replace(facts, ended=True, logged=()), terms=ENTERED)
    assert (after.codes, after.result["not_called"]) == (("LNK-155.flagged",), False)


def test_hours_that_nobody_has_entered_do_not_stop_the_end_of_a_stay() -> None:
    """LNK-151, LNK-155, D-53: either log will do; a day outside the agreement or the calendar is unclear."""
    facts = EndingFacts(patient=PATIENT, list_updated=True)
    assert ending(facts).result["missing"] == ORDINARY
    assert ending(replace(facts, logged=(Function.ON_CALL,))).result["missing"] == ()
    for at in (datetime(2024, 11, 3, 11, tzinfo=STOCKHOLM), datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))):
        decision = ending(replace(facts, patient=replace(PATIENT, at=at)))
        assert (decision.outcome, decision.result) == ("unclear", {})
        assert contacts(replace(PATIENT, at=at)).outcome == "unclear"
    assert ending(facts, region="01").codes == ("LAW.missing",)


def test_an_ended_stay_asks_for_no_medicines() -> None:
    """LNK-151 to LNK-154: what cannot be undone is not refused; only the contacts are left, and then nothing."""
    facts = EndingFacts(
        patient=PATIENT, list_updated=False, ended=True, new_medicines=(NewMedicine(name="A", hard_to_get=True),)
    )
    decision = ending(facts)
    assert (decision.codes, decision.result["not_called"]) == (FLAGGED, True)
    assert {reason.weight for reason in decision.reasons} == {"flag"}
    called = next(reason for reason in decision.reasons if reason.code == "LNK-151.flagged")
    assert (called.head, called.weight) == ("Ej ringt", "flag")
    assert ending(replace(facts, logged=ORDINARY)).say == "Inget är kvar att göra."
    open_stay = EndingFacts(patient=PATIENT, list_updated=True, logged=ORDINARY)
    assert ending(open_stay).say == "Vistelsen kan avslutas."


@pytest.mark.parametrize(("hard", "agreed", "sent"), list(product([True, False], repeat=3)))
def test_a_new_medicine_needs_agreement_and_company_only_when_hard_to_get(hard: bool, agreed: bool, sent: bool) -> None:
    """LNK-152: asked about, never refused; its name is not among the inputs."""
    medicine = NewMedicine(name="Antibiotikum", hard_to_get=hard, agreed=agreed, sent=sent)
    facts = EndingFacts(patient=PATIENT, list_updated=True, logged=ORDINARY, new_medicines=(medicine,))
    decision = ending(facts)
    expected = () if not hard or (agreed and sent) else ("LNK-152.not_sent",) if agreed else ("LNK-152.not_agreed",)
    assert (decision.codes, decision.outcome) == (expected, "met")
    assert decision.inputs["new_medicines"] == [{"hard_to_get": hard, "agreed": agreed, "sent": sent}]
    assert "Antibiotikum" not in str(decision.inputs)


@pytest.mark.parametrize(("dose", "system"), [(True, "pascal"), (False, "cosmic")])
def test_the_list_is_in_one_system_and_refuses_alone(dose: bool, system: str) -> None:
    """LNK-152: which system depends on the doses only."""
    facts = EndingFacts(patient=PATIENT, list_updated=False, logged=ORDINARY, dose=dose)
    decision = ending(facts)
    assert (decision.codes, decision.outcome) == ((f"LNK-152.{system}",), "not_met")
    assert decision.result["system"] == system
    assert decision.say == decision.reasons[0].text
    assert (decision.inputs["dose"], decision.inputs["list_updated"]) == (dose, False)
    assert ending(replace(facts, list_updated=True)).codes == ()
