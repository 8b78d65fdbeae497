"""A specialist referral at each stage, made by the verbs. Danderyd and Karolinska send, IVÄ decides, Uppsala receives."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vardkedja.commitments.acute.tests import samples as admissions
from vardkedja.commitments.specialist import look
from vardkedja.commitments.specialist.actions import (
    assessing,
    between,
    deciding,
    issuing,
    registering,
    sending,
    writing,
)
from vardkedja.commitments.specialist.actions.assessing import Found
from vardkedja.commitments.specialist.actions.deciding import Terms
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.actions.registering import Request
from vardkedja.commitments.specialist.content import Content
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.models import Ruling
from vardkedja.demo.cast import actor
from vardkedja.kernel import absence_verbs, clock
from vardkedja.kernel.absences import Absence
from vardkedja.kernel.access import Actor, Denied, Staff
from vardkedja.kernel.cases import Case as CaseRow
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people.actions import load_register
from vardkedja.kernel.register import load
from vardkedja.kernel.verbs import Refused
from vardkedja.web import timers

ARVID, MARGIT, HELGA, AMIRA = "19800608-9851", "19480922-9802", "19610103-9847", "19591108-9885"
PROTECTED, UPPSALA_PATIENT = "19430227-9809", "19390706-9862"
YASMIN, CASPER, MAUD = "yasmin.ljungstrand", "casper.artholmen", "maud.ekskogh"
SELMA, PARISA, GUNVOR, BERIT, RASMUS = (
    *("selma.bjorkhaga", "parisa.lonn", "gunvor.hjelmsater", "berit.alsjo"),
    "rasmus.vikmark",
)
HENRIK, MEHDI, INGALILL = "henrik.grip", "mehdi.sundhage", "ingalill.karrfors"
OTTILIA, NILS, JOHAN = "ottilia.malmskar", "nils.alviken", "johan.akerhielm"
UPPSALA, UMEA = "uppsala-medicinkliniken", "umea-medicinkliniken"
IVA = "stockholm-individuella-vardarenden"


def unit(slug: str) -> uuid.UUID:
    """The address id of a unit by its slug."""
    return Unit.objects.values_list("uuid", flat=True).get(slug=slug)


def staff(username: str) -> uuid.UUID:
    """The address id of a person."""
    return Staff.objects.values_list("uuid", flat=True).get(username=username)


def later(days: int) -> datetime.date:
    """A day from today."""
    return clock.today() + datetime.timedelta(days=days)


def content(**bent: Any) -> Content:
    """A whole referral on patient's choice: inpatient care in Uppsala in thirty days."""
    whole = Content(
        number=ARVID,
        to_unit=unit(UPPSALA),
        boxes=("patientens_val",),
        care_form="sluten",
        specialty="Ortopedi",
        complaints="Belastningssmärta höger knä i två år, träning utan effekt.",
        diagnosis="Gonartros höger",
        measure="Knäprotes höger",
        admission_on=later(30),
        informed=True,
        doctor=staff(CASPER),
    )
    return replace(whole, **bent)


def initiative(**bent: Any) -> Content:
    """A referral on the provider's initiative, signed at Karolinska by the head of unit."""
    own = {
        "boxes": ("hemregion",),
        "specialty": "Hudsjukvård",
        "reason": "saknas_i_regionen",
        "explanation": "Behandlingen ges bara vid ett sjukhus i landet.",
        "doctor": staff(GUNVOR),
    }
    return content(**own | bent)


def guarantee(**bent: Any) -> Content:
    """A referral on the care guarantee: the knee replacement that Danderyd cannot do in time."""
    own = {
        "boxes": ("vardgaranti",),
        "guarantee_stated": True,
        "listed_since": datetime.date(2024, 10, 1),
        "guarantee_on": datetime.date(2024, 12, 30),
        "listed_here": True,
    }
    return content(**own | bent)


def acute_case(admitted: str = "", unit_doctor: str = CASPER) -> uuid.UUID:
    """Fatima, admitted in Gävle four days ago; our doctor has decided that she stays there."""
    case = admissions.out(admitted or str(later(-4)), str(later(-2)), by=unit_doctor)
    return admissions.decided(case, "continue", by=unit_doctor)


def acute(**bent: Any) -> Content:
    """A referral for continued emergency care, from today and two weeks on, sent by the unit that decided."""
    own = {
        "number": admissions.FATIMA,
        "to_unit": unit(UMEA),
        "boxes": ("akut",),
        "admission_on": None,
        "period_from": clock.today(),
        "period_to": later(14),
    }
    if "acute" not in bent:
        own["acute"] = acute_case()
    return content(**own | bent)


def draft(by: str = YASMIN, what: Content | None = None) -> uuid.UUID:
    return writing.save(what or content(), by=actor(by))


def signed(by: str = CASPER, what: Content | None = None) -> uuid.UUID:
    return writing.sign(draft(by, what), by=actor(by))


def sent(by: str = CASPER, what: Content | None = None) -> uuid.UUID:
    return sending.send(signed(by, what), by=actor(by))


def opened(by: str = CASPER, what: Content | None = None, officer: str = HENRIK) -> uuid.UUID:
    return assessing.start(sent(by, what), by=actor(officer))


FOUND = Found(
    same_kind=True,
    same_indication=True,
    funding="direct",
    funding_region="03",
    same_kind_note="",
    agreement_reference="",
)


