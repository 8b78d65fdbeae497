"""What else is judged in a device case: scope, product, request, invoices, who pays, the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from vardkedja.rules import devices_case, law
from vardkedja.rules.devices_case import Part
from vardkedja.rules.devices_facts import SKANE

DAY = date(2025, 3, 5)


def test_scope_is_the_prescribers_areas_and_not_special_foods() -> None:
    """HJM-02, HJM-03: a physiotherapist with mobility prescribes mobility, not hearing; special foods have a guideline."""
    assert devices_case.scope("device", "rorelse", {"rorelse"}).outcome == "met"
    assert devices_case.scope("device", "horsel", {"rorelse"}).codes == ("HJM-02.no_right",)
    assert devices_case.scope("special_food", "nutrition", {"nutrition"}).codes == ("HJM-03.special_food",)


def test_a_product_is_judged_by_the_instructions_of_the_day() -> None:
    """HJM-08: removed 1 March 2025: the day before is allowed, the day itself refused; an unknown product is refused."""
    first, removed = date(2024, 1, 1), date(2025, 3, 1)
    assert devices_case.product(date(2025, 2, 28), first, removed).outcome == "met"
    assert devices_case.product(removed, first, removed).codes == ("HJM-08.product",)
    assert devices_case.product(first, first).outcome == "met"
    assert devices_case.product(date(2023, 12, 31), first).codes == ("HJM-08.product",)
    assert devices_case.product(first, None).codes == ("HJM-08.product",)


def test_a_registration_request_is_whole_and_goes_a_safe_way() -> None:
    """HJM-19, HJM-20, D-60: no door code is fine, no prescriber's e-mail is not; open e-mail cannot be chosen."""
    fields: Any = law.value("devices.request_fields", DAY, SKANE).value
    whole = dict.fromkeys(fields, "x")
    for channel in ("encrypted_email", "fax", "post"):
        assert devices_case.request(whole, channel, DAY).outcome == "met"
    assert devices_case.request(whole, "email", DAY).codes == ("HJM-20.channel",)
    for name in fields:
        decision = devices_case.request(whole | {name: " "}, "fax", DAY)
        assert decision.codes == ("HJM-19.missing",)
        assert decision.result["missing"] == [name]
    assert devices_case.request(whole, "fax", date(1999, 12, 31)).outcome == "unclear"


def test_every_part_of_the_cost_has_one_payer() -> None:
    """HJM-24, HJM-41, R-71: device to the home region and own charge to the patient; labour without payer is refused."""
    device = Part("hjälpmedlet", "home_region", Fraction(4000))
    charge = Part("egenavgift", "patient", Fraction(500))
    decision = devices_case.payers([device, charge])
    assert decision.result == {"home_region": 4000, "patient": 500}
    assert devices_case.payers([device, Part("arbetskostnad", "", Fraction(1))]).codes == ("HJM-41.no_payer",)
    assert devices_case.payers([device, replace_payer(device)]).codes == ("HJM-41.two_payers",)
    assert devices_case.payers([device, device]).result == {"home_region": 8000}
    assert devices_case.payers([]).outcome == "not_met"


def replace_payer(part: Part) -> Part:
    return replace(part, payer="patient")


def test_the_full_cost_is_reported_by_the_device_office() -> None:
    """HJM-37: 7 200 + 1 350 + 450 = 9 000 kr; a sum from the prescriber is refused."""
    parts = (Fraction(7200), Fraction(1350), Fraction(450))
    assert devices_case.full_cost(*parts, by="device_office").result["sum"] == 9000
    assert devices_case.full_cost(*parts, by="prescriber").codes == ("HJM-37.wrong_role",)


def test_a_dispensed_item_is_invoiced_once() -> None:
    """HJM-12: the second invoice for the same item is refused."""
    assert devices_case.invoice("F-1").outcome == "met"
    assert devices_case.invoice("F-2", earlier="F-1").codes == ("HJM-12.second",)


def test_deactivation_is_the_offices_at_invoicing() -> None:
    """HJM-25, HJM-38, R-70, D-59: hearing invoiced 2 May 2025; mobility only abroad; not the prescriber; nothing open."""
    invoiced = date(2025, 5, 2)
    ask: dict[str, Any] = {"residence": "other_region", "area": "horsel", "by": "device_office", "on": invoiced}
    assert devices_case.deactivate(**ask, invoiced_on=invoiced).outcome == "met"
    early = ask | {"on": date(2025, 5, 1)}
    assert devices_case.deactivate(**early, invoiced_on=invoiced).codes == ("HJM-25.not_invoiced",)
    assert devices_case.deactivate(**ask).codes == ("HJM-25.not_invoiced",)
    assert devices_case.deactivate(**ask, invoiced_on=invoiced, open_prescriptions=1).codes == ("HJM-25.open",)
    prescriber = ask | {"by": "prescriber"}
    assert devices_case.deactivate(**prescriber, invoiced_on=invoiced).codes == ("HJM-25.wrong_role",)
    mobility = ask | {"area": "rorelse"}
    assert devices_case.deactivate(**mobility, invoiced_on=invoiced).codes == ("HJM-25.not_here",)
    assert devices_case.deactivate(**(mobility | {"residence": "abroad"}), invoiced_on=invoiced).outcome == "met"
    assert devices_case.deactivate(**(ask | {"on": date(1999, 12, 31)})).outcome == "unclear"


def test_a_case_closes_without_contact_after_an_attempt() -> None:
    """HJM-39, D-69: calls 1 and 8 September; none, or only one that has not been, is refused."""
    day = date(2025, 9, 8)
    assert devices_case.not_reached([date(2025, 9, 1), day], day).outcome == "met"
    assert devices_case.not_reached([day], day).outcome == "met"
    assert devices_case.not_reached([], day).codes == ("HJM-39.no_attempt",)
    assert devices_case.not_reached([day + timedelta(1)], day).codes == ("HJM-39.no_attempt",)
    assert devices_case.not_reached([day], date(1999, 12, 31)).outcome == "unclear"


def test_contacts_are_data() -> None:
    """HJM-43, D-58, D-63: each function has ways to be reached, in one place; examples of advanced devices are named."""
    contacts: Any = law.value("devices.contacts", DAY, SKANE).value
    assert set(contacts) == {"administration", "kundtjanst", "kundservice_lmn"}
    assert law.value("devices.advanced_classes", DAY, SKANE).value == ("hörapparater", "eldrivna rullstolar")
