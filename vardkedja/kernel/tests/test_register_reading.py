"""A register file that is not what it promises is refused by file, line and column."""

import pytest

from vardkedja.kernel.register import load


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,name\n0880,\n", "municipalities.csv:2, name: is empty"),
        ("code,name\n0880,Kalmar\n", "municipalities.csv:2, region: is empty"),
        ("code,name,region\n0880,Kalmar,08\n", "municipalities.csv:2, collaborative_region: no such column"),
        ("code,name,region\n", "municipalities.csv: no rows"),
    ],
)
def test_x_02_a_broken_file_is_refused_by_line_and_column(tmp_path, monkeypatch, text: str, message: str) -> None:
    """X-02: a fault in a register file is named, never read past."""
    (tmp_path / "municipalities.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    with pytest.raises(load.RegisterError) as caught:
        load.municipalities.__wrapped__()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("protected", "maybe", "protected: neither yes nor no: maybe"),
        ("kind", "passport", "kind: unknown word passport"),
        ("registered_from", "2025-02-30", "registered_from: not a date: 2025-02-30"),
    ],
)
def test_x_01_a_broken_person_is_refused(tmp_path, monkeypatch, column: str, value: str, message: str) -> None:
    """X-01: a word, a yes or a date that cannot be understood stops the reading."""
    header, first, *_ = (load.FOLDER / "population.csv").read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    (tmp_path / "population.csv").write_text(f"{header}\n{first}\n", encoding="utf-8")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    assert len(load.population.__wrapped__()) == 1
    cells[header.split(",").index(column)] = value
    (tmp_path / "population.csv").write_text(f"{header}\n{','.join(cells)}\n", encoding="utf-8")
    with pytest.raises(load.RegisterError) as caught:
        load.population.__wrapped__()
    assert str(caught.value) == f"population.csv:2, {message}"
