"""What each box of a specialistvårdsremiss asks for at signing. SVR-10 to SVR-33."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vardkedja.rules.specialist_boxes import benefit_word, offered
from vardkedja.rules.specialist_facts import AskedBenefit, Signer
from vardkedja.rules.specialist_signing import sign
from vardkedja.rules.tests.specialist_to_sign import AKUT, BOXES, CHOICE, DAY, GUARANTEE, HEAD, HOME, refusals


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"reason": "", "nhv": False, "explanation": ""}, ["SVR-15.reason"]),
        ({"explanation": ""}, ["SVR-15.explanation"]),
        ({"reason": "", "explanation": ""}, ["SVR-15.reason", "SVR-15.explanation"]),
        ({"reason": "kortare_ko"}, ["SVR-15.unknown"]),
        ({"reason": "nytt_expertutlatande", "nhv": False}, []),
        ({"signer": replace(HEAD, role="lakare")}, ["SVR-17.role"]),
        ({"signer": replace(HEAD, hospital="Capio S:t Görans sjukhus")}, ["SVR-17.hospital"]),
        ({"signer": replace(HEAD, role="lakare", hospital="")}, ["SVR-17.role", "SVR-17.hospital"]),
        ({"signer": replace(HEAD, hospital="karolinska universitetssjukhuset, Huddinge")}, []),
        ({"signer": replace(HEAD, hospital="Danderyds sjukhus", sending_unit=False)}, []),
        ({"signer": replace(HEAD, hospital="Södersjukhuset")}, []),
        ({"signer": replace(HEAD, hospital="S:t Eriks Ögonsjukhus"), "specialty": "Ögonsjukvård"}, []),
        ({"signer": replace(HEAD, hospital="S:t Eriks Ögonsjukhus"), "specialty": "Oftalmologi"}, []),
        (
            {"signer": replace(HEAD, hospital="S:t Eriks Ögonsjukhus"), "specialty": "neurokirurgi"},
            ["SVR-18.specialty"],
        ),
        ({"signer": None}, ["SVR-17.unsigned"]),
    ],
)
def test_care_on_the_initiative_of_the_provider(changes: dict[str, object], codes: list[str]) -> None:
    """SVR-15, SVR-17, SVR-18, D-12, D-13: one of two reasons, explained; a head at one of four hospitals."""
    assert refusals(replace(HOME, **changes)) == codes


def test_the_other_boxes_are_signed_by_a_doctor_of_the_unit() -> None:
    """SVR-17, R-13, D-13: hospital and specialty do not count, in any of the three."""
    for facts in (CHOICE, AKUT, GUARANTEE):
        for role, code in (("lakare", []), ("verksamhetschef", []), ("sekreterare", ["SVR-17.doctor"])):
            assert refusals(replace(facts, signer=Signer(role, hospital="Capio S:t Görans sjukhus"))) == code


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"period_from": None, "period_to": None}, ["SVR-25.no_period"]),
        ({"period_to": None}, ["SVR-25.no_end"]),
        ({"period_from": None}, ["SVR-25.no_start"]),
        ({"period_to": date(2025, 2, 17)}, ["SVR-25.reversed"]),
        ({"period_to": date(2025, 2, 18)}, []),
        ({"decided_by_hospital_doctor": False}, ["SVR-25.sender"]),
        ({"decided_by_hospital_doctor": None}, []),
    ],
)
def test_continued_emergency_care_has_a_period(changes: dict[str, object], codes: list[str]) -> None:
    """SVR-25, SVR-26: both ends, in order; sent by who decided."""
    assert refusals(replace(AKUT, **changes)) == codes


@pytest.mark.parametrize(
    ("changes", "refused", "asked"),
    [
        ({"guarantee_stated": False}, ["SVR-29.unstated"], []),
        ({"listed_here": False}, ["SVR-30.elsewhere"], []),
        ({"listed_here": None}, ["SVR-30.unanswered"], []),
        ({"guarantee_on": None}, [], ["SVR-29.no_date"]),
        ({"listed_since": None}, [], ["SVR-29.no_listing"]),
    ],
)
def test_care_guarantee(changes: dict[str, object], refused: list[str], asked: list[str]) -> None:
    """SVR-29, SVR-30: the statement and the sender are required; a blank day is asked about."""
    decision = sign(replace(GUARANTEE, **changes))
    assert [reason.code for reason in decision.refusals] == refused
    assert [reason.code for reason in decision.warnings] == asked


def test_who_is_listed_elsewhere_is_told_so() -> None:
    """SVR-30: the patient is listed at clinic A, clinic B sends."""
    assert sign(replace(GUARANTEE, listed_here=False)).reasons[0].head == "Patienten är inte uppsatt hos er"


CLOSED = [
    ("akut", {"period_to": date(2025, 3, 4)}, "SVR-33.closed_period"),
    ("akut", {"period_from": date(2025, 3, 4)}, "SVR-33.closed_period"),
    ("home", {"reason": "saknas_i_regionen"}, "SVR-33.closed_reason"),
    ("home", {"nhv": True}, "SVR-33.closed_reason"),
    ("home", {"explanation": "D"}, "SVR-33.closed_reason"),
    ("guarantee", {"guarantee_stated": True}, "SVR-33.closed_guarantee"),
    ("guarantee", {"listed_since": DAY}, "SVR-33.closed_guarantee"),
    ("guarantee", {"guarantee_on": DAY}, "SVR-33.closed_guarantee"),
    ("guarantee", {"listed_here": True}, "SVR-33.closed_guarantee"),
]


@pytest.mark.parametrize(("own", "filled", "code"), CLOSED)
def test_fields_of_boxes_not_chosen_are_empty(own: str, filled: dict[str, object], code: str) -> None:
    """SVR-33: Vårdgaranti with a filled Akutvård period is refused, and so on, in every other box."""
    for name, facts in BOXES.items():
        assert refusals(replace(facts, **filled)) == ([] if name == own else [code])


def test_benefits_are_stated_with_their_reason() -> None:
    """SVR-10, SVR-20, D-14: a companion needs a medical reason, and only where the box has other benefits."""
    asked, bare = (AskedBenefit("companion", "E"),), (AskedBenefit("companion"),)
    assert refusals(replace(HOME, benefits=asked)) == []
    assert refusals(replace(HOME, benefits=bare)) == ["SVR-20.reason"]
    assert refusals(replace(HOME, benefits=(AskedBenefit("lodging"), AskedBenefit("alone", "E")))) == []
    assert refusals(replace(CHOICE, benefits=asked)) == ["SVR-10.benefit"]
    assert refusals(replace(CHOICE, benefits=(AskedBenefit("travel"),))) == ["SVR-10.benefit"]
    for facts in (AKUT, GUARANTEE):
        assert refusals(replace(facts, benefits=asked)) == ["SVR-20.not_offered"]
    assert refusals(replace(GUARANTEE, benefits=(AskedBenefit("lodging"),))) == []


def test_a_benefit_nobody_has_listed() -> None:
    """SVR-20, R-17: it counts among the others, is told as it was written, and where nothing is said it is not offered."""
    assert benefit_word("tolk") == "tolk"
    assert benefit_word("alone") == "Ensamåkning"
    assert offered({"travel": "yes", "other": "stated"}, "tolk") == "stated"
    assert offered({"travel": "yes"}, "tolk") == offered({"travel": "yes"}, "lodging") == "silent"


def test_who_signs_is_told_when_nobody_has() -> None:
    """SVR-17, R-13: the doctor of the unit, or the head of unit at one of the listed hospitals."""
    assert sign(replace(CHOICE, signer=None)).reasons[0].text == (
        "Remissen är inte signerad. Ansvarig läkare på den enhet som skickar remissen signerar."
    )
    assert sign(replace(HOME, signer=None)).reasons[0].text == (
        "Remissen är inte signerad. Verksamhetschef vid Danderyds Sjukhus eller Karolinska Universitetssjukhuset eller "
        "Södersjukhuset eller S:t Eriks Ögonsjukhus signerar."
    )
