"""What stands in the form: read from what a browser sent, kept as typed in a draft, compared between versions.

`read(post)` never raises: it gives the content and every fault (`Fault`: field, code, sentence). What cannot be read stays
as typed in `content.raw`, so that nothing is lost. Fields that are not the user's to set are faults (RUS-06, RUS-12).
"""

import datetime
import hashlib
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from django.http import QueryDict

from vardkedja.kernel.typed import CONTROL, control_signs
from vardkedja.rules.regions import REGIONS

AGREEMENTS = ("riksavtal", "regionavtal", "mellanlansavtal")
GROUNDS = ("hemregion", "vardgaranti", "akut", "patientens_val")
SECTIONS = ("4.2", "4.3", "4.4", "other")
CAUSES = ("kompetens", "platsbrist")
REIMBURSEMENTS = ("", "other_region", "home_region")
VALIDITIES = ("three_months", "other")
QUESTION_MAX = 20_000
# What the form itself carries beside its fields; anything else was not ours to receive.
CARRIED = {
    *("csrfmiddlewaretoken", "idempotency_key", "version", "do", "to_search", "confirmed", "base_version"),
    *("request_institution", "request_clinic", "request_address", "shown_number"),
}
TEXTS = {
    "number": 20,
    "phone": 30,
    "question": QUESTION_MAX,
    "consulted": 200,
    "relative_name": 160,
    "relative_number": 20,
    "relation": 80,
    "relative_reason": 500,
}
DATES = ("valid_from", "valid_to", "admitted_on", "guarantee_on", "relative_from", "relative_to")
BOXES = ("outpatient_only", "reinvoice", "certificate", "unavailable_confirmed", "guarantee_stated")
LABELS = {
    "number": "Personnummer",
    "phone": "Telefon",
    "question": "Diagnos, fråga",
    "from_unit": "Remiss från",
    "to_unit": "Remiss till",
    "agreement": "Avtal",
    "ground": "Grund",
    "section": "Avsnitt i kap 4",
    "valid_from": "Fr.o.m.",
    "valid_to": "T.o.m.",
    "validity": "Giltighet",
    "admitted_on": "Inskrivningsdatum",
    "guarantee_on": "Garantidatum",
    "consulted": "Utfärdad efter samråd med",
    "doctor": "Remitterande läkare",
    "relative_name": "Anhörigs namn",
    "relative_number": "Anhörigs personnummer eller födelsedatum",
    "relation": "Relation",
    "relative_reason": "Skäl",
    "relative_from": "Period fr.o.m.",
    "relative_to": "Period t.o.m.",
    "reimbursement": "Ersättning",
    "other_region": "Landsting vars avtal åberopas",
    "reinvoice_causes": "Orsak till vidarefakturering",
    "outpatient_only": "Gäller endast öppen vård",
    "reinvoice": "Vidarefaktureras Östergötland",
    "certificate": "Anhörigintyg",
    "unavailable_confirmed": "Vården kan inte erbjudas här",
    "guarantee_stated": "Vården kan inte ges inom garantitiden",
}
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


class Fault(NamedTuple):
    """A field that could not be read: which, why in Swedish."""

    field: str
    text: str


@dataclass(kw_only=True)
class Content:
    """The form's own fields, typed. Units, doctor and region are named by the ids that addresses carry."""

    number: str = ""
    phone: str = ""
    from_unit: uuid.UUID | None = None
    to_unit: uuid.UUID | None = None
    question: str = ""
    agreement: str = ""
    ground: str = ""
    section: str = ""
    validity: str = "three_months"
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    outpatient_only: bool = False
    reimbursement: str = ""
    other_region: str = ""
    reinvoice: bool = False
    reinvoice_causes: tuple[str, ...] = ()
    doctor: uuid.UUID | None = None
    consulted: str = ""
    certificate: bool = False
    relative_name: str = ""
    relative_number: str = ""
    relation: str = ""
    relative_reason: str = ""
    relative_from: datetime.date | None = None
    relative_to: datetime.date | None = None
    admitted_on: datetime.date | None = None
    unavailable_confirmed: bool = False
    guarantee_stated: bool = False
    guarantee_on: datetime.date | None = None
    agreements: tuple[str, ...] = ()  # as ticked; two boxes can come from a request that was not ours
    grounds: tuple[str, ...] = ()
    raw: dict[str, str] = field(default_factory=dict)  # as typed, where it could not be read

    def shown(self, name: str) -> str:
        """What stands in a text field: as typed when it could not be read, else the value as a person writes it."""
        if name in self.raw:
            return self.raw[name]
        value = getattr(self, name)
        return "" if value is None else str(value)

    def as_json(self) -> dict[str, Any]:
        """For a draft and for comparison."""
        return {name: _plain(getattr(self, name)) for name in FIELDS}

    def fingerprint(self) -> str:
        """A hash of what an approval is about: every field but phone and the doctor's name, as it would be stored."""
        about = {name: value for name, value in self.as_json().items() if name not in ("phone", "doctor", "raw")}
        about["number"] = "".join(sign for sign in self.number if sign.isalnum())[-10:]  # however it was typed
        for belongs, names in _BELONGS.items():
            if not belongs(self):
                about |= dict.fromkeys(names)
        return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


