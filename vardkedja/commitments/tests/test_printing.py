"""The paper (RUS-01, RUS-11, RUS-20, RUS-22, RUS-37, RUS-39, RUS-46, RUS-47, X-09, X-14): what it says and what it keeps."""

import datetime
from collections.abc import Iterator

import pytest

from vardkedja.commitments import actions, papers
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import approved, doctor, form, found, issued, printed, saved, unit
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.documents import Document
from vardkedja.kernel.paper.render import PaperError
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-03 10:00"):
        yield


def paper(case_uuid: object, name: str = "remiss", who: str = samples.DOCTOR) -> str:
    """The text of a paper as a person gets it."""
    answer = signed_in(who).get(f"/rus/{case_uuid}/{name}.pdf")
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/pdf"
    return printed(answer.content)


def test_rus_01_and_39_title_subtitle_and_the_blocks_in_their_order() -> None:
    """RUS-01, RUS-39, RUS-11, RUS-34: the blocks of the form from top to bottom, the id on every page, the consultation."""
    case_uuid = issued(form(consulted="dr Alvar Granberg", question="Fråga. " * 900))
    text = paper(case_uuid)
    blocks = (
        *(
            "Remiss från",
            "Remiss till",
            "REMISS/BETALNINGSFÖRBINDELSE",
            "Riks-, region- och mellanlänsavtal",
            "Personnr",
        ),
        *(
            "Betalningsansvarigt landsting",
            "1. Riksavtal",
            "Kap 2 Vårdgaranti",
            "Remissens giltighet",
            "privat vårdgivare",
        ),
        *("Remitterande läkare", "Underskrift och namnförtydligande", "Utfärdad efter samråd med", "dr Alvar Granberg"),
        *("Godkännande av hemlandsting", "Diagnos, fråga"),
    )
    places = [text.index(block) for block in blocks]
    assert places == sorted(places)
    pages = text.count("Sida ")
    assert pages >= 2
    assert text.count(f"Remissid {found(case_uuid).number}") >= pages


def test_rus_20_a_print_is_marked_utkast_until_it_is_issued() -> None:
    """RUS-20, X-14: draft, awaiting, ready carry the watermark and are no payment commitment; issued carries none."""
    case_uuid = approved()
    waiting = saved(form(ground="patientens_val", section="4.3"))
    draft = paper(waiting)
    actions.request_approval(waiting, by=doctor())
    for text in (draft, paper(waiting), paper(case_uuid)):
        assert "UTKAST" in text
    actions.issue(case_uuid, by=doctor())
    text = paper(case_uuid)
    assert "UTKAST" not in text
    assert "Ellinor Granhyttan" in text
    assert Document.objects.count() == 1


def test_rus_22_only_patient_s_choice_says_that_travel_is_not_paid() -> None:
    """RUS-22: Kap 4 has the line, Kap 2 Vårdgaranti has not."""
    choice = paper(issued(form(ground="patientens_val", section="other")))
    guarantee = form(ground="vardgaranti", guarantee_stated=True, guarantee_on=DAY(2025, 1, 20))
    line = "Resor och boende ersätts inte"
    assert (line in choice, line in paper(issued(guarantee))) == (True, False)


def test_rus_47_the_label_says_landsting_and_the_value_is_the_region_s_name() -> None:
    """RUS-47, RUS-30: codes are stored, names printed under the form's own words."""
    private = {"to_unit": unit(samples.PRIVATE), "agreement": "riksavtal"}
    text = paper(issued(form(**private, reimbursement="other_region", other_region="13")))
    assert "Betalningsansvarigt landsting" in text
    assert "Region Kalmar län" in text
    assert "Region Halland" in text


def test_rus_32_the_reinvoicing_is_printed_with_its_cause() -> None:
    """RUS-32: flag and cause are what was signed."""
    case = found(issued(form(reinvoice=True, reinvoice_causes=("kompetens", "platsbrist"))))
    signed = Document.objects.get(case_id=case.id, kind="remiss").content
    assert signed["reinvoice"] == {"flag": True, "causes": ["kompetens", "platsbrist"]}
    assert "vidarefaktureras till Östergötland" in paper(case.uuid)


