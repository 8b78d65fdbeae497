"""The commitment: its row and paper, the period and its versions, emergency care afterwards, revoked, and who sees it."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.urls import reverse

from vardkedja.commitments import look as rus_look
from vardkedja.commitments import worklists as rus_worklists
from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist.actions import assessing, deciding, issuing
from vardkedja.commitments.specialist.actions.deciding import Terms
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.commitments.tests import samples as rus
from vardkedja.commitments.tests.samples import printed
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.rules import commitment_facts
from vardkedja.rules.commitment_facts import Status
from vardkedja.rules.commitment_validity import covers
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
DAY = datetime.date.fromisoformat
FIRST, LAST, LONGER = DAY("2025-02-18"), DAY("2025-03-04"), DAY("2025-03-10")


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-10 09:00"):
        yield


def promised(what: s.Content | None = None, by: str = s.CASPER) -> uuid.UUID:
    """Approved and issued for 2025-02-18 to 2025-03-04."""
    made = what or s.content(admission_on=FIRST)
    case = s.opened(by, made)
    assessing.assess(case, s.found(admission_on=made.admission_on), by=actor(s.HENRIK))
    return deciding.approve(case, Terms(period_from=FIRST, period_to=LAST), by=actor(s.HENRIK))


def answer(case: uuid.UUID, day: str, receiver: str = "Medicinkliniken, Akademiska sjukhuset") -> str:
    """met or not_met, from the stored row alone."""
    row = Commitment.objects.select_related("case__other_unit").get(case__uuid=case)
    cancelled = row.cancelled_at is not None
    status = Status.MAKULERAD if cancelled else Status.UTFARDAD
    place = row.case.other_unit
    name = f"{place.clinic}, {place.institution}"  # type: ignore[union-attr]
    facts = commitment_facts.Commitment(row.valid_from, row.valid_to, name, row.outpatient_only, status)  # type: ignore[arg-type]
    return str(covers(facts, DAY(day), receiver, "sluten").outcome)


def test_the_row_is_the_shared_one() -> None:
    """X-11, SVR-36: number, issuing region, patient, receiver, ground, period and issuer, in the table of all commitments."""
    case = promised()
    row = Commitment.objects.select_related("case__patient", "payer").get(case__uuid=case)
    assert (row.payer_id, row.ground, row.case.kind, row.case.state) == ("01", "patientens_val", "svr", "issued")
    assert (row.first_day, row.last_day, row.valid_from, row.valid_to) == (FIRST, LAST, FIRST, LAST)
    assert (row.issued_at, row.issued_by.username, str(row.issued_on)) == (clock.now(), s.HENRIK, "2025-02-10")  # type: ignore[union-attr]
    assert row.case.number.startswith("S2025-")
    assert row.case.patient.family == "Granhyttan"


@pytest.mark.parametrize(
    ("day", "outcome"),
    [("2025-02-17", "not_met"), ("2025-02-18", "met"), ("2025-03-04", "met"), ("2025-03-05", "not_met")],
)
def test_the_answer_for_a_day(day: str, outcome: str) -> None:
    """X-11, SVR-26, SVR-36: first and last day included; another receiver is never covered."""
    case = promised()
    assert answer(case, day) == outcome
    assert answer(case, day, "Ortopedkliniken, Akademiska sjukhuset") == "not_met"


def test_the_paper_holds_what_it_must() -> None:
    """SVR-36: number, patient, home region, receiver, measure, period, ground, benefits, issue time, issuer; printable."""
    case = promised()
    (paper,) = s.papers_of(case, "betalningsforbindelse")
    assert paper.intact()
    number = s.seen(case).number
    print_of = signed_in(s.OTTILIA).get(reverse("svr-print", args=[case, "betalningsforbindelse", 1]))
    text = " ".join(printed(print_of.content).split())
    for words in (
        *(number, "19800608-9851", "Arvid Granhyttan", "Region Stockholm", "Akademiska sjukhuset", "Patientens val"),
        *("Knäprotes höger", "2025-02-18", "2025-03-04", "2025-02-10 09:00", "Henrik Wallenius Grip", "ersätts inte"),
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"period_from": FIRST, "period_to": None}, "SVR-36.to"),
        ({"period_from": FIRST, "period_to": FIRST - datetime.timedelta(1)}, "SVR-36.reversed"),
    ],
)
def test_a_period_is_never_guessed(bent: dict[str, datetime.date], code: str) -> None:
    """SVR-36: without its end, or ending before it begins, nothing is issued and nothing approved; a day is enough."""
    case = s.opened(what=s.content(admission_on=FIRST))
    by = actor(s.HENRIK)
    assessing.assess(case, s.found(admission_on=FIRST), by=by)
    assert code in s.codes(lambda: deciding.approve(case, Terms(**bent), by=by))
    assert s.stand(case) == "assessing"
    assert s.rulings(case) == []
    deciding.approve(case, Terms(period_from=FIRST, period_to=FIRST), by=by)
    assert s.stand(case) == "issued"


def test_issued_after_an_approval_without() -> None:
    """SVR-26, SVR-36: the same commitment as in one act; it waits in its own list until then, and only once is it issued."""
    case, by = s.approved(), actor(s.HENRIK)
    assert ("svr_issue", s.IVA) in s.nodes(case)
    assert Commitment.objects.filter(case__uuid=case).count() == 0
    assert s.codes(lambda: issuing.issue(case, Period(None, s.later(60)), by=by)) == ["SVR-36.from"]
    issuing.issue(case, Period(s.later(30), s.later(60)), by=by)
    assert ("svr_issue", s.IVA) not in s.nodes(case)
    assert s.codes(lambda: issuing.issue(case, Period(s.later(30), s.later(60)), by=by)) == ["X-13.issue"]


def test_a_longer_period_is_a_second_version() -> None:
    """SVR-36: 2025-03-08 is covered from version 2 only; the old paper says that it is replaced; no reason is refused."""
    case, by = promised(), actor(s.HENRIK)
    assert answer(case, "2025-03-08") == "not_met"
    longer = Period(FIRST, LONGER)
    assert s.codes(lambda: issuing.extend(case, longer, by=by, reason=" ")) == ["SVR-36.reason"]
    assert s.codes(lambda: issuing.extend(case, Period(FIRST, LAST), by=by, reason="x")) == ["SVR-36.unchanged"]
    assert s.codes(lambda: issuing.extend(case, Period(None, LAST), by=by, reason="x"))[0] == "SVR-36.from"
    issuing.extend(case, longer, by=by, reason="Längre vårdtid.")
    assert [answer(case, day) for day in ("2025-03-08", "2025-03-10", "2025-03-11")] == ["met", "met", "not_met"]
    client = signed_in(s.OTTILIA)
    old, new = (
        printed(client.get(reverse("svr-print", args=[case, "betalningsforbindelse", one])).content) for one in (1, 2)
    )
    assert "Ersatt av en senare version. Gäller inte." in " ".join(old.split())
    assert "Ersatt" not in new
    assert "2025-03-10" in new
    assert [paper.version for paper in s.papers_of(case, "betalningsforbindelse")] == [1, 2]


@pytest.mark.parametrize(
    ("day", "state"), [("2025-03-04", "Betalningsförbindelse utfärdad"), ("2025-03-05", "Utgången")]
)
def test_it_is_shown_as_expired_the_day_after(day: str, state: str) -> None:
    """SVR-36, R-18: on the last valid day it stands, the day after it is shown as over; nothing is stored."""
    case = promised()
    with clock.stopped_at(f"{day} 12:00"):
        page = signed_in(s.HENRIK).get(reverse("svr-case", args=[case])).content.decode()
        assert f"{state}</span>" in page
    assert s.stand(case) == "issued"


def stays(**bent: object) -> s.Content:
    return s.acute(period_from=FIRST, period_to=LAST, **bent)


def test_emergency_care_is_issued_afterwards() -> None:
    """SVR-26: received 2025-02-20 in the middle of the period, issued after its end; 2025-03-05 is not covered."""
    with clock.stopped_at("2025-02-20 09:00"):
        case = s.opened(what=stays())
    with clock.stopped_at("2025-03-06 09:00"):
        deciding.approve(case, Terms(), by=actor(s.HENRIK))
    there = "Medicinkliniken, Norrlands universitetssjukhus"
    assert [answer(case, day, there) for day in ("2025-02-17", "2025-02-18", "2025-03-04", "2025-03-05")] == [
        *("not_met", "met", "met", "not_met")
    ]


@pytest.mark.parametrize(
    ("first", "last", "allowed"),
    [
        ("2025-02-18", "2025-03-04", True),
        ("2025-02-19", "2025-03-03", True),
        ("2025-02-17", "2025-03-04", False),
        ("2025-02-18", "2025-03-05", False),
    ],
)
def test_emergency_care_reaches_no_further_than_its_referral(first: str, last: str, allowed: bool) -> None:
    """SVR-26: a day outside the planned period at either end is refused; longer takes a new referral."""
    case, by = s.opened(what=stays()), actor(s.HENRIK)
    given = Terms(period_from=DAY(first), period_to=DAY(last))
    if not allowed:
        assert s.codes(lambda: deciding.approve(case, given, by=by)) == ["SVR-26.limit"]
        given = Terms()
    deciding.approve(case, given, by=by)
    longer = Period(FIRST, LONGER)
    assert s.codes(lambda: issuing.extend(case, longer, by=by, reason="Längre vård")) == ["SVR-26.new_referral"]
    assert len(s.papers_of(case, "betalningsforbindelse")) == 1


def test_emergency_care_of_who_has_died_is_settled() -> None:
    """X-28, SVR-26: care already given can be paid, and no letter to who has died; planned care is refused."""
    acute, planned = s.opened(what=stays()), s.opened()
    assessing.assess(planned, s.found(), by=actor(s.HENRIK))
    for number in (s.admissions.FATIMA, s.ARVID):
        s.register_says(number, deceased_on=clock.today())
    deciding.approve(acute, Terms(), by=actor(s.HENRIK))
    assert s.stand(acute) == "issued"
    assert ("svr_letter", s.IVA) not in s.nodes(acute)
    assert s.codes(lambda: deciding.approve(planned, s.terms(), by=actor(s.HENRIK))) == ["X-28.deceased"]


@pytest.mark.parametrize(
    ("day", "codes"), [("2025-02-17", ["SVR-37.before"]), ("2025-02-18", []), ("2025-03-01", []), ("", ["SVR-37.from"])]
)
def test_revoked_from_a_day(day: str, codes: list[str]) -> None:
    """SVR-37: with reason and from which day, never before the first; the paper says so and the row is cancelled."""
    case, by = promised(), actor(s.HENRIK)
    from_day = DAY(day) if day else None
    assert "SVR-35.no_reason" in s.codes(lambda: deciding.revoke(case, by=by, reason="", from_day=from_day))
    if codes:
        assert s.codes(lambda: deciding.revoke(case, by=by, reason="Skäl", from_day=from_day)) == codes
        assert s.stand(case) == "issued"
        return
    deciding.revoke(case, by=by, reason="Vården ges i regionen.", from_day=from_day)
    row = Commitment.objects.get(case__uuid=case)
    assert (row.cancelled_at, row.cancelled_by.username, row.cancel_reason) == (  # type: ignore[union-attr]
        *(clock.now(), s.HENRIK, "Vården ges i regionen."),
    )
    assert (s.rulings(case)[-1].outcome, s.rulings(case)[-1].from_day) == ("revoked", from_day)
    paper = signed_in(s.OTTILIA).get(reverse("svr-print", args=[case, "betalningsforbindelse", 1]))
    assert "Upphävd. Gäller inte" in printed(paper.content)


def test_the_decision_is_a_record_beside_the_signature() -> None:
    """X-10: the region's decision is no signature on the referral; that one stays the doctor's, and each has its paper."""
    case = promised()
    (signed,), (letter,) = s.papers_of(case, "remiss"), s.papers_of(case, "beslut")
    assert (signed.signed_by.username, letter.signed_by.username) == (s.CASPER, s.HENRIK)
    assert s.rulings(case)[0].decided_by.username == s.HENRIK
    assert signed.intact()
    assert letter.intact()
    assert "Henrik" not in str(signed.content)


def test_the_kalmar_forms_side_never_sees_it() -> None:
    """X-06, X-11: one table, but no list, search, case page or look of the Kalmar form shows a commitment of Stockholm."""
    case, own = promised(), rus.issued()
    number = s.seen(case).number
    readers = (s.JOHAN, rus.FINANCE, rus.APPROVER)
    shown = {row.case.kind for name in readers for row in Commitment.objects.visible_to(actor(name))}
    assert shown == {"rus"}
    assert Commitment.objects.visible_to(actor(s.HENRIK)).count() == 0
    for name in readers:
        client = signed_in(name)
        assert rus_look.at(actor(name), case) is None
        assert client.get(f"/rus/{case}/").status_code == 404
        for query in ({}, {"nummer": number}, {"lage": "issued"}):
            assert number not in client.get("/rus/", query).content.decode()
    assert signed_in(s.JOHAN).get(f"/rus/{own}/").status_code == 200
    assert signed_in(s.JOHAN).get(reverse("svr-case", args=[case])).status_code == 403


def test_not_even_at_the_same_unit_or_in_the_same_region() -> None:
    """X-06, X-11, X-41: whoever works with the Kalmar form where the case is sees the form's commitments, never this one."""
    case = promised()
    units = actor(s.CASPER).svr_units
    for name in (s.JOHAN, rus.FINANCE, rus.APPROVER):
        here = replace(actor(name), region="01", rus_units=units, unit_id=units[0])
        assert rus_look.at(here, case) is None
        assert not Commitment.objects.visible_to(here).exists()
        assert all(count == 0 for count in rus_worklists.counts(here).values())
    own = rus.issued()
    assert rus_look.at(actor(s.JOHAN), own) is not None
