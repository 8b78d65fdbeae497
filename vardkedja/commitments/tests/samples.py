"""A complete form, and ways to bend it. The people are the register's invented ones."""

import uuid
from dataclasses import replace as changed
from typing import Any

from vardkedja.commitments import actions
from vardkedja.commitments.content import Content
from vardkedja.demo.cast import actor
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.organisations import Unit

KARL = "19550612-9997"  # Västervik
DOCTOR, SECRETARY, FINANCE, APPROVER = "johan.akerhielm", "annika.hjalmarsson", "mirjam.runesson", "ellinor.granhyttan"
LINKOPING = ("Universitetssjukhuset i Linköping", "Ryggkirurgiska kliniken")


def unit(slug: str) -> uuid.UUID:
    """The address id of a unit by its slug."""
    return Unit.objects.values_list("uuid", flat=True).get(slug=slug)


def receiver(region: str, *, private: bool = False) -> Unit:
    """The first unit of a region that can be chosen on any day of 2025."""
    funding = "private_agreement" if private else "public"
    found = Unit.objects.filter(region_id=region, funding=funding, valid_to__isnull=True, agreement_exception="")
    return found.exclude(kind="administration").filter(valid_from__lte="2025-01-01").order_by("pk").first() or _none(
        region
    )


def _none(region: str) -> Unit:
    raise LookupError(f"no unit in {region}")


def form(**bent: Any) -> Content:
    """A form that can be issued as it is: ground Kap 2 on the home region's initiative, to Östergötland."""
    whole = Content(
        number=KARL,
        from_unit=unit("vastervik-ortopedkliniken"),
        to_unit=receiver("05").uuid,
        question="Proteslossning, vänster höft. Fråga: omoperation?",
        agreement="regionavtal",
        agreements=("regionavtal",),
        ground="hemregion",
        grounds=("hemregion",),
        unavailable_confirmed=True,
        doctor=Staff.objects.values_list("uuid", flat=True).get(username=DOCTOR),
    )
    if "ground" in bent:
        bent.setdefault("grounds", (bent["ground"],) if bent["ground"] else ())
    if "agreement" in bent:
        bent.setdefault("agreements", (bent["agreement"],) if bent["agreement"] else ())
    if bent.get("valid_from") or bent.get("valid_to"):
        bent.setdefault("validity", "other")
    return changed(whole, **bent)


def doctor() -> Actor:
    return actor(DOCTOR)


def saved(content: Content | None = None, by: Actor | None = None) -> uuid.UUID:
    """An Utkast."""
    return actions.save(content or form(), by=by or doctor())


def issued(
    content: Content | None = None, by: Actor | None = None, confirmed: frozenset[str] = frozenset()
) -> uuid.UUID:
    """An issued referral."""
    return actions.issue(saved(content, by), by=by or doctor(), confirmed=confirmed)
