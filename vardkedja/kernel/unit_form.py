"""What a unit's page in the register holds, as it is typed; what is wrong with it; and taking it over (X-04)."""

import datetime
import uuid
from dataclasses import dataclass, fields, replace

from django.db.models import Q

from vardkedja.kernel.organisations import CareProvider, Municipality, Region, Unit
from vardkedja.kernel.register.rows import Channel, Funding, UnitKind
from vardkedja.rules.decision import Reason
from vardkedja.rules.identity import hsa_id, organisation_number
from vardkedja.rules.words import book

BOOK = book("register")
# What is taken over as it is typed.
TEXTS = ("institution", "clinic", "kind", "funding", "agreement_exception", "street", "town", "phone", "opening_hours")
AGREEMENTS = ("riksavtal", "regionavtal", "mellanlansavtal")


@dataclass(frozen=True)
class UnitForm:
    """Everything the register says about a unit, as typed: codes and texts, days as dates. Empty where nothing is.

    `merged_into` is a unit's uuid; `unreadable` names the days that were given in a form that is no day.
    """

    institution: str = ""
    clinic: str = ""
    kind: str = ""
    funding: str = ""
    provider: str = ""
    organisation_number: str = ""
    region: str = ""
    municipality: str = ""
    agreement_region: str = ""
    agreement_exception: str = ""
    agreement_exception_reference: str = ""
    hsa_id: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    opening_hours: str = ""
    channel: str = ""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    merged_into: str = ""
    unreadable: frozenset[str] = frozenset()


NAMES = tuple(column.name for column in fields(UnitForm) if column.name != "unreadable")


def as_form(unit: Unit) -> UnitForm:
    """What the register says now."""
    texts = (
        "institution",
        "clinic",
        "kind",
        "funding",
        "hsa_id",
        "street",
        "postcode",
        "town",
        "phone",
        "opening_hours",
    )
    same = (*texts, "agreement_exception", "agreement_exception_reference", "channel", "valid_from", "valid_to")
    return UnitForm(
        **{name: getattr(unit, name) for name in same},
        provider=unit.provider.name if unit.provider else "",
        organisation_number=unit.provider.organisation_number if unit.provider else "",
        region=unit.region_id,
        municipality=unit.municipality_id or "",
        agreement_region=unit.agreement_region_id or "",
        merged_into=str(unit.merged_into.uuid) if unit.merged_into else "",
    )


def faults(unit: Unit, wish: UnitForm) -> list[Reason]:
    """Every reason not to take over what is typed, in the order of the form."""
    private = wish.funding == Funding.PRIVATE_AGREEMENT
    digits = wish.postcode.replace(" ", "")
    home = Municipality.objects.filter(code=wish.municipality).values_list("region_id", flat=True).first()
    exception = wish.agreement_exception
    found = {
        "institution": not wish.institution,
        "kind": wish.kind not in set(UnitKind),
        "funding": wish.funding not in set(Funding),
        "provider": private and not wish.provider,
        "organisation_number": bool(wish.organisation_number) and organisation_number(wish.organisation_number) is None,
        "region": not Region.objects.filter(code=wish.region).exists(),
        "municipality": bool(wish.municipality) and home != wish.region,
        "agreement_region": (private or bool(wish.agreement_region)) and not _is_region(wish.agreement_region),
        "agreement_exception": bool(exception) and exception not in AGREEMENTS,
        "exception_reference": bool(exception) and not wish.agreement_exception_reference,
        "hsa_id": bool(wish.hsa_id) and hsa_id(wish.hsa_id) is None,
        "address": wish.channel == Channel.POST and not wish.street,
        "postcode": bool(wish.postcode or wish.street) and not (len(digits) == 5 and digits.isdigit()),
        "town": bool(wish.street) and not wish.town,
        "channel": wish.channel not in set(Channel),
        "valid_from": wish.valid_from is None,
        "valid_to": "valid_to" in wish.unreadable,
        "dates": wish.valid_from is not None and wish.valid_to is not None and wish.valid_to < wish.valid_from,
        "merged_into": bool(wish.merged_into) and not _can_merge(unit, wish.merged_into),
        "merged_without_end": bool(wish.merged_into) and wish.valid_to is None and "valid_to" not in wish.unreadable,
    }
    codes = [f"X-04.{word}" for word, wrong in found.items() if wrong]
    return [*(BOOK.reason(code) for code in codes), *_too_long(wish), *_same(unit, wish)]


