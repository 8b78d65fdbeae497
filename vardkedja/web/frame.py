"""What every page needs around its content: who is acting, the menu (an explicit list), the time."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.rules.access import Permission

# label, address, permission asked for (None: everybody signed in)
MENU: tuple[tuple[str, str, Permission | None], ...] = (
    ("Min dag", "/", None),
    ("Mitt arbete", "/remisser/mitt/", Permission.REM_READ),
    ("Vårt arbete", "/remisser/vart/", Permission.REM_READ),
    ("Tyst för länge", "/remisser/tyst/", Permission.REM_READ),
    ("Ny remiss", "/remisser/ny/", Permission.REM_WRITE),
    ("Papper", "/remisser/papper/", Permission.REM_WRITE),
    ("Diktat", "/remisser/diktat/", Permission.REM_TRANSCRIBE),
    ("RUS-remisser", "/rus/", Permission.RUS_READ),
    ("Ny RUS-remiss", "/rus/ny/", Permission.RUS_WRITE),
    ("Kö och beslut", "/specialistvard/ko/", Permission.SVR_OFFICE),
    ("Specialistvård", "/specialistvard/", Permission.SVR_READ),
    ("Ny specialistvårdsremiss", "/specialistvard/ny/", Permission.SVR_WRITE),
    ("Akut inskrivna", "/specialistvard/akut/", Permission.SVR_READ),
    ("Mottagare", "/register/", Permission.REGISTER_ADMIN),
    ("Regelvärden", "/regler/", Permission.RULES_ENTER),
    ("Loggutdrag", "/logg/", Permission.LOG_READ),
)


# What is not for every day, under the person's name.
MORE: tuple[tuple[str, str, Permission | None], ...] = (
    ("Frånvaro och utdelning", "/remisser/franvaro/", Permission.REM_READ),
    ("Enhetens rutin", "/remisser/enheten/", Permission.REM_READ),
    ("Statistik", "/remisser/statistik/", Permission.REM_READ),
    ("Frånvaro, handläggare", "/specialistvard/franvaro/", Permission.SVR_OFFICE),
    ("Statistik, patientens val", "/specialistvard/statistik/", Permission.SVR_OFFICE),
    ("Regeldokument", "/regeldokument/", None),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """The frame's values, for the template engine."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": menu(actor, request.path) if actor else [],
        "beside": [(label, href) for label, href, need in MORE if actor and (need is None or actor.may(need))],
        "now": clock.local(clock.now()),
        "demo": settings.DEMO,
        "live": settings.LIVE_URL,
        "lang": "sv",
        "csrf_token": get_token(request),  # once: every use in a template would mask the secret anew
    }


def menu(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The menu's lines for an actor; the longest address that begins the path is the current one."""
    mine = [(label, href) for label, href, need in MENU if need is None or actor.may(need)]
    path = path.replace("/skriv/", "/ny/")  # a new form moves on to an address of its own
    here = max((href for _, href in mine if path == href or path.startswith(href) and href != "/"), key=len, default="")
    return [{"label": label, "href": href, "current": href == here} for label, href in mine]
