"""An admission is registered: our patient elsewhere, or another region's patient here (SVR-21, SVR-22)."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import IntegrityError

from vardkedja.commitments.acute.actions.common import (
    PREFIX,
    fault,
    live,
    noon,
    not_to_come,
    refuse,
    task,
    unwritable,
)
from vardkedja.commitments.acute.actions.contacting import Contact, Judged, judge, told
from vardkedja.commitments.acute.models import KIND, Acute
from vardkedja.commitments.acute.pressing import pressing
from vardkedja.kernel import clock, terms, verbs
from vardkedja.kernel.access import Actor, Denied, demand
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.people import register as people
from vardkedja.kernel.people.actions import recognise
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.people.register import Answer, Asked
from vardkedja.kernel.verbs import Conflict, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.rules import acute as rules
from vardkedja.rules.access import Permission
from vardkedja.rules.acute_workflow import OPEN, Direction, Event, State
from vardkedja.rules.decision import Reason
from vardkedja.rules.regions import REGIONS, region_name

NEXT = "select nextval('commitments_acute_number')"
LONGEST = {"hospital": 150, "specialty": 80}


@dataclass(frozen=True, kw_only=True)
class Admission:
    """The admission as it is typed. `hospital` and `caring_region` (a code) say where our patient lies."""

    direction: str
    number: str
    admitted_on: datetime.date | None
    admitted_time: datetime.time | None = None
    hospital: str = ""
    caring_region: str = ""
    specialty: str = ""

    @property
    def out(self) -> bool:
        return self.direction == Direction.OUT

    @property
    def elsewhere(self) -> str:
        """The hospital and its region; "" for a patient here."""
        return f"{self.hospital.strip()}, {region_name(self.caring_region)}" if self.out else ""

    def as_json(self) -> dict[str, str]:
        return {name: str(value or "") for name, value in vars(self).items()}


@dataclass(frozen=True)
class Stands:
    """What the register says: the patient today, and as registered on the day of admission (X-02)."""

    now: Asked
    then: Answer | None

    @property
    def home(self) -> str | None:
        """The code of the home region on the day of admission."""
        return self.then.region if self.then else None


@verb
def register(
    admission: Admission,
    *,
    by: Actor,
    contact: Contact | None = None,
    faults: list[Reason] | None = None,
    key: uuid.UUID | None = None,
    new_uuid: uuid.UUID | None = None,
) -> uuid.UUID:
    """Registrera inskrivning, with the contact when there has been one: for our patient it is how we learn of it (SVR-22).

    Gives the case's uuid. Raises Refused with every reason, Denied; AlreadyDone for a repeated key.
    """
    demand(by, Permission.SVR_WRITE)
    if by.unit_id not in by.svr_units:
        raise Denied("Din behörighet till specialistvårdsremiss gäller inte enheten som du arbetar på nu. Byt uppdrag.")
    case_uuid, pack = new_uuid or uuid.uuid4(), terms.current()
    asked = [admission.as_json(), contact.as_json() if contact else None]
    row = verbs.look(by, f"{PREFIX}.register", key, asked, case_uuid, NEXT, ())
    assert row is not None
    stands = look_up(admission)
    judged = None
    if contact and admission.admitted_on and admission.direction in tuple(Direction):
        hours = (admission.admitted_on, admission.admitted_time)
        judged = judge(contact, admission.direction, by.region, hours, pack)
    unread = {one.field for one in faults or []}  # of what could not be read it is not said too that it is missing
    found = [*reasons(admission, stands, by.region), *(judged.faults if judged else [])]
    found = [*(faults or []), *(one for one in found if one.field not in unread)]
    refuse(Event.REGISTER, [judged.decision] if judged and judged.decision else [], found)
    assert stands.now.answer is not None
    person, _ = recognise(stands.now.answer)  # whoever else meets the person now waits for us
    _once(person, by)
    _write(by, admission, contact, judged, stands, person, case_uuid, row[0])
    return case_uuid


def look_up(admission: Admission) -> Stands:
    """Ask the register about the patient, today and as of the day of admission."""
    today = clock.today()
    now = people.asked(admission.number, today)
    if now.answer is None or admission.admitted_on in (None, today):
        return Stands(now, now.answer)
    assert admission.admitted_on is not None
    return Stands(now, people.asked(admission.number, admission.admitted_on).answer)


def reasons(admission: Admission, stands: Stands, region: str) -> list[Reason]:
    """Everything that stops a registration, in the order of the form; `region` is the one that registers."""
    found = _person(admission, stands)
    if admission.direction not in tuple(Direction):
        text = "Välj om patienten är vår och ligger i en annan region, eller ligger hos oss."
        found.append(fault("SVR-22.direction", "direction", "Vems patient saknas", text))
    elif stands.then and stands.then.given:
        found += _residence(admission, stands, region)
    if admission.out:
        found += _place(admission, region)
    if admission.admitted_on is None:
        found.append(fault("SVR-21.admitted", "admitted_on", "Inskrivningsdag saknas", "Skriv som ÅÅÅÅ-MM-DD."))
    found += not_to_come(admission.admitted_on, "SVR-21.admitted", "admitted_on", "Inskrivningen")
    return [*found, *unwritable(LONGEST, hospital=admission.hospital, specialty=admission.specialty)]


def _person(admission: Admission, stands: Stands) -> list[Reason]:
    found = list(stands.now.reasons)
    answer = stands.now.answer
    if not admission.number:
        found.append(fault("X-01.number", "number", "Personnummer saknas", "En inskrivning behöver en patient."))
    if stands.now.down:
        text = "Folkbokföringen svarar inte just nu. Texten finns kvar. Försök igen om en stund."
        found.append(fault("X-01.down", "number", "Personuppgifterna kunde inte hämtas", text, other=True))
    elif answer and not answer.given:
        text = "Kontrollera numret. Registret känner ingen med det numret."
        found.append(fault("X-01.unknown", "number", "Personen finns inte i folkbokföringen", text))
    elif answer and answer.deceased_on and admission.admitted_on and answer.deceased_on < admission.admitted_on:
        text = f"Patienten är avliden {answer.deceased_on}. Kontrollera personnumret och dagen."
        found.append(fault("X-28.deceased", "admitted_on", "Inskrivningen är efter dödsfallet", text))
    return found


def _residence(admission: Admission, stands: Stands, region: str) -> list[Reason]:
    """Our patient lives in the region, another region's does not, on the day of admission (SVR-22)."""
    assert stands.then is not None
    home = stands.home
    if admission.out and home != region:
        lives = f"i {stands.then.region_name}" if home else "inte i någon svensk region"
        text = f"Patienten är folkbokförd {lives}. Registreringen gäller patienter från {region_name(region)}."
        return [fault("SVR-22.not_ours", "number", f"Patienten tillhör inte {region_name(region)}", text)]
    if not admission.out and home == region:
        text = f"Patienten är folkbokförd i {region_name(region)}. Ingen annan region behöver kontaktas."
        return [fault("SVR-22.ours", "number", f"Patienten tillhör {region_name(region)}", text)]
    if not admission.out and home is None:
        text = "Folkbokföringen visar ingen svensk region, så det finns ingen hemregion att kontakta."
        return [fault("SVR-22.no_home", "number", "Hemregion saknas", text)]
    return []


