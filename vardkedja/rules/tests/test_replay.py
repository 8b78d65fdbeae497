"""Stored decisions asked again of the present rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from vardkedja.rules import asking, law
from vardkedja.rules.asking import UnknownRule, WrongFacts, ask
from vardkedja.rules.decision import Decision
from vardkedja.rules.law import Terms
from vardkedja.rules.named.command import decide
from vardkedja.rules.named.table import NAMED
from vardkedja.rules.referral_deadlines import confirm_by
from vardkedja.rules.replay import DIFFERENT, EQUAL, FAULTY, NOT_ASKED, differences, main

# Six months of which one is within the limit after the revision.
AVERAGES = ("3", "3", "2.7", "2.6", "2.4", "2.5")
MONTHS = {"months": [{"month": f"2025-0{place}", "average": text} for place, text in enumerate(AVERAGES, start=1)]}
WEEKEND = {"sent_at": "2025-03-08T10:00:00+01:00"}


def stored(rule: str, facts: dict[str, Any]) -> dict[str, Any]:
    """A decision as the command line writes it."""
    return cast(dict[str, Any], json.loads(msgspec.json.encode(decide(NAMED[rule], facts).as_dict())))


@pytest.fixture
def changed_line(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Change one value of the shipped files, as a changed line does."""

    def change(name: str, value: str) -> None:
        lines = [replace(entry, value=value) if entry.name == name else entry for entry in law.shipped()]
        monkeypatch.setattr(law.SHIPPED, "_layers", Terms(base=lines)._layers)

    return change


def test_the_other_reading_is_a_changed_line_and_a_replay(changed_line: Callable[[str, str], None]) -> None:
    """LNK-122, R-49: what a good month after the revision means is a value; the replay shows what it changes and why."""
    decisions = [stored("liability.ladder", MONTHS), stored("discharge.preliminary", WEEKEND)]
    assert differences(decisions) == []
    changed_line("liability.mixed_months", "charge_exceeding")
    found = differences(decisions)
    assert [(each.place, each.rule, each.part) for each in found] == [(1, "liability.ladder", "result.steps")]
    before, now = found[0].before, cast(list[dict[str, Any]], found[0].now)
    assert before == decisions[0]["result"]["steps"]
    assert [step["charged"] for step in now if step["charged"]] != []
    assert any("R-49" in source for source in found[0].sources)


def test_a_changed_outcome_and_reason_are_told_by_their_source() -> None:
    """X-19: outcome, result and reasons one by one; the sources are those that only one of the answers rests on."""
    decision = stored("discharge.ready", {"sent_at": "2025-03-03T11:00:00+01:00", "doctor": ""})
    assert [reason["code"] for reason in decision["reasons"]] == ["LNK-53.no_doctor", "LNK-55.none"]
    assert differences([decision]) == []
    reason = decision["reasons"].pop(0)
    decision["outcome"] = "met"
    decision["result"]["received_on"] = "2025-03-04"
    found = {each.part: (each.before, each.now) for each in differences([decision])}
    assert found == {
        "outcome": ("met", "not_met"),
        "result.received_on": ("2025-03-04", "2025-03-03"),
        "reason LNK-53.no_doctor": (None, [[reason["weight"], reason["text"], reason["source"]]]),
    }
    own = [source for source in decision["sources"] if source["clause"] != reason["source"].partition(", ")[2]]
    assert len(own) == len(decision["sources"]) - 1
    [sources] = {each.sources for each in differences([decision | {"sources": own}])}
    assert [source.partition(" (")[0] for source in sources] == [reason["source"]]


def test_what_is_gone_or_no_longer_fits_is_told() -> None:
    """X-19: a rule that is gone, facts that do not fit; the others are still asked."""
    decision = stored("discharge.preliminary", WEEKEND)
    gone = decision | {"rule": "discharge.gone"}
    other = decision | {"inputs": {"sent_at": "then"}}
    found = differences([gone, decision, other])
    assert [(each.place, each.part, each.before, each.sources) for each in found] == [
        (1, NOT_ASKED, None, (NOT_ASKED,)),
        (3, NOT_ASKED, None, (NOT_ASKED,)),
    ]
    assert found[0].now == "discharge.gone"
    assert found[1].now == "$.sent_at: ska vara en tidpunkt med offset"


def test_a_decision_without_sources_is_told_by_its_reasons() -> None:
    """X-19: stored before sources were, or by another system."""
    decision = stored("discharge.ready", {"sent_at": "2025-03-03T11:00:00+01:00", "doctor": ""})
    own = {key: decision[key] for key in ("rule", "outcome", "reasons", "inputs")}
    [found] = {each.sources for each in differences([own])}
    assert set(found) > {reason["source"] for reason in own["reasons"]}


