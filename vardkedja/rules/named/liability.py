"""Named rules for payment liability. They answer by the agreement of Kronoberg, and by the act."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from vardkedja.rules import liability_charge, liability_days, liability_ladder, liability_month, liability_statute
from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import Facts, Text

MonthText = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])$", max_length=7, description="en månad, ÅÅÅÅ-MM, skriven som text"
    ),
]
# An instant carries an offset.
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
# Exact, as a decimal or a fraction; long enough for any average and price, short enough to count with.
Average = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]+(\.[0-9]+|/[1-9][0-9]*)?$",
        max_length=40,
        description='ett genomsnitt skrivet som text, till exempel "2.5" eller "27/10"',
    ),
]
Price = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]+(\.[0-9]+)?$",
        max_length=15,
        description='ett belopp skrivet som text, till exempel "10000"',
    ),
]


class NoticeFacts(Facts, frozen=True):
    """A ready notice: the day it counts as received, and how it ended. No end: still open."""

    received_on: date
    ended_on: date | None = None
    end: Literal["home", "recall", "error", "death"] | None = None


class CaseFacts(Facts, frozen=True):
    """One inpatient episode."""

    id: Text
    notices: list[NoticeFacts]


class DaysFacts(Facts, frozen=True):
    """The notices of one case, and the month that is asked about."""

    notices: list[NoticeFacts]
    month: MonthText


class DaysResult(msgspec.Struct):
    """Days in the month, and whether the case counts in it."""

    days: int | None = None
    counted: bool | None = None


class MonthFacts(Facts, frozen=True):
    """The cases of one municipality, and the month."""

    month: MonthText
    cases: list[CaseFacts]


class Contribution(msgspec.Struct):
    """What one case adds to the sum."""

    id: str
    days: int


class MonthResult(msgspec.Struct):
    """How many cases are counted, their days, the exact average, and each contribution."""

    cases: int | None = None
    days: int | None = None
    average: str | None = None
    exceeds: bool | None = None
    contributions: list[Contribution] | None = None


class ClosedMonth(Facts, frozen=True):
    """A closed month with its exact average."""

    month: MonthText
    average: Average


class LadderFacts(Facts, frozen=True):
    """Closed months of one municipality, without a gap."""

    months: list[ClosedMonth]


class LadderStep(msgspec.Struct):
    """The state after a month, what the month was, and the months charged then."""

    month: str
    state: Literal["normal", "varning", "handlingsplan", "reviderad_1", "reviderad_2", "betalning"]
    event: Literal["within", "exceeds", "partial"]
    charged: list[str]


class LadderResult(msgspec.Struct):
    """One step per month; fewer when a month could not be judged."""

    steps: list[LadderStep] | None = None


class ChargeFacts(Facts, frozen=True):
    """The cases of a payment month. ``price`` per day stands in for the regulation's amount."""

    month: MonthText
    cases: list[CaseFacts]
    price: Price | None = None


class ChargedCase(msgspec.Struct):
    """The charged days of one case; a decimal string when the reading charges parts of days."""

    id: str
    days: int | str
    dates: list[date]


class ChargeResult(msgspec.Struct):
    """The charged cases, their days, and the amount in kronor when every day has one."""

    cases: list[ChargedCase] | None = None
    days: int | str | None = None
    amount: str | None = None


class StatuteFacts(Facts, frozen=True):
    """One ready notice, and what the act asks for around it."""

    sip_required: bool
    admission_notice_at: Instant | None = None
    ready_notice_at: Instant | None = None
    sip_invited_at: Instant | None = None
    outpatient_missing: bool = False
    recalled_at: Instant | None = None
    discharged_on: date | None = None


class StatuteResult(msgspec.Struct):
    """First day of liability; days and dates once the count has ended."""

    liable_from: date | None = None
    chargeable_days: int | None = None
    dates: list[date] | None = None


def days(facts: DaysFacts) -> Decision:
    """LNK-113, 128, 164."""
    return liability_days.days(_notices(facts.notices), liability_days.Month.of(facts.month[:7]))


def month(facts: MonthFacts) -> Decision:
    """LNK-114 to 116."""
    return liability_month.month(_cases(facts.cases), liability_days.Month.of(facts.month[:7]))


def ladder(facts: LadderFacts) -> Decision:
    """LNK-117 to 122, 130."""
    months = [(liability_days.Month.of(row.month[:7]), Fraction(row.average)) for row in facts.months]
    return liability_ladder.ladder(months)


def charge(facts: ChargeFacts) -> Decision:
    """LNK-125, 126, 164."""
    price = None if facts.price is None else Decimal(facts.price.strip())
    return liability_charge.charge(_cases(facts.cases), liability_days.Month.of(facts.month[:7]), price)


def statute(facts: StatuteFacts) -> Decision:
    """2017:612 ch. 5, LNK-133."""
    return liability_statute.statute(liability_statute.StatuteFacts(**msgspec.structs.asdict(facts)))


def _notices(written: list[NoticeFacts]) -> tuple[liability_days.Notice, ...]:
    return tuple(liability_days.Notice(notice.received_on, notice.ended_on, notice.end or "") for notice in written)


def _cases(written: list[CaseFacts]) -> list[liability_month.Case]:
    return [liability_month.Case(case.id, _notices(case.notices)) for case in written]
