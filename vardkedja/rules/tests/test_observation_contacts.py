"""The acute care ward and the municipalities: what the worked cases do not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.calendar import is_red_day
from vardkedja.rules.law import Terms
from vardkedja.rules.observation_contacts import AnnexFacts, ContactFacts, Function, HomeCare, annex, contacts

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
BEGIN = datetime(2024, 11, 5, tzinfo=UTC)
INSTANTS = st.integers(0, 1_090 * 24 * 60).map(lambda minute: BEGIN + timedelta(minutes=minute))
HOURS = ("observation.daytime", "ava", '{ first = "07:30", last = "16:00" }')
LIST = ("observation.on_call_list", "ava", '"Jourlista A"')
THURSDAY = datetime(2025, 6, 5, 11, 0, tzinfo=STOCKHOLM)
RED_FRIDAY = datetime(2025, 6, 6, 11, 0, tzinfo=STOCKHOLM)
PATIENT = ContactFacts(
    at=THURSDAY, unit="ava", municipal_care=True, aids=True, home_care=HomeCare(existing=True, needed=True)
)
ORDINARY = (
    Function.MUNICIPAL_NURSE,
    Function.OCCUPATIONAL_THERAPIST,
    Function.PHYSIOTHERAPIST,
    Function.COORDINATOR,
)
ANNEX = AnnexFacts(on=date(2025, 2, 28), title="Riktlinjer", unit="AVA", prepared_by="chef", approved_by="chef")


def own(*values: tuple[str, str, str], start: str = "2025-01-01") -> Terms:
    """What a unit or the region has entered of its own: name, party and value."""
    text = 'title = "Prov"\nchecked = 2026-11-21\n'
    for name, party, value in values:
        text += (
            f'[[entry]]\nname = "{name}"\nparty = "{party}"\nlabel = "prov"\nfrom = {start}\nvalue = {value}\n'
            'unit = "prov"\nclause = "prov"\nbasis = "reading"\n'
        )
    return Terms(overlay=law.read(text, "own"))


ENTERED = own(HOURS, LIST)


# --- annex 2 -------------------------------------------------------------------------------------------------------


@given(st.dates(FIRST, date(2030, 1, 1)))
def test_the_annex_is_flagged_from_the_day_after_its_last(on: date) -> None:
    """LNK-150, D-52, R-58: readable for ever, never refused."""
    decision = annex(replace(ANNEX, on=on))
    valid = on <= date(2025, 3, 1)
    assert decision.codes == (() if valid else ("LNK-150.ended",))
    assert decision.outcome == "met"
    assert decision.result == {"valid_to": date(2025, 3, 1), "valid": valid, "revise": not valid}
    if valid:
        assert decision.say == "Bilagan gäller till och med 1 mars 2025."
    else:
        assert (decision.reasons[0].head, decision.say) == ("Giltighet passerad", decision.reasons[0].text)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(FIRST, date(2035, 1, 1)))
def test_a_revision_lasts_three_years_whatever_the_last_day(revised: date, on: date) -> None:
    """LNK-150, D-52: the same day three years later is in time; 29 February becomes the 28th."""
    day = 28 if (revised.month, revised.day) == (2, 29) else revised.day
    latest = date(revised.year + 3, revised.month, day)
    decision = annex(replace(ANNEX, on=on, revised_on=revised))
    assert decision.result["revise_by"] == latest
    assert ("LNK-150.revision" in decision.codes) is (on > latest)


def test_a_longer_validity_or_interval_is_another_line() -> None:
    """LNK-150, D-52: a new annex is entered with its own days; the shipped ones stay as they were."""
    terms = own(("observation.annex_valid_to", "07", "2028-03-01"), ("observation.annex_revision_years", "07", "1"))
    facts = replace(ANNEX, on=date(2025, 3, 2), revised_on=date(2024, 3, 1))
    decision = annex(facts, terms=terms)
    assert (decision.codes, decision.result["revise_by"]) == (("LNK-150.revision",), date(2025, 3, 1))
    assert decision.result["valid_to"] == date(2028, 3, 1)
    assert annex(facts).codes == ("LNK-150.ended",)
    assert annex(facts, region="01").outcome == "unclear"
    assert "sista dag för bilagan" in annex(facts, region="01").reasons[0].text


def test_what_is_missing_is_told_before_what_is_late() -> None:
    """LNK-150: every reason at once, the refusals first; a revision at the end of the calendar is unclear."""
    facts = AnnexFacts(on=date(2025, 3, 2), title="", unit="", prepared_by="", approved_by="")
    codes = ("LNK-150.title", "LNK-150.unit", "LNK-150.prepared_by", "LNK-150.approved_by", "LNK-150.ended")
    assert (annex(facts).codes, annex(facts).outcome) == (codes, "not_met")
    assert annex(facts).say == "Ange bilagans titel."
    assert annex(facts).result["revise"] is True
    assert annex(replace(ANNEX, revised_on=date.max)).codes == ("X-20.missing_year",)


# --- whom to call --------------------------------------------------------------------------------------------------


def test_a_red_friday_goes_to_the_list_and_the_thursday_before_does_not() -> None:
    """LNK-155, R-76, D-53: with the unit's own hours and list; the source is what decided."""
    red = contacts(replace(PATIENT, at=RED_FRIDAY), terms=ENTERED)
    assert red.result == {
        "daytime_functions": ORDINARY,
        "period": "on_call_time",
        "functions": (Function.ON_CALL,),
        "counterpart": "shift_leading_nurse",
        "on_call_list": "Jourlista A",
    }
    assert red.steps == ("Fredag 6 juni 2025 kl. 11.00 är jourtid.",)
    assert red.say == "Kontakta jourfunktionen enligt listan."
    assert [source.basis for source in red.sources] == ["reading R-76", "reading"]
    plain = contacts(PATIENT, terms=ENTERED)
    assert plain.result == {"daytime_functions": ORDINARY, "period": "weekday_daytime", "functions": ORDINARY}
    assert plain.steps == ("Torsdag 5 juni 2025 kl. 11.00 är vardag dagtid.",)
    assert plain.say == "Kontakta kommunen som vanligt."
    assert {str(decision.outcome) for decision in (red, plain)} == {"computed"}


