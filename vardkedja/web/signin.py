"""Signing in and out, and choosing the assignment to act in. A new session at each sign-in and each change."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_POST

from vardkedja.kernel import clock, signin, swedish
from vardkedja.kernel.access import Actor, Assignment, Staff
from vardkedja.kernel.look import words
from vardkedja.rules.access import ROLES
from vardkedja.web.who import begin_session, end_session

WRONG = "Användarnamnet eller lösenordet stämmer inte. Kontrollera båda och försök igen."
NOTHING = "Du har inget uppdrag som gäller idag. Din närmaste chef kan lägga upp det."

# What the demo shows of each region, under its name.
ABOUT = {
    "08": "Remiss och betalningsförbindelse, RUS",
    "14": "Remisser, bevakning och svar",
    "01": "Specialistvårdsremiss och patientens val",
    "07": "Samordnad planering och utskrivning, Link",
    "12": "Hjälpmedel till den som bor utanför länet",
}
ELSEWHERE = "Ser inte de andra regionernas ärenden"


def current(**only: Any) -> QuerySet[Assignment]:
    """Assignments that hold today, of people who are active."""
    today = clock.today()
    begun, going = (Q(**{f"{name}__isnull": True}) for name in ("valid_from", "valid_to"))
    found = Assignment.objects.filter(begun | Q(valid_from__lte=today), going | Q(valid_to__gte=today), **only)
    return found.filter(staff__active=True).select_related("staff", "unit__region").order_by("pk")


def local_address(request: HttpRequest, default: str = "/") -> str:
    """Where the request asks to go next, when that is a page of ours; else the default."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return default


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Sign in with name and password. In the demo there are no passwords, so it leads to the page of people."""
    address = local_address(request)
    if settings.DEMO:
        return HttpResponseRedirect(f"/valj-person/?{urlencode({'next': address})}")
    if request.method != "POST":
        return _ask(request, address)
    try:
        staff = signin.check(request.POST.get("username", ""), request.POST.get("password", ""))
    except signin.TooMany as many:
        wait = f"För många försök med det här användarnamnet. Vänta till {words.clock(many.until)} och försök igen."
        return _ask(request, address, wait, status=429)
    if staff is None:
        return _ask(request, address, WRONG, status=422)
    mine = list(current(staff=staff))
    if not mine:
        return _ask(request, address, NOTHING, status=422)
    choose = f"/uppdrag/?{urlencode({'next': address})}"
    return _enter(request, mine[0], address if len(mine) == 1 else choose)


def _ask(request: HttpRequest, address: str, error: str = "", status: int = 200) -> HttpResponse:
    shown = {"username": request.POST.get("username", ""), "error": error, "next": address}
    return render(request, "look/signin.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: HttpRequest) -> HttpResponse:
    """The demo's sign-in: choose a person with one click. Outside the demo the gate answers 404."""
    if request.method == "POST":
        chosen = _chosen(current(), request.POST.get("person", ""))
        return _enter(request, chosen, local_address(request)) if chosen else HttpResponseRedirect("/valj-person/")
    return render(request, "look/pick.html", {"groups": _regions(current()), "reset": ""})


def _regions(assignments: Iterable[Assignment]) -> list[dict[str, Any]]:
    """The people by region: those with a subject of their own first, then the others in Swedish alphabetical order.

    Colleagues stand together, and the units in the order in which their first person stands in the cast.
    """
    people = list(assignments)
    order = {code: place for place, code in enumerate(ABOUT)}
    units = {unit: place for place, unit in enumerate(dict.fromkeys(one.unit_id for one in people))}

    def place(one: Assignment) -> tuple[int, str, int]:
        region = one.unit.region
        return order.get(region.code, len(order)), swedish.sort_key(region.name), units[one.unit_id]

    grouped = groupby(sorted(people, key=place), key=lambda one: one.unit.region)
    return [
        {"region": region.name, "about": ABOUT.get(region.code, ELSEWHERE), "people": [_person(one) for one in people]}
        for region, people in grouped
    ]


def _person(one: Assignment) -> dict[str, str]:
    return {
        "id": str(one.uuid),
        "name": one.staff.name,
        "title": one.title,
        "unit": one.unit.name,
        "does": one.staff.story,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request: HttpRequest) -> HttpResponse:
    """Choose among one's own assignments; a change begins a new session."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine = current(staff_id=actor.staff_id)
    if request.method == "POST":
        chosen = _chosen(mine, request.POST.get("assignment", ""))
        return _enter(request, chosen, local_address(request)) if chosen else HttpResponseRedirect("/uppdrag/")
    shown = [
        {
            "id": str(one.uuid),
            "title": one.title,
            "unit": one.unit.name,
            "here": one.pk == actor.assignment_id,
            "does": ROLES[one.role].sentence if one.role in ROLES else "",
        }
        for one in mine
    ]
    return render(request, "web/assignments.html", {"assignments": shown, "next": local_address(request)})


def _chosen(among: QuerySet[Assignment], asked: str) -> Assignment | None:
    """The assignment with that id, when it is one of those; anything else is none."""
    return next((one for one in among if str(one.uuid) == asked), None)


def _enter(request: HttpRequest, assignment: Assignment, address: str) -> HttpResponse:
    """Begin a session in the assignment, and end the one the browser had.

    The form token stays: a form that was open when the session ended can be sent again after signing in, unlost.
    """
    response = HttpResponseRedirect(address)
    staff: Staff = assignment.staff
    begin_session(response, assignment.pk, staff.pk)
    end_session(request, HttpResponse())  # the old one on the server only: the browser's cookie is the new one
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, also when it is no longer valid."""
    response = HttpResponseRedirect("/logga-in/")
    end_session(request, response)
    return response
