"""What is recorded in a device case: the home region's papers, registration, rent or purchase, charges and invoices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.devices import route
from vardkedja.rules.devices_case import Part, payers
from vardkedja.rules.devices_charges import (
    ChargeFacts,
    ChargeKind,
    InvoiceFacts,
    charge,
    invoices,
    lmn_invoice,
)
from vardkedja.rules.devices_facts import SKANE, Agreement, Area, RouteFacts
from vardkedja.rules.devices_hand_out import register, rent_or_buy, row_check
from vardkedja.rules.devices_record import OrderFacts, Paper, PaperFacts, agreement, as_fact, commitment
from vardkedja.rules.law import Terms

DAY = date(2025, 3, 4)
BEFORE = date(1999, 12, 31)
PAPER = Paper(
    number="B-1", region="08", patient="P1", valid_from=DAY, valid_to=DAY + timedelta(88), stored_by="Hörselenheten"
)
PAPERS = PaperFacts(patient="P1", home_region="08", unit="Hörselenheten", on=DAY, paper=PAPER)


def overlay(name: str, value: object, start: date) -> Terms:
    """The shipped values with another one for Skåne from a day."""
    known = law.value(name, date(2025, 1, 1), SKANE)
    return Terms(overlay=[replace(known, value=value, start=start)])


@given(
    st.sampled_from(["08", "07", "Region Kalmar län", "", "Atlantis"]),
    st.sampled_from(["P1", "P2", ""]),
    st.integers(-3, 92),
    st.booleans(),
    st.sampled_from(["Hörselenheten", "Ögonkliniken", ""]),
    st.sampled_from(["utfardad", "makulerad", "ersatt"]),
)
def test_a_paper_pays_for_this_patient_of_its_own_region_on_its_days(
    region: str, patient: str, after: int, file: bool, stored_by: str, status: str
) -> None:
    """HJM-15, X-11: each condition told apart from the rule; the way a prescription goes says the same."""
    paper = replace(PAPER, region=region, patient=patient, file=file, stored_by=stored_by, status=status)
    facts = replace(PAPERS, paper=paper, on=DAY + timedelta(after))
    rest = (
        region in ("08", "Region Kalmar län")
        and patient == "P1"
        and file
        and stored_by == "Hörselenheten"
        and status == "utfardad"
    )
    assert (commitment(facts).outcome == "met") is (rest and 0 <= after <= 88)
    held = as_fact(facts)
    assert held is not None
    assert (held.matches, held.valid_from, held.valid_to) == (rest, DAY, DAY + timedelta(88))
    order = RouteFacts(
        residence="other_region",
        area="horsel",
        price=Fraction(3500),
        agreement=Agreement(decided_on=DAY - timedelta(9), form="kop"),
        commitment=held,
        payer_checked=True,
        on=facts.on,
    )
    assert route(order).result["may_prescribe"] is (commitment(facts).outcome == "met")


def test_a_paper_says_what_is_wrong_with_it() -> None:
    """HJM-15: each thing alone, with its parts; no paper is no fact; turned days are told once."""
    ask = lambda **changes: commitment(replace(PAPERS, paper=replace(PAPER, **changes)))  # noqa: E731
    assert commitment(PAPERS).codes == ()
    assert commitment(PAPERS).say == "Betalningsförbindelsen gäller för förskrivningen."
    for changes, code, text in (
        ({"number": " "}, "HJM-15.incomplete", "Fyll i nummer."),
        ({"file": False}, "HJM-15.incomplete", "Fyll i fil."),
        ({"patient": ""}, "HJM-15.incomplete", "Fyll i patient."),
        ({"region": ""}, "HJM-15.other_region", "utfärdad av okänd, men hemregionen är Region Kalmar län"),
        ({"region": "Atlantis"}, "HJM-15.other_region", "utfärdad av Atlantis, men"),
        ({"receiver": "Ögonkliniken"}, "HJM-15.other_receiver", "den enhet som förskriver"),
        ({"stored_by": ""}, "HJM-15.stored", "Spara den före förskrivningen."),
        ({"valid_to": DAY - timedelta(1)}, "HJM-15.turned", "Rätta datumen."),
    ):
        decision = ask(**changes)
        assert decision.codes == (code,)
        assert text in decision.say
    assert commitment(replace(PAPERS, home_region="Atlantis")).say.endswith(
        "hemregionen är Atlantis. Begär en av hemregionen."
    )
    nowhere = replace(PAPERS, home_region="Atlantis", paper=replace(PAPER, region="Atlantis"))
    assert commitment(nowhere).codes == ("HJM-15.other_region",)
    assert as_fact(replace(PAPERS, paper=None)) is None
    assert commitment(replace(PAPERS, paper=None)).inputs["paper"] is None
    short = commitment(replace(PAPERS, cost=Fraction(2), paper=replace(PAPER, amount=Fraction(1))))
    assert (short.outcome, short.codes, short.say) == ("met", ("HJM-15.amount",), commitment(PAPERS).say)
    turned = as_fact(replace(PAPERS, paper=replace(PAPER, valid_to=DAY - timedelta(1))))
    assert turned is not None
    assert turned.matches is True
    assert "patient" not in commitment(PAPERS).inputs


def test_an_agreement_says_whether_one_is_needed() -> None:
    """HJM-04, HJM-07, HJM-10, D-57: none needed, enough, and what is read; another reading of the limit."""
    facts = OrderFacts(area="rorelse", price=Fraction(10000), on=DAY)
    other = overlay("devices.contact_at_limit", False, date(2000, 1, 1))  # noqa: FBT003
    assert agreement(facts).codes == ("HJM-05.cost",)
    assert agreement(facts, other).say == "Ingen överenskommelse behövs."
    held = Agreement(decided_on=DAY, form="kop")
    enough = agreement(replace(facts, agreement=held))
    assert (enough.outcome, enough.say) == ("met", "Överenskommelsen räcker.")
    assert enough.inputs["agreement"] == {
        "decided_on": DAY,
        "form": "kop",
        "granted": True,
        "amount": None,
        "matches": True,
        "rent_to": None,
        "while_staying": None,
    }
    assert agreement(facts).inputs["agreement"] is None
    advanced = agreement(replace(facts, price=Fraction(6000), advanced=True))
    assert advanced.codes == ("HJM-07.advanced",)
    # An agreement that nobody asked for is not judged.
    late = replace(held, decided_on=DAY + timedelta(1))
    assert agreement(replace(facts, price=Fraction(6000), agreement=late)).codes == ()
    reminder = agreement(replace(facts, agreement=replace(held, form="hyra", while_staying=True)))
    assert (reminder.codes, reminder.say) == (("HJM-11.ask_end",), "Överenskommelsen räcker.")


def test_a_registration_is_whole_with_a_scan() -> None:
    """HJM-32, HJM-34: both faults at once; the state stays; a scan is not asked of another region."""
    both = register("prescriber")
    assert both.codes == ("HJM-32.wrong_role", "HJM-34.not_scanned")
    assert both.result["state"] == "documents_sent"
    assert both.say == "Bara VO Hjälpmedel registrerar patienten i Sesam. Skicka uppgifterna dit."
    colleague = register("device_office", "B", "A")
    assert (colleague.outcome, colleague.say) == ("met", "Patienten är registrerad.")
    assert register("device_office", residence="other_region").codes == ()


def test_a_check_of_the_rows_ends_when_newer_rows_begin() -> None:
    """HJM-27, D-61: checked 3 March, new rows from 8 March: the 7th it stands, from the 8th, and at hand-out, a new check."""
    known = law.value("devices.country_rows", date(2025, 3, 3))
    terms = Terms(overlay=[replace(known, start=date(2025, 3, 8))])
    checked = date(2025, 3, 3)
    assert row_check(date(2025, 3, 7), checked, terms).outcome == "met"
    for on in (date(2025, 3, 8), date(2025, 3, 10)):
        decision = row_check(on, checked, terms)
        assert decision.codes == ("HJM-27.newer_row",)
        assert decision.result == {"row_version": date(2025, 3, 8)}
    assert row_check(date(2025, 3, 10), date(2025, 3, 8), terms).outcome == "met"
    assert row_check(date(2025, 3, 10), date(2025, 3, 7), terms).outcome == "not_met"
    assert row_check(date(2020, 12, 31), date(2021, 1, 1)).codes == ("HJM-27.not_checked",)


def test_rent_is_agreed_by_the_day_itself() -> None:
    """HJM-30: agreed on the day, the day after, never; an unknown form; a reminder does not stop."""
    assert rent_or_buy("kop", DAY, DAY).say == "Hyra eller köp är avtalat med patienten."
    assert rent_or_buy("kop", DAY + timedelta(1), DAY).codes == ("HJM-30.not_agreed",)
    assert rent_or_buy("kop", None, DAY).codes == ("HJM-30.not_agreed",)
    assert rent_or_buy("lån", DAY, DAY).codes == ("HJM-30.not_agreed",)
    reminder = rent_or_buy("hyra", DAY, DAY)
    assert (reminder.outcome, reminder.codes) == ("met", ("HJM-30.no_period",))
    assert reminder.say == "Hyra eller köp är avtalat med patienten."


def test_a_charge_lacks_nothing() -> None:
    """HJM-36, HJM-37: each kind; each thing missing alone; a sum of VO Hjälpmedel binds the full cost and no other kind."""
    whole = ChargeFacts(residence="abroad", kind="own_charge", basis="x", amount=Fraction(200), receipt="K-1")
    for kind in ChargeKind:
        facts = replace(whole, kind=kind, reported=Fraction(200))
        assert charge(facts).outcome == "met"
        other = charge(replace(facts, reported=Fraction(201)))
        assert other.codes == (("HJM-37.other_sum",) if kind == "full_cost" else ())
        missing = charge(replace(facts, reported=None))
        assert missing.codes == (("HJM-37.not_reported",) if kind == "full_cost" else ())
    for changes, code in (
        ({"residence": "other_region"}, "HJM-36.not_pasis"),
        ({"residence": "skane"}, "HJM-36.not_pasis"),
        ({"kind": "okänd"}, "HJM-36.no_kind"),
        ({"basis": " "}, "HJM-36.no_basis"),
        ({"amount": None}, "HJM-36.no_amount"),
        ({"amount": Fraction(0)}, "HJM-36.no_amount"),
        ({"amount": Fraction(-1)}, "HJM-36.no_amount"),
        ({"receipt": " "}, "HJM-36.no_receipt"),
    ):
        decision = charge(replace(whole, **changes))  # type: ignore[arg-type]
        assert decision.codes == (code,)
        assert decision.result == {"system": "Pasis", "state": "handed_out"}
    assert charge(whole).inputs["basis"] is True


@given(st.sampled_from(list(Area)), st.integers(1, 10**7), st.integers(0, 10**6))
def test_every_part_has_one_invoice(area: Area, device: int, own: int) -> None:
    """HJM-12, HJM-24, HJM-41, HJM-46: device to the home region, own charge to the patient; VO Hjälpmedel only in LMN."""
    decision: Any = invoices(area, Fraction(device, 100), DAY, Fraction(own, 100))
    lmn = area in ("diabetes", "inkontinens", "nutrition")
    if lmn and own:
        assert (decision.outcome, decision.codes, decision.result) == ("unclear", ("HJM-46.own_charge",), {})
        return
    rows = decision.result["rows"]
    assert [(row["part"], row["payer"], row["amount"]) for row in rows] == [
        ("hjälpmedel", "home_region", Fraction(device, 100)),
        *([("egenavgift", "patient", Fraction(own, 100))] if own else []),
    ]
    assert {row["by"] for row in rows} == {"device_office" if lmn else "system"}
    assert {row["system"] for row in rows} == {"Sesam LMN" if lmn else "webSesam"}
    assert sum(decision.result["sums"].values()) == Fraction(device + own, 100)
    assert len(decision.steps) == len(rows)


@pytest.mark.parametrize(("area", "region"), list(product(Area, ("13", "12", "Atlantis", ""))))
def test_an_lmn_invoice_goes_to_another_region(area: Area, region: str) -> None:
    """HJM-46, D-59: the three areas of Sesam LMN, and a region that exists and is not Skåne; the first day and the day before."""
    facts = InvoiceFacts(area=area, by="device_office", on=DAY, reference="F-1", region=region)
    decision = lmn_invoice(facts)
    lmn = area in ("diabetes", "inkontinens", "nutrition")
    expected = ([] if lmn else ["HJM-46.not_lmn"]) + ([] if region == "13" else ["HJM-46.no_region"])
    assert list(decision.codes) == expected
    assert decision.result == {"shown": lmn, "state": "handed_out" if expected else "invoiced"}
    assert lmn_invoice(replace(facts, on=BEFORE)).codes == ("LAW.missing",)
    assert lmn_invoice(replace(facts, on=date(2000, 1, 1))).outcome == decision.outcome


NAMES = st.sampled_from(["hjälpmedel", "arbetskostnad", "egenavgift"])
KRONOR = st.integers(0, 10**7).map(lambda ore: Fraction(ore, 100))
PARTS = st.lists(st.builds(Part, NAMES, st.sampled_from(["home_region", "patient", "state", ""]), KRONOR), max_size=6)


@given(PARTS)
def test_every_part_has_exactly_one_payer(parts: list[Part]) -> None:
    """HJM-41: met exactly when each part names one payer and no blank; then nothing of the cost is lost."""
    named = {part.name: {other.payer for other in parts if other.name == part.name} for part in parts}
    one = bool(parts) and all(len(found) == 1 and "" not in found for found in named.values())
    decision: Any = payers(parts)
    assert (decision.outcome == "met") is one
    assert sum(decision.result.values()) == (sum(part.amount for part in parts) if one else 0)
    assert len(decision.refusals) == (0 if one else max(1, sum(len(p) > 1 or "" in p for p in named.values())))