@pytest.mark.parametrize(
    ("hour", "minute", "second", "period"),
    [
        (7, 29, 59, "on_call_time"),
        (7, 30, 0, "weekday_daytime"),
        (16, 0, 59, "weekday_daytime"),
        (16, 1, 0, "on_call_time"),
        (0, 0, 0, "on_call_time"),
        (23, 59, 59, "on_call_time"),
    ],
)
def test_daytime_runs_from_its_first_through_its_last_minute(hour: int, minute: int, second: int, period: str) -> None:
    """LNK-155, D-53, T-1: minutes on the wall clock, also when the instant is told in UTC."""
    at = datetime(2025, 6, 5, hour, minute, second, tzinfo=STOCKHOLM)
    for instant in (at, at.astimezone(UTC)):
        assert contacts(replace(PATIENT, at=instant), terms=ENTERED).result["period"] == period


@given(INSTANTS)
def test_a_free_day_is_on_call_at_every_hour(at: datetime) -> None:
    """LNK-155, R-76: weekends and red days all round the clock; other days by the hours."""
    wall = at.astimezone(STOCKHOLM)
    free = wall.isoweekday() >= 6 or is_red_day(wall.date())
    terms = own(HOURS, LIST, start="2024-11-04")
    daytime = not free and (7, 30) <= (wall.hour, wall.minute) <= (16, 0)
    decision = contacts(replace(PATIENT, at=at), terms=terms)
    assert decision.result["period"] == ("weekday_daytime" if daytime else "on_call_time")
    assert decision.result["functions"] == (ORDINARY if daytime else (Function.ON_CALL,))


