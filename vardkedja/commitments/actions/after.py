"""After issue: post, cancel, and what happens when the patient moves or dies meanwhile (RUS-38, RUS-40, RUS-48, X-28)."""

import datetime
import uuid
from typing import Any

from vardkedja.commitments.actions.common import MOVED, not_from_here, refuse, see, task_columns, unwritable, writing
from vardkedja.commitments.look import Case, statement
from vardkedja.commitments.look import from_row as case_from
from vardkedja.commitments.models import KIND, Commitment
from vardkedja.kernel import clock, verbs
from vardkedja.kernel.access import Actor, Assignment, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.organisations import Region
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_workflow import Event, State
from vardkedja.rules.decision import Reason, Source

NOT_POSTED = "Postningen registrerades inte"
NOT_CANCELLED = "Remissen makulerades inte"
DEAD = "Avliden"


@verb
def post(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    posted_on: datetime.date,
    enclosures: str = "",
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera postning: the day the paper went to the receiver, and what went with it (RUS-40, X-24)."""
    case = see(by, Permission.RUS_WRITE, Event.POST, case_uuid, version, key, [str(posted_on), enclosures])
    faults = unwritable(enclosures=enclosures)
    if case.issued_on and posted_on < case.issued_on:
        text = f"Remissen utfärdades {case.issued_on}. Den kan inte ha postats före dess."
        faults.append(_fault("RUS-40.before_issue", "posted_on", "Postad före utfärdandet", text))
    if posted_on > clock.today():
        faults.append(
            _fault("RUS-40.future", "posted_on", "Datumet ligger i framtiden", "Registrera när den är postad.")
        )
    refuse(NOT_POSTED, faults)
    enclosures = "; ".join(part for part in ("anhörigintyg" if case.certificate else "", enclosures.strip()) if part)
    write = writing(by, Event.POST, case).change_case(state=str(State.POSTED)).close_tasks("post")
    write.change(Commitment, posted_on=posted_on, posted_at=write.at, posted_by_id=by.staff_id, enclosures=enclosures)
    write.send(
        changes={"posted_on": [None, str(posted_on)], "enclosures": ["", enclosures]},
        event_at=datetime.datetime.combine(posted_on, datetime.time(12), clock.STOCKHOLM),
        patient_id=case.patient_id,
    )
    return case.uuid


@verb
def cancel(
    case_uuid: uuid.UUID, *, by: Actor, reason: str, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Makulera: an issued referral is never edited; it is cancelled with a reason, and its certificate with it (RUS-38, 45)."""
    case = see(by, Permission.RUS_WRITE, Event.CANCEL, case_uuid, version, key, reason)
    faults = unwritable(reason=reason)
    if not reason.strip():
        faults.append(_fault("RUS-38.no_reason", "reason", "Skäl saknas", "Skriv varför remissen makuleras."))
    refuse(NOT_CANCELLED, faults)
    write = writing(by, Event.CANCEL, case).change_case(state=str(State.CANCELLED)).close_tasks()
    write.change(Commitment, cancelled_at=write.at, cancelled_by_id=by.staff_id, cancel_reason=reason.strip()[:500])
    write.send(changes={"state": [case.state, str(State.CANCELLED)]}, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


def cancelled(by: Actor, case_uuid: uuid.UUID, key: uuid.UUID | None, made: uuid.UUID) -> Case:
    """The cancelled case that a new one is to replace. Raises Missing, Refused (not cancelled, already replaced)."""
    sql, values = statement(by, case_uuid)
    row = verbs.look(by, "rus.replace", key, str(case_uuid), made, sql, values)
    if row is None:
        raise Missing
    case = case_from(row)
    if case.state != State.CANCELLED:
        raise Refused("Ingen ny remiss skapades", [not_from_here(case, Event.SAVE)])
    if case.replaced_by:
        text = f"Remiss {case.number} är redan ersatt av {case.replaced_by}."
        raise Refused("Ingen ny remiss skapades", [_fault("RUS-38.replaced", "", "Redan ersatt", text)])
    return case


@verb
def handle_move(
    case_uuid: uuid.UUID, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Note that somebody at the unit (or Ekonomiservice) has dealt with the flag that the patient moved (RUS-48)."""
    demand(by, Permission.RUS_READ)
    sql, values = statement(by, case_uuid)
    row = verbs.look(by, "rus.handle_move", key, None, case_uuid, sql, values)
    if row is None:
        raise Missing
    case = case_from(row)
    if not Task.objects.filter(case_id=case.id, node=MOVED, unit_id=by.unit_id, done_at__isnull=True).exists():
        text = "Flaggan är redan kvitterad, eller ligger på en annan enhet."
        raise Refused("Flaggan kvitterades inte", [_fault("RUS-48.no_flag", "", "Ingen flagga att kvittera", text)])
    write = Write(by, "rus.handle_move", case_id=case.id, version=case.version if version is None else version)
    write.change_case(state=case.state).close_tasks(MOVED, unit_id=by.unit_id).send(patient_id=case.patient_id)
    return case.uuid


@verb
def flag_change(payload: dict[str, Any]) -> int:
    """The register says something new about a person: flag the open referrals to the unit and Ekonomiservice (RUS-48).

    Run from the outbox. Gives how many were flagged. The referral stays valid as issued.
    """
    person, moved_to = Person.objects.get(pk=payload["person"]), payload.get("moved_to")
    if moved_to is None and "deceased_on" not in payload.get("fields", ()):
        return 0
    open_ones = Commitment.objects.filter(
        case__patient_id=person.pk,
        case__kind=KIND,
        case__state__in=(State.ISSUED, State.POSTED),
        last_day__gte=clock.today(),
    ).select_related("case")
    if person.deceased_on:
        open_ones = open_ones.exclude(case__in=Task.objects.filter(node=MOVED, flag=DEAD).values("case"))
    else:
        open_ones = open_ones.exclude(case__region_id=moved_to)  # moved back home
    flagged = 0
    for commitment in open_ones:
        _flag(commitment, person, moved_to)
        flagged += 1
    return flagged


def _flag(commitment: Commitment, person: Person, moved_to: str | None) -> None:
    case = commitment.case
    write = Write(None, "rus.flagged", case_id=case.pk, version=case.version).change_case(state=case.state)
    where = Region.objects.get(code=moved_to).name if moved_to else "utlandet"
    flag = DEAD if person.deceased_on else f"Flyttat till {where}"
    if not person.deceased_on:
        moved_on = person.residences.order_by("-valid_from").values_list("valid_from", flat=True).first()
        write.change(Commitment, moved_on=moved_on, moved_to=where)
    waiting = Task.objects.filter(case=case, node=MOVED, done_at__isnull=True)
    taken = set(waiting.values_list("unit_id", flat=True))
    waiting.update(flag=flag[:60])  # the latest news; what it said before stands in the history
    for unit_id in {case.unit_id, *finance_units(case.region_id)} - taken:
        write.insert(Task, **task_columns(MOVED, unit_id, flag=flag[:60]))
    write.send(changes={"flag": [None, flag]})


def finance_units(region: str) -> list[int]:
    """Ekonomiservice of a region: the units where somebody works with finance."""
    found = Assignment.objects.filter(role="ekonomi", unit__region_id=region)
    return list(found.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def _fault(code: str, field: str, head: str, text: str) -> Reason:
    source = Source("RUS-remiss instruktion, Region Kalmar län", "punkt 6")
    return Reason(code=code, head=head, text=text, source=source, field=field)
