"""Papers that come in: scanned, registered, linked, moved, thrown away (REM-15, 23; X-15, X-26)."""

import datetime
import uuid

import pytest

from vardkedja.kernel.access import Denied
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import AlreadyDone, Conflict, Missing
from vardkedja.referrals.actions import arriving, monitoring, papers, registering
from vardkedja.referrals.actions.papers import SeenBefore
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Scan
from vardkedja.referrals.tests.samples import (
    BJORKDALEN,
    BORAS,
    EVALENA,
    JOAKIM,
    LEIF,
    LOVISA,
    MOLNDAL,
    OSKAR,
    OUTSIDE,
    SHIRIN,
    answered,
    assigned,
    codes,
    confirmed,
    last,
    me,
    message,
    nodes,
    on,
    outgoing,
    paper_answered,
    paper_confirmed,
    receptions,
    registered,
    scanned,
    seen,
    sent,
    sent_on_paper,
    states,
    task,
    unit,
    written,
)

pytestmark = pytest.mark.django_db
Day = datetime.date.fromisoformat


def the_scan(case: uuid.UUID) -> uuid.UUID:
    return Scan.objects.filter(case__uuid=case).latest("linked_at").uuid


def loosen(case: uuid.UUID, by: str = EVALENA, reason: str = "Fel patient", scan: uuid.UUID | None = None) -> uuid.UUID:
    return papers.take_loose(case, scan or the_scan(case), by=me(by), reason=reason)


def test_scanned_the_same_day_is_in_time() -> None:
    """REM-15: arrived 7 March: 23.59 in time, 8 March 00.00 late and stored; it waits as "ej kopplad"."""
    for at, late in (("2025-03-07 23:59", False), ("2025-03-08 00:00", True)):
        with on(at):
            row = Scan.objects.get(pk=scanned(arrived_on=Day("2025-03-07")))
        assert History.objects.get(subject=f"scan/{row.pk}").changes["late"] == [None, late]
        assert (row.case_id, str(row.arrived_on), row.scanned_by.username) == (None, "2025-03-07", EVALENA)


def test_far_back_wants_a_reason() -> None:
    """X-26, REM-15: one day back without a reason, two days with one; a day to come, or none, is refused."""
    with on("2025-03-10"):
        scanned(arrived_on=Day("2025-03-09"))
        assert codes(lambda: scanned(arrived_on=Day("2025-03-08"))) == ["X-26.reason"]
        late = scanned(arrived_on=Day("2025-03-08"), late_reason="Helg")
        assert codes(lambda: scanned(arrived_on=Day("2025-03-11"))) == ["X-26.future"]
        assert codes(lambda: scanned(kind="letter")) == ["X-15.kind"]
    assert Scan.objects.get(pk=late).late_reason == "Helg"


def test_the_same_paper_is_recognised() -> None:
    """X-15: the same file is refused; the same printed code asks first; at another unit it is another paper."""
    data = b"%PDF-paper" + bytes(16)
    scanned(data=data)
    assert codes(lambda: scanned(data=data)) == ["X-15.twice"]
    scanned(LOVISA, data=data)
    scanned(code="K-2025-000001")
    with pytest.raises(SeenBefore):
        scanned(code="K-2025-000001")
    scanned(code="K-2025-000001", again=True)


def test_a_paper_referral_is_registered_with_its_scan() -> None:
    """REM-23: arrived Friday 7 March, registered Monday 10: that day is kept, late is flagged; unassigned in the inbox."""
    with on("2025-03-10"):
        scan = scanned(LOVISA, "referral", Day("2025-03-07"), late_reason="Helg")
        case = registered(
            scan=scan, arrived_on=Day("2025-03-07"), late_reason="Helg", referred_on=Day("2025-03-05"), question="Knä"
        )
    arrived, row = receptions(case)[0], task(case, "answer")
    assert (str(arrived.arrived_on), arrived.channel, arrived.late_reason) == ("2025-03-07", "paper", "Helg")
    assert (arrived.arrived_by.username, str(arrived.received_at.date())) == (LOVISA, "2025-03-10")
    assert (row.unit.slug, row.staff, str(row.sort_on), str(row.due)) == (MOLNDAL, None, "2025-03-07", "2025-03-19")
    assert states(case) == ("outside", "not_assessed")
    assert (last(case).changes["late"], str(last(case).event_at.date())) == ([None, "Helg"], "2025-03-07")
    assert (seen(case, LOVISA).from_institution != "", seen(case, LOVISA).question) == (True, "Knä")
    assert Scan.objects.get(pk=scan).case.uuid == case