@pytest.mark.parametrize(
    ("value", "friday", "saturday"),
    [
        ('["weekend", "red"]', "on_call_time", "on_call_time"),
        ('["weekend"]', "weekday_daytime", "on_call_time"),
        ('["red"]', "on_call_time", "weekday_daytime"),
        ("[]", "weekday_daytime", "weekday_daytime"),
    ],
)
def test_which_days_are_free_is_a_value_of_the_agreement(value: str, friday: str, saturday: str) -> None:
    """LNK-155, R-76: the other reading of red weekdays is a changed line."""
    terms = own(HOURS, LIST, ("observation.on_call_days", "07", value))
    assert contacts(replace(PATIENT, at=RED_FRIDAY), terms=terms).result["period"] == friday
    day = datetime(2025, 3, 8, 11, 0, tzinfo=STOCKHOLM)
    assert contacts(replace(PATIENT, at=day), terms=terms).result["period"] == saturday


def test_the_hours_belong_to_one_unit_from_their_first_day() -> None:
    """LNK-155, D-53: another unit, and the day before, are unclear and say what is missing, in Swedish."""
    terms = own(HOURS, LIST, start="2025-06-05")
    assert contacts(PATIENT, terms=terms).result["period"] == "weekday_daytime"
    for facts in (replace(PATIENT, unit="annan"), replace(PATIENT, at=THURSDAY - timedelta(days=1))):
        decision = contacts(facts, terms=terms)
        assert (decision.outcome, decision.codes) == ("unclear", ("LAW.missing",))
        assert "avdelningens tider för vardag dagtid" in decision.reasons[0].text
        assert decision.result == {"daytime_functions": ORDINARY}
        assert decision.say == "Det går inte att avgöra vem som ska kontaktas."


def test_hours_without_a_list_say_that_the_list_is_missing() -> None:
    """LNK-155, D-53: the evening is known to be on call, who has it is not."""
    evening = replace(PATIENT, at=THURSDAY + timedelta(hours=8))
    decision = contacts(evening, terms=own(HOURS))
    assert (decision.outcome, decision.result["period"]) == ("unclear", "on_call_time")
    assert decision.result["functions"] == (Function.ON_CALL,)
    assert "avdelningens lista över jourfunktioner" in decision.reasons[0].text
    assert "on_call_list" not in decision.result
    assert decision.inputs["at"] == evening.at


@pytest.mark.parametrize(("nurse", "aids", "existing", "needed", "private"), list(product([True, False], repeat=5)))
def test_each_need_has_its_own_function(nurse: bool, aids: bool, existing: bool, needed: bool, private: bool) -> None:
    """LNK-151, LNK-153, LNK-154: every combination; a private provider of home care changes nothing."""
    home = HomeCare(existing=existing, needed=needed, private=private)
    facts = ContactFacts(at=THURSDAY, unit="ava", municipal_care=nurse, aids=aids, home_care=home)
    expected = ["municipal_nurse"] * nurse + ["occupational_therapist", "physiotherapist"] * aids
    expected += ["home_care_coordinator"] if existing else ["needs_assessor"] * needed
    decision = contacts(facts, terms=ENTERED)
    assert decision.result["functions"] == tuple(expected)
    assert decision.inputs["home_care"] == {"existing": existing, "needed": needed, "private": private}
    assert (decision.inputs["municipal_care"], decision.inputs["aids"]) == (nurse, aids)


def test_nothing_is_needed_unless_somebody_says_so() -> None:
    """LNK-151, LNK-154: a patient about whom nothing is told."""
    facts = ContactFacts(at=THURSDAY, unit="ava")
    assert contacts(facts, terms=ENTERED).result["functions"] == ()
    assert facts.home_care == HomeCare(existing=False, needed=False, private=False)
