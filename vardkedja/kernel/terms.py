"""The terms a rule is asked under: the shipped packs with the region's own approved versions laid on top."""

import datetime
import functools

from django.db import connection
from django.db.models import QuerySet

from vardkedja.kernel.agreements import RuleValue
from vardkedja.kernel.rulekinds import SETTINGS
from vardkedja.rules import law
from vardkedja.rules.decision import Source
from vardkedja.rules.law import SHIPPED, LawValue, Terms

# One number for the set of approved versions; a verb reads it together with its facts. Not the latest instant: of two
# approvals at the same time, the one that commits last would then not show.
TAG = """
select coalesce(bit_xor(hashtextextended(uuid::text, 0)), 0)::bigint from kernel_rulevalue where approved_at is not null
"""


def tag() -> int:
    """The present tag."""
    with connection.cursor() as cursor:
        cursor.execute(TAG)
        return cursor.fetchone()[0]


@functools.lru_cache(maxsize=8)
def terms(as_of: int) -> Terms:
    """The terms under a tag; built once and remembered, since versions are only ever added."""
    if as_of == 0:
        return SHIPPED
    return _laid_over(RuleValue.objects.filter(approved_at__isnull=False))


def current() -> Terms:
    """The terms now."""
    return terms(tag())


def known_at(at: datetime.datetime) -> Terms:
    """The terms as they were known at an instant: without what was approved later (X-20). For what is reckoned afterwards."""
    return _laid_over(RuleValue.objects.filter(approved_at__lt=at))


def _laid_over(approved: QuerySet[RuleValue]) -> Terms:
    rows = list(approved.order_by("name", "region_id", "valid_from"))
    if not rows:
        return SHIPPED
    return Terms(overlay=[_law_value(row, after) for row, after in zip(rows, [*rows[1:], None], strict=True)])


def _law_value(row: RuleValue, after: RuleValue | None) -> LawValue:
    """A version applies through its own last day, or the day before the next version's first."""
    end = row.valid_to
    if after and (after.name, after.region_id) == (row.name, row.region_id) and end is None:
        end = after.valid_from - datetime.timedelta(days=1)
    shipped = next((one for one in law.shipped() if one.name == row.name), None)
    setting = SETTINGS.get(row.name)
    return LawValue(
        name=row.name,
        value=law.frozen(row.value, row.name),  # lists and tables in the same shape as the shipped files give
        unit=row.unit_of_value,
        start=row.valid_from,
        end=end,
        party=row.region_id,
        label=shipped.label if shipped else setting.label if setting else row.name,
        rows=shipped.rows if shipped else (),
        source=Source(title=row.source, clause="", start=row.valid_from, checked=row.valid_from, basis="found"),
    )