def _place(admission: Admission, region: str) -> list[Reason]:
    found = []
    if not admission.hospital.strip():
        text = "Skriv sjukhuset där patienten är inskriven."
        found.append(fault("SVR-22.elsewhere", "hospital", "Vårdande sjukhus saknas", text))
    if admission.caring_region not in REGIONS or admission.caring_region == region:
        text = "Välj regionen där patienten är inskriven. Det är en annan än vår."
        found.append(fault("SVR-22.region", "caring_region", "Vårdande region saknas", text))
    return found


def _once(person: Person, by: Actor) -> None:
    """One open admission of a patient at a unit. Raises Refused for a second one."""
    same = Case.objects.filter(
        kind=KIND, unit_id=by.unit_id, patient_id=person.pk, state__in=[str(one) for one in OPEN]
    )
    if other := same.first():
        text = f"Patienten är redan registrerad här, {other.number}. Fortsätt där, eller avsluta det ärendet först."
        raise Refused("Inskrivningen registrerades inte", [fault("X-14.twice", "number", "Redan registrerad", text)])


def _write(
    by: Actor,
    admission: Admission,
    contact: Contact | None,
    judged: Judged | None,
    stands: Stands,
    person: Person,
    case_uuid: uuid.UUID,
    number: int,
) -> None:
    today, home = clock.today(), stands.home
    assert home is not None
    assert admission.admitted_on is not None
    state = State.CONTACTED if contact else State.ADMITTED
    write = Write(by, f"{PREFIX}.register").new_case(
        uuid=case_uuid,
        kind=KIND,
        number=f"A{today.year}-{number:06d}",
        patient_id=person.pk,
        region_id=by.region,
        unit_id=by.unit_id,
        other_unit_id=None,
        state=str(state),
        headline=admission.elsewhere or region_name(home),
    )
    blank = ("contact_body", "contact_function", "decision", "motive", "decided_name", "decided_function", "end_reason")
    write.insert(
        Acute,
        **dict.fromkeys(blank, "")
        | {
            "direction": admission.direction,
            "home_id": home,
            "elsewhere": admission.elsewhere,
            "specialty": admission.specialty.strip(),
            "admitted_on": admission.admitted_on,
            "admitted_time": admission.admitted_time,
        }
        | (contact.columns(judged.hospital) if contact and judged else {}),
    )
    facts = rules.AcuteFacts(
        direction=admission.direction,
        admitted_on=admission.admitted_on,
        contacted_on=contact.on if contact else None,
        deceased=person.deceased_on is not None and person.deceased_on <= today,
    )
    write.insert(Task, **task(by.unit_id, pressing(facts, today, terms.current())))
    if judged and judged.decision:
        write.decided(judged.decision, day=today)
    live(write, case_uuid, by.unit_id)
    try:
        write.send(
            changes=(told(judged) if judged else {}) | {"state": [None, str(state)]},
            event_at=noon(admission.admitted_on, admission.admitted_time),
            patient_id=person.pk,
        )
    except IntegrityError as error:  # the same form was sent meanwhile, from another tab
        if "kernel_case_uuid" in str(error):
            raise Conflict from error
        raise
