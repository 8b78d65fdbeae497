"""Between the sides: withdraw or revoke, supplements, what is read and sent, and who knows of a case at all."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse

from vardkedja.commitments.specialist import duplicates, look
from vardkedja.commitments.specialist.actions import assessing, between, deciding
from vardkedja.commitments.specialist.actions.assessing import Found
from vardkedja.commitments.specialist.actions.deciding import Terms
from vardkedja.commitments.specialist.models import AskedBenefit, Specialist
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.commitments.specialist.views.case import benefits
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.verbs import Missing
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db
HERE, DANDERYD, SOLNA = s.IVA, "danderyd-ortopedkliniken", "solna-hudkliniken"
Make = Callable[[], uuid.UUID]


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def initiative(last: str, **bent: object) -> uuid.UUID:
    """On Karolinska's initiative: sent, assessing or approved."""
    if last == "sent":
        return s.sent(s.GUNVOR, s.initiative(**bent))
    case, by = s.opened(s.GUNVOR, s.initiative(**bent)), actor(s.HENRIK)
    if last == "assessing":
        return case
    assessing.assess(case, Found(admission_on=s.later(30)), by=by)
    return deciding.approve(case, Terms(period_from=s.later(30), period_to=s.later(40), issue=last == "issued"), by=by)


@pytest.mark.parametrize("make", [s.signed, s.sent, s.opened, s.completing])
def test_the_sender_withdraws_before_the_decision(make: Make) -> None:
    """SVR-37: by the sender with a reason; nothing is left to do, and it cannot be done twice."""
    case, by = make(), actor(s.YASMIN)
    assert s.codes(lambda: between.withdraw(case, by=by, reason=" ")) == ["SVR-35.no_reason"]
    between.withdraw(case, by=by, reason="Patienten har ångrat sig.")
    assert (s.stand(case), s.nodes(case)) == ("withdrawn", set())
    last = s.history(case)[-1]
    assert (last.verb, last.staff.username, last.at, last.note) == (  # type: ignore[union-attr]
        *("svr.withdraw", s.YASMIN, clock.now(), "Patienten har ångrat sig."),
    )
    assert s.codes(lambda: between.withdraw(case, by=by, reason="Igen")) == ["SVR-37.decided"]


@pytest.mark.parametrize("make", [s.approved, s.issued, s.rejected, s.dismissed, s.revoked])
def test_after_the_decision_only_the_region_can(make: Make) -> None:
    """SVR-37: the sender is told that the region revokes; the region does while something applies."""
    case = make()
    state = s.stand(case)
    refused = s.told(lambda: between.withdraw(case, by=actor(s.CASPER), reason="Fel"))
    assert "Efter beslut kan bara regionen upphäva." in refused.reasons[0].text
    assert s.stand(case) == state
    if state in ("approved", "issued"):
        sender = {"reason": "Fel", "from_day": s.later(30)}
        assert s.denied(lambda: deciding.revoke(case, by=actor(s.CASPER), **sender))
        deciding.revoke(case, by=actor(s.HENRIK), **sender)
        assert s.stand(case) == "revoked"


@pytest.mark.parametrize("last", ["sent", "assessing", "approved", "issued"])
def test_a_supplement_is_signed_by_the_same_authority(last: str) -> None:
    """SVR-20: a call adds nothing; a doctor without the head's authority is refused, the head signs it with its reason."""
    case = initiative(last)
    add = {"kind": "companion", "reason": "Ser inte."}
    assert "Behörighet saknas" in s.denied(lambda: between.supplement(case, by=actor(s.SELMA), **add))
    assert s.codes(lambda: between.supplement(case, by=actor(s.PARISA), **add)) == ["SVR-17.role"]
    gunvor = actor(s.GUNVOR)
    assert "SVR-35.no_reason" in s.codes(lambda: between.supplement(case, by=gunvor, kind="companion", reason=" "))
    assert s.codes(lambda: between.supplement(case, by=gunvor, kind="travel", reason="x")) == ["SVR-20.kind"]
    assert AskedBenefit.objects.count() == 0
    between.supplement(case, by=gunvor, **add)
    row = AskedBenefit.objects.get(case__uuid=case)
    assert (row.kind, row.reason, row.supplement, row.signed_by.username) == ("companion", "Ser inte.", True, s.GUNVOR)  # type: ignore[union-attr]
    (paper,) = s.papers_of(case, "tillagg")
    assert paper.intact()
    assert ("svr_changed" in {node for node, _ in s.nodes(case)}) == (last in ("approved", "issued"))


def test_a_supplement_is_nothing_for_a_choice() -> None:
    """SVR-10, SVR-20: on the patient's choice no benefit is entered; on the initiative the same is signed."""
    add = {"kind": "companion", "reason": "Ser inte."}
    case = s.sent()
    assert s.codes(lambda: between.supplement(case, by=actor(s.CASPER), **add)) == ["SVR-10.benefit"]
    other = initiative("sent")
    assert s.stand(between.supplement(other, by=actor(s.GUNVOR), **add)) == "sent"


