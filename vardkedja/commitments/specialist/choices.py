"""What may I do now: every act from the present state on the actor's sides, and for the rest why not and who can."""

from collections.abc import Mapping
from dataclasses import dataclass

from vardkedja.commitments.specialist.actions.common import (
    CHANGED,
    DECISION,
    LETTER,
    QUESTION,
    TELL,
    permission_for,
    possible,
    sides_for,
)
from vardkedja.commitments.specialist.look import Case
from vardkedja.kernel import absences, clock
from vardkedja.kernel.access import Actor
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_facts import CareForm, Ground
from vardkedja.rules.specialist_workflow import WORKFLOW, Event, State

# The page of each act, and whether it is quiet (seldom done, or hard to undo). What is done most stands first.
ACTS: dict[Event, tuple[str, bool]] = {
    Event.SAVE: ("skriv", False),
    Event.SIGN: ("signera", False),
    Event.SEND: ("skicka", False),
    Event.OPEN: ("borja", False),
    Event.ASSESS: ("bedom", False),
    Event.APPROVE: ("godkann", False),
    Event.ISSUE: ("utfarda", False),
    Event.REJECT: ("avsla", False),
    Event.ASK: ("begar-komplettering", False),
    Event.COMPLETE: ("komplettera", False),
    Event.LODGE: ("logi", False),
    Event.EXTEND: ("andra-period", False),
    Event.QUESTION: ("fraga", False),
    Event.TELL: ("informera", False),
    Event.SUPPLEMENT: ("tillagg", True),
    Event.ASSIGN: ("ta-arendet", True),
    Event.CHANGE: ("andra", True),
    Event.DISMISS: ("avvisa", True),
    Event.WITHDRAW: ("aterkalla", True),
    Event.REVOKE: ("upphav", True),
    Event.DELETE: ("ta-bort", True),
}
DECIDING = (Event.APPROVE, Event.REJECT, Event.DISMISS)
WORDS = {
    Event.SAVE: "Skriv vidare",
    Event.ASSESS: "Bedöm",
    Event.QUESTION: "Fråga eller svara",
    Event.ASSIGN: "Ta ärendet eller lämna över",
    Event.TELL: "Patienten har fått veta",
    Event.SUPPLEMENT: "Signera ett tillägg",
    Event.LODGE: "Besluta om logi",
}
# What waits at the actor's unit and is closed with one act, whatever the state: its page and words.
WAITING = {
    DECISION: ("last", "Jag har läst beslutet"),
    LETTER: ("brev", "Brevet är skickat"),
    QUESTION: ("kvittera-fraga", "Behöver inget svar"),
    CHANGED: ("kvittera", "Ändringen är hanterad"),
}


@dataclass(frozen=True)
class Choice:
    """One act: its word on the button, its page, and when it is not the actor's now, why and who can."""

    event: Event | None
    words: str
    path: str
    quiet: bool = False
    why_not: str = ""
    who: str = ""


def officer_away(actor: Actor, case: Case) -> bool:
    """Whether the responsible officer is away from the actor's unit today, so that a colleague may decide (SVR-35)."""
    today = clock.today()
    return bool(case.officer_id and absences.away([case.officer_id], actor.unit_id, today, today))


def choices(actor: Actor, case: Case, waiting: Mapping[str, int], *, away: bool = False) -> list[Choice]:
    """Every act from here on the sides that the actor works on, what is done most first.

    `waiting`: node to how many here. `away`: whether the responsible officer is away today.
    """
    sides = case.sides_of(actor)
    own = [Choice(None, words, path) for node, (path, words) in WAITING.items() if waiting.get(node)]
    found = [
        _judged(actor, case, event, away)
        for event in ACTS
        if possible(case, event) and sides_for(event, case.state) & sides and _sensible(case, event, waiting)
    ]
    return own + sorted(found, key=lambda choice: choice.quiet)


def _judged(actor: Actor, case: Case, event: Event, away: bool) -> Choice:
    step = WORKFLOW.next(case.state, event)
    path, quiet = ACTS[event]
    words = WORDS.get(event) or (step.label if step else "")
    need = permission_for(event, actor)
    if not actor.may(need):
        who = "Den som signerar: läkare eller verksamhetschef." if need is Permission.SVR_SIGN else ""
        return Choice(event, words, path, quiet, "Ingår inte i din roll.", who)
    if event in DECIDING and case.officer_id not in (None, actor.staff_id):
        if not away:
            return Choice(event, words, path, quiet, f"{case.officer_name} har ärendet.", "Ta över det först.")
        return Choice(event, f"{words} (i stället för {case.officer_name})", path, quiet)
    return Choice(event, words, path, quiet)


def _sensible(case: Case, event: Event, waiting: Mapping[str, int]) -> bool:
    """What the content leaves room for."""
    if event is Event.TELL:
        return case.informed is False or bool(waiting.get(TELL))
    if event is Event.ISSUE:
        return case.care_form == CareForm.SLUTEN
    if event is Event.EXTEND:
        return case.box != Ground.AKUT
    if event is Event.LODGE:
        return case.box in (Ground.HEMREGION, Ground.VARDGARANTI)
    if event is Event.SUPPLEMENT:
        return case.box == Ground.HEMREGION and not case.outside
    if event is Event.QUESTION:
        return not case.outside
    return True


def turn(actor: Actor, case: Case) -> str:
    """Whose turn it is, in a sentence for this actor."""
    sides = case.sides_of(actor)
    office, sender = "office" in sides, "sender" in sides
    state = State(case.state)
    if state is State.DRAFT:
        who = case.doctor_name or "den som signerar"
        return (
            f"Skriv klart. {who} signerar."
            if not actor.may(Permission.SVR_SIGN)
            else "Din tur: skriv klart och signera"
        )
    if state is State.SIGNED:
        return "Din tur: skicka till regionen"
    if state is State.SENT:
        return "Din tur: börja bedöma" if office else f"Väntar på {case.region_name}"
    if state is State.ASSESSING:
        mine = case.officer_id in (None, actor.staff_id)
        return (
            ("Din tur: bedöm och besluta" if mine else f"{case.officer_name} bedömer") if office else "Regionen bedömer"
        )
    if state is State.COMPLETING:
        whom = "den som frågade utifrån" if case.outside else case.from_name
        return "Din tur: lämna komplettering" if sender else f"Väntar på komplettering från {whom}"
    if state is State.APPROVED and case.care_form == CareForm.SLUTEN:
        return "Din tur: utfärda innan vården börjar" if office else "Godkänd, betalningsförbindelsen kommer"
    return OVER.get(state, "Inget väntar")


OVER = {
    State.APPROVED: "Godkänd. Ingen betalningsförbindelse utfärdas för öppen vård.",
    State.ISSUED: "Betalningsförbindelsen är utfärdad",
    State.REJECTED: "Avslagen. Skälet står i beslutet.",
    State.DISMISSED: "Avvisad. Skälet står i beslutet.",
    State.REVOKED: "Upphävd. Skälet står i beslutet.",
    State.WITHDRAWN: "Återkallad av avsändaren",
    State.DELETED: "Utkastet är borttaget",
}
