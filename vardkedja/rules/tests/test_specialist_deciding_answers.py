"""The whole answer of deciding on a specialistvårdsremiss and issuing its commitment: sentence, order, facts, sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from vardkedja.rules import law
from vardkedja.rules.commitment_facts import Person, Receiver
from vardkedja.rules.decision import Decision
from vardkedja.rules.law import Terms
from vardkedja.rules.specialist_deciding import approve, funding_reasons, reject_reasons, start
from vardkedja.rules.specialist_facts import Approval, Assessment, Basis, ReferralFacts
from vardkedja.rules.specialist_issuing import issue
from vardkedja.rules.tests.specialist_to_decide import (
    ADMITTED,
    AKUT,
    APPROVED,
    BEFORE,
    CHOICE,
    FOUND,
    GUARANTEE,
    HOME,
    OUTSIDE,
    OWN,
    codes,
)

INPUTS = {
    "on": date(2025, 5, 5),
    "region": "01",
    "entrance": "provider",
    "registered_region": "01",
    "receiver_region": "03",
    "boxes": ("patientens_val",),
    "care_form": "sluten",
    "admission": ADMITTED,
    "period_from": None,
    "period_to": None,
    "signer_role": "lakare",
    "signer_hospital": None,
}
LATE = ADMITTED + timedelta(days=2)


def missing(decision: Decision) -> list[str]:
    return [reason.source.clause for reason in decision.reasons if reason.code == "LAW.missing"]


def test_assessment_that_can_start() -> None:
    """SVR-12, SVR-13: the answer, and what stops it, in words and on the day of the referral."""
    decision = start(CHOICE)
    assert (decision.rule, decision.say) == ("specialist.start", "Bedömningen kan påbörjas.")
    assert decision.inputs == INPUTS | {"on": date(2025, 5, 2)}
    assert decision.result == {"missing": ()}
    bare = start(replace(CHOICE, basis=Basis()))
    assert bare.say == "Bedömningen kan inte påbörjas. Tre saker hindrar."
    assert bare.codes == ("SVR-13.complaints", "SVR-13.diagnosis", "SVR-13.measure")


def test_a_request_that_can_be_approved() -> None:
    """SVR-05, SVR-07, SVR-08: the facts used are those of the day of the decision."""
    decision = approve(CHOICE, FOUND, BEFORE)
    assert (decision.rule, decision.result) == ("specialist.approve", {})
    assert decision.inputs == INPUTS


def test_a_request_that_lacks_everything() -> None:
    """SVR-05, SVR-11, SVR-13, SVR-32, SVR-33: every reason at once, in the order of the form."""
    decision = approve(ReferralFacts(on=date(2025, 5, 2), entrance="outside"), Assessment(), BEFORE)
    assert decision.codes == (
        "SVR-33.number",
        "SVR-33.to_unit",
        "SVR-32.none",
        "SVR-13.complaints",
        "SVR-13.diagnosis",
        "SVR-13.measure",
        "SVR-11.missing",
    )
    assert decision.say == "Begäran kan inte godkännas. Sju saker hindrar."


def test_a_late_request_with_nothing_found() -> None:
    """SVR-05, SVR-06, SVR-07, SVR-08: what the officer has to answer comes after what stands on the form."""
    decision = approve(CHOICE, Assessment(), LATE)
    assert decision.codes == (
        "SVR-05.late",
        "SVR-06.started",
        "SVR-07.kind_unanswered",
        "SVR-07.indication_unanswered",
        "SVR-08.unanswered",
    )
    assert decision.reasons[0].text == (
        "Beslutet 7 maj 2025 kl. 13.00 är inte före inskrivningen 5 maj 2025 kl. 13.00. Godkännandet ska komma innan "
        "vården äger rum."
    )
    assert decision.reasons[1].source.clause == (
        "utfärdar inte betalningsförbindelse i efterhand för planerad slutenvård"
    )


@pytest.mark.parametrize(
    ("facts", "marked"),
    [(CHOICE, ["SVR-05.no_admission"]), (HOME, ["SVR-05.no_admission"]), (AKUT, []), (replace(CHOICE, boxes=()), [])],
    ids=["choice", "home", "akut", "no box"],
)
def test_a_planned_admission_nobody_knows_is_marked(facts: ReferralFacts, marked: list[str]) -> None:
    """SVR-05: not for emergency care, and not before an alternative is chosen."""
    decision = approve(replace(facts, admission=None), FOUND, BEFORE)
    assert [reason.code for reason in decision.reasons if reason.weight != "refuse"] == marked


def test_a_rejection_says_each_failed_rule_once() -> None:
    """SVR-35, SVR-08: requirement and headline of what refused, not of what was only marked."""
    found = replace(FOUND, funding="none", same_kind=False)
    decision = approve(replace(CHOICE, admission=None, basis=Basis(diagnosis="B")), found, BEFORE)
    assert reject_reasons(decision) == (
        ("SVR-13", "Bedömning av patientens besvär saknas"),
        ("SVR-13", "Planerad åtgärd saknas"),
        ("SVR-07", "Vården är inte av samma karaktär"),
        ("SVR-08", "Ej regionfinansierad"),
    )
    assert reject_reasons(approve(replace(CHOICE, admission=None), FOUND, BEFORE)) == ()


def test_funding_without_an_assessment() -> None:
    """SVR-08: not answered; which region and agreement is not asked for at issue, and never in another alternative."""
    assert [reason.code for reason in funding_reasons(CHOICE, None)] == ["SVR-08.unanswered"]
    assert [reason.code for reason in funding_reasons(CHOICE, Assessment())] == ["SVR-08.unanswered"]
    both = Assessment(funding="via_agreement")
    assert [reason.code for reason in funding_reasons(CHOICE, both)] == ["SVR-08.region", "SVR-08.reference"]
    assert funding_reasons(CHOICE, both, route_only=True) == []
    assert funding_reasons(CHOICE, replace(both, funding_region="03", agreement_reference="F")) == []
    assert [reason.code for reason in funding_reasons(CHOICE, replace(both, funding_region="03"))] == [
        "SVR-08.reference"
    ]
    assert [reason.code for reason in funding_reasons(CHOICE, Assessment(funding="direct"))] == ["SVR-08.region"]
    for facts in (HOME, GUARANTEE, AKUT):
        assert funding_reasons(facts, None) == []


# --- the commitment ------------------------------------------------------------------------------------------------


def test_a_commitment_that_can_be_issued() -> None:
    """SVR-33, SVR-36: rule, facts, and how the agreement was found, with its source."""
    decision = issue(CHOICE, FOUND, APPROVED, BEFORE)
    assert (decision.rule, decision.outcome, decision.reasons) == ("commitments.issue", "met", ())
    assert decision.inputs == INPUTS
    assert decision.steps == (
        "Inte i samma samverkansregion: inte regionavtal.",
        "Inget mellanlänsavtal är inlagt för de två regionerna: riksavtal.",
    )
    assert [source.title for source in decision.sources] == ["Riksavtalet för utomlänsvård"]


def test_a_commitment_that_lacks_everything() -> None:
    """SVR-05, SVR-08, SVR-32, SVR-33: every reason at once, in the order of the form; nothing is worked out."""
    decision = issue(ReferralFacts(on=date(2025, 5, 2)), None, None, BEFORE)
    assert decision.codes == ("SVR-33.number", "SVR-33.to_unit", "SVR-32.none")
    assert decision.say == "Betalningsförbindelsen kan inte utfärdas. Tre saker hindrar."
    assert decision.result == {"afterwards": False}
    choice = issue(replace(CHOICE, signer=None), None, None, BEFORE)
    assert choice.codes == ("SVR-08.unanswered", "SVR-05.missing")


def test_the_agreement_that_the_region_has_entered_itself() -> None:
    """SVR-33, X-41: its own entries count at issue too."""
    entry = (
        'title = "Avtal mellan två regioner"\nchecked = 2025-01-01\nparty = "01"\n[[entry]]\n'
        'name = "agreements.mellanlan"\nlabel = "mellanlänsavtal"\nfrom = 2025-01-01\nvalue = ["03"]\n'
        'unit = "regionkoder"\nclause = "parter"\nbasis = "found"\n'
    )
    decision = issue(CHOICE, FOUND, APPROVED, BEFORE, Terms(overlay=law.read(entry, "own")))
    assert decision.result["agreement"] == "mellanlansavtal"
    assert [source.title for source in decision.sources] == ["Avtal mellan två regioner"]


def test_a_divided_region_needs_the_municipality() -> None:
    """SVR-33: the receiver's own municipality decides which agreement applies with Halland."""
    home = replace(CHOICE, region="12", receiver=Receiver("13", "1380"))
    assert issue(home, FOUND, APPROVED, BEFORE).result["agreement"] == "regionavtal"
    assert issue(replace(home, receiver=Receiver("13", "1382")), FOUND, APPROVED, BEFORE).result == {
        "agreement": "riksavtal"
    }
    unknown = issue(replace(home, receiver=Receiver("13")), FOUND, APPROVED, BEFORE)
    assert "SVR-33.split" in unknown.codes
    assert "agreement" not in unknown.result


