"""From cases and decisions to what a page shows: words, tones, explanations. No queries, no writes."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from vardkedja.commitments.look import Case
from vardkedja.kernel import clock
from vardkedja.kernel.look.words import moment
from vardkedja.kernel.people.register import Answer
from vardkedja.rules.access import ROLES
from vardkedja.rules.calendar import age
from vardkedja.rules.commitment_facts import AGREEMENT_WORDS, GROUND_WORDS, Agreement, Ground
from vardkedja.rules.commitment_workflow import State, display_state, state_word
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.regions import region_code, region_name

TONES = {
    State.DRAFT: "draft",
    State.AWAITING: "wait",
    State.READY: "turn",
    State.ISSUED: "part",
    State.POSTED: "done",
    State.CANCELLED: "stop",
    State.EXPIRED: "stop",
    State.DELETED: "stop",
}
FACT_WORDS = {
    "issued_on": "Utfärdas",
    "valid_from": "Fr.o.m.",
    "valid_to": "T.o.m.",
    "ground": "Grund",
    "section": "Avsnitt",
    "registered_region": "Folkbokförd i",
    "identifier_kind": "Slags nummer",
    "region": "Mottagarens region",
    "on": "Dag",
    "receiver_region": "Mottagarens region",
    "receiver_private": "Privat med vårdavtal",
    "agreements": "Valt avtal",
    "ground_words": "Vald grund",
    "admitted_on": "Inskriven",
    "guarantee_on": "Garantidatum",
    "approval_on": "Godkänd",
    "signer_role": "Din roll",
    "first_valid_day": "Remissen gäller från",
    "commitment": "Mottagare",
    "receiver": "Frågad mottagare",
    "care_form": "Vårdform",
}
_REGION_FACTS = ("registered_region", "receiver_region", "region")


def state(stored: str, last_day: datetime.date | None) -> tuple[str, str]:
    """The tone and the word of a state as it is today."""
    shown = display_state(State(stored), last_day, clock.today())
    return TONES[shown], state_word(shown)


def patient(case: Case) -> dict[str, Any]:
    """The patient's head line."""
    facts = []
    if case.birth_date:
        years = age(case.birth_date, clock.today())
        facts.append((f"{years} år" + (f", {case.sex}" if case.sex else ""), ""))
    if case.protected:
        facts.append(("Skyddad identitet", "must"))
    if case.deceased_on:
        facts.append((f"Avliden {case.deceased_on}", "must"))
    saved = case.residence.get("issued") or case.residence.get("saved") or {}
    if saved.get("name") and not case.protected:
        facts.append(
            (f"{saved['name']}, {region_name(saved['region']) if saved.get('region') else ''}".strip(", "), "wide")
        )
    return {
        "name": case.patient_name,
        "number": case.identifier,
        "facts": facts,
        "href": f"/rus/?patient={case.patient_uuid}",
    }


def first_met(answer: Answer | None) -> dict[str, Any] | None:
    """The head line of somebody whom only the register has told us of: a new form is about a person from the start."""
    if answer is None or not answer.given:
        return None
    facts = [("Skyddad identitet", "must")] if answer.protected else [(answer.municipality_name, "wide")]
    return {"name": f"{answer.given} {answer.family}", "number": answer.number, "facts": facts, "href": ""}


def why(decision: Decision | Mapping[str, Any]) -> dict[str, Any]:
    """What the Varför? shows: the sentence, the steps, the facts used, the sources."""
    body = decision.as_dict() if isinstance(decision, Decision) else decision
    inputs: Mapping[str, Any] = body["inputs"]  # type: ignore[assignment]
    facts = [
        (FACT_WORDS[name], _fact(name, value)) for name, value in inputs.items() if name in FACT_WORDS and _told(value)
    ]
    sources: Sequence[Mapping[str, Any]] = body["sources"]  # type: ignore[assignment]
    return {"say": body["say"], "steps": body["steps"], "facts": facts, "sources": _each_once(sources)}


def _told(value: Any) -> bool:
    return value not in (None, "", [], ())


