"""Children's plans, guardians and aids, beyond the worked cases."""

from __future__ import annotations

import dataclasses
import inspect
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import discharge, law
from vardkedja.rules.decision import Decision
from vardkedja.rules.discharge_notice import NoticeFacts
from vardkedja.rules.discharge_ready import ReadyFacts
from vardkedja.rules.law import Terms
from vardkedja.rules.plans_children import (
    ChildPlanFacts,
    Guardian,
    GuardianFacts,
    Principal,
    Relative,
    aids,
    birthday,
    child_plan,
    guardians,
    relatives,
)

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
BORN = date(2007, 5, 20)
PLAN = ChildPlanFacts(
    birth_date=BORN,
    on=date(2025, 5, 19),
    view="vill hem",
    best_interests="nära skolan",
    participates=True,
    motive="17 år",
    guardians=(Guardian(took_part=True),),
)


def overlay(name: str, value: str, party: str = 'party = "07"') -> Terms:
    """The agreement with one value changed."""
    text = (
        f'title = "Prov"\nchecked = 2026-11-21\n{party}\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2000-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


def test_no_rule_of_a_stay_asks_how_old_the_patient_is() -> None:
    """LNK-75: the facts of the admission message, the noon rule, medicines and observation hold no age."""
    names = {field.name for kind in (NoticeFacts, ReadyFacts) for field in dataclasses.fields(kind)}
    for rule in (discharge.preliminary, discharge.medicines, discharge.observation):
        names |= set(inspect.signature(rule).parameters)
    assert "sent_at" in names
    assert not {name for name in names if "birth" in name or name in ("age", "child", "adult")}


@given(st.dates(date(1990, 1, 1), LAST), st.dates(FIRST, LAST))
def test_the_birthday_ends_guardians_and_aids_by_years_months_and_days(born: date, on: date) -> None:
    """LNK-78, LNK-80, R-35: a second way, by the numbers of the date alone; 29 February counts as the 28th."""
    if on < born:
        assert guardians(GuardianFacts(birth_date=born, on=on)).codes == ("LNK-78.before",)
        assert aids(born, on).codes == ("LNK-80.before",)
        return
    month, day = (2, 28) if (born.month, born.day) == (2, 29) else (born.month, born.day)
    child = (on.year, on.month, on.day) < (born.year + 18, month, day)
    asked = guardians(GuardianFacts(birth_date=born, on=on))
    assert asked.result["required"] is child
    assert asked.codes == (("LNK-78.none",) if child else ())
    last = date(born.year + 18, month, day) - timedelta(days=1)
    answer = aids(born, on, Principal.MUNICIPALITY)
    assert answer.result == {"responsible": Principal.REGION if child else None, "through": last}
    assert answer.codes == (("LNK-80.municipality",) if child else ())


def test_the_birthday_of_a_leap_day_is_a_dated_value() -> None:
    """LNK-78, LNK-80, X-27: on 28 February as shipped, on 1 March with the other line."""
    born = date(2008, 2, 29)
    march = overlay("age.leap_day", '"03-01"', party="")
    assert birthday(born, 18) == date(2026, 2, 28)
    assert birthday(born, 18, march) == date(2026, 3, 1)
    assert birthday(born, 16, march) == date(2024, 2, 29)
    assert guardians(GuardianFacts(birth_date=born, on=date(2026, 2, 28)), terms=march).codes == ("LNK-78.none",)
    assert aids(born, date(2026, 3, 1), terms=march).result == {"responsible": None, "through": date(2026, 2, 28)}


def test_other_ages_are_other_lines() -> None:
    """LNK-78, LNK-80, D-49: each age is a value of its own."""
    on = date(2025, 5, 20)
    facts = GuardianFacts(birth_date=BORN, on=on)
    assert guardians(facts, terms=overlay("plans.guardian_years", "19")).result == {
        "required": True,
        "through": date(2026, 5, 19),
    }
    assert aids(BORN, on, terms=overlay("plans.region_aids_years", "20")).result["through"] == date(2027, 5, 19)
    assert guardians(facts, terms=overlay("plans.region_aids_years", "20")).result["required"] is False


@pytest.mark.parametrize(
    ("rule", "name", "say"),
    [
        (
            lambda on: guardians(GuardianFacts(birth_date=date(2015, 1, 1), on=on)),
            "vårdnadshavare",
            "Det går inte att avgöra om vårdnadshavare ska medverka.",
        ),
        (lambda on: aids(date(2015, 1, 1), on), "hjälpmedel", "Ansvaret går inte att avgöra."),
        (
            lambda on: child_plan(replace(PLAN, birth_date=date(2015, 1, 1), on=on)),
            "Barnens bästa plan",
            "Planens namn går inte att avgöra.",
        ),
    ],
)
def test_the_days_outside_the_agreement_are_unclear_and_name_what_is_missing(
    rule: Callable[[date], Decision], name: str, say: str
) -> None:
    """LNK-77, LNK-78, LNK-80, LNK-140: the day before the first and the day after the last."""
    for on in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        decision = rule(on)
        assert (decision.outcome, decision.codes, dict(decision.result)) == ("unclear", ("LAW.missing",), {})
        assert name in decision.reasons[0].text
        assert decision.say == say
    for on in (FIRST, LAST):
        assert rule(on).outcome != "unclear"


def test_another_region_has_no_values() -> None:
    """LNK-78, LNK-80, X-20: the agreement is Kronoberg's."""
    on = date(2025, 5, 19)
    assert guardians(GuardianFacts(birth_date=BORN, on=on), region="01").outcome == "unclear"
    assert aids(BORN, on, region="01").outcome == "unclear"
    assert child_plan(PLAN, region="01").outcome == "unclear"


def test_a_plan_is_unclear_when_only_the_guardians_age_is_missing() -> None:
    """LNK-77, LNK-78: what the plan is called is known, the guardians' part is not."""
    base = tuple(entry for entry in law.shipped() if entry.name != "plans.guardian_years")
    decision = child_plan(PLAN, terms=Terms(base=base))
    assert (decision.rule, decision.outcome, decision.codes) == (
        "plans_children.child_plan",
        "unclear",
        ("LAW.missing",),
    )
    assert decision.inputs["view"] is True


@pytest.mark.parametrize("first", list(itertools.product((True, False, None), (" ", "utomlands"))))
@pytest.mark.parametrize("second", list(itertools.product((True, False, None), (" ", "utomlands"))))
def test_each_guardian_takes_part_or_has_an_obstacle(first: tuple[bool, str], second: tuple[bool, str]) -> None:
    """LNK-78: every pair of guardians; an obstacle for all lets every pair through."""
    pair = tuple(Guardian(took_part=took_part, obstacle=obstacle) for took_part, obstacle in (first, second))
    facts = GuardianFacts(birth_date=BORN, on=PLAN.on, guardians=pair)
    fine = all(took_part or obstacle == "utomlands" for took_part, obstacle in (first, second))
    assert guardians(facts).codes == (() if fine else ("LNK-78.absent",))
    assert guardians(replace(facts, obstacle="ensamkommande")).codes == ()


def test_the_answers_say_how_long_and_what_was_used() -> None:
    """LNK-77, LNK-78, LNK-79, LNK-80, X-19: sentences, steps, sources and inputs, without anybody's words."""
    whole = child_plan(PLAN)
    assert whole.codes == ()
    assert whole.say == "Planen heter Barnens bästa plan."
    assert whole.steps == (
        "Barnens bästa plan används till och med lördag 31 maj 2025.",
        "Vårdnadshavare ska medverka till och med 19 maj 2025.",
    )
    assert [source.clause for source in whole.sources] == [
        "Barn och unga, till och med månaden för 18-årsdagen",
        "Barn och ungdom, vårdnadshavare medverkar",
    ]
    assert whole.inputs == {
        "birth_date": BORN,
        "on": PLAN.on,
        "view": True,
        "view_not_sought": False,
        "best_interests": True,
        "participates": True,
        "motive": True,
        "guardians": [{"took_part": True, "obstacle": False}],
        "obstacle": False,
    }
    asked = guardians(GuardianFacts(birth_date=BORN, on=PLAN.on, obstacle="hinder"))
    assert asked.say == "Vårdnadshavarnas medverkan är antecknad."
    assert asked.inputs == {"birth_date": BORN, "on": PLAN.on, "guardians": [], "obstacle": True}
    assert guardians(GuardianFacts(birth_date=BORN, on=LAST)).say == "Vårdnadshavare behöver inte medverka."
    assert aids(BORN, PLAN.on).say == "Regionen ansvarar för hjälpmedel och rehabilitering."
    assert aids(BORN, PLAN.on).steps == ("Regionen ansvarar till och med 19 maj 2025.",)
    assert aids(BORN, LAST).say == "Ordinarie rutin för hjälpmedel gäller."
    assert aids(BORN, LAST).inputs == {"birth_date": BORN, "on": LAST, "assigned_to": None}
    offered = relatives((Relative(offered=True, motive="8 år"),))
    assert offered.say == "Uppgifterna om barn som anhöriga är fullständiga."
    assert offered.inputs == {"children": [{"offered": True, "motive": True}]}
    assert [source.clause for source in offered.sources] == ["Barn och ungdom, barn som anhöriga"]
    assert relatives((Relative(), Relative(offered=False))).codes == ("LNK-79.blank", "LNK-79.no_motive")
    assert relatives((Relative(offered=False, motive=" "),)).codes == ("LNK-79.no_motive",)


def test_blanks_are_nothing_written() -> None:
    """LNK-77: spaces are not a view, not best interests and not a motive."""
    blank = replace(PLAN, view=" ", view_not_sought=" ", best_interests=" ", motive=" ")
    assert child_plan(blank).codes == ("LNK-77.no_view", "LNK-77.no_best_interests", "LNK-77.no_motive")
    assert [child_plan(blank).inputs[name] for name in ("view", "view_not_sought", "best_interests", "motive")] == [
        False
    ] * 4
    absent = GuardianFacts(birth_date=BORN, on=PLAN.on, guardians=(Guardian(obstacle=" "),), obstacle=" ")
    assert guardians(absent).codes == ("LNK-78.absent",)
    assert guardians(absent).inputs["guardians"] == [{"took_part": None, "obstacle": False}]
    assert guardians(absent).inputs["obstacle"] is False
    assert relatives((Relative(motive=" "),)).inputs == {"children": [{"offered": None, "motive": False}]}
    assert child_plan(blank).say == "Skriv vad barnet tycker, eller varför barnet inte är tillfrågat."
