"""How the values that a region sets are typed, read and told back (D-10, D-12 to D-19, D-65)."""

from datetime import date
from typing import Any

import pytest

from vardkedja.kernel import rulevalues
from vardkedja.kernel.rulekinds import EVERY_REGION, KINDS, LINES, SETTINGS, Kind, read_lines, told_lines
from vardkedja.rules import law
from vardkedja.rules.decision import plain

SHIPPED = [name for name in EVERY_REGION if any(one.name == name and one.party == "01" for one in law.shipped())]
DAY = date(2025, 3, 3)


def codes(name: str, *typed: str, region: str = "01") -> list[str]:
    """What is wrong with a value as typed; [] when it is read."""
    value, wrong = rulevalues.read(name, typed, region)
    assert (value is None) is bool(wrong)
    return [reason.code for reason in wrong]


def read(name: str, *typed: str, region: str = "01") -> Any:
    value, wrong = rulevalues.read(name, typed, region)
    assert wrong == []
    return value


@pytest.mark.parametrize("name", [name for name in SHIPPED if KINDS[name] in LINES])
def test_what_is_told_can_be_typed_again(name: str) -> None:
    """D-12, D-13, D-14, D-19: the shipped value as lines is read as the same value, in the same shape."""
    shipped = law.value(name, DAY, "01").value
    assert read(name, "\r\n".join(told_lines(KINDS[name], shipped))) == plain(shipped)


def test_the_shipped_values_of_the_first_region_can_be_set() -> None:
    """D-12 to D-16, D-19: everything that its pack ships has a kind, so that a third region can set it too."""
    names = {one.name for one in law.shipped() if one.name.startswith("svr.")}
    assert names == set(SHIPPED)
    assert all(setting.unit for name, setting in SETTINGS.items() if name in EVERY_REGION)
    for entry in (law.value(name, DAY, "01") for name in SHIPPED):
        assert (SETTINGS[entry.name].label, SETTINGS[entry.name].unit) == (entry.label, entry.unit)


def test_hospitals_and_their_specialties_are_read() -> None:
    """D-12, SVR-17, SVR-18: the colon in S:t is no colon; none after the name means every specialty."""
    typed = "Södersjukhuset\n\n  S:t Eriks Ögonsjukhus : ögon, oftalm \nS:t Görans sjukhus"
    assert read("svr.signing_hospitals", typed) == [
        {"hospital": "Södersjukhuset", "specialties": []},
        {"hospital": "S:t Eriks Ögonsjukhus", "specialties": ["ögon", "oftalm"]},
        {"hospital": "S:t Görans sjukhus", "specialties": []},
    ]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", ["D-10.empty"]),
        (" \n ", ["D-10.empty"]),
        ("--", ["D-10.line"]),
        ("Sö", ["D-10.line"]),
        ("Sös", []),
        ("Södersjukhuset:", ["D-10.line"]),
        ("Södersjukhuset: hud,", ["D-10.line"]),
        ("Södersjukhuset: -", ["D-10.line"]),
        ("Södersjukhuset\nsödersjukhuset", ["D-10.twice"]),
        ("--\nSö\nSödersjukhuset\nSödersjukhuset: hud", ["D-10.line", "D-10.line", "D-10.twice"]),
        ("S" * 160, []),
        ("S" * 161, ["D-10.line"]),
        ("\n".join(f"Sjukhus {number}" for number in range(200)), []),
        ("\n".join(f"Sjukhus {number}" for number in range(201)), ["D-10.many"]),
    ],
)
def test_every_wrong_line_is_told(typed: str, wrong: list[str]) -> None:
    """D-10, D-12, D-17, X-35: a name too short to be one would fit every hospital; each wrong line has its reason."""
    assert codes("svr.signing_hospitals", typed) == wrong
    if ":" not in typed:
        assert codes("svr.emergency_hospitals", typed) == wrong


@pytest.mark.parametrize(
    ("name", "last"), [("svr.handling_days", 365), ("referrals.rule_document_years", 10), ("rus.default_validity", 60)]
)
def test_a_number_has_its_bounds(name: str, last: int) -> None:
    """D-02, D-65, SVR-06: from 1 to the last one, and whole."""
    assert (read(name, "1"), read(name, str(last))) == (1, last)
    for typed in ("0", str(last + 1), "-1", "1,5", "tre", "٣", "", "99999"):
        assert len(codes(name, typed)) == 1


