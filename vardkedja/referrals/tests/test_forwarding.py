"""Vidarebefordra: where to, by which way, the trail, and what the referrer reads (REM-31 to 33, 36 to 38)."""

import datetime
import uuid

import pytest

from vardkedja.kernel.access import Denied
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import AlreadyDone, Missing
from vardkedja.referrals.actions import answering, receiving
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Scan
from vardkedja.referrals.routines import ForwardingOrder
from vardkedja.referrals.tests.samples import (
    BJORKDALEN,
    BORAS,
    EVALENA,
    GUSTAV,
    JOAKIM,
    LIDKOPING,
    LOVISA,
    MOLNDAL,
    NADJA,
    OSKAR,
    OUTSIDE,
    RUNA,
    SHIRIN,
    answered,
    assigned,
    codes,
    confirmed,
    denied,
    forwarded,
    last,
    me,
    message,
    nodes,
    on,
    outgoing,
    receptions,
    registered,
    seen,
    sent,
    states,
    task,
)

pytestmark = pytest.mark.django_db
HUD = "exempelkliniken-hud"


def test_the_next_unit_has_it_from_the_start_and_the_trail_is_kept() -> None:
    """REM-38: sent 3 March, forwarded 6 March: Ej bedömd without assessor, sender's monitoring still 17 March."""
    with on("2025-03-03"):
        case = assigned()
    with on("2025-03-06"):
        forwarded(case)
    first, second = receptions(case)
    assert (first.state, first.assessor.username, first.forwarded_to.slug) == ("forwarded", SHIRIN, BORAS)
    assert (first.closed_by.username, str(first.arrived_on)) == (LOVISA, "2025-03-03")
    assert (second.unit.slug, second.state, second.assessor, second.place) == (BORAS, "not_assessed", None, 2)
    assert (str(second.arrived_on), second.received_at) == ("2025-03-06", None)
    stored = outgoing(case)
    assert (str(stored.sent_on), stored.sent_by.username, str(stored.watch_until)) == (
        "2025-03-03",
        OSKAR,
        "2025-03-17",
    )
    assert (stored.case.other_unit.slug, stored.case.state, stored.reception_id) == (BORAS, "sent", second.pk)
    assert nodes(case) == [
        *(("answer", BORAS, ""), ("attest", BJORKDALEN, OSKAR)),
        ("watch", BJORKDALEN, OSKAR),
    ]
    names = [Unit.objects.get(slug=slug) for slug in (MOLNDAL, BORAS)]
    assert last(case).changes["receiver"] == [f"{one.clinic}, {one.institution}" for one in names]


def test_the_referrer_is_told_the_new_unit_and_why() -> None:
    """REM-36: no text, no forwarding; sent, the referrer reads both the text, the new unit and the reason."""
    case = assigned()
    assert codes(lambda: forwarded(case, text=" ")) == ["REM-36.no_message"]
    assert codes(lambda: forwarded(case, reason="")) == ["REM-31.no_reason"]
    assert (len(receptions(case)), Message.objects.filter(case__uuid=case).count()) == (1, 0)
    forwarded(case)
    told = message(case, "forward_notice")
    for words in ("Remissen har gått vidare.", seen(case).to_name, "Ryggen bedöms i Borås"):
        assert words in told.text
    assert (task(case, "attest").item, told.to_side) == (told.uuid, "sender")
    assert receptions(case)[0].forward_reason == last(case).note == "Ryggen bedöms i Borås"


def test_the_electronic_way_opens_when_the_order_is_done() -> None:
    """REM-32: ordered 3 March, done 6 March: on the 5th refused, on the 6th it goes."""
    done = {"ordered_on": "2025-03-03", "done_on": "2025-03-06"}
    ForwardingOrder.objects.filter(unit__slug=MOLNDAL).update(**done)
    with on("2025-03-05"):
        case = assigned()
        assert codes(lambda: forwarded(case)) == ["REM-32.not_activated", "REM-33.outside"]
        assert len(receptions(case)) == 1
    with on("2025-03-06"):
        forwarded(case)
    assert states(case) == ("sent", "not_assessed")


def test_a_unit_outside_the_list_is_reached_on_paper_only() -> None:
    """REM-32, REM-33, X-24: electronically refused; on paper with the same message, and the way is recorded."""
    case = assigned()
    assert codes(lambda: forwarded(case, HUD, consent=True)) == ["REM-33.outside"]
    forwarded(case, HUD, consent=True, channel="post")
    stored = outgoing(case)
    assert (stored.reception_id, stored.case.other_unit.slug) == (None, HUD)
    assert last(case).changes["channel"] == [None, "post"]
    assert "Remissen har gått vidare." in message(case, "forward_notice").text
    assert nodes(case) == [("attest", BJORKDALEN, OSKAR), ("watch", BJORKDALEN, OSKAR)]
    assert states(case) == ("sent", "forwarded")


def test_a_unit_outside_the_system_gets_nothing_electronic() -> None:
    """REM-32: even if an order lists it; the system claims no delivery it cannot make (X-40)."""
    ForwardingOrder.objects.filter(unit__slug=MOLNDAL).update(targets=[Unit.objects.get(slug=OUTSIDE).pk])
    assert codes(lambda: forwarded(to=OUTSIDE, consent=True)) == ["REM-32.outside"]


