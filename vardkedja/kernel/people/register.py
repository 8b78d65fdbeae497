"""The population register behind one interface. The embedded one is a table loaded from a file; a real one is an adapter more.

`look_up(number, day)` answers who holds a number and where the person was registered that day. When the register does not
answer, a check made by hand the same day, by two people, stands in for it (X-40).
"""

import datetime
import functools
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from django.db import models

from vardkedja.kernel import query
from vardkedja.kernel.people.models import ManualCheck, RegisterEntry
from vardkedja.rules.decision import Reason
from vardkedja.rules.identity import parse_personal

EMBEDDED_SOURCE = "folkbokföringen"


class Unavailable(Exception):
    """The register does not answer."""


@dataclass(frozen=True)
class Answer:
    """What the register says about a number on a day. `region` None with `emigrated_on` set means abroad."""

    number: str
    kind: str
    given: str
    family: str
    address: tuple[str, str, str, str] = ("", "", "", "")  # care of, street, postcode, town
    municipality: str | None = None
    municipality_name: str = ""
    region: str | None = None
    region_name: str = ""
    registered_from: datetime.date | None = None
    protected: bool = False
    deceased_on: datetime.date | None = None
    emigrated_on: datetime.date | None = None
    replaced_by: str = ""
    phone: str = ""
    source: str = EMBEDDED_SOURCE
    earlier: tuple[tuple[str, datetime.date], ...] = field(default=())  # (municipality, from) before the present one


class PopulationRegister(Protocol):
    """What every adapter answers. None: the number is not in the register. Raises Unavailable."""

    def find(self, number: str, day: datetime.date) -> Answer | None: ...


class Row(NamedTuple):
    """A row of the embedded register with its places spelled out; the names are the question's columns."""

    number: str
    kind: str
    given: str
    family: str
    care_of: str
    street: str
    postcode: str
    town: str
    municipality_id: str | None
    municipality__name: str | None
    municipality__region_id: str | None
    municipality__region__name: str | None
    registered_from: datetime.date | None
    previous_municipality_id: str | None
    previous_municipality__name: str | None
    previous_municipality__region_id: str | None
    previous_municipality__region__name: str | None
    previous_from: datetime.date | None
    protected: bool
    deceased_on: datetime.date | None
    emigrated_on: datetime.date | None
    replaced_by: str
    phone: str


class EmbeddedRegister:
    """The register in our own database, loaded from a CSV file. One statement a look-up."""

    def find(self, number: str, day: datetime.date) -> Answer | None:
        rows = query.fetch(_question(), {"number": number})
        return _answer(Row(*rows[0]), day) if rows else None


@functools.lru_cache(maxsize=1)
def _question() -> query.Compiled:
    asked = RegisterEntry.objects.filter(number=query.Blank("number", models.CharField(max_length=12)))
    return query.compiled(asked.values_list(*Row._fields))


def _answer(row: Row, day: datetime.date) -> Answer:
    home: tuple[str | None, ...] = row[8:12]  # code, name, region, its name
    since = row.registered_from
    earlier: tuple[tuple[str, datetime.date], ...] = ()
    if row.previous_municipality_id and row.previous_from:
        earlier = ((row.previous_municipality_id, row.previous_from),)
        if since and day < since:
            home, since, earlier = row[13:17], row.previous_from, ()
    abroad = row.emigrated_on is not None and row.emigrated_on <= day
    not_yet = since is not None and day < since
    code, name, region, region_name = (None, None, None, None) if abroad or not_yet else home
    return Answer(
        number=row.number,
        kind=row.kind,
        given=row.given,
        family=row.family,
        address=(row.care_of, row.street, row.postcode, row.town),
        municipality=code,
        municipality_name=name or "",
        region=region,
        region_name=region_name or "",
        registered_from=since,
        protected=row.protected,
        deceased_on=row.deceased_on,
        emigrated_on=row.emigrated_on,
        replaced_by=row.replaced_by,
        phone=row.phone,
        earlier=earlier,
    )


REGISTER: PopulationRegister = EmbeddedRegister()


def look_up(number: str, day: datetime.date) -> Answer | None:
    """Ask the register; when it is down, the day's check by hand answers. Raises Unavailable when there is none either."""
    try:
        return REGISTER.find(number, day)
    except Unavailable:
        by_hand = (
            ManualCheck.objects.filter(number=number, day=day, confirmed_at__isnull=False)
            .select_related("municipality__region", "entered_by", "confirmed_by")
            .order_by("-confirmed_at")
            .first()
        )
        if by_hand is None:
            raise
        return _by_hand(by_hand)


def _by_hand(check: ManualCheck) -> Answer:
    assert check.confirmed_by is not None
    return Answer(
        number=check.number,
        kind="personnummer",
        given=check.given,
        family=check.family,
        address=("", check.street, check.postcode, check.town),
        municipality=check.municipality_id,
        municipality_name=check.municipality.name,
        region=check.municipality.region_id,
        region_name=check.municipality.region.name,
        registered_from=None,
        protected=check.protected,
        source=f"kontroll för hand av {check.entered_by.name} och {check.confirmed_by.name}",
    )


@dataclass(frozen=True)
class Asked:
    """What came of asking for a typed number: the answer, the number, what is wrong with it, whether the register is down."""

    answer: Answer | None = None
    number: str = ""
    reasons: tuple[Reason, ...] = ()
    down: bool = False


def asked(typed: str, day: datetime.date) -> Asked:
    """Ask the register for a number as it was typed. One that the register lacks gives an answer without a name."""
    if not typed:
        return Asked()
    identity = parse_personal(typed, day)
    if isinstance(identity, list):
        return Asked(reasons=tuple(identity))
    try:
        answer = look_up(identity.canonical, day)
    except Unavailable:
        return Asked(number=identity.canonical, down=True)
    return Asked(
        answer or Answer(number=identity.canonical, kind=str(identity.kind), given="", family=""), identity.canonical
    )