@pytest.mark.parametrize("box", ["patientens_val", "hemregion", "vardgaranti"])
def test_a_period_on_planned_care_is_possible(box: str) -> None:
    """SVR-36, SVR-25: it may be left out in part; one day is a period; it does not end before it begins."""
    facts = {"patientens_val": CHOICE, "hemregion": HOME, "vardgaranti": GUARANTEE}[box]
    first, last = date(2025, 5, 5), date(2025, 5, 6)
    for start_on, end_on, refused in (
        (first, last, []),
        (first, first, []),
        (last, first, ["SVR-36.reversed"]),
        (first, None, []),
        (None, last, []),
    ):
        decision = issue(replace(facts, period_from=start_on, period_to=end_on), FOUND, APPROVED, BEFORE)
        assert codes(decision) == refused
        assert decision.result.get("valid_from") == start_on
        assert decision.result.get("valid_to") == end_on
        assert ("valid_from" in decision.result, "valid_to" in decision.result) == (bool(start_on), bool(end_on))
    turned = issue(replace(facts, period_from=last, period_to=first), FOUND, APPROVED, BEFORE)
    assert turned.refusals[0].text == "Till och med 5 maj 2025 är före från och med 6 maj 2025. Rätta ett av datumen."


def test_emergency_care_needs_the_whole_period_at_issue_too() -> None:
    """SVR-25, SVR-26: without its end no commitment, and a signature that is there is of the right person."""
    assert codes(issue(replace(AKUT, period_to=None), None, None, BEFORE)) == ["SVR-25.no_end"]
    assert codes(issue(replace(AKUT, period_to=date(2025, 5, 4)), None, None, BEFORE)) == ["SVR-25.reversed"]
    assert codes(issue(replace(AKUT, signer=None), None, None, BEFORE)) == []


