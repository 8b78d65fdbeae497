"""Lägg över: a colleague's open work to another in one step (REM-39, REM-40)."""

import uuid
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.absence_verbs import MODULE
from vardkedja.kernel.absences import away, colleagues
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.look.forms import Errors, errors, typed
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.verbs import Refused
from vardkedja.kernel.worklists import CAP
from vardkedja.referrals import covering
from vardkedja.referrals.actions.absence import Handover, Moved, Place, hand_over
from vardkedja.referrals.views.absence import unit_of
from vardkedja.rules.decision import Reason, Weight
from vardkedja.rules.referrals import NODE_WORDS

FIELDS = ("to", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, staff_uuid: uuid.UUID) -> HttpResponse:
    """The person's open work to tick in, and what is done with it; what somebody else changed meanwhile is named."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    owner = Staff.objects.filter(uuid=staff_uuid).first()
    if owner is None:
        raise Http404
    if request.method != "POST":
        return _page(request, owner, {}, Errors())
    given, everything = typed(request.POST, FIELDS), request.POST.get("gor") == "alla"
    wish = Handover(
        unit_id=unit_of(actor),
        owner=owner.uuid,
        to=an_id(given["to"]),
        reason=given["reason"][:300],
        picked=None if everything else _picked(request.POST.getlist("picked")),
    )
    try:
        done = hand_over(wish, by=actor, confirmed=frozenset(request.POST.getlist("confirmed")))
    except Refused as refused:
        stops = [reason for reason in refused.reasons if reason.weight is Weight.REFUSE]
        warned = () if stops else refused.reasons
        return _page(request, owner, given, errors(stops, (*FIELDS, "picked")), warned, status=422)
    if done.skipped:
        return _page(request, owner, given, Errors(), done=done, status=409)
    return HttpResponseRedirect("/remisser/franvaro/?klart=lagt-over")


def _picked(values: list[str]) -> dict[Place, int]:
    """What was ticked: each value is case, node and the version that was shown. What is no such value was never on the page."""
    found: dict[Place, int] = {}
    for value in values:
        case, _, rest = value.partition(":")
        node, _, version = rest.partition(":")
        case_uuid = an_id(case)
        if case_uuid and node in set(NODE_WORDS) and version.isdecimal() and len(version) < 10:
            found[case_uuid, node] = int(version)
    return found


def _page(
    request: HttpRequest,
    owner: Staff,
    given: dict[str, str],
    wrong: Errors,
    warned: Sequence[Reason] = (),
    done: Moved | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    unit_id, today = unit_of(actor), clock.today()
    people = colleagues(unit_id, MODULE, today)
    rows = covering.work_of(owner.pk, unit_id)
    if not rows and all(one.staff_id != owner.pk for one in people):
        raise Http404  # nobody of this unit's
    accesslog.record(actor, "rem.hand_over", sorted({row.patient_id for row in rows}), request=request.id)  # type: ignore[attr-defined]
    gone = away([owner.pk], unit_id, today, today)
    absent = {one.staff_id for one in away([one.staff_id for one in people], unit_id, today, today)}
    ticked = set(request.POST.getlist("picked"))
    shown = {
        "owner": owner.name,
        "until": max((one.last_day for one in gone), default=None),
        "rows": [_row(row, ticked) for row in rows[:CAP]],
        "more": len(rows) > CAP,
        "choices": [
            (str(one.uuid), f"{one.name}, {one.title}" + (" (borta)" if one.staff_id in absent else ""))
            for one in people
            if one.staff_id != owner.pk
        ],
        "given": {name: given.get(name, "") for name in FIELDS},
        "wrong": wrong,
        "warned": warned,
        "everything": request.POST.get("gor") == "alla",
        "done": done,
        "today": today,
    }
    return render(request, "referrals/absence_move.html", shown, status=status)


def _row(row: covering.Work, ticked: set[str]) -> dict[str, object]:
    value = f"{row.case_uuid}:{row.node}:{row.version}"
    return {"work": row, "node": NODE_WORDS[row.node], "value": value, "picked": value in ticked}  # type: ignore[index]