def test_x_14_a_second_print_is_the_first_but_for_its_time() -> None:
    """X-14, RUS-37: the same minute, the same bytes; an hour later only the time differs, also after the register changed."""
    case_uuid, client = issued(), signed_in(samples.DOCTOR)
    first = client.get(f"/rus/{case_uuid}/remiss.pdf").content
    assert client.get(f"/rus/{case_uuid}/remiss.pdf").content == first
    from vardkedja.kernel.people.models import Person

    Person.objects.update(street="Modellvägen 99", given="Annat")
    with clock.stopped_at("2025-02-03 11:05"):
        later = printed(signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/remiss.pdf").content)
    assert later != printed(first)
    assert later.replace("11.05", "10.00") == printed(first)


def test_x_09_one_altered_character_is_found_and_nothing_is_printed() -> None:
    """X-09: the same paper with one character changed after the signature: refused with words; the true one prints."""
    case = found(issued())
    signed = Document.objects.get(case_id=case.id, kind="remiss")
    assert signed.intact()
    paper(case.uuid)
    altered = dict(signed.content) | {"question": signed.content["question"].replace("vänster", "vänstre")}
    Document.objects.create(
        **{name: getattr(signed, name) for name in ("case_id", "kind", "signature", "signed_at", "signed_by_id")},
        **{name: getattr(signed, name) for name in ("signed_role", "signed_title", "signed_unit_id")},
        version=signed.version + 1,
        content=altered,
    )
    answer = signed_in(samples.DOCTOR).get(f"/rus/{case.uuid}/remiss.pdf")
    assert answer.status_code == 503
    assert "Underskriften stämmer inte med innehållet" in answer.content.decode()
    assert "underskriften stämmer inte" in signed_in(samples.DOCTOR).get(f"/rus/{case.uuid}/").content.decode()


def test_rus_37_a_press_that_fails_leaves_it_issued_to_print_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """RUS-37: the print is refused with words, the referral stands, and the next print is the one that was signed."""
    case_uuid = issued()

    def broken(*_: object) -> bytes:
        raise PaperError("Utskriften avbröts. Försök igen om en stund.")

    with monkeypatch.context() as during:
        during.setattr(papers.PRESS, "print", broken)
        answer = signed_in(samples.DOCTOR).get(f"/rus/{case_uuid}/remiss.pdf")
        assert (answer.status_code, found(case_uuid).state) == (503, "issued")
        assert "Försök igen om en stund" in answer.content.decode()
    assert "Proteslossning" in paper(case_uuid)


def test_rus_44_45_and_11_the_certificate_is_printed_with_the_same_id_and_cancelled_with_it() -> None:
    """RUS-44, RUS-45, RUS-11, RUS-38: id, patient and relative; cancelled with the referral; every print is logged."""
    case_uuid = issued(form(certificate=True, relative_name="Vera Fagerholt", relation="dotter"))
    text = paper(case_uuid, "anhorigintyg")
    for told in ("Vera Fagerholt", "dotter", "Karl-Erik Svantesson Rydholm", found(case_uuid).number):
        assert told in text
    actions.cancel(case_uuid, by=doctor(), reason="Fel klinik")
    for name in ("remiss", "anhorigintyg"):
        assert "MAKULERAD" in paper(case_uuid, name).upper()
    assert AccessLog.objects.filter(action="rus.print.anhorigintyg").count() == 2


def test_x_12_expired_is_printed_as_such() -> None:
    """X-12, RUS-28: the day after the last the paper says that it no longer applies; it is still readable."""
    case_uuid = issued()
    with clock.stopped_at("2025-05-03 23:00"):
        before = paper(case_uuid)
    with clock.stopped_at("2025-05-04 00:01"):
        after = paper(case_uuid)
    assert "Proteslossning" in after
    assert (papers.status_of(found(case_uuid)), "UTGÅNGEN" in before.upper(), "UTGÅNGEN" in after.upper()) == (
        "utfardad",
        False,
        True,
    )
