"""The outermost layer: a request id, headers that keep pages private, and every refusal turned into a plain page."""

import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from vardkedja.kernel.access import Denied
from vardkedja.kernel.accesslog import LogUnwritable
from vardkedja.kernel.paper.render import PaperError
from vardkedja.kernel.verbs import AlreadyDone, Conflict, KeyReused, Missing
from vardkedja.web import faults

_CONNECT = " ".join(("'self'", *settings.LIVE_SOURCES))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    f"connect-src {_CONNECT}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Front:
    """Middleware: see the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4()  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request=str(request.id))  # type: ignore[attr-defined]
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for what a person can understand; None lets Django's own handling go on."""
        if isinstance(error, Denied):
            return faults.page(request, 403, "Behörighet saknas", str(error))
        if isinstance(error, Missing):
            return faults.not_found(request)
        if isinstance(error, Conflict | AlreadyDone):
            return faults.page(request, 409, "Någon annan hann före", faults.CONFLICT)
        if isinstance(error, KeyReused):
            return faults.page(request, 409, "Formuläret är redan använt", faults.KEY_REUSED)
        if isinstance(error, PaperError):
            return faults.page(request, 503, "Det gick inte att skriva ut", str(error))
        if isinstance(error, LogUnwritable | DatabaseError):
            return faults.page(request, 503, "Sidan kan inte visas just nu", faults.DOWN, error)
        return None
