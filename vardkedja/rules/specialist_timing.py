"""Whether a decision comes before the care, and whether the care has begun (SVR-05, SVR-06, R-15)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from vardkedja.rules.calendar import day_of, local
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Reason
from vardkedja.rules.law import Terms
from vardkedja.rules.specialist_facts import Approval, ReferralFacts
from vardkedja.rules.specialist_rules import cite
from vardkedja.rules.words import book

DECIDING = book("specialist_deciding")


def is_before(first: datetime | date, second: datetime | date) -> bool:
    """Instants compare as instants; where either is only a day, the first has to be an earlier day (R-15)."""
    if isinstance(first, datetime) and isinstance(second, datetime):
        return first < second
    return day_of(first) < day_of(second)


def may_be_issued_afterwards(box: str | None, on: date, terms: Terms, region: str) -> bool:
    """Whether the alternative allows a commitment for care that has begun (SVR-06, SVR-26, D-16). Raises NotInForce."""
    return bool(cast(Mapping[str, bool], terms.value("svr.afterwards", on, region).value).get(box or "", False))


def late_reasons(facts: ReferralFacts, decided: datetime | date) -> list[Reason]:
    """Care by the patient's choice is approved before it takes place (SVR-05)."""
    if facts.box != Ground.PATIENTENS_VAL or facts.admission is None or is_before(decided, facts.admission):
        return []
    return [DECIDING.reason("SVR-05.late", decided=_moment(decided), admission=_moment(facts.admission))]


def started_reasons(facts: ReferralFacts, at: datetime | date, terms: Terms) -> list[Reason]:
    """Nothing is issued once planned care has begun (SVR-06). The same day without a time of day is only flagged."""
    if facts.box is None or facts.admission is None or is_before(at, facts.admission):
        return []
    table = terms.value("svr.afterwards", day_of(at), facts.region)
    if may_be_issued_afterwards(facts.box, day_of(at), terms, facts.region):
        return []
    timed = isinstance(at, datetime) and isinstance(facts.admission, datetime)
    unknown = not timed and day_of(at) == day_of(facts.admission)
    code = "SVR-06.same_day" if unknown else "SVR-06.started"
    return [cite(table, DECIDING.reason(code, admission=_moment(facts.admission)))]


def approval_reasons(facts: ReferralFacts, approval: Approval | None, at: datetime | date) -> list[Reason]:
    """A signed yes that has been given (SVR-05); without a decision only the patient's choice is stopped here."""
    if approval is None:
        return [DECIDING.reason("SVR-05.missing")] if facts.box == Ground.PATIENTENS_VAL else []
    day = plain_date(day_of(approval.decided_at))
    if not approval.approved:
        return [DECIDING.reason("SVR-05.declined", day=day)]
    reasons = late_reasons(facts, approval.decided_at)
    if not approval.signed:
        reasons.append(DECIDING.reason("SVR-05.unsigned"))
    if _is_after(approval.decided_at, at):
        reasons.append(DECIDING.reason("SVR-05.future", day=day))
    return reasons


def _is_after(first: datetime | date, second: datetime | date) -> bool:
    if isinstance(first, datetime) and isinstance(second, datetime):
        return first > second
    return day_of(first) > day_of(second)


def _moment(at: datetime | date) -> str:
    """5 maj 2025, or 5 maj 2025 kl. 13.00 when the time is known."""
    day = plain_date(day_of(at))
    return f"{day} kl. {local(at):%H.%M}" if isinstance(at, datetime) else day
