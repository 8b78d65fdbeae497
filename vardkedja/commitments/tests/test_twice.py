"""Twice, at once, too late, or cut off in the middle: one act, the text kept, and whoever was second is told (X-37, X-38)."""

import re
import uuid
from collections.abc import Iterator

import pytest

from vardkedja.commitments import actions
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import found, saved, sent
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Session
from vardkedja.kernel.cases import Case
from vardkedja.kernel.documents import Document
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.history import History
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:42"):
        yield


def new_form() -> str:
    return f"/rus/skriv/{uuid.uuid4()}/"


def test_x_37_two_people_in_one_draft_the_loser_s_text_is_kept_beside_the_winner_s() -> None:
    """X-37, RUS-36: 409, mine in the form, theirs beside it, mine in my draft; saved again on purpose it is taken."""
    case_uuid = saved()
    one, other = signed_in(samples.DOCTOR), signed_in(samples.SECRETARY)
    assert (
        one.post(
            f"/rus/{case_uuid}/skriv/", sent(question="Vinnarens text") | {"version": "1", "do": "spara"}
        ).status_code
        == 302
    )
    answer = other.post(f"/rus/{case_uuid}/skriv/", sent(question="Förlorarens text") | {"version": "1", "do": "spara"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Vinnarens text" in page
    assert "Förlorarens text" in page
    assert Draft.objects.get(staff__username=samples.SECRETARY).data["question"] == "Förlorarens text"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    again = sent(question="Förlorarens text") | {"version": version[1], "do": "spara"}
    assert other.post(f"/rus/{case_uuid}/skriv/", again).status_code == 302
    assert found(case_uuid).question == "Förlorarens text"


@pytest.mark.parametrize("do", ["spara", "utfarda", "begar"])
def test_rus_38_who_saves_after_somebody_issued_is_told_and_keeps_the_text(do: str) -> None:
    """RUS-38, X-37: the form is shown again with the text in it; the issued one is as it was signed."""
    case_uuid = saved()
    client = signed_in(samples.DOCTOR)
    actions.issue(case_uuid, by=actor("larsgoran.petersson"))
    answer = client.post(f"/rus/{case_uuid}/skriv/", sent(question="För sent") | {"version": "1", "do": do})
    assert answer.status_code == 422
    assert "Det går inte när den är utfärdad" in answer.content.decode()
    assert "För sent" in answer.content.decode()
    assert Draft.objects.get().data["question"] == "För sent"
    assert Document.objects.get().intact()


def test_rus_37_double_click_and_replay_are_one_issue() -> None:
    """RUS-37, X-38: the same form three times: one issue, the same place to go to; from another tab: told, with the text."""
    client, address, key = signed_in(samples.DOCTOR), new_form(), str(uuid.uuid4())
    form_sent = sent() | {"do": "utfarda", "idempotency_key": key}
    places = {client.post(address, form_sent)["Location"] for _ in range(3)}
    assert len(places) == 1
    assert (Case.objects.count(), Document.objects.count(), History.objects.filter(verb="rus.issue").count()) == (
        1,
        1,
        1,
    )
    other_tab = client.post(
        address, sent(question="Andra fliken") | {"do": "utfarda", "idempotency_key": str(uuid.uuid4())}
    )
    assert other_tab.status_code == 409
    assert "Andra fliken" in other_tab.content.decode()
    assert Document.objects.count() == 1


@pytest.mark.parametrize("do", ["spara", "begar"])
def test_x_38_the_first_save_three_times_is_one_utkast(do: str) -> None:
    """X-38, RUS-36: one case, one row of history per verb; another tab of the same form with another text is a conflict."""
    client, address, key = signed_in(samples.DOCTOR), new_form(), str(uuid.uuid4())
    form_sent = sent(ground="patientens_val", section="4.2") | {"do": do, "idempotency_key": key}
    assert [client.post(address, form_sent).status_code for _ in range(3)] == [302] * 3
    verbs = list(History.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["rus.save", *(["rus.request_approval"] if do == "begar" else [])]
    answer = client.post(address, sent(question="Andra fliken") | {"do": "spara", "idempotency_key": str(uuid.uuid4())})
    assert answer.status_code == 409
    assert "Andra fliken" in answer.content.decode()
    assert found(Case.objects.get().uuid).question != "Andra fliken"


def test_rus_07_refused_at_first_then_put_right_in_the_same_form() -> None:
    """RUS-07, RUS-37: issue from a form never saved is refused; what is put right there and sent again is what is issued."""
    client, address = signed_in(samples.DOCTOR), new_form()
    refused = client.post(address, sent() | {"question": "", "do": "utfarda", "idempotency_key": str(uuid.uuid4())})
    page = refused.content.decode()
    assert refused.status_code == 422
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("version", "idempotency_key")}  # type: ignore[index]
    answer = client.post(address, sent(question="Rättad") | {"do": "utfarda"} | hidden)
    assert answer.status_code == 302
    case = found(Case.objects.get().uuid)
    assert (case.state, case.question) == ("issued", "Rättad")


def test_rus_18_a_warning_is_confirmed_in_the_form_with_what_was_changed_meanwhile() -> None:
    """RUS-18, RUS-36: the warned form keeps a draft; confirmed with another text, that text is issued."""
    client, address = signed_in(samples.DOCTOR), new_form()
    guarantee = sent(ground="vardgaranti", guarantee_stated=True)
    page = client.post(address, guarantee | {"do": "utfarda", "idempotency_key": str(uuid.uuid4())}).content.decode()
    assert "Utfärda ändå" in page
    assert Draft.objects.get().data["question"] == guarantee["question"]
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]
        for name in ("version", "idempotency_key", "confirmed")
    }  # type: ignore[index]
    changed = guarantee | hidden | {"question": "Ändrad"}
    assert client.post(address, changed | {"do": "utfarda"}).status_code == 422  # the ordinary button accepts nothing
    answer = client.post(address, changed | {"do": "utfarda-anda"})
    assert answer.status_code == 302
    assert found(Case.objects.get().uuid).question == "Ändrad"


