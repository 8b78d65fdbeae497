"""The permanent care contact: everything an answer holds, every combination of grounds, and the ends of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.calendar import STOCKHOLM
from vardkedja.rules.discharge_parties import UnitKind
from vardkedja.rules.discharge_rights import CaseRole
from vardkedja.rules.law import SHIPPED, Terms
from vardkedja.rules.plans_contacts import (
    BOOK,
    AppointFacts,
    Contact,
    DangerFacts,
    Ground,
    age_words,
    appoint,
    decline,
    doctor_as_contact,
    shown,
    without_contact,
)

ANNA = Contact(name="Anna", unit="Vårdcentralen", role="sjuksköterska", phone="0470", since=date(2025, 3, 5))
ANNA_SHOWN = {
    "name": "Anna",
    "unit": "Vårdcentralen",
    "role": "sjuksköterska",
    "phone": "0470",
    "since": date(2025, 3, 5),
    "licensed_doctor": False,
}
DAY = date(2025, 3, 4)
AT = datetime(2025, 3, 4, 10, 0, tzinfo=STOCKHOLM)
LAST = datetime.max.replace(tzinfo=UTC)


def subsets() -> list[tuple[Ground, ...]]:
    return [chosen for size in range(len(Ground) + 1) for chosen in combinations(Ground, size)]


@pytest.mark.parametrize("grounds", subsets())
def test_only_a_patients_request_cannot_be_declined(grounds: tuple[Ground, ...]) -> None:
    """LNK-26: every combination of grounds; a request among others is still a request, and needs its time."""
    decision = decline(grounds)
    asked = Ground.REQUEST in grounds
    expected = ("LNK-26.requested",) if asked else () if grounds else ("LNK-26.no_ground",)
    assert decision.codes == expected
    assert decision.result == {"may_decline": not expected}
    assert decision.inputs == {"grounds": grounds}
    assert BOOK.sources["ground"] in decision.sources
    appointed = appoint(
        AppointFacts(
            on=DAY, by=UnitKind.REGIONAL_PRIMARY, role=CaseRole.CARE_COORDINATOR, contact=ANNA, grounds=grounds
        )
    )
    assert appointed.codes == (("LNK-26.no_time",) if asked else () if grounds else ("LNK-26.no_ground",))


@pytest.mark.parametrize("unit", list(UnitKind))
def test_only_regional_primary_care_appoints(unit: UnitKind) -> None:
    """LNK-24, LNK-03: every kind of unit; the answer holds the facts and the sources."""
    facts = AppointFacts(on=DAY, by=unit, role=CaseRole.NURSE, contact=ANNA, grounds=(Ground.REQUEST,), requested_at=AT)
    decision = appoint(facts)
    assert decision.codes == (() if unit is UnitKind.REGIONAL_PRIMARY else ("LNK-03.unit",))
    assert decision.rule == "plans.appoint"
    assert decision.inputs == {
        "on": DAY,
        "by": unit,
        "role": CaseRole.NURSE,
        "contact": ANNA_SHOWN,
        "grounds": (Ground.REQUEST,),
        "requested_at": AT,
    }
    assert decision.sources[:2] == (BOOK.sources["appoint"], BOOK.sources["ground"])
    assert decision.sources[2] == SHIPPED.value("discharge.rights.appoint_contact", DAY, "07").source
    assert decision.say == (decision.reasons[0].text if decision.reasons else "Den fasta vårdkontakten kan utses.")


@pytest.mark.parametrize("field", ["name", "role", "unit", "phone"])
def test_blanks_are_nothing(field: str) -> None:
    """LNK-24: each field alone; only spaces is empty."""
    facts = AppointFacts(
        on=DAY,
        by=UnitKind.REGIONAL_PRIMARY,
        role=CaseRole.NURSE,
        contact=replace(ANNA, **{field: " "}),
        grounds=(Ground.SAFETY,),
    )
    assert appoint(facts).codes == (f"LNK-24.no_{field}",)
    assert appoint(facts).outcome == ("met" if field in ("role", "phone") else "not_met")


def test_an_appointment_that_nobody_has_a_rule_for_is_unclear() -> None:
    """LNK-24, X-20: what is missing is named; what is refused comes first, and a flag is not the sentence."""
    facts = AppointFacts(
        on=DAY, by=UnitKind.REGIONAL_PRIMARY, role=CaseRole.NURSE, contact=ANNA, grounds=(Ground.SAFETY,)
    )
    other = appoint(facts, region="01")
    assert (other.outcome, other.codes) == ("unclear", ("LAW.missing",))
    assert "vem som får utse fast vårdkontakt" in other.say
    refused = appoint(replace(facts, grounds=()), region="01")
    assert (refused.outcome, refused.codes) == ("not_met", ("LNK-26.no_ground", "LAW.missing"))
    assert refused.say == "Ange om patienten har begärt en fast vårdkontakt, eller varför den är nödvändig."
    flagged = appoint(replace(facts, contact=replace(ANNA, phone="")))
    assert (flagged.codes, flagged.say) == (("LNK-24.no_phone",), "Den fasta vårdkontakten kan utses.")
    other_terms = Terms([replace(SHIPPED.value("discharge.rights.appoint_contact", DAY, "07"), party="01")])
    assert appoint(facts, "01", other_terms).codes == ()


def test_the_sentences_of_declining() -> None:
    """LNK-26: a need may be declined, and the sentence says why."""
    assert decline((Ground.SAFETY,)).say == ("Behovet får avböjas, eftersom patienten inte har begärt en vårdkontakt.")
    assert decline((Ground.REQUEST,)).say == "Patienten har begärt en fast vårdkontakt. Utse en."
    assert decline((Ground.SAFETY,)).rule == "plans.decline"
    assert decline((Ground.SAFETY,)).sources == (BOOK.sources["ground"],)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minuter"),
        (1, "1 minut"),
        (59, "59 minuter"),
        (60, "1 timme"),
        (119, "1 timme"),
        (120, "2 timmar"),
        (1439, "23 timmar"),
        (1440, "1 dag"),
        (2879, "1 dag"),
        (2880, "2 dagar"),
    ],
)
def test_an_age_is_said_in_its_largest_whole_unit(minutes: int, words: str) -> None:
    """LNK-24: the age of a case without a contact is shown, since no limit of hours is set."""
    assert age_words(minutes) == words


@given(st.integers(-3000, 3000), st.none() | st.integers(-3000, 3000))
def test_a_case_is_listed_from_the_message_until_the_appointment(after: int, appointed: int | None) -> None:
    """LNK-24: both ends to the minute; the reason is a flag and stops nothing."""
    at = AT + timedelta(minutes=after)
    appointed_at = None if appointed is None else AT + timedelta(minutes=appointed)
    decision = without_contact(AT, at, appointed_at)
    listed = after >= 0 and (appointed is None or after < appointed)
    assert decision.result == ({"listed": True, "minutes": after} if listed else {"listed": False})
    assert decision.codes == (("LNK-24.none",) if listed else ())
    assert decision.outcome == "computed"


def test_a_listed_case_says_when_the_message_came() -> None:
    """LNK-24: on the wall clock in Stockholm, whatever offset the instant has."""
    decision = without_contact(AT.astimezone(UTC), AT + timedelta(hours=2))
    assert decision.say == (
        "Inskrivningsmeddelandet togs emot 4 mars 2025 kl. 10.00, för 2 timmar sedan. Utse en fast vårdkontakt."
    )
    assert decision.rule == "plans.without_contact"
    assert decision.inputs == {"received_at": AT, "at": AT + timedelta(hours=2), "appointed_at": None}
    assert decision.sources == (BOOK.sources["appoint"],)
    assert without_contact(AT, AT, AT).say == "Ingen fast vårdkontakt saknas."


def test_instants_at_the_end_of_the_calendar_are_unclear() -> None:
    """LNK-24, LNK-27, X-20: what is missing is named, wherever the instant stands."""
    for decision in (without_contact(LAST, AT), without_contact(AT, LAST), without_contact(AT, AT, LAST)):
        assert (decision.outcome, decision.codes) == ("unclear", ("X-20.missing_year",))
        assert decision.say == "Tiden går inte att räkna ut."
        assert decision.rule == "plans.without_contact"
        assert set(decision.inputs) == {"received_at", "at", "appointed_at"}
    for established, at in ((LAST, AT), (AT, LAST)):
        decision = doctor_as_contact(DangerFacts(established_at=established, by_treating_doctor=True, at=at))
        assert (decision.outcome, decision.codes) == ("unclear", ("X-20.missing_year",))
        assert decision.say == "Tiden går inte att räkna ut."
        assert decision.rule == "plans.doctor_as_contact"
        assert decision.inputs["at"] == at


def test_contacts_stand_by_unit_and_name_and_all_are_shown() -> None:
    """LNK-25: nobody is left out, and the order does not depend on who was entered first or on case."""
    bo = Contact(name="bo", unit="Vårdcentralen")
    cia = Contact(name="Cia", unit="psykiatrisk öppenvård", licensed_doctor=True)
    one, other = shown((bo, ANNA, cia)), shown((cia, bo, ANNA))
    assert one.result == other.result
    listed = one.result["contacts"]
    assert [contact["name"] for contact in listed] == ["Cia", "Anna", "bo"]
    assert listed[1] == ANNA_SHOWN
    assert listed[0]["licensed_doctor"] is True
    assert one.inputs == {"contacts": 3}
    assert (one.rule, one.outcome) == ("plans.contacts", "computed")
    assert one.sources == (BOOK.sources["several"],)
    assert one.say == "Vårdkontakterna ser varandra och har en gemensam tråd."
    assert shown((ANNA, bo)).say == "Vårdkontakterna finns på en enhet."
    assert shown(()).say == "Ingen fast vårdkontakt är utsedd."


@given(st.lists(st.tuples(st.booleans(), st.integers(-3, 3) | st.none()), max_size=4))
def test_the_task_is_closed_by_a_licensed_doctor_who_has_begun(people: list[tuple[bool, int | None]]) -> None:
    """LNK-27: any one doctor is enough, nobody else is, and a contact counts from the first day."""
    contacts = tuple(
        Contact(
            name="Anna",
            unit="Vårdcentralen",
            licensed_doctor=doctor,
            since=None if day is None else AT.date() + timedelta(days=day),
        )
        for doctor, day in people
    )
    decision = doctor_as_contact(DangerFacts(established_at=AT, by_treating_doctor=True, at=AT, contacts=contacts))
    begun = [doctor for doctor, day in people if day is not None and day <= 0]
    expected = () if any(begun) else ("LNK-27.not_doctor",) if begun else ("LNK-27.no_contact",)
    assert decision.codes == expected
    assert decision.result == {"task_for": "verksamhetschef", "task_open": bool(expected), "minutes": 0}


def test_the_answer_about_the_doctor_shows_how_long_it_took() -> None:
    """LNK-27: as soon as possible is measured; the facts are kept; a task that never began is no task."""
    bo = Contact(name="Bo", unit="Vårdcentralen", since=date(2025, 3, 5), licensed_doctor=True)
    later = AT + timedelta(days=1)
    decision = doctor_as_contact(
        DangerFacts(established_at=AT.astimezone(UTC), by_treating_doctor=True, at=later, contacts=(bo,))
    )
    assert decision.steps == ("Tillståndet konstaterades 4 mars 2025 kl. 10.00, 1 dag tidigare.",)
    assert decision.say == "En legitimerad läkare är fast vårdkontakt. Uppgiften kan avslutas."
    assert decision.sources == (BOOK.sources["danger"],)
    assert decision.rule == "plans.doctor_as_contact"
    assert decision.inputs["contacts"][0]["name"] == "Bo"
    assert (decision.inputs["established_at"], decision.inputs["at"]) == (AT, later)
    assert decision.inputs["by_treating_doctor"] is True
    never = doctor_as_contact(DangerFacts(established_at=AT, by_treating_doctor=False, at=later, contacts=(bo,)))
    assert (never.outcome, never.result, never.rule) == ("not_met", {"task_open": False}, decision.rule)
    assert never.say == "Uppgiften börjar när en behandlande läkare har konstaterat ett livshotande tillstånd."
    assert never.inputs["by_treating_doctor"] is False
    open_task = doctor_as_contact(DangerFacts(established_at=AT, by_treating_doctor=True, at=later))
    assert open_task.say == open_task.reasons[0].text
