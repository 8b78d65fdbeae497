"""Going home, documents and stays without a case: what the worked cases do not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.decision import Decision
from vardkedja.rules.discharge_documents import DocumentKind, Paper, changed, complete, informed, medication_list, shown
from vardkedja.rules.discharge_homegoing import (
    Aids,
    Call,
    HandOver,
    PhoneList,
    Relatives,
    Transport,
    aids,
    call,
    forenoon,
    hand_over,
    phone_lists,
    same_day_change,
    staff,
    told,
    transport,
)
from vardkedja.rules.discharge_leaving import Dose, Handling, dose, handling
from vardkedja.rules.discharge_stay import Stay, open_case
from vardkedja.rules.discharge_workflow import By, State
from vardkedja.rules.law import Terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
WEDNESDAY = date(2025, 3, 5)
ELEVEN = datetime(2025, 3, 5, 11, 0, tzinfo=STOCKHOLM)
NEVER = datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("America/New_York"))
PAPERS = tuple(Paper(kind) for kind in DocumentKind)
HANDLING = Handling(who="Hemsjukvården", where="I köket", works_from=WEDNESDAY)
CALL = Call(function="kommunen", number="0470-000", called_at=ELEVEN, by="Avdelningen", content="Inställd transport")


def overlay(name: str, value: str, party: str = "07") -> Terms:
    """The agreement with one value changed."""
    text = (
        f'title = "Prov"\nchecked = 2026-11-21\nparty = "{party}"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2020-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


# --- going home ----------------------------------------------------------------------------------------------------


def test_the_early_forenoon_is_the_units_own() -> None:
    """LNK-64, D-53: a recommendation only after the unit's hour, never a reason; another unit has none."""
    terms = overlay("discharge.forenoon_hour", '"11:00"', party="enhet-1")
    for minute, recommend in ((0, False), (1, True)):
        decision = forenoon(ELEVEN.replace(minute=minute, second=59), "enhet-1", terms)
        assert (decision.outcome, decision.result, decision.codes) == ("computed", {"recommend": recommend}, ())
    afternoon = forenoon(ELEVEN.replace(hour=13), "enhet-1", terms)
    assert afternoon.say == "Hemgång bör ske tidig förmiddag, senast kl. 11.00."
    assert afternoon.inputs == {"planned_at": ELEVEN.replace(hour=13), "unit": "enhet-1"}
    assert [source.title for source in afternoon.sources] == ["Prov", "Lokalt samverkansavtal Kronoberg"]
    assert forenoon(ELEVEN, "enhet-1", terms).say == "Hemgången är planerad till tidig förmiddag."
    other = forenoon(ELEVEN, "enhet-2", terms)
    assert (other.outcome, other.codes) == ("unclear", ("LNK-64.no_hour",))


@pytest.mark.parametrize("by", list(By))
@pytest.mark.parametrize("state", list(State))
def test_only_inpatient_care_reports_a_transport_in_a_live_thread(by: By, state: State) -> None:
    """LNK-58: every role and every state of the case."""
    expected = ["LNK-58.no_thread"] * (state is not State.READY) + ["LNK-58.not_inpatient"] * (by is not By.INPATIENT)
    decision = transport(Transport(state=state, by=by, booked_at=ELEVEN, goes_at=ELEVEN, kind="sjukresa"))
    assert list(decision.codes) == expected
    assert decision.inputs == {
        "state": state,
        "by": by,
        "booked_at": ELEVEN,
        "goes_at": ELEVEN,
        "kind": "sjukresa",
    }


@given(st.integers(-3000, 3000))
def test_a_change_is_phoned_exactly_on_the_day_itself(minutes: int) -> None:
    """LNK-62: by the calendar day in Stockholm, and it is never refused."""
    at = ELEVEN + timedelta(minutes=minutes)
    decision = same_day_change(WEDNESDAY, at)
    same = at.date() == WEDNESDAY
    assert decision.result == {"must_call": same, "not_called": ("kommunen",) if same else ()}
    assert decision.codes == (("LNK-62.not_called",) if same else ())
    assert decision.outcome == "computed"


