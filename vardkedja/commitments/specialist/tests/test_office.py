"""The office before its decision: the two entrances, the list, the officer, what is asked for and what comes."""

import datetime
from collections.abc import Iterator

import pytest
from django.urls import reverse

from vardkedja.commitments.specialist.actions import assessing, between, deciding, registering, sending, writing
from vardkedja.commitments.specialist.actions.assessing import BASIS, Supplied
from vardkedja.commitments.specialist.actions.registering import Request
from vardkedja.commitments.specialist.models import Assessment, Completion, Specialist
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.commitments.tests.samples import printed
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
HERE, DANDERYD = s.IVA, "danderyd-ortopedkliniken"


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-03 10:00"):
        yield


def supplied(day: str, **bent: str) -> Supplied:
    return Supplied(supplied_by="patient", received_on=datetime.date.fromisoformat(day), **bent)


def request(**bent: object) -> Request:
    whole = {"source_kind": "provider", "source_name": "Ryggkliniken i Halmstad", "received_on": s.later(0)}
    return Request(**whole | bent)  # type: ignore[arg-type]


def test_sent_it_is_in_the_offices_list() -> None:
    """SVR-34: unsigned is refused; signed 10:00 and sent 10:01 it waits at the office; the sender sees that it is sent."""
    case, by = s.draft(), actor(s.CASPER)
    assert s.codes(lambda: sending.send(case, by=by)) == ["X-13.send"]
    writing.sign(case, by=by)
    assert s.nodes(case) == {("svr_send", DANDERYD)}
    with clock.stopped_at("2025-03-03 10:01"):
        sending.send(case, by=by)
        row = Specialist.objects.get(case__uuid=case)
        assert (row.sent_at, row.channel, str(row.received_on)) == (clock.now(), "electronic", "2025-03-03")
    assert s.nodes(case) == {("svr_assess", HERE), ("svr_sent", DANDERYD)}
    assessing.start(case, by=actor(s.HENRIK))
    assert s.nodes(case) == {("svr_assess", HERE)}


def test_the_cover_has_the_box_address_and_no_patient() -> None:
    """SVR-34: by post; a way that does not exist is refused. The cover says where, and nothing about who."""
    case, by = s.signed(), actor(s.CASPER)
    assert s.codes(lambda: sending.send(case, by=by, channel="fax")) == ["SVR-34.channel"]
    sending.send(case, by=by, channel="post")
    assert s.nodes(case) == {("svr_assess", HERE), ("svr_sent", DANDERYD)}
    cover = printed(signed_in(s.CASPER).get(reverse("svr-print-cover", args=[case])).content)
    assert "Box 30017" in cover
    assert "104 25 Stockholm" in cover
    assert "Granhyttan" not in cover
    assert "19800608" not in cover
    assert signed_in(s.HENRIK).get(reverse("svr-print-cover", args=[case])).status_code == 404


def test_two_entrances_one_kind_of_case() -> None:
    """SVR-11, SVR-14: without a referral it is a case of the same kind at the office; a provider of the region cannot."""
    by = actor(s.HENRIK)
    what = s.content(informed=None, doctor=None)
    assert "Behörighet saknas" in s.denied(lambda: registering.register(what, request(), by=actor(s.CASPER)))
    case = registering.register(what, request(), by=by)
    row = Specialist.objects.select_related("case").get(case__uuid=case)
    assert (row.entrance, row.source_name, row.signed_at, row.case.kind) == (
        *("outside", "Ryggkliniken i Halmstad", None, "svr"),
    )
    assert s.stand(case) == "sent"
    assert s.nodes(case) == {("svr_assess", HERE)}
    assert s.papers_of(case, "remiss") == []


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"source_kind": ""}, "SVR-14.source"),
        ({"source_name": " "}, "SVR-14.name"),
        ({"received_on": None}, "SVR-12.received"),
        ({"received_on": datetime.date(2025, 3, 4)}, "SVR-12.received"),
        ({"source_name": "A\x01"}, "X-35.unreadable"),
    ],
)
def test_who_asked_from_outside_and_when(bent: dict[str, object], code: str) -> None:
    """SVR-12, SVR-14: who and what day must be there, the day not to come; the same with them is registered."""
    what, by = s.content(informed=None, doctor=None), actor(s.HENRIK)
    assert s.codes(lambda: registering.register(what, request(**bent), by=by)) == [code]
    assert s.stand(registering.register(what, request(), by=by)) == "sent"


