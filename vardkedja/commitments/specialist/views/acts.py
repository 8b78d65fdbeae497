"""What is done with a specialist referral from its page: the acts of the sender and of the office, each with a small page."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from vardkedja.commitments.specialist import look, present
from vardkedja.commitments.specialist.views import office_acts, sender_acts
from vardkedja.referrals.views.acting import Desk

ACTS = sender_acts.ACTS | office_acts.ACTS
DESK = Desk(
    prefix="svr",
    acts=ACTS,
    at=look.at,
    url="svr-case",
    over="Specialistvårdsremiss",
    path="/specialistvard/",
    patient=present.patient,
    turn=lambda case: case.version,
    toward=lambda case, what: case.to_name,
    event_words=present.EVENT_WORDS,
)


def act(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Show what an act does and what it needs; on POST do it."""
    return DESK.page(request, case_uuid, what)


@require_POST
def autosave(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Keep what is typed on an act's page, from the first key."""
    return DESK.autosave(request, case_uuid, what)
