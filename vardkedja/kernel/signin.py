"""Signing in with a password: the same answer whatever was wrong, and a wait after too many wrong ones."""

import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, models
from django.utils.crypto import salted_hmac

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.history import note
from vardkedja.kernel.verbs import verb

FAILURES = 5
WINDOW = datetime.timedelta(minutes=15)


class SignInFailure(Classed):
    """One wrong password. The name is kept as a keyed hash, since people now and then type something else there."""

    username_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["username_hash", "at"], name="sign_in_failure_of_name")]


class TooMany(Exception):
    """Too many wrong passwords for the name; `until` is when the next try is judged."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


@verb
def check(username: str, password: str) -> Staff | None:
    """The person whose name and password these are; None when anything is wrong. Raises TooMany.

    An unknown name, a closed account and a wrong password cost the same time, count the same and give the same answer.
    """
    name = username.strip().casefold()
    key, at = salted_hmac("sign-in", name, algorithm="sha256").hexdigest(), clock.now()
    with connection.cursor() as cursor:  # one try at a time per name: parallel guesses count too
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [key])
    mine = SignInFailure.objects.filter(username_hash=key)
    late = list(mine.filter(at__gt=at - WINDOW).order_by("-at").values_list("at", flat=True)[:FAILURES])
    if len(late) == FAILURES:
        raise TooMany(late[-1] + WINDOW)
    staff = Staff.objects.filter(username__iexact=name).first()
    right = check_password(password, staff.password if staff else "")
    if staff and right and staff.active:
        mine.delete()
        return staff
    mine.filter(at__lte=at - WINDOW).delete()
    SignInFailure.objects.create(username_hash=key, at=at)
    return None


@verb
def set_password(staff: Staff, password: str, *, by: Actor | None) -> None:
    """Give a person a password; None as `by` is the command line."""
    Staff.objects.filter(pk=staff.pk).update(password=make_password(password))
    note(by, "losenord.satt", f"personal/{staff.uuid}", {})
