"""What stands on paper: the referral, the cover, the decision, the commitment; the JSON that is signed and printed from."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from vardkedja.commitments.specialist.content import LABELS, TEXTS, Content
from vardkedja.commitments.specialist.facts import Standing
from vardkedja.commitments.specialist.look import Case
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.paper.codes import check_code, qr_rows
from vardkedja.kernel.paper.render import the_press
from vardkedja.referrals.papers import unprintable_text
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.decision import Reason
from vardkedja.rules.specialist_facts import BENEFIT_WORDS, BOX_WORDS, REASON_WORDS, Benefit
from vardkedja.rules.specialist_facts import Reason as Why

FORM = Path(__file__).resolve().parents[1] / "paper" / "specialistvard.typ"
LETTERS = {"remiss": "V", "beslut": "D", "betalningsforbindelse": "B", "forsattsblad": "F", "tillagg": "T"}
TITLES = {
    "remiss": "Specialistvårdsremiss",
    "beslut": "Beslut",
    "betalningsforbindelse": "Betalningsförbindelse",
    "forsattsblad": "Försättsblad",
    "tillagg": "Tillägg till specialistvårdsremiss",
}
CARE_FORMS = {"oppen": "Öppen vård", "sluten": "Sluten vård"}
NOT_VALID = {
    "revoked": "Upphävd. Gäller inte från",
    "replaced": "Ersatt av en senare version. Gäller inte.",
    "withdrawn": "Återkallad av avsändaren. Gäller inte.",
    "draft": "Signeringen har fallit. Gäller inte.",
}
Row = tuple[str, str | None]


def referral(case: Case, content: Content, stands: Standing, signer: Actor | None) -> dict[str, Any]:
    """The fields of SPECIALISTVÅRDSREMISS as they stand now; without a signer it is a draft's print (SVR-33)."""
    place = stands.to_place
    return {
        "document": _document("remiss", case.number, case.version + (1 if signer else 0)),
        "from": {"name": case.from_name, "address": _lines(case.from_street, case.from_postcode, case.from_town)},
        "to": _receiver(case) if place is None else {"name": place.name, "address": list(place.address_lines)},
        "patient": _patient(case),
        "sections": [
            _section("Remiss", _request_rows(content, place.region.name if place else "")),
            _section("Medicinskt underlag", [("Diagnos", content.diagnosis), ("Planerad åtgärd", content.measure)]),
            _section("Bedömning av patientens besvär", [], content.complaints),
            *_own_sections(content),
        ],
        "signature": signature(signer) if signer else {},
        "notice": None if signer else "Utkast. Är inte skickad.",
    }


def _request_rows(content: Content, region: str) -> list[Row]:
    box = Ground(content.box) if content.box else None
    return [
        ("Remiss", BOX_WORDS[box] if box else None),
        ("Vårdform", CARE_FORMS.get(content.care_form)),
        ("Specialitet", content.specialty),
        ("Vårdregion", region),
        ("Planerad inskrivning", when(content.admission_on, content.admission_time)),
        ("Planerad period", span(content.period_from, content.period_to)),
    ]


def _own_sections(content: Content) -> list[dict[str, Any]]:
    """What only the chosen box has, and the benefits that are asked for with their medical reasons (SVR-15, 20, 29)."""
    found = []
    if content.box == Ground.HEMREGION:
        why = REASON_WORDS[Why(content.reason)] if content.reason else None
        found.append(
            _section("Varför utanför regionen", [("Skäl", why), ("NHV", _yes(content.nhv))], content.explanation)
        )
    if content.box == Ground.VARDGARANTI:
        rows: list[Row] = [("Uppsatt sedan", _day(content.listed_since)), ("Garantidatum", _day(content.guarantee_on))]
        found.append(_section("Vårdgaranti", [*rows, ("Garantin kan inte uppfyllas", _yes(content.guarantee_stated))]))
    asked = [(BENEFIT_WORDS[Benefit(one.kind)], one.reason) for one in content.asked]
    if content.lodging_wished:
        asked.append(("Logi önskas", BENEFIT_WORDS[Benefit.LODGING]))
    return [*found, *([_section("Förmåner på medicinsk indikation", asked)] if asked else [])]


def supplement(case: Case, kind: str, reason: str, by: Actor) -> dict[str, Any]:
    """TILLÄGG to a signed referral: a benefit with its medical reason (SVR-20)."""
    return {
        "document": _document("tillagg", case.number, case.version + 1),
        "from": {"name": case.from_name, "address": _lines(case.from_street, case.from_postcode, case.from_town)},
        "to": {"name": case.region_name, "address": []},
        "patient": _patient(case),
        "sections": [_section("Tillägg till remissen", [("Förmån", BENEFIT_WORDS[Benefit(kind)])], reason)],
        "signature": signature(by),
        "notice": None,
    }


def cover(case: Case, office: dict[str, str]) -> dict[str, Any]:
    """FÖRSÄTTSBLAD: where a referral that goes by post is sent (SVR-34). Carries no patient but the case's number."""
    address = [office.get("body", ""), office.get("box", ""), f"{office.get('postcode', '')} {office.get('town', '')}"]
    return {
        "document": _document("forsattsblad", case.number, case.version),
        "from": {"name": case.from_name, "address": _lines(case.from_street, case.from_postcode, case.from_town)},
        "to": {"name": office.get("name"), "address": [line.strip() for line in address if line.strip()]},
        "patient": None,
        "sections": [_section("Innehåll", [("Specialistvårdsremiss", case.number), ("Region", case.region_name)])],
        "signature": {},
        "notice": None,
    }


