"""What stands on paper: the referral as it was signed, confirmations and answers; the JSON that is signed and printed from."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.paper.codes import check_code, qr_rows
from vardkedja.kernel.paper.glyphs import unprintable as unprintable_signs
from vardkedja.kernel.paper.render import the_press
from vardkedja.referrals.content import LABELS, PRIORITIES, REQUEST_KINDS, Content
from vardkedja.referrals.look import Case
from vardkedja.rules.decision import Reason, Source
from vardkedja.rules.referrals import MESSAGE_WORDS, MessageKind

FORMS = Path(__file__).resolve().parent / "paper"
LETTERS = {"remiss": "K", "svar": "S"}


def referral(
    case: Case, signer: Actor | None, at: datetime.datetime, *, on_behalf: str | None = None
) -> dict[str, Any]:
    """The fields of REMISS as they stand now; without a signer it is a draft's print."""
    return {
        "document": {"id": case.number, "version": case.version + (1 if signer else 0)},
        **_between(case),
        "patient": _patient(case),
        "request_kind": REQUEST_KINDS.get(case.request_kind, ""),
        "priority": PRIORITIES.get(case.priority, ""),
        "decided_on": _day(case.decided_on),
        "doctor": case.doctor_name,
        "question": case.question or None,
        "signature": _signature(signer, at, on_behalf) if signer else {},
    }


def reply(
    case: Case, kind: MessageKind, message: Mapping[str, Any], signer: Actor, at: datetime.datetime
) -> dict[str, Any]:
    """The fields of a confirmation or an answer to the sender."""
    return {
        "document": {"id": case.number, "version": case.version + 1, "title": MESSAGE_WORDS[kind]},
        **_between(case),
        "patient": _patient(case),
        "referred_on": _day(case.referred_on or case.sent_on),
        "text": message.get("text") or None,
        "wait_on": _day(message.get("wait_on")),
        "signature": _signature(signer, at, None),
    }


def pdf(form: str, content: dict[str, Any], case: Case, *, status: str, as_of: datetime.datetime) -> bytes:
    """The PDF of a document's content: the same bytes again but for the print time. A protected identity hides the address."""
    document = dict(content["document"])
    code = check_code(case.number, document["version"], settings.SIGNING_KEY)
    text = f"VK1:{LETTERS[form]}:{case.number}:{document['version']}:{code.replace('-', '')}"
    document |= {
        "status": status,
        "check_code": code,
        "qr": {"text": text, "rows": qr_rows(text)},
        "printed_at": clock.local(clock.now()).isoformat(timespec="minutes"),
        "date": clock.local(as_of).isoformat(),
    }
    patient = dict(content["patient"])
    if case.protected:
        patient |= {"protected": True, "address": [], "phone": None}
    return the_press().print(FORMS / f"{form}.typ", content | {"document": document, "patient": patient})


def unprintable(content: Content) -> list[Reason]:
    """Signs that the paper's letters lack, refused at their field before signing."""
    return [
        reason
        for name in ("question", "phone")
        for reason in unprintable_text(name, LABELS[name], getattr(content, name))
    ]


def unprintable_text(name: str, label: str, text: str) -> list[Reason]:
    """The same for one text."""
    found = unprintable_signs(text)
    if not found:
        return []
    signs = ", ".join(dict.fromkeys(f"{sign.char} ({sign.name})" for sign in found))
    return [
        Reason(
            code="X-14.unprintable",
            head=f"{label} har tecken som inte kan skrivas ut",
            text=f"Ta bort eller byt ut: {signs[:300]}.",
            source=Source("Vårdkedja", "utskrift"),
            field=name,
        )
    ]


def _between(case: Case) -> dict[str, Any]:
    sender = {"name": case.from_name, "address": _lines(case.from_street, case.from_postcode, case.from_town)}
    receiver = {"name": case.to_name or None, "address": _lines(case.to_street, case.to_postcode, case.to_town)}
    return {"from": sender, "to": receiver}


def _lines(street: str | None, postcode: str | None, town: str | None) -> list[str]:
    return [line for line in (street, f"{postcode or ''} {town or ''}".strip()) if line]


def _patient(case: Case) -> dict[str, Any]:
    number = case.identifier or ""
    return {
        "number": f"{number[:8]}-{number[8:]}" if len(number) == 12 else number,
        "name": case.patient_name,
        "protected": case.protected,
        "address": []
        if case.protected
        else [*([case.care_of] if case.care_of else []), *_lines(case.street, case.postcode, case.town)],
        "phone": None if case.protected else case.phone or None,
    }


def _signature(signer: Actor, at: datetime.datetime, on_behalf: str | None) -> dict[str, Any]:
    local = clock.local(at)
    who = f"{signer.name} på uppdrag av {on_behalf}" if on_behalf else signer.name
    return {
        "date": local.date().isoformat(),
        "name": who,
        "role": f"{signer.title}, {signer.unit_name}",
        "signed_at": local.isoformat(timespec="seconds"),
    }


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, datetime.date) else None