def test_a_text_for_a_letter_has_only_signs_that_print() -> None:
    """D-10, SVR-35, X-14: what the patient can do next stands on the decision."""
    assert read("svr.next_steps", "Ring oss.\r\n\r\nDu kan begära en ny bedömning. ") == (
        "Ring oss.\n\nDu kan begära en ny bedömning."
    )
    assert codes("svr.next_steps", "Ring \U0001f4de") == ["D-10.signs"]
    assert codes("svr.next_steps", "") == ["D-10.text"]
    assert codes("svr.next_steps", "a" * 2001) == ["D-10.text"]
    assert read("svr.next_steps", "a" * 2000) == "a" * 2000


def test_the_boxes_and_what_is_said_of_each_are_read() -> None:
    """D-13, D-14, D-16: alternatives in the order of the form; signer, benefits and hindsight for each."""
    assert read("svr.boxes", "akut", "hemregion") == ["hemregion", "akut"]
    assert read("svr.afterwards", "akut")["akut"] is True
    assert read("svr.afterwards") == dict.fromkeys(("patientens_val", "hemregion", "akut", "vardgaranti"), False)
    assert codes("svr.boxes") == codes("svr.boxes", "annat") == codes("svr.afterwards", "annat") == ["D-10.boxes"]
    assert read("svr.signers", "akutvård: Ansvarig läkare på enheten") == {"akut": "doctor_of_unit"}
    assert read("svr.benefits", "Vårdgaranti: logi möjligt, resor ja, annat om det står på remissen") == {
        "vardgaranti": {"lodging": "possible", "travel": "yes", "other": "stated"}
    }
    wrong = (
        "Vårdgaranti: resor ja",
        "Vårdgaranti: resor ja, logi ja, annat kanske",
        "Annat: resor ja, logi ja, annat ja",
    )
    for line in (*wrong, "Vårdgaranti: resor ja, resor ja, logi ja, annat ja", "Vårdgaranti"):
        assert codes("svr.benefits", line) == ["D-10.line"], line
    assert codes("svr.signers", "Akutvård: rektor\nPatientens val") == ["D-10.line", "D-10.line"]


def test_yes_no_the_home_region_and_specialties_are_read() -> None:
    """D-15, D-18, SVR-02, SVR-16: a region's home region is itself; the rest of the specialties have a line of their own."""
    assert (read("svr.outpatient_commitment", "ja"), read("svr.outpatient_commitment", "nej")) == (True, False)
    assert codes("svr.outpatient_commitment", "kanske") == codes("svr.outpatient_commitment") == ["D-15.answer"]
    assert read("svr.home_region", "03", region="03") == "03"
    assert codes("svr.home_region", "01", region="03") == ["D-10.home"]
    assert read("care.referral_required", "Ortopedi: ja\nalla andra: NEJ") == {"Ortopedi": True, "*": False}
    assert codes("care.referral_required", "Ortopedi: ibland\nHud") == ["D-10.line", "D-10.line"]


def test_the_office_needs_its_unit_and_name() -> None:
    """D-19, SVR-34: the unit finds the list, the name and the box stand on the cover."""
    whole = read("svr.office", "Enhet: Remissenheten\nNamn: Remissenheten, Region Uppsala\nBox: Box 1")
    assert whole["unit"] == "Remissenheten"
    assert (whole["box"], whole["town"]) == ("Box 1", "")
    assert codes("svr.office", "Box: Box 1\nFax: 1") == ["D-10.line", "D-19.missing", "D-19.missing"]


def test_no_text_of_one_region_stands_in_the_words_of_all() -> None:
    """X-41: the alternatives are typed without the name of the region that had them first."""
    assert "Stockholm" not in "".join(told_lines(Kind.BOXES, ["patientens_val", "hemregion", "akut", "vardgaranti"]))
    assert read_lines(Kind.SIGNERS, "Vård efter initiativ av vårdgivare: ansvarig läkare på enheten")[1] == []
