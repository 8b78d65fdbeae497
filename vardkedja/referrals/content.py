"""What stands in a referral's form: read from what a browser sent, kept as typed, compared between versions."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from vardkedja.kernel import typed
from vardkedja.referrals.look import Case
from vardkedja.rules.decision import Reason, Source

REQUEST_KINDS = {"service": "Beställning av tjänst", "takeover": "Övertagande av vårdansvar"}
PRIORITIES = {"normal": "Normal", "urgent": "Brådskande"}
QUESTION_MAX = 20_000
LABELS = {
    "number": "Personnummer",
    "to_unit": "Remiss till",
    "question": "Frågeställning",
    "phone": "Telefon till patienten",
    "doctor": "Remittent",
    "decided_on": "Beslut om remiss",
    "request_kind": "Vad begärs",
    "priority": "Prioritet",
}
FORM = Source("Remisshantering i AsynjaVisph, bilaga till Riktlinje Remisshantering", "remissens uppgifter")


@dataclass(kw_only=True)
class Content:
    """The form's fields, typed. Unit and doctor are named by the ids that addresses carry; the sender is the actor's unit."""

    number: str = ""
    to_unit: uuid.UUID | None = None
    question: str = ""
    phone: str = ""
    doctor: uuid.UUID | None = None
    decided_on: datetime.date | None = None
    request_kind: str = "service"
    priority: str = "normal"
    raw: dict[str, str] = field(default_factory=dict)  # as typed, where it could not be read

    def as_json(self) -> dict[str, Any]:
        """The fields as JSON knows them, without what could not be read."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "raw"}
        return {
            name: value if isinstance(value, str) or value is None else str(value) for name, value in values.items()
        }

    def fingerprint(self) -> str:
        """A hash of what a signature is about; another content makes it void (X-09)."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    def shown(self, name: str) -> str:
        """What stands in a field: as typed when it could not be read, else the value as a person writes it."""
        value = self.raw.get(name, getattr(self, name))
        return "" if value is None else str(value)


def read(post: Mapping[str, str]) -> tuple[Content, list[Reason]]:
    """The content of what a browser sent, and a reason for each field that could not be read. Never raises."""
    content, reasons = Content(), []
    for name, longest in (("number", 20), ("phone", 30), ("question", QUESTION_MAX)):
        text = post.get(name, "").replace("\r\n", "\n").strip()
        if signs := typed.control_signs(text):
            reasons.append(
                _unread(name, f"{LABELS[name]} innehåller osynliga styrtecken ({signs})", "Skriv om texten.")
            )
            text = typed.CONTROL.sub("", text)
        if len(text) > longest:
            reasons.append(_unread(name, f"{LABELS[name]} är för lång", f"Högst {longest} tecken får plats."))
        setattr(content, name, text)
    for name in ("to_unit", "doctor"):
        text = post.get(name, "")
        setattr(content, name, typed.an_id(text))
        if text and getattr(content, name) is None:
            reasons.append(_unread(name, f"{LABELS[name]} finns inte i registret", "Välj ur listan."))
    try:
        content.decided_on = typed.day(post.get("decided_on", ""))
    except ValueError:
        content.raw["decided_on"] = post.get("decided_on", "")[:40]
        reasons.append(
            _unread("decided_on", "Beslutsdagen är inget datum", "Skriv som ÅÅÅÅ-MM-DD, till exempel 2025-03-07.")
        )
    content.request_kind = post.get("request_kind", "") if post.get("request_kind") in REQUEST_KINDS else "service"
    content.priority = post.get("priority", "") if post.get("priority") in PRIORITIES else "normal"
    return content, reasons


def of_case(case: Case) -> Content:
    """The content as it is stored."""
    return Content(
        number=case.identifier or "",
        to_unit=case.to_uuid,
        question=case.question,
        phone=case.phone,
        doctor=case.doctor_uuid,
        decided_on=case.decided_on,
        request_kind=case.request_kind,
        priority=case.priority,
    )


def differences(before: Content, after: Content) -> dict[str, list[Any]]:
    """Old and new value per field that differs (X-08)."""
    old, new = before.as_json(), after.as_json()
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def _unread(name: str, head: str, text: str) -> Reason:
    return Reason(code="X-35.unreadable", head=head, text=text, source=FORM, field=name)
