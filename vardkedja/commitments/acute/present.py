"""From admissions to what a page shows: words, tones, facts, the picture of the seven days. No queries, no writes."""

import datetime
from typing import Any

from vardkedja.commitments.acute.actions.common import PREFIX
from vardkedja.commitments.acute.look import Case
from vardkedja.kernel import clock
from vardkedja.kernel.look import words
from vardkedja.rules.acute_workflow import DIRECTION_WORDS, Direction, State, state_word
from vardkedja.rules.calendar import age
from vardkedja.rules.decision import Reason

TONES = {
    State.ADMITTED: "turn",
    State.CONTACTED: "turn",
    State.TO_TRANSFER: "part",
    State.CONTINUES: "part",
    State.TRANSFERRED: "done",
    State.ENDED: "done",
    State.VOID: "stop",
}
# In a list there is room for a word or two; the whole text stands on the case's page.
SHORT_STATES = {
    State.ADMITTED: "Inskriven",
    State.CONTACTED: "Kontakt tagen",
    State.TO_TRANSFER: "Ska överföras",
    State.CONTINUES: "Vårdas vidare",
}
SHORT_FLAGS = {
    "SVR-21.highlight": "Ej kontaktad",
    "SVR-21.late": "Sen kontakt",
    "SVR-21.late_contact": "Kontakt för sent",
    "SVR-22.highlight": "Ingen kontakt",
    "SVR-22.late": "Sen kontakt",
    "SVR-22.late_contact": "Kontakt för sent",
    "SVR-23.undecided": "Beslut saknas",
    "SVR-23.transferable": "Inte överförd",
    "SVR-23.no_commitment": "Förbindelse saknas",
    "SVR-25.not_sent": "Remiss ej skickad",
    "SVR-26.ran_out": "Förbindelse slut",
    "SVR-27.missing": "Förbindelse saknas",
    "SVR-27.ran_out": "Förbindelse slut",
}
DECISION_WORDS = {"transfer": "Överföring", "continue": "Fortsatt vård"}
EVENT_WORDS = {
    f"{PREFIX}.{verb}": text
    for verb, text in {
        "register": "Inskrivningen registrerades",
        "contact": "Kontakten registrerades",
        "decide_transfer": "Överföring beslutades",
        "decide_continue": "Fortsatt vård beslutades",
        "possible": "Dag för möjlig överföring registrerades",
        "commitment": "Betalningsförbindelse registrerades",
        "transfer": "Patienten överfördes",
        "end": "Avslutades",
        "void": "Markerades som felregistrerad",
        "flagged": "Dödsfallet blev känt",
    }.items()
}
EVENT_ICONS = {f"{PREFIX}.void": "stop", f"{PREFIX}.flagged": "late"}


def state(case: Case) -> tuple[str, str]:
    """The tone and the word of the state."""
    return TONES[State(case.state)], state_word(case.state)


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
    facts.append((f"Från {case.home_name}", "wide"))
    return {"name": case.patient_name, "number": case.identifier, "facts": facts, "href": ""}


def tone(reason: Reason) -> str:
    """How strongly a flag is shown: that the day draws near is not yet late."""
    return "soon" if reason.code.endswith(".highlight") else "late"


def short(reason: Reason) -> str:
    """A flag in a word or two."""
    return SHORT_FLAGS.get(reason.code, reason.head)


def day_number(case: Case, today: datetime.date) -> int:
    """Which day after the admission it is; a day that has ended counts no further."""
    last = min(day for day in (case.transferred_on, case.ended_on, today) if day is not None)
    return max((last - case.admitted_on).days, 0)


def about(case: Case) -> list[tuple[str, Any]]:
    """The facts of the admission, in the order of the work."""
    rows: list[tuple[str, Any]] = [("Patient", DIRECTION_WORDS[Direction(case.direction)])]
    rows.append(("Vårdas på", case.where))
    rows.append(("Ansvarar här", case.unit_name)) if case.out else None
    rows.append(("Hemregion", case.home_name))
    if case.specialty:
        rows.append(("Specialitet", case.specialty))
    rows.append(("Inskriven", _at(case.admitted_on, case.admitted_time)))
    rows.append(("Kontakt", _contact(case)))
    rows.append(("Beslut", _decision(case)))
    if case.possible_from:
        rows.append(("Överföring möjlig från", words.long_day(case.possible_from)))
    if case.transferred_on:
        rows.append(("Överförd", words.long_day(case.transferred_on)))
    if case.ended_on:
        rows.append(("Avslutad", f"{words.long_day(case.ended_on)}. {case.end_reason}"))
    if not case.out:
        rows += [("Betalningsförbindelse", _commitment(one)) for one in case.outside]
    return rows


def _at(day: datetime.date, time: datetime.time | None) -> str:
    return words.long_day(day) + (f" klockan {time:%H:%M}" if time else "")


def _contact(case: Case) -> str:
    if case.contact_on is None:
        return "inte tagen"
    who = f"{case.contact_body}, {case.contact_function}"
    hospital = f", med {case.hospital_name}" if case.hospital_name else ""
    return f"{_at(case.contact_on, case.contact_time)}. {who}{hospital}"


def _decision(case: Case) -> str:
    if not case.decision or case.decided_at is None:
        return "saknas"
    who = f"{case.decided_name}, {case.decided_function}"
    return f"{DECISION_WORDS[case.decision]}, {words.day(case.decided_at)}, {who}"


def _commitment(one: dict[str, Any]) -> str:
    return f"{one['number']}, {one['region']}, {one['first_day']} t.o.m. {one['last_day']}"


# --- the picture of the days ---------------------------------------------------------------------------------------

HEIGHT, STEP, BOX, TOP, GAP = 62, 32, 26, 18, 14  # in the picture's own units


def picture(case: Case, latest: datetime.date | None, today: datetime.date) -> dict[str, Any] | None:
    """The days from the admission to the last one for the contact: which day it is, and when contact was taken.

    A later day that counts stands apart, after a gap. None when the last day is not known, or the case was registered
    by mistake. `said` is the same in words.
    """
    if latest is None or case.void:
        return None
    last, now = (latest - case.admitted_on).days, day_number(case, today)
    contact = (case.contact_on - case.admitted_on).days if case.contact_on else None
    later = sorted({day for day in (contact, now) if day is not None and day > last})
    boxes = [
        {
            "x": place * STEP + 2 + (GAP if number > last else 0),
            "middle": place * STEP + 2 + BOX / 2 + (GAP if number > last else 0),
            "number": number,
            "day": (case.admitted_on + datetime.timedelta(days=number)).day,
            "past": number <= now,
            "today": number == now,
            "contact": number == contact,
        }
        for place, number in enumerate([*range(last + 1), *later])
    ]
    size = {"width": len(boxes) * STEP + (GAP if later else 0), "height": HEIGHT, "box": BOX, "top": TOP}
    return {"boxes": boxes, "said": _said(last, now, contact)} | size


def _said(last: int, now: int, contact: int | None) -> str:
    """The picture in words."""
    on = f"Dag {now} av {last}" if now <= last else f"Dag {now}, efter dag {last} som var den sista för kontakt"
    if contact is None:
        return f"{on}. Kontakt är inte tagen."
    return f"{on}. Kontakt togs dag {contact}{', för sent' if contact > last else ''}."