def test_rus_36_a_session_that_is_lost_while_writing_loses_no_text() -> None:
    """RUS-36, X-05: kept until the last key; the next POST leads to sign-in; signed in again it is all there."""
    client, address = signed_in(samples.SECRETARY), new_form()
    client.post(address + "kladd/", sent(question="Skrivet före avbrottet") | {"valid_to": "31 dec"})
    Session.objects.all().delete()
    answer = client.post(address, sent() | {"do": "spara"})
    assert (answer.status_code, answer["Location"][:10]) == (302, "/logga-in/")
    assert Case.objects.count() == 0
    page = signed_in(samples.SECRETARY).get(address).content.decode()
    assert "Skrivet före avbrottet" in page
    assert "31 dec" in page


def test_rus_36_a_draft_is_the_writer_s_own() -> None:
    """RUS-36, X-06: a colleague's draft by its address is an empty form and cannot be written over; no look wipes it."""
    mine, colleague, address = signed_in(samples.DOCTOR), signed_in(samples.SECRETARY), new_form()
    mine.post(address + "kladd/", sent(question="Bara mitt"))
    assert "Bara mitt" not in colleague.get(address).content.decode()
    assert colleague.post(address + "kladd/", sent(question="Stulet")).status_code == 404
    assert mine.get(address + "kladd/").status_code == 405
    assert Draft.objects.get().data["question"] == "Bara mitt"


def test_rus_36_two_tabs_in_one_draft_keep_what_was_typed_last() -> None:
    """RUS-36: each tab has an address of its own for its text; the case has one draft per person, no tab gets an error."""
    case_uuid, client = saved(), signed_in(samples.DOCTOR)
    for text in ("Flik ett", "Flik två"):
        answer = client.post(f"{new_form()}kladd/?case={case_uuid}", sent(question=text))
        assert answer.json() == {"saved": "10:42"}
    assert Draft.objects.get().data["question"] == "Flik två"
    assert "Flik två" in client.get(f"/rus/{case_uuid}/skriv/").content.decode()
