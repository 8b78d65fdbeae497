"""Open compulsory care beside the worked cases of lnk-psykiatri."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.commitment_facts import CareForm
from vardkedja.rules.discharge_notice import GROUNDS, WithoutConsent
from vardkedja.rules.psychiatric import (
    NOTICE_FORMS,
    LegalForm,
)
from vardkedja.rules.psychiatric_open import DisclosureFacts, coercive_measure, disclosure, waiting

DAY = date(2025, 3, 10)


@given(st.integers(-5, 30), st.none() | st.integers(-5, 20), st.booleans())
def test_the_days_a_patient_waits_on_the_ward(after: int, start: int | None, bed: bool) -> None:
    """LNK-111: from the court's decision through the day the services start, not at all when they start at once."""
    services = None if start is None else DAY + timedelta(days=start)
    decision = waiting(DAY, DAY + timedelta(days=after), services, bed)
    shown = after >= 0 and (start is None or (start > 0 and after <= start))
    assert decision.result["shown"] is shown
    assert decision.result.get("last") == (services if start is not None and start > 0 else None)
    expected = ["LNK-111.no_bed"] * (not bed) + ["LNK-111.no_start"] * (start is None)
    assert list(decision.codes) == (expected if shown else [])
    assert decision.say == (
        "Läget är öppen vård, kvar på vårdplats." if shown else "Patienten väntar inte på vårdplats den dagen."
    )
    assert (decision.outcome, decision.rule) == ("computed", "psychiatric.waiting")
    assert decision.inputs == {
        "court_decided_on": DAY,
        "on": DAY + timedelta(days=after),
        "services_from": services,
        "bed_offered": bed,
    }
    assert decision.sources[0].clause == "Psykiatrisk vård, vårdplats erbjuds i väntan på kommunens insatser"


def test_a_bed_is_not_taken_for_granted() -> None:
    """LNK-111: unless somebody says so, no bed is offered and the start is not known."""
    assert waiting(DAY, DAY).codes == ("LNK-111.no_bed", "LNK-111.no_start")


def test_a_coercive_measure_in_open_care() -> None:
    """LNK-111, LNK-137: ordering stops, what was used is kept as a deviation and never stops."""
    ordered, used = coercive_measure(CareForm.OPPEN), coercive_measure(CareForm.OPPEN, DAY)
    assert ordered.say == ordered.reasons[0].text
    assert (ordered.outcome, used.outcome) == ("not_met", "met")
    assert used.inputs == {"setting": "oppen", "used_on": DAY}
    assert used.rule == "psychiatric.coercive_measure"
    inside = coercive_measure(CareForm.SLUTEN, DAY)
    assert inside.say == "Patienten vårdas inte i öppen form. Förbudet där gäller inte."
    assert [source.clause for source in inside.sources] == ["Psykiatrisk vård, inga tvångsåtgärder i öppen form"]


@pytest.mark.parametrize("form", list(LegalForm))
@pytest.mark.parametrize("ground", [*GROUNDS, "Nödrätt", ""])
@pytest.mark.parametrize("setting", list(CareForm))
def test_a_disclosure_is_sent_only_on_a_ground_of_the_list(form: LegalForm, ground: str, setting: CareForm) -> None:
    """LNK-112, LNK-09, X-30: every form, ground and setting."""
    facts = DisclosureFacts(
        form=form,
        setting=setting,
        recipient="Chefsläkaren",
        condition="Depot",
        exception=WithoutConsent(ground=ground, need=True),
    )
    decision = disclosure(facts)
    fits = NOTICE_FORMS[form] in GROUNDS.get(ground, ())
    assert (decision.outcome == "met") is (fits and setting is CareForm.OPPEN)
    assert (decision.codes == ("LNK-112.sent",)) is (decision.outcome == "met")
    assert ("LNK-112.not_open" in decision.codes) is (setting is CareForm.SLUTEN)
    assert decision.say == decision.reasons[0].text
    assert decision.inputs == {
        "form": form,
        "setting": setting,
        "recipient": True,
        "condition": True,
        "exception": {"ground": ground, "need": True},
    }
    assert decision.rule == "psychiatric.disclosure"
    bare = disclosure(replace(facts, recipient=" ", condition=" "))
    assert {"recipient": False, "condition": False}.items() <= bare.inputs.items()
    assert bare.codes[-2:] == ("LNK-112.no_condition", "LNK-112.no_recipient")
