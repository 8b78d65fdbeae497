"""Values that acts and agreements set, by name and day.

Each file in ``law/`` holds one act or agreement. An entry that has applied is never edited, only followed by a new one
with a later ``from``. A region's own later versions are laid over the shipped entries with ``Terms(overlay=...)``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from vardkedja.rules.decision import Reason, Source, Weight, Who

# "reading" alone: the value is in the source, but its first day is ours; "reading R-nn": so is the value.
BASIS = re.compile(r"found|derived|reading( R-\d\d)?")


@dataclass(frozen=True, slots=True)
class LawValue:
    """One value from ``start`` through ``end`` (None: no end), for ``party`` (a region code; None: everybody).

    ``label`` is the Swedish name of the value, ``rows`` the rows of the data section of the catalogue it answers.
    """

    name: str
    value: object
    unit: str
    start: date
    end: date | None
    source: Source
    label: str
    party: str | None = None
    rows: tuple[str, ...] = ()


class NotInForce(LookupError):  # noqa: N818 - reads as a sentence where it is caught
    """No value with this name is in force that day. ``reason`` is what to show; it makes an outcome unclear."""

    def __init__(self, name: str, day: date, party: str | None = None, label: str = "") -> None:
        self.name, self.day, self.party, self.label = name, day, party, label or name
        super().__init__(f"{name} {day.isoformat()}")

    @property
    def reason(self) -> Reason:
        """A reason that names what is missing and the day."""
        return Reason(
            code="LAW.missing",
            head="En regel saknas för dagen",
            text=f"Det finns ingen uppgift om {self.label} för {self.day.isoformat()}. "
            "Frågan går därför inte att avgöra. Be förvaltaren lägga in det som gällde den dagen.",
            source=Source("Vårdkedja, regler som data", self.name),
            weight=Weight.FLAG,
            who=Who.SOMEONE_ELSE,
        )


Index = dict[tuple[str, str | None], tuple[LawValue, ...]]


class LawFault(ValueError):
    """A law file that cannot be used: an entry is incomplete, or two entries apply the same day."""


class Terms:
    """The values in force: the shipped files, with a region's own entries laid over them.

    ``overlay`` wins over ``base`` for the same name and party; an entry for a party wins over one for everybody.
    ``base`` is replaced only by tests.
    """

    def __init__(self, overlay: Iterable[LawValue] = (), base: Iterable[LawValue] | None = None) -> None:
        shipped_index = _index(shipped()) if base is None else _index(base)
        over = _index(overlay)
        self._layers: tuple[Index, ...] = (over, shipped_index) if over else (shipped_index,)

    def value(self, name: str, on: date, party: str | None = None) -> LawValue:
        """The value in force on ``on``. Raises NotInForce."""
        found = (self.own(name, on, party) if party else None) or self.own(name, on, None)
        if found is None:
            raise NotInForce(name, on, party, self.label(name))
        return found

    def own(self, name: str, on: date, party: str | None) -> LawValue | None:
        """The party's own value in force on ``on``, or None; party None: what applies to everybody."""
        for layer in self._layers:
            for entry in layer.get((name, party), ()):
                if entry.start <= on and (entry.end is None or on <= entry.end):
                    return entry
        return None

    def names(self, prefix: str) -> tuple[str, ...]:
        """Every name that begins with ``prefix``, in force or not, sorted."""
        return tuple(sorted({name for layer in self._layers for name, _ in layer if name.startswith(prefix)}))

    def label(self, name: str) -> str:
        """The Swedish name of a value, whether it is in force or not; the name itself when there is none."""
        for layer in self._layers:
            for (known, _), entries in layer.items():
                if known == name:
                    return entries[0].label
        return name


def value(name: str, on: date, party: str | None = None) -> LawValue:
    """The shipped value in force on ``on``. Raises NotInForce."""
    return SHIPPED.value(name, on, party)


@lru_cache(maxsize=1)
def shipped() -> tuple[LawValue, ...]:
    """Every entry of every shipped file. Raises LawFault."""
    folder = resources.files("vardkedja.rules") / "law"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return tuple(entry for item in files for entry in read(item.read_text(encoding="utf-8"), item.name))


def read(text: str, where: str) -> tuple[LawValue, ...]:
    """The entries of one law file. Raises LawFault naming ``where`` and the entry."""
    document = tomllib.loads(text)
    title = document.get("title")
    if not title:
        raise LawFault(f"{where}: title is missing")
    return tuple(_entry(raw, document, f"{where}: {raw.get('name', '?')}") for raw in document.get("entry", ()))


def _entry(raw: Mapping[str, object], document: Mapping[str, object], where: str) -> LawValue:
    for key in ("name", "label", "from", "value", "unit", "clause", "basis"):
        if key not in raw:
            raise LawFault(f"{where}: {key} is missing")
    unknown = set(raw) - {"name", "label", "from", "to", "value", "unit", "clause", "basis", "checked", "party", "rows"}
    if unknown:
        raise LawFault(f"{where}: unknown key {', '.join(sorted(unknown))}")
    start, end, checked = raw["from"], raw.get("to"), raw.get("checked", document.get("checked"))
    basis = str(raw["basis"])
    if type(start) is not date or not (end is None or type(end) is date) or type(checked) is not date:
        raise LawFault(f"{where}: from, to and checked are dates")
    if end is not None and end < start:
        raise LawFault(f"{where}: to is before from")
    if not BASIS.fullmatch(basis):
        raise LawFault(f"{where}: basis is found, derived or reading R-nn")
    rows = raw.get("rows", ())
    party = raw.get("party", document.get("party"))
    return LawValue(
        name=str(raw["name"]),
        value=frozen(raw["value"], where),
        unit=str(raw["unit"]),
        start=start,
        end=end,
        source=Source(str(document["title"]), str(raw["clause"]), start, checked, basis),
        label=str(raw["label"]),
        party=None if party is None else str(party),
        rows=tuple(str(row) for row in rows) if isinstance(rows, list) else (),
    )


def frozen(item: object, where: str) -> object:
    """Lists become tuples and tables read-only; a binary float is refused (X-36)."""
    if isinstance(item, float):
        raise LawFault(f"{where}: write decimals as text")
    if isinstance(item, list):
        return tuple(frozen(part, where) for part in item)
    if isinstance(item, dict):
        return MappingProxyType({key: frozen(part, where) for key, part in item.items()})
    return item


def _index(entries: Iterable[LawValue]) -> Index:
    """Entries by name and party, oldest first. Raises LawFault when two apply the same day."""
    grouped: dict[tuple[str, str | None], list[LawValue]] = {}
    for entry in entries:
        grouped.setdefault((entry.name, entry.party), []).append(entry)
    index: Index = {}
    for key, versions in grouped.items():
        versions.sort(key=lambda entry: entry.start)
        for earlier, later in zip(versions, versions[1:], strict=False):
            if earlier.end is None or earlier.end >= later.start:
                raise LawFault(f"{key[0]} ({key[1] or 'all'}): two entries apply {later.start.isoformat()}")
        index[key] = tuple(versions)
    return index


SHIPPED = Terms()
