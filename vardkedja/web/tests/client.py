"""A browser that is signed in as a member of the cast, without the sign-in pages; and what its forms hold."""

from html.parser import HTMLParser

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from vardkedja.demo import cast
from vardkedja.web.who import begin_session


def signed_in(username: str, *, checks_csrf: bool = False) -> Client:
    """A test client with a session of the person's first assignment. Raises LookupError when it does not hold today."""
    who = cast.actor(username)
    response = HttpResponse()
    begin_session(response, who.assignment_id, who.staff_id)
    client = Client(enforce_csrf_checks=checks_csrf)
    client.cookies[settings.SESSION_COOKIE] = response.cookies[settings.SESSION_COOKIE].value
    return client


class _Fields(HTMLParser):
    """Reads what a browser would send from one form of a page."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.inside, self.select, self.area = form, False, "", ""
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name") or "", has.get("value") or ""
        if tag == "form":
            self.inside = has.get("id") == self.form
        elif not self.inside:
            return
        elif tag == "input" and name and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            self.found[name] = value
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in has or self.select not in self.found):
            self.found[self.select] = value
        elif tag == "textarea":
            self.area, self.found[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.inside = False


def form_of(answer: HttpResponse, form: str = "formular") -> dict[str, str]:
    """What a browser would send from the form with that id, untouched; one value per name."""
    reader = _Fields(form)
    reader.feed(answer.content.decode())
    return reader.found
