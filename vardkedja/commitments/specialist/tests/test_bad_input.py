"""What goes wrong outside the act itself: the register's news, altered papers, what was typed, the same request twice."""

import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist import look
from vardkedja.commitments.specialist.actions import (
    assessing,
    between,
    deciding,
    issuing,
    registering,
    sending,
    writing,
)
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.actions.registering import Request
from vardkedja.commitments.specialist.models import Specialist
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.commitments.tests.samples import printed
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.cases import Task
from vardkedja.kernel.people.models import RegisterEntry
from vardkedja.web.tests.client import form_of, signed_in

pytestmark = pytest.mark.django_db
HERE, DANDERYD = s.IVA, "danderyd-ortopedkliniken"


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def flags(case: uuid.UUID) -> dict[str, str]:
    """The flag of each open task of the case, by node."""
    rows = Task.objects.filter(case__uuid=case, done_at__isnull=True)
    return dict(rows.values_list("node", "flag"))


# --- the register ---------------------------------------------------------------------------------------------------


def test_who_dies_before_the_decision_gets_none() -> None:
    """X-28, SVR-35: flagged where it waits; approval is refused, and dismissed no letter goes to who has died."""
    case, other, by = s.assessed(), s.assessed(what=s.content(number=s.MARGIT)), actor(s.HENRIK)
    s.register_says(s.ARVID, deceased_on=clock.today())
    assert flags(case) == {"svr_assess": "Avliden 2025-05-05"}
    assert s.codes(lambda: deciding.approve(case, s.terms(), by=by)) == ["X-28.deceased"]
    deciding.dismiss(case, by=by, reason="Patienten är avliden.")
    assert s.nodes(case) == {("svr_decision", DANDERYD)}
    assert any("X-28" in one for one in s.rulings(case)[0].failed)
    deciding.approve(other, s.terms(), by=by)
    assert s.stand(other) == "issued"


def test_who_dies_is_signed_and_issued_nothing() -> None:
    """X-28: neither signed nor issued after a death; what was approved before stays, flagged, until somebody decides."""
    written, granted = s.draft(), s.approved()
    s.register_says(s.ARVID, deceased_on=clock.today())
    assert s.codes(lambda: writing.sign(written, by=actor(s.CASPER))) == ["X-28.deceased"]
    period = Period(s.later(30), s.later(60))
    assert s.codes(lambda: issuing.issue(granted, period, by=actor(s.HENRIK))) == ["X-28.deceased"]
    assert s.stand(granted) == "approved"
    assert flags(granted)["svr_issue"] == "Avliden 2025-05-05"


def test_who_moves_after_signing_is_flagged_and_still_judged() -> None:
    """SVR-16, X-02: residence is that of the signature; moved since it can be approved, and the officer sees it."""
    case = s.assessed()
    s.register_says(s.ARVID, municipality="0380", registered_from=clock.today())
    assert flags(case) == {"svr_assess": "Har flyttat till Region Uppsala"}
    deciding.approve(case, s.terms(), by=actor(s.HENRIK))
    assert s.stand(case) == "issued"
    assert Specialist.objects.get(case__uuid=case).at_signing["region"] == "01"


@pytest.mark.parametrize(("last", "asked"), [("2025-07-04", True), ("2025-07-05", False)])
def test_an_issued_commitment_asks_the_office(last: str, asked: bool) -> None:
    """X-28, X-41, SVR-37: on its last valid day the office is asked to decide, once; the day after nobody is. It stays issued."""
    case = s.issued()
    with clock.stopped_at(f"{last} 09:00"):
        s.register_says(s.ARVID, deceased_on=clock.today())
        s.register_says(s.ARVID, deceased_on=clock.today())
        assert (("svr_changed", HERE) in s.nodes(case)) == asked
        assert Task.objects.filter(case__uuid=case, node="svr_changed").count() == asked
        assert all(node.startswith("svr_") for node in flags(case))  # nothing of the Kalmar form's
        if asked:
            between.done(case, "changed", by=actor(s.HENRIK))
            assert ("svr_changed", HERE) not in s.nodes(case)
    assert s.stand(case) == "issued"
    assert Commitment.objects.get(case__uuid=case).cancelled_at is None


