"""The order of electronic forwarding: choose units, see how to order, register it, and register it as done (REM-32 to 35)."""

import uuid
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look.forms import Errors, day, errors, typed
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.verbs import Refused
from vardkedja.referrals import routine_questions as ask
from vardkedja.referrals.actions import routine_orders as verbs
from vardkedja.referrals.routines import ForwardingOrder
from vardkedja.rules.law import NotInForce

SHOWN = 20
FIELDS = ("targets", "ordered_on")
DONE_FIELDS = ("done_on", "reference")
DONE = {
    "bestalld": "Beställningen är registrerad. Gör den nu, så som det står under Beställningar.",
    "klar": "Beställningen är klar. Listan gäller från den dagen.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def forwarding(request: HttpRequest) -> HttpResponse:
    """The page; and what is done on it: search among units, register an order, register it as done."""
    if request.method != "POST":
        return _page(request)
    match request.POST.get("gor", ""):
        case "sok":
            return _page(request, given=_given(request))
        case "bestall":
            return _order(request)
        case "klar":
            return _done(request)
    raise Http404


def _order(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = _given(request)
    try:
        verbs.order(verbs.OrderForm(_units(given["targets"]), day(given["ordered_on"])), by=actor)
    except Refused as refused:
        return _page(request, given=given, wrong=errors(refused.reasons, FIELDS), status=422)
    return HttpResponseRedirect("/remisser/enheten/vidarebefordran/?klart=bestalld")


def _done(request: HttpRequest) -> HttpResponse:
    """Register an order as done; one of another unit does not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = ask.orders(actor.unit_id).filter(uuid__in=_uuids([request.POST.get("bestallning", "")])).first()
    if row is None:
        raise Http404
    typed_now = typed(request.POST, DONE_FIELDS)
    try:
        verbs.done(row, day(typed_now["done_on"]), typed_now["reference"], by=actor)
    except Refused as refused:
        wrong = errors(refused.reasons, DONE_FIELDS, f"-{row.uuid}")
        return _page(request, closing=(str(row.uuid), typed_now, wrong), status=422)
    return HttpResponseRedirect("/remisser/enheten/vidarebefordran/?klart=klar")


def _given(request: HttpRequest) -> dict[str, Any]:
    return {**typed(request.POST, ("enhet", "ordered_on")), "targets": _uuids(request.POST.getlist("targets"))}


def _page(
    request: HttpRequest,
    *,
    given: dict[str, Any] | None = None,
    wrong: Errors | None = None,
    closing: tuple[str, dict[str, str], Errors] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = clock.today()
    given = given or _start(actor)
    orders = list(ask.orders(actor.unit_id))
    counts = ask.forwarding(actor.unit_id, today)
    routine = ask.routine_of(actor.unit_id)
    shown = {
        **{"unit_name": actor.unit_name, "decides": ask.decides(actor), "routine": routine is not None},
        **{"activated": counts[0], "names": _names(counts[1])},
        "orders": [_told(row, routine.provider_kind if routine else "", closing) for row in orders],
        **_offer(actor, given),
        "limit": _limit(actor),
        "given": given,
        "wrong": wrong or Errors(),
        "summary": [*(wrong.summary if wrong else []), *(closing[2].summary if closing else [])],
        "done": DONE.get(request.GET.get("klart", ""), "") if request.method != "POST" else "",
    }
    return render(request, "referrals/routine_order.html", shown, status=status)


def _start(actor: Actor) -> dict[str, Any]:
    """A new order begins with the list that counts today, since it replaces all of it."""
    _, targets = ask.forwarding(actor.unit_id, clock.today())
    chosen = list(Unit.objects.filter(pk__in=targets).values_list("uuid", flat=True))
    return {"enhet": "", "ordered_on": clock.today().isoformat(), "targets": chosen}


def _offer(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    """The chosen units first, ticked; then those found, at most a screenful."""
    possible = ask.possible_targets(actor.unit_id, actor.region, clock.today())
    found = list(possible.found_by(given["enhet"]).exclude(uuid__in=given["targets"])[: SHOWN + 1])
    return {
        "chosen": [(str(one.uuid), one.name) for one in _units(given["targets"])],
        "found": [(str(one.uuid), one.name) for one in found[:SHOWN]],
        "more": len(found) > SHOWN,
    }


def _told(row: ForwardingOrder, kind: str, closing: tuple[str, dict[str, str], Errors] | None) -> dict[str, Any]:
    ref = str(row.uuid)
    mine = closing if closing and closing[0] == ref else (ref, dict.fromkeys(DONE_FIELDS, ""), Errors())
    return {
        **{"uuid": ref, "names": _names(tuple(row.targets)), "text": row.order_text, "ordered_on": row.ordered_on},
        **{"ordered_by": row.ordered_by.name, "done_on": row.done_on, "reference": row.reference},
        "done_by": row.done_by.name if row.done_by else "",
        "how": None if row.done_on else _how(row, kind),
        **{"typed": mine[1], "wrong": mine[2], "open": mine is closing},
    }


def _how(row: ForwardingOrder, kind: str) -> dict[str, Any]:
    """Where the order is placed: the way in words, and for e-mail a link that opens the mail filled in."""
    decision = verbs.how(
        kind, list(Unit.objects.filter(pk__in=row.targets).order_by("sort_key", "pk")), row.unit, row.ordered_on
    )
    mailbox = str(decision.result.get("mailbox", ""))
    subject, body = quote(f"Vidarebefordra remiss: {row.unit.name}"), quote(row.order_text)
    return {
        "say": decision.say,
        "mailbox": mailbox,
        "mail": f"mailto:{mailbox}?subject={subject}&body={body}" if mailbox else "",
        "unclear": [reason.text for reason in decision.reasons],
    }


def _limit(actor: Actor) -> int | None:
    """How many units an order may name today; None in a region without such a number (D-25)."""
    try:
        found = terms.current().value("referrals.forward_targets", clock.today(), actor.region).value
    except NotInForce:
        return None
    return found if isinstance(found, int) else None


def _names(unit_ids: tuple[int, ...]) -> list[str]:
    return [one.name for one in Unit.objects.filter(pk__in=unit_ids).order_by("sort_key", "pk")]


def _units(uuids: list[uuid.UUID]) -> list[Unit]:
    return list(Unit.objects.filter(uuid__in=uuids).order_by("sort_key", "pk"))


def _uuids(texts: list[str]) -> list[uuid.UUID]:
    """Those of the texts that are uuids, each once, in order."""
    return list(dict.fromkeys(found for text in texts if (found := an_id(text))))
