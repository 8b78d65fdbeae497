"""What is done with a referral from its page: the acts of both sides, each with a small page of its own."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from vardkedja.referrals import look, present
from vardkedja.referrals.views import receiver_acts, sender_acts
from vardkedja.referrals.views.acting import Desk

ACTS = sender_acts.ACTS | receiver_acts.ACTS
DESK = Desk(
    prefix="rem",
    acts=ACTS,
    at=look.at,
    url="rem-case",
    over="Remiss",
    path="/remisser/",
    patient=present.patient,
    turn=lambda case: case.turn,
    toward=lambda case, what: case.from_name if what in receiver_acts.ACTS else case.to_name,
    event_words=present.EVENT_WORDS,
    scans=True,
)


def act(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Show what an act does and what it needs; on POST do it."""
    return DESK.page(request, case_uuid, what)


@require_POST
def autosave(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Keep what is typed on an act's page, from the first key."""
    return DESK.autosave(request, case_uuid, what)