def test_at_most_ten_units_in_force() -> None:
    """REM-33: with ten in the order it goes, with eleven it does not."""
    others = list(Unit.objects.exclude(slug__in=(BORAS, MOLNDAL)).values_list("pk", flat=True)[:10])
    boras = Unit.objects.get(slug=BORAS).pk
    case = assigned()
    ForwardingOrder.objects.filter(unit__slug=MOLNDAL).update(targets=[boras, *others])
    assert codes(lambda: forwarded(case)) == ["REM-33.too_many"]
    ForwardingOrder.objects.filter(unit__slug=MOLNDAL).update(targets=[boras, *others[:9]])
    forwarded(case)


def test_where_it_can_go() -> None:
    """REM-31: nowhere, to itself, or to a unit that has closed is refused."""
    case = assigned()
    assert "REM-31.same_unit" in codes(lambda: forwarded(case, MOLNDAL))
    Unit.objects.filter(slug=BORAS).update(valid_to="2024-12-31")
    assert codes(lambda: forwarded(case)) == ["REM-31.closed"]
    stranger = uuid.uuid4()
    assert "REM-31.no_target" in codes(
        lambda: forwarded_to(case, stranger),
    )
    assert len(receptions(case)) == 1


def forwarded_to(case: uuid.UUID, target: uuid.UUID) -> uuid.UUID:
    from vardkedja.referrals.actions import forwarding

    return forwarding.forward(case, by=me(LOVISA), to_unit=target, reason="Rygg", text="Vidare")


def test_another_provider_asks_for_the_patients_consent() -> None:
    """REM-31, R5: to a private provider only with consent; within the region without."""
    case = assigned()
    assert codes(lambda: forwarded(case, HUD, channel="post")) == ["REM-31.consent"]
    forwarded(case, HUD, channel="post", consent=True)
    forwarded(assigned(), LIDKOPING)


def test_forwarded_twice_and_answered() -> None:
    """REM-37, REM-38: three receivers in order; the last answers; none of the earlier can act on it any more."""
    case = forwarded(confirmed())
    with pytest.raises(Denied):
        receiving.tell(case, by=me(LOVISA), way="kallelse", on=datetime.date(2025, 1, 1))
    assigned(case, NADJA, JOAKIM)
    forwarded(case, LIDKOPING, JOAKIM)
    assigned(case, RUNA, RUNA)
    answering.answer(case, by=me(RUNA), kind="final", text="Bedömd.")
    assert [(row.unit.slug, row.state, row.place) for row in receptions(case)] == [
        *((MOLNDAL, "forwarded", 1), (BORAS, "forwarded", 2)),
        (LIDKOPING, "answered", 3),
    ]
    assert states(case) == ("answered", "answered")
    assert seen(case, LOVISA).number  # who forwarded still sees what became of it
    assert "Lidköping" in denied(lambda: receiving.assign(case, by=me(LOVISA), assessor=seen(case).uuid))


def test_the_next_unit_may_send_it_back() -> None:
    """REM-38: back to the first, as its second reception; the first one's record stands."""
    case = forwarded()
    assigned(case, NADJA, JOAKIM)
    forwarded(case, MOLNDAL, JOAKIM)
    assert [(row.unit.slug, row.state) for row in receptions(case)] == [
        *((MOLNDAL, "forwarded"), (BORAS, "forwarded")),
        (MOLNDAL, "not_assessed"),
    ]
    assert task(case, "answer").unit.slug == MOLNDAL
    assert task(case, "answer").staff is None


def test_what_was_asked_of_the_sender_is_no_longer_asked() -> None:
    """REM-38 (derived): a request for completion ends with the reception that made it."""
    case = assigned()
    receiving.request_completion(case, by=me(SHIRIN), text="Röntgen?")
    forwarded(case)
    assert "questions" not in [node for node, _, _ in nodes(case)]


def test_a_paper_referral_goes_on_with_its_scan() -> None:
    """REM-36, REM-38: the scan stays with the case; the notice to a sender outside waits to be posted by who forwarded."""
    case = forwarded(assigned(registered()))
    assert Scan.objects.get(case__uuid=case).kind == "referral"
    assert nodes(case) == [("answer", BORAS, ""), ("send", MOLNDAL, LOVISA)]
    assert states(case) == ("outside", "not_assessed")


def test_who_forwards() -> None:
    """REM-31: anybody who may write at the receiving unit; never the sender, never a third unit."""
    case = assigned()
    with pytest.raises(Denied):
        forwarded(case, by=EVALENA)
    with pytest.raises(Missing):
        forwarded(case, by=JOAKIM)
    forwarded(case, by=GUSTAV)
    assert codes(lambda: forwarded(answered(), by=SHIRIN)) == ["REM-37.answered"]
    assert codes(lambda: forwarded(sent())) == ["REM-21.no_assessor"]


def test_one_key_is_one_forwarding() -> None:
    """X-38: the same order three times is one new reception and one notice."""
    case, key = assigned(), uuid.uuid4()
    forwarded(case, key=key)
    for _ in range(2):
        with pytest.raises(AlreadyDone):
            forwarded(case, key=key)
    assert (len(receptions(case)), Message.objects.filter(case__uuid=case).count()) == (2, 1)
