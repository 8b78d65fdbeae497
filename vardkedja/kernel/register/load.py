"""Typed readers for the register files shipped beside this module.

In: the CSV files in this folder (UTF-8, a header row, dates as YYYY-MM-DD, empty = unknown or not applicable).
Out: tuples of frozen dataclasses in file order. A file that cannot be read as promised raises RegisterError,
which names file, line and column. Plain Python: no framework, no database, no clock; every question about
"now" takes the day as an argument.

The regions and municipalities are Sweden's own. The people and the staff are invented; the hospitals are real
places with invented addresses, and every unit and staff id is a demo id (`...-DEMO0001`).
"""

import csv
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from vardkedja.kernel.register.rows import (
    CastRow,
    Channel,
    Funding,
    MunicipalityRow,
    NumberKind,
    PersonRow,
    RegionRow,
    ResidenceStatus,
    RuleDocumentRow,
    UnitKind,
    UnitRow,
)

__all__ = [
    "CastRow",
    "Channel",
    "Funding",
    "MunicipalityRow",
    "NumberKind",
    "PersonRow",
    "RegionRow",
    "RegisterError",
    "ResidenceStatus",
    "RuleDocumentRow",
    "UnitKind",
    "UnitRow",
    "cast",
    "municipalities",
    "population",
    "population_from",
    "regions",
    "rule_documents",
    "units",
]

FOLDER = Path(__file__).parent

Row = TypeVar("Row")
Word = TypeVar("Word", bound=StrEnum)


class RegisterError(ValueError):
    """A register file does not hold what its reader promises. The message names file, line and column."""


class _Cells:
    """One row of a file, with conversions that fail by name."""

    def __init__(self, file: Path, line: int, row: dict[str, str]) -> None:
        self.file, self.line, self.row = file, line, row

    def text(self, column: str) -> str:
        value = self.row.get(column) or ""
        if not value:
            raise self.fault(column, "is empty")
        return value

    def maybe(self, column: str) -> str | None:
        if column not in self.row:
            raise self.fault(column, "no such column")
        return self.row[column] or None

    def day(self, column: str) -> date:
        value = self.text(column)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.fault(column, f"not a date: {value}") from None

    def maybe_day(self, column: str) -> date | None:
        return None if self.maybe(column) is None else self.day(column)

    def yes(self, column: str) -> bool:
        value = self.text(column)
        if value not in ("yes", "no"):
            raise self.fault(column, f"neither yes nor no: {value}")
        return value == "yes"

    def one_of(self, column: str, words: type[Word]) -> Word:
        value = self.text(column)
        try:
            return words(value)
        except ValueError:
            raise self.fault(column, f"unknown word {value}") from None

    def fault(self, column: str, what: str) -> RegisterError:
        return RegisterError(f"{self.file.name}:{self.line}, {column}: {what}")


def _read(name: str | Path, build: Callable[[_Cells], Row]) -> tuple[Row, ...]:
    file = FOLDER / name  # an absolute path stays as it is
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = tuple(build(_Cells(file, reader.line_num, row)) for row in reader)
    if not rows:
        raise RegisterError(f"{file.name}: no rows")
    return rows


@lru_cache(maxsize=1)
def regions() -> tuple[RegionRow, ...]:
    """The 21 regions, in code order."""
    return _read(
        "regions.csv",
        lambda c: RegionRow(
            code=c.text("code"),
            name=c.text("name"),
            county=c.text("county"),
            organisation_number=c.text("organisation_number"),
            collaborative_region=c.maybe("collaborative_region"),
            price_list=c.maybe("price_list"),
        ),
    )


@lru_cache(maxsize=1)
def municipalities() -> tuple[MunicipalityRow, ...]:
    """The 290 municipalities, in code order."""
    return _read(
        "municipalities.csv",
        lambda c: MunicipalityRow(
            code=c.text("code"),
            name=c.text("name"),
            region=c.text("region"),
            collaborative_region=c.maybe("collaborative_region"),
            long_name=c.maybe("long_name"),
        ),
    )


