"""Named rules for payment commitments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from vardkedja.rules import commitment_facts as rus
from vardkedja.rules import commitments, specialist_issuing
from vardkedja.rules import specialist_facts as svr
from vardkedja.rules.commitment_validity import covers as covers_day
from vardkedja.rules.commitment_validity import validity as validity_of
from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import Facts, Moment, Text

AgreementWord = Literal["riksavtal", "regionavtal", "mellanlansavtal"]
GroundWord = Literal["hemregion", "vardgaranti", "akut", "patientens_val"]
CareForm = Literal["oppen", "sluten"]


class ValidityFacts(Facts, frozen=True):
    """The issue day and the dates on the form."""

    issued_on: date
    valid_from: date | None = None
    valid_to: date | None = None
    ground: GroundWord | None = None


class ValidityResult(msgspec.Struct):
    """First and last valid day; empty when the period is impossible."""

    valid_from: date | None = None
    valid_to: date | None = None
    three_months: bool | None = None


class Patient(Facts, frozen=True):
    """What the population register says; no region means not found."""

    identifier_kind: Text
    registered_region: str | None = None
    deceased: bool = False


class Receiver(Facts, frozen=True):
    """The receiving unit."""

    region: str
    kind: Literal["public", "private"]
    municipality: str | None = None
    agreement_exception: str | bool | None = None


class Period(Facts, frozen=True):
    """Other validity than the default."""

    valid_from: date | None = None
    valid_to: date | None = None


class Reimbursement(Facts, frozen=True):
    """Fields 15 and 16."""

    other_region: str | None = None
    home_region_agreement: bool = False


class Approval(Facts, frozen=True):
    """The home region's answer."""

    decided_at: Moment
    outcome: Literal["approved", "declined"]
    signed: bool


class SignedBy(Facts, frozen=True):
    """Who signs."""

    role: Literal["lakare", "verksamhetschef", "sjukskoterska", "sekreterare"]
    unit: Literal["referring", "other"]
    hospital: str | None = None
    specialty: str | None = None


class IssueFacts(Facts, frozen=True):
    """Everything that decides whether a commitment may be issued."""

    issuer: Literal["kalmar", "stockholm"]
    issued_at: Moment
    patient: Patient
    receiver: Receiver
    grounds: list[GroundWord]
    care_form: CareForm
    agreements: list[AgreementWord] = []
    section: Literal["4.1", "4.2", "4.3", "4.4", "other"] | None = None
    confirmed_unavailable: bool = False
    guarantee_stated: bool = False
    guarantee_on: date | None = None
    admitted_at: Moment | None = None
    period: Period | None = None
    reimbursement: Reimbursement | None = None
    reason: Literal["saknas_i_regionen", "nytt_expertutlatande"] | None = None
    explanation: str | None = None
    funding: Literal["direct", "via_agreement", "none"] | None = None
    approval: Approval | None = None
    signed_by: SignedBy | None = None


class IssueResult(msgspec.Struct):
    """The agreement that follows from the receiver, the period, and what else follows."""

    agreement: AgreementWord | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    three_months: bool | None = None
    covered_through: date | None = None
    first_day_needing_cover: date | None = None
    uncovered_days: int | None = None
    approval_needed: bool | None = None
    care: bool | None = None
    travel: bool | None = None
    accommodation: bool | None = None
    afterwards: bool | None = None


class Commitment(Facts, frozen=True):
    """An issued commitment."""

    valid_from: date
    valid_to: date
    receiver: Text
    outpatient_only: bool
    status: Literal["utfardad", "makulerad", "ersatt"]
    patient: str | None = None


class CoversFacts(Facts, frozen=True):
    """A commitment, and the care it is asked about."""

    commitment: Commitment
    on: date
    receiver: Text
    care_form: CareForm
    patient: str | None = None


class CoversResult(msgspec.Struct):
    """Nothing but the outcome and its reasons."""