def found(**bent: Any) -> Found:
    """A whole assessment of patient's choice, with the admission as it was planned."""
    return replace(FOUND, **{"admission_on": later(30), **bent})


def assessed(by: str = CASPER, what: Content | None = None, seen: Found | None = None) -> uuid.UUID:
    return assessing.assess(opened(by, what), seen or found(), by=actor(HENRIK))


def terms(**bent: Any) -> Terms:
    """What is approved: thirty days from the admission."""
    return replace(Terms(period_from=later(30), period_to=later(60)), **bent)


def issued(by: str = CASPER, what: Content | None = None) -> uuid.UUID:
    return deciding.approve(assessed(by, what), terms(), by=actor(HENRIK))


def approved(by: str = CASPER, what: Content | None = None) -> uuid.UUID:
    return deciding.approve(assessed(by, what), terms(issue=False), by=actor(HENRIK))


def rejected() -> uuid.UUID:
    seen = found(same_indication=False, same_indication_note="Strängare gräns i regionen.")
    return deciding.reject(assessed(seen=seen), by=actor(HENRIK), reason="Indikationen är inte densamma.")


def dismissed() -> uuid.UUID:
    return deciding.dismiss(opened(), by=actor(HENRIK), reason="Vården är redan given.")


def completing(items: tuple[str, ...] = ("Röntgenutlåtande",)) -> uuid.UUID:
    return assessing.ask(opened(), by=actor(HENRIK), items=items, text="Skicka senaste utlåtandet.")


def withdrawn() -> uuid.UUID:
    return between.withdraw(sent(), by=actor(CASPER), reason="Patienten har ångrat sig.")


def revoked() -> uuid.UUID:
    return deciding.revoke(issued(), by=actor(HENRIK), reason="Vården ges i regionen.", from_day=later(30))


def outside(**bent: Any) -> uuid.UUID:
    """A request from a provider outside, without a referral; the basis may be bent away."""
    asked = Request(source_kind="provider", source_name="Ryggkliniken i Halmstad", received_on=clock.today())
    what = content(informed=None, doctor=None, **bent)
    return registering.register(what, asked, by=actor(HENRIK))


def extended(case: uuid.UUID, last: datetime.date) -> uuid.UUID:
    first = seen(case, HENRIK).first_day
    return issuing.extend(case, Period(first, last), by=actor(HENRIK), reason="Längre vårdtid.")


def seen(case: uuid.UUID, by: str = CASPER) -> Case:
    """The case as somebody sees it."""
    found = look.at(actor(by), case)
    assert found is not None
    return found


def nodes(case: uuid.UUID, by: str = HENRIK) -> set[tuple[str, str]]:
    """The open tasks: node and the unit's slug."""
    rows = Task.objects.filter(case__uuid=case, done_at__isnull=True)
    return set(rows.values_list("node", "unit__slug"))


def owner(case: uuid.UUID, node: str) -> str | None:
    """Who has the open task of a node in person."""
    row = Task.objects.select_related("staff").get(case__uuid=case, node=node, done_at__isnull=True)
    return row.staff.username if row.staff else None


def stand(case: uuid.UUID) -> str:
    """The stored state."""
    return str(CaseRow.objects.values_list("state", flat=True).get(uuid=case))


def told(act: Callable[[], Any]) -> Refused:
    """The refusal that an act comes to. Fails when it is not refused."""
    try:
        act()
    except Refused as refused:
        return refused
    raise AssertionError("it was not refused")


def codes(act: Callable[[], Any]) -> list[str]:
    """The codes of the reasons that stop an act, in order. Fails when it is not refused."""
    return [reason.code for reason in told(act).reasons if reason.weight == "refuse"]


def denied(act: Callable[[], Any]) -> str:
    """The sentence that an act is denied with. Fails when it is not denied."""
    try:
        act()
    except Denied as no:
        return str(no)
    raise AssertionError("it was not denied")


def rulings(case: uuid.UUID) -> list[Ruling]:
    """The decisions, the first one first."""
    return list(Ruling.objects.filter(case__uuid=case).order_by("id"))


def papers_of(case: uuid.UUID, kind: str) -> list[Document]:
    """The signed papers of a kind, the first one first."""
    return list(Document.objects.filter(case__uuid=case, kind=kind).order_by("version"))


def history(case: uuid.UUID) -> list[History]:
    """What has happened, the first first."""
    return list(History.objects.filter(case__uuid=case).order_by("id"))


def away(username: str, first: str, last: str) -> Absence:
    """Somebody is away from the office, as the head of it has registered."""
    days = map(datetime.date.fromisoformat, (first, last))
    wish = absence_verbs.Away(Unit.objects.get(slug=IVA).pk, staff(username), *days)
    return absence_verbs.register_absence(wish, by=actor(INGALILL), module="svr")


def register_says(number: str, **columns: Any) -> None:
    """The population register has news of somebody, and whoever must know is told."""
    row = next(row for row in load.population() if row.number == number)
    load_register([replace(row, **columns)])
    timers.empty_outbox()


def elsewhere_officer() -> Actor:
    """An officer of another region than the one that decides."""
    return replace(actor(HENRIK), region="03", unit_id=Unit.objects.get(slug=UPPSALA).pk)