def _too_long(wish: UnitForm) -> list[Reason]:
    """Texts that the register has no room for."""
    limits = {column.name: column.max_length for column in Unit._meta.concrete_fields if column.max_length}
    limits |= {"provider": CareProvider._meta.get_field("name").max_length or 0}
    typed = {name: getattr(wish, name) for name in NAMES if name in limits and isinstance(getattr(wish, name), str)}
    return [
        replace(BOOK.reason("X-04.long", limit=str(limits[name])), field=name)
        for name, text in typed.items()
        if len(text) > (limits[name] or 0)
    ]


def _is_region(code: str) -> bool:
    return Region.objects.filter(code=code).exists()


def _same(unit: Unit, wish: UnitForm) -> list[Reason]:
    """Another unit with the same name during some of the same days."""
    others = Unit.objects.filter(institution__iexact=wish.institution, clinic__iexact=wish.clinic).exclude(pk=unit.pk)
    if wish.valid_from:
        others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=wish.valid_from))
    if wish.valid_to:
        others = others.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=wish.valid_to))
    other = others.first() if wish.institution else None
    return [BOOK.reason("X-04.same", name=other.name)] if other else []


def _can_merge(unit: Unit, into: str) -> bool:
    """Whether the chain of mergers from the chosen unit ends without coming back to this one."""
    step = _by_uuid(into)
    seen = {unit.pk}
    while step is not None:
        if step.pk in seen:
            return False
        seen.add(step.pk)
        step = step.merged_into
    return _by_uuid(into) is not None


def _by_uuid(text: str) -> Unit | None:
    try:
        return Unit.objects.filter(uuid=uuid.UUID(text)).select_related("merged_into").first()
    except ValueError:
        return None


def take_over(unit: Unit, wish: UnitForm) -> None:
    for name in (
        "institution",
        "clinic",
        "kind",
        "funding",
        "agreement_exception",
        "street",
        "town",
        "phone",
        "opening_hours",
    ):
        setattr(unit, name, getattr(wish, name))
    unit.agreement_exception_reference = wish.agreement_exception_reference if wish.agreement_exception else ""
    unit.channel, unit.hsa_id = wish.channel, wish.hsa_id.strip()
    digits = wish.postcode.replace(" ", "")
    unit.postcode = f"{digits[:3]} {digits[3:]}".strip()
    unit.region_id, unit.municipality_id = wish.region, wish.municipality or None
    unit.agreement_region_id = wish.agreement_region or None
    unit.valid_from, unit.valid_to = wish.valid_from, wish.valid_to
    unit.merged_into = _by_uuid(wish.merged_into) if wish.merged_into else None
    unit.provider = _provider(wish) if wish.provider else None
    unit.set_keys()


def _provider(wish: UnitForm) -> CareProvider:
    digits = organisation_number(wish.organisation_number) if wish.organisation_number else ""
    number = f"{digits[:6]}-{digits[6:]}" if digits else ""
    provider, _ = CareProvider.objects.get_or_create(name=wish.provider, defaults={"organisation_number": number})
    if number and provider.organisation_number != number:
        provider.organisation_number = number
        provider.save(update_fields=["organisation_number"])
    return provider


def changes(before: UnitForm, after: UnitForm) -> dict[str, list[str]]:
    """Old and new value of what differs, as texts."""
    pairs = {name: [str(getattr(form, name) or "") for form in (before, after)] for name in NAMES}
    return {name: values for name, values in pairs.items() if values[0] != values[1]}
