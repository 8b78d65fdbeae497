"""What may I do now: every act of the two tables from the present states, and for the rest why not and who can (issue's words).

Judged by the same permissions, sides and owners as the verbs; the verbs judge again when something is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vardkedja.kernel.absences import Deputy, owner_for
from vardkedja.kernel.access import Actor
from vardkedja.referrals.look import Case
from vardkedja.rules.access import Permission
from vardkedja.rules.referrals import INCOMING, OUTGOING, STARTED, Event, InEvent, InState, Node, State
from vardkedja.rules.workflow import Step

_P = Permission
# The page of each act, which permission it asks for, and whether it is quiet (seldom done, or hard to undo).
ACTS: dict[Event | InEvent, tuple[str, Permission, bool]] = {
    Event.SAVE: ("skriv", _P.REM_WRITE, False),
    Event.SIGN: ("signera", _P.REM_SIGN, False),
    Event.SEND: ("skicka", _P.REM_WRITE, False),
    Event.CHANGE: ("andra", _P.REM_WRITE, True),
    Event.DELETE: ("makulera", _P.REM_WRITE, True),
    Event.CONFIRMATION: ("registrera-bekraftelse", _P.REM_WRITE, False),
    Event.FINAL_ANSWER: ("registrera-svar", _P.REM_WRITE, False),
    Event.MOVE_DATE: ("flytta-bevakning", _P.REM_WRITE, False),
    Event.CONTACT: ("kontakt", _P.REM_WRITE, False),
    Event.REPRIORITISE: ("omprioritera", _P.REM_WRITE, False),
    Event.COMPLETE: ("komplettera", _P.REM_WRITE, False),
    Event.END: ("avsluta", _P.REM_WRITE, False),
    Event.CHANGE_MONITOR: ("byt-bevakare", _P.REM_WRITE, True),
    Event.CHANGE_SENT: ("andra-skickad", _P.REM_SIGN, True),
    Event.RECALL: ("aterkalla", _P.REM_WRITE, True),
    Event.ASK_RECALL: ("be-om-aterkallelse", _P.REM_WRITE, True),
    Event.CLOSE: ("avsluta-utan-svar", _P.REM_WRITE, True),
    InEvent.ASSIGN: ("bedomare", _P.REM_WRITE, False),
    InEvent.CONFIRM: ("bekrafta", _P.REM_ASSESS, False),
    InEvent.ANSWER: ("svara", _P.REM_ASSESS, False),
    InEvent.FORWARD: ("vidarebefordra", _P.REM_WRITE, False),
    InEvent.REQUEST_COMPLETION: ("begar-komplettering", _P.REM_ASSESS, False),
    InEvent.WITHDRAW_REQUEST: ("ta-tillbaka-begaran", _P.REM_ASSESS, False),
    InEvent.TELL: ("besked", _P.REM_WRITE, False),
    InEvent.ASK: ("fraga", _P.REM_ASSESS, True),
    InEvent.REFUSE_RECALL: ("nej-till-aterkallelse", _P.REM_ASSESS, True),
    InEvent.REJECT: ("avvisa", _P.REM_ASSESS, True),
    InEvent.INTERRUPT: ("avbryt", _P.REM_ASSESS, True),
}
# The acts of a receiver that only the responsible assessor does, or who has the work handed out.
ASSESSORS = frozenset(event for event, (_, need, _) in ACTS.items() if need is _P.REM_ASSESS)
# What comes by itself when the receiver works here, and is registered from paper otherwise.
ON_PAPER = frozenset((Event.CONFIRMATION, Event.FINAL_ANSWER, Event.COMPLETE))
DOCTORS = "läkare på enheten"


@dataclass(frozen=True)
class Choice:
    """One act: its word on the button, its page, and when it is not the actor's now, why and who can."""

    event: Event | InEvent
    words: str
    path: str
    quiet: bool = False
    why_not: str = ""
    who: str = ""


def choices(actor: Actor, case: Case, deputies: Sequence[Deputy]) -> list[Choice]:
    """Every act that the tables have from here on the sides that the actor works on, what is done most first."""
    sides, found = case.side_of(actor), []
    if "receiver" in sides and case.in_state:
        steps = [step for step in INCOMING.allowed(case.in_state) if step.event in ACTS]
        found += [_judged(actor, case, InEvent(step.event), _words(case, step), deputies) for step in steps]
        found += _written_out(actor, case, found)
    if "sender" in sides:
        own = [step for step in OUTGOING.allowed(case.state) if step.event in ACTS]
        own = [step for step in own if _sensible(case, Event(step.event))]
        found += [_judged(actor, case, Event(step.event), step.label, deputies) for step in own]
    order = list(ACTS)
    return sorted(found, key=lambda choice: (choice.quiet, order.index(choice.event)))


def _words(case: Case, step: Step) -> str:
    """The table's word for the step, or a better one for where the case stands."""
    if step.event == InEvent.ASSIGN and case.in_assessor_id:
        return "Byt bedömare"
    if step.event == InEvent.CONFIRM and case.in_confirmed_at:
        return "Skicka ny bekräftelse"
    if step.event == InEvent.ANSWER and case.in_state != InState.ANSWERED:
        return "Besvara remissen"
    return step.label


