"""What is always true of a stored specialist referral, whatever has been done to it; asked after every step of a test."""

import uuid

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist import look
from vardkedja.commitments.specialist.models import AskedBenefit, Completion, Ruling, Specialist
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.demo.cast import actor
from vardkedja.kernel.access import Assignment
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.rules.specialist_workflow import DECIDED, WORKFLOW

# Whose work an open state is: exactly this node, at the sender or at the office.
WORK = {"draft": "svr_draft", "signed": "svr_send", "sent": "svr_assess", "assessing": "svr_assess"}
OFFICE_NODES = {"svr_assess", "svr_wait", "svr_issue"}
SENDER_NODES = {"svr_draft", "svr_send", "svr_complete"}
FOLLOWED = "svr_sent"  # stays in the sender's list until the region has begun


def check(case_uuid: uuid.UUID) -> None:
    """Fail with what is wrong, when something is."""
    own = Specialist.objects.select_related("case").get(case__uuid=case_uuid)
    tasks = list(Task.objects.filter(case=own.case, done_at__isnull=True).select_related("unit"))
    _work(own, tasks)
    _tasks(tasks)
    _signed(own)
    _decided(own)
    _commitment(own)
    _strangers(case_uuid)
    assert History.objects.filter(case=own.case).count() == own.case.version  # one row for each step


def _work(own: Specialist, tasks: list[Task]) -> None:
    """An open case waits in one place for who has the next step, a closed one for nobody."""
    state, outside = own.case.state, own.entrance == "outside"
    office = [task.node for task in tasks if task.node in OFFICE_NODES]
    sender = [task.node for task in tasks if task.node in SENDER_NODES]
    if state == "completing":
        assert (office, sender) == (["svr_wait"], [] if outside else ["svr_complete"])
    elif state == "approved":
        assert (office, sender) == (["svr_issue"] if own.care_form == "sluten" else [], [])
    else:
        assert office + sender == ([WORK[state]] if state in WORK else []), state
    followed = [task.unit_id for task in tasks if task.node == FOLLOWED]
    assert followed == ([own.case.unit_id] if state == "sent" and not outside else []), state
    if not WORKFLOW.states[state].last and state != "issued" and own.care_form == "sluten":
        assert tasks, state
    if state in ("withdrawn", "deleted"):
        assert tasks == [], state
    assert (Completion.objects.filter(case=own.case, received_on=None).exists()) <= (
        state in ("completing", "dismissed", "withdrawn")
    )


def _tasks(tasks: list[Task]) -> None:
    """One place each, at a unit where its owner works."""
    places = [(task.node, task.unit_id, task.item) for task in tasks]
    assert len(set(places)) == len(places)
    for task in tasks:
        at_office = task.node in (*OFFICE_NODES, "svr_letter", "svr_changed")
        assert at_office <= (task.unit.slug == s.IVA), task.node
        assert not (task.node in SENDER_NODES and task.unit.slug == s.IVA), task.node
        if task.staff_id:
            assert Assignment.objects.filter(staff_id=task.staff_id, unit_id=task.unit_id).exists(), task.node


def _signed(own: Specialist) -> None:
    """Signed by a person, on a paper that holds, before it is sent; an outside request has no signature at all."""
    papers = list(Document.objects.filter(case=own.case))
    assert all(paper.intact() for paper in papers)
    referrals = [paper for paper in papers if paper.kind == "remiss"]
    if own.entrance == "outside":
        assert (own.signed_at, referrals) == (None, [])
        return
    assert (own.signed_at is not None) == (own.case.state not in ("draft", "deleted"))
    assert (own.sent_at is None) or own.signed_at is not None
    if own.signed_at:
        assert max(paper.signed_at for paper in referrals) == own.signed_at
        assert own.informed is not None
    unsigned = AskedBenefit.objects.filter(case=own.case, signed_at=None).exists()
    assert not (unsigned and own.signed_at)
    assert AskedBenefit.objects.filter(case=own.case, supplement=True).count() == sum(
        paper.kind == "tillagg" for paper in papers
    )


def _decided(own: Specialist) -> None:
    """Every decision is a record with its letter, by an officer; without one nothing is decided."""
    rulings = list(Ruling.objects.filter(case=own.case).order_by("id"))
    letters = Document.objects.filter(case=own.case, kind="beslut")
    assert len(rulings) == letters.count()
    assert bool(rulings) == (own.case.state in DECIDED)
    assert {row.decided_by_id for row in rulings} == set(letters.values_list("signed_by_id", flat=True))
    for row in rulings:
        assert row.function
        assert row.outcome == "approved" or row.reason
    ends = {"rejected": "rejected", "dismissed": "dismissed", "revoked": "revoked"}
    if own.case.state in ends:
        assert rulings[-1].outcome == ends[own.case.state]
    if own.case.state in ("approved", "issued"):
        assert {row.outcome for row in rulings} == {"approved"}


def _commitment(own: Specialist) -> None:
    """There is a commitment exactly when one was issued, for inpatient care, its days in order, a paper for each version."""
    row = Commitment.objects.filter(case=own.case).first()
    papers = Document.objects.filter(case=own.case, kind="betalningsforbindelse").order_by("version")
    if row is None:
        assert own.case.state != "issued"
        assert not papers.exists()
        return
    assert own.case.state in ("issued", "revoked")
    assert own.care_form == "sluten"
    assert row.first_day is not None
    assert row.last_day is not None
    assert row.first_day <= row.last_day
    assert (row.valid_from, row.valid_to) == (row.first_day, row.last_day)
    assert row.issued_at is not None
    assert (row.cancelled_at is not None) == (own.case.state == "revoked")
    assert list(papers.values_list("version", flat=True)) == list(range(1, papers.count() + 1))
    newest = papers.last()
    assert newest is not None
    days = {"first_day": str(row.first_day), "last_day": str(row.last_day)}
    assert newest.content["validity"] == days


def _strangers(case_uuid: uuid.UUID) -> None:
    """Nobody of another region than the home and the receiving one ever knows of it."""
    for by in (s.elsewhere_officer(), actor(s.NILS), actor(s.JOHAN)):
        assert look.at(by, case_uuid) is None
