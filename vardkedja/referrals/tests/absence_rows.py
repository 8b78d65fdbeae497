"""Open work for the tests of absence: Shirin's at Mölndal and Oskar's at Björkdalen, and laying it over."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from vardkedja.demo.cast import actor
from vardkedja.kernel.access import Staff
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.verbs import Refused
from vardkedja.referrals.actions.absence import Handover, Moved, Place, hand_over
from vardkedja.referrals.tests.list_rows import (
    AMIR,
    BJORKDALEN,
    EVALENA,
    GUSTAV,
    LOVISA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    referral,
    staff,
    task,
    unit,
)

JENNY, BEATRICE = "jenny.ekvall", "beatrice.lindhyttan"


def who(username: str) -> uuid.UUID:
    """A person's address id."""
    return Staff.objects.values_list("uuid", flat=True).get(username=username)


def incoming(count: int, assessor: str = SHIRIN) -> list[Case]:
    """Referrals that wait for an answer at Mölndal, with their assessor; Oskar at Björkdalen monitors them."""
    cases = []
    for _ in range(count):
        case = referral(in_state="not_assessed", assessor_id=staff(assessor))
        task(case, "answer", MOLNDAL, assessor)
        task(case, "watch", BJORKDALEN, OSKAR, days=14)
        cases.append(case)
    return cases


def lay_over(to: str = GUSTAV, by: str = LOVISA, **other: Any) -> Moved:
    """Lovisa gives what Shirin has at Mölndal to Gustav."""
    wish: dict[str, Any] = {"unit_id": unit(MOLNDAL), "owner": who(SHIRIN), "to": who(to), "reason": "Frånvaro"}
    confirmed = other.pop("confirmed", frozenset())
    return hand_over(Handover(**(wish | other)), by=actor(by), confirmed=confirmed)


def of_bjorkdalen(to: str = AMIR, **other: Any) -> Moved:
    """Eva-Lena gives what Oskar has at Björkdalen to Amir."""
    return lay_over(to, EVALENA, **({"unit_id": unit(BJORKDALEN), "owner": who(OSKAR)} | other))


def shown(cases: list[Case], node: str = "answer") -> dict[Place, int]:
    """What a page would send for the ticked cases."""
    return {(case.uuid, node): case.version for case in cases}


def codes(act: Callable[[], Any]) -> list[str]:
    """The codes of the reasons that an act is refused with."""
    with pytest.raises(Refused) as refused:
        act()
    return [reason.code for reason in refused.value.reasons]


def owners(node: str) -> list[str]:
    """Whose the open tasks of a node are, case by case."""
    found = Task.objects.filter(node=node, done_at__isnull=True).order_by("case_id", "pk")
    return [one.staff.username if one.staff else "" for one in found.select_related("staff")]
