"""Puts the shipped registers into the database. Places and rule documents always; units are the demo's and the tests'."""

from dataclasses import asdict

from vardkedja.kernel import clock
from vardkedja.kernel.organisations import CareProvider, Municipality, Region, Unit
from vardkedja.kernel.register import load
from vardkedja.kernel.ruledocuments import RuleDocument


def places() -> None:
    """The 21 regions and 290 municipalities. Safe to run again: names follow the files."""
    for row in load.regions():
        Region.objects.update_or_create(
            code=row.code,
            defaults={
                **{"name": row.name, "organisation_number": row.organisation_number},
                **{"collaborative_region": row.collaborative_region or ""},
            },
        )
    by_region = {row.code: row.collaborative_region or "" for row in load.regions()}
    Municipality.objects.bulk_create(
        [
            Municipality(
                code=row.code,
                name=row.name,
                region_id=row.region,
                collaborative_region=row.collaborative_region or by_region[row.region],
            )
            for row in load.municipalities()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "region", "collaborative_region"],
    )


def rule_documents() -> None:
    """The rule documents known from the start (X-33, REM-46). Safe to run again: what is there, changed or not, stays.

    A document that came earlier with the same title and version by other hands stays, and the shipped one is left out.
    """
    known = set(RuleDocument.objects.values_list("region_id", "title", "version"))
    there = set(RuleDocument.objects.values_list("uuid", flat=True))
    for row in load.rule_documents():
        if row.uuid in there or (row.region, row.title, row.version) in known:
            continue
        values = asdict(row) | {"region_id": row.region, "provider_kinds": list(row.provider_kinds)}
        del values["region"]
        RuleDocument.objects.create(**values, entered_at=clock.now())


def units() -> None:
    """The units of the demo and the tests, with invented addresses. Safe to run again; never for a real installation."""
    made = {unit.slug: unit for unit in Unit.objects.all()}
    for row in load.units():
        provider = None
        if row.kind == "private_provider":
            provider, _ = CareProvider.objects.get_or_create(
                name=row.institution, defaults={"organisation_number": row.provider_organisation_number or ""}
            )
        unit = made.get(row.id) or Unit(slug=row.id)
        unit.institution, unit.clinic, unit.provider = row.institution, row.clinic, provider
        unit.kind, unit.funding, unit.channel = str(row.kind), str(row.funding), str(row.channel)
        unit.region_id, unit.municipality_id, unit.agreement_region_id = (
            row.region,
            row.municipality,
            row.agreement_region,
        )
        unit.agreement_exception = row.agreement_exception or ""
        unit.agreement_exception_reference = row.agreement_exception_reference or ""
        unit.hsa_id, unit.phone, unit.opening_hours = row.hsa_id, row.phone or "", row.opening_hours
        unit.street, unit.postcode, unit.town = row.street, row.postcode, row.town
        unit.valid_from, unit.valid_to = row.valid_from, row.valid_to
        unit.set_keys()
        unit.save()
        made[row.id] = unit
    for row in load.units():
        if row.merged_into:
            Unit.objects.filter(slug=row.id).update(merged_into=made[row.merged_into])
