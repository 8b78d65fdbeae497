"""What stands on the paper: the JSON that is signed at issue and printed from, the same for every print of a version."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from vardkedja.commitments.content import LABELS, Content
from vardkedja.commitments.facts import Place, Standing
from vardkedja.commitments.look import Case
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.organisations import Region
from vardkedja.kernel.paper.codes import check_code, qr_rows
from vardkedja.kernel.paper.glyphs import unprintable as unprintable_signs
from vardkedja.kernel.paper.render import the_press
from vardkedja.rules.decision import Decision, Reason, Source

FORMS = Path(__file__).resolve().parent / "paper"
STATUS = {
    "draft": "utkast",
    "awaiting_approval": "vantar",
    "ready": "utkast",
    "deleted": "utkast",
    "cancelled": "makulerad",
}
PRINTED_TEXTS = ("phone", "question", "consulted", "relative_name", "relative_number", "relation", "relative_reason")
BLANKS = ("reservblankett", "reserv-anhorigintyg")
FORM_VERSION = "Blankett 1, 2026-11"
PRESS = the_press()


def referral(
    case: Case, content: Content, stands: Standing, signer: Actor | None, decision: Decision
) -> dict[str, Any]:
    """The fields of REMISS/BETALNINGSFÖRBINDELSE as they stand now; without a signer it is a draft's print."""
    answer, at = stands.answer, clock.local(clock.now())
    result = decision.result
    return {
        "document": {"id": case.number, "version": case.version + (1 if signer else 0), "replaces": case.replaces},
        "from": _place(stands.from_place),
        "to": _place(stands.to_place),
        "patient": {
            "number": _number(stands.number or case.identifier),
            "name": f"{answer.given} {answer.family}".strip() if answer else case.patient_name,
            "protected": answer.protected if answer else case.protected,
            "address": _address(case, stands),
            "phone": None if (answer and answer.protected) else content.phone or None,
        },
        "payer": _region_name("08"),
        "agreement": content.agreement or None,
        "ground": content.ground or None,
        "section": content.section if content.ground == "patientens_val" and content.section != "other" else None,
        "admitted_on": _day(content.admitted_on) if content.ground == "akut" else None,
        "guarantee_on": _day(content.guarantee_on) if content.ground == "vardgaranti" else None,
        "validity": {
            **{"three_months": content.validity == "three_months", "from": _day(content.valid_from)},
            "to": _day(content.valid_to),
            "first_day": _day(result.get("valid_from")) if signer else None,
            "last_day": _day(result.get("valid_to")) if signer else None,
        },
        "outpatient_only": content.outpatient_only,
        "reimbursement": {
            "other_region": _region_name(content.other_region) if content.other_region else None,
            "home_region_agreement": content.reimbursement == "home_region",
        },
        "reinvoice": {"flag": content.reinvoice, "causes": list(content.reinvoice_causes) if content.reinvoice else []},
        "doctor": {"name": stands.doctor[1], "role": stands.doctor[2]}
        if stands.doctor
        else {"name": None, "role": None},
        "signature": _signature(signer, at) if signer else {},
        "consulted": content.consulted or None,
        "approval": _approval(case, content),
        "cancelled": None,
        "question": content.question or None,
        "certificate": content.certificate,
    }


def certificate(case: Case, content: Content, stands: Standing, signer: Actor | None) -> dict[str, Any]:
    """The fields of ANHÖRIGINTYG, bound to the referral's id (RUS-44)."""
    at = clock.local(clock.now())
    answer = stands.answer
    return {
        "document": {"id": case.number, "version": case.version + (1 if signer else 0)},
        "patient": {
            "number": _number(stands.number or case.identifier),
            "name": f"{answer.given} {answer.family}".strip() if answer else case.patient_name,
        },
        "from": _place(stands.from_place),
        "relative": {
            **{"name": content.relative_name or None, "number": content.relative_number or None},
            **{"relation": content.relation or None, "reason": content.relative_reason or None},
        },
        "period": {"from": _day(content.relative_from), "to": _day(content.relative_to)},
        "signature": _signature(signer, at) if signer else {},
        "cancelled": None,
    }