# Fields that count only together with a choice; what else was typed in them is not part of the referral.
_BELONGS: dict[Callable[[Content], bool], tuple[str, ...]] = {
    lambda content: content.ground == "akut": ("admitted_on",),
    lambda content: content.ground == "vardgaranti": ("guarantee_stated", "guarantee_on"),
    lambda content: content.ground == "hemregion": ("unavailable_confirmed",),
    lambda content: content.ground == "patientens_val": ("section",),
    lambda content: content.reimbursement == "other_region": ("other_region",),
    lambda content: content.reinvoice: ("reinvoice_causes",),
    lambda content: content.certificate: (
        "relative_name",
        "relative_number",
        "relation",
        "relative_reason",
        "relative_from",
        "relative_to",
    ),
}


FIELDS = tuple(item.name for item in fields(Content))


def from_json(data: dict[str, Any]) -> Content:
    """The content of a draft."""
    content = Content()
    for name, value in data.items():
        if name in ("from_unit", "to_unit", "doctor"):
            setattr(content, name, uuid.UUID(value) if value else None)
        elif name in DATES:
            setattr(content, name, datetime.date.fromisoformat(value) if value else None)
        elif name in ("reinvoice_causes", "agreements", "grounds"):
            setattr(content, name, tuple(value))
        elif name in FIELDS:
            setattr(content, name, value)
    return content


def read(post: QueryDict) -> tuple[Content, list[Fault]]:
    """The content that a browser sent, and every fault in it."""
    content, faults = Content(), []
    known = CARRIED | set(FIELDS) - {"agreements", "grounds", "raw"}
    for name in sorted(set(post) - known):
        faults.append(Fault("", f"Fältet {name[:40]} fylls i av systemet och går inte att ändra."))
    for name, longest in TEXTS.items():
        _read_text(content, faults, name, post.get(name, ""), longest)
    for name in DATES:
        _read_day(content, faults, name, post.get(name, ""))
    for name in BOXES:
        setattr(content, name, post.get(name, "") not in ("", "off", "false"))
    for name in ("from_unit", "to_unit", "doctor"):
        _read_id(content, faults, name, post.get(name, ""))
    content.agreements = _choices(faults, "agreement", post.getlist("agreement"), AGREEMENTS)
    content.grounds = _choices(faults, "ground", post.getlist("ground"), GROUNDS)
    content.agreement = content.agreements[0] if len(content.agreements) == 1 else ""
    content.ground = content.grounds[0] if len(content.grounds) == 1 else ""
    content.section = "".join(_choices(faults, "section", post.getlist("section")[:1], SECTIONS))
    content.validity = "".join(_choices(faults, "validity", post.getlist("validity")[:1], VALIDITIES)) or "three_months"
    content.reimbursement = "".join(
        _choices(faults, "reimbursement", post.getlist("reimbursement")[:1], REIMBURSEMENTS)
    )
    invoked = _choices(faults, "other_region", post.getlist("other_region")[:1], tuple(REGIONS))
    content.other_region = "".join(invoked) if content.reimbursement == "other_region" else ""
    content.reinvoice_causes = _choices(faults, "reinvoice_causes", post.getlist("reinvoice_causes"), CAUSES)
    _settle_validity(content)
    return content, faults


def _settle_validity(content: Content) -> None:
    """A filled-in date unticks the three months; no date at all ticks it again (RUS-27)."""
    if content.valid_from or content.valid_to or "valid_from" in content.raw or "valid_to" in content.raw:
        content.validity = "other"
    else:
        content.validity = "three_months"


def _read_text(content: Content, faults: list[Fault], name: str, typed: str, longest: int) -> None:
    text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    bad = control_signs(text)
    if bad:
        faults.append(Fault(name, f"{LABELS[name]} innehåller osynliga styrtecken ({bad}). De är borttagna."))
        text = CONTROL.sub("", text)
    if len(text) > longest:
        faults.append(Fault(name, f"{LABELS[name]} är {len(text)} tecken långt. Högst {longest} får plats."))
        content.raw[name] = text
        text = text[:longest]
    setattr(content, name, text)


def _read_day(content: Content, faults: list[Fault], name: str, typed: str) -> None:
    text = typed.strip()
    if not text:
        return
    match = _DAY.fullmatch(text)
    try:
        setattr(content, name, datetime.date(*map(int, match.groups())) if match else _no_day())
    except ValueError:
        content.raw[name] = CONTROL.sub("", text)
        faults.append(Fault(name, f"{LABELS[name]} är inget datum. Skriv som ÅÅÅÅ-MM-DD, till exempel 2025-06-01."))


def _no_day() -> datetime.date:
    raise ValueError


def _read_id(content: Content, faults: list[Fault], name: str, typed: str) -> None:
    try:
        setattr(content, name, uuid.UUID(typed) if typed else None)
    except ValueError:
        faults.append(Fault(name, f"{LABELS[name]} finns inte i registret. Välj ur listan."))


def _choices(faults: list[Fault], name: str, ticked: list[str], known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(value for value in ticked if value))
    if strange := [value for value in chosen if value not in known]:
        faults.append(Fault(name, f"{LABELS[name]} har ett val som inte finns: {', '.join(strange)[:60]}."))
    return tuple(value for value in chosen if value in known)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date | uuid.UUID):
        return str(value)
    if isinstance(value, dict):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
