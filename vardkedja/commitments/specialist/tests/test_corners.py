"""Corners that are easy to get wrong: half-filled drafts, who has died, what was never sent, what has run out."""

import datetime
from collections.abc import Iterator

import pytest
from django.urls import reverse

from vardkedja.commitments.specialist import look
from vardkedja.commitments.specialist.actions import assessing, between, deciding, issuing, sending, writing
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.commitments.specialist.tests.test_bad_input import typed
from vardkedja.commitments.specialist.tests.test_walk import offered
from vardkedja.commitments.tests.samples import printed
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.rules.specialist_workflow import Event
from vardkedja.web.tests.client import form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


@pytest.mark.parametrize(
    "wrong",
    [{"informed": "nej"}, {"box": "akut", "period_from": "2025-06-04", "period_to": "2025-06-01"}],
)
def test_a_draft_that_is_not_ready_is_kept_or_refused(wrong: dict[str, str]) -> None:
    """SVR-33, SVR-40: a half-filled draft never ends in an error page."""
    assert typed(**wrong)[1].status_code in (302, 422)


def test_what_was_never_sent_is_not_the_offices() -> None:
    """X-06: signed and withdrawn before it was sent, the office does not know of it."""
    case = between.withdraw(s.signed(), by=actor(s.CASPER), reason="Fel")
    assert look.at(actor(s.HENRIK), case) is None
    assert look.at(actor(s.HENRIK), s.withdrawn()) is not None


@pytest.mark.parametrize("days", [-100, -1])
def test_a_new_period_covers_nothing_before_the_decision(days: int) -> None:
    """SVR-05, SVR-06: the period of planned care cannot be moved back before the admission."""
    case = s.issued()
    assert s.codes(lambda: issuing.extend(case, Period(s.later(days), s.later(70)), by=actor(s.HENRIK), reason="x"))


def test_an_approval_covers_nothing_before_it() -> None:
    """SVR-05, SVR-06: a period of planned care that begins before the decision is refused."""
    case = s.assessed()
    assert s.codes(lambda: deciding.approve(case, s.terms(period_from=s.later(-100)), by=actor(s.HENRIK)))


def test_an_expired_commitment_is_not_prolonged_afterwards() -> None:
    """SVR-06: after the last day and the care, a longer period is issued afterwards, which is refused."""
    case = s.issued()
    with clock.stopped_at("2025-08-20 09:00"):
        assert s.codes(lambda: s.extended(case, datetime.date(2025, 8, 10)))


@pytest.mark.parametrize("what", ["extend", "supplement", "send"])
def test_nothing_new_for_who_has_died(what: str) -> None:
    """X-28: no new version, no signed supplement, no planned referral sent."""
    case = {"extend": s.issued, "send": s.signed}.get(what, lambda: s.sent(s.GUNVOR, s.initiative()))()
    s.register_says(s.ARVID, deceased_on=clock.today())
    acts = {
        "extend": lambda: s.extended(case, s.later(70)),
        "supplement": lambda: between.supplement(case, by=actor(s.GUNVOR), kind="companion", reason="x"),
        "send": lambda: sending.send(case, by=actor(s.CASPER)),
    }
    assert s.codes(acts[what]) == ["X-28.deceased"]


def test_the_emergency_admission_is_the_same_patients() -> None:
    """SVR-24, SVR-25: a decision about Fatima is no ground for a referral of somebody else."""
    case = s.draft(what=s.acute(number=s.MARGIT))
    assert s.codes(lambda: writing.sign(case, by=actor(s.CASPER)))


def test_told_after_a_dismissal() -> None:
    """SVR-40: the flag can be lifted in every state in which it stands."""
    case = deciding.dismiss(
        s.sent(what=s.content(informed=False, informed_reason="Sövd")), by=actor(s.HENRIK), reason="Given"
    )
    if ("svr_tell", "danderyd-ortopedkliniken") in s.nodes(case):
        between.tell(case, by=actor(s.YASMIN), told_on=clock.today())
    assert "svr_tell" not in {node for node, _ in s.nodes(case)}