def _written_out(actor: Actor, case: Case, found: Sequence[Choice]) -> list[Choice]:
    """Two ways to an answer beside writing it oneself: the assessor dictates, a secretary writes it out to be signed."""
    answer = next((choice for choice in found if choice.event is InEvent.ANSWER), None)
    if answer is None or case.in_assessor_id is None or case.in_state == InState.ANSWERED:
        return []
    if not answer.why_not:
        return [Choice(InEvent.ANSWER, "Diktera svar", "diktera-svar", quiet=True)]
    if actor.may(_P.REM_WRITE) and not actor.may(_P.REM_ASSESS):
        early = case.in_state != InState.IN_PROGRESS  # nobody has assessed it yet: seldom the next thing to do
        return [Choice(InEvent.ANSWER, "Skriv ut svaret", "skriv-svar", quiet=early)]
    return []


def _sensible(case: Case, event: Event) -> bool:
    """What the other side's state, the way it was sent and the patient's death leave room for (X-28)."""
    if case.deceased_on and event in (Event.SEND, Event.REPRIORITISE, Event.CHANGE_SENT):
        return False
    if event is Event.CHANGE_SENT:
        return case.in_state == InState.NOT_ASSESSED
    if event is Event.RECALL:
        return case.receiver_inside and case.in_state not in STARTED
    if event is Event.ASK_RECALL:
        return case.receiver_inside and case.in_state in STARTED
    if event is Event.COMPLETE:
        return case.receiver_inside
    return True


def _judged(actor: Actor, case: Case, event: Event | InEvent, label: str, deputies: Sequence[Deputy]) -> Choice:
    path, need, quiet = ACTS[event]
    quiet = quiet or (case.receiver_inside and event in ON_PAPER)
    quiet = quiet or (event is InEvent.ASSIGN and case.in_assessor_id is not None)
    if not actor.may(need):
        return Choice(event, label, path, quiet, f"Ingår inte i rollen {actor.role_name}.", _who_may(case, event))
    if event in ASSESSORS and case.in_assessor_id is None:
        return Choice(event, label, path, quiet, "Ansvarig bedömare saknas.", "Utse bedömare först")
    if event is InEvent.FORWARD and case.in_assessor_id is None:
        return Choice(event, label, path, quiet, "Ansvarig bedömare saknas.", "Utse bedömare först")
    owner, name, unit_id, node = _owner(case, event)
    if owner and owner != actor.staff_id and not owner_for(deputies, owner, unit_id, str(node)):
        return Choice(event, label, path, quiet, f"Det gör {name}.", f"{name}, eller den som får arbetet utdelat")
    return Choice(event, label, path, quiet)


def _owner(case: Case, event: Event | InEvent) -> tuple[int | None, str | None, int, Node]:
    """Whose act it is, when it is one person's."""
    if event in ASSESSORS:
        return case.in_assessor_id, case.in_assessor_name, case.to_id or 0, Node.ANSWER
    if event is Event.SIGN:
        return case.doctor_id, case.doctor_name, case.from_id, Node.SIGN
    return None, None, case.from_id, Node.WATCH


def _who_may(case: Case, event: Event | InEvent) -> str:
    if event in ASSESSORS:
        return case.in_assessor_name or f"Ansvarig bedömare, {case.to_name}"
    if event is Event.SIGN:
        return case.doctor_name or DOCTORS
    return DOCTORS


def turn(actor: Actor, case: Case) -> str:
    """Whose turn it is, in words."""
    sides = case.side_of(actor)
    if case.deceased_on and sides and not OUTGOING.states[State(case.state)].last:
        return f"Patienten avled {case.deceased_on}. Avsluta ärendet"
    if case.in_state and not sides:
        return f"Vidarebefordrad. Remissen finns hos {case.to_name}"
    if "receiver" in sides and case.in_state in (InState.NOT_ASSESSED, InState.COMPLETION, InState.IN_PROGRESS):
        return _receivers_turn(actor, case)
    if case.state == State.DRAFT:
        return "Din tur: skriv klart" if case.author_id == actor.staff_id else f"{case.author_name} skriver klart"
    if case.state == State.TO_SIGN:
        return "Din tur: signera" if case.doctor_id == actor.staff_id else f"{case.doctor_name} ska signera"
    if case.state == State.TO_SEND:
        return "Din tur: skicka" if case.author_id == actor.staff_id else f"{case.author_name} ska skicka"
    if case.state in (State.SENT, State.CONFIRMED, State.PARTIAL):
        awaited = {State.SENT: "bekräftelse", State.CONFIRMED: "svar", State.PARTIAL: "slutsvar"}[State(case.state)]
        return f"Väntar på {awaited} från {case.to_name}"
    if case.state == State.ANSWERED:
        return "Besvarad: avsluta bevakningen eller låt den ligga kvar"
    return "Inget mer att göra"


def _receivers_turn(actor: Actor, case: Case) -> str:
    if case.in_assessor_id is None:
        return "Enhetens tur: utse ansvarig bedömare"
    mine = case.in_assessor_id == actor.staff_id
    if case.in_state == InState.COMPLETION:
        return f"Väntar på komplettering från {case.from_name}"
    fresh = case.in_state == InState.NOT_ASSESSED
    if mine:
        return "Din tur: bedöm, och bekräfta eller svara" if fresh else "Din tur: svara"
    return f"{case.in_assessor_name} ska {'bedöma' if fresh else 'svara'}"
