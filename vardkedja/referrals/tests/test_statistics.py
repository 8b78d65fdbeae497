"""Statistics per unit and month: what is counted, and from which side (REM-48)."""

import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from vardkedja.kernel import clock
from vardkedja.referrals import statistics
from vardkedja.referrals import statistics_questions as questions
from vardkedja.referrals.actions import absence, forwarding, monitoring, papers, posting
from vardkedja.referrals.actions.monitoring import Call
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.messages import Message
from vardkedja.referrals.statistics import Counter
from vardkedja.referrals.tests import samples
from vardkedja.referrals.tests.statistics_rows import MARCH, TO, at, counter, decided, month, number, unit
from vardkedja.rules.law import SHIPPED


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-06-05 08:00"):
        yield


# --- the limits ----------------------------------------------------------------------------------------------------


def test_forty_sent_three_late() -> None:
    """REM-48: March has 40 sent, 3 after the third working day: 37 and 3, and the list of the three comes first."""
    for _ in range(37):
        at("2025-03-10 10:00", samples.sent)
    late = [decided("2025-03-03", "2025-03-07 08:00") for _ in range(3)]
    at("2025-02-28 23:59", samples.sent)
    at("2025-04-01 00:00", samples.sent)
    found = month()
    assert found.counters["sent"] == Counter(40, 37, 3)
    assert [one.number for one in found.lists["sent"] if one.verdict == "late"] == sorted(map(number, late))
    assert {one.verdict for one in found.lists["sent"][:3]} == {"late"}
    (due,) = {(one.due, one.done) for one in found.lists["sent"][:3]}
    assert due == (datetime.date(2025, 3, 6), datetime.date(2025, 3, 7))


def test_the_last_day_is_in_time() -> None:
    """REM-48, REM-05: sent on the last day 23:59 is in time, a minute later is not; so is the first day of the month."""
    decided("2025-03-07", "2025-03-12 23:59")
    assert counter("sent") == Counter(1, 1, 0)
    decided("2025-03-07", "2025-03-13 00:00")
    assert counter("sent") == Counter(2, 1, 1)
    at("2025-03-01 00:00", samples.sent)
    at("2025-03-31 23:59", samples.sent)
    assert counter("sent") == Counter(4, 3, 1)


def test_a_referral_without_a_known_limit_is_neither() -> None:
    """REM-48, X-20: where the last day could not be worked out the referral is counted by itself."""
    case = at("2025-03-10 10:00", samples.sent)
    Consultation.objects.filter(case__uuid=case).update(send_by=None)
    assert counter("sent") == Counter(1, 0, 0, 1)


@pytest.mark.parametrize(("came", "inside"), [("2025-03-17", 1), ("2025-03-18", 0)])
def test_confirmations_of_our_referrals(came: str, inside: int) -> None:
    """REM-48, REM-13: sent 3 March, the confirmation on paper came within two weeks or the day after; the first counts."""
    case = at("2025-03-03 10:00", samples.sent_on_paper)
    assert counter("confirmed_there") == Counter()
    for _ in range(2):
        at(f"{came} 10:00", samples.paper_confirmed, case)
    assert counter("confirmed_there") == Counter(1, inside, 1 - inside)


def test_the_first_confirmation_is_by_its_arrival() -> None:
    """REM-48, X-43: the day it came counts, not the day somebody registered it."""
    case = at("2025-03-03 10:00", samples.sent_on_paper)
    came = datetime.date(2025, 3, 17)
    at("2025-03-20 10:00", samples.paper_confirmed, case, received_on=came)
    (one,) = month().lists["confirmed_there"]
    assert (one.done, one.due, one.verdict) == (came, came, "in")


def test_a_scan_beside_an_electronic_referral_is_no_confirmation() -> None:
    """REM-48, REM-09: a scanned confirmation of a referral that was sent electronically is kept, not counted."""
    case = at("2025-03-03 10:00", samples.sent)
    at("2025-03-05 10:00", samples.paper_confirmed, case)
    assert counter("confirmed_there") == Counter()
    Message.objects.filter(case__uuid=case).update(sent_on=datetime.date(2025, 3, 4))  # the day on the paper
    assert counter("confirmed_here", samples.MOLNDAL) == Counter()
    at("2025-03-06 10:00", samples.confirmed, at("2025-03-06 10:00", samples.assigned, case))
    assert counter("confirmed_there") == Counter(1, 1)


