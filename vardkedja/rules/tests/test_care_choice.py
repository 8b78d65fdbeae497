"""Outpatient care in another region by the patient's own choice."""

from __future__ import annotations

from datetime import date

import pytest

from vardkedja.rules import law
from vardkedja.rules.care_choice import outpatient
from vardkedja.rules.law import Terms

DAY = date(2025, 3, 3)


def tables(home: str | None = None, care: str | None = None) -> Terms:
    """Terms where Stockholm and Uppsala have entered these tables of specialties."""
    entries = "".join(
        f'[[entry]]\nname = "care.referral_required"\nparty = "{party}"\nlabel = "remisskrav"\nfrom = 2025-03-03\n'
        f'value = {value}\nunit = "ja eller nej"\nclause = "lista"\nbasis = "found"\n'
        for party, value in (("01", home), ("03", care))
        if value is not None
    )
    return Terms(overlay=law.read(f'title = "Remisskrav"\nchecked = 2026-11-21\n{entries}', "own"))


NO, YES = "{ ortopedi = false }", "{ ortopedi = true }"


def test_outpatient_care_elsewhere_is_free_to_seek_without_a_commitment() -> None:
    """SVR-01, SVR-04: under the Patient Act, nothing to apply for; travel, lodging and other expenses not reimbursed."""
    decision = outpatient("01", "03", "ortopedi", DAY, tables(NO, NO))
    assert decision.outcome == "computed"
    assert decision.result == {
        "free": True,
        "commitment": False,
        "referral_required": False,
        "required_by": (),
        "travel": "no",
        "lodging": "no",
        "other": "no",
    }
    assert any("2014:821" in source.title for source in decision.sources)
    assert "utan betalningsförbindelse" in decision.say
    assert any("ersätts inte" in step for step in decision.steps)


@pytest.mark.parametrize(
    ("home", "care", "required_by", "say"),
    [
        (NO, NO, (), "Ingen remiss krävs."),
        (NO, YES, ("care",), "Remiss krävs (vårdregionen)."),
        (YES, NO, ("home",), "Remiss krävs (hemregionen)."),
        (YES, YES, ("home", "care"), "Remiss krävs (hemregionen och vårdregionen)."),
    ],
)
def test_one_region_that_requires_a_referral_is_enough(
    home: str, care: str, required_by: tuple[str, ...], say: str
) -> None:
    """SVR-02: either region, and which of them is named."""
    decision = outpatient("Stockholm", "Region Uppsala", " Ortopedi ", DAY, tables(home, care))
    assert decision.outcome == "computed"
    assert decision.result["referral_required"] is bool(required_by)
    assert decision.result["required_by"] == required_by
    assert decision.say.endswith(say)
    assert decision.codes == (("SVR-02.required",) if required_by else ())
    assert not decision.refusals


@pytest.mark.parametrize(
    ("home", "care", "asked"),
    [
        (None, None, ("Region Stockholm", "Region Uppsala")),
        (NO, None, ("Region Uppsala",)),
        (None, NO, ("Region Stockholm",)),
        (NO, "{ hud = false }", ("Region Uppsala",)),
    ],
)
def test_a_requirement_that_is_not_known_is_asked_for(home: str | None, care: str | None, asked: tuple[str]) -> None:
    """SVR-02: nothing is guessed; the region to ask is named, and the rest of the answer stands."""
    decision = outpatient("01", "03", "ortopedi", DAY, tables(home, care))
    assert decision.outcome == "unclear"
    assert decision.codes == ("SVR-02.unknown",) * len(asked)
    assert all(name in reason.text for name, reason in zip(asked, decision.reasons, strict=True))
    assert "referral_required" not in decision.result
    assert decision.result["commitment"] is False


def test_a_known_requirement_decides_although_the_other_is_unknown() -> None:
    """SVR-02: a referral is needed whatever the other region says."""
    decision = outpatient("01", "03", "ortopedi", DAY, tables(None, YES))
    assert (decision.outcome, decision.result["required_by"]) == ("computed", ("care",))
    assert decision.codes == ("SVR-02.required", "SVR-02.unknown")


def test_a_region_can_answer_for_every_other_specialty() -> None:
    """SVR-02: a named specialty goes before the answer for the others."""
    terms = tables('{ "*" = false }', '{ "*" = false, ortopedi = true }')
    assert outpatient("01", "03", "hud", DAY, terms).result["referral_required"] is False
    assert outpatient("01", "03", "ortopedi", DAY, terms).result["required_by"] == ("care",)
    assert outpatient("01", "03", " ", DAY, terms).codes == ("SVR-02.no_specialty",)


def test_a_requirement_applies_from_its_first_day() -> None:
    """SVR-02, X-19: the day before, and the first day."""
    terms = tables(NO, NO)
    assert outpatient("01", "03", "ortopedi", date(2025, 3, 2), terms).outcome == "unclear"
    assert outpatient("01", "03", "ortopedi", DAY, terms).outcome == "computed"


def test_the_home_region_decides_about_travel() -> None:
    """SVR-04, X-41: Stockholm's rule is not another region's; before its first day it is not known either."""
    assert outpatient("01", "03", "ortopedi", date(2023, 12, 19)).result["travel"] == "no"
    early = outpatient("01", "03", "ortopedi", date(2023, 12, 18))
    other = outpatient("03", "01", "ortopedi", DAY, tables(NO, NO))
    assert "SVR-04.unknown" in early.codes
    assert other.codes == ("SVR-04.unknown",)
    assert other.outcome == "unclear"
    assert not {"travel", "lodging", "other"} & (set(early.result) | set(other.result))


def test_the_choice_is_of_another_known_region() -> None:
    """SVR-01: the own region is refused, and an unknown one decides nothing."""
    assert outpatient("01", "03", "ortopedi", DAY).result["free"] is True
    assert outpatient("01", "Stockholm", "ortopedi", DAY).codes == ("SVR-01.own_region",)
    assert outpatient("01", "Stockholm", "ortopedi", DAY).outcome == "not_met"
    for home, care in (("01", "02"), ("", "03")):
        assert outpatient(home, care, "ortopedi", DAY).codes == ("SVR-01.unknown_region",)
        assert outpatient(home, care, "ortopedi", DAY).outcome == "unclear"


def test_both_regions_that_require_a_referral_are_named() -> None:
    """SVR-02: in the headline and in the text, with the specialty as it was written."""
    reason = outpatient("01", "03", " Ortopedi ", DAY, tables(YES, YES)).reasons[0]
    assert reason.head == "Remiss krävs (hemregionen och vårdregionen)"
    assert reason.text == (
        "Region Stockholm och Region Uppsala kräver remiss för Ortopedi. Patienten behöver en remiss innan vården."
    )


def test_spaces_and_case_in_a_specialty_do_not_count() -> None:
    """SVR-02: the same specialty, written with more spaces and capitals; words run together are another one."""
    terms = tables('{ "Plastik kirurgi" = true }', '{ "plastik  KIRURGI" = false }')
    assert outpatient("01", "03", "plastik   kirurgi", DAY, terms).result["required_by"] == ("home",)
    assert "referral_required" not in outpatient("01", "03", "plastikkirurgi", DAY, terms).result
