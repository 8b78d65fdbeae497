"""What the population register says of a patient meanwhile: died, moved, protected, new number (X-03, X-28)."""

from typing import Any

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist.actions.common import CHANGED, task
from vardkedja.commitments.specialist.facts import office_of
from vardkedja.commitments.specialist.models import KIND
from vardkedja.kernel import clock
from vardkedja.kernel.cases import Task
from vardkedja.kernel.people.models import Person
from vardkedja.kernel.verbs import verb
from vardkedja.kernel.write import Write
from vardkedja.referrals.actions.people import Subject, flag_open, news_of
from vardkedja.rules.specialist_workflow import State

SUBJECT = Subject(KIND, "svr", "/specialistvard/")


@verb
def flag_person(payload: dict[str, Any]) -> int:
    """Flag the patient's open specialist referrals, and ask the office about commitments that still apply. Gives how many.

    Nothing is revoked by itself: a commitment stays as it was issued until a person decides.
    """
    flagged = flag_open(payload, SUBJECT)
    person = Person.objects.get(pk=payload["person"])
    news = news_of(person, payload.get("moved_to"), payload.get("fields", ()))
    if not news:
        return flagged
    standing = Commitment.objects.filter(
        case__patient_id=person.pk, case__kind=KIND, case__state=State.ISSUED, last_day__gte=clock.today()
    )
    waiting = Task.objects.filter(node=CHANGED, done_at__isnull=True).values("case_id")
    for commitment in standing.exclude(case__in=waiting).select_related("case"):
        case = commitment.case
        office = office_of(case.region_id, clock.today())
        if office is None:
            continue
        write = Write(None, "svr.flagged", case_id=case.pk, version=case.version).change_case(state=case.state)
        write.insert(Task, **task(CHANGED, office.pk, flag=news[0][:60]))
        write.errand("live", {"case": str(case.uuid), "units": [office.pk], "by": None})
        write.send(changes={"flag": [None, ". ".join(news)]})
        flagged += 1
    return flagged
