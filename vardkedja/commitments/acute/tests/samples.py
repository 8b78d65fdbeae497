"""Admissions of the register's invented people, and ways to bend them."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vardkedja.commitments.acute import look, pressing
from vardkedja.commitments.acute.actions import contacting, deciding, moving, registering
from vardkedja.commitments.acute.actions.contacting import Contact
from vardkedja.commitments.acute.actions.registering import Admission
from vardkedja.commitments.acute.look import Case
from vardkedja.commitments.specialist.models import KIND as REFERRAL
from vardkedja.commitments.specialist.models import Specialist
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case as CaseRow
from vardkedja.kernel.cases import Task
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.models import RegisterEntry
from vardkedja.kernel.verbs import Refused
from vardkedja.referrals.models import Referral

# Danderyd decides about our patients elsewhere, Södersjukhuset has another region's.
DOCTOR, HEAD, SECRETARY = "casper.artholmen", "maud.ekskogh", "yasmin.ljungstrand"
CARING_DOCTOR, NURSE = "elof.skarsund", "nadia.gransten"
OFFICER, STRANGER = "henrik.grip", "ottilia.malmskar"
FATIMA, LO, LOKE = "19920824-9947", "19390706-9862", "19471105-9834"  # Stockholm, Uppsala, Umeå
DANDERYD, SODER = "danderyd-ortopedkliniken", "stockholm-medicinkliniken"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def hospital(slug: str = DANDERYD) -> uuid.UUID:
    """The address id of a unit."""
    return Unit.objects.values_list("uuid", flat=True).get(slug=slug)


def contact(day_text: str, /, **bent: Any) -> Contact:
    """A contact that can be registered for our patient as it is."""
    whole = Contact(on=day(day_text), body="Medicinkliniken", function="bakjour", hospital=hospital())
    return replace(whole, **bent)


def ours(admitted: str, **bent: Any) -> Admission:
    """Fatima of Stockholm, admitted in Gävle."""
    whole = Admission(
        direction="out",
        number=FATIMA,
        admitted_on=day(admitted),
        hospital="Gävle sjukhus",
        caring_region="21",
        specialty="Ortopedi",
    )
    return replace(whole, **bent)


def theirs(admitted: str, **bent: Any) -> Admission:
    """Lo of Uppsala, admitted at Södersjukhuset."""
    return replace(Admission(direction="here", number=LO, admitted_on=day(admitted)), **bent)


def out(admitted: str, contacted: str = "", by: str = DOCTOR, **bent: Any) -> uuid.UUID:
    """A registered admission of ours elsewhere, with its contact when a day is given."""
    given = contact(contacted) if contacted else None
    return registering.register(ours(admitted, **bent), by=actor(by), contact=given)


def here(admitted: str, contacted: str = "", by: str = NURSE, **bent: Any) -> uuid.UUID:
    """A registered admission of another region's patient here."""
    given = contact(contacted, hospital=None) if contacted else None
    return registering.register(theirs(admitted, **bent), by=actor(by), contact=given)


def decided(case_uuid: uuid.UUID, decision: str, by: str = "", **bent: Any) -> uuid.UUID:
    """Transfer or continue: by our doctor, or as the home region's doctor decided."""
    case = seen(case_uuid, by or DOCTOR) or seen(case_uuid, by or CARING_DOCTOR)
    assert case is not None
    who = {} if case.out else {"name": "Alva Påhittsson", "function": "bakjour, Akademiska sjukhuset"}
    given = {"motive": "Stabil, kan flyttas liggande."} | who | bent
    return deciding.decide(case_uuid, decision, by=actor(by or (DOCTOR if case.out else CARING_DOCTOR)), **given)


def covered(case_uuid: uuid.UUID, first: str, last: str, **bent: Any) -> uuid.UUID:
    """The home region's commitment, registered."""
    given = moving.Outside(number="U-2025-17", region="03", first_day=day(first), last_day=day(last))
    return moving.commitment(case_uuid, replace(given, **bent), by=actor(NURSE))


def contacted(case_uuid: uuid.UUID, on: str, by: str = DOCTOR, **bent: Any) -> uuid.UUID:
    return contacting.contact(case_uuid, contact(on, **bent), by=actor(by))


def seen(case_uuid: uuid.UUID, by: str) -> Case | None:
    """The case as somebody sees it; None when it is not for them."""
    return look.at(actor(by), case_uuid)


def found(case_uuid: uuid.UUID, by: str = DOCTOR) -> Case:
    case = seen(case_uuid, by)
    assert case is not None
    return case


def flags(case_uuid: uuid.UUID, on: str, by: str = DOCTOR) -> list[str]:
    """The codes of the flags that stand on a day, in order."""
    with clock.stopped_at(f"{on} 08:00"):
        return [one.code for one in pressing.flags(found(case_uuid, by), day(on))]


def task(case_uuid: uuid.UUID) -> Task:
    """The one open task of a case."""
    return Task.objects.get(case__uuid=case_uuid, done_at__isnull=True)


def codes(act: Callable[[], Any]) -> list[str]:
    """The codes of the reasons that an act is refused with, in order. Fails when it is not refused."""
    try:
        act()
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    raise AssertionError("it was not refused")


def dies(number: str, on: str) -> None:
    """The register learns of a death."""
    RegisterEntry.objects.filter(number=number.replace("-", "")).update(deceased_on=on)


def who(name: str) -> Actor:
    return actor(name)


def refer(acute: uuid.UUID, *, sent: bool) -> CaseRow:
    """A specialist referral that the admission has led to, as far as the admission reads it."""
    row = CaseRow.objects.get(uuid=acute)
    at, writer = clock.now(), Staff.objects.get(username=DOCTOR)
    case = CaseRow.objects.create(
        kind=REFERRAL,
        number=f"S2025-{CaseRow.objects.count():06d}",
        patient_id=row.patient_id,
        region_id="01",
        unit_id=row.unit_id,
        state="sent" if sent else "draft",
        opened_at=at,
        opened_by=writer,
        changed_at=at,
        changed_by=writer,
    )
    referral = Referral.objects.create(case=case)
    signed = {"signed_at": at, "signed_by": writer, "sent_at": at, "sent_by": writer} if sent else {}
    Specialist.objects.create(case=case, referral=referral, entrance="provider", box="akut", acute_id=row.pk, **signed)
    return case