@pytest.mark.parametrize(("on", "inside"), [("2025-03-17", 1), ("2025-03-18", 0)])
def test_our_own_confirmations(on: str, inside: int) -> None:
    """REM-48, REM-30: the receiver's first confirmation or reply against two weeks from sending; the sender sees its side."""
    confirmed, answered = (at("2025-03-03 10:00", samples.sent) for _ in range(2))
    for case in (confirmed, answered):
        at("2025-03-04 10:00", samples.assigned, case)
    at(f"{on} 23:59", samples.confirmed, confirmed)
    at(f"{on} 23:59", samples.answered, answered)
    at("2025-03-25 10:00", samples.answered, confirmed)
    assert counter("confirmed_here", samples.MOLNDAL) == Counter(2, 2 * inside, 2 - 2 * inside)
    assert counter("confirmed_there") == Counter(1, inside, 1 - inside)
    assert counter("confirmed_here") == Counter()


def test_replies_after_the_decision() -> None:
    """REM-48, REM-29: decided Wednesday 30 April, sent Tuesday 6 May is in time, the day after is late."""
    decided_on, first = datetime.date(2025, 4, 30), datetime.date(2025, 5, 1)
    for sent in ("2025-05-06 23:59", "2025-05-07 00:00"):
        case = at("2025-04-28 10:00", samples.sent)
        at("2025-04-29 10:00", samples.assigned, case)
        at(sent, samples.answered, case, decided_on=decided_on)
    assert counter("replies", samples.MOLNDAL, first=first, as_of=datetime.date(2025, 6, 1)) == Counter(2, 1, 1)


def test_a_reply_on_paper_counts_when_it_was_posted() -> None:
    """REM-48, X-24: an answer to a sender outside has not been sent until somebody has registered that it was."""
    case = at("2025-03-10 10:00", samples.registered)
    at("2025-03-10 10:00", samples.assigned, case)
    at("2025-03-11 10:00", samples.answered, case)
    assert counter("replies", samples.MOLNDAL) == counter("confirmed_here", samples.MOLNDAL) == Counter()
    letter = samples.message(case, "final").uuid
    posted = datetime.date(2025, 3, 12)
    at("2025-03-13 10:00", posting.post, case, letter, by=samples.me(samples.LOVISA), sent_on=posted)
    assert counter("replies", samples.MOLNDAL) == counter("confirmed_here", samples.MOLNDAL) == Counter(1, 1)
    assert counter("replies", samples.MOLNDAL, as_of=posted) == Counter()
    assert counter("sent", samples.MOLNDAL) == Counter()


# --- plain numbers -------------------------------------------------------------------------------------------------


def test_contacts_are_counted_by_their_day() -> None:
    """REM-48, X-22: two contacts about one referral; the one that was registered afterwards counts on its own day."""
    case = at("2025-03-03 10:00", samples.sent_on_paper)
    for registered, contacted in (("2025-03-18 10:00", "2025-03-18"), ("2025-04-02 10:00", "2025-03-31")):
        day = datetime.date.fromisoformat(contacted)
        call = Call(contacted_on=day, channel="phone", answered_function="Sekreterare", outcome="Svar kommer")
        at(registered, monitoring.contact, case, call, by=samples.me(samples.EVALENA))
    assert counter("contacts") == Counter(2)
    assert counter("contacts", as_of=datetime.date(2025, 4, 1)) == Counter(1)
    assert counter("contacts", first=datetime.date(2025, 4, 1)) == Counter()
    assert counter("contacts", samples.MOLNDAL) == Counter()


def test_papers_that_waited() -> None:
    """REM-48, REM-15, REM-23: scanned and registered the same day 23:59 or the day after; the month is that of the arrival."""
    came = datetime.date(2025, 3, 31)
    for scanned in ("2025-03-31 23:59", "2025-04-01 00:00"):
        at(scanned, _register, came)
        at(scanned, samples.scanned, samples.EVALENA, arrived_on=came)
    assert counter("registered", samples.MOLNDAL) == counter("scans", samples.MOLNDAL) == Counter(2, 1, 1)
    assert counter("scans") == Counter(2, 1, 1)
    assert counter("scans", as_of=came) == Counter(1, 1)
    assert counter("scans", first=datetime.date(2025, 4, 1)) == Counter()


def _register(came: datetime.date) -> uuid.UUID:
    """A paper referral at Mölndal, scanned and registered in one go."""
    paper = samples.scanned(samples.LOVISA, "referral", came)
    sender = samples.unit(samples.OUTSIDE)
    return samples.registering.register_paper(
        by=samples.me(samples.LOVISA), number=samples.LEIF, scan=paper, arrived_on=came, sender_unit=sender
    )


