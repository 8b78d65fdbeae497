"""The framework's floor: the smallest honest Django app that creates a referral row, lists fifty and takes a message.

No sign-in, rights, validation or log: what is measured against it is what the product adds. `python app.py ROWS` makes the
tables and fills them. FLOOR_DB=host,port,user,password,database. WSGI object: app:application.
"""

import datetime
import json
import os
import sys
import uuid

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

host, port, user, password, name = os.environ["FLOOR_DB"].split(",")
settings.configure(
    DEBUG=False,
    SECRET_KEY="floor",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            **{
                "ENGINE": "django.db.backends.postgresql",
                "HOST": host,
                "PORT": port,
                "USER": user,
                "PASSWORD": password,
            },
            **{"NAME": name, "CONN_MAX_AGE": None},
        }
    },
    INSTALLED_APPS=[],
    MIDDLEWARE=[],
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402


class Referral(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    patient = models.CharField(max_length=12)
    sender = models.IntegerField()
    receiver = models.IntegerField()
    status = models.CharField(max_length=20)
    priority = models.CharField(max_length=20)
    reason = models.TextField()
    due = models.DateField()
    created = models.DateTimeField(auto_now_add=True)
    version = models.IntegerField(default=1)

    class Meta:
        app_label = "floor"
        indexes = [models.Index(fields=["receiver", "status", "due", "id"], name="floor_inbox")]


class Event(models.Model):
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    actor = models.CharField(max_length=40)
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"


SHOWN = ("id", "uid", "patient", "sender", "receiver", "status", "priority", "due", "created", "version")


def referrals(request: HttpRequest) -> HttpResponse:
    """POST creates a referral with an event in one transaction; GET lists the first fifty of an inbox."""
    if request.method == "POST":
        sent = json.loads(request.body)
        with transaction.atomic():
            made = Referral.objects.create(
                **{name: sent[name] for name in ("patient", "sender", "receiver", "priority", "reason", "due")},
                status="received",
            )
            Event.objects.create(referral=made, kind="created", actor="u1", body="")
        return _json({"id": made.pk, "uid": made.uid}, 201)
    found = Referral.objects.filter(receiver=int(request.GET["receiver"]), status=request.GET["status"]).order_by(
        "due", "id"
    )
    return _json({"items": [{name: getattr(row, name) for name in SHOWN} for row in found[:50]]})


def message(request: HttpRequest, row: int) -> HttpResponse:
    """POST adds a message to a referral, which moves on a version, in one transaction."""
    sent = json.loads(request.body)
    with transaction.atomic():
        made = Event.objects.create(referral_id=row, kind="message", actor="u1", body=sent["body"])
        Referral.objects.filter(pk=row).update(version=models.F("version") + 1)
    return _json({"id": made.pk}, 201)


def _json(body: dict, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(body, default=str), content_type="application/json", status=status)


urlpatterns = [path("referrals", referrals), path("referrals/<int:row>/messages", message)]
application = get_wsgi_application()


def seed(rows: int) -> None:
    """Make the tables and fill them: ten inboxes, half of the rows received, due days spread over a year."""
    states = ["received"] * 5 + ["accepted"] * 2 + ["answered"] * 2 + ["rejected"]
    with connection.schema_editor() as editor:
        editor.create_model(Referral)
        editor.create_model(Event)
    for first in range(0, rows, 20_000):
        Referral.objects.bulk_create(
            [
                Referral(
                    **{"patient": "191212121212", "sender": i % 97, "receiver": i % 10, "status": states[i // 10 % 10]},
                    **{"priority": "routine", "reason": "Remiss: bedömning av långvarig smärta. " * 12},
                    due=datetime.date(2026, 1 + i * 7 % 12, 1 + i * 13 % 28),
                )
                for i in range(first, min(rows, first + 20_000))
            ],
            batch_size=2000,
        )
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


if __name__ == "__main__":
    seed(int(sys.argv[1]))
