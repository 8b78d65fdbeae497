"""The form of a new admission: whose patient, where, since when, and the contact when there has been one (SVR-22)."""

import datetime
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from vardkedja.commitments.acute.actions import contacting, registering
from vardkedja.commitments.acute.actions.contacting import Contact
from vardkedja.commitments.acute.actions.registering import Admission, Stands
from vardkedja.kernel import accesslog, typed
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.verbs import AlreadyDone, Refused
from vardkedja.referrals import present as shared
from vardkedja.referrals.views.given import Given
from vardkedja.rules.acute_workflow import DIRECTION_WORDS
from vardkedja.rules.decision import Reason
from vardkedja.rules.regions import REGIONS, region_name

FIELDS = (
    *("direction", "number", "hospital", "caring_region", "admitted_on", "admitted_time", "specialty", "contacted_on"),
    *("contacted_time", "body", "function", "contacted_hospital"),
)
LONGEST = 2000  # of what is read; the verb says how long a text may be
NEW = uuid.UUID(int=0)  # the form is about no case yet


def new(request: HttpRequest) -> HttpResponse:
    """The empty form; on POST look the patient up, or register. A refusal shows everything typed again, with the reasons."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _show(request, actor)
    admission, contact, faults = read(Given(request.POST, NEW, actor))
    if request.POST.get("do") != "registrera":
        return _show(request, actor, admission, reasons=faults)
    key = typed.an_id(request.POST.get("idempotency_key", ""))
    try:
        made = registering.register(admission, by=actor, contact=contact, faults=faults, key=key)
    except AlreadyDone as before:
        made = before.answer
    except Refused as refused:
        return _show(request, actor, admission, reasons=list(refused.reasons), status=422)
    return HttpResponseRedirect(f"{reverse('svr-acute', args=[made])}?klart=registrerad")


def read(given: Given) -> tuple[Admission, Contact | None, list[Reason]]:
    """What was typed, and a reason for each day or time that could not be read. Without a word of a contact there is none."""
    faults: list[Reason] = []
    admission = Admission(
        direction=_text(given, "direction", faults, LONGEST),
        number=_text(given, "number", faults, LONGEST),
        admitted_on=_day(given, "admitted_on", "Inskrivningsdag", faults),
        admitted_time=_time(given, "admitted_time", faults),
        hospital=_text(given, "hospital", faults, LONGEST),
        caring_region=_text(given, "caring_region", faults, LONGEST),
        specialty=_text(given, "specialty", faults, LONGEST),
    )
    contact = Contact(
        on=_day(given, "contacted_on", "Dag för kontakten", faults),
        time=_time(given, "contacted_time", faults),
        body=_text(given, "body", faults, LONGEST),
        function=_text(given, "function", faults, LONGEST),
        hospital=given.id("contacted_hospital"),
    )
    told = any(given.post.get(name, "").strip() for name in ("contacted_on", "contacted_time", "body", "function"))
    return admission, contact if told else None, faults


def _text(given: Given, name: str, faults: list[Reason], longest: int = LONGEST) -> str:
    try:
        return given.text(name, longest)
    except Refused as refused:
        faults += refused.reasons
        return ""


def _day(given: Given, name: str, label: str, faults: list[Reason]) -> datetime.date | None:
    try:
        return given.day(name, label)
    except Refused as refused:
        faults += refused.reasons
        return None


def _time(given: Given, name: str, faults: list[Reason]) -> datetime.time | None:
    try:
        return given.time(name)
    except Refused as refused:
        faults += refused.reasons
        return None


def _show(
    request: HttpRequest,
    actor: Actor,
    admission: Admission | None = None,
    reasons: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    stands = registering.look_up(admission) if admission else None
    person = stands.now.answer if stands and stands.now.answer and stands.now.answer.given else None
    if person:
        _log(request, actor, person.number)
    own = [one for one in contacting.hospitals(actor.region) if one.pk == actor.unit_id]
    values = {name: request.POST.get(name, "") for name in FIELDS}
    if request.method != "POST":
        values |= {"contacted_hospital": str(own[0].uuid) if own else "", "direction": request.GET.get("riktning", "")}
    found = reasons or []
    page: dict[str, Any] = {
        "values": values,
        "person": person,
        "home": _home(stands),
        "directions": [{"value": str(one), "label": text} for one, text in DIRECTION_WORDS.items()],
        "regions": [(code, region_name(code)) for code in REGIONS if code != actor.region],
        "hospitals": [(str(one.uuid), one.name) for one in contacting.hospitals(actor.region)],
        "key": request.POST.get("idempotency_key") if status == 200 and request.method == "POST" else uuid.uuid4(),
        "errors": shared.errors(found),
        "summary": shared.summary(found, FIELDS),
        "unit": actor.unit_name,
    }
    return render(request, "commitments/acute/form.html", page, status=status)


def _home(stands: Stands | None) -> str:
    """The home region on the day of admission, in words."""
    if stands is None or stands.then is None or not stands.then.given:
        return ""
    return stands.then.region_name or "ingen svensk region"


def _log(request: HttpRequest, actor: Actor, number: str) -> None:
    """Somebody looked a person up: logged, when we know the person since before."""
    known = PersonIdentifier.objects.filter(value=number).values_list("person_id", flat=True)
    accesslog.record(actor, "svr_acute.form", list(known), request=request.id)  # type: ignore[attr-defined]