def _each_once(sources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({(source["title"], source["clause"]): source for source in sources}.values())


def _fact(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list | tuple):
        return ", ".join(_fact(name, part) for part in value)
    if name in _REGION_FACTS:
        code = region_code(str(value))
        return region_name(code) if code else str(value)
    if name == "agreements":
        return AGREEMENT_WORDS[Agreement(value)]
    if name == "ground":
        return GROUND_WORDS[Ground(value)]
    if name == "signer_role":
        return ROLES[str(value)].name.lower() if str(value) in ROLES else str(value)
    if name == "care_form":
        return {"oppen": "öppen vård", "sluten": "sluten vård"}.get(str(value), str(value))
    return str(value)


# Reasons that come out of counting days or places, so that the steps belong to the answer.
_COUNTED = ("RUS-04", "RUS-05", "RUS-14", "RUS-15", "RUS-19", "RUS-25", "RUS-26")


def why_of(reason: Reason, decision: Decision | None = None) -> dict[str, Any]:
    """The Varför? of one reason: its sentence and source, with the facts and steps of the decision that it is part of."""
    whole = why(decision) if decision else {"facts": [], "steps": []}
    return {
        "say": reason.text or reason.head,
        "steps": whole["steps"] if reason.requirement in _COUNTED else [],
        "facts": whole["facts"],
        "sources": [reason.source.as_dict()],
    }


def stops(found: Sequence[Reason], decision: Decision | None = None) -> list[dict[str, Any]]:
    """Reasons that stop, each with where it can be put right and its Varför?."""
    return [
        {
            "id": anchor(reason.field) if reason.field else "",
            "what": reason.head or reason.text,
            "why": why_of(reason, decision),
        }
        for reason in _without_repeats(found)
    ]


def _without_repeats(found: Sequence[Reason]) -> list[Reason]:
    return list({(reason.code, reason.text): reason for reason in found}.values())


# Where a reason's field stands on the form.
ANCHORS = {
    "person": "number",
    "name": "number",
    "address": "number",
    "three_months": "validity",
    "other_region": "reimbursement",
    "home_region_agreement": "reimbursement",
    "signer": "doctor",
    "approval": "ground",
    "reinvoice_causes": "reinvoice",
}


def anchor(field: str) -> str:
    """The id of the form's field that a reason's field stands at."""
    return ANCHORS.get(field, field)


def errors(found: Sequence[Reason]) -> dict[str, str]:
    """One sentence per field of the form, for showing at the field."""
    shown: dict[str, list[str]] = {}
    for reason in _without_repeats(found):
        if reason.field:
            text = f"{reason.head}. {reason.text}" if reason.head and reason.text else reason.head or reason.text
            shown.setdefault(anchor(reason.field), []).append(text)
    return {field: " ".join(texts) for field, texts in shown.items()}


def summary(found: Sequence[Reason]) -> list[tuple[str, str]]:
    """Every error as (id of the field, what), for the top of the form."""
    return [
        (anchor(reason.field) if reason.field else "", reason.head or reason.text) for reason in _without_repeats(found)
    ]


def when(at: datetime.datetime) -> str:
    """ "idag 14:20"."""
    return moment(at, clock.local(clock.now()))


EVENT_WORDS = {
    "rus.save": "Utkastet sparades",
    "rus.issue": "Remissen utfärdades",
    "rus.delete": "Utkastet togs bort",
    "rus.request_approval": "Godkännande begärdes",
    "rus.withdraw": "Begäran om godkännande togs tillbaka",
    "rus.approve": "Hemlandstinget godkände",
    "rus.decline": "Hemlandstinget avslog",
    "rus.post": "Remissen postades",
    "rus.cancel": "Remissen makulerades",
    "rus.flagged": "Folkbokföringen ändrades",
    "rus.handle_move": "Flaggan kvitterades",
    "rus.replace": "En ny remiss påbörjades",
}
EVENT_ICONS = {
    "rus.cancel": "stop",
    "rus.decline": "stop",
    "rus.flagged": "late",
    "rus.save": "draft",
    "rus.delete": "stop",
}
EVENT_ICONS |= {"rus.request_approval": "wait", "rus.withdraw": "turn"}
