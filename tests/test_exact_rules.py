"""The rules count exactly: no binary fractions, no rounding by the machine (X-36)."""

import ast

from tests.tree import parsed, product

INEXACT = {"float", "round", "complex"}
MODULES = {"math", "cmath", "random", "statistics", "numpy", "time"}


def inexact(text: str) -> list[str]:
    """Places that make a binary fraction, round, or read the machine. Asking whether something is a float is no such place."""
    faults = []
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            faults.append(f"line {node.lineno}: {node.value}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in INEXACT:
            faults.append(f"line {node.lineno}: {node.func.id}()")
        if isinstance(node, ast.Import):
            faults += [f"line {node.lineno}: {alias.name}" for alias in node.names if alias.name in MODULES]
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            faults.append(f"line {node.lineno}: {node.module}")
    return faults


def test_the_rules_never_count_with_binary_fractions() -> None:
    """X-36, LNK-115: an average or an amount is a fraction or a decimal from beginning to end."""
    rules = {name: text for name, text in product().items() if name.startswith("vardkedja/rules/")}
    assert len(rules) > 50
    assert {name: faults for name, text in rules.items() if (faults := inexact(text))} == {}


def test_a_binary_fraction_is_found() -> None:
    for text in ("a = 2.4", "float('2.4')", "round(a, 2)", "import math", "from random import choice", "b = 1j"):
        assert inexact(text), text
    for text in ("isinstance(a, float)", "Fraction(12, 5)", "Decimal('2.4')", "from datetime import time", "a = 2"):
        assert inexact(text) == [], text
