"""One case for each box as it reaches the office: what the tests of deciding and issuing change something in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from vardkedja.rules.commitment_facts import Person, Receiver
from vardkedja.rules.decision import Decision
from vardkedja.rules.specialist_facts import Approval, Assessment, Basis, Entrance, ReferralFacts, Signer

SUMMER = timezone(timedelta(hours=2))
ADMITTED = datetime(2025, 5, 5, 13, 0, tzinfo=SUMMER)
BEFORE = ADMITTED - timedelta(minutes=1)
CHOICE = ReferralFacts(
    on=date(2025, 5, 2),
    person=Person("01"),
    receiver=Receiver("03"),
    boxes=("patientens_val",),
    care_form="sluten",
    specialty="ortopedi",
    basis=Basis(complaints="A", diagnosis="B", measure="C"),
    admission=ADMITTED,
    signer=Signer("lakare"),
)
HEAD = Signer("verksamhetschef", hospital="Södersjukhuset")
HOME = replace(CHOICE, boxes=("hemregion",), reason="saknas_i_regionen", explanation="D", signer=HEAD)
GUARANTEE = replace(CHOICE, boxes=("vardgaranti",), guarantee_stated=True, guarantee_on=date(2025, 4, 1))
AKUT = replace(CHOICE, boxes=("akut",), period_from=date(2025, 5, 5), period_to=date(2025, 5, 9))
OUTSIDE = replace(CHOICE, entrance=Entrance.OUTSIDE, receiver=Receiver("13", "1380"), signer=None)
FOUND = Assessment(same_kind=True, same_indication=True, funding="direct", funding_region="03")
OWN = replace(FOUND, own_text="E", own_on=date(2025, 3, 10), indications_met=True)
APPROVED = Approval(BEFORE, approved=True)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.refusals]
