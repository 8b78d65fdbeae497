"""Absence at the office, registered on its page, lets a colleague decide on behalf (SVR-35)."""

from collections.abc import Iterator

import pytest

from vardkedja.commitments.specialist.actions import deciding
from vardkedja.commitments.specialist.models import Ruling
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.absences import Absence
from vardkedja.kernel.access import Denied
from vardkedja.web.tests.client import form_of, signed_in

pytestmark = pytest.mark.django_db
WHERE = "/specialistvard/franvaro/"


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def test_a_colleague_decides_while_the_officer_is_away_and_not_otherwise() -> None:
    """SVR-35: refused while Henrik is at work; his absence is registered, and the decision is logged on his behalf."""
    case, client = s.assessed(), signed_in(s.INGALILL)
    with pytest.raises(Denied, match="inte borta idag"):
        deciding.approve(case, s.terms(), by=actor(s.MEHDI))
    typed = {"staff": str(s.staff(s.HENRIK)), "first_day": "2025-05-05", "last_day": "2025-05-05"}
    answer = client.post(WHERE, form_of(client.get(WHERE)) | typed)
    assert answer.status_code == 302
    assert "Henrik Wallenius Grip" in client.get(WHERE).content.decode()
    deciding.approve(case, s.terms(), by=actor(s.MEHDI))
    ruling = Ruling.objects.get(case__uuid=case)
    assert (ruling.decided_by_id, ruling.on_behalf_of_id) == (actor(s.MEHDI).staff_id, actor(s.HENRIK).staff_id)


def test_an_absence_that_was_wrong_is_taken_away() -> None:
    """SVR-35: removed, and Henrik has his cases for himself again."""
    client = signed_in(s.INGALILL)
    typed = {"staff": str(s.staff(s.HENRIK)), "first_day": "2025-05-05", "last_day": "2025-05-09"}
    client.post(WHERE, typed)
    absence = Absence.objects.get(unit__slug=s.IVA)
    assert client.post(WHERE, {"gor": "ta-bort", "franvaro": str(absence.uuid)}).status_code == 302
    with pytest.raises(Denied):
        deciding.approve(s.assessed(), s.terms(), by=actor(s.MEHDI))


@pytest.mark.parametrize(
    ("bent", "said"),
    [
        ({"staff": ""}, "är borta"),
        ({"first_day": "5 maj"}, "första dag"),
        ({"last_day": "2025-05-01"}, "före"),
    ],
)
def test_what_cannot_be_registered_says_why_and_keeps_what_was_typed(bent: dict[str, str], said: str) -> None:
    """X-35: every reason in Swedish, at its field."""
    typed = {"staff": str(s.staff(s.HENRIK)), "first_day": "2025-05-05", "last_day": "2025-05-09"} | bent
    answer = signed_in(s.INGALILL).post(WHERE, typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Absence.objects.filter(unit__slug=s.IVA).exists()


def test_a_sender_has_no_such_page() -> None:
    """X-05: the office's absence is the office's."""
    assert signed_in(s.CASPER).get(WHERE).status_code == 403
