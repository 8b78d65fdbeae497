"""A browser that is signed in as a member of the cast, without the sign-in pages."""

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
