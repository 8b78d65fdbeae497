"""Admission message, observation, ready notice and medicines: what the worked cases do not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.calendar import is_red_day, is_working_day
from vardkedja.rules.discharge import medicines, observation, preliminary
from vardkedja.rules.discharge_notice import Consent, NoticeFacts, WithoutConsent, admission_notice
from vardkedja.rules.discharge_ready import Missing, Place, ReadyFacts, ready, welcome_home
from vardkedja.rules.law import Terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
MINUTE = timedelta(minutes=1)
MESSAGE = NoticeFacts(
    admitted_at=datetime(2025, 3, 3, 14, 20, tzinfo=STOCKHOLM),
    consent=Consent(municipality=True, outpatient=True),
    sbar=("Fall", "Hjärtsvikt", "Röntgen", "Inga särskilda behov"),
    preliminary_on=date(2025, 3, 12),
    sent_at=datetime(2025, 3, 4, 14, 20, tzinfo=STOCKHOLM),
)
READY = ReadyFacts(
    sent_at=datetime(2025, 3, 3, 11, 0, tzinfo=STOCKHOLM), doctor="Läkare A", estimated_on=date(2025, 3, 3)
)
DAYS = st.dates(FIRST, LAST)
# Within the agreement, in UTC; each becomes a wall clock in Stockholm.
BEGIN = datetime(2024, 11, 5, tzinfo=UTC)
INSTANTS = st.integers(0, 1_090 * 24 * 60 * 60).map(lambda second: BEGIN + timedelta(seconds=second))


def overlay(name: str, value: str) -> Terms:
    """The agreement with one value changed."""
    text = (
        'title = "Prov"\nchecked = 2026-11-21\nparty = "07"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2020-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


# --- the weekend's preliminary day ---------------------------------------------------------------------------------


@given(INSTANTS)
def test_a_weekend_message_always_accepts_its_proposal_and_the_tuesday(sent_at: datetime) -> None:
    """LNK-14, R-37: the proposal is later than its update, and that than the message; other days are free."""
    sent_on = sent_at.astimezone(STOCKHOLM).date()
    result: Mapping[str, Any] = preliminary(sent_at).result
    accepted = result["accepted"]
    if sent_on.isoweekday() < 6:
        assert accepted == ()
        assert ("proposed_on" in result) is is_red_day(sent_on)
    else:
        assert result["proposed_on"] in accepted
        tuesdays = [sent_on + timedelta(days=number) for number in range(1, 4)]
        assert [day for day in tuesdays if day.isoweekday() == 2][0] in accepted
    if "proposed_on" in result:
        assert sent_on < result["update_on"] < result["proposed_on"]


# --- medicines -----------------------------------------------------------------------------------------------------


@given(DAYS)
def test_medicines_last_two_days_or_until_two_working_days_are_covered(discharged_on: date) -> None:
    """LNK-92, R-41: counted a second way, day by day."""
    following = [discharged_on + timedelta(days=number) for number in range(1, 20)]
    free = [day for day in following[:2] if day.isoweekday() >= 6 or is_red_day(day)]
    working = [day for day in following if is_working_day(day)]
    decision = medicines(discharged_on)
    assert decision.result["through"] == (working[1] if free else following[1])
    assert discharged_on + timedelta(days=cast(int, decision.result["days"])) == decision.result["through"]


@pytest.mark.parametrize(
    ("value", "through"),
    [('["weekend", "red"]', date(2025, 3, 10)), ('["red"]', date(2025, 3, 8)), ("[]", date(2025, 3, 8))],
)
def test_the_days_that_extend_are_a_value_of_the_agreement(value: str, through: date) -> None:
    """LNK-92, D-47, X-19: another reading is a changed line."""
    terms = overlay("discharge.medicine_extended_by", value)
    assert medicines(date(2025, 3, 6), terms=terms).result["through"] == through


def test_another_number_of_days_is_another_line() -> None:
    """LNK-92, D-47, X-41: three days, in words too; another region has none of its own and is unclear."""
    decision = medicines(date(2025, 3, 3), terms=overlay("discharge.medicine_days", "3"))
    assert decision.result == {"through": date(2025, 3, 6), "days": 3}
    assert "3 dagar" in decision.say
    assert medicines(date(2025, 3, 3), region="01").outcome == "unclear"


# --- observation ---------------------------------------------------------------------------------------------------


@given(INSTANTS, st.integers(0, 3000))
def test_an_observation_is_exceeded_exactly_after_its_last_minute(started_at: datetime, minutes: int) -> None:
    """LNK-32, R-60: elapsed minutes whatever the clock on the wall does, and never a refusal."""
    start = started_at.replace(second=0, microsecond=0)
    decision = observation(start, start + minutes * MINUTE)
    assert decision.result["exceeded"] is (minutes > 36 * 60)
    assert decision.result["latest"] == start + timedelta(hours=36)
    assert bool(decision.codes) is (minutes > 36 * 60)
    assert decision.refusals == ()


def test_what_is_not_said_is_not_so() -> None:
    """LNK-33, LNK-94: no outbreak and no other agreement unless somebody says so; changed until somebody says not."""
    start = MESSAGE.admitted_at
    assert observation(start, start + timedelta(hours=37)).codes == ("LNK-32.admit",)
    assert observation(start, start + timedelta(hours=37), outbreak=True).codes == ("LNK-33.outbreak",)
    assert medicines(date(2025, 3, 5)).result["days"] == 2
    assert medicines(date(2025, 3, 5), changed=False).result == {"days": 0}


# --- the admission message -----------------------------------------------------------------------------------------


@given(INSTANTS, st.integers(0, 3000))
def test_a_message_is_late_after_24_elapsed_hours(admitted_at: datetime, minutes: int) -> None:
    """LNK-10: elapsed minutes, also over a clock change; lateness is a flag that never stops the message."""
    admitted = admitted_at.replace(second=0, microsecond=0)
    sent = admitted + minutes * MINUTE
    day = preliminary(sent).result.get("proposed_on", sent.astimezone(STOCKHOLM).date() + timedelta(days=2))
    facts = replace(MESSAGE, admitted_at=admitted, sent_at=sent, preliminary_on=cast(date, day))
    decision = admission_notice(facts)
    assert decision.result["late"] is (minutes > 24 * 60)
    assert decision.outcome == "met"
    assert decision.codes == (("LNK-10.late",) if minutes > 24 * 60 else ())


def test_a_message_without_a_day_is_refused() -> None:
    """LNK-13: the page can leave it out; with the day the same message goes."""
    assert admission_notice(replace(MESSAGE, preliminary_on=None)).codes == ("LNK-13.none",)
    assert admission_notice(MESSAGE).codes == ()


@pytest.mark.parametrize(("municipality", "outpatient"), [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize("form", ["hsl", "lpt", "lrv"])
def test_without_consent_only_compulsory_care_opens_a_way(municipality: bool, outpatient: bool, form: str) -> None:
    """LNK-07, LNK-08, LNK-09: every consent and legal form; more consent never stops what less let through."""
    facts = replace(MESSAGE, consent=Consent(municipality=municipality, outpatient=outpatient), legal_form=form)
    assert admission_notice(facts).stops is not (municipality or outpatient)
    excepted = replace(facts, exception=WithoutConsent("OSL 25:12", need=True))
    assert admission_notice(excepted).stops is (form == "hsl")


def test_the_patients_words_are_not_among_the_inputs() -> None:
    """LNK-12, X-19: what was decided on is stored; the text of the message stands in the message."""
    inputs = admission_notice(MESSAGE).inputs
    assert inputs["sbar"] == {"s": True, "b": True, "a": True, "r": True}
    assert "Hjärtsvikt" not in str(admission_notice(MESSAGE).as_dict())


@pytest.mark.parametrize(("minutes", "codes"), [(0, ()), (1, ("LNK-11.delay",)), (-1, ())])
def test_a_later_need_is_measured_from_its_first_minute(minutes: int, codes: tuple[str, ...]) -> None:
    """LNK-11, R-36: sent the same minute, one later, and before the need was seen."""
    sent = MESSAGE.admitted_at + timedelta(hours=50)
    decision = admission_notice(replace(MESSAGE, sent_at=sent, need_identified_at=sent - minutes * MINUTE))
    assert decision.codes == codes
    assert decision.result["late"] is False


def test_the_grounds_that_are_offered_fit_the_patient() -> None:
    """LNK-09: those of the patient's own act; all four while no compulsory care is stated."""
    facts = replace(MESSAGE, exception=WithoutConsent("Annan", need=True))
    texts = {}
    for form in ("lpt", "lrv", "hsl"):
        reasons = admission_notice(replace(facts, legal_form=form)).reasons
        texts[form] = next(reason.text for reason in reasons if reason.code == "LNK-09.unknown_ground")
    assert texts["lpt"] == "Välj någon av OSL 25:12, OSL 26:9, LPT § 43."
    assert texts["lrv"] == "Välj någon av OSL 25:12, OSL 26:9, LRV § 24."
    assert texts["hsl"] == "Välj någon av OSL 25:12, OSL 26:9, LPT § 43, LRV § 24."


