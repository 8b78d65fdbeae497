"""Who is medically responsible and who closes a case: every combination, other readings, and the ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from vardkedja.rules import plans_closing
from vardkedja.rules.calendar import STOCKHOLM
from vardkedja.rules.discharge_parties import UnitKind
from vardkedja.rules.discharge_rights import CaseRole
from vardkedja.rules.discharge_workflow import State as CaseState
from vardkedja.rules.law import SHIPPED, LawValue, Terms
from vardkedja.rules.plans_closing import CloseFacts, TakeOver, close, responsible, take_over
from vardkedja.rules.plans_workflow import State

DAY = date(2025, 3, 12)
AT = datetime(2025, 3, 12, 10, 0, tzinfo=STOCKHOLM)
LAST = datetime.max.replace(tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TAKEN = TakeOver(doctor="Dan", unit="Vårdcentralen", confirmed_at=AT, by_inpatient_doctor=True)
CLOSE = CloseFacts(
    on=DAY, case=CaseState.DISCHARGED, plan=State.NOT_RELEVANT, by=UnitKind.REGIONAL_PRIMARY, role=CaseRole.NURSE
)


def overlay(name: str, value: object, party: str | None = "07") -> Terms:
    """The shipped values with another reading of one of them."""
    entry = SHIPPED.value(name, DAY, "07")
    return Terms([LawValue(name, value, entry.unit, entry.start, entry.end, entry.source, entry.label, party)])


@pytest.mark.parametrize(("doctor", "unit", "timed", "by"), list(product((True, False), repeat=4)))
def test_a_takeover_counts_only_when_it_may_be_recorded(doctor: bool, unit: bool, timed: bool, by: bool) -> None:
    """LNK-46: every combination; what is missing is named and the ward stays responsible."""
    facts = TakeOver(
        doctor="Dan" if doctor else " ",
        unit="Vårdcentralen" if unit else " ",
        confirmed_at=AT if timed else None,
        by_inpatient_doctor=by,
    )
    codes = {"LNK-46.not_inpatient": by, "LNK-46.no_doctor": doctor, "LNK-46.no_unit": unit, "LNK-46.no_time": timed}
    missing = tuple(code for code, given_ in codes.items() if not given_)
    decision = take_over(facts)
    written = {
        "doctor": facts.doctor,
        "unit": facts.unit,
        "confirmed_at": facts.confirmed_at,
        "by_inpatient_doctor": by,
    }
    assert decision.codes == missing
    assert decision.inputs == written
    assert decision.rule == "plans.take_over"
    assert decision.say == (decision.reasons[0].text if missing else "Övertagandet kan antecknas.")
    assert decision.sources == (plans_closing.BOOK.sources["doctor"],)
    there = responsible("Avdelning 4", AT, facts)
    assert there.result["unit"] == ("Avdelning 4" if missing else "Vårdcentralen")
    assert there.inputs == {"ward": "Avdelning 4", "at": AT, "taken_over": written}


def test_the_ward_stays_responsible_until_the_minute() -> None:
    """LNK-46: by the minute; the doctor's name and the moment are shown on the clock in Stockholm."""
    utc = replace(TAKEN, confirmed_at=AT.astimezone(UTC))
    before, after = responsible("Avdelning 4", AT - MINUTE, utc), responsible("Avdelning 4", AT, utc)
    assert before.result == {"unit": "Avdelning 4", "doctor": None}
    assert before.say == "Det medicinska ansvaret ligger kvar på Avdelning 4."
    assert after.result == {"unit": "Vårdcentralen", "doctor": "Dan"}
    assert after.say == "Dan, Vårdcentralen, har det medicinska ansvaret sedan 12 mars 2025 kl. 10.00."
    assert (after.rule, after.outcome) == ("plans.medical_responsibility", "computed")
    assert after.sources == (plans_closing.BOOK.sources["doctor"],)
    assert responsible("Avdelning 4", AT).inputs == {"ward": "Avdelning 4", "at": AT, "taken_over": None}


def test_a_takeover_outside_the_calendar_is_unclear() -> None:
    """LNK-46, X-20: at either instant."""
    for decision in (
        responsible("Avdelning 4", LAST),
        responsible("Avdelning 4", AT, replace(TAKEN, confirmed_at=LAST)),
    ):
        assert (decision.outcome, decision.codes) == ("unclear", ("X-20.missing_year",))
        assert decision.say == "Ansvaret går inte att avgöra för tiden."
        assert decision.rule == "plans.medical_responsibility"
        assert decision.inputs["ward"] == "Avdelning 4"


