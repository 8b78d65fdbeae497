"""What the population register says of a patient while a referral is open: died, moved, protected, new number (X-28)."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vardkedja.kernel import clock, notices
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.organisations import Region
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import verb
from vardkedja.kernel.write import Write
from vardkedja.referrals.consultations import KIND

DEAD, MOVED, PROTECTED, NUMBER = "Avliden", "Har flyttat", "Skyddad identitet", "Nytt personnummer"
ALIVE, OPEN = "Uppgiften om dödsfall är borttagen", "Inte längre skyddad identitet"
# News takes the place of what the same beginning, or its opposite, said before.
REPLACES = {DEAD: (ALIVE,), ALIVE: (DEAD,), PROTECTED: (OPEN, MOVED), OPEN: (PROTECTED,), MOVED: (MOVED,)}
LONGEST = 60

_FLAG = """
update kernel_task set flag = %s, due = case when %s then null else due end,
 sort_on = case when %s then %s::date else sort_on end
where case_id = (select id from c) and done_at is null and id = any(%s::bigint[])
"""


@verb
def flag_person(payload: dict[str, Any]) -> int:
    """Flag the patient's open referrals with what the register now says (X-28). Gives how many cases were flagged."""
    return flag_open(payload, Subject(KIND, "rem", "/remisser/"))


@dataclass(frozen=True)
class Subject:
    """Whose cases are flagged: their kind, what their verbs begin with, where their pages lie."""

    kind: str
    prefix: str
    path: str


def flag_open(payload: dict[str, Any], subject: Subject) -> int:
    """Flag the open tasks of a patient's cases in one subject; gives how many cases were flagged. Inside a verb.

    Run from the outbox; `payload` holds person, moved_to (a region, "" for abroad, None for not moved) and fields, the
    names of what changed. At death every deadline is taken away, while the task stays until a person closes it. What is
    flagged already stays as it is.
    """
    person = Person.objects.get(pk=payload["person"])
    news = news_of(person, payload.get("moved_to"), payload.get("fields", ()))
    if not news:
        return 0
    by_case: dict[int, list[Task]] = defaultdict(list)
    waiting = Task.objects.filter(case__kind=subject.kind, case__patient_id=person.pk, done_at__isnull=True)
    for task in waiting.order_by("case_id", "id").select_related("case"):
        by_case[task.case_id].append(task)
    return sum(_flag(subject, tasks[0].case, tasks, news) for tasks in by_case.values())


def news_of(person: Person, moved_to: str | None, fields: Sequence[str]) -> list[str]:
    """What is new, in a few words each, the most important first. Death hides the rest."""
    if person.deceased_on:
        return [f"{DEAD} {person.deceased_on}"] if "deceased_on" in fields else []
    news = [ALIVE] if "deceased_on" in fields else []
    if "protected" in fields:
        news.append(PROTECTED if person.protected else OPEN)
    if "number" in fields:
        news.append(NUMBER)
    if moved_to is not None:
        news.append(_moved(person, moved_to))
    return news


def _moved(person: Person, moved_to: str) -> str:
    """Where a protected person has moved is for nobody to read in a list."""
    if person.protected:
        return MOVED
    return f"{MOVED} till {Region.objects.get(code=moved_to).name}" if moved_to else f"{MOVED} utomlands"


def _flag(subject: Subject, case: Case, tasks: Sequence[Task], news: Sequence[str]) -> int:
    """Flag one case's open tasks and tell their units; 0 when they say it already."""
    dead = news[0].startswith(DEAD)
    flags = {task.pk: _words(task.flag, news) for task in tasks}
    new = [task for task in tasks if task.flag != flags[task.pk] or (dead and task.due)]
    if not new:
        return 0
    write = Write(None, f"{subject.prefix}.flagged", case_id=case.pk, version=case.version).change_case(
        state=case.state
    )
    for words in sorted({flags[task.pk] for task in new}):
        ids = [task.pk for task in new if flags[task.pk] == words]
        write.also(_FLAG, words, dead, dead, clock.today(), ids)
    units = sorted({task.unit_id for task in tasks})
    write.errand("live", {"case": str(case.uuid), "units": units, "by": None})
    changes: dict[str, list[str | None]] = {"flag": [None, ". ".join(news)]}
    due = min((task.due for task in new if task.due), default=None)
    write.send(changes=changes | (_no_longer(due) if dead else {}))
    for unit_id in units:
        text = f"Folkbokföringen har en ny uppgift om patienten i {case.number}. Öppna ärendet och ta ställning."
        notices.send(text, unit_id=unit_id, case_id=case.pk, address=f"{subject.path}{case.uuid}/")
    return 1


def _no_longer(due: datetime.date | None) -> dict[str, list[str | None]]:
    return {"due": [str(due), None]} if due else {}


def _words(flag: str, news: Sequence[str]) -> str:
    """The flag with the news first; what it replaces goes, anything else that stood there stays as far as it fits."""
    if news[0].startswith(DEAD):
        return news[0]
    gone = [start for one in news for key, starts in REPLACES.items() if one.startswith(key) for start in starts]
    kept = [part for part in flag.split(". ") if part and part not in news and not part.startswith(tuple(gone))]
    words = list(news)
    for part in kept:
        if len(". ".join([*words, part])) <= LONGEST:
            words.append(part)
    return ". ".join(words)[:LONGEST]