def test_an_admission_on_another_day_has_no_old_time() -> None:
    """SVR-05, R-15: the day moved and the time not known, the day alone counts."""
    case = s.opened(what=s.content(admission_on=s.later(1), admission_time=datetime.time(13)))
    assessing.assess(case, s.found(admission_on=s.later(2), admission_time=None), by=actor(s.HENRIK))
    assert s.seen(case, s.HENRIK).admission == s.later(2)


def test_a_long_reason_is_not_cut_in_silence() -> None:
    """SVR-35: what is stored is what is printed; too long is said, not cut."""
    case, client = s.assessed(), signed_in(s.HENRIK)
    where = reverse("svr-act", args=[case, "avsla"])
    answer = client.post(where, form_of(client.get(where)) | {"reason": "y" * 1200})
    assert answer.status_code == 422 or len(s.rulings(case)[0].reason) == 1200


def test_a_paper_that_no_longer_counts_says_so() -> None:
    """X-09, X-13: a referral whose signature has fallen, or that is withdrawn, says it on its print."""
    fallen = sending.change(s.signed(), by=actor(s.CASPER))
    for case in (fallen, s.withdrawn()):
        version = s.papers_of(case, "remiss")[0].version
        text = printed(signed_in(s.CASPER).get(reverse("svr-print", args=[case, "remiss", version])).content)
        assert "gäller inte" in " ".join(text.split()).lower()


def test_a_revocation_that_has_not_begun() -> None:
    """SVR-37: revoked from a later day, the paper gives the day and does not say that it never applies."""
    case = deciding.revoke(s.issued(), by=actor(s.HENRIK), reason="x", from_day=s.later(40))
    paper = signed_in(s.OTTILIA).get(reverse("svr-print", args=[case, "betalningsforbindelse", 1]))
    assert str(s.later(40)) in printed(paper.content)


def test_the_page_offers_only_what_the_verb_does() -> None:
    """X-05, SVR-35: a colleague is at work; deciding in his place is not offered, but taking the case over is."""
    case, by = s.assessed(), actor(s.MEHDI)
    assert not offered(case, by) & {Event.APPROVE, Event.REJECT, Event.DISMISS}
    assert Event.ASSIGN in offered(case, by)
    s.away(s.HENRIK, "2025-05-05", "2025-05-05")
    assert Event.APPROVE in offered(case, by)


def test_an_altered_paper_is_not_printed() -> None:
    """X-09: as with the Kalmar form, a paper whose content is not what was signed is not printed."""
    case = s.sent()
    paper = s.papers_of(case, "remiss")[0]
    paper.pk, paper.uuid, paper.version = None, s.unit(s.UPPSALA), 99
    paper.content = replace_first(paper.content)
    paper.save(force_insert=True)
    assert signed_in(s.HENRIK).get(reverse("svr-print", args=[case, "remiss", 99])).status_code == 503


def replace_first(content: dict) -> dict:
    return content | {"notice": "Ändrad"}


@pytest.mark.parametrize("nights", [-1, 10**10])
def test_nights_that_are_none(nights: int) -> None:
    """SVR-19, X-35: a number of nights that cannot be is refused, not stored and no crash."""
    case = s.opened(s.GUNVOR, s.initiative())
    assert s.codes(lambda: deciding.approve(case, s.terms(lodging=True, nights=nights), by=actor(s.HENRIK)))


def test_one_fault_is_said_once() -> None:
    """X-35: a period that ends before it begins is one reason."""
    back = s.terms(period_from=s.later(40), period_to=s.later(35))
    case = s.assessed()
    assert len(s.codes(lambda: deciding.approve(case, back, by=actor(s.HENRIK)))) == 1


def test_lodging_refused_is_not_an_approval() -> None:
    """SVR-10, SVR-19, SVR-35: on the patient's choice there is no lodging to decide on, with yes or no."""
    case = s.approved()
    assert s.codes(lambda: issuing.lodge(case, by=actor(s.HENRIK), granted=False, nights=None, reason="Nej"))