def test_the_command_lists_differences_by_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """X-19: a number for the whole, then each source with the decisions it changed."""
    file = tmp_path / "decisions.json"
    decision = stored("discharge.preliminary", WEEKEND)
    file.write_text(json.dumps([decision, decision]), encoding="utf-8")
    assert main([str(file)]) == EQUAL
    assert capsys.readouterr().out == "2 beslut: 2 lika, 0 skiljer sig.\n"
    wrong = decision | {"result": decision["result"] | {"proposed_on": "2025-03-12", "update_on": None}}
    file.write_text(json.dumps([decision, wrong]), encoding="utf-8")
    assert main([str(file)]) == DIFFERENT
    assert capsys.readouterr().out == (
        "2 beslut: 1 lika, 1 skiljer sig.\n\n"
        "Lokalt samverkansavtal Kronoberg, Inskrivningsmeddelande, tisdagens datum vid helg (reading R-37, från 2024-11-04)\n"
        '  2. discharge.preliminary, result.proposed_on: "2025-03-12" -> "2025-03-11"\n'
        '  2. discharge.preliminary, result.update_on: null -> "2025-03-10"\n'
    )
    file.write_text(json.dumps(decision), encoding="utf-8")
    assert main([str(file)]) == EQUAL
    assert capsys.readouterr().out == "1 beslut: 1 lika, 0 skiljer sig.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("inte json", "är inte JSON"),
        ("[1]", "Nummer 1"),
        ('[{"rule": "discharge.preliminary"}]', "Nummer 1"),
        ('[{"inputs": {}}]', "Nummer 1"),
    ],
)
def test_a_file_that_is_not_decisions_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    """X-19: one clear sentence, and nothing on standard output."""
    file = tmp_path / "decisions.json"
    file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == FAULTY
    out, err = capsys.readouterr()
    assert (out, said in err, "Skriv: replay FIL" in err) == ("", True, True)
    assert main([]) == main([str(file), str(file)]) == main([str(tmp_path / "none.json")]) == FAULTY
    assert capsys.readouterr().out == ""


def test_any_rule_can_be_asked_by_its_name_or_its_function() -> None:
    """X-19, X-36: plain facts in, as JSON writes them; null is the same as absent; fractions stay exact."""
    named = ask("discharge.preliminary", WEEKEND)
    assert named == ask("discharge.preliminary", WEEKEND | {})
    assert isinstance(named, Decision)
    assert ask("calendar.add_days", {"start": "2025-03-08", "days": 3}) == date(2025, 3, 11)
    assert ask("referral_deadlines.confirm_by", {"arrived_on": "2025-03-05"}) == confirm_by(None, date(2025, 3, 5))
    correction = {"months": [], "month": "2025-04", "average": "119/50", "on": "2025-06-02"}
    assert ask("liability_basis.correction", correction).inputs["average"] == Fraction(119, 50)


@pytest.mark.parametrize(
    "rule", ["", "gone", "discharge.gone", "gone.leave", "discharge_leaving._hours", "discharge.BOOK", "a.b.leave"]
)
def test_what_is_no_rule_is_not_asked(rule: str) -> None:
    """X-19: no function that is not of the rules, and none that is private to a module."""
    with pytest.raises(UnknownRule):
        ask(rule, {})


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("discharge.preliminary", {}),
        ("discharge.preliminary", WEEKEND | {"more": 1}),
        ("calendar.add_days", {"start": "2025-03-08"}),
        ("calendar.add_days", {"start": "2025-03-08", "days": 3, "more": 1}),
        ("calendar.add_days", {"start": "8 mars", "days": 3}),
        ("layers.arrangement", {"region": "07"}),
        ("layers.arrangement", {"region": "07", "municipality": "0780", "on": "2025-03-03", "more": 1}),
        (
            "liability_basis.correction",
            {"months": [{"more": 1}], "month": "2025-04", "average": "1", "on": "2025-06-02"},
        ),
    ],
)
def test_facts_that_do_not_fit_are_not_asked(rule: str, facts: dict[str, object]) -> None:
    """X-19: missing, unknown or unreadable, also deep inside; the module still answers what fits."""
    with pytest.raises(WrongFacts):
        ask(rule, facts)
    assert asking.ask("calendar.add_days", {"start": "2025-03-08", "days": 0}) == date(2025, 3, 8)
