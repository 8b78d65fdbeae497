"""Pages that are the same for everybody, the sign of life, and a notice that has been read."""

import uuid

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from vardkedja.kernel import notices
from vardkedja.kernel.access import Actor
from vardkedja.rules.access import Permission
from vardkedja.web.signin import local_address

BLANKS = [
    {"title": title, "note": note, "href": f"/reserv/{form}.pdf"}
    for title, note, form in (
        ("RUS-remiss, tom blankett", "PDF. Remissen får sitt nummer när den registreras.", "reservblankett"),
        ("Anhörigintyg, tom blankett", "PDF. Hör till en RUS-remiss.", "reserv-anhorigintyg"),
    )
]
LIST = {"title": "Enhetens RUS-remisser", "href": "/rus/", "note": "Skriv ut listan från webbläsaren."}


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """What the keyboard does."""
    return render(request, "look/keys.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is proven about accessibility and what is not."""
    return render(request, "look/accessibility.html", {"checked": ""})


@require_safe
def downtime(request: HttpRequest) -> HttpResponse:
    """What to print while everything works (X-25); the day's list only for those who may see it."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    may_list = actor is not None and actor.may(Permission.RUS_READ)
    return render(request, "look/downtime.html", {"blanks": BLANKS, "lists": [LIST] if may_list else []})


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 and "ok" when the database answers, else 503; for those who watch over the machines."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def notice_read(request: HttpRequest, notice_uuid: uuid.UUID) -> HttpResponse:
    """Mark a notice as read and go on: to where it leads when that is asked, else back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        notice = notices.read(notice_uuid, by=actor)
    except notices.Notice.DoesNotExist as missing:
        raise Http404 from missing
    go = request.POST.get("gor") == "oppna" and notice.address
    return HttpResponseRedirect(notice.address if go else local_address(request))
