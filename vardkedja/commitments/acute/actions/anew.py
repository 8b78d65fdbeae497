"""The tasks of open admissions worked out again: a new day raises new flags, and so does what happens to the referral."""

import uuid

from django.db.models import Q

from vardkedja.commitments.acute.actions.common import NODE
from vardkedja.commitments.acute.look import COLUMNS, facts, from_row, rows
from vardkedja.commitments.acute.pressing import pressing
from vardkedja.kernel import clock, query, terms
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import verb
from vardkedja.rules.acute_workflow import OPEN


@verb
def flag_anew(case_uuid: uuid.UUID | None = None) -> int:
    """Work out deadline, place and flag of the open tasks, of all or of one case; gives how many became others.

    Run each morning, and when the referral of a case is sent, issued or revoked (SVR-21, 23, 25 to 27: flagged daily).
    Nobody's act: neither the case's version nor its history changes.
    """
    within = Q(case__state__in=[str(one) for one in OPEN])
    if case_uuid:
        within &= Q(case__uuid=case_uuid)
    changed = 0
    for row in query.fetch(query.compiled(rows(within).values_list(*COLUMNS)), {}):
        case = from_row(row)
        found = pressing(facts(case), clock.today(), terms.terms(case.rules))
        waiting = Task.objects.filter(case_id=case.id, node=NODE, done_at__isnull=True)
        changed += waiting.exclude(due=found.due, flag=found.flag).update(**found._asdict())
    return changed
