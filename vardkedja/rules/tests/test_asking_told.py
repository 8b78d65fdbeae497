"""What is said of a question that no rule answers, and of a stored decision with facts of its own. X-19, X-35."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest

from vardkedja.rules import law
from vardkedja.rules.asking import UnknownRule, WrongFacts, ask
from vardkedja.rules.commitment_facts import IssueFacts, Person, Receiver
from vardkedja.rules.commitments import request_approval
from vardkedja.rules.law import Terms
from vardkedja.rules.named.shapes import Facts, faults
from vardkedja.rules.replay import EQUAL, differences, main


@pytest.mark.parametrize(
    "rule", ["gone.leave", "identity._date", "named.acute.acute_contact", "calendar.STOCKHOLM", ""]
)
def test_a_rule_that_is_none_is_named(rule: str) -> None:
    """X-19: gone, private, not of the rules themselves, no function; the name is what is told."""
    with pytest.raises(UnknownRule) as fault:
        ask(rule, {})
    assert fault.value.args == (rule,)


CONTACTED = {"name": "Sjukhuset", "region": "01", "hospital": True}
DECIDED: dict[str, Any] = {"direction": "out", "home": "01", "on": "2025-02-14", "contacted": CONTACTED}
MONTH = {"month": "2025-01", "average": "3"}
CORRECTION: dict[str, Any] = {"months": [MONTH], "month": "2025-04", "average": "1", "on": "2025-06-02"}


@pytest.mark.parametrize(
    ("rule", "facts", "said"),
    [
        ("calendar.add_days", {"start": "2025-03-08", "days": 3, "more": 1}, "calendar.add_days does not know more"),
        (
            "acute.decide",
            DECIDED | {"b": 1, "a": 2},
            "<class 'vardkedja.rules.acute.DecidingFacts'> does not know a, b",
        ),
        (
            "acute.decide",
            DECIDED | {"contacted": CONTACTED | {"town": "x"}},
            "<class 'vardkedja.rules.acute.Place'> does not know town",
        ),
        ("commitment_check.status", {"paper": {"first": "2025-02-18"}, "on": "2025-03-04"}, "Object missing required"),
    ],
)
def test_facts_that_no_rule_knows_are_named(rule: str, facts: dict[str, Any], said: str) -> None:
    """X-19: where, and which, in order; also within an object that may be left out."""
    with pytest.raises(WrongFacts) as fault:
        ask(rule, facts)
    assert str(fault.value).startswith(said)


def test_a_slip_in_a_list_is_named() -> None:
    """X-19: within each object of a list."""
    with pytest.raises(WrongFacts, match="does not know more"):
        ask("liability_basis.correction", CORRECTION | {"months": [MONTH, MONTH | {"more": 1}]})


def test_a_stored_decision_may_hold_the_facts_it_was_asked_with(tmp_path: Path) -> None:
    """X-19: by the name of the function, with or without the facts that were used."""
    facts = {"paper": {"first": "2025-02-18", "last": "2025-03-04"}, "on": "2025-03-04"}
    answer = json.loads(msgspec.json.encode(ask("commitment_check.status", facts).as_dict()))
    stored = answer | {"asked": "commitment_check.status", "facts": facts}
    alone = {key: value for key, value in stored.items() if key != "inputs"}
    assert differences([stored, alone]) == []
    changed = differences([alone | {"outcome": "met"}])
    assert [(each.part, each.before, each.now) for each in changed] == [("outcome", "met", "computed")]
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps([alone]), encoding="utf-8")
    assert main([str(file)]) == EQUAL


def test_a_changed_outcome_on_the_same_sources_names_them_all() -> None:
    """X-19: when both answers rest on the same, every source is told; without reasons and sources there is none."""
    facts = {"admitted_on": "2025-02-10"}
    answer = json.loads(msgspec.json.encode(ask("commitments.acute_contact", facts).as_dict()))
    stored = answer | {"inputs": facts, "outcome": "met"}
    [found] = differences([stored])
    assert len(found.sources) == len(answer["sources"])
    bare = {"rule": "commitments.acute_contact", "inputs": facts, "outcome": "computed", "result": answer["result"]}
    assert {each.part for each in differences([bare])} == {"reason SVR-21.not_contacted"}


class Described(Facts, frozen=True):
    """A fact with words of its own for its shape."""

    told: Annotated[int, msgspec.Meta(ge=2, description="ett antal, minst två")]


def test_a_shape_with_its_own_words_is_told_by_them() -> None:
    """X-35: instead of the words of its type."""
    assert list(faults({"told": 1}, Described)) == ["$.told: ska vara ett antal, minst två"]


def test_approval_is_asked_for_by_the_region_s_own_sections() -> None:
    """RUS-20, D-07: with section 4.9 entered, it needs approval; by the shipped values it does not."""
    text = (
        'title = "Prov"\nchecked = 2026-11-22\n[[entry]]\nname = "riksavtal.approval_sections"\nlabel = "prov"\n'
        'from = 2025-01-01\nvalue = ["4.9"]\nunit = "avsnitt"\nclause = "prov"\nbasis = "found"\n'
    )
    facts = IssueFacts(
        on=date(2025, 3, 4),
        person=Person("08"),
        receiver=Receiver("05"),
        agreements=("regionavtal",),
        grounds=("patientens_val",),
        section="4.9",
    )
    assert request_approval(facts, Terms(overlay=law.read(text, "own"))).result == {"approval_needed": True}
    assert request_approval(facts).codes == ("RUS-20.not_needed",)
