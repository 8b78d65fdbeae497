"""Who is asking: one statement a request. And the gate: an address without a line in the matrix does not exist."""

import datetime
import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode

from vardkedja.kernel import clock, query
from vardkedja.kernel.access import WHO_BY_SESSION, Actor, Denied, Session, actor_from, demand
from vardkedja.web import faults
from vardkedja.web.matrix import ADDRESSES, Need

SEEN_EVERY = datetime.timedelta(minutes=1)


def token_hash(token: str) -> bytes:
    """What is stored of a session's secret."""
    return hashlib.sha256(token.encode()).digest()


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor of the request's session, read anew each time; None when nobody is signed in any more."""
    token = request.COOKIES.get(settings.SESSION_COOKIE)
    if not token:
        return None
    key, at = token_hash(token), clock.now()
    oldest = at - datetime.timedelta(hours=settings.SESSION_HOURS)
    found = query.run(WHO_BY_SESSION, {"token": key, "oldest": oldest, "today": clock.today()})
    if not found:
        return None
    if at - found[0][10] > SEEN_EVERY:  # at most once a minute: a write on each read would cost more than the read
        Session.objects.filter(token_hash=key).update(seen_at=at)
    return actor_from(found[0], session=key)


def begin_session(response: HttpResponse, assignment_id: int, staff_id: int) -> None:
    """Start a new session, at sign-in and at change of assignment, and give its secret to the browser."""
    token, at = secrets.token_urlsafe(32), clock.now()
    before = (
        Session.objects.filter(assignment_id=assignment_id)
        .order_by("-seen_at")
        .values_list("seen_at", flat=True)
        .first()
    )
    Session.objects.create(
        token_hash=token_hash(token),
        assignment_id=assignment_id,
        last_visit=before,
        created_at=at,
        created_by_id=staff_id,
        seen_at=at,
        seen_by_id=staff_id,
    )
    response.set_cookie(
        settings.SESSION_COOKIE, token, httponly=True, secure=settings.CSRF_COOKIE_SECURE, samesite="Strict", path="/"
    )


def end_session(request: HttpRequest, response: HttpResponse) -> None:
    """End the request's session on the server and in the browser."""
    token = request.COOKIES.get(settings.SESSION_COOKIE)
    if token:
        Session.objects.filter(token_hash=token_hash(token)).delete()
    response.delete_cookie(settings.SESSION_COOKIE, path="/", samesite="Strict")


class Who:
    """Middleware: puts `actor` on the request and holds the gate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.actor = actor_of(request)  # type: ignore[attr-defined]
        except DatabaseError as error:
            return faults.page(request, 503, "Sidan kan inte visas just nu", faults.DOWN, error)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Judge the address by its line in the matrix; without a line it is a 404."""
        match = request.resolver_match
        need = ADDRESSES.get(match.url_name or "") if match else None
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if need is None or (need is Need.DEMO and not settings.DEMO):
            raise Http404
        if need in (Need.PUBLIC, Need.DEMO):
            return None
        if actor is None:
            return _to_sign_in(request)
        if isinstance(need, Need):
            return None
        try:
            demand(actor, need)
        except Denied as denied:  # raised here it would pass by the handling of what views raise
            return faults.page(request, 403, "Behörighet saknas", str(denied))
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where to go when nobody is signed in. What a person had typed comes back, ready to be sent again."""
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=401)
    if request.method == "POST" and _from_our_own_page(request):
        kept = [
            (name, value)
            for name in request.POST
            for value in request.POST.getlist(name)
            if name != "csrfmiddlewaretoken"
        ]
        return render(request, "web/parked.html", {"kept": kept, "address": request.get_full_path()}, status=401)
    where = f"/logga-in/?{urlencode({'next': request.get_full_path() if request.method == 'GET' else '/'})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)


def _from_our_own_page(request: HttpRequest) -> bool:
    """Only what came from a page of ours is shown again; another site's form is not."""
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
