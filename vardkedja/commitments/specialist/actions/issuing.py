"""The commitment: issued, its period changed into a new version, lodging decided afterwards (SVR-19, 26, 36, X-11)."""

import datetime
import uuid
from dataclasses import dataclass, replace

from django.db.models import Max

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist import papers, texts
from vardkedja.commitments.specialist.actions import ruling
from vardkedja.commitments.specialist.actions.common import (
    LETTER,
    fault,
    live,
    refuse,
    see,
    target,
    task,
    tell_admission,
    too_long,
    unwritable,
    writing,
)
from vardkedja.commitments.specialist.facts import assessment_of, stored_facts
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.models import Assessment
from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.verbs import verb
from vardkedja.kernel.write import Write
from vardkedja.rules import law
from vardkedja.rules import specialist_issuing as rules
from vardkedja.rules import specialist_signing as signing
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.specialist_facts import Approval, Outcome
from vardkedja.rules.specialist_workflow import Event, State

MOST_NIGHTS = 366


@dataclass(frozen=True)
class Period:
    """First and last valid day, both included."""

    first: datetime.date | None
    last: datetime.date | None

    def faults(self) -> list[Reason]:
        """What keeps a commitment from being issued for it (SVR-36: a period is never guessed)."""
        found = []
        if self.first is None:
            found.append(
                fault("SVR-36.from", "period_from", "Första giltiga dag saknas", "Skriv dagen som ÅÅÅÅ-MM-DD.")
            )
        if self.last is None:
            found.append(fault("SVR-36.to", "period_to", "Sista giltiga dag saknas", "Skriv dagen som ÅÅÅÅ-MM-DD."))
        return found


def judge(case: Case, period: Period, approval: Approval, pack: law.Terms) -> tuple[Decision, list[Reason]]:
    """Whether the commitment can be issued now for the period, and what is wrong with the period itself (SVR-26, SVR-36)."""
    facts = stored_facts(case, clock.today())
    asked = replace(facts, period_from=period.first, period_to=period.last)
    decision = rules.issue(asked, assessment_of(case), approval, clock.now(), pack)
    wrong = period.faults()
    return decision, wrong if decision.stops else [*wrong, *_beyond(case, period, clock.today())]


def _beyond(case: Case, period: Period, decided_on: datetime.date) -> list[Reason]:
    """Planned care: nothing before the decision (SVR-05, 06). Emergency care: no further than the referral's period (SVR-26)."""
    if case.box != Ground.AKUT:
        if period.first is None or period.first >= decided_on:
            return []
        text = f"Beslutet är från {decided_on}. Planerad vård godkänns innan den ges, aldrig i efterhand."
        return [fault("SVR-06.before", "period_from", "Perioden börjar före beslutet", text)]
    if not (period.first and period.last and case.period_from and case.period_to):
        return []
    if case.period_from <= period.first and period.last <= case.period_to:
        return []
    text = f"Remissen anger {case.period_from} – {case.period_to}. Längre tid kräver en ny remiss."
    return [fault("SVR-26.limit", "period_to", "Perioden går utanför den planerade vårdperioden", text)]


def commit(
    write: Write, by: Actor, case: Case, period: Period, granted: list[str], decision: Decision, pack: law.Terms
) -> None:
    """The commitment's row and its first paper, in the write of the verb that issues it; it has been judged already."""
    assert period.first is not None
    assert period.last is not None
    agreement = texts.agreement_words(case, pack)
    write.insert(
        Commitment,
        payer_id=case.region,
        agreement=str(decision.result.get("agreement") or ""),
        ground=case.box,
        section="",
        three_months=False,
        valid_from=period.first,
        valid_to=period.last,
        first_day=period.first,
        last_day=period.last,
        outpatient_only=False,
        home_region_agreement=False,
        reinvoice=False,
        reinvoice_causes=[],
        unavailable_confirmed=False,
        guarantee_stated=case.guarantee_stated,
        certificate=False,
        residence=case.at_signing or {},
        locked="",
        issued_on=clock.today(),
        issued_at=write.at,
        issued_by_id=by.staff_id,
        enclosures="",
        cancel_reason="",
        moved_to="",
    )
    paper = papers.commitment(case, 1, period.first, period.last, agreement, granted, by)
    write.insert(Document, kind="betalningsforbindelse", version=1, **signed_columns(paper, by, write.at))
    write.decided(decision, day=clock.today())


