"""Documents: the content as it was signed, bound to signer, role, unit and time by a keyed hash (X-09, X-14). Never changed."""

import datetime
import hashlib
import hmac
import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models

from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.organisations import Unit


class Document(Classed):
    """A version of a paper: what stands on it, and who signed. Prints are made from `content`."""

    insert_only = True
    personal = ("content",)
    care = ("content",)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=30)
    version = models.IntegerField()
    content = models.JSONField()
    signature = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    signed_role = models.CharField(max_length=40)
    signed_title = models.CharField(max_length=120)
    signed_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "version"], name="one_document_version")]

    def intact(self) -> bool:
        """Whether content, signer, role, unit and time still are what was signed."""
        expected = sign(self.content, self.signed_by_id, self.signed_role, self.signed_unit_id, self.signed_at)
        return hmac.compare_digest(expected, self.signature)


def sign(content: dict[str, Any], staff_id: int, role: str, unit_id: int, at: datetime.datetime) -> str:
    """The signature: HMAC-SHA256, as hex, over the content and who, in which role, at which unit, when."""
    bound = json.dumps(
        [content, staff_id, role, unit_id, at.astimezone(datetime.UTC).isoformat()],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hmac.new(settings.SIGNING_KEY, bound.encode(), hashlib.sha256).hexdigest()


def signed_columns(content: dict[str, Any], actor: Actor, at: datetime.datetime) -> dict[str, Any]:
    """The columns of a Document signed now by the actor."""
    return {
        "uuid": uuid.uuid4(),
        "content": content,
        "signature": sign(content, actor.staff_id, actor.role, actor.unit_id, at),
        "signed_at": at,
        "signed_by_id": actor.staff_id,
        "signed_role": actor.role,
        "signed_title": actor.title,
        "signed_unit_id": actor.unit_id,
    }
