"""Compulsory psychiatric care, its form and who decides, beside the worked cases of lnk-psykiatri."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from vardkedja.rules.calendar import STOCKHOLM
from vardkedja.rules.discharge_notice import Consent, NoticeFacts, admission_notice
from vardkedja.rules.law import Terms, read, shipped
from vardkedja.rules.psychiatric import (
    NOTICE_FORMS,
    Decider,
    FormFacts,
    LegalForm,
    Matter,
    application,
    decision_maker,
    legal_form,
)

DAY = date(2025, 3, 10)
FIRST = date(1992, 1, 1)
# Form and matter, against who may decide: the table of the catalogue, written a second time.
TABLE = {
    ("lpt", "upphorande"): set(Decider),
    ("lpt", "forlangning"): {"forvaltningsratt"},
    ("lrv_sup", "upphorande"): {"domstol", "forvaltningsratt"},
    ("lrv_sup", "forlangning"): {"domstol", "forvaltningsratt"},
    ("lrv_utan_sup", "upphorande"): {"lakare", "chefslakare"},
    ("lrv_utan_sup", "forlangning"): {"forvaltningsratt"},
}


@pytest.mark.parametrize("form", list(LegalForm))
@pytest.mark.parametrize("matter", list(Matter))
@pytest.mark.parametrize("decider", list(Decider))
def test_only_those_of_the_table_decide(form: LegalForm, matter: Matter, decider: Decider) -> None:
    """LNK-103, D-56, R-66: every form, matter and decider."""
    decision = decision_maker(form, matter, decider, DAY, assessed=True)
    if form is LegalForm.VOLUNTARY:
        assert decision.codes == ("LNK-103.voluntary",)
        assert decision.say == decision.reasons[0].text
    elif (form, matter) == (LegalForm.LPT, Matter.CESSATION):
        assert decision.codes == ("LNK-103.not_validated",)
        assert decision.outcome == "met"
    else:
        assert decision.codes == (() if decider in TABLE[form, matter] else ("LNK-103.other_decider",))
        assert set(decision.result["by"]) == TABLE[form, matter]
    assert decision.inputs == {
        "form": form,
        "matter": matter,
        "decided_by": decider,
        "decided_on": DAY,
        "assessed": True,
    }
    assert decision.rule == "psychiatric.decision_maker"


@pytest.mark.parametrize(("form", "flagged"), [("lpt", True), ("lrv_sup", True), ("lrv_utan_sup", False)])
def test_an_assessment_is_asked_for_by_form(form: str, flagged: bool) -> None:
    """LNK-103, D-56: LRV without review asks for none; it is left out unless somebody says otherwise."""
    decision = decision_maker(LegalForm(form), Matter.EXTENSION, Decider.ADMINISTRATIVE_COURT, DAY)
    assert decision.codes == (("LNK-103.no_assessment",) if flagged else ())
    assert decision.outcome == "met"
    assert [str(source) for source in decision.sources][0].endswith(
        {"lpt": "förlängning enligt LPT"}.get(form, f"LRV {'med' if flagged else 'utan'} särskild utskrivningsprövning")
    )
    assert decision.say == (decision.reasons[0].text if flagged else "Beslutet 10 mars 2025 kan registreras.")


def test_who_decides_that_lpt_ends_is_a_change_of_data() -> None:
    """LNK-103, D-56, R-66: once the owner has said who, others are refused."""
    own = read(
        'title = "Beslut"\nchecked = 2026-11-22\n[[entry]]\nname = "psychiatric.decider.lpt.upphorande"\n'
        'label = "vem"\nfrom = 2026-01-01\nvalue = { by = ["chefslakare"], validated = true }\nunit = "x"\n'
        'clause = "1"\nbasis = "found"\n',
        "own",
    )
    terms, day = Terms(overlay=own), date(2026, 1, 1)
    refused = decision_maker(LegalForm.LPT, Matter.CESSATION, Decider.DOCTOR, day, True, terms)
    assert refused.codes == ("LNK-103.other_decider",)
    assert refused.say == "Vid LPT beslutar chefsläkaren att vården upphör. Ange ett beslut därifrån."
    assert decision_maker(LegalForm.LPT, Matter.CESSATION, Decider.CHIEF_PHYSICIAN, day, True, terms).codes == ()
    before = decision_maker(LegalForm.LPT, Matter.CESSATION, Decider.DOCTOR, day - timedelta(days=1), True, terms)
    assert before.codes == ("LNK-103.not_validated",)


def test_before_the_acts_nothing_is_known() -> None:
    """LNK-103, D-56: the day before the first is unclear and names what is missing; the first is answered."""
    for form, matter in TABLE:
        asked = (LegalForm(form), Matter(matter), Decider.ADMINISTRATIVE_COURT)
        decision = decision_maker(*asked, FIRST - timedelta(days=1))
        assert decision.outcome == "unclear"
        assert decision.reasons[0].source.clause == f"psychiatric.decider.{form}.{matter}"
        assert "vem som beslutar" in decision.reasons[0].text
        assert decision.say == "Beslutet går inte att pröva."
        assert decision.inputs["form"] == form
        assert decision_maker(*asked, FIRST).outcome != "unclear"
    without = Terms(base=[entry for entry in shipped() if entry.name != "psychiatric.assessment"])
    missing = decision_maker(LegalForm.LPT, Matter.EXTENSION, Decider.ADMINISTRATIVE_COURT, DAY, True, without)
    assert missing.reasons[0].source.clause == "psychiatric.assessment"


@pytest.mark.parametrize("form", list(LegalForm))
def test_the_same_rules_of_planning_for_every_form(form: LegalForm) -> None:
    """LNK-102: the message, its parts and its hours are the same; the form is shown to actors only."""
    at = datetime(2025, 3, 3, 14, 20, tzinfo=STOCKHOLM)
    facts = NoticeFacts(
        admitted_at=at,
        consent=Consent(True, True),
        sbar=("Fall", "Hjärta", "Röntgen", ""),
        preliminary_on=date(2025, 3, 12),
        sent_at=at + timedelta(hours=25),
        legal_form=NOTICE_FORMS[form],
    )
    decision, ordinary = admission_notice(facts), admission_notice(replace(facts, legal_form="hsl"))
    assert (decision.outcome, decision.codes, decision.result) == ("not_met", ordinary.codes, ordinary.result)
    shown = legal_form(FormFacts(form=form, valid_from=DAY, reference="Beslut"))
    assert shown.result == {"shown": True, "notice_form": NOTICE_FORMS[form]}
    assert shown.inputs == {
        "form": form,
        "setting": "sluten",
        "valid_from": DAY,
        "reference": True,
        "actor": True,
    }
    assert shown.rule == "psychiatric.legal_form"
    assert shown.say == "Planeringen följer samma regler som vid frivillig vård."
    assert [source.clause for source in shown.sources] == ["Psykiatrisk vård, samma regler som vid frivillig vård"]
    bare = legal_form(FormFacts(form=form, actor=False))
    assert bare.result["shown"] is False
    assert bare.codes == (() if form == "hsl" else ("LNK-102.no_day", "LNK-102.no_reference"))


def test_an_application_says_what_goes_with_it() -> None:
    """LNK-104: the inputs, the source and the answer in words."""
    decision = application(LegalForm.LRV, 3)
    assert decision.say == "Vårdplanen, version 3, följer med ansökan."
    assert decision.inputs == {"form": "lrv_utan_sup", "plan_version": 3}
    assert decision.rule == "psychiatric.application"
    assert [source.clause for source in decision.sources] == [
        "Psykiatrisk vård, vårdplan till ansökan enligt LPT och LRV"
    ]
    refused = application(LegalForm.LRV)
    assert refused.say == "En ansökan om öppen rättspsykiatrisk vård ska ha en vårdplan. Bifoga vårdplanen."