def test_who_is_protected_after_signing_shows_no_address() -> None:
    """X-03: neither the papers signed before nor the page show the street; before it they do."""
    case, street = s.issued(), RegisterEntry.objects.get(number=s.ARVID.replace("-", "")).street
    version = s.papers_of(case, "remiss")[0].version
    addresses = [reverse("svr-case", args=[case]), reverse("svr-print", args=[case, "remiss", version])]

    def read(path: str) -> str:
        answer = signed_in(s.HENRIK).get(path)
        return printed(answer.content) if path.endswith(".pdf") else answer.content.decode()

    assert street in read(addresses[1])
    s.register_says(s.ARVID, protected=True)
    for path in addresses:
        assert street not in read(path)
    assert s.papers_of(case, "remiss")[0].intact()


# --- altered papers -------------------------------------------------------------------------------------------------


def test_an_altered_paper_is_said_on_the_page() -> None:
    """X-09: another word in what was signed is found and said beside the paper; untouched nothing is said."""
    case = s.sent()
    paper = s.papers_of(case, "remiss")[0]
    client, words = signed_in(s.HENRIK), "signeringen stämmer inte med innehållet"
    assert words not in client.get(reverse("svr-case", args=[case])).content.decode()
    paper.content["sections"][0]["rows"][0][1] = "Vårdgaranti"
    assert not paper.intact()
    forged = type(paper)(case_id=paper.case_id, kind="remiss", version=99, content=paper.content)
    for name in ("signature", "signed_at", "signed_by_id", "signed_role", "signed_title", "signed_unit_id"):
        setattr(forged, name, getattr(paper, name))
    forged.save()
    assert words in client.get(reverse("svr-case", args=[case])).content.decode()


# --- what is typed --------------------------------------------------------------------------------------------------


def typed(**bent: str) -> tuple[Client, HttpResponse]:
    """The form as a browser sends it to be saved."""
    client = signed_in(s.CASPER)
    where = client.get(reverse("svr-new")).headers["Location"]
    whole = form_of(client.get(where)) | {"number": s.ARVID, "box": "patientens_val", "care_form": "sluten"}
    return client, client.post(where, whole | {"informed": "ja", "do": "spara"} | bent)


