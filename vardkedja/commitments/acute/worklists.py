"""The list of open admissions: the unit's own, the region's for the office. What presses first comes first."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q

from vardkedja.commitments.acute.actions.common import NODE
from vardkedja.commitments.acute.look import COLUMNS, Case, from_row, rows, values_of
from vardkedja.commitments.acute.models import Acute, reach_of, visibility
from vardkedja.kernel import query, worklists
from vardkedja.kernel.access import Actor
from vardkedja.kernel.query import Blank
from vardkedja.rules.acute_workflow import Direction

# The words of the directions in the address.
DIRECTIONS = {"vara": Direction.OUT, "hos-oss": Direction.HERE}
OPEN_TASK = Q(case__tasks__node=NODE, case__tasks__done_at__isnull=True)
ORDER = ("case__tasks__sort_on", "case__tasks__id")
LIMIT = worklists.PAGE + 1


class Listed(NamedTuple):
    """A page of the list, and where the next one begins ("" when there is none)."""

    cases: Sequence[Case]
    later: str


def listed(actor: Actor, direction: str = "", after: str = "") -> Listed:
    """A page of the open admissions within the actor's reach, of one direction or ("") both."""
    place = worklists.decode(after) if after else None
    at = {"after": place[0], "after_id": place[1]} if place else {}
    compiled = _question(reach_of(actor), bool(direction), place is not None)
    page = worklists.page(compiled, values_of(actor) | at | {"direction": direction}, slice(-2, None))
    return Listed([from_row(row[:-2]) for row in page.rows], page.later)


def count(actor: Actor) -> int:
    """How many are open within the actor's reach, to 201."""
    return worklists.counted(_numbers(reach_of(actor)), values_of(actor))


@functools.lru_cache(maxsize=16)
def _question(reach: str, one_way: bool, later: bool) -> query.Compiled:
    condition = OPEN_TASK
    if later:  # in the same condition as the task, so that it is about the same row
        day, number = Blank("after", models.DateField()), Blank("after_id", models.BigIntegerField())
        same_day = Q(case__tasks__sort_on=day, case__tasks__id__gt=number)
        condition &= Q(case__tasks__sort_on__gt=day) | same_day
    found = rows(visibility(reach)).filter(condition)
    if one_way:
        found = found.filter(direction=Blank("direction", models.CharField(max_length=5)))
    return query.compiled(found.order_by(*ORDER).values_list(*COLUMNS, *map(F, ORDER)), f" limit {LIMIT}")


@functools.lru_cache(maxsize=4)
def _numbers(reach: str) -> query.Compiled:
    found = Acute.objects.filter(visibility(reach)).filter(OPEN_TASK)
    return query.compiled(found.values_list("pk"), f" limit {worklists.CAP + 1}")
