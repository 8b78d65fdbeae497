"""From consultations and decisions to what a page shows: words, tones, explanations. No queries, no writes."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from vardkedja.kernel import clock
from vardkedja.kernel.look.words import moment
from vardkedja.referrals.look import Case
from vardkedja.rules.calendar import age
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.referrals import NODE_WORDS, InState, State, in_word, out_word

OUT_TONES: dict[str, str] = {
    **dict.fromkeys((State.DRAFT, State.TO_SIGN), "draft"),
    State.TO_SEND: "turn",
    State.SENT: "wait",
    State.CONFIRMED: "part",
    State.PARTIAL: "part",
    State.ANSWERED: "done",
    State.ENDED: "done",
    **dict.fromkeys((State.DELETED, State.RECALLED, State.INTERRUPTED, State.REJECTED), "stop"),
    State.OUTSIDE: "wait",
}
IN_TONES: dict[str, str] = {
    InState.NOT_ASSESSED: "turn",
    InState.COMPLETION: "wait",
    InState.IN_PROGRESS: "part",
    InState.ANSWERED: "done",
    InState.FORWARDED: "done",
    **dict.fromkeys((InState.INTERRUPTED, InState.REJECTED, InState.RECALLED), "stop"),
}
FACT_WORDS = {
    "decided_on": "Beslut",
    "sent_on": "Skickad",
    "reprioritised_on": "Omprioritering begärd",
    "confirmed_on": "Bekräftad",
    "confirmed_until": "Angiven tid",
    "arrived_on": "Ankomst",
    "scanned_on": "Skannad",
    "electronic": "Elektroniskt",
    "activated": "Funktionen är aktiverad",
}


def out_state(state: str) -> tuple[str, str]:
    """The tone and the word of the sender's state."""
    return OUT_TONES[state], out_word(state)


def in_state(state: str) -> tuple[str, str]:
    """The tone and the word of the receiver's state."""
    return IN_TONES[state], in_word(state)


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
    href = f"/remisser/sok/?patient={case.patient_uuid}"
    return {"name": case.patient_name, "number": case.identifier, "facts": facts, "href": href}


def why(decision: Decision | Mapping[str, Any]) -> dict[str, Any]:
    """What the Varför? shows: the sentence, the steps, the facts used, the sources."""
    body = decision.as_dict() if isinstance(decision, Decision) else decision
    inputs: Mapping[str, Any] = body["inputs"]  # type: ignore[assignment]
    facts = [
        (FACT_WORDS[name], _fact(value))
        for name, value in inputs.items()
        if name in FACT_WORDS and value not in (None, "")
    ]
    sources: Sequence[Mapping[str, Any]] = body["sources"]  # type: ignore[assignment]
    once = list({(source["title"], source["clause"]): source for source in sources}.values())
    return {"say": body["say"], "steps": body["steps"], "facts": facts, "sources": once}