def test_the_hours_are_a_value_of_the_agreement() -> None:
    """LNK-10, D-33: with 12 hours the same message is late."""
    assert admission_notice(MESSAGE).result["late"] is False
    assert admission_notice(MESSAGE, terms=overlay("discharge.admission_hours", "12")).codes == ("LNK-10.late",)


# --- the ready notice ----------------------------------------------------------------------------------------------


@given(INSTANTS)
def test_the_target_is_the_day_after_the_received_day_and_never_moved(sent_at: datetime) -> None:
    """LNK-54, LNK-57: received the same day through 12.00, otherwise the next; a weekend or red target is flagged."""
    local = sent_at.astimezone(STOCKHOLM)
    received = local.date() + timedelta(days=(local.hour, local.minute) > (12, 0))
    decision = ready(replace(READY, sent_at=sent_at, estimated_on=local.date()))
    target = received + timedelta(days=1)
    assert decision.outcome == "met"
    assert decision.result == {"received_on": received, "target_home_on": target}
    assert bool(decision.codes) is (target.isoweekday() >= 6 or is_red_day(target))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"doctor": ""}, "LNK-53.no_doctor"),
        ({"estimated_on": None}, "LNK-55.none"),
        ({"estimated_on": date(2025, 3, 4)}, "LNK-55.other_day"),
        ({"estimate_missing_after": Missing.RECALL}, "LNK-71.missing"),
        ({"estimate_missing_after": Missing.INFECTION}, "LNK-87.missing"),
        ({"place": Place.HOSPITAL, "vils_valid": True}, "LNK-83.hospital"),
        ({"leave_open": True}, "LNK-97.open"),
    ],
)
def test_each_thing_stops_the_notice_alone(changes: dict[str, object], code: str) -> None:
    """LNK-53, LNK-55, LNK-71, LNK-83, LNK-87, LNK-97: one reason each, and the days are told all the same."""
    assert ready(READY).codes == ()
    decision = ready(replace(READY, **changes))  # type: ignore[arg-type]
    assert (decision.outcome, decision.codes) == ("not_met", (code,))
    assert decision.result == ready(READY).result
    assert decision.say == decision.refusals[0].text


def test_a_choice_of_hospital_stops_only_while_its_document_is_valid() -> None:
    """LNK-83, LNK-85: not known to be valid is not valid; the notice goes, with a flag."""
    decision = ready(replace(READY, place=Place.HOSPITAL))
    assert (decision.outcome, decision.codes) == ("met", ("LNK-83.expired",))


def test_the_ends_of_the_calendar_are_unclear() -> None:
    """X-20: an instant whose day in Stockholm does not exist is an open question, not a fault."""
    first = datetime.min.replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    last = datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))
    for instant in (first, last):
        decisions = (
            preliminary(instant),
            observation(instant, instant),
            observation(MESSAGE.admitted_at, instant),
            admission_notice(replace(MESSAGE, admitted_at=instant)),
            admission_notice(replace(MESSAGE, sent_at=instant)),
            admission_notice(replace(MESSAGE, sent_at=None, at=instant)),
            ready(replace(READY, sent_at=instant)),
            welcome_home(instant),
        )
        assert {str(decision.outcome) for decision in decisions} == {"unclear"}
