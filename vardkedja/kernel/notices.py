"""Notices: short messages to a person or a unit, without patient data, always about something in a list (X-18)."""

import uuid

from django.db import models

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import verb


class Notice(Classed):
    """To one person (`staff`) or to everybody at a unit. `text` holds no patient data; `address` is where to go."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=300)
    address = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(staff__isnull=False) | models.Q(unit__isnull=False), name="notice_to_somebody"
            )
        ]
        indexes = [models.Index(fields=["staff", "-sent_at"], name="notice_to_staff")]


def send(
    text: str,
    *,
    staff_id: int | None = None,
    unit_id: int | None = None,
    case_id: int | None = None,
    address: str = "",
    by: Actor | None = None,
) -> None:
    """Send a notice in the caller's transaction."""
    Notice.objects.create(
        text=text,
        staff_id=staff_id,
        unit_id=unit_id,
        case_id=case_id,
        address=address,
        sent_at=clock.now(),
        sent_by_id=by.staff_id if by else None,
    )


def for_actor(actor: Actor, limit: int = 8) -> list[Notice]:
    """Unread notices to the person or the unit, newest first."""
    return list(_to(actor).filter(read_at__isnull=True).order_by("-sent_at", "-id")[:limit])


@verb
def read(notice_uuid: uuid.UUID, *, by: Actor) -> Notice:
    """Mark a notice to the person or the unit as read; who was first stays. Raises DoesNotExist for anybody else's."""
    notice = _to(by).get(uuid=notice_uuid)
    _to(by).filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now(), read_by_id=by.staff_id)
    return notice


def _to(actor: Actor) -> models.QuerySet[Notice]:
    mine = models.Q(staff_id=actor.staff_id) | models.Q(staff__isnull=True, unit_id=actor.unit_id)
    return Notice.objects.filter(mine)
