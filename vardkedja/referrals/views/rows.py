"""One line of a work list as HTML: words, tones and flags from what the list's question gave. No queries."""

import datetime
import functools
from typing import Any

from django.template.loader import get_template
from markupsafe import Markup

from vardkedja.kernel import clock
from vardkedja.kernel.look import words
from vardkedja.referrals.worklists import Row
from vardkedja.rules.calendar import age
from vardkedja.rules.referral_deadlines import attest_age
from vardkedja.rules.referrals import MESSAGE_WORDS, InState, MessageKind, Node, State, in_word, out_word

OUT_TONES = {
    **{State.DRAFT: "draft", State.TO_SIGN: "turn", State.TO_SEND: "turn", State.SENT: "wait"},
    **{State.CONFIRMED: "done", State.PARTIAL: "part", State.ANSWERED: "done"},
}
IN_TONES = {
    **{InState.NOT_ASSESSED: "turn", InState.COMPLETION: "wait", InState.IN_PROGRESS: "part"},
    InState.ANSWERED: "done",
}
GROUPS = {
    "utan": ("Utan bedömare", "Utse bedömare. Utan bedömare kan remissen inte bekräftas, besvaras eller vidarebefordras."),
    "sena": ("Försenade", ""),
    "idag": ("Idag", ""),
    "vecka": ("Den här veckan", ""),
    "senare": ("Senare", ""),
}  # fmt: skip


def of_receiver(row: Row) -> bool:
    """Whether the task is about the receiving side: an answer always is, a message is at whoever writes or reads it."""
    if row.node in (Node.ANSWER, Node.WATCH):
        return row.node == Node.ANSWER
    if row.state == State.OUTSIDE:
        return True
    return row.in_unit_id == row.unit_id and row.case_unit_id != row.unit_id


def state_of(row: Row) -> tuple[str, str]:
    """The tone and the word of the state, on the side that the task is about."""
    if row.in_state and of_receiver(row):
        return IN_TONES.get(InState(row.in_state), "stop"), in_word(row.in_state)
    return OUT_TONES.get(State(row.state), "stop"), out_word(row.state)


def group_of(row: Row, today: datetime.date, inbox: bool) -> str:
    """Under which head the line stands; they come in the list's own order."""
    if inbox and row.staff_id is None:
        return "utan"
    if row.sort_on < today:
        return "sena"
    if row.sort_on == today:
        return "idag"
    return "vecka" if row.sort_on <= today + datetime.timedelta(days=6 - today.weekday()) else "senare"


@functools.lru_cache(maxsize=4096)
def row_html(row: Row, today: datetime.date, who: str, last: str, note: str = "") -> Markup:
    """One line as HTML, remembered under everything that stands in it. `last` is the head of the last column.

    `note` replaces what stands below the state.
    """
    tone, word = state_of(row)
    shown = {
        "id": f"{row.number}-{row.task_id}",
        "href": f"/remisser/{row.uuid}/",
        "due": row.due,
        "no_due": waited(row, today),
        "name": f"{row.given} {row.family}".strip(),
        "number": row.identifier or "",
        "age": age(row.birth_date, today) if row.birth_date else None,
        "matter": matter(row),
        "place": row.number,
        "tone": tone,
        "word": word,
        "note": note or _note(row, today),
        "who": who,
        "flags": _flags(row),
    }
    return Markup(_macro()(shown, today, last))


def matter(row: Row) -> str:
    """What the line is about, without care data: the other side."""
    to = row.to_name or row.headline or "mottagare som inte är vald"
    if row.unit_id not in (row.case_unit_id, row.in_unit_id):
        return f"Från {row.from_name} till {to}"
    return f"Från {row.from_name}" if of_receiver(row) else f"Till {to}"


def waited(row: Row, today: datetime.date) -> str:
    """How long a task without a deadline has waited, from the day that a message arrived or the task began.

    What was found in a search is no task: there the day of the last change stands.
    """
    if not row.node:
        return words.cap(words.day(row.sort_on, today))
    days = attest_age(row.arrived_on or row.sort_on, today)
    return "Sedan idag" if days <= 0 else "1 dag" if days == 1 else f"{days} dagar"


def last_sign(row: Row) -> str:
    """When somebody last did something with the case, and who."""
    return f"Senast {words.moment(row.changed_at, clock.local(clock.now()))}, {row.changed_by}"


def _note(row: Row, today: datetime.date) -> str:
    if row.message and row.node in (Node.ATTEST, Node.SIGN, Node.SEND, Node.FINISH, Node.QUESTIONS):
        kind = MESSAGE_WORDS[MessageKind(row.message)]
        return f"{kind}, {waited(row, today).lower()}" if row.node == Node.ATTEST else kind
    if row.node == Node.WATCH and row.state == State.SENT:
        return "Ingen bekräftelse"
    if row.node == Node.ANSWER and row.confirm_by and row.in_state in (InState.NOT_ASSESSED, InState.COMPLETION):
        return f"Bekräftas senast {words.day(row.confirm_by, today)}"
    return ""


def _flags(row: Row) -> list[tuple[str, str]]:
    """What must not be missed, in the order of how much it matters."""
    answer, watch = row.node == Node.ANSWER, row.node == Node.WATCH
    read = "Bekräftelse ej läst" if row.state == State.CONFIRMED else "Svar ej läst"
    found = (
        (row.overrun, "late", "Över ledtid"),
        (answer and row.staff_id is None, "late", "Ingen bedömare"),
        (bool(row.flag), "soon", row.flag),
        (row.priority == "urgent", "soon", "Brådskande"),
        (row.away, "soon", f"{'Bedömare' if answer else 'Bevakare' if watch else 'Ansvarig'} frånvarande"),
        (answer and bool(row.untold), "soon", "Patienten inte informerad"),
        ((answer or watch) and bool(row.unreceived), "quiet", "Ingen har tagit emot"),
        (watch and row.unread, "new", read),
        (answer and row.state == State.PARTIAL, "quiet", "Delsvar"),
        (row.protected and "Skyddad" not in row.flag, "quiet", "Skyddad identitet"),
        (row.deceased_on is not None and "Avliden" not in row.flag, "quiet", "Avliden"),
    )
    return [(tone, word) for holds, tone, word in found if holds]


@functools.lru_cache(maxsize=1)
def _macro() -> Any:
    return get_template("look/list.html").template.module.row  # type: ignore[attr-defined]
