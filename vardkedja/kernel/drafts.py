"""What a person is typing, kept on the server from the first key. A draft is nobody's case yet: Spara makes it one."""

import datetime
import uuid
from typing import Any

from django.db import models
from psycopg.types.json import Jsonb

from vardkedja.kernel import clock, query
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import Missing

BEING_WRITTEN = datetime.timedelta(minutes=15)  # how long after the last key somebody counts as writing


class Draft(Classed):
    """One person's text in one form. `base_version` is the case's version that the person began from."""

    personal = ("data",)
    care = ("data",)

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    base_version = models.IntegerField(default=0)
    data = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "case"], name="one_draft_each_in_a_case")]


def mine(actor: Actor, draft_uuid: uuid.UUID) -> Draft | None:
    """The actor's own draft; another person's is the same as none."""
    return Draft.objects.filter(uuid=draft_uuid, staff_id=actor.staff_id).select_related("case").first()


def keep(
    actor: Actor, kind: str, draft_uuid: uuid.UUID, data: dict[str, Any], case: Case | None, base_version: int
) -> Draft:
    """Keep what is typed. The first call makes the draft; in a case a person has one, whatever tab it is typed in.

    Raises Missing for a draft of somebody else's with the same id.
    """
    at, in_case = clock.now(), {"case": case} if case else {}
    if Draft.objects.filter(uuid=draft_uuid).exclude(staff_id=actor.staff_id).exists():
        raise Missing
    before = Draft.objects.filter(staff_id=actor.staff_id, **in_case).first() if case else None
    draft, _ = Draft.objects.update_or_create(
        uuid=before.uuid if before else draft_uuid,
        staff_id=actor.staff_id,
        defaults={"data": data, "typed_at": at, "typed_by_id": actor.staff_id, **in_case},
        create_defaults={
            "kind": kind,
            "unit_id": actor.unit_id,
            "case": case,
            "base_version": base_version,
            "data": data,
            "begun_at": at,
            "begun_by_id": actor.staff_id,
            "typed_at": at,
            "typed_by_id": actor.staff_id,
        },
    )
    return draft


def discard(actor: Actor, draft_uuid: uuid.UUID) -> None:
    """Throw away what the actor typed and did not save; the case, when there is one, is as it was."""
    Draft.objects.filter(uuid=draft_uuid, staff_id=actor.staff_id).delete()


_DISCARD_IN = """
delete from kernel_draft d using kernel_case c where c.uuid = %s and d.case_id = c.id and d.staff_id = %s and d.kind = %s
and d.data @> %s returning d.id
"""


def discard_in(actor: Actor, case_uuid: uuid.UUID, kind: str, about: dict[str, Any]) -> None:
    """Throw away the actor's draft of a kind in a case, when it holds `about`; when there is none, nothing happens."""
    query.run(_DISCARD_IN, (case_uuid, actor.staff_id, kind, Jsonb(about)))


def others_writing(actor: Actor, case: Case) -> list[Draft]:
    """Other people's drafts in the case that were typed in lately: somebody else is writing here."""
    since = clock.now() - BEING_WRITTEN
    found = Draft.objects.filter(case=case, typed_at__gte=since).exclude(staff_id=actor.staff_id)
    return list(found.select_related("staff").order_by("begun_at"))
