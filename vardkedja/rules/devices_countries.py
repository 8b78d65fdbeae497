"""The rules of each country as data: groups, rows, certificates (HJM-28, 29, D-61)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import cast

from vardkedja.rules.calendar import add_days
from vardkedja.rules.decision import Source
from vardkedja.rules.law import Terms


class Entitlement(StrEnum):
    """What a patient from another country may have, least first."""

    NONE = "none"
    FULL_COST = "full_cost"
    REGION_LEFT = "region_left"
    ACUTE = "acute"
    ASYLUM = "asylum"
    NECESSARY = "necessary"
    COVERED_CARE = "covered_care"
    PLANNED_CARE = "planned_care"
    AS_RESIDENT = "as_resident"

    @property
    def rank(self) -> int:
        """Its place in the order; a higher one is worth more to the patient."""
        return list(Entitlement).index(self)


class RentOrBuy(StrEnum):
    """How rent or purchase is settled."""

    TO_AGREE = "to_agree"
    LOAN_IN_CARE = "loan_in_care"
    AS_RESIDENT = "as_resident"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that is attached. Dates that are not told are not judged. ``attached_on``: to this case."""

    kind: str
    valid_from: date | None = None
    valid_to: date | None = None
    issued_on: date | None = None
    attached_on: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What applies to one status from one group of countries. ``certificates``: one of each."""

    status: str
    groups: tuple[str, ...]
    certificates: tuple[tuple[str, ...], ...]
    entitlement: Entitlement
    payer: str
    rent_or_buy: RentOrBuy
    usual: bool = False
    stated: bool = False
    not_in: tuple[str, ...] = ()
    instead: str = ""


class Table:
    """The table as it was one day. ``version`` is the first day of the rows. Raises NotInForce."""

    def __init__(self, on: date, terms: Terms) -> None:
        rows = terms.value("devices.country_rows", on)
        groups = terms.value("devices.country_groups", on)
        certificates = terms.value("devices.certificates", on)
        countries = terms.value("devices.countries", on)
        self.version = rows.start
        self.sources: tuple[Source, ...] = (rows.source, groups.source)
        self.rows = {key: _row(raw) for key, raw in cast(Mapping[str, Mapping[str, object]], rows.value).items()}
        self._groups = cast(Mapping[str, tuple[str, ...]], groups.value)
        self._certificates = cast(Mapping[str, Mapping[str, object]], certificates.value)
        self._countries = cast(Mapping[str, tuple[str, ...]], countries.value)
        self._by_name = {
            written.casefold(): code for code, names in self._countries.items() for written in (*names, code)
        }
        self.not_settled = cast(tuple[str, ...], terms.value("devices.statuses_not_settled", on).value)

    def country(self, written: str) -> str | None:
        """The code of a country written as code, Swedish or English name; None when it is not known."""
        return self._by_name.get(written.strip().casefold())

    def country_name(self, code: str) -> str:
        """The Swedish name."""
        return self._countries[code][0]

    def groups(self, code: str) -> tuple[str, ...]:
        """The groups of a country; ``third`` when it is in none."""
        return tuple(name for name, members in self._groups.items() if code in members) or ("third",)

    def rows_of(self, code: str) -> dict[str, Row]:
        """The rows that a patient from the country can have."""
        groups = set(self.groups(code))
        return {key: row for key, row in self.rows.items() if groups & set(row.groups) and not groups & set(row.not_in)}

    def certificate(self, written: str) -> str | None:
        """The code of a document; None when it is not known."""
        sought = written.strip().casefold()
        for code, raw in self._certificates.items():
            if sought == code or sought in cast(tuple[str, ...], raw["also"]):
                return code
        return None

    def certificate_name(self, code: str) -> str:
        """The Swedish name."""
        return str(self._certificates[code]["name"])

    def shown(self, written: str) -> str:
        """A document as a person reads it: its Swedish name, or what was written when it is not known."""
        code = self.certificate(written)
        return written if code is None else self.certificate_name(code)

    def counts(self, document: Document, on: date, opened_on: date | None = None) -> bool:
        """Whether a document proves anything on the day (HJM-29), for a case opened on ``opened_on`` (HJM-40)."""
        code = self.certificate(document.kind)
        if code is None or not self._certificates[code]["proof"]:
            return False
        if opened_on and document.attached_on and document.attached_on < opened_on:
            return False
        if (document.valid_from and on < document.valid_from) or (document.valid_to and on > document.valid_to):
            return False
        days = cast(int | None, self._certificates[code].get("days"))
        return days is None or document.issued_on is None or on <= add_days(document.issued_on, days)


@lru_cache(maxsize=64)
def table_of(on: date, terms: Terms) -> Table:
    """The table of a day. Raises NotInForce."""
    return Table(on, terms)


def _row(raw: Mapping[str, object]) -> Row:
    return Row(
        status=str(raw["status"]),
        groups=cast(tuple[str, ...], raw["groups"]),
        certificates=cast(tuple[tuple[str, ...], ...], raw["certificates"]),
        entitlement=Entitlement(str(raw["entitlement"])),
        payer=str(raw["payer"]),
        rent_or_buy=RentOrBuy(str(raw["rent_or_buy"])),
        usual=bool(raw.get("usual", False)),
        stated=bool(raw.get("stated", False)),
        not_in=cast(tuple[str, ...], raw.get("not_in", ())),
        instead=str(raw.get("instead", "")),
    )