def test_a_discarded_paper_is_left_out_from_then_on() -> None:
    """REM-48, X-32: thrown away on 7 April, it still counts as of 5 April and no more as of 8 April."""
    paper = at("2025-03-05 10:00", samples.scanned)
    at("2025-04-07 10:00", papers.discard, paper, by=samples.me(samples.EVALENA), reason="Reklam")
    assert counter("scans") == Counter(1, 1)
    assert counter("scans", as_of=datetime.date(2025, 4, 8)) == Counter()


def test_forwarded_belongs_to_the_unit_that_forwarded() -> None:
    """REM-48, REM-38: Mölndal forwards to Borås on 6 March: one at Mölndal; the sender's own numbers stand."""
    case, other = (at("2025-03-03 10:00", samples.sent) for _ in range(2))
    for one in (case, other):
        at("2025-03-04 10:00", samples.assigned, one)
    at("2025-03-06 10:00", samples.answered, other)
    with clock.stopped_at("2025-03-06 10:00"):
        forwarding.forward(
            case,
            by=samples.me(samples.SHIRIN),
            to_unit=samples.unit(samples.BORAS),
            reason="Fel nivå",
            text="Remissen är skickad vidare.",
        )
    assert counter("forwarded", samples.MOLNDAL) == Counter(1)
    assert counter("forwarded", samples.BORAS) == counter("forwarded") == Counter()
    assert counter("unassigned", samples.BORAS) == Counter(1)
    assert counter("unassigned", samples.MOLNDAL) == Counter()
    assert counter("sent") == Counter(2, 2)


def test_without_assessor_at_the_end_of_the_month() -> None:
    """REM-48, REM-21: without an assessor on 31 March, assigned on 2 April; who is assessor later does not matter."""
    at("2025-02-20 10:00", samples.sent)
    case = at("2025-03-31 23:00", samples.sent)
    at("2025-04-02 10:00", samples.assigned, case)
    assert counter("unassigned", samples.MOLNDAL) == Counter(2)
    april = datetime.date(2025, 4, 1)
    assert counter("unassigned", samples.MOLNDAL, first=april, as_of=april) == Counter(2)
    assert counter("unassigned", samples.MOLNDAL, first=april, as_of=datetime.date(2025, 4, 2)) == Counter(1)
    assert counter("unassigned", samples.MOLNDAL, first=april, as_of=datetime.date(2025, 3, 31)) == Counter()
    assert counter("unassigned", samples.MOLNDAL, as_of=datetime.date(2025, 2, 19)) == Counter()


def test_an_assessor_who_was_replaced_was_there() -> None:
    """REM-48, REM-39: assigned in March and laid over in April: in March the case had its assessor."""
    case = at("2025-03-04 10:00", samples.assigned, at("2025-03-04 09:00", samples.sent))
    with clock.stopped_at("2025-04-10 10:00"):
        wish = absence.Handover(
            unit_id=unit(samples.MOLNDAL),
            owner=samples.staff(samples.SHIRIN),
            to=samples.staff(samples.GUSTAV),
            reason="Sjuk",
            picked=None,
        )
        assert absence.hand_over(wish, by=samples.me(samples.LOVISA)).moved == [number(case)]
    assert counter("unassigned", samples.MOLNDAL) == Counter()
    assert counter("unassigned", samples.MOLNDAL, as_of=datetime.date(2025, 3, 4)) == Counter()


def _reads(plan: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Each step of a plan that reads a table: its kind, the table, and whether it goes by a condition of an index."""
    if "Scan" in plan["Node Type"] and "Relation Name" in plan:
        below = plan.get("Plans", ())
        yield (
            plan["Node Type"],
            plan["Relation Name"],
            "Index Cond" in plan or any("Index Cond" in one for one in below),
        )
    for part in plan.get("Plans", ()):
        yield from _reads(part)


def test_no_table_is_read_through() -> None:
    """REM-48: the facts are found by conditions of indexes, however many units and months there are."""
    samples.confirmed()
    span = questions.Span(unit(samples.MOLNDAL), MARCH, datetime.date(2025, 3, 31), TO)
    reads: list[tuple[str, str, bool]] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith("explain"):
            context["cursor"].execute(f"explain (format json) {sql}", params)
            plan = context["cursor"].fetchone()[0]
            reads.extend(_reads((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    with connection.execute_wrapper(explain):
        questions.counts(span, SHIPPED, "14")
        questions.lines(span, ["sent"], SHIPPED, "14")
        questions.checks(span, statistics.NODES)
    assert {table for _, table, _ in reads} >= {"kernel_case", "referrals_reception", "referrals_dailycheck"}
    # The history is asked by case or by subject: with a handful of rows its two indexes cost the same.
    assert [read for read in reads if not read[2] and read[1] != "kernel_history"] == []
