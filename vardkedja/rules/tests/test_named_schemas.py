"""The schema of a named rule says what the command line does: patterns, null, what is needed, and the words of a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.rules.named.shapes import faults, schema
from vardkedja.rules.named.table import NAMED

AMOUNT = 'ska vara ett belopp skrivet som text, till exempel "9999.99"'
PRICE = 'ska vara ett belopp skrivet som text, till exempel "10000"'
AVERAGE = 'ska vara ett genomsnitt skrivet som text, till exempel "2.5" eller "27/10"'
MONTH = "ska vara en månad, ÅÅÅÅ-MM, skriven som text"
ROUTE = {"residence": "other_region", "area": "rorelse", "price": "1", "advanced": False}
NULL = {"type": "null"}


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a schema."""
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(part)
    if isinstance(node, dict):
        yield node


@pytest.mark.parametrize("name", NAMED)
def test_an_optional_fact_may_be_null_and_no_other(name: str) -> None:
    """X-35: null is the same as absent, so the schema allows it just where a fact may be left out, with its default."""
    objects = [node for node in nodes(schema(NAMED[name].facts)) if "properties" in node]
    assert objects
    for node in objects:
        assert node["additionalProperties"] is False
        for field, part in node["properties"].items():
            optional = field not in node.get("required", ())
            assert (NULL in part.get("anyOf", ())) is optional
            assert ("default" in part) is optional
            assert not any("default" in option for option in part.get("anyOf", ()))


@pytest.mark.parametrize("name", NAMED)
def test_a_pattern_is_one_that_every_reader_knows(name: str) -> None:
    """X-35: JSON Schema has ^ and $ and not the anchors of Python."""
    for node in nodes({"facts": schema(NAMED[name].facts), "result": schema(NAMED[name].result)}):
        if isinstance(written := node.get("pattern"), str):
            assert written.startswith("^")
            assert not {"\\A", "\\Z", "\\z"} & {written[at : at + 2] for at in range(len(written))}


def test_a_result_is_not_loosened() -> None:
    """X-35: a result has the types that are promised."""
    properties = schema(NAMED["devices.route"].result)["$defs"]["RouteResult"]["properties"]
    assert properties["steps"] == {"type": "array", "items": {"$ref": "#/$defs/RouteStep"}, "default": []}
    assert properties["may_prescribe"] == {"type": "boolean"}


@pytest.mark.parametrize(
    ("rule", "facts", "said"),
    [
        ("devices.route", ROUTE | {"price": 9999}, f"$.price: {AMOUNT}"),
        ("devices.route", ROUTE | {"price": "9999,99"}, f"$.price: {AMOUNT}"),
        ("devices.route", ROUTE | {"price": "9999.99\n"}, f"$.price: {AMOUNT}"),
        ("devices.route", ROUTE | {"price": "1/0"}, f"$.price: {AMOUNT}"),
        ("devices.route", ROUTE | {"accessories": "-1"}, f"$.accessories: {AMOUNT}"),
        ("devices.route", ROUTE | {"urgency": "akut"}, "$.urgency: okänt fält"),
        ("liability.days", {"notices": [], "month": "2025-3"}, f"$.month: {MONTH}"),
        ("liability.charge", {"cases": [], "month": "2025-03", "price": 10000}, f"$.price: {PRICE}"),
        ("liability.ladder", {"months": [{"month": "2025-01", "average": 2.5}]}, f"$.months[0].average: {AVERAGE}"),
    ],
)
def test_a_fault_says_what_it_should_have_been(rule: str, facts: dict[str, object], said: str) -> None:
    """HJM-09, LNK-113, LNK-115, LNK-126: one line, and no fault but that one."""
    assert list(faults(facts, NAMED[rule].facts)) == [said]


@pytest.mark.parametrize("price", ["0", "9999.99", "10000.00", "999999/100"])
def test_an_amount_is_a_decimal_or_a_fraction(price: str) -> None:
    """HJM-04, HJM-05: exact, as text."""
    assert list(faults(ROUTE | {"price": price}, NAMED["devices.route"].facts)) == []


def test_an_exception_from_consent_has_a_ground_and_a_need() -> None:
    """LNK-09: neither may be left out; empty ones are reasons and no faults."""
    facts = {
        "admitted_at": "2025-03-03T14:20:00+01:00",
        "consent": {"municipality": False, "outpatient": False},
        "sbar": dict.fromkeys("sbar", "x"),
        "preliminary_on": "2025-03-04",
    }
    shape = NAMED["discharge.admission_notice"].facts
    assert list(faults(facts | {"exception": {"ground": "OSL 25:12"}}, shape)) == ["$.exception.need: saknas"]
    assert list(faults(facts | {"exception": {"need": True}}, shape)) == ["$.exception.ground: saknas"]
    assert list(faults(facts | {"exception": {"ground": "", "need": ""}}, shape)) == []
