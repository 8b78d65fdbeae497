"""What stands in the form of a specialist referral: read from what a browser sent, kept as typed, compared between versions."""

import datetime
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from vardkedja.commitments.specialist.look import Case
from vardkedja.kernel import typed
from vardkedja.rules.commitment_facts import CareForm, Ground
from vardkedja.rules.decision import Reason, Source
from vardkedja.rules.specialist_facts import AskedBenefit, Benefit
from vardkedja.rules.specialist_facts import Reason as Why

FORM = Source("Valfrihet – patientens val, Region Stockholm", "Specialistvårdsremiss", datetime.date(2023, 12, 19))
LABELS = {
    "number": "Personnummer",
    "phone": "Telefon till patienten",
    "to_unit": "Mottagande vårdgivare",
    "box": "Remiss",
    "care_form": "Vårdform",
    "specialty": "Specialitet",
    "complaints": "Bedömning av patientens besvär",
    "diagnosis": "Diagnos",
    "measure": "Planerad åtgärd",
    "admission_on": "Planerad inskrivning",
    "admission_time": "Klockslag",
    "period_from": "Period fr.o.m.",
    "period_to": "Period t.o.m.",
    "reason": "Skäl",
    "explanation": "Förklaring",
    "listed_since": "Uppsatt sedan",
    "guarantee_on": "Garantidatum",
    "doctor": "Signeras av",
    "informed_reason": "Varför patienten inte har fått veta",
    "companion": "Medföljande, medicinskt skäl",
    "alone": "Ensamåkning, medicinskt skäl",
    "other": "Annan förmån, vilken och medicinskt skäl",
}
TEXTS = {
    **{"number": 20, "phone": 30, "specialty": 80, "complaints": 8000, "diagnosis": 500, "measure": 500},
    **{"explanation": 1000, "informed_reason": 300, "companion": 500, "alone": 500, "other": 500},
}
DAYS = ("admission_on", "period_from", "period_to", "listed_since", "guarantee_on")
IDS = ("to_unit", "doctor")
BOXES = ("nhv", "guarantee_stated", "lodging_wished")
CHOICES = {
    "care_form": tuple(map(str, CareForm)),
    "reason": tuple(map(str, Why)),
}
YES_NO = ("informed", "listed_here")
ASKED = {Benefit.COMPANION: "companion", Benefit.ALONE: "alone", Benefit.OTHER: "other"}
# Fields that only their own box has: what stands in another box's field is refused at signing (SVR-33).
OF_BOX = {
    Ground.HEMREGION: ("reason", "nhv", "explanation"),
    Ground.VARDGARANTI: ("guarantee_stated", "listed_since", "guarantee_on", "listed_here"),
    Ground.AKUT: (),
    Ground.PATIENTENS_VAL: (),
}


@dataclass(kw_only=True)
class Content:
    """The form's fields, typed. Unit and signer are named by the ids that addresses carry; the sender is the actor's unit."""

    number: str = ""
    phone: str = ""
    to_unit: uuid.UUID | None = None
    boxes: tuple[str, ...] = ()
    care_form: str = ""
    specialty: str = ""
    complaints: str = ""
    diagnosis: str = ""
    measure: str = ""
    admission_on: datetime.date | None = None
    admission_time: datetime.time | None = None
    period_from: datetime.date | None = None
    period_to: datetime.date | None = None
    reason: str = ""
    nhv: bool = False
    explanation: str = ""
    guarantee_stated: bool = False
    listed_since: datetime.date | None = None
    guarantee_on: datetime.date | None = None
    listed_here: bool | None = None
    lodging_wished: bool = False
    companion: str = ""
    alone: str = ""
    other: str = ""
    doctor: uuid.UUID | None = None
    informed: bool | None = None
    informed_reason: str = ""
    acute: uuid.UUID | None = None
    raw: dict[str, str] = field(default_factory=dict)  # as typed, where it could not be read

    @property
    def box(self) -> str:
        return self.boxes[0] if len(self.boxes) == 1 else ""

    @property
    def asked(self) -> tuple[AskedBenefit, ...]:
        """The benefits that are asked for, each with its medical reason (SVR-20)."""
        return tuple(
            AskedBenefit(str(kind), getattr(self, name)) for kind, name in ASKED.items() if getattr(self, name)
        )

    def as_json(self) -> dict[str, Any]:
        """The fields as JSON knows them, without what could not be read."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "raw"}
        return {name: _plain(value) for name, value in values.items()}

    def fingerprint(self) -> str:
        """A hash of what a signature is about; another content makes it void (X-09)."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    def shown(self, name: str) -> str:
        """What stands in a field: as typed when it could not be read, else the value as a person writes it."""
        value = self.raw.get(name, getattr(self, name))
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if isinstance(value, datetime.time):
            return value.strftime("%H:%M")
        return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    return list(value) if isinstance(value, tuple) else str(value)


