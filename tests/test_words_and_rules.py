"""Permissions, states, law and words are whole: nothing without a role, an owner, a source or a line in the glossary."""

import datetime
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from tests.tree import ROOT
from vardkedja import rules
from vardkedja.rules.access import ROLES, SENTENCES, Permission, Role
from vardkedja.rules.law import BASIS, LawValue, shipped
from vardkedja.rules.words import book
from vardkedja.rules.workflow import State, Step, Workflow
from vardkedja.web import diagrams

# Terms of the machinery, which no page and no other system sees.
NOT_TERMS = {"Event", "By"}


def modules() -> list[object]:
    """Every module of the rules."""
    found = pkgutil.walk_packages(rules.__path__, f"{rules.__name__}.")
    return [importlib.import_module(info.name) for info in found if ".tests" not in info.name]


def idle(permissions: Iterable[str], roles: Iterable[Role], sentences: Mapping[str, str]) -> list[str]:
    """Permissions that no role holds or that have no sentence, and roles without a name or a sentence."""
    held = {permission for role in roles for permission in role.permissions}
    return [
        *(f"{permission} has no role" for permission in permissions if permission not in held),
        *(f"{permission} has no sentence" for permission in permissions if not sentences.get(permission)),
        *(f"{role.code} has no name or sentence" for role in roles if not (role.name and role.sentence)),
    ]


def test_every_permission_has_a_role_and_a_sentence() -> None:
    """X-05, X-35: what can be refused can be explained, and somebody may do it."""
    assert idle(Permission, ROLES.values(), SENTENCES) == []


def test_an_idle_permission_is_found() -> None:
    role = Role("a", "A", "Gör A.", frozenset({Permission.RUS_READ}))
    assert idle([Permission.RUS_READ], [role], SENTENCES) == []
    assert idle([Permission.RUS_SIGN], [role], SENTENCES)
    assert idle([Permission.RUS_READ], [role], {})
    assert idle([], [replace(role, sentence="")], {})


def test_every_workflow_is_whole_and_drawn() -> None:
    """X-13: every state has a word, an owner and a way out or a reason to be last; every table has its diagram."""
    found = {id(value): value for module in modules() for value in vars(module).values() if isinstance(value, Workflow)}
    assert found
    assert {id(workflow) for workflow in diagrams.WORKFLOWS.values()} == set(found)
    assert [fault for workflow in found.values() for fault in workflow.faults()] == []
    assert diagrams.faults() == []


def test_a_lame_workflow_is_found(tmp_path, monkeypatch) -> None:
    """A state without a way out; a diagram that is missing, is changed or belongs to no table."""
    states = (State("open", "Öppen", "unit"), State("closed", "Stängd", "unit", last="Klart."))
    steps = (Step(None, "begin", "open", "unit", "Börja"), Step("open", "end", "closed", "unit", "Avsluta"))
    whole = Workflow("Prov", states, steps)
    assert whole.faults() == ()
    assert Workflow("Prov", states, steps[:1]).faults()
    assert Workflow("Prov", (replace(states[0], word=""), states[1]), steps).faults()
    monkeypatch.setattr(diagrams, "FOLDER", tmp_path)
    monkeypatch.setattr(diagrams, "WORKFLOWS", {"prov": whole})
    assert len(diagrams.faults()) == 1
    diagrams.write()
    assert diagrams.faults() == []
    (tmp_path / "prov.md").write_text("annat")
    (tmp_path / "borta.md").write_text(f"annat\n{diagrams.PRINTED}")
    (tmp_path / "for-hand.md").write_text("skrivet för hand")
    assert len(diagrams.faults()) == 2
    diagrams.write()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["for-hand.md", "prov.md"]


def unsourced(values: Iterable[LawValue], today: datetime.date) -> list[str]:
    """Law values without a title, a known basis, or a checked day that has been."""
    return [
        f"{value.name} from {value.start}"
        for value in values
        if not value.source.title
        or not BASIS.fullmatch(value.source.basis)
        or value.source.checked is None
        or not value.start.year >= 1900
        or value.source.checked > today
    ]


def test_every_law_value_has_a_source_and_a_checked_day() -> None:
    """X-19: the rule that gave a day can be shown, with where it stands and when somebody looked."""
    values = shipped()
    assert len(values) > 20
    assert unsourced(values, datetime.date.max) == []
    assert {value.name for value in values if isinstance(value.value, float)} == set()


def test_an_unsourced_law_value_is_found() -> None:
    good, today = shipped()[0], datetime.date.max
    assert unsourced([good], today) == []
    for spoilt in ({"title": ""}, {"basis": "guessed"}, {"checked": None}):
        assert unsourced([replace(good, source=replace(good.source, **spoilt))], today), spoilt
    assert unsourced([good], datetime.date(1900, 1, 1))


def unlisted(terms: Iterable[str], glossary: str) -> list[str]:
    """Terms that stand in no code span of the glossary."""
    listed = {word for span in re.findall(r"`([^`]+)`", glossary) for word in re.split(r"[,;\s]+", span)}
    return sorted(term for term in terms if term not in listed)


def test_every_term_stands_in_the_glossary() -> None:
    """X-35: one English word for each Swedish term, written down once."""
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    enums = {
        value
        for module in modules()
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, StrEnum) and value is not StrEnum
    }
    assert len(enums) > 8
    terms = {str(term) for enum in enums if enum.__name__ not in NOT_TERMS for term in enum} | set(ROLES)
    assert unlisted(terms, glossary) == []


def test_an_unlisted_term_is_found() -> None:
    assert unlisted(["met", "not_met"], "| uppfyllt | `met`, `not_met` |") == []
    assert unlisted(["met", "unclear"], "| uppfyllt | `met`, unclear |") == ["unclear"]


CODE = re.compile(r'"((?:RUS|REM|SVR|LNK|HJM|X)-\d{2,3}\.[a-z_0-9]+)"')


def test_every_code_in_the_rules_has_words_and_every_message_is_used() -> None:
    """X-35: no code without a sentence, no sentence that nothing says."""
    folder = ROOT / "vardkedja" / "rules"
    source = "".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.py")))
    everywhere = "".join(
        file.read_text(encoding="utf-8") for file in sorted(folder.parent.rglob("*.py")) if file.parent.name != "tests"
    )
    subjects = set(re.findall(r'= book\("([a-z_]+)"\)', source))
    assert {"commitments", "identity", "referrals"} <= subjects
    messages = {code for subject in subjects for code in book(subject).messages}
    assert set(CODE.findall(source)) - {"X-20.missing_year"} <= messages
    assert messages <= set(CODE.findall(everywhere))
