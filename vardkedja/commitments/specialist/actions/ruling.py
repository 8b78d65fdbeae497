"""The record of a decision, its letter, and whom it waits for (SVR-35, X-10): written by the verbs that decide."""

import datetime
import uuid
from typing import Any

from vardkedja.commitments.specialist import papers, texts
from vardkedja.commitments.specialist.actions.assessing import office_unit
from vardkedja.commitments.specialist.actions.common import DECISION, LETTER, live, task, tell_admission
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.models import Ruling
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document, signed_columns
from vardkedja.kernel.write import Write
from vardkedja.rules.specialist_facts import Outcome

REFUSED = (Outcome.REJECTED, Outcome.DISMISSED)


def columns(
    outcome: Outcome,
    case: Case,
    *,
    reason: str = "",
    conditions: str = "",
    failed: list[str] | None = None,
    benefits: list[str] | None = None,
    period: tuple[datetime.date | None, datetime.date | None] = (None, None),
    from_day: datetime.date | None = None,
) -> dict[str, Any]:
    """The columns of a Ruling, but for who and when."""
    return {
        "outcome": str(outcome),
        "reason": reason.strip(),
        "conditions": conditions.strip(),
        "failed": failed or [],
        "benefits": benefits or [],
        "next_steps": texts.next_steps(case) if outcome in REFUSED else "",
        "period_from": period[0],
        "period_to": period[1],
        "care_form": case.care_form,
        "from_day": from_day,
    }


def record(write: Write, by: Actor, case: Case, ruled: dict[str, Any], letter: texts.Letter) -> None:
    """The record and the letter; the sender is to read it, the office to send it to the patient (never to who has died)."""
    who: dict[str, Any] = {"decided_at": write.at, "decided_by_id": by.staff_id, "on_behalf_of_id": write.on_behalf_of}
    function = f"{by.title}, {by.unit_name}"[:160]
    write.insert(Ruling, uuid=uuid.uuid4(), **ruled, **who, function=function)
    paper = papers.decision(case, letter.title, letter.rows, letter.texts, by)
    write.insert(Document, kind="beslut", version=case.version + 1, **signed_columns(paper, by, write.at))
    about = uuid.uuid4()  # a case may have several letters that wait
    if not case.outside:
        write.insert(Task, **task(DECISION, case.from_id, case.doctor_id, item=about))
    if not case.deceased_on:
        write.insert(Task, **task(LETTER, office_unit(case), by.staff_id, item=about))
    live(write, case.uuid, case.from_id, case.to_id, office_unit(case))
    tell_admission(write, case)