def _fact(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return str(value)


def reason_why(reason: Reason) -> dict[str, Any]:
    """The Varför? of one reason."""
    return {"say": reason.text or reason.head, "steps": [], "facts": [], "sources": [reason.source.as_dict()]}


def errors(found: Sequence[Reason]) -> dict[str, str]:
    """One text per field, for showing at the field."""
    shown: dict[str, list[str]] = {}
    for reason in _once(found):
        if reason.field:
            said = (part if part.endswith((".", "?")) else f"{part}." for part in (reason.head, reason.text) if part)
            shown.setdefault(reason.field, []).append(" ".join(said))
    return {field: " ".join(texts) for field, texts in shown.items()}


def summary(found: Sequence[Reason], known: Sequence[str]) -> list[tuple[str, str]]:
    """Every error as (id of the field when the page has it, what), for the top of the form."""
    return [(reason.field if reason.field in known else "", _whole(reason, known)) for reason in _once(found)]


def _whole(reason: Reason, known: Sequence[str]) -> str:
    """At its field the rest is said; a reason without one says all of it at the top."""
    if reason.field in known or not reason.text:
        return reason.head or reason.text
    return f"{reason.head}. {reason.text}"


def _once(found: Sequence[Reason]) -> list[Reason]:
    return list({(reason.code, reason.text): reason for reason in found}.values())


def when(at: datetime.datetime) -> str:
    """ "idag 14:20"."""
    return moment(at, clock.local(clock.now()))


EVENT_WORDS = {
    "rem.write": "Remissen påbörjades",
    "rem.dictate": "Remissen dikterades",
    "rem.save": "Utkastet sparades",
    "rem.finish": "Lämnades till signering",
    "rem.sign": "Remissen signerades",
    "rem.change": "Togs tillbaka för ändring",
    "rem.delete": "Remissen makulerades",
    "rem.send": "Remissen skickades",
    "rem.recall": "Remissen återkallades",
    "rem.ask_recall": "Återkallelse begärdes",
    "rem.change_sent": "En ändrad remiss skickades",
    "rem.complete": "Komplettering skickades",
    "rem.confirmation": "Remissbekräftelse registrerades",
    "rem.confirmation_scan": "Skannad remissbekräftelse lades till",
    "rem.answer_scan": "Skannat svar lades till",
    "rem.partial_answer": "Delsvar registrerades",
    "rem.final_answer": "Slutsvar registrerades",
    "rem.move_date": "Bevakningen flyttades",
    "rem.reprioritise": "Omprioritering begärdes",
    "rem.contact": "Mottagaren kontaktades",
    "rem.change_monitor": "Bevakaren byttes",
    "rem.end": "Bevakningen avslutades",
    "rem.close": "Avslutades utan svar",
    "rem.attest": "Vidimerades",
    "rem.register": "Pappersremissen ankomstregistrerades",
    "rem.assign": "Bedömare utsågs",
    "rem.confirm": "Remissbekräftelse skickades",
    "rem.partial": "Delsvar skickades",
    "rem.preliminary": "Preliminärsvar skickades",
    "rem.answer": "Slutsvar skickades",
    "rem.tell": "Patienten fick besked",
    "rem.request_completion": "Komplettering begärdes",
    "rem.withdraw_request": "Begäran om komplettering togs tillbaka",
    "rem.ask": "En fråga ställdes",
    "rem.forward": "Remissen vidarebefordrades",
    "rem.interrupt": "Remissen avbröts",
    "rem.reject": "Remissen avvisades",
    "rem.refuse_recall": "Återkallelsen avböjdes",
    "rem.write_reply": "Svaret skrevs ut",
    "rem.dictate_reply": "Svaret dikterades",
    "rem.transcribe": "Diktatet skrevs ut",
    "rem.link": "Ett papper kopplades",
    "rem.take_loose": "Ett papper togs loss",
    "rem.post": "Utskick registrerades",
    "rem.hand_over": "Arbetet lades över",
    "rem.flagged": "Folkbokföringen ändrades",
}
EVENT_ICONS = {
    **dict.fromkeys(("rem.delete", "rem.recall", "rem.interrupt", "rem.reject", "rem.close"), "stop"),
    **dict.fromkeys(("rem.save", "rem.write", "rem.dictate"), "draft"),
    **dict.fromkeys(("rem.send", "rem.reprioritise", "rem.request_completion", "rem.ask_recall"), "wait"),
    "rem.flagged": "late",
    "rem.take_loose": "late",
}
FIELD_WORDS = {
    "state": "Läge",
    "assessor": "Bedömare",
    "monitor": "Bevakare",
    "watch_until": "Bevakas till",
    "receiver": "Mottagare",
    "channel": "Skickat",
    "late": "Sent",
    "told": "Besked",
    "told_on": "Besked den",
    "arrived_on": "Ankom",
    "enclosures": "Bilagor",
    "decided_on": "Beslut",
    "end_monitoring": "Bevakningen avslutas",
    "flag": "Flagga",
    "due": "Frist",
    **{f"task.{node}": word for node, word in NODE_WORDS.items()},
}
VALUE_WORDS = {
    "electronic": "elektroniskt",
    "paper": "på papper",
    "post": "med post",
    "fax": "med fax",
    "phone": "telefon",
    "True": "ja",
    "False": "nej",
    **{str(state): out_word(state).lower() for state in State},
    **{str(state): in_word(state).lower() for state in InState},
}


def told(changes: Mapping[str, Sequence[Any]]) -> str:
    """Old and new values as lines, those that a person has words for."""
    lines = []
    for name, pair in changes.items():
        if name not in FIELD_WORDS or len(pair) != 2:
            continue
        old, new = (VALUE_WORDS.get(str(value), str(value)) if value not in (None, "") else "" for value in pair)
        if new or old:
            lines.append(f"{FIELD_WORDS[name]}: {old} → {new}" if old and new else f"{FIELD_WORDS[name]}: {new or old}")
    return "\n".join(lines)
