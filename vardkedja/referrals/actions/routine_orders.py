"""A head of unit orders electronic forwarding and registers when the order is done (REM-32 to REM-35).

The order itself is placed outside, in the region's portal or by e-mail; here is its text, and what came of it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.history import note
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.referrals import routine_questions as ask
from vardkedja.referrals.actions.routine import BOOK, deciding
from vardkedja.referrals.routines import ForwardingOrder
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Reason
from vardkedja.rules.referral_forwarding import forwarding_order, order_path


@dataclass(frozen=True)
class OrderForm:
    """The units to forward to, and the day the order is placed (None when it could not be read)."""

    targets: Sequence[Unit]
    ordered_on: datetime.date | None


@verb
def order(wish: OrderForm, *, by: Actor) -> ForwardingOrder:
    """Register that the unit orders forwarding to these units, with the text to send. Raises Refused with every reason.

    The whole list is replaced when the order is done; until then the earlier one counts.
    """
    unit = deciding(by)
    routine = ask.routine_of(unit.pk)
    on = wish.ordered_on or clock.today()
    chosen = [str(target.uuid) for target in wish.targets]
    listed = forwarding_order(chosen, str(unit.uuid), on, unit.region_id, terms.current())
    reasons = [*([] if routine else [BOOK.reason("REM-01.no_routine")]), *listed.refusals]
    reasons += [*_strangers(wish.targets, unit, on), *_day_faults(wish.ordered_on)]
    if reasons or routine is None:
        raise Refused("Beställningen registreras inte", reasons)
    text = how(routine.provider_kind, wish.targets, unit, on)
    row = ForwardingOrder.objects.create(
        unit=unit,
        targets=[target.pk for target in wish.targets],
        order_text=str(text.result.get("text") or "\n".join(f"- {target.name}" for target in wish.targets)),
        ordered_on=on,
        ordered_at=clock.now(),
        ordered_by_id=by.staff_id,
    )
    told = {"targets": [target.name for target in wish.targets], "ordered_on": str(on)}
    note(by, "vidarebefordran.bestalld", subject(row), {name: [None, value] for name, value in told.items()})
    return row


@verb
def done(row: ForwardingOrder, done_on: datetime.date | None, reference: str, *, by: Actor) -> None:
    """Register that an order of the actor's unit is done; from that day it counts (REM-32). Raises Refused."""
    unit = deciding(by)
    waiting = ForwardingOrder.objects.get(pk=row.pk, unit=unit)
    reasons = _done_faults(waiting, done_on, reference.strip())
    if reasons:
        raise Refused("Beställningen blev inte klar", reasons)
    waiting.done_on, waiting.reference = done_on, reference.strip()
    waiting.done_at, waiting.done_by_id = clock.now(), by.staff_id
    waiting.save(update_fields=["done_on", "reference", "done_at", "done_by_id"])
    told = {"done_on": [None, str(done_on)], "reference": [None, waiting.reference]}
    note(by, "vidarebefordran.klar", subject(waiting), told)


def how(provider_kind: str, targets: Sequence[Unit], unit: Unit, on: datetime.date) -> Decision:
    """How a unit of this kind places the order on a day, with the text to send (REM-34, REM-35)."""
    names = [target.name for target in targets]
    return order_path(provider_kind, names, on, unit.region_id, terms.current())


def subject(row: ForwardingOrder) -> str:
    """What the order is called in the history."""
    return f"vidarebefordran/{row.uuid}"


def _strangers(targets: Sequence[Unit], unit: Unit, on: datetime.date) -> list[Reason]:
    """Units that cannot be reached this way; the own unit has a reason of its own."""
    possible = set(ask.possible_targets(unit.pk, unit.region_id, on).values_list("pk", flat=True)) | {unit.pk}
    return [BOOK.reason("REM-33.target", unit=target.name) for target in targets if target.pk not in possible]


def _day_faults(ordered_on: datetime.date | None) -> list[Reason]:
    if ordered_on is None:
        return [BOOK.reason("REM-33.ordered_on")]
    return [BOOK.reason("REM-33.ordered_later")] if ordered_on > clock.today() else []


def _done_faults(row: ForwardingOrder, done_on: datetime.date | None, reference: str) -> list[Reason]:
    if row.done_on:
        return [BOOK.reason("REM-32.done")]
    reasons = []
    if done_on is None:
        reasons.append(BOOK.reason("REM-32.done_on"))
    elif done_on < row.ordered_on:
        reasons.append(BOOK.reason("REM-32.done_before", ordered=plain_date(row.ordered_on)))
    elif done_on > clock.today():
        reasons.append(BOOK.reason("REM-32.done_later"))
    if not 0 < len(reference) <= 80:
        reasons.append(BOOK.reason("REM-32.reference"))
    return reasons
