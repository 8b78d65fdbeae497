"""The work around a device case: search, mail, activation, lists, roles; and the words for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.decision import Outcome
from vardkedja.rules.devices_charges import (
    InvoiceFacts,
    lmn_invoice,
)
from vardkedja.rules.devices_facts import SKANE, Area
from vardkedja.rules.devices_hand_out import register
from vardkedja.rules.devices_work import (
    ReturningFacts,
    WorkCase,
    WorkList,
    contact,
    feedback,
    instruction,
    returning,
    search,
    work_lists,
)
from vardkedja.rules.devices_workflow import By
from vardkedja.rules.law import Terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = date(2025, 3, 4)
NOON = datetime(2025, 3, 4, 12, 0, tzinfo=STOCKHOLM)
BEFORE = date(1999, 12, 31)
RETURNING = ReturningFacts(
    area="diabetes",
    on=NOON,
    opened_on=DAY,
    checked_on=DAY,
    region="13",
    payer="13",
    inactive=True,
    called_at=NOON - timedelta(minutes=20),
    caller="A",
    activated_at=NOON - timedelta(minutes=10),
)
CASE = WorkCase(item="H1", residence="other_region", area="diabetes")


def overlay(name: str, value: object, start: date) -> Terms:
    """The shipped values with another one for Skåne from a day."""
    known = law.value(name, date(2025, 1, 1), SKANE)
    return Terms(overlay=[replace(known, value=value, start=start)])


def test_a_search_without_a_hit_waits() -> None:
    """HJM-13: no hit and no request; a request from tomorrow is none; after the hit nothing is asked anew."""
    assert search(DAY).result == {"next": "send_request", "contact": "administration"}
    assert search(DAY, requested_on=DAY + timedelta(1)).codes == ("HJM-13.no_hit",)
    assert search(DAY, requested_on=DAY).codes == ("HJM-13.waiting",)
    found = search(DAY, found_on=DAY)
    assert (found.outcome, found.result) == ("met", {"next": "continue_case", "contact": None})
    assert search(DAY, found_on=DAY + timedelta(1)).outcome == "not_met"
    assert contact("administration", DAY).result["fax"] == "044-19 46 55"


def test_a_changed_contact_is_changed_everywhere() -> None:
    """HJM-43, D-63: another fax number from a day is read by every form from that day; each function has its own row."""
    known: Any = law.value("devices.contacts", DAY, SKANE).value
    other = {name: dict(row) | ({"fax": "044-00 00 00"} if "fax" in row else {}) for name, row in known.items()}
    terms = overlay("devices.contacts", other, date(2026, 1, 1))
    for function in ("administration", "kundservice_lmn"):
        assert contact(function, date(2025, 12, 31), terms).result["fax"] == "044-19 46 55"
        assert contact(function, date(2026, 1, 1), terms).result["fax"] == "044-00 00 00"
    assert contact("kundtjanst", DAY).say == "Kontakta Hjälpmedel Kundtjänst."
    missing = contact("kundtjanst", BEFORE)
    assert (missing.outcome, missing.codes) == ("unclear", ("LAW.missing",))
    assert contact("general", DAY).outcome == "unclear"


@given(st.from_regex(r"[A-Z][0-9]{4}-[0-9]{6}", fullmatch=True), st.text(max_size=20), st.integers(0, 999))
def test_the_mail_holds_the_number_of_the_request_alone(request: str, name: str, number: int) -> None:
    """HJM-21: take the number away and the same sentence is left for everyone: no name, no personnummer."""
    decision = feedback(request, "a@example.se", NOON, NOON)
    text = str(decision.result["text"])
    assert text.replace(request, "") == "Registreringen är klar för begäran . Logga in för att fortsätta."
    assert decision.result["to"] == "a@example.se"
    for personal in (f"19500101-{number:04}", f"500101{number:04}", f"X500101+{number:04}", f"{name} {name}", "a@b.se"):
        refused = feedback(personal, "a@example.se", NOON, NOON)
        assert refused.codes == ("HJM-21.personal",)
        assert refused.inputs["request"] is None
        assert refused.result == {}


def test_feedback_comes_after_the_registration() -> None:
    """HJM-21: not registered, a minute early, the same minute; every reason at once; reserve numbers are personal too."""
    assert feedback("H-1", "a@example.se", NOON).codes == ("HJM-21.not_registered",)
    assert feedback("H-1", "a@example.se", NOON, NOON + timedelta(minutes=1)).codes == ("HJM-21.not_registered",)
    assert feedback("H-1", "a@example.se", NOON, NOON).outcome == "met"
    every = feedback("", " ", NOON)
    assert every.codes == ("HJM-21.no_email", "HJM-21.not_registered", "HJM-21.personal")
    assert every.inputs["email"] is False
    assert feedback("19500101AB12", "a@example.se", NOON, NOON).codes == ("HJM-21.personal",)
    assert feedback("H-1 ", "a@example.se", NOON, NOON).codes == ("HJM-21.personal",)


def test_a_patient_that_sesam_knows_is_activated_and_paid_for() -> None:
    """HJM-22, HJM-26: every step of the call, by the minute; payer and activation are told together; nothing is sent anew."""
    assert returning(RETURNING).codes == ()
    assert returning(RETURNING).result == {"ask": [], "may_prescribe": True, "send_anew": False}
    both = returning(replace(RETURNING, called_at=None, activated_at=None, payer=""))
    assert both.codes == ("HJM-22.not_called", "HJM-26.change_payer")
    assert both.result == {"ask": ["activate", "change_payer"], "may_prescribe": False, "send_anew": False}
    assert "I Sesam står ingen." in both.reasons[1].text
    unlogged = returning(replace(RETURNING, called_at=None))
    assert (unlogged.codes, unlogged.result["ask"]) == (("HJM-22.not_called",), [])
    assert returning(replace(RETURNING, called_at=NOON)).codes == ("HJM-22.turned",)
    assert returning(replace(RETURNING, called_at=NOON, activated_at=NOON)).codes == ()
    late = replace(RETURNING, activated_at=NOON + timedelta(minutes=1))
    assert returning(late).codes == ("HJM-22.not_activated",)
    assert returning(replace(late, caller="")).codes == ("HJM-22.no_caller", "HJM-22.not_activated")
    assert returning(replace(late, inactive=False)).codes == ()
    assert returning(RETURNING).inputs["caller"] is True
    assert returning(replace(RETURNING, checked_on=DAY + timedelta(1))).codes == ("HJM-45.not_checked",)
    assert returning(replace(RETURNING, region="Atlantis")).codes == ("HJM-45.no_region",)
    assert returning(replace(RETURNING, on=datetime(1999, 12, 31, 12, 0, tzinfo=STOCKHOLM))).outcome == "unclear"


@pytest.mark.parametrize("area", list(Area))
def test_the_payer_is_asked_for_in_the_areas_of_the_table(area: Area) -> None:
    """HJM-26, HJM-45, D-59: hearing and the three areas of Sesam LMN; the five direct areas have no check."""
    facts = ReturningFacts(area=area, on=NOON, opened_on=DAY)
    asked = area in ("horsel", "diabetes", "inkontinens", "nutrition")
    assert returning(facts).codes == (("HJM-45.not_checked",) if asked else ())


@pytest.mark.parametrize("role", list(By))
def test_only_the_device_office_registers_reads_and_invoices(role: By) -> None:
    """HJM-32, HJM-35, HJM-46: every role by itself."""
    office = role == "device_office"
    assert instruction(role).codes == (() if office else ("HJM-35.office_only",))
    assert register(role, "A", "A").codes == (() if office else ("HJM-32.wrong_role",))
    facts = InvoiceFacts(area="diabetes", by=role, on=DAY, reference="F-1", region="13")
    decision = lmn_invoice(facts)
    assert decision.codes == (() if office else ("HJM-46.office_only",))
    assert decision.result["shown"] is office


SPANS = (
    ("registration_sent", "registered", (WorkList.REGISTER, WorkList.REGISTRATION)),
    ("activation_asked", "activated", (WorkList.ACTIVATE,)),
    ("sum_asked", "sum_reported", (WorkList.SUM,)),
    ("home_region_asked", "home_region_answered", (WorkList.HOME_REGION,)),
    ("ready_on", "handed_out", (WorkList.READY,)),
    ("invoiced_on", "deactivated", (WorkList.DEACTIVATE,)),
)


def listed(*cases: WorkCase, on: date = DAY) -> dict[str, list[Any]]:
    """The lists that are not empty, by name."""
    shown: Any = work_lists(cases, on).result
    return {name: rows for lists in shown.values() for name, rows in lists.items() if rows}


@pytest.mark.parametrize(("asked", "answered", "names"), SPANS)
@given(since=st.integers(0, 400), until=st.none() | st.integers(-400, 400))
def test_a_case_stands_in_a_list_from_the_question_to_the_answer(
    asked: str, answered: str, names: tuple[WorkList, ...], since: int, until: int | None
) -> None:
    """HJM-44: from the day it is asked, to the day before the answer; with its age in days; in no other list."""
    changes: dict[str, Any] = {asked: DAY - timedelta(since)}
    if until is not None:
        changes[answered] = DAY + timedelta(until)
    stands = until is None or until > 0
    row = {"item": "H1", "since": DAY - timedelta(since), "age_days": since}
    assert listed(replace(CASE, **changes)) == ({name: [row] for name in names} if stands else {})
    assert listed(replace(CASE, **changes), on=DAY - timedelta(since + 1)) == {}


def test_lists_have_the_oldest_first_and_an_owner() -> None:
    """HJM-44: four lists of VO Hjälpmedel, three of the prescriber; oldest first, then by number."""
    cases = (
        replace(CASE, item="H3", sum_asked=DAY),
        replace(CASE, item="H2", sum_asked=DAY),
        replace(CASE, item="H4", sum_asked=DAY - timedelta(1)),
    )
    assert [row["item"] for row in listed(*cases)["sum_to_calculate"]] == ["H4", "H2", "H3"]
    decision: Any = work_lists((), DAY)
    assert decision.outcome == Outcome.COMPUTED
    assert list(decision.result) == ["device_office", "prescriber"]
    assert [len(lists) for lists in decision.result.values()] == [4, 3]
    assert decision.say == "Listorna gäller 4 mars 2025."


def test_deactivation_is_listed_where_it_applies() -> None:
    """HJM-25, HJM-38, HJM-44: not with an open prescription, not in mobility, but abroad in every area; unclear once."""
    invoiced = replace(CASE, invoiced_on=DAY)
    assert list(listed(invoiced)) == ["to_deactivate"]
    assert listed(replace(invoiced, open_prescriptions=1)) == {}
    assert listed(replace(invoiced, area="rorelse")) == {}
    assert list(listed(replace(invoiced, area="rorelse", residence="abroad"))) == ["to_deactivate"]
    early = replace(CASE, invoiced_on=BEFORE)
    decision = work_lists((early, replace(early, item="H2", registration_sent=BEFORE)), BEFORE)
    assert (decision.outcome, decision.codes) == ("unclear", ("LAW.missing",))
    shown: Any = decision.result
    assert [row["item"] for row in shown["prescriber"]["waiting_registration"]] == ["H2"]