@pytest.mark.parametrize(
    ("plan", "unit", "same", "drawn"), list(product(State, UnitKind, (True, False), (True, False)))
)
def test_who_closes_a_case(plan: State, unit: UnitKind, same: bool, drawn: bool) -> None:
    """LNK-49, R-44: every state of the plan, every kind of unit, the plan's principal and another."""
    facts = replace(CLOSE, plan=plan, by=unit, principal="0780 " if same else "07", overall=" 0780", drawn_up=drawn)
    decision = close(facts)
    with_plan = drawn or plan in (State.ESTABLISHED, State.FOLLOWED_UP, State.CLOSED)
    expected = []
    if with_plan:
        if plan not in (State.FOLLOWED_UP, State.CLOSED):
            expected.append("LNK-49.not_followed_up")
        if not same:
            expected.append("LNK-49.other_principal")
    else:
        if unit is not UnitKind.REGIONAL_PRIMARY:
            expected.append("LNK-03.unit")
        if plan in (State.RELEVANT, State.CALLED):
            expected.append("LNK-49.started")
    assert list(decision.codes) == expected
    assert decision.result == {"event": "close_after_sip" if with_plan else "close_without_sip"}
    assert decision.outcome == ("not_met" if set(expected) - {"LNK-49.started"} else "met")


def test_who_closes_is_data() -> None:
    """LNK-49, R-44, X-20: another reading is another value; the reason names the side that closes."""
    followed = replace(CLOSE, plan=State.FOLLOWED_UP, principal="0780", overall="0780", by=UnitKind.SOCIAL_SERVICES)
    assert close(followed).codes == ()
    terms = overlay("plans.closes_with", "close_without_plan")
    assert close(followed, terms=terms).codes == ("LNK-03.unit",)
    assert close(replace(followed, by=UnitKind.REGIONAL_PRIMARY, principal="07"), terms=terms).codes == ()
    right = SHIPPED.value("discharge.rights.close_without_plan", DAY, "07")
    nurse = {**right.value, "any_of": ({"units": ("regional_primary_care",), "roles": ("lakare",)},)}
    assert close(CLOSE, terms=overlay("discharge.rights.close_without_plan", nurse)).codes == ("LNK-03.role",)
    for facts in (CLOSE, followed):
        elsewhere = close(facts, region="01")
        assert (elsewhere.outcome, elsewhere.codes) == ("unclear", ("LAW.missing",))
        assert elsewhere.say == "Det går inte att pröva vem som avslutar."
        assert (elsewhere.rule, elsewhere.inputs["by"]) == ("plans.close", facts.by)


def test_what_the_answer_about_closing_holds() -> None:
    """LNK-49: the facts, the source of who closes, and the first refusal as the sentence."""
    decision = close(replace(CLOSE, plan=State.RELEVANT))
    assert (decision.rule, decision.say) == ("plans.close", "Ärendet kan avslutas.")
    assert decision.warnings == ()
    assert decision.sources[0] == SHIPPED.value("discharge.rights.close_without_plan", DAY, "07").source
    assert decision.inputs == {
        "on": DAY,
        "case": CaseState.DISCHARGED,
        "plan": State.RELEVANT,
        "by": UnitKind.REGIONAL_PRIMARY,
        "role": CaseRole.NURSE,
        "principal": "",
        "overall": "",
        "drawn_up": False,
    }
    again = close(replace(CLOSE, plan=State.CALLED, drawn_up=True, overall="07", principal="07"))
    assert again.say == "Planens läge är kallad. Följ upp den innan ärendet avslutas."
    assert again.sources[0] == SHIPPED.value("plans.closes_with", DAY, "07").source
    started = close(replace(CLOSE, plan=State.CALLED))
    assert started.reasons[0].text == "Planens läge är kallad. Kontrollera att det inte ska bli någon SIP."
    ready = close(replace(CLOSE, case=CaseState.READY))
    assert ready.say == "Ärendets läge är utskrivningsklar. Det kan avslutas när patienten är utskriven."