def read(post: Mapping[str, Any]) -> tuple[Content, list[Reason]]:
    """The content of what a browser sent, or of a kept draft, and a reason for each field that could not be read."""
    content, reasons = Content(), []
    for name, longest in TEXTS.items():
        text, found = _text(name, str(post.get(name, "") or ""), longest)
        setattr(content, name, text)
        reasons += found
    if re.fullmatch(r"\d{8}-\d{4}", content.number, re.ASCII):
        content.number = content.number.replace("-", "")  # one person, one spelling in what is compared and kept
    for name in IDS:
        text = str(post.get(name, "") or "")
        setattr(content, name, typed.an_id(text))
        if text and getattr(content, name) is None:
            reasons.append(unread(name, f"{LABELS[name]} finns inte i registret", "Välj ur listan."))
    for name in DAYS:
        _day(content, reasons, name, str(post.get(name, "") or ""))
    _time(content, reasons, str(post.get("admission_time", "") or ""))
    for name in BOXES:
        setattr(content, name, post.get(name, "") not in ("", "off", "nej", False, None))
    for name, known in CHOICES.items():
        value = str(post.get(name, "") or "")
        setattr(content, name, value if value in known else "")
        if value and value not in known:
            reasons.append(unread(name, f"{LABELS[name]} har ett val som inte finns", "Välj ett av alternativen."))
    for name in YES_NO:
        setattr(content, name, {"ja": True, "nej": False, True: True, False: False}.get(post.get(name, "")))
    content.acute = typed.an_id(str(post.get("acute", "") or ""))
    content.boxes = _boxes(post, reasons)
    return content, reasons


def _boxes(post: Mapping[str, Any], reasons: list[Reason]) -> tuple[str, ...]:
    """The ticked alternatives of the field Remiss; more than one is kept, so that it can be refused by name (SVR-32)."""
    ticked = post.getlist("box") if hasattr(post, "getlist") else post.get("box", ())
    chosen = tuple(dict.fromkeys(str(value) for value in ([ticked] if isinstance(ticked, str) else ticked) if value))
    strange = [value for value in chosen if value not in tuple(map(str, Ground))]
    if strange:
        reasons.append(unread("box", "Remiss har ett val som inte finns", "Välj ett av de fyra alternativen."))
    return tuple(value for value in chosen if value not in strange)


def _text(name: str, given: str, longest: int) -> tuple[str, list[Reason]]:
    text, found = given.replace("\r\n", "\n").strip(), []
    if signs := typed.control_signs(text):
        found.append(unread(name, f"{LABELS[name]} innehåller osynliga styrtecken ({signs})", "Skriv om texten."))
        text = typed.CONTROL.sub("", text)
    if len(text) > longest:
        found.append(unread(name, f"{LABELS[name]} är för lång", f"Högst {longest} tecken får plats."))
    return text, found


def _day(content: Content, reasons: list[Reason], name: str, given: str) -> None:
    try:
        setattr(content, name, typed.day(given))
    except ValueError:
        content.raw[name] = typed.CONTROL.sub("", given.strip())
        head = f"{LABELS[name]} är inget datum"
        reasons.append(unread(name, head, "Skriv som ÅÅÅÅ-MM-DD, till exempel 2025-06-01."))


def _time(content: Content, reasons: list[Reason], given: str) -> None:
    text = given.strip().replace(".", ":")
    try:
        content.admission_time = datetime.time.fromisoformat(text).replace(second=0, tzinfo=None) if text else None
    except ValueError:
        content.raw["admission_time"] = typed.CONTROL.sub("", given.strip())
        reasons.append(unread("admission_time", "Klockslaget går inte att läsa", "Skriv som 13:00."))


def unread(name: str, head: str, text: str) -> Reason:
    """A reason about a field that could not be read."""
    return Reason(code="X-35.unreadable", head=head, text=text, source=FORM, field=name)


def of_case(case: Case) -> Content:
    """The form's content as it is stored."""
    reasons = {one["kind"]: one["reason"] for one in case.benefits if not one["supplement"]}
    same = {
        name: getattr(case, name) for name in Content.__dataclass_fields__ if name in Case._fields and name != "number"
    }
    return Content(
        **same,
        number=case.identifier,
        to_unit=case.to_uuid,
        boxes=(case.box,) if case.box else (),
        doctor=case.doctor_uuid,
        acute=case.acute_uuid,
        **{name: reasons.get(str(kind), "") for kind, name in ASKED.items()},
    )


def differences(before: Content, after: Content) -> dict[str, list[Any]]:
    """Old and new value per field that differs (X-08)."""
    old, new = before.as_json(), after.as_json()
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}