def decision(
    case: Case, title: str, rows: Sequence[Row], texts: Sequence[tuple[str, str]], by: Actor
) -> dict[str, Any]:
    """BESLUT to the provider and the patient: what was decided, why, what the patient can do next (SVR-35)."""
    return {
        "document": _document("beslut", case.number, case.version + 1, title=title),
        "from": {"name": _office(case, by), "address": []},
        "to": _receiver(case),
        "patient": _patient(case),
        "sections": [_section("Beslut", list(rows)), *(_section(name, [], text) for name, text in texts if text)],
        "signature": signature(by),
        "notice": None,
    }


def commitment(
    case: Case,
    issue: int,
    first: datetime.date,
    last: datetime.date,
    agreement: str,
    benefits: Sequence[str],
    by: Actor,
) -> dict[str, Any]:
    """BETALNINGSFÖRBINDELSE: number, patient, home region, receiver, measure, period, ground, benefits, issuer (SVR-36)."""
    at = clock.local(clock.now())
    return {
        "document": _document("betalningsforbindelse", case.number, issue, issue=str(issue)),
        "from": {"name": _office(case, by), "address": []},
        "to": _receiver(case),
        "patient": _patient(case),
        "validity": {"first_day": first.isoformat(), "last_day": last.isoformat()},
        "sections": [
            _section(
                "Betalningsförbindelse",
                [
                    ("Betalningsansvarig region", case.region_name),
                    ("Grund", BOX_WORDS[Ground(case.box)]),
                    ("Gäller fr.o.m.", first.isoformat()),
                    ("Gäller t.o.m.", last.isoformat()),
                    ("Vårdform", CARE_FORMS.get(case.care_form)),
                    ("Avtal", agreement),
                    ("Planerad åtgärd", case.measure),
                    ("Utfärdad", at.strftime("%Y-%m-%d %H:%M")),
                ],
            ),
            _section("Resor, logi och andra förmåner", [], "\n".join(benefits)),
        ],
        "signature": signature(by),
        "foot": "Kontrollera att förbindelsen gäller: sök på numret och koden ovan på sidan Kontrollera i Vårdkedja. "
        "Vård utanför perioden betalas inte. Fakturan ställs till hemregionen.",
        "notice": None,
    }


def pdf(kind: str, content: dict[str, Any], case: Case, *, as_of: datetime.datetime, notice: str = "") -> bytes:
    """The PDF of a document's content: the same bytes again but for the print time. A protected identity hides the address."""
    document = dict(content["document"])
    code = check_code(case.number, document["version"], settings.SIGNING_KEY, LETTERS[kind])
    text = f"VK1:{LETTERS[kind]}:{case.number}:{document['version']}:{code.replace('-', '')}"
    document |= {
        "status": "signerad",
        "check_code": code,
        "qr": {"text": text, "rows": qr_rows(text)},
        "printed_at": clock.local(clock.now()).isoformat(timespec="minutes"),
        "date": clock.local(as_of).isoformat(),
    }
    shown = content | {"document": document, "notice": notice or content.get("notice")}
    if case.protected and content.get("patient"):
        shown["patient"] = dict(content["patient"]) | {"protected": True, "address": [], "phone": None}
    return the_press().print(FORM, shown)


def unprintable(content: Content) -> list[Reason]:
    """Signs that the paper's letters lack, refused at their field before signing."""
    return [reason for name in TEXTS for reason in unprintable_text(name, LABELS[name], getattr(content, name))]


def unprintable_texts(**texts: str) -> list[Reason]:
    """The same for texts of the office, by field."""
    return [reason for name, text in texts.items() for reason in unprintable_text(name, "Texten", text)]


def signature(signer: Actor) -> dict[str, Any]:
    """Who signs, in words (X-09)."""
    at = clock.local(clock.now())
    return {
        "date": at.date().isoformat(),
        "name": signer.name,
        "role": f"{signer.title}, {signer.unit_name}",
        "signed_at": at.isoformat(timespec="seconds"),
    }


def when(day: datetime.date | None, time: datetime.time | None) -> str | None:
    """ "2025-05-05 13:00"; the day alone when its time is not known."""
    if day is None:
        return None
    return f"{day} {time:%H:%M}" if time else str(day)


def span(first: datetime.date | None, last: datetime.date | None) -> str | None:
    """ "2025-05-05 – 2025-05-09"."""
    return f"{first or ''} – {last or ''}".strip(" –") or None


def _section(title: str, rows: Sequence[Row], text: str = "") -> dict[str, Any]:
    return {"title": title, "label": title, "rows": [list(row) for row in rows], "text": text or None}


def _document(kind: str, number: str, version: int, *, title: str = "", issue: str | None = None) -> dict[str, Any]:
    return {"id": number, "version": version, "title": title or TITLES[kind], "issue": issue}


def _office(case: Case, by: Actor) -> str:
    """The deciding unit, with its region unless its name already says it."""
    return by.unit_name if case.region_name in by.unit_name else f"{case.region_name}, {by.unit_name}"


def _receiver(case: Case) -> dict[str, Any]:
    return {"name": case.to_name or None, "address": _lines(case.to_street, case.to_postcode, case.to_town)}


def _lines(street: str | None, postcode: str | None, town: str | None) -> list[str]:
    return [line for line in (street, f"{postcode or ''} {town or ''}".strip()) if line]


def _patient(case: Case) -> dict[str, Any]:
    number = case.identifier or ""
    return {
        "number": f"{number[:8]}-{number[8:]}" if len(number) == 12 else number,
        "name": case.patient_name,
        "protected": case.protected,
        "address": case.address,
        "phone": None if case.protected else case.phone or None,
    }


def _day(value: datetime.date | None) -> str | None:
    return value.isoformat() if value else None


def _yes(value: bool) -> str:
    return "ja" if value else "nej"