def test_everybody_concerned_is_phoned_once() -> None:
    """LNK-62: the municipality first, each actor once; a call about it counts when it is whole."""
    decision = same_day_change(WEDNESDAY, ELEVEN, concerned=("hemtjänsten", "kommunen"), calls=(CALL,))
    assert decision.result["not_called"] == ("hemtjänsten",)
    assert decision.inputs == {
        "planned_on": WEDNESDAY,
        "changed_at": ELEVEN,
        "moved_to": None,
        "concerned": ("hemtjänsten", "kommunen"),
        "called": ["kommunen"],
    }
    assert same_day_change(WEDNESDAY, ELEVEN, calls=(CALL,)).say == "Alla berörda är uppringda."
    assert same_day_change(WEDNESDAY, ELEVEN - timedelta(days=1)).say == "Ändringen behöver inte ringas."
    incomplete = replace(CALL, called_at=None)
    assert same_day_change(WEDNESDAY, ELEVEN, calls=(incomplete,)).codes == ("LNK-62.not_called",)
    assert call(incomplete).reasons[0].text == "Komplettera med detta innan samtalet loggas: tidpunkt."
    assert call(CALL).inputs["called_at"] == ELEVEN
    assert same_day_change(WEDNESDAY, NEVER).codes == ("X-20.missing_year",)
    assert same_day_change(WEDNESDAY, NEVER).say == "Ändringen går inte att pröva."


@given(st.lists(st.builds(PhoneList, st.sampled_from("AB"), st.dates(date(2025, 1, 1), date(2025, 1, 9)))))
def test_the_latest_list_of_each_name_is_linked(lists: list[PhoneList]) -> None:
    """LNK-65: by name, never one dated later than the day, whatever the order."""
    on = date(2025, 1, 5)
    expected = []
    for name in "AB":
        dated = [item.dated for item in lists if item.name == name and item.dated <= on]
        if dated:
            expected.append({"name": name, "dated": max(dated)})
    decision = phone_lists(tuple(lists), on)
    assert decision.result == {"lists": tuple(expected)}
    assert decision.codes == (() if expected else ("LNK-65.none",))


# --- documents, stays and words ------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(list(DocumentKind))), st.booleans(), st.sampled_from(["", " ", "systemfel"]))
def test_what_is_missing_stops_unless_overridden(present: set[DocumentKind], signed: bool, override: str) -> None:
    """LNK-66, LNK-67: every set of documents; a signature makes no difference."""
    decision = complete(tuple(Paper(kind, signed) for kind in sorted(present)), override)
    missing = tuple(kind for kind in DocumentKind if kind not in present)
    assert decision.result == {"missing": missing}
    overridden = bool(missing) and override == "systemfel"
    assert decision.outcome == ("met" if overridden or not missing else "not_met")
    assert len(decision.codes) == (1 if overridden else len(missing))
    assert decision.inputs["override"] is (override == "systemfel")


@given(st.integers(-100, 100))
def test_the_list_is_visible_from_the_instant_of_discharge(seconds: int) -> None:
    """LNK-69: not a second before; signed by the doctor from then on; never without a discharge."""
    decision = medication_list(ELEVEN, ELEVEN + timedelta(seconds=seconds), " Läkare A ")
    assert decision.result == ({"visible": True, "signed_by": "Läkare A"} if seconds >= 0 else {"visible": False})
    assert medication_list(None, ELEVEN, "Läkare A").result == {"visible": False}


def test_the_words_of_documents() -> None:
    """LNK-67, LNK-68, LNK-69: what the municipality and the ward read."""
    assert shown(Paper(DocumentKind.FINAL_NOTE)).say == "Slutanteckning: osignerad – gäller."
    assert shown(Paper(DocumentKind.FINAL_NOTE, signed=True)).say == "Slutanteckning visas utan märkning."
    assert medication_list(ELEVEN, ELEVEN, "Läkare A").say == "Läkemedelslistan anses signerad av Läkare A."
    later = ELEVEN + timedelta(days=1)
    assert changed(later, ELEVEN, "Sjuksköterskan", later).say == "Kommunen är underrättad om ändringen."
    assert changed(later, None).result == {"task": False, "new_version": False}
    assert changed(later, None).say == "Ändringen är inte gjord efter utskrivningen."
    assert changed(later, ELEVEN).inputs == {
        "changed_at": later,
        "whom": False,
        "told_at": None,
        "discharged_at": ELEVEN,
    }
    assert informed(ELEVEN, "Sjuksköterskan", ELEVEN).say == "Uppgiften kan avslutas."


