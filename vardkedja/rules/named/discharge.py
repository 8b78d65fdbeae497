"""Named rules for a discharge. They answer by the agreement of Kronoberg, the only one that is entered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from vardkedja.rules import discharge, discharge_notice, discharge_ready
from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import Facts

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class PreliminaryFacts(Facts, frozen=True):
    """When the admission message is sent."""

    sent_at: Instant


class PreliminaryResult(msgspec.Struct):
    """The proposed day, the days a weekend message may carry (none: any), and the day whose round updates it."""

    accepted: list[date] = []
    proposed_on: date | None = None
    update_on: date | None = None


class MedicinesFacts(Facts, frozen=True):
    """The day of discharge, whether a prescription was changed, and whether anything else was agreed."""

    discharged_on: date
    changed: bool = True
    agreed_otherwise: bool = False


class MedicinesResult(msgspec.Struct):
    """The last day the medicines shall last, and the number of days; no last day when nothing is sent."""

    days: int | None = None
    through: date | None = None


class ObservationFacts(Facts, frozen=True):
    """The start of the observation, and the instant that is asked about."""

    started_at: Instant
    at: Instant
    outbreak: bool = False
    medical_indication: bool | None = None


class ObservationResult(msgspec.Struct):
    """The last minute, and whether it has passed."""

    latest: datetime | None = None
    exceeded: bool | None = None


class Consent(Facts, frozen=True):
    """The patient's consent for each side."""

    municipality: bool
    outpatient: bool


class Sbar(Facts, frozen=True):
    """The four parts of the message; an empty part is a reason, not a fault."""

    s: str
    b: str
    a: str
    r: str


class WithoutConsent(Facts, frozen=True):
    """The ground, and the need: stated in words, or only that it is recorded."""

    ground: str
    need: bool | str


class NoticeFacts(Facts, frozen=True):
    """An admission message."""

    admitted_at: Instant
    consent: Consent
    sbar: Sbar
    preliminary_on: date
    need_identified_at: Instant | None = None
    sent_at: Instant | None = None
    legal_form: Literal["hsl", "lpt", "lrv"] = "hsl"
    exception: WithoutConsent | None = None


class NoticeResult(msgspec.Struct):
    """The last minute for the message, and whether it was late."""

    latest: datetime | None = None
    late: bool | None = None


class Vils(Facts, frozen=True):
    """The choice of place at the end of life, and whether the document is valid."""

    choice: Literal["sjukhus", "kommun"]
    valid: bool


class ReadyFacts(Facts, frozen=True):
    """A ready notice."""

    sent_at: Instant
    doctor: str
    estimated_on: date | None = None
    vils: Vils | None = None
    leave_open: bool = False
    estimate_missing_after: Literal["recall", "infection"] | None = None


class ReadyResult(msgspec.Struct):
    """The day the notice counts as received, and the target day for going home."""

    received_on: date | None = None
    target_home_on: date | None = None


def preliminary(facts: PreliminaryFacts) -> Decision:
    """LNK-14."""
    return discharge.preliminary(facts.sent_at)


def medicines(facts: MedicinesFacts) -> Decision:
    """LNK-92, LNK-94."""
    return discharge.medicines(facts.discharged_on, facts.changed, facts.agreed_otherwise)


def observation(facts: ObservationFacts) -> Decision:
    """LNK-32."""
    return discharge.observation(facts.started_at, facts.at, facts.outbreak, facts.medical_indication)


def admission_notice(facts: NoticeFacts) -> Decision:
    """LNK-07 to LNK-14."""
    given, exception = facts.sbar, facts.exception
    return discharge_notice.admission_notice(
        discharge_notice.NoticeFacts(
            admitted_at=facts.admitted_at,
            consent=discharge_notice.Consent(facts.consent.municipality, facts.consent.outpatient),
            sbar=(given.s, given.b, given.a, given.r),
            preliminary_on=facts.preliminary_on,
            need_identified_at=facts.need_identified_at,
            sent_at=facts.sent_at,
            legal_form=facts.legal_form,
            exception=discharge_notice.WithoutConsent(exception.ground, _stated(exception.need)) if exception else None,
        )
    )


def _stated(need: bool | str) -> bool:
    return bool(need.strip()) if isinstance(need, str) else need


def ready(facts: ReadyFacts) -> Decision:
    """LNK-53 to LNK-57."""
    vils, missing = facts.vils, facts.estimate_missing_after
    return discharge_ready.ready(
        discharge_ready.ReadyFacts(
            sent_at=facts.sent_at,
            doctor=facts.doctor,
            estimated_on=facts.estimated_on,
            place=discharge_ready.Place(vils.choice) if vils else None,
            vils_valid=bool(vils and vils.valid),
            leave_open=facts.leave_open,
            estimate_missing_after=discharge_ready.Missing(missing) if missing else None,
        )
    )