def test_the_agreement_is_that_of_the_day_of_issue() -> None:
    """SVR-33, X-19: nothing before the list of collaborative regions; the chapter is another question."""
    early = issue(replace(AKUT, receiver=Receiver("09")), None, None, date(1999, 12, 31))
    assert missing(early) == ["svr.home_region", "svr.boxes", "svr.signers", "agreements.collaborative_regions"]
    assert early.result == {"valid_from": date(2025, 5, 5), "valid_to": date(2025, 5, 9)}


def test_a_region_without_rules_misses_each_of_them_once() -> None:
    """X-19, X-41: what approval and issue ask of the region's own rules, and nothing from the first region."""
    begun = replace(HOME, region="12", care_form="oppen", receiver=Receiver("01"))
    names = ["svr.home_region", "svr.boxes", "svr.outpatient_commitment", "svr.afterwards"]
    assert missing(approve(begun, Assessment(), LATE)) == names
    assert missing(issue(begun, None, None, LATE)) == [*names, "svr.signers"]
    assert issue(begun, None, None, LATE).result == {"agreement": "riksavtal"}


def test_a_patient_of_another_region_and_an_approval_in_days() -> None:
    """SVR-05, SVR-16, X-41: the county of the region that decides; a decision dated the day after the issue."""
    stranger = issue(replace(CHOICE, person=Person("08")), FOUND, APPROVED, BEFORE)
    assert stranger.codes == ("SVR-16.elsewhere",)
    assert "Stockholms län" in stranger.reasons[0].text
    later = issue(CHOICE, FOUND, Approval(date(2025, 5, 4), approved=True), date(2025, 5, 3))
    assert later.codes == ("SVR-05.future",)
    assert "4 maj 2025" in later.reasons[0].text
    assert issue(OUTSIDE, OWN, APPROVED, BEFORE).outcome == "met"