def test_only_what_was_signed_is_granted() -> None:
    """SVR-20, SVR-19: before approval the extract is empty; after it what stood on the referral is there, nothing else."""
    with_one, without = initiative("assessing", companion="Ser inte."), initiative("approved")
    assert benefits(s.seen(with_one, s.HENRIK))["lines"] == []
    case = initiative("approved", companion="Ser inte.")
    assert "Medföljande: ja." in benefits(s.seen(case, s.HENRIK))["lines"]
    assert not any("Medföljande" in line for line in benefits(s.seen(without, s.HENRIK))["lines"])


def test_the_decision_is_read_and_the_letter_is_sent() -> None:
    """SVR-35: the sender reads it; the office registers the day the letter went, today at the latest; each side its own."""
    case = s.rejected()
    sender, office = actor(s.YASMIN), actor(s.HENRIK)
    assert s.codes(lambda: between.done(case, "letter", by=sender, on=s.later(0))) == ["X-13.nothing"]
    assert s.codes(lambda: between.done(case, "read", by=office)) == ["X-13.nothing"]
    for day in (None, s.later(1)):
        assert s.codes(lambda day=day: between.done(case, "letter", by=office, on=day)) == ["SVR-35.sent"]
    between.done(case, "letter", by=office, on=s.later(0))
    assert s.nodes(case) == {("svr_decision", DANDERYD)}
    between.done(case, "read", by=sender)
    assert s.nodes(case) == set()
    assert s.codes(lambda: between.done(case, "read", by=sender)) == ["X-13.nothing"]


SEEN: dict[str, tuple[Make, set[str]]] = {
    "draft": (s.draft, {"sender"}),
    "signed": (s.signed, {"sender"}),
    "sent": (s.sent, {"sender", "office"}),
    "assessing": (s.opened, {"sender", "office"}),
    "completing": (s.completing, {"sender", "office"}),
    "approved": (s.approved, {"sender", "office", "receiver"}),
    "issued": (s.issued, {"sender", "office", "receiver"}),
    "revoked": (s.revoked, {"sender", "office", "receiver"}),
    "rejected": (s.rejected, {"sender", "office"}),
    "dismissed": (s.dismissed, {"sender", "office"}),
    "withdrawn": (s.withdrawn, {"sender", "office"}),
    "from outside": (s.outside, {"office"}),
}


@pytest.mark.parametrize("stage", SEEN)
def test_who_knows_of_it(stage: str) -> None:
    """X-06: the sender's unit, the office once it is sent, the receiver once it is decided; nobody else at all."""
    make, sides = SEEN[stage]
    case = make()
    who = {
        "sender": actor(s.YASMIN),
        "office": actor(s.MEHDI),
        "receiver": actor(s.OTTILIA),
        "another unit": actor(s.PARISA),
        "another region": actor(s.NILS),
        "another region's officer": s.elsewhere_officer(),
        "Kalmar": actor(s.JOHAN),
    }
    assert {side for side, by in who.items() if look.at(by, case)} == sides
    assert {side for side, by in who.items() if Specialist.objects.visible_to(by).exists()} == sides
    for side, by in who.items():
        shown = [other.number for other in duplicates.others(by, s.ARVID.replace("-", ""))]
        assert not shown or side in sides


def test_what_is_not_yours_is_not_there() -> None:
    """X-06, X-05: a verb answers a stranger as if there were no such case; one that exists nowhere answers the same."""
    case = s.opened()
    for by in (actor(s.PARISA), actor(s.NILS), s.elsewhere_officer(), actor(s.OTTILIA)):
        for one in (case, uuid.uuid4()):
            with pytest.raises(Missing):
                between.question(one, by=by, text="Hej")
    assert "Behörighet saknas" in s.denied(lambda: between.question(case, by=actor(s.JOHAN), text="Hej"))
    assert s.stand(between.question(case, by=actor(s.YASMIN), text="Hej")) == "assessing"


def test_the_receiver_reads_the_decision_and_no_more() -> None:
    """X-06, SVR-36: decision and commitment as papers; neither the referral, the thread nor what the office found."""
    case = s.sent()
    between.question(case, by=actor(s.YASMIN), text="Hemlig fråga")
    assessing.start(case, by=actor(s.HENRIK))
    assessing.assess(case, s.found(same_kind_note="Intern notering"), by=actor(s.HENRIK))
    deciding.approve(case, s.terms(), by=actor(s.HENRIK))
    client = signed_in(s.OTTILIA)
    page = client.get(reverse("svr-case", args=[case])).content.decode()
    assert "Hemlig fråga" not in page
    assert "Intern notering" not in page
    kinds = {"remiss": 404, "beslut": 200, "betalningsforbindelse": 200}
    for kind, status in kinds.items():
        version = s.papers_of(case, kind)[0].version
        assert client.get(reverse("svr-print", args=[case, kind, version])).status_code == status
        own = signed_in(s.YASMIN).get(reverse("svr-print", args=[case, kind, version]))
        assert own.status_code == 200


def test_every_look_is_logged() -> None:
    """X-07: a page, a print and an act each leave a row with patient and case; what is not shown leaves none."""
    case = s.opened()
    before = AccessLog.objects.count()
    signed_in(s.PARISA).get(reverse("svr-case", args=[case]))
    assert AccessLog.objects.count() == before
    signed_in(s.HENRIK).get(reverse("svr-case", args=[case]))
    between.question(case, by=actor(s.HENRIK), text="Hej")
    assert list(AccessLog.objects.order_by("pk").values_list("action", flat=True))[before:] == [
        *("svr.case", "svr.question")
    ]
