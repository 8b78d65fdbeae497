"""The care plan of open compulsory care beside the worked cases of lnk-psykiatri."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.psychiatric import (
    LegalForm,
)
from vardkedja.rules.psychiatric_plan import (
    Actor,
    OtherMeasure,
    Participation,
    PlanFacts,
    Service,
    Side,
    SubmitFacts,
    complete,
    full_name,
    inquiry,
    submit,
)

DAY = date(2025, 3, 10)


SERVICES = (
    Service(side=Side.INPATIENT, need="Läkemedel", service="Depot", unit="Mottagningen"),
    Service(side=Side.SOCIAL, need="Stöd", service="Boendestöd", unit="Socialförvaltningen"),
)
WHOLE = PlanFacts(
    services=SERVICES,
    participation=tuple(Participation(side=side, recorded_on=DAY) for side in Side),
    actors=(Actor(name="Anna Ek", title="Överläkare", signed=True),),
)


@given(st.sets(st.sampled_from(list(Side))), st.sets(st.sampled_from(list(Side))))
def test_every_silent_side_needs_a_reason(active: set[Side], excused: set[Side]) -> None:
    """LNK-106, LNK-135: refused without, completed and handed on with; a recorded day makes the reason idle."""
    given_facts = tuple(
        Participation(side=side, recorded_on=DAY if side in active else None, reason="Svarar inte" * (side in excused))
        for side in Side
    )
    decision = complete(replace(WHOLE, participation=given_facts))
    silent = [side for side in Side if side not in active]
    assert ("LNK-106.missing" in decision.codes) is any(side not in excused for side in silent)
    assert decision.result["escalate"] == tuple(side for side in silent if side in excused)
    assert ("LNK-106.without" in decision.codes) is bool(decision.result["escalate"])
    assert len(decision.codes) == len(set(decision.codes))


@pytest.mark.parametrize("digital", [True, False])
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("approved", [True, False])
def test_a_signature_or_an_oral_approval_over_video(digital: bool, signed: bool, approved: bool) -> None:
    """LNK-107: oral approval is enough only in a digital meeting; only then is the sentence printed."""
    actor = Actor(name="Anna Ek", title="Överläkare", signed=signed, approved=approved)
    decision = complete(replace(WHOLE, actors=(actor,), digital=digital))
    expected = (
        () if signed or (digital and approved) else ("LNK-107.not_approved",) if digital else ("LNK-107.not_signed",)
    )
    assert decision.codes == expected
    assert ("statement" in decision.result) is (digital and approved)


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("Anna Ek", True),
        ("Anna M Ek", True),
        ("Karl-Erik Å Ström", True),
        ("K-E Ström", False),
        ("E.M. Ek", False),
        ("A Ek", False),
        ("Anna E.", False),
        ("Anna", False),
        ("", False),
        ("  ", False),
        ("Bo Al", True),
    ],
)
def test_a_full_name(name: str, full: bool) -> None:
    """LNK-108: first name and surname, not initials."""
    assert full_name(name) is full


def test_a_plan_is_judged_in_the_order_of_the_form() -> None:
    """LNK-105 to LNK-108: every reason at once, no names and no needs in what is kept."""
    bare = PlanFacts(
        services=(Service(side=Side.INPATIENT, need=" ", service=" ", unit=" "),),
        participation=(Participation(side=Side.SOCIAL, reason="Svarar inte"),),
        actors=(Actor(name="A Ek", title=" "), Actor(name="Bo Al", title="Kurator", approved=True)),
        digital=True,
        no_need=(Side.INPATIENT,),
        others=(OtherMeasure(by="Försäkringskassan", measure=" "),),
    )
    decision = complete(bare)
    assert decision.codes == (
        "LNK-105.no_municipal",
        "LNK-105.no_service",
        "LNK-105.no_need",
        "LNK-105.no_unit",
        "LNK-105.other_measure",
        "LNK-106.missing",
        "LNK-106.without",
        "LNK-108.name",
        "LNK-108.title",
        "LNK-107.not_approved",
    )
    texts = {reason.code: reason.text for reason in decision.reasons}
    assert texts["LNK-106.missing"].startswith(
        "Deltagande är inte registrerat för slutenvården och kommunal primärvård."
    )
    assert texts["LNK-106.without"].startswith("Planen färdigställs utan socialtjänsten.")
    assert texts["LNK-105.no_need"] == "Ange det bedömda behovet för insatsen utan namn."
    assert texts["LNK-105.no_unit"] == "Ange vilken enhet som ansvarar för insatsen utan namn."
    assert "Deltagare 1 " in texts["LNK-107.not_approved"]
    assert texts["LNK-108.name"] == "Ange förnamn och efternamn för deltagare 1, utan initialer."
    assert texts["LNK-108.title"] == "Ange yrkestitel för deltagare 1."
    assert decision.say == texts["LNK-105.no_municipal"]
    assert decision.inputs == {
        "services": [{"side": "inpatient_care", "need": False, "service": False, "unit": " "}],
        "no_need": (Side.INPATIENT,),
        "others": 1,
        "participation": [{"side": "social_services", "recorded_on": None, "reason": True}],
        "actors": [
            {"title": " ", "signed": False, "approved": False},
            {"title": "Kurator", "signed": False, "approved": True},
        ],
        "digital": True,
    }


def test_a_whole_plan_names_its_sources() -> None:
    """LNK-105, LNK-106, LNK-107: nothing is missing, and where that stands."""
    decision = complete(WHOLE)
    assert (decision.rule, decision.say) == ("psychiatric.complete", "Vårdplanen kan färdigställas.")
    assert [source.clause for source in decision.sources] == [
        "Psykiatrisk vård, vårdplanens innehåll",
        "Psykiatrisk vård, båda sidor medverkar aktivt",
        "Psykiatrisk vård, digitalt möte och muntligt godkännande",
    ]
    named = complete(replace(WHOLE, services=(SERVICES[0], replace(SERVICES[1], need=" ", unit=""))))
    assert [reason.text for reason in named.reasons] == [
        "Ange det bedömda behovet för insatsen Boendestöd.",
        "Ange vilken enhet som ansvarar för insatsen Boendestöd.",
    ]
    assert named.inputs["services"][0] == {
        "side": "inpatient_care",
        "need": True,
        "service": True,
        "unit": "Mottagningen",
    }


def test_nothing_is_sent_to_the_court_by_default() -> None:
    """LNK-104, LNK-109, LNK-110: the plan, the signatures and the board's decision; reasons in order, words not kept."""
    bare = SubmitFacts(form=LegalForm.LPT, sent_on=DAY, board_required=True)
    decision = submit(bare)
    assert decision.codes == ("LNK-104.no_plan", "LNK-109.no_consultant", "LNK-109.no_patient", "LNK-110.no_decision")
    assert decision.say == decision.reasons[0].text
    sent = submit(
        replace(bare, plan_version=1, consultant_signed=True, patient_reason="Kan inte", board_decided_on=DAY)
    )
    assert sent.codes == ("LNK-109.reason",)
    assert sent.inputs == {
        "form": "lpt",
        "plan_version": 1,
        "sent_on": DAY,
        "consultant_signed": True,
        "patient_signed": False,
        "patient_reason": True,
        "board_required": True,
        "board_decided_on": DAY,
    }
    signed = submit(replace(bare, plan_version=1, consultant_signed=True, patient_signed=True, board_required=False))
    assert (signed.rule, signed.codes) == ("psychiatric.submit", ())
    assert signed.say == "Ansökan kan markeras som skickad till förvaltningsrätten."
    assert [source.clause for source in signed.sources] == [
        "Psykiatrisk vård, vårdplan till ansökan enligt LPT och LRV",
        "Psykiatrisk vård, överläkare och patient skriver under",
        "Psykiatrisk vård, socialtjänsten utreder skyndsamt",
    ]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-9, 99), st.none() | st.integers(-9, 99))
def test_the_age_of_the_inquiry(asked: date, after: int, done_after: int | None) -> None:
    """LNK-110: whole days from the task to its end or to today; open until it is done."""
    done = None if done_after is None else asked + timedelta(days=done_after)
    decision = inquiry(asked, asked + timedelta(days=after), done)
    end = after if done_after is None else min(after, done_after)
    assert decision.inputs == {"asked_on": asked, "on": asked + timedelta(days=after), "done_on": done}
    assert decision.rule == "psychiatric.inquiry"
    if end < 0:
        assert decision.codes == ("LNK-110.before",)
        assert decision.say == decision.reasons[0].text
        return
    is_open = done_after is None or done_after > after
    assert decision.result == {"days": end, "open": is_open}
    assert decision.codes == (("LNK-110.prompt",) if is_open else ())
    if not is_open:
        assert decision.say == f"Utredningen tog {end} {'dag' if end == 1 else 'dagar'}."
    assert [source.clause for source in decision.sources] == ["Psykiatrisk vård, socialtjänsten utreder skyndsamt"]
