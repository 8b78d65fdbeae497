"""A device for a patient who lives abroad: the country's row, the documents, and the gates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.devices_abroad import AbroadFacts, abroad
from vardkedja.rules.devices_countries import Document, Entitlement, Table
from vardkedja.rules.devices_hand_out import CaseAbroad, hand_out
from vardkedja.rules.law import SHIPPED

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = date(2025, 7, 1)
CARD, CHECKLIST = Document(kind="ehic"), Document(kind="checklist")
GERMANY = AbroadFacts(country="DE", on=DAY, documents=(CARD, CHECKLIST))
CASE = CaseAbroad(
    country=GERMANY,
    at=datetime(2025, 7, 1, 10, 0, tzinfo=STOCKHOLM),
    checked_on=DAY,
    form="hyra",
    agreed_on=DAY,
    registered=True,
    scanned=True,
    cleared=True,
)
TABLE = Table(DAY, SHIPPED)
KINDS = list(law.value("devices.certificates", DAY).value)  # type: ignore[call-overload]
STATUSES = ["", *sorted({row.status for row in TABLE.rows.values()}), "eu_s3", "undocumented", "okänd"]
COUNTRIES = ["DE", "NO", "DZ", "AU", "CA-QC", "CA", "US", "TR", "GB", "Atlantis"]
DOCUMENTS = st.lists(st.sampled_from([*KINDS, "brev"]), max_size=6)


@given(st.sampled_from(COUNTRIES), st.sampled_from(STATUSES), DOCUMENTS, st.sampled_from(KINDS))
def test_adding_a_document_never_takes_an_entitlement_away(
    country: str, status: str, documents: list[str], more: str
) -> None:
    """HJM-28, HJM-29: whatever is held already, one more gives as much or more, and what was in order stays so."""
    facts = AbroadFacts(country=country, status=status, on=DAY, documents=tuple(Document(kind=k) for k in documents))
    before: Any = abroad(facts)
    after: Any = abroad(replace(facts, documents=(*facts.documents, Document(kind=more))))
    assert after.result["entitlement"].rank >= before.result["entitlement"].rank
    assert not (before.outcome == "met" and after.outcome != "met")
    assert before == abroad(facts)


@given(st.sampled_from(COUNTRIES), st.sampled_from(STATUSES), st.permutations(["ehic", "s1", "passport", "checklist"]))
def test_the_order_of_the_documents_means_nothing(country: str, status: str, kinds: list[str]) -> None:
    """HJM-29: the same documents in another order give the same answer."""
    facts = AbroadFacts(country=country, status=status, on=DAY, documents=tuple(Document(kind=k) for k in kinds))
    turned = abroad(replace(facts, documents=facts.documents[::-1]))
    assert (abroad(facts).result, abroad(facts).outcome) == (turned.result, turned.outcome)


def test_documents_of_an_earlier_case_are_refused() -> None:
    """HJM-40: a certificate that is still valid but was sent for last year's case must be sent anew."""
    old = tuple(replace(item, attached_on=date(2025, 7, 1)) for item in GERMANY.documents)
    back = replace(GERMANY, on=date(2026, 7, 1), opened_on=date(2026, 6, 30), documents=old)
    assert abroad(back).result["missing"] == ["ehic", "checklist"]
    new = tuple(replace(item, attached_on=date(2026, 6, 30)) for item in old)
    assert abroad(replace(back, documents=new)).result["missing"] == []


def test_a_document_has_a_first_day_too() -> None:
    """HJM-29: the day before it begins, and its first day."""
    card = replace(CARD, valid_from=DAY)
    facts = replace(GERMANY, documents=(card, CHECKLIST))
    assert abroad(facts).result["missing"] == []
    assert abroad(replace(facts, on=DAY - timedelta(1))).result["missing"] == ["ehic"]


def test_everything_in_order_is_handed_out() -> None:
    """HJM-27, HJM-30, HJM-32: the case that the refusals below are made from."""
    decision = hand_out(CASE)
    assert decision.outcome == "met"
    assert decision.codes == ()
    assert (decision.result["may_prescribe"], decision.result["may_hand_out"]) == (True, True)


@pytest.mark.parametrize(
    ("changes", "code", "may_prescribe"),
    [
        ({"checked_on": None}, "HJM-27.not_checked", False),
        ({"checked_on": DAY + timedelta(1)}, "HJM-27.not_checked", False),
        ({"form": ""}, "HJM-30.not_agreed", False),
        ({"agreed_on": None}, "HJM-30.not_agreed", False),
        ({"agreed_on": DAY + timedelta(1)}, "HJM-30.not_agreed", False),
        ({"registered": None}, "HJM-32.not_registered", False),
        ({"scanned": False}, "HJM-34.not_scanned", False),
        ({"cleared": None}, "HJM-32.no_clearance", True),
        ({"cleared": datetime(2025, 7, 1, 10, 1, tzinfo=STOCKHOLM)}, "HJM-32.no_clearance", True),
        ({"country": replace(GERMANY, documents=(CARD,))}, "HJM-33.documents", False),
        ({"country": replace(GERMANY, country="Atlantis")}, "HJM-28.country_rule", False),
        ({"country": replace(GERMANY, country="TR")}, "HJM-28.no_advice", False),
        ({"country": replace(GERMANY, country="US")}, "HJM-37.no_sum", True),
    ],
)
def test_each_gate_stops_alone(changes: dict[str, Any], code: str, may_prescribe: bool) -> None:
    """HJM-27, HJM-28, HJM-30, HJM-32, HJM-33, HJM-34, HJM-37: one thing missing at a time, before which act it stands."""
    decision = hand_out(replace(CASE, **changes))
    assert code in decision.codes
    assert decision.outcome == "not_met"
    assert decision.result["may_hand_out"] is False
    assert decision.result["may_prescribe"] is may_prescribe