def test_only_patients_choice_comes_from_outside() -> None:
    """SVR-14: another alternative is a referral's; one who lives elsewhere is registered with a flag, to be dismissed."""
    by, own = actor(s.HENRIK), s.content(informed=None, doctor=None)
    other = s.initiative(informed=None, doctor=None)
    assert s.codes(lambda: registering.register(other, request(), by=by)) == ["SVR-14.box"]
    elsewhere = s.content(informed=None, doctor=None, number=s.UPPSALA_PATIENT)
    case = registering.register(elsewhere, request(), by=by)
    deciding.dismiss(case, by=by, reason="Inte folkbokförd i länet.")
    assert any(one.startswith("SVR-16") for one in s.rulings(case)[0].failed)
    assert s.stand(registering.register(own, request(), by=by)) == "sent"


def test_the_offices_own_assessment_opens_for_approval() -> None:
    """SVR-11: from Halland without it approval is refused; stored 2025-03-10 with the indications met it is not."""
    case, by = s.outside(), actor(s.HENRIK)
    assessing.start(case, by=by)
    assessing.assess(case, s.found(), by=by)
    give = s.terms(issue=False)
    assert s.codes(lambda: deciding.approve(case, give, by=by)) == ["SVR-11.missing"]
    with clock.stopped_at("2025-03-10 09:00"):
        own = "Slitage i höften, uppfyller kraven för operation."
        admission = {"admission_on": datetime.date(2025, 4, 2)}
        for met, codes in ((None, ["SVR-11.unanswered"]), (False, ["SVR-11.not_met"])):
            assessing.assess(case, s.found(own_text=own, indications_met=met, **admission), by=by)
            assert s.codes(lambda: deciding.approve(case, give, by=by)) == codes
        assessing.assess(case, s.found(own_text=own, indications_met=True, **admission), by=by)
        row = Assessment.objects.get(case__uuid=case)
        assert (str(row.own_on), row.own_by.username) == ("2025-03-10", s.HENRIK)  # type: ignore[union-attr]
        deciding.approve(case, give, by=by)
    assert s.stand(case) == "approved"


@pytest.mark.parametrize("missing", BASIS)
def test_assessment_waits_for_the_item_that_is_missing(missing: str) -> None:
    """SVR-12, SVR-13: what is missing is named alone; with the diagnosis letter of 2025-03-12 it is assessed that day."""
    case, by = s.outside(**{missing: ""}), actor(s.HENRIK)
    assessing.start(case, by=by)
    assert s.codes(lambda: assessing.assess(case, s.found(), by=by)) == [f"SVR-13.{missing}"]
    assert s.codes(lambda: assessing.ask(case, by=by, items=("", " "))) == ["SVR-13.items"]
    assessing.ask(case, by=by, items=(BASIS[missing],))
    assert s.stand(case) == "completing"
    assert s.nodes(case) == {("svr_wait", HERE)}
    assert s.codes(lambda: assessing.assess(case, s.found(), by=by)) == ["X-13.assess"]
    with clock.stopped_at("2025-03-12 09:00"):
        assert s.codes(lambda: assessing.complete(case, supplied("2025-03-12"), by=by)) == ["SVR-13.missing"]
        assert s.codes(lambda: assessing.complete(case, supplied("2025-03-13", **{missing: "Finns"}), by=by)) == [
            "SVR-12.received"
        ]
        assessing.complete(case, supplied("2025-03-12", **{missing: "Finns"}), by=by)
        assert s.stand(case) == "assessing"
        assert str(clock.local(s.history(case)[-1].event_at).date()) == "2025-03-12"
        assert s.nodes(case) == {("svr_assess", HERE)}
        assessing.assess(case, s.found(), by=by)
    row = Completion.objects.get(case__uuid=case)
    assert (row.items, row.supplied_by, str(row.received_on)) == ([BASIS[missing]], "patient", "2025-03-12")