BAD = {
    "a day that is none": ({"admission_on": "2025-02-30"}, "Planerad inskrivning är inget datum"),
    "a day in words": ({"period_from": "i morgon"}, "Period fr.o.m. är inget datum"),
    "a time that is none": ({"admission_time": "25:00"}, "Klockslaget går inte att läsa"),
    "control signs": ({"measure": "Knä\x01protes"}, "innehåller osynliga styrtecken (U+0001)"),
    "a null sign": ({"complaints": "Ont\x00"}, "innehåller osynliga styrtecken (U+0000)"),
    "too long": ({"diagnosis": "x" * 501}, "Högst 500 tecken får plats."),
    "a box that is none": ({"box": "femte"}, "Remiss har ett val som inte finns"),
    "a unit that is none": ({"to_unit": "00000000-0000-4000-8000-000000000000"}, "finns inte i registret"),
    "no id": ({"to_unit": "Akademiska"}, "finns inte i registret"),
    "a signer who is elsewhere": ({"doctor": "00000000-0000-4000-8000-000000000000"}, "kan inte skriva under här"),
    "no patient": ({"number": ""}, "Personnummer saknas"),
    "nobody's number": ({"number": "19900101-9810"}, "Personen finns inte i folkbokföringen"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_said_at_its_field(name: str) -> None:
    """X-35, X-01, SVR-32: nothing is stored, the words say which field, and the same put right is saved."""
    wrong, words = BAD[name]
    _, answer = typed(**wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Specialist.objects.count() == 0
    assert typed()[1].status_code == 302
    assert Specialist.objects.count() == 1


def test_the_longest_texts_have_room() -> None:
    """X-35, SVR-33: exactly as long as the fields allow is kept, signed, and printed."""
    case = s.signed(what=s.content(complaints="o" * 8000, diagnosis="d" * 500, measure="m" * 500, specialty="s" * 80))
    row = Specialist.objects.get(case__uuid=case)
    assert (len(row.diagnosis), len(row.measure), len(row.specialty)) == (500, 500, 80)
    version = s.papers_of(case, "remiss")[0].version
    assert signed_in(s.CASPER).get(reverse("svr-print", args=[case, "remiss", version])).status_code == 200


def test_signs_that_no_paper_has_are_refused_at_signing() -> None:
    """X-14, X-35: what cannot be printed is refused at its field, not signed; control signs in a reason likewise."""
    case = s.draft(what=s.content(measure="膝"))
    assert s.codes(lambda: writing.sign(case, by=actor(s.CASPER))) == ["X-14.unprintable"]
    writing.sign(case, by=actor(s.CASPER), content=s.content())
    sending.send(case, by=actor(s.CASPER))
    withdraw = {"by": actor(s.CASPER)}
    assert s.codes(lambda: between.withdraw(case, reason="Fel\x02", **withdraw)) == ["X-35.unreadable"]
    assert s.codes(lambda: between.question(case, text="Hej\x1f", **withdraw)) == ["X-35.unreadable"]
    assert s.stand(between.withdraw(case, reason="Fel", **withdraw)) == "withdrawn"


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"funding": "gåva"}, "X-35.funding"),
        ({"funding_region": "99"}, "X-35.region"),
        ({"same_kind_note": "\x07"}, "X-35.unreadable"),
    ],
)
def test_an_assessment_with_what_does_not_exist(bent: dict[str, str], code: str) -> None:
    """X-35, SVR-08: a way of funding or a region that does not exist is refused; the same without it is saved."""
    case, by = s.opened(), actor(s.HENRIK)
    assert s.codes(lambda: assessing.assess(case, s.found(**bent), by=by)) == [code]
    assert s.seen(case, s.HENRIK).funding == ""
    assessing.assess(case, s.found(), by=by)
    assert s.seen(case, s.HENRIK).funding == "direct"


# --- the same request twice -----------------------------------------------------------------------------------------


def test_a_second_request_is_shown_the_first_through_either_entrance() -> None:
    """X-06, SVR-14: each side is shown what it may know of and can follow it; once closed nothing is shown."""
    first = s.sent()
    number = s.seen(first).number

    def followed(who: str) -> bool:
        client = signed_in(who)
        where = client.get(reverse("svr-new")).headers["Location"]
        page = client.post(where, form_of(client.get(where)) | {"number": s.ARVID, "do": "hamta"}).content.decode()
        return f'href="/specialistvard/{first}/">Följ {number}</a>' in page

    assert [followed(who) for who in (s.YASMIN, s.HENRIK, s.PARISA, s.OTTILIA)] == [True, True, False, False]
    between.withdraw(first, by=actor(s.YASMIN), reason="Fel patient")
    assert [followed(who) for who in (s.YASMIN, s.HENRIK)] == [False, False]


def test_a_request_from_outside_is_shown_to_the_office_alone() -> None:
    """X-06, SVR-14: the sender is not told of what came from outside; the office is; both can be registered all the same."""
    first = s.outside()
    second = s.sent()
    asked = Request(source_kind="patient", source_name="Patienten", received_on=clock.today())
    third = registering.register(s.content(informed=None, doctor=None), asked, by=actor(s.HENRIK))
    assert len({first, second, third}) == 3
    assert look.at(actor(s.YASMIN), first) is None
    assert look.at(actor(s.HENRIK), first) is not None