def validity(facts: ValidityFacts) -> Decision:
    """RUS-23 to RUS-27."""
    return validity_of(facts.issued_on, facts.valid_from, facts.valid_to, facts.ground)


def covers(facts: CoversFacts) -> Decision:
    """RUS-28, RUS-29, X-11."""
    asked = facts.commitment
    commitment = rus.Commitment(
        valid_from=asked.valid_from,
        valid_to=asked.valid_to,
        receiver=asked.receiver,
        outpatient_only=asked.outpatient_only,
        status=asked.status,
        patient=asked.patient,
    )
    return covers_day(commitment, facts.on, facts.receiver, facts.care_form, facts.patient)


def issue(facts: IssueFacts) -> Decision:
    """Kalmar: RUS-04, 13 to 21, 25 to 31, 35. Stockholm: SVR-03, 05, 06, 08, 15 to 18, 26, 29, 32."""
    return _stockholm(facts) if facts.issuer == "stockholm" else _kalmar(facts)


def _kalmar(facts: IssueFacts) -> Decision:
    period = facts.period or Period()
    money = facts.reimbursement or Reimbursement()
    return commitments.issue(
        rus.IssueFacts(
            on=facts.issued_at.day,
            person=_person(facts.patient),
            receiver=_receiver(facts.receiver),
            agreements=tuple(facts.agreements),
            grounds=tuple(facts.grounds),
            section=facts.section or "",
            unavailable_confirmed=facts.confirmed_unavailable,
            guarantee_stated=facts.guarantee_stated,
            guarantee_on=facts.guarantee_on,
            admitted_on=facts.admitted_at.day if facts.admitted_at else None,
            valid_from=period.valid_from,
            valid_to=period.valid_to,
            other_region=money.other_region,
            home_region_agreement=money.home_region_agreement,
            approval=_approval(facts.approval),
            signer=_signer(facts.signed_by),
        )
    )


def _stockholm(facts: IssueFacts) -> Decision:
    period, signed, approval = facts.period or Period(), facts.signed_by, facts.approval
    referral = svr.ReferralFacts(
        on=facts.issued_at.day,
        person=_person(facts.patient),
        receiver=_receiver(facts.receiver),
        boxes=tuple(facts.grounds),
        care_form=facts.care_form,
        specialty=(signed.specialty or "") if signed else "",
        admission=_when(facts.admitted_at) if facts.admitted_at else None,
        period_from=period.valid_from,
        period_to=period.valid_to,
        reason=facts.reason or "",
        explanation=facts.explanation or "",
        guarantee_stated=facts.guarantee_stated,
        guarantee_on=facts.guarantee_on,
        signer=svr.Signer(signed.role, signed.unit == "referring", signed.hospital or "") if signed else None,
    )
    return specialist_issuing.issue(
        referral,
        svr.Assessment(funding=facts.funding or ""),
        svr.Approval(_when(approval.decided_at), approval.outcome == "approved", approval.signed) if approval else None,
        _when(facts.issued_at),
    )


def _when(moment: Moment) -> datetime | date:
    """The instant where the time is known, else the day."""
    return moment.at or moment.day


def _person(asked: Patient) -> rus.Person:
    return rus.Person(
        registered_region=asked.registered_region,
        identifier_kind=asked.identifier_kind,
        deceased=asked.deceased,
    )


def _receiver(asked: Receiver) -> rus.Receiver:
    exception = asked.agreement_exception
    words = "ja" if exception is True else exception or ""
    return rus.Receiver(asked.region, asked.municipality, asked.kind == "private", words)


def _approval(asked: Approval | None) -> rus.Approval | None:
    return None if asked is None else rus.Approval(asked.decided_at.day, asked.outcome == "approved", asked.signed)


def _signer(asked: SignedBy | None) -> rus.Signer | None:
    return None if asked is None else rus.Signer(asked.role, asked.unit == "referring")
