"""The shape of the house: keys point down, views begin with `visible_to`, every address has a line, files stay small.

Each check is a function that is also tried on a small planted fault. X-06 (what another region has is not seen) and X-41
(a shared core, and no subject's rule in another) rest on these.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.tree import aliases_of, dotted, fields, files, name_of, parsed, product, tables
from vardkedja.web.matrix import ADDRESSES

ROWS = {"kernel": 0, "referrals": 1, "commitments": 2, "web": 3}
LONGEST = 300
LONGER = {
    "vardkedja/kernel/migrations/0001_initial.py": "made by Django",
    "vardkedja/referrals/migrations/0003_worklists.py": "made by Django",
    "vardkedja/rules/words/commitments.toml": "a table: one message per code",
    "vardkedja/rules/words/referrals.toml": "a table: one message per code",
}
FORBIDDEN = {
    **dict.fromkeys(("pickle", "marshal", "shelve", "dill"), "a stored object that runs code when it is read"),
    **dict.fromkeys(
        ("xml", "lxml", "xmlrpc", "html.parser"), "XML is read in one module, with entities and network off"
    ),
    **dict.fromkeys(("pikepdf", "pypdfium2", "pypdf", "PyPDF2", "fitz", "pdfminer"), "PDF is read in one module"),
    **dict.fromkeys(("sqlite3", "yaml", "requests", "httpx", "telnetlib", "ftplib"), "the house does without"),
}
# The one module that may import what nothing else may.
ONE_MODULE = {"vardkedja/kernel/scanning/child.py": "pypdfium2"}
# Modules of the edges and capabilities where pages are made.
PAGES = ("/views.py", "/views/", "vardkedja/web/")
NOT_PAGES = {
    "vardkedja/web/command.py": "commands, not pages",
    "vardkedja/web/timers.py": "clears what is over, without an actor",
    "vardkedja/web/who.py": "finds out who the actor is",
}
# Tables that views may ask without `visible_to`: about staff, units and what the person typed or was told.
OPEN_TABLES = {
    "Assignment",
    "Grant",
    "Staff",
    "Unit",
    "UnitRequest",
    "Region",
    "Municipality",
    "CareProvider",
    "Session",
}
OPEN_TABLES |= {"RuleValue", "Notice", "ManualCheck", "UnitRoutine", "Designated", "ForwardingOrder", "DailyCheck"}
# What hangs on a case, on the person who typed it or on the number that was typed, may be asked for by that.
HANGS_ON = {
    **dict.fromkeys(
        (
            "Task",
            "Document",
            "Decision",
            "Approval",
            "Certificate",
            "Message",
            "Scan",
            "Ruling",
            "Completion",
            "Question",
        ),
        {"case", "case_id"},
    ),
    **{"History": {"case", "case_id", "subject"}, "Draft": {"staff_id"}, "PersonIdentifier": {"value", "value__in"}},
}
EXCEPT = {
    "vardkedja/web/office/log.py": ({"AccessLog", "Case"}, "the extract of the log, by its own permission and unit"),
    "vardkedja/commitments/views/form.py": ({"Case"}, "the row behind a case that `look.at` has shown"),
}


@dataclass(frozen=True)
class Key:
    """A foreign key: from app and model, its field, to app; `hidden` when nothing leads back (`related_name="+"`)."""

    app: str
    model: str
    field: str
    to: str
    hidden: bool


def keys() -> list[Key]:
    return [
        Key(
            model._meta.app_label,
            model.__name__,
            field.name,
            field.related_model._meta.app_label,
            field.remote_field.hidden,
        )
        for model in tables()
        for field in [*fields(model), *model._meta.many_to_many]
        if field.is_relation
    ]


def wrong_keys(found: Iterable[Key]) -> list[str]:
    """Keys that point up or sideways, or that let a lower subject reach up through the ORM."""
    faults = []
    for key in found:
        name = f"{key.app}.{key.model}.{key.field}"
        if key.to not in ROWS or key.app not in ROWS:
            faults.append(f"{name} points to {key.to}, which has no row")
        elif key.app != key.to and ROWS[key.to] >= ROWS[key.app]:
            faults.append(f"{name} points up to {key.to}")
        elif key.app != key.to and not key.hidden:
            faults.append(f'{name} needs related_name="+"')
    return faults


def test_foreign_keys_point_down() -> None:
    """X-41: no key leads from a lower subject to an upper one."""
    found = keys()
    assert len(found) > 30
    assert wrong_keys(found) == []


def test_a_key_that_points_up_is_found() -> None:
    good = Key("commitments", "Commitment", "case", "kernel", True)
    assert wrong_keys([good]) == []
    assert wrong_keys([Key("kernel", "Case", "commitment", "commitments", True)])
    assert wrong_keys([Key("commitments", "Commitment", "case", "kernel", False)])
    assert wrong_keys([Key("kernel", "Staff", "user", "auth", True)])


def unguarded(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """`Model.objects` where the next word is not `visible_to`, for tables that are not open."""
    tree = parsed(text)
    names = aliases_of(tree)
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    faults = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")):
            continue
        model = dotted(node.value, names).rpartition(".")[2]
        after = parents.get(id(node))
        step = after.attr if isinstance(after, ast.Attribute) else ""
        call = parents.get(id(after))
        by = {word.arg for word in call.keywords} if isinstance(call, ast.Call) else set()
        hangs = step == "filter" and bool(by & HANGS_ON.get(model, set()))
        if not (model in allowed or step in ("visible_to", "none") or hangs):
            faults.append(f"line {node.lineno}: {model}.objects")
    return faults


def test_views_begin_with_visible_to() -> None:
    """X-06, X-16: a page reaches patients' data only through `visible_to`, a look or a work list."""
    pages = {
        name: text for name, text in product().items() if any(part in name for part in PAGES) and name not in NOT_PAGES
    }
    assert len(pages) > 10
    found = {name: unguarded(text, OPEN_TABLES | EXCEPT.get(name, (set(), ""))[0]) for name, text in pages.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert [name for name in EXCEPT if not unguarded(pages[name], OPEN_TABLES)] == []


def test_a_view_that_goes_around_is_found() -> None:
    lead = "from vardkedja.commitments.models import Commitment\n"
    assert unguarded(lead + "rows = Commitment.objects.visible_to(actor).filter(x=1)") == []
    assert unguarded(lead + "rows = Commitment.objects.filter(x=1)")
    assert unguarded("rows = Task.objects.filter(case_id=found.id)") == []
    assert unguarded("rows = Task.objects.filter(unit_id=1)")
    assert unguarded("rows = Task.objects.all().filter(case_id=found.id)")
    assert unguarded(lead + "from vardkedja.kernel import cases\nrows = cases.Case.objects.get(pk=1)")
    assert unguarded(lead.replace("Commitment\n", "Commitment as C\n") + "rows = C._default_manager.all()")


def names_of(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    """The name of each address; "" for one without."""
    found = []
    for pattern in patterns:
        found += names_of(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern.name or ""]
    return found


def wrong_addresses(names: Iterable[str], lines: Iterable[str]) -> list[str]:
    """Addresses without a name or a line, and lines without an address."""
    there, listed = list(names), set(lines)
    return [
        *("an address has no name" for name in there if not name),
        *(f"{name} has no line in the matrix" for name in there if name and name not in listed),
        *(f"{name} stands in the matrix, but there is no such address" for name in sorted(listed - set(there))),
    ]


def test_every_address_has_a_line() -> None:
    """X-05: the matrix and the addresses are the same list."""
    names = names_of(get_resolver().url_patterns)
    assert len(names) > 20
    assert wrong_addresses(names, ADDRESSES) == []


def test_an_address_without_a_line_is_found() -> None:
    assert wrong_addresses(["start"], ["start"]) == []
    assert len(wrong_addresses(["start", "secret", ""], ["start", "gone"])) == 3


def too_long(lengths: dict[str, int]) -> list[str]:
    return [f"{name}: {count} lines" for name, count in lengths.items() if count > LONGEST and name not in LONGER]


def test_files_stay_small() -> None:
    """A file that passes 300 lines is split by subject, or named with a reason."""
    lengths = {name_of(path): path.read_text().count("\n") for path in files(".py", ".html", ".css", ".js", ".toml")}
    lengths = {name: count for name, count in lengths.items() if not name.startswith("vardkedja/rules/cases/")}
    assert len(lengths) > 100
    assert too_long(lengths) == []
    assert [name for name in LONGER if lengths.get(name, 0) <= LONGEST] == []


def test_a_long_file_is_found() -> None:
    assert too_long({"a.py": LONGEST}) == []
    assert too_long({"a.py": LONGEST + 1})


def forbidden_imports(text: str, allowed: str = "") -> list[str]:
    """Imports and calls that the house does without, or keeps in one module, where `allowed` names what it may import."""
    faults = []
    for node in ast.walk(parsed(text)):
        named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            named = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in named:
            for module, why in FORBIDDEN.items():
                if module != allowed and (name == module or name.startswith(f"{module}.")):
                    faults.append(f"line {node.lineno}: {name}: {why}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"):
            faults.append(f"line {node.lineno}: {node.func.id} runs text as code")
    return faults


def test_nothing_forbidden_is_imported() -> None:
    found = product()
    assert len(found) > 80
    found_faults = {name: forbidden_imports(text, ONE_MODULE.get(name, "")) for name, text in found.items()}
    assert {name: faults for name, faults in found_faults.items() if faults} == {}
    assert [name for name in ONE_MODULE if not forbidden_imports(found[name])] == []


def test_a_forbidden_import_is_found() -> None:
    assert forbidden_imports("import json\nfrom pathlib import Path") == []
    for text in (
        "import pickle",
        "from xml.etree import ElementTree",
        "from lxml import etree",
        "import pypdf",
        "eval('1')",
    ):
        assert forbidden_imports(text), text
    assert forbidden_imports("import pypdfium2", "pypdfium2") == []
    assert forbidden_imports("import pypdfium2, pypdf", "pypdfium2")
