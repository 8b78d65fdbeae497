"""What may I do now: every act from the present state, and for the rest why not and who can. The verbs judge again."""

from dataclasses import dataclass

from vardkedja.commitments.acute.actions.common import AFTER_DEATH, DECIDING, need, possible
from vardkedja.commitments.acute.look import Case
from vardkedja.kernel.access import Actor
from vardkedja.rules.access import Permission
from vardkedja.rules.acute_workflow import WORKFLOW, Event

# The pages of the acts: for our patient elsewhere, and for another region's here. In the order that they are offered.
PATHS: dict[Event, tuple[str, str]] = {
    Event.CONTACT: ("kontakt-till-oss", "kontakt"),
    Event.DECIDE_TRANSFER: ("besluta-overforing", "hemregionen-overfor"),
    Event.DECIDE_CONTINUE: ("besluta-fortsatt-vard", "hemregionen-fortsatt-vard"),
    Event.COMMITMENT: ("", "betalningsforbindelse"),
    Event.TRANSFER: ("overford", "overford"),
    Event.POSSIBLE: ("mojlig", "mojlig"),
    Event.END: ("avsluta", "avsluta"),
    Event.VOID: ("felregistrerad", "felregistrerad"),
}
QUIET = (Event.END, Event.VOID)
ASIDE_WORDS = {
    Event.POSSIBLE: "Ange när överföring är möjlig",
    Event.COMMITMENT: "Registrera betalningsförbindelse",
}
HERE_WORDS = {
    Event.DECIDE_TRANSFER: "Registrera hemregionens beslut: överföring",
    Event.DECIDE_CONTINUE: "Registrera hemregionens beslut: fortsatt vård",
}
DOCTORS = "Läkare eller verksamhetschef på"


@dataclass(frozen=True)
class Choice:
    """One act: its word on the button, its page, and when it is not the actor's, why and who can."""

    event: Event
    words: str
    path: str
    quiet: bool = False
    why_not: str = ""
    who: str = ""


def choices(actor: Actor, case: Case) -> list[Choice]:
    """Every act that the table has from here, in the order of the work."""
    found = [event for event in PATHS if possible(case, event)]
    if case.dead:
        found = [event for event in found if event in AFTER_DEATH]
    return [_judged(actor, case, event) for event in found]


def _judged(actor: Actor, case: Case, event: Event) -> Choice:
    label, path, quiet = _words(case, event), PATHS[event][0 if case.out else 1], event in QUIET
    if case.unit_id not in actor.svr_units or not actor.may(Permission.SVR_WRITE):
        return Choice(event, label, path, quiet, "Det görs på enheten som ansvarar.", case.unit_name)
    if not actor.may(need(event, case.direction)):
        why = f"Ingår inte i rollen {actor.role_name}."
        return Choice(event, label, path, quiet, why, f"{DOCTORS} {case.unit_name}")
    return Choice(event, label, path, quiet)


def _words(case: Case, event: Event) -> str:
    if not case.out and event in HERE_WORDS:
        return HERE_WORDS[event]
    step = WORKFLOW.next(case.state, event)
    return ASIDE_WORDS[event] if step is None else step.label


def turn(actor: Actor, case: Case, offered: list[Choice]) -> str:
    """Whose turn it is, in one line."""
    if not offered:
        return "Inget mer att göra"
    first = next((one for one in offered if not one.quiet), offered[0])
    if first.event in (Event.POSSIBLE, Event.END, Event.COMMITMENT):
        return "Följ vården tills patienten är överförd eller utskriven"
    if first.event in DECIDING and case.state != "contacted":
        return "Följ vården tills patienten är överförd eller utskriven"
    if first.why_not:
        return f"Väntar på {first.who.replace(DOCTORS, DOCTORS.lower())}"
    return f"Din tur: {first.words[0].lower()}{first.words[1:]}"
