"""Kontrollera: what a printed commitment is worth today, for anybody who holds it; a wait after too many wrong tries.

A wrong number and a wrong code give one and the same answer and count the same. A right answer forgets no wrong one:
whoever holds one paper could otherwise go on guessing at others.
"""

import hmac

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from vardkedja.commitments.checking import Asked, CheckFailure, address_key
from vardkedja.commitments.models import Commitment, Ruling
from vardkedja.kernel import clock
from vardkedja.kernel.documents import Document
from vardkedja.kernel.paper.codes import check_code
from vardkedja.kernel.signin import WINDOW, TooMany
from vardkedja.kernel.verbs import verb
from vardkedja.rules import commitment_check
from vardkedja.rules.commitment_check import Printed
from vardkedja.rules.decision import Decision

PAPERS = {"rus": "remiss", "svr": "betalningsforbindelse"}
CODED = {"svr": "B"}  # its letters and referrals share the number: their codes are others (specialist/papers.py)
PER_ADDRESS, EVERYWHERE = 10, 600  # wrong tries in WINDOW before waiting
NOBODYS = 0  # no paper has this version: an unknown number takes its time too


@verb
def check(asked: Asked, address: str) -> Decision | None:
    """The answer for the paper with that number and code; None when they do not match any. Raises TooMany.

    Reads the case's state and the commitment's days, never a patient (X-03). `address` is where the request comes from.
    """
    key, at = address_key(address), clock.now()
    with connection.cursor() as cursor:  # one try at a time per address: parallel guesses count too
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, 2))", [key])
    recent = CheckFailure.objects.filter(at__gt=at - WINDOW)
    _wait(recent.filter(address_hash=key), PER_ADDRESS)
    _wait(recent, EVERYWHERE)
    version = _version(asked)
    if version is not None:
        return commitment_check.status(_printed(asked, *version), clock.today())
    CheckFailure.objects.filter(at__lte=at - WINDOW).delete()
    CheckFailure.objects.create(address_hash=key, at=at)
    return None


def _wait(tries: QuerySet[CheckFailure], limit: int) -> None:
    oldest = tries.order_by("-at").values_list("at", flat=True)[limit - 1 : limit].first()
    if oldest:
        raise TooMany(oldest + WINDOW)


def _version(asked: Asked) -> tuple[int, bool] | None:
    """The version whose code this is, and whether it is the newest. Every version is compared, whichever fits."""
    signed = Document.objects.filter(case__number=asked.number, case__kind=asked.kind, kind=PAPERS.get(asked.kind, ""))
    versions = list(signed.order_by("version").values_list("version", flat=True))
    found = None
    for version in (NOBODYS, *versions):
        code = check_code(asked.number, version, settings.SIGNING_KEY, CODED.get(asked.kind, ""))
        right = hmac.compare_digest(code.encode(), asked.code.encode())
        if right and version != NOBODYS and asked.version in (None, version):
            found = version
    return None if found is None else (found, found == versions[-1])


def _printed(asked: Asked, version: int, newest: bool) -> Printed:
    """The days and the fate of the version, as they are stored."""
    stored = Commitment.objects.filter(case__number=asked.number, case__kind=asked.kind)
    case, state, first, last, cancelled = stored.values_list(
        "case_id", "case__state", "first_day", "last_day", "cancelled_at"
    ).get()
    assert first is not None  # both days are set at issue, and only what is issued is printed
    assert last is not None
    revoked_from = None
    if cancelled and asked.kind == "svr":
        rulings = Ruling.objects.filter(case_id=case, outcome="revoked", from_day__isnull=False)
        revoked_from = rulings.order_by("-pk").values_list("from_day", flat=True).first()
    void = not newest or (revoked_from is None and (cancelled is not None or state in ("cancelled", "revoked")))
    return Printed(first, last, void=void, revoked_from=revoked_from)
