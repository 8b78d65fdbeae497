"""Ask any function of the rules with facts as a worked case writes them: ``module.function`` and plain values."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from fractions import Fraction
from importlib import import_module
from typing import Any, cast, get_args, get_type_hints

import msgspec

from vardkedja.rules.decision import plain


def ask(rule: str, facts: Mapping[str, object]) -> object:
    """The answer of ``vardkedja.rules.<module>.<function>``.

    A parameter called ``facts`` takes all of them as one dataclass; otherwise each fact is a parameter of its own.
    Raises TypeError for a fact that the rule does not know.
    """
    module, _, name = rule.rpartition(".")
    function = getattr(import_module(f"vardkedja.rules.{module}"), name)
    hints = get_type_hints(function)
    written = cast(dict[str, object], plain(facts))
    if "facts" in inspect.signature(function).parameters:
        return function(_convert(written, hints["facts"]))
    if unknown := written.keys() - hints.keys():
        raise TypeError(f"{rule} does not know {', '.join(sorted(unknown))}")
    return function(**{key: _convert(value, hints[key]) for key, value in written.items()})


def _convert(written: object, kind: Any) -> Any:
    _know_all(written, kind)
    return msgspec.convert(written, kind, dec_hook=_decode)


def _decode(kind: Any, value: object) -> Any:
    if kind is Fraction:
        return Fraction(str(value))
    raise NotImplementedError(kind)


def _know_all(written: object, kind: Any) -> None:
    """Raises TypeError for a key that no field of the dataclass has: a slip in a case must not pass."""
    if isinstance(written, list):
        for item in written:
            for part in get_args(kind):
                _know_all(item, part)
        return
    if not isinstance(written, Mapping):
        return
    for part in (kind, *get_args(kind)):
        if dataclasses.is_dataclass(part):
            hints = get_type_hints(part)
            if unknown := written.keys() - hints.keys():
                raise TypeError(f"{part} has no {', '.join(sorted(unknown))}")
            for key, value in written.items():
                _know_all(value, hints[key])
