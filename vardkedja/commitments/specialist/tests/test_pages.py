"""The form, the case page, the acts' pages and the papers, over HTTP."""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.urls import reverse

from vardkedja.commitments.specialist import look
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.web.tests.client import form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


STAGES = {
    "draft": s.CASPER,
    "signed": s.CASPER,
    "sent": s.HENRIK,
    "opened": s.HENRIK,
    "assessed": s.HENRIK,
    "issued": s.OTTILIA,
    "approved": s.HENRIK,
    "rejected": s.CASPER,
    "dismissed": s.HENRIK,
    "completing": s.CASPER,
    "withdrawn": s.HENRIK,
    "revoked": s.OTTILIA,
    "outside": s.HENRIK,
}


@pytest.mark.parametrize(("stage", "who"), STAGES.items())
def test_the_case_page_and_every_act_it_offers(stage: str, who: str) -> None:
    """SVR-35: each stage has a page for the side that has it, and every act it offers opens."""
    case = getattr(s, stage)()
    client = signed_in(who)
    page = client.get(reverse("svr-case", args=[case]))
    assert page.status_code == 200
    offered = set(re.findall(rf"/specialistvard/{case}/[a-z0-9/.-]+", page.content.decode()))
    assert offered
    for href in sorted(offered):
        assert client.get(href).status_code == 200, href


def test_a_referral_is_written_signed_and_sent() -> None:
    """SVR-09, SVR-33, SVR-34: what the browser sends becomes a signed referral in the office's list."""
    client = signed_in(s.CASPER)
    where = client.get(reverse("svr-new")).headers["Location"]
    page = client.get(where)
    assert page.status_code == 200
    typed = form_of(page) | {
        "number": s.ARVID,
        "box": "patientens_val",
        "care_form": "sluten",
        "to_unit": str(s.unit(s.UPPSALA)),
        "specialty": "Ortopedi",
        "complaints": "Belastningssmärta höger knä.",
        "diagnosis": "Gonartros",
        "measure": "Knäprotes",
        "admission_on": "2025-06-04",
        "informed": "ja",
        "doctor": str(s.staff(s.CASPER)),
        "do": "signera",
    }
    answer = client.post(where, typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    case = uuid.UUID(where.split("/")[-2])
    sending = client.get(answer.headers["Location"])
    assert client.post(answer.headers["Location"], form_of(sending) | {"channel": "electronic"}).status_code == 302
    assert look.at(actor(s.HENRIK), case).state == "sent"  # type: ignore[union-attr]


def test_what_is_left_follows_what_is_typed() -> None:
    """SVR-33: the list beside the form is asked for again when what is typed has been kept."""
    client = signed_in(s.CASPER)
    where = client.get(reverse("svr-new")).headers["Location"]
    typed = form_of(client.get(where))
    client.post(f"{where}kladd/", typed)
    assert "Diagnos saknas" in client.get(f"{where}delar/").content.decode()
    client.post(f"{where}kladd/", typed | {"diagnosis": "Gonartros"})
    assert "Diagnos saknas" not in client.get(f"{where}delar/").content.decode()
    assert signed_in(s.MAUD).get(f"{where}delar/").status_code == 404
