"""An emergency admission outside the home region: contact, flags of the day, who decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vardkedja.rules import law
from vardkedja.rules.acute import AcuteFacts, DecidingFacts, Place, contact, decide, standing
from vardkedja.rules.calendar import local_day
from vardkedja.rules.law import Terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ADMITTED = date(2025, 2, 10)
LATEST = date(2025, 2, 17)
HERE = AcuteFacts(direction="here", admitted_on=ADMITTED)
OUT = AcuteFacts(direction="out", admitted_on=ADMITTED)
SODER = Place("Södersjukhuset", "01", hospital=True)
GAVLE = Place("Gävle sjukhus", "21", hospital=True)
DECIDED = DecidingFacts(
    direction="out",
    home="01",
    on=date(2025, 2, 14),
    decision="continue",
    motive="Kan inte flyttas.",
    contacted_on=date(2025, 2, 14),
    contacted=SODER,
    role="lakare",
    unit=SODER,
)


def day(number: int) -> date:
    """The day with this number after the admission, which is day 0."""
    return ADMITTED + timedelta(days=number)


def codes(facts: AcuteFacts, on: date) -> list[str]:
    return [flag.code for flag in standing(facts, on)]


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2025, 2, 16, 12, 0, tzinfo=STOCKHOLM), False),
        (datetime(2025, 2, 17, 23, 59, tzinfo=STOCKHOLM), False),
        (datetime(2025, 2, 18, 0, 0, tzinfo=STOCKHOLM), True),
    ],
)
def test_the_last_day_runs_to_its_last_minute(at: datetime, late: bool) -> None:
    """SVR-21, R-06: admitted on the 10th, the 17th 23:59 is in time and the 18th 00:00 is late."""
    decision = contact(ADMITTED, local_day(at))
    assert decision.outcome == "computed"
    assert decision.result["latest"] == LATEST
    assert decision.result["late"] is late
    assert decision.codes == (("SVR-21.late_contact",) if late else ())


@pytest.mark.parametrize(("number", "late", "code"), [(7, False, "SVR-21.not_contacted"), (8, True, "SVR-21.late")])
def test_without_a_contact_lateness_is_judged_on_the_day_that_is_asked(number: int, late: bool, code: str) -> None:
    """SVR-21: the seventh day and the eighth; without a day nothing late is known."""
    decision = contact(ADMITTED, on=day(number))
    assert (decision.result["late"], decision.codes) == (late, (code,))
    assert contact(ADMITTED).result["late"] is False


def test_a_contact_at_an_impossible_time_is_refused() -> None:
    """SVR-21: before the admission, or after the day it is entered; on those days themselves it stands."""
    assert contact(ADMITTED, ADMITTED, ADMITTED).outcome == "computed"
    assert contact(ADMITTED, day(-1), ADMITTED).codes == ("SVR-21.before",)
    assert contact(ADMITTED, day(3), day(2)).codes == ("SVR-21.future",)
    assert contact(ADMITTED, day(3), day(2)).outcome == "not_met"
    assert contact(ADMITTED, day(3), day(3)).outcome == "computed"


def test_a_late_contact_is_kept() -> None:
    """SVR-21, SVR-22, X-42: lateness is a flag and never stops the contact from being recorded."""
    decision = contact(ADMITTED, day(30), day(30))
    assert not decision.refusals
    assert not decision.stops
    assert decision.result["late"] is True


def test_a_day_without_a_limit_is_unclear() -> None:
    """SVR-21, X-19: the last day before the rule, and its first; far ahead the calendar ends."""
    assert contact(date(1999, 12, 31)).outcome == "unclear"
    assert contact(date(2000, 1, 1)).result["latest"] == date(2000, 1, 8)
    assert contact(date(9999, 12, 30)).outcome == "unclear"
    before = replace(HERE, admitted_on=date(1999, 12, 31))
    assert codes(before, date(2000, 2, 1)) == ["LAW.missing"]


@pytest.mark.parametrize(
    ("number", "expected"), [(0, ""), (4, ""), (5, "highlight"), (7, "highlight"), (8, "late"), (20, "late")]
)
@pytest.mark.parametrize(("facts", "requirement"), [(HERE, "SVR-21"), (OUT, "SVR-22")], ids=["here", "out"])
def test_a_missing_contact_is_highlighted_from_day_5_and_late_from_day_8(
    number: int, expected: str, facts: AcuteFacts, requirement: str
) -> None:
    """SVR-21, SVR-22: both directions, both sides of each limit, each to the one whose duty it is."""
    mine = [flag for flag in standing(facts, day(number)) if flag.field == "contacted_on"]
    assert [flag.code for flag in mine] == ([f"{requirement}.{expected}"] if expected else [])
    assert all(flag.who == ("you" if requirement == "SVR-21" else "someone_else") for flag in mine)
    assert all("17 februari 2025" in flag.text for flag in mine)


@pytest.mark.parametrize(("facts", "requirement"), [(HERE, "SVR-21"), (OUT, "SVR-22")], ids=["here", "out"])
def test_a_contact_in_time_takes_the_flag_away_and_a_late_one_keeps_it(facts: AcuteFacts, requirement: str) -> None:
    """SVR-21, SVR-22, X-43: the seventh day and the eighth, also after the patient has left."""
    in_time, late = replace(facts, contacted_on=day(7)), replace(facts, contacted_on=day(8))
    assert codes(replace(in_time, ended_on=day(9)), day(9)) == []
    assert codes(replace(late, ended_on=day(9)), day(9)) == [f"{requirement}.late_contact"]
    assert codes(replace(late, transferred_on=day(9)), day(40)) == [f"{requirement}.late_contact"]


def test_the_example_of_a_patient_in_umea() -> None:
    """SVR-22: admitted 31 March, contact 8 April: kept, and flagged for the caring region."""
    facts = AcuteFacts(
        direction="out", admitted_on=date(2025, 3, 31), contacted_on=date(2025, 4, 8), decided="transfer"
    )
    flag = standing(facts, date(2025, 4, 8))[0]
    assert flag.code == "SVR-22.late_contact"
    assert "vårdande region" in flag.text


@pytest.mark.parametrize(("number", "expected"), [(7, []), (8, ["SVR-23.undecided"])])
def test_an_open_case_without_a_decision_is_flagged_from_day_8(number: int, expected: list[str]) -> None:
    """SVR-23: admitted 10 February, flagged on the 18th and not on the 17th; a decision takes the flag away."""
    facts = replace(OUT, contacted_on=day(2))
    assert codes(facts, day(number)) == expected
    assert codes(replace(facts, decided="transfer"), day(number)) == []


@pytest.mark.parametrize("decided", ["", "transfer"])
def test_a_patient_who_can_be_transferred_and_is_not_is_flagged_the_day_after(decided: str) -> None:
    """SVR-23: transferable from 14 February; flagged on the 15th unless transferred that day or decided to stay."""
    facts = replace(OUT, contacted_on=day(2), possible_from=day(4), decided=decided)
    assert codes(facts, day(4)) == []
    assert codes(facts, day(5)) == ["SVR-23.transferable"]
    assert codes(replace(facts, transferred_on=day(5)), day(5)) == []
    stays = replace(facts, decided="continue", commitments=((day(5), day(9)),))
    assert codes(stays, day(5)) == []


def test_our_patient_who_stays_needs_a_referral_and_then_a_commitment() -> None:
    """SVR-23, SVR-25, SVR-26: flagged each day until covered, and again from the day after the last one."""
    facts = replace(OUT, contacted_on=day(2), decided="continue")
    assert codes(facts, day(3)) == codes(facts, day(4)) == ["SVR-25.not_sent"]
    sent = replace(facts, referral_sent=True)
    assert codes(sent, day(4)) == codes(sent, day(5)) == ["SVR-23.no_commitment"]
    covered = replace(sent, commitments=((date(2025, 2, 18), date(2025, 3, 4)),))
    assert codes(covered, date(2025, 2, 17)) == ["SVR-23.no_commitment"]
    assert codes(covered, date(2025, 2, 18)) == []
    assert codes(covered, date(2025, 3, 4)) == []
    assert codes(covered, date(2025, 3, 5)) == ["SVR-26.ran_out"]
    extended = replace(covered, commitments=(*covered.commitments, (date(2025, 3, 5), date(2025, 3, 9))))
    assert codes(extended, date(2025, 3, 9)) == []
    assert "9 mars 2025" in standing(extended, date(2025, 3, 10))[0].text


@pytest.mark.parametrize("decided", ["transfer", "continue"])
def test_another_regions_patient_who_stays_needs_its_commitment(decided: str) -> None:
    """SVR-27: the example: stays from 8 April, registered through the 20th, flagged again on the 21st."""
    facts = AcuteFacts(direction="here", admitted_on=date(2025, 3, 31), contacted_on=date(2025, 4, 2), decided=decided)
    on_the_last_free_day = codes(facts, date(2025, 4, 7))
    assert on_the_last_free_day == ([] if decided == "transfer" else ["SVR-27.missing"])
    assert codes(facts, date(2025, 4, 8)) == codes(facts, date(2025, 4, 9)) == ["SVR-27.missing"]
    covered = replace(facts, commitments=((date(2025, 4, 8), date(2025, 4, 20)),))
    assert codes(covered, date(2025, 4, 8)) == codes(covered, date(2025, 4, 20)) == []
    assert codes(covered, date(2025, 4, 21)) == ["SVR-27.ran_out"]
    assert codes(replace(covered, ended_on=date(2025, 4, 21)), date(2025, 4, 21)) == []


def test_death_and_discharge_stop_the_flags() -> None:
    """SVR-23, X-28: nothing is asked for when the patient is dead, discharged or transferred."""
    facts = replace(HERE, possible_from=day(4))
    assert codes(facts, day(9)) == ["SVR-21.late", "SVR-23.undecided", "SVR-23.transferable", "SVR-27.missing"]
    assert codes(replace(facts, deceased=True), day(9)) == []
    assert codes(replace(facts, ended_on=day(9)), day(9)) == []
    assert codes(replace(facts, transferred_on=day(9)), day(9)) == []
    assert codes(replace(facts, ended_on=day(10)), day(9)) != []


def test_flags_never_refuse() -> None:
    """SVR-21, X-42: every flag of the day is a flag, with a source and a text without unfilled parts."""
    facts = (HERE, OUT, replace(OUT, decided="continue"), replace(HERE, contacted_on=day(9), decided="continue"))
    flags = [flag for one in facts for flag in standing(one, day(9))]
    assert flags
    assert {flag.weight for flag in flags} == {"flag"}
    assert all(flag.source.title and "{" not in flag.text and "  " not in flag.text for flag in flags)


def test_a_hospital_doctor_of_the_home_region_decides_after_a_contact() -> None:
    """SVR-24, R-19: allowed, with a flag while the list of emergency hospitals is not entered."""
    for role in ("lakare", "verksamhetschef"):
        decision = decide(replace(DECIDED, role=role))
        assert decision.outcome == "met"
        assert decision.codes == ("SVR-24.no_list",)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": GAVLE}, "SVR-24.elsewhere"),
        ({"unit": None}, "SVR-24.elsewhere"),
        ({"unit": Place("Exempelkliniken Rygg", "01", hospital=False)}, "SVR-24.no_clinic"),
        ({"role": "sjukskoterska"}, "SVR-24.role"),
        ({"role": ""}, "SVR-24.role"),
        ({"contacted_on": None}, "SVR-24.no_contact"),
        ({"contacted_on": date(2025, 2, 15)}, "SVR-24.contact_after"),
        ({"contacted": None}, "SVR-24.no_hospital"),
        ({"contacted": GAVLE}, "SVR-24.not_emergency"),
        ({"motive": "  "}, "SVR-23.no_motive"),
        ({"decision": ""}, "SVR-23.no_decision"),
    ],
)
def test_each_thing_that_is_missing_refuses_the_decision(changes: dict[str, object], code: str) -> None:
    """SVR-23, SVR-24: the caring region alone, a nurse, no contact, no motive."""
    assert decide(DECIDED).outcome == "met"
    decision = decide(replace(DECIDED, **changes))  # type: ignore[arg-type]
    assert decision.outcome == "not_met"
    assert [reason.code for reason in decision.refusals] == [code]


def test_every_reason_is_given_at_once() -> None:
    """SVR-24: not only the first."""
    bare = DecidingFacts(direction="out", home="01", on=ADMITTED)
    assert [reason.code for reason in decide(bare).refusals] == [
        *("SVR-23.no_decision", "SVR-23.no_motive", "SVR-24.no_contact"),
        *("SVR-24.no_hospital", "SVR-24.role", "SVR-24.elsewhere"),
    ]


def emergency_hospitals(party: str, names: str) -> Terms:
    return Terms(
        overlay=law.read(
            'title = "Akutsjukhus"\nchecked = 2026-11-21\n[[entry]]\nname = "svr.emergency_hospitals"\n'
            f'party = "{party}"\nlabel = "akutsjukhus"\nfrom = 2025-02-14\nvalue = [{names}]\nunit = "sjukhus"\n'
            'clause = "lista"\nbasis = "found"\n',
            "own",
        )
    )


def test_an_entered_list_decides_which_hospitals_are_emergency_hospitals() -> None:
    """SVR-24, R-19: from its first day; the day before, every hospital of the region will do."""
    terms = emergency_hospitals("01", '"Södersjukhuset"')
    danderyd = Place("Danderyds sjukhus", "01", hospital=True)
    assert decide(DECIDED, terms).codes == ()
    assert decide(replace(DECIDED, contacted=danderyd), terms).codes == ("SVR-24.not_emergency",)
    earlier = replace(DECIDED, contacted=danderyd, on=date(2025, 2, 13), contacted_on=date(2025, 2, 13))
    assert decide(earlier, terms).codes == ("SVR-24.no_list",)


def test_another_region_uses_the_same_rule_with_its_own_hospitals() -> None:
    """SVR-24, X-41: a third region's list and doctors, without code; Stockholm's do not count there."""
    uppsala = Place("Akademiska sjukhuset", "03", hospital=True)
    terms = emergency_hospitals("03", '"Akademiska"')
    asked = replace(DECIDED, home="03", contacted=uppsala, unit=uppsala)
    assert decide(asked, terms).codes == ()
    assert decide(replace(asked, contacted=SODER, unit=SODER), terms).codes == (
        "SVR-24.not_emergency",
        "SVR-24.elsewhere",
    )


def test_for_a_patient_of_another_region_its_own_routine_decides_who() -> None:
    """SVR-23, SVR-24: here the contact and the motive are asked for, not a doctor of ours."""
    here = DecidingFacts(
        direction="here", home="03", on=day(4), decision="transfer", motive="Stabil.", contacted_on=day(4)
    )
    assert decide(here).outcome == "met"
    assert decide(replace(here, motive="")).codes == ("SVR-23.no_motive",)
    assert decide(replace(here, contacted_on=None)).codes == ("SVR-24.no_contact",)