def test_an_arrival_that_lacks_something_is_not_registered() -> None:
    """REM-23, X-26: no scan, no sender, no day, no patient, days that do not fit; the scan stays unlinked."""
    with on("2025-03-10"):
        scan = scanned(LOVISA, "referral")

        def register(**bent: object) -> uuid.UUID:
            return registered(**{"scan": scan, **bent})

        assert codes(lambda: register(scan=None)) == ["REM-23.no_scan"]
        assert codes(lambda: register(sender_unit=None)) == ["REM-23.no_sender"]
        assert codes(lambda: register(arrived_on=None)) == ["REM-23.no_day"]
        assert codes(lambda: register(arrived_on=Day("2025-03-11"))) == ["REM-23.future"]
        assert codes(lambda: register(referred_on=Day("2025-03-11"))) == ["REM-23.order"]
        assert codes(lambda: register(arrived_on=Day("2025-03-08"))) == ["X-26.reason"]
        assert "REM-23.no_patient" in codes(lambda: register(number="19900101-9810"))
        assert Scan.objects.get(pk=scan).case_id is None
        case = register(sender_unit=None, sender_name="Doktor Exempel, Exempelstad")
        assert codes(register) == ["REM-15.taken"]
    assert seen(case, LOVISA).from_name == "Doktor Exempel, Exempelstad"


def test_one_key_is_one_arrival() -> None:
    """X-38: the same registration three times is one case."""
    key, scan = uuid.uuid4(), scanned(LOVISA, "referral")
    asked = {"number": LEIF, "scan": scan, "arrived_on": datetime.date(2026, 1, 1), "sender_unit": unit(OUTSIDE)}
    with on("2026-01-01"):
        case = registering.register_paper(by=me(LOVISA), key=key, **asked)
        for _ in range(2):
            with pytest.raises(AlreadyDone) as told:
                registering.register_paper(by=me(LOVISA), key=key, **asked)
            assert told.value.answer == case
    assert len(receptions(case)) == 1


def test_another_paper_is_linked_to_a_case_of_the_unit() -> None:
    """X-15: once, by a side of the case; no task and no state moves."""
    case, scan, elsewhere = sent(), scanned(kind="other"), scanned(JOAKIM)
    before = (states(case), nodes(case))
    with pytest.raises(Missing):
        papers.link(elsewhere, case, by=me(JOAKIM))
    papers.link(scan, case, by=me(EVALENA))
    row = Scan.objects.get(pk=scan)
    assert (row.case.uuid, row.kind, row.linked_by.username) == (case, "other", EVALENA)
    assert codes(lambda: papers.link(scan, written(), by=me(EVALENA))) == ["REM-15.taken"]
    assert (states(case), nodes(case), last(case).verb) == (*before, "rem.link")
    papers.link(scanned(LOVISA), case, by=me(LOVISA))


def test_what_belongs_to_nobody_is_put_away_with_a_reason() -> None:
    """X-15: without a reason, by another unit, or when it is linked it stays; put away it is not linked any more."""
    scan = scanned()
    assert codes(lambda: papers.discard(scan, by=me(EVALENA), reason=" ")) == ["X-15.no_reason"]
    assert codes(lambda: papers.discard(scan, by=me(LOVISA), reason="Reklam")) == ["REM-15.taken"]
    papers.discard(scan, by=me(EVALENA), reason="Reklam")
    row = Scan.objects.get(pk=scan)
    assert (row.discard_reason, row.discarded_by.username) == ("Reklam", EVALENA)
    assert codes(lambda: papers.link(scan, sent(), by=me(EVALENA))) == ["REM-15.taken"]