@lru_cache(maxsize=1)
def units() -> tuple[UnitRow, ...]:
    """Every unit, ended and planned ones too; ask `active_on` before offering one."""
    return _read(
        "units.csv",
        lambda c: UnitRow(
            id=c.text("id"),
            institution=c.text("institution"),
            clinic=c.text("clinic"),
            kind=c.one_of("kind", UnitKind),
            funding=c.one_of("funding", Funding),
            region=c.text("region"),
            municipality=c.text("municipality"),
            agreement_region=c.maybe("agreement_region"),
            provider_organisation_number=c.maybe("provider_orgnr"),
            hsa_id=c.text("hsa_id"),
            street=c.text("street"),
            postcode=c.text("postcode"),
            town=c.text("town"),
            opening_hours=c.text("opening_hours"),
            channel=c.one_of("channel", Channel),
            valid_from=c.day("valid_from"),
            valid_to=c.maybe_day("valid_to"),
            merged_into=c.maybe("merged_into"),
            agreement_exception=c.maybe("agreement_exception"),
            agreement_exception_reference=c.maybe("agreement_exception_reference"),
            phone=c.maybe("phone"),
        ),
    )


@lru_cache(maxsize=2)
def population(*, later: bool = False) -> tuple[PersonRow, ...]:
    """The embedded population register; `later` gives the same register some weeks on."""
    return population_from(FOLDER / ("population-later.csv" if later else "population.csv"))


def population_from(file: Path) -> tuple[PersonRow, ...]:
    """A population register from a file of the same form. Raises RegisterError, or OSError when it cannot be opened."""
    return _read(
        file,
        lambda c: PersonRow(
            number=c.text("number"),
            kind=c.one_of("kind", NumberKind),
            given=c.text("given"),
            family=c.text("family"),
            care_of=c.maybe("care_of"),
            street=c.maybe("street"),
            postcode=c.maybe("postcode"),
            town=c.maybe("town"),
            municipality=c.maybe("municipality"),
            registered_from=c.maybe_day("registered_from"),
            previous_municipality=c.maybe("previous_municipality"),
            previous_from=c.maybe_day("previous_from"),
            protected=c.yes("protected"),
            deceased_on=c.maybe_day("deceased_on"),
            emigrated_on=c.maybe_day("emigrated_on"),
            replaced_by=c.maybe("replaced_by"),
            phone=c.maybe("phone"),
        ),
    )


@lru_cache(maxsize=1)
def cast() -> tuple[CastRow, ...]:
    """The named staff of demo and tests."""
    return _read(
        "cast.csv",
        lambda c: CastRow(
            username=c.text("username"),
            name=c.text("name"),
            title=c.text("title"),
            role=c.text("role"),
            unit=c.text("unit"),
            manager=c.maybe("manager"),
            hsa_id=c.text("hsa_id"),
            grant_module=c.maybe("grant_module"),
            grant_from=c.maybe_day("grant_from"),
            grant_to=c.maybe_day("grant_to"),
            grant_reference=c.maybe("grant_reference"),
            description=c.text("description"),
        ),
    )


@lru_cache(maxsize=1)
def rule_documents() -> tuple[RuleDocumentRow, ...]:
    """The rule documents of each region that are known from the start."""
    return _read(
        "ruledocuments.csv",
        lambda c: RuleDocumentRow(
            uuid=UUID(c.text("uuid")),
            region=c.text("region"),
            kind=c.text("kind"),
            title=c.text("title"),
            version=c.maybe("version") or "",
            link=c.maybe("link") or "",
            owner_function=c.maybe("owner_function") or "",
            approved_by_body=c.maybe("approved_by_body") or "",
            created_on=c.maybe_day("created_on"),
            revised_on=c.maybe_day("revised_on"),
            checked_on=c.maybe_day("checked_on"),
            valid_from=c.maybe_day("valid_from"),
            valid_to=c.maybe_day("valid_to"),
            provider_kinds=tuple((c.maybe("provider_kinds") or "").split()),
        ),
    )
