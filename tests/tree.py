"""What the machine checks read: the files of the tree, parsed sources, and the models."""

import ast
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".venv", "node_modules", ".data", ".git", "static-built", "__pycache__", "results"}
APPS = ("kernel", "referrals", "commitments", "web")


def files(*suffixes: str) -> Iterator[Path]:
    """Every file of the project with one of the suffixes (none: every file); never what is made or fetched."""
    todo = [ROOT]
    while todo:
        for path in sorted(todo.pop().iterdir()):
            if path.name in NOT_OURS or path.name.endswith("_cache") or path.name == ".hypothesis":
                continue
            if path.is_dir():
                todo.append(path)
            elif not suffixes or path.suffix in suffixes:
                yield path


def name_of(path: Path) -> str:
    """The path from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def product() -> dict[str, str]:
    """Path and text of each Python file that runs: no tests, no migrations."""
    found = {name_of(path): path.read_text(encoding="utf-8") for path in files(".py")}
    ours = {name: text for name, text in found.items() if name.startswith("vardkedja/")}
    return {name: text for name, text in ours.items() if "/tests/" not in name and "/migrations/" not in name}


def proofs() -> dict[str, str]:
    """Path and text of each Python file that tests."""
    found = {name_of(path): path.read_text(encoding="utf-8") for path in files(".py")}
    return {name: text for name, text in found.items() if "tests/" in name or name == "conftest.py"}


@functools.lru_cache(maxsize=1024)
def parsed(text: str) -> ast.Module:
    """The syntax tree of a source."""
    return ast.parse(text)


def dotted(node: ast.AST, aliases: dict[str, str] | None = None) -> str:
    """A name such as `datetime.datetime.now`, with import aliases resolved; "" for anything else."""
    if isinstance(node, ast.Name):
        return (aliases or {}).get(node.id, node.id)
    if isinstance(node, ast.Attribute) and (before := dotted(node.value, aliases)):
        return f"{before}.{node.attr}"
    return ""


def aliases_of(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                found[name.asname or name.name.split(".")[0]] = name.name if name.asname else name.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    return found


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of each string that is not a docstring; of an f-string, each literal piece."""
    described = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            described.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value


def tables() -> list[type[models.Model]]:
    """Every model of ours."""
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def fields(model: type[models.Model]) -> Iterable[models.Field]:
    """The model's own columns, the key's number left out."""
    return [field for field in model._meta.concrete_fields if not field.auto_created]
