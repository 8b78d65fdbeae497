"""What follows: when a transfer became possible, the home region's commitment, the transfer, the end (SVR-23, SVR-27, X-28)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from vardkedja.commitments.acute.actions.common import (
    NODE,
    PREFIX,
    fault,
    live,
    noon,
    not_before_admission,
    not_to_come,
    refuse,
    see,
    target,
    unwritable,
    writing,
)
from vardkedja.commitments.acute.look import Case, facts
from vardkedja.commitments.acute.models import Acute, OutsideCommitment
from vardkedja.commitments.acute.pressing import DEAD
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import verb
from vardkedja.kernel.write import Write
from vardkedja.rules.acute_workflow import OPEN, Event, State
from vardkedja.rules.decision import Reason
from vardkedja.rules.regions import REGIONS

LONGEST = {"reason": 300, "number": 40}


@dataclass(frozen=True, kw_only=True)
class Outside:
    """The home region's commitment as it is typed; `region` is a code."""

    number: str
    region: str
    first_day: datetime.date | None
    last_day: datetime.date | None


@verb
def possible_from(
    case_uuid: uuid.UUID,
    day: datetime.date | None,
    *,
    by: Actor,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera från vilken dag överföring är möjlig; it may lie ahead (SVR-23)."""
    case = see(by, Event.POSSIBLE, case_uuid, version, key, str(day))
    refuse(Event.POSSIBLE, (), not_before_admission(case, day, "SVR-23.possible", "possible_from", "Dagen"))
    write = writing(by, Event.POSSIBLE, case, possible_from=day).change(Acute, possible_from=day)
    write.send(changes={"possible_from": [_text(case.possible_from), str(day)]}, patient_id=case.patient_id)
    return case.uuid


@verb
def commitment(
    case_uuid: uuid.UUID, given: Outside, *, by: Actor, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Registrera hemregionens betalningsförbindelse: number, region, period; a later one is registered beside it (SVR-27)."""
    case = see(by, Event.COMMITMENT, case_uuid, version, key, [str(value) for value in vars(given).values()])
    refuse(Event.COMMITMENT, (), _commitment_faults(case, given))
    assert given.first_day is not None
    assert given.last_day is not None
    covers = (*facts(case).commitments, (given.first_day, given.last_day))
    write = writing(by, Event.COMMITMENT, case, commitments=covers)
    write.insert(
        OutsideCommitment,
        uuid=uuid.uuid4(),
        number=given.number.strip(),
        region_id=given.region,
        first_day=given.first_day,
        last_day=given.last_day,
        registered_at=write.at,
        registered_by_id=by.staff_id,
    )
    write.send(changes={"period": [None, f"{given.first_day}–{given.last_day}"]}, patient_id=case.patient_id)
    return case.uuid


def _commitment_faults(case: Case, given: Outside) -> list[Reason]:
    found = unwritable(LONGEST, number=given.number)
    if not given.number.strip():
        found.append(fault("SVR-27.number", "number", "Nummer saknas", "Skriv betalningsförbindelsens nummer."))
    if given.region not in REGIONS:
        text = "Välj regionen som har utfärdat betalningsförbindelsen."
        found.append(fault("SVR-27.region", "region", "Region saknas", text))
    elif given.region != case.home:
        text = f"Patientens hemregion är {case.home_name}. Det är den som utfärdar betalningsförbindelsen."
        found.append(fault("SVR-27.home", "region", "Regionen är inte patientens hemregion", text))
    for field, day, head in (("first_day", given.first_day, "Första dag"), ("last_day", given.last_day, "Sista dag")):
        if day is None:
            found.append(fault(f"SVR-27.{field}", field, f"{head} saknas", "Skriv dagen som ÅÅÅÅ-MM-DD."))
    if given.first_day and given.last_day and given.last_day < given.first_day:
        text = "Perioden slutar innan den börjar. Rätta ett av datumen."
        found.append(fault("SVR-27.period", "last_day", "Sista dag är före första dag", text))
    elif given.last_day and given.last_day < case.admitted_on:
        text = f"Patienten skrevs in {case.admitted_on}. Perioden tar slut före dess."
        found.append(fault("SVR-27.before", "last_day", "Perioden gäller inte inskrivningen", text))
    return found


@verb
def transfer(
    case_uuid: uuid.UUID,
    day: datetime.date | None,
    *,
    by: Actor,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera överföring: the patient has come to the home region (SVR-23). The last step."""
    case = see(by, Event.TRANSFER, case_uuid, version, key, str(day))
    found = [
        *not_before_admission(case, day, "SVR-23.transferred", "transferred_on", "Överföringen"),
        *not_to_come(day, "SVR-23.transferred", "transferred_on", "Överföringen"),
    ]
    if day and case.deceased_on and day > case.deceased_on:
        text = f"Patienten är avliden {case.deceased_on}. Rätta dagen, eller avsluta inskrivningen."
        found.append(fault("X-28.deceased", "transferred_on", "Överföringen är efter dödsfallet", text))
    refuse(Event.TRANSFER, (), found)
    assert day is not None
    write = writing(by, Event.TRANSFER, case, target(case, Event.TRANSFER)).change(Acute, transferred_on=day)
    changes = {"state": [case.state, str(State.TRANSFERRED)], "transferred_on": [None, str(day)]}
    write.send(changes=changes, event_at=noon(day), patient_id=case.patient_id)
    return case.uuid


@verb
def end(
    case_uuid: uuid.UUID,
    day: datetime.date | None,
    *,
    by: Actor,
    reason: str,
    version: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Avsluta: the patient is discharged, or has died. Nothing more is asked for."""
    case = see(by, Event.END, case_uuid, version, key, [str(day), reason])
    found = [
        *not_before_admission(case, day, "SVR-23.ended", "ended_on", "Utskrivningen"),
        *not_to_come(day, "SVR-23.ended", "ended_on", "Utskrivningen"),
        *_why(reason, "Skriv varför, till exempel utskriven till hemmet."),
    ]
    refuse(Event.END, (), found)
    assert day is not None
    write = writing(by, Event.END, case, target(case, Event.END))
    write.change(Acute, ended_on=day, end_reason=reason.strip())
    changes = {"state": [case.state, str(State.ENDED)], "ended_on": [None, str(day)]}
    write.send(changes=changes, event_at=noon(day), note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


@verb
def void(
    case_uuid: uuid.UUID, *, by: Actor, reason: str, version: int | None = None, key: uuid.UUID | None = None
) -> uuid.UUID:
    """Felregistrerad: registered by mistake. It stays to be read, with the reason, and is flagged no more."""
    case = see(by, Event.VOID, case_uuid, version, key, reason)
    refuse(Event.VOID, (), _why(reason, "Skriv vad som blev fel."))
    write = writing(by, Event.VOID, case, target(case, Event.VOID))
    write.send(changes={"state": [case.state, str(State.VOID)]}, note=reason.strip(), patient_id=case.patient_id)
    return case.uuid


def _why(reason: str, text: str) -> list[Reason]:
    empty = [] if reason.strip() else [fault("SVR-23.no_reason", "reason", "Skäl saknas", text)]
    return [*empty, *unwritable(LONGEST, reason=reason)]


def _text(day: datetime.date | None) -> str | None:
    return str(day) if day else None


@verb
def flag_person(payload: dict[str, Any]) -> int:
    """The register says that a person has died: flag the open admissions, which have no deadline any more (X-28).

    Run from the outbox (`person.changed`). Gives how many were flagged.
    """
    if "deceased_on" not in payload.get("fields", ()):
        return 0
    person = Person.objects.get(pk=payload["person"])
    if person.deceased_on is None:
        return 0
    known = Task.objects.filter(node=NODE, flag=DEAD, done_at__isnull=True).values("case")
    open_ones = Acute.objects.filter(case__patient_id=person.pk, case__state__in=[str(one) for one in OPEN])
    flagged = list(open_ones.exclude(case__in=known).select_related("case"))
    for row in flagged:
        write = Write(None, f"{PREFIX}.flagged", case_id=row.case_id, version=row.case.version)
        write.change_case(state=row.case.state).change_tasks(NODE, due=None, sort_on=clock.today(), flag=DEAD)
        live(write, row.case.uuid, row.case.unit_id)
        write.send(changes={"flag": [None, DEAD]})
    return len(flagged)