def pdf(form: str, content: dict[str, Any], case: Case, *, status: str, as_of: datetime.datetime) -> bytes:
    """The PDF of a document's content. `as_of` is the issue time (or when the draft was saved); only the print time moves."""
    document = dict(content["document"])
    code = check_code(case.number, document["version"], settings.SIGNING_KEY)
    letter = "A" if form == "anhorigintyg" else "R"
    text = f"VK1:{letter}:{case.number}:{document['version']}:{code.replace('-', '')}"
    document |= {
        **{"status": status, "check_code": code, "qr": {"text": text, "rows": qr_rows(text)}},
        **{
            "printed_at": clock.local(clock.now()).isoformat(timespec="minutes"),
            "date": clock.local(as_of).isoformat(),
        },
    }
    cancelled = None
    if case.cancelled_at:
        day = clock.local(case.cancelled_at).date().isoformat()
        cancelled = {"date": day, "replaced_by": case.replaced_by}
    patient = dict(content["patient"])
    if (
        case.protected and "address" in patient
    ):  # also when the identity was protected after the paper was signed
        patient |= {"protected": True, "address": [], "phone": None}
    shown = content | {"document": document, "patient": patient, "cancelled": cancelled}
    return PRESS.print(FORMS / f"{form}.typ", shown)


def status_of(case: Case) -> str:
    """The paper's status word: a watermark and a sentence follow from it."""
    if case.state in STATUS:
        return STATUS[case.state]
    return "utgangen" if case.last_day and clock.today() > case.last_day else "utfardad"


def unprintable(content: Content) -> list[Reason]:
    """A character that the paper's letters lack is refused at its field, by name, before issue."""
    return unprintable_texts({name: (LABELS[name], getattr(content, name)) for name in PRINTED_TEXTS})


def unprintable_texts(texts: Mapping[str, tuple[str, str]]) -> list[Reason]:
    """The same for texts that no form has: field to label and text."""
    reasons = []
    for name, (label, text) in texts.items():
        found = unprintable_signs(text)
        if found:
            signs = ", ".join(dict.fromkeys(f"{sign.char} ({sign.name})" for sign in found))
            reasons.append(
                Reason(
                    code="X-14.unprintable",
                    head=f"{label} har tecken som inte kan skrivas ut",
                    text=f"Ta bort eller byt ut: {signs[:300]}.",
                    source=Source("Vårdkedja", "utskrift"),
                    field=name,
                )
            )
    return reasons


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"institution": None, "clinic": None, "address": []}
    return {"institution": place.institution, "clinic": place.clinic or None, "address": list(place.address)}


def _address(case: Case, stands: Standing) -> list[str]:
    answer = stands.answer
    if answer is None:
        return case.patient_address
    if answer.protected:
        return []
    care_of, street, postcode, town = answer.address
    return [line for line in (care_of, street, f"{postcode} {town}".strip()) if line]


def _signature(signer: Actor, at: datetime.datetime) -> dict[str, Any]:
    return {
        **{"date": at.date().isoformat(), "name": signer.name, "role": f"{signer.title}, {signer.unit_name}"},
        "signed_at": at.isoformat(timespec="seconds"),
    }


def _approval(case: Case, content: Content) -> dict[str, Any]:
    stored = case.approval
    if stored is None or stored["outcome"] != "approved" or stored["content_hash"] != content.fingerprint():
        return {"date": None, "name": None, "role": None, "stamp": False}
    who = {"name": stored["approver_name"], "role": stored["approver_role"]}
    return {"date": stored["decided_on"], "stamp": stored["stamp"], **who}


def _region_name(code: str) -> str:
    found = _REGIONS.get(code)
    if found is None:
        _REGIONS.update(Region.objects.values_list("code", "name"))
        found = _REGIONS.get(code, code)
    return found


_REGIONS: dict[str, str] = {}


def _number(value: str) -> str:
    return f"{value[:8]}-{value[8:]}" if len(value) == 12 else value


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, datetime.date) else None