@verb
def issue(
    case_uuid: uuid.UUID, period: Period, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Utfärda betalningsförbindelsen of an approved referral. Never for outpatient care, never after planned care has begun."""
    case = see(by, Event.ISSUE, case_uuid, version, key, repr(period))
    pack = terms.terms(case.rules)
    decided_at = datetime.datetime.fromisoformat(case.ruling["decided_at"]) if case.ruling else clock.now()
    decision, wrong = judge(case, period, Approval(decided_at, approved=True), pack)
    refuse(Event.ISSUE, [decision], wrong)
    facts = stored_facts(case, clock.today())
    granted = texts.benefits(case, facts, pack, approved=True, lodging=case.lodging_granted)
    write = writing(by, Event.ISSUE, case, target(case, Event.ISSUE)).close_tasks("svr_issue")
    commit(write, by, case, period, granted, decision, pack)
    write.insert(Task, **task(LETTER, by.unit_id, by.staff_id, item=uuid.uuid4()))
    live(write, case.uuid, case.from_id, case.to_id)
    tell_admission(write, case)
    changes = {"state": [case.state, str(State.ISSUED)], "period": [None, f"{period.first} – {period.last}"]}
    write.send(changes=changes, patient_id=case.patient_id)
    return case.uuid


@verb
def extend(
    case_uuid: uuid.UUID,
    period: Period,
    *,
    by: Actor,
    reason: str,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Ändra perioden: a new version replaces the one before (SVR-36); Akutvård asks for a new referral (SVR-26)."""
    case = see(by, Event.EXTEND, case_uuid, version, key, [repr(period), reason])
    pack = terms.terms(case.rules)
    faults = [*period.faults(), *unwritable(reason=reason)]
    if not reason.strip():
        faults.append(fault("SVR-36.reason", "reason", "Skäl saknas", "Skriv varför perioden ändras."))
    issued_on = clock.local(case.issued_at).date() if case.issued_at else clock.today()
    faults += too_long(reason=reason)
    if case.box != Ground.AKUT:  # which asks for a new referral, whatever the period
        faults += [*_beyond(case, period, issued_on), *_over(case)]
    decisions = [signing.alive(stored_facts(case, clock.today()))]
    if period.first and period.last and case.first_day and case.last_day:
        decisions.append(rules.extend(case.box, case.first_day, case.last_day, period.first, period.last))
    refuse(Event.EXTEND, decisions, faults)
    assert period.first is not None
    assert period.last is not None
    facts = stored_facts(case, clock.today())
    issue_no = _versions(case) + 1
    granted = texts.benefits(case, facts, pack, approved=True, lodging=case.lodging_granted)
    agreement = texts.agreement_words(case, pack)
    paper = papers.commitment(case, issue_no, period.first, period.last, agreement, granted, by)
    write = writing(by, Event.EXTEND, case)
    write.change(
        Commitment, valid_from=period.first, valid_to=period.last, first_day=period.first, last_day=period.last
    )
    write.insert(Document, kind="betalningsforbindelse", version=issue_no, **signed_columns(paper, by, write.at))
    write.insert(Task, **task(LETTER, by.unit_id, by.staff_id, item=uuid.uuid4()))
    live(write, case.uuid, case.from_id, case.to_id)
    tell_admission(write, case)
    write.decided(*decisions, day=clock.today())
    changes = {
        "first_day": [str(case.first_day), str(period.first)],
        "last_day": [str(case.last_day), str(period.last)],
        "version": [issue_no - 1, issue_no],
    }
    write.send(changes=changes, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


def _over(case: Case) -> list[Reason]:
    """A commitment that has run out is not prolonged afterwards (SVR-06)."""
    if case.last_day is None or clock.today() <= case.last_day:
        return []
    text = f"Den gällde t.o.m. {case.last_day}. Inget utfärdas i efterhand: det behövs en ny remiss."
    return [fault("SVR-06.over", "period_to", "Betalningsförbindelsen har gått ut", text)]


def _versions(case: Case) -> int:
    found = Document.objects.filter(case_id=case.id, kind="betalningsforbindelse").aggregate(last=Max("version"))
    return found["last"] or 0


def lodging_faults(case: Case, field: str, granted: bool, nights: int | None) -> list[Reason]:
    """What keeps lodging from being decided on, with yes or no: the rules have none, or the nights make no sense."""
    if texts.lodging_rule(case) != "possible":
        text = "Logi är inget att besluta om när regelverket inte säger att den är möjlig för det här alternativet."
        return [fault("SVR-10.lodging", field, "Logi ingår inte för det här alternativet", text)]
    if granted and (nights is None or not 0 < nights <= MOST_NIGHTS):
        text = f"Skriv hur många nätter som beviljas, 1 till {MOST_NIGHTS}."
        return [fault("SVR-19.nights", "nights", "Antal nätter saknas", text)]
    return []


@verb
def lodge(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    granted: bool,
    nights: int | None,
    reason: str,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Besluta om logi: a decision of its own after the approval, never automatic (SVR-19, SVR-31, R-21)."""
    case = see(by, Event.LODGE, case_uuid, version, key, [granted, nights, reason])
    faults = [*unwritable(reason=reason), *too_long(reason=reason), *lodging_faults(case, "granted", granted, nights)]
    if not granted and not reason.strip():
        faults.append(fault("SVR-35.no_reason", "reason", "Skäl saknas", "Skriv varför logi inte beviljas."))
    refuse(Event.LODGE, (), faults)
    write = writing(by, Event.LODGE, case)
    write.change(Assessment, lodging_granted=granted, lodging_nights=nights if granted else None)
    conditions = f"Logi beviljas, {nights} nätter" if granted else "Logi beviljas inte"
    ruled = ruling.columns(Outcome.APPROVED, case, reason=reason, conditions=conditions)
    ruling.record(write, by, case, ruled, texts.lodging_letter(case, granted, nights, reason))
    changes = {"lodging": [case.lodging_granted, granted], "nights": [case.lodging_nights, nights]}
    write.send(changes=changes, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid
