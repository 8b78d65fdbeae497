"""Named rules for devices for patients from elsewhere."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from vardkedja.rules import devices as rules
from vardkedja.rules import devices_abroad as elsewhere
from vardkedja.rules import devices_countries as countries
from vardkedja.rules import devices_facts as facts_of
from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import Facts, Mark, Moment, Text

AreaWord = Literal[
    "rorelse",
    "kommunikation_kognition",
    "syn",
    "ortopedi",
    "medicinteknik",
    "horsel",
    "diabetes",
    "inkontinens",
    "nutrition",
]
# A whole number, a decimal number or a fraction, as text: never a float.
# The pattern stands in the schema, so it is one that any JSON Schema reader knows; (?!\n) because Python's $ allows a last \n.
Amount = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]{1,12}(\.[0-9]{1,6}|/[1-9][0-9]{0,5})?$(?!\n)",
        description='ett belopp skrivet som text, till exempel "9999.99"',
    ),
]
# Other ways of writing the two forms.
FORMS = {"köp": "kop", "köpa": "kop", "buy": "kop", "rent": "hyra"}


class Agreement(Facts, frozen=True):
    """The home region's answer."""

    decided_on: date
    form: Text


class Commitment(Facts, frozen=True):
    """The home region's payment commitment, both days included."""

    valid_from: date
    valid_to: date


class RouteFacts(Facts, frozen=True):
    """A prescription as it stands. Without ``on`` the values still in force are used and no day is compared."""

    residence: Literal["skane", "other_region", "abroad"]
    area: AreaWord
    price: Amount
    advanced: bool
    accessories: Amount = "0"
    adaptation: Amount = "0"
    agreement: Agreement | None = None
    commitment: Commitment | None = None
    registered: Mark | None = None
    cleared: Mark | None = None
    payer_checked: Mark | None = None
    on: Moment | None = None


class RouteStep(msgspec.Struct):
    """A gate, whether it is passed, and what it stands before."""

    step: Literal["agreement", "commitment", "payer_check", "registered", "cleared"]
    state: Literal["done", "missing"]
    before: Literal["prescribe", "hand_out"]


class RouteResult(msgspec.Struct):
    """The way, its gates in order, and what may be done. ``cost`` includes accessories and adaptation."""

    may_prescribe: bool
    may_hand_out: bool
    route: Literal["ordinary", "direct", "home_region", "hearing", "registration", "abroad"] | None = None
    steps: list[RouteStep] = []
    payer: Literal["home_region", "by_country"] | None = None
    cost: str | None = None
    system: str | None = None


def route(asked: RouteFacts) -> Decision:
    """HJM-01 to HJM-26."""
    return rules.route(
        facts_of.RouteFacts(
            residence=asked.residence,
            area=asked.area,
            price=Fraction(asked.price),
            accessories=Fraction(asked.accessories),
            adaptation=Fraction(asked.adaptation),
            advanced=asked.advanced,
            agreement=_agreement(asked.agreement),
            commitment=_commitment(asked.commitment),
            registered=_mark(asked.registered),
            cleared=_mark(asked.cleared),
            # Absent: checked on the day itself.
            payer_checked=True if asked.payer_checked is None else asked.payer_checked.value,
            on=None if asked.on is None else asked.on.at or asked.on.day,
        )
    )


def _mark(asked: Mark | None) -> facts_of.Mark:
    return None if asked is None else asked.value


def _agreement(asked: Agreement | None) -> facts_of.Agreement | None:
    if asked is None:
        return None
    form = asked.form.casefold()
    return facts_of.Agreement(decided_on=asked.decided_on, form=FORMS.get(form, form))


def _commitment(asked: Commitment | None) -> facts_of.Commitment | None:
    return None if asked is None else facts_of.Commitment(valid_from=asked.valid_from, valid_to=asked.valid_to)


class Document(Facts, frozen=True):
    """An attached document with the days on it."""

    kind: Text
    valid_from: date | None = None
    valid_to: date | None = None
    issued_on: date | None = None


class AbroadFacts(Facts, frozen=True):
    """Country as code or name; documents as words, or with their days. ``last_region`` concerns a Swede living abroad."""

    country: Text
    documents: list[Text | Document]
    on: date
    status: str | None = None
    last_region: str | None = None


class AbroadResult(msgspec.Struct):
    """What the patient may have, who pays, what is missing, and which row said so."""

    entitlement: Literal[
        "none",
        "full_cost",
        "region_left",
        "acute",
        "asylum",
        "necessary",
        "covered_care",
        "planned_care",
        "as_resident",
    ]
    payer: Literal["forsakringskassan", "patient", "state"] | None
    missing: list[str]
    rent_or_buy: Literal["to_agree", "loan_in_care", "as_resident"] | None
    status: str | None = None
    row_version: date | None = None


def abroad(asked: AbroadFacts) -> Decision:
    """HJM-27 to HJM-41."""
    return elsewhere.abroad(
        elsewhere.AbroadFacts(
            country=asked.country,
            on=asked.on,
            status=asked.status or "",
            documents=tuple(map(_document, asked.documents)),
            last_region=asked.last_region or "",
        )
    )


def _document(asked: str | Document) -> countries.Document:
    if isinstance(asked, str):
        return countries.Document(kind=asked)
    return countries.Document(
        kind=asked.kind, valid_from=asked.valid_from, valid_to=asked.valid_to, issued_on=asked.issued_on
    )
