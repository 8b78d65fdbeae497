"""One whole referral for each box, and a request from outside: what the tests of signing change something in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from vardkedja.rules.commitment_facts import Person, Receiver
from vardkedja.rules.specialist_facts import Basis, Entrance, ReferralFacts, Signer
from vardkedja.rules.specialist_signing import sign

DAY = date(2025, 3, 3)
KAROLINSKA = "Karolinska Universitetssjukhuset"
HEAD = Signer("verksamhetschef", sending_unit=True, hospital=KAROLINSKA)
CHOICE = ReferralFacts(
    on=DAY,
    person=Person("01"),
    sending_unit="Ortopedkliniken",
    receiver=Receiver("03"),
    boxes=("patientens_val",),
    care_form="sluten",
    specialty="ortopedi",
    basis=Basis(complaints="A", diagnosis="B", measure="C"),
    admission=date(2025, 4, 7),
    informed=True,
    signer=Signer("lakare"),
)
HOME = replace(CHOICE, boxes=("hemregion",), reason="saknas_i_regionen", nhv=True, explanation="D", signer=HEAD)
AKUT = replace(
    CHOICE,
    boxes=("akut",),
    admission=None,
    period_from=date(2025, 2, 18),
    period_to=date(2025, 3, 4),
    decided_by_hospital_doctor=True,
)
GUARANTEE = replace(
    CHOICE,
    boxes=("vardgaranti",),
    guarantee_stated=True,
    listed_since=date(2024, 10, 1),
    guarantee_on=date(2024, 12, 30),
    listed_here=True,
)
BOXES = {"choice": CHOICE, "home": HOME, "akut": AKUT, "guarantee": GUARANTEE}
OUTSIDE = ReferralFacts(
    on=DAY,
    entrance=Entrance.OUTSIDE,
    person=Person("01"),
    receiver=Receiver("13", "1380"),
    boxes=("patientens_val",),
    care_form="sluten",
)


def refusals(facts: ReferralFacts) -> list[str]:
    return [reason.code for reason in sign(facts).refusals]
