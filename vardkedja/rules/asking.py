"""Ask any rule with plain facts, as JSON writes them: a named rule by its name, any other as ``module.function``."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib import import_module
from typing import Any, cast, get_args, get_type_hints

import msgspec

from vardkedja.rules.named.shapes import convert, faults
from vardkedja.rules.named.table import NAMED


class UnknownRule(LookupError):  # noqa: N818 - reads as a sentence where it is caught
    """No rule has this name."""


class WrongFacts(ValueError):  # noqa: N818 - as above
    """The facts do not fit the rule."""


def ask(rule: str, facts: Mapping[str, object]) -> Any:
    """The answer of a rule; nearly always a Decision. Raises UnknownRule and WrongFacts.

    A named rule wants facts that fit its schema. Another function with a parameter called ``facts`` takes them all as
    one dataclass; otherwise each fact is a parameter of its own. A fact that the rule does not know is wrong.
    """
    if rule in NAMED:
        if found := list(faults(facts, NAMED[rule].facts)):
            raise WrongFacts("; ".join(found))
        return NAMED[rule].answer(convert(facts, NAMED[rule].facts))
    function = _function(rule)
    hints = get_type_hints(function)
    parameters = inspect.signature(function).parameters
    try:
        if "facts" in parameters:
            given = {"facts": _convert(facts, hints["facts"])}
        else:
            _known(facts, parameters, rule)
            # null is the same as absent
            given = {key: None for key in parameters if type(None) in get_args(hints[key])} | {
                key: _convert(value, hints[key]) for key, value in facts.items()
            }
            inspect.signature(function).bind(**given)
    except (msgspec.ValidationError, TypeError) as fault:
        raise WrongFacts(str(fault)) from None
    return function(**given)


def _function(rule: str) -> Callable[..., object]:
    module, _, name = rule.rpartition(".")
    if not module.isidentifier() or name.startswith("_"):
        raise UnknownRule(rule)
    try:
        found = getattr(import_module(f"vardkedja.rules.{module}"), name)
    except (ImportError, AttributeError):
        raise UnknownRule(rule) from None
    if not inspect.isfunction(found):
        raise UnknownRule(rule)
    return cast(Callable[..., object], found)


def _convert(written: object, kind: Any) -> Any:
    _know_all(written, kind)
    return msgspec.convert(written, kind, dec_hook=_decode)


def _decode(kind: Any, value: object) -> Any:
    if kind is Fraction:
        return Fraction(str(value))
    raise TypeError(f"no way to write {kind}")


def _know_all(written: object, kind: Any) -> None:
    """Raises TypeError for a key that no field of the dataclass has: a slip must not pass as a fact left out."""
    if isinstance(written, list):
        for item in written:
            for part in get_args(kind):
                _know_all(item, part)
    elif isinstance(written, Mapping):
        for part in (kind, *get_args(kind)):
            if dataclasses.is_dataclass(part):
                hints = get_type_hints(part)
                _known(written, hints, str(part))
                for key, value in written.items():
                    _know_all(value, hints[key])


def _known(written: Mapping[str, object], known: Mapping[str, object], where: str) -> None:
    if unknown := written.keys() - known.keys():
        raise TypeError(f"{where} does not know {', '.join(sorted(unknown))}")