def test_what_is_missing_can_be_put_right() -> None:
    """HJM-28, HJM-37: the sum is reported; VO Hjälpmedel has answered about a country that is not settled."""
    usa = replace(CASE, country=replace(GERMANY, country="US"))
    assert hand_out(replace(usa, sum_reported=CASE.at)).outcome == "met"
    assert hand_out(replace(usa, sum_reported=CASE.at + timedelta(minutes=1))).codes == ("HJM-37.no_sum",)
    turkey = replace(CASE, country=replace(GERMANY, country="TR"))
    assert hand_out(replace(turkey, advice=True)).outcome == "met"


def test_a_loan_or_a_residents_device_needs_no_rent_or_purchase() -> None:
    """HJM-30: planned care and insured residents; a visitor has to agree."""
    for kind in ("s1", "s2"):
        country = replace(GERMANY, documents=(Document(kind=kind), CHECKLIST))
        assert hand_out(replace(CASE, country=country, form="")).outcome == "met"
    assert hand_out(replace(CASE, form="")).codes == ("HJM-30.not_agreed",)


def test_a_newer_row_demands_a_new_check() -> None:
    """HJM-27, D-61: checked the day before the rows began, and the day they began."""
    first = TABLE.version
    at = datetime(first.year, first.month, first.day, 12, 0, tzinfo=STOCKHOLM)
    begun = replace(CASE, at=at, checked_on=first, agreed_on=first, country=replace(GERMANY, on=first))
    assert hand_out(begun).codes == ()
    assert hand_out(replace(begun, checked_on=first - timedelta(1))).codes == ("HJM-27.newer_row",)
    before = replace(begun, at=at - timedelta(1), checked_on=first - timedelta(1))
    assert "HJM-28.no_row" in hand_out(before).codes


GATES = st.fixed_dictionaries(
    {
        "checked_on": st.sampled_from([None, DAY, DAY + timedelta(1)]),
        "form": st.sampled_from(["", "hyra", "kop"]),
        "agreed_on": st.sampled_from([None, DAY]),
        "registered": st.booleans(),
        "scanned": st.booleans(),
        "cleared": st.booleans(),
        "sum_reported": st.booleans(),
        "advice": st.booleans(),
    }
)


@given(GATES, st.sampled_from(COUNTRIES), DOCUMENTS)
def test_no_way_leads_abroad_without_its_gates(gates: dict[str, Any], country: str, kinds: list[str]) -> None:
    """HJM-27, HJM-30, HJM-32, HJM-33, HJM-34, HJM-37: told apart from the rule, in plain words."""
    documents = tuple(Document(kind=kind) for kind in kinds)
    case = replace(CASE, country=AbroadFacts(country=country, on=DAY, documents=documents), **gates)
    decision = hand_out(case)
    if not decision.result["may_hand_out"]:
        assert decision.outcome == "not_met"
        return
    assert case.checked_on == DAY
    assert case.registered
    assert case.scanned
    assert case.cleared
    assert country != "Atlantis"
    if decision.result["entitlement"] == Entitlement.FULL_COST:
        assert case.sum_reported
    if country in ("TR", "GB", "DZ", "AU", "CA-QC"):
        assert case.advice
    assert "checklist" in kinds


def test_the_table_is_whole() -> None:
    """HJM-28, D-61: every group, certificate and fall-back of a row exists; every country has a name and one code."""
    groups: Any = law.value("devices.country_groups", DAY).value
    countries: Any = law.value("devices.countries", DAY).value
    for row in TABLE.rows.values():
        assert set(row.groups) | set(row.not_in) <= {*groups, "third"}
        assert {code for choices in row.certificates for code in choices} <= set(KINDS)
        assert not row.instead or row.instead in TABLE.rows
    assert {code for members in groups.values() for code in members} <= set(countries)
    assert len(groups["eu"]) == 26 + 3 + 1
    written = [name.casefold() for names in countries.values() for name in set(names)]
    assert len(written) == len(set(written))
    assert TABLE.country("sverige") is None
    assert TABLE.country(" Tyskland ") == TABLE.country("germany") == "DE"


def test_a_country_or_a_document_is_known_by_its_words() -> None:
    """HJM-29: a word that is not known counts as no document."""
    assert TABLE.certificate("EU-kort") == "ehic"
    assert TABLE.certificate("brev") is None
    assert TABLE.counts(Document(kind="brev"), DAY) is False
    assert "HJM-29.not_counted" in abroad(replace(GERMANY, documents=(Document(kind="brev"),))).codes