def test_the_words_of_going_home() -> None:
    """LNK-51, LNK-52, LNK-59, LNK-63, LNK-90, LNK-95: the sentence of each answer that stops nothing."""
    whole = HandOver(plan_made=True, handed_over=True, reason=" ")
    said: list[tuple[Decision, str]] = [
        (hand_over(whole), "Överlämnandet av utskrivningsplanen är angivet."),
        (aids(Aids(need=False), WEDNESDAY), "Det finns inget behov av hjälpmedel."),
        (
            aids(Aids(need=True, profession="arbetsterapeut", assessed_on=WEDNESDAY), WEDNESDAY),
            "Behovet av hjälpmedel är bedömt.",
        ),
        (staff(True, "Hemtjänsten"), "Personal möter upp."),
        (staff(False), "Ingen personal behöver möta upp."),
        (told(False), "Kommunen har inte svarat än."),
        (told(True, True, Relatives.NONE), "Patient och anhöriga är underrättade."),
        (dose(Dose(changed=False)), "Dosläkemedlen är klara för hemgången."),
        (handling(HANDLING, WEDNESDAY), "Läkemedelshanteringen fungerar från hemkomsten."),
        (complete(PAPERS), "Handlingarna är klara."),
        (call(CALL), "Samtalet är loggat."),
        (
            transport(Transport(state=State.READY, by=By.INPATIENT, booked_at=ELEVEN, goes_at=ELEVEN)),
            "Transporten visas i tråden för alla aktörer.",
        ),
        (
            phone_lists((PhoneList("A", WEDNESDAY), PhoneList("B", WEDNESDAY)), WEDNESDAY),
            "Aktuella telefonlistor: A, daterad 5 mars 2025; B, daterad 5 mars 2025.",
        ),
    ]
    for decision, sentence in said:
        assert decision.say == sentence
        assert decision.codes == ()
        assert decision.sources
    assert hand_over(whole).inputs == {"plan_made": True, "handed_over": True, "reason": False}
    empty = Handling(who=" ", where=" ")
    assert handling(empty, WEDNESDAY).inputs == {
        "who": False,
        "where": False,
        "works_from": None,
        "leaving_on": WEDNESDAY,
    }
    assert aids(Aids(need=True, profession="läkare"), WEDNESDAY).inputs == {
        "need": True,
        "profession": "läkare",
        "assessed_on": None,
        "leaving_on": WEDNESDAY,
    }
    blank = {"funktion": False, "nummer": False, "vem som ringde": False, "innehåll": False, "tidpunkt": False}
    assert call(Call(function=" ", number=" ", called_at=None, by=" ", content=" ")).inputs == {
        **blank,
        "called_at": None,
    }
    assert told(True).inputs == {"welcome_home": True, "patient": False, "relatives": None}
    assert informed(ELEVEN, " ").inputs == {"changed_at": ELEVEN, "whom": False, "told_at": None}
    assert staff(True, " ").inputs["who"] is False
    assert staff(True, "Hemtjänsten").inputs == {"needed": True, "who": True, "at": None}


@pytest.mark.parametrize("stay", list(Stay))
def test_which_stays_are_outside_is_the_agreements(stay: Stay) -> None:
    """LNK-31: two of three by the agreement; another value changes it; outside the agreement it is unclear."""
    assert open_case(stay, FIRST).codes == (() if stay is Stay.WARD else ("LNK-31.phone",))
    assert open_case(stay, LAST).codes == open_case(stay, FIRST).codes
    nothing = overlay("discharge.stays_outside", "[]")
    assert open_case(stay, FIRST, terms=nothing).say == "Ett samordningsärende får öppnas."
    for outside in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        missing = open_case(stay, outside)
        assert missing.outcome == "unclear"
        assert "vistelser som inte har något samordningsärende" in missing.reasons[0].text
    assert open_case(stay, FIRST, region="01").outcome == "unclear"
    assert open_case(stay, FIRST).inputs == {"stay": stay, "on": FIRST}
