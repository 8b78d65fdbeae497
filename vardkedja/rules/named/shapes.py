"""The shapes that facts and results may have, and every fault of facts that do not fit."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from vardkedja.rules.calendar import local_day

MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d))?", re.ASCII)


class Moment:
    """A day, or an instant with offset, as ISO 8601 text.

    ``day`` is the calendar day in Stockholm, ``at`` the instant, or None when only a day was written.
    """

    def __init__(self, text: str) -> None:
        if not MOMENT.fullmatch(text):
            raise ValueError(text)
        self.at = None if len(text) == 10 else datetime.fromisoformat(text.upper())
        self.day = date.fromisoformat(text) if self.at is None else local_day(self.at)


class Mark:
    """Done or not: true or false, or the day or the instant it was done. ``value`` is what it says."""

    def __init__(self, written: bool | str) -> None:
        moment = None if isinstance(written, bool) else Moment(written)
        self.value: bool | datetime | date = bool(written) if moment is None else moment.at or moment.day


class Facts(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule is asked with. Unknown fields are faults."""


Text = Annotated[str, msgspec.Meta(min_length=1)]


def decode(kind: type, value: object) -> Any:
    """One custom type out of JSON."""
    if kind is Moment and isinstance(value, str):
        return Moment(value)
    if kind is Mark and isinstance(value, bool | str):
        return Mark(value)
    raise ValueError("en tidpunkt skrivs som text")


def describe(kind: type) -> dict[str, object]:
    """The JSON Schema of a custom type."""
    if kind is Moment:
        return {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
    if kind is Mark:
        return {
            "anyOf": [{"type": "boolean"}, {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}]
        }
    raise NotImplementedError


def schema(kind: Any) -> dict[str, Any]:
    """The JSON Schema of a type. A fact that may be left out may also be null."""
    written: dict[str, Any] = _null_allowed(msgspec.json.schema(kind, schema_hook=describe))
    return written


_NULL = {"type": "null"}


def _null_allowed(node: Any) -> Any:
    if isinstance(node, list):
        return [_null_allowed(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _null_allowed(value) for key, value in node.items()}
    if node.get("additionalProperties") is False:  # facts, where a name that is not known is a fault
        for name, part in node["properties"].items():
            if name not in node.get("required", ()) and _NULL not in part.get("anyOf", ()):
                node["properties"][name] = {"anyOf": [part, _NULL], "default": part.pop("default")}
    return node


def without_nulls(value: object) -> object:
    """null is the same as absent."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def convert(value: object, kind: Any) -> Any:
    """The facts as ``kind``. Raises msgspec.ValidationError, ValueError or OverflowError."""
    return msgspec.convert(value, kind, dec_hook=decode)


def faults(value: object, kind: Any, path: str = "$") -> Iterator[str]:
    """One line per fault, with the path to it; nothing when the value fits."""
    kind = _without_none(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from _object_faults(value, kind, path)
    elif get_origin(kind) is list:
        if not isinstance(value, list):
            yield f"{path}: ska vara en lista"
            return
        for place, item in enumerate(value):
            yield from faults(item, get_args(kind)[0], f"{path}[{place}]")
    else:
        try:
            convert(value, kind)
        except (msgspec.ValidationError, ValueError, OverflowError):
            yield f"{path}: ska vara {_expected(kind)}"


def _object_faults(value: object, kind: type[msgspec.Struct], path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: ska vara ett objekt"
        return
    fields = _shape(kind)
    for name, (hint, required) in fields.items():
        if name in value:
            yield from faults(value[name], hint, f"{path}.{name}")
        elif required:
            yield f"{path}.{name}: saknas"
    for name in value:
        if name not in fields:
            yield f"{path}.{name}: okänt fält"


@cache
def _shape(kind: type[msgspec.Struct]) -> dict[str, tuple[Any, bool]]:
    """Each field by its written name: its type, and whether it is required. Worked out once for a whole batch."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.encode_name: (hints[field.name], field.required) for field in msgspec.structs.fields(kind)}


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        rest = [part for part in get_args(kind) if part is not type(None)]
        return rest[0] if len(rest) == 1 else kind
    return kind


_EXPECTED = {
    date: "ett datum, ÅÅÅÅ-MM-DD",
    Moment: "ett datum eller en tidpunkt med offset",
    Mark: "true, false, ett datum eller en tidpunkt med offset",
    datetime: "en tidpunkt med offset",
    str: "text",
    int: "ett heltal",
    bool: "true eller false",
}


def _expected(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return f"ett av {', '.join(get_args(kind))}"
    if get_origin(kind) is Annotated:
        base, *meta = get_args(kind)
        if told := next((part.description for part in meta if getattr(part, "description", None)), ""):
            return str(told)
        least = next((part.ge for part in meta if getattr(part, "ge", None) is not None), None)
        limit = f", minst {least}" if least is not None else ", inte tom" if base is str else ""
        return _expected(base) + limit
    return _EXPECTED.get(kind, "av rätt slag")
