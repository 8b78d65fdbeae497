"""The first and the last day of the values about devices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from vardkedja.rules import devices_case, law
from vardkedja.rules.decision import Decision
from vardkedja.rules.devices import route
from vardkedja.rules.devices_abroad import AbroadFacts, abroad
from vardkedja.rules.devices_charges import InvoiceFacts, invoices, lmn_invoice
from vardkedja.rules.devices_countries import Document
from vardkedja.rules.devices_facts import SKANE, RouteFacts
from vardkedja.rules.devices_hand_out import row_check
from vardkedja.rules.devices_record import OrderFacts, agreement
from vardkedja.rules.devices_work import ReturningFacts, WorkCase, contact, returning, work_lists
from vardkedja.rules.law import SHIPPED, Terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = date(2025, 3, 5)
LAST = date(2030, 12, 31)
# The shipped values, with a last day on every value about devices.
ENDING = Terms(base=[replace(item, end=LAST) if item.name.startswith("devices.") else item for item in law.shipped()])
ORDER = OrderFacts(area="rorelse", price=Fraction(1), on=DAY)


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, 0, tzinfo=STOCKHOLM)


RULES: tuple[tuple[str, str, Callable[[date, Terms], Decision]], ...] = (
    (
        "route",
        "cost_limit",
        lambda on, t: route(RouteFacts(residence="other_region", area="syn", price=Fraction(1), on=on), t),
    ),
    ("agreement", "cost_limit", lambda on, t: agreement(replace(ORDER, on=on), t)),
    ("request", "request_fields", lambda on, t: devices_case.request({}, "fax", on, t)),
    (
        "deactivate",
        "areas",
        lambda on, t: devices_case.deactivate("abroad", "syn", "device_office", on, invoiced_on=on, terms=t),
    ),
    ("not_reached", "contact_attempts", lambda on, t: devices_case.not_reached([on], on, t)),
    ("contact", "contacts", lambda on, t: contact("administration", on, t)),
    ("returning", "areas", lambda on, t: returning(ReturningFacts(area="syn", on=noon(on), opened_on=on), t)),
    ("invoices", "areas", lambda on, t: invoices("syn", Fraction(1), on, terms=t)),
    (
        "lmn_invoice",
        "areas",
        lambda on, t: lmn_invoice(
            InvoiceFacts(area="diabetes", by="device_office", on=on, reference="F", region="13"), t
        ),
    ),
    (
        "work_lists",
        "areas",
        lambda on, t: work_lists((WorkCase(item="H", residence="abroad", area="syn", invoiced_on=on),), on, t),
    ),
)


@pytest.mark.parametrize(("rule", "value", "ask"), RULES)
@pytest.mark.parametrize(("inside", "outside"), [(date(2000, 1, 1), date(1999, 12, 31)), (LAST, LAST + timedelta(1))])
def test_the_days_around_the_values_refuse_by_name(
    rule: str, value: str, ask: Callable[[date, Terms], Decision], inside: date, outside: date
) -> None:
    """X-20, D-57, D-59, D-60, D-63, D-69: the first and last day answer; the day before and after name what is missing."""
    assert ask(inside, ENDING).outcome != "unclear"
    decision = ask(outside, ENDING)
    assert (decision.rule, decision.outcome, decision.codes) == (f"devices.{rule}", "unclear", ("LAW.missing",))
    label = law.value(f"devices.{value}", DAY, SKANE).label
    assert f"om {label} för {outside.isoformat()}" in decision.reasons[0].text
    assert ask(LAST + timedelta(1), SHIPPED).outcome != "unclear"


@pytest.mark.parametrize(("inside", "outside"), [(date(2021, 1, 1), date(2020, 12, 31)), (LAST, LAST + timedelta(1))])
def test_the_days_around_the_country_rows_refuse_by_name(inside: date, outside: date) -> None:
    """HJM-27, HJM-28, X-20, D-61: the table has a first and a last day, and says which is missing."""
    facts = AbroadFacts(country="US", on=inside, documents=(Document(kind="checklist"),))
    assert abroad(facts, ENDING).outcome == "met"
    decision = abroad(replace(facts, on=outside), ENDING)
    assert (decision.outcome, decision.codes) == ("unclear", ("LAW.missing",))
    label = law.value("devices.country_rows", DAY).label
    assert f"om {label} för {outside.isoformat()}" in decision.reasons[0].text
    assert row_check(inside, inside, ENDING).outcome == "met"
    assert row_check(outside, outside, ENDING).codes == ("HJM-28.no_row",)
