"""One set of rules, each region's own data; no other subject's rule in it. X-41, R-13, D-12 to D-16."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vardkedja.rules import law
from vardkedja.rules.commitment_facts import Person, Receiver
from vardkedja.rules.law import Terms
from vardkedja.rules.named.command import decide
from vardkedja.rules.named.table import NAMED
from vardkedja.rules.specialist_benefits import NO, NOTHING, YES, benefits
from vardkedja.rules.specialist_facts import AskedBenefit, Assessment, Basis, ReferralFacts, Signer
from vardkedja.rules.specialist_issuing import issue
from vardkedja.rules.specialist_signing import sign

HEAD = """
title = "Specialistvård, en annan region"
checked = 2024-01-01
party = "03"
"""
ENTRY = """
[[entry]]
name = "{name}"
label = "{name}"
from = 2024-01-01
value = {value}
unit = "text"
clause = "{name}"
basis = "found"
"""
VALUES = {
    "svr.home_region": '"03"',
    "svr.boxes": '["hemregion", "akut"]',
    "svr.signing_hospitals": '[{ hospital = "Akademiska sjukhuset", specialties = ["barn"] }]',
    "svr.signers": '{ hemregion = "head_at_hospital", akut = "head_at_hospital" }',
    "svr.benefits": '{ hemregion = { travel = "no", lodging = "yes", other = "no" }, akut = { travel = "no" } }',
    "svr.outpatient_commitment": "true",
    "svr.afterwards": "{ hemregion = true, akut = true }",
}
UPPSALA = Terms(
    overlay=law.read(HEAD + "".join(ENTRY.format(name=key, value=text) for key, text in VALUES.items()), "own")
)
DAY = date(2025, 3, 3)
FACTS = ReferralFacts(
    on=DAY,
    region="03",
    person=Person("Uppsala"),
    sending_unit="Barnkliniken",
    receiver=Receiver("01"),
    boxes=("hemregion",),
    care_form="sluten",
    specialty="barnkirurgi",
    basis=Basis(complaints="A", diagnosis="B", measure="C"),
    admission=date(2025, 4, 7),
    reason="saknas_i_regionen",
    explanation="D",
    informed=True,
    signer=Signer("verksamhetschef", hospital="Akademiska sjukhuset"),
)


def codes(facts: ReferralFacts, terms: Terms = UPPSALA) -> list[str]:
    return [reason.code for reason in sign(facts, terms).refusals]


def test_a_third_region_has_its_own_hospitals_boxes_and_patients() -> None:
    """X-41, D-12, D-13, SVR-16, SVR-17, SVR-18, SVR-32: a change of data, none of code."""
    assert codes(FACTS) == []
    assert codes(replace(FACTS, person=Person("01"))) == ["SVR-16.elsewhere"]
    assert codes(replace(FACTS, signer=Signer("verksamhetschef", hospital="Södersjukhuset"))) == ["SVR-17.hospital"]
    assert codes(replace(FACTS, specialty="ögon")) == ["SVR-18.specialty"]
    choice = replace(FACTS, boxes=("patientens_val",), reason="", explanation="")
    assert codes(choice) == ["SVR-32.unknown"]
    akut = replace(FACTS, boxes=("akut",), reason="", explanation="", period_from=DAY, period_to=DAY)
    assert codes(replace(akut, signer=Signer("lakare"))) == ["SVR-17.role", "SVR-17.hospital"]


def test_its_reasons_cite_its_own_document() -> None:
    """SVR-16, X-19: the county, the hospitals and the source are the region's."""
    reasons = sign(replace(FACTS, person=Person("01"), signer=None), UPPSALA).refusals
    assert reasons[0].head == "Patienten är inte folkbokförd i Uppsala län"
    assert "Akademiska sjukhuset" in reasons[1].text
    assert {reason.source.title for reason in reasons} == {"Specialistvård, en annan region"}


def test_it_decides_itself_on_outpatient_care_hindsight_and_lodging() -> None:
    """D-14, D-15, D-16, SVR-03, SVR-06, SVR-19: three values that the first region has otherwise."""
    after = replace(FACTS, care_form="oppen", admission=date(2025, 2, 3))
    assert issue(after, None, None, DAY, UPPSALA).outcome == "met"
    assert issue(after, None, None, DAY, UPPSALA).result["afterwards"] is True
    stockholm = replace(after, region="01", person=Person("01"), receiver=Receiver("03"))
    refused = [reason.code for reason in issue(stockholm, None, None, DAY, UPPSALA).refusals]
    assert refused == ["SVR-03.outpatient", "SVR-06.started", "SVR-17.hospital"]
    own = benefits("hemregion", True, (AskedBenefit("companion", "E"),), DAY, UPPSALA, region="03")
    assert own.codes == ("SVR-10.benefit",)
    assert (own.result["travel"], own.result["lodging"], own.result["companion"]) == (NO, YES, NO)
    assert benefits("akut", True, (), DAY, UPPSALA, region="03").result["sentences"] == (NOTHING,)
    silent = benefits("akut", True, (AskedBenefit("companion", "E"),), DAY, UPPSALA, region="03")
    assert silent.codes == ("SVR-20.not_offered",)


def test_a_region_without_a_pack_is_unclear() -> None:
    """X-19, X-41: no region borrows another's rules."""
    skane = replace(FACTS, region="12", person=Person("12"))
    assert sign(skane, UPPSALA).outcome == "unclear"
    assert issue(skane, Assessment(), None, DAY, UPPSALA).outcome == "unclear"
    assert benefits("hemregion", True, (), DAY, UPPSALA, region="12").outcome == "unclear"


BOTH = {
    "issued_at": "2025-05-05T10:00:00+02:00",
    "receiver": {"region": "Uppsala", "kind": "public"},
    "care_form": "sluten",
}


@pytest.mark.parametrize(
    ("facts", "kalmar", "stockholm"),
    [
        (
            {"grounds": ["akut"], "patient": {"identifier_kind": "personnummer", "registered_region": "Stockholm"}},
            {"RUS-04.elsewhere", "RUS-13.none", "RUS-19.no_date", "RUS-35.unsigned"},
            {"SVR-25.no_period"},
        ),
        (
            {"grounds": ["hemregion"], "patient": {"identifier_kind": "personnummer", "registered_region": "Kalmar"}},
            {"RUS-13.none", "RUS-17.unconfirmed", "RUS-35.unsigned"},
            {"SVR-15.reason", "SVR-16.elsewhere", "SVR-17.unsigned"},
        ),
        (
            {"grounds": [], "patient": {"identifier_kind": "personnummer", "registered_region": "Skåne"}},
            {"RUS-04.elsewhere", "RUS-13.none", "RUS-16.none", "RUS-35.unsigned"},
            {"SVR-16.elsewhere", "SVR-32.none"},
        ),
    ],
)
def test_the_same_facts_have_each_their_own_reasons(
    facts: dict[str, object], kalmar: set[str], stockholm: set[str]
) -> None:
    """X-41, RUS-23, SVR-26: Akutvård of one is not stopped by residence in the other; three months stay in Kalmar."""
    answers = {
        issuer: decide(NAMED["commitments.issue"], BOTH | facts | {"issuer": issuer})
        for issuer in ("kalmar", "stockholm")
    }
    assert set(answers["kalmar"].codes) == kalmar
    assert set(answers["stockholm"].codes) == stockholm
    assert "valid_to" in answers["kalmar"].result
    assert "valid_to" not in answers["stockholm"].result
    assert "afterwards" not in answers["kalmar"].result
