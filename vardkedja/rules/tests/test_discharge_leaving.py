"""The gate of a discharge: what the worked cases do not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.calendar import is_red_day
from vardkedja.rules.discharge_documents import DocumentKind, Paper, complete
from vardkedja.rules.discharge_homegoing import Aids, HandOver, Relatives, aids, hand_over, told
from vardkedja.rules.discharge_leaving import (
    AcuteRolls,
    Agreed,
    Dose,
    Handling,
    LeaveFacts,
    dose,
    handling,
    hour,
    leave,
)
from vardkedja.rules.discharge_workflow import State
from vardkedja.rules.law import Terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
WEDNESDAY = date(2025, 3, 5)
ELEVEN = datetime(2025, 3, 5, 11, 0, tzinfo=STOCKHOLM)
NEVER = datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("America/New_York"))
PAPERS = tuple(Paper(kind) for kind in DocumentKind)
WHOLE = LeaveFacts(
    leaving_at=ELEVEN,
    state=State.READY,
    sip_relevant=True,
    plan=HandOver(plan_made=True, handed_over=True),
    papers=PAPERS,
    handling=Handling(who="Hemsjukvården", where="I köket", works_from=WEDNESDAY),
)


def overlay(name: str, value: str, party: str = "07") -> Terms:
    """The agreement with one value changed."""
    text = (
        f'title = "Prov"\nchecked = 2026-11-21\nparty = "{party}"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2020-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


# --- the hour and the day ------------------------------------------------------------------------------------------


@given(st.dates(FIRST, LAST), st.integers(0, 24 * 60 - 1), st.booleans(), st.booleans())
def test_hour_and_day_are_read_on_the_wall(day: date, minute: int, agreement: bool, safe: bool) -> None:
    """LNK-60, LNK-61, D-37, D-38, T-1: every minute of every day of the agreement, stated a second way."""
    at = datetime(day.year, day.month, day.day, minute // 60, minute % 60, 59, tzinfo=STOCKHOLM)
    decision = hour(at, Agreed(agreement=agreement, safe=safe))
    expected = []
    if not (agreement and safe):
        if minute > 15 * 60:
            expected.append("LNK-60.late")
        if day.isoweekday() in (6, 7):
            expected.append("LNK-61.agreement")
        elif is_red_day(day):
            expected.append("LNK-61.red_weekday")
    assert list(decision.codes) == expected
    assert decision.outcome == ("not_met" if set(expected) - {"LNK-61.red_weekday"} else "met")


@pytest.mark.parametrize(
    ("value", "code", "outcome"),
    [
        ("warn", ("LNK-61.red_weekday",), "met"),
        ("refuse", ("LNK-61.agreement",), "not_met"),
        ("nothing", (), "met"),
    ],
)
def test_a_red_weekday_is_read_by_the_data(value: str, code: tuple[str, ...], outcome: str) -> None:
    """LNK-61, R-40, D-38, X-19: another reading is a changed line."""
    red = datetime(2025, 6, 6, 10, 0, tzinfo=STOCKHOLM)
    decision = hour(red, Agreed(), terms=overlay("discharge.agreement_red_day", f'"{value}"'))
    assert (decision.codes, decision.outcome) == (code, outcome)
    assert hour(ELEVEN, Agreed(), terms=overlay("discharge.agreement_red_day", f'"{value}"')).codes == ()


def test_a_reading_that_nobody_has_built_decides_nothing() -> None:
    """LNK-61, R-40: unclear, naming the reading."""
    decision = hour(ELEVEN, Agreed(), terms=overlay("discharge.agreement_red_day", '"maybe"'))
    assert decision.outcome == "unclear"
    assert "läsningen maybe" in decision.reasons[0].text


def test_days_and_hour_are_values_of_the_agreement() -> None:
    """LNK-60, LNK-61, D-37, D-38: another latest hour, and other days; a red Saturday is then a red weekday."""
    early = hour(ELEVEN, Agreed(), terms=overlay("discharge.leave_by", '"10:59"'))
    assert early.codes == ("LNK-60.late",)
    assert "senast kl. 10.59" in early.say
    wednesdays = overlay("discharge.agreement_days", "[3]")
    assert hour(ELEVEN, Agreed(), terms=wednesdays).codes == ("LNK-61.agreement",)
    midsummer = datetime(2025, 6, 21, 10, 0, tzinfo=STOCKHOLM)
    assert hour(midsummer, Agreed(), terms=wednesdays).codes == ("LNK-61.red_weekday",)


def test_the_hour_names_what_is_missing_before_and_after_the_agreement() -> None:
    """LNK-60, LNK-140: the day before the first and after the last, and another region; the first and last do."""
    for day in (date(2024, 11, 3), date(2027, 11, 4)):
        at = datetime(day.year, day.month, day.day, 10, 0, tzinfo=STOCKHOLM)
        decision = hour(at, Agreed())
        assert (decision.outcome, decision.codes) == ("unclear", ("LAW.missing",))
        assert "klockslag då patienten senast lämnar slutenvården" in decision.reasons[0].text
        assert decision.say == "Tiden för hemgång går inte att pröva."
    assert hour(ELEVEN, Agreed(), region="01").outcome == "unclear"
    assert hour(NEVER, Agreed()).codes == ("X-20.missing_year",)
    late = overlay("discharge.agreement_red_day", '"maybe"')
    refused = hour(ELEVEN.replace(hour=16), Agreed(), terms=late)
    assert (refused.outcome, refused.codes) == ("not_met", ("LNK-60.late", "LAW.missing"))


def test_the_hour_says_what_it_read() -> None:
    """LNK-60, LNK-61: inputs, words and both sources."""
    decision = hour(ELEVEN, Agreed(agreement=True))
    assert decision.inputs == {"leaving_at": ELEVEN, "agreement": True, "safe": False}
    assert decision.say == "Patienten får lämna vården vid den tiden."
    assert decision.rule == "discharge.leaving_hour"
    late = ELEVEN.replace(hour=16)
    assert hour(late, Agreed(safe=True)).codes == ("LNK-60.late",)
    assert hour(late, Agreed(agreement=True)).codes == ("LNK-60.late",)
    assert [source.clause for source in decision.sources] == [
        "Utskrivningsklar, lämnar slutenvården fram till 15.00",
        "Utskrivningsklar, utskrivning lördagar och söndagar",
    ]


# --- the gate ------------------------------------------------------------------------------------------------------

FAULTS: dict[str, dict[str, Any]] = {
    "LNK-53.not_ready": {"state": State.PLANNING},
    "LNK-97.at_discharge": {"leave_open": True},
    "LNK-35.at_discharge": {"sip_relevant": None},
    "LNK-40.at_discharge": {"complex_case": True},
    "LNK-23.at_discharge": {"open_questions": ("En fråga",)},
    "LNK-60.late": {"leaving_at": ELEVEN.replace(hour=15, minute=1)},
    "LNK-51.blank": {"plan": HandOver(plan_made=True)},
    "LNK-63.patient": {"welcome_home": True, "relatives": Relatives.TOLD},
    "LNK-66.final_note": {"papers": PAPERS[1:]},
    "LNK-52.not_assessed": {"aids": Aids(need=True)},
    "LNK-90.rolls": {"dose": Dose(changed=True, list_updated=True)},
    "LNK-95.who": {"handling": Handling(where="I köket", works_from=WEDNESDAY)},
}
REFUSED = {"LNK-53", "LNK-97", "LNK-35", "LNK-60", "LNK-51", "LNK-66", "LNK-90", "LNK-95"}


@given(st.sets(st.sampled_from(sorted(FAULTS))))
def test_the_gate_gives_every_reason_and_no_other(chosen: set[str]) -> None:
    """LNK-23, LNK-35, LNK-40, LNK-51, LNK-52, LNK-60, LNK-63, LNK-66, LNK-90, LNK-95, LNK-97: any faults together."""
    facts = WHOLE
    for code in chosen:
        facts = replace(facts, **FAULTS[code])
    decision = leave(facts)
    assert set(decision.codes) == chosen
    assert len(decision.codes) == len(chosen)
    refused = {code for code in chosen if code.partition(".")[0] in REFUSED}
    assert decision.outcome == ("not_met" if refused else "met")
    assert {reason.code for reason in decision.refusals} == refused
    warned = {code for code in chosen if code[:6] in ("LNK-23", "LNK-40", "LNK-63")}
    assert {reason.code for reason in decision.warnings} == warned


def test_the_gate_says_the_worst_first() -> None:
    """LNK-23, LNK-35, LNK-66: a refusal before a warning, a warning before that all is well; a flag says nothing."""
    assert leave(WHOLE).say == "Patienten kan skrivas ut."
    assert leave(replace(WHOLE, papers=(), override="systemfel")).say == "Patienten kan skrivas ut."
    warned = replace(WHOLE, open_questions=("En fråga",))
    assert leave(warned).say.startswith("Dessa frågor är inte besvarade: En fråga.")
    assert leave(replace(warned, papers=PAPERS[1:])).say.startswith("Gör slutanteckningen klar")


def test_the_gate_outside_the_calendar_and_the_agreement_is_unclear() -> None:
    """LNK-60, LNK-140, X-20: nothing is waved through where the rule is not known."""
    decision = leave(replace(WHOLE, leaving_at=NEVER))
    assert (decision.outcome, decision.codes) == ("unclear", ("X-20.missing_year",))
    assert decision.say == "Utskrivningen går inte att pröva."
    assert decision.inputs == {"leaving_at": NEVER}
    elsewhere = leave(WHOLE, region="01")
    assert (elsewhere.outcome, elsewhere.codes) == ("unclear", ("LAW.missing",))
    assert elsewhere.say == "Utskrivningen går inte att pröva."
    assert leave(replace(WHOLE, aids=Aids(need=True)), region="01").codes == ("LAW.missing", "LAW.missing")
    assert leave(WHOLE, terms=overlay("discharge.leave_by", '"10:00"')).codes == ("LNK-60.late",)
    assessed = replace(WHOLE, aids=Aids(need=True, profession="arbetsterapeut", assessed_on=WEDNESDAY))
    nurses = overlay("discharge.aids_assessors", '["sjuksköterska"]')
    assert leave(assessed).codes == ()
    assert leave(assessed, terms=nurses).codes == ("LNK-52.profession",)


def test_the_gate_keeps_what_it_used_without_the_questions_words() -> None:
    """LNK-23, LNK-35: a number of questions, and the inputs of each part under its rule."""
    facts = replace(WHOLE, open_questions=("Hemlig fråga",), aids=Aids(need=False), dose=Dose(changed=False))
    decision = leave(facts)
    assert "Hemlig" not in str(decision.as_dict()["inputs"])
    assert decision.rule == "discharge.leave"
    assert decision.result == {"sip_relevant": True}
    assert decision.inputs == {
        "leaving_at": ELEVEN,
        "state": State.READY,
        "sip_relevant": True,
        "complex_case": False,
        "sip_established": False,
        "open_questions": 1,
        "leave_open": False,
        "discharge.leaving_hour": hour(ELEVEN, Agreed()).inputs,
        "discharge.hand_over": hand_over(facts.plan).inputs,
        "discharge.told": told(False).inputs,
        "discharge.documents_complete": complete(PAPERS).inputs,
        "discharge.aids": aids(Aids(need=False), WEDNESDAY).inputs,
        "discharge.dose": dose(Dose(changed=False)).inputs,
        "discharge.handling": handling(facts.handling, WEDNESDAY).inputs,
    }
    parts = (hour(ELEVEN, Agreed()), hand_over(facts.plan), told(False), complete(PAPERS))
    named = {source for part in parts for source in part.sources}
    assert named <= set(decision.sources)


@pytest.mark.parametrize(
    ("changed_list", "agreed", "updated", "rolls"),
    list(product((True, False), (True, False), (True, False, None), (None, *AcuteRolls))),
)
def test_dose_medicines_in_every_way(
    changed_list: bool, agreed: bool, updated: bool | None, rolls: AcuteRolls | None
) -> None:
    """LNK-90, LNK-94: stated a second way."""
    facts = Dose(changed=changed_list, agreed_otherwise=agreed, list_updated=updated, acute_rolls=rolls)
    decision = dose(facts)
    needed = changed_list or agreed
    expected = []
    if updated is False or (needed and updated is None):
        expected.append("LNK-90.list")
    if needed and rolls is None:
        expected.append("LNK-90.rolls")
    assert list(decision.codes) == expected
    assert decision.inputs == {
        "changed": changed_list,
        "agreed_otherwise": agreed,
        "list_updated": updated,
        "acute_rolls": rolls,
    }
