"""Only the clock knows the time, and only verbs write (T-1, T-8: instants and days come in; X-08: each write is recorded)."""

import ast
import re

from tests.tree import aliases_of, dotted, parsed, product, texts

CLOCK = "vardkedja/kernel/clock.py"
TIME = {
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    *("datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime"),
    *(f"django.utils.timezone.{name}" for name in ("now", "localtime", "localdate", "get_current_timezone")),
    *("django.db.models.functions.Now", "django.db.models.functions.datetime.Now", "uuid.uuid1"),
}
SQL_TIME = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)"
    r"|\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b"
    r"|'(now|today|tomorrow|yesterday)'::",
    re.IGNORECASE,
)
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {f"a{name}" for name in WRITES}
CHAIN = {"objects", "filter", "exclude", "all", "select_for_update", "order_by", "_default_manager", "using"}
SQL_WRITE = re.compile(
    r"\s*(with\b.*\bas\s*\(\s*)?(insert\s+into|update\s+\S+\s+set|delete\s+from|truncate|merge\s+into)\b", re.I
)
# Where writing belongs: the kernel's own nouns, and each capability's verbs.
MAY_WRITE = re.compile(r"vardkedja/(kernel/|demo/|\w+(/\w+)?/actions(/\w+)?\.py$)")
ALSO = {
    "vardkedja/web/who.py": "sessions: no patient, no case, and needed before there is an actor",
    "vardkedja/web/timers.py": "clears sessions and keys that are over, without an actor",
}


def asks_for_time(text: str) -> list[str]:
    """Places that ask the machine or the database for the time."""
    tree = parsed(text)
    names = aliases_of(tree)
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and dotted(node, names) in TIME:
            faults.append(f"line {node.lineno}: {dotted(node, names)}")
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            faults.append(f"line {node.value.lineno}: {node.arg}")
    faults += [f"line {line}: {found[0]} in SQL" for line, text in texts(tree) if (found := SQL_TIME.search(text))]
    return faults


def test_only_the_clock_knows_the_time() -> None:
    """T-1, T-8: nothing but the clock asks for the time, so that every day can be tried and every case replayed."""
    found = product()
    assert asks_for_time(found.pop(CLOCK))
    assert {name: faults for name, text in found.items() if (faults := asks_for_time(text))} == {}


def test_a_second_clock_is_found() -> None:
    for text in (
        *(
            "import datetime\ndatetime.datetime.now()",
            "from datetime import date as d\nd.today()",
            "import time as t\nt.time()",
        ),
        *("from django.utils import timezone\nf(default=timezone.now)", "from django.utils.timezone import now\nnow()"),
        *("from django.db.models.functions import Now\nNow()", "f(auto_now=True)"),
        *("sql = 'select now()'", "sql = 'where day > CURRENT_DATE'", "f'update x set at = now() where {a}'"),
    ):
        assert asks_for_time(text), text
    for text in (
        *("import datetime\ndatetime.datetime.fromisoformat('2025-03-01')", "import time\ntime.monotonic()"),
        *(
            "from vardkedja.kernel import clock\nclock.now()",
            '"""Asks now() of nobody."""',
            "sql = 'select known_now(x)'",
        ),
    ):
        assert asks_for_time(text) == [], text


def _chain(node: ast.expr) -> set[str]:
    """The names along `a.b(...).c`, from the right."""
    found: set[str] = set()
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
            node = node.value
        else:
            return found


def _is_write(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
        return False
    if node.func.attr in ("update", "delete", "create", "aupdate", "adelete", "acreate"):
        bare_delete = node.func.attr in ("delete", "adelete") and not (node.args or node.keywords)
        return bool(_chain(node.func.value) & CHAIN) or bare_delete
    return True


def writes(text: str) -> list[str]:
    """Places that write to the database: through a model, a manager or SQL."""
    tree = parsed(text)
    faults = [f"line {node.lineno}: .{node.func.attr}()" for node in ast.walk(tree) if _is_write(node)]
    return faults + [f"line {line}: {text.split()[0]} in SQL" for line, text in texts(tree) if SQL_WRITE.match(text)]


def test_only_verbs_save() -> None:
    """X-08, X-13: pages, lists and prints write nothing; what changes something is a verb."""
    found = {name: faults for name, text in product().items() if (faults := writes(text))}
    assert any(name.startswith("vardkedja/commitments/actions/") for name in found)
    assert {name: faults for name, faults in found.items() if not MAY_WRITE.match(name) and name not in ALSO} == {}


def test_a_view_that_saves_is_found() -> None:
    for text in (
        *("case.save()", "Case.objects.create(x=1)", "Case.objects.filter(x=1).update(y=2)", "case.delete()"),
        *(
            "mine.all().delete()",
            "Case.objects.bulk_create(rows)",
            "cursor.execute('update kernel_case set state = 1')",
        ),
        *("sql = 'delete from kernel_case'", "sql = 'with k as (insert into a values (1)) select 1'"),
    ):
        assert writes(text), text
    for text in (
        "seen.update(mine)",
        "digest.update(b'')",
        "response.delete_cookie('a')",
        "sql = 'select 1'",
        "'Update the list'",
    ):
        assert writes(text) == [], text
    assert not MAY_WRITE.match("vardkedja/commitments/views/form.py")
    assert not MAY_WRITE.match("vardkedja/web/office/registers.py")


def verbless(text: str) -> list[str]:
    """Public functions that write and are no verb: they would have no transaction, retry or single commit."""
    faults = []
    for node in parsed(text).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        marks = {dotted(mark.func if isinstance(mark, ast.Call) else mark) for mark in node.decorator_list}
        saves = any(_is_write(inside) or _sends(inside) for inside in ast.walk(node))
        if saves and not marks & {"verb", "verbs.verb", "transaction.atomic"}:
            faults.append(f"line {node.lineno}: {node.name}")
    return faults


def _sends(node: ast.AST) -> bool:
    """`Write(...)....send(...)`: the statement of a verb."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "send"
        and bool(node.keywords)
    )


def test_what_writes_in_the_actions_is_a_verb() -> None:
    """X-37, X-38: one operation, one transaction, done again from the top when the database asks."""
    actions = {name: text for name, text in product().items() if re.search(r"/actions(/\w+)?\.py$", name)}
    assert len(actions) > 3
    assert {name: found for name, text in actions.items() if (found := verbless(text))} == {}


def test_an_action_without_the_mark_is_found() -> None:
    assert verbless("@verb\ndef issue(*, by):\n    case.save()") == []
    assert verbless("def issue(*, by):\n    case.save()")
    assert verbless("def issue(*, by):\n    write.send(patient_id=1)")
    assert verbless("def _helper(write):\n    write.send(patient_id=1)") == []
