"""From specialist referrals and decisions to what a page shows: words, tones, explanations. No queries, no writes."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from vardkedja.commitments.specialist.content import LABELS
from vardkedja.commitments.specialist.look import Case
from vardkedja.kernel import clock
from vardkedja.kernel.look.words import moment
from vardkedja.referrals import present as referrals
from vardkedja.rules.decision import Decision
from vardkedja.rules.specialist_facts import BENEFIT_WORDS, BOX_WORDS, FUNDING_WORDS, REASON_WORDS
from vardkedja.rules.specialist_workflow import State, display_state, state_word

ID = re.compile(r"^[A-Z]+-\d+ ")
TONES: dict[str, str] = {
    State.DRAFT: "draft",
    State.SIGNED: "turn",
    State.SENT: "wait",
    State.ASSESSING: "part",
    State.COMPLETING: "wait",
    State.APPROVED: "done",
    State.ISSUED: "done",
    **dict.fromkeys((State.REJECTED, State.DISMISSED, State.REVOKED, State.WITHDRAWN, State.DELETED), "stop"),
    State.EXPIRED: "stop",
}
FACT_WORDS = {
    "on": "Dag",
    "box": "Remiss",
    "boxes": "Remiss",
    "care_form": "Vårdform",
    "specialty": "Specialitet",
    "admission": "Inskrivning",
    "registered_region": "Folkbokförd i",
    "receiver_region": "Vårdregion",
    "signer_role": "Signerarens roll",
    "hospital": "Sjukhus",
    "decided_at": "Beslutad",
    "period_from": "Period fr.o.m.",
    "period_to": "Period t.o.m.",
    "received_on": "Kom",
    "region": "Region",
    "admitted_on": "Inskriven",
    "contacted_on": "Kontakt",
}


def state(stored: str, last_day: datetime.date | None) -> tuple[str, str]:
    """The tone and the word of a state as it is today."""
    shown = display_state(State(stored), last_day, clock.today())
    return TONES[shown], state_word(shown)


def patient(case: Case) -> dict[str, Any]:
    """The patient's head line."""
    found = referrals.patient(case)  # type: ignore[arg-type]  # the same names, of another subject's case
    return found | {"href": f"/specialistvard/?patient={case.patient_uuid}&lista=alla"}


def why(decision: Decision | Mapping[str, Any]) -> dict[str, Any]:
    """What the Varför? shows: the sentence, the steps, the facts used, the sources."""
    body = decision.as_dict() if isinstance(decision, Decision) else decision
    inputs: Mapping[str, Any] = body["inputs"]  # type: ignore[assignment]
    facts = [(FACT_WORDS[name], fact(value)) for name, value in inputs.items() if name in FACT_WORDS and value]
    sources: Sequence[Mapping[str, Any]] = body["sources"]  # type: ignore[assignment]
    once = list({(source["title"], source["clause"]): source for source in sources}.values())
    return {"say": body["say"], "steps": body["steps"], "facts": facts, "sources": once}


def fact(value: Any) -> str:
    """A fact's value as a person writes it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list | tuple):
        return ", ".join(fact(part) for part in value)
    return VALUE_WORDS.get(str(value), without_id(str(value)))


def without_id(text: str) -> str:
    """A failed rule as staff read it: the id of the requirement is for the record (SVR-35)."""
    return ID.sub("", text)


VALUE_WORDS: dict[str, str] = {
    **{str(code): words for code, words in BOX_WORDS.items()},
    **{str(code): words for code, words in REASON_WORDS.items()},
    **{str(code): words for code, words in FUNDING_WORDS.items()},
    **{str(code): words for code, words in BENEFIT_WORDS.items()},
    "oppen": "öppen vård",
    "sluten": "sluten vård",
    "lakare": "läkare",
    "verksamhetschef": "verksamhetschef",
    "sekreterare": "sekreterare",
    "sjukskoterska": "sjuksköterska",
    "electronic": "elektroniskt",
    "post": "med post",
    "True": "ja",
    "False": "nej",
    "sender": "avsändaren",
    "patient": "patienten",
    "provider": "patientens vårdgivare",
}
FIELD_WORDS: dict[str, str] = {
    **{name: words for name, words in LABELS.items() if name not in ("to_unit", "doctor", "box")},
    "channel": "Sätt",
    "officer": "Handläggare",
    "items": "Saknas",
    "same_kind": "Samma slags vård",
    "same_indication": "Samma indikation",
    "funding": "Finansiering",
    "own_text": "Egen bedömning",
    "indications_met": "Indikationerna uppfyllda",
    "failed": "Regler som inte är uppfyllda",
    "from_day": "Gäller inte från",
    "first_day": "Första giltiga dag",
    "last_day": "Sista giltiga dag",
    "version": "Version",
    "lodging": "Logi",
    "nights": "Nätter",
    "supplied_by": "Lämnad av",
    "benefit": "Förmån",
    "boxes": "Remiss",
}


def told(changes: Mapping[str, Sequence[Any]]) -> str:
    """Old and new values as lines, those that a person has words for."""
    lines = []
    for name, pair in changes.items():
        if name not in FIELD_WORDS or not isinstance(pair, list) or len(pair) != 2:
            continue
        old, new = (fact(value) if value not in (None, "", []) else "" for value in pair)
        if new or old:
            lines.append(f"{FIELD_WORDS[name]}: {old} → {new}" if old and new else f"{FIELD_WORDS[name]}: {new or old}")
    return "\n".join(lines)


def when(at: datetime.datetime) -> str:
    """ "idag 14:20"."""
    return moment(at, clock.local(clock.now()))


EVENT_WORDS = {
    "svr.save": "Utkastet sparades",
    "svr.delete": "Utkastet togs bort",
    "svr.sign": "Remissen signerades",
    "svr.change": "Togs tillbaka för ändring",
    "svr.send": "Skickades till regionen",
    "svr.register": "Begäran utifrån registrerades",
    "svr.open": "Bedömningen påbörjades",
    "svr.assign": "Handläggare valdes",
    "svr.assess": "Bedömningen sparades",
    "svr.ask": "Komplettering begärdes",
    "svr.complete": "Komplettering kom",
    "svr.supplement": "Ett tillägg signerades",
    "svr.tell": "Patienten har fått veta",
    "svr.question": "Meddelande i ärendet",
    "svr.approve": "Godkändes",
    "svr.reject": "Avslogs",
    "svr.dismiss": "Avvisades",
    "svr.issue": "Betalningsförbindelsen utfärdades",
    "svr.extend": "Perioden ändrades, ny version",
    "svr.lodge": "Beslut om logi",
    "svr.revoke": "Beslutet upphävdes",
    "svr.withdraw": "Remissen återkallades",
    "svr.read": "Beslutet lästes",
    "svr.answered": "Meddelandet kvitterades",
    "svr.letter": "Beslutsbrevet skickades",
    "svr.changed": "Ändringen kvitterades",
    "svr.flagged": "Folkbokföringen ändrades",
}
EVENT_ICONS = {
    "svr.save": "draft",
    "svr.delete": "stop",
    "svr.change": "draft",
    "svr.ask": "wait",
    "svr.reject": "stop",
    "svr.dismiss": "stop",
    "svr.revoke": "stop",
    "svr.withdraw": "stop",
    "svr.flagged": "late",
    "svr.question": "turn",
}