def test_a_unit_without_a_grant_scans_nothing() -> None:
    """X-05: scanning is for the unit one works at; a pool secretary has no papers."""
    with pytest.raises(Denied):
        scanned("ullabritt.moren")
    with pytest.raises(Denied):
        scanned("annika.hjalmarsson")


def test_an_answer_on_the_wrong_patient_is_taken_loose() -> None:
    """REM-15 (derived): with a reason: the reply is void, state and watch are as before it came; it can be linked anew."""
    with on("2025-03-10"):
        case, other = sent_on_paper(), sent_on_paper()
        until = outgoing(case).watch_until
        paper_answered(case, end=True)
        scan = the_scan(case)
        assert codes(lambda: loosen(case, reason=" ")) == ["REM-15.move_reason"]
        loosen(case)
        reply = message(case, "final")
        assert (reply.state, reply.voided_by.username, reply.void_reason) == ("void", EVALENA, "Fel patient")
        assert (states(case)[0], nodes(case)) == ("sent", [("watch", BJORKDALEN, OSKAR)])
        assert (outgoing(case).watch_ended_at, task(case, "watch").due) == (None, until)
        arriving.register_answer(
            other, "final", arriving.Paper(scan=scan, received_on=Day("2025-03-10")), by=me(EVALENA)
        )
    assert Scan.objects.get(pk=scan).case.uuid == other


def test_without_it_the_case_stands_as_the_rest_says() -> None:
    """REM-15 (derived): what else has come decides: part, confirmation, another final answer; what is kept only does not."""
    part = paper_answered(paper_answered(paper_confirmed(), "partial"))
    confirmation = paper_answered(paper_confirmed())
    whole = paper_answered(paper_answered())
    for case, state in ((part, "partial"), (confirmation, "confirmed"), (whole, "answered")):
        loosen(case)
        assert states(case)[0] == state
    kept = paper_confirmed(sent())
    loosen(kept)
    assert states(kept)[0] == "sent"
    electronic = answered(confirmed())
    paper_confirmed(electronic)
    loosen(electronic)
    assert states(electronic)[0] == "answered"


def test_a_watch_that_was_closed_for_another_reason_stays_closed() -> None:
    """X-08: closed without answer; a late answer that turns out to be another's, taken away, opens nothing."""
    case = sent_on_paper()
    monitoring.close(case, by=me(OSKAR), reason="declined")
    paper_answered(case)
    loosen(case)
    assert (states(case)[0], nodes(case)) == ("ended", [])
    assert outgoing(case).watch_ended_at is not None


def test_a_paper_referral_on_the_wrong_patient_is_closed_and_registered_again() -> None:
    """REM-23: before assessment, as wrongly registered; afterwards refused with what to do instead."""
    case, going = registered(), confirmed(assigned(registered(number="19720719-9873")))
    scan = the_scan(case)
    assert codes(lambda: loosen(going, LOVISA)) == ["REM-23.assessed"]
    loosen(case, LOVISA)
    assert (states(case), nodes(case)) == (("outside", "interrupted"), [])
    assert receptions(case)[0].close_reason == "Felregistrerad. Fel patient"
    again = registered(scan=scan, number="19720719-9873")
    assert Scan.objects.get(pk=scan).case.uuid == again


def test_either_side_may_move_a_paper_and_nobody_else() -> None:
    """REM-15 (derived): the receiver moves the sender's scan; a third unit finds nothing; an older page is told."""
    case = paper_confirmed(assigned())
    scan = the_scan(case)
    with pytest.raises(Missing):
        loosen(case, JOAKIM, scan=scan)
    with pytest.raises(Missing):
        papers.take_loose(sent(), scan, by=me(EVALENA), reason="Fel patient")
    with pytest.raises(Conflict):
        papers.take_loose(case, scan, by=me(LOVISA), reason="Fel patient", version=seen(case).version - 1)
    loosen(case, LOVISA)
    assert Message.objects.get(case__uuid=case).state == "void"
    assert unit(BORAS) not in Scan.objects.values_list("unit__uuid", flat=True)
    assert task(case, "answer").staff.username == SHIRIN
