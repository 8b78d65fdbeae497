"""How the cast's units in Västra Götaland work with referrals: routine, designated secretary, forwarding order."""

import datetime

from vardkedja.kernel import clock
from vardkedja.kernel.access import Staff
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals.routines import Designated, ForwardingOrder, UnitRoutine

SINCE = datetime.date(2024, 1, 1)
POOL = "narhalsan-sekreterarpoolen"
ROLES = ["lakare", "verksamhetschef"]
# unit: kind of provider, and its pool
ROUTINES = {
    "bjorkdalen-vardcentral": ("narhalsan", POOL),
    "molndal-ortopedmottagningen": ("hospital", ""),
    "boras-ortopedkliniken": ("hospital", ""),
    "lidkoping-ortopedkliniken": ("hospital", ""),
    "exempelkliniken-hud": ("private", ""),
}
DESIGNATED = {
    "bjorkdalen-vardcentral": "evalena.abrahamsson",
    "molndal-ortopedmottagningen": "lovisa.tegelmo",
    "boras-ortopedkliniken": "joakim.sjohagen",
}
# unit: who ordered, the reference, the units that can be forwarded to
ORDERS = {
    "molndal-ortopedmottagningen": (
        "beatrice.lindhyttan",
        "SP-EXEMPEL-001",
        ("boras-ortopedkliniken", "lidkoping-ortopedkliniken", "uddevalla-ortopedkliniken"),
    ),
    "boras-ortopedkliniken": (
        "nadja.falkenvik",
        "SP-EXEMPEL-002",
        ("lidkoping-ortopedkliniken", "molndal-ortopedmottagningen"),
    ),
}


def load_routines() -> None:
    """Routines, designated people and done forwarding orders of the cast's units. Safe to run again."""
    units = {unit.slug: unit for unit in Unit.objects.filter(region_id="14")}
    staff = {person.username: person.pk for person in Staff.objects.all()}
    for slug, (kind, pool) in ROUTINES.items():
        made = {"provider_kind": kind, "attest_roles": ROLES, "pool": units.get(pool), "since": SINCE}
        UnitRoutine.objects.get_or_create(unit=units[slug], defaults=made)
    for slug, username in DESIGNATED.items():
        Designated.objects.get_or_create(
            unit=units[slug], staff_id=staff[username], first_day=SINCE, defaults={"decided_at": clock.now()}
        )
    for slug, (username, reference, targets) in ORDERS.items():
        _order(units[slug], staff[username], reference, [units[target] for target in targets])


def _order(unit: Unit, staff_id: int, reference: str, targets: list[Unit]) -> None:
    ForwardingOrder.objects.get_or_create(
        unit=unit,
        reference=reference,
        defaults={
            "targets": [target.pk for target in targets],
            "order_text": "\n".join(f"- {target.name}" for target in targets),
            "ordered_on": SINCE,
            "ordered_at": clock.now(),
            "ordered_by_id": staff_id,
            "done_on": SINCE,
            "done_at": clock.now(),
            "done_by_id": staff_id,
        },
    )
