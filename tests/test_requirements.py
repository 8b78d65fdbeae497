"""The catalogue is whole, and every requirement a test names is in it.

Sample ids are put together at run time, so that this file names none it does not mean.
"""

from pathlib import Path

import pytest

from vardkedja import requirements

REAL, OTHER = "RUS" + "-01", "RUS" + "-02"
STRANGER = "RUS" + "-99"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree: a catalogue of two requirements and a row in each other module, and one empty test file."""
    docs = tmp_path / "docs" / "requirements"
    docs.mkdir(parents=True)
    (docs / "rus.md").write_text(f"**{REAL} — One.** See {STRANGER}.\n\n**{OTHER} — Two.** Text.\n", encoding="utf-8")
    rows = [f"| {prefix}-1 | a row |" for prefix in requirements.MODULES if prefix != "RUS"]
    (docs / "rest.md").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text("", encoding="utf-8")
    return tmp_path


def name_in_test(tree: Path, text: str) -> None:
    (tree / "tests" / "test_it.py").write_text(f"first line\n{text}\n", encoding="utf-8")


def test_size_of_the_catalogue() -> None:
    """391 requirements, 69 data rows, 80 readings, eight time conventions; numbers without a gap."""
    known = requirements.catalogue()
    sizes = {prefix: len(ids) for prefix, ids in known.items()}
    assert sizes == {"RUS": 48, "SVR": 40, "REM": 50, "LNK": 164, "HJM": 46, "X": 43, "D": 69, "T": 8, "R": 80}
    assert sum(sizes[prefix] for prefix in ("RUS", "SVR", "REM", "LNK", "HJM", "X")) == 391
    for prefix, ids in known.items():
        assert [int(written.split("-")[1]) for written in ids] == list(range(1, len(ids) + 1)), prefix


def test_no_test_names_an_unknown_requirement() -> None:
    """An id in a test exists in the catalogue."""
    assert requirements.unknown() == []


def test_the_tests_are_found_at_all() -> None:
    """An empty search would prove nothing."""
    files = {mention.file for mention in requirements.mentions()}
    assert "vardkedja/kernel/tests/test_register_data.py" in files


def test_a_known_id_counts_and_an_unknown_one_fails(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same file with a known and with an unknown id."""
    name_in_test(tree, f'"""{REAL}: text."""')
    assert requirements.main([], root=tree) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["RUS    1 of   2", f"     left: {OTHER}"]
    name_in_test(tree, f'"""{STRANGER}: text."""')
    assert requirements.main([], root=tree) == 1
    assert capsys.readouterr().err == f"tests/test_it.py:2: {STRANGER} is not in the catalogue\n"


@pytest.mark.parametrize("joint", ["…", "–", " … ", "...", "–-"])
def test_a_range_is_no_proof(tree: Path, joint: str) -> None:
    """The ends of a range prove nothing, with or without the module written again."""
    name_in_test(tree, f"{REAL}, {OTHER}")
    assert [mention.proves for mention in requirements.mentions(tree)] == [True, True]
    name_in_test(tree, f"{REAL}{joint}02")
    assert [(mention.id, mention.proves) for mention in requirements.mentions(tree)] == [(REAL, False)]


def test_a_range_between_full_ids_is_no_proof(tree: Path) -> None:
    """Both ends are seen, neither is proved."""
    name_in_test(tree, f"{REAL}…{OTHER}")
    assert [(mention.id, mention.proves) for mention in requirements.mentions(tree)] == [(REAL, False), (OTHER, False)]


@pytest.mark.parametrize("text", ["RUS 01", "RUS" + "-1", "rus-01", "AX" + "-01", REAL + "x", "-" + REAL])
def test_only_the_full_id_counts(tree: Path, text: str) -> None:
    """Shorthand, other spellings and longer words are no proof of the requirement."""
    name_in_test(tree, text)
    assert REAL not in {mention.id for mention in requirements.mentions(tree)}


def test_worked_cases_and_tests_of_a_module_count(tree: Path) -> None:
    """Tests beside the code and worked cases are read too, other files are not."""
    for place in (
        "vardkedja/rules/cases/one.toml",
        "vardkedja/kernel/tests/deep/test_one.py",
        "vardkedja/kernel/one.py",
    ):
        file = tree / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(REAL, encoding="utf-8")
    assert [mention.file for mention in requirements.mentions(tree)] == [
        "vardkedja/kernel/tests/deep/test_one.py",
        "vardkedja/rules/cases/one.toml",
    ]


def test_what_only_the_rules_prove_is_told_apart(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule may be proved before its page is: the page is still to come."""
    case = tree / "vardkedja" / "rules" / "cases" / "one.toml"
    case.parent.mkdir(parents=True)
    case.write_text(f"{REAL} {OTHER}", encoding="utf-8")
    name_in_test(tree, REAL)
    requirements.main(["RUS"], root=tree)
    assert capsys.readouterr().out == "RUS    2 of   2   in the rules   2, only there   1\n"
    case.unlink()
    requirements.main(["RUS"], root=tree)
    assert capsys.readouterr().out == f"RUS    1 of   2\n     left: {OTHER}\n"


def test_an_id_introduced_twice_is_refused(tree: Path) -> None:
    """One id, one requirement."""
    (tree / "docs" / "requirements" / "more.md").write_text(f"**{REAL} — Again.**\n", encoding="utf-8")
    with pytest.raises(ValueError, match="introduced twice"):
        requirements.catalogue(tree)


@pytest.mark.parametrize(("words", "status"), [(["rus"], 0), (["RUS", "X"], 0), (["ABC"], 2)])
def test_modules_can_be_asked_for(tree: Path, words: list[str], status: int) -> None:
    """One module at a time, in either case; a module that does not exist is refused."""
    assert requirements.main(words, root=tree) == status


def test_without_a_catalogue_nothing_is_counted(tmp_path: Path, tree: Path) -> None:
    """An empty catalogue is a failure, not nought of nought."""
    assert requirements.main([], root=tree) == 0
    assert requirements.main([], root=tmp_path / "elsewhere") == 2