def test_the_sender_completes_and_the_signed_paper_stays() -> None:
    """SVR-12, X-09: it waits at the sender meanwhile; what comes is kept, what was signed is untouched."""
    case = s.completing()
    assert s.nodes(case) == {("svr_complete", DANDERYD), ("svr_wait", HERE)}
    before = s.papers_of(case, "remiss")[0].content
    empty = Supplied(supplied_by="", received_on=None)
    assert s.codes(lambda: assessing.complete(case, empty, by=actor(s.YASMIN))) == ["SVR-12.text"]
    given = Supplied(supplied_by="", received_on=None, text="Utlåtandet bifogas.", diagnosis="Gonartros, båda")
    assessing.complete(case, given, by=actor(s.YASMIN))
    row = Completion.objects.get(case__uuid=case)
    assert (row.supplied_by, row.received_on, row.answer) == ("sender", clock.today(), "Utlåtandet bifogas.")
    assert Specialist.objects.get(case__uuid=case).diagnosis == "Gonartros, båda"
    (paper,) = s.papers_of(case, "remiss")
    assert paper.content == before
    assert paper.intact()
    assert s.nodes(case) == {("svr_assess", HERE)}


def test_a_completion_that_never_comes_is_dismissed() -> None:
    """SVR-12, SVR-35: with its reason, and nothing more waits for the completion; without one it is refused."""
    case, by = s.completing(), actor(s.HENRIK)
    assert s.codes(lambda: deciding.dismiss(case, by=by, reason=" ")) == ["SVR-35.no_reason"]
    deciding.dismiss(case, by=by, reason="Uppgifterna har inte kommit.")
    assert s.nodes(case) == {("svr_decision", DANDERYD), ("svr_letter", HERE)}


def test_an_officer_takes_it_and_gives_it() -> None:
    """SVR-35: opened it has one officer; given to a colleague the task follows; nobody outside the office gets it."""
    case = s.sent()
    assessing.start(case, by=actor(s.HENRIK))
    assert Assessment.objects.get(case__uuid=case).officer.username == s.HENRIK  # type: ignore[union-attr]
    give = {"by": actor(s.INGALILL)}
    assert s.codes(lambda: assessing.assign(case, officer=s.staff(s.CASPER), **give)) == ["SVR-35.officer"]
    assessing.assign(case, officer=s.staff(s.MEHDI), **give)
    row = Assessment.objects.get(case__uuid=case)
    assert row.officer.username == s.MEHDI  # type: ignore[union-attr]
    assert s.owner(case, "svr_assess") == s.MEHDI


def test_a_case_given_before_it_is_opened_stays_with_its_officer() -> None:
    """SVR-35: a colleague who opens it does not take it over."""
    case = s.sent()
    assessing.assign(case, by=actor(s.INGALILL), officer=s.staff(s.MEHDI))
    assessing.start(case, by=actor(s.HENRIK))
    assert Assessment.objects.get(case__uuid=case).officer.username == s.MEHDI  # type: ignore[union-attr]
    assert s.owner(case, "svr_assess") == s.MEHDI


def test_a_question_of_the_fourth_of_march() -> None:
    """SVR-38: it waits at the office and stands on the case; the answer waits at the sender; each is answered once."""
    case = s.opened()
    with clock.stopped_at("2025-03-04 11:00"):
        assert s.codes(lambda: between.question(case, by=actor(s.YASMIN), text=" ")) == ["SVR-38.empty"]
        between.question(case, by=actor(s.YASMIN), text="När kan beslut väntas?")
        assert ("svr_question", HERE) in s.nodes(case)
        for reader in (s.HENRIK, s.YASMIN):
            page = signed_in(reader).get(reverse("svr-case", args=[case])).content.decode()
            assert "När kan beslut väntas?" in page
        between.question(case, by=actor(s.HENRIK), text="I nästa vecka.")
        assert {row for row in s.nodes(case) if row[0] == "svr_question"} == {("svr_question", DANDERYD)}
        between.done(case, "answered", by=actor(s.YASMIN))
        assert s.codes(lambda: between.done(case, "answered", by=actor(s.YASMIN))) == ["X-13.nothing"]


def test_nobody_outside_reads_a_question() -> None:
    """SVR-38, SVR-14: a request from outside has nobody in the system to ask."""
    case = s.outside()
    assert s.codes(lambda: between.question(case, by=actor(s.HENRIK), text="Hej")) == ["SVR-38.outside"]
    inside = s.sent()
    assert s.stand(between.question(inside, by=actor(s.HENRIK), text="Hej")) == "sent"
